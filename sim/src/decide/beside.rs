//! A file's own bills beside the model's answer for the same members and designs.
//!
//! Of each figure `g`: `g` of the file as it stands; of the file at its trend; the mean of `g` over resampled files,
//! whose standard deviation is the error of a sample of these persons; the model's mean with its standard error.
//! `z = (resampled - model) / sqrt(deviation^2 + error^2)`.

use crate::engine::Outcome;
use crate::stats::{Estimate, Sample as Floats};
use crate::wording::metrics::Metric;

use super::metrics::{Definition, Rule, Subject};
use super::sample::Sample;

/// The figures that a file and a model are held against each other by.
const FIGURES: [Metric; 9] = [
    Metric::Cost,
    Metric::PatientShare,
    Metric::Claims,
    Metric::LossRatio,
    Metric::ClaimsPerHead,
    Metric::ClaimantsPer100,
    Metric::Paid,
    Metric::PersonsPaid,
    Metric::PaidPerPerson,
];

/// One figure of one design.
#[derive(Debug, Clone, PartialEq)]
pub struct BesideFigure {
    /// The place of the design.
    pub design: usize,
    /// What it is about.
    pub subject: Subject,
    /// Its definition.
    pub definition: &'static Definition,
    /// Of the file as it stands.
    pub bills: f64,
    /// Of the file at its trend.
    pub trended: f64,
    /// The mean over resampled files, and their standard deviation: the error of the sample.
    pub resampled: (f64, f64),
    /// The model's mean and its standard error.
    pub model: (f64, f64),
    /// The standard deviation of the model's trials: of a single year of it.
    pub year: f64,
}

impl BesideFigure {
    /// The file's answer less the model's, and its standard error.
    pub fn difference(&self) -> (f64, f64) {
        let ((value, deviation), (model, error)) = (self.resampled, self.model);
        (value - model, libm::sqrt(deviation * deviation + error * error))
    }

    /// The difference in standard errors; `None` where nothing varies.
    pub fn score(&self) -> Option<f64> {
        let (difference, error) = self.difference();
        (error > 0.0).then(|| difference / error)
    }
}

/// What a design is held by: the file at its trend and resampled, the file as it stands, the model.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The file at its trend: the first trial is the file, the others resample it.
    pub resampled: &'a Outcome,
    /// The file as it stands: its first trial.
    pub bills: &'a Outcome,
    /// The model's trials.
    pub model: &'a Outcome,
}

/// Every figure of a design that all three have, over all years.
pub fn beside(sources: Sources<'_>, design: u32, subjects: &[Subject]) -> Vec<BesideFigure> {
    let all = subjects.iter().flat_map(|subject| subject.definitions().iter().map(move |it| (subject, it)));
    let asked = all.filter(|(_, it)| FIGURES.contains(&it.metric));
    asked.filter_map(|(subject, it)| figure(sources, design, subject, it)).collect()
}

fn figure(
    sources: Sources<'_>,
    design: u32,
    subject: &Subject,
    definition: &'static Definition,
) -> Option<BesideFigure> {
    let values = |outcome| values(outcome, design, subject, definition.rule);
    let (resampled, bills, model) =
        (values(sources.resampled)?, values(sources.bills)?, values(sources.model)?);
    let (trended, others) = resampled.split_first()?;
    let [sample, of_model] = [others, &model].map(|it| Floats::new(it.iter().copied())?.mean());
    let deviation = |it: &Estimate| it.se * libm::sqrt(it.n as f64);
    let (sample, of_model) = (sample?, of_model?);
    let scale = definition.kind.scale();
    let (bills, trended) = (scale.of(*bills.first()?), scale.of(*trended));
    let year = scale.of(deviation(&of_model));
    Some(BesideFigure {
        design: design as usize,
        subject: subject.clone(),
        definition,
        bills,
        trended,
        resampled: (scale.of(sample.value), scale.of(deviation(&sample))),
        model: (scale.of(of_model.value), scale.of(of_model.se)),
        year,
    })
}

/// The figure of each trial; `None` where the trials have not its columns, or divide by nothing.
fn values(outcome: &Outcome, design: u32, subject: &Subject, rule: Rule) -> Option<Vec<f64>> {
    let sample = Sample::new(outcome, design, 0..outcome.shape().years.len());
    let of = |amount| sample.over_years(amount, subject.id());
    match rule {
        Rule::Mean(x) => Some(of(x)?.into_iter().map(|x| x as f64).collect()),
        Rule::Ratio(x, y) => {
            let pairs = of(x)?.into_iter().zip(of(y)?);
            pairs.map(|(x, y)| (y > 0).then(|| x as f64 / y as f64)).collect()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_told_in_the_errors_of_both() {
        let subject = Subject::Book("hmb".into());
        let definition = subject.definition(Metric::Claims).unwrap();
        let figure = BesideFigure {
            design: 0,
            subject,
            definition,
            bills: 100.0,
            trended: 110.0,
            resampled: (111.0, 3.0),
            model: (101.0, 4.0),
            year: 40.0,
        };
        assert_eq!(figure.difference(), (10.0, 5.0), "3, 4, 5");
        assert_eq!(figure.score(), Some(2.0));
        let certain = BesideFigure { resampled: (1.0, 0.0), model: (1.0, 0.0), ..figure };
        assert_eq!(certain.score(), None);
    }
}
