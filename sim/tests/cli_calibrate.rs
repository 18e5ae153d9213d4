//! `calibrate` as a user meets it: a town whose levels are known is spoiled, and found again.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::fs;
use std::path::Path;

use common::{done, huimin, names, town};
use serde_json::{Value, json};

const FREQUENCY: &str = "illness.statuses.resident.admissions_per_1000_years";
const COST: &str = "illness.statuses.resident.cost_per_admission_yuan";

/// A small town without the chance of years, held against its own figures at other levels: 150 admissions
/// for 1,000 residents, 8,000 yuan each.
fn spoiled(home: &Path) -> String {
    town(home);
    let calm = json!({ "trend_sd": 0, "year_sd": 0, "parameter_sd": 0, "trend_per_year": 0 });
    let rows = ["admissions-employee", "cost-employee", "in-policy-employee", "in-policy-resident"];
    let rest = ["actual-employee", "actual-resident", "cii-trigger"];
    let mut comparison: serde_json::Map<String, Value> =
        rows.iter().chain(&rest).map(|name| ((*name).to_owned(), Value::Null)).collect();
    comparison.insert("admissions-resident".into(), json!({ "value": 0.15, "tolerance": 0.02 }));
    comparison.insert("cost-resident".into(), json!({ "value": 8000, "tolerance": 0.02 }));
    comparison.insert("cii-cost".into(), json!({ "fitted": false }));
    comparison.insert(
        "patients".into(),
        json!({ "metric": "city.patient_share", "value": 0.4, "tolerance_points": 2, "fitted": false,
                "title": { "zh": "个人负担", "en": "what patients bear" } }),
    );
    let scenario = json!({
        "extends": "town.json",
        "world": { "frequency": calm, "severity": calm, "epidemic": null },
        "term": { "first_year": 2016, "years": 1 },
        "revisions": null,
        "comparison": comparison,
        "calibration": { "parameters": {
            "frequency": { "paths": [FREQUENCY], "low": 50, "high": 400, "scale": "log", "decimals": 3,
                           "note": "the level" },
            "cost": { "paths": [COST], "low": 2000, "high": 20000, "decimals": 2, "note": "the level" },
        } },
    });
    let path = home.join("spoiled.json");
    fs::write(&path, scenario.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The mean cost of a town's few bills wanders, so the figures decide the levels within some percent and
/// the fit meets the figures themselves.
#[test]
fn the_levels_of_a_town_are_found_and_the_fitted_scenario_meets_its_figures() {
    let home = tempfile::tempdir().unwrap();
    let scenario = spoiled(home.path());
    let out = home.path().join("fit");
    let fit =
        ["calibrate", &scenario, "--trials", "20", "--quiet", "--lang", "en", "--out", out.to_str().unwrap()];
    let (code, table, err) = done(huimin(&fit));
    assert_eq!((code, err.as_str()), (0, ""));
    for words in ["what patients bear", "shown", "2 fitted figures", "Condition number", "Free parameters"] {
        assert!(table.contains(words), "{words} is not in\n{table}");
    }
    assert_eq!(
        names(&out),
        [
            "calibration.csv",
            "calibration.json",
            "calibration.txt",
            "fitted.json",
            "manifest.json",
            "parameters.csv"
        ]
    );
    let fitted: Value = serde_json::from_slice(&fs::read(out.join("fitted.json")).unwrap()).unwrap();
    assert_eq!(fitted["extends"], json!("../spoiled.json"));
    let frequency = &fitted["illness"]["statuses"]["resident"]["admissions_per_1000_years"];
    assert!((frequency.as_f64().unwrap() / 150.0 - 1.0).abs() < 0.05, "{fitted}");
    let note = fitted["calibration"]["parameters"]["frequency"]["note"].as_str().unwrap();
    assert!(note.starts_with("the level Fitted by huimin calibrate") && note.contains("20 trials"), "{note}");

    let fitted = out.join("fitted.json");
    let check = ["calibrate", fitted.to_str().unwrap(), "--check", "--trials", "20", "--quiet", "--json"];
    let (code, json, _) = done(huimin(&check));
    let checked: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(code, 0);
    for name in [0, 1] {
        let row = &checked["targets"][name];
        assert!(row["residual"].as_f64().unwrap().abs() < 1e-3, "{row}");
    }
    assert_eq!(checked["targets"][2]["verdict"], json!("shown"));
    assert_eq!(checked.get("fit"), None);
}

#[test]
fn the_table_is_in_both_languages_and_the_threads_change_no_byte() {
    let home = tempfile::tempdir().unwrap();
    let scenario = spoiled(home.path());
    let check = |lang, threads| {
        done(huimin(&[
            "calibrate",
            &scenario,
            "--check",
            "--trials",
            "8",
            "--quiet",
            "--lang",
            lang,
            "--threads",
            threads,
        ]))
    };
    let (code, zh, _) = check("zh", "1");
    assert!(code == 0 && zh.contains("校准核对表") && zh.contains("仅作对照"), "{zh}");
    assert_eq!(zh, check("zh", "2").1);
    assert!(check("en", "1").1.contains("Calibration check"));
}

#[test]
fn what_the_run_will_not_have_is_said_before_any_trial() {
    let home = tempfile::tempdir().unwrap();
    let scenario = spoiled(home.path());
    for (setting, words) in [
        ("comparison.x={\"metric\": \"hmb.no_such\", \"value\": 1}", "hmb.no_such"),
        ("comparison.cost-resident.year=2030", "2030"),
        ("comparison.cost-resident.design=other", "other"),
        ("comparison.cost-resident.tolerance_points=1", "tolerance_points"),
    ] {
        let (code, out, err) = done(huimin(&["calibrate", &scenario, "--set", setting, "--lang", "en"]));
        assert!(code == 2 && out.is_empty() && err.contains(words), "{setting}: {err}");
    }
    let (code, _, err) = done(huimin(&["calibrate", "cities/quzhou", "--lang", "en"]));
    assert!(code == 2 && err.contains("is missing"), "{err}");
}
