//! The errors of the fitted levels as a run draws them.

use super::{ClaimsFit, Of, Parameter, Subject};
use crate::experience::Experience;
use crate::random::Family;
use crate::scenario::world::LevelPathDoc;
use crate::stats::Candidate;
use crate::wording::fit::{Quantity, Remark};

impl ClaimsFit<'_> {
    /// The errors that a run draws.
    pub(super) fn world(&mut self, experience: &Experience) {
        let n = experience.years().len();
        let world = self.base.world().clone();
        let of_years = |path: &LevelPathDoc| {
            let lags = (0..n).flat_map(|i| (0..n).map(move |j| i.abs_diff(j)));
            let sum: f64 = lags
                .map(|lag| {
                    let lag = i32::try_from(lag).unwrap_or(i32::MAX);
                    libm::pow(path.autocorrelation, f64::from(lag))
                })
                .sum();
            path.year_sd * path.year_sd * sum / (n * n) as f64
        };
        let error = |quantity: Quantity, years: f64| {
            let own = self.joint.ln_covariance(quantity, quantity)?;
            Some(libm::sqrt(own + years).min(0.5))
        };
        let frequency = error(Quantity::Admissions, of_years(&world.frequency));
        let severity = error(Quantity::Cost, of_years(&world.severity));
        let split = error(Quantity::OwnExpense, 0.0);
        let tail = self.tail_error();
        let both = self.joint.ln_covariance(Quantity::Admissions, Quantity::Cost);
        if let (Some(a), Some(b), Some(both)) = (frequency, severity, both)
            && a * b > 0.0
        {
            // of the whole errors; those of the mean year are independent
            let correlation = (both / (a * b)).clamp(-1.0, 1.0);
            self.correlation = Some(correlation);
            self.remarks.push(Remark::Correlated { correlation: format!("{correlation:.2}") });
        }
        let errors = [
            (Quantity::FrequencySd, "world.frequency.parameter_sd", world.frequency.parameter_sd, frequency),
            (Quantity::SeveritySd, "world.severity.parameter_sd", world.severity.parameter_sd, severity),
            (Quantity::TailSd, "world.tail.parameter_sd", world.tail.parameter_sd, tail),
            (Quantity::SplitSd, "world.split.parameter_sd", world.split.parameter_sd, split),
        ];
        for (quantity, path, base, value) in errors {
            let Some(value) = value else { continue };
            let persons = self.counted.0;
            self.parameters.push(Parameter {
                quantity,
                of: Of::default(),
                name: None,
                base: Some(base),
                value,
                se: None,
                interval: None,
                persons,
                joint: None,
                path: Some(path.to_owned()),
            });
        }
        self.remarks.push(Remark::LevelsOf { year: self.year.to_string() });
        if !self.base.knows(self.year) {
            self.remarks.push(Remark::HistoryDropped { year: self.year.to_string() });
        }
        self.remarks.push(Remark::FromBase);
    }

    /// The error of `ln k`, where amounts above `u` are `u (x/u)^k`: of `ln ln ( Q / u )`, with `Q` what one in a
    /// hundred of the amounts above `u` exceeds.
    pub(super) fn tail_error(&self) -> Option<f64> {
        let best = self.severity(&Subject::Admission)?.best();
        let above = tail_begins(best);
        let far = best.family.survival(above) / 100.0;
        let figure = |law: &Family| libm::log(libm::log(law.quantile(far) / above));
        Some(best.error_of(figure)?.min(0.5))
    }
}

/// Where the tail begins whose error is drawn: at the threshold of the law, or at ten times its mean.
pub(super) fn tail_begins(law: &Candidate) -> f64 {
    law.tail.as_ref().map_or(10.0 * law.family.mean(), |tail| tail.threshold)
}
