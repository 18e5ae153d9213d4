//! Families made of families: mixtures and splices.

use super::super::root::zero_between;
use super::parametric::GeneralisedPareto;
use super::{Distribution, Family, FamilyError, Law, positive};

pub(super) struct Mixture {
    parts: Vec<(f64, Family)>,
}

impl Mixture {
    pub(super) fn new(parts: &[(f64, Law)]) -> Result<Mixture, FamilyError> {
        if parts.is_empty() {
            return Err(FamilyError::Empty("mixture"));
        }
        let part = |(i, (weight, law)): (usize, &(f64, Law))| {
            let inner = |e| FamilyError::Part(i, Box::new(e));
            let weight = positive("weight", *weight).map_err(inner)?;
            Ok((weight, Family::new(law.clone()).map_err(inner)?))
        };
        let mut parts = parts.iter().enumerate().map(part).collect::<Result<Vec<_>, _>>()?;
        let total: f64 = parts.iter().map(|(weight, _)| weight).sum();
        for (weight, _) in &mut parts {
            *weight /= total;
        }
        Ok(Mixture { parts })
    }

    fn average(&self, of: impl Fn(&Family) -> f64) -> f64 {
        self.parts.iter().map(|(weight, family)| weight * of(family)).sum()
    }
}

impl Distribution for Mixture {
    fn cdf(&self, x: f64) -> f64 {
        self.average(|part| part.cdf(x))
    }
    fn survival(&self, x: f64) -> f64 {
        self.average(|part| part.survival(x))
    }
    fn quantile(&self, v: f64) -> f64 {
        // it lies between the quantiles of the parts
        let ends = self.parts.iter().map(|(_, part)| part.quantile(v));
        let (low, high) = ends.fold((f64::INFINITY, 0.0_f64), |(l, h), x| (l.min(x), h.max(x)));
        if low >= high {
            return low;
        }
        let excess = |x: f64| {
            if v < 0.5 { libm::log(self.survival(x) / v) } else { libm::log((1.0 - v) / self.cdf(x)) }
        };
        if low > 0.0 {
            libm::exp(zero_between(|t| excess(libm::exp(t)), libm::log(low), libm::log(high)))
        } else {
            zero_between(excess, low, high)
        }
    }
    fn range(&self) -> (f64, f64) {
        let ends = self.parts.iter().map(|(_, part)| part.range());
        ends.fold((f64::INFINITY, 0.0), |(l, h), (low, high)| (l.min(low), h.max(high)))
    }
    fn mean(&self) -> f64 {
        self.average(Family::mean)
    }
    fn limited_mean(&self, d: f64) -> f64 {
        self.average(|part| part.limited_expected_value(d))
    }
    fn ln_density(&self, x: f64) -> f64 {
        let each = |(weight, part): &(f64, Family)| libm::log(*weight) + part.ln_density(x);
        let largest = self.parts.iter().map(each).fold(f64::NEG_INFINITY, f64::max);
        if largest.is_infinite() {
            return largest;
        }
        largest + libm::log(self.parts.iter().map(|part| libm::exp(each(part) - largest)).sum())
    }
}

pub(super) struct Splice {
    body: Family,
    /// The body's own probability below the threshold.
    body_below: f64,
    tail: GeneralisedPareto,
    tail_probability: f64,
}

impl Splice {
    pub(super) fn new(
        body: &Law,
        tail_probability: f64,
        tail: GeneralisedPareto,
    ) -> Result<Splice, FamilyError> {
        positive("threshold", tail.threshold)?;
        if !(tail_probability > 0.0 && tail_probability < 1.0) {
            let (parameter, value, range) = ("tail_probability", tail_probability, "(0, 1)");
            return Err(FamilyError::Parameter { parameter, value, range });
        }
        let body = Family::new(body.clone()).map_err(|e| FamilyError::Part(0, Box::new(e)))?;
        let body_below = body.cdf(tail.threshold);
        if body_below > 0.0 {
            Ok(Splice { body, body_below, tail, tail_probability })
        } else {
            Err(FamilyError::EmptyBody)
        }
    }

    /// Probability below the threshold over the body's own probability there.
    fn stretch(&self) -> f64 {
        (1.0 - self.tail_probability) / self.body_below
    }
}

impl Distribution for Splice {
    fn cdf(&self, x: f64) -> f64 {
        if x < self.tail.threshold { self.stretch() * self.body.cdf(x) } else { 1.0 - self.survival(x) }
    }
    fn survival(&self, x: f64) -> f64 {
        if x < self.tail.threshold {
            1.0 - self.stretch() * self.body.cdf(x)
        } else {
            self.tail_probability * self.tail.survival(x)
        }
    }
    fn quantile(&self, v: f64) -> f64 {
        if v < self.tail_probability {
            return self.tail.quantile(v / self.tail_probability);
        }
        // the body's own survival probability there: that at the threshold, and what lies below it
        let at_threshold = self.body.survival(self.tail.threshold);
        let within = at_threshold + (v - self.tail_probability) / self.stretch();
        self.body.quantile(within).min(self.tail.threshold)
    }
    fn range(&self) -> (f64, f64) {
        (self.body.range().0, self.tail.range().1)
    }
    fn mean(&self) -> f64 {
        let threshold = self.tail.threshold;
        self.limited_mean(threshold) + self.tail_probability * (self.tail.mean() - threshold)
    }
    fn limited_mean(&self, d: f64) -> f64 {
        let threshold = self.tail.threshold;
        // min(X, d) = d - (d - X)+, and below the threshold X is the body stretched
        let up_to = |d: f64| d - self.stretch() * (d - self.body.limited_expected_value(d));
        if d <= threshold {
            up_to(d)
        } else {
            up_to(threshold) + self.tail_probability * (self.tail.limited_mean(d) - threshold)
        }
    }
    fn ln_density(&self, x: f64) -> f64 {
        if x < self.tail.threshold {
            libm::log(self.stretch()) + self.body.ln_density(x)
        } else {
            libm::log(self.tail_probability) + self.tail.ln_density(x)
        }
    }
}
