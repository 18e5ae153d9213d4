//! `huimin solve` as a user meets it, and against solutions that are known exactly.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::fs;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use common::{done, huimin, names, town};
use huimin::decide::Design;
use huimin::decide::metrics::Subject;
use huimin::decide::solve::{Answer, Search, Target};
use huimin::engine::{self, Experiment, RunPlan, Unwatched};
use huimin::scenario::library::Library;
use huimin::scenario::load::{Loaded, load};
use huimin::scenario::plan::Plan;
use huimin::wording::Bilingual;
use serde_json::{Value, json};

/// `benches/w1` with fewer people, and a book whose members are everybody; its world may leave levels open.
fn product(home: &Path, heads: u64, parameter_sd: f64) -> PathBuf {
    let scenario = json!({
        "extends": "benches/w1",
        "city": { "heads": { "all": { "resident_male": heads } } },
        "world": { "frequency": { "parameter_sd": parameter_sd } },
        "payers": { "hmb": { "when": { "enrolled": true }, "book": "hmb" } },
        "funds": { "hmb": {
            "kind": "hmb_book",
            "synthetic": true,
            "payers": ["hmb"],
            "premium_yuan_per_year": 300,
            "participation": 1,
            "cost_ratio": 0,
            "commission_ratio": 0
        } }
    });
    let path = home.join("product.json");
    fs::write(&path, scenario.to_string()).unwrap();
    path
}

fn solved(scenario: &Path, arguments: &[&str]) -> Value {
    let mut command = huimin(&["solve", scenario.to_str().unwrap(), "--quiet", "--json"]);
    command.args(arguments);
    let (code, out, err) = done(command);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn the_answer_holds_in_a_run_of_its_own_and_its_neighbour_does_not() {
    let home = tempfile::tempdir().unwrap();
    let town = town(home.path());
    let (metric, bound) = ("cii.loss_ratio", 1.2);
    let arguments = ["--vary", "bid", "--target", "cii.loss_ratio<=120%", "--trials", "4", "--draws", "3"];
    let found = solved(&town, &arguments);
    let solution = &found["solutions"][0];
    assert_eq!(found["outcome"], "one_solution", "{found}");
    assert_eq!(solution["direction"], "holds_above");
    let of_run = |bid: &Value| {
        let set = format!("funds.cii.bid_yuan_per_head={bid}");
        let mut command = huimin(&["run", town.to_str().unwrap(), "--quiet", "--json", "--trials", "4"]);
        command.args(["--set", &set]);
        let summary: Value = serde_json::from_str(&done(command).1).unwrap();
        number(&summary["designs"][0]["periods"]["term"][metric]["value"])
    };
    let (at, beside) = (of_run(&solution["value"]), of_run(&solution["neighbour"]));
    assert!(at <= bound && bound < beside, "{at} {beside}");
    assert!((number(&solution["value"]) - number(&solution["neighbour"]) - 0.01).abs() < 1e-9, "a fen");
    assert!((number(&solution["figure"]["value"]) - at).abs() < 1e-12, "the figure of a run");
    assert!(number(&solution["parameter_error"]["standard_deviation"]) > 0.0);
}

/// Mean claims follow the level of frequency, which is lognormal of deviation 8% and mean 1: so does the premium at
/// which the loss ratio is 80%. The deviation of 39 draws is known to 11%, and a product of 4,000 heads over the same
/// trials adds little: 40% is more than three of them, and a level of half or twice as much is beyond it.
#[test]
fn parameter_error_spreads_the_premium_as_it_spreads_the_claims() {
    let home = tempfile::tempdir().unwrap();
    let arguments =
        ["--vary", "premium", "--target", "hmb.loss_ratio<=0.8", "--trials", "40", "--within", "50..900"];
    let open = solved(&product(home.path(), 4_000, 0.08), &arguments);
    let solution = &open["solutions"][0];
    let (premium, error) = (number(&solution["value"]), &solution["parameter_error"]);
    let deviation = number(&error["standard_deviation"]) / premium;
    assert!((deviation / 0.08 - 1.0).abs() < 0.4, "{deviation}");
    let (low, high) = (number(&error["low"]), number(&error["high"]));
    assert!(low < premium && premium < high && (number(&error["coverage"]) - 0.95).abs() < 1e-12);
    assert_eq!(error["solutions"].as_array().unwrap().len(), 39);

    let known = solved(&product(home.path(), 4_000, 0.0), &arguments);
    assert_eq!(known["parameter_error"]["stated"], false);
    assert_eq!(known["solutions"][0]["parameter_error"], Value::Null);
}

#[test]
fn no_solution_says_what_holds_at_both_ends_and_is_no_failure() {
    let home = tempfile::tempdir().unwrap();
    let scenario = product(home.path(), 500, 0.0);
    let told = |target: &str, lang: &str| {
        let mut command = huimin(&["solve", scenario.to_str().unwrap(), "--quiet", "--lang", lang]);
        command.args(["--vary", "premium", "--target", target, "--within", "200..300", "--trials", "3"]);
        let (code, out, err) = done(command);
        assert_eq!((code, err.as_str()), (0, ""));
        out
    };
    let everywhere = told("hmb.loss_ratio<=5", "en");
    assert!(everywhere.contains("holds everywhere") && everywhere.contains("At 200.00 yuan"), "{everywhere}");
    assert!(told("hmb.loss_ratio<=0.001%", "zh").contains("处处不满足目标"));
    let flat = told("city.cost>=0", "en");
    assert!(flat.contains("does not move with what is varied"), "{flat}");
}

#[test]
fn threads_change_no_byte_and_the_folder_holds_a_design_that_runs() {
    let home = tempfile::tempdir().unwrap();
    let town = town(home.path());
    let folder = |threads: &str| {
        let out = home.path().join(format!("of-{threads}"));
        let mut command = huimin(&["solve", town.to_str().unwrap(), "--quiet", "--lang", "en"]);
        command.args([
            "--vary",
            "deductible",
            "--target",
            "cii.claims_per_head<=30",
            "--within",
            "10000..60000",
        ]);
        command.args(["--step", "1000", "--trials", "3", "--draws", "2", "--threads", threads]);
        command.args(["--out", out.to_str().unwrap()]);
        let (code, said, err) = done(command);
        assert_eq!(code, 0, "{err}");
        (out, said)
    };
    let ((one, said), (two, said_by_two)) = (folder("1"), folder("2"));
    assert_eq!(said, said_by_two);
    let all = [
        "manifest.json",
        "parameter_draws.csv",
        "scenario.resolved.json",
        "solution.json",
        "solve.csv",
        "solve.json",
    ];
    assert_eq!(names(&one), all);
    for name in all.iter().filter(|name| **name != "manifest.json") {
        assert_eq!(fs::read(one.join(name)).unwrap(), fs::read(two.join(name)).unwrap(), "{name}");
    }
    let mut command = huimin(&["run", town.to_str().unwrap(), "--trials", "2", "--quiet", "--json"]);
    command.args(["--design", one.join("solution.json").to_str().unwrap()]);
    let (code, out, err) = done(command);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("\"solution\""), "the answer is a design");
}

#[test]
fn what_cannot_be_solved_is_refused_before_the_first_trial() {
    let refused = |scenario: &str, arguments: &[&str]| {
        let mut command = huimin(&["solve", scenario, "--lang", "en"]);
        command.args(arguments);
        let (code, out, err) = done(command);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        err
    };
    let deficit = "cii.deficit_probability<=20%";
    let quzhou = "cii/quzhou-2016";
    assert!(refused(quzhou, &["--vary", "bid", "--target", "cii.deficit"]).contains("--target"));
    let beyond = refused(quzhou, &["--vary", "bid", "--target", deficit, "--within", "15..25"]);
    assert!(beyond.contains("--within") && beyond.contains("25") && beyond.contains("20"), "{beyond}");
    let narrow = refused(quzhou, &["--vary", "bid", "--target", deficit, "--within", "15..15.001"]);
    assert!(narrow.contains("multiples of 0.01"), "{narrow}");
    assert!(
        refused(quzhou, &["--vary", "ratio", "--target", deficit])
            .contains("payers.cii.tiers.to-120000.ratio")
    );
    assert!(refused(quzhou, &["--vary", "city.base_year", "--target", deficit]).contains("city"));
    assert!(refused(quzhou, &["--vary", "premium", "--target", deficit]).contains("hmb_book"));
    assert!(refused(quzhou, &["--target", deficit]).contains("--vary"));
    let plain = refused(quzhou, &["--vary", "bid", "--target", deficit, "--set", "run.sampling=sobol"]);
    assert!(plain.contains("solve") && plain.contains("sobol"), "{plain}");
    let ratio =
        refused(quzhou, &["--vary", "payers.cii.deductible_yuan", "--target", deficit, "--within", "a..b"]);
    assert!(ratio.contains("A..B"), "{ratio}");
}

/// What `benches/w1` pays in the city product's layer above a deductible of 20,000, a head: 232.890788 yuan, by
/// quadrature (`benches/peers/exact.py`). So the deductible at which it pays so much is 20,000.
const EXACT_PER_HEAD: f64 = 232.890_788;
const HEADS: u32 = 10_000;

/// The search over the deductible of `benches/w1` with fewer people, under one seed.
fn deductible(library: &Library, seed: u64, trials: u64) -> Answer {
    let settings = [format!("run.seed={seed}"), format!("city.heads.all.resident_male={HEADS}")];
    let scenario: Loaded = load(library, "benches/w1", &settings).unwrap();
    let subjects = [Subject::Payer("hmb".to_owned())];
    let target = format!("hmb.paid<={}", EXACT_PER_HEAD * f64::from(HEADS));
    let years = Plan::new(&scenario).unwrap().years().to_vec();
    let target = Target::read(&target, "term", &subjects, &years).unwrap();
    let varied = scenario.varied("deductible", "hmb").unwrap();
    let mut search = Search::new(target.bound, varied.range(Some("12000..32000")).unwrap(), 9);
    let run = RunPlan {
        trials: NonZeroU64::new(trials).unwrap(),
        batch: NonZeroU64::new(trials).unwrap(),
        threads: None,
    };
    loop {
        let values = search.next_round();
        if values.is_empty() {
            return search.answer();
        }
        let plan = Plan::new(&scenario.at_steps(&varied, &values).unwrap()).unwrap();
        let outcome = engine::run(&plan, &run, &Unwatched, &mut |_| Ok(())).unwrap();
        let design = Design {
            name: String::new(),
            title: Bilingual::default(),
            funds: Vec::new(),
            revised: Vec::new(),
        };
        for (number, at) in (1..).zip(values) {
            search.add(at, target.figure(&outcome, number, &design).unwrap());
        }
    }
}

/// How many of so many seeds have a value in the interval of the solution.
fn covered(answers: &[Answer], value: i64) -> f64 {
    let holds = |answer: &&Answer| {
        let interval = answer.roots[0].interval;
        (interval.low..=interval.high).contains(&value)
    };
    answers.iter().filter(holds).count() as f64 / answers.len() as f64
}

#[test]
fn the_deductible_that_pays_a_known_amount_is_found_within_its_interval() {
    let answer = deductible(&Library::built_in(), 5, 60);
    let [root] = answer.roots[..] else { panic!("{:?}", answer.roots) };
    assert!((root.interval.low..=root.interval.high).contains(&20_000), "{root:?}");
    assert!(root.holds_above(), "a higher deductible pays less");
}

/// 200 seeds, 60 trials each: a share of 95% is known to 1.54 points, and four of them are a false alarm once in
/// 16,000. A deductible of 23,000 pays 9% less, two standard errors: it is in far fewer of the intervals.
#[test]
#[ignore = "some minutes unoptimised: cargo test --release -p huimin --test solve -- --ignored --nocapture"]
fn of_200_seeds_95_per_cent_of_the_intervals_hold_the_exact_deductible() {
    let library = Library::built_in();
    let answers: Vec<Answer> = (0..200).map(|seed| deductible(&library, seed, 60)).collect();
    let (right, wrong) = (covered(&answers, 20_000), covered(&answers, 23_000));
    println!("20,000 is in {right} of the intervals, 23,000 in {wrong}");
    assert!((right - 0.95).abs() < 0.062, "{right}");
    assert!(wrong < 0.95 - 0.062, "{wrong}");
}
