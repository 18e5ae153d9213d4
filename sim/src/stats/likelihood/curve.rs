//! The distribution that the amounts themselves show: product-limit curve, quantiles against a law, mean excess.

use super::{Observation, Seen};
use crate::random::Family;

/// The product-limit estimate of a survival function (Kaplan and Meier 1958) with delayed entry, from the
/// least amount on above which something was seen.
///
/// Bands stand at their upper ends.
#[derive(Debug, Clone, PartialEq)]
pub struct SurvivalCurve {
    /// Amounts at which it falls, with the share above each.
    steps: Vec<(f64, f64)>,
    /// The largest amount of which anything is known.
    largest: f64,
    /// Whether something is known only as above a limit.
    censored: bool,
}

/// A quantile of the amounts beside that of a law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuantilePoint {
    /// The share of amounts above.
    pub above: f64,
    /// The amount.
    pub observed: f64,
    /// What the law has there.
    pub fitted: f64,
}

/// How far amounts lie above a threshold on average.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExcessPoint {
    /// The threshold.
    pub threshold: f64,
    /// The mean excess.
    pub excess: f64,
    /// Its standard error; `None` where amounts are hidden above a limit, which then cut the excess too.
    pub se: Option<f64>,
    /// How many are above.
    pub above: f64,
}

impl SurvivalCurve {
    /// The curve of the amounts; `None` where not one is known exactly or by a band.
    pub fn new(observations: &[Observation]) -> Option<SurvivalCurve> {
        let (mut entries, mut exits) = (Vec::new(), Vec::new());
        for it in observations {
            let (amount, event) = match it.seen {
                Seen::Exactly(amount) => (amount, true),
                Seen::Between(_, high) if high.is_finite() => (high, true),
                Seen::Between(low, _) => (low, false),
                Seen::Above(limit) => (limit, false),
            };
            entries.push((it.from, it.count));
            exits.push((amount, it.count, event));
        }
        entries.sort_by(|a, b| a.0.total_cmp(&b.0));
        exits.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut entered, mut at_risk, mut share) = (0, 0.0, 1.0);
        let mut steps = Vec::new();
        let mut nth = 0;
        while nth < exits.len() {
            let amount = exits[nth].0;
            while entered < entries.len() && entries[entered].0 < amount {
                at_risk += entries[entered].1;
                entered += 1;
            }
            let here = &exits[nth..nth + exits[nth..].iter().take_while(|it| it.0 <= amount).count()];
            let events: f64 = here.iter().filter(|it| it.2).map(|it| it.1).sum();
            if events > 0.0 && at_risk > 0.0 {
                share *= (1.0 - events / at_risk).max(0.0);
                steps.push((amount, share));
            }
            at_risk -= here.iter().map(|it| it.1).sum::<f64>();
            nth += here.len();
        }
        let largest = exits.last()?.0;
        let censored = exits.iter().any(|it| !it.2);
        (!steps.is_empty()).then_some(SurvivalCurve { steps, largest, censored })
    }

    /// The share above an amount.
    pub fn above(&self, amount: f64) -> f64 {
        let next = self.steps.partition_point(|step| step.0 <= amount);
        if next == 0 { 1.0 } else { self.steps[next - 1].1 }
    }

    /// The least amount that a share of at most `share` is above; `None` where all that is known has more above.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        self.steps.iter().find(|step| step.1 <= share).map(|step| step.0)
    }

    /// Quantiles against those of a law, both of amounts above `from` alone: 5% to 95%, then ever farther into
    /// the tail while at least `at_least` of so many amounts are above.
    pub fn against(&self, law: &Family, from: f64, count: f64, at_least: f64) -> Vec<QuantilePoint> {
        let mut shares: Vec<f64> = (1..20).map(|nth| 1.0 - f64::from(nth) / 20.0).collect();
        let mut far = 0.025;
        while far * count >= at_least {
            shares.push(far);
            far /= 2.0;
        }
        let seen = law.survival(from);
        let point = |above: f64| {
            let observed = self.quantile(above)?;
            Some(QuantilePoint { above, observed, fitted: law.quantile(above * seen) })
        };
        shares.into_iter().filter(|share| share * count >= at_least).filter_map(point).collect()
    }

    /// The largest distance between the curve and a law above `from` (Kolmogorov): `sup |S(x) - S_law(x)|`.
    pub fn distance(&self, law: &Family, from: f64) -> f64 {
        let seen = law.survival(from);
        let mut before = 1.0;
        let mut largest: f64 = 0.0;
        for &(amount, share) in &self.steps {
            let law = law.survival(amount) / seen;
            largest = largest.max((before - law).abs()).max((share - law).abs());
            before = share;
        }
        largest
    }

    /// The mean excess above each threshold, where something is above: the area under the curve over its height.
    pub fn mean_excess(&self, thresholds: &[f64], count: f64) -> Vec<ExcessPoint> {
        let point = |&threshold: &f64| {
            let height = self.above(threshold);
            let above = height * count;
            if above <= 0.0 {
                return None;
            }
            let (mut at, mut share) = (threshold, height);
            let (mut area, mut moment) = (0.0, 0.0);
            for &(amount, next) in self.steps.iter().filter(|step| step.0 > threshold) {
                let (from, to) = (at - threshold, amount - threshold);
                area += share * (to - from);
                moment += share * (to * to - from * from);
                (at, share) = (amount, next);
            }
            let (from, to) = (at - threshold, (self.largest - threshold).max(at - threshold));
            area += share * (to - from);
            moment += share * (to * to - from * from);
            let excess = area / height;
            let variance = (moment / height - excess * excess).max(0.0);
            let se = (!self.censored && above >= 2.0).then(|| libm::sqrt(variance / (above - 1.0)));
            Some(ExcessPoint { threshold, excess, se, above })
        };
        thresholds.iter().filter_map(point).collect()
    }
}

/// Anderson and Darling's distance of amounts, all known exactly, from a law above `from`:
/// `-n - 1/n sum (2i - 1) (ln F(x_i) + ln S(x_(n+1-i)))`; the far tail weighs as much as the middle.
///
/// `None` where an amount is not known exactly or was seen from another amount on.
pub fn anderson_darling(law: &Family, from: f64, observations: &[Observation]) -> Option<f64> {
    let mut amounts = Vec::new();
    for it in observations {
        match it.seen {
            Seen::Exactly(amount) if (it.from - from).abs() <= 0.0 && (it.count - 1.0).abs() <= 0.0 => {
                amounts.push(amount);
            }
            _ => return None,
        }
    }
    amounts.sort_by(f64::total_cmp);
    let (n, seen) = (amounts.len(), law.survival(from));
    let below = |x: f64| libm::log(((seen - law.survival(x)) / seen).max(f64::MIN_POSITIVE));
    let above = |x: f64| libm::log((law.survival(x) / seen).max(f64::MIN_POSITIVE));
    let term = |nth: usize| (2 * nth + 1) as f64 * (below(amounts[nth]) + above(amounts[n - 1 - nth]));
    (n > 0).then(|| -(n as f64) - (0..n).map(term).sum::<f64>() / n as f64)
}
