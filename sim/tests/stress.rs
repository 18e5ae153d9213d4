//! `huimin stress` as a user meets it, on a small town; and the library of stresses on the two cities.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::path::Path;

use common::{done, huimin, names, town};
use huimin::scenario::library::Library;
use huimin::scenario::load::load;
use huimin::scenario::stress::NotHere;
use serde_json::Value;

/// A stress run of a town as JSON.
fn stress(scenario: &Path, arguments: &[&str]) -> Value {
    let mut command = huimin(&["stress", scenario.to_str().unwrap(), "--quiet", "--json", "--trials", "4"]);
    command.args(arguments);
    let (code, out, err) = done(command);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

fn named<'a>(found: &'a Value, name: &str) -> &'a Value {
    found["stresses"].as_array().unwrap().iter().find(|it| it["name"] == name).unwrap()
}

fn difference(found: &Value, name: &str, key: &str) -> f64 {
    named(found, name)["effects"][key]["difference"]["value"].as_f64().unwrap()
}

/// Which stresses of the library do not apply to a scenario, each with what it lacks.
fn lacking(scenario: &str) -> Vec<(String, String)> {
    let library = Library::built_in();
    let scenario = load(&library, scenario, &[]).unwrap();
    let mut lacking = Vec::new();
    for name in scenario.stress_names(&library) {
        let (about, stress) = scenario.stress(&library, &name).unwrap();
        assert!(about.source.is_some() || about.synthetic.is_some(), "{name} names no source");
        match stress {
            Ok(_) => {}
            Err(NotHere::Without(what)) => lacking.push((name, what)),
            Err(why) => panic!("{name}: {why:?}"),
        }
    }
    lacking
}

#[test]
fn every_stress_of_the_library_runs_on_both_cities_or_says_what_they_lack() {
    let pairs = |found: Vec<(String, String)>| found.into_iter().map(|(a, b)| format!("{a}: {b}")).collect();
    let quzhou: Vec<String> = pairs(lacking("cii/quzhou-2016"));
    assert_eq!(
        quzhou,
        [
            "participation-high: funds.*.participation",
            "participation-low: funds.*.participation",
            "pre-existing-excluded: payers.*.pre_existing_ratio",
            "pre-existing-open: payers.*.pre_existing_ratio",
            "retroactive-cover: funds.hmb",
            "young-lapse: funds.hmb",
        ]
    );
    let wenzhou: Vec<String> = pairs(lacking("hmb/wenzhou"));
    assert_eq!(
        wenzhou,
        [
            "pre-existing-excluded: payers.*.pre_existing_ratio",
            "pre-existing-open: payers.*.pre_existing_ratio",
        ]
    );
}

#[test]
fn the_library_holds_every_scenario_of_actuarial_practice() {
    let library = Library::built_in();
    let names = load(&library, "hmb/wenzhou", &[]).unwrap().stress_names(&library);
    for wanted in [
        "cost-trend-low",
        "cost-trend-middle",
        "cost-trend-high",
        "pandemic",
        "pandemic-rebound",
        "severe-epidemic",
        "car-t",
        "special-drug-listing",
        "negotiation",
        "drg",
        "young-lapse",
        "participation-low",
        "pre-existing-open",
        "retroactive-cover",
        "fragmented-information",
        "no-review",
    ] {
        assert!(names.iter().any(|name| name == wanted), "{wanted}");
    }
}

#[test]
fn both_sides_of_a_driver_move_the_figures_their_own_way_and_stand_in_one_bar() {
    let home = tempfile::tempdir().unwrap();
    let found = stress(&town(home.path()), &["cost-level-low", "frequency-high", "cost-level-high"]);
    let moved = |name| difference(&found, name, "cii.loss_ratio");
    assert!(moved("cost-level-low") < 0.0 && moved("cost-level-high") > 0.0 && moved("frequency-high") > 0.0);
    // a deductible lifts the leverage: 5% dearer bills are more than 5% more claims, and more than 5% more bills
    assert!(moved("cost-level-high") > moved("frequency-high"));
    assert!(difference(&found, "cost-level-high", "cii.insurer_result") < 0.0);
    let bars = found["tornado"]["cii.loss_ratio"].as_array().unwrap();
    assert_eq!(bars.len(), 2);
    assert_eq!(bars[0]["high"]["stress"], "cost-level-high");
    assert_eq!(bars[0]["low"]["stress"], "cost-level-low");
    assert_eq!((&bars[1]["high"]["stress"], &bars[1]["low"]), (&"frequency-high".into(), &Value::Null));
    assert_eq!(found["is_a_forecast"], false);
}

#[test]
fn an_event_begins_with_the_term_or_when_it_is_asked_to() {
    let home = tempfile::tempdir().unwrap();
    let found = stress(&town(home.path()), &["pandemic", "negotiation"]);
    assert_eq!(named(&found, "pandemic")["from"], 2016);
    assert!(difference(&found, "pandemic", "cii.loss_ratio") < 0.0);
    // the drug is there before it is negotiated: its cut is what counts, and it moves from own expense to class B
    assert_eq!(named(&found, "negotiation")["held_against"], "state_before");
    assert!(difference(&found, "negotiation", "city.patient_share") <= 0.0);
    let later = stress(&town(home.path()), &["pandemic@2018"]);
    assert_eq!(named(&later, "pandemic")["from"], 2018);
}

#[test]
fn a_stress_that_does_not_apply_is_refused_by_name_and_listed_otherwise() {
    let home = tempfile::tempdir().unwrap();
    let scenario = town(home.path());
    let path = scenario.to_str().unwrap();
    for (lang, words) in [("en", "the scenario has no funds.*.participation"), ("zh", "情景中没有")] {
        let (code, out, err) = done(huimin(&["stress", path, "participation-low", "--lang", lang]));
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(words), "{err}");
    }
    let (code, _, err) = done(huimin(&["stress", path, "pandemik", "--lang", "en"]));
    assert!(code == 2 && err.contains("pandemic"), "{err}");
}

#[test]
fn a_driver_at_its_breaking_value_puts_the_figure_on_the_level() {
    let home = tempfile::tempdir().unwrap();
    let scenario = town(home.path());
    let arguments =
        ["--reverse", "cost-level", "--reverse", "participation", "--breaks", "cii.loss_ratio>1.3"];
    let found = stress(&scenario, &arguments);
    let searches = found["searches"].as_array().unwrap();
    assert_eq!(searches[0]["outcome"], "breaks", "{found:#}");
    assert_eq!(searches[1]["outcome"], "not_applicable");
    let at = searches[0]["breaks_at"]["value"].as_f64().unwrap();
    // the same level by the ordinary way
    let setting = format!("illness.factors.any.cost={at}");
    let mut run = huimin(&["run", scenario.to_str().unwrap(), "--quiet", "--json", "--trials", "4"]);
    run.args(["--set", &setting, "--set", "designs=null"]);
    let (code, out, err) = done(run);
    assert_eq!(code, 0, "{err}");
    let summary: Value = serde_json::from_str(&out).unwrap();
    let text = summary.to_string();
    let term = text.split("\"term\"").last().unwrap();
    let ratio = term.split("cii.loss_ratio\"").nth(1).unwrap().split("\"value\":").nth(1).unwrap();
    let ratio: f64 = ratio.split([',', '}']).next().unwrap().parse().unwrap();
    assert!((ratio - 1.3).abs() < 0.005, "{ratio} at {at}");
    // a level in per cent is never reached
    let mut in_per_cent = huimin(&["stress", scenario.to_str().unwrap(), "--reverse", "cost-level"]);
    in_per_cent.args(["--breaks", "cii.loss_ratio>130", "--lang", "en"]);
    let (code, _, err) = done(in_per_cent);
    assert!(code == 2 && err.contains("--breaks: error: 130 is out of range"), "{err}");
}

#[test]
fn tables_and_data_are_written_and_read_in_both_languages() {
    let home = tempfile::tempdir().unwrap();
    let (scenario, out) = (town(home.path()), home.path().join("out"));
    let arguments = ["stress", scenario.to_str().unwrap(), "drg", "tail-heavy", "--trials", "3"];
    let mut command = huimin(&arguments);
    command.args(["--out", out.to_str().unwrap(), "--lang", "zh"]);
    let (code, text, err) = done(command);
    assert_eq!(code, 0, "{err}");
    assert!(
        text.contains("不是预测") && text.contains("龙卷风图") && text.contains("[S0] §3.4(1)"),
        "{text}"
    );
    assert_eq!(
        names(&out),
        ["manifest.json", "scenario.resolved.json", "stress.csv", "stress.json", "tornado.csv"]
    );
    let mut command = huimin(&arguments);
    command.args(["--quiet", "--lang", "en"]);
    let (code, text, err) = done(command);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(text.contains("none is a forecast") && text.contains("Tornado: loss ratio (cii)"), "{text}");
}
