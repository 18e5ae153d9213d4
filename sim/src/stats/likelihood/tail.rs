//! Where the tail begins: the lowest threshold that no higher one contradicts.

use super::maximum::inverse;
use super::{Fitted, Form, Observation};

/// A threshold with the generalised Pareto law above it.
#[derive(Debug, Clone, PartialEq)]
pub struct TailCandidate {
    /// The threshold.
    pub threshold: f64,
    /// How many amounts are above.
    pub above: f64,
    /// The law of the amounts above.
    pub fitted: Fitted,
    /// The least probability, over the higher thresholds, of a difference as large as that between what the two
    /// say of the tail; `None` for the highest.
    pub agreement: Option<f64>,
}

/// The candidates, and which of them is taken.
#[derive(Debug, Clone, PartialEq)]
pub struct TailChoice {
    /// From the lowest threshold to the highest.
    pub candidates: Vec<TailCandidate>,
    /// The place of the one that is taken.
    pub chosen: usize,
    /// What an agreement must be above: the false-alarm rate over the number of higher thresholds.
    pub false_alarm: f64,
}

impl TailChoice {
    /// The candidate that is taken.
    pub fn tail(&self) -> &TailCandidate {
        &self.candidates[self.chosen]
    }
}

/// Chooses a threshold: the lowest at which the law of all that is above it agrees with that above every higher
/// threshold `v`, by Hausman's test (1978).
///
/// Above `v` a generalised Pareto law from `u` is one with the same shape and the scale `scale + shape (v - u)`.
/// The fit from `u` is efficient where it is true, so that the variance of the difference `d` of the two is the
/// difference of their variances, and `d' (V_v - V_u)^-1 d` is chi-squared with 2 degrees: its probability is
/// `exp(-d/2)`. With `m` higher thresholds each is asked for `false_alarm / m`.
///
/// Thresholds with fewer than `at_least` amounts above, or without a law whose error is known, are no candidates;
/// `None` where there is none.
pub fn choose_threshold(
    observations: &[Observation],
    thresholds: &[f64],
    at_least: f64,
    false_alarm: f64,
) -> Option<TailChoice> {
    let mut candidates = Vec::new();
    for &threshold in thresholds {
        let above = exceedances(observations, threshold);
        let count = above.iter().map(|it| it.count).sum();
        if count < at_least {
            continue;
        }
        let fitted = Fitted::new(Form::GeneralisedPareto { threshold }, &above);
        if let Some(fitted) = fitted.filter(|it| it.maximum.covariance.is_some()) {
            candidates.push(TailCandidate { threshold, above: count, fitted, agreement: None });
        }
    }
    let last = candidates.len().checked_sub(1)?;
    for nth in 0..last {
        let probabilities = candidates[nth + 1..].iter().map(|higher| agreement(&candidates[nth], higher));
        candidates[nth].agreement = Some(probabilities.fold(1.0, f64::min));
    }
    let stands =
        |nth: usize| candidates[nth].agreement.is_none_or(|it| it > false_alarm / (last - nth) as f64);
    let chosen = (0..=last).find(|&nth| stands(nth)).unwrap_or(last);
    Some(TailChoice { candidates, chosen, false_alarm })
}

/// What is known of the amounts above a threshold.
pub(super) fn exceedances(observations: &[Observation], threshold: f64) -> Vec<Observation> {
    let above = observations.iter().filter(|it| it.least() >= threshold);
    above.map(|it| Observation { from: it.from.max(threshold), ..*it }).collect()
}

/// The probability of a difference as large as that between two candidates, were the lower one true.
fn agreement(lower: &TailCandidate, higher: &TailCandidate) -> f64 {
    let rise = higher.threshold - lower.threshold;
    let at = &lower.fitted.maximum.at;
    let (scale, shape) = (libm::exp(at[0]), at[1]);
    let moved = scale + shape * rise;
    let (Some(low), Some(high)) = (&lower.fitted.maximum.covariance, &higher.fitted.maximum.covariance)
    else {
        return 1.0;
    };
    if moved <= 0.0 {
        return 0.0;
    }
    // d ln(moved) = (scale d ln scale + rise d shape) / moved
    let (by_scale, by_shape) = (scale / moved, rise / moved);
    let first = by_scale * by_scale * low[0][0]
        + 2.0 * by_scale * by_shape * low[0][1]
        + by_shape * by_shape * low[1][1];
    let mixed = by_scale * low[0][1] + by_shape * low[1][1];
    let carried = [[first, mixed], [mixed, low[1][1]]];
    let difference = [higher.fitted.maximum.at[0] - libm::log(moved), higher.fitted.maximum.at[1] - shape];
    let variance: Vec<Vec<f64>> =
        (0..2).map(|i| (0..2).map(|j| high[i][j] - carried[i][j]).collect()).collect();
    let Some(inverse) = inverse(&variance) else { return 1.0 };
    let square: f64 =
        (0..2).map(|i| (0..2).map(|j| difference[i] * inverse[i][j] * difference[j]).sum::<f64>()).sum();
    libm::exp(-0.5 * square)
}
