//! Which amounts are above a limit.
#![expect(unsafe_code, reason = "compilers do not find how vectors close ranks")]
#![expect(clippy::cast_ptr_alignment, reason = "the instructions that load and store need no alignment")]

use crate::width::{Width, width};

/// Room that [`beyond`] may write to behind the last place.
pub const SPARE: usize = 8;

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

/// The places of the words that are at most a limit, in order; how many there are. `places` must have room for all
/// and [`SPARE`] more.
///
/// # Panics
/// When it has not.
pub fn up_to(words: &[u64], limit: u64, places: &mut [u32]) -> usize {
    assert!(places.len() >= words.len() + SPARE, "room for every place and some more");
    #[cfg(target_arch = "x86_64")]
    if matches!(width(), Width::Avx2 | Width::Avx512) {
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

/// Columns of those whom [`keep_above`] keeps; each with room for all and [`SPARE`] more.
#[derive(Debug)]
pub struct Kept<'a> {
    /// Their places.
    pub places: &'a mut [u32],
    /// Their first amounts.
    pub a: &'a mut [f64],
    /// Their second amounts.
    pub b: &'a mut [f64],
}

/// Keeps those whose two amounts are together above a limit, in order; how many there are.
///
/// # Panics
/// When there is no room for them.
pub fn keep_above(a: &[f64], b: &[f64], limit: f64, kept: &mut Kept<'_>) -> usize {
    let room = kept.places.len().min(kept.a.len()).min(kept.b.len());
    assert!(a.len() == b.len() && room >= a.len() + SPARE, "room for all and some more");
    #[cfg(target_arch = "x86_64")]
    if matches!(width(), Width::Avx2 | Width::Avx512) {
        // SAFETY: `width` is never wider than what the processor was found to have; there is room, as asserted
        return unsafe { x86::keep_above_avx2(a, b, limit, kept) };
    }
    keep_one_by_one((a, b), limit, (0, 0), kept)
}

/// The scalar twin of [`keep_above`], from a person on, of whose predecessors `n` are kept.
fn keep_one_by_one(
    (a, b): (&[f64], &[f64]),
    limit: f64,
    (from, mut n): (usize, usize),
    kept: &mut Kept<'_>,
) -> usize {
    for (i, (&a, &b)) in a.iter().zip(b).enumerate().skip(from) {
        #[expect(clippy::cast_possible_truncation, reason = "a stretch is short")]
        let place = i as u32;
        (kept.places[n], kept.a[n], kept.b[n]) = (place, a, b);
        n += usize::from(a + b > limit);
    }
    n
}

/// The scalar twin, from an amount on, of whose predecessors `n` are above the limit.
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
        __m128i, __m256i, _CMP_GT_OQ, _mm_add_epi32, _mm_loadu_si128, _mm_set1_epi32, _mm_storeu_si128,
        _mm256_add_epi32, _mm256_add_pd, _mm256_castpd_ps, _mm256_castps_pd, _mm256_castsi256_pd,
        _mm256_cmp_pd, _mm256_cmpgt_epi64, _mm256_loadu_pd, _mm256_loadu_si256,
        _mm256_mask_compressstoreu_epi32, _mm256_movemask_pd, _mm256_permutevar8x32_ps, _mm256_set1_epi32,
        _mm256_set1_epi64x, _mm256_set1_pd, _mm256_setr_epi32, _mm256_storeu_pd, _mm256_xor_si256,
        _mm512_cmp_pd_mask, _mm512_loadu_pd, _mm512_set1_pd,
    };

    use super::{Kept, keep_one_by_one, one_by_one, words_one_by_one};

    /// By mask of four lanes: the numbers of the lanes that stand in it, in order.
    static LANES_OF: [[u32; 4]; 16] = {
        let mut table = [[0; 4]; 16];
        let mut mask = 0;
        while mask < 16 {
            let (mut lane, mut n) = (0_u32, 0);
            while lane < 4 {
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

    /// By mask of four lanes: the halves of the lanes that stand in it, in order.
    static HALVES_OF: [[u32; 8]; 16] = {
        let mut table = [[0; 8]; 16];
        let mut mask = 0;
        while mask < 16 {
            let mut nth = 0;
            while nth < 4 {
                table[mask][2 * nth] = 2 * LANES_OF[mask][nth];
                table[mask][2 * nth + 1] = 2 * LANES_OF[mask][nth] + 1;
                nth += 1;
            }
            mask += 1;
        }
        table
    };

    /// # Safety
    /// As many amounts of either kind, and room for every one and four more.
    #[target_feature(enable = "avx2,popcnt")]
    pub(super) unsafe fn keep_above_avx2(a: &[f64], b: &[f64], limit: f64, kept: &mut Kept<'_>) -> usize {
        let (limits, mut n) = (_mm256_set1_pd(limit), 0);
        let to = [kept.a.as_mut_ptr(), kept.b.as_mut_ptr()];
        let to_places = kept.places.as_mut_ptr();
        let (fours_a, _) = a.as_chunks::<4>();
        let (fours_b, _) = b.as_chunks::<4>();
        for (first, (four_a, four_b)) in (0_i32..).step_by(4).zip(fours_a.iter().zip(fours_b)) {
            // SAFETY: four amounts of either kind are read; four places behind the n-th, at most 4 nth, are written
            unsafe {
                let (a, b) = (_mm256_loadu_pd(four_a.as_ptr()), _mm256_loadu_pd(four_b.as_ptr()));
                let above = _mm256_cmp_pd::<_CMP_GT_OQ>(_mm256_add_pd(a, b), limits);
                let mask = _mm256_movemask_pd(above).cast_unsigned() as usize & 15;
                let lanes = _mm_loadu_si128(LANES_OF[mask].as_ptr().cast::<__m128i>());
                let places = _mm_add_epi32(lanes, _mm_set1_epi32(first));
                _mm_storeu_si128(to_places.add(n).cast::<__m128i>(), places);
                let halves = _mm256_loadu_si256(HALVES_OF[mask].as_ptr().cast::<__m256i>());
                let close = |four| _mm256_castps_pd(_mm256_permutevar8x32_ps(_mm256_castpd_ps(four), halves));
                _mm256_storeu_pd(to[0].add(n), close(a));
                _mm256_storeu_pd(to[1].add(n), close(b));
                n += mask.count_ones() as usize;
            }
        }
        keep_one_by_one((a, b), limit, (4 * fours_a.len(), n), kept)
    }

    /// # Safety
    /// `places` has room for every word and four more.
    #[target_feature(enable = "avx2,popcnt")]
    pub(super) unsafe fn up_to_avx2(words: &[u64], limit: u64, places: &mut [u32]) -> usize {
        // vectors compare signed numbers: both sides change their sign
        let sign = _mm256_set1_epi64x(i64::MIN);
        let (limits, mut n) = (_mm256_xor_si256(_mm256_set1_epi64x(limit.cast_signed()), sign), 0);
        let (fours, _) = words.as_chunks::<4>();
        for (first, four) in (0_i32..).step_by(4).zip(fours) {
            // SAFETY: four words are read; four places behind the n-th, at most as many as words so far, are written
            unsafe {
                let four = _mm256_xor_si256(_mm256_loadu_si256(four.as_ptr().cast::<__m256i>()), sign);
                let above = _mm256_castsi256_pd(_mm256_cmpgt_epi64(four, limits));
                let mask = !_mm256_movemask_pd(above).cast_unsigned() as usize & 15;
                if mask == 0 {
                    continue;
                }
                let lanes = _mm_loadu_si128(LANES_OF[mask].as_ptr().cast::<__m128i>());
                let out = places.as_mut_ptr().add(n).cast::<__m128i>();
                _mm_storeu_si128(out, _mm_add_epi32(lanes, _mm_set1_epi32(first)));
                n += mask.count_ones() as usize;
            }
        }
        words_one_by_one(words, limit, (4 * fours.len(), n), places)
    }

    /// # Safety
    /// `places` has room for every amount and four more.
    #[target_feature(enable = "avx2,popcnt")]
    pub(super) unsafe fn beyond_avx2(amounts: &[f64], limit: f64, places: &mut [u32]) -> usize {
        let (limits, mut n) = (_mm256_set1_pd(limit), 0);
        let (fours, _) = amounts.as_chunks::<4>();
        for (first, four) in (0_i32..).step_by(4).zip(fours) {
            // SAFETY: four amounts are read; four places behind the n-th, at most 4 nth, are written
            unsafe {
                let above = _mm256_cmp_pd::<_CMP_GT_OQ>(_mm256_loadu_pd(four.as_ptr()), limits);
                let mask = _mm256_movemask_pd(above).cast_unsigned() as usize & 15;
                let lanes = _mm_loadu_si128(LANES_OF[mask].as_ptr().cast::<__m128i>());
                let first = _mm_set1_epi32(first);
                let out = places.as_mut_ptr().add(n).cast::<__m128i>();
                _mm_storeu_si128(out, _mm_add_epi32(lanes, first));
                n += mask.count_ones() as usize;
            }
        }
        one_by_one(amounts, limit, (4 * fours.len(), n), places)
    }

    /// # Safety
    /// `places` has room for every amount and eight more.
    #[target_feature(enable = "avx512f,avx512vl,popcnt")]
    pub(super) unsafe fn beyond_avx512(amounts: &[f64], limit: f64, places: &mut [u32]) -> usize {
        let (limits, mut n) = (_mm512_set1_pd(limit), 0);
        let mut numbers = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
        let (eights, _) = amounts.as_chunks::<8>();
        for eight in eights {
            // SAFETY: eight amounts are read; at most as many places as amounts so far are written
            unsafe {
                let mask = _mm512_cmp_pd_mask::<_CMP_GT_OQ>(_mm512_loadu_pd(eight.as_ptr()), limits);
                _mm256_mask_compressstoreu_epi32(places.as_mut_ptr().add(n).cast(), mask, numbers);
                n += mask.count_ones() as usize;
            }
            numbers = _mm256_add_epi32(numbers, _mm256_set1_epi32(8));
        }
        one_by_one(amounts, limit, (8 * eights.len(), n), places)
    }
}
