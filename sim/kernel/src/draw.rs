//! From words to bills: the amount by a table of quantiles, the place of care by thresholds.
#![expect(unsafe_code, reason = "compilers do not find how vectors take pairs from a table")]
#![expect(clippy::cast_ptr_alignment, reason = "the instructions that load and store need no alignment")]

use crate::share::{MOST_FEN, lesser};
use crate::width::{STEP, kernel};
use crate::words::mix;

/// Bins of a table of quantiles: 16 octaves of the survival probability, 64 bins each.
pub const AMOUNT_BINS: usize = 1024;

/// Where the bins begin in the upper bits of a float: 2^-16.
pub(crate) const FIRST: u64 = (1023 - 16) << 6;

/// Below it the survival probability of a word is beyond the bins.
pub(crate) const BEYOND: f64 = 1.0 / 65_536.0;

/// The survival probability of a word.
#[inline(always)]
#[expect(clippy::inline_always, reason = "part of a loop over columns")]
fn survival(word: u64) -> f64 {
    2.0 - f64::from_bits((word >> 12) | 0x3FF0_0000_0000_0001)
}

/// The plain form of [`draw`].
#[inline(always)]
#[expect(clippy::inline_always, reason = "part of a loop over columns")]
fn draw_plainly(words: &[u64], bins: &[[f64; 2]; AMOUNT_BINS], out: &mut [f64]) -> f64 {
    // intercept and slope stand side by side
    let bins = bins.as_flattened();
    let draw = |word: u64, least: &mut f64| {
        let v = survival(word);
        *least = lesser(v, *least);
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

kernel! {
    /// The amounts of as many words, and the least of their survival probabilities.
    pub(crate) fn draw(words: &[u64], bins: &[[f64; 2]; AMOUNT_BINS], out: &mut [f64]) -> f64 {
        draw_plainly(words, bins, out)
    }
    avx2 by crate::draw::x86::draw_avx2;
    avx512 by crate::eights::draw;
}

/// The amounts that as many words draw, `intercept + slope v` of the bin of the survival probability `v`; not a
/// number beyond 2^-16, and whether there is such a one.
pub fn amounts(words: &[u64], bins: &[[f64; 2]; AMOUNT_BINS], out: &mut [f64]) -> bool {
    let far = draw(words, bins, out) < BEYOND;
    if far {
        for (out, _) in out.iter_mut().zip(words).filter(|(_, word)| survival(**word) < BEYOND) {
            *out = f64::NAN;
        }
    }
    far
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
    avx512 by crate::eights::bills;
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

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m256i, _mm_cvtsi128_si64, _mm_extract_epi64, _mm_loadu_pd, _mm256_add_epi64, _mm256_add_pd,
        _mm256_and_si256, _mm256_castpd_si256, _mm256_castpd128_pd256, _mm256_castsi256_pd,
        _mm256_castsi256_si128, _mm256_extracti128_si256, _mm256_insertf128_pd, _mm256_loadu_si256,
        _mm256_min_pd, _mm256_mul_pd, _mm256_or_si256, _mm256_set1_epi64x, _mm256_set1_pd, _mm256_srli_epi64,
        _mm256_storeu_pd, _mm256_sub_pd, _mm256_unpackhi_pd, _mm256_unpacklo_pd,
    };

    use super::{AMOUNT_BINS, FIRST, draw_plainly};
    use crate::share::lesser;

    /// [`super::draw_plainly`], intercept and slope of a bin in one step: gathers would take them one by one, and
    /// the compiler numbers apart.
    #[target_feature(enable = "avx2")]
    #[expect(clippy::cast_possible_truncation, reason = "where there is AVX2 pointers have 64 bits")]
    pub(super) fn draw_avx2(words: &[u64], bins: &[[f64; 2]; AMOUNT_BINS], out: &mut [f64]) -> f64 {
        let (of_bits, two) = (_mm256_set1_epi64x(0x3FF0_0000_0000_0001), _mm256_set1_pd(2.0));
        // sixteen bytes a bin
        let first = _mm256_set1_epi64x(-(FIRST << 4).cast_signed());
        let within = _mm256_set1_epi64x(const { (16 * (AMOUNT_BINS as u64 - 1)).cast_signed() });
        // SAFETY: `within` leaves the first bytes of bins
        let bin = |at: i64| unsafe { _mm_loadu_pd(bins.as_ptr().cast::<f64>().byte_offset(at as isize)) };
        let mut least = _mm256_set1_pd(1.0);
        let (words, others) = words.as_chunks::<4>();
        let (out, other_out) = out.as_chunks_mut::<4>();
        for (words, out) in words.iter().zip(out) {
            // SAFETY: four words
            let words = unsafe { _mm256_loadu_si256(words.as_ptr().cast::<__m256i>()) };
            let above_one = _mm256_or_si256(_mm256_srli_epi64::<12>(words), of_bits);
            let v = _mm256_sub_pd(two, _mm256_castsi256_pd(above_one));
            least = _mm256_min_pd(v, least);
            let at = _mm256_add_epi64(_mm256_srli_epi64::<42>(_mm256_castpd_si256(v)), first);
            let at = _mm256_and_si256(at, within);
            let (low, high) = (_mm256_castsi256_si128(at), _mm256_extracti128_si256::<1>(at));
            let even = [bin(_mm_cvtsi128_si64(low)), bin(_mm_cvtsi128_si64(high))];
            let odd = [bin(_mm_extract_epi64::<1>(low)), bin(_mm_extract_epi64::<1>(high))];
            let even = _mm256_insertf128_pd::<1>(_mm256_castpd128_pd256(even[0]), even[1]);
            let odd = _mm256_insertf128_pd::<1>(_mm256_castpd128_pd256(odd[0]), odd[1]);
            let (intercept, slope) = (_mm256_unpacklo_pd(even, odd), _mm256_unpackhi_pd(even, odd));
            let amount = _mm256_add_pd(intercept, _mm256_mul_pd(slope, v));
            // SAFETY: room for four
            unsafe { _mm256_storeu_pd(out.as_mut_ptr(), amount) };
        }
        let mut lanes = [0.0; 4];
        // SAFETY: room for four
        unsafe { _mm256_storeu_pd(lanes.as_mut_ptr(), least) };
        let of_others = draw_plainly(others, bins, other_out);
        lanes.into_iter().fold(of_others, lesser)
    }
}
