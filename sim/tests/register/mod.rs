//! The register of rules as its tests read it: the table of `docs/rules.md`, and what its cells name.

#![allow(dead_code, reason = "each test file that has this module uses some of it")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use huimin::scenario::switches;
use serde_json::Value;

/// A rule of the documents.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) rule: String,
    /// What it names in code spans: `path::item`, or `path#/pointer` with `*` for any name or key.
    pub(crate) places: Vec<String>,
    /// `path::function` or `case ID`, in which `*` stands for the rest of several ids.
    pub(crate) tests: Vec<String>,
    /// Why there is no test: what stands behind `context:` or `later:`.
    pub(crate) without_test: Option<(String, String)>,
    pub(crate) switches: Vec<String>,
}

/// The folder of the project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The rows of a register, in order.
pub(crate) fn rows(text: &str) -> Vec<Row> {
    let is_row = |line: &&str| {
        let id = line.trim_start_matches("| ").split(' ').next().unwrap_or_default();
        line.starts_with("| ") && id.len() == 3 && id[1..].bytes().all(|b| b.is_ascii_digit())
    };
    text.lines().filter(is_row).map(row).collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
    let [id, rule, places, tests, switches] = cells[..] else { panic!("five cells: {line}") };
    let reason = ["context", "later"].into_iter().find_map(|mark| {
        let reason = tests.strip_prefix(mark)?.strip_prefix(':')?.trim();
        Some((mark.to_owned(), reason.to_owned()))
    });
    Row {
        id: id.to_owned(),
        rule: rule.to_owned(),
        places: spans(places),
        tests: spans(tests),
        without_test: reason,
        switches: spans(switches),
    }
}

/// The texts in backquotes.
fn spans(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The ids that there must be, each with its mark.
pub(crate) fn ids() -> Vec<(String, String)> {
    let file: Value = serde_json::from_str(include_str!("../data/rules.json")).unwrap();
    let rules = file["rules"].as_object().unwrap();
    rules.iter().map(|(id, mark)| (id.clone(), mark.as_str().unwrap().to_owned())).collect()
}

/// The files of worked cases.
pub(crate) fn case_files() -> Vec<(String, Vec<u8>)> {
    let folder = root().join("sim/tests/data");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let files = paths.into_iter().filter(|path| path.extension().is_some_and(|it| it == "json"));
    files
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .filter(|(_, bytes)| {
            serde_json::from_slice::<Value>(bytes).is_ok_and(|file| file["cases"].is_array())
        })
        .collect()
}

/// Every worked case, by its id.
pub(crate) fn cases() -> Vec<(String, Value)> {
    let of_file = |bytes: &[u8]| {
        let file: Value = serde_json::from_slice(bytes).unwrap();
        file["cases"].as_array().unwrap().clone()
    };
    let all = case_files().into_iter().flat_map(|(_, bytes)| of_file(&bytes));
    all.map(|case| (case["id"].as_str().unwrap().to_owned(), case)).collect()
}

/// What is wrong with the rows, one sentence each.
pub(crate) fn faults(rows: &[Row]) -> Vec<String> {
    let ids = ids();
    let cases: BTreeSet<String> = cases().into_iter().map(|(id, _)| id).collect();
    let mut faults = Vec::new();
    let mut known = BTreeSet::new();
    for row in rows {
        let id = &row.id;
        if !known.insert(id.clone()) {
            faults.push(format!("{id} stands twice"));
        }
        let Some((_, mark)) = ids.iter().find(|(known, _)| known == id) else {
            faults.push(format!("{id} is no id of the documents"));
            continue;
        };
        match &row.without_test {
            Some((without, reason)) if without != mark || reason.is_empty() => {
                faults.push(format!("{id} is {mark}: its test cell may not say {without}: {reason}"));
            }
            None if row.tests.is_empty() => faults.push(format!("{id} has no test")),
            _ => {}
        }
        if row.rule.is_empty() || row.places.is_empty() && row.without_test.is_none() {
            faults.push(format!("{id} does not say its rule, or where it lives"));
        }
        let missing = |what: &str, name: &str| format!("{id} names {what} that is not there: {name}");
        let places = row.places.iter().filter(|place| !place_exists(place));
        faults.extend(places.map(|place| missing("a place", place)));
        let tests = row.tests.iter().filter(|test| match test.strip_prefix("case ") {
            Some(pattern) => !cases.iter().any(|case| matches(pattern, case)),
            None => !test_exists(test),
        });
        faults.extend(tests.map(|test| missing("a test", test)));
        let unknown =
            row.switches.iter().filter(|it| switches::find(it).is_none() && switches::assumed(it).is_none());
        faults.extend(unknown.map(|switch| missing("a switch", switch)));
    }
    let absent = ids.iter().filter(|(id, _)| !known.contains(id));
    faults.extend(absent.map(|(id, _)| format!("{id} has no row")));
    if !rows.is_sorted_by(|a, b| a.id <= b.id) {
        faults.push("the rows are not sorted by id".to_owned());
    }
    faults
}

/// Whether a file has the item, or the JSON value, that a place names; a file alone must be there.
fn place_exists(place: &str) -> bool {
    let read = |path: &str| fs::read_to_string(root().join(path));
    if let Some((_, pointer)) = place.split_once('#') {
        return pointer.starts_with('/') && !values(place).is_empty();
    }
    let mut parts = place.split("::");
    let Some(path) = parts.next() else { return false };
    read(path).is_ok_and(|text| parts.all(|item| defines(&text, item)))
}

/// The values that `path#/pointer` names, each by its file and its own pointer; `*` in the path stands for
/// any name, in the pointer for any key.
pub(crate) fn values(place: &str) -> Vec<(String, String)> {
    let Some((pattern, pointer)) = place.split_once('#') else { return Vec::new() };
    let (folder, name) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    let Ok(entries) = fs::read_dir(root().join(folder)) else { return Vec::new() };
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut paths: Vec<String> =
        names.filter(|it| matches(name, it)).map(|it| format!("{folder}/{it}")).collect();
    paths.sort();
    let in_file = |path: String| {
        let text = fs::read_to_string(root().join(&path)).unwrap_or_default();
        let file: Value = serde_json::from_str(&text).unwrap_or_default();
        pointers(&file, pointer).into_iter().map(move |pointer| (path.clone(), pointer)).collect::<Vec<_>>()
    };
    paths.into_iter().flat_map(in_file).collect()
}

/// The pointers of a pattern that a value has.
fn pointers(value: &Value, pattern: &str) -> Vec<String> {
    let Some((before, after)) = pattern.split_once("/*") else {
        return value.pointer(pattern).map(|_| pattern.to_owned()).into_iter().collect();
    };
    let keys = value.pointer(before).and_then(Value::as_object).into_iter().flat_map(|it| it.keys());
    keys.flat_map(|key| pointers(value, &format!("{before}/{key}{after}"))).collect()
}

/// Whether a name is that of a pattern, in which one `*` stands for anything.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((begin, end)) => {
            name.len() >= begin.len() + end.len() && name.starts_with(begin) && name.ends_with(end)
        }
    }
}

/// Whether a Rust source defines the item, field or variant.
fn defines(source: &str, item: &str) -> bool {
    const KEYWORDS: [&str; 8] = ["fn", "struct", "enum", "const", "static", "type", "trait", "mod"];
    source.lines().map(str::trim_start).any(|line| {
        let code = ["pub(crate) ", "pub(super) ", "pub "].iter().find_map(|it| line.strip_prefix(it));
        let code = code.unwrap_or(line);
        let code = code.strip_prefix("const fn ").map_or(code.to_owned(), |rest| format!("fn {rest}"));
        let (first, rest) = code.split_once(' ').unwrap_or((&code, ""));
        let name = if KEYWORDS.contains(&first) { rest } else { &code };
        let after = name.strip_prefix(item);
        after.is_some_and(|after| after.is_empty() || after.starts_with([':', '(', '<', ',', ' ', ';', '{']))
    })
}

/// Whether a file has the function, as a test.
fn test_exists(test: &str) -> bool {
    let Some((path, function)) = test.split_once("::") else { return false };
    let Ok(text) = fs::read_to_string(root().join(path)) else { return false };
    tests_of(&text).iter().any(|known| known == function)
}

/// The names of the test functions of a source.
pub(crate) fn tests_of(source: &str) -> Vec<String> {
    let (mut names, mut marked) = (Vec::new(), false);
    for line in source.lines().map(str::trim) {
        if line == "#[test]" {
            marked = true;
        } else if let Some(rest) = line.strip_prefix("fn ").filter(|_| marked) {
            names.push(rest.split(['(', '<']).next().unwrap_or_default().to_owned());
            marked = false;
        } else if !line.starts_with(['#', '/']) {
            marked = false;
        }
    }
    names
}

/// Every source file of the crate and its tests.
pub(crate) fn sources() -> Vec<(PathBuf, String)> {
    let (mut folders, mut found) = (vec![root().join("sim/src"), root().join("sim/tests")], Vec::new());
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}
