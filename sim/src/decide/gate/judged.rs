//! A gate carried out: once over a run, or look by look until every threshold is decided.

use crate::engine::{EngineError, Pieces};

use super::super::looks::Looks;
use super::super::summary::{Design, Summary};
use super::super::verdict::Verdict;
use super::Checks;
use super::baseline::Compared;
use super::threshold::{Check, Checked};

/// What a gate found.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Thresholds, in the order of the file.
    pub thresholds: Vec<Checked>,
    /// Baselines, in the order of the file.
    pub baselines: Vec<Compared>,
    /// How often the run was looked at; `None` for once, at a fixed number of trials.
    pub taken: Option<Taken>,
}

/// The looks that were taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// The trials of each look.
    pub trials: Vec<u64>,
    /// The most trials there could have been.
    pub most: u64,
    /// The probability that any threshold is decided wrongly.
    pub error_rate: f64,
}

impl Judged {
    /// The verdict on every check.
    pub fn verdicts(&self) -> impl Iterator<Item = Verdict> {
        let baselines = self.baselines.iter().map(|it| it.verdict);
        self.thresholds.iter().map(|it| it.verdict).chain(baselines)
    }

    /// The worst of them.
    pub fn verdict(&self) -> Verdict {
        Verdict::worst(self.verdicts())
    }

    /// How many checks have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.verdicts().filter(|&it| it == verdict).count()
    }
}

impl Checks {
    /// Every check against one run.
    pub fn at_once(self, summary: &Summary) -> Judged {
        let thresholds = self.thresholds.into_iter().map(|check| check.against(summary)).collect();
        let baselines = self.baselines.into_iter().map(|check| check.against(summary)).collect();
        Judged { thresholds, baselines, taken: None }
    }

    /// Every threshold at each look until it is decided, and the baselines at their own trials. `draw` sees to it
    /// that so many trials are there, from the first on.
    ///
    /// # Errors
    /// What `draw` says; pieces that cannot be read.
    pub fn look_by_look<E: From<EngineError>>(
        self,
        (looks, error_rate): (Looks, f64),
        designs: &[Design],
        payers: &[String],
        pieces: &mut Pieces,
        mut draw: impl FnMut(&mut Pieces, u64) -> Result<(), E>,
    ) -> Result<Judged, E> {
        let n_checks = self.thresholds.len();
        let mut places: Vec<Place> = self.thresholds.into_iter().map(Place::Waiting).collect();
        let mut taken = Taken { trials: Vec::new(), most: looks.most(), error_rate };
        for look in looks.iter() {
            draw(pieces, look.trials)?;
            taken.trials.push(look.trials);
            for (number, design) in (0..).zip(designs) {
                let waiting = |place: &&mut Place| place.check().is_some_and(|it| it.design == design.name);
                let mut waiting = places.iter_mut().filter(waiting).peekable();
                if waiting.peek().is_none() {
                    continue;
                }
                let outcome = pieces.first(number, look.trials)?;
                waiting.for_each(|place| {
                    place.look(|check| {
                        check.at_look(&outcome, (number, design), look, (error_rate, n_checks))
                    });
                });
            }
            if places.iter_mut().all(|place| place.check().is_none()) {
                break;
            }
        }
        let mut baselines = Vec::new();
        if let Some(trials) = self.baselines.first().map(|check| check.trials) {
            let summary = Summary::of_first(pieces, trials, designs, payers)?;
            baselines = self.baselines.into_iter().map(|check| check.against(&summary)).collect();
        }
        let thresholds = places.into_iter().filter_map(Place::last).collect();
        Ok(Judged { thresholds, baselines, taken: Some(taken) })
    }
}

/// A threshold between looks.
enum Place {
    /// Not looked at.
    Waiting(Check),
    /// Looked at.
    Looked(Box<Checked>),
}

impl Place {
    /// The check, while it is undecided.
    fn check(&self) -> Option<&Check> {
        match self {
            Place::Waiting(check) => Some(check),
            Place::Looked(checked) => (checked.verdict == Verdict::Undecided).then_some(&checked.check),
        }
    }

    fn look(&mut self, at: impl Fn(&Check) -> Checked) {
        if let Some(checked) = self.check().map(at) {
            *self = Place::Looked(Box::new(checked));
        }
    }

    fn last(self) -> Option<Checked> {
        match self {
            Place::Waiting(_) => None,
            Place::Looked(checked) => Some(*checked),
        }
    }
}
