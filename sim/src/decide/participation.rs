//! Who joins, and what it means for the book: break-even participation with selection, renewal bounds.
//!
//! Where the healthy leave first, claims per head are a function of participation, so the break-even lies
//! far above the one that flat claims suggest (domain section 3.6).

use crate::fund::HmbTerms;
use crate::units::{Fen, Heads};

/// How claims per head fall with participation: `claims_of_all * (1 + slope * (1 - q))`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Selection {
    /// Claims per head and year, in yuan, if everybody joined.
    pub claims_of_all: f64,
    /// How much dearer, in parts, the first to join are: 0 for no selection.
    pub slope: f64,
}

impl Selection {
    /// Claims per head in yuan at a participation `q` in [0, 1].
    pub fn claims_per_head(&self, q: f64) -> f64 {
        self.claims_of_all * (1.0 + self.slope * (1.0 - q))
    }
}

/// The least participation in (0, 1] at which a mean premium carries cost and claims, found by bisection on
/// `gain(q) = eligible * q * (premium * (1 - cost ratios) - per head - claims per head(q)) - fixed`.
///
/// `claims_per_head` is in yuan and must not rise with `q`: then the gain changes its sign once at most.
/// `None` where even full participation loses. H03: 2,000,000 eligible, 79 yuan, 8%, 8,000,000 fixed and
/// `48 (1 + 0.9 (1 - q))` break even at 58.66%, where flat claims of 62.40 would say 38.9%.
pub fn break_even_participation(
    terms: &HmbTerms,
    premium: Fen,
    eligible: Heads,
    claims_per_head: impl Fn(f64) -> f64,
) -> Option<f64> {
    let left = terms.left_millionths(false) as f64 / 1e6;
    let per_head = premium.as_yuan_f64() * left - terms.cost_per_head.as_yuan_f64();
    let fixed = terms.fixed_cost.as_yuan_f64();
    let gain = |q: f64| eligible.0 as f64 * q * (per_head - claims_per_head(q)) - fixed;
    if gain(1.0) < 0.0 {
        return None;
    }
    let (mut losing, mut carrying) = (0.0, 1.0);
    // each step halves the interval: 60 of them leave less than the last place of a float near 1
    for _ in 0..60 {
        let middle = 0.5 * (losing + carrying);
        if gain(middle) < 0.0 { losing = middle } else { carrying = middle }
    }
    Some(carrying)
}

/// How many renew, by what the undecided do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RenewalBounds {
    /// No undecided member renews.
    pub low: f64,
    /// Half of them do (`renewal.undecided`, default).
    pub mid: f64,
    /// All of them do.
    pub high: f64,
    /// Standard error of the low bound: `sqrt(p (1 - p) / n)`.
    pub se_low: f64,
    /// Standard error of the high bound.
    pub se_high: f64,
}

/// Bounds of the renewal rate from a survey of `n` members of whom a share refuses and a share is undecided.
///
/// `None` for shares outside [0, 1] or above 1 together, and without anybody asked. G03: 6.6% and 25.8% of
/// 2,052 leave 67.6%, 80.5% and 93.4%, the first with a standard error of 1.03 points. Source: [S3] ch. 1 §2(三).
pub fn renewal_bounds(refuse: f64, undecided: f64, n: u32) -> Option<RenewalBounds> {
    let high = 1.0 - refuse;
    let low = high - undecided;
    if n == 0 || refuse < 0.0 || undecided < 0.0 || low < 0.0 {
        return None;
    }
    let se = |p: f64| (p * (1.0 - p) / f64::from(n)).sqrt();
    Some(RenewalBounds { low, mid: 0.5 * (low + high), high, se_low: se(low), se_high: se(high) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fund::Premium;
    use crate::units::Share;

    fn terms() -> HmbTerms {
        HmbTerms {
            fixed_cost: Fen::yuan(8_000_000),
            cost_ratio: Share::percent(8),
            ..HmbTerms::plain(Premium::one(Fen::yuan(79)))
        }
    }

    #[test]
    fn without_selection_the_break_even_participation_is_that_of_the_membership() {
        let flat = Selection { claims_of_all: 62.4, slope: 0.0 };
        let found =
            break_even_participation(&terms(), Fen::yuan(79), Heads(2_000_000), |q| flat.claims_per_head(q));
        // H02: 778,210.1167 members of 2,000,000
        assert!((found.unwrap() - 0.389_105_058_4).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn where_everybody_joining_still_loses_there_is_no_break_even() {
        let found = break_even_participation(&terms(), Fen::yuan(79), Heads(2_000_000), |_| 72.0);
        assert_eq!(found, None);
    }

    #[test]
    fn shares_that_cannot_be_have_no_bounds() {
        assert_eq!(renewal_bounds(0.6, 0.5, 10), None);
        assert_eq!(renewal_bounds(-0.1, 0.5, 10), None);
        assert_eq!(renewal_bounds(0.1, 0.5, 0), None);
    }
}
