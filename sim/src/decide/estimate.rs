//! From trials to an estimate, and from two designs to a paired difference.
//!
//! Every estimator here is, to first order, its value plus the mean of one number a trial: that
//! trial's influence. Two designs settle the same trials, so the error of their difference is that of
//! the mean of the differences of their influences, whatever the estimator; equal designs differ by
//! exactly 0. Where trials are weighted or belong to replicates ([`Sampled`]), the influences of those that
//! do not stand for themselves are added up, and each figure has the estimator of weighted trials.
//! The floats of this module are statistics: amounts come as whole numbers.

use crate::stats::estimate::student_97_5;
use crate::stats::sampled::error_of;
use crate::stats::{
    Estimate, Moments, Proportion, Sample, Sampled, Spread, ratio_of_means, trials_that_tell,
};
use crate::units::Share;

use super::metrics::Scale;

/// An estimate with the influence of each trial on it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Estimated {
    /// Value, standard error and interval.
    pub(super) estimate: Estimate,
    /// What each trial, or each independent group of trials, adds: `value + influence` averages to the value,
    /// and the standard deviation of the influences over the square root of their number is the standard error.
    influence: Vec<f64>,
    /// All trials of the run.
    trials: u64,
    /// Of a share of trials in which something happened: how many trials of the nominal law would as surely
    /// have shown a difference. `None` for amounts.
    seen_by: Option<f64>,
    /// How the error is distributed.
    spread: Spread,
}

impl Estimated {
    /// An estimate of independent trials whose influences are known.
    fn plain(estimate: Estimate, influence: Vec<f64>) -> Estimated {
        let spread = Spread::Student(estimate.n.saturating_sub(1).max(1));
        let trials = influence.len() as u64;
        Estimated { estimate, influence, trials, seen_by: None, spread }
    }

    /// An estimate of so many sampled trials, and the influences of their groups.
    fn sampled((estimate, influence): (Estimate, Vec<f64>), trials: usize) -> Estimated {
        let spread = Spread::Student(degrees(&influence));
        let trials = trials as u64;
        Estimated { estimate, influence, trials, seen_by: None, spread }
    }

    /// The mean of `x`; `None` for fewer than two trials.
    pub(super) fn mean(x: &[i64], sampled: &Sampled) -> Option<Estimated> {
        if !sampled.is_plain() {
            return Some(Estimated::sampled(sampled.mean_of_whole(x)?, x.len()));
        }
        let estimate = x.iter().copied().collect::<Moments>().estimate()?;
        let influence = x.iter().map(|&x| x as f64 - estimate.value).collect();
        Some(Estimated::plain(estimate, influence))
    }

    /// `sum of x / sum of y`; `None` for fewer than two trials with a `y`, and where the sum of `y` is not above 0.
    pub(super) fn ratio(x: &[i64], y: &[i64], sampled: &Sampled) -> Option<Estimated> {
        if !sampled.is_plain() {
            return Some(Estimated::sampled(sampled.ratio(x, y)?, x.len()));
        }
        let estimate = ratio_of_means(x, y)?;
        let mean_y = y.iter().copied().collect::<Moments>().mean()?;
        let influence =
            x.iter().zip(y).map(|(&x, &y)| (x as f64 - estimate.value * y as f64) / mean_y).collect();
        let spread = Spread::Student(trials_that_tell(y) as u64 - 1);
        Some(Estimated { spread, ..Estimated::plain(estimate, influence) })
    }

    /// The mean of `x` over the trials with `y > 0`; `None` for fewer than two such trials.
    pub(super) fn mean_where(x: &[i64], y: &[i64], sampled: &Sampled) -> Option<Estimated> {
        let numbers = x.iter().zip(y).map(|(&x, &y)| (y > 0).then_some(x as f64));
        Estimated::of_some(&numbers.collect::<Vec<_>>(), sampled)
    }

    /// The mean of `x / y` over the trials with `y > 0`; `None` for fewer than two such trials.
    pub(super) fn mean_of_ratios(x: &[i64], y: &[i64], sampled: &Sampled) -> Option<Estimated> {
        let ratio = |(&x, &y): (&i64, &i64)| (y > 0).then(|| x as f64 / y as f64);
        Estimated::of_some(&x.iter().zip(y).map(ratio).collect::<Vec<_>>(), sampled)
    }

    /// The mean over the trials that have a number; its `n` is theirs.
    fn of_some(numbers: &[Option<f64>], sampled: &Sampled) -> Option<Estimated> {
        if !sampled.is_plain() {
            return Some(Estimated::sampled(sampled.mean_of_some(numbers)?, numbers.len()));
        }
        let estimate = Sample::new(numbers.iter().copied().flatten())?.mean()?;
        let weight = numbers.len() as f64 / estimate.n as f64;
        let influence =
            numbers.iter().map(|it| it.map_or(0.0, |it| (it - estimate.value) * weight)).collect();
        Some(Estimated::plain(estimate, influence))
    }

    /// The share of trials in which it happened; `None` without trials.
    pub(super) fn share(happened: &[bool], sampled: &Sampled) -> Option<Estimated> {
        let seen_by = Some(sampled.nominal_trials(happened.len()));
        if !sampled.is_plain() {
            let estimated = Estimated::sampled(sampled.share(happened)?, happened.len());
            let degrees = degrees(&estimated.influence);
            let spread = Spread::Weighted { degrees, nominal: sampled.nominal_trials(happened.len()) };
            return Some(Estimated { seen_by, spread, ..estimated });
        }
        let count = Proportion::count(happened.iter().copied())?;
        let estimate = count.estimate();
        let influence = happened.iter().map(|&it| f64::from(u8::from(it)) - estimate.value).collect();
        Some(Estimated { seen_by, spread: Spread::Count(count), ..Estimated::plain(estimate, influence) })
    }

    /// The order statistic `ceil(level n)` of `x / y`; `None` where a `y` is not positive, or the trials
    /// are too few for an interval.
    ///
    /// The influence is Bahadur's, with the density that the interval implies.
    pub(super) fn quantile(x: &[i64], y: &[i64], level: Share, sampled: &Sampled) -> Option<Estimated> {
        if y.iter().any(|&y| y <= 0) {
            return None;
        }
        let ratios: Vec<f64> = x.iter().zip(y).map(|(&x, &y)| x as f64 / y as f64).collect();
        if !sampled.is_plain() {
            let estimated = Estimated::sampled(sampled.quantile(&ratios, level)?, x.len());
            return Some(Estimated { spread: Spread::Interval, ..estimated });
        }
        let sample = Sample::new(ratios.iter().copied())?;
        let estimate = sample.quantile(level)?;
        let q = level.millionths() as f64 / 1e6;
        let per_rank = estimate.se * libm::sqrt(ratios.len() as f64 / (q * (1.0 - q)));
        let below = |ratio: f64| if ratio <= estimate.value { 1.0 } else { 0.0 };
        let influence = ratios.iter().map(|&ratio| (q - below(ratio)) * per_rank).collect();
        let spread = Spread::Ranks(Box::new(sample), level);
        Some(Estimated { spread, ..Estimated::plain(estimate, influence) })
    }

    /// The mean of the highest `1 - level` of `x`; `None` where the trials are too few.
    pub(super) fn tail_mean(x: &[i64], level: Share, sampled: &Sampled) -> Option<Estimated> {
        if !sampled.is_plain() {
            let values: Vec<f64> = x.iter().map(|&x| x as f64).collect();
            return Some(Estimated::sampled(sampled.tail_mean(&values, level)?, x.len()));
        }
        let sample = Sample::of_whole(x)?;
        let estimate = sample.tail_mean(level)?;
        let rank = (x.len() as u128 * u128::from(level.millionths().unsigned_abs())).div_ceil(1_000_000);
        let threshold = *sample.sorted().get(usize::try_from(rank).ok()?.checked_sub(1)?)?;
        let tail = level.complement().millionths() as f64 / 1e6;
        let excess = |x: i64| (x as f64 - threshold).max(0.0) / tail;
        let influence = x.iter().map(|&x| excess(x) - (estimate.value - threshold)).collect();
        Some(Estimated { spread: Spread::Normal, ..Estimated::plain(estimate, influence) })
    }

    /// The covariance of two estimates over the same trials: that of their influences over n; `None` where
    /// the trials are not the same.
    pub(super) fn covariance(&self, other: &Estimated) -> Option<f64> {
        let n = self.influence.len();
        if n != other.influence.len() || n < 2 {
            return None;
        }
        let trials = n as f64;
        let mean = |it: &Estimated| it.influence.iter().sum::<f64>() / trials;
        let (own, others) = (mean(self), mean(other));
        let products = self.influence.iter().zip(&other.influence).map(|(a, b)| (a - own) * (b - others));
        Some(products.sum::<f64>() / (trials - 1.0) / trials)
    }

    /// What solves `mean(b) = 0` for a number `b` that these amounts rise with at a known slope, and that was
    /// found to be `root`: its error is that of the mean over the slope (delta method).
    pub(super) fn root_of(self, root: f64, slope: f64) -> Estimated {
        let Estimate { se, low, high, n, .. } = self.estimate;
        let half_width = (high - low) / (2.0 * slope);
        let estimate =
            Estimate { value: root, se: se / slope, low: root - half_width, high: root + half_width, n };
        let influence = self.influence.into_iter().map(|it| -it / slope).collect();
        Estimated { estimate, influence, ..self }
    }

    /// The same figure in another unit.
    pub(super) fn scaled(mut self, scale: Scale) -> Estimated {
        let Estimate { value, se, low, high, n } = self.estimate;
        let [value, se, low, high] = [value, se, low, high].map(|it| scale.of(it));
        self.estimate = Estimate { value, se, low, high, n };
        self.influence.iter_mut().for_each(|it| *it = scale.of(*it));
        self.spread = self.spread.in_unit(|it| scale.of(it));
        self
    }

    /// The limits that leave out the truth below with probability `tail` at most, and above likewise, in the unit
    /// of the estimate.
    pub(super) fn limits(&self, tail: f64) -> (f64, f64) {
        self.spread.limits(&self.estimate, tail)
    }

    /// How many times as many trials, about, bring a limit that lies `reach` beyond the value to within `distance`.
    pub(super) fn times_as_many(&self, reach: f64, distance: f64) -> f64 {
        self.spread.times_as_many(self.estimate.value, reach, distance)
    }

    /// Whether no trial tells the two apart.
    pub(super) fn is_same(&self, other: &Estimated) -> bool {
        self.estimate == other.estimate && self.influence == other.influence
    }

    /// This design less the base, over the same trials; `None` for fewer than two trials, and where they are not
    /// the same.
    ///
    /// Where no trial tells two shares apart, the interval is `0 ± 3/n` and the error `1/n`, unless `same` says that the
    /// designs are equal in every column that the figure reads.
    pub(super) fn less(&self, base: &Estimated, same: bool) -> Option<Estimate> {
        Estimated::combined(&[(1.0, self), (-1.0, base)], same)
    }

    /// A sum of figures over the same trials, each so many times; as for [`Estimated::less`].
    pub(super) fn combined(terms: &[(f64, &Estimated)], same: bool) -> Option<Estimate> {
        let (_, first) = *terms.first()?;
        let n = first.influence.len();
        if n < 2 || terms.iter().any(|(_, it)| it.influence.len() != n) {
            return None;
        }
        let mut influence = vec![0.0; n];
        for (times, it) in terms {
            influence.iter_mut().zip(&it.influence).for_each(|(sum, own)| *sum += times * own);
        }
        let value = terms.iter().map(|(times, it)| times * it.estimate.value).sum::<f64>();
        let unseen = first.seen_by.filter(|_| !same && influence.iter().all(|&it| it == 0.0));
        let (se, reach) = if let Some(trials) = unseen {
            (1.0 / trials, 3.0 / trials)
        } else {
            let (se, degrees) = error_of(&influence)?;
            (se, student_97_5(degrees) * se)
        };
        Some(Estimate { value, se, low: value - reach, high: value + reach, n: first.trials })
    }
}

/// The degrees of freedom of the error of so many groups.
fn degrees(groups: &[f64]) -> u64 {
    (groups.len() as u64).saturating_sub(1).max(1)
}

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, reason = "amounts far below 2^53")]
mod tests {
    use super::*;
    use crate::random::{Address, Purpose, Uniforms};

    const PLAIN: Sampled = Sampled::plain();

    /// Two designs over the same 500 trials: amounts that share most of their chance, and a divisor each.
    fn trials(repetition: u64) -> [[Vec<i64>; 2]; 2] {
        let mut chance = Uniforms::new(&Address::world(31, Purpose::Resample, repetition, 0));
        let mut designs = [[Vec::new(), Vec::new()], [Vec::new(), Vec::new()]];
        for _ in 0..500 {
            let (shared, income) = (chance.normal(), 1.0 + 0.05 * chance.normal());
            for (nth, design) in designs.iter_mut().enumerate() {
                let own = 0.3 * shared + 0.06 * chance.normal() - 0.05 * nth as f64;
                design[0].push((1e8 * libm::exp(own)) as i64);
                design[1].push((1e8 * income) as i64);
            }
        }
        designs
    }

    /// The standard deviation of the difference over 800 repetitions, the mean of the standard errors
    /// that were given with it, and the mean of those that know nothing of the pairing.
    fn errors(estimator: impl Fn(&[Vec<i64>; 2]) -> Estimated) -> [f64; 3] {
        let (mut differences, mut paired, mut apart) = (Vec::new(), 0.0, 0.0);
        for repetition in 0..800 {
            let [base, other] = trials(repetition).map(|design| estimator(&design));
            let difference = other.less(&base, false).unwrap();
            differences.push(difference.value);
            paired += difference.se / 800.0;
            apart += libm::sqrt(base.estimate.se * base.estimate.se + other.estimate.se * other.estimate.se)
                / 800.0;
        }
        let mean = differences.iter().sum::<f64>() / 800.0;
        let squares: f64 = differences.iter().map(|it| (it - mean) * (it - mean)).sum();
        [libm::sqrt(squares / 799.0), paired, apart]
    }

    /// The error of a standard deviation of 800 is 2.5%: 10% is four of them. Quantiles and tails give
    /// rougher errors and get 20%. Errors that know nothing of the pairing are beyond twice that.
    #[test]
    fn the_error_of_a_difference_is_that_of_repetition() {
        let level = Share::percent(90);
        let indicator = |x: &[i64]| x.iter().map(|&x| x > 120_000_000).collect::<Vec<bool>>();
        let all: [(&str, f64, [f64; 3]); 5] = [
            ("mean", 0.1, errors(|[x, _]| Estimated::mean(x, &PLAIN).unwrap())),
            ("ratio", 0.1, errors(|[x, y]| Estimated::ratio(x, y, &PLAIN).unwrap())),
            ("share", 0.1, errors(|[x, _]| Estimated::share(&indicator(x), &PLAIN).unwrap())),
            ("quantile", 0.2, errors(|[x, y]| Estimated::quantile(x, y, level, &PLAIN).unwrap())),
            ("tail", 0.2, errors(|[x, _]| Estimated::tail_mean(x, level, &PLAIN).unwrap())),
        ];
        for (name, tolerance, [truth, paired, apart]) in all {
            assert!((paired / truth - 1.0).abs() < tolerance, "{name}: {paired} for {truth}");
            assert!(apart / truth > 1.0 + 2.0 * tolerance, "{name}: {apart} for {truth}");
        }
    }

    #[test]
    fn designs_of_other_trials_cannot_be_paired() {
        let estimated = |x: &[i64]| Estimated::mean(x, &PLAIN).unwrap();
        assert_eq!(estimated(&[1, 2]).less(&estimated(&[1, 2, 3]), false), None);
    }
}
