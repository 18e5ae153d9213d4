//! `huimin gate`: do scenarios keep their thresholds, and are the figures those of their baselines?

use std::fs::File;
use std::io::{BufWriter, Read};
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use serde_json::{Value, json};
use tempfile::{Builder, NamedTempFile};

use super::progress::Progress;
use super::simulation::Simulation;
use super::{CliError, Exit, Session, clock, options, output, published};
use crate::decide::{Before, Checks, Gate, Judged, Summary, Verdict};
use crate::engine::{self, Experiment, Pieces, RunPlan, Shape};
use crate::report::{self, FolderError, RunFolder};
use crate::scenario::load::load;
use crate::scenario::problem::Problems;
use crate::scenario::validate::files;
use crate::wording::Lang;
use crate::wording::shell::Text;

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let paths = options::operand("path", Text::PathsName, Text::GatePaths, lang).required(true).num_args(1..);
    let mut arguments = vec![paths];
    arguments.extend(options::how_much(lang));
    arguments.push(options::sampling(lang));
    arguments.push(options::set(lang));
    arguments.extend(options::gate_outputs(lang));
    arguments.extend(options::where_to(lang));
    arguments.push(options::json(lang));
    options::verb("gate", Text::Gate, arguments, lang).after_help(Text::GateExamples.text(lang))
}

/// Reads every gate before the first trial, runs them one after the other, and ends with the worst
/// verdict of all.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let paths = files(&options::texts_of(matches, "path"));
    if paths.is_empty() {
        return Err(CliError::NoFiles);
    }
    let as_json = matches.get_flag("json");
    let (mut gates, mut problems) = (Vec::new(), Problems::new());
    for path in &paths {
        match prepared(path, matches, session) {
            Ok(gate) => gates.push(gate),
            Err(CliError::Scenario(found)) => problems.extend(found),
            Err(error) => return Err(error),
        }
    }
    if problems.has_errors() {
        return Err(problems.into());
    }
    let junit = options::path(matches, "junit").map(JunitFile::open).transpose()?;
    let folder = options::folder(matches, session)?;
    let (started, mut all, mut simulations) = (clock::now(), Vec::new(), Vec::new());
    for (path, (simulation, checks)) in paths.into_iter().zip(gates) {
        let judged = judged(&simulation, checks, matches, session)?;
        if !as_json {
            output::print(&report::gate_table(&path, &judged, session.lang))?;
        }
        all.push((path, judged));
        simulations.push(simulation);
    }
    if let Some(junit) = junit {
        junit.write(&all, session.lang)?;
    }
    if matches.get_flag("annotations") {
        output::print(&report::gate_annotations(&all, session.lang))?;
    }
    let answer =
        all.iter().map(|(path, judged)| json!({ "gate": path, "result": report::gate_json(judged) }));
    let answer = answer.collect::<Value>();
    if let Some(folder) = folder {
        publish(folder, (&all, &answer), &simulations, started, session)?;
    }
    if as_json {
        output::print(&format!("{answer:#}\n"))?;
    } else {
        let line = report::gate_verdict_line(all.iter().map(|(_, judged)| judged), session.lang);
        output::print(&format!("{line}\n"))?;
    }
    Ok(match Verdict::worst(all.iter().map(|(_, judged)| judged.verdict())) {
        Verdict::Pass => Exit::Done,
        Verdict::Fail => Exit::NotPassed,
        Verdict::Undecided => Exit::Undecided,
    })
}

/// Writes what was found, as tables and for programs, and the scenario of every gate.
fn publish(
    mut folder: RunFolder,
    (all, answer): (&[(String, Judged)], &Value),
    simulations: &[Simulation],
    started: String,
    session: &Session,
) -> Result<(), CliError> {
    folder.write("gate.json", &report::pretty_json(answer))?;
    for (name, bytes) in report::gate_csv(all, session.lang) {
        folder.write(name, &bytes)?;
    }
    let mut digests = Vec::new();
    for (nth, simulation) in (1..).zip(simulations) {
        let name = format!("gate-{nth}.resolved.json");
        folder.write(&name, simulation.scenario.resolved().as_bytes())?;
        digests.push(simulation.plan.digest().to_string());
    }
    let gates: Vec<&str> = all.iter().map(|(path, _)| path.as_str()).collect();
    let digest = report::sha256(digests.concat().as_bytes());
    let fields = [("gates", gates.into()), ("plan_digest", digest.into())];
    published::publish_files(&mut folder, fields, started, session)
}

/// A gate with its scenario, every check of which is known to have its figures.
fn prepared(path: &str, matches: &ArgMatches, session: &Session) -> Result<(Simulation, Checks), CliError> {
    let gate = Gate::read(&session.library(), path)?;
    let mut settings = gate.doc.set.clone();
    settings.extend(gate.doc.trials.map(|trials| format!("run.trials={trials}")));
    settings.extend(gate.doc.seed.map(|seed| format!("run.seed={seed}")));
    settings.extend(options::settings(matches));
    let scenario = load(&session.library(), &gate.scenario(), &settings);
    let scenario =
        scenario.map_err(|problems| problems.named_at(&gate.scenario(), &gate.place_of("scenario")));
    let simulation = Simulation::new(scenario?)?;
    session.warn(&simulation.scenario);
    let Simulation { plan, designs, payers, .. } = &simulation;
    let subjects = Summary::subjects(plan.columns(), designs, payers);
    let (years, seed, trials) = (plan.years(), plan.seed(), plan.trials().get());
    let checks = gate.checks(&Before { subjects: &subjects, designs, years, seed, trials })?;
    Ok((simulation, checks))
}

/// Draws as many trials as the gate needs, and holds its checks against them.
fn judged(
    simulation: &Simulation,
    checks: Checks,
    matches: &ArgMatches,
    session: &Session,
) -> Result<Judged, CliError> {
    let shape = Shape::of(&simulation.plan);
    let run = options::run_plan(matches, simulation.plan.trials(), shape.trials_per_batch());
    let Some(looks) = checks.looks else {
        let mut pieces = Pieces::passing(shape, run.trials.get());
        simulation.draw(&run, &mut pieces, session)?;
        return Ok(checks.at_once(&simulation.summary(&pieces, run.threads)?));
    };
    let most = looks.0.most();
    let mut pieces = Pieces::passing(shape, most);
    let progress = Progress::start(most, 0, session);
    let Simulation { plan, designs, payers, .. } = simulation;
    let judged = checks.look_by_look(looks, designs, payers, &mut pieces, |pieces, trials| {
        let trials = trials.try_into().unwrap_or(run.trials);
        Ok::<_, CliError>(engine::run_into(plan, &RunPlan { trials, ..run }, &progress, pieces)?)
    });
    progress.finish();
    judged
}

/// How a JUnit report begins, in its first few bytes.
const JUNIT: &str = "<testsuite";
const FIRST_BYTES: u64 = 4096;

/// The JUnit report: written aside, so that a run that fails leaves the old one. Nothing but a report is replaced.
struct JunitFile {
    target: PathBuf,
    aside: NamedTempFile,
}

impl JunitFile {
    fn open(target: &Path) -> Result<JunitFile, CliError> {
        let folder =
            target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return Err(FolderError::NoParent(folder.to_owned()).into());
        }
        if target.exists() && !is_junit(target) {
            return Err(CliError::NotJunit(target.to_owned()));
        }
        let aside = readable_by_others()
            .tempfile_in(folder)
            .map_err(|source| FolderError::Io { path: target.to_owned(), source })?;
        Ok(JunitFile { target: target.to_owned(), aside })
    }

    fn write(mut self, all: &[(String, Judged)], lang: Lang) -> Result<(), CliError> {
        let failed = |source| FolderError::Io { path: self.target.clone(), source };
        report::gate_junit(all, lang, BufWriter::new(&mut self.aside)).map_err(failed)?;
        self.aside.as_file().sync_all().map_err(failed)?;
        self.aside.persist(&self.target).map_err(|error| failed(error.error))?;
        Ok(())
    }
}

/// Whether a file is a JUnit report, or has nothing in it.
fn is_junit(path: &Path) -> bool {
    // a pipe would never answer
    if !path.is_file() {
        return false;
    }
    let mut first = Vec::new();
    let read = File::open(path).and_then(|file| file.take(FIRST_BYTES).read_to_end(&mut first));
    read.is_ok() && (first.is_empty() || String::from_utf8_lossy(&first).contains(JUNIT))
}

/// What makes a file with the permissions of any other, where systems have them.
fn readable_by_others() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}
