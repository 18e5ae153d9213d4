//! Limits within a payer's year: per claim, day, drug, item, disease, and over a lifetime.

use super::bill::Claim;
use super::label::Label;
use crate::units::{Fen, keys};

keys! {
    /// Over what a sublimit is kept.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub enum Per {
        /// One claim (每次).
        Claim = "claim",
        /// One day in hospital (每日): the amount times the days of the claim.
        Day = "day",
        /// One drug in the year (单药).
        Drug = "drug",
        /// One item in the year (单项).
        Item = "item",
        /// One disease in the year (单病种).
        Disease = "disease",
        /// All years of the person (终身).
        Lifetime = "lifetime",
        /// The year's claims with a pre-existing cause: 齐鲁保 2022, drugs 300,000 instead of 500,000 ([D] E1).
        PreExisting = "pre_existing",
    }
}

keys! {
    /// What a sublimit limits.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum LimitOn {
        /// The payment.
        #[default]
        Payment = "payment",
        /// The cost that is looked at: 沪惠保 counts at most 300,000 of one drug ([D] G01).
        Cost = "cost",
    }
}

/// One limit beside the cap of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sublimit {
    /// Over what it is kept.
    pub per: Per,
    /// What it limits.
    pub on: LimitOn,
    /// How much.
    pub amount: Fen,
}

impl Sublimit {
    /// The most of one claim before anything is used up.
    pub(crate) fn of(&self, claim: &Claim) -> Fen {
        match self.per {
            Per::Day => Fen(self.amount.0 * i64::from(claim.days)),
            Per::Claim | Per::Drug | Per::Item | Per::Disease | Per::Lifetime | Per::PreExisting => {
                self.amount
            }
        }
    }

    /// What it keeps a running sum of; `None` where every claim starts anew.
    #[expect(
        clippy::option_option,
        reason = "outside: whether a sum is kept; inside: of what, if it has a name"
    )]
    pub(crate) fn kept_for(&self, claim: &Claim) -> Option<Option<Label>> {
        match self.per {
            Per::Claim | Per::Day => None,
            Per::Drug => Some(claim.drug),
            Per::Item => Some(claim.item),
            Per::Disease => Some(claim.disease),
            Per::Lifetime | Per::PreExisting => Some(None),
        }
    }
}
