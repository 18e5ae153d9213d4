//! A whole city in a random order, without keeping the order: a keyed permutation of `0..n`.

use huimin_kernel::mix;

use super::address::Address;

const ROUNDS: usize = 10;

/// A permutation of `0..n` that an address names, both ways in constant time and no memory.
///
/// A Feistel network of ten rounds (six leave a bias in the smallest sets that 24,000 orders show) on the least square power of two that holds `n` (Luby, Rackoff 1988;
/// round function: Stafford's mix 13 of half and key), walked until it falls below `n` again (Black,
/// Rogaway 2002): below four steps on average. It draws one of `n!` orders for each address; another `n`
/// has another order.
///
/// ```
/// use huimin::random::{Address, KeyedPermutation, Purpose};
/// let order = KeyedPermutation::new(&Address::world(7, Purpose::HouseholdSeat, 0, 0), 1_000);
/// assert_eq!(order.place_of(order.at(123)), 123);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedPermutation {
    n: u64,
    /// Bits of each half.
    half: u32,
    keys: [u64; ROUNDS],
}

impl KeyedPermutation {
    /// The order of `n` things at `address`.
    ///
    /// # Panics
    /// Above 2^62 things.
    pub fn new(address: &Address, n: u64) -> KeyedPermutation {
        assert!(n <= 1 << 62, "{n} things cannot be put in order");
        let bits = u64::BITS - n.saturating_sub(1).leading_zeros();
        let key = address.key();
        let mut keys = [0; ROUNDS];
        for (i, round) in keys.iter_mut().enumerate() {
            *round = mix(key[i % 4].wrapping_add(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(i as u64 + 1)));
        }
        KeyedPermutation { n, half: bits.div_ceil(2).max(1), keys }
    }

    /// How many things there are.
    pub fn len(&self) -> u64 {
        self.n
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// What stands at `place`.
    ///
    /// # Panics
    /// At or above `n`.
    pub fn at(&self, place: u64) -> u64 {
        assert!(place < self.n, "place {place} of {}", self.n);
        self.walk(place, |word| self.forward(word))
    }

    /// Where `thing` stands.
    ///
    /// # Panics
    /// At or above `n`.
    pub fn place_of(&self, thing: u64) -> u64 {
        assert!(thing < self.n, "thing {thing} of {}", self.n);
        self.walk(thing, |word| self.backward(word))
    }

    fn walk(&self, from: u64, step: impl Fn(u64) -> u64) -> u64 {
        let mut word = step(from);
        while word >= self.n {
            word = step(word);
        }
        word
    }

    fn forward(&self, word: u64) -> u64 {
        let mask = (1 << self.half) - 1;
        let (mut left, mut right) = (word >> self.half, word & mask);
        for key in self.keys {
            (left, right) = (right, left ^ (mix(right ^ key) & mask));
        }
        left << self.half | right
    }

    fn backward(&self, word: u64) -> u64 {
        let mask = (1 << self.half) - 1;
        let (mut left, mut right) = (word >> self.half, word & mask);
        for key in self.keys.iter().rev() {
            (left, right) = (right ^ (mix(left ^ key) & mask), left);
        }
        left << self.half | right
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Purpose;

    fn order(seed: u64, n: u64) -> KeyedPermutation {
        KeyedPermutation::new(&Address::world(seed, Purpose::HouseholdSeat, 0, 0), n)
    }

    #[test]
    fn every_thing_has_one_place_and_every_place_one_thing() {
        for n in [0, 1, 2, 3, 5, 16, 17, 1_000, 4_097, 65_536] {
            let order = order(n, n);
            let mut seen = vec![false; usize::try_from(n).unwrap()];
            for place in 0..n {
                let thing = order.at(place);
                assert!(
                    !std::mem::replace(&mut seen[usize::try_from(thing).unwrap()], true),
                    "{thing} of {n}"
                );
                assert_eq!(order.place_of(thing), place);
            }
        }
    }

    /// Chi-square of where the things of 0..5 stand, over 24,000 orders, against all places alike. Each order
    /// puts one thing on each place, so the cells vary 5/4 as much as those of a table with fixed margins.
    fn chi_square(at: impl Fn(u64, u64) -> u64) -> f64 {
        const ORDERS: u64 = 24_000;
        let mut counts = [[0_u32; 5]; 5];
        for seed in 0..ORDERS {
            for place in 0..5 {
                counts[usize::try_from(place).unwrap()][usize::try_from(at(seed, place)).unwrap()] += 1;
            }
        }
        let expected = ORDERS as f64 / 5.0;
        let distance = |&n: &u32| {
            let off = f64::from(n) - expected;
            off * off / expected
        };
        0.8 * counts.iter().flatten().map(distance).sum::<f64>()
    }

    #[test]
    fn each_thing_stands_at_each_place_equally_often() {
        // 25 cells with row and column sums fixed: 16 degrees of freedom; 46.2 is the quantile at 1 - 1e-4, hence
        // the false-alarm rate
        let found = chi_square(|seed, place| order(seed, 5).at(place));
        assert!(found < 46.2, "{found}");
    }

    #[test]
    fn an_order_with_one_thing_two_points_too_often_in_its_place_would_be_caught() {
        let biased = |seed: u64, place| {
            let thing = order(seed, 5).at(place);
            // with probability 1/40, 0 stays at the first place: it is there 22% of the time and not 20%
            let held = order(seed ^ 0xFFFF, 40).at(0) == 0;
            let displaced = order(seed, 5).at(0);
            match (held, place) {
                (true, 0) => 0,
                (true, _) if thing == 0 => displaced,
                _ => thing,
            }
        };
        let found = chi_square(biased);
        assert!(found > 46.2, "{found}");
    }
}
