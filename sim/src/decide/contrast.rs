//! A base and other designs over the same bills: who bears them, and what each changed parameter of a design
//! does to the headline, alone and one after the other.
//!
//! The designs between the base and a design ([`Steps`]) are settled in the same run, so every effect is a
//! paired difference:
//!
//! ```text
//! alone(i) = D(i) - B        added(i) = D(1..i) - D(1..i-1)        sum of added(i) = D - B
//! interaction = (D - B) - sum of alone(i)
//! ```

use crate::engine::{EngineError, Outcome, Pieces};
use crate::scenario::steps::{Change, Step, Steps};
use crate::stats::Estimate;
use crate::wording::metrics::Metric;

use super::estimate::Estimated;
use super::metrics::{Definition, Subject};
use super::sample::Sample;
use super::summary::{Design, estimate};

/// What one step does to each figure of the headline; `None` where the figure has no value.
#[derive(Debug, Clone, PartialEq)]
pub struct StepEffect {
    /// What changes.
    pub changes: Vec<Change>,
    /// On the base alone; `None` where the base cannot take it alone.
    pub alone: Option<Vec<Option<Estimate>>>,
    /// On top of all steps before.
    pub added: Vec<Option<Estimate>>,
}

/// What the changed parameters of one design do.
#[derive(Debug, Clone, PartialEq)]
pub struct DesignEffects {
    /// The name of the design.
    pub design: String,
    /// In the order of the document.
    pub steps: Vec<StepEffect>,
    /// The whole design less the base.
    pub whole: Vec<Option<Estimate>>,
    /// What the steps do together beyond what each does alone; `None` where one cannot stand alone.
    pub interaction: Option<Vec<Option<Estimate>>>,
}

/// The effects of parameters over the term.
#[derive(Debug, Clone, PartialEq)]
pub struct Effects {
    /// The headline: fund by fund, then what patients bear.
    pub figures: Vec<(Subject, &'static Definition)>,
    /// Each design that changes something.
    pub designs: Vec<DesignEffects>,
}

/// The figures by which a design is judged first.
pub const fn headline(subject: &Subject) -> &'static [Metric] {
    match subject {
        Subject::Contract(_) => {
            &[Metric::Claims, Metric::LossRatio, Metric::DeficitProbability, Metric::ClosingBalance]
        }
        Subject::Book(_) => {
            &[Metric::Claims, Metric::LossRatio, Metric::CombinedRatio, Metric::CombinedAbove100Probability]
        }
        Subject::Ledger(_) => &[Metric::Claims],
        Subject::Patients => &[Metric::Borne],
        Subject::City | Subject::Payer(_) | Subject::FirstPayer(_) => &[],
    }
}

/// What designs are compared about: the funds, then every payer in order, the first before all, those who bear
/// the rest, and the city. `subjects` are those of the run, `first_payer` is the id of the per-admission payer.
pub fn compared(subjects: &[Subject], first_payer: Option<&str>) -> Vec<Subject> {
    let of =
        |payer: bool| subjects.iter().filter(move |it| matches!(it, Subject::Payer(_)) == payer).cloned();
    let mut all: Vec<Subject> = of(false).filter(|it| *it != Subject::City).collect();
    if subjects.contains(&Subject::City) {
        all.extend(first_payer.map(|id| Subject::FirstPayer(id.to_owned())));
    }
    all.extend(of(true));
    all.extend([Subject::Patients, Subject::City]);
    all
}

/// The effects of the parameters that designs change, held against the design at `base`.
///
/// # Errors
/// Pieces that cannot be read.
pub fn effects(
    pieces: &Pieces,
    (designs, base): (&[Design], u32),
    all: &[Steps],
    subjects: &[Subject],
) -> Result<Effects, EngineError> {
    let figures: Vec<Asked> = subjects
        .iter()
        .flat_map(|it| headline(it).iter().filter_map(|&metric| Some((it.clone(), it.definition(metric)?))))
        .collect();
    let look = |name: &str| -> Result<Option<Looked>, EngineError> {
        let number = designs.iter().position(|design| design.name == name);
        let number = number.and_then(|it| u32::try_from(it).ok());
        number.map(|number| Looked::at(pieces, designs, number, &figures)).transpose()
    };
    let base = Looked::at(pieces, designs, base, &figures)?;
    let mut effects = Vec::new();
    for Steps { design, steps } in all.iter().filter(|it| !it.steps.is_empty()) {
        let (mut alones, mut found) = (Vec::new(), Vec::new());
        let mut before = base.clone();
        for Step { changes, alone, until } in steps {
            let Some(after) = look(until)? else { continue };
            let alone = alone.as_deref().map(look).transpose()?.flatten();
            found.push(StepEffect {
                changes: changes.clone(),
                alone: alone.as_ref().map(|it| it.less(&base, &figures)),
                added: after.less(&before, &figures),
            });
            alones.push(alone);
            before = after;
        }
        let alones: Option<Vec<Looked>> = alones.into_iter().collect();
        effects.push(DesignEffects {
            design: design.clone(),
            steps: found,
            whole: before.less(&base, &figures),
            interaction: alones.map(|alones| before.beyond(&alones, &base, &figures)),
        });
    }
    let there: Vec<bool> = base.figures.iter().map(Option::is_some).collect();
    let mut effects = Effects { figures, designs: effects };
    effects.keep(&there);
    Ok(effects)
}

impl Effects {
    /// Leaves out the figures whose columns the run does not keep.
    fn keep(&mut self, there: &[bool]) {
        let kept = |row: &mut Vec<Option<Estimate>>| {
            let mut there = there.iter();
            row.retain(|_| *there.next().unwrap_or(&false));
        };
        let mut there = there.iter();
        self.figures.retain(|_| *there.next().unwrap_or(&false));
        for design in &mut self.designs {
            kept(&mut design.whole);
            design.interaction.as_mut().map(kept);
            for step in &mut design.steps {
                kept(&mut step.added);
                step.alone.as_mut().map(kept);
            }
        }
    }
}

/// A figure of the headline.
type Asked = (Subject, &'static Definition);

/// The headline of one design, with its numbers.
#[derive(Clone)]
#[expect(clippy::option_option, reason = "no columns, no value, a value")]
struct Looked {
    outcome: Outcome,
    number: u32,
    /// `None` where the run has not the columns, `Some(None)` where there is no value.
    figures: Vec<Option<Option<Estimated>>>,
}

impl Looked {
    fn at(
        pieces: &Pieces,
        designs: &[Design],
        number: u32,
        figures: &[Asked],
    ) -> Result<Looked, EngineError> {
        let outcome = pieces.design(number)?;
        let sample = Sample::new(&outcome, number, 0..outcome.shape().years.len());
        let of = |(subject, it): &Asked| {
            let found = estimate(sample, &designs[number as usize], subject.id(), it.rule)?;
            Some(found.ok().map(|found| found.scaled(it.kind.scale())))
        };
        let figures = figures.iter().map(of).collect();
        Ok(Looked { outcome, number, figures })
    }

    fn figure(&self, nth: usize) -> Option<&Estimated> {
        self.figures[nth].as_ref()?.as_ref()
    }

    /// Whether a figure reads the same numbers as in another design.
    fn is_like(&self, other: &Looked, (subject, definition): &Asked) -> bool {
        let (own, others) = ((&self.outcome, self.number), (&other.outcome, other.number));
        definition.rule.reads_the_same(subject.id(), own, others)
    }

    /// Figure by figure, this design less another.
    fn less(&self, other: &Looked, all: &[Asked]) -> Vec<Option<Estimate>> {
        let less = |(nth, figure): (usize, &Asked)| {
            self.figure(nth)?.less(other.figure(nth)?, self.is_like(other, figure))
        };
        all.iter().enumerate().map(less).collect()
    }

    /// Figure by figure, what this design does to the base beyond what `alones` do.
    fn beyond(&self, alones: &[Looked], base: &Looked, all: &[Asked]) -> Vec<Option<Estimate>> {
        let beyond = |(nth, asked): (usize, &Asked)| {
            // one step alone is the whole, and steps without effect leave nothing over
            let still = || [self].into_iter().chain(alones).all(|it| it.is_like(base, asked));
            let same = alones.len() == 1 || still();
            let mut terms = vec![(1.0, self.figure(nth)?), (alones.len() as f64 - 1.0, base.figure(nth)?)];
            for alone in alones {
                terms.push((-1.0, alone.figure(nth)?));
            }
            Estimated::combined(&terms, same)
        };
        all.iter().enumerate().map(beyond).collect()
    }
}
