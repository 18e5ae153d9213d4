//! Which law amounts follow: every family, the tail, and what the amounts themselves show.

use crate::experience::{BandTable, Experience, LiabilityIndex};
use crate::stats::likelihood::{
    ExcessPoint, QuantilePoint, SurvivalCurve, TailChoice, anderson_darling, choose_threshold,
};
use crate::stats::{Candidate, Form, Observation, Seen};

use super::frequency::FEWEST;
use crate::units::Fen;

/// The false-alarm rate of the choice of a threshold.
pub const FALSE_ALARM: f64 = 0.05;
/// The fewest amounts above a threshold.
const FEWEST_ABOVE: f64 = 50.0;
/// Fewer amounts than these are not fitted.
const FEWEST_AMOUNTS: f64 = 100.0;

/// The forms that are tried, whole and as a body.
pub const FORMS: [Form; 6] = [
    Form::LogNormal,
    Form::Gamma,
    Form::Weibull,
    Form::BurrXii,
    Form::GeneralisedPareto { threshold: 0.0 },
    Form::TwoLogNormals,
];

/// The laws of one kind of amount.
#[derive(Debug, Clone, PartialEq)]
pub struct Severity {
    /// How many amounts.
    pub count: f64,
    /// Of these, known as above a limit alone.
    pub censored: f64,
    /// From which amount on they are seen; 0 where all are.
    pub from: f64,
    /// The laws, by Akaike's criterion, the best first.
    pub laws: Vec<Candidate>,
    /// The thresholds that were tried; `None` where none has amounts enough above.
    pub tail: Option<TailChoice>,
    /// Quantiles beside those of the best law.
    pub quantiles: Vec<QuantilePoint>,
    /// The mean excess over thresholds.
    pub excess: Vec<ExcessPoint>,
    /// Kolmogorov's distance of each law.
    pub distances: Vec<f64>,
    /// Anderson and Darling's distance of each law, where every amount is known.
    pub anderson: Vec<Option<f64>>,
}

impl Severity {
    /// Fits `forms` to amounts; `None` where they are too few, or none of them can have made what was seen.
    pub fn new(observations: &[Observation], forms: &[Form]) -> Option<Severity> {
        let count: f64 = observations.iter().map(|it| it.count).sum();
        let curve = SurvivalCurve::new(observations)?;
        if count < FEWEST_AMOUNTS {
            return None;
        }
        let hidden = observations.iter().filter(|it| matches!(it.seen, Seen::Above(_)));
        let from = observations.iter().map(|it| it.from).fold(f64::INFINITY, f64::min);
        let thresholds: Vec<f64> = (0..12)
            .map(|nth| 0.3 / libm::exp2(0.5 * f64::from(nth)))
            .filter_map(|share| curve.quantile(share).map(told))
            .filter(|&threshold| threshold > from)
            .collect();
        let banded = observations.iter().any(|it| matches!(it.seen, Seen::Between(..)));
        let tail = if banded {
            None
        } else {
            choose_threshold(observations, &thresholds, FEWEST_ABOVE, FALSE_ALARM)
        };
        let mut laws: Vec<Candidate> =
            forms.iter().filter_map(|&form| Candidate::whole(form, observations)).collect();
        if from > 0.0 && forms.iter().any(|form| matches!(form, Form::GeneralisedPareto { .. })) {
            laws.extend(Candidate::whole(Form::Pareto { least: from }, observations));
        }
        if let Some(choice) = &tail {
            let bodies = forms.iter().filter(|form| !matches!(form, Form::TwoLogNormals));
            laws.extend(bodies.filter_map(|&form| Candidate::spliced(form, choice.tail(), observations)));
        }
        laws.sort_by(|a, b| a.aic().total_cmp(&b.aic()));
        let best = sharpest(&laws)?;
        let excess_at: Vec<f64> =
            (1..40).filter_map(|nth| curve.quantile(libm::exp2(-0.25 * f64::from(nth))).map(told)).collect();
        let at_least = FEWEST as f64;
        let mut excess = curve.mean_excess(&excess_at, count);
        excess.retain(|it| it.above >= at_least);
        excess.dedup_by(|a, b| a.threshold <= b.threshold);
        Some(Severity {
            count,
            censored: hidden.map(|it| it.count).sum(),
            from,
            quantiles: curve
                .against(&best.family, from, count, at_least)
                .into_iter()
                .map(|it| QuantilePoint { observed: told(it.observed), ..it })
                .collect(),
            distances: laws.iter().map(|law| curve.distance(&law.family, from)).collect(),
            anderson: laws.iter().map(|law| anderson_darling(&law.family, from, observations)).collect(),
            excess,
            tail,
            laws,
        })
    }

    /// The law that is taken: that with the least criterion among those whose error is known.
    pub fn best(&self) -> &Candidate {
        sharpest(&self.laws).unwrap_or(&self.laws[0])
    }
}

/// The first law whose error is known, else the first.
fn sharpest(laws: &[Candidate]) -> Option<&Candidate> {
    laws.iter().find(|law| law.body.maximum.covariance.is_some()).or(laws.first())
}

/// An amount to three digits: a quantile is one person's bill, which nobody is to recognise.
fn told(amount: f64) -> f64 {
    format!("{amount:.2e}").parse().unwrap_or(amount)
}

/// The yearly eligible cost of the claimants of a liability, in yuan: seen above the amount from which the file has
/// claimants, and known up to the amount at which it stops counting.
pub(super) fn eligible(experience: &Experience, liability: LiabilityIndex) -> Vec<Observation> {
    let terms = experience.liability(liability);
    let from = terms.truncated_at.map_or(0.0, Fen::as_yuan_f64);
    let claimants = experience.claimants(liability);
    let above = claimants.iter().filter(|it| it.eligible.as_yuan_f64() > from);
    above
        .map(|it| {
            let amount = it.eligible.as_yuan_f64();
            let seen = if it.censored { Seen::Above(amount) } else { Seen::Exactly(amount) };
            Observation { seen, from, count: 1.0 }
        })
        .collect()
}

/// The persons of a table by band, in yuan: those above its first end, where that is above 0 or with cost.
pub(super) fn banded(table: &BandTable) -> Vec<Observation> {
    let from = table.bands.first().map_or(0.0, |band| band.from.as_yuan_f64());
    let bands = table.bands.iter().filter(|band| band.persons.0 > 0);
    bands
        .map(|band| {
            let high = band.to.map_or(f64::INFINITY, Fen::as_yuan_f64);
            let seen = Seen::Between(band.from.as_yuan_f64(), high);
            Observation { seen, from, count: band.persons.0 as f64 }
        })
        .collect()
}
