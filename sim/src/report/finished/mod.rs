//! A finished folder of any verb, read back: its manifest, every file against its digest, its answer for
//! programs, its scenario, its tables.
//!
//! Nothing of it is believed before all digests are right. This module knows where a verb keeps what; it
//! does not know what a report shows of it.

mod answer;
mod evidence;
mod tail;
mod trials;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

pub use answer::{Answer, KeptFigure, Verb, bilingual, estimate, items, number};
pub use evidence::{Evidence, EvidenceVerb};
pub use tail::Tail;
pub use trials::KeptTrials;

use super::folder::{MANIFEST, sha256};
use super::manifest::ENGINE;
use crate::engine::Digest;
use crate::scenario::library::Library;
use crate::scenario::load::{Loaded, load};
use crate::scenario::node::{self, Node, Value};
use crate::wording::book::FolderTrouble;

/// What every folder of a scenario keeps.
const SCENARIO: &str = "scenario.resolved.json";

/// A finished folder.
#[derive(Debug)]
pub struct Finished {
    /// Where it is.
    pub folder: PathBuf,
    /// A short name, which tells it from the others.
    pub name: String,
    /// How it was made.
    pub manifest: Node,
    /// The SHA-256 digest of `manifest.json`.
    pub manifest_digest: String,
    /// What it says to programs.
    pub answer: Answer,
    /// The scenario as it was run.
    pub scenario: Loaded,
    /// Its tables for spreadsheets, by file name without the ending: the head and the lines.
    pub tables: BTreeMap<String, Vec<Vec<String>>>,
    /// Its trials, where it keeps them.
    pub trials: Option<KeptTrials>,
    /// The tail of large costs, where it counted them in trials that count alike.
    pub tail: Option<Tail>,
}

impl Finished {
    /// Reads a folder.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its file.
    pub fn read(folder: &Path, library: &Library) -> Result<Finished, Vec<FolderTrouble>> {
        let manifest = manifest(folder).map_err(|trouble| vec![trouble])?;
        let files = intact(folder, &manifest)?;
        let bytes = |name: &str| files.get(name).map(Vec::as_slice);
        let Some((verb, text)) = Verb::ALL.into_iter().find_map(|verb| Some((verb, bytes(verb.file())?)))
        else {
            return Err(vec![FolderTrouble::NoResults { path: shown(folder) }]);
        };
        let path = |name: &str| folder.join(name);
        let answer = parsed(&path(verb.file()), text).map_err(|trouble| vec![trouble])?;
        if bytes(SCENARIO).is_none() {
            return Err(vec![FolderTrouble::NoResults { path: shown(folder) }]);
        }
        let scenario = load(library, &shown(&path(SCENARIO)), &[]).map_err(|problems| {
            let of = |problem: &crate::scenario::problem::Problem| FolderTrouble::Scenario {
                zh: problem.message(crate::wording::Lang::Zh),
                en: problem.message(crate::wording::Lang::En),
            };
            problems.iter().map(of).collect::<Vec<_>>()
        })?;
        let tables = tables(folder, &files)?;
        let trials = if files.contains_key("trials.parquet") {
            Some(KeptTrials::open(&path("trials.parquet"), &scenario).map_err(|trouble| vec![trouble])?)
        } else {
            None
        };
        let tail = match &trials {
            Some(of) if of.is_plain && files.contains_key("buckets.parquet") => {
                let n_trials =
                    manifest.get("trials").map(Node::to_json).and_then(|it| it.trim().parse().ok());
                let tail = Tail::read(&path("buckets.parquet"), n_trials.unwrap_or(0), of.years().len());
                tail.map_err(|error| vec![trials::trouble(error)])?
            }
            _ => None,
        };
        Ok(Finished {
            folder: folder.to_owned(),
            name: name_of(folder),
            manifest,
            manifest_digest: manifest_digest(folder),
            answer: Answer { verb, node: answer },
            scenario,
            tables,
            trials,
            tail,
        })
    }

    /// Holds every file of a folder against its digest, and believes nothing more of it.
    ///
    /// # Errors
    /// Every file that is not as it was written.
    pub fn check(folder: &Path) -> Result<(), Vec<FolderTrouble>> {
        let manifest = manifest(folder).map_err(|trouble| vec![trouble])?;
        intact(folder, &manifest).map(|_| ())
    }

    /// Whether its bills are those of a file, not drawn.
    pub fn is_as_if(&self) -> bool {
        self.manifest.get("as_if").is_some()
    }

    /// What of it is made up, by its own word where it has one: a scenario does not know whose bills it was over.
    pub fn synthetic_blocks(&self) -> Vec<String> {
        match self.answer.node.get("synthetic") {
            Some(said) if self.is_as_if() => {
                items(said).iter().filter_map(|it| it.as_text().map(str::to_owned)).collect()
            }
            _ => self.scenario.synthetic_blocks(),
        }
    }

    /// A word of the manifest.
    pub fn stated(&self, key: &str) -> String {
        self.manifest.get(key).and_then(Node::as_text).unwrap_or_default().to_owned()
    }

    /// A whole number of the manifest.
    pub fn counted(&self, key: &str) -> u64 {
        let Some(Value::Number(number)) = self.manifest.get(key).map(|node| &node.value) else { return 0 };
        number.parse().unwrap_or_default()
    }
}

/// The manifest of a folder of ours.
fn manifest(folder: &Path) -> Result<Node, FolderTrouble> {
    if !folder.is_dir() {
        return Err(FolderTrouble::NotThere { path: shown(folder) });
    }
    let path = folder.join(MANIFEST);
    let Ok(bytes) = fs::read(&path) else { return Err(FolderTrouble::NoManifest { path: shown(folder) }) };
    let manifest = parsed(&path, &bytes)?;
    let ours = manifest.get("engine").and_then(Node::as_text) == Some(ENGINE);
    if ours { Ok(manifest) } else { Err(FolderTrouble::NoManifest { path: shown(folder) }) }
}

/// Every file that the manifest names, whole; only text files are kept in memory.
fn intact(folder: &Path, manifest: &Node) -> Result<BTreeMap<String, Vec<u8>>, Vec<FolderTrouble>> {
    let (mut files, mut troubles) = (BTreeMap::new(), Vec::new());
    for entry in manifest.get("files").map(Node::entries).unwrap_or_default() {
        let path = folder.join(&*entry.key);
        let digest = entry.node.get("sha256").and_then(Node::as_text).unwrap_or_default();
        let is_text = [".json", ".csv"].iter().any(|ending| entry.key.ends_with(ending));
        let read = if is_text {
            fs::read(&path).map(|bytes| (sha256(&bytes), bytes))
        } else {
            Digest::of_file(&path).map(|digest| (digest.to_string(), Vec::new()))
        };
        match read {
            Ok((found, bytes)) if found == digest => {
                files.insert(entry.key.to_string(), bytes);
            }
            Ok(_) => troubles.push(FolderTrouble::Changed { path: shown(&path) }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                troubles.push(FolderTrouble::Missing { path: shown(&path) });
            }
            Err(error) => {
                troubles.push(FolderTrouble::Unreadable { path: shown(&path), reason: error.to_string() });
            }
        }
    }
    if troubles.is_empty() { Ok(files) } else { Err(troubles) }
}

/// A JSON file, its numbers as they are written.
fn parsed(path: &Path, bytes: &[u8]) -> Result<Node, FolderTrouble> {
    node::parse(&shown(path), bytes).map_err(|problems| FolderTrouble::Unreadable {
        path: shown(path),
        reason: problems.first().map_or_else(String::new, |it| it.message(crate::wording::Lang::En)),
    })
}

/// A short name of a folder.
fn name_of(folder: &Path) -> String {
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    whole.file_name().map_or_else(|| shown(folder), |name| name.to_string_lossy().into_owned())
}

fn manifest_digest(folder: &Path) -> String {
    fs::read(folder.join(MANIFEST)).map(|bytes| sha256(&bytes)).unwrap_or_default()
}

/// Every CSV file, by its name without the ending.
fn tables(
    folder: &Path,
    files: &BTreeMap<String, Vec<u8>>,
) -> Result<BTreeMap<String, Vec<Vec<String>>>, Vec<FolderTrouble>> {
    let mut tables = BTreeMap::new();
    for (name, bytes) in files {
        if let Some(stem) = name.strip_suffix(".csv") {
            let lines = lines(bytes).map_err(|reason| {
                vec![FolderTrouble::Unreadable { path: shown(&folder.join(name)), reason }]
            })?;
            tables.insert(stem.to_owned(), lines);
        }
    }
    Ok(tables)
}

/// The lines of a CSV file.
fn lines(bytes: &[u8]) -> Result<Vec<Vec<String>>, String> {
    let text = bytes.strip_prefix(super::csv::BYTE_ORDER_MARK).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let line = |record: csv::Result<csv::StringRecord>| {
        record.map(|it| it.iter().map(str::to_owned).collect()).map_err(|error| error.to_string())
    };
    reader.records().map(line).collect()
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
