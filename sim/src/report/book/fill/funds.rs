//! T4 and T5: what the funds of the base take in, pay and hold, year by year; who bears a deficit.

use super::super::{At, Cell, Column, Expression, Formula, Row};
use super::draft::{Draft, by, empty, figure, input, kept, number, plain, row, subject, texts};
use super::{Filled, base_name, with_designs, years};
use crate::report::finished::Finished;
use crate::scenario::field::{Amount, Cell as Stated};
use crate::scenario::funds::{CiiContractDoc, FundDoc};
use crate::units::Year;
use crate::wording::book::{Head, Note, Table, Unit};

const MONEY: Unit = Unit::TenThousandYuan;

/// Where columns of the accounts stand, for formulas.
const TRANSFER: usize = 4;
const TRUE_UP: usize = 5;
const TOPUP: usize = 6;
const TO_RESERVE: usize = 7;
const INCOME: usize = 8;
const CLAIMS: usize = 9;

pub(super) fn accounts(runs: &[Finished]) -> Filled {
    let mut columns = texts([Head::Fund]);
    columns.extend([
        Column::new(Head::Year, Unit::Year),
        Column::figures(Head::Heads, Unit::Persons),
        Column::new(Head::Standard, Unit::YuanPerHead),
        Column::figures(Head::Transfer, MONEY),
        Column::figures(Head::TrueUp, MONEY),
        Column::figures(Head::Topup, MONEY),
        Column::figures(Head::ToReserve, MONEY),
        Column::figures(Head::Income, MONEY),
        Column::figures(Head::Claims, MONEY),
        Column::figures(Head::TransferOut, MONEY),
        Column::figures(Head::YearBalance, MONEY),
        Column::figures(Head::Balance, MONEY),
        Column::figures(Head::Months, Unit::Months),
    ]);
    let mut draft = Draft::new(Table::Fund, Some(MONEY), columns, runs);
    for run in with_designs(runs) {
        let mut rows = Vec::new();
        for (id, fund) in run.scenario.base().funds.iter() {
            for (nth, year) in years(run) {
                let at = rows.len();
                rows.extend(account(run, (id, fund), (nth, &year), at));
            }
        }
        draft.add(run, rows);
    }
    draft.finished(&[Note::AccountIdentity, Note::SamplingErrorOnly], Note::NoContract)
}

/// One year of a contract's account or of a ledger.
fn account(
    run: &Finished,
    (id, fund): (&str, &FundDoc),
    (nth, year): (usize, &str),
    at: usize,
) -> Option<Row> {
    let of = |name: &str, unit| kept(run.answer.figure(base_name(run), year, &format!("{id}.{name}")), unit);
    let trials = run.trials.as_ref();
    let mean = |formula: &str, unit: Unit| {
        let factor = if unit == Unit::Persons { 1.0 } else { 0.01 };
        let formula = formula.replace("{}", id);
        figure(trials.and_then(|it| it.mean(&formula, nth..nth + 1)).map(|it| it.scaled(factor)), unit)
    };
    let cell = |column| At { row: at, column };
    match fund {
        FundDoc::CiiContract(_) => {
            let balance = mean("{}_income_fen - {}_claims_fen", MONEY);
            let [transfer, true_up, topup, set_aside] =
                [TRANSFER, TRUE_UP, TOPUP, TO_RESERVE].map(|column| Expression::Cell(cell(column)));
            let income = Expression::Sum(vec![transfer, true_up, topup]).less(set_aside);
            Some(row(vec![
                subject(id),
                year_cell(year),
                mean("{}_heads_funded", Unit::Persons),
                input(price(contract_of(run, id, year).map(|it| &it.benchmark_yuan_per_head))),
                mean("{}_transfer_fen", MONEY),
                mean("{}_true_up_fen", MONEY),
                mean("{}_topup_income_fen", MONEY),
                of("reserve_contribution", MONEY),
                by(Formula::Worked(income), of("income", MONEY)),
                of("claims", MONEY),
                empty(),
                by(Formula::Less(cell(INCOME), cell(CLAIMS)), balance),
                of("closing_balance", MONEY),
                of("months_of_cover", Unit::Months),
            ]))
        }
        FundDoc::Ledger(_) => Some(row(vec![
            subject(id),
            year_cell(year),
            mean("heads_employee + heads_resident", Unit::Persons),
            empty(),
            empty(),
            empty(),
            empty(),
            empty(),
            of("income", MONEY),
            of("claims", MONEY),
            of("transfers", MONEY),
            of("fund_result", MONEY),
            of("fund_balance", MONEY),
            of("fund_months_of_cover", Unit::Months),
        ])),
        FundDoc::HmbBook(_) => None,
    }
}

pub(super) fn reserves(runs: &[Finished]) -> Filled {
    let mut columns = texts([Head::Fund]);
    columns.extend([
        Column::new(Head::Year, Unit::Year),
        Column::new(Head::Benchmark, Unit::YuanPerHead),
        Column::new(Head::Bid, Unit::YuanPerHead),
        Column::figures(Head::Contribution, MONEY),
        Column::figures(Head::Deficit, MONEY),
        Column::figures(Head::Draw, MONEY),
        Column::figures(Head::InsurerPart, MONEY),
        Column::figures(Head::InsurerShare, Unit::Ratio),
        Column::figures(Head::InsurerShareMean, Unit::Ratio),
        Column::figures(Head::ReserveEnd, MONEY),
        Column::figures(Head::DeficitProbability, Unit::Probability),
    ]);
    let mut draft = Draft::new(Table::Reserve, Some(MONEY), columns, runs);
    for run in with_designs(runs) {
        let mut rows = Vec::new();
        for (id, fund) in run.scenario.base().funds.iter() {
            if matches!(fund, FundDoc::CiiContract(_)) {
                reserve(run, id, &mut rows);
            }
        }
        draft.add(run, rows);
    }
    draft.finished(&[Note::DeficitSplit, Note::SamplingErrorOnly], Note::NoReserve)
}

/// Where columns of the reserve stand, for formulas.
const CONTRIBUTION: usize = 4;
const DEFICIT: usize = 5;
const DRAW: usize = 6;
const INSURER: usize = 7;

/// The years of a contract's reserve, and its term.
fn reserve(run: &Finished, id: &str, rows: &mut Vec<Row>) {
    let first = rows.len();
    let years = years(run);
    for (_, year) in &years {
        let at = rows.len();
        let of = of_period(run, id, year);
        let contract = contract_of(run, id, year);
        let cell = |column| At { row: at, column };
        let over = |over, under| Formula::Over(cell(over), cell(under));
        rows.push(row(vec![
            subject(id),
            year_cell(year),
            input(price(contract.map(|it| &it.benchmark_yuan_per_head))),
            input(price(contract.map(|it| &it.bid_yuan_per_head))),
            of("reserve_contribution", MONEY),
            by(Formula::Sum(vec![cell(DRAW), cell(INSURER)]), of("deficit", MONEY)),
            of("draw", MONEY),
            of("insurer_part", MONEY),
            by(over(INSURER, DEFICIT), of("insurer_share_of_sums", Unit::Ratio)),
            of("insurer_share_mean", Unit::Ratio),
            of("closing_balance", MONEY),
            of("deficit_probability", Unit::Probability),
        ]));
    }
    if years.len() < 2 {
        return;
    }
    let at = rows.len();
    let of = of_period(run, id, "term");
    let summed = |column, name| {
        let cells = (first..at).map(|row| At { row, column }).collect();
        by(Formula::Sum(cells), of(name, MONEY))
    };
    let cell = |column| At { row: at, column };
    let cells = vec![
        subject(id),
        super::draft::note(Note::WholeTerm),
        empty(),
        empty(),
        summed(CONTRIBUTION, "reserve_contribution"),
        summed(DEFICIT, "deficit"),
        summed(DRAW, "draw"),
        summed(INSURER, "insurer_part"),
        by(Formula::Over(cell(INSURER), cell(DEFICIT)), of("insurer_share_of_sums", Unit::Ratio)),
        of("insurer_share_mean", Unit::Ratio),
        of("closing_balance", MONEY),
        of("deficit_probability", Unit::Probability),
    ];
    rows.push(Row { cells, is_total: true });
}

/// The figures of a fund in a period.
fn of_period<'a>(run: &'a Finished, id: &'a str, period: &'a str) -> impl Fn(&str, Unit) -> Cell + 'a {
    move |name, unit| kept(run.answer.figure(base_name(run), period, &format!("{id}.{name}")), unit)
}

/// The terms of a contract in a year.
fn contract_of<'a>(run: &'a Finished, id: &str, year: &str) -> Option<&'a CiiContractDoc> {
    let year = Year(year.parse().ok()?);
    match run.scenario.designs.first()?.in_year(year).doc.funds.get(id) {
        Some(FundDoc::CiiContract(contract)) => Some(contract),
        _ => None,
    }
}

fn price(amount: Option<&Amount>) -> Cell {
    amount.and_then(Stated::known).map_or_else(empty, |it| number(it.as_yuan_f64()))
}

/// A year as a number.
pub(super) fn year_cell(year: &str) -> Cell {
    year.parse().map_or_else(|_| plain(year), number)
}
