//! What we do not know of the tail: dear admissions are stretched or shrunk, the mean is kept.

use crate::random::QuantileTable;

/// What is left open of the tail.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TailModel {
    /// Standard deviation of the logarithm of the exponent; 0 leaves nothing open.
    pub parameter_sd: f64,
    /// Where the tail begins, in multiples of the mean cost of an admission.
    pub above: f64,
}

impl Default for TailModel {
    fn default() -> TailModel {
        TailModel { parameter_sd: 0.0, above: 10.0 }
    }
}

/// What one trial makes of the tail: a cost `x` above `u` becomes `u (x/u)^k`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TailChange {
    /// `u`, in multiples of the mean cost.
    pub above: f64,
    /// `k`: 1 leaves the tail as it is, more makes it heavier. A generalised Pareto tail of index `xi` gets
    /// the index `k xi`.
    pub exponent: f64,
}

/// A change of the tail with the scale that keeps the mean:
/// `x -> scale x` up to `u`, `x -> scale u (x/u)^k` above, costs in multiples of the mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TailShape {
    above: f64,
    exponent: f64,
    scale: f64,
}

/// The tail index that no change exceeds, so that the mean stays finite.
const HEAVIEST: f64 = 0.95;

impl TailShape {
    /// No change, to the bit.
    pub const AS_IT_IS: TailShape = TailShape { above: f64::INFINITY, exponent: 1.0, scale: 1.0 };

    /// The shape that `change` makes of a severity; `unit` is one over its mean.
    ///
    /// The exponent is held where the tail index would exceed 0.95. The mean of the changed costs is a sum
    /// over the bins of the table and, beyond them, over the exact tail: its relative error is below 1e-5.
    pub fn new(change: TailChange, severity: &QuantileTable, unit: f64) -> TailShape {
        let TailChange { above, exponent } = change;
        let index = severity.tail_index();
        let most = if index > 0.0 { (HEAVIEST / index).max(1.0) } else { f64::INFINITY };
        let exponent = exponent.min(most);
        let shape = TailShape { above, exponent, scale: 1.0 };
        let gain =
            severity.mean_above(above / unit, |amount| (shape.of(amount * unit) - amount * unit) / unit);
        TailShape { scale: severity.mean() / (severity.mean() + gain), ..shape }
    }

    /// The scale of the costs up to where the tail begins, and where that is.
    pub(crate) fn line(&self) -> (f64, f64) {
        (self.scale, self.above)
    }

    /// A cost from which on [`TailShape::of`] may exceed `amount`, both in multiples of the mean.
    pub(crate) fn least_above(&self, amount: f64) -> f64 {
        let straight = amount / self.scale;
        let least = if straight <= self.above {
            straight
        } else {
            self.above * libm::pow(straight / self.above, 1.0 / self.exponent)
        };
        least * (1.0 - 1e-9)
    }

    /// What becomes of a cost, both in multiples of the mean.
    #[inline]
    pub fn of(&self, relative: f64) -> f64 {
        if relative > self.above {
            self.scale * (self.above * libm::pow(relative / self.above, self.exponent))
        } else {
            self.scale * relative
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Family, Law};

    fn pareto(shape: f64) -> QuantileTable {
        QuantileTable::new(&Family::new(Law::Pareto { scale: 1.0, shape }).unwrap())
    }

    /// Pareto of scale 1 and shape a, in its own unit: `E[u (X/u)^k; X > u] = a u^(1-a) / (a - k)`,
    /// `E[X; X <= u] = a (1 - u^(1-a)) / (a - 1)`.
    fn changed_mean(a: f64, u: f64, k: f64) -> f64 {
        let top = libm::pow(u, 1.0 - a);
        a * top / (a - k) + a * (1.0 - top) / (a - 1.0)
    }

    #[test]
    fn the_scale_is_that_of_the_closed_form() {
        for (a, k) in [(2.2, 1.2), (2.2, 0.8), (3.0, 1.5), (1.8, 1.1)] {
            let (table, mean) = (pareto(a), a / (a - 1.0));
            let above = 5.0;
            let shape = TailShape::new(TailChange { above, exponent: k }, &table, 1.0 / mean);
            let expected = mean / changed_mean(a, above * mean, k);
            assert!((shape.scale / expected - 1.0).abs() < 1e-5, "{a} {k}: {} {expected}", shape.scale);
            // a scale for another threshold would be noticed
            assert!((shape.scale / (mean / changed_mean(a, 4.5 * mean, k)) - 1.0).abs() > 1e-4);
        }
    }

    /// A splice as the cities have it: the mean over words that are spread evenly over every octave of the
    /// survival probability, by the midpoint rule.
    #[test]
    fn the_mean_of_the_drawn_costs_is_kept_and_the_tail_is_heavier() {
        let law = Law::Splice {
            body: Box::new(Law::LogNormal { mu: 0.0, sigma: 1.0 }),
            threshold: 6.0,
            tail_probability: 0.03,
            tail_scale: 3.0,
            tail_shape: 0.35,
        };
        let table = QuantileTable::new(&Family::new(law).unwrap());
        let unit = 1.0 / table.mean();
        let far = [0.7, 1.0, 1.3].map(|k| {
            let shape = TailShape::new(TailChange { above: 4.0, exponent: k }, &table, unit);
            let word = |v: f64| (2.0 - v).to_bits() << 12;
            let (mut mean, mut far) = (0.0, 0.0);
            for octave in 0..50 {
                let top = libm::exp2(-f64::from(octave));
                for i in 0..256 {
                    let v = top * (1.0 - (f64::from(i) + 0.5) / 512.0);
                    let x = shape.of(table.value(word(v)) * unit);
                    mean += x * top / 512.0;
                    far += (x - 20.0).max(0.0) * top / 512.0;
                }
            }
            assert!((mean - 1.0).abs() < 3e-5, "{k}: {mean}");
            far
        });
        // E[(X - 20)+] in multiples of the mean
        assert!(far[0] < 0.7 * far[1] && far[2] > 1.3 * far[1], "{far:?}");
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "exact by construction")]
    fn an_exponent_of_one_and_no_change_leave_every_cost_alone() {
        let shape = TailShape::new(TailChange { above: 5.0, exponent: 1.0 }, &pareto(2.0), 0.5);
        assert!((shape.scale - 1.0).abs() < 1e-12);
        for x in [0.0, 0.3, 1.0, 9.7, 1e6] {
            assert_eq!(TailShape::AS_IT_IS.of(x), x);
        }
    }

    #[test]
    fn no_cost_below_the_least_exceeds_an_amount() {
        for k in [0.7, 1.0, 1.3] {
            let shape = TailShape::new(TailChange { above: 5.0, exponent: k }, &pareto(2.2), 0.5);
            for amount in [0.5, 4.0, 6.0, 40.0] {
                let least = shape.least_above(amount);
                assert!(shape.of(least) <= amount && shape.of(least * (1.0 + 2e-9)) > amount, "{k} {amount}");
            }
        }
    }

    #[test]
    fn no_exponent_makes_the_mean_infinite() {
        let shape = TailShape::new(TailChange { above: 5.0, exponent: 50.0 }, &pareto(2.0), 0.5);
        assert!((shape.exponent * 0.5 - HEAVIEST).abs() < 1e-3, "{}", shape.exponent);
    }
}
