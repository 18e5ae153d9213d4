//! T3 and T6: what every liability pays, and who bears a member's bills, under the base.

use super::super::{At, Cell, Column, ErrorShown, Formula, Row};
use super::draft::{Draft, by, empty, figure, kept, note, row, subject, texts, words};
use super::funds::year_cell;
use super::{Filled, base_name, with_designs, years};
use crate::report::finished::Finished;
use crate::scenario::document::ScenarioDoc;
use crate::scenario::funds::FundDoc;
use crate::scenario::payers::TermsDoc;
use crate::wording::Bilingual;
use crate::wording::book::{Head, Note, Table, Unit, both, paid_a_head};
use crate::wording::clauses::name_of;

const HEADS: &str = "heads_employee + heads_resident";
const COST: &str = "cost_employee_fen + cost_resident_fen + other_cost_fen";
const BMI: &str = "bmi_employee_fen + bmi_resident_fen + bmi_other_fen";

/// Where the amounts of liabilities stand, for formulas.
const PAID: usize = 6;

pub(super) fn liabilities(runs: &[Finished]) -> Filled {
    let mut columns = texts([Head::Fund]);
    columns.extend([
        Column::new(Head::Year, Unit::Year),
        Column::new(Head::Liability, Unit::Text),
        Column::figures(Head::PersonsPaid, Unit::Persons),
        Column::figures(Head::ShareOfPersons, Unit::SmallRatio),
        Column::figures(Head::PaidPerPerson, Unit::YuanPerHead),
        Column::figures(Head::Paid, Unit::TenThousandYuan),
        Column::figures(Head::ShareOfPaid, Unit::Ratio),
    ]);
    let mut draft = Draft::new(Table::Liabilities, Some(Unit::TenThousandYuan), columns, runs);
    for run in with_designs(runs) {
        let mut rows = Vec::new();
        for (id, fund) in run.scenario.base().funds.iter() {
            let (payers, heads) = match fund {
                FundDoc::CiiContract(contract) => (&contract.payers, HEADS.to_owned()),
                FundDoc::HmbBook(book) => (&book.payers, format!("{id}_members")),
                FundDoc::Ledger(ledger) => (&ledger.payers, HEADS.to_owned()),
            };
            for (nth, year) in years(run) {
                of_year(run, (id, payers, &heads), (nth, &year), &mut rows);
            }
        }
        draft.add(run, rows);
    }
    let notes = [Note::PerPerson, Note::NoPreExisting, Note::SamplingErrorOnly];
    draft.finished(&notes, Note::NoLiabilities)
}

/// The liabilities of a fund in a year, and their sum where there are several.
fn of_year(
    run: &Finished,
    (id, payers, heads): (&str, &[String], &str),
    (nth, year): (usize, &str),
    rows: &mut Vec<Row>,
) {
    let known = |payer: &&String| run.answer.figure(base_name(run), year, &format!("{payer}.paid")).is_some();
    let payers: Vec<&String> = payers.iter().filter(known).collect();
    let first = rows.len();
    let total = first + payers.len();
    let sum: Vec<String> = payers.iter().map(|payer| format!("paid_{payer}_fen")).collect();
    let sum = sum.join(" + ");
    let several = payers.len() > 1;
    let trials = run.trials.as_ref();
    let ratio = |over: &str, under: &str| trials.and_then(|it| it.ratio(over, under, nth..nth + 1));
    for (place, payer) in payers.iter().enumerate() {
        let of = |name: &str, unit| {
            kept(run.answer.figure(base_name(run), year, &format!("{payer}.{name}")), unit)
        };
        let share = ratio(&format!("paid_{payer}_fen"), &sum).filter(|_| several);
        let at = |row| At { row, column: PAID };
        rows.push(row(vec![
            subject(id),
            year_cell(year),
            words(payer_title(run.scenario.base(), payer)),
            of("persons_paid", Unit::Persons),
            figure(ratio(&format!("persons_paid_{payer}"), heads), Unit::SmallRatio),
            of("paid_per_person", Unit::YuanPerHead),
            of("paid", Unit::TenThousandYuan),
            by(Formula::Over(at(first + place), at(total)), figure(share, Unit::Ratio)),
        ]));
    }
    if several {
        let whole = trials.and_then(|it| it.mean(&sum, nth..nth + 1)).map(|it| it.scaled(0.01));
        let cells = (first..total).map(|row| At { row, column: PAID }).collect();
        let cells = vec![
            subject(id),
            year_cell(year),
            note(Note::Total),
            empty(),
            empty(),
            empty(),
            by(Formula::Sum(cells), figure(whole, Unit::TenThousandYuan)),
            empty(),
        ];
        rows.push(Row { cells, is_total: true });
    }
}

/// What people call a payer: its title, and what it is usually called where it has none.
pub(super) fn payer_title(doc: &ScenarioDoc, id: &str) -> Bilingual {
    let title = doc.payers.get(id).and_then(|payer| payer.head.title.clone());
    title.unwrap_or_else(|| both(|lang| name_of(id, lang).to_owned()))
}

/// Where the cost stands, for formulas; then basic insurance, then the other payers.
const COST_AT: usize = 2;

pub(super) fn sheet(runs: &[Finished]) -> Filled {
    let payers = all_payers(runs);
    let mut columns = texts([Head::People]);
    columns.push(Column::new(Head::Year, Unit::Year));
    columns.push(Column::figures(Head::Cost, Unit::YuanPerHead));
    columns.push(Column::figures(Head::Bmi, Unit::YuanPerHead));
    columns.extend(payers.iter().map(|(id, title)| Column {
        key: format!("paid_{id}"),
        head: both(|lang| paid_a_head(title.get(lang), lang)),
        unit: Unit::YuanPerHead,
        error: ErrorShown::StandardError,
    }));
    columns.push(Column::figures(Head::Patient, Unit::YuanPerHead));
    columns.push(Column::figures(Head::ActualRatio, Unit::Ratio));
    let mut draft = Draft::new(Table::Layers, None, columns, runs);
    for run in with_designs(runs) {
        let mut rows = Vec::new();
        for (nth, year) in years(run) {
            let at = rows.len();
            rows.extend(people(run, &payers, (nth..nth + 1, &year), at));
        }
        let n = years(run).len();
        if n > 1 {
            let at = rows.len();
            let term = people(run, &payers, (0..n, "term"), at);
            rows.extend(term.map(|row| Row { is_total: true, ..row }));
        }
        draft.add(run, rows);
    }
    draft.finished(&[Note::PerHead, Note::WholeCityOnly, Note::SamplingErrorOnly], Note::NoTrials)
}

/// The payers after basic insurance of all folders, in order.
fn all_payers(runs: &[Finished]) -> Vec<(String, Bilingual)> {
    let mut payers: Vec<(String, Bilingual)> = Vec::new();
    for run in with_designs(runs) {
        for (id, payer) in run.scenario.base().payers.iter() {
            let first = matches!(payer.terms, TermsDoc::PerAdmission(_));
            if !first && !payers.iter().any(|(known, _)| known == id) {
                payers.push((id.to_owned(), payer_title(run.scenario.base(), id)));
            }
        }
    }
    payers
}

/// All members in a period: what a head costs and who bears it.
fn people(
    run: &Finished,
    payers: &[(String, Bilingual)],
    (period, name): (std::ops::Range<usize>, &str),
    at: usize,
) -> Option<Row> {
    let trials = run.trials.as_ref()?;
    let per_head = |formula: &str| -> Cell {
        let ratio = trials.ratio(formula, HEADS, period.clone()).map(|it| it.scaled(0.01));
        figure(ratio, Unit::YuanPerHead)
    };
    let cost = per_head(COST);
    cost.value()?;
    let time = if name == "term" { note(Note::WholeTerm) } else { year_cell(name) };
    let mut cells = vec![note(Note::AllMembers), time, cost, per_head(BMI)];
    cells.extend(payers.iter().map(|(id, _)| per_head(&format!("paid_{id}_fen"))));
    let own = per_head("patient_fen");
    let borne = (COST_AT + 1..=cells.len()).map(|column| At { row: at, column }).collect();
    cells.push(own);
    cells[COST_AT] = by(Formula::Sum(borne), cells[COST_AT].clone());
    cells.push(kept(run.answer.figure(base_name(run), name, "city.actual_ratio"), Unit::Ratio));
    Some(row(cells))
}
