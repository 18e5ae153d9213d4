//! What paths come to over all trials: figures with their errors, beside the same fund whose terms nobody touches.

use std::ops::Range;

use crate::decide::estimate::Estimated;
use crate::decide::metrics::Kind;
use crate::decide::summary::{Missing, Period};
use crate::engine::Outcome;
use crate::stats::{Estimate, Sampled};
use crate::units::{Share, Year};
use crate::wording::paths::PathMetric;

use super::Followed;
use super::course::Step;
use super::purse::Ledgers;

/// One figure of a path.
#[derive(Debug, Clone, PartialEq)]
pub struct PathFigure {
    /// Its name.
    pub metric: PathMetric,
    /// Its unit.
    pub kind: Kind,
    /// Along the path.
    pub path: Result<Estimate, Missing>,
    /// With the terms of the start all along; `None` where that says nothing.
    pub frozen: Option<Result<Estimate, Missing>>,
    /// Path less frozen, over the same bills.
    pub difference: Option<Estimate>,
}

/// The figures of a year, or of the term.
#[derive(Debug, Clone, PartialEq)]
pub struct PathPeriod {
    /// Which.
    pub period: Period,
    /// In the order of tables.
    pub figures: Vec<PathFigure>,
}

impl PathPeriod {
    /// One figure of the period.
    pub fn figure(&self, metric: PathMetric) -> Option<&PathFigure> {
        self.figures.iter().find(|it| it.metric == metric)
    }
}

/// Where on the ladder the trials are in a year.
#[derive(Debug, Clone, PartialEq)]
pub struct RungShares {
    /// The year.
    pub year: Year,
    /// The share of trials on each rung.
    pub shares: Vec<Result<Estimate, Missing>>,
}

/// All that is said of a path.
#[derive(Debug, Clone, PartialEq)]
pub struct PathSummary {
    /// The years, then the term.
    pub periods: Vec<PathPeriod>,
    /// By year, where the ladder has several rungs.
    pub rungs: Vec<RungShares>,
    /// Whether benefits rise from rung to rung, by the claims of all trials.
    pub ascending: bool,
}

impl PathSummary {
    /// One figure of a period.
    pub fn figure(&self, period: Period, metric: PathMetric) -> Option<&PathFigure> {
        self.periods.iter().find(|it| it.period == period)?.figure(metric)
    }
}

/// The tail of cumulative deficits that is averaged: the worst twentieth.
const TAIL: Share = Share::percent(95);

pub(super) fn summary(followed: &Followed<'_>, outcome: &Outcome) -> PathSummary {
    let years = &outcome.shape().years;
    let over = |range: Range<usize>, period| {
        let over = Over { followed, sampled: outcome.sampled(), range, term: period == Period::Term };
        PathPeriod { period, figures: over.figures() }
    };
    let each = years.iter().enumerate().map(|(nth, &year)| over(nth..nth + 1, Period::Year(year)));
    let mut periods: Vec<PathPeriod> = each.collect();
    periods.push(over(0..years.len(), Period::Term));
    let n_rungs = followed.plan.ladder.len();
    let shares = |year: usize, rung: usize| {
        let there: Vec<bool> = followed.steps.iter().map(|steps| steps[year].rung == rung).collect();
        figure(Estimated::share(&there, outcome.sampled()), Kind::Probability)
    };
    let rungs = years.iter().enumerate().filter(|_| n_rungs > 1);
    let rungs = rungs.map(|(nth, &year)| RungShares {
        year,
        shares: (0..n_rungs).map(|rung| shares(nth, rung)).collect(),
    });
    PathSummary { periods, rungs: rungs.collect(), ascending: followed.ascending }
}

fn figure(estimated: Option<Estimated>, kind: Kind) -> Result<Estimate, Missing> {
    estimated.map(|it| it.scaled(kind.scale()).estimate).ok_or(Missing::TooFewTrials)
}

/// Figures over some years, each place of them a number a trial.
struct Over<'a> {
    followed: &'a Followed<'a>,
    sampled: &'a Sampled,
    range: Range<usize>,
    term: bool,
}

impl Over<'_> {
    fn figures(&self) -> Vec<PathFigure> {
        let mut figures = Vec::new();
        if !self.term {
            let price = self.of_steps(|step| step.price.0);
            figures.push(alone(PathMetric::Price, Kind::MoneyPerHead, self.mean(&price)));
        }
        for (metric, change) in [(PathMetric::Raised, 1), (PathMetric::Lowered, -1)] {
            let happened = self.any_step(|step| step.change == change);
            figures.push(alone(metric, Kind::Probability, Estimated::share(&happened, self.sampled)));
        }
        figures.push(self.both(PathMetric::LossRatio, Kind::Ratio, |it| {
            let (claims, income) = (self.sum(&it.claims), self.sum(&it.income));
            Estimated::ratio(&claims, &income, self.sampled)
        }));
        figures.push(self.both(PathMetric::DeficitProbability, Kind::Probability, |it| {
            Estimated::share(&positive(&self.sum(&it.deficit)), self.sampled)
        }));
        figures.push(self.both(PathMetric::Deficit, Kind::Money, |it| self.mean(&self.sum(&it.deficit))));
        figures.extend(self.parted());
        if self.term {
            figures.push(self.both(PathMetric::DeficitTail, Kind::Money, |it| {
                Estimated::tail_mean(&self.sum(&it.deficit), TAIL, self.sampled)
            }));
            figures.push(self.first_deficit());
        }
        figures.push(self.both(PathMetric::Kept, Kind::Money, |it| self.mean(&self.sum(&it.kept))));
        figures.push(self.both(PathMetric::Held, Kind::Money, |it| self.mean(self.closing(&it.held))));
        figures.push(self.both(PathMetric::RuinProbability, Kind::Probability, |it| {
            Estimated::share(&positive(self.closing(&it.ruined)), self.sampled)
        }));
        figures
    }

    /// What the authority's decision caused of the deficit, and what is left of it.
    fn parted(&self) -> Vec<PathFigure> {
        let Some(without) = &self.followed.without else { return Vec::new() };
        let (with, operating) = (self.sum(&self.followed.path.deficit), self.sum(&without.deficit));
        let policy: Vec<i64> = with.iter().zip(&operating).map(|(with, without)| with - without).collect();
        [(PathMetric::PolicyDeficit, policy), (PathMetric::OperatingDeficit, operating)]
            .into_iter()
            .map(|(metric, amounts)| alone(metric, Kind::Money, self.mean(&amounts)))
            .collect()
    }

    /// The number of the year, from 1, in which the first deficit falls, over the trials that have one.
    fn first_deficit(&self) -> PathFigure {
        let mut figure = self.both(PathMetric::FirstDeficit, Kind::Years, |it| {
            let first =
                |trial: usize| it.deficit.iter().position(|year| year[trial] > 0).map_or(0, |y| y + 1);
            let years: Vec<i64> =
                (0..self.n_trials()).filter_map(|trial| first(trial).try_into().ok()).collect();
            Estimated::mean_where(&years, &years, self.sampled)
        });
        let never = |it: &Ledgers| it.deficit.iter().flatten().all(|&deficit| deficit == 0);
        if figure.path.is_err() && never(&self.followed.path) {
            figure.path = Err(Missing::NothingToDivideBy);
        }
        if figure.frozen.as_ref().is_some_and(Result::is_err) && never(&self.followed.frozen) {
            figure.frozen = Some(Err(Missing::NothingToDivideBy));
        }
        figure
    }

    fn both(&self, metric: PathMetric, kind: Kind, of: impl Fn(&Ledgers) -> Option<Estimated>) -> PathFigure {
        let scaled = |it: &Ledgers| of(it).map(|it| it.scaled(kind.scale()));
        let (path, frozen) = (scaled(&self.followed.path), scaled(&self.followed.frozen));
        let same = self.followed.path == self.followed.frozen;
        let difference =
            path.as_ref().zip(frozen.as_ref()).and_then(|(path, frozen)| path.less(frozen, same));
        let estimate = |it: Option<Estimated>| it.map(|it| it.estimate).ok_or(Missing::TooFewTrials);
        PathFigure { metric, kind, path: estimate(path), frozen: Some(estimate(frozen)), difference }
    }

    fn mean(&self, amounts: &[i64]) -> Option<Estimated> {
        Estimated::mean(amounts, self.sampled)
    }

    fn n_trials(&self) -> usize {
        self.followed.steps.len()
    }

    fn sum(&self, years: &[Vec<i64>]) -> Vec<i64> {
        let years = &years[self.range.clone()];
        (0..self.n_trials()).map(|trial| years.iter().map(|year| year[trial]).sum()).collect()
    }

    fn closing<'b>(&self, years: &'b [Vec<i64>]) -> &'b [i64] {
        &years[self.range.end - 1]
    }

    fn of_steps(&self, of: impl Fn(&Step) -> i64) -> Vec<i64> {
        self.followed.steps.iter().map(|steps| of(&steps[self.range.start])).collect()
    }

    fn any_step(&self, of: impl Fn(&Step) -> bool) -> Vec<bool> {
        self.followed.steps.iter().map(|steps| steps[self.range.clone()].iter().any(&of)).collect()
    }
}

fn positive(amounts: &[i64]) -> Vec<bool> {
    amounts.iter().map(|&amount| amount > 0).collect()
}

/// A figure that says nothing of frozen terms.
fn alone(metric: PathMetric, kind: Kind, estimated: Option<Estimated>) -> PathFigure {
    PathFigure { metric, kind, path: figure(estimated, kind), frozen: None, difference: None }
}
