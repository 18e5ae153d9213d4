use std::convert::Infallible;

use super::super::comparison::Measure;
use super::super::toy::{contract, designs, outcome};
use super::super::verdict::Verdict;
use super::*;
use crate::random::{Address, Purpose, Uniforms};
use crate::scenario::calibration::{ParameterDoc, Scale};
use crate::scenario::record::Notes;
use crate::wording::quantities::Quantity;

const HEADS: i64 = 1_000_000_000;

fn parameter(name: &str, start: f64, low: f64, high: f64) -> FreeParameter {
    let doc = ParameterDoc {
        title: None,
        paths: vec![name.to_owned()],
        low,
        high,
        scale: Scale::Linear,
        decimals: 9,
        notes: Notes::default(),
    };
    FreeParameter { name: name.to_owned(), doc, start: vec![start] }
}

fn target(quantity: Quantity, value: f64, fitted: bool) -> Measured {
    let target = Target {
        name: quantity.key().to_owned(),
        title: None,
        measure: Measure::Quantity(quantity),
        design: None,
        year: None,
        value,
        tolerance: Tolerance::Relative(0.02),
        fitted,
        weight: 1.0,
        source: String::new(),
    };
    Measured::of(&target, &[]).unwrap()
}

fn value_of(settings: &[String], name: &str) -> f64 {
    let found = settings.iter().find_map(|it| it.strip_prefix(name)?.strip_prefix('='));
    found.unwrap().parse().unwrap()
}

#[expect(clippy::cast_possible_truncation, reason = "whole amounts far below 2^53")]
fn whole(amount: f64) -> i64 {
    amount.round() as i64
}

/// A city of employees whose admissions a head are `frequency` and whose admissions cost `cost` yuan; each
/// of `n` trials has a level of its own, the same whatever the parameters are.
fn city(settings: &[String], n: usize, seed: u64) -> Outcome {
    let (frequency, cost) = (value_of(settings, "frequency"), value_of(settings, "cost"));
    let mut chance = Uniforms::new(&Address::world(seed, Purpose::Resample, 0, 0));
    let levels: Vec<f64> = (0..n).map(|_| 1.0 + 0.05 * chance.normal()).collect();
    let admissions: Vec<i64> = levels.iter().map(|level| whole(HEADS as f64 * frequency * level)).collect();
    let bills: Vec<i64> = admissions.iter().map(|&times| whole(times as f64 * cost * 100.0)).collect();
    let heads = vec![HEADS; n];
    outcome(&[
        ("heads_employee", &[&[&heads]]),
        ("admissions_employee", &[&[&admissions]]),
        ("cost_employee_fen", &[&[&bills]]),
    ])
}

fn calibration(parameters: Vec<FreeParameter>, targets: Vec<Measured>) -> Calibration {
    Calibration { parameters, targets, designs: designs(&[contract()]) }
}

fn frequency_and_cost() -> Vec<FreeParameter> {
    vec![parameter("frequency", 0.3, 0.05, 0.5), parameter("cost", 5_000.0, 1_000.0, 50_000.0)]
}

fn fit(calibration: &Calibration, n: usize, seed: u64) -> Fit {
    let run = |settings: &[String]| Ok::<_, Infallible>(Some(city(settings, n, seed)));
    calibration.fit(&Search::default(), run, |_, _| ()).unwrap().unwrap()
}

/// Two parameters, two figures: the simulated mean level of these trials is divided out exactly.
#[test]
fn known_parameters_of_a_toy_are_found_again() {
    let known = ["frequency=0.1828".to_owned(), "cost=11887.6".to_owned()];
    let truth = city(&known, 40, 1);
    let sum = |key: &str| truth.column_named(0, 0, key).unwrap().iter().sum::<i64>() as f64;
    let targets = vec![
        target(Quantity::AdmissionsPerHeadEmployee, sum("admissions_employee") / sum("heads_employee"), true),
        target(
            Quantity::CostPerAdmissionEmployee,
            sum("cost_employee_fen") / sum("admissions_employee") / 100.0,
            true,
        ),
    ];
    let fit = fit(&calibration(frequency_and_cost(), targets), 40, 1);
    assert!((fit.parameters[0].value - 0.1828).abs() < 1e-7, "{fit:?}");
    assert!((fit.parameters[1].value - 11_887.6).abs() < 0.01, "{fit:?}");
    assert!(fit.converged && fit.misfit[0] > 1_000.0 && fit.misfit[1] < 1e-6);
    assert!(fit.rows.iter().all(|row| row.residual.unwrap().abs() < 1e-6));
    assert!(fit.identification.condition < 3.0 && fit.identification.alike.is_empty());
}

/// Two fits with other seeds differ by chance: over 200 seeds, the spread is what the fit says of its own
/// error. The error of a deviation of 200 is 5%: 20% is four of them; an error that is half as wide or
/// twice as wide would be told.
#[test]
fn the_error_of_a_parameter_is_that_of_other_seeds() {
    let targets = vec![
        target(Quantity::AdmissionsPerHeadEmployee, 0.2, true),
        target(Quantity::CostPerAdmissionEmployee, 10_000.0, true),
    ];
    let calibration = calibration(frequency_and_cost(), targets);
    let fits: Vec<Fit> = (0..200).map(|seed| fit(&calibration, 25, seed)).collect();
    let values: Vec<f64> = fits.iter().map(|fit| fit.parameters[0].value).collect();
    let mean = values.iter().sum::<f64>() / 200.0;
    let spread = libm::sqrt(values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / 199.0);
    let said = fits.iter().map(|fit| fit.parameters[0].se.unwrap()).sum::<f64>() / 200.0;
    assert!((said / spread - 1.0).abs() < 0.2, "{said} for {spread}");
}

#[test]
fn a_figure_out_of_reach_leaves_its_parameter_on_the_bound_and_says_so() {
    let targets = vec![
        target(Quantity::AdmissionsPerHeadEmployee, 0.8, true),
        target(Quantity::CostPerAdmissionEmployee, 9_000.0, true),
    ];
    let fit = fit(&calibration(frequency_and_cost(), targets), 10, 3);
    assert!(fit.parameters[0].on_bound && fit.parameters[0].se.is_none());
    assert!((fit.parameters[0].value - 0.5).abs() < 1e-9);
    assert!(!fit.parameters[1].on_bound && (fit.parameters[1].value - 9_000.0).abs() < 1.0);
    assert_eq!(fit.rows[0].verdict, Verdict::Fail);
}

/// One figure, cost a head, and two parameters: only their product is seen.
#[test]
fn parameters_that_do_the_same_are_named() {
    let cost_a_head = Target {
        measure: Measure::Metric("city.cost".to_owned()),
        value: 2_000.0 * HEADS as f64,
        ..target(Quantity::CostPerAdmissionEmployee, 1.0, true).target
    };
    let subjects = [super::super::metrics::Subject::City];
    let measured = Measured::of(&cost_a_head, &subjects).unwrap();
    let calibration = calibration(frequency_and_cost(), vec![measured]);
    let run = |settings: &[String]| {
        let run = city(settings, 10, 5);
        let zero = vec![0; 10];
        let bills = run.column_named(0, 0, "cost_employee_fen").unwrap();
        Ok::<_, Infallible>(Some(outcome(&[
            ("cost_employee_fen", &[&[bills]]),
            ("cost_resident_fen", &[&[&zero]]),
            ("other_cost_fen", &[&[&zero]]),
        ])))
    };
    let fit = calibration.fit(&Search::default(), run, |_, _| ()).unwrap().unwrap();
    assert_eq!(fit.identification.alike, [["frequency", "cost"]]);
    assert!(fit.identification.condition > 1e3);
    assert!(fit.rows[0].residual.unwrap().abs() < 1e-3);
}

#[test]
fn a_figure_that_is_only_shown_pulls_at_nothing() {
    let with = |shown: f64| {
        let targets = vec![
            target(Quantity::AdmissionsPerHeadEmployee, 0.2, true),
            target(Quantity::CostPerAdmissionEmployee, shown, false),
        ];
        fit(&calibration(frequency_and_cost(), targets), 10, 4)
    };
    let (one, other) = (with(7_000.0), with(70_000.0));
    assert_eq!(one.parameters[0].value.to_bits(), other.parameters[0].value.to_bits());
    assert_eq!(one.identification.idle, ["cost"]);
    assert!((one.parameters[1].value - 5_000.0).abs() < 1e-9);
    assert_eq!(one.rows.len(), 2);
}

#[test]
fn a_heavier_figure_is_met_more_closely() {
    let with = |weight: f64| {
        let mut heavy = target(Quantity::AdmissionsPerHeadEmployee, 0.2, true);
        heavy.target.weight = weight;
        let other = target(Quantity::AdmissionsPerHeadEmployee, 0.3, true);
        fit(&calibration(frequency_and_cost(), vec![heavy, other]), 10, 4).rows[0].residual.unwrap()
    };
    // residuals in tolerances: w (f - 0.2) / 0.2^2 = (0.3 - f) / 0.3^2
    let expected = |w: f64| (w * 0.2 / 0.04 + 0.3 / 0.09) / (w / 0.04 + 1.0 / 0.09) / 0.2 - 1.0;
    assert!((with(1.0) - expected(1.0)).abs() < 1e-4, "{}", with(1.0));
    assert!((with(9.0) - expected(9.0)).abs() < 1e-4, "{}", with(9.0));
}

#[test]
fn the_fit_is_the_same_whenever_it_is_run() {
    let targets = || vec![target(Quantity::AdmissionsPerHeadEmployee, 0.2, true)];
    let once = fit(&calibration(frequency_and_cost(), targets()), 10, 4);
    assert_eq!(once, fit(&calibration(frequency_and_cost(), targets()), 10, 4));
}
