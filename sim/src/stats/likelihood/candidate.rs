//! A law that may describe amounts: a form, or a body whose tail is generalised Pareto.

use super::{Fitted, Form, Observation, TailCandidate};
use crate::random::{Family, Law};

/// A fitted law, with or without a tail of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The law, or its body: fitted with all that is above the threshold known as above it.
    pub body: Fitted,
    /// The tail, which begins at the quantile of the body where its threshold is.
    pub tail: Option<TailCandidate>,
    /// The whole.
    pub family: Family,
    /// The logarithm of its likelihood.
    pub ln_likelihood: f64,
}

impl Candidate {
    /// A form for all amounts.
    pub fn whole(form: Form, observations: &[Observation]) -> Option<Candidate> {
        let body = Fitted::new(form, observations)?;
        let (family, ln_likelihood) = (body.family.clone(), body.maximum.value);
        Some(Candidate { body, tail: None, family, ln_likelihood })
    }

    /// A form up to the threshold of a tail. What is below and above it have likelihoods of their own:
    /// `f(x)` below, `S(u) g(x)` above, with the body's density `f` and survival function `S` and the tail's
    /// density `g`; so the body sees what is above as censored there, and the two errors are independent.
    pub fn spliced(form: Form, tail: &TailCandidate, observations: &[Observation]) -> Option<Candidate> {
        let threshold = tail.threshold;
        let below = observations.iter().filter(|it| it.from < threshold);
        let body = Fitted::new(form, &below.map(|it| it.censored(threshold)).collect::<Vec<_>>())?;
        let family = joined(&body.family, &tail.fitted.family, threshold)?;
        let ln_likelihood = body.maximum.value + tail.fitted.maximum.value;
        Some(Candidate { body, tail: Some(tail.clone()), family, ln_likelihood })
    }

    /// Akaike's criterion; a threshold that was chosen counts as one more parameter.
    pub fn aic(&self) -> f64 {
        let tail = self.tail.as_ref().map_or(0, |tail| tail.fitted.maximum.at.len() + 1);
        2.0 * (self.body.maximum.at.len() + tail) as f64 - 2.0 * self.ln_likelihood
    }

    /// The standard error of a figure of the law (delta method; the threshold is taken as given).
    pub fn error_of(&self, figure: impl Fn(&Family) -> f64) -> Option<f64> {
        let Some(tail) = &self.tail else { return self.body.error_of(figure) };
        let with_body = |body: &Family| joined(body, &tail.fitted.family, tail.threshold);
        let with_tail = |tail_law: &Family| joined(&self.body.family, tail_law, tail.threshold);
        let of = |family: Option<Family>| family.map_or(f64::NAN, |family| figure(&family));
        let own = self.body.error_of(|body| of(with_body(body)))?;
        let far = tail.fitted.error_of(|law| of(with_tail(law)))?;
        let se = libm::hypot(own, far);
        se.is_finite().then_some(se)
    }
}

/// The body up to the threshold, with the probability that it has there, and the tail above.
fn joined(body: &Family, tail: &Family, threshold: f64) -> Option<Family> {
    let Law::GeneralisedPareto { scale, shape, .. } = *tail.law() else { return None };
    let law = Law::Splice {
        body: Box::new(body.law().clone()),
        threshold,
        tail_probability: body.survival(threshold),
        tail_scale: scale,
        tail_shape: shape,
    };
    Family::new(law).ok()
}
