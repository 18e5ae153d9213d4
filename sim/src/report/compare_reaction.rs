//! What care that reacts to what patients pay adds to a design.

use serde_json::{Value, json};

use crate::decide::metrics::{Kind, Subject};
use crate::decide::{DesignSummary, Period, Reaction, headline};
use crate::wording::Lang;
use crate::wording::contrast::{self, ContrastWord};
use crate::wording::metrics::Metric;
use crate::wording::tables::Word;

use super::compare::CompareReport;
use super::numbers;
use super::summary_json::design;
use super::table::{design_title, term_label, titled};

/// One table a design whose patients pay another share, and what its columns mean.
pub(super) fn tables(report: &CompareReport<'_>, lang: Lang) -> Vec<String> {
    let Some((_, all)) = report.reactions else { return Vec::new() };
    let mut blocks: Vec<String> = all.iter().filter_map(|it| table(report, it, lang)).collect();
    if let Some(last) = blocks.last_mut() {
        last.push('\n');
        last.push_str(ContrastWord::ReactionNote.text(lang));
    }
    blocks
}

fn table(report: &CompareReport<'_>, reactions: &[Reaction; 3], lang: Lang) -> Option<String> {
    let (demand, _) = report.reactions?;
    let own = &reactions[0];
    let fixed = report.summary.designs.iter().find(|it| it.name == own.summary.name)?;
    let columns: Vec<&DesignSummary> =
        [fixed].into_iter().chain(reactions.iter().map(|it| &it.summary)).collect();
    let mut rows = Vec::new();
    for subject in &report.summary.subjects {
        let of_city = [Metric::Cost];
        let metrics = if *subject == Subject::City { &of_city[..] } else { headline(subject) };
        for &metric in metrics {
            let cells: Vec<String> = columns
                .iter()
                .map(|it| {
                    let figure = it.figure(Period::Term, subject, metric);
                    let difference = figure.and_then(|it| Some((it.definition.kind, it.difference?)));
                    difference.map(|(kind, it)| numbers::difference(kind, &it, lang)).unwrap_or_default()
                })
                .collect();
            let Some(definition) = subject.definition(metric) else { continue };
            if cells.iter().any(|cell| !cell.is_empty()) {
                let name = term_label(definition, report.summary.years.len() > 1, lang);
                let name = format!("{}{name}", report.fund_name(subject, lang));
                rows.push([name].into_iter().chain(cells).collect());
            }
        }
    }
    let words = [ContrastWord::FixedUse, ContrastWord::Reacting, ContrastWord::LowEnd, ContrastWord::HighEnd];
    let head = [Word::Figure.text(lang)].into_iter().chain(words.map(|word| word.text(lang)));
    let heading = contrast::reaction_heading(&design_title(fixed, lang), &report.years(), lang);
    let percent = |it: f64| {
        let change = numbers::plain(Kind::SmallRatio, it - 1.0, lang);
        if change.starts_with('-') { change } else { format!("+{change}") }
    };
    let [a, b, c] = own.factors.map(percent);
    let [elasticity, low, high] = demand.elasticities.map(|it| it.to_string());
    let source = demand.source.as_deref().unwrap_or(contrast::no_source(demand.synthetic, lang));
    let line = contrast::reaction_line([&elasticity, &low, &high], source, [&a, &b, &c], lang);
    Some(format!("{}\n{line}", titled(&heading, head.map(str::to_owned).collect(), rows)))
}

/// The reactions for programs.
pub(super) fn reaction_json(report: &CompareReport<'_>) -> Value {
    let Some((demand, all)) = report.reactions else { return Value::Null };
    let one = |it: &Reaction| {
        let [in_service, retired, resident] = it.factors;
        json!({
            "elasticity": it.elasticity,
            "admissions_factor": { "in_service": in_service, "retired": retired, "resident": resident },
            "figures": design(&it.summary),
        })
    };
    let [elasticity, low, high] = demand.elasticities;
    json!({
        "share_elasticity": elasticity,
        "low": low,
        "high": high,
        "source": demand.source,
        "synthetic": demand.synthetic,
        "designs": all.iter().map(|three| three.iter().map(one).collect::<Value>()).collect::<Value>(),
    })
}
