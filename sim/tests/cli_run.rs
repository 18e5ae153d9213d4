//! `huimin run` as a user meets it: the run folder, and what may not change a byte of it.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use common::{done, huimin, names, town};
use serde_json::Value;

/// Runs the town into `home/name` with further arguments; its exit code, standard output and error.
fn run(home: &Path, name: &str, arguments: &[&str]) -> (i32, String, String) {
    let scenario = town(home);
    let mut command = huimin(&["run", scenario.to_str().unwrap(), "--quiet", "--out"]);
    command.arg(home.join(name)).args(arguments);
    done(command)
}

/// The files of a run folder but its manifest, by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let names = names(folder).into_iter().filter(|name| name != "manifest.json");
    names.map(|name| (name.clone(), fs::read(folder.join(name)).unwrap())).collect()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn a_run_folder_holds_its_figures_and_the_digest_of_every_file() {
    let home = tempfile::tempdir().unwrap();
    let (code, out, err) = run(home.path(), "run", &["--trials", "3"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("3 trials"), "{out}");
    let folder = home.path().join("run");
    assert_eq!(names(home.path()), ["run", "town.json"]);
    let manifest = json(&folder.join("manifest.json"));
    let digests = manifest["files"].as_object().unwrap();
    assert!(digests.keys().eq(files(&folder).keys()), "{digests:?}");
    for name in ["scenario.resolved.json", "summary.json", "trials.parquet", "figures.csv"] {
        assert!(digests.contains_key(name), "{name}");
    }
    for (name, bytes) in files(&folder) {
        assert_eq!(digests[&name]["sha256"], huimin::report::sha256(&bytes), "{name}");
        assert_eq!(digests[&name]["bytes"], bytes.len(), "{name}");
    }
    assert_eq!((&manifest["trials"], &manifest["seed"]), (&Value::from(3), &Value::from(20_160_101)));
    assert_eq!(manifest["switches"]["reserve.carry_over"], "carry");
    // more threads than trials have nothing to do
    assert_eq!(run(home.path(), "many", &["--trials", "2", "--threads", "4096"]).0, 0);
    assert_eq!(json(&home.path().join("many/manifest.json"))["threads"], 2);
}

#[test]
fn neither_threads_nor_batches_change_a_byte_of_the_folder() {
    let home = tempfile::tempdir().unwrap();
    run(home.path(), "reference", &["--trials", "20", "--threads", "1"]);
    let reference = files(&home.path().join("reference"));
    assert!(reference.len() >= 5);
    for (threads, batch) in [("1", "1"), ("2", "7"), ("3", "1000"), ("8", "3")] {
        let name = format!("{threads}-{batch}");
        run(home.path(), &name, &["--trials", "20", "--threads", threads, "--batch", batch]);
        assert!(files(&home.path().join(&name)) == reference, "{threads} threads, batches of {batch}");
    }
}

#[test]
fn another_seed_changes_the_figures() {
    let home = tempfile::tempdir().unwrap();
    run(home.path(), "one", &["--trials", "2"]);
    run(home.path(), "other", &["--trials", "2", "--seed", "7"]);
    let (one, other) = (files(&home.path().join("one")), files(&home.path().join("other")));
    assert_ne!(one["trials.parquet"], other["trials.parquet"]);
    assert_ne!(one["summary.json"], other["summary.json"]);
}

/// The rows of `trials.parquet` as text, one a line.
fn rows(folder: &Path) -> Vec<String> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let file = fs::File::open(folder.join("trials.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let mut rows: Vec<String> =
        reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
    rows.sort();
    rows
}

#[test]
fn the_first_trials_of_a_long_run_are_a_short_run() {
    let home = tempfile::tempdir().unwrap();
    run(home.path(), "short", &["--trials", "100"]);
    run(home.path(), "long", &["--trials", "300"]);
    let (short, long) = (rows(&home.path().join("short")), rows(&home.path().join("long")));
    let is_early = |row: &&String| (0..100).any(|trial| row.contains(&format!("trial: {trial},")));
    let early: Vec<&String> = long.iter().filter(is_early).collect();
    assert_eq!((short.len(), long.len()), (100 * 5 * 3, 300 * 5 * 3));
    assert!(early.iter().copied().eq(&short));
}

#[test]
fn the_resolved_scenario_runs_to_the_same_bytes() {
    let home = tempfile::tempdir().unwrap();
    run(home.path(), "first", &["--trials", "4", "--seed", "5", "--set", "payers.cii.deductible_yuan=18000"]);
    let first = home.path().join("first");
    let mut again = huimin(&["run", "--quiet", "--out"]);
    again.arg(home.path().join("again")).arg(first.join("scenario.resolved.json"));
    assert_eq!(done(again).0, 0);
    let (first, again) = (files(&first), files(&home.path().join("again")));
    assert!(first.keys().eq(again.keys()));
    for (name, bytes) in first {
        assert!(bytes == again[&name], "{name}");
    }
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64"))]
fn the_processor_changes_no_byte() {
    let home = tempfile::tempdir().unwrap();
    run(home.path(), "plain", &["--trials", "5"]);
    let scenario = town(home.path());
    let mut command = huimin(&["run", scenario.to_str().unwrap(), "--quiet", "--trials", "5", "--out"]);
    command.arg(home.path().join("old")).env("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4");
    assert_eq!(done(command).0, 0);
    assert!(files(&home.path().join("plain")) == files(&home.path().join("old")));
}

#[test]
fn a_folder_is_replaced_only_by_force_and_only_a_run_folder() {
    let home = tempfile::tempdir().unwrap();
    run(home.path(), "run", &["--trials", "2"]);
    let before = files(&home.path().join("run"));
    let (code, out, err) = run(home.path(), "run", &["--trials", "3"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("exists") && err.contains("--force"), "{err}");
    assert!(files(&home.path().join("run")) == before);
    assert_eq!(run(home.path(), "run", &["--trials", "3", "--force"]).0, 0);
    assert!(files(&home.path().join("run")) != before);

    let thesis = home.path().join("thesis");
    fs::create_dir(&thesis).unwrap();
    fs::write(thesis.join("chapter-1.tex"), "years of work").unwrap();
    let (code, _, err) = run(home.path(), "thesis", &["--trials", "2", "--force"]);
    assert_eq!(code, 2);
    assert!(err.contains("not a run folder"), "{err}");
    assert_eq!(names(&thesis), ["chapter-1.tex"]);
    assert_eq!(names(home.path()), ["run", "thesis", "town.json"]);
}

#[test]
fn bad_input_writes_nothing_and_exits_with_2() {
    let home = tempfile::tempdir().unwrap();
    for (arguments, says) in [
        (&["--set", "payers.cii.deductible_yuan=-1"][..], "deductible_yuan"),
        (&["--set", "payers.cii.deductible=1"], "deductible_yuan"),
        (&["--set", "nonsense"], "nonsense"),
        (&["--set", "term.years=51"], "50"),
        (&["--trials", "99000000000"], "trials"),
        (&["--stress", "no-such-stress"], "no-such-stress"),
        (&["--design", "no-such-file.json"], "no-such-file"),
    ] {
        let (code, out, err) = run(home.path(), "run", arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(err.contains(says), "{arguments:?}: {err}");
        assert_eq!(names(home.path()), ["town.json"], "{arguments:?}");
    }
    let (code, _, err) = done(huimin(&["run", "no-such-scenario", "--lang", "zh"]));
    assert!(code == 2 && err.contains("no-such-scenario"), "{err}");
}

#[test]
fn a_place_that_cannot_be_written_is_named_before_the_work() {
    let home = tempfile::tempdir().unwrap();
    let mut command = huimin(&["run", town(home.path()).to_str().unwrap(), "--trials", "1000000", "--out"]);
    command.arg(home.path().join("no/such/place")).timeout(Duration::from_mins(1));
    let (code, out, err) = done(command);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("no/such"), "{err}");
}

#[test]
fn reforms_stack_into_one_more_design() {
    let home = tempfile::tempdir().unwrap();
    let reform = home.path().join("lower-cap.json");
    fs::write(&reform, r#"{ "patch": { "payers": { "cii": { "cap_yuan": 100000 } } } }"#).unwrap();
    let parts = format!("deductible-15000+{}", reform.display());
    let (code, _, err) = run(home.path(), "run", &["--trials", "2", "--design", &parts]);
    assert_eq!((code, err.as_str()), (0, ""));
    let manifest = json(&home.path().join("run/manifest.json"));
    assert_eq!(manifest["designs"][5], "deductible-15000-lower-cap");
    let resolved = json(&home.path().join("run/scenario.resolved.json"));
    let cii = &resolved["designs"]["deductible-15000-lower-cap"]["patch"]["payers"]["cii"];
    assert_eq!(
        (cii["deductible_yuan"].to_string(), cii["cap_yuan"].to_string()),
        ("15000".into(), "100000".into())
    );
}

#[test]
fn two_designs_of_one_name_are_refused_unless_they_are_the_same() {
    let home = tempfile::tempdir().unwrap();
    let design = |path: &str, deductible: u32| {
        let path = home.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let patch =
            format!(r#"{{ "patch": {{ "payers": {{ "cii": {{ "deductible_yuan": {deductible} }} }} }} }}"#);
        fs::write(&path, patch).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (one, other) = (design("d1/q.json", 12_000), design("d2/q.json", 11_000));
    let (stack, joined) = (format!("{one}+{other}"), design("q-q.json", 9_000));
    // the scenario has a deductible of 15,000 under this name
    let own = design("deductible-15000.json", 16_000);
    for designs in [&[&one, &other][..], &[&stack, &joined], &[&own]] {
        let words: Vec<&str> = designs.iter().flat_map(|design| ["--design", design]).collect();
        let (code, out, err) = run(home.path(), "run", &[&["--trials", "2"], &words[..]].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{designs:?}");
        let last = designs.last().unwrap();
        assert!(err.starts_with(&format!("{last}: error: another design is called")), "{err}");
        assert!(err.contains("rename the file"), "{err}");
    }
    let same = design("d3/q.json", 12_000);
    for again in [&same, "deductible-15000"] {
        let words = ["--trials", "2", "--force", "--design", &one, "--design", again];
        let (code, _, err) = run(home.path(), "run", &words);
        assert_eq!((code, err.as_str()), (0, ""), "{again}");
        assert_eq!(json(&home.path().join("run/manifest.json"))["designs"].as_array().unwrap().len(), 6);
    }
}

/// The columns of `trials.parquet` with the numbers of the first rows.
fn amounts(folder: &Path) -> BTreeMap<String, Vec<i64>> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let file = fs::File::open(folder.join("trials.parquet")).unwrap();
    let mut columns: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for row in SerializedFileReader::new(file).unwrap().get_row_iter(None).unwrap() {
        for (key, value) in row.unwrap().get_column_iter() {
            if let Field::Long(value) = value {
                columns.entry(key.clone()).or_default().push(*value);
            }
        }
    }
    columns
}

#[test]
fn a_run_that_keeps_some_columns_has_their_numbers_and_figures_and_names_what_it_leaves_out() {
    let home = tempfile::tempdir().unwrap();
    run(home.path(), "all", &["--trials", "4"]);
    // the cost of the city asks for every bill; without it small ones would be left out, and numbers be others
    let columns = ["--columns", "cii,heads_employee,cost_employee_fen"];
    let (code, out, err) =
        run(home.path(), "some", &[&["--trials", "4", "--lang", "en"], &columns[..]].concat());
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("columns are kept (run.columns)") && out.contains("city.patient_share"), "{out}");
    let (all, some) = (amounts(&home.path().join("all")), amounts(&home.path().join("some")));
    let belongs = |key: &str| {
        key.starts_with("cii_")
            || ["paid_cii_fen", "persons_paid_cii", "heads_employee", "cost_employee_fen", "trial"]
                .contains(&key)
    };
    assert!(some.keys().eq(all.keys().filter(|key| belongs(key))), "{:?}", some.keys());
    for (key, numbers) in &some {
        assert_eq!(numbers, &all[key], "{key}");
    }
    let summary = |name: &str| json(&home.path().join(name).join("summary.json"));
    let (all, some) = (summary("all"), summary("some"));
    assert!(all.get("metrics_left_out").is_none());
    let left_out: Vec<&str> =
        some["metrics_left_out"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(
        left_out.contains(&"city.patient_share") && left_out.contains(&"cii.claims_per_head"),
        "{left_out:?}"
    );
    assert!(
        !left_out.contains(&"cii.loss_ratio") && !left_out.contains(&"cii.break_even_bid"),
        "{left_out:?}"
    );
    for nth in 0..5 {
        let figures =
            |summary: &Value| summary["designs"][nth]["periods"]["term"].as_object().unwrap().clone();
        let (all, some) = (figures(&all), figures(&some));
        assert!(all.len() > some.len() && some.len() > 10);
        for (key, figure) in all {
            let left_out = left_out.contains(&key.as_str());
            assert_eq!(some.get(&key), (!left_out).then_some(&figure), "{key}");
        }
    }
    for name in some["metrics"].as_object().unwrap().keys() {
        assert!(!left_out.contains(&name.as_str()), "{name}");
    }
    let digest = |name: &str| json(&home.path().join(name).join("manifest.json"))["plan_digest"].clone();
    assert_ne!(digest("all"), digest("some"));
}

#[test]
fn a_column_that_does_not_exist_is_an_error_with_a_suggestion() {
    let home = tempfile::tempdir().unwrap();
    let (code, _, err) = run(home.path(), "run", &["--columns", "cii_clams_fen", "--lang", "en"]);
    assert_eq!(code, 2);
    assert!(err.contains("run.columns") && err.contains("did you mean \"cii_claims_fen\""), "{err}");
}

#[test]
fn the_manifest_says_how_long_drawing_summing_up_and_writing_took() {
    let home = tempfile::tempdir().unwrap();
    run(home.path(), "run", &["--trials", "3"]);
    let manifest = json(&home.path().join("run/manifest.json"));
    let of = |key: &str| manifest[key].as_u64().unwrap_or_else(|| panic!("{key}: {manifest}"));
    let parts = of("milliseconds_drawing") + of("milliseconds_summary") + of("milliseconds_writing");
    assert!(of("milliseconds").abs_diff(parts) <= 2 && of("milliseconds_drawing") > 0);
    assert_eq!(manifest["resumed_at_trial"], Value::Null);
}

/// Twenty-five candidates beside the base: the console says where they are, the files have them all.
#[test]
fn many_designs_are_in_the_files_and_not_on_the_console() {
    let home = tempfile::tempdir().unwrap();
    let designs: Vec<String> = (0..25)
        .map(|nth| {
            format!(
                r#""d{nth}": {{"patch": {{"payers": {{"cii": {{"cap_yuan": {}}}}}}}}}"#,
                100_000 + nth * 1_000
            )
        })
        .collect();
    let designs = format!("designs={{{}}}", designs.join(","));
    let arguments = ["--trials", "2", "--set", "designs=null", "--set", &designs, "--lang", "en"];
    let (code, out, err) = run(home.path(), "run", &arguments);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("25 candidate designs are not listed here"), "{out}");
    assert_eq!(json(&home.path().join("run/summary.json"))["designs"].as_array().unwrap().len(), 26);
    let csv = fs::read_to_string(home.path().join("run/figures.csv")).unwrap();
    assert!((0..25).all(|nth| csv.contains(&format!("\nd{nth},"))));
}

#[test]
fn results_are_json_when_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let (_, out, _) = run(home.path(), "run", &["--trials", "2", "--json"]);
    let printed: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(printed, json(&home.path().join("run/summary.json")));
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    use std::io::Read;
    use std::process::{Command, Stdio};
    let home = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_huimin"))
        .args(["schema"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .current_dir(home.path())
        .spawn()
        .unwrap();
    drop(child.stdout.take()); // the schema is longer than a pipe holds
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
}

/// What the other readings of the town's switches do to the term, as `--readings --json` says it.
fn readings(home: &Path, arguments: &[&str]) -> Vec<Value> {
    let arguments = [&["--trials", "6", "--readings", "--json"], arguments].concat();
    let (code, out, err) = run(home, "readings", &arguments);
    assert_eq!(code, 0, "{err}");
    let summary: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(summary["designs"].as_array().unwrap().len(), 1, "readings are no designs of the report");
    summary["readings"].as_array().unwrap().clone()
}

fn reading<'a>(readings: &'a [Value], switch: &str, other: &str) -> &'a Value {
    let found = readings.iter().find(|it| it["switch"] == switch && it["other"] == other);
    &found.unwrap_or_else(|| panic!("{switch}={other}: {readings:#?}"))["headline"]
}

#[test]
fn a_reading_s_effect_is_that_of_a_design_which_sets_the_switch() {
    let home = tempfile::tempdir().unwrap();
    let design = home.path().join("above.json");
    fs::write(&design, r#"{"patch": {"payers": {"cii": {"tier_base": "above_deductible"}}}}"#).unwrap();
    let readings = readings(home.path(), &["--set", "designs=null"]);
    let arguments =
        ["--trials", "6", "--set", "designs=null", "--json", "--design", design.to_str().unwrap()];
    let (_, out, _) = run(home.path(), "design", &arguments);
    let summary: Value = serde_json::from_str(&out).unwrap();
    let of_design = &summary["designs"][1]["periods"]["term"];
    let of_reading = reading(&readings, "cii.tier_base", "above_deductible");
    assert_ne!(of_reading["cii.loss_ratio"]["difference"]["value"], 0.0);
    for key in ["cii.loss_ratio", "cii.deficit_probability", "city.patient_share"] {
        assert_eq!(of_reading[key], of_design[key], "{key}");
    }
}

#[test]
fn a_reading_that_moves_no_headline_says_exactly_zero_in_the_table_and_in_the_file() {
    let home = tempfile::tempdir().unwrap();
    let readings = readings(home.path(), &["--set", "designs=null"]);
    let released = &reading(&readings, "reserve.carry_over", "release")["cii.loss_ratio"]["difference"];
    assert_eq!((&released["value"], &released["se"]), (&Value::from(0.0), &Value::from(0.0)));
    let csv = fs::read_to_string(home.path().join("readings/readings.csv")).unwrap();
    assert!(csv.contains("reserve.carry_over,carry,release,[S1] Art. 10,cii.loss_ratio,"), "{csv}");
    for (lang, heading) in [("zh", "条文另作他解的影响"), ("en", "What another reading")] {
        let (_, out, _) = run(home.path(), lang, &["--trials", "3", "--readings", "--lang", lang]);
        let table = out.split("\n\n").find(|block| block.starts_with(heading)).expect("the table");
        let line = table.lines().find(|line| line.contains("release")).unwrap();
        let cells: Vec<&str> = line.split_whitespace().collect();
        // a deficit that three trials did not show is bounded, not ruled out
        assert_eq!(cells[..4], ["reserve.carry_over", "carry", "release", "0"], "{line}");
        assert!(line.contains(" 0   [S1] Art. 10"), "{line}");
    }
}

#[test]
fn without_being_asked_for_no_reading_is_run() {
    let home = tempfile::tempdir().unwrap();
    run(home.path(), "plain", &["--trials", "2"]);
    let folder = home.path().join("plain");
    assert!(!names(&folder).contains(&"readings.csv".to_owned()));
    assert!(json(&folder.join("summary.json")).get("readings").is_none());
}

#[test]
fn a_run_takes_events_by_name_and_year_and_refuses_what_is_none() {
    let home = tempfile::tempdir().unwrap();
    run(home.path(), "plain", &["--trials", "2"]);
    let (code, _, err) = run(home.path(), "event", &["--trials", "2", "--event", "volume-purchase@2017"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let resolved = |name: &str| json(&home.path().join(name).join("scenario.resolved.json"));
    assert_eq!(resolved("plain").get("revisions"), None);
    assert_eq!(resolved("event")["revisions"]["volume-purchase-2017"]["from"], 2017);
    let digest = |name: &str| json(&home.path().join(name).join("manifest.json"))["plan_digest"].clone();
    assert_ne!(digest("plain"), digest("event"));
    let (code, _, err) = run(home.path(), "none", &["--event", "volume-purchas"]);
    assert_eq!(code, 2);
    assert!(err.contains("events/volume-purchase"), "{err}");
}
