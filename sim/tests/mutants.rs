//! Small mutations of the code, each of which must make the test of its rule fail.
//!
//! The list (`data/mutants.json`) is checked with the other tests. Applying it takes minutes, so that is
//! done on request: `cargo test --locked --test mutants -- --ignored`. It works on a copy of the project
//! in `target/mutants`, which it leaves there for the next time, with what became of each mutant.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod register;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use register::{Row, root, rows};
use serde_json::Value;

/// A mutation: one text of a file in place of another, and the test that must notice.
#[derive(Debug, Clone)]
struct Mutant {
    rule: String,
    file: String,
    from: String,
    to: String,
    test: String,
}

impl Mutant {
    fn mutated(&self, source: &str) -> String {
        source.replacen(&self.from, &self.to, 1)
    }

    /// The arguments of cargo that run its test and no other.
    fn arguments(&self) -> Vec<String> {
        let (path, function) = match self.test.strip_prefix("case ") {
            Some(_) => ("sim/tests/rules.rs", "every_worked_case_of_the_register_comes_out_to_the_fen"),
            None => self.test.split_once("::").unwrap(),
        };
        let target = match path.strip_prefix("sim/tests/") {
            Some(file) => vec!["--test".to_owned(), file.trim_end_matches(".rs").to_owned()],
            None => vec!["--lib".to_owned()],
        };
        [target, vec![function.to_owned()]].concat()
    }
}

fn mutants() -> Vec<Mutant> {
    let file: Value = serde_json::from_str(include_str!("data/mutants.json")).unwrap();
    let mutant = |mutant: &Value| {
        let text = |key: &str| mutant[key].as_str().unwrap().to_owned();
        Mutant {
            rule: text("rule"),
            file: text("file"),
            from: text("from"),
            to: text("to"),
            test: text("test"),
        }
    };
    file["mutants"].as_array().unwrap().iter().map(mutant).collect()
}

fn register() -> Vec<Row> {
    rows(&fs::read_to_string(root().join("docs/rules.md")).unwrap())
}

#[test]
fn every_mutant_changes_one_place_and_names_a_test_of_its_rule() {
    let register = register();
    for mutant in mutants() {
        let source = fs::read_to_string(root().join(&mutant.file)).unwrap();
        assert_eq!(source.matches(&mutant.from).count(), 1, "{mutant:?}");
        assert_ne!(mutant.from, mutant.to, "{mutant:?}");
        let row = register.iter().find(|row| row.id == mutant.rule).unwrap();
        assert!(row.tests.contains(&mutant.test), "{mutant:?}");
    }
}

#[test]
fn every_rule_of_the_cii_and_of_the_product_that_lives_in_code_has_a_mutant() {
    let mutants = mutants();
    let in_code = |row: &&Row| row.places.iter().any(|place| place.contains(".rs"));
    let rules = register();
    let rules = rules.iter().filter(in_code).filter(|row| row.id.starts_with(['Q', 'W']));
    let without: Vec<&str> = rules
        .filter(|row| !mutants.iter().any(|mutant| mutant.rule == row.id))
        .map(|row| row.id.as_str())
        .collect();
    assert!(without.is_empty(), "{without:?}");
}

/// What became of a mutant.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Killed,
    Survived,
    DoesNotCompile,
}

#[test]
#[ignore = "compiles the project once for every mutant: minutes"]
fn every_mutant_is_killed_by_its_test() {
    let copy = root().join("target/mutants");
    renew(&root(), &copy);
    let mut report = String::new();
    let mut alive = 0;
    for mutant in mutants() {
        let path = copy.join(&mutant.file);
        let source = fs::read_to_string(&path).unwrap();
        fs::write(&path, mutant.mutated(&source)).unwrap();
        let fate = fate(&copy, &mutant);
        fs::write(&path, &source).unwrap();
        alive += usize::from(fate != Fate::Killed);
        let Mutant { rule, file, from, to, .. } = &mutant;
        writeln!(report, "{fate:?}: {rule}, {file}: {from} -> {to}").unwrap();
        fs::write(copy.join("report.txt"), &report).unwrap();
    }
    assert_eq!(alive, 0, "{report}");
}

fn fate(copy: &Path, mutant: &Mutant) -> Fate {
    let cargo = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO"));
        command.current_dir(copy).env("CARGO_TARGET_DIR", copy.join("target"));
        command.args(["test", "--quiet", "--locked", "--package", "huimin"]);
        command.args(mutant.arguments()).args(more).output().unwrap().status.success()
    };
    if !cargo(&["--no-run"]) {
        Fate::DoesNotCompile
    } else if cargo(&[]) {
        Fate::Survived
    } else {
        Fate::Killed
    }
}

/// Makes the copy like the project again; files that are the same keep their time, so that little is
/// compiled anew.
fn renew(project: &Path, copy: &Path) {
    for name in ["sim", "benches", "scenarios", "docs", "results"] {
        renew_folder(&project.join(name), &copy.join(name));
    }
    for name in ["Cargo.toml", "Cargo.lock", "clippy.toml", "rust-toolchain.toml"] {
        renew_file(&project.join(name), &copy.join(name));
    }
}

fn renew_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for path in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let target: PathBuf = to.join(path.file_name().unwrap());
        if path.is_dir() {
            renew_folder(&path, &target);
        } else {
            renew_file(&path, &target);
        }
    }
}

fn renew_file(from: &Path, to: &Path) {
    let bytes = fs::read(from).unwrap();
    if fs::read(to).ok().as_ref() != Some(&bytes) {
        fs::write(to, bytes).unwrap();
    }
}
