//! `huimin run --buckets` and `huimin recompute` as a user meets them: the same bytes as a run of that design,
//! whatever the threads and however often it was interrupted; and refusals that name what would be exact.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use common::{done, heads_of, huimin, names};
use serde_json::{Value, json};

/// The files of a run folder but its manifest, by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let names = names(folder).into_iter().filter(|name| name != "manifest.json");
    names.map(|name| (name.clone(), fs::read(folder.join(name)).unwrap())).collect()
}

/// The town without the employees' top-up, which would give some of them other terms.
fn town(home: &Path) -> PathBuf {
    let path = home.join("without-topup.json");
    let extends = common::town(home).file_name().unwrap().to_str().unwrap().to_owned();
    fs::write(&path, json!({ "extends": extends, "city": { "topup_share": 0 } }).to_string()).unwrap();
    path
}

/// Wenzhou's product with one in four hundred of its people.
fn product(home: &Path) -> PathBuf {
    let path = home.join("product.json");
    let scenario = json!({ "extends": "hmb/wenzhou", "city": { "heads": heads_of("wenzhou", 400) } });
    fs::write(&path, scenario.to_string()).unwrap();
    path
}

/// Runs a scenario into `home/name`; exit code and standard error.
fn run(home: &Path, scenario: &Path, name: &str, arguments: &[&str]) -> (i32, String) {
    let mut command = huimin(&["run", scenario.to_str().unwrap(), "--quiet", "--lang", "en", "--out"]);
    command.arg(home.join(name)).args(arguments);
    let (code, _, err) = done(command);
    (code, err)
}

/// Recomputes `home/from`; exit code and standard error.
fn recompute(home: &Path, from: &str, arguments: &[&str]) -> (i32, String) {
    let mut command = huimin(&["recompute", "--quiet", "--lang", "en"]);
    command.arg(home.join(from)).args(arguments);
    let (code, _, err) = done(command);
    (code, err)
}

/// Recomputes a design and holds every file against a run of base and design.
fn agrees(home: &Path, settings: &[&str], nth: usize) {
    let (worked_out, fresh) = (format!("worked-out-{nth}"), format!("fresh-{nth}"));
    let out = home.join(&worked_out);
    let mut arguments: Vec<&str> = settings.iter().flat_map(|&setting| ["--set", setting]).collect();
    arguments.extend(["--out", out.to_str().unwrap()]);
    let (code, err) = recompute(home, "kept", &arguments);
    assert_eq!(code, 0, "{err}");
    let scenario = out.join("scenario.resolved.json");
    assert_eq!(run(home, &scenario, &fresh, &[]).0, 0);
    let (mut found, mut expected) = (files(&out), files(&home.join(&fresh)));
    // the summary says by which path the scenario was read
    for of in [&mut found, &mut expected] {
        let mut summary: Value = serde_json::from_slice(&of["summary.json"]).unwrap();
        summary.as_object_mut().unwrap().remove("scenario");
        of.insert("summary.json".into(), summary.to_string().into_bytes());
    }
    assert!(found.keys().eq(expected.keys()));
    for (name, bytes) in &found {
        assert!(bytes == &expected[name], "{name} under {settings:?}");
    }
}

#[test]
fn other_terms_of_a_contract_are_worked_out_to_the_byte_of_a_run() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let scenario = town(home);
    run(home, &scenario, "plain", &["--trials", "5"]);
    let counted = ["--buckets", "cii", "--trials", "5"];
    assert_eq!(run(home, &scenario, "kept", &counted), (0, String::new()));
    let (plain, kept) = (files(&home.join("plain")), files(&home.join("kept")));
    let more: Vec<&String> = kept.keys().filter(|name| !plain.contains_key(*name)).collect();
    assert_eq!(more, ["buckets.parquet"]);
    assert!(plain.iter().all(|(name, bytes)| kept[name] == *bytes), "counting changes no byte of the rest");
    let other = [&counted[..], &["--threads", "3", "--batch", "2"]].concat();
    run(home, &scenario, "other", &other);
    assert!(files(&home.join("other")) == kept, "threads and batches change no byte");
    agrees(home, &["payers.cii.deductible_yuan=15000"], 1);
    agrees(home, &["payers.cii.deductible_yuan=24000", "funds.cii.bid_yuan_per_head=19"], 2);

    let (code, err) = recompute(home, "kept", &["--set", "payers.cii.deductible_yuan=15300"]);
    assert!(code == 2 && err.contains("15300.00") && err.contains("the nearest exact amounts"), "{err}");
    let (code, err) = recompute(home, "kept", &["--set", "payers.bmi.cap_yuan=1"]);
    assert!(code == 2, "{err}");
    let (code, err) = recompute(home, "kept", &["--set", "world.frequency.sd=1"]);
    assert!(code == 2, "{err}");
    let (code, err) = recompute(home, "plain", &["--set", "payers.cii.deductible_yuan=15000"]);
    assert!(code == 2 && err.contains("buckets.parquet") && err.contains("--buckets"), "{err}");

    // a finished run that counted nothing is not what is asked for, nor is one that counted on another grid
    for (name, grid) in [("plain", "5000..60000/1000"), ("kept", "5000..70000/1000")] {
        let words = [&counted[..], &["--bucket-grid", grid, "--resume"]].concat();
        let (code, err) = run(home, &scenario, name, &words);
        assert!(code == 2 && err.contains("made without --") && err.contains("--bucket-grid;"), "{err}");
    }
    // what is worked out may not take the place of the run that it is worked out from
    let (kept, own) = (files(&home.join("kept")), home.join("kept"));
    let there = ["--set", "payers.cii.deductible_yuan=15000", "--force", "--out", own.to_str().unwrap()];
    let (code, err) = recompute(home, "kept", &there);
    assert!(code == 2 && err.contains("was written by huimin run"), "{err}");
    assert!(files(&own) == kept);

    // a bit of an amount, which nothing but the digest shows
    for damaged in ["trials.parquet", "buckets.parquet"] {
        let path = home.join("kept").join(damaged);
        let whole = fs::read(&path).unwrap();
        let mut bytes = whole.clone();
        bytes[whole.len() / 3] ^= 1;
        fs::write(&path, bytes).unwrap();
        let (code, err) = recompute(home, "kept", &["--set", "payers.cii.deductible_yuan=15000"]);
        assert!(
            code == 2 && err.contains(damaged) && err.contains("is not what manifest.json says"),
            "{err}"
        );
        fs::write(&path, whole).unwrap();
    }
}

#[test]
fn other_terms_and_prices_of_a_product_are_worked_out_to_the_byte_of_a_run() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let scenario = product(home);
    let counted = ["--buckets", "hmb-l1", "--trials", "3", "--bucket-grid", "5000..60000/1000"];
    assert_eq!(run(home, &scenario, "kept", &counted).0, 0);
    assert!(home.join("kept/members.parquet").exists());
    agrees(home, &["payers.hmb-l1.deductible_yuan=8000", "payers.hmb-l1.tiers.above-50000.ratio=0.63"], 1);
    let prices =
        ["funds.hmb.premium_by_age.adults.yuan=139.5", "payers.hmb-l1.tiers.to-30000.up_to_yuan=41000"];
    agrees(home, &prices, 2);
    agrees(home, &["payers.hmb-l1.cap_yuan=61234.56", "funds.hmb.cost_ratio=0.05"], 3);

    let refused = |setting: &str, words: &[&str]| {
        let (code, err) = recompute(home, "kept", &["--set", setting]);
        assert!(code == 2 && words.iter().all(|word| err.contains(word)), "{setting}: {err}");
    };
    refused("payers.hmb-l1.deductible_yuan=8500", &["8500.00", "8000.00 and 9000.00"]);
    refused("payers.hmb-l1.deductible_yuan=4000", &["5000.00"]);
    refused("payers.hmb-l1.tiers.to-30000.ratio=0.115", &["11.5%", "11% and 12%"]);
    refused("payers.hmb-l2.deductible_yuan=8000", &["others than hmb-l1"]);
    refused("funds.hmb.participation=0.5", &["who joins"]);
    refused("funds.hmb.premium_by_age.minors.to_age=20", &["age"]);
    let (code, err) = run(home, &scenario, "not", &["--buckets", "cii"]);
    assert!(code == 2 && err.contains("later payer") && err.contains("hmb-l1"), "{err}");
    let (code, err) = run(home, &scenario, "not", &["--buckets", "hmb-l2"]);
    assert!(code == 2 && !home.join("not").exists(), "{err}");
}

#[test]
fn a_run_that_counts_goes_on_after_a_kill_and_one_that_does_not_is_no_part_of_it() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let scenario = town(home);
    let counted = ["--buckets", "cii", "--trials", "12", "--batch", "1"];
    assert_eq!(run(home, &scenario, "kept", &counted).0, 0);
    let kill = |name: &str, arguments: &[&str]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_huimin"))
            .args(["run", scenario.to_str().unwrap(), "--quiet", "--out"])
            .arg(home.join(name))
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let pieces = home.join(format!(".{name}.unfinished/trials.pieces"));
        while fs::metadata(&pieces).map_or(0, |it| it.len()) <= 40 {
            assert!(child.try_wait().unwrap().is_none(), "it ended before its first checkpoint");
            std::thread::sleep(Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    };
    kill("again", &counted);
    let resumed = [&counted[..], &["--resume"]].concat();
    assert_eq!(run(home, &scenario, "again", &resumed).0, 0);
    assert!(files(&home.join("again")) == files(&home.join("kept")));
    kill("without", &counted[2..]);
    let (code, err) = run(home, &scenario, "without", &resumed);
    assert!(code == 2 && err.contains("another plan"), "{err}");
}
