//! Reserves and the loss ratio of a policy year that is still open, domain sections 3.5, 3.9, 3.10.
//!
//! A simulation knows its claims to the last one; these are the figures of an actuary who does not.
//! Amounts are whole fen, half up; ratios are exact decimals.

use rust_decimal::Decimal;

use crate::units::{Fen, Share, round_millionths};

/// 未到期责任准备金 by the 1/365 method: `written * (days - elapsed) / days`, in whole fen, half up.
///
/// `elapsed` days have passed of a cover of `days`, in [0, days]; nothing is unearned of a cover without
/// days. H04: 100,000,000 after 181 of 365 days leave 50,410,958.90.
pub fn unearned_365(written: Fen, elapsed: u32, days: u32) -> Fen {
    let left = days.saturating_sub(elapsed);
    if days == 0 { Fen::ZERO } else { part(written, left.into(), days.into()) }
}

/// 未到期责任准备金 by the 1/24 method: a policy of month `m` (1 to 12) is taken to begin in its middle, so
/// that at the end of month `t` (1 to 12) of the same year `written * (2 (m - t) + 23) / 24` is unearned.
///
/// `written` is the premium of each month, January first; later months than `t` are not written yet.
/// Premium of January has 1/24 left at the end of December, that of December 23/24.
pub fn unearned_24(written: &[Fen; 12], t: u32) -> Fen {
    (1..=t.min(12)).zip(written).map(|(m, &written)| part(written, i128::from(2 * m + 23 - 2 * t), 24)).sum()
}

/// 已赚保费: `unearned at the beginning + written - unearned at the end`.
pub fn earned(written: Fen, unearned_opening: Fen, unearned_closing: Fen) -> Fen {
    unearned_opening + written - unearned_closing
}

/// An ultimate claims figure, and what of it is not yet reported: `ultimate = paid + ibnr`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ultimate {
    /// Claims when all are paid.
    pub ultimate: Fen,
    /// 已发生未报告: what is missing of them; below zero where the method finds more paid than due.
    pub ibnr: Fen,
}

/// The completion factor (chain ladder) method: `paid / completion`, in whole fen, half up.
///
/// `completion` is the part of ultimate claims that is paid by now; `None` at 0.
/// H05: 40,000,000 at 0.55 are 72,727,272.73, of which 32,727,272.73 are to come.
pub fn completed(paid: Fen, completion: Share) -> Option<Ultimate> {
    let completion = i128::from(completion.millionths());
    if completion == 0 {
        return None;
    }
    let ultimate = part(paid, 1_000_000, completion);
    Some(Ultimate { ultimate, ibnr: ultimate - paid })
}

/// The Bornhuetter-Ferguson method: `paid + premium * prior loss ratio * (1 - completion)`.
///
/// H05: 40,000,000 paid, and of the 80,000,000 expected 45% are to come: 76,000,000.
pub fn bornhuetter_ferguson(
    paid: Fen,
    completion: Share,
    earned_premium: Fen,
    prior: super::LossRatio,
) -> Ultimate {
    let exact =
        i128::from(prior.0) * i128::from(earned_premium.0) * i128::from(completion.complement().millionths());
    // millionths of millionths: half up once
    let half = if exact < 0 { -500_000_000_000 } else { 500_000_000_000 };
    let ibnr = i64::try_from((exact + half) / 1_000_000_000_000).map_or(Fen::MAX_INPUT, Fen);
    Ultimate { ultimate: paid + ibnr, ibnr }
}

/// 保费不足准备金: `max(0, expected claims + expected cost - unearned premium)` of the cover still to come.
///
/// H06: 55,000,000 and 3,000,000 on 50,410,958.90 lack 7,589,041.10.
pub fn premium_deficiency(unearned: Fen, expected_claims: Fen, expected_cost: Fen) -> Fen {
    (expected_claims + expected_cost - unearned).positive_part()
}

/// What `elapsed` of `days` have earned of a written premium, in yuan, before it is rounded to the fen: a
/// ratio is taken of exact amounts.
pub fn earned_365_exact(written: Fen, elapsed: u32, days: u32) -> Decimal {
    let part = Decimal::from(elapsed.min(days)).checked_div(days.into()).unwrap_or(Decimal::ONE);
    written.to_decimal() * part
}

/// 综合赔付率 of the regulator, all after reinsurance: `(paid + outstanding at the end - outstanding at the
/// beginning) / earned premium`; outstanding holds what is reported, IBNR, and handling.
///
/// The earned premium is in yuan, and need not be rounded. `None` where it is not above 0. H04: 42,000,000 on
/// 181 of 365 days of 100,000,000 is 0.8469613260. Source: 银保监办发〔2021〕7号.
pub fn composite_loss_ratio(
    paid: Fen,
    outstanding_opening: Fen,
    outstanding_closing: Fen,
    earned_premium: Decimal,
) -> Option<Decimal> {
    let incurred = paid + outstanding_closing - outstanding_opening;
    (earned_premium > Decimal::ZERO).then(|| incurred.to_decimal().checked_div(earned_premium))?
}

/// 简单赔付率: `paid / written`; never a headline, since neither side is complete.
pub fn paid_loss_ratio(paid: Fen, written: Fen) -> Option<Decimal> {
    ratio(paid, written)
}

/// An exact ratio of amounts; `None` where the divisor is not above 0.
pub(super) fn ratio(amount: Fen, of: Fen) -> Option<Decimal> {
    (of > Fen::ZERO).then(|| Decimal::from(amount.0).checked_div(Decimal::from(of.0)))?
}

/// `amount * numerator / denominator` in whole fen, half up; the denominator is above 0.
fn part(amount: Fen, numerator: i128, denominator: i128) -> Fen {
    let exact = 2 * i128::from(amount.0) * numerator;
    let half = if exact < 0 { -denominator } else { denominator };
    // an exact whole number goes through the one rounding of the project
    round_millionths((exact + half) / (2 * denominator) * 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_policy_of_a_month_is_taken_to_begin_in_its_middle() {
        let mut written = [Fen::ZERO; 12];
        written[0] = Fen(2_400);
        assert_eq!(unearned_24(&written, 12), Fen(100));
        assert_eq!(unearned_24(&written, 1), Fen(2_300));
        written[11] = Fen(2_400);
        assert_eq!(unearned_24(&written, 12), Fen(100 + 2_300));
        assert_eq!(unearned_24(&written, 11), Fen(300), "December is not written yet");
    }

    #[test]
    fn nothing_is_unearned_when_the_cover_is_over() {
        assert_eq!(unearned_365(Fen(365), 365, 365), Fen::ZERO);
        assert_eq!(unearned_365(Fen(365), 400, 365), Fen::ZERO);
        assert_eq!(unearned_365(Fen(365), 0, 365), Fen(365));
        assert_eq!(unearned_365(Fen(365), 0, 0), Fen::ZERO);
    }

    #[test]
    fn what_has_no_divisor_has_no_ratio() {
        assert_eq!(composite_loss_ratio(Fen(1), Fen(0), Fen(0), Decimal::ZERO), None);
        assert_eq!(completed(Fen(1), Share::ZERO), None);
    }

    proptest! {
        /// What is earned day by day is what was written, and every day earns.
        #[test]
        fn earning_ends_at_the_written_premium(written in 0..10_i64.pow(14), days in 1..=366_u32) {
            let mut last = Fen(written);
            for day in 0..=days {
                let unearned = unearned_365(Fen(written), day, days);
                prop_assert!(unearned <= last && unearned >= Fen::ZERO);
                last = unearned;
            }
            prop_assert_eq!(last, Fen::ZERO);
        }

        /// Both methods end at the claims paid when all are paid, and both see more to come before.
        #[test]
        fn nothing_is_missing_when_all_is_paid(paid in 0..10_i64.pow(13), completion in 1..=1_000_000_i64) {
            let done = completed(Fen(paid), Share::ONE).unwrap();
            prop_assert_eq!(done, Ultimate { ultimate: Fen(paid), ibnr: Fen::ZERO });
            let open = completed(Fen(paid), Share::from_millionths(completion).unwrap()).unwrap();
            prop_assert!(open.ibnr >= Fen::ZERO && open.ultimate == Fen(paid) + open.ibnr);
            let prior = super::super::LossRatio(800_000);
            prop_assert_eq!(bornhuetter_ferguson(Fen(paid), Share::ONE, Fen(paid), prior).ibnr, Fen::ZERO);
        }
    }
}
