//! How well a predicted distribution met the one outcome that came: the continuous ranked probability
//! score, in the unit of the outcome, 0 at best.
//!
//! ```text
//! CRPS(F, y) = E|X - y| - E|X - X'| / 2,      X, X' independent from F
//! ```
//! (Gneiting, Raftery 2007). It is the mean absolute error of a point, and rewards a narrow distribution
//! only where the outcome falls into it.

use super::estimate::Estimate;
use super::sample::Sample;

/// The score of the distribution behind a sample, estimated without bias from its `n` values:
///
/// ```text
/// mean |x_i - y| - sum_(i<j) |x_i - x_j| / (n (n - 1))
/// ```
/// (the fair score, Ferro 2014). Standard error by the influence of each value on the two means; normal
/// interval, which may reach below 0 though the score of a distribution does not. `None` for fewer than
/// three values and for an outcome that is no finite number.
pub fn crps_of_sample(sample: &Sample, outcome: f64) -> Option<Estimate> {
    let sorted = sample.sorted();
    let n = sorted.len();
    if n < 3 || !outcome.is_finite() {
        return None;
    }
    let count = n as f64;
    let spreads = mean_distances(sorted);
    let distance = |x: f64| (x - outcome).abs();
    let score =
        sorted.iter().zip(&spreads).map(|(&x, spread)| distance(x) - spread / 2.0).sum::<f64>() / count;
    // to first order value i adds |x_i - y| - E|x_i - X'| + E|X - X'| / 2, whose mean is the score
    let influence: Vec<f64> = sorted.iter().zip(&spreads).map(|(&x, spread)| distance(x) - spread).collect();
    let mean = influence.iter().sum::<f64>() / count;
    let squares: f64 = influence.iter().map(|it| (it - mean) * (it - mean)).sum();
    Some(Estimate::by_normal(score, libm::sqrt(squares / (count - 1.0) / count), sample.n()))
}

/// The score of the distribution that takes each of these values with the same probability: of a point,
/// its distance from the outcome. `None` without values, and where one is no finite number.
pub fn crps_of_points(points: &[f64], outcome: f64) -> Option<f64> {
    let sample = Sample::new(points.iter().copied())?;
    let sorted = sample.sorted();
    if sorted.is_empty() || !outcome.is_finite() {
        return None;
    }
    let n = sorted.len() as f64;
    let distances = sorted.iter().map(|x| (x - outcome).abs()).sum::<f64>() / n;
    // each value is at distance 0 from itself, with probability 1/n
    let spread = mean_distances(sorted).iter().sum::<f64>() / n * (n - 1.0) / n;
    Some(distances - spread / 2.0)
}

/// For each of the rising values its mean distance from the others; 0 for a single one.
fn mean_distances(sorted: &[f64]) -> Vec<f64> {
    let n = sorted.len();
    // about the middle, so that a large offset takes no digits
    let middle = sorted.get(n / 2).copied().unwrap_or(0.0);
    let total: f64 = sorted.iter().map(|x| x - middle).sum();
    let mut below = 0.0;
    let others = (n.max(2) - 1) as f64;
    let distance = |(i, &x): (usize, &f64)| {
        let x = x - middle;
        let above = total - below - x;
        let (left, right) = (i as f64, (n - 1 - i) as f64);
        let sum = (left * x - below) + (above - right * x);
        below += x;
        sum / others
    };
    sorted.iter().enumerate().map(distance).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::special::normal_cdf;
    use crate::random::{Address, Purpose, Uniforms};

    /// Of a normal law (Gneiting, Raftery 2007, equation 21): `s (z (2 F(z) - 1) + 2 f(z) - 1 / sqrt pi)`.
    fn of_normal(mean: f64, sd: f64, outcome: f64) -> f64 {
        let z = (outcome - mean) / sd;
        let density = libm::exp(-z * z / 2.0) / libm::sqrt(2.0 * std::f64::consts::PI);
        sd * (z * (2.0 * normal_cdf(z) - 1.0) + 2.0 * density - 1.0 / libm::sqrt(std::f64::consts::PI))
    }

    fn normal(trial: u64, n: usize) -> Sample {
        let mut chance = Uniforms::new(&Address::world(41, Purpose::Resample, trial, 0));
        Sample::new((0..n).map(|_| 100.0 + 10.0 * chance.normal())).unwrap()
    }

    #[test]
    fn a_normal_law_scores_as_its_closed_form_says_and_one_ten_per_cent_wider_does_not() {
        // 4 se at n = 100,000: false-alarm rate 6e-5 each; at y = 112 one se is 0.016, so that the wider
        // law's score, 0.22 away, is 14 of them
        let sample = normal(1, 100_000);
        for outcome in [88.0, 100.0, 112.0] {
            let score = crps_of_sample(&sample, outcome).unwrap();
            let (right, wide) = (of_normal(100.0, 10.0, outcome), of_normal(100.0, 11.0, outcome));
            assert!((score.value - right).abs() < 4.0 * score.se, "{outcome}: {score:?} for {right}");
            assert!((score.value - wide).abs() > 4.0 * score.se, "{outcome}: {score:?} for {wide}");
        }
    }

    #[test]
    fn the_fair_score_has_no_bias_at_twenty_values_and_the_plain_one_has() {
        // 20,000 repetitions; the plain score is above by E|X - X'| / 2n = 10 x 1.128 / 40 = 0.28
        let (mut fair, mut plain, mut squares, mut told) = (0.0, 0.0, 0.0, 0.0);
        let truth = of_normal(100.0, 10.0, 105.0);
        for trial in 0..20_000 {
            let sample = normal(trial, 20);
            let score = crps_of_sample(&sample, 105.0).unwrap();
            fair += score.value / 20_000.0;
            squares += (score.value - truth) * (score.value - truth) / 20_000.0;
            told += score.se * score.se / 20_000.0;
            plain += crps_of_points(sample.sorted(), 105.0).unwrap() / 20_000.0;
        }
        let se = libm::sqrt(squares / 20_000.0);
        assert!((fair - truth).abs() < 4.0 * se, "{fair} for {truth}, se {se}");
        assert!((plain - truth - 0.282).abs() < 4.0 * se, "{plain}");
        // the error that is told is that of the repetitions; the variance of 20 values is known to some 10%
        assert!((libm::sqrt(told / squares) - 1.0).abs() < 0.1, "{told} for {squares}");
    }

    #[test]
    fn two_points_and_one_by_hand() {
        // 0 and 10 against 4: (4 + 6) / 2 - (0 + 10 + 10 + 0) / 4 / 2 = 2.5
        assert_eq!(crps_of_points(&[10.0, 0.0], 4.0), Some(2.5));
        assert_eq!(crps_of_points(&[7.0], 4.0), Some(3.0));
        // 1, 2, 6 against 3: 2 - (1 + 5 + 4) / (3 x 2) = 1/3
        let three = Sample::new([6.0, 1.0, 2.0]).unwrap();
        assert!((crps_of_sample(&three, 3.0).unwrap().value - 1.0 / 3.0).abs() < 1e-15);
    }

    #[test]
    fn a_large_offset_takes_no_digits() {
        let near: Vec<f64> = (0..100).map(f64::from).collect();
        let far: Vec<f64> = near.iter().map(|x| x + 1e9).collect();
        assert_eq!(crps_of_points(&near, 20.0), crps_of_points(&far, 1e9 + 20.0));
    }

    #[test]
    fn too_few_values_have_no_score() {
        assert_eq!(crps_of_sample(&Sample::new([1.0, 2.0]).unwrap(), 1.0), None);
        assert_eq!(crps_of_points(&[], 1.0), None);
        assert_eq!(crps_of_points(&[1.0], f64::NAN), None);
    }
}
