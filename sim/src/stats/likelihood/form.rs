//! The families that are fitted, each with coordinates in which its likelihood is near to normal.

use super::{Observation, Seen};
use crate::random::special::normal_quantile;
use crate::random::{Family, Law};

/// A form of law, whose parameters are to be found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    /// Lognormal: `mu`, `ln sigma`.
    LogNormal,
    /// Gamma: `ln mean`, `ln shape`.
    Gamma,
    /// Weibull: `ln scale`, `ln shape`.
    Weibull,
    /// Burr XII: `ln scale`, `ln c`, `ln k`.
    BurrXii,
    /// Generalised Pareto from a known threshold on: `ln scale`, `shape`. From 0 on with a shape above 0 it is
    /// the Pareto law of the second kind (Lomax).
    GeneralisedPareto {
        /// The threshold.
        threshold: f64,
    },
    /// Pareto from a known least amount on: `ln shape`.
    Pareto {
        /// The least amount.
        least: f64,
    },
    /// Two lognormal laws: log-odds of the first, then `mu` and `ln sigma` of each.
    TwoLogNormals,
}

impl Form {
    /// The word of scenarios.
    pub fn key(self) -> &'static str {
        match self {
            Form::LogNormal => "lognormal",
            Form::Gamma => "gamma",
            Form::Weibull => "weibull",
            Form::BurrXii => "burr_xii",
            Form::GeneralisedPareto { .. } => "generalised_pareto",
            Form::Pareto { .. } => "pareto",
            Form::TwoLogNormals => "two_lognormals",
        }
    }

    /// The names of its parameters in scenarios, in the order of the coordinates.
    pub fn parameters(self) -> &'static [&'static str] {
        match self {
            Form::LogNormal => &["mu", "sigma"],
            Form::Gamma => &["mean", "shape"],
            Form::Weibull | Form::GeneralisedPareto { .. } => &["scale", "shape"],
            Form::BurrXii => &["scale", "c", "k"],
            Form::Pareto { .. } => &["shape"],
            Form::TwoLogNormals => &["weight", "mu_1", "sigma_1", "mu_2", "sigma_2"],
        }
    }

    /// The names of the coordinates.
    pub fn coordinates(self) -> &'static [&'static str] {
        match self {
            Form::LogNormal => &["mu", "ln_sigma"],
            Form::Gamma => &["ln_mean", "ln_shape"],
            Form::Weibull => &["ln_scale", "ln_shape"],
            Form::BurrXii => &["ln_scale", "ln_c", "ln_k"],
            Form::GeneralisedPareto { .. } => &["ln_scale", "shape"],
            Form::Pareto { .. } => &["ln_shape"],
            Form::TwoLogNormals => &["log_odds", "mu_1", "ln_sigma_1", "mu_2", "ln_sigma_2"],
        }
    }

    /// The value of parameter `nth` where its coordinate has this one; every one of them rises with it.
    pub fn value(self, nth: usize, coordinate: f64) -> f64 {
        match (self, nth) {
            (Form::LogNormal, 0) | (Form::GeneralisedPareto { .. }, 1) | (Form::TwoLogNormals, 1 | 3) => {
                coordinate
            }
            (Form::TwoLogNormals, 0) => 1.0 / (1.0 + libm::exp(-coordinate)),
            _ => libm::exp(coordinate),
        }
    }

    /// The law at these coordinates, in a family with a mean; `None` where there is none.
    pub fn family(self, at: &[f64]) -> Option<Family> {
        let value = |nth: usize| self.value(nth, at[nth]);
        let law = match self {
            Form::LogNormal => Law::LogNormal { mu: value(0), sigma: value(1) },
            Form::Gamma => Law::Gamma { shape: value(1), scale: value(0) / value(1) },
            Form::Weibull => Law::Weibull { shape: value(1), scale: value(0) },
            Form::BurrXii => Law::BurrXii { c: value(1), k: value(2), scale: value(0) },
            Form::GeneralisedPareto { threshold } => {
                Law::GeneralisedPareto { threshold, scale: value(0), shape: value(1) }
            }
            Form::Pareto { least } => Law::Pareto { scale: least, shape: value(0) },
            Form::TwoLogNormals => {
                let part = |first: usize| Law::LogNormal { mu: value(first), sigma: value(first + 1) };
                // a part that shrinks onto one amount has an infinite likelihood and says nothing
                if value(2).min(value(4)) < 0.05 {
                    return None;
                }
                Law::Mixture { parts: vec![(value(0), part(1)), (1.0 - value(0), part(3))] }
            }
        };
        Family::new(law).ok()
    }

    /// Where the search begins: moments of the logarithms, as if nothing were hidden.
    pub(super) fn start(self, observations: &[Observation]) -> Vec<f64> {
        let (mean, sd, ln_mean) = crude(observations);
        match self {
            Form::LogNormal => vec![mean, libm::log(sd)],
            Form::Gamma => vec![ln_mean, -libm::log(0.8 * sd * sd)],
            Form::Weibull => vec![mean + 0.45 * sd, libm::log(1.28 / sd)],
            Form::BurrXii => vec![mean + 0.3 * sd, libm::log(2.2 / sd), 0.2],
            Form::GeneralisedPareto { threshold } => {
                let excess = (libm::exp(ln_mean) - threshold).max(1e-3 * libm::exp(ln_mean));
                vec![libm::log(0.8 * excess), 0.2]
            }
            // the mean of ln(x / least) is 1 / shape
            Form::Pareto { least } => vec![libm::log((1.0 / (mean - libm::log(least)).max(1e-6)).max(1.05))],
            Form::TwoLogNormals => {
                // the halves of a normal law: means 0.8 deviations apart to either side
                let apart = 0.8 * sd;
                let within = libm::log(0.6 * sd);
                vec![-normal_quantile(0.3), mean - apart, within, mean + apart, within]
            }
        }
    }
}

/// Mean and deviation of the logarithms, and logarithm of the mean, of amounts taken in the middle of what is
/// known of them.
fn crude(observations: &[Observation]) -> (f64, f64, f64) {
    let amount = |it: &Observation| match it.seen {
        Seen::Exactly(amount) => amount,
        Seen::Above(limit) => 1.3 * limit.max(it.from),
        Seen::Between(low, high) if high.is_finite() => 0.5 * (low + high),
        Seen::Between(low, _) => 1.5 * low,
    };
    let (mut n, mut sum, mut logs, mut squares) = (0.0, 0.0, 0.0, 0.0);
    for it in observations {
        let x = amount(it).max(1e-9);
        let log = libm::log(x);
        n += it.count;
        sum += it.count * x;
        logs += it.count * log;
        squares += it.count * log * log;
    }
    let mean = logs / n;
    let sd = libm::sqrt((squares / n - mean * mean).max(1e-4));
    (mean, sd, libm::log(sum / n))
}
