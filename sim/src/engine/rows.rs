//! Rows: what a block of trials yields, and the only thing that passes between machines.

use std::collections::BTreeMap;
use std::fmt;

use crate::units::{Trial, Year};

use super::experiment::Digest;

/// Which design, year and trial a row belongs to. The order of the fields is the canonical order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowKey {
    /// The number of the design, 0 for the base.
    pub design: u32,
    /// The calendar year.
    pub year: Year,
    /// The number of the trial.
    pub trial: Trial,
}

impl fmt::Display for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RowKey { design, year, trial } = self;
        write!(f, "design {design}, year {year}, trial {}", trial.0)
    }
}

/// Why values are not rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{found} numbers do not fill {rows} rows of {columns} columns")]
pub struct RowsError {
    /// How many keys there are.
    pub rows: usize,
    /// How many columns a row has.
    pub columns: usize,
    /// How many numbers came.
    pub found: usize,
}

/// Keyed rows of signed whole numbers (money in fen, persons, person-times) with the digest of
/// the plan that made them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    digest: Digest,
    n_columns: usize,
    keys: Vec<RowKey>,
    values: Vec<i64>,
}

impl Rows {
    /// Rows of `n_columns` numbers each: row `i` is `values[i * n_columns..(i + 1) * n_columns]`.
    pub fn new(
        digest: Digest,
        n_columns: usize,
        keys: Vec<RowKey>,
        values: Vec<i64>,
    ) -> Result<Rows, RowsError> {
        if keys.len() * n_columns != values.len() {
            return Err(RowsError { rows: keys.len(), columns: n_columns, found: values.len() });
        }
        Ok(Rows { digest, n_columns, keys, values })
    }

    /// No rows yet, with room for so many numbers.
    pub fn with_capacity(digest: Digest, n_columns: usize, n_values: usize) -> Rows {
        let keys = Vec::with_capacity(n_values / n_columns.max(1));
        Rows { digest, n_columns, keys, values: Vec::with_capacity(n_values) }
    }

    /// Appends one row.
    ///
    /// # Panics
    /// Unless `values` has one number a column.
    pub fn push(&mut self, key: RowKey, values: &[i64]) {
        assert_eq!(values.len(), self.n_columns, "one number a column");
        self.keys.push(key);
        self.values.extend_from_slice(values);
    }

    /// The digest of the plan.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The number of columns.
    pub fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// The keys, in the order of the rows.
    pub fn keys(&self) -> &[RowKey] {
        &self.keys
    }

    /// The numbers of row `index`, one a column.
    ///
    /// # Panics
    /// When `index >= len()`.
    pub fn row(&self, index: usize) -> &[i64] {
        &self.values[index * self.n_columns..][..self.n_columns]
    }

    /// Every row with its key, in order.
    pub fn iter(&self) -> impl Iterator<Item = (RowKey, &[i64])> {
        self.keys.iter().enumerate().map(|(index, &key)| (key, self.row(index)))
    }

    /// The rows apart by what `group` says of their keys, each group in the order of the rows.
    pub fn grouped<G: Ord>(&self, group: impl Fn(RowKey) -> G) -> BTreeMap<G, Rows> {
        let mut groups = BTreeMap::new();
        for (key, values) in self.iter() {
            let none = || Rows::with_capacity(self.digest, self.n_columns, 0);
            groups.entry(group(key)).or_insert_with(none).push(key, values);
        }
        groups
    }
}
