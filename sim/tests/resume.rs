//! A run that is killed goes on: nothing finished is lost, nothing torn is used, and the files are those of a run
//! that nobody disturbed.
//!
//! `HUIMIN_KILLS=100 HUIMIN_KILL_TRIALS=40 cargo test --release --test resume -- --nocapture` kills a hundred
//! times, at moments spread over the life of the run; without them a few times in a short one.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
#![allow(clippy::cast_possible_truncation, reason = "small numbers")]
#![allow(clippy::print_stdout, reason = "the long mode says what it did")]
#![allow(clippy::disallowed_methods, reason = "a moment to kill at is measured")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::{done, huimin, names, town};
use serde_json::Value;

/// Bytes before the first piece in the file of finished trials.
const HEAD: u64 = 40;

/// The most trials of a batch.
const BATCH: u64 = 4;

/// The run that is disturbed.
fn arguments(home: &Path, trials: &str) -> Vec<String> {
    let out = home.join("run");
    let (town, batch) = (town(home), BATCH.to_string());
    let words =
        ["run", town.to_str().unwrap(), "--lang", "en", "--trials", trials, "--batch", &batch, "--out"];
    words.map(str::to_owned).into_iter().chain([out.to_str().unwrap().to_owned()]).collect()
}

fn start(arguments: &[String], more: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_huimin"))
        .args(arguments)
        .args(more)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Runs to the end; exit code and standard error.
fn finish(arguments: &[String], more: &[&str]) -> (i32, String) {
    let words: Vec<&str> = arguments.iter().map(String::as_str).chain(more.iter().copied()).collect();
    let (code, _, err) = done(huimin(&words));
    (code, err)
}

/// The file of finished trials of the unfinished run in `home`.
fn pieces(home: &Path) -> PathBuf {
    home.join(".run.unfinished/trials.pieces")
}

/// Waits until the run has finished a batch.
fn wait_for_a_checkpoint(child: &mut Child, home: &Path) {
    while fs::metadata(pieces(home)).map_or(0, |it| it.len()) <= HEAD {
        assert!(child.try_wait().unwrap().is_none(), "it ended before its first checkpoint");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The files of a run folder but its manifest, by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let names = names(folder).into_iter().filter(|name| name != "manifest.json");
    names.map(|name| (name.clone(), fs::read(folder.join(name)).unwrap())).collect()
}

fn manifest(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap()
}

/// The files of the run that nobody disturbs.
fn undisturbed(trials: &str) -> BTreeMap<String, Vec<u8>> {
    let home = tempfile::tempdir().unwrap();
    let (code, err) = finish(&arguments(home.path(), trials), &["--quiet"]);
    assert_eq!(code, 0, "{err}");
    files(&home.path().join("run"))
}

/// A random number in [0, 1) that is the same in every run of the tests.
fn uniform(state: &mut u64) -> f64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 11) as f64 / (1_u64 << 53) as f64
}

/// How many trials the unfinished run has, from the pieces as they lie there: first trial and end of each.
fn finished_trials(path: &Path, per_trial: u64) -> u64 {
    let Ok(bytes) = fs::read(path) else { return 0 };
    let (mut at, mut finished) = (HEAD as usize, 0);
    while let Some(bounds) = bytes.get(at..at + 16) {
        let [start, end] = [0, 8].map(|i| u64::from_le_bytes(bounds[i..i + 8].try_into().unwrap()));
        let length = 16 + ((end - start) * per_trial * 8) as usize + 32;
        if bytes.len() < at + length {
            break;
        }
        (at, finished) = (at + length, end);
    }
    finished
}

/// What became of one run that was killed.
struct Killed {
    after_a_checkpoint: bool,
    redone_at_most: u64,
}

/// Kills a run after `delay`, nine times in ten counted from its first checkpoint, resumes it with other threads,
/// and holds its files against `reference`; `None` when it had ended before.
fn kill_and_resume(
    delay: Duration,
    trials: &str,
    reference: &BTreeMap<String, Vec<u8>>,
    nth: usize,
) -> Option<Killed> {
    let home = tempfile::tempdir().unwrap();
    let arguments = arguments(home.path(), trials);
    // the progress lines of the killed run say nothing that is needed, but a full pipe would stop it
    let mut child = start(&arguments, &["--quiet", "--threads", "2"]);
    if !nth.is_multiple_of(10) {
        wait_for_a_checkpoint(&mut child, home.path());
    }
    std::thread::sleep(delay);
    child.kill().unwrap();
    let status = child.wait().unwrap();
    if status.success() {
        return None;
    }
    let folder = home.path().join("run");
    // 5 designs, 3 years and the columns of the town
    let per_trial = 5 * 3 * columns(reference);
    let kept = finished_trials(&pieces(home.path()), per_trial);
    let was_published = folder.exists();
    let threads = ["1", "2", "3"][nth % 3];
    let batch = ["4", "3", "64"][nth % 3];
    let mut again = arguments.clone();
    let place = again.iter().position(|word| word == "--batch").unwrap() + 1;
    batch.clone_into(&mut again[place]);
    let (code, err) = finish(&again, &["--threads", threads, "--resume"]);
    assert_eq!(code, 0, "{err}");
    assert!(files(&folder) == *reference, "killed after {delay:?}, {kept} trials were kept");
    assert_eq!(names(home.path()), ["run", "town.json"], "nothing is left beside it");
    if was_published {
        assert!(err.contains("nothing was changed"), "{err}");
        return Some(Killed { after_a_checkpoint: true, redone_at_most: 0 });
    }
    let resumed = manifest(&folder)["resumed_at_trial"].as_u64().unwrap_or(0);
    assert_eq!(resumed, kept, "every whole piece is used, and no other");
    // whatever was drawn beyond the whole pieces belonged to the one batch in work
    let left = trials.parse::<u64>().unwrap() - kept;
    Some(Killed { after_a_checkpoint: kept > 0, redone_at_most: BATCH.min(left) })
}

/// The number of columns of the parquet file that are amounts.
fn columns(files: &BTreeMap<String, Vec<u8>>) -> u64 {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use std::io::Write;
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&files["trials.parquet"]).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    reader.metadata().file_metadata().schema_descr().num_columns() as u64 - 4
}

#[test]
fn a_run_that_is_killed_at_any_moment_goes_on_to_the_same_bytes() {
    let kills: usize = std::env::var("HUIMIN_KILLS").map_or(3, |it| it.parse().unwrap());
    let trials = std::env::var("HUIMIN_KILL_TRIALS").unwrap_or("24".to_owned());
    let reference = undisturbed(&trials);
    let home = tempfile::tempdir().unwrap();
    let began = Instant::now();
    finish(&arguments(home.path(), &trials), &["--quiet", "--threads", "2"]);
    let mut life = began.elapsed();
    let (mut state, mut killed) = (20_261_126, Vec::new());
    let mut nth = 0;
    while killed.len() < kills {
        nth += 1;
        assert!(nth <= 10 * kills, "the run is too short to be killed");
        let delay = life.mul_f64(0.95 * uniform(&mut state));
        match kill_and_resume(delay, &trials, &reference, nth) {
            Some(it) => killed.push(it),
            // it had ended before: the machine is faster than when its life was measured
            None => life = life.mul_f64(0.9),
        }
    }
    let after = killed.iter().filter(|it| it.after_a_checkpoint).count();
    let redone = killed.iter().map(|it| it.redone_at_most).max().unwrap();
    println!(
        "{kills} kills over a life of {:.2} s, {after} after the first checkpoint, at most {redone} trials redone",
        life.as_secs_f64()
    );
    assert!(kills < 100 || after * 10 >= kills * 8, "{after} of {kills} kills came after a checkpoint");
}

#[test]
#[cfg(unix)]
fn ctrl_c_keeps_the_finished_trials_and_says_how_to_go_on() {
    let home = tempfile::tempdir().unwrap();
    let arguments = arguments(home.path(), "48");
    let mut child = start(&arguments, &[]);
    wait_for_a_checkpoint(&mut child, home.path());
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(130), 0), "{err}");
    assert!(err.contains("of 48 trials kept") && err.trim_end().ends_with("--resume"), "{err}");
    assert_eq!(names(home.path()), [".run.unfinished", "town.json"]);
    let (code, err) = finish(&arguments, &["--resume"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("going on with"), "{err}");
    assert!(files(&home.path().join("run")) == undisturbed("48"));
}

/// An unfinished run of so many trials in `home`.
fn unfinished(home: &Path, trials: &str) -> Vec<String> {
    let arguments = arguments(home, trials);
    let mut child = start(&arguments, &["--quiet"]);
    wait_for_a_checkpoint(&mut child, home);
    child.kill().unwrap();
    child.wait().unwrap();
    arguments
}

#[test]
fn another_plan_is_refused_and_the_unfinished_run_stays() {
    let home = tempfile::tempdir().unwrap();
    let arguments = unfinished(home.path(), "2000");
    let before = fs::read(pieces(home.path())).unwrap();
    for other in [
        &["--seed", "7"][..],
        &["--trials", "2001"],
        &["--set", "payers.cii.deductible_yuan=18000"],
        &["--set", "designs=null"],
    ] {
        let mut words = arguments.clone();
        if other[0] == "--trials" {
            let at = words.iter().position(|word| word == "--trials").unwrap();
            words.drain(at..at + 2);
        }
        let (code, err) = finish(&words, &[other, &["--resume"]].concat());
        assert_eq!(code, 2, "{other:?}: {err}");
        assert!(err.contains("an unfinished run of another plan"), "{other:?}: {err}");
        let in_chinese: Vec<String> =
            words.iter().map(|word| if word == "en" { "zh".to_owned() } else { word.clone() }).collect();
        let (_, zh) = finish(&in_chinese, &[other, &["--resume"]].concat());
        assert!(zh.contains("不能接着做"), "{zh}");
        assert_eq!(names(home.path()), [".run.unfinished", "town.json"]);
        assert_eq!(fs::read(pieces(home.path())).unwrap(), before);
    }
}

#[test]
fn without_resume_an_unfinished_run_is_left_alone_and_named() {
    let home = tempfile::tempdir().unwrap();
    let arguments = unfinished(home.path(), "2000");
    let short: Vec<String> =
        arguments.iter().map(|word| if word == "2000" { "3".to_owned() } else { word.clone() }).collect();
    let (code, err) = finish(&short, &["--quiet"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains(".run.unfinished is an unfinished run and is left alone"), "{err}");
    assert_eq!(names(home.path()), [".run.unfinished", "run", "town.json"]);
}

#[test]
fn a_finished_run_says_so_and_changes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let arguments = arguments(home.path(), "5");
    finish(&arguments, &["--quiet"]);
    let before = (files(&home.path().join("run")), manifest(&home.path().join("run")));
    let (code, err) = finish(&arguments, &["--resume"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("is this run, finished; nothing was changed"), "{err}");
    assert_eq!((files(&home.path().join("run")), manifest(&home.path().join("run"))), before);
    // who asks for the summary gets the one that is kept
    let words: Vec<&str> = arguments.iter().map(String::as_str).chain(["--resume", "--json"]).collect();
    let (code, out, err) = done(huimin(&words));
    assert_eq!(code, 0, "{err}");
    assert_eq!(out.as_bytes(), before.0["summary.json"]);
    let (code, err) = finish(&arguments, &["--resume", "--seed", "7"]);
    assert!(code == 2 && err.contains("exists"), "{err}");
}

#[test]
fn a_finished_run_that_lacks_what_is_asked_for_or_what_it_had_is_refused_and_made_again_by_force() {
    let home = tempfile::tempdir().unwrap();
    let (arguments, folder) = (arguments(home.path(), "5"), home.path().join("run"));
    finish(&arguments, &["--quiet", "--convergence"]);
    let (code, err) = finish(&arguments, &["--resume", "--convergence"]);
    assert!(code == 0 && err.contains("nothing was changed"), "{err}");
    let (code, err) = finish(&arguments, &["--resume", "--convergence", "--variance"]);
    assert!(code == 2 && err.contains("made without --variance;"), "{err}");
    assert!(err.contains("--force"), "{err}");

    let figures = fs::read(folder.join("figures.csv")).unwrap();
    fs::remove_file(folder.join("figures.csv")).unwrap();
    let (code, err) = finish(&arguments, &["--resume"]);
    assert!(code == 2 && err.contains("figures.csv is not there any more"), "{err}");
    fs::write(folder.join("figures.csv"), [&figures[..], b"\n"].concat()).unwrap();
    let (code, err) = finish(&arguments, &["--resume"]);
    assert!(code == 2 && err.contains("figures.csv was changed since it was written"), "{err}");
    fs::write(folder.join("figures.csv"), &figures).unwrap();

    let (code, err) = finish(&arguments, &["--quiet", "--resume", "--variance", "--force"]);
    assert_eq!(code, 0, "{err}");
    assert!(files(&folder).contains_key("variance.csv") && !files(&folder).contains_key("convergence.csv"));
    assert_eq!(names(home.path()), ["run", "town.json"]);
}

#[test]
fn resume_begins_a_run_of_which_nothing_is_there() {
    let home = tempfile::tempdir().unwrap();
    let (code, err) = finish(&arguments(home.path(), "5"), &["--quiet", "--resume"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(names(home.path()), ["run", "town.json"]);
}

#[test]
fn a_second_process_is_refused_while_the_first_writes() {
    let home = tempfile::tempdir().unwrap();
    let arguments = arguments(home.path(), "100000");
    let mut child = start(&arguments, &["--quiet"]);
    wait_for_a_checkpoint(&mut child, home.path());
    for more in [&["--quiet"][..], &["--quiet", "--resume"]] {
        let (code, err) = finish(&arguments, more);
        assert_eq!(code, 1, "{err}");
        assert!(err.contains(&format!("process {} is writing", child.id())), "{err}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(names(home.path()), [".run.unfinished", "town.json"]);
}

/// The split of the variance runs the base again under other seeds; those runs keep their trials too.
#[test]
fn the_runs_of_a_variance_split_go_on_too() {
    let home = tempfile::tempdir().unwrap();
    let arguments = arguments(home.path(), "16");
    let reference = {
        let home = tempfile::tempdir().unwrap();
        let words: Vec<String> = self::arguments(home.path(), "16");
        assert_eq!(finish(&words, &["--quiet", "--variance"]).0, 0);
        files(&home.path().join("run"))
    };
    let mut child = start(&arguments, &["--quiet", "--variance"]);
    let redrawn = home.path().join(".run.unfinished/variance-process.pieces");
    while fs::metadata(&redrawn).map_or(0, |it| it.len()) <= HEAD {
        assert!(child.try_wait().unwrap().is_none(), "it ended too early");
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let (code, err) = finish(&arguments, &["--quiet", "--variance", "--resume"]);
    assert_eq!(code, 0, "{err}");
    assert!(files(&home.path().join("run")) == reference);
}
