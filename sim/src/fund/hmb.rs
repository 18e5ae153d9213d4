//! The book of a 惠民保 product: premium, cost, claims, margin, surplus, [S2] 三, 四.

use super::FundError;
use crate::units::{Fen, Heads, Share};

/// What a 惠民保 product costs and what it may earn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HmbTerms {
    /// One price for all, fen per member and year ([S2] 三(三)1).
    pub premium: Fen,
    /// Operating cost of a year whatever the membership: team, office, systems ([S2] 三(六)4).
    pub fixed_cost: Fen,
    /// Operating cost per member and year.
    pub cost_per_head: Fen,
    /// Operating cost in per cent of premium: commission, platform, levies.
    pub cost_ratio: Share,
    /// 保本微利: the margin that the insurers may keep, in per cent of premium.
    pub margin: Share,
}

/// One year of an HMB book: `premium - claims - cost = result`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HmbYear {
    /// Insured members.
    pub members: Heads,
    /// Premium of the year.
    pub premium: Fen,
    /// Benefits of all liabilities.
    pub claims: Fen,
    /// Operating cost: fixed, per member, per cent.
    pub cost: Fen,
    /// The margin that may be kept.
    pub margin_allowed: Fen,
    /// Gain or loss.
    pub result: Fen,
    /// 超额结余: the part of a gain above the margin, for next year's benefits ([S2] 四(四)).
    pub surplus_excess: Fen,
}

impl HmbTerms {
    /// Refuses amounts below zero, and ratios that leave nothing of the premium for claims.
    pub fn check(&self) -> Result<(), FundError> {
        for amount in [self.premium, self.fixed_cost, self.cost_per_head] {
            FundError::refuse_negative(amount)?;
        }
        if self.left_for_claims() <= 0 {
            return Err(FundError::NothingLeftForClaims { cost_ratio: self.cost_ratio, margin: self.margin });
        }
        Ok(())
    }

    /// Settles one year for so many members (0 or more) and the benefits of each liability.
    ///
    /// G05: premium 100,000,000, claims 70,000,000, cost 8,000,000, margin 3%: a result of 22,000,000,
    /// of which 19,000,000 is 超额结余.
    pub fn settle_year(&self, members: Heads, claims_by_liability: &[Fen]) -> HmbYear {
        let premium = self.premium * members;
        let claims = claims_by_liability.iter().copied().sum();
        let cost = self.fixed_cost + self.cost_per_head * members + self.cost_ratio.of(premium);
        let margin_allowed = self.margin.of(premium);
        let result = premium - claims - cost;
        let surplus_excess = (result - margin_allowed).positive_part();
        HmbYear { members, premium, claims, cost, margin_allowed, result, surplus_excess }
    }

    /// The lowest premium in whole fen that carries claims, cost and margin:
    /// `ceil((claims + fixed + per_head * n) / (n * (1 - cost_ratio - margin)))`.
    ///
    /// `None` without members, or where the ratios leave nothing. H01: 62.40 a head, 8,000,000 fixed,
    /// 1,000,000 members, 8% and 3% give 79.11 yuan. The premium of the terms themselves is not used.
    pub fn break_even_premium(&self, members: Heads, claims: Fen) -> Option<Fen> {
        let outgo = claims + self.fixed_cost + self.cost_per_head * members;
        let per_unit = i128::from(members.0) * i128::from(self.left_for_claims());
        ceil_div(i128::from(outgo.0) * 1_000_000, per_unit)?.try_into().ok().map(Fen)
    }

    /// The fewest members with whom the premium carries cost and claims, without a margin:
    /// `ceil(fixed / (premium * (1 - cost_ratio) - per_head - claims_per_head))`.
    ///
    /// `None` where a member brings in less than he costs. H02: 79.00, 8%, 62.40 a head and 8,000,000
    /// fixed give 778,211. Claims per head stay the same here; selection is the projection's business.
    pub fn break_even_members(&self, claims_per_head: Fen) -> Option<Heads> {
        let left_millionths = i128::from(self.premium.0)
            * i128::from(self.cost_ratio.complement().millionths())
            - i128::from((self.cost_per_head + claims_per_head).0) * 1_000_000;
        ceil_div(i128::from(self.fixed_cost.0) * 1_000_000, left_millionths)?.try_into().ok().map(Heads)
    }

    /// Millionths of the premium left after cost ratio and margin.
    fn left_for_claims(&self) -> i64 {
        self.cost_ratio.complement().millionths() - self.margin.millionths()
    }
}

impl HmbYear {
    /// 超额结余 for each of next year's members, half up: G05 gives 15.83 yuan for 1,200,000.
    pub fn excess_per_head(&self, next_members: Heads) -> Option<Fen> {
        let (excess, heads) = (i128::from(self.surplus_excess.0), i128::from(next_members.0));
        if heads <= 0 {
            return None;
        }
        ((2 * excess + heads) / (2 * heads)).try_into().ok().map(Fen)
    }
}

/// `ceil(numerator / denominator)` for a numerator of 0 or more; `None` unless the denominator is above 0.
fn ceil_div(numerator: i128, denominator: i128) -> Option<i128> {
    if denominator <= 0 { None } else { Some((numerator + denominator - 1) / denominator) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms(premium: Fen, fixed_cost: Fen, cost_ratio: i64, margin: i64) -> HmbTerms {
        HmbTerms {
            premium,
            fixed_cost,
            cost_per_head: Fen::ZERO,
            cost_ratio: Share::percent(cost_ratio),
            margin: Share::percent(margin),
        }
    }

    #[test]
    fn h01_the_break_even_premium_carries_claims_cost_and_margin() {
        let found = terms(Fen::ZERO, Fen::yuan(8_000_000), 8, 3);
        let claims = Fen(6_240) * Heads(1_000_000);
        assert_eq!(found.break_even_premium(Heads(1_000_000), claims).unwrap().to_string(), "79.11");
        assert_eq!(found.break_even_premium(Heads(0), claims), None);
    }

    #[test]
    fn h02_the_break_even_membership_spreads_the_fixed_cost() {
        let found = terms(Fen::yuan(79), Fen::yuan(8_000_000), 8, 3);
        assert_eq!(found.break_even_members(Fen(6_240)), Some(Heads(778_211)));
        assert_eq!(found.break_even_members(Fen::yuan(73)), None);
    }

    #[test]
    fn g05_a_surplus_above_the_margin_becomes_next_years_benefits() {
        let book = terms(Fen::yuan(100), Fen::ZERO, 8, 3);
        let year = book.settle_year(Heads(1_000_000), &[Fen::yuan(45_000_000), Fen::yuan(25_000_000)]);
        assert_eq!(year.result.to_string(), "22000000.00");
        assert_eq!(year.surplus_excess.to_string(), "19000000.00");
        assert_eq!(year.excess_per_head(Heads(1_200_000)).unwrap().to_string(), "15.83");
        assert_eq!(year.excess_per_head(Heads(0)), None);
    }

    #[test]
    fn g04_the_counties_pay_the_premium_of_the_subsidised() {
        let year = terms(Fen::yuan(100), Fen::ZERO, 0, 3).settle_year(Heads(222_000), &[]);
        assert_eq!(year.premium.to_string(), "22200000.00");
    }

    #[test]
    fn a_loss_leaves_no_excess() {
        let year = terms(Fen::yuan(100), Fen::yuan(1), 8, 3).settle_year(Heads(10), &[Fen::yuan(1_000)]);
        assert_eq!((year.result, year.surplus_excess), (Fen::yuan(-81), Fen::ZERO));
    }

    #[test]
    fn ratios_that_leave_nothing_for_claims_are_refused() {
        let absurd = terms(Fen::yuan(100), Fen::ZERO, 97, 3);
        assert!(matches!(absurd.check(), Err(FundError::NothingLeftForClaims { .. })));
        assert_eq!(terms(Fen::yuan(100), Fen::ZERO, 96, 3).check(), Ok(()));
        assert_eq!(terms(Fen(-1), Fen::ZERO, 8, 3).check(), Err(FundError::Negative { amount: Fen(-1) }));
    }

    proptest! {
        /// At the break-even premium the book earns its margin, one fen less a head and it does not
        /// (a fen of rounding in cost and in margin apart).
        #[test]
        fn the_break_even_premium_is_the_lowest_that_earns_the_margin(
            members in 1..3_000_000_i64, claims in 0..10_i64.pow(10), fixed in 0..10_i64.pow(9), per_head in 0..500_i64,
            cost in 0..=30_i64, margin in 0..=10_i64,
        ) {
            let mut book = terms(Fen::ZERO, Fen(fixed), cost, margin);
            book.cost_per_head = Fen(per_head);
            let lowest = book.break_even_premium(Heads(members), Fen(claims)).unwrap();
            let gain = |premium| {
                let year = HmbTerms { premium, ..book }.settle_year(Heads(members), &[Fen(claims)]);
                year.result - year.margin_allowed
            };
            prop_assert!(gain(lowest) >= Fen(-1));
            prop_assert!(lowest == Fen::ZERO || gain(lowest - Fen(1)) <= Fen(1));
        }
    }
}
