//! Columns whose memory is used again.

use std::ops::{Deref, DerefMut};

/// A column that is written before it is read: it is begun again for every stretch of patients, and never cleared.
#[derive(Debug, Default)]
pub struct Column<T> {
    /// As long as the longest so far.
    cells: Vec<T>,
    n: usize,
}

impl<T: Copy + Default> Column<T> {
    /// Begins a column of `n` cells, which hold anything.
    #[inline]
    pub fn begin(&mut self, n: usize) -> &mut [T] {
        if self.cells.len() < n {
            self.cells.resize(n, T::default());
        }
        self.n = n;
        &mut self.cells[..n]
    }

    /// Leaves the first `n` cells.
    #[inline]
    pub fn truncate(&mut self, n: usize) {
        self.n = n.min(self.n);
    }
}

impl<T> Deref for Column<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        &self.cells[..self.n]
    }
}

impl<T> DerefMut for Column<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.cells[..self.n]
    }
}
