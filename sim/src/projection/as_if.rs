//! As-if (按实际账单重算): the bills of a file in place of drawn ones, settled under every design.
//!
//! Trial 0 is the file as it stands; in every other trial each patient counts Poisson(1) times, drawn by address
//! (a bootstrap of persons; heads and premium stay those of the file). Everything after the bills is that of any
//! other trial.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::benefit::{CareKind, InsuranceScheme};
use crate::illness::Episode;
use crate::population::{OLDEST, Status};
use crate::projection::classes::{AID, ENROLLED, TOPUP};
use crate::projection::one_by_one::count;
use crate::projection::person::left_over;
use crate::projection::plan::{BlockPlan, Projection, scheme_index};
use crate::projection::totals::FirstPaid;
use crate::projection::trial::Scratch;
use crate::random::{Address, Purpose, Source, single::uniform};
use crate::units::{Age, Heads, Sex, Trial, Year};
use crate::wording::Bilingual;

/// Members alike in everything but their bills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnCell {
    /// 职工 or 居民.
    pub scheme: InsuranceScheme,
    /// Sex.
    pub sex: Sex,
    /// Completed years of life.
    pub age: Age,
    /// Whether entitled to medical aid.
    pub aid: bool,
    /// How many.
    pub heads: Heads,
}

/// A member with bills.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnPatient {
    /// The place of his cell in [`OwnBills::cells`].
    pub cell: usize,
    /// His bills of the year, in the order of service.
    pub care: Vec<Episode>,
    /// His address in the draws: a digest of his bills, so that neither the order of persons nor a trend moves them, and
    /// nobody without the file can tell how often he counts in a trial.
    pub address: u64,
}

/// Where bills of a file come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSource {
    /// What people call the file.
    pub title: Bilingual,
    /// The policy year.
    pub year: Year,
    /// What every part of cost was multiplied by, in millionths.
    pub trend: i64,
    /// Whether its persons are made up.
    pub synthetic: bool,
}

/// A year's members and their bills, as a file has them.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnBills {
    /// All members.
    pub cells: Vec<OwnCell>,
    /// Those with bills.
    pub patients: Vec<OwnPatient>,
    /// What tells these bills apart from all others: a digest of the files and of what was done to them.
    pub digest: String,
    /// No figure is told of fewer persons than this whom a payer pays.
    pub least: u64,
    /// Whose they are.
    pub source: OwnSource,
}

/// Bills of a file, and the plan of each cell.
#[derive(Debug, Clone)]
pub(super) struct Own {
    pub(super) bills: Arc<OwnBills>,
    plans: Vec<BlockPlan>,
}

impl Projection {
    /// The same projection over bills of a file. Its people are the file's: every cell has a block.
    ///
    /// `None` where some member has no block.
    #[must_use]
    pub fn over(mut self, bills: &Arc<OwnBills>) -> Option<Projection> {
        let mut known: BTreeMap<(InsuranceScheme, Sex, Age), BlockPlan> = BTreeMap::new();
        for plan in self.blocks.iter().filter_map(|(_, plans)| plans.first().copied().flatten()) {
            known.insert((plan.status.scheme(), plan.person.sex, plan.person.age), plan);
        }
        let plan = |cell: &OwnCell| known.get(&(cell.scheme, cell.sex, cell.age.min(Age(OLDEST)))).copied();
        let plans = bills.cells.iter().map(plan).collect::<Option<Vec<BlockPlan>>>()?;
        (self.fan, self.named) = (None, true);
        self.own = Some(Own { bills: Arc::clone(bills), plans });
        Some(self)
    }

    /// Adds up the file's members and bills of a trial.
    pub(super) fn add_own(&self, own: &Own, trial: Trial, scratch: &mut Scratch) {
        for (cell, plan) in own.bills.cells.iter().zip(&own.plans) {
            self.add_heads(cell, plan, scratch);
        }
        for patient in &own.bills.patients {
            for _ in 0..self.times(trial, patient) {
                self.add_patient(own, patient, scratch);
            }
        }
    }

    fn add_heads(&self, cell: &OwnCell, plan: &BlockPlan, scratch: &mut Scratch) {
        let Scratch { city, sums, .. } = scratch;
        let s = scheme_index(plan.status);
        match plan.status {
            Status::InService => city[0].employees[0] += cell.heads.0,
            Status::Retired => city[0].employees[1] += cell.heads.0,
            Status::Resident => {}
        }
        for (design, sums) in self.parts.designs.iter().zip(sums) {
            let books = design.in_year(self.parts.years[0]).hmb.iter();
            for book in books.filter(|book| book.members.holds(&plan.person)) {
                let price = book.terms.premium.at(plan.person.age);
                let Heads(heads) = cell.heads;
                sums[0].eligible += heads;
                sums[0].joined.add(s, if cell.aid { (heads, 0) } else { (0, heads) }, price);
            }
        }
    }

    /// How many times a patient counts: once in the file itself, Poisson(1) times in a resampled one.
    fn times(&self, Trial(trial): Trial, patient: &OwnPatient) -> u32 {
        if trial == 0 {
            return 1;
        }
        let seed = self.parts.seeds.of(Source::Process);
        let (purpose, block) = (Purpose::Resample, patient.address);
        poisson_one(uniform(&Address { seed, purpose, trial, year: 0, block, round: 0 }))
    }

    /// Adds up a patient's year under every design.
    pub(super) fn add_patient(&self, own: &Own, patient: &OwnPatient, scratch: &mut Scratch) {
        let (cell, plan) = (&own.bills.cells[patient.cell], &own.plans[patient.cell]);
        let class = &self.classes.all[plan.class];
        let Scratch { city, person, first_payer, sums, .. } = scratch;
        first_payer.clear();
        first_payer.resize(class.variants.len(), FirstPaid::default());
        person.take(&patient.care);
        let admissions = patient.care.iter().filter(|it| it.kind == CareKind::Inpatient).count() as i64;
        let s = scheme_index(plan.status);
        city[0].persons_admitted += i64::from(admissions > 0);
        city[0].admissions[s] += admissions;
        match plan.status {
            Status::InService => city[0].employee_admissions[0] += admissions,
            Status::Retired => city[0].employee_admissions[1] += admissions,
            Status::Resident => {}
        }
        count((plan, class), (&mut city[0], first_payer), person);
        let topup = scheme_index(plan.status) == 0 && self.pays_topup(patient);
        let attributes = usize::from(topup) * TOPUP + usize::from(cell.aid) * AID;
        person.begin();
        for (design, (parts, sums)) in self.parts.designs.iter().zip(sums.iter_mut()).enumerate() {
            let parts = parts.in_year(self.parts.years[0]);
            let member = parts.hmb.iter().any(|book| book.members.holds(&plan.person));
            let mask = attributes + usize::from(member) * ENROLLED;
            let past = self.claim_free_years(0, self.remembers.then_some(&0)).min(class.terms.len() - 1);
            let left = left_over(&person.episodes, person.first[class.variant_of[design]]);
            let terms = &class.terms[past];
            let paid = self.settled(terms[mask][design], &left, person);
            let Some(paid) = paid else { continue };
            self.add_payments(parts, paid, person, &mut sums[0]);
            let base = self.settled(terms[mask & !TOPUP][design], &left, person);
            self.add_base_claims(base, person, &mut sums[0]);
        }
        self.add_first_payers(0, plan, scratch);
    }

    /// Whether an employee paid the top-up: the file does not say, so it is drawn, for all trials alike.
    fn pays_topup(&self, patient: &OwnPatient) -> bool {
        let share = self.parts.attributes.topup_share;
        let seed = self.parts.seeds.of(Source::Process);
        let (purpose, block) = (Purpose::Attribute, patient.address);
        share >= 1.0 || uniform(&Address { seed, purpose, trial: 0, year: 0, block, round: 1 }) < share
    }
}

/// The inverse distribution of a Poisson count of mean 1.
fn poisson_one(u: f64) -> u32 {
    let (mut n, mut term) = (0, libm::exp(-1.0));
    let mut below = term;
    while u > below && n < 100 {
        n += 1;
        term /= f64::from(n);
        below += term;
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patient_counts_once_on_average() {
        // P(0) = 1/e, P(0..1) = 2/e, P(0..2) = 2.5/e
        for (at, n) in [(1.0, 0), (2.0, 1), (2.5, 2)] {
            let edge = at / std::f64::consts::E;
            assert_eq!(poisson_one(edge - 1e-9), n);
            assert_eq!(poisson_one(edge + 1e-9), n + 1);
        }
        let steps = 100_000;
        let mean: u32 = (0..steps).map(|i| poisson_one((f64::from(i) + 0.5) / f64::from(steps))).sum();
        assert!((f64::from(mean) / f64::from(steps) - 1.0).abs() < 1e-3);
    }
}
