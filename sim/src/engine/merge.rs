//! Rows in any order and any split become one outcome, or an error that names what is wrong.

use std::fmt;
use std::ops::Range;

use crate::units::{Trial, Year};

use super::block::{Block, zeros};
use super::error::{EngineError, MergeError};
use super::experiment::Shape;
use super::outcome::Outcome;
use super::rows::{RowKey, Rows};

/// Trials of one design and year whose rows never came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The number of the design.
    pub design: u32,
    /// The year.
    pub year: Year,
    /// The trials.
    pub trials: Range<u64>,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Gap { design, year, trials } = self;
        write!(f, "design {design}, year {year}, trials {}..{}", trials.start, trials.end)
    }
}

/// Gathers the rows of one block.
///
/// Rows may come twice (a machine that was thought dead, a resumed run): the same numbers are
/// ignored, other numbers are an error. Memory: the rows that must be kept, 8 bytes a number, and
/// one byte a row that tells whether it came.
#[derive(Debug)]
pub struct Merge {
    shape: Shape,
    block: Block,
    n_trials: usize,
    /// `[design][year][column][trial]`
    values: Vec<i64>,
    /// `[design][year][trial]`
    came: Vec<bool>,
    n_missing: usize,
}

impl Merge {
    /// A merge that is complete when every row of `block` has come.
    pub fn new(shape: Shape, block: Block) -> Result<Merge, EngineError> {
        block.check(shape.n_designs)?;
        let n_trials = block.n_trials()?;
        let n_rows = (block.designs.len() * shape.years.len()).checked_mul(n_trials);
        let n_values = n_rows.and_then(|n| n.checked_mul(shape.columns.len()));
        let (Some(n_rows), Some(n_values)) = (n_rows, n_values) else { return Err(EngineError::TooLarge) };
        Ok(Merge {
            values: zeros(n_values)?,
            came: zeros(n_rows)?,
            n_missing: n_rows,
            shape,
            block,
            n_trials,
        })
    }

    /// Takes rows. After an error the merge is of no further use.
    pub fn push(&mut self, rows: &Rows) -> Result<(), MergeError> {
        self.check(rows)?;
        rows.iter().try_for_each(|(key, values)| self.push_row(key, values))
    }

    fn check(&self, rows: &Rows) -> Result<(), MergeError> {
        if rows.digest() != self.shape.digest {
            return Err(MergeError::OtherPlan { expected: self.shape.digest, found: rows.digest() });
        }
        if rows.n_columns() != self.shape.columns.len() {
            return Err(MergeError::OtherColumns {
                expected: self.shape.columns.len(),
                found: rows.n_columns(),
            });
        }
        Ok(())
    }

    /// Takes those of the rows that belong here.
    pub(super) fn push_own(&mut self, rows: &Rows) -> Result<(), MergeError> {
        self.check(rows)?;
        let trials = self.block.trials.clone();
        for (key, values) in rows.iter().filter(|(key, _)| trials.contains(&key.trial.0)) {
            self.push_row(key, values)?;
        }
        Ok(())
    }

    /// Whether every row has come.
    pub fn is_complete(&self) -> bool {
        self.n_missing == 0
    }

    /// The outcome, when every row has come.
    pub fn finish(self) -> Result<Outcome, MergeError> {
        if !self.is_complete() {
            return Err(MergeError::Missing { n_rows: self.n_missing, gaps: self.gaps() });
        }
        Ok(Outcome::new(self.shape, self.block, self.n_trials, self.values))
    }

    /// The rows that have not come yet, as stretches of trials in canonical order.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps = Vec::new();
        let slots = self.block.designs.clone().flat_map(|d| self.shape.years.iter().map(move |&y| (d, y)));
        for ((design, year), came) in slots.zip(self.came.chunks_exact(self.n_trials.max(1))) {
            let mut trial = self.block.trials.start;
            for stretch in came.chunk_by(PartialEq::eq) {
                let end = trial + stretch.len() as u64;
                if !stretch[0] {
                    gaps.push(Gap { design, year, trials: trial..end });
                }
                trial = end;
            }
        }
        gaps
    }

    fn push_row(&mut self, key: RowKey, row: &[i64]) -> Result<(), MergeError> {
        let (slot, nth) = self.place(key).ok_or(MergeError::Unasked(key))?;
        let n_columns = self.shape.columns.len();
        let came_before = std::mem::replace(&mut self.came[slot * self.n_trials + nth], true);
        self.n_missing -= usize::from(!came_before);
        for (column_index, &came) in row.iter().enumerate() {
            let kept = &mut self.values[(slot * n_columns + column_index) * self.n_trials + nth];
            if came_before && *kept != came {
                let column = self.shape.columns[column_index].key.clone();
                return Err(MergeError::Conflict { key, column, kept: *kept, came });
            }
            *kept = came;
        }
        Ok(())
    }

    /// Which (design, year) pair of the block a key belongs to, and which of its trials.
    fn place(&self, key: RowKey) -> Option<(usize, usize)> {
        let RowKey { design, year, trial: Trial(trial) } = key;
        if !self.block.designs.contains(&design) || !self.block.trials.contains(&trial) {
            return None;
        }
        let nth_design = (design - self.block.designs.start) as usize;
        let slot = nth_design * self.shape.years.len() + self.shape.year_index(year)?;
        let nth = usize::try_from(trial - self.block.trials.start).ok()?;
        Some((slot, nth))
    }
}
