//! The free parameters of a scenario, fitted to its public figures.
//!
//! A weighted least-squares fit on common random numbers: every evaluation simulates the scenario
//! with the same seed, so that two values of a parameter differ by what it does and not by chance,
//! and the whole fit is a function of scenario, seed and trials. Each residual is measured in its
//! tolerance. Targets that are only shown pull at nothing.

use crate::engine::Outcome;
use crate::scenario::calibration::FreeParameter;
use crate::scenario::load::Loaded;
use crate::scenario::node::Place;
use crate::scenario::problem::{ProblemKind, Problems};
use crate::stats::{Identification, Minimum, Search};
use crate::units::{Column, Year};

use super::comparison::{Measure, Measured, Row, Target, Tolerance, row};
use super::estimate::Estimated;
use super::gate::known;
use super::metrics::find;
use super::summary::{Design, Missing, Summary};

/// What is to be fitted to what, all of which the run is known to have.
#[derive(Debug, Clone)]
pub struct Calibration {
    parameters: Vec<FreeParameter>,
    targets: Vec<Measured>,
    designs: Vec<Design>,
}

/// A parameter as it came out.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedParameter {
    /// The parameter, with the values that the scenario gave it.
    pub parameter: FreeParameter,
    /// Its value; that of the first path, where it has several.
    pub value: f64,
    /// Its standard error from the chance of the simulation alone; `None` on a bound, and where another
    /// parameter does the same.
    pub se: Option<f64>,
    /// Whether it lies on a bound of its range.
    pub on_bound: bool,
}

/// What a fit says.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The parameters, in the order of the scenario.
    pub parameters: Vec<FittedParameter>,
    /// Every target, fitted or shown, against the run at the fitted values.
    pub rows: Vec<Row>,
    /// The weighted sum of squared residuals, each in its tolerance, at the start and at the end.
    pub misfit: [f64; 2],
    /// What the figures cannot tell apart, by names of parameters.
    pub identification: NamedIdentification,
    /// Whether the search ended because nothing moved any more.
    pub converged: bool,
    /// How many simulations it took.
    pub runs: u32,
}

/// [`Identification`], by names.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedIdentification {
    /// The condition number of the scaled derivatives.
    pub condition: f64,
    /// Parameters that move no figure.
    pub idle: Vec<String>,
    /// Parameters of which only a combination is known.
    pub alike: Vec<Vec<String>>,
}

impl Calibration {
    /// What a scenario asks for, checked against what its run will have, before any trial.
    ///
    /// # Errors
    /// Every target whose metric, year, design or columns the run will not have; no target at all;
    /// points for a figure that has none.
    pub fn new(
        scenario: &Loaded,
        columns: &[Column],
        designs: &[Design],
        payers: &[String],
        years: &[Year],
    ) -> Result<Calibration, Problems> {
        let subjects = Summary::subjects(columns, designs, payers);
        let mut problems = Problems::new();
        let mut targets = Vec::new();
        for target in Target::of(&scenario.base().comparison) {
            let place = scenario.place_of(&["comparison", &target.name]);
            if let Measure::Metric(key) = &target.measure
                && let Err(keys) = find(key, &subjects)
            {
                known(key, &keys.iter().map(String::as_str).collect::<Vec<_>>(), &place, &mut problems);
                continue;
            }
            let Some(measured) = Measured::of(&target, &subjects) else { continue };
            if check_target(&measured, columns, designs, years, &place, &mut problems) {
                targets.push(measured);
            }
        }
        if targets.is_empty() && problems.is_empty() {
            let kind = ProblemKind::MissingBlock { block: "comparison".to_owned() };
            problems.report(&scenario.place_of(&[]), kind);
        }
        if problems.has_errors() {
            return Err(problems.sorted());
        }
        Ok(Calibration { parameters: scenario.free_parameters(), targets, designs: designs.to_vec() })
    }

    /// The free parameters.
    pub fn parameters(&self) -> &[FreeParameter] {
        &self.parameters
    }

    /// The table of a run without any fit.
    pub fn check(&self, outcome: &Outcome) -> Vec<Row> {
        self.rows(&self.measure(outcome))
    }

    /// Fits the parameters; `run` simulates the scenario under further settings, or says that they make
    /// no scenario, and `progress` hears how many
    /// simulations are done and how large the misfit of the last was.
    ///
    /// `None` where the scenario itself is impossible.
    ///
    /// # Errors
    /// Whatever a run fails in.
    pub fn fit<E>(
        &self,
        search: &Search,
        mut run: impl FnMut(&[String]) -> Result<Option<Outcome>, E>,
        mut progress: impl FnMut(u32, f64),
    ) -> Result<Option<Fit>, E> {
        let (mut runs, mut first) = (0, None);
        let mut last: Option<(Vec<f64>, Vec<Measurement>)> = None;
        let start: Vec<f64> = self.parameters.iter().map(|it| it.doc.place_of(it.start[0])).collect();
        let minimum = search.minimum(&start, |point| -> Result<Option<Vec<f64>>, E> {
            let Some(outcome) = run(&self.settings(point))? else { return Ok(None) };
            let measured = self.measure(&outcome);
            runs += 1;
            let residuals = self.residuals(&measured);
            progress(runs, squares(&residuals));
            first.get_or_insert(squares(&residuals));
            last = Some((point.to_vec(), measured));
            Ok(Some(residuals))
        })?;
        let Some(minimum) = minimum else { return Ok(None) };
        let measured = match last {
            Some((point, measured)) if point == minimum.point => measured,
            _ => {
                runs += 1;
                let Some(outcome) = run(&self.settings(&minimum.point))? else { return Ok(None) };
                self.measure(&outcome)
            }
        };
        let errors = minimum.standard_errors(&self.noise(&measured));
        let end = squares(&minimum.residuals);
        Ok(Some(Fit {
            parameters: self.fitted(&minimum, &errors),
            rows: self.rows(&measured),
            misfit: [first.unwrap_or(end), end],
            identification: self.named(&minimum.identification()),
            converged: minimum.converged,
            runs,
        }))
    }

    /// The settings that put the parameters at their places in their ranges.
    fn settings(&self, point: &[f64]) -> Vec<String> {
        let placed = self.parameters.iter().zip(point);
        placed.flat_map(|(parameter, &place)| parameter.settings(parameter.doc.at(place))).collect()
    }

    /// What a run says about each target.
    fn measure(&self, outcome: &Outcome) -> Vec<Measurement> {
        self.targets.iter().map(|target| target.estimate(outcome, &self.designs)).collect()
    }

    /// `sqrt(weight) (simulated - target) / tolerance` of every fitted target; 0 where a run is too small
    /// to say anything, which its row then shows.
    fn residuals(&self, measured: &[Measurement]) -> Vec<f64> {
        let fitted = self.targets.iter().zip(measured).filter(|(target, _)| target.target.fitted);
        fitted
            .map(|(target, measured)| {
                let value =
                    measured.as_ref().and_then(|(_, it)| it.as_ref().ok()).map(|it| it.estimate.value);
                value.map_or(0.0, |value| (value - target.target.value) * factor(target))
            })
            .collect()
    }

    /// The covariance of the residuals by the chance of the simulation.
    fn noise(&self, measured: &[Measurement]) -> Vec<Vec<f64>> {
        let fitted: Vec<(f64, Option<&Estimated>)> = (self.targets.iter().zip(measured))
            .filter(|(target, _)| target.target.fitted)
            .map(|(target, it)| (factor(target), it.as_ref().and_then(|(_, it)| it.as_ref().ok())))
            .collect();
        let covariance = |a: &(f64, Option<&Estimated>), b: &(f64, Option<&Estimated>)| match (a.1, b.1) {
            (Some(own), Some(other)) => a.0 * b.0 * own.covariance(other).unwrap_or(0.0),
            _ => 0.0,
        };
        fitted.iter().map(|a| fitted.iter().map(|b| covariance(a, b)).collect()).collect()
    }

    fn fitted(&self, minimum: &Minimum, errors: &[Option<f64>]) -> Vec<FittedParameter> {
        let each = self.parameters.iter().zip(&minimum.point).zip(errors).enumerate();
        each.map(|(nth, ((parameter, &place), error))| FittedParameter {
            value: parameter.written(parameter.doc.at(place)),
            se: error.map(|error| error * parameter.doc.slope(place).abs()),
            on_bound: minimum.on_bound(nth),
            parameter: parameter.clone(),
        })
        .collect()
    }

    fn named(&self, found: &Identification) -> NamedIdentification {
        let name = |&nth: &usize| self.parameters[nth].name.clone();
        NamedIdentification {
            condition: found.condition,
            idle: found.idle.iter().map(name).collect(),
            alike: found.alike.iter().map(|group| group.iter().map(name).collect()).collect(),
        }
    }

    fn rows(&self, measured: &[Measurement]) -> Vec<Row> {
        let each = self.targets.iter().zip(measured);
        each.filter_map(|(target, measured)| {
            let (year, estimated) = measured.as_ref()?;
            let estimate = estimated.as_ref().map(|it| it.estimate).map_err(|&missing| missing);
            Some(row(target, *year, estimate))
        })
        .collect()
    }
}

/// The year that was taken, and the figure with the influence of each trial.
type Measurement = Option<(Year, Result<Estimated, Missing>)>;

/// What a difference to the target is multiplied by: the root of its weight, over its tolerance. A target
/// without any tolerance is measured in a millionth of itself.
fn factor(target: &Measured) -> f64 {
    let half_width = target.target.half_width(target.kind).max(1e-6 * target.target.value.abs());
    libm::sqrt(target.target.weight) / half_width
}

fn squares(residuals: &[f64]) -> f64 {
    residuals.iter().map(|r| r * r).sum()
}

/// Whether the run will have the target's columns, year and design, and the figure its tolerance's unit.
fn check_target(
    measured: &Measured,
    columns: &[Column],
    designs: &[Design],
    years: &[Year],
    place: &Place,
    problems: &mut Problems,
) -> bool {
    let target = &measured.target;
    let mut sound = true;
    if let Some(year) = target.year.filter(|year| !years.contains(year)) {
        let years: Vec<String> = years.iter().map(ToString::to_string).collect();
        let years: Vec<&str> = years.iter().map(String::as_str).collect();
        sound &= known(&year.to_string(), &years, place, problems);
    }
    if let Some(design) = &target.design {
        let names: Vec<&str> = designs.iter().map(|design| design.name.as_str()).collect();
        sound &= known(design, &names, place, problems);
    }
    let keys: Vec<&str> = columns.iter().map(|column| column.key.as_str()).collect();
    for key in measured.columns() {
        sound &= known(&key, &keys, place, problems);
    }
    if matches!(target.tolerance, Tolerance::Points(_)) && !measured.kind.has_points() {
        let (key, value) = ("tolerance_points".to_owned(), measured.kind.key().to_owned());
        let (other_key, other) = ("quantity".to_owned(), target.measure.key().to_owned());
        problems.report(place, ProblemKind::NotTogether { key, value, other_key, other });
        sound = false;
    }
    sound
}

#[cfg(test)]
mod tests;
