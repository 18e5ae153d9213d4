//! How the headline figures settle: over the first sixteenth of the trials, the first eighth, ... and all of them.

use crate::engine::{EngineError, Pieces};

use super::metrics::{Definition, Subject};
use super::stress::headlines;
use super::summary::{Design, Figure, Period, figure_of};
use super::until::Until;

/// One figure of the first trials of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Converging {
    /// The first so many.
    pub trials: u64,
    /// The design, by name.
    pub design: String,
    /// The period.
    pub period: Period,
    /// The figure.
    pub figure: Figure,
}

/// The subsets of a run of `n` trials, the smallest first: n/16, n/8, n/4, n/2, n, rounded up.
fn subsets(n: u64) -> Vec<u64> {
    let mut subsets: Vec<u64> = (0..=4).rev().map(|halvings| n.div_ceil(1 << halvings)).collect();
    subsets.dedup();
    subsets
}

/// The headline figures of the base over the term, and the figures that the run was to know precisely, each over every
/// subset in turn. The subsets lie within each other, so that the lines of a figure are not independent.
///
/// # Errors
/// Pieces that cannot be read.
pub fn convergence(
    pieces: &Pieces,
    designs: &[Design],
    subjects: &[Subject],
    until: Option<&Until>,
) -> Result<Vec<Converging>, EngineError> {
    let mut asked: Vec<(u32, Period, &Subject, &'static Definition)> = Vec::new();
    for subject in subjects {
        let definitions = headlines(subject).iter().filter_map(|metric| subject.definition(*metric));
        asked.extend(definitions.map(|definition| (0, Period::Term, subject, definition)));
    }
    for it in until.into_iter().flat_map(Until::wanted) {
        let figure = (it.number, it.period, &it.subject, it.definition);
        if !asked.contains(&figure) {
            asked.push(figure);
        }
    }
    let mut rows: Vec<Vec<Converging>> = vec![Vec::new(); asked.len()];
    for trials in subsets(pieces.n_trials()) {
        for (number, design) in (0..).zip(designs) {
            let mut of_design = asked.iter().zip(&mut rows).filter(|(it, _)| it.0 == number).peekable();
            if of_design.peek().is_none() {
                continue;
            }
            let outcome = pieces.first(number, trials)?;
            for (&(_, period, subject, definition), rows) in of_design {
                let Some(estimated) = figure_of(&outcome, number, design, period, subject, definition) else {
                    continue;
                };
                let estimate = estimated.map(|it| it.estimate);
                let figure = Figure { subject: subject.clone(), definition, estimate, difference: None };
                rows.push(Converging { trials, design: design.name.clone(), period, figure });
            }
        }
    }
    Ok(rows.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::super::summary::Summary;
    use super::super::toy::{contract, contract_run, designs};
    use super::*;

    #[test]
    fn subsets_double_up_to_all_trials() {
        assert_eq!(subsets(1600), [100, 200, 400, 800, 1600]);
        assert_eq!(subsets(1000), [63, 125, 250, 500, 1000]);
        assert_eq!(subsets(3), [1, 2, 3]);
        assert_eq!(subsets(1), [1]);
    }

    #[test]
    fn the_figures_of_a_subset_are_those_of_a_run_of_so_many() {
        let claims = |n: usize| -> Vec<i64> {
            (0..n).map(|it| 50_000_000 + (it as i64 * 7_919) % 24_000_000).collect()
        };
        let designs = designs(&[contract()]);
        let subjects = [Subject::Contract("cii".into())];
        let outcome = contract_run(&[contract()], &[&claims(320)]);
        let mut pieces = Pieces::passing(outcome.shape().clone(), 320);
        pieces.push(&outcome.rows()).unwrap();
        let rows = convergence(&pieces, &designs, &subjects, None).unwrap();
        assert_eq!(rows.len(), 5 * headlines(&subjects[0]).len());
        for row in rows {
            let n = usize::try_from(row.trials).unwrap();
            let short = Summary::new(&contract_run(&[contract()], &[&claims(n)]), &designs, &[]);
            let same = short.base().unwrap().figure(row.period, &subjects[0], row.figure.definition.metric);
            assert_eq!(same.unwrap().estimate, row.figure.estimate, "{} of {n}", row.figure.key());
        }
    }
}
