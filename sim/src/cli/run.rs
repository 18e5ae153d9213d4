//! `huimin run`: simulate the base and every candidate design.

use std::path::Path;

use clap::{ArgMatches, Command};
use serde_json::{Map, Value};

use super::simulation::{Simulation, changed, changed_by, only_plain};
use super::unfinished::Begun;
use super::{
    CliError, Exit, Session, beside, buckets, clock, options, output, published, recompute, until, variance,
};
use crate::decide::until::{Stopped, Until};
use crate::decide::{NotExact, OracleRow, Summary, Target, compare, convergence, oracle, reading_effects};
use crate::engine::{EngineError, Experiment, Pieces, Records, RunPlan, Shape};
use crate::projection::Recounting;
use crate::report::{
    self, KeptRun, Manifest, RunFolder, RunReport, SamplingUsed, SummaryJson, SwitchReading, Times,
};
use crate::scenario::assumptions::Reading;
use crate::scenario::load::Loaded;
use crate::scenario::readings::OtherReading;
use crate::wording::oracle::no_oracle;
use crate::wording::shell::Text;
use crate::wording::{Lang, long_runs};

/// The scenario that runs when none is named.
const BUILT_IN: &str = "cii/quzhou-2016";

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let mut arguments = vec![options::operand("scenario", Text::ScenarioName, Text::ScenarioOrBuiltIn, lang)];
    arguments.extend(options::how_much(lang));
    arguments.extend(options::claims(lang));
    arguments.push(options::flag("beside", Text::Beside, lang).requires("claims"));
    arguments.push(options::sampling(lang));
    arguments.extend(options::changes(lang));
    arguments.push(options::flag("readings", Text::Readings, lang));
    arguments.push(options::flag("variance", Text::Variance, lang));
    arguments.push(options::flag("oracle", Text::Oracle, lang));
    arguments.extend(options::until(lang));
    arguments.push(options::columns(lang));
    arguments.extend(options::buckets(lang));
    arguments.extend(options::where_to(lang));
    arguments.push(options::resume(lang));
    arguments.push(options::json(lang));
    options::verb("run", Text::Run, arguments, lang).after_help(Text::RunExamples.text(lang))
}

/// Simulates, writes the run folder where one is asked for, and prints the figures.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let scenario = changed(named(matches), matches, session)?;
    let (read, readings) = if matches.get_flag("readings") {
        scenario.with_other_readings()?
    } else {
        (scenario.clone(), Vec::new())
    };
    if matches.get_flag("variance") {
        only_plain(&read, "--variance")?;
    }
    let simulation = buckets::counting(matches, Simulation::new(read)?)?;
    let until = until::asked(matches, &simulation)?;
    session.warn(&scenario);
    session.warn_of(&scenario.run_warnings());
    let batch = Shape::of(&simulation.plan).trials_per_batch();
    let run = options::run_plan(matches, simulation.plan.trials(), batch);
    let started = clock::now();
    let end = until.as_ref().map(until::json);
    let Some(begun) = Begun::new(matches, &simulation.plan, run.trials.get(), end.as_ref(), session)? else {
        return Ok(Exit::Done);
    };
    let trials = Trials::Drawn;
    let running = Running { matches, session, scenario, simulation, readings, run, until, started, trials };
    running.carry_out(begun)
}

/// The name of the scenario that is run.
fn named(matches: &ArgMatches) -> &str {
    options::text_of(matches, "scenario").unwrap_or(BUILT_IN)
}

/// A run with all that was asked of it.
pub(super) struct Running<'a> {
    pub(super) matches: &'a ArgMatches,
    pub(super) session: &'a Session,
    pub(super) scenario: Loaded,
    pub(super) simulation: Simulation,
    pub(super) readings: Vec<OtherReading>,
    pub(super) run: RunPlan,
    /// When it stops before its trials are spent.
    pub(super) until: Option<Until>,
    pub(super) started: String,
    pub(super) trials: Trials<'a>,
}

/// Where the trials of a run come from.
pub(super) enum Trials<'a> {
    /// They are drawn.
    Drawn,
    /// They follow from what another run kept in a folder.
    Kept {
        /// What it kept.
        kept: &'a KeptRun,
        /// How the design follows from it.
        how: &'a Recounting,
        /// The folder.
        folder: &'a Path,
    },
}

impl Running<'_> {
    /// Draws what is missing, sums up, writes, prints. After an error the finished trials are kept.
    fn carry_out(mut self, mut begun: Begun) -> Result<Exit, CliError> {
        let session = self.session;
        let resumed_at = Some(begun.pieces.n_done()).filter(|done| *done > 0);
        let text = match self.results(&mut begun, resumed_at) {
            Ok(text) => text,
            Err(error) => return Err(begun.after(error, session)),
        };
        output::print(&text)?;
        Ok(Exit::Done)
    }

    /// Everything up to what is printed.
    pub(super) fn results(&mut self, begun: &mut Begun, resumed_at: Option<u64>) -> Result<String, CliError> {
        let mut records = buckets::records(&self.simulation.plan, begun)?;
        let (mut times, stopped) = self.make_trials(begun, records.as_mut())?;
        if let Some(stopped) = &stopped {
            self.end_at(stopped.trials, begun, records.as_mut())?;
        }
        let Running { matches, session, scenario, simulation, run, .. } = &*self;
        let pieces = &begun.pieces;
        let variance = if options::is_set(matches, "variance") {
            let (splits, took) = variance::splits(simulation, pieces, run, begun.folder.as_ref(), session)?;
            times.drawing += took.drawing;
            times.writing += took.writing;
            splits
        } else {
            Vec::new()
        };
        let subjects = Summary::subjects(simulation.plan.columns(), &simulation.designs, &simulation.payers);
        let beside = beside::figures(matches, (scenario, pieces), &subjects, (run, &mut times), session)?;
        let summing_up = clock::instant();
        let mut summary = simulation.summary(pieces, run.threads)?;
        let comparison = compare(
            pieces,
            &simulation.designs,
            &simulation.payers,
            &Target::of(&scenario.base().comparison),
        )?;
        let settling = if self.until.is_some() || options::is_set(matches, "convergence") {
            convergence(pieces, &simulation.designs, &summary.subjects, self.until.as_ref())?
        } else {
            Vec::new()
        };
        times.summary = summing_up.elapsed();
        let (columns, unkept) = (simulation.plan.columns(), simulation.plan.projection().left_out());
        let left_out = summary.left_out(columns, unkept, &simulation.designs, &simulation.payers);
        let of_readings = summary.designs.split_off(summary.designs.len() - self.readings.len());
        let sampling = SamplingUsed::of(&simulation.plan, run.trials.get());
        let report = RunReport {
            scenario: &scenario.name,
            title: &scenario.base().title,
            seed: simulation.plan.seed(),
            sampling: sampling.as_ref(),
            switches: &switches(scenario),
            synthetic: &scenario.synthetic_blocks(),
            omissions: &scenario.omissions(),
            left_out: &left_out,
            columns: [columns.len(), columns.len() + unkept.len()],
            only_reaching: simulation.plan.projection().draws_only_reaching(),
            payers: &simulation.payer_titles(),
            designs: &simulation.designs[..summary.designs.len()],
            comparison: &comparison,
            readings: &reading_effects(self.readings.clone(), &of_readings, &summary.subjects),
            variance: &variance,
            of_a_file: scenario.own_bills().is_some(),
            beside: &beside,
            until: stopped.as_ref(),
            convergence: if options::is_set(matches, "convergence") { &settling } else { &[] },
            summary: &summary,
        };
        let exact = match scenario.own_bills() {
            None => oracle(&simulation.scenario, &simulation.plan, &pieces.design(0)?),
            Some(_) => Err(NotExact::OwnBills),
        };
        if let Some(folder) = &mut begun.folder {
            let writing = clock::instant();
            self.write(folder, pieces, &report)?;
            if !settling.is_empty() {
                folder.write("convergence.csv", &report::convergence_csv(&settling, session.lang))?;
            }
            if let Ok(rows) = &exact {
                folder.write("oracle.csv", &report::oracle_csv(rows, session.lang))?;
            }
            if let Some(records) = &records {
                buckets::write(folder, &simulation.plan, records, session)?;
            }
            times.writing += writing.elapsed();
            published::publish(folder, &self.manifest(times, resumed_at), session)?;
        }
        if !session.quiet {
            let Times { drawing, summary, writing } = times;
            let seconds = [drawing, summary, writing].map(|time| time.as_secs_f64());
            output::say(&long_runs::took(seconds, session.lang));
            let by_rules = simulation.plan.projection().ways_of_settling().by_rules;
            if by_rules > 0 {
                output::say(&long_runs::settled_by_rules(by_rules, session.lang));
            }
        }
        Ok(if matches.get_flag("json") {
            String::from_utf8(report::pretty_json(&SummaryJson(&report))).unwrap_or_default()
        } else {
            report::console(&report, session.lang) + &self.beside(&exact)
        })
    }

    /// The exact answer beside the run, where there is one; where there is none, why, if that was asked for.
    fn beside(&self, exact: &Result<Vec<OracleRow>, NotExact>) -> String {
        match exact {
            Ok(rows) => format!("\n{}", report::oracle_table(rows, self.session.lang)),
            Err(why) if options::is_set(self.matches, "oracle") => {
                format!("\n{}\n", no_oracle(*why, self.session.lang))
            }
            Err(_) => String::new(),
        }
    }

    /// Fills the pieces with all trials, or with as many as it takes.
    fn make_trials(
        &self,
        begun: &mut Begun,
        records: Option<&mut Records>,
    ) -> Result<(Times, Option<Stopped>), CliError> {
        let Running { session, simulation, run, .. } = self;
        if let Some(until) = &self.until {
            let (times, stopped) = until::draw(until, simulation, run, (begun, records), session)?;
            return Ok((times, Some(stopped)));
        }
        let times = match (&self.trials, records) {
            (Trials::Drawn, None) => simulation.draw(run, &mut begun.pieces, session),
            (Trials::Drawn, Some(records)) => buckets::draw(&simulation.plan, run, (begun, records), session),
            (&Trials::Kept { kept, how, folder }, _) => {
                recompute::fill(&simulation.plan, run, (kept, how, folder), &mut begun.pieces)
            }
        };
        Ok((times?, None))
    }

    /// Becomes a run of so many trials, all of which are finished.
    fn end_at(
        &mut self,
        trials: u64,
        begun: &mut Begun,
        records: Option<&mut Records>,
    ) -> Result<(), CliError> {
        begun.pieces.end_at(trials);
        if let Some(records) = records {
            records.keep_first(trials).map_err(EngineError::from)?;
        }
        self.run.trials = trials.try_into().unwrap_or(self.run.trials);
        let mut settings = options::settings(self.matches);
        settings.push(format!("run.trials={trials}"));
        self.scenario = changed_by(named(self.matches), self.matches, &settings, self.session)?;
        Ok(())
    }

    /// Writes every file of the run folder but the manifest and what was counted.
    fn write(&self, folder: &mut RunFolder, pieces: &Pieces, report: &RunReport<'_>) -> Result<(), CliError> {
        let file = folder.open("trials.parquet")?;
        let file = report::write_trials(file, pieces, &self.simulation.names())?;
        folder.close(file)?;
        folder.write("scenario.resolved.json", self.scenario.resolved().as_bytes())?;
        folder.write_by("summary.json", |out| report::write_json(out, &SummaryJson(report)))?;
        for (name, table) in report::csv_tables(report, self.session.lang) {
            folder.write_by(name, |out| table(out))?;
        }
        Ok(())
    }

    fn manifest(&self, times: Times, resumed_at: Option<u64>) -> Manifest {
        let Running { scenario, simulation, run, .. } = self;
        let ways = simulation.plan.projection().ways_of_settling();
        let made = (self.started.clone(), report::milliseconds(times.total()));
        Manifest {
            switches: all_readings(scenario),
            times: Some(times),
            settlements: Some([ways.in_columns, ways.by_program, ways.by_rules]),
            until: self.until.as_ref().map(until::json),
            resumed_at,
            ..published::manifest(scenario, simulation, run, made)
        }
    }
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
