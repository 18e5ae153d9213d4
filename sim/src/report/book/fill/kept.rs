//! What folders keep beside the fifteen tables: all their figures and definitions, and other tables as they are.

use super::super::{Cell, Column, Sheet};
use super::checks::{difference, text, unit_words};
use super::draft::{Draft, in_unit, kept, mixed, number, plain, row, texts, words};
use super::with_designs;
use crate::report::finished::{Finished, KeptFigure, bilingual};
use crate::scenario::node::Node;
use crate::wording::Bilingual;
use crate::wording::book::{Head, Note, Table, Unit, both};

/// Tables of folders that other sheets show.
const SHOWN: [&str; 10] = [
    "figures",
    "definitions",
    "comparison",
    "carriers",
    "readings",
    "variance",
    "stress",
    "tornado",
    "persons",
    "paths",
];

/// The most rows of a table that is shown for completeness.
const MOST: usize = 50_000;

pub(super) fn sheets(runs: &[Finished]) -> Vec<Sheet> {
    let mut sheets: Vec<Sheet> = all_figures(runs).into_iter().chain(definitions(runs)).collect();
    for run in runs {
        let others = run.tables.iter().filter(|(name, _)| !SHOWN.contains(&name.as_str()));
        for (name, lines) in others {
            let name = if runs.len() > 1 { format!("{name}@{}", run.name) } else { name.clone() };
            sheets.extend(as_it_is(&name, lines));
        }
    }
    sheets
}

/// Every figure of every design and period.
fn all_figures(runs: &[Finished]) -> Option<Sheet> {
    let mut columns = texts([Head::Design, Head::Period, Head::Key, Head::Figure, Head::UnitOf]);
    columns.extend([Head::Value, Head::Change].map(mixed));
    let table = Table::Kept("figures".to_owned());
    let mut draft = Draft::new(table, Some(Unit::TenThousandYuan), columns, runs);
    for run in with_designs(runs) {
        let mut rows = Vec::new();
        for design in run.answer.list("designs") {
            for period in design.get("periods").map(Node::entries).unwrap_or_default() {
                for entry in period.node.entries() {
                    let Some(found) = KeptFigure::of(&entry.node) else { continue };
                    let cells = figure_cells(run, &entry.key, found);
                    let who = [plain(&text(design, "name")), plain(&period.key)];
                    rows.push(row(who.into_iter().chain(cells).collect()));
                }
            }
        }
        if rows.len() <= MOST {
            draft.add(run, rows);
        }
    }
    draft.finished(&[Note::AllFigures, Note::SamplingErrorOnly], Note::NoDesigns).ok()
}

fn figure_cells(run: &Finished, key: &str, found: KeptFigure) -> [Cell; 5] {
    let unit = Unit::shown_for(run.answer.unit(key).unwrap_or_default());
    let label = run.answer.label(key).unwrap_or_else(|| both(|_| key.to_owned()));
    let moved = found.difference;
    [
        plain(key),
        words(label),
        unit_words(unit),
        in_unit(kept(Some(found), unit), unit),
        difference(moved, unit),
    ]
}

/// What every figure means.
fn definitions(runs: &[Finished]) -> Option<Sheet> {
    let columns = texts([Head::Key, Head::Figure, Head::Formula, Head::Basis]);
    let mut draft = Draft::new(Table::Kept("definitions".to_owned()), None, columns, runs);
    for run in with_designs(runs) {
        let metrics = run.answer.get("metrics").map(Node::entries).unwrap_or_default();
        let rows = metrics.iter().map(|metric| {
            let label = metric.node.get("label").and_then(bilingual);
            row(vec![
                plain(&metric.key),
                words(label.unwrap_or_default()),
                plain(&text(&metric.node, "formula")),
                plain(&text(&metric.node, "basis")),
            ])
        });
        draft.add(run, rows.collect());
    }
    draft.finished(&[], Note::NoDesigns).ok()
}

/// A table of a folder with the heads of its file; columns in which every cell is a number have numbers.
pub(super) fn as_it_is(name: &str, lines: &[Vec<String>]) -> Option<Sheet> {
    let (head, lines) = lines.split_first()?;
    if lines.len() > MOST {
        return None;
    }
    let numeric = |nth: usize| {
        let mut cells =
            lines.iter().filter_map(|line| line.get(nth)).filter(|cell| !cell.is_empty()).peekable();
        cells.peek().is_some() && cells.all(|cell| cell.parse::<f64>().is_ok_and(f64::is_finite))
    };
    let columns: Vec<Column> = head
        .iter()
        .enumerate()
        .map(|(nth, head)| Column {
            key: format!("c{:02}", nth + 1),
            head: Bilingual { zh: head.clone(), en: head.clone() },
            ..Column::new(Head::Value, if numeric(nth) { Unit::AsWritten } else { Unit::Text })
        })
        .collect();
    let cell = |line: &[String], nth: usize| match line.get(nth).map(String::as_str) {
        None | Some("") => super::draft::empty(),
        Some(text) if columns[nth].unit == Unit::AsWritten => {
            text.parse().map_or_else(|_| plain(text), number)
        }
        Some(text) => plain(text),
    };
    let rows =
        lines.iter().map(|line| row((0..columns.len()).map(|nth| cell(line, nth)).collect())).collect();
    let notes = vec![Note::KeptAsIs.both()];
    Some(Sheet { table: Table::Kept(name.to_owned()), money: None, columns, rows, notes })
}
