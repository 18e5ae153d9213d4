//! Memory that does not grow: a thousand designs over a hundred trials and over ten thousand, by everything that a
//! run does but the drawing.
//!
//! `cargo test --release --test many_designs -- --ignored --nocapture` measures and prints the peaks.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
#![allow(clippy::print_stdout, reason = "it measures")]

use std::num::NonZeroU64;
use std::ops::Range;
use std::process::Command;

use huimin::decide::{Design, Fund, Summary};
use huimin::engine::{Digest, Experiment, Pieces, RowWriter, RunPlan, Shape, Unwatched, run_into};
use huimin::fund::{HmbTerms, Premium};
use huimin::report::{self, Existing, RunFolder, RunReport, SummaryJson};
use huimin::units::{Column, Fen, Trial, Unit, Year};
use huimin::wording::{Bilingual, Lang};

const N_DESIGNS: u32 = 1_000;

/// The columns of a book.
const KEYS: [&str; 22] = [
    "members",
    "premium_fen",
    "claims_fen",
    "claimants",
    "cost_fen",
    "result_fen",
    "earned_premium_fen",
    "unearned_premium_fen",
    "member_days",
    "subsidised_members",
    "subsidy_fen",
    "personal_account_fen",
    "commission_fen",
    "levy_fen",
    "cases",
    "ceded_premium_fen",
    "ceding_commission_fen",
    "recoveries_fen",
    "surplus_used_fen",
    "surplus_excess_fen",
    "surplus_balance_fen",
    "eligible",
];

/// A book whose numbers are hashed, not drawn.
struct Books(Vec<Column>);

impl Books {
    fn new() -> Books {
        let column = |key: &&str| Column { key: format!("hmb_{key}"), unit: Unit::Fen };
        Books(KEYS.iter().map(column).collect())
    }
}

impl Experiment for Books {
    type Scratch = ();

    fn digest(&self) -> Digest {
        Digest([3; 32])
    }
    fn columns(&self) -> &[Column] {
        &self.0
    }
    fn n_designs(&self) -> u32 {
        N_DESIGNS
    }
    fn years(&self) -> &[Year] {
        &[Year(2024)]
    }
    fn scratch(&self) {}
    fn run_trial(&self, trial: Trial, designs: Range<u32>, (): &mut (), out: &mut RowWriter<'_>) {
        for design in designs {
            for (nth, value) in out.row(design, 0).iter_mut().enumerate() {
                let x = (trial.0 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
                    ^ (u64::from(design) << 20)
                    ^ nth as u64;
                *value = 1_000_000 + (x.wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 44).cast_signed();
            }
        }
    }
}

fn designs() -> Vec<Design> {
    let terms = || HmbTerms::plain(Premium::one(Fen::yuan(100)));
    let design = |nth: u32| Design {
        name: if nth == 0 { "base".to_owned() } else { format!("d{nth}") },
        title: Bilingual::default(),
        funds: vec![("hmb".to_owned(), Fund::Book { terms: terms(), coinsurers: Vec::new() })],
        revised: Vec::new(),
    };
    (0..N_DESIGNS).map(design).collect()
}

/// A whole run into a run folder.
fn run(n_trials: u64) {
    let home = tempfile::tempdir().unwrap();
    let mut folder = RunFolder::create(&home.path().join("run"), Existing::Keep).unwrap();
    let (experiment, designs) = (Books::new(), designs());
    let shape = Shape::of(&experiment);
    let batch = shape.trials_per_batch();
    let mut pieces = Pieces::open(shape, n_trials, folder.open_beside("pieces").unwrap()).unwrap();
    let plan = RunPlan { trials: NonZeroU64::new(n_trials).unwrap(), batch, threads: None };
    run_into(&experiment, &plan, &Unwatched, &mut pieces).unwrap();
    say("drawn");
    let summary = Summary::of(&pieces, &designs, &["hmb".to_owned()], None).unwrap();
    assert_eq!(summary.designs.len(), N_DESIGNS as usize);
    say("summed up");
    let report = RunReport {
        scenario: "many",
        title: &Bilingual::default(),
        seed: 1,
        sampling: None,
        switches: &[],
        synthetic: &[],
        omissions: &[],
        left_out: &[],
        columns: [22, 22],
        only_reaching: false,
        payers: &[],
        designs: &designs,
        summary: &summary,
        comparison: &[],
        readings: &[],
        variance: &[],
        of_a_file: false,
        beside: &[],
        until: None,
        convergence: &[],
    };
    let names: Vec<String> = designs.iter().map(|design| design.name.clone()).collect();
    let file = report::write_trials(folder.open("trials.parquet").unwrap(), &pieces, &names).unwrap();
    folder.close(file).unwrap();
    say("trials written");
    folder.write_by("summary.json", |out| report::write_json(out, &SummaryJson(&report))).unwrap();
    for (name, table) in report::csv_tables(&report, Lang::En) {
        folder.write_by(name, |out| table(out)).unwrap();
    }
    say("tables written");
    assert!(report::console(&report, Lang::En).lines().count() < 200);
    folder.publish(&serde_json::json!({})).unwrap();
}

fn say(what: &str) {
    println!("{what}: {} kB", peak());
}

/// The most memory that this process has had, in kB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// The peak of a process of its own that runs so many trials.
fn peak_of(n_trials: u64) -> u64 {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "one_run_in_a_process_of_its_own", "--nocapture"])
        .env("HUIMIN_MEASURED_TRIALS", n_trials.to_string())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    println!(
        "{n_trials} trials\n{}",
        text.lines().filter(|it| it.ends_with("kB")).collect::<Vec<_>>().join("\n")
    );
    let line = text.lines().rfind(|line| line.ends_with("kB")).unwrap();
    line.split_whitespace().rev().nth(1).unwrap().parse().unwrap()
}

#[test]
#[ignore = "the other test runs it"]
fn one_run_in_a_process_of_its_own() {
    let trials = std::env::var("HUIMIN_MEASURED_TRIALS").map_or(100, |it| it.parse().unwrap());
    run(trials);
}

#[test]
#[ignore = "a minute, and 2 GB of disk"]
fn a_thousand_designs_need_the_same_memory_for_a_hundred_trials_and_for_ten_thousand() {
    let (few, many) = (peak_of(100), peak_of(10_000));
    assert!(many < 150_000, "{many} kB");
    // 66 and 74 MB: a batch and what the allocator keeps of those before it
    assert!(many as f64 <= 1.15 * few as f64, "{few} kB for 100 trials, {many} kB for 10,000");
}
