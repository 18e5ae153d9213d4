//! Fund solvency as a regression test: thresholds in a reviewed file, compared with the interval of a
//! figure and not with its point, so that chance alone passes nothing and fails nothing; and figures that
//! must be those of a committed baseline.

pub mod baseline;
#[cfg(test)]
mod coverage_tests;
pub mod judged;
pub mod threshold;

use std::path::{Path, PathBuf};

use crate::scenario::field::Keyed;
use crate::scenario::library::Library;
use crate::scenario::node::{Node, Place};
use crate::scenario::problem::{ProblemKind, Problems, nearest};
use crate::scenario::record::{Field, record};
use crate::units::Year;

use self::baseline::BaselineCheck;
use self::threshold::Check;
use super::looks::Looks;
use super::metrics::{Definition, Subject, find};
use super::summary::{Design, Period};

/// The error rate of a gate that does not say one.
const ERROR_RATE: f64 = 0.05;

record! {
    /// A gate: what must hold of a scenario's figures.
    pub struct GateDoc {
        /// The scenario: its path beside the gate, or its library name.
        scenario: String,
        /// How many futures are drawn; as many as the scenario says by default. With `max_trials`, how many at
        /// least.
        trials: Option<u64> [1..=10_000_000],
        /// The seed; that of the scenario by default.
        seed: Option<u64>,
        /// Settings as on the command line: `reserve.share=0.2`.
        set: Vec<String> = Vec::new(),
        /// The most futures that are drawn until every threshold is decided; without it their number is `trials`.
        max_trials: Option<u64> [1..=10_000_000],
        /// With `max_trials`: the probability that any threshold of the gate is decided wrongly.
        error_rate: f64 [0.000_001..=0.5] = ERROR_RATE,
        /// The checks, by name.
        checks: Keyed<CheckDoc>,
    }
    check whole
}

record! {
    /// A threshold, or figures that must be those of a baseline.
    pub struct CheckDoc {
        /// The figure: `cii.deficit_probability`; with a baseline, every figure of the design by default.
        metric: Option<String>,
        /// The design, by name; the base by default.
        design: String = "base",
        /// A year, or the whole term (`term`): the term by default; with a baseline and no figure, all of them.
        period: Option<String>,
        /// The highest value that passes, in the unit of the figure.
        at_most: Option<f64>,
        /// The lowest value that passes.
        at_least: Option<f64>,
        /// The confidence of the interval that is compared, in a gate without `max_trials`.
        confidence: f64 [0.95..=0.95] = 0.95,
        /// The run whose figures must come again: its folder, `summary.json` or `figures.csv`, beside the gate.
        baseline: Option<String>,
        /// How far a figure may be from its baseline, in its unit; equal to the last digit by default.
        within: Option<f64> [0.0..=1e15],
        /// How far a figure may be from its baseline, in standard errors.
        within_standard_errors: Option<f64> [0.0..=1e6],
    }
    check one_requirement
}

fn whole(gate: &GateDoc, node: &Node, problems: &mut Problems) {
    if gate.checks.is_empty() {
        problems.report(&node.place_of("checks"), ProblemKind::NothingInside);
    }
    let missing = |key: &str| ProblemKind::MissingKey { key: key.to_owned() };
    if gate.max_trials.is_none() && gate.error_rate.to_bits() != ERROR_RATE.to_bits() {
        problems.report(&node.place_of("error_rate"), missing("max_trials"));
    }
}

fn one_requirement(check: &CheckDoc, node: &Node, problems: &mut Problems) {
    let missing = |key: &str| ProblemKind::MissingKey { key: key.to_owned() };
    let both = |keys| ProblemKind::OneOfTwo { keys, both: true };
    match (check.at_most, check.at_least) {
        (None, None) if check.baseline.is_none() => problems.report(&node.place, missing("at_most")),
        (Some(high), Some(low)) if low > high => {
            let [key, other_key] = ["at_least", "at_most"].map(str::to_owned);
            let kind =
                ProblemKind::NotBelow { key, found: low.to_string(), other_key, other: high.to_string() };
            problems.report(&node.place_of("at_least"), kind);
        }
        _ => {}
    }
    if check.baseline.is_none() {
        if check.metric.is_none() {
            problems.report(&node.place, missing("metric"));
        }
        for key in ["within", "within_standard_errors"] {
            if node.get(key).is_some() {
                problems.report(&node.place_of(key), missing("baseline"));
            }
        }
    } else {
        for (key, there) in [("at_most", check.at_most.is_some()), ("at_least", check.at_least.is_some())] {
            if there {
                problems.report(&node.place_of(key), both([key, "baseline"]));
            }
        }
        if check.within.is_some() && check.within_standard_errors.is_some() {
            problems.report(&node.place_of("within"), both(["within", "within_standard_errors"]));
        }
    }
}

/// A gate file that has been read.
#[derive(Debug, Clone)]
pub struct Gate {
    /// What it says.
    pub doc: GateDoc,
    root: Node,
    path: String,
}

/// The run that a gate is going to look at.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// What it will have figures about.
    pub subjects: &'a [Subject],
    /// Its designs.
    pub designs: &'a [Design],
    /// Its years.
    pub years: &'a [Year],
    /// Its seed.
    pub seed: u64,
    /// Its trials, or how many there are at least.
    pub trials: u64,
}

/// The checks of a gate, every one of which is known to have its figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Checks {
    /// Thresholds.
    pub thresholds: Vec<Check>,
    /// Figures against baselines.
    pub baselines: Vec<BaselineCheck>,
    /// When the run is looked at, and the error rate of all looks at all thresholds; `None` for one look.
    pub looks: Option<(Looks, f64)>,
}

impl Gate {
    /// Reads a gate file.
    ///
    /// # Errors
    /// Every problem of the file.
    pub fn read(library: &Library, path: &str) -> Result<Gate, Problems> {
        let root = library.read(path)?;
        let mut problems = Problems::new();
        match GateDoc::decode(&root, None, &mut problems) {
            Some(doc) if !problems.has_errors() => Ok(Gate { doc, root, path: path.to_owned() }),
            _ => Err(problems.sorted()),
        }
    }

    /// The scenario by the name that a library finds it under: a path beside the gate, or as written.
    pub fn scenario(&self) -> String {
        let found = self.beside(&self.doc.scenario).filter(|path| path.is_file());
        let found = found.and_then(|path| path.to_str().map(str::to_owned));
        found.unwrap_or_else(|| self.doc.scenario.clone())
    }

    /// Where a key of the file stands.
    pub fn place_of(&self, key: &str) -> Place {
        self.root.place_of(key)
    }

    /// A path beside the gate file.
    fn beside(&self, name: &str) -> Option<PathBuf> {
        Path::new(&self.path).parent().map(|directory| directory.join(name))
    }

    /// The checks, each with its figures, before any trial is run.
    ///
    /// # Errors
    /// Every metric, design and period that the run will not have, with the nearest that it will; every baseline
    /// that cannot be read, has not the figure, or cannot be the same run.
    pub fn checks(&self, run: &Before<'_>) -> Result<Checks, Problems> {
        let mut problems = Problems::new();
        let looks = self.looks(run.trials, &mut problems);
        let (mut thresholds, mut baselines) = (Vec::new(), Vec::new());
        for (name, doc) in self.doc.checks.iter() {
            let node = self.root.at(&["checks", name]).unwrap_or(&self.root);
            let checks = self.root.get("checks");
            let place =
                checks.and_then(|checks| checks.entry(name)).map_or(&node.place, |entry| &entry.place);
            let asked = Asked { name, doc, node, place };
            match &doc.baseline {
                None => thresholds.extend(Check::new(&asked, run, &mut problems)),
                Some(file) => {
                    let found = self.beside(file).filter(|path| path.exists());
                    let path = found.unwrap_or_else(|| PathBuf::from(file));
                    baselines.extend(BaselineCheck::new(&asked, &path, run, &mut problems));
                }
            }
        }
        if problems.is_empty() { Ok(Checks { thresholds, baselines, looks }) } else { Err(problems.sorted()) }
    }

    fn looks(&self, trials: u64, problems: &mut Problems) -> Option<(Looks, f64)> {
        let most = self.doc.max_trials?;
        let looks = Looks::new(trials, most);
        if looks.is_none() {
            let [key, other_key] = ["trials", "max_trials"].map(str::to_owned);
            let (found, other) = (trials.to_string(), most.to_string());
            let kind = ProblemKind::NotBelow { key, found, other_key, other };
            problems.report(&self.root.place_of("max_trials"), kind);
        }
        looks.map(|looks| (looks, self.doc.error_rate))
    }
}

/// A check as it stands in its file.
struct Asked<'a> {
    name: &'a str,
    doc: &'a CheckDoc,
    node: &'a Node,
    place: &'a Place,
}

impl Asked<'_> {
    /// The figure that is named; a problem where there is none of that name.
    fn figure(
        &self,
        metric: &str,
        run: &Before<'_>,
        problems: &mut Problems,
    ) -> Option<(Subject, &'static Definition)> {
        let place = self.node.place_of("metric");
        find(metric, run.subjects)
            .map_err(|keys| {
                known(metric, &keys.iter().map(String::as_str).collect::<Vec<_>>(), &place, problems);
            })
            .ok()
    }

    /// The design, if the run has it.
    fn design(&self, run: &Before<'_>, problems: &mut Problems) -> Option<String> {
        let names: Vec<&str> = run.designs.iter().map(|design| &*design.name).collect();
        let design = &self.doc.design;
        known(design, &names, &self.node.place_of("design"), problems).then(|| design.clone())
    }

    /// The period that is named, if the run has it.
    fn period(&self, key: &str, run: &Before<'_>, problems: &mut Problems) -> Option<Period> {
        let found = periods(run.years).find(|period| period.key() == key);
        if found.is_none() {
            let keys: Vec<String> = periods(run.years).map(Period::key).collect();
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            known(key, &keys, &self.node.place_of("period"), problems);
        }
        found
    }

    /// The period, if the figure means something there.
    fn period_of(
        &self,
        definition: &Definition,
        run: &Before<'_>,
        problems: &mut Problems,
    ) -> Option<Period> {
        let key = self.doc.period.as_deref().unwrap_or("term");
        let period = self.period(key, run, problems)?;
        let keys: Vec<String> =
            periods(run.years).filter(|it| definition.holds_in(*it)).map(Period::key).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        known(key, &keys, &self.node.place_of("period"), problems).then_some(period)
    }
}

/// Every period of a run.
fn periods(years: &[Year]) -> impl Iterator<Item = Period> {
    years.iter().map(|&year| Period::Year(year)).chain([Period::Term])
}

/// Whether `found` is one of `names`; a problem where it is not.
pub(super) fn known(found: &str, names: &[&str], place: &Place, problems: &mut Problems) -> bool {
    let there = names.contains(&found);
    if !there {
        let kind = ProblemKind::UnknownReference {
            found: found.to_owned(),
            suggestion: nearest(found, names.iter().copied()),
            known: names.iter().map(|&name| name.to_owned()).collect(),
        };
        problems.report(place, kind);
    }
    there
}

#[cfg(test)]
mod tests {
    use super::super::summary::Summary;
    use super::super::toy::{contract, contract_run, designs};
    use super::super::verdict::Verdict;
    use super::*;
    use crate::wording::Lang;

    /// A gate file of these checks, read; and the messages where it has problems.
    fn read(checks: &str) -> Result<Gate, Vec<String>> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("gate.json");
        let text =
            format!(r#"{{"scenario": "cii/quzhou-2016", "set": ["run.trials=800"], "checks": {checks}}}"#);
        std::fs::write(&path, text).unwrap();
        Gate::read(&Library::built_in(), path.to_str().unwrap()).map_err(messages)
    }

    #[expect(clippy::needless_pass_by_value, reason = "for map_err")]
    fn messages(problems: Problems) -> Vec<String> {
        problems.iter().map(|problem| problem.message(Lang::En)).collect()
    }

    /// 800 trials whose claims rise evenly from 50 to 74 million a year: 91 of them above the premium.
    fn summary() -> Summary {
        let claims: Vec<i64> = (0..800).map(|trial| 50_000_000 + trial * 30_000).collect();
        Summary::new(&contract_run(&[contract()], &[&claims]), &designs(&[contract()]), &[])
    }

    fn checks(text: &str) -> Result<Vec<Check>, Vec<String>> {
        let (summary, designs) = (summary(), designs(&[contract()]));
        let (subjects, years) = (&summary.subjects, &summary.years);
        let run = Before { subjects, designs: &designs, years, seed: 1, trials: 800 };
        Ok(read(text)?.checks(&run).map_err(messages)?.thresholds)
    }

    fn verdicts(text: &str) -> Vec<Verdict> {
        let summary = summary();
        checks(text).unwrap().into_iter().map(|check| check.against(&summary).verdict).collect()
    }

    #[test]
    fn a_threshold_is_compared_with_the_interval_and_not_with_the_point() {
        // 91 of 800 is 11.4%, its interval 9.3% to 13.8%
        let check = |bound: &str| {
            let metric = r#""metric": "cii.deficit_probability", "period": "2016""#;
            verdicts(&format!(r#"{{"deficit": {{{metric}, {bound}}}}}"#))[0]
        };
        assert_eq!(check(r#""at_most": 0.2"#), Verdict::Pass);
        assert_eq!(check(r#""at_most": 0.12"#), Verdict::Undecided);
        assert_eq!(check(r#""at_most": 0.05"#), Verdict::Fail);
        assert_eq!(check(r#""at_least": 0.05, "at_most": 0.2"#), Verdict::Pass);
        assert_eq!(check(r#""at_least": 0.2"#), Verdict::Fail);
    }

    #[test]
    fn what_never_happened_passes_only_where_three_over_n_does() {
        let exhaustion = |bound| {
            let metric = r#""metric": "cii.exhaustion_probability""#;
            verdicts(&format!(r#"{{"exhaustion": {{{metric}, "at_most": {bound}}}}}"#))[0]
        };
        assert_eq!(exhaustion("0.00375"), Verdict::Pass); // 3 / 800
        assert_eq!(exhaustion("0.003"), Verdict::Undecided);
    }

    #[test]
    fn a_figure_without_a_value_is_undecided() {
        // 800 trials hold 8 beyond the 99% quantile: too few for its tail
        let tail = r#"{"tail": {"metric": "cii.insurer_loss_tvar99", "at_most": 1e9}}"#;
        assert_eq!(verdicts(tail), [Verdict::Undecided]);
    }

    #[test]
    fn no_bid_up_to_the_benchmark_is_a_break_even_bid_above_it() {
        let claims: Vec<i64> = (0..100).map(|trial| 80_000_000 + trial * 30_000).collect();
        let summary = Summary::new(&contract_run(&[contract()], &[&claims]), &designs(&[contract()]), &[]);
        let verdict = |bound: &str| {
            let check = checks(&format!(r#"{{"bid": {{"metric": "cii.break_even_bid", {bound}}}}}"#));
            check.unwrap().remove(0).against(&summary).verdict
        };
        assert_eq!(verdict(r#""at_most": 28.5"#), Verdict::Fail);
        assert_eq!(verdict(r#""at_least": 28.5"#), Verdict::Pass);
        assert_eq!(verdict(r#""at_most": 40"#), Verdict::Undecided);
    }

    #[test]
    fn what_the_run_will_not_have_is_named_before_it_starts() {
        let found = checks(
            r#"{"a": {"metric": "cii.deficit_probabilty", "at_most": 0.2},
                "b": {"metric": "cii.claims", "design": "bas", "at_most": 1},
                "c": {"metric": "cii.claims", "period": "2019", "at_most": 1},
                "d": {"metric": "cii.break_even_bid", "period": "2016", "at_most": 1}}"#,
        )
        .unwrap_err();
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(
            found[0].contains("\"cii.deficit_probabilty\" does not exist")
                && found[0].contains("cii.deficit_probability")
        );
        assert!(found[1].contains("/checks/b/design") && found[1].contains("base"), "{}", found[1]);
        assert!(found[2].contains("known: 2016, term"), "{}", found[2]);
        assert!(found[3].contains("known: term"), "{}", found[3]);
    }

    #[test]
    fn a_bound_in_per_cent_would_pass_whatever_happens_and_is_refused() {
        let found = checks(
            r#"{"a": {"metric": "cii.deficit_probability", "at_most": 30},
                "b": {"metric": "cii.loss_ratio", "at_least": -0.5, "at_most": 90},
                "c": {"metric": "cii.deficit_probability", "at_least": -0.1},
                "d": {"metric": "cii.claims", "at_most": 90}}"#,
        )
        .unwrap_err();
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(
            found[0].contains("/checks/a/at_most") && found[0].contains("allowed is 0 to 1"),
            "{}",
            found[0]
        );
        assert!(found[1].contains("/checks/b/at_most") && found[1].contains("-5 to 5"), "{}", found[1]);
        assert!(found[2].contains("/checks/c/at_least"), "{}", found[2]);
    }

    #[test]
    fn a_check_without_a_bound_and_a_gate_without_a_check_are_refused() {
        let message = |text: &str| read(text).unwrap_err().join("\n");
        assert!(message(r#"{"a": {"metric": "cii.claims"}}"#).contains("key \"at_most\" is missing"));
        assert!(message("{}").contains("nothing inside"));
        let crossed = r#"{"a": {"metric": "cii.claims", "at_least": 2, "at_most": 1}}"#;
        assert!(message(crossed).contains("at_least 2 is above at_most 1"));
        let unsure = r#"{"a": {"metric": "cii.claims", "at_most": 1, "confidence": 0.9}}"#;
        assert!(message(unsure).contains("out of range"));
    }

    #[test]
    fn keys_that_mean_nothing_without_others_or_beside_them_are_refused() {
        let message = |check: &str| read(&format!(r#"{{"a": {{{check}}}}}"#)).unwrap_err().join("\n");
        assert!(message(r#""at_most": 1"#).contains("key \"metric\" is missing"));
        assert!(
            message(r#""metric": "cii.claims", "at_most": 1, "within": 2"#)
                .contains("\"baseline\" is missing")
        );
        let both = message(r#""metric": "cii.claims", "at_most": 1, "baseline": "run""#);
        assert!(both.contains("\"at_most\" and \"baseline\" are both there"), "{both}");
        let both = message(r#""baseline": "run", "within": 1, "within_standard_errors": 2"#);
        assert!(both.contains("\"within\" and \"within_standard_errors\" are both there"), "{both}");
    }

    #[test]
    fn a_budget_below_the_first_trials_and_an_error_rate_without_a_budget_are_refused() {
        let with = |keys: &str| -> Result<Checks, String> {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("gate.json");
            let check = r#""checks": {"a": {"metric": "cii.claims", "at_most": 1}}"#;
            std::fs::write(&path, format!(r#"{{"scenario": "cii/quzhou-2016", {keys}, {check}}}"#)).unwrap();
            let gate = Gate::read(&Library::built_in(), path.to_str().unwrap());
            let (summary, designs) = (summary(), designs(&[contract()]));
            let (subjects, years) = (&summary.subjects, &summary.years);
            let run = Before { subjects, designs: &designs, years, seed: 1, trials: 800 };
            gate.and_then(|gate| gate.checks(&run)).map_err(|problems| messages(problems).join("\n"))
        };
        let (looks, error_rate) = with(r#""max_trials": 6400, "error_rate": 0.01"#).unwrap().looks.unwrap();
        assert_eq!((looks, error_rate), (Looks::new(800, 6400).unwrap(), 0.01));
        assert_eq!(with(r#""error_rate": 0.05"#).unwrap().looks, None);
        assert!(with(r#""max_trials": 700"#).unwrap_err().contains("trials 800 is above max_trials 700"));
        assert!(with(r#""error_rate": 0.01"#).unwrap_err().contains("\"max_trials\" is missing"));
        assert!(with(r#""max_trials": 6400, "error_rate": 0"#).unwrap_err().contains("out of range"));
    }

    #[test]
    fn the_scenario_of_a_gate_is_found_beside_it_or_in_the_library() {
        let gate = read(r#"{"a": {"metric": "cii.claims", "at_most": 1}}"#).unwrap();
        assert_eq!(gate.scenario(), "cii/quzhou-2016");
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("city.json"), "{}").unwrap();
        let beside = Gate { path: directory.path().join("gate.json").to_str().unwrap().to_owned(), ..gate };
        let beside =
            Gate { doc: GateDoc { scenario: "city.json".to_owned(), ..beside.doc.clone() }, ..beside };
        assert_eq!(beside.scenario(), directory.path().join("city.json").to_str().unwrap());
    }
}
