//! A threshold against a run: once, by the 95% interval, or look by look under one error rate for all.
//!
//! A threshold that is looked at again and again is decided as soon as the limits of its figure lie on one side of it.
//! Each of `m` thresholds may err with probability `error_rate / m`, and at each look with the part of it that the
//! look may spend ([`Look`]); a wrong verdict needs a limit on the wrong side of the truth, so one bound takes all of
//! it on either side, and two bounds half of it each.

use crate::engine::Outcome;
use crate::scenario::node::Place;
use crate::scenario::problem::Problems;
use crate::stats::Estimate;
use crate::units::Fen;

use super::super::looks::Look;
use super::super::metrics::{Definition, Subject};
use super::super::summary::{Design, Missing, Period, Summary, figure_of};
use super::super::verdict::Verdict;
use super::{Asked, Before};

/// A threshold whose figure is known to exist.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Its name in the file.
    pub name: String,
    /// Where it stands.
    pub place: Place,
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

/// A threshold against a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The threshold.
    pub check: Check,
    /// The figure of the run.
    pub estimate: Result<Estimate, Missing>,
    /// What it says about the bounds.
    pub verdict: Verdict,
    /// The last look at it, in a gate that looks more than once.
    pub look: Option<Looked>,
}

/// What a look compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Looked {
    /// After so many trials.
    pub trials: u64,
    /// What either limit may be wrong with.
    pub tail: f64,
    /// The lower limit; infinite where the trials are too few for one.
    pub low: f64,
    /// The upper limit.
    pub high: f64,
    /// Of an undecided threshold: so many trials in all, about, would decide it, were the figure what it now seems.
    /// `None` where nobody can say.
    pub needed: Option<f64>,
}

impl Check {
    /// A check of a gate file; `None` when a problem was reported.
    pub(super) fn new(asked: &Asked<'_>, run: &Before<'_>, problems: &mut Problems) -> Option<Check> {
        let metric = asked.doc.metric.as_deref()?;
        let figure = asked.figure(metric, run, problems);
        let design = asked.design(run, problems);
        let Some((subject, definition)) = figure else {
            asked.period(asked.doc.period.as_deref().unwrap_or("term"), run, problems);
            return None;
        };
        for (key, bound) in [("at_most", asked.doc.at_most), ("at_least", asked.doc.at_least)] {
            if let Some(refused) = bound.and_then(|bound| definition.kind.refuses(bound)) {
                problems.report(&asked.node.place_of(key), refused);
            }
        }
        let period = asked.period_of(definition, run, problems)?;
        Some(Check {
            name: asked.name.to_owned(),
            place: asked.place.clone(),
            subject,
            definition,
            design: design?,
            period,
            at_most: asked.doc.at_most,
            at_least: asked.doc.at_least,
        })
    }

    /// Compares the figure of a run: passed when its whole interval keeps the bounds, failed when the whole
    /// of it breaks one, undecided otherwise.
    pub fn against(self, summary: &Summary) -> Checked {
        let design = summary.designs.iter().find(|design| design.name == self.design);
        let figure = design.and_then(|it| it.figure(self.period, &self.subject, self.definition.metric));
        let estimate = figure.map_or(Err(Missing::TooFewTrials), |it| it.estimate);
        let limits = estimate.as_ref().map(|estimate| (estimate.low, estimate.high));
        let verdict =
            limits.map_or_else(|missing| self.without(*missing), |(low, high)| self.verdict(low, high));
        Checked { check: self, estimate, verdict, look: None }
    }

    /// Compares the figure of the trials so far, one of `n_checks` that share `error_rate`; `design` is the number and
    /// the terms of the check's design.
    pub fn at_look(
        &self,
        outcome: &Outcome,
        (number, design): (u32, &Design),
        look: Look,
        (error_rate, n_checks): (f64, usize),
    ) -> Checked {
        let bounds = [self.at_most, self.at_least].iter().flatten().count() as f64;
        let tail = error_rate * look.part / n_checks as f64 / bounds;
        let estimated = figure_of(outcome, number, design, self.period, &self.subject, self.definition)
            .unwrap_or(Err(Missing::TooFewTrials));
        let (low, high) = estimated.as_ref().map_or((f64::NEG_INFINITY, f64::INFINITY), |it| it.limits(tail));
        let (verdict, needed) = match &estimated {
            Ok(estimated) => {
                let verdict = self.verdict(low, high);
                let value = estimated.estimate.value;
                let times = self.times_as_many(value, (low, high), |reach, distance| {
                    estimated.times_as_many(reach, distance)
                });
                let needed = times.map(|times| times * look.trials as f64);
                (verdict, needed.filter(|_| verdict == Verdict::Undecided))
            }
            // what has no value has no error rate either
            Err(_) => (Verdict::Undecided, None),
        };
        let look = Some(Looked { trials: look.trials, tail, low, high, needed });
        Checked { check: self.clone(), estimate: estimated.map(|it| it.estimate), verdict, look }
    }

    /// How many times as many trials bring every limit that lies across a bound to its own side of it; `times` says
    /// how many move a limit by so much. `None` where the figure lies on a bound, or has no limit.
    fn times_as_many(
        &self,
        value: f64,
        (low, high): (f64, f64),
        times: impl Fn(f64, f64) -> f64,
    ) -> Option<f64> {
        let bounds = [self.at_most, self.at_least].into_iter().flatten();
        let across = bounds.filter(|&bound| low <= bound && bound <= high);
        let times = across.map(|bound| {
            let reach = if value <= bound { high - value } else { value - low };
            times(reach, (bound - value).abs())
        });
        times.reduce(f64::max).filter(|times| times.is_finite())
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

    /// The verdict on a figure that has no value.
    fn without(&self, missing: Missing) -> Verdict {
        match missing {
            // whatever breaks even lies above every bid up to the benchmark
            Missing::NoBidUpTo(benchmark) => self.verdict(yuan(benchmark), f64::INFINITY),
            _ => Verdict::Undecided,
        }
    }
}

fn yuan(amount: Fen) -> f64 {
    amount.as_yuan_f64()
}
