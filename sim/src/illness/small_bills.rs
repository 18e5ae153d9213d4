//! Patients of one admission of whom those alone are drawn whose year may cost more than an amount.
//!
//! They are counted apart by how dear their admission is, between fixed probabilities, and stand with the dearest
//! first. So whoever is drawn for one amount is drawn for every lesser one, with the same bills: what a design
//! pays does not depend on which designs stand beside it.

use crate::illness::block_year::{BlockYear, Patients};
use crate::illness::model::Illness;
use crate::population::Status;
use crate::random::{Binomial, Uniforms, word_between};
use crate::units::Fen;

/// The survival probabilities of cost between which patients are counted apart.
const RUNGS: [f64; 9] = [1.0, 0.7, 0.5, 0.35, 0.25, 0.18, 0.125, 0.0625, 0.0];

/// Patients of one admission behind those of several: first who needs care besides, whatever the admission costs,
/// then the others, the dearest first.
#[derive(Debug, Clone, Copy)]
pub(super) struct DearFirst {
    twice: u32,
    with_care: u32,
    /// By rung: the others whose cost is beyond its probability.
    beyond: [u32; RUNGS.len()],
    /// The rung up to which they are drawn.
    rung: usize,
}

impl DearFirst {
    /// Of a number of patients, of whom `twice` have several admissions: a share `in_care` of the others needs care,
    /// and of the rest those are asked for whose cost is beyond the probability `reaching`.
    ///
    /// One uniform for care and one a rung, whatever is asked for.
    pub(super) fn draw(
        (twice, patients): (u32, u32),
        (in_care, reaching): (f64, f64),
        uniforms: &mut Uniforms,
    ) -> DearFirst {
        let with_care = Binomial::new(patients - twice, in_care).quantile(uniforms.uniform());
        let mut beyond = [0; RUNGS.len()];
        beyond[0] = patients - twice - with_care;
        for i in 1..RUNGS.len() - 1 {
            beyond[i] = Binomial::new(beyond[i - 1], RUNGS[i] / RUNGS[i - 1]).quantile(uniforms.uniform());
        }
        let rung = RUNGS.iter().rposition(|&rung| rung >= reaching).unwrap_or(0);
        DearFirst { twice, with_care, beyond, rung }
    }

    /// How many patients are drawn, those of several admissions too.
    pub(super) fn count(&self) -> u32 {
        self.twice + self.with_care + self.beyond[self.rung]
    }

    /// The places of those who need care besides.
    pub(super) fn with_care(&self) -> (usize, usize) {
        (self.twice as usize, (self.twice + self.with_care) as usize)
    }

    /// Puts the words of cost of all patients between the rungs where they stand.
    pub(super) fn place(&self, words: &mut [u64]) {
        let (_, alone) = self.with_care();
        for i in self.rung..RUNGS.len() - 1 {
            let (dearer, up_to) = (self.beyond[i + 1] as usize, self.beyond[i] as usize);
            for word in &mut words[alone + dearer..alone + up_to] {
                *word = word_between(*word, RUNGS[i + 1], RUNGS[i]);
            }
        }
    }
}

impl BlockYear {
    /// The probability that a patient of state `k` needs care besides his admissions.
    pub(super) fn in_care(&self, illness: &Illness, k: usize) -> f64 {
        let state = &self.states[k];
        illness.care.iter().fold(0.0, |any, care| {
            let p = care.users_among(self.status, state.users(care));
            p + (1.0 - p) * any
        })
    }

    /// The share of the words of cost, the dearest, beyond which no admission of state `k` costs more than an
    /// amount; `None` where care may bring a benefit of itself.
    pub(super) fn share_above(&self, illness: &Illness, k: usize, amount: Fen) -> Option<f64> {
        let tables = &illness.statuses[self.status as usize];
        let cost = self.states[k].level_cost.iter().copied().fold(0.0, f64::max)
            * tables.places[k].cost.iter().copied().fold(0.0, f64::max);
        if cost <= 0.0 || illness.health.is_some() && illness.has_care(self.status) {
            return None;
        }
        // half a fen more is rounded to the next
        let relative = self.tail.least_above((amount.0 as f64 + 0.5) / cost);
        Some(illness.severity.reaches(relative / illness.unit))
    }
}

impl Patients {
    /// Gives the patients `from` one to another care, each at least one, as those have it who have any; those
    /// behind them get none.
    pub(super) fn concentrate_care(&mut self, illness: &Illness, status: Status, (from, to): (usize, usize)) {
        const WORDS: f64 = 18_446_744_073_709_551_616.0;
        let shares: Vec<f64> =
            illness.care.iter().map(|care| care.users_among(status, self.users(care))).collect();
        // the probability of any care from one on
        let mut any = vec![0.0; shares.len() + 1];
        for (i, share) in shares.iter().enumerate().rev() {
            any[i] = share + (1.0 - share) * any[i + 1];
        }
        for j in from..to {
            let mut none_yet = true;
            for (i, words) in self.care.iter_mut().enumerate() {
                if !none_yet || any[i] <= 0.0 {
                    continue;
                }
                let within = words[j] as f64 * any[i];
                none_yet = within >= shares[i] * WORDS;
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 2^64")]
                let word = if none_yet { u64::MAX } else { within as u64 };
                words[j] = word;
            }
        }
        self.care.iter_mut().for_each(|words| words[to..].fill(u64::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Address, Purpose};

    /// Of 40 patients of one admission, 3 in 100 with care: whatever is asked for, the dearest are the same.
    #[test]
    fn who_is_drawn_for_one_amount_is_drawn_for_a_lesser_one_with_the_same_words() {
        let draw = |trial: u64, reaching: f64| {
            let at = Address::world(5, Purpose::Claimants, trial, 2016);
            let dear_first = DearFirst::draw((4, 44), (0.03, reaching), &mut Uniforms::new(&at));
            let mut words: Vec<u64> =
                (0..44).map(|i: u64| (i * 977 + trial).wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect();
            words.truncate(dear_first.count() as usize);
            dear_first.place(&mut words);
            words
        };
        let mut shares = [0.0; 3];
        for trial in 0..400 {
            let all = draw(trial, 1.0);
            assert_eq!(all.len(), 44);
            for (share, reaching) in shares.iter_mut().zip([0.6, 0.2, 0.01]) {
                let few = draw(trial, reaching);
                assert_eq!(few, all[..few.len()]);
                *share += few.len() as f64 / 400.0;
            }
        }
        // 4 and 3% of 40, and of the other 38.8 those beyond 0.7, 0.25 and 0.0625; four standard errors
        for (share, rung) in shares.into_iter().zip([0.7, 0.25, 0.0625]) {
            let expected = 5.2 + 38.8 * rung;
            assert!((share - expected).abs() < 4.0 * (44.0 * 0.25 / 400.0_f64).sqrt(), "{share} {expected}");
        }
    }
}
