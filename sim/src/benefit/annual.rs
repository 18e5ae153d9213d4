//! Payers that work on the person's cumulative year: 大病保险, 医疗救助, the liabilities of 惠民保.

use super::bill::{ByLevel, Claim, HospitalLevel, KindSet};
use super::cover::{Cover, PreExisting};
use super::error::{TermsError, check_amount};
use super::parts::{Part, PartSet, Parts};
use super::person::Person;
use super::place::{ByPlace, Place};
use super::sublimit::{LimitOn, Per, Sublimit};
use super::tiers::{RatioBy, Slice, TierBase, Tiers};
use crate::units::{Fen, Share, keys, round_millionths};

keys! {
    /// What the cap limits (封顶线, 最高支付额).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum CapOn {
        /// The payment: "最高支付额" ([S1] Art. 6).
        #[default]
        Payment = "payment",
        /// The eligible cost that is looked at, from zero: Guiyang's last tier ends at its cap ([S4] table B1).
        Eligible = "eligible",
    }
}

keys! {
    /// Over what the payments under one cap are counted.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum CapScope {
        /// All claims of the person's year.
        #[default]
        Person = "person",
        /// The year's claims for one drug (单药): Jining's 300,000 ([S3] ch. 3 §1(二)). It counts that drug
        /// alone, whatever else shares the payer's pool.
        Drug = "drug",
    }
}

keys! {
    /// How the tele-consultation of an inpatient counts ([S1] Art. 5, third item).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum TeleConsult {
        /// It adds to the cumulative eligible cost.
        Accumulate = "accumulate",
        /// It is paid in full beside the tiers, within the cap on payment.
        Flat = "flat",
        /// It does not count.
        #[default]
        Out = "out",
    }
}

keys! {
    /// Over what a deductible is borne.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum DeductibleScope {
        /// Once in the person's year.
        #[default]
        Person = "person",
        /// Once in the year for each drug: 琴岛e保 2021, 20,000 a drug ([D] E1).
        Drug = "drug",
        /// For each claim.
        Claim = "claim",
        /// Once in the year for hospital care, once for special drugs, once for rare drugs: an
        /// accumulator of their own, as Shandong prints ([S3] ch. 3 §1(二)).
        Care = "care",
    }
}

keys! {
    /// How a bonus is added to a ratio.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum BonusMode {
        /// As points: 60% and 5 points are 65% ([S3] ch. 3 §2(一) prints 65% and 70%).
        #[default]
        Additive = "additive",
        /// As a part of the ratio: 60% and 5% of it are 63%.
        Multiplicative = "multiplicative",
    }
}

/// What a negative screening before inception adds to every ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScreeningBonus {
    /// How much.
    pub bonus: Share,
    /// How it is added.
    pub mode: BonusMode,
}

impl ScreeningBonus {
    /// The ratio with the bonus, at most one.
    fn raise(self, ratio: Share) -> Share {
        let added = match self.mode {
            BonusMode::Additive => self.bonus.millionths(),
            BonusMode::Multiplicative => self.bonus.of(Fen(ratio.millionths())).0,
        };
        Share::from_millionths(ratio.millionths() + added).unwrap_or(Share::ONE)
    }
}

/// The rules of a payer that works per year.
///
/// Of the ratios, the first that is given holds for the whole of a claim's slice of the year: the one
/// for pre-existing causes (when such a cause is behind the claim), the one by place of care, the one by
/// hospital level, the tiers'.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AnnualRules {
    /// Which claims count.
    pub cover: Cover,
    /// Which parts it looks at; tele-consultation has a rule of its own.
    pub eligible: PartSet,
    /// How tele-consultation counts.
    pub tele_consult: TeleConsult,
    /// Deductible and tiers.
    pub tiers: Tiers,
    /// 封顶线
    pub cap: Option<Fen>,
    /// What the cap limits.
    pub cap_on: CapOn,
    /// Over what payments are counted against the cap.
    pub cap_scope: CapScope,
    /// Over what the deductible is borne.
    pub deductible_scope: DeductibleScope,
    /// Limits beside the cap.
    pub limits: Vec<Sublimit>,
    /// The share of the cost that counts, by place of care; the rest stays with the patient.
    pub counted_by_place: ByPlace<Share>,
    /// The ratio by place of care, in place of the next two.
    pub ratio_by_place: ByPlace<Option<Share>>,
    /// The ratio by hospital level, in place of the tiers' ratios.
    pub ratio_by_level: Option<ByLevel<Share>>,
    /// The ratio for claims with a pre-existing cause (既往症), in place of every other ratio.
    pub ratio_pre_existing: Option<Share>,
    /// What a negative screening adds.
    pub screening: Option<ScreeningBonus>,
    /// The share of every ratio that is paid: 越惠保 2023 pays who is new 70% ([D] E1).
    pub benefit_share: Share,
}

impl AnnualRules {
    /// Hospital care, these parts and tiers, no cap and nothing special.
    pub fn new(eligible: PartSet, tiers: Tiers) -> AnnualRules {
        AnnualRules {
            cover: Cover::of(KindSet::HOSPITAL),
            eligible,
            tele_consult: TeleConsult::Out,
            tiers,
            cap: None,
            cap_on: CapOn::Payment,
            cap_scope: CapScope::Person,
            deductible_scope: DeductibleScope::Person,
            limits: Vec::new(),
            counted_by_place: ByPlace::all(Share::ONE),
            ratio_by_place: ByPlace::all(None),
            ratio_by_level: None,
            ratio_pre_existing: None,
            screening: None,
            benefit_share: Share::ONE,
        }
    }
}

impl AnnualRules {
    fn change_ratios(&mut self, change: impl Fn(Share) -> Share) {
        self.tiers = self.tiers.with_ratios(&change);
        self.ratio_pre_existing = self.ratio_pre_existing.map(&change);
        self.ratio_by_level = self.ratio_by_level.map(|levels| ByLevel {
            primary: change(levels.primary),
            secondary: change(levels.secondary),
            tertiary: change(levels.tertiary),
        });
        let place = self.ratio_by_place;
        self.ratio_by_place = ByPlace {
            local: place.local.map(&change),
            referred: place.referred.map(&change),
            unreferred: place.unreferred.map(&change),
        };
    }
}

/// Checked terms of a payer that works per year.
///
/// With `X_k` the exact sum of what the tiers pay of the first `k` claims, claim `k` is entitled to
/// `round(X_k) - round(X_(k-1))`, within what is left under every cap (domain vector A10).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AnnualTerms {
    rules: AnnualRules,
}

impl AnnualTerms {
    /// Checks the rules.
    ///
    /// Errors: an amount below zero or too large; nothing counted; a cap on eligible cost beside one or a
    /// deductible that is kept per drug, claim or kind of care; a limit over a lifetime that is on cost. The tiers have been checked by [`Tiers::new`].
    pub fn new(mut rules: AnnualRules) -> Result<AnnualTerms, TermsError> {
        check_amount("cap", rules.cap.unwrap_or(Fen::ZERO))?;
        for limit in &rules.limits {
            check_amount("limit", limit.amount)?;
            if limit.per == Per::Day && limit.amount.0 > Fen::MAX_INPUT.0 / i64::from(u16::MAX) {
                return Err(TermsError::TooLarge { what: "limit", amount: limit.amount });
            }
            if limit.per == Per::Lifetime && limit.on == LimitOn::Cost {
                return Err(TermsError::LifetimeLimitOnCost);
            }
        }
        rules.eligible = match rules.tele_consult {
            TeleConsult::Accumulate => rules.eligible.with(Part::TeleConsult),
            TeleConsult::Flat | TeleConsult::Out => rules.eligible.without(Part::TeleConsult),
        };
        let looks_at_nothing = rules.eligible.is_empty() && rules.tele_consult != TeleConsult::Flat;
        if rules.cover.counts.is_empty() || looks_at_nothing {
            return Err(TermsError::NothingCounted);
        }
        let by_unit = rules.cap_scope == CapScope::Drug || rules.deductible_scope != DeductibleScope::Person;
        if rules.cap_on == CapOn::Eligible && by_unit {
            return Err(TermsError::CapOnEligibleNotShared);
        }
        Ok(AnnualTerms { rules })
    }

    /// The rules as given.
    pub fn rules(&self) -> &AnnualRules {
        &self.rules
    }

    /// What a year's eligible cost is paid by the tiers' own ratios, within the cap: the closed form of
    /// one claim or many, where no ratio by level or cause and no cap per claim or drug interferes.
    pub fn pay_year(&self, eligible: Fen) -> Fen {
        match (self.rules.cap, self.rules.cap_on) {
            (None, _) => self.rules.tiers.pay(eligible),
            (Some(cap), CapOn::Payment) => self.rules.tiers.pay(eligible).min(cap),
            (Some(cap), CapOn::Eligible) => self.rules.tiers.pay(eligible.min(cap)),
        }
    }

    /// Whether the terms give no less than a floor: the deductible at most, every ratio and the cap at
    /// least so much. Shandong's floor of May 2022 is 10,000, 70% and 300,000 ([S3] ch. 3 §1(二)).
    pub fn meets_floor(&self, deductible: Fen, ratio: Share, cap: Fen) -> bool {
        let rules = &self.rules;
        rules.tiers.deductible() <= deductible
            && rules.tiers.tiers().iter().all(|tier| tier.ratio >= ratio)
            && rules.cap.is_none_or(|own| own >= cap)
    }

    /// The terms as they stand for one person, who has been insured from `day` of the year on.
    pub(super) fn for_person(&self, person: &Person, day: u16) -> AnnualTerms {
        let mut rules = self.rules.clone();
        rules.cover.begin_for(person, day);
        let bonus = rules.screening.take().filter(|_| person.screened_negative);
        let share = std::mem::replace(&mut rules.benefit_share, Share::ONE);
        if bonus.is_some() || share != Share::ONE {
            rules.change_ratios(|ratio| {
                let raised = bonus.map_or(ratio, |bonus| bonus.raise(ratio));
                Share::from_millionths(share.of(Fen(raised.millionths())).0).unwrap_or(raised)
            });
        }
        AnnualTerms { rules }
    }

    /// What counts of the parts that a claim leaves: the parts that the payer looks at, by the share of
    /// the place of care, half up.
    pub(super) fn counted(&self, claim: &Claim, base: &Parts) -> Fen {
        self.rules.counted_by_place[claim.place].of(base.within(self.rules.eligible))
    }

    /// The amount that is paid in full beside the tiers.
    pub(super) fn flat(&self, parts: &Parts) -> Fen {
        match self.rules.tele_consult {
            TeleConsult::Flat => parts[Part::TeleConsult],
            TeleConsult::Accumulate | TeleConsult::Out => Fen::ZERO,
        }
    }

    /// By which ratio a claim is paid. Where no ratio for pre-existing causes is given, they have none.
    pub(super) fn ratio_by(&self, claim: &Claim) -> RatioBy {
        self.ratio_at(self.rules.cover.was_there_before(claim), claim.place, claim.level)
    }

    /// By which ratio care at a place and level is paid, whose cause was there before or was not.
    pub(crate) fn ratio_at(&self, before: bool, place: Place, level: HospitalLevel) -> RatioBy {
        let rules = &self.rules;
        let elsewhere = || {
            let by_place = rules.ratio_by_place[place];
            by_place.or_else(|| rules.ratio_by_level.map(|by_level| by_level[level]))
        };
        match (before && rules.cover.pre_existing == PreExisting::Ratio, rules.ratio_pre_existing) {
            (true, Some(ratio)) => RatioBy::Instead(ratio),
            (true, None) if rules.tiers.tiers().iter().any(|tier| tier.pre_existing_ratio.is_some()) => {
                RatioBy::TiersPreExisting
            }
            _ => elsewhere().map_or(RatioBy::Tiers, RatioBy::Instead),
        }
    }

    /// The part of the eligible cost that a cap on cost leaves.
    pub(super) fn countable(&self, eligible: Fen) -> Fen {
        match (self.rules.cap, self.rules.cap_on) {
            (Some(cap), CapOn::Eligible) => eligible.min(cap),
            _ => eligible,
        }
    }

    /// The most that the tiers may pay under the cap on payment.
    pub(super) fn cap_on_payment(&self) -> Option<Fen> {
        self.rules.cap.filter(|_| self.rules.cap_on == CapOn::Payment)
    }

    /// The cost that each tier sees between two points of its scale, with the ratio in force.
    pub fn slices(&self, from: Fen, to: Fen, by: RatioBy) -> impl Iterator<Item = Slice> {
        self.rules.tiers.slices(from, to, by)
    }

    /// Where on the tiers' scale the payable cost of a claim lies that a deductible took `absorbed` of,
    /// after `counted_before` of the year, of which it had taken `absorbed_before`.
    pub(super) fn scale(
        &self,
        counted_before: Fen,
        absorbed_before: Fen,
        payable: Fen,
        absorbed: Fen,
    ) -> (Fen, Fen) {
        let from = match self.rules.tiers.base() {
            TierBase::EligibleTotal => counted_before + absorbed,
            TierBase::AboveDeductible => counted_before - absorbed_before,
        };
        (from, from + payable - absorbed)
    }

    /// Whether some cost counts under both terms.
    pub(super) fn sees_cost_of(&self, other: &AnnualTerms) -> bool {
        self.rules.cover.overlaps(&other.rules.cover) && self.rules.eligible.overlaps(other.rules.eligible)
    }

    /// Whether a fen could ever be paid.
    pub(super) fn can_pay(&self) -> bool {
        let rules = &self.rules;
        let ratios = rules.tiers.tiers().iter().map(|tier| tier.ratio);
        let by_level = rules.ratio_by_level.map(ByLevel::to_array).into_iter().flatten();
        let by_place = rules.ratio_by_place.to_array().into_iter().flatten();
        let by_cause = rules.tiers.tiers().iter().filter_map(|tier| tier.pre_existing_ratio);
        let by_cause = by_cause.chain(rules.ratio_pre_existing);
        let some_ratio =
            ratios.chain(by_level).chain(by_place).chain(by_cause).any(|ratio| ratio > Share::ZERO);
        let always = rules.limits.iter().filter(|limit| limit.per != Per::PreExisting);
        let limits = always.map(|limit| limit.amount);
        let some_room = rules.cap.into_iter().chain(limits).all(|cap| cap > Fen::ZERO);
        some_room && some_ratio || rules.tele_consult == TeleConsult::Flat
    }
}

/// What one payer has counted and paid of a person's year so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct AnnualState {
    /// Cumulative eligible cost, uncapped.
    pub(super) eligible: Fen,
    /// What the deductible has taken of it.
    pub(super) absorbed: Fen,
    /// What the tiers and flat amounts pay, in exact millionths of a fen, before caps on payment.
    pub(super) exact: i128,
    /// What has been paid.
    pub(super) paid: Fen,
}

impl AnnualState {
    /// Adds an exact amount; returns the fen it is worth as a difference of rounded sums.
    pub(super) fn add_exact(&mut self, exact: i128) -> Fen {
        let before = round_millionths(self.exact);
        self.exact += exact;
        round_millionths(self.exact) - before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> AnnualRules {
        AnnualRules::new(PartSet::of(&[Part::SelfPay]), Tiers::flat(Fen::ZERO, Share::ONE).unwrap())
    }

    #[test]
    fn impossible_rules_are_refused() {
        let broken = AnnualRules { cap: Some(Fen(-1)), ..rules() };
        assert_eq!(AnnualTerms::new(broken), Err(TermsError::Negative { what: "cap", amount: Fen(-1) }));
        let broken = AnnualRules { eligible: PartSet::EMPTY, ..rules() };
        assert_eq!(AnnualTerms::new(broken), Err(TermsError::NothingCounted));
        let broken = AnnualRules { cover: Cover::of(KindSet::default()), ..rules() };
        assert_eq!(AnnualTerms::new(broken), Err(TermsError::NothingCounted));
        let broken =
            AnnualRules { cap: Some(Fen(1)), cap_on: CapOn::Eligible, cap_scope: CapScope::Drug, ..rules() };
        assert_eq!(AnnualTerms::new(broken), Err(TermsError::CapOnEligibleNotShared));
    }

    #[test]
    fn tele_consultation_alone_is_enough_to_look_at_when_it_is_paid_flat() {
        let flat = AnnualRules { eligible: PartSet::EMPTY, tele_consult: TeleConsult::Flat, ..rules() };
        assert!(AnnualTerms::new(flat).is_ok());
    }
}
