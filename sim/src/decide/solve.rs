//! The value at which a target holds: a safeguarded search on a grid of values, in rounds of many designs that
//! settle the same bills.
//!
//! Every round takes whatever brackets are left: neighbours of which one keeps the target and the other does not,
//! or of which the interval tells more of one than of the other. Inside a bracket the next round tries a ladder of
//! values around the chord's zero, which at least halves it and, where the figure is smooth, ends at the
//! neighbours on the grid at once. A bracket never loses its root, and every pair of neighbours of the first round
//! that disagrees is followed: all roots that the first round separates are found.

mod spread;
pub(super) mod target;

use std::collections::{BTreeMap, BTreeSet};

use crate::stats::Estimate;

use super::summary::Missing;
use super::verdict::Verdict;

pub use spread::{DrawnSolution, Spread, crossing_near};
pub use target::{Bound, Target};

/// A value that was tried, with its figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tried {
    /// The value, in steps of its grid.
    pub at: i64,
    /// The figure there.
    pub estimate: Estimate,
    /// What its interval says about the target.
    pub verdict: Verdict,
    /// Whether the figure itself keeps the target.
    pub holds: bool,
}

/// A search on the whole numbers from one to another: how many steps of its grid a value is.
#[derive(Debug, Clone)]
pub struct Search {
    bound: Bound,
    from: i64,
    to: i64,
    first_points: u64,
    tried: BTreeMap<i64, Result<Tried, Missing>>,
}

impl Search {
    /// A search between two whole numbers, both included, that begins with so many values, evenly.
    ///
    /// # Panics
    /// Unless `from < to`.
    pub fn new(bound: Bound, (from, to): (i64, i64), first_points: u64) -> Search {
        assert!(from < to, "a range has two ends");
        Search { bound, from, to, first_points: first_points.max(2), tried: BTreeMap::new() }
    }

    /// The values of the next round, rising; none when every bracket has been followed to neighbours.
    pub fn next_round(&self) -> Vec<i64> {
        if self.tried.is_empty() {
            return self.even();
        }
        let mut next = BTreeSet::new();
        let all: Vec<(i64, Option<&Tried>)> =
            self.tried.iter().map(|(&at, tried)| (at, tried.as_ref().ok())).collect();
        for pair in all.windows(2) {
            let [(_, Some(low)), (_, Some(high))] = pair else { continue };
            next.extend(self.inside(low, high));
        }
        next.into_iter().collect()
    }

    /// The figure of a value that was asked for, or why it has none.
    pub fn add(&mut self, at: i64, figure: Result<Estimate, Missing>) {
        let tried = figure.map(|estimate| Tried {
            at,
            estimate,
            verdict: self.bound.verdict(&estimate),
            holds: self.bound.holds(estimate.value),
        });
        self.tried.insert(at, tried);
    }

    /// Everything that has been found.
    pub fn answer(&self) -> Answer {
        let tried: Vec<Tried> = self.tried.values().filter_map(|it| it.as_ref().ok()).copied().collect();
        let without = self.tried.values().filter_map(|it| it.as_ref().err()).copied().collect();
        let roots = (1..tried.len())
            .filter(|&i| tried[i - 1].holds != tried[i].holds && tried[i].at - tried[i - 1].at == 1)
            .map(|i| root(&tried, i))
            .collect();
        Answer { tried, without, roots }
    }

    /// The values of the first round.
    fn even(&self) -> Vec<i64> {
        let (width, steps) = (i128::from(self.to - self.from), i128::from(self.first_points - 1));
        let nth = |i: i128| i64::try_from((2 * i * width + steps) / (2 * steps)).unwrap_or(0) + self.from;
        (0..=steps).map(nth).collect::<BTreeSet<i64>>().into_iter().collect()
    }

    /// What to try between two neighbours: nothing where they say the same, or stand side by side.
    fn inside(&self, low: &Tried, high: &Tried) -> Vec<i64> {
        if high.at - low.at < 2 || (low.holds, low.verdict) == (high.holds, high.verdict) {
            return Vec::new();
        }
        // whatever passes the bound between the two: the figure, or the end of its interval
        let of: fn(&Estimate) -> f64 = if low.holds != high.holds {
            |it| it.value
        } else if self.bound.told_by_high_end((low.verdict, high.verdict)) {
            |it| it.high
        } else {
            |it| it.low
        };
        let (a, b) = (of(&low.estimate) - self.bound.value(), of(&high.estimate) - self.bound.value());
        ladder(low.at, high.at, a / (a - b))
    }
}

/// Values strictly between `a` and `b`: one at that part of the way, and others 1, 2, 4 ... to either side. What
/// is left between any two of them is at most half of what was.
#[expect(clippy::cast_possible_truncation, reason = "between a and b")]
fn ladder(a: i64, b: i64, part: f64) -> Vec<i64> {
    let part = if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.5 };
    let guess = (a + libm::round(part * (b - a) as f64) as i64).clamp(a + 1, b - 1);
    let mut all = vec![guess];
    let mut reach = 1;
    while guess - reach > a || guess + reach < b {
        all.extend([guess - reach, guess + reach].into_iter().filter(|it| (a + 1..b).contains(it)));
        reach *= 2;
    }
    all
}

/// A place where the target begins or ceases to hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Root {
    /// The value next to it at which the target holds: the answer.
    pub at: i64,
    /// Its neighbour at which it does not.
    pub beside: i64,
    /// The figure at the answer.
    pub figure: Estimate,
    /// The figure at the neighbour.
    pub beside_figure: Estimate,
    /// The values around it at which the 95% interval of the figure holds the bound, by their ends.
    pub interval: Interval,
    /// By how much the figure changes with a step, over the interval; `None` where it does not.
    pub slope: Option<f64>,
    /// Standard error of the solution in steps: that of the figure over its slope (delta method).
    pub se: Option<f64>,
    /// The nearest value that keeps the target by its whole interval; `None` where there is none before the next
    /// root or the end of the range.
    pub sure: Option<i64>,
    /// Whether the nearest told value on either side says what the figure says: kept on the side of the answer,
    /// missed on the other.
    pub told: bool,
}

impl Root {
    /// Whether the target holds above, and not below.
    pub const fn holds_above(&self) -> bool {
        self.at > self.beside
    }
}

/// The ends of what Monte Carlo cannot tell, and whether they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// The lowest value that is not told.
    pub low: i64,
    /// The highest.
    pub high: i64,
    /// Whether it may go on below the range.
    pub open_low: bool,
    /// Whether it may go on above.
    pub open_high: bool,
}

/// What a search has found.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Every value with its figure, rising.
    pub tried: Vec<Tried>,
    /// Why other values have none.
    pub without: Vec<Missing>,
    /// Where the target begins or ceases to hold, rising.
    pub roots: Vec<Root>,
}

impl Answer {
    /// What was tried at a value.
    pub fn at(&self, at: i64) -> Option<&Tried> {
        self.tried.binary_search_by_key(&at, |it| it.at).ok().map(|nth| &self.tried[nth])
    }

    /// Whether the figure is the same at every value.
    pub fn is_flat(&self) -> bool {
        self.tried.windows(2).all(|pair| pair[0].estimate.value.total_cmp(&pair[1].estimate.value).is_eq())
    }
}

/// The root between the neighbours `i - 1` and `i`.
fn root(tried: &[Tried], i: usize) -> Root {
    let (answer, beside) = if tried[i].holds { (tried[i], tried[i - 1]) } else { (tried[i - 1], tried[i]) };
    let open = |it: &Tried| it.verdict == Verdict::Undecided;
    let below = tried[..i].iter().rev().take_while(|it| open(it)).count();
    let above = tried[i..].iter().take_while(|it| open(it)).count();
    let (first, last) = (i - below, i + above);
    let told = |nth: Option<usize>| nth.and_then(|nth| tried.get(nth)).map(|it| it.verdict);
    let (left, right) = (told(first.checked_sub(1)), told(Some(last)));
    let undecided = &tried[first..last];
    let ends = undecided.first().zip(undecided.last()).map_or((answer.at, answer.at), |(a, b)| (a.at, b.at));
    let interval = Interval {
        low: ends.0.min(answer.at),
        high: ends.1.max(answer.at),
        open_low: left.is_none(),
        open_high: right.is_none(),
    };
    let slope = slope(&tried[first.saturating_sub(1)..(last + 1).min(tried.len())]);
    let (good, bad) = if tried[i].holds { (right, left) } else { (left, right) };
    let sure = if good == Some(Verdict::Pass) {
        tried.get(if tried[i].holds { last } else { first - 1 }).map(|it| it.at)
    } else {
        None
    };
    Root {
        at: answer.at,
        beside: beside.at,
        figure: answer.estimate,
        beside_figure: beside.estimate,
        interval,
        slope,
        se: slope.map(|slope| answer.estimate.se / slope.abs()),
        sure,
        told: good == Some(Verdict::Pass) && bad == Some(Verdict::Fail),
    }
}

/// By how much the figure changes with a step between the first and the last of some values.
fn slope(values: &[Tried]) -> Option<f64> {
    let (first, last) = (values.first()?, values.last()?);
    let slope = (last.estimate.value - first.estimate.value) / (last.at - first.at) as f64;
    (slope.is_finite() && slope != 0.0).then_some(slope)
}

#[cfg(test)]
mod tests;
