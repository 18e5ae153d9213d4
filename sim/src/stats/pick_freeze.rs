//! Which part of a variance comes from which source of chance: first-order shares by pick-freeze.
//!
//! A figure is computed trial by trial with all sources from one set of seeds (`y`), with all from another
//! (`z`), and, for each source, with that source from the first set and all others from the second (`x`). What
//! `y` and `x` have in common is the source alone, so `Cov(y, x) = Var(E[y | source])`. The shares need not sum
//! to 1: what is left belongs to sources that act together.

use super::estimate::Estimate;

/// A variance and the part of it that each source brings by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct VarianceShares {
    /// `Var(y)`, of both sets of seeds.
    pub variance: Estimate,
    /// `Var(E[y | source]) / Var(y)`, source by source.
    pub first_order: Vec<Estimate>,
    /// 1 less all of them: what sources do together.
    pub interaction: Estimate,
}

/// The shares of each of `frozen`, the figure of each trial with one source from `y` and all others from `z`.
///
/// ```text
/// share = (cov(y, x) - beta cov(y, z)) / v,     v = (var(y) + var(x)) / 2
/// ```
/// The denominator is that of Janon et al. (2014), efficient among pick-freeze estimators; `y` and `z` are
/// independent, so their covariance is a control variate of mean 0, and `beta` is the one of least variance. A
/// source without effect (`x = z`) gets exactly 0, one that is all (`x = y`) exactly 1. Errors by the influence
/// of each trial (the infinitesimal jackknife).
///
/// `None` for fewer than 3 trials, unequal lengths, or a figure without variance.
pub fn variance_shares(y: &[f64], z: &[f64], frozen: &[&[f64]]) -> Option<VarianceShares> {
    let n = y.len();
    if n < 3 || z.len() != n || frozen.iter().any(|x| x.len() != n) {
        return None;
    }
    let (y, z) = (centred(y), centred(z));
    let variance: Vec<f64> = y.iter().zip(&z).map(|(y, z)| 0.5 * (y * y + z * z)).collect();
    let total = mean(&variance);
    if total <= 0.0 {
        return None;
    }
    let mut rest = vec![0.0; n];
    let mut first_order = Vec::with_capacity(frozen.len());
    let mut interaction = 1.0;
    for x in frozen {
        let (share, influence) = share(&y, &z, &centred(x))?;
        interaction -= share;
        rest.iter_mut().zip(&influence).for_each(|(rest, own)| *rest -= own);
        first_order.push(with_error(share, &influence));
    }
    let unbiased = n as f64 / (n as f64 - 1.0);
    let of_variance: Vec<f64> = variance.iter().map(|it| it - total).collect();
    Some(VarianceShares {
        variance: with_error(total * unbiased, &of_variance),
        first_order,
        interaction: with_error(interaction, &rest),
    })
}

/// The share of the source that the centred `y` and `x` have in common, and each trial's influence on it.
#[expect(clippy::many_single_char_names, reason = "the symbols of the paper")]
fn share(y: &[f64], z: &[f64], x: &[f64]) -> Option<(f64, Vec<f64>)> {
    let product = |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a * b).collect() };
    let (u, w) = (product(y, x), product(y, z));
    let v: Vec<f64> = y.iter().zip(x).map(|(y, x)| 0.5 * (y * y + x * x)).collect();
    let (mean_u, mean_v, mean_w) = (mean(&u), mean(&v), mean(&w));
    if mean_v <= 0.0 {
        return None;
    }
    let (u, v, w) = (centred(&u), centred(&v), centred(&w));
    let spread = mean(&product(&w, &w));
    // beta = cov(u - share v, w) / var(w), which the share enters again
    let (on_u, on_v) = if spread > 0.0 {
        (mean(&product(&u, &w)) / spread, mean(&product(&v, &w)) / spread)
    } else {
        (0.0, 0.0)
    };
    let share = (mean_u - on_u * mean_w) / (mean_v - on_v * mean_w);
    let beta = on_u - share * on_v;
    let influence = (0..y.len()).map(|i| (u[i] - beta * w[i] - share * v[i]) / mean_v).collect();
    Some((share, influence))
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

fn centred(x: &[f64]) -> Vec<f64> {
    let mean = mean(x);
    x.iter().map(|x| x - mean).collect()
}

fn with_error(value: f64, influence: &[f64]) -> Estimate {
    let n = influence.len() as f64;
    let squares: f64 = influence.iter().map(|it| it * it).sum();
    Estimate::by_student(value, libm::sqrt(squares / (n * (n - 1.0))), influence.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::single::normal;
    use crate::random::{Address, Purpose};

    /// `4 P + 2 T + P T + 0 E`, with P, T, E standard normal and independent: variance 16 + 4 + 1 = 21.
    const VARIANCE: f64 = 21.0;
    const SHARES: [f64; 3] = [16.0 / 21.0, 4.0 / 21.0, 0.0];

    fn figure(seeds: [u64; 3], repetition: u64, n: u64) -> Vec<f64> {
        let draw = |seed, trial| normal(&Address::world(seed, Purpose::Resample, trial, 0));
        let trial = |t: u64| {
            let [p, trend, _] = [0, 1, 2].map(|s| draw(seeds[s] * 10 + s as u64, repetition * n + t));
            4.0 * p + 2.0 * trend + p * trend
        };
        (0..n).map(trial).collect()
    }

    fn shares(repetition: u64, n: u64) -> VarianceShares {
        let (y, z) = (figure([1; 3], repetition, n), figure([2; 3], repetition, n));
        let frozen = [[1, 2, 2], [2, 1, 2], [2, 2, 1]].map(|seeds| figure(seeds, repetition, n));
        variance_shares(&y, &z, &frozen.each_ref().map(Vec::as_slice)).unwrap()
    }

    /// Four errors: false alarm 6e-5 for each of five numbers. At n = 4,000 the error of the large share is
    /// below 0.02, so that one taken for the other lies far outside.
    #[test]
    fn shares_of_a_closed_form_are_found_and_a_wrong_attribution_is_caught() {
        let found = shares(0, 4_000);
        let near = |it: &Estimate, expected: f64| (it.value - expected).abs() <= 4.0 * it.se + 1e-12;
        assert!(near(&found.variance, VARIANCE), "{:?}", found.variance);
        for (it, expected) in found.first_order.iter().zip(SHARES) {
            assert!(near(it, expected), "{it:?} {expected}");
            assert!(it.se < 0.02);
        }
        assert!(near(&found.interaction, 1.0 / 21.0), "{:?}", found.interaction);
        assert!(!near(&found.first_order[0], SHARES[1]) && !near(&found.first_order[1], SHARES[0]));
    }

    #[test]
    fn a_source_without_effect_has_nothing_and_the_only_source_all_of_it() {
        let found = shares(0, 200);
        assert!(found.first_order[2].value.abs() < 1e-12 && found.first_order[2].se < 1e-12);
        let (y, z) = (figure([1; 3], 0, 200), figure([2; 3], 0, 200));
        let all = variance_shares(&y, &z, &[&y]).unwrap();
        assert!((all.first_order[0].value - 1.0).abs() < 1e-12 && all.first_order[0].se < 1e-12);
    }

    /// 200 repetitions: the error of a standard deviation is 5%, four of them 20%.
    #[test]
    fn the_errors_are_those_of_repetition() {
        let all: Vec<VarianceShares> = (0..200).map(|r| shares(r, 300)).collect();
        let check = |name: &str, of: &dyn Fn(&VarianceShares) -> Estimate, expected: f64| {
            let values: Vec<f64> = all.iter().map(|it| of(it).value).collect();
            let centre = mean(&values);
            let sd = libm::sqrt(values.iter().map(|it| (it - centre) * (it - centre)).sum::<f64>() / 199.0);
            let se = all.iter().map(|it| of(it).se).sum::<f64>() / 200.0;
            assert!((se / sd - 1.0).abs() < 0.2, "{name}: {se} for {sd}");
            assert!((centre - expected).abs() < 4.0 * sd / 200_f64.sqrt(), "{name}: {centre} for {expected}");
        };
        check("variance", &|it| it.variance, VARIANCE);
        check("large", &|it| it.first_order[0], SHARES[0]);
        check("small", &|it| it.first_order[1], SHARES[1]);
        check("interaction", &|it| it.interaction, 1.0 / 21.0);
    }

    #[test]
    fn without_trials_or_without_variance_there_are_no_shares() {
        assert_eq!(variance_shares(&[1.0, 2.0], &[1.0, 3.0], &[]), None);
        assert_eq!(variance_shares(&[1.0; 5], &[1.0; 5], &[&[1.0; 5]]), None);
        assert_eq!(variance_shares(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0], &[&[1.0]]), None);
    }
}
