//! A finished folder that has no one scenario to report on, read back: gates, back-tests, fits, reconciled claims.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{intact, manifest, manifest_digest, name_of, parsed, shown, tables};
use crate::scenario::node::Node;
use crate::wording::book::FolderTrouble;

/// The verb that made such a folder, known by the file in which it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EvidenceVerb {
    /// `gate`
    Gate,
    /// `backtest`
    Backtest,
    /// `fit`
    Fit,
    /// `claims`
    Claims,
}

impl EvidenceVerb {
    const ALL: [EvidenceVerb; 4] =
        [EvidenceVerb::Gate, EvidenceVerb::Backtest, EvidenceVerb::Fit, EvidenceVerb::Claims];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            EvidenceVerb::Gate => "gate",
            EvidenceVerb::Backtest => "backtest",
            EvidenceVerb::Fit => "fit",
            EvidenceVerb::Claims => "claims",
        }
    }

    /// The file in which it answers.
    fn file(self) -> String {
        format!("{}.json", self.name())
    }
}

/// Such a folder.
#[derive(Debug)]
pub struct Evidence {
    /// Where it is.
    pub folder: PathBuf,
    /// A short name, which tells it from the others.
    pub name: String,
    /// Who answered.
    pub verb: EvidenceVerb,
    /// How it was made.
    pub manifest: Node,
    /// The SHA-256 digest of `manifest.json`.
    pub manifest_digest: String,
    /// What it says to programs.
    pub answer: Node,
    /// Its tables for spreadsheets, by file name without the ending.
    pub tables: BTreeMap<String, Vec<Vec<String>>>,
}

impl Evidence {
    /// Reads a folder.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its file.
    pub fn read(folder: &Path) -> Result<Evidence, Vec<FolderTrouble>> {
        let manifest = manifest(folder).map_err(|trouble| vec![trouble])?;
        let files = intact(folder, &manifest)?;
        let Some(verb) = EvidenceVerb::ALL.into_iter().find(|verb| files.contains_key(&verb.file())) else {
            return Err(vec![FolderTrouble::NoEvidence { path: shown(folder) }]);
        };
        let answer = parsed(&folder.join(verb.file()), &files[&verb.file()]).map_err(|it| vec![it])?;
        Ok(Evidence {
            folder: folder.to_owned(),
            name: name_of(folder),
            verb,
            manifest,
            manifest_digest: manifest_digest(folder),
            answer,
            tables: tables(folder, &files)?,
        })
    }
}
