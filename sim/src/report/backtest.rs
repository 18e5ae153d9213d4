//! A back-test as a table, as CSV and as JSON.

use serde_json::{Value, json};

use crate::decide::backtest::{Group, GroupSummary, ScoredFigure};
use crate::scenario::backtest::{Backtest, GapDoc};
use crate::scenario::record::Synthetic;
use crate::stats::{Deviation, Proportion};
use crate::units::Year;
use crate::wording::Lang;
use crate::wording::backtest::{self as words, Head, Measure};

use super::csv::{bytes, number};
use super::numbers::{grouped, probability};
use super::summary_json::estimate_json;
use super::table::aligned;

/// A finished back-test.
#[derive(Debug, Clone, Copy)]
pub struct BacktestReport<'a> {
    /// The cases, in the order in which they were run.
    pub cases: &'a [Backtest],
    /// Their figures, scored.
    pub groups: &'a [Group],
}

impl BacktestReport<'_> {
    fn case(&self, figure: &ScoredFigure) -> &Backtest {
        &self.cases[figure.comparison.case]
    }

    /// `2021`, `2021–2023`, `2022 (9 months)`.
    fn period(&self, figure: &ScoredFigure, lang: Lang) -> String {
        let years = &self.case(figure).doc.years;
        let year = |year: Option<&Year>| year.map_or(String::new(), ToString::to_string);
        words::period(
            &year(years.first()),
            &year(years.last()),
            figure.comparison.published.basis.months_seen,
            lang,
        )
    }

    /// Every case with each of its gaps.
    fn gaps(&self) -> impl Iterator<Item = (&Backtest, &str, &GapDoc)> {
        self.cases.iter().flat_map(|case| case.doc.gaps.iter().map(move |(name, gap)| (case, name, gap)))
    }
}

/// The back-test for people: a table and its summary for each figure, then what had to be assumed.
pub fn backtest_table(report: &BacktestReport<'_>, lang: Lang) -> String {
    let mut parts = vec![words::opening(report.cases.len(), lang)];
    for group in report.groups {
        parts.push(table(report, group, lang));
    }
    let gaps: Vec<String> = report
        .gaps()
        .map(|(case, _, gap)| {
            format!("  {}", words::gap(&case.doc.id, gap.missing.get(lang), gap.filled.get(lang), lang))
        })
        .collect();
    if !gaps.is_empty() {
        parts.push(format!("{}\n{}", words::gaps(lang), gaps.join("\n")));
    }
    parts.push(words::closing(lang).to_owned());
    parts.join("\n\n") + "\n"
}

fn table(report: &BacktestReport<'_>, group: &Group, lang: Lang) -> String {
    let heads = [
        Head::Case,
        Head::Years,
        Head::Role,
        Head::Made,
        Head::Published,
        Head::Simulated,
        Head::Interval95,
        Head::Width90,
        Head::Fell,
        Head::LogRatio,
        Head::Crps,
        Head::ConstantPoint,
        Head::ConstantSpread,
    ];
    let head = heads.iter().map(|head| head.text(lang).to_owned()).collect();
    let rows = group.figures.iter().map(|figure| row(report, figure, lang)).collect();
    let heading = words::group(group.line, group.measure, lang);
    format!("{}\n{}", aligned(&heading, head, 4..13, rows), summary(group, lang).join("\n"))
}

fn row(report: &BacktestReport<'_>, figure: &ScoredFigure, lang: Lang) -> Vec<String> {
    let (case, its) = (report.case(figure), &figure.comparison);
    let write = |value: f64| value_of(its.measure, value);
    let published = &its.published;
    let mark = if figure.counts() { "" } else { words::person_times(lang) };
    let constant = |pick: fn(&crate::decide::backtest::Constant) -> f64| {
        figure.constant.as_ref().map(|it| write(pick(it))).unwrap_or_default()
    };
    vec![
        case.doc.id.clone(),
        report.period(figure, lang),
        its.role.text(lang).to_owned(),
        format!("{}, {}", published.made.text(lang), published.sure.text(lang)),
        write(published.value) + mark,
        format!("{} ±{}", write(figure.mean.value), write(figure.mean.se)),
        interval(figure.within_95.map(write)),
        grouped(figure.relative_width(), 2),
        probability(&figure.fell.estimate(), lang),
        signed(figure.log_ratio),
        format!("{} ±{}", write(figure.crps.value), write(figure.crps.se)),
        constant(|it| it.point),
        constant(|it| it.spread),
    ]
}

/// The sentences under a table.
fn summary(group: &Group, lang: Lang) -> Vec<String> {
    let GroupSummary { within_90, within_95, crps, constant, between } = &group.summary;
    let mut lines = Vec::new();
    for (level, within) in [("90%", within_90), ("95%", within_95)] {
        // of one case it says nothing that the table does not
        lines.extend(within.filter(|it| it.n() > 1).map(|it| {
            let estimate = it.estimate();
            let share = interval([estimate.low, estimate.high].map(percent));
            words::coverage(level, it.events(), it.n(), &share, lang)
        }));
    }
    if let Some(crps) = crps {
        let write = |value: f64| value_of(group.measure, value);
        lines.push(match (constant, group.summary.skills()) {
            (Some([point, spread]), Some([over_point, over_spread])) => words::scores(
                &write(*crps),
                (&write(*point), &signed(over_point)),
                (&write(*spread), &signed(over_spread)),
                lang,
            ),
            _ => words::no_constant(lang).to_owned(),
        });
        lines.push(match between {
            Some(between) => {
                let mean = &between.mean;
                let mean_text =
                    format!("{} {}", signed(mean.value), interval([mean.low, mean.high].map(signed)));
                words::between(
                    mean.n,
                    &mean_text,
                    &deviation(&between.about_mean),
                    &deviation(&between.about_zero),
                    lang,
                )
            }
            None => words::too_few_places(lang).to_owned(),
        });
    }
    lines.into_iter().map(|line| format!("  {line}")).collect()
}

/// A value with the decimals of its figure.
fn value_of(measure: Measure, value: f64) -> String {
    match measure {
        Measure::ClaimsPerMember => grouped(value, 2),
        Measure::ClaimantsPer100 => grouped(value, 3),
        Measure::LossRatio => format!("{}%", grouped(value * 100.0, 1)),
        Measure::ClaimsPerClaimant | Measure::Claims => grouped(value, 0),
    }
}

fn percent(share: f64) -> String {
    format!("{}%", grouped(share * 100.0, 0))
}

/// A logarithm or a skill: with its sign.
fn signed(value: f64) -> String {
    let text = grouped(value, 2);
    if text.starts_with('-') { text } else { format!("+{text}") }
}

fn interval([low, high]: [String; 2]) -> String {
    format!("[{low}, {high}]")
}

fn deviation(deviation: &Deviation) -> String {
    format!(
        "{} {}",
        grouped(deviation.value, 2),
        interval([deviation.low, deviation.high].map(|it| grouped(it, 2)))
    )
}

/// Every table of a back-test: its file name and its bytes.
pub fn backtest_csv(report: &BacktestReport<'_>, lang: Lang) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("backtest.csv", figures_csv(report, lang)),
        ("summary.csv", summary_csv(report, lang)),
        ("gaps.csv", gaps_csv(report, lang)),
    ]
}

fn heads(heads: &[Head], lang: Lang) -> Vec<String> {
    heads.iter().map(|head| head.text(lang).to_owned()).collect()
}

/// One line a published figure.
fn figures_csv(report: &BacktestReport<'_>, lang: Lang) -> Vec<u8> {
    let mut lines = vec![heads(
        &[
            Head::Case,
            Head::Title,
            Head::Line,
            Head::Figure,
            Head::Years,
            Head::MonthsSeen,
            Head::Role,
            Head::Place,
            Head::Published,
            Head::Sure,
            Head::Made,
            Head::Counts,
            Head::Scored,
            Head::Simulated,
            Head::StandardError,
            Head::Low90,
            Head::High90,
            Head::Low95,
            Head::High95,
            Head::Width90,
            Head::Fell,
            Head::ShareLow,
            Head::ShareHigh,
            Head::LogRatio,
            Head::OwnDeviation,
            Head::Crps,
            Head::CrpsError,
            Head::ConstantPoint,
            Head::ConstantSpread,
            Head::Skill,
            Head::SkillSpread,
            Head::Trials,
            Head::Source,
        ],
        lang,
    )];
    for figure in report.groups.iter().flat_map(|group| &group.figures) {
        lines.push(figure_cells(report, figure, lang));
    }
    bytes(&lines)
}

fn figure_cells(report: &BacktestReport<'_>, figure: &ScoredFigure, lang: Lang) -> Vec<String> {
    let (case, its) = (report.case(figure), &figure.comparison);
    let published = &its.published;
    let years: Vec<String> = case.doc.years.iter().map(ToString::to_string).collect();
    let mut line = vec![
        case.doc.id.clone(),
        case.doc.title.get(lang).to_owned(),
        its.line.key().to_owned(),
        its.measure.key().to_owned(),
        years.join("+"),
        published.basis.months_seen.to_string(),
        its.role.key().to_owned(),
        its.place.clone(),
        number(published.value),
        published.sure.key().to_owned(),
        published.made.key().to_owned(),
        published.basis.counts.key().to_owned(),
        words::yes(figure.counts(), lang).to_owned(),
    ];
    let [low_90, high_90] = figure.within_90;
    let [low_95, high_95] = figure.within_95;
    let fell = figure.fell.estimate();
    let bounds =
        [figure.mean.value, figure.mean.se, low_90, high_90, low_95, high_95, figure.relative_width()];
    line.extend(bounds.map(number));
    line.push(bounded(&figure.fell));
    line.extend([fell.low, fell.high, figure.log_ratio, figure.own_deviation].map(number));
    line.extend([figure.crps.value, figure.crps.se].map(number));
    let constant = figure.constant.map_or_else(Default::default, |it| {
        let skill = |score: f64| number(1.0 - figure.crps.value / score);
        [number(it.point), number(it.spread), skill(it.point), skill(it.spread)]
    });
    line.extend::<[String; 4]>(constant);
    line.push(figure.mean.n.to_string());
    line.push(published.notes.source.clone().unwrap_or_default());
    line
}

/// A share of the trials that is never 0 or 1: `<0.0075`, `>0.9925`.
fn bounded(share: &Proportion) -> String {
    let estimate = share.estimate();
    if share.events() == 0 {
        format!("<{}", number(estimate.high))
    } else if share.events() == share.n() {
        format!(">{}", number(estimate.low))
    } else {
        number(estimate.value)
    }
}

/// One line a group.
fn summary_csv(report: &BacktestReport<'_>, lang: Lang) -> Vec<u8> {
    let between = |head: Head| {
        [head, Head::Low95, Head::High95].map(|part| {
            if part == head {
                head.text(lang).to_owned()
            } else {
                format!("{}: {}", head.text(lang), part.text(lang))
            }
        })
    };
    let mut head = heads(
        &[
            Head::Line,
            Head::Figure,
            Head::Cases,
            Head::Within90,
            Head::Within95,
            Head::ShareLow,
            Head::ShareHigh,
            Head::Crps,
            Head::ConstantPoint,
            Head::ConstantSpread,
            Head::Skill,
            Head::SkillSpread,
        ],
        lang,
    );
    head.extend([Head::MeanLogRatio, Head::BetweenCities, Head::AboutZero].into_iter().flat_map(between));
    let mut lines = vec![head];
    for Group { line, measure, summary, .. } in report.groups {
        let Some(within) = summary.within_95 else { continue };
        let mut cells = vec![line.key().to_owned(), measure.key().to_owned(), within.n().to_string()];
        cells.push(summary.within_90.map(|it| it.events().to_string()).unwrap_or_default());
        cells.push(within.events().to_string());
        let share = within.estimate();
        cells.extend([share.low, share.high].map(number));
        cells.push(summary.crps.map(number).unwrap_or_default());
        cells.extend(summary.constant.map_or_else(Default::default, |it| it.map(number)));
        cells.extend(summary.skills().map_or_else(Default::default, |it| it.map(number)));
        let triples = summary.between.map(|it| {
            let deviation = |it: Deviation| [it.value, it.low, it.high];
            [[it.mean.value, it.mean.low, it.mean.high], deviation(it.about_mean), deviation(it.about_zero)]
        });
        let none: [String; 9] = Default::default();
        let triples: Vec<String> =
            triples.map_or_else(|| none.to_vec(), |it| it.into_iter().flatten().map(number).collect());
        cells.extend(triples);
        lines.push(cells);
    }
    bytes(&lines)
}

/// One line a gap.
fn gaps_csv(report: &BacktestReport<'_>, lang: Lang) -> Vec<u8> {
    let mut lines = vec![heads(&[Head::Case, Head::Gap, Head::Missing, Head::Filled], lang)];
    for (case, name, gap) in report.gaps() {
        let [missing, filled] = [&gap.missing, &gap.filled].map(|text| text.get(lang).to_owned());
        lines.push(vec![case.doc.id.clone(), name.to_owned(), missing, filled]);
    }
    bytes(&lines)
}

/// The version of the layout of `backtest.json`.
const LAYOUT: u32 = 1;

/// The back-test for programs.
pub fn backtest_json(report: &BacktestReport<'_>) -> Value {
    let cases: Vec<Value> = report.cases.iter().map(case_json).collect();
    let groups: Vec<Value> = report
        .groups
        .iter()
        .map(|group| {
            let figures: Vec<Value> = group.figures.iter().map(|it| figure_json(report, it)).collect();
            json!({
                "line": group.line.key(),
                "figure": group.measure.key(),
                "figures": figures,
                "summary": summary_json(&group.summary),
            })
        })
        .collect();
    json!({ "schema_version": LAYOUT, "cases": cases, "groups": groups })
}

fn case_json(case: &Backtest) -> Value {
    let doc = &case.doc;
    let gaps: Vec<Value> = doc
        .gaps
        .iter()
        .map(|(name, gap)| {
            let both = |text: &crate::wording::Bilingual| json!({ "zh": text.zh, "en": text.en });
            let synthetic = match &gap.notes.synthetic {
                Some(Synthetic::Words(words)) => Value::from(words.as_str()),
                Some(Synthetic::Flag(flag)) => Value::from(*flag),
                None => Value::Null,
            };
            json!({ "name": name, "missing": both(&gap.missing), "filled": both(&gap.filled), "synthetic": synthetic })
        })
        .collect();
    json!({
        "id": doc.id,
        "title": { "zh": doc.title.zh, "en": doc.title.en },
        "scenario": doc.scenario,
        "base": doc.base,
        "place": doc.place,
        "role": doc.role.key(),
        "years": doc.years.iter().map(|year| year.0).collect::<Vec<_>>(),
        "gaps": gaps,
    })
}

fn figure_json(report: &BacktestReport<'_>, figure: &ScoredFigure) -> Value {
    let published = &figure.comparison.published;
    let fell = figure.fell.estimate();
    json!({
        "case": report.case(figure).doc.id,
        "role": figure.comparison.role.key(),
        "published": published.value,
        "sure": published.sure.key(),
        "made": published.made.key(),
        "source": published.notes.source,
        "months_seen": published.basis.months_seen,
        "counts": published.basis.counts.key(),
        "scored": figure.counts(),
        "simulated": estimate_json(&figure.mean),
        "interval_90": figure.within_90,
        "interval_95": figure.within_95,
        "relative_width_90": figure.relative_width(),
        "not_above_published": estimate_json(&fell),
        "ln_published_over_mean": figure.log_ratio,
        "own_deviation": figure.own_deviation,
        "crps": estimate_json(&figure.crps),
        "constant": figure.constant.map(|it| json!({
            "point": it.point,
            "spread": it.spread,
            "others": it.others,
            "skill_over_point": 1.0 - figure.crps.value / it.point,
            "skill_over_spread": 1.0 - figure.crps.value / it.spread,
        })),
    })
}

fn summary_json(summary: &GroupSummary) -> Value {
    let share = |within: &Option<Proportion>| {
        within.map(
            |it| json!({ "within": it.events(), "cases": it.n(), "share": estimate_json(&it.estimate()) }),
        )
    };
    let deviation = |it: &Deviation| json!({ "value": it.value, "low": it.low, "high": it.high });
    json!({
        "within_90": share(&summary.within_90),
        "within_95": share(&summary.within_95),
        "crps": summary.crps,
        "constant": summary.constant.map(|[point, spread]| json!({ "point": point, "spread": spread })),
        "skill": summary.skills().map(|[point, spread]| json!({ "over_point": point, "over_spread": spread })),
        "between_cities": summary.between.as_ref().map(|it| json!({
            "places": it.mean.n,
            "mean_ln_ratio": estimate_json(&it.mean),
            "sd_about_mean": deviation(&it.about_mean),
            "sd_about_zero": deviation(&it.about_zero),
        })),
    })
}
