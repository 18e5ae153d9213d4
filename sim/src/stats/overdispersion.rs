//! How unevenly counts fall on persons: the shape of a gamma frailty, by maximum likelihood.

use super::likelihood::{Maximum, maximise};

/// So many persons with so many events, of whom so many were expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counted {
    /// Expected events of each, above 0.
    pub expected: f64,
    /// Events of each.
    pub events: u32,
    /// How many such persons.
    pub persons: f64,
}

/// The logarithm of the shape `k` under which counts are Poisson given a gamma frailty of mean 1 and shape `k`,
/// and of the factor on what was expected: `Var = m + m^2 / k`.
///
/// The coordinates are `ln factor`, `ln k`. `None` where nobody has two events, which no shape explains best.
pub fn frailty(counts: &[Counted]) -> Option<Maximum> {
    let persons: f64 = counts.iter().map(|it| it.persons).sum();
    let events: f64 = counts.iter().map(|it| it.persons * f64::from(it.events)).sum();
    let expected: f64 = counts.iter().map(|it| it.persons * it.expected).sum();
    if events <= 0.0 || expected <= 0.0 || counts.iter().all(|it| it.events < 2) {
        return None;
    }
    let likelihood = |at: &[f64]| {
        let (factor, shape) = (libm::exp(at[0]), libm::exp(at[1]));
        if !(1e-4..1e5).contains(&shape) {
            return f64::NEG_INFINITY;
        }
        counts.iter().map(|it| it.persons * ln_probability(it.events, it.expected * factor, shape)).sum()
    };
    maximise(&likelihood, &[libm::log(events / expected), 0.0], persons)
}

/// The logarithm of the negative binomial probability of `n` events:
/// `Gamma(n + k) / (Gamma(k) n!) (k / (k + m))^k (m / (k + m))^n`.
fn ln_probability(n: u32, mean: f64, shape: f64) -> f64 {
    // the product k (k + 1) ... (k + n - 1) / n!, which is short because nobody is admitted hundreds of times
    let coefficient: f64 = (0..n).map(|i| libm::log((shape + f64::from(i)) / f64::from(i + 1))).sum();
    coefficient - shape * libm::log1p(mean / shape) - f64::from(n) * libm::log1p(shape / mean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Address, Purpose, Uniforms};

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    /// R: `dnbinom(0:3, size = 0.5, mu = 2)` is 0.4472136 0.1788854 0.1073313 0.0715542.
    #[test]
    fn the_probabilities_are_those_of_the_negative_binomial_law() {
        // (1/5)^(1/2), then factors (k + n) / (n + 1) x 0.8
        let mut known = libm::sqrt(0.2);
        for n in 0..4 {
            assert!(close(libm::exp(ln_probability(n, 2.0, 0.5)), known), "{n}");
            known *= 0.8 * (0.5 + f64::from(n)) / f64::from(n + 1);
        }
    }

    #[test]
    fn without_a_second_event_of_anybody_there_is_no_shape() {
        let counts = [0, 1].map(|events| Counted { expected: 0.1, events, persons: 10.0 });
        assert_eq!(frailty(&counts), None);
    }

    /// 300 repetitions of 4,000 persons: the share of intervals that hold the truth has the error 0.0126;
    /// false alarms at 4 of them, 1 in 16,000. Poisson counts, to which no frailty belongs, have shapes beyond 5.
    #[test]
    fn the_intervals_of_the_shape_cover_it_and_even_counts_have_none() {
        let (shape, mut covered) = (0.6, 0);
        for trial in 0..300 {
            let maximum = frailty(&drawn(trial, |chance| gamma_below_one(chance, shape))).unwrap();
            let se = libm::sqrt(maximum.covariance.unwrap()[1][1]);
            covered += u32::from((maximum.at[1] - libm::log(shape)).abs() < 1.96 * se);
        }
        assert!((f64::from(covered) / 300.0 - 0.95).abs() < 0.05, "{covered}");
        assert!(frailty(&drawn(7, |_| 1.0)).unwrap().at[1] > libm::log(5.0));
    }

    fn drawn(trial: u64, frailty: impl Fn(&mut Uniforms) -> f64) -> Vec<Counted> {
        let mut chance = Uniforms::new(&Address::world(71, Purpose::Resample, trial, 0));
        (0..4000)
            .map(|nth| {
                let expected = if nth % 2 == 0 { 0.3 } else { 0.8 };
                let mean = expected * frailty(&mut chance);
                let (mut events, mut left) = (0, libm::exp(-mean));
                let (mut term, u) = (left, chance.uniform());
                while u > left && events < 200 {
                    events += 1;
                    term *= mean / f64::from(events);
                    left += term;
                }
                Counted { expected, events, persons: 1.0 }
            })
            .collect()
    }

    /// A gamma number of mean 1 and a shape below 1, by inverting its distribution function.
    fn gamma_below_one(chance: &mut Uniforms, shape: f64) -> f64 {
        crate::random::special::incomplete_gamma_inverse(shape, chance.uniform()) / shape
    }
}
