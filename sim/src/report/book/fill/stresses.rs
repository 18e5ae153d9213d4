//! T8: what every stress does to the headline figures.

use super::super::Cell;
use super::Filled;
use super::checks::{difference, figure_title, text, unit_words};
use super::draft::{Draft, in_unit, kept, mixed, note, plain, row, texts, words};
use crate::report::finished::{Finished, KeptFigure, Verb, bilingual, estimate};
use crate::scenario::node::Node;
use crate::stats::Estimate;
use crate::wording::book::{Head, Note, Table, Unit};

pub(super) fn sheet(runs: &[Finished]) -> Filled {
    let mut columns = texts([Head::Scenario, Head::Figure, Head::UnitOf]);
    columns.extend([Head::Base, Head::Stressed, Head::Change].map(mixed));
    columns.extend(texts([Head::Verdict, Head::Source]));
    let mut draft = Draft::new(Table::Stress, Some(Unit::TenThousandYuan), columns, runs);
    for run in runs.iter().filter(|run| run.answer.verb == Verb::Stress) {
        let mut rows = Vec::new();
        for stress in run.answer.list("stresses") {
            for effect in stress.get("effects").map(Node::entries).unwrap_or_default() {
                rows.push(row(effect_cells(run, stress, &effect.key, &effect.node)));
            }
        }
        draft.add(run, rows);
    }
    draft.finished(&[Note::StressNoForecast, Note::SamplingErrorOnly], Note::NoStress)
}

fn effect_cells(run: &Finished, stress: &Node, key: &str, effect: &Node) -> Vec<Cell> {
    let unit = Unit::shown_for(&text(effect, "unit"));
    let of = |key: &str| in_unit(kept(effect.get(key).and_then(KeptFigure::of), unit), unit);
    let moved = effect.get("difference").and_then(estimate);
    let title = stress.get("title").and_then(bilingual).map_or_else(|| plain(&text(stress, "name")), words);
    vec![
        title,
        words(figure_title(run, key)),
        unit_words(unit),
        of("base"),
        of("stressed"),
        difference(moved, unit),
        moved.map_or_else(super::draft::empty, |moved| note(verdict(key, &moved))),
        plain(&text(stress, "source")),
    ]
}

/// What a change of a figure means for who bears it.
fn verdict(key: &str, moved: &Estimate) -> Note {
    let (_, name) = key.split_once('.').unwrap_or(("", key));
    let good_when_high = matches!(name, "insurer_result" | "result" | "closing_balance" | "surplus_balance");
    if moved.value == 0.0 && moved.low >= 0.0 && moved.high <= 0.0 {
        Note::NoEffect
    } else if moved.low <= 0.0 && moved.high >= 0.0 {
        Note::NotSignificant
    } else if (moved.value > 0.0) == good_when_high {
        Note::Better
    } else {
        Note::Worse
    }
}
