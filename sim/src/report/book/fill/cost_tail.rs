//! The tail of large costs: how many persons a year have more than so much, from the counts of a run.

use super::super::{Chart, ChartKind, Column, Sheet};
use super::draft::{Draft, figure, number, row, texts, words};
use super::pictures::{axis, chart, head};
use super::with_designs;
use crate::report::book::{Places, Scale, Series};
use crate::report::finished::{Finished, Tail};
use crate::report::waterfall;
use crate::wording::book::{Head, Note, Table, Unit, both};
use crate::wording::clauses::name_of;

fn table() -> Table {
    Table::Kept("cost_tail".to_owned())
}

pub(super) fn sheet(runs: &[Finished]) -> Option<Sheet> {
    let mut columns = texts([Head::Payer]);
    columns.push(Column::new(Head::CostAbove, Unit::Count));
    columns.push(Column::figures(Head::PersonsAYear, Unit::Number));
    let mut draft = Draft::new(table(), None, columns, runs);
    for (run, tail) in tails(runs) {
        let rows = tail.points.iter().map(|(above, persons)| {
            let cells = vec![
                words(payer(run, tail)),
                number(above.as_yuan_f64()),
                figure(Some(*persons), Unit::Number),
            ];
            row(cells)
        });
        draft.add(run, rows.collect());
    }
    draft.finished(&[Note::TailIs, Note::SamplingErrorOnly], Note::NoDesigns).ok()
}

/// One chart a folder, on two logarithmic axes.
pub(super) fn charts(runs: &[Finished]) -> Vec<Chart> {
    let of = |(run, tail): (&Finished, &Tail)| {
        let shown = || tail.points.iter().filter(|(_, persons)| persons.value > 0.0);
        let places = Places::Numbers(shown().map(|(above, _)| above.as_yuan_f64()).collect());
        let mut x = axis(head(Head::CostAbove), Unit::Count);
        let mut y = axis(head(Head::PersonsAYear), Unit::Number);
        (x.scale, y.scale) = (Scale::Logarithmic, Scale::Logarithmic);
        let subject = if runs.len() > 1 { run.name.as_str() } else { &tail.payer };
        let mut chart = chart(ChartKind::CostTail, table(), subject, x, y, places);
        let values = shown().map(|(_, persons)| Some(persons.value)).collect();
        chart.series.push(Series { name: head(Head::PersonsAYear), values });
        chart
    };
    tails(runs).filter(|(_, tail)| tail.points.len() > 1).map(of).collect()
}

fn tails(runs: &[Finished]) -> impl Iterator<Item = (&Finished, &Tail)> {
    with_designs(runs).filter_map(|run| Some((run, run.tail.as_ref()?)))
}

/// What people call the payer whose costs were counted.
fn payer(run: &Finished, tail: &Tail) -> crate::wording::Bilingual {
    let scheme = run.scenario.scheme_in(None).ok();
    let payer = scheme.as_ref().and_then(|scheme| scheme.payers().iter().find(|it| it.id == tail.payer));
    both(|lang| match payer {
        Some(payer) => waterfall::name(payer, lang),
        None => name_of(&tail.payer, lang).to_owned(),
    })
}
