//! `manifest.json`: what made a run folder, and the digest of every file in it.
//!
//! The only file of the folder with a clock, threads or a machine in it: all others depend on the
//! scenario, the seed and the number of trials alone.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::folder::FileDigest;
use crate::wording::Lang;
use crate::wording::people::synthetic_people;

/// What `engine` says in every manifest.
pub(super) const ENGINE: &str = "huimin";

/// How long the parts of a run took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Times {
    /// Drawing the trials and settling them under every design.
    pub drawing: Duration,
    /// Figures from the finished trials.
    pub summary: Duration,
    /// Files: checkpoints, `trials.parquet`, tables.
    pub writing: Duration,
}

impl Times {
    /// All of it.
    pub fn total(self) -> Duration {
        self.drawing + self.summary + self.writing
    }
}

/// Whole milliseconds.
pub fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// What made a run folder.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Manifest {
    /// The path or library name that the scenario was loaded by.
    pub scenario: String,
    /// The digest of the plan, as in every row.
    pub plan_digest: String,
    /// The SHA-256 digest of `scenario.resolved.json`.
    pub scenario_digest: String,
    /// The seed of every draw.
    pub seed: u64,
    /// The number of trials.
    pub trials: u64,
    /// The names of the designs, in the order of their numbers.
    pub designs: Vec<String>,
    /// The switches and the reading that each has, by key.
    pub switches: Map<String, Value>,
    /// What was typed.
    pub command: Vec<String>,
    /// When the run began, UTC: `2026-01-31T09:05:00Z`.
    pub started: String,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
    /// Of these, by what was done, where that was measured apart.
    pub times: Option<Times>,
    /// How many settlements of a person's year were made in columns, by a compiled program, and by the rules
    /// themselves because a program could not; where that was counted.
    pub settlements: Option<[u64; 3]>,
    /// When it was to stop, and the most trials it could have had; where it was to stop before.
    pub until: Option<Value>,
    /// The file whose bills it is over, where they were not drawn.
    pub as_if: Option<Value>,
    /// The trial from which an unfinished run went on; its times are those since then.
    pub resumed_at: Option<u64>,
    /// How many threads were asked for; `None` for one a core.
    pub threads: Option<usize>,
    /// How many trials a batch had.
    pub batch: u64,
}

impl Manifest {
    /// The manifest with the digests of `files`.
    pub fn to_json(&self, files: &BTreeMap<String, FileDigest>) -> Value {
        let mut manifest = json!({
            "engine": ENGINE,
            "version": env!("CARGO_PKG_VERSION"),
            "commit": option_env!("HUIMIN_COMMIT"),
            "scenario": self.scenario,
            "plan_digest": self.plan_digest,
            "scenario_digest": self.scenario_digest,
            "seed": self.seed,
            "trials": self.trials,
            "designs": self.designs,
            "switches": self.switches,
            "command": self.command,
            "started": self.started,
            "milliseconds": self.milliseconds,
            "milliseconds_drawing": self.times.map(|times| milliseconds(times.drawing)),
            "milliseconds_summary": self.times.map(|times| milliseconds(times.summary)),
            "milliseconds_writing": self.times.map(|times| milliseconds(times.writing)),
            "settlements": self.settlements.map(|[in_columns, by_program, by_rules]| {
                json!({ "in_columns": in_columns, "by_program": by_program, "by_rules": by_rules })
            }),
            "resumed_at_trial": self.resumed_at,
            "threads": self.threads,
            "batch": self.batch,
            "files": digests(files),
        });
        if let (Some(until), Value::Object(fields)) = (&self.until, &mut manifest) {
            fields.insert("until".to_owned(), until.clone());
        }
        if let (Some(as_if), Value::Object(fields)) = (&self.as_if, &mut manifest) {
            fields.insert("as_if".to_owned(), as_if.clone());
        }
        manifest
    }
}

/// What made the folder of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportManifest {
    /// The name of each folder that it tells of, and the digest of its plan.
    pub runs: Vec<(String, String)>,
    /// The formats.
    pub formats: Vec<&'static str>,
    /// What was typed.
    pub command: Vec<String>,
    /// When it began, UTC.
    pub started: String,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
}

impl ReportManifest {
    /// The manifest with the digests of `files`.
    pub fn to_json(&self, files: &BTreeMap<String, FileDigest>) -> Value {
        let runs = self.runs.iter().map(|(name, digest)| json!({ "name": name, "plan_digest": digest }));
        json!({
            "engine": ENGINE,
            "version": env!("CARGO_PKG_VERSION"),
            "commit": option_env!("HUIMIN_COMMIT"),
            "report_of": runs.collect::<Value>(),
            "formats": self.formats,
            "command": self.command,
            "started": self.started,
            "milliseconds": self.milliseconds,
            "files": digests(files),
        })
    }
}

/// What made a folder of exported people.
#[derive(Debug, Clone, PartialEq)]
pub struct PeopleManifest {
    /// The path or library name that the scenario was loaded by.
    pub scenario: String,
    /// The SHA-256 digest of `scenario.resolved.json`.
    pub scenario_digest: String,
    /// The seed of every draw.
    pub seed: u64,
    /// The year of the tables.
    pub year: u16,
    /// Rows of each table.
    pub persons: u64,
    /// Rows of the table of households.
    pub households: u64,
    /// Whether everybody is in them.
    pub whole: bool,
    /// What each column holds, by key: unit, Chinese, English.
    pub columns: Vec<(String, [String; 3])>,
    /// What was typed.
    pub command: Vec<String>,
    /// When it began, UTC.
    pub started: String,
}

impl PeopleManifest {
    /// The manifest with the digests of `files`.
    pub fn to_json(&self, files: &BTreeMap<String, FileDigest>) -> Value {
        let column = |(key, [unit, zh, en]): &(String, [String; 3])| {
            (key.clone(), json!({ "unit": unit, "zh": zh, "en": en }))
        };
        let columns: Map<String, Value> = self.columns.iter().map(column).collect();
        json!({
            "engine": ENGINE,
            "version": env!("CARGO_PKG_VERSION"),
            "commit": option_env!("HUIMIN_COMMIT"),
            "synthetic": { "zh": synthetic_people(Lang::Zh), "en": synthetic_people(Lang::En) },
            "scenario": self.scenario,
            "scenario_digest": self.scenario_digest,
            "seed": self.seed,
            "year": self.year,
            "persons": self.persons,
            "households": self.households,
            "whole": self.whole,
            "columns": columns,
            "command": self.command,
            "started": self.started,
            "files": digests(files),
        })
    }
}

/// A manifest of these fields, with the program's version and the digests of `files`.
pub fn manifest_of_files(fields: Map<String, Value>, files: &BTreeMap<String, FileDigest>) -> Value {
    let mut manifest = json!({
        "engine": ENGINE,
        "version": env!("CARGO_PKG_VERSION"),
        "commit": option_env!("HUIMIN_COMMIT"),
    });
    if let Value::Object(manifest) = &mut manifest {
        manifest.extend(fields);
        manifest.insert("files".to_owned(), digests(files));
    }
    manifest
}

pub(super) fn digests(files: &BTreeMap<String, FileDigest>) -> Value {
    let file = |(name, file): (&String, &FileDigest)| {
        (name.clone(), json!({ "bytes": file.bytes, "sha256": file.sha256 }))
    };
    Value::Object(files.iter().map(file).collect())
}
