//! What an insurer's file says as of a day: who was in force when, and what was notified and paid when for the
//! care of which month.

use std::collections::BTreeMap;

use rust_decimal::prelude::ToPrimitive;

use crate::benefit::InsuranceScheme;
use crate::experience::{Day, Experience, LiabilityIndex, Month, PersonIndex, Policy};
use crate::fund::reserving::earned_365_exact;
use crate::scenario::expected::{Cell, MONTHS};
use crate::units::{Fen, Heads, Year};

/// A policy year as a file knows it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ObservedYear {
    /// The policy year.
    pub(super) year: Year,
    /// Its first month.
    pub(super) start: Month,
    /// Persons with a policy.
    pub(super) persons: Heads,
    /// What they paid for the year.
    pub(super) written: Fen,
    /// What of it is earned by the day of valuation, day by day (1/365 method), in yuan.
    pub(super) earned: rust_decimal::Decimal,
    /// The same by cell, rounded to floats.
    pub(super) earned_by_cell: Vec<f64>,
    /// By cell: members in force in each month, in parts of its days.
    pub(super) exposure: Vec<[f64; MONTHS]>,
    /// What was paid, or is claimed.
    pub(super) lines: Vec<Line>,
    /// Payments for care of persons without a policy in the year.
    pub(super) without_policy: Fen,
}

/// A payment, or what is claimed and open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line {
    person: PersonIndex,
    /// Whose.
    pub(super) cell: Cell,
    /// Under which liability, by its place.
    pub(super) liability: usize,
    /// The month of the care, from 0 for the first of the year.
    pub(super) service: usize,
    /// The month of notice.
    pub(super) notified: Month,
    /// The month of payment; `None` while it is open.
    pub(super) paid: Option<Month>,
    /// How much, in yuan.
    pub(super) amount: f64,
}

/// The persons who were paid something.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Paid {
    /// How many persons.
    pub(super) persons: u64,
    /// What they were paid, in yuan.
    pub(super) sum: f64,
    squares: f64,
}

impl Paid {
    /// The standard deviation of what a person is paid over its mean.
    pub(super) fn cv(&self) -> f64 {
        let n = self.persons as f64;
        if self.sum <= 0.0 {
            return 0.0;
        }
        libm::sqrt((self.squares * n / (self.sum * self.sum) - 1.0).max(0.0))
    }
}

impl ObservedYear {
    /// The years of a file that have begun by `as_of`. `known` says whether the model tells members by what they had
    /// before.
    pub(super) fn all(file: &Experience, as_of: Day, known: bool) -> Vec<ObservedYear> {
        let began = |year: &Year| {
            let start = file.policies_in(*year).map(|policy| policy.from).min();
            start.filter(|start| *start <= as_of).map(|start| (*year, start.month()))
        };
        let mut years: Vec<ObservedYear> = file
            .years()
            .iter()
            .filter_map(began)
            .map(|(year, start)| ObservedYear::begun(file, (year, start), as_of, known))
            .collect();
        for payment in file.payments() {
            let bill = file.bill_of(payment);
            let Some(year) = years.iter_mut().find(|it| it.year == bill.year) else { continue };
            if payment.notified > as_of {
                continue;
            }
            let LiabilityIndex(liability) = payment.liability;
            let Some(policy) = file.policies_of(bill.person, bill.year).first() else {
                year.without_policy += payment.amount;
                continue;
            };
            let paid = payment.paid.filter(|paid| *paid <= as_of).map(Day::month);
            let service = (bill.service.month() - year.start).clamp(0, LAST_MONTH);
            year.lines.push(Line {
                person: bill.person,
                cell: cell_of(policy, known),
                liability: usize::from(liability),
                service: usize::try_from(service).unwrap_or(0),
                notified: payment.notified.month(),
                paid,
                amount: payment.amount.as_yuan_f64(),
            });
        }
        years
    }

    fn begun(file: &Experience, (year, start): (Year, Month), as_of: Day, known: bool) -> ObservedYear {
        let sums = file.exposure(year);
        let mut exposure = vec![[0.0; MONTHS]; Cell::COUNT];
        let mut earned = rust_decimal::Decimal::ZERO;
        let mut earned_by_cell = vec![0.0; Cell::COUNT];
        let months: Vec<(Day, Day)> = (0..=LAST_MONTH).map(|nth| days_of(Month(start.0 + nth))).collect();
        for policy in file.policies_in(year) {
            let place = cell_of(policy, known).place();
            let in_force = &mut exposure[place];
            for (sum, (first, last)) in in_force.iter_mut().zip(&months) {
                let days = policy.to.min(*last) - policy.from.max(*first) + 1;
                *sum += f64::from(days.max(0)) / f64::from(*last - *first + 1);
            }
            let whole = u32::try_from(policy.days()).unwrap_or(0);
            let elapsed = u32::try_from(as_of - policy.from + 1).unwrap_or(0).min(whole);
            let of_policy = earned_365_exact(policy.premium, elapsed, whole);
            earned += of_policy;
            earned_by_cell[place] += of_policy.to_f64().unwrap_or(0.0);
        }
        let (persons, written) = (sums.persons, sums.premium);
        let (lines, without_policy) = (Vec::new(), Fen::ZERO);
        ObservedYear {
            year,
            start,
            persons,
            written,
            earned,
            earned_by_cell,
            exposure,
            lines,
            without_policy,
        }
    }

    /// The persons paid by lines that `of` takes: what each is paid on balance, where that is above nothing.
    pub(super) fn paid(&self, of: impl Fn(&Line) -> bool) -> Paid {
        let mut by_person: BTreeMap<PersonIndex, f64> = BTreeMap::new();
        for line in self.lines.iter().filter(|line| line.paid.is_some() && of(line)) {
            *by_person.entry(line.person).or_default() += line.amount;
        }
        let mut paid = Paid::default();
        for amount in by_person.into_values() {
            paid.persons += u64::from(amount > 0.0);
            paid.sum += amount;
            paid.squares += amount * amount;
        }
        paid
    }

    /// What is notified by lines that `of` takes, paid or open, in yuan.
    pub(super) fn notified(&self, of: impl Fn(&Line) -> bool) -> f64 {
        self.lines.iter().filter(|line| of(line)).map(|line| line.amount).sum()
    }
}

/// The last month of a policy year.
const LAST_MONTH: i32 = 11;

fn cell_of(policy: &Policy, known: bool) -> Cell {
    let status = match policy.scheme {
        InsuranceScheme::Employee => usize::from(policy.retired),
        InsuranceScheme::Resident => 2 + usize::from(policy.age.0 < crate::population::ADULT),
    };
    Cell::of(policy.age, status, known && policy.pre_existing)
}

/// The first and the last day of a month.
fn days_of(month: Month) -> (Day, Day) {
    let first = |month: Month| {
        let nth = u8::try_from(month.0.rem_euclid(12) + 1).unwrap_or(1);
        Day::from_civil(month.year().0, nth, 1).unwrap_or(Day(0))
    };
    (first(month), first(Month(month.0 + 1)).plus(-1))
}

/// Whether a day is the last of its month.
pub fn ends_a_month(day: Day) -> bool {
    day.plus(1).month() != day.month()
}
