//! `huimin calibrate`: fit the free parameters of a scenario to its public figures, or only compare.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{ArgMatches, Command};

use super::simulation::{Simulation, only_plain};
use super::{CliError, Exit, Session, clock, options, output, published};
use crate::decide::{Calibration, Fit};
use crate::engine::{Experiment, RunPlan};
use crate::report::{self, CalibrationReport, RunFolder};
use crate::scenario::calibration::scenario_of_settings;
use crate::scenario::problem::{Problem, ProblemKind, Problems};
use crate::stats::Search;
use crate::wording::shell::Text;
use crate::wording::{Lang, calibration};

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let scenario = options::operand("scenario", Text::ScenarioName, Text::Scenario, lang).required(true);
    let mut arguments = vec![scenario, options::flag("check", Text::CalibrateCheck, lang)];
    arguments.extend(options::how_much(lang));
    arguments.push(options::set(lang));
    arguments.extend(options::where_to(lang));
    arguments.push(options::json(lang));
    options::verb("calibrate", Text::Calibrate, arguments, lang)
}

/// Fits, or only compares; prints the table and writes the files where a folder is asked for.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let name = options::operand_of(matches, "scenario");
    let settings = options::settings(matches);
    let read = session.load(name, &settings)?;
    only_plain(&read, "calibrate")?;
    let simulation = Simulation::new(read)?;
    let scenario = &simulation.scenario;
    session.warn(scenario);
    let plan = &simulation.plan;
    let calibration =
        Calibration::new(scenario, plan.columns(), &simulation.designs, &simulation.payers, plan.years())?;
    let only_check = matches.get_flag("check");
    if !only_check && calibration.parameters().is_empty() {
        let kind = ProblemKind::MissingBlock { block: "calibration".to_owned() };
        return Err(Problems::from(vec![Problem::new(scenario.place_of(&[]), kind)]).into());
    }
    let run = options::run_plan(matches, plan.trials(), options::BATCH);
    let mut folder = options::folder(matches, session)?;
    let started = clock::now();
    let (fit, rows, took) = if only_check {
        let (outcome, took) = simulation.run(&run, session)?;
        (None, calibration.check(&outcome), took)
    } else {
        let (fit, took) = fitted(&calibration, name, &settings, &run, session)?;
        let rows = fit.rows.clone();
        (Some(fit), rows, took)
    };
    let report = CalibrationReport {
        scenario: name,
        title: scenario.base().title.get(session.lang),
        seed: plan.seed(),
        trials: run.trials.get(),
        rows: &rows,
        fit: fit.as_ref(),
    };
    if let Some(mut folder) = folder.take() {
        let out = options::path(matches, "out").unwrap_or(Path::new("."));
        write_tables(&mut folder, &report, session.lang)?;
        if let Some(fit) = &fit {
            folder.write("fitted.json", &fitted_scenario(fit, &report, &extended(name, out))?)?;
        }
        let made = (started, report::milliseconds(took));
        let manifest = published::manifest(&simulation.scenario, &simulation, &run, made);
        published::publish(&mut folder, &manifest, session)?;
    }
    output::print_result(
        matches,
        || report::calibration_json(&report),
        || report::calibration_text(&report, session.lang),
    )?;
    Ok(Exit::Done)
}

/// Fits: every simulation reads the scenario again under further settings. Also how long they took.
fn fitted(
    calibration: &Calibration,
    name: &str,
    settings: &[String],
    run: &RunPlan,
    session: &Session,
) -> Result<(Fit, Duration), CliError> {
    let silent = Session { quiet: true, ..session.clone() };
    let mut in_all = Duration::ZERO;
    let simulate = |further: &[String]| {
        let settings: Vec<String> = settings.iter().chain(further).cloned().collect();
        let simulation = match session.load(name, &settings).and_then(Simulation::new) {
            Err(CliError::Scenario(_)) if !further.is_empty() => return Ok(None),
            read => read?,
        };
        let (outcome, took) = simulation.run(run, &silent)?;
        in_all += took;
        Ok::<_, CliError>(Some(outcome))
    };
    let fit = calibration.fit(&Search::default(), simulate, |runs, misfit| {
        if !session.quiet {
            output::say(&calibration::progress(runs, &format!("{misfit:.3}"), session.lang));
        }
    })?;
    // the scenario itself has been read before, so its values are possible
    let fit = fit.ok_or_else(|| CliError::Scenario(Problems::new()))?;
    Ok((fit, in_all))
}

fn write_tables(folder: &mut RunFolder, report: &CalibrationReport<'_>, lang: Lang) -> Result<(), CliError> {
    folder.write("calibration.json", &report::pretty_json(&report::calibration_json(report)))?;
    folder.write("calibration.csv", &report::calibration_csv(report.rows, lang))?;
    folder.write("calibration.txt", report::calibration_text(report, lang).as_bytes())?;
    if let Some(fit) = report.fit {
        folder.write("parameters.csv", &report::parameters_csv(fit, lang))?;
    }
    Ok(())
}

/// The scenario that extends the one that was fitted and holds the fitted values alone, each with a note.
fn fitted_scenario(fit: &Fit, report: &CalibrationReport<'_>, extends: &str) -> Result<Vec<u8>, CliError> {
    let figures = report.rows.iter().filter(|row| row.target.fitted).count();
    let settings = fit.parameters.iter().flat_map(|it| {
        let se = it.se.map(report::significant);
        let [value, start] = [it.value, it.parameter.start[0]].map(|it| it.to_string());
        let note = calibration::note(&value, se.as_deref(), &start, report.trials, report.seed, figures);
        let why = it.parameter.doc.notes.note.iter().cloned();
        let note = why.chain([note]).collect::<Vec<_>>().join(" ");
        let path = format!("calibration.parameters.{}.note", it.parameter.name);
        let mut settings = it.parameter.settings(it.value);
        settings.push(format!("{path}={}", serde_json::Value::from(note)));
        settings
    });
    let node = scenario_of_settings(extends, &settings.collect::<Vec<_>>())?;
    Ok(report::pretty_json(&serde_json::from_str::<serde_json::Value>(&node.to_json()).unwrap_or_default()))
}

/// How a file in the folder `out` names the scenario: by its library name, or by its path from there.
pub(super) fn extended(name: &str, out: &Path) -> String {
    let file = Path::new(name);
    let Ok(file) = file.canonicalize() else { return name.to_owned() };
    if !file.is_file() {
        return name.to_owned();
    }
    let parent = out.parent().filter(|it| *it != Path::new("")).unwrap_or(Path::new("."));
    let folder = parent.canonicalize().unwrap_or_else(|_| parent.to_owned());
    let folder = folder.join(out.file_name().unwrap_or_default());
    from_to(&folder, &file).to_string_lossy().replace('\\', "/")
}

/// The relative path from a folder to a file, both absolute.
fn from_to(folder: &Path, file: &Path) -> PathBuf {
    let (mut from, mut to) = (folder.components().peekable(), file.components().peekable());
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    from.map(|_| PathBuf::from("..")).chain(to.map(|it| PathBuf::from(it.as_os_str()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fitted_scenario_names_its_base_from_where_it_lies() {
        let path = |text: &str| PathBuf::from(text);
        assert_eq!(from_to(&path("/a/out"), &path("/a/b/city.json")), path("../b/city.json"));
        assert_eq!(from_to(&path("/a"), &path("/a/city.json")), path("city.json"));
        assert_eq!(extended("calibration/national", Path::new("out")), "calibration/national");
    }
}
