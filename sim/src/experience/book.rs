//! All that was read, sorted, and not to be changed any more.

use super::band::BandTable;
use super::bill::ClaimBill;
use super::day::Day;
use super::liability::{Liability, LiabilityIndex};
use super::payment::Payment;
use super::period::Period;
use super::policy::{PersonIndex, Policy};
use crate::units::{Fen, Heads, Year};
use crate::wording::Bilingual;

/// An insurer's policies, bills and payments.
///
/// Policies stand in the order of (person, year, first day), bills in that of (person, year, day of service),
/// payments in that of (bill, day of notice, day of payment). Made by a [`super::Draft`].
#[derive(Debug, Clone, PartialEq)]
pub struct Experience {
    pub(super) title: Bilingual,
    pub(super) synthetic: bool,
    pub(super) years: Vec<Year>,
    pub(super) period: Period,
    pub(super) valued_at: Day,
    pub(super) n_persons: u32,
    pub(super) liabilities: Vec<Liability>,
    pub(super) policies: Vec<Policy>,
    pub(super) bills: Vec<ClaimBill>,
    pub(super) payments: Vec<Payment>,
    pub(super) bands: Vec<BandTable>,
}

/// A person's policy year under one liability.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimant {
    /// Who.
    pub person: PersonIndex,
    /// The policy year.
    pub year: Year,
    /// The eligible cost of his standing bills.
    pub eligible: Fen,
    /// What stands of the payments that were made; not those still open.
    pub paid: Fen,
    /// Whether the eligible cost reaches the amount at which the file stops counting it.
    pub censored: bool,
}

/// How much was insured in a policy year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exposure {
    /// Persons with a policy.
    pub persons: Heads,
    /// Days of cover, of all of them.
    pub days: i64,
    /// What they paid.
    pub premium: Fen,
}

impl Experience {
    /// What people call it.
    pub fn title(&self) -> &Bilingual {
        &self.title
    }

    /// Whether its persons are made up, so that nobody's data is in it.
    pub fn is_synthetic(&self) -> bool {
        self.synthetic
    }

    /// The policy years, in order.
    pub fn years(&self) -> &[Year] {
        &self.years
    }

    /// The days of the policy years.
    pub fn period(&self) -> &Period {
        &self.period
    }

    /// The last day whose notices and payments are in the file (评估日).
    pub fn valued_at(&self) -> Day {
        self.valued_at
    }

    /// How many persons have a policy or a bill.
    pub fn n_persons(&self) -> u32 {
        self.n_persons
    }

    /// The liabilities of the product; a [`LiabilityIndex`] is a place in them.
    pub fn liabilities(&self) -> &[Liability] {
        &self.liabilities
    }

    /// The place of each liability.
    pub fn liability_indices(&self) -> impl Iterator<Item = LiabilityIndex> + use<> {
        (0..self.liabilities.len()).filter_map(|at| u16::try_from(at).ok()).map(LiabilityIndex)
    }

    /// One liability.
    pub fn liability(&self, LiabilityIndex(at): LiabilityIndex) -> &Liability {
        &self.liabilities[usize::from(at)]
    }

    /// All policies.
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// The policies of a year.
    pub fn policies_in(&self, year: Year) -> impl Iterator<Item = &Policy> {
        self.policies.iter().filter(move |policy| policy.year == year)
    }

    /// A person's policies of a year: one, or several that follow each other with a gap.
    pub fn policies_of(&self, person: PersonIndex, year: Year) -> &[Policy] {
        span(&self.policies, (person, year), |policy| (policy.person, policy.year))
    }

    /// All bills, those that were taken back and those that take back among them.
    pub fn bills(&self) -> &[ClaimBill] {
        &self.bills
    }

    /// A person's bills of a year, as in [`Experience::bills`].
    pub fn bills_of(&self, person: PersonIndex, year: Year) -> &[ClaimBill] {
        span(&self.bills, (person, year), |bill| (bill.person, bill.year))
    }

    /// All payments, open ones and reversals among them; what stands by a day is their sum up to it.
    pub fn payments(&self) -> &[Payment] {
        &self.payments
    }

    /// The payments of the bill at a place in [`Experience::bills`].
    pub fn payments_of(&self, bill: u32) -> &[Payment] {
        span(&self.payments, bill, |payment| payment.bill)
    }

    /// The bill of a payment.
    pub fn bill_of(&self, payment: &Payment) -> &ClaimBill {
        &self.bills[payment.bill as usize]
    }

    /// Tables by band.
    pub fn bands(&self) -> &[BandTable] {
        &self.bands
    }

    /// How much was insured in a policy year.
    pub fn exposure(&self, year: Year) -> Exposure {
        let mut sum = Exposure::default();
        let mut last = None;
        for policy in self.policies_in(year) {
            sum.persons.0 += i64::from(last != Some(policy.person));
            sum.days += policy.days();
            sum.premium += policy.premium;
            last = Some(policy.person);
        }
        sum
    }

    /// Everybody with eligible cost under a liability in any year, in the order of (person, year): of standing
    /// bills alone, up to the amount at which the file stops counting.
    pub fn claimants(&self, liability: LiabilityIndex) -> Vec<Claimant> {
        let terms = self.liability(liability);
        let mut claimants: Vec<Claimant> = Vec::new();
        for (bill, at) in self.bills.iter().zip(0_u32..).filter(|(bill, _)| bill.stands) {
            let paid = self.payments_of(at).iter();
            let paid = paid.filter(|it| it.liability == liability && it.stands && it.paid.is_some());
            let (eligible, paid) = (terms.eligible(&bill.cost), paid.map(|it| it.amount).sum());
            match claimants.last_mut().filter(|it| (it.person, it.year) == (bill.person, bill.year)) {
                Some(known) => {
                    known.eligible += eligible;
                    known.paid += paid;
                }
                None => claimants.push(Claimant {
                    person: bill.person,
                    year: bill.year,
                    eligible,
                    paid,
                    censored: false,
                }),
            }
        }
        claimants.retain(|it| it.eligible > Fen::ZERO || it.paid > Fen::ZERO);
        if let Some(end) = terms.censored_at {
            for claimant in claimants.iter_mut().filter(|it| it.eligible >= end) {
                (claimant.eligible, claimant.censored) = (end, true);
            }
        }
        claimants
    }
}

/// The rows of a sorted list that have this key.
fn span<T, K: Ord + Copy>(rows: &[T], key: K, key_of: impl Fn(&T) -> K) -> &[T] {
    let from = rows.partition_point(|row| key_of(row) < key);
    let n = rows[from..].partition_point(|row| key_of(row) == key);
    &rows[from..from + n]
}
