//! The finished trials of a run, piece by piece: in memory while they are few, in a file when they are many or
//! must outlive the program. Read back a few designs or a few trials at a time, so that a run needs no more
//! memory for more of either.

use std::borrow::Cow;
use std::fs::File;
use std::num::{NonZeroU64, NonZeroUsize};
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::block::{Block, zeros};
use super::error::{EngineError, MergeError};
use super::experiment::Shape;
use super::merge::{Gap, Merge};
use super::outcome::Outcome;
use super::piece_file::{Mark, Piece, PieceFile, PiecesError};
use super::rows::Rows;
use super::run::pool;
use crate::stats::Sampled;

/// The most numbers of a batch: 8 MB, which stand in memory beside what draws the next one.
const NUMBERS_PER_BATCH: u64 = 1 << 20;
/// The most numbers of a part or a piece: 16 MB.
const NUMBERS_PER_PART: u64 = 1 << 21;
/// The most numbers that are kept in memory where no file was asked for: 16 MB.
const NUMBERS_IN_MEMORY: usize = 1 << 21;
/// The most trials of a part.
const TRIALS_PER_PART: u64 = 256;

impl Shape {
    /// The numbers of one trial.
    fn per_trial(&self) -> usize {
        self.n_designs as usize * self.years.len() * self.columns.len()
    }

    /// The trials of a batch where nobody asks for another number: as many as have one million numbers.
    pub fn trials_per_batch(&self) -> NonZeroU64 {
        NonZeroU64::new(self.trials_of(NUMBERS_PER_BATCH)).unwrap_or(NonZeroU64::MIN)
    }

    /// The trials that have so many numbers.
    fn trials_of(&self, numbers: u64) -> u64 {
        numbers / (self.per_trial() as u64).max(1)
    }

    /// The trials of a part of `trials.parquet`, and at most of a piece: 256, and in runs of more than 8,192
    /// numbers a trial the power of two below it that leaves a part at most two million numbers.
    pub fn trials_per_part(&self) -> u64 {
        let most = self.trials_of(NUMBERS_PER_PART).clamp(1, TRIALS_PER_PART);
        1 << most.ilog2()
    }

    /// Everything that the pieces of a run depend on: the plan, its shape and trials, and the program.
    fn mark(&self, n_trials: u64) -> Mark {
        let mut hash = Sha256::new();
        hash.update(concat!("huimin pieces 1 ", env!("CARGO_PKG_VERSION"), "\n"));
        hash.update(option_env!("HUIMIN_COMMIT").unwrap_or_default());
        hash.update(self.digest.0);
        hash.update(n_trials.to_le_bytes());
        hash.update(self.n_designs.to_le_bytes());
        self.years.iter().for_each(|year| hash.update(year.0.to_le_bytes()));
        for column in &self.columns {
            hash.update(&column.key);
            hash.update([0]);
        }
        hash.finalize().into()
    }
}

/// The finished trials of a run, from trial 0 on.
#[derive(Debug)]
pub struct Pieces {
    shape: Shape,
    n_trials: u64,
    finished: Vec<Piece>,
    place: Place,
    sampled: Arc<Sampled>,
}

#[derive(Debug)]
enum Place {
    /// The numbers of each piece, `[design][year][column][trial]`.
    Memory(Vec<Vec<i64>>),
    File(PieceFile),
}

impl Pieces {
    /// No trials yet of a run of `n_trials`, which need not outlive the program: in memory up to 16 MB, then in a
    /// temporary file.
    pub fn passing(shape: Shape, n_trials: u64) -> Pieces {
        Pieces {
            shape,
            n_trials,
            finished: Vec::new(),
            place: Place::Memory(Vec::new()),
            sampled: Arc::default(),
        }
    }

    /// The trials in `file`, which may be new: whole pieces of this run are taken over, a torn end is cut off.
    ///
    /// # Errors
    /// [`PiecesError::OtherRun`] for a file of another plan, shape, number of trials or program.
    pub fn open(shape: Shape, n_trials: u64, file: File) -> Result<Pieces, PiecesError> {
        let (file, finished) = PieceFile::open(file, shape.mark(n_trials), n_trials, shape.per_trial())?;
        Ok(Pieces { shape, n_trials, finished, place: Place::File(file), sampled: Arc::default() })
    }

    /// Columns, years, digest.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The trials of the whole run.
    pub fn n_trials(&self) -> u64 {
        self.n_trials
    }

    /// The finished trials: `0..n_done()`.
    pub fn n_done(&self) -> u64 {
        self.finished.last().map_or(0, |last| last.trials.end).min(self.n_trials)
    }

    /// Makes it a run of its first `n` trials, where it was to have more: its whole is then theirs. What a file holds
    /// stays that of the longer run.
    pub fn end_at(&mut self, n: u64) {
        self.n_trials = self.n_trials.min(n);
        self.sampled = Arc::new(self.sampled.first(usize::try_from(n).unwrap_or(usize::MAX)));
    }

    /// Takes the rows of the next trials; when it returns, a file has them on the disk.
    pub fn push(&mut self, rows: &Rows) -> Result<(), EngineError> {
        let start = self.n_done();
        let Some(last) = rows.keys().iter().map(|key| key.trial.0).max() else { return Ok(()) };
        if let Some((key, _)) = rows.iter().find(|(key, _)| key.trial.0 < start) {
            return Err(MergeError::Unasked(key).into());
        }
        let per_piece = self.shape.trials_per_part();
        let mut trials = start..start;
        while trials.end <= last {
            trials = trials.end..(last + 1).min((trials.end / per_piece + 1) * per_piece);
            let block = Block { designs: 0..self.shape.n_designs, trials: trials.clone() };
            let mut merge = Merge::new(self.shape.clone(), block)?;
            merge.push_own(rows)?;
            self.keep(trials.clone(), merge.finish()?.into_values()).map_err(PiecesError::Io)?;
        }
        if let Place::File(file) = &self.place {
            file.sync().map_err(PiecesError::Io)?;
        }
        Ok(())
    }

    fn keep(&mut self, trials: std::ops::Range<u64>, values: Vec<i64>) -> std::io::Result<()> {
        if let Place::Memory(kept) = &mut self.place {
            if (kept.len() + 1).saturating_mul(values.len()) <= NUMBERS_IN_MEMORY {
                self.finished.push(Piece { trials, at: kept.len() as u64 });
                kept.push(values);
                return Ok(());
            }
            let mut file = PieceFile::scratch()?;
            for (piece, values) in self.finished.iter_mut().zip(std::mem::take(kept)) {
                *piece = file.append(piece.trials.clone(), &values)?;
            }
            self.place = Place::File(file);
        }
        if let Place::File(file) = &mut self.place {
            self.finished.push(file.append(trials, &values)?);
        }
        Ok(())
    }

    /// Says how all trials of the run are taken.
    pub(super) fn take(&mut self, sampled: Sampled) {
        self.sampled = Arc::new(sampled);
    }

    /// Some designs over some of the finished trials.
    ///
    /// # Errors
    /// [`MergeError::Missing`] for trials that are not finished.
    #[expect(clippy::cast_possible_truncation, reason = "trials and columns that stand in memory")]
    pub fn outcome(&self, block: Block) -> Result<Outcome, EngineError> {
        block.check(self.shape.n_designs)?;
        let (n_trials, done) = (block.n_trials()?, self.n_done());
        if block.trials.end > done {
            return Err(self.missing(&block, done).into());
        }
        let per_design = self.shape.years.len() * self.shape.columns.len();
        let n_columns = block.designs.len() * per_design;
        let mut values = zeros(n_columns.checked_mul(n_trials).ok_or(EngineError::TooLarge)?)?;
        let skip = block.designs.start as usize * per_design;
        let first = self.finished.partition_point(|piece| piece.trials.end <= block.trials.start);
        for piece in self.finished[first..].iter().take_while(|it| it.trials.start < block.trials.end) {
            let in_piece = (piece.trials.end - piece.trials.start) as usize;
            let numbers = self.numbers(piece, skip * in_piece, n_columns * in_piece)?;
            let from = block.trials.start.max(piece.trials.start);
            let n = (block.trials.end.min(piece.trials.end) - from) as usize;
            let (here, there) = ((from - piece.trials.start) as usize, (from - block.trials.start) as usize);
            let columns = values.chunks_exact_mut(n_trials.max(1)).zip(numbers.chunks_exact(in_piece));
            columns.for_each(|(own, kept)| own[there..there + n].copy_from_slice(&kept[here..here + n]));
        }
        // estimates are made of whole runs; rows of a part are only passed on
        let whole = block.trials == (0..self.n_trials);
        let sampled = if whole { Arc::clone(&self.sampled) } else { Arc::default() };
        Ok(Outcome::new(self.shape.clone(), block, n_trials, values).taken(sampled))
    }

    /// All designs over all trials.
    pub fn whole(&self) -> Result<Outcome, EngineError> {
        self.outcome(Block { designs: 0..self.shape.n_designs, trials: 0..self.n_trials })
    }

    /// One design over all trials.
    pub fn design(&self, design: u32) -> Result<Outcome, EngineError> {
        self.outcome(Block { designs: design..design + 1, trials: 0..self.n_trials })
    }

    /// One design over the first `n` trials of the run, taken as they are in a run of so many.
    ///
    /// # Errors
    /// [`MergeError::Missing`] for trials that are not finished.
    pub fn first(&self, design: u32, n: u64) -> Result<Outcome, EngineError> {
        let outcome = self.outcome(Block { designs: design..design + 1, trials: 0..n })?;
        let sampled = self.sampled.first(outcome.n_trials());
        Ok(outcome.taken(Arc::new(sampled)))
    }

    /// What `look` makes of each of some designs over all trials, in their order: one design a thread in memory.
    pub fn each_design<T: Send>(
        &self,
        designs: std::ops::Range<u32>,
        threads: Option<NonZeroUsize>,
        look: impl Fn(&Outcome) -> T + Sync,
    ) -> Result<Vec<T>, EngineError> {
        self.each_of(&designs.collect::<Vec<_>>(), threads, look)
    }

    /// [`Pieces::each_design`] of designs that need not stand side by side.
    pub fn each_of<T: Send>(
        &self,
        designs: &[u32],
        threads: Option<NonZeroUsize>,
        look: impl Fn(&Outcome) -> T + Sync,
    ) -> Result<Vec<T>, EngineError> {
        let look = |&design: &u32| Ok(look(&self.design(design)?));
        pool(threads)?.install(|| designs.par_iter().map(look).collect())
    }

    #[expect(clippy::cast_possible_truncation, reason = "a place in a list")]
    fn numbers(&self, piece: &Piece, skip: usize, n: usize) -> Result<Cow<'_, [i64]>, PiecesError> {
        match &self.place {
            Place::Memory(kept) => Ok(Cow::Borrowed(&kept[piece.at as usize][skip..skip + n])),
            Place::File(file) => {
                let mut values = vec![0; n];
                file.read(piece.at, skip, &mut values)?;
                Ok(Cow::Owned(values))
            }
        }
    }

    fn missing(&self, block: &Block, done: u64) -> MergeError {
        let trials = done.max(block.trials.start)..block.trials.end;
        let slots = block.designs.clone().flat_map(|d| self.shape.years.iter().map(move |&year| (d, year)));
        let gaps: Vec<Gap> =
            slots.map(|(design, year)| Gap { design, year, trials: trials.clone() }).collect();
        let n_trials = usize::try_from(trials.end - trials.start).unwrap_or(usize::MAX);
        MergeError::Missing { n_rows: gaps.len().saturating_mul(n_trials), gaps }
    }
}
