//! What a stress does to the headline figures of a scenario: each beside the scenario itself, over the same draws.
//!
//! A run under a stress draws at the same addresses as the run it is held against, so that trial stands against
//! trial and the error of a difference is that of the differences. A claim that both runs draw is the same claim.

use crate::engine::Outcome;
use crate::stats::Estimate;
use crate::wording::metrics::Metric;

use super::estimate::Estimated;
use super::metrics::{Definition, Subject};
use super::sample::Sample;
use super::summary::{Design, Missing, estimate};

/// The headline figures of a contract, the one that stresses are ranked by first.
const CONTRACT: &[Metric] = &[
    Metric::LossRatio,
    Metric::DeficitProbability,
    Metric::InsurerResult,
    Metric::InsurerLossTvar99,
    Metric::ClosingBalance,
];
/// Those of a city product.
const BOOK: &[Metric] = &[
    Metric::CombinedRatio,
    Metric::LossRatio,
    Metric::CombinedAbove100Probability,
    Metric::Result,
    Metric::LossTvar99,
    Metric::SurplusBalance,
];
/// Those of a plain ledger.
const LEDGER: &[Metric] = &[Metric::FundResult, Metric::DeficitProbability, Metric::FundBalance];
/// Those of the patients.
const CITY: &[Metric] = &[Metric::PatientPerAdmitted, Metric::PatientShare];

/// The headline figures of a subject, the one that stresses are ranked by first; none for a payer.
pub const fn headlines(subject: &Subject) -> &'static [Metric] {
    match subject {
        Subject::Contract(_) => CONTRACT,
        Subject::Book(_) => BOOK,
        Subject::Ledger(_) => LEDGER,
        Subject::City => CITY,
        Subject::Payer(_) | Subject::FirstPayer(_) | Subject::Patients => &[],
    }
}

/// One headline figure under a stress.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// What it is about.
    pub subject: Subject,
    /// Its definition.
    pub definition: &'static Definition,
    /// Without the stress.
    pub base: Result<Estimate, Missing>,
    /// Under it.
    pub stressed: Result<Estimate, Missing>,
    /// Under it less without it, trial by trial; `None` where one has no value.
    pub difference: Option<Estimate>,
}

impl Effect {
    /// Its name in files: `cii.loss_ratio`.
    pub fn key(&self) -> String {
        self.subject.key(self.definition.metric)
    }

    /// How far it moves the figure, either way.
    pub fn size(&self) -> f64 {
        self.difference.map_or(0.0, |it| it.value.abs())
    }

    /// Whether it moves nothing of the figure in any trial.
    pub fn is_nothing(&self) -> bool {
        self.difference.is_some_and(|it| it.value == 0.0 && it.low == 0.0 && it.high == 0.0)
    }
}

/// A run that stresses are held against, over the whole term.
#[derive(Debug)]
pub struct Unstressed<'a> {
    outcome: &'a Outcome,
    figures: Vec<Headline<'a>>,
}

#[derive(Debug)]
struct Headline<'a> {
    subject: &'a Subject,
    definition: &'static Definition,
    estimated: Result<Estimated, Missing>,
}

impl<'a> Unstressed<'a> {
    /// The headline figures of an outcome's first design.
    pub fn new(outcome: &'a Outcome, design: &Design, subjects: &'a [Subject]) -> Unstressed<'a> {
        let all = subjects.iter().flat_map(|subject| headlines(subject).iter().map(move |it| (subject, *it)));
        let figures = all.filter_map(|(subject, metric)| {
            let definition = subject.definition(metric)?;
            let estimated = over_term(outcome, design, subject, definition)?;
            Some(Headline { subject, definition, estimated })
        });
        Unstressed { outcome, figures: figures.collect() }
    }

    /// The figures themselves, in the order of reports.
    pub fn figures(
        &self,
    ) -> impl Iterator<Item = (&Subject, &'static Definition, Result<Estimate, Missing>)> {
        self.figures.iter().map(|it| (it.subject, it.definition, value(&it.estimated)))
    }

    /// What a stress does to each, in the same order; figures that the stressed run has not are left out.
    pub fn effects(&self, stressed: &Outcome, design: &Design) -> Vec<Effect> {
        let effect = |base: &Headline<'_>| {
            let own = over_term(stressed, design, base.subject, base.definition)?;
            let difference = match (&own, &base.estimated) {
                (Ok(own), Ok(of_base)) => {
                    let runs = [self.outcome, stressed].map(|it| (it, it.designs().start));
                    let rule = base.definition.rule;
                    own.less(of_base, rule.reads_the_same(base.subject.id(), runs[0], runs[1]))
                }
                _ => None,
            };
            Some(Effect {
                subject: base.subject.clone(),
                definition: base.definition,
                base: value(&base.estimated),
                stressed: value(&own),
                difference,
            })
        };
        self.figures.iter().filter_map(effect).collect()
    }
}

fn value(estimated: &Result<Estimated, Missing>) -> Result<Estimate, Missing> {
    estimated.as_ref().map(|it| it.estimate).map_err(|missing| *missing)
}

/// A figure over the whole term, in its unit; `None` where the run has not its columns.
fn over_term(
    outcome: &Outcome,
    design: &Design,
    subject: &Subject,
    definition: &'static Definition,
) -> Option<Result<Estimated, Missing>> {
    let sample = Sample::new(outcome, outcome.designs().start, 0..outcome.shape().years.len());
    let estimated = estimate(sample, design, subject.id(), definition.rule)?;
    Some(estimated.map(|it| it.scaled(definition.kind.scale())))
}

/// One figure of an outcome's first design over the whole term.
pub fn figure_over_term(
    outcome: &Outcome,
    design: &Design,
    subject: &Subject,
    definition: &'static Definition,
) -> Option<Result<Estimate, Missing>> {
    over_term(outcome, design, subject, definition).map(|it| value(&it))
}

#[cfg(test)]
mod tests {
    use super::super::toy::{contract, contract_run, designs};
    use super::*;

    const YUAN: [i64; 4] = [60_000_000, 70_000_000, 64_000_000, 74_000_000];

    fn effects(claims: &[i64], stressed: &[i64]) -> Vec<Effect> {
        let (base, other) =
            (contract_run(&[contract()], &[claims]), contract_run(&[contract()], &[stressed]));
        let design = &designs(&[contract()])[0];
        let subjects = [Subject::Contract("cii".to_owned())];
        Unstressed::new(&base, design, &subjects).effects(&other, design)
    }

    fn difference(effects: &[Effect], metric: Metric) -> Estimate {
        effects.iter().find(|it| it.definition.metric == metric).unwrap().difference.unwrap()
    }

    #[test]
    fn a_stress_that_changes_nothing_moves_every_figure_by_exactly_nothing() {
        for effect in effects(&YUAN, &YUAN) {
            // no tail of four trials
            assert!(effect.is_nothing() || effect.stressed.is_err(), "{effect:?}");
        }
    }

    #[test]
    fn claims_that_rise_by_the_same_in_every_trial_leave_no_error() {
        // 7.125 million on an income of 71.25 million: ten points of the loss ratio, whatever the trial
        let stressed = YUAN.map(|it| it + 7_125_000);
        let moved = difference(&effects(&YUAN, &stressed), Metric::LossRatio);
        assert!((moved.value - 0.1).abs() < 1e-12 && moved.se < 1e-12, "{moved:?}");
    }

    #[test]
    fn the_error_of_a_difference_is_that_of_the_differences_trial_by_trial() {
        // rises of 1, 2, 3 and 4 million: mean 2.5, deviation sqrt(5/3), error of the mean sqrt(5/12)
        let stressed: Vec<i64> =
            YUAN.iter().zip([1, 2, 3, 4]).map(|(claims, rise)| claims + rise * 1_000_000).collect();
        let moved = difference(&effects(&YUAN, &stressed), Metric::LossRatio);
        assert!((moved.value - 2.5 / 71.25).abs() < 1e-12);
        assert!((moved.se - libm::sqrt(5.0 / 12.0) / 71.25).abs() < 1e-12);
        // taken as independent the two runs would have an error five times as large
        assert!(moved.se * 5.0 < libm::sqrt(2.0) * 6.2 / 2.0 / 71.25);
    }

    #[test]
    fn a_probability_that_no_trial_tells_apart_keeps_the_bound_of_the_trials() {
        // more claims, but no deficit more or less
        let stressed = YUAN.map(|it| it + 1_000);
        let moved = difference(&effects(&YUAN, &stressed), Metric::DeficitProbability);
        assert_eq!((moved.value, moved.high), (0.0, 3.0 / 4.0));
    }
}
