//! A file's own bills in every verb that takes them: what comes out, and what never does.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use common::{done, heads_of, huimin, names, product_town, small_product};
use huimin::experience::{Experience, read_claims};
use huimin::units::Fen;
use serde_json::{Value, json};

/// What the synthetic insurer of a scenario exports, all notified and paid.
fn exported(home: &Path, scenario: &Path) -> PathBuf {
    let target = home.join("insurer");
    let (scenario, out) = (scenario.to_str().unwrap(), target.to_str().unwrap());
    let words = ["insurer", scenario, "--out", out, "--valued-at", "2035-12-31", "--quiet", "--lang", "en"];
    let (code, out, error) = done(huimin(&words));
    assert_eq!(code, 0, "{out} {error}");
    target.join("claims.json")
}

/// Wenzhou with one in two thousand of its people and a product of one liability, and the claims of its insurer as
/// if they were of real persons.
fn insured(home: &Path) -> (String, String) {
    small_product(home, 2024, 1);
    let one = json!({
        "extends": "product.json",
        "payers": { "hmb-l2": null, "hmb-l2-rare": null, "cii": { "deductible_yuan": 3000 } },
        "funds": { "hmb": { "payers": ["hmb-l1"], "participation": 0.9 } },
    });
    let scenario = text(home, "one.json");
    fs::write(&scenario, one.to_string()).unwrap();
    let path = exported(home, Path::new(&scenario));
    let mut doc = json_of(&path);
    doc["synthetic"] = json!(false);
    fs::write(&path, doc.to_string()).unwrap();
    (scenario, path.to_str().unwrap().to_owned())
}

fn text(home: &Path, name: &str) -> String {
    home.join(name).to_str().unwrap().to_owned()
}

fn json_of(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// A verb over the file, in English; its printed answer.
fn told(words: &[&str]) -> String {
    let (code, out, error) = done(huimin(&[words, &["--lang", "en", "--quiet"]].concat()));
    assert_eq!(code, 0, "{words:?}: {error}");
    out
}

/// What each person was paid in the end, the most first.
fn paid(file: &Experience) -> Vec<Fen> {
    let mut paid: BTreeMap<u32, Fen> = BTreeMap::new();
    for it in file.payments().iter().filter(|it| it.stands) {
        *paid.entry(file.bill_of(it).person.0).or_default() += it.amount;
    }
    let mut paid: Vec<Fen> = paid.into_values().collect();
    paid.sort_unstable_by(|one, other| other.cmp(one));
    paid
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let below = names(folder).into_iter().map(|name| folder.join(name));
    below.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn as_if_is_the_settlement_of_the_files_bills_by_the_rules_to_the_fen() {
    use huimin::benefit::{AidClass, Amounts, Bill, CareKind, Claim, Person};
    use huimin::experience::CostTrend;
    use huimin::projection::OwnBills;
    use huimin::scenario::library::Library;
    use huimin::scenario::load::load;
    use huimin::units::Trial;
    let aided_town = |home: &Path| {
        let scenario = json!({
            "extends": "layers/quzhou-full-stack",
            "city": { "heads": heads_of("quzhou", 200), "topup_share": 0, "aid_share": { "resident": 0.1 } },
            "designs": null,
        });
        let path = home.join("aided.json");
        fs::write(&path, scenario.to_string()).unwrap();
        path
    };
    let homes = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let scenarios = [product_town(homes[0].path()), aided_town(homes[1].path())];
    let files = homes.iter().zip(&scenarios).map(|(home, scenario)| {
        let claims = read_claims(exported(home.path(), scenario).to_str().unwrap()).unwrap();
        (home, scenario, claims.experience.unwrap())
    });
    let cheaper = ["payers.hmb-l1.deductible_yuan=12000".to_owned()];
    let files = files.collect::<Vec<_>>();
    for ((home, scenario, experience), settings) in
        files.iter().flat_map(|file| [(file, &[][..]), (file, &cheaper)])
    {
        let year = *experience.years().last().unwrap();
        let loaded = load(&Library::built_in(), scenario.to_str().unwrap(), settings).unwrap();
        let own: OwnBills = experience.own_bills(year, CostTrend::NONE, "test");
        let heads: i64 = own.cells.iter().map(|cell| cell.heads.0).sum();
        assert_eq!(heads, experience.exposure(year).persons.0);
        let loaded = loaded.over_own_bills(own.into(), None).unwrap();
        let projection = loaded.projection().unwrap();
        let mut rows = Vec::new();
        projection.run_trial(Trial(0), &mut projection.scratch(), |_, _, values| rows.push(values.to_vec()));
        let found = |key: &str| rows[0][projection.columns().iter().position(|it| it.key == key).unwrap()];
        // the same bills, one person after the other, by the rules alone
        let scheme = loaded.scheme_in(Some(year)).unwrap();
        let mut paid = vec![0_i64; scheme.payers().len()];
        for policy in experience.policies_in(year) {
            let bills = experience.bills_of(policy.person, year).iter().filter(|bill| bill.stands);
            let claims: Vec<Claim> = bills
                .map(|bill| {
                    let cost = &bill.cost;
                    let drug = |kind| if bill.kind == kind { cost.own_expense } else { Fen::ZERO };
                    let (special_drug, rare_drug) = (drug(CareKind::SpecialDrug), drug(CareKind::RareDrug));
                    let own = cost.own_expense - special_drug - rare_drug;
                    let listed = cost.listed.min(own);
                    let amounts = Bill {
                        class_a: cost.in_scope,
                        class_b: cost.first_self_pay,
                        first_self_pay: cost.first_self_pay,
                        over_limit: cost.over_limit,
                        listed_own_expense: listed,
                        unlisted_own_expense: own - listed,
                        special_drug,
                        rare_drug,
                        tele_consult: Fen::ZERO,
                    };
                    Claim {
                        level: bill.level,
                        place: bill.place,
                        day: Some(bill.service.of_year().min(365)),
                        caused_by_listed_disease: bill.listed_cause,
                        ..Claim::new(bill.kind, Amounts::Bill(amounts))
                    }
                })
                .collect();
            let retired = policy.retired;
            let person = Person {
                scheme: policy.scheme,
                retired,
                age: policy.age,
                sex: policy.sex,
                aid: policy.aid.then_some(AidClass::Subsistence),
                enrolled_hmb: true,
                ..Person::default()
            };
            let settlement = scheme.terms_for(&person).settle(&claims);
            paid.iter_mut().zip(settlement.paid_by_payer()).for_each(|(sum, it)| *sum += it.0);
        }
        let payers = scheme.payers().iter().zip(&paid).skip(1);
        let mut any = 0;
        for (payer, &paid) in payers {
            assert_eq!(found(&format!("paid_{}_fen", payer.id)), paid, "{} {settings:?}", payer.id);
            any += paid;
            assert!(payer.id != "aid" || paid > 0, "somebody is paid by medical aid");
        }
        assert!(any > 0);
        // under the terms by which the file was made, as-if is what the product pays in the end
        if settings.is_empty() {
            let truth = home.path().join("insurer/truth.json");
            let truth: Value = serde_json::from_slice(&fs::read(truth).unwrap()).unwrap();
            for (key, it) in
                truth["years"].as_array().unwrap().last().unwrap()["liabilities"].as_object().unwrap()
            {
                assert_eq!(found(&format!("paid_{key}_fen")), it["ultimate_fen"].as_i64().unwrap(), "{key}");
            }
        }
    }
}

#[test]
fn run_and_compare_take_a_files_bills_and_refuse_to_show_few_persons() {
    let home = tempfile::tempdir().unwrap();
    let scenario = product_town(home.path());
    let claims = exported(home.path(), &scenario);
    let (scenario, file) = (scenario.to_str().unwrap(), claims.to_str().unwrap());
    let run = |words: &[&str]| {
        let mut arguments =
            vec!["run", scenario, "--claims", file, "--trials", "40", "--lang", "en", "--quiet"];
        arguments.extend(words);
        done(huimin(&arguments))
    };
    let (code, out, error) = run(&[]);
    assert_eq!(code, 0, "{out} {error}");
    assert!(out.contains("as-if: the bills of"), "{out}");
    let (code, _, error) = run(&["--suppress", "1000"]);
    assert_eq!(code, 2);
    assert!(error.contains("fewer than 1000 persons"), "{error}");
    let (code, _, error) = run(&["--claims-year", "1999"]);
    assert_eq!((code, error.contains("nobody is insured in 1999")), (2, true), "{error}");
    let target = home.path().join("counted");
    let (code, _, error) = run(&["--buckets", "hmb-l1", "--out", target.to_str().unwrap()]);
    assert_eq!((code, error.contains("--buckets knows drawn bills alone")), (2, true), "{error}");
    let patch = home.path().join("lower.json");
    fs::write(
        &patch,
        json!({ "patch": { "payers": { "hmb-l1": { "deductible_yuan": 12000 } } } }).to_string(),
    )
    .unwrap();
    let (code, out, error) = done(huimin(&[
        "compare",
        scenario,
        "--claims",
        file,
        "--design",
        patch.to_str().unwrap(),
        "--trials",
        "40",
        "--lang",
        "en",
    ]));
    assert_eq!(code, 0, "{error}");
    assert!(out.contains("as-if: the bills of"), "{out}");
    assert!(error.contains("the first trial is the file itself"), "{error}");
}

#[test]
fn every_verb_that_takes_a_files_bills_keeps_neither_a_row_nor_a_small_cell_of_it() {
    let home = tempfile::tempdir().unwrap();
    let (scenario, claims) = insured(home.path());
    let lower = text(home.path(), "lower.json");
    fs::write(&lower, json!({ "patch": { "payers": { "hmb-l1": { "deductible_yuan": 800 } } } }).to_string())
        .unwrap();
    let of_file = ["--claims", &claims, "--trials", "30"];
    let out = |name: &str| text(home.path(), name);
    let kept = |verb: &str, words: &[&str]| {
        let folder = out(verb);
        let said = told(&[&[verb, &scenario], &of_file[..], words, &["--out", &folder]].concat());
        assert!(said.contains("as-if: the bills of 2024"), "{said}");
        for word in ["illness", "world", "city.heads"] {
            assert!(!said.lines().any(|it| it.starts_with("Synthetic") && it.contains(word)), "{said}");
        }
        PathBuf::from(folder)
    };
    let folders = [
        kept("run", &["--design", &lower, "--beside", "--claims-trend", "1.10"]),
        kept("compare", &["--design", &lower]),
        kept("solve", &["--vary", "premium", "--target", "hmb.loss_ratio<=80%", "--within", "50..900"]),
        kept(
            "sweep",
            &["--vary", "payers.hmb-l1.deductible_yuan=800,1000,1500", "--vary", "premium=100,120"],
        ),
    ];
    let said_of_run = told(&[&["run", &scenario], &of_file[..]].concat());
    for folder in &folders {
        let manifest = json_of(&folder.join("manifest.json"));
        assert_eq!(
            (&manifest["as_if"]["year"], &manifest["as_if"]["least_persons"]),
            (&json!(2024), &json!(10))
        );
        let resolved = json_of(&folder.join("scenario.resolved.json"));
        for band in resolved["city"]["heads"].as_object().unwrap().values() {
            for (key, count) in band.as_object().unwrap().iter().filter(|(key, _)| key.contains('_')) {
                let count = count.as_i64().unwrap();
                let is_age = key.ends_with("_age");
                assert!(is_age || count == 0 || count >= 10, "{key} {count}");
            }
        }
        for path in files(folder) {
            let bytes = fs::read(&path).unwrap();
            let written = String::from_utf8_lossy(&bytes);
            assert!(!written.contains("P00000000"), "a person's id is in {}", path.display());
        }
    }
    // the report of such a folder says whose bills they are
    let report = out("report");
    told(&["report", &out("run"), "--out", &report, "--format", "json,csv,html"]);
    let said = fs::read_to_string(Path::new(&report).join("report.json")).unwrap();
    assert!(
        said.contains("people and bills are those of a file")
            && !said.contains("people and bills are synthetic")
    );
    for said in [said, said_of_run] {
        assert!(said.contains("members and bills of the file") && !said.contains("synthetic population"));
    }
}

#[test]
fn two_designs_that_pay_few_persons_differently_are_not_settled_together() {
    let home = tempfile::tempdir().unwrap();
    let (scenario, claims) = insured(home.path());
    let file = read_claims(&claims).unwrap().experience.unwrap();
    let paid = paid(&file);
    assert!(paid.len() > 30, "{}", paid.len());
    // so many persons are paid more than this
    let cap = |nth: usize| (paid[nth - 1].0 + paid[nth].0) / 200;
    let capped = |nth: usize| {
        let path = text(home.path(), &format!("cap-{nth}.json"));
        let patch = json!({ "patch": { "payers": { "hmb-l1": { "cap_yuan": cap(nth) } } } });
        fs::write(&path, patch.to_string()).unwrap();
        path
    };
    let compared = |design: &str, suppress: &[&str]| {
        let words =
            ["compare", &scenario, "--claims", &claims, "--trials", "5", "--design", design, "--lang", "en"];
        done(huimin(&[&words[..], suppress].concat()))
    };
    let (code, out, error) = compared(&capped(3), &[]);
    assert_eq!((code, out.as_str()), (2, ""), "{error}");
    assert!(error.contains("designs base and cap-3 pay fewer than 10 persons differently"), "{error}");
    let (code, _, error) = compared(&capped(3), &["--suppress", "3"]);
    assert_eq!(code, 0, "three are three: {error}");
    let (code, out, error) = compared(&capped(20), &[]);
    assert_eq!(code, 0, "{error}");
    assert!(out.contains("cap-20"), "{out}");
    let vary = format!("payers.hmb-l1.cap_yuan={},{}", cap(20), cap(3));
    let words = ["sweep", &scenario, "--claims", &claims, "--trials", "5", "--vary", &vary, "--lang", "en"];
    let (code, _, error) = done(huimin(&words));
    assert!(code == 2 && error.contains("pay fewer than 10 persons differently"), "{code} {error}");
}

#[test]
fn the_order_of_persons_in_a_file_changes_no_figure() {
    let home = tempfile::tempdir().unwrap();
    let (scenario, claims) = insured(home.path());
    let told = || told(&["run", &scenario, "--claims", &claims, "--trials", "8", "--json"]);
    let before = told();
    // of one day's bills of a person the first row is the first settled: those stay
    for (name, person) in [("policies.csv", 0), ("claims.csv", 2)] {
        let path = home.path().join("insurer").join(name);
        let written = fs::read_to_string(&path).unwrap();
        let (head, rows) = written.split_once('\n').unwrap();
        let mut rows: Vec<&str> = rows.lines().collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.split(',').nth(person)));
        fs::write(&path, format!("{head}\n{}\n", rows.join("\n"))).unwrap();
    }
    assert_eq!(before, told());
}

#[test]
fn the_model_stands_beside_the_bills_as_they_are_at_their_trend_and_resampled() {
    let home = tempfile::tempdir().unwrap();
    let (scenario, claims) = insured(home.path());
    let file = read_claims(&claims).unwrap().experience.unwrap();
    let all: Fen = paid(&file).into_iter().sum();
    let words =
        ["run", &scenario, "--claims", &claims, "--trials", "30", "--beside", "--claims-trend", "1.10"];
    let answer: Value = serde_json::from_str(&told(&[&words[..], &["--json"]].concat())).unwrap();
    let figures = answer["beside"].as_array().unwrap();
    let of = |metric: &str| figures.iter().find(|it| it["metric"] == metric).unwrap();
    let number = |it: &Value| it.as_f64().unwrap();
    let claims_of = of("hmb.claims");
    let bills = number(&claims_of["bills"]);
    assert!((bills - all.as_yuan_f64()).abs() < 1e-6, "{bills} {all}: the file's own payments, to the fen");
    assert!(
        number(&claims_of["trended"]) > 1.1 * number(&claims_of["bills"]),
        "above a deductible more than the trend"
    );
    let cost = of("city.cost");
    let trend = number(&cost["trended"]) / number(&cost["bills"]);
    assert!((trend - 1.1).abs() < 1e-4, "{trend}");
    for it in figures {
        let [resampled, model, difference] = ["resampled", "model", "difference"].map(|key| &it[key]);
        let expected = number(&resampled["value"]) - number(&model["value"]);
        assert!((number(&difference["value"]) - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{it}");
        let error = number(&resampled["se"]).hypot(number(&model["se"]));
        assert!((number(&difference["se"]) - error).abs() <= 1e-9 * error, "{it}");
    }
    // the insurer's own world is one of the model's: at the file's own level the two agree within chance
    let plain: Value = serde_json::from_str(&told(&[&words[..7], &["--json"]].concat())).unwrap();
    let cost = plain["beside"].as_array().unwrap().iter().find(|it| it["metric"] == "city.cost").unwrap();
    let (difference, year) =
        (number(&cost["difference"]["value"]), number(&cost["deviation_of_one_year_of_the_model"]));
    assert!(difference.abs() < 4.0 * (year + number(&cost["difference"]["se"])), "{cost}");
    for (lang, words_of) in [("zh", "实际账单与模型对照"), ("en", "Own bills beside the model")] {
        let (code, out, error) = done(huimin(&[&words[..], &["--lang", lang]].concat()));
        assert!(code == 0 && out.contains(words_of), "{error} {out}");
    }
    let (code, _, error) = done(huimin(&["run", &scenario, "--beside", "--lang", "en"]));
    assert!(code == 2 && error.contains("--claims"), "{error}");
}
