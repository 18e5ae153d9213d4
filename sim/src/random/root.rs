//! The zero of a monotone function, for inverse distributions without a closed form.
#![expect(clippy::many_single_char_names, reason = "the symbols of the paper")]

/// The zero of `f` between `low` and `high`, to the last place or two.
///
/// Chandrupatla's method (1997): inverse quadratic interpolation where it is safe, else bisection.
/// `f` must change sign; infinite values are allowed. Where it does not, the end nearer to zero.
pub(super) fn zero_between(mut f: impl FnMut(f64) -> f64, low: f64, high: f64) -> f64 {
    let (mut a, mut fa) = (high, f(high));
    let (mut b, mut fb) = (low, f(low));
    if fa * fb > 0.0 {
        return if fa.abs() < fb.abs() { a } else { b };
    }
    let mut t = 0.5;
    for _ in 0..200 {
        let x = a + t * (b - a);
        let fx = f(x);
        let (c, fc) = if (fx > 0.0) == (fa > 0.0) {
            (a, fa)
        } else {
            let old = (b, fb);
            (b, fb) = (a, fa);
            old
        };
        (a, fa) = (x, fx);
        let (best, at_best) = if fa.abs() < fb.abs() { (a, fa) } else { (b, fb) };
        let least = (2.0 * f64::EPSILON * best.abs() + f64::MIN_POSITIVE) / (b - a).abs();
        if at_best == 0.0 || least > 0.5 {
            return best;
        }
        let (xi, phi) = ((a - b) / (c - b), (fa - fb) / (fc - fb));
        t = if phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi {
            fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
        } else {
            0.5
        };
        t = if t.is_nan() { 0.5 } else { t.clamp(least, 1.0 - least) };
    }
    if fa.abs() < fb.abs() { a } else { b }
}

/// The zero of a decreasing function that is given with its slope, from a guess.
///
/// Newton's method, ended by a step below `near` (of the point, or of 1 where that is less than 1), so
/// that the error is about the square of `near`. Where a step would leave the nearest points of either
/// sign, or the function is infinite: half-way between them, and before both are known ever further on.
pub(super) fn zero_by_slope(f: impl Fn(f64) -> (f64, f64), guess: f64, near: f64) -> f64 {
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut t = guess;
    let mut reach = 1.0;
    for _ in 0..200 {
        let (value, slope) = f(t);
        let newton = t - value / slope;
        if (newton - t).abs() <= near * t.abs().max(1.0) {
            return newton;
        }
        if value > 0.0 {
            low = t;
        } else {
            high = t;
        }
        t = if newton > low && newton < high && (newton - t).abs() <= reach {
            newton
        } else if low.is_finite() && high.is_finite() {
            low + 0.5 * (high - low)
        } else {
            t + libm::copysign(reach, value)
        };
        reach *= 2.0;
    }
    t
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    #[test]
    fn a_zero_is_found_to_the_last_place() {
        let root = zero_between(|x| 2.0 - x * x, 0.0, 2.0);
        assert!((root - 2.0_f64.sqrt()).abs() <= 4.0 * f64::EPSILON);
        let root = zero_by_slope(|x| (2.0 - x * x, -2.0 * x), 40.0, 1e-9);
        assert!((root - 2.0_f64.sqrt()).abs() <= 4.0 * f64::EPSILON);
    }

    #[test]
    fn infinite_values_do_not_lead_astray() {
        let f = |x: f64| if x < 3.0 { f64::INFINITY } else { 3.5 - x };
        assert_eq!(zero_between(f, 0.0, 10.0), 3.5);
        assert_eq!(zero_by_slope(|x| (f(x), if x < 3.0 { f64::NAN } else { -1.0 }), -40.0, 1e-9), 3.5);
    }

    #[test]
    fn it_takes_few_values() {
        let mut n = 0;
        zero_between(
            |x| {
                n += 1;
                libm::exp(-x) - 1e-3
            },
            0.0,
            20.0,
        );
        assert!(n <= 16, "{n} values");
        let n = std::cell::Cell::new(0);
        zero_by_slope(
            |x| {
                n.set(n.get() + 1);
                (libm::exp(-x) - 0.1, -libm::exp(-x))
            },
            2.0,
            1e-9,
        );
        assert!(n.get() <= 5, "{} values", n.get());
    }
}
