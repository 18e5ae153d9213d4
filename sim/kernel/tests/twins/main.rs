//! Every kernel beside the obvious loop over one person at a time, on every width that the machine has: the
//! same bits.
#![expect(clippy::float_cmp, reason = "whole by construction, or the same operations")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small or whole by construction"
)]

mod draw;
mod pay;
mod plain;
mod select;
mod share;
mod words;
mod year;

use huimin_kernel::{MOST_FEN, Width, widest, with_width};

/// All lengths up to five of the widest vectors, and a stretch of patients.
const LENGTHS: [usize; 43] = {
    let mut lengths = [256; 43];
    let mut n = 0;
    while n < 42 {
        lengths[n] = if n < 41 { n } else { 64 };
        n += 1;
    }
    lengths
};

/// Words enough for every test: xorshift (Marsaglia 2003).
fn words(n: usize, seed: u64) -> Vec<u64> {
    let mut x = seed | 1;
    let mut next = || {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        x
    };
    (0..20 + n).map(|_| next()).skip(20).collect()
}

/// Whole amounts, most of them like bills, some nothing, some at the bound.
fn whole(n: usize, seed: u64) -> Vec<f64> {
    let of = |word: u64| match word % 16 {
        0 => 0.0,
        1 => MOST_FEN,
        2 => (word >> 33) as f64 % 100.0,
        _ => (word >> 40) as f64 * 13.0,
    };
    words(n, seed).into_iter().map(of).collect()
}

fn class_of(n: usize, seed: u64) -> Vec<u32> {
    words(n, seed).into_iter().map(|word| (word % 16) as u32).collect()
}

/// Runs a test on every width, one after another: the width is the whole program's.
fn on_every_width(test: impl Fn(Width)) {
    static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock();
    for width in Width::ALL.into_iter().filter(|&width| width <= widest()) {
        assert_eq!(with_width(width), width);
        test(width);
    }
    with_width(Width::Avx512);
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// `floor((amount * millionths + 500,000) / 1,000,000)` on integers.
fn half_up(amount: f64, millionths: f64) -> f64 {
    ((amount as i128 * millionths as i128 + 500_000) / 1_000_000) as f64
}

/// The exponent of two at or below a positive number.
fn octave(x: f64) -> i32 {
    (x.to_bits() >> 52) as i32 - 1023
}
