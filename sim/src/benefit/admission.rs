//! The basic insurance: it pays per admission, up to a yearly cap.

use super::bill::{ByLevel, CareKind, HospitalLevel, KindSet};
use super::error::{TermsError, check_amount};
use super::outpatient::OutpatientTerms;
use super::place::{ByPlace, Place};
use crate::units::{Fen, Share, keys};

keys! {
    /// Which earlier admissions of the year make one a repeat.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum RepeatCounts {
        /// Those to any hospital.
        #[default]
        All = "all",
        /// Those to a hospital of the same level.
        SameLevel = "same_level",
    }
}

/// The rules of a payer that works per admission.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AdmissionRules {
    /// Which care it pays for: inpatient and special-disease outpatient as a rule.
    pub counts: KindSet,
    /// 起付标准 of the year's first admission, by hospital level.
    pub deductible: ByLevel<Fen>,
    /// The share of the deductible that the second and every later admission of the year bears.
    pub repeat_deductible_ratio: Share,
    /// The deductible of a spell of special-disease outpatient care; it does not count as an admission.
    pub special_outpatient_deductible: Fen,
    /// The ratio paid above the deductible, by hospital level.
    pub ratio: ByLevel<Share>,
    /// 封顶线: the most paid in a year, all claims together.
    pub cap: Option<Fen>,
    /// Which earlier admissions make one a repeat.
    pub repeat_counts: RepeatCounts,
    /// The share of the in-policy cost that counts, by place of care; the rest is self-pay.
    pub counted_by_place: ByPlace<Share>,
    /// The ratio by place of care, in place of the one by hospital level.
    pub ratio_by_place: ByPlace<Option<Share>>,
    /// Ordinary outpatient care (门诊共济), where it is paid on terms of its own.
    pub outpatient: Option<OutpatientTerms>,
}

impl AdmissionRules {
    /// Hospital care, one ratio by level above one deductible by level; nothing special.
    pub const fn new(deductible: ByLevel<Fen>, ratio: ByLevel<Share>, cap: Option<Fen>) -> AdmissionRules {
        AdmissionRules {
            counts: KindSet::HOSPITAL,
            deductible,
            repeat_deductible_ratio: Share::ONE,
            special_outpatient_deductible: Fen::ZERO,
            ratio,
            cap,
            repeat_counts: RepeatCounts::All,
            counted_by_place: ByPlace::all(Share::ONE),
            ratio_by_place: ByPlace::all(None),
            outpatient: None,
        }
    }
}

/// Checked terms of a payer that works per admission, ready for many bills.
///
/// `paid = min(round((P - deductible)+ * ratio), cap - used)` ([S1] Art. 5 presupposes it; the figures
/// of a city are data).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AdmissionTerms {
    rules: AdmissionRules,
    /// By level: the first admission's deductible, and every later one's.
    deductible: [[Fen; 2]; 3],
    ratio: [Share; 3],
    cap: Fen,
}

/// What the basic insurance pays of one admission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct AdmissionPayment {
    /// The payment.
    pub paid: Fen,
    /// The in-policy cost that stands above the cap; the rest of the unpaid cost is self-pay.
    pub above_cap: Fen,
}

impl AdmissionTerms {
    /// Checks the rules. Errors: an amount below zero or too large; nothing counted.
    pub fn new(rules: AdmissionRules) -> Result<AdmissionTerms, TermsError> {
        for deductible in rules.deductible.to_array() {
            check_amount("deductible", deductible)?;
        }
        check_amount("special_outpatient_deductible", rules.special_outpatient_deductible)?;
        check_amount("cap", rules.cap.unwrap_or(Fen::ZERO))?;
        if rules.counts.is_empty() {
            return Err(TermsError::NothingCounted);
        }
        let deductible =
            rules.deductible.to_array().map(|first| [first, rules.repeat_deductible_ratio.of(first)]);
        let ratio = rules.ratio.to_array();
        let cap = rules.cap.unwrap_or(Fen(i64::MAX));
        Ok(AdmissionTerms { rules, deductible, ratio, cap })
    }

    /// The rules as given.
    pub fn rules(&self) -> &AdmissionRules {
        &self.rules
    }

    /// The deductible of the `nth` admission of the year (from 0).
    #[inline]
    pub fn deductible(&self, level: HospitalLevel, nth: usize) -> Fen {
        self.deductible[level as usize][usize::from(nth > 0)]
    }

    /// What is paid of the `nth` admission of the year (from 0) with in-policy cost `in_policy >= 0`,
    /// when `used` has been paid in the year before.
    ///
    /// A cost of 420,000 under a deductible of 1,000, 65% and a cap of 250,000 is paid 250,000;
    /// 34,384.62 of it stand above the cap (domain vector F05).
    #[inline]
    pub fn pay(&self, in_policy: Fen, level: HospitalLevel, nth: usize, used: Fen) -> AdmissionPayment {
        self.pay_above(self.deductible(level, nth), in_policy, self.ratio[level as usize], used)
    }

    /// What is paid of care of this kind, on the same yearly cap; `None` where this payer does not pay for
    /// the kind. Ordinary outpatient care on terms of its own is not among it.
    #[inline]
    pub fn pay_at(
        &self,
        place: Place,
        kind: CareKind,
        in_policy: Fen,
        level: HospitalLevel,
        nth: usize,
        used: Fen,
    ) -> Option<AdmissionPayment> {
        let deductible = self.deductible_of(kind, level, nth)?;
        let share = self.rules.counted_by_place[place];
        let counted = if share == Share::ONE { in_policy } else { share.of(in_policy) };
        Some(self.pay_above(deductible, counted, self.ratio_at(level, place), used))
    }

    /// The deductible of a claim of this kind, `None` where this payer does not pay for the kind.
    pub(crate) fn deductible_of(&self, kind: CareKind, level: HospitalLevel, nth: usize) -> Option<Fen> {
        match kind {
            _ if !self.rules.counts.contains(kind) => None,
            CareKind::Inpatient => Some(self.deductible(level, nth)),
            CareKind::SpecialOutpatient => Some(self.rules.special_outpatient_deductible),
            CareKind::Outpatient | CareKind::SpecialDrug | CareKind::RareDrug => Some(Fen::ZERO),
        }
    }

    /// Which admission of the year one is (from 0), after so many at each level.
    #[inline]
    pub fn nth(&self, level: HospitalLevel, before: &[usize; 3]) -> usize {
        match self.rules.repeat_counts {
            RepeatCounts::All => before.iter().sum(),
            RepeatCounts::SameLevel => before[level as usize],
        }
    }

    /// The ratio at a level and place.
    pub fn ratio_at(&self, level: HospitalLevel, place: Place) -> Share {
        self.rules.ratio_by_place[place].unwrap_or(self.ratio[level as usize])
    }

    #[inline]
    pub(crate) fn pay_above(
        &self,
        deductible: Fen,
        in_policy: Fen,
        ratio: Share,
        used: Fen,
    ) -> AdmissionPayment {
        if in_policy <= deductible {
            return AdmissionPayment::default();
        }
        let uncapped = ratio.of(in_policy - deductible);
        let room = self.cap - used;
        if uncapped <= room {
            return AdmissionPayment { paid: uncapped, above_cap: Fen::ZERO };
        }
        AdmissionPayment { paid: room, above_cap: in_policy - deductible - cost_of(room, ratio) }
    }
}

/// The cost of which `ratio` is `payment`, rounded half up: `payment / ratio`.
#[cold]
#[expect(clippy::cast_possible_truncation, reason = "the quotient is below the cost that it is a part of")]
fn cost_of(payment: Fen, ratio: Share) -> Fen {
    let ratio = i128::from(ratio.millionths());
    Fen(((i128::from(payment.0) * 1_000_000 + ratio / 2) / ratio) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::{Decimal, RoundingStrategy};

    fn terms(cap: Option<i64>) -> AdmissionTerms {
        AdmissionTerms::new(AdmissionRules {
            counts: KindSet::HOSPITAL,
            deductible: ByLevel {
                primary: Fen::yuan(300),
                secondary: Fen::yuan(600),
                tertiary: Fen::yuan(1_000),
            },
            repeat_deductible_ratio: Share::percent(50),
            special_outpatient_deductible: Fen::ZERO,
            ratio: ByLevel {
                primary: Share::percent(85),
                secondary: Share::percent(75),
                tertiary: Share::percent(65),
            },
            cap: cap.map(Fen::yuan),
            ..AdmissionRules::new(ByLevel::all(Fen::ZERO), ByLevel::all(Share::ONE), None)
        })
        .unwrap()
    }

    #[test]
    fn the_second_and_every_later_admission_bears_half_the_deductible() {
        let terms = terms(None);
        let paid = |nth| terms.pay(Fen::yuan(2_000), HospitalLevel::Tertiary, nth, Fen::ZERO).paid;
        assert_eq!([paid(0), paid(1), paid(2)], [Fen::yuan(650), Fen::yuan(975), Fen::yuan(975)]);
    }

    #[test]
    fn the_level_of_the_hospital_moves_deductible_and_ratio() {
        let paid = |level| terms(None).pay(Fen::yuan(1_100), level, 0, Fen::ZERO).paid;
        let all = HospitalLevel::ALL.map(paid);
        assert_eq!(all, [Fen::yuan(680), Fen::yuan(375), Fen::yuan(65)]);
    }

    #[test]
    fn special_outpatient_care_bears_its_own_deductible_and_the_same_cap() {
        let pay = |used| {
            let (kind, level) = (CareKind::SpecialOutpatient, HospitalLevel::Tertiary);
            terms(Some(1_000))
                .pay_at(Place::Local, kind, Fen::yuan(1_000), level, 0, Fen::yuan(used))
                .unwrap()
        };
        assert_eq!(pay(0), AdmissionPayment { paid: Fen::yuan(650), above_cap: Fen::ZERO });
        assert_eq!(pay(350), AdmissionPayment { paid: Fen::yuan(650), above_cap: Fen::ZERO });
        assert_eq!(pay(610), AdmissionPayment { paid: Fen::yuan(390), above_cap: Fen::yuan(400) });
    }

    #[test]
    fn the_cost_above_the_cap_is_told_from_the_self_pay() {
        let payment = terms(Some(250_000)).pay(Fen::yuan(420_000), HospitalLevel::Tertiary, 0, Fen::ZERO);
        assert_eq!(payment, AdmissionPayment { paid: Fen::yuan(250_000), above_cap: Fen(3_438_462) });
    }

    #[test]
    fn negative_amounts_are_refused() {
        let rules = AdmissionRules { cap: Some(Fen(-1)), ..terms(None).rules().clone() };
        assert_eq!(AdmissionTerms::new(rules), Err(TermsError::Negative { what: "cap", amount: Fen(-1) }));
        let rules = AdmissionRules { deductible: ByLevel::all(Fen(-2)), ..terms(None).rules().clone() };
        assert_eq!(
            AdmissionTerms::new(rules),
            Err(TermsError::Negative { what: "deductible", amount: Fen(-2) })
        );
        let rules = AdmissionRules { counts: KindSet::default(), ..terms(None).rules().clone() };
        assert_eq!(AdmissionTerms::new(rules), Err(TermsError::NothingCounted));
    }

    proptest! {
        /// The statutory arithmetic is decimal; the whole-fen kernel must never differ from it.
        #[test]
        fn the_kernel_equals_the_decimal_reference(
            in_policy in 0..10_i64.pow(10),
            deductible in 0..1_000_000_i64,
            ratio in 1..=1_000_000_i64,
            repeat in 0..=1_000_000_i64,
            cap in prop::option::of(0..10_i64.pow(9)),
            used_share in 0..=1_000_000_i64,
            nth in 0_usize..4,
        ) {
            let share = |millionths| Share::from_millionths(millionths).unwrap();
            let terms = AdmissionTerms::new(AdmissionRules {
                repeat_deductible_ratio: share(repeat),
                ..AdmissionRules::new(ByLevel::all(Fen(deductible)), ByLevel::all(share(ratio)), cap.map(Fen))
            }).unwrap();
            let used = share(used_share).of(Fen(cap.unwrap_or(0)));
            let payment = terms.pay(Fen(in_policy), HospitalLevel::Secondary, nth, used);

            let half_up = |x: Decimal| x.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
            let (cost, ratio) = (Fen(in_policy).to_decimal(), share(ratio).to_decimal());
            let mut deductible = Fen(deductible).to_decimal();
            if nth > 0 {
                deductible = half_up(deductible * share(repeat).to_decimal());
            }
            let uncapped = half_up((cost - deductible).max(Decimal::ZERO) * ratio);
            let room = cap.map(|cap| (Fen(cap) - used).to_decimal());
            let (paid, above) = match room {
                Some(room) if uncapped > room => (room, cost - deductible - half_up(room / ratio)),
                _ => (uncapped, Decimal::ZERO),
            };
            prop_assert_eq!(payment.paid.to_decimal(), paid);
            prop_assert_eq!(payment.above_cap.to_decimal(), above);
            prop_assert!(payment.above_cap >= Fen::ZERO);
            prop_assert!(payment.paid + payment.above_cap <= Fen(in_policy));
        }
    }
}
