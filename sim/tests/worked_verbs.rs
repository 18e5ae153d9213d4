//! The worked examples H01, H02, H03 and H07 as a user meets them: through `run` and `solve`, on bills that
//! are drawn. Cost ratio, fixed cost a head, margin and layers are those of the examples; claims a head are what a
//! run of the same trials says, and the example's formula is worked out on them by hand.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{done, huimin};
use serde_json::{Value, json};

const HEADS: u64 = 4_000;
const TRIALS: &str = "40";

/// `benches/w1` with few people and a book: 8% of premium and 8 yuan a head of fixed cost, 3% margin (H01).
fn product(home: &Path, premium: f64, participation: f64) -> PathBuf {
    let designs: Value = [("stop-loss", "stop_loss"), ("quota-share", "quota_share")]
        .iter()
        .map(|&(name, key)| {
            let layer = match key {
                "stop_loss" => {
                    json!({ "attach_loss_ratio": 1, "up_to_loss_ratio": 1.2, "premium_ratio": 0 })
                }
                _ => json!({ "share": 0.3, "commission_ratio": 0 }),
            };
            (name.to_owned(), json!({ "patch": { "funds": { "hmb": { "reinsurance": { key: layer } } } } }))
        })
        .collect();
    let scenario = json!({
        "extends": "benches/w1",
        "city": { "heads": { "all": { "resident_male": HEADS } } },
        "payers": { "hmb": { "when": { "enrolled": true }, "book": "hmb" } },
        "funds": { "hmb": {
            "kind": "hmb_book",
            "synthetic": true,
            "payers": ["hmb"],
            "premium_yuan_per_year": premium,
            "participation": participation,
            "fixed_cost_yuan_per_year": 8 * HEADS,
            "cost_ratio": 0.08,
            "commission_ratio": 0,
            "margin_ratio": 0.03
        } },
        "designs": designs
    });
    let path = home.join(format!("product-{premium}-{participation}.json"));
    fs::write(&path, scenario.to_string()).unwrap();
    path
}

fn told(verb: &str, scenario: &Path, arguments: &[&str]) -> Value {
    let mut command = huimin(&[verb, scenario.to_str().unwrap(), "--quiet", "--json", "--trials", TRIALS]);
    command.args(arguments);
    let (code, out, err) = done(command);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

/// A figure of a design over the term.
fn figure(summary: &Value, design: &str, key: &str) -> f64 {
    let found = summary["designs"].as_array().unwrap().iter().find(|it| it["name"] == design).unwrap();
    number(&found["periods"]["term"][key]["value"])
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn h01_the_premium_that_solve_finds_carries_claims_cost_and_margin() {
    let home = tempfile::tempdir().unwrap();
    let scenario = product(home.path(), 300.0, 1.0);
    let run = told("run", &scenario, &[]);
    // (claims a head + 8.00) / (1 - 0.08 - 0.03), as the example has it
    let expected = (figure(&run, "base", "hmb.claims_per_head") + 8.0) / 0.89;
    let printed = figure(&run, "base", "hmb.break_even_premium_with_margin");
    assert!((printed - expected).abs() < 1e-6 * expected, "{printed}, by hand {expected}");
    let found = told(
        "solve",
        &scenario,
        &["--vary", "premium", "--target", "hmb.combined_ratio<=97%", "--draws", "0"],
    );
    let solved = number(&found["solutions"][0]["value"]);
    // up to the fen; the 8% of each trial is rounded to the fen of the whole book
    assert!((0.0..0.0101).contains(&(solved - expected + 1e-4)), "{solved}, by hand {expected}");
}

#[test]
fn h02_the_participation_that_solve_finds_spreads_the_fixed_cost() {
    let home = tempfile::tempdir().unwrap();
    let claims = figure(&told("run", &product(home.path(), 300.0, 1.0), &[]), "base", "hmb.claims_per_head");
    // half the city breaks even: 8.00 a head of the city are 16.00 a member
    let premium = ((claims + 16.0) / 0.92 * 100.0).round() / 100.0;
    let scenario = product(home.path(), premium, 0.5);
    let found = told(
        "solve",
        &scenario,
        &["--vary", "participation", "--target", "hmb.result>=0", "--within", "10%..100%", "--draws", "0"],
    );
    // members of the city, and fixed / (premium x 0.92 - claims a member) of whoever joins at that participation
    let both = |participation: &Value| {
        let set = format!("funds.hmb.participation={participation}");
        let run = told("run", &scenario, &["--set", &set]);
        let a_member = figure(&run, "base", "hmb.claims_per_head");
        (figure(&run, "base", "hmb.participation"), 8.0 / (0.92 * premium - a_member))
    };
    let solution = &found["solutions"][0];
    let (at, needed) = both(&solution["value"]);
    assert!(at >= needed, "{at} of the city, by hand {needed}");
    let (at, needed) = both(&solution["neighbour"]);
    assert!(at < needed, "{at} of the city, by hand {needed}");
}

#[test]
fn h03_where_the_sick_join_first_more_must_join_than_flat_claims_say() {
    let home = tempfile::tempdir().unwrap();
    let scenario = home.path().join("selection.json");
    // everybody in good health or not; the sick are admitted four times as often and are readier to join
    let text = json!({
        "extends": product(home.path(), 300.0, 0.5).to_str().unwrap(),
        "illness": { "health": { "ill": {
            "prevalence": { "all": { "from_age": 0, "male_share": 0.2, "female_share": 0.2 } },
            "years": 20, "frequency": 4, "synthetic": true
        } } },
        "funds": { "hmb": { "enrolment": { "synthetic": true, "health": { "ill": { "log_odds": 1.5 } } } } },
        "designs": null
    });
    fs::write(&scenario, text.to_string()).unwrap();
    let claims = |participation: f64| {
        let set = format!("funds.hmb.participation={participation}");
        figure(&told("run", &scenario, &["--set", &set]), "base", "hmb.claims_per_head")
    };
    let (few, all) = (claims(0.4), claims(0.9));
    assert!(few > 1.1 * all, "{few} a member of 40%, {all} of 90%");
    // break-even lies where premium x 0.92 = claims at that participation + 8 / participation
    let premium = (claims(0.7) + 8.0 / 0.7) / 0.92;
    let set = format!("funds.hmb.premium_yuan_per_year={premium:.2}");
    let found = told(
        "solve",
        &scenario,
        &[
            "--set",
            &set,
            "--vary",
            "participation",
            "--target",
            "hmb.result>=0",
            "--within",
            "20%..99%",
            "--draws",
            "0",
        ],
    );
    let solved = number(&found["solutions"][0]["value"]);
    let flat = 8.0 / (0.92 * premium - all);
    assert!((solved - 0.7).abs() < 0.03, "{solved}");
    assert!(flat < 0.6, "claims of 90% would have said {flat}");
}

#[test]
fn h07_a_stop_loss_pays_from_100_to_120_per_cent_and_a_quota_share_30_per_cent() {
    let home = tempfile::tempdir().unwrap();
    let at = |premium: f64| told("run", &product(home.path(), premium, 1.0), &[]);
    let run = at(10.0);
    let (premium, claims) = (figure(&run, "base", "hmb.premium"), figure(&run, "base", "hmb.claims"));
    // every future is far above 120%: the layer pays 20% of the premium, the quota share 30% of claims and premium
    let stop = figure(&run, "stop-loss", "hmb.recoveries");
    assert!((stop - 0.2 * premium).abs() < 1e-6 * premium, "{stop} of {premium}");
    let quota = figure(&run, "quota-share", "hmb.recoveries");
    assert!((quota - 0.3 * claims).abs() < 0.01, "{quota} of {claims}");
    let ceded = figure(&run, "quota-share", "hmb.ceded_premium");
    assert!((ceded - 0.3 * premium).abs() < 0.01, "{ceded} of {premium}");
    // and every future is below 100%: it pays nothing, in no trial
    let cheap = at(3_000.0);
    assert_eq!(figure(&cheap, "stop-loss", "hmb.recoveries").to_bits(), 0);
}
