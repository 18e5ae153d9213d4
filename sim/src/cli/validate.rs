//! `huimin validate`: all problems of scenario files at once.

use clap::{ArgMatches, Command};
use serde_json::{Value, json};

use super::{CliError, Exit, Session, options, output};
use crate::scenario::problem::Problem;
use crate::scenario::{Report, validate};
use crate::wording::Lang;
use crate::wording::said;
use crate::wording::shell::Text;

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let paths = options::operand("path", Text::PathsName, Text::Paths, lang).required(true).num_args(1..);
    options::verb("validate", Text::Validate, vec![paths, options::json(lang)], lang)
}

/// Checks the files and prints what was found; warnings alone are no failure.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let reports = validate(&session.library(), &options::texts_of(matches, "path"));
    if reports.is_empty() {
        return Err(CliError::NoFiles);
    }
    let bad = reports.iter().filter(|report| report.problems.has_errors()).count();
    output::print(&if matches.get_flag("json") {
        as_json(&reports)
    } else {
        as_text(&reports, bad, session.lang)
    })?;
    Ok(if bad == 0 { Exit::Done } else { Exit::BadInput })
}

fn as_text(reports: &[Report], bad: usize, lang: Lang) -> String {
    let problems = reports.iter().flat_map(|report| report.problems.iter());
    let mut lines: Vec<String> = problems.map(|problem| problem.message(lang)).collect();
    lines.push(said::validated(reports.len(), bad, lang));
    lines.join("\n") + "\n"
}

fn as_json(reports: &[Report]) -> String {
    let report = |report: &Report| {
        let problems: Vec<Value> = report.problems.iter().map(Problem::to_json).collect();
        json!({ "scenario": report.name, "valid": !report.problems.has_errors(), "problems": problems })
    };
    format!("{:#}\n", Value::from(reports.iter().map(report).collect::<Vec<_>>()))
}
