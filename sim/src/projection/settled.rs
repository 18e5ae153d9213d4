//! In how many ways persons' years have been settled: told to whoever asks, and of no influence on any value.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many settlements of a person's year were made, and how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ways {
    /// In columns, with others of one admission.
    pub in_columns: u64,
    /// By a compiled program, one person at a time.
    pub by_program: u64,
    /// By the rules themselves, because a program could not.
    pub by_rules: u64,
}

/// The settlements of all trials of a projection and its copies so far, whichever thread ran them.
#[derive(Debug, Clone, Default)]
pub(super) struct Settled(Arc<[AtomicU64; 3]>);

impl Settled {
    /// Adds those of one trial.
    pub(super) fn add(&self, ways: Ways) {
        for (sum, more) in self.0.iter().zip([ways.in_columns, ways.by_program, ways.by_rules]) {
            sum.fetch_add(more, Ordering::Relaxed);
        }
    }

    pub(super) fn so_far(&self) -> Ways {
        let [in_columns, by_program, by_rules] = [0, 1, 2].map(|way| self.0[way].load(Ordering::Relaxed));
        Ways { in_columns, by_program, by_rules }
    }
}
