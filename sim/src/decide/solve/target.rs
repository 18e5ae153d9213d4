//! What must hold: a figure of a run, and a bound that it keeps.

use crate::engine::Outcome;
use crate::scenario::node::Place;
use crate::scenario::problem::{Problem, ProblemKind, Problems};
use crate::stats::Estimate;
use crate::units::Year;

use super::super::estimate::Estimated;
use super::super::gate::known;
use super::super::metrics::{Definition, Rule, Subject, find_by_name};
use super::super::sample::Sample;
use super::super::summary::{Design, Missing, Period, estimate};
use super::super::verdict::Verdict;

/// The highest or the lowest value that keeps the target, in the unit of the figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// At most so much.
    AtMost(f64),
    /// At least so much.
    AtLeast(f64),
}

impl Bound {
    /// The number.
    pub const fn value(self) -> f64 {
        match self {
            Bound::AtMost(value) | Bound::AtLeast(value) => value,
        }
    }

    /// Whether a number keeps it.
    pub fn holds(self, number: f64) -> bool {
        match self {
            Bound::AtMost(most) => number <= most,
            Bound::AtLeast(least) => number >= least,
        }
    }

    /// Whether the whole interval of a figure keeps it, or the whole of it does not.
    pub fn verdict(self, estimate: &Estimate) -> Verdict {
        match self {
            Bound::AtMost(most) => Verdict::within(estimate, f64::NEG_INFINITY, most),
            Bound::AtLeast(least) => Verdict::within(estimate, least, f64::INFINITY),
        }
    }

    /// Whether what tells two values apart is the high end of their intervals, and not the low one.
    pub(super) fn told_by_high_end(self, verdicts: (Verdict, Verdict)) -> bool {
        let passes = verdicts.0 == Verdict::Pass || verdicts.1 == Verdict::Pass;
        passes == matches!(self, Bound::AtMost(_))
    }
}

/// A figure of a run and the bound that it must keep.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// What the figure is about.
    pub subject: Subject,
    /// The figure.
    pub definition: &'static Definition,
    /// Over which period.
    pub period: Period,
    /// The bound, in the unit of the figure.
    pub bound: Bound,
}

/// Where problems of the target stand.
const PLACE: &str = "--target";
/// Where problems of its period stand.
const PERIOD: &str = "--period";

impl Target {
    /// Reads `METRIC<=NUMBER` or `METRIC>=NUMBER` (`≤`, `≥` and a number in per cent too), over a year or the term.
    ///
    /// # Errors
    /// Text that is no target; a figure or period that the run will not have, with the nearest that it will.
    pub fn read(text: &str, period: &str, subjects: &[Subject], years: &[Year]) -> Result<Target, Problems> {
        Target::read_of(PLACE, text, period, subjects, years)
    }

    /// [`Target::read`] of another option, for the place of problems.
    ///
    /// # Errors
    /// As there.
    pub fn read_of(
        option: &str,
        text: &str,
        period: &str,
        subjects: &[Subject],
        years: &[Year],
    ) -> Result<Target, Problems> {
        let no_target = || {
            let kind = ProblemKind::NotATarget { found: text.to_owned(), option: option.to_owned() };
            Problems::from(vec![Problem::new(Place::whole(option), kind)])
        };
        let (metric, at_most, number) = parts(text).ok_or_else(no_target)?;
        let number = number_in_file(number).ok_or_else(no_target)?;
        let (subject, definition, period) = named_figure((option, metric), period, subjects, years)?;
        if let Some(refused) = definition.kind.refuses(number) {
            return Err(Problems::from(vec![Problem::new(Place::whole(option), refused)]));
        }
        let bound = if at_most { Bound::AtMost(number) } else { Bound::AtLeast(number) };
        Ok(Target { subject, definition, period, bound })
    }

    /// The figure's name in files: `cii.deficit_probability`.
    pub fn key(&self) -> String {
        self.subject.key(self.definition.metric)
    }

    /// The figure of one design of an outcome, in its unit; `Err` with the reason where it has no value, `None`
    /// where the run has not its columns.
    pub fn figure(
        &self,
        outcome: &Outcome,
        number: u32,
        design: &Design,
    ) -> Option<Result<Estimate, Missing>> {
        let figure = (&self.subject, self.definition, self.period);
        Some(estimated(figure, outcome, number, design)?.map(|it| it.estimate))
    }

    /// Whether few trials know the figure: a mean or a ratio, not a probability, a quantile or a tail.
    pub const fn asks_for_the_tail(&self) -> bool {
        matches!(self.definition.rule, Rule::Quantile(..) | Rule::Tvar(..))
    }
}

/// The figure of a metric, asked for by some option, over a period.
///
/// # Errors
/// A figure or period that the run will not have, with the nearest that it will.
pub(in crate::decide) fn named_figure(
    (option, metric): (&str, &str),
    period: &str,
    subjects: &[Subject],
    years: &[Year],
) -> Result<(Subject, &'static Definition, Period), Problems> {
    let mut problems = Problems::new();
    let found = find_by_name(metric, subjects);
    if let Err(keys) = &found {
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        known(metric, &keys, &Place::whole(option), &mut problems);
    }
    let of_figure = |it: &Period| found.as_ref().map_or(true, |(_, definition)| definition.holds_in(*it));
    let periods: Vec<Period> =
        years.iter().map(|&year| Period::Year(year)).chain([Period::Term]).filter(of_figure).collect();
    let keys: Vec<String> = periods.iter().map(|it| it.key()).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    known(period, &keys, &Place::whole(PERIOD), &mut problems);
    match (found, periods.into_iter().find(|it| it.key() == period)) {
        (Ok((subject, definition)), Some(period)) => Ok((subject, definition, period)),
        _ => Err(problems),
    }
}

/// A figure of one design of an outcome, in its unit, with the influence of each trial; `None` where the run has
/// not its columns.
pub(in crate::decide) fn estimated(
    (subject, definition, period): (&Subject, &'static Definition, Period),
    outcome: &Outcome,
    number: u32,
    design: &Design,
) -> Option<Result<Estimated, Missing>> {
    let places = match period {
        Period::Term => 0..outcome.shape().years.len(),
        Period::Year(year) => {
            let place = outcome.shape().year_index(year)?;
            place..place + 1
        }
    };
    let figure = estimate(Sample::new(outcome, number, places), design, subject.id(), definition.rule)?;
    Some(figure.map(|it| it.scaled(definition.kind.scale())))
}

/// The metric, whether the bound is the highest that is allowed, and the text of the number.
///
/// Quotes around the whole are taken off: a shell that knows no single quotes hands them on.
fn parts(text: &str) -> Option<(&str, bool, &str)> {
    let text = text.trim().trim_matches(['"', '\'']);
    let signs = [("<=", true), (">=", false), ("≤", true), ("≥", false), ("<", true), (">", false)];
    let (metric, at_most, number) = signs.into_iter().find_map(|(sign, at_most)| {
        text.split_once(sign).map(|(metric, number)| (metric, at_most, number))
    })?;
    Some((metric.trim(), at_most, number.trim()))
}

/// A finite number, `20%` being 0.2.
fn number_in_file(text: &str) -> Option<f64> {
    let (number, part) = text.strip_suffix('%').map_or((text, 1.0), |number| (number, 100.0));
    let number: f64 = number.trim().replace(',', "").parse().ok()?;
    (number.is_finite()).then_some(number / part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::Lang;
    use crate::wording::metrics::Metric;

    const YEARS: [Year; 2] = [Year(2016), Year(2017)];

    fn read(text: &str, period: &str) -> Result<Target, String> {
        let subjects = [Subject::City, Subject::Contract("cii".into())];
        Target::read(text, period, &subjects, &YEARS)
            .map_err(|it| it.iter().map(|it| it.message(Lang::En)).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn a_target_is_written_as_people_write_it() {
        let target = read("cii.deficit_probability <= 20%", "term").unwrap();
        assert_eq!((target.bound, target.period), (Bound::AtMost(0.2), Period::Term));
        assert_eq!(target.definition.metric, Metric::DeficitProbability);
        for same in
            ["cii.deficit_probability≤0.2", "cii.deficit_probability<0.2", "'cii.deficit_probability<=20%'"]
        {
            assert_eq!(read(same, "term"), Ok(target.clone()));
        }
        let result = read("cii.insurer_result>=-1,000,000", "2017").unwrap();
        assert_eq!((result.bound, result.period), (Bound::AtLeast(-1e6), Period::Year(Year(2017))));
    }

    #[test]
    fn what_is_no_target_says_how_one_is_written() {
        for text in ["cii.deficit_probability", "cii.claims<=", "cii.claims<=many", "cii.claims<=inf"] {
            let message = read(text, "term").unwrap_err();
            assert!(message.contains("--target") && message.contains("<="), "{message}");
        }
        let message = read("cii.deficit_probabilty<=0.2", "2019").unwrap_err();
        assert!(message.contains("cii.deficit_probability"), "{message}");
        assert!(message.contains("--period") && message.contains("2016, 2017, term"), "{message}");
        for in_per_cent in ["cii.deficit_probability<=30", "cii.loss_ratio<=90"] {
            let message = read(in_per_cent, "term").unwrap_err();
            assert!(message.contains("--target") && message.contains("0.9 is 90%"), "{message}");
        }
        let message = read("cii.break_even_bid<=18", "2016").unwrap_err();
        assert!(message.contains("known: term"), "{message}");
    }
}
