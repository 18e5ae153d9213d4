//! Loops over columns that a run spends its time in, for every width of vector that the processor has.
//!
//! Each kernel is one plain loop, compiled four times: for the least that the processor family has, for
//! SSE4.1, AVX2 and AVX-512; [`width()`] chooses once, while the program runs. All copies are the same
//! sequence of exactly rounded operations (no fused multiply-add, no reordered sum of fractions), so they
//! give the same bits. Beside each kernel stands a test that holds it to the obvious loop over one person
//! at a time, on every width that the machine has.
//!
//! Amounts are whole fen, carried in `f64`, where every sum, difference and product below 2^53 is exact;
//! the callers keep to that bound ([`MOST_FEN`]).

mod draw;
#[cfg(target_arch = "x86_64")]
mod eights;
mod pay;
mod plain;
mod select;
mod share;
mod width;
mod words;
mod year;

pub use draw::{AMOUNT_BINS, amounts, bills, bills_at, classes, stretch};
pub use pay::{
    above, add, exceeding, fold, mark, pay_above, pay_above_at, pay_above_repeated, repeats, share_by_class,
    subtract, sum, take,
};
pub use plain::{PlainBills, PlainParts, PlainSums, plain_bills, plain_parts};
pub use select::{SPARE, beyond, up_to};
pub use share::{MOST_FEN, SHARES, band_shares, fixed_share, share_of, shares};
pub use width::{Width, widest, width, with_width};
pub use words::{LANES, PI_WORDS, WordState, count_below, fill, key, keys, mix, seed, words};
pub use year::{CostStretch, count_share, largest, limit, pay_stretches, positive};
