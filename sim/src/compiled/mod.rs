//! The compiled scheme: one person's terms as a flat program, exact to the fen.
//!
//! [`crate::benefit`] is the readable specification and the oracle; what is here pays the same, faster:
//! claim by claim without searching or allocating ([`Program`]), a block of like persons in columns
//! ([`BlockTerms`]), and any number of designs of a last payer from counts between their breakpoints
//! ([`Candidates`], [`Buckets`]). It knows no chance and no funds. Floats are used for whole fen only, in
//! blocks, where every operation is exact.

mod block;
mod buckets;
mod candidates;
mod covers;
mod ends;
mod joint;
mod person;
mod program;
mod recount;
mod takes;
mod year_pay;

pub use block::{BlockPaid, BlockTerms, MOST_OF_A_BLOCK};
pub use buckets::{Buckets, FinishScratch, PaidOf};
pub use candidates::Candidates;
pub use ends::NotAnEnd;
pub use joint::{Below, JointCounts};
pub use person::{PersonScratch, Way};
pub use program::Program;
pub use recount::{Bucket, NotExact, Recount};
pub use year_pay::YearPay;
