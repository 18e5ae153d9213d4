//! From words to bills: the amount by a table of quantiles, the place of care by thresholds.

use crate::share::MOST_FEN;
use crate::width::kernel;
use crate::words::mix;

/// Bins of a table of quantiles: 16 octaves of the survival probability, 64 bins each.
pub const AMOUNT_BINS: usize = 1024;

/// Where the bins begin in the upper bits of a float: 2^-16.
pub(crate) const FIRST: u64 = (1023 - 16) << 6;

kernel! {
    /// The amounts that words draw, `intercept + slope v` of the bin of the survival probability `v`; not a
    /// number beyond 2^-16, and whether there is such a one.
    pub fn amounts(words: &[u64], bins: &[[f64; 2]; AMOUNT_BINS], out: &mut [f64]) -> bool {
        let mut far = 0_u64;
        for (out, &word) in out.iter_mut().zip(words) {
            let v = 2.0 - f64::from_bits((word >> 12) | 0x3FF0_0000_0000_0001);
            let bin = (v.to_bits() >> 46).wrapping_sub(FIRST);
            let beyond = bin >> 63;
            far |= beyond;
            let [intercept, slope] = bins[bin as usize & (AMOUNT_BINS - 1)];
            let amount = intercept + slope * v;
            *out = if beyond == 0 { amount } else { f64::NAN };
        }
        far != 0
    }
}

kernel! {
    /// Turns amounts into `scale * (amount * unit)`; where `amount * unit` is above `above`, into what is no
    /// number, and whether there is such a one.
    pub fn stretch(amounts: &mut [f64], unit: f64, scale: f64, above: f64) -> bool {
        let mut far = 0_u64;
        for amount in amounts {
            let relative = *amount * unit;
            let within = relative <= above;
            far |= u64::from(!within);
            *amount = if within { scale * relative } else { f64::NAN };
        }
        far != 0
    }
}

kernel! {
    /// The class of place of each word: the hospital level by its upper half (0, 1, 2 at the thresholds), and
    /// three more where its scrambled upper half is below `elsewhere[1]`, another three below `elsewhere[0]`.
    pub fn classes(words: &[u64], levels: [u32; 2], elsewhere: [u32; 2], out: &mut [u32]) {
        if elsewhere == [0, 0] {
            for (out, &word) in out.iter_mut().zip(words) {
                let upper = (word >> 32) as u32;
                *out = u32::from(upper >= levels[0]) + u32::from(upper >= levels[1]);
            }
            return;
        }
        for (out, &word) in out.iter_mut().zip(words) {
            let upper = (word >> 32) as u32;
            let level = u32::from(upper >= levels[0]) + u32::from(upper >= levels[1]);
            let mixed = (mix(word) >> 32) as u32;
            *out = level + 3 * (u32::from(mixed < elsewhere[1]) + u32::from(mixed < elsewhere[0]));
        }
    }
}

kernel! {
    /// `min(floor(relative * mean + 1/2), most)` with the mean of each class; whether one is above
    /// [`MOST_FEN`].
    pub fn bills(relatives: &[f64], classes: &[u32], means: &[f64; 16], most: f64, out: &mut [f64]) -> bool {
        let mut large = 0_u64;
        for ((out, &relative), &class) in out.iter_mut().zip(relatives).zip(classes) {
            let bill = (relative * means[class as usize & 15] + 0.5).floor().min(most);
            large |= u64::from(bill > MOST_FEN);
            *out = bill;
        }
        large != 0
    }
}

kernel! {
    /// [`bills`] of one class.
    pub fn bills_at(relatives: &[f64], mean: f64, most: f64, out: &mut [f64]) -> bool {
        let mut large = 0_u64;
        for (out, &relative) in out.iter_mut().zip(relatives) {
            let bill = (relative * mean + 0.5).floor().min(most);
            large |= u64::from(bill > MOST_FEN);
            *out = bill;
        }
        large != 0
    }
}
