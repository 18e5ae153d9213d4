//! `huimin path`: years in which the terms of a fund follow from each trial's own past.

use clap::{ArgMatches, Command};

use super::simulation::{Simulation, read};
use super::{CliError, Exit, Session, clock, options, output, published};
use crate::decide::paths::follow;
use crate::engine::Experiment;
use crate::report::{self, PathsReport, Simulated};
use crate::scenario::path_plan::PathPlan;
use crate::wording::Lang;
use crate::wording::paths::PathWord;
use crate::wording::shell::Text;

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let mut arguments =
        vec![options::operand("scenario", Text::ScenarioName, Text::PathScenario, lang).required(true)];
    arguments.extend(options::how_much(lang));
    arguments.push(options::sampling(lang));
    arguments.extend(options::changes_of_one(lang));
    arguments.extend(options::where_to(lang));
    arguments.push(options::json(lang));
    options::verb("path", Text::Path, arguments, lang).after_help(Text::PathExamples.text(lang))
}

/// Simulates the designs of all ladders once and follows every path over them.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let scenario = read(matches, session)?;
    session.warn(&scenario);
    session.warn_of(&scenario.run_warnings());
    let plans = scenario.path_plans(&scenario.projection()?)?;
    let simulation = Simulation::new(scenario.keeping_columns(&columns(&plans))?)?;
    let folder = options::folder(matches, session)?;
    let started = clock::now();
    let run = options::run_plan(matches, simulation.plan.trials(), options::BATCH);
    let (outcome, took) = simulation.run(&run, session)?;
    let summaries = follow(&outcome, &plans)?;
    for (plan, summary) in plans.iter().zip(&summaries) {
        if !summary.ascending {
            output::say(&format!("{}: {}", plan.name, PathWord::NotAscending.text(session.lang)));
        }
    }
    let report = PathsReport {
        run: Simulated::new(&scenario, simulation.plan.seed(), outcome.n_trials() as u64),
        first_year: simulation.plan.years()[0],
        paths: plans.iter().zip(summaries).collect(),
    };
    if let Some(mut folder) = folder {
        let made = (started, report::milliseconds(took));
        let manifest = published::manifest(&scenario, &simulation, &run, made);
        let answer = ("paths.json", &report::paths_json(&report));
        published::write(&mut folder, &scenario, answer, report::paths_csv(&report, session.lang))?;
        published::publish(&mut folder, &manifest, session)?;
    }
    output::print_result(
        matches,
        || report::paths_json(&report),
        || report::paths_console(&report, session.lang),
    )?;
    Ok(Exit::Done)
}

/// The columns that the paths read, each once.
fn columns(plans: &[PathPlan]) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for column in plans.iter().flat_map(PathPlan::columns) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    columns
}
