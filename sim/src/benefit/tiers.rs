//! Marginal tiers above a deductible: an exact piecewise-linear function of cost.

use super::error::{TermsError, check_amount};
use crate::units::{Fen, Share, keys, round_millionths};

keys! {
    /// On which scale the ends of the tiers are measured; both occur in [S4] table B1, so it is a
    /// property of each scheme.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum TierBase {
        /// On the cumulative eligible cost, from zero: Quzhou's 12万 ends 100,000 above the deductible.
        #[default]
        EligibleTotal = "eligible_total",
        /// On the cost above the deductible: Harbin's "超过起付标准以上0-5万".
        AboveDeductible = "above_deductible",
    }
}

/// One tier: the ratio paid of the cost up to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tier {
    /// Where the tier ends; `None` for an open last tier. Above a closed last tier nothing is paid.
    pub up_to: Option<Fen>,
    /// The ratio paid within the tier.
    pub ratio: Share,
    /// The ratio for claims with a pre-existing cause, where the tier has one of its own.
    pub pre_existing_ratio: Option<Share>,
}

impl Tier {
    /// One ratio for all claims.
    pub const fn new(up_to: Option<Fen>, ratio: Share) -> Tier {
        Tier { up_to, ratio, pre_existing_ratio: None }
    }
}

/// By which ratio a claim is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RatioBy {
    /// The tiers'.
    #[default]
    Tiers,
    /// The tiers', for a claim with a pre-existing cause.
    TiersPreExisting,
    /// One ratio in their place: by cause, place or hospital level.
    Instead(Share),
}

impl RatioBy {
    /// The ratio in force within a tier.
    pub(crate) fn of(self, tier: &Tier) -> Share {
        match self {
            RatioBy::Tiers => tier.ratio,
            RatioBy::TiersPreExisting => tier.pre_existing_ratio.unwrap_or(tier.ratio),
            RatioBy::Instead(ratio) => ratio,
        }
    }
}

/// A deductible and the tiers above it.
///
/// `F(E) = sum over tiers of ratio * (cost of the tier within (deductible, E])`, in exact millionths
/// of a fen; rounded once, half up ([S1] Art. 6).
///
/// ```
/// use huimin::benefit::{Tier, TierBase, Tiers};
/// use huimin::units::{Fen, Share};
/// let quzhou = Tiers::new(TierBase::EligibleTotal, Fen::yuan(20_000), vec![
///     Tier::new(Some(Fen::yuan(120_000)), Share::percent(55)),
///     Tier::new(None, Share::percent(60)),
/// ]).unwrap();
/// assert_eq!(quzhou.pay(Fen::yuan(150_000)), Fen::yuan(73_000)); // 100,000 * 55% + 30,000 * 60%
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tiers {
    base: TierBase,
    deductible: Fen,
    steps: Vec<Tier>,
}

/// The cost that one tier sees of a claim, and the ratio it pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Slice {
    /// Which tier, from 0.
    pub tier: usize,
    /// The cost within it.
    pub cost: Fen,
    /// The ratio paid of that cost.
    pub ratio: Share,
}

impl Tiers {
    /// Tiers above a deductible.
    ///
    /// Errors: no tiers; a deductible or an end below zero; ends that do not rise; an open tier that
    /// is not the last. A tier that ends below the deductible is allowed: it never pays.
    pub fn new(base: TierBase, deductible: Fen, tiers: Vec<Tier>) -> Result<Tiers, TermsError> {
        check_amount("deductible", deductible)?;
        let Some(last) = tiers.len().checked_sub(1) else { return Err(TermsError::NoTiers) };
        let mut previous = Fen::ZERO;
        for (index, tier) in tiers.iter().enumerate() {
            match tier.up_to {
                None if index < last => return Err(TermsError::OpenTierNotLast { index }),
                None => {}
                Some(up_to) => {
                    check_amount("up_to", up_to)?;
                    if up_to <= previous {
                        return Err(TermsError::TiersNotRising { index, up_to, previous });
                    }
                    previous = up_to;
                }
            }
        }
        Ok(Tiers { base, deductible, steps: tiers })
    }

    /// One ratio above a deductible, without end.
    pub fn flat(deductible: Fen, ratio: Share) -> Result<Tiers, TermsError> {
        Tiers::new(TierBase::EligibleTotal, deductible, vec![Tier::new(None, ratio)])
    }

    /// On which scale the ends are measured.
    pub fn base(&self) -> TierBase {
        self.base
    }

    /// The cost below which nothing is paid.
    pub fn deductible(&self) -> Fen {
        self.deductible
    }

    /// The tiers, low to high.
    pub fn tiers(&self) -> &[Tier] {
        &self.steps
    }

    /// `F(E)` in exact millionths of a fen.
    pub fn exact(&self, eligible: Fen) -> i128 {
        let from = match self.base {
            TierBase::EligibleTotal => self.deductible,
            TierBase::AboveDeductible => Fen::ZERO,
        };
        let to = match self.base {
            TierBase::EligibleTotal => eligible,
            TierBase::AboveDeductible => eligible - self.deductible,
        };
        self.exact_between(from, to)
    }

    /// `F(E)`, rounded half up to the fen.
    pub fn pay(&self, eligible: Fen) -> Fen {
        round_millionths(self.exact(eligible))
    }

    /// What the tiers pay of the cost between two points of their scale, in exact millionths of a fen;
    /// nothing when `to <= from`.
    fn exact_between(&self, from: Fen, to: Fen) -> i128 {
        self.slices(from, to, RatioBy::Tiers)
            .map(|s| i128::from(s.cost.0) * i128::from(s.ratio.millionths()))
            .sum()
    }

    /// The tiers with every ratio changed.
    #[must_use]
    pub(super) fn with_ratios(&self, change: impl Fn(Share) -> Share) -> Tiers {
        let change_tier = |tier: &Tier| Tier {
            up_to: tier.up_to,
            ratio: change(tier.ratio),
            pre_existing_ratio: tier.pre_existing_ratio.map(&change),
        };
        Tiers { steps: self.steps.iter().map(change_tier).collect(), ..self.clone() }
    }

    /// The cost that each tier sees between two points of the scale, with the ratio in force; tiers
    /// that see none are left out.
    pub fn slices(&self, from: Fen, to: Fen, by: RatioBy) -> impl Iterator<Item = Slice> {
        let mut start = Fen::ZERO;
        self.steps.iter().enumerate().filter_map(move |(number, tier)| {
            let end = tier.up_to.unwrap_or(Fen(i64::MAX));
            let low = start.max(from);
            start = end;
            let cost = end.min(to) - low.min(to);
            (cost > Fen::ZERO).then_some(Slice { tier: number, cost, ratio: by.of(tier) })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tier(up_to_yuan: Option<i64>, points: i64) -> Tier {
        Tier::new(up_to_yuan.map(Fen::yuan), Share::percent(points))
    }

    #[test]
    fn tiers_that_do_not_rise_are_refused() {
        let broken =
            Tiers::new(TierBase::EligibleTotal, Fen::ZERO, vec![tier(Some(5), 50), tier(Some(5), 60)]);
        let error = TermsError::TiersNotRising { index: 1, up_to: Fen::yuan(5), previous: Fen::yuan(5) };
        assert_eq!(broken, Err(error));
        let broken = Tiers::new(TierBase::EligibleTotal, Fen::ZERO, vec![tier(None, 50), tier(Some(5), 60)]);
        assert_eq!(broken, Err(TermsError::OpenTierNotLast { index: 0 }));
        assert_eq!(Tiers::new(TierBase::EligibleTotal, Fen::ZERO, vec![]), Err(TermsError::NoTiers));
        let broken = Tiers::flat(Fen(-1), Share::ONE);
        assert_eq!(broken, Err(TermsError::Negative { what: "deductible", amount: Fen(-1) }));
    }

    #[test]
    fn nothing_is_paid_above_a_closed_last_tier() {
        let tiers = Tiers::new(TierBase::EligibleTotal, Fen::yuan(10), vec![tier(Some(30), 50)]).unwrap();
        assert_eq!(tiers.pay(Fen::yuan(30)), Fen::yuan(10));
        assert_eq!(tiers.pay(Fen::yuan(1_000)), Fen::yuan(10));
    }

    #[test]
    fn a_deductible_above_the_first_tier_leaves_only_the_second() {
        let tiers = vec![tier(Some(20), 50), tier(None, 100)];
        let total = Tiers::new(TierBase::EligibleTotal, Fen::yuan(30), tiers.clone()).unwrap();
        assert_eq!(total.pay(Fen::yuan(45)), Fen::yuan(15));
        let above = Tiers::new(TierBase::AboveDeductible, Fen::yuan(30), tiers).unwrap();
        assert_eq!(above.pay(Fen::yuan(60)), Fen::yuan(20));
    }
}
