//! The runs that a split of the variance needs beside the run itself: the same trials under other seeds.

use super::progress::Progress;
use super::simulation::Simulation;
use super::{CliError, Session};
use crate::decide::{Redrawn, VarianceSplit, variance_splits};
use crate::engine::{self, Outcome, RunPlan};
use crate::random::{Seeds, Source};
use crate::scenario::plan::Plan;

/// The split of each headline figure of the base: one run with all sources anew, and one with each source that
/// has any chance kept.
pub(super) fn splits(
    simulation: &Simulation,
    outcome: &Outcome,
    run: &RunPlan,
    session: &Session,
) -> Result<Vec<VarianceSplit>, CliError> {
    let plan = Plan::new(&simulation.scenario.base_alone()?)?;
    let anew = Seeds::another(plan.seed());
    let again = |seeds: Seeds| -> Result<Outcome, CliError> {
        let progress = Progress::start(run.trials.get(), session.lang, session.quiet);
        let outcome = engine::run(&plan.redrawn(seeds), run, &progress, &mut |_| Ok(()));
        progress.finish();
        Ok(outcome?)
    };
    let moving = Source::ALL.into_iter().filter(|source| plan.projection().moves(*source));
    let kept = moving
        .map(|source| Ok((source, again(Seeds::all(anew).with(source, plan.seed()))?)))
        .collect::<Result<Vec<_>, CliError>>()?;
    let redrawn = Redrawn { anew: again(Seeds::all(anew))?, kept };
    Ok(variance_splits(outcome, &redrawn, &simulation.summary(outcome).subjects))
}
