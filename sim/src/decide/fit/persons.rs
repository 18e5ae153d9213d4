//! Each insured person's year, with what was expected of it and what came.

use super::base::{Base, level_at, status_of};
use crate::benefit::{CareKind, Place};
use crate::experience::{ClaimBill, Experience, PersonIndex};
use crate::population::Status;
use crate::units::{Age, Fen, Sex, Year};

/// A person's year of cover.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonYear {
    /// Who.
    pub person: u32,
    /// When.
    pub year: Year,
    /// His status.
    pub status: Status,
    /// His sex.
    pub sex: Sex,
    /// His age.
    pub age: Age,
    /// Whether he has a disease of the pre-existing list.
    pub pre_existing: bool,
    /// The part of the year that is covered.
    pub covered: f64,
    /// Admissions that the base expects of that part.
    pub expected: f64,
    /// Admissions that came.
    pub admissions: u32,
    /// What yearly care of each kind cost, in yuan: special-disease outpatient care, special and rare drugs.
    pub care: [f64; 3],
    /// Whether the product paid anything.
    pub paid: bool,
}

/// An admission.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Admission {
    /// Whose.
    pub person: u32,
    /// The status of the patient.
    pub status: Status,
    /// The place of its hospital's level.
    pub level: usize,
    /// Whether elsewhere, on referral or without.
    pub place: Place,
    /// Its cost, in yuan, above 0.
    pub total: f64,
    /// The cost that the base expects of an admission of that status, sex, age and year at all levels together.
    pub expected: f64,
    /// First self-pay, over-limit price and own expense, in yuan.
    pub parts: [f64; 3],
    /// Whether a disease on the pre-existing list caused it.
    pub listed_cause: bool,
}

/// The kinds of yearly care, in the order of `PersonYear::care`.
pub const CARE: [CareKind; 3] = [CareKind::SpecialOutpatient, CareKind::SpecialDrug, CareKind::RareDrug];

/// All person-years and admissions, in the order of persons.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Persons {
    /// Person-years, by person and year.
    pub years: Vec<PersonYear>,
    /// Admissions under cover, by person.
    pub admissions: Vec<Admission>,
    /// How many persons have a policy.
    pub n: u64,
}

impl Persons {
    /// Those of an experience.
    pub fn new(experience: &Experience, base: &Base<'_>) -> Persons {
        let mut persons = Persons::default();
        let paid = paid_bills(experience);
        let policies = experience.policies();
        for same in policies.chunk_by(|a, b| (a.person, a.year) == (b.person, b.year)) {
            let first = &same[0];
            let days: i64 = same.iter().map(crate::experience::Policy::days).sum();
            let covered = (days as f64 / days_of(first.year)).min(1.0);
            let status = status_of(first);
            let (often, dear) = base.expected(status, first.sex, first.age, first.year);
            let PersonIndex(person) = first.person;
            let mut year = PersonYear {
                person,
                year: first.year,
                status,
                sex: first.sex,
                age: first.age,
                pre_existing: first.pre_existing,
                covered,
                expected: often * covered,
                admissions: 0,
                care: [0.0; 3],
                paid: false,
            };
            let bills = experience.bills_of(first.person, first.year);
            let from = at_of(experience, bills);
            for (bill, at) in bills.iter().zip(from..).filter(|(bill, _)| bill.stands) {
                year.paid |= paid[at];
                if let Some(kind) = CARE.iter().position(|kind| *kind == bill.kind) {
                    year.care[kind] += bill.cost.total.as_yuan_f64();
                } else if bill.kind == CareKind::Inpatient && bill.cost.total.0 > 0 {
                    year.admissions += 1;
                    persons.admissions.push(admission(bill, status, dear));
                }
            }
            let new = persons.years.last().is_none_or(|last: &PersonYear| last.person != person);
            persons.n += u64::from(new);
            persons.years.push(year);
        }
        persons
    }
}

fn admission(bill: &ClaimBill, status: Status, expected: f64) -> Admission {
    let PersonIndex(person) = bill.person;
    let cost = &bill.cost;
    let parts = [cost.first_self_pay, cost.over_limit, cost.own_expense].map(Fen::as_yuan_f64);
    let (level, total) = (level_at(bill.level), cost.total.as_yuan_f64());
    Admission {
        person,
        status,
        level,
        place: bill.place,
        total,
        expected,
        parts,
        listed_cause: bill.listed_cause,
    }
}

/// Whether something that stands was paid for each bill.
fn paid_bills(experience: &Experience) -> Vec<bool> {
    let mut paid = vec![false; experience.bills().len()];
    for payment in experience.payments().iter().filter(|it| it.stands && it.amount.0 > 0) {
        paid[payment.bill as usize] = true;
    }
    paid
}

/// The place of the first of a person's bills among all bills.
fn at_of(experience: &Experience, bills: &[ClaimBill]) -> usize {
    bills.first().map_or(0, |first| {
        experience.bills().partition_point(|it| (it.person, it.year) < (first.person, first.year))
    })
}

fn days_of(year: Year) -> f64 {
    let leap = year.0.is_multiple_of(4) && (!year.0.is_multiple_of(100) || year.0.is_multiple_of(400));
    if leap { 366.0 } else { 365.0 }
}
