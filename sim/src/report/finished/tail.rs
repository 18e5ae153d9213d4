//! How many persons a year have an eligible cost above so much, from what a run counted of a payer.

use std::path::Path;

use parquet::data_type::{Int32Type, Int64Type};

use crate::report::kept_run::{KeptError, KeptFile, lists, values, whole};
use crate::stats::{Estimate, Moments};
use crate::units::Fen;

/// The tail of the costs of a payer.
#[derive(Debug, Clone, PartialEq)]
pub struct Tail {
    /// Whose.
    pub payer: String,
    /// An amount, and the persons a year above it; amounts rise.
    pub points: Vec<(Fen, Estimate)>,
}

/// Each amount is at least so many per cent above the one before.
const STEP: i64 = 15;
/// Beyond the counted breaks, from here to ten times as much.
const BEYOND: [i64; 6] = [100, 150, 200, 300, 500, 700];
/// The least persons, over all trials, of whom a point of the tail speaks.
const FEWEST: i64 = 10;

impl Tail {
    /// Reads `buckets.parquet` of a run of so many trials and years; `None` where too few persons were counted.
    ///
    /// # Errors
    /// [`KeptError`], with the file.
    pub(super) fn read(path: &Path, n_trials: u64, n_years: usize) -> Result<Option<Tail>, KeptError> {
        let file = KeptFile::open(path.to_owned())?;
        let counting = file.json("huimin.counting")?;
        let breaks: Vec<Fen> = counting["breaks_fen"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|it| it.as_i64().map(Fen))
            .collect();
        let (Some(&last), Ok(n)) = (breaks.last(), usize::try_from(n_trials)) else { return Ok(None) };
        // a break is the first fen of its bucket
        let amounts = amounts(breaks.iter().map(|it| Fen(it.0 - 1)).filter(|it| it.0 > 0), Fen(last.0 - 1));
        let mut persons = vec![vec![0_i64; n]; amounts.len()];
        file.each_part(|part| {
            let rows = whole(part.metadata().num_rows());
            let (trials, from) = (values::<Int64Type>(part, 0, rows)?, values::<Int64Type>(part, 4, rows)?);
            let counted = values::<Int32Type>(part, 5, rows)?;
            let above = lists::<Int64Type>(part, 9, rows)?;
            for (((trial, from), counted), above) in trials.into_iter().zip(from).zip(counted).zip(above) {
                let Some(trial) = usize::try_from(trial).ok().filter(|trial| *trial < n) else {
                    return Ok(None);
                };
                for (amount, persons) in amounts.iter().zip(&mut persons) {
                    persons[trial] += match from {
                        it if it == last.0 => above.iter().filter(|cost| **cost > amount.0).count() as i64,
                        it if it > amount.0 => i64::from(counted),
                        _ => 0,
                    };
                }
            }
            Ok(Some(()))
        })?;
        let point = |(amount, persons): (Fen, Vec<i64>)| {
            let enough = persons.iter().sum::<i64>() >= FEWEST;
            let mean = persons.into_iter().collect::<Moments>().estimate().filter(|_| enough)?;
            Some((amount, mean.scaled(1.0 / n_years as f64)))
        };
        let points: Vec<(Fen, Estimate)> = amounts.into_iter().zip(persons).filter_map(point).collect();
        let payer = counting["payer"].as_str().unwrap_or_default().to_owned();
        Ok((!points.is_empty()).then_some(Tail { payer, points }))
    }
}

/// Counted amounts some way apart, then round ones to ten thousand times the last.
fn amounts(counted: impl Iterator<Item = Fen>, last: Fen) -> Vec<Fen> {
    let mut amounts: Vec<Fen> = Vec::new();
    let mut power = 1;
    let beyond = std::iter::repeat_with(|| {
        let these = BEYOND.map(|it| Fen(it * power));
        power *= 10;
        these
    });
    let beyond = beyond.take(11).flatten().filter(|it| *it > last);
    for amount in counted.chain(beyond) {
        if amounts.last().is_none_or(|before| amount.0 * 100 >= before.0 * (100 + STEP)) {
            amounts.push(amount);
        }
    }
    amounts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_counted_ones_then_round_ones() {
        let yuan = [20_000, 21_000, 24_000, 50_000].map(Fen::yuan);
        let found = amounts(yuan.into_iter(), Fen::yuan(50_000));
        assert_eq!(found[..3], [20_000, 24_000, 50_000].map(Fen::yuan));
        assert_eq!(found[3..6], [70_000, 100_000, 150_000].map(Fen::yuan));
    }
}
