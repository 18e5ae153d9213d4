//! What care cost, and what public payers left of it.

use super::day::Day;
use super::policy::PersonIndex;
use crate::benefit::{CareKind, HospitalLevel, Place};
use crate::units::{Fen, Year, keys};

/// The amounts of a settlement (结算) by the national columns, in fen.
///
/// `total = in_scope + first_self_pay + over_limit + own_expense`; the payers' amounts are paid of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// 医疗费总额 `medfee_sumamt`
    pub total: Fen,
    /// 符合政策范围金额 `inscp_scp_amt`
    pub in_scope: Fen,
    /// 先行自付金额 `preselfpay_amt`
    pub first_self_pay: Fen,
    /// 超限价自费费用 `overlmt_selfpay`
    pub over_limit: Fen,
    /// 全自费金额 `fulamt_ownpay_amt`
    pub own_expense: Fen,
    /// What of own expense is on the product's list of reasonable cost (合理费用).
    pub listed: Fen,
    /// 基本医保统筹基金支出 `hifp_pay`
    pub bmi: Fen,
    /// 大病保险支出 `hifmi_pay` (and 大额医疗费用补助 `hifob_pay` of employees)
    pub cii: Fen,
    /// 医疗救助基金支出 `maf_pay`
    pub aid: Fen,
}

keys! {
    /// A part of what public payers leave to a patient: what a city product looks at.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum CostPart {
        /// In-policy cost after basic insurance, critical-illness insurance and aid (个人自付).
        SelfPay = "self_pay",
        /// 先行自付
        FirstSelfPay = "first_self_pay",
        /// 超限价
        OverLimit = "over_limit",
        /// 全自费
        OwnExpense = "own_expense",
    }
}

impl Cost {
    /// The same amounts taken back.
    #[must_use]
    pub fn negated(&self) -> Cost {
        let Cost { total, in_scope, first_self_pay, over_limit, own_expense, listed, bmi, cii, aid } = *self;
        Cost {
            total: -total,
            in_scope: -in_scope,
            first_self_pay: -first_self_pay,
            over_limit: -over_limit,
            own_expense: -own_expense,
            listed: -listed,
            bmi: -bmi,
            cii: -cii,
            aid: -aid,
        }
    }

    /// What the patient bears after the public payers: `total - bmi - cii - aid`.
    pub fn patient(&self) -> Fen {
        self.total - self.bmi - self.cii - self.aid
    }

    /// One part of that. Public payers are taken to pay in-policy cost first; what they pay beyond it is taken off
    /// no other part.
    pub fn part(&self, part: CostPart) -> Fen {
        match part {
            CostPart::SelfPay => {
                let left = self.in_scope - self.bmi - self.cii - self.aid;
                if self.in_scope < Fen::ZERO { left.min(Fen::ZERO) } else { left.positive_part() }
            }
            CostPart::FirstSelfPay => self.first_self_pay,
            CostPart::OverLimit => self.over_limit,
            CostPart::OwnExpense => self.own_expense,
        }
    }
}

/// One bill (一次结算): an admission, a spell of outpatient care, a purchase of a drug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimBill {
    /// Whose.
    pub person: PersonIndex,
    /// The policy year to which it belongs.
    pub year: Year,
    /// The day of service (出险): of discharge, for an admission.
    pub service: Day,
    /// Which kind of care.
    pub kind: CareKind,
    /// Where.
    pub level: HospitalLevel,
    /// Whether in the city.
    pub place: Place,
    /// Whether a disease on the product's pre-existing list caused it.
    pub listed_cause: bool,
    /// How much, of what; negative throughout where it takes back another.
    pub cost: Cost,
    /// Whether it stands: neither taken back by another bill, nor taking one back (冲销).
    pub stands: bool,
}
