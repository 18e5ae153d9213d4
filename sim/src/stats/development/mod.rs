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

    /// The prediction with its 95% interval, which does not fall below `known`: that of the lognormal with this mean
    /// and standard error for what is still to come (Mack 1993, section 4); where the error is more than that itself,
    /// 1.96 standard errors to either side, because a lognormal so skewed has nearly all of itself near 0.
    ///
    /// `n` is the number of origins behind it.
    pub fn above(&self, known: f64, n: u64) -> Estimate {
        let (rest, se) = (self.ultimate - known, self.se());
        if se > rest || se <= 0.0 {
            let plain = Estimate::by_normal(self.ultimate, se, n);
            return Estimate { low: plain.low.max(known.min(self.ultimate)), ..plain };
        }
        let log_variance = libm::log1p((se / rest) * (se / rest));
        let at = |z: f64| known + rest * libm::exp(z * libm::sqrt(log_variance) - 0.5 * log_variance);
        let z = super::estimate::NORMAL_97_5;
        Estimate { value: self.ultimate, se, low: at(-z), high: at(z), n }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn predicted(ultimate: f64, se: f64) -> Predicted {
        Predicted { ultimate, process: se * se, ..Predicted::default() }
    }

    #[test]
    fn an_interval_stays_above_what_is_known_and_has_the_quantiles_of_its_lognormal() {
        // variance of the logarithm ln(1 + 0.25) = 0.22314: exp(1.96 x 0.47238 - 0.11157) = 2.2576
        let it = predicted(300.0, 50.0).above(200.0, 9);
        assert!((it.high - 425.76).abs() < 0.02 && (it.low - 235.44).abs() < 0.02, "{it:?}");
        assert_eq!((it.value, it.se, it.n), (300.0, 50.0, 9));
    }

    #[test]
    fn an_error_that_is_more_than_what_is_to_come_reaches_as_far_as_it_says() {
        let it = predicted(210.0, 50.0).above(200.0, 9);
        assert_eq!((it.low, it.high), (200.0, 210.0 + 1.959_963_984_540_054 * 50.0));
        let done = predicted(200.0, 0.0).above(200.0, 9);
        assert_eq!((done.low, done.high), (200.0, 200.0));
    }
}
