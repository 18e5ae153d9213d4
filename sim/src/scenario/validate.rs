//! All problems of many scenarios at once, and the schema that an editor checks them by.

use std::fs;
use std::path::{Path, PathBuf};

use super::backtest::{self, BacktestDoc, is_backtest};
use super::document::ScenarioDoc;
use super::events::{self, is_event};
use super::library::{Library, is_schema};
use super::load::{Loaded, load};
use super::problem::Problems;
use super::reference::DATA_FOLDER;

/// What a check of one scenario found.
#[derive(Debug, Clone)]
pub struct Report {
    /// The path or library name.
    pub name: String,
    /// All problems, in order; none when it is good.
    pub problems: Problems,
}

/// Checks scenarios, events and back-test cases: files, library names, or directories with all the `.json`
/// files below them (but for those in a folder `data`, which are no scenarios).
pub fn validate(library: &Library, paths: &[String]) -> Vec<Report> {
    let check = |name: String| {
        let problems = match library.read(&name) {
            Ok(node) if is_backtest(&node) => backtest::check(library, &name),
            Ok(node) if is_event(&node) => events::check(library, &name),
            _ => load(library, &name, &[]).map_or_else(|problems| problems, |loaded| all_of(&loaded)),
        };
        Report { name, problems }
    };
    files(paths).into_iter().map(check).collect()
}

/// What is odd about a scenario that could be read, and what the rules refuse.
fn all_of(loaded: &Loaded) -> Problems {
    let mut problems = loaded.warnings.clone();
    problems.extend(loaded.refusals());
    problems.sorted()
}

/// The paths, with every directory replaced by all the `.json` files below it, in order.
pub fn files(paths: &[String]) -> Vec<String> {
    let mut names = Vec::new();
    for path in paths {
        if Path::new(path).is_dir() {
            let mut files = Vec::new();
            json_files(Path::new(path), &mut files);
            files.sort();
            names.extend(files.iter().map(|file| file.display().to_string()));
        } else {
            names.push(path.clone());
        }
    }
    names
}

fn json_files(directory: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() && !path.is_symlink() {
            if path.file_name().is_some_and(|name| name == DATA_FOLDER) {
                continue;
            }
            json_files(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "json")
            && path.file_name().is_none_or(|name| !is_schema(&name.to_string_lossy()))
        {
            files.push(path);
        }
    }
}

/// The JSON Schema of scenarios (2020-12).
pub fn schema() -> serde_json::Value {
    super::schema::schema_of::<ScenarioDoc>("huimin scenario")
}

/// The JSON Schema of premium walks; the patches in one are of a scenario.
pub fn walk_schema() -> serde_json::Value {
    let patch = "scenario.schema.json#/$defs/ScenarioDoc.patch";
    super::schema::with_patches_of(
        super::schema::schema_of::<super::walk::WalkDoc>("huimin premium walk"),
        patch,
    )
}

/// The JSON Schema of back-test cases; the patch in one is of a scenario.
pub fn backtest_schema() -> serde_json::Value {
    let patch = "scenario.schema.json#/$defs/ScenarioDoc.patch";
    super::schema::with_patches_of(super::schema::schema_of::<BacktestDoc>("huimin back-test"), patch)
}
