//! The run folder: written aside, given its name when it is complete, never half there.
//!
//! The files are written into the folder `whole` of a hidden sibling, each with its SHA-256 digest. The last one
//! is `manifest.json`; then `whole` gets its name and the sibling goes. Whoever looks sees no folder or a whole
//! one, and with [`Existing::Replace`] the old one until the new one is whole. What an unfinished run must find
//! again stands in the sibling beside `whole`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::touched::Touched;
use super::unfinished::Aside;
use crate::engine::Digest;

/// The file that makes a folder a run folder.
pub const MANIFEST: &str = "manifest.json";

/// What to do when a run folder of that name exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Refuse.
    Keep,
    /// Replace it, but only after the new one is complete, and only when nobody has touched it.
    Replace,
    /// Leave it as it is and ask nothing of it: nothing will be written there.
    Leave,
}

/// Why a run folder could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// There is such a folder or file.
    #[error("{0} exists")]
    Exists(PathBuf),
    /// There is something that is not a run folder: it is never replaced.
    #[error("{0} is not a run folder")]
    NotARunFolder(PathBuf),
    /// It is another verb's: it is never replaced either.
    #[error("{path} was written by {verb}")]
    OfAnotherVerb {
        /// Which.
        path: PathBuf,
        /// Whose.
        verb: String,
    },
    /// It holds what the program did not write, or files that were changed since: they would be lost.
    #[error("{path} holds what is not of the program: {}", [foreign.as_slice(), changed].concat().join(", "))]
    Touched {
        /// Which.
        path: PathBuf,
        /// What its manifest does not list.
        foreign: Vec<String>,
        /// What is not as it was written.
        changed: Vec<String>,
    },
    /// The path does not end in a name.
    #[error("{0} does not end in the name of a folder")]
    NoName(PathBuf),
    /// The folder that should hold the run folder does not exist.
    #[error("{0} is not a folder")]
    NoParent(PathBuf),
    /// Another process is writing a run folder of that name.
    #[error("process {process} is writing into {path}")]
    Busy {
        /// The hidden sibling.
        path: PathBuf,
        /// The number of the process.
        process: String,
    },
    /// A file or folder could not be written.
    #[error("{path}: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The size and digest of a finished file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDigest {
    /// Bytes.
    pub bytes: u64,
    /// SHA-256, as 64 hexadecimal digits.
    pub sha256: String,
}

/// The finished files, in the hidden sibling.
const WHOLE: &str = "whole";
/// What the new folder replaces, until it has its name.
const REPLACED: &str = "replaced";

/// A run folder that is being written. Dropped before [`RunFolder::publish`], it leaves nothing, unless
/// [`RunFolder::keep`] was said.
#[derive(Debug)]
pub struct RunFolder {
    target: PathBuf,
    aside: Aside,
    existing: Existing,
    files: BTreeMap<String, FileDigest>,
    kept: bool,
    others: Vec<PathBuf>,
}

impl RunFolder {
    /// Opens a run folder that will be called `target`: everything that can forbid it is checked now,
    /// before any work is done for it. Siblings of unfinished runs are left alone ([`RunFolder::others`]).
    pub fn create(target: &Path, existing: Existing) -> Result<RunFolder, FolderError> {
        let Place { target, parent, name } = Place::of(target, existing)?;
        let others = Aside::left(&parent, &name)?.into_iter().map(|aside| aside.path).collect();
        let aside = Aside::create(&parent, &name)?;
        RunFolder { target, aside, existing, files: BTreeMap::new(), kept: false, others }.emptied()
    }

    /// Takes over what unfinished runs to `target` have left, as it is. None of it goes before it is published.
    /// Who goes on with one says [`RunFolder::emptied`] first.
    pub fn left(target: &Path, existing: Existing) -> Result<Vec<RunFolder>, FolderError> {
        let Place { target, parent, name } = Place::of(target, existing)?;
        let left = Aside::left(&parent, &name)?.into_iter();
        let taken = left.map(|aside| RunFolder {
            target: target.clone(),
            aside,
            existing,
            files: BTreeMap::new(),
            kept: true,
            others: Vec::new(),
        });
        Ok(taken.collect())
    }

    /// With a place for its files and none of them there.
    pub fn emptied(self) -> Result<RunFolder, FolderError> {
        let whole = self.aside.path.join(WHOLE);
        match fs::remove_dir_all(&whole) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(&whole)(error)),
            _ => fs::create_dir(&whole).map_err(at(&whole))?,
        }
        Ok(self)
    }

    /// The manifest of the run folder at `target`, when a whole one of ours is there.
    pub fn manifest_of(target: &Path) -> Option<Value> {
        let manifest: Value = serde_json::from_slice(&fs::read(target.join(MANIFEST)).ok()?).ok()?;
        (manifest["engine"] == super::manifest::ENGINE).then_some(manifest)
    }

    /// Siblings that unfinished runs to the same folder have left.
    pub fn others(&self) -> &[PathBuf] {
        &self.others
    }

    /// Where the unfinished run stands.
    pub fn aside(&self) -> &Path {
        &self.aside.path
    }

    /// Leaves the unfinished run where it is when this is dropped.
    pub fn keep(&mut self) {
        self.kept = true;
    }

    /// Takes the unfinished run away when this is dropped.
    pub fn discard(mut self) {
        self.kept = false;
    }

    /// Opens a file that an unfinished run finds again and a finished one does not have.
    pub fn open_beside(&self, name: &str) -> Result<File, FolderError> {
        let path = self.aside.path.join(name);
        let file = File::options().read(true).write(true).create(true).truncate(false).open(&path);
        file.map_err(at(&path))
    }

    /// Whether there is such a file.
    pub fn has_beside(&self, name: &str) -> bool {
        self.aside.path.join(name).exists()
    }

    /// Starts a file of the folder, by its name or `folder/name`; [`RunFolder::close`] ends it.
    pub fn open(&self, name: &str) -> Result<FolderFile, FolderError> {
        let path = self.aside.path.join(WHOLE).join(name);
        if let Some(folder) = path.parent().filter(|_| name.contains('/')) {
            fs::create_dir_all(folder).map_err(at(folder))?;
        }
        let file = File::create_new(&path).map_err(at(&path))?;
        let out = BufWriter::new(file);
        Ok(FolderFile { name: name.to_owned(), path, out, hash: Sha256::new(), bytes: 0 })
    }

    /// Ends a file: it is on the disk and its digest is noted.
    pub fn close(&mut self, file: FolderFile) -> Result<(), FolderError> {
        let FolderFile { name, path, out, hash, bytes } = file;
        out.into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .map_err(at(&path))?;
        let sha256 = Digest(hash.finalize().into()).to_string();
        self.files.insert(name, FileDigest { bytes, sha256 });
        Ok(())
    }

    /// Writes a whole file.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let mut file = self.open(name)?;
        file.write_all(bytes).map_err(at(&file.path))?;
        self.close(file)
    }

    /// Writes a file bit by bit: `fill` is handed what to write to.
    pub fn write_by(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), FolderError> {
        let mut file = self.open(name)?;
        let mut out = BufWriter::new(&mut file);
        fill(&mut out).and_then(|()| out.flush()).map_err(at(&self.aside.path.join(WHOLE).join(name)))?;
        drop(out);
        self.close(file)
    }

    /// The finished files by name.
    pub fn files(&self) -> &BTreeMap<String, FileDigest> {
        &self.files
    }

    /// Writes `manifest` as the last file and gives the folder its name, which is returned; the sibling goes.
    pub fn publish(&mut self, manifest: &Value) -> Result<PathBuf, FolderError> {
        self.write(MANIFEST, &pretty_json(manifest))?;
        check_free(&self.target, self.existing)?;
        let (whole, old) = (self.aside.path.join(WHOLE), self.aside.path.join(REPLACED));
        sync_folder(&whole);
        let replaces = self.target.exists();
        if replaces {
            fs::rename(&self.target, &old).map_err(at(&self.target))?;
        }
        if let Err(error) = fs::rename(&whole, &self.target) {
            if replaces {
                fs::rename(&old, &self.target).map_err(at(&old))?;
            }
            return Err(at(&self.target)(error));
        }
        self.aside.path.parent().into_iter().for_each(sync_folder);
        // the folder is there: what is left of the sibling harms nobody
        let _ = fs::remove_dir_all(&self.aside.path);
        Ok(self.target.clone())
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        if !self.kept {
            // there is nobody left to tell of a failure
            let _ = fs::remove_dir_all(&self.aside.path);
        }
    }
}

/// A name for a run folder that it may have.
struct Place {
    target: PathBuf,
    parent: PathBuf,
    name: String,
}

impl Place {
    fn of(target: &Path, existing: Existing) -> Result<Place, FolderError> {
        // a folder that is reached by a link is replaced where it stands
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        let name = target.file_name().ok_or_else(|| FolderError::NoName(target.clone()))?;
        let parent = match target.parent() {
            Some(parent) if parent != Path::new("") => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        if !parent.is_dir() {
            return Err(FolderError::NoParent(parent));
        }
        check_free(&target, existing)?;
        let name = name.to_string_lossy().into_owned();
        Ok(Place { target, parent, name })
    }
}

/// Waits until the names in a folder are on the disk, where the system can do that.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// A file of a run folder; what is written to it is digested on the way.
#[derive(Debug)]
pub struct FolderFile {
    name: String,
    path: PathBuf,
    out: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Write for FolderFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.hash.update(&bytes[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The bytes of a JSON file for people: indented, with a newline at the end.
pub fn pretty_json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::new();
    // a Vec takes every write, and what is written here has names for keys
    let _ = write_json(&mut bytes, value);
    bytes
}

/// Writes [`pretty_json`] without holding it in memory.
pub fn write_json(mut out: impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut out, value)?;
    out.write_all(b"\n")
}

/// The SHA-256 digest of `bytes` as 64 hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Digest::of(bytes).to_string()
}

/// Whether `target` may get its folder: it is not there, it is empty, or it is a run folder to replace in which
/// nothing would be lost.
fn check_free(target: &Path, existing: Existing) -> Result<(), FolderError> {
    if existing == Existing::Leave {
        return Ok(());
    }
    let Ok(kind) = fs::symlink_metadata(target) else { return Ok(()) };
    if !kind.is_dir() {
        return Err(FolderError::NotARunFolder(target.to_owned()));
    }
    let is_empty = fs::read_dir(target).map_err(at(target))?.next().is_none();
    if is_empty {
        return Ok(());
    }
    if existing == Existing::Keep {
        return Err(FolderError::Exists(target.to_owned()));
    }
    let path = target.to_owned();
    let Some(manifest) = RunFolder::manifest_of(target) else { return Err(FolderError::NotARunFolder(path)) };
    let Touched { foreign, changed, .. } = Touched::of(target, &manifest).map_err(at(target))?;
    if foreign.is_empty() && changed.is_empty() {
        return Ok(());
    }
    Err(FolderError::Touched { path, foreign, changed })
}

/// Names the file in an error of the system.
pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_owned();
    move |source| FolderError::Io { path, source }
}

#[cfg(test)]
mod tests {
    use super::super::manifest::digests;
    use super::*;
    use serde_json::json;

    fn manifest(name: &str) -> Value {
        json!({ "engine": "huimin", "name": name })
    }

    /// [`manifest`], with what the folder holds.
    fn listing(name: &str, folder: &RunFolder) -> Value {
        json!({ "engine": "huimin", "name": name, "files": digests(folder.files()) })
    }

    /// The names in a folder, hidden ones too.
    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn published(target: &Path, name: &str, existing: Existing) -> Result<PathBuf, FolderError> {
        let mut folder = RunFolder::create(target, existing)?;
        folder.write("summary.json", name.as_bytes())?;
        let manifest = listing(name, &folder);
        folder.publish(&manifest)
    }

    #[test]
    fn a_folder_appears_whole_or_not_at_all() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("run");
        let mut folder = RunFolder::create(&target, Existing::Keep).unwrap();
        folder.write("summary.json", b"{}").unwrap();
        assert!(!target.exists(), "not before it is complete");
        folder.publish(&manifest("first")).unwrap();
        assert_eq!(names(&target), ["manifest.json", "summary.json"]);
        assert_eq!(names(home.path()), ["run"]);
    }

    #[test]
    fn a_folder_that_is_given_up_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        let mut folder = RunFolder::create(&home.path().join("run"), Existing::Keep).unwrap();
        folder.write("summary.json", b"{}").unwrap();
        drop(folder);
        assert!(names(home.path()).is_empty());
    }

    #[test]
    fn a_folder_that_is_kept_is_found_again_with_what_stands_beside_its_files() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("run");
        let mut folder = RunFolder::create(&target, Existing::Keep).unwrap();
        folder.write("summary.json", b"half").unwrap();
        folder.open_beside("pieces").unwrap().write_all(b"three").unwrap();
        folder.keep();
        drop(folder);
        assert_eq!(names(home.path()), [".run.unfinished"]);

        let other = RunFolder::create(&target, Existing::Keep).unwrap();
        assert_eq!(other.others(), [home.path().join(".run.unfinished")], "it is left alone and named");
        assert_eq!(names(home.path()), [".run.unfinished", ".run.unfinished-2"]);
        drop(other);
        let mut left = RunFolder::left(&target, Existing::Keep).unwrap();
        let mut folder = left.remove(0).emptied().unwrap();
        assert!(left.is_empty() && folder.has_beside("pieces"));
        assert_eq!(io::read_to_string(folder.open_beside("pieces").unwrap()).unwrap(), "three");
        folder.write("summary.json", b"whole").unwrap();
        folder.publish(&manifest("whole")).unwrap();
        assert_eq!(names(&target), ["manifest.json", "summary.json"]);
        assert_eq!(names(home.path()), ["run"]);
    }

    #[test]
    fn a_folder_that_somebody_writes_is_refused_to_others_and_a_lock_left_behind_holds_nothing() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("run");
        let folder = RunFolder::create(&target, Existing::Keep).unwrap();
        let process = std::process::id().to_string();
        for refused in [
            RunFolder::create(&target, Existing::Keep).map(|_| ()),
            RunFolder::left(&target, Existing::Keep).map(|_| ()),
        ] {
            assert!(matches!(refused, Err(FolderError::Busy { process: named, .. }) if named == process));
        }
        drop(folder);
        let stale = home.path().join(".run.unfinished-4711");
        fs::create_dir(&stale).unwrap();
        fs::write(stale.join("lock"), "1\n").unwrap();
        assert_eq!(RunFolder::create(&target, Existing::Keep).unwrap().others(), [stale]);
    }

    #[test]
    fn a_run_is_never_overwritten_unasked() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("run");
        published(&target, "first", Existing::Keep).unwrap();
        assert!(matches!(published(&target, "second", Existing::Keep), Err(FolderError::Exists(_))));
        assert_eq!(fs::read_to_string(target.join("summary.json")).unwrap(), "first");
    }

    #[test]
    fn the_old_run_stays_until_the_new_one_is_whole() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("run");
        published(&target, "first", Existing::Keep).unwrap();
        let mut folder = RunFolder::create(&target, Existing::Replace).unwrap();
        folder.write("summary.json", b"second").unwrap();
        assert_eq!(fs::read_to_string(target.join("summary.json")).unwrap(), "first");
        folder.publish(&manifest("second")).unwrap();
        assert_eq!(fs::read_to_string(target.join("summary.json")).unwrap(), "second");
        assert_eq!(names(home.path()), ["run"]);
    }

    #[test]
    fn what_is_no_run_folder_is_never_replaced() {
        let home = tempfile::tempdir().unwrap();
        let (thesis, file) = (home.path().join("thesis"), home.path().join("file"));
        fs::create_dir(&thesis).unwrap();
        fs::write(thesis.join("chapter-1.tex"), "years of work").unwrap();
        fs::write(&file, "something").unwrap();
        for target in [&thesis, &file] {
            assert!(matches!(
                published(target, "new", Existing::Replace),
                Err(FolderError::NotARunFolder(_))
            ));
        }
        assert_eq!(names(home.path()), ["file", "thesis"]);
        assert_eq!(names(&thesis), ["chapter-1.tex"]);
    }

    #[test]
    fn a_run_that_somebody_worked_in_is_never_replaced_and_what_would_be_lost_is_named() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("run");
        published(&target, "first", Existing::Keep).unwrap();
        let mut folder = RunFolder::create(&target, Existing::Replace).unwrap();
        fs::write(target.join("opinion.pdf"), "signed").unwrap();
        fs::write(target.join("summary.json"), "corrected").unwrap();
        // found before any work, and when it came about during the work
        for refused in [published(&target, "second", Existing::Replace), folder.publish(&manifest("second"))]
        {
            let Err(FolderError::Touched { foreign, changed, .. }) = refused else { panic!("{refused:?}") };
            assert_eq!((foreign, changed), (vec!["opinion.pdf".to_owned()], vec!["summary.json".to_owned()]));
        }
        drop(folder);
        assert_eq!(fs::read_to_string(target.join("opinion.pdf")).unwrap(), "signed");
        assert_eq!(fs::read_to_string(target.join("summary.json")).unwrap(), "corrected");
        // what was taken away is no loss
        fs::remove_file(target.join("opinion.pdf")).unwrap();
        fs::remove_file(target.join("summary.json")).unwrap();
        published(&target, "second", Existing::Replace).unwrap();
        assert_eq!(names(&target), ["manifest.json", "summary.json"]);
    }

    #[test]
    fn an_empty_folder_may_be_filled() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("run");
        fs::create_dir(&target).unwrap();
        published(&target, "first", Existing::Keep).unwrap();
        assert_eq!(names(&target), ["manifest.json", "summary.json"]);
    }

    #[test]
    fn a_place_that_cannot_hold_a_folder_is_named_before_any_work() {
        let nowhere = Path::new("/no/such/place/run");
        let error = RunFolder::create(nowhere, Existing::Keep).unwrap_err();
        assert!(matches!(error, FolderError::NoParent(parent) if parent == Path::new("/no/such/place")));
        assert!(matches!(RunFolder::create(Path::new("/"), Existing::Keep), Err(FolderError::NoName(_))));
    }

    #[test]
    fn every_file_is_digested_as_it_is_written() {
        let home = tempfile::tempdir().unwrap();
        let mut folder = RunFolder::create(&home.path().join("run"), Existing::Keep).unwrap();
        folder.write("abc.txt", b"abc").unwrap();
        // FIPS 180-2, appendix B.1
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".to_owned();
        assert_eq!(folder.files()["abc.txt"], FileDigest { bytes: 3, sha256 });
    }
}
