//! Families of positive amounts as data: how likely, how much, how much below a limit.
//!
//! A [`Law`] is what a file or a fit says; a [`Family`] is a law that has been checked, with its
//! distribution function, quantile, mean and limited expected value, all exact (closed forms, or
//! built from closed forms). Nothing is drawn here: that is for `quantile_table`.

use std::sync::Arc;

mod composite;
mod empirical;
mod parametric;

use composite::{Mixture, Splice};
use empirical::Empirical;
use parametric::{BurrXii, Gamma, GeneralisedPareto, LogNormal, Pareto, Weibull};

/// A distribution of a positive amount, by name and parameters. The unit is the caller's.
#[derive(Debug, Clone, PartialEq)]
pub enum Law {
    /// `ln X` is normal with mean `mu` and standard deviation `sigma > 0`.
    LogNormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// Density `x^(shape-1) e^(-x/scale) / (scale^shape Gamma(shape))`.
    Gamma {
        /// Above 0.
        shape: f64,
        /// Above 0.
        scale: f64,
    },
    /// `P(X > x) = exp(-(x/scale)^shape)`.
    Weibull {
        /// Above 0.
        shape: f64,
        /// Above 0.
        scale: f64,
    },
    /// `P(X > x) = (1 + (x/scale)^c)^-k`, Burr type XII (Singh-Maddala).
    BurrXii {
        /// Above 0.
        c: f64,
        /// Above 0; the mean needs `c k > 1`.
        k: f64,
        /// Above 0.
        scale: f64,
    },
    /// `P(X > x) = (1 + shape (x - threshold)/scale)^(-1/shape)` for `x >= threshold`; exponential at
    /// shape 0.
    GeneralisedPareto {
        /// Least amount, at least 0.
        threshold: f64,
        /// Above 0.
        scale: f64,
        /// The tail index, above -1 and below 1.
        shape: f64,
    },
    /// `P(X > x) = (scale/x)^shape` for `x >= scale`.
    Pareto {
        /// Least amount, above 0.
        scale: f64,
        /// Above 1, or there is no mean.
        shape: f64,
    },
    /// Quantiles joined by straight lines in the probability.
    Empirical {
        /// `(P(X <= x), x)`, probabilities rising from 0 to 1, amounts never falling. Equal amounts
        /// at two points put the probability between them on that amount.
        points: Vec<(f64, f64)>,
    },
    /// One of several laws, chosen with probability proportional to its weight.
    Mixture {
        /// `(weight, law)`, weights above 0.
        parts: Vec<(f64, Law)>,
    },
    /// Below a threshold a body, above it a generalised Pareto tail with a probability of its own.
    Splice {
        /// The law of amounts up to the threshold, of which only the part below it counts.
        body: Box<Law>,
        /// Where the tail begins, above 0.
        threshold: f64,
        /// `P(X > threshold)`, above 0 and below 1.
        tail_probability: f64,
        /// Scale of the tail, above 0.
        tail_scale: f64,
        /// Tail index, above -1 and below 1.
        tail_shape: f64,
    },
}

impl Law {
    /// The law of `factor` times the amount, for `factor > 0`.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Law {
        match *self {
            Law::LogNormal { mu, sigma } => Law::LogNormal { mu: mu + libm::log(factor), sigma },
            Law::Gamma { shape, scale } => Law::Gamma { shape, scale: scale * factor },
            Law::Weibull { shape, scale } => Law::Weibull { shape, scale: scale * factor },
            Law::BurrXii { c, k, scale } => Law::BurrXii { c, k, scale: scale * factor },
            Law::GeneralisedPareto { threshold, scale, shape } => {
                Law::GeneralisedPareto { threshold: threshold * factor, scale: scale * factor, shape }
            }
            Law::Pareto { scale, shape } => Law::Pareto { scale: scale * factor, shape },
            Law::Empirical { ref points } => {
                Law::Empirical { points: points.iter().map(|&(p, x)| (p, x * factor)).collect() }
            }
            Law::Mixture { ref parts } => {
                Law::Mixture { parts: parts.iter().map(|(w, law)| (*w, law.scaled(factor))).collect() }
            }
            Law::Splice { ref body, threshold, tail_probability, tail_scale, tail_shape } => Law::Splice {
                body: Box::new(body.scaled(factor)),
                threshold: threshold * factor,
                tail_probability,
                tail_scale: tail_scale * factor,
                tail_shape,
            },
        }
    }
}

/// Why a law is not a distribution with a mean.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FamilyError {
    /// A parameter outside its range.
    #[error("{parameter} = {value} is outside {range}")]
    Parameter {
        /// The name of the parameter.
        parameter: &'static str,
        /// Its value.
        value: f64,
        /// Where it may lie.
        range: &'static str,
    },
    /// The mean is infinite, so no premium exists.
    #[error("the mean is infinite")]
    NoMean,
    /// A mixture or a table of quantiles without enough members.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// Probabilities of quantiles that do not rise from 0 to 1, or amounts that fall; the index of the point.
    #[error("point {0} does not follow the one before")]
    Points(usize),
    /// A part of a mixture (its index) or the body of a splice (0) that is itself impossible.
    #[error("part {0}: {1}")]
    Part(usize, Box<FamilyError>),
    /// A splice whose body has no probability below the threshold.
    #[error("the body has no probability below the threshold")]
    EmptyBody,
}

/// What every family can tell. Amounts are at least 0.
trait Distribution: Send + Sync {
    /// P(X <= x).
    fn cdf(&self, x: f64) -> f64;
    /// P(X > x), accurate where it is small.
    fn survival(&self, x: f64) -> f64;
    /// The amount exceeded with probability `v`, for `0 < v < 1`.
    fn quantile(&self, v: f64) -> f64;
    /// The ends of the range.
    fn range(&self) -> (f64, f64);
    /// E\[X\].
    fn mean(&self) -> f64;
    /// E\[min(X, d)\] for `0 < d < infinity`.
    fn limited_mean(&self, d: f64) -> f64;
    /// The logarithm of the density for `0 < x < infinity`; minus infinity where there is none.
    fn ln_density(&self, x: f64) -> f64;
}

/// A distribution of a positive amount, checked and ready. Cheap to clone.
///
/// ```
/// use huimin::random::{Family, Law};
/// let cost = Family::new(Law::Pareto { scale: 100.0, shape: 2.0 }).unwrap();
/// assert_eq!(cost.survival(200.0), 0.25);
/// assert_eq!(cost.quantile(0.25), 200.0);
/// assert_eq!(cost.mean(), 200.0);
/// assert_eq!(cost.limited_expected_value(200.0), 150.0); // 100 + integral of (100/x)^2 from 100 to 200
/// ```
#[derive(Clone)]
pub struct Family {
    law: Law,
    distribution: Arc<dyn Distribution>,
}

impl Family {
    /// Checks a law: parameters in range, a finite mean.
    pub fn new(law: Law) -> Result<Family, FamilyError> {
        let distribution: Arc<dyn Distribution> = match law {
            Law::LogNormal { mu, sigma } => Arc::new(LogNormal::new(mu, sigma)?),
            Law::Gamma { shape, scale } => Arc::new(Gamma::new(shape, scale)?),
            Law::Weibull { shape, scale } => Arc::new(Weibull::new(shape, scale)?),
            Law::BurrXii { c, k, scale } => Arc::new(BurrXii::new(c, k, scale)?),
            Law::GeneralisedPareto { threshold, scale, shape } => {
                Arc::new(GeneralisedPareto::new(threshold, scale, shape)?)
            }
            Law::Pareto { scale, shape } => Arc::new(Pareto::new(scale, shape)?),
            Law::Empirical { ref points } => Arc::new(Empirical::new(points)?),
            Law::Mixture { ref parts } => Arc::new(Mixture::new(parts)?),
            Law::Splice { ref body, threshold, tail_probability, tail_scale, tail_shape } => {
                Arc::new(Splice::new(
                    body,
                    tail_probability,
                    GeneralisedPareto::new(threshold, tail_scale, tail_shape)?,
                )?)
            }
        };
        if distribution.mean().is_finite() {
            Ok(Family { law, distribution })
        } else {
            Err(FamilyError::NoMean)
        }
    }

    /// The law with its parameters.
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// P(X <= x).
    pub fn cdf(&self, x: f64) -> f64 {
        if x < 0.0 { 0.0 } else { self.distribution.cdf(x) }
    }

    /// P(X > x), accurate where it is small.
    pub fn survival(&self, x: f64) -> f64 {
        if x < 0.0 { 1.0 } else { self.distribution.survival(x) }
    }

    /// The logarithm of the density at `x`; minus infinity outside the range, and at 0 and below.
    ///
    /// A table of quantiles has the density of its straight lines; an amount of which it has a probability
    /// of its own has none.
    pub fn ln_density(&self, x: f64) -> f64 {
        if x > 0.0 && x < f64::INFINITY { self.distribution.ln_density(x) } else { f64::NEG_INFINITY }
    }

    /// The amount that is exceeded with probability `v`; the ends of the range at 1 and 0.
    ///
    /// Accurate in the far tail, where `1 - v` could not tell one `v` from another.
    pub fn quantile(&self, v: f64) -> f64 {
        let (low, high) = self.distribution.range();
        if v >= 1.0 {
            low
        } else if v <= 0.0 {
            high
        } else {
            self.distribution.quantile(v)
        }
    }

    /// The least amount, and the largest (it may be infinite).
    pub fn range(&self) -> (f64, f64) {
        self.distribution.range()
    }

    /// E\[X\], always finite.
    pub fn mean(&self) -> f64 {
        self.distribution.mean()
    }

    /// E\[min(X, d)\]: what is paid on average when no more than `d` is paid.
    pub fn limited_expected_value(&self, d: f64) -> f64 {
        if d <= 0.0 {
            0.0
        } else if d == f64::INFINITY {
            self.mean()
        } else {
            self.distribution.limited_mean(d)
        }
    }

    /// The family of the same form with another mean, above 0.
    pub fn with_mean(&self, mean: f64) -> Result<Family, FamilyError> {
        self.scaled(positive("mean", mean)? / self.mean())
    }

    /// The family of `factor` times the amount.
    pub fn scaled(&self, factor: f64) -> Result<Family, FamilyError> {
        Family::new(self.law.scaled(positive("factor", factor)?))
    }
}

impl std::fmt::Debug for Family {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Family").field(&self.law).finish()
    }
}

impl PartialEq for Family {
    fn eq(&self, other: &Family) -> bool {
        self.law == other.law
    }
}

fn finite(parameter: &'static str, value: f64) -> Result<f64, FamilyError> {
    let range = "the finite numbers";
    if value.is_finite() { Ok(value) } else { Err(FamilyError::Parameter { parameter, value, range }) }
}

fn positive(parameter: &'static str, value: f64) -> Result<f64, FamilyError> {
    let range = "(0, infinity)";
    if value > 0.0 && value.is_finite() {
        Ok(value)
    } else {
        Err(FamilyError::Parameter { parameter, value, range })
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests;
#[cfg(test)]
pub(super) use tests::examples;
