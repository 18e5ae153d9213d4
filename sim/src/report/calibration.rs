//! A calibration as people and programs read it: the table of targets (T13), the parameters, and what
//! the figures cannot tell apart.

use serde_json::{Value, json};

use crate::decide::{Fit, FittedParameter, Row, Tolerance, Verdict};
use crate::wording::Lang;
use crate::wording::calibration::{self as words, Word};
use crate::wording::tables::Word as TableWord;

use super::csv::{bytes, estimate_cells, number};
use super::numbers::{self, grouped};
use super::summary_json::comparison;
use super::table::{SOURCE_WIDTH, aligned, shortened, verdict};

/// All that a report of a calibration says.
#[derive(Debug)]
pub struct CalibrationReport<'a> {
    /// The path or library name of the scenario.
    pub scenario: &'a str,
    /// What people call it.
    pub title: &'a str,
    /// The seed of every draw.
    pub seed: u64,
    /// The number of trials of each simulation.
    pub trials: u64,
    /// Every target against the run.
    pub rows: &'a [Row],
    /// The fit; `None` where the scenario was only checked.
    pub fit: Option<&'a Fit>,
}

/// The whole report as text, with a newline at the end.
pub fn calibration_text(report: &CalibrationReport<'_>, lang: Lang) -> String {
    let mut blocks = vec![targets(report, lang)];
    if let Some(fit) = report.fit {
        blocks.push(parameters(fit, lang));
        blocks.push(remarks(fit, lang).join("\n"));
    }
    format!("{}\n", blocks.join("\n\n"))
}

fn targets(report: &CalibrationReport<'_>, lang: Lang) -> String {
    let words = [
        TableWord::Figure,
        TableWord::Year,
        TableWord::Public,
        TableWord::Simulated,
        TableWord::Residual,
        TableWord::Tolerance,
        TableWord::Verdict,
        TableWord::Source,
    ];
    let head = words.iter().map(|word| word.text(lang).to_owned()).collect();
    let rows = report.rows.iter().map(|row| target_cells(row, lang)).collect();
    let trials = grouped(report.trials as f64, 0);
    let heading = words::heading(report.title, &trials, report.seed, lang);
    format!("{}\n{}", aligned(&heading, head, 1..6, rows), counted(report.rows, lang))
}

fn target_cells(row: &Row, lang: Lang) -> Vec<String> {
    let simulated = match &row.simulated {
        Ok(estimate) => numbers::plus_minus(row.kind, estimate, lang),
        Err(missing) => numbers::why_missing(*missing, lang),
    };
    let (residual, tolerance) = match row.target.tolerance {
        Tolerance::Relative(part) => {
            (row.residual.map(numbers::residual), format!("±{}%", trimmed(part * 100.0)))
        }
        Tolerance::Points(points) => {
            let in_points = row.difference().map(|it| it / row.kind.point());
            (in_points.map(|it| signed(it, 2)).map(|it| format!("{it}pp")), format!("±{}pp", trimmed(points)))
        }
    };
    vec![
        row.label.get(lang).to_owned(),
        row.year.to_string(),
        numbers::plain(row.kind, row.target.value, lang),
        simulated,
        residual.unwrap_or_default(),
        tolerance,
        verdict_of(row).text(lang).to_owned(),
        shortened(&row.target.source, SOURCE_WIDTH),
    ]
}

/// The verdict, which a figure that is only shown has none of.
fn verdict_of(row: &Row) -> TableWord {
    if row.target.fitted { verdict(row.verdict) } else { TableWord::Shown }
}

fn counted(rows: &[Row], lang: Lang) -> String {
    let fitted = || rows.iter().filter(|row| row.target.fitted);
    let count = |verdict| fitted().filter(|row| row.verdict == verdict).count();
    let shown = rows.len() - fitted().count();
    let [within, outside, undecided] = [Verdict::Pass, Verdict::Fail, Verdict::Undecided].map(count);
    words::count(fitted().count(), within, outside, undecided, shown, lang)
}

fn parameters(fit: &Fit, lang: Lang) -> String {
    let head = [Word::Parameter, Word::Start, Word::Fitted, Word::Low, Word::High, Word::Remark];
    let head = head.iter().map(|word| word.text(lang).to_owned()).collect();
    let rows = fit.parameters.iter().map(|it| {
        let doc = &it.parameter.doc;
        let se = it.se.map(|se| format!(" ±{}", significant(se))).unwrap_or_default();
        vec![
            title(it, lang),
            plain(it.parameter.start[0]),
            format!("{}{se}", plain(it.value)),
            plain(doc.low),
            plain(doc.high),
            remark(fit, it).map(|word| word.text(lang).to_owned()).unwrap_or_default(),
        ]
    });
    aligned(words::parameters_heading(lang), head, 1..5, rows.collect())
}

fn title(it: &FittedParameter, lang: Lang) -> String {
    it.parameter
        .doc
        .title
        .as_ref()
        .map_or_else(|| it.parameter.name.clone(), |title| title.get(lang).to_owned())
}

fn remark(fit: &Fit, it: &FittedParameter) -> Option<Word> {
    if fit.identification.idle.contains(&it.parameter.name) {
        Some(Word::Idle)
    } else {
        it.on_bound.then_some(Word::OnBound)
    }
}

/// What a reader must know of the fit, one sentence each.
fn remarks(fit: &Fit, lang: Lang) -> Vec<String> {
    let [before, after] = fit.misfit.map(|it| grouped(it, 2));
    let mut said = vec![words::misfit(&before, &after, fit.runs, lang)];
    if !fit.converged {
        said.push(words::not_converged(lang).to_owned());
    }
    let on_bound = fit.parameters.iter().filter(|it| it.on_bound);
    said.extend(on_bound.map(|it| words::on_bound(&it.parameter.name, lang)));
    said.extend(fit.identification.idle.iter().map(|name| words::idle(name, lang)));
    let separator = if lang == Lang::Zh { "、" } else { ", " };
    said.extend(fit.identification.alike.iter().map(|names| words::alike(&names.join(separator), lang)));
    let condition = fit.identification.condition;
    let number = if condition.is_finite() { grouped(condition, 1) } else { words::infinite(lang).to_owned() };
    said.push(words::condition(&number, lang));
    said
}

/// `calibration.csv`: one line a target.
pub fn calibration_csv(rows: &[Row], lang: Lang) -> Vec<u8> {
    let table = [
        TableWord::Key,
        TableWord::Figure,
        TableWord::Unit,
        TableWord::Year,
        TableWord::Public,
        TableWord::Simulated,
        TableWord::StandardError,
        TableWord::Low,
        TableWord::High,
    ];
    let after = [TableWord::Residual, TableWord::Tolerance, TableWord::Verdict, TableWord::Source];
    let mut head = vec![Word::Name.text(lang).to_owned()];
    head.extend(table.iter().map(|word| word.text(lang).to_owned()));
    head.push(Word::Difference.text(lang).to_owned());
    head.extend(after.iter().map(|word| word.text(lang).to_owned()));
    head.push(Word::Weight.text(lang).to_owned());
    let mut lines = vec![head];
    for row in rows {
        let mut line = vec![
            row.target.name.clone(),
            row.target.measure.key().to_owned(),
            row.label.get(lang).to_owned(),
            row.kind.key().to_owned(),
            row.year.to_string(),
            number(row.target.value),
        ];
        line.extend(estimate_cells(row.simulated.as_ref().ok()));
        line.push(row.difference().map(number).unwrap_or_default());
        line.push(row.residual.map(number).unwrap_or_default());
        line.push(number(row.target.half_width(row.kind)));
        line.push(verdict_of(row).text(lang).to_owned());
        line.push(row.target.source.clone());
        line.push(number(row.target.weight));
        lines.push(line);
    }
    bytes(&lines)
}

/// `parameters.csv`: one line a parameter.
pub fn parameters_csv(fit: &Fit, lang: Lang) -> Vec<u8> {
    let head = [Word::Name, Word::Parameter, Word::Paths, Word::Start, Word::Fitted];
    let mut line: Vec<String> = head.iter().map(|word| word.text(lang).to_owned()).collect();
    line.push(TableWord::StandardError.text(lang).to_owned());
    let rest = [Word::Low, Word::High, Word::Remark, Word::Why];
    line.extend(rest.iter().map(|word| word.text(lang).to_owned()));
    let mut lines = vec![line];
    for it in &fit.parameters {
        let doc = &it.parameter.doc;
        lines.push(vec![
            it.parameter.name.clone(),
            title(it, lang),
            doc.paths.join(" "),
            number(it.parameter.start[0]),
            number(it.value),
            it.se.map(number).unwrap_or_default(),
            number(doc.low),
            number(doc.high),
            remark(fit, it).map(|word| word.text(lang).to_owned()).unwrap_or_default(),
            doc.notes.note.clone().unwrap_or_default(),
        ]);
    }
    bytes(&lines)
}

/// The calibration for programs.
pub fn calibration_json(report: &CalibrationReport<'_>) -> Value {
    let targets = report.rows.iter().map(target_json).collect::<Vec<_>>();
    let mut whole = json!({
        "schema_version": 1,
        "title": report.title,
        "seed": report.seed,
        "trials": report.trials,
        "targets": targets,
    });
    if let (Some(fit), Value::Object(fields)) = (report.fit, &mut whole) {
        fields.insert("fit".to_owned(), fit_json(fit));
    }
    whole
}

fn target_json(row: &Row) -> Value {
    let mut value = comparison(row);
    if let Value::Object(fields) = &mut value {
        fields.insert("name".to_owned(), json!(row.target.name));
        fields.insert("weight".to_owned(), json!(row.target.weight));
        fields.insert("difference".to_owned(), json!(row.difference()));
        fields.insert("tolerance_in_unit".to_owned(), json!(row.target.half_width(row.kind)));
        if !row.target.fitted {
            fields.insert("verdict".to_owned(), json!("shown"));
        }
    }
    value
}

fn fit_json(fit: &Fit) -> Value {
    let parameters = fit.parameters.iter().map(|it| {
        json!({
            "name": it.parameter.name,
            "paths": it.parameter.doc.paths,
            "start": it.parameter.start,
            "value": it.value,
            "se": it.se,
            "low": it.parameter.doc.low,
            "high": it.parameter.doc.high,
            "on_bound": it.on_bound,
        })
    });
    let condition = fit.identification.condition;
    json!({
        "parameters": parameters.collect::<Vec<_>>(),
        "misfit": { "start": fit.misfit[0], "end": fit.misfit[1] },
        "converged": fit.converged,
        "simulations": fit.runs,
        "condition_number": condition.is_finite().then_some(condition),
        "idle": fit.identification.idle,
        "alike": fit.identification.alike,
    })
}

/// A number as it stands in a file.
fn plain(value: f64) -> String {
    number(value)
}

/// A standard error with two digits that say something.
pub fn significant(se: f64) -> String {
    let mut decimals = 0;
    let mut scaled = se;
    while scaled > 0.0 && scaled < 10.0 && decimals < 12 {
        scaled *= 10.0;
        decimals += 1;
    }
    format!("{se:.decimals$}")
}

/// At most two decimals, without zeros at the end.
fn trimmed(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn signed(value: f64, decimals: usize) -> String {
    let text = grouped(value, decimals);
    if text.starts_with('-') { text } else { format!("+{text}") }
}
