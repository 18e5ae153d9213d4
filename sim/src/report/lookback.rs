//! A look back for people (tables), spreadsheets (CSV), programs (JSON) and gates (`figures.csv`).

use serde_json::{Map, Value, json};

use crate::decide::lookback::{ActualExpected, Cohort, Lookback, Ratios, YearDeveloped, YearLookedAt};
use crate::decide::metrics::Kind;
use crate::stats::Estimate;
use crate::stats::development::Predicted;
use crate::units::Fen;
use crate::wording::lookback::{self, LookbackWord as It, Method};
use crate::wording::metrics::Metric;
use crate::wording::tables::{self, Word};
use crate::wording::{Bilingual, Lang};

use super::csv;
use super::numbers;
use super::summary_json::estimate_json;
use super::table::aligned;

/// A look back with all that is said about it.
#[derive(Debug, Clone)]
pub struct LookbackReport<'a> {
    /// The claims document, by its path.
    pub claims: &'a str,
    /// What people call it.
    pub title: &'a Bilingual,
    /// Whether its persons are made up.
    pub synthetic_claims: bool,
    /// The scenario whose model is the expectation.
    pub scenario: &'a str,
    /// The dotted paths of what was made up in it.
    pub synthetic: &'a [String],
    /// The seed of every draw.
    pub seed: u64,
    /// The trials of the model.
    pub trials: u64,
    /// One person in so many is looked at in each.
    pub every: usize,
    /// The liabilities in the order of the file: key and title.
    pub liabilities: &'a [(String, Bilingual)],
    /// The fund of the scenario that pays them, for gates.
    pub fund: Option<&'a str>,
    /// What was found.
    pub lookback: &'a Lookback,
}

/// The look back as text, with a newline at the end.
pub fn lookback_console(report: &LookbackReport<'_>, lang: Lang) -> String {
    let found = report.lookback;
    let mut head = vec![
        format!("{}  [{}] / [{}]", report.title.get(lang), report.claims, report.scenario),
        lookback::lookback_line(
            &found.as_of.to_string(),
            found.grain,
            &report.trials.to_string(),
            &report.every.to_string(),
            lang,
        ),
    ];
    if report.synthetic_claims {
        head.push(It::SyntheticClaims.text(lang).to_owned());
    }
    if !report.synthetic.is_empty() {
        head.push(tables::synthetic_line(report.synthetic, lang));
    }
    let mut blocks = vec![head.join("\n")];
    for year in &found.years {
        let heading = lookback::ten_heading(&year.year.to_string(), lang);
        let mut block = table(&heading, &TEN, ten_rows(report, year, lang), 1, lang);
        if year.unexpected_exposure > 0.0 {
            let share = percent(year.unexpected_exposure, lang);
            block.push('\n');
            block.push_str(&lookback::unexpected_line(&year.year.to_string(), &share, lang));
        }
        blocks.push(block);
    }
    blocks.push(It::TenNote.text(lang).to_owned());
    let methods = found.years.iter().flat_map(|year| method_rows(report, year, lang)).collect();
    blocks.push(table(It::MethodsHeading.text(lang), &METHODS, methods, 3, lang));
    blocks.push(It::MethodsNote.text(lang).to_owned());
    let ratios = found.years.iter().map(|year| ratio_row(year, lang)).collect();
    blocks.push(table(It::RatiosHeading.text(lang), &RATIOS, ratios, 2, lang));
    blocks.extend(found.years.iter().filter(|year| year.open).filter_map(|year| reforecast(year, lang)));
    let reserves = found.years.iter().map(|year| reserve_row(year, |it| yuan(it.as_yuan_f64()))).collect();
    blocks.push(table(It::ReservesHeading.text(lang), &RESERVES, reserves, 1, lang));
    blocks.push(It::ReservesNote.text(lang).to_owned());
    blocks.push(It::RatiosNote.text(lang).to_owned());
    blocks.join("\n\n") + "\n"
}

const TEN: [It; 7] = [
    It::Group,
    It::ExpectedToDate,
    It::ActualToDate,
    It::ActualExpected,
    It::Credibility,
    It::Adjustment,
    It::PersonsPaid,
];
const METHODS: [It; 8] = [
    It::Year,
    It::Liability,
    It::Method,
    It::Paid,
    It::Ultimate,
    It::Process,
    It::Parameter,
    It::Development,
];
const RATIOS: [It; 10] = [
    It::Year,
    It::State,
    It::Persons,
    It::Written,
    It::EarnedShare,
    It::OccurredShare,
    It::PaidRatio,
    It::NotifiedRatio,
    It::IncurredRatio,
    It::UltimateRatio,
];

const RESERVES: [It; 7] =
    [It::Year, It::Unearned, It::Outstanding, It::Ibnr, It::ToCome, It::CostToCome, It::Deficiency];

/// The reserves of a year; empty where nothing is told of its claims.
fn reserve_row(year: &YearLookedAt, of: impl Fn(Fen) -> String) -> Vec<String> {
    let it = year.reserves;
    let amounts = [Some(it.unearned), it.outstanding, it.ibnr, it.to_come, Some(it.cost), it.deficiency];
    let amounts = amounts.map(|amount| amount.map_or_else(String::new, &of));
    std::iter::once(year.year.to_string()).chain(amounts).collect()
}

fn table(heading: &str, head: &[It], rows: Vec<Vec<String>>, names: usize, lang: Lang) -> String {
    let head: Vec<String> = head.iter().map(|word| word.text(lang).to_owned()).collect();
    let numbers = names..head.len();
    aligned(heading, head, numbers, rows)
}

fn yuan(value: f64) -> String {
    numbers::grouped(value, 0)
}

fn percent(value: f64, lang: Lang) -> String {
    numbers::plain(Kind::Ratio, value, lang)
}

/// All liabilities together and each, where enough persons were paid.
fn shown(year: &YearLookedAt) -> impl Iterator<Item = &YearDeveloped> {
    [&year.all].into_iter().chain(&year.liabilities).filter(|it| !it.hidden)
}

/// The name of a liability, or of all.
fn name<'a>(report: &LookbackReport<'a>, developed: &YearDeveloped, lang: Lang) -> &'a str {
    match developed.liability {
        Some(at) => report.liabilities[at].1.get(lang),
        None => It::AllLiabilities.text(lang),
    }
}

/// The liabilities, then the cohorts.
fn ten_rows(report: &LookbackReport<'_>, year: &YearLookedAt, lang: Lang) -> Vec<Vec<String>> {
    let liabilities = [&year.all].into_iter().chain(&year.liabilities).map(|developed| {
        let borrowed = if developed.borrowed { It::Borrowed.text(lang) } else { "" };
        let actual = Some(&developed.actual).filter(|_| !developed.hidden);
        ten_row(format!("{}{borrowed}", name(report, developed, lang)), actual, lang)
    });
    let cohorts = year.cohorts.iter().map(|cohort| {
        let title = format!("{}：{}", cohort.grouping.text(lang), cohort.title.get(lang));
        let title = if lang == Lang::En { title.replace('：', ": ") } else { title };
        ten_row(title, cohort.actual.as_ref(), lang)
    });
    liabilities.chain(cohorts).collect()
}

fn ten_row(title: String, actual: Option<&ActualExpected>, lang: Lang) -> Vec<String> {
    let mut cells = vec![title];
    match actual {
        None => {
            cells.resize(TEN.len(), String::new());
            It::Hidden.text(lang).clone_into(&mut cells[2]);
        }
        Some(it) => cells.extend([
            yuan(it.expected),
            yuan(it.actual),
            it.ratio.map_or_else(String::new, |ratio| numbers::plus_minus(Kind::Ratio, &ratio, lang)),
            numbers::grouped(it.credibility, 2),
            it.adjustment.map_or_else(String::new, numbers::residual),
            numbers::grouped(it.persons as f64, 0),
        ]),
    }
    cells
}

fn method_rows(report: &LookbackReport<'_>, year: &YearLookedAt, lang: Lang) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for developed in shown(year).filter(|it| it.notified != 0.0 || it.expected > 0.0) {
        for ultimate in &developed.ultimates {
            let mut cells = vec![
                year.year.to_string(),
                name(report, developed, lang).to_owned(),
                ultimate.method.text(lang).to_owned(),
                yuan(developed.paid),
            ];
            if let (Some(estimate), Some(predicted)) = (&ultimate.estimate, &ultimate.predicted) {
                cells.push(interval(estimate));
                cells.extend(parts(predicted).map(yuan));
            } else {
                cells.push(It::NoValue.text(lang).to_owned());
                cells.resize(METHODS.len(), String::new());
            }
            rows.push(cells);
        }
        let mut cells = vec![String::new(); METHODS.len()];
        It::Disagreement.text(lang).clone_into(&mut cells[2]);
        cells[4] = developed.disagreement().map_or_else(String::new, |it| percent(it, lang));
        rows.push(cells);
    }
    rows
}

fn interval(estimate: &Estimate) -> String {
    format!("{} ({}–{})", yuan(estimate.value), yuan(estimate.low), yuan(estimate.high))
}

/// The standard errors of process, parameter and development.
fn parts(predicted: &Predicted) -> [f64; 3] {
    [predicted.process, predicted.parameter, predicted.development].map(libm::sqrt)
}

fn ratio_row(year: &YearLookedAt, lang: Lang) -> Vec<String> {
    let of = |ratio: Option<f64>| ratio.map_or_else(String::new, |it| percent(it, lang));
    let Ratios { paid, notified, incurred, ultimate, earned_share, occurred_share } = year.ratios;
    vec![
        year.year.to_string(),
        if year.open { It::Open } else { It::Closed }.text(lang).to_owned(),
        numbers::grouped(year.persons.0 as f64, 0),
        yuan(year.written.as_yuan_f64()),
        of(earned_share),
        of(occurred_share),
        of(paid),
        of(notified),
        of(incurred),
        ultimate.map_or_else(String::new, |it| numbers::value_with_interval(Kind::Ratio, &it, lang)),
    ]
}

fn reforecast(year: &YearLookedAt, lang: Lang) -> Option<String> {
    let (ratio, share) = (year.ratios.ultimate?, year.ratios.occurred_share?);
    let premium = year.written.as_yuan_f64();
    let parts = parts(&year.all.selected()?.predicted?).map(|it| percent(it / premium, lang));
    let [process, parameter, development] = &parts;
    Some(lookback::reforecast_line(
        &year.year.to_string(),
        &percent(share, lang),
        &numbers::value_with_interval(Kind::Ratio, &ratio, lang),
        [process, parameter, development],
        lang,
    ))
}

/// Every table: its file name and its bytes. `figures.csv` has the form of a run's, so that a gate can name it.
pub fn lookback_csv(report: &LookbackReport<'_>, lang: Lang) -> Vec<(&'static str, Vec<u8>)> {
    let mut files = vec![
        ("actual_expected.csv", actual_csv(report, lang)),
        ("ultimates.csv", ultimates_csv(report, lang)),
        ("ratios.csv", ratios_csv(report, lang)),
        ("reserves.csv", reserves_csv(report, lang)),
    ];
    files.extend(figures_csv(report, lang).map(|bytes| ("figures.csv", bytes)));
    files
}

fn head(words: &[It], more: &[String], lang: Lang) -> Vec<String> {
    words.iter().map(|word| word.text(lang).to_owned()).chain(more.iter().cloned()).collect()
}

fn optional(value: Option<f64>) -> String {
    value.map_or_else(String::new, csv::number)
}

fn actual_csv(report: &LookbackReport<'_>, lang: Lang) -> Vec<u8> {
    let mut words = vec![It::Year];
    words.extend(TEN);
    let mut lines = vec![head(&words, &[Word::StandardError.text(lang).to_owned()], lang)];
    let mut line = |year: &YearLookedAt, title: String, actual: Option<&ActualExpected>| {
        let mut cells = vec![year.year.to_string(), title];
        match actual {
            None => cells.extend([String::new(), It::Hidden.text(lang).to_owned()]),
            Some(it) => cells.extend([
                csv::number(it.expected),
                csv::number(it.actual),
                optional(it.ratio.map(|it| it.value)),
                csv::number(it.credibility),
                optional(it.adjustment),
                it.persons.to_string(),
                optional(it.ratio.map(|it| it.se)),
            ]),
        }
        cells.resize(TEN.len() + 2, String::new());
        lines.push(cells);
    };
    for year in &report.lookback.years {
        for developed in [&year.all].into_iter().chain(&year.liabilities) {
            let actual = Some(&developed.actual).filter(|_| !developed.hidden);
            line(year, name(report, developed, lang).to_owned(), actual);
        }
        for cohort in &year.cohorts {
            line(year, cohort.title.get(lang).to_owned(), cohort.actual.as_ref());
        }
    }
    csv::bytes(&lines)
}

fn ultimates_csv(report: &LookbackReport<'_>, lang: Lang) -> Vec<u8> {
    let words = [
        It::Year,
        It::Liability,
        It::Method,
        It::ExpectedYear,
        It::ExpectedOccurred,
        It::Paid,
        It::Notified,
        It::Ultimate,
    ];
    let more = [Word::StandardError, Word::Low, Word::High].map(|word| word.text(lang).to_owned());
    let mut first = head(&words, &more, lang);
    first.extend([It::Process, It::Parameter, It::Development].map(|word| word.text(lang).to_owned()));
    let mut lines = vec![first];
    for year in &report.lookback.years {
        for developed in shown(year) {
            for ultimate in &developed.ultimates {
                let mut cells = vec![
                    year.year.to_string(),
                    name(report, developed, lang).to_owned(),
                    ultimate.method.text(lang).to_owned(),
                ];
                let known =
                    [developed.expected, developed.expected_occurred, developed.paid, developed.notified];
                cells.extend(known.map(csv::number));
                cells.extend(csv::estimate_cells(ultimate.estimate.as_ref()));
                cells.extend(
                    ultimate
                        .predicted
                        .as_ref()
                        .map(parts)
                        .map_or_else(|| [const { String::new() }; 3], |parts| parts.map(csv::number)),
                );
                lines.push(cells);
            }
        }
    }
    csv::bytes(&lines)
}

fn ratios_csv(report: &LookbackReport<'_>, lang: Lang) -> Vec<u8> {
    let more = [Word::StandardError, Word::Low, Word::High].map(|word| word.text(lang).to_owned());
    let mut lines = vec![head(&RATIOS, &more, lang)];
    for year in &report.lookback.years {
        let it = year.ratios;
        let mut cells = vec![
            year.year.to_string(),
            if year.open { It::Open } else { It::Closed }.text(lang).to_owned(),
            year.persons.0.to_string(),
            year.written.to_string(),
        ];
        cells.extend([it.earned_share, it.occurred_share, it.paid, it.notified, it.incurred].map(optional));
        cells.extend(csv::estimate_cells(it.ultimate.as_ref()));
        lines.push(cells);
    }
    csv::bytes(&lines)
}

fn reserves_csv(report: &LookbackReport<'_>, lang: Lang) -> Vec<u8> {
    let mut lines = vec![head(&RESERVES, &[], lang)];
    lines.extend(report.lookback.years.iter().map(|year| reserve_row(year, |it| it.to_string())));
    csv::bytes(&lines)
}

/// The ultimate loss ratio of each year as the figure of a run.
fn figures_csv(report: &LookbackReport<'_>, lang: Lang) -> Option<Vec<u8>> {
    let fund = report.fund?;
    let mut lines = vec![csv::figure_head(&[Word::Design, Word::Period], lang)];
    let width = lines[0].len();
    for year in &report.lookback.years {
        let Some(ratio) = year.ratios.ultimate else { continue };
        let mut cells = vec![
            "base".to_owned(),
            year.year.to_string(),
            format!("{fund}.loss_ratio"),
            Metric::LossRatio.text(lang).to_owned(),
            Kind::Ratio.key().to_owned(),
        ];
        cells.extend(csv::estimate_cells(Some(&ratio)));
        cells.push(ratio.n.to_string());
        cells.resize(width, String::new());
        lines.push(cells);
    }
    Some(csv::bytes(&lines))
}

/// The look back for programs.
pub fn lookback_json(report: &LookbackReport<'_>) -> Value {
    let found = report.lookback;
    let years: Vec<Value> = found.years.iter().map(|year| year_json(report, year)).collect();
    json!({
        "claims": { "document": report.claims, "synthetic": report.synthetic_claims },
        "title": { "zh": report.title.zh, "en": report.title.en },
        "scenario": report.scenario,
        "synthetic": report.synthetic,
        "seed": report.seed,
        "trials": report.trials,
        "one_person_in": report.every,
        "as_of": found.as_of.to_string(),
        "development_months": found.grain,
        "selected": Method::SELECTED.key(),
        "names": names_json(report),
        "years": years,
    })
}

/// What people call the liabilities and cohorts, in the order of tables.
fn names_json(report: &LookbackReport<'_>) -> Value {
    let mut cohorts = Map::new();
    for cohort in report.lookback.years.iter().flat_map(|year| &year.cohorts) {
        let (of, title) = (cohort.grouping, &cohort.title);
        let of = json!({ "zh": of.text(Lang::Zh), "en": of.text(Lang::En) });
        cohorts.insert(cohort.key.clone(), json!({ "of": of, "zh": title.zh, "en": title.en }));
    }
    let liability =
        |(key, title): &(String, Bilingual)| (key.clone(), json!({ "zh": title.zh, "en": title.en }));
    let liabilities: Map<String, Value> = report.liabilities.iter().map(liability).collect();
    json!({ "liabilities": liabilities, "cohorts": cohorts })
}

fn year_json(report: &LookbackReport<'_>, year: &YearLookedAt) -> Value {
    let it = year.ratios;
    let liabilities: Map<String, Value> = year
        .liabilities
        .iter()
        .filter_map(|developed| {
            let (key, _) = &report.liabilities[developed.liability?];
            Some((key.clone(), developed_json(developed)))
        })
        .collect();
    let cohorts: Map<String, Value> = year
        .cohorts
        .iter()
        .map(|cohort| {
            let actual = cohort.actual.as_ref();
            (cohort.key.clone(), actual.map_or(Value::Null, |actual| cohort_json(cohort, actual)))
        })
        .collect();
    json!({
        "year": year.year.0,
        "open": year.open,
        "members": year.persons.0,
        "written_premium_yuan": year.written.as_yuan_f64(),
        "earned_premium_yuan": year.earned,
        "ratios": {
            "paid": it.paid,
            "notified": it.notified,
            "incurred": it.incurred,
            "ultimate": it.ultimate.as_ref().map(estimate_json),
            "earned_share": it.earned_share,
            "occurred_share": it.occurred_share,
        },
        "reserves": reserves_json(year),
        "exposure_without_expectation": year.unexpected_exposure,
        "all": developed_json(&year.all),
        "liabilities": liabilities,
        "cohorts": cohorts,
    })
}

fn reserves_json(year: &YearLookedAt) -> Value {
    let it = year.reserves;
    let yuan = |amount: Option<Fen>| amount.map(Fen::as_yuan_f64);
    json!({
        "unearned_premium_yuan": it.unearned.as_yuan_f64(),
        "outstanding_yuan": yuan(it.outstanding),
        "ibnr_yuan": yuan(it.ibnr),
        "claims_to_come_yuan": yuan(it.to_come),
        "cost_to_come_yuan": it.cost.as_yuan_f64(),
        "premium_deficiency_yuan": yuan(it.deficiency),
    })
}

fn developed_json(it: &YearDeveloped) -> Value {
    if it.hidden {
        return Value::Null;
    }
    let methods: Map<String, Value> = it
        .ultimates
        .iter()
        .map(|ultimate| {
            let value =
                ultimate.estimate.as_ref().zip(ultimate.predicted.as_ref()).map(|(estimate, predicted)| {
                    let [process, parameter, development] = parts(predicted);
                    json!({
                        "ultimate_yuan": estimate_json(estimate),
                        "se_process_yuan": process,
                        "se_parameter_yuan": parameter,
                        "se_development_yuan": development,
                    })
                });
            (ultimate.method.key().to_owned(), value.unwrap_or(Value::Null))
        })
        .collect();
    json!({
        "expected_yuan": it.expected,
        "expected_occurred_yuan": it.expected_occurred,
        "incurred_yuan": it.incurred,
        "paid_yuan": it.paid,
        "notified_yuan": it.notified,
        "methods": methods,
        "disagreement": it.disagreement(),
        "pattern_of_all_liabilities": it.borrowed,
        "actual_expected": actual_json(&it.actual),
    })
}

fn cohort_json(cohort: &Cohort, actual: &ActualExpected) -> Value {
    let mut cohort_of = actual_json(actual);
    cohort_of["earned_premium_yuan"] = cohort.earned.into();
    cohort_of
}

fn actual_json(it: &ActualExpected) -> Value {
    json!({
        "expected_yuan": it.expected,
        "actual_yuan": it.actual,
        "persons_paid": it.persons,
        "ratio": it.ratio.as_ref().map(estimate_json),
        "credibility": it.credibility,
        "adjustment": it.adjustment,
    })
}
