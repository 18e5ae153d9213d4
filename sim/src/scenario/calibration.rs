//! The free parameters of a calibration, as a scenario writes them. What they are fitted to stands in
//! the section `comparison`: the public figures that every run of the scenario is held against.

use super::document::ScenarioDoc;
use super::field::Keyed;
use super::load::Loaded;
use super::merge::apply_settings;
use super::node::{Node, Place, Value};
use super::problem::{ProblemKind, Problems};
use super::record::{Field, choice, record};
use crate::units::keys;
use crate::wording::Bilingual;

keys! {
    /// How the range of a parameter is walked.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Scale {
        /// In even steps.
        Linear = "linear",
        /// In even ratios; the range is above zero.
        Log = "log",
    }
}
choice! { Scale }

record! {
    /// A parameter that `calibrate` may move between two bounds; its `note` says why it is free.
    pub struct ParameterDoc {
        /// What people call it.
        title: Option<Bilingual>,
        /// Where it stands, as `--set` writes it. Several move together: the first takes the value, the
        /// others keep their proportion to it.
        paths: Vec<String>,
        /// The least value.
        low: f64 [-1e12..=1e12],
        /// The greatest value.
        high: f64 [-1e12..=1e12],
        /// How the range is walked.
        scale: Scale = Scale::Linear,
        /// The decimals with which it is written.
        decimals: u32 [0..=12] = 6_u32,
    }
    check ParameterDoc::check
}

record! {
    /// What a calibration may move.
    pub struct CalibrationDoc {
        /// The free parameters.
        parameters: Keyed<ParameterDoc>,
    }
}

impl ParameterDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        if self.paths.is_empty() {
            problems.report(&node.place_of("paths"), ProblemKind::NothingInside);
        }
        let [low, high] = [self.low, self.high].map(|bound| bound.to_string());
        if self.low >= self.high {
            let [key, other_key] = ["low", "high"].map(str::to_owned);
            let kind = ProblemKind::NotBelow { key, found: low, other_key, other: high };
            problems.report(&node.place_of("low"), kind);
        } else if self.scale == Scale::Log && self.low <= 0.0 {
            let [key, value, other_key] = ["scale", "log", "low"].map(str::to_owned);
            let kind = ProblemKind::NotTogether { key, value, other_key, other: low };
            problems.report(&node.place_of("scale"), kind);
        }
    }

    /// The value at a place of the range, 0 at its low end and 1 at its high one.
    pub fn at(&self, place: f64) -> f64 {
        match self.scale {
            Scale::Linear => self.low + place * (self.high - self.low),
            Scale::Log => self.low * libm::pow(self.high / self.low, place),
        }
    }

    /// The place of a value in the range.
    pub fn place_of(&self, value: f64) -> f64 {
        let place = match self.scale {
            Scale::Linear => (value - self.low) / (self.high - self.low),
            Scale::Log => libm::log(value / self.low) / libm::log(self.high / self.low),
        };
        place.clamp(0.0, 1.0)
    }

    /// How much the value changes for a small change of the place.
    pub fn slope(&self, place: f64) -> f64 {
        match self.scale {
            Scale::Linear => self.high - self.low,
            Scale::Log => self.at(place) * libm::log(self.high / self.low),
        }
    }
}

/// A free parameter with the values that the scenario gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct FreeParameter {
    /// Its name in the file.
    pub name: String,
    /// Range and paths.
    pub doc: ParameterDoc,
    /// The scenario's values, path by path.
    pub start: Vec<f64>,
}

impl FreeParameter {
    /// The value as it is written, and what it is once written.
    pub fn written(&self, value: f64) -> f64 {
        let decimals = self.doc.decimals as usize;
        format!("{value:.decimals$}").parse().unwrap_or(value)
    }

    /// The settings that give the first path a value and the others theirs in proportion.
    pub fn settings(&self, value: f64) -> Vec<String> {
        let decimals = self.doc.decimals as usize;
        let first = self.start.first().copied().unwrap_or(1.0);
        // to the bit what it was where nothing is to be scaled
        let of =
            |start: f64| if start.to_bits() == first.to_bits() { value } else { value * (start / first) };
        let paths = self.doc.paths.iter().zip(&self.start);
        paths.map(|(path, &start)| format!("{path}={:.decimals$}", of(start))).collect()
    }
}

impl Loaded {
    /// Where a block of the scenario stands; the scenario itself where it has none.
    pub fn place_of(&self, path: &[&str]) -> Place {
        let root = self.root();
        root.at(path).map_or_else(|| root.place.clone(), |node| node.place.clone())
    }

    /// The free parameters of the scenario; none where it has no section `calibration`.
    ///
    /// A scenario without problems has a number in the range at each first path.
    pub fn free_parameters(&self) -> Vec<FreeParameter> {
        let Some(calibration) = &self.base().calibration else { return Vec::new() };
        let root = self.document();
        let of = |(name, doc): (&str, &ParameterDoc)| {
            let start = doc.paths.iter().map(|path| root.as_ref().and_then(|root| number_at(root, path)));
            let start: Option<Vec<f64>> = start.collect();
            Some(FreeParameter { name: name.to_owned(), doc: doc.clone(), start: start? })
        };
        calibration.parameters.iter().filter_map(of).collect()
    }
}

/// A scenario that extends another and holds nothing but settings: `extends` is the other's library name,
/// or its path beside the new file.
///
/// # Errors
/// A setting that is none.
pub fn scenario_of_settings(extends: &str, settings: &[String]) -> Result<Node, Problems> {
    let base = vec![("extends".to_owned(), Node::text(extends))];
    Ok(apply_settings(Node::object(base), settings)?)
}

/// Checks of a scenario, without its designs, that every path leads to a number, the first of each parameter to one inside its range, and
/// that no path is moved by two parameters.
pub(super) fn check_calibration(doc: &ScenarioDoc, node: &Node, problems: &mut Problems) {
    let (Some(calibration), Some(root)) = (&doc.calibration, doc.encode()) else { return };
    let mut taken: Vec<&str> = Vec::new();
    for (name, parameter) in calibration.parameters.iter() {
        let place = node.at(&["calibration", "parameters", name]).map_or(&node.place, |node| &node.place);
        for (nth, path) in parameter.paths.iter().enumerate() {
            if taken.contains(&path.as_str()) {
                problems.report(place, ProblemKind::MovedTwice { path: path.clone() });
            }
            taken.push(path);
            let Some(value) = number_at(&root, path) else {
                problems.report(place, ProblemKind::NoNumberAt { path: path.clone() });
                continue;
            };
            let sound = parameter.low < parameter.high;
            if nth == 0 && sound && !(parameter.low..=parameter.high).contains(&value) {
                let [low, high] = [parameter.low, parameter.high].map(|bound| bound.to_string());
                problems.report(place, ProblemKind::OutOfRange { found: value.to_string(), low, high });
            }
        }
    }
}

/// The number that a dotted path leads to.
fn number_at(root: &Node, path: &str) -> Option<f64> {
    let steps: Vec<&str> = path.split('.').collect();
    match &root.at(&steps)?.value {
        Value::Number(text) => text.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;
    use crate::scenario::library::Library;
    use crate::scenario::load::load;
    use crate::scenario::record::Notes;

    fn parameter(low: f64, high: f64, scale: Scale) -> ParameterDoc {
        let paths = vec!["illness.repeats.shape".to_owned()];
        ParameterDoc { title: None, paths, low, high, scale, decimals: 3, notes: Notes::default() }
    }

    #[test]
    fn a_range_is_walked_in_even_steps_or_in_even_ratios() {
        let (linear, log) = (parameter(2.0, 6.0, Scale::Linear), parameter(0.1, 10.0, Scale::Log));
        assert_eq!((linear.at(0.25), linear.place_of(3.0), linear.slope(0.3)), (3.0, 0.25, 4.0));
        assert!((log.at(0.5) - 1.0).abs() < 1e-12 && (log.place_of(1.0) - 0.5).abs() < 1e-12);
        let numeric = (log.at(0.5 + 1e-6) - log.at(0.5 - 1e-6)) / 2e-6;
        assert!((log.slope(0.5) / numeric - 1.0).abs() < 1e-8);
        assert_eq!(linear.place_of(7.0), 1.0);
    }

    #[test]
    fn paths_that_move_together_keep_their_proportion() {
        let doc = ParameterDoc {
            paths: ["primary", "secondary"].map(|it| format!("x.{it}")).to_vec(),
            ..parameter(0.5, 1.0, Scale::Linear)
        };
        let free = FreeParameter { name: "x".to_owned(), doc, start: vec![0.8, 0.6] };
        assert_eq!(free.settings(0.9), ["x.primary=0.900", "x.secondary=0.675"]);
        assert_eq!(free.written(0.123_49), 0.123);
    }

    #[test]
    fn a_parameter_is_found_where_the_scenario_leaves_its_default() {
        let settings = ["calibration.parameters.x.paths=[\"illness.severity.law.mu\"]"]
            .into_iter()
            .chain(["calibration.parameters.x.low=-1", "calibration.parameters.x.high=1"])
            .map(str::to_owned)
            .collect::<Vec<_>>();
        let loaded = load(&Library::built_in(), "cities/national", &settings).unwrap();
        assert_eq!(loaded.free_parameters()[0].start, [0.0]);
    }
}
