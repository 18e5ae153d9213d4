//! The modules stand in one order, and each imports only what the table allows it to know.
//!
//! Every file of `src` is read; comments and texts are taken out; what is left may name
//! `crate::X` only for an allowed `X`, in a `use` (grouped or not), in a path, or by `super::`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What a module may import.
enum Imports {
    Only(&'static [&'static str]),
    AllAbove,
}
use Imports::{AllAbove, Only};

/// The modules, low to high, each with what it may import: a module, or one name of a module.
const TABLE: [(&str, Imports); 16] = [
    ("units", Only(&[])),
    ("wording", Only(&["units"])),
    ("random", Only(&["units"])),
    ("stats", Only(&["units", "random"])),
    ("benefit", Only(&["units", "wording"])),
    ("compiled", Only(&["units", "benefit"])),
    // these two name whose insurance and which care it is, and know no rule of what is paid
    ("population", Only(&["units", "wording", "random", "stats", "benefit::InsuranceScheme"])),
    (
        "illness",
        Only(&[
            "units",
            "wording",
            "random",
            "stats",
            "population",
            "benefit::InsuranceScheme",
            "benefit::CareKind",
            "benefit::Label",
            "benefit::Place",
        ]),
    ),
    ("fund", Only(&["units", "wording"])),
    ("projection", AllAbove),
    ("engine", Only(&["units", "random", "stats"])),
    ("scenario", AllAbove),
    ("experience", AllAbove),
    ("decide", AllAbove),
    ("report", AllAbove),
    ("cli", AllAbove),
];

fn position(module: &str) -> Option<usize> {
    TABLE.iter().position(|(name, _)| *name == module)
}

/// Whether a module may import a path of one or two names: `units`, `units::Fen`.
fn may_import(module: &str, import: &str) -> bool {
    let imported = first_name(import);
    match (position(module), position(imported)) {
        (Some(importer), Some(at)) => match TABLE[importer].1 {
            Only(allowed) => allowed.contains(&imported) || allowed.contains(&import),
            AllAbove => at < importer,
        },
        _ => false,
    }
}

fn first_name(path: &str) -> &str {
    path.split("::").next().unwrap_or(path)
}

/// The source without comments, strings and character literals, so that only code is left.
fn code_of(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(raw) = rest.strip_prefix("r#\"") {
            raw.find("\"#").map_or(rest.len(), |end| end + 5)
        } else if c == '"' {
            string_length(rest)
        } else if rest.starts_with("'\"'") {
            3
        } else {
            code.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        code.push(' ');
        rest = &rest[skipped..];
    }
    code
}

/// The length of the string literal at the start of `rest`, quotes included.
fn string_length(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    rest.len()
}

/// The identifier at the start of `code`.
fn identifier(code: &str) -> &str {
    let end = code.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(code.len());
    &code[..end]
}

/// The names at the head of a path's tail, each with what follows it: `a::b` gives `a` before `::b`,
/// `{a, b::{c}}` gives `a` and `b` before `::{c}}`.
fn heads(tail: &str) -> Vec<(&str, &str)> {
    let split = |from: &'_ str| identifier(from).len();
    let Some(group) = tail.trim_start().strip_prefix('{') else {
        let tail = tail.trim_start();
        return vec![tail.split_at(split(tail))];
    };
    let (mut depth, mut names, mut at_name) = (1, Vec::new(), true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => at_name = true,
            c if at_name && !c.is_whitespace() => {
                names.push(group[at..].split_at(split(&group[at..])));
                at_name = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

/// The paths of two names that begin in a path's tail: `a::{b, c::d}` gives `a::b` and `a::c`.
fn paths(tail: &str) -> Vec<String> {
    let below = |(name, rest): (&str, &str)| match rest.strip_prefix("::") {
        Some(rest) => heads(rest).into_iter().map(|(below, _)| format!("{name}::{below}")).collect(),
        None => vec![name.to_owned()],
    };
    heads(tail).into_iter().flat_map(below).collect()
}

/// The modules of the crate that a file names. `depth` is the file's own: 1 for `src/fund/mod.rs`, 2 for
/// `src/fund/hmb.rs`; so many `super::` lead back to the crate.
fn imports_of(source: &str, depth: usize) -> BTreeSet<String> {
    let code: String = code_of(source).split_whitespace().collect::<Vec<_>>().join(" ").replace(" ::", "::");
    let code = code.replace(":: ", "::");
    let to_crate = "super::".repeat(depth);
    let mut found = BTreeSet::new();
    for root in ["crate::", &to_crate] {
        for (at, _) in code.match_indices(root) {
            let named = paths(&code[at + root.len()..]).into_iter();
            found.extend(named.filter(|path| position(first_name(path)).is_some()));
        }
    }
    found
}

fn rust_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a readable directory") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

/// The module of a file below `src` and the file's depth; `None` for the roots of the crate.
fn place(file: &Path) -> Option<(String, usize)> {
    let mut parts: Vec<String> =
        file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    match parts.first().map(String::as_str) {
        Some("lib" | "main") | None => None,
        Some(_) => Some((parts[0].clone(), parts.len())),
    }
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

#[test]
fn every_module_imports_only_what_the_table_allows() {
    let mut files = Vec::new();
    rust_files(&src(), &mut files);
    assert!(files.len() > TABLE.len(), "found only {} files", files.len());
    let mut wrong = Vec::new();
    for file in files {
        let inside = file.strip_prefix(src()).unwrap();
        let Some((module, depth)) = place(inside) else { continue };
        assert!(position(&module).is_some(), "{} is not in the table", inside.display());
        for import in imports_of(&fs::read_to_string(&file).unwrap(), depth) {
            if first_name(&import) != module && !may_import(&module, &import) {
                wrong.push(format!("{}: {module} must not know {import}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_crate_declares_its_modules_in_the_order_of_the_table() {
    let lib = code_of(&fs::read_to_string(src().join("lib.rs")).unwrap());
    let declared: Vec<&str> =
        lib.lines().filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let positions: Vec<_> =
        declared.iter().map(|module| position(module).expect("a module of the table")).collect();
    assert!(positions.is_sorted(), "{declared:?}");
    assert!(declared.len() >= 14, "{declared:?}");
}

#[test]
fn the_program_knows_the_command_line_only() {
    let main = code_of(&fs::read_to_string(src().join("main.rs")).unwrap());
    let named: BTreeSet<String> =
        main.match_indices("huimin::").flat_map(|(at, root)| paths(&main[at + root.len()..])).collect();
    assert!(named.iter().all(|path| first_name(path) == "cli"), "main.rs names {named:?}");
}

#[test]
fn the_table_allows_only_what_stands_above_and_what_the_house_lets_it_know() {
    for (at, (module, imports)) in TABLE.iter().enumerate() {
        if let Only(modules) = imports {
            for import in *modules {
                assert!(
                    position(import) < Some(at),
                    "{module} may not import {import}, which stands below it"
                );
            }
        }
    }
    for (blind, to) in [
        ("wording", "benefit"),
        ("benefit", "random"),
        ("fund", "random"),
        ("population", "benefit::Scheme"),
        ("population", "benefit::CareKind"),
        ("illness", "benefit::PersonTerms"),
        ("illness", "fund"),
        ("engine", "benefit"),
        ("engine", "projection"),
        ("scenario", "report"),
    ] {
        assert!(!may_import(blind, to), "{blind} must not know {to}");
    }
    assert!(may_import("cli", "engine"));
}

#[test]
fn a_violation_is_found_however_it_is_written() {
    let found = |source, depth| imports_of(source, depth).into_iter().collect::<Vec<_>>();
    assert_eq!(found("use crate::engine::Rows;", 2), ["engine::Rows"]);
    assert_eq!(
        found("use crate::{fund::{self, Reserve}, units::Fen,\n scenario};", 2),
        ["fund::Reserve", "fund::self", "scenario", "units::Fen"]
    );
    assert_eq!(found("fn f() -> crate :: cli::Verb { todo!() }", 2), ["cli::Verb"]);
    assert_eq!(found("use super::super::report::Table;", 2), ["report::Table"]);
    assert_eq!(found("use super::report::Table;", 1), ["report::Table"]);
    assert_eq!(found("use super::report::Table;", 2), [""; 0]);
}

#[test]
fn comments_and_texts_import_nothing() {
    let source = "//! [`crate::cli`]\n/* crate::cli */ const A: &str = \"crate::cli \\\" crate::cli\"; const B: char = '\"';\n\
                  const C: &str = r#\"crate::cli\"#; use crate::units::Fen;";
    assert_eq!(imports_of(source, 1).into_iter().collect::<Vec<_>>(), ["units::Fen"]);
}
