//! Which amounts are above a limit.
#![expect(unsafe_code, reason = "compilers do not find how vectors close ranks")]
#![expect(clippy::cast_ptr_alignment, reason = "the instructions that load and store need no alignment")]

use crate::width::{STEP, Width, width};

/// Room that [`beyond`] may write to behind the last place.
pub const SPARE: usize = STEP;

/// The places of the amounts above a limit, in order; how many there are. `places` must have room for all and
/// [`SPARE`] more.
///
/// # Panics
/// When it has not.
pub fn beyond(amounts: &[f64], limit: f64, places: &mut [u32]) -> usize {
    assert!(places.len() >= amounts.len() + SPARE, "room for every place and some more");
    #[cfg(target_arch = "x86_64")]
    match width() {
        // SAFETY: `width` is never wider than what the processor was found to have; there is room, as asserted
        Width::Avx512 => return unsafe { x86::beyond_avx512(amounts, limit, places) },
        // SAFETY: as above
        Width::Avx2 => return unsafe { x86::beyond_avx2(amounts, limit, places) },
        Width::Sse41 | Width::Least => {}
    }
    one_by_one(amounts, limit, (0, 0), places)
}

/// The places of the words that are at most a limit, in order; how many there are. `places` must have room for
/// all and [`SPARE`] more.
///
/// # Panics
/// When it has not.
pub fn up_to(words: &[u64], limit: u64, places: &mut [u32]) -> usize {
    assert!(places.len() >= words.len() + SPARE, "room for every place and some more");
    #[cfg(target_arch = "x86_64")]
    if width() >= Width::Avx2 {
        // SAFETY: `width` is never wider than what the processor was found to have; there is room, as asserted
        return unsafe { x86::up_to_avx2(words, limit, places) };
    }
    words_one_by_one(words, limit, (0, 0), places)
}

/// The scalar twin of [`up_to`], from a word on, of whose predecessors `n` are at most the limit.
fn words_one_by_one(words: &[u64], limit: u64, (from, mut n): (usize, usize), places: &mut [u32]) -> usize {
    for (i, &word) in words.iter().enumerate().skip(from) {
        #[expect(clippy::cast_possible_truncation, reason = "a stretch is short")]
        let place = i as u32;
        places[n] = place;
        n += usize::from(word <= limit);
    }
    n
}

/// The scalar twin of [`beyond`], from an amount on, of whose predecessors `n` are above the limit.
fn one_by_one(amounts: &[f64], limit: f64, (from, mut n): (usize, usize), places: &mut [u32]) -> usize {
    for (i, &amount) in amounts.iter().enumerate().skip(from) {
        #[expect(clippy::cast_possible_truncation, reason = "a stretch is short")]
        let place = i as u32;
        places[n] = place;
        n += usize::from(amount > limit);
    }
    n
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m128i, __m256i, _CMP_GT_OQ, _mm_loadl_epi64, _mm256_add_epi32, _mm256_castsi256_pd, _mm256_cmp_pd,
        _mm256_cmpgt_epi64, _mm256_cvtepu8_epi32, _mm256_loadu_pd, _mm256_loadu_si256,
        _mm256_maskz_compress_epi32, _mm256_movemask_pd, _mm256_set1_epi32, _mm256_set1_epi64x,
        _mm256_set1_pd, _mm256_setr_epi32, _mm256_setzero_si256, _mm256_storeu_si256, _mm256_xor_si256,
        _mm512_cmp_pd_mask, _mm512_loadu_pd, _mm512_set1_pd,
    };

    use super::{one_by_one, words_one_by_one};

    /// By mask of eight lanes: the numbers of the lanes that stand in it, in order.
    static LANES_OF: [[u8; 8]; 256] = {
        let mut table = [[0; 8]; 256];
        let mut mask = 0;
        while mask < 256 {
            let (mut lane, mut n) = (0_u8, 0);
            while lane < 8 {
                if mask >> lane & 1 == 1 {
                    table[mask][n] = lane;
                    n += 1;
                }
                lane += 1;
            }
            mask += 1;
        }
        table
    };

    /// # Safety
    /// `places` has room for every amount and eight more.
    #[target_feature(enable = "avx2,popcnt")]
    pub(super) unsafe fn beyond_avx2(amounts: &[f64], limit: f64, places: &mut [u32]) -> usize {
        let (limits, mut n) = (_mm256_set1_pd(limit), 0);
        let (mut first, eight) = (_mm256_setzero_si256(), _mm256_set1_epi32(8));
        let (eights, _) = amounts.as_chunks::<8>();
        for amounts in eights {
            // SAFETY: eight amounts are read; eight places behind the n-th, at most 8 nth, are written
            unsafe {
                let above = |from: usize| {
                    let amounts = _mm256_loadu_pd(amounts.as_ptr().add(from));
                    let above = _mm256_cmp_pd::<_CMP_GT_OQ>(amounts, limits);
                    _mm256_movemask_pd(above).cast_unsigned() as usize & 15
                };
                let mask = above(0) | above(4) << 4;
                let lanes = _mm_loadl_epi64(LANES_OF[mask].as_ptr().cast::<__m128i>());
                let these = _mm256_add_epi32(_mm256_cvtepu8_epi32(lanes), first);
                _mm256_storeu_si256(places.as_mut_ptr().add(n).cast::<__m256i>(), these);
                n += mask.count_ones() as usize;
            }
            first = _mm256_add_epi32(first, eight);
        }
        one_by_one(amounts, limit, (8 * eights.len(), n), places)
    }

    /// # Safety
    /// `places` has room for every word and eight more.
    #[target_feature(enable = "avx2,popcnt")]
    pub(super) unsafe fn up_to_avx2(words: &[u64], limit: u64, places: &mut [u32]) -> usize {
        // vectors compare signed numbers: both sides change their sign
        let sign = _mm256_set1_epi64x(i64::MIN);
        let (limits, mut n) = (_mm256_xor_si256(_mm256_set1_epi64x(limit.cast_signed()), sign), 0);
        let (mut first, eight) = (_mm256_setzero_si256(), _mm256_set1_epi32(8));
        let (eights, _) = words.as_chunks::<8>();
        for words in eights {
            // SAFETY: eight words are read; eight places behind the n-th, at most 8 nth, are written
            unsafe {
                let above = |from: usize| {
                    let words = _mm256_loadu_si256(words.as_ptr().add(from).cast::<__m256i>());
                    let above = _mm256_cmpgt_epi64(_mm256_xor_si256(words, sign), limits);
                    _mm256_movemask_pd(_mm256_castsi256_pd(above)).cast_unsigned() as usize & 15
                };
                let mask = (above(0) | above(4) << 4) ^ 255;
                let lanes = _mm_loadl_epi64(LANES_OF[mask].as_ptr().cast::<__m128i>());
                let these = _mm256_add_epi32(_mm256_cvtepu8_epi32(lanes), first);
                _mm256_storeu_si256(places.as_mut_ptr().add(n).cast::<__m256i>(), these);
                n += mask.count_ones() as usize;
            }
            first = _mm256_add_epi32(first, eight);
        }
        words_one_by_one(words, limit, (8 * eights.len(), n), places)
    }

    /// # Safety
    /// `places` has room for every amount and eight more.
    #[target_feature(enable = "avx512f,avx512vl,popcnt")]
    pub(super) unsafe fn beyond_avx512(amounts: &[f64], limit: f64, places: &mut [u32]) -> usize {
        let (limits, mut n) = (_mm512_set1_pd(limit), 0);
        let mut numbers = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
        let (eights, _) = amounts.as_chunks::<8>();
        for eight in eights {
            // SAFETY: eight amounts are read; eight places behind the n-th, at most 8 nth, are written
            unsafe {
                let mask = _mm512_cmp_pd_mask::<_CMP_GT_OQ>(_mm512_loadu_pd(eight.as_ptr()), limits);
                let these = _mm256_maskz_compress_epi32(mask, numbers);
                _mm256_storeu_si256(places.as_mut_ptr().add(n).cast::<__m256i>(), these);
                n += mask.count_ones() as usize;
            }
            numbers = _mm256_add_epi32(numbers, _mm256_set1_epi32(8));
        }
        one_by_one(amounts, limit, (8 * eights.len(), n), places)
    }
}
