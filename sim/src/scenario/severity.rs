//! Severity families as a scenario writes them: a kind and its parameters.

use super::field::Keyed;
use super::node::Node;
use super::problem::{ProblemKind, Problems};
use super::record::{record, tagged};
use crate::random::{Family, FamilyError, Law};
use crate::wording::problems::ModelFault;

record! {
    /// `ln X` normal.
    pub struct LogNormalDoc {
        /// Mean of the logarithm.
        mu: f64 [-50.0..=50.0] = 0.0,
        /// Standard deviation of the logarithm.
        sigma: f64 [0.001..=10.0],
    }
}

record! {
    /// Gamma.
    pub struct GammaDoc {
        /// Shape.
        shape: f64 [0.001..=10_000.0],
        /// Scale.
        scale: f64 [1e-9..=1e12] = 1.0,
    }
}

record! {
    /// Weibull: `P(X > x) = exp(-(x/scale)^shape)`.
    pub struct WeibullDoc {
        /// Shape.
        shape: f64 [0.05..=100.0],
        /// Scale.
        scale: f64 [1e-9..=1e12] = 1.0,
    }
}

record! {
    /// Burr XII: `P(X > x) = (1 + (x/scale)^c)^-k`, with `c k > 1`.
    pub struct BurrXiiDoc {
        /// First shape.
        c: f64 [0.01..=100.0],
        /// Second shape.
        k: f64 [0.01..=100.0],
        /// Scale.
        scale: f64 [1e-9..=1e12] = 1.0,
    }
}

record! {
    /// Generalised Pareto from a threshold on.
    pub struct GeneralisedParetoDoc {
        /// Least amount.
        threshold: f64 [0.0..=1e12] = 0.0,
        /// Scale.
        scale: f64 [1e-9..=1e12] = 1.0,
        /// Tail index.
        shape: f64 [-0.99..=0.99],
    }
}

record! {
    /// Pareto: `P(X > x) = (scale/x)^shape`.
    pub struct ParetoDoc {
        /// Least amount.
        scale: f64 [1e-9..=1e12] = 1.0,
        /// Shape, above 1.
        shape: f64 [1.001..=100.0],
    }
}

record! {
    /// One point of an empirical distribution.
    pub struct PointDoc {
        /// `P(X <= amount)`.
        probability: f64 [0.0..=1.0],
        /// The amount.
        amount: f64 [0.0..=1e12],
    }
}

record! {
    /// Quantiles joined by straight lines, from probability 0 to 1.
    pub struct EmpiricalDoc {
        /// The points, rising.
        points: Vec<PointDoc>,
    }
}

tagged! {
    /// One family.
    pub enum LawDoc {
        /// Lognormal.
        LogNormal(LogNormalDoc) = "lognormal",
        /// Gamma.
        Gamma(GammaDoc) = "gamma",
        /// Weibull.
        Weibull(WeibullDoc) = "weibull",
        /// Burr XII.
        BurrXii(BurrXiiDoc) = "burr_xii",
        /// Generalised Pareto.
        GeneralisedPareto(GeneralisedParetoDoc) = "generalised_pareto",
        /// Pareto.
        Pareto(ParetoDoc) = "pareto",
        /// A table of quantiles.
        Empirical(EmpiricalDoc) = "empirical",
    }
}

record! {
    /// One component of a mixture.
    pub struct ComponentDoc {
        /// Its weight; only proportions matter.
        weight: f64 [1e-9..=1e9],
        /// Its law.
        law: LawDoc,
    }
}

record! {
    /// One law in a single word and its parameters, or a mixture, or a body with a tail.
    pub struct SeverityDoc {
        /// A single family.
        law: Option<LawDoc>,
        /// Several families, one of which is chosen.
        mixture: Option<Keyed<ComponentDoc>>,
        /// A generalised Pareto tail that takes over from `law` above a threshold.
        tail: Option<TailDoc>,
    }
    check SeverityDoc::check
}

record! {
    /// A generalised Pareto tail.
    pub struct TailDoc {
        /// Probability that an amount lies in the tail; the threshold is the quantile of the law there.
        probability: f64 [0.000_001..=0.5],
        /// Scale of the tail as a multiple of the threshold.
        scale: f64 [0.0001..=100.0],
        /// Tail index.
        shape: f64 [-0.9..=0.95],
    }
}

impl SeverityDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        let families = usize::from(self.law.is_some()) + usize::from(self.mixture.is_some());
        if families != 1 || self.family().is_err() {
            problems.report(&node.place, ProblemKind::Model(ModelFault::Severity));
        }
    }

    /// The family.
    pub fn family(&self) -> Result<Family, FamilyError> {
        let body = match (&self.law, &self.mixture) {
            (Some(doc), _) => law(doc),
            (None, Some(parts)) => {
                Law::Mixture { parts: parts.iter().map(|(_, part)| (part.weight, law(&part.law))).collect() }
            }
            (None, None) => Law::Mixture { parts: Vec::new() },
        };
        let Some(tail) = &self.tail else { return Family::new(body) };
        let threshold = Family::new(body.clone())?.quantile(tail.probability);
        Family::new(Law::Splice {
            body: Box::new(body),
            threshold,
            tail_probability: tail.probability,
            tail_scale: tail.scale * threshold,
            tail_shape: tail.shape,
        })
    }
}

fn law(doc: &LawDoc) -> Law {
    match doc {
        LawDoc::LogNormal(doc) => Law::LogNormal { mu: doc.mu, sigma: doc.sigma },
        LawDoc::Gamma(doc) => Law::Gamma { shape: doc.shape, scale: doc.scale },
        LawDoc::Weibull(doc) => Law::Weibull { shape: doc.shape, scale: doc.scale },
        LawDoc::BurrXii(doc) => Law::BurrXii { c: doc.c, k: doc.k, scale: doc.scale },
        LawDoc::GeneralisedPareto(doc) => {
            Law::GeneralisedPareto { threshold: doc.threshold, scale: doc.scale, shape: doc.shape }
        }
        LawDoc::Pareto(doc) => Law::Pareto { scale: doc.scale, shape: doc.shape },
        LawDoc::Empirical(doc) => Law::Empirical {
            points: doc.points.iter().map(|point| (point.probability, point.amount)).collect(),
        },
    }
}
