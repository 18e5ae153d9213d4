//! What a payer with a deductible and one ratio pays, and sums of columns.

use std::ops::Range;

use crate::share::share_of;
use crate::width::kernel;
use crate::words::LANES;

kernel! {
    /// `out = half up (ratio (amount - deductible)+)`, deductible in fen and ratio in millionths by class.
    pub fn pay_above(
        amounts: &[f64],
        classes: &[u32],
        deductibles: &[f64; 16],
        ratios: &[f64; 16],
        out: &mut [f64],
    ) {
        for ((out, &amount), &class) in out.iter_mut().zip(amounts).zip(classes) {
            let class = class as usize & 15;
            *out = share_of((amount - deductibles[class]).max(0.0), ratios[class]);
        }
    }
    avx512 by crate::eights::pay_above;
}

kernel! {
    /// `out = a - b`.
    pub fn subtract(a: &[f64], b: &[f64], out: &mut [f64]) {
        for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
            *out = a - b;
        }
    }
}

kernel! {
    /// Takes a column off another.
    pub fn take(from: &mut [f64], amounts: &[f64]) {
        for (from, &amount) in from.iter_mut().zip(amounts) {
            *from -= amount;
        }
    }
}

kernel! {
    /// Adds a column to another.
    pub fn add(to: &mut [f64], amounts: &[f64]) {
        for (to, &amount) in to.iter_mut().zip(amounts) {
            *to += amount;
        }
    }
}

kernel! {
    /// Adds the later rounds of a column to its first, lane by lane. Each begins with a whole group of [`LANES`]; what
    /// stands behind its last is zero. Nothing is done in an empty column.
    pub fn fold(column: &mut [f64], rounds: &[Range<usize>]) {
        let (groups, _) = column.as_chunks_mut::<LANES>();
        let [first, later @ ..] = rounds else { return };
        let Some((first, rest)) = groups.split_at_mut_checked(first.end.div_ceil(LANES)) else { return };
        let before = first.len();
        for round in later {
            let of_round = &rest[round.start / LANES - before..round.end.div_ceil(LANES) - before];
            for (to, of) in first.iter_mut().zip(of_round) {
                for i in 0..LANES {
                    to[i] += of[i];
                }
            }
        }
    }
}

kernel! {
    /// The sum of whole amounts, exact below 2^53.
    pub fn sum(amounts: &[f64]) -> f64 {
        let mut lanes = [0.0; 16];
        let (chunks, rest) = amounts.as_chunks::<16>();
        for chunk in chunks {
            for (lane, &amount) in lanes.iter_mut().zip(chunk) {
                *lane += amount;
            }
        }
        for (lane, &amount) in lanes.iter_mut().zip(rest) {
            *lane += amount;
        }
        let mut n = 16;
        while n > 1 {
            n /= 2;
            for i in 0..n {
                lanes[i] += lanes[i + n];
            }
        }
        lanes[0]
    }
    avx512 by crate::eights::sum;
}

kernel! {
    /// How many differences `a - b` are above each of three steps, none of which is below zero.
    pub fn above(a: &[f64], b: &[f64], steps: [f64; 3]) -> [u64; 3] {
        let mut n = [0; 3];
        for (n, &step) in n.iter_mut().zip(&steps) {
            let mut lanes = [0.0; 16];
            let (a, rest_a) = a.as_chunks::<16>();
            let (b, rest_b) = b.as_chunks::<16>();
            for (a, b) in a.iter().zip(b) {
                for i in 0..16 {
                    lanes[i] += if a[i] - b[i] > step { 1.0 } else { 0.0 };
                }
            }
            for i in 0..rest_a.len().min(rest_b.len()) {
                lanes[i] += if rest_a[i] - rest_b[i] > step { 1.0 } else { 0.0 };
            }
            *n = count(lanes);
        }
        n
    }
    avx512 by crate::eights::above;
}

/// The sum of counts.
#[inline(always)]
#[expect(clippy::inline_always, reason = "part of a loop over columns")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "so many are in a stretch")]
fn count(lanes: [f64; 16]) -> u64 {
    lanes.iter().sum::<f64>() as u64
}

kernel! {
    /// Raises `most` to the difference `a - b` where that is larger.
    pub fn exceeding(most: &mut [f64], a: &[f64], b: &[f64]) {
        for ((most, &a), &b) in most.iter_mut().zip(a).zip(b) {
            *most = most.max(a - b);
        }
    }
}

kernel! {
    /// `out = half up (ratio (amount - deductible)+)` of each amount.
    pub fn pay_above_at(amounts: &[f64], deductible: f64, ratio: f64, out: &mut [f64]) {
        for (out, &amount) in out.iter_mut().zip(amounts) {
            *out = share_of((amount - deductible).max(0.0), ratio);
        }
    }
}

kernel! {
    /// A share of each amount, in millionths by class.
    pub fn share_by_class(amounts: &[f64], classes: &[u32], shares: &[f64; 16], out: &mut [f64]) {
        for ((out, &amount), &class) in out.iter_mut().zip(amounts).zip(classes) {
            *out = share_of(amount, shares[class as usize & 15]);
        }
    }
    avx512 by crate::eights::share_by_class;
}

kernel! {
    /// Each class, and 16 more where the bit of its level (the class modulo three) is among those seen.
    pub fn repeats(classes: &[u32], seen: &[u32], out: &mut [u32]) {
        for ((out, &class), &seen) in out.iter_mut().zip(classes).zip(seen) {
            *out = class + 16 * (seen >> (class % 3) & 1);
        }
    }
}

kernel! {
    /// Adds the bit of each class's level to those seen.
    pub fn mark(classes: &[u32], seen: &mut [u32]) {
        for (seen, &class) in seen.iter_mut().zip(classes) {
            *seen |= 1 << (class % 3);
        }
    }
}

kernel! {
    /// [`pay_above`] with the deductible of another class than the ratio.
    pub fn pay_above_repeated(
        amounts: &[f64],
        classes: (&[u32], &[u32]),
        deductibles: &[f64; 32],
        ratios: &[f64; 16],
        out: &mut [f64],
    ) {
        let (classes, repeats) = classes;
        for (((out, &amount), &class), &repeat) in out.iter_mut().zip(amounts).zip(classes).zip(repeats) {
            let payable = (amount - deductibles[repeat as usize & 31]).max(0.0);
            *out = share_of(payable, ratios[class as usize & 15]);
        }
    }
    avx512 by crate::eights::pay_above_repeated;
}
