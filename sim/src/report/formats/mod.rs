//! The formats in which a book leaves the program, one file each. All print the cells of the same [`Book`]: none works
//! a figure out.
//!
//! [`Book`]: super::book::Book

mod columnar;
mod flat;
mod json;
mod spreadsheet;
mod text;
mod workbook;

pub use columnar::sheet_parquet;
pub use json::{BOOK_SCHEMA_VERSION, book_json};
pub use text::sheet_csv;
pub use workbook::{WorkbookError, workbook};
