//! A distribution as a table of quantiles, for drawing fast.

use super::families::Family;

/// Octaves of the survival probability in the table; beyond them the exact quantile is computed.
const OCTAVES: u32 = 16;
/// Bits of the position within an octave: 64 bins.
const BIN_BITS: u32 = 6;
/// Bins of the table, 16 KiB in all.
const BINS: usize = (OCTAVES as usize) << BIN_BITS;
/// Bits of a float below those that number the bins.
const REST_BITS: u32 = f64::MANTISSA_DIGITS - 1 - BIN_BITS;
/// The upper bits of 2^-16, where the first bin begins.
const FIRST: u64 = (1023 - OCTAVES as u64) << BIN_BITS;

/// A family ready to be drawn from: one word, one amount, about a nanosecond whatever the family.
///
/// The word gives a survival probability `v` in (0, 1) of 51 bits; the amount is near the quantile at
/// `v`, and falls as `v` rises. Bins of `v` are spaced by octaves (16 from 1 down to 2^-16, 64 bins
/// each). Within a bin the amount is linear in `v` and has the bin's exact mean, so the mean of all
/// amounts is exact and limited expected values are off by less than 1e-5 of themselves. Below 2^-16
/// the exact quantile is taken.
#[derive(Debug, Clone)]
pub struct QuantileTable {
    /// `(intercept, slope)` of each bin, by rising survival probability.
    bins: Box<[[f64; 2]; BINS]>,
    family: Family,
}

impl QuantileTable {
    /// Tabulates a family: 1,024 exact quantiles and limited expected values.
    pub fn new(family: &Family) -> QuantileTable {
        let (least, _) = family.range();
        let mut bins = Box::new([[0.0; 2]; BINS]);
        let mut high = Edge::at(family, edge(0));
        for (i, bin) in bins.iter_mut().enumerate() {
            let low = Edge::at(family, edge(i + 1));
            let width = low.v - high.v;
            let mean = ((high.below - low.below) / width).clamp(low.amount, high.amount);
            let half_fall = if i == BINS - 1 {
                // the quantile may bend sharply towards the least amount: take the slope between the quarters
                family.quantile(high.v + 0.25 * width) - family.quantile(high.v + 0.75 * width)
            } else {
                0.5 * (high.amount - low.amount)
            };
            // a flatter line keeps the bin from going below the least amount
            let half_fall = half_fall.min(mean - least);
            let slope = -2.0 * half_fall / width;
            *bin = [mean - slope * 0.5 * (high.v + low.v), slope];
            high = low;
        }
        QuantileTable { bins, family: family.clone() }
    }

    /// The amount that a random word draws. One word.
    #[inline]
    pub fn value(&self, word: u64) -> f64 {
        let v = survival_of(word);
        let bin = (v.to_bits() >> REST_BITS).wrapping_sub(FIRST);
        // one comparison: bins beyond 2^-16 wrap around to huge numbers
        match usize::try_from(bin).ok().and_then(|bin| self.bins.get(bin)) {
            Some(&[intercept, slope]) => intercept + slope * v,
            None => self.far(v),
        }
    }

    /// The amounts that random words draw, one a word.
    ///
    /// # Panics
    /// When the slices differ in length.
    #[inline]
    pub fn fill(&self, words: &[u64], amounts: &mut [f64]) {
        assert_eq!(words.len(), amounts.len(), "one amount a word");
        if huimin_kernel::amounts(words, &self.bins, amounts) {
            for (amount, &word) in amounts.iter_mut().zip(words).filter(|(amount, _)| amount.is_nan()) {
                *amount = self.far(survival_of(word));
            }
        }
    }

    /// Intercept and slope of each bin, for kernels.
    pub fn bins(&self) -> &[[f64; 2]; BINS] {
        &self.bins
    }

    #[cold]
    #[inline(never)]
    fn far(&self, v: f64) -> f64 {
        self.family.quantile(v)
    }

    /// A survival probability from which on no word draws more than `amount`: an edge between two bins, so at
    /// most one bin above the exact one.
    pub fn reaches(&self, amount: f64) -> f64 {
        let exceeds = |(i, &[intercept, slope]): (usize, &[f64; 2])| {
            intercept + slope * edge(i) > amount || intercept + slope * edge(i + 1) > amount
        };
        let last = self.bins.iter().enumerate().rposition(exceeds);
        last.map_or(edge(0), |last| edge(last + 1))
    }

    /// The family behind the table.
    pub fn family(&self) -> &Family {
        &self.family
    }

    /// The exact mean of the amounts, which is the family's.
    pub fn mean(&self) -> f64 {
        self.family.mean()
    }

    /// The tail index at the far end of the words, `d ln x / d ln(1/v)` between survival probabilities of
    /// 2^-40 and 2^-52: that of a Pareto tail exactly, and small, not 0, for a lognormal one.
    pub fn tail_index(&self) -> f64 {
        let amount = |exponent: f64| self.family.quantile(libm::exp2(exponent));
        libm::log(amount(-52.0) / amount(-40.0)) / (12.0 * std::f64::consts::LN_2)
    }

    /// `E[f(X); X > threshold]` for a function that is smooth above the threshold.
    ///
    /// The midpoint rule over the bins (64 an octave: relative error about 1e-6 for a power of the amount);
    /// beyond 2^-16 Gauss-Legendre of three points an octave of the exact quantile, down to 2^-52, where the
    /// words end.
    pub fn mean_above(&self, threshold: f64, f: impl Fn(f64) -> f64) -> f64 {
        let mut sum = 0.0;
        for (i, &[intercept, slope]) in self.bins.iter().enumerate() {
            let (low, high) = (edge(i), edge(i + 1));
            // where the amount falls to the threshold, within the bin
            let crossing = if slope < 0.0 { (threshold - intercept) / slope } else { high };
            let end = if intercept + slope * low > threshold { crossing.min(high) } else { low };
            if end > low {
                sum += (end - low) * f(intercept + slope * 0.5 * (low + end));
            }
            if end < high {
                break;
            }
        }
        let cut = self.family.survival(threshold);
        for octave in OCTAVES..52 {
            let high = libm::exp2(-f64::from(octave));
            let (low, high) = (0.5 * high, high.min(cut));
            if high > low {
                // v = high e^(-width t) for t in (0, 1)
                let width = libm::log(high / low);
                for (t, weight) in GAUSS_3 {
                    let v = high * libm::exp(-width * t);
                    sum += weight * v * width * f(self.family.quantile(v));
                }
            }
        }
        sum
    }
}

/// Gauss-Legendre nodes and weights of three points on (0, 1): `1/2 -+ sqrt(15)/10`, 5/18 and 4/9.
const GAUSS_3: [(f64, f64); 3] =
    [(0.112_701_665_379_258_3, 5.0 / 18.0), (0.5, 4.0 / 9.0), (0.887_298_334_620_741_7, 5.0 / 18.0)];

/// The survival probability that a word stands for: odd multiples of 2^-52 in (0, 1), falling as the
/// word rises.
#[inline]
pub fn survival_of(word: u64) -> f64 {
    // 1 + 51 bits and an odd last one, subtracted from 2: no conversion, no rounding
    2.0 - f64::from_bits((word >> 12) | 0x3FF0_0000_0000_0001)
}

/// The word whose survival probability lies between two as that of this one between 0 and 1: with a uniform word,
/// one that is uniform between them, `0 <= low < high <= 1`.
#[inline]
pub fn word_between(word: u64, low: f64, high: f64) -> u64 {
    (2.0 - (low + survival_of(word) * (high - low))).min(2.0 - f64::EPSILON).to_bits() << 12
}

/// The survival probability where bin `i` begins.
const fn edge(i: usize) -> f64 {
    f64::from_bits((FIRST + i as u64) << REST_BITS)
}

/// An edge between two bins.
struct Edge {
    v: f64,
    amount: f64,
    /// The integral of the quantile from `v` to 1: what the amounts below this edge bring to the mean.
    below: f64,
}

impl Edge {
    fn at(family: &Family, v: f64) -> Edge {
        let amount = family.quantile(v);
        Edge { v, amount, below: family.limited_expected_value(amount) - amount * v }
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;
    use crate::random::families::{Law, examples};
    use crate::random::{Address, BlockStream, Purpose};
    use rand_chacha::rand_core::SeedableRng;
    use rand_distr::Distribution;

    fn words(n: usize, round: u16) -> Vec<u64> {
        let mut words = vec![0; n];
        BlockStream::new(&Address::world(6, Purpose::Severity, 0, 2016).with_round(round)).fill(&mut words);
        words
    }

    fn drawn(family: &Family, n: usize) -> Vec<f64> {
        let mut amounts = vec![0.0; n];
        QuantileTable::new(family).fill(&words(n, 0), &mut amounts);
        amounts
    }

    #[test]
    fn a_word_stands_for_a_probability_strictly_between_nought_and_one() {
        assert_eq!(survival_of(u64::MAX), 1.0 / (1_u64 << 52) as f64);
        assert_eq!(survival_of(0), 1.0 - 1.0 / (1_u64 << 52) as f64);
        assert_eq!(edge(0), 1.0 / 65536.0);
        assert_eq!(edge(BINS), 1.0);
    }

    /// The integral of min(amount, d) over all words, bin by bin, with the far tail exact.
    fn table_limited(table: &QuantileTable, d: f64) -> f64 {
        let bins: f64 = (0..BINS)
            .map(|i| {
                let [intercept, slope] = table.bins[i];
                let (v0, v1) = (edge(i), edge(i + 1));
                let (high, low) = (intercept + slope * v0, intercept + slope * v1);
                (v1 - v0)
                    * if d >= high {
                        0.5 * (high + low)
                    } else if d <= low {
                        d
                    } else {
                        let share = (d - low) / (high - low);
                        share * 0.5 * (low + d) + (1.0 - share) * d
                    }
            })
            .sum();
        // E[min(X, d); beyond the first edge]
        let amount = table.family.quantile(edge(0));
        let far = if d <= amount {
            d * edge(0)
        } else {
            let family = &table.family;
            family.limited_expected_value(d) - family.limited_expected_value(amount) + amount * edge(0)
        };
        bins + far
    }

    #[test]
    fn the_table_keeps_the_mean_exactly_and_every_layer_nearly() {
        for (name, family) in examples() {
            let table = QuantileTable::new(&family);
            let mean = table_limited(&table, 1e300);
            assert!((mean / family.mean() - 1.0).abs() < 1e-10, "{name}: {mean}");
            for d in [500.0, 2000.0, 8000.0, 20_000.0, 50_000.0, 100_000.0, 200_000.0, 500_000.0] {
                let (tabled, exact) = (table_limited(&table, d), family.limited_expected_value(d));
                assert!((tabled / exact - 1.0).abs() < 1e-5, "{name} at {d}: {tabled} {exact}");
            }
        }
    }

    #[test]
    fn no_amount_lies_outside_the_range_of_the_family() {
        for (name, family) in examples() {
            let (low, high) = family.range();
            let table = QuantileTable::new(&family);
            let all = words(100_000, 1).into_iter().chain([0, u64::MAX, 1 << 63]);
            // a bounded family may be overshot by the half-width of the last bin, not more
            let slack = 1e-6 * family.mean();
            for word in all {
                let x = table.value(word);
                assert!(x.is_finite() && x >= low - slack && x <= high * 1.001, "{name}: {x}");
            }
        }
    }

    #[test]
    fn the_mean_above_a_threshold_is_that_of_the_family() {
        for (name, family) in examples() {
            let table = QuantileTable::new(&family);
            for v in [0.9, 0.3, 0.05, 0.001, 1e-6] {
                let d = family.quantile(v);
                // E[X; X > d] = E[X] - E[min(X, d)] + d P(X > d), less what lies beyond the last word
                let beyond =
                    |d: f64| family.mean() - family.limited_expected_value(d) + d * family.survival(d);
                let exact = beyond(d) - beyond(family.quantile(libm::exp2(-52.0)));
                let found = table.mean_above(d, |amount| amount);
                assert!((found - exact).abs() < 2e-5 * family.mean(), "{name} at {d}: {found} {exact}");
            }
        }
    }

    #[test]
    fn the_tail_index_is_that_of_a_pareto_tail() {
        for shape in [1.5, 2.0, 4.0] {
            let table = QuantileTable::new(&Family::new(Law::Pareto { scale: 3.0, shape }).unwrap());
            assert!((table.tail_index() - 1.0 / shape).abs() < 1e-12);
        }
        let light = QuantileTable::new(&Family::new(Law::LogNormal { mu: 0.0, sigma: 1.0 }).unwrap());
        assert!(light.tail_index() > 0.0 && light.tail_index() < 0.2);
    }

    #[test]
    fn words_within_what_reaches_an_amount_draw_every_larger_one_as_often_and_hardly_a_smaller() {
        for (name, family) in examples() {
            let table = QuantileTable::new(&family);
            for v in [0.4, 0.1, 0.01] {
                let amount = family.quantile(v);
                let share = table.reaches(amount);
                assert!(share >= v * (1.0 - 1e-9) && share < 1.03 * v, "{name}: {share} {v}");
                let all = words(100_000, 2);
                assert!(all.iter().all(|&word| survival_of(word) < share || table.value(word) <= amount));
                // P(X > d) = share P(X > d | within): 100,000 draws, 5 standard errors
                for factor in [1.2, 3.0] {
                    let d = family.quantile(v / factor);
                    let above =
                        all.iter().filter(|&&word| table.value(word_between(word, 0.0, share)) > d).count();
                    let (found, expected) = (above as f64 / 1e5, family.survival(d) / share);
                    let error = (expected * (1.0 - expected) / 1e5).sqrt();
                    assert!((found - expected).abs() < 5.0 * error, "{name} {v}: {found} {expected}");
                    assert!((found - 1.05 * expected).abs() > error, "{name}: five in a hundred would show");
                }
            }
        }
    }

    #[test]
    fn the_far_tail_is_the_exact_quantile() {
        let family = Family::new(Law::Pareto { scale: 1.0, shape: 2.0 }).unwrap();
        let table = QuantileTable::new(&family);
        // the uppermost 52 bits all ones: v = 2^-52, the amount 2^26
        assert_eq!(table.value(u64::MAX), 67_108_864.0);
        // just above and below 2^-16 the two ways meet
        let word = |v: f64| (2.0 - v).to_bits() << 12;
        let (inside, outside) = (table.value(word(1.0001 / 65536.0)), table.value(word(0.9999 / 65536.0)));
        assert!((inside / outside - 1.0).abs() < 2e-4, "{inside} {outside}");
    }

    /// Kolmogorov-Smirnov distance times the root of n; an amount with probability of its own is passed over.
    fn misfit(mut amounts: Vec<f64>, family: &Family) -> f64 {
        amounts.sort_by(f64::total_cmp);
        let n = amounts.len() as f64;
        let atom = |x: f64| (x - 1500.0).abs() < 1.0 && family.cdf(1500.0) > family.cdf(1499.999) + 0.01;
        let distance =
            amounts.iter().enumerate().filter(|&(_, &x)| !atom(x)).fold(0.0_f64, |worst, (i, &x)| {
                let below = family.cdf(x);
                worst.max((below - i as f64 / n).abs()).max((below - (i + 1) as f64 / n).abs())
            });
        distance * n.sqrt()
    }

    #[test]
    fn drawn_amounts_follow_each_family_and_a_scale_off_by_two_in_a_hundred_would_be_caught() {
        // Kolmogorov: 2.23 is exceeded with probability 2 exp(-2 2.23^2) = 1e-4, so 1.2e-3 over twelve
        // families. A 2% error of scale moves the distribution function of the lognormal by up to
        // 0.02 x 0.399 / 1.25 = 0.0064, which is 4.0 in these units at n = 400,000
        for (name, family) in examples() {
            assert!(misfit(drawn(&family, 400_000), &family) < 2.23, "{name}");
            let wrong = family.scaled(1.02).unwrap();
            assert!(misfit(drawn(&wrong, 400_000), &family) > 2.23, "{name}: a wrong scale passed");
        }
    }

    #[test]
    fn drawn_layers_have_their_exact_means_and_a_wrong_scale_would_be_caught() {
        // 400,000 draws; |z| < 5 for each of 96 layers: false-alarm rate 6e-5
        for (name, family) in examples() {
            let amounts = drawn(&family, 400_000);
            let n = amounts.len() as f64;
            let mut worst = [0.0_f64; 2];
            for v in [0.9, 0.7, 0.5, 0.3, 0.1, 0.03, 0.01, 0.001] {
                let d = family.quantile(v);
                for (factor, worst) in [1.0, 1.02].into_iter().zip(&mut worst) {
                    let limited = amounts.iter().map(|x| (x * factor).min(d));
                    let mean = limited.clone().sum::<f64>() / n;
                    let var = limited.map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
                    let z = (mean - family.limited_expected_value(d)) / (var / n).sqrt();
                    *worst = worst.max(z.abs());
                }
            }
            assert!(worst[0] < 5.0, "{name}: {}", worst[0]);
            assert!(worst[1] > 5.0, "{name}: a wrong scale passed with {}", worst[1]);
        }
    }

    #[test]
    fn other_samplers_agree() {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(12);
        let n = 100_000;
        let mut check =
            |name: &str, law: Law, sample: &mut dyn FnMut(&mut rand_chacha::ChaCha8Rng) -> f64| {
                let amounts = (0..n).map(|_| sample(&mut rng)).collect();
                assert!(misfit(amounts, &Family::new(law).unwrap()) < 2.23, "{name}");
            };
        let oracle = rand_distr::LogNormal::new(8.9, 1.25).unwrap();
        check("lognormal", Law::LogNormal { mu: 8.9, sigma: 1.25 }, &mut |r| oracle.sample(r));
        let oracle = rand_distr::Gamma::new(0.7, 20_000.0).unwrap();
        check("gamma", Law::Gamma { shape: 0.7, scale: 20_000.0 }, &mut |r| oracle.sample(r));
        let oracle = rand_distr::Weibull::new(9000.0, 0.6).unwrap();
        check("weibull", Law::Weibull { shape: 0.6, scale: 9000.0 }, &mut |r| oracle.sample(r));
        let oracle = rand_distr::Pareto::new(5000.0, 2.4).unwrap();
        check("pareto", Law::Pareto { scale: 5000.0, shape: 2.4 }, &mut |r| oracle.sample(r));
    }
}
