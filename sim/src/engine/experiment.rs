//! What the engine asks of a simulation: its shape, and one trial at a time.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::stats::Sampled;
use crate::units::{Column, Trial, Year};

/// A SHA-256 digest: of a file, or of everything that decides the values of a run, whose rows never mix with those of
/// another digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// That of bytes.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }

    /// That of a file, which is not held in memory.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn of_file(path: &Path) -> io::Result<Digest> {
        let (mut file, mut hash, mut part) = (File::open(path)?, Sha256::new(), vec![0; 1 << 16]);
        loop {
            match file.read(&mut part)? {
                0 => return Ok(Digest(hash.finalize().into())),
                n => hash.update(&part[..n]),
            }
        }
    }
}

impl fmt::Display for Digest {
    /// 64 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A simulation that yields, for each trial, design and year, one row of whole numbers.
///
/// The values of a row may depend on the trial's number and the design alone: not on other trials,
/// on the range of designs that is asked for, nor on what the scratch held before.
pub trait Experiment: Sync {
    /// Memory that one thread reuses from trial to trial.
    type Scratch: Send;

    /// The digest of the plan: scenario, seed and version of the model.
    fn digest(&self) -> Digest;

    /// The columns of a row, in order.
    fn columns(&self) -> &[Column];

    /// The number of designs, the base among them.
    fn n_designs(&self) -> u32;

    /// The years of a trial, rising.
    fn years(&self) -> &[Year];

    /// Fresh memory for one thread.
    fn scratch(&self) -> Self::Scratch;

    /// How some trials are taken: a function of their numbers. Independent and alike unless it says otherwise.
    fn sampled(&self, trials: Range<u64>) -> Sampled {
        let _ = trials;
        Sampled::plain()
    }

    /// Draws trial `trial` once and settles it under each of `designs`, filling every row of `out`.
    fn run_trial(
        &self,
        trial: Trial,
        designs: Range<u32>,
        scratch: &mut Self::Scratch,
        out: &mut RowWriter<'_>,
    );
}

/// The rows of one trial, all zero when the trial starts: one for each design and year.
#[derive(Debug)]
pub struct RowWriter<'a> {
    designs: Range<u32>,
    n_years: usize,
    n_columns: usize,
    values: &'a mut [i64],
}

impl<'a> RowWriter<'a> {
    /// Rows over `values`, laid out design by design and year by year.
    ///
    /// # Panics
    /// Unless `values` holds exactly `designs * n_years * n_columns` numbers.
    pub fn new(
        designs: Range<u32>,
        n_years: usize,
        n_columns: usize,
        values: &'a mut [i64],
    ) -> RowWriter<'a> {
        assert_eq!(values.len(), designs.len() * n_years * n_columns, "the rows of a trial fill its memory");
        RowWriter { designs, n_years, n_columns, values }
    }

    /// The row of one design (by its number in the whole experiment) and year (by its place in
    /// [`Experiment::years`]): one number a column.
    ///
    /// # Panics
    /// When the design was not asked for or there is no such year.
    pub fn row(&mut self, design: u32, year_index: usize) -> &mut [i64] {
        assert!(self.designs.contains(&design) && year_index < self.n_years, "a row that was asked for");
        let nth = (design - self.designs.start) as usize * self.n_years + year_index;
        &mut self.values[nth * self.n_columns..][..self.n_columns]
    }
}

/// What the rows of an experiment look like, apart from how they are made: all that [`super::Merge`]
/// and a writer need to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The digest that every row carries.
    pub digest: Digest,
    /// The columns of a row.
    pub columns: Vec<Column>,
    /// The number of designs.
    pub n_designs: u32,
    /// The years, rising.
    pub years: Vec<Year>,
}

impl Shape {
    /// The shape of `experiment`.
    pub fn of<E: Experiment>(experiment: &E) -> Shape {
        Shape {
            digest: experiment.digest(),
            columns: experiment.columns().to_vec(),
            n_designs: experiment.n_designs(),
            years: experiment.years().to_vec(),
        }
    }

    /// The place of a column by its key.
    pub fn column_index(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    /// The place of a year.
    pub fn year_index(&self, year: Year) -> Option<usize> {
        self.years.iter().position(|&y| y == year)
    }
}
