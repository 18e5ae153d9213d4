//! A trial's amounts, read from the columns of an outcome.

use std::ops::Range;

use crate::engine::Outcome;
use crate::stats::Sampled;

use super::metrics::Amount;

/// One design over a range of years: one number a trial for every amount.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample<'a> {
    outcome: &'a Outcome,
    design: u32,
    first: usize,
    end: usize,
}

impl<'a> Sample<'a> {
    /// The years of `period`, by their places.
    pub(super) fn new(outcome: &'a Outcome, design: u32, period: Range<usize>) -> Sample<'a> {
        Sample { outcome, design, first: period.start, end: period.end }
    }

    /// The places of the years.
    pub(super) fn years(self) -> Range<usize> {
        self.first..self.end
    }

    /// How the trials were taken.
    pub(super) fn sampled(self) -> &'a Sampled {
        self.outcome.sampled()
    }

    /// The number of trials.
    pub(super) fn n_trials(self) -> usize {
        self.outcome.n_trials()
    }

    /// One column of one year; `None` when the run has no such column.
    pub(super) fn column(self, year_index: usize, key: &str) -> Option<&'a [i64]> {
        self.outcome.column_named(self.design, year_index, key)
    }

    /// The amount of one year, a number a trial; `None` when the run lacks one of its columns.
    pub(super) fn of_year(self, amount: Amount, id: &str, year_index: usize) -> Option<Vec<i64>> {
        let mut sums = vec![0; self.n_trials()];
        self.add(amount, id, year_index, &mut sums)?;
        Some(sums)
    }

    /// The amount summed over the years, a number a trial.
    pub(super) fn over_years(self, amount: Amount, id: &str) -> Option<Vec<i64>> {
        let mut sums = vec![0; self.n_trials()];
        for year_index in self.years() {
            self.add(amount, id, year_index, &mut sums)?;
        }
        Some(sums)
    }

    fn add(self, amount: Amount, id: &str, year_index: usize, sums: &mut [i64]) -> Option<()> {
        for (sign, key) in amount.columns(id) {
            let column = self.column(year_index, &key)?;
            sums.iter_mut().zip(column).for_each(|(sum, value)| *sum += sign * value);
        }
        Some(())
    }
}
