//! `--beside`: the model's answer for a file's own members, and the file as it stands, beside its resampled bills.

use std::num::NonZeroU64;

use clap::ArgMatches;

use super::simulation::Simulation;
use super::{CliError, Session, options};
use crate::decide::metrics::Subject;
use crate::decide::{BesideFigure, Sources, beside};
use crate::engine::{Pieces, RunPlan, Shape};
use crate::report::Times;
use crate::scenario::load::Loaded;

/// Every figure that is asked for of the designs of a finished as-if run, beside the model's.
pub(super) fn figures(
    matches: &ArgMatches,
    (scenario, resampled): (&Loaded, &Pieces),
    subjects: &[Subject],
    (run, times): (&RunPlan, &mut Times),
    session: &Session,
) -> Result<Vec<BesideFigure>, CliError> {
    if !options::is_set(matches, "beside") {
        return Ok(Vec::new());
    }
    let mut drawn = |scenario: Loaded, trials| -> Result<Pieces, CliError> {
        let simulation = Simulation::new(scenario)?;
        let shape = Shape::of(&simulation.plan);
        let run = RunPlan { trials, ..*run };
        let mut pieces = Pieces::passing(shape, trials.get());
        times.drawing += simulation.draw(&run, &mut pieces, session)?.drawing;
        Ok(pieces)
    };
    let model = drawn(scenario.with_drawn_bills()?, run.trials)?;
    let bills = match scenario.without_trend()? {
        Some(untrended) => Some(drawn(untrended, NonZeroU64::MIN)?),
        None => None,
    };
    let mut figures = Vec::new();
    for number in (0..).take(scenario.designs.len()) {
        let (of_file, of_model) = (resampled.design(number)?, model.design(number)?);
        let untrended = bills.as_ref().map(|bills| bills.design(number)).transpose()?;
        let sources =
            Sources { resampled: &of_file, bills: untrended.as_ref().unwrap_or(&of_file), model: &of_model };
        figures.extend(beside(sources, number, subjects));
    }
    Ok(figures)
}
