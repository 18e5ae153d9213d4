//! `huimin fit` on the command line: from claims to a scenario that runs, and what it never tells.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use common::{done, huimin, names, town};
use serde_json::{Value, json};

/// 500 persons over two years, every third of whom is admitted, every ninth twice; costs are quantiles of a
/// lognormal law in a mixed order. Real as far as the document says, so that small cells are hidden.
fn claims(home: &Path) -> PathBuf {
    let mut policies =
        "psn_no,policy_year,age,gend,insutype,retired,medical_aid,premium,from,to\n".to_owned();
    let mut lines = "setl_id,bill,psn_no,enddate,notified,paid,reversal_of,liability,med_type,level,place,\
        listed_cause,medfee_sumamt,inscp_scp_amt,preselfpay_amt,overlmt_selfpay,fulamt_ownpay_amt,listed,hifp_pay,\
        hifmi_pay,maf_pay,payment\n"
        .to_owned();
    let mut nth = 0_u32;
    for person in 0..500_u32 {
        // five women of 82 are few enough to be hidden
        let age = if person % 100 == 99 { 82 } else { 20 + person % 45 };
        let sex = 1 + person % 2;
        for year in [2024, 2025] {
            let age = age + year - 2024;
            writeln!(
                policies,
                "SECRET{person},{year},{age},{sex},resident,0,0,10000,{year}-01-01,{year}-12-31"
            )
            .unwrap();
            let admissions = if person % 9 == 0 { 2 } else { u32::from(person % 3 == 0) };
            for _ in 0..admissions {
                nth += 1;
                let u = (f64::from(nth * 271 % 997) + 0.5) / 997.0;
                // a logistic law on the logarithm, near enough to a lognormal one
                let yuan = 6000.0 * libm::pow(u / (1.0 - u), 0.65);
                let total = format!("{:.0}", yuan * 100.0).parse::<i64>().unwrap();
                let (own, first) = (total / 10, total / 25);
                let scope = total - own - first;
                let level = ["primary", "secondary", "tertiary"][nth as usize % 3];
                writeln!(
                    lines,
                    "L{nth},B{nth},SECRET{person},{year}-03-01,{year}-03-10,{year}-04-01,,l1,inpatient,{level},local,0,\
                     {total},{scope},{first},0,{own},0,{bmi},0,0,0",
                    bmi = scope / 2
                )
                .unwrap();
            }
        }
    }
    fs::write(home.join("policies.csv"), policies).unwrap();
    fs::write(home.join("claims.csv"), lines).unwrap();
    let document = json!({
        "title": { "zh": "测试理赔", "en": "test claims" },
        "years": [2024, 2025],
        "valued_at": "2025-12-31",
        "policies": { "files": ["policies.csv"], "form": { "unit": "fen" } },
        "claims": { "files": ["claims.csv"], "form": { "unit": "fen" } },
        "liabilities": {
            "l1": { "title": { "zh": "责任一", "en": "liability one" }, "eligible": ["self_pay", "own_expense"] }
        }
    });
    let path = home.join("claims.json");
    fs::write(&path, document.to_string()).unwrap();
    path
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

#[test]
fn claims_become_a_scenario_that_runs_and_no_person_is_told_of() {
    let home = tempfile::tempdir().unwrap();
    let (claims, base, out) = (claims(home.path()), town(home.path()), home.path().join("out"));
    let [claims, base, folder] = [&claims, &base, &out].map(|path| text(path));
    let arguments =
        ["fit", &claims, "--base", &base, "--severity", "lognormal,gamma", "--out", &folder, "--lang", "en"];
    let (code, printed, said) = done(huimin(&arguments));
    assert_eq!(code, 0, "{said}");
    for word in ["Bühlmann-Straub", "lognormal", "cost per admission (yuan)", "too few, not shown"] {
        assert!(printed.contains(word), "{word}: {printed}");
    }
    let expected = [
        "cells.csv",
        "covariance.csv",
        "fit.json",
        "fit.txt",
        "fitted.json",
        "laws.csv",
        "manifest.json",
        "mean-excess.csv",
        "parameters.csv",
        "quantiles.csv",
        "svg",
        "thresholds.csv",
    ];
    assert_eq!(names(&out), expected);
    let drawings = ["mean-excess-admission.en.svg", "quantiles-admission.zh.svg"];
    assert!(drawings.iter().all(|name| names(&out.join("svg")).contains(&(*name).to_owned())));
    let kept: Vec<&str> = expected
        .iter()
        .copied()
        .filter(|name| *name != "svg")
        .chain(["svg/quantiles-admission.en.svg"])
        .collect();
    for name in &kept {
        let written = fs::read_to_string(out.join(name)).unwrap();
        assert!(!written.contains("SECRET"), "{name}");
    }
    let drawn = fs::read_to_string(out.join("svg/quantiles-admission.en.svg")).unwrap();
    assert!(drawn.starts_with("<svg") && drawn.contains("polyline") && drawn.contains("fitted"), "{drawn}");
    let fit: Value = serde_json::from_slice(&fs::read(out.join("fit.json")).unwrap()).unwrap();
    let cells = fit["frequency"]["cells"].as_array().unwrap();
    let persons = |cell: &Value| cell["persons"].as_f64();
    assert!(cells.iter().any(|cell| persons(cell).is_none()));
    assert!(cells.iter().filter_map(persons).all(|persons| persons >= 10.0));
    let fitted = text(&out.join("fitted.json"));
    assert_eq!(done(huimin(&["validate", &fitted])).0, 0);
    let (code, printed, said) = done(huimin(&["run", &fitted, "--trials", "2", "--json", "--quiet"]));
    assert_eq!(code, 0, "{said}");
    assert!(printed.contains("2026"), "the year after the claims");
    // the same claims give the same bytes
    let again = text(&home.path().join("again"));
    let arguments = ["fit", &claims, "--base", &base, "--severity", "lognormal,gamma", "--out", &again];
    done(huimin(&[&arguments[..], &["--lang", "en"]].concat()));
    for name in kept.iter().filter(|name| **name != "manifest.json") {
        assert_eq!(
            fs::read(out.join(name)).unwrap(),
            fs::read(Path::new(&again).join(name)).unwrap(),
            "{name}"
        );
    }
}

#[test]
fn a_fund_that_is_no_book_and_claims_that_do_not_reconcile_are_bad_input() {
    let home = tempfile::tempdir().unwrap();
    let (claims, base) = (text(&claims(home.path())), text(&town(home.path())));
    let (code, _, said) =
        done(huimin(&["fit", &claims, "--base", &base, "--fund", "nobody", "--lang", "en"]));
    assert!(code == 2 && said.contains("nobody"), "{code} {said}");
    let file = home.path().join("claims.csv");
    let broken = fs::read_to_string(&file).unwrap().replacen("inpatient", "sleeping", 1);
    fs::write(&file, broken).unwrap();
    let (code, printed, _) = done(huimin(&["fit", &claims, "--base", &base, "--lang", "en"]));
    assert!(code == 2 && (printed.contains("sleeping") || printed.contains("med_type")), "{code} {printed}");
}
