//! A whole run: batches of trials on a pool of threads, merged.

use std::num::{NonZeroU64, NonZeroUsize};
use std::sync::Arc;

use super::block::{Block, Watch, run_block_watched};
use super::error::{EngineError, SinkError};
use super::experiment::{Experiment, Shape};
use super::merge::Merge;
use super::outcome::Outcome;
use super::rows::Rows;

/// How much to run, and with what. Only `trials` can change a number of the outcome, and it changes
/// none of the first ones: the first 100 trials of 1,000 equal a run of 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunPlan {
    /// The number of trials, from trial 0.
    pub trials: NonZeroU64,
    /// How many trials to run before their rows are merged and handed on.
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
    let threads = plan.threads.map_or(0, NonZeroUsize::get);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    for trials in batches(plan) {
        let block = Block { designs: whole.designs.clone(), trials };
        let rows = pool.install(|| run_block_watched(experiment, &block, watch))?;
        sink(&rows).map_err(EngineError::Sink)?;
        merge.push(&rows)?;
    }
    Ok(merge.finish()?.taken(Arc::new(experiment.sampled(whole.trials))))
}

/// The plan's trials, a batch at a time.
fn batches(plan: &RunPlan) -> impl Iterator<Item = std::ops::Range<u64>> {
    let (trials, batch) = (plan.trials.get(), plan.batch.get());
    (0..trials.div_ceil(batch))
        .map(move |nth| nth * batch..trials.min(nth.saturating_add(1).saturating_mul(batch)))
}
