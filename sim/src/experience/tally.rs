//! What became of every row, counted in rows and in fen: read = kept + dropped + in error.

use std::collections::{BTreeMap, BTreeSet};

use crate::units::Fen;
use crate::wording::claims::DefectKind;

/// So many persons are told apart; more are as good as any.
const PERSONS: usize = 1_000;

/// Rows and their amounts, column by column.
#[derive(Debug, Clone, Default)]
pub struct Sum {
    /// How many rows.
    pub rows: u64,
    /// What they add up to, in the order of [`Tally::columns`]; cells that cannot be read count nothing.
    pub amounts: Vec<Fen>,
    persons: BTreeSet<u64>,
}

/// Sums are equal when their rows and amounts are.
impl PartialEq for Sum {
    fn eq(&self, other: &Sum) -> bool {
        (self.rows, &self.amounts) == (other.rows, &other.amounts)
    }
}
impl Eq for Sum {}

impl Sum {
    fn of(n: usize) -> Sum {
        Sum { rows: 0, amounts: vec![Fen::ZERO; n], persons: BTreeSet::new() }
    }

    /// How many persons the rows are of, a thousand at most; rows that do not say of whom they are count as one
    /// person together.
    pub fn persons(&self) -> u64 {
        self.persons.len() as u64
    }

    /// Adds a row of a person, by any number that is his own.
    pub(super) fn add(&mut self, person: u64, amounts: &[Option<Fen>]) {
        self.rows += 1;
        if self.persons.len() < PERSONS {
            self.persons.insert(person);
        }
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
    pub(super) fn refuse(
        &mut self,
        (kind, is_dropped): (DefectKind, bool),
        person: u64,
        amounts: &[Option<Fen>],
    ) {
        let of = if is_dropped { &mut self.dropped } else { &mut self.in_error };
        of.entry(kind).or_insert_with(|| Sum::of(amounts.len())).add(person, amounts);
    }

    /// Whether every row and every fen that was read is kept, dropped or in error.
    pub fn balances(&self) -> bool {
        let mut sum = self.kept.clone();
        self.dropped.values().chain(self.in_error.values()).for_each(|it| sum.join(it));
        sum == self.read
    }
}
