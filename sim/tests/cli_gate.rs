//! `gate` as a pull request meets it: baselines, budgets, reports, and a change that breaks a fund.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::fs;
use std::path::Path;

use common::{done, huimin, town};
use serde_json::{Value, json};

/// A gate of the town in `home`, one check a line; its path.
fn gate(home: &Path, keys: &str, checks: &[&str]) -> String {
    town(home);
    let path = home.join("gate.json");
    let checks = checks.join(",\n");
    fs::write(&path, format!("{{\"scenario\": \"town.json\", {keys}, \"checks\": {{\n{checks}\n}}}}"))
        .unwrap();
    path.to_str().unwrap().to_owned()
}

/// What the town keeps with room to spare.
const SOLVENT: &str = r#""solvent": {"metric": "cii.loss_ratio", "at_most": 1.5}"#;

#[test]
fn a_change_that_breaks_solvency_fails_and_says_where() {
    let home = tempfile::tempdir().unwrap();
    let gate = gate(home.path(), r#""trials": 30, "seed": 1"#, &[SOLVENT]);
    let (code, out, err) = done(huimin(&["gate", "--quiet", &gate, "--lang", "en"]));
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.ends_with("gate: pass, 1 of 1 check\n"), "{out}");
    for change in ["funds.cii.bid_yuan_per_head=4", "payers.cii.deductible_yuan=3000"] {
        let junit = home.path().join("gate.xml");
        let report = ["--junit", junit.to_str().unwrap(), "--annotations"];
        let words = ["gate", "--quiet", &gate, "--lang", "en", "--set", change];
        let (code, out, err) = done(huimin(&[&words[..], &report].concat()));
        assert_eq!((code, err.as_str()), (3, ""), "{change}: {out}");
        assert!(out.ends_with("gate: fail, 0 of 1 check\n"), "{out}");
        let place = format!(
            "::error file={gate},line=2,col=1,title=solvent::cii.loss_ratio base term: asked ≤150.0%25"
        );
        assert!(out.contains(&place), "{out}");
        let xml = fs::read_to_string(&junit).unwrap();
        assert!(xml.contains("<testcase name=\"solvent\"") && xml.contains("<failure "), "{xml}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
            assert_eq!(mode(&junit), mode(Path::new(&gate)), "as readable as any file");
        }
    }
    // nothing but a report is replaced by one: not the gate, not somebody's notes
    let notes = home.path().join("notes.txt");
    fs::write(&notes, "mine").unwrap();
    let before = fs::read_to_string(&gate).unwrap();
    for target in [&gate, notes.to_str().unwrap(), home.path().to_str().unwrap()] {
        let (code, out, err) = done(huimin(&["gate", "--quiet", &gate, "--lang", "en", "--junit", target]));
        assert_eq!((code, out.as_str()), (2, ""), "{target}");
        assert!(err.contains("is no JUnit report and is not replaced"), "{err}");
    }
    assert_eq!(
        (fs::read_to_string(&gate).unwrap(), fs::read_to_string(&notes).unwrap()),
        (before, "mine".into())
    );
}

#[test]
fn a_gate_with_a_budget_stops_when_all_is_decided_and_no_thread_or_batch_moves_it() {
    let home = tempfile::tempdir().unwrap();
    let never = r#""on-the-edge": {"metric": "cii.deficit_probability", "period": "2016", "at_most": 1}"#;
    let gate = gate(home.path(), r#""trials": 100, "max_trials": 800, "seed": 1"#, &[SOLVENT, never]);
    let words = ["gate", "--quiet", &gate, "--lang", "en", "--json"];
    let (code, one, err) = done(huimin(&[&words[..], &["--threads", "1"]].concat()));
    assert_eq!((code, err.as_str()), (0, ""), "{one}");
    let (_, two, _) = done(huimin(&[&words[..], &["--threads", "2", "--batch", "7"]].concat()));
    assert_eq!(one, two);
    let found: Value = serde_json::from_str(&one).unwrap();
    let result = &found[0]["result"];
    assert_eq!(result["looks"], json!({ "trials": [100], "max_trials": 800, "error_rate": 0.05 }));
    // 5% over two checks of one bound, an eighth of it at the first of four looks
    assert_eq!(result["checks"][0]["look"]["tail"], json!(0.05 / 8.0 / 2.0));
    // the same trials at once
    let (_, plain, _) = done(huimin(&["gate", "--quiet", &gate, "--lang", "en"]));
    assert!(plain.contains("looked at 100 of at most 800 trials"), "{plain}");
}

#[test]
fn an_undecided_gate_says_how_many_trials_it_would_need() {
    let home = tempfile::tempdir().unwrap();
    let first = gate(home.path(), r#""trials": 100, "seed": 1"#, &[SOLVENT]);
    let (_, out, _) = done(huimin(&["gate", "--quiet", &first, "--json"]));
    let found: Value = serde_json::from_str(&out).unwrap();
    let estimate = &found[0]["result"]["checks"][0]["estimate"];
    let near = estimate["value"].as_f64().unwrap() + estimate["se"].as_f64().unwrap() / 4.0;
    let check = format!(r#""near": {{"metric": "cii.loss_ratio", "at_most": {near}}}"#);
    let budget = r#""trials": 100, "max_trials": 101, "seed": 1"#;
    let second = gate(home.path(), budget, &[SOLVENT, &check]);
    let (code, out, _) = done(huimin(&["gate", "--quiet", &second, "--lang", "en"]));
    assert!(code == 4 && out.contains("near: undecided after 101 trials"), "{out}");
    assert!(out.ends_with("gate: undecided, 1 of 2 checks\n"), "{out}");
    let (_, out, _) = done(huimin(&["gate", "--quiet", &second, "--lang", "zh"]));
    assert!(
        out.contains("near：模拟101次后仍待定") && out.ends_with("门槛检查：待定，2项中通过1项\n"),
        "{out}"
    );
    let (_, out, _) = done(huimin(&["gate", "--quiet", &second, "--lang", "en", "--annotations"]));
    assert!(out.contains("::warning file=") && out.contains("line=3,col=1,title=near::"), "{out}");
}

#[test]
fn an_amount_in_an_annotation_stands_beside_its_unit() {
    let home = tempfile::tempdir().unwrap();
    let none =
        ["claims", "claims_per_head"].map(|it| format!(r#""{it}": {{"metric": "cii.{it}", "at_most": 0}}"#));
    let gate = gate(home.path(), r#""trials": 10, "seed": 1"#, &none.each_ref().map(String::as_str));
    for (lang, all, a_head) in [
        ("zh", "cii.claims（万元）", "cii.claims_per_head（元）"),
        ("en", "cii.claims (million yuan)", "cii.claims_per_head (yuan)"),
    ] {
        let (code, out, _) = done(huimin(&["gate", "--quiet", &gate, "--lang", lang, "--annotations"]));
        assert!(code == 3 && out.contains(all) && out.contains(a_head), "{out}");
    }
}

#[test]
fn a_run_folder_is_a_baseline_and_what_moved_is_told() {
    let home = tempfile::tempdir().unwrap();
    let checks = [
        r#""approved": {"baseline": "approved"}"#,
        r#""table": {"baseline": "approved/figures.csv", "metric": "cii.claims", "within_standard_errors": 1}"#,
    ];
    let gate = gate(home.path(), r#""trials": 20, "seed": 5"#, &checks);
    let town = home.path().join("town.json");
    let folder = home.path().join("approved");
    let run = ["run", town.to_str().unwrap(), "--trials", "20", "--seed", "5", "--quiet", "--lang", "zh"];
    let (code, _, err) = done(huimin(&[&run[..], &["--out", folder.to_str().unwrap()]].concat()));
    assert_eq!((code, err.as_str()), (0, ""));
    let (code, out, err) = done(huimin(&["gate", "--quiet", &gate, "--lang", "en"]));
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("approved: ") && out.contains("(equal); 0 moved, 0 too far: pass"), "{out}");
    let change = ["--set", "payers.cii.deductible_yuan=15000"];
    let (code, out, _) = done(huimin(&[&["gate", "--quiet", &gate, "--lang", "en"][..], &change].concat()));
    assert_eq!(code, 3, "{out}");
    assert!(out.contains("What moved from the baseline, largest first"), "{out}");
    assert!(
        out.contains("table: 1 figure against approved/figures.csv (within 1 standard error); 1 moved"),
        "{out}"
    );
    // another seed cannot give the same figures
    let (code, out, err) = done(huimin(&["gate", "--quiet", &gate, "--lang", "en", "--seed", "6"]));
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("gate.json:2:") && err.contains("20 trials of seed 5"), "{err}");

    // a figure that somebody has touched is no baseline, in a folder that says what it was
    let path = folder.join("summary.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("\"value\": ", "\"value\": 1", 1)).unwrap();
    let (code, out, err) = done(huimin(&["gate", "--quiet", &gate, "--lang", "en"]));
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        err.contains("/checks/approved/baseline: error: ") && err.contains("changed or damaged"),
        "{err}"
    );
    // figures that were kept without their manifest are taken as they are
    fs::remove_file(folder.join("manifest.json")).unwrap();
    let (code, out, err) = done(huimin(&["gate", "--quiet", &gate, "--lang", "en"]));
    assert_eq!((code, err.as_str()), (3, ""), "{out}");
}
