//! Outcomes written by hand, for tests.

use crate::engine::{Block, Digest, Merge, Outcome, RowKey, Rows, Shape};
use crate::fund::{CiiAccount, CiiContract, CiiYear, CiiYearInput};
use crate::units::{Column, Fen, Heads, Trial, Unit, Year};
use crate::wording::Bilingual;

use super::{Design, Fund};

/// The outcome with `columns[i] = (key, [design][year][trial])`, years from 2016.
pub(crate) fn outcome(columns: &[(&str, &[&[&[i64]]])]) -> Outcome {
    let years = |years: &&[&[i64]]| years.iter().map(|trials| trials.to_vec()).collect();
    let owned: Vec<_> =
        columns.iter().map(|(key, designs)| (*key, designs.iter().map(years).collect())).collect();
    outcome_of(&owned)
}

/// [`outcome`] of columns that were computed.
#[expect(clippy::cast_possible_truncation, reason = "a handful of designs and years")]
pub(crate) fn outcome_of(columns: &[(&str, Vec<Vec<Vec<i64>>>)]) -> Outcome {
    let designs = &columns[0].1;
    let (n_designs, n_years, n_trials) = (designs.len(), designs[0].len(), designs[0][0].len());
    let shape = Shape {
        digest: Digest([7; 32]),
        columns: columns.iter().map(|(key, _)| Column { key: (*key).to_owned(), unit: Unit::Fen }).collect(),
        n_designs: n_designs as u32,
        years: (0..n_years).map(|nth| Year(2016 + nth as u16)).collect(),
    };
    let mut rows = Rows::with_capacity(shape.digest, columns.len(), 0);
    for design in 0..n_designs {
        for year in 0..n_years {
            for trial in 0..n_trials {
                let key =
                    RowKey { design: design as u32, year: shape.years[year], trial: Trial(trial as u64) };
                let values: Vec<i64> =
                    columns.iter().map(|(_, values)| values[design][year][trial]).collect();
                rows.push(key, &values);
            }
        }
    }
    let block = Block { designs: 0..n_designs as u32, trials: 0..n_trials as u64 };
    let mut merge = Merge::new(shape, block).unwrap();
    merge.push(&rows).unwrap();
    merge.finish().unwrap()
}

/// The contract of domain group B: benchmark 30.00, bid 28.50, no top-up, no cost, the surplus the
/// insurer's, reserve bearing 30% at most.
pub(crate) fn contract() -> CiiContract {
    CiiContract::plain(Fen::yuan(30), Fen(2850))
}

/// The columns of a run whose claims, in yuan, are `claims[year][trial]` under every contract, with
/// 2,500,000 heads and no opening reserve.
pub(crate) fn contract_run(contracts: &[CiiContract], claims: &[&[i64]]) -> Outcome {
    let accounts: Vec<Vec<Vec<CiiYear>>> =
        contracts.iter().map(|contract| settle(*contract, claims)).collect();
    let column = |of: fn(&CiiYear) -> Fen| -> Vec<Vec<Vec<i64>>> {
        let numbers = |trials: &Vec<CiiYear>| trials.iter().map(|year| of(year).0).collect();
        accounts.iter().map(|years| years.iter().map(numbers).collect()).collect()
    };
    let columns = [
        ("cii_heads_funded", column(|year| Fen(year.heads_funded.0))),
        ("cii_topup_income_fen", column(|year| year.topup_income)),
        ("cii_income_fen", column(|year| year.income)),
        ("cii_premium_fen", column(|year| year.premium)),
        ("cii_claims_fen", column(|year| year.claims)),
        ("cii_deficit_fen", column(|year| year.deficit)),
        ("cii_reserve_contribution_fen", column(|year| year.reserve_contribution)),
        ("cii_draw_fen", column(|year| year.draw)),
        ("cii_balance_fen", column(|year| year.balance_closing)),
        ("cii_released_fen", column(|year| year.released)),
        ("cii_insurer_part_fen", column(|year| year.insurer_part)),
        ("cii_insurer_result_fen", column(|year| year.insurer_result)),
    ];
    outcome_of(&columns)
}

/// Designs with these contracts: `base`, `design-1` ...
pub(crate) fn designs(contracts: &[CiiContract]) -> Vec<Design> {
    let name = |nth| if nth == 0 { "base".to_owned() } else { format!("design-{nth}") };
    contracts
        .iter()
        .enumerate()
        .map(|(nth, &contract)| Design {
            name: name(nth),
            title: Bilingual { zh: format!("方案{nth}"), en: name(nth) },
            funds: vec![("cii".to_owned(), Fund::Contract { contract, opening: Fen::ZERO })],
            revised: Vec::new(),
        })
        .collect()
}

/// `[year][trial]` of one contract.
fn settle(contract: CiiContract, claims: &[&[i64]]) -> Vec<Vec<CiiYear>> {
    let mut accounts = vec![CiiAccount::new(contract, Fen::ZERO).unwrap(); claims[0].len()];
    let year = |account: &mut CiiAccount, yuan: &i64| {
        account.settle_year(&CiiYearInput {
            heads_prev_year_end: Heads(2_500_000),
            claims: Fen::yuan(*yuan),
            ..CiiYearInput::default()
        })
    };
    claims
        .iter()
        .map(|of_year| accounts.iter_mut().zip(*of_year).map(|(account, yuan)| year(account, yuan)).collect())
        .collect()
}
