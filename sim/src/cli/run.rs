//! `huimin run`: simulate the base and every candidate design.

use std::path::PathBuf;

use clap::{ArgMatches, Command};
use serde_json::{Map, Value};

use super::simulation::{Simulation, only_plain};
use super::{CliError, Exit, Session, clock, options, output, variance};
use crate::decide::{Target, compare, reading_effects};
use crate::engine::Experiment;
use crate::report::{self, Manifest, RunFolder, RunReport, SamplingUsed, SwitchReading};
use crate::scenario::assumptions::Reading;
use crate::scenario::load::Loaded;
use crate::scenario::plan::Plan;
use crate::wording::shell::{self, Text, text};
use crate::wording::{Bilingual, Lang};

/// The scenario that runs when none is named.
const BUILT_IN: &str = "cii/quzhou-2016";

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let mut arguments = vec![options::operand("scenario", Text::ScenarioName, Text::ScenarioOrBuiltIn, lang)];
    arguments.extend(options::how_much(lang));
    arguments.push(options::sampling(lang));
    arguments.extend(options::changes(lang));
    arguments.push(options::flag("readings", Text::Readings, lang));
    arguments.push(options::flag("variance", Text::Variance, lang));
    arguments.extend(options::where_to(lang));
    arguments.push(options::json(lang));
    options::verb("run", Text::Run, arguments, lang).after_help(text(Text::RunExamples, lang))
}

/// Simulates, writes the run folder where one is asked for, and prints the figures.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let scenario = &scenario(matches, session)?;
    let (read, readings) = if matches.get_flag("readings") {
        scenario.with_other_readings()?
    } else {
        (scenario.clone(), Vec::new())
    };
    if matches.get_flag("variance") {
        only_plain(&read, "--variance")?;
    }
    let simulation = Simulation::new(read)?;
    let plan = &simulation.plan;
    session.warn(scenario);
    session.warn_of(&scenario.run_warnings());
    let run = options::run_plan(matches, plan.trials());
    let mut folder = options::folder(matches)?;
    let started = clock::now();
    let (outcome, took) = simulation.run(&run, folder.as_mut(), session)?;
    let mut summary = simulation.summary(&outcome);
    let variance = if matches.get_flag("variance") {
        variance::splits(&simulation, &outcome, &run, session)?
    } else {
        Vec::new()
    };
    let of_readings = summary.designs.split_off(summary.designs.len() - readings.len());
    let sampling = SamplingUsed::of(plan, run.trials.get());
    let report = RunReport {
        scenario: &scenario.name,
        title: &scenario.base().title,
        seed: plan.seed(),
        sampling: sampling.as_ref(),
        switches: &switches(scenario),
        synthetic: &scenario.synthetic_blocks(),
        omissions: &scenario.omissions(),
        payers: &titles(plan),
        designs: &simulation.designs[..summary.designs.len()],
        comparison: &compare(
            &outcome,
            &simulation.designs,
            &simulation.payers,
            &Target::of(&scenario.base().comparison),
        ),
        readings: &reading_effects(readings, &of_readings, &summary.subjects),
        variance: &variance,
        summary: &summary,
    };
    if let Some(folder) = folder {
        let manifest = Manifest {
            scenario: scenario.name.clone(),
            plan_digest: plan.digest().to_string(),
            scenario_digest: report::sha256(scenario.resolved().as_bytes()),
            seed: plan.seed(),
            trials: run.trials.get(),
            designs: simulation.names(),
            switches: all_readings(scenario),
            command: std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect(),
            started,
            milliseconds: took.as_millis().try_into().unwrap_or(u64::MAX),
            threads: run.threads.map(Into::into),
            batch: run.batch.get(),
        };
        let published = publish(folder, scenario, &report, &manifest, session.lang)?;
        if !session.quiet {
            output::say(&shell::written_to(&published.display().to_string(), session.lang));
        }
    }
    output::print(&if matches.get_flag("json") {
        format!("{:#}\n", report::summary_json(&report))
    } else {
        report::console(&report, session.lang)
    })?;
    Ok(Exit::Done)
}

/// What people call the payers, where the scenario says.
fn titles(plan: &Plan) -> Vec<(String, Bilingual)> {
    let base = plan.projection().designs().first();
    let payers = base.into_iter().flat_map(|base| base.first().scheme.payers());
    payers.filter_map(|payer| Some((payer.id.clone(), payer.title.clone()?))).collect()
}

/// Completes the run folder, whose trials are there already, and gives it its name.
fn publish(
    mut folder: RunFolder,
    scenario: &Loaded,
    report: &RunReport<'_>,
    manifest: &Manifest,
    lang: Lang,
) -> Result<PathBuf, CliError> {
    folder.write("scenario.resolved.json", scenario.resolved().as_bytes())?;
    folder.write("summary.json", &report::pretty_json(&report::summary_json(report)))?;
    for (name, bytes) in report::csv_tables(report, lang) {
        folder.write(name, &bytes)?;
    }
    let manifest = manifest.to_json(folder.files());
    Ok(folder.publish(&manifest)?)
}

/// The scenario that is asked for, with every change that is asked for.
fn scenario(matches: &ArgMatches, session: &Session) -> Result<Loaded, CliError> {
    let name = options::text_of(matches, "scenario").unwrap_or(BUILT_IN);
    let mut scenario = session.load(name, &options::settings(matches))?;
    for event in options::texts_of(matches, "event") {
        scenario = scenario.with_event(&session.library(), &event)?;
    }
    for candidate in options::texts_of(matches, "design") {
        scenario = scenario.with_candidate(&session.library(), &candidate)?;
    }
    if let Some(stress) = options::text_of(matches, "stress") {
        scenario = scenario.under_any_stress(&session.library(), stress)?;
    }
    Ok(scenario)
}

/// The switches that do not stand at their default.
fn switches(scenario: &Loaded) -> Vec<SwitchReading> {
    let unusual = scenario.readings().into_iter().filter(|reading| !reading.is_default());
    unusual
        .filter_map(|Reading { switch, chosen }| {
            Some(SwitchReading {
                name: switch.name.to_owned(),
                reading: chosen,
                default: switch.default?.to_owned(),
                article: switch.article.to_owned(),
            })
        })
        .collect()
}

/// Every switch with its reading.
fn all_readings(scenario: &Loaded) -> Map<String, Value> {
    let readings = scenario.readings().into_iter();
    readings.map(|reading| (reading.switch.name.to_owned(), reading.chosen.into())).collect()
}
