//! Where a run folder is written before it has its name: a hidden sibling that one process at a time holds.
//!
//! `.NAME.unfinished`, and `.NAME.unfinished-2` and so on beside others that were left there. The process that
//! writes into it holds a lock on the file `lock` in it, whose text is its number; the system lets go of the lock
//! when the process ends, however it ends, so that a lock that is left behind holds nothing.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::folder::{FolderError, at};

/// The file that is locked.
const LOCK: &str = "lock";

/// A hidden sibling, held by this process.
#[derive(Debug)]
pub(super) struct Aside {
    pub(super) path: PathBuf,
    /// Held while it is open.
    _lock: File,
}

impl Aside {
    /// A new sibling for the folder `name` in `parent`.
    pub(super) fn create(parent: &Path, name: &str) -> Result<Aside, FolderError> {
        let mut nth = 1;
        loop {
            let path = parent.join(file_name(name, nth));
            match fs::create_dir(&path) {
                Ok(()) => return hold(path),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => nth += 1,
                Err(source) => return Err(at(&path)(source)),
            }
        }
    }

    /// All siblings that others have left, each held now.
    ///
    /// # Errors
    /// [`FolderError::Busy`] when another process is writing into one of them.
    pub(super) fn left(parent: &Path, name: &str) -> Result<Vec<Aside>, FolderError> {
        let prefix = file_name(name, 1);
        let number = |found: &str| match found.strip_prefix(&prefix)? {
            "" => Some(1),
            rest => rest.strip_prefix('-')?.parse::<u64>().ok(),
        };
        let mut found = Vec::new();
        for entry in fs::read_dir(parent).map_err(at(parent))? {
            let entry = entry.map_err(at(parent))?;
            if let Some(nth) = number(&entry.file_name().to_string_lossy())
                && entry.path().is_dir()
            {
                found.push((nth, entry.path()));
            }
        }
        found.sort();
        found.into_iter().map(|(_, path)| hold(path)).collect()
    }
}

fn file_name(name: &str, nth: u64) -> String {
    let number = if nth == 1 { String::new() } else { format!("-{nth}") };
    format!(".{name}.unfinished{number}")
}

/// Takes the lock of a sibling.
fn hold(path: PathBuf) -> Result<Aside, FolderError> {
    let at_lock = path.join(LOCK);
    let options = File::options().read(true).write(true).create(true).truncate(false).open(&at_lock);
    let mut lock = options.map_err(at(&at_lock))?;
    match lock.try_lock() {
        Err(TryLockError::WouldBlock) => {
            let process = fs::read_to_string(&at_lock).unwrap_or_default();
            return Err(FolderError::Busy { path, process: process.trim().to_owned() });
        }
        // a file system without locks cannot tell a second process off
        Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => {
            return Err(at(&at_lock)(error));
        }
        Ok(()) | Err(TryLockError::Error(_)) => {}
    }
    lock.set_len(0).and_then(|()| writeln!(lock, "{}", std::process::id())).map_err(at(&at_lock))?;
    Ok(Aside { path, _lock: lock })
}
