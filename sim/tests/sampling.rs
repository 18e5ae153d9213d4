//! `--sampling` as a user meets it: what a report says of it, what stays as it was, what is refused.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::fs;
use std::path::Path;

use common::{done, huimin, names, town};
use serde_json::Value;

/// Runs the town into `home/name`; its exit code, standard output and error.
fn run(home: &Path, name: &str, arguments: &[&str]) -> (i32, String, String) {
    let scenario = town(home);
    let mut command = huimin(&["run", scenario.to_str().unwrap(), "--quiet", "--lang", "en", "--out"]);
    command.arg(home.join(name)).args(arguments);
    done(command)
}

fn summary(home: &Path, name: &str) -> Value {
    serde_json::from_slice(&fs::read(home.join(name).join("summary.json")).unwrap()).unwrap()
}

/// The digest of a run's plan, and the mean claims of its term with their error.
fn claims(home: &Path, name: &str) -> (String, f64, f64) {
    let manifest: Value =
        serde_json::from_slice(&fs::read(home.join(name).join("manifest.json")).unwrap()).unwrap();
    let figure = &summary(home, name)["designs"][0]["periods"]["term"]["cii.claims"];
    let number = |key: &str| figure[key].as_f64().unwrap();
    (manifest["plan_digest"].to_string(), number("value"), number("se"))
}

#[test]
fn a_report_says_how_its_futures_were_drawn_and_plain_sampling_is_not_mentioned() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let (code, plain, _) = run(home, "plain", &["--trials", "24", "--sampling", "plain"]);
    assert_eq!(code, 0);
    assert!(!plain.contains("Sampling") && summary(home, "plain").get("sampling").is_none());
    assert!(!names(&home.join("plain")).contains(&"sampling.csv".to_owned()));

    // 24 trials are one and a half to each of 16 replicates
    let (_, sobol, _) = run(home, "sobol", &["--trials", "24", "--sampling", "sobol"]);
    assert!(sobol.contains("16 independent replicates") && sobol.contains("15 degrees"), "{sobol}");
    let of = &summary(home, "sobol")["sampling"];
    assert_eq!((&of["kind"], &of["replicates"]), (&Value::from("sobol"), &Value::from(16)));

    let (_, both, _) = run(home, "both", &["--trials", "24", "--sampling", "sobol+importance"]);
    assert!(both.contains("50% of the trials") && both.contains("effective sample size"), "{both}");
    let of = &summary(home, "both")["sampling"];
    let effective = of["effective_trials"].as_f64().unwrap();
    assert!((12.0..24.0).contains(&effective), "{effective}");
    // what moves claims most is the level of cost, and an epidemic empties hospitals
    let shift = |name: &str| of["shift_sd"][name].as_f64().unwrap();
    assert!(shift("parameter_severity") > shift("year_severity_2016") && shift("year_severity_2016") > 0.0);
    let table = fs::read_to_string(home.join("both").join("sampling.csv")).unwrap();
    assert!(table.contains("shift_sd.parameter_severity,") && table.contains("replicates,16"), "{table}");

    // other futures of the same law: the means lie within five errors of each other
    let all = ["plain", "sobol", "both"].map(|name| claims(home, name));
    for pair in [(0, 1), (0, 2), (1, 2)] {
        let (one, other) = (&all[pair.0], &all[pair.1]);
        assert_ne!(one.0, other.0, "rows of different samplings never mix");
        assert!((one.1 - other.1).abs() < 5.0 * (one.2 * one.2 + other.2 * other.2).sqrt(), "{all:?}");
    }
}

#[test]
fn plain_sampling_written_out_is_no_other_plan_and_a_stated_shift_is_one_of_its_own() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let digest = |name: &str, arguments: &[&str]| {
        let (code, _, err) = run(home, name, &[&["--trials", "2"], arguments].concat());
        assert_eq!(code, 0, "{err}");
        claims(home, name).0
    };
    assert_eq!(digest("a", &[]), digest("b", &["--set", "run.sampling=plain"]));
    let stated = "run.importance.shift.parameter_severity=1.5";
    let of_stated = digest("c", &["--sampling", "importance", "--set", stated]);
    assert_ne!(of_stated, digest("d", &["--sampling", "importance"]));
    assert_eq!(summary(home, "c")["sampling"]["shift_sd"], serde_json::json!({ "parameter_severity": 1.5 }));
}

#[test]
fn what_knows_independent_trials_alone_refuses_others() {
    let home = tempfile::tempdir().unwrap();
    let scenario = town(home.path());
    let scenario = scenario.to_str().unwrap();
    let refused = |arguments: &[&str], what: &str| {
        let (code, _, err) = done(huimin(&[arguments, &["--lang", "en", "--quiet"]].concat()));
        assert_eq!(code, 2, "{err}");
        assert!(err.contains(&format!("{what} works with plain sampling alone")), "{err}");
    };
    refused(&["run", scenario, "--variance", "--sampling", "sobol"], "--variance");
    refused(&["calibrate", scenario, "--check", "--set", "run.sampling=sobol"], "calibrate");
    refused(&["curve", "hmb/wenzhou-selection", "--set", "run.sampling=sobol"], "curve");
    refused(&["backtest", "backtests/wz-2021", "--set", "run.sampling=sobol"], "backtest");
}

#[test]
fn a_fund_and_a_number_of_the_world_that_are_not_there_are_named_with_the_nearest() {
    let home = tempfile::tempdir().unwrap();
    let scenario = town(home.path());
    let told = |setting: &str, expected: &str| {
        let arguments = ["run", scenario.to_str().unwrap(), "--sampling", "importance", "--set", setting];
        let (code, _, err) = done(huimin(&[&arguments[..], &["--lang", "en", "--quiet"]].concat()));
        assert_eq!(code, 2, "{err}");
        assert!(err.contains(expected), "{err}");
    };
    told("run.importance.fund=ci", "\"ci\" does not exist");
    told("run.importance.shift.parameter_sverity=1", "parameter_severity");
    told("run.importance.distance=9", "out of range");
    let (code, _, err) = done(huimin(&["run", "--sampling", "halton", "--lang", "en"]));
    assert!(code == 2 && err.contains("sobol+importance"), "{err}");
}
