//! A plain ledger beside the contracts: basic insurance, medical aid, charity.
//!
//! One kind serves all three, since they differ in where income comes from and in nothing else: heads
//! of the two schemes, or a yearly budget. A ledger owes nobody a result, so it has no margin and no
//! reserve; it may fall below zero, which is what the city has to find.

use super::FundError;
use crate::units::{Fen, Heads};

/// Where the income of a ledger comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LedgerTerms {
    /// For each member of the employee scheme and year.
    pub per_employee: Fen,
    /// For each member of the resident scheme and year.
    pub per_resident: Fen,
    /// A year, whatever the heads: medical aid, charity.
    pub budget: Fen,
}

impl LedgerTerms {
    /// Refuses income below zero.
    fn check(&self) -> Result<(), FundError> {
        [self.per_employee, self.per_resident, self.budget]
            .into_iter()
            .try_for_each(FundError::refuse_negative)
    }
}

/// A ledger with its balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ledger {
    terms: LedgerTerms,
    balance: Fen,
}

/// One year of a ledger: `opening + income - claims - transfers = closing`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerYear {
    /// Balance brought forward.
    pub opening: Fen,
    /// Income of the year.
    pub income: Fen,
    /// Paid to patients.
    pub claims: Fen,
    /// Handed to other funds: what the basic insurance transfers for 大病保险 ([S1] Art. 4).
    pub transfers: Fen,
    /// `income - claims - transfers`.
    pub result: Fen,
    /// Balance carried forward; below zero where the ledger has overspent.
    pub closing: Fen,
}

impl Ledger {
    /// A ledger with an opening balance of 0 or more. Refuses income below zero.
    pub fn new(terms: LedgerTerms, opening: Fen) -> Result<Ledger, FundError> {
        FundError::refuse_negative(opening)?;
        terms.check()?;
        Ok(Ledger { terms, balance: opening })
    }

    /// Other income from this year on; the balance is carried through.
    pub fn revise(&mut self, terms: LedgerTerms) -> Result<(), FundError> {
        terms.check()?;
        self.terms = terms;
        Ok(())
    }

    /// Settles one year.
    ///
    /// 100 employees at 30.00 and 200 residents at 10.00 bring 5,000.00; claims of 4,000.00 leave 1,000.00.
    pub fn settle_year(
        &mut self,
        employees: Heads,
        residents: Heads,
        claims: Fen,
        transfers: Fen,
    ) -> LedgerYear {
        let LedgerTerms { per_employee, per_resident, budget } = self.terms;
        let opening = self.balance;
        let income = per_employee * employees + per_resident * residents + budget;
        let result = income - claims - transfers;
        self.balance = opening + result;
        LedgerYear { opening, income, claims, transfers, result, closing: self.balance }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn income_comes_from_heads_and_from_the_budget() {
        let terms =
            LedgerTerms { per_employee: Fen::yuan(30), per_resident: Fen::yuan(10), budget: Fen::yuan(7) };
        let mut ledger = Ledger::new(terms, Fen::yuan(1)).unwrap();
        let year = ledger.settle_year(Heads(100), Heads(200), Fen::yuan(4_000), Fen::yuan(500));
        assert_eq!(
            (year.income, year.result, year.closing),
            (Fen::yuan(5_007), Fen::yuan(507), Fen::yuan(508))
        );
        assert_eq!(Ledger::new(terms, Fen(-1)), Err(FundError::Negative { amount: Fen(-1) }));
    }

    proptest! {
        /// What comes in goes out or stays, year after year, also below zero.
        #[test]
        fn every_year_closes_at_opening_plus_income_less_outgo(
            opening in 0..10_i64.pow(12), budget in 0..10_i64.pow(12), per_head in 0..10_i64.pow(6),
            years in prop::collection::vec((0..10_i64.pow(6), 0..10_i64.pow(6), 0..10_i64.pow(12), 0..10_i64.pow(11)), 1..6),
        ) {
            let terms = LedgerTerms { per_employee: Fen(per_head), per_resident: Fen(per_head / 2), budget: Fen(budget) };
            let mut ledger = Ledger::new(terms, Fen(opening)).unwrap();
            let (mut income, mut outgo, mut last) = (Fen(opening), Fen::ZERO, Fen(opening));
            for (employees, residents, claims, transfers) in years {
                let year = ledger.settle_year(Heads(employees), Heads(residents), Fen(claims), Fen(transfers));
                prop_assert_eq!(year.opening, last);
                income += year.income;
                outgo += year.claims + year.transfers;
                prop_assert_eq!(year.closing, income - outgo);
                last = year.closing;
            }
        }
    }
}
