//! Bills that one word each decides on: drawn, split, paid and added up together.

use crate::draw::{AMOUNT_BINS, FIRST};
use crate::share::{MOST_FEN, share_of};
use crate::width::kernel;

/// Persons beside each other in one step.
const STEP: usize = 4;

/// Below it the survival probability of a word is beyond the bins.
const BEYOND: f64 = 1.0 / 65_536.0;

/// How bills of one level and place come about, whose only part outside the policy range is a fixed share, and
/// what a payer with one deductible and ratio pays of the rest.
#[derive(Debug, Clone, Copy)]
pub struct PlainBills<'a> {
    /// As of [`crate::amounts`].
    pub bins: &'a [[f64; 2]; AMOUNT_BINS],
    /// The bill is `half up (mean (amount unit))`.
    pub unit: f64,
    /// In fen.
    pub mean: f64,
    /// What is outside the policy range, in millionths of the bill.
    pub outside: f64,
    /// In fen.
    pub deductible: f64,
    /// In millionths.
    pub ratio: f64,
    /// The most that is paid, in fen.
    pub cap: f64,
}

/// What [`plain_bills`] add up to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PlainSums {
    /// Of the bills.
    pub total: f64,
    /// Of what is outside the policy range.
    pub outside: f64,
    /// Of what is paid.
    pub paid: f64,
    /// Whether somebody would be paid more than the cap.
    pub capped: bool,
}

/// Running sums and largest values, lane by lane.
#[derive(Default)]
struct Lanes {
    total: [f64; STEP],
    outside: [f64; STEP],
    paid: [f64; STEP],
    bill: [f64; STEP],
    uncapped: [f64; STEP],
}

/// The lesser, without a thought for what is not a number.
#[inline(always)]
#[expect(clippy::inline_always, reason = "part of a loop over columns")]
fn lesser(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The larger, without a thought for what is not a number.
#[inline(always)]
#[expect(clippy::inline_always, reason = "part of a loop over columns")]
fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// The amounts of words, and the least of their survival probabilities.
#[inline(always)]
#[expect(clippy::inline_always, reason = "part of a loop over columns")]
fn draw(words: &[u64], bins: &[f64; 2 * AMOUNT_BINS], out: &mut [f64]) -> f64 {
    // of one lane each: a step of four is what the registers hold
    let draw = |word: u64, least: &mut f64| {
        let v = 2.0 - f64::from_bits((word >> 12) | 0x3FF0_0000_0000_0001);
        *least = lesser(v, *least);
        // intercept and slope stand side by side
        let place = (v.to_bits() >> 45).wrapping_sub(2 * FIRST) as usize & (2 * AMOUNT_BINS - 2);
        bins[place] + bins[place | 1] * v
    };
    let mut least = [1.0; STEP];
    let (words, others) = words.as_chunks::<STEP>();
    let (out, other_out) = out.as_chunks_mut::<STEP>();
    for (words, out) in words.iter().zip(out) {
        for i in 0..STEP {
            out[i] = draw(words[i], &mut least[i]);
        }
    }
    for (&word, out) in others.iter().zip(other_out) {
        *out = draw(word, &mut least[0]);
    }
    least.into_iter().fold(1.0, lesser)
}

/// Turns amounts into what is left of their bills; lane by lane.
#[inline(always)]
#[expect(clippy::inline_always, reason = "part of a loop over columns")]
fn settle<const N: usize>(of: &PlainBills<'_>, out: [&mut [f64; N]; 3], lanes: &mut Lanes) {
    let [amounts, outside_of, uncapped_of] = out;
    for i in 0..N {
        let bill = (amounts[i] * of.unit * of.mean + 0.5).floor();
        let outside = share_of(bill, of.outside);
        let in_policy = bill - outside;
        let uncapped = share_of(larger(in_policy - of.deductible, 0.0), of.ratio);
        let paid = lesser(uncapped, of.cap);
        outside_of[i] = outside;
        amounts[i] = in_policy - paid;
        uncapped_of[i] = uncapped;
        lanes.total[i] += bill;
        lanes.outside[i] += outside;
        lanes.paid[i] += paid;
        lanes.bill[i] = larger(bill, lanes.bill[i]);
        lanes.uncapped[i] = larger(uncapped, lanes.uncapped[i]);
    }
}

kernel! {
    /// The bills that words draw: of each what is `outside` the policy range, what the payer leaves of the `rest`,
    /// and what it would pay without a cap, as [`crate::amounts`], [`crate::stretch`], [`crate::bills_at`],
    /// [`crate::fixed_share`] and [`crate::pay_above_at`] give them one after another.
    ///
    /// Two loops, because the steps from a word to what is left of its bill are too many for a processor to have
    /// several persons in work at once.
    ///
    /// `None`, and nothing that counts in the columns, where an amount is beyond the bins or a bill above
    /// [`MOST_FEN`].
    pub fn plain_bills(
        words: &[u64],
        of: &PlainBills<'_>,
        outside: &mut [f64],
        rest: &mut [f64],
        uncapped: &mut [f64],
    ) -> Option<PlainSums> {
        let n = words.len();
        let bins = of.bins.as_flattened().first_chunk()?;
        if draw(words, bins, &mut rest[..n]) < BEYOND {
            return None;
        }
        // the last few apart, so that the lanes stay lanes
        let (mut lanes, mut last) = (Lanes::default(), Lanes::default());
        let (outside, last_outside) = outside[..n].as_chunks_mut::<STEP>();
        let (rest, last_rest) = rest[..n].as_chunks_mut::<STEP>();
        let (uncapped, last_uncapped) = uncapped[..n].as_chunks_mut::<STEP>();
        for ((rest, outside), uncapped) in rest.iter_mut().zip(outside).zip(uncapped) {
            settle(of, [rest, outside, uncapped], &mut lanes);
        }
        for ((rest, outside), uncapped) in last_rest.iter_mut().zip(last_outside).zip(last_uncapped) {
            settle(of, [rest, outside, uncapped].map(std::array::from_mut), &mut last);
        }
        let sum = |of: fn(&Lanes) -> &[f64; STEP]| of(&lanes).iter().sum::<f64>() + of(&last)[0];
        let most = |of: fn(&Lanes) -> &[f64; STEP]| of(&lanes).iter().copied().fold(of(&last)[0], larger);
        (most(|it| &it.bill) <= MOST_FEN).then(|| PlainSums {
            total: sum(|it| &it.total),
            outside: sum(|it| &it.outside),
            paid: sum(|it| &it.paid),
            capped: most(|it| &it.uncapped) > of.cap,
        })
    }
}
