//! What became of every row, counted in rows and in fen: read = kept + dropped + in error.

use std::collections::BTreeMap;

use crate::units::Fen;
use crate::wording::claims::DefectKind;

/// Rows and their amounts, column by column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many rows.
    pub rows: u64,
    /// What they add up to, in the order of [`Tally::columns`]; cells that cannot be read count nothing.
    pub amounts: Vec<Fen>,
}

impl Sum {
    fn of(n: usize) -> Sum {
        Sum { rows: 0, amounts: vec![Fen::ZERO; n] }
    }

    pub(super) fn add(&mut self, amounts: &[Option<Fen>]) {
        self.rows += 1;
        for (sum, amount) in self.amounts.iter_mut().zip(amounts) {
            *sum += amount.unwrap_or_default();
        }
    }

    fn join(&mut self, other: &Sum) {
        self.rows += other.rows;
        self.amounts.iter_mut().zip(&other.amounts).for_each(|(sum, &more)| *sum += more);
    }
}

/// The rows of policies, or of claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Our names of the columns whose amounts are added up.
    pub columns: Vec<&'static str>,
    /// All rows of the files.
    pub read: Sum,
    /// Those that are kept, counted from what was kept.
    pub kept: Sum,
    /// Those that the document lets drop, by defect.
    pub dropped: BTreeMap<DefectKind, Sum>,
    /// Those that stop the reading, by their first defect.
    pub in_error: BTreeMap<DefectKind, Sum>,
}

impl Tally {
    pub(super) fn new(columns: &[&'static str]) -> Tally {
        let none = Sum::of(columns.len());
        let (dropped, in_error) = Default::default();
        Tally { columns: columns.to_vec(), read: none.clone(), kept: none, dropped, in_error }
    }

    /// Notes a row that is not kept.
    pub(super) fn refuse(&mut self, kind: DefectKind, is_dropped: bool, amounts: &[Option<Fen>]) {
        let of = if is_dropped { &mut self.dropped } else { &mut self.in_error };
        of.entry(kind).or_insert_with(|| Sum::of(amounts.len())).add(amounts);
    }

    /// Whether every row and every fen that was read is kept, dropped or in error.
    pub fn balances(&self) -> bool {
        let mut sum = self.kept.clone();
        self.dropped.values().chain(self.in_error.values()).for_each(|it| sum.join(it));
        sum == self.read
    }
}
