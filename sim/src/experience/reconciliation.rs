//! The reconciliation (数据核对): what was read, what became of it, and whether it agrees with what was stated.

use super::defect::Defects;
use super::tally::Tally;
use crate::units::{Fen, Year};

/// What was found out about the files of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciliation {
    /// The files, as the document names them, with their SHA-256 digests.
    pub files: Vec<(String, String)>,
    /// Rows of policies; `None` where the document names none.
    pub policies: Option<Tally>,
    /// Rows of claims.
    pub claims: Option<Tally>,
    /// What the insurer states, beside what was found.
    pub controls: Vec<Control>,
    /// Pairs of lines that take each other back.
    pub reversed_pairs: u64,
    /// What those pairs add up to: nothing.
    pub reversed_net: Fen,
    /// What stands in each policy year.
    pub years: Vec<YearTotals>,
    /// Columns that are in no file, and what is taken in their place: by our names.
    pub assumed: Vec<&'static str>,
    /// Everything that is wrong, dropped rows among it.
    pub defects: Defects,
}

/// A total that the insurer states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// The key in the document.
    pub key: &'static str,
    /// What is stated.
    pub stated: i64,
    /// What was found.
    pub found: i64,
    /// Whether it is an amount in fen, not a number of rows.
    pub is_amount: bool,
}

impl Control {
    /// Whether both are the same.
    pub fn agrees(&self) -> bool {
        self.stated == self.found
    }
}

/// What stands in a policy year: policies, and what neither takes back nor was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearTotals {
    /// The policy year.
    pub year: Year,
    /// Persons with a policy.
    pub persons: i64,
    /// Premium.
    pub premium: Fen,
    /// Bills that stand.
    pub bills: i64,
    /// Persons with a bill that stands.
    pub patients: i64,
    /// Their whole cost.
    pub total: Fen,
    /// What the product paid of them.
    pub paid: Fen,
    /// What is notified and not yet paid.
    pub open: Fen,
}

impl Reconciliation {
    /// Whether rows and amounts balance, no row is in error and every stated total agrees.
    pub fn holds(&self) -> bool {
        let tallies = || self.policies.iter().chain(&self.claims);
        tallies().all(|tally| tally.balances() && tally.in_error.is_empty())
            && self.controls.iter().all(Control::agrees)
            && self.only_dropped()
    }

    /// Whether every defect is one of a row that was dropped.
    fn only_dropped(&self) -> bool {
        let tallies = || self.policies.iter().chain(&self.claims);
        let refused: u64 = tallies().flat_map(|tally| tally.dropped.values()).map(|sum| sum.rows).sum();
        self.defects.is_empty() || refused > 0 && self.defects.of_files() == 0
    }
}
