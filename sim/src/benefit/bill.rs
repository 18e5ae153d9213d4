//! One bill, what it is made of, and what is left of it.

use std::ops::{Add, AddAssign, Index, IndexMut, Sub};

use super::error::{TermsError, check_amount};
use crate::units::Fen;

/// A part of a bill that the patient bears until a payer takes it over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// 自付: deductible and coinsurance of the basic insurance, inside its policy range.
    SelfPay,
    /// 封顶线以上: in-policy cost that the basic insurance did not pay because its cap was reached.
    AboveBmiCap,
    /// 乙类先行自付: the fixed share of class B items, paid before sharing.
    FirstSelfPay,
    /// 超限价: the part of an item's price above the payment limit.
    OverLimit,
    /// 丙类 on the product's list of reasonable cost (合理费用).
    ListedOwnExpense,
    /// 丙类 on no list.
    UnlistedOwnExpense,
    /// 特药: drugs of the special list.
    SpecialDrug,
    /// 罕见病用药: drugs of the rare-disease list.
    RareDrug,
    /// 远程会诊: tele-consultation for inpatients ([S1] Art. 5).
    TeleConsult,
}

impl Part {
    /// All parts, in the order in which a leftover fen is given away.
    pub const ALL: [Part; 9] = [
        Part::SelfPay,
        Part::AboveBmiCap,
        Part::FirstSelfPay,
        Part::OverLimit,
        Part::ListedOwnExpense,
        Part::UnlistedOwnExpense,
        Part::SpecialDrug,
        Part::RareDrug,
        Part::TeleConsult,
    ];

    /// The name in scenario files.
    pub const fn key(self) -> &'static str {
        match self {
            Part::SelfPay => "self_pay",
            Part::AboveBmiCap => "above_bmi_cap",
            Part::FirstSelfPay => "first_self_pay",
            Part::OverLimit => "over_limit",
            Part::ListedOwnExpense => "listed_own_expense",
            Part::UnlistedOwnExpense => "unlisted_own_expense",
            Part::SpecialDrug => "special_drug",
            Part::RareDrug => "rare_drug",
            Part::TeleConsult => "tele_consult",
        }
    }
}

/// A set of parts: what a payer looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct PartSet(u16);

impl PartSet {
    /// No part.
    pub const EMPTY: PartSet = PartSet(0);

    /// The set of these parts.
    pub fn of(parts: &[Part]) -> PartSet {
        parts.iter().fold(PartSet::EMPTY, |set, &part| set.with(part))
    }

    /// The set and this part.
    #[must_use]
    pub const fn with(self, part: Part) -> PartSet {
        PartSet(self.0 | 1 << part as u16)
    }

    /// The set but for this part.
    #[must_use]
    pub const fn without(self, part: Part) -> PartSet {
        PartSet(self.0 & !(1 << part as u16))
    }

    /// The parts in either set.
    #[must_use]
    pub const fn union(self, other: PartSet) -> PartSet {
        PartSet(self.0 | other.0)
    }

    /// Whether the part is in the set.
    pub const fn contains(self, part: Part) -> bool {
        self.0 & 1 << part as u16 != 0
    }

    /// Whether the set holds no part.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The parts of the set, in their order.
    pub fn iter(self) -> impl Iterator<Item = Part> {
        Part::ALL.into_iter().filter(move |&part| self.contains(part))
    }
}

/// What is left of each part of a bill, in fen.
///
/// ```
/// use huimin::benefit::{Part, Parts};
/// use huimin::units::Fen;
/// let left = Parts::only(Part::SelfPay, Fen::yuan(47_900));
/// assert_eq!(left[Part::SelfPay], left.total());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Parts([Fen; 9]);

impl Parts {
    /// Nothing left.
    pub const NONE: Parts = Parts([Fen::ZERO; 9]);

    /// An amount of one part, nothing of the others.
    pub fn only(part: Part, amount: Fen) -> Parts {
        let mut parts = Parts::NONE;
        parts[part] = amount;
        parts
    }

    /// The sum of all parts.
    pub fn total(&self) -> Fen {
        self.0.iter().copied().sum()
    }

    /// The sum of the parts in `set`.
    pub fn within(&self, set: PartSet) -> Fen {
        let mut sum = 0;
        for (i, amount) in self.0.iter().enumerate() {
            sum += amount.0 & -i64::from(set.0 >> i & 1);
        }
        Fen(sum)
    }

    /// Takes `payment` from the parts in `set`, pro rata to what is left of each, to the fen by the
    /// largest remainder (the earlier part on a tie).
    ///
    /// Of a payment of 9,800 on 30,000 listed and 4,000 over the limit, 1,152.94 falls on the latter.
    ///
    /// # Panics
    /// In debug builds, when `payment` is below zero or above what is left in `set`.
    pub fn take(&mut self, set: PartSet, payment: Fen) {
        let base = self.within(set);
        debug_assert!(Fen::ZERO <= payment && payment <= base, "a payer pays no more than is left");
        if payment == base {
            for part in set.iter() {
                self[part] = Fen::ZERO;
            }
            return;
        }
        let mut rest = payment.0;
        let mut remainders = [0_i128; 9];
        for part in set.iter().filter(|_| base.0 > 0) {
            let product = i128::from(payment.0) * i128::from(self[part].0);
            let quotient = whole(product / i128::from(base.0));
            remainders[part as usize] = product % i128::from(base.0);
            self[part].0 -= quotient;
            rest -= quotient;
        }
        while rest > 0 {
            let mut largest = 0;
            for i in 1..remainders.len() {
                if remainders[i] > remainders[largest] {
                    largest = i;
                }
            }
            self.0[largest].0 -= 1;
            remainders[largest] = 0;
            rest -= 1;
        }
    }
}

/// A quotient that cannot exceed the amount it was cut from.
#[expect(clippy::cast_possible_truncation, reason = "a share of an i64 amount is an i64 amount")]
fn whole(quotient: i128) -> i64 {
    quotient as i64
}

impl Index<Part> for Parts {
    type Output = Fen;
    fn index(&self, part: Part) -> &Fen {
        &self.0[part as usize]
    }
}
impl IndexMut<Part> for Parts {
    fn index_mut(&mut self, part: Part) -> &mut Fen {
        &mut self.0[part as usize]
    }
}
impl Add for Parts {
    type Output = Parts;
    fn add(mut self, other: Parts) -> Parts {
        self += other;
        self
    }
}
impl AddAssign for Parts {
    fn add_assign(&mut self, other: Parts) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }
}
impl Sub for Parts {
    type Output = Parts;
    fn sub(mut self, other: Parts) -> Parts {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine -= theirs;
        }
        self
    }
}

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
        Parts([
            Fen::ZERO,
            Fen::ZERO,
            self.first_self_pay,
            self.over_limit,
            self.listed_own_expense,
            self.unlisted_own_expense,
            self.special_drug,
            self.rare_drug,
            self.tele_consult,
        ])
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

/// Which kind of care a claim is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum CareKind {
    /// 住院
    #[default]
    Inpatient,
    /// 特殊病种门诊 (门诊慢特病): outpatient care treated like inpatient.
    SpecialOutpatient,
    /// 普通门诊
    Outpatient,
    /// 特药 bought by itself.
    SpecialDrug,
    /// 罕见病用药 bought by itself.
    RareDrug,
}

impl CareKind {
    /// All kinds of care.
    pub const ALL: [CareKind; 5] = [
        CareKind::Inpatient,
        CareKind::SpecialOutpatient,
        CareKind::Outpatient,
        CareKind::SpecialDrug,
        CareKind::RareDrug,
    ];

    /// The name in scenario and bill files.
    pub const fn key(self) -> &'static str {
        match self {
            CareKind::Inpatient => "inpatient",
            CareKind::SpecialOutpatient => "special_outpatient",
            CareKind::Outpatient => "outpatient",
            CareKind::SpecialDrug => "special_drug",
            CareKind::RareDrug => "rare_drug",
        }
    }

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

/// The level of the hospital.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum HospitalLevel {
    /// 一级及以下
    Primary,
    /// 二级
    Secondary,
    /// 三级
    #[default]
    Tertiary,
}

impl HospitalLevel {
    /// All levels, low to high.
    pub const ALL: [HospitalLevel; 3] =
        [HospitalLevel::Primary, HospitalLevel::Secondary, HospitalLevel::Tertiary];

    /// The name in scenario and bill files.
    pub const fn key(self) -> &'static str {
        match self {
            HospitalLevel::Primary => "primary",
            HospitalLevel::Secondary => "secondary",
            HospitalLevel::Tertiary => "tertiary",
        }
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
    /// How much, of what.
    pub amounts: Amounts,
    /// Whether a disease on the payer's list caused it: the pre-existing list of a city product, the
    /// list of covered diseases of a scheme by disease. The cause of the claim counts, not the person.
    pub caused_by_listed_disease: bool,
    /// Which drug, where a cap is kept per drug (单药); the same number is the same drug.
    pub drug: Option<u16>,
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
        Claim { kind, level: HospitalLevel::Tertiary, amounts, caused_by_listed_disease: false, drug: None }
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
    use proptest::prelude::*;

    #[test]
    fn a_payment_falls_on_the_parts_pro_rata_to_the_fen() {
        let mut left = Parts::only(Part::ListedOwnExpense, Fen::yuan(30_000))
            + Parts::only(Part::OverLimit, Fen::yuan(4_000))
            + Parts::only(Part::SelfPay, Fen::yuan(7));
        left.take(PartSet::of(&[Part::ListedOwnExpense, Part::OverLimit]), Fen::yuan(9_800));
        assert_eq!(left[Part::OverLimit], Fen(400_000 - 115_294));
        assert_eq!(left[Part::ListedOwnExpense], Fen(3_000_000 - 864_706));
        assert_eq!(left[Part::SelfPay], Fen::yuan(7));
    }

    #[test]
    fn on_a_tie_the_earlier_part_bears_the_odd_fen() {
        let both = PartSet::of(&[Part::OverLimit, Part::SpecialDrug]);
        let mut left = Parts::only(Part::OverLimit, Fen(10)) + Parts::only(Part::SpecialDrug, Fen(10));
        left.take(both, Fen(5));
        assert_eq!((left[Part::OverLimit], left[Part::SpecialDrug]), (Fen(7), Fen(8)));
    }

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

    proptest! {
        #[test]
        fn taking_takes_exactly_the_payment_and_no_part_falls_below_zero(
            amounts in prop::array::uniform9(0..10_i64.pow(12)),
            mask in 0_u16..512,
            millionths in 0..=1_000_000_i64,
        ) {
            let mut left = Parts(amounts.map(Fen));
            let before = left;
            let set = PartSet(mask);
            let share = crate::units::Share::from_millionths(millionths).unwrap();
            let payment = share.of(left.within(set));
            left.take(set, payment);
            prop_assert_eq!(before.total() - left.total(), payment);
            for part in Part::ALL {
                prop_assert!(left[part] >= Fen::ZERO && left[part] <= before[part]);
                prop_assert!(set.contains(part) || left[part] == before[part]);
            }
        }
    }
}
