//! One policy year of an experience as bills for a projection.

use std::collections::BTreeMap;

use super::bill::ClaimBill;
use super::book::Experience;
use crate::benefit::{CareKind, InsuranceScheme};
use crate::illness::{Episode, Parts};
use crate::projection::{OwnBills, OwnCell, OwnPatient};
use crate::units::{Age, Fen, Heads, Sex, Year, parse_scaled};

/// What members of a cell share: scheme, sex, age, and whether they are entitled to medical aid.
type Alike = (InsuranceScheme, Sex, Age, bool);

/// A factor of cost in whole millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostTrend(pub i64);

impl CostTrend {
    /// As it is.
    pub const NONE: CostTrend = CostTrend(1_000_000);
    /// The least and the greatest factor that is taken: a growth of 12% is 1.12, and 0.12 a slip.
    pub const RANGE: (CostTrend, CostTrend) = (CostTrend(500_000), CostTrend(10_000_000));

    /// Reads a factor of at most six decimals, exactly; `None` out of range.
    pub fn parse(text: &str) -> Option<CostTrend> {
        let (low, high) = CostTrend::RANGE;
        let millionths = parse_scaled(text, 6, high.0).ok()?;
        (millionths >= low.0).then_some(CostTrend(millionths))
    }
}

impl Experience {
    /// The members of a policy year and their standing bills, every part of cost times the trend; `digest` tells
    /// the files apart. Bills of persons without a policy of the year are not among them.
    pub fn own_bills(&self, year: Year, trend: CostTrend, digest: &str) -> OwnBills {
        let mut cells: BTreeMap<Alike, (i64, Vec<OwnPatient>)> = BTreeMap::new();
        let mut last = None;
        for policy in self.policies_in(year) {
            if last.replace(policy.person) == Some(policy.person) {
                continue;
            }
            let (heads, patients) =
                cells.entry((policy.scheme, policy.sex, policy.age, policy.aid)).or_default();
            *heads += 1;
            let bills = self.bills_of(policy.person, year).iter().filter(|bill| bill.stands);
            let care: Vec<Episode> = bills.map(|bill| self.episode(bill, trend)).collect();
            if !care.is_empty() {
                patients.push(OwnPatient { cell: 0, care });
            }
        }
        let mut own = OwnBills {
            cells: Vec::new(),
            patients: Vec::new(),
            least: 0,
            digest: format!("{digest} {year} {}", trend.0),
        };
        for ((scheme, sex, age, aid), (heads, patients)) in cells {
            let cell = own.cells.len();
            own.cells.push(OwnCell { scheme, sex, age, aid, heads: Heads(heads) });
            own.patients.extend(patients.into_iter().map(|patient| OwnPatient { cell, ..patient }));
        }
        own
    }

    /// A bill as care: public payers and the product settle it anew.
    fn episode(&self, bill: &ClaimBill, CostTrend(trend): CostTrend) -> Episode {
        let cost = &bill.cost;
        let of = |amount: Fen| amount.in_proportion(trend, CostTrend::NONE.0);
        let own = of(cost.own_expense);
        let listed = of(cost.listed).min(own);
        let in_policy = of(cost.in_scope);
        let mut parts = Parts {
            in_policy,
            class_a: in_policy,
            first_self_pay: of(cost.first_self_pay),
            over_limit: of(cost.over_limit),
            ..Parts::default()
        };
        match bill.kind {
            CareKind::SpecialDrug => parts.special_drug = own,
            CareKind::RareDrug => parts.rare_drug = own,
            CareKind::Inpatient | CareKind::SpecialOutpatient | CareKind::Outpatient => {
                (parts.listed_own_expense, parts.unlisted_own_expense) = (listed, own - listed);
            }
        }
        let day = bill.service - self.period().first_of(bill.year) + 1;
        Episode {
            kind: bill.kind,
            total: in_policy + parts.first_self_pay + parts.over_limit + own,
            parts,
            level: bill.level as usize,
            place: bill.place,
            listed_cause: bill.listed_cause,
            drug: None,
            disease: None,
            event: None,
            day: u16::try_from(day).ok().map(|day| day.clamp(1, 365)),
        }
    }
}
