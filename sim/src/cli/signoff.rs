//! `huimin signoff`: from a finished run, the pack that an appointed actuary signs.

use std::fmt::Write as _;
use std::path::Path;

use clap::{ArgMatches, Command};

use super::error::read;
use super::{CliError, Exit, Session, clock, options, output, published};
use crate::decide::audit::Audit;
use crate::report::finished::{Evidence, Finished, Verb};
use crate::report::formats::{WorkbookError, sheet_csv, workbook};
use crate::report::{self, FolderError, Pack, PackParts, RunFolder, live_csv, word_document};
use crate::scenario::node::Place;
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::register::{RegisterDoc, is_date};
use crate::units::Trial;
use crate::wording::Lang;
use crate::wording::book::{FolderTrouble, Table};
use crate::wording::shell::Text;
use crate::wording::sign_off::SignOffTable;

/// How many persons are recalculated, from about how many members looked at.
const PERSONS: usize = 100;
const LOOKED_AT: u64 = 200_000;

/// The workbook of the pack.
const WORKBOOK: &str = "signoff.xlsx";
/// What a reader checks the files of the pack against.
const SUMS: &str = "SHA256SUMS";
/// The digests of what it rests on, in the same form.
const INPUTS: &str = "INPUTS.sha256";

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let mut arguments =
        vec![options::operand("folder", Text::RunFolderName, Text::SignedFolder, lang).required(true)];
    arguments.extend(options::sign_off(lang));
    let [out, force] = options::where_to(lang);
    arguments.extend([out.required(true), force, options::json(lang)]);
    options::verb("signoff", Text::SignOffAbout, arguments, lang).after_help(Text::SignOffExamples.text(lang))
}

/// Reads the folders, draws and recalculates the sample, and writes the pack.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let started = clock::now();
    let (folders, evidence) = folders(matches, session)?;
    let run = &folders[0];
    let as_of = as_of(matches, run)?;
    let register = match options::path(matches, "assumptions") {
        None => None,
        Some(path) => {
            let (name, bytes) = (path.display().to_string(), read(path)?);
            Some((RegisterDoc::read(&name, &bytes)?, name, report::sha256(&bytes), bytes))
        }
    };
    let doc = register.as_ref().map(|(doc, ..)| doc);
    let name = register.as_ref().map_or("", |(_, name, ..)| name);
    let assumptions = run.scenario.register_of_assumptions(doc, name)?;
    let Some(mut folder) = options::folder(matches, session)? else { return Ok(Exit::BadInput) };
    let audit = Audit::draw(&run.scenario, Trial(0), PERSONS, LOOKED_AT)?;
    let scheme = run.scenario.scheme_in(Some(audit.year))?;
    let parts = PackParts {
        folders: &folders,
        evidence: &evidence,
        assumptions: &assumptions,
        register: register.as_ref().map(|(_, name, digest, _)| (name.as_str(), digest.as_str())),
        as_of: &as_of,
        as_of_given: options::text_of(matches, "as-of").is_some(),
        audit: &audit,
        scheme: &scheme,
    };
    let pack = Pack::new(&parts);
    write(&mut folder, (&pack, &parts), run, session.lang)?;
    if let Some((.., bytes)) = &register {
        folder.write("assumptions.json", bytes)?;
    }
    let sums = sums(&folder);
    folder.write(SUMS, sums.as_bytes())?;
    let manifest = report::pack_manifest(&parts, (published::typed(), started), folder.files());
    published::put_in_place(&mut folder, &manifest, session)?;
    output::print_result(matches, || report::pack_json(&pack), || pack.made.text(session.lang))?;
    Ok(Exit::Done)
}

/// The run and the folders beside it, each held against its manifest.
fn folders(matches: &ArgMatches, session: &Session) -> Result<(Vec<Finished>, Vec<Evidence>), CliError> {
    let mut named = vec![options::operand_of(matches, "folder").to_owned()];
    named.extend(options::texts_of(matches, "with"));
    let (mut found, mut evidence, mut troubles) =
        (Vec::<Finished>::new(), Vec::<Evidence>::new(), Vec::new());
    let mut names: Vec<String> = Vec::new();
    for (nth, name) in named.iter().enumerate() {
        if named[..nth].contains(name) {
            troubles.push(FolderTrouble::Twice { path: name.clone() });
            continue;
        }
        match Finished::read(Path::new(name), &session.library()) {
            Ok(folder) if nth == 0 && !matches!(folder.answer.verb, Verb::Run | Verb::Compare) => {
                troubles.push(FolderTrouble::NoFigures { path: name.clone() });
            }
            Ok(mut folder) => {
                folder.name = one_of_its_kind(&folder.name, &mut names);
                found.push(folder);
            }
            // a test has no one scenario
            Err(more) if nth > 0 && matches!(more[..], [FolderTrouble::NoResults { .. }]) => {
                match Evidence::read(Path::new(name)) {
                    Ok(mut folder) => {
                        folder.name = one_of_its_kind(&folder.name, &mut names);
                        evidence.push(folder);
                    }
                    Err(more) => troubles.extend(more),
                }
            }
            Err(more) => troubles.extend(more),
        }
    }
    if troubles.is_empty() { Ok((found, evidence)) } else { Err(CliError::Report(troubles, None)) }
}

/// A name that no folder has yet.
fn one_of_its_kind(name: &str, names: &mut Vec<String>) -> String {
    let same = names.iter().filter(|it| *it == name).count();
    names.push(name.to_owned());
    if same == 0 { name.to_owned() } else { format!("{name}-{}", same + 1) }
}

/// The day on which expiry is judged: asked for, or that on which the run began.
fn as_of(matches: &ArgMatches, run: &Finished) -> Result<String, CliError> {
    match options::text_of(matches, "as-of") {
        None => Ok(run.stated("started").chars().take(10).collect()),
        Some(date) if is_date(date) => Ok(date.to_owned()),
        Some(date) => {
            let mut problems = Problems::new();
            problems.report(&Place::whole("--as-of"), ProblemKind::NotADate { found: date.to_owned() });
            Err(problems.into())
        }
    }
}

fn write(
    folder: &mut RunFolder,
    (pack, parts): (&Pack, &PackParts<'_>),
    run: &Finished,
    lang: Lang,
) -> Result<(), CliError> {
    let failed = |path: &str, source: std::io::Error| FolderError::Io { path: path.into(), source };
    for (lang, stem) in [(Lang::Zh, "opinion.zh"), (Lang::En, "opinion.en")] {
        let (opinion, name) = (pack.opinion_text(lang), format!("{stem}.docx"));
        folder.write(&format!("{stem}.md"), opinion.as_bytes())?;
        let document = word_document(&opinion, &run.stated("started"), lang);
        folder.write(&name, &document.map_err(|error| failed(&name, error))?)?;
    }
    let unmade = |error: WorkbookError| failed(WORKBOOK, std::io::Error::other(error.to_string()));
    folder.write(WORKBOOK, &workbook(&pack.book, lang).map_err(unmade)?)?;
    for sheet in &pack.book.sheets {
        let bytes = match sheet.table {
            Table::SignOff(SignOffTable::Bills) => live_csv(sheet, lang),
            _ => sheet_csv(sheet, lang),
        };
        folder.write(&format!("csv/{}.csv", sheet.table.key()), &bytes)?;
    }
    folder.write("signoff.json", &report::pretty_json(&report::pack_json(pack)))?;
    if !parts.hides_few() {
        folder.write("scenario.resolved.json", run.scenario.resolved().as_bytes())?;
    }
    folder.write(INPUTS, report::input_sums(parts).as_bytes())?;
    Ok(())
}

/// The digests of all files so far, as `sha256sum -c` reads them.
fn sums(folder: &RunFolder) -> String {
    let mut sums = String::new();
    for (name, file) in folder.files() {
        // a String takes every write
        let _ = writeln!(sums, "{}  {name}", file.sha256);
    }
    sums
}
