//! How the solution spreads when what nobody knows (levels, slopes of the trend, tail, split, city) is what it
//! might be: the solution under each of some draws of it, everything else as drawn before.

use super::{Bound, Root};

/// The solution under one draw of what nobody knows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DrawnSolution {
    /// Between two values on the chord, in steps.
    At(f64),
    /// The target holds throughout the range.
    Holds,
    /// It holds nowhere in the range, or begins and ceases the other way round.
    Misses,
}

/// The passage of the figure through the bound that is nearest to a root and goes the same way, on chords between
/// values that rise.
pub fn crossing_near(points: &[(i64, f64)], bound: Bound, root: &Root) -> DrawnSolution {
    let holds = |(_, figure): (i64, f64)| bound.holds(figure);
    let passes = points.windows(2).filter_map(|pair| {
        let (low, high) = (pair[0], pair[1]);
        if holds(low) == holds(high) || holds(high) != root.holds_above() {
            return None;
        }
        let part = (low.1 - bound.value()) / (low.1 - high.1);
        Some(low.0 as f64 + part * (high.0 - low.0) as f64)
    });
    let distance = |at: &f64| (at - root.at as f64).abs();
    match passes.min_by(|a, b| distance(a).total_cmp(&distance(b))) {
        Some(at) => DrawnSolution::At(at),
        None if points.iter().all(|&it| holds(it)) => DrawnSolution::Holds,
        None => DrawnSolution::Misses,
    }
}

/// The solutions under some draws.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// One a draw, in the order of the draws.
    pub solutions: Vec<DrawnSolution>,
    /// Their standard deviation in steps, with its error; `None` for fewer than two.
    pub deviation: Option<(f64, f64)>,
    /// The lowest and the highest, moved together so that the mean of all is the answer. Another draw lies within
    /// with probability (n - 1) / (n + 1).
    pub range: Option<(f64, f64)>,
}

impl Spread {
    /// The spread of solutions around an answer.
    pub fn new(solutions: Vec<DrawnSolution>, root: &Root) -> Spread {
        let found: Vec<f64> = solutions
            .iter()
            .filter_map(|it| if let DrawnSolution::At(at) = it { Some(*at) } else { None })
            .collect();
        let n = found.len() as f64;
        if found.len() < 2 {
            return Spread { solutions, deviation: None, range: None };
        }
        let mean = found.iter().sum::<f64>() / n;
        let variance = found.iter().map(|it| (it - mean) * (it - mean)).sum::<f64>() / (n - 1.0);
        let deviation = libm::sqrt(variance);
        let moved = |it: f64| it - mean + root.at as f64;
        let low = found.iter().copied().fold(f64::INFINITY, f64::min);
        let high = found.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Spread {
            solutions,
            deviation: Some((deviation, deviation / libm::sqrt(2.0 * (n - 1.0)))),
            range: Some((moved(low), moved(high))),
        }
    }

    /// Draws under which the target holds throughout the range, and under which it holds nowhere.
    pub fn outside(&self) -> (usize, usize) {
        let count = |what| self.solutions.iter().filter(|it| **it == what).count();
        (count(DrawnSolution::Holds), count(DrawnSolution::Misses))
    }

    /// The probability that another draw lies within the range.
    pub fn coverage(&self) -> f64 {
        let n = self.solutions.len() as f64;
        (n - 1.0) / (n + 1.0)
    }
}
