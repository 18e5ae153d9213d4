//! Addressed random numbers, distribution families and the tables that draw from them fast.
//!
//! A draw depends on its [`Address`] and on nothing else: not on threads, batches, the order of work
//! or other draws. Every count is the inverse distribution of one uniform and every group of persons
//! the first few of a keyed permutation, so that a higher frequency adds persons and moves none.
//! All transcendental functions come from `libm`, so that every machine draws the same bits.
//! This module knows no insurance: only probabilities, counts and positive amounts.

pub mod address;
pub mod binomial;
pub mod counts;
pub mod families;
pub mod order;
pub mod permutation;
pub mod quantile_table;
pub mod sampling;
pub mod seeds;
pub mod share_table;
pub mod single;
pub mod sobol;
pub mod special;
pub mod stream;
pub mod words;
mod root;

pub use address::{Address, Purpose};
pub use binomial::Binomial;
pub use counts::{CountChain, CountLaw, CountLawError};
pub use families::{Family, FamilyError, Law};
pub use order::{BLOCK_SLOTS, ClaimantOrder};
pub use permutation::KeyedPermutation;
pub use quantile_table::{QuantileTable, word_between};
pub use sampling::{Coordinate, Draws, REPLICATES, Sampling, Tilt};
pub use seeds::{Seeds, Source};
pub use share_table::{ShareTable, ShareTableError};
pub use single::Uniforms;
pub use stream::BlockStream;
pub use words::Words;
