//! The shipped calibration: the base holds what was fitted, and the documents what came out.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use huimin::scenario::library::Library;
use huimin::scenario::load::load;
use serde_json::Value;

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The value that a dotted path leads to.
fn at<'a>(tree: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(tree, |here, key| &here[key])
}

/// A fit from the fitted values moves them by less than its search resolves: half a hundredth of a range.
#[test]
fn the_national_base_holds_the_values_that_were_fitted() {
    let fitted: Value =
        serde_json::from_str(&fs::read_to_string(project("results/calibration/fitted.json")).unwrap())
            .unwrap();
    let scenario = load(&Library::built_in(), "calibration/national", &[]).unwrap();
    let parameters = scenario.free_parameters();
    assert!(parameters.len() > 8);
    for parameter in parameters {
        for (path, start) in parameter.doc.paths.iter().zip(&parameter.start) {
            let fitted = at(&fitted, path).as_f64().unwrap_or_else(|| panic!("{path} was not fitted"));
            let range = parameter.doc.high - parameter.doc.low;
            assert!((fitted - start).abs() < 0.005 * range, "{path}: {start} in the base, {fitted} fitted");
        }
    }
}

#[test]
fn every_free_parameter_says_why_it_is_free_and_every_figure_where_it_was_printed() {
    let scenario = load(&Library::built_in(), "calibration/national", &[]).unwrap();
    let base = scenario.base();
    for (name, parameter) in base.calibration.as_ref().unwrap().parameters.iter() {
        assert!(parameter.notes.note.is_some() && parameter.title.is_some(), "{name}");
    }
    for (name, target) in base.comparison.iter() {
        assert!(target.notes.source.is_some(), "{name}");
    }
}

/// Issue by issue: the figures that must be fitted, with their tolerances, and those that must not.
#[test]
fn the_shipped_figures_are_the_agreed_ones() {
    let scenario = load(&Library::built_in(), "calibration/national", &[]).unwrap();
    let rows = &scenario.base().comparison;
    let of = |fitted: bool| -> BTreeSet<&str> {
        rows.iter().filter(|(_, row)| row.fitted == fitted).map(|(name, _)| name).collect()
    };
    let series = ["admissions-employee", "admissions-resident", "cost-employee", "cost-resident"];
    for series in series {
        for year in 2019..=2025 {
            let name = format!("{series}-{year}");
            assert!(of(!matches!(year, 2020 | 2022)).contains(name.as_str()), "{name}");
            assert!((rows.get(&name).unwrap().tolerance - 0.02).abs() < 1e-12, "{name}");
        }
    }
    for (name, points) in [
        ("in-policy-employee", 1.0),
        ("in-policy-resident", 1.0),
        ("actual-employee", 1.0),
        ("actual-resident", 1.0),
        ("top-tenth", 2.0),
        ("hmb-claimants", 0.3),
    ] {
        assert_eq!(rows.get(name).unwrap().tolerance_points, Some(points), "{name}");
        assert!(of(true).contains(name));
    }
    for (name, value, tolerance) in [
        ("in-service-2023", 0.1193, 0.02),
        ("retired-2023", 0.4902, 0.02),
        ("cii-trigger", 0.012, 0.1),
        ("cii-each", 7924.0, 0.1),
    ] {
        let row = rows.get(name).unwrap();
        assert!((row.value - value).abs() < 1e-9 && (row.tolerance - tolerance).abs() < 1e-9, "{name}");
        assert!(of(true).contains(name));
    }
    for name in ["sixty-plus", "zhejiang-2023-each", "zhejiang-2015-each", "zhejiang-2015-trigger"] {
        assert!(of(false).contains(name), "{name}");
    }
}

#[test]
fn the_page_holds_the_table_as_it_came_out() {
    let page = fs::read_to_string(project("docs/calibration.md")).unwrap();
    for name in ["t13.txt", "fit.txt"] {
        let table = fs::read_to_string(project("results/calibration").join(name)).unwrap();
        assert!(
            page.contains(table.trim_end()),
            "docs/calibration.md does not hold results/calibration/{name}"
        );
    }
}
