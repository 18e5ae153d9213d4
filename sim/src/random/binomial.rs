//! How many of n do something that each does with probability p: by the inverse distribution.

use super::special::binomial_density;

/// The distribution of a count of `n` independent events of probability `p`, ready to be inverted.
///
/// One uniform gives one count, and the count never falls when the uniform, `n` or `p` rises: a
/// higher frequency can only add events. That is why no rejection sampler is used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binomial {
    n: u32,
    /// Whether the non-events are counted instead, because they are the rarer.
    complement: bool,
    odds: f64,
    /// The first count with a probability that matters, that probability, and the last one.
    start: u32,
    at_start: f64,
    last: u32,
}

/// The probability of an event, with what follows from it for every number of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Chance {
    /// Whether the event is the likelier: the non-events are then counted.
    complement: bool,
    /// Of the rarer of the two, and of the other.
    p: f64,
    q: f64,
    /// The logarithm of `q`.
    ln_q: f64,
}

impl Chance {
    /// Of an event of probability `p`; at or below 0 is never, at or above 1 always.
    ///
    /// # Panics
    /// In debug builds when `p` is not a number in [0, 1].
    pub(super) fn new(p: f64) -> Chance {
        debug_assert!((0.0..=1.0).contains(&p), "{p} is not a probability");
        let complement = p > 0.5;
        let (p, q) = if complement { (1.0 - p, p) } else { (p, 1.0 - p) };
        let ln_q = if p < q { libm::log1p(-p) } else { libm::log(q) };
        Chance { complement, p, q, ln_q }
    }
}

impl Binomial {
    /// The count of `n` events of probability `p`; `p` at or below 0 is never, at or above 1 always.
    ///
    /// # Panics
    /// In debug builds when `p` is not a number in [0, 1].
    pub fn new(n: u32, p: f64) -> Binomial {
        Binomial::of(n, &Chance::new(p))
    }

    /// The count of `n` events of a chance.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rounded into 0..=n")]
    pub(super) fn of(n: u32, &Chance { complement, p, q, ln_q }: &Chance) -> Binomial {
        if p <= 0.0 || n == 0 {
            return Binomial { n, complement, odds: 0.0, start: 0, at_start: 1.0, last: 0 };
        }
        let size = f64::from(n);
        let (mean, sd) = (size * p, (size * p * q).sqrt());
        // for p <= 1/2 less than 2^-60 lies below 9 deviations, or above 10 deviations and 20 events:
        // no uniform of 53 bits can tell
        let start = (mean - 9.0 * sd).max(0.0) as u32;
        let last = (mean + 10.0 * sd + 20.0).min(size) as u32;
        let at_start =
            if start == 0 { libm::exp(size * ln_q) } else { binomial_density(f64::from(start), size, p, q) };
        Binomial { n, complement, odds: p / q, start, at_start, last }
    }

    /// The least count whose distribution function reaches `u`, for a uniform `u` in (0, 1).
    ///
    /// Adds up probabilities from 9 standard deviations below the mean, each from the one before:
    /// `P(k+1) = P(k) (n-k)/(k+1) p/q` (BINV of Kachitvichyanukul and Schmeiser
    /// 1988, begun late). One uniform; about `9 sd` steps.
    #[inline]
    pub fn quantile(&self, u: f64) -> u32 {
        if self.complement { self.n - self.count(1.0 - u) } else { self.count(u) }
    }

    /// The first count that matters, its probability and the distribution function there.
    #[inline]
    fn begin(&self) -> (u32, f64, f64) {
        (self.start, self.at_start, self.at_start)
    }

    #[inline]
    fn count(&self, u: f64) -> u32 {
        let (mut k, mut probability, mut sum) = self.begin();
        // P(k+1) / P(k) = (n+1) odds / (k+1) - odds
        let (slope, odds) = ((f64::from(self.n) + 1.0) * self.odds, self.odds);
        // a stride at a time, while the whole of it stays below u
        while k + STRIDE <= self.last {
            let (product, total) = stride(slope, odds, f64::from(k));
            if sum + probability * total >= u {
                break;
            }
            sum += probability * total;
            probability *= product;
            k += STRIDE;
        }
        self.step(u, (k, probability, sum))
    }

    /// One count after another.
    #[inline]
    fn step(&self, u: f64, (mut k, mut probability, mut sum): (u32, f64, f64)) -> u32 {
        let (slope, odds) = ((f64::from(self.n) + 1.0) * self.odds, self.odds);
        while sum < u && k < self.last {
            probability *= slope / (f64::from(k) + 1.0) - odds;
            sum += probability;
            k += 1;
        }
        k
    }
}

/// A binomial distribution that is inverted again and again: the sums where its strides begin are kept.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StridedBinomial {
    of: Binomial,
    /// Count, its probability and the distribution function there, where each stride begins, as far as
    /// they have been asked for.
    strides: Vec<(u32, f64, f64)>,
}

impl Default for StridedBinomial {
    fn default() -> StridedBinomial {
        let of = Binomial::new(0, 0.0);
        StridedBinomial { of, strides: vec![of.begin()] }
    }
}

impl StridedBinomial {
    /// Turns this distribution into another one, reusing its memory.
    pub(super) fn set(&mut self, of: Binomial) {
        self.of = of;
        self.strides.clear();
        self.strides.push(of.begin());
    }

    /// [`Binomial::quantile`], to the bit.
    pub(super) fn quantile(&mut self, u: f64) -> u32 {
        if self.of.complement { self.of.n - self.count(1.0 - u) } else { self.count(u) }
    }

    fn count(&mut self, u: f64) -> u32 {
        let (slope, odds) = ((f64::from(self.of.n) + 1.0) * self.of.odds, self.of.odds);
        while let Some(&(k, probability, sum)) = self.strides.last() {
            if sum >= u || k + STRIDE > self.of.last {
                break;
            }
            let (product, total) = stride(slope, odds, f64::from(k));
            self.strides.push((k + STRIDE, probability * product, sum + probability * total));
        }
        // the last stride that begins below u; the first where none does
        let after = self.strides.partition_point(|&(_, _, sum)| sum < u).max(1);
        self.of.step(u, self.strides[after - 1])
    }
}

/// Counts that are passed over at a time.
const STRIDE: u32 = 8;

/// `P(k+8) / P(k)` and `(P(k+1) + ... + P(k+8)) / P(k)`.
///
/// Joined in pairs, so that neither the divisions nor the products wait for each other.
#[inline]
fn stride(slope: f64, odds: f64, k: f64) -> (f64, f64) {
    let mut ratios = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
    for ratio in &mut ratios {
        *ratio = slope / (k + *ratio) - odds;
    }
    let join = |(p, t): (f64, f64), (q, u): (f64, f64)| (p * q, t + p * u);
    let two = |i: usize| join((ratios[i], ratios[i]), (ratios[i + 1], ratios[i + 1]));
    join(join(two(0), two(2)), join(two(4), two(6)))
}

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, reason = "small by construction")]
mod tests {
    use super::*;
    use crate::random::special::incomplete_beta;
    use crate::random::{Address, Purpose, Uniforms};
    use proptest::prelude::*;
    use rand_chacha::rand_core::SeedableRng;
    use rand_distr::Distribution;

    fn uniforms(round: u16) -> Uniforms {
        Uniforms::new(&Address::world(11, Purpose::Claimants, 0, 0).with_round(round))
    }

    #[test]
    fn kept_strides_change_no_count() {
        let (mut words, mut kept) = (uniforms(77), StridedBinomial::default());
        for (n, p) in [(4096, 0.17), (4096, 0.9), (3, 0.4), (700, 1e-4), (0, 0.3), (4096, 1.0)] {
            let plain = Binomial::new(n, p);
            kept.set(plain);
            let ends = [1e-300, 0.5, 1.0 - f64::EPSILON / 2.0];
            for u in ends.into_iter().chain((0..2_000).map(|_| words.uniform())) {
                assert_eq!(kept.quantile(u), plain.quantile(u), "{n} {p} {u}");
            }
        }
    }

    #[test]
    fn certain_and_impossible_events_need_no_chance() {
        for u in [1e-300, 1e-16, 0.5, 1.0 - 1e-16] {
            assert_eq!(Binomial::new(4096, 0.0).quantile(u), 0);
            assert_eq!(Binomial::new(4096, 1.0).quantile(u), 4096);
            assert_eq!(Binomial::new(0, 0.3).quantile(u), 0);
        }
    }

    #[test]
    fn three_coins_fall_by_hand() {
        // distribution function of the heads of three coins: 1/8, 4/8, 7/8, 1
        let coins = Binomial::new(3, 0.5);
        let counts = [0.1, 0.125, 0.126, 0.5, 0.51, 0.875, 0.876, 0.999].map(|u| coins.quantile(u));
        assert_eq!(counts, [0, 0, 1, 1, 2, 2, 3, 3]);
    }

    #[test]
    fn the_inverse_meets_the_incomplete_beta_function() {
        // F(k) = I_q(n-k, k+1); just below and above a step the count must change
        for (n, p) in [(4096, 0.17), (4096, 0.9), (4096, 1e-5), (100, 0.5), (7, 0.99), (3_000_000, 0.45)] {
            for quantile in [1e-12, 0.001, 0.1, 0.5, 0.9, 0.999, 0.999_999_9] {
                let k = Binomial::new(n, p).quantile(quantile);
                let below = |k: u32| incomplete_beta(f64::from(n - k), f64::from(k) + 1.0, 1.0 - p, p).below;
                if k < n {
                    assert!(below(k) >= quantile * (1.0 - 1e-10), "{n} {p} {quantile}");
                }
                if k > 0 {
                    assert!(below(k - 1) <= quantile * (1.0 + 1e-10), "{n} {p} {quantile}");
                }
            }
        }
    }

    /// Chi-square of draws against exact probabilities, cells of at least 20 expected, in deviations.
    fn misfit(n: u32, p: f64, counts: impl Iterator<Item = u32>) -> f64 {
        let mut seen = vec![0_u32; n as usize + 1];
        let mut total = 0.0;
        for k in counts {
            seen[k as usize] += 1;
            total += 1.0;
        }
        let (mut chi, mut cells, mut observed, mut expected) = (0.0, 0.0, 0.0, 0.0);
        for k in 0..=n {
            observed += f64::from(seen[k as usize]);
            expected += total * binomial_density(f64::from(k), f64::from(n), p, 1.0 - p);
            if expected >= 20.0 {
                chi += (observed - expected) * (observed - expected) / expected;
                cells += 1.0;
                (observed, expected) = (0.0, 0.0);
            }
        }
        (chi - cells) / (2.0 * cells).sqrt()
    }

    #[test]
    fn counts_follow_the_exact_probabilities() {
        // chi-square above 6 deviations with 5 or more cells: false-alarm rate below 1e-4 for all
        for (round, (n, p)) in [(4096, 0.17), (4096, 0.001), (4096, 0.8), (20, 0.5)].into_iter().enumerate() {
            let mut u = uniforms(round as u16);
            let binomial = Binomial::new(n, p);
            let counts = (0..50_000).map(|_| binomial.quantile(u.uniform()));
            assert!(misfit(n, p, counts) < 6.0, "{n} {p}");
        }
    }

    #[test]
    fn a_probability_off_by_two_in_a_hundred_would_be_caught() {
        for (n, p) in [(4096, 0.17), (4096, 0.01), (20, 0.5)] {
            let mut u = uniforms(9);
            let binomial = Binomial::new(n, p * 1.02);
            let counts = (0..50_000).map(|_| binomial.quantile(u.uniform()));
            assert!(misfit(n, p, counts) > 6.0, "{n} {p}");
        }
    }

    #[test]
    fn another_sampler_agrees() {
        // rand_distr (BTPE) under the same chi-square: the oracle and the exact law are one
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(4);
        let oracle = rand_distr::Binomial::new(4096, 0.17).unwrap();
        assert!(misfit(4096, 0.17, (0..50_000).map(|_| oracle.sample(&mut rng) as u32)) < 6.0);
    }

    proptest! {
        #[test]
        fn a_count_never_falls_when_chance_size_or_probability_rises(
            n in 0_u32..5000, more in 0_u32..50, p in 0.0..=1.0_f64, rise in 0.0..=1.0_f64, u in 0.0001..0.9999_f64, luck in 0.0..=1.0_f64
        ) {
            let count = Binomial::new(n, p).quantile(u);
            prop_assert!(Binomial::new(n, p).quantile(u + luck * (0.9999 - u)) >= count);
            prop_assert!(Binomial::new(n, p + rise * (1.0 - p)).quantile(u) >= count);
            let grown = Binomial::new(n + more, p).quantile(u);
            prop_assert!(grown >= count && grown <= count + more);
        }
    }
}
