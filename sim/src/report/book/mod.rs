//! The book of a report, as data: its question and answers, its tables and charts, in both languages.
//!
//! Every format (Excel, page, CSV, Parquet, JSON) prints the same [`Book`]: a figure is put into its unit once, when
//! the book is filled, and no format works one out again. A number is in the unit of its column (a loss ratio of
//! 91.9% is 0.919, claims of 199.6 million yuan are 19,960 in a column of 万元), at full precision;
//! [`Style`] alone says how many decimals people see.

mod arithmetic;
mod chart;
mod fill;
mod style;

pub use crate::wording::book::ChartKind;
pub use arithmetic::Expression;
pub use chart::{Axis, Chart, Guide, GuideAt, Places, Scale, Series};
pub use style::Style;

use crate::stats::Estimate;
use crate::wording::Bilingual;
use crate::wording::book::{Head, Table, Unit};

/// A whole report.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// What it is about: the title of the scenario, or of the first of several.
    pub title: Bilingual,
    /// What the run was to find out: the purpose of the scenario.
    pub question: Bilingual,
    /// The answer in plain sentences; the last one is the disclaimer.
    pub answers: Vec<Bilingual>,
    /// The runs, in the order of the command line.
    pub runs: Vec<BookRun>,
    /// What a reader must know before he compares the runs.
    pub warnings: Vec<Bilingual>,
    /// The tables, in the order of [`Table`].
    pub sheets: Vec<Sheet>,
    /// The numbered tables that the book does not have, and why.
    pub absent: Vec<Absent>,
    /// The charts, each beside its table.
    pub charts: Vec<Chart>,
}

impl BookRun {
    /// What is made up in any of the runs, each block once.
    pub fn synthetic_in(runs: &[BookRun]) -> Vec<String> {
        let mut blocks: Vec<String> = Vec::new();
        for block in runs.iter().flat_map(|run| &run.synthetic) {
            if !blocks.contains(block) {
                blocks.push(block.clone());
            }
        }
        blocks
    }
}

/// A run that a book tells of: nothing here depends on where its folder lies.
#[derive(Debug, Clone, PartialEq)]
pub struct BookRun {
    /// A short name, which tells it from the others of the book.
    pub name: String,
    /// The verb that made its folder: `run`, `stress`.
    pub verb: String,
    /// The title of its scenario.
    pub title: Bilingual,
    /// The path or library name of its scenario.
    pub scenario: String,
    /// The digest of its plan.
    pub plan_digest: String,
    /// The digest of its resolved scenario.
    pub scenario_digest: String,
    /// The seed of every draw.
    pub seed: u64,
    /// The number of trials.
    pub trials: u64,
    /// The years.
    pub years: Vec<u16>,
    /// The designs: name, title.
    pub designs: Vec<(String, Bilingual)>,
    /// The version of the program, and the commit where it is known.
    pub engine: (String, Option<String>),
    /// When it began, UTC: `2026-01-31T09:05:00Z`.
    pub started: String,
    /// The blocks of the scenario that are made up.
    pub synthetic: Vec<String>,
}

/// A table that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// Which.
    pub table: Table,
    /// Why.
    pub why: Bilingual,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Which.
    pub table: Table,
    /// The one unit of its money, which its title says.
    pub money: Option<Unit>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Row>,
    /// What stands under it.
    pub notes: Vec<Bilingual>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// A stable name, one of its kind in the table.
    pub key: String,
    /// What stands over it.
    pub head: Bilingual,
    /// What its numbers count.
    pub unit: Unit,
    /// How its error is shown.
    pub error: ErrorShown,
}

/// How the error of a column's figures is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorShown {
    /// Its cells have none: inputs, counts, words.
    None,
    /// The standard error.
    StandardError,
    /// The ends of the 95% interval: probabilities, quantiles.
    Interval,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// A cell for every column.
    pub cells: Vec<Cell>,
    /// Whether it sums up the rows over it.
    pub is_total: bool,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// What is in it.
    pub content: Content,
    /// Its unit, where its column is [`Unit::Mixed`].
    pub unit: Option<Unit>,
    /// Whether a user may change it in the scenario.
    pub is_input: bool,
    /// How its value follows from other cells of the table, where a reader would check that.
    pub formula: Option<Formula>,
}

/// What is in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Nothing: the row has no such thing.
    Empty,
    /// Words.
    Text(Bilingual),
    /// A number without chance: an input, a count, a year.
    Number(f64),
    /// A figure with its error.
    Figure(Estimate),
    /// A share of trials into which none fell: below the upper end of its interval.
    Never(Estimate),
    /// A share of trials into which all fell: above the lower end of its interval.
    Always(Estimate),
    /// A figure that there is not, and why.
    Missing(Bilingual),
}

/// A cell by its row and column, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// The row.
    pub row: usize,
    /// The column.
    pub column: usize,
}

/// How a cell follows from others of its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Formula {
    /// The sum of cells.
    Sum(Vec<At>),
    /// The first without the second.
    Less(At, At),
    /// The first over the second.
    Over(At, At),
    /// The arithmetic of a clause.
    Worked(Expression),
}

impl Sheet {
    /// Its title with the unit of its money.
    pub fn title(&self) -> Bilingual {
        crate::wording::book::both(|lang| self.table.title(self.money, lang))
    }

    /// The unit of a cell.
    pub fn unit(&self, row: usize, column: usize) -> Unit {
        self.rows[row].cells[column].unit.unwrap_or(self.columns[column].unit)
    }
}

impl Column {
    /// A column without error.
    pub fn new(head: Head, unit: Unit) -> Column {
        Column {
            key: head.key().to_owned(),
            head: crate::wording::book::both(|lang| head.text(lang).to_owned()),
            unit,
            error: ErrorShown::None,
        }
    }

    /// A column of figures; a probability shows its interval, anything else its standard error.
    pub fn figures(head: Head, unit: Unit) -> Column {
        let error = if unit == Unit::Probability { ErrorShown::Interval } else { ErrorShown::StandardError };
        Column { error, ..Column::new(head, unit) }
    }
}

impl Cell {
    /// A cell with this in it.
    pub fn new(content: Content) -> Cell {
        Cell { content, unit: None, is_input: false, formula: None }
    }

    /// Its number, where it has one that can be shown as such.
    pub fn value(&self) -> Option<f64> {
        match &self.content {
            Content::Number(value) => Some(*value),
            Content::Figure(estimate) => Some(estimate.value),
            _ => None,
        }
    }

    /// The figure with its error, a bound too.
    pub fn estimate(&self) -> Option<&Estimate> {
        match &self.content {
            Content::Figure(estimate) | Content::Never(estimate) | Content::Always(estimate) => {
                Some(estimate)
            }
            _ => None,
        }
    }
}
