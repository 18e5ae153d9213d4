//! The words of a folder's own tables, which were written in one language, in both.

use super::super::calibration::Word as CalibrationWord;
use super::super::contrast::ContrastWord;
use super::super::curve::CurveWord;
use super::super::lookback::LookbackWord;
use super::super::paths::PathWord;
use super::super::solve::SolveWord;
use super::super::stress::StressWord;
use super::super::sweep::SweepWord;
use super::super::tables::Word;
use super::super::walk::{StepKind, WalkWord};
use super::super::{Bilingual, Lang};

macro_rules! pairs {
    ($($of:ident: $($word:ident)*;)*) => {
        &[$($(($of::$word.text(Lang::Zh), $of::$word.text(Lang::En)),)*)*]
    };
}

/// What stands over a column or in a cell; the first of several with the same text is meant.
const WORDS: &[(&str, &str)] = pairs! {
    Word: Figure Design Period Subject Term Key Formula Basis Unit Value StandardError Low High Trials FirstTrials
        Difference Missing Public Year Simulated Residual Tolerance Verdict Use Source Fitted Shown Within Outside
        Undecided Check Threshold Baseline FiguresCompared TooFar Now Moved InStandardErrors Carrier Share Premium
        Pass Fail TooFewTrials NeverOccurs NoMembersLastYear NotApplicable Switch Used Other Article
        StandardDeviation Variance;
    SolveWord: Status Kept KeptNotTold MissedNotTold Missed Draw Solution HoldsThroughout HoldsNowhere;
    SweepWord: Together Alone Standing By Feasible Infeasible Undecided Front Near Dominated NoValue;
    PathWord: Path Frozen Difference;
    WalkWord: Step Kind Changed PriceAfter PriceError Effect From Filed ModelVersion Rest Rounding Total Again;
    StepKind: Mix Experience Trend Benefits Catalogue Expenses Margin Other;
    CurveWord: Premium PremiumPerMember Target Participation Members ClaimsPerMember LossRatio CombinedRatio
        ResultPerMember BreakEvenPremium BreakEvenPremiumWithMargin RenewalRate Kind LowerPremium UpperPremium
        BreakEvenParticipation UpperParticipation NotTold;
    StressWord: Stress Name Under Difference Base LowSide HighSide HeldAgainst TheScenario TheStateBefore Begins
        Synthetic Driver Condition Outcome Bracket Runs At AllYears;
    ContrastWord: Parameter Way Alone InOrder Interaction WholeDesign NotAlone;
    LookbackWord: Year Liability AllLiabilities Group Method ExpectedToDate ActualToDate PersonsPaid Credibility
        Adjustment ExpectedYear ExpectedOccurred Paid Notified Ultimate Process Parameter Development Written Persons
        EarnedShare OccurredShare PaidRatio NotifiedRatio IncurredRatio UltimateRatio Open Closed State Unearned
        Outstanding Ibnr ToCome CostToCome Deficiency NoValue Hidden;
    CalibrationWord: Paths Start Low High Remark OnBound Idle Weight Difference Name Why;
};

/// A word of ours in both languages, whichever it was written in.
pub fn kept_word(text: &str) -> Option<Bilingual> {
    let (zh, en) = WORDS.iter().find(|(zh, en)| *zh == text || *en == text)?;
    Some(Bilingual { zh: (*zh).to_owned(), en: (*en).to_owned() })
}

/// What stands over a column in both languages, also where a word of ours follows another or a key:
/// `difference: value`, `cii.loss_ratio standard error`, `solution 1`.
pub fn kept_head(head: &str) -> Bilingual {
    if let Some(whole) = kept_word(head) {
        return whole;
    }
    let same = |text: &str| Bilingual { zh: text.to_owned(), en: text.to_owned() };
    for between in [": ", " "] {
        for (at, _) in head.match_indices(between) {
            let (before, after) = (&head[..at], &head[at + between.len()..]);
            let (first, last) = (kept_word(before), kept_word(after));
            if first.is_some() || last.is_some() {
                let (first, last) =
                    (first.unwrap_or_else(|| same(before)), last.unwrap_or_else(|| same(after)));
                let joined = |first: &str, last: &str| format!("{first}{between}{last}");
                return Bilingual { zh: joined(&first.zh, &last.zh), en: joined(&first.en, &last.en) };
            }
        }
    }
    same(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_of_either_language_is_read_in_both() {
        let zh_of = |head: &str| kept_head(head).zh;
        let en_of = |head: &str| kept_head(head).en;
        assert_eq!(zh_of("standing"), "位置");
        assert_eq!(en_of("位置"), "standing");
        assert_eq!(zh_of("difference to no stress: 95% interval, low"), "与基准之差: 95%区间下限");
        assert_eq!(en_of("hmb.combined_ratio 95%区间下限"), "hmb.combined_ratio 95% interval, low");
        assert_eq!(zh_of("solution 2"), "解 2");
        assert_eq!(zh_of("hmb.combined_ratio<=1"), "hmb.combined_ratio<=1", "no word of ours");
    }

    #[test]
    fn no_word_is_cut_where_none_of_ours_stands() {
        assert_eq!(kept_head("a b c"), Bilingual { zh: "a b c".into(), en: "a b c".into() });
        assert_eq!(kept_word("ratios-45-50"), None);
    }
}
