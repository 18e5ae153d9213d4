//! The worked examples B03, H08, J01 and J02 as a user meets them: through `run`, `compare`, `solve` and `--claims`,
//! in a small city of which everybody is admitted once a year, so that what is drawn is all but certain.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use common::{done, huimin};
use serde_json::{Value, json};

/// A scenario in `home`: `benches/w1` with 4,000 residents who each have one admission of 10,000 yuan, give or take
/// a hundredth, and no payer but what `patch` adds.
fn city(home: &Path, patch: &Value) -> PathBuf {
    let nothing = json!({ "primary": 0, "secondary": 0, "tertiary": 0 });
    let base = json!({
        "extends": "benches/w1",
        "city": { "heads": { "all": { "resident_male": 4_000 } } },
        "illness": {
            "severity": { "mixture": null, "law": { "kind": "lognormal", "mu": 0, "sigma": 0.01 } },
            "statuses": { "resident": { "admissions_per_1000_years": 1000, "cost_per_admission_yuan": 10_000 } }
        },
        "payers": {
            "bmi": {
                "cap_yuan_per_year": null, "deductible_yuan_by_level": nothing, "ratio_by_level": nothing
            },
            "cii": null,
            "hmb": null
        },
        "run": { "trials": 40 }
    });
    let (below, path) = (home.join("city.json"), home.join("scenario.json"));
    fs::write(&below, base.to_string()).unwrap();
    let mut scenario = patch.clone();
    scenario["extends"] = below.to_str().unwrap().into();
    fs::write(&path, scenario.to_string()).unwrap();
    path
}

/// A contract over three years that pays all that is in the catalogue, 8,500 yuan a head at first.
fn contract(home: &Path, bid: f64, benchmark: f64, trend: f64) -> PathBuf {
    let scenario = json!({
        "payers": { "cii": {
            "order": 20, "kind": "per_year", "synthetic": true, "counts": ["inpatient"],
            "title": { "zh": "大病保险", "en": "critical-illness insurance" },
            "deductible_yuan": 0, "tiers": { "all": { "ratio": 1 } }
        } },
        "funds": { "cii": {
            "kind": "cii_contract", "payers": ["cii"], "synthetic": true,
            "benchmark_yuan_per_head": benchmark, "bid_yuan_per_head": bid,
            "topup_yuan_per_month": 0, "topup_pool": "pooled", "surplus_owner": "fund",
            "operating_cost_ratio": 0, "margin_ratio": 0, "deficit_basis": "claims_only",
            "reserve": { "share": 0.3, "cap_by": "year_contribution", "carry_over": "carry" },
            "true_up": "net_increase_only", "exposure": "prior_year_end"
        } },
        "world": { "severity": { "trend_per_year": trend } },
        "term": { "first_year": 2024, "years": 3 },
        "designs": {
            "by-balance": { "patch": { "funds": { "cii": { "reserve": { "cap_by": "balance" } } } } },
            "no-carry": { "patch": { "funds": { "cii": { "reserve": { "carry_over": "release" } } } } }
        }
    });
    city(home, &scenario)
}

/// What `trials.parquet` says of each trial of a design, year after year.
fn trials(folder: &Path, design: i64) -> BTreeMap<i64, Vec<BTreeMap<String, i64>>> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let file = fs::File::open(folder.join("trials.parquet")).unwrap();
    let mut trials: BTreeMap<i64, Vec<BTreeMap<String, i64>>> = BTreeMap::new();
    for row in SerializedFileReader::new(file).unwrap().get_row_iter(None).unwrap() {
        let row: BTreeMap<String, i64> = row
            .unwrap()
            .get_column_iter()
            .filter_map(|(key, value)| match value {
                Field::Long(value) => Some((key.clone(), *value)),
                Field::Int(value) => Some((key.clone(), i64::from(*value))),
                Field::UInt(value) => Some((key.clone(), i64::from(*value))),
                Field::UShort(value) => Some((key.clone(), i64::from(*value))),
                _ => None,
            })
            .collect();
        if row["design"] == design {
            trials.entry(row["trial"]).or_default().push(row);
        }
    }
    trials
}

fn told(verb: &str, scenario: &Path, arguments: &[&str]) -> Value {
    let mut command = huimin(&[verb, scenario.to_str().unwrap(), "--quiet", "--json"]);
    command.args(arguments);
    let (code, out, err) = done(command);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

/// A figure of a design with its standard error.
fn figure(told: &Value, design: &str, (period, key): (&str, &str)) -> (f64, f64) {
    let found = told["designs"].as_array().unwrap().iter().find(|it| it["name"] == design).unwrap();
    let figure = &found["periods"][period][key];
    (figure["value"].as_f64().unwrap(), figure["se"].as_f64().unwrap())
}

/// The reserve of a year whose deficit is known, by [S1] Art. 10: 30% of it, half up; what was raised this year, or all
/// that there is; the rest is carried or given back.
fn by_hand(reading: &str, deficit: i64, (raised, before): (i64, i64)) -> (i64, i64) {
    let limit = if reading == "by-balance" { raised + before } else { raised };
    let draw = ((3 * deficit + 5) / 10).min(limit);
    let left = before + raised - draw;
    (draw, if reading == "no-carry" { 0 } else { left })
}

#[test]
fn b03_the_reserve_goes_through_three_years_under_three_readings() {
    let home = tempfile::tempdir().unwrap();
    // 8,500, 12,750 and 19,125 yuan a head against 12,000: a surplus, a deficit of a twentieth, one of three fifths
    let scenario = contract(home.path(), 12_000.0, 12_500.0, 0.5);
    let folder = home.path().join("run");
    let arguments =
        ["run", scenario.to_str().unwrap(), "--quiet", "--trials", "5", "--out", folder.to_str().unwrap()];
    let (code, _, err) = done(huimin(&arguments));
    assert_eq!(code, 0, "{err}");
    for (design, reading) in [(0, "default"), (1, "by-balance"), (2, "no-carry")] {
        let trials = trials(&folder, design);
        assert_eq!(trials.len(), 5);
        for years in trials.values() {
            assert_eq!(years.len(), 3);
            assert!(years[0]["cii_deficit_fen"] == 0 && years[0]["cii_surplus_fen"] > 0);
            let (mut balance, mut draws) = (0, Vec::new());
            for year in years {
                let raised = 4_000 * 500 * 100;
                assert_eq!(year["cii_reserve_contribution_fen"], raised);
                let deficit = (year["cii_claims_fen"] - 4_000 * 12_000 * 100).max(0);
                assert_eq!(year["cii_deficit_fen"], deficit);
                let (draw, left) = by_hand(reading, deficit, (raised, balance));
                let printed =
                    ["cii_draw_fen", "cii_insurer_part_fen", "cii_balance_fen"].map(|key| year[key]);
                assert_eq!(printed, [draw, deficit - draw, left], "{reading}");
                balance = left;
                draws.push((draw, raised));
            }
            // the third year tells the readings apart: only all that there is pays more than the year's own
            let (last, raised) = draws[2];
            assert_eq!(last > raised, reading == "by-balance", "{reading}: {draws:?}");
        }
    }
}

#[test]
fn b03_the_hand_has_the_example_s_own_numbers() {
    let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/vectors.json");
    let vectors: Value = serde_json::from_slice(&fs::read(vectors).unwrap()).unwrap();
    let found = vectors["vectors"].as_array().unwrap().iter().find(|it| it["id"] == "B03").unwrap();
    let fen = |key: &str| -> Vec<i64> {
        let amounts = found["expected"][key].as_array().unwrap().iter();
        amounts.map(|it| it.as_str().unwrap().replace('.', "").parse().unwrap()).collect()
    };
    let raised = 375_000_000;
    for (reading, prefix) in [("default", "default"), ("by-balance", "by_balance")] {
        let mut balance = 0;
        for (nth, deficit) in [0, 2_000_000_000, 800_000_000].into_iter().enumerate() {
            let (draw, left) = by_hand(reading, deficit, (raised, balance));
            assert_eq!(draw, fen(&format!("{prefix}_draw"))[nth]);
            assert_eq!(deficit - draw, fen(&format!("{prefix}_insurer"))[nth]);
            assert_eq!(left, fen(&format!("{prefix}_balance"))[nth]);
            balance = left;
        }
    }
}

#[test]
fn j02_three_years_without_a_new_bid_take_the_loss_ratio_from_90_to_129_6_per_cent() {
    let home = tempfile::tempdir().unwrap();
    let scenario = contract(home.path(), 9_444.44, 11_000.0, 0.2);
    let run = told("run", &scenario, &[]);
    for (year, expected) in [("2024", 0.9), ("2025", 1.08), ("2026", 1.296), ("term", 1.092)] {
        let (ratio, se) = figure(&run, "base", (year, "cii.loss_ratio"));
        assert!(se < 2e-4 && (ratio - expected).abs() < 4.0 * se + 1e-6, "{year}: {ratio} ±{se}");
    }
    // the bid that carries all three years begins at 3 / (1 + 1.2 + 1.44) = 82.42% of itself
    let found = told("solve", &scenario, &["--vary", "bid", "--target", "cii.loss_ratio<=1", "--draws", "0"]);
    let bid = found["solutions"][0]["value"].as_f64().unwrap();
    let set = format!("funds.cii.bid_yuan_per_head={bid}");
    let first = told("run", &scenario, &["--set", &set]);
    let (ratio, se) = figure(&first, "base", ("2024", "cii.loss_ratio"));
    assert!(se < 2e-4 && (ratio - 0.824_175_824_2).abs() < 4.0 * se + 1e-6, "{ratio} ±{se} at {bid}");
}

/// A book that pays all cost above a deductible, and a price of 100.
fn book(deductible: u32) -> (Value, Value) {
    let payer = json!({
        "order": 40, "kind": "per_year", "synthetic": true, "counts": ["inpatient"],
        "title": { "zh": "惠民保", "en": "city product" },
        "eligible": { "unlisted_own_expense": "in" }, "deductible_yuan": deductible,
        "tiers": { "all": { "ratio": 1 } }, "when": { "enrolled": true }, "book": "hmb"
    });
    let fund = json!({
        "kind": "hmb_book", "synthetic": true, "payers": ["hmb"], "premium_yuan_per_year": 100,
        "participation": 1, "fixed_cost_yuan_per_year": 0, "cost_ratio": 0, "commission_ratio": 0,
        "margin_ratio": 0
    });
    (payer, fund)
}

#[test]
fn h08_the_young_lapse_and_the_loss_ratio_goes_from_76_25_to_81_49_per_cent() {
    let home = tempfile::tempdir().unwrap();
    let heads = |age: u8, heads: u32| {
        json!({ "from_age": age, "to_age": age, "employee_male": 0, "employee_female": 0,
                "resident_male": heads, "resident_female": 0 })
    };
    let (payer, fund) = book(0);
    // 90% of the young stay, 80% of the adults, all of the old: 87% of the members
    let log_odds = libm::log(0.8 / 0.2) - libm::log(0.9 / 0.1);
    let lapse = json!({ "participation": 0.87, "enrolment": { "synthetic": true, "ages": {
        "adult": { "from_age": 18, "to_age": 59, "log_odds": log_odds },
        "old": { "from_age": 60, "to_age": 100, "log_odds": 10 }
    } } });
    let scenario = json!({
        "city": { "heads": {
            "all": null, "young": heads(10, 800), "adult": heads(40, 2_200), "old": heads(70, 1_000)
        } },
        "illness": {
            "ages": {
                "all": null,
                "young": { "from_age": 0, "frequency": 1, "cost": 0.2 },
                "adult": { "from_age": 18, "frequency": 1, "cost": 0.45 },
                "old": { "from_age": 60, "frequency": 1, "cost": 1.9 }
            },
            "statuses": { "resident": { "cost_per_admission_yuan": 76.25 } }
        },
        "payers": { "hmb": payer },
        "funds": { "hmb": fund },
        "designs": { "lapse": { "patch": { "funds": { "hmb": lapse } } } }
    });
    let compared = told("compare", &city(home.path(), &scenario), &[]);
    for (design, key, expected) in [
        ("base", "hmb.loss_ratio", 0.762_5),
        ("lapse", "hmb.loss_ratio", 0.814_942_528_7),
        ("lapse", "hmb.participation", 0.87),
    ] {
        let (value, se) = figure(&compared, design, ("term", key));
        assert!(se < 2e-3 && (value - expected).abs() < 4.0 * se, "{design} {key}: {value} ±{se}");
    }
    // and it is those who stay who cost more, not their bills: 5.24 points, far beyond chance
    let (after, se) = figure(&compared, "lapse", ("term", "hmb.loss_ratio"));
    assert!(after - 0.762_5 > 50.0 * se, "{after} ±{se}");
}

#[test]
fn j01_a_trend_before_the_deductible_is_leveraged_by_it_on_bills_of_one_s_own() {
    let home = tempfile::tempdir().unwrap();
    let (payer, fund) = book(20_000);
    let scenario = city(home.path(), &json!({ "payers": { "hmb": payer }, "funds": { "hmb": fund } }));
    let claims = home.path().join("claims.json");
    let document = json!({
        "title": { "zh": "两张账单", "en": "Two bills" }, "synthetic": "all",
        "years": [2024], "valued_at": "2025-12-31",
        "policies": { "files": ["policies.csv"], "constants": { "pre_existing": "0", "medical_aid": "0" } },
        "claims": { "files": ["claims.csv"], "constants": { "place": "local", "level": "三级", "kind": "21" } },
        "liabilities": { "hmb": {
            "title": { "zh": "责任", "en": "Liability" }, "eligible": ["self_pay"], "deductible_yuan": 20_000
        } }
    });
    fs::write(&claims, document.to_string()).unwrap();
    let policies = "psn_no,year,age,gend,insutype,premium,from,to\n\
                    A,2024,40,1,390,100.00,2024-01-01,2024-12-31\n\
                    B,2024,40,1,390,100.00,2024-01-01,2024-12-31\n";
    fs::write(home.path().join("policies.csv"), policies).unwrap();
    let bills = "setl_id,psn_no,enddate,notified,paid,liability,medfee_sumamt,inscp_scp_amt,preselfpay_amt,\
                 overlmt_selfpay,fulamt_ownpay_amt,hifp_pay,hifmi_pay,maf_pay,payment\n\
                 1,A,2024-03-01,2024-03-05,2024-03-10,hmb,40000.00,40000.00,0,0,0,0,0,0,20000.00\n\
                 2,B,2024-03-01,2024-03-05,2024-03-10,hmb,100000.00,100000.00,0,0,0,0,0,0,80000.00\n";
    fs::write(home.path().join("claims.csv"), bills).unwrap();
    let (scenario, claims) = (scenario.to_str().unwrap(), claims.to_str().unwrap());
    for (trend, expected) in
        [("1", 10_000_000), ("1.1208", 11_691_200), ("1.15", 12_100_000), ("1.1816", 12_542_400)]
    {
        let folder = home.path().join(trend);
        let arguments =
            ["run", scenario, "--claims", claims, "--claims-trend", trend, "--quiet", "--trials", "2"];
        let mut command = huimin(&arguments);
        command.args(["--out", folder.to_str().unwrap()]);
        let (code, _, err) = done(command);
        assert_eq!(code, 0, "{err}");
        // the first trial is the file itself: 116,912, 121,000 and 125,424 for 100,000
        assert_eq!(trials(&folder, 0)[&0][0]["paid_hmb_fen"], expected, "{trend}");
    }
}
