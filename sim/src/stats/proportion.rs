//! How often something happens in so many trials.

use super::estimate::Estimate;
use crate::random::special::incomplete_beta_inverse;

/// So many events in so many trials.
///
/// ```
/// use huimin::stats::Proportion;
/// let never = Proportion::new(0, 1000).unwrap();
/// assert_eq!(never.upper_when_none(), Some(0.003)); // say "below 0.3% (95%)", never "0%"
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proportion {
    events: u64,
    n: u64,
}

impl Proportion {
    /// `None` when there are no trials, or more events than trials.
    pub const fn new(events: u64, n: u64) -> Option<Proportion> {
        if n > 0 && events <= n { Some(Proportion { events, n }) } else { None }
    }

    /// Counts the trials in which something is true; `None` without trials.
    pub fn count(trials: impl IntoIterator<Item = bool>) -> Option<Proportion> {
        let (mut events, mut n) = (0, 0);
        for event in trials {
            events += u64::from(event);
            n += 1;
        }
        Proportion::new(events, n)
    }

    /// Trials with the event.
    pub const fn events(&self) -> u64 {
        self.events
    }

    /// All trials.
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// The 95% upper bound `3 / n` when the event was never seen; `None` when it was.
    ///
    /// The rule of three (Hanley, Lippman-Hand 1983): `(1 - 3/n)^n` is at most 5%.
    pub fn upper_when_none(&self) -> Option<f64> {
        (self.events == 0).then(|| (3.0 / self.n as f64).min(1.0))
    }

    /// The share of trials, with `se = sqrt(p (1-p) / n)` and the interval of Clopper and Pearson (1934).
    ///
    /// With no event the interval is `[0, 3/n]` and the standard error `1/n`, and correspondingly with
    /// nothing but events: no figure of chance is ever printed as certain.
    pub fn estimate(&self) -> Estimate {
        let (k, n) = (self.events as f64, self.n as f64);
        let value = k / n;
        let (low, high, se) = if self.events == 0 {
            (0.0, (3.0 / n).min(1.0), 1.0 / n)
        } else if self.events == self.n {
            ((1.0 - 3.0 / n).max(0.0), 1.0, 1.0 / n)
        } else {
            let low = incomplete_beta_inverse(k, n - k + 1.0, 0.025).0;
            let high = incomplete_beta_inverse(k + 1.0, n - k, 0.975).0;
            (low, high, libm::sqrt(value * (1.0 - value) / n))
        };
        Estimate { value, se, low, high, n: self.n }
    }

    /// The limits that leave out the probability below with probability `tail` at most, and above likewise, for
    /// `tail` in (0, 1/2): Clopper and Pearson's.
    ///
    /// With no event the upper limit is `-ln(tail) / n`, which is the 3/n of a tail of 5%, and correspondingly
    /// with nothing but events.
    pub fn limits(&self, tail: f64) -> (f64, f64) {
        let (k, n) = (self.events as f64, self.n as f64);
        let unseen = (-libm::log(tail) / n).min(1.0);
        let low = match self.events {
            0 => 0.0,
            all if all == self.n => 1.0 - unseen,
            _ => incomplete_beta_inverse(k, n - k + 1.0, tail).0,
        };
        let high = match self.events {
            0 => unseen,
            all if all == self.n => 1.0,
            _ => incomplete_beta_inverse(k + 1.0, n - k, 1.0 - tail).0,
        };
        (low, high)
    }
}

impl Proportion {
    /// The interval of Clopper and Pearson that misses with probability `miss` at most, half on either side.
    pub fn interval(&self, miss: f64) -> (f64, f64) {
        let (k, n) = (self.events as f64, self.n as f64);
        let low = if self.events == 0 { 0.0 } else { incomplete_beta_inverse(k, n - k + 1.0, 0.5 * miss).0 };
        let high = if self.events == self.n {
            1.0
        } else {
            incomplete_beta_inverse(k + 1.0, n - k, 1.0 - 0.5 * miss).0
        };
        (low, high)
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, clippy::cast_possible_truncation, reason = "exact or small by construction")]
mod tests {
    use super::*;
    use crate::random::special::binomial_density;

    fn estimate(events: u64, n: u64) -> Estimate {
        Proportion::new(events, n).unwrap().estimate()
    }

    #[test]
    fn the_interval_agrees_with_another_program() {
        // R: binom.test(5, 50)$conf.int and binom.test(1, 10)$conf.int
        let five = estimate(5, 50);
        assert!((five.low - 0.033_275_09).abs() < 1e-8 && (five.high - 0.218_135_37).abs() < 1e-8);
        let one = estimate(1, 10);
        assert!((one.low - 0.002_528_579).abs() < 1e-9 && (one.high - 0.445_016_117).abs() < 1e-9);
    }

    #[test]
    fn limits_leave_out_the_probability_as_rarely_as_is_asked() {
        // the interval of 95% leaves 2.5% on either side
        let (low, high) = Proportion::new(5, 50).unwrap().limits(0.025);
        assert!((low - 0.033_275_09).abs() < 1e-8 && (high - 0.218_135_37).abs() < 1e-8);
        // Clopper and Pearson by their definition: P(X <= 3 | high) = P(X >= 3 | low) = 0.1%
        let (low, high) = Proportion::new(3, 40).unwrap().limits(1e-3);
        let at = |p: f64| move |k: u64| binomial_density(k as f64, 40.0, p, 1.0 - p);
        assert!(((0..=3).map(at(high)).sum::<f64>() - 1e-3).abs() < 1e-12);
        assert!(((3..=40).map(at(low)).sum::<f64>() - 1e-3).abs() < 1e-12);
        // what never happened: (1 - high)^n is at most the tail; 2.9957/n at 5%
        let (low, high) = Proportion::new(0, 1000).unwrap().limits(0.05);
        assert!(low == 0.0 && (high - 0.002_995_732).abs() < 1e-9);
        assert!(libm::pow(1.0 - high, 1000.0) <= 0.05);
        assert_eq!(Proportion::new(1000, 1000).unwrap().limits(0.05), (1.0 - high, 1.0));
    }

    #[test]
    fn j05_ten_thousand_trials_know_a_probability_of_5_per_cent_to_0_2_points() {
        assert!((estimate(500, 10_000).se - 0.002_179_449_5).abs() < 5e-11);
    }

    #[test]
    fn never_and_always_mirror_each_other_and_are_not_certain() {
        let (never, always) = (estimate(0, 1000), estimate(1000, 1000));
        assert_eq!((never.value, never.low, never.high, never.se), (0.0, 0.0, 0.003, 0.001));
        assert_eq!((always.value, always.low, always.high, always.se), (1.0, 0.997, 1.0, 0.001));
        assert_eq!(estimate(0, 2).high, 1.0);
        assert_eq!(Proportion::new(1, 10).unwrap().upper_when_none(), None);
    }

    #[test]
    fn events_and_their_absence_mirror_each_other() {
        for k in 1..40 {
            let (a, b) = (estimate(k, 40), estimate(40 - k, 40));
            assert!((a.low - (1.0 - b.high)).abs() < 1e-13);
        }
    }

    #[test]
    fn without_trials_there_is_no_proportion() {
        assert_eq!(Proportion::new(0, 0), None);
        assert_eq!(Proportion::new(2, 1), None);
        assert_eq!(Proportion::count([]), None);
        assert_eq!(Proportion::count([true, false, true]), Proportion::new(2, 3));
    }

    /// Probability that the interval covers `p`, summed exactly over all outcomes.
    fn coverage(n: u64, p: f64, interval: impl Fn(u64) -> (f64, f64)) -> f64 {
        (0..=n)
            .filter(|&k| {
                let (low, high) = interval(k);
                low <= p && p <= high
            })
            .map(|k| binomial_density(k as f64, n as f64, p, 1.0 - p))
            .sum()
    }

    #[test]
    fn the_interval_covers_the_truth_whatever_it_is_and_the_normal_one_would_not() {
        for n in [20, 200] {
            let exact: Vec<Estimate> = (0..=n).map(|k| estimate(k, n)).collect();
            let inside = |k: u64| (exact[k as usize].low, exact[k as usize].high);
            let normal = |k: u64| {
                let e = exact[k as usize];
                let se = (e.value * (1.0 - e.value) / n as f64).sqrt();
                (e.value - 1.96 * se, e.value + 1.96 * se)
            };
            let rates: Vec<f64> = (1..200).map(|i| f64::from(i) / 200.0).collect();
            for &p in &rates {
                let covered = coverage(n, p, inside);
                // between 3/n and 3.7/n the one-sided rule of three leaves out up to 5% on its side
                let rare = p.min(1.0 - p) < 3.7 / n as f64;
                assert!(covered >= if rare { 0.925 } else { 0.95 }, "{n} {p}: {covered}");
            }
            assert!(rates.iter().any(|&p| coverage(n, p, normal) < 0.9));
        }
    }
}
