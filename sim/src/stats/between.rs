//! What is left between cases when the error of each is known: a random-effects model.
//!
//! ```text
//! r_i = m + d_i + e_i,      d_i ~ N(0, t^2),      e_i ~ N(0, v_i), v_i known
//! Q(t^2) = sum of (r_i - m)^2 / (v_i + t^2)
//! ```
//! `t` is the value at which Q has its mean (Paule, Mandel 1982), its interval the values at which Q
//! stands at the 2.5% and 97.5% quantiles of its chi-squared law (Viechtbauer 2007).

use super::estimate::{Estimate, student_97_5};
use crate::random::special::incomplete_gamma_inverse;

/// The residual of one case, and the variance that its own chance explains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Residual {
    /// How far what came lay from what was expected.
    pub value: f64,
    /// The variance of that by the case's own chance.
    pub variance: f64,
}

/// A standard deviation with its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deviation {
    /// The standard deviation; 0 where chance explains all.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// What lies between cases beyond their own chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Between {
    /// The common level `m`, with the error and Student interval of Hartung and Knapp (2001).
    pub mean: Estimate,
    /// `t` about that level.
    pub about_mean: Deviation,
    /// `t` about 0: what the error of a new case is when the level is not corrected for.
    pub about_zero: Deviation,
}

impl Between {
    /// Fits the model; `None` for fewer than two cases, or where a number is not finite or a variance negative.
    pub fn of(cases: &[Residual]) -> Option<Between> {
        let sound =
            |case: &Residual| case.value.is_finite() && case.variance.is_finite() && case.variance >= 0.0;
        if cases.len() < 2 || !cases.iter().all(sound) {
            return None;
        }
        let n = cases.len() as f64;
        let about_mean = deviation(n - 1.0, |t2| scatter(cases, level(cases, t2), t2));
        let about_zero = deviation(n, |t2| scatter(cases, 0.0, t2));
        let t2 = (about_mean.value * about_mean.value).max(LEAST);
        let mean = level(cases, t2);
        let weights: f64 = cases.iter().map(|case| 1.0 / (case.variance + t2)).sum();
        let se = libm::sqrt(scatter(cases, mean, t2) / (n - 1.0) / weights);
        let reach = student_97_5(cases.len() as u64 - 1) * se;
        let mean = Estimate { value: mean, se, low: mean - reach, high: mean + reach, n: cases.len() as u64 };
        Some(Between { mean, about_mean, about_zero })
    }
}

/// Below this a variance is none; the weights stay finite.
const LEAST: f64 = 1e-12;
/// Above it no residual of a logarithm lies.
const MOST: f64 = 1e6;

/// The weighted mean of the cases.
fn level(cases: &[Residual], t2: f64) -> f64 {
    let weight = |case: &Residual| 1.0 / (case.variance + t2.max(LEAST));
    cases.iter().map(|case| weight(case) * case.value).sum::<f64>() / cases.iter().map(weight).sum::<f64>()
}

/// `Q` about a level.
fn scatter(cases: &[Residual], level: f64, t2: f64) -> f64 {
    let term = |case: &Residual| {
        let away = case.value - level;
        away * away / (case.variance + t2.max(LEAST))
    };
    cases.iter().map(term).sum()
}

/// The deviation at which the falling function `q` has its mean, and the two at which it has its quantiles.
fn deviation(degrees: f64, q: impl Fn(f64) -> f64) -> Deviation {
    let chi_squared = |above: f64| 2.0 * incomplete_gamma_inverse(degrees / 2.0, above);
    let at = |target: f64| libm::sqrt(where_it_falls_to(target, &q));
    Deviation { value: at(degrees), low: at(chi_squared(0.025)), high: at(chi_squared(0.975)) }
}

/// Where the falling function reaches the target; 0 where it is below from the start.
fn where_it_falls_to(target: f64, q: &impl Fn(f64) -> f64) -> f64 {
    if q(0.0) <= target {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, MOST);
    while high - low > 1e-13 * high.max(1e-6) {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if q(middle) > target { low = middle } else { high = middle }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Address, Purpose, Uniforms};

    fn cases(pairs: &[(f64, f64)]) -> Vec<Residual> {
        pairs.iter().map(|&(value, variance)| Residual { value, variance }).collect()
    }

    #[test]
    fn without_chance_of_their_own_it_is_the_plain_deviation() {
        // 1, 2, 3, 6: mean 3, squares 14, sd sqrt(14/3); chi-squared with 3 degrees: 0.215795 and 9.348404
        let between = Between::of(&cases(&[(1.0, 0.0), (2.0, 0.0), (3.0, 0.0), (6.0, 0.0)])).unwrap();
        let Deviation { value, low, high } = between.about_mean;
        assert!((between.mean.value - 3.0).abs() < 1e-9);
        assert!((value - libm::sqrt(14.0 / 3.0)).abs() < 1e-6, "{value}");
        assert!((low - libm::sqrt(14.0 / 9.348_404)).abs() < 1e-5, "{low}");
        assert!((high - libm::sqrt(14.0 / 0.215_795)).abs() < 1e-4, "{high}");
        // se of the mean sd / 2, t with 3 degrees 3.182446
        assert!((between.mean.high - 3.0 - 3.182_446 * value / 2.0).abs() < 1e-5);
        // about 0: squares 50 over 4 cases
        assert!((between.about_zero.value - libm::sqrt(12.5)).abs() < 1e-6);
    }

    #[test]
    fn what_the_cases_own_chance_explains_is_taken_off() {
        // variance of the residuals 1, of their own chance 0.19: 0.9 is left
        let between = Between::of(&cases(&[(-1.0, 0.19), (0.0, 0.19), (1.0, 0.19)])).unwrap();
        assert!((between.about_mean.value - 0.9).abs() < 1e-9);
        // and nothing where it explains all
        let all = Between::of(&cases(&[(-1.0, 2.0), (0.0, 2.0), (1.0, 2.0)])).unwrap();
        assert_eq!((all.about_mean.value, all.about_mean.low), (0.0, 0.0));
        assert!(all.about_mean.high > 0.0, "no spread seen is not none there");
    }

    #[test]
    fn an_own_chance_that_differs_is_weighed() {
        // the root put back: Q(t^2) is the number of cases less one
        let them = cases(&[(0.1, 0.03), (0.3, 0.03), (0.35, 0.05), (0.65, 0.01), (0.45, 0.05)]);
        let between = Between::of(&them).unwrap();
        let t2 = between.about_mean.value * between.about_mean.value;
        assert!(t2 > 0.0 && (scatter(&them, level(&them, t2), t2) - 4.0).abs() < 1e-6);
    }

    #[test]
    fn the_intervals_cover_what_they_should_and_half_of_them_would_not() {
        // 2,000 repetitions of 8 cases, t 0.4, own deviations 0.1 to 0.3: se of a rate 0.005, 4 of them 0.02
        let (mut mean, mut about, mut halved) = (0, 0, 0);
        for trial in 0..2_000 {
            let mut chance = Uniforms::new(&Address::world(42, Purpose::Resample, trial, 0));
            let drawn: Vec<Residual> = (0..8)
                .map(|i| {
                    let own = 0.1 + 0.2 * f64::from(i) / 7.0;
                    let value = 0.2 + 0.4 * chance.normal() + own * chance.normal();
                    Residual { value, variance: own * own }
                })
                .collect();
            let between = Between::of(&drawn).unwrap();
            let Deviation { value, low, high } = between.about_mean;
            mean += u32::from(!between.mean.differs_from(0.2));
            about += u32::from((low..=high).contains(&0.4));
            halved += u32::from((value + (low - value) / 2.0..=value + (high - value) / 2.0).contains(&0.4));
        }
        let rates = [mean, about, halved].map(|count| f64::from(count) / 2_000.0);
        assert!((rates[0] - 0.95).abs() < 0.02 && (rates[1] - 0.95).abs() < 0.02, "{rates:?}");
        assert!(rates[2] < 0.93, "{rates:?}");
    }

    #[test]
    fn one_case_says_nothing_of_the_others() {
        assert_eq!(Between::of(&cases(&[(1.0, 0.1)])), None);
        assert_eq!(Between::of(&cases(&[(1.0, 0.1), (f64::NAN, 0.1)])), None);
    }
}
