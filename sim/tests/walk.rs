//! `huimin walk`: the price of every scenario on the way, over the same draws.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::fs;
use std::path::Path;

use common::{done, huimin, small_product};
use serde_json::{Value, json};

fn walked(home: &Path, steps: &Value, more: &Value) -> Value {
    let scenario = small_product(home, 2024, 1);
    let mut document = json!({ "from": scenario, "steps": steps });
    for (key, value) in more.as_object().unwrap() {
        document[key] = value.clone();
    }
    let path = home.join("walk.json");
    fs::write(&path, document.to_string()).unwrap();
    let out = home.join("out");
    let out = out.to_str().unwrap();
    let path = path.to_str().unwrap();
    let (code, said, err) = done(huimin(&["walk", path, "--json", "--quiet", "--lang", "en", "--out", out]));
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&said).unwrap()
}

fn yuan(value: &Value) -> i64 {
    let text = value.as_str().unwrap();
    let (whole, fen) = text.trim_start_matches('-').split_once('.').unwrap();
    let amount = whole.parse::<i64>().unwrap() * 100 + fen.parse::<i64>().unwrap();
    if text.starts_with('-') { -amount } else { amount }
}

#[test]
fn steps_add_up_to_the_fen_and_a_margin_moves_the_price_as_the_formula_says() {
    let home = tempfile::tempdir().unwrap();
    let steps = json!({
        "join": { "kind": "mix", "patch": { "funds": { "hmb": { "participation": 0.5 } } } },
        "richer": { "kind": "benefits", "patch": { "payers": { "hmb-l1": { "deductible_yuan": 500 } } } },
        "margin": { "kind": "margin", "patch": { "funds": { "hmb": { "margin_ratio": 0.10 } } } },
    });
    let found = walked(home.path(), &steps, &json!({ "filed_yuan": 100, "charged_yuan": "321.50" }));
    let steps = found["steps"].as_array().unwrap();
    let keys: Vec<&str> = steps.iter().map(|step| step["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["filed", "model_version", "join", "richer", "margin", "rounding"]);
    let sum: i64 = steps[1..].iter().map(|step| yuan(&step["effect_yuan"])).sum();
    assert_eq!(sum, yuan(&found["difference_yuan"]));
    assert_eq!(yuan(&found["difference_yuan"]), 32_150 - 10_000);
    // the scenario keeps 1 - 3% - 2% - 3% of the premium for claims and fixed cost, then 10% for 3%
    let price = |at: usize| found["prices"][at]["value"].as_f64().unwrap();
    assert!((price(3) / price(2) - 0.92 / 0.85).abs() < 1e-9, "{found}");
    assert!(price(2) > price(1), "a lower deductible costs more");
    // who files or charges a price knows it: the error of the steps beside it is that of the model's price
    for (step, price) in [(1, 0), (5, 3)] {
        assert_eq!(steps[step]["effect"]["se"], found["prices"][price]["se"], "{found}");
        let value = steps[step]["effect"]["value"].as_f64().unwrap();
        assert!((value - yuan(&steps[step]["effect_yuan"]) as f64 / 100.0).abs() < 0.006);
    }
    // margins alone are no chance: the paired error is that of the price times the ratio
    let se = found["prices"][2]["se"].as_f64().unwrap();
    let paired = steps[4]["effect"]["se"].as_f64().unwrap();
    assert!((paired / se - (0.92 / 0.85 - 1.0)).abs() < 1e-6, "{paired} {se}");
}

#[test]
fn the_scenario_of_a_step_runs_again_to_its_price() {
    let home = tempfile::tempdir().unwrap();
    let steps = json!({
        "cost": { "kind": "expenses", "patch": { "funds": { "hmb": { "cost_ratio": 0.05 } } } },
    });
    let found = walked(home.path(), &steps, &json!({}));
    // every command that it names gives the price of its step to the last digit, in its folder
    let name = found["figure"].as_str().unwrap();
    for (nth, step) in found["steps"].as_array().unwrap().iter().enumerate() {
        let words = step["run"].as_str().unwrap().strip_prefix("huimin ").unwrap();
        let mut run = huimin(&words.split(' ').collect::<Vec<_>>());
        run.args(["--json", "--quiet"]).current_dir(home.path().join("out"));
        let (code, said, err) = done(run);
        assert_eq!(code, 0, "{err}");
        let summary: Value = serde_json::from_str(&said).unwrap();
        let figure = &summary["designs"][0]["periods"]["term"][name]["value"];
        assert!(figure.is_f64());
        assert_eq!(figure.as_f64(), found["prices"][nth]["value"].as_f64());
    }
}
