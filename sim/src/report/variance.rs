//! Where the variance of the headline comes from: the table, the file for a spreadsheet, the JSON.

use serde_json::{Map, Value, json};

use crate::decide::VarianceSplit;
use crate::decide::metrics::{Kind, Subject};
use crate::random::Source;
use crate::stats::Estimate;
use crate::wording::Lang;
use crate::wording::tables::{Heading, Word, variance_note};

use super::numbers;
use super::run::RunReport;
use super::summary_json::estimate_json;
use super::table::{aligned, label};

/// One row a figure: its standard deviation between trials, the share of each source, what sources do
/// together; `None` where no split was asked for.
pub(super) fn table(report: &RunReport<'_>, lang: Lang) -> Option<String> {
    report.variance.first()?;
    let text = |word: Word| word.text(lang).to_owned();
    let words = [Word::Figure, Word::StandardDeviation].into_iter();
    let words = words.chain(Source::ALL.map(word)).chain([Word::Interaction]);
    let head: Vec<String> = words.map(text).collect();
    let columns = head.len();
    let rows = report.variance.iter().map(|split| row(report, split, lang)).collect();
    let table = aligned(&Heading::Variance(&report.years()).text(lang), head, 1..columns, rows);
    Some(format!("{table}\n{}", variance_note(lang)))
}

fn row(report: &RunReport<'_>, split: &VarianceSplit, lang: Lang) -> Vec<String> {
    let shares = split.first_order.iter().map(|(_, it)| it).chain([&split.interaction]);
    let deviation = numbers::plus_minus(split.definition.kind, &split.deviation, lang);
    let cells = shares.map(|it| share(it, lang));
    [name(report, split, lang), deviation].into_iter().chain(cells).collect()
}

/// Whose figure it is, and which.
fn name(report: &RunReport<'_>, split: &VarianceSplit, lang: Lang) -> String {
    let of = match &split.subject {
        Subject::Payer(id) => report.payer(id, lang),
        subject => subject.id(),
    };
    format!("{of} {}", label(split.definition, lang))
}

/// A share with its error; a plain `0` for a source without chance.
fn share(it: &Estimate, lang: Lang) -> String {
    if it.value.abs() < 1e-9 && it.se < 1e-9 {
        "0".to_owned()
    } else {
        numbers::plus_minus(Kind::Ratio, it, lang)
    }
}

/// What people call a source.
const fn word(source: Source) -> Word {
    match source {
        Source::Process => Word::ProcessRisk,
        Source::Parameter => Word::ParameterRisk,
        Source::Trend => Word::TrendRisk,
        Source::Event => Word::EventRisk,
        Source::Enrolment => Word::EnrolmentRisk,
        Source::Model => Word::ModelRisk,
    }
}

/// One line a figure and source, with the variance itself first and the interaction last.
pub(super) fn lines(report: &RunReport<'_>, lang: Lang) -> Vec<(Vec<String>, Estimate)> {
    let of = |split: &VarianceSplit| {
        let figure = [split.key(), label(split.definition, lang), split.definition.kind.key().to_owned()];
        let line = move |key: &str, word: Word, it: Estimate| {
            (
                figure
                    .iter()
                    .cloned()
                    .chain([key.to_owned(), word.text(lang).to_owned()])
                    .collect::<Vec<_>>(),
                it,
            )
        };
        let shares: Vec<_> =
            split.first_order.iter().map(|(source, it)| line(source.key(), word(*source), *it)).collect();
        let mut lines = vec![
            line("variance", Word::Variance, split.variance),
            line("standard_deviation", Word::StandardDeviation, split.deviation),
        ];
        lines.extend(shares);
        lines.push(line("interaction", Word::Interaction, split.interaction));
        lines
    };
    report.variance.iter().flat_map(of).collect()
}

/// The split of one figure.
pub(super) fn split_json(split: &VarianceSplit) -> Value {
    let shares = split.first_order.iter().map(|(source, it)| (source.key().to_owned(), estimate_json(it)));
    json!({
        "figure": split.key(),
        "unit": split.definition.kind.key(),
        "variance": estimate_json(&split.variance),
        "standard_deviation": estimate_json(&split.deviation),
        "first_order": shares.collect::<Map<_, _>>(),
        "interaction": estimate_json(&split.interaction),
    })
}
