//! One candidate design in a policy year: its payers, and the funds that pay for them.

use crate::benefit::{Payer, Scheme, Terms, When};
use crate::fund::{CiiContract, HmbTerms, LedgerTerms, PersonExcess};
use crate::projection::enrolment_plan::Enrolment;
use crate::units::{Fen, Share};

/// The account of a 大病保险 contract, and which payers it pays for.
#[derive(Debug, Clone, PartialEq)]
pub struct CiiFund {
    /// Prefix of its columns.
    pub id: String,
    /// Payers whose payments are its claims, by id.
    pub payers: Vec<String>,
    /// The contract.
    pub contract: CiiContract,
    /// Reserve at the start of the term.
    pub opening_balance: Fen,
}

/// Who joins a product late in its first year because he knows his bills ([S2] 六).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hindsight {
    /// The days of the first year whose bills are known; none joins so where 0.
    pub days: u16,
    /// The share of those who know that they would be paid that joins.
    pub take_up: Share,
}

/// The book of a city product (惠民保), and which payers are its liabilities.
#[derive(Debug, Clone, PartialEq)]
pub struct HmbFund {
    /// Prefix of its columns.
    pub id: String,
    /// Payers whose payments are its claims, by id.
    pub payers: Vec<String>,
    /// Premium, cost, margin.
    pub terms: HmbTerms,
    /// Whom it takes, by scheme, sex and age.
    pub members: When,
    /// Share of those whom it takes that is enrolled; each person joins when his propensity is below it.
    pub participation: Share,
    /// The law by which people join in place of one probability for all; `participation` is then its mean in
    /// the first year at the reference prices.
    pub enrolment: Option<Enrolment>,
    /// Who joins in the first year because he knows his bills.
    pub hindsight: Hindsight,
}

/// The ledger of basic insurance, medical aid or charity, and which payers it pays for.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerFund {
    /// Prefix of its columns.
    pub id: String,
    /// Payers whose payments are its claims, by id; the per-admission payer may be one of them.
    pub payers: Vec<String>,
    /// The contracts whose transfer it pays, by id.
    pub transfers_to: Vec<String>,
    /// Its income.
    pub terms: LedgerTerms,
    /// Its balance at the start of the term.
    pub opening_balance: Fen,
}

/// One candidate design in some policy year: what is paid, and from which purse.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// The payers.
    pub scheme: Scheme,
    /// 大病保险 contracts.
    pub cii: Vec<CiiFund>,
    /// City products.
    pub hmb: Vec<HmbFund>,
    /// Ledgers beside them.
    pub ledgers: Vec<LedgerFund>,
}

impl Design {
    /// The ids of its funds: contracts, books, ledgers.
    pub fn funds(&self) -> impl Iterator<Item = &str> {
        let books = self.hmb.iter().map(|fund| &*fund.id);
        let ledgers = self.ledgers.iter().map(|fund| &*fund.id);
        self.cii.iter().map(|fund| &*fund.id).chain(books).chain(ledgers)
    }

    /// The cover per person of the fund at this place (contracts first, then books).
    pub(super) fn person_excess(&self, fund: usize) -> Option<&PersonExcess> {
        let book = self.hmb.get(fund.checked_sub(self.cii.len())?)?;
        book.terms.reinsurance.person_excess.as_ref()
    }
}

/// What must be the same in every design for its rows to have the same columns.
pub(super) fn same_shape(one: &Design, other: &Design) -> bool {
    let (payers, others) = (one.scheme.payers(), other.scheme.payers());
    payers.iter().map(|payer| &payer.id).eq(others.iter().map(|payer| &payer.id))
        && payers.first().is_some_and(per_admission) == others.first().is_some_and(per_admission)
        && funds_of(one).eq(funds_of(other))
        && ledgers_of(one).eq(ledgers_of(other))
}

/// Ids, payers and contracts of all ledgers.
fn ledgers_of(design: &Design) -> impl Iterator<Item = (&String, &Vec<String>, &Vec<String>)> {
    design.ledgers.iter().map(|ledger| (&ledger.id, &ledger.payers, &ledger.transfers_to))
}

/// Ids and payers of all funds: contracts first, then books.
pub(super) fn funds_of(design: &Design) -> impl Iterator<Item = (&String, &Vec<String>)> {
    let contracts = design.cii.iter().map(|fund| (&fund.id, &fund.payers));
    contracts.chain(design.hmb.iter().map(|fund| (&fund.id, &fund.payers)))
}

pub(super) fn per_admission(payer: &Payer) -> bool {
    matches!(payer.terms, Terms::PerAdmission(_))
}
