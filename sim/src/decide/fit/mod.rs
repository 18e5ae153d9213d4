//! A cost model from an insurer's own claims: frequency, severity, how bills split, repeats, yearly care, who
//! renews; each with its error, and as a scenario that an ordinary run draws.

mod base;
mod errors;
mod estimates;
mod frequency;
mod joining;
mod joint;
mod persons;
mod scenario;
mod severity;

pub use frequency::{BANDS, Cell, FEWEST, Frailty, Frequency};
pub use joint::{Joint, Of};
pub use persons::CARE;
pub use scenario::{FittedScenario, Origin};
pub use severity::{FALSE_ALARM, FORMS, Severity};

use crate::experience::{Experience, LiabilityIndex};
use crate::population::Status;
use crate::scenario::load::Loaded;
use crate::scenario::problem::Problems;
use crate::stats::{Form, Observation};
use crate::units::Year;
use crate::wording::fit::{Quantity, Remark};

use base::Base;
use persons::Persons;

/// A quantity as it came out.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// What it is.
    pub quantity: Quantity,
    /// Of whom or what.
    pub of: Of,
    /// A parameter of a law: its name.
    pub name: Option<String>,
    /// What the base scenario has, where it has it.
    pub base: Option<f64>,
    /// The value.
    pub value: f64,
    /// Its standard error; `None` where none is known.
    pub se: Option<f64>,
    /// The ends of its 95% interval.
    pub interval: Option<[f64; 2]>,
    /// How many persons (of a law: amounts) it rests on.
    pub persons: u64,
    /// Its place in the covariance, with what multiplies the ratio there.
    pub joint: Option<(usize, f64)>,
    /// The path in the scenario; `None` where it is printed alone.
    pub path: Option<String>,
}

/// The laws of one kind of amount.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// What was fitted.
    pub subject: Subject,
    /// The laws.
    pub severity: Severity,
}

/// A kind of amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The cost of an admission over the mean of its cell.
    Admission,
    /// The yearly cost of the users of a care, by its place in [`CARE`].
    Care(usize),
    /// The yearly eligible cost of a liability.
    Liability(LiabilityIndex),
    /// A table by band, by its place.
    Bands(usize),
}

/// How a fit is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The forms that are tried.
    pub forms: Vec<Form>,
    /// The fund whose members the insured are, where who joins is to be written into the scenario.
    pub fund: Option<String>,
}

/// A fit to claims.
#[derive(Debug)]
pub struct ClaimsFit<'a> {
    base: Base<'a>,
    asked: Asked,
    /// How many persons, years of cover and admissions it rests on.
    pub counted: (u64, f64, u64),
    /// The year in which the fitted levels hold: the middle one of the claims.
    pub year: Year,
    /// The year after the last.
    pub next: Year,
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// Frequency by cell; `None` where the file has no bills below a deductible, or no admission.
    pub frequency: Option<Frequency>,
    /// The laws.
    pub laws: Vec<Fitted>,
    /// The ratios with their covariance.
    pub joint: Joint,
    /// Correlation of the errors of the levels of frequency and cost, as a run draws them.
    pub correlation: Option<f64>,
    /// What a reader must know.
    pub remarks: Vec<Remark>,
}

impl<'a> ClaimsFit<'a> {
    /// Fits claims, with a scenario for what they do not tell.
    ///
    /// # Errors
    /// A scenario without people, illness, world or term.
    pub fn new(
        experience: &Experience,
        scenario: &'a Loaded,
        asked: Asked,
    ) -> Result<ClaimsFit<'a>, Problems> {
        let base = Base::new(scenario)?;
        let persons = Persons::new(experience, &base);
        let truncated: Vec<_> =
            experience.liabilities().iter().filter(|it| it.truncated_at.is_some()).collect();
        let complete = truncated.is_empty();
        let frequency = complete.then(|| Frequency::new(&persons, experience, &base)).flatten();
        let joint = Joint::new(&persons, experience, &base, frequency.as_ref());
        let years = experience.years();
        let middle = years.get(years.len() / 2).copied().unwrap_or(Year(0));
        let years_of_cover = persons.years.iter().map(|it| it.covered).sum();
        let mut fit = ClaimsFit {
            counted: (persons.n, years_of_cover, persons.admissions.len() as u64),
            year: middle,
            next: Year(years.last().map_or(0, |it| it.0 + 1)),
            parameters: Vec::new(),
            frequency,
            laws: Vec::new(),
            joint,
            correlation: None,
            remarks: Vec::new(),
            base,
            asked,
        };
        if experience.is_synthetic() {
            fit.remarks.push(Remark::Synthetic);
        }
        fit.remarks.extend(truncated.iter().map(|it| Remark::Truncated { liability: it.title.clone() }));
        if complete && !persons.admissions.is_empty() {
            fit.levels();
            fit.splits(&persons);
            fit.repeats();
            fit.care(&persons);
            let relative = joint::relative_cost(&fit.joint, &fit.base);
            let amounts: Vec<Observation> =
                persons.admissions.iter().map(|it| Observation::exactly(relative(it))).collect();
            fit.law(Subject::Admission, &amounts);
            fit.law_parameters();
        }
        fit.joins(&persons, experience);
        for liability in experience.liability_indices() {
            fit.law(Subject::Liability(liability), &severity::eligible(experience, liability));
        }
        for (nth, table) in experience.bands().iter().enumerate() {
            fit.law(Subject::Bands(nth), &severity::banded(table));
        }
        if complete && !persons.admissions.is_empty() {
            fit.world(experience);
        }
        Ok(fit)
    }

    /// The base scenario.
    pub fn base_title(&self) -> &crate::wording::Bilingual {
        &self.base.doc().title
    }

    /// The laws of one kind of amount.
    pub fn severity(&self, subject: &Subject) -> Option<&Severity> {
        self.laws.iter().find(|it| it.subject == *subject).map(|it| &it.severity)
    }

    /// A parameter.
    pub fn parameter(&self, quantity: Quantity, of: Of) -> Option<&Parameter> {
        self.parameters.iter().find(|it| (it.quantity, it.of) == (quantity, of))
    }

    fn law(&mut self, subject: Subject, amounts: &[Observation]) {
        if let Some(severity) = Severity::new(amounts, &self.asked.forms) {
            self.laws.push(Fitted { subject, severity });
        }
    }
}

/// The name of a status in scenarios.
fn key_of(status: Status) -> &'static str {
    match status {
        Status::InService => "in_service",
        Status::Retired => "retired",
        Status::Resident => "resident",
    }
}

#[cfg(test)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "ages and amounts of made-up persons"
)]
mod tests;
