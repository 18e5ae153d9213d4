//! `huimin report`: finished folders as a workbook, tables and data, the same figures in every format.

use std::path::Path;

use clap::{ArgMatches, Command};

use super::{CliError, Exit, Session, clock, options, published};
use crate::report::book::Book;
use crate::report::finished::Finished;
use crate::report::formats::{book_json, sheet_csv, sheet_parquet, workbook};
use crate::report::page::{self, Model};
use crate::report::{self, FolderError, ReportFormat, ReportManifest, RunFolder, milliseconds};
use crate::wording::book::FolderTrouble;
use crate::wording::page::PageText;
use crate::wording::shell::Text;
use crate::wording::{Bilingual, Lang};

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let mut arguments = options::report(lang).to_vec();
    arguments.extend(options::where_to_for_certain(lang));
    options::verb("report", Text::Report, arguments, lang).after_help(Text::ReportExamples.text(lang))
}

/// Reads the folders, fills the book and writes it in every format that is asked for.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let (started, began) = (clock::now(), clock::instant());
    let mut troubles = Vec::new();
    let formats = formats(options::text_of(matches, "format"), &mut troubles);
    let runs = runs(&options::texts_of(matches, "runs"), session, &mut troubles);
    let target = options::path(matches, "out");
    let create = |target| RunFolder::create(target, options::existing(matches)?);
    let folder = target.map(create).transpose();
    let folder = match folder {
        Ok(folder) if troubles.is_empty() => folder,
        Ok(_) => return Err(CliError::Report(troubles, None)),
        Err(error) if troubles.is_empty() => return Err(error.into()),
        Err(error) => return Err(CliError::Report(troubles, Some(error))),
    };
    let Some(mut folder) = folder else { return Ok(Exit::BadInput) };
    let book = Book::of(&runs);
    for format in &formats {
        write(&mut folder, (&book, &runs), *format, session.lang)?;
    }
    let manifest = ReportManifest {
        runs: book.runs.iter().map(|run| (run.name.clone(), run.plan_digest.clone())).collect(),
        formats: formats.iter().map(|format| format.name()).collect(),
        command: published::typed(),
        started,
        milliseconds: milliseconds(began.elapsed()),
    };
    let manifest = manifest.to_json(folder.files());
    published::put_in_place(&mut folder, &manifest, session)?;
    Ok(Exit::Done)
}

/// The formats that a list asks for.
fn formats(asked: Option<&str>, troubles: &mut Vec<FolderTrouble>) -> Vec<ReportFormat> {
    let Some(asked) = asked else { return ReportFormat::DEFAULT.to_vec() };
    let mut formats = Vec::new();
    for word in asked.split(',').map(str::trim) {
        match ReportFormat::ALL.into_iter().find(|format| format.name() == word) {
            Some(format) if formats.contains(&format) => {}
            Some(format) => formats.push(format),
            None => troubles.push(FolderTrouble::UnknownFormat {
                found: word.to_owned(),
                known: ReportFormat::ALL.map(ReportFormat::name).join(", "),
            }),
        }
    }
    formats
}

/// The folders, each read once, with names that tell them apart.
fn runs(folders: &[String], session: &Session, troubles: &mut Vec<FolderTrouble>) -> Vec<Finished> {
    let (mut runs, mut seen) = (Vec::<Finished>::new(), Vec::new());
    for folder in folders {
        let place = Path::new(folder).canonicalize();
        if place.as_ref().is_ok_and(|place| seen.contains(place)) {
            troubles.push(FolderTrouble::Twice { path: folder.clone() });
            continue;
        }
        seen.extend(place);
        match Finished::read(Path::new(folder), &session.library()) {
            Ok(mut run) => {
                let same = runs.iter().filter(|it| it.folder.file_name() == run.folder.file_name()).count();
                if same > 0 {
                    run.name = format!("{}-{}", run.name, same + 1);
                }
                runs.push(run);
            }
            Err(found) => troubles.extend(found),
        }
    }
    runs
}

fn write(
    folder: &mut RunFolder,
    (book, runs): (&Book, &[Finished]),
    format: ReportFormat,
    lang: Lang,
) -> Result<(), CliError> {
    let failed = |reason: String| FolderError::Io {
        path: format!("report.{}", format.name()).into(),
        source: std::io::Error::other(reason),
    };
    match format {
        ReportFormat::Xlsx => {
            let bytes = workbook(book, lang).map_err(|error| failed(error.to_string()))?;
            folder.write("report.xlsx", &bytes)?;
        }
        ReportFormat::Html => folder.write("report.html", page::html(book, &model(runs), lang).as_bytes())?,
        ReportFormat::Svg => {
            for chart in &book.charts {
                for (name, lang) in [("zh", Lang::Zh), ("en", Lang::En)] {
                    let drawing = page::chart_document(chart, lang);
                    folder.write(&format!("svg/{}.{name}.svg", chart.key), drawing.as_bytes())?;
                }
            }
        }
        ReportFormat::Json => folder.write("report.json", &report::pretty_json(&book_json(book)))?,
        ReportFormat::Csv => {
            for sheet in &book.sheets {
                folder.write(&format!("csv/{}.csv", sheet.table.key()), &sheet_csv(sheet, lang))?;
            }
        }
        ReportFormat::Parquet => {
            for sheet in &book.sheets {
                let bytes = sheet_parquet(sheet, lang).map_err(|error| failed(error.to_string()))?;
                folder.write(&format!("parquet/{}.parquet", sheet.table.key()), &bytes)?;
            }
        }
    }
    Ok(())
}

/// The model of the first run that kept counts; where none did, why the first has none.
fn model(runs: &[Finished]) -> Result<Model, Bilingual> {
    let of = |run: &Finished| Model::of_folder(&run.folder, &run.scenario);
    let mut models = runs.iter().map(of);
    let first = models.next().unwrap_or_else(|| Err(PageText::NoBuckets.both()));
    first.or_else(|why| models.find_map(Result::ok).ok_or(why))
}
