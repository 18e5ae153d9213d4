//! The account of the fund along a path: the ledgers of `fund`, under the terms that each year has.

use crate::fund::{CiiAccount, CiiYearInput, HmbBook, HmbTerms, HmbYearInput, Joined};
use crate::scenario::path_plan::{FundTerms, PathPlan};
use crate::units::{Fen, Heads};

use super::course::Step;
use super::rows::RungRows;

/// One year of the fund, whichever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct PurseYear {
    /// Income of the contract's account, or earned premium.
    pub(super) income: Fen,
    /// Claims, those out of last year's surplus included.
    pub(super) claims: Fen,
    /// 赤字额 of the contract, or the loss of the book; 0 or more.
    pub(super) deficit: Fen,
    /// What the insurer keeps of the year, or loses.
    pub(super) kept: Fen,
    /// The reserve of the contract, or the book's surplus that is not passed on yet.
    pub(super) held: Fen,
    /// The figure that the run's own column of results holds.
    pub(super) own_result: Fen,
}

/// The account of the fund.
pub(super) enum Purse {
    Contract(CiiAccount),
    Book(HmbBook),
}

impl Purse {
    /// An account that opens with the terms of the first year.
    ///
    /// # Panics
    /// Never: the terms were checked on entry.
    pub(super) fn new(first: &FundTerms) -> Purse {
        match first {
            FundTerms::Contract { contract, opening } => {
                Purse::Contract(CiiAccount::new(*contract, *opening).expect("a contract checked on entry"))
            }
            FundTerms::Book(terms) => {
                Purse::Book(HmbBook::new(terms.clone()).expect("terms checked on entry"))
            }
        }
    }

    /// Settles one year and trial of a rung at the price `to` in place of `from`, the rung's own.
    ///
    /// # Panics
    /// When the account is not one of the rung's fund.
    pub(super) fn settle(
        &mut self,
        rung: &RungRows,
        (year, trial): (usize, usize),
        (to, from): (Fen, Fen),
        closes_term: bool,
    ) -> PurseYear {
        let row = &rung.years[year][trial];
        match (self, &rung.terms[year]) {
            (Purse::Contract(account), FundTerms::Contract { contract, .. }) => {
                let bid = contract.bid.in_proportion(to.0, from.0);
                account.revise(contract.at_bid(bid)).expect("a contract checked on entry");
                let topup_payers = match contract.topup_per_month {
                    Fen::ZERO => Heads(0),
                    per_month => Heads(row.topup.0 / (12 * per_month.0)),
                };
                let settled = account.settle_year(&CiiYearInput {
                    heads_prev_year_end: row.heads,
                    topup_payers,
                    claims: row.claims,
                    closes_term,
                    ..CiiYearInput::default()
                });
                PurseYear {
                    income: settled.income,
                    claims: settled.claims,
                    deficit: settled.deficit,
                    kept: settled.insurer_result,
                    held: settled.balance_closing,
                    own_result: settled.insurer_result,
                }
            }
            (Purse::Book(book), FundTerms::Book(terms)) => {
                let highest = terms.premium.highest().in_proportion(to.0, from.0);
                let terms = HmbTerms { premium: terms.premium.at_highest(highest), ..terms.clone() };
                book.revise(&terms).expect("terms checked on entry");
                let residents = Joined { heads: row.heads, premium: row.income_at(to, from) };
                let settled = book.settle_year(&HmbYearInput {
                    residents,
                    claims: row.claims,
                    ..HmbYearInput::default()
                });
                PurseYear {
                    income: settled.earned,
                    claims: settled.claims,
                    deficit: (-settled.result).positive_part(),
                    kept: settled.result - settled.surplus_excess,
                    held: settled.surplus_closing,
                    own_result: settled.result,
                }
            }
            _ => unreachable!("all designs of a run have the same funds"),
        }
    }
}

/// What the account comes to, a number a trial in each year, in fen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Ledgers {
    pub(super) income: Vec<Vec<i64>>,
    pub(super) claims: Vec<Vec<i64>>,
    pub(super) deficit: Vec<Vec<i64>>,
    pub(super) kept: Vec<Vec<i64>>,
    pub(super) held: Vec<Vec<i64>>,
    /// 1 from the year on in which capital, reserve and gains were used up, else 0.
    pub(super) ruined: Vec<Vec<i64>>,
}

impl Ledgers {
    /// The accounts of all trials along their steps, over the bills and terms of `rungs` at the prices that the steps
    /// have in place of those of `ladder`.
    pub(super) fn along(
        plan: &PathPlan,
        ladder: &[RungRows],
        rungs: &[RungRows],
        steps: &[Vec<Step>],
    ) -> Ledgers {
        let n_years = ladder.first().map_or(0, |rung| rung.years.len());
        let mut ledgers = Ledgers::default();
        for columns in ledgers.columns() {
            *columns = vec![Vec::with_capacity(steps.len()); n_years];
        }
        for (trial, steps) in steps.iter().enumerate() {
            let Some(first) = steps.first() else { continue };
            let mut purse = Purse::new(&rungs[first.rung].terms[0]);
            let (mut kept, mut ruined) = (Fen::ZERO, false);
            for (year, step) in steps.iter().enumerate() {
                let prices = (step.price, ladder[step.rung].price(year));
                let settled = purse.settle(&rungs[step.rung], (year, trial), prices, year + 1 == n_years);
                kept += settled.kept;
                ruined |= plan.capital + settled.held + kept < Fen::ZERO;
                let amounts = [settled.income, settled.claims, settled.deficit, settled.kept, settled.held];
                let numbers = amounts.map(|amount| amount.0).into_iter().chain([i64::from(ruined)]);
                for (column, number) in ledgers.columns().into_iter().zip(numbers) {
                    column[year].push(number);
                }
            }
        }
        ledgers
    }

    fn columns(&mut self) -> [&mut Vec<Vec<i64>>; 6] {
        let Ledgers { income, claims, deficit, kept, held, ruined } = self;
        [income, claims, deficit, kept, held, ruined]
    }
}
