//! Tests of whole trials on a small town.

use super::*;
use crate::benefit::{
    AdmissionRules, AdmissionTerms, AnnualRules, AnnualTerms, ByLevel, CareKind, Claim, Group, GroupMode,
    InsuranceScheme, Part, PartSet, Payer, Person, Scheme, Terms, Tier, TierBase, Tiers, When,
};
use crate::fund::{
    CapBy, CarryOver, CiiContract, DeficitBasis, Exposure, HmbTerms, IncurredBasis, PersonExcess, Premium,
    ReserveTerms, SurplusOwner, TestPeriod, TopupPool, TrueUp,
};
use crate::illness::{
    AgeTable, Asked, BlockAddress, BlockYear, CareParts, Exposed, FactorModel, Illness, LevelMix, Rates,
    Repeats, SplitMeans, StatusIllness, World, YearlyCare, words_of,
};
use crate::population::{Growth, People, SLOTS, Status};
use crate::random::{Address, BlockStream, Family, Law, Purpose, Seeds, Source};
use crate::units::{Age, Fen, Heads, Sex, Share, Trial, Year};

pub(super) const YEARS: [Year; 2] = [Year(2016), Year(2017)];

pub(crate) fn people(heads: i64) -> People {
    let band =
        |scheme, sex, from, to, share: i64| (scheme, sex, Age(from), Age(to), Heads(heads * share / 100));
    People::new(
        Year(2015),
        &[
            band(InsuranceScheme::Employee, Sex::Male, 20, 70, 12),
            band(InsuranceScheme::Employee, Sex::Female, 20, 70, 12),
            band(InsuranceScheme::Resident, Sex::Male, 0, 80, 38),
            band(InsuranceScheme::Resident, Sex::Female, 0, 80, 38),
        ],
        Growth { employee: 0.03, resident: 0.0 },
        [Age(60), Age(55)],
    )
    .unwrap()
}

fn status(admissions: f64, cost: f64) -> StatusIllness {
    StatusIllness {
        admissions,
        cost,
        levels: [(0.2, 3.6), (0.4, 6.6), (0.4, 13.9)]
            .map(|(share, cost_relativity)| LevelMix { share, cost_relativity }),
        split: SplitMeans {
            class_b: 0.4,
            first_self_pay: 0.1,
            over_limit: 0.01,
            own_expense: 0.08,
            own_expense_elasticity: 0.15,
            listed_own_expense: 0.5,
            concentration: 20.0,
        },
        listed_cause: 0.05,
        elsewhere: crate::illness::Elsewhere::default(),
    }
}

fn illness(people: &People, frequency: f64) -> Illness {
    illness_with(people, (frequency, Repeats::Frailty { shape: 0.3 }), true, |status| status)
}

/// Illness without care besides admissions.
pub(super) fn admissions_alone(people: &People) -> Illness {
    illness_with(people, (1.5, Repeats::Frailty { shape: 0.3 }), false, |status| status)
}

/// Illness of so many times the cost, with care besides.
pub(super) fn dearer(people: &People, times: f64) -> Illness {
    let repeats = Repeats::Frailty { shape: 0.3 };
    illness_with(people, (1.5, repeats), true, |status| StatusIllness { cost: status.cost * times, ..status })
}

/// Illness in which one word decides on an admission: one level, and own expense a fixed share.
pub(super) fn one_word_an_admission(people: &People, repeats: Repeats) -> Illness {
    illness_with(people, (1.5, repeats), false, |status| StatusIllness {
        levels: [0.0, 0.0, 1.0].map(|share| LevelMix { share, cost_relativity: 1.0 }),
        split: SplitMeans {
            class_b: 0.0,
            first_self_pay: 0.0,
            over_limit: 0.0,
            own_expense: 0.15,
            own_expense_elasticity: 0.0,
            concentration: f64::INFINITY,
            ..status.split
        },
        listed_cause: 0.0,
        ..status
    })
}

fn illness_with(
    people: &People,
    (frequency, repeats): (f64, Repeats),
    besides: bool,
    of_status: impl Fn(StatusIllness) -> StatusIllness,
) -> Illness {
    let statuses = [(0.09, 10_800.0), (0.37, 10_800.0), (0.12, 6_400.0)]
        .map(|(often, cost)| of_status(status(often * frequency, cost)));
    let age = |old: f64| AgeTable::new(vec![(Age(0), 1.0), (Age(60), old)]).unwrap();
    let rates = Rates::new(people, Year(2016), (age(2.5), age(1.0)), age(1.3), &statuses);
    let family = |sigma| Family::new(Law::LogNormal { mu: 0.0, sigma }).unwrap();
    let care = YearlyCare {
        kind: CareKind::SpecialDrug,
        words: words_of("special-drugs"),
        users: [0.001 * frequency; 3],
        cost: [45_000.0; 3],
        family: family(0.6),
        parts: CareParts::of_kind(CareKind::SpecialDrug),
        drug: None,
        disease: None,
        state: None,
    };
    let outpatient = YearlyCare {
        kind: CareKind::SpecialOutpatient,
        words: words_of("special-outpatient"),
        users: [0.01 * frequency; 3],
        cost: [15_000.0; 3],
        family: family(1.2),
        parts: None,
        ..care.clone()
    };
    let care = if besides { vec![outpatient, care] } else { Vec::new() };
    Illness::new(rates, repeats, &family(1.3), &statuses, &care, None).unwrap()
}

fn still_world() -> World {
    let still =
        FactorModel { trend: 0.02, trend_sd: 0.0, year_sd: 0.0, autocorrelation: 0.0, parameter_sd: 0.0 };
    World { frequency: still, severity: still, ..World::still(Year(2016)) }
}

pub(super) fn tiers(deductible: i64, ratios: &[(Option<i64>, i64)]) -> Tiers {
    let tiers = ratios.iter().map(|&(up_to, points)| Tier::new(up_to.map(Fen::yuan), Share::percent(points)));
    Tiers::new(TierBase::EligibleTotal, Fen::yuan(deductible), tiers.collect()).unwrap()
}

pub(crate) fn scheme(deductible: i64) -> Scheme {
    let level = |p: i64, s: i64, t: i64| ByLevel { primary: p, secondary: s, tertiary: t };
    let amounts = level(300, 600, 1_000);
    let ratios = level(90, 82, 70);
    let bmi_deductible = ByLevel {
        primary: Fen::yuan(amounts.primary),
        secondary: Fen::yuan(amounts.secondary),
        tertiary: Fen::yuan(amounts.tertiary),
    };
    let ratio = ByLevel {
        primary: Share::percent(ratios.primary),
        secondary: Share::percent(ratios.secondary),
        tertiary: Share::percent(ratios.tertiary),
    };
    let bmi = AdmissionTerms::new(AdmissionRules {
        repeat_deductible_ratio: Share::percent(50),
        ..AdmissionRules::new(bmi_deductible, ratio, Some(Fen::yuan(180_000)))
    })
    .unwrap();
    let eligible = PartSet::of(&[Part::SelfPay, Part::AboveBmiCap, Part::SpecialDrug]);
    let annual = |tiers: Tiers, cap: i64, eligible: PartSet| {
        let rules = AnnualRules { cap: Some(Fen::yuan(cap)), ..AnnualRules::new(eligible, tiers) };
        Terms::PerYear(AnnualTerms::new(rules).unwrap())
    };
    let mut cii = Payer::new(
        "cii",
        "[S1] Art. 6",
        annual(tiers(deductible, &[(Some(120_000), 55), (None, 60)]), 150_000, eligible),
    );
    cii.groups.push(Group {
        name: "topup".into(),
        when: When { topup_paid: Some(true), ..When::default() },
        mode: GroupMode::Replace,
        source: "[S1] Art. 8".into(),
        terms: annual(tiers(deductible, &[(None, 90)]), 350_000, eligible),
    });
    let l1 = PartSet::of(&[Part::SelfPay, Part::AboveBmiCap, Part::FirstSelfPay]);
    let mut hmb = Payer::new("hmb-l1", "synthetic", annual(tiers(15_000, &[(None, 80)]), 1_000_000, l1));
    hmb.book = "hmb".into();
    hmb.when = When { enrolled: Some(true), ..When::default() };
    Scheme::new(vec![Payer::new("bmi", "synthetic", Terms::PerAdmission(bmi)), cii, hmb]).unwrap()
}

pub(crate) fn design(deductible: i64) -> Design {
    Design {
        scheme: scheme(deductible),
        cii: vec![CiiFund {
            id: "cii".into(),
            payers: vec!["cii".into()],
            contract: CiiContract {
                benchmark: Fen(3_000),
                bid: Fen(2_850),
                topup_per_month: Fen(500),
                topup_pool: TopupPool::Pooled,
                true_up: TrueUp::NetIncreaseOnly,
                exposure: Exposure::PriorYearEnd,
                deficit_basis: DeficitBasis::ClaimsOnly,
                incurred_basis: IncurredBasis::Ultimate,
                test_period: TestPeriod::Year,
                operating_cost: Share::percent(3),
                surplus_owner: SurplusOwner::SplitAboveMargin { margin: Share::percent(2) },
                reserve: ReserveTerms {
                    share: Share::percent(30),
                    cap_by: CapBy::YearContribution,
                    carry_over: CarryOver::Carry,
                },
            },
            opening_balance: Fen::ZERO,
        }],
        hmb: vec![HmbFund {
            id: "hmb".into(),
            payers: vec!["hmb-l1".into()],
            terms: HmbTerms {
                fixed_cost: Fen::yuan(10_000),
                cost_ratio: Share::percent(8),
                ..HmbTerms::plain(Premium::one(Fen::yuan(100)))
            },
            members: When::default(),
            participation: Share::percent(45),
            enrolment: None,
            hindsight: Hindsight { days: 0, take_up: Share::ONE },
        }],
        ledgers: vec![],
    }
}

pub(crate) fn parts(heads: i64, frequency: f64, topup_share: f64, designs: Vec<Design>) -> ProjectionParts {
    let people = people(heads);
    let illness = illness(&people, frequency);
    ProjectionParts {
        seeds: Seeds::all(7),
        years: YEARS.to_vec(),
        people,
        illness: illness.into(),
        world: still_world(),
        attributes: Attributes { topup_share, aid_share: [0.0; 2], years_insured_before: 0 },
        designs: designs.into_iter().map(ByYear::from).collect(),
        seen_days: None,
    }
}

/// Rows of one trial: by design and year, in column order.
pub(super) fn rows(projection: &Projection, trial: u64) -> Vec<Vec<Vec<i64>>> {
    rows_with(projection, trial, &mut projection.scratch())
}

fn rows_with(projection: &Projection, trial: u64, scratch: &mut Scratch) -> Vec<Vec<Vec<i64>>> {
    let mut rows = vec![vec![Vec::new(); YEARS.len()]; projection.designs().len()];
    projection.run_trial(Trial(trial), scratch, |design, y, values| rows[design][y] = values.to_vec());
    rows
}

pub(super) fn column(projection: &Projection, row: &[i64], key: &str) -> i64 {
    row[projection.columns().iter().position(|column| column.key == key).expect(key)]
}

#[test]
fn a_trial_depends_on_its_number_alone_and_not_on_what_the_scratch_held() {
    let projection = Projection::new(parts(60_000, 1.0, 0.5, vec![design(20_000)])).unwrap();
    let fresh = rows(&projection, 3);
    let mut scratch = projection.scratch();
    rows_with(&projection, 17, &mut scratch);
    assert_eq!(rows_with(&projection, 3, &mut scratch), fresh);
    assert_ne!(rows(&projection, 4), fresh);
}

#[test]
fn a_null_design_has_the_same_rows_and_a_lower_deductible_never_pays_less() {
    let projection =
        Projection::new(parts(60_000, 1.0, 0.5, vec![design(20_000), design(20_000), design(15_000)]))
            .unwrap();
    let rows = rows(&projection, 0);
    assert_eq!(rows[0], rows[1]);
    for ((base, _), lower) in rows[0].iter().zip(&rows[1]).zip(&rows[2]) {
        let of = |row, key| column(&projection, row, key);
        assert!(of(lower, "cii_claims_fen") > of(base, "cii_claims_fen"));
        assert_eq!(of(lower, "cost_resident_fen"), of(base, "cost_resident_fen"), "the same bills");
    }
}

#[test]
fn an_unrelated_design_moves_no_value_of_another() {
    let alone = Projection::new(parts(30_000, 1.0, 1.0, vec![design(20_000)])).unwrap();
    let many = Projection::new(parts(30_000, 1.0, 1.0, vec![design(20_000), design(8_000)])).unwrap();
    assert_eq!(rows(&alone, 5)[0], rows(&many, 5)[0]);
}

#[test]
fn payers_and_patients_together_bear_every_bill() {
    let projection = Projection::new(parts(60_000, 1.0, 0.7, vec![design(20_000)])).unwrap();
    for row in &rows(&projection, 1)[0] {
        let get = |key| column(&projection, row, key);
        let cost = get("cost_employee_fen") + get("cost_resident_fen") + get("other_cost_fen");
        let paid = get("bmi_employee_fen")
            + get("bmi_resident_fen")
            + get("bmi_other_fen")
            + get("paid_cii_fen")
            + get("paid_hmb-l1_fen");
        assert_eq!(paid + get("patient_fen"), cost);
        assert!(get("paid_cii_fen") > 0 && get("paid_hmb-l1_fen") > 0);
        assert!(get("cii_base_claims_fen") < get("cii_claims_fen"), "the top-up buys something");
        assert_eq!(get("cii_claims_fen"), get("paid_cii_fen"));
        // last year's surplus buys benefits beside the bills
        assert_eq!(get("hmb_claims_fen"), get("paid_hmb-l1_fen") + get("hmb_surplus_used_fen"));
    }
}

/// Everything that a trial adds up, by settling every patient in full: slow, and nothing shared.
fn by_the_specification(projection: &Projection, trial: u64, design: usize) -> Vec<Vec<(String, i64)>> {
    let ProjectionParts { seeds, years, illness, world, attributes, designs, .. } = &projection.parts;
    let (payers, design) = (designs[design].first().scheme.payers(), &designs[design]);
    let factors = world.draw(seeds, Trial(trial), years);
    let mut sums: Vec<Vec<i64>> = vec![vec![0; 2 * payers.len() + 1]; years.len()];
    let mut drawn = BlockYear::new();
    let mut episodes = Vec::new();
    for (block, plans) in &projection.blocks {
        let words = |purpose| {
            let at = Address {
                seed: seeds.of(Source::Process),
                purpose,
                trial,
                year: 0,
                block: block.address(),
                round: 0,
            };
            let mut words = vec![0; SLOTS];
            BlockStream::new(&at).fill(&mut words);
            words
        };
        let (topup, propensity) = (words(Purpose::Attribute), words(Purpose::Propensity));
        for (y, plan) in plans.iter().enumerate() {
            let Some(plan) = plan else { continue };
            let at = BlockAddress {
                seed: seeds.of(Source::Process),
                trial: Trial(trial),
                year: years[y],
                block: block.address(),
            };
            let Person { sex, age, .. } = plan.person;
            let exposed = Exposed { heads: plan.heads, status: plan.status, sex, age, rates: plan.rates };
            let (illness, design) = (illness.in_year(years[y]), design.in_year(years[y]));
            drawn.draw(
                illness,
                &at,
                &exposed,
                &[],
                factors[y],
                Asked { slots: true, days: false, above: None },
            );
            for j in 0..drawn.patients() {
                let slot = drawn.slot(j);
                let unit = |word: u64| word as f64 / 18_446_744_073_709_551_616.0;
                let participation = design.hmb[0].participation.millionths() as f64 / 1e6;
                let person = Person {
                    scheme: block.cohort.scheme,
                    retired: plan.status == Status::Retired,
                    topup_paid: block.cohort.scheme == InsuranceScheme::Employee
                        && unit(topup[slot]) < attributes.topup_share,
                    enrolled_hmb: unit(propensity[slot]) < participation,
                    ..Person::default()
                };
                drawn.year_of(illness, j, &mut episodes);
                let claims: Vec<Claim> = episodes.iter().map(person::claim_of).collect();
                let settled = design.scheme.terms_for(&person).settle(&claims);
                for (payer, paid) in settled.paid_by_payer().iter().enumerate() {
                    sums[y][2 * payer] += paid.0;
                    sums[y][2 * payer + 1] += i64::from(paid.0 > 0);
                }
                sums[y][2 * payers.len()] += settled.patient().0;
            }
        }
    }
    let key = |column: usize| match payers.get(column / 2) {
        None => "patient_fen".to_string(),
        Some(payer) if column.is_multiple_of(2) => format!("paid_{}_fen", payer.id),
        Some(payer) => format!("persons_paid_{}", payer.id),
    };
    sums.iter()
        .map(|year| year.iter().enumerate().map(|(column, &sum)| (key(column), sum)).collect())
        .collect()
}

#[test]
fn a_trial_pays_to_the_fen_what_settling_every_patient_in_full_pays() {
    let mut parts = parts(20_000, 1.0, 0.6, vec![design(20_000), design(8_000), design(20_000)]);
    let mut smaller = design(9_000);
    smaller.hmb[0].participation = Share::percent(20);
    smaller.scheme = smaller.scheme.with_in_force(|payer| payer != "bmi");
    parts.designs[2] = parts.designs[2].clone().revised(YEARS[1], smaller);
    parts.illness = parts.illness.clone().revised(YEARS[1], illness(&parts.people, 1.3));
    let projection = Projection::new(parts).unwrap();
    let rows = rows(&projection, 11);
    for (design, years) in rows.iter().enumerate() {
        for (row, expected) in years.iter().zip(by_the_specification(&projection, 11, design)) {
            for (key, expected) in &expected {
                let found = match key.as_str() {
                    "persons_paid_bmi" => continue,
                    "paid_bmi_fen" => ["bmi_employee_fen", "bmi_resident_fen", "bmi_other_fen"]
                        .map(|key| column(&projection, row, key))
                        .iter()
                        .sum(),
                    key => column(&projection, row, key),
                };
                assert_eq!(found, *expected, "{key} of design {design}");
            }
        }
    }
}

#[test]
fn more_frequent_illness_adds_patients_and_moves_none() {
    let calm = Projection::new(parts(30_000, 1.0, 1.0, vec![design(20_000)])).unwrap();
    let ill = Projection::new(parts(30_000, 1.05, 1.0, vec![design(20_000)])).unwrap();
    for trial in 0..5 {
        let (calm_rows, ill_rows) = (rows(&calm, trial), rows(&ill, trial));
        for (a, b) in calm_rows[0].iter().zip(&ill_rows[0]) {
            for key in ["admissions_employee", "admissions_resident", "persons_admitted"] {
                let (fewer, more) = (column(&calm, a, key), column(&ill, b, key));
                assert!(fewer <= more, "{key}: {fewer} and {more}");
            }
        }
    }
}

#[test]
fn fewer_top_up_payers_leave_less_to_pay_and_nest() {
    let claims = |share: f64| {
        let projection = Projection::new(parts(60_000, 1.0, share, vec![design(20_000)])).unwrap();
        let row = &rows(&projection, 2)[0][0];
        (column(&projection, row, "cii_claims_fen"), column(&projection, row, "cii_base_claims_fen"))
    };
    let (none, some, all) = (claims(0.0), claims(0.5), claims(1.0));
    assert_eq!(none.0, none.1, "without payers Art. 6 is all there is");
    assert!(none.0 <= some.0 && some.0 <= all.0);
    assert_eq!(none.1, all.1, "Art. 6 does not depend on who tops up");
}

#[test]
fn a_revision_leaves_the_years_before_it_alone() {
    let revised = |version| {
        let mut parts = parts(30_000, 1.0, 0.5, vec![design(20_000)]);
        parts.designs[0] = parts.designs[0].clone().revised(YEARS[1], version);
        let projection = Projection::new(parts).unwrap();
        rows(&projection, 3).remove(0)
    };
    let (same, lower) = (revised(design(20_000)), revised(design(12_000)));
    let plain = Projection::new(parts(30_000, 1.0, 0.5, vec![design(20_000)])).unwrap();
    assert_eq!(same, rows(&plain, 3)[0], "a revision to the same changes no figure");
    assert_eq!(lower[0], same[0]);
    let of = |row, key| column(&plain, row, key);
    assert!(of(&lower[1], "cii_claims_fen") > of(&same[1], "cii_claims_fen"));
    assert_eq!(of(&lower[1], "cost_resident_fen"), of(&same[1], "cost_resident_fen"), "the same bills");
}

#[test]
fn a_reserve_is_carried_into_a_revised_contract() {
    let mut parts = parts(30_000, 1.0, 0.0, vec![design(20_000)]);
    let mut dearer = design(20_000);
    dearer.cii[0].contract.bid = dearer.cii[0].contract.benchmark;
    parts.designs[0] = parts.designs[0].clone().revised(YEARS[1], dearer);
    let projection = Projection::new(parts).unwrap();
    let rows = &rows(&projection, 3)[0];
    let of = |y: usize, key| column(&projection, &rows[y], key);
    assert!(of(0, "cii_reserve_contribution_fen") > 0 && of(0, "cii_draw_fen") == 0, "raised, not used");
    assert_eq!(of(1, "cii_reserve_contribution_fen"), 0, "no discount any more");
    assert_eq!(of(1, "cii_balance_fen"), of(0, "cii_balance_fen"), "what was raised stays");
    assert_eq!(of(1, "cii_premium_fen"), of(1, "cii_heads_funded") * 3_000);
}

#[test]
fn a_contract_that_pays_residents_alone_is_funded_by_their_heads() {
    let resident = |mut design: Design| {
        let mut payers = design.scheme.payers().to_vec();
        payers[1].when.scheme = Some(InsuranceScheme::Resident);
        design.scheme = Scheme::new(payers).unwrap();
        design
    };
    let projection = Projection::new(parts(30_000, 1.0, 1.0, vec![resident(design(20_000))])).unwrap();
    let row = &rows(&projection, 0)[0][0];
    let residents = projection.people().scheme_at_year_end(InsuranceScheme::Resident, Year(2015));
    assert_eq!(column(&projection, row, "cii_heads_funded"), residents.0);
    assert_eq!(column(&projection, row, "cii_topup_income_fen"), 0);
    assert_eq!(column(&projection, row, "cii_true_up_fen"), 0);
    assert!(column(&projection, row, "cii_claims_fen") > 0);
}

#[test]
fn a_design_with_other_payers_is_refused() {
    let mut other = design(20_000);
    other.hmb.clear();
    let refused = Projection::new(parts(1_000, 1.0, 1.0, vec![design(20_000), other]));
    assert_eq!(refused.unwrap_err(), ProjectionError::OtherShape(1));
    let mut other = design(20_000);
    other.cii[0].payers = vec!["bmi".into()];
    let refused = Projection::new(parts(1_000, 1.0, 1.0, vec![other]));
    assert!(matches!(refused.unwrap_err(), ProjectionError::UnknownPayer { .. }));
}

#[test]
fn an_excess_per_person_recovers_what_each_is_paid_above_the_retention() {
    let recovered = |retention, limit| {
        let mut design = design(20_000);
        let excess = PersonExcess { retention, limit, premium: Share::ZERO };
        design.hmb[0].terms.reinsurance.person_excess = Some(excess);
        let projection = Projection::new(parts(60_000, 1.0, 0.7, vec![design])).unwrap();
        let row = &rows(&projection, 1)[0][0];
        (column(&projection, row, "hmb_recoveries_fen"), column(&projection, row, "hmb_claims_fen"))
    };
    let (all, claims) = recovered(Fen::ZERO, Fen::MAX_INPUT);
    assert_eq!(all, claims);
    let (above, same) = recovered(Fen::yuan(5_000), Fen::MAX_INPUT);
    assert!(above > 0 && above < claims && same == claims);
    let (below, _) = recovered(Fen::ZERO, Fen::yuan(5_000));
    assert_eq!(above + below, claims, "what lies above the retention and below it is everything");
}

/// What a projection keeps changes which numbers a row has and, where it still asks for every bill, none of them.
#[test]
fn a_projection_that_keeps_some_columns_has_the_same_numbers_in_them() {
    let whole = Projection::new(parts(5_000, 1.0, 0.5, vec![design(20_000)])).unwrap();
    let words = ["cii".to_owned(), "heads_resident".to_owned()];
    let some = whole.clone().keeping(&words);
    assert!(whole.keeps_city() && !some.keeps_city() && whole.left_out().is_empty());
    assert_eq!(some.columns().len() + some.left_out().len(), whole.columns().len());
    let some = whole.clone().keeping(&[&words[..], &["cost_resident_fen".to_owned()]].concat());
    let (all, rows) = (rows(&whole, 3), rows(&some, 3));
    for (all, row) in all[0].iter().zip(&rows[0]) {
        assert_eq!(row.len(), some.columns().len());
        for it in some.columns() {
            assert_eq!(column(&some, row, &it.key), column(&whole, all, &it.key), "{}", it.key);
        }
    }
    assert_eq!(
        whole.clone().keeping(&whole.columns().iter().map(|it| it.key.clone()).collect::<Vec<_>>()).columns(),
        whole.columns()
    );
}
