//! An outcome as people and programs read it: console table, `summary.json`, CSV, `trials.parquet`,
//! manifest.
//!
//! Figures come finished from `decide`, words from `wording`; here they get units, decimals and a
//! place. This module does not know how figures were drawn, and never prints: it returns text.

mod calibration;
mod backtest;
mod csv;
mod curve;
mod folder;
mod gate;
mod manifest;
mod margins;
mod numbers;
mod paths;
mod persons;
mod readings;
mod run;
mod sampling;
mod sentences;
mod summary_json;
mod table;
mod table_file;
mod trials;
mod unfinished;
mod variance;
mod waterfall;

pub use backtest::{BacktestReport, backtest_csv, backtest_json, backtest_table};
pub use calibration::{
    CalibrationReport, calibration_csv, calibration_json, calibration_text, parameters_csv, significant,
};
pub use csv::{CsvTable, tables as csv_tables};
pub use curve::{CurveReport, SpiralReport, curve_console, curve_csv, curve_json};
pub use folder::{
    Existing, FileDigest, FolderError, FolderFile, MANIFEST, RunFolder, pretty_json, sha256, write_json,
};
pub use gate::{gate_json, gate_table};
pub use manifest::{Manifest, PeopleManifest, Times, milliseconds};
pub use margins::{MarginRow, MarginSource, Margins};
pub use paths::{PathsReport, paths_console, paths_csv, paths_json};
pub use persons::{FurtherColumn, HOUSEHOLD_COLUMNS, PERSON_COLUMNS, PeopleTables};
pub use run::{RunReport, SwitchReading};
pub use sampling::SamplingUsed;
pub use summary_json::{SCHEMA_VERSION, SummaryJson};
pub use table::console;
pub use table_file::{Cell, CellKind, Format, TableColumn, TableError, TableFile};
pub use trials::{TrialsError, write_trials};
pub use waterfall::Waterfall;

#[cfg(test)]
mod tests;
