//! Methods that begin with what was expected: Bornhuetter-Ferguson and Cape Cod.

use super::Predicted;

/// One origin as these methods see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// What was expected of it in the end, before anything was known.
    pub expected: f64,
    /// What is known of it.
    pub known: f64,
    /// The part of the ultimate that is known by now, 0 to 1: 0 of an origin that has not begun.
    pub completion: f64,
    /// The variance of that part.
    pub completion_variance: f64,
}

/// Bornhuetter-Ferguson (BF法) over origins whose expected amounts share one level. `dispersion` is the variance of
/// an amount over its mean: of independent payments `sum x^2 / sum x`.
///
/// ```text
/// ultimate    = sum of known + expected (1 - q)
/// process     = dispersion x sum of expected (1 - q)
/// parameter   = level variance x (sum of expected (1 - q))^2        level variance: squared, relative
/// development = (sum of expected x sqrt(Var q))^2                   origins share the factors: at most this
/// ```
pub fn bornhuetter_ferguson(origins: &[Prior], dispersion: f64, level_variance: f64) -> Predicted {
    let to_come: f64 = origins.iter().map(|it| it.expected * (1.0 - it.completion)).sum();
    let shared: f64 = origins.iter().map(|it| it.expected * libm::sqrt(it.completion_variance)).sum();
    Predicted {
        ultimate: origins.iter().map(|it| it.known).sum::<f64>() + to_come,
        process: dispersion * to_come.max(0.0),
        parameter: level_variance * to_come * to_come,
        development: shared * shared,
    }
}

/// The level that the known amounts show against the expected ones (Cape Cod, Stanard-Bühlmann), and its squared
/// relative error: `A = sum of known / sum of expected q`, `Var A / A^2 = dispersion / sum of known`.
///
/// `None` where nothing is known, or nothing of it was expected yet.
pub fn cape_cod_level(origins: &[Prior], dispersion: f64) -> Option<(f64, f64)> {
    let known: f64 = origins.iter().map(|it| it.known).sum();
    let due: f64 = origins.iter().map(|it| it.expected * it.completion).sum();
    (known > 0.0 && due > 0.0).then(|| (known / due, dispersion / known))
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    fn origin(expected: f64, known: f64, completion: f64) -> Prior {
        Prior { expected, known, completion, completion_variance: 0.0 }
    }

    #[test]
    fn h05_forty_million_paid_and_eighty_expected_at_fifty_five_per_cent_are_seventy_six() {
        let found = bornhuetter_ferguson(&[origin(80e6, 40e6, 0.55)], 1.0, 0.0);
        assert!((found.ultimate - 76e6).abs() < 1e-6);
        assert!((found.process - 36e6).abs() < 1e-6);
        assert_eq!((found.parameter, found.development), (0.0, 0.0));
    }

    #[test]
    fn errors_of_level_and_pattern_add_up_before_they_are_squared() {
        let both = [origin(100.0, 50.0, 0.5), origin(100.0, 0.0, 0.0)];
        assert_eq!(bornhuetter_ferguson(&both, 0.0, 0.01).parameter, 0.01 * 150.0 * 150.0);
        let unsure = Prior { completion_variance: 0.04, ..origin(100.0, 50.0, 0.5) };
        assert!((bornhuetter_ferguson(&[unsure, unsure], 0.0, 0.0).development - 1600.0).abs() < 1e-9);
    }

    #[test]
    fn the_level_is_what_is_known_over_what_was_due() {
        // 90 + 20 of 100 + 50 x 0.4 due; the origin that has not begun says nothing
        let origins = [origin(100.0, 90.0, 1.0), origin(50.0, 20.0, 0.4), origin(70.0, 0.0, 0.0)];
        assert_eq!(cape_cod_level(&origins, 11.0), Some((110.0 / 120.0, 0.1)));
        assert_eq!(cape_cod_level(&origins[2..], 11.0), None);
    }
}
