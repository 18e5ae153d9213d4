//! The review of a fund's terms: when it comes, what it looks at, and how far it may go ([S1] Art. 12,
//! [S2] 四(四)).

use std::fmt;
use std::ops::{Range, RangeInclusive};

use super::LossRatio;
use crate::units::{Fen, Share};

/// One, in millionths.
const ONE: i64 = 1_000_000;

/// Actual over expected claims (A/E, 实际赔付/预期赔付), in whole millionths: 120% is `Experience(1_200_000)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Experience(pub i64);

impl Experience {
    /// Claims as they were expected.
    pub const AS_EXPECTED: Experience = Experience(ONE);

    /// What it would be with other claims over the same years: `self * others / claims`, half up. As it is where there
    /// were no claims.
    #[must_use]
    pub fn with_claims(self, claims: Fen, others: Fen) -> Experience {
        if claims <= Fen::ZERO {
            return self;
        }
        let product = i128::from(self.0) * i128::from(others.0);
        Experience(narrow(quotient(product, i128::from(claims.0))))
    }
}

impl fmt::Display for Experience {
    /// A decimal: `1.2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&rust_decimal::Decimal::new(self.0, 6).normalize().to_string())
    }
}

/// When terms are reviewed, and from which experience on they change. Years are counted from the first of the term, 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewRule {
    /// For how many years terms stay after a review, 1 or more: 3 in [S1] Art. 12.
    pub every: usize,
    /// The first year that a regular review may change, 1 or more.
    pub first: usize,
    /// The claims over income for which terms are made: expected claims are this part of the income.
    pub target: LossRatio,
    /// How many of the known years a review looks at, 1 or more.
    pub window: usize,
    /// How many years before the reviewed one are not known yet.
    pub lag: usize,
    /// How far experience is believed; what is left of it counts as expected.
    pub credibility: Share,
    /// How far from 1 experience may lie without any change.
    pub corridor: Share,
    /// A/E of the last known year above which a review comes before its time; never where `None`.
    pub early: Option<LossRatio>,
}

impl ReviewRule {
    /// `1 + credibility * (claims / (target * income) - 1)`, half up to the millionth; `None` without income.
    ///
    /// Claims of 108 on an income of 100 at a target of 0.9 are 1.2 of what was expected, believed to one half 1.1.
    pub fn experience(&self, claims: Fen, income: Fen) -> Option<Experience> {
        self.believed(claims, income, self.credibility)
    }

    /// The years that are known when `year` is reviewed, and looked at; none before any is known.
    pub fn seen(&self, year: usize) -> Range<usize> {
        let end = year.saturating_sub(self.lag);
        end.saturating_sub(self.window)..end
    }

    /// Whether experience lies so far from what was expected that terms change.
    pub const fn calls_for_change(&self, experience: Experience) -> bool {
        (experience.0 - ONE).abs() > self.corridor.millionths()
    }

    /// Whether the claims of the last known year, at present terms, call for a review before its time.
    pub fn comes_early(&self, claims: Fen, income: Fen) -> bool {
        let experience = self.believed(claims, income, Share::ONE);
        self.early.zip(experience).is_some_and(|(above, experience)| experience.0 > above.0)
    }

    fn believed(&self, claims: Fen, income: Fen, credibility: Share) -> Option<Experience> {
        // millionths of a fen
        let expected = i128::from(self.target.0) * i128::from(income.0);
        if expected <= 0 {
            return None;
        }
        let one = i128::from(ONE);
        let surprise = i128::from(claims.0) * one * one - expected * one;
        let change = quotient(i128::from(credibility.millionths()) * surprise, expected * one);
        Some(Experience(ONE.saturating_add(narrow(change))))
    }
}

/// How far a review may move a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceLimits {
    /// The largest change at one review, up or down, in parts of the price.
    pub max_change: Share,
    /// The price never falls below this.
    pub floor: Fen,
    /// The price never rises above this.
    pub cap: Fen,
}

impl PriceLimits {
    /// The prices that may follow a price: within the largest change, to the whole fen inside, and within floor and cap.
    pub fn after(&self, price: Fen) -> RangeInclusive<Fen> {
        let change = i128::from(self.max_change.millionths()) * i128::from(price.0);
        let change = Fen(narrow(change / i128::from(ONE)));
        (price - change).max(self.floor)..=(price + change).min(self.cap)
    }

    /// The price that brings experience back to what was expected, to the fen half up, within the limits.
    ///
    /// 20.00 yuan and claims of 1.2 times the expected ask for 24.00; with at most 10% a review, 22.00.
    pub fn next(&self, price: Fen, experience: Experience) -> Fen {
        let wanted = price.in_proportion(experience.0, ONE);
        let allowed = self.after(price);
        wanted.max(*allowed.start()).min(*allowed.end())
    }
}

/// `numerator / denominator` half up, away from zero below it; `denominator > 0`.
fn quotient(numerator: i128, denominator: i128) -> i128 {
    let half = if numerator < 0 { -denominator } else { denominator };
    (2 * numerator + half) / (2 * denominator)
}

/// An amount beyond 64 bits is as good as the largest.
fn narrow(amount: i128) -> i64 {
    i64::try_from(amount).unwrap_or(if amount < 0 { i64::MIN / 2 } else { i64::MAX / 2 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rule() -> ReviewRule {
        ReviewRule {
            every: 3,
            first: 3,
            target: LossRatio(900_000),
            window: 3,
            lag: 0,
            credibility: Share::ONE,
            corridor: Share::ZERO,
            early: None,
        }
    }

    const LIMITS: PriceLimits =
        PriceLimits { max_change: Share::percent(10), floor: Fen(1_500), cap: Fen(3_000) };

    #[test]
    fn j02_a_loss_ratio_of_108_per_cent_is_1_2_of_the_90_that_were_expected() {
        let seen = |credibility, claims| {
            ReviewRule { credibility, ..rule() }
                .experience(Fen(claims), Fen(100_000))
                .map(|it| it.to_string())
        };
        assert_eq!(seen(Share::ONE, 90_000).as_deref(), Some("1"));
        assert_eq!(seen(Share::ONE, 108_000).as_deref(), Some("1.2"));
        assert_eq!(seen(Share::ONE, 129_600).as_deref(), Some("1.44"));
        assert_eq!(seen(Share::percent(50), 108_000).as_deref(), Some("1.1"));
        assert_eq!(seen(Share::ZERO, 129_600).as_deref(), Some("1"));
        assert_eq!(rule().experience(Fen(1), Fen::ZERO), None);
    }

    #[test]
    fn a_review_looks_at_the_last_known_years() {
        assert_eq!((rule().seen(3), rule().seen(5), rule().seen(1)), (0..3, 2..5, 0..1));
        let late = ReviewRule { lag: 1, window: 2, ..rule() };
        assert_eq!((late.seen(3), late.seen(1), late.seen(0)), (0..2, 0..0, 0..0));
    }

    #[test]
    fn inside_the_corridor_nothing_changes_and_its_edge_is_inside() {
        let rule = ReviewRule { corridor: Share::percent(5), ..rule() };
        let calls = |millionths| rule.calls_for_change(Experience(millionths));
        assert_eq!([950_000, 1_050_000, 949_999, 1_050_001].map(calls), [false, false, true, true]);
    }

    #[test]
    fn an_early_review_looks_at_the_whole_experience_and_only_upwards() {
        let early = ReviewRule { early: Some(LossRatio(1_150_000)), credibility: Share::ZERO, ..rule() };
        assert!(early.comes_early(Fen(108_000), Fen(100_000)));
        assert!(!early.comes_early(Fen(103_500), Fen(100_000)), "1.15 is not above 1.15");
        assert!(!early.comes_early(Fen(10_000), Fen(100_000)));
        assert!(!rule().comes_early(Fen(500_000), Fen(100_000)), "off");
    }

    #[test]
    fn a_price_moves_by_ten_per_cent_at_most_and_keeps_floor_and_cap() {
        let next = |price, millionths| LIMITS.next(Fen(price), Experience(millionths)).0;
        assert_eq!(next(2_000, 1_050_000), 2_100);
        assert_eq!(next(2_000, 1_200_000), 2_200);
        assert_eq!(next(2_000, 500_000), 1_800);
        assert_eq!(next(2_900, 1_200_000), 3_000);
        assert_eq!(next(1_550, 500_000), 1_500);
        assert_eq!(next(1_999, 1_000_000), 1_999);
        // 10% of 19.99 is 1.999: 21.98 stays within it, 21.99 would not
        assert_eq!(next(1_999, 2_000_000), 2_198);
    }

    #[test]
    fn with_other_claims_experience_moves_in_proportion() {
        let seen = Experience(1_200_000);
        assert_eq!(seen.with_claims(Fen(300), Fen(200)), Experience(800_000));
        assert_eq!(seen.with_claims(Fen(300), Fen(300)), seen);
        assert_eq!(seen.with_claims(Fen::ZERO, Fen(5)), seen);
    }

    proptest! {
        #[test]
        fn a_price_never_leaves_its_limits_and_rises_with_experience(
            price in 1_500..=3_000_i64, seen in 0..5_000_000_i64, more in 0..1_000_000_i64,
        ) {
            let next = LIMITS.next(Fen(price), Experience(seen));
            prop_assert!(LIMITS.after(Fen(price)).contains(&next));
            prop_assert!((LIMITS.floor..=LIMITS.cap).contains(&next));
            prop_assert!(LIMITS.next(Fen(price), Experience(seen + more)) >= next);
        }
    }
}
