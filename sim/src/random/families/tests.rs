use super::*;
use proptest::prelude::*;

fn family(law: Law) -> Family {
    Family::new(law).unwrap()
}

/// One of each family, in yuan, with parameters of the size of hospital bills.
pub(in crate::random) fn examples() -> Vec<(&'static str, Family)> {
    let body = Law::LogNormal { mu: 8.9, sigma: 1.25 };
    let points =
        vec![(0.0, 0.0), (0.2, 1500.0), (0.3, 1500.0), (0.9, 30_000.0), (0.99, 120_000.0), (1.0, 800_000.0)];
    let laws = vec![
        ("lognormal", body.clone()),
        ("gamma", Law::Gamma { shape: 0.7, scale: 20_000.0 }),
        ("gamma of high shape", Law::Gamma { shape: 40.0, scale: 300.0 }),
        ("weibull", Law::Weibull { shape: 0.6, scale: 9000.0 }),
        ("burr", Law::BurrXii { c: 1.4, k: 1.9, scale: 12_000.0 }),
        ("generalised pareto", Law::GeneralisedPareto { threshold: 500.0, scale: 9000.0, shape: 0.3 }),
        ("bounded pareto", Law::GeneralisedPareto { threshold: 0.0, scale: 9000.0, shape: -0.4 }),
        ("exponential", Law::GeneralisedPareto { threshold: 0.0, scale: 9000.0, shape: 0.0 }),
        ("pareto", Law::Pareto { scale: 5000.0, shape: 2.4 }),
        ("empirical", Law::Empirical { points }),
        (
            "mixture",
            Law::Mixture {
                parts: vec![(0.98, body.clone()), (0.02, Law::Pareto { scale: 1e5, shape: 1.8 })],
            },
        ),
        (
            "splice",
            Law::Splice {
                body: Box::new(body),
                threshold: 60_000.0,
                tail_probability: 0.04,
                tail_scale: 40_000.0,
                tail_shape: 0.3,
            },
        ),
    ];
    laws.into_iter().map(|(name, law)| (name, family(law))).collect()
}

/// Integral of the survival function from 0 to d by Simpson's rule on pieces between quantiles.
fn integrated_survival(family: &Family, d: f64) -> f64 {
    let mut knots: Vec<f64> = (0..=400).map(|i| family.quantile(1.0 - f64::from(i) / 400.0)).collect();
    knots.extend((1..200).map(|i| family.quantile(libm::exp2(-f64::from(i) / 6.0))));
    knots.extend([0.0, d, 500.0, 1500.0, 30_000.0, 60_000.0, 1e5, 120_000.0]);
    knots.extend((0..60).map(|i| d * libm::exp2(-f64::from(i))));
    knots.retain(|x| (0.0..=d).contains(x));
    knots.sort_by(f64::total_cmp);
    // open ends, because the survival function may jump at a knot
    let piece = |a: f64, b: f64| {
        let nodes = [
            (0.046_910_077_030_668, 0.118_463_442_528_095),
            (0.230_765_344_947_158, 0.239_314_335_249_683),
            (0.5, 0.284_444_444_444_444),
        ];
        (b - a)
            * nodes
                .iter()
                .map(|&(x, w)| {
                    let left = family.survival(a + (b - a) * x);
                    if x == 0.5 { w * left } else { w * (left + family.survival(b - (b - a) * x)) }
                })
                .sum::<f64>()
    };
    knots.windows(2).map(|w| piece(w[0], w[1])).sum()
}

#[test]
fn limited_expected_values_are_integrals_of_the_survival_function() {
    for (name, family) in examples() {
        for d in [200.0, 2000.0, 9000.0, 40_000.0, 60_000.0, 150_000.0, 600_000.0] {
            let (exact, integral) = (family.limited_expected_value(d), integrated_survival(&family, d));
            assert!((exact / integral - 1.0).abs() < 1e-8, "{name} at {d}: {exact} {integral}");
        }
    }
}

#[test]
fn densities_are_slopes_of_the_distribution_function() {
    for (name, family) in examples() {
        for x in [700.0, 2000.0, 9000.0, 40_000.0, 59_000.0, 150_000.0] {
            let step = x * 1e-5;
            let slope = if family.cdf(x) < 0.5 {
                family.cdf(x + step) - family.cdf(x - step)
            } else {
                family.survival(x - step) - family.survival(x + step)
            } / (2.0 * step);
            let density = libm::exp(family.ln_density(x));
            assert!((density - slope).abs() <= 1e-6 * slope + 1e-11 / x, "{name} at {x}: {density} {slope}");
        }
        assert_eq!(family.ln_density(0.0), f64::NEG_INFINITY, "{name}");
    }
}

#[test]
fn the_mean_is_the_limited_expected_value_without_a_limit() {
    for (name, family) in examples() {
        let far = family.quantile(1e-14).max(1e9);
        let rest = family.mean() - family.limited_expected_value(far);
        // what lies beyond is far * survival(far) / (tail index - 1), at most some times that
        let bound = 5.0 * far * family.survival(far) + 1e-9 * family.mean();
        assert!(rest > -1e-9 * family.mean() && rest <= bound, "{name}: {rest}");
        assert_eq!(family.limited_expected_value(f64::INFINITY), family.mean());
        assert_eq!(family.limited_expected_value(0.0), 0.0);
    }
}

#[test]
fn printed_examples_come_out() {
    // Klugman, Panjer, Willmot: lognormal mean exp(mu + sigma^2/2); Weibull at its scale 1/e;
    // Burr with c = k = scale = 2: S(2) = 1/4, mean = 2 Gamma(3/2)^2 / Gamma(2) = pi/2
    let lognormal = family(Law::LogNormal { mu: 0.0, sigma: 1.0 });
    assert!((lognormal.mean() - 1.648_721_270_700_128).abs() < 1e-14);
    assert!((lognormal.quantile(0.025) - 7.099_071_384_231_339).abs() < 1e-12); // exp(1.959964)
    let weibull = family(Law::Weibull { shape: 2.0, scale: 3.0 });
    assert!((weibull.survival(3.0) - 0.367_879_441_171_442_3).abs() < 1e-15);
    assert!((weibull.mean() - 3.0 * 0.886_226_925_452_758).abs() < 1e-13); // 3 Gamma(3/2)
    let burr = family(Law::BurrXii { c: 2.0, k: 2.0, scale: 2.0 });
    assert!((burr.survival(2.0) - 0.25).abs() < 1e-15);
    assert!((burr.mean() - std::f64::consts::FRAC_PI_2).abs() < 1e-13);
    let gamma = family(Law::Gamma { shape: 1.0, scale: 5.0 });
    assert!((gamma.quantile(0.01) - 5.0 * 4.605_170_185_988_091).abs() < 1e-12); // -5 ln 0.01
}

#[test]
fn a_table_of_quantiles_puts_probability_on_a_repeated_amount() {
    let family = family(Law::Empirical { points: vec![(0.0, 0.0), (0.25, 0.0), (0.5, 100.0), (1.0, 300.0)] });
    assert_eq!(
        (family.cdf(0.0), family.cdf(50.0), family.cdf(100.0), family.cdf(300.0)),
        (0.25, 0.375, 0.5, 1.0)
    );
    assert_eq!((family.quantile(0.8), family.quantile(0.75), family.quantile(0.25)), (0.0, 0.0, 200.0));
    assert_eq!(family.mean(), 12.5 + 100.0); // 1/4 of 0..100, 1/2 of 100..300
    assert_eq!(family.limited_expected_value(200.0), 12.5 + 0.25 * 150.0 + 0.25 * 200.0);
}

#[test]
fn a_splice_has_the_tail_it_was_given() {
    let examples = examples();
    let (_, splice) = &examples[11];
    assert!((splice.survival(60_000.0) - 0.04).abs() < 1e-15);
    let tail = family(Law::GeneralisedPareto { threshold: 60_000.0, scale: 40_000.0, shape: 0.3 });
    assert!((splice.survival(500_000.0) / tail.survival(500_000.0) - 0.04).abs() < 1e-14);
    assert_eq!(splice.quantile(0.04), 60_000.0);
    // the body keeps its proportions: half of its own probability below the threshold
    let body = family(Law::LogNormal { mu: 8.9, sigma: 1.25 });
    let middle = body.quantile(1.0 - 0.5 * body.cdf(60_000.0));
    assert!((splice.cdf(middle) - 0.48).abs() < 1e-13);
}

#[test]
fn impossible_parameters_are_refused_by_name() {
    let refused = |law: Law| Family::new(law).unwrap_err();
    let named = |law: Law| match refused(law) {
        FamilyError::Parameter { parameter, .. } => parameter,
        other => panic!("{other}"),
    };
    assert_eq!(named(Law::LogNormal { mu: f64::NAN, sigma: 1.0 }), "mu");
    assert_eq!(named(Law::LogNormal { mu: 0.0, sigma: 0.0 }), "sigma");
    assert_eq!(named(Law::Gamma { shape: -1.0, scale: 1.0 }), "shape");
    assert_eq!(named(Law::Weibull { shape: 1.0, scale: f64::INFINITY }), "scale");
    assert_eq!(named(Law::GeneralisedPareto { threshold: 0.0, scale: 1.0, shape: f64::NAN }), "shape");
    assert_eq!(
        refused(Law::GeneralisedPareto { threshold: 0.0, scale: 1.0, shape: 1.0 }),
        FamilyError::NoMean
    );
    assert_eq!(refused(Law::Pareto { scale: 1.0, shape: 1.0 }), FamilyError::NoMean);
    assert_eq!(refused(Law::BurrXii { c: 1.0, k: 1.0, scale: 1.0 }), FamilyError::NoMean);
    assert_eq!(refused(Law::LogNormal { mu: 800.0, sigma: 1.0 }), FamilyError::NoMean);
    let points = |points: &[(f64, f64)]| refused(Law::Empirical { points: points.to_vec() });
    assert_eq!(points(&[(0.0, 1.0)]), FamilyError::Empty("points"));
    assert_eq!(points(&[(0.1, 1.0), (1.0, 2.0)]), FamilyError::Points(0));
    assert_eq!(points(&[(0.0, 1.0), (0.5, 0.5), (1.0, 2.0)]), FamilyError::Points(1));
    assert_eq!(points(&[(0.0, 1.0), (0.9, 2.0)]), FamilyError::Points(1));
    assert_eq!(refused(Law::Mixture { parts: vec![] }), FamilyError::Empty("mixture"));
    let inner = Law::Mixture { parts: vec![(1.0, Law::Gamma { shape: 1.0, scale: 0.0 })] };
    assert!(matches!(refused(inner), FamilyError::Part(0, _)));
    let splice = |body: Law, tail_probability| Law::Splice {
        body: Box::new(body),
        threshold: 100.0,
        tail_probability,
        tail_scale: 1.0,
        tail_shape: 0.1,
    };
    assert_eq!(named(splice(Law::Gamma { shape: 1.0, scale: 1.0 }, 1.0)), "tail_probability");
    assert_eq!(refused(splice(Law::Pareto { scale: 200.0, shape: 2.0 }, 0.1)), FamilyError::EmptyBody);
}

proptest! {
    #[test]
    fn the_quantile_inverts_the_survival_function_into_the_far_tail(index in 0_usize..12, log_v in -60.0..-0.001_f64) {
        let (name, family) = &examples()[index];
        let v = libm::exp(log_v);
        let x = family.quantile(v);
        if *name == "empirical" {
            // one amount has probability of its own, and 1 - p knows no tail below 1e-16
            prop_assert!(family.survival(x) <= v + 1e-15 && (x == 1500.0 || family.survival(x) >= v - 1e-15));
        } else if *name == "bounded pareto" {
            // at the end of the range neighbouring floats are far apart in probability
            prop_assert!((family.survival(x) / v - 1.0).abs() < 1e-15 / libm::pow(v, 0.4));
        } else {
            prop_assert!((family.survival(x) / v - 1.0).abs() < 1e-11, "{} {} {}", name, v, x);
        }
    }

    #[test]
    fn below_and_above_add_to_one(index in 0_usize..12, x in 0.0..300_000.0_f64) {
        let (name, family) = &examples()[index];
        prop_assert!((family.cdf(x) + family.survival(x) - 1.0).abs() < 1e-14, "{}", name);
    }

    #[test]
    fn a_scaled_family_is_the_family_of_scaled_amounts(index in 0_usize..12, factor in 0.01..100.0_f64, x in 1.0..300_000.0_f64) {
        let (name, family) = &examples()[index];
        let scaled = family.scaled(factor).unwrap();
        prop_assert!((scaled.survival(x * factor) - family.survival(x)).abs() < 1e-11, "{}", name);
        prop_assert!((scaled.mean() / (factor * family.mean()) - 1.0).abs() < 1e-12, "{}", name);
        let moved = family.with_mean(factor * family.mean()).unwrap();
        prop_assert!((moved.survival(x) - scaled.survival(x)).abs() < 1e-11, "{}", name);
        let (a, b) = (scaled.limited_expected_value(x * factor), factor * family.limited_expected_value(x));
        prop_assert!((a / b - 1.0).abs() < 1e-11, "{}", name);
    }
}
