//! Paths as a user meets them: a small town, `huimin path`, and what it refuses.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
#![expect(clippy::float_cmp, reason = "the same numbers, or not")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{done, heads_of, huimin, names};
use huimin::scenario::library::Library;
use huimin::scenario::load::load;
use huimin::wording::Lang;
use serde_json::{Value, json};

fn ratios(low: f64, high: f64) -> Value {
    json!({ "payers": { "cii": {
        "tiers": { "to-120000": { "ratio": low }, "above-120000": { "ratio": high } }
    } } })
}

/// The town with six years, three levels of benefits, and a lower deductible by the city's decision in the second.
fn town(home: &Path, review: &Value) -> PathBuf {
    common::town(home);
    let without = |mut patch: Value| {
        patch["revisions"] = Value::Null;
        json!({ "patch": patch })
    };
    let scenario = json!({
        "extends": "town.json",
        "term": { "years": 6 },
        "revisions": { "decision": { "from": 2017, "patch": { "payers": { "cii": { "deductible_yuan": 15000 } } } } },
        "designs": {
            "deductible-15000": null, "ratios-60-65": null, "cap-200000": null, "bid-17": null,
            "lean": { "patch": ratios(0.45, 0.5) },
            "rich": { "patch": ratios(0.65, 0.7) },
            "lean-before": without(ratios(0.45, 0.5)),
            "base-before": without(json!({})),
            "rich-before": without(ratios(0.65, 0.7)),
        },
        "paths": {
            "benefits": {
                "fund": "cii", "moves": "benefit", "ladder": ["lean", "base", "rich"],
                "without": ["lean-before", "base-before", "rich-before"], "review": review,
            },
            "bid": { "fund": "cii", "moves": "price", "without": ["base-before"], "review": review },
        },
    });
    let path = home.join("paths.json");
    fs::write(&path, scenario.to_string()).unwrap();
    path
}

fn yearly() -> Value {
    json!({ "every_years": 1, "target_loss_ratio": 0.95, "corridor": 0.02 })
}

fn followed(scenario: &Path, arguments: &[&str]) -> String {
    let mut command = huimin(&["path", scenario.to_str().unwrap(), "--quiet", "--trials", "12"]);
    command.args(arguments);
    let (code, out, err) = done(command);
    assert_eq!(code, 0, "{err}");
    out
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The figures of a path in a period: the nth year, or the term.
fn figures<'a>(found: &'a Value, path: &str, period: &str) -> &'a Value {
    let periods = found["paths"][path]["periods"].as_array().unwrap();
    &periods.iter().find(|it| it["period"] == period).unwrap()["figures"]
}

fn value(figure: &Value, of: &str) -> f64 {
    figure[of]["value"].as_f64().unwrap()
}

#[test]
fn neither_threads_nor_batches_move_a_byte() {
    let home = tempfile::tempdir().unwrap();
    let scenario = town(home.path(), &yearly());
    let one = followed(&scenario, &["--json", "--threads", "1"]);
    assert_eq!(one, followed(&scenario, &["--json", "--threads", "2", "--batch", "5"]));
}

#[test]
fn deficits_part_to_the_fen_and_a_path_that_reacts_differs_from_a_frozen_one() {
    let home = tempfile::tempdir().unwrap();
    let found = parsed(&followed(&town(home.path(), &yearly()), &["--json"]));
    for path in ["benefits", "bid"] {
        for period in ["2016", "2017", "2019", "2021", "term"] {
            let of = figures(&found, path, period);
            let [whole, policy, operating] =
                ["deficit", "policy_deficit", "operating_deficit"].map(|key| value(&of[key], "path"));
            assert!((whole - policy - operating).abs() < 1e-6 * whole.max(1.0), "{path} {period}");
        }
        let of = |period: &str, key: &str| value(&figures(&found, path, period)[key], "path");
        assert_eq!(of("2016", "policy_deficit"), 0.0, "nothing is decided yet");
        assert!(of("term", "policy_deficit") > 0.0, "a lower deductible costs something");
        let loss_ratio = &figures(&found, path, "2021")["loss_ratio"];
        assert_ne!(value(loss_ratio, "path"), value(loss_ratio, "frozen"));
        let ruins: Vec<f64> = (2016..=2021).map(|year| of(&year.to_string(), "ruin_probability")).collect();
        assert!(ruins.is_sorted(), "{ruins:?}");
        assert_eq!(ruins.last().copied(), Some(of("term", "ruin_probability")));
    }
}

#[test]
fn terms_that_nobody_reviews_have_the_figures_of_a_run() {
    let home = tempfile::tempdir().unwrap();
    let never = json!({ "every_years": 50, "target_loss_ratio": 0.95 });
    let scenario = town(home.path(), &never);
    let found = parsed(&followed(&scenario, &["--json"]));
    let mut run = huimin(&["run", scenario.to_str().unwrap(), "--quiet", "--json", "--trials", "12"]);
    run.args(["--columns", "cii"]);
    let (code, out, err) = done(run);
    assert_eq!(code, 0, "{err}");
    let run = parsed(&out);
    let base = run["designs"].as_array().unwrap().iter().find(|it| it["name"] == "base").unwrap();
    for (name, of_period) in base["periods"].as_object().unwrap() {
        for (own, of_run) in [
            ("loss_ratio", "cii.loss_ratio"),
            ("deficit_probability", "cii.deficit_probability"),
            ("kept", "cii.insurer_result"),
        ] {
            let figure = &figures(&found, "benefits", name)[own];
            assert_eq!(figure["path"], figure["frozen"], "{name} {own}");
            let expected = of_period[of_run]["value"].as_f64().unwrap();
            assert_eq!(value(figure, "path"), expected, "{name} {own}");
            assert_eq!(value(figure, "difference"), 0.0);
        }
    }
}

#[test]
fn a_run_folder_holds_the_tables_and_both_languages_have_theirs() {
    let home = tempfile::tempdir().unwrap();
    let scenario = town(home.path(), &yearly());
    let out = home.path().join("out");
    let zh = followed(&scenario, &["--lang", "zh", "--out", out.to_str().unwrap()]);
    assert!(zh.contains("政策性") && zh.contains("破产概率") && zh.contains("每1年评审"), "{zh}");
    assert_eq!(
        names(&out),
        ["manifest.json", "path_designs.csv", "paths.csv", "paths.json", "scenario.resolved.json"]
    );
    let resolved = out.join("scenario.resolved.json");
    let again = followed(&resolved, &["--json"]);
    let first = parsed(&fs::read_to_string(out.join("paths.json")).unwrap());
    assert_eq!(parsed(&again)["paths"], first["paths"], "a resolved scenario gives the same paths");
    let en = followed(&scenario, &["--lang", "en"]);
    assert!(en.contains("by policy") && en.contains("P(ruin so far)") && en.contains("terms frozen"), "{en}");
}

/// A city product with one price for all, one in two hundred of Wenzhou's people, prices from 90 to 120.
fn product(home: &Path, enrolment: &Value) -> PathBuf {
    let scenario = json!({
        "extends": "paths/city-product-repriced",
        "city": { "heads": heads_of("wenzhou", 200) },
        "term": { "years": 4 },
        "funds": { "hmb": { "fixed_cost_yuan_per_year": 40_000, "enrolment": enrolment } },
        "grids": { "price": { "axes": { "yuan": { "values": [90, 110, 120] } } } },
        "paths": { "yearly": { "ladder": ["price-90", "base", "price-110", "price-120"] } },
    });
    let path = home.join("product.json");
    fs::write(&path, scenario.to_string()).unwrap();
    path
}

#[test]
fn a_price_on_a_ladder_takes_the_members_who_join_at_it() {
    let home = tempfile::tempdir().unwrap();
    let found = parsed(&followed(&product(home.path(), &json!({})), &["--json"]));
    let path = &found["paths"]["yearly"];
    for year in path["designs"].as_array().unwrap() {
        let shares: f64 =
            year["shares"].as_object().unwrap().values().map(|it| it["value"].as_f64().unwrap()).sum();
        assert!((shares - 1.0).abs() < 1e-12, "{year}");
    }
    let prices: Vec<f64> = (2024..2028)
        .map(|year| value(&figures(&found, "yearly", &year.to_string())["price"], "path"))
        .collect();
    assert_eq!(prices[0], 100.0);
    assert!(prices[1..].iter().any(|price| *price != 100.0), "{prices:?}");
    for (before, after) in prices.iter().zip(&prices[1..]) {
        assert!((after / before - 1.0).abs() <= 0.100_001, "{prices:?}");
    }
}

/// What a change of a good scenario makes of its paths: the first problem in both languages.
fn refusal(scenario: &Path, settings: &[&str]) -> [String; 2] {
    let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
    let loaded = load(&Library::built_in(), scenario.to_str().unwrap(), &settings).unwrap();
    let problems = loaded.path_plans(&loaded.projection().unwrap()).unwrap_err();
    let first = problems.iter().next().unwrap();
    [Lang::Zh, Lang::En].map(|lang| first.message(lang))
}

#[test]
fn what_the_rows_of_a_ladder_would_not_give_exactly_is_refused_before_any_work() {
    let home = tempfile::tempdir().unwrap();
    let scenario = product(home.path(), &json!({}));
    let twice =
        r#"payers.hmb-l1.groups={"loyal":{"when":{"claim_free_years_from":2},"deductible_yuan":12000}}"#;
    for (setting, place, zh, en) in [
        (twice, "/paths/yearly/ladder/0", "连续未理赔年数", "claim-free years"),
        (
            "funds.hmb.enrolment.insured_last_year_log_odds=0.5",
            "/ladder/0",
            "上年",
            "last year's members or claims",
        ),
        (
            "funds.hmb.enrolment.claim_last_year_log_odds=0.5",
            "/ladder/0",
            "上年",
            "last year's members or claims",
        ),
        (
            r#"funds.hmb.enrolment.renewal={"kind":"rate","ratio":0.8457}"#,
            "/ladder/1",
            "保持意愿",
            "keep their inclination",
        ),
        (
            r#"funds.hmb.reinsurance={"per_person_excess":{"retention_yuan":300000,"limit_yuan":500000,"premium_ratio":0.02}}"#,
            "/ladder/0",
            "单人超赔",
            "single persons",
        ),
        (r#"paths.yearly.ladder=["base"]"#, "/moves", "参保人数随价格变动", "who joins depends on the price"),
        (r#"paths.yearly.ladder=["base","price-90"]"#, "/1", "由低到高", "from low to high"),
        ("paths.yearly.moves=benefit", "/ladder/1", "价格", "at one price"),
        ("paths.yearly.review.cap_yuan=95", "/review/cap_yuan", "起始价格 100", "first price of 100.00"),
        (
            r#"revisions={"dearer":{"from":2025,"patch":{"funds":{"hmb":{"premium_yuan_per_year":105}}}}}"#,
            "/ladder/0",
            "revisions",
            "changes by date",
        ),
    ] {
        let [in_zh, in_en] = refusal(&scenario, &[setting]);
        assert!(in_en.contains(place), "{setting}: {in_en}");
        assert!(in_zh.contains(zh), "{setting}: {in_zh}");
        assert!(in_en.contains(en), "{setting}: {in_en}");
    }
    let benefits = town(home.path(), &yearly());
    let [_, en] = refusal(&benefits, &["paths.benefits.moves=price"]);
    assert!(en.contains("other benefits"), "{en}");
}

#[test]
fn a_contract_s_path_does_not_mind_what_only_the_city_product_remembers() {
    let home = tempfile::tempdir().unwrap();
    let scenario = product(home.path(), &json!({}));
    let settings = [
        r#"payers.hmb-l1.groups={"loyal":{"when":{"claim_free_years_from":2},"deductible_yuan":12000}}"#,
        r#"paths={"yearly":null,"cii":{"fund":"cii","moves":"price","review":{"target_loss_ratio":0.95}}}"#,
    ];
    let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
    let loaded = load(&Library::built_in(), scenario.to_str().unwrap(), &settings).unwrap();
    assert!(loaded.path_plans(&loaded.projection().unwrap()).is_ok());
}

#[test]
fn a_scenario_without_paths_is_told_so() {
    let (code, _, err) = done(huimin(&["path", "cii/quzhou-2016", "--lang", "en"]));
    assert_eq!(code, 2);
    assert!(err.contains("\"paths\""), "{err}");
}
