//! A file's own bills in every verb that takes them: what comes out, and what never does.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use common::{done, huimin, names, small_product};
use huimin::experience::{Experience, read_claims};
use huimin::units::Fen;
use serde_json::{Value, json};

/// Wenzhou with one in two thousand of its people and a product of one liability, and the claims of its insurer as
/// if they were of real persons.
fn insured(home: &Path) -> (String, String) {
    small_product(home, 2024, 1);
    let one = json!({
        "extends": "product.json",
        "payers": { "hmb-l2": null, "hmb-l2-rare": null, "cii": { "deductible_yuan": 3000 } },
        "funds": { "hmb": { "payers": ["hmb-l1"], "participation": 0.9 } },
    });
    let scenario = text(home, "one.json");
    fs::write(&scenario, one.to_string()).unwrap();
    let target = text(home, "insurer");
    let words = ["insurer", &scenario, "--out", &target, "--valued-at", "2030-12-31", "--quiet"];
    let (code, out, error) = done(huimin(&words));
    assert_eq!(code, 0, "{out} {error}");
    let path = home.join("insurer/claims.json");
    let mut doc = json_of(&path);
    doc["synthetic"] = json!(false);
    fs::write(&path, doc.to_string()).unwrap();
    (scenario, path.to_str().unwrap().to_owned())
}

fn text(home: &Path, name: &str) -> String {
    home.join(name).to_str().unwrap().to_owned()
}

fn json_of(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// A verb over the file, in English; its printed answer.
fn told(words: &[&str]) -> String {
    let (code, out, error) = done(huimin(&[words, &["--lang", "en", "--quiet"]].concat()));
    assert_eq!(code, 0, "{words:?}: {error}");
    out
}

/// What each person was paid in the end, the most first.
fn paid(file: &Experience) -> Vec<Fen> {
    let mut paid: BTreeMap<u32, Fen> = BTreeMap::new();
    for it in file.payments().iter().filter(|it| it.stands) {
        *paid.entry(file.bill_of(it).person.0).or_default() += it.amount;
    }
    let mut paid: Vec<Fen> = paid.into_values().collect();
    paid.sort_unstable_by(|one, other| other.cmp(one));
    paid
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let below = names(folder).into_iter().map(|name| folder.join(name));
    below.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn every_verb_that_takes_a_files_bills_keeps_neither_a_row_nor_a_small_cell_of_it() {
    let home = tempfile::tempdir().unwrap();
    let (scenario, claims) = insured(home.path());
    let lower = text(home.path(), "lower.json");
    fs::write(&lower, json!({ "patch": { "payers": { "hmb-l1": { "deductible_yuan": 800 } } } }).to_string())
        .unwrap();
    let of_file = ["--claims", &claims, "--trials", "30"];
    let out = |name: &str| text(home.path(), name);
    let kept = |verb: &str, words: &[&str]| {
        let folder = out(verb);
        let said = told(&[&[verb, &scenario], &of_file[..], words, &["--out", &folder]].concat());
        assert!(said.contains("as-if: the bills of 2024"), "{said}");
        for word in ["illness", "world", "city.heads"] {
            assert!(!said.lines().any(|it| it.starts_with("Synthetic") && it.contains(word)), "{said}");
        }
        PathBuf::from(folder)
    };
    let folders = [
        kept("run", &["--design", &lower, "--beside", "--claims-trend", "1.10"]),
        kept("compare", &["--design", &lower]),
        kept("solve", &["--vary", "premium", "--target", "hmb.loss_ratio<=80%", "--within", "50..900"]),
        kept(
            "sweep",
            &["--vary", "payers.hmb-l1.deductible_yuan=800,1000,1500", "--vary", "premium=100,120"],
        ),
    ];
    let said_of_run = told(&[&["run", &scenario], &of_file[..]].concat());
    for folder in &folders {
        let manifest = json_of(&folder.join("manifest.json"));
        assert_eq!(
            (&manifest["as_if"]["year"], &manifest["as_if"]["least_persons"]),
            (&json!(2024), &json!(10))
        );
        let resolved = json_of(&folder.join("scenario.resolved.json"));
        for band in resolved["city"]["heads"].as_object().unwrap().values() {
            for (key, count) in band.as_object().unwrap().iter().filter(|(key, _)| key.contains('_')) {
                let count = count.as_i64().unwrap();
                let is_age = key.ends_with("_age");
                assert!(is_age || count == 0 || count >= 10, "{key} {count}");
            }
        }
        for path in files(folder) {
            let bytes = fs::read(&path).unwrap();
            let written = String::from_utf8_lossy(&bytes);
            assert!(!written.contains("P00000000"), "a person's id is in {}", path.display());
        }
    }
    // the report of such a folder says whose bills they are
    let report = out("report");
    told(&["report", &out("run"), "--out", &report, "--format", "json,csv,html"]);
    let said = fs::read_to_string(Path::new(&report).join("report.json")).unwrap();
    assert!(
        said.contains("people and bills are those of a file")
            && !said.contains("people and bills are synthetic")
    );
    for said in [said, said_of_run] {
        assert!(said.contains("members and bills of the file") && !said.contains("synthetic population"));
    }
}

#[test]
fn two_designs_that_pay_few_persons_differently_are_not_settled_together() {
    let home = tempfile::tempdir().unwrap();
    let (scenario, claims) = insured(home.path());
    let file = read_claims(&claims).unwrap().experience.unwrap();
    let paid = paid(&file);
    assert!(paid.len() > 30, "{}", paid.len());
    // so many persons are paid more than this
    let cap = |nth: usize| (paid[nth - 1].0 + paid[nth].0) / 200;
    let capped = |nth: usize| {
        let path = text(home.path(), &format!("cap-{nth}.json"));
        let patch = json!({ "patch": { "payers": { "hmb-l1": { "cap_yuan": cap(nth) } } } });
        fs::write(&path, patch.to_string()).unwrap();
        path
    };
    let compared = |design: &str, suppress: &[&str]| {
        let words =
            ["compare", &scenario, "--claims", &claims, "--trials", "5", "--design", design, "--lang", "en"];
        done(huimin(&[&words[..], suppress].concat()))
    };
    let (code, out, error) = compared(&capped(3), &[]);
    assert_eq!((code, out.as_str()), (2, ""), "{error}");
    assert!(error.contains("designs base and cap-3 pay fewer than 10 persons differently"), "{error}");
    let (code, _, error) = compared(&capped(3), &["--suppress", "3"]);
    assert_eq!(code, 0, "three are three: {error}");
    let (code, out, error) = compared(&capped(20), &[]);
    assert_eq!(code, 0, "{error}");
    assert!(out.contains("cap-20"), "{out}");
    let vary = format!("payers.hmb-l1.cap_yuan={},{}", cap(20), cap(3));
    let words = ["sweep", &scenario, "--claims", &claims, "--trials", "5", "--vary", &vary, "--lang", "en"];
    let (code, _, error) = done(huimin(&words));
    assert!(code == 2 && error.contains("pay fewer than 10 persons differently"), "{code} {error}");
}

#[test]
fn the_order_of_persons_in_a_file_changes_no_figure() {
    let home = tempfile::tempdir().unwrap();
    let (scenario, claims) = insured(home.path());
    let told = || told(&["run", &scenario, "--claims", &claims, "--trials", "8", "--json"]);
    let before = told();
    // of one day's bills of a person the first row is the first settled: those stay
    for (name, person) in [("policies.csv", 0), ("claims.csv", 2)] {
        let path = home.path().join("insurer").join(name);
        let written = fs::read_to_string(&path).unwrap();
        let (head, rows) = written.split_once('\n').unwrap();
        let mut rows: Vec<&str> = rows.lines().collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.split(',').nth(person)));
        fs::write(&path, format!("{head}\n{}\n", rows.join("\n"))).unwrap();
    }
    assert_eq!(before, told());
}

#[test]
fn the_model_stands_beside_the_bills_as_they_are_at_their_trend_and_resampled() {
    let home = tempfile::tempdir().unwrap();
    let (scenario, claims) = insured(home.path());
    let file = read_claims(&claims).unwrap().experience.unwrap();
    let all: Fen = paid(&file).into_iter().sum();
    let words =
        ["run", &scenario, "--claims", &claims, "--trials", "30", "--beside", "--claims-trend", "1.10"];
    let answer: Value = serde_json::from_str(&told(&[&words[..], &["--json"]].concat())).unwrap();
    let figures = answer["beside"].as_array().unwrap();
    let of = |metric: &str| figures.iter().find(|it| it["metric"] == metric).unwrap();
    let number = |it: &Value| it.as_f64().unwrap();
    let claims_of = of("hmb.claims");
    let bills = number(&claims_of["bills"]);
    assert!((bills - all.as_yuan_f64()).abs() < 1e-6, "{bills} {all}: the file's own payments, to the fen");
    assert!(
        number(&claims_of["trended"]) > 1.1 * number(&claims_of["bills"]),
        "above a deductible more than the trend"
    );
    let cost = of("city.cost");
    let trend = number(&cost["trended"]) / number(&cost["bills"]);
    assert!((trend - 1.1).abs() < 1e-4, "{trend}");
    for it in figures {
        let [resampled, model, difference] = ["resampled", "model", "difference"].map(|key| &it[key]);
        let expected = number(&resampled["value"]) - number(&model["value"]);
        assert!((number(&difference["value"]) - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{it}");
        let error = number(&resampled["se"]).hypot(number(&model["se"]));
        assert!((number(&difference["se"]) - error).abs() <= 1e-9 * error, "{it}");
    }
    // the insurer's own world is one of the model's: at the file's own level the two agree within chance
    let plain: Value = serde_json::from_str(&told(&[&words[..7], &["--json"]].concat())).unwrap();
    let cost = plain["beside"].as_array().unwrap().iter().find(|it| it["metric"] == "city.cost").unwrap();
    let (difference, year) =
        (number(&cost["difference"]["value"]), number(&cost["deviation_of_one_year_of_the_model"]));
    assert!(difference.abs() < 4.0 * (year + number(&cost["difference"]["se"])), "{cost}");
    for (lang, words_of) in [("zh", "实际账单与模型对照"), ("en", "Own bills beside the model")] {
        let (code, out, error) = done(huimin(&[&words[..], &["--lang", lang]].concat()));
        assert!(code == 0 && out.contains(words_of), "{error} {out}");
    }
    let (code, _, error) = done(huimin(&["run", &scenario, "--beside", "--lang", "en"]));
    assert!(code == 2 && error.contains("--claims"), "{error}");
}
