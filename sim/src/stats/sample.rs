//! What a column of trials says about its distribution: quantiles and tails.

use super::estimate::{Estimate, NORMAL_97_5};
use super::proportion::Proportion;
use crate::random::Binomial;
use crate::units::Share;

/// Trials beyond a quantile below which a tail mean is not told.
const LEAST_TAIL: u64 = 10;

/// The values of a column over all trials, sorted: the order of the trials leaves no trace.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    sorted: Vec<f64>,
}

impl Sample {
    /// Sorts the values; `None` when one is not a finite number, or there are 2^32 of them.
    pub fn new(values: impl IntoIterator<Item = f64>) -> Option<Sample> {
        let mut sorted: Vec<f64> = values.into_iter().collect();
        if sorted.iter().any(|x| !x.is_finite()) || u32::try_from(sorted.len()).is_err() {
            return None;
        }
        sorted.sort_by(f64::total_cmp);
        Some(Sample { sorted })
    }

    /// Sorts a column of whole numbers (exact below 2^53: 90 trillion yuan in fen).
    pub fn of_whole(values: &[i64]) -> Option<Sample> {
        Sample::new(values.iter().map(|&x| x as f64))
    }

    /// How many values there are.
    pub fn n(&self) -> u64 {
        self.sorted.len() as u64
    }

    /// The values, rising.
    pub fn sorted(&self) -> &[f64] {
        &self.sorted
    }

    /// The same values in another unit, which keeps their order.
    pub(super) fn in_unit(self, of: impl Fn(f64) -> f64) -> Sample {
        Sample { sorted: self.sorted.into_iter().map(of).collect() }
    }

    /// The mean with Student's interval; `None` for fewer than two values.
    pub fn mean(&self) -> Option<Estimate> {
        if self.n() < 2 {
            return None;
        }
        let n = self.n() as f64;
        // about a value of the sample, so that a large offset takes no digits
        let middle = self.sorted[self.sorted.len() / 2];
        let shift = self.sorted.iter().map(|x| x - middle).sum::<f64>() / n;
        let mean = middle + shift;
        let squares: f64 = self.sorted.iter().map(|x| (x - middle - shift) * (x - middle - shift)).sum();
        Some(Estimate::by_student(mean, libm::sqrt(squares / (n - 1.0) / n), self.n()))
    }

    /// The share of values above `threshold`; `None` without values.
    pub fn share_above(&self, threshold: f64) -> Option<Proportion> {
        let not_above = self.sorted.partition_point(|&x| x <= threshold) as u64;
        Proportion::new(self.n() - not_above, self.n())
    }

    /// The value at rank `ceil(level n)`, without interpolation: the value-at-risk at that level.
    ///
    /// The interval runs between two order statistics that have the quantile between them with at
    /// least 95% probability, whatever the distribution (Conover 1999, 3.2); the standard error is
    /// the length of the interval over 2 x 1.96. `None` where the trials are too few for such an
    /// interval: at 99.5% fewer than 736.
    pub fn quantile(&self, level: Share) -> Option<Estimate> {
        let value = self.at_rank(self.rank(level)?)?;
        let below = Binomial::new(u32::try_from(self.n()).ok()?, level.millionths() as f64 / 1e6);
        let low = self.at_rank(below.quantile(0.025).into())?;
        let high = self.at_rank(u64::from(below.quantile(0.975)) + 1)?;
        Some(Estimate { value, se: (high - low) / (2.0 * NORMAL_97_5), low, high, n: self.n() })
    }

    /// The order statistics that leave out the quantile below with probability `tail` at most, and above likewise,
    /// whatever the distribution; infinite where the values are too few for one. `None` for 2^32 values.
    pub fn quantile_limits(&self, level: Share, tail: f64) -> Option<(f64, f64)> {
        let below = Binomial::new(u32::try_from(self.n()).ok()?, level.millionths() as f64 / 1e6);
        let low = self.at_rank(below.quantile(tail).into());
        let high = self.at_rank(u64::from(below.quantile(1.0 - tail)) + 1);
        Some((low.unwrap_or(f64::NEG_INFINITY), high.unwrap_or(f64::INFINITY)))
    }

    /// The mean of the highest `1 - level` of the values: the tail value-at-risk at that level.
    ///
    /// With `k = ceil(level n)` it is the sum of the values above rank `k`, and the part `k - level n`
    /// of the one at `k`, over `n (1 - level)`. Standard error of Manistre and Hancock (2005):
    /// `sqrt((s^2 + level (TVaR - VaR)^2) / (n (1 - level)))`, `s^2` the variance (m - 1) of the `m`
    /// values above; normal interval. `None` for fewer than ten values above.
    pub fn tail_mean(&self, level: Share) -> Option<Estimate> {
        let rank = self.rank(level)?;
        let at = self.at_rank(rank)?;
        let tail = &self.sorted[usize::try_from(rank).ok()?..];
        let m = self.n() - rank;
        if m < LEAST_TAIL {
            return None;
        }
        let level = level.millionths();
        // n (1 - level) and k - level n, exact in millionths
        let weight = (i128::from(self.n()) * i128::from(1_000_000 - level)) as f64 / 1e6;
        let part = (i128::from(rank) * 1_000_000 - i128::from(self.n()) * i128::from(level)) as f64 / 1e6;
        let excess = tail.iter().map(|x| x - at).sum::<f64>();
        // the part at rank k has no excess over itself
        debug_assert!((weight - m as f64 - part).abs() < 1e-6);
        let value = at + excess / weight;
        let mean = excess / m as f64;
        let squares: f64 = tail.iter().map(|x| (x - at - mean) * (x - at - mean)).sum();
        let variance = squares / (m - 1) as f64;
        let q = level as f64 / 1e6;
        let se = libm::sqrt((variance + q * (value - at) * (value - at)) / weight);
        Some(Estimate::by_normal(value, se, self.n()))
    }

    /// `ceil(level n)` in whole-number arithmetic; `None` at level 0 and without values.
    fn rank(&self, level: Share) -> Option<u64> {
        let exact = u128::from(self.n()) * u128::from(level.millionths().unsigned_abs());
        u64::try_from(exact.div_ceil(1_000_000)).ok().filter(|&rank| rank > 0)
    }

    /// The value at a rank from 1.
    fn at_rank(&self, rank: u64) -> Option<f64> {
        self.sorted.get(usize::try_from(rank).ok()?.checked_sub(1)?).copied()
    }
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "exact or small"
)]
mod tests {
    use super::*;
    use crate::random::{Address, Family, Law, Purpose, Uniforms};

    fn one_to(n: i64) -> Sample {
        Sample::of_whole(&(1..=n).rev().collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn a_quantile_is_the_value_at_its_rank() {
        // 0.07 x 100 is 7.000000000000001 as a float, and its ceiling would be 8
        let hundred = one_to(100);
        assert_eq!(hundred.quantile(Share::percent(7)).unwrap().value, 7.0);
        assert_eq!(hundred.quantile(Share::percent(50)).unwrap().value, 50.0);
        assert_eq!(one_to(101).quantile(Share::percent(50)).unwrap().value, 51.0);
    }

    #[test]
    fn the_interval_of_a_median_agrees_with_printed_tables() {
        // n = 100: ranks 40 and 61 (Conover 1999); n = 20: ranks 6 and 15
        let median = |n| one_to(n).quantile(Share::percent(50)).map(|e| (e.low, e.high));
        assert_eq!(median(100), Some((40.0, 61.0)));
        assert_eq!(median(20), Some((6.0, 15.0)));
    }

    #[test]
    fn limits_of_a_median_agree_with_printed_tables_and_widen_with_less_error() {
        let limits = |n, tail| one_to(n).quantile_limits(Share::percent(50), tail).unwrap();
        assert_eq!(limits(100, 0.025), (40.0, 61.0));
        assert_eq!(limits(20, 0.025), (6.0, 15.0));
        // R: qbinom(c(0.001, 0.999), 100, 0.5) is 35 and 65
        assert_eq!(limits(100, 1e-3), (35.0, 66.0));
        // 2^-5 is more than 1%: five values cannot bound their median
        assert_eq!(limits(5, 0.01), (f64::NEG_INFINITY, f64::INFINITY));
    }

    #[test]
    fn too_few_trials_for_a_quantile_give_nothing() {
        // 0.995^735 = 2.51%, 0.995^736 = 2.499%
        let level = Share::parse("0.995").unwrap();
        assert_eq!(one_to(735).quantile(level), None);
        assert_eq!(one_to(736).quantile(level).unwrap().high, 736.0);
        assert_eq!(Sample::new([]).unwrap().quantile(Share::percent(50)), None);
        assert_eq!(one_to(5).quantile(Share::percent(50)), None);
    }

    #[test]
    fn a_tail_mean_by_hand() {
        // the highest 20 of 100: 81..100, mean 90.5, variance 35, VaR 80:
        // se = sqrt((35 + 0.8 x 10.5^2) / 20)
        let tail = one_to(100).tail_mean(Share::percent(80)).unwrap();
        assert_eq!(tail.value, 90.5);
        assert!((tail.se - 2.481_934_729_198_171).abs() < 1e-12);
        // the highest 17.5 of 70: 54..70 and half of 53: (17 x 62 + 26.5) / 17.5
        assert!((one_to(70).tail_mean(Share::percent(75)).unwrap().value - 1080.5 / 17.5).abs() < 1e-12);
        // nine values above are too few
        assert_eq!(one_to(90).tail_mean(Share::percent(90)), None);
        assert_eq!(one_to(100).tail_mean(Share::percent(100)), None);
    }

    #[test]
    fn shares_above_a_threshold_are_counted_strictly() {
        let sample = one_to(10);
        assert_eq!(sample.share_above(7.0), Proportion::new(3, 10));
        assert_eq!(sample.share_above(6.5), Proportion::new(4, 10));
        assert_eq!(Sample::new([]).unwrap().share_above(0.0), None);
    }

    #[test]
    fn the_mean_keeps_its_digits_on_a_large_offset() {
        let sample = Sample::new((0..1000).map(|i| 1e9 + f64::from(i % 2))).unwrap();
        let mean = sample.mean().unwrap();
        assert_eq!(mean.value, 1e9 + 0.5);
        assert!((mean.se - (0.25 / 999.0_f64).sqrt()).abs() < 1e-15);
        assert_eq!(Sample::new([1.0]).unwrap().mean(), None);
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        assert_eq!(Sample::new([1.0, f64::NAN]), None);
        assert_eq!(Sample::new([f64::INFINITY]), None);
    }

    fn lognormal(trial: u64, n: usize) -> Sample {
        let mut chance = Uniforms::new(&Address::world(24, Purpose::Resample, trial, 0));
        Sample::new((0..n).map(|_| libm::exp(0.5 * chance.normal()))).unwrap()
    }

    /// The true quantile and tail mean of that lognormal at a level.
    fn truth(level: f64) -> (f64, f64) {
        let family = Family::new(Law::LogNormal { mu: 0.0, sigma: 0.5 }).unwrap();
        let at = family.quantile(1.0 - level);
        (at, at + (family.mean() - family.limited_expected_value(at)) / (1.0 - level))
    }

    #[test]
    fn the_intervals_of_quantiles_and_tails_cover_the_truth() {
        // 4,000 repetitions, se of a rate 0.0034. Order statistics promise at least 95% and give at
        // most 97% at n = 500; the tail's se is good to some percent. An interval of 1.64 se would
        // cover 90%, and the tail without its second term 80%: both beyond the limits
        let level = Share::percent(90);
        let (var, tvar) = truth(0.9);
        let mut covered = [0_u32; 4];
        for trial in 0..4000 {
            let sample = lognormal(trial, 500);
            let (quantile, tail) = (sample.quantile(level).unwrap(), sample.tail_mean(level).unwrap());
            let gap = tail.value - quantile.value;
            let half_told = (tail.se * tail.se - 0.9 * gap * gap / 50.0).max(0.0).sqrt();
            covered[0] += u32::from(!quantile.differs_from(var));
            covered[1] += u32::from(!tail.differs_from(tvar));
            covered[2] += u32::from((quantile.value - var).abs() <= 1.64 * quantile.se);
            covered[3] += u32::from((tail.value - tvar).abs() <= 1.96 * half_told);
        }
        let rates = covered.map(|c| f64::from(c) / 4000.0);
        assert!((0.936..0.98).contains(&rates[0]), "{rates:?}");
        assert!((0.925..0.965).contains(&rates[1]), "{rates:?}");
        assert!(rates[2] < 0.93 && rates[3] < 0.88, "{rates:?}");
    }

    #[test]
    fn the_errors_are_those_of_the_bootstrap() {
        // 2,000 resamplings of 2,000 values; the se of a quantile is a rough figure, that of a tail is not
        let level = Share::percent(90);
        let sample = lognormal(77, 2000);
        let mut chance = Uniforms::new(&Address::world(25, Purpose::Resample, 0, 0));
        let mut again = [const { Vec::new() }; 2];
        for _ in 0..2000 {
            let values = (0..2000).map(|_| sample.sorted()[(chance.uniform() * 2000.0) as usize]);
            let resampled = Sample::new(values).unwrap();
            again[0].push(resampled.at_rank(1800).unwrap());
            again[1].push(resampled.tail_mean(level).unwrap().value);
        }
        let spread = again.map(|values| {
            let mean = values.iter().sum::<f64>() / 2000.0;
            (values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 1999.0).sqrt()
        });
        let ours = [sample.quantile(level).unwrap().se, sample.tail_mean(level).unwrap().se];
        assert!((ours[0] / spread[0] - 1.0).abs() < 0.25, "{ours:?} {spread:?}");
        assert!((ours[1] / spread[1] - 1.0).abs() < 0.06, "{ours:?} {spread:?}");
    }
}
