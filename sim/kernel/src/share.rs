//! Shares of amounts, in whole millionths, rounded half up to the fen.
#![expect(unsafe_code, reason = "compilers load words together that are wanted one by one")]

use crate::width::{STEP, kernel};

/// The largest amount that [`share_of`] takes: twenty million yuan. Callers take larger ones apart, on
/// integers.
pub const MOST_FEN: f64 = 2.0e9;

/// Entries of a table of shares, equally likely.
pub const SHARES: usize = 4096;

/// Above it the doubles are the whole numbers.
pub(crate) const TWO_TO_52: f64 = 4_503_599_627_370_496.0;

/// `floor((amount * millionths + 500,000) / 1,000,000)` for whole amounts from 0 to [`MOST_FEN`] and whole
/// millionths from 0 to a million.
///
/// With half a millionth more, no value stands on a tie: the nearest is 5e-7 fen away. The product by 1e-6
/// and that constant itself are each off by one part in 2^53 at most, together by less than 4.5e-7 fen below
/// 2e9. So the nearest whole number, which adding 2^52 leaves, is the one that half up gives.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the vector code of the loops depends on it")]
pub fn share_of(amount: f64, millionths: f64) -> f64 {
    ((amount * millionths + 0.5) * 1e-6 + TWO_TO_52) - TWO_TO_52
}

/// The lesser, without a thought for what is not a number.
#[inline(always)]
#[expect(clippy::inline_always, reason = "part of a loop over columns")]
pub(crate) fn lesser(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The larger, without a thought for what is not a number.
#[inline(always)]
#[expect(clippy::inline_always, reason = "part of a loop over columns")]
pub(crate) fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// The low bits of a word, from which a place in a table is cut.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the vector code of the loops depends on it")]
#[expect(clippy::cast_possible_truncation, reason = "the low bits are what is asked for")]
pub(crate) fn low(word: u64) -> usize {
    word as usize
}

/// A word by itself: a compiler that sees its neighbours loads them all as a vector, and then takes that apart.
#[inline(always)]
#[expect(clippy::inline_always, reason = "part of a loop over columns")]
pub(crate) fn alone(word: &u64) -> u64 {
    // SAFETY: there is a word where a reference points to
    unsafe { std::ptr::read_volatile(word) }
}

kernel! {
    /// The same share of each amount.
    pub fn fixed_share(amounts: &[f64], millionths: f64, out: &mut [f64]) {
        for (out, &amount) in out.iter_mut().zip(amounts) {
            *out = share_of(amount, millionths);
        }
    }
}

kernel! {
    /// A share of each amount, drawn from `table` by twelve bits of its word from `SHIFT` on.
    pub fn shares<const SHIFT: u32>(amounts: &[f64], words: &[u64], table: &[u32; SHARES], out: &mut [f64]) {
        let drawn = |word| f64::from(table[low(alone(word) >> SHIFT) & (SHARES - 1)].cast_signed());
        let n = amounts.len().min(words.len()).min(out.len());
        let (amounts, other_amounts) = amounts[..n].as_chunks::<STEP>();
        let (words, other_words) = words[..n].as_chunks::<STEP>();
        let (out, other_out) = out[..n].as_chunks_mut::<STEP>();
        for ((out, amounts), words) in out.iter_mut().zip(amounts).zip(words) {
            let millionths: [f64; STEP] = std::array::from_fn(|i| drawn(&words[i]));
            *out = std::array::from_fn(|i| share_of(amounts[i], millionths[i]));
        }
        for ((out, &amount), word) in other_out.iter_mut().zip(other_amounts).zip(other_words) {
            *out = share_of(amount, drawn(word));
        }
    }
    avx512 by crate::eights::shares;
}

kernel! {
    /// A share of each amount, drawn from the table of its band by bits 4 to 15 of its word, times `factor`
    /// and at most the whole. The band is the octave of `relatives`: the fourth is [1, 2), the ends are open.
    pub fn band_shares(
        amounts: &[f64],
        relatives: &[f64],
        words: &[u64],
        tables: &[u32; 8 * SHARES],
        factor: f64,
        out: &mut [f64],
    ) {
        for (((out, &amount), &relative), &word) in out.iter_mut().zip(amounts).zip(relatives).zip(words) {
            let octave = (relative.to_bits() >> 52).clamp(1019, 1026) - 1019;
            let place = octave << 12 | (word >> 4 & 4095);
            let drawn = f64::from(tables[low(place) & (8 * SHARES - 1)].cast_signed());
            let millionths = (drawn * factor + 0.5).min(1e6).floor();
            *out = share_of(amount, millionths);
        }
    }
}
