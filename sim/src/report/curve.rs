//! The curves of a city product for people (tables), spreadsheets (CSV) and programs (JSON).

use serde_json::{Value, json};

use crate::decide::metrics::Kind;
use crate::decide::{Crossing, Curve, CurvePoint, Missing, SpiralVerdict, SpiralYear};
use crate::stats::Estimate;
use crate::wording::Lang;
use crate::wording::curve::{self, CurveWord};
use crate::wording::metrics::Metric;
use crate::wording::tables::Word;

use super::csv;
use super::numbers;
use super::simulated::Simulated;
use super::summary_json::{estimate_json, missing_key};
use super::table::aligned;

/// The curves of one product.
#[derive(Debug, Clone)]
pub struct CurveReport<'a> {
    /// What was simulated.
    pub run: Simulated<'a>,
    /// The book.
    pub book: &'a str,
    /// Its present price of the dearest age.
    pub present: String,
    /// Whether a law decides who joins.
    pub by_law: bool,
    /// Over prices of the dearest age, in yuan.
    pub premium: Curve,
    /// Over participations.
    pub participation: Curve,
    /// Year after year, if asked for.
    pub spiral: Option<SpiralReport>,
}

/// The years of a product that is priced anew each year.
#[derive(Debug, Clone)]
pub struct SpiralReport {
    /// The years.
    pub years: Vec<SpiralYear>,
    /// The target loss ratio.
    pub target_loss_ratio: f64,
    /// The largest change of a year.
    pub max_change: f64,
}

type Cell<'a> = (Kind, Option<&'a Result<Estimate, Missing>>);

/// The columns of a table: their heads, and the cell of each for a point.
type Column = (CurveWord, fn(&CurvePoint) -> Cell<'_>);

const MEMBERS: Column = (CurveWord::Members, |it| (Kind::Persons, Some(&it.members)));
const PARTICIPATION: Column =
    (CurveWord::Participation, |it| (Kind::Ratio, it.figure(Metric::Participation)));
const PREMIUM: Column =
    (CurveWord::PremiumPerMember, |it| (Kind::MoneyPerHead, Some(&it.premium_per_member)));
const CLAIMS: Column = (CurveWord::ClaimsPerMember, |it| (Kind::MoneyPerHead, Some(&it.claims_per_member)));
const LOSS_RATIO: Column = (CurveWord::LossRatio, |it| (Kind::Ratio, Some(&it.loss_ratio)));
const COMBINED: Column = (CurveWord::CombinedRatio, |it| (Kind::Ratio, Some(&it.combined_ratio)));
const RESULT: Column = (CurveWord::ResultPerMember, |it| (Kind::MoneyPerHead, Some(&it.result_per_member)));
const RENEWAL: Column = (CurveWord::RenewalRate, |it| (Kind::Ratio, it.figure(Metric::RenewalRate)));
const BREAK_EVEN: Column =
    (CurveWord::BreakEvenPremium, |it| (Kind::MoneyPerHead, it.figure(Metric::BreakEvenPremium)));
const WITH_MARGIN: Column = (CurveWord::BreakEvenPremiumWithMargin, |it| {
    (Kind::MoneyPerHead, it.figure(Metric::BreakEvenPremiumWithMargin))
});

const OF_PREMIUM: &[Column] = &[PARTICIPATION, MEMBERS, PREMIUM, CLAIMS, LOSS_RATIO, COMBINED, RESULT];
const OF_PARTICIPATION: &[Column] =
    &[PARTICIPATION, MEMBERS, CLAIMS, LOSS_RATIO, COMBINED, RESULT, BREAK_EVEN, WITH_MARGIN];
const OF_SPIRAL: &[Column] =
    &[PARTICIPATION, RENEWAL, MEMBERS, PREMIUM, CLAIMS, LOSS_RATIO, COMBINED, RESULT];

/// The curves as text, with a newline at the end.
pub fn curve_console(report: &CurveReport<'_>, lang: Lang) -> String {
    let mut head = report.run.lines(lang);
    if !report.by_law {
        head.push(CurveWord::PlainParticipation.text(lang).to_owned());
    }
    let yuan = |it: f64| numbers::grouped(it, 2);
    let percent = |it: f64| numbers::plain(Kind::Ratio, it, lang);
    let heading = curve::premium_heading(report.book, &report.present, lang);
    let premium = table(&heading, CurveWord::Premium, &report.premium, OF_PREMIUM, yuan, lang);
    let heading = curve::participation_heading(report.book, &report.present, lang);
    let participation =
        table(&heading, CurveWord::Target, &report.participation, OF_PARTICIPATION, percent, lang);
    let mut blocks = vec![head.join("\n"), premium, premium_lines(report, lang), participation];
    blocks.push(participation_lines(report, lang));
    blocks.extend(report.spiral.as_ref().map(|it| spiral(it, report.book, lang)));
    blocks.push(CurveWord::Method.text(lang).to_owned());
    blocks.join("\n\n") + "\n"
}

fn table(
    heading: &str,
    first: CurveWord,
    curve: &Curve,
    columns: &[Column],
    at: impl Fn(f64) -> String,
    lang: Lang,
) -> String {
    let head = [first].into_iter().chain(columns.iter().map(|(word, _)| *word));
    let head: Vec<String> = head.map(|word| word.text(lang).to_owned()).collect();
    let rows = curve.points.iter().map(|point| row(at(point.at), point, columns, lang));
    aligned(heading, head.clone(), 0..head.len(), rows.collect())
}

fn row(first: String, point: &CurvePoint, columns: &[Column], lang: Lang) -> Vec<String> {
    let cells = columns.iter().map(|(word, cell)| match cell(point) {
        (kind, Some(Ok(estimate))) => numbers::plus_minus(kind, estimate, lang),
        (_, Some(Err(missing))) if *word == CurveWord::RenewalRate => {
            numbers::why_missing_of(Metric::RenewalRate, *missing, lang)
        }
        (_, Some(Err(missing))) => numbers::why_missing(*missing, lang),
        (_, None) => String::new(),
    });
    [first].into_iter().chain(cells).collect()
}

const fn premium_name(crossing: &Crossing) -> CurveWord {
    if crossing.gains { CurveWord::LowerPremium } else { CurveWord::UpperPremium }
}

const fn participation_name(crossing: &Crossing) -> CurveWord {
    if crossing.gains { CurveWord::BreakEvenParticipation } else { CurveWord::UpperParticipation }
}

fn premium_lines(report: &CurveReport<'_>, lang: Lang) -> String {
    lines(&report.premium, premium_name, Kind::MoneyPerHead, CurveWord::NoPremium, lang)
}

fn participation_lines(report: &CurveReport<'_>, lang: Lang) -> String {
    lines(&report.participation, participation_name, Kind::Ratio, CurveWord::NoParticipation, lang)
}

fn lines(curve: &Curve, name: fn(&Crossing) -> CurveWord, kind: Kind, none: CurveWord, lang: Lang) -> String {
    let Some(crossings) = curve.crossings() else { return Word::TooFewTrials.text(lang).to_owned() };
    if crossings.is_empty() {
        return none.text(lang).to_owned();
    }
    let line = |it: &Crossing| {
        let value = numbers::value_with_interval(kind, &it.at, lang);
        curve::crossing_line(name(it), &value, it.told, lang)
    };
    crossings.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn spiral(report: &SpiralReport, book: &str, lang: Lang) -> String {
    let percent = |it: f64| numbers::plain(Kind::Ratio, it, lang);
    let heading =
        curve::spiral_heading(book, &percent(report.target_loss_ratio), &percent(report.max_change), lang);
    let words = [CurveWord::Premium].into_iter().chain(OF_SPIRAL.iter().map(|(word, _)| *word));
    let mut head = vec![Word::Year.text(lang).to_owned()];
    head.extend(words.map(|word| word.text(lang).to_owned()));
    let rows = report.years.iter().map(|it| {
        let mut cells = row(numbers::grouped(it.point.at, 2), &it.point, OF_SPIRAL, lang);
        cells.insert(0, it.year.to_string());
        cells
    });
    let table = aligned(&heading, head.clone(), 1..head.len(), rows.collect());
    format!("{table}\n{}", curve::spiral_line(verdict(&report.years), lang))
}

fn verdict(years: &[SpiralYear]) -> CurveWord {
    match SpiralVerdict::of(years) {
        Some(SpiralVerdict::Spirals) => CurveWord::Spirals,
        Some(SpiralVerdict::Settles) => CurveWord::Settles,
        Some(SpiralVerdict::Moves) => CurveWord::Moves,
        None => CurveWord::TooShort,
    }
}

/// Every table: its file name and its bytes.
pub fn curve_csv(report: &CurveReport<'_>, lang: Lang) -> Vec<(&'static str, Vec<u8>)> {
    let point_lines = |first: CurveWord, curve: &Curve, columns: &[Column]| {
        let mut lines = vec![point_head(&[first.text(lang)], columns, lang)];
        lines.extend(curve.points.iter().map(|it| point_cells(vec![csv::number(it.at)], it, columns)));
        csv::bytes(&lines)
    };
    let mut files = vec![
        ("premium_curve.csv", point_lines(CurveWord::Premium, &report.premium, OF_PREMIUM)),
        ("participation_curve.csv", point_lines(CurveWord::Target, &report.participation, OF_PARTICIPATION)),
        ("break_even.csv", break_even_csv(report, lang)),
    ];
    if let Some(spiral) = &report.spiral {
        let firsts = [Word::Year.text(lang), CurveWord::Premium.text(lang)];
        let mut lines = vec![point_head(&firsts, OF_SPIRAL, lang)];
        lines.extend(spiral.years.iter().map(|it| {
            point_cells(vec![it.year.to_string(), csv::number(it.point.at)], &it.point, OF_SPIRAL)
        }));
        files.push(("spiral.csv", csv::bytes(&lines)));
    }
    files
}

fn point_head(firsts: &[&str], columns: &[Column], lang: Lang) -> Vec<String> {
    let error = Word::StandardError.text(lang);
    let pairs = columns.iter().flat_map(|(word, _)| {
        let word = word.text(lang);
        [word.to_owned(), format!("{word}: {error}")]
    });
    firsts.iter().map(|it| (*it).to_owned()).chain(pairs).collect()
}

fn point_cells(mut firsts: Vec<String>, point: &CurvePoint, columns: &[Column]) -> Vec<String> {
    for (_, cell) in columns {
        let estimate = cell(point).1.and_then(|it| it.as_ref().ok());
        firsts.extend(estimate.map_or_else(Default::default, |it| [it.value, it.se].map(csv::number)));
    }
    firsts
}

fn break_even_csv(report: &CurveReport<'_>, lang: Lang) -> Vec<u8> {
    let words = [Word::Value, Word::StandardError, Word::Low, Word::High, Word::Trials];
    let mut head = vec![CurveWord::Kind.text(lang).to_owned()];
    head.extend(words.iter().map(|word| word.text(lang).to_owned()));
    head.push(Word::Verdict.text(lang).to_owned());
    let mut lines = vec![head];
    for (curve, name) in [
        (&report.premium, premium_name as fn(&Crossing) -> CurveWord),
        (&report.participation, participation_name),
    ] {
        for it in curve.crossings().unwrap_or_default() {
            let mut line = vec![name(&it).text(lang).to_owned()];
            line.extend([it.at.value, it.at.se, it.at.low, it.at.high].map(csv::number));
            line.push(it.at.n.to_string());
            line.push(if it.told { String::new() } else { CurveWord::NotTold.text(lang).to_owned() });
            lines.push(line);
        }
    }
    csv::bytes(&lines)
}

/// The curves for programs.
pub fn curve_json(report: &CurveReport<'_>) -> Value {
    let figure = |(_, figure): Cell<'_>| match figure {
        Some(Ok(estimate)) => estimate_json(estimate),
        Some(Err(missing)) => json!({ "value": null, "missing": missing_key(*missing) }),
        None => Value::Null,
    };
    let point = |it: &CurvePoint| {
        let cells = [
            ("participation", PARTICIPATION),
            ("renewal_rate", RENEWAL),
            ("members", MEMBERS),
            ("premium_per_member_yuan", PREMIUM),
            ("claims_per_member_yuan", CLAIMS),
            ("loss_ratio", LOSS_RATIO),
            ("combined_ratio", COMBINED),
            ("result_per_member_yuan", RESULT),
            ("break_even_premium_per_member_yuan", BREAK_EVEN),
            ("break_even_premium_with_margin_per_member_yuan", WITH_MARGIN),
        ];
        let figures = cells.map(|(key, (_, cell))| (key.to_owned(), figure(cell(it))));
        let figures: serde_json::Map<String, Value> =
            figures.into_iter().filter(|(_, value)| !value.is_null()).collect();
        json!({ "at": it.at, "figures": figures })
    };
    let crossings = |curve: &Curve| {
        let all = curve.crossings().unwrap_or_default();
        let of = |it: &Crossing| {
            json!({
                "at": estimate_json(&it.at),
                "direction": if it.gains { "loss_to_gain" } else { "gain_to_loss" },
                "told_from_zero": it.told,
            })
        };
        all.iter().map(of).collect::<Vec<_>>()
    };
    let curve = |it: &Curve| {
        json!({
            "points": it.points.iter().map(point).collect::<Vec<_>>(),
            "break_even": crossings(it),
        })
    };
    json!({
        "title": { "zh": report.run.title.zh, "en": report.run.title.en },
        "seed": report.run.seed,
        "trials": report.run.trials,
        "synthetic": report.run.synthetic,
        "book": report.book,
        "present_premium_yuan": report.present,
        "by_law": report.by_law,
        "interval": "delta method over trials, paired",
        "premium_curve": curve(&report.premium),
        "participation_curve": curve(&report.participation),
        "spiral": report.spiral.as_ref().map(|it| json!({
            "target_loss_ratio": it.target_loss_ratio,
            "max_change": it.max_change,
            "years": it.years.iter().map(|year| json!({ "year": year.year.0, "point": point(&year.point) })).collect::<Vec<_>>(),
            "verdict": match SpiralVerdict::of(&it.years) {
                Some(SpiralVerdict::Spirals) => "spirals",
                Some(SpiralVerdict::Settles) => "settles",
                Some(SpiralVerdict::Moves) => "moves",
                None => "too_short",
            },
        })),
    })
}
