//! What the prices of a design do with the members of the base, and what those who join or leave add.

use serde_json::{Map, Value, json};

use crate::decide::{DesignSummary, Membership, Period};
use crate::wording::Lang;
use crate::wording::contrast::{self, ContrastWord};
use crate::wording::tables::Word;

use super::compare::{CompareReport, headline_of};
use super::numbers;
use super::summary_json::design;
use super::table::{design_title, term_label, titled};

/// One table a design whose prices move who joins, and what its columns mean.
pub(super) fn tables(report: &CompareReport<'_>, lang: Lang) -> Vec<String> {
    let mut blocks: Vec<String> = report.membership.iter().filter_map(|it| table(report, it, lang)).collect();
    if let Some(last) = blocks.last_mut() {
        last.push('\n');
        last.push_str(ContrastWord::MembershipNote.text(lang));
    }
    blocks
}

fn table(report: &CompareReport<'_>, membership: &Membership, lang: Lang) -> Option<String> {
    let whole = report.summary.designs.iter().find(|it| it.name == membership.fixed.name)?;
    let columns = [&membership.fixed, &membership.joining, whole];
    let mut rows = Vec::new();
    for subject in &report.summary.subjects {
        for metric in headline_of(subject) {
            let cell = |it: &DesignSummary| {
                let figure = it.figure(Period::Term, subject, metric);
                let difference = figure.and_then(|it| Some((it.definition.kind, it.difference?)));
                difference.map(|(kind, it)| numbers::difference(kind, &it, lang)).unwrap_or_default()
            };
            let cells = columns.map(cell);
            let Some(definition) = subject.definition(metric) else { continue };
            if cells.iter().any(|cell| !cell.is_empty()) {
                let name = term_label(definition, report.summary.years.len() > 1, lang);
                let name = format!("{}{name}", report.fund_name(subject, lang));
                rows.push([name].into_iter().chain(cells).collect());
            }
        }
    }
    let words = [ContrastWord::SameMembers, ContrastWord::WhoJoins, ContrastWord::Together];
    let head = [Word::Figure.text(lang)].into_iter().chain(words.map(|word| word.text(lang)));
    let heading = contrast::membership_heading(&design_title(whole, lang), &report.years(), lang);
    Some(titled(&heading, head.map(str::to_owned).collect(), rows))
}

/// Each such design for programs.
pub(super) fn membership_json(report: &CompareReport<'_>) -> Map<String, Value> {
    let one = |it: &Membership| {
        let parts = json!({ "same_members": design(&it.fixed), "who_joins": design(&it.joining) });
        (it.fixed.name.clone(), parts)
    };
    report.membership.iter().map(one).collect()
}
