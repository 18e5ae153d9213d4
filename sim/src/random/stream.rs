//! The words of a whole block of persons, fast: eight xoshiro256++ generators side by side.

use huimin_kernel::{LANES, WordState};

use super::address::Address;

/// The sequence of words that lives at an address.
///
/// Eight lanes of xoshiro256++ (Blackman, Vigna 2021), seeded from the 256-bit key of the address by
/// `SplitMix64` (lane i takes the i-th output, a word of the key at a time). Word n of the sequence is
/// step n / 8 of lane n mod 8: it depends on the address and n alone, not on how many words are asked
/// for nor in how many calls. The steps are a kernel: eight lanes at a time where the processor can.
#[derive(Debug, Clone)]
pub struct BlockStream {
    state: WordState,
    /// The last group, of which the words from `left` on have not been handed out.
    group: [u64; LANES],
    left: usize,
}

impl BlockStream {
    /// The words that live at `address`.
    #[inline]
    pub fn new(address: &Address) -> BlockStream {
        let mut state = [[0; LANES]; 4];
        huimin_kernel::seed(&address.key(), &mut state);
        // a lane is all zero with probability 2^-256: not in this universe
        BlockStream { state, group: [0; LANES], left: LANES }
    }

    /// Hands out the next `words.len()` words.
    #[inline]
    pub fn fill(&mut self, words: &mut [u64]) {
        let spare = words.len().min(LANES - self.left);
        let (first, rest) = words.split_at_mut(spare);
        first.copy_from_slice(&self.group[self.left..self.left + spare]);
        self.left += spare;
        let (groups, last) = rest.as_chunks_mut::<LANES>();
        huimin_kernel::fill(&mut self.state, groups);
        if !last.is_empty() {
            self.step();
            last.copy_from_slice(&self.group[..last.len()]);
            self.left = last.len();
        }
    }

    fn step(&mut self) {
        huimin_kernel::fill(&mut self.state, std::slice::from_mut(&mut self.group));
    }

    /// The next word.
    #[inline]
    pub fn word(&mut self) -> u64 {
        if self.left == LANES {
            self.step();
            self.left = 0;
        }
        let word = self.group[self.left];
        self.left += 1;
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Purpose;

    const HERE: Address =
        Address { seed: 9, purpose: Purpose::Severity, trial: 3, year: 2017, block: 12, round: 1 };

    /// xoshiro256++ as its authors print it, `SplitMix64` too, one lane at a time.
    fn reference(address: &Address, n: usize) -> Vec<u64> {
        let key = address.key();
        let mut lanes: Vec<[u64; 4]> = (1..=8_u64)
            .map(|lane| {
                key.map(|word| {
                    let mut z = word.wrapping_add(lane.wrapping_mul(0x9e37_79b9_7f4a_7c15));
                    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                    z ^ (z >> 31)
                })
            })
            .collect();
        (0..n)
            .map(|i| {
                let s = &mut lanes[i % 8];
                let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
                let t = s[1] << 17;
                s[2] ^= s[0];
                s[3] ^= s[1];
                s[1] ^= s[2];
                s[0] ^= s[3];
                s[2] ^= t;
                s[3] = s[3].rotate_left(45);
                result
            })
            .collect()
    }

    #[test]
    fn xoshiro_steps_as_its_authors_print_it() {
        // state {1, 2, 3, 4}: first outputs of the reference implementation, from rand_xoshiro's own test
        let mut state = [[1; 8], [2; 8], [3; 8], [4; 8]];
        let expected = [
            41_943_041_u64,
            58_720_359,
            3_588_806_011_781_223,
            3_591_011_842_654_386,
            9_228_616_714_210_784_205,
            9_973_669_472_204_895_162,
            14_011_001_112_246_962_877,
            12_406_186_145_184_390_807,
            15_849_039_046_786_891_736,
            10_450_023_813_501_588_000,
        ];
        for word in expected {
            let mut out = [[0; 8]];
            huimin_kernel::fill(&mut state, &mut out);
            assert_eq!(out, [[word; 8]]);
        }
    }

    #[test]
    fn eight_lanes_equal_eight_generators_taken_in_turn() {
        let mut words = vec![0; 1003];
        BlockStream::new(&HERE).fill(&mut words);
        assert_eq!(words, reference(&HERE, 1003));
    }

    #[test]
    fn a_word_depends_on_its_place_and_not_on_how_many_are_asked_for() {
        let all = reference(&HERE, 200);
        for n in 0..50 {
            let mut words = vec![0; n];
            BlockStream::new(&HERE).fill(&mut words);
            assert_eq!(words, all[..n]);
        }
        let mut stream = BlockStream::new(&HERE);
        let mut taken = Vec::new();
        for n in [0, 3, 1, 8, 7, 20, 5, 16, 2, 0, 9] {
            let mut words = vec![0; n];
            stream.fill(&mut words);
            taken.extend(words);
            taken.push(stream.word());
        }
        assert_eq!(taken, all[..taken.len()]);
    }

    #[test]
    fn another_round_gives_other_words() {
        let mut a = BlockStream::new(&HERE);
        let mut b = BlockStream::new(&HERE.with_round(2));
        assert!((0..100).all(|_| a.word() != b.word()));
    }
}
