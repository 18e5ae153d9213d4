//! `huimin population`: the tables as programs read them, and what stands on the console.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use common::{done, huimin, names};
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::{Value, json};

/// A city of 12,000 people that ages, with states of health.
fn city(home: &Path) -> PathBuf {
    let scenario = json!({
        "extends": "cities/national",
        "title": { "zh": "小城", "en": "A small city" },
        "city": {
            "heads": null,
            "base_year": 2020,
            "census": { "area": "浙江", "insured": 12_000, "employee_share": 0.4 },
            "dynamics": "cohort",
            "aid_share": { "resident": 0.05 },
            "districts": { "kecheng": { "share": 0.6 }, "qujiang": { "share": 0.4 } },
            "households": { "mean_size": 2.33 }
        },
        "term": { "first_year": 2021, "years": 3 },
        "run": { "seed": 5 }
    });
    let path = home.join("city.json");
    fs::write(&path, scenario.to_string()).unwrap();
    path
}

/// Runs the verb with `--lang en` and further words; exit code, standard output, standard error.
fn population(scenario: &Path, words: &[&str]) -> (i32, String, String) {
    let mut arguments = vec!["population", scenario.to_str().unwrap(), "--lang", "en"];
    arguments.extend(words);
    done(huimin(&arguments))
}

/// The rows of a CSV table by the keys of its head.
fn csv_rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let bytes = fs::read(path).unwrap();
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(text);
    reader.deserialize().map(Result::unwrap).collect()
}

/// The same rows of a Parquet table.
fn parquet_rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let reader = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    let rows = reader.get_row_iter(None).unwrap().map(Result::unwrap);
    rows.map(|row| {
        let cell = |(key, field): (&String, &parquet::record::Field)| {
            let text = match field {
                parquet::record::Field::Str(text) => text.clone(),
                other => other.to_string(),
            };
            (key.clone(), text)
        };
        row.get_column_iter().map(cell).collect()
    })
    .collect()
}

#[test]
fn both_formats_read_back_as_the_same_tables_and_the_same_seed_gives_the_same_bytes() {
    let home = tempfile::tempdir().unwrap();
    let scenario = city(home.path());
    let out = |name: &str| home.path().join(name);
    for (folder, format) in [("a", "csv"), ("b", "csv"), ("c", "parquet"), ("d", "parquet")] {
        let (code, text, errors) =
            population(&scenario, &["--format", format, "--out", out(folder).to_str().unwrap()]);
        assert_eq!(code, 0, "{errors}");
        assert!(text.contains("Synthetic people"), "{text}");
    }
    for table in ["persons", "households"] {
        let file = |folder: &str, ending: &str| out(folder).join(format!("{table}.{ending}"));
        assert_eq!(fs::read(file("a", "csv")).unwrap(), fs::read(file("b", "csv")).unwrap());
        assert_eq!(fs::read(file("c", "parquet")).unwrap(), fs::read(file("d", "parquet")).unwrap());
        assert_eq!(csv_rows(&file("a", "csv")), parquet_rows(&file("c", "parquet")), "{table}");
    }
    assert_eq!(
        names(&out("a")),
        ["households.csv", "manifest.json", "persons.csv", "scenario.resolved.json"]
    );
    let manifest: Value = serde_json::from_slice(&fs::read(out("c").join("manifest.json")).unwrap()).unwrap();
    assert!(manifest["synthetic"]["zh"].as_str().unwrap().starts_with("合成人群"));
    assert_eq!(manifest["columns"]["nonfood_yuan_per_year"]["unit"], "yuan");
    assert_eq!(manifest["whole"], true);
    assert_eq!(manifest["seed"], 5);
}

#[test]
fn households_list_their_members_and_share_what_belongs_to_a_household() {
    let home = tempfile::tempdir().unwrap();
    let scenario = city(home.path());
    let out = home.path().join("people");
    for year in ["2021", "2023"] {
        let words = ["--format", "csv", "--year", year, "--force", "--out", out.to_str().unwrap()];
        assert_eq!(population(&scenario, &words).0, 0);
        let persons = csv_rows(&out.join("persons.csv"));
        let households = csv_rows(&out.join("households.csv"));
        let by_id: BTreeMap<&String, &BTreeMap<String, String>> =
            households.iter().map(|it| (&it["household_id"], it)).collect();
        assert_eq!(by_id.len(), households.len(), "a household is listed twice");
        let mut members: BTreeMap<&String, Vec<&BTreeMap<String, String>>> = BTreeMap::new();
        for person in &persons {
            assert_eq!(person["year"], year);
            members.entry(&person["household_id"]).or_default().push(person);
        }
        assert_eq!(members.len(), households.len());
        for (id, members) in members {
            let household = by_id[id];
            assert_eq!(household["household_size"], members.len().to_string());
            let adults = members.iter().filter(|it| it["age"].parse::<u32>().unwrap() >= 18).count();
            assert!(adults >= 1, "household {id} has no adult");
            assert_eq!(household["adults"], adults.to_string());
            for key in ["district", "settlement", "income_band", "household_size", "nonfood_yuan_per_year"] {
                assert!(members.iter().all(|it| it[key] == household[key]), "{key} of household {id}");
            }
            if members.iter().any(|it| it["medical_aid"] == "true") {
                assert!(household["income_band"].as_str() <= "2", "aid in band {}", household["income_band"]);
            }
        }
    }
}

#[test]
fn the_console_holds_the_margins_against_the_scenario() {
    let home = tempfile::tempdir().unwrap();
    let scenario = city(home.path());
    let (code, text, _) = population(&scenario, &[]);
    assert_eq!(code, 0);
    for word in
        ["kecheng", "60.00%", "employees in service", "2.330", "1 (poorest)", "village", "of residents"]
    {
        assert!(text.contains(word), "no {word} in:\n{text}");
    }
    let (code, text, _) = done(huimin(&["population", scenario.to_str().unwrap(), "--lang", "zh"]));
    assert_eq!(code, 0);
    assert!(text.contains("合成人群") && text.contains("在职职工") && text.contains("收入五等份"), "{text}");
}

/// The city in which three in ten of those at 40 and over have cancer.
fn ill_city(home: &Path) -> PathBuf {
    let scenario = city(home);
    let mut text: Value = serde_json::from_slice(&fs::read(&scenario).unwrap()).unwrap();
    text["illness"]["health"] = json!({ "cancer": { "years": 5, "listed": true, "prevalence": {
        "0": { "from_age": 0, "male_share": 0, "female_share": 0 },
        "40": { "from_age": 40, "male_share": 0.3, "female_share": 0.3 } } } });
    fs::write(&scenario, text.to_string()).unwrap();
    scenario
}

/// The numbers of a line of the margins below a group: in the table, share, the scenario's, error; as printed
/// without `%`, `±` and commas.
fn margin(text: &str, group: &str, line: &str) -> Vec<f64> {
    let below = text.split_once(group).unwrap_or_else(|| panic!("no {group} in {text}")).1;
    let found = below.lines().find(|it| it.trim_start().starts_with(line));
    let rest = found.unwrap_or_else(|| panic!("no {line} in {below}")).trim_start()[line.len()..].to_owned();
    let number = |word: &str| word.replace(['%', '±', ','], "").parse().unwrap();
    rest.split_whitespace().map(number).collect()
}

#[test]
fn health_and_consumption_have_margins_with_their_errors() {
    let home = tempfile::tempdir().unwrap();
    let scenario = ill_city(home.path());
    for year in ["2021", "2023"] {
        let (code, text, errors) = population(&scenario, &["--year", year]);
        assert_eq!(code, 0, "{errors}");
        let mut lines = vec![margin(&text, "state of health", "cancer")];
        lines.extend((2..=5).map(|band| margin(&text, "consumption", &band.to_string())));
        // 4.9 standard errors: a false alarm of 1e-6 each; one part in ten is 4.5 to 12 of them, a quarter 11 and more
        for line in lines {
            let [_, found, expected, se] = line[..] else { panic!("{line:?}") };
            assert!(se > 0.0 && (found - expected).abs() < 4.9 * se, "{year}: {line:?}");
            assert!(
                (found - 1.25 * expected).abs() > 4.9 * se,
                "{year}: a quarter more would pass: {line:?}"
            );
        }
    }
}

#[test]
fn people_stand_against_what_the_scenario_states_and_later_against_nothing_that_no_law_gives() {
    let home = tempfile::tempdir().unwrap();
    let scenario = city(home.path());
    let (_, text, _) = population(&scenario, &[]);
    let status = |line: &str| margin(&text, "insurance status", line);
    // employee_share 0.4; retired_share by default 0.269
    assert_eq!(status("members of the employee scheme")[2..], [40.0]);
    assert_eq!(status("the retired, of the employee scheme")[2..], [26.9]);
    // growth, and the cohort that retires within a year, move the shares by less than three points
    for line in ["members of the employee scheme", "the retired, of the employee scheme"] {
        let [_, found, expected, ..] = status(line)[..] else { panic!("{text}") };
        assert!((found - expected).abs() < 3.0, "{line}: {found} for {expected}");
    }
    assert!(text.contains("end of 2020"), "{text}");
    let (_, text, _) = population(&scenario, &["--year", "2023"]);
    for (group, line) in
        [("insurance status", "employees in service"), ("household size", "1"), ("sex (", "male")]
    {
        assert_eq!(margin(&text, group, line).len(), 2, "{group} in {text}");
    }
    assert!(text.contains("the year is not the first"), "{text}");
    // districts are drawn by household in every year
    assert_eq!(margin(&text, "district", "kecheng")[2..3], [60.0]);
}

#[test]
fn states_of_health_have_columns_of_their_own() {
    let home = tempfile::tempdir().unwrap();
    let scenario = ill_city(home.path());
    let mut states = Vec::new();
    for year in ["2021", "2022"] {
        let out = home.path().join(year);
        let words = ["--format", "csv", "--year", year, "--out", out.to_str().unwrap()];
        let (code, _, errors) = population(&scenario, &words);
        assert_eq!(code, 0, "{errors}");
        let rows = csv_rows(&out.join("persons.csv"));
        assert!(
            rows.iter()
                .filter(|it| it["health_state"] == "cancer")
                .all(|it| it["age"].parse::<u32>().unwrap() >= 40)
        );
        let old = rows.iter().filter(|it| it["age"].parse::<u32>().unwrap() >= 41);
        let (n, ill) = old.fold((0.0, 0.0), |(n, ill), it| {
            (n + 1.0, ill + f64::from(u8::from(it["health_state"] == "cancer")))
        });
        // about 6,500 persons: standard error 0.6%; 4.4 of them are a false alarm of 1e-5
        assert!((ill / n - 0.3_f64).abs() < 4.4 * (0.21_f64 / n).sqrt(), "{ill} of {n}");
        let of: BTreeMap<String, (String, String)> = rows
            .into_iter()
            .map(|it| (it["person_id"].clone(), (it["health_state"].clone(), it["pre_existing"].clone())))
            .collect();
        states.push(of);
    }
    let still = states[1].iter().filter(|(id, it)| it.1 == "true" && states[0].contains_key(*id)).count();
    assert!(still > 500, "few keep their disease: {still}");
    for (id, (state, pre_existing)) in &states[1] {
        if let Some((before, was)) = states[0].get(id).filter(|_| pre_existing == "true") {
            assert!(before == state && was == "true", "a disease of {id} began after the term did");
        }
    }
}

#[test]
fn a_limit_takes_whole_households_and_no_more_persons() {
    let home = tempfile::tempdir().unwrap();
    let scenario = city(home.path());
    let out = home.path().join("some");
    let words = ["--format", "csv", "--limit", "500", "--out", out.to_str().unwrap()];
    let (code, text, _) = population(&scenario, &words);
    assert_eq!(code, 0);
    assert!(text.contains("sample of whole households"), "{text}");
    let persons = csv_rows(&out.join("persons.csv"));
    assert!((490..=500).contains(&persons.len()), "{}", persons.len());
    let listed: usize = csv_rows(&out.join("households.csv"))
        .iter()
        .map(|household| household["household_size"].parse::<usize>().unwrap())
        .sum();
    assert_eq!(listed, persons.len());
}

#[test]
fn a_limit_below_the_first_household_still_hands_it_out() {
    let home = tempfile::tempdir().unwrap();
    let scenario = city(home.path());
    // six in ten households have more than one member: all four first ones are single once in 40 times
    for seed in 1..=4 {
        let out = home.path().join(format!("one-{seed}"));
        let seed = seed.to_string();
        let words = ["--format", "csv", "--limit", "1", "--seed", &seed, "--out", out.to_str().unwrap()];
        assert_eq!(population(&scenario, &words).0, 0);
        assert_eq!(csv_rows(&out.join("households.csv")).len(), 1, "seed {seed}");
    }
}

#[test]
fn tables_are_never_overwritten_unasked_and_a_year_outside_the_term_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let scenario = city(home.path());
    let out = home.path().join("people");
    let words = ["--limit", "100", "--out", out.to_str().unwrap()];
    assert_eq!(population(&scenario, &words).0, 0);
    let (code, _, errors) = population(&scenario, &words);
    assert_eq!(code, 2);
    assert!(errors.contains("--force"), "{errors}");
    assert_eq!(population(&scenario, &[&words[..], &["--force"]].concat()).0, 0);
    let (code, _, errors) = population(&scenario, &["--year", "2030"]);
    assert_eq!(code, 2);
    assert!(errors.contains("2030 is not in the term 2021 to 2023"), "{errors}");
}
