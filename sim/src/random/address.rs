//! Addresses of draws: what a random number is for, and the key that follows from it.

use huimin_kernel::LANES;

/// What a number is drawn for. A purpose keeps its number for ever, and a number that falls out of
/// use is never given to another purpose: otherwise old seeds would draw other worlds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum Purpose {
    /// The world's frequency of a year.
    WorldFrequency = 1,
    /// The world's severity of a year.
    WorldSeverity = 2,
    /// Whether a year has an epidemic.
    Epidemic = 3,
    /// The error of the frequency parameters.
    ParameterFrequency = 4,
    /// The error of the severity parameters.
    ParameterSeverity = 5,
    /// The error of the tail index.
    ParameterTail = 6,
    /// The error of the split of bills.
    ParameterSplit = 7,
    /// The world's trend over all years.
    WorldTrend = 8,
    /// Events with a date: a new drug, a new catalogue.
    Event = 9,
    /// How many of a block claim, and how often.
    Claimants = 10,
    /// In which order the slots of a block become claimants.
    ClaimantOrder = 11,
    /// How dear an admission is.
    Severity = 12,
    /// How a bill splits into its parts.
    Split = 13,
    /// Where the care takes place.
    Place = 14,
    /// How inclined a person is to join.
    Propensity = 15,
    /// What kind of person sits in a slot.
    Attribute = 16,
    /// How many of a block join.
    Enrolment = 17,
    /// The group of diseases of an admission.
    Disease = 18,
    /// The course of chronic states.
    ChronicState = 19,
    /// Listed drugs: who takes them.
    Drug = 20,
    /// Which observations a resampling takes.
    Resample = 21,
    /// A person's lasting inclination to fall ill.
    Frailty = 22,
    /// Who needs care over a whole year, and how dear it is; the round is the kind of care.
    YearlyCare = 23,
    /// Who is entitled to medical aid.
    MedicalAid = 24,
    /// On which days of the year care begins.
    Day = 25,
    /// Who joins a product because he knows his bills.
    Hindsight = 26,
    /// How a city's frequency differs from the nation's.
    ModelFrequency = 27,
    /// How its cost per admission differs.
    ModelSeverity = 28,
    /// How its share of own expense differs.
    ModelOwnExpense = 29,
    /// Who lives with whom; the round is the group of persons or households that is put in order.
    HouseholdSeat = 35,
    /// In which district a household lives.
    District = 36,
    /// Where a household stands in the order of incomes.
    Income = 37,
    /// How far a household's consumption lies from that of its income band.
    Consumption = 38,
    /// Whether a household lives in a city, a town or a village.
    Settlement = 39,
    /// Who keeps his inclination to join from the year before.
    Renewal = 30,
    /// How inclined a person is to join, where he is not as he was the year before.
    NewPropensity = 31,
    /// In which state of health a person is when the term begins.
    Health = 40,
    /// How the year is in the clusters of a city.
    Cluster = 41,
    /// Whether a trial draws its world from the nominal law or from a shifted one.
    SamplingLaw = 45,
    /// When a synthetic insurer learns of a bill, pays it and takes it back; the block is the person, the round the
    /// bill, 0 for the person himself.
    ClaimDays = 50,
}

/// Where a random number lives. Equal addresses give equal numbers; different ones independent ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The run's seed.
    pub seed: u64,
    /// What the number is for.
    pub purpose: Purpose,
    /// The number of the trial.
    pub trial: u64,
    /// The calendar year, or 0 for what holds in all years.
    pub year: u16,
    /// The block of persons; of an event of the world the hash of its name; 0 for all else that concerns the
    /// whole world.
    pub block: u64,
    /// The round within the block: the r-th admission of each claimant, say.
    pub round: u16,
}

impl Address {
    /// The address of a number that concerns the whole world of a trial and year.
    pub const fn world(seed: u64, purpose: Purpose, trial: u64, year: u16) -> Address {
        Address { seed, purpose, trial, year, block: 0, round: 0 }
    }

    /// The same place for another purpose.
    #[must_use]
    pub const fn with_purpose(self, purpose: Purpose) -> Address {
        Address { purpose, ..self }
    }

    /// The same place in another round.
    #[must_use]
    pub const fn with_round(self, round: u16) -> Address {
        Address { round, ..self }
    }

    /// The 256-bit key of the address. Different addresses have different keys, without exception.
    ///
    /// The 240 bits of the six fields fill four words, which [`huimin_kernel::key`] stirs.
    #[inline]
    pub const fn key(&self) -> [u64; 4] {
        huimin_kernel::key(self.words())
    }

    /// The keys of the address and of the next rounds, a word of all of them at a time.
    #[inline]
    pub fn keys_of_rounds(&self) -> [[u64; LANES]; 4] {
        let mut keys = [[0; LANES]; 4];
        huimin_kernel::keys(&self.words(), 1 << ROUND_BIT, &mut keys);
        keys
    }

    /// All six fields, one beside the other.
    const fn words(&self) -> [u64; 4] {
        let tail = self.purpose as u64 | (self.year as u64) << 16 | (self.round as u64) << ROUND_BIT;
        [self.seed, self.trial, self.block, tail]
    }
}

/// Where in the fourth word of an address its round begins.
const ROUND_BIT: u32 = 32;

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, reason = "small by construction")]
mod tests {
    use huimin_kernel::{PI_WORDS, mix};

    use super::*;

    fn address(n: u64) -> Address {
        Address {
            seed: 20_160_101,
            purpose: if n.is_multiple_of(2) { Purpose::Severity } else { Purpose::Split },
            trial: n / 2 % 50,
            year: 2016 + (n / 100 % 3) as u16,
            block: n / 300 % 5_000,
            round: (n / 1_500_000) as u16,
        }
    }

    #[test]
    fn two_million_neighbouring_addresses_share_no_word_of_their_keys() {
        // a random 64-bit hash would give a shared word with probability 2 million^2 / 2 / 2^64 = 1e-7
        for word in 0..4 {
            let mut keys: Vec<u64> = (0..2_000_000).map(|n| address(n).key()[word]).collect();
            keys.sort_unstable();
            assert!(keys.is_sorted_by(|a, b| a < b));
        }
    }

    #[test]
    fn the_key_can_be_undone_so_no_two_addresses_share_one() {
        for n in (0..2_000_000).step_by(999) {
            let a = address(n);
            let mut w = a.key();
            for step in PI_WORDS.iter().rev() {
                for i in (0..4).rev() {
                    w[i] = w[i].wrapping_sub(mix(w[(i + 3) % 4] ^ step[i]));
                }
            }
            let tail = a.purpose as u64 | u64::from(a.year) << 16 | u64::from(a.round) << 32;
            assert_eq!(w, [a.seed, a.trial, a.block, tail]);
        }
    }

    /// How often each output bit flips when one input bit of one field flips, over `n` addresses.
    fn worst_flip_rate(n: u64, key: impl Fn(&Address) -> [u64; 4]) -> f64 {
        let flips: [fn(&mut Address, u32); 6] = [
            |a, bit| a.seed ^= 1 << bit,
            |a, bit| a.trial ^= 1 << bit,
            |a, bit| a.block ^= 1 << bit,
            |a, bit| a.year ^= 1 << (bit % 16),
            |a, bit| a.round ^= 1 << (bit % 16),
            |a, _| a.purpose = Purpose::Place,
        ];
        let mut worst = 0.0_f64;
        for flip in flips {
            for bit in [0, 1, 2, 7, 15, 31, 40, 63] {
                let mut count = [0_u32; 256];
                for i in 0..n {
                    let a = address(i * 7919);
                    let mut b = a;
                    flip(&mut b, bit);
                    for (w, (x, y)) in key(&a).into_iter().zip(key(&b)).enumerate() {
                        for out in 0..64 {
                            count[w * 64 + out] += ((x ^ y) >> out & 1) as u32;
                        }
                    }
                }
                for c in count {
                    worst = worst.max((f64::from(c) / n as f64 - 0.5).abs());
                }
            }
        }
        worst
    }

    #[test]
    fn one_flipped_bit_of_an_address_flips_each_bit_of_the_key_half_of_the_time() {
        // 12,288 rates, each of 2,000 flips (SD 0.0112): 6 SD has a false-alarm rate of 2e-5
        let limit = 6.0 * 0.5 / 2000_f64.sqrt();
        let rate = worst_flip_rate(2000, Address::key);
        assert!(rate < limit, "{rate}");
    }

    #[test]
    fn a_single_sweep_would_be_caught() {
        let one_sweep = |a: &Address| {
            let tail = a.purpose as u64 | u64::from(a.year) << 16 | u64::from(a.round) << 32;
            let mut w = [a.seed, a.trial, a.block, tail];
            for i in 0..4 {
                w[i] = w[i].wrapping_add(mix(w[(i + 3) % 4] ^ PI_WORDS[0][i]));
            }
            w
        };
        assert!(worst_flip_rate(100, one_sweep) > 0.4);
    }

    #[test]
    fn the_keys_of_this_version_are_frozen() {
        // computed by another program (Python) too. If it fails, every seed draws other numbers, and the
        // changelog must say so
        let a = Address { seed: 1, purpose: Purpose::Claimants, trial: 2, year: 2016, block: 3, round: 4 };
        let expected =
            [0x4D6C_B375_35E4_48DF, 0x7E43_4410_479B_D1AD, 0xB964_3764_6C1D_F1AB, 0x7ED4_02AF_E2FA_D82E];
        assert_eq!(a.key(), expected);
    }
}
