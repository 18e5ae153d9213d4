//! Many trials: on all threads, in batches, merged into one outcome that none of this can change.
//!
//! One machine and many go through the same two steps. [`run_block`] is a pure function from a block
//! of designs and trials to [`Rows`] in canonical order; [`Merge`] takes rows in any order and any
//! split, ignores identical duplicates, and refuses missing or conflicting ones. [`run()`] is one
//! block a batch plus a merge; [`run_into`] keeps the batches as [`Pieces`], from which a run that was cut
//! short goes on and its outcome is read a few designs at a time. Only whole numbers pass, so no sum can depend on who computed it.
//! This module knows trials, designs and years; it does not know insurance.

mod block;
mod error;
mod experiment;
mod merge;
mod outcome;
mod piece_file;
mod pieces;
mod records;
mod rows;
mod run;
#[cfg(test)]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small numbers")]
mod pieces_tests;
#[cfg(test)]
mod tests;

pub use block::{Block, Unwatched, Watch, run_block, run_block_watched};
pub use error::{EngineError, MergeError, SinkError};
pub use experiment::{Digest, Experiment, RowWriter, Shape};
pub use merge::{Gap, Merge};
pub use outcome::Outcome;
pub use piece_file::PiecesError;
pub use pieces::Pieces;
pub use records::Records;
pub use rows::{RowKey, Rows, RowsError};
pub use run::{RunPlan, run, run_beside, run_into};
