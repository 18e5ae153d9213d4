//! What can go wrong between a plan and its outcome.

use crate::units::Trial;

use super::experiment::Digest;
use super::merge::Gap;
use super::piece_file::PiecesError;
use super::rows::RowKey;

/// Why whoever takes the finished rows (a file writer, say) could not.
pub type SinkError = Box<dyn std::error::Error + Send + Sync>;

/// Why a run or a block has no outcome.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A block asks for a design that the experiment does not have.
    #[error("there is no design {design}: the experiment has {n_designs}, numbered from 0")]
    NoSuchDesign {
        /// The number of the design.
        design: u32,
        /// How many designs there are.
        n_designs: u32,
    },
    /// A trial's number does not fit a signed 64-bit column.
    #[error("the number of trial {} is above 2^63 - 1", .0.0)]
    TrialOutOfRange(Trial),
    /// The rows that must be kept do not fit in memory.
    #[error("the rows do not fit in memory: ask for fewer trials, designs or columns")]
    TooLarge,
    /// Somebody asked to stop.
    #[error("interrupted")]
    Stopped,
    /// The threads could not be started.
    #[error("the threads could not be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// The rows do not make one whole outcome.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// The finished trials could not be kept or read again.
    #[error(transparent)]
    Pieces(#[from] PiecesError),
    /// The finished rows could not be handed on.
    #[error("the rows could not be written: {0}")]
    Sink(#[source] SinkError),
}

/// Why rows do not make one whole outcome.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// The rows were made from another plan.
    #[error("rows of another plan: expected {expected}, found {found}")]
    OtherPlan {
        /// The digest of this plan.
        expected: Digest,
        /// The digest that the rows carry.
        found: Digest,
    },
    /// The rows have another number of columns.
    #[error("rows of {found} columns where the plan has {expected}")]
    OtherColumns {
        /// How many columns the plan has.
        expected: usize,
        /// How many the rows have.
        found: usize,
    },
    /// A row of a design, year or trial that is not part of this merge.
    #[error("a row that was not asked for: {0}")]
    Unasked(RowKey),
    /// Two rows of one key differ.
    #[error("two different rows for {key}, first in column {column}: {kept} and {came}")]
    Conflict {
        /// The key that both rows have.
        key: RowKey,
        /// The key of the first column in which they differ.
        column: String,
        /// The number that came first.
        kept: i64,
        /// The number that came later.
        came: i64,
    },
    /// Rows never came.
    #[error("{n_rows} rows are missing: {}", list(gaps))]
    Missing {
        /// How many rows.
        n_rows: usize,
        /// Every stretch of them, in canonical order.
        gaps: Vec<Gap>,
    },
}

/// The first few gaps in words, the rest counted.
fn list(gaps: &[Gap]) -> String {
    const NAMED: usize = 5;
    let mut named: Vec<String> = gaps.iter().take(NAMED).map(ToString::to_string).collect();
    if gaps.len() > NAMED {
        named.push(format!("and {} more stretches", gaps.len() - NAMED));
    }
    named.join("; ")
}
