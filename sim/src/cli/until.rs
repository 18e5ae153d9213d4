//! `run --until`: trials are drawn until the figures are known precisely enough.

use clap::ArgMatches;
use serde_json::{Value, json};

use super::progress::Progress;
use super::simulation::Simulation;
use super::unfinished::Begun;
use super::{CliError, Session, options};
use crate::decide::Summary;
use crate::decide::until::{Known, Stopped, Until};
use crate::engine::{self, Experiment, Records, RunPlan};
use crate::report::Times;
use crate::scenario::plan::Counted;
use crate::scenario::sampling::SamplingKind;

/// What was asked for, every figure of which the run will have.
pub(super) fn asked(matches: &ArgMatches, simulation: &Simulation) -> Result<Option<Until>, CliError> {
    let texts = options::texts_of(matches, "until");
    if texts.is_empty() {
        return Ok(None);
    }
    let found = simulation.scenario.sampling();
    if matches!(found, SamplingKind::Sobol | SamplingKind::SobolImportance) {
        return Err(CliError::NotByPoints(found.key()));
    }
    let Simulation { plan, designs, payers, .. } = simulation;
    let columns = plan.columns();
    let subjects = Summary::subjects(columns, designs, payers);
    let known = Known { subjects: &subjects, columns, designs, years: plan.years() };
    Ok(Some(Until::read(&texts, plan.trials().get(), &known)?))
}

/// The same for the manifest: what tells runs apart that may stop at different trials.
pub(super) fn json(until: &Until) -> Value {
    let conditions: Vec<&str> = until.wanted().iter().map(|it| it.text.as_str()).collect();
    json!({ "conditions": conditions, "max_trials": until.most() })
}

/// Draws the trials that are not finished yet, look by look, and keeps what they count before their rows.
pub(super) fn draw(
    until: &Until,
    simulation: &Simulation,
    run: &RunPlan,
    (begun, records): (&mut Begun, Option<&mut Records>),
    session: &Session,
) -> Result<(Times, Stopped), CliError> {
    let Simulation { plan, designs, .. } = simulation;
    let progress = Progress::start(until.most(), begun.pieces.n_done(), session);
    let mut counted = records.map(|records| (Counted::new(plan), records));
    let stopped = until.stop(designs, &mut begun.pieces, |pieces, trials| {
        let run = RunPlan { trials: trials.try_into().unwrap_or(run.trials), ..*run };
        let done = match &mut counted {
            None => engine::run_into(plan, &run, &progress, pieces),
            Some((counted, records)) => engine::run_beside(&*counted, &run, &progress, pieces, &mut |end| {
                Ok(records.push(counted.take(end))?)
            }),
        };
        Ok::<_, CliError>(done?)
    });
    let times = progress.finish();
    Ok((times, stopped?))
}
