//! A run that goes on until its figures are as precise as was asked for.
//!
//! Fixed-width stopping (Chow and Robbins 1965): the run is looked at after fixed numbers of trials
//! (`preferred`) and ends at the first look at which every wanted error is below its bound; what it then is, is a run
//! of so many trials. The interval after stopping is that of a run of a fixed number: as the bound goes to 0 it covers
//! at its stated rate, before that a little less, because a run stops rather where the error seems small.

#[cfg(test)]
mod coverage_tests;
mod precision;

pub use precision::{Known, Precision, Width};

use crate::engine::{EngineError, Outcome, Pieces};
use crate::scenario::problem::Problems;

use super::looks::preferred;
use super::summary::{Design, Missing, figure_of};

/// What a run is to know, and the most trials that it may take.
#[derive(Debug, Clone, PartialEq)]
pub struct Until {
    wanted: Vec<Precision>,
    most: u64,
}

/// A run that was looked at until it knew enough, or its trials were spent.
#[derive(Debug, Clone, PartialEq)]
pub struct Stopped {
    /// Its trials.
    pub trials: u64,
    /// The most there could have been.
    pub most: u64,
    /// Every precision that was asked for, as the last look found it.
    pub reached: Vec<Reached>,
}

/// How precisely a figure is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Reached {
    /// What was asked for.
    pub wanted: Precision,
    /// What there is; `None` where the figure has no value, or is the same in every trial so far, which says nothing
    /// of its error.
    pub width: Option<f64>,
    /// So many trials in all, about, would do, were the spread what it now seems; `None` where they are enough, and
    /// where nobody can say.
    pub needed: Option<f64>,
}

impl Reached {
    /// Whether it is as precise as was asked for.
    pub fn holds(&self) -> bool {
        self.width.is_some_and(|width| width < self.wanted.below)
    }
}

impl Stopped {
    /// Whether every figure is as precise as was asked for.
    pub fn is_precise(&self) -> bool {
        self.reached.iter().all(Reached::holds)
    }
}

impl Until {
    /// Reads every precision (`cii.loss_ratio.se<0.001`) of a run that will have these figures.
    ///
    /// # Errors
    /// Each text that is none; figures, designs and periods that the run will not have, with the nearest that it will.
    pub fn read(texts: &[String], most: u64, run: &Known<'_>) -> Result<Until, Problems> {
        let mut problems = Problems::new();
        let wanted: Vec<Precision> =
            texts.iter().filter_map(|text| Precision::read(text, run, &mut problems)).collect();
        if problems.is_empty() { Ok(Until { wanted, most }) } else { Err(problems) }
    }

    /// What was asked for.
    pub fn wanted(&self) -> &[Precision] {
        &self.wanted
    }

    /// The most trials.
    pub fn most(&self) -> u64 {
        self.most
    }

    /// Looks until every figure is precise enough. `draw` sees to it that so many trials are there, from the first on.
    ///
    /// # Errors
    /// What `draw` says; pieces that cannot be read.
    pub fn stop<E: From<EngineError>>(
        &self,
        designs: &[Design],
        pieces: &mut Pieces,
        draw: impl FnMut(&mut Pieces, u64) -> Result<(), E>,
    ) -> Result<Stopped, E> {
        self.stop_at(preferred(self.most), designs, pieces, draw)
    }

    fn stop_at<E: From<EngineError>>(
        &self,
        looks: impl Iterator<Item = u64>,
        designs: &[Design],
        pieces: &mut Pieces,
        mut draw: impl FnMut(&mut Pieces, u64) -> Result<(), E>,
    ) -> Result<Stopped, E> {
        let mut stopped = Stopped { trials: 0, most: self.most, reached: Vec::new() };
        for trials in looks {
            draw(pieces, trials)?;
            let reached = self.look(trials, designs, pieces)?;
            stopped = Stopped { trials, reached, ..stopped };
            if stopped.is_precise() {
                break;
            }
        }
        Ok(stopped)
    }

    /// How precisely the first trials know each figure.
    fn look(&self, trials: u64, designs: &[Design], pieces: &Pieces) -> Result<Vec<Reached>, EngineError> {
        let mut reached: Vec<Option<Reached>> = vec![None; self.wanted.len()];
        for (number, design) in (0..).zip(designs) {
            let mut of_design =
                self.wanted.iter().zip(&mut reached).filter(|(it, _)| it.number == number).peekable();
            if of_design.peek().is_some() {
                let outcome = pieces.first(number, trials)?;
                of_design.for_each(|(wanted, reached)| *reached = Some(wanted.in_outcome(&outcome, design)));
            }
        }
        Ok(reached.into_iter().flatten().collect())
    }
}

impl Precision {
    /// How precisely an outcome knows the figure.
    fn in_outcome(&self, outcome: &Outcome, design: &Design) -> Reached {
        let estimated = figure_of(outcome, self.number, design, self.period, &self.subject, self.definition)
            .unwrap_or(Err(Missing::TooFewTrials));
        let width = estimated.as_ref().ok().and_then(|it| self.width_of(&it.estimate));
        let times = estimated.ok().zip(width).map(|(it, width)| it.times_as_many(width, self.below));
        let needed = times.filter(|&times| times >= 1.0).map(|times| times * outcome.n_trials() as f64);
        Reached { wanted: self.clone(), width, needed }
    }
}
