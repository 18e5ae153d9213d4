//! What the other readings of the documents would do to the headline: one row a reading.

use crate::scenario::readings::OtherReading;
use crate::wording::metrics::Metric;

use super::metrics::Subject;
use super::summary::{DesignSummary, Figure, Period};

/// What one other reading of a switch would do.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadingEffect {
    /// The reading, and what the scenario reads instead.
    pub reading: OtherReading,
    /// The headline over the term, each with its difference to the base.
    pub figures: Vec<Figure>,
}

/// The figures by which a reading is judged, fund by fund, then for the patients.
const fn headline(subject: &Subject) -> &'static [Metric] {
    match subject {
        Subject::Contract(_) => &[Metric::LossRatio, Metric::DeficitProbability],
        Subject::Book(_) => &[Metric::LossRatio],
        Subject::City => &[Metric::PatientShare],
        Subject::Payer(_) | Subject::Ledger(_) | Subject::FirstPayer(_) | Subject::Patients => &[],
    }
}

/// The effect of each reading, whose designs stand in the same order.
pub fn reading_effects(
    readings: Vec<OtherReading>,
    designs: &[DesignSummary],
    subjects: &[Subject],
) -> Vec<ReadingEffect> {
    let (cities, funds): (Vec<&Subject>, Vec<&Subject>) =
        subjects.iter().partition(|it| **it == Subject::City);
    let metrics: Vec<(&Subject, Metric)> = (funds.into_iter().chain(cities))
        .flat_map(|subject| headline(subject).iter().map(move |&metric| (subject, metric)))
        .collect();
    let effect = |(reading, design): (OtherReading, &DesignSummary)| {
        let figures =
            metrics.iter().filter_map(|&(it, metric)| design.figure(Period::Term, it, metric).cloned());
        ReadingEffect { reading, figures: figures.collect() }
    };
    readings.into_iter().zip(designs).map(effect).collect()
}
