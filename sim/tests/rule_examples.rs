//! Small examples of rules that no worked vector of the documents covers, each as a worked case through
//! a scheme of its own. Amounts are those of the register; terms that a document does not print are synthetic.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;

use huimin::decide::vectors::vectors;
use huimin::scenario::library::Library;
use huimin::scenario::load::load;
use huimin::wording::Lang;
use serde_json::{Value, json};

/// Settles one person's year in a scheme of these payers; what differs from `expect`, a line a figure.
fn differences(payers: &Value, claims: &Value, expect: &Value) -> Vec<String> {
    let home = tempfile::tempdir().unwrap();
    let scheme = json!({ "title": "example", "purpose": "an example of the register", "payers": payers });
    fs::write(home.path().join("example.json"), scheme.to_string()).unwrap();
    let case =
        json!({ "id": "example", "kind": "settle", "scheme": "example", "claims": claims, "expect": expect });
    let bytes = json!({ "cases": [case] }).to_string();
    let report = vectors("cases.json", bytes.as_bytes(), &Library::with_directory(home.path())).unwrap();
    report.verdicts[0].lines(Lang::En)
}

fn holds(payers: &Value, claims: &Value, expect: &Value) {
    assert_eq!(differences(payers, claims, expect), Vec::<String>::new());
}

/// A yearly payer with one ratio above a deductible.
fn payer(order: u32, deductible: u32, ratio: f64, cap: u32) -> Value {
    json!({
        "order": order, "kind": "per_year", "counts": ["inpatient"], "deductible_yuan": deductible,
        "tiers": { "all": { "ratio": ratio } }, "cap_yuan": cap,
    })
}

/// One stay with so much self-pay.
fn stay(yuan: &str) -> Value {
    json!([{ "kind": "inpatient", "eligible_yuan": yuan }])
}

#[test]
fn w03_a_product_that_tilts_to_major_illness_pays_more_of_what_is_above_100000() {
    let tilted = json!({ "hmb": {
        "order": 40, "kind": "per_year", "counts": ["inpatient"], "deductible_yuan": 15000,
        "tiers": { "to-100000": { "up_to_yuan": 100_000, "ratio": 0.6 }, "above": { "ratio": 0.8 } },
    } });
    // 85,000 x 60% + 100,000 x 80%
    holds(&tilted, &stay("200000.00"), &json!({ "year_yuan": "131000.00" }));
}

#[test]
fn n26_a_product_with_a_high_deductible_pays_all_that_lies_above_it() {
    let product = json!({ "hmb": payer(40, 10000, 1.0, 2_000_000) });
    holds(&product, &stay("60000.00"), &json!({ "year_yuan": "50000.00", "patient_yuan": "10000.00" }));
}

#[test]
fn m26_no_aid_is_given_twice_for_the_same_cost() {
    let aids = || json!({ "aid": payer(30, 0, 1.0, 60000), "charity": payer(50, 0, 1.0, 50000) });
    let second = |yuan: &str| json!({ "payer": "charity", "year_yuan": yuan, "patient_yuan": "0.00" });
    holds(&aids(), &stay("90000.00"), &second("30000.00"));
    assert_ne!(differences(&aids(), &stay("90000.00"), &second("50000.00")), Vec::<String>::new());
}

#[test]
fn m16_who_is_moved_above_the_deductible_is_paid_550_of_1000() {
    let quzhou = |yuan: &str, paid: &str| {
        let case = json!({ "id": "m16", "kind": "settle", "scheme": "cii/quzhou-2016",
            "claims": stay(yuan), "expect": { "payer": "cii", "year_yuan": paid } });
        let bytes = json!({ "cases": [case] }).to_string();
        let report = vectors("cases.json", bytes.as_bytes(), &Library::built_in()).unwrap();
        assert_eq!(report.failed(), 0, "{:?}", report.lines(Lang::En));
    };
    quzhou("19999.99", "0.00");
    quzhou("21000.00", "550.00"); // 50 of 1,000 such people cost 27,500
}

#[test]
fn z11_a_cost_may_count_for_the_cii_and_not_for_the_basic_insurance() {
    let payers = |listed: &str| {
        json!({
            "bmi": {
                "order": 10, "kind": "per_admission", "cap_yuan_per_year": 250_000,
                "deductible_yuan_by_level": { "primary": 0, "secondary": 0, "tertiary": 0 },
                "ratio_by_level": { "primary": 0.5, "secondary": 0.5, "tertiary": 0.5 },
            },
            "cii": {
                "order": 20, "kind": "per_year", "counts": ["inpatient"], "deductible_yuan": 0,
                "eligible": { "listed_own_expense": listed }, "tiers": { "all": { "ratio": 0.5 } },
            },
        })
    };
    let bill = || {
        json!([{ "kind": "inpatient", "level": "tertiary", "class_a_yuan": "10000.00",
            "listed_own_expense_yuan": "4000.00" }])
    };
    // half of 10,000; then half of the 5,000 left, and of the 4,000 where they count
    holds(
        &payers("in"),
        &bill(),
        &json!({ "payer": "cii", "year_yuan": "4500.00", "patient_yuan": "4500.00" }),
    );
    holds(
        &payers("out"),
        &bill(),
        &json!({ "payer": "cii", "year_yuan": "2500.00", "patient_yuan": "6500.00" }),
    );
}

#[test]
fn m08_a_negotiated_drug_moves_into_the_catalogue_at_a_lower_price() {
    let payers = || {
        json!({
            "bmi": {
                "order": 10, "kind": "per_admission", "cap_yuan_per_year": 250_000,
                "deductible_yuan_by_level": { "primary": 0, "secondary": 0, "tertiary": 0 },
                "ratio_by_level": { "primary": 0.5, "secondary": 0.5, "tertiary": 0.5 },
            },
        })
    };
    let bill = |key: &str, yuan: &str| json!([{ "kind": "inpatient", "level": "tertiary", key: yuan }]);
    let patient = |yuan: &str| json!({ "payer": "bmi", "patient_yuan": yuan });
    holds(&payers(), &bill("listed_own_expense_yuan", "300000.00"), &patient("300000.00"));
    // 300,000 x (1 - 60.1%) = 119,700, half of it paid
    holds(&payers(), &bill("class_b_yuan", "119700.00"), &patient("59850.00"));
}

#[test]
fn n32_the_order_of_two_private_policies_moves_no_money_of_the_patient_and_none_is_paid_twice() {
    let in_order = |first: u32, second: u32| json!({ "hmb": payer(first, 10000, 0.8, 500_000), "private": payer(second, 0, 1.0, 2_000_000) });
    let nothing_left = || json!({ "payer": "hmb", "patient_yuan": "0.00" });
    holds(&in_order(40, 50), &stay("60000.00"), &nothing_left());
    holds(&in_order(50, 40), &stay("60000.00"), &nothing_left());
}

/// The scheme of vector F03: basic insurance, aid and both liabilities are synthetic there too.
fn four_layers() -> Value {
    let by_level = |value: f64| json!({ "primary": value, "secondary": value, "tertiary": value });
    let liability = |order: u32, deductible: u32, ratio: f64, eligible: Value| {
        json!({
            "order": order, "book": "hmb", "kind": "per_year", "deductible_yuan": deductible, "eligible": eligible,
            "tiers": { "all": { "ratio": ratio } }, "cap_yuan": 1_000_000,
        })
    };
    json!({
        "title": "F03", "purpose": "the order of aid and product",
        "payers": {
            "bmi": {
                "order": 10, "kind": "per_admission", "cap_yuan_per_year": 250_000,
                "deductible_yuan_by_level": by_level(1000.0), "ratio_by_level": by_level(0.65),
            },
            "cii": {
                "order": 20, "kind": "per_year", "deductible_yuan": 20000, "cap_yuan": 150_000,
                "tiers": { "low": { "up_to_yuan": 120_000, "ratio": 0.55 }, "high": { "ratio": 0.60 } },
            },
            "aid": {
                "order": 30, "kind": "per_year", "when": { "poor": true }, "deductible_yuan": 0,
                "eligible": { "first_self_pay": "in", "over_limit": "in" },
                "tiers": { "all": { "ratio": 0.7 } }, "cap_yuan": 50000,
            },
            "hmb-l1": liability(40, 15000, 0.8, json!({ "first_self_pay": "in" })),
            "hmb-l2": liability(50, 20000, 0.7, json!({
                "self_pay": "out", "above_bmi_cap": "out", "over_limit": "in", "listed_own_expense": "in",
            })),
        },
    })
}

#[test]
fn m23_the_order_of_aid_and_product_is_a_switch_that_moves_what_each_layer_bears() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("f03.json"), four_layers().to_string()).unwrap();
    let cases: Vec<Value> = [
        ("aid_then_hmb", "50000", "aid", "29088.50", "40626.50"),
        ("aid_then_hmb", "50000", "hmb", "7840.00", "40626.50"),
        ("hmb_then_aid", "50000", "aid", "15650.64", "34060.36"),
        ("hmb_then_aid", "50000", "hmb", "27844.00", "34060.36"),
        ("parallel_indemnity", "50000", "aid", "29088.50", "27400.00"),
        ("parallel_indemnity", "50000", "hmb", "21066.50", "27400.00"),
        // with little aid the product pays all it would pay without: what basic insurance and CII left counts
        ("parallel_indemnity", "1000", "hmb", "27844.00", "48711.00"),
    ]
    .map(|(order, aid, payer, paid, patient)| {
        json!({
            "id": format!("{order} {aid} {payer}"), "kind": "settle", "scheme": "f03", "set": { "payer.order": order, "payers.aid.cap_yuan": aid },
            "person": { "poor": true },
            "claims": [{
                "kind": "inpatient", "level": "tertiary", "class_a_yuan": "90000.00", "class_b_yuan": "50000.00",
                "first_self_pay_ratio": 0.1, "over_limit_yuan": "4000.00",
                "listed_own_expense_yuan": "30000.00", "unlisted_own_expense_yuan": "6000.00",
            }],
            "expect": { "payer": payer, "year_yuan": paid, "patient_yuan": patient },
        })
    })
    .into();
    let bytes = json!({ "cases": cases }).to_string();
    let report = vectors("cases.json", bytes.as_bytes(), &Library::with_directory(home.path())).unwrap();
    assert_eq!(report.failed(), 0, "{}", report.lines(Lang::En).join("\n"));
}

#[test]
fn w02_a_price_by_age_is_a_dated_warning_where_the_plan_asks_for_one_price() {
    let warnings = |settings: &[&str]| -> Vec<String> {
        let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
        let scenario = load(&Library::built_in(), "hmb/wenzhou", &settings);
        let scenario = scenario.unwrap_or_else(|problems| panic!("an error: {problems}"));
        scenario.warnings.iter().map(|warning| warning.message(Lang::En)).collect()
    };
    let of_prices =
        |warnings: Vec<String>| warnings.into_iter().filter(|it| it.contains("[S2] 二(二)")).count();
    let one_price = ["designs=null", "funds.hmb.premium_by_age=null", "funds.hmb.premium_yuan_per_year=100"];
    assert_eq!(of_prices(warnings(&one_price)), 0);
    assert_eq!(of_prices(warnings(&["designs=null"])), 1, "minors pay 50 yuan, the others 100");
}
