//! `settle`, `vectors`, `gate`, `validate` and `schema` as a user meets them.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::fs;
use std::path::Path;

use common::{done, huimin, names, town};
use serde_json::{Value, json};

/// Writes a JSON file into `home`; its path.
fn written(home: &Path, name: &str, value: &Value) -> String {
    let path = home.join(name);
    fs::write(&path, value.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_settlement_names_every_payer_and_clause_in_both_languages() {
    let home = tempfile::tempdir().unwrap();
    // 130,000 of self-pay: (120,000 - 20,000) x 55% + 10,000 x 60% = 61,000 under [S1] Art. 6
    let claims = json!({ "claims": [{ "kind": "inpatient", "self_pay_yuan": 130_000 }] });
    let bill = written(home.path(), "bill.json", &claims);
    for (lang, payer) in [("en", "critical-illness insurance"), ("zh", "大病保险")] {
        let (code, out, err) = done(huimin(&["settle", "cii/quzhou-2016", &bill, "--lang", lang]));
        assert_eq!((code, err.as_str()), (0, ""));
        for words in [payer, "[S1] Art. 5-6", "61,000.00", "69,000.00"] {
            assert!(out.contains(words), "{lang}: {words} is not in\n{out}");
        }
    }
    let (code, out, _) = done(huimin(&["settle", "cii/quzhou-2016", &bill, "--json", "--lang", "en"]));
    let settled: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &settled["claims"][0]["payers"][1]["paid_yuan"]), (0, &json!("61000.00")));
}

#[test]
fn a_setting_moves_a_settlement() {
    let home = tempfile::tempdir().unwrap();
    let claims = json!({ "claims": [{ "kind": "inpatient", "self_pay_yuan": 130_000 }] });
    let bill = written(home.path(), "bill.json", &claims);
    let setting = "payers.cii.deductible_yuan=30000";
    let (code, out, _) = done(huimin(&["settle", "cii/quzhou-2016", &bill, "--set", setting]));
    assert_eq!(code, 0);
    assert!(out.contains("55,500.00"), "{out}"); // 90,000 x 55% + 10,000 x 60%
}

#[test]
fn a_bad_bill_says_where_it_is_bad() {
    let home = tempfile::tempdir().unwrap();
    let wrong = json!({ "claims": [{ "kind": "inpatient", "self_pay": 1 }] });
    let wrong = written(home.path(), "wrong.json", &wrong);
    let (code, out, err) = done(huimin(&["settle", "cii/quzhou-2016", &wrong]));
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("/claims/0") && err.contains("self_pay_yuan"), "{err}");
    let (code, _, err) = done(huimin(&["settle", "cii/quzhou-2016", "no-such-file.json", "--lang", "zh"]));
    assert!(code == 2 && err.contains("无法读取 no-such-file.json"), "{err}");
    let (code, _, err) = done(huimin(&["settle", "cii/quzhou-2016"]));
    assert!(code == 2 && err.contains("<BILL> is missing"), "{err}");
}

#[test]
fn the_worked_cases_pass_and_a_wrong_one_is_reported_and_exits_with_3() {
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/cases.json");
    let (code, out, err) = done(huimin(&["vectors", cases]));
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.ends_with("0 failed\n"), "{out}");

    let home = tempfile::tempdir().unwrap();
    let mut wrong: Value = serde_json::from_slice(&fs::read(cases).unwrap()).unwrap();
    let mut cases = wrong["cases"].as_array_mut().unwrap().iter_mut();
    let case = cases.find(|case| !case["expect"]["year_yuan"].is_null()).unwrap();
    case["expect"]["year_yuan"] = json!(0.01);
    let id = case["id"].as_str().unwrap().to_owned();
    let wrong = written(home.path(), "wrong.json", &wrong);
    let (code, out, _) = done(huimin(&["vectors", &wrong]));
    assert_eq!(code, 3);
    assert!(out.contains(&id) && out.contains("1 failed"), "{out}");
    let (code, out, _) = done(huimin(&["vectors", &wrong, "--json"]));
    assert_eq!((code, &serde_json::from_str::<Value>(&out).unwrap()["failed"]), (3, &json!(1)));
}

#[test]
fn worked_cases_that_cannot_be_computed_are_bad_input() {
    let home = tempfile::tempdir().unwrap();
    let good = json!({ "id": "C", "kind": "coinsurers", "payment_yuan": 2, "shares_pct": [50, 50],
        "expect": { "split_yuan": [1, 1] } });
    let wrong = json!({ "id": "W", "kind": "coinsurers", "payment_yuan": 2, "shares_pct": [50, 50],
        "expect": { "split_yuan": [2, 0] } });
    let settle = |scheme: &str, expect: Value| {
        let claims = json!([{ "kind": "inpatient", "self_pay_yuan": 30000 }]);
        json!({ "id": "S", "kind": "settle", "scheme": scheme, "claims": claims, "expect": expect })
    };
    let code = |cases: Value| {
        let file = written(home.path(), "cases.json", &json!({ "cases": cases }));
        done(huimin(&["vectors", &file, "--lang", "en"]))
    };
    assert_eq!(code(json!([good])).0, 0);
    assert_eq!(code(json!([good, wrong])).0, 3);
    for bad in [
        json!({ "id": "K", "kind": "coinsurer" }),
        json!({ "id": "K", "kind": "coinsurers", "payment": 2, "shares_pct": [100], "expect": { "split_yuan": [2] } }),
        settle("cii/nowhere", json!({ "year_yuan": 0 })),
        settle("cii/quzhou-2016", json!({})),
        good.clone(),
    ] {
        let (code, out, _) = code(json!([good, wrong, bad]));
        assert!(code == 2 && out.ends_with("1 passed, 2 failed (1 of them not computed)\n"), "{code}: {out}");
    }
    let (code, out, error) = code(json!([]));
    assert!(code == 2 && out.is_empty() && error.contains("/cases: error: nothing inside"), "{out} {error}");
}

#[test]
fn a_gate_exits_with_what_it_finds() {
    let home = tempfile::tempdir().unwrap();
    town(home.path());
    let gate = |checks: Value| {
        let gate = json!({ "scenario": "town.json", "trials": 30, "seed": 1, "checks": checks });
        done(huimin(&["gate", "--quiet", &written(home.path(), "gate.json", &gate)]))
    };
    let loss = |bound: &str, value: f64| json!({ "metric": "cii.loss_ratio", bound: value });
    let (code, out, err) = gate(json!({ "sane": loss("at_most", 5.0) }));
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let (code, out, _) = gate(json!({ "sane": loss("at_most", 5.0), "absurd": loss("at_most", 1e-6) }));
    assert_eq!(code, 3, "{out}");
    // a bound at the estimate itself lies within its interval
    let gate_path = home.path().join("gate.json");
    let (_, out, _) = done(huimin(&["gate", "--quiet", "--json", gate_path.to_str().unwrap()]));
    let result: Value = serde_json::from_str(&out).unwrap();
    let value = result[0]["result"]["checks"][0]["estimate"]["value"].as_f64().unwrap();
    let (code, out, _) = gate(json!({ "sane": loss("at_most", 5.0), "near": loss("at_most", value) }));
    assert_eq!(code, 4, "{out}");
    let (code, out, err) = gate(json!({ "unknown": { "metric": "cii.los_ratio", "at_most": 1 } }));
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("cii.loss_ratio"), "{err}");
}

#[test]
fn every_problem_of_every_file_is_reported_at_once() {
    let home = tempfile::tempdir().unwrap();
    let bad = |key: &str, value: Value| json!({ "extends": "cii/quzhou-2016", "payers": { "cii": { key: value } } });
    written(home.path(), "a.json", &bad("deductible_yuan", json!(-1)));
    written(home.path(), "b.json", &bad("deductble_yuan", json!(1)));
    written(home.path(), "c.json", &json!({ "extends": "cii/quzhou-2016" }));
    let folder = home.path().to_str().unwrap();
    let (code, out, err) = done(huimin(&["validate", folder, "hmb/wenzhou"]));
    assert_eq!((code, err.as_str()), (2, ""));
    for words in [
        "a.json:1:",
        "/payers/cii/deductible_yuan",
        "b.json:1:",
        "deductble_yuan",
        "4 scenarios checked, 2 invalid",
    ] {
        assert!(out.contains(words), "{words} is not in\n{out}");
    }
    let (code, out, _) = done(huimin(&["validate", folder, "--json"]));
    let reports: Value = serde_json::from_str(&out).unwrap();
    let valid: Vec<&Value> = reports.as_array().unwrap().iter().map(|report| &report["valid"]).collect();
    assert_eq!((code, valid), (2, vec![&json!(false), &json!(false), &json!(true)]));
    assert_eq!(names(home.path()), ["a.json", "b.json", "c.json"]);
}

#[test]
fn the_library_is_valid_and_an_empty_folder_is_no_scenario() {
    let scenarios = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios");
    let (code, out, _) = done(huimin(&["validate", scenarios]));
    assert_eq!(code, 0, "{out}");
    assert!(out.ends_with("all valid\n"), "{out}");
    let empty = tempfile::tempdir().unwrap();
    let (code, out, err) = done(huimin(&["validate", empty.path().to_str().unwrap()]));
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("no .json file found"), "{err}");
}

#[test]
fn a_library_of_the_users_own_stands_before_the_built_in_one() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("cii")).unwrap();
    written(home.path(), "cii/quzhou-2016.json", &json!({ "nonsense": 1 }));
    let library = home.path().to_str().unwrap();
    assert_eq!(done(huimin(&["validate", "cii/quzhou-2016"])).0, 0);
    let (code, out, _) = done(huimin(&["validate", "cii/quzhou-2016", "--library", library]));
    assert!(code == 2 && out.contains("nonsense"), "{out}");
    // a name that is mistyped, or a file, would leave the built-in one in its place
    for (place, wrong) in [("mistyped", "mistyped"), ("cii/quzhou-2016.json", "quzhou-2016.json")] {
        let library = home.path().join(place);
        let words = ["validate", "cii/quzhou-2016", "--lang", "en", "--library", library.to_str().unwrap()];
        let (code, out, err) = done(huimin(&words));
        assert_eq!((code, out.as_str()), (2, ""), "{place}: {err}");
        assert!(err.contains("--library: there is no folder") && err.contains(wrong), "{err}");
    }
}

#[test]
fn the_schema_is_the_file_that_scenarios_point_to() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios/scenario.schema.json");
    let (code, out, _) = done(huimin(&["schema"]));
    assert_eq!(code, 0);
    assert!(
        out == fs::read_to_string(file).unwrap(),
        "`huimin schema` and scenarios/scenario.schema.json differ"
    );
}

#[test]
fn what_is_wrong_is_told_of_the_file_and_the_key_or_of_the_option_that_says_it() {
    let home = tempfile::tempdir().unwrap();
    let town = town(home.path());
    let town = town.to_str().unwrap();
    let at = |name: &str, value: Value| written(home.path(), name, &value);
    let told = |words: &[&str], place: &str, what: &str| {
        let (code, out, error) = done(huimin(&[words, &["--lang", "en"]].concat()));
        let found = error.lines().any(|line| line.contains(place) && line.contains(what));
        assert!(code == 2 && found, "{words:?}: {code} {out} {error}");
    };
    let check = json!({ "metric": "cii.loss_ratio", "at_most": 1 });
    let gate = at("g.json", json!({ "scenario": "nope", "checks": { "a": check } }));
    told(&["gate", &gate], "g.json:", "/scenario: error: no such scenario: nope");
    let step = json!({ "kind": "benefits", "patch": { "payers": { "cii": { "deductible_yuan": 1 } } } });
    let walk = at("w.json", json!({ "from": "nope", "steps": { "a": step } }));
    told(&["walk", &walk], "w.json:", "/from: error: no such scenario: nope");
    let case = at("b.json", json!({ "extends": "backtests/ssk-2021", "base": "nope" }));
    told(&["backtest", &case], "b.json:", "/base: error: no such scenario: nope");
    // what is typed beside a scenario
    for event in [&["run", town, "--event"][..], &["stress", town]] {
        let words = [event, &["pandemic@1800"]].concat();
        told(&words, "pandemic@1800: error:", "1800 is out of range; allowed is 1990 to 2100");
    }
    let patch = json!({ "patch": { "payers": { "cii": { "deductible_yuan": 1 } } } });
    let [base, chinese] = [at("base.json", patch.clone()), at("设 计.json", patch)];
    told(&["run", town, "--design", &base], &format!("--design {base}"), "choose another name");
    told(&["run", town, "--design", &chinese], &format!("--design {chinese}"), "cannot be a name");
    told(&["run", town, "--design", ""], "--design ", "the text is empty");
    let stack = at("q.json", json!({ "patch": { "payers": { "cii": { "deductible_yuan": 1 } } } })) + "+";
    told(&["run", town, "--design", &stack], &format!("--design {stack}"), "the text is empty");
    told(&["run", town, "--stress", "nope"], "--stress nope", "pandemic");
    told(
        &["run", home.path().to_str().unwrap()],
        home.path().to_str().unwrap(),
        "a folder, a pipe or a link",
    );
    for number in ["-1", "0", "1000000000000"] {
        told(&["run", town, "--trials", number], "--trials", "1 to 10000000");
    }
    told(&["run", town, "--seed", "-1"], "--seed", "0 or more");
}

#[test]
fn the_problems_of_all_files_steps_and_options_are_told_at_once() {
    let home = tempfile::tempdir().unwrap();
    let town = town(home.path());
    let town = town.to_str().unwrap();
    let at = |name: &str, value: Value| written(home.path(), name, &value);
    let told = |words: &[&str], places: &[&str]| {
        let (code, out, error) = done(huimin(&[words, &["--lang", "en"]].concat()));
        let missing = places.iter().find(|place| !error.contains(**place));
        assert!(code == 2 && missing.is_none(), "{missing:?}: {code} {out} {error}");
    };
    let cii = |patch: Value| json!({ "patch": { "payers": { "cii": patch } } });
    let low = at("low.json", cii(json!({ "deductible_yuan": -1 })));
    let typo = at("typo.json", cii(json!({ "deductable_yuan": 1 })));
    let designs = ["--design", &low, "--design", &typo, "--design", "nope.json", "--set", "run.trials=-3"];
    told(
        &[&["run", town][..], &designs].concat(),
        &["low.json:", "-1 is out of range", "\"deductable_yuan\"", "nope.json", "/run/trials"],
    );
    let check = json!({ "metric": "cii.loss_ratio", "at_most": "x" });
    let one = at("one.json", json!({ "scenario": "nope", "checks": {} }));
    let other = at("other.json", json!({ "scenario": town, "checks": { "a": check } }));
    told(&["gate", &one, &other], &["one.json:", "other.json:", "/checks/a/at_most"]);
    let joins =
        |ratio: i64| json!({ "kind": "mix", "patch": { "funds": { "hmb": { "participation": ratio } } } });
    let walk = json!({ "from": "hmb/wenzhou", "steps": { "a": joins(55), "b": joins(66) } });
    told(&["walk", &at("walk.json", walk)], &["55 is out of range", "66 is out of range"]);
    told(&["settle", "cii/nope", "no-bill.json"], &["no such scenario: cii/nope", "no-bill.json"]);
}
