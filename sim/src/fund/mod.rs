//! Ledgers that balance: what a scheme's money does once the claims are known.
//!
//! [`CiiAccount`] follows one 大病保险 contract year by year ([S1] Art. 4, 8, 10): transfer, premium,
//! true-up, risk reserve, deficit split, surplus. [`HmbBook`] keeps the book of a 惠民保 product under
//! its [`HmbTerms`] ([S2]), [`Coinsurers`] splits any amount among its insurers, [`Reinsurance`] cedes
//! a part of it; a [`Ledger`] follows basic insurance or medical aid beside them. A [`ReviewRule`] says when
//! terms change. Several lots are
//! several accounts; nothing is ever netted between them (Q15), nor between a CII account and an HMB
//! book (W21). [`reserving`] has the figures of a year that is still open.
//! Everything is whole fen; this module knows neither chance nor floats.
#![deny(clippy::float_arithmetic)]

mod account;
mod book;
mod cohorts;
mod coinsurers;
mod contract;
mod hmb;
mod ledger;
mod premium;
mod reinsurance;
mod reserve;
pub mod reserving;
mod review;
mod topup;

pub use account::{CiiAccount, CiiYear, CiiYearInput};
pub use book::{HmbBook, HmbYear, HmbYearInput, Joined};
pub use cohorts::{Cohort, CommunityRating, community_rating};
pub use coinsurers::Coinsurers;
pub use contract::{
    CiiContract, DeficitBasis, Exposure, Funding, FundingHeads, IncurredBasis, SurplusOwner, TestPeriod,
    TopupPool, TrueUp,
};
pub use hmb::{HmbTerms, LateJoiners, SurplusForm};
pub use ledger::{Ledger, LedgerTerms, LedgerYear};
pub use premium::{Premium, PriceBand, per_head};
pub use reinsurance::{Ceded, LossRatio, PersonExcess, QuotaShare, Reinsurance, StopLoss};
pub use reserve::{CapBy, CarryOver, Reserve, ReserveTerms, ReserveYear};
pub use review::{Experience, PriceLimits, ReviewRule};
pub use topup::OldSurplus;

use crate::units::{Fen, Share};

/// Why terms of a fund cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FundError {
    /// A tender is won at or below the benchmark price ([S1] Art. 4, 10).
    #[error("the bid {bid} is above the benchmark {benchmark} yuan per head")]
    BidAboveBenchmark {
        /// Price of the bid per head.
        bid: Fen,
        /// Benchmark price per head.
        benchmark: Fen,
    },
    /// The reserve bears 不高于 (at most) 30% of a deficit ([S1] Art. 10).
    #[error("the reserve's share {share} of a deficit is above {}", ReserveTerms::SHARE_CEILING)]
    ReserveShareAboveCeiling {
        /// The share asked for.
        share: Share,
    },
    /// A price, cost or opening balance below zero.
    #[error("an amount of {amount} yuan is below zero")]
    Negative {
        /// The amount.
        amount: Fen,
    },
    /// Costs and margin leave nothing of the premium for claims.
    #[error("cost of {cost_ratio_millionths} millionths and margin {margin} leave nothing of the premium")]
    NothingLeftForClaims {
        /// Operating cost, commission and levies, in millionths of premium.
        cost_ratio_millionths: i64,
        /// Margin in parts of premium.
        margin: Share,
    },
    /// A price scale that leaves an age without a price, or gives it two.
    #[error("age {age} has no price, or two")]
    AgeWithoutOnePrice {
        /// The youngest such age.
        age: u8,
    },
    /// A day of joining that no year has.
    #[error("day {day} is not one of the 365 of a year")]
    NoDayOfTheYear {
        /// The day.
        day: u32,
    },
    /// A stop loss that ends at a lower loss ratio than it begins.
    #[error("a stop loss from {attach} to {up_to} of the premium covers nothing")]
    StopLossEndsBelowBeginning {
        /// Where it begins.
        attach: LossRatio,
        /// Where it ends.
        up_to: LossRatio,
    },
    /// Reinsurers' prices above the premium itself.
    #[error("{millionths} millionths of the premium are ceded, more than all of it")]
    MoreCededThanWhole {
        /// Their sum in millionths.
        millionths: i64,
    },
    /// The shares of the co-insurers do not add up to one.
    #[error("the co-insurers' shares add up to {sum_millionths} millionths, not 1,000,000")]
    SharesNotWhole {
        /// Their sum in millionths.
        sum_millionths: i64,
    },
}

impl FundError {
    /// `amount`, or the error that it is below zero.
    fn refuse_negative(amount: Fen) -> Result<(), FundError> {
        if amount < Fen::ZERO { Err(FundError::Negative { amount }) } else { Ok(()) }
    }
}
