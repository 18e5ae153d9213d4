//! The program's exit codes, in one place.

use std::process::ExitCode;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, or passed.
    Done = 0,
    /// Something outside failed: a disk, a thread. A retry may help.
    Failed = 1,
    /// Bad arguments, scenario or plan. A retry never helps.
    BadInput = 2,
    /// A gate or a worked example was not passed.
    NotPassed = 3,
    /// A gate could not be decided with so many trials.
    Undecided = 4,
    /// Somebody pressed Ctrl-C.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}
