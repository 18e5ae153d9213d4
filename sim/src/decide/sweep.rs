//! Many designs at once: which keep the constraints, which no other is better than, and the few to discuss.
//!
//! All designs settle the same trials, pass after pass of a search too, so any two are compared by the differences
//! of their trials. What a constraint says of one design holds at 95% for all designs together (Bonferroni), since
//! whoever picks a design out of thousands picks the lucky ones first.

mod choice;
mod front;
mod search;

use std::num::NonZeroUsize;

use crate::engine::{EngineError, Outcome, Pieces};
use crate::scenario::node::Place;
use crate::scenario::problem::{Problem, ProblemKind, Problems};
use crate::stats::{Estimate, Proportion};
use crate::units::Year;
use crate::wording::metrics::Metric;

use super::estimate::Estimated;
use super::metrics::{Definition, Rule, Subject};
use super::solve::Target;
use super::solve::target::{estimated, named_figure};
use super::summary::{Design, Missing, Period};
use super::verdict::Verdict;

pub use choice::{Chosen, Role};
pub use front::Standing;
pub use search::{Plan, Search};

/// Where problems of the objectives stand.
const PLACE: &str = "--objectives";
/// By which probability some verdict of a sweep may be wrong, of all designs and constraints together.
pub const MISS: f64 = 0.05;

/// A figure that should be as low, or as high, as possible.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// What it is about.
    pub subject: Subject,
    /// The figure.
    pub definition: &'static Definition,
    /// Over which period.
    pub period: Period,
    /// Whether lower is better.
    pub lowest: bool,
}

impl Objective {
    /// Reads `METRIC:min` or `METRIC:max`, with commas between several.
    ///
    /// # Errors
    /// Text that is no objective, or the same twice; figures or a period that the run will not have.
    pub fn read(
        text: &str,
        period: &str,
        subjects: &[Subject],
        years: &[Year],
    ) -> Result<Vec<Objective>, Problems> {
        let no_objective = |part: &str| {
            let kind = ProblemKind::NotAnObjective { found: part.to_owned() };
            Problems::from(vec![Problem::new(Place::whole(PLACE), kind)])
        };
        let mut all: Vec<Objective> = Vec::new();
        for part in text.split(',').map(str::trim) {
            let (metric, sense) = part.rsplit_once(':').ok_or_else(|| no_objective(part))?;
            let lowest = match sense.trim() {
                "min" => true,
                "max" => false,
                _ => return Err(no_objective(part)),
            };
            let (subject, definition, period) =
                named_figure((PLACE, metric.trim()), period, subjects, years)?;
            let objective = Objective { subject, definition, period, lowest };
            if all.iter().any(|it| it.key() == objective.key()) {
                return Err(no_objective(part));
            }
            all.push(objective);
        }
        Ok(all)
    }

    /// What is weighed where nobody says what: of a product its price, the probability that it does not carry
    /// itself, what patients are left to pay, and how many it pays; of a contract or ledger likewise.
    pub fn usual(subjects: &[Subject], period: Period) -> Vec<Objective> {
        let main = main_fund(subjects);
        let of_main: &[(Metric, bool)] = match main {
            Some(Subject::Book(_)) => &[
                (Metric::PremiumPerMember, true),
                (Metric::CombinedAbove100Probability, true),
                (Metric::ClaimantsPer100, false),
            ],
            Some(Subject::Contract(_)) => &[
                (Metric::IncomePerHead, true),
                (Metric::DeficitProbability, true),
                (Metric::ClaimantsPer100, false),
            ],
            _ => &[(Metric::DeficitProbability, true)],
        };
        let objective = |subject: &Subject, metric, lowest| {
            let definition = subject.definition(metric).filter(|it| it.holds_in(period))?;
            Some(Objective { subject: subject.clone(), definition, period, lowest })
        };
        let mut all: Vec<Objective> = Vec::new();
        for &(metric, lowest) in of_main {
            all.extend(main.and_then(|it| objective(it, metric, lowest)));
        }
        let burden = objective(&Subject::City, Metric::PatientPerHead, true);
        let last = all.len().min(2);
        all.splice(last..last, burden);
        all
    }

    /// The figure's name in files.
    pub fn key(&self) -> String {
        self.subject.key(self.definition.metric)
    }

    fn estimated(&self, outcome: &Outcome, number: u32, design: &Design) -> Result<Estimated, Missing> {
        let figure = (&self.subject, self.definition, self.period);
        estimated(figure, outcome, number, design).unwrap_or(Err(Missing::TooFewTrials))
    }

    /// The value with the sign under which lower is better.
    fn cost(&self, value: f64) -> f64 {
        if self.lowest { value } else { -value }
    }
}

/// The fund that a scenario is about: a product, else a contract, else a ledger.
pub fn main_fund(subjects: &[Subject]) -> Option<&Subject> {
    let first = |is: fn(&Subject) -> bool| subjects.iter().find(|it| is(it));
    first(|it| matches!(it, Subject::Book(_)))
        .or_else(|| first(|it| matches!(it, Subject::Contract(_))))
        .or_else(|| first(|it| matches!(it, Subject::Ledger(_))))
}

/// The columns that objectives and constraints read.
pub fn columns(objectives: &[Objective], constraints: &[Target]) -> Vec<String> {
    let of_objectives = objectives.iter().map(|it| (&it.subject, it.definition));
    let of_constraints = constraints.iter().map(|it| (&it.subject, it.definition));
    let mut all: Vec<String> = Vec::new();
    for (subject, definition) in of_objectives.chain(of_constraints) {
        let mut read: Vec<String> = match definition.rule {
            // what breaks even reads the whole fund
            Rule::BreakEvenBid | Rule::BreakEvenPremium { .. } => {
                vec![subject.id().to_owned(), "heads_employee".to_owned(), "heads_resident".to_owned()]
            }
            rule => rule
                .amounts()
                .into_iter()
                .flat_map(|it| it.columns(subject.id()))
                .map(|(_, key)| key)
                .collect(),
        };
        read.retain(|key| !all.contains(key));
        read.dedup();
        all.extend(read);
    }
    all
}

/// What a design says, in the order of the objectives and constraints.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// One an objective.
    pub objectives: Vec<Result<Estimate, Missing>>,
    /// One a constraint.
    pub constraints: Vec<Result<Estimate, Missing>>,
}

/// What the constraints say of a design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feasibility {
    /// Of each constraint, at the level that holds for all designs and constraints together.
    pub each: Vec<Verdict>,
    /// Of each constraint, by the 95% interval of the figure alone.
    pub pointwise: Vec<Verdict>,
}

impl Feasibility {
    /// Whether all constraints are kept, one is broken, or neither is told.
    pub fn all(&self) -> Verdict {
        Verdict::worst(self.each.iter().copied())
    }

    /// The same by pointwise intervals.
    pub fn all_pointwise(&self) -> Verdict {
        Verdict::worst(self.pointwise.iter().copied())
    }
}

/// A pass over the trials: the base, then designs of its own.
#[derive(Debug)]
struct Pass {
    pieces: Pieces,
    designs: Vec<Design>,
    /// Which design of the sweep is the first of its own.
    first: usize,
}

/// Designs that settle the same trials, with what is asked of them.
#[derive(Debug)]
pub struct Sweep {
    /// What should be low or high.
    pub objectives: Vec<Objective>,
    /// What must hold.
    pub constraints: Vec<Target>,
    threads: Option<NonZeroUsize>,
    passes: Vec<Pass>,
    figures: Vec<Figures>,
    base: Option<Figures>,
}

impl Sweep {
    /// No designs yet.
    pub fn new(objectives: Vec<Objective>, constraints: Vec<Target>, threads: Option<NonZeroUsize>) -> Sweep {
        let (passes, figures) = (Vec::new(), Vec::new());
        Sweep { objectives, constraints, threads, passes, figures, base: None }
    }

    /// Takes the trials of a pass, and its designs, the base first.
    pub fn add(&mut self, pieces: Pieces, designs: Vec<Design>) -> Result<(), EngineError> {
        let numbers: Vec<u32> = (0..pieces.shape().n_designs).collect();
        let mut figures = pieces.each_of(&numbers, self.threads, |outcome| {
            let number = outcome.designs().start;
            self.figures_of(outcome, number, &designs[number as usize])
        })?;
        let own = figures.split_off(figures.len().min(1));
        self.base = self.base.take().or(figures.pop());
        self.passes.push(Pass { pieces, designs, first: self.figures.len() });
        self.figures.extend(own);
        Ok(())
    }

    fn figures_of(&self, outcome: &Outcome, number: u32, design: &Design) -> Figures {
        let of_objective = |it: &Objective| it.estimated(outcome, number, design).map(|it| it.estimate);
        let of_constraint =
            |it: &Target| it.figure(outcome, number, design).unwrap_or(Err(Missing::TooFewTrials));
        Figures {
            objectives: self.objectives.iter().map(of_objective).collect(),
            constraints: self.constraints.iter().map(of_constraint).collect(),
        }
    }

    /// The figures of each design, in the order in which they came.
    pub fn figures(&self) -> &[Figures] {
        &self.figures
    }

    /// Those of the scenario as it stands.
    pub fn base(&self) -> Option<&Figures> {
        self.base.as_ref()
    }

    /// By which probability the interval of one figure may miss, so that all hold together.
    pub fn miss_of_each(&self) -> f64 {
        MISS / (self.figures.len() * self.constraints.len()).max(1) as f64
    }

    /// What the constraints say of each design.
    pub fn feasibility(&self) -> Vec<Feasibility> {
        self.figures.iter().map(|it| self.feasibility_of(it)).collect()
    }

    /// What they say of one.
    pub fn feasibility_of(&self, figures: &Figures) -> Feasibility {
        let verdicts = |of: &dyn Fn(&Target, &Estimate) -> Verdict| {
            let each = self.constraints.iter().zip(&figures.constraints);
            each.map(|(target, it)| it.as_ref().map_or(Verdict::Undecided, |it| of(target, it))).collect()
        };
        let miss = self.miss_of_each();
        Feasibility {
            each: verdicts(&|target, it| target.bound.verdict(&together(target.definition.rule, it, miss))),
            pointwise: verdicts(&|target, it| target.bound.verdict(it)),
        }
    }

    /// What each design costs by each objective, lower being better; `None` where one has no value, or a constraint
    /// is told to be broken.
    fn costs(&self, feasibility: &[Feasibility]) -> Vec<Option<Vec<f64>>> {
        let cost = |figures: &Figures| {
            let each = self.objectives.iter().zip(&figures.objectives);
            each.map(|(objective, it)| it.as_ref().ok().map(|it| objective.cost(it.value))).collect()
        };
        let admitted = |it: &Feasibility| it.all() != Verdict::Fail;
        let each = self.figures.iter().zip(feasibility);
        each.map(|(figures, it)| admitted(it).then(|| cost(figures)).flatten()).collect()
    }

    /// What `look` makes of each of some designs, which rise, and its estimates by each objective.
    fn estimates<T: Send>(
        &self,
        ids: &[usize],
        look: impl Fn(usize, Vec<Option<Estimated>>) -> T + Sync,
    ) -> Result<Vec<T>, EngineError> {
        let mut found = Vec::with_capacity(ids.len());
        for Pass { pieces, designs, first } in &self.passes {
            let number = |&id: &usize| u32::try_from(id.checked_sub(*first)? + 1).ok();
            let here = |number: &u32| *number < pieces.shape().n_designs;
            let numbers: Vec<u32> = ids.iter().filter_map(number).filter(here).collect();
            found.extend(pieces.each_of(&numbers, self.threads, |outcome| {
                let number = outcome.designs().start;
                let design = &designs[number as usize];
                let each = self.objectives.iter().map(|it| it.estimated(outcome, number, design).ok());
                look(first + number as usize - 1, each.collect())
            })?);
        }
        Ok(found)
    }
}

/// The interval of a figure that misses with probability `miss`: Clopper and Pearson's of a share of trials,
/// Student's of others.
fn together(rule: Rule, estimate: &Estimate, miss: f64) -> Estimate {
    if !matches!(rule, Rule::AnyYear(_) | Rule::AnyYearEmptied(..) | Rule::Whole(_)) {
        return estimate.missing(miss);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of trials")]
    let events = (estimate.value * estimate.n as f64).round() as u64;
    let ends = Proportion::new(events, estimate.n).map(|it| it.interval(miss));
    ends.map_or(*estimate, |(low, high)| Estimate { low, high, ..*estimate })
}

#[cfg(test)]
mod tests;
