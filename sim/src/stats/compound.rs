//! The exact law of a year's sum of independent payments: mean and deviation by quadrature, the whole distribution
//! by Fourier transform.
//!
//! Every person has at most one claim a year, with a probability of its own group; a claim's cost is drawn from a
//! [`Family`], and what is paid of it is a function of the cost. This stands beside a simulation where both hold and
//! tells whether the simulation is right; it draws nothing.

use rustfft::FftPlanner;
use rustfft::num_complex::Complex64;

use crate::random::Family;
use crate::units::Share;

/// Bins of the cost before any is halved; their edges rise by the same ratio.
const BINS: usize = 8_192;
/// The survival probabilities between which there are bins: what is beyond costs as its mean.
const ENDS: [f64; 2] = [1.0 - 1e-13, 1e-16];
/// A payment further off the straight line in the middle of a bin than this halves the bin.
const STRAIGHT: f64 = 0.02;
/// No bin is halved that is narrower.
const NARROW: f64 = 0.05;
/// Points of the distribution.
const POINTS: usize = 1 << 20;
/// The distribution reaches so many deviations beyond the mean.
const REACH: f64 = 30.0;

/// What is paid of one claim.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimLaw {
    bins: Vec<Bin>,
}

/// Costs over which the payment is a straight line.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bin {
    probability: f64,
    /// The mean payment.
    mean: f64,
    /// The variance of the payment.
    variance: f64,
}

impl ClaimLaw {
    /// The law of `pays(cost)` for a payment that is a continuous function of the cost, piecewise straight.
    ///
    /// The cost is cut into bins, finer where the payment bends. A bin's probability and mean cost are exact, by the
    /// survival function `S` and the limited expected value `L`:
    /// `E[X; a < X <= b] = a S(a) - b S(b) + L(b) - L(a)`; within a bin the cost is taken as uniform for the variance.
    pub fn new(cost: &Family, pays: impl Fn(f64) -> f64) -> ClaimLaw {
        let [low, high] = ENDS.map(|v| cost.quantile(v).max(1e-9));
        let ratio = libm::log(high / low) / BINS as f64;
        let edge = |i: usize| low * libm::exp(ratio * i as f64);
        let least = cost.range().0;
        let mut bins = vec![bin(cost, (least.min(low), low), (pays(least.min(low)), pays(low)))];
        for i in 0..BINS {
            cut(cost, &pays, (edge(i), edge(i + 1)), &mut bins);
        }
        // beyond the last edge: what its mean is paid
        let (top, beyond) = (edge(BINS), cost.survival(edge(BINS)));
        if beyond > 0.0 {
            let mean = top + (cost.mean() - cost.limited_expected_value(top)) / beyond;
            bins.push(Bin { probability: beyond, mean: pays(mean), variance: 0.0 });
        }
        bins.retain(|bin| bin.probability > 0.0);
        ClaimLaw { bins }
    }

    /// The law of a claim that is one of several, each with its probability: parts of a whole.
    pub fn mixed(parts: Vec<(f64, ClaimLaw)>) -> ClaimLaw {
        let of = |(part, law): (f64, ClaimLaw)| {
            law.bins.into_iter().map(move |bin| Bin { probability: part * bin.probability, ..bin })
        };
        ClaimLaw { bins: parts.into_iter().flat_map(of).collect() }
    }

    /// E\[pay\].
    pub fn mean(&self) -> f64 {
        self.bins.iter().map(|bin| bin.probability * bin.mean).sum()
    }

    /// E\[pay^2\].
    pub fn second_moment(&self) -> f64 {
        self.bins.iter().map(|bin| bin.probability * (bin.mean * bin.mean + bin.variance)).sum()
    }

    /// The most that is paid.
    fn most(&self) -> f64 {
        self.bins.iter().map(|bin| bin.mean).fold(0.0, f64::max)
    }

    /// The law on a grid: each bin on the two points beside its mean, so that the mean is kept.
    fn on_grid(&self, step: f64, points: usize) -> Vec<f64> {
        let mut mass = vec![0.0; points];
        for bin in &self.bins {
            let at = bin.mean / step;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a place on the grid"
            )]
            let below = (at as usize).min(points - 2);
            let part = at - below as f64;
            mass[below] += bin.probability * (1.0 - part);
            mass[below + 1] += bin.probability * part;
        }
        mass
    }
}

/// Adds a bin, halved as long as the payment bends in it.
fn cut(cost: &Family, pays: &impl Fn(f64) -> f64, (a, b): (f64, f64), bins: &mut Vec<Bin>) {
    let middle = 0.5 * (a + b);
    let (at_a, at_b) = (pays(a), pays(b));
    if b - a > NARROW && (pays(middle) - 0.5 * (at_a + at_b)).abs() > STRAIGHT {
        cut(cost, pays, (a, middle), bins);
        cut(cost, pays, (middle, b), bins);
    } else {
        bins.push(bin(cost, (a, b), (at_a, at_b)));
    }
}

/// The bin of costs above `a` up to `b`.
fn bin(cost: &Family, (a, b): (f64, f64), (at_a, at_b): (f64, f64)) -> Bin {
    let (above_a, above_b) = (cost.survival(a), cost.survival(b));
    let probability = if above_a < 0.5 { above_a - above_b } else { cost.cdf(b) - cost.cdf(a) };
    if probability <= 0.0 || b <= a {
        return Bin { probability: 0.0, mean: at_a, variance: 0.0 };
    }
    let limited = |d: f64| if d > 0.0 { cost.limited_expected_value(d) } else { 0.0 };
    let excess = (limited(b) - limited(a)) - above_b * (b - a);
    // how far up in the bin the mean cost lies, from 0 to 1
    let up = (excess / probability / (b - a)).clamp(0.0, 1.0);
    let rise = at_b - at_a;
    Bin { probability, mean: at_a + up * rise, variance: rise * rise / 12.0 }
}

/// Persons alike: how many, how probable a claim of each is in the year, and what it is paid.
#[derive(Debug, Clone, Copy)]
pub struct Group<'a> {
    /// How many.
    pub persons: u64,
    /// The probability of a claim.
    pub probability: f64,
    /// What a claim is paid.
    pub claim: &'a ClaimLaw,
}

/// A year's sum over groups of persons who are independent of each other.
///
/// ```text
/// mean     = sum n p E[Y]
/// variance = sum n (p E[Y^2] - (p E[Y])^2)
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Compound<'a> {
    groups: &'a [Group<'a>],
}

impl<'a> Compound<'a> {
    /// The sum over these groups.
    pub fn new(groups: &'a [Group<'a>]) -> Compound<'a> {
        Compound { groups }
    }

    /// Its mean.
    pub fn mean(self) -> f64 {
        self.groups.iter().map(|it| it.persons as f64 * it.probability * it.claim.mean()).sum()
    }

    /// Its standard deviation.
    pub fn deviation(self) -> f64 {
        let of = |it: &Group<'_>| {
            let mean = it.probability * it.claim.mean();
            it.persons as f64 * (it.probability * it.claim.second_moment() - mean * mean)
        };
        libm::sqrt(self.groups.iter().map(of).sum())
    }

    /// Its distribution: the product over the groups of `(1 + p (f(t) - 1))^n`, with `f` the transform of a claim's
    /// law on a grid, transformed back. About a million points, a thirty-fold deviation beyond the mean.
    pub fn distribution(self) -> Aggregate {
        let most = self.groups.iter().map(|it| it.claim.most()).fold(0.0, f64::max);
        let reach = self.mean() + REACH * self.deviation() + 2.0 * most;
        self.on_grid(reach.max(1e-6) / POINTS as f64, POINTS)
    }

    /// The distribution on so many points of a grid; what lies beyond them is wrapped around.
    fn on_grid(self, step: f64, points: usize) -> Aggregate {
        let mut planner = FftPlanner::new();
        let (forward, back) = (planner.plan_fft_forward(points), planner.plan_fft_inverse(points));
        let mut product = vec![Complex64::new(1.0, 0.0); points];
        for group in self.groups {
            let mass = group.claim.on_grid(step, points);
            let mut claim: Vec<Complex64> = mass.into_iter().map(|it| Complex64::new(it, 0.0)).collect();
            forward.process(&mut claim);
            for (whole, own) in product.iter_mut().zip(&claim) {
                *whole *= power(1.0 + (own - 1.0) * group.probability, group.persons as f64);
            }
        }
        back.process(&mut product);
        let mut below = 0.0;
        let cumulated = product.into_iter().map(|it| {
            below += it.re / points as f64;
            below
        });
        Aggregate { step, cumulated: cumulated.collect() }
    }
}

fn power(z: Complex64, n: f64) -> Complex64 {
    let (size, angle) = (libm::hypot(z.re, z.im), libm::atan2(z.im, z.re));
    if size == 0.0 {
        return Complex64::new(0.0, 0.0);
    }
    let size = libm::exp(n * libm::log(size));
    Complex64::new(size * libm::cos(n * angle), size * libm::sin(n * angle))
}

/// A distribution on a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    step: f64,
    /// P(sum <= i step).
    cumulated: Vec<f64>,
}

impl Aggregate {
    /// The amount that is not exceeded with a probability; within half a step of the grid.
    pub fn quantile(&self, level: Share) -> f64 {
        let level = level.millionths() as f64 / 1e6;
        let at = self.cumulated.partition_point(|it| *it < level);
        let before = at.checked_sub(1).map_or(0.0, |it| self.cumulated[it]);
        let here = self.cumulated.get(at).copied().unwrap_or(1.0);
        let part = if here > before { (level - before) / (here - before) } else { 1.0 };
        // what a point holds lies half a step to either side of it
        (at as f64 - 0.5 + part).max(0.0) * self.step
    }

    /// P(sum <= amount), straight between the points.
    pub fn cdf(&self, amount: f64) -> f64 {
        let at = (amount / self.step + 0.5).max(0.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place on the grid")]
        let whole = at as usize;
        let get = |i: usize| self.cumulated.get(i).copied().unwrap_or(1.0);
        let before = if whole == 0 { 0.0 } else { get(whole - 1) };
        before + (at - whole as f64) * (get(whole) - before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Law;

    /// W1 of the design page: 0.98 lognormal(8.9, 1.25) + 0.02 Pareto(100,000; 1.8), a claim in 17% of a million
    /// years, 15% of it outside the catalogue.
    fn w1_cost(mu: f64) -> Family {
        let parts = vec![
            (0.98, Law::LogNormal { mu, sigma: 1.25 }),
            (0.02, Law::Pareto { scale: 100_000.0, shape: 1.8 }),
        ];
        Family::new(Law::Mixture { parts }).unwrap()
    }

    /// What basic insurance, CII and the city product pay of a cost.
    fn layers(x: f64) -> [f64; 3] {
        let bmi = (0.70 * (0.85 * x - 800.0).max(0.0)).min(250_000.0);
        let self_pay = 0.85 * x - bmi;
        let cii = 0.60 * (self_pay - 20_000.0).clamp(0.0, 100_000.0) + 0.65 * (self_pay - 120_000.0).max(0.0);
        let cii = cii.min(150_000.0);
        let hmb = (0.60 * (self_pay - cii + 0.15 * x - 20_000.0).max(0.0)).min(1_000_000.0);
        [bmi, cii, hmb]
    }

    fn w1(mu: f64, layer: usize) -> ClaimLaw {
        ClaimLaw::new(&w1_cost(mu), |x| layers(x)[layer])
    }

    fn million(claim: &ClaimLaw) -> [Group<'_>; 1] {
        [Group { persons: 1_000_000, probability: 0.17, claim }]
    }

    /// Quadrature in Python (`benches/peers/exact.py`), to the digits that are printed there and on the design page.
    #[test]
    fn the_layers_of_w1_have_their_known_means_and_deviations() {
        for (layer, mean, within, deviation, deviation_within) in [
            (0, 1.857_01e9, 5e3, 1.0412e7, 5e2),
            (1, 1.2716e8, 5e3, 2.6958e6, 5e1),
            (2, 232_890_788.0, 15.0, 6_305_348.0, 5.0),
        ] {
            let claim = w1(8.9, layer);
            let groups = million(&claim);
            let sum = Compound::new(&groups);
            assert!((sum.mean() - mean).abs() < within, "layer {layer}: {}", sum.mean());
            let found = sum.deviation();
            assert!((found - deviation).abs() < deviation_within, "layer {layer}: {found}");
        }
    }

    /// 249.7553 million by FFT in Python on a grid of 400 yuan, here on one of 450: a point of one and half of the other.
    #[test]
    fn the_city_product_of_w1_has_its_known_quantile() {
        let claim = w1(8.9, 2);
        let groups = million(&claim);
        let sum = Compound::new(&groups).distribution();
        let level = Share::from_millionths(995_000).unwrap();
        let quantile = sum.quantile(level);
        assert!((quantile - 249.7553e6).abs() < 600.0, "{quantile}");
        assert!((sum.cdf(quantile) - 0.995).abs() < 1e-9);
    }

    #[test]
    fn a_severity_that_is_half_a_per_cent_off_has_another_mean() {
        let claim = w1(8.905, 2);
        let groups = million(&claim);
        assert!((Compound::new(&groups).mean() - 232_890_788.0).abs() > 100_000.0);
    }

    /// Panjer's recursion for a binomial number: an independent way to the same lattice law.
    /// `g_k = sum over j of (a + b j / k) f_j g_(k-j) / (1 - a f_0)`, `a = -p / (1 - p)`, `b = -a (n + 1)`.
    #[expect(clippy::many_single_char_names, reason = "the symbols of the recursion")]
    fn panjer(claim: &[f64], n: f64, p: f64, points: usize) -> Vec<f64> {
        let a = -p / (1.0 - p);
        let b = -a * (n + 1.0);
        let mut g = vec![libm::pow(1.0 - p + p * claim[0], n)];
        for k in 1..points {
            let sum = (1..=k.min(claim.len() - 1))
                .map(|j| (a + b * j as f64 / k as f64) * claim[j] * g[k - j])
                .sum::<f64>();
            g.push(sum / (1.0 - a * claim[0]));
        }
        g
    }

    #[test]
    fn transform_and_panjer_agree_on_a_coarse_grid() {
        const POINTS: usize = 2_048;
        const STEP: f64 = 5_000.0;
        let claim = w1(8.9, 2);
        let groups = [Group { persons: 2_000, probability: 0.17, claim: &claim }];
        let by_transform = Compound::new(&groups).on_grid(STEP, POINTS);
        let law = claim.on_grid(STEP, POINTS);
        let mut below = 0.0;
        for (i, mass) in panjer(&law, 2_000.0, 0.17, POINTS).into_iter().enumerate() {
            below += mass;
            assert!((below - by_transform.cumulated[i]).abs() < 1e-9, "{i}: {below}");
        }
        assert!(below > 0.999_999);
        // a claim in 17.1% of the years is not in 17%
        let other = panjer(&law, 2_000.0, 0.171, POINTS);
        let least = |point: usize| other[..=point].iter().sum::<f64>();
        assert!((least(100) - by_transform.cumulated[100]).abs() > 1e-3);
    }

    #[test]
    fn groups_of_their_own_add_up() {
        let (claim, all) = (w1(8.9, 1), w1(8.9, 1));
        let one = [Group { persons: 1_000, probability: 0.2, claim: &all }];
        let two = [
            Group { persons: 400, probability: 0.2, claim: &claim },
            Group { persons: 600, probability: 0.2, claim: &claim },
        ];
        let (one, two) = (Compound::new(&one), Compound::new(&two));
        assert!((one.mean() / two.mean() - 1.0).abs() < 1e-12);
        assert!((one.deviation() / two.deviation() - 1.0).abs() < 1e-12);
        let level = Share::percent(99);
        assert!(
            (one.on_grid(5_000.0, 4_096).quantile(level) / two.on_grid(5_000.0, 4_096).quantile(level) - 1.0)
                .abs()
                < 1e-9
        );
    }
}
