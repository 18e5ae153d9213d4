//! Figures that the documents print, and the arithmetic that connects them: what was read off the page
//! wrongly, or printed wrongly, is found here before it is used.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

fn figures() -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("data/printed.json")).unwrap();
    file["figures"].as_array().unwrap().clone()
}

fn decimal(text: &Value) -> Decimal {
    Decimal::from_str(text.as_str().unwrap()).unwrap()
}

/// The figure that the arithmetic gives, rounded half up to the printed decimals.
fn computed(figure: &Value) -> Decimal {
    let of: Vec<Decimal> = figure["of"].as_array().unwrap().iter().map(decimal).collect();
    let value = match figure["op"].as_str().unwrap() {
        "sum" => of.iter().sum(),
        "product" => of.iter().product(),
        "difference" => of[0] - of[1],
        "ratio" => of[0] / of[1],
        "percent" => of[0] / of[1] * Decimal::ONE_HUNDRED,
        "growth" => of[1] / of[0] - Decimal::ONE,
        "drop_percent" => (Decimal::ONE - of[1] / of[0]) * Decimal::ONE_HUNDRED,
        "double_ratio" => (of[0] / of[1]) / (of[2] / of[3]),
        "between" => {
            assert!(of[0] <= of[1] && of[1] <= of[2], "{figure}");
            of[1]
        }
        other => panic!("no such arithmetic: {other}"),
    };
    let decimals = u32::try_from(figure["decimals"].as_u64().unwrap()).unwrap();
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

#[test]
fn every_printed_figure_follows_from_those_it_stands_beside_or_is_a_known_misprint() {
    let figures = figures();
    assert!(figures.len() > 50);
    for figure in &figures {
        let (found, printed) = (computed(figure), decimal(&figure["printed"]));
        if figure["misprint"].is_null() {
            assert_eq!(found, printed, "{figure}");
        } else {
            assert_eq!(found, decimal(&figure["misprint"]), "{figure}");
            assert_ne!(found, printed, "not a misprint: {figure}");
        }
        assert!(figure["source"].as_str().unwrap().starts_with("[S"), "{figure}");
    }
}

#[test]
fn the_arithmetic_finds_a_figure_that_is_off_by_its_last_digit() {
    for figure in figures().iter().filter(|figure| figure["misprint"].is_null()) {
        let mut wrong = figure.clone();
        let decimals = u32::try_from(figure["decimals"].as_u64().unwrap()).unwrap();
        let off = decimal(&figure["printed"]) + Decimal::new(1, decimals);
        wrong["printed"] = off.to_string().into();
        assert_ne!(computed(&wrong), decimal(&wrong["printed"]), "{figure}");
    }
}

#[test]
fn the_misprints_of_the_documents_are_noted_by_their_rules() {
    let figures = figures();
    let misprints = figures.iter().filter(|figure| !figure["misprint"].is_null());
    let rules: BTreeSet<&str> = misprints.map(|figure| figure["rule"].as_str().unwrap()).collect();
    assert_eq!(Vec::from_iter(rules), ["M07", "M09", "M47", "N03", "N06", "N22", "N33"]);
}
