//! `huimin gate`: do scenarios keep their thresholds?

use clap::{ArgMatches, Command};
use serde_json::{Value, json};

use super::simulation::Simulation;
use super::{CliError, Exit, Session, options, output};
use crate::decide::{Check, Checked, Gate, Summary, Verdict};
use crate::engine::{Experiment, Pieces, Shape};
use crate::report;
use crate::scenario::validate::files;
use crate::wording::Lang;
use crate::wording::shell::Text;

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let paths = options::operand("path", Text::PathsName, Text::GatePaths, lang).required(true).num_args(1..);
    let mut arguments = vec![paths];
    arguments.extend(options::how_much(lang));
    arguments.push(options::sampling(lang));
    arguments.push(options::json(lang));
    options::verb("gate", Text::Gate, arguments, lang)
}

/// Reads every gate before the first trial, runs them one after the other, and ends with the worst
/// verdict of all.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let paths = files(&options::texts_of(matches, "path"));
    if paths.is_empty() {
        return Err(CliError::NoFiles);
    }
    let gates = paths.iter().map(|path| prepared(path, matches, session)).collect::<Result<Vec<_>, _>>()?;
    let (mut verdicts, mut as_json) = (Vec::new(), Vec::new());
    for (path, (simulation, checks)) in paths.iter().zip(gates) {
        let shape = Shape::of(&simulation.plan);
        let run = options::run_plan(matches, simulation.plan.trials(), shape.trials_per_batch());
        let mut pieces = Pieces::passing(shape, run.trials.get());
        simulation.draw(&run, &mut pieces, session)?;
        let summary = simulation.summary(&pieces, run.threads)?;
        let checked: Vec<Checked> = checks.into_iter().map(|check| check.against(&summary)).collect();
        verdicts.extend(checked.iter().map(|checked| checked.verdict));
        if matches.get_flag("json") {
            as_json.push(json!({ "gate": path, "result": report::gate_json(&checked) }));
        } else {
            output::print(&report::gate_table(path, &checked, session.lang))?;
        }
    }
    if matches.get_flag("json") {
        output::print(&format!("{:#}\n", Value::from(as_json)))?;
    }
    Ok(match Verdict::worst(verdicts) {
        Verdict::Pass => Exit::Done,
        Verdict::Fail => Exit::NotPassed,
        Verdict::Undecided => Exit::Undecided,
    })
}

/// A gate with its scenario, every check of which is known to have a figure.
fn prepared(
    path: &str,
    matches: &ArgMatches,
    session: &Session,
) -> Result<(Simulation, Vec<Check>), CliError> {
    let gate = Gate::read(&session.library(), path)?;
    let mut settings = gate.doc.set.clone();
    settings.extend(gate.doc.trials.map(|trials| format!("run.trials={trials}")));
    settings.extend(gate.doc.seed.map(|seed| format!("run.seed={seed}")));
    settings.extend(options::settings(matches));
    let simulation = Simulation::new(session.load(&gate.scenario(), &settings)?)?;
    session.warn(&simulation.scenario);
    let Simulation { plan, designs, payers, .. } = &simulation;
    let subjects = Summary::subjects(plan.columns(), designs, payers);
    let checks = gate.checks(&subjects, designs, plan.years())?;
    Ok((simulation, checks))
}
