//! How often: the distribution of events per person as a chain of "at least one more".

use huimin_kernel::mix;

use super::binomial::{Binomial, Chance, StridedBinomial};
use super::single::Uniforms;

/// The distribution of events per person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CountLaw {
    /// One event with this probability, never more.
    AtMostOne {
        /// P(N = 1), in [0, 1].
        probability: f64,
    },
    /// Independent events: P(N = r) = e^-mean mean^r / r!.
    Poisson {
        /// E\[N\], at least 0 and at most 100.
        mean: f64,
    },
    /// A Poisson count whose mean is gamma distributed over persons (frailty):
    /// `Var[N] = mean + mean^2 / shape`.
    NegativeBinomial {
        /// E\[N\], at least 0 and at most 100.
        mean: f64,
        /// The shape of the frailty, above 0: the smaller, the more a few persons have many events.
        shape: f64,
    },
}

/// A count law that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum CountLawError {
    /// A probability outside [0, 1].
    #[error("probability {0} is outside [0, 1]")]
    Probability(f64),
    /// A mean outside [0, 100].
    #[error("mean {0} is outside [0, 100]")]
    Mean(f64),
    /// A shape that is not a positive number.
    #[error("shape {0} is not above 0")]
    Shape(f64),
}

/// P(N >= 1), P(N >= 2 | N >= 1), P(N >= 3 | N >= 2), ... until less than 1e-15 of persons are left.
///
/// Among `heads` persons, `K_1 ~ Binomial(heads, P(N >= 1))` have at least one event,
/// `K_(r+1) ~ Binomial(K_r, P(N >= r+1 | N >= r))` of them at least one more. Every step is the
/// inverse distribution of one uniform, so a higher mean adds events and takes none away.
#[derive(Debug, Clone, PartialEq)]
pub struct CountChain {
    /// Laws that it has been, each where [`place_of`] says: the blocks of a city share a few hundred.
    kept: Vec<Kept>,
    /// Which of them it is.
    at: usize,
    /// Of how many heads it was asked last how many have an event, under this law.
    heads: Option<u32>,
    /// How many of them have one.
    any: StridedBinomial,
}

/// A law, and what follows from it.
#[derive(Debug, Clone, PartialEq, Default)]
struct Kept {
    law: Option<CountLaw>,
    one_more: Vec<f64>,
    /// The same with their constants, as far as they have been asked for.
    chances: Vec<Chance>,
}

/// How many laws are kept: a power of two.
const KEPT: usize = 256;

impl Default for CountChain {
    fn default() -> CountChain {
        CountChain { kept: vec![Kept::default(); KEPT], at: 0, heads: None, any: StridedBinomial::default() }
    }
}

/// Below this probability nobody is left: not one person in a million runs of a million trials.
const NEGLIGIBLE: f64 = 1e-15;

impl CountChain {
    /// The chain of a law.
    pub fn new(law: CountLaw) -> Result<CountChain, CountLawError> {
        let mut chain = CountChain::default();
        chain.set(law)?;
        Ok(chain)
    }

    /// Turns this chain into that of `law`, reusing its memory. On an error nothing changes.
    #[inline]
    pub fn set(&mut self, law: CountLaw) -> Result<(), CountLawError> {
        let is_at = |at: usize| self.kept[at].law == Some(law);
        if is_at(self.at) {
            return Ok(());
        }
        let at = place_of(law);
        if !is_at(at) {
            check(law)?;
            self.kept[at].set(law);
        }
        (self.at, self.heads) = (at, None);
        Ok(())
    }

    /// P(N >= 1), P(N >= 2 | N >= 1), ...
    pub fn one_more(&self) -> &[f64] {
        &self.kept[self.at].one_more
    }

    /// P(N >= 1).
    pub fn any(&self) -> f64 {
        self.one_more().first().copied().unwrap_or(0.0)
    }

    /// E\[N\] = P(N >= 1) + P(N >= 2) + ...
    pub fn mean(&self) -> f64 {
        // Horner's rule from the far end
        self.one_more().iter().rev().fold(0.0, |mean, p| p * (1.0 + mean))
    }

    /// Draws how many of `heads` persons have at least 1, 2, 3, ... events into `at_least`, until none
    /// is left.
    ///
    /// One uniform a round, the r-th of `uniforms` for the r-th event.
    pub fn draw(&mut self, heads: u32, uniforms: &mut Uniforms, at_least: &mut Vec<u32>) {
        at_least.clear();
        let Kept { one_more, chances, .. } = &mut self.kept[self.at];
        let mut left = heads;
        for r in 0..one_more.len() {
            if r == chances.len() {
                chances.push(Chance::new(one_more[r]));
            }
            let u = uniforms.uniform();
            left = if r == 0 {
                if self.heads != Some(heads) {
                    self.heads = Some(heads);
                    self.any.set(Binomial::of(heads, &chances[r]));
                }
                self.any.quantile(u)
            } else {
                Binomial::of(left, &chances[r]).quantile(u)
            };
            if left == 0 {
                break;
            }
            at_least.push(left);
        }
    }
}

/// Where a law is kept.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a few bits")]
fn place_of(law: CountLaw) -> usize {
    let (CountLaw::AtMostOne { probability: x }
    | CountLaw::Poisson { mean: x }
    | CountLaw::NegativeBinomial { mean: x, .. }) = law;
    (mix(x.to_bits()) >> (64 - KEPT.ilog2())) as usize
}

impl Kept {
    /// Turns this law into another one, which has been checked.
    fn set(&mut self, law: CountLaw) {
        self.law = Some(law);
        self.one_more.clear();
        self.chances.clear();
        let (mean, spread) = match law {
            CountLaw::AtMostOne { probability } => {
                self.one_more.extend((probability > 0.0).then_some(probability));
                return;
            }
            CountLaw::Poisson { mean } => (mean, 0.0),
            CountLaw::NegativeBinomial { mean, shape } => (mean, 1.0 / shape),
        };
        if mean <= 0.0 {
            return;
        }
        // P(r+1) = P(r) (1 + r spread) / (r + 1) * mean / (1 + mean spread)
        let ratio = mean / (1.0 + mean * spread);
        let none = if spread > 0.0 { -libm::log1p(mean * spread) / spread } else { -mean };
        let mut probability = libm::exp(none);
        let mut r = 0.0;
        // the tail beyond r is at most P(r) / (1 - slope) once the slope from term to term is below 1
        loop {
            let slope = (1.0 + r * spread) / (r + 1.0) * ratio;
            if slope < 1.0 && probability * slope < 1e-3 * NEGLIGIBLE * mean.min(1.0) * (1.0 - slope) {
                break;
            }
            probability *= slope;
            r += 1.0;
            self.one_more.push(probability);
        }
        // from probabilities to tails, adding the small ones first, then to conditional ones
        let mut tail = 0.0;
        for p in self.one_more.iter_mut().rev() {
            tail += *p;
            *p = tail;
        }
        let kept = self.one_more.partition_point(|&tail| tail >= NEGLIGIBLE);
        self.one_more.truncate(kept);
        for r in (1..kept).rev() {
            self.one_more[r] /= self.one_more[r - 1];
        }
    }
}

/// Refuses parameters that make no distribution.
fn check(law: CountLaw) -> Result<(), CountLawError> {
    if let CountLaw::AtMostOne { probability } = law
        && !(0.0..=1.0).contains(&probability)
    {
        return Err(CountLawError::Probability(probability));
    }
    if let CountLaw::Poisson { mean } | CountLaw::NegativeBinomial { mean, .. } = law
        && !(0.0..=100.0).contains(&mean)
    {
        return Err(CountLawError::Mean(mean));
    }
    if let CountLaw::NegativeBinomial { shape, .. } = law
        && !(shape > 0.0 && shape.is_finite())
    {
        return Err(CountLawError::Shape(shape));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Address, Purpose};
    use proptest::prelude::*;

    /// P(N = r) of the negative binomial through gamma functions.
    fn exact(mean: f64, shape: f64, r: f64) -> f64 {
        let log = libm::lgamma(shape + r) - libm::lgamma(shape) - libm::lgamma(r + 1.0)
            + shape * libm::log(shape / (shape + mean))
            + r * libm::log(mean / (shape + mean));
        libm::exp(log)
    }

    #[test]
    fn the_chain_multiplies_back_to_the_negative_binomial() {
        for (mean, shape) in [(0.15, 0.8), (0.5, 0.3), (3.0, 2.0), (1e-6, 1.0), (40.0, 5.0)] {
            let chain = CountChain::new(CountLaw::NegativeBinomial { mean, shape }).unwrap();
            let mut at_least = 1.0;
            for (r, p) in chain.one_more().iter().enumerate() {
                let here = at_least * (1.0 - p);
                let expected = exact(mean, shape, r as f64);
                assert!((here - expected).abs() < 1e-12 * (1.0 + expected), "{mean} {shape} {r}");
                at_least *= p;
            }
            assert!((chain.mean() / mean - 1.0).abs() < 1e-8, "{mean} {shape}");
            assert!((chain.any() - (1.0 - exact(mean, shape, 0.0))).abs() < 1e-14);
        }
    }

    #[test]
    fn a_rare_event_keeps_its_digits() {
        // P(N >= 1) = 1 - exp(-1e-12) = 1e-12 (1 - 5e-13): a difference from 1 would lose 4 digits
        let chain = CountChain::new(CountLaw::Poisson { mean: 1e-12 }).unwrap();
        assert!((chain.any() / 1e-12 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn without_frailty_it_is_poisson() {
        let poisson = CountChain::new(CountLaw::Poisson { mean: 0.7 }).unwrap();
        let nearly = CountChain::new(CountLaw::NegativeBinomial { mean: 0.7, shape: 1e12 }).unwrap();
        assert_eq!(poisson.one_more().len(), nearly.one_more().len());
        for (a, b) in poisson.one_more().iter().zip(nearly.one_more()) {
            assert!((a - b).abs() < 1e-9);
        }
    }

    /// More laws than are kept, each asked for twice, in between others, and with other heads.
    #[test]
    fn a_law_that_is_kept_draws_what_it_draws_alone() {
        let mut kept = CountChain::default();
        let laws = (0..3 * KEPT).map(|i| {
            let mean = 0.01 + 0.002 * (i % (KEPT * 3 / 2)) as f64;
            CountLaw::NegativeBinomial { mean, shape: if i % 2 == 0 { 0.4 } else { 1.5 } }
        });
        for ((block, heads), law) in (0..).zip([4096, 900, 4096, 1].into_iter().cycle()).zip(laws) {
            let address = Address { block, ..Address::world(4, Purpose::Claimants, 0, 2016) };
            let draw = |chain: &mut CountChain| {
                let mut at_least = Vec::new();
                chain.draw(heads, &mut Uniforms::new(&address), &mut at_least);
                at_least
            };
            kept.set(law).unwrap();
            assert_eq!(draw(&mut kept), draw(&mut CountChain::new(law).unwrap()), "{law:?}");
        }
        let refused = kept.clone();
        assert!(kept.set(CountLaw::Poisson { mean: -1.0 }).is_err());
        assert_eq!(kept, refused, "on an error nothing changes");
    }

    #[test]
    fn impossible_laws_are_refused() {
        assert_eq!(
            CountChain::new(CountLaw::AtMostOne { probability: 1.1 }),
            Err(CountLawError::Probability(1.1))
        );
        assert_eq!(CountChain::new(CountLaw::Poisson { mean: -1.0 }), Err(CountLawError::Mean(-1.0)));
        let law = CountLaw::NegativeBinomial { mean: 1.0, shape: 0.0 };
        assert_eq!(CountChain::new(law), Err(CountLawError::Shape(0.0)));
        assert!(CountChain::new(CountLaw::Poisson { mean: f64::NAN }).is_err());
    }

    #[test]
    fn nobody_has_an_event_of_mean_nought() {
        for law in [CountLaw::Poisson { mean: 0.0 }, CountLaw::AtMostOne { probability: 0.0 }] {
            assert!(CountChain::new(law).unwrap().one_more().is_empty());
        }
    }

    /// Mean and variance of events per person over blocks drawn by the chain.
    fn drawn_moments(law: CountLaw, blocks: u64) -> (f64, f64) {
        let mut chain = CountChain::new(law).unwrap();
        let (mut first, mut second, mut at_least) = (0.0, 0.0, Vec::new());
        for block in 0..blocks {
            let address = Address { block, ..Address::world(3, Purpose::Claimants, 0, 2016) };
            chain.draw(4096, &mut Uniforms::new(&address), &mut at_least);
            for (r, &k) in at_least.iter().enumerate() {
                first += f64::from(k);
                second += f64::from(k) * (2 * r + 1) as f64; // N^2 = 1 + 3 + 5 + ... + (2N - 1)
            }
        }
        let heads = blocks as f64 * 4096.0;
        (first / heads, second / heads - first / heads * first / heads)
    }

    #[test]
    fn drawn_counts_have_the_mean_and_variance_of_the_law() {
        // 8.2 million persons, mean 0.2, variance 0.2 + 0.04/0.5 = 0.28: the mean within 5 se of
        // 1.85e-4 (false alarm 6e-7); the variance within 1%, some 7 of its se; both would catch 2%
        let (mean, shape) = (0.2, 0.5);
        let within = |(m, v): (f64, f64)| (m - mean).abs() < 5.0 * 1.85e-4 && (v / 0.28 - 1.0).abs() < 0.01;
        assert!(within(drawn_moments(CountLaw::NegativeBinomial { mean, shape }, 2000)));
        assert!(!within(drawn_moments(CountLaw::NegativeBinomial { mean: mean * 1.02, shape }, 2000)));
        assert!(!within(drawn_moments(CountLaw::NegativeBinomial { mean, shape: shape * 1.08 }, 2000)));
    }

    proptest! {
        #[test]
        fn a_higher_mean_adds_events_and_takes_none_away(block in 0_u64..10_000, mean in 0.0..2.0_f64, rise in 0.0..1.0_f64, shape in 0.1..5.0_f64) {
            let address = Address { block, ..Address::world(3, Purpose::Claimants, 0, 2016) };
            let draw = |mean: f64| {
                let mut chain = CountChain::new(CountLaw::NegativeBinomial { mean, shape }).unwrap();
                let mut at_least = Vec::new();
                chain.draw(4096, &mut Uniforms::new(&address), &mut at_least);
                at_least
            };
            let (few, many) = (draw(mean), draw(mean + rise));
            prop_assert!(many.len() >= few.len());
            prop_assert!(few.iter().zip(&many).all(|(a, b)| a <= b));
        }
    }
}
