//! Cities made from the census: the nation, every province, and cohorts that age.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;

use huimin::benefit::InsuranceScheme::{self, Employee, Resident};
use huimin::population::{People, Status, cells};
use huimin::scenario::library::Library;
use huimin::scenario::load::{Loaded, load};
use huimin::scenario::reference::census;
use huimin::units::{Age, Heads, Sex, Year};
use serde_json::{Value, json};

/// A scenario of nothing but a city.
fn scenario(city: &Value) -> Loaded {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("city.json");
    fs::write(&path, json!({ "title": "t", "purpose": "p", "city": city }).to_string()).unwrap();
    load(&Library::built_in(), path.to_str().unwrap(), &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

fn people(city: &Value) -> People {
    scenario(city).base().city.as_ref().unwrap().people()
}

fn heads(people: &People, scheme: InsuranceScheme, sex: Sex, ages: (u8, u8), year: Year) -> i64 {
    (ages.0..=ages.1).map(|age| people.at_year_end(scheme, sex, Age(age), year).0).sum()
}

fn total(people: &People, year: Year) -> Heads {
    let [employee, resident] = InsuranceScheme::ALL.map(|scheme| people.scheme_at_year_end(scheme, year).0);
    Heads(employee + resident)
}

fn retired(people: &People, year: Year) -> i64 {
    let is_retired = |&(sex, age): &(Sex, Age)| people.status(Employee, sex, age) == Status::Retired;
    cells().filter(is_retired).map(|(sex, age)| people.at_year_end(Employee, sex, age, year).0).sum()
}

#[test]
fn the_nation_by_census_is_the_national_city_within_rounding() {
    let written = load(&Library::built_in(), "cities/national", &[]).unwrap();
    let written = written.base().city.as_ref().unwrap().people();
    // its table adds up to 999,994: each cell of it was rounded for itself
    let made = people(&json!({ "base_year": 2018, "census": { "area": "全国", "insured": 1_000_000 } }));
    let year = Year(2018);
    assert_eq!(total(&made, year), Heads(1_000_000));
    let bands = (0..20).map(|i| (i * 5, i * 5 + 4)).chain([(0, 0), (100, 100)]);
    for ages in bands {
        for sex in [Sex::Male, Sex::Female] {
            for scheme in [Employee, Resident] {
                let [one, other] = [&made, &written].map(|people| heads(people, scheme, sex, ages, year));
                // 0-4 is made of two bands of the table
                let rounding = if ages == (0, 4) { 2 } else { 1 };
                assert!((one - other).abs() <= rounding, "{scheme:?} {sex:?} {ages:?}: {one}, not {other}");
            }
        }
    }
}

#[test]
fn every_area_makes_a_city_whose_totals_are_kept_to_the_person() {
    for area in census() {
        for (mix, seed) in [(None, 0), (Some([0.5, 0.2, 0.3]), 1)] {
            let mut census = json!({ "area": area.zh, "insured": 812_345 + seed, "employee_share": 0.3, "retired_share": 0.25 });
            if let Some([city, town, village]) = mix {
                census["mix"] = json!({ "city": city, "town": town, "village": village });
            }
            let people = people(&json!({ "base_year": 2020, "census": census }));
            let year = Year(2020);
            assert_eq!(total(&people, year), Heads(812_345 + seed), "{}", area.zh);
            let employees = people.scheme_at_year_end(Employee, year).0;
            // 0.3 * 812,345 = 243,703.5, and a quarter of 243,704 is 60,926
            assert_eq!((employees, retired(&people, year)), (243_704, 60_926), "{}", area.zh);
        }
    }
}

#[test]
fn a_village_is_older_than_a_city_where_the_census_says_so_and_where_it_does_not() {
    let old = |area: &str, kind: &str| {
        let mut mix = json!({ "city": 0, "town": 0, "village": 0 });
        mix[kind] = json!(1);
        let census = json!({ "area": area, "insured": 1_000_000, "employee_share": 0.1, "mix": mix });
        let people = people(&json!({ "base_year": 2020, "census": census }));
        let of = |sex| {
            [Employee, Resident]
                .map(|scheme| heads(&people, scheme, sex, (60, 100), Year(2020)))
                .iter()
                .sum::<i64>()
        };
        (of(Sex::Male) + of(Sex::Female)) as f64 / 1e6
    };
    // the census of 2020 by its own tables: China's villages 23.81%, its cities 15.54% at 60 and over
    assert!((old("全国", "village") - 0.2381).abs() < 2e-4, "{}", old("全国", "village"));
    assert!((old("全国", "city") - 0.1554).abs() < 2e-4, "{}", old("全国", "city"));
    for area in ["浙江", "江苏", "guizhou"] {
        assert!(old(area, "village") > old(area, "town") && old(area, "town") > old(area, "city"), "{area}");
    }
}

#[test]
fn a_derived_mix_is_said_to_be_derived() {
    let city = json!({ "base_year": 2020, "census": { "area": "江苏", "insured": 1_000,
        "mix": { "city": 0.5, "town": 0.3, "village": 0.2 } } });
    assert_eq!(scenario(&city).warnings.iter().count(), 1);
    let counted = json!({ "base_year": 2020, "census": { "area": "浙江", "insured": 1_000,
        "mix": { "city": 0.5, "town": 0.3, "village": 0.2 } } });
    assert!(scenario(&counted).warnings.is_empty());
}

#[test]
fn the_census_block_stays_in_the_resolved_scenario_and_the_default_dynamics_do_not() {
    let city = |dynamics: Option<&str>| {
        let mut city = json!({ "base_year": 2020, "census": { "area": "zhejiang", "insured": 1_000 } });
        if let Some(word) = dynamics {
            city["dynamics"] = json!(word);
        }
        serde_json::from_str::<Value>(&scenario(&city).resolved()).unwrap()["city"].clone()
    };
    assert_eq!(city(None)["census"]["area"], "zhejiang");
    assert_eq!(city(None)["census"]["retired_share"], 0.269);
    assert!(city(None).get("heads").is_none());
    assert_eq!(city(Some("stationary")), city(None), "a default written out is the default");
    assert_eq!(city(Some("cohort"))["dynamics"], "cohort");
}

#[test]
fn zhejiang_ages_as_its_census_and_the_mortality_of_china_say() {
    let city = json!({ "base_year": 2020, "dynamics": "cohort",
        "census": { "area": "浙江", "insured": 1_000_000, "employee_share": 0.4 },
        "vitality": { "births_per_1000_years": 6.0 } });
    let people = people(&city);
    let women = |ages, year| {
        [Employee, Resident]
            .map(|scheme| heads(&people, scheme, Sex::Female, ages, Year(year)))
            .iter()
            .sum::<i64>()
    };
    // women of 70 to 74: m = 11.60, 13.46, 15.18, 17.14, 19.35 and 22.43 per mille at 75; a year later
    // exp(-(mean of an age and the next)), about 1 - 0.0165; they are 71 to 75 then
    let (before, after) = (women((70, 74), 2020), women((71, 75), 2021));
    let survival = after as f64 / before as f64;
    assert!((survival - 0.9836).abs() < 0.0005, "{survival}");
    // 6 births a thousand: 6,000 of a million, of whom 47.34% are girls, less 0.07% dead in half a year
    assert!((women((0, 0), 2021) - 2_838).abs() <= 2, "{}", women((0, 0), 2021));
    assert!(retired(&people, Year(2025)) > retired(&people, Year(2020)), "those born in the 1960s retire");
}
