//! The trend of the national base: fitted here from the published levels, and held equal to what
//! `cities/china` says (docs/decisions/0015). `cargo test --test national_trend -- --nocapture` prints the fits.
//!
//! Model, for the logarithm of a level of scheme `g` in year `t`:
//!
//! ```text
//! y_gt = a_g + b (t - 2019) + s_g [t >= 2023] + e_gt
//! cov(e_gt, e_hu) = sd^2 rho^|t - u| (1 if g = h, kappa otherwise)
//! ```
//! without 2020 and 2022; `a`, `b`, `s` by generalised least squares, `sd`, `rho`, `kappa` by restricted maximum
//! likelihood, `rho` and `kappa` over 0, 0.05 ... 0.95.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use huimin::random::Seeds;
use huimin::scenario::library::Library;
use huimin::scenario::load::load;
use huimin::units::{Heads, Trial, Year};

/// Years that an epidemic makes no year like others.
const LEFT_OUT: [i32; 2] = [2020, 2022];
/// Payment by disease and outpatient reform: the levels of this year and after stand on another step.
const BREAK: i32 = 2023;

/// `(scheme, year, level)`.
type Series = Vec<(usize, i32, f64)>;

/// Admissions per head, and cost per admission.
fn published() -> [Series; 2] {
    let text = std::fs::read_to_string("tests/data/nhsa-levels.csv").unwrap();
    let mut series = [Vec::new(), Vec::new()];
    for line in text.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let scheme = usize::from(cells[0] == "resident");
        let year = cells[1].parse().unwrap();
        for (series, cell) in series.iter_mut().zip(&cells[2..]) {
            series.push((scheme, year, cell.parse().unwrap()));
        }
    }
    series
}

#[derive(Debug, Clone, Copy)]
struct Fit {
    likelihood: f64,
    slope: f64,
    slope_se: f64,
    sd: f64,
    rho: f64,
    kappa: f64,
    step: [f64; 2],
    freedom: usize,
}

/// Lower triangle `L` with `L L' = a`.
fn cholesky(a: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut lower = vec![vec![0.0; a.len()]; a.len()];
    for i in 0..a.len() {
        for j in 0..=i {
            let rest = a[i][j] - (0..j).map(|k| lower[i][k] * lower[j][k]).sum::<f64>();
            lower[i][j] = if i == j { rest.sqrt() } else { rest / lower[j][j] };
        }
    }
    lower
}

/// `L^-1 b`.
fn forward(lower: &[Vec<f64>], b: &[f64]) -> Vec<f64> {
    let mut x = vec![0.0; b.len()];
    for i in 0..b.len() {
        x[i] = (b[i] - (0..i).map(|k| lower[i][k] * x[k]).sum::<f64>()) / lower[i][i];
    }
    x
}

/// `L'^-1 b`.
fn backward(lower: &[Vec<f64>], b: &[f64]) -> Vec<f64> {
    let mut x = vec![0.0; b.len()];
    for i in (0..b.len()).rev() {
        x[i] = (b[i] - (i + 1..b.len()).map(|k| lower[k][i] * x[k]).sum::<f64>()) / lower[i][i];
    }
    x
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The fit for given `rho` and `kappa`; with a step where a scheme has years on both sides of the break.
fn fit_at(series: &Series, rho: f64, kappa: f64) -> Fit {
    let used: Vec<(usize, i32, f64)> =
        series.iter().filter(|(_, year, _)| !LEFT_OUT.contains(year)).copied().collect();
    let schemes: Vec<usize> = [0, 1].into_iter().filter(|g| used.iter().any(|it| it.0 == *g)).collect();
    let stepped = used.iter().any(|it| it.1 >= BREAK);
    let row = |&(g, year, _): &(usize, i32, f64)| {
        let mut row = vec![f64::from(year - 2019)];
        for &h in &schemes {
            row.push(f64::from(u8::from(g == h)));
            if stepped {
                row.push(f64::from(u8::from(g == h && year >= BREAK)));
            }
        }
        row
    };
    let rows: Vec<Vec<f64>> = used.iter().map(row).collect();
    let correlation = |a: &(usize, i32, f64), b: &(usize, i32, f64)| {
        libm::pow(rho, f64::from((a.1 - b.1).abs())) * if a.0 == b.0 { 1.0 } else { kappa }
    };
    let v: Vec<Vec<f64>> = used.iter().map(|a| used.iter().map(|b| correlation(a, b)).collect()).collect();
    let lower = cholesky(&v);
    let y = forward(&lower, &used.iter().map(|it| libm::log(it.2)).collect::<Vec<f64>>());
    let n_columns = rows[0].len();
    let columns: Vec<Vec<f64>> = (0..n_columns)
        .map(|c| forward(&lower, &rows.iter().map(|row| row[c]).collect::<Vec<f64>>()))
        .collect();
    let normal: Vec<Vec<f64>> = columns.iter().map(|a| columns.iter().map(|b| dot(a, b)).collect()).collect();
    let root = cholesky(&normal);
    let beta =
        backward(&root, &forward(&root, &columns.iter().map(|column| dot(column, &y)).collect::<Vec<f64>>()));
    let residual = |i: usize| y[i] - (0..n_columns).map(|c| beta[c] * columns[c][i]).sum::<f64>();
    let squares: f64 = (0..y.len()).map(|i| residual(i) * residual(i)).sum();
    let freedom = y.len() - n_columns;
    let variance = squares / freedom as f64;
    let mut first = vec![0.0; n_columns];
    first[0] = 1.0;
    let of_slope = backward(&root, &forward(&root, &first))[0];
    let log_diagonal = |lower: &[Vec<f64>]| (0..lower.len()).map(|i| libm::log(lower[i][i])).sum::<f64>();
    let mut step = [0.0; 2];
    for (nth, &g) in schemes.iter().enumerate().filter(|_| stepped) {
        step[g] = beta[2 + 2 * nth];
    }
    Fit {
        likelihood: -log_diagonal(&lower) - log_diagonal(&root) - 0.5 * freedom as f64 * libm::log(variance),
        slope: beta[0],
        slope_se: (variance * of_slope).sqrt(),
        sd: variance.sqrt(),
        rho,
        kappa,
        step,
        freedom,
    }
}

/// The most likely fit, and the range of `rho` whose likelihood is within 1.92 of it (95%).
fn fit(series: &Series) -> (Fit, [f64; 2]) {
    let several = series.iter().any(|it| it.0 != series[0].0);
    let grid = || (0..20).map(|k| 0.05 * f64::from(k));
    let best_at = |rho: f64| {
        grid()
            .filter(|kappa| several || *kappa == 0.0)
            .map(|kappa| fit_at(series, rho, kappa))
            .max_by(|a, b| a.likelihood.total_cmp(&b.likelihood))
            .unwrap()
    };
    let all: Vec<Fit> = grid().map(best_at).collect();
    let best = *all.iter().max_by(|a, b| a.likelihood.total_cmp(&b.likelihood)).unwrap();
    let likely: Vec<f64> =
        all.iter().filter(|it| best.likelihood - it.likelihood < 1.92).map(|it| it.rho).collect();
    (best, [likely[0], likely[likely.len() - 1]])
}

fn only(series: &Series, keep: impl Fn(&(usize, i32, f64)) -> bool) -> Series {
    series.iter().filter(|it| keep(it)).copied().collect()
}

/// What another program (Python, written for this) found: slope, its error, sd, rho, kappa.
#[test]
fn the_fit_is_that_of_another_program() {
    let expected = [
        [0.013_993_268_7, 0.012_554_581_2, 0.142_264_274, 0.95, 0.80],
        [0.025_685_902_2, 0.009_569_260_0, 0.107_890_115, 0.95, 0.85],
    ];
    for (series, expected) in published().iter().zip(expected) {
        let (fit, _) = fit(series);
        let found = [fit.slope, fit.slope_se, fit.sd, fit.rho, fit.kappa];
        for (found, expected) in found.into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-8, "{fit:?}");
        }
        assert_eq!(fit.freedom, 11);
    }
}

/// Without correlation and on the straight part of the series the method is ordinary least squares.
#[test]
fn without_correlation_the_fit_is_ordinary_least_squares() {
    let [frequency, _] = published();
    let early = only(&frequency, |it| it.0 == 0 && it.1 <= 2019);
    let fit = fit_at(&early, 0.0, 0.0);
    let n = early.len() as f64;
    let (mean_x, mean_y) = (
        early.iter().map(|it| f64::from(it.1)).sum::<f64>() / n,
        early.iter().map(|it| libm::log(it.2)).sum::<f64>() / n,
    );
    let square = |it: f64| it * it;
    let xx: f64 = early.iter().map(|it| square(f64::from(it.1) - mean_x)).sum();
    let xy: f64 = early.iter().map(|it| (f64::from(it.1) - mean_x) * (libm::log(it.2) - mean_y)).sum();
    assert!((fit.slope - xy / xx).abs() < 1e-12);
    let left: f64 =
        early.iter().map(|it| square(libm::log(it.2) - mean_y - xy / xx * (f64::from(it.1) - mean_x))).sum();
    assert!((fit.slope_se - (left / (n - 2.0) / xx).sqrt()).abs() < 1e-12);
}

#[test]
fn the_national_base_says_what_was_fitted() {
    let scenario = load(&Library::built_in(), "cities/china", &[]).unwrap();
    let world = scenario.base().world.as_ref().unwrap();
    for (series, name, doc) in
        [(&published()[0], "frequency", &world.frequency), (&published()[1], "cost", &world.severity)]
    {
        let alone = |g: usize| only(series, |it| it.0 == g);
        for (which, series) in [("employee", alone(0)), ("resident", alone(1)), ("both", series.clone())] {
            let (fit, rho) = fit(&series);
            println!(
                "{name:9} {which:8} trend {:+.2}% +- {:.2}  year_sd {:.3}  rho {:.2} [{:.2}, {:.2}]  kappa {:.2}  \
                 step {:+.1}% {:+.1}%  ({} degrees of freedom)",
                100.0 * libm::expm1(fit.slope),
                100.0 * fit.slope_se,
                fit.sd,
                fit.rho,
                rho[0],
                rho[1],
                fit.kappa,
                100.0 * libm::expm1(fit.step[0]),
                100.0 * libm::expm1(fit.step[1]),
                fit.freedom,
            );
        }
        let (fit, _) = fit(series);
        let rounded = |value: f64, unit: f64| (value / unit).round() * unit;
        for (said, found) in [
            (doc.trend_per_year, rounded(libm::expm1(fit.slope), 1e-4)),
            (doc.trend_sd, rounded(fit.slope_se, 1e-4)),
            (doc.year_sd, rounded(fit.sd, 1e-3)),
            (doc.autocorrelation, fit.rho),
        ] {
            assert!((said - found).abs() < 1e-9, "{name}: {said} {found}");
        }
    }
}

#[test]
fn the_national_base_holds_every_published_level_from_2019_on() {
    let scenario = load(&Library::built_in(), "cities/china", &[]).unwrap();
    let history = &scenario.base().world.as_ref().unwrap().history;
    let [frequency, cost] = published();
    let mut compared = 0;
    for (&(scheme, year, admissions), &(_, _, cost)) in frequency.iter().zip(&cost) {
        let Some(known) = history.get(&year.to_string()) else {
            assert!(year < 2019, "{year}");
            continue;
        };
        let level = if scheme == 0 { &known.employee } else { &known.resident };
        assert!((level.admissions_per_head - admissions).abs() < 1e-12);
        assert!((level.cost_per_admission_yuan - cost).abs() < 1e-12);
        compared += 1;
    }
    assert_eq!(compared, 14);
}

/// Employees in 2023: 0.2159 admissions a head against 0.1828 in the base year; residents' cost 7,674.1 against
/// 7,049.5 yuan.
#[test]
fn a_known_year_of_the_national_base_is_as_published_and_a_year_cut_off_is_not() {
    let world = |settings: &[&str]| {
        let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
        let scenario = load(&Library::built_in(), "cities/china", &settings).unwrap();
        scenario.base().world.as_ref().unwrap().world(Year(2023), Heads(1_000_000))
    };
    let certain = r#"world.without=["parameter", "clusters", "model"]"#;
    let drawn =
        |settings: &[&str], trial| world(settings).draw(&Seeds::all(1), Trial(trial), &[Year(2023)])[0];
    for trial in 0..5 {
        let [employee, resident] = drawn(&[certain], trial).levels;
        assert!((employee.frequency - 0.2159 / 0.1828).abs() < 1e-12);
        assert!((resident.severity - 7674.1 / 7049.5).abs() < 1e-12);
    }
    let cut = [certain, "world.known_to=2021"];
    assert_ne!(drawn(&cut, 0), drawn(&cut, 1));
    // the level of 2021 and two years of the trend, with the scatter of the mean of 2,000 trials
    let n = 2_000;
    let mean = (0..n).map(|t| drawn(&cut, t).levels[0].frequency).sum::<f64>() / n as f64;
    let expected = 0.1665 / 0.1828 * libm::pow(1.0141, 2.0);
    assert!((mean / expected - 1.0).abs() < 4.0 * 0.068 / (n as f64).sqrt(), "{mean} {expected}");
}
