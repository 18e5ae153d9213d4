//! Lasting states of health as a scenario writes them: chronic illness, diseases of a list.

use super::city::age;
use super::field::Keyed;
use super::node::Node;
use super::problem::{ProblemKind, Problems};
use super::record::record;
use crate::benefit::Label;
use crate::illness::{AgeTable, Course, Health, HealthState, IllnessError};
use crate::wording::problems::ModelFault;

record! {
    /// How many of the people are in a state, from an age on.
    pub struct PrevalenceStepDoc {
        /// The step holds from this age on.
        from_age: u32 [0..=100],
        /// Part of the men of an age.
        male_share: f64 [0.0..=1.0],
        /// Part of the women of an age.
        female_share: f64 [0.0..=1.0],
    }
}

record! {
    /// How many fall into a state in a year, from an age on.
    pub struct OnsetStepDoc {
        /// The step holds from this age on.
        from_age: u32 [0..=100],
        /// Onsets per 100,000 men and year.
        male_per_100000_years: f64 [0.0..=100_000.0],
        /// Onsets per 100,000 women and year.
        female_per_100000_years: f64 [0.0..=100_000.0],
    }
}

record! {
    /// A lasting state of health: chronic illness, a group of diseases.
    pub struct HealthStateDoc {
        /// How many are in it, by age and sex; in place of `onsets`.
        prevalence: Option<Keyed<PrevalenceStepDoc>>,
        /// How many fall into it in a year, by age and sex; in place of `prevalence`.
        onsets: Option<Keyed<OnsetStepDoc>>,
        /// Mean years in the state: each year ends it with probability 1 / years.
        years: f64 [1.0..=100.0],
        /// Admissions relative to the healthy of the same age; the level of the age is held.
        frequency: f64 [0.01..=1000.0] = 1.0,
        /// Cost of an admission relative to theirs; the level of the age is held.
        cost: f64 [0.01..=1000.0] = 1.0,
        /// Care outside the city relative to theirs.
        elsewhere: f64 [0.01..=1000.0] = 1.0,
        /// Part of the admissions of those in the state that its disease causes.
        cause_share: f64 [0.0..=1.0] = 0.0,
        /// The disease, for payers that look at diseases.
        disease: Option<String>,
        /// The event that the first claim after the onset reports, for payers that look at events.
        onset_event: Option<String>,
        /// Whether it is on the lists of pre-existing diseases (既往症): what it causes is pre-existing where
        /// the state began before the term.
        listed: bool = false,
    }
    check one_course
}

/// A state is described by how many are in it or by how many fall into it.
fn one_course(doc: &HealthStateDoc, node: &Node, problems: &mut Problems) {
    if doc.prevalence.is_some() == doc.onsets.is_some() || doc.course().is_err() {
        problems.report(&node.place, ProblemKind::Model(ModelFault::HealthState));
    }
}

/// The states of health; `None` where there are none.
pub(super) fn health_of(docs: &Keyed<HealthStateDoc>) -> Result<Option<Health>, IllnessError> {
    let states = docs.iter().map(|(_, doc)| doc.state()).collect::<Result<Vec<_>, _>>()?;
    if states.is_empty() { Ok(None) } else { Health::new(&states).map(Some) }
}

impl HealthStateDoc {
    fn state(&self) -> Result<HealthState, IllnessError> {
        Ok(HealthState {
            course: self.course()?,
            years: self.years,
            frequency: self.frequency,
            cost: self.cost,
            elsewhere: self.elsewhere,
            cause_share: self.cause_share,
            disease: self.disease.as_deref().map(Label::of),
            onset_event: self.onset_event.as_deref().map(Label::of),
            listed: self.listed,
        })
    }

    fn course(&self) -> Result<Course, IllnessError> {
        if let Some(steps) = &self.prevalence {
            let of = |share: fn(&PrevalenceStepDoc) -> f64| {
                AgeTable::fractions(steps.iter().map(|(_, step)| (age(step.from_age), share(step))).collect())
            };
            return Ok(Course::Prevalence([of(|step| step.male_share)?, of(|step| step.female_share)?]));
        }
        let steps = self.onsets.as_ref().ok_or(IllnessError::Health)?;
        let of = |onsets: fn(&OnsetStepDoc) -> f64| {
            let per_person = |step: &OnsetStepDoc| onsets(step) / 100_000.0;
            AgeTable::fractions(
                steps.iter().map(|(_, step)| (age(step.from_age), per_person(step))).collect(),
            )
        };
        Ok(Course::Onsets([of(|step| step.male_per_100000_years)?, of(|step| step.female_per_100000_years)?]))
    }
}
