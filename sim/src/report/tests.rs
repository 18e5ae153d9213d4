//! One small run, written by hand, in every form that a report has.

use super::*;
use crate::decide::metrics::Kind;
use crate::decide::toy::{contract, contract_run, designs, outcome_of};
use crate::decide::{
    Check, Checks, Coinsurer, Design, Fund, Measure, Period, Row, Summary, Target, Tolerance, Verdict,
};
use crate::fund::{CiiContract, HmbTerms, Premium};
use crate::scenario::node::Place;
use crate::stats::Estimate;
use crate::units::{Fen, Share, Year};
use crate::wording::metrics::Metric;
use crate::wording::quantities::Quantity;
use crate::wording::{Bilingual, Lang};

/// A report that says nothing but its figures.
fn plain<'a>(
    (scenario, title): (&'a str, &'a Bilingual),
    designs: &'a [Design],
    summary: &'a Summary,
) -> RunReport<'a> {
    RunReport {
        scenario,
        title,
        seed: 1,
        sampling: None,
        switches: &[],
        omissions: &crate::wording::omission::Omission::ALL,
        synthetic: &[],
        left_out: &[],
        columns: [1, 1],
        only_reaching: false,
        payers: &[],
        designs,
        summary,
        comparison: &[],
        readings: &[],
        variance: &[],
        of_a_file: false,
        beside: &[],
        until: None,
        convergence: &[],
    }
}

/// Two years of a contract bid at 28.50, 27.50 and 28.50 again; 800 trials, claims rising evenly with the
/// trial from 50 to 74 million yuan in the first year and 3 million more in the second.
fn with_report<T>(look: impl Fn(&RunReport<'_>) -> T) -> T {
    let contracts = [contract(), CiiContract { bid: Fen(2750), ..contract() }, contract()];
    let claims = |year: i64| -> Vec<i64> {
        (0..800).map(|trial| 50_000_000 + year * 3_000_000 + trial * 30_000).collect()
    };
    let run = contract_run(&contracts, &[&claims(0), &claims(1)]);
    let mut designs: Vec<Design> = designs(&contracts);
    designs[0].title = Bilingual { zh: "基准方案".into(), en: "base".into() };
    designs[1].title = Bilingual { zh: "报价27.50元".into(), en: "bid 27.50".into() };
    designs[2].title = Bilingual { zh: "空方案".into(), en: "null design".into() };
    let summary = Summary::new(&run, &designs, &[]);
    let row = Row {
        target: Target {
            name: "cii-cost".into(),
            title: None,
            measure: Measure::Quantity(Quantity::CiiCostPerHead),
            design: None,
            year: None,
            value: 25.0,
            tolerance: Tolerance::Relative(0.05),
            fitted: true,
            weight: 1.0,
            source: "Zhejiang 2015: 13亿元 / 5,195万人, 新民晚报 2016-02-16".into(),
        },
        kind: Kind::MoneyPerHead,
        label: Bilingual {
            zh: Quantity::CiiCostPerHead.text(Lang::Zh).into(),
            en: Quantity::CiiCostPerHead.text(Lang::En).into(),
        },
        year: Year(2016),
        simulated: Ok(Estimate { value: 24.8, se: 0.1, low: 24.6, high: 25.0, n: 800 }),
        residual: Some(-0.008),
        verdict: Verdict::Pass,
    };
    let title = Bilingual { zh: "衢州市大病保险".into(), en: "Quzhou CII".into() };
    look(&RunReport {
        seed: 20_160_101,
        switches: &[SwitchReading {
            name: "reserve.share".into(),
            reading: "0.2".into(),
            default: "0.3".into(),
            article: "[S1] Art. 10".into(),
        }],
        synthetic: &["funds.cii".into(), "illness".into()],
        comparison: &[row],
        ..plain(("quzhou.json", &title), &designs, &summary)
    })
}

/// One year of a book of 1,000 members at 100 yuan; 40 trials, claims from 70,000 to 109,000 yuan.
fn with_book<T>(look: impl Fn(&RunReport<'_>) -> T) -> T {
    let claims: Vec<i64> = (0..40).map(|trial| 7_000_000 + trial * 100_000).collect();
    let results: Vec<i64> = claims.iter().map(|claims| 9_300_000 - claims).collect();
    let alone = |values: Vec<i64>| vec![vec![values]];
    let same = |value: i64| alone(vec![value; 40]);
    let columns = [
        ("heads_employee", same(500)),
        ("heads_resident", same(1_500)),
        ("persons_admitted", same(300)),
        ("patient_fen", same(150_000_000)),
        ("cost_employee_fen", same(200_000_000)),
        ("cost_resident_fen", same(200_000_000)),
        ("other_cost_fen", same(0)),
        ("paid_hmb_fen", alone(claims.clone())),
        ("persons_paid_hmb", same(12)),
        ("hmb_members", same(1_000)),
        ("hmb_premium_fen", same(10_000_000)),
        ("hmb_claims_fen", alone(claims)),
        ("hmb_claimants", same(12)),
        ("hmb_cost_fen", same(700_000)),
        ("hmb_result_fen", alone(results)),
        ("hmb_earned_premium_fen", same(10_000_000)),
        ("hmb_subsidised_members", same(100)),
        ("hmb_subsidy_fen", same(1_000_000)),
        ("hmb_personal_account_fen", same(0)),
        ("hmb_cases", same(15)),
        ("hmb_ceded_premium_fen", same(0)),
        ("hmb_ceding_commission_fen", same(0)),
        ("hmb_recoveries_fen", same(0)),
        ("hmb_surplus_used_fen", same(0)),
        ("hmb_surplus_excess_fen", same(120_000)),
        ("hmb_surplus_balance_fen", same(120_000)),
    ];
    let terms = HmbTerms {
        fixed_cost: Fen::yuan(2_000),
        cost_ratio: Share::percent(5),
        ..HmbTerms::plain(Premium::one(Fen::yuan(100)))
    };
    let insurer = |zh: &str, en: &str, points| Coinsurer {
        title: Bilingual { zh: zh.into(), en: en.into() },
        share: Share::percent(points),
    };
    let coinsurers = vec![insurer("主承保", "lead", 60), insurer("参与共保", "second", 40)];
    let designs = [Design {
        name: "base".into(),
        title: Bilingual::default(),
        funds: vec![("hmb".into(), Fund::Book { terms, coinsurers })],
        revised: Vec::new(),
    }];
    let summary = Summary::new(&outcome_of(&columns), &designs, &["hmb".to_owned()]);
    let title = Bilingual { zh: "温州市惠民保".into(), en: "Wenzhou city product".into() };
    look(&plain(("hmb/wenzhou", &title), &designs, &summary))
}

#[test]
fn a_book_of_one_year_has_one_column() {
    for (lang, golden) in
        [(Lang::Zh, include_str!("golden/book.zh.txt")), (Lang::En, include_str!("golden/book.en.txt"))]
    {
        let text = with_book(|report| console(report, lang));
        assert!(
            text == golden,
            "the report has changed:
{text}"
        );
    }
}

#[test]
fn the_console_report_reads_as_it_did_when_it_was_last_read_by_a_person() {
    for (lang, golden) in
        [(Lang::Zh, include_str!("golden/console.zh.txt")), (Lang::En, include_str!("golden/console.en.txt"))]
    {
        let text = with_report(|report| console(report, lang));
        assert!(
            text == golden,
            "the report has changed:
{text}"
        );
    }
}

#[test]
fn the_summary_says_what_each_figure_means_and_how_sure_it_is() {
    let json = with_report(|report| serde_json::to_value(SummaryJson(report)).unwrap());
    let definition = &json["metrics"]["cii.loss_ratio"];
    assert_eq!(definition["formula"], "sum(cii_claims_fen) / sum(cii_income_fen)");
    assert_eq!((&definition["unit"], &definition["basis"]), (&"ratio".into(), &"ultimate_incurred".into()));
    assert_eq!(definition["label"]["zh"], "赔付率（再保前，已赚，截至当年12月31日，最终赔付口径）");
    // mean claims 50 + 0.03 * 399.5 = 61.985 million on 71.25 million
    let figures = |design: usize| &json["designs"][design]["periods"]["2016"];
    assert_eq!(figures(0)["cii.claims"]["value"], 61_985_000.0);
    assert_eq!(figures(0)["cii.claims"]["n"], 800);
    assert_eq!(figures(0)["cii.loss_ratio"]["value"], 61.985 / 71.25);
    assert_eq!(figures(0)["cii.loss_ratio"]["difference"], serde_json::Value::Null);
    // one yuan less on 2,500,000 heads; in a deficit 70% of it, so not exactly 2.5 million
    let difference = figures(1)["cii.insurer_result"]["difference"]["value"].as_f64().unwrap();
    assert!(difference > -2_500_000.0 && difference < -1_750_000.0, "{difference}");
    assert_eq!(figures(2)["cii.insurer_result"]["difference"]["value"], 0.0);
    assert_eq!(json["comparison"][0]["verdict"], "pass");
    assert_eq!(json["schema_version"], SCHEMA_VERSION);
    // the same scenario from another path gives the same bytes
    assert!(!json.to_string().contains("quzhou.json"));
}

#[test]
fn every_figure_of_the_summary_is_defined_in_it() {
    let json = with_report(|report| serde_json::to_value(SummaryJson(report)).unwrap());
    let metrics = json["metrics"].as_object().unwrap();
    for design in json["designs"].as_array().unwrap() {
        for (_, figures) in design["periods"].as_object().unwrap() {
            for key in figures.as_object().unwrap().keys() {
                assert!(metrics.contains_key(key), "{key}");
            }
        }
    }
}

#[test]
fn csv_files_begin_with_a_byte_order_mark_and_have_a_line_a_figure() {
    let files = with_report(|report| {
        let written = |(name, table): (&'static str, CsvTable<'_>)| {
            let mut bytes = Vec::new();
            table(&mut bytes).unwrap();
            (name, bytes)
        };
        csv_tables(report, Lang::Zh).into_iter().map(written).collect::<Vec<_>>()
    });
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["figures.csv", "definitions.csv", "comparison.csv"]);
    for (name, bytes) in &files {
        assert!(bytes.starts_with(b"\xEF\xBB\xBF"), "{name}");
    }
    let text = |nth: usize| String::from_utf8(files[nth].1.clone()).unwrap();
    let figures = text(0);
    assert!(figures.contains("方案,期间,编码,指标,单位,取值,标准误"));
    assert!(figures.contains("\r\nbase,2016,cii.claims,赔付支出,yuan,61985000,"));
    let n_figures = with_report(|report| {
        report.summary.designs.iter().flat_map(|it| &it.periods).map(|it| it.figures.len()).sum::<usize>()
    });
    assert_eq!(figures.lines().count(), 1 + n_figures);
    // a comma in a source is quoted
    assert!(text(2).contains("\"Zhejiang 2015: 13亿元 / 5,195万人, 新民晚报 2016-02-16\""));
}

#[test]
fn a_gate_shows_the_interval_beside_the_threshold() {
    let text = with_report(|report| {
        let subject = report.summary.subjects[1].clone();
        let check = |name: &str, metric, at_most| {
            let definition = subject.definition(metric).unwrap();
            let (subject, design, period) = (subject.clone(), "base".to_owned(), Period::Year(Year(2016)));
            let at_most = Some(at_most);
            let (name, place, at_least) = (name.to_owned(), Place::whole("gate.json"), None);
            Check { name, place, subject, definition, design, period, at_most, at_least }
        };
        let thresholds = vec![
            check("deficit", Metric::DeficitProbability, 0.2),
            check("loss-ratio", Metric::LossRatio, 0.872),
            check("claims", Metric::Claims, 60_000_000.0),
        ];
        let judged = Checks { thresholds, baselines: Vec::new(), looks: None }.at_once(report.summary);
        (gate_table("gate.json", &judged, Lang::Zh), gate_json(&judged))
    });
    let lines: Vec<&str> = text.0.lines().collect();
    assert_eq!(lines[0], "门槛检查：gate.json（金额单位万元，注明“元”者除外）");
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        words(lines[3]),
        ["deficit", "cii", "赤字概率", "base", "2016", "≤20.0%", "11.4%", "(9.3–13.8%)", "通过"]
    );
    assert_eq!(
        words(lines[4]),
        [
            "loss-ratio",
            "cii",
            "赔付率（再保前，已赚，截至当年12月31日，最终赔付口径）",
            "base",
            "2016",
            "≤87.2%",
            "87.0%",
            "(86.3–87.7%)",
            "待定"
        ]
    );
    assert_eq!(
        words(lines[5]),
        ["claims", "cii", "赔付支出", "base", "2016", "≤6,000.0", "6,198.5", "(6,150.4–6,246.6)", "未通过"]
    );
    assert!(lines[6].starts_with("结论：未通过（通过1项，未通过1项，待定1项"));
    assert_eq!((&text.1["verdict"], &text.1["checks"][1]["verdict"]), (&"fail".into(), &"undecided".into()));
}
