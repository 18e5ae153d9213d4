//! `huimin compare` on a small town: a reform of nothing, the sum of steps, who gains, and care that reacts.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::path::Path;

use common::{done, huimin, names, town};
use serde_json::Value;

/// The town with a reform of two parameters and one of nothing.
fn reforms(home: &Path) -> String {
    let town = town(home);
    let reforms = home.join("reforms.json");
    let text = serde_json::json!({
        "extends": town.to_str().unwrap(),
        "designs": {
            "deductible-15000": null, "ratios-60-65": null, "cap-200000": null, "bid-17": null,
            "reform": { "patch": { "payers": { "cii": {
                "deductible_yuan": 8000, "tiers": { "to-120000": { "ratio": 0.7 } } } } } },
            "null": { "patch": { "payers": { "cii": { "deductible_yuan": 20000 } } } },
        },
    });
    std::fs::write(&reforms, text.to_string()).unwrap();
    reforms.to_str().unwrap().to_owned()
}

fn compared(arguments: &[&str]) -> Value {
    let mut command = huimin(&["compare", "--json", "--quiet", "--trials", "4", "--lang", "en"]);
    command.args(arguments);
    let (code, out, err) = done(command);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

fn design<'a>(report: &'a Value, name: &str) -> &'a Value {
    report["designs"].as_array().unwrap().iter().find(|design| design["name"] == name).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn a_reform_of_nothing_changes_nothing_and_the_steps_of_another_add_up_to_it() {
    let home = tempfile::tempdir().unwrap();
    let report = compared(&[&reforms(home.path()), "--persons", "2000"]);

    let null = design(&report, "null");
    let mut differences = 0;
    for (period, figures) in null["periods"].as_object().unwrap() {
        for (key, figure) in figures.as_object().unwrap() {
            let Some(difference) = figure.get("difference") else { continue };
            for part in ["value", "se", "low", "high"] {
                assert_eq!(number(&difference[part]).to_bits(), 0, "{period} {key} {part}");
            }
            differences += 1;
        }
    }
    assert!(differences > 100, "{differences} figures");
    assert_eq!(report["changes"]["null"], serde_json::json!([]));
    for (key, group) in report["persons"]["designs"]["null"].as_object().unwrap() {
        assert_eq!(group["change_fen"], 0, "{key}");
    }

    let effects = &report["effects"]["reform"];
    let steps = effects["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 2);
    assert_eq!(steps[0]["changes"][0]["path"], "payers.cii.deductible_yuan");
    for (key, whole) in effects["whole"].as_object().unwrap() {
        let sum = |way: &str| -> f64 { steps.iter().map(|step| number(&step[way][key]["value"])).sum() };
        let whole = number(&whole["value"]);
        assert!((sum("in_order") - whole).abs() <= 1e-9 * whole.abs().max(1.0), "{key}: {whole}");
        let over = number(&effects["interaction"][key]["value"]);
        assert!((sum("alone") + over - whole).abs() <= 1e-9 * whole.abs().max(1.0), "{key}: {over}");
        let term = &design(&report, "reform")["periods"]["term"][key]["difference"];
        assert!((number(&term["value"]) - whole).abs() <= 1e-9 * whole.abs().max(1.0), "{key}");
    }
    assert!(number(&effects["whole"]["cii.claims"]["value"]) > 0.0);

    // what CII pays more the patients bear less, and the sample says so too
    let (claims, borne) = (&effects["whole"]["cii.claims"], &effects["whole"]["patients.borne"]);
    assert!((number(&claims["value"]) + number(&borne["value"])).abs() < 1e-3);
    let all = &report["persons"]["designs"]["reform"]["all"];
    assert!(all["change_fen"].as_i64().unwrap() < 0);
    assert!(number(&all["share_bearing_less"]["value"]) > 0.0);
    assert_eq!(number(&all["share_bearing_more"]["value"]).to_bits(), 0);
}

#[test]
fn the_other_way_round_every_difference_has_the_other_sign() {
    let home = tempfile::tempdir().unwrap();
    let scenario = reforms(home.path());
    let forth = compared(&[&scenario, "--persons", "0"]);
    let back = compared(&[&scenario, "--persons", "0", "--base", "reform"]);
    assert_eq!(back["base"], "reform");
    assert_eq!(back["persons"], Value::Null);
    for key in ["cii.claims", "cii.loss_ratio", "patients.borne", "bmi.paid"] {
        let of = |report: &Value, name: &str| {
            number(&design(report, name)["periods"]["term"][key]["difference"]["value"])
        };
        let (there, again) = (of(&forth, "reform"), of(&back, "base"));
        assert!((there + again).abs() <= 1e-9 * there.abs(), "{key}: {there} and {again}");
    }
    let (code, _, err) = done(huimin(&["compare", &scenario, "--base", "reformed", "--lang", "en"]));
    assert_eq!(code, 2);
    assert!(err.contains("reform"), "{err}");
}

#[test]
fn care_that_reacts_costs_more_where_patients_pay_less_and_files_are_written() {
    let home = tempfile::tempdir().unwrap();
    let (scenario, out) = (reforms(home.path()), home.path().join("out"));
    let demand = r#"demand={"share_elasticity": -0.4, "low": -0.6, "high": 0}"#;
    let out_text = out.to_str().unwrap();
    let report = compared(&[&scenario, "--persons", "2000", "--set", demand, "--out", out_text]);
    let [of_reform, of_null] = &report["reaction"]["designs"].as_array().unwrap()[..] else { panic!() };
    let cost = |three: &Value, nth: usize| {
        number(&three[nth]["figures"]["periods"]["term"]["city.cost"]["difference"]["value"])
    };
    assert!(cost(of_reform, 0) > 0.0 && cost(of_reform, 1) > cost(of_reform, 0));
    assert_eq!(cost(of_reform, 2).to_bits(), 0, "an elasticity of 0 is care as it was");
    assert_eq!(cost(of_null, 1).to_bits(), 0, "who pays as before comes as before");
    for file in
        ["compare.json", "definitions.csv", "effects.csv", "figures.csv", "manifest.json", "persons.csv"]
    {
        assert!(names(&out).iter().any(|name| name == file), "{file}");
    }
}
