//! The functions behind the distributions: normal, incomplete gamma and incomplete beta.
//!
//! Everything transcendental comes from `libm`. Both tails are computed side by side, so that
//! neither is lost in a difference from 1.
#![expect(clippy::many_single_char_names, reason = "the symbols of the formulas")]

use std::f64::consts::{PI, SQRT_2};

use super::root::zero_by_slope;

/// A last step of Newton's method that leaves nothing to be done: its square is below the last place.
const NEAR: f64 = 1e-9;

/// The two tails of a distribution at a point; they add to 1, and each is accurate where it is small.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tails {
    /// P(X <= x).
    pub below: f64,
    /// P(X > x).
    pub above: f64,
}

impl Tails {
    const fn swapped(self) -> Tails {
        Tails { below: self.above, above: self.below }
    }

    fn from_below(below: f64) -> Tails {
        let below = below.min(1.0);
        Tails { below, above: 1.0 - below }
    }
}

/// The standard normal distribution function `erfc(-z / sqrt 2) / 2`; its upper tail is `normal_cdf(-z)`.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// The standard normal quantile: `z` with `normal_cdf(z) = p`. Infinite at 0 and 1, NaN outside.
///
/// Acklam's rational functions (relative error 1.2e-9) and one step of Halley's method.
pub fn normal_quantile(p: f64) -> f64 {
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    if p <= 0.0 {
        return if p == 0.0 { f64::NEG_INFINITY } else { f64::NAN };
    }
    let z = if p < 0.024_25 {
        let t = libm::sqrt(-2.0 * libm::log(p));
        polynomial(&TAIL_TOP, t) / polynomial(&TAIL_BOTTOM, t)
    } else {
        let q = p - 0.5;
        q * polynomial(&MIDDLE_TOP, q * q) / polynomial(&MIDDLE_BOTTOM, q * q)
    };
    let step = (normal_cdf(z) - p) * libm::sqrt(2.0 * PI) * libm::exp(0.5 * z * z);
    z - step / (1.0 + 0.5 * z * step)
}

// Acklam (2003), highest power first.
const MIDDLE_TOP: [f64; 6] = [
    -3.969_683_028_665_376e1,
    2.209_460_984_245_205e2,
    -2.759_285_104_469_687e2,
    1.383_577_518_672_69e2,
    -3.066_479_806_614_716e1,
    2.506_628_277_459_239,
];
const MIDDLE_BOTTOM: [f64; 6] = [
    -5.447_609_879_822_406e1,
    1.615_858_368_580_409e2,
    -1.556_989_798_598_866e2,
    6.680_131_188_771_972e1,
    -1.328_068_155_288_572e1,
    1.0,
];
const TAIL_TOP: [f64; 6] = [
    -7.784_894_002_430_293e-3,
    -3.223_964_580_411_365e-1,
    -2.400_758_277_161_838,
    -2.549_732_539_343_734,
    4.374_664_141_464_968,
    2.938_163_982_698_783,
];
const TAIL_BOTTOM: [f64; 5] =
    [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416, 1.0];

/// Horner's rule, highest power first.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, c| sum * x + c)
}

/// The gamma function.
pub fn gamma(x: f64) -> f64 {
    libm::tgamma(x)
}

/// The regularised incomplete gamma functions P(a, x) and Q(a, x), for `a > 0`.
///
/// Series below `a + 1`, Lentz's continued fraction above (DLMF 8.11.4, 8.9.2).
pub fn incomplete_gamma(a: f64, x: f64) -> Tails {
    gamma_tails(a, x).0
}

/// The incomplete gamma functions and the slope `dP / d ln x`.
fn gamma_tails(a: f64, x: f64) -> (Tails, f64) {
    if x <= 0.0 {
        return (Tails { below: 0.0, above: 1.0 }, 0.0);
    }
    if x == f64::INFINITY {
        return (Tails { below: 1.0, above: 0.0 }, 0.0);
    }
    let density = poisson_density(a, x);
    let tails = if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0, 1.0, a);
        while term > sum * f64::EPSILON * 0.25 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        Tails::from_below(density * sum)
    } else {
        // DLMF 8.9.2 in its even part: 1/(x+1-a- 1(1-a)/(x+3-a- 2(2-a)/(x+5-a- ...
        let mut fraction = Lentz::new(x + 1.0 - a);
        let mut i = 1.0;
        while i <= MOST_TERMS && !fraction.takes(-i * (i - a), x + 1.0 - a + 2.0 * i) {
            i += 1.0;
        }
        Tails::from_below(density * a / fraction.value).swapped()
    };
    (tails, density * a)
}

/// The `x` with Q(a, x) = `above`: the quantile of the gamma distribution in its survival probability.
///
/// Newton's method on the logarithm of the smaller tail, from the guess of Wilson and Hilferty (1931).
pub fn incomplete_gamma_inverse(a: f64, above: f64) -> f64 {
    if above >= 1.0 {
        return 0.0;
    }
    if above <= 0.0 {
        return f64::INFINITY;
    }
    let below = 1.0 - above;
    let cube = 1.0 - 1.0 / (9.0 * a) - normal_quantile(above) / (3.0 * libm::sqrt(a));
    let guess = if cube > 0.3 || (a > 1.0 && cube > 0.0) {
        libm::log(a * cube * cube * cube)
    } else {
        // P(a, x) is about x^a / Gamma(a + 1) near 0
        (libm::log(below) + libm::lgamma(a + 1.0)) / a
    };
    libm::exp(zero_by_slope(|t| tail_excess(gamma_tails(a, libm::exp(t)), below, above), guess, NEAR))
}

/// The regularised incomplete beta functions `I_x(a, b)` and `1 - I_x(a, b)`, for `a, b > 0`, with
/// `y = 1 - x` given apart so that neither end loses digits.
///
/// Lentz's continued fraction on the side where it is fast (DLMF 8.17.22).
pub fn incomplete_beta(a: f64, b: f64, x: f64, y: f64) -> Tails {
    beta_tails(a, b, x, y).0
}

/// The incomplete beta functions and their slope over the log-odds of `x`, `x^a y^b / B(a, b)`.
fn beta_tails(a: f64, b: f64, x: f64, y: f64) -> (Tails, f64) {
    if x <= 0.0 {
        return (Tails { below: 0.0, above: 1.0 }, 0.0);
    }
    if y <= 0.0 {
        return (Tails { below: 1.0, above: 0.0 }, 0.0);
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        let (tails, slope) = beta_fraction(b, a, y, x);
        return (tails.swapped(), slope);
    }
    beta_fraction(a, b, x, y)
}

fn beta_fraction(a: f64, b: f64, x: f64, y: f64) -> (Tails, f64) {
    let mut fraction = Lentz::new(1.0);
    let mut m = 0.0;
    // its terms come in pairs: 2m + 1, then 2m
    while m < MOST_TERMS {
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        if fraction.takes(odd, 1.0) {
            break;
        }
        m += 1.0;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        if fraction.takes(even, 1.0) {
            break;
        }
    }
    let slope = beta_slope(a, b, x, y);
    (Tails::from_below(slope / a / fraction.value), slope)
}

/// `x^a y^b / B(a, b)`, which is `a b / (a + b)` times the binomial density of `a` in `a + b`.
pub(super) fn beta_slope(a: f64, b: f64, x: f64, y: f64) -> f64 {
    binomial_density(a, a + b, x, y) * a * b / (a + b)
}

/// The pair `(x, 1 - x)` with `I_x(a, b) = below`: the quantile of the beta distribution.
pub fn incomplete_beta_inverse(a: f64, b: f64, below: f64) -> (f64, f64) {
    if below <= 0.0 {
        return (0.0, 1.0);
    }
    if below >= 1.0 {
        return (1.0, 0.0);
    }
    from_log_odds(beta_log_odds(a, b, below, libm::log(a / b), NEAR))
}

/// The log-odds of the quantile of the beta distribution for `0 < below < 1`, from a guess,
/// with an error of about the square of `near`.
///
/// Newton's method on the logarithm of the smaller tail.
pub(super) fn beta_log_odds(a: f64, b: f64, below: f64, guess: f64, near: f64) -> f64 {
    let excess = |t: f64| {
        let (x, y) = from_log_odds(t);
        tail_excess(beta_tails(a, b, x, y), below, 1.0 - below)
    };
    zero_by_slope(excess, guess, near)
}

/// The pair `(x, 1 - x)` with `x / (1 - x) = e^t`.
pub(super) fn from_log_odds(t: f64) -> (f64, f64) {
    let odds = libm::exp(-t.abs());
    let (small, large) = (odds / (1.0 + odds), 1.0 / (1.0 + odds));
    if t < 0.0 { (small, large) } else { (large, small) }
}

/// How far the smaller tail is from where it should be, as a decreasing function of the point, and
/// the slope of that.
fn tail_excess((at, slope): (Tails, f64), below: f64, above: f64) -> (f64, f64) {
    if below < above {
        (libm::log(below / at.below), -slope / at.below)
    } else {
        (libm::log(at.above / above), -slope / at.above)
    }
}

/// Near the mean of large parameters a fraction takes about the root of the parameter.
const MOST_TERMS: f64 = 1e6;

/// Steed's fraction `b0 + a1/(b1 + a2/(b2 + ...))` by the modified method of Lentz (Thompson and
/// Barnett 1986), term by term.
struct Lentz {
    value: f64,
    c: f64,
    d: f64,
}

impl Lentz {
    fn new(b0: f64) -> Lentz {
        let value = Lentz::away(b0);
        Lentz { value, c: value, d: 0.0 }
    }

    /// Takes the next term; whether it changed nothing any more.
    #[inline]
    fn takes(&mut self, a: f64, b: f64) -> bool {
        self.d = 1.0 / Lentz::away(b + a * self.d);
        self.c = Lentz::away(b + a / self.c);
        let factor = self.c * self.d;
        self.value *= factor;
        (factor - 1.0).abs() < f64::EPSILON
    }

    /// Away from zero.
    fn away(x: f64) -> f64 {
        const TINY: f64 = 1e-300;
        if x.abs() < TINY { TINY } else { x }
    }
}

/// The binomial probability `n! / (k! (n-k)!) p^k q^(n-k)` with `q = 1 - p` and `0 < p < 1`, accurate
/// to a few units of the last place. `k` and `n` need not be whole (factorials are gamma functions).
///
/// Saddle-point expansion (Loader 2000), as R computes `dbinom`.
pub fn binomial_density(k: f64, n: f64, p: f64, q: f64) -> f64 {
    if k <= 0.0 {
        return libm::exp(n * if p < q { libm::log1p(-p) } else { libm::log(q) });
    }
    if k >= n {
        return libm::exp(n * if q < p { libm::log1p(-q) } else { libm::log(p) });
    }
    let l = n - k;
    let exponent =
        stirling_error(n) - stirling_error(k) - stirling_error(l) - deviance(k, n * p) - deviance(l, n * q);
    libm::exp(exponent) * libm::sqrt(n / (2.0 * PI * k * l))
}

/// `x^a e^-x / Gamma(a + 1)` for `a, x > 0` by the same expansion.
fn poisson_density(a: f64, x: f64) -> f64 {
    libm::exp(-stirling_error(a) - deviance(a, x)) / libm::sqrt(2.0 * PI * a)
}

/// The error of Stirling's formula: `ln n! - ln(sqrt(2 pi n) (n/e)^n)`, for `n > 0`.
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        const HALF_LN_2PI: f64 = 0.918_938_533_204_672_8;
        return libm::lgamma(n + 1.0) - (n + 0.5) * libm::log(n) + n - HALF_LN_2PI;
    }
    let s = 1.0 / (n * n);
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 * s) * s) * s) * s) / n
}

/// `x ln(x / m) + m - x`, without loss where `x` is close to `m`.
fn deviance(x: f64, m: f64) -> f64 {
    if (x - m).abs() >= 0.1 * (x + m) {
        return x * libm::log(x / m) + m - x;
    }
    let v = (x - m) / (x + m);
    let mut sum = (x - m) * v;
    let mut power = 2.0 * x * v;
    // |v| is below 0.1: ten terms are more than a double can hold
    for j in 1..=10 {
        power *= v * v;
        let next = sum + power / f64::from(2 * j + 1);
        if (next - sum).abs() <= 0.0 {
            break;
        }
        sum = next;
    }
    sum
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(a: f64, b: f64, relative: f64) -> bool {
        (a - b).abs() <= relative * b.abs()
    }

    #[test]
    fn the_normal_agrees_with_printed_tables() {
        // Abramowitz and Stegun 26.1 and 26.2
        for (z, below) in [
            (0.0, 0.5),
            (1.0, 0.841_344_746_068_542_9),
            (-1.959_963_984_540_054, 0.025),
            (-2.575_829_303_548_901, 0.005),
            (-6.0, 9.865_876_450_376_98e-10),
        ] {
            assert!(close(normal_cdf(z), below, 1e-14), "{z}");
            assert!((normal_quantile(below) - z).abs() < 1e-14 * z.abs().max(1.0), "{z}");
        }
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        assert!(normal_quantile(-0.1).is_nan());
    }

    #[test]
    fn incomplete_gamma_agrees_with_closed_forms() {
        // Q(1, x) = exp(-x); Q(2, x) = (1 + x) exp(-x); P(1/2, x) = erf(sqrt x)
        for x in [1e-9, 0.01, 0.5, 1.0, 1.9, 2.1, 3.0, 10.0, 100.0, 600.0] {
            assert!(close(incomplete_gamma(1.0, x).above, libm::exp(-x), 1e-13), "{x}");
            assert!(close(incomplete_gamma(2.0, x).above, (1.0 + x) * libm::exp(-x), 1e-13), "{x}");
            assert!(close(incomplete_gamma(0.5, x).below, libm::erf(libm::sqrt(x)), 1e-13), "{x}");
            assert!(close(incomplete_gamma(0.5, x).above, libm::erfc(libm::sqrt(x)), 1e-12), "{x}");
        }
    }

    #[test]
    fn incomplete_gamma_is_a_sum_of_poisson_probabilities() {
        // Q(n, x) = sum of e^-x x^k / k! for k < n, with terms added from the smallest
        for (n, x) in [(5, 2.0), (30, 30.0), (300, 310.0), (1000, 950.0)] {
            let mut terms = Vec::new();
            let mut log_term = -x;
            for k in 0..n {
                terms.push(libm::exp(log_term));
                log_term += libm::log(x / (f64::from(k) + 1.0));
            }
            terms.sort_by(f64::total_cmp);
            assert!(close(incomplete_gamma(f64::from(n), x).above, terms.iter().sum(), 1e-11), "{n}");
        }
    }

    #[test]
    fn incomplete_beta_agrees_with_closed_forms() {
        // I_x(a, 1) = x^a; I_x(2, 2) = x^2 (3 - 2x); I_x(1/2, 1/2) = (2/pi) asin sqrt x
        for x in [1e-6, 0.1, 0.3, 0.5, 0.7, 0.999] {
            let y = 1.0 - x;
            assert!(close(incomplete_beta(3.3, 1.0, x, y).below, libm::pow(x, 3.3), 1e-13));
            assert!(close(incomplete_beta(2.0, 2.0, x, y).below, x * x * (3.0 - 2.0 * x), 1e-13));
            let arcsine = 2.0 / PI * libm::asin(libm::sqrt(x));
            assert!(close(incomplete_beta(0.5, 0.5, x, y).below, arcsine, 1e-13));
            assert!(close(incomplete_beta(1.0, 3.3, y, x).above, libm::pow(x, 3.3), 1e-13));
        }
    }

    #[test]
    fn both_incomplete_functions_agree_with_other_programs() {
        // mpmath 40 digits and scipy 1.17
        for (a, x, below, above) in [
            (0.013, 0.4, 0.990_825_949_145_958_2, 0.009_174_050_854_041_805),
            (0.7, 9.3, 0.999_964_954_935_354_5, 3.504_506_464_549_37e-5),
            (12.5, 30.0, 0.999_895_445_138_684_7, 0.000_104_554_861_315_264_73),
            (250.0, 200.0, 0.000_362_070_458_289_693_1, 0.999_637_929_541_710_3),
            (1e4, 10_200.0, 0.976_712_677_866_401_2, 0.023_287_322_133_598_8),
        ] {
            let tails = incomplete_gamma(a, x);
            assert!(close(tails.below, below, 1e-13) && close(tails.above, above, 1e-12), "{a}: {tails:?}");
        }
        for (a, b, x, below) in [
            (0.03, 0.4, 0.01, 0.822_754_045_299_888_7),
            (5.5, 0.2, 0.9, 0.112_785_633_869_509_03),
            (6.0, 14.0, 0.31, 0.564_051_372_480_365_1),
            (300.0, 1200.0, 0.21, 0.833_791_583_523_234_2),
            (2e4, 5e4, 0.29, 0.993_855_422_659_203_5),
            (1.5, 2e5, 1e-5, 0.738_538_569_602_645_9),
        ] {
            let tails = incomplete_beta(a, b, x, 1.0 - x);
            assert!(close(tails.below, below, 1e-12), "{a} {b}: {tails:?}");
        }
    }

    #[test]
    fn the_binomial_density_agrees_with_whole_number_arithmetic() {
        // exact in u128: C(60, k) 3^k 7^(60-k) / 10^60, and C(40, 20) / 2^40
        let mut choose = 1_u128;
        for k in 0..=60_u32 {
            let exact = choose as f64 * libm::pow(0.3, f64::from(k)) * libm::pow(0.7, f64::from(60 - k));
            assert!(close(binomial_density(f64::from(k), 60.0, 0.3, 0.7), exact, 2e-14), "{k}");
            choose = choose * u128::from(60 - k) / u128::from(k + 1);
        }
        assert!(close(
            binomial_density(20.0, 40.0, 0.5, 0.5),
            137_846_528_820.0 / 1_099_511_627_776.0,
            1e-15
        ));
    }

    #[test]
    fn binomial_densities_of_a_block_add_to_one() {
        for p in [1e-4, 0.01, 0.17, 0.5] {
            let sum: f64 = (0..=4096).map(|k| binomial_density(f64::from(k), 4096.0, p, 1.0 - p)).sum();
            assert!((sum - 1.0).abs() < 1e-13, "{p}: {sum}");
        }
    }

    proptest! {
        #[test]
        fn the_normal_quantile_inverts_the_distribution_in_both_tails(log_p in -600.0..-0.7_f64) {
            let p = libm::exp(log_p);
            // d ln p / dz is about z in the tail
            prop_assert!(close(normal_cdf(normal_quantile(p)), p, 1e-13 * (1.0 - log_p)));
        }

        #[test]
        fn the_gamma_quantile_inverts_the_distribution(log_a in -3.0..7.0_f64, log_above in -50.0..-0.01_f64) {
            let (a, above) = (libm::exp(log_a), libm::exp(log_above));
            let x = incomplete_gamma_inverse(a, above);
            prop_assert!(close(incomplete_gamma(a, x).above, above, 1e-12 * (1.0 + x)), "{} {}", a, x);
        }

        #[test]
        fn the_beta_quantile_inverts_the_distribution(log_a in -3.0..8.0_f64, log_b in -3.0..8.0_f64, below in 1e-9..0.999_f64) {
            let (a, b) = (libm::exp(log_a), libm::exp(log_b));
            let (x, y) = incomplete_beta_inverse(a, b, below);
            let tails = incomplete_beta(a, b, x, y);
            prop_assert!((tails.below - below).abs() < 1e-10 * below.min(1.0 - below), "{} {} {}", a, b, x);
            prop_assert!((x + y - 1.0).abs() < 1e-15);
        }
    }
}
