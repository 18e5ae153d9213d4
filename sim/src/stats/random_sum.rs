//! The spread of a sum of a random number of random amounts, and what a factor common to all adds.

/// A sum of amounts whose number is Poisson and which are independent of it and of each other.
///
/// ```
/// use huimin::stats::RandomSum;
/// let sum = RandomSum::new(100.0, 0.0).unwrap(); // 100 equal amounts: the Poisson number alone
/// assert!((sum.cv() - 0.1).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RandomSum {
    expected_count: f64,
    amount_cv: f64,
}

impl RandomSum {
    /// A sum of `expected_count` amounts on average, with `amount_cv` their standard deviation over their
    /// mean; `None` unless `expected_count > 0` and `amount_cv >= 0`, both finite.
    pub fn new(expected_count: f64, amount_cv: f64) -> Option<RandomSum> {
        let there = expected_count.is_finite() && expected_count > 0.0;
        let spread = amount_cv.is_finite() && amount_cv >= 0.0;
        (there && spread).then_some(RandomSum { expected_count, amount_cv })
    }

    /// Its standard deviation over its mean: `sqrt((1 + cv^2) / n)`.
    pub fn cv(self) -> f64 {
        libm::sqrt(self.cv_squared())
    }

    /// The same where one factor of mean 1 and `factor_cv`, independent of the rest, multiplies every
    /// amount: `sqrt(s^2 + (1 + s^2) p^2)`, with `p` the sum's own ([`RandomSum::cv`]) and `s` the factor's.
    pub fn cv_under(self, factor_cv: f64) -> f64 {
        libm::sqrt(self.cv_squared_under(factor_cv))
    }

    /// The part of that variance that no number of amounts would average away:
    /// `s^2 / (s^2 + (1 + s^2) p^2)`, by the law of total variance.
    pub fn common_share(self, factor_cv: f64) -> f64 {
        factor_cv * factor_cv / self.cv_squared_under(factor_cv)
    }

    fn cv_squared(self) -> f64 {
        (1.0 + self.amount_cv * self.amount_cv) / self.expected_count
    }

    fn cv_squared_under(self, factor_cv: f64) -> f64 {
        let common = factor_cv * factor_cv;
        common + (1.0 + common) * self.cv_squared()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::special::{incomplete_gamma, incomplete_gamma_inverse, normal_cdf};

    /// 0.3% of the members are paid; a payment's standard deviation is 1.5 of its mean.
    fn members(n: f64) -> RandomSum {
        RandomSum::new(0.003 * n, 1.5).unwrap()
    }

    #[test]
    fn j03_chance_alone_spreads_a_small_book_by_a_third_and_a_large_one_by_a_few_points() {
        for (n, cv) in [
            (10_000.0, 0.329_140_294_3),
            (100_000.0, 0.104_083_300_0),
            (1_000_000.0, 0.032_914_029_4),
            (5_000_000.0, 0.014_719_601_4),
        ] {
            assert!((members(n).cv() - cv).abs() < 5e-11, "{n}");
        }
        let thin = RandomSum::new(10.0, 0.5).unwrap();
        assert!((thin.cv() - 0.353_553_390_6).abs() < 5e-11);
    }

    #[test]
    fn j04_what_is_common_to_all_is_most_of_the_spread_of_a_million_members() {
        let book = members(1_000_000.0);
        assert!((book.cv_under(0.08) - 0.086_546_326_7).abs() < 5e-11);
        assert!((book.common_share(0.08) - 0.854_442_209_4).abs() < 5e-11);
        assert!((0.80 * book.cv_under(0.08) - 0.069_237_061_4).abs() < 5e-11);
    }

    #[test]
    fn j03_the_share_of_the_common_factor_grows_with_the_book() {
        let printed = [
            (10_000.0, 34.0, 5.5),
            (100_000.0, 13.15, 37.0),
            (1_000_000.0, 8.7, 85.4),
            (5_000_000.0, 8.1, 96.7),
        ];
        for (n, both, share) in printed {
            assert!((100.0 * members(n).cv_under(0.08) - both).abs() < 0.05, "{n}");
            assert!((100.0 * members(n).common_share(0.08) - share).abs() < 0.05, "{n}");
        }
    }

    #[test]
    fn a_sum_of_nothing_and_a_negative_spread_are_none() {
        assert_eq!(RandomSum::new(0.0, 1.5), None);
        assert_eq!(RandomSum::new(f64::INFINITY, 1.5), None);
        assert_eq!(RandomSum::new(10.0, -0.1), None);
    }

    /// P(sum > `x` expectations) for gamma amounts: `k` of shape `a` add up to shape `k a`, so the
    /// probability is exact, with the Poisson weights summed over ten standard deviations.
    fn exceeds(sum: RandomSum, x: f64) -> f64 {
        let (n, a) = (sum.expected_count, 1.0 / (sum.amount_cv * sum.amount_cv));
        let reach = 10.0 * libm::sqrt(n);
        let first = (n - reach).max(1.0).floor();
        std::iter::successors(Some(first), |k| (*k < n + reach).then_some(k + 1.0))
            .map(|k| {
                let weight = libm::exp(k * libm::log(n) - n - libm::lgamma(k + 1.0));
                weight * incomplete_gamma(k * a, x * n * a).above
            })
            .sum()
    }

    /// The mean of [`exceeds`] over a common factor, `factor(z)` at the normal deviate `z`: the trapezoid
    /// rule from -8 to 8, which is exact to far more digits than are compared.
    fn exceeds_under(sum: RandomSum, x: f64, factor: impl Fn(f64) -> f64) -> f64 {
        let density = |z: f64| libm::exp(-z * z / 2.0) / libm::sqrt(2.0 * std::f64::consts::PI);
        let deviates = (-64..=64).map(|i| f64::from(i) / 8.0);
        deviates.map(|z| density(z) / 8.0 * exceeds(sum, x / factor(z))).sum()
    }

    /// A loss ratio of 80% on average exceeds 100% where the sum exceeds 1.25 of its expectation.
    #[test]
    fn j03_chance_alone_says_never_where_a_common_factor_says_one_in_three_hundred_whatever_its_law() {
        let book = members(1_000_000.0);
        assert!(exceeds(book, 1.25) < 1e-10, "{}", exceeds(book, 1.25));
        let s: f64 = 0.08;
        let (shape, sigma) = (1.0 / (s * s), libm::sqrt(libm::log1p(s * s)));
        let laws = [
            ("normal", 0.0025, exceeds_under(book, 1.25, |z| 1.0 + s * z)),
            ("lognormal", 0.0043, exceeds_under(book, 1.25, |z| libm::exp(sigma * z - sigma * sigma / 2.0))),
            (
                "gamma",
                0.0036,
                exceeds_under(book, 1.25, |z| incomplete_gamma_inverse(shape, normal_cdf(-z)) / shape),
            ),
        ];
        for (law, printed, computed) in laws {
            assert!((computed - printed).abs() < 5e-5, "{law}: {computed}");
        }
    }
}
