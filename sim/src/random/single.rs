//! Single draws from a true counter generator, for what is drawn once a trial, a year or a block.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

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
/// The n-th number depends on the address and n alone. Each takes one word.
#[derive(Debug, Clone)]
pub struct Uniforms(ChaCha8Rng);

impl Uniforms {
    /// The uniforms that live at `address`.
    pub fn new(address: &Address) -> Uniforms {
        let mut seed = [0; 32];
        for (bytes, word) in seed.chunks_exact_mut(8).zip(address.key()) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        Uniforms(ChaCha8Rng::from_seed(seed))
    }

    /// The next uniform in (0, 1).
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        unit_interval(self.0.next_u64())
    }

    /// The next standard normal, the inverse distribution of the next uniform.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }
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
