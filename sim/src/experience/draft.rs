//! How an [`Experience`] is made: rows in any order, then sorted and tied together.

use super::band::BandTable;
use super::bill::ClaimBill;
use super::book::Experience;
use super::day::Day;
use super::liability::{Liability, LiabilityIndex};
use super::payment::Payment;
use super::period::Period;
use super::policy::{PersonIndex, Policy};
use crate::units::Year;
use crate::wording::Bilingual;

/// What holds for all rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// What people call the file.
    pub title: Bilingual,
    /// Whether its persons are made up.
    pub synthetic: bool,
    /// The policy years.
    pub period: Period,
    /// The last day whose notices and payments are in the file.
    pub valued_at: Day,
    /// The liabilities of the product.
    pub liabilities: Vec<Liability>,
}

/// Why rows are no experience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// A row names a person, bill, payment or liability that is not there.
    #[error("a row names another that is not there")]
    NotThere,
    /// A row is of a year that the file does not hold.
    #[error("a row is of a year outside the file")]
    OtherYear,
    /// More rows than places.
    #[error("more than four billion rows")]
    TooMany,
}

/// Rows on their way to an [`Experience`].
///
/// ```
/// use huimin::experience::{ClaimBill, Cost, Day, Draft, Frame, Period, Policy};
/// use huimin::benefit::{CareKind, HospitalLevel, InsuranceScheme, Place};
/// use huimin::units::{Age, Fen, Sex, Year};
/// let title = huimin::wording::Bilingual { zh: "例".into(), en: "example".into() };
/// let (from, to) = (Day::first_of(Year(2024)), Day::last_of(Year(2024)));
/// let mut draft = Draft::new(Frame { title, synthetic: true, period: Period::calendar(Year(2024), Year(2024)), valued_at: to, liabilities: vec![] });
/// let person = draft.person();
/// draft.policy(Policy {
///     person, year: Year(2024), age: Age(40), sex: Sex::Female, scheme: InsuranceScheme::Resident, retired: false,
///     pre_existing: false, aid: false, premium: Fen::yuan(59), from, to,
/// });
/// let cost = Cost { total: Fen::yuan(100), in_scope: Fen::yuan(100), ..Cost::default() };
/// draft.bill(ClaimBill {
///     person, year: Year(2024), service: from, kind: CareKind::Inpatient, level: HospitalLevel::Tertiary,
///     place: Place::Local, listed_cause: false, cost, stands: true,
/// });
/// assert_eq!(draft.finish().unwrap().bills().len(), 1);
/// ```
#[derive(Debug, Clone)]
pub struct Draft {
    frame: Frame,
    n_persons: u32,
    policies: Vec<Policy>,
    bills: Vec<ClaimBill>,
    payments: Vec<Payment>,
    bands: Vec<BandTable>,
}

impl Draft {
    /// No rows yet.
    pub fn new(frame: Frame) -> Draft {
        let (policies, bills, payments, bands) = Default::default();
        Draft { frame, n_persons: 0, policies, bills, payments, bands }
    }

    /// One more person.
    pub fn person(&mut self) -> PersonIndex {
        self.n_persons += 1;
        PersonIndex(self.n_persons - 1)
    }

    /// One more policy.
    pub fn policy(&mut self, policy: Policy) {
        self.policies.push(policy);
    }

    /// One more bill; its number, for [`Payment::bill`].
    pub fn bill(&mut self, bill: ClaimBill) -> u32 {
        self.bills.push(bill);
        number(self.bills.len())
    }

    /// One more payment; its number, for [`Payment::reverses`].
    pub fn payment(&mut self, payment: Payment) -> u32 {
        self.payments.push(payment);
        number(self.payments.len())
    }

    /// One more table by band.
    pub fn band_table(&mut self, table: BandTable) {
        self.bands.push(table);
    }

    /// Sorts the rows, and ties payments to the new places of bills and payments.
    ///
    /// # Errors
    /// A row names one that is not there, or a year outside the file.
    pub fn finish(self) -> Result<Experience, DraftError> {
        self.check()?;
        let Draft { frame, n_persons, mut policies, bills, payments, bands } = self;
        policies.sort_by_key(|policy| (policy.person, policy.year, policy.from));
        let (bills, bill_now) = sorted(&bills, |bill| (bill.person, bill.year, bill.service));
        let moved = payments.into_iter().map(|it| Payment { bill: bill_now[it.bill as usize], ..it });
        let moved: Vec<Payment> = moved.collect();
        let (mut payments, payment_now) =
            sorted(&moved, |it| (it.bill, it.notified, it.paid.is_none(), it.paid));
        for payment in &mut payments {
            payment.reverses = payment.reverses.map(|it| payment_now[it as usize]);
        }
        Ok(Experience {
            title: frame.title,
            synthetic: frame.synthetic,
            years: (frame.period.first.0..=frame.period.last.0).map(Year).collect(),
            period: frame.period,
            valued_at: frame.valued_at,
            n_persons,
            liabilities: frame.liabilities,
            policies,
            bills,
            payments,
            bands,
        })
    }

    fn check(&self) -> Result<(), DraftError> {
        if [self.policies.len(), self.bills.len(), self.payments.len()]
            .iter()
            .any(|&n| n >= u32::MAX as usize)
        {
            return Err(DraftError::TooMany);
        }
        let known = |PersonIndex(person): PersonIndex| person < self.n_persons;
        let years = |year: Year| self.frame.period.holds(year);
        let there = self.policies.iter().all(|it| known(it.person))
            && self.bills.iter().all(|it| known(it.person))
            && self.payments.iter().all(|it| self.is_whole(it));
        let mut within = self.policies.iter().map(|it| it.year).chain(self.bills.iter().map(|it| it.year));
        match (there, within.all(years)) {
            (false, _) => Err(DraftError::NotThere),
            (_, false) => Err(DraftError::OtherYear),
            _ => Ok(()),
        }
    }

    fn is_whole(&self, payment: &Payment) -> bool {
        let LiabilityIndex(liability) = payment.liability;
        (payment.bill as usize) < self.bills.len()
            && usize::from(liability) < self.frame.liabilities.len()
            && payment.reverses.is_none_or(|it| (it as usize) < self.payments.len())
    }
}

/// The number of the last of so many.
fn number(n: usize) -> u32 {
    u32::try_from(n - 1).unwrap_or(u32::MAX)
}

/// The rows sorted, equal ones in their order, and the new place of each old one.
fn sorted<T: Copy, K: Ord>(rows: &[T], key_of: impl Fn(&T) -> K) -> (Vec<T>, Vec<u32>) {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&at| key_of(&rows[at]));
    let mut now = vec![0; rows.len()];
    for (place, &at) in (0_u32..).zip(&order) {
        now[at] = place;
    }
    (order.into_iter().map(|at| rows[at]).collect(), now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benefit::{CareKind, HospitalLevel, Place};
    use crate::experience::{Cost, CostPart};
    use crate::units::Fen;

    fn frame() -> Frame {
        let title = Bilingual { zh: "例".into(), en: "example".into() };
        let liability = Liability {
            key: "l1".into(),
            title: title.clone(),
            eligible: vec![CostPart::SelfPay],
            truncated_at: None,
            censored_at: Some(Fen::yuan(100)),
            deductible: None,
            cap: None,
        };
        let valued_at = Day::last_of(Year(2025));
        Frame {
            title,
            synthetic: true,
            period: Period::calendar(Year(2024), Year(2025)),
            valued_at,
            liabilities: vec![liability],
        }
    }

    fn bill(person: PersonIndex, day: i32, yuan: i64) -> ClaimBill {
        let service = Day::first_of(Year(2024)).plus(day);
        let cost = Cost { total: Fen::yuan(yuan), in_scope: Fen::yuan(yuan), ..Cost::default() };
        ClaimBill {
            person,
            year: service.year(),
            service,
            kind: CareKind::Inpatient,
            level: HospitalLevel::Tertiary,
            place: Place::Local,
            listed_cause: false,
            cost,
            stands: true,
        }
    }

    fn payment(bill: u32, day: i32, yuan: i64) -> Payment {
        let notified = Day::first_of(Year(2024)).plus(day);
        let (paid, liability) = (Some(notified.plus(10)), LiabilityIndex(0));
        Payment { bill, liability, notified, paid, amount: Fen::yuan(yuan), reverses: None, stands: true }
    }

    #[test]
    fn payments_stay_with_their_bills_in_whatever_order_rows_come() {
        let mut draft = Draft::new(frame());
        let (one, two) = (draft.person(), draft.person());
        let late = draft.bill(bill(two, 50, 70));
        let early = draft.bill(bill(one, 20, 40));
        let first = draft.payment(payment(late, 60, 7));
        draft.payment(Payment { reverses: Some(first), ..payment(late, 90, -7) });
        draft.payment(payment(early, 40, 4));
        let read = draft.finish().unwrap();
        let amounts: Vec<_> =
            read.payments().iter().map(|it| (read.bill_of(it).cost.total, it.amount, it.reverses)).collect();
        let yuan = Fen::yuan;
        assert_eq!(
            amounts,
            [(yuan(40), yuan(4), None), (yuan(70), yuan(7), None), (yuan(70), yuan(-7), Some(1))]
        );
    }

    #[test]
    fn a_claimants_year_is_the_sum_of_his_standing_bills_up_to_where_the_file_stops() {
        let mut draft = Draft::new(frame());
        let (one, two) = (draft.person(), draft.person());
        draft.bill(bill(one, 20, 40));
        draft.bill(bill(one, 90, 70));
        draft.bill(bill(one, 400, 30));
        draft.bill(ClaimBill { stands: false, ..bill(two, 20, 40) });
        let claimants = draft.finish().unwrap().claimants(LiabilityIndex(0));
        let found: Vec<_> =
            claimants.iter().map(|it| (it.person, it.year.0, it.eligible, it.censored)).collect();
        assert_eq!(found, [(one, 2024, Fen::yuan(100), true), (one, 2025, Fen::yuan(30), false)]);
    }

    #[test]
    fn a_row_that_names_another_that_is_not_there_is_refused() {
        let mut draft = Draft::new(frame());
        draft.bill(bill(PersonIndex(3), 20, 40));
        assert_eq!(draft.finish(), Err(DraftError::NotThere));
        let mut draft = Draft::new(frame());
        let one = draft.person();
        draft.bill(bill(one, 800, 40));
        assert_eq!(draft.finish(), Err(DraftError::OtherYear));
    }
}
