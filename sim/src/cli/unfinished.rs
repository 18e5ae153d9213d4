//! Where the finished trials of a run lie, and how one that was cut short goes on.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ArgMatches;
use clap::parser::ValueSource;
use serde_json::Value;

use super::error::read;
use super::{CliError, Session, options, output, published};
use crate::engine::{EngineError, Experiment, Pieces, PiecesError, Shape};
use crate::report::{Existing, FolderError, RunFolder, Touched};
use crate::scenario::plan::Plan;
use crate::wording::long_runs::{self, Kept, Lacks};

/// The finished trials, in the hidden sibling of the run folder.
pub(super) const PIECES: &str = "trials.pieces";

/// A run that begins or goes on.
pub(super) struct Begun {
    /// The run folder, where one was asked for.
    pub(super) folder: Option<RunFolder>,
    /// The trials that are finished.
    pub(super) pieces: Pieces,
}

impl Begun {
    /// Begins a run of so many trials, or of at most so many where it stops `until` something holds, or goes on with one that was cut short where that is asked for; `None` when it is finished
    /// already. Everything that can forbid it is found out now.
    pub(super) fn new(
        matches: &ArgMatches,
        plan: &Plan,
        trials: u64,
        until: Option<&Value>,
        session: &Session,
    ) -> Result<Option<Begun>, CliError> {
        let shape = Shape::of(plan);
        if matches.get_flag("resume") {
            if let Some(finished) = finished(matches, plan, trials, until)? {
                if matches.get_flag("json") {
                    let kept = String::from_utf8(read(&finished.join("summary.json"))?);
                    output::print(&kept.unwrap_or_default())?;
                }
                output::say(&long_runs::finished_already(&finished.display().to_string(), session.lang));
                return Ok(None);
            }
            if let Some(begun) = Begun::left(matches, &shape, trials)? {
                begun.say_where(session);
                return Ok(Some(begun));
            }
        }
        let Some(mut folder) = options::folder(matches, session)? else {
            return Ok(Some(Begun { folder: None, pieces: Pieces::passing(shape, trials) }));
        };
        let pieces = pieces_in(&folder, PIECES, shape, trials)?;
        folder.keep();
        Ok(Some(Begun { folder: Some(folder), pieces }))
    }

    /// The unfinished run of this plan that is furthest.
    fn left(matches: &ArgMatches, shape: &Shape, trials: u64) -> Result<Option<Begun>, CliError> {
        let Some(target) = options::path(matches, "out") else { return Ok(None) };
        let (mut furthest, mut other): (Option<Begun>, _) = (None, None);
        let left = RunFolder::left(target, options::existing(matches)?)?;
        for folder in left.into_iter().filter(|folder| folder.has_beside(PIECES)) {
            match pieces_in(&folder, PIECES, shape.clone(), trials) {
                Ok(pieces) if furthest.as_ref().is_none_or(|it| it.pieces.n_done() < pieces.n_done()) => {
                    furthest = Some(Begun { folder: Some(folder), pieces });
                }
                Ok(_) => {}
                Err(PieceError::Other) => other = Some(folder.aside().to_owned()),
                Err(PieceError::Cli(error)) => return Err(error),
            }
        }
        match (furthest, other) {
            (None, Some(path)) => Err(CliError::OtherRun(path)),
            (None, None) => Ok(None),
            (Some(Begun { folder, pieces }), _) => {
                let folder = folder.map(RunFolder::emptied).transpose()?;
                Ok(Some(Begun { folder, pieces }))
            }
        }
    }

    fn say_where(&self, session: &Session) {
        if let (Some(folder), false) = (&self.folder, session.quiet) {
            let (done, total) = (self.pieces.n_done(), self.pieces.n_trials());
            let path = folder.aside().display().to_string();
            output::say(&long_runs::going_on(done, total, &path, session.lang));
        }
    }

    /// What is left of the run after an error: its finished trials, if it has any and keeps them.
    pub(super) fn after(self, error: CliError, session: &Session) -> CliError {
        let Some(folder) = self.folder else { return error };
        if self.pieces.n_done() == 0 {
            folder.discard();
            return error;
        }
        let kept = Kept {
            done: self.pieces.n_done(),
            total: self.pieces.n_trials(),
            path: folder.aside().display().to_string(),
            command: command(),
        };
        match error {
            CliError::Engine(EngineError::Stopped) | CliError::Interrupted => CliError::Paused(kept),
            error => {
                output::say(&long_runs::kept(&kept, session.lang));
                error
            }
        }
    }
}

/// Why pieces could not be opened.
pub(super) enum PieceError {
    /// They are those of another run.
    Other,
    /// Anything else.
    Cli(CliError),
}

impl From<PieceError> for CliError {
    fn from(error: PieceError) -> CliError {
        match error {
            PieceError::Other => CliError::Engine(PiecesError::OtherRun.into()),
            PieceError::Cli(error) => error,
        }
    }
}

/// The pieces of a run in a file beside a folder's own.
pub(super) fn pieces_in(
    folder: &RunFolder,
    name: &str,
    shape: Shape,
    trials: u64,
) -> Result<Pieces, PieceError> {
    let file = folder.open_beside(name).map_err(|error| PieceError::Cli(error.into()))?;
    Pieces::open(shape, trials, file).map_err(|error| match error {
        PiecesError::OtherRun => PieceError::Other,
        error @ PiecesError::Io(_) => PieceError::Cli(CliError::Engine(error.into())),
    })
}

/// Options of a run that ask for more of the same trials.
const FURTHER: [&str; 5] = ["variance", "convergence", "beside", "buckets", "bucket-grid"];

/// The folder that was asked for, when it is this very run; what its last moments left beside it goes.
///
/// # Errors
/// It is, but has not all that is asked for now, or not all that it had; with `--force` it is begun again.
fn finished(
    matches: &ArgMatches,
    plan: &Plan,
    trials: u64,
    until: Option<&Value>,
) -> Result<Option<PathBuf>, CliError> {
    let Some(target) = options::path(matches, "out") else { return Ok(None) };
    let Some(manifest) = RunFolder::manifest_of(target) else { return Ok(None) };
    let same_end = match until {
        Some(until) => manifest["until"] == *until,
        None => manifest["until"].is_null() && manifest["trials"] == trials,
    };
    if !same_end || manifest["plan_digest"] != plan.digest().to_string() {
        return Ok(None);
    }
    let touched = Touched::of(target, &manifest);
    let Touched { missing, changed, .. } =
        touched.map_err(|source| FolderError::Io { path: target.to_owned(), source })?;
    let lacks = Lacks { options: not_asked_before(matches, &manifest), missing, changed };
    if lacks != Lacks::default() {
        return match options::existing(matches)? {
            Existing::Replace => Ok(None),
            _ => Err(CliError::Lacking(target.to_owned(), lacks)),
        };
    }
    let of_folder = manifest["trials"].as_u64().unwrap_or(trials);
    let mut unfinished = false;
    let left = RunFolder::left(target, Existing::Leave)?;
    for folder in left.into_iter().filter(|folder| folder.has_beside(PIECES)) {
        match pieces_in(&folder, PIECES, Shape::of(plan), trials) {
            Ok(pieces) if pieces.n_done() >= of_folder => folder.discard(),
            Ok(pieces) => unfinished |= pieces.n_done() > 0,
            Err(_) => {}
        }
    }
    // with --force the run was begun again, to replace the finished one
    let begun_again = unfinished && matches.get_flag("force");
    Ok((!begun_again).then(|| target.to_owned()))
}

/// The options of now that a finished run was not given, or not with these values.
fn not_asked_before(matches: &ArgMatches, manifest: &Value) -> Vec<String> {
    let before = published::asked_of("run", manifest);
    let of = |matches: &ArgMatches, id: &str| -> Option<Vec<OsString>> {
        let given = matches.value_source(id) == Some(ValueSource::CommandLine);
        given.then(|| matches.get_raw(id).into_iter().flatten().map(OsString::from).collect())
    };
    let asked = FURTHER.into_iter().filter_map(|id| Some((id, of(matches, id)?)));
    let new =
        asked.filter(|(id, now)| before.as_ref().and_then(|before| of(before, id)).as_ref() != Some(now));
    new.map(|(id, _)| format!("--{id}")).collect()
}

/// What was typed, with `--resume`, as a shell reads it.
fn command() -> String {
    let mut words: Vec<String> =
        std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    if !words.iter().any(|word| word == "--resume") {
        words.push("--resume".to_owned());
    }
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// The words of a command that runs the scenario of this one, with its changes, trials and seed.
pub(super) fn run_again(matches: &ArgMatches) -> Vec<String> {
    let mut words =
        vec!["huimin".to_owned(), "run".to_owned(), options::operand_of(matches, "scenario").to_owned()];
    for id in ["set", "event", "stress"] {
        let given = options::texts_of(matches, id);
        words.extend(given.into_iter().flat_map(|it| [format!("--{id}"), it]));
    }
    for id in ["trials", "seed"] {
        words.extend(
            options::number(matches, id).into_iter().flat_map(|it| [format!("--{id}"), it.to_string()]),
        );
    }
    words
}

/// A word as a shell reads it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,@+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_are_quoted_where_a_shell_would_take_them_apart() {
        assert_eq!(quoted("payers.cii.deductible_yuan=15000"), "payers.cii.deductible_yuan=15000");
        assert_eq!(quoted("我的 情景.json"), "'我的 情景.json'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
