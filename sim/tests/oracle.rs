//! The exact oracle beside runs of W1, whose answer is known: a right run lies on it, a slightly wrong one does not.
//!
//! W1 with 20,000 members, 60 trials: a payer's mean has an error of 0.5% (basic insurance) to 2.5% (the city
//! product). A right run lies 4 errors away once in 16,000; costs that are 3% off move basic insurance by 6 errors.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::num::{NonZeroU64, NonZeroUsize};

use common::{done, huimin};
use huimin::decide::{NotExact, OracleFigure, oracle};
use huimin::engine::{Outcome, RunPlan, Unwatched, run};
use huimin::scenario::library::Library;
use huimin::scenario::load::{Loaded, load};
use huimin::scenario::plan::Plan;

const SMALL: &str = "city.heads.all.resident_male=20000";

fn w1(settings: &[&str]) -> (Loaded, Plan) {
    let settings: Vec<String> = [SMALL].iter().chain(settings).map(ToString::to_string).collect();
    let scenario = load(&Library::built_in(), "benches/w1", &settings).unwrap();
    let plan = Plan::new(&scenario).unwrap();
    (scenario, plan)
}

fn outcome(plan: &Plan, trials: u64) -> Outcome {
    let batch = NonZeroU64::new(16).unwrap();
    let run_plan = RunPlan { trials: NonZeroU64::new(trials).unwrap(), batch, threads: NonZeroUsize::new(2) };
    run(plan, &run_plan, &Unwatched, &mut |_| Ok(())).unwrap()
}

#[test]
fn a_right_run_lies_on_its_exact_answer_and_a_dearer_one_does_not() {
    let (scenario, plan) = w1(&[]);
    let right = outcome(&plan, 60);
    let rows = oracle(&scenario, &plan, &right).unwrap();
    assert_eq!(
        rows.len(),
        6,
        "mean and deviation of three payers; 60 trials say nothing of a 99.5% quantile"
    );
    for row in &rows {
        assert!(row.z.abs() < 4.0, "{row:?}");
    }
    // a fiftieth of the mean of a million members, which the design page prints
    let of = |payer: &str, figure| rows.iter().find(|it| it.payer == payer && it.figure == figure).unwrap();
    assert!((of("bmi", OracleFigure::Mean).exact * 50.0 / 1.857_01e9 - 1.0).abs() < 1e-5);
    assert!((of("hmb", OracleFigure::Mean).exact * 50.0 / 232_890_788.0 - 1.0).abs() < 1e-6);
    let deviation = of("cii", OracleFigure::Deviation).exact * libm::sqrt(50.0);
    assert!((deviation / 2.6958e6 - 1.0).abs() < 1e-4, "{deviation}");
    // the same trials against the answer of costs that are 3% lower
    let (cheaper, cheaper_plan) =
        w1(&["illness.statuses.resident.cost_per_admission_yuan=19588.386123177482"]);
    let rows = oracle(&cheaper, &cheaper_plan, &right).unwrap();
    let bmi = rows.iter().find(|it| it.payer == "bmi" && it.figure == OracleFigure::Mean).unwrap();
    assert!(bmi.z > 4.0, "{bmi:?}");
}

#[test]
fn fixed_splits_and_several_levels_are_answered_too() {
    let levels = [
        "illness.statuses.resident.levels.primary.share=0.4",
        "illness.statuses.resident.levels.tertiary.share=0.6",
        "illness.statuses.resident.levels.tertiary.cost_relativity=3",
        "illness.statuses.resident.split.class_b_share=0.4",
        "illness.statuses.resident.split.first_self_pay_share=0.1",
        "illness.statuses.resident.split.over_limit_share=0.01",
        "payers.bmi.ratio_by_level.primary=0.85",
    ];
    let (scenario, plan) = w1(&levels);
    for row in oracle(&scenario, &plan, &outcome(&plan, 60)).unwrap() {
        assert!(row.z.abs() < 4.0, "{row:?}");
    }
}

#[test]
fn where_no_exact_answer_is_known_the_reason_is() {
    for (setting, why) in [
        ("illness.repeats.law=frailty", NotExact::SeveralAdmissions),
        ("world.severity.year_sd=0.02", NotExact::World),
        ("illness.statuses.resident.split.concentration=20", NotExact::Split),
        ("illness.statuses.resident.listed_cause_share=0.1", NotExact::Places),
        ("city.aid_share.resident=0.02", NotExact::Persons),
        ("run.sampling=sobol", NotExact::Sampling),
    ] {
        let (scenario, plan) = w1(&[setting]);
        assert_eq!(oracle(&scenario, &plan, &outcome(&w1(&[]).1, 2)), Err(why), "{setting}");
    }
}

#[test]
fn a_run_prints_the_answer_where_there_is_one_and_why_not_when_asked() {
    let run = |arguments: &[&str]| {
        let mut command = huimin(&["run", "benches/w1", "--set", SMALL, "--trials", "8", "--quiet"]);
        command.args(arguments);
        let (code, out, err) = done(command);
        assert_eq!(code, 0, "{err}");
        out
    };
    assert!(run(&["--lang", "en"]).contains("Simulated against exact"));
    assert!(run(&["--lang", "zh"]).contains("模拟值与精确值"));
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    run(&["--out", out.to_str().unwrap()]);
    assert!(common::names(&out).contains(&"oracle.csv".to_owned()));
    let frail = ["--set", "illness.repeats.law=frailty", "--lang", "en"];
    assert!(!run(&frail).contains("exact answer"));
    let asked: Vec<&str> = frail.into_iter().chain(["--oracle"]).collect();
    assert!(
        run(&asked).contains("No exact answer stands beside this scenario: a person may be admitted twice")
    );
}
