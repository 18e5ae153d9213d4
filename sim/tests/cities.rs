//! The heads of the built-in cities are scaled from census figures; here they are scaled again.

use huimin::benefit::InsuranceScheme;
use huimin::population::Status;
use huimin::scenario::library::Library;
use huimin::scenario::load::{Loaded, load};
use huimin::units::{Age, Sex, Year};
use serde_json::Value;

const BANDS: usize = 22;

/// The youngest age of a band: 0, 1, 5, 10, ... 100.
fn from_age(band: usize) -> u32 {
    match band {
        0 => 0,
        1 => 1,
        _ => u32::try_from(band - 1).expect("a small number") * 5,
    }
}

const ZHEJIANG: &str = include_str!("data/census_zhejiang.json");
const CHINA: &str = include_str!("data/census_china.json");

/// The area's people of one sex by band, the mean of the given censuses.
fn people_of(area: &str, sex: &str, censuses: &[&str]) -> Vec<f64> {
    let data: Value = serde_json::from_str(area).expect("JSON");
    let of = |census: &str, band: usize| data[census][sex][band].as_f64().expect("a number");
    (0..BANDS)
        .map(|band| censuses.iter().map(|census| of(census, band)).sum::<f64>() / censuses.len() as f64)
        .collect()
}

/// Heads by sex, scheme (employee, resident) and band, as the note of the city file says.
struct Recipe {
    area: &'static str,
    insured: f64,
    male_share: f64,
    employees: f64,
    censuses: &'static [&'static str],
}

/// Employees who are retired, [D] A1: 9,996 of 37,095 in 2023.
const RETIRED: f64 = 0.269;

impl Recipe {
    fn heads(&self) -> [[[f64; BANDS]; 2]; 2] {
        let shares = [("male", self.male_share, 60), ("female", 1.0 - self.male_share, 55)];
        let people: Vec<Vec<f64>> = shares
            .iter()
            .map(|(sex, share, _)| {
                let shape = people_of(self.area, sex, self.censuses);
                let sum: f64 = shape.iter().sum();
                shape.iter().map(|n| n / sum * self.insured * share).collect()
            })
            .collect();
        let retired = |sex: usize, band: usize| from_age(band) >= shares[sex].2;
        let in_service = |sex: usize, band: usize| from_age(band) >= 20 && !retired(sex, band);
        let total = |test: &dyn Fn(usize, usize) -> bool| -> f64 {
            let all = (0..2).flat_map(|sex| (0..BANDS).map(move |band| (sex, band)));
            all.filter(|&(sex, band)| test(sex, band)).map(|(sex, band)| people[sex][band]).sum()
        };
        let service_rate = self.employees * (1.0 - RETIRED) / total(&in_service);
        let retired_rate = self.employees * RETIRED / total(&retired);
        let mut heads = [[[0.0; BANDS]; 2]; 2];
        for sex in 0..2 {
            for band in 0..BANDS {
                let rate = if in_service(sex, band) {
                    service_rate
                } else if retired(sex, band) {
                    retired_rate
                } else {
                    0.0
                };
                heads[sex][0][band] = people[sex][band] * rate;
                heads[sex][1][band] = people[sex][band] * (1.0 - rate);
            }
        }
        heads
    }
}

fn city(name: &str) -> Loaded {
    load(&Library::built_in(), name, &[]).unwrap_or_else(|problems| panic!("{name}: {problems:?}"))
}

fn agrees(name: &str, recipe: &Recipe) {
    let loaded = city(name);
    let city = loaded.base().city.as_ref().expect("a city");
    let written = city.heads.as_ref().expect("a table of heads");
    assert_eq!(written.len(), BANDS);
    let heads = recipe.heads();
    for (band, (label, row)) in written.iter().enumerate() {
        assert_eq!(row.from_age, from_age(band), "{name}: band {label}");
        let pairs = [
            (row.employee_male, heads[0][0][band]),
            (row.resident_male, heads[0][1][band]),
            (row.employee_female, heads[1][0][band]),
            (row.resident_female, heads[1][1][band]),
        ];
        for (found, expected) in pairs {
            assert!((found.0 as f64 - expected).abs() <= 0.5001, "{name}, {label}: {found} for {expected}");
        }
    }
}

#[test]
fn quzhou_is_its_census_total_over_the_age_structure_of_zhejiang_about_2015() {
    // [D] D-qz: 2,276,184 residents, 51.04% male; [S3] 95% insured; [S4] 23.6% of them employees
    let insured = 2_276_184.0 * 0.95;
    let recipe = Recipe {
        area: ZHEJIANG,
        insured,
        male_share: 0.5104,
        employees: insured * 0.236,
        censuses: &["2010", "2020"],
    };
    agrees("cities/quzhou", &recipe);
}

#[test]
fn wenzhou_is_its_resident_scheme_and_the_national_share_of_employees() {
    // [S0]: 588.99 万 resident members in 2018; [S4]: 23.6% of the insured are employees
    let employees = 5_889_900.0 * 0.236 / 0.764;
    let insured = 5_889_900.0 + employees;
    let recipe = Recipe { area: ZHEJIANG, insured, male_share: 0.5215, employees, censuses: &["2020"] };
    agrees("cities/wenzhou", &recipe);
}

#[test]
fn the_national_city_is_a_million_people_of_the_census_in_the_two_schemes() {
    // [D] D1: 721,416,394 of 1,409,778,724 are male; A0: members of the two schemes at the end of 2018
    let employees = 1e6 * 31_680.8 / (31_680.8 + 102_777.8);
    let male_share = 721_416_394.0 / 1_409_778_724.0;
    let recipe = Recipe { area: CHINA, insured: 1e6, male_share, employees, censuses: &["2020"] };
    agrees("cities/national", &recipe);
}

#[test]
fn each_status_has_the_admissions_and_the_cost_that_the_scenario_states() {
    for (name, first, stated) in [
        ("cities/quzhou", Year(2016), [0.0912, 0.3748, 0.1226]),
        ("cities/wenzhou", Year(2024), [0.1186, 0.4874, 0.2174]),
        ("cities/national", Year(2019), [0.0995, 0.4090, 0.1664]),
    ] {
        let loaded = city(name);
        let doc = loaded.base();
        let people = doc.city.as_ref().unwrap().people();
        let mut problems = huimin::scenario::problem::Problems::new();
        let node = huimin::scenario::node::Node::object(Vec::new());
        let illness = doc.illness.as_ref().unwrap().illness(&people, first, &node, &mut problems).unwrap();
        for (status, expected) in Status::ALL.into_iter().zip(stated) {
            let found = illness.rates().mean_over_heads(status, |cell, _, _| cell.admissions);
            assert!((found / expected - 1.0).abs() < 1e-9, "{name}, {status:?}: {found}");
            let cost =
                illness.rates().mean_over_heads(status, |cell, _, _| cell.admissions * cell.cost) / found;
            let mean = &doc.illness.as_ref().unwrap().statuses;
            let mean = [&mean.in_service, &mean.retired, &mean.resident][status as usize];
            assert!((cost / mean.cost_per_admission_yuan - 1.0).abs() < 1e-9, "{name}, {status:?}: {cost}");
        }
        // NHSS 2018: 24.9% of those of 60 and over are admitted in a year; the shape is synthetic but near it
        let old = illness.rates().of(Status::Resident, Sex::Male, Age(70));
        let young = illness.rates().of(Status::Resident, Sex::Male, Age(10));
        assert!(old.admissions > 5.0 * young.admissions);
        assert_eq!(Status::Retired.scheme(), InsuranceScheme::Employee);
    }
}

#[test]
fn the_nations_public_figures_are_of_their_year_whenever_the_term_begins() {
    for name in ["cities/national", "cities/china"] {
        let later = load(&Library::built_in(), name, &["term.first_year=2023".to_owned()]).expect("a city");
        let comparison = &later.base().comparison;
        assert!(comparison.iter().count() >= 8, "{name}");
        for (figure, target) in comparison.iter() {
            assert_eq!(target.year, Some(Year(2019)), "{figure} of {name}");
        }
    }
}
