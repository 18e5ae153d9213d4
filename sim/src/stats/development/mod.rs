//! What is known of amounts that are still growing, and what they will be: development triangles.
//!
//! Three methods read the same triangle: the chain ladder with Mack's error, Bornhuetter-Ferguson and Cape Cod.
//! They differ in what they believe of an origin of which little is known yet, so their disagreement is itself
//! a figure. This module knows no insurance: an origin is a row, an age a column.

mod chain_ladder;
mod prior;
mod triangle;

#[cfg(test)]
mod coverage_tests;

pub use chain_ladder::ChainLadder;
pub use prior::{Prior, bornhuetter_ferguson, cape_cod_level};
pub use triangle::Triangle;

use super::estimate::Estimate;

/// A predicted sum and where its error comes from: variances, in the square of its unit.
///
/// ```text
/// se^2 = process + parameter + development
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Predicted {
    /// What is expected in the end.
    pub ultimate: f64,
    /// Of what is still to come around its mean.
    pub process: f64,
    /// Of the level that was expected beforehand.
    pub parameter: f64,
    /// Of the pattern by which amounts grow.
    pub development: f64,
}

impl Predicted {
    /// The standard error of prediction.
    pub fn se(&self) -> f64 {
        libm::sqrt(self.process + self.parameter + self.development)
    }

    /// The prediction with its 95% interval, which a sum of positive amounts does not leave: that of the lognormal
    /// with this mean and standard error for what is still to come above `known` (Mack 1993, section 4).
    ///
    /// `n` is the number of origins behind it.
    pub fn above(&self, known: f64, n: u64) -> Estimate {
        let (rest, se) = (self.ultimate - known, self.se());
        if se <= 0.0 || rest <= 0.0 {
            return Estimate::by_normal(self.ultimate, se, n);
        }
        let log_variance = libm::log1p((se / rest) * (se / rest));
        let at = |z: f64| known + rest * libm::exp(z * libm::sqrt(log_variance) - 0.5 * log_variance);
        let z = super::estimate::NORMAL_97_5;
        Estimate { value: self.ultimate, se, low: at(-z), high: at(z), n }
    }
}
