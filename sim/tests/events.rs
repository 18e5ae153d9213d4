//! The events of the library on a small town: which way each moves the figures, and by how much.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::fs;

use huimin::fund::CiiYearInput;
use huimin::random::Seeds;
use huimin::scenario::library::Library;
use huimin::scenario::load::{Loaded, load};
use huimin::scenario::validate;
use huimin::scenario::world::WorldDoc;
use huimin::units::{Fen, Heads, Trial, Year};
use serde_json::Value;

/// Enough where the same draws stand behind both sides, and where chance must average out.
const FEW: u64 = 4;
const MANY: u64 = 30;
/// The bills of a year that events on drugs leave alone.
const STAYS: [&str; 4] =
    ["admissions_employee", "admissions_resident", "cost_employee_fen", "cost_resident_fen"];

fn good<T>(result: Result<T, impl std::fmt::Display>) -> T {
    result.unwrap_or_else(|problems| panic!("{problems}"))
}

/// The town without designs, with settings.
fn town(settings: &[&str]) -> Loaded {
    let home = tempfile::tempdir().unwrap();
    let path = common::town(home.path());
    let settings: Vec<String> = ["designs=null"].iter().chain(settings).map(ToString::to_string).collect();
    good(load(&Library::built_in(), path.to_str().unwrap(), &settings))
}

fn with(scenario: &Loaded, events: &[&str]) -> Loaded {
    events
        .iter()
        .fold(scenario.clone(), |scenario, event| good(scenario.with_event(&Library::built_in(), event)))
}

/// The sums over all trials, by year and column.
struct Sums {
    columns: Vec<String>,
    years: Vec<Vec<i64>>,
}

impl Sums {
    fn of(scenario: &Loaded) -> Sums {
        Sums::over(FEW, scenario)
    }

    fn over(trials: u64, scenario: &Loaded) -> Sums {
        let projection = good(scenario.projection());
        let columns: Vec<String> = projection.columns().iter().map(|column| column.key.clone()).collect();
        let mut years = vec![vec![0; columns.len()]; projection.years().len()];
        let mut scratch = projection.scratch();
        for trial in 0..trials {
            projection.run_trial(Trial(trial), &mut scratch, |_, y, values| {
                years[y].iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
            });
        }
        Sums { columns, years }
    }

    fn get(&self, year: usize, key: &str) -> i64 {
        self.years[year][self.columns.iter().position(|column| column == key).expect(key)]
    }

    fn more_than(&self, other: &Sums, year: usize, key: &str) -> i64 {
        self.get(year, key) - other.get(year, key)
    }

    fn ratio_to(&self, other: &Sums, year: usize, key: &str) -> f64 {
        self.get(year, key) as f64 / other.get(year, key) as f64
    }

    fn heads(&self, year: usize) -> f64 {
        (self.get(year, "heads_employee") + self.get(year, "heads_resident")) as f64
    }
}

#[test]
fn every_event_of_the_library_is_sound_and_names_its_source() {
    let events = Library::built_in().events();
    assert!(events.len() >= 13, "{events:?}");
    for report in validate(&Library::built_in(), &events) {
        assert!(report.problems.is_empty(), "{}:\n{}", report.name, report.problems);
        let file = format!("{}/../scenarios/{}.json", env!("CARGO_MANIFEST_DIR"), report.name);
        let json: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        for key in ["title", "purpose", "source"] {
            assert!(json.get(key).is_some(), "{} has no {key}", report.name);
        }
    }
}

/// 28 drugs x 3 per 100,000 x 80,000 yuan = 67.20 yuan a head, 15 drugs 36.00. Some 280 and 790 users
/// are drawn, so the error of a mean cost is near 6% and 4%; the bounds are 4 errors.
#[test]
fn listed_drugs_cost_what_users_times_price_come_to_and_move_no_other_draw() {
    let base = town(&[]);
    let (plain, listed) =
        (Sums::over(MANY, &base), Sums::over(MANY, &with(&base, &["special-drug-listing"])));
    assert_eq!(plain.years[0], listed.years[0], "nothing is listed in 2016");
    for (year, per_head, bound) in [(1, 36.0, 0.25), (2, 103.2, 0.16)] {
        let found = listed.more_than(&plain, year, "other_cost_fen") as f64 / 100.0 / listed.heads(year);
        assert!((found / per_head - 1.0).abs() < bound, "{found} yuan per head, not {per_head}");
        assert!(listed.more_than(&plain, year, "cii_claims_fen") > 0);
        for key in STAYS.iter().chain(&["bmi_employee_fen", "bmi_resident_fen", "bmi_other_fen"]) {
            assert_eq!(listed.get(year, key), plain.get(year, key), "{key}");
        }
    }
}

#[test]
fn events_add_their_own_cost_and_move_nothing_of_each_other() {
    let base = town(&[]);
    let sums = |events: &[&str]| Sums::of(&with(&base, events));
    let (plain, listed) = (sums(&[]), sums(&["special-drug-listing"]));
    let (digested, both) =
        (sums(&["catalogue-digest@2016"]), sums(&["special-drug-listing", "catalogue-digest@2016"]));
    for year in 0..3 {
        let cost = |sums: &Sums| sums.more_than(&plain, year, "other_cost_fen");
        assert_eq!(cost(&both), cost(&digested) + cost(&listed));
    }
}

#[test]
fn a_therapy_outside_every_list_is_borne_by_whoever_names_it() {
    let base = town(&[]);
    let payer = r#"payers.therapy={"order": 40, "kind": "per_year", "counts": ["special_drug"], "drugs": ["car-t"],
        "eligible": {"self_pay": "out", "above_bmi_cap": "out", "unlisted_own_expense": "in"},
        "deductible_yuan": 0, "tiers": {"all": {"ratio": 1}}}"#;
    let named = town(&[payer]);
    let (plain, launched) = (Sums::over(MANY, &base), Sums::over(MANY, &with(&named, &["car-t@2016"])));
    let mut cost = 0;
    for year in 0..3 {
        let more = launched.more_than(&plain, year, "other_cost_fen");
        assert_eq!(launched.get(year, "paid_therapy_fen"), more);
        assert_eq!(launched.get(year, "cii_claims_fen"), plain.get(year, "cii_claims_fen"));
        assert_eq!(launched.get(year, "patient_fen"), plain.get(year, "patient_fen"));
        cost += more;
    }
    assert!(cost > 0, "somebody is treated");
}

#[test]
fn volume_purchase_and_payment_by_group_lower_the_cost_of_a_stay_by_their_size() {
    let base = town(&["term.years=2"]);
    let plain = Sums::of(&base);
    let cheaper = Sums::of(&with(&base, &["volume-purchase@2017"]));
    let grouped = Sums::of(&with(&base, &["drg@2017"]));
    let both = Sums::of(&with(&base, &["volume-purchase@2017", "drg@2017"]));
    for key in ["cost_employee_fen", "cost_resident_fen"] {
        assert_eq!(cheaper.get(0, key), plain.get(0, key));
        for (event, size) in [(&cheaper, 0.952), (&grouped, 0.87), (&both, 0.952 * 0.87)] {
            let found = event.ratio_to(&plain, 1, key);
            assert!((found - size).abs() < 1e-6, "{key}: {found} and not {size}");
            assert_eq!(event.get(1, "admissions_resident"), plain.get(1, "admissions_resident"));
        }
    }
    let in_policy =
        |sums: &Sums| sums.get(1, "in_policy_resident_fen") as f64 / sums.get(1, "cost_resident_fen") as f64;
    assert!((in_policy(&cheaper) - in_policy(&plain)).abs() < 1e-3, "the parts keep their shares");
    let own = |sums: &Sums| 1.0 - in_policy(sums);
    assert!(own(&grouped) > own(&plain) * 1.03, "more of a stay is own expense");
    assert!(cheaper.get(1, "cii_claims_fen") < plain.get(1, "cii_claims_fen"));
}

/// 300,000 x (1 - 0.601) = 119,700, for the same users.
#[test]
fn a_negotiated_drug_costs_39_9_per_cent_and_moves_to_the_basic_insurance() {
    let base = town(&["term.years=2", "payers.cii.deductible_yuan=5000"]);
    let plain = Sums::over(MANY, &base);
    let before = Sums::over(MANY, &with(&base, &["negotiation@2017"])); // agreed in 2018
    let agreed = Sums::over(MANY, &with(&base, &["negotiation@2016"])); // agreed in 2017
    let cost = |sums: &Sums| sums.more_than(&plain, 1, "other_cost_fen") as f64;
    assert!(cost(&before) > 0.0);
    assert!((cost(&agreed) / cost(&before) - 0.399).abs() < 1e-6);
    assert_eq!(before.get(1, "bmi_other_fen"), plain.get(1, "bmi_other_fen"));
    assert_eq!(before.get(1, "cii_claims_fen"), plain.get(1, "cii_claims_fen"));
    assert!(agreed.get(1, "bmi_other_fen") > plain.get(1, "bmi_other_fen"));
    assert!(agreed.get(1, "cii_claims_fen") > plain.get(1, "cii_claims_fen"));
    assert!(agreed.more_than(&plain, 1, "patient_fen") < before.more_than(&plain, 1, "patient_fen"));
}

#[test]
fn provincial_drugs_leave_the_basic_insurance_at_40_40_and_20_per_cent() {
    let base = town(&["term.first_year=2018", "term.years=1"]);
    let plain = Sums::of(&base);
    // the same year 2018 under the event begun in 2018, 2017, 2016, 2015
    let bmi = [2018, 2017, 2016, 2015].map(|year| {
        let begun = Sums::of(&with(&base, &[&format!("catalogue-digest@{year}")]));
        (begun.more_than(&plain, 0, "other_cost_fen"), begun.more_than(&plain, 0, "bmi_other_fen"))
    });
    assert!(bmi.iter().all(|(cost, _)| *cost == bmi[0].0), "the same drugs at the same price");
    for ((_, paid), share) in bmi.iter().zip([1.0, 0.6, 0.2, 0.0]) {
        let found = *paid as f64 / bmi[0].1 as f64;
        assert!((found - share).abs() < 0.01, "{found} and not {share}");
    }
}

#[test]
fn outpatient_pooling_changes_the_terms_and_no_figure_of_a_run() {
    let base = town(&["term.years=1"]);
    let pooled = with(&base, &["outpatient-pooling@2016"]);
    assert_ne!(base.scheme().unwrap(), pooled.scheme().unwrap());
    assert_eq!(Sums::of(&base).years, Sums::of(&pooled).years);
}

/// The same random numbers stand behind both, so the ratio of some 50,000 admissions is within 1%.
#[test]
fn a_pandemic_and_a_severe_epidemic_last_one_year_with_their_sizes() {
    let base = town(&["term.years=2"]);
    let plain = Sums::over(MANY, &base);
    let pandemic = Sums::over(MANY, &with(&base, &["pandemic@2016"]));
    for key in ["admissions_employee", "admissions_resident"] {
        let found = pandemic.ratio_to(&plain, 0, key);
        assert!((found - 0.87).abs() < 0.01, "{key}: {found}");
    }
    for key in STAYS.iter().chain(&["other_cost_fen", "cii_claims_fen"]) {
        assert_eq!(pandemic.get(1, key), plain.get(1, key), "the next year is as ever");
    }
    let twice = Sums::over(MANY, &with(&base, &["pandemic@2016", "pandemic@2017"]));
    assert_eq!(twice.get(0, "other_cost_fen"), pandemic.get(0, "other_cost_fen"));
    let again = twice.ratio_to(&plain, 1, "admissions_resident");
    assert!((again - 0.87).abs() < 0.01, "the second does not take the place of the first: {again}");
    let young = ["0", "1-4", "5-9", "10-14", "15-19", "20-24", "25-29", "30-34", "35-39", "40-44", "45-49"];
    let gone: Vec<String> =
        young.iter().chain(&["50-54", "55-59"]).map(|band| format!("city.heads.{band}=null")).collect();
    let mut settings: Vec<&str> = gone.iter().map(String::as_str).collect();
    settings.extend(["term.years=1", "illness.yearly_care=null"]); // nobody is in service
    let old = town(&settings);
    let (calm, ill) = (Sums::over(MANY, &old), Sums::over(MANY, &with(&old, &["severe-epidemic@2016"])));
    let found = ill.ratio_to(&calm, 0, "admissions_resident");
    assert!((found - 1.2).abs() < 0.01, "{found}");
    let severe = Sums::over(MANY, &with(&base, &["severe-epidemic@2016"]));
    let found = severe.ratio_to(&plain, 0, "admissions_resident");
    assert!(1.05 < found && found < 1.12, "{found}: those from 60 on are about two fifths of the admitted");
}

#[test]
fn a_cost_trend_multiplies_every_bill() {
    let base = town(&["term.years=2", "world.frequency.trend_per_year=0"]);
    let plain = Sums::of(&base);
    for (event, trend) in
        [("cost-trend-low", 1.1208), ("cost-trend-middle", 1.1512), ("cost-trend-high", 1.1816)]
    {
        let dearer = Sums::of(&with(&base, &[event]));
        assert_eq!(dearer.years[0], plain.years[0], "the base year is the level");
        let found = dearer.ratio_to(&plain, 1, "cost_resident_fen");
        assert!((found - trend / 1.016).abs() < 1e-6, "{event}: {found}");
        let leveraged = dearer.ratio_to(&plain, 1, "cii_claims_fen");
        assert!(leveraged > found, "the deductible leverages the trend: {leveraged}");
    }
}

#[test]
fn without_review_no_revision_holds() {
    let base = town(&[
        r#"revisions={"lower": {"from": 2017, "patch": {"payers": {"cii": {"deductible_yuan": 9000}}}}}"#,
    ]);
    let frozen = with(&base, &["no-review"]);
    assert_ne!(base.scheme_in(Some(Year(2018))).unwrap(), base.scheme().unwrap());
    assert_eq!(frozen.scheme_in(Some(Year(2018))).unwrap(), frozen.scheme().unwrap());
}

#[test]
fn an_event_that_would_redraw_the_world_cannot_be_dated() {
    let refused = town(&[]).with_event(&Library::built_in(), "cost-trend-low@2017").unwrap_err();
    let message = refused.iter().next().unwrap().message(huimin::wording::Lang::En);
    assert!(message.contains("\"world\""), "{message}");
    assert!(town(&[]).with_event(&Library::built_in(), "car-z").is_err());
}

#[test]
fn an_event_may_stand_in_the_place_of_a_stress() {
    let base = town(&["term.years=1"]);
    let stressed = good(base.under_any_stress(&Library::built_in(), "volume-purchase@2016"));
    assert_eq!(Sums::of(&stressed).years, Sums::of(&with(&base, &["volume-purchase@2016"])).years);
    assert!(base.under_any_stress(&Library::built_in(), "nothing-like-it").is_err());
}

/// J02: three years without a new price while the claims of the layer grow by 20% a year: 90%, 108%,
/// 129.6% of the income, through a year of the contract's own account each.
#[test]
fn j02_three_years_without_review_take_the_loss_ratio_from_90_to_129_6_per_cent() {
    let scenario = town(&[
        "world.severity.trend_per_year=0.2",
        "world.severity.trend_sd=0",
        "world.severity.year_sd=0",
        "world.severity.parameter_sd=0",
        "funds.cii.topup_yuan_per_month=0",
    ]);
    let contract = scenario.projection().unwrap().designs()[0].first().cii[0].contract;
    let world = scenario.base().world.as_ref().unwrap().world(Year(2016), Heads(1_000_000));
    let years = [Year(2016), Year(2017), Year(2018)];
    let mut account = huimin::fund::CiiAccount::new(contract, Fen::ZERO).unwrap();
    let heads = Heads(1_000_000);
    let first = (contract.bid * heads).0 as f64 * 0.9;
    for (factor, expected) in world.draw(&Seeds::all(1), Trial(0), &years).iter().zip([0.9, 1.08, 1.296]) {
        #[expect(clippy::cast_possible_truncation, reason = "whole fen")]
        let claims = Fen((first * factor.levels[0].severity).round() as i64);
        let year = account.settle_year(&CiiYearInput {
            heads_prev_year_end: heads,
            claims,
            ..CiiYearInput::default()
        });
        let ratio = year.claims.0 as f64 / year.income.0 as f64;
        assert!((ratio - expected).abs() < 1e-9, "{ratio}");
    }
}

/// J01: bills of 40,000 and 100,000 under a deductible of 20,000: 12.08% more cost is 16.912% more
/// above it, 15% is 21%, 18.16% is 25.424%.
#[test]
fn j01_a_trend_before_the_deductible_is_leveraged_by_it() {
    use huimin::benefit::{CareKind, Claim, Person};
    for (trend, expected) in [("0.1208", 0.169_12), ("0.15", 0.21), ("0.1816", 0.254_24)] {
        let scenario = town(&[
            &format!("world.severity.trend_per_year={trend}"),
            "world.severity.trend_sd=0",
            "world.severity.year_sd=0",
            "world.severity.parameter_sd=0",
            "payers.cii.cap_yuan=null",
            r#"payers.cii.tiers={"to-120000": null, "above-120000": {"ratio": 1}}"#,
        ]);
        let world = scenario.base().world.as_ref().unwrap().world(Year(2016), Heads(1_000_000));
        let terms = scenario.scheme().unwrap().terms_for(&Person::default());
        let paid = |severity: f64| -> i64 {
            [4_000_000.0, 10_000_000.0]
                .map(|cost: f64| {
                    #[expect(clippy::cast_possible_truncation, reason = "whole fen")]
                    let bill = Fen((cost * severity).round() as i64);
                    let settled = terms.settle(&[Claim::eligible(CareKind::Inpatient, bill)]);
                    settled.paid(1).0
                })
                .iter()
                .sum()
        };
        let factors = world.draw(&Seeds::all(1), Trial(0), &[Year(2016), Year(2017)]);
        let growth =
            paid(factors[1].levels[0].severity) as f64 / paid(factors[0].levels[0].severity) as f64 - 1.0;
        assert!((growth - expected).abs() < 1e-9, "{trend}: {growth}");
    }
}

#[test]
fn z06_fragmented_information_widens_the_error_of_the_parameters_alone() {
    let base = town(&[]);
    let (known, fragmented) = (base.base(), with(&base, &["fragmented-information"]));
    let (Some(known), Some(fragmented)) = (&known.world, &fragmented.base().world) else { panic!("a world") };
    let ratio = |of: fn(&WorldDoc) -> f64| of(fragmented) / of(known);
    assert!((ratio(|it| it.frequency.parameter_sd) - 1.5).abs() < 1e-12);
    assert!((ratio(|it| it.severity.parameter_sd) - 1.5).abs() < 1e-12);
    let trends = |it: &WorldDoc| (it.frequency.trend_per_year, it.severity.trend_per_year);
    assert_eq!(trends(known), trends(fragmented));
}

#[test]
fn z07_control_of_claims_takes_its_part_off_every_bill_and_admits_the_same_people() {
    let base = town(&[]);
    let (free, controlled) = (Sums::of(&base), Sums::of(&with(&base, &["claims-control"])));
    for year in 0..3 {
        for key in ["cost_employee_fen", "cost_resident_fen"] {
            assert!((controlled.ratio_to(&free, year, key) - 0.95).abs() < 1e-6, "{key}");
        }
        assert_eq!(controlled.get(year, "admissions_resident"), free.get(year, "admissions_resident"));
        assert!(controlled.get(year, "cii_claims_fen") < free.get(year, "cii_claims_fen"));
    }
}

#[test]
fn z08_of_what_the_unaware_are_entitled_to_nine_tenths_are_paid() {
    let base = town(&[]);
    let (all, some) = (Sums::of(&base), Sums::of(&with(&base, &["low-awareness"])));
    for year in 0..3 {
        assert_eq!(some.get(year, "cost_resident_fen"), all.get(year, "cost_resident_fen"));
        // who reaches the cap reaches it all the same, so a little more than 0.9
        let paid = some.ratio_to(&all, year, "cii_claims_fen");
        assert!((0.9..0.93).contains(&paid), "{paid}");
    }
}
