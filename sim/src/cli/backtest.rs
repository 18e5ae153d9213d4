//! `huimin backtest`: product-years whose outcome was published, against what the model says of them.

use std::num::NonZeroU64;

use clap::{ArgMatches, Command};

use super::simulation::{Simulation, only_plain};
use super::{CliError, Exit, Session, clock, options, output, published};
use crate::decide::backtest::{Comparison, LEAST_TRIALS, comparisons, months_seen, score};
use crate::engine::Experiment;
use crate::report::{self, BacktestReport, Manifest, RunFolder};
use crate::scenario::backtest::{Backtest, ComparedFund};
use crate::scenario::validate::files;
use crate::wording::shell::Text;
use crate::wording::{Lang, said};

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let cases = options::operand("case", Text::BacktestName, Text::BacktestCases, lang).num_args(0..);
    let mut arguments = vec![cases, options::base(lang), options::set(lang)];
    arguments.extend(options::how_much(lang));
    arguments.extend(options::where_to(lang));
    arguments.push(options::json(lang));
    // with fewer there is no interval to stand against
    let enough = |trials: clap::Arg| {
        trials.value_parser(options::whole(LEAST_TRIALS..=u64::MAX)).help(Text::BacktestTrials.text(lang))
    };
    options::verb("backtest", Text::Backtest, arguments, lang).mut_arg("trials", enough)
}

/// A case whose every run is known to be possible.
struct Prepared {
    case: Backtest,
    fund: ComparedFund,
    /// By months of the policy year that are seen.
    runs: Vec<(u32, Simulation)>,
}

/// Reads every case before the first trial, runs them one after the other, and shows how each published
/// figure was met. It ends well whatever came out.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let started = clock::now();
    let library = session.library();
    let named = files(&options::texts_of(matches, "case"));
    let names = if named.is_empty() { library.backtests() } else { named };
    let prepared: Vec<Prepared> =
        names.iter().map(|name| prepared(name, matches, session)).collect::<Result<_, _>>()?;
    let folder = options::folder(matches, session)?;
    let mut found: Vec<Comparison> = Vec::new();
    let mut milliseconds = 0;
    for (nth, Prepared { case, fund, runs }) in prepared.iter().enumerate() {
        let plan = options::run_plan(matches, trials(case, matches), options::BATCH);
        for (months, simulation) in runs {
            if !session.quiet {
                output::say(&said::now_at(&case.doc.id, nth + 1, prepared.len(), session.lang));
            }
            let (outcome, took) = simulation.run(&plan, session)?;
            milliseconds += report::milliseconds(took);
            found.extend(comparisons((nth, case), fund, &outcome, *months));
        }
    }
    let cases: Vec<Backtest> = prepared.iter().map(|it| it.case.clone()).collect();
    let report = BacktestReport { cases: &cases, groups: &score(&found) };
    if let Some(folder) = folder {
        let manifest = manifest(&names, &prepared, matches, started, milliseconds);
        publish(folder, &report, &manifest, &prepared, session)?;
    }
    output::print_result(
        matches,
        || report::backtest_json(&report),
        || report::backtest_table(&report, session.lang),
    )?;
    Ok(Exit::Done)
}

/// Reads a case and lays out the run of every part of a year that its figures hold.
fn prepared(name: &str, matches: &ArgMatches, session: &Session) -> Result<Prepared, CliError> {
    let library = session.library();
    let case = Backtest::read(&library, name)?;
    let settings = options::settings(matches);
    let base = options::text_of(matches, "base");
    let mut runs = Vec::new();
    let mut fund = None;
    for months in months_seen(&case) {
        let scenario = case.scenario(&library, months, base, &settings)?;
        fund = Some(case.fund(&scenario)?);
        only_plain(&scenario, "backtest")?;
        runs.push((months, Simulation::new(scenario)?));
    }
    // a case without a figure is refused when it is read
    let fund = fund.unwrap_or(ComparedFund { id: String::new(), is_book: false, payers: Vec::new() });
    Ok(Prepared { case, fund, runs })
}

/// What made the folder: the digests are of all runs of all cases, in order.
fn manifest(
    names: &[String],
    prepared: &[Prepared],
    matches: &ArgMatches,
    started: String,
    milliseconds: u64,
) -> Manifest {
    let runs = || prepared.iter().flat_map(|it| it.runs.iter().map(|(_, simulation)| simulation));
    let plans: Vec<String> = runs().map(|run| run.plan.digest().to_string()).collect();
    let scenarios: Vec<String> = runs().map(|run| run.scenario.resolved()).collect();
    let trials = |case: &Backtest| trials(case, matches).get();
    let plan = options::run_plan(matches, NonZeroU64::MIN, options::BATCH);
    Manifest {
        scenario: names.join(" "),
        plan_digest: report::sha256(plans.concat().as_bytes()),
        scenario_digest: report::sha256(scenarios.concat().as_bytes()),
        seed: runs().next().map_or(0, |run| run.plan.seed()),
        trials: prepared.iter().map(|it| trials(&it.case)).max().unwrap_or(0),
        designs: Vec::new(),
        command: published::typed(),
        started,
        milliseconds,
        threads: plan.threads.map(Into::into),
        batch: plan.batch.get(),
        ..Manifest::default()
    }
}

/// How many trials a case gets: as many as are asked for, or its own.
fn trials(case: &Backtest, matches: &ArgMatches) -> NonZeroU64 {
    let asked = matches.get_one::<u64>("trials").copied();
    NonZeroU64::new(asked.unwrap_or(case.doc.trials)).unwrap_or(NonZeroU64::MIN)
}

/// Writes tables, figures and the scenario of every run, and gives the folder its name.
fn publish(
    mut folder: RunFolder,
    report: &BacktestReport<'_>,
    manifest: &Manifest,
    prepared: &[Prepared],
    session: &Session,
) -> Result<(), CliError> {
    folder.write("backtest.json", &report::pretty_json(&report::backtest_json(report)))?;
    for (name, lang) in [("table.zh.txt", Lang::Zh), ("table.en.txt", Lang::En)] {
        folder.write(name, report::backtest_table(report, lang).as_bytes())?;
    }
    for (name, bytes) in report::backtest_csv(report, session.lang) {
        folder.write(name, &bytes)?;
    }
    for Prepared { case, runs, .. } in prepared {
        for (months, simulation) in runs {
            let name = format!("{}-{months}.resolved.json", case.doc.id);
            folder.write(&name, simulation.scenario.resolved().as_bytes())?;
        }
    }
    published::publish(&mut folder, manifest, session)
}
