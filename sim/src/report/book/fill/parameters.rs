//! T1: every parameter of the scenario with its unit, source and switch, a column of values for each folder.

use super::super::{Cell, Column, Content, Row, Sheet};
use super::Filled;
use super::draft::{empty, input, note, number, plain, row, texts};
use crate::report::finished::Finished;
use crate::scenario::node::{Node, Value, parse};
use crate::scenario::switches::{Held, SWITCHES};
use crate::wording::book::{Head, Note, Table, Unit, both, of_folder, unit_of_key};

/// Keys that say something of a block and are no parameters.
const ABOUT: [&str; 5] = ["title", "purpose", "source", "note", "synthetic"];
/// What a folder carries along beside its base.
const BESIDE: [&str; 6] = ["designs", "grids", "stresses", "extends", "comparison", "calibration"];

/// A parameter: its path, what it is and where it is from.
struct Parameter {
    path: String,
    value: Cell,
    key: String,
    source: String,
    synthetic: bool,
    from_year: String,
}

/// What the blocks around a parameter say.
#[derive(Clone, Default)]
struct Around {
    path: String,
    source: String,
    synthetic: bool,
    from_year: String,
}

pub(super) fn sheet(runs: &[Finished]) -> Filled {
    let found: Vec<Vec<Parameter>> = runs.iter().map(parameters).collect();
    let mut paths: Vec<&Parameter> = Vec::new();
    for parameter in found.iter().flatten() {
        if !paths.iter().any(|known| known.path == parameter.path) {
            paths.push(parameter);
        }
    }
    let mut rows: Vec<Row> = paths.into_iter().map(|parameter| row_of(parameter, &found)).collect();
    rows.extend(switches(runs));
    let mut columns = texts([Head::Parameter]);
    columns.extend(runs.iter().map(|run| value_column(run, runs.len())));
    columns.extend(texts([Head::UnitOf, Head::Source, Head::Synthetic, Head::Switch]));
    columns.push(Column::new(Head::FromYear, Unit::Year));
    let notes = [Note::AsInScenario, Note::InputsColoured].map(Note::both).to_vec();
    if rows.is_empty() {
        return Err(Note::NoAssumptions);
    }
    Ok(Sheet { table: Table::Parameters, money: None, columns, rows, notes })
}

fn value_column(run: &Finished, n_runs: usize) -> Column {
    let column = Column::new(Head::Value, Unit::AsWritten);
    if n_runs == 1 {
        return column;
    }
    let head = both(|lang| of_folder(Head::Value, &run.name, lang));
    Column { key: format!("value_{}", run.name), head, ..column }
}

fn row_of(parameter: &Parameter, found: &[Vec<Parameter>]) -> Row {
    let value = |all: &Vec<Parameter>| {
        all.iter().find(|it| it.path == parameter.path).map_or_else(empty, |it| input(it.value.clone()))
    };
    let at = |held: Held| matches!(held, Held::At(path) if path == parameter.path);
    let switch = SWITCHES.iter().find(|it| at(it.held));
    let mut cells = vec![plain(&parameter.path)];
    cells.extend(found.iter().map(value));
    cells.extend([
        super::draft::words(both(|lang| unit_of(parameter, lang).to_owned())),
        plain(&parameter.source),
        if parameter.synthetic { note(Note::SyntheticMark) } else { empty() },
        switch.map_or_else(empty, |it| plain(it.name)),
        year(&parameter.from_year),
    ]);
    row(cells)
}

/// The unit of a number; a word of a block of amounts has none.
fn unit_of(parameter: &Parameter, lang: crate::wording::Lang) -> &'static str {
    match parameter.value.content {
        Content::Number(_) => crate::wording::book::unit_of_path(&parameter.path, lang),
        _ => unit_of_key(&parameter.key, lang),
    }
}

/// A year as a number, other words as they are.
fn year(text: &str) -> Cell {
    match text.parse::<u16>() {
        Ok(year) => number(year.into()),
        Err(_) if text.is_empty() => empty(),
        Err(_) => plain(text),
    }
}

/// One row a switch: the reading of each folder, and the article that leaves it open.
fn switches(runs: &[Finished]) -> Vec<Row> {
    let readings: Vec<_> = runs.iter().map(|run| run.scenario.readings()).collect();
    let used = |switch: &&crate::scenario::switches::Switch| {
        readings.iter().flatten().any(|it| it.switch.name == switch.name)
    };
    let row_of = |switch: &crate::scenario::switches::Switch| {
        let chosen = |all: &Vec<crate::scenario::assumptions::Reading>| {
            let found = all.iter().find(|it| it.switch.name == switch.name);
            found.map_or_else(empty, |it| input(plain(&it.chosen)))
        };
        let mut cells = vec![plain(switch.name)];
        cells.extend(readings.iter().map(chosen));
        cells.extend([empty(), plain(switch.article), empty(), plain(switch.name), empty()]);
        row(cells)
    };
    SWITCHES.iter().filter(used).map(row_of).collect()
}

fn parameters(run: &Finished) -> Vec<Parameter> {
    let Ok(document) = parse("", run.scenario.resolved().as_bytes()) else { return Vec::new() };
    let first = run.scenario.base().term.as_ref().map(|term| term.first_year.0.to_string());
    let around = Around { from_year: first.unwrap_or_default(), ..Around::default() };
    let mut found = Vec::new();
    let kept = document.without(&ABOUT).without(&BESIDE);
    kept.entries().iter().for_each(|entry| walk(&entry.key, &entry.node, &around, &mut found));
    found
}

fn walk(key: &str, node: &Node, around: &Around, found: &mut Vec<Parameter>) {
    let path = if around.path.is_empty() { key.to_owned() } else { format!("{}.{key}", around.path) };
    let value = match &node.value {
        Value::Object(entries) if !entries.is_empty() => {
            let said = |key: &str| node.get(key);
            let marked = said("synthetic").is_some_and(|it| !matches!(it.value, Value::Bool(false)));
            let below = Around {
                path,
                source: said("source")
                    .and_then(Node::as_text)
                    .map_or_else(|| around.source.clone(), str::to_owned),
                synthetic: around.synthetic || marked,
                from_year: said("from_year")
                    .map_or_else(|| around.from_year.clone(), |it| it.to_json().trim().to_owned()),
            };
            let entries = entries.iter().filter(|entry| !ABOUT.contains(&&*entry.key));
            return entries.for_each(|entry| walk(&entry.key, &entry.node, &below, found));
        }
        Value::Object(_) | Value::Null => return,
        Value::Number(text) => text.parse().map_or_else(|_| plain(text), number),
        Value::Bool(flag) => plain(if *flag { "true" } else { "false" }),
        Value::Text(text) => plain(text),
        Value::List(nodes) => {
            let shown =
                |node: &Node| node.as_text().map_or_else(|| node.to_json().trim().to_owned(), str::to_owned);
            plain(&nodes.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
    };
    if value.content == Content::Empty {
        return;
    }
    found.push(Parameter {
        path,
        value,
        key: key.to_owned(),
        source: around.source.clone(),
        synthetic: around.synthetic,
        from_year: around.from_year.clone(),
    });
}
