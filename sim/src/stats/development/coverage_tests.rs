//! Many triangles whose end is known: the 95% intervals cover it as often as they say, and narrower ones do not.

use super::{ChainLadder, Predicted, Prior, Triangle, bornhuetter_ferguson, cape_cod_level};
use crate::random::{Address, Purpose, Uniforms};

const ORIGINS: usize = 12;
const REPEATS: u64 = 2_000;
/// The standard error of a coverage of 95% is 0.49% at 2,000 repeats; three and a half of them, a false alarm in
/// 2,000, and one point for what a normal error and a spread from few origins leave out.
const TOLERANCE: f64 = 0.027;

fn chance(trial: u64) -> Uniforms {
    Uniforms::new(&Address::world(7, Purpose::Resample, trial, 0))
}

/// The first so many ages of each origin, one less for each younger one.
fn known(full: &[Vec<f64>]) -> Triangle {
    let ages = full[0].len();
    let rows = full.iter().enumerate().map(|(i, row)| {
        let age = ages.min(full.len() - i);
        row[..age].to_vec()
    });
    Triangle::new(rows.collect()).unwrap()
}

/// How often the interval of a prediction holds the sum of all origins in the end.
fn coverage(full: impl Fn(u64) -> Vec<Vec<f64>>, predict: impl Fn(&Triangle) -> Predicted) -> f64 {
    let covered = (0..REPEATS).filter(|&trial| {
        let full = full(trial);
        let triangle = known(&full);
        let end: f64 = full.iter().map(|row| row[row.len() - 1]).sum();
        let interval = predict(&triangle).above(triangle.latest().sum(), ORIGINS as u64);
        interval.low <= end && end <= interval.high
    });
    covered.count() as f64 / REPEATS as f64
}

/// Growth as Mack supposes it: the next amount is `f C` and a deviation of variance `s2 C`.
fn by_mack(trial: u64) -> Vec<Vec<f64>> {
    let mut chance = chance(trial);
    let steps = [(2.0, 40.0), (1.4, 12.0), (1.15, 4.0), (1.05, 1.0)];
    let mut row = || {
        let mut row = vec![1_000.0 * (1.0 + 0.2 * chance.normal())];
        for (factor, spread) in steps {
            let at = row[row.len() - 1];
            row.push(factor * at + libm::sqrt(spread * at) * chance.normal());
        }
        row
    };
    (0..ORIGINS).map(|_| row()).collect()
}

const EXPECTED: f64 = 30_000.0;
/// Of exponential amounts with mean 50: twice the mean.
const DISPERSION: f64 = 100.0;
const PATTERN: [f64; 5] = [0.35, 0.35, 0.2, 0.07, 0.03];

/// Growth by independent payments: Poisson numbers of exponential amounts with mean 50, at `level` times what was expected.
fn by_payments(trial: u64, level: f64) -> Vec<Vec<f64>> {
    let mut chance = chance(trial + 1_000_000);
    let mut amount = |mean: f64| {
        let (mut sum, mut time) = (0.0, -libm::log(chance.uniform()));
        while time < mean / 50.0 {
            sum -= 50.0 * libm::log(chance.uniform());
            time -= libm::log(chance.uniform());
        }
        sum
    };
    let mut row = || {
        let mut sum = 0.0;
        PATTERN
            .map(|part| {
                sum += amount(level * EXPECTED * part);
                sum
            })
            .to_vec()
    };
    (0..ORIGINS).map(|_| row()).collect()
}

fn ladder(triangle: &Triangle) -> Predicted {
    let ladder = ChainLadder::new(triangle).unwrap();
    ladder.ultimate(triangle.rows().iter().map(|row| (row[row.len() - 1], row.len())))
}

/// Bornhuetter-Ferguson on `EXPECTED`, or on the level that the triangle shows.
fn prior(triangle: &Triangle, own_level: bool) -> Predicted {
    let ladder = ChainLadder::new(triangle).unwrap();
    let (completion, variance) = (ladder.completion(), ladder.completion_variance());
    let mut origins: Vec<Prior> = triangle
        .rows()
        .iter()
        .map(|row| Prior {
            expected: EXPECTED,
            known: row[row.len() - 1],
            completion: completion[row.len() - 1],
            completion_variance: variance[row.len() - 1],
        })
        .collect();
    let mut level_variance = 0.0;
    if own_level {
        let (level, relative) = cape_cod_level(&origins, DISPERSION).unwrap();
        for origin in &mut origins {
            origin.expected *= level;
        }
        level_variance = relative;
    }
    bornhuetter_ferguson(&origins, DISPERSION, level_variance)
}

fn narrower(it: Predicted) -> Predicted {
    let part = 0.8 * 0.8;
    Predicted {
        process: it.process * part,
        parameter: it.parameter * part,
        development: it.development * part,
        ..it
    }
}

fn is_stated(rate: f64) -> bool {
    (rate - 0.95).abs() < TOLERANCE
}

#[test]
fn mack_s_interval_covers_growth_as_mack_supposes_it_and_a_fifth_less_error_does_not() {
    let rate = coverage(by_mack, ladder);
    assert!(is_stated(rate), "{rate}");
    let narrow = coverage(by_mack, |it| narrower(ladder(it)));
    assert!(!is_stated(narrow), "{narrow}");
}

#[test]
fn bornhuetter_ferguson_covers_payments_at_the_expected_level_and_not_those_of_another() {
    let rate = coverage(|trial| by_payments(trial, 1.0), |it| prior(it, false));
    assert!(is_stated(rate), "{rate}");
    let narrow = coverage(|trial| by_payments(trial, 1.0), |it| narrower(prior(it, false)));
    assert!(!is_stated(narrow), "{narrow}");
    let dearer = coverage(|trial| by_payments(trial, 1.3), |it| prior(it, false));
    assert!(
        dearer < 0.8,
        "30% more than expected is not in an interval that believes what was expected: {dearer}"
    );
}

#[test]
fn cape_cod_covers_payments_at_whatever_level() {
    for level in [1.0, 1.3] {
        let rate = coverage(|trial| by_payments(trial, level), |it| prior(it, true));
        assert!(is_stated(rate), "{level}: {rate}");
    }
}
