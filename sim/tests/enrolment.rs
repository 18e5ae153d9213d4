//! Enrolment by a law as a user meets it: a city in which the sick are the readier to join, `huimin curve`.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{done, heads_of, huimin, names};
use serde_json::{Value, json};

/// `hmb/wenzhou-selection` with one in two hundred of its people and of its fixed cost.
fn town(home: &Path) -> PathBuf {
    let scenario = json!({
        "extends": "hmb/wenzhou-selection",
        "city": { "heads": heads_of("wenzhou", 200) },
        "funds": { "hmb": { "fixed_cost_yuan_per_year": 40_000 } },
        "stresses": { "price-sensitive": {
            "patch": { "funds": { "hmb": {
                "fixed_cost_yuan_per_year": 300_000,
                "enrolment": { "price_effect": 3 }
            } } }
        } }
    });
    let path = home.join("town.json");
    fs::write(&path, scenario.to_string()).unwrap();
    path
}

fn curve(scenario: &Path, arguments: &[&str]) -> Value {
    let mut command = huimin(&["curve", scenario.to_str().unwrap(), "--quiet", "--json", "--trials", "12"]);
    command.args(arguments);
    let (code, out, err) = done(command);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

fn figure(point: &Value, name: &str) -> (f64, f64) {
    let estimate = &point["figures"][name];
    (estimate["value"].as_f64().unwrap(), estimate["se"].as_f64().unwrap())
}

#[test]
fn the_sick_join_first_so_claims_a_member_fall_with_participation() {
    let home = tempfile::tempdir().unwrap();
    let found = curve(&town(home.path()), &["--premium", "50..200", "--points", "2"]);
    let points = found["participation_curve"]["points"].as_array().unwrap();
    assert!(points.len() >= 9);
    let claims: Vec<f64> = points.iter().map(|it| figure(it, "claims_per_member_yuan").0).collect();
    assert!(claims[0] > 1.2 * claims[claims.len() - 1], "{claims:?}");
    // 4 standard errors of a draw of 37,000 heads in 12 trials: 0.3 points
    for point in points {
        let (participation, _) = figure(point, "participation");
        let target = point["at"].as_f64().unwrap();
        let heads = 12.0 * 37_000.0;
        let se = (target * (1.0 - target) / heads).sqrt();
        assert!((participation - target).abs() < 4.0 * se, "{participation} for {target}");
    }
    // the premium that each mix needs falls with participation: claims and fixed cost are shared by more
    let needed: Vec<f64> =
        points.iter().map(|it| figure(it, "break_even_premium_per_member_yuan").0).collect();
    assert!(needed[0] > needed[needed.len() - 1], "{needed:?}");
}

#[test]
fn a_dearer_premium_never_has_more_members_and_has_one_break_even() {
    let home = tempfile::tempdir().unwrap();
    let found = curve(&town(home.path()), &["--premium", "20..300", "--points", "8"]);
    let points = found["premium_curve"]["points"].as_array().unwrap();
    let members: Vec<f64> = points.iter().map(|it| figure(it, "members").0).collect();
    assert!(members.is_sorted_by(|cheap, dear| cheap >= dear), "{members:?}");
    let crossings = found["premium_curve"]["break_even"].as_array().unwrap();
    assert_eq!(crossings.len(), 1, "{crossings:?}");
    assert_eq!(crossings[0]["direction"], "loss_to_gain");
    let at = &crossings[0]["at"];
    assert!(at["se"].as_f64().unwrap() > 0.0 && at["low"].as_f64() < at["value"].as_f64());
}

#[test]
fn where_members_flee_the_price_there_are_two_break_even_premiums() {
    let home = tempfile::tempdir().unwrap();
    let arguments = ["--stress", "price-sensitive", "--premium", "40..400", "--points", "13"];
    let found = curve(&town(home.path()), &arguments);
    let crossings = found["premium_curve"]["break_even"].as_array().unwrap();
    let directions: Vec<&str> = crossings.iter().map(|it| it["direction"].as_str().unwrap()).collect();
    assert_eq!(directions, ["loss_to_gain", "gain_to_loss"], "{crossings:?}");
}

/// A run over three years, the product at these prices of the dearest age in the second and the third; minors
/// pay half of it.
fn repriced(scenario: &Path, prices: &[f64]) -> Value {
    let revision = |yuan: f64| {
        let prices = json!({ "minors": { "yuan": yuan / 2.0 }, "adults": { "yuan": yuan } });
        json!({ "funds": { "hmb": { "premium_by_age": prices } } })
    };
    let revisions = json!({
        "second": { "from": 2025, "patch": revision(prices[0]) },
        "third": { "from": 2026, "patch": revision(prices[1]) },
    });
    let settings = ["term.years=3".to_owned(), format!("revisions={revisions}")];
    let mut command = huimin(&["run", scenario.to_str().unwrap(), "--quiet", "--json", "--trials", "12"]);
    command.args(["--set", "designs=null"]);
    command.args(settings.iter().flat_map(|setting| ["--set", setting]));
    let (code, out, err) = done(command);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

/// What the product's payers pay, over its premium; its surplus comes back as benefits, which are none of theirs.
fn loss_ratio_by_the_terms(year: &Value) -> f64 {
    let value = |key: &str| year[key]["value"].as_f64().unwrap_or_else(|| panic!("{key}: {year:#}"));
    let payers = ["hmb-l1", "hmb-l2", "hmb-l2-rare"];
    payers.iter().map(|payer| value(&format!("{payer}.paid"))).sum::<f64>() / value("hmb.premium")
}

#[test]
fn a_spiral_is_priced_from_this_years_claims_and_written_with_the_curves() {
    let home = tempfile::tempdir().unwrap();
    let scenario = town(home.path());
    let out = home.path().join("out");
    let arguments =
        ["--premium", "80..120", "--points", "2", "--spiral", "3", "--out", out.to_str().unwrap()];
    let found = curve(&scenario, &arguments);
    let years = found["spiral"]["years"].as_array().unwrap();
    assert_eq!(years.iter().map(|it| it["year"].as_u64().unwrap()).collect::<Vec<_>>(), [2024, 2025, 2026]);
    let target = found["spiral"]["target_loss_ratio"].as_f64().unwrap();
    assert!((target - 0.92).abs() < 1e-12, "1 less 3%, 2% and the margin of 3%");
    let price = |year: &Value| year["point"]["at"].as_f64().unwrap();
    let run = repriced(&scenario, &[price(&years[1]), price(&years[2])]);
    for pair in years.windows(2) {
        let (year, next) = (&pair[0], &pair[1]);
        let ratio = loss_ratio_by_the_terms(&run["designs"][0]["periods"][year["year"].to_string()]);
        let printed = figure(&year["point"], "claims_per_member_yuan").0
            / figure(&year["point"], "premium_per_member_yuan").0;
        assert!((printed - ratio).abs() < 1e-9, "{printed} for {ratio}");
        let asked = (ratio / target).clamp(0.9, 1.1) * price(year);
        assert!((price(next) - (asked - 1e-9).ceil()).abs() < 1e-9, "whole yuan");
        let (renewal, _) = figure(&next["point"], "renewal_rate");
        assert!((0.8..0.95).contains(&renewal), "{renewal}");
    }
    // the first year's surplus is spent in the second: by what the book paid, the third would be dearer
    let second = &run["designs"][0]["periods"]["2025"];
    let value = |key: &str| second[key]["value"].as_f64().unwrap();
    let paid = value("hmb.claims") / value("hmb.premium");
    assert!(paid > loss_ratio_by_the_terms(second) + 0.02, "{paid}");
    assert_eq!(
        names(&out),
        [
            "break_even.csv",
            "curve.json",
            "manifest.json",
            "participation_curve.csv",
            "premium_curve.csv",
            "scenario.resolved.json",
            "spiral.csv"
        ]
    );
    let csv = fs::read(out.join("spiral.csv")).unwrap();
    assert!(csv.starts_with(b"\xEF\xBB\xBF"));
}

#[test]
fn a_scenario_without_a_product_and_a_range_that_falls_are_refused() {
    let (code, _, err) = done(huimin(&["curve", "cii/quzhou-2016", "--lang", "en"]));
    assert_eq!(code, 2);
    assert!(err.contains("no book of a city product"), "{err}");
    let (code, _, err) = done(huimin(&["curve", "hmb/wenzhou", "--premium", "200..20", "--lang", "en"]));
    assert_eq!(code, 2);
    assert!(err.contains("--premium does not take 200..20"), "{err}");
}

#[test]
fn a_law_that_names_an_unknown_state_of_health_is_refused() {
    let setting = r#"funds.hmb.enrolment.health={"chronick":{"log_odds":1}}"#;
    let (code, _, err) = done(huimin(&["run", "hmb/wenzhou-selection", "--set", setting, "--lang", "en"]));
    assert_eq!(code, 2);
    assert!(err.contains("chronick") && err.contains("chronic"), "{err}");
}

#[test]
fn compare_tells_what_a_price_does_with_the_same_members_from_what_those_who_leave_do() {
    let home = tempfile::tempdir().unwrap();
    let scenario = home.path().join("prices.json");
    let dearer = json!({ "funds": { "hmb": { "premium_by_age": {
        "minors": { "yuan": 100 }, "adults": { "yuan": 200 } } } } });
    let text = json!({
        "extends": town(home.path()).to_str().unwrap(),
        "designs": {
            "dearer": { "patch": dearer },
            "lower-cap": { "patch": { "payers": { "hmb-l1": { "cap_yuan": 100_000 } } } }
        }
    });
    fs::write(&scenario, text.to_string()).unwrap();
    let mut command = huimin(&["compare", scenario.to_str().unwrap(), "--quiet", "--json", "--persons", "0"]);
    command.args(["--trials", "4"]);
    let (code, out, err) = done(command);
    assert_eq!(code, 0, "{err}");
    let report: Value = serde_json::from_str(&out).unwrap();
    let parts = report["membership"].as_object().unwrap();
    assert_eq!(parts.keys().collect::<Vec<_>>(), ["premium-120", "dearer"], "a cap moves nobody");
    let difference = |of: &Value, key: &str| -> (f64, f64) {
        let found = &of["periods"]["term"][key]["difference"];
        let part = |name: &str| found[name].as_f64().unwrap_or_else(|| panic!("{key}: {found}"));
        (part("value"), part("se"))
    };
    let (same, joins) = (&parts["dearer"]["same_members"], &parts["dearer"]["who_joins"]);
    let designs = report["designs"].as_array().unwrap();
    let named = |name: &str| designs.iter().find(|it| it["name"] == name).unwrap();
    assert_eq!(difference(same, "hmb.participation"), (0.0, 0.0));
    assert!(difference(joins, "hmb.participation").0 < 0.0);
    for key in ["hmb.participation", "hmb.premium", "hmb.claims", "hmb.result", "hmb.loss_ratio"] {
        let whole = difference(named("dearer"), key).0;
        let sum = difference(same, key).0 + difference(joins, key).0;
        assert!((sum - whole).abs() <= 1e-9 * whole.abs().max(1.0), "{key}: {sum} for {whole}");
    }
    // every price doubled: the same members pay twice as much, and are paid the same
    let before = named("base")["periods"]["term"]["hmb.premium"]["value"].as_f64().unwrap();
    assert!((difference(same, "hmb.premium").0 - before).abs() <= 1e-9 * before);
    assert_eq!(difference(same, "hmb.claims"), (0.0, 0.0));
    assert!(difference(joins, "hmb.claims").0 < 0.0);
}
