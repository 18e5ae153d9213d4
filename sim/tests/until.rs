//! `huimin run --until` as a user meets it: a run that stops is a run of so many trials.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use common::{done, huimin, names, town};
use serde_json::Value;

/// The town's loss ratio is known so well after 160 trials, and not after 125; its draw in 2017 before that.
const ENOUGH: &str = "cii.loss_ratio.se<0.0215,cii.claims.relative_half_width@deductible-15000@2017<9%";

/// Runs the town into `home/name` with further arguments; its exit code, standard output and error.
fn run(home: &Path, name: &str, arguments: &[&str]) -> (i32, String, String) {
    let scenario = town(home);
    let mut command = huimin(&["run", scenario.to_str().unwrap(), "--lang", "en", "--quiet", "--out"]);
    command.arg(home.join(name)).args(arguments);
    done(command)
}

/// The files of a run folder but its manifest, by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let names = names(folder).into_iter().filter(|name| name != "manifest.json");
    names.map(|name| (name.clone(), fs::read(folder.join(name)).unwrap())).collect()
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn a_run_that_stops_is_a_run_of_so_many_trials_whatever_the_budget_and_the_threads() {
    let home = tempfile::tempdir().unwrap();
    let (code, fixed, err) = run(home.path(), "fixed", &["--trials", "160"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let (code, stopped, err) =
        run(home.path(), "stopped", &["--trials", "300", "--until", ENOUGH, "--threads", "2"]);
    assert_eq!((code, err.as_str()), (0, ""));
    // the console: one line more
    let more: Vec<&str> = stopped.lines().filter(|line| !fixed.lines().any(|it| it == *line)).collect();
    assert_eq!(more.len(), 1, "{more:?}");
    assert!(
        more[0].starts_with("Stopped after 160 of at most 300 trials")
            && more[0].contains("cii.loss_ratio.se<0.0215, it is 0.0202"),
        "{more:?}"
    );
    assert_eq!(stopped.replace(&format!("{}\n", more[0]), ""), fixed);
    // the folder: one table more, and the reason in the summary
    let mut fixed = files(&home.path().join("fixed"));
    let mut own = files(&home.path().join("stopped"));
    let convergence = String::from_utf8(own.remove("convergence.csv").unwrap()).unwrap();
    assert!(convergence.contains("\nbase,term,10,cii.loss_ratio,"), "{convergence}");
    assert!(convergence.contains("\ndeductible-15000,2017,160,cii.claims,"), "{convergence}");
    let mut summary = json(&own.remove("summary.json").unwrap());
    let until = summary.as_object_mut().unwrap().remove("until").unwrap();
    assert_eq!(
        (&until["trials"], &until["max_trials"], &until["precise"]),
        (&160.into(), &300.into(), &true.into())
    );
    assert_eq!(until["conditions"][1]["design"], "deductible-15000");
    assert_eq!(summary, json(&fixed.remove("summary.json").unwrap()));
    assert!(own == fixed, "{:?} and {:?}", own.keys(), fixed.keys());
    let manifest = json(&fs::read(home.path().join("stopped/manifest.json")).unwrap());
    assert_eq!((&manifest["trials"], &manifest["until"]["max_trials"]), (&160.into(), &300.into()));
    // another budget, other threads and batches: the same but for the budget
    let other = ["--trials", "200", "--until", ENOUGH, "--threads", "1", "--batch", "7"];
    assert_eq!(run(home.path(), "other", &other).0, 0);
    let (stopped, mut other) = (files(&home.path().join("stopped")), files(&home.path().join("other")));
    assert_eq!(json(&other.remove("summary.json").unwrap())["until"]["trials"], 160);
    assert!(other.iter().all(|(name, bytes)| stopped[name] == *bytes));
}

/// Killed after its first checkpoint, before the first look or between two.
#[test]
fn a_run_that_is_killed_between_looks_goes_on_to_the_same_end() {
    let home = tempfile::tempdir().unwrap();
    let more = ["--trials", "300", "--until", ENOUGH, "--batch", "4"];
    assert_eq!(run(home.path(), "reference", &more).0, 0);
    let (scenario, out) = (town(home.path()), home.path().join("killed"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_huimin"))
        .args(["run", scenario.to_str().unwrap(), "--lang", "en", "--quiet", "--out", out.to_str().unwrap()])
        .args(more)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let pieces = home.path().join(".killed.unfinished/trials.pieces");
    while fs::metadata(&pieces).map_or(0, |it| it.len()) <= 40 {
        assert!(child.try_wait().unwrap().is_none(), "it ended before its first checkpoint");
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(300));
    child.kill().unwrap();
    child.wait().unwrap();
    let mut again = more.to_vec();
    again.push("--resume");
    let (code, _, err) = run(home.path(), "killed", &again);
    assert_eq!(code, 0, "{err}");
    assert!(files(&home.path().join("killed")) == files(&home.path().join("reference")));
    // the finished run is not run again
    let (code, out, err) = run(home.path(), "killed", &again);
    assert_eq!((code, out.as_str()), (0, ""));
    assert!(err.contains("nothing was changed"), "{err}");
    // another end of the same trials is another run
    let (code, _, err) = run(home.path(), "killed", &["--trials", "160", "--resume"]);
    assert_eq!(code, 2, "{err}");
}

#[test]
fn a_budget_that_is_spent_says_how_many_trials_would_do() {
    let home = tempfile::tempdir().unwrap();
    let (code, out, _) =
        run(home.path(), "run", &["--trials", "125", "--until", "cii.loss_ratio.se<0.01", "--convergence"]);
    assert_eq!(code, 0);
    // (0.0225 / 0.01)^2 x 125 = 633
    assert!(out.contains("All of 125 trials spent") && out.contains("about 640 trials in all"), "{out}");
    assert!(out.contains("Convergence") && out.contains("cii loss ratio"), "{out}");
    let summary = json(&fs::read(home.path().join("run/summary.json")).unwrap());
    assert_eq!(summary["until"]["precise"], false);
    let needed = summary["until"]["conditions"][0]["trials_needed"].as_f64().unwrap();
    assert!((needed - 633.0).abs() < 5.0, "{needed}");
    assert_eq!(summary["convergence"][0]["first_trials"], 8);
}

#[test]
fn what_cannot_be_asked_is_refused_before_any_work() {
    let home = tempfile::tempdir().unwrap();
    for (arguments, says) in [
        (vec!["--until", "cii.loss_ratio<0.1"], "cii.loss_ratio.se<0.001"),
        (vec!["--until", "cii.los_ratio.se<0.1"], "cii.loss_ratio"),
        (vec!["--until", "cii.loss_ratio.se@2099<0.1"], "2018"),
        (vec!["--until", "cii.loss_ratio.se<0.1", "--sampling", "sobol"], "16 replicates"),
    ] {
        let (code, _, err) = run(home.path(), "run", &arguments);
        assert!(code == 2 && err.contains(says), "{arguments:?}: {code} {err}");
    }
    assert_eq!(names(home.path()), ["town.json"]);
}
