//! What the limits of a figure rest on, so that they can be had at any error rate and not at 5% alone.

use super::estimate::{Estimate, NORMAL_97_5, student_beyond};
use super::proportion::Proportion;
use super::sample::Sample;
use crate::random::special::{incomplete_beta_inverse, normal_quantile};
use crate::units::Share;

/// How the error of an estimate is distributed.
#[derive(Debug, Clone, PartialEq)]
pub enum Spread {
    /// Student's t with so many degrees of freedom, at least 1.
    Student(u64),
    /// Normal.
    Normal,
    /// That of a count of independent trials.
    Count(Proportion),
    /// That of a share of trials that do not stand for themselves.
    Weighted {
        /// Degrees of freedom of its standard error.
        degrees: u64,
        /// The trials of the nominal law that would as surely have shown an event.
        nominal: f64,
    },
    /// That of the quantile at this level of these values.
    Ranks(Box<Sample>, Share),
    /// Unknown but for its 95% interval, each end of which moves out as that of a normal does.
    Interval,
}

impl Spread {
    /// The limits that leave out the truth below with probability `tail` at most, and above likewise, for `tail` in
    /// (0, 1/2): exact for counts and quantiles of independent trials, as good as the standard error elsewhere.
    /// Infinite where the trials are too few.
    pub fn limits(&self, estimate: &Estimate, tail: f64) -> (f64, f64) {
        let Estimate { value, se, .. } = *estimate;
        let normal = -normal_quantile(tail);
        match self {
            Spread::Student(degrees) => about(value, student_beyond(*degrees, tail) * se),
            Spread::Normal => about(value, normal * se),
            Spread::Count(count) => count.limits(tail),
            Spread::Weighted { nominal, .. } if value <= 0.0 => (0.0, unseen(tail, *nominal)),
            Spread::Weighted { nominal, .. } if value >= 1.0 => (1.0 - unseen(tail, *nominal), 1.0),
            Spread::Weighted { degrees, .. } => {
                let student = normal / student_beyond(*degrees, tail);
                let trials = value * (1.0 - value) / (se * se) * student * student;
                let (k, rest) = (value * trials, (1.0 - value) * trials);
                let low = incomplete_beta_inverse(k, rest + 1.0, tail).0;
                (low, incomplete_beta_inverse(k + 1.0, rest, 1.0 - tail).0)
            }
            Spread::Ranks(sample, level) => {
                sample.quantile_limits(*level, tail).unwrap_or((f64::NEG_INFINITY, f64::INFINITY))
            }
            Spread::Interval => {
                let factor = normal / NORMAL_97_5;
                (value - factor * (value - estimate.low), value + factor * (estimate.high - value))
            }
        }
    }

    /// The same of a figure in another unit, which keeps the order of values.
    #[must_use]
    pub fn in_unit(self, of: impl Fn(f64) -> f64) -> Spread {
        match self {
            Spread::Ranks(sample, level) => Spread::Ranks(Box::new(sample.in_unit(of)), level),
            other => other,
        }
    }

    /// How many times as many trials, about, bring the limit that now lies `reach` beyond `value` to within
    /// `distance` of it: the square of their ratio, or the ratio itself of what never happened.
    pub fn times_as_many(&self, value: f64, reach: f64, distance: f64) -> f64 {
        let ratio = reach / distance;
        let share = matches!(self, Spread::Count(_) | Spread::Weighted { .. });
        if share && (value <= 0.0 || value >= 1.0) { ratio } else { ratio * ratio }
    }
}

fn about(value: f64, reach: f64) -> (f64, f64) {
    (value - reach, value + reach)
}

/// The upper limit of what never happened in `n` trials.
fn unseen(tail: f64, n: f64) -> f64 {
    (-libm::log(tail) / n).min(1.0)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    fn estimate(value: f64, se: f64) -> Estimate {
        Estimate { value, se, low: value - 2.0 * se, high: value + 3.0 * se, n: 100 }
    }

    #[test]
    fn at_two_and_a_half_per_cent_the_limits_are_those_of_the_95_per_cent_interval() {
        let close = |(a, b): (f64, f64), (c, d): (f64, f64)| (a - c).abs() < 1e-7 && (b - d).abs() < 1e-7;
        let student = Estimate::by_student(3.0, 0.5, 100);
        assert!(close(Spread::Student(99).limits(&student, 0.025), (student.low, student.high)));
        let normal = Estimate::by_normal(3.0, 0.5, 100);
        assert!(close(Spread::Normal.limits(&normal, 0.025), (normal.low, normal.high)));
        let count = Proportion::new(7, 90).unwrap();
        let share = count.estimate();
        assert!(close(Spread::Count(count).limits(&share, 0.025), (share.low, share.high)));
        assert!(close(Spread::Interval.limits(&estimate(5.0, 1.0), 0.025), (3.0, 8.0)));
    }

    #[test]
    fn a_share_of_weighted_trials_is_bounded_by_its_effective_number() {
        // se of 100 independent trials: those of Clopper and Pearson, a little wider by Student's t
        let share = estimate(0.1, 0.03);
        let weighted = Spread::Weighted { degrees: 1_000_000, nominal: 100.0 };
        let (low, high) = weighted.limits(&share, 1e-3);
        let (exact_low, exact_high) = Proportion::new(10, 100).unwrap().limits(1e-3);
        assert!((low - exact_low).abs() < 1e-5 && (high - exact_high).abs() < 1e-5);
        assert!(Spread::Weighted { degrees: 15, nominal: 100.0 }.limits(&share, 1e-3).1 > high + 0.01);
        let (low, high) = weighted.limits(&estimate(0.0, 0.01), 0.05);
        assert!(low == 0.0 && (high - 0.029_957).abs() < 1e-6);
        assert_eq!(weighted.limits(&estimate(1.0, 0.01), 0.05), (1.0 - high, 1.0));
    }

    #[test]
    fn errors_shrink_with_the_root_of_the_trials_and_what_never_happened_with_the_trials() {
        assert_eq!(Spread::Normal.times_as_many(0.0, 3.0, 1.0), 9.0);
        let never = Spread::Count(Proportion::new(0, 100).unwrap());
        assert_eq!(never.times_as_many(0.0, 3.0, 1.0), 3.0);
        assert_eq!(Spread::Count(Proportion::new(4, 100).unwrap()).times_as_many(0.04, 3.0, 1.0), 9.0);
    }
}
