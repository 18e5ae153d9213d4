//! Who claims: the first few slots of a keyed permutation of a block.

use huimin_kernel::LANES;

use super::address::Address;
use super::stream::BlockStream;

/// Slots of a block of persons.
pub const BLOCK_SLOTS: usize = 4096;

/// Words of the stream that are drawn at a time at most; each moves two slots.
const WORDS: usize = 256;

/// Draws the claimants of a block, reusing its memory from block to block.
#[derive(Debug, Clone)]
pub struct ClaimantOrder {
    table: Box<[u16; BLOCK_SLOTS]>,
    words: [u64; WORDS],
    /// The claimants found; the last two places take what is found beyond the count.
    slots: Box<[u16; BLOCK_SLOTS + 2]>,
}

impl ClaimantOrder {
    /// Memory for one block at a time.
    pub fn new() -> ClaimantOrder {
        ClaimantOrder { table: Box::new(IDENTITY), words: [0; WORDS], slots: Box::new([0; BLOCK_SLOTS + 2]) }
    }

    /// The first `count` slots below `heads` in the random order of the slots at `address`.
    ///
    /// The order is a uniform permutation of all 4,096 slots; slots at or above `heads` stand empty
    /// and are passed over. So a higher `count` lengthens the list and a higher `heads` inserts
    /// persons into it, and neither changes the order of the others.
    ///
    /// Partial Fisher-Yates shuffle (Knuth, TAOCP 2, 3.4.2 P), position `i` exchanged with a position
    /// in `i..4096` by Lemire's multiplication (2019) without its rejection: half a word a position,
    /// probabilities off by less than 1e-6 of themselves.
    ///
    /// # Panics
    /// When `heads > 4096`. At most `heads` slots are given.
    pub fn first(&mut self, address: &Address, count: usize, heads: usize) -> &[u16] {
        assert!(heads <= BLOCK_SLOTS, "a block has {BLOCK_SLOTS} slots, not {heads}");
        let count = count.min(heads);
        self.table.copy_from_slice(&IDENTITY);
        let slots = &mut *self.slots;
        let mut stream = BlockStream::new(address);
        let (mut table, mut found) = (&mut self.table[..], 0);
        while found < count {
            // as many as are expected to give those who are missing, and an eighth more: mostly one filling is enough
            let expected = (count - found) * table.len() / (heads - found);
            let words = (expected * 9 / 16 + 1).next_multiple_of(LANES).min(WORDS).min(table.len() / 2);
            let words = &mut self.words[..words];
            stream.fill(words);
            for &word in &*words {
                if found >= count {
                    break;
                }
                for bits in [word & 0xFFFF_FFFF, word >> 32] {
                    // written in any case and kept where the slot is taken: no branch to mispredict
                    let slot = exchange(table, bits);
                    table = &mut table[1..];
                    slots[found] = slot;
                    found += usize::from(usize::from(slot) < heads);
                }
            }
        }
        &self.slots[..count]
    }
}

impl ClaimantOrder {
    /// The first `counts[g]` slots of each group `g` in the random order of the slots at `address`, where
    /// `group(slot)` says to which group a slot below `heads` belongs; into `slots[g]`.
    ///
    /// The order is that of [`ClaimantOrder::first`]: one for all groups, so who changes his group moves
    /// nobody else.
    ///
    /// # Panics
    /// When `heads > 4096`, or there are fewer counts than groups.
    pub fn first_of_groups(
        &mut self,
        address: &Address,
        heads: usize,
        group: impl Fn(usize) -> usize,
        counts: &[usize],
        slots: &mut Vec<Vec<u16>>,
    ) {
        assert!(heads <= BLOCK_SLOTS, "a block has {BLOCK_SLOTS} slots, not {heads}");
        slots.resize_with(counts.len(), Vec::new);
        slots.iter_mut().for_each(Vec::clear);
        let mut left: usize = counts.iter().sum();
        self.table.copy_from_slice(&IDENTITY);
        let mut stream = BlockStream::new(address);
        let mut table = &mut self.table[..];
        while left > 0 && !table.is_empty() {
            let words = left.div_ceil(2).next_multiple_of(LANES).min(WORDS).min(table.len() / 2);
            let words = &mut self.words[..words];
            stream.fill(words);
            for &word in &*words {
                for bits in [word & 0xFFFF_FFFF, word >> 32] {
                    let slot = exchange(table, bits);
                    table = &mut table[1..];
                    if usize::from(slot) >= heads {
                        continue;
                    }
                    let group = group(usize::from(slot));
                    if slots[group].len() < counts[group] {
                        slots[group].push(slot);
                        left -= 1;
                    }
                }
            }
        }
    }
}

impl Default for ClaimantOrder {
    fn default() -> ClaimantOrder {
        ClaimantOrder::new()
    }
}

/// Exchanges the first position of the rest of a table with one that 32 random bits choose of them all, and gives
/// what then stands there; it is not looked at again, so it is not put there.
#[inline]
fn exchange(rest: &mut [u16], bits: u64) -> u16 {
    // below 2^44: a table has 4,096 positions at most
    let other = (bits.wrapping_mul(rest.len() as u64) >> 32) as usize;
    let slot = rest[other];
    rest[other] = rest[0];
    slot
}

/// The slots in their own order.
#[expect(clippy::cast_possible_truncation, reason = "4096 fits in 16 bits")]
static IDENTITY: [u16; BLOCK_SLOTS] = {
    let mut table = [0; BLOCK_SLOTS];
    let mut i = 0;
    while i < BLOCK_SLOTS {
        table[i] = i as u16;
        i += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Purpose;
    use proptest::prelude::*;

    fn at(block: u64) -> Address {
        Address { seed: 5, purpose: Purpose::ClaimantOrder, trial: 1, year: 2016, block, round: 0 }
    }

    #[test]
    fn all_slots_together_are_a_permutation() {
        let mut order = ClaimantOrder::new();
        for heads in [0, 1, 2, 777, 4095, 4096] {
            let mut slots = order.first(&at(3), heads, heads).to_vec();
            slots.sort_unstable();
            assert!(slots.iter().enumerate().all(|(i, &s)| i == usize::from(s)));
            assert_eq!(slots.len(), heads);
        }
    }

    /// The shuffle as it is written in books: one position after another, none passed over in advance.
    fn shuffled(address: &Address, heads: usize) -> Vec<u16> {
        let mut slots: Vec<u16> = (0..4096).collect();
        let mut words = vec![0; 2048];
        BlockStream::new(address).fill(&mut words);
        for (i, bits) in words.iter().flat_map(|word| [word & 0xFFFF_FFFF, word >> 32]).enumerate() {
            let other = i + usize::try_from((bits * (4096 - i as u64)) >> 32).unwrap();
            slots.swap(i, other);
        }
        slots.retain(|&slot| usize::from(slot) < heads);
        slots
    }

    #[test]
    fn the_order_is_that_of_the_whole_shuffle() {
        let mut order = ClaimantOrder::new();
        for (block, heads) in [(1, 4096), (2, 4095), (3, 2300), (4, 60), (5, 1)] {
            let expected = shuffled(&at(block), heads);
            for count in [1, heads / 7, heads / 2, heads] {
                assert_eq!(order.first(&at(block), count, heads), &expected[..count], "{count} of {heads}");
            }
        }
    }

    #[test]
    fn more_claimants_than_heads_are_not_given() {
        assert_eq!(ClaimantOrder::new().first(&at(3), 50, 10).len(), 10);
    }

    proptest! {
        #[test]
        fn more_claimants_lengthen_the_list_and_move_none(block in 0_u64..1000, heads in 1_usize..=4096, a in 0_usize..4096, b in 0_usize..4096) {
            let mut order = ClaimantOrder::new();
            let few = order.first(&at(block), a.min(b), heads).to_vec();
            let many = order.first(&at(block), a.max(b), heads);
            prop_assert_eq!(&few[..], &many[..few.len()]);
        }

        #[test]
        fn newcomers_leave_the_order_of_the_others_alone(block in 0_u64..1000, a in 1_usize..=4096, b in 1_usize..=4096) {
            let (few, many) = (a.min(b), a.max(b));
            let mut order = ClaimantOrder::new();
            let before = order.first(&at(block), few, few).to_vec();
            let after: Vec<u16> =
                order.first(&at(block), many, many).iter().copied().filter(|&s| usize::from(s) < few).collect();
            prop_assert_eq!(before, after);
        }
    }

    #[test]
    fn the_groups_of_one_block_share_one_order() {
        let mut order = ClaimantOrder::new();
        let all = order.first(&at(9), 1000, 1000).to_vec();
        let group = |slot: usize| usize::from(slot.is_multiple_of(5));
        let mut slots = Vec::new();
        order.first_of_groups(&at(9), 1000, group, &[400, 30], &mut slots);
        for (g, count) in [(0, 400), (1, 30)] {
            let expected: Vec<u16> =
                all.iter().copied().filter(|&slot| group(usize::from(slot)) == g).take(count).collect();
            assert_eq!(slots[g], expected);
        }
        // a group of which there are fewer than asked for is given whole
        order.first_of_groups(&at(9), 100, group, &[80, 30], &mut slots);
        assert_eq!((slots[0].len(), slots[1].len()), (80, 20));
    }

    /// Chi-square of how often each of 4,096 slots is the `k`-th claimant, in standard deviations.
    fn unevenness(k: usize, blocks: u64, of: impl Fn(u16) -> u16) -> f64 {
        let mut seen = vec![0_u32; BLOCK_SLOTS];
        let mut order = ClaimantOrder::new();
        for block in 0..blocks {
            seen[usize::from(of(order.first(&at(block), k + 1, BLOCK_SLOTS)[k]))] += 1;
        }
        let expected = blocks as f64 / BLOCK_SLOTS as f64;
        let chi: f64 =
            seen.iter().map(|&n| (f64::from(n) - expected) * (f64::from(n) - expected) / expected).sum();
        (chi - 4095.0) / (2.0 * 4095.0_f64).sqrt()
    }

    #[test]
    fn every_slot_is_equally_likely_in_every_place() {
        // beyond 5 deviations of chi-square with 4,095 degrees: false-alarm rate below 1e-5 for all places
        for k in [0, 1, 17, 300] {
            assert!(unevenness(k, 100_000, |s| s).abs() < 5.0);
        }
    }

    #[test]
    fn a_slot_that_is_favoured_by_a_third_of_its_share_would_be_caught() {
        // slots 0..1365 taken for 2730..4095 in one of three cases
        let bent = |s: u16| if s >= 2730 && s.is_multiple_of(3) { s - 2730 } else { s };
        assert!(unevenness(0, 100_000, bent) > 5.0);
    }
}
