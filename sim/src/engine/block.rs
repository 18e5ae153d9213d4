//! A block of trials: the unit of work of a thread pool, a batch, a shard or another machine.

use std::ops::Range;

use rayon::prelude::*;

use crate::units::Trial;

use super::error::EngineError;
use super::experiment::{Experiment, RowWriter};
use super::rows::{RowKey, Rows};

/// A rectangle of designs and trials, both half-open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The designs that settle the trials.
    pub designs: Range<u32>,
    /// The numbers of the trials.
    pub trials: Range<u64>,
}

impl Block {
    /// Refuses designs that the experiment does not have, and numbers that the signed columns of
    /// `trials.parquet` cannot hold.
    pub(super) fn check(&self, n_designs: u32) -> Result<(), EngineError> {
        if self.designs.end > n_designs {
            return Err(EngineError::NoSuchDesign { design: self.designs.end - 1, n_designs });
        }
        if i64::try_from(self.trials.end).is_err() {
            return Err(EngineError::TrialOutOfRange(Trial(self.trials.end - 1)));
        }
        Ok(())
    }

    /// The number of trials.
    pub(super) fn n_trials(&self) -> Result<usize, EngineError> {
        let n_trials = self.trials.end.saturating_sub(self.trials.start);
        usize::try_from(n_trials).map_err(|_| EngineError::TooLarge)
    }
}

/// Somebody who watches a block from outside: told of each finished trial, asked whether to go on.
pub trait Watch: Sync {
    /// One more trial is done. Called from any thread.
    fn trial_done(&self) {}

    /// Whether to stop before the next trial.
    fn stop(&self) -> bool {
        false
    }

    /// How many trials the next batch should have, of at most so many. No number depends on the answer.
    fn next_batch(&self, most: u64) -> u64 {
        most
    }

    /// A batch is drawn and evaluated.
    fn batch_drawn(&self) {}

    /// Its rows are handed on and kept.
    fn batch_kept(&self) {}
}

/// Nobody watches.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl Watch for Unwatched {}

/// Runs a block in the caller's rayon pool: rows in (design, year, trial) order.
///
/// Pure: the rows depend on the experiment and the block alone, whatever the pool.
///
/// ```
/// # use std::ops::Range;
/// use huimin::engine::{Block, Digest, Experiment, RowWriter, run_block};
/// use huimin::units::{Column, Trial, Unit, Year};
/// struct Squares([Column; 1]);
/// impl Experiment for Squares {
///     type Scratch = ();
///     fn digest(&self) -> Digest { Digest([0; 32]) }
///     fn columns(&self) -> &[Column] { &self.0 }
///     fn n_designs(&self) -> u32 { 1 }
///     fn years(&self) -> &[Year] { &[Year(2016)] }
///     fn scratch(&self) {}
///     fn run_trial(&self, trial: Trial, _: Range<u32>, (): &mut (), out: &mut RowWriter<'_>) {
///         out.row(0, 0)[0] = (trial.0 * trial.0) as i64;
///     }
/// }
/// let squares = Squares([Column { key: "square".to_owned(), unit: Unit::Times }]);
/// let rows = run_block(&squares, &Block { designs: 0..1, trials: 3..5 }).unwrap();
/// assert_eq!((rows.row(0), rows.row(1)), (&[9][..], &[16][..]));
/// ```
pub fn run_block<E: Experiment>(experiment: &E, block: &Block) -> Result<Rows, EngineError> {
    run_block_watched(experiment, block, &Unwatched)
}

/// [`run_block`] with somebody watching, who may stop it: half a block is no block, so that is the
/// error [`EngineError::Stopped`].
pub fn run_block_watched<E: Experiment>(
    experiment: &E,
    block: &Block,
    watch: &impl Watch,
) -> Result<Rows, EngineError> {
    block.check(experiment.n_designs())?;
    let per_trial = block.designs.len() * experiment.years().len() * experiment.columns().len();
    let n_trials = block.n_trials()?;
    let mut values = zeros(n_trials.checked_mul(per_trial).ok_or(EngineError::TooLarge)?)?;
    let finished = fill(experiment, block, watch, &mut values, per_trial.max(1));
    if finished < values.len() / per_trial.max(1) {
        return Err(EngineError::Stopped);
    }
    Ok(canonical(experiment, block, &values, per_trial.max(1)))
}

/// So many zeros, or an error where there is no room for them. The system hands out the memory as it
/// is written to.
pub(super) fn zeros<T: Clone + Default>(n: usize) -> Result<Vec<T>, EngineError> {
    Vec::<T>::new().try_reserve_exact(n).map_err(|_| EngineError::TooLarge)?;
    Ok(vec![T::default(); n])
}

/// Fills `values` trial by trial, each in (design, year) order; returns how many trials were done
/// before the watcher stopped it.
#[expect(clippy::disallowed_methods, reason = "here is where threads belong: scratch is made once a split")]
fn fill<E: Experiment>(
    experiment: &E,
    block: &Block,
    watch: &impl Watch,
    values: &mut [i64],
    per_trial: usize,
) -> usize {
    let (n_years, n_columns) = (experiment.years().len(), experiment.columns().len());
    values
        .par_chunks_exact_mut(per_trial)
        .enumerate()
        .map_init(
            || experiment.scratch(),
            |scratch, (nth, values)| {
                if watch.stop() {
                    return None;
                }
                let trial = Trial(block.trials.start + nth as u64);
                let mut out = RowWriter::new(block.designs.clone(), n_years, n_columns, values);
                experiment.run_trial(trial, block.designs.clone(), scratch, &mut out);
                watch.trial_done();
                Some(())
            },
        )
        .while_some()
        .count()
}

/// Reorders trial-major numbers into rows in (design, year, trial) order.
fn canonical<E: Experiment>(experiment: &E, block: &Block, values: &[i64], per_trial: usize) -> Rows {
    let (years, n_columns) = (experiment.years(), experiment.columns().len());
    let mut rows = Rows::with_capacity(experiment.digest(), n_columns, values.len());
    for (nth_design, design) in block.designs.clone().enumerate() {
        for (nth_year, &year) in years.iter().enumerate() {
            let within_trial = (nth_design * years.len() + nth_year) * n_columns;
            for (trial, of_trial) in block.trials.clone().zip(values.chunks_exact(per_trial)) {
                rows.push(
                    RowKey { design, year, trial: Trial(trial) },
                    &of_trial[within_trial..][..n_columns],
                );
            }
        }
    }
    rows
}
