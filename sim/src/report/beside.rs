//! A file's own bills beside the model's answer, for people, spreadsheets and programs.

use serde_json::{Value, json};

use crate::decide::BesideFigure;
use crate::decide::metrics::Subject;
use crate::wording::Lang;
use crate::wording::beside::BesideWord;
use crate::wording::tables::Word;

use super::csv;
use super::numbers;
use super::run::RunReport;
use super::table::{aligned, label};

/// The table under a run's others; empty where nothing stands beside it.
pub(super) fn table(report: &RunReport<'_>, lang: Lang) -> String {
    if report.beside.is_empty() {
        return String::new();
    }
    let several = report.summary.designs.len() > 1;
    let words = [
        BesideWord::Figure,
        BesideWord::Bills,
        BesideWord::Trended,
        BesideWord::Resampled,
        BesideWord::Model,
        BesideWord::Difference,
        BesideWord::Score,
    ];
    let mut head: Vec<String> = words.iter().map(|word| word.text(lang).to_owned()).collect();
    if several {
        head.insert(0, BesideWord::Design.text(lang).to_owned());
    }
    let rows = report.beside.iter().map(|it| {
        let kind = it.definition.kind;
        let plain = |value| numbers::plain(kind, value, lang);
        let both = |(value, error)| format!("{} ±{}", plain(value), plain(error));
        let mut row = vec![named(report, &it.subject, lang) + &label(it.definition, lang)];
        row.extend([plain(it.bills), plain(it.trended)]);
        row.extend([it.resampled, it.model, it.difference()].map(both));
        row.push(it.score().map_or_else(|| "–".to_owned(), |z| numbers::grouped(z, 2)));
        if several {
            row.insert(0, report.summary.designs[it.design].title.get(lang).to_owned());
        }
        row
    });
    let first = usize::from(several) + 1;
    let table = aligned(BesideWord::Heading.text(lang), head, first..first + 6, rows.collect());
    format!("{table}\n{}", BesideWord::Note.text(lang))
}

/// What stands before the figures of a fund or payer: its title; nothing before those of the city.
fn named(report: &RunReport<'_>, subject: &Subject, lang: Lang) -> String {
    match subject {
        Subject::City | Subject::Patients => String::new(),
        other => format!("{} ", report.payer(other.id(), lang)),
    }
}

/// `beside.csv`.
pub(super) fn lines(report: &RunReport<'_>, lang: Lang) -> Vec<u8> {
    let mut head: Vec<&str> =
        [Word::Design, Word::Key, Word::Figure, Word::Unit].map(|it| it.text(lang)).to_vec();
    let words = [
        BesideWord::Bills,
        BesideWord::Trended,
        BesideWord::Resampled,
        BesideWord::SampleError,
        BesideWord::Model,
        BesideWord::ModelError,
        BesideWord::Year,
        BesideWord::Difference,
        BesideWord::DifferenceError,
        BesideWord::Score,
    ];
    head.extend(words.map(|word| word.text(lang)));
    let mut lines = vec![head.into_iter().map(str::to_owned).collect::<Vec<_>>()];
    for it in report.beside {
        let (metric, (difference, error)) = (it.definition.metric, it.difference());
        let mut line = vec![
            report.summary.designs[it.design].name.clone(),
            it.subject.key(metric),
            label(it.definition, lang),
            it.definition.kind.key().to_owned(),
        ];
        let ((resampled, of_sample), (model, of_model)) = (it.resampled, it.model);
        let numbers =
            [it.bills, it.trended, resampled, of_sample, model, of_model, it.year, difference, error];
        line.extend(numbers.map(csv::number));
        line.push(it.score().map_or_else(String::new, csv::number));
        lines.push(line);
    }
    csv::bytes(&lines)
}

/// One figure for programs.
pub(super) fn figure_json(report: &RunReport<'_>, it: &BesideFigure) -> Value {
    let estimate = |(value, se): (f64, f64)| json!({ "value": value, "se": se });
    json!({
        "design": report.summary.designs[it.design].name,
        "metric": it.subject.key(it.definition.metric),
        "unit": it.definition.kind.key(),
        "bills": it.bills,
        "trended": it.trended,
        "resampled": estimate(it.resampled),
        "model": estimate(it.model),
        "deviation_of_one_year_of_the_model": it.year,
        "difference": estimate(it.difference()),
        "in_standard_errors": it.score(),
    })
}
