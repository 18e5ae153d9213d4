//! The run folder: written aside, given its name when it is complete, never half there.
//!
//! The files are written into a hidden sibling of the folder, each with its SHA-256 digest. The last
//! one is `manifest.json`; then the sibling is renamed. Whoever looks sees no folder or a whole one,
//! and with [`Existing::Replace`] the old one until the new one is whole.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

/// The file that makes a folder a run folder.
pub const MANIFEST: &str = "manifest.json";

/// What to do when a run folder of that name exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Refuse.
    Keep,
    /// Replace it, but only after the new one is complete.
    Replace,
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
    /// The path does not end in a name.
    #[error("{0} does not end in the name of a folder")]
    NoName(PathBuf),
    /// The folder that should hold the run folder does not exist.
    #[error("{0} is not a folder")]
    NoParent(PathBuf),
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

/// A run folder that is being written. Dropped before [`RunFolder::publish`], it leaves nothing.
#[derive(Debug)]
pub struct RunFolder {
    target: PathBuf,
    aside: PathBuf,
    existing: Existing,
    files: BTreeMap<String, FileDigest>,
}

impl RunFolder {
    /// Opens a run folder that will be called `target`: everything that can forbid it is checked now,
    /// before any work is done for it.
    pub fn create(target: &Path, existing: Existing) -> Result<RunFolder, FolderError> {
        // a folder that is reached by a link is replaced where it stands
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        let name = target.file_name().ok_or_else(|| FolderError::NoName(target.clone()))?;
        let parent = match target.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        if !parent.is_dir() {
            return Err(FolderError::NoParent(parent.to_owned()));
        }
        check_free(&target, existing)?;
        let aside = parent.join(format!(".{}.unfinished-{}", name.to_string_lossy(), std::process::id()));
        fs::create_dir(&aside).map_err(at(&aside))?;
        Ok(RunFolder { target, aside, existing, files: BTreeMap::new() })
    }

    /// Starts a file of the folder; [`RunFolder::close`] ends it.
    pub fn open(&self, name: &str) -> Result<FolderFile, FolderError> {
        let path = self.aside.join(name);
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
        self.files.insert(name, FileDigest { bytes, sha256: hex(&hash.finalize()) });
        Ok(())
    }

    /// Writes a whole file.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let mut file = self.open(name)?;
        file.write_all(bytes).map_err(at(&file.path))?;
        self.close(file)
    }

    /// The finished files by name.
    pub fn files(&self) -> &BTreeMap<String, FileDigest> {
        &self.files
    }

    /// Writes `manifest` as the last file and gives the folder its name, which is returned.
    pub fn publish(mut self, manifest: &Value) -> Result<PathBuf, FolderError> {
        self.write(MANIFEST, &pretty_json(manifest))?;
        check_free(&self.target, self.existing)?;
        let old = self.aside.with_extension("replaced");
        let replaces = self.target.exists();
        if replaces {
            fs::rename(&self.target, &old).map_err(at(&self.target))?;
        }
        if let Err(error) = fs::rename(&self.aside, &self.target) {
            if replaces {
                fs::rename(&old, &self.target).map_err(at(&old))?;
            }
            return Err(at(&self.target)(error));
        }
        if replaces {
            fs::remove_dir_all(&old).map_err(at(&old))?;
        }
        Ok(self.target.clone())
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        // already renamed when published; otherwise there is nobody left to tell of a failure
        let _ = fs::remove_dir_all(&self.aside);
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
pub fn pretty_json(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}

/// The SHA-256 digest of `bytes` as 64 hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // a String takes everything
        text
    })
}

/// Whether `target` may get its folder: it is not there, it is empty, or it is a run folder to replace.
fn check_free(target: &Path, existing: Existing) -> Result<(), FolderError> {
    let Ok(kind) = fs::symlink_metadata(target) else { return Ok(()) };
    if !kind.is_dir() {
        return Err(FolderError::NotARunFolder(target.to_owned()));
    }
    let is_empty = fs::read_dir(target).map_err(at(target))?.next().is_none();
    match existing {
        _ if is_empty => Ok(()),
        Existing::Keep => Err(FolderError::Exists(target.to_owned())),
        Existing::Replace if is_run_folder(target) => Ok(()),
        Existing::Replace => Err(FolderError::NotARunFolder(target.to_owned())),
    }
}

/// Whether the folder has the manifest of a run of ours.
fn is_run_folder(folder: &Path) -> bool {
    let manifest = fs::read(folder.join(MANIFEST)).ok();
    let manifest: Option<Value> = manifest.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    manifest.is_some_and(|manifest| manifest["engine"] == super::manifest::ENGINE)
}

/// Names the file in an error of the system.
fn at(path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_owned();
    move |source| FolderError::Io { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn manifest(name: &str) -> Value {
        json!({ "engine": "huimin", "name": name })
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
        folder.publish(&manifest(name))
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
