//! Paths: terms that follow, trial by trial, from that trial's own past, and the ledgers that come of them.
//!
//! All designs settle the same bills, so a path is a choice, year by year, among the rows of a ladder of designs, with
//! premium arithmetic on top: `course` chooses, `purse` runs the account of the fund along what was chosen, and
//! `figures` sums up, beside the same fund whose terms nobody touches. Nothing is drawn here.

mod course;
mod figures;
mod purse;
mod rows;
#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests;

pub use figures::{PathFigure, PathPeriod, PathSummary, RungShares};

use crate::engine::Outcome;
use crate::scenario::path_plan::{PathPlan, Rung};
use crate::scenario::paths::Moves;
use course::{Course, Step};
use purse::Ledgers;
use rows::RungRows;

/// Rows that are not those of the path's fund.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// A column that the run did not keep.
    #[error("the run has no columns of {fund}")]
    NoColumns {
        /// The fund.
        fund: String,
    },
    /// An account run again over the rows of a design that does not give the results of the run.
    #[error("the account of {fund} run again under {design} does not give the results of the run")]
    OtherResults {
        /// The fund.
        fund: String,
        /// The design.
        design: String,
    },
}

/// What one path comes to in every trial.
struct Followed<'a> {
    plan: &'a PathPlan,
    /// What was chosen, `[trial][year]`.
    steps: Vec<Vec<Step>>,
    path: Ledgers,
    /// The terms of the start all along.
    frozen: Ledgers,
    /// The path's own terms without what the authority decided.
    without: Option<Ledgers>,
    /// Whether claims rise from rung to rung where benefits are moved.
    ascending: bool,
}

impl<'a> Followed<'a> {
    fn new(outcome: &Outcome, plan: &'a PathPlan) -> Result<Followed<'a>, PathError> {
        let read = |rungs: &[Rung]| {
            rungs.iter().map(|rung| RungRows::read(outcome, plan, rung)).collect::<Result<Vec<_>, _>>()
        };
        let (ladder, without) = (read(&plan.ladder)?, read(&plan.without)?);
        let course = Course::new(plan, &ladder);
        let n_trials = outcome.n_trials();
        let steps: Vec<Vec<Step>> = (0..n_trials).map(|trial| course.of_trial(trial)).collect();
        let frozen: Vec<Vec<Step>> = vec![course.frozen(); n_trials];
        Ok(Followed {
            plan,
            path: Ledgers::along(plan, &ladder, &ladder, &steps),
            frozen: Ledgers::along(plan, &ladder, &ladder, &frozen),
            without: (!without.is_empty()).then(|| Ledgers::along(plan, &ladder, &without, &steps)),
            steps,
            ascending: plan.moves == Moves::Price || ladder.is_sorted_by_key(RungRows::total_claims),
        })
    }
}

/// Follows every path over the rows of a run that kept the columns of its plan.
///
/// # Errors
/// Rows that are not those of the path's fund.
pub fn follow(outcome: &Outcome, plans: &[PathPlan]) -> Result<Vec<PathSummary>, PathError> {
    let of = |plan| Ok(figures::summary(&Followed::new(outcome, plan)?, outcome));
    plans.iter().map(of).collect()
}
