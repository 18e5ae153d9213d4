//! Terms that change by policy year, through the loader, the projection and the settlement of bills.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::fs;

use huimin::projection::Projection;
use huimin::scenario::library::Library;
use huimin::scenario::load::{Loaded, load};
use huimin::scenario::problem::Problems;
use huimin::units::{Fen, Trial, Year};
use huimin::wording::Lang;

/// A town of 40,000 under the Quzhou terms and one other bid for three years, with more keys of a
/// scenario and with designs of its own, each after a comma.
fn town(keys: &str, designs: &str, settings: &[&str]) -> Result<Loaded, Problems> {
    let bands = ["0", "1-4", "5-9", "10-14", "15-19", "20-24", "25-29", "30-34", "35-39", "40-44", "45-49"]
        .into_iter()
        .chain([
            "50-54", "55-59", "60-64", "65-69", "70-74", "75-79", "80-84", "85-89", "90-94", "95-99", "100",
        ]);
    let gone = bands.map(|band| format!("\"{band}\": null, ")).collect::<Vec<String>>().concat();
    let text = format!(
        r#"{{"extends": "cii/quzhou-2016", "city": {{"heads": {{ {gone}
            "young": {{"from_age": 20, "to_age": 54, "employee_male": 5000, "employee_female": 5000,
                       "resident_male": 10000, "resident_female": 10000}},
            "old": {{"from_age": 60, "to_age": 80, "employee_male": 1000, "employee_female": 1000,
                     "resident_male": 4000, "resident_female": 4000}} }}}}, {keys}
            "designs": {{"deductible-15000": null, "ratios-60-65": null, "cap-200000": null{designs}}},
            "run": {{"trials": 10, "seed": 3}}}}"#
    );
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("town.json");
    fs::write(&path, text).unwrap();
    let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
    load(&Library::built_in(), path.to_str().unwrap(), &settings)
}

fn good(keys: &str, settings: &[&str]) -> Loaded {
    town(keys, "", settings).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The rows of three trials: by trial, design and year.
fn rows(scenario: &Loaded) -> (Projection, Vec<Vec<Vec<Vec<i64>>>>) {
    let projection = scenario.projection().unwrap_or_else(|problems| panic!("{problems}"));
    let mut scratch = projection.scratch();
    let trial = |trial| {
        let mut rows = vec![vec![Vec::new(); projection.years().len()]; projection.designs().len()];
        projection.run_trial(Trial(trial), &mut scratch, |d, y, values| rows[d][y] = values.to_vec());
        rows
    };
    let rows = (0..3).map(trial).collect();
    (projection, rows)
}

fn sum(of: &(Projection, Vec<Vec<Vec<Vec<i64>>>>), key: &str, design: usize, year: usize) -> i64 {
    let column = of.0.columns().iter().position(|column| column.key == key).expect(key);
    of.1.iter().map(|trial| trial[design][year][column]).sum()
}

const LOWER: &str = r#""revisions": {"lower": {"from": 2017, "source": "synthetic",
    "patch": {"payers": {"cii": {"deductible_yuan": 10000}}}}},"#;

#[test]
fn a_revision_that_changes_nothing_changes_no_figure() {
    let same = LOWER.replace("10000", "20000");
    assert!(rows(&good("", &[])).1 == rows(&good(&same, &[])).1);
}

#[test]
fn a_lower_deductible_from_the_second_year_on_leaves_the_first_alone() {
    let (plain, lower) = (rows(&good("", &[])), rows(&good(LOWER, &[])));
    for (plain, lower) in plain.1.iter().zip(&lower.1) {
        assert_eq!(plain[0][0], lower[0][0]);
    }
    for year in 1..3 {
        assert!(sum(&lower, "cii_claims_fen", 0, year) > sum(&plain, "cii_claims_fen", 0, year));
        assert_eq!(sum(&lower, "cost_resident_fen", 0, year), sum(&plain, "cost_resident_fen", 0, year));
    }
}

#[test]
fn several_revisions_hold_together_and_a_setting_reaches_into_them() {
    let keys = r#""revisions": {
        "second": {"from": 2018, "patch": {"payers": {"cii": {"cap_yuan": null}}}},
        "first": {"from": 2017, "patch": {"payers": {"cii": {"deductible_yuan": 10000}}}}},"#;
    let scenario = good(keys, &["revisions.first.patch.payers.cii.deductible_yuan=12000"]);
    let terms = |year| {
        let scheme = scenario.scheme_in(Some(Year(year))).unwrap();
        let payer = scheme.payer("cii").unwrap();
        let huimin::benefit::Terms::PerYear(terms) = &scheme.payers()[payer].terms else { panic!() };
        (terms.rules().tiers.deductible(), terms.rules().cap)
    };
    assert_eq!(terms(2016), (Fen::yuan(20_000), Some(Fen::yuan(150_000))));
    assert_eq!(terms(2017), (Fen::yuan(12_000), Some(Fen::yuan(150_000))));
    assert_eq!(terms(2018), (Fen::yuan(12_000), None), "a null takes the cap away");
    assert_eq!(terms(2030), terms(2018));
    let first = scenario.scheme().unwrap();
    assert!(first == scenario.scheme_in(Some(Year(2016))).unwrap(), "the first year where none is named");
    let moved = good(LOWER, &["revisions.lower.from=2018"]);
    assert!(moved.scheme_in(Some(Year(2017))).unwrap() == moved.scheme().unwrap());
    let capless = good(LOWER, &["revisions.lower.patch.payers.cii.cap_yuan=null"]);
    assert_ne!(capless.scheme_in(Some(Year(2017))).unwrap(), moved.scheme_in(Some(Year(2018))).unwrap());
}

#[test]
fn a_payer_that_begins_later_pays_nobody_before() {
    let keys = r#""payers": {"more": {"order": 50, "kind": "per_year", "from_year": 2017, "to_year": 2017,
        "deductible_yuan": 5000, "tiers": {"all": {"ratio": 0.5}}}},"#;
    let scenario = good(keys, &[]);
    let run = rows(&scenario);
    let paid: Vec<bool> = (0..3).map(|year| sum(&run, "paid_more_fen", 0, year) > 0).collect();
    assert_eq!(paid, [false, true, false]);
    let plain = rows(&good("", &[]));
    assert_eq!(
        sum(&run, "paid_cii_fen", 0, 1),
        sum(&plain, "paid_cii_fen", 0, 1),
        "nobody before it notices"
    );
}

#[test]
fn a_dearer_illness_from_the_second_year_on_adds_cost_and_no_patient() {
    let keys = r#""revisions": {"dearer": {"from": 2017, "synthetic": true, "patch": {"illness": {"statuses": {
        "resident": {"cost_per_admission_yuan": 20000}}}}}},"#;
    let (plain, dearer) = (rows(&good("", &[])), rows(&good(keys, &[])));
    for (plain, dearer) in plain.1.iter().zip(&dearer.1) {
        assert_eq!(plain[0][0], dearer[0][0]);
    }
    assert_eq!(sum(&plain, "admissions_resident", 0, 1), sum(&dearer, "admissions_resident", 0, 1));
    assert!(sum(&plain, "cost_resident_fen", 0, 1) < sum(&dearer, "cost_resident_fen", 0, 1));
    assert_eq!(sum(&plain, "cost_employee_fen", 0, 1), sum(&dearer, "cost_employee_fen", 0, 1));
}

#[test]
fn a_design_may_bring_move_and_drop_revisions_of_terms() {
    let designs = r#",
        "later": {"patch": {"revisions": {"lower": {"from": 2018}}}},
        "never": {"patch": {"revisions": null}},
        "capless": {"patch": {"revisions": {"open": {"from": 2018, "patch": {"payers": {"cii": {
            "cap_yuan": null, "tiers": {"above-120000": {"ratio": 0.61}}}}}}}}}"#;
    let run = rows(&town(LOWER, designs, &[]).unwrap_or_else(|problems| panic!("{problems}")));
    let claims = |design, year| sum(&run, "cii_claims_fen", design, year);
    let [later, never, capless] = [2, 3, 4]; // after the base and its bid
    for design in [later, never, capless] {
        assert_eq!(claims(design, 0), claims(0, 0));
    }
    assert!(claims(later, 1) < claims(0, 1) && claims(later, 2) == claims(0, 2));
    assert!(claims(never, 1) < claims(0, 1) && claims(never, 2) < claims(0, 2));
    assert!(claims(capless, 1) == claims(0, 1) && claims(capless, 2) > claims(0, 2));
}

#[test]
fn a_design_may_not_make_bills_of_its_own_by_moving_a_revision() {
    let keys = r#""revisions": {"dearer": {"from": 2017, "patch": {"illness": {"statuses": {
        "resident": {"cost_per_admission_yuan": 20000}}}}}},"#;
    let later = r#", "later": {"patch": {"revisions": {"dearer": {"from": 2018}}}}"#;
    let problems = town(keys, later, &[]).unwrap_err();
    let message = problems.iter().next().unwrap().message(Lang::En);
    assert!(
        message.contains("/designs/later/patch/revisions") && message.contains("\"illness\""),
        "{message}"
    );
}

#[test]
fn a_cell_that_is_unknown_in_a_later_year_is_named_with_its_revision() {
    let unknown = LOWER.replace("10000", "\"unknown\"");
    let scenario = good(&unknown, &[]);
    assert!(scenario.scheme().is_ok());
    assert!(scenario.scheme_in(Some(Year(2017))).is_err());
    let problems = scenario.projection().unwrap_err();
    let message = problems.iter().next().unwrap().message(Lang::En);
    assert!(message.contains("(revision lower)") && message.contains("/revisions/lower/patch"), "{message}");
}

#[test]
fn a_resolved_scenario_keeps_its_revisions_and_tells_plans_apart() {
    let scenario = good(LOWER, &[]);
    assert!(scenario.resolved().contains("\"lower\""));
    assert_ne!(scenario.resolved(), good("", &[]).resolved());
}
