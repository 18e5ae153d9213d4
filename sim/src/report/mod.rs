//! An outcome as people and programs read it: console table, `summary.json`, CSV, `trials.parquet`,
//! manifest.
//!
//! Figures come finished from `decide`, words from `wording`; here they get units, decimals and a
//! place. This module does not know how figures were drawn, and never prints: it returns text.

mod calibration;
mod backtest;
pub mod book;
mod as_if;
mod beside;
mod bucket_file;
mod claims;
mod compare;
mod compare_membership;
mod compare_persons;
mod compare_reaction;
mod csv;
mod curve;
pub mod finished;
mod fit;
mod fit_charts;
mod folder;
pub mod formats;
mod gate;
mod insurer;
mod kept_run;
mod lookback;
mod manifest;
mod margins;
mod numbers;
mod oracle;
pub mod page;
mod paths;
mod persons;
mod readings;
mod reverse;
mod run;
mod sampling;
mod sentences;
mod signoff;
mod simulated;
mod solve;
mod stress;
mod summary_json;
mod sweep;
mod table;
mod table_file;
mod touched;
mod trials;
mod unfinished;
mod until;
mod variance;
mod walk;
mod waterfall;

pub use as_if::as_if_json;
pub use backtest::{BacktestReport, backtest_csv, backtest_json, backtest_table};
pub use bucket_file::{CountedRun, write_buckets, write_members};
pub use calibration::{
    CalibrationReport, calibration_csv, calibration_json, calibration_text, parameters_csv, significant,
};
pub use claims::{ClaimsReport, claims_console, claims_csv, claims_json};
pub use compare::{CompareReport, compare_console, compare_csv, compare_json};
pub use compare_persons::PersonsReport;
pub use csv::{CsvTable, tables as csv_tables};
pub use curve::{CurveReport, SpiralReport, curve_console, curve_csv, curve_json};
pub use fit::{FitReport, fit_csv, fit_json, fit_text};
pub use fit_charts::fit_drawings;
pub use folder::{
    Existing, FileDigest, FolderError, FolderFile, MANIFEST, RunFolder, pretty_json, sha256, write_json,
};
pub use formats::ReportFormat;
pub use gate::{gate_annotations, gate_csv, gate_json, gate_junit, gate_table, gate_verdict_line};
pub use insurer::{InsurerTables, StatedLiability, insurer_document, insurer_truth};
pub use kept_run::{KeptError, KeptRun};
pub use lookback::{LookbackReport, lookback_console, lookback_csv, lookback_json};
pub use manifest::{Manifest, PeopleManifest, ReportManifest, Times, manifest_of_files, milliseconds};
pub use margins::{MarginRow, MarginSource, Margins};
pub use oracle::{oracle_csv, oracle_table};
pub use paths::{PathsReport, paths_console, paths_csv, paths_json};
pub use persons::{FurtherColumn, HOUSEHOLD_COLUMNS, PERSON_COLUMNS, PeopleTables};
pub use reverse::{
    Condition, ReverseReport, ReverseSearch, driver_value, reverse_console, reverse_csv, reverse_json,
};
pub use run::{RunReport, SwitchReading};
pub use sampling::SamplingUsed;
pub use signoff::{
    Pack, PackParts, Recalculated, input_sums, live_csv, pack_json, pack_manifest, word_document,
};
pub use simulated::Simulated;
pub use solve::{SolveReport, Unknowns, asks_for_selection, solve_console, solve_csv, solve_json};
pub use stress::{StressReport, Stressed, stress_console, stress_csv, stress_json, why_not};
pub use summary_json::{SCHEMA_VERSION, SummaryJson};
pub use sweep::{SweepReport, sweep_console, sweep_csv, sweep_json};
pub use table::console;
pub use table_file::{Cell, CellKind, Format, TableColumn, TableError, TableFile};
pub use touched::Touched;
pub use trials::{TrialsError, write_trials};
pub use until::convergence_csv;
pub use walk::{WalkReport, walk_console, walk_csv, walk_json};
pub use waterfall::Waterfall;

#[cfg(test)]
mod tests;
