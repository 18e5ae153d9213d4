use super::*;
use crate::random::{Address, Law, Purpose, Uniforms};

fn family(law: Law) -> Family {
    Family::new(law).unwrap()
}

fn uniforms(trial: u64) -> Uniforms {
    Uniforms::new(&Address::world(70, Purpose::Resample, trial, 0))
}

fn drawn(law: &Family, n: usize, trial: u64) -> Vec<f64> {
    let mut chance = uniforms(trial);
    (0..n).map(|_| law.quantile(chance.uniform())).collect()
}

fn seen_whole(amounts: &[f64]) -> Vec<Observation> {
    amounts.iter().map(|&amount| Observation::exactly(amount)).collect()
}

/// What an insurer sees of amounts under a deductible and a cap: nothing below the first, no more than the second.
fn through(amounts: &[f64], deductible: f64, cap: f64) -> Vec<Observation> {
    let above = amounts.iter().filter(|&&amount| amount > deductible);
    above
        .map(|&amount| Observation { from: deductible, ..Observation::exactly(amount) }.censored(cap))
        .collect()
}

fn near(found: f64, known: f64, within: f64) {
    assert!((found - known).abs() <= within, "{found} is not {known}");
}

#[test]
fn a_lognormal_law_has_the_moments_of_the_logarithms_and_their_closed_errors() {
    let amounts: Vec<f64> = [1.0, 2.0, 4.0, 4.5, 6.0].iter().map(|&log| libm::exp(log)).collect();
    let fitted = Fitted::new(Form::LogNormal, &seen_whole(&amounts)).unwrap();
    let (mean, variance) = (3.5, (6.25 + 2.25 + 0.25 + 1.0 + 6.25) / 5.0);
    near(fitted.maximum.at[0], mean, 1e-7);
    near(fitted.parameter(1).0, libm::sqrt(variance), 1e-7);
    // information n / sigma^2 of mu and 2 n of ln sigma, none between them
    let covariance = fitted.maximum.covariance.as_ref().unwrap();
    near(covariance[0][0] / (variance / 5.0), 1.0, 0.02);
    near(covariance[1][1] * 10.0, 1.0, 0.06);
    near(covariance[0][1], 0.0, 1e-4);
    // ln mean = mu + sigma^2 / 2: variance sigma^2 / n + sigma^4 / (2 n)
    let known = libm::sqrt(variance / 5.0 + variance * variance / 10.0);
    near(fitted.error_of(|law| libm::log(law.mean())).unwrap() / known, 1.0, 0.03);
}

/// So many amounts that the maximum is climbed to on a part of them: it is that of all, in closed form, and not that of
/// the part.
#[test]
fn very_many_amounts_have_the_maximum_of_all_of_them() {
    let amounts = drawn(&family(Law::LogNormal { mu: 8.0, sigma: 1.3 }), 50_000, 3);
    let closed = |amounts: &[f64]| {
        let logs: Vec<f64> = amounts.iter().map(|it| libm::log(*it)).collect();
        let mean = logs.iter().sum::<f64>() / logs.len() as f64;
        let variance = logs.iter().map(|it| (it - mean) * (it - mean)).sum::<f64>() / logs.len() as f64;
        (mean, libm::sqrt(variance))
    };
    let fitted = Fitted::new(Form::LogNormal, &seen_whole(&amounts)).unwrap();
    let (mean, sigma) = closed(&amounts);
    near(fitted.maximum.at[0], mean, 1e-6);
    near(fitted.parameter(1).0, sigma, 1e-6);
    let part: Vec<f64> = amounts.iter().step_by(5).copied().collect();
    assert!((closed(&part).0 - mean).abs() > 1e-4, "a hundred times what is allowed");
    // a bounded tail, which amounts outside the part may exceed: as good as all of them can be
    let bounded = drawn(&family(Law::Pareto { scale: 1.0, shape: 3.0 }), 40_000, 4);
    let above: Vec<Observation> = seen_whole(&bounded.iter().map(|it| 2.0 - 1.0 / it).collect::<Vec<_>>());
    let form = Form::GeneralisedPareto { threshold: 1.0 };
    let fitted = Fitted::new(form, &above).unwrap();
    let whole = |at: &[f64]| form.family(at).map_or(f64::NEG_INFINITY, |law| ln_likelihood(&law, &above));
    let climbed = super::maximum::maximise(&whole, &form.start(&above), 40_000.0).unwrap();
    assert!(fitted.maximum.value > climbed.value - 1e-3, "{} {}", fitted.maximum.value, climbed.value);
}

/// Truncated at `d` and censored at `c`, a Pareto law has `shape = events / sum ln(min(x, c) / max(least, d))`
/// and the variance `1 / events` of its logarithm.
#[test]
fn a_pareto_law_under_a_deductible_and_a_cap_has_its_closed_form() {
    let amounts = drawn(&family(Law::Pareto { scale: 100.0, shape: 1.8 }), 3000, 1);
    let observations = through(&amounts, 150.0, 900.0);
    let events = amounts.iter().filter(|&&x| x > 150.0 && x <= 900.0).count() as f64;
    let logs: f64 = amounts.iter().filter(|&&x| x > 150.0).map(|x| libm::log(x.min(900.0) / 150.0)).sum();
    let fitted = Fitted::new(Form::Pareto { least: 100.0 }, &observations).unwrap();
    near(fitted.parameter(0).0, events / logs, 3e-5); // a thousandth of its error
    near(fitted.maximum.covariance.unwrap()[0][0] * events, 1.0, 1e-2);
}

/// A table with 750 of 1,000 amounts between 100 and 200 and the others above: `2^-shape = 1/4`.
#[test]
fn bands_alone_give_the_law_whose_probabilities_they_are() {
    let band = |low, high, count| Observation { seen: Seen::Between(low, high), from: 0.0, count };
    let fitted = Fitted::new(
        Form::Pareto { least: 100.0 },
        &[band(100.0, 200.0, 750.0), band(200.0, f64::INFINITY, 250.0)],
    )
    .unwrap();
    near(fitted.parameter(0).0, 2.0, 1e-5);
}

/// Lieblein and Zelen's 23 ball bearings: maxima and log-likelihoods as printed by Gupta and Kundu (Biometrical
/// Journal 43, 2001) and Lawless (Statistical Models and Methods for Lifetime Data, 1982).
#[test]
fn ball_bearings_have_the_printed_parameters() {
    let millions = [
        17.88, 28.92, 33.00, 41.52, 42.12, 45.60, 48.40, 51.84, 51.96, 54.12, 55.56, 67.80, 68.64, 68.64,
        68.88, 84.12, 93.12, 98.64, 105.12, 105.84, 127.92, 128.04, 173.40,
    ];
    let observations = seen_whole(&millions);
    let weibull = Fitted::new(Form::Weibull, &observations).unwrap();
    near(weibull.parameter(1).0, 2.102, 0.004);
    near(weibull.parameter(0).0, 81.88, 0.1);
    near(weibull.maximum.value, -113.69, 0.01);
    let gamma = Fitted::new(Form::Gamma, &observations).unwrap();
    near(gamma.parameter(1).0, 4.02, 0.02);
    near(gamma.maximum.value, -113.03, 0.01);
    let lognormal = Fitted::new(Form::LogNormal, &observations).unwrap();
    near(lognormal.maximum.value, -113.13, 0.01);
    near(lognormal.aic(), 4.0 + 226.26, 0.02);
    assert!(gamma.aic() < lognormal.aic() && lognormal.aic() < weibull.aic());
}

#[test]
fn every_form_finds_a_law_of_its_own_within_its_error() {
    // false alarms: 13 parameters at 4.5 errors, 1 in 10,000
    let laws = [
        (Form::LogNormal, Law::LogNormal { mu: 8.5, sigma: 1.2 }, vec![8.5, 1.2]),
        (Form::Gamma, Law::Gamma { shape: 0.8, scale: 9000.0 }, vec![7200.0, 0.8]),
        (Form::Weibull, Law::Weibull { shape: 0.7, scale: 9000.0 }, vec![9000.0, 0.7]),
        (Form::BurrXii, Law::BurrXii { c: 1.5, k: 1.6, scale: 8000.0 }, vec![8000.0, 1.5, 1.6]),
        (
            Form::GeneralisedPareto { threshold: 500.0 },
            Law::GeneralisedPareto { threshold: 500.0, scale: 9000.0, shape: 0.3 },
            vec![9000.0, 0.3],
        ),
    ];
    for (nth, (form, law, known)) in (2..).zip(laws) {
        let fitted = Fitted::new(form, &seen_whole(&drawn(&family(law), 4000, nth))).unwrap();
        let covariance = fitted.maximum.covariance.as_ref().unwrap();
        for (place, &known) in known.iter().enumerate() {
            let se = libm::sqrt(covariance[place][place]);
            let moved = |by: f64| form.value(place, fitted.maximum.at[place] + by * se);
            assert!(moved(-4.5) < known && known < moved(4.5), "{form:?} {place} {}", moved(0.0));
        }
    }
}

#[test]
fn two_lognormal_laws_are_told_apart_and_beat_one() {
    let part = |mu| Law::LogNormal { mu, sigma: 0.5 };
    let mixed = family(Law::Mixture { parts: vec![(0.8, part(7.5)), (0.2, part(10.0))] });
    let observations = seen_whole(&drawn(&mixed, 3000, 11));
    let two = Fitted::new(Form::TwoLogNormals, &observations).unwrap();
    near(two.parameter(0).0, 0.8, 0.05);
    near(two.parameter(1).0, 7.5, 0.1);
    near(two.parameter(3).0, 10.0, 0.1);
    assert!(two.aic() < Fitted::new(Form::LogNormal, &observations).unwrap().aic() - 100.0);
}

/// The share of 95% intervals of `sigma` that hold the truth, amounts through a deductible and a cap; and the
/// same where the likelihood forgets the deductible.
fn covered(repetitions: u64, n: usize) -> (f64, f64) {
    let law = family(Law::LogNormal { mu: 0.0, sigma: 1.0 });
    let (mut right, mut wrong) = (0.0, 0.0);
    for trial in 0..repetitions {
        let observations = through(&drawn(&law, n, 1000 + trial), 0.7, 6.0);
        let forgetful: Vec<_> = observations.iter().map(|it| Observation { from: 0.0, ..*it }).collect();
        for (sum, observations) in [(&mut right, observations), (&mut wrong, forgetful)] {
            let ends = Fitted::new(Form::LogNormal, &observations).unwrap().parameter(1).1.unwrap();
            *sum += if (ends[0]..ends[1]).contains(&1.0) { 1.0 } else { 0.0 };
        }
    }
    (right / repetitions as f64, wrong / repetitions as f64)
}

/// 60 repetitions: the share has the error 0.028; 95% - 4 of them is a false alarm in 1 of 1,000 (the law is
/// skew), and a likelihood without the deductible holds the truth hardly ever.
#[test]
fn intervals_under_a_deductible_and_a_cap_cover_and_those_that_forget_the_deductible_do_not() {
    let (right, wrong) = covered(60, 500);
    assert!(right > 0.84, "{right}");
    assert!(wrong < 0.5, "{wrong}");
}

/// 2,000 repetitions: see docs/decisions/0036 for the result.
#[test]
#[ignore = "a measurement of minutes; its result stands in docs/decisions/0036"]
fn coverage_of_a_lognormal_law_under_a_deductible_and_a_cap() {
    let (right, wrong) = covered(2000, 1000);
    assert!((right - 0.95).abs() < 4.0 * 0.0049, "{right}");
    assert!(wrong < 0.05, "{wrong}");
}

/// Amounts 1, 2, 2+, 3 (+ hidden above): 3/4 left after 1, 2/3 of that after 2, nothing after 3; the one that
/// entered above 2.5 counts at 3 alone.
#[test]
fn the_product_limit_curve_by_hand() {
    let above = |limit| Observation { seen: Seen::Above(limit), from: 0.0, count: 1.0 };
    let mut observations = seen_whole(&[3.0, 1.0, 2.0]);
    observations.push(above(2.0));
    let curve = SurvivalCurve::new(&observations).unwrap();
    near(curve.above(0.5), 1.0, 0.0);
    near(curve.above(1.0), 0.75, 1e-15);
    near(curve.above(2.5), 0.5, 1e-15);
    near(curve.above(3.0), 0.0, 0.0);
    assert_eq!((curve.quantile(0.6), curve.quantile(0.75)), (Some(2.0), Some(1.0)));
    observations.push(Observation { from: 2.5, ..Observation::exactly(4.0) });
    let late = SurvivalCurve::new(&observations).unwrap();
    near(late.above(2.5), 0.5, 1e-15);
    near(late.above(3.0), 0.25, 1e-15);
}

#[test]
fn the_mean_excess_is_what_lies_above_over_how_many() {
    let curve = SurvivalCurve::new(&seen_whole(&[1.0, 2.0, 4.0, 9.0])).unwrap();
    let points = curve.mean_excess(&[0.0, 2.0, 9.0], 4.0);
    near(points[0].excess, 4.0, 1e-12);
    near(points[1].excess, 4.5, 1e-12); // (2 + 7) / 2
    near(points[1].se.unwrap(), 2.5, 1e-12); // deviation of 2 and 7, sqrt(12.5) / sqrt 2
    assert_eq!(points.len(), 2);
}

/// One amount at the median: the two halves of a uniform law, `-1 - 2 ln(1/2)`.
#[test]
fn anderson_and_darlings_distance_by_hand() {
    let law = family(Law::Weibull { shape: 1.0, scale: 1.0 });
    let median = Observation::exactly(core::f64::consts::LN_2);
    near(anderson_darling(&law, 0.0, &[median]).unwrap(), -1.0 + 2.0 * core::f64::consts::LN_2, 1e-12);
    assert_eq!(anderson_darling(&law, 0.0, &[median.censored(0.1)]), None);
}

/// A generalised Pareto law from 1,000 on is one from everywhere above; a lognormal body below 3,000 is none.
/// 20 repetitions at a false-alarm rate of 5%: five choices above the lowest threshold happen in 1 of 400.
#[test]
fn the_lowest_threshold_is_taken_where_all_agree_and_a_body_that_is_none_is_left_out() {
    let thresholds = [1000.0, 2000.0, 3000.0, 4500.0, 7000.0];
    let all = family(Law::GeneralisedPareto { threshold: 1000.0, scale: 2000.0, shape: 0.3 });
    let body = family(Law::Splice {
        body: Box::new(Law::LogNormal { mu: 7.6, sigma: 0.3 }),
        threshold: 3000.0,
        tail_probability: 0.3,
        tail_scale: 3000.0,
        tail_shape: 0.3,
    });
    let chosen = |law: &Family, trial| {
        let observations = seen_whole(&drawn(law, 1200, trial));
        choose_threshold(&observations, &thresholds, 50.0, 0.05).unwrap()
    };
    let above_lowest = (0..20).filter(|&trial| chosen(&all, 200 + trial).chosen > 0).count();
    assert!(above_lowest < 5, "{above_lowest}");
    for trial in 0..5 {
        let choice = chosen(&body, 300 + trial);
        assert!(choice.tail().threshold >= 2000.0 && choice.candidates[0].agreement.unwrap() < 1e-6);
    }
}

#[test]
fn nothing_seen_and_what_a_form_cannot_make_give_no_law() {
    assert!(Fitted::new(Form::LogNormal, &[]).is_none());
    let below = [Observation::exactly(50.0), Observation::exactly(70.0)];
    assert!(Fitted::new(Form::Pareto { least: 60.0 }, &below).is_none());
}

/// The likelihood of a splice is that of its law, and its errors are those of its two parts: `ln` of the survival
/// function at the threshold depends on the body alone, the tail index on the tail alone.
#[test]
fn a_body_with_a_tail_has_the_likelihood_of_the_whole_and_the_errors_of_its_parts() {
    let law = family(Law::Splice {
        body: Box::new(Law::LogNormal { mu: 0.0, sigma: 1.0 }),
        threshold: 3.0,
        tail_probability: 0.136,
        tail_scale: 6.0,
        tail_shape: 0.3,
    });
    let observations = through(&drawn(&law, 3000, 400), 0.5, 90.0);
    let tail = choose_threshold(&observations, &[3.0], 50.0, 0.05).unwrap();
    let candidate = Candidate::spliced(Form::LogNormal, tail.tail(), &observations).unwrap();
    near(ln_likelihood(&candidate.family, &observations), candidate.ln_likelihood, 1e-6);
    let at_threshold = |law: &Family| libm::log(law.survival(3.0));
    let body = candidate.body.error_of(at_threshold).unwrap();
    near(candidate.error_of(at_threshold).unwrap() / body, 1.0, 1e-6);
    let index =
        |law: &Family| if let Law::Splice { tail_shape, .. } = *law.law() { tail_shape } else { f64::NAN };
    let known = libm::sqrt(tail.tail().fitted.maximum.covariance.as_ref().unwrap()[1][1]);
    near(candidate.error_of(index).unwrap() / known, 1.0, 1e-6);
    assert!(candidate.aic() < Candidate::whole(Form::LogNormal, &observations).unwrap().aic());
}
