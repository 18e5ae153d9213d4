//! Kept trials read back as the run that was drawn, wherever they lie and however they were cut short.

use std::fs::{File, OpenOptions};
use std::num::{NonZeroU64, NonZeroUsize};
use std::path::Path;

use super::tests::{Toy, outcome, plan, rows};
use super::*;
use crate::units::{Column, Unit, Year};

fn file(path: &Path) -> File {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).unwrap()
}

fn open(path: &Path, trials: u64) -> Result<Pieces, PiecesError> {
    Pieces::open(Shape::of(&Toy::new()), trials, file(path))
}

#[test]
fn pieces_in_memory_and_in_a_file_read_back_as_the_outcome() {
    let home = tempfile::tempdir().unwrap();
    let reference = outcome(700, 700, 2);
    for batch in [37, 256, 300, 5000] {
        let in_file = open(&home.path().join(batch.to_string()), 700).unwrap();
        for mut pieces in [Pieces::passing(Shape::of(&Toy::new()), 700), in_file] {
            run_into(&Toy::new(), &plan(700, batch, 2), &Unwatched, &mut pieces).unwrap();
            assert_eq!(pieces.whole().unwrap(), reference, "batches of {batch}");
            for trials in [0..700, 0..256, 256..512, 512..700, 255..257, 3..4] {
                let some = pieces.outcome(Block { designs: 1..2, trials: trials.clone() }).unwrap();
                let span = trials.start as usize..trials.end as usize;
                for (year, column) in [(0, 0), (2, 1)] {
                    let whole = &reference.column(1, year, column)[span.clone()];
                    assert_eq!(some.column(1, year, column), whole, "trials {trials:?}");
                }
            }
            let sums = pieces.each_design(0..2, None, |it| it.column(it.designs().start, 1, 0)[5]).unwrap();
            assert_eq!(sums, [reference.column(0, 1, 0)[5], reference.column(1, 1, 0)[5]]);
        }
    }
}

/// Whatever the file is cut to, it holds whole pieces; the run that goes on equals one that was never cut.
#[test]
fn a_file_that_is_cut_anywhere_keeps_its_whole_pieces_and_the_run_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("pieces");
    let mut pieces = open(&path, 20).unwrap();
    run_into(&Toy::new(), &plan(20, 3, 1), &Unwatched, &mut pieces).unwrap();
    drop(pieces);
    let (whole, reference) = (std::fs::read(&path).unwrap(), outcome(20, 20, 1));
    let per_piece = 16 + 3 * 12 * 8 + 32;
    for length in 0..=whole.len() {
        std::fs::write(&path, &whole[..length]).unwrap();
        let mut pieces = open(&path, 20).unwrap();
        let kept = (length.saturating_sub(40) / per_piece) as u64 * 3;
        assert_eq!(pieces.n_done(), if length == whole.len() { 20 } else { kept }, "cut to {length} bytes");
        if length % 97 == 0 {
            run_into(&Toy::new(), &plan(20, 5, 2), &Unwatched, &mut pieces).unwrap();
            assert_eq!(pieces.whole().unwrap(), reference, "cut to {length} bytes");
        }
    }
}

#[test]
fn a_piece_in_which_one_bit_has_turned_is_not_used_nor_what_follows_it() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("pieces");
    run_into(&Toy::new(), &plan(9, 3, 1), &Unwatched, &mut open(&path, 9).unwrap()).unwrap();
    let whole = std::fs::read(&path).unwrap();
    let per_piece = 16 + 3 * 12 * 8 + 32;
    for at in [40, 40 + 16, 40 + per_piece - 1] {
        for (nth, done) in [(0, 0), (1, 3), (2, 6)] {
            let mut turned = whole.clone();
            turned[at + nth * per_piece] ^= 4;
            std::fs::write(&path, &turned).unwrap();
            assert_eq!(open(&path, 9).unwrap().n_done(), done);
        }
    }
}

#[test]
fn pieces_of_another_plan_number_of_trials_or_columns_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("pieces");
    run_into(&Toy::new(), &plan(9, 3, 1), &Unwatched, &mut open(&path, 9).unwrap()).unwrap();
    let shape = Shape::of(&Toy::new());
    let other_plan = Shape { digest: Digest([8; 32]), ..shape.clone() };
    let other_years = Shape { years: vec![Year(2016), Year(2017), Year(2019)], ..shape.clone() };
    let column = Column { key: "other".to_owned(), unit: Unit::Fen };
    let other_columns = Shape { columns: vec![column, shape.columns[1].clone()], ..shape.clone() };
    for (shape, trials) in [(other_plan, 9), (other_years, 9), (other_columns, 9), (shape.clone(), 10)] {
        let refused = Pieces::open(shape, trials, file(&path));
        assert!(matches!(refused, Err(PiecesError::OtherRun)));
    }
    assert_eq!(Pieces::open(shape, 9, file(&path)).unwrap().n_done(), 9);
}

#[test]
fn rows_out_of_turn_or_of_half_a_trial_are_refused() {
    let mut pieces = Pieces::passing(Shape::of(&Toy::new()), 20);
    assert!(matches!(pieces.push(&rows(3..6)), Err(EngineError::Merge(_))));
    pieces.push(&rows(0..3)).unwrap();
    assert!(matches!(pieces.push(&rows(2..6)), Err(EngineError::Merge(MergeError::Unasked(_)))));
    assert_eq!(pieces.n_done(), 3);
    assert!(matches!(
        pieces.outcome(Block { designs: 0..2, trials: 0..4 }),
        Err(EngineError::Merge(MergeError::Missing { n_rows: 6, .. }))
    ));
}

/// Two designs of 40,000 numbers: past 16 MB the pieces go to a temporary file.
#[test]
fn more_numbers_than_memory_is_given_spill_to_a_file() {
    struct Wide(Vec<Column>);
    impl Experiment for Wide {
        type Scratch = ();
        fn digest(&self) -> Digest {
            Digest([9; 32])
        }
        fn columns(&self) -> &[Column] {
            &self.0
        }
        fn n_designs(&self) -> u32 {
            2
        }
        fn years(&self) -> &[Year] {
            &[Year(2016)]
        }
        fn scratch(&self) {}
        fn run_trial(
            &self,
            trial: crate::units::Trial,
            designs: std::ops::Range<u32>,
            (): &mut (),
            out: &mut RowWriter<'_>,
        ) {
            for design in designs {
                let row = out.row(design, 0);
                for (nth, value) in row.iter_mut().enumerate() {
                    *value = (trial.0 * 100_000 + nth as u64).cast_signed() * 2 + i64::from(design);
                }
            }
        }
    }
    let column = |nth: i32| Column { key: nth.to_string(), unit: Unit::Times };
    let wide = Wide((0..40_000).map(column).collect());
    let shape = Shape::of(&wide);
    assert_eq!((shape.trials_per_batch().get(), shape.trials_per_part()), (13, 16));
    // batches of more trials than a piece may have
    let plan =
        RunPlan { trials: NonZeroU64::new(120).unwrap(), batch: NonZeroU64::new(26).unwrap(), threads: None };
    let mut pieces = Pieces::passing(shape, 120);
    run_into(&wide, &plan, &Unwatched, &mut pieces).unwrap();
    for design in 0..2 {
        let outcome = pieces.design(design).unwrap();
        for (trial, nth) in [(0, 0), (7, 39_999), (119, 123)] {
            let expected = (trial * 100_000 + nth) * 2 + i64::from(design);
            assert_eq!(outcome.column(design, 0, nth as usize)[trial as usize], expected);
        }
    }
}

#[test]
fn a_part_has_256_trials_in_a_run_of_a_few_designs_and_fewer_in_one_of_many() {
    let of = |n_designs, years: u16, columns: usize| {
        let column = Column { key: String::new(), unit: Unit::Fen };
        let years = (0..years).map(|year| Year(2016 + year)).collect();
        Shape { digest: Digest([0; 32]), columns: vec![column; columns], n_designs, years }
    };
    assert_eq!(of(5, 3, 100).trials_per_part(), 256);
    assert_eq!(of(8192, 1, 1).trials_per_part(), 256);
    assert_eq!(of(8193, 1, 1).trials_per_part(), 128);
    assert_eq!(of(1000, 1, 22).trials_per_part(), 64);
    assert_eq!(of(20_000, 5, 100).trials_per_part(), 1);
}

/// Stops after the trials of so many batches.
struct StopIn(std::sync::atomic::AtomicU64);

impl Watch for StopIn {
    fn batch_kept(&self) {
        self.0.fetch_sub(1, std::sync::atomic::Ordering::Relaxed);
    }
    fn stop(&self) -> bool {
        self.0.load(std::sync::atomic::Ordering::Relaxed) == 0
    }
    fn next_batch(&self, most: u64) -> u64 {
        most / 2
    }
}

#[test]
fn a_run_that_is_stopped_keeps_its_batches_and_goes_on_with_other_threads_and_batches() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("pieces");
    let watch = StopIn(3.into());
    let stopped = run_into(&Toy::new(), &plan(100, 20, 2), &watch, &mut open(&path, 100).unwrap());
    assert!(matches!(stopped, Err(EngineError::Stopped)));
    let mut pieces = open(&path, 100).unwrap();
    assert_eq!(pieces.n_done(), 30, "three batches of half the most");
    let other =
        RunPlan { batch: NonZeroU64::new(9).unwrap(), threads: NonZeroUsize::new(3), ..plan(100, 1, 1) };
    run_into(&Toy::new(), &other, &Unwatched, &mut pieces).unwrap();
    assert_eq!(pieces.whole().unwrap(), outcome(100, 100, 1));
}

#[test]
fn pieces_that_end_earlier_are_those_of_a_shorter_run() {
    for batch in [37, 700] {
        let mut pieces = Pieces::passing(Shape::of(&Toy::new()), 700);
        run_into(&Toy::new(), &plan(400, batch, 2), &Unwatched, &mut pieces).unwrap();
        pieces.end_at(300);
        assert_eq!((pieces.n_trials(), pieces.n_done()), (300, 300));
        assert_eq!(pieces.whole().unwrap(), outcome(300, 300, 2), "batches of {batch}");
    }
}
