//! The register of rules (`docs/rules.md`): every rule of the documents has its row, and what a row
//! names is there.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod register;

use std::fs;

use huimin::decide::vectors::vectors;
use huimin::scenario::library::Library;
use huimin::scenario::switches::SWITCHES;
use huimin::wording::Lang;
use register::{Row, case_files, cases, faults, root, rows, sources, tests_of};
use serde_json::Value;

fn text() -> String {
    fs::read_to_string(root().join("docs/rules.md")).unwrap()
}

#[test]
fn every_rule_has_one_row_and_what_it_names_is_there() {
    let faults = faults(&rows(&text()));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The faults of the register after one row was changed.
fn faults_after(id: &str, change: impl Fn(&mut Row)) -> Vec<String> {
    let mut rows = rows(&text());
    change(rows.iter_mut().find(|row| row.id == id).unwrap());
    faults(&rows)
}

#[test]
fn a_row_that_is_wrong_in_one_place_is_found() {
    let set = |list: &mut Vec<String>, text: &str| *list = vec![text.to_owned()];
    let cases: [(&str, Vec<String>); 9] = [
        ("a place", faults_after("Q07", |row| set(&mut row.places, "sim/src/benefit/tiers.rs::Stairs"))),
        (
            "a place",
            faults_after("Q07", |row| {
                set(&mut row.places, "scenarios/cii/quzhou-2016.json#/payers/cii/tires");
            }),
        ),
        ("a place", faults_after("Q07", |row| set(&mut row.places, "sim/src/benefit/stairs.rs"))),
        ("a test", faults_after("Q07", |row| set(&mut row.tests, "case A99"))),
        // a function of the file that is no test
        ("a test", faults_after("Q07", |row| set(&mut row.tests, "sim/tests/benefit_vectors.rs::yuan"))),
        ("a switch", faults_after("Q07", |row| set(&mut row.switches, "cii.tire_base"))),
        ("no test", faults_after("Q07", |row| row.tests.clear())),
        ("may not say", faults_after("Q07", |row| row.without_test = Some(("context".into(), "why".into())))),
        ("twice", faults_after("Q07", |row| row.id = "Q06".into())),
    ];
    for (word, found) in cases {
        assert!(found.iter().any(|fault| fault.contains(word)), "{word}: {found:?}");
    }
    let mut fewer = rows(&text());
    fewer.remove(0);
    assert_eq!(faults(&fewer), [format!("{} has no row", rows(&text())[0].id)]);
}

#[test]
fn every_switch_governs_a_rule() {
    let rows = rows(&text());
    let governs = |name: &str| rows.iter().any(|row| row.switches.iter().any(|switch| switch == name));
    let idle: Vec<&str> = SWITCHES.iter().map(|switch| switch.name).filter(|name| !governs(name)).collect();
    assert!(idle.is_empty(), "{idle:?}");
}

#[test]
fn the_oddities_of_the_documents_say_where_they_are_handled() {
    let text = text();
    let (_, oddities) = text.split_once("## Errors and oddities").unwrap();
    let numbered =
        oddities.lines().filter(|line| line.starts_with("| ") && line.as_bytes()[2].is_ascii_digit());
    assert_eq!(numbered.count(), 10);
    for span in oddities.split('`').skip(1).step_by(2).filter(|span| span.contains('/')) {
        let path = span.split(['#', ':']).next().unwrap();
        assert!(root().join(path).exists(), "{span}");
    }
}

#[test]
fn every_worked_case_of_the_register_comes_out_to_the_fen() {
    for (file, bytes) in case_files() {
        let report = vectors(&file, &bytes, &Library::built_in()).unwrap();
        assert_eq!(report.failed(), 0, "{file}:\n{}", report.lines(Lang::En).join("\n"));
    }
}

/// The ids that a test's name begins with: `a01_to_a04_nothing` has four, `b02_4_a_deficit` has B02.4.
fn vector_ids(function: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut range = false;
    for word in function.split('_') {
        let letter = word.as_bytes().first().copied().unwrap_or_default();
        let number = word.get(1..3).and_then(|digits| digits.parse::<u32>().ok());
        match (number, ids.last().cloned()) {
            (Some(number), last) if letter.is_ascii_lowercase() && word.len() <= 4 => {
                let prefix = letter.to_ascii_uppercase() as char;
                let start = last.filter(|_| range).and_then(|last| last.get(1..3)?.parse().ok());
                ids.extend(
                    (start.map_or(number, |last: u32| last + 1)..number).map(|n| format!("{prefix}{n:02}")),
                );
                ids.push(format!("{prefix}{number:02}{}", &word[3..]));
                range = false;
            }
            (_, Some(_)) if word == "to" => range = true,
            (_, Some(last)) if word.len() == 1 && word.as_bytes()[0].is_ascii_digit() => {
                ids.push(format!("{last}.{word}"));
            }
            _ => break,
        }
    }
    ids
}

#[test]
fn the_ids_of_a_test_are_read_off_its_name() {
    assert_eq!(vector_ids("a01_to_a04_nothing_up_to"), ["A01", "A02", "A03", "A04"]);
    assert_eq!(vector_ids("c02_c03_beijing"), ["C02", "C03"]);
    assert_eq!(vector_ids("b02_4_a_deficit"), ["B02", "B02.4"]);
    assert_eq!(vector_ids("a08b_the_top_up"), ["A08b"]);
    assert!(vector_ids("a_trial_of_a01").is_empty());
}

#[test]
fn every_vector_outside_i_and_k_is_a_test() {
    let file: Value = serde_json::from_str(include_str!("data/vectors.json")).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    let ids = vectors.iter().map(|vector| vector["id"].as_str().unwrap());
    let functions = sources().into_iter().flat_map(|(_, text)| tests_of(&text));
    let mut tested: Vec<String> = functions.flat_map(|function| vector_ids(&function)).collect();
    tested.extend(cases().into_iter().map(|(id, _)| id));
    // E01c and E01-two are cases of E01
    let of = |id: &str, known: &str| {
        known.strip_prefix(id).is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
    };
    let covered = |id: &&str| {
        let whole = id.split('.').next().unwrap_or(id);
        tested.iter().any(|known| of(id, known) || of(whole, known))
    };
    let untested: Vec<&str> = ids.filter(|id| !id.starts_with(['I', 'K']) && !covered(id)).collect();
    assert!(untested.is_empty(), "no test is named after {untested:?}");
}
