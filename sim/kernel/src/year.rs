//! What payers of a year's cost pay of columns, and sums of such.

use crate::share::{larger, lesser, share_of};
use crate::width::kernel;

/// A stretch of cost that one ratio is paid of.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CostStretch {
    /// Where it begins, in fen.
    pub from: f64,
    /// How much cost it holds, in fen.
    pub width: f64,
    /// In millionths.
    pub ratio: f64,
}

/// Lanes of a largest, so that comparing needs not wait.
const LANES: usize = 16;

kernel! {
    /// What the first `N` stretches pay of each amount, half up, up to a cap; the ratios together at most one.
    pub fn pay_stretches<const N: usize>(amounts: &[f64], stretches: &[CostStretch], cap: f64, paid: &mut [f64]) {
        let stretches = &stretches[..N];
        for (paid, &amount) in paid.iter_mut().zip(amounts) {
            let mut exact = 0.0;
            for stretch in stretches {
                exact += lesser(larger(amount - stretch.from, 0.0), stretch.width) * stretch.ratio;
            }
            *paid = lesser(share_of(exact, 1.0), cap);
        }
    }
}

kernel! {
    /// Leaves of each amount the share that counts, in millionths.
    pub fn count_share(amounts: &mut [f64], millionths: f64) {
        for amount in amounts {
            *amount = share_of(*amount, millionths);
        }
    }
}

kernel! {
    /// No payment above its room, which is nothing where it is below zero.
    pub fn limit(paid: &mut [f64], rooms: &[f64]) {
        for (paid, &room) in paid.iter_mut().zip(rooms) {
            *paid = lesser(*paid, larger(room, 0.0));
        }
    }
}

kernel! {
    /// How many amounts are above zero.
    pub fn positive(amounts: &[f64]) -> usize {
        amounts.iter().map(|&amount| usize::from(amount > 0.0)).sum()
    }
}

kernel! {
    /// The largest amount, zero where none is above.
    pub fn largest(amounts: &[f64]) -> f64 {
        let mut lanes = [0.0; LANES];
        let (chunks, rest) = amounts.as_chunks::<LANES>();
        for chunk in chunks {
            for (lane, &amount) in lanes.iter_mut().zip(chunk) {
                *lane = larger(amount, *lane);
            }
        }
        lanes.iter().chain(rest).copied().fold(0.0, larger)
    }
}
