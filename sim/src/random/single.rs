//! Single draws from a true counter generator, for what is drawn once a trial, a year or a block.

use super::address::Address;
use super::special::normal_quantile;

/// A uniform number in (0, 1): `(w + 1/2) / 2^52` with `w` the upper 52 bits of `word`.
///
/// Never 0 and never 1, and `1 - u` is exact. One word.
#[inline]
pub fn unit_interval(word: u64) -> f64 {
    ((word >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
}

/// The uniforms of an address, one after the other: `ChaCha8` (Bernstein 2008) keyed by the address.
///
/// The n-th number depends on the address and n alone. Each takes one word. Most addresses are asked for one to
/// eight words, so they are worked out eight at a time, not 32 as `rand_chacha` does.
#[derive(Debug, Clone)]
pub struct Uniforms {
    key: [u64; 4],
    /// How many blocks of words have been worked out.
    blocks: u64,
    /// The last of them, of which the words from `next` on have not been handed out.
    words: [u64; BLOCK],
    next: usize,
}

impl Uniforms {
    /// The uniforms that live at `address`.
    pub fn new(address: &Address) -> Uniforms {
        Uniforms { key: address.key(), blocks: 0, words: [0; BLOCK], next: BLOCK }
    }

    /// The next uniform in (0, 1).
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        unit_interval(self.word())
    }

    #[inline]
    fn word(&mut self) -> u64 {
        if self.next >= BLOCK {
            self.words = chacha8(&self.key, self.blocks);
            (self.blocks, self.next) = (self.blocks + 1, 0);
        }
        let word = self.words[self.next];
        self.next += 1;
        word
    }

    /// The next standard normal, the inverse distribution of the next uniform.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }
}

/// Words of a block of `ChaCha8`.
const BLOCK: usize = 8;

/// A block of `ChaCha8` in stream 0.
fn chacha8(key: &[u64; 4], block: u64) -> [u64; BLOCK] {
    // "expand 32-byte k", the key, the number of the block, the stream
    let words = [0x3320_646E_6170_7865, 0x6B20_6574_7962_2D32, key[0], key[1], key[2], key[3], block, 0];
    let begin: [u32; 2 * BLOCK] = std::array::from_fn(|i| half(words[i / 2], i % 2));
    let mut state = begin;
    for _ in 0..4 {
        for i in 0..4 {
            quarter_round(&mut state, [i, 4 + i, 8 + i, 12 + i]);
        }
        for i in 0..4 {
            quarter_round(&mut state, [i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4]);
        }
    }
    let sum = |i: usize| u64::from(state[i].wrapping_add(begin[i]));
    std::array::from_fn(|i| sum(2 * i) | sum(2 * i + 1) << 32)
}

/// The lower or the upper half of a word.
#[expect(clippy::cast_possible_truncation, reason = "the half that is asked for")]
const fn half(word: u64, upper: usize) -> u32 {
    (word >> (32 * upper)) as u32
}

#[inline]
fn quarter_round(state: &mut [u32; 2 * BLOCK], [a, b, c, d]: [usize; 4]) {
    let mut step = |a: usize, b: usize, d: usize, by: u32| {
        state[a] = state[a].wrapping_add(state[b]);
        state[d] = (state[d] ^ state[a]).rotate_left(by);
    };
    step(a, b, d, 16);
    step(c, d, b, 12);
    step(a, b, d, 8);
    step(c, d, b, 7);
}

/// The one uniform in (0, 1) of an address: the first of its [`Uniforms`].
///
/// ```
/// use huimin::random::{Address, Purpose, single::uniform};
/// let address = Address::world(7, Purpose::Epidemic, 0, 2016);
/// assert_eq!(uniform(&address), uniform(&address));
/// ```
pub fn uniform(address: &Address) -> f64 {
    Uniforms::new(address).uniform()
}

/// The one standard normal of an address: the inverse distribution of its [`uniform`].
pub fn normal(address: &Address) -> f64 {
    normal_quantile(uniform(address))
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;
    use crate::random::Purpose;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    #[test]
    fn the_words_are_those_of_rand_chacha() {
        for trial in 0..100 {
            let address = Address::world(3, Purpose::Claimants, trial, 2016);
            let mut seed = [0; 32];
            for (bytes, word) in seed.chunks_exact_mut(8).zip(address.key()) {
                bytes.copy_from_slice(&word.to_le_bytes());
            }
            let (mut theirs, mut ours) = (ChaCha8Rng::from_seed(seed), Uniforms::new(&address));
            assert!((0..100).all(|_| ours.word() == theirs.next_u64()));
        }
    }

    #[test]
    fn the_unit_interval_is_open_and_symmetric() {
        assert!(unit_interval(0) > 0.0);
        assert!(unit_interval(u64::MAX) < 1.0);
        for word in [0, 1 << 12, 0x1234_5678_9ABC_DEF0, u64::MAX] {
            assert_eq!(1.0 - unit_interval(word), unit_interval(!word));
        }
    }

    #[test]
    fn a_million_normals_have_the_moments_of_the_normal() {
        // standard errors of the first four moments about 0: 1, sqrt 2, sqrt 15, sqrt 96, over sqrt n.
        // 5 of them: false-alarm rate 2e-6; catches a deviation of 1.005 in the second moment
        let n = 1_000_000;
        let moments = |scale: f64| {
            let mut sums = [0.0; 4];
            for trial in 0..n {
                let z = scale * normal(&Address::world(1, Purpose::WorldTrend, trial, 0));
                for (power, sum) in sums.iter_mut().enumerate() {
                    *sum += (0..=power).fold(1.0, |product, _| product * z);
                }
            }
            sums.map(|s| s / n as f64)
        };
        let within = |m: [f64; 4]| {
            let sd = [1.0, 2.0, 15.0, 96.0_f64].map(|v| v.sqrt() / (n as f64).sqrt());
            m.iter().zip([0.0, 1.0, 0.0, 3.0]).zip(sd).all(|((m, e), s)| (m - e).abs() < 5.0 * s)
        };
        assert!(within(moments(1.0)));
        assert!(!within(moments(1.01)));
    }
}
