//! The search for a maximum, and how sharp it is.

use argmin::core::{CostFunction, Error, Executor, State};
use argmin::solver::neldermead::NelderMead;

use super::super::estimate::NORMAL_97_5;
use super::super::least_squares::solve;
use super::{Form, Observation, ln_likelihood};
use crate::random::Family;

/// So many observations tell where a maximum lies, up to what Newton's method mends.
const PART: usize = 10_000;

/// A point in coordinates on the whole line.
pub type Coordinates = Vec<f64>;

/// Where a function is greatest, and the inverse of how sharply it bends there.
#[derive(Debug, Clone, PartialEq)]
pub struct Maximum {
    /// The coordinates.
    pub at: Coordinates,
    /// The value there.
    pub value: f64,
    /// The covariance of the coordinates: the inverse of minus the second derivatives; `None` where the
    /// function is flat in some direction, or not smooth, and no normal law describes the error.
    pub covariance: Option<Vec<Vec<f64>>>,
}

/// The maximum of a log-likelihood of `observations` in all, from a start on.
///
/// Nelder and Mead (1965), then at most three steps of Newton's method with derivatives by central
/// differences over a fifth of a standard error. `None` where nothing near the start is possible.
pub fn maximise(of: &dyn Fn(&[f64]) -> f64, start: &[f64], observations: f64) -> Option<Maximum> {
    if !of(start).is_finite() || start.is_empty() {
        return None;
    }
    let mut at = climbed(of, start, observations)?;
    // a simplex may have shrunk too early: once more from where it ended
    at = climbed(of, &at, observations).unwrap_or(at);
    Some(sharpened(of, at, 3).0)
}

/// [`maximise`] of a function of very many observations, whose neighbourhood a part of them tells as well: climbed on
/// that part, then Newton's method on all. `None` where that does not arrive, within a thousandth in the value.
fn maximise_by_part(
    of: &dyn Fn(&[f64]) -> f64,
    of_part: &dyn Fn(&[f64]) -> f64,
    start: &[f64],
    part: f64,
) -> Option<Maximum> {
    let near = maximise(of_part, start, part)?.at;
    if !of(&near).is_finite() {
        return None;
    }
    let (maximum, gained) = sharpened(of, near, 8);
    (maximum.covariance.is_some() && gained < 1e-3).then_some(maximum)
}

/// Newton's method from near a maximum; what its last step gained in the value.
fn sharpened(of: &dyn Fn(&[f64]) -> f64, mut at: Coordinates, at_most: usize) -> (Maximum, f64) {
    let mut value = of(&at);
    let mut steps = first_steps(of, &at, value);
    let (mut covariance, mut gained) = (None, f64::INFINITY);
    for _ in 0..at_most {
        let (slope, bend) = derivatives(of, &at, value, &steps);
        covariance = inverse(&bend);
        let Some(inverse) = &covariance else { break };
        for (step, nth) in steps.iter_mut().zip(0..) {
            *step = 0.2 * libm::sqrt(inverse[nth][nth]);
        }
        let moved: Vec<f64> = (at.iter().zip(inverse))
            .map(|(x, row)| x + row.iter().zip(&slope).map(|(a, b)| a * b).sum::<f64>())
            .collect();
        let better = of(&moved);
        gained = (better - value).abs();
        if better >= value {
            (at, value) = (moved, better);
        }
        if at_most > 3 && gained < 1e-6 {
            break;
        }
    }
    (Maximum { at, value, covariance }, gained)
}

/// The function as `argmin` asks for it: a cost, per observation.
struct Cost<'a> {
    of: &'a dyn Fn(&[f64]) -> f64,
    observations: f64,
}

impl CostFunction for Cost<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, at: &Vec<f64>) -> Result<f64, Error> {
        let value = (self.of)(at);
        Ok(if value.is_finite() { -value / self.observations } else { f64::INFINITY })
    }
}

fn climbed(of: &dyn Fn(&[f64]) -> f64, start: &[f64], observations: f64) -> Option<Coordinates> {
    let mut simplex = vec![start.to_vec()];
    for nth in 0..start.len() {
        let mut corner = start.to_vec();
        corner[nth] += 0.2;
        simplex.push(corner);
    }
    let solver = NelderMead::new(simplex).with_sd_tolerance(1e-11).ok()?;
    let cost = Cost { of, observations };
    let run = Executor::new(cost, solver).configure(|state| state.max_iters(500)).timer(false).run().ok()?;
    run.state().get_best_param().cloned()
}

/// The distance at which the function has fallen by some hundredths, coordinate by coordinate.
fn first_steps(of: &dyn Fn(&[f64]) -> f64, at: &[f64], value: f64) -> Vec<f64> {
    let falls = |nth: usize, step: f64| {
        let moved = |by: f64| {
            let mut point = at.to_vec();
            point[nth] += by;
            of(&point)
        };
        2.0 * value - moved(step) - moved(-step)
    };
    (0..at.len())
        .map(|nth| {
            let mut step = 1e-5;
            while step < 0.1 && falls(nth, step) < 0.04 {
                step *= 2.0;
            }
            step
        })
        .collect()
}

/// The first derivatives, and minus the second ones.
fn derivatives(
    of: &dyn Fn(&[f64]) -> f64,
    at: &[f64],
    value: f64,
    steps: &[f64],
) -> (Vec<f64>, Vec<Vec<f64>>) {
    let n = at.len();
    let moved = |by: &[(usize, f64)]| {
        let mut point = at.to_vec();
        for &(nth, sign) in by {
            point[nth] += sign * steps[nth];
        }
        of(&point)
    };
    let mut slope = vec![0.0; n];
    let mut bend = vec![vec![0.0; n]; n];
    for i in 0..n {
        let (up, down) = (moved(&[(i, 1.0)]), moved(&[(i, -1.0)]));
        slope[i] = (up - down) / (2.0 * steps[i]);
        bend[i][i] = (2.0 * value - up - down) / (steps[i] * steps[i]);
        for j in 0..i {
            let corner = |a: f64, b: f64| moved(&[(i, a), (j, b)]);
            let mixed = corner(1.0, 1.0) - corner(1.0, -1.0) - corner(-1.0, 1.0) + corner(-1.0, -1.0);
            bend[i][j] = -mixed / (4.0 * steps[i] * steps[j]);
            bend[j][i] = bend[i][j];
        }
    }
    (slope, bend)
}

/// The inverse of a symmetric positive definite matrix; `None` where it is not.
pub(super) fn inverse(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    let unit = |nth: usize| (0..n).map(|i| if i == nth { 1.0 } else { 0.0 }).collect::<Vec<f64>>();
    (0..n).map(|nth| solve(matrix, &unit(nth))).collect()
}

/// A form with the parameters that are most likely.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// The form.
    pub form: Form,
    /// The law itself.
    pub family: Family,
    /// Where the likelihood is greatest, in the coordinates of the form.
    pub maximum: Maximum,
}

impl Fitted {
    /// The most likely law of a form; `None` for no observation, and where no law of the form can have made them.
    pub fn new(form: Form, observations: &[Observation]) -> Option<Fitted> {
        let count: f64 = observations.iter().map(|it| it.count).sum();
        let likelihood =
            |at: &[f64]| form.family(at).map_or(f64::NEG_INFINITY, |law| ln_likelihood(&law, observations));
        let start = form.start(observations);
        let by_part = observations.len().checked_div(PART).filter(|&every| every > 1).and_then(|every| {
            let part: Vec<Observation> = observations.iter().step_by(every).copied().collect();
            let of_part =
                |at: &[f64]| form.family(at).map_or(f64::NEG_INFINITY, |law| ln_likelihood(&law, &part));
            maximise_by_part(&likelihood, &of_part, &start, part.iter().map(|it| it.count).sum())
        });
        let maximum = by_part.or_else(|| maximise(&likelihood, &start, count))?;
        Some(Fitted { form, family: form.family(&maximum.at)?, maximum })
    }

    /// Akaike's criterion, `2 parameters - 2 ln likelihood`: the smaller, the better.
    pub fn aic(&self) -> f64 {
        2.0 * self.maximum.at.len() as f64 - 2.0 * self.maximum.value
    }

    /// Parameter `nth` with the ends of its 95% interval, which are those of its coordinate.
    pub fn parameter(&self, nth: usize) -> (f64, Option<[f64; 2]>) {
        let at = self.maximum.at[nth];
        let reach = self.maximum.covariance.as_ref().map(|it| NORMAL_97_5 * libm::sqrt(it[nth][nth]));
        let ends = reach.map(|reach| [-reach, reach].map(|by| self.form.value(nth, at + by)));
        (self.form.value(nth, at), ends)
    }

    /// The standard error of parameter `nth` itself, by the slope of its coordinate.
    pub fn natural_error(&self, nth: usize) -> Option<f64> {
        let se = libm::sqrt(self.maximum.covariance.as_ref()?[nth][nth]);
        let value = |by: f64| self.form.value(nth, self.maximum.at[nth] + by * se);
        Some((value(1e-3) - value(-1e-3)) / 2e-3)
    }

    /// The standard error of what a figure of the law makes of the coordinates' covariance (delta method).
    pub fn error_of(&self, figure: impl Fn(&Family) -> f64) -> Option<f64> {
        let covariance = self.maximum.covariance.as_ref()?;
        let slope = self.slope_of(figure)?;
        Some(libm::sqrt(quadratic(&slope, covariance).max(0.0)))
    }

    /// The derivatives of a figure by the coordinates.
    fn slope_of(&self, figure: impl Fn(&Family) -> f64) -> Option<Vec<f64>> {
        let covariance = self.maximum.covariance.as_ref()?;
        let at = |nth: usize, by: f64| {
            let mut point = self.maximum.at.clone();
            point[nth] += by;
            self.form.family(&point).map(|law| figure(&law))
        };
        (0..self.maximum.at.len())
            .map(|nth| {
                let step = (0.01 * libm::sqrt(covariance[nth][nth])).max(1e-7);
                Some((at(nth, step)? - at(nth, -step)?) / (2.0 * step))
            })
            .collect()
    }
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn quadratic(vector: &[f64], matrix: &[Vec<f64>]) -> f64 {
    vector.iter().zip(matrix).map(|(a, row)| a * product(row, vector)).sum()
}
