//! A whole run: batches of trials on a pool of threads, merged.

use std::num::{NonZeroU64, NonZeroUsize};
use std::sync::Arc;

use super::block::{Block, Watch, run_block_watched};
use super::error::{EngineError, SinkError};
use super::experiment::{Experiment, Shape};
use super::merge::Merge;
use super::outcome::Outcome;
use super::pieces::Pieces;
use super::rows::Rows;

/// How much to run, and with what. Only `trials` can change a number of the outcome, and it changes
/// none of the first ones: the first 100 trials of 1,000 equal a run of 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunPlan {
    /// The number of trials, from trial 0.
    pub trials: NonZeroU64,
    /// How many trials to run, at most, before their rows are merged, handed on and kept.
    pub batch: NonZeroU64,
    /// How many threads; `None` for one a core.
    pub threads: Option<NonZeroUsize>,
}

/// Runs all designs over all trials of the plan: every batch is one [`super::run_block`], its rows
/// are handed to `sink` (batches come in the order of their trials) and merged.
///
/// Memory: the rows of the outcome and of one batch.
///
/// # Errors
/// [`EngineError::Stopped`] when `watch` says so; what `sink` says; and too little memory or threads.
pub fn run<E: Experiment>(
    experiment: &E,
    plan: &RunPlan,
    watch: &impl Watch,
    sink: &mut dyn FnMut(&Rows) -> Result<(), SinkError>,
) -> Result<Outcome, EngineError> {
    let whole = Block { designs: 0..experiment.n_designs(), trials: 0..plan.trials.get() };
    let mut merge = Merge::new(Shape::of(experiment), whole.clone())?;
    each_batch(experiment, plan, 0, watch, &mut |rows| {
        sink(rows).map_err(EngineError::Sink)?;
        Ok(merge.push(rows)?)
    })?;
    Ok(merge.finish()?.taken(Arc::new(experiment.sampled(whole.trials))))
}

/// Runs all designs over the trials of the plan that `pieces` does not have yet, and keeps every batch there.
///
/// Memory: the rows of one batch, and what `pieces` holds.
///
/// # Errors
/// [`EngineError::Stopped`] when `watch` says so, with the batches before it kept; files that cannot be
/// written; too little memory or threads.
pub fn run_into<E: Experiment>(
    experiment: &E,
    plan: &RunPlan,
    watch: &impl Watch,
    pieces: &mut Pieces,
) -> Result<(), EngineError> {
    run_beside(experiment, plan, watch, pieces, &mut |_| Ok(()))
}

/// [`run_into`] for trials that have more to say than their rows: `keep_first` keeps what those of a batch have,
/// given the number of the trials that are finished with it, before its rows are kept. So of every trial in
/// `pieces` the rest is kept too.
pub fn run_beside<E: Experiment>(
    experiment: &E,
    plan: &RunPlan,
    watch: &impl Watch,
    pieces: &mut Pieces,
    keep_first: &mut dyn FnMut(u64) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    pieces.take(experiment.sampled(0..pieces.n_trials()));
    each_batch(experiment, plan, pieces.n_done(), watch, &mut |rows| {
        let done = rows.keys().iter().map(|key| key.trial.0 + 1).max();
        keep_first(done.unwrap_or(0).max(pieces.n_done()))?;
        pieces.push(rows)
    })
}

/// Runs the plan's trials from `first` on, a batch at a time.
fn each_batch<E: Experiment>(
    experiment: &E,
    plan: &RunPlan,
    first: u64,
    watch: &impl Watch,
    keep: &mut dyn FnMut(&Rows) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    let (trials, most) = (plan.trials.get(), plan.batch.get());
    let pool = pool(plan.threads)?;
    let mut start = first;
    while start < trials {
        let end = start.saturating_add(watch.next_batch(most).clamp(1, most)).min(trials);
        let block = Block { designs: 0..experiment.n_designs(), trials: start..end };
        let rows = pool.install(|| run_block_watched(experiment, &block, watch))?;
        watch.batch_drawn();
        keep(&rows)?;
        watch.batch_kept();
        start = end;
    }
    Ok(())
}

/// So many threads; one a core where nobody says.
pub(super) fn pool(threads: Option<NonZeroUsize>) -> Result<rayon::ThreadPool, EngineError> {
    let threads = threads.map_or(0, NonZeroUsize::get);
    Ok(rayon::ThreadPoolBuilder::new().num_threads(threads).build()?)
}
