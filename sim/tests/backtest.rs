//! Back-tests from a case's file to its table: pooled years, parts of a year, and the program.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::fs;
use std::num::NonZeroU64;
use std::ops::Range;
use std::path::{Path, PathBuf};

use common::{done, huimin, names};
use huimin::decide::backtest::{Comparison, comparisons, months_seen};
use huimin::engine::{self, Outcome, RunPlan, Unwatched};
use huimin::scenario::backtest::Backtest;
use huimin::scenario::library::Library;
use huimin::scenario::plan::Plan;
use serde_json::{Value, json};

/// A case in a small city: its file in `home`, changed by a merge patch.
fn case_file(home: &Path, changes: &Value) -> PathBuf {
    let mut case = json!({
        "id": "my-town",
        "title": { "zh": "小城", "en": "a small town" },
        "scenario": "typical/hmb",
        "base": "cities/national",
        "place": "town",
        "years": [2019],
        "insured": 30_000,
        "patch": { "funds": { "hmb": { "premium_yuan_per_year": 60, "participation": 1 } } },
        "gaps": { "city": {
            "missing": { "zh": "城市", "en": "the city" },
            "filled": { "zh": "全国平均", "en": "the national one" },
            "synthetic": true
        } },
        "published": { "claims_yuan_per_member": { "value": 30, "source": "a page" } }
    });
    merge(&mut case, changes);
    let path = home.join("case.json");
    fs::write(&path, case.to_string()).unwrap();
    path
}

fn merge(target: &mut Value, patch: &Value) {
    match patch {
        Value::Object(changes) => {
            if !target.is_object() {
                *target = json!({});
            }
            for (key, value) in changes {
                if value.is_null() {
                    target.as_object_mut().unwrap().remove(key);
                } else {
                    merge(target.as_object_mut().unwrap().entry(key).or_insert(Value::Null), value);
                }
            }
        }
        _ => *target = patch.clone(),
    }
}

fn run(case: &Backtest, months: u32, settings: &[&str]) -> (Outcome, Vec<Comparison>) {
    let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
    let scenario = case.scenario(&Library::built_in(), months, None, &settings).unwrap();
    let plan = Plan::new(&scenario).unwrap();
    let n = |n| NonZeroU64::new(n).unwrap();
    let how = RunPlan { trials: n(60), batch: n(60), threads: None };
    let outcome = engine::run(&plan, &how, &Unwatched, &mut |_| Ok(())).unwrap();
    let fund = case.fund(&scenario).unwrap();
    let found = comparisons((0, case), &fund, &outcome, months);
    (outcome, found)
}

fn read(changes: &Value) -> Backtest {
    let home = tempfile::tempdir().unwrap();
    Backtest::read(&Library::built_in(), case_file(home.path(), changes).to_str().unwrap()).unwrap()
}

fn column(outcome: &Outcome, year: usize, key: &str) -> Vec<i64> {
    outcome.column_named(0, year, key).unwrap().to_vec()
}

#[test]
fn pooled_years_are_sums_over_sums() {
    let published = json!({
        "years": [2019, 2020],
        "published": {
            "member_years": 60_000,
            "loss_ratio": { "value": 0.5, "source": "a page" },
            "claimants_per_100_members": { "value": 0.5, "source": "a page" },
            "claims_yuan_per_claimant": { "value": 9000, "source": "a page" },
            "claims_yuan": { "value": 1_800_000, "source": "a page" }
        }
    });
    let (outcome, found) = run(&read(&published), 12, &[]);
    let both =
        |key: &str, trial: usize| (column(&outcome, 0, key)[trial] + column(&outcome, 1, key)[trial]) as f64;
    assert_eq!(found.len(), 5);
    for trial in 0..60 {
        let sum = |key: &str| both(key, trial);
        // by the terms, without what a surplus of the first year adds in the second
        let paid = ["in-catalogue", "own-expense", "drug", "rare"];
        let claims = paid.iter().map(|it| sum(&format!("paid_hmb-{it}_fen"))).sum::<f64>() / 100.0;
        assert!(claims <= sum("hmb_claims_fen") / 100.0, "a surplus only adds");
        // claims per member, claimants per 100, loss ratio, claims per claimant, claims of 60,000 member years
        let expected = [
            claims / sum("hmb_members"),
            100.0 * sum("hmb_claimants") / sum("hmb_members"),
            claims / (60.0 * sum("hmb_members")),
            claims / sum("hmb_claimants"),
            claims / sum("hmb_members") * 60_000.0,
        ];
        for (comparison, expected) in found.iter().zip(expected) {
            let value = comparison.trials[trial];
            assert!((value / expected - 1.0).abs() < 1e-12, "{:?} {value} {expected}", comparison.measure);
        }
    }
}

/// First self-pay in full above a deductible of the year; from the first yuan no rule of the year moves it.
fn first_self_pay(deductible_yuan: u32) -> Value {
    let none = json!({ "self_pay": "out", "above_bmi_cap": "out", "first_self_pay": "in" });
    let liability =
        json!({ "eligible": none, "deductible_yuan": deductible_yuan, "tiers": { "all": { "ratio": 1 } } });
    json!({ "insured": 20_000, "patch": { "payers": { "hmb-in-catalogue": liability },
        "funds": { "hmb": { "payers": ["hmb-in-catalogue"] } } } })
}

/// The part of each trial's claims that is seen after so many months.
fn share_seen(case: &Backtest, months: u32) -> Vec<f64> {
    let claims = |months| column(&run(case, months, &[]).0, 0, "hmb_claims_fen");
    claims(months).iter().zip(claims(12)).map(|(&part, whole)| part as f64 / whole as f64).collect()
}

fn with_months(mut changes: Value, months: u32) -> Value {
    // two figures, so that the case has a run of the part and one of the whole
    merge(
        &mut changes,
        &json!({ "published": {
        "claims_yuan_per_member": { "basis": { "months_seen": months } },
        "loss_ratio": { "value": 0.5, "source": "a page" }
    } }),
    );
    changes
}

fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, (squares / (n - 1.0) / n).sqrt())
}

#[test]
fn claims_from_the_first_yuan_emerge_by_the_day_and_those_above_a_deductible_later() {
    // nine months are 274 of 365 days: 75.07%; 4 se, a false alarm in 16,000; 70% would be seen, and is above
    let case = read(&with_months(first_self_pay(0), 9));
    assert_eq!(months_seen(&case), [9, 12]);
    let from_first_yuan = share_seen(&case, 9);
    let (mean, se) = mean_and_error(&from_first_yuan);
    assert!((mean - 274.0 / 365.0).abs() < 4.0 * se, "{mean} ±{se}");
    assert!(mean - 0.70 > 4.0 * se, "{mean} ±{se}");
    // above a deductible that takes several stays they lag behind: the same bills, trial by trial
    let case = read(&with_months(first_self_pay(500), 9));
    let shares = share_seen(&case, 9);
    let lags: Vec<f64> = from_first_yuan.iter().zip(&shares).map(|(first, above)| first - above).collect();
    let (mean, se) = mean_and_error(&lags);
    assert!(mean > 4.0 * se, "{mean} ±{se}");
    assert!(shares.iter().all(|&share| (0.0..=1.0).contains(&share)), "a part is never more than the whole");
}

#[test]
fn a_year_seen_to_its_last_day_is_the_year() {
    let case = read(&json!({}));
    let columns = |range: Range<usize>, outcome: &Outcome| -> Vec<Vec<i64>> {
        range.map(|column| outcome.column(0, 0, column).to_vec()).collect()
    };
    let (whole, _) = run(&case, 12, &[]);
    let (last, _) = run(&case, 12, &["term.seen_days=365"]);
    let n = whole.shape().columns.len();
    assert_eq!(columns(0..n, &whole), columns(0..n, &last));
}

#[test]
fn a_users_own_case_runs_in_both_languages_and_leaves_its_files() {
    let home = tempfile::tempdir().unwrap();
    let case = case_file(home.path(), &json!({}));
    let (case, out) = (case.to_str().unwrap(), home.path().join("results"));
    let arguments = ["backtest", case, "--trials", "60", "--quiet", "--out", out.to_str().unwrap()];
    let (code, table, err) = done(huimin(&[&arguments[..], &["--lang", "zh"]].concat()));
    assert_eq!((code, err.as_str()), (0, ""));
    for words in ["my-town", "惠民保：人均赔付（元）", "30.00", "公开资料未载明", "全国平均"]
    {
        assert!(table.contains(words), "{words} is not in\n{table}");
    }
    let files = [
        "backtest.csv",
        "backtest.json",
        "gaps.csv",
        "manifest.json",
        "my-town-12.resolved.json",
        "summary.csv",
        "table.en.txt",
        "table.zh.txt",
    ];
    assert_eq!(names(&out), files);
    assert!(fs::read(out.join("backtest.csv")).unwrap().starts_with(b"\xEF\xBB\xBF"));
    let (code, english, _) = done(huimin(&["backtest", case, "--trials", "60", "--quiet", "--lang", "en"]));
    assert!(code == 0 && english.contains("claims per member (yuan)"), "{english}");
    assert!(!english.contains("within the 90% interval"), "a share of one case: {english}");
    let (code, text, _) = done(huimin(&["backtest", case, "--trials", "60", "--quiet", "--json"]));
    let read: Value = serde_json::from_str(&text).unwrap();
    let figure = &read["groups"][0]["figures"][0];
    assert_eq!((code, &figure["published"], &figure["simulated"]["n"]), (0, &json!(30.0), &json!(60)));
    // other threads and batches, the same bytes
    let arguments =
        ["backtest", case, "--trials", "60", "--quiet", "--threads", "1", "--batch", "7", "--json"];
    assert_eq!(done(huimin(&arguments)).1, text);
}

#[test]
fn a_bad_case_is_refused_before_the_first_trial() {
    let home = tempfile::tempdir().unwrap();
    let bad =
        case_file(home.path(), &json!({ "published": { "claims_yuan_per_member": { "source": null } } }));
    for verb in ["backtest", "validate"] {
        let (code, out, err) = done(huimin(&[verb, bad.to_str().unwrap(), "--lang", "en"]));
        let said = out + &err;
        assert!(
            code == 2
                && said.contains("/published/claims_yuan_per_member")
                && said.contains("\"source\" is missing"),
            "{said}"
        );
    }
    let (code, _, err) = done(huimin(&["backtest", "backtests/ssk-2020", "--lang", "en"]));
    assert!(code == 2 && err.contains("no such scenario") && err.contains("backtests/ssk-202"), "{err}");
}

#[test]
fn the_schema_of_cases_is_the_file_that_they_point_to() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios/backtest.schema.json");
    let (code, out, _) = done(huimin(&["schema", "--of", "backtest"]));
    assert!(
        code == 0 && out == fs::read_to_string(file).unwrap(),
        "run `huimin schema --of backtest` into the file"
    );
}

#[test]
fn every_place_has_one_first_case_of_development_and_means_of_many_places_none() {
    let library = Library::built_in();
    let mut cases: Vec<Backtest> =
        library.backtests().iter().map(|name| Backtest::read(&library, name).unwrap()).collect();
    assert!(cases.len() >= 19, "{}", cases.len());
    cases.sort_by_key(|case| case.doc.years[0]);
    let mut seen = std::collections::BTreeSet::new();
    for case in &cases {
        let many = ["china", "18-regions"].contains(&case.doc.place.as_str());
        let first = seen.insert(case.doc.place.clone()) && !many;
        assert_eq!(case.doc.role.key() == "development", first, "{}", case.doc.id);
    }
}
