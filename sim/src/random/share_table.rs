//! Shares of a whole, drawn from a table of the beta distribution.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::special::{beta_log_odds, beta_slope, from_log_odds, incomplete_beta};

/// Entries of the table, equally likely.
const ENTRIES: usize = 4096;
/// A share is a whole number of millionths.
const WHOLE: f64 = 1e6;

/// Tables that are kept for the next model of this process; as many as some scenarios have, at 16 kB each.
const KEPT: usize = 256;
/// By the bits of mean and concentration. Most models differ from one another in other things.
static KNOWN: Mutex<BTreeMap<[u64; 2], ShareTable>> = Mutex::new(BTreeMap::new());

/// A beta distribution of the wrong kind.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ShareTableError {
    /// A mean outside [0, 1].
    #[error("mean share {0} is outside [0, 1]")]
    Mean(f64),
    /// A concentration that is not above 0.
    #[error("concentration {0} is not above 0")]
    Concentration(f64),
}

/// A share in [0, 1] with a beta distribution, as 4,096 equally likely whole numbers of millionths.
///
/// Each entry is the mean of the distribution over its 4,096th of probability, rounded to the
/// millionth, so the mean of the table is the mean asked for to within half a millionth (and usually
/// a hundredth of one). Entries never fall, so a higher word is a higher share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareTable {
    millionths: Box<[u32; ENTRIES]>,
}

impl ShareTable {
    /// The beta distribution with this mean in [0, 1] and concentration `a + b > 0`; its variance is
    /// `mean (1 - mean) / (concentration + 1)`. A mean of 0 or 1 is a constant, and so is any mean at an
    /// infinite concentration.
    pub fn new(mean: f64, concentration: f64) -> Result<ShareTable, ShareTableError> {
        if !(0.0..=1.0).contains(&mean) {
            return Err(ShareTableError::Mean(mean));
        }
        if concentration.is_nan() || concentration <= 0.0 {
            return Err(ShareTableError::Concentration(concentration));
        }
        if mean <= 0.0 || mean >= 1.0 || concentration.is_infinite() {
            return Ok(ShareTable { millionths: Box::new([rounded(mean * WHOLE); ENTRIES]) });
        }
        let key = [mean.to_bits(), concentration.to_bits()];
        let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = known().get(&key) {
            return Ok(table.clone());
        }
        let table = ShareTable::computed(mean, concentration);
        let mut known = known();
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(key, table.clone());
        Ok(table)
    }

    fn computed(mean: f64, concentration: f64) -> ShareTable {
        let (a, b) = (mean * concentration, (1.0 - mean) * concentration);
        let mut millionths = Box::new([0; ENTRIES]);
        let part = 1.0 / ENTRIES as f64;
        // each quantile is searched for near where the one before points, in log-odds
        let (mut guess, mut before) = (libm::log(a / b), 0.0);
        for (i, entry) in millionths.iter_mut().enumerate() {
            let mut until = 1.0;
            if i + 1 < ENTRIES {
                let p = (i + 1) as f64 * part;
                let quantile = beta_log_odds(a, b, p, guess, 1e-5);
                let (share, rest) = from_log_odds(quantile);
                // the share of the mean that lies below: E[X; X <= x] / E[X] = I_x(a + 1, b)
                until = incomplete_beta(a + 1.0, b, share, rest).below;
                let step = (part / beta_slope(a, b, share, rest)).min(1.0);
                guess = quantile + (step - 0.5 * (a * rest - b * share) * step * step).clamp(0.0, 1.0);
            }
            *entry = rounded(mean * (until - before) * ENTRIES as f64 * WHOLE);
            before = until;
        }
        ShareTable { millionths }
    }

    /// The share that 16 random bits draw, in millionths (the lowest 4 bits do not matter).
    #[inline]
    pub fn millionths(&self, bits: u16) -> u32 {
        self.millionths[usize::from(bits >> 4)]
    }

    /// The share that 16 random bits draw.
    #[inline]
    pub fn value(&self, bits: u16) -> f64 {
        f64::from(self.millionths(bits)) / WHOLE
    }

    /// The entries, in millionths, rising.
    pub fn entries(&self) -> &[u32; ENTRIES] {
        &self.millionths
    }

    /// The mean of the table in millionths.
    pub fn mean_millionths(&self) -> f64 {
        self.millionths.iter().map(|&m| f64::from(m)).sum::<f64>() / ENTRIES as f64
    }
}

/// The nearest whole number of millionths, at most a whole.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=1,000,000")]
fn rounded(millionths: f64) -> u32 {
    libm::round(millionths.clamp(0.0, WHOLE)) as u32
}

/// The four independent groups of 16 bits of a word, for four shares.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the word is cut into its parts")]
pub const fn quarters(word: u64) -> [u16; 4] {
    [word as u16, (word >> 16) as u16, (word >> 32) as u16, (word >> 48) as u16]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Address, BlockStream, Purpose};
    use rand_chacha::rand_core::SeedableRng;
    use rand_distr::Distribution;

    const CASES: [(f64, f64); 6] =
        [(0.3, 20.0), (0.05, 8.0), (0.5, 2.0), (0.9, 0.5), (0.15, 300.0), (0.01, 1.0)];

    #[test]
    fn the_mean_of_a_table_is_the_mean_asked_for() {
        for (mean, concentration) in CASES {
            let table = ShareTable::new(mean, concentration).unwrap();
            assert!((table.mean_millionths() - mean * 1e6).abs() < 0.05, "{mean} {concentration}");
        }
    }

    #[test]
    fn the_variance_is_that_of_the_beta_distribution() {
        // taking the mean of each 4,096th loses less than a thousandth of the variance
        for (mean, concentration) in CASES {
            let table = ShareTable::new(mean, concentration).unwrap();
            let spread =
                (0..4096_u16).map(|i| table.value(i << 4) - mean).map(|d| d * d).sum::<f64>() / 4096.0;
            let exact = mean * (1.0 - mean) / (concentration + 1.0);
            assert!(spread <= exact * 1.000_001 && spread > exact * 0.999, "{mean} {concentration}");
        }
    }

    #[test]
    fn a_higher_word_never_draws_a_lower_share() {
        for (mean, concentration) in CASES {
            let table = ShareTable::new(mean, concentration).unwrap();
            assert!((1..=u16::MAX).all(|bits| table.millionths(bits) >= table.millionths(bits - 1)));
            assert!(table.millionths(u16::MAX) <= 1_000_000);
        }
    }

    #[test]
    fn nothing_and_everything_are_constants() {
        for (mean, millionths) in [(0.0, 0), (1.0, 1_000_000)] {
            let table = ShareTable::new(mean, 10.0).unwrap();
            assert!((0..=u16::MAX).all(|bits| table.millionths(bits) == millionths));
        }
    }

    #[test]
    fn a_flat_beta_is_a_ramp_by_hand() {
        // Beta(1, 1): entry i is (i + 1/2) / 4096
        let table = ShareTable::new(0.5, 2.0).unwrap();
        assert_eq!(table.millionths(0), 122); // 0.5 / 4096 = 0.000122
        assert_eq!(table.millionths(0x8000), 500_122);
    }

    #[test]
    fn impossible_distributions_are_refused() {
        assert_eq!(ShareTable::new(1.5, 2.0), Err(ShareTableError::Mean(1.5)));
        assert_eq!(ShareTable::new(0.5, 0.0), Err(ShareTableError::Concentration(0.0)));
        assert!(ShareTable::new(f64::NAN, 1.0).is_err());
        assert!(ShareTable::new(0.5, f64::NAN).is_err());
    }

    /// Kolmogorov-Smirnov distance, times the root of n, of shares from the beta distribution.
    fn misfit(mut shares: Vec<f64>, mean: f64, concentration: f64) -> f64 {
        shares.sort_by(f64::total_cmp);
        let n = shares.len() as f64;
        let distance = shares.iter().enumerate().fold(0.0_f64, |worst, (i, &x)| {
            let below = incomplete_beta(mean * concentration, (1.0 - mean) * concentration, x, 1.0 - x).below;
            worst.max((below - i as f64 / n).abs()).max((below - (i + 1) as f64 / n).abs())
        });
        distance * n.sqrt()
    }

    fn drawn(table: &ShareTable) -> Vec<f64> {
        let mut stream = BlockStream::new(&Address::world(2, Purpose::Split, 0, 2016));
        (0..25_000).flat_map(|_| quarters(stream.word())).map(|bits| table.value(bits)).collect()
    }

    #[test]
    fn drawn_shares_follow_the_beta_distribution_and_a_shift_of_two_in_a_hundred_would_be_caught() {
        // n = 100,000; 1.95 is exceeded once in 1,000 (Kolmogorov); the steps of 1/4096 add at most 0.04
        for (mean, concentration) in [(0.3, 20.0), (0.5, 2.0), (0.15, 300.0)] {
            let table = ShareTable::new(mean, concentration).unwrap();
            assert!(misfit(drawn(&table), mean, concentration) < 2.0, "{mean}");
            let shifted = ShareTable::new(mean * 1.02, concentration).unwrap();
            assert!(misfit(drawn(&shifted), mean, concentration) > 2.0, "{mean}");
        }
    }

    #[test]
    fn another_sampler_agrees() {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(8);
        let oracle = rand_distr::Beta::new(6.0, 14.0).unwrap();
        assert!(misfit((0..100_000).map(|_| oracle.sample(&mut rng)).collect(), 0.3, 20.0) < 2.0);
    }
}
