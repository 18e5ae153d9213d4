//! The mean payment of the tiers of [S1] Art. 6 against its exact value, through `huimin run`.
//!
//! One town of residents, at most one admission each, every yuan of it in class A and no basic
//! insurance: what the account pays a head is then `p E[pay(X)]` with
//! `E[pay(X)] = 0.55 (L(120,000) - L(20,000)) + 0.60 (L(278,333.33) - L(120,000))` and
//! `L(d) = E[min(X, d)]`, the integral of the survival function from 0 to `d`. The survival functions
//! are written here from the textbook and integrated by Simpson's rule; none of the program's own
//! distributions is used. A run of 150 futures of 100,000 heads has a standard error near 0.2%, so a
//! model that is 2% off lies some 10 errors away, and 4 errors are exceeded by chance once in 16,000.

use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};

const MEAN: f64 = 20_000.0;
const ADMITTED: f64 = 0.2;

/// A severity as the scenario writes it, and its survival function as the textbook does.
struct Case {
    name: &'static str,
    severity: Value,
    mean: f64,
    survival: fn(f64) -> f64,
}

fn normal_tail(z: f64) -> f64 {
    0.5 * libm::erfc(z / std::f64::consts::SQRT_2)
}

fn spliced(x: f64) -> f64 {
    // body lognormal(0, 1); tail from its 95% quantile on, scale 0.5 of the threshold, index 0.4
    let threshold = libm::exp(1.644_853_626_951_472_2);
    if x < threshold {
        // the body below the threshold carries 95%, as it does in the lognormal itself
        normal_tail(libm::log(x.max(1e-300)))
    } else {
        0.05 * libm::pow(1.0 + 0.4 * (x - threshold) / (0.5 * threshold), -2.5)
    }
}

fn cases() -> Vec<Case> {
    let law = |law: Value| json!({ "law": law });
    vec![
        Case {
            name: "lognormal",
            severity: law(json!({ "kind": "lognormal", "sigma": 1.2 })),
            mean: libm::exp(0.72),
            survival: |x| normal_tail(libm::log(x.max(1e-300)) / 1.2),
        },
        Case {
            name: "gamma",
            severity: law(json!({ "kind": "gamma", "shape": 2 })),
            mean: 2.0,
            survival: |x| libm::exp(-x) * (1.0 + x),
        },
        Case {
            name: "weibull",
            severity: law(json!({ "kind": "weibull", "shape": 0.5 })),
            mean: 2.0,
            survival: |x| libm::exp(-libm::sqrt(x)),
        },
        Case {
            name: "burr XII",
            severity: law(json!({ "kind": "burr_xii", "c": 1, "k": 3 })),
            mean: 0.5,
            survival: |x| libm::pow(1.0 + x, -3.0),
        },
        Case {
            name: "generalised Pareto",
            severity: law(json!({ "kind": "generalised_pareto", "scale": 1, "shape": 0.3 })),
            mean: 1.0 / 0.7,
            survival: |x| libm::pow(1.0 + 0.3 * x, -1.0 / 0.3),
        },
        Case {
            name: "mixture of exponentials",
            severity: json!({ "mixture": {
                "short": { "weight": 9, "law": { "kind": "weibull", "shape": 1 } },
                "long": { "weight": 1, "law": { "kind": "weibull", "shape": 1, "scale": 8 } } } }),
            mean: 1.7,
            survival: |x| 0.9 * libm::exp(-x) + 0.1 * libm::exp(-x / 8.0),
        },
        Case {
            name: "lognormal body with a generalised Pareto tail",
            severity: json!({ "law": { "kind": "lognormal", "sigma": 1 },
                "tail": { "probability": 0.05, "scale": 0.5, "shape": 0.4 } }),
            // E[X] = integral of the body's survival to the threshold + 0.05 scale / (1 - index)
            mean: f64::NAN,
            survival: spliced,
        },
        Case {
            name: "empirical, uniform on 0 to 2",
            severity: law(json!({ "kind": "empirical", "points": [
                { "probability": 0, "amount": 0 }, { "probability": 1, "amount": 2 }] })),
            mean: 1.0,
            survival: |x| (1.0 - x / 2.0).max(0.0),
        },
    ]
}

/// The integral of the survival function from 0 to `d`, by Simpson's rule over the square root of `x`.
fn limited_mean(survival: fn(f64) -> f64, d: f64) -> f64 {
    const STEPS: usize = 20_000;
    let h = d.sqrt() / STEPS as f64;
    let f = |i: usize| {
        let root = i as f64 * h;
        2.0 * root * survival(root * root)
    };
    let inner: f64 = (1..STEPS).map(|i| f(i) * if i % 2 == 1 { 4.0 } else { 2.0 }).sum();
    (f(0) + inner + f(STEPS)) * h / 3.0
}

impl Case {
    /// What the account pays a head and year, exactly.
    fn expected(&self) -> f64 {
        let mean = if self.mean.is_nan() {
            let threshold = libm::exp(1.644_853_626_951_472_2);
            limited_mean(self.survival, threshold) + 0.05 * 0.5 * threshold / 0.6
        } else {
            self.mean
        };
        let unit = MEAN / mean;
        let limited = |yuan: f64| unit * limited_mean(self.survival, yuan / unit);
        let pay = 0.55 * (limited(120_000.0) - limited(20_000.0))
            + 0.60 * (limited(278_333.0 + 1.0 / 3.0) - limited(120_000.0));
        ADMITTED * pay
    }

    fn scenario(&self) -> Value {
        let levels = json!({ "share": 0, "cost_relativity": 1 });
        let status = json!({
            "admissions_per_1000_years": 1000.0 * ADMITTED, "cost_per_admission_yuan": MEAN,
            "levels": { "primary": levels, "secondary": levels, "tertiary": { "share": 1, "cost_relativity": 1 } },
            "split": {}
        });
        json!({
            "title": { "zh": "检验", "en": self.name }, "purpose": { "zh": "检验", "en": "a check" },
            "payers": { "cii": {
                "order": 20, "kind": "per_year", "counts": ["inpatient"],
                "eligible": { "self_pay": "in" }, "tier_base": "eligible_total", "deductible_yuan": 20000,
                "tiers": { "to": { "up_to_yuan": 120_000, "ratio": 0.55 }, "above": { "ratio": 0.60 } },
                "cap_yuan": 150_000 } },
            "funds": { "cii": {
                "kind": "cii_contract", "payers": ["cii"], "benchmark_yuan_per_head": 9000,
                "bid_yuan_per_head": 9000, "surplus_owner": "insurer" } },
            "city": { "base_year": 2015, "heads": { "all": {
                "from_age": 40, "to_age": 64, "employee_male": 0, "employee_female": 0,
                "resident_male": 50_000, "resident_female": 50_000 } } },
            "illness": {
                "ages": { "all": { "from_age": 0, "frequency": 1, "cost": 1 } },
                "statuses": { "in_service": status, "retired": status, "resident": status },
                "repeats": { "law": "none" }, "severity": self.severity },
            "world": { "frequency": {}, "severity": {} },
            "term": { "first_year": 2016, "years": 1 }, "run": { "trials": 150, "seed": 5 }
        })
    }
}

/// The estimate of claims per head of a run.
fn claims_per_head(scenario: &Path) -> (f64, f64) {
    let output = Command::cargo_bin("huimin")
        .expect("the program")
        .args(["run", "--json", "--quiet"])
        .arg(scenario)
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let summary: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let figure = &summary["designs"][0]["periods"]["2016"]["cii.claims_per_head"];
    (figure["value"].as_f64().expect("a value"), figure["se"].as_f64().expect("an error"))
}

#[test]
fn the_mean_payment_of_the_tiers_is_its_limited_expected_value_for_every_family() {
    let folder = tempfile::tempdir().expect("a folder");
    for case in cases() {
        let path = folder.path().join("scenario.json");
        std::fs::write(&path, case.scenario().to_string()).expect("written");
        let (value, se) = claims_per_head(&path);
        let expected = case.expected();
        let errors = |expected: f64| (value - expected).abs() / se;
        assert!(se > 0.0 && se < 0.004 * expected, "{}: standard error {se} of {expected}", case.name);
        assert!(errors(expected) < 4.0, "{}: {value} ± {se}, exactly {expected}", case.name);
        assert!(errors(1.02 * expected) > 4.0, "{}: a model 2% too dear would pass", case.name);
        assert!(errors(0.98 * expected) > 4.0, "{}: a model 2% too cheap would pass", case.name);
    }
}
