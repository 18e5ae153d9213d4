//! A rule that lives in a scenario file is held by the worked cases that its row names: any change of
//! the value makes one of them come out otherwise.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod register;

use std::fs;
use std::path::Path;

use huimin::decide::vectors::vectors;
use huimin::scenario::library::Library;
use huimin::scenario::load::load;
use huimin::scenario::problem::ProblemKind;
use register::{Row, cases, matches, root, rows, values};
use serde_json::{Number, Value, json};
use tempfile::TempDir;

/// Keys that say nothing about money: words for readers, and how a payer is named and written.
const NO_RULES: [&str; 9] =
    ["title", "purpose", "source", "note", "synthetic", "order", "kind", "book", "layer"];

#[test]
fn every_value_of_a_rule_in_a_file_is_held_by_a_case_of_its_row() {
    let register = rows(&fs::read_to_string(root().join("docs/rules.md")).unwrap());
    let library = Copy::new();
    let data_rules: Vec<&Row> = register.iter().filter(|row| !cases_of(row).is_empty()).collect();
    let (mut tried, mut survivors) = (0, Vec::new());
    for row in data_rules {
        let cases = cases_of(row);
        let schemes: Vec<String> = cases.iter().filter_map(file_of).collect();
        let values = row.places.iter().flat_map(|place| values(place));
        for (file, pointer) in values.filter(|(file, _)| schemes.contains(file)) {
            for leaf in leaves(library.read(&file).pointer(&pointer).unwrap(), &pointer) {
                tried += 1;
                if !library.is_held(&file, &leaf, &cases) {
                    survivors.push(format!("{}: {file}#{leaf} may change unnoticed", row.id));
                }
            }
        }
    }
    assert!(survivors.is_empty(), "{}", survivors.join("\n"));
    assert!(tried > 20, "only {tried} values were tried");
}

#[test]
fn a_case_that_does_not_look_at_a_value_does_not_hold_it() {
    let file = "scenarios/cii/quzhou-2016.json";
    let library = Copy::new();
    let held = |pointer, id| library.is_held(file, pointer, &[case(id)]);
    // 120,000 yuan stay below the second tier and the cap
    assert!(held("/payers/cii/tiers/to-120000/ratio", "A04"));
    assert!(!held("/payers/cii/tiers/above-120000/ratio", "A04"));
    assert!(!held("/payers/cii/cap_yuan", "A04"));
}

/// The worked cases that a row names.
fn cases_of(row: &Row) -> Vec<Value> {
    let patterns: Vec<&str> = row.tests.iter().filter_map(|test| test.strip_prefix("case ")).collect();
    let named = |id: &str| patterns.iter().any(|pattern| matches(pattern, id));
    cases().into_iter().filter(|(id, _)| named(id)).map(|(_, case)| case).collect()
}

/// The scenario file of a case's scheme.
fn file_of(case: &Value) -> Option<String> {
    case["scheme"].as_str().map(|name| format!("scenarios/{name}.json"))
}

fn case(id: &str) -> Value {
    cases().into_iter().find(|(known, _)| known == id).unwrap().1
}

/// The pointers of the single values and lists under a value.
fn leaves(value: &Value, pointer: &str) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            let telling = fields.iter().filter(|(key, _)| !NO_RULES.contains(&key.as_str()));
            telling.flat_map(|(key, value)| leaves(value, &format!("{pointer}/{key}"))).collect()
        }
        // a cell that is not printed stops every case, whatever else it is
        Value::String(unknown) if unknown == "unknown" => Vec::new(),
        _ => vec![pointer.to_owned()],
    }
}

/// A copy of the library, in which values may be changed.
struct Copy {
    home: TempDir,
}

impl Copy {
    fn new() -> Copy {
        let home = tempfile::tempdir().unwrap();
        copy(&root().join("scenarios"), &home.path().join("scenarios"));
        Copy { home }
    }

    fn read(&self, file: &str) -> Value {
        serde_json::from_str(&fs::read_to_string(self.home.path().join(file)).unwrap()).unwrap()
    }

    /// Whether some case comes out otherwise, figure by figure, once the value is another one that the
    /// scenario can have. A value that makes the scenario impossible proves nothing.
    fn is_held(&self, file: &str, pointer: &str, cases: &[Value]) -> bool {
        let old = self.read(file).pointer(pointer).unwrap().clone();
        others(&old, pointer, || self.choices(file, pointer)).into_iter().any(|new| {
            self.with(file, pointer, new, |library| {
                let of_file = |case: &&Value| file_of(case).as_deref().is_none_or(|it| it == file);
                cases.iter().filter(of_file).any(|case| {
                    let bytes = json!({ "cases": [case] }).to_string();
                    let report = vectors("cases.json", bytes.as_bytes(), library).unwrap();
                    let differences = &report.verdicts[0].differences;
                    differences.as_ref().is_ok_and(|differences| !differences.is_empty())
                })
            })
        })
    }

    /// The words that may stand in a place, as the message about a wrong one says; where any may, that one.
    fn choices(&self, file: &str, pointer: &str) -> Vec<String> {
        self.with(file, pointer, json!("neither"), |library| {
            let name = file.trim_start_matches("scenarios/").trim_end_matches(".json");
            let Err(problems) = load(library, name, &[]) else { return vec!["neither".to_owned()] };
            let choices = problems.iter().filter_map(|problem| match &problem.kind {
                ProblemKind::NotAChoice { choices, .. } => Some(choices.clone()),
                _ => None,
            });
            choices.flatten().collect()
        })
    }

    /// Looks at the library while one value of a file is another.
    fn with<T>(&self, file: &str, pointer: &str, new: Value, look: impl FnOnce(&Library) -> T) -> T {
        let path = self.home.path().join(file);
        let original = fs::read(&path).unwrap();
        let mut changed = self.read(file);
        *changed.pointer_mut(pointer).unwrap() = new;
        fs::write(&path, changed.to_string()).unwrap();
        let seen = look(&Library::with_directory(self.home.path().join("scenarios")));
        fs::write(&path, original).unwrap();
        seen
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Other values in place of one: a number a little more or less, a flag turned, a list without one of
/// its entries, another word of those that may stand there.
fn others(old: &Value, pointer: &str, choices: impl Fn() -> Vec<String>) -> Vec<Value> {
    let around = |number: f64| around(number, pointer.contains("yuan"));
    match old {
        Value::Number(number) => around(number.as_f64().unwrap()).into_iter().map(Value::from).collect(),
        Value::Bool(flag) => vec![json!(!flag)],
        Value::Array(list) => without_one(list),
        Value::String(text) => match text.parse::<f64>() {
            Ok(number) => around(number).into_iter().map(|it| json!(it.to_string())).collect(),
            Err(_) => choices().into_iter().filter(|it| it != text).map(Value::from).collect(),
        },
        Value::Null | Value::Object(_) => Vec::new(),
    }
}

/// One more or less of an amount or a whole number, a hundredth of a ratio.
fn around(number: f64, amount: bool) -> Vec<Number> {
    let step = if amount || number.fract() == 0.0 && number > 1.0 { 1.0 } else { 0.01 };
    let exact = |value: f64| Number::from_f64((value * 1e6).round() / 1e6);
    [number + step, number - step].into_iter().filter_map(exact).collect()
}

fn without_one(list: &[Value]) -> Vec<Value> {
    let without = |nth: usize| {
        let mut shorter = list.to_vec();
        shorter.remove(nth);
        Value::from(shorter)
    };
    (0..list.len()).map(without).collect()
}
