//! A synthetic insurer (虚构保险人): the policies and claims that a file would hold had a city of the model bought
//! the product, with every parameter known.
//!
//! Persons and bills are those of one trial, by address; the base's terms pay them in the order of service, to the
//! fen. A bill is notified `floor(E_n)` days after service and paid `floor(E_p)` days after that, with `E_n` and
//! `E_p` exponential; a paid line is entered wrongly with a known probability, taken back and entered again.

use super::bill::Cost;
use super::day::Day;
use crate::benefit::{
    Amounts, CareKind, Claim, HospitalLevel, InsuranceScheme, LayerName, Place, Scheme, Settlement,
};
use crate::population::{Cohort, Status};
use crate::projection::{OneIn, PersonYear, Projection};
use crate::random::{Address, Purpose, Uniforms};
use crate::units::{Age, Fen, Sex, Trial, Year};

/// What is known of the insurer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Insurer {
    /// The seed of the days.
    pub seed: u64,
    /// The trial whose persons and bills they are.
    pub trial: Trial,
    /// The share of the product's members whom this insurer has.
    pub share: f64,
    /// The mean of the exponential behind the days from service to notice.
    pub notice_days: f64,
    /// The mean of the exponential behind the days from notice to payment.
    pub payment_days: f64,
    /// The probability that a line is taken back and entered again.
    pub reversal_rate: f64,
    /// Whether only bills of persons whom the product pays in the year are in the file.
    pub paid_only: bool,
    /// The last day whose notices and payments are in the file.
    pub valued_at: Day,
}

/// A policy of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyntheticPolicy {
    /// The person's number in the model.
    pub person: u64,
    /// The policy year.
    pub year: Year,
    /// Completed years of life.
    pub age: Age,
    /// Sex.
    pub sex: Sex,
    /// 职工 or 居民.
    pub scheme: InsuranceScheme,
    /// 退休
    pub retired: bool,
    /// Whether with a disease of the pre-existing list.
    pub aid: bool,
    /// What was paid.
    pub premium: Fen,
}

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntheticLine {
    /// Its id.
    pub id: String,
    /// The id of its bill.
    pub bill: String,
    /// The id of the line that it takes back; empty where it takes none back.
    pub reversal_of: String,
    /// The person's number in the model.
    pub person: u64,
    /// The day of service.
    pub service: Day,
    /// The day of notice.
    pub notified: Day,
    /// The day of payment, where that is not after the day of valuation.
    pub paid: Option<Day>,
    /// The place of the liability among [`Book::liabilities`].
    pub liability: usize,
    /// Which kind of care.
    pub kind: CareKind,
    /// Where.
    pub level: HospitalLevel,
    /// Whether in the city.
    pub place: Place,
    /// Whether a pre-existing disease caused it.
    pub listed_cause: bool,
    /// How much, of what.
    pub cost: Cost,
    /// What the product pays of it.
    pub payment: Fen,
}

/// What the product pays in a year under one liability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ultimate {
    /// All of it, whenever it is paid.
    pub ultimate: Fen,
    /// What is paid by the day of valuation.
    pub paid: Fen,
    /// Persons paid, at the end.
    pub claimants: i64,
}

/// What the file does not say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Truth {
    /// Policies, by year of the term.
    pub policies: Vec<i64>,
    /// Premium, by year.
    pub premium: Vec<Fen>,
    /// By year and liability.
    pub ultimate: Vec<Vec<Ultimate>>,
}

/// The product of a base scheme: which payers are its liabilities, and which pay before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// The places of its payers in the scheme, in order.
    pub liabilities: Vec<usize>,
    /// Their ids.
    pub keys: Vec<String>,
    bmi: Vec<usize>,
    cii: Vec<usize>,
    aid: Vec<usize>,
}

impl Book {
    /// The product of a scheme; `None` where it has none.
    pub fn of(scheme: &Scheme, payers: &[String]) -> Option<Book> {
        let places = |layer| {
            let all = scheme.payers().iter().enumerate();
            all.filter(|(_, payer)| payer.layer == Some(layer)).map(|(at, _)| at).collect::<Vec<_>>()
        };
        let all = scheme.payers().iter().enumerate();
        let (liabilities, keys): (Vec<usize>, Vec<String>) = all
            .filter(|(_, payer)| payers.contains(&payer.id))
            .map(|(at, payer)| (at, payer.id.clone()))
            .unzip();
        let (bmi, cii, aid) = (places(LayerName::Bmi), places(LayerName::Cii), places(LayerName::Aid));
        (!liabilities.is_empty()).then_some(Book { liabilities, keys, bmi, cii, aid })
    }
}

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyntheticRow {
    /// Of policies.
    Policy(SyntheticPolicy),
    /// Of claims.
    Line(SyntheticLine),
}

impl Insurer {
    /// Hands out all rows of the file, person by person within blocks, and says what the file does not.
    ///
    /// `projection` must be [`Projection::person_by_person`].
    ///
    /// # Errors
    /// What `each` says.
    pub fn export<E>(
        &self,
        projection: &Projection,
        book: &Book,
        mut each: impl FnMut(SyntheticRow) -> Result<(), E>,
    ) -> Result<Truth, E> {
        let n_years = projection.years().len();
        let mut truth = Truth {
            policies: vec![0; n_years],
            premium: vec![Fen::ZERO; n_years],
            ultimate: vec![vec![Ultimate::default(); book.keys.len()]; n_years],
        };
        let mut failed = None;
        let mut settlement = Settlement::default();
        let everybody = OneIn { every: 1, from: 0 };
        projection.visit_persons(self.trial, everybody, &mut projection.scratch(), |person| {
            if failed.is_some() || !person.enrolled || !self.has(&person) {
                return;
            }
            let year = projection.years()[person.year_index];
            let design = projection.designs()[0].in_year(year);
            let premium = design.hmb.first().map_or(Fen::ZERO, |hmb| hmb.terms.premium.at(person.age));
            truth.policies[person.year_index] += 1;
            truth.premium[person.year_index] += premium;
            let policy = policy(&person, year, premium);
            let lines = self.lines(&person, year, book, (&mut settlement, &mut truth));
            let rows = std::iter::once(SyntheticRow::Policy(policy))
                .chain(lines.into_iter().map(SyntheticRow::Line));
            failed = rows.into_iter().find_map(|row| each(row).err());
        });
        failed.map_or(Ok(truth), Err)
    }

    /// Whether the person is this insurer's, in all years.
    fn has(&self, person: &PersonYear<'_>) -> bool {
        self.share >= 1.0 || self.uniforms(person, 0, 0).uniform() < self.share
    }

    fn uniforms(&self, person: &PersonYear<'_>, year: u16, round: usize) -> Uniforms {
        let round = u16::try_from(round).unwrap_or(u16::MAX);
        let (seed, trial, block) = (self.seed, self.trial.0, person.member.id());
        Uniforms::new(&Address { seed, purpose: Purpose::ClaimDays, trial, year, block, round })
    }

    /// The lines of a person's year that the insurer knows at the day of valuation.
    fn lines(
        &self,
        person: &PersonYear<'_>,
        year: Year,
        book: &Book,
        (settlement, truth): (&mut Settlement, &mut Truth),
    ) -> Vec<SyntheticLine> {
        let mut claims: Vec<(Day, Uniforms, Claim)> = Vec::new();
        for (claim, nth) in person.claims().into_iter().zip(1..) {
            let mut uniforms = self.uniforms(person, year.0, nth);
            let drawn = whole_days(365.0 * uniforms.uniform());
            let day = claim.day.map_or(drawn, |day| i32::from(day) - 1);
            claims.push((Day::first_of(year).plus(day), uniforms, claim));
        }
        claims.sort_by_key(|(day, ..)| *day);
        let in_order: Vec<Claim> = claims.iter().map(|(_, _, claim)| *claim).collect();
        person.terms.settle_into(&in_order, settlement);
        let ultimate = &mut truth.ultimate[person.year_index];
        for (sum, &payer) in ultimate.iter_mut().zip(&book.liabilities) {
            sum.ultimate += settlement.paid(payer);
            sum.claimants += i64::from(settlement.paid(payer) > Fen::ZERO);
        }
        let is_paid = book.liabilities.iter().any(|&payer| settlement.paid(payer) > Fen::ZERO);
        if self.paid_only && !is_paid {
            return Vec::new();
        }
        let mut lines = Vec::new();
        for (nth, (service, mut uniforms, claim)) in claims.into_iter().enumerate() {
            let notified = service.plus(delay(self.notice_days, uniforms.uniform()));
            let paid = notified.plus(delay(self.payment_days, uniforms.uniform()));
            let bill = format!("{}-{}-{}", person.member.id(), year.0, nth + 1);
            let cost = cost(&claim, settlement, nth, book);
            let payments = book.liabilities.iter().map(|&payer| settlement.paid_of(nth, payer)).enumerate();
            let mut payments: Vec<(usize, Fen)> = payments.filter(|(_, paid)| *paid > Fen::ZERO).collect();
            if payments.is_empty() {
                payments.push((0, Fen::ZERO));
            }
            for (liability, payment) in payments {
                let (wrong, again) = (uniforms.uniform(), uniforms.uniform());
                if notified > self.valued_at {
                    continue;
                }
                let line = SyntheticLine {
                    id: format!("{bill}-{}", liability + 1),
                    bill: bill.clone(),
                    reversal_of: String::new(),
                    person: person.member.id(),
                    service,
                    notified,
                    paid: Some(paid).filter(|&day| day <= self.valued_at),
                    liability,
                    kind: claim.kind,
                    level: claim.level,
                    place: claim.place,
                    listed_cause: claim.caused_by_listed_disease,
                    cost,
                    payment,
                };
                let back = paid.plus(1 + delay(self.payment_days, again));
                let taken_back = wrong < self.reversal_rate && back <= self.valued_at;
                if line.paid.is_some() {
                    ultimate[liability].paid += payment;
                }
                lines.push(line.clone());
                if taken_back {
                    lines.extend(entered_again(&line, back));
                }
            }
        }
        lines
    }
}

/// The line that takes another back, and the one that is entered in its place.
fn entered_again(line: &SyntheticLine, back: Day) -> [SyntheticLine; 2] {
    let reversal = SyntheticLine {
        id: format!("{}R", line.id),
        reversal_of: line.id.clone(),
        paid: Some(back),
        cost: line.cost.negated(),
        payment: -line.payment,
        ..line.clone()
    };
    [reversal, SyntheticLine { id: format!("{}N", line.id), paid: Some(back), ..line.clone() }]
}

fn policy(person: &PersonYear<'_>, year: Year, premium: Fen) -> SyntheticPolicy {
    let Cohort { sex, .. } = person.member.cohort;
    SyntheticPolicy {
        person: person.member.id(),
        year,
        age: person.age,
        sex,
        scheme: person.status.scheme(),
        retired: person.status == Status::Retired,
        aid: person.aid,
        premium,
    }
}

/// The cost of a claim by the national columns, and what public payers paid of it.
fn cost(claim: &Claim, settlement: &Settlement, nth: usize, book: &Book) -> Cost {
    let paid = |payers: &[usize]| payers.iter().map(|&payer| settlement.paid_of(nth, payer)).sum::<Fen>();
    let Amounts::Bill(bill) = &claim.amounts else { return Cost::default() };
    Cost {
        total: bill.total(),
        in_scope: bill.in_policy(),
        first_self_pay: bill.first_self_pay,
        over_limit: bill.over_limit,
        own_expense: bill.total() - bill.in_policy() - bill.first_self_pay - bill.over_limit,
        listed: bill.listed_own_expense,
        bmi: paid(&book.bmi),
        cii: paid(&book.cii),
        aid: paid(&book.aid),
    }
}

/// `floor(-mean ln(1 - u))`, ten years at most.
fn delay(mean: f64, u: f64) -> i32 {
    whole_days((-mean * libm::log1p(-u)).min(3_650.0))
}

#[expect(clippy::cast_possible_truncation, reason = "ten years of days at most")]
fn whole_days(days: f64) -> i32 {
    days as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_are_geometric() {
        // P(D >= k) = exp(-k / mean): with u at the quantile, just below and above
        for k in [1, 5, 40] {
            let u = -libm::expm1(-f64::from(k) / 20.0);
            assert_eq!(delay(20.0, u + 1e-9), k);
            assert_eq!(delay(20.0, u - 1e-9), k - 1);
        }
        assert_eq!(delay(0.0, 0.999), 0);
    }
}
