//! `huimin sweep` as a user meets it: its figures are those of `huimin run`, and its designs run again.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::fs;
use std::path::Path;

use common::{done, huimin, names, town};
use serde_json::{Value, json};

fn json_of(arguments: &[&str]) -> Value {
    let mut command = huimin(arguments);
    command.args(["--quiet", "--json"]);
    let (code, out, err) = done(command);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

/// The cells of a table by the names of its columns, a line a design.
fn table(path: &Path) -> Vec<Vec<(String, String)>> {
    let text = fs::read_to_string(path).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let line = |it: csv::StringRecord| head.iter().cloned().zip(it.iter().map(str::to_owned)).collect();
    reader.into_records().map(|it| line(it.unwrap())).collect()
}

fn cell<'a>(line: &'a [(String, String)], name: &str) -> &'a str {
    &line.iter().find(|(column, _)| column == name).unwrap_or_else(|| panic!("{name} in {line:?}")).1
}

const FIGURES: [&str; 3] = ["cii.claims_per_head", "city.patient_share", "cii.loss_ratio"];
const OBJECTIVES: &str = "cii.claims_per_head:min,city.patient_share:min";

#[test]
fn figures_are_those_of_a_run_threads_change_no_byte_and_designs_run_again() {
    let home = tempfile::tempdir().unwrap();
    let town = town(home.path());
    let town = town.to_str().unwrap();
    let folder = |threads: &str| {
        let out = home.path().join(format!("of-{threads}"));
        let mut command = huimin(&["sweep", town, "--quiet", "--lang", "en", "--trials", "3"]);
        command.args(["--vary", "deductible=15000,20000,25000", "--vary", "bid=18..19:2"]);
        command.args(["--objectives", OBJECTIVES, "--subject", "cii.loss_ratio<=95%"]);
        command.args(["--threads", threads, "--out", out.to_str().unwrap()]);
        let (code, said, err) = done(command);
        assert_eq!(code, 0, "{err}");
        (out, said)
    };
    let ((one, said), (two, by_two)) = (folder("1"), folder("2"));
    assert_eq!(said.replace("of-1", "of-2"), by_two);
    assert!(
        said.contains("as it stands") && said.contains("knee") && said.contains("Map of the region"),
        "{said}"
    );
    let files = names(&one);
    let all = ["designs", "front.csv", "manifest.json", "scenario.resolved.json", "sweep.csv", "sweep.json"];
    assert_eq!(files, all);
    assert_eq!(names(&one.join("designs")), names(&two.join("designs")));
    let designs = names(&one.join("designs")).into_iter().map(|name| format!("designs/{name}"));
    let files = files.into_iter().filter(|name| !["designs", "manifest.json"].contains(&name.as_str()));
    for name in files.chain(designs) {
        assert_eq!(fs::read(one.join(&name)).unwrap(), fs::read(two.join(&name)).unwrap(), "{name}");
    }

    // every design of the grid, as the scenario's own grid makes it
    let grid = json!({ "g": { "axes": {
        "deductible": { "paths": ["payers.cii.deductible_yuan"], "values": [15_000, 20_000, 25_000] },
        "bid": { "paths": ["funds.cii.bid_yuan_per_head"], "values": [18, 19] },
    } } });
    let grid = format!("grids={grid}");
    let run = json_of(&["run", town, "--trials", "3", "--set", &grid, "--set", "designs=null"]);
    let swept = table(&one.join("sweep.csv"));
    assert_eq!(swept.len(), 6);
    for (line, design) in swept.iter().zip(&run["designs"].as_array().unwrap()[1..]) {
        let name = format!("g-{}-{}", cell(line, "deductible"), cell(line, "bid"));
        assert_eq!(design["name"], name.as_str());
        for key in FIGURES {
            let figure = &design["periods"]["term"][key];
            for (of, cell_name) in [
                ("value", key.to_owned()),
                ("se", format!("{key} standard error")),
                ("low", format!("{key} 95% interval, low")),
                ("high", format!("{key} 95% interval, high")),
            ] {
                // by the reader of the other figure, which is not always the nearest number to its text
                let own: f64 = serde_json::from_str(cell(line, &cell_name)).unwrap();
                assert!(own.to_bits() == figure[of].as_f64().unwrap().to_bits(), "{name} {key} {of}");
            }
        }
    }

    let found: Value = serde_json::from_slice(&fs::read(one.join("sweep.json")).unwrap()).unwrap();
    let discussed = found["discussed"].as_array().unwrap();
    assert!(discussed.len() >= 2, "{found}");
    let mut arguments = vec!["run".to_owned(), town.to_owned(), "--trials".to_owned(), "3".to_owned()];
    for design in discussed {
        let file = one.join(design["files"][0].as_str().unwrap());
        arguments.extend(["--design".to_owned(), file.to_str().unwrap().to_owned()]);
    }
    let again = json_of(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let runs = again["designs"].as_array().unwrap();
    for (design, run) in discussed.iter().zip(&runs[runs.len() - discussed.len()..]) {
        for key in FIGURES {
            let (own, figure) = (&design["figures"][key], &run["periods"]["term"][key]);
            for of in ["value", "se", "low", "high", "n"] {
                assert_eq!(own[of], figure[of], "{key} {of}");
            }
        }
    }
    let again = found["discussed"][0]["settings"][0].as_str().unwrap();
    assert!(again.contains('='), "{again}");
}

/// A few designs of a grid of 9 by 9, and then the neighbours of the front: the designs of a search have the figures
/// of the whole grid.
#[test]
fn a_search_stays_within_its_budget_and_says_what_it_left() {
    let home = tempfile::tempdir().unwrap();
    let town = town(home.path());
    let common = ["--vary", "deductible=10000..26000:9", "--vary", "payers.cii.cap_yuan=100000..300000:9"];
    let with = |budget: &str| {
        let out = home.path().join(budget);
        let mut arguments = vec!["sweep", town.to_str().unwrap(), "--trials", "2", "--objectives"];
        arguments.extend(["cii.loss_ratio:min,cii.claimants_per_100:max", "--budget", budget]);
        arguments.extend(common);
        arguments.extend(["--out", out.to_str().unwrap()]);
        (json_of(&arguments), table(&out.join("sweep.csv")))
    };
    let ((few, searched), (all, whole)) = (with("40"), with("100"));
    assert_eq!((all["grid"]["plan"].as_str(), whole.len()), (Some("whole"), 81));
    assert_eq!(few["grid"]["plan"], "refined");
    assert!(searched.len() <= 40 && few["grid"]["passes"].as_u64().unwrap() > 1, "{few}");
    assert_eq!(few["grid"]["settled"].as_u64().unwrap(), searched.len() as u64);
    for line in &searched {
        let names = ["deductible", "payers.cii.cap_yuan"];
        let same = |other: &&Vec<(String, String)>| names.iter().all(|it| cell(line, it) == cell(other, it));
        let other = whole.iter().find(same).unwrap();
        assert_eq!(cell(line, "cii.loss_ratio"), cell(other, "cii.loss_ratio"));
    }
    // no figure here needs every bill, and small ones may be left out: a run says the same with the same columns
    let columns = few["columns"].as_array().unwrap().iter().map(|it| it.as_str().unwrap());
    let columns = columns.collect::<Vec<_>>().join(",");
    let design = &few["discussed"][0];
    let file = home.path().join("40").join(design["files"][0].as_str().unwrap());
    let run = json_of(&[
        "run",
        town.to_str().unwrap(),
        "--trials",
        "2",
        "--columns",
        &columns,
        "--design",
        file.to_str().unwrap(),
    ]);
    let last = run["designs"].as_array().unwrap().last().unwrap();
    assert_eq!(
        design["figures"]["cii.loss_ratio"]["value"],
        last["periods"]["term"]["cii.loss_ratio"]["value"]
    );
}

#[test]
fn what_cannot_be_swept_is_refused_before_the_first_trial() {
    let refused = |arguments: &[&str]| {
        let mut command = huimin(&["sweep", "cii/quzhou-2016", "--lang", "en"]);
        command.args(arguments);
        let (code, out, err) = done(command);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        err
    };
    let bid = "bid=15..20:6";
    assert!(refused(&[]).contains("--vary"));
    assert!(refused(&["--vary", "bid"]).contains("A..B:N"));
    assert!(refused(&["--vary", "bid=15..25:3"]).contains("25 is out of range"));
    assert!(refused(&["--vary", "premium=1,2"]).contains("hmb_book"));
    assert!(refused(&["--vary", "ratio=0.5"]).contains("payers.cii.tiers.to-120000.ratio"));
    assert!(refused(&["--vary", bid, "--vary", "funds.cii.bid_yuan_per_head=15"]).contains("already"));
    let subject = refused(&["--vary", bid, "--subject", "cii.deficit_probability"]);
    assert!(subject.contains("--subject \"hmb.combined_ratio<=1\""), "{subject}");
    assert!(
        refused(&["--vary", bid, "--subject", "cii.deficit_probabilty<=1"])
            .contains("cii.deficit_probability")
    );
    assert!(refused(&["--vary", bid, "--objectives", "cii.loss_ratio"]).contains("METRIC:min"));
    assert!(refused(&["--vary", bid, "--period", "2031"]).contains("--period"));
    assert!(refused(&["--vary", bid, "--budget", "0"]).contains("1 to 20000"));
    assert!(refused(&["--vary", bid, "--grid", "g"]).contains("--vary"));
    assert!(refused(&["--grid", "g"]).contains("--grid"));
    assert!(refused(&["--vary", bid, "--set", "run.sampling=sobol"]).contains("sobol"));
    let broken =
        refused(&["--vary", "deductible=20000", "--vary", "payers.cii.tiers.to-120000.ratio=0.5,1.5"]);
    assert!(broken.contains("1.5 is out of range"), "{broken}");
}
