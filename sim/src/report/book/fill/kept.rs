//! What folders keep beside the fifteen tables: all their figures and definitions, and other tables as they are.

use super::super::{Absent, Cell, Column, Sheet};
use super::checks::{difference, text, unit_with_change};
use super::draft::{Draft, in_unit, kept, mixed, number, plain, row, texts, words};
use super::{cost_tail, one_bill, with_designs};
use crate::report::finished::{Finished, KeptFigure, bilingual};
use crate::report::numbers::grouped;
use crate::scenario::node::Node;
use crate::wording::book::{self, Head, Note, Table, Unit, both};

/// Tables of folders that other sheets show.
const SHOWN: [&str; 11] = [
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
    "actual_expected",
];

/// The most rows of a table that is shown for completeness.
const MOST: usize = 50_000;

/// The tables, and those that are too long to be shown.
pub(super) fn sheets(runs: &[Finished]) -> (Vec<Sheet>, Vec<Absent>) {
    let mut absent = Vec::new();
    let mut sheets: Vec<Sheet> = one_bill::sheet(runs).into_iter().chain(cost_tail::sheet(runs)).collect();
    sheets.extend(all_figures(runs, &mut absent));
    sheets.extend(definitions(runs));
    for run in runs {
        let others = run.tables.iter().filter(|(name, _)| !SHOWN.contains(&name.as_str()));
        for (name, lines) in others {
            match of_file(named(name, run, runs), name, lines) {
                Some(Ok(sheet)) => sheets.push(sheet),
                Some(Err(too_long)) => absent.push(too_long),
                None => {}
            }
        }
    }
    (sheets, absent)
}

/// The table of a file; where there are several folders with that of its own.
fn named(name: &str, run: &Finished, runs: &[Finished]) -> Table {
    Table::Kept(if runs.len() > 1 { format!("{name}@{}", run.name) } else { name.to_owned() })
}

fn too_long(table: Table, rows: usize, file: &str) -> Absent {
    let count = |n: usize| grouped(n as f64, 0);
    let why = both(|lang| book::too_long(&count(rows), &count(MOST), file, lang));
    Absent { table, why }
}

/// Every figure of every design and period.
fn all_figures(runs: &[Finished], absent: &mut Vec<Absent>) -> Option<Sheet> {
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
        if rows.len() > MOST {
            absent.push(too_long(named("figures", run, runs), rows.len(), "figures.csv"));
        } else {
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
        unit_with_change(unit),
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

/// A table of a folder, or that it is too long; nothing where its file is empty.
pub(super) fn of_file(table: Table, name: &str, lines: &[Vec<String>]) -> Option<Result<Sheet, Absent>> {
    let (head, lines) = lines.split_first()?;
    Some(if lines.len() > MOST {
        Err(too_long(table, lines.len(), &format!("{name}.csv")))
    } else {
        Ok(as_it_is(table, head, lines))
    })
}

/// A table of a folder, its heads and words in both languages where they are ours; columns in which every cell is a
/// number have numbers.
fn as_it_is(table: Table, head: &[String], lines: &[Vec<String>]) -> Sheet {
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
            head: book::kept_head(head),
            ..Column::new(Head::Value, if numeric(nth) { Unit::AsWritten } else { Unit::Text })
        })
        .collect();
    let keys = book::kept_head("key");
    let cell = |line: &[String], nth: usize| match line.get(nth).map(String::as_str) {
        None | Some("") => super::draft::empty(),
        Some(text) if columns[nth].unit == Unit::AsWritten => {
            text.parse().map_or_else(|_| plain(text), number)
        }
        // a key is the same in every language
        Some(text) if columns[nth].head != keys => book::kept_word(text).map_or_else(|| plain(text), words),
        Some(text) => plain(text),
    };
    let rows =
        lines.iter().map(|line| row((0..columns.len()).map(|nth| cell(line, nth)).collect())).collect();
    let notes = vec![Note::KeptAsIs.both()];
    Sheet { table, money: None, columns, rows, notes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_is_too_long_is_named_with_its_file_and_never_dropped_in_silence() {
        let table = || Table::Kept("sweep".to_owned());
        let line = |it: &str| vec![it.to_owned()];
        let mut lines = vec![line("premium")];
        lines.extend((0..MOST).map(|nth| line(&nth.to_string())));
        let sheet = of_file(table(), "sweep", &lines).unwrap().unwrap();
        assert_eq!(sheet.rows.len(), MOST);
        lines.push(line("one more"));
        let absent = of_file(table(), "sweep", &lines).unwrap().unwrap_err();
        assert_eq!(
            absent.why.zh,
            "50,001行，超过本报告的上限50,000行，未列入；全表见结果文件夹的sweep.csv。"
        );
        assert!(absent.why.en.contains("sweep.csv"), "{}", absent.why.en);
    }
}
