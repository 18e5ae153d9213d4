//! `huimin run`: simulate the base and every candidate design.

use std::time::Duration;

use clap::{ArgMatches, Command};
use serde_json::{Map, Value};

use super::progress::Progress;
use super::{CliError, Exit, Session, clock, options, output};
use crate::decide::{Design, Fund, Row, Summary, Target, compare};
use crate::engine::{self, Experiment, Outcome, RunPlan, Shape};
use crate::report::{self, Manifest, RunFolder, RunReport, SwitchReading, TrialsFile};
use crate::scenario::assumptions::Reading;
use crate::scenario::load::{Loaded, LoadedDesign};
use crate::scenario::plan::Plan;
use crate::wording::Lang;
use crate::wording::shell::{self, Text, text};

/// The scenario that runs when none is named.
const BUILT_IN: &str = "cii/quzhou-2016";

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let mut arguments = vec![options::operand("scenario", Text::ScenarioName, Text::ScenarioOrBuiltIn, lang)];
    arguments.extend(options::how_much(lang));
    arguments.extend(options::changes(lang));
    arguments.extend(options::where_to(lang));
    arguments.push(options::json(lang));
    options::verb("run", Text::Run, arguments, lang).after_help(text(Text::RunExamples, lang))
}

/// Simulates, writes the run folder where one is asked for, and prints the figures.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let scenario = scenario(matches, session)?;
    session.warn(&scenario);
    let plan = Plan::new(&scenario)?;
    let run = options::run_plan(matches, plan.trials());
    let mut folder = options::folder(matches)?;
    let started = clock::now();
    let (outcome, took) = simulate(&plan, &names(&scenario), &run, folder.as_mut(), session)?;

    let designs = designs(&scenario, &plan);
    let summary = Summary::new(&outcome, &designs, &payers(&plan));
    let switches = switches(&scenario);
    let report = RunReport {
        scenario: &scenario.name,
        title: &scenario.base().title,
        seed: plan.seed(),
        switches: &switches,
        synthetic: &scenario.synthetic_blocks(),
        designs: &designs,
        summary: &summary,
        comparison: &comparison(&scenario, &plan, &outcome),
    };
    if let Some(mut folder) = folder {
        let resolved = scenario.resolved();
        let manifest = Manifest {
            plan_digest: plan.digest().to_string(),
            scenario_digest: report::sha256(resolved.as_bytes()),
            seed: plan.seed(),
            trials: run.trials.get(),
            designs: names(&scenario),
            switches: all_readings(&scenario),
            command: std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect(),
            started,
            milliseconds: took.as_millis().try_into().unwrap_or(u64::MAX),
            threads: run.threads.map(Into::into),
            batch: run.batch.get(),
        };
        folder.write("scenario.resolved.json", resolved.as_bytes())?;
        folder.write("summary.json", &report::pretty_json(&report::summary_json(&report)))?;
        for (name, bytes) in report::csv_tables(&report, session.lang) {
            folder.write(name, &bytes)?;
        }
        let manifest = manifest.to_json(folder.files());
        let published = folder.publish(&manifest)?;
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

/// The scenario that is asked for, with every change that is asked for.
fn scenario(matches: &ArgMatches, session: &Session) -> Result<Loaded, CliError> {
    let name = options::text_of(matches, "scenario").unwrap_or(BUILT_IN);
    let mut scenario = session.load(name, &options::settings(matches))?;
    for candidate in options::texts_of(matches, "design") {
        scenario = scenario.with_candidate(&session.library(), &candidate)?;
    }
    if let Some(stress) = options::text_of(matches, "stress") {
        scenario = scenario.under_stress(stress)?;
    }
    Ok(scenario)
}

/// Runs every design over every trial; the rows go into `trials.parquet` of the folder as they come.
fn simulate<E: Experiment>(
    experiment: &E,
    designs: &[String],
    plan: &RunPlan,
    folder: Option<&mut RunFolder>,
    session: &Session,
) -> Result<(Outcome, Duration), CliError> {
    let trials = plan.trials.get();
    let mut file = match &folder {
        None => None,
        Some(folder) => {
            Some(TrialsFile::new(folder.open("trials.parquet")?, &Shape::of(experiment), designs, trials)?)
        }
    };
    let progress = Progress::start(trials, session.lang, session.quiet);
    let outcome = engine::run(experiment, plan, &progress, &mut |rows| match &mut file {
        Some(file) => Ok(file.push(rows)?),
        None => Ok(()),
    });
    let took = progress.finish();
    let outcome = outcome?;
    if let (Some(folder), Some(file)) = (folder, file) {
        folder.close(file.finish()?)?;
    }
    Ok((outcome, took))
}

/// The public figures of the scenario beside the run's own.
fn comparison(scenario: &Loaded, plan: &Plan, outcome: &Outcome) -> Vec<Row> {
    let contract = plan.projection().designs().first().and_then(|base| base.cii.first());
    let targets: Vec<Target> = scenario.base().comparison.iter().map(|(_, target)| target.into()).collect();
    compare(outcome, contract.map_or("cii", |contract| &contract.id), &targets)
}

/// The names of the designs, the base first.
fn names(scenario: &Loaded) -> Vec<String> {
    scenario.designs.iter().map(|design| design.name.clone()).collect()
}

/// The ids of the payers, in order.
fn payers(plan: &Plan) -> Vec<String> {
    let base = plan.projection().designs().first();
    base.into_iter().flat_map(|base| base.scheme.payers()).map(|payer| payer.id.clone()).collect()
}

/// What the figures have to know of every design.
fn designs(scenario: &Loaded, plan: &Plan) -> Vec<Design> {
    let projected = plan.projection().designs();
    let design = |(loaded, projected): (&LoadedDesign, &crate::projection::Design)| {
        let contracts = projected.cii.iter().map(|cii| {
            (cii.id.clone(), Fund::Contract { contract: cii.contract, opening: cii.opening_balance })
        });
        let books = projected.hmb.iter().map(|hmb| (hmb.id.clone(), Fund::Book(hmb.terms)));
        let funds = contracts.chain(books).collect();
        Design { name: loaded.name.clone(), title: loaded.title.clone(), funds }
    };
    scenario.designs.iter().zip(projected).map(design).collect()
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
