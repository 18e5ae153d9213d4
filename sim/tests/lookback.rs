//! `huimin lookback` as a user meets it: claims in files, a model, and what a gate makes of the two.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use common::{done, huimin, names, small_product};
use serde_json::{Value, json};

/// An insurer of 400 adults in 2023 and 2024, a bill in every twentieth day paid after 40 days: its document.
fn claims(home: &Path) -> String {
    let mut policies = String::from("psn_no,policy_year,age,gend,insutype,premium\n");
    let mut lines = String::from(
        "setl_id,psn_no,enddate,notified,paid,liability,med_type,medfee_sumamt,inscp_scp_amt,preselfpay_amt,\
         overlmt_selfpay,fulamt_ownpay_amt,hifp_pay,hifmi_pay,hifob_pay,maf_pay,payment\n",
    );
    for year in [2023, 2024] {
        for person in 0..400 {
            let scheme = if person % 3 == 0 { "employee" } else { "resident" };
            writeln!(policies, "p{person},{year},{},female,{scheme},100", 20 + person % 60).unwrap();
        }
        for nth in 0..120 {
            let (month, day) = (1 + nth / 10, 1 + nth % 10 * 2);
            let (later, next) = if month < 12 { (month + 1, year) } else { (1, year + 1) };
            if next > 2024 {
                continue;
            }
            let person = nth * 7 % 400;
            writeln!(
                lines,
                "c{year}-{nth},p{person},{year}-{month:02}-{day:02},{year}-{month:02}-{:02},\
                 {next}-{later:02}-{day:02},hmb-l1,inpatient,9000,9000,0,0,0,5000,0,0,0,{}",
                day + 5,
                150 + nth
            )
            .unwrap();
        }
    }
    fs::write(home.join("policies.csv"), policies).unwrap();
    fs::write(home.join("claims.csv"), lines).unwrap();
    let document = json!({
        "title": { "zh": "测试", "en": "test" },
        "synthetic": true,
        "years": [2023, 2024],
        "valued_at": "2024-12-31",
        "policies": { "files": ["policies.csv"] },
        "claims": { "files": ["claims.csv"] },
        "liabilities": { "hmb-l1": { "title": { "zh": "保障一", "en": "liability 1" }, "eligible": ["self_pay"] } },
    });
    let path = home.join("claims.json");
    fs::write(&path, document.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn two_years_are_looked_back_on_and_a_gate_reads_what_was_found() {
    let home = tempfile::tempdir().unwrap();
    let (claims, scenario) = (claims(home.path()), small_product(home.path(), 2023, 2));
    let scenario = scenario.to_str().unwrap();
    let out = home.path().join("lookback");
    let asked = ["lookback", &claims, scenario, "--trials", "3", "--json", "--quiet", "--lang", "en"];
    let mut command = huimin(&asked);
    command.args(["--out", out.to_str().unwrap()]);
    let (code, said, err) = done(command);
    assert_eq!(code, 0, "{err}");
    let found: Value = serde_json::from_str(&said).unwrap();
    let years = found["years"].as_array().unwrap();
    assert_eq!((years.len(), found["development_months"].as_u64()), (2, Some(3)));
    // 150 to 269 yuan: 25,140 in a whole year, all of it paid of the first, the last ten lines open of the second
    assert_eq!(years[0]["all"]["paid_yuan"].as_f64(), Some(25_140.0));
    let ultimate = &years[0]["all"]["methods"]["bornhuetter_ferguson"]["ultimate_yuan"]["value"];
    assert!((ultimate.as_f64().unwrap() - 25_140.0).abs() < 1.0, "{ultimate}");
    assert!(years[1]["all"]["paid_yuan"].as_f64().unwrap() < 25_140.0);
    assert_eq!(years[0]["written_premium_yuan"].as_f64(), Some(40_000.0));
    assert!(years[0]["ratios"]["occurred_share"].as_f64() == Some(1.0));
    let expected = [
        "actual_expected.csv",
        "figures.csv",
        "lookback.json",
        "manifest.json",
        "ratios.csv",
        "reserves.csv",
    ];
    assert!(expected.iter().all(|name| names(&out).contains(&(*name).to_owned())), "{:?}", names(&out));

    reported(home.path(), &out);

    let check = |within: f64| {
        json!({ "scenario": "product.json", "trials": 3, "checks": { "as-found": {
            "baseline": "lookback/figures.csv", "metric": "hmb.loss_ratio", "period": "2024",
            "within_standard_errors": within } } })
    };
    for (within, verdict) in [(1e5, 0), (0.0, 3)] {
        let gate = home.path().join("gate.json");
        fs::write(&gate, check(within).to_string()).unwrap();
        let (code, said, err) = done(huimin(&["gate", gate.to_str().unwrap(), "--quiet", "--lang", "en"]));
        assert_eq!(code, verdict, "{said}{err}");
    }
}

/// T10 of a report: what was paid and earned adds up over the ages, and A/E is the one over the other.
fn reported(home: &Path, folder: &Path) {
    let book = home.join("book");
    let mut command = huimin(&["report", folder.to_str().unwrap(), "--format", "json", "--quiet"]);
    command.args(["--out", book.to_str().unwrap()]);
    let (code, _, err) = done(command);
    assert_eq!(code, 0, "{err}");
    let json: Value = serde_json::from_slice(&fs::read(book.join("report.json")).unwrap()).unwrap();
    let found = |list: &str, key: &str, is: &str| {
        json[list].as_array().unwrap().iter().find(|it| it[key] == is).unwrap().clone()
    };
    let ten = found("tables", "table", "t10-actual-expected");
    let place =
        |key: &str| ten["columns"].as_array().unwrap().iter().position(|it| it["key"] == key).unwrap();
    let rows: Vec<&Value> = ten["rows"].as_array().unwrap().iter().map(|row| &row["cells"]).collect();
    let value = |row: &Value, key: &str| row[place(key)]["value"].as_f64().unwrap_or(0.0);
    let all = rows[0];
    assert_eq!((value(all, "year"), value(all, "actual_to_date")), (2023.0, 2.514));
    assert!((value(all, "earned_premium") - 4.0).abs() < 1e-12);
    let over = value(all, "actual_to_date") / value(all, "expected_to_date");
    assert!((value(all, "actual_over_expected") / over - 1.0).abs() < 1e-12);
    let is_of_age = |row: &&&Value| row[place("group")]["text"]["zh"].as_str().unwrap().starts_with("年龄：");
    let ages: Vec<&&Value> =
        rows.iter().filter(is_of_age).filter(|row| (value(row, "year") - 2023.0).abs() < 0.5).collect();
    assert!(ages.len() > 2, "{}", ages.len());
    for key in ["actual_to_date", "expected_to_date", "earned_premium"] {
        let sum: f64 = ages.iter().map(|row| value(row, key)).sum();
        assert!((sum - value(all, key)).abs() < 1e-9, "{key}: {sum}");
    }
    let chart = found("charts", "table", "t10-actual-expected");
    assert_eq!(chart["series"][1]["values"].as_array().unwrap().len(), ages.len());
}

#[test]
fn half_way_the_year_is_reforecast_in_both_languages() {
    let home = tempfile::tempdir().unwrap();
    let (claims, scenario) = (claims(home.path()), small_product(home.path(), 2023, 2));
    let half = ["lookback", &claims, scenario.to_str().unwrap(), "--trials", "2", "--as-of", "2024-06-30"];
    for (lang, words) in [
        ("zh", ["精算回溯表（A/E）：2024保单年度", "2024年度未满期", "建议调整", "合成数据"]),
        (
            "en",
            [
                "Actual over expected (A/E): policy year 2024",
                "2024 is open",
                "suggested adjustment",
                "synthetic",
            ],
        ),
    ] {
        let mut command = huimin(&half);
        command.args(["--quiet", "--lang", lang]);
        let (code, said, err) = done(command);
        assert_eq!(code, 0, "{err}");
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
    }
}

/// H04 in a leap year: of 40,000 yuan written for 2024, 184 of 366 days are unearned at the end of June. H06: what is still to come
/// of claims and cost, less that.
#[test]
fn half_way_the_premium_is_earned_by_days_and_its_deficiency_follows_from_what_is_still_to_come() {
    let home = tempfile::tempdir().unwrap();
    let (claims, scenario) = (claims(home.path()), small_product(home.path(), 2023, 2));
    let out = home.path().join("lookback");
    let words = ["lookback", &claims, scenario.to_str().unwrap(), "--trials", "2", "--as-of", "2024-06-30"];
    let mut command = huimin(&words);
    command.args(["--cost-to-come", "12345.60", "--json", "--quiet", "--out", out.to_str().unwrap()]);
    let (code, said, err) = done(command);
    assert_eq!(code, 0, "{err}");
    let found: Value = serde_json::from_str(&said).unwrap();
    let year = &found["years"][1];
    let of = |key: &str| year["reserves"][key].as_f64().unwrap();
    // 100 yuan each, to the day
    assert!((of("unearned_premium_yuan") - 20_109.29).abs() < 1e-9, "40,000 x 184 / 366: {year}");
    assert!((year["earned_premium_yuan"].as_f64().unwrap() - 19_890.710_383).abs() < 1e-3);
    assert!((of("cost_to_come_yuan") - 12_345.60).abs() < 1e-9, "{year}");
    let lacking = of("claims_to_come_yuan") + 12_345.60 - 20_109.29;
    assert!((of("premium_deficiency_yuan") - lacking.max(0.0)).abs() < 0.011, "{year}");
    let known = year["all"]["notified_yuan"].as_f64().unwrap();
    assert!((of("ibnr_yuan") - (year["all"]["incurred_yuan"].as_f64().unwrap() - known)).abs() < 0.011);
    assert!((of("outstanding_yuan") - (known - year["all"]["paid_yuan"].as_f64().unwrap())).abs() < 0.011);
    let table = fs::read_to_string(out.join("reserves.csv")).unwrap();
    assert!(table.contains("20109.29") && table.contains("12345.60"), "{table}");
    let mut command = huimin(&words);
    command.args(["--cost-to-come", "much", "--lang", "en"]);
    let (code, _, err) = done(command);
    assert!(code == 2 && err.contains("cost-to-come"), "{err}");
}

#[test]
fn everything_that_is_wrong_with_what_is_asked_is_said_at_once_with_its_remedy() {
    let home = tempfile::tempdir().unwrap();
    let (claims, scenario) = (claims(home.path()), small_product(home.path(), 2024, 1));
    let mut command = huimin(&["lookback", &claims, scenario.to_str().unwrap(), "--lang", "en", "--quiet"]);
    command.args(["--as-of", "2024-06-15", "--map", "l9=hmb-l1"]);
    let (code, out, err) = done(command);
    assert_eq!((code, out.as_str()), (2, ""));
    for words in
        ["2024-06-15 is not the last day", "policy years 2023", "term.first_year", "l9=hmb-l1", "hmb-l1"]
    {
        assert!(err.contains(words), "{words} is not in\n{err}");
    }
    let scenario = small_product(home.path(), 2023, 2);
    let mut command = huimin(&["lookback", &claims, scenario.to_str().unwrap(), "--lang", "zh", "--quiet"]);
    command.args(["--map", "hmb-l1=hmb-l9"]);
    let (code, _, err) = done(command);
    assert!(code == 2 && err.contains("没有支付方“hmb-l9”") && err.contains("hmb-l2"), "{err}");
}

/// The project's own insurer of three years, all of whose claims are known to the end: one trial of the same model,
/// which the expectation does not draw. Four standard errors: a false alarm in some thousand.
#[test]
fn a_synthetic_insurer_s_ultimate_claims_are_within_their_stated_error() {
    let home = tempfile::tempdir().unwrap();
    let scenario = small_product(home.path(), 2022, 3);
    let (scenario, file) = (scenario.to_str().unwrap(), home.path().join("insurer"));
    let delays = ["--notice-days", "20", "--payment-days", "40", "--reversals", "0.05", "--trial", "1000"];
    let mut command = huimin(&["insurer", scenario, "--quiet", "--valued-at", "2024-12-31"]);
    command.args(delays).args(["--out", file.to_str().unwrap()]);
    let (code, _, err) = done(command);
    assert_eq!(code, 0, "{err}");
    let truth: Value = serde_json::from_slice(&fs::read(file.join("truth.json")).unwrap()).unwrap();
    let claims = file.join("claims.json");
    let (code, said, err) =
        done(huimin(&["lookback", claims.to_str().unwrap(), scenario, "--trials", "8", "--json", "--quiet"]));
    assert_eq!(code, 0, "{err}");
    let found: Value = serde_json::from_str(&said).unwrap();
    for (year, truth) in found["years"].as_array().unwrap().iter().zip(truth["years"].as_array().unwrap()) {
        let all: i64 = truth["liabilities"]
            .as_object()
            .unwrap()
            .values()
            .map(|it| it["ultimate_fen"].as_i64().unwrap())
            .sum();
        let end = all as f64 / 100.0;
        assert_eq!(year["members"], truth["policies"]);
        for method in ["chain_ladder_paid", "bornhuetter_ferguson", "credibility"] {
            let it = &year["all"]["methods"][method]["ultimate_yuan"];
            let (value, se) = (it["value"].as_f64().unwrap(), it["se"].as_f64().unwrap());
            assert!((value - end).abs() < 4.0 * se + 1.0, "{method}: {value} ±{se}, in truth {end}");
        }
        let ratio = &year["all"]["actual_expected"]["ratio"];
        let (value, se) = (ratio["value"].as_f64().unwrap(), ratio["se"].as_f64().unwrap());
        assert!((value - 1.0).abs() < 4.0 * se, "the insurer's world is one of the model's: {value} ±{se}");
    }
}
