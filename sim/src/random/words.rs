//! The words of a whole block of persons, side by side.

use std::ops::{Deref, DerefMut};

use huimin_kernel::LANES;

use super::address::Address;

/// The first words at an address, those of [`super::BlockStream`]; its memory is reused from draw to draw.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Whole groups, of which the last may hold more words than are asked for; they never become fewer.
    groups: Vec<[u64; LANES]>,
    n: usize,
}

impl Words {
    /// Draws the first `n` words at an address in place of those that it held.
    #[inline]
    pub fn draw(&mut self, at: &Address, n: usize) {
        self.n = n;
        if n == 0 {
            return;
        }
        let groups = n.div_ceil(LANES);
        if self.groups.len() < groups {
            self.groups.resize(groups, [0; LANES]);
        }
        huimin_kernel::words(&at.key(), &mut self.groups[..groups]);
    }

    /// Draws the first words of each round of an address in place of those that it held: those of the r-th stand
    /// from `starts[r]` to `starts[r + 1]`, in whole groups.
    pub fn draw_rounds(&mut self, at: &Address, starts: &[usize]) {
        debug_assert!(starts.iter().all(|start| start.is_multiple_of(LANES)), "whole groups");
        self.n = starts.last().map_or(0, |&end| end);
        if self.groups.len() < self.n / LANES {
            self.groups.resize(self.n / LANES, [0; LANES]);
        }
        let mut keys = [[0; LANES]; 4];
        for ((lane, round), bounds) in (0..LANES).cycle().zip(0..).zip(starts.windows(2)) {
            if lane == 0 {
                keys = at.with_round(round).keys_of_rounds();
            }
            let key = keys.map(|words| words[lane]);
            huimin_kernel::words(&key, &mut self.groups[bounds[0] / LANES..bounds[1] / LANES]);
        }
    }

    /// Forgets all words.
    pub fn clear(&mut self) {
        self.n = 0;
    }
}

impl Deref for Words {
    type Target = [u64];

    #[inline]
    fn deref(&self) -> &[u64] {
        &self.groups.as_flattened()[..self.n]
    }
}

impl DerefMut for Words {
    #[inline]
    fn deref_mut(&mut self) -> &mut [u64] {
        &mut self.groups.as_flattened_mut()[..self.n]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{BlockStream, Purpose};

    #[test]
    fn a_column_holds_the_first_words_of_the_stream_whatever_it_held_before() {
        let mut words = Words::default();
        for (block, n) in [(1, 700), (2, 3), (3, 0), (4, 8), (5, 9), (6, 64), (7, 1)] {
            let at = Address { seed: 9, purpose: Purpose::Split, trial: 3, year: 2017, block, round: 1 };
            let mut expected = vec![0; n];
            BlockStream::new(&at).fill(&mut expected);
            words.draw(&at, n);
            assert_eq!(words[..], expected[..], "{n}");
        }
    }

    #[test]
    fn rounds_stand_one_behind_the_other_each_with_the_first_words_of_its_stream() {
        let at = Address { seed: 9, purpose: Purpose::Split, trial: 3, year: 2017, block: 5, round: 0 };
        let lengths = [704, 64, 16, 8, 8, 8, 8, 8, 8, 8, 8];
        let starts: Vec<usize> = (0..=lengths.len()).map(|r| lengths[..r].iter().sum()).collect();
        let mut words = Words::default();
        words.draw(&at, 1_000);
        words.draw_rounds(&at, &starts);
        assert_eq!(words.len(), lengths.iter().sum::<usize>());
        for (round, bounds) in (0..).zip(starts.windows(2)) {
            let mut expected = vec![0; bounds[1] - bounds[0]];
            BlockStream::new(&at.with_round(round)).fill(&mut expected);
            assert_eq!(words[bounds[0]..bounds[1]], expected[..], "{round}");
        }
        words.draw_rounds(&at, &[]);
        assert!(words.is_empty());
    }
}
