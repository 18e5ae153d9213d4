//! The paths of a scenario for people (tables), spreadsheets (CSV) and programs (JSON).

use serde_json::{Map, Value, json};

use crate::decide::metrics::Kind;
use crate::decide::paths::{PathFigure, PathPeriod, PathSummary};
use crate::decide::{Missing, Period};
use crate::scenario::path_plan::PathPlan;
use crate::scenario::paths::Moves;
use crate::stats::Estimate;
use crate::units::Year;
use crate::wording::Lang;
use crate::wording::paths::{self, PathMetric, PathRule, PathWord};
use crate::wording::tables::Word;

use super::csv;
use super::numbers;
use super::sentences::said;
use super::simulated::Simulated;
use super::summary_json::{estimate_json, missing_key};
use super::table::aligned;

/// The paths of a scenario.
#[derive(Debug, Clone)]
pub struct PathsReport<'a> {
    /// What was simulated.
    pub run: Simulated<'a>,
    /// The first policy year.
    pub first_year: Year,
    /// Each path with what it came to.
    pub paths: Vec<(&'a PathPlan, PathSummary)>,
}

impl PathsReport<'_> {
    /// The year of the term with this number.
    fn year(&self, nth: usize) -> String {
        u16::try_from(nth).map_or_else(|_| String::new(), |nth| Year(self.first_year.0 + nth).to_string())
    }
}

/// The columns of the table of years.
const OF_YEARS: [PathMetric; 10] = [
    PathMetric::Price,
    PathMetric::Raised,
    PathMetric::Lowered,
    PathMetric::LossRatio,
    PathMetric::DeficitProbability,
    PathMetric::Deficit,
    PathMetric::PolicyDeficit,
    PathMetric::OperatingDeficit,
    PathMetric::Held,
    PathMetric::RuinProbability,
];

/// Of these, what is also shown with the terms frozen.
const fn frozen_word(metric: PathMetric) -> Option<PathWord> {
    match metric {
        PathMetric::LossRatio => Some(PathWord::FrozenLossRatio),
        PathMetric::RuinProbability => Some(PathWord::FrozenRuin),
        _ => None,
    }
}

/// The paths as text, with a newline at the end.
pub fn paths_console(report: &PathsReport<'_>, lang: Lang) -> String {
    let mut blocks = vec![report.run.lines(lang).join("\n")];
    for (plan, summary) in &report.paths {
        let title = paths::years_heading(plan.title.get(lang), lang);
        let heading = format!("{title}\n{}", rule(report, plan, lang));
        blocks.push(years(&heading, summary, lang));
        if !summary.rungs.is_empty() {
            blocks.push(rungs(plan, summary, lang));
        }
        blocks.extend(term(summary, lang));
    }
    blocks.push(PathWord::Method.text(lang).to_owned());
    blocks.join("\n\n") + "\n"
}

/// How likely a deficit and ruin are over the term, path by path, and with the terms frozen.
fn ends(report: &PathsReport<'_>, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for (plan, summary) in &report.paths {
        let Some(term) = summary.periods.iter().find(|it| it.period == Period::Term) else { continue };
        for metric in [PathMetric::DeficitProbability, PathMetric::RuinProbability] {
            let Some(figure) = term.figure(metric) else { continue };
            let frozen = figure.frozen.as_ref().map(|it| cell(figure.kind, it, lang));
            let found = cell(figure.kind, &figure.path, lang);
            let title = plan.title.get(lang);
            lines.push(paths::end_line(title, metric.of_term(lang), (&found, frozen.as_deref()), lang));
        }
    }
    lines
}

fn rule(report: &PathsReport<'_>, plan: &PathPlan, lang: Lang) -> String {
    let percent = |millionths: i64| numbers::plain(Kind::Ratio, millionths as f64 / 1e6, lang);
    let rule = &plan.rule;
    let price = plan.moves == Moves::Price;
    let most = if price { percent(plan.limits.max_change.millionths()) } else { plan.max_steps.to_string() };
    paths::rule_line(
        &PathRule {
            fund: &plan.fund,
            price,
            every: rule.every,
            first: &report.year(rule.first),
            target: &percent(rule.target.0),
            credibility: &percent(rule.credibility.millionths()),
            corridor: &percent(rule.corridor.millionths()),
            most: &most,
            early: rule.early.map(|above| percent(above.0)).as_deref(),
        },
        lang,
    )
}

fn years(heading: &str, summary: &PathSummary, lang: Lang) -> String {
    let years: Vec<&PathPeriod> = summary.periods.iter().filter(|it| it.period != Period::Term).collect();
    let there = |metric: &&PathMetric| years.iter().any(|it| it.figure(**metric).is_some());
    let metrics: Vec<PathMetric> = OF_YEARS.iter().filter(there).copied().collect();
    let mut head = vec![Word::Year.text(lang).to_owned()];
    for &metric in &metrics {
        head.push(metric.of_year(lang).to_owned());
        head.extend(frozen_word(metric).map(|word| word.text(lang).to_owned()));
    }
    let rows = years.iter().map(|period| {
        let mut row = vec![period.period.key()];
        for &metric in &metrics {
            let Some(figure) = period.figure(metric) else { continue };
            row.push(cell(figure.kind, &figure.path, lang));
            if frozen_word(metric).is_some() {
                row.push(figure.frozen.as_ref().map_or_else(String::new, |it| cell(figure.kind, it, lang)));
            }
        }
        row
    });
    aligned(heading, head.clone(), 1..head.len(), rows.collect())
}

fn rungs(plan: &PathPlan, summary: &PathSummary, lang: Lang) -> String {
    let mut head = vec![Word::Year.text(lang).to_owned()];
    head.extend(plan.ladder.iter().map(|rung| rung.title.get(lang).to_owned()));
    let rows = summary.rungs.iter().map(|it| {
        let shares = it.shares.iter().map(|share| cell(Kind::Probability, share, lang));
        std::iter::once(it.year.to_string()).chain(shares).collect()
    });
    aligned(PathWord::Rungs.text(lang), head.clone(), 1..head.len(), rows.collect())
}

fn term(summary: &PathSummary, lang: Lang) -> Option<String> {
    let period = summary.periods.iter().find(|it| it.period == Period::Term)?;
    let words = [PathWord::Path, PathWord::Frozen, PathWord::Difference];
    let mut head = vec![Word::Figure.text(lang).to_owned()];
    head.extend(words.map(|word| word.text(lang).to_owned()));
    let rows = period.figures.iter().map(|figure| {
        let frozen = figure.frozen.as_ref().map(|it| cell(figure.kind, it, lang)).unwrap_or_default();
        let difference = figure.difference.map(|it| numbers::difference(figure.kind, &it, lang));
        vec![
            figure.metric.of_term(lang).to_owned(),
            cell(figure.kind, &figure.path, lang),
            frozen,
            difference.unwrap_or_default(),
        ]
    });
    Some(aligned(PathWord::Term.text(lang), head, 1..4, rows.collect()))
}

fn cell(kind: Kind, figure: &Result<Estimate, Missing>, lang: Lang) -> String {
    match (kind, figure) {
        (Kind::Probability, Ok(estimate)) => numbers::probability(estimate, lang),
        (_, Ok(estimate)) => numbers::plus_minus(kind, estimate, lang),
        (_, Err(missing)) => numbers::why_missing(*missing, lang),
    }
}

/// Every table: its file name and its bytes.
pub fn paths_csv(report: &PathsReport<'_>, lang: Lang) -> Vec<(&'static str, Vec<u8>)> {
    let errors = [Word::Value, Word::StandardError, Word::Low, Word::High].map(|it| it.text(lang).to_owned());
    let of = |word: PathWord| errors.iter().map(move |it| format!("{}: {it}", word.text(lang)));
    let mut head = [PathWord::Path.text(lang), Word::Period.text(lang), Word::Key.text(lang)]
        .map(str::to_owned)
        .to_vec();
    head.extend([Word::Figure, Word::Unit].map(|it| it.text(lang).to_owned()));
    for word in [PathWord::Path, PathWord::Frozen, PathWord::Difference] {
        head.extend(of(word));
    }
    let mut lines = vec![head];
    let mut places = vec![[Word::Key, Word::Year, Word::Design].map(|it| it.text(lang).to_owned()).to_vec()];
    places[0].extend(errors.clone());
    for (plan, summary) in &report.paths {
        for period in &summary.periods {
            lines.extend(period.figures.iter().map(|it| csv_line(plan, period.period, it, lang)));
        }
        for it in &summary.rungs {
            for (rung, share) in plan.ladder.iter().zip(&it.shares) {
                let mut line = vec![plan.name.clone(), it.year.to_string(), rung.name.clone()];
                line.extend(csv::estimate_cells(share.as_ref().ok()));
                places.push(line);
            }
        }
    }
    vec![("paths.csv", csv::bytes(&lines)), ("path_designs.csv", csv::bytes(&places))]
}

fn csv_line(plan: &PathPlan, period: Period, figure: &PathFigure, lang: Lang) -> Vec<String> {
    let name = if period == Period::Term { figure.metric.of_term(lang) } else { figure.metric.of_year(lang) };
    let mut line = vec![
        plan.name.clone(),
        period.key(),
        figure.metric.key().to_owned(),
        name.to_owned(),
        figure.kind.key().to_owned(),
    ];
    line.extend(csv::estimate_cells(figure.path.as_ref().ok()));
    line.extend(csv::estimate_cells(figure.frozen.as_ref().and_then(|it| it.as_ref().ok())));
    line.extend(csv::estimate_cells(figure.difference.as_ref()));
    line
}

/// The paths for programs.
pub fn paths_json(report: &PathsReport<'_>) -> Value {
    let paths: Map<String, Value> = report
        .paths
        .iter()
        .map(|(plan, summary)| (plan.name.clone(), path_json(report, plan, summary)))
        .collect();
    json!({
        "scenario": report.run.scenario,
        "title": { "zh": report.run.title.zh, "en": report.run.title.en },
        "seed": report.run.seed,
        "trials": report.run.trials,
        "synthetic": report.run.synthetic,
        "answer": said(|lang| ends(report, lang).join("\n")),
        "paths": paths,
    })
}

fn path_json(report: &PathsReport<'_>, plan: &PathPlan, summary: &PathSummary) -> Value {
    let value = |it: &Result<Estimate, Missing>| match it {
        Ok(estimate) => estimate_json(estimate),
        Err(missing) => json!({ "value": null, "missing": missing_key(*missing) }),
    };
    let figure = |it: &PathFigure| {
        let mut fields = Map::new();
        fields.insert("unit".into(), it.kind.key().into());
        fields.insert("path".into(), value(&it.path));
        fields.extend(it.frozen.as_ref().map(|it| ("frozen".to_owned(), value(it))));
        fields.extend(it.difference.as_ref().map(|it| ("difference".to_owned(), estimate_json(it))));
        (it.metric.key().to_owned(), Value::Object(fields))
    };
    let periods = summary.periods.iter().map(|it| {
        let figures: Map<String, Value> = it.figures.iter().map(figure).collect();
        json!({ "period": it.period.key(), "figures": figures })
    });
    let rungs = summary.rungs.iter().map(|it| {
        let named = plan.ladder.iter().zip(&it.shares);
        let shares: Map<String, Value> =
            named.map(|(rung, share)| (rung.name.clone(), value(share))).collect();
        json!({ "year": it.year.0, "shares": shares })
    });
    json!({
        "title": { "zh": plan.title.zh, "en": plan.title.en },
        "fund": plan.fund,
        "moves": if plan.moves == Moves::Price { "price" } else { "benefit" },
        "ladder": plan.ladder.iter().map(|rung| rung.name.as_str()).collect::<Vec<_>>(),
        "start": plan.ladder[plan.start].name,
        "without": plan.without.iter().map(|rung| rung.name.as_str()).collect::<Vec<_>>(),
        "first_review": report.year(plan.rule.first),
        "ascending": summary.ascending,
        "periods": periods.collect::<Vec<_>>(),
        "designs": rungs.collect::<Vec<_>>(),
    })
}
