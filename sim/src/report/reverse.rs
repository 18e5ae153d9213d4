//! Reverse stress for people (table), spreadsheets (CSV) and programs (JSON).

use serde_json::{Value, json};

use crate::decide::metrics::{Definition, Kind, Subject};
use crate::decide::{Breaks, Level, Reverse};
use crate::scenario::driver::Driver;
use crate::scenario::stress::NotHere;
use crate::stats::Estimate;
use crate::wording::Lang;
use crate::wording::stress::{self, StressWord};
use crate::wording::tables::Word;

use super::csv;
use super::numbers;
use super::simulated::Simulated;
use super::stress::why_not;
use super::summary_json::estimate_json;
use super::table::aligned;

/// Which driver breaks which fund of a scenario.
#[derive(Debug, Clone)]
pub struct ReverseReport<'a> {
    /// What was simulated.
    pub run: Simulated<'a>,
    /// The years of the term.
    pub years: String,
    /// A search for every driver and condition, in their order.
    pub searches: Vec<ReverseSearch>,
}

/// One driver against one condition.
#[derive(Debug, Clone)]
pub struct ReverseSearch {
    /// What is moved.
    pub driver: Driver,
    /// What breaks the fund.
    pub condition: Condition,
    /// What was found; or why the driver says nothing of the scenario; `None` where the run has not the figure.
    pub found: Result<Option<Reverse>, NotHere>,
}

/// A figure beyond a level.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// What the figure is about.
    pub subject: Subject,
    /// The figure.
    pub definition: &'static Definition,
    /// The level.
    pub level: Level,
}

impl Condition {
    /// As it is typed: `cii.loss_ratio>1`.
    pub fn key(&self) -> String {
        let sign = if self.level.above { '>' } else { '<' };
        format!("{}{sign}{}", self.subject.key(self.definition.metric), self.level.value)
    }

    fn label(&self, lang: Lang) -> String {
        let sign = if self.level.above { '>' } else { '<' };
        let level = numbers::plain(self.definition.kind, self.level.value, lang);
        format!("{} ({}) {sign} {level}", stress::short(self.definition.metric, lang), self.subject.id())
    }

    fn figure(&self, estimate: &Estimate, lang: Lang) -> String {
        match self.definition.kind {
            Kind::Probability => numbers::probability(estimate, lang),
            kind => numbers::plus_minus(kind, estimate, lang),
        }
    }
}

/// The table as text, with a newline at the end.
pub fn reverse_console(report: &ReverseReport<'_>, lang: Lang) -> String {
    let words = [
        StressWord::Driver,
        StressWord::Condition,
        StressWord::AsItIs,
        StressWord::BreaksAt,
        StressWord::LookedAt,
        StressWord::Runs,
    ];
    let columns = words.iter().map(|word| word.text(lang).to_owned()).collect();
    let rows = report.searches.iter().map(|it| row(it, lang)).collect();
    let table = aligned(&stress::reverse_heading(&report.years, lang), columns, 2..6, rows);
    let below = [StressWord::ReverseMethod, StressWord::Basis].map(|it| it.text(lang));
    format!("{}\n\n{table}\n\n{}\n", report.run.lines(lang).join("\n"), below.join("\n"))
}

fn row(search: &ReverseSearch, lang: Lang) -> Vec<String> {
    let ReverseSearch { driver, condition, found } = search;
    let value = |it: f64| driver_value(driver, it);
    let mut cells = vec![stress::driver(&driver.name, lang).to_owned(), condition.label(lang)];
    let (start, breaks, runs) = match found {
        Err(why) => (String::new(), why_not(why, lang), 0),
        Ok(None) => (String::new(), StressWord::NoFigure.text(lang).to_owned(), 0),
        Ok(Some(reverse)) => {
            let start = reverse.tried.first().map(|it| condition.figure(&it.figure, lang));
            let breaks = match &reverse.breaks {
                Breaks::Already => StressWord::Already.text(lang).to_owned(),
                Breaks::NotWithin => StressWord::NotWithin.text(lang).to_owned(),
                Breaks::At { driver: at, .. } => {
                    format!("{} ({}, {})", value(at.value), value(at.low), value(at.high))
                }
            };
            (start.unwrap_or_default(), breaks, reverse.tried.len())
        }
    };
    cells.extend([start, breaks, format!("{} → {}", value(driver.from), value(driver.to)), runs.to_string()]);
    cells
}

/// A value of a driver: a growth in per cent, a multiple with three decimals, any other as it is typed.
pub fn driver_value(driver: &Driver, value: f64) -> String {
    if !value.is_finite() {
        return "?".to_owned();
    }
    match driver.name.as_str() {
        "cost-trend" => format!("{}%", numbers::grouped(value * 100.0, 2)),
        _ if driver.starts_as_it_is => numbers::grouped(value, 3),
        _ => {
            let span = (driver.to - driver.from).abs();
            let decimals =
                (0..6).find(|&it| span * (0..it).fold(1.0, |p, _| p * 10.0) >= 1_000.0).unwrap_or(6);
            numbers::grouped(value, decimals)
        }
    }
}

/// Every table: its file name and its bytes.
pub fn reverse_csv(report: &ReverseReport<'_>, lang: Lang) -> Vec<(&'static str, Vec<u8>)> {
    let parts = [Word::Value, Word::StandardError, Word::Low, Word::High];
    let word = |it: StressWord| it.text(lang).to_owned();
    let mut head = vec![word(StressWord::Driver), word(StressWord::Condition), word(StressWord::Outcome)];
    head.extend(parts.map(|it| it.text(lang).to_owned()));
    head.extend(["1", "2"].map(|end| format!("{} {end}", word(StressWord::Bracket))));
    head.push(word(StressWord::Runs));
    let (mut lines, mut tried) = (vec![head], vec![tried_head(lang)]);
    for search in &report.searches {
        let first = [search.driver.name.clone(), search.condition.key()];
        let mut line = first.to_vec();
        line.push(outcome(search).to_owned());
        let at = match &search.found {
            Ok(Some(Reverse { breaks: Breaks::At { driver, bracket }, .. })) => Some((driver, bracket)),
            _ => None,
        };
        line.extend(csv::estimate_cells(at.map(|(driver, _)| driver)));
        line.extend(at.map_or_else(Default::default, |(_, bracket)| bracket.map(csv::number)));
        let looked = search.found.as_ref().ok().and_then(Option::as_ref).map_or(&[][..], |it| &it.tried);
        line.push(looked.len().to_string());
        lines.push(line);
        for run in looked {
            let mut line = first.to_vec();
            line.push(csv::number(run.at));
            line.extend(csv::estimate_cells(Some(&run.figure)));
            tried.push(line);
        }
    }
    vec![("reverse.csv", csv::bytes(&lines)), ("reverse_tried.csv", csv::bytes(&tried))]
}

fn tried_head(lang: Lang) -> Vec<String> {
    let mut head = [StressWord::Driver, StressWord::Condition].map(|it| it.text(lang).to_owned()).to_vec();
    head.push(StressWord::At.text(lang).to_owned());
    let parts = [Word::Value, Word::StandardError, Word::Low, Word::High];
    head.extend(parts.map(|it| it.text(lang).to_owned()));
    head
}

/// The word that stands for what was found in files.
const fn outcome(search: &ReverseSearch) -> &'static str {
    match &search.found {
        Err(_) => "not_applicable",
        Ok(None) => "no_figure",
        Ok(Some(reverse)) => match reverse.breaks {
            Breaks::Already => "broken_already",
            Breaks::NotWithin => "not_within_range",
            Breaks::At { .. } => "breaks",
        },
    }
}

/// The searches for programs.
pub fn reverse_json(report: &ReverseReport<'_>) -> Value {
    let searches = report.searches.iter().map(|search| {
        let reverse = search.found.as_ref().ok().and_then(Option::as_ref);
        let (at, bracket) = match reverse.map(|it| &it.breaks) {
            Some(Breaks::At { driver, bracket }) => (Some(estimate_json(driver)), Some(*bracket)),
            _ => (None, None),
        };
        let tried = reverse.map_or(&[][..], |it| &it.tried);
        json!({
            "driver": search.driver.name,
            "path": search.driver.path,
            "from": search.driver.from,
            "to": search.driver.to,
            "condition": search.condition.key(),
            "outcome": outcome(search),
            "why": search.found.as_ref().err().map(|why| {
                json!({ "zh": why_not(why, Lang::Zh), "en": why_not(why, Lang::En) })
            }),
            "breaks_at": at,
            "bracket": bracket,
            "tried": tried.iter().map(|it| json!({ "at": it.at, "figure": estimate_json(&it.figure) }))
                .collect::<Vec<_>>(),
        })
    });
    json!({
        "scenario": report.run.scenario,
        "title": { "zh": report.run.title.zh, "en": report.run.title.en },
        "seed": report.run.seed,
        "trials": report.run.trials,
        "years": report.years,
        "synthetic": report.run.synthetic,
        "is_a_forecast": false,
        "interval": "delta method over trials at the crossing",
        "searches": searches.collect::<Vec<_>>(),
    })
}
