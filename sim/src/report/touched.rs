//! What others did to a run folder since it was written: what they put there, changed and took away.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::{Map, Value};

use super::folder::MANIFEST;
use crate::engine::Digest;

/// What systems leave wherever somebody looks.
const LEFT_BY_SYSTEMS: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// What of a folder is not as its manifest says, each by its name in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Files and folders that the manifest does not list.
    pub foreign: Vec<String>,
    /// Files that have another digest.
    pub changed: Vec<String>,
    /// Files that are not there.
    pub missing: Vec<String>,
}

impl Touched {
    /// Holds a folder against its manifest.
    ///
    /// # Errors
    /// A folder or file that cannot be read.
    pub fn of(folder: &Path, manifest: &Value) -> io::Result<Touched> {
        let none = Map::new();
        let files = manifest["files"].as_object().unwrap_or(&none);
        let mut touched = Touched::default();
        touched.find_foreign(folder, "", files)?;
        for (name, listed) in files {
            match Digest::of_file(&folder.join(name)) {
                Ok(digest) if listed["sha256"] == digest.to_string() => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => touched.missing.push(name.clone()),
                Err(error) if error.kind() != io::ErrorKind::IsADirectory => return Err(error),
                _ => touched.changed.push(name.clone()),
            }
        }
        Ok(touched)
    }

    /// Looks through the folder `within`, which is empty or ends in `/`.
    fn find_foreign(&mut self, folder: &Path, within: &str, files: &Map<String, Value>) -> io::Result<()> {
        let mut entries = fs::read_dir(folder.join(within))?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{within}{name}");
            if entry.file_type()?.is_dir() {
                let inside = format!("{path}/");
                if files.keys().any(|file| file.starts_with(&inside)) {
                    self.find_foreign(folder, &inside, files)?;
                } else {
                    self.foreign.push(inside);
                }
            } else if path != MANIFEST
                && !files.contains_key(&path)
                && !LEFT_BY_SYSTEMS.contains(&name.as_str())
            {
                self.foreign.push(path);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_added_changed_or_taken_away_is_named_and_nothing_else() {
        let home = tempfile::tempdir().unwrap();
        let listed = |text: &str| json!({ "sha256": super::super::sha256(text.as_bytes()) });
        let files = json!({ "a.csv": listed("a"), "csv/b.csv": listed("b"), "csv/c.csv": listed("c") });
        let manifest = json!({ "engine": "huimin", "files": files });
        fs::create_dir(home.path().join("csv")).unwrap();
        for (name, text) in [
            ("a.csv", "a"),
            ("csv/b.csv", "b"),
            ("csv/c.csv", "c"),
            ("manifest.json", "{}"),
            (".DS_Store", ""),
        ] {
            fs::write(home.path().join(name), text).unwrap();
        }
        let found = || Touched::of(home.path(), &manifest).unwrap();
        assert_eq!(found(), Touched::default());

        fs::create_dir(home.path().join("book")).unwrap();
        fs::write(home.path().join("csv/mine.csv"), "").unwrap();
        fs::write(home.path().join("csv/b.csv"), "B").unwrap();
        fs::remove_file(home.path().join("csv/c.csv")).unwrap();
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let expected = Touched {
            foreign: names(&["book/", "csv/mine.csv"]),
            changed: names(&["csv/b.csv"]),
            missing: names(&["csv/c.csv"]),
        };
        assert_eq!(found(), expected);
    }
}
