//! The outcome of a run: every number of every row, a column at a time.

use std::ops::Range;
use std::sync::Arc;

use crate::stats::Sampled;
use crate::units::Trial;

use super::block::Block;
use super::experiment::Shape;
use super::rows::{RowKey, Rows};

/// All rows of a block, dense: for each design, year and column, one number a trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    shape: Shape,
    block: Block,
    n_trials: usize,
    /// `[design][year][column][trial]`
    values: Vec<i64>,
    sampled: Arc<Sampled>,
}

impl Outcome {
    pub(super) fn new(shape: Shape, block: Block, n_trials: usize, values: Vec<i64>) -> Outcome {
        Outcome { shape, block, n_trials, values, sampled: Arc::default() }
    }

    /// The same rows, of trials that were taken in another way than independently and alike.
    #[must_use]
    pub fn taken(self, sampled: Arc<Sampled>) -> Outcome {
        Outcome { sampled, ..self }
    }

    /// How the trials were taken: every estimate must ask.
    pub fn sampled(&self) -> &Sampled {
        &self.sampled
    }

    /// The numbers, `[design][year][column][trial]`.
    pub(super) fn into_values(self) -> Vec<i64> {
        self.values
    }

    /// Columns, years, digest.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The designs that were settled.
    pub fn designs(&self) -> Range<u32> {
        self.block.designs.clone()
    }

    /// The trials that were run.
    pub fn trials(&self) -> Range<u64> {
        self.block.trials.clone()
    }

    /// The number of trials.
    pub fn n_trials(&self) -> usize {
        self.n_trials
    }

    /// One column of one design and year over the trials, in the order of the trials.
    ///
    /// # Panics
    /// When the outcome has no such design, year or column.
    pub fn column(&self, design: u32, year_index: usize, column_index: usize) -> &[i64] {
        let start = self.start(design, year_index, column_index);
        &self.values[start..][..self.n_trials]
    }

    /// [`Outcome::column`] by the column's key; `None` when the rows have no such column.
    ///
    /// # Panics
    /// When the outcome has no such design or year.
    pub fn column_named(&self, design: u32, year_index: usize, key: &str) -> Option<&[i64]> {
        self.shape.column_index(key).map(|column_index| self.column(design, year_index, column_index))
    }

    /// The rows again, in canonical order.
    pub fn rows(&self) -> Rows {
        let n_columns = self.shape.columns.len();
        let mut rows = Rows::with_capacity(self.shape.digest, n_columns, self.values.len());
        let mut row = vec![0; n_columns];
        for design in self.designs() {
            for (year_index, &year) in self.shape.years.iter().enumerate() {
                for (nth, trial) in self.trials().enumerate() {
                    for (column_index, value) in row.iter_mut().enumerate() {
                        *value = self.column(design, year_index, column_index)[nth];
                    }
                    rows.push(RowKey { design, year, trial: Trial(trial) }, &row);
                }
            }
        }
        rows
    }

    fn start(&self, design: u32, year_index: usize, column_index: usize) -> usize {
        let Shape { years, columns, .. } = &self.shape;
        assert!(
            self.block.designs.contains(&design) && year_index < years.len() && column_index < columns.len(),
            "a column of this outcome"
        );
        let nth_design = (design - self.block.designs.start) as usize;
        ((nth_design * years.len() + year_index) * columns.len() + column_index) * self.n_trials
    }
}
