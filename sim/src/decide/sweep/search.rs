//! A grid that is too large to settle whole: some of its designs first, then closer around the front, round by round.
//!
//! Steps are powers of two on every axis. The first round has about a fourth of the budget; each round halves the
//! steps and takes the neighbours of the front; at the finest step rounds go on until all neighbours of the front
//! have been settled, or the budget is spent.

use std::collections::BTreeSet;

/// The part of the budget that the first round may take.
const FIRST_PART: u64 = 4;

/// How the designs of a grid are gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// All of them.
    Whole,
    /// Some, closer around the front.
    Refined {
        /// The greatest step of the first round.
        first_step: usize,
    },
}

/// A search on a grid: which designs come next.
#[derive(Debug, Clone)]
pub struct Search {
    lengths: Vec<usize>,
    budget: u64,
    step: usize,
    tried: BTreeSet<Vec<usize>>,
    plan: Plan,
    closed: bool,
}

impl Search {
    /// On axes with so many values each, of at most so many designs.
    pub fn new(lengths: &[usize], budget: u64) -> Search {
        let n = |step: usize| {
            let of_axis = |&length: &usize| on_axis(length, step).len() as u64;
            lengths.iter().map(of_axis).fold(1, u64::saturating_mul)
        };
        let whole = n(1) <= budget;
        let mut step = 1;
        let longest = lengths.iter().copied().max().unwrap_or(1);
        while !whole && n(step) > (budget / FIRST_PART).max(1) && step < longest {
            step *= 2;
        }
        let plan = if whole { Plan::Whole } else { Plan::Refined { first_step: step } };
        Search { lengths: lengths.to_vec(), budget, step, tried: BTreeSet::new(), plan, closed: whole }
    }

    /// How the designs are gone through.
    pub const fn plan(&self) -> Plan {
        self.plan
    }

    /// The step of the last round.
    pub const fn step(&self) -> usize {
        self.step
    }

    /// Whether every neighbour of the front on the grid itself has been settled.
    pub const fn is_closed(&self) -> bool {
        self.closed
    }

    /// The designs of the next round, in order, given those around which to look: by axis the place of a value. None
    /// when nothing is left to look at, or the budget is spent.
    pub fn next_round(&mut self, around: &[Vec<usize>]) -> Vec<Vec<usize>> {
        let left = usize::try_from(self.budget.saturating_sub(self.tried.len() as u64)).unwrap_or(usize::MAX);
        let mut next: Vec<Vec<usize>>;
        if self.tried.is_empty() {
            let places: Vec<Vec<usize>> =
                self.lengths.iter().map(|&length| on_axis(length, self.step)).collect();
            next = product(&places);
        } else if self.plan == Plan::Whole {
            next = Vec::new();
        } else {
            loop {
                let finest = self.step == 1;
                self.step = (self.step / 2).max(1);
                next = self.neighbours(around);
                if finest || !next.is_empty() {
                    self.closed = finest && next.is_empty();
                    break;
                }
            }
        }
        if next.len() > left {
            // as many as are left, evenly
            let n = next.len();
            next = (0..left).map(|i| next[i * n / left].clone()).collect();
        }
        self.tried.extend(next.iter().cloned());
        next
    }

    /// What lies one step from some designs, along axes and across, and has not been tried.
    fn neighbours(&self, around: &[Vec<usize>]) -> Vec<Vec<usize>> {
        let mut found = BTreeSet::new();
        for design in around {
            let near = |(&at, &length): (&usize, &usize)| {
                let mut places = vec![at.saturating_sub(self.step), at, (at + self.step).min(length - 1)];
                places.dedup();
                places
            };
            let places: Vec<Vec<usize>> = design.iter().zip(&self.lengths).map(near).collect();
            found.extend(product(&places).into_iter().filter(|it| !self.tried.contains(it)));
        }
        found.into_iter().collect()
    }
}

/// Every so many places of an axis, and its last.
fn on_axis(length: usize, step: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..length).step_by(step).collect();
    if places.last().is_some_and(|&last| last + 1 < length) {
        places.push(length - 1);
    }
    places
}

/// Every choice of a place on each axis; the last axis moves first.
fn product(places: &[Vec<usize>]) -> Vec<Vec<usize>> {
    places.iter().fold(vec![Vec::new()], |begun, of_axis| {
        begun.iter().flat_map(|begun| of_axis.iter().map(|&at| [begun.as_slice(), &[at]].concat())).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::super::front::front;
    use super::*;

    /// Rounds until nothing is left; the front of a function of two costs, and the number of designs.
    fn searched(
        lengths: &[usize],
        budget: u64,
        costs: impl Fn(&[usize]) -> Vec<f64>,
    ) -> (Vec<Vec<usize>>, usize, Search) {
        let mut search = Search::new(lengths, budget);
        let mut all: Vec<Vec<usize>> = Vec::new();
        let mut around: Vec<Vec<usize>> = Vec::new();
        loop {
            let next = search.next_round(&around);
            if next.is_empty() {
                return (around, all.len(), search);
            }
            all.extend(next);
            let of: Vec<Option<Vec<f64>>> = all.iter().map(|it| Some(costs(it))).collect();
            around = front(&of).into_iter().map(|id| all[id].clone()).collect();
        }
    }

    /// Distance to (30, 40) and to (50, 40) on a grid of 101 by 81: the front is the way between the two.
    fn two_places(at: &[usize]) -> Vec<f64> {
        let far = |x: f64, y: f64| libm::hypot(at[0] as f64 - x, at[1] as f64 - y);
        vec![far(30.0, 40.0), far(50.0, 40.0)]
    }

    #[test]
    fn a_grid_within_the_budget_is_settled_whole_and_in_order() {
        let (front, n, search) = searched(&[101, 81], 10_000, two_places);
        assert_eq!((n, search.plan(), search.is_closed()), (8_181, Plan::Whole, true));
        let way: Vec<Vec<usize>> = (30..=50).map(|x| vec![x, 40]).collect();
        assert_eq!(front, way);
        assert_eq!(Search::new(&[2, 3], 6).next_round(&[])[1], [0, 1], "the last axis moves first");
    }

    #[test]
    fn a_search_finds_the_whole_front_with_a_tenth_of_the_designs() {
        let (mut front, n, search) = searched(&[101, 81], 800, two_places);
        front.sort_unstable();
        let way: Vec<Vec<usize>> = (30..=50).map(|x| vec![x, 40]).collect();
        assert_eq!(front, way);
        assert!(n <= 800 && search.is_closed() && search.step() == 1, "{n}");
        assert_eq!(search.plan(), Plan::Refined { first_step: 8 });
    }

    #[test]
    fn a_spent_budget_ends_the_search_and_is_said() {
        let (_, n, search) = searched(&[101, 81], 120, two_places);
        assert_eq!((n, search.is_closed()), (120, false));
        let (_, n, _) =
            searched(&[1_000, 1_000, 1_000], 500, |at| vec![at[0] as f64, 2_997.0 - at[1] as f64]);
        assert!(n <= 500);
    }
}
