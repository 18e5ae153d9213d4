//! How many persons at least one of several payers pays, under each of many designs.

use crate::units::Fen;

/// The most combinations of ranks that are counted: half a megabyte.
const MOST_CELLS: usize = 65_536;

/// Persons counted by where their eligible cost under each payer stands among the amounts from which on
/// the designs pay.
///
/// A fund's claimants are the persons whom at least one of its payers pays: all persons less those who stay
/// below every payer's first amount. For `k` payers with `n_i` such amounts, the table has the product of
/// `n_i + 1` cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JointCounts {
    /// By payer: the amounts from which on some design pays, rising.
    first_paid: Vec<Vec<Fen>>,
    cells: Vec<i64>,
}

impl JointCounts {
    /// A table for these first paid amounts of each payer (any order, repeats allowed); `None` where it
    /// would have more than 65,536 cells.
    pub fn new(mut first_paid: Vec<Vec<Fen>>) -> Option<JointCounts> {
        for amounts in &mut first_paid {
            amounts.sort_unstable();
            amounts.dedup();
        }
        let cells =
            first_paid.iter().try_fold(1_usize, |cells, amounts| cells.checked_mul(amounts.len() + 1))?;
        (cells <= MOST_CELLS).then(|| JointCounts { first_paid, cells: vec![0; cells] })
    }

    /// Counts a person by the eligible cost that each payer found.
    #[inline]
    pub fn add(&mut self, eligible: &[Fen]) {
        let mut cell = 0;
        for (amounts, &eligible) in self.first_paid.iter().zip(eligible) {
            cell = cell * (amounts.len() + 1) + amounts.partition_point(|&first| first <= eligible);
        }
        self.cells[cell] += 1;
    }

    /// Adds the persons that another table of the same amounts has counted.
    pub fn merge(&mut self, other: &JointCounts) {
        debug_assert_eq!(self.first_paid, other.first_paid, "tables of one question");
        self.cells.iter_mut().zip(&other.cells).for_each(|(mine, theirs)| *mine += theirs);
    }

    /// Forgets everybody.
    pub fn clear(&mut self) {
        self.cells.fill(0);
    }

    /// Turns the counts into those of the persons in no higher cell, for [`Below::claimants`].
    pub fn finish(&self) -> Below<'_> {
        let mut below = self.cells.clone();
        let mut stride = below.len();
        for amounts in &self.first_paid {
            let size = amounts.len() + 1;
            stride /= size;
            for cell in 0..below.len() {
                if !(cell / stride).is_multiple_of(size) {
                    below[cell] += below[cell - stride];
                }
            }
        }
        Below { of: self, below }
    }
}

/// The counts of a table, ready to be asked.
#[derive(Debug)]
pub struct Below<'a> {
    of: &'a JointCounts,
    /// Persons in this cell or in one that is lower under some payers and higher under none.
    below: Vec<i64>,
}

impl Below<'_> {
    /// How many persons at least one payer pays, where each pays from this amount on; `None` for a payer
    /// that never pays.
    ///
    /// # Panics
    /// When an amount is not among those of the table.
    pub fn claimants(&self, first_paid: &[Option<Fen>]) -> i64 {
        let mut cell = 0;
        for (amounts, first) in self.of.first_paid.iter().zip(first_paid) {
            let rank = first.map_or(Ok(amounts.len()), |first| amounts.binary_search(&first));
            cell =
                cell * (amounts.len() + 1) + rank.unwrap_or_else(|_| unreachable!("an amount of the table"));
        }
        let all = self.below.last().copied().unwrap_or(0);
        all - self.below[cell]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_stays_below_every_first_amount_is_no_claimant() {
        let mut joint = JointCounts::new(vec![vec![Fen(10), Fen(20)], vec![Fen(5), Fen(7), Fen(5)]]).unwrap();
        let persons = [[9, 4], [10, 0], [25, 6], [0, 7], [19, 5]].map(|both| both.map(Fen));
        persons.iter().for_each(|person| joint.add(person));
        let below = joint.finish();
        for first in [None, Some(10), Some(20)].map(|first| first.map(Fen)) {
            for second in [None, Some(5), Some(7)].map(|second| second.map(Fen)) {
                let is_paid = |person: &&[Fen; 2]| {
                    first.is_some_and(|first| person[0] >= first)
                        || second.is_some_and(|from| person[1] >= from)
                };
                let counted = persons.iter().filter(is_paid).count() as i64;
                assert_eq!(below.claimants(&[first, second]), counted, "{first:?} {second:?}");
            }
        }
    }

    #[test]
    fn too_many_combinations_are_refused() {
        let amounts: Vec<Fen> = (0..255).map(Fen).collect();
        assert!(JointCounts::new(vec![amounts.clone(), amounts.clone()]).is_some());
        assert!(JointCounts::new(vec![amounts.clone(), amounts, vec![Fen(1)]]).is_none());
    }
}
