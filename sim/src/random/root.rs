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

/// The zero of a decreasing function, searched for outwards from `guess` in doubling steps.
pub(super) fn zero_near(mut f: impl FnMut(f64) -> f64, guess: f64, step: f64) -> f64 {
    let upwards = f(guess) > 0.0;
    let mut step = if upwards { step } else { -step };
    let mut near = guess;
    // 2^60 steps away there is nothing left to find
    for _ in 0..60 {
        let far = near + step;
        if (f(far) > 0.0) != upwards {
            return zero_between(f, near.min(far), near.max(far));
        }
        near = far;
        step *= 2.0;
    }
    near
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    #[test]
    fn a_zero_is_found_to_the_last_place() {
        let root = zero_between(|x| 2.0 - x * x, 0.0, 2.0);
        assert!((root - 2.0_f64.sqrt()).abs() <= 4.0 * f64::EPSILON);
        let root = zero_near(|x| 1e-9 - x, 40.0, 1.0);
        assert!((root - 1e-9).abs() <= 1e-24);
    }

    #[test]
    fn infinite_values_do_not_lead_astray() {
        let f = |x: f64| if x < 3.0 { f64::INFINITY } else { 3.5 - x };
        assert_eq!(zero_between(f, 0.0, 10.0), 3.5);
    }

    #[test]
    fn it_takes_about_ten_values() {
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
    }
}
