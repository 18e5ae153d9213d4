//! The promises of the engine, on a toy: two designs, three years, two columns of hashed numbers.

use std::num::{NonZeroU64, NonZeroUsize};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;

use super::*;
use crate::units::{Column, Trial, Unit, Year};

pub(super) struct Toy {
    columns: [Column; 2],
    years: [Year; 3],
}

impl Toy {
    pub(super) fn new() -> Toy {
        let column = |key: &str, unit| Column { key: key.to_owned(), unit };
        Toy {
            columns: [column("amount_fen", Unit::Fen), column("claimants", Unit::Heads)],
            years: [Year(2016), Year(2017), Year(2018)],
        }
    }
}

/// SplitMix64: any mixing will do.
fn hash(mut x: u64) -> i64 {
    x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (x ^ (x >> 31)).cast_signed()
}

impl Experiment for Toy {
    /// Left dirty on purpose, as real scratch is.
    type Scratch = Vec<u64>;

    fn digest(&self) -> Digest {
        Digest([7; 32])
    }
    fn columns(&self) -> &[Column] {
        &self.columns
    }
    fn n_designs(&self) -> u32 {
        2
    }
    fn years(&self) -> &[Year] {
        &self.years
    }
    fn scratch(&self) -> Vec<u64> {
        Vec::new()
    }
    fn run_trial(&self, trial: Trial, designs: Range<u32>, scratch: &mut Vec<u64>, out: &mut RowWriter<'_>) {
        scratch.push(trial.0);
        for design in designs {
            for year_index in 0..3 {
                let row = out.row(design, year_index);
                assert_eq!(row, [0, 0], "a trial starts with zeros");
                row[0] = hash(trial.0 * 100 + u64::from(design) * 10 + year_index as u64);
                row[1] = row[0].rem_euclid(1000);
            }
        }
    }
}

pub(super) fn plan(trials: u64, batch: u64, threads: usize) -> RunPlan {
    RunPlan {
        trials: NonZeroU64::new(trials).unwrap(),
        batch: NonZeroU64::new(batch).unwrap(),
        threads: NonZeroUsize::new(threads),
    }
}

pub(super) fn outcome(trials: u64, batch: u64, threads: usize) -> Outcome {
    run(&Toy::new(), &plan(trials, batch, threads), &Unwatched, &mut |_| Ok(())).unwrap()
}

pub(super) fn rows(trials: Range<u64>) -> Rows {
    run_block(&Toy::new(), &Block { designs: 0..2, trials }).unwrap()
}

fn merge_of(trials: u64) -> Merge {
    Merge::new(Shape::of(&Toy::new()), Block { designs: 0..2, trials: 0..trials }).unwrap()
}

/// Some rows of `rows`, by their places.
fn pick(rows: &Rows, places: impl IntoIterator<Item = usize>) -> Rows {
    let mut picked = Rows::with_capacity(rows.digest(), rows.n_columns(), 0);
    places.into_iter().for_each(|place| picked.push(rows.keys()[place], rows.row(place)));
    picked
}

#[test]
fn neither_threads_nor_batches_change_a_number() {
    let reference = outcome(1000, 1000, 1);
    for threads in [1, 2, 3, 8] {
        for batch in [1, 7, 64, 1000, 5000] {
            assert_eq!(outcome(1000, batch, threads), reference, "{threads} threads, batches of {batch}");
        }
    }
}

#[test]
fn the_first_hundred_trials_of_a_thousand_are_a_run_of_a_hundred() {
    let (short, long) = (outcome(100, 64, 2), outcome(1000, 64, 2));
    for design in 0..2 {
        for year_index in 0..3 {
            for column_index in 0..2 {
                let long = long.column(design, year_index, column_index);
                assert_eq!(short.column(design, year_index, column_index), &long[..100]);
            }
        }
    }
}

#[test]
fn a_number_lands_in_the_column_year_design_and_trial_that_it_was_drawn_for() {
    let outcome = outcome(10, 3, 2);
    assert_eq!(outcome.column(1, 2, 0)[7], hash(712));
    assert_eq!(outcome.column_named(1, 2, "claimants").unwrap()[7], hash(712).rem_euclid(1000));
    assert_eq!(outcome.column_named(1, 2, "no_such_column"), None);
}

#[test]
fn rows_of_a_block_come_in_canonical_order() {
    let rows = rows(5..9);
    assert_eq!(rows.len(), 2 * 3 * 4);
    assert!(rows.keys().is_sorted());
    assert_eq!(rows.keys()[0], RowKey { design: 0, year: Year(2016), trial: Trial(5) });
}

#[test]
fn the_rows_of_an_outcome_are_those_of_one_block() {
    assert_eq!(outcome(20, 6, 2).rows(), rows(0..20));
}

#[test]
fn a_design_alone_has_the_rows_that_it_has_among_others() {
    let both = rows(0..8);
    let alone = run_block(&Toy::new(), &Block { designs: 1..2, trials: 0..8 }).unwrap();
    assert_eq!(alone, pick(&both, both.len() / 2..both.len()));
}

#[test]
fn every_batch_is_handed_on_in_the_order_of_its_trials() {
    let mut handed = Vec::new();
    let mut sink = |rows: &Rows| {
        handed.push(rows.clone());
        Ok(())
    };
    run(&Toy::new(), &plan(10, 4, 2), &Unwatched, &mut sink).unwrap();
    assert_eq!(handed, [rows(0..4), rows(4..8), rows(8..10)]);
}

#[test]
fn a_sink_that_fails_ends_the_run_with_its_own_words() {
    let error = run(&Toy::new(), &plan(10, 4, 2), &Unwatched, &mut |_| Err("disk full".into())).unwrap_err();
    assert_eq!(error.to_string(), "the rows could not be written: disk full");
}

/// Stops a run after so many trials.
struct StopAfter(u64, AtomicU64);

impl Watch for StopAfter {
    fn trial_done(&self) {
        self.1.fetch_add(1, Ordering::Relaxed);
    }
    fn stop(&self) -> bool {
        self.1.load(Ordering::Relaxed) >= self.0
    }
}

#[test]
fn a_run_that_is_told_to_stop_stops_within_the_batch() {
    let watch = StopAfter(10, AtomicU64::new(0));
    let error = run(&Toy::new(), &plan(1_000_000, 1_000_000, 2), &watch, &mut |_| Ok(())).unwrap_err();
    assert!(matches!(error, EngineError::Stopped));
    let done = watch.1.into_inner();
    assert!((10..20).contains(&done), "{done} trials were done");
}

#[test]
fn the_watcher_hears_of_every_trial() {
    let watch = StopAfter(u64::MAX, AtomicU64::new(0));
    run(&Toy::new(), &plan(321, 10, 3), &watch, &mut |_| Ok(())).unwrap();
    assert_eq!(watch.1.into_inner(), 321);
}

#[test]
fn a_block_outside_the_experiment_is_refused() {
    let designs = run_block(&Toy::new(), &Block { designs: 1..3, trials: 0..1 });
    assert!(matches!(designs, Err(EngineError::NoSuchDesign { design: 2, n_designs: 2 })));
    let trials = run_block(&Toy::new(), &Block { designs: 0..1, trials: u64::MAX - 1..u64::MAX });
    assert!(matches!(trials, Err(EngineError::TrialOutOfRange(Trial(t))) if t == u64::MAX - 1));
}

#[test]
fn more_trials_than_memory_is_an_error_and_no_crash() {
    let error = run(&Toy::new(), &plan(1 << 60, 10, 1), &Unwatched, &mut |_| Ok(())).unwrap_err();
    assert!(matches!(error, EngineError::TooLarge));
}

#[test]
fn a_missing_row_is_named() {
    let all = rows(0..4);
    let mut merge = merge_of(4);
    // row 5 is design 0, year 2017, trial 1; rows 22 and 23 are design 1, year 2018, trials 2 and 3
    merge.push(&pick(&all, (0..22).filter(|&place| place != 5))).unwrap();
    let error = merge.finish().unwrap_err();
    let gap = |design, year, trials| Gap { design, year: Year(year), trials };
    assert_eq!(error, MergeError::Missing { n_rows: 3, gaps: vec![gap(0, 2017, 1..2), gap(1, 2018, 2..4)] });
    assert_eq!(
        error.to_string(),
        "3 rows are missing: design 0, year 2017, trials 1..2; design 1, year 2018, trials 2..4"
    );
}

#[test]
fn a_conflicting_row_is_named_with_its_column() {
    let all = rows(0..4);
    let mut merge = merge_of(4);
    merge.push(&all).unwrap();
    let mut other = Rows::with_capacity(all.digest(), 2, 2);
    other.push(all.keys()[9], &[all.row(9)[0], -1]);
    let error = merge.push(&other).unwrap_err();
    let (key, kept) = (RowKey { design: 0, year: Year(2018), trial: Trial(1) }, all.row(9)[1]);
    assert_eq!(error, MergeError::Conflict { key, column: "claimants".to_owned(), kept, came: -1 });
}

#[test]
fn a_row_that_nobody_asked_for_is_refused() {
    let error = merge_of(4).push(&rows(3..5)).unwrap_err();
    assert_eq!(
        error,
        MergeError::Unasked(RowKey { design: 0, year: Year(2016), trial: Trial(4) }),
        "trial 3 belongs, trial 4 does not"
    );
    let mut other_year = Rows::with_capacity(Digest([7; 32]), 2, 2);
    other_year.push(RowKey { design: 0, year: Year(2015), trial: Trial(0) }, &[0, 0]);
    assert!(matches!(merge_of(4).push(&other_year), Err(MergeError::Unasked(_))));
}

#[test]
fn rows_of_another_plan_or_with_other_columns_are_refused() {
    let other_plan = Rows::with_capacity(Digest([8; 32]), 2, 0);
    assert!(matches!(merge_of(4).push(&other_plan), Err(MergeError::OtherPlan { .. })));
    let other_columns = Rows::with_capacity(Digest([7; 32]), 3, 0);
    let expected = MergeError::OtherColumns { expected: 2, found: 3 };
    assert_eq!(merge_of(4).push(&other_columns), Err(expected));
}

#[test]
fn numbers_that_do_not_fill_their_rows_are_no_rows() {
    let keys = rows(0..1).keys().to_vec();
    let error = Rows::new(Digest([7; 32]), 2, keys, vec![0; 11]).unwrap_err();
    assert_eq!(error.to_string(), "11 numbers do not fill 6 rows of 2 columns");
}

proptest! {
    /// Shuffled, cut anywhere, with rows that come twice: the outcome is that of one machine.
    #[test]
    fn rows_in_any_order_and_any_split_make_the_same_outcome(
        order in Just((0..30_usize).collect::<Vec<_>>()).prop_shuffle(),
        twice in prop::collection::vec(0..30_usize, 0..10),
        cut in 1..30_usize,
    ) {
        let all = rows(0..5);
        let mut merge = merge_of(5);
        for places in order.chunks(cut) {
            merge.push(&pick(&all, places.iter().copied())).unwrap();
        }
        merge.push(&pick(&all, twice)).unwrap();
        prop_assert_eq!(merge.finish().unwrap(), outcome(5, 5, 1));
    }
}
