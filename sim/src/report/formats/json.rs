//! A whole book as JSON, in both languages; its form is `docs/report.schema.json`.

use serde_json::{Map, Value, json};

use crate::report::book::{
    At, Axis, Book, BookRun, Cell, Chart, Content, ErrorShown, Formula, GuideAt, Places, Scale, Sheet,
};
use crate::stats::Estimate;
use crate::wording::Bilingual;

/// The version of the file's form; it changes when a reader would have to.
pub const BOOK_SCHEMA_VERSION: u32 = 1;

/// The book.
pub fn book_json(book: &Book) -> Value {
    let texts = |all: &[Bilingual]| all.iter().map(text).collect::<Value>();
    let absent = book.absent.iter().map(|it| json!({ "table": it.table.key(), "why": text(&it.why) }));
    json!({
        "schema_version": BOOK_SCHEMA_VERSION,
        "title": text(&book.title),
        "question": text(&book.question),
        "answers": texts(&book.answers),
        "runs": book.runs.iter().map(run).collect::<Value>(),
        "warnings": texts(&book.warnings),
        "tables": book.sheets.iter().map(sheet).collect::<Value>(),
        "absent": absent.collect::<Value>(),
        "charts": book.charts.iter().map(chart).collect::<Value>(),
    })
}

fn text(text: &Bilingual) -> Value {
    json!({ "zh": text.zh, "en": text.en })
}

fn run(run: &BookRun) -> Value {
    let designs = run.designs.iter().map(|(name, title)| json!({ "name": name, "title": text(title) }));
    json!({
        "name": run.name,
        "verb": run.verb,
        "title": text(&run.title),
        "scenario": run.scenario,
        "plan_digest": run.plan_digest,
        "scenario_digest": run.scenario_digest,
        "seed": run.seed,
        "trials": run.trials,
        "years": run.years,
        "designs": designs.collect::<Value>(),
        "version": run.engine.0,
        "commit": run.engine.1,
        "started": run.started,
        "synthetic": run.synthetic,
    })
}

fn sheet(sheet: &Sheet) -> Value {
    let columns = sheet.columns.iter().map(|column| {
        json!({
            "key": column.key,
            "head": text(&column.head),
            "unit": column.unit.key(),
            "error": match column.error {
                ErrorShown::None => "none",
                ErrorShown::StandardError => "standard_error",
                ErrorShown::Interval => "interval",
            },
        })
    });
    let rows = sheet
        .rows
        .iter()
        .map(|row| json!({ "total": row.is_total, "cells": row.cells.iter().map(cell).collect::<Value>() }));
    json!({
        "table": sheet.table.key(),
        "number": sheet.table.number(),
        "title": text(&sheet.title()),
        "money": sheet.money.map(crate::wording::book::Unit::key),
        "columns": columns.collect::<Value>(),
        "rows": rows.collect::<Value>(),
        "notes": sheet.notes.iter().map(text).collect::<Value>(),
    })
}

/// A cell says only what it has.
fn cell(cell: &Cell) -> Value {
    let mut fields = Map::new();
    let mut say = |key: &str, value: Value| {
        fields.insert(key.to_owned(), value);
    };
    match &cell.content {
        Content::Empty => {}
        Content::Text(words) => say("text", text(words)),
        Content::Missing(why) => say("missing", text(why)),
        Content::Number(value) => say("value", number(*value)),
        Content::Figure(estimate) => {
            say("value", number(estimate.value));
            say("error", error(estimate));
        }
        Content::Never(estimate) => {
            say("below", number(estimate.high));
            say("error", error(estimate));
        }
        Content::Always(estimate) => {
            say("above", number(estimate.low));
            say("error", error(estimate));
        }
    }
    if let Some(unit) = cell.unit {
        say("unit", unit.key().into());
    }
    if cell.is_input {
        say("input", true.into());
    }
    if let Some(by) = &cell.formula {
        say("formula", formula(by));
    }
    Value::Object(fields)
}

fn error(it: &Estimate) -> Value {
    json!({ "se": number(it.se), "low": number(it.low), "high": number(it.high), "n": it.n })
}

fn formula(by: &Formula) -> Value {
    let at = |at: &At| json!([at.row, at.column]);
    match by {
        Formula::Sum(cells) => json!({ "sum": cells.iter().map(at).collect::<Value>() }),
        Formula::Less(a, b) => json!({ "less": [at(a), at(b)] }),
        Formula::Over(a, b) => json!({ "over": [at(a), at(b)] }),
        // as text over (row, column) from 0
        Formula::Worked(expression) => {
            json!({ "worked": expression.text(&|at: At| format!("({},{})", at.row, at.column)) })
        }
    }
}

/// A number without a negative zero.
fn number(value: f64) -> Value {
    if value == 0.0 { json!(0.0) } else { json!(value) }
}

fn chart(chart: &Chart) -> Value {
    let numbers = |all: &[f64]| all.iter().map(|it| number(*it)).collect::<Value>();
    let places = match &chart.places {
        Places::Names(names) => json!({ "names": names.iter().map(text).collect::<Value>() }),
        Places::Numbers(all) => json!({ "numbers": numbers(all) }),
        Places::Bins(edges) => json!({ "bins": numbers(edges) }),
    };
    let series = chart.series.iter().map(|it| {
        let values = it.values.iter().map(|value| value.map_or(Value::Null, number));
        json!({ "name": text(&it.name), "values": values.collect::<Value>() })
    });
    let guides = chart.guides.iter().map(|guide| match guide.at {
        GuideAt::X(at) => json!({ "label": text(&guide.label), "x": number(at) }),
        GuideAt::Y(at) => json!({ "label": text(&guide.label), "y": number(at) }),
    });
    json!({
        "key": chart.key,
        "table": chart.table.key(),
        "title": text(&chart.title),
        "alternative": text(&chart.alternative),
        "x": axis(&chart.x),
        "y": axis(&chart.y),
        "places": places,
        "series": series.collect::<Value>(),
        "guides": guides.collect::<Value>(),
    })
}

fn axis(axis: &Axis) -> Value {
    json!({
        "title": text(&axis.title),
        "unit": axis.unit.key(),
        "scale": match axis.scale {
            Scale::Linear => "linear",
            Scale::Logarithmic => "logarithmic",
        },
    })
}
