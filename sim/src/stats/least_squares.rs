//! Weighted least squares inside a box: Levenberg-Marquardt on residuals that a program computes.
//!
//! The unknowns lie in `[0, 1]` each (whoever has other bounds scales them), the residuals are in
//! units of what matters (a residual of 1 is one tolerance). Derivatives are finite differences, so
//! the residuals must be a smooth function of the unknowns: a simulation on common random numbers is.
//! Nothing here is drawn, and nothing depends on threads.

/// The relative damping at the start, and its bounds.
const DAMPING: f64 = 1e-3;
const LEAST_DAMPING: f64 = 1e-9;
const MOST_DAMPING: f64 = 1e6;

/// How the minimum is searched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Search {
    /// The step of the finite differences, as a part of the box.
    pub step: f64,
    /// The search ends when no unknown moves by more than this part of the box.
    pub closeness: f64,
    /// It ends, too, when a round lowers the sum of squares by less than this part of it.
    pub gain: f64,
    /// The most rounds of derivatives.
    pub max_rounds: u32,
}

impl Default for Search {
    fn default() -> Search {
        Search { step: 0.01, closeness: 5e-4, gain: 1e-3, max_rounds: 12 }
    }
}

/// Where the search ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Minimum {
    /// The unknowns, each in `[0, 1]`.
    pub point: Vec<f64>,
    /// The residuals there.
    pub residuals: Vec<f64>,
    /// Their derivatives there: `[residual][unknown]`.
    pub jacobian: Vec<Vec<f64>>,
    /// Whether the last step was short enough, and not the rounds at their end.
    pub converged: bool,
    /// How many rounds of derivatives it took.
    pub rounds: u32,
}

impl Minimum {
    /// Half the sum of squares, the function that is least here.
    pub fn objective(&self) -> f64 {
        objective(&self.residuals)
    }

    /// Whether an unknown lies on the edge of its box.
    pub fn on_bound(&self, unknown: usize) -> bool {
        at_edge(self.point[unknown])
    }
}

impl Search {
    /// Searches from `start` the point of the unit box at which half the sum of squared residuals is least.
    ///
    /// Each round takes one evaluation for each unknown and one or more for the step. A step solves
    /// `(J'J + damping diag(J'J)) d = -J'r` over the unknowns that no edge holds, cut at the box; it
    /// is taken when it lowers the sum, else the damping grows.
    ///
    /// An evaluation may say that its point is impossible (`None`): no step goes there. `None` where the
    /// start itself is.
    ///
    /// # Errors
    /// Whatever an evaluation fails in.
    pub fn minimum<E>(
        &self,
        start: &[f64],
        mut residuals: impl FnMut(&[f64]) -> Result<Option<Vec<f64>>, E>,
    ) -> Result<Option<Minimum>, E> {
        let mut point: Vec<f64> = start.iter().map(|u| u.clamp(0.0, 1.0)).collect();
        let Some(mut here) = residuals(&point)? else { return Ok(None) };
        let mut damping = DAMPING;
        let mut rounds = 0;
        loop {
            let jacobian = self.derivatives(&point, &here, &mut residuals)?;
            rounds += 1;
            let before = objective(&here);
            let mut moved = None;
            while moved.is_none() && damping <= MOST_DAMPING {
                let next = stepped(&point, &here, &jacobian, damping);
                let reach = distance(&point, &next);
                if reach <= self.closeness / 10.0 {
                    moved = Some(0.0);
                    break;
                }
                let there = residuals(&next)?;
                if let Some(there) = there.filter(|there| objective(there) < objective(&here)) {
                    (point, here) = (next, there);
                    damping = (damping / 10.0).max(LEAST_DAMPING);
                    moved = Some(reach);
                } else {
                    damping *= 10.0;
                }
            }
            let settled = before - objective(&here) <= self.gain * before;
            let converged = settled || moved.is_none_or(|reach| reach <= self.closeness);
            if converged || rounds >= self.max_rounds {
                // a step that ends the search leaves the derivatives as they are; a long one does not
                let jacobian =
                    if converged { jacobian } else { self.derivatives(&point, &here, &mut residuals)? };
                return Ok(Some(Minimum { point, residuals: here, jacobian, converged, rounds }));
            }
        }
    }

    /// Forward differences; backward where the box or what is possible ends; 0 where it does on both sides.
    fn derivatives<E>(
        &self,
        point: &[f64],
        here: &[f64],
        residuals: &mut impl FnMut(&[f64]) -> Result<Option<Vec<f64>>, E>,
    ) -> Result<Vec<Vec<f64>>, E> {
        let mut jacobian = vec![vec![0.0; point.len()]; here.len()];
        for unknown in 0..point.len() {
            for step in [self.step, -self.step] {
                let mut beside = point.to_vec();
                beside[unknown] += step;
                if !(0.0..=1.0).contains(&beside[unknown]) {
                    continue;
                }
                let Some(there) = residuals(&beside)? else { continue };
                for (row, (there, here)) in jacobian.iter_mut().zip(there.iter().zip(here)) {
                    row[unknown] = (there - here) / step;
                }
                break;
            }
        }
        Ok(jacobian)
    }
}

/// What the derivatives say about the unknowns: which of them the residuals cannot tell apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Identification {
    /// The largest over the smallest singular value of the derivatives, each column scaled to length 1;
    /// infinite where a direction moves nothing.
    pub condition: f64,
    /// Unknowns that by themselves move no residual by a hundredth over the whole box.
    pub idle: Vec<usize>,
    /// Groups of unknowns of which only a combination is known.
    pub alike: Vec<Vec<usize>>,
}

/// Beyond this condition number a direction is called flat: along it the error of a combination of
/// unknowns is so many times that of the best known one.
pub const FLAT: f64 = 50.0;
/// An unknown whose derivative is below this moves nothing: a hundredth of a tolerance over its box.
const IDLE: f64 = 0.01;
/// The part of a flat direction from which on an unknown belongs to it.
const PART: f64 = 0.3;

impl Minimum {
    /// Which unknowns can be told apart, among those that no edge holds.
    pub fn identification(&self) -> Identification {
        let free = self.free();
        let norm =
            |unknown: usize| libm::sqrt(self.jacobian.iter().map(|row| row[unknown] * row[unknown]).sum());
        let (idle, alive): (Vec<usize>, Vec<usize>) = free.iter().partition(|&&unknown| norm(unknown) < IDLE);
        let gram: Vec<Vec<f64>> = alive
            .iter()
            .map(|&a| {
                let product = |b: usize| self.jacobian.iter().map(|row| row[a] * row[b]).sum::<f64>();
                alive.iter().map(|&b| product(b) / norm(a) / norm(b)).collect()
            })
            .collect();
        let (values, vectors) = eigen(gram);
        let largest = values.iter().copied().fold(0.0, f64::max);
        let condition_of = |value: f64| if value > 0.0 { libm::sqrt(largest / value) } else { f64::INFINITY };
        let worst = values.iter().map(|&value| condition_of(value)).fold(1.0, f64::max);
        let alike = values.iter().zip(&vectors).filter(|(value, _)| condition_of(**value) > FLAT);
        let members = |vector: &Vec<f64>| {
            let parts = alive.iter().zip(vector).filter(|(_, part)| part.abs() >= PART);
            parts.map(|(&unknown, _)| unknown).collect::<Vec<_>>()
        };
        let alike = alike.map(|(_, vector)| members(vector)).collect();
        let condition = if idle.is_empty() { worst } else { f64::INFINITY };
        Identification { condition, idle, alike }
    }

    /// How the noise of the residuals passes into the unknowns: with `A = (J'J)^-1 J'` over the free
    /// unknowns, the covariance `A S A'`, whose diagonal's roots are returned, unknown by unknown;
    /// `None` for one that an edge holds, and for all where a direction is flat beyond computing.
    ///
    /// `noise` is the covariance of the residuals, `[residual][residual]`.
    pub fn standard_errors(&self, noise: &[Vec<f64>]) -> Vec<Option<f64>> {
        let free = self.free();
        let mut errors = vec![None; self.point.len()];
        let normal = self.normal(&free);
        let columns: Option<Vec<Vec<f64>>> = (self.jacobian.iter())
            .map(|row| solve(&normal, &free.iter().map(|&unknown| row[unknown]).collect::<Vec<_>>()))
            .collect();
        let Some(columns) = columns else { return errors };
        for (place, &unknown) in free.iter().enumerate() {
            let weights: Vec<f64> = columns.iter().map(|column| column[place]).collect();
            let variance: f64 = (weights.iter().zip(noise))
                .map(|(weight, row)| weight * row.iter().zip(&weights).map(|(s, w)| s * w).sum::<f64>())
                .sum();
            errors[unknown] = Some(libm::sqrt(variance.max(0.0)));
        }
        errors
    }

    fn free(&self) -> Vec<usize> {
        (0..self.point.len()).filter(|&unknown| !self.on_bound(unknown)).collect()
    }

    fn normal(&self, free: &[usize]) -> Vec<Vec<f64>> {
        let product = |a: usize, b: usize| self.jacobian.iter().map(|row| row[a] * row[b]).sum::<f64>();
        free.iter().map(|&a| free.iter().map(|&b| product(a, b)).collect()).collect()
    }
}

fn at_edge(u: f64) -> bool {
    u <= 1e-9 || u >= 1.0 - 1e-9
}

fn objective(residuals: &[f64]) -> f64 {
    0.5 * residuals.iter().map(|r| r * r).sum::<f64>()
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// The point after one damped step, cut at the box. An unknown that a step would push through the edge
/// on which it lies is held there while the others are solved for again.
fn stepped(point: &[f64], residuals: &[f64], jacobian: &[Vec<f64>], damping: f64) -> Vec<f64> {
    let slope =
        |unknown: usize| -> f64 { jacobian.iter().zip(residuals).map(|(row, r)| row[unknown] * r).sum() };
    let mut free: Vec<usize> = (0..point.len()).collect();
    loop {
        let normal: Vec<Vec<f64>> = (free.iter())
            .map(|&a| {
                let product = |b: usize| jacobian.iter().map(|row| row[a] * row[b]).sum::<f64>();
                let row = free.iter().map(|&b| product(b) * if a == b { 1.0 + damping } else { 1.0 });
                row.collect()
            })
            .collect();
        // an unknown that moves nothing has no diagonal: a little of the largest keeps it where it is
        let largest = (0..free.len()).map(|at| normal[at][at]).fold(0.0, f64::max);
        let mut damped = normal;
        for (at, row) in damped.iter_mut().enumerate() {
            row[at] += 1e-12 * largest;
        }
        let right: Vec<f64> = free.iter().map(|&unknown| -slope(unknown)).collect();
        let Some(step) = solve(&damped, &right) else { return point.to_vec() };
        let through = |unknown: usize, step: f64| {
            (point[unknown] <= 1e-9 && step < 0.0) || (point[unknown] >= 1.0 - 1e-9 && step > 0.0)
        };
        let held: Vec<usize> = free
            .iter()
            .zip(&step)
            .filter(|&(&unknown, &step)| through(unknown, step))
            .map(|(&u, _)| u)
            .collect();
        if held.is_empty() {
            let mut next = point.to_vec();
            for (&unknown, step) in free.iter().zip(&step) {
                next[unknown] = (point[unknown] + step).clamp(0.0, 1.0);
            }
            return next;
        }
        free.retain(|unknown| !held.contains(unknown));
    }
}

/// Solves a symmetric positive definite system by Cholesky; `None` where it is not.
pub(super) fn solve(matrix: &[Vec<f64>], right: &[f64]) -> Option<Vec<f64>> {
    let n = right.len();
    let mut lower = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| lower[i][k] * lower[j][k]).sum();
            if i == j {
                let pivot = matrix[i][i] - sum;
                if pivot <= 1e-14 * matrix[i][i] || !pivot.is_finite() {
                    return None;
                }
                lower[i][i] = libm::sqrt(pivot);
            } else {
                lower[i][j] = (matrix[i][j] - sum) / lower[j][j];
            }
        }
    }
    let mut y = vec![0.0; n];
    for i in 0..n {
        let sum: f64 = (0..i).map(|k| lower[i][k] * y[k]).sum();
        y[i] = (right[i] - sum) / lower[i][i];
    }
    let mut x = vec![0.0; n];
    for i in (0..n).rev() {
        let sum: f64 = (i + 1..n).map(|k| lower[k][i] * x[k]).sum();
        x[i] = (y[i] - sum) / lower[i][i];
    }
    Some(x)
}

/// Eigenvalues and their vectors of a small symmetric matrix, by Jacobi's rotations (Golub, Van Loan 8.5).
fn eigen(mut matrix: Vec<Vec<f64>>) -> (Vec<f64>, Vec<Vec<f64>>) {
    let n = matrix.len();
    let mut vectors: Vec<Vec<f64>> =
        (0..n).map(|i| (0..n).map(|j| if i == j { 1.0 } else { 0.0 }).collect()).collect();
    for _ in 0..60 {
        let off: f64 =
            (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| matrix[i][j].abs()).sum();
        if off < 1e-13 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                if matrix[p][q] == 0.0 {
                    continue;
                }
                let theta = (matrix[q][q] - matrix[p][p]) / (2.0 * matrix[p][q]);
                let sign = if theta >= 0.0 { 1.0 } else { -1.0 };
                let t = sign / (theta.abs() + libm::sqrt(theta * theta + 1.0));
                let c = 1.0 / libm::sqrt(t * t + 1.0);
                rotate(&mut matrix, &mut vectors, (p, q), (c, t * c));
            }
        }
    }
    ((0..n).map(|i| matrix[i][i]).collect(), vectors)
}

/// One rotation of the plane `(p, q)`, `p < q`; row `i` of `vectors` is the vector of value `i`.
fn rotate(matrix: &mut [Vec<f64>], vectors: &mut [Vec<f64>], (p, q): (usize, usize), (c, s): (f64, f64)) {
    for row in matrix.iter_mut() {
        (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
    }
    for rows in [matrix, vectors] {
        let (upper, lower) = rows.split_at_mut(q);
        for (a, b) in upper[p].iter_mut().zip(&mut lower[0]) {
            (*a, *b) = (c * *a - s * *b, s * *a + c * *b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    fn found(start: &[f64], residuals: impl Fn(&[f64]) -> Vec<f64>) -> Minimum {
        let search = Search { step: 1e-6, closeness: 1e-9, gain: 0.0, max_rounds: 100 };
        search.minimum(start, |u| Ok::<_, Infallible>(Some(residuals(u)))).unwrap().unwrap()
    }

    fn close(found: &[f64], known: &[f64], within: f64) -> bool {
        found.len() == known.len() && distance(found, known) < within
    }

    /// Rosenbrock's valley, moved into the box: its minimum is known and its bottom is bent.
    #[test]
    fn a_bent_valley_is_followed_to_its_known_end() {
        let minimum = found(&[0.1, 0.9], |u| {
            let (x, y) = (4.0 * u[0] - 2.0, 4.0 * u[1] - 2.0);
            vec![10.0 * (y - x * x), 1.0 - x]
        });
        assert!(minimum.converged && close(&minimum.point, &[0.75, 0.75], 1e-6), "{minimum:?}");
    }

    /// Three measurements of two unknowns, by the normal equations on paper: the mean of the two that
    /// disagree about the first.
    #[test]
    fn measurements_that_disagree_are_weighed_against_each_other() {
        let minimum = found(&[0.5, 0.5], |u| vec![2.0 * (u[0] - 0.2), 1.0 * (u[0] - 0.7), u[1] - 0.4]);
        let known = (4.0 * 0.2 + 0.7) / 5.0;
        assert!(close(&minimum.point, &[known, 0.4], 1e-7), "{minimum:?}");
    }

    #[test]
    fn an_unknown_that_would_leave_its_box_stays_on_the_edge_and_the_others_are_fitted_without_it() {
        // without the box: u0 = 1.5, u1 = 0.2; on the edge u0 = 1 the best u1 is 0.2 + 0.5 / 2
        let minimum = found(&[0.5, 0.5], |u| vec![u[0] - 1.5, u[1] - 0.2, u[0] + u[1] - 1.7]);
        assert!(minimum.on_bound(0) && !minimum.on_bound(1));
        assert!(close(&minimum.point, &[1.0, 0.45], 1e-6), "{minimum:?}");
        assert_eq!(minimum.standard_errors(&vec![vec![0.0; 3]; 3])[0], None);
    }

    #[test]
    fn two_unknowns_of_which_only_the_sum_is_seen_are_reported_and_others_are_not() {
        let minimum =
            found(&[0.5, 0.5, 0.5], |u| vec![u[0] + u[1] - 0.9, 3.0 * (u[0] + u[1]) - 2.7, u[2] - 0.3]);
        let identification = minimum.identification();
        assert!(identification.condition > 1e4);
        assert_eq!(identification.alike, [[0, 1]]);
        assert!(identification.idle.is_empty());
        assert!((minimum.point[0] + minimum.point[1] - 0.9).abs() < 1e-6);
    }

    #[test]
    fn an_unknown_that_moves_nothing_is_idle_and_stays_where_it_was() {
        let minimum = found(&[0.5, 0.25], |u| vec![u[0] - 0.3, 2.0 * u[0] - 0.6]);
        assert_eq!(minimum.identification().idle, [1]);
        assert!(minimum.identification().condition.is_infinite());
        assert!(close(&minimum.point, &[0.3, 0.25], 1e-7));
    }

    #[test]
    fn the_condition_number_is_that_of_the_scaled_columns() {
        // columns at an angle of cosine 0.8, the second seven times as long, which is scaled away
        let minimum = found(&[0.5, 0.5], |u| vec![u[0] + 5.6 * u[1] - 1.62, 4.2 * u[1] - 0.84]);
        let identification = minimum.identification();
        assert!(close(&minimum.point, &[0.5, 0.2], 1e-6));
        assert!((identification.condition - 3.0).abs() < 1e-3, "{identification:?}"); // sqrt(1.8 / 0.2)
        assert!(identification.alike.is_empty());
    }

    /// A mean of `k` measurements with variance 1 has the error `1 / sqrt(k)`; fully correlated, 1.
    #[test]
    fn the_noise_of_residuals_passes_into_the_unknowns_with_its_correlation() {
        let minimum = found(&[0.5], |u| (0..4).map(|i| u[0] - 0.1 * f64::from(i)).collect());
        let noise = |correlation: f64| -> Vec<Vec<f64>> {
            (0..4).map(|i| (0..4).map(|j| if i == j { 1.0 } else { correlation }).collect()).collect()
        };
        assert!((minimum.standard_errors(&noise(0.0))[0].unwrap() - 0.5).abs() < 1e-5);
        assert!((minimum.standard_errors(&noise(1.0))[0].unwrap() - 1.0).abs() < 1e-5);
    }

    #[test]
    fn a_failing_evaluation_ends_the_search() {
        let search = Search::default();
        assert_eq!(search.minimum(&[0.5], |_| Err::<Option<Vec<f64>>, &str>("no")), Err("no"));
    }

    #[test]
    fn no_step_goes_where_nothing_is_possible() {
        // the least lies at 0.8, but beyond 0.6 there is nothing: the search comes as near as it can
        let possible = |u: &[f64]| (u[0] <= 0.6).then(|| vec![u[0] - 0.8]);
        let search = Search { step: 1e-3, closeness: 1e-3, gain: 0.0, max_rounds: 100 };
        let minimum = search.minimum(&[0.1], |u| Ok::<_, Infallible>(possible(u))).unwrap().unwrap();
        assert!(minimum.point[0] > 0.5 && minimum.point[0] <= 0.6, "{minimum:?}");
        assert_eq!(search.minimum(&[0.9], |u| Ok::<_, Infallible>(possible(u))), Ok(None));
    }
}
