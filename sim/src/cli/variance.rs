//! The runs that a split of the variance needs beside the run itself: the same trials under other seeds.

use super::simulation::{self, Simulation};
use super::unfinished::pieces_in;
use super::{CliError, Session};
use crate::decide::{Headlines, Redrawn, Summary, VarianceSplit, variance_splits};
use crate::engine::{Experiment, Pieces, RunPlan, Shape};
use crate::random::{Seeds, Source};
use crate::report::{RunFolder, Times};
use crate::scenario::plan::Plan;

/// The split of each headline figure of the base: one run with all sources anew, and one with each source that
/// has any chance kept. Beside a run folder each keeps its finished trials, as the run itself does.
pub(super) fn splits(
    simulation: &Simulation,
    pieces: &Pieces,
    run: &RunPlan,
    folder: Option<&RunFolder>,
    session: &Session,
) -> Result<(Vec<VarianceSplit>, Times), CliError> {
    let plan = Plan::new(&simulation.scenario.base_alone()?)?;
    let subjects = Summary::subjects(plan.columns(), &simulation.designs, &simulation.payers);
    let anew = Seeds::another(plan.seed());
    let mut times = Times::default();
    let mut again = |name: &str, seeds: Seeds| -> Result<Headlines, CliError> {
        let plan = plan.redrawn(seeds);
        let (shape, trials) = (Shape::of(&plan), run.trials.get());
        let mut pieces = match folder {
            Some(folder) => pieces_in(folder, &format!("variance-{name}.pieces"), shape, trials)?,
            None => Pieces::passing(shape, trials),
        };
        let took = simulation::draw(&plan, run, &mut pieces, session)?;
        times.drawing += took.drawing;
        times.writing += took.writing;
        Ok(Headlines::of(&pieces.design(0)?, &subjects))
    };
    let moving = Source::ALL.into_iter().filter(|source| plan.projection().moves(*source));
    let kept = moving
        .map(|source| Ok((source, again(source.key(), Seeds::all(anew).with(source, plan.seed()))?)))
        .collect::<Result<Vec<_>, CliError>>()?;
    let redrawn = Redrawn { anew: again("anew", Seeds::all(anew))?, kept };
    let run = Headlines::of(&pieces.design(0)?, &subjects);
    Ok((variance_splits(&run, &redrawn, &subjects), times))
}
