//! From trials to an estimate, and from two designs to a paired difference.
//!
//! Every estimator here is, to first order, its value plus the mean of one number a trial: that
//! trial's influence. Two designs settle the same trials, so the error of their difference is that of
//! the mean of the differences of their influences, whatever the estimator; equal designs differ by
//! exactly 0. The floats of this module are statistics: amounts come as whole numbers.

use crate::stats::{self, Estimate, Proportion};

use super::metrics::Scale;

/// An estimate with the influence of each trial on it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Estimated {
    /// Value, standard error and interval.
    pub(super) estimate: Estimate,
    /// What each trial adds: `value + influence` averages to the value, and the standard deviation of
    /// the influences over the square root of n is the standard error.
    influence: Vec<f64>,
    /// The share of trials in which something happened, and not a mean of amounts.
    is_share: bool,
}

impl Estimated {
    /// An estimate whose influences are known.
    pub(super) fn new(estimate: Estimate, influence: Vec<f64>) -> Estimated {
        Estimated { estimate, influence, is_share: false }
    }

    /// The mean of `x`; `None` for fewer than two trials.
    pub(super) fn mean(x: &[i64]) -> Option<Estimated> {
        let x = floats(x);
        let estimate = stats::mean(&x)?;
        let influence = x.iter().map(|x| x - estimate.value).collect();
        Some(Estimated::new(estimate, influence))
    }

    /// `factor * sum of x / sum of y`; `None` for fewer than two trials or where all `y` are 0.
    pub(super) fn ratio(x: &[i64], y: &[i64], factor: f64) -> Option<Estimated> {
        let x: Vec<f64> = x.iter().map(|&x| factor * x as f64).collect();
        let y = floats(y);
        let estimate = stats::ratio(&x, &y)?;
        let mean_y = y.iter().sum::<f64>() / y.len() as f64;
        let influence = x.iter().zip(&y).map(|(x, y)| (x - estimate.value * y) / mean_y).collect();
        Some(Estimated::new(estimate, influence))
    }

    /// The mean of `x` over the trials with `y > 0`; `None` for fewer than two such trials.
    pub(super) fn mean_where(x: &[i64], y: &[i64]) -> Option<Estimated> {
        Estimated::of_some(x.iter().zip(y).map(|(&x, &y)| (y > 0).then_some(x as f64)).collect())
    }

    /// The mean of `x / y` over the trials with `y > 0`; `None` for fewer than two such trials.
    pub(super) fn mean_of_ratios(x: &[i64], y: &[i64]) -> Option<Estimated> {
        Estimated::of_some(x.iter().zip(y).map(|(&x, &y)| (y > 0).then(|| x as f64 / y as f64)).collect())
    }

    /// The mean over the trials that have a number; its `n` is theirs.
    fn of_some(numbers: Vec<Option<f64>>) -> Option<Estimated> {
        let present: Vec<f64> = numbers.iter().copied().flatten().collect();
        let estimate = stats::mean(&present)?;
        let weight = numbers.len() as f64 / present.len() as f64;
        let influence =
            numbers.into_iter().map(|it| it.map_or(0.0, |it| (it - estimate.value) * weight)).collect();
        Some(Estimated::new(estimate, influence))
    }

    /// The share of trials in which it happened; `None` without trials.
    pub(super) fn share(happened: &[bool]) -> Option<Estimated> {
        let events = happened.iter().filter(|&&it| it).count() as u64;
        let estimate = Proportion::new(events, happened.len() as u64)?.estimate();
        let influence = happened.iter().map(|&it| f64::from(u8::from(it)) - estimate.value).collect();
        Some(Estimated { estimate, influence, is_share: true })
    }

    /// The order statistic `ceil(q n)` of `x / y`; `None` where a `y` is not positive, or the trials are
    /// too few for an interval.
    ///
    /// The influence is Bahadur's, with the density that the interval implies.
    pub(super) fn quantile(x: &[i64], y: &[i64], q: f64) -> Option<Estimated> {
        if y.iter().any(|&y| y <= 0) {
            return None;
        }
        let ratios: Vec<f64> = x.iter().zip(y).map(|(&x, &y)| x as f64 / y as f64).collect();
        let estimate = stats::quantile(&ratios, q)?;
        let n = ratios.len() as f64;
        let per_rank = estimate.se * n.sqrt() / (q * (1.0 - q)).sqrt();
        let below = |ratio: f64| if ratio <= estimate.value { 1.0 } else { 0.0 };
        let influence = ratios.iter().map(|&ratio| (q - below(ratio)) * per_rank).collect();
        Some(Estimated::new(estimate, influence))
    }

    /// The mean of the worst `1 - q` of `x`; `None` where the trials are too few.
    pub(super) fn tail_mean(x: &[i64], q: f64) -> Option<Estimated> {
        let x = floats(x);
        let estimate = stats::tvar(&x, q)?;
        let threshold = stats::order_statistic(&x, q)?;
        let excess = |x: f64| (x - threshold).max(0.0) / (1.0 - q);
        let mean_excess = x.iter().map(|&x| excess(x)).sum::<f64>() / x.len() as f64;
        let influence = x.iter().map(|&x| excess(x) - mean_excess).collect();
        Some(Estimated::new(estimate, influence))
    }

    /// The same figure in another unit.
    pub(super) fn scaled(mut self, scale: Scale) -> Estimated {
        let Estimate { value, se, low, high, n } = self.estimate;
        let [value, se, low, high] = [value, se, low, high].map(|it| scale.of(it));
        self.estimate = Estimate { value, se, low, high, n };
        self.influence.iter_mut().for_each(|it| *it = scale.of(*it));
        self
    }

    /// This design less the base, over the same trials; `None` where the trials are not the same.
    ///
    /// Where no trial tells two shares apart, the interval is `0 ± 3/n`, unless `same` says that the
    /// designs are equal in every column that the figure reads.
    pub(super) fn less(&self, base: &Estimated, same: bool) -> Option<Estimate> {
        if self.influence.len() != base.influence.len() {
            return None;
        }
        let differences: Vec<f64> =
            self.influence.iter().zip(&base.influence).map(|(own, base)| own - base).collect();
        let spread = stats::mean(&differences)?;
        let value = self.estimate.value - base.estimate.value;
        let half_width = if self.is_share && !same && differences.iter().all(|&it| it == 0.0) {
            3.0 / differences.len() as f64
        } else {
            (spread.high - spread.low) / 2.0
        };
        Some(Estimate { value, se: spread.se, low: value - half_width, high: value + half_width, n: spread.n })
    }
}

fn floats(x: &[i64]) -> Vec<f64> {
    x.iter().map(|&x| x as f64).collect()
}
