//! Why a verb could not do its work: which exit code, and what to say.

use std::io;
use std::path::{Path, PathBuf};

use super::exit::Exit;
use super::unfinished::PIECES;
use crate::decide::paths::PathError;
use crate::engine::{EngineError, PiecesError};
use crate::report::{self, FolderError, TableError, TrialsError};
use crate::scenario::problem::Problems;
use crate::scenario::stress::NotHere;
use crate::wording::Lang;
use crate::wording::as_if::{self, AsIfTrouble};
use crate::wording::book::FolderTrouble;
use crate::wording::buckets::{self, BucketTrouble};
use crate::wording::long_runs::{Kept, Lacks};
use crate::wording::lookback::{self, LookbackTrouble};
use crate::wording::said;
use crate::wording::trouble::{self, Trouble};
use crate::wording::walk;

/// Why a verb could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The scenario has problems.
    #[error(transparent)]
    Scenario(#[from] Problems),
    /// A file that was named cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What a JUnit report should replace is none.
    #[error("--junit: {0} is no JUnit report")]
    NotJunit(PathBuf),
    /// The library that was named is no folder.
    #[error("--library: {0} is not a folder")]
    NoLibrary(PathBuf),
    /// An option whose value is no range, or no number in its range.
    #[error("--{0}: {1}")]
    BadRange(&'static str, String),
    /// An option whose value is not between two others.
    #[error("--{option}: {found}")]
    NotBetween {
        /// Which.
        option: &'static str,
        /// What was given.
        found: String,
        /// The least.
        low: String,
        /// The most.
        high: String,
    },
    /// What a reverse stress should move is neither a driver nor a path with a range.
    #[error("--reverse: {0}")]
    BadDriver(String),
    /// What should break a fund is no condition.
    #[error("--breaks: {0}")]
    BadCondition(String),
    /// A stress that was named says nothing of the scenario.
    #[error("{0} does not apply")]
    NoStress(String, NotHere),
    /// Something that knows independent trials alone, of a scenario that draws its futures in another way.
    #[error("{what} needs plain sampling, not {found}")]
    OnlyPlain {
        /// The verb or option.
        what: &'static str,
        /// The sampling of the scenario.
        found: &'static str,
    },
    /// A run that should stop when it knows enough, of a scenario that draws its futures as points.
    #[error("--until needs errors of independent trials, not those of {0}")]
    NotByPoints(&'static str),
    /// The folders that were named hold no file.
    #[error("no file found")]
    NoFiles,
    /// The results could not be printed.
    #[error("standard output: {0}")]
    Print(#[from] io::Error),
    /// The run folder could not be written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// `trials.parquet` could not be written.
    #[error(transparent)]
    Trials(#[from] TrialsError),
    /// A table of people could not be written.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Folders cannot be reported on, or not in that way; and perhaps not written where that was asked.
    #[error("{}", .0.iter().map(|it| it.text(Lang::En)).collect::<Vec<_>>().join("; "))]
    Report(Vec<FolderTrouble>, Option<FolderError>),
    /// Nothing can be counted, or nothing be worked out from what was.
    #[error("{}", buckets::trouble(.0, Lang::En))]
    Buckets(BucketTrouble),
    /// A scenario of a walk has no price.
    #[error("{}", walk::no_price(.stage, .fund, Lang::En))]
    NoPrice {
        /// After which step.
        stage: String,
        /// The fund.
        fund: String,
    },
    /// There is nothing to look back on.
    #[error("{}", lookback_lines(.0, Lang::En))]
    Lookback(Vec<LookbackTrouble>),
    /// Bills of a file cannot stand in place of drawn ones.
    #[error("{}", as_if::trouble(.0, Lang::En))]
    AsIf(AsIfTrouble),
    /// The run that should go on is one of another plan.
    #[error("{0} is an unfinished run of another plan")]
    OtherRun(PathBuf),
    /// The run that should go on is finished, but lacks something.
    #[error("{0} is finished, but lacks something")]
    Lacking(PathBuf, Lacks),
    /// Somebody pressed Ctrl-C, and the finished trials are kept.
    #[error("interrupted, {} of {} trials are kept", .0.done, .0.total)]
    Paused(Kept),
    /// Somebody pressed Ctrl-C.
    #[error("interrupted")]
    Interrupted,
    /// The run did not come to its end.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The rows of a run are not those of a path.
    #[error(transparent)]
    Path(#[from] PathError),
}

impl CliError {
    /// The exit code: 2 when the arguments must change, 1 when a retry may help.
    pub fn exit(&self) -> Exit {
        match self {
            CliError::Folder(FolderError::Io { source, .. })
                if source.kind() != io::ErrorKind::PermissionDenied =>
            {
                Exit::Failed
            }
            CliError::Folder(FolderError::Busy { .. }) => Exit::Failed,
            CliError::Scenario(_)
            | CliError::Read { .. }
            | CliError::NoFiles
            | CliError::NoLibrary(_)
            | CliError::NotJunit(_)
            | CliError::OnlyPlain { .. }
            | CliError::NotByPoints(_)
            | CliError::BadRange(..)
            | CliError::NotBetween { .. }
            | CliError::BadDriver(_)
            | CliError::BadCondition(_)
            | CliError::NoStress(..)
            | CliError::Buckets(_)
            | CliError::Lookback(_)
            | CliError::NoPrice { .. }
            | CliError::AsIf(_)
            | CliError::Report(..)
            | CliError::Folder(_)
            | CliError::OtherRun(_)
            | CliError::Lacking(..)
            | CliError::Engine(EngineError::TooLarge) => Exit::BadInput,
            CliError::Engine(EngineError::Stopped) | CliError::Interrupted | CliError::Paused(_) => {
                Exit::Interrupted
            }
            CliError::Engine(_)
            | CliError::Path(_)
            | CliError::Trials(_)
            | CliError::Table(_)
            | CliError::Print(_) => Exit::Failed,
        }
    }

    /// What to say on standard error.
    pub fn message(&self, lang: Lang) -> String {
        if let CliError::Scenario(problems) = self {
            return problems.iter().map(|problem| problem.message(lang)).collect::<Vec<_>>().join("\n");
        }
        if let CliError::Report(troubles, folder) = self {
            let prefix = said::error_prefix(lang);
            let mut lines: Vec<String> =
                troubles.iter().map(|trouble| format!("{prefix}{}", trouble.text(lang))).collect();
            if let Some(error) = folder {
                lines.push(format!("{prefix}{}", trouble::trouble(&of_folder(error), lang)));
            }
            return lines.join("\n");
        }
        let sentence = match self {
            CliError::Buckets(trouble) => buckets::trouble(trouble, lang),
            CliError::Lookback(troubles) => lookback_lines(troubles, lang),
            CliError::NoPrice { stage, fund } => walk::no_price(stage, fund, lang),
            CliError::AsIf(trouble) => as_if::trouble(trouble, lang),
            other => trouble::trouble(&other.trouble(lang), lang),
        };
        format!("{}{sentence}", said::error_prefix(lang))
    }

    fn trouble(&self, lang: Lang) -> Trouble {
        let shown = |path: &Path| path.display().to_string();
        match self {
            CliError::Read { path, source } => {
                Trouble::Unreadable { path: shown(path), reason: source.to_string() }
            }
            CliError::NoFiles => Trouble::NoFiles,
            CliError::NotJunit(path) => Trouble::NotJunit(shown(path)),
            CliError::NoLibrary(path) => Trouble::NoLibrary(shown(path)),
            CliError::OnlyPlain { what, found } => {
                Trouble::OnlyPlain { what: (*what).to_owned(), found: (*found).to_owned() }
            }
            CliError::NotByPoints(found) => Trouble::NotByPoints((*found).to_owned()),
            CliError::BadRange(option, found) => {
                Trouble::BadRange { option: (*option).to_owned(), found: found.clone() }
            }
            CliError::NotBetween { option, found, low, high } => {
                let [found, low, high] = [found, low, high].map(Clone::clone);
                Trouble::NotBetween { option: (*option).to_owned(), found, low, high }
            }
            CliError::BadDriver(found) => Trouble::BadDriver(found.clone()),
            CliError::BadCondition(found) => Trouble::BadCondition(found.clone()),
            CliError::NoStress(name, why) => {
                Trouble::NoStress { name: name.clone(), why: report::why_not(why, lang) }
            }
            CliError::Print(source) => {
                Trouble::Unwritable { path: "stdout".to_owned(), reason: source.to_string() }
            }
            CliError::Folder(error) => of_folder(error),
            CliError::OtherRun(path) => Trouble::OtherRun(shown(path)),
            CliError::Lacking(path, lacks) => Trouble::Lacking(shown(path), lacks.clone()),
            CliError::Paused(kept) => Trouble::Paused(kept.clone()),
            CliError::Engine(EngineError::Stopped) | CliError::Interrupted => Trouble::Interrupted,
            CliError::Engine(EngineError::Pieces(PiecesError::Io(source))) => {
                Trouble::Unwritable { path: PIECES.to_owned(), reason: source.to_string() }
            }
            CliError::Table(error) => {
                Trouble::Unwritable { path: "persons, households".to_owned(), reason: error.to_string() }
            }
            CliError::Engine(EngineError::TooLarge) => Trouble::TooLarge,
            CliError::Engine(EngineError::Sink(source)) => {
                Trouble::Unwritable { path: "trials.parquet".to_owned(), reason: source.to_string() }
            }
            CliError::Trials(TrialsError::Parquet(source)) => {
                Trouble::Unwritable { path: "trials.parquet".to_owned(), reason: source.to_string() }
            }
            CliError::Scenario(_)
            | CliError::Engine(_)
            | CliError::Path(_)
            | CliError::Trials(_)
            | CliError::Lookback(_)
            | CliError::NoPrice { .. }
            | CliError::AsIf(_)
            | CliError::Report(..)
            | CliError::Buckets(_) => Trouble::Internal(self.to_string()),
        }
    }
}

/// All of them, one a line.
fn lookback_lines(troubles: &[LookbackTrouble], lang: Lang) -> String {
    troubles.iter().map(|it| lookback::trouble(it, lang)).collect::<Vec<_>>().join("\n")
}

/// Why a folder could not be written, in words.
fn of_folder(error: &FolderError) -> Trouble {
    let shown = |path: &Path| path.display().to_string();
    match error {
        FolderError::Exists(path) => Trouble::FolderExists(shown(path)),
        FolderError::NotARunFolder(path) => Trouble::NotARunFolder(shown(path)),
        FolderError::OfAnotherVerb { path, verb } => {
            Trouble::OfAnotherVerb { path: shown(path), verb: verb.clone() }
        }
        FolderError::Touched { path, foreign, changed } => {
            Trouble::Touched { path: shown(path), foreign: foreign.clone(), changed: changed.clone() }
        }
        FolderError::NoName(path) => Trouble::NoFolderName(shown(path)),
        FolderError::NoParent(path) => Trouble::NoParent(shown(path)),
        FolderError::Busy { path, process } => Trouble::Busy { path: shown(path), process: process.clone() },
        FolderError::Io { path, source } => {
            Trouble::Unwritable { path: shown(path), reason: source.to_string() }
        }
    }
}

/// Reads a file that was named on the command line.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    std::fs::read(path).map_err(|source| CliError::Read { path: path.to_owned(), source })
}
