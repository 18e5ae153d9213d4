//! The few designs of a front that are worth discussing: its ends, its knee, and the one that changes least.

use super::super::verdict::Verdict;
use super::{Feasibility, Standing, Sweep};

/// Why a design is worth discussing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is the best by an objective, by its place.
    Best(usize),
    /// It lies nearest to the point that is best by all objectives, each counted from its best to its worst on the
    /// front.
    Knee,
    /// It changes least of what is varied.
    Nearest,
}

/// A design worth discussing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Which.
    pub design: usize,
    /// Why.
    pub roles: Vec<Role>,
}

impl Sweep {
    /// The ends, the knee and the nearest by `distance`, of those designs of the front that are told to keep all
    /// constraints; where there are none, of those of which it is not told.
    pub fn chosen(
        &self,
        feasibility: &[Feasibility],
        standings: &[Standing],
        distance: impl Fn(usize) -> Option<f64>,
    ) -> Vec<Chosen> {
        let on_front = |verdict: Verdict| -> Vec<usize> {
            let front = (0..standings.len()).filter(|&id| standings[id] == Standing::Front);
            front.filter(|&id| feasibility[id].all() == verdict).collect()
        };
        let mut pool = on_front(Verdict::Pass);
        if pool.is_empty() {
            pool = on_front(Verdict::Undecided);
        }
        let costs = self.costs(feasibility);
        let costs: Vec<(usize, &Vec<f64>)> =
            pool.into_iter().filter_map(|id| Some((id, costs[id].as_ref()?))).collect();
        let parts = parts(&costs);
        let lowest = |of: &dyn Fn(usize) -> Option<f64>| {
            let each = (0..costs.len()).filter_map(|i| Some((i, of(i)?)));
            // of equals the one that is better by all objectives together
            let sum = |i: usize| parts[i].iter().sum::<f64>();
            each.min_by(|a, b| a.1.total_cmp(&b.1).then(sum(a.0).total_cmp(&sum(b.0))))
                .map(|(i, _)| costs[i].0)
        };
        let moves = |k: usize| parts.iter().any(|it| it[k] > 0.0);
        let best = (0..self.objectives.len())
            .filter(|&k| moves(k))
            .map(|k| (Role::Best(k), lowest(&|i| Some(parts[i][k]))));
        let knee = (Role::Knee, lowest(&|i| Some(parts[i].iter().map(|it| it * it).sum())));
        let nearest = (Role::Nearest, lowest(&|i| distance(costs[i].0)));
        let mut chosen: Vec<Chosen> = Vec::new();
        for (role, design) in best.chain([knee, nearest]) {
            let Some(design) = design else { continue };
            match chosen.iter_mut().find(|it| it.design == design) {
                Some(it) => it.roles.push(role),
                None => chosen.push(Chosen { design, roles: vec![role] }),
            }
        }
        chosen
    }
}

/// Each cost as a part of the way from the best to the worst; 0 of what does not move.
fn parts(costs: &[(usize, &Vec<f64>)]) -> Vec<Vec<f64>> {
    let n = costs.first().map_or(0, |(_, it)| it.len());
    let ends: Vec<(f64, f64)> = (0..n)
        .map(|k| {
            let each = costs.iter().map(|(_, it)| it[k]);
            each.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), it| (low.min(it), high.max(it)))
        })
        .collect();
    let part = |it: f64, (low, high): (f64, f64)| if high > low { (it - low) / (high - low) } else { 0.0 };
    costs.iter().map(|(_, own)| own.iter().zip(&ends).map(|(&it, &ends)| part(it, ends)).collect()).collect()
}
