//! The products and layers of the library settle as worked by hand, and each working is written down.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::path::Path;

use huimin::decide::vectors::vectors;
use huimin::scenario::library::Library;
use huimin::scenario::load::load;
use huimin::scenario::problem::ProblemKind;
use huimin::scenario::validate;
use huimin::wording::Lang;
use serde_json::Value;

const SHANDONG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios/hmb/shandong");
const CASES: &str = include_str!("data/product_cases.json");
const WORKINGS: &str = include_str!("../../docs/worked-products.md");

fn cases() -> Vec<Value> {
    let file: Value = serde_json::from_str(CASES).unwrap();
    file["cases"].as_array().unwrap().clone()
}

#[test]
fn every_product_settles_as_worked_by_hand() {
    let report = vectors("product_cases.json", CASES.as_bytes(), &Library::built_in()).unwrap();
    assert_eq!(report.failed(), 0, "{}", report.lines(Lang::En).join("\n"));
    assert_eq!(report.passed(), cases().len());
}

#[test]
fn every_product_and_layer_of_the_library_has_a_worked_case() {
    let worked: BTreeSet<String> =
        cases().iter().map(|case| case["scheme"].as_str().unwrap().to_owned()).collect();
    let names = Library::built_in().names();
    let products: Vec<&String> =
        names.iter().filter(|name| name.starts_with("hmb/") || name.starts_with("layers/")).collect();
    assert!(products.len() > 50, "only {} products found", products.len());
    // a scenario that changes the people of a product has its terms and its cases
    let payers = |name: &str| load(&Library::built_in(), name, &[]).unwrap().base().payers.clone();
    let same_terms = |product: &str| worked.iter().any(|other| payers(other) == payers(product));
    for product in products {
        assert!(worked.contains(product) || same_terms(product), "no worked case for {product}");
    }
}

#[test]
fn every_worked_case_has_its_working_and_source_on_paper() {
    let mut ids = BTreeSet::new();
    for case in cases() {
        let id = case["id"].as_str().unwrap();
        assert!(ids.insert(id.to_owned()), "{id} twice");
        let start = format!("| {id} | {} | {} |", case["scheme"].as_str().unwrap(), payer_of(&case));
        let line = WORKINGS.lines().find(|line| line.starts_with(&start));
        let line = line.unwrap_or_else(|| panic!("no line {start}"));
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        assert_eq!(cells.len(), 6, "{line}");
        assert!(cells.iter().all(|cell| !cell.is_empty()), "{line}");
        assert_eq!(cells[4].split(' ').next().unwrap().replace(',', ""), year_of(&case), "{line}");
    }
}

fn payer_of(case: &Value) -> &str {
    case["expect"]["payer"].as_str().unwrap()
}

fn year_of(case: &Value) -> &str {
    case["expect"]["year_yuan"].as_str().unwrap()
}

#[test]
fn five_of_the_sixteen_products_of_shandong_are_below_the_floor_of_2022() {
    let reports = validate(&Library::built_in(), &[SHANDONG.to_string()]);
    assert_eq!(reports.len(), 16);
    let below: Vec<&str> = reports
        .iter()
        .filter(|report| report.problems.iter().any(|it| matches!(it.kind, ProblemKind::Breach(_))))
        .map(|report| Path::new(&report.name).file_stem().unwrap().to_str().unwrap())
        .collect();
    assert_eq!(below, ["dezhou", "jinan", "taian", "weifang", "weihai"]);
    assert!(reports.iter().all(|report| !report.problems.has_errors()), "a warning, never an error");
}
