//! The other readings of the documents: what each would do to the headline.

use crate::decide::metrics::{Definition, Subject};
use crate::decide::{Figure, ReadingEffect};
use crate::wording::Lang;
use crate::wording::tables::{Heading, Word};

use super::numbers;
use super::run::RunReport;
use super::table::{aligned, term_label};

/// One row a reading: switch, reading used, the other, its paired effects, the article; `None` where no
/// other reading was run.
pub(super) fn table(report: &RunReport<'_>, lang: Lang) -> Option<String> {
    let several = report.summary.years.len() > 1;
    let figures = &report.readings.first()?.figures;
    let labels = figures.iter().map(|it| head_of(it, several, lang));
    let text = |word: Word| word.text(lang).to_owned();
    let head = [text(Word::Switch), text(Word::Used), text(Word::Other)].into_iter();
    let head = head.chain(labels).chain([text(Word::Article)]).collect();
    let rows = report.readings.iter().map(|effect| row(effect, lang)).collect();
    Some(aligned(&Heading::Readings(&report.years()).text(lang), head, 3..3 + figures.len(), rows))
}

fn row(effect: &ReadingEffect, lang: Lang) -> Vec<String> {
    let reading = &effect.reading;
    let words = [reading.switch.name, &reading.used, reading.other].map(str::to_owned).into_iter();
    let cells = effect.figures.iter().map(|figure| match (&figure.difference, &figure.estimate) {
        (Some(difference), _) => numbers::difference(figure.definition.kind, difference, lang),
        (None, Err(missing)) => numbers::why_missing_of(figure.definition.metric, *missing, lang),
        (None, Ok(_)) => String::new(),
    });
    words.chain(cells).chain([reading.switch.article.to_owned()]).collect()
}

/// What stands over a column: the id of the figure's fund, where it has one, and its label, folded so
/// that a word on basis and date does not make the column wide.
fn head_of(figure: &Figure, several: bool, lang: Lang) -> String {
    difference_head(&figure.subject, figure.definition, several, lang)
}

/// What stands over a column of differences.
pub(super) fn difference_head(
    subject: &Subject,
    definition: &Definition,
    several: bool,
    lang: Lang,
) -> String {
    let label = term_label(definition, several, lang);
    let folded = label.replace('（', "\n（").replace('，', "，\n").replace(", ", ",\n");
    let fund = subject.fund().map(|id| format!("{id} ")).unwrap_or_default();
    format!("Δ {fund}{folded}")
}
