//! A figure with its error.

use crate::random::special::{incomplete_beta_inverse, normal_quantile};

/// The normal quantile of 97.5%.
pub(super) const NORMAL_97_5: f64 = 1.959_963_984_540_054;

/// What simulation says about a figure, and how sure it is of it: sampling error only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
    /// Lower end of the 95% interval.
    pub low: f64,
    /// Upper end of the 95% interval.
    pub high: f64,
    /// Number of trials behind it.
    pub n: u64,
}

impl Estimate {
    /// A mean of `n >= 2` values with its standard error: interval by Student's t with `n - 1` degrees.
    pub(super) fn by_student(value: f64, se: f64, n: u64) -> Estimate {
        let reach = student_97_5(n - 1) * se;
        Estimate { value, se, low: value - reach, high: value + reach, n }
    }

    /// A figure whose error is normal: interval of 1.96 standard errors to either side.
    pub(super) fn by_normal(value: f64, se: f64, n: u64) -> Estimate {
        let reach = NORMAL_97_5 * se;
        Estimate { value, se, low: value - reach, high: value + reach, n }
    }

    /// The same figure in another unit: everything times `factor`.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Estimate {
        let (a, b) = (self.low * factor, self.high * factor);
        Estimate {
            value: self.value * factor,
            se: self.se * factor.abs(),
            low: a.min(b),
            high: a.max(b),
            n: self.n,
        }
    }

    /// The interval of a figure with a normal or Student error that misses with probability `miss` in place of 5%:
    /// the 95% interval, each half as many times as long as Student's quantile is.
    #[must_use]
    pub fn missing(self, miss: f64) -> Estimate {
        let degrees = self.n.saturating_sub(1).max(1);
        let times = student_beyond(degrees, miss / 2.0) / student_97_5(degrees);
        let half = |end: f64| self.value + (end - self.value) * times;
        Estimate { low: half(self.low), high: half(self.high), ..self }
    }

    /// Whether the 95% interval leaves out `value`.
    pub fn differs_from(&self, value: f64) -> bool {
        value < self.low || value > self.high
    }
}

/// The quantile of 97.5% of Student's t with so many degrees of freedom, at least 1.
pub fn student_97_5(degrees: u64) -> f64 {
    student(degrees, 0.05, NORMAL_97_5)
}

/// What Student's t with so many degrees of freedom, at least 1, exceeds with probability `tail`, in (0, 1/2).
pub fn student_beyond(degrees: u64, tail: f64) -> f64 {
    student(degrees, 2.0 * tail, -normal_quantile(tail))
}

/// The distance that Student's t exceeds to either side with probability `tails` together, of which `z` is that
/// of the normal.
///
/// Below 40 degrees by the inverse of the incomplete beta function, above by the expansion in
/// powers of `1/degrees` (Abramowitz, Stegun 26.7.5; error below 1e-8 at 97.5%, below 1e-3 at one in a million).
fn student(degrees: u64, tails: f64, z: f64) -> f64 {
    let nu = degrees as f64;
    if degrees < 40 {
        let (x, y) = incomplete_beta_inverse(0.5 * nu, 0.5, tails);
        return libm::sqrt(nu * y / x);
    }
    let z2 = z * z;
    let g1 = (z2 + 1.0) / 4.0;
    let g2 = ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    let g3 = (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    let g4 = ((((79.0 * z2 + 776.0) * z2 + 1482.0) * z2 - 1920.0) * z2 - 945.0) / 92_160.0;
    z * (1.0 + (g1 + (g2 + (g3 + g4 / nu) / nu) / nu) / nu)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tables of Student's t and of the normal: 4 degrees 99.9%, 10 degrees 99.99% (two-sided), and 4.4172 for 1e-5.
    #[test]
    fn far_quantiles_of_student_agree_with_printed_tables() {
        for (degrees, miss, printed) in
            [(4, 0.001, 8.610), (10, 0.001, 4.587), (30, 0.001, 3.646), (10_000_000, 1e-5, 4.417)]
        {
            let found = student_beyond(degrees, miss / 2.0);
            assert!((found - printed).abs() < 1.1e-3, "{degrees} {found}");
        }
        let estimate = Estimate { value: 1.0, se: 0.1, low: 1.0 - 0.2776, high: 1.0 + 0.2776, n: 5 };
        let wider = estimate.missing(0.001);
        assert!((wider.high - 1.861).abs() < 1e-3 && (wider.low - 0.139).abs() < 1e-3, "{wider:?}");
    }

    #[test]
    fn student_agrees_with_printed_tables() {
        // Abramowitz and Stegun, table 26.10, and its limit
        for (degrees, printed) in [
            (1, 12.706),
            (2, 4.303),
            (5, 2.571),
            (10, 2.228),
            (30, 2.042),
            (40, 2.021),
            (60, 2.0),
            (120, 1.98),
        ] {
            assert!((student_97_5(degrees) - printed).abs() < 5.1e-4, "{degrees}");
        }
        assert!((student_97_5(10_000_000) - NORMAL_97_5).abs() < 1e-6);
    }

    #[test]
    fn both_ways_to_student_meet() {
        let (x, y) = incomplete_beta_inverse(20.0, 0.5, 0.05);
        assert!((student_97_5(40) - libm::sqrt(40.0 * y / x)).abs() < 2e-8);
    }

    #[test]
    fn student_far_out_agrees_with_another_program() {
        // mpmath: the root of betainc(nu/2, 1/2, 0, nu/(nu + t^2), regularized=True)/2 - tail
        for (degrees, tail, printed) in [
            (5, 1e-3, 5.893_430),
            (39, 1e-3, 3.312_788),
            (40, 1e-3, 3.306_878),
            (99, 1e-3, 3.174_604),
            (40, 1e-6, 5.553_970),
            (99, 1e-6, 5.051_974),
        ] {
            let found = student_beyond(degrees, tail);
            assert!((found / printed - 1.0).abs() < 2e-4, "{degrees} {tail}: {found}");
        }
    }

    #[test]
    fn a_negative_factor_turns_the_interval_over() {
        let estimate = Estimate { value: 2.0, se: 0.5, low: 1.0, high: 3.0, n: 9 };
        let turned = Estimate { value: -4.0, se: 1.0, low: -6.0, high: -2.0, n: 9 };
        assert_eq!(estimate.scaled(-2.0), turned);
    }
}
