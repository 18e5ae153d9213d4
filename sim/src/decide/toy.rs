//! Outcomes written by hand, for tests.

use crate::engine::{Block, Digest, Merge, Outcome, RowKey, Rows, Shape};
use crate::units::{Column, Trial, Unit, Year};

/// The outcome with `columns[i] = (key, [design][year][trial])`, years from 2016.
pub(crate) fn outcome(columns: &[(&str, &[&[&[i64]]])]) -> Outcome {
    let designs = columns[0].1;
    let (n_designs, n_years, n_trials) = (designs.len(), designs[0].len(), designs[0][0].len());
    let shape = Shape {
        digest: Digest([7; 32]),
        columns: columns.iter().map(|(key, _)| Column { key: (*key).to_owned(), unit: Unit::Fen }).collect(),
        n_designs: n_designs as u32,
        years: (0..n_years).map(|nth| Year(2016 + nth as u16)).collect(),
    };
    let mut rows = Rows::with_capacity(shape.digest, columns.len(), 0);
    for design in 0..n_designs {
        for year in 0..n_years {
            for trial in 0..n_trials {
                let key = RowKey { design: design as u32, year: shape.years[year], trial: Trial(trial as u64) };
                let values: Vec<i64> = columns.iter().map(|(_, values)| values[design][year][trial]).collect();
                rows.push(key, &values);
            }
        }
    }
    let block = Block { designs: 0..n_designs as u32, trials: 0..n_trials as u64 };
    let mut merge = Merge::new(shape, block).unwrap();
    merge.push(&rows).unwrap();
    merge.finish().unwrap()
}
