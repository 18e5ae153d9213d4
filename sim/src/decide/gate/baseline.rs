//! Figures that must be those of a committed baseline: equal to the last digit, or nearly so.
//!
//! What moved is told in standard errors. Under another seed that is the error of the difference of two independent
//! runs, `sqrt(se_1^2 + se_2^2)`. Under the same seed both runs draw the same futures, so that a difference is no
//! chance at all, and the standard error of the baseline is only a measure of its size.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::engine::Digest;
use crate::scenario::node::{Node, Place, Value, parse};
use crate::scenario::problem::{ProblemKind, Problems};
use crate::stats::Estimate;

use super::super::metrics::{Definition, Subject, find};
use super::super::summary::{Missing, Summary};
use super::super::verdict::Verdict;
use super::{Asked, Before, known, periods};

/// A run that was kept: its figures by design, period and key.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// `None` where the file does not say.
    seed: Option<u64>,
    trials: u64,
    figures: BTreeMap<(String, String, String), Kept>,
}

/// A figure that was kept; `None` where it had no value.
pub type Kept = Option<KeptEstimate>;

/// The value of a figure and its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeptEstimate {
    /// The value.
    pub value: f64,
    /// The standard error.
    pub se: f64,
}

/// How far a figure may be from its baseline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Allowed {
    /// Not at all.
    Nothing,
    /// So much, in the unit of the figure.
    Amount(f64),
    /// So many standard errors.
    StandardErrors(f64),
}

/// A check against a baseline that is there.
#[derive(Debug, Clone, PartialEq)]
pub struct BaselineCheck {
    /// Its name in the gate file.
    pub name: String,
    /// Where it stands there.
    pub place: Place,
    /// The baseline, as the gate file names it.
    pub baseline: String,
    /// How far figures may be from it.
    pub allowed: Allowed,
    /// The trials that are compared: the first of the run.
    pub trials: u64,
    /// The trials of the baseline.
    pub kept_trials: u64,
    same_seed: bool,
    design: String,
    /// Period and key of each figure, with what was kept of it.
    figures: Vec<(String, String, Kept)>,
}

/// A check against a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The check.
    pub check: BaselineCheck,
    /// How many figures were compared: all but those for which one of two runs of other lengths has too few trials.
    pub n_figures: usize,
    /// The figures that are not those of the baseline, the one that moved most first.
    pub moved: Vec<Moved>,
    /// Passed where none moved further than is allowed.
    pub verdict: Verdict,
}

/// A figure that is not that of its baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// The period, as files name it.
    pub period: String,
    /// The figure, as files name it.
    pub key: String,
    /// What it is, where the run still has such a figure.
    pub figure: Option<(Subject, &'static Definition)>,
    /// What was kept.
    pub before: Kept,
    /// What the run gives.
    pub now: Result<Estimate, Missing>,
    /// Now less before; `None` where one has no value.
    pub by: Option<f64>,
    /// The same in standard errors, without a sign: infinite for a figure without error, or without value.
    pub errors: f64,
    /// Whether that is further than is allowed.
    pub too_far: bool,
}

impl BaselineCheck {
    /// A check of a gate file; `None` when a problem was reported.
    pub(super) fn new(
        asked: &Asked<'_>,
        path: &Path,
        run: &Before<'_>,
        problems: &mut Problems,
    ) -> Option<BaselineCheck> {
        let place = asked.node.place_of("baseline");
        let read = Baseline::read(path).map_err(|kind| problems.report(&place, kind));
        let design = asked.design(run, problems);
        let figures = read.as_ref().ok().and_then(|baseline| asked.kept(baseline, run, problems));
        let baseline = read.ok()?;
        let allowed = match (asked.doc.within, asked.doc.within_standard_errors) {
            (Some(amount), _) => Allowed::Amount(amount),
            (None, Some(errors)) => Allowed::StandardErrors(errors),
            (None, None) => Allowed::Nothing,
        };
        let same_seed = baseline.seed.is_none_or(|seed| seed == run.seed);
        if allowed == Allowed::Nothing && !(same_seed && baseline.trials == run.trials) {
            let seed = baseline.seed.unwrap_or(run.seed);
            let [found, ours] = [[baseline.trials, seed], [run.trials, run.seed]];
            problems.report(&place, ProblemKind::BaselineOfOtherRun { found, ours });
            return None;
        }
        Some(BaselineCheck {
            name: asked.name.to_owned(),
            place: asked.place.clone(),
            baseline: asked.doc.baseline.clone().unwrap_or_default(),
            allowed,
            trials: run.trials,
            kept_trials: baseline.trials,
            same_seed,
            design: design?,
            figures: figures?,
        })
    }

    /// The design, by name.
    pub fn design(&self) -> &str {
        &self.design
    }

    /// Compares every figure with that of a run.
    pub fn against(self, summary: &Summary) -> Compared {
        let (mut moved, mut n_figures) = (Vec::new(), self.figures.len());
        for (period, key, kept) in &self.figures {
            match self.moved(period, key, *kept, summary) {
                Comparison::Equal => {}
                Comparison::NotComparable => n_figures -= 1,
                Comparison::Moved(it) => moved.push(*it),
            }
        }
        moved.sort_by(|a, b| b.errors.total_cmp(&a.errors));
        let verdict = if moved.iter().any(|it| it.too_far) { Verdict::Fail } else { Verdict::Pass };
        Compared { n_figures, check: self, moved, verdict }
    }

    /// A figure beside that of the baseline.
    fn moved(&self, period: &str, key: &str, before: Kept, summary: &Summary) -> Comparison {
        let figure = find(key, &summary.subjects).ok();
        let now = figure.as_ref().and_then(|(subject, definition)| {
            let design = summary.designs.iter().find(|design| design.name == self.design)?;
            let period = periods(&summary.years).find(|it| it.key() == period)?;
            Some(design.figure(period, subject, definition.metric)?.estimate)
        });
        let now = now.unwrap_or(Err(Missing::NothingToDivideBy));
        let both = before.zip(now.ok());
        let by = both.map(|(before, now)| now.value - before.value);
        if by == Some(0.0) || (before.is_none() && now.is_err()) {
            return Comparison::Equal;
        }
        let in_question = before.is_none() || now == Err(Missing::TooFewTrials);
        if figure.is_some() && in_question && self.trials != self.kept_trials {
            return Comparison::NotComparable;
        }
        let unit = both.map_or(0.0, |(before, now)| {
            if self.same_seed { before.se } else { libm::sqrt(before.se * before.se + now.se * now.se) }
        });
        let errors = by.map_or(f64::INFINITY, |by| by.abs() / unit);
        let too_far = match (self.allowed, by) {
            (Allowed::Nothing, _) | (_, None) => true,
            (Allowed::Amount(amount), Some(by)) => by.abs() > amount,
            (Allowed::StandardErrors(most), Some(_)) => errors > most,
        };
        let (period, key) = (period.to_owned(), key.to_owned());
        Comparison::Moved(Box::new(Moved { period, key, figure, before, now, by, errors, too_far }))
    }
}

/// A figure beside that of a baseline.
enum Comparison {
    Equal,
    /// One has a value for which the other has too few trials.
    NotComparable,
    Moved(Box<Moved>),
}

impl Asked<'_> {
    /// Period, key and what was kept of each figure that is asked for.
    fn kept(
        &self,
        baseline: &Baseline,
        run: &Before<'_>,
        problems: &mut Problems,
    ) -> Option<Vec<(String, String, Kept)>> {
        let design = &self.doc.design;
        if let Some(metric) = &self.doc.metric {
            let (_, definition) = self.figure(metric, run, problems)?;
            let period = self.period_of(definition, run, problems)?.key();
            let kept = baseline.figures.get(&(design.clone(), period.clone(), metric.clone()));
            if kept.is_none() {
                let there = baseline.figures.keys().filter(|(of, at, _)| of == design && *at == period);
                let keys: Vec<&str> = there.map(|(_, _, key)| key.as_str()).collect();
                known(metric, &keys, &self.node.place_of("baseline"), problems);
            }
            return Some(vec![(period, metric.clone(), *kept?)]);
        }
        let period = match &self.doc.period {
            Some(key) => Some(self.period(key, run, problems)?.key()),
            None => None,
        };
        let asked = |of: &str, at: &str| of == design && period.as_deref().is_none_or(|period| period == at);
        let there = baseline.figures.iter().filter(|((of, at, _), _)| asked(of, at));
        let figures: Vec<(String, String, Kept)> =
            there.map(|((_, at, key), kept)| (at.clone(), key.clone(), *kept)).collect();
        if figures.is_empty() {
            let path = self.doc.baseline.clone().unwrap_or_default();
            problems.report(&self.node.place_of("baseline"), ProblemKind::NotABaseline { path });
            return None;
        }
        Some(figures)
    }
}

impl Baseline {
    /// Reads a run's folder, its `summary.json` or its `figures.csv`.
    ///
    /// # Errors
    /// A file that is not there, cannot be read or holds no figures, or of a folder in whose manifest it has another
    /// digest.
    pub fn read(path: &Path) -> Result<Baseline, ProblemKind> {
        let file = if path.is_dir() {
            let summary = path.join("summary.json");
            if summary.is_file() { summary } else { path.join("figures.csv") }
        } else {
            path.to_owned()
        };
        let bytes = fs::read(&file)
            .map_err(|error| ProblemKind::Unreadable { reason: format!("{}: {error}", file.display()) })?;
        if path.is_dir()
            && digest_stated(&file).is_some_and(|stated| stated != Digest::of(&bytes).to_string())
        {
            return Err(ProblemKind::BaselineChanged { path: file.display().to_string() });
        }
        let is_csv = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
        let baseline = if is_csv { Baseline::of_csv(&bytes) } else { Baseline::of_json(&bytes) };
        let baseline = baseline.filter(|baseline| !baseline.figures.is_empty());
        baseline.ok_or_else(|| ProblemKind::NotABaseline { path: file.display().to_string() })
    }

    /// The figures of a `summary.json`, each number as exactly as it was written.
    fn of_json(bytes: &[u8]) -> Option<Baseline> {
        let summary = parse("summary.json", bytes).ok()?;
        let whole = |key: &str| number(summary.get(key)?)?.parse::<u64>().ok();
        let Value::List(designs) = &summary.get("designs")?.value else { return None };
        let mut figures = BTreeMap::new();
        for design in designs {
            let name = design.get("name")?.as_text()?;
            for period in design.get("periods")?.entries() {
                for figure in period.node.entries() {
                    let float = |key: &str| number(figure.node.get(key)?)?.parse::<f64>().ok();
                    let kept = float("value").zip(float("se")).map(|(value, se)| KeptEstimate { value, se });
                    figures.insert((name.to_owned(), period.key.to_string(), figure.key.to_string()), kept);
                }
            }
        }
        Some(Baseline { seed: whole("seed"), trials: whole("trials")?, figures })
    }

    /// The figures of a `figures.csv`, in any language: design, period, key, name, unit, value, standard error, two
    /// limits, trials. Its trials are the most that any figure has; a bound for a value is one of what never happened,
    /// or always.
    fn of_csv(bytes: &[u8]) -> Option<Baseline> {
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
        let (mut figures, mut trials) = (BTreeMap::new(), 0);
        for row in rows.records() {
            let row = row.ok()?;
            let cell = |nth| row.get(nth);
            let value = match cell(5)? {
                "" => None,
                never if never.starts_with('<') => Some(0.0),
                always if always.starts_with('>') => Some(1.0),
                number => Some(number.parse().ok()?),
            };
            let se = cell(6).filter(|text| !text.is_empty()).map(str::parse::<f64>).transpose().ok()?;
            if let Some(text) = cell(9).filter(|text| !text.is_empty()) {
                trials = trials.max(text.parse().ok()?);
            }
            let kept = value.zip(se).map(|(value, se)| KeptEstimate { value, se });
            figures.insert((cell(0)?.to_owned(), cell(1)?.to_owned(), cell(2)?.to_owned()), kept);
        }
        Some(Baseline { seed: None, trials, figures })
    }
}

/// The digest that the manifest of its folder states of a file, where there is one and it does.
fn digest_stated(file: &Path) -> Option<String> {
    let manifest = parse("manifest.json", &fs::read(file.with_file_name("manifest.json")).ok()?).ok()?;
    let listed = manifest.get("files")?.get(file.file_name()?.to_str()?)?;
    listed.get("sha256")?.as_text().map(str::to_owned)
}

/// The text of a number.
fn number(node: &Node) -> Option<&str> {
    if let Value::Number(text) = &node.value { Some(text) } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::super::toy::{contract, contract_run, designs};
    use super::super::{Before, Gate};
    use super::*;
    use crate::fund::CiiContract;
    use crate::scenario::library::Library;
    use crate::units::Fen;
    use crate::wording::Lang;

    /// A fund of 10 trials: claims of 50 to 59 million a year, income 71.25 million: a loss ratio of 76.5%.
    fn summary(contract: CiiContract) -> Summary {
        let claims: Vec<i64> = (0..10).map(|trial| 50_000_000 + trial * 1_000_000).collect();
        Summary::new(&contract_run(&[contract], &[&claims]), &designs(&[contract]), &[])
    }

    /// Three figures of that fund as a Chinese `figures.csv` holds them: 54.5 / 71.25, mean claims, no deficit.
    const CSV: &str = "\u{feff}方案,期间,编码,指标,单位,取值,标准误,95%区间下限,95%区间上限,模拟次数,无值的原因\n\
        base,term,cii.loss_ratio,赔付率,ratio,0.7649122807017544,0.0134372,0.73,0.8,10,\n\
        base,term,cii.claims,赔付支出,yuan,54500000.0,957427.1,1,2,10,\n\
        base,term,cii.deficit_probability,\"赤字,概率\",probability,<0.3,0.1,0,0.3,10,\n\
        base,term,cii.loss_ratio_p995,99.5%分位,ratio,,,,,,次数不足\n";

    /// What a check of these keys finds of the fund, with `seed` and `trials` the run's.
    fn compared(
        file: (&str, &str),
        keys: &str,
        contract: CiiContract,
        seed: u64,
    ) -> Result<Compared, String> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("gate.json");
        fs::write(directory.path().join(file.0), file.1).unwrap();
        let check = format!(r#"{{"as-before": {{"baseline": "{}" {keys}}}}}"#, file.0);
        fs::write(&path, format!(r#"{{"scenario": "x", "checks": {check}}}"#)).unwrap();
        let summary = summary(contract);
        let (designs, subjects) = (designs(&[contract]), &summary.subjects);
        let run = Before { subjects, designs: &designs, years: &summary.years, seed, trials: 10 };
        let text = |problems: Problems| {
            problems.iter().map(|problem| problem.message(Lang::En)).collect::<Vec<_>>().join("\n")
        };
        let gate = Gate::read(&Library::built_in(), path.to_str().unwrap()).map_err(text)?;
        let checks = gate.checks(&run).map_err(text)?;
        Ok(checks.baselines.into_iter().next().unwrap().against(&summary))
    }

    /// A bid one yuan lower: income 68.75 million, a loss ratio of 79.3%, the same claims.
    fn lower_bid() -> CiiContract {
        CiiContract { bid: Fen(2750), ..contract() }
    }

    #[test]
    fn figures_that_come_again_pass_and_a_lower_bid_is_told_largest_move_first() {
        let same = compared(("figures.csv", CSV), "", contract(), 1).unwrap();
        assert_eq!((same.verdict, same.n_figures, same.moved.len()), (Verdict::Pass, 4, 0));
        let moved = compared(("figures.csv", CSV), "", lower_bid(), 1).unwrap();
        let keys: Vec<&str> = moved.moved.iter().map(|it| it.key.as_str()).collect();
        assert_eq!((moved.verdict, keys.as_slice()), (Verdict::Fail, ["cii.loss_ratio"].as_slice()));
        // 54.5 / 68.75 - 54.5 / 71.25 over the standard error of the baseline
        let by = 54.5 / 68.75 - 54.5 / 71.25;
        assert!((moved.moved[0].by.unwrap() - by).abs() < 1e-12);
        assert!((moved.moved[0].errors - by / 0.013_437_2).abs() < 1e-9);
    }

    #[test]
    fn a_figure_may_move_as_far_as_its_check_allows() {
        let verdict = |keys: &str| {
            let keys = format!(r#", "metric": "cii.loss_ratio", {keys}"#);
            compared(("figures.csv", CSV), &keys, lower_bid(), 1).unwrap().verdict
        };
        // it moved by 0.0278, 2.07 standard errors of the baseline
        assert_eq!(verdict(r#""within": 0.028"#), Verdict::Pass);
        assert_eq!(verdict(r#""within": 0.027"#), Verdict::Fail);
        assert_eq!(verdict(r#""within_standard_errors": 2.1"#), Verdict::Pass);
        assert_eq!(verdict(r#""within_standard_errors": 2"#), Verdict::Fail);
    }

    #[test]
    fn what_one_of_two_runs_of_other_lengths_has_too_few_trials_for_is_not_compared() {
        let longer =
            CSV.replace(",10,", ",400,").replace("ratio,,,,,,次数不足", "ratio,0.84,0.01,0.8,0.9,400,");
        let allowed = r#", "within_standard_errors": 3"#;
        let found = compared(("figures.csv", &longer), allowed, contract(), 1).unwrap();
        assert_eq!((found.verdict, found.n_figures, found.moved.len()), (Verdict::Pass, 3, 0));
        assert_eq!([found.check.kept_trials, found.check.trials], [400, 10]);
        // of the same length a value that is gone is a move
        let same = longer.replace(",400,", ",10,");
        let found = compared(("figures.csv", &same), allowed, contract(), 1).unwrap();
        assert_eq!((found.verdict, found.n_figures, found.moved.len()), (Verdict::Fail, 4, 1));
    }

    #[test]
    fn under_another_seed_the_error_is_that_of_two_runs_and_nothing_can_be_equal() {
        let json = r#"{"seed": 7, "trials": 10, "designs": [{"name": "base", "periods": {"term": {
            "cii.loss_ratio": {"value": 0.7649122807017544, "se": 0.0134372, "n": 10}}}}]}"#;
        let refused = compared(("summary.json", json), "", contract(), 8).unwrap_err();
        assert!(refused.contains("10 trials of seed 7") && refused.contains("10 of seed 8"), "{refused}");
        assert!(compared(("summary.json", json), "", contract(), 7).unwrap().moved.is_empty());
        let keys = r#", "within_standard_errors": 1.5"#;
        let other = compared(("summary.json", json), keys, lower_bid(), 8).unwrap();
        // its own standard error is 68.75/71.25 the other way, so sqrt(0.0134^2 + 0.0139^2)
        let now = other.moved[0].now.unwrap().se;
        let unit = libm::sqrt(0.013_437_2 * 0.013_437_2 + now * now);
        assert!((other.moved[0].errors - other.moved[0].by.unwrap() / unit).abs() < 1e-9);
        assert_eq!(other.verdict, Verdict::Pass);
    }

    /// A reader that forms the digits as a whole number and divides is off in the last place of such numbers.
    #[test]
    fn numbers_of_a_baseline_are_read_to_the_last_digit() {
        let json = |value: &str| {
            let figure = format!(r#"{{"value": {value}, "se": 1}}"#);
            let text = format!(
                r#"{{"trials": 1, "designs": [{{"name": "base", "periods": {{"term": {{"x": {figure}}}}}}}]}}"#
            );
            Baseline::of_json(text.as_bytes()).unwrap().figures.into_values().next().unwrap().unwrap().value
        };
        for nth in 1..2000_u32 {
            let value = 1.0 / f64::from(nth).sqrt() + f64::EPSILON;
            assert_eq!(json(&value.to_string()).to_bits(), value.to_bits());
        }
    }

    #[test]
    fn a_baseline_that_cannot_serve_is_named_before_any_trial() {
        let message = |file, keys: &str| compared(file, keys, contract(), 1).unwrap_err();
        let odd = message(("figures.csv", "a,b\n1,2\n"), "");
        assert!(odd.contains("/checks/as-before/baseline") && odd.contains("holds no figures"), "{odd}");
        assert!(message(("summary.json", "{}"), "").contains("holds no figures"));
        let gone = message(("figures.csv", CSV), r#", "metric": "cii.draw""#);
        assert!(gone.contains("\"cii.draw\" does not exist"), "{gone}");
        let design = message(("figures.csv", CSV), r#", "design": "bas""#);
        assert!(design.contains("\"bas\" does not exist"), "{design}");
        let long = CSV.replace(",10,", ",20,");
        assert!(message(("figures.csv", &long), "").contains("20 trials"));
    }

    #[test]
    fn a_figure_that_has_lost_its_value_has_moved_further_than_any_other() {
        let csv = CSV.replace("ratio,,,,,,", "ratio,0.9,0.1,0.8,1.0,10,");
        let lost = compared(("figures.csv", &csv), r#", "within": 1e9"#, lower_bid(), 1).unwrap();
        assert_eq!((lost.verdict, lost.moved[0].key.as_str()), (Verdict::Fail, "cii.loss_ratio_p995"));
        assert!(lost.moved[0].by.is_none() && lost.moved[0].errors.is_infinite());
        assert!(!lost.moved[1].too_far);
    }
}
