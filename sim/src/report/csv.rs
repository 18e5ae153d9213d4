//! Tables as CSV: UTF-8 with a byte order mark (without it Excel on a Chinese Windows shows garbage),
//! commas, no thousands separators, full precision, one file a table.

use std::io::{self, Write};

use crate::decide::metrics::{Definition, Kind, Subject};
use crate::decide::{Figure, Missing, Summary};
use crate::scenario::readings::OtherReading;
use crate::stats::Estimate;
use crate::wording::Lang;
use crate::wording::tables::Word;

use super::numbers;
use super::run::RunReport;
use super::table::{carrier_name, verdict};

pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A table, ready to be written.
pub type CsvTable<'a> = Box<dyn Fn(&mut dyn Write) -> io::Result<()> + 'a>;

/// Every table of a run: its file name and the table.
pub fn tables<'a>(report: &'a RunReport<'a>, lang: Lang) -> Vec<(&'static str, CsvTable<'a>)> {
    let whole = |lines: fn(&RunReport<'_>, Lang) -> Vec<u8>| -> CsvTable<'a> {
        Box::new(move |out| out.write_all(&lines(report, lang)))
    };
    let mut files: Vec<(&'static str, CsvTable<'a>)> = vec![
        ("figures.csv", Box::new(move |out| figures(report, lang, out))),
        ("definitions.csv", whole(definitions)),
    ];
    if let Some(used) = report.sampling {
        files.push(("sampling.csv", Box::new(move |out| out.write_all(&used.csv(lang)))));
    }
    if !report.readings.is_empty() {
        files.push(("readings.csv", whole(readings)));
    }
    if !report.variance.is_empty() {
        files.push(("variance.csv", whole(variance)));
    }
    if !report.beside.is_empty() {
        files.push(("beside.csv", whole(super::beside::lines)));
    }
    if !report.summary.shares.is_empty() {
        files.push(("carriers.csv", whole(carriers)));
    }
    if !report.comparison.is_empty() {
        files.push(("comparison.csv", whole(comparison)));
    }
    files
}

/// One line a figure: its estimate, and the paired difference to the first design.
fn figures(report: &RunReport<'_>, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    figures_of(report.summary, lang, out)
}

/// One line a figure of a summary.
pub(super) fn figures_of(summary: &Summary, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let head = figure_head(&[Word::Design, Word::Period], lang);
    let lines = summary.designs.iter().flat_map(|design| {
        design.periods.iter().flat_map(move |period| {
            period.figures.iter().map(move |figure| {
                let mut line = vec![design.name.clone(), period.period.key()];
                line.extend(figure_cells(figure, lang));
                line
            })
        })
    });
    write(out, std::iter::once(head).chain(lines))
}

/// One line a reading and figure: what the other reading gives, and its paired difference to the one used.
fn readings(report: &RunReport<'_>, lang: Lang) -> Vec<u8> {
    let mut lines = vec![figure_head(&[Word::Switch, Word::Used, Word::Other, Word::Article], lang)];
    for effect in report.readings {
        let OtherReading { switch, used, other } = &effect.reading;
        for figure in &effect.figures {
            let mut line = [switch.name, used, other, switch.article].map(str::to_owned).to_vec();
            line.extend(figure_cells(figure, lang));
            lines.push(line);
        }
    }
    bytes(&lines)
}

/// One line a figure and source of its variance.
fn variance(report: &RunReport<'_>, lang: Lang) -> Vec<u8> {
    let words = [
        Word::Key,
        Word::Figure,
        Word::Unit,
        Word::Source,
        Word::Subject,
        Word::Value,
        Word::StandardError,
        Word::Low,
        Word::High,
        Word::Trials,
    ];
    let mut lines = vec![words.map(|word| word.text(lang).to_owned()).to_vec()];
    for (mut line, estimate) in super::variance::lines(report, lang) {
        line.extend(estimate_cells(Some(&estimate)));
        line.push(estimate.n.to_string());
        lines.push(line);
    }
    bytes(&lines)
}

/// What stands over [`figure_cells`], behind the columns that say whose figure it is.
pub(super) fn figure_head(whose: &[Word], lang: Lang) -> Vec<String> {
    let words = [
        Word::Key,
        Word::Figure,
        Word::Unit,
        Word::Value,
        Word::StandardError,
        Word::Low,
        Word::High,
        Word::Trials,
        Word::Missing,
    ];
    let of_difference = [Word::Value, Word::StandardError, Word::Low, Word::High];
    let difference = Word::Difference.text(lang);
    let own = whose.iter().chain(&words).map(|word| word.text(lang).to_owned());
    own.chain(of_difference.iter().map(|word| format!("{difference}: {}", word.text(lang)))).collect()
}

pub(super) fn figure_cells(figure: &Figure, lang: Lang) -> Vec<String> {
    let mut cells = vec![
        figure.key(),
        figure.definition.metric.text(lang).to_owned(),
        figure.definition.kind.key().to_owned(),
    ];
    let estimate = figure.estimate.as_ref().ok();
    let [value, rest @ ..] = estimate_cells(estimate);
    let certain = estimate.filter(|_| figure.definition.kind == Kind::Probability).and_then(never_or_always);
    cells.push(certain.unwrap_or(value));
    cells.extend(rest);
    cells.push(figure.estimate.as_ref().map_or(String::new(), |it| it.n.to_string()));
    cells.push(figure.estimate.err().map_or(String::new(), |missing: Missing| {
        numbers::why_missing_of(figure.definition.metric, missing, lang)
    }));
    cells.extend(estimate_cells(figure.difference.as_ref()));
    cells
}

/// Value, standard error, interval; empty cells where there is none.
pub(super) fn estimate_cells(estimate: Option<&Estimate>) -> [String; 4] {
    estimate.map_or_else(Default::default, |it| [it.value, it.se, it.low, it.high].map(number))
}

/// A share of trials that no trial, or every one, falls into is no probability of 0 or 1: `<0.003`, `>0.997`.
pub(super) fn never_or_always(share: &Estimate) -> Option<String> {
    match share.value {
        0.0 => Some(format!("<{}", number(share.high))),
        1.0 => Some(format!(">{}", number(share.low))),
        _ => None,
    }
}

/// What every figure means.
fn definitions(report: &RunReport<'_>, lang: Lang) -> Vec<u8> {
    definitions_of(report.definitions(), lang)
}

/// One line a definition.
pub(super) fn definitions_of<'a>(
    all: impl Iterator<Item = (&'a Subject, &'static Definition)>,
    lang: Lang,
) -> Vec<u8> {
    let words = [Word::Key, Word::Figure, Word::Unit, Word::Formula, Word::Basis];
    let mut lines = vec![words.iter().map(|word| word.text(lang).to_owned()).collect::<Vec<_>>()];
    for (subject, definition) in all {
        lines.push(vec![
            subject.key(definition.metric),
            definition.metric.text(lang).to_owned(),
            definition.kind.key().to_owned(),
            definition.rule.formula(subject.id()),
            definition.basis().key().to_owned(),
        ]);
    }
    bytes(&lines)
}

/// How the insurers and reinsurers of each book share it over the term, in yuan (T11).
fn carriers(report: &RunReport<'_>, lang: Lang) -> Vec<u8> {
    let words = [
        Word::Subject,
        Word::Carrier,
        Word::Share,
        Word::Premium,
        Word::ClaimsBorne,
        Word::Cost,
        Word::UnderwritingResult,
    ];
    let mut lines = vec![words.iter().map(|word| word.text(lang).to_owned()).collect::<Vec<_>>()];
    for book in &report.summary.shares {
        for it in &book.carriers {
            let share = it.share.map(|share| share.to_string()).unwrap_or_default();
            let mut line = vec![book.id.clone(), carrier_name(&it.carrier, lang).to_owned(), share];
            line.extend([&it.premium, &it.claims, &it.cost, &it.result].map(|it| number(it.value)));
            lines.push(line);
        }
    }
    bytes(&lines)
}

/// The model against public figures.
fn comparison(report: &RunReport<'_>, lang: Lang) -> Vec<u8> {
    let words = [
        Word::Key,
        Word::Figure,
        Word::Unit,
        Word::Year,
        Word::Public,
        Word::Tolerance,
        Word::Simulated,
        Word::StandardError,
        Word::Low,
        Word::High,
        Word::Residual,
        Word::Verdict,
        Word::Use,
        Word::Source,
    ];
    let mut lines = vec![words.iter().map(|word| word.text(lang).to_owned()).collect::<Vec<_>>()];
    for row in report.comparison {
        let mut line = vec![
            row.target.measure.key().to_owned(),
            row.label.get(lang).to_owned(),
            row.kind.key().to_owned(),
            row.year.to_string(),
            number(row.target.value),
            number(row.relative_tolerance()),
        ];
        line.extend(estimate_cells(row.simulated.as_ref().ok()));
        line.push(row.residual.map(number).unwrap_or_default());
        line.push(verdict(row.verdict).text(lang).to_owned());
        line.push(if row.target.fitted { Word::Fitted } else { Word::Shown }.text(lang).to_owned());
        line.push(row.target.source.clone());
        lines.push(line);
    }
    bytes(&lines)
}

/// The shortest decimal that reads back as the same number, without a negative zero.
pub(super) fn number(value: f64) -> String {
    if value == 0.0 { "0".to_owned() } else { value.to_string() }
}

/// The bytes of a CSV file; quotes where a cell needs them.
pub(super) fn bytes(lines: &[Vec<String>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    // a Vec takes every write, and every line has the cells of the head
    let _ = write(&mut bytes, lines.iter());
    bytes
}

fn write(mut out: impl Write, lines: impl Iterator<Item = impl AsRef<[String]>>) -> io::Result<()> {
    out.write_all(BYTE_ORDER_MARK)?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    for line in lines {
        writer.write_record(line.as_ref())?;
    }
    writer.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Proportion;

    #[test]
    fn a_share_of_no_trial_or_of_all_is_a_bound_and_not_a_certainty() {
        let of = |events| never_or_always(&Proportion::new(events, 1_000).expect("a share").estimate());
        assert_eq!(of(0).as_deref(), Some("<0.003"));
        assert_eq!(of(1_000).as_deref(), Some(">0.997"));
        assert_eq!(of(1), None);
    }
}
