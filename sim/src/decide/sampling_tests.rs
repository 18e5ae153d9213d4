//! Better sampling through the estimators of reports, against a town whose law is known in closed form.
//!
//! Frequency and cost of a year are lognormal, and so is what chance makes of them: claims are
//!
//! ```text
//! X = 10^8 exp(m + s N),   s^2 = sum of (2 trend_sd)^2 + parameter_sd^2 + year_sd^2 over both, + chance^2
//! ```
//! so that mean, probabilities, quantiles, tail means and limited means have closed forms.

use super::estimate::Estimated;
use crate::illness::{FactorModel, World};
use crate::random::special::{normal_cdf, normal_quantile};
use crate::random::{Address, Purpose, Sampling, Seeds, Tilt, single};
use crate::stats::{Estimate, Sampled};
use crate::units::{Share, Trial, Year};

/// Two years after the base.
const YEAR: Year = Year(2018);
/// Deviation of what chance makes of claims.
const CHANCE: f64 = 0.02;
const SCALE: f64 = 1e8;

fn town() -> World {
    let frequency =
        FactorModel { trend_sd: 0.01, year_sd: 0.04, parameter_sd: 0.06, ..FactorModel::default() };
    let severity =
        FactorModel { trend_sd: 0.015, year_sd: 0.03, parameter_sd: 0.05, ..FactorModel::default() };
    World { frequency, severity, ..World::still(Year(2016)) }
}

/// `m` and `s`.
fn law() -> (f64, f64) {
    let World { frequency, severity, .. } = town();
    let square = |x: f64| x * x;
    let (mut centre, mut variance) = (-square(CHANCE) / 2.0, square(CHANCE));
    for it in [frequency, severity] {
        centre -= 0.5 * (square(it.parameter_sd) + square(it.year_sd));
        variance += square(2.0 * it.trend_sd) + square(it.parameter_sd) + square(it.year_sd);
    }
    (centre, variance.sqrt())
}

const LEVEL: Share = Share::percent(95);

/// The level that is passed in 3 of 100 years.
fn budget() -> f64 {
    let (m, s) = law();
    SCALE * libm::exp(m + s * normal_quantile(0.97))
}

/// Mean, probability of more than the budget, quantile and tail mean at the level, and by how much a limit at the
/// budget lowers the mean.
fn truth() -> [f64; 5] {
    let (m, s) = law();
    let z = normal_quantile(0.95);
    let mean = SCALE * libm::exp(m + s * s / 2.0);
    let quantile = SCALE * libm::exp(m + s * z);
    let tail = mean * normal_cdf(s - z) / 0.05;
    let k = normal_quantile(0.97);
    let limited = mean * normal_cdf(k - s) + 0.03 * budget();
    [mean, 0.03, quantile, tail, limited - mean]
}

/// The ways to sample: Sobol points, a shift of two deviations in the direction of the claims, both.
fn ways() -> [(&'static str, Sampling); 3] {
    let arranged = |sobol, tilt| {
        let coordinates = town().coordinates(&[YEAR]).into_iter().map(|it| it.coordinate).collect();
        Sampling::Arranged { coordinates, sobol, tilt }
    };
    [
        ("sobol", arranged(true, None)),
        ("importance", arranged(false, Some(tilt(2.0)))),
        ("both", arranged(true, Some(tilt(2.0)))),
    ]
}

fn tilt(distance: f64) -> Tilt {
    let World { frequency, severity, .. } = town();
    let s = (law().1 * law().1 - CHANCE * CHANCE).sqrt();
    let slope = |name: &str| match name {
        "parameter_frequency" => frequency.parameter_sd,
        "parameter_severity" => severity.parameter_sd,
        "trend_frequency" => 2.0 * frequency.trend_sd,
        "trend_severity" => 2.0 * severity.trend_sd,
        "year_frequency_2018" => frequency.year_sd,
        "year_severity_2018" => severity.year_sd,
        _ => 0.0,
    };
    let shift = town().coordinates(&[YEAR]).iter().map(|it| distance * slope(&it.name) / s).collect();
    Tilt { nominal: 0.5, shift }
}

/// The claims of the first trials of a run, and how they were taken.
#[expect(clippy::cast_possible_truncation, reason = "amounts far below 2^53")]
fn run(sampling: &Sampling, seed: u64, n: u64) -> (Vec<i64>, Sampled) {
    let (world, seeds) = (World { sampling: sampling.clone(), ..town() }, Seeds::all(seed));
    let claims = (0..n).map(|trial| {
        let level = world.draw(&seeds, Trial(trial), &[YEAR])[0].levels[0];
        let chance = CHANCE * single::normal(&Address::world(seed, Purpose::Resample, trial, 0));
        (SCALE * level.frequency * level.severity * libm::exp(chance - CHANCE * CHANCE / 2.0)) as i64
    });
    (claims.collect(), world.sampled(&seeds, 0..n))
}

/// The five figures of [`truth`].
#[expect(clippy::cast_possible_truncation, reason = "amounts far below 2^53")]
fn figures((claims, sampled): &(Vec<i64>, Sampled)) -> [Estimate; 5] {
    let limit = budget() as i64;
    let one = vec![1; claims.len()];
    let mean = Estimated::mean(claims, sampled).unwrap();
    let limited: Vec<i64> = claims.iter().map(|&x| x.min(limit)).collect();
    let above: Vec<bool> = claims.iter().map(|&x| x > limit).collect();
    [
        mean.estimate,
        Estimated::share(&above, sampled).unwrap().estimate,
        Estimated::quantile(claims, &one, LEVEL, sampled).unwrap().estimate,
        Estimated::tail_mean(claims, LEVEL, sampled).unwrap().estimate,
        Estimated::mean(&limited, sampled).unwrap().less(&mean, false).unwrap(),
    ]
}

/// What repetition shows of each figure: how often the interval covers the truth, how often one of half the
/// length does, the error of the mean over repetitions in its own standard errors, and the mean square error.
struct Shown {
    covered: [f64; 5],
    halved: [f64; 5],
    bias: [f64; 5],
    square: [f64; 5],
}

fn repeated(sampling: &Sampling, repeats: u64, n: u64) -> Shown {
    let truth = truth();
    let (mut covered, mut halved, mut sums, mut squares) = ([0.0; 5], [0.0; 5], [0.0; 5], [0.0; 5]);
    for seed in 0..repeats {
        for (i, it) in figures(&run(sampling, 1000 + seed, n)).into_iter().enumerate() {
            let away = it.value - truth[i];
            let half = |end: f64| it.value + (end - it.value) / 2.0;
            covered[i] += f64::from(u8::from(!it.differs_from(truth[i])));
            halved[i] += f64::from(u8::from((half(it.low)..=half(it.high)).contains(&truth[i])));
            sums[i] += away;
            squares[i] += away * away;
        }
    }
    let times = repeats as f64;
    let each = |of: &dyn Fn(usize) -> f64| std::array::from_fn(of);
    Shown {
        covered: covered.map(|it| it / times),
        halved: halved.map(|it| it / times),
        bias: each(&|i| {
            sums[i] / times / ((squares[i] / times - (sums[i] / times) * (sums[i] / times)) / times).sqrt()
        }),
        square: squares.map(|it| it / times),
    }
}

/// 150 repetitions of 512 trials: the standard error of a rate of 95% is 1.8 points, four of them 7.1, exceeded
/// in 6 of 100,000; so are four standard errors of a mean. Half an interval would cover 67%.
#[test]
fn intervals_cover_what_is_known_and_half_of_them_would_not() {
    for (name, sampling) in ways() {
        let shown = repeated(&sampling, 150, 512);
        for i in 0..5 {
            assert!((shown.covered[i] - 0.95).abs() < 0.071, "{name} {i}: {}", shown.covered[i]);
            assert!(shown.halved[i] < 0.88, "{name} {i}: {}", shown.halved[i]);
            assert!(shown.bias[i].abs() < 4.0, "{name} {i}: {}", shown.bias[i]);
        }
    }
}

/// The same 2,000 times (or as often as `REPETITIONS` says) with 1,024 trials: two points are four standard
/// errors. The difference by a limit rests on the 30 trials or so above it: there plain sampling covers 90% itself,
/// and the others need only do as well.
#[test]
#[ignore = "long: minutes where it is not optimised"]
fn intervals_cover_95_of_100_within_two() {
    let repeats = std::env::var("REPETITIONS").ok().and_then(|it| it.parse().ok()).unwrap_or(2000);
    let mut wrong = Vec::new();
    let [sobol, importance, both] = ways();
    let all = [("plain", Sampling::Plain), sobol, importance, both];
    let shown: Vec<Shown> = std::thread::scope(|scope| {
        let each = all.each_ref().map(|(_, way)| scope.spawn(move || repeated(way, repeats, 1024)));
        each.map(|it| it.join().unwrap()).into()
    });
    let plain = &shown[0];
    for ((name, _), shown) in all.iter().zip(&shown) {
        let gain: Vec<f64> = (0..5).map(|i| plain.square[i] / shown.square[i]).collect();
        println!(
            "{name}: covered {:?}, bias {:?}, plain over own square error {gain:.1?}",
            shown.covered, shown.bias
        );
        for i in (0..5).filter(|_| *name != "plain") {
            let least = if i == 4 { plain.covered[4].min(0.93) } else { 0.93 };
            if shown.covered[i] < least || shown.covered[i] > 0.97 || shown.bias[i].abs() > 4.0 {
                wrong.push((*name, i, shown.covered[i], shown.bias[i]));
            }
        }
    }
    assert_eq!(wrong, []);
}

/// 20,000 trials: weights have mean 1 and the shifted coordinate weighted mean 0. Their deviations are below 1
/// and 1.5, so 5 standard errors are at most 0.035 and 0.053; a law that is shifted by 2.2 where the weights
/// say 2.0 and a nominal share of 45% where they say half are caught.
#[test]
fn a_slightly_wrong_weight_is_caught() {
    let coordinate = town().coordinates(&[YEAR]).remove(0).coordinate;
    let coordinates: Vec<_> = town().coordinates(&[YEAR]).into_iter().map(|it| it.coordinate).collect();
    let (seeds, n) = (Seeds::all(5), 20_000);
    let arranged =
        |tilt| Sampling::Arranged { coordinates: coordinates.clone(), sobol: false, tilt: Some(tilt) };
    // the weights of one mixture for the draws of another
    let errors = |law: &Tilt, weights: &Tilt| {
        let (drawn, said) = (arranged(law.clone()), weights);
        let (mut mean, mut moment) = (0.0, 0.0);
        for trial in 0..n {
            let draws = drawn.draws(&seeds, trial);
            let exponent: f64 = coordinates
                .iter()
                .zip(&said.shift)
                .map(|(it, s)| if *s == 0.0 { 0.0 } else { s * draws.normal(it) - s * s / 2.0 })
                .sum();
            let weight = 1.0 / (said.nominal + (1.0 - said.nominal) * libm::exp(exponent));
            if law == weights {
                assert!((weight - draws.weight()).abs() < 1e-12, "the weight is that of the formula");
                assert!(weight <= 2.0);
            }
            mean += weight / n as f64;
            moment += weight * draws.normal(&coordinate) / n as f64;
        }
        ((mean - 1.0).abs() / 0.035).max(moment.abs() / 0.053)
    };
    let right = tilt(2.0);
    assert!(errors(&right, &right) < 1.0, "{}", errors(&right, &right));
    assert!(errors(&tilt(2.2), &right) > 1.0, "{}", errors(&tilt(2.2), &right));
    let share = Tilt { nominal: 0.45, ..right.clone() };
    assert!(errors(&share, &right) > 1.0, "{}", errors(&share, &right));
}

#[test]
fn the_first_trials_of_a_longer_run_are_a_run_and_need_not_be_a_multiple_of_the_replicates() {
    for (_, sampling) in ways() {
        let (long, _) = run(&sampling, 9, 200);
        let short = run(&sampling, 9, 70);
        assert_eq!(long[..70], short.0);
        let mean = Estimated::mean(&short.0, &short.1).unwrap().estimate;
        assert!(mean.n == 70 && (mean.value / truth()[0] - 1.0).abs() < 0.05);
    }
}

/// Equal designs differ by exactly nothing; two shares that no trial tells apart by what the nominal trials bound.
#[test]
fn what_no_trial_tells_apart_is_bounded_by_the_nominal_trials() {
    let [_, (_, importance), _] = ways();
    let (claims, sampled) = run(&importance, 3, 400);
    let share = |level: i64| {
        Estimated::share(&claims.iter().map(|&x| x > level).collect::<Vec<_>>(), &sampled).unwrap()
    };
    let (one, other) = (share(110_000_000), share(110_000_000));
    let apart = one.less(&other, false).unwrap();
    assert!(apart.value == 0.0 && (apart.high - 3.0 / 200.0).abs() < 1e-12, "{apart:?}");
    let same = one.less(&other, true).unwrap();
    assert!(same.value == 0.0 && same.high == 0.0);
}
