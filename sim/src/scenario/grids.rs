//! Grids of designs: one design for each choice of a value on every axis.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::axes::{Axis, AxisPoint};
use super::document::{MAX_DESIGNS, ScenarioDoc};
use super::field::{Keyed, is_name, plain_decimal};
use super::funds::unknown_reference;
use super::merge::lay_over;
use super::node::{Entry, Node, Place, Value};
use super::problem::{JsonType, ProblemKind, Problems};
use super::record::{Definitions, Field, record};
use crate::wording::Bilingual;
use crate::wording::designs::point_title;
use crate::wording::solve::ValueUnit;

record! {
    /// One axis of a grid: what it moves, and over which values.
    pub struct AxisDoc {
        /// What people call it.
        title: Option<Bilingual>,
        /// Where it stands, as `--set` writes it; several take the value together.
        paths: Vec<String>,
        /// The values: numbers, words, true, false, or null, which takes the key away.
        values: Vec<AxisValue>,
    }
    check AxisDoc::check
}

record! {
    /// Candidate designs, one for each choice of a value on every axis; the last axis moves first. A
    /// design is named by the grid and its values: `grid-8000-0_45`.
    pub struct GridDoc {
        /// What people call it.
        title: Option<Bilingual>,
        /// The axes.
        axes: Keyed<AxisDoc>,
    }
    check GridDoc::check
}

/// A value of an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct AxisValue {
    /// As it was written.
    node: Node,
    /// As people read it: `0.45` for 0.450.
    label: String,
}

impl AxisValue {
    /// How it stands in the name of a design: `0_45`.
    fn name(&self) -> String {
        self.label.replace('.', "_")
    }
}

impl Field for AxisValue {
    type Limits = ();

    fn decode(node: &Node, _: Option<&()>, problems: &mut Problems) -> Option<AxisValue> {
        let label = match &node.value {
            Value::Number(number) => plain_decimal(number),
            Value::Text(word) => is_name(word).then(|| word.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            Value::Null => Some("none".into()),
            Value::List(_) | Value::Object(_) => {
                let kind = ProblemKind::WrongType { found: node.json_type(), expected: JsonType::Number };
                problems.report(&node.place, kind);
                return None;
            }
        };
        if label.is_none() {
            let found = node.to_json().trim().trim_matches('"').to_string();
            problems.report(&node.place, ProblemKind::BadName { found });
        }
        label.map(|label| AxisValue { node: node.clone(), label })
    }

    fn encode(&self) -> Option<Node> {
        Some(self.node.clone())
    }

    fn schema(_: Option<&()>, _: &mut Definitions) -> Json {
        json!({ "type": ["number", "string", "boolean", "null"] })
    }
}

impl AxisDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        for (key, empty) in [("paths", self.paths.is_empty()), ("values", self.values.is_empty())] {
            if empty {
                problems.report(&node.place_of(key), ProblemKind::NothingInside);
            }
        }
    }

    /// The patch that gives the axis its `nth` value; its parts stand where the grid names them.
    fn patch(&self, nth: usize, node: &Node) -> Option<Node> {
        let value = &self.values[nth].node;
        let patches = self.paths.iter().enumerate().map(|(i, path)| {
            let steps: Vec<&str> = path.split('.').collect();
            patch_at(&steps, &place_of_path(node, i), value.clone())
        });
        patches.reduce(|under, over| lay_over(under, &over))
    }
}

/// A design of a grid.
#[derive(Debug, Clone)]
pub struct Point {
    /// Its name: the grid and the values.
    pub name: String,
    /// What people call it.
    pub title: Bilingual,
    /// What it changes.
    pub patch: Node,
}

impl GridDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        if self.axes.is_empty() {
            problems.report(&node.place_of("axes"), ProblemKind::NothingInside);
        }
    }

    /// How many designs it makes.
    pub fn n_points(&self) -> u64 {
        let values = self.axes.iter().map(|(_, axis)| axis.values.len() as u64);
        values.fold(1, u64::saturating_mul)
    }

    /// Its designs, in order; `node` is where it stands.
    pub(super) fn points<'a>(&'a self, name: &'a str, node: &'a Node) -> impl Iterator<Item = Point> + 'a {
        (0..self.n_points()).map(move |point| self.point(name, node, point))
    }

    fn point(&self, name: &str, node: &Node, point: u64) -> Point {
        let chosen = self.chosen(point);
        let axes = || self.axes.iter().zip(&chosen);
        let patches = axes().filter_map(|((id, axis), &nth)| axis.patch(nth, node.at(&["axes", id])?));
        let said =
            axes().map(|((id, axis), &nth)| (axis.title.as_ref(), id, axis.values[nth].label.as_str()));
        Point {
            name: self.name_of(name, &chosen),
            title: point_title(self.title.as_ref(), &said.collect::<Vec<_>>()),
            patch: patches
                .reduce(|under, over| lay_over(under, &over))
                .unwrap_or_else(|| Node::object(Vec::new())),
        }
    }

    /// Its axes, each with the patches of its values; `node` is where it stands.
    pub(super) fn as_axes(&self, node: &Node) -> Vec<Axis> {
        let point = |axis: &AxisDoc, nth: usize, node: &Node| {
            let AxisValue { node: value, label } = &axis.values[nth];
            let number = match &value.value {
                Value::Number(text) => text.parse().ok(),
                _ => None,
            };
            Some(AxisPoint { label: label.clone(), number, patch: axis.patch(nth, node)? })
        };
        let axis = |(id, axis): (&str, &AxisDoc)| {
            let node = node.at(&["axes", id])?;
            Some(Axis {
                name: id.to_string(),
                title: axis.title.clone(),
                paths: axis.paths.clone(),
                unit: ValueUnit::Number,
                present: None,
                points: (0..axis.values.len()).filter_map(|nth| point(axis, nth, node)).collect(),
            })
        };
        self.axes.iter().filter_map(axis).collect()
    }

    /// Which value of each axis a design has; the last axis moves first.
    fn chosen(&self, point: u64) -> Vec<usize> {
        let mut rest = point;
        let mut chosen = Vec::with_capacity(self.axes.len());
        for (_, axis) in self.axes.iter().rev() {
            let values = axis.values.len().max(1) as u64;
            chosen.push(usize::try_from(rest % values).unwrap_or(0));
            rest /= values;
        }
        chosen.reverse();
        chosen
    }

    fn name_of(&self, name: &str, chosen: &[usize]) -> String {
        let values = self.axes.iter().zip(chosen).map(|((_, axis), &nth)| axis.values[nth].name());
        std::iter::once(name.to_string()).chain(values).collect::<Vec<_>>().join("-")
    }
}

/// Checks that the axes of all grids move what is there, each for itself, and that no two designs share a
/// name. `root` is the scenario's tree, `fixed` the blocks that no design may change.
pub(super) fn check_grids(doc: &ScenarioDoc, root: &Node, fixed: &[&str], problems: &mut Problems) {
    let mut taken: BTreeSet<String> = doc.designs.names().map(str::to_string).collect();
    for (name, grid) in doc.grids.iter() {
        let Some(node) = root.at(&["grids", name]) else { continue };
        let mut moved = BTreeSet::new();
        for (id, axis) in grid.axes.iter() {
            let Some(node) = node.at(&["axes", id]) else { continue };
            for (i, path) in axis.paths.iter().enumerate() {
                let kind = if moved.insert(path) {
                    fault_of_path(path, root, fixed)
                } else {
                    Some(ProblemKind::MovedTwice { path: path.clone() })
                };
                if let Some(kind) = kind {
                    problems.report(&place_of_path(node, i), kind);
                }
            }
        }
        // more points than a scenario may have are reported, and not walked
        if doc.n_designs() <= MAX_DESIGNS {
            check_names(name, grid, &node.place, &mut taken, problems);
        }
    }
}

/// What is wrong with a path: it moves what no design may change, or leads through something that is not there.
fn fault_of_path(path: &str, root: &Node, fixed: &[&str]) -> Option<ProblemKind> {
    let steps: Vec<&str> = path.split('.').collect();
    let (last, way) = steps.split_last()?;
    if let Some(block) = steps.first().filter(|block| fixed.contains(block)) {
        return Some(ProblemKind::DesignChangesBills { block: (*block).to_string() });
    }
    let mut here = root;
    for step in way {
        let known = here.entries().iter().map(|entry| &*entry.key);
        match here.get(step) {
            Some(node) => here = node,
            None => return Some(unknown_reference(step, &known)),
        }
    }
    let no_object = here.json_type() != JsonType::Object;
    (no_object || last.is_empty()).then(|| ProblemKind::NoNumberAt { path: path.to_string() })
}

/// Reports values that would give two designs one name, and the first name that is too long or taken.
fn check_names(
    name: &str,
    grid: &GridDoc,
    place: &Place,
    taken: &mut BTreeSet<String>,
    problems: &mut Problems,
) {
    let mut sound = true;
    for (a, (_, axis)) in grid.axes.iter().enumerate() {
        let mut seen = BTreeSet::new();
        for (nth, value) in axis.values.iter().enumerate().filter(|(_, value)| !seen.insert(value.name())) {
            let mut chosen = vec![0; grid.axes.len()];
            chosen[a] = nth;
            let found = grid.name_of(name, &chosen);
            problems.report(&value.node.place, ProblemKind::SameName { found });
            sound = false;
        }
    }
    for found in (0..grid.n_points()).map(|point| grid.name_of(name, &grid.chosen(point))) {
        if !sound {
            return;
        }
        sound = is_name(&found) && !taken.contains(&found);
        if !is_name(&found) {
            problems.report(place, ProblemKind::BadName { found });
        } else if !taken.insert(found.clone()) {
            problems.report(place, ProblemKind::SameName { found });
        }
    }
}

/// The patch that puts `leaf` at the end of a path; the way there stands where the path is written.
fn patch_at(steps: &[&str], place: &Place, leaf: Node) -> Node {
    let below = |node: Node, step: &&str| {
        let entry = Entry { key: (*step).into(), place: place.clone(), node };
        Node { place: place.clone(), value: Value::Object(vec![entry]) }
    };
    steps.iter().rev().fold(leaf, below)
}

/// Where the `i`-th path of an axis stands.
fn place_of_path(axis: &Node, i: usize) -> Place {
    match axis.get("paths") {
        Some(Node { value: Value::List(paths), .. }) if i < paths.len() => paths[i].place.clone(),
        _ => axis.place.clone(),
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::library::Library;
    use crate::scenario::load::{Loaded, load};

    const DEDUCTIBLE: &str = r#""deductible": {"paths": ["payers.cii.deductible_yuan"], "values": [8000, 2e4, 20000.5],
        "title": {"zh": "起付线", "en": "deductible"}}"#;
    const CAP: &str = r#""cap": {"paths": ["payers.cii.cap_yuan"], "values": [null, 150000]}"#;

    fn with(grids: &str) -> Loaded {
        let settings = [format!("grids={grids}"), "designs=null".to_string()];
        load(&Library::built_in(), "cii/quzhou-2016", &settings).unwrap()
    }

    #[test]
    fn a_design_of_a_grid_is_the_scenario_with_its_values_set() {
        let grid = with(&format!(r#"{{"g": {{"axes": {{{DEDUCTIBLE}, {CAP}}}}}}}"#));
        let names: Vec<&str> = grid.designs.iter().map(|design| design.name.as_str()).collect();
        let points =
            ["8000-none", "8000-150000", "20000-none", "20000-150000", "20000_5-none", "20000_5-150000"];
        assert_eq!(names[0], "base");
        assert_eq!(names[1..], points.map(|point| format!("g-{point}")));
        assert_eq!(grid.designs[6].title.zh, "起付线 20000.5，cap 150000");
        for (nth, deductible) in ["8000", "20000", "20000.5"].iter().enumerate() {
            for (other, cap) in ["null", "150000"].iter().enumerate() {
                let set = [("deductible", deductible), ("cap", cap)]
                    .map(|(key, value)| format!("payers.cii.{key}_yuan={value}"));
                let one = load(&Library::built_in(), "cii/quzhou-2016", &set).unwrap();
                let point = &grid.designs[1 + 2 * nth + other];
                let same = point.doc.without_variants() == one.base().without_variants();
                assert!(same, "{}", point.name);
            }
        }
    }

    #[test]
    fn a_resolved_grid_makes_the_same_designs() {
        let grid = with(&format!(r#"{{"g": {{"axes": {{{DEDUCTIBLE}}}}}}}"#));
        let again = crate::scenario::node::parse("again.json", grid.resolved().as_bytes()).unwrap();
        let again = crate::scenario::load::load_tree("again", again, &[]).unwrap();
        let said = |loaded: &Loaded| -> Vec<_> {
            loaded
                .designs
                .iter()
                .map(|it| (it.name.clone(), it.title.clone(), it.doc.payers.clone()))
                .collect()
        };
        assert!(said(&grid) == said(&again));
        assert_eq!(grid.resolved(), again.resolved());
    }

    #[test]
    fn several_paths_of_an_axis_take_the_value_together() {
        let axis = r#"{"g": {"axes": {"both": {"paths": ["payers.cii.deductible_yuan", "payers.cii.cap_yuan"], "values": [7000]}}}}"#;
        let both = with(axis).designs[1].doc.payers.get("cii").map(|payer| format!("{:?}", payer.terms));
        assert_eq!(both.unwrap().matches("Fen(700000)").count(), 2);
    }

    /// The base's own deductible stands on the axis, and that is nothing to warn of.
    #[test]
    fn an_axis_may_pass_through_the_base() {
        assert!(with(&format!(r#"{{"g": {{"axes": {{{DEDUCTIBLE}}}}}}}"#)).warnings.is_empty());
    }
}
