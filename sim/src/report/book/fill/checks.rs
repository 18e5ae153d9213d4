//! T9, T11, T13 and T14: where the variance is from, who carries a book, public figures, other readings.

use super::super::{At, Cell, Column, ErrorShown, Formula, Row};
use super::draft::{
    Draft, by, empty, figure, in_unit, input, kept, mixed, note, number, plain, row, subject, texts, words,
};
use super::{Filled, with_designs};
use crate::report::finished::{Finished, KeptFigure, bilingual, estimate, items, number as read};
use crate::scenario::node::Node;
use crate::stats::Estimate;
use crate::wording::Bilingual;
use crate::wording::book::{Head, Note, Table, Unit, both};
use crate::wording::clauses::name_of;

/// The sources of a variance, by their words in files.
pub(super) const SOURCES: [(&str, Head); 7] = [
    ("process", Head::Process),
    ("parameter", Head::ParameterRisk),
    ("trend", Head::Trend),
    ("event", Head::Event),
    ("enrolment", Head::Enrolment),
    ("model", Head::Model),
    ("interaction", Head::Interaction),
];

pub(super) fn variance(runs: &[Finished]) -> Filled {
    let mut columns = texts([Head::Figure, Head::UnitOf]);
    columns.extend(SOURCES.map(|(_, head)| Column::figures(head, Unit::Ratio)));
    columns.push(mixed(Head::Deviation));
    let mut draft = Draft::new(Table::Uncertainty, Some(Unit::TenThousandYuan), columns, runs);
    for run in runs {
        let rows = run.answer.list("variance").iter().map(|split| {
            let key = text(split, "figure");
            let unit = Unit::shown_for(&text(split, "unit"));
            let mut cells = vec![words(figure_title(run, &key)), unit_words(unit)];
            cells.extend(SOURCES.map(|(source, _)| {
                let found = split.at(&["first_order", source]).or_else(|| split.get(source));
                figure(found.and_then(estimate), Unit::Ratio)
            }));
            let deviation = split.get("standard_deviation").and_then(estimate);
            let plain = if unit == Unit::Probability { Unit::Ratio } else { unit };
            cells.push(in_unit(figure(deviation, plain), plain));
            row(cells)
        });
        draft.add(run, rows.collect());
    }
    draft.finished(&[Note::VarianceShares, Note::SamplingErrorOnly], Note::NoVariance)
}

pub(super) fn carriers(runs: &[Finished]) -> Filled {
    let money = |head| Column::figures(head, Unit::TenThousandYuan);
    let mut columns = texts([Head::Fund, Head::Carrier]);
    columns.push(Column::new(Head::Share, Unit::Ratio));
    columns.extend([Head::Premium, Head::ClaimsBorne, Head::CostBorne, Head::Result].map(money));
    let mut draft = Draft::new(Table::Carriers, Some(Unit::TenThousandYuan), columns, runs);
    for run in with_designs(runs) {
        let mut rows = Vec::new();
        for book in run.answer.get("carriers").map(Node::entries).unwrap_or_default() {
            let (first, carriers) = (rows.len(), items(&book.node));
            for (nth, carrier) in carriers.iter().enumerate() {
                rows.push(carrier_row(&book.key, carrier, first, nth, nth + 1 == carriers.len()));
            }
        }
        draft.add(run, rows);
    }
    draft.finished(&[Note::CarriersNet, Note::SamplingErrorOnly], Note::NoCarriers)
}

/// A carrier of a book; the last is the whole book, the sum of the others.
fn carrier_row(book: &str, carrier: &Node, first: usize, nth: usize, is_total: bool) -> Row {
    let money = |key: &str, column: usize| {
        let cell = figure(carrier.get(key).and_then(estimate), Unit::TenThousandYuan);
        let over = (first..first + nth).map(|row| At { row, column }).collect();
        if is_total && nth > 0 { by(Formula::Sum(over), cell) } else { cell }
    };
    let cells = vec![
        subject(book),
        carrier.get("carrier").and_then(bilingual).map_or_else(empty, words),
        carrier.get("share").and_then(read).map_or_else(empty, |it| input(number(it))),
        money("premium", 3),
        money("claims", 4),
        money("cost", 5),
        money("result", 6),
    ];
    Row { cells, is_total }
}

pub(super) fn targets(runs: &[Finished]) -> Filled {
    let mut columns = texts([Head::Figure]);
    columns.push(Column::new(Head::Year, Unit::Year));
    columns.extend(texts([Head::UnitOf]));
    columns.push(Column::new(Head::Target, Unit::Mixed));
    columns.push(mixed(Head::Simulated));
    columns.push(Column::new(Head::Residual, Unit::Ratio));
    columns.push(Column::new(Head::Tolerance, Unit::Ratio));
    columns.extend(texts([Head::Passed, Head::Use, Head::TargetSource]));
    let mut draft = Draft::new(Table::Calibration, Some(Unit::TenThousandYuan), columns, runs);
    for run in runs {
        let rows = run.answer.list("comparison").iter().map(target);
        draft.add(run, rows.collect());
    }
    draft.finished(&[Note::TargetsShown, Note::SamplingErrorOnly], Note::NoTargets)
}

fn target(of: &Node) -> Row {
    let unit = match Unit::shown_for(&text(of, "unit")) {
        Unit::YuanPerHead if text(of, "quantity").starts_with("cost_per_admission") => Unit::YuanPerAdmission,
        // a share of trials is never a target: a probability here is a ratio of persons
        Unit::Probability => Unit::Ratio,
        unit => unit,
    };
    let unit = match of.get("target").and_then(read) {
        Some(target) if unit == Unit::Ratio && target.abs() < 0.01 => Unit::SmallRatio,
        _ => unit,
    };
    let value = |key| of.get(key).and_then(read);
    let factor = if unit == Unit::TenThousandYuan { 1e-4 } else { 1.0 };
    let verdict = match text(of, "verdict").as_str() {
        "pass" => Note::Pass,
        "fail" => Note::Fail,
        _ => Note::Undecided,
    };
    let used = if text(of, "use") == "fitted" { Note::Fitted } else { Note::Held };
    row(vec![
        of.get("label").and_then(bilingual).map_or_else(empty, words),
        value("year").map_or_else(empty, number),
        unit_words(unit),
        in_unit(value("target").map_or_else(empty, |it| input(number(it * factor))), unit),
        in_unit(kept(of.get("simulated").and_then(KeptFigure::of), unit), unit),
        value("residual").map_or_else(empty, number),
        value("tolerance").map_or_else(empty, |it| input(number(it))),
        note(verdict),
        note(used),
        plain(&text(of, "source")),
    ])
}

pub(super) fn readings(runs: &[Finished]) -> Filled {
    let mut columns = texts([Head::Switch, Head::Used, Head::Other, Head::Figure, Head::UnitOf]);
    let value = |head| Column { error: ErrorShown::StandardError, ..Column::new(head, Unit::Mixed) };
    columns.push(value(Head::Value));
    columns.push(value(Head::Effect));
    columns.extend(texts([Head::Article]));
    let mut draft = Draft::new(Table::Readings, Some(Unit::TenThousandYuan), columns, runs);
    for run in runs {
        let mut rows = Vec::new();
        for reading in run.answer.list("readings") {
            let figures = reading.get("headline").map(Node::entries).unwrap_or_default();
            for entry in figures {
                let Some(found) = KeptFigure::of(&entry.node) else { continue };
                rows.push(reading_row(run, reading, &entry.key, found));
            }
        }
        draft.add(run, rows);
    }
    draft.finished(&[Note::ReadingsPaired, Note::SamplingErrorOnly], Note::NoReadings)
}

fn reading_row(run: &Finished, reading: &Node, key: &str, found: KeptFigure) -> Row {
    let unit = Unit::shown_for(run.answer.unit(key).unwrap_or_default());
    let moved = found.difference;
    let mut cells: Vec<Cell> =
        ["switch", "used", "other"].iter().map(|key| plain(&text(reading, key))).collect();
    cells.extend([
        words(figure_title(run, key)),
        unit_with_change(unit),
        in_unit(kept(Some(found), unit), unit),
        difference(moved, unit),
        plain(&text(reading, "article")),
    ]);
    row(cells)
}

/// A difference, ratios in points.
pub(super) fn difference(moved: Option<Estimate>, unit: Unit) -> Cell {
    let unit = difference_unit(unit);
    in_unit(figure(moved, unit), unit)
}

/// The unit of a difference of figures in a unit.
pub(super) fn difference_unit(unit: Unit) -> Unit {
    if matches!(unit, Unit::Ratio | Unit::SmallRatio | Unit::Probability) { Unit::Points } else { unit }
}

/// The name of a unit as a cell.
pub(super) fn unit_words(unit: Unit) -> Cell {
    words(both(|lang| unit.text(lang).to_owned()))
}

/// The name of a unit where a change stands beside the figure.
pub(super) fn unit_with_change(unit: Unit) -> Cell {
    words(both(|lang| unit.text_with_change(lang).to_owned()))
}

/// Whose figure it is, and which.
pub(super) fn figure_title(run: &Finished, key: &str) -> Bilingual {
    let (subject, _) = key.split_once('.').unwrap_or((key, ""));
    let label =
        run.answer.label(key).or_else(|| known_label(key)).unwrap_or_else(|| both(|_| key.to_owned()));
    if matches!(subject, "city" | "patients") {
        return label;
    }
    both(|lang| format!("{} {}", name_of(subject, lang), label.get(lang)))
}

/// [`figure_title`] without the definitions behind the name.
pub(super) fn short_title(run: &Finished, key: &str) -> Bilingual {
    let (subject, _) = key.split_once('.').unwrap_or((key, ""));
    let whole = figure_title(run, key);
    both(|lang| {
        let whole = whole.get(lang);
        let from = if whole.starts_with(name_of(subject, lang)) { name_of(subject, lang).len() } else { 0 };
        let end = whole[from..].find(['（', '(', ',']).map_or(whole.len(), |end| from + end);
        whole[..end].trim_end().to_owned()
    })
}

/// The label of a figure whose file keeps none.
fn known_label(key: &str) -> Option<Bilingual> {
    use crate::decide::metrics::{Subject, find};
    let (id, _) = key.split_once('.')?;
    let id = id.to_owned();
    let subjects = [
        Subject::City,
        Subject::Contract(id.clone()),
        Subject::Book(id.clone()),
        Subject::Ledger(id.clone()),
        Subject::Payer(id),
        Subject::Patients,
    ];
    let (_, definition) = find(key, &subjects).ok()?;
    Some(both(|lang| definition.metric.text(lang).to_owned()))
}

/// A word of a node.
pub(super) fn text(node: &Node, key: &str) -> String {
    node.get(key).and_then(Node::as_text).unwrap_or_default().to_owned()
}
