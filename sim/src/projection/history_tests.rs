//! What a member's history, the days of his care and the rules of a product's membership do in a run.

use super::tests::{YEARS, column, design, parts, rows};
use super::*;
use crate::benefit::{
    AdmissionRules, AdmissionTerms, AnnualRules, AnnualTerms, CareKind, Group, GroupMode, InsuranceScheme,
    KindSet, Person, Scheme, Terms, Tiers, When,
};
use crate::units::{Age, Fen, Sex, Share};

/// The first design's figure of each year, summed over some trials.
fn yearly(parts: ProjectionParts, key: &str) -> Vec<i64> {
    let projection = Projection::new(parts).unwrap();
    let mut sums = vec![0; YEARS.len()];
    for trial in 0..4 {
        for (sum, row) in sums.iter_mut().zip(&rows(&projection, trial)[0]) {
            *sum += column(&projection, row, key);
        }
    }
    sums
}

/// The design with its city product's liability changed.
fn with_liability(change: impl Fn(&mut AnnualRules), groups: Vec<Group>) -> Design {
    let mut design = design(20_000);
    let mut payers = design.scheme.payers().to_vec();
    let liability = payers.iter_mut().find(|payer| payer.id == "hmb-l1").unwrap();
    let Terms::PerYear(terms) = &liability.terms else { panic!("it works per year") };
    let mut rules = terms.rules().clone();
    change(&mut rules);
    liability.terms = Terms::PerYear(AnnualTerms::new(rules).unwrap());
    liability.groups = groups;
    design.scheme = Scheme::new(payers).unwrap();
    design
}

fn claims_of(design: Design) -> Vec<i64> {
    yearly(parts(60_000, 1.0, 0.0, vec![design]), "paid_hmb-l1_fen")
}

/// Three in four of the first year's claims come after 90 of 365 days; the cost before them counts
/// towards no deductible, so less than that is paid. Later years have no waiting.
#[test]
fn who_waits_is_paid_less_in_the_first_year_alone() {
    let plain = claims_of(with_liability(|_| {}, Vec::new()));
    let waits = claims_of(with_liability(|rules| rules.cover.waiting_days = 90, Vec::new()));
    let paid = waits[0] as f64 / plain[0] as f64;
    assert!((0.55..0.85).contains(&paid), "{paid}");
    assert_eq!(waits[1..], plain[1..]);
}

#[test]
fn a_loyal_members_deductible_is_lower_from_the_second_year_on_and_not_for_who_was_paid() {
    let group = |from: u8, deductible: i64| {
        let lower = with_liability(
            |rules| rules.tiers = Tiers::flat(Fen::yuan(deductible), Share::percent(60)).unwrap(),
            Vec::new(),
        );
        let terms = lower.scheme.payers().iter().find(|payer| payer.id == "hmb-l1").unwrap().terms.clone();
        let when = When { claim_free_years_from: Some(from), ..When::default() };
        Group { name: "loyal".into(), when, mode: GroupMode::Replace, source: String::new(), terms }
    };
    let base = |rules: &mut AnnualRules| {
        rules.tiers = Tiers::flat(Fen::yuan(15_000), Share::percent(60)).unwrap();
    };
    let plain = claims_of(with_liability(base, Vec::new()));
    let loyal = claims_of(with_liability(base, vec![group(1, 5_000)]));
    assert_eq!(loyal[0], plain[0], "nobody has a claim-free year behind him");
    assert!(loyal[1] > plain[1]);
    let everybody = claims_of(with_liability(
        |rules| rules.tiers = Tiers::flat(Fen::yuan(5_000), Share::percent(60)).unwrap(),
        Vec::new(),
    ));
    assert!(loyal[1] < everybody[1], "who was paid in the first year has the old deductible");
    let too_late = u8::try_from(YEARS.len()).unwrap();
    assert_eq!(claims_of(with_liability(base, vec![group(too_late, 5_000)])), plain);
    let mut before = parts(60_000, 1.0, 0.0, vec![with_liability(base, vec![group(too_late, 5_000)])]);
    before.attributes.years_insured_before = too_late;
    assert!(yearly(before, "paid_hmb-l1_fen")[0] > plain[0], "who was insured before is loyal at once");
}

#[test]
fn who_knows_his_bills_joins_in_the_first_year_alone_and_only_to_be_paid() {
    let with = |days, take_up| {
        let mut design = with_liability(|_| {}, Vec::new());
        design.hmb[0].hindsight = Hindsight { days, take_up };
        let of = |key| yearly(parts(60_000, 1.0, 0.0, vec![design.clone()]), key);
        (of("hmb_members"), of("paid_hmb-l1_fen"), of("hmb_claimants"))
    };
    let (none, some) = (with(0, Share::ONE), with(60, Share::ONE));
    assert_eq!(with(60, Share::ZERO).0, none.0);
    assert_eq!((&some.0[1..], &some.1[1..]), (&none.0[1..], &none.1[1..]));
    let joined = some.0[0] - none.0[0];
    assert!(joined > 0 && some.1[0] > none.1[0]);
    assert_eq!(some.2[0] - none.2[0], joined, "everyone who joins so is paid");
}

#[test]
fn who_would_not_be_paid_for_the_bills_that_he_knows_does_not_join() {
    let members = |waiting_days| {
        let mut design = with_liability(|rules| rules.cover.waiting_days = waiting_days, Vec::new());
        design.hmb[0].hindsight = Hindsight { days: 60, take_up: Share::ONE };
        yearly(parts(60_000, 1.0, 0.0, vec![design]), "hmb_members")
    };
    let (nobody_waits, all_wait) = (members(0), members(60));
    assert!(nobody_waits[0] > all_wait[0]);
    assert_eq!(
        yearly(parts(60_000, 1.0, 0.0, vec![with_liability(|_| {}, Vec::new())]), "hmb_members"),
        all_wait
    );
}

/// A settlement asserts that later payers see what the first payer's ledger leaves.
#[test]
fn the_first_payer_pays_by_place_and_by_every_kind_that_it_counts() {
    let paid_with = |key, change: fn(&mut AdmissionRules)| {
        let mut design = design(20_000);
        let mut payers = design.scheme.payers().to_vec();
        let Terms::PerAdmission(terms) = &payers[0].terms else { panic!("it works per admission") };
        let mut rules = terms.rules().clone();
        change(&mut rules);
        payers[0].terms = Terms::PerAdmission(AdmissionTerms::new(rules).unwrap());
        design.scheme = Scheme::new(payers).unwrap();
        yearly(parts(20_000, 1.0, 0.0, vec![design]), key)[0]
    };
    let (stays, other) = ("bmi_resident_fen", "bmi_other_fen");
    let plain = paid_with(stays, |_| {});
    assert!(paid_with(stays, |rules| rules.counted_by_place.local = Share::percent(50)) < plain / 2);
    assert!(paid_with(stays, |rules| rules.ratio_by_place.local = Some(Share::percent(10))) < plain / 4);
    assert!(paid_with(other, |rules| rules.counts = KindSet::of(&[CareKind::Inpatient])) == 0);
    assert!(paid_with(other, |rules| rules.counts = KindSet::ALL) >= paid_with(other, |_| {}));
}

#[test]
fn a_product_for_women_of_some_ages_counts_and_pays_them_alone() {
    let mut design = with_liability(|_| {}, Vec::new());
    let members =
        When { sex: Some(Sex::Female), age_from: Some(Age(18)), age_to: Some(Age(65)), ..When::default() };
    design.hmb[0].members = members.clone();
    let restricted = Projection::new(parts(60_000, 1.0, 0.0, vec![design.clone()])).unwrap();
    let row = &rows(&restricted, 0)[0][0];
    let eligible: i64 = crate::population::cells()
        .filter(|&(sex, age)| members.holds(&Person { age, sex, ..Person::default() }))
        .flat_map(|(sex, age)| {
            [InsuranceScheme::Employee, InsuranceScheme::Resident]
                .map(|scheme| restricted.people().in_force(scheme, sex, age, YEARS[0]).0)
        })
        .sum();
    assert_eq!(column(&restricted, row, "hmb_eligible"), eligible);
    let share = column(&restricted, row, "hmb_members") as f64 / eligible as f64;
    assert!((share - 0.45).abs() < 0.01, "{share}");
    let everybody = claims_of(with_liability(|_| {}, Vec::new()));
    let women = yearly(parts(60_000, 1.0, 0.0, vec![design]), "paid_hmb-l1_fen");
    assert!(women[0] > 0 && women[0] < everybody[0]);
}
