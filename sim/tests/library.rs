//! The library that is built in: every scenario is good, and settles as the worked cases say.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;

use huimin::benefit::{CareKind, Claim, HospitalLevel, InsuranceScheme, Person, Place, Residence};
use huimin::scenario::funds::FundDoc;
use huimin::scenario::library::Library;
use huimin::scenario::load::{Loaded, load};
use huimin::scenario::problem::Problems;
use huimin::scenario::switches::{SWITCHES, Switch};
use huimin::scenario::{schema, validate};
use huimin::units::Fen;
use huimin::wording::Lang;
use serde_json::Value;

const SCENARIOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios");

fn loaded(name: &str, settings: &[String]) -> Loaded {
    load(&Library::built_in(), name, settings).unwrap_or_else(|problems| panic!("{name}:\n{problems}"))
}

#[test]
fn every_scenario_of_the_library_is_good() {
    let reports = validate(&Library::built_in(), &[SCENARIOS.to_string()]);
    assert!(reports.len() > 40, "only {} files found", reports.len());
    for report in &reports {
        assert!(!report.problems.has_errors(), "{}", report.problems);
    }
}

#[test]
fn what_is_built_in_is_what_lies_under_scenarios() {
    let names = Library::built_in().names();
    let on_disk = Library::with_directory(SCENARIOS).names();
    assert_eq!(names, on_disk);
    assert!(names.contains(&"cii/quzhou-2016".to_string()));
    assert!(!names.iter().any(|name| name.contains("schema")));
}

#[test]
fn the_committed_schema_is_the_one_of_the_tables() {
    let path = Path::new(SCENARIOS).join("scenario.schema.json");
    let text = huimin::scenario::schema::to_text(&schema());
    if std::env::var_os("HUIMIN_WRITE_SCHEMA").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    assert!(committed == text, "run this test once with HUIMIN_WRITE_SCHEMA=1 and commit the file");
}

#[test]
fn every_scenario_resolves_to_one_that_loads_to_the_same() {
    let directory = tempfile::tempdir().unwrap();
    for name in Library::built_in().names() {
        let scenario = loaded(&name, &[]);
        let path = directory.path().join("resolved.json");
        std::fs::write(&path, scenario.resolved()).unwrap();
        let again = loaded(path.to_str().unwrap(), &[]);
        assert!(scenario.base() == again.base(), "{name}");
        assert_eq!(scenario.resolved(), again.resolved(), "{name}");
    }
}

#[test]
fn a_region_whose_row_lacks_cells_refuses_and_names_them() {
    let problems = loaded("cii/jiangxi", &[]).scheme().unwrap_err();
    let pointers: Vec<String> = problems.iter().map(|p| p.place.pointer.to_string()).collect();
    assert_eq!(pointers, ["/payers/cii/deductible_yuan", "/indices/urban-disposable-income/yuan"]);
    let message = problems.iter().next().unwrap().message(Lang::Zh);
    assert!(message.starts_with("scenarios/cii/jiangxi.json:"), "{message}");
    let settings =
        ["payers.cii.deductible_yuan=10000", "indices.urban-disposable-income.yuan=29000"].map(String::from);
    assert!(loaded("cii/jiangxi", &settings).scheme().is_ok());
}

/// The regions of [S4] appendix B whose row prints all that a run needs, funding per head included.
const WHOLE_ROWS: [&str; 8] = [
    "cii/gansu",
    "cii/guangxi-nanning",
    "cii/heilongjiang-haerbin",
    "cii/neimenggu",
    "cii/ningxia",
    "cii/shandong",
    "cii/xizang",
    "cii/zhejiang",
];

#[test]
fn every_region_runs_or_names_the_cells_that_are_not_printed_each_with_its_setting() {
    let names = Library::built_in().names();
    let regions: Vec<&String> =
        names.iter().filter(|name| name.starts_with("cii/") && *name != "cii/quzhou-2016").collect();
    assert_eq!(regions.len(), 30, "29 regions and the rare-disease drugs of Shandong");
    for name in regions {
        let refused = loaded(name, &[]).projection().err();
        assert_eq!(refused.is_none(), WHOLE_ROWS.contains(&name.as_str()), "{name}: {refused:?}");
        let Some(problems) = refused else { continue };
        let settings: Vec<String> = problems
            .iter()
            .map(|problem| {
                let path = problem.place.pointer.names().join(".");
                let message = problem.message(Lang::En);
                assert!(message.contains(&format!("--set {path}=VALUE")), "{message}");
                let value = match path.rsplit('.').next() {
                    Some("ratio") => "0.5",
                    Some("benchmark_yuan_per_head" | "bid_yuan_per_head") => "30.00",
                    Some("deductible_yuan") => "10000",
                    Some("up_to_yuan") => "50000",
                    Some("yuan") => "29000",
                    Some("cap_yuan") => "400000",
                    other => panic!("{name}: a cell nobody thought of: {other:?}"),
                };
                format!("{path}={value}")
            })
            .collect();
        let filled = loaded(name, &settings);
        assert!(filled.scheme().is_ok(), "{name} with {settings:?}");
        let mut unknown = Problems::new();
        for (_, fund) in filled.base().funds.iter() {
            let FundDoc::CiiContract(contract) = fund else { panic!("{name}: a book of another kind") };
            assert!(contract.contract(&mut unknown).is_some(), "{name}: {unknown}");
        }
    }
}

/// What the region's payer pays a person of one stay in a tertiary hospital.
fn region_pays(name: &str, settings: &[&str], person: &Person, place: Place, eligible: i64) -> String {
    let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
    let scheme = loaded(name, &settings).scheme().unwrap();
    let claim = Claim {
        level: HospitalLevel::Tertiary,
        place,
        ..Claim::eligible(CareKind::Inpatient, Fen::yuan(eligible))
    };
    let payer = scheme.payer("cii").unwrap();
    scheme.terms_for(person).settle(&[claim]).paid_of(0, payer).to_string()
}

#[test]
fn liaoning_takes_its_deductible_from_the_income_of_town_and_country() {
    let income = ["indices.urban-disposable-income.yuan=30000", "indices.rural-net-income.yuan=12000"];
    let rural = Person { residence: Residence::Rural, ..Person::default() };
    // town: 85,000 above 50% of 30,000: 50,000 at 50%, 35,000 at 55%
    let town = region_pays("cii/liaoning", &income, &Person::default(), Place::Local, 100_000);
    assert_eq!(town, "44250.00");
    // country: 92,800 above 60% of 12,000, at 50%
    assert_eq!(region_pays("cii/liaoning", &income, &rural, Place::Local, 100_000), "46400.00");
}

#[test]
fn jiangxi_pays_by_hospital_less_on_referral_and_at_most_six_incomes() {
    let settings = ["payers.cii.deductible_yuan=10000", "indices.urban-disposable-income.yuan=20000"];
    let pays = |place, eligible| region_pays("cii/jiangxi", &settings, &Person::default(), place, eligible);
    assert_eq!(pays(Place::Local, 60_000), "40000.00", "80% of 50,000");
    assert_eq!(pays(Place::Referred, 60_000), "35000.00", "70% of 50,000");
    assert_eq!(pays(Place::Local, 300_000), "120000.00", "6 x 20,000");
}

#[test]
fn the_second_class_of_harbin_is_paid_half_of_what_lies_above_the_deductible() {
    let scenario = loaded("cii/heilongjiang-haerbin", &[]);
    let projection = scenario.projection().unwrap();
    let at = scenario.designs.iter().position(|design| design.name == "second-class").unwrap();
    let scheme = &projection.designs()[at].last().scheme;
    let payer = scheme.payer("cii").unwrap();
    let claims = [Claim::eligible(CareKind::Inpatient, Fen::yuan(100_000))];
    let paid = |person: &Person| scheme.terms_for(person).settle(&claims).paid_of(0, payer).to_string();
    assert_eq!(paid(&Person::default()), "43000.00", "half of 86,000");
    let employee = Person { scheme: InsuranceScheme::Employee, ..Person::default() };
    assert_eq!(paid(&employee), "0.00", "a region pays residents");
}

#[test]
fn a_city_that_is_not_in_the_library_is_one_file_with_its_own_people_contract_and_product() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/examples/new-city.json");
    let city = loaded(path, &[]);
    assert!(!Library::built_in().names().iter().any(|name| name.contains("lishui")));
    let projection = city.projection().unwrap();
    let heads = |scheme| projection.people().scheme_at_year_end(scheme, huimin::units::Year(2022)).0;
    let insured = heads(InsuranceScheme::Employee) + heads(InsuranceScheme::Resident);
    assert!((insured - 2_400_000).abs() < 50, "{insured}");
    let base = &projection.designs()[0];
    let base = base.in_year(projection.years()[0]);
    assert_eq!((base.cii.len(), base.hmb.len()), (1, 1), "both books of the city run together");
}

const ALL_LAYERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/all_layers.json");

const SURVEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/survey.json");

/// The scenario on which a switch is tried.
fn scenario_of(switch: &Switch) -> &'static str {
    if switch.name.starts_with("renewal.") {
        return SURVEY;
    }
    if switch.name.starts_with("review.") {
        return "paths/quzhou-review";
    }
    let of_layers = ["hmb.", "aid.", "payer."].iter().any(|start| switch.name.starts_with(start));
    if of_layers { ALL_LAYERS } else { "cii/quzhou-2016" }
}

fn reading_of(scenario: &Loaded, switch: &Switch) -> Option<String> {
    let readings = scenario.readings();
    readings.into_iter().find(|reading| reading.switch.name == switch.name).map(|reading| reading.chosen)
}

#[test]
fn every_reading_of_every_switch_can_be_set_is_told_back_and_no_other() {
    for switch in SWITCHES {
        let name = scenario_of(switch);
        for reading in switch.readings.iter().filter(|reading| !reading.contains(" to ")) {
            let set = loaded(name, &[format!("{}={reading}", switch.name)]);
            assert_eq!(reading_of(&set, switch).as_deref(), Some(*reading), "{}", switch.name);
        }
        assert!(
            load(&Library::built_in(), name, &[format!("{}=neither", switch.name)]).is_err(),
            "{}",
            switch.name
        );
    }
}

#[test]
fn the_default_of_a_switch_equals_an_omitted_key() {
    // [S1] Art. 5 alone knows the tele-consultation: a payer that does not name it leaves it out
    for switch in SWITCHES.iter().filter(|switch| switch.name != "cii.tele_consult") {
        let (name, Some(default)) = (scenario_of(switch), switch.default) else { continue };
        let written = loaded(name, &[format!("{}={default}", switch.name)]);
        let omitted = loaded(name, &[format!("{}=null", switch.name)]);
        assert!(written.base() == omitted.base(), "{}", switch.name);
        assert_eq!(written.resolved(), omitted.resolved(), "{}", switch.name);
    }
}

#[test]
fn a_switch_of_a_payer_that_is_not_there_makes_no_half_a_payer() {
    let settings = ["cii.cap_on=eligible".to_string()];
    let problems = load(&Library::built_in(), "hmb/shandong/zibo", &settings).unwrap_err();
    assert!(problems.iter().next().unwrap().message(Lang::En).contains("cii.cap_on=eligible"));
}

#[test]
fn a_directory_stands_before_the_built_in_library() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("cii")).unwrap();
    let file = directory.path().join("cii/henan.json");
    std::fs::write(
        &file,
        r#"{"extends": "cii/hubei", "title": "mine", "payers": {"cii": {"cap_yuan": null}}}"#,
    )
    .unwrap();
    let library = Library::with_directory(directory.path());
    let mine = load(&library, "cii/henan", &[]).unwrap();
    assert_eq!(mine.base().title.en, "mine");
    assert!(library.names().contains(&"cii/hubei".to_string()));
}

/// The settlements of the worked cases, each through the library's own file.
#[test]
fn the_worked_cases_settle_from_the_library_to_the_fen() {
    let cases: Value = serde_json::from_str(include_str!("data/cases.json")).unwrap();
    let cases = cases["cases"].as_array().unwrap();
    let settlements: Vec<&Value> = cases.iter().filter(|case| case["kind"] == "settle").collect();
    assert!(settlements.len() > 30);
    for case in settlements {
        let set = case["set"].as_object().unwrap();
        let settings: Vec<String> =
            set.iter().map(|(path, value)| format!("{path}={}", value.as_str().unwrap())).collect();
        let name = case["scheme"].as_str().unwrap();
        let scheme = loaded(name, &settings).scheme().unwrap();
        let person = Person {
            scheme: match case["person"]["scheme"].as_str() {
                Some("employee") => InsuranceScheme::Employee,
                _ => InsuranceScheme::Resident,
            },
            topup_paid: case["person"]["topup_paid"].as_bool().unwrap_or(false),
            ..Person::default()
        };
        let claim = |claim: &Value| {
            let word = claim["kind"].as_str().unwrap();
            let kind = CareKind::ALL.into_iter().find(|kind| kind.key() == word).unwrap();
            Claim::eligible(kind, Fen::parse_yuan(claim["eligible_yuan"].as_str().unwrap()).unwrap())
        };
        let claims: Vec<Claim> = case["claims"].as_array().unwrap().iter().map(claim).collect();
        let settlement = scheme.terms_for(&person).settle(&claims);
        let payer = scheme.payer(case["expect"]["payer"].as_str().unwrap()).unwrap();
        let paid: Vec<String> =
            (0..claims.len()).map(|claim| settlement.paid_of(claim, payer).to_string()).collect();
        let expected: Vec<&str> =
            case["expect"]["by_claim_yuan"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(paid, expected, "{}", case["id"]);
    }
}
