//! Ledgers that balance: what a scheme's money does once the claims are known.
//!
//! [`CiiAccount`] follows one 大病保险 contract year by year ([S1] Art. 4, 8, 10): transfer, premium,
//! true-up, risk reserve, deficit split, surplus. [`HmbTerms`] keeps the book of a 惠民保 product
//! ([S2]), [`Coinsurers`] splits any amount among its insurers. Several lots are several accounts;
//! nothing is ever netted between them (Q15), nor between a CII account and an HMB book (W21).
//! Everything is whole fen; this module knows neither chance nor floats.
#![deny(clippy::float_arithmetic)]

mod account;
mod coinsurers;
mod contract;
mod hmb;
mod reserve;
mod topup;

pub use account::{CiiAccount, CiiYear, CiiYearInput};
pub use coinsurers::Coinsurers;
pub use contract::{
    CiiContract, DeficitBasis, Exposure, Funding, FundingHeads, SurplusOwner, TopupPool, TrueUp,
};
pub use hmb::{HmbTerms, HmbYear};
pub use reserve::{CapBy, CarryOver, Reserve, ReserveTerms, ReserveYear};
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
    #[error("cost ratio {cost_ratio} and margin {margin} leave nothing of the premium")]
    NothingLeftForClaims {
        /// Cost in per cent of premium.
        cost_ratio: Share,
        /// Margin in per cent of premium.
        margin: Share,
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
