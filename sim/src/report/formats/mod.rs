//! The formats in which a book leaves the program, one file each. All print the cells of the same [`Book`]: none works
//! a figure out.
//!
//! [`Book`]: super::book::Book

mod columnar;
mod flat;
mod json;
mod paper;
mod picture;
mod text;
mod workbook;

/// A format in which a book leaves the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// A workbook.
    Xlsx,
    /// One page for screen and paper, in both languages.
    Html,
    /// A drawing a chart, in both languages.
    Svg,
    /// A file a table, for spreadsheets.
    Csv,
    /// One file, for programs.
    Json,
    /// A file a table, for programs that work with data.
    Parquet,
}

impl ReportFormat {
    /// All of them.
    pub const ALL: [ReportFormat; 6] = [
        ReportFormat::Xlsx,
        ReportFormat::Html,
        ReportFormat::Svg,
        ReportFormat::Csv,
        ReportFormat::Json,
        ReportFormat::Parquet,
    ];
    /// Those that are written where none is named.
    pub const DEFAULT: [ReportFormat; 2] = [ReportFormat::Xlsx, ReportFormat::Html];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            ReportFormat::Xlsx => "xlsx",
            ReportFormat::Html => "html",
            ReportFormat::Svg => "svg",
            ReportFormat::Csv => "csv",
            ReportFormat::Json => "json",
            ReportFormat::Parquet => "parquet",
        }
    }
}

pub use columnar::sheet_parquet;
pub use json::{BOOK_SCHEMA_VERSION, book_json};
pub use text::sheet_csv;
pub use workbook::{WorkbookError, workbook};
