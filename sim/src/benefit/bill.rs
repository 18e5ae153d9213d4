//! One bill and the claim it comes with: what was done, where, and what it cost.

use std::ops::Index;

use super::error::{TermsError, check_amount};
use super::label::Label;
use super::parts::{Part, Parts};
use super::place::Place;
use crate::units::{Fen, keys};

/// A bill as the hospital prints it, in fen.
///
/// `T = A + B + over_limit + listed + unlisted + special_drug + rare_drug + tele_consult`;
/// the first self-pay is a part of `B`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Bill {
    /// 甲类: shared in full.
    pub class_a: Fen,
    /// 乙类: shared after the first self-pay, which it includes.
    pub class_b: Fen,
    /// 乙类先行自付, `0 <= first_self_pay <= class_b`.
    pub first_self_pay: Fen,
    /// 超限价
    pub over_limit: Fen,
    /// 丙类 on the list of reasonable cost.
    pub listed_own_expense: Fen,
    /// 丙类 on no list.
    pub unlisted_own_expense: Fen,
    /// 特药
    pub special_drug: Fen,
    /// 罕见病用药
    pub rare_drug: Fen,
    /// 远程会诊
    pub tele_consult: Fen,
}

impl Bill {
    /// 总费用 `T`.
    pub fn total(&self) -> Fen {
        self.class_a
            + self.class_b
            + self.over_limit
            + self.listed_own_expense
            + self.unlisted_own_expense
            + self.special_drug
            + self.rare_drug
            + self.tele_consult
    }

    /// 政策范围内费用 `P = A + B - first`.
    pub fn in_policy(&self) -> Fen {
        self.class_a + self.class_b - self.first_self_pay
    }

    /// The parts outside the policy range, which the basic insurance never sees; `P` is not among
    /// them until it has paid.
    pub fn outside_policy(&self) -> Parts {
        let mut parts = Parts::NONE;
        parts[Part::FirstSelfPay] = self.first_self_pay;
        parts[Part::OverLimit] = self.over_limit;
        parts[Part::ListedOwnExpense] = self.listed_own_expense;
        parts[Part::UnlistedOwnExpense] = self.unlisted_own_expense;
        parts[Part::SpecialDrug] = self.special_drug;
        parts[Part::RareDrug] = self.rare_drug;
        parts[Part::TeleConsult] = self.tele_consult;
        parts
    }

    /// Checks that no amount is below zero and that the first self-pay is within class B.
    pub fn check(&self) -> Result<(), TermsError> {
        check_amount("class_a", self.class_a)?;
        check_amount("class_b", self.class_b)?;
        for part in Part::ALL {
            check_amount(part.key(), self.outside_policy()[part])?;
        }
        if self.first_self_pay > self.class_b {
            return Err(TermsError::FirstSelfPayAboveClassB {
                first_self_pay: self.first_self_pay,
                class_b: self.class_b,
            });
        }
        Ok(())
    }
}

keys! {
    /// Which kind of care a claim is for.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
    pub enum CareKind {
        /// 住院
        #[default]
        Inpatient = "inpatient",
        /// 特殊病种门诊 (门诊慢特病): outpatient care treated like inpatient.
        SpecialOutpatient = "special_outpatient",
        /// 普通门诊
        Outpatient = "outpatient",
        /// 特药 bought by itself.
        SpecialDrug = "special_drug",
        /// 罕见病用药 bought by itself.
        RareDrug = "rare_drug",
    }
}

impl CareKind {
    /// The part to which an eligible amount of this kind belongs when nothing else is said.
    pub const fn natural_part(self) -> Part {
        match self {
            CareKind::Inpatient | CareKind::SpecialOutpatient | CareKind::Outpatient => Part::SelfPay,
            CareKind::SpecialDrug => Part::SpecialDrug,
            CareKind::RareDrug => Part::RareDrug,
        }
    }
}

/// A set of kinds of care: what a payer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct KindSet(u8);

impl KindSet {
    /// Inpatient and special-disease outpatient, as most schemes count ([S1] Art. 6).
    pub const HOSPITAL: KindSet =
        KindSet(1 << CareKind::Inpatient as u8 | 1 << CareKind::SpecialOutpatient as u8);
    /// Every kind.
    pub const ALL: KindSet = KindSet(0b1_1111);

    /// The set of these kinds.
    pub fn of(kinds: &[CareKind]) -> KindSet {
        KindSet(kinds.iter().fold(0, |set, &kind| set | 1 << kind as u8))
    }

    /// Whether the sets have a kind in common.
    pub const fn overlaps(self, other: KindSet) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether the kind is in the set.
    pub const fn contains(self, kind: CareKind) -> bool {
        self.0 & 1 << kind as u8 != 0
    }

    /// Whether the set holds no kind.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds of the set, in their order.
    pub fn iter(self) -> impl Iterator<Item = CareKind> {
        CareKind::ALL.into_iter().filter(move |&kind| self.contains(kind))
    }
}

keys! {
    /// The level of the hospital.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
    pub enum HospitalLevel {
        /// 一级及以下
        Primary = "primary",
        /// 二级
        Secondary = "secondary",
        /// 三级
        #[default]
        Tertiary = "tertiary",
    }
}

/// One value for each hospital level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct ByLevel<T> {
    /// 一级及以下
    pub primary: T,
    /// 二级
    pub secondary: T,
    /// 三级
    pub tertiary: T,
}

impl<T: Copy> ByLevel<T> {
    /// The same value at every level.
    pub const fn all(value: T) -> ByLevel<T> {
        ByLevel { primary: value, secondary: value, tertiary: value }
    }

    /// The values, low level to high.
    pub const fn to_array(self) -> [T; 3] {
        [self.primary, self.secondary, self.tertiary]
    }
}

impl<T> Index<HospitalLevel> for ByLevel<T> {
    type Output = T;
    fn index(&self, level: HospitalLevel) -> &T {
        match level {
            HospitalLevel::Primary => &self.primary,
            HospitalLevel::Secondary => &self.secondary,
            HospitalLevel::Tertiary => &self.tertiary,
        }
    }
}

/// What a claim is for, in money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Amounts {
    /// A whole bill; the basic insurance is settled here.
    Bill(Bill),
    /// What the patient bears after the basic insurance, which was settled elsewhere.
    Split(Parts),
}

impl Amounts {
    /// The cost that is to be divided between payers and patient.
    pub fn total(&self) -> Fen {
        match self {
            Amounts::Bill(bill) => bill.total(),
            Amounts::Split(parts) => parts.total(),
        }
    }
}

/// One claim: an admission, a spell of special-disease outpatient care, a purchase of a drug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Claim {
    /// Which kind of care.
    pub kind: CareKind,
    /// Where; it moves deductibles and ratios.
    pub level: HospitalLevel,
    /// Whether the care was given in the city or elsewhere.
    pub place: Place,
    /// How much, of what.
    pub amounts: Amounts,
    /// Whether a disease on the payer's list caused it: the list of covered diseases of a scheme by
    /// disease, or else the pre-existing list of a city product. The cause of the claim counts, not
    /// the person.
    pub caused_by_listed_disease: bool,
    /// Whether a disease that was there before the policy began caused it.
    pub pre_existing_cause: bool,
    /// Which disease caused it.
    pub disease: Option<Label>,
    /// Which drug it is for.
    pub drug: Option<Label>,
    /// Which item of care it is for.
    pub item: Option<Label>,
    /// The event that the claim reports.
    pub event: Option<Label>,
    /// Days in hospital.
    pub days: u16,
    /// The day of the policy year; `None` where no rule asks.
    pub day: Option<u16>,
}

impl Claim {
    /// A tertiary inpatient claim of a whole bill.
    pub fn inpatient(bill: Bill) -> Claim {
        Claim::new(CareKind::Inpatient, Amounts::Bill(bill))
    }

    /// A claim of an amount that is already known to be eligible: in-policy self-pay, or the price of
    /// a drug of the list.
    pub fn eligible(kind: CareKind, amount: Fen) -> Claim {
        Claim::new(kind, Amounts::Split(Parts::only(kind.natural_part(), amount)))
    }

    /// A tertiary claim that no listed disease caused.
    pub fn new(kind: CareKind, amounts: Amounts) -> Claim {
        Claim {
            kind,
            level: HospitalLevel::Tertiary,
            place: Place::Local,
            amounts,
            caused_by_listed_disease: false,
            pre_existing_cause: false,
            disease: None,
            drug: None,
            item: None,
            event: None,
            days: 0,
            day: None,
        }
    }

    /// Checks that no amount is below zero and that the parts of the bill fit each other.
    pub fn check(&self) -> Result<(), TermsError> {
        match &self.amounts {
            Amounts::Bill(bill) => bill.check(),
            Amounts::Split(parts) => {
                Part::ALL.iter().try_for_each(|&part| check_amount(part.key(), parts[part]))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_self_pay_above_class_b_is_refused() {
        let bill = Bill { class_b: Fen(10), first_self_pay: Fen(11), ..Bill::default() };
        assert_eq!(
            bill.check(),
            Err(TermsError::FirstSelfPayAboveClassB { first_self_pay: Fen(11), class_b: Fen(10) })
        );
        let bill = Bill { rare_drug: Fen(-1), ..Bill::default() };
        assert_eq!(bill.check(), Err(TermsError::Negative { what: "rare_drug", amount: Fen(-1) }));
    }
}
