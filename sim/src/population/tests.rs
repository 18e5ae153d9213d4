//! Whole small cities: who lives with whom, over the years.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::*;
use crate::benefit::InsuranceScheme::{Employee, Resident};
use crate::units::{Age, Heads, Sex, Year};

const FIRST: Year = Year(2021);

/// Fujian 2020, in per cent.
const SIZES: [f64; LARGEST] = [27.3, 26.3, 19.4, 14.2, 6.9, 4.0, 1.1, 0.4, 0.2, 0.2];

const FIFTHS: [f64; BANDS] = [8601.0, 19_303.0, 30_598.0, 47_397.0, 90_116.0];

/// A city of `scale` times 1,280 people; with `ageing`, deaths at a hundred times those of 2020 below 60.
fn people(scale: i64, ageing: bool) -> People {
    let mut bands = Vec::new();
    for (from, to, employees, residents) in
        [(0, 17, 0, 120), (18, 39, 80, 100), (40, 59, 100, 100), (60, 79, 40, 80), (80, 100, 5, 15)]
    {
        for sex in [Sex::Male, Sex::Female] {
            bands.push((Employee, sex, Age(from), Age(to), Heads(employees * scale)));
            bands.push((Resident, sex, Age(from), Age(to), Heads(residents * scale)));
        }
    }
    let growth = Growth { employee: 0.05, resident: -0.02 };
    let people = People::new(Year(2020), &bands, growth, [Age(60), Age(55)]).unwrap();
    let mortality = [[0.05; OLDEST as usize + 1]; 2];
    if ageing { people.with_cohorts(&Vitality { mortality, births: 0.02, boys: 0.52 }) } else { people }
}

fn register(people: People, aid_share: [f64; 2]) -> Register {
    let sizes = HouseholdSizes::tilted(&SIZES, 2.4).unwrap();
    let households = Households::new(&people, FIRST, sizes, 7).unwrap();
    let terms = IncomeTerms {
        fifths: FIFTHS,
        nonfood: 17_057.0,
        elasticity: 0.673,
        spread: 0.3,
        mix: [0.5, 0.2, 0.3],
    };
    Register::new(RegisterTerms {
        seed: 7,
        people,
        years: (0..6).map(|i| Year(FIRST.0 + i)).collect(),
        households,
        districts: vec![0.25, 0.35, 0.4],
        incomes: Incomes::new(terms),
        aid_share,
    })
}

/// Every household of a year with its members, in the order in which they come.
fn visited(register: &Register, year: Year) -> Vec<(HouseholdEntry, Vec<PersonEntry>)> {
    let mut all = Vec::new();
    let stopped: Option<()> = register.visit(year, |household, members| {
        all.push((*household, members.to_vec()));
        ControlFlow::Continue(())
    });
    assert_eq!(stopped, None);
    all
}

fn cities() -> [Register; 2] {
    [false, true].map(|ageing| register(people(10, ageing), [0.01, 0.05]))
}

#[test]
fn everybody_who_is_covered_lives_in_one_household_and_it_lists_him() {
    for register in cities() {
        for year in [FIRST, Year(2022), Year(2026)] {
            let roll = Roll::of(&register.terms().people, &[year]);
            let mut listed = 0;
            let mut seen = BTreeMap::new();
            for (household, members) in visited(&register, year) {
                assert_eq!(household.size, members.len());
                for person in &members {
                    assert!(roll.has(person.member));
                    assert_eq!(seen.insert(person.member.id(), household.id), None, "twice in {year}");
                }
                listed += members.len() as u64;
            }
            assert_eq!(listed, roll.total(), "{year}");
            // the way back, for some of them
            for &(cohort, heads) in roll.cohorts() {
                for number in (0..heads).step_by(17) {
                    let member = Member { cohort, number };
                    assert_eq!(register.household_of(member, year), seen.get(&member.id()).copied());
                }
            }
        }
    }
}

#[test]
fn every_household_has_an_adult_in_every_year() {
    for register in cities() {
        for year in [FIRST, Year(2022), Year(2026)] {
            let alone = |(_, members): &&(HouseholdEntry, Vec<PersonEntry>)| {
                !members.iter().any(|person| person.age.0 >= ADULT)
            };
            assert_eq!(visited(&register, year).iter().filter(alone).count(), 0, "{year}");
        }
    }
}

#[test]
fn in_the_first_year_sizes_are_the_law_to_the_household() {
    for register in cities() {
        let households = visited(&register, FIRST);
        let law = register.terms().households.sizes();
        for size in 1..=LARGEST {
            let count = households.iter().filter(|(household, _)| household.size == size).count() as f64;
            let expected = law.shares()[size - 1] * households.len() as f64;
            // one for its rounding, five at most for housing everybody
            assert!((count - expected).abs() < 6.5, "{count} households of {size}, not {expected}");
        }
        let minors_with_one: Vec<_> = households
            .iter()
            .filter(|(household, members)| {
                let adults = members.iter().filter(|it| it.age.0 >= ADULT).count();
                household.size > 2 && adults == 1
            })
            .collect();
        assert!(
            minors_with_one.is_empty(),
            "minors of three and more live with two adults where there are enough"
        );
    }
}

/// Everybody of a year by his number, with his household.
fn by_number(register: &Register, year: Year) -> BTreeMap<u64, (PersonEntry, HouseholdEntry)> {
    let all = visited(register, year).into_iter();
    all.flat_map(|(household, members)| {
        members.into_iter().map(move |person| (person.member.id(), (person, household)))
    })
    .collect()
}

#[test]
fn a_person_is_a_year_older_a_year_later_in_the_same_household_unless_its_adults_have_left() {
    for register in cities() {
        let mut before = by_number(&register, FIRST);
        for year in [Year(2022), Year(2023), Year(2024)] {
            let after = by_number(&register, year);
            let of_adult = |it: &&(PersonEntry, HouseholdEntry)| it.0.age.0 >= ADULT;
            let with_adult = |all: &BTreeMap<u64, (PersonEntry, HouseholdEntry)>| {
                all.values().filter(of_adult).map(|it| it.1.id).collect::<BTreeSet<u64>>()
            };
            let (stand_before, stand) = (with_adult(&before), with_adult(&after));
            let (mut moved, mut stayed) = (0, 0);
            for (id, (person, household)) in &after {
                let Some((earlier, home)) = before.get(id) else { continue };
                assert_eq!(person.age.0, earlier.age.0 + 1);
                assert_eq!((person.member, person.aid), (earlier.member, earlier.aid));
                if household.id == home.id {
                    let attributes = |it: &HouseholdEntry| (it.district, it.settlement, it.band);
                    assert_eq!(attributes(household), attributes(home));
                    stayed += 1;
                } else {
                    // a minor whose household is dissolved, or one who grows up and whose own stands again
                    assert!(earlier.age.0 < ADULT, "an adult moved");
                    let left = !stand.contains(&home.id);
                    let back = !stand_before.contains(&household.id)
                        || register.household_of(person.member, FIRST) == Some(household.id);
                    assert!(left || back, "{year}: a minor left his household");
                    moved += 1;
                }
            }
            assert!(moved * 20 < stayed, "{moved} moved and {stayed} stayed in {year}");
            before = after;
        }
    }
}

#[test]
fn who_is_on_medical_aid_lives_in_a_poor_household_and_the_bands_stay_fifths() {
    let register = register(people(100, false), [0.01, 0.05]);
    let households = visited(&register, FIRST);
    let aided = |(_, members): &&(HouseholdEntry, Vec<PersonEntry>)| members.iter().any(|person| person.aid);
    let n_aided = households.iter().filter(aided).count();
    let share = n_aided as f64 / households.len() as f64;
    assert!((0.05..0.12).contains(&share), "{share}");
    assert!(households.iter().filter(aided).all(|(household, _)| household.band == 0));
    // all are fifths again: 4.9 standard errors of a fifth drawn at large, false-alarm rate 5e-6 together; a shift
    // of 6% (1.2 points, 6.9 standard errors at 53,000 households) would be caught
    let n = households.len() as f64;
    let limit = 4.9 * (0.16 / n).sqrt();
    let share = |band| households.iter().filter(|it| it.0.band == band).count() as f64 / n;
    for band in 0..BANDS {
        assert!((share(band) - 0.2).abs() < limit, "{}", share(band));
        assert!((share(band) - 0.2 * 1.06).abs() > limit, "a shift of 6% would pass");
    }
}

#[test]
fn districts_and_settlements_have_their_shares() {
    const N: u32 = 400_000;
    let register = register(people(1, false), [0.0, 0.0]);
    let households: Vec<HouseholdEntry> =
        (1..=N).map(|number| register.household(u64::from(number), false, 2)).collect();
    // 4.4 standard errors: false-alarm rate 1e-5 each. 2% of a share of 0.2 is 6.3 standard errors: caught in
    // 97 of 100 runs
    let fits = |of: &dyn Fn(&&HouseholdEntry) -> bool, share: f64| {
        let found = households.iter().filter(of).count() as f64 / f64::from(N);
        (found - share).abs() < 4.4 * (share * (1.0 - share) / f64::from(N)).sqrt()
    };
    for (district, share) in [0.25, 0.35, 0.4].into_iter().enumerate() {
        let of = |it: &&HouseholdEntry| it.district == district;
        assert!(fits(&of, share));
        assert!(!fits(&of, share * 1.02), "a shift of 2% would pass in district {district}");
    }
    for (settlement, share) in Settlement::ALL.into_iter().zip([0.5, 0.2, 0.3]) {
        let of = |it: &&HouseholdEntry| it.settlement == settlement;
        assert!(fits(&of, share));
        assert!(!fits(&of, share * 1.02), "a shift of 2% would pass for {settlement:?}");
    }
    for band in 0..BANDS {
        let of = |it: &&HouseholdEntry| it.band == band;
        assert!(fits(&of, 0.2));
        assert!(!fits(&of, 0.2 * 1.02), "a shift of 2% would pass in band {band}");
    }
}

#[test]
fn aid_is_that_of_the_first_trial_and_has_its_share() {
    let register = register(people(100, false), [0.02, 0.05]);
    let persons: Vec<PersonEntry> =
        visited(&register, FIRST).into_iter().flat_map(|(_, members)| members).collect();
    for (scheme, share) in [(Employee, 0.02), (Resident, 0.05)] {
        let of: Vec<_> = persons.iter().filter(|it| it.member.cohort.scheme == scheme).collect();
        let (n, aided) = (of.len() as f64, of.iter().filter(|it| it.aid).count() as f64);
        // 4.9 standard errors: false-alarm rate 1e-6
        let off = |share: f64| (aided / n - share).abs() > 4.9 * (share * (1.0 - share) / n).sqrt();
        assert!(!off(share), "{aided} of {n}");
        assert!(off(share * 1.25), "a share a quarter larger would pass");
    }
}

#[test]
fn the_year_of_an_export_changes_no_one_else() {
    let shorter = |register: &Register| {
        Register::new(RegisterTerms { years: vec![FIRST, Year(2022)], ..register.terms().clone() })
    };
    for ageing in [false, true] {
        let plain = register(people(10, ageing), [0.0, 0.0]);
        let aided = register(people(10, ageing), [0.01, 0.05]);
        for year in [FIRST, Year(2022)] {
            assert_eq!(visited(&shorter(&plain), year), visited(&plain, year));
            // who needs aid in a later year may make his household one of the poor; nobody's own attributes move
            let persons = |register: &Register| -> BTreeMap<u64, PersonEntry> {
                by_number(register, year).into_iter().map(|(id, (person, _))| (id, person)).collect()
            };
            assert_eq!(persons(&shorter(&aided)), persons(&aided));
        }
    }
    let [still, _] = cities();
    let other = Register::new(RegisterTerms { seed: 8, ..still.terms().clone() });
    let bands =
        |register: &Register| -> Vec<usize> { visited(register, FIRST).iter().map(|it| it.0.band).collect() };
    assert_ne!(bands(&still), bands(&other));
}

#[test]
fn a_city_of_minors_is_refused() {
    let bands = [
        (Resident, Sex::Male, Age(0), Age(17), Heads(900)),
        (Resident, Sex::Female, Age(30), Age(30), Heads(100)),
    ];
    let people = People::new(Year(2020), &bands, Growth { employee: 0.0, resident: 0.0 }, [Age(60), Age(55)]);
    let sizes = HouseholdSizes::tilted(&SIZES, 2.4).unwrap();
    let refused = Households::new(&people.unwrap(), FIRST, sizes, 7).unwrap_err();
    assert_eq!(refused, TooFewAdults { minors: 900, seats: 1_000 - 417 });
}

#[test]
fn a_handful_of_people_is_housed_too() {
    for n in 1..12 {
        let bands = [
            (Resident, Sex::Male, Age(30), Age(30), Heads(n)),
            (Resident, Sex::Female, Age(5), Age(5), Heads(n / 3)),
        ];
        let people =
            People::new(Year(2021), &bands, Growth { employee: 0.0, resident: 0.0 }, [Age(60), Age(55)]);
        let register = register(people.unwrap(), [0.0, 0.5]);
        let listed: usize = visited(&register, FIRST).iter().map(|(_, members)| members.len()).sum();
        assert_eq!(listed as i64, n + n / 3);
    }
}
