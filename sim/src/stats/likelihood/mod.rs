//! What amounts say about the law they come from, by maximum likelihood.
//!
//! An amount may be known exactly, as above a limit (censored at a cap) or as between two limits (a band of
//! a table); and it may have been seen only because it was above something (truncated at a deductible). The
//! covariance of the parameters is the inverse of the observed information, in coordinates on the whole line
//! in which the normal approximation is good. This module knows no insurance.

mod candidate;
mod curve;
mod form;
mod maximum;
mod tail;

pub use candidate::Candidate;
pub use curve::{ExcessPoint, QuantilePoint, SurvivalCurve, anderson_darling};
pub use form::Form;
pub use maximum::{Coordinates, Fitted, Maximum, maximise};
pub use tail::{TailCandidate, TailChoice, choose_threshold};

use crate::random::Family;

/// What is known of an amount.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Seen {
    /// The amount.
    Exactly(f64),
    /// That it is above this one.
    Above(f64),
    /// That it is above the first and at most the second.
    Between(f64, f64),
}

/// One amount, or several of which the same is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation {
    /// What is known of it.
    pub seen: Seen,
    /// It was seen only because it is above this; 0 where all are seen.
    pub from: f64,
    /// How many there are, above 0.
    pub count: f64,
}

impl Observation {
    /// One amount, seen whatever it is.
    pub fn exactly(amount: f64) -> Observation {
        Observation { seen: Seen::Exactly(amount), from: 0.0, count: 1.0 }
    }

    /// The least that the amount can be.
    pub fn least(&self) -> f64 {
        match self.seen {
            Seen::Exactly(amount) | Seen::Above(amount) | Seen::Between(amount, _) => amount.max(self.from),
        }
    }

    /// The same amount in another unit.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Observation {
        let seen = match self.seen {
            Seen::Exactly(amount) => Seen::Exactly(amount * factor),
            Seen::Above(amount) => Seen::Above(amount * factor),
            Seen::Between(low, high) => Seen::Between(low * factor, high * factor),
        };
        Observation { seen, from: self.from * factor, count: self.count }
    }

    /// The same amount where all that is above `limit` is known as no more than that.
    #[must_use]
    pub fn censored(self, limit: f64) -> Observation {
        let above = match self.seen {
            Seen::Exactly(amount) | Seen::Above(amount) => amount > limit,
            Seen::Between(low, _) => low >= limit,
        };
        if above { Observation { seen: Seen::Above(limit), ..self } } else { self }
    }
}

/// The logarithm of the likelihood of a law:
///
/// ```text
/// sum of count x [ ln f(x)  or  ln S(limit)  or  ln (F(high) - F(low)) ] - count x ln S(from)
/// ```
///
/// Minus infinity where the law cannot have made what was seen.
pub fn ln_likelihood(family: &Family, observations: &[Observation]) -> f64 {
    let mut sum = 0.0;
    let (mut from, mut ln_seen) = (0.0, 0.0);
    for it in observations {
        if (it.from - from).abs() > 0.0 {
            (from, ln_seen) = (it.from, libm::log(family.survival(it.from)));
        }
        let seen = match it.seen {
            Seen::Exactly(amount) => family.ln_density(amount),
            Seen::Above(limit) if limit <= it.from => ln_seen,
            Seen::Above(limit) => libm::log(family.survival(limit)),
            Seen::Between(low, high) => libm::log(between(family, low.max(it.from), high)),
        };
        sum += it.count * (seen - ln_seen);
    }
    if sum.is_nan() { f64::NEG_INFINITY } else { sum }
}

/// The probability of the amounts above `low` up to `high`, without loss in either tail.
fn between(family: &Family, low: f64, high: f64) -> f64 {
    if family.survival(low) > 0.5 {
        family.cdf(high) - family.cdf(low)
    } else {
        family.survival(low) - family.survival(high)
    }
}

#[cfg(test)]
mod tests;
