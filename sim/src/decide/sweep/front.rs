//! Designs that no other is better than, under noise.
//!
//! By its figures alone a design is dominated when another is no worse by every objective and better by one. It is
//! told to be dominated when that other is better by the whole 95% interval of the paired difference, or no trial
//! tells the two apart, objective by objective, and better by one at least. In between lies a design that may or may
//! not belong to the front.

use std::collections::BTreeMap;

use crate::engine::EngineError;
use crate::stats::Estimate;

use super::super::estimate::Estimated;
use super::super::verdict::Verdict;
use super::{Feasibility, Sweep};

/// How many designs that dominate another by their figures are held against it trial by trial.
const RIVALS: usize = 4;
/// The most numbers of rivals that stand in memory at once: 64 MB.
const NUMBERS_AT_ONCE: usize = 1 << 23;

/// Where a design stands among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// No design dominates it by its figures.
    Front,
    /// This design does, within the error of the difference.
    Near(usize),
    /// This design does, beyond it.
    Dominated(usize),
    /// A constraint is told to be broken.
    Infeasible,
    /// An objective has no value.
    NoValue,
}

impl Standing {
    /// The word that stands for it in files.
    pub const fn key(self) -> &'static str {
        match self {
            Standing::Front => "front",
            Standing::Near(_) => "near",
            Standing::Dominated(_) => "dominated",
            Standing::Infeasible => "infeasible",
            Standing::NoValue => "no_value",
        }
    }

    /// The design that dominates it.
    pub const fn by(self) -> Option<usize> {
        match self {
            Standing::Near(by) | Standing::Dominated(by) => Some(by),
            Standing::Front | Standing::Infeasible | Standing::NoValue => None,
        }
    }
}

impl Sweep {
    /// The designs that no other dominates by its figures, of those that no constraint is told to forbid.
    pub fn front(&self, feasibility: &[Feasibility]) -> Vec<usize> {
        front(&self.costs(feasibility))
    }

    /// Around which designs a search looks closer: the front, or where every design is told to break a constraint
    /// those that break the worst of theirs by the fewest standard errors.
    pub fn around(&self, feasibility: &[Feasibility]) -> Vec<usize> {
        let front = self.front(feasibility);
        if !front.is_empty() {
            return front;
        }
        let worst = |id: usize| {
            let each = self.constraints.iter().zip(&self.figures[id].constraints);
            let beyond = each.filter_map(|(target, it)| {
                let it = it.as_ref().ok()?;
                let gap = (it.value - target.bound.value()).abs() / it.se.max(f64::MIN_POSITIVE);
                Some(if target.bound.holds(it.value) { 0.0 } else { gap })
            });
            beyond.fold(0.0, f64::max)
        };
        let mut all: Vec<(f64, usize)> = (0..self.figures.len()).map(|id| (worst(id), id)).collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        all.into_iter().take(RIVALS).map(|(_, id)| id).collect()
    }

    /// Where each design stands.
    pub fn standings(&self, feasibility: &[Feasibility]) -> Result<Vec<Standing>, EngineError> {
        let costs = self.costs(feasibility);
        let front = front(&costs);
        let mut standings: Vec<Standing> = feasibility
            .iter()
            .map(|it| if it.all() == Verdict::Fail { Standing::Infeasible } else { Standing::NoValue })
            .collect();
        for &id in &front {
            standings[id] = Standing::Front;
        }
        let mut rivals: Vec<(usize, Vec<usize>)> = Vec::new();
        for (id, standing) in standings.iter_mut().enumerate() {
            let of = self.rivals(id, &costs, &front);
            if let Some(&first) = of.first() {
                *standing = Standing::Near(first);
                rivals.push((id, of));
            }
        }
        for (id, by) in self.told(&rivals)? {
            standings[id] = Standing::Dominated(by);
        }
        Ok(standings)
    }

    /// The designs of the front that dominate one by their figures, those first that do so by the most standard
    /// errors where it is least clear.
    fn rivals(&self, id: usize, costs: &[Option<Vec<f64>>], front: &[usize]) -> Vec<usize> {
        let Some(own) = &costs[id] else { return Vec::new() };
        let clear = |other: usize| -> Option<f64> {
            let theirs = costs[other].as_ref().filter(|theirs| dominates(theirs, own))?;
            let se = |id: usize, k: usize| self.figures[id].objectives[k].as_ref().map_or(0.0, |it| it.se);
            let gaps = own.iter().zip(theirs).enumerate();
            let gaps = gaps.filter(|(_, (own, theirs))| own > theirs);
            Some(
                gaps.map(|(k, (own, theirs))| (own - theirs) / libm::hypot(se(id, k), se(other, k)))
                    .fold(f64::INFINITY, f64::min),
            )
        };
        let mut found: Vec<(f64, usize)> =
            front.iter().filter_map(|&other| Some((clear(other)?, other))).collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.into_iter().take(RIVALS).map(|(_, other)| other).collect()
    }

    /// Of designs with rivals those that one of them is told to dominate, and which.
    fn told(&self, rivals: &[(usize, Vec<usize>)]) -> Result<BTreeMap<usize, usize>, EngineError> {
        let mut all: Vec<usize> = rivals.iter().flat_map(|(_, of)| of.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        let trials = self.passes.first().map_or(1, |pass| pass.pieces.n_trials());
        let numbers = usize::try_from(trials).unwrap_or(usize::MAX).saturating_mul(self.objectives.len());
        let mut told = BTreeMap::new();
        for chunk in all.chunks((NUMBERS_AT_ONCE / numbers.max(1)).max(1)) {
            let estimates = self.estimates(chunk, |_, it| it)?;
            let here = |of: &[usize]| of.iter().any(|it| chunk.binary_search(it).is_ok());
            let asked: Vec<usize> = (rivals.iter())
                .filter(|(id, of)| here(of) && !told.contains_key(id))
                .map(|(id, _)| *id)
                .collect();
            let found = self.estimates(&asked, |id, own| {
                let of = rivals.binary_search_by_key(&id, |(id, _)| *id).map_or(&[][..], |at| &rivals[at].1);
                let tells =
                    |by: &&usize| chunk.binary_search(by).is_ok_and(|at| self.is_told(&own, &estimates[at]));
                Some((id, *of.iter().find(tells)?))
            })?;
            told.extend(found.into_iter().flatten());
        }
        Ok(told)
    }

    /// Whether a design with estimates `theirs` is told to dominate one with `own`.
    fn is_told(&self, own: &[Option<Estimated>], theirs: &[Option<Estimated>]) -> bool {
        let mut better = false;
        for ((objective, own), theirs) in self.objectives.iter().zip(own).zip(theirs) {
            let (Some(own), Some(theirs)) = (own, theirs) else { return false };
            if own.is_same(theirs) {
                continue;
            }
            let Some(Estimate { low, high, .. }) = own.less(theirs, false) else { return false };
            if !(if objective.lowest { low > 0.0 } else { high < 0.0 }) {
                return false;
            }
            better = true;
        }
        better
    }
}

/// Whether costs are nowhere higher and somewhere lower than others.
fn dominates(costs: &[f64], others: &[f64]) -> bool {
    let pairs = || costs.iter().zip(others);
    pairs().all(|(own, other)| own <= other) && pairs().any(|(own, other)| own < other)
}

/// Those that no other dominates, in order; equal ones stand beside each other.
pub(super) fn front(costs: &[Option<Vec<f64>>]) -> Vec<usize> {
    let mut order: Vec<(usize, &Vec<f64>)> =
        costs.iter().enumerate().filter_map(|(id, it)| Some((id, it.as_ref()?))).collect();
    // whoever dominates comes before, and is dominated by none or by one that came before too
    order.sort_by(|(a, own), (b, other)| {
        let by_costs = own.iter().zip(*other).map(|(x, y)| x.total_cmp(y)).find(|it| it.is_ne());
        by_costs.unwrap_or_else(|| a.cmp(b))
    });
    let mut kept: Vec<(usize, &Vec<f64>)> = Vec::new();
    for (id, own) in order {
        if !kept.iter().any(|(_, costs)| dominates(costs, own)) {
            kept.push((id, own));
        }
    }
    let mut ids: Vec<usize> = kept.into_iter().map(|(id, _)| id).collect();
    ids.sort_unstable();
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_front_is_what_nothing_is_better_than() {
        let some = |costs: &[[f64; 2]]| costs.iter().map(|it| Some(it.to_vec())).collect::<Vec<_>>();
        let mut costs = some(&[[1.0, 5.0], [2.0, 2.0], [2.0, 3.0], [5.0, 1.0], [2.0, 2.0], [6.0, 6.0]]);
        assert_eq!(front(&costs), [0, 1, 3, 4]);
        costs[1] = None;
        costs[4] = None;
        assert_eq!(front(&costs), [0, 2, 3]);
        // ten thousand points of a plane: those on the falling diagonal of a square
        let square: Vec<[f64; 2]> = (0..10_000).map(|i| [f64::from(i / 100), f64::from(i % 100)]).collect();
        assert_eq!(front(&some(&square)), [0]);
        let above: Vec<[f64; 2]> = square.into_iter().filter(|[x, y]| x + y >= 99.0).collect();
        assert_eq!(front(&some(&above)).len(), 100);
    }

    /// Every set of costs against the definition, pair by pair.
    #[test]
    fn the_front_agrees_with_its_definition() {
        use crate::random::{Address, Purpose, Uniforms};
        for repetition in 0..40 {
            let mut chance = Uniforms::new(&Address::world(5, Purpose::Resample, repetition, 0));
            let costs: Vec<Option<Vec<f64>>> =
                (0..60).map(|_| Some((0..3).map(|_| (6.0 * chance.uniform()).floor()).collect())).collect();
            let by_hand: Vec<usize> = (0..60)
                .filter(|&a| {
                    let own = costs[a].as_ref().unwrap();
                    !(0..60).any(|b| dominates(costs[b].as_ref().unwrap(), own))
                })
                .collect();
            assert_eq!(front(&costs), by_hand);
        }
    }
}
