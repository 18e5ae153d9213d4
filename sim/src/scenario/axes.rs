//! The axes of a sweep: numbers of a scenario, each over some values, or the axes of one of its grids; and the
//! designs that choices of a value on every axis make, over the same bills.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::document::VARIANTS;
use super::load::Loaded;
use super::merge::{apply_settings, lay_over};
use super::node::{Entry, Node, Place, Value};
use super::problem::{Problem, ProblemKind, Problems};
use super::varied::design_file;
use crate::wording::Bilingual;
use crate::wording::designs::point_title;
use crate::wording::solve::ValueUnit;

/// Where problems of the axes stand.
const PLACE: &str = "--vary";
/// Where those of the choice of a grid stand.
const GRID: &str = "--grid";

/// One axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Its name in tables: what was asked for, or its key in the grid.
    pub name: String,
    /// What people call it, where its grid says so.
    pub title: Option<Bilingual>,
    /// Where it stands, as `--set` writes it.
    pub paths: Vec<String>,
    /// Its unit.
    pub unit: ValueUnit,
    /// The present value, where there is one.
    pub present: Option<Decimal>,
    /// Its values, in order.
    pub points: Vec<AxisPoint>,
}

/// A value of an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct AxisPoint {
    /// As files write it.
    pub label: String,
    /// The number, where it is one.
    pub number: Option<Decimal>,
    /// What it changes.
    pub(super) patch: Node,
}

impl Axis {
    /// How far a value lies from the present one, as a part of the axis from its lowest to its highest; `None` where
    /// either is no number.
    pub fn distance(&self, nth: usize) -> Option<f64> {
        let numbers = || self.points.iter().filter_map(|it| it.number);
        let width = numbers().max()? - numbers().min()?;
        let from_present = (self.points.get(nth)?.number? - self.present?).abs();
        if width.is_zero() { Some(0.0) } else { (from_present / width).to_f64() }
    }
}

impl Loaded {
    /// The axes that were asked for, each `PATH=A..B:N` or `PATH=a,b,c`, with the words of `huimin solve` for paths;
    /// `about` is the fund or payer that bare words are about. Where none was, those of the grid of that name, or of
    /// the only one.
    ///
    /// # Errors
    /// Axes that name nothing, list no values, or move the same path; whatever a value of an axis breaks by itself.
    pub fn axes(&self, asked: &[String], grid: Option<&str>, about: &str) -> Result<Vec<Axis>, Problems> {
        if asked.is_empty() {
            return self.axes_of_grid(grid);
        }
        let axes =
            asked.iter().map(|text| self.axis(text, about)).collect::<Result<Vec<Axis>, Problems>>()?;
        let mut moved = BTreeSet::new();
        for axis in &axes {
            let leaves = axis.points.iter().take(1).flat_map(|it| super::varied::settings_of(&it.patch));
            for path in leaves.map(|it| it.split('=').next().unwrap_or_default().to_owned()) {
                if !moved.insert(path.clone()) {
                    return Err(problem(PLACE, ProblemKind::MovedTwice { path }));
                }
            }
        }
        Ok(axes)
    }

    fn axis(&self, text: &str, about: &str) -> Result<Axis, Problems> {
        let no_values = || problem(PLACE, ProblemKind::NoValues { found: text.to_owned() });
        let (words, values) = text.split_once('=').ok_or_else(no_values)?;
        let (words, values) = (words.trim(), values.trim());
        if values.is_empty() {
            return Err(no_values());
        }
        let (varied, values) = self.varied(words, about)?.listed(values)?;
        let patches = self.at_steps(&varied, &values)?.patches(&varied, &values);
        let point = |(&steps, patch): (&i64, Node)| {
            let number = varied.value(steps);
            AxisPoint { label: number.to_string(), number: Some(number), patch }
        };
        let points = values.iter().zip(patches).map(point).collect();
        let (paths, unit, present) = (varied.paths.clone(), varied.unit, varied.present);
        Ok(Axis { name: words.to_owned(), title: None, paths, unit, present, points })
    }

    /// The axes of a grid of the scenario.
    fn axes_of_grid(&self, named: Option<&str>) -> Result<Vec<Axis>, Problems> {
        let grids = &self.base().grids;
        let name = match (named, grids.iter().next(), grids.len()) {
            (Some(name), ..) if grids.get(name).is_some() => name,
            (None, Some((name, _)), 1) => name,
            _ => {
                let grids = grids.names().map(str::to_owned).collect();
                let place = if named.is_some() { GRID } else { PLACE };
                return Err(problem(place, ProblemKind::NoAxes { grids }));
            }
        };
        let document = self.document();
        let found = grids.get(name).zip(self.root().at(&["grids", name]));
        let mut axes = found.map(|(grid, node)| grid.as_axes(node)).unwrap_or_default();
        for axis in &mut axes {
            let steps: Vec<&str> = axis.paths.first().map(|it| it.split('.').collect()).unwrap_or_default();
            let present = document.as_ref().and_then(|it| it.at(&steps));
            axis.present = present.and_then(super::varied::decimal);
        }
        Ok(axes)
    }

    /// The scenario without its own designs, with one a point, in their order: `point[a]` is the place of its value
    /// on axis `a`; named by `first` and on.
    ///
    /// # Errors
    /// Whatever the scenario fails in under a design.
    pub fn at_points(&self, axes: &[Axis], points: &[Vec<usize>], first: usize) -> Result<Loaded, Problems> {
        let place = Place::whole(PLACE);
        let entry = |(nth, point): (usize, &Vec<usize>)| {
            let design = at(axes, point, Loaded::title_at(axes, point));
            Entry { key: name_of(first + nth).into(), place: place.clone(), node: design }
        };
        let designs = points.iter().enumerate().map(entry).collect();
        let node = Node { place: place.clone(), value: Value::Object(designs) };
        let mut root = self.root().without(&VARIANTS);
        if let Value::Object(entries) = &mut root.value {
            entries.push(Entry { key: "designs".into(), place, node });
        }
        self.with_root(root)
    }

    /// A point as a design that can be named on the command line, written as a file.
    pub fn design_of(axes: &[Axis], point: &[usize], title: Bilingual) -> Node {
        at(axes, point, title)
    }

    /// What people call a point: each axis with its value.
    pub fn title_at(axes: &[Axis], point: &[usize]) -> Bilingual {
        let said = axes.iter().zip(point);
        let said = said.map(|(axis, &nth)| (axis.title.as_ref(), &*axis.name, &*axis.points[nth].label));
        point_title(None, &said.collect::<Vec<_>>())
    }

    /// The same scenario, of whose columns only these are kept.
    ///
    /// # Errors
    /// None that the scenario itself has not.
    pub fn keeping(&self, columns: Option<&[String]>) -> Result<Loaded, Problems> {
        let words = columns.map_or_else(|| "null".to_owned(), |it| serde_json::Value::from(it).to_string());
        self.with_root(apply_settings(self.root().clone(), &[format!("run.columns={words}")])?)
    }
}

/// The name of the design of such a number.
pub fn name_of(nth: usize) -> String {
    format!("d{nth:05}")
}

fn at(axes: &[Axis], point: &[usize], title: Bilingual) -> Node {
    let patches = axes.iter().zip(point).map(|(axis, &nth)| axis.points[nth].patch.clone());
    let patch = patches.reduce(|under, over| lay_over(under, &over));
    design_file(title, patch.unwrap_or_else(|| Node::object(Vec::new())))
}

fn problem(place: &str, kind: ProblemKind) -> Problems {
    Problems::from(vec![Problem::new(Place::whole(place), kind)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::library::Library;
    use crate::scenario::load::load;
    use crate::wording::Lang;

    fn scenario(name: &str) -> Loaded {
        load(&Library::built_in(), name, &[]).unwrap()
    }

    fn axes(scenario: &Loaded, asked: &[&str], about: &str) -> Result<Vec<Axis>, String> {
        let asked: Vec<String> = asked.iter().map(|&it| it.to_owned()).collect();
        scenario
            .axes(&asked, None, about)
            .map_err(|problems| problems.iter().map(|it| it.message(Lang::En)).collect::<Vec<_>>().join("\n"))
    }

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.points.iter().map(|it| it.label.as_str()).collect()
    }

    #[test]
    fn values_are_even_from_end_to_end_on_the_grid_of_contracts_or_as_listed() {
        let wenzhou = scenario("hmb/wenzhou");
        let asked =
            ["premium=80..150:3", "hmb-l1.deductible=10000,20000,15000.5,10000", "hmb-l2.ratio=30%..60%:4"];
        let found = axes(&wenzhou, &asked, "hmb").unwrap();
        assert_eq!(labels(&found[0]), ["80", "115", "150"]);
        assert_eq!(labels(&found[1]), ["10000", "15000.5", "20000"]);
        assert_eq!(labels(&found[2]), ["0.3", "0.4", "0.5", "0.6"]);
        assert!((found[0].distance(0).unwrap() - 20.0 / 70.0).abs() < 1e-12, "now 100 yuan");
        // three values of the fen from 80.00 to 80.02, though a hundred were asked for
        assert_eq!(labels(&axes(&wenzhou, &["premium=80..80.02:100"], "hmb").unwrap()[0]).len(), 3);
        assert_eq!(labels(&axes(&wenzhou, &["premium=80..90"], "hmb").unwrap()[0]).len(), 11);
    }

    #[test]
    fn a_point_is_the_scenario_with_the_value_of_every_axis_set() {
        let wenzhou = scenario("hmb/wenzhou");
        let found =
            axes(&wenzhou, &["premium=80,120", "hmb-l2.deductible,hmb-l2-rare.deductible=9000,12000"], "hmb");
        let found = found.unwrap();
        let at = wenzhou.at_points(&found, &[vec![1, 0], vec![0, 1]], 7).unwrap();
        let names: Vec<&str> = at.designs.iter().map(|it| &*it.name).collect();
        assert_eq!(names, ["base", "d00007", "d00008"]);
        let settings = [
            "funds.hmb.premium_by_age.minors.yuan=60.00",
            "funds.hmb.premium_by_age.adults.yuan=120.00",
            "payers.hmb-l2.deductible_yuan=9000",
            "payers.hmb-l2-rare.deductible_yuan=9000",
        ];
        let same = load(&Library::built_in(), "hmb/wenzhou", &settings.map(str::to_owned)).unwrap();
        let (own, by_hand) = (&at.designs[1].doc, same.base());
        assert!(own.payers == by_hand.payers && own.funds == by_hand.funds);
        let file = Loaded::design_of(&found, &[1, 0], Bilingual::default());
        assert_eq!(super::super::varied::settings_of(file.get("patch").unwrap()), settings);
    }

    #[test]
    fn without_axes_the_grid_of_the_scenario_is_taken() {
        let grids = r#"grids={"g": {"axes": {
            "deductible": {"paths": ["payers.cii.deductible_yuan"], "values": [8000, 20000]},
            "cap": {"paths": ["payers.cii.cap_yuan"], "values": [null, 150000]}}}}"#;
        let with = |grids: &str| {
            let settings = [grids.to_owned(), "designs=null".to_owned()];
            load(&Library::built_in(), "cii/quzhou-2016", &settings).unwrap()
        };
        let found = with(grids).axes(&[], None, "cii").unwrap();
        assert_eq!((labels(&found[0]), labels(&found[1])), (vec!["8000", "20000"], vec!["none", "150000"]));
        assert_eq!((found[0].distance(0), found[1].distance(0)), (Some(1.0), None));
        let none = axes(&scenario("cii/quzhou-2016"), &[], "cii").unwrap_err();
        assert!(none.contains("--vary"), "{none}");
        let two = grids.replacen(
            r#"{"g":"#,
            r#"{"h": {"axes": {"c": {"paths": ["payers.cii.cap_yuan"], "values": [1]}}}, "g":"#,
            1,
        );
        let several = with(&two).axes(&[], None, "cii").unwrap_err();
        assert!(several.iter().any(|it| it.message(Lang::En).contains("h, g")));
        assert_eq!(with(&two).axes(&[], Some("g"), "cii").unwrap().len(), 2);
    }

    #[test]
    fn what_is_no_axis_is_refused_with_how_one_is_written() {
        let wenzhou = scenario("hmb/wenzhou");
        let refused = |text: &str| axes(&wenzhou, &[text], "hmb").unwrap_err();
        for text in ["premium", "premium=", "premium=80..150:1", "premium=80..150:x", "premium=a,b"] {
            assert!(refused(text).contains("A..B:N"), "{text}: {}", refused(text));
        }
        assert!(refused("premium=150..80").contains("A..B"));
        assert!(refused("hmb-l2.ratio=0.5,1.2").contains("1.2 is out of range"));
        assert!(refused("premium=80.001").contains("decimals"));
        assert!(refused("city.base_year=1,2").contains("city"));
        assert!(refused("payers.hmb-l9.deductible_yuan=1").contains("hmb-l1"));
        let twice = axes(&wenzhou, &["hmb-l1.deductible=1,2", "payers.hmb-l1.deductible_yuan=3"], "hmb");
        assert!(twice.unwrap_err().contains("already"));
    }
}
