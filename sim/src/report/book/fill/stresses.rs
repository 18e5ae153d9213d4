//! T8: what every stress does to the headline figures.

use super::super::{Cell, Chart, ChartKind, Places, Series};
use super::Filled;
use super::checks::{difference, figure_title, short_title, text, unit_with_change};
use super::draft::{Draft, in_unit, kept, mixed, note, plain, row, scale, texts, words};
use super::pictures::{axis, chart, head};
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
        unit_with_change(unit),
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

/// How far every stress moves the ratios and probabilities of the headline, in points.
pub(super) fn heat(run: &Finished) -> Option<Chart> {
    if run.answer.verb != Verb::Stress {
        return None;
    }
    let stresses = run.answer.list("stresses");
    let effects = |stress: &'_ Node| stress.get("effects").map(Node::entries).unwrap_or_default().to_vec();
    let mut keys: Vec<String> = Vec::new();
    for effect in stresses.iter().flat_map(effects) {
        let is_share =
            matches!(Unit::shown_for(&text(&effect.node, "unit")), Unit::Ratio | Unit::Probability);
        if is_share && !keys.iter().any(|known| **known == *effect.key) {
            keys.push(effect.key.to_string());
        }
    }
    let moved = |stress: &Node, key: &String| {
        let found = stress.at(&["effects", key, "difference"]).and_then(estimate);
        found.map(|it| it.value * scale(Unit::Points))
    };
    let names = keys.iter().map(|key| short_title(run, key)).collect();
    let x = axis(head(Head::Figure), Unit::Text);
    let y = axis(Note::RatioMoved.both(), Unit::Points);
    let mut chart = chart(ChartKind::StressHeat, Table::Stress, "", x, y, Places::Names(names));
    let series = stresses.iter().map(|stress| Series {
        name: stress.get("title").and_then(bilingual).unwrap_or_default(),
        values: keys.iter().map(|key| moved(stress, key)).collect(),
    });
    chart.series = series.filter(|it: &Series| it.values.iter().any(Option::is_some)).collect();
    (!keys.is_empty() && !chart.series.is_empty()).then_some(chart)
}
