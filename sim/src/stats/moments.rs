//! Mean and variance of whole numbers, exact and mergeable.

use super::estimate::Estimate;

/// Count, sum and sum of squares of whole numbers. Merging in any order or split gives the same bits.
///
/// ```
/// use huimin::stats::Moments;
/// let moments: Moments = [2, 4, 4, 4, 5, 5, 7, 9].into_iter().collect();
/// assert_eq!(moments.mean(), Some(5.0));
/// assert_eq!(moments.variance(), Some(32.0 / 7.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moments {
    n: u64,
    sum: i128,
    /// Modulo 2^128; see [`Moments::squared_deviations`].
    squares: u128,
}

impl Moments {
    /// No values yet.
    pub const fn new() -> Moments {
        Moments { n: 0, sum: 0, squares: 0 }
    }

    /// Takes in one value.
    #[inline]
    pub fn push(&mut self, value: i64) {
        let size = u128::from(value.unsigned_abs());
        self.n += 1;
        self.sum += i128::from(value);
        self.squares = self.squares.wrapping_add(size * size);
    }

    /// Takes in all values that `other` has seen.
    pub fn merge(&mut self, other: &Moments) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares = self.squares.wrapping_add(other.squares);
    }

    /// How many values there were.
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// The sum, exact.
    pub const fn sum(&self) -> i128 {
        self.sum
    }

    /// The mean; `None` without values.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum as f64 / self.n as f64)
    }

    /// The variance with `n - 1` in the denominator; `None` for fewer than two values.
    pub fn variance(&self) -> Option<f64> {
        (self.n >= 2).then(|| self.squared_deviations() / (self.n - 1) as f64)
    }

    /// The mean with `se = sqrt(variance / n)` and Student's interval; `None` for fewer than two values.
    pub fn estimate(&self) -> Option<Estimate> {
        let (mean, variance) = (self.mean()?, self.variance()?);
        Some(Estimate::by_student(mean, libm::sqrt(variance / self.n as f64), self.n))
    }

    /// The sum of squared deviations from the mean, without the loss of a difference of large sums.
    ///
    /// About a whole number `m` near the mean it is `squares - 2 m sum + n m^2`, minus a correction
    /// for the rest. Every step is exact modulo 2^128, so the result is exact while it is itself
    /// below 2^128: 100 million values with a standard deviation of 10^15, say.
    #[expect(clippy::cast_sign_loss, reason = "two's complement: the sum is modulo 2^128")]
    fn squared_deviations(&self) -> f64 {
        let n = i128::from(self.n);
        let m = self.sum.div_euclid(n);
        let rest = self.sum.rem_euclid(n) as f64;
        let about = self
            .squares
            .wrapping_sub((m as u128).wrapping_mul(2).wrapping_mul(self.sum as u128))
            .wrapping_add((n as u128).wrapping_mul(m as u128).wrapping_mul(m as u128));
        about as f64 - rest * (rest / self.n as f64)
    }
}

impl FromIterator<i64> for Moments {
    fn from_iter<I: IntoIterator<Item = i64>>(values: I) -> Moments {
        let mut moments = Moments::new();
        moments.extend(values);
        moments
    }
}

impl Extend<i64> for Moments {
    fn extend<I: IntoIterator<Item = i64>>(&mut self, values: I) {
        for value in values {
            self.push(value);
        }
    }
}

/// The mean of `a - b` trial by trial: the difference of two designs that met the same chance.
///
/// `None` for fewer than two trials.
///
/// # Panics
/// When the columns differ in length.
pub fn paired_difference(a: &[i64], b: &[i64]) -> Option<Estimate> {
    assert_eq!(a.len(), b.len(), "paired columns have the same trials");
    a.iter().zip(b).map(|(a, b)| a - b).collect::<Moments>().estimate()
}

#[cfg(test)]
#[expect(clippy::float_cmp, clippy::cast_possible_truncation, reason = "exact or small by construction")]
mod tests {
    use super::*;
    use crate::random::{Address, Purpose, Uniforms};
    use proptest::prelude::*;

    #[test]
    fn data_made_to_break_floating_sums_come_out_exactly() {
        // after NIST StRD NumAcc1-4, in whole numbers: a deviation of 1 on an offset that hides it
        for offset in [0, 10_000_000, 10_i64.pow(15), -(10_i64.pow(17)), i64::MAX - 3, i64::MIN + 2] {
            let moments: Moments =
                (0..1001).map(|i| offset + if i == 0 { 0 } else { 1 - 2 * (i % 2) }).collect();
            assert_eq!(moments.variance(), Some(1.0), "{offset}");
            assert_eq!(moments.mean(), Some(offset as f64));
        }
    }

    #[test]
    fn too_few_values_give_nothing() {
        let one: Moments = [5].into_iter().collect();
        assert_eq!((Moments::new().mean(), one.mean(), one.variance()), (None, Some(5.0), None));
        assert_eq!(one.estimate(), None);
        assert_eq!(paired_difference(&[], &[]), None);
    }

    #[test]
    fn a_mean_by_hand() {
        // 1, 2, 3, 4: variance 5/3, se sqrt(5/12), t with 3 degrees 3.182446
        let estimate = (1..=4).collect::<Moments>().estimate().unwrap();
        assert_eq!(estimate.value, 2.5);
        assert!((estimate.se - 0.645_497_224_367_902_8).abs() < 1e-15);
        assert!((estimate.high - 2.5 - 3.182_446_305_284_263 * estimate.se).abs() < 1e-12);
    }

    #[test]
    fn what_two_designs_share_does_not_blur_their_difference() {
        let shared: Vec<i64> = (0..100).map(|i| i * i * 1000).collect();
        let dearer: Vec<i64> =
            shared.iter().enumerate().map(|(i, x)| x + 10 + i64::from(i % 2 == 1)).collect();
        let difference = paired_difference(&dearer, &shared).unwrap();
        assert_eq!(difference.value, 10.5);
        assert!(difference.se < 0.051 && difference.differs_from(10.0));
    }

    /// How often the interval around the mean of `n` normal values covers the truth.
    fn coverage(n: usize, interval: impl Fn(&Moments) -> (f64, f64)) -> f64 {
        let covered = (0..10_000).filter(|&trial| {
            let mut chance = Uniforms::new(&Address::world(21, Purpose::Resample, trial, 0));
            let moments: Moments = (0..n).map(|_| (1e6 * chance.normal()) as i64).collect();
            let (low, high) = interval(&moments);
            low <= 0.0 && 0.0 <= high
        });
        covered.count() as f64 / 10_000.0
    }

    #[test]
    fn ninety_five_of_a_hundred_intervals_cover_the_mean_and_the_normal_ones_would_not() {
        // se of the rate 0.0022; 4 se: false-alarm rate 6e-5. With 1.96 for t the rate is 0.918 at n = 10
        let student = coverage(10, |m| m.estimate().map(|e| (e.low, e.high)).unwrap());
        assert!((student - 0.95).abs() < 4.0 * 0.0022, "{student}");
        let normal =
            coverage(10, |m| m.estimate().map(|e| (e.value - 1.96 * e.se, e.value + 1.96 * e.se)).unwrap());
        assert!((normal - 0.95).abs() > 4.0 * 0.0022, "{normal}");
    }

    proptest! {
        #[test]
        fn merging_in_any_split_gives_the_same_bits(values in prop::collection::vec(any::<i64>(), 0..60), cut in 0_usize..60) {
            let cut = cut.min(values.len());
            let whole: Moments = values.iter().copied().collect();
            let mut parts: Moments = values[cut..].iter().rev().copied().collect();
            parts.merge(&values[..cut].iter().copied().collect());
            prop_assert_eq!(whole, parts);
        }

        #[test]
        fn the_variance_is_that_of_two_passes(values in prop::collection::vec(-1_000_000_i64..1_000_000, 2..60)) {
            let moments: Moments = values.iter().copied().collect();
            let mean = values.iter().sum::<i64>() as f64 / values.len() as f64;
            let deviations: f64 = values.iter().map(|&x| (x as f64 - mean) * (x as f64 - mean)).sum();
            let expected = deviations / (values.len() - 1) as f64;
            prop_assert!((moments.variance().unwrap() - expected).abs() <= 1e-9 * expected + 1e-9);
        }
    }
}
