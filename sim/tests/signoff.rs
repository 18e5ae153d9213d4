//! `huimin signoff`: the pack from a finished run, as a signatory meets it.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{done, huimin, town};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A run of a town, with what other readings do.
fn run(home: &Path) -> PathBuf {
    let (scenario, folder) = (town(home), home.join("run"));
    let mut command = huimin(&["run", "--trials", "4", "--readings", "--quiet", "--out"]);
    command.args([&folder, &scenario]);
    assert_eq!(done(command).0, 0);
    folder
}

fn signoff(run: &Path, words: &[&str]) -> (i32, String, String) {
    let mut command = huimin(&["signoff", run.to_str().unwrap(), "--lang", "en"]);
    command.args(words);
    done(command)
}

#[test]
fn a_pack_is_whole_and_its_register_counts_what_is_open() {
    let home = tempfile::tempdir().unwrap();
    let (run, pack) = (run(home.path()), home.path().join("pack"));
    let out = pack.to_str().unwrap();
    let register = home.path().join("register.json");
    let said = r#"{"assumptions": [
        {"at": "/payers/cii", "owner": "A", "approved_by": "B", "approved_on": "2026-01-31", "expires_on": "2027-06-30"},
        {"at": "/run", "owner": "A", "approved_by": "B", "approved_on": "2026-01-31"}
    ]}"#;
    fs::write(&register, said).unwrap();
    let file = register.to_str().unwrap();

    let count = |as_of: &str| -> [u64; 3] {
        let words = ["--assumptions", file, "--as-of", as_of, "--json", "--out", out, "--force"];
        let (code, json, error) = signoff(&run, &words);
        assert_eq!(code, 0, "{error}");
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["sample"]["different"], 0);
        assert!(json["sample"]["formulas"].as_u64().unwrap() > 100, "{json}");
        ["all", "expired", "not_approved"].map(|key| json["assumptions"][key].as_u64().unwrap())
    };
    let [all, expired, open] = count("2026-12-31");
    assert!(expired == 0 && open < all, "{all} {expired} {open}");
    let [_, later, same] = count("2027-12-31");
    assert!(later > 0 && same == open, "{later} {same} {open}");

    // every file against the sums, as sha256sum -c reads them
    let sums = fs::read_to_string(pack.join("SHA256SUMS")).unwrap();
    for line in sums.lines() {
        let (digest, name) = line.split_once("  ").unwrap();
        let hash = Sha256::digest(fs::read(pack.join(name)).unwrap());
        let found = hash.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        assert_eq!(found, digest, "{name}");
    }
    for name in ["signoff.xlsx", "opinion.zh.md", "assumptions.json", "csv/s5-bills.csv"] {
        assert!(sums.contains(name), "{name}");
    }

    // every number that the opinion names has its row
    let opinion = fs::read_to_string(pack.join("opinion.zh.md")).unwrap();
    let figures = fs::read_to_string(pack.join("csv/s2-figures.csv")).unwrap();
    let named: Vec<&str> =
        opinion.split("〔F").skip(1).filter_map(|it| it.split_once('〕')).map(|it| it.0).collect();
    assert!(named.len() > 10, "{opinion}");
    for key in named.iter().filter(|key| **key != "…") {
        assert!(figures.lines().any(|line| line.starts_with(&format!("F{key},"))), "F{key}");
    }
    assert!(!opinion.contains("保证") && opinion.contains("草稿"), "{opinion}");
}

#[test]
fn what_cannot_be_signed_is_refused_before_anything_is_written() {
    let home = tempfile::tempdir().unwrap();
    let (run, pack) = (run(home.path()), home.path().join("pack"));
    let out = pack.to_str().unwrap();
    let register = home.path().join("register.json");
    fs::write(&register, r#"{"assumptions": [{"at": "/payers/cii/cap_yaun"}]}"#).unwrap();
    let (code, _, error) = signoff(&run, &["--assumptions", register.to_str().unwrap(), "--out", out]);
    assert_eq!(code, 2, "{error}");
    assert!(error.contains("/payers/cii/cap_yuan") && error.contains("register.json"), "{error}");
    let (code, _, error) = signoff(&run, &["--as-of", "2026-02-30", "--out", out]);
    assert!(code == 2 && error.contains("2026-02-30"), "{error}");
    let (code, _, error) = signoff(&home.path().join("nothing"), &["--out", out]);
    assert!(code == 2 && error.contains("nothing"), "{error}");
    let summary = run.join("figures.csv");
    let mut bytes = fs::read(&summary).unwrap();
    bytes.push(b'\n');
    fs::write(&summary, bytes).unwrap();
    let (code, _, error) = signoff(&run, &["--out", out]);
    assert!(code == 2 && error.contains("figures.csv"), "{error}");
    assert!(!pack.exists());
}
