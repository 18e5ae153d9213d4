//! What a year's eligible cost is paid, as a piecewise-linear function.

use crate::benefit::{RatioBy, TierBase, Tiers};
use crate::units::{Fen, round_millionths};

/// `min(round(sum of m_i * (cost between a_i and b_i)), cap)`, the ratios `m_i` in whole millionths.
///
/// The closed form of a payer's year, for one claim or many, where one set of ratios holds and neither a
/// pool nor a limit interferes. The steps are low to high, none without a ratio; neighbours with the
/// same ratio are one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct YearPay {
    steps: Vec<Step>,
    cap: Fen,
}

/// A stretch of eligible cost that one ratio is paid of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Step {
    /// Where it begins.
    pub(super) from: Fen,
    /// Where it ends; the largest amount where it does not.
    pub(super) to: Fen,
    /// The ratio in millionths, above zero.
    pub(super) millionths: i64,
}

impl YearPay {
    /// Of tiers with the ratios in force and caps on eligible cost and on payment; `Fen(i64::MAX)` for none.
    pub fn new(tiers: &Tiers, by: RatioBy, cap_on_eligible: Fen, cap_on_payment: Fen) -> YearPay {
        let deductible = tiers.deductible();
        let on_cost = |end: Fen| match tiers.base() {
            TierBase::EligibleTotal => end.max(deductible),
            TierBase::AboveDeductible => Fen(end.0.saturating_add(deductible.0)),
        };
        let (mut steps, mut start): (Vec<Step>, Fen) = (Vec::new(), Fen::ZERO);
        for tier in tiers.tiers() {
            let end = tier.up_to.unwrap_or(Fen(i64::MAX));
            let (from, to) = (on_cost(start), on_cost(end).min(cap_on_eligible));
            let millionths = by.of(tier).millionths();
            start = end;
            if from >= to || millionths == 0 {
                continue;
            }
            match steps.last_mut() {
                Some(last) if last.to == from && last.millionths == millionths => last.to = to,
                _ => steps.push(Step { from, to, millionths }),
            }
        }
        YearPay { steps, cap: cap_on_payment }
    }

    /// That nothing is paid.
    pub(super) fn none() -> YearPay {
        YearPay { steps: Vec::new(), cap: Fen(i64::MAX) }
    }

    /// What is paid of a year's eligible cost.
    pub fn pay(&self, eligible: Fen) -> Fen {
        round_millionths(self.exact(eligible)).min(self.cap)
    }

    /// What the ratios give before rounding and cap, in millionths of a fen.
    pub(super) fn exact(&self, eligible: Fen) -> i128 {
        let of_step = |step: &Step| {
            let cost = (step.to.min(eligible) - step.from.min(eligible)).0;
            i128::from(cost) * i128::from(step.millionths)
        };
        self.steps.iter().map(of_step).sum()
    }

    /// Where the ratio changes, rising; without the cap on payment.
    pub fn bounds(&self) -> Vec<Fen> {
        let mut bounds: Vec<Fen> = self.steps.iter().flat_map(|step| [step.from, step.to]).collect();
        bounds.retain(|&at| at < Fen(i64::MAX));
        bounds.dedup();
        bounds
    }

    /// The least cost of which a fen is paid, and that of which the cap is.
    pub fn thresholds(&self) -> Vec<Fen> {
        let capped = if self.cap < Fen(i64::MAX) { self.reaches(self.cap) } else { None };
        self.reaches(Fen(1)).into_iter().chain(capped).collect()
    }

    /// Its stretches of cost, low to high, each with where it begins and ends (the largest amount where it does
    /// not) and its ratio in millionths.
    pub fn stretches(&self) -> impl Iterator<Item = (Fen, Fen, i64)> {
        self.steps.iter().map(|step| (step.from, step.to, step.millionths))
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The most that is paid; the largest amount where nothing limits it.
    pub fn cap(&self) -> Fen {
        self.cap
    }

    /// The least eligible cost of which so much is paid, `None` where it never is.
    pub(super) fn reaches(&self, payment: Fen) -> Option<Fen> {
        let most = Fen(1 << 52);
        if self.pay(most) < payment {
            return None;
        }
        let (mut below, mut at) = (Fen(-1), most);
        while at.0 - below.0 > 1 {
            let middle = Fen(below.0 + (at.0 - below.0) / 2);
            if self.pay(middle) >= payment { at = middle } else { below = middle }
        }
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benefit::Tier;
    use crate::units::Share;

    #[test]
    fn neighbours_with_one_ratio_are_one_step_and_a_cap_on_cost_ends_the_last() {
        let tier = |end: i64, points| Tier::new((end > 0).then_some(Fen::yuan(end)), Share::percent(points));
        let tiers = vec![tier(20, 50), tier(40, 50), tier(0, 60)];
        let tiers = Tiers::new(TierBase::AboveDeductible, Fen::yuan(10), tiers).unwrap();
        let pay = YearPay::new(&tiers, RatioBy::Tiers, Fen::yuan(60), Fen(i64::MAX));
        let step = |from, to, millionths| Step { from: Fen::yuan(from), to: Fen::yuan(to), millionths };
        assert_eq!(pay.steps(), [step(10, 50, 500_000), step(50, 60, 600_000)]);
        assert_eq!(pay.pay(Fen::yuan(100)), Fen::yuan(26)); // 40 * 50% + 10 * 60%
        assert_eq!(pay.reaches(Fen::yuan(20)), Some(Fen(4_999))); // 39.99 * 50% = 19.995, half up
        assert_eq!(pay.reaches(Fen::yuan(27)), None);
    }
}
