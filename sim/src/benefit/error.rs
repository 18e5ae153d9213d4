//! Why terms cannot stand.

use crate::units::Fen;

/// Why a rule of a contract is impossible; nothing is built from it.
///
/// Indices count from 0. The scenario reader adds the place in the file, `wording` the sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// An annual payer without a single tier.
    #[error("there are no tiers")]
    NoTiers,
    /// A tier that does not end above the one before it.
    #[error("tier {index} ends at {up_to} yuan, not above {previous} yuan")]
    TiersNotRising {
        /// The tier that is too low.
        index: usize,
        /// Where it ends.
        up_to: Fen,
        /// Where the tier before it ends (0 for the first).
        previous: Fen,
    },
    /// A tier without an end that is not the last one.
    #[error("tier {index} has no end but is not the last")]
    OpenTierNotLast {
        /// The tier without an end.
        index: usize,
    },
    /// An amount below zero.
    #[error("{what} is below zero: {amount} yuan")]
    Negative {
        /// Which amount.
        what: &'static str,
        /// The amount found.
        amount: Fen,
    },
    /// An amount beyond [`Fen::MAX_INPUT`], where the arithmetic would no longer be exact.
    #[error("{what} is too large: {amount} yuan")]
    TooLarge {
        /// Which amount.
        what: &'static str,
        /// The amount found.
        amount: Fen,
    },
    /// A payer that looks at no part of any bill, or counts no kind of care.
    #[error("the payer looks at nothing")]
    NothingCounted,
    /// A cap on cost cannot be shared or kept per drug: both count payments.
    #[error("a cap on eligible cost cannot be shared or kept per drug")]
    CapOnEligibleNotShared,
    /// What was paid in earlier years is known, what cost was looked at is not.
    #[error("a limit over a lifetime limits payments, not cost")]
    LifetimeLimitOnCost,
    /// A deductible per drug or claim cannot be borne together with another payer.
    #[error("payer {id} bears its deductible per drug or claim and cannot share it")]
    SharedDeductiblePerUnit {
        /// The payer.
        id: String,
    },
    /// Ordinary outpatient care needs a deductible of one kind, of 0 to 1 where it is a share.
    #[error("the declining deductible of outpatient visits rises")]
    OutpatientDeductibleRises,
    /// The first self-pay exceeds the class B cost from which it is taken.
    #[error("the first self-pay of {first_self_pay} yuan exceeds the class B cost of {class_b} yuan")]
    FirstSelfPayAboveClassB {
        /// 乙类先行自付
        first_self_pay: Fen,
        /// 乙类
        class_b: Fen,
    },
    /// A scheme without payers.
    #[error("the scheme has no payers")]
    NoPayers,
    /// Two payers of the same name.
    #[error("two payers are called {id}")]
    DuplicatePayer {
        /// The name.
        id: String,
    },
    /// A payer that works per admission stands behind another payer.
    #[error("payer {id} works per admission and must be the first")]
    AdmissionPayerNotFirst {
        /// The payer.
        id: String,
    },
    /// A group's terms are of another kind than its payer's: per admission, per year, fixed.
    #[error("group {group} of payer {id} is of another kind than the payer")]
    GroupOfAnotherKind {
        /// The payer.
        id: String,
        /// The group.
        group: String,
    },
    /// Two payers that bear one deductible look at the same cost, which would fill it twice.
    #[error("payers {id} and {other} share a deductible and look at the same cost")]
    SharedDeductibleOverlap {
        /// The later payer.
        id: String,
        /// The earlier one; the same where a group stacks on its own payer.
        other: String,
    },
    /// A payer settles in parallel to one that is no yearly payer before it.
    #[error("payer {id} is parallel to {other}, which is no yearly payer before it")]
    ParallelToNoEarlierPayer {
        /// The payer.
        id: String,
        /// The name that was not found before it.
        other: String,
    },
}

/// Checks `0 <= amount <= Fen::MAX_INPUT`.
pub(super) fn check_amount(what: &'static str, amount: Fen) -> Result<(), TermsError> {
    if amount < Fen::ZERO {
        Err(TermsError::Negative { what, amount })
    } else if amount > Fen::MAX_INPUT {
        Err(TermsError::TooLarge { what, amount })
    } else {
        Ok(())
    }
}
