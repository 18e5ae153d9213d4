//! What a run's rows say of a fund under one design of a ladder: whom it covers and what they claim, whatever the
//! price. The account run again over them must give the results of the run, to the fen.

use crate::engine::Outcome;
use crate::fund::{CiiContract, Exposure};
use crate::scenario::path_plan::{BOOK_COLUMNS, CONTRACT_COLUMNS, FundTerms, PathPlan, Rung, paid_column};
use crate::units::{Fen, Heads};

use super::PathError;
use super::course::Step;
use super::purse::Purse;

/// One year of a fund in one trial, before its account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct YearRow {
    /// Funded heads of a contract, members of a book.
    pub(super) heads: Heads,
    /// Income at the price of the design: the premium by the price list, or the bid for all heads and the top-up
    /// contributions.
    pub(super) income: Fen,
    /// The part of it that no price moves.
    pub(super) topup: Fen,
    /// Claims by the terms.
    pub(super) claims: Fen,
}

impl YearRow {
    /// Income if the price were `to` in place of `from`, the design's own.
    pub(super) fn income_at(&self, to: Fen, from: Fen) -> Fen {
        (self.income - self.topup).in_proportion(to.0, from.0) + self.topup
    }
}

/// The rows of a rung.
#[derive(Debug, Clone)]
pub(super) struct RungRows {
    /// `[year][trial]`
    pub(super) years: Vec<Vec<YearRow>>,
    /// The terms, by year.
    pub(super) terms: Vec<FundTerms>,
}

impl RungRows {
    pub(super) fn read(outcome: &Outcome, plan: &PathPlan, rung: &Rung) -> Result<RungRows, PathError> {
        let years = (0..rung.terms.len()).map(|year| year_rows(outcome, plan, rung, year));
        let missing = || PathError::NoColumns { fund: plan.fund.clone() };
        let years = years.collect::<Option<Vec<_>>>().ok_or_else(missing)?;
        let terms = rung.terms.iter().cloned().map(heads_as_funded).collect();
        let rows = RungRows { years, terms };
        if rows.gives_results_of(outcome, plan, rung).ok_or_else(missing)? {
            Ok(rows)
        } else {
            Err(PathError::OtherResults { fund: plan.fund.clone(), design: rung.name.clone() })
        }
    }

    /// Claims of all years and trials.
    pub(super) fn total_claims(&self) -> i128 {
        self.years.iter().flatten().map(|row| i128::from(row.claims.0)).sum()
    }

    /// The price of the design in a year.
    pub(super) fn price(&self, year: usize) -> Fen {
        self.terms[year].price()
    }

    /// Whether the account, run again at the design's own price, has the results of the run in every year and trial.
    fn gives_results_of(&self, outcome: &Outcome, plan: &PathPlan, rung: &Rung) -> Option<bool> {
        let column = match self.terms.first()? {
            FundTerms::Contract { .. } => CONTRACT_COLUMNS[3],
            FundTerms::Book(_) => BOOK_COLUMNS[4],
        };
        let key = format!("{}_{column}", plan.fund);
        let of_run = (0..self.years.len()).map(|year| outcome.column_named(rung.design, year, &key));
        let of_run = of_run.collect::<Option<Vec<_>>>()?;
        let last = self.years.len().saturating_sub(1);
        Some((0..outcome.n_trials()).all(|trial| {
            let mut purse = Purse::new(&self.terms[0]);
            (0..self.years.len()).all(|year| {
                let step = Step::at(0, self.price(year));
                let settled = purse.settle(self, (year, trial), (step.price, step.price), year == last);
                settled.own_result.0 == of_run[year][trial]
            })
        }))
    }
}

/// The columns hold the funded heads with every true-up in them.
fn heads_as_funded(terms: FundTerms) -> FundTerms {
    match terms {
        FundTerms::Contract { contract, opening } => {
            let contract = CiiContract { exposure: Exposure::PriorYearEnd, ..contract };
            FundTerms::Contract { contract, opening }
        }
        book @ FundTerms::Book(_) => book,
    }
}

fn year_rows(outcome: &Outcome, plan: &PathPlan, rung: &Rung, year: usize) -> Option<Vec<YearRow>> {
    let column = |key: &str| outcome.column_named(rung.design, year, key);
    let own = |key: &str| column(&format!("{}_{key}", plan.fund));
    match rung.terms.get(year)? {
        FundTerms::Contract { contract, .. } => {
            let [heads, topup, claims, _] = CONTRACT_COLUMNS.map(own);
            let (heads, topup, claims) = (heads?, topup?, claims?);
            Some(
                (0..outcome.n_trials())
                    .map(|trial| {
                        let (heads, topup) = (Heads(heads[trial]), Fen(topup[trial]));
                        let income = contract.bid * heads + topup;
                        YearRow { heads, income, topup, claims: Fen(claims[trial]) }
                    })
                    .collect(),
            )
        }
        FundTerms::Book(_) => {
            let [members, premium, claims, used, _] = BOOK_COLUMNS.map(own);
            let (members, premium, claims, used) = (members?, premium?, claims?, used?);
            let paid =
                rung.payers.iter().map(|payer| column(&paid_column(payer))).collect::<Option<Vec<_>>>()?;
            Some(
                (0..outcome.n_trials())
                    .map(|trial| {
                        let by_terms: i64 = paid.iter().map(|paid| paid[trial]).sum();
                        // what last year's surplus took off the prices: what it did not add to the benefits
                        let reduction = used[trial] - (claims[trial] - by_terms);
                        YearRow {
                            heads: Heads(members[trial]),
                            income: Fen(premium[trial] + reduction),
                            topup: Fen::ZERO,
                            claims: Fen(by_terms),
                        }
                    })
                    .collect(),
            )
        }
    }
}
