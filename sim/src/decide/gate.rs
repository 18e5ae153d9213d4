//! Fund solvency as a regression test: thresholds in a reviewed file, compared with the interval of a
//! figure and not with its point, so that chance alone passes nothing and fails nothing.

use std::path::Path;

use crate::scenario::field::Keyed;
use crate::scenario::library::Library;
use crate::scenario::node::{Node, Place};
use crate::scenario::problem::{ProblemKind, Problems, nearest};
use crate::scenario::record::{Field, record};
use crate::stats::Estimate;
use crate::units::{Fen, Year};

use super::metrics::{Definition, Subject, find};
use super::summary::{Design, Missing, Period, Summary};
use super::verdict::Verdict;

record! {
    /// A gate: what must hold of a scenario's figures.
    pub struct GateDoc {
        /// The scenario: its path beside the gate, or its library name.
        scenario: String,
        /// How many futures are drawn; as many as the scenario says by default.
        trials: Option<u64> [1..=10_000_000],
        /// The seed; that of the scenario by default.
        seed: Option<u64>,
        /// Settings as on the command line: `reserve.share=0.2`.
        set: Vec<String> = Vec::new(),
        /// The checks, by name.
        checks: Keyed<CheckDoc>,
    }
    check some_checks
}

record! {
    /// One threshold.
    pub struct CheckDoc {
        /// The figure: `cii.deficit_probability`.
        metric: String,
        /// The design, by name; the base by default.
        design: String = "base",
        /// A year, or the whole term.
        period: String = "term",
        /// The highest value that passes, in the unit of the figure.
        at_most: Option<f64>,
        /// The lowest value that passes.
        at_least: Option<f64>,
        /// The confidence of the interval that is compared.
        confidence: f64 [0.95..=0.95] = 0.95,
    }
    check some_bound
}

fn some_checks(gate: &GateDoc, node: &Node, problems: &mut Problems) {
    if gate.checks.is_empty() {
        problems.report(&node.place_of("checks"), ProblemKind::NothingInside);
    }
}

fn some_bound(check: &CheckDoc, node: &Node, problems: &mut Problems) {
    match (check.at_most, check.at_least) {
        (None, None) => problems.report(&node.place, ProblemKind::MissingKey { key: "at_most".to_owned() }),
        (Some(high), Some(low)) if low > high => {
            let [key, other_key] = ["at_least", "at_most"].map(str::to_owned);
            let kind =
                ProblemKind::NotBelow { key, found: low.to_string(), other_key, other: high.to_string() };
            problems.report(&node.place_of("at_least"), kind);
        }
        _ => {}
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

/// A check whose figure is known to exist.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Its name in the file.
    pub name: String,
    /// What its figure is about.
    pub subject: Subject,
    /// The figure.
    pub definition: &'static Definition,
    /// The design, by name.
    pub design: String,
    /// The period.
    pub period: Period,
    /// The highest value that passes.
    pub at_most: Option<f64>,
    /// The lowest value that passes.
    pub at_least: Option<f64>,
}

/// A check against a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The check.
    pub check: Check,
    /// The figure of the run.
    pub estimate: Result<Estimate, Missing>,
    /// What it says about the bounds.
    pub verdict: Verdict,
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
        let beside = Path::new(&self.path).parent().map(|directory| directory.join(&self.doc.scenario));
        let found = beside.filter(|path| path.is_file()).and_then(|path| path.to_str().map(str::to_owned));
        found.unwrap_or_else(|| self.doc.scenario.clone())
    }

    /// The checks, each with its figure, before any trial is run.
    ///
    /// # Errors
    /// Every metric, design and period that the run will not have, with the nearest that it will.
    pub fn checks(
        &self,
        subjects: &[Subject],
        designs: &[Design],
        years: &[Year],
    ) -> Result<Vec<Check>, Problems> {
        let mut problems = Problems::new();
        let checks: Vec<Option<Check>> = self
            .doc
            .checks
            .iter()
            .map(|(name, doc)| {
                let place = |key: &str| {
                    let node = self.root.at(&["checks", name]);
                    node.map_or_else(|| self.root.place.clone(), |node| node.place_of(key))
                };
                let figure = find_figure(doc, subjects, &place("metric"), &mut problems);
                let names: Vec<&str> = designs.iter().map(|design| &*design.name).collect();
                let design = known(&doc.design, &names, &place("design"), &mut problems);
                let period = find_period(doc, years, &place("period"), &mut problems);
                let ((subject, definition), period) = (figure?, period?);
                design.then_some(())?;
                if !definition.holds_in(period) {
                    let periods: Vec<String> =
                        periods(years).filter(|it| definition.holds_in(*it)).map(Period::key).collect();
                    let periods: Vec<&str> = periods.iter().map(String::as_str).collect();
                    known(&doc.period, &periods, &place("period"), &mut problems).then_some(())?;
                }
                Some(Check {
                    name: name.to_owned(),
                    subject,
                    definition,
                    design: doc.design.clone(),
                    period,
                    at_most: doc.at_most,
                    at_least: doc.at_least,
                })
            })
            .collect();
        match checks.into_iter().collect() {
            Some(checks) if problems.is_empty() => Ok(checks),
            _ => Err(problems.sorted()),
        }
    }
}

impl Check {
    /// Compares the figure of a run: passed when its whole interval keeps the bounds, failed when the whole
    /// of it breaks one, undecided otherwise.
    pub fn against(self, summary: &Summary) -> Checked {
        let design = summary.designs.iter().find(|design| design.name == self.design);
        let figure = design.and_then(|it| it.figure(self.period, &self.subject, self.definition.metric));
        let estimate = figure.map_or(Err(Missing::TooFewTrials), |it| it.estimate);
        let verdict = match &estimate {
            Ok(estimate) => self.verdict(estimate.low, estimate.high),
            // whatever breaks even lies above every bid up to the benchmark
            Err(Missing::NoBidUpTo(benchmark)) => self.verdict(yuan(*benchmark), f64::INFINITY),
            Err(_) => Verdict::Undecided,
        };
        Checked { check: self, estimate, verdict }
    }

    fn verdict(&self, low: f64, high: f64) -> Verdict {
        let (least, most) =
            (self.at_least.unwrap_or(f64::NEG_INFINITY), self.at_most.unwrap_or(f64::INFINITY));
        if low >= least && high <= most {
            Verdict::Pass
        } else if low > most || high < least {
            Verdict::Fail
        } else {
            Verdict::Undecided
        }
    }
}

fn yuan(amount: Fen) -> f64 {
    amount.as_yuan_f64()
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

fn find_figure(
    doc: &CheckDoc,
    subjects: &[Subject],
    place: &Place,
    problems: &mut Problems,
) -> Option<(Subject, &'static Definition)> {
    find(&doc.metric, subjects)
        .map_err(|keys| {
            known(&doc.metric, &keys.iter().map(String::as_str).collect::<Vec<_>>(), place, problems);
        })
        .ok()
}

fn find_period(doc: &CheckDoc, years: &[Year], place: &Place, problems: &mut Problems) -> Option<Period> {
    let found = periods(years).find(|period| period.key() == doc.period);
    if found.is_none() {
        let keys: Vec<String> = periods(years).map(Period::key).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        known(&doc.period, &keys, place, problems);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::toy::{contract, contract_run, designs};
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
        let summary = summary();
        let gate = read(text)?;
        gate.checks(&summary.subjects, &designs(&[contract()]), &summary.years).map_err(messages)
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
