//! What the tests of the program share: the program itself, and a town that is drawn in no time.

#![allow(dead_code, reason = "each test file that has this module uses some of it")]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::{Value, json};

/// The program in a session without a locale of its own.
pub(crate) fn huimin(arguments: &[&str]) -> Command {
    let mut command = cargo_bin_cmd!("huimin");
    for variable in ["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(variable);
    }
    command.args(arguments);
    command
}

/// Exit code, standard output, standard error.
pub(crate) fn done(mut command: Command) -> (i32, String, String) {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The people of a city of the library, one in so many of them.
pub(crate) fn heads_of(city: &str, one_in: u64) -> Value {
    let city = format!("{}/../scenarios/cities/{city}.json", env!("CARGO_MANIFEST_DIR"));
    let city: Value = serde_json::from_slice(&fs::read(city).unwrap()).unwrap();
    let mut heads = city["city"]["heads"].clone();
    for band in heads.as_object_mut().unwrap().values_mut() {
        for (key, count) in band.as_object_mut().unwrap() {
            if key.starts_with("employee") || key.starts_with("resident") {
                *count = (count.as_u64().unwrap() / one_in).into();
            }
        }
    }
    heads
}

/// Quzhou with one in two hundred of its people: a scenario in `home`.
pub(crate) fn town(home: &Path) -> PathBuf {
    let scenario = json!({ "extends": "cii/quzhou-2016", "city": { "heads": heads_of("quzhou", 200) } });
    let path = home.join("town.json");
    fs::write(&path, scenario.to_string()).unwrap();
    path
}

/// The city product of Wenzhou for the people of that town, one year of it: a scenario in `home`.
pub(crate) fn product_town(home: &Path) -> PathBuf {
    let scenario = json!({ "extends": "hmb/wenzhou", "city": { "heads": heads_of("quzhou", 200) } });
    let path = home.join("product.json");
    fs::write(&path, scenario.to_string()).unwrap();
    path
}

/// Wenzhou with one in two thousand of its people, and a product that pays many of them: a scenario in `home`.
pub(crate) fn small_product(home: &Path, first_year: u16, years: u16) -> PathBuf {
    let scenario = json!({
        "extends": "hmb/wenzhou",
        "city": { "heads": heads_of("wenzhou", 2_000) },
        "payers": { "hmb-l1": { "deductible_yuan": 1000 } },
        "term": { "first_year": first_year, "years": years },
        "run": { "trials": 6 },
        "designs": null,
    });
    let path = home.join("product.json");
    fs::write(&path, scenario.to_string()).unwrap();
    path
}

/// The names in a folder, hidden ones too, in order.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
