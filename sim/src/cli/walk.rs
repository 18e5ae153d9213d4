//! `huimin walk`: from last year's price to this year's, step by step over the same draws.

use std::time::Duration;

use clap::{ArgMatches, Command};

use super::simulation::{Simulation, only_plain};
use super::{CliError, Exit, Session, clock, options, output, published};
use crate::decide::Priced;
use crate::report::{self, WalkReport};
use crate::scenario::walk::{Walk, WalkStage};
use crate::wording::Lang;
use crate::wording::shell::Text;

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let mut arguments = vec![options::operand("walk", Text::WalkName, Text::WalkFile, lang).required(true)];
    arguments.extend(options::how_much(lang));
    arguments.extend(options::where_to(lang));
    arguments.push(options::json(lang));
    options::verb("walk", Text::Walk, arguments, lang).after_help(Text::WalkExamples.text(lang))
}

/// Prices every scenario on the way, and keeps each as a file that runs again.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let name = options::operand_of(matches, "walk");
    let walk = Walk::read(&session.library(), name, &options::settings(matches))?;
    let mut warned = Vec::new();
    for stage in &walk.stages {
        only_plain(&stage.scenario, "walk")?;
        // what is odd of one scenario is odd of all that follow from it
        for warning in stage.scenario.warnings.iter().map(|it| it.message(session.lang)) {
            if !warned.contains(&warning) {
                output::say(&warning);
                warned.push(warning);
            }
        }
    }
    let columns = [walk.fund.clone()];
    let simulations =
        walk.stages.iter().map(|stage| Simulation::new(stage.scenario.keeping_columns(&columns)?));
    let simulations = simulations.collect::<Result<Vec<_>, CliError>>()?;
    let folder = options::folder(matches, session)?;
    let started = clock::now();
    let run = options::run_plan(matches, simulations[0].plan.trials(), options::BATCH);
    let (mut prices, mut took) = (Vec::new(), Duration::ZERO);
    for (stage, simulation) in walk.stages.iter().zip(&simulations) {
        let (outcome, time) = simulation.run(&run, session)?;
        took += time;
        let price = Priced::of(&outcome, &simulation.designs[0], &walk.fund);
        let none = |_| CliError::NoPrice { stage: stage.key.clone(), fund: walk.fund.clone() };
        prices.push(price.map_err(none)?);
    }
    let files: Vec<String> = walk.stages.iter().enumerate().map(file_of).collect();
    let mut synthetic: Vec<String> = Vec::new();
    for path in walk.stages.iter().flat_map(|stage| stage.scenario.synthetic_blocks()) {
        if !synthetic.contains(&path) {
            synthetic.push(path);
        }
    }
    let report = WalkReport {
        name,
        walk: &walk,
        prices: &prices,
        files: &files,
        folder: options::path(matches, "out"),
        seed: simulations[0].plan.seed(),
        trials: run.trials.get(),
        synthetic: &synthetic,
    };
    if let Some(mut folder) = folder {
        for (file, stage) in files.iter().zip(&walk.stages) {
            folder.write(file, stage.scenario.resolved().as_bytes())?;
        }
        let made = (started, report::milliseconds(took));
        let last = &walk.stages[walk.stages.len() - 1].scenario;
        let manifest = published::manifest(last, &simulations[simulations.len() - 1], &run, made);
        let answer = ("walk.json", &report::walk_json(&report));
        published::write(&mut folder, last, answer, report::walk_csv(&report, session.lang))?;
        published::publish(&mut folder, &manifest, session)?;
    }
    output::print_result(
        matches,
        || report::walk_json(&report),
        || report::walk_console(&report, session.lang),
    )?;
    Ok(Exit::Done)
}

/// The name of the file of a scenario on the way.
fn file_of((nth, stage): (usize, &WalkStage)) -> String {
    format!("step-{nth}-{}.json", stage.key)
}
