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
}
