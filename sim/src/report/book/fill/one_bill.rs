//! One made-up bill through the layers of a scenario: who pays how much of it, and what is left for the patient.
//!
//! No chance is in it. A scenario that cannot settle the bill (a payer that asks for more than it says) has no
//! such table.

use super::super::{Chart, ChartKind, Column, Formula, Row, Series, Sheet};
use super::draft::{Draft, by, note, number, row, texts, words};
use super::pictures::{axis, chart, head};
use super::with_designs;
use crate::report::book::{At, Places};
use crate::report::finished::Finished;
use crate::report::waterfall;
use crate::scenario::bill::{BillDoc, check_claims, terms_for};
use crate::units::Fen;
use crate::wording::Bilingual;
use crate::wording::book::{Head, Note, Table, Unit, both};

/// An adult resident in a tertiary hospital of his city: costs of every class.
const BILL: &str = r#"{ "claims": [{
    "kind": "inpatient", "level": "tertiary", "day": 180, "days": 20,
    "class_a_yuan": 90000, "class_b_yuan": 50000, "first_self_pay_ratio": 0.10, "over_limit_yuan": 4000,
    "listed_own_expense_yuan": 30000, "unlisted_own_expense_yuan": 6000
}] }"#;

/// A settled bill.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Settled {
    total: Fen,
    /// Who pays something, in the order of the scheme.
    payers: Vec<(Bilingual, Fen)>,
    patient: Fen,
}

fn table() -> Table {
    Table::Kept("one_bill".to_owned())
}

/// The table of every folder that has figures of designs and settles the bill in a way of its own.
pub(super) fn sheet(runs: &[Finished]) -> Option<Sheet> {
    let mut columns = texts([Head::Payer]);
    columns.push(Column::new(Head::Amount, Unit::Yuan));
    columns.push(Column::new(Head::Share, Unit::Ratio));
    let mut draft = Draft::new(table(), None, columns, runs);
    for (run, settled) in all(runs) {
        draft.add(run, rows(&settled));
    }
    draft.finished(&[Note::OneBill], Note::NoDesigns).ok()
}

/// One chart a folder.
pub(super) fn charts(runs: &[Finished]) -> Vec<Chart> {
    let of = |(run, settled): (&Finished, Settled)| {
        let parts = settled.payers.iter().map(|(name, _)| name.clone());
        let names = std::iter::once(Note::Bill.both()).chain(parts).chain([Note::Patients.both()]).collect();
        let amounts = settled.payers.iter().map(|(_, paid)| *paid);
        let amounts = std::iter::once(settled.total).chain(amounts).chain([settled.patient]);
        let values = amounts.map(|it| Some(it.as_yuan_f64())).collect();
        let x = axis(head(Head::Payer), Unit::Text);
        let y = axis(head(Head::Amount), Unit::Yuan);
        let subject = if runs.len() > 1 { run.name.as_str() } else { "" };
        let mut chart = chart(ChartKind::Waterfall, table(), subject, x, y, Places::Names(names));
        chart.series.push(Series { name: head(Head::Amount), values });
        chart
    };
    all(runs).into_iter().map(of).collect()
}

fn all(runs: &[Finished]) -> Vec<(&Finished, Settled)> {
    let mut found: Vec<(&Finished, Settled)> = Vec::new();
    for run in with_designs(runs) {
        if let Some(settled) = settled(run)
            && found.iter().all(|(_, known)| *known != settled)
        {
            found.push((run, settled));
        }
    }
    found
}

fn settled(run: &Finished) -> Option<Settled> {
    let bill = BillDoc::read("bill.json", BILL.as_bytes()).ok()?;
    let scheme = run.scenario.scheme_in(None).ok()?;
    let terms = terms_for(&scheme, None).ok()?;
    check_claims(&bill, "bill.json", &scheme, &terms).ok()?;
    let settlement = terms.settle(&bill.claims());
    if settlement.fixed() > Fen::ZERO {
        return None;
    }
    let paid = |(nth, payer)| {
        let paid: Fen = settlement.paid(nth);
        (paid > Fen::ZERO).then(|| (both(|lang| waterfall::name(payer, lang)), paid))
    };
    let payers = scheme.payers().iter().enumerate().filter_map(paid).collect();
    Some(Settled { total: settlement.total(), payers, patient: settlement.patient() })
}

/// The payers, the patient, and the bill as their sum.
fn rows(settled: &Settled) -> Vec<Row> {
    let parts = settled.payers.iter().cloned().chain([(Note::Patients.both(), settled.patient)]);
    let total = settled.payers.len() + 1;
    let share = |nth: usize, amount: Fen| {
        let share = number(amount.as_yuan_f64() / settled.total.as_yuan_f64());
        by(Formula::Over(At { row: nth, column: 1 }, At { row: total, column: 1 }), share)
    };
    let mut rows: Vec<Row> = parts
        .enumerate()
        .map(|(nth, (name, amount))| row(vec![words(name), number(amount.as_yuan_f64()), share(nth, amount)]))
        .collect();
    let all = (0..total).map(|row| At { row, column: 1 }).collect();
    let sum = by(Formula::Sum(all), number(settled.total.as_yuan_f64()));
    rows.push(Row { cells: vec![note(Note::Bill), sum, share(total, settled.total)], is_total: true });
    rows
}
