//! `huimin signoff`: the pack from a finished run, as a signatory meets it.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{done, heads_of, huimin, names, town};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A run of a town, with what other readings do.
fn run(home: &Path) -> PathBuf {
    let (scenario, folder) = (town(home), home.join("run"));
    let mut command = huimin(&["run", "--trials", "4", "--readings", "--quiet", "--out"]);
    command.args([&folder, &scenario]);
    assert_eq!(done(command).0, 0);
    folder
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// The files that are not what a list of sums says, as `sha256sum -c` finds them.
fn broken(sums: &Path, home: &Path) -> Vec<PathBuf> {
    let sums = fs::read_to_string(sums).unwrap();
    let files = sums.lines().map(|line| line.split_once("  ").unwrap());
    let files = files.map(|(digest, name)| (digest, home.join(name)));
    files.filter(|(sum, file)| digest(&fs::read(file).unwrap()) != *sum).map(|(_, file)| file).collect()
}

/// Every file below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let inside = |name: String| {
        let path = folder.join(name);
        if path.is_dir() { below(&path) } else { vec![path] }
    };
    names(folder).into_iter().flat_map(inside).collect()
}

/// A finished folder of another verb, made by hand.
fn made(folder: &Path, files: &[(&str, String)]) -> String {
    fs::create_dir(folder).unwrap();
    let mut digests = serde_json::Map::new();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
        digests.insert((*name).to_owned(), json!({ "bytes": text.len(), "sha256": digest(text.as_bytes()) }));
    }
    let manifest = json!({ "engine": "huimin", "version": "0", "files": digests });
    fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
    folder.to_str().unwrap().to_owned()
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

    // what is open is said where it is signed
    let opinion = fs::read_to_string(pack.join("opinion.zh.md")).unwrap();
    assert!(opinion.contains(&format!("未批准{open}项，已过期{later}项")), "{opinion}");
    assert!(opinion.contains("在批准之前不宜作为签字依据"), "{opinion}");
    let rows = fs::read_to_string(pack.join("csv/s3-register.csv")).unwrap();
    assert!(rows.lines().nth(2).unwrap().contains("expired"), "{rows}");

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

    // what the signatory has edited or put there is never replaced, by no verb
    fs::write(pack.join("opinion.zh.docx"), "edited").unwrap();
    fs::write(pack.join("signed-opinion.pdf"), "signed").unwrap();
    let (code, _, error) = signoff(&run, &["--out", out, "--force"]);
    assert!(code == 2 && error.contains("not written by the program: signed-opinion.pdf"), "{error}");
    assert!(error.contains("changed since it was written: opinion.zh.docx"), "{error}");
    assert!(error.contains("elsewhere") && error.contains("another name"), "{error}");
    let run_there = ["run", "cii/quzhou-2016", "--trials", "2", "--lang", "en", "--out", out, "--force"];
    let (code, _, error) = done(huimin(&run_there));
    assert!(code == 2 && error.contains("was written by huimin signoff"), "{error}");
    assert_eq!(fs::read_to_string(pack.join("opinion.zh.docx")).unwrap(), "edited");
    assert_eq!(fs::read_to_string(pack.join("signed-opinion.pdf")).unwrap(), "signed");
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

#[test]
fn a_changed_byte_of_the_pack_or_of_anything_it_rests_on_is_found() {
    let home = tempfile::tempdir().unwrap();
    let (run, pack) = (run(home.path()), home.path().join("pack"));
    let register = home.path().join("register.json");
    fs::write(&register, r#"{"assumptions": [{"at": "/payers", "owner": "A"}]}"#).unwrap();
    let gate = home.path().join("gate.json");
    let scenario = home.path().join("town.json");
    let checks =
        json!({ "solvent": { "metric": "cii.deficit_probability", "period": "term", "at_most": 0.4 } });
    fs::write(&gate, json!({ "scenario": scenario, "trials": 3, "checks": checks }).to_string()).unwrap();
    let gates = home.path().join("gates");
    let (code, said, error) = done(huimin(&[
        "gate",
        gate.to_str().unwrap(),
        "--quiet",
        "--lang",
        "en",
        "--out",
        gates.to_str().unwrap(),
    ]));
    assert!(code == 0 || code == 3 || code == 4, "{said} {error}");
    let words = ["--assumptions", register.to_str().unwrap(), "--with", gates.to_str().unwrap()];
    let (code, _, error) = signoff(&run, &[&words[..], &["--out", pack.to_str().unwrap()]].concat());
    assert_eq!(code, 0, "{error}");

    let inputs: Vec<PathBuf> = [below(&run), below(&gates), vec![register]].concat();
    let own =
        below(&pack).into_iter().filter(|it| !it.ends_with("SHA256SUMS") && !it.ends_with("manifest.json"));
    for (sums, files) in [("INPUTS.sha256", inputs), ("SHA256SUMS", own.collect())] {
        let sums = pack.join(sums);
        assert!(broken(&sums, &pack).is_empty());
        for file in files {
            let whole = fs::read(&file).unwrap();
            let mut changed = whole.clone();
            let middle = changed.len() / 2;
            changed[middle] ^= 1;
            fs::write(&file, changed).unwrap();
            assert_eq!(broken(&sums, &pack), std::slice::from_ref(&file), "{}", file.display());
            fs::write(&file, whole).unwrap();
        }
    }
    let checks = fs::read_to_string(pack.join("csv/s7-checks.csv")).unwrap();
    assert!(checks.contains("solvent: cii"), "{checks}");
}

#[test]
fn back_tests_look_backs_and_walks_are_taken_in_and_the_opinion_says_what_they_came_to() {
    let home = tempfile::tempdir().unwrap();
    let (run, pack) = (run(home.path()), home.path().join("pack"));
    let within = |within: u64| json!({ "within": within, "cases": 11 });
    let groups = json!({ "groups": [
        { "line": "hmb", "figure": "loss_ratio", "summary": { "within_90": within(9), "within_95": within(10) } },
        { "line": "cii", "figure": "claims_yuan", "summary": { "within_90": null, "within_95": null } },
    ] });
    let back = made(&home.path().join("back"), &[("backtest.json", groups.to_string())]);
    let found = json!({
        "expected_yuan": 2_000_000, "actual_yuan": 1_900_000, "persons_paid": 120, "credibility": 0.5,
        "adjustment": -0.025, "ratio": { "value": 0.95, "se": 0.04, "low": 0.87, "high": 1.03, "n": 6 },
    });
    let year = json!({ "year": 2024, "all": { "actual_expected": found }, "cohorts": { "old": null } });
    let look = json!({ "as_of": "2024-12-31", "years": [year] }).to_string();
    let resolved = fs::read_to_string(run.join("scenario.resolved.json")).unwrap();
    let scenario = ("scenario.resolved.json", resolved);
    let look = made(&home.path().join("look"), &[("lookback.json", look), scenario.clone()]);
    let steps = json!([
        { "key": "from", "price_yuan": "90.00", "effect_yuan": null, "effect": null },
        { "key": "trend", "price_yuan": "95.00", "effect_yuan": "5.00",
          "effect": { "value": 5.0, "se": 0.25, "low": 4.5, "high": 5.5, "n": 6 } },
    ]);
    let walk = json!({ "first_price_yuan": "90.00", "last_price_yuan": "95.00", "steps": steps }).to_string();
    let walk = made(&home.path().join("walk"), &[("walk.json", walk), scenario]);
    let (code, said, error) =
        signoff(&run, &["--with", &back, &look, &walk, "--json", "--out", pack.to_str().unwrap()]);
    assert_eq!(code, 0, "{error}");
    let said: Value = serde_json::from_str(&said).unwrap();
    let missing: Vec<&str> = said["missing"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(!missing.contains(&"t10-actual-expected"), "{missing:?}");
    let read = |name: &str| fs::read_to_string(pack.join(name)).unwrap();
    let checks = read("csv/s7-checks.csv");
    assert!(checks.contains("of 11, 9 within 90% and 10 within 95%"), "{checks}");
    assert!(checks.contains("effect 5.00 yuan a head (standard error 0.25)"), "{checks}");
    let ten = read("csv/t10-actual-expected.csv");
    assert!(ten.contains("look,2024,") && ten.contains(",200,190,0.95,"), "{ten}");
    let opinion = read("opinion.zh.md");
    for part in
        ["可计分的公布值11个，其中10个落在模拟的95%区间内", "评估日2024-12-31", "由90.00元/人至95.00元/人"]
    {
        assert!(opinion.contains(part), "{part}: {opinion}");
    }
}

#[test]
fn a_pack_over_real_claims_has_no_row_of_a_person_and_no_cell_of_few() {
    let home = tempfile::tempdir().unwrap();
    let scenario = home.path().join("product.json");
    let product = json!({
        "extends": "hmb/wenzhou",
        "city": { "heads": heads_of("wenzhou", 200) },
        "payers": { "hmb-l1": { "deductible_yuan": 1000 }, "hmb-l2": null, "hmb-l2-rare": null },
        "funds": { "hmb": { "payers": ["hmb-l1"] } },
        "designs": null,
    });
    fs::write(&scenario, product.to_string()).unwrap();
    let [insurer, run, pack] = ["insurer", "run", "pack"].map(|name| home.path().join(name));
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let (code, _, error) = done(huimin(&["insurer", &path(&scenario), "--quiet", "--out", &path(&insurer)]));
    assert_eq!(code, 0, "{error}");
    let claims = insurer.join("claims.json");
    // real, as far as anybody can tell
    let mut document: Value = serde_json::from_slice(&fs::read(&claims).unwrap()).unwrap();
    assert!(document.as_object_mut().unwrap().remove("synthetic").is_some());
    fs::write(&claims, document.to_string()).unwrap();
    let words = [
        "run",
        &path(&scenario),
        "--claims",
        &path(&claims),
        "--trials",
        "6",
        "--quiet",
        "--out",
        &path(&run),
    ];
    let (code, _, error) = done(huimin(&words));
    assert_eq!(code, 0, "{error}");
    let (code, _, error) = signoff(&run, &["--out", &path(&pack)]);
    assert_eq!(code, 0, "{error}");

    assert!(!pack.join("scenario.resolved.json").exists());
    let policies = fs::read_to_string(insurer.join("policies.csv")).unwrap();
    let ids: Vec<&str> = policies.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert!(ids.len() > 100 && ids.iter().all(|id| id.len() > 3), "{ids:?}");
    for file in below(&pack).iter().filter(|it| !it.ends_with("signoff.xlsx")) {
        let text = String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned();
        assert!(!text.contains("heads.age-") && !text.contains("heads/age-"), "{}", file.display());
        if file.extension().is_some_and(|it| it == "csv") {
            let cells: Vec<&str> = text.lines().flat_map(|line| line.split(',')).collect();
            assert!(!ids.iter().any(|id| cells.contains(id)), "{}", file.display());
        }
    }
    let opinion = fs::read_to_string(pack.join("opinion.zh.md")).unwrap();
    assert!(opinion.contains("实际参保与结算数据") && !opinion.contains("人员与账单均为合成"), "{opinion}");
    let cover = fs::read_to_string(pack.join("csv/s1-cover.csv")).unwrap();
    assert!(cover.contains("may be too few"), "{cover}");
}
