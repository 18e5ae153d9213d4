//! The figures that the opinion states, a row each: every number of its text names one.

use crate::report::book::{Cell, Column, Content, ErrorShown, Row, Sheet, Style};
use crate::report::finished::{Finished, KeptFigure};
use crate::scenario::node::Node;
use crate::scenario::register::Assumption;
use crate::stats::Estimate;
use crate::wording::book::{Table, Unit, both};
use crate::wording::sign_off::{Opinion, OpinionFigure, OpinionReading, SignOffTable, Word};
use crate::wording::{Bilingual, Lang};

use super::{column, number, plain, row, text, words};

/// How many readings the opinion tells of.
const MOST_READINGS: usize = 8;

/// A figure with its numbers, and the opinion's words for it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stated {
    pub(super) words: OpinionFigure,
    unit: Unit,
    /// In its unit; without an error where it is an input.
    amount: Amount,
    from: String,
}

/// What another reading does.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StatedReading {
    pub(super) words: OpinionReading,
    stated: Stated,
}

/// A number that is stated, in the unit in which it is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Amount {
    Input(f64),
    Estimate(Estimate),
}

/// The figures of every fund over the term, after what the scenario sets of it.
pub(super) fn figures(run: &Finished, assumptions: &[Assumption]) -> Vec<Stated> {
    let mut found = Vec::new();
    let first = run.answer.list("designs").first();
    let base = first.and_then(|it| it.get("name")).and_then(Node::as_text).unwrap_or("base");
    let term = first.and_then(|it| it.at(&["periods", "term"]));
    for (fund, _) in run.scenario.base().funds.iter() {
        for assumption in assumptions {
            let Some(key) = assumption.pointer.strip_prefix(&format!("/funds/{fund}/")) else { continue };
            let Ok(value) = assumption.value.trim_matches('"').parse::<f64>() else { continue };
            if Opinion::states(key) {
                let label = both(|lang| crate::wording::sign_off::input(key, lang));
                let from = assumption.pointer.clone();
                push(&mut found, (fund, key), label, Unit::YuanPerHead, (Amount::Input(value), from));
            }
        }
        for entry in term.map(Node::entries).unwrap_or_default() {
            let Some(metric) = entry.key.strip_prefix(&format!("{fund}.")) else { continue };
            let Some(KeptFigure { estimate: Ok(estimate), .. }) = KeptFigure::of(&entry.node) else {
                continue;
            };
            if Opinion::states(metric) {
                let label = run.answer.label(&entry.key).unwrap_or_default();
                let unit = Unit::shown_for(run.answer.unit(&entry.key).unwrap_or_default());
                let amount = Amount::Estimate(scaled(estimate, unit));
                let from = format!("summary.json {base} term {}", entry.key);
                push(&mut found, (fund, metric), label, unit, (amount, from));
            }
        }
    }
    found
}

/// What the other readings do to the headline, the largest effect on a ratio first; nothing where the run was not
/// asked. Their rows come after so many.
pub(super) fn readings(run: &Finished, after: usize) -> Option<Vec<StatedReading>> {
    let list = run.answer.list("readings");
    if list.is_empty() {
        return None;
    }
    let word = |node: &Node, key: &str| node.get(key).and_then(Node::as_text).unwrap_or_default().to_owned();
    let mut found: Vec<(f64, StatedReading)> = Vec::new();
    for reading in list {
        let switch = ["switch", "used", "other"].map(|key| word(reading, key));
        for entry in reading.get("headline").map(Node::entries).unwrap_or_default() {
            let moved = KeptFigure::of(&entry.node).and_then(|it| it.difference);
            let Some(moved) = moved.filter(|it| it.value != 0.0) else { continue };
            let label = run.answer.label(&entry.key).unwrap_or_default();
            let (fund, metric) = entry.key.split_once('.').unwrap_or(("", &entry.key));
            let label = Bilingual {
                zh: format!("{fund} {}的变化", label.zh),
                en: format!("change of {fund} {}", label.en),
            };
            let mut stated = Vec::new();
            let from = format!("T14 {} = {}: {}", switch[0], switch[2], entry.key);
            let amount = Amount::Estimate(scaled(moved, Unit::Points));
            push(&mut stated, (fund, metric), label, Unit::Points, (amount, from));
            let words = OpinionReading {
                switch: switch.clone(),
                article: word(reading, "article"),
                figure: stated[0].words.clone(),
            };
            found.push((moved.value.abs(), StatedReading { words, stated: stated.remove(0) }));
        }
    }
    found.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    found.truncate(MOST_READINGS);
    let mut found: Vec<StatedReading> = found.into_iter().map(|(_, it)| it).collect();
    for (nth, it) in found.iter_mut().enumerate() {
        let key = format!("F{}", after + nth + 1);
        it.words.figure.key.clone_from(&key);
        it.stated.words.key = key;
    }
    Some(found)
}

fn push(
    found: &mut Vec<Stated>,
    (fund, metric): (&str, &str),
    label: Bilingual,
    unit: Unit,
    (amount, from): (Amount, String),
) {
    let (value, error) = in_words(amount, unit);
    let words = OpinionFigure {
        key: format!("F{}", found.len() + 1),
        fund: fund.to_owned(),
        metric: metric.to_owned(),
        label,
        value,
        error,
    };
    found.push(Stated { words, unit, amount, from });
}

/// A number as people read it, and its error where it has one.
pub(super) fn in_words(amount: Amount, unit: Unit) -> (Bilingual, Option<[Bilingual; 3]>) {
    let error = match amount {
        Amount::Input(_) => None,
        // what does not differ from trial to trial has no error
        Amount::Estimate(it) if it.se == 0.0 && it.low >= it.high => None,
        // a bound says all there is
        Amount::Estimate(it) if is_bound(&it, unit) => None,
        Amount::Estimate(it) => {
            Some([it.se, it.low, it.high].map(|part| both(|lang| with_unit_of_error(part, unit, lang))))
        }
    };
    (both(|lang| shown(amount, unit, lang)), error)
}

/// A value as the opinion writes it: never a probability of plain 0 or 1.
fn shown(amount: Amount, unit: Unit, lang: Lang) -> String {
    match amount {
        Amount::Input(value) => with_unit(value, unit, lang),
        Amount::Estimate(it) if is_bound(&it, unit) => crate::report::numbers::probability(&it, lang),
        Amount::Estimate(it) => with_unit(it.value, unit, lang),
    }
}

/// Whether a probability is one of which no trial, or every trial, was an instance.
fn is_bound(estimate: &Estimate, unit: Unit) -> bool {
    unit == Unit::Probability && (estimate.value <= 0.0 || estimate.value >= 1.0)
}

/// A part of an error: its unit goes without saying where it is that of the figure, but for points.
fn with_unit_of_error(value: f64, unit: Unit, lang: Lang) -> String {
    if unit == Unit::Points { with_unit(value, unit, lang) } else { in_unit(value, unit) }
}

fn with_unit(value: f64, unit: Unit, lang: Lang) -> String {
    let number = in_unit(value, unit);
    if number.ends_with('%') {
        return number;
    }
    match lang {
        Lang::Zh => format!("{number}{}", unit.text(lang)),
        Lang::En => format!("{number} {}", unit.text(lang)).trim_end().to_owned(),
    }
}

/// A number in a unit, fine enough that an error does not read as nothing.
fn in_unit(value: f64, unit: Unit) -> String {
    let style = Style::of(unit);
    let smallest = (0..style.decimals).fold(0.5, |size, _| size / 10.0);
    let size = if style.is_percent { value.abs() * 100.0 } else { value.abs() };
    let finer = if value != 0.0 && size < smallest { 2 } else { 0 };
    Style { decimals: style.decimals + finer, ..style }.text(value)
}

fn scaled(estimate: Estimate, unit: Unit) -> Estimate {
    match unit {
        Unit::TenThousandYuan => estimate.scaled(1e-4),
        Unit::Points => estimate.scaled(100.0),
        _ => estimate,
    }
}

/// The table of the figures and of what other readings do to them.
pub(super) fn sheet(figures: &[Stated], readings: &[StatedReading]) -> Sheet {
    let value = Column { error: ErrorShown::Interval, ..column(Word::Value, Unit::Mixed) };
    let columns = vec![
        column(Word::Key, Unit::Text),
        column(Word::Fund, Unit::Text),
        column(Word::Figure, Unit::Text),
        column(Word::UnitOf, Unit::Text),
        value,
        column(Word::StandardError, Unit::Mixed),
        column(Word::From95, Unit::Text),
    ];
    let all = figures.iter().chain(readings.iter().map(|it| &it.stated));
    let rows: Vec<Row> = all.map(row_of).collect();
    let table = Table::SignOff(SignOffTable::Figures);
    Sheet { table, money: Some(Unit::TenThousandYuan), columns, rows, notes: vec![words(Word::FiguresNote)] }
}

fn row_of(stated: &Stated) -> Row {
    let in_unit = |cell: Cell| Cell { unit: Some(stated.unit), ..cell };
    let (value, error) = match stated.amount {
        Amount::Input(value) => (Cell { is_input: true, ..number(value) }, super::empty()),
        Amount::Estimate(it) => {
            let content = match it.value {
                value if stated.unit == Unit::Probability && value <= 0.0 => Content::Never(it),
                value if stated.unit == Unit::Probability && value >= 1.0 => Content::Always(it),
                _ => Content::Figure(it),
            };
            (Cell::new(content), number(it.se))
        }
    };
    row(vec![
        plain(&stated.words.key),
        plain(&stated.words.fund),
        text(stated.words.label.clone()),
        text(both(|lang| stated.unit.text(lang).to_owned())),
        in_unit(value),
        in_unit(error),
        plain(&stated.from),
    ])
}
