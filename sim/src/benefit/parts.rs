//! The parts of a bill that the patient bears until a payer takes them over.

use std::ops::{Add, AddAssign, Index, IndexMut, Sub};

use crate::units::{Fen, keys};

keys! {
    /// A part of a bill that the patient bears until a payer takes it over.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Part {
        /// 自付: deductible and coinsurance of the basic insurance, inside its policy range.
        SelfPay = "self_pay",
        /// 封顶线以上: in-policy cost that the basic insurance did not pay because its cap was reached.
        AboveBmiCap = "above_bmi_cap",
        /// 乙类先行自付: the fixed share of class B items, paid before sharing.
        FirstSelfPay = "first_self_pay",
        /// 超限价: the part of an item's price above the payment limit.
        OverLimit = "over_limit",
        /// 丙类 on the product's list of reasonable cost (合理费用).
        ListedOwnExpense = "listed_own_expense",
        /// 丙类 on no list.
        UnlistedOwnExpense = "unlisted_own_expense",
        /// 特药: drugs of the special list.
        SpecialDrug = "special_drug",
        /// 罕见病用药: drugs of the rare-disease list.
        RareDrug = "rare_drug",
        /// 远程会诊: tele-consultation for inpatients ([S1] Art. 5).
        TeleConsult = "tele_consult",
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

    /// The parts in both sets.
    #[must_use]
    pub const fn intersection(self, other: PartSet) -> PartSet {
        PartSet(self.0 & other.0)
    }

    /// Whether the sets have a part in common.
    pub const fn overlaps(self, other: PartSet) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether the part is in the set.
    pub const fn contains(self, part: Part) -> bool {
        self.0 & 1 << part as u16 != 0
    }

    /// Whether the set holds no part.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// All bits of a part that is in the set, no bit of the others: the form for the hot path.
    pub(super) fn masks(self) -> [i64; 9] {
        Part::ALL.map(|part| -i64::from(self.contains(part)))
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
        self.masked(&set.masks())
    }

    /// The sum of the parts whose bits stand.
    #[inline]
    pub(super) fn masked(&self, masks: &[i64; 9]) -> Fen {
        Fen(self.0.iter().zip(masks).map(|(amount, mask)| amount.0 & mask).sum())
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
        let mut remainders = [0; 9];
        for part in set.iter().filter(|_| base.0 > 0) {
            let (quotient, remainder) = divided(payment.0, self[part].0, base.0);
            remainders[part as usize] = remainder;
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

/// Quotient and remainder of `payment * part / base`, where `part <= base`.
#[expect(clippy::cast_possible_truncation, reason = "a share of an i64 amount and a rest below base are i64")]
fn divided(payment: i64, part: i64, base: i64) -> (i64, i64) {
    // 64 bits are enough for bills below thirty million yuan, and several times faster
    if let Some(product) = payment.checked_mul(part) {
        (product / base, product % base)
    } else {
        let product = i128::from(payment) * i128::from(part);
        ((product / i128::from(base)) as i64, (product % i128::from(base)) as i64)
    }
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
