//! An insurer's claims: a file with more than twenty defects, each found; what the project exports, read back.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use common::{done, huimin, names, product_town, small_product};
use huimin::experience::read_claims;
use huimin::units::Fen;
use huimin::wording::claims::DefectKind;
use serde_json::{Value, json};

fn defects() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/claims/defects/claims.json")
}

/// Each defect of the file, by the kind, the file and the line on which it was planted.
const PLANTED: [(DefectKind, &str, u64); 30] = [
    (DefectKind::ImpossibleAge, "policies.csv", 5),
    (DefectKind::UnknownCode, "policies.csv", 6),
    (DefectKind::Duplicates, "policies.csv", 7),
    (DefectKind::OverlappingPolicies, "policies.csv", 8),
    (DefectKind::CoverReversed, "policies.csv", 9),
    (DefectKind::MangledId, "policies.csv", 10),
    (DefectKind::Thousands, "policies.csv", 11),
    (DefectKind::FullWidth, "policies.csv", 12),
    (DefectKind::SameId, "policies.csv", 13),
    (DefectKind::BrokenRow, "policies.csv", 14),
    (DefectKind::NotADate, "claims.csv", 3),
    (DefectKind::DateOutOfRange, "claims.csv", 4),
    (DefectKind::DatesOutOfOrder, "claims.csv", 5),
    (DefectKind::NegativeAmount, "claims.csv", 6),
    (DefectKind::UnmatchedReversal, "claims.csv", 7),
    (DefectKind::ReversalDiffers, "claims.csv", 9),
    (DefectKind::PartsDiffer, "claims.csv", 10),
    (DefectKind::FractionOfFen, "claims.csv", 11),
    (DefectKind::NoPolicy, "claims.csv", 12),
    (DefectKind::NotCovered, "claims.csv", 13),
    (DefectKind::PayersAboveCost, "claims.csv", 14),
    (DefectKind::PaymentAboveCost, "claims.csv", 15),
    (DefectKind::NotANumber, "claims.csv", 16),
    (DefectKind::EmptyCell, "claims.csv", 17),
    (DefectKind::ReversedTwice, "claims.csv", 20),
    (DefectKind::TooLarge, "claims.csv", 21),
    (DefectKind::BadEncoding, "claims.csv", 22),
    (DefectKind::UnknownCode, "claims.csv", 22),
    (DefectKind::ControlTotal, "control", 0),
    (DefectKind::ControlTotal, "control", 0),
];

#[test]
fn every_planted_defect_is_named_at_its_line_and_nothing_else_is() {
    let claims = read_claims(defects().to_str().unwrap()).unwrap();
    let kept = claims.reconciliation.defects.by_kind().flat_map(|(_, _, kept)| kept.to_vec());
    let mut found: Vec<(DefectKind, String, u64)> =
        kept.map(|it| (it.kind, it.file.to_string(), it.line)).collect();
    let mut planted: Vec<_> = PLANTED.map(|(kind, file, line)| (kind, file.to_owned(), line)).to_vec();
    found.sort();
    planted.sort();
    assert_eq!(found, planted);
    assert!(claims.experience.is_none(), "nothing is computed from them");
    let of = &claims.reconciliation;
    assert!(of.policies.as_ref().unwrap().balances() && of.claims.as_ref().unwrap().balances());
}

#[test]
fn what_the_document_lets_drop_is_dropped_and_counted_with_its_amounts() {
    let home = tempfile::tempdir().unwrap();
    for file in ["policies.csv", "claims.csv"] {
        fs::copy(defects().with_file_name(file), home.path().join(file)).unwrap();
    }
    let mut doc: Value = serde_json::from_slice(&fs::read(defects()).unwrap()).unwrap();
    let drop: Vec<&str> = DefectKind::of_rows().map(DefectKind::key).collect();
    doc["drop"] = json!(drop);
    // of 21 rows: S01, S07, S17 and the reversal of S17 are good; they pay 500 + 500 + 500 - 500
    doc["control"] =
        json!({ "of": "kept", "claims": 4, "payment_yuan": 1000, "policies": 4, "premium_yuan": 236 });
    let path = home.path().join("claims.json");
    fs::write(&path, doc.to_string()).unwrap();
    let claims = read_claims(path.to_str().unwrap()).unwrap();
    assert!(claims.reconciliation.holds(), "{:?}", claims.reconciliation);
    let tally = claims.reconciliation.claims.as_ref().unwrap();
    assert_eq!((tally.read.rows, tally.kept.rows, tally.dropped.len()), (21, 4, 17));
    let dropped: Fen = tally.dropped.values().map(|sum| sum.amounts[8]).sum();
    assert_eq!(tally.read.amounts[8] - tally.kept.amounts[8], dropped);
    let experience = claims.experience.unwrap();
    let standing: Vec<_> = experience.payments().iter().filter(|it| it.stands).map(|it| it.amount).collect();
    assert_eq!(standing, [Fen::yuan(500), Fen::yuan(500)]);
    let reversed = experience.payments().iter().filter(|it| it.reverses.is_some()).count();
    assert_eq!(reversed, 1);
}

#[test]
fn the_verb_names_every_defect_in_both_languages_and_shows_no_value_of_real_rows() {
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("out");
    for lang in ["zh", "en"] {
        let (code, out, _) = done(huimin(&["claims", defects().to_str().unwrap(), "--lang", lang]));
        assert_eq!(code, 2);
        for (kind, file, line) in PLANTED.into_iter().filter(|(_, _, line)| *line > 0) {
            let lang = if lang == "zh" { huimin::wording::Lang::Zh } else { huimin::wording::Lang::En };
            assert!(
                out.contains(&format!("{file}:{line}")) && out.contains(kind.text(lang)),
                "{kind:?} {out}"
            );
        }
        assert!(out.contains("1,059.00"));
    }
    // the same rows of real persons: neither their ids nor dates nor amounts come out
    for file in ["policies.csv", "claims.csv"] {
        fs::copy(defects().with_file_name(file), home.path().join(file)).unwrap();
    }
    let mut doc: Value = serde_json::from_slice(&fs::read(defects()).unwrap()).unwrap();
    doc["synthetic"] = json!(false);
    doc["control"] = json!({});
    let path = home.path().join("claims.json");
    fs::write(&path, doc.to_string()).unwrap();
    let mut printed = String::new();
    for words in [&["--out", target.to_str().unwrap()][..], &["--json"]] {
        let mut arguments = vec!["claims", path.to_str().unwrap(), "--lang", "en"];
        arguments.extend(words);
        let (code, out, _) = done(huimin(&arguments));
        assert_eq!(code, 2);
        printed.push_str(&out);
    }
    for name in names(&target) {
        printed.push_str(&fs::read_to_string(target.join(name)).unwrap());
    }
    for secret in
        ["A01", "S99", "S07", "P002", "1,059", "500.005", "2024-02-30", "2026-01-05", "25000", "30,000.00"]
    {
        assert!(!printed.contains(secret), "{secret}: {printed}");
    }
    assert!(printed.contains("9,999.99") && printed.contains("fewer than 10 persons"));
}

#[test]
fn what_the_insurer_exports_reads_back_to_the_fen_and_its_payments_are_the_truths() {
    let home = tempfile::tempdir().unwrap();
    let scenario = product_town(home.path());
    let mut digests = Vec::new();
    for (format, reversals) in [("csv", "0.1"), ("parquet", "0.1")] {
        let target = home.path().join(format);
        let (code, out, error) = done(huimin(&[
            "insurer",
            scenario.to_str().unwrap(),
            "--out",
            target.to_str().unwrap(),
            "--format",
            format,
            "--reversals",
            reversals,
            "--lang",
            "en",
            "--valued-at",
            "2030-12-31",
        ]));
        assert_eq!(code, 0, "{out} {error}");
        let claims = read_claims(target.join("claims.json").to_str().unwrap()).unwrap();
        let experience = claims.experience.unwrap();
        assert!(claims.reconciliation.reversed_pairs > 0);
        let truth: Value = serde_json::from_slice(&fs::read(target.join("truth.json")).unwrap()).unwrap();
        let mut paid: BTreeMap<(u16, String), i64> = BTreeMap::new();
        for it in experience.payments() {
            let year = experience.bill_of(it).year.0;
            let key = experience.liability(it.liability).key.clone();
            *paid.entry((year, key)).or_default() += it.amount.0;
        }
        for year in truth["years"].as_array().unwrap() {
            let number = u16::try_from(year["year"].as_u64().unwrap()).unwrap();
            assert_eq!(
                year["policies"].as_i64().unwrap(),
                experience.exposure(huimin::units::Year(number)).persons.0
            );
            for (key, it) in year["liabilities"].as_object().unwrap() {
                let found = paid.get(&(number, key.clone())).copied().unwrap_or_default();
                assert_eq!(found, it["ultimate_fen"].as_i64().unwrap(), "{number} {key}");
                assert_eq!(it["paid_fen"], it["ultimate_fen"], "everything is paid five years later");
            }
        }
        assert!(paid.values().sum::<i64>() > 0);
        digests.push(paid);
    }
    assert_eq!(digests[0], digests[1], "both formats hold the same");
}

/// Whatever is drawn, delayed, taken back and cut off, the files that hold it balance, and what stands in them of
/// every year and liability is what the truth says.
#[test]
fn every_export_reconciles_whatever_its_trial_and_its_rates() {
    let home = tempfile::tempdir().unwrap();
    let scenario = small_product(home.path(), 2023, 2);
    let asked = [
        ["0", "0", "20", "15", "2024-12-31"],
        ["7", "0.5", "0", "0", "2024-12-31"],
        ["1000", "0.05", "20", "40", "2023-08-31"],
        ["1001", "0.3", "200", "200", "2024-12-31"],
        ["99999", "0.5", "5", "0", "2040-12-31"],
    ];
    for (nth, [trial, reversals, notice, payment, valued_at]) in asked.into_iter().enumerate() {
        let target = home.path().join(format!("of-{nth}"));
        let mut command = huimin(&["insurer", scenario.to_str().unwrap(), "--quiet", "--lang", "en"]);
        command.args(["--out", target.to_str().unwrap(), "--trial", trial, "--reversals", reversals]);
        command.args(["--notice-days", notice, "--payment-days", payment, "--valued-at", valued_at]);
        let (code, out, error) = done(command);
        assert_eq!(code, 0, "trial {trial}, reversals {reversals}: {out} {error}");
        let claims = read_claims(target.join("claims.json").to_str().unwrap()).unwrap();
        let of = &claims.reconciliation;
        assert!(of.holds() && of.defects.is_empty() && of.reversed_net == Fen::ZERO, "{of:?}");
        let standing = claims.experience.as_ref().unwrap();
        let bills = standing.bills().iter().filter(|it| it.stands).map(|it| it.cost.total).sum::<Fen>();
        assert_eq!(bills, of.years.iter().map(|it| it.total).sum::<Fen>());
        let truth: Value = serde_json::from_slice(&fs::read(target.join("truth.json")).unwrap()).unwrap();
        for (year, found) in truth["years"].as_array().unwrap().iter().zip(&of.years) {
            let paid = year["liabilities"].as_object().unwrap().values();
            let paid: i64 = paid.map(|it| it["paid_fen"].as_i64().unwrap()).sum();
            assert_eq!(found.paid, Fen(paid), "trial {trial}, reversals {reversals}");
        }
    }
}

const HEAD: &str = "setl_id,bill,psn_no,enddate,reversal_of,liability,med_type,medfee_sumamt,inscp_scp_amt,\
    preselfpay_amt,overlmt_selfpay,fulamt_ownpay_amt,hifp_pay,hifmi_pay,maf_pay,payment\n";
const POLICY: &str = "psn_no,policy_year,age,gend,insutype,premium\np,2024,40,1,310,59\n";

/// What a document says of 2024 over these files; `more` stands beside its own keys.
fn of_files(home: &Path, (policies, claims): (&[u8], &[u8]), more: &Value) -> huimin::experience::Claims {
    fs::write(home.join("claims.csv"), claims).unwrap();
    fs::write(home.join("policies.csv"), policies).unwrap();
    let title = |name: &str| json!({ "zh": name, "en": name });
    let mut document = json!({
        "title": title("one"),
        "synthetic": true,
        "years": [2024],
        "valued_at": "2024-12-31",
        "policies": { "files": ["policies.csv"] },
        "claims": { "files": ["claims.csv"] },
        "liabilities": {
            "l1": { "title": title("l1"), "eligible": ["self_pay"] },
            "cash": { "title": title("cash"), "eligible": [] },
        },
    });
    document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let path = home.join("claims.json");
    fs::write(&path, document.to_string()).unwrap();
    read_claims(path.to_str().unwrap()).unwrap()
}

/// Every defect, as it is told in English.
fn told(claims: &huimin::experience::Claims) -> Vec<String> {
    let defects = claims.reconciliation.defects.by_kind().flat_map(|(_, _, kept)| kept);
    defects.map(|defect| defect.sentence(true, huimin::wording::Lang::En)).collect()
}

/// The claims of one person, 100 yuan in scope each, of which BMI pays 40: id, bill, what it takes back, liability,
/// sign, payment.
fn one_person(home: &Path, rows: &[(&str, &str, &str, &str, i64, i64)]) -> huimin::experience::Claims {
    let mut lines = HEAD.to_owned();
    for (id, bill, back, liability, sign, paid) in rows {
        let (total, bmi) = (100 * sign, 40 * sign);
        let row =
            format!("{id},{bill},p,2024-03-01,{back},{liability},21,{total},{total},0,0,0,{bmi},0,0,{paid}");
        lines = lines + &row + "\n";
    }
    of_files(home, (POLICY.as_bytes(), lines.as_bytes()), &json!({}))
}

#[test]
fn two_columns_for_one_thing_are_told_and_none_is_taken_before_the_document_says_which() {
    let home = tempfile::tempdir().unwrap();
    let row = "a,b,p,2024-03-01,,l1,21,100,100,0,0,0,40,0,0,";
    let files = |name: &str| format!("{},{name}\n{row}0,50\n", HEAD.trim_end());
    let read =
        |claims: &str, more: &Value| of_files(home.path(), (POLICY.as_bytes(), claims.as_bytes()), more);
    for name in ["payment", "赔付金额"] {
        let claims = read(&files(name), &json!({}));
        let found = told(&claims);
        assert!(!claims.reconciliation.holds() && found.len() == 1, "{found:?}");
        let columns = format!(
            "claims.csv:1 [payment]: more than one column of the file could be this one; \
            found: payment (column 16), {name} (column 17); name the right one in `columns`"
        );
        assert!(found[0].starts_with(&columns), "{found:?}");
    }
    // what the document names is taken, whatever other names a column is known by
    let more = json!({ "claims": { "files": ["claims.csv"], "columns": { "payment": "赔付金额" } } });
    let claims = read(&files("赔付金额"), &more);
    assert!(claims.reconciliation.holds(), "{:?}", told(&claims));
    assert_eq!(claims.reconciliation.years[0].paid, Fen::yuan(50));
    // but of two columns of that name nobody knows which it means
    let claims = read(&files("赔付金额,赔付金额").replace("0,50", "0,50,50"), &more);
    assert!(
        told(&claims)[0].contains("found: 赔付金额 (column 17), 赔付金额 (column 18)"),
        "{:?}",
        told(&claims)
    );
    // a whole beside its parts
    let claims = read(&files("hifob_pay,cii"), &json!({}));
    assert!(told(&claims)[0].contains("[cii]"), "{:?}", told(&claims));
}

#[test]
fn what_is_taken_back_and_entered_again_is_paid_once_and_what_stands_may_not_exceed_what_was_left() {
    let home = tempfile::tempdir().unwrap();
    let found = |rows: &[(&str, &str, &str, &str, i64, i64)]| {
        let claims = one_person(home.path(), rows);
        let kinds: Vec<DefectKind> = claims.reconciliation.defects.by_kind().map(|(kind, ..)| kind).collect();
        let standing = claims.experience.iter().flat_map(|it| it.bills().iter().filter(|it| it.stands));
        (kinds, standing.count())
    };
    // 50 of the 60 that are left, twice taken back and twice entered again
    let again = [
        ("a", "b", "", "l1", 1, 50),
        ("ar", "b", "a", "l1", -1, -50),
        ("a2", "b", "", "l1", 1, 50),
        ("a2r", "b", "a2", "l1", -1, -50),
        ("a3", "b", "", "l1", 1, 45),
    ];
    assert_eq!(found(&again), (vec![], 1));
    // the same payments, none of them taken back: 95 of 60
    let both = [("a", "b", "", "l1", 1, 50), ("a3", "b", "", "l1", 1, 45)];
    assert_eq!(found(&both), (vec![DefectKind::PaymentAboveCost], 0));
    // a payment that was wrong and was taken back is no defect any more
    let mended = [("a", "b", "", "l1", 1, 70), ("ar", "b", "a", "l1", -1, -70), ("a2", "b", "", "l1", 1, 60)];
    assert_eq!(found(&mended), (vec![], 1));
    // a fixed benefit is paid beside the bill, whatever it was
    let beside = [("a", "b", "", "l1", 1, 60), ("c", "b", "", "cash", 1, 10_000)];
    assert_eq!(found(&beside), (vec![], 1));
}

#[test]
fn a_file_in_another_encoding_is_told_once_and_no_claim_is_blamed_for_it() {
    let home = tempfile::tempdir().unwrap();
    let policies = "人员编号,保单年度,年龄,性别,险种类型,保费\np,2024,40,1,310,59\n";
    let claims = format!("{HEAD}a,b,p,2024-03-01,,l1,21,100,100,0,0,0,40,0,0,50\n");
    let read = |policies: &[u8], more: &Value| of_files(home.path(), (policies, claims.as_bytes()), more);
    let gbk = encoding_rs::GB18030.encode(policies).0;
    let wide = "\u{FEFF}".encode_utf16().chain(policies.encode_utf16());
    let [low, high] =
        [u16::to_le_bytes, u16::to_be_bytes].map(|it| wide.clone().flat_map(it).collect::<Vec<_>>());
    let cases: [(&[u8], &str); 5] = [
        (
            &gbk,
            "policies.csv:1: the head has bytes that the stated encoding does not have; stated: utf-8; correct",
        ),
        (&low, "policies.csv: the file is text in UTF-16; save it as CSV UTF-8"),
        (&high, "policies.csv: the file is text in UTF-16; save it as CSV UTF-8"),
        (
            b"PK\x03\x04\x14\0\x06\0",
            "policies.csv: the file is an Excel workbook (or another archive), no text; save",
        ),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1",
            "policies.csv: the file is an Excel workbook (or another archive), no text; save",
        ),
    ];
    for (policies, words) in cases {
        let claims = read(policies, &json!({}));
        let found = told(&claims);
        assert!(!claims.reconciliation.holds() && found.len() == 1, "{found:?}");
        assert!(found[0].starts_with(words), "{found:?}");
    }
    let form = json!({ "policies": { "files": ["policies.csv"], "form": { "encoding": "gb18030" } } });
    assert!(read(&gbk, &form).reconciliation.holds());
}

#[test]
fn files_without_rows_reconcile_only_where_the_document_states_that_there_are_no_claims() {
    let home = tempfile::tempdir().unwrap();
    let none = json!({ "control": { "claims": 0 } });
    let row = "a,b,p,2024-03-01,,l1,21,100,100,0,0,0,40,0,0,50\n";
    let (whole, head) = (format!("{HEAD}{row}"), POLICY.lines().next().unwrap());
    let cases: [(&str, &str, &Value, &str); 6] = [
        (POLICY, "", &json!({}), "claims.csv: the file is empty; export it again"),
        (POLICY, "", &none, "claims.csv: the file is empty; export it again"),
        (POLICY, "\n\n", &json!({}), "claims.csv: the file is empty; export it again"),
        (
            POLICY,
            HEAD,
            &json!({}),
            "claims.csv: the file has a head and no rows; check what was exported; where",
        ),
        ("", &whole, &json!({}), "policies.csv: the file is empty; export it again"),
        (head, &whole, &none, "policies.csv: the file has a head and no rows"),
    ];
    for (policies, claims, more, words) in cases {
        let claims = of_files(home.path(), (policies.as_bytes(), claims.as_bytes()), more);
        let found = told(&claims);
        assert!(!claims.reconciliation.holds() && claims.experience.is_none(), "{found:?}");
        assert!(found.iter().any(|it| it.starts_with(words)), "{words}: {found:?}");
    }
    let claims = of_files(home.path(), (POLICY.as_bytes(), HEAD.as_bytes()), &none);
    assert!(claims.reconciliation.holds() && claims.experience.is_some(), "{:?}", told(&claims));
    // a month without claims beside one with some
    fs::write(home.path().join("june.csv"), HEAD).unwrap();
    let two = json!({ "claims": { "files": ["claims.csv", "june.csv"] } });
    let claims = of_files(home.path(), (POLICY.as_bytes(), whole.as_bytes()), &two);
    assert!(claims.reconciliation.holds(), "{:?}", told(&claims));
}

#[test]
fn the_committed_schema_is_the_programs_and_the_example_reconciles() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (code, out, _) = done(huimin(&["schema", "--of", "claims"]));
    assert_eq!((code, out), (0, fs::read_to_string(root.join("scenarios/claims.schema.json")).unwrap()));
    let example = root.join("docs/examples/claims/claims.json");
    let claims = read_claims(example.to_str().unwrap()).unwrap();
    assert!(claims.reconciliation.holds() && claims.is_synthetic());
    let experience = claims.experience.unwrap();
    assert_eq!(experience.bands()[0].persons().0, 154);
    let open: Fen = experience.payments().iter().filter(|it| it.paid.is_none()).map(|it| it.amount).sum();
    assert_eq!(open, Fen::parse_yuan("26427.06").unwrap());
}

#[test]
fn a_claims_document_is_validated_as_one_with_all_its_problems() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/examples/claims/claims.json");
    let (code, out, error) = done(huimin(&["validate", example.to_str().unwrap(), "--lang", "en"]));
    assert_eq!(code, 0, "{out} {error}");
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("broken.json");
    let mut doc: Value = serde_json::from_slice(&fs::read(&example).unwrap()).unwrap();
    doc["valued_at"] = json!("2024-13-01");
    doc["claims"]["form"] = json!({ "unit": "jiao" });
    doc["liabilites"] = json!({});
    fs::write(&path, doc.to_string()).unwrap();
    let (code, out, _) = done(huimin(&["validate", path.to_str().unwrap(), "--lang", "en"]));
    assert_eq!(code, 2);
    for words in ["/claims/form/unit", "liabilites", "did you mean \"liabilities\""] {
        assert!(out.contains(words), "{words} is not in\n{out}");
    }
    // beside scenarios, in the order in which they were named
    let words = ["validate", "cii/quzhou-2016", example.to_str().unwrap(), "--json"];
    let (code, out, error) = done(huimin(&words));
    assert_eq!(code, 0, "{out} {error}");
    let found: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&found[0]["scenario"], found.as_array().unwrap().len()), (&json!("cii/quzhou-2016"), 2));
}
