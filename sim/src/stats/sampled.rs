//! Trials that do not count alike, or do not stand for themselves: importance weights and replicates.
//!
//! With weights `w_i` an estimator is that of the weighted distribution, `w_i / sum w` for `1 / n`
//! (self-normalised): what is the same in every trial has no error, and a share lies in [0, 1]. To first order
//! it is its value plus the sum of `w_i / sum w` times the influence of trial `i`; the trials of a replicate
//! are added up, so that what is left are `G` independent numbers:
//!
//! ```text
//! theta = value + (1/G) sum of h_g,    h_g = G sum over group g of w_i / (sum w) influence_i
//! se^2  = sum of (h_g - mean h)^2 / (G - 1) / G,    Student's t with G - 1 degrees
//! ```
//! Groups are the replicates of Sobol points, else single trials. Groups may differ in size by a trial.

use super::estimate::{Estimate, NORMAL_97_5, student_97_5};
use super::ratio::trials_that_tell;
use crate::random::Binomial;
use crate::random::special::incomplete_beta_inverse;
use crate::units::Share;

/// A weight of 1.
const ONE: f64 = 4_294_967_296.0;

/// Trials beyond a quantile below which a tail mean is not told.
const LEAST_TAIL: usize = 10;

/// How the trials of an outcome were taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sampled {
    /// What each counts, in 2^-32, so that sums are exact; `None` where all count alike.
    weights: Option<Vec<u64>>,
    /// The largest weight that there can be, in 2^-32.
    most: u64,
    /// Trial `k` belongs to group `k` modulo this; `None` where each trial is a group.
    replicates: Option<u64>,
    /// The number of the first trial.
    first: u64,
}

impl Sampled {
    /// Independent trials that all count alike.
    pub const fn plain() -> Sampled {
        Sampled { weights: None, most: 0, replicates: None, first: 0 }
    }

    /// Trials from number `first` on, of so many replicates.
    pub fn in_replicates(replicates: u64, first: u64) -> Sampled {
        Sampled { replicates: Some(replicates.max(1)), first, ..Sampled::plain() }
    }

    /// The same with weights, none of which can exceed `most`.
    #[must_use]
    pub fn weighted(self, weights: impl IntoIterator<Item = f64>, most: f64) -> Sampled {
        let fixed = |weight: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "rounded, not negative"
            )]
            let fixed = libm::round(weight.clamp(0.0, most) * ONE) as u64;
            fixed
        };
        Sampled { weights: Some(weights.into_iter().map(fixed).collect()), most: fixed(most), ..self }
    }

    /// Whether every estimator may take the trials as independent and alike.
    pub const fn is_plain(&self) -> bool {
        self.weights.is_none() && self.replicates.is_none()
    }

    /// Replicates, where trials belong to some.
    pub const fn replicates(&self) -> Option<u64> {
        self.replicates
    }

    /// The effective number of `n` trials, `(sum w)^2 / sum w^2` (Kish 1965): so many of equal weight would
    /// know the mean of something that has nothing to do with the weights as well.
    pub fn effective(&self, n: usize) -> f64 {
        let (mut sum, mut squares) = (0.0, 0.0);
        for i in 0..n {
            let weight = self.weight(i) as f64 / ONE;
            sum += weight;
            squares += weight * weight;
        }
        if squares > 0.0 { sum * sum / squares } else { 0.0 }
    }

    /// What trial `i` counts, as a whole number; only proportions mean something.
    pub fn weight(&self, i: usize) -> u64 {
        match &self.weights {
            None => 1,
            Some(weights) => weights.get(i).copied().unwrap_or(0),
        }
    }

    /// The sum of the weights of `n` trials: their number where all count alike.
    pub fn total_weight(&self, n: usize) -> u128 {
        (0..n).map(|i| u128::from(self.weight(i))).sum()
    }

    /// The sum of `x`, each times its weight: exact.
    pub fn sum(&self, x: &[i64]) -> i128 {
        x.iter().enumerate().map(|(i, &x)| i128::from(x) * i128::from(self.weight(i))).sum()
    }

    /// The trials under the nominal law alone that would as surely have shown an event: `n` over the largest
    /// weight. An event of probability `p` has at least `p / most` under the law that was drawn from, so with
    /// none in `n` trials its 95% bound is `3 most / n`.
    pub fn nominal_trials(&self, n: usize) -> f64 {
        if self.most == 0 { n as f64 } else { n as f64 * (ONE / self.most as f64) }
    }

    /// The same of the first `n` trials alone.
    #[must_use]
    pub fn first(&self, n: usize) -> Sampled {
        let weights = self.weights.as_ref().map(|weights| weights[..n.min(weights.len())].to_vec());
        Sampled { weights, ..self.clone() }
    }

    /// The numbers `h_g` of the influences of the trials.
    pub fn groups(&self, influence: &[f64]) -> Vec<f64> {
        let n = influence.len();
        let total = self.total_weight(n) as f64;
        let share = |i: usize| self.weight(i) as f64 / total;
        let Some(replicates) = self.replicates else {
            return influence.iter().enumerate().map(|(i, it)| n as f64 * share(i) * it).collect();
        };
        let count = usize::try_from(replicates).unwrap_or(usize::MAX).min(n);
        let mut groups = vec![0.0; count];
        for (i, it) in influence.iter().enumerate() {
            // fewer trials than replicates are one to a group
            let group = (self.first + i as u64) % replicates;
            groups[usize::try_from(group).unwrap_or(0) % count] += share(i) * it * count as f64;
        }
        groups
    }
}

/// A figure of sampled trials, with one number for each independent group.
pub type Grouped = (Estimate, Vec<f64>);

impl Sampled {
    /// The mean of `x`; `None` for fewer than two groups.
    pub fn mean(&self, x: &[f64]) -> Option<Grouped> {
        let mean = self.mean_of(x)?;
        self.by_student(mean, x.iter().map(|x| x - mean))
    }

    /// The mean of whole numbers, summed exactly.
    pub fn mean_of_whole(&self, x: &[i64]) -> Option<Grouped> {
        let total = self.total_weight(x.len());
        let mean = (total > 0).then(|| self.sum(x) as f64 / total as f64)?;
        self.by_student(mean, x.iter().map(|&x| x as f64 - mean))
    }

    /// `sum of w x / sum of w y`; `None` where the latter is not above 0, and for fewer than two trials with a `y`.
    ///
    /// # Panics
    /// When the columns differ in length.
    pub fn ratio(&self, x: &[i64], y: &[i64]) -> Option<Grouped> {
        assert_eq!(x.len(), y.len(), "both columns have the same trials");
        let (sum_x, sum_y) = (self.sum(x), self.sum(y));
        let known = sum_y > 0 && trials_that_tell(y) >= 2;
        let mean_y = known.then(|| sum_y as f64 / self.total_weight(y.len()) as f64)?;
        let ratio = sum_x as f64 / sum_y as f64;
        self.by_student(ratio, x.iter().zip(y).map(|(&x, &y)| (x as f64 - ratio * y as f64) / mean_y))
    }

    /// The mean over the trials that have a number; `None` where fewer than two have.
    pub fn mean_of_some(&self, numbers: &[Option<f64>]) -> Option<Grouped> {
        let there: Vec<f64> = numbers.iter().map(|it| f64::from(u8::from(it.is_some()))).collect();
        let n = numbers.iter().flatten().count();
        let share = self.mean_of(&there).filter(|&share| n >= 2 && share > 0.0)?;
        let filled: Vec<f64> = numbers.iter().map(|it| it.unwrap_or(0.0)).collect();
        let mean = self.mean_of(&filled)? / share;
        let influence = numbers.iter().map(|it| it.map_or(0.0, |it| (it - mean) / share));
        let (estimate, groups) = self.by_student(mean, influence)?;
        Some((Estimate { n: n as u64, ..estimate }, groups))
    }

    /// The share in which something happened, with the interval of Korn and Graubard (1998): that of Clopper
    /// and Pearson for as many independent trials as have the same standard error, `p (1 - p) / se^2`, times
    /// the square of 1.96 over Student's quantile.
    ///
    /// With no event it is `[0, 3/m]`, `m` being [`Sampled::nominal_trials`], and correspondingly with nothing
    /// but events. A standard error is never below `1/n`.
    pub fn share(&self, happened: &[bool]) -> Option<Grouped> {
        let n = happened.len();
        let all: Vec<i64> = happened.iter().map(|&it| i64::from(it)).collect();
        let total = self.total_weight(n);
        let value = (total > 0).then(|| self.sum(&all) as f64 / total as f64)?;
        let groups = self.groups(&all.iter().map(|&it| it as f64 - value).collect::<Vec<_>>());
        let bound = (3.0 / self.nominal_trials(n)).min(1.0);
        let (value, se, low, high) = if value <= 0.0 {
            (0.0, bound / 3.0, 0.0, bound)
        } else if value >= 1.0 {
            (1.0, bound / 3.0, 1.0 - bound, 1.0)
        } else {
            let se = share_error(&groups, n)?;
            let trials = effective_trials(value, se, groups.len());
            let (k, rest) = (value * trials, (1.0 - value) * trials);
            let low = incomplete_beta_inverse(k, rest + 1.0, 0.025).0;
            let high = incomplete_beta_inverse(k + 1.0, rest, 0.975).0;
            (value, se, low, high)
        };
        Some((Estimate { value, se, low, high, n: n as u64 }, groups))
    }

    /// The smallest `x` whose weighted distribution function reaches `level`.
    ///
    /// The interval runs between the values at which the distribution function has the two ranks that have
    /// `level` between them with at least 95% probability, for as many independent trials as know the
    /// distribution function there as well (Woodruff 1952 with the ranks of Conover). The standard error is its
    /// length over 2 x 1.96, and the influence Bahadur's with the density that this implies. `None` where the
    /// interval would end beyond the highest trial.
    pub fn quantile(&self, x: &[f64], level: Share) -> Option<Grouped> {
        let curve = self.distribution(x)?;
        let q = level.millionths() as f64 / 1e6;
        let value = at(&curve, q)?;
        let below: Vec<f64> = x.iter().map(|&x| if x <= value { 1.0 } else { 0.0 }).collect();
        let reached = self.mean_of(&below)?;
        let groups = self.groups(&below.iter().map(|it| reached - it).collect::<Vec<_>>());
        let error = share_error(&groups, x.len())?;
        let trials = effective_trials(q, error, groups.len()).min(f64::from(u32::MAX / 2));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least 1, below 2^31")]
        let ranks = Binomial::new(libm::round(trials.max(1.0)) as u32, q);
        let [low, high] = [ranks.quantile(0.025), ranks.quantile(0.975) + 1].map(|k| f64::from(k) / trials);
        let (low, high) = (at(&curve, low).filter(|_| low > 0.0)?, at(&curve, high).filter(|_| high <= 1.0)?);
        let se = (high - low) / (2.0 * NORMAL_97_5);
        let groups = groups.iter().map(|it| it * se / error).collect();
        Some((Estimate { value, se, low, high, n: x.len() as u64 }, groups))
    }

    /// The mean of the highest `1 - level`: `v + E(x - v)+ / (1 - level)` with `v` the quantile; Student's
    /// interval. `None` for fewer than ten trials above `v`.
    pub fn tail_mean(&self, x: &[f64], level: Share) -> Option<Grouped> {
        let v = at(&self.distribution(x)?, level.millionths() as f64 / 1e6)?;
        if x.iter().filter(|&&x| x > v).count() < LEAST_TAIL {
            return None;
        }
        let tail = level.complement().millionths() as f64 / 1e6;
        let excess: Vec<f64> = x.iter().map(|x| (x - v).max(0.0) / tail).collect();
        let mean = self.mean_of(&excess)?;
        self.by_student(v + mean, excess.iter().map(|it| it - mean))
    }

    /// A figure with its influences, which have weighted mean 0.
    fn by_student(&self, value: f64, influence: impl Iterator<Item = f64>) -> Option<Grouped> {
        let influence: Vec<f64> = influence.collect();
        let groups = self.groups(&influence);
        let (se, degrees) = error_of(&groups)?;
        let reach = student_97_5(degrees) * se;
        let (low, high) = (value - reach, value + reach);
        Some((Estimate { value, se, low, high, n: influence.len() as u64 }, groups))
    }

    /// The weighted mean about the first value; `None` without trials.
    fn mean_of(&self, x: &[f64]) -> Option<f64> {
        let (&middle, total) = (x.first()?, self.total_weight(x.len()) as f64);
        let shift = x.iter().enumerate().map(|(i, x)| (x - middle) * self.weight(i) as f64).sum::<f64>();
        (total > 0.0).then(|| middle + shift / total)
    }

    /// The weighted distribution function: each value, rising, with the part of all weight up to it. `None`
    /// without trials, or where one is not a finite number.
    fn distribution(&self, x: &[f64]) -> Option<Vec<(f64, f64)>> {
        if x.is_empty() || x.iter().any(|x| !x.is_finite()) {
            return None;
        }
        let mut sorted: Vec<(f64, u64)> = x.iter().enumerate().map(|(i, &x)| (x, self.weight(i))).collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total = self.total_weight(x.len());
        let mut sum = 0_u128;
        let curve = sorted.into_iter().map(|(x, weight)| {
            sum += u128::from(weight);
            (x, if sum == total { 1.0 } else { sum as f64 / total as f64 })
        });
        (total > 0).then(|| curve.collect())
    }
}

/// The first value at which a distribution function reaches `level`, up to the rounding of a float.
fn at(curve: &[(f64, f64)], level: f64) -> Option<f64> {
    let place = curve.partition_point(|&(_, reached)| reached < level * (1.0 - 1e-15));
    curve.get(place).map(|&(x, _)| x)
}

/// The standard error of the mean of some independent numbers, and its degrees of freedom.
pub fn error_of(groups: &[f64]) -> Option<(f64, u64)> {
    if groups.len() < 2 {
        return None;
    }
    let n = groups.len() as f64;
    let mean = groups.iter().sum::<f64>() / n;
    let squares: f64 = groups.iter().map(|it| (it - mean) * (it - mean)).sum();
    Some((libm::sqrt(squares / (n - 1.0) / n), groups.len() as u64 - 1))
}

/// The standard error of a share from its groups; never below `1/n`.
fn share_error(groups: &[f64], n: usize) -> Option<f64> {
    Some(error_of(groups)?.0.max(1.0 / n as f64))
}

/// As many independent trials as know a share `p` with standard error `se`, for a normal quantile in place of
/// Student's.
fn effective_trials(p: f64, se: f64, groups: usize) -> f64 {
    let student = NORMAL_97_5 / student_97_5(groups.max(2) as u64 - 1);
    p * (1.0 - p) / (se * se) * student * student
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;
    use crate::stats::{Moments, Proportion, Sample, ratio_of_means};

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-12 * b.abs().max(1.0)
    }

    fn same(sampled: &Estimate, plain: &Estimate) -> bool {
        let pairs = [(sampled.value, plain.value), (sampled.se, plain.se), (sampled.low, plain.low)];
        pairs.into_iter().chain([(sampled.high, plain.high)]).all(|(a, b)| close(a, b))
            && sampled.n == plain.n
    }

    #[test]
    fn equal_weights_and_single_trials_give_the_plain_estimates() {
        let equal = Sampled::plain().weighted(vec![1.0; 400], 1.0);
        let x: Vec<i64> = (0..400).map(|i| i * i % 977 + 40).collect();
        let y: Vec<i64> = (0..400).map(|i| 500 + i % 7).collect();
        let floats: Vec<f64> = x.iter().map(|&x| x as f64).collect();
        let plain = x.iter().copied().collect::<Moments>().estimate().unwrap();
        assert!(same(&equal.mean_of_whole(&x).unwrap().0, &plain));
        assert!(same(&equal.mean(&floats).unwrap().0, &plain));
        assert!(same(&equal.ratio(&x, &y).unwrap().0, &ratio_of_means(&x, &y).unwrap()));
        let sample = Sample::of_whole(&x).unwrap();
        let (level, tail) = (Share::percent(90), Share::percent(80));
        assert_eq!(equal.quantile(&floats, level).unwrap().0.value, sample.quantile(level).unwrap().value);
        assert!(close(
            equal.tail_mean(&floats, tail).unwrap().0.value,
            sample.tail_mean(tail).unwrap().value
        ));
        // errors of shares take n - 1 for n, and Student's quantile
        let happened: Vec<bool> = x.iter().map(|&x| x > 900).collect();
        let (share, binomial) = (
            equal.share(&happened).unwrap().0,
            Proportion::count(happened.iter().copied()).unwrap().estimate(),
        );
        assert_eq!(share.value, binomial.value);
        for (a, b) in [(share.se, binomial.se), (share.low, binomial.low), (share.high, binomial.high)] {
            assert!((a / b - 1.0).abs() < 0.01, "{share:?} {binomial:?}");
        }
    }

    #[test]
    fn weighted_figures_by_hand() {
        // weights 2, 1, 1: mean of 1, 3, 5 is 10/4; influences (-1.5, 0.5, 2.5) times 3 w / 4
        let sampled = Sampled::plain().weighted([2.0, 1.0, 1.0], 2.0);
        let (mean, groups) = sampled.mean_of_whole(&[1, 3, 5]).unwrap();
        assert_eq!((mean.value, groups), (2.5, vec![-2.25, 0.375, 1.875]));
        // variance (2.25^2 + 0.375^2 + 1.875^2) / 2 over 3
        assert!(close(mean.se, libm::sqrt(8.718_75 / 6.0)));
        assert_eq!(sampled.effective(3), 16.0 / 6.0);
        assert_eq!(sampled.ratio(&[1, 3, 5], &[2, 2, 2]).unwrap().0.value, 1.25);
        assert_eq!(sampled.mean_of_some(&[Some(1.0), None, Some(4.0)]).unwrap().0.value, 2.0);
    }

    #[test]
    fn what_is_the_same_in_every_trial_has_no_error() {
        let sampled = Sampled::plain().weighted([0.3, 1.9, 0.7, 1.1], 2.0);
        let (constant, _) = sampled.mean_of_whole(&[7_125_000_000; 4]).unwrap();
        assert_eq!((constant.value, constant.se), (7_125_000_000.0, 0.0));
    }

    #[test]
    fn the_error_of_replicates_is_that_of_their_means_and_unequal_ones_count_by_size() {
        // trials 0..6 of two replicates: 1, 3, 5 and 2, 4, 9; means 3 and 5, error |3 - 5| / 2
        let x = [1, 2, 3, 4, 5, 9];
        let two = Sampled::in_replicates(2, 0);
        let (mean, groups) = two.mean_of_whole(&x).unwrap();
        assert_eq!((mean.value, groups.len()), (4.0, 2));
        assert!(close(mean.se, 1.0) && close(mean.high, 4.0 + 12.706_204_736_174_7 * mean.se), "{mean:?}");
        // one trial less: means 3 (of three) and 3 (of two), so no spread is left
        let (mean, _) = two.mean_of_whole(&x[..5]).unwrap();
        assert!(mean.value == 3.0 && mean.se < 1e-15);
        // trials that begin elsewhere keep their replicates
        let (later, _) = Sampled::in_replicates(2, 1).mean_of_whole(&x[1..]).unwrap();
        assert!(close(later.value, 4.6) && later.se > 0.1);
        // fewer trials than replicates are one to a group, and one alone has no error
        assert_eq!(Sampled::in_replicates(16, 0).mean_of_whole(&[3, 5]).unwrap().0.se, 1.0);
        assert_eq!(Sampled::in_replicates(16, 0).mean_of_whole(&[3]), None);
    }

    #[test]
    fn what_was_never_seen_is_bounded_by_the_trials_of_the_nominal_law() {
        // no weight exceeds 2, so 1,000 trials tell as surely as 500 of the nominal law: 3/500
        let weights = (0..1000).map(|i| if i % 2 == 0 { 0.1 } else { 1.9 });
        let sampled = Sampled::plain().weighted(weights, 2.0);
        let never = sampled.share(&[false; 1000]).unwrap().0;
        assert!(never.value == 0.0 && close(never.high, 0.006) && close(never.se, 0.002), "{never:?}");
        let always = sampled.share(&[true; 1000]).unwrap().0;
        assert!(always.value == 1.0 && close(always.low, 0.994));
        assert_eq!(Sampled::in_replicates(16, 0).share(&[false; 1000]).unwrap().0.high, 0.003);
    }

    #[test]
    fn a_share_that_every_replicate_has_alike_is_not_certain() {
        let happened: Vec<bool> = (0..160).map(|i| i < 16).collect();
        let share = Sampled::in_replicates(16, 0).share(&happened).unwrap().0;
        assert_eq!((share.value, share.se), (0.1, 1.0 / 160.0));
        assert!(share.low < 0.09 && share.high > 0.11);
    }

    #[test]
    fn too_few_trials_give_nothing() {
        let sampled = Sampled::in_replicates(16, 0);
        let level = Share::parse("0.995").unwrap();
        let values: Vec<f64> = (0..64).map(f64::from).collect();
        assert_eq!(sampled.quantile(&values, level), None);
        assert_eq!(sampled.tail_mean(&values, Share::percent(90)), None);
        assert_eq!(sampled.quantile(&[], level), None);
        assert_eq!(sampled.quantile(&[f64::NAN; 20], Share::percent(50)), None);
        assert_eq!(sampled.mean_of_some(&[Some(1.0), None]), None);
    }
}
