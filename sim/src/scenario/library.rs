//! Where scenarios come from: a file, or the library that is built into the program.
//!
//! A library name is a path under `scenarios/` without its ending: `cii/quzhou-2016`. A directory
//! given by the user stands before the built-in library, file by file. A scenario may extend another,
//! named by its path beside it or by its library name.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::backtest;
use super::events::FOLDER;
use super::merge;
use super::node::{MAX_BYTES, Node, Place, parse};
use super::problem::{JsonType, Problem, ProblemKind, Problems, nearest};
use super::reference::DATA_FOLDER;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../scenarios");

/// Whether a file of the library is a schema, which is no scenario.
pub(super) fn is_schema(file: &str) -> bool {
    file.ends_with(".schema.json")
}

/// The longest chain of scenarios that extend each other.
const MAX_CHAIN: usize = 16;

/// The scenarios that can be named without a path.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// A directory whose files stand before the built-in ones of the same name.
    directory: Option<PathBuf>,
}

/// One scenario file, found.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Origin {
    Disk(PathBuf),
    /// A path under `scenarios/`, with its ending.
    BuiltIn(String),
}

impl Library {
    /// The built-in library.
    pub fn built_in() -> Library {
        Library::default()
    }

    /// The built-in library behind the files of a directory.
    pub fn with_directory(directory: impl Into<PathBuf>) -> Library {
        Library { directory: Some(directory.into()) }
    }

    /// The names of all scenarios, sorted: `cii/quzhou-2016`.
    pub fn names(&self) -> Vec<String> {
        let other = |name: &str| name.starts_with(FOLDER) || name.starts_with(backtest::FOLDER);
        self.all().into_iter().filter(|name| !other(name)).collect()
    }

    /// The names of all back-test cases, sorted: `backtests/suisuikang-2021`.
    pub fn backtests(&self) -> Vec<String> {
        self.all().into_iter().filter(|name| name.starts_with(backtest::FOLDER)).collect()
    }

    /// The names of all events, sorted: `events/car-t`.
    pub fn events(&self) -> Vec<String> {
        self.all().into_iter().filter(|name| name.starts_with(FOLDER)).collect()
    }

    fn all(&self) -> Vec<String> {
        let mut names = Vec::new();
        collect_built_in(&BUILT_IN, &mut names);
        if let Some(directory) = &self.directory {
            collect_disk(directory, directory, &mut names);
        }
        names.sort();
        names.dedup();
        names
    }

    /// Reads a scenario, by its path or its library name, with all it extends merged beneath it.
    ///
    /// # Errors
    /// Every file of the chain that is missing or is no strict JSON; a chain that goes in a circle.
    pub fn read(&self, name: &str) -> Result<Node, Problems> {
        let place = Place::whole(name);
        let mut origin = self.find(name, &place, None)?;
        let mut visited: Vec<Origin> = Vec::new();
        let mut chain: Vec<Node> = Vec::new();
        loop {
            visited.push(origin.clone());
            let node = parse(&label(&origin), &bytes_of(&origin)?)?;
            let Some(base) = node.get("extends") else {
                chain.push(node);
                break;
            };
            let Some(base_name) = base.as_text() else {
                let kind = ProblemKind::WrongType { found: base.json_type(), expected: JsonType::Text };
                return Err(vec![Problem::new(base.place.clone(), kind)].into());
            };
            let next = self.find(base_name, &base.place, Some(&origin))?;
            if let Some(start) = visited.iter().position(|known| same(known, &next)) {
                let circle = visited[start..].iter().chain([&next]).map(label).collect();
                return Err(
                    vec![Problem::new(base.place.clone(), ProblemKind::CircularExtends { circle })].into()
                );
            }
            if visited.len() >= MAX_CHAIN {
                let kind = ProblemKind::TooMany { found: visited.len() as u64 + 1, limit: MAX_CHAIN as u64 };
                return Err(vec![Problem::new(base.place.clone(), kind)].into());
            }
            origin = next;
            chain.push(node);
        }
        let mut from_base = chain.into_iter().rev();
        let Some(root) = from_base.next() else { return Err(Problems::new()) };
        let merged = from_base.fold(root, |base, node| merge::extend(base, &node));
        if merged.json_type() == JsonType::Object {
            Ok(merged.without(&["extends", "$schema"]))
        } else {
            Ok(merged)
        }
    }

    /// Finds a file: beside the one that names it, by its path, or in the library.
    fn find(&self, name: &str, place: &Place, beside: Option<&Origin>) -> Result<Origin, Problems> {
        let on_disk = match beside {
            Some(Origin::Disk(path)) => path.parent().map(|parent| parent.join(name)),
            Some(Origin::BuiltIn(_)) => None,
            None => Some(PathBuf::from(name)),
        };
        if name.is_empty() {
            return Err(vec![Problem::new(place.clone(), ProblemKind::EmptyText)].into());
        }
        if let Some(path) = on_disk.as_ref().filter(|path| path.is_file()) {
            return Ok(Origin::Disk(path.clone()));
        }
        let beside = match beside {
            Some(Origin::BuiltIn(path)) => {
                Path::new(path).parent().and_then(|parent| normal(&parent.join(name)))
            }
            _ => None,
        };
        let candidates = [beside, normal(Path::new(name))];
        let found = candidates.into_iter().flatten().find_map(|name| self.in_library(&name));
        found.ok_or_else(|| {
            let name = name.to_owned();
            let kind = if on_disk.is_some_and(|path| path.symlink_metadata().is_ok()) {
                ProblemKind::NoFile { name }
            } else {
                ProblemKind::NotFound { suggestion: suggested(&name, &self.all()), name }
            };
            vec![Problem::new(place.clone(), kind)].into()
        })
    }

    fn in_library(&self, name: &str) -> Option<Origin> {
        let stem = name.strip_suffix(".json").unwrap_or(name);
        let file = format!("{stem}.json");
        if is_schema(&file) {
            return None;
        }
        if let Some(path) = self.directory.as_ref().map(|dir| dir.join(&file)).filter(|path| path.is_file()) {
            return Some(Origin::Disk(path));
        }
        BUILT_IN.get_file(&file).map(|_| Origin::BuiltIn(file))
    }
}

/// The name that may have been meant: `backtests/ssk-2021` for `ssk-2021`, too.
fn suggested(name: &str, known: &[String]) -> Option<String> {
    let end = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    nearest(name, known.iter().map(String::as_str))
        .or_else(|| known.iter().find(|known| end(known) == name).cloned())
}

/// A file of the built-in library, by its path below `scenarios/`.
pub(super) fn built_in(path: &str) -> Option<&'static [u8]> {
    BUILT_IN.get_file(path).map(include_dir::File::contents)
}

/// A relative path without `.` and `..`; `None` where it leaves the library.
fn normal(path: &Path) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for part in path.to_str()?.split(['/', '\\']) {
        match part {
            "" if names.is_empty() => return None,
            "" | "." => {}
            ".." => {
                names.pop()?;
            }
            name => names.push(name),
        }
    }
    Some(names.join("/"))
}

/// What messages call the file.
fn label(origin: &Origin) -> String {
    match origin {
        Origin::Disk(path) => path.display().to_string(),
        Origin::BuiltIn(path) => format!("scenarios/{path}"),
    }
}

fn same(a: &Origin, b: &Origin) -> bool {
    match (a, b) {
        (Origin::Disk(a), Origin::Disk(b)) => match (a.canonicalize(), b.canonicalize()) {
            (Ok(a), Ok(b)) => a == b,
            _ => a == b,
        },
        _ => a == b,
    }
}

fn bytes_of(origin: &Origin) -> Result<Vec<u8>, Problems> {
    match origin {
        Origin::BuiltIn(path) => {
            Ok(BUILT_IN.get_file(path).map(|file| file.contents().to_vec()).unwrap_or_default())
        }
        Origin::Disk(path) => {
            let mut bytes = Vec::new();
            let limit = MAX_BYTES as u64 + 1;
            let read = fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
            match read {
                Ok(_) => Ok(bytes),
                Err(error) => {
                    let kind = ProblemKind::Unreadable { reason: error.to_string() };
                    Err(vec![Problem::new(Place::whole(&label(origin)), kind)].into())
                }
            }
        }
    }
}

fn collect_built_in(dir: &Dir<'_>, names: &mut Vec<String>) {
    for file in dir.files() {
        push_name(&file.path().to_string_lossy(), names);
    }
    for dir in dir.dirs() {
        collect_built_in(dir, names);
    }
}

fn collect_disk(root: &Path, dir: &Path, names: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect_disk(root, &path, names);
        } else if let Ok(relative) = path.strip_prefix(root) {
            push_name(&relative.to_string_lossy().replace('\\', "/"), names);
        }
    }
}

fn push_name(path: &str, names: &mut Vec<String>) {
    let is_data = path.split_once('/').is_some_and(|(folder, _)| folder == DATA_FOLDER);
    if let Some(name) = path.strip_suffix(".json").filter(|_| !is_schema(path) && !is_data) {
        names.push(name.to_string());
    }
}
