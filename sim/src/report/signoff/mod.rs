//! The pack that an appointed actuary signs (签字材料): what a finished run assumed, what it found, how a sample of it
//! is recalculated, a draft of the opinion, and the digest of everything it rests on.
//!
//! It fills tables of the same [`Book`] that a report prints, and puts them before the fifteen. What is missing is
//! said on the cover, never made up.

mod bills;
mod checks;
mod columns;
mod document;
mod figures;
mod files;
mod inputs;
mod sheets;

pub use bills::Recalculated;
pub use document::word_document;
pub use files::{input_sums, pack_json, pack_manifest};

use crate::benefit::Scheme;
use crate::decide::audit::Audit;
use crate::report::book::{At, Book, Cell, Column, Content, ErrorShown, Formula, Row, Sheet};
use crate::report::finished::{Evidence, Finished, number as number_of};
use crate::scenario::register::{Assumption, Flaw};
use crate::wording::book::{Unit, both};
use crate::wording::sign_off::{Made, Opinion, Word, opinion};
use crate::wording::{Bilingual, Lang};

use self::checks::Checks;
use super::csv;

/// What the pack is made of.
#[derive(Debug, Clone, Copy)]
pub struct PackParts<'a> {
    /// The folders: first the run, whose figures are signed, then those beside it.
    pub folders: &'a [Finished],
    /// Folders of gates, back-tests, fits and claims.
    pub evidence: &'a [Evidence],
    /// The register of assumptions.
    pub assumptions: &'a [Assumption],
    /// The file of the register: its name and digest.
    pub register: Option<(&'a str, &'a str)>,
    /// The day on which expiry is judged.
    pub as_of: &'a str,
    /// Whether that day was asked for.
    pub as_of_given: bool,
    /// The sample.
    pub audit: &'a Audit,
    /// The scheme that settles it.
    pub scheme: &'a Scheme,
}

/// The pack.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Its tables, those of the pack first, and what is missing.
    pub book: Book,
    /// What the opinion states.
    pub opinion: Opinion,
    /// What the sample came to.
    pub recalculated: Recalculated,
    /// What is said when it is made.
    pub made: Made,
}

impl Pack {
    /// The pack of a run.
    ///
    /// # Panics
    /// Without a folder.
    pub fn new(parts: &PackParts<'_>) -> Pack {
        let run = &parts.folders[0];
        let checks = Checks::of(parts);
        let mut book = Book::of(parts.folders);
        take_in(&mut book, parts.evidence);
        if parts.hides_few() {
            sheets::without_heads(&mut book);
        }
        let strata = sheets::strata_names(parts);
        let (bills, recalculated) = bills::sheet(parts.audit, parts.scheme, &strata);
        let figures = figures::figures(run, parts.assumptions);
        let readings = figures::readings(run, figures.len());
        let counts = Counts::of(parts.assumptions, parts.as_of);
        let made = Made {
            assumptions: counts.all,
            flawed: counts.flawed,
            persons: parts.audit.persons.len(),
            bills: recalculated.bills,
            formulas: recalculated.formulas,
            without: recalculated.without,
            different: recalculated.different,
            missing: book.absent.len(),
        };
        let said = checks.said.clone();
        let mut own = vec![
            sheets::cover(parts, &book, &counts, recalculated),
            figures::sheet(&figures, readings.as_deref().unwrap_or_default()),
            sheets::register(parts),
            sheets::strata(parts, &strata),
            bills,
            sheets::digests(parts),
        ];
        own.extend(checks.sheet());
        let opinion = sheets::opinion(parts, &book, (&counts, made, said), (figures, readings));
        book.sheets.splice(0..0, own);
        Pack { book, opinion, recalculated, made }
    }

    /// The draft of the opinion, as Markdown.
    pub fn opinion_text(&self, lang: Lang) -> String {
        opinion(&self.opinion, lang)
    }
}

impl PackParts<'_> {
    /// Whether some figures are those of a file's own bills.
    pub fn is_of_own_bills(&self) -> bool {
        self.folders.iter().any(|folder| folder.manifest.get("own_bills").is_some())
    }

    /// Whether these are bills of persons of whom too few are not told.
    pub fn hides_few(&self) -> bool {
        let fewest = |folder: &Finished| number_of(folder.manifest.at(&["own_bills", "fewest_persons"])?);
        self.folders.iter().filter_map(fewest).any(|fewest| fewest > 0.0)
    }
}

/// Adds the tables of tests as they are.
fn take_in(book: &mut Book, evidence: &[Evidence]) {
    for folder in evidence {
        for (name, lines) in &folder.tables {
            book.keep(&format!("{name}@{}", folder.name), lines);
        }
    }
}

/// How many assumptions are in which state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Counts {
    all: usize,
    flawed: usize,
    expired: usize,
    not_approved: usize,
    synthetic: usize,
    without_owner: usize,
    without_grade: usize,
}

impl Counts {
    fn of(assumptions: &[Assumption], as_of: &str) -> Counts {
        let flaws: Vec<Vec<Flaw>> = assumptions.iter().map(|it| it.flaws(as_of)).collect();
        let with = |flaw: Flaw| flaws.iter().filter(|it| it.contains(&flaw)).count();
        Counts {
            all: assumptions.len(),
            flawed: flaws.iter().filter(|it| !it.is_empty()).count(),
            expired: with(Flaw::Expired),
            not_approved: with(Flaw::NotApproved),
            synthetic: with(Flaw::Synthetic),
            without_owner: assumptions.iter().filter(|it| it.owner.is_none()).count(),
            without_grade: assumptions.iter().filter(|it| it.grade.is_none()).count(),
        }
    }
}

/// A table as CSV in which formulas live: a spreadsheet that opens the file works them out.
pub fn live_csv(sheet: &Sheet, lang: Lang) -> Vec<u8> {
    // the heads stand in the first line
    let name = |at: At| format!("{}{}", letters(at.column), at.row + 2);
    let mut lines: Vec<Vec<String>> =
        vec![sheet.columns.iter().map(|column| column.head.get(lang).to_owned()).collect()];
    for (nth, row) in sheet.rows.iter().enumerate() {
        let text = |(column, cell): (usize, &Cell)| match (&cell.formula, &cell.content) {
            (Some(Formula::Worked(expression)), _) => format!("={}", expression.text(&name)),
            (_, Content::Number(value)) => csv::number(*value),
            (_, Content::Figure(estimate)) => csv::number(estimate.value),
            _ => cell.text(sheet.unit(nth, column), lang),
        };
        lines.push(row.cells.iter().enumerate().map(text).collect());
    }
    csv::bytes(&lines)
}

/// A column as spreadsheets call it: A, B ... Z, AA.
pub(super) fn letters(column: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(column % 26).unwrap_or(0));
    match column / 26 {
        0 => letter.to_string(),
        more => letters(more - 1) + &letter.to_string(),
    }
}

fn column(word: Word, unit: Unit) -> Column {
    Column { key: word.key().to_owned(), head: word.both(), unit, error: ErrorShown::None }
}

fn words(word: Word) -> Bilingual {
    word.both()
}

fn text(text: Bilingual) -> Cell {
    Cell::new(Content::Text(text))
}

fn plain(it: &str) -> Cell {
    if it.is_empty() { empty() } else { text(both(|_| it.to_owned())) }
}

fn empty() -> Cell {
    Cell::new(Content::Empty)
}

fn number(value: f64) -> Cell {
    Cell::new(Content::Number(value))
}

fn row(cells: Vec<Cell>) -> Row {
    Row { cells, is_total: false }
}

#[cfg(test)]
mod tests;
