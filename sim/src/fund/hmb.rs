//! The terms of a 惠民保 product: premium, cost, margin, who pays, reinsurance; and where it breaks even,
//! [S2] 三, 四.

use super::{FundError, Premium, Reinsurance};
use crate::units::{Fen, Heads, Share, keys};

keys! {
    /// Where a surplus above the margin goes: `hmb.surplus_form`, [S2] 四(四).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum SurplusForm {
        /// Into next year's benefits, which are raised until it is spent: 优化产品供给、调整…待遇水平 (default).
        #[default]
        Benefit = "benefit",
        /// Into next year's premium, which falls by it.
        Premium = "premium",
    }
}

/// Members who join after 1 January, [S2] 三(七)4. They pay a year and are covered for a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LateJoiners {
    /// Their part of all members; 0 where cover is of whole calendar years.
    pub share: Share,
    /// The day of the year on which they join on average, in [1, 365]; 32 is 1 February.
    pub mean_day: u32,
}

impl Default for LateJoiners {
    fn default() -> LateJoiners {
        LateJoiners { share: Share::ZERO, mean_day: 1 }
    }
}

impl LateJoiners {
    /// Days of cover that a late joiner has behind him on 31 December: 334 for 1 February.
    pub const fn days_elapsed(&self) -> u32 {
        366_u32.saturating_sub(self.mean_day)
    }

    /// How many of the members they are, half up.
    pub const fn of(&self, members: Heads) -> Heads {
        Heads(self.share.of(Fen(members.0)).0)
    }
}

/// What a 惠民保 product costs and what it may earn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HmbTerms {
    /// What a member pays a year ([S2] 三(三)1).
    pub premium: Premium,
    /// Operating cost of a year whatever the membership: team, office, systems ([S2] 三(六)4).
    pub fixed_cost: Fen,
    /// Operating cost per member and year.
    pub cost_per_head: Fen,
    /// Operating cost in parts of premium, without commission and levies.
    pub cost_ratio: Share,
    /// Commission, platform and sales fees, in parts of premium.
    pub commission_ratio: Share,
    /// Levies and taxes, in parts of premium.
    pub levy_ratio: Share,
    /// 保本微利: the margin that the insurers may keep, in parts of premium.
    pub margin: Share,
    /// The part of the employees' premium that comes from their accounts (历年结余); a source of cash alone.
    pub personal_account_share: Share,
    /// Who joins after 1 January.
    pub late_joiners: LateJoiners,
    /// Where a surplus above the margin goes.
    pub surplus_form: SurplusForm,
    /// What is ceded.
    pub reinsurance: Reinsurance,
}

impl HmbTerms {
    /// A product at these prices without any cost, with a margin of 3%, the whole year, no reinsurance.
    pub fn plain(premium: Premium) -> HmbTerms {
        HmbTerms {
            premium,
            fixed_cost: Fen::ZERO,
            cost_per_head: Fen::ZERO,
            cost_ratio: Share::ZERO,
            commission_ratio: Share::ZERO,
            levy_ratio: Share::ZERO,
            margin: Share::percent(3),
            personal_account_share: Share::ZERO,
            late_joiners: LateJoiners::default(),
            surplus_form: SurplusForm::default(),
            reinsurance: Reinsurance::default(),
        }
    }

    /// Refuses amounts below zero, a joining day outside the year, ratios that leave nothing of the premium
    /// for claims, and reinsurance that cannot be.
    pub fn check(&self) -> Result<(), FundError> {
        for amount in [self.premium.lowest(), self.fixed_cost, self.cost_per_head] {
            FundError::refuse_negative(amount)?;
        }
        if !(1..=365).contains(&self.late_joiners.mean_day) {
            return Err(FundError::NoDayOfTheYear { day: self.late_joiners.mean_day });
        }
        if self.left_millionths(true) <= 0 {
            let cost_ratio = 1_000_000 - self.left_millionths(false);
            return Err(FundError::NothingLeftForClaims {
                cost_ratio_millionths: cost_ratio,
                margin: self.margin,
            });
        }
        self.reinsurance.check()
    }

    /// Millionths of the premium left after operating cost, commission and levies, and after the margin
    /// where it is to be earned too; 0 or less where they eat it.
    pub fn left_millionths(&self, with_margin: bool) -> i64 {
        let ratios = [self.cost_ratio, self.commission_ratio, self.levy_ratio];
        let margin = if with_margin { self.margin.millionths() } else { 0 };
        1_000_000 - ratios.iter().map(|ratio| ratio.millionths()).sum::<i64>() - margin
    }

    /// The lowest mean premium in whole fen that carries claims, cost and margin:
    /// `ceil((claims + fixed + per_head * n) / (n * (1 - cost - commission - levy - margin)))`.
    ///
    /// `None` without members, or where the ratios leave nothing. H01: 62.40 a head, 8,000,000 fixed,
    /// 1,000,000 members, 8% and 3% give 79.11 yuan. The premium of the terms themselves is not used.
    pub fn break_even_premium(&self, members: Heads, claims: Fen) -> Option<Fen> {
        let outgo = claims + self.fixed_cost + self.cost_per_head * members;
        let per_unit = i128::from(members.0) * i128::from(self.left_millionths(true));
        ceil_div(i128::from(outgo.0) * 1_000_000, per_unit)?.try_into().ok().map(Fen)
    }

    /// The fewest members with whom a mean premium carries cost and claims, without a margin:
    /// `ceil(fixed / (premium * (1 - cost - commission - levy) - per_head - claims_per_head))`.
    ///
    /// `None` where a member brings in less than he costs. H02: 79.00, 8%, 62.40 a head and 8,000,000
    /// fixed give 778,211. Claims per head stay the same here; with selection see `decide`.
    pub fn break_even_members(&self, premium: Fen, claims_per_head: Fen) -> Option<Heads> {
        let left_millionths = i128::from(premium.0) * i128::from(self.left_millionths(false))
            - i128::from((self.cost_per_head + claims_per_head).0) * 1_000_000;
        ceil_div(i128::from(self.fixed_cost.0) * 1_000_000, left_millionths)?.try_into().ok().map(Heads)
    }
}

/// `ceil(numerator / denominator)` for a numerator of 0 or more; `None` unless the denominator is above 0.
fn ceil_div(numerator: i128, denominator: i128) -> Option<i128> {
    if denominator <= 0 { None } else { Some((numerator + denominator - 1) / denominator) }
}

#[cfg(test)]
mod tests {
    use super::super::{HmbBook, HmbYearInput, Joined};
    use super::*;
    use proptest::prelude::*;

    fn terms(premium: Fen, fixed_cost: Fen, cost_ratio: i64, margin: i64) -> HmbTerms {
        HmbTerms {
            fixed_cost,
            cost_ratio: Share::percent(cost_ratio),
            margin: Share::percent(margin),
            ..HmbTerms::plain(Premium::one(premium))
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
    fn commission_and_levies_raise_it_as_any_cost_does() {
        let split = HmbTerms {
            commission_ratio: Share::percent(4),
            levy_ratio: Share::percent(1),
            ..terms(Fen::ZERO, Fen::yuan(8_000_000), 3, 3)
        };
        let claims = Fen(6_240) * Heads(1_000_000);
        assert_eq!(split.break_even_premium(Heads(1_000_000), claims).unwrap().to_string(), "79.11");
    }

    #[test]
    fn h02_the_break_even_membership_spreads_the_fixed_cost() {
        let found = terms(Fen::ZERO, Fen::yuan(8_000_000), 8, 3);
        assert_eq!(found.break_even_members(Fen::yuan(79), Fen(6_240)), Some(Heads(778_211)));
        assert_eq!(found.break_even_members(Fen::yuan(79), Fen::yuan(73)), None);
    }

    #[test]
    fn ratios_that_leave_nothing_for_claims_are_refused() {
        let absurd = terms(Fen::yuan(100), Fen::ZERO, 97, 3);
        assert!(matches!(absurd.check(), Err(FundError::NothingLeftForClaims { .. })));
        let by_commission =
            HmbTerms { commission_ratio: Share::percent(1), ..terms(Fen::yuan(1), Fen::ZERO, 96, 3) };
        assert!(matches!(by_commission.check(), Err(FundError::NothingLeftForClaims { .. })));
        assert_eq!(terms(Fen::yuan(100), Fen::ZERO, 96, 3).check(), Ok(()));
        assert_eq!(terms(Fen(-1), Fen::ZERO, 8, 3).check(), Err(FundError::Negative { amount: Fen(-1) }));
        let late = LateJoiners { share: Share::ZERO, mean_day: 366 };
        let late = HmbTerms { late_joiners: late, ..terms(Fen(1), Fen::ZERO, 8, 3) };
        assert_eq!(late.check(), Err(FundError::NoDayOfTheYear { day: 366 }));
    }

    proptest! {
        /// At the break-even premium the book earns its margin, one fen less a head and it does not
        /// (a fen of rounding in cost and in margin apart).
        #[test]
        fn the_break_even_premium_is_the_lowest_that_earns_the_margin(
            members in 1..3_000_000_i64, claims in 0..10_i64.pow(10), fixed in 0..10_i64.pow(9), per_head in 0..500_i64,
            cost in 0..=30_i64, margin in 0..=10_i64,
        ) {
            let mut found = terms(Fen::ZERO, Fen(fixed), cost, margin);
            found.cost_per_head = Fen(per_head);
            let lowest = found.break_even_premium(Heads(members), Fen(claims)).unwrap();
            let gain = |premium: Fen| {
                let mut book = HmbBook::new(HmbTerms { premium: Premium::one(premium), ..found.clone() }).unwrap();
                let residents = Joined { heads: Heads(members), premium: premium * Heads(members) };
                let year = book.settle_year(&HmbYearInput { residents, claims: Fen(claims), ..HmbYearInput::default() });
                year.result - year.margin_allowed
            };
            prop_assert!(gain(lowest) >= Fen(-1));
            prop_assert!(lowest == Fen::ZERO || gain(lowest - Fen(1)) <= Fen(1));
        }
    }
}
