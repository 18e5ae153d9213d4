//! Kernels on AVX-512, eight persons a step.
//!
//! Sixteen numbers by class stay in two registers, and from larger tables numbers are taken one by one; compilers
//! make gathers of both, which are slower. Each function is the kernel of the same name, the twin of its plain loop.
#![expect(unsafe_code, reason = "loads and stores of vectors")]
#![expect(clippy::cast_ptr_alignment, reason = "the instructions that load and store need no alignment")]

use std::arch::x86_64::{
    __m256i, __m512d, __m512i, _CMP_GT_OQ, _MM_FROUND_NO_EXC, _MM_FROUND_TO_NEG_INF, _mm_cvtsi128_si64,
    _mm_extract_epi64, _mm_loadu_pd, _mm256_loadu_si256, _mm512_add_pd, _mm512_and_si512,
    _mm512_castpd_si512, _mm512_castsi512_pd, _mm512_cmp_pd_mask, _mm512_cvtepi32_pd, _mm512_cvtepi64_epi16,
    _mm512_cvtepu32_epi64, _mm512_loadu_pd, _mm512_loadu_si512, _mm512_mask_blend_pd,
    _mm512_mask_broadcast_f64x2, _mm512_max_pd, _mm512_min_pd, _mm512_mul_pd, _mm512_or_si512,
    _mm512_permutex2var_pd, _mm512_reduce_add_pd, _mm512_reduce_min_pd, _mm512_roundscale_pd,
    _mm512_set1_epi64, _mm512_set1_pd, _mm512_setzero_pd, _mm512_srli_epi64, _mm512_storeu_pd,
    _mm512_sub_epi64, _mm512_sub_pd, _mm512_test_epi64_mask, _mm512_unpackhi_pd, _mm512_unpacklo_pd,
    _mm512_zextpd128_pd512,
};

use crate::draw::{AMOUNT_BINS, FIRST};
use crate::share::{MOST_FEN, SHARES, TWO_TO_52, alone, low};

/// Does the same for all who are in every column that is named, in groups of eight; the last few stand beside zeros.
/// The columns are read; the one behind them is written.
macro_rules! steps {
    ($($of:ident),*; $($to:ident)? => $body:expr) => {
        let n = [$($of.len(),)* $($to.len())?].into_iter().fold(usize::MAX, usize::min);
        let rest = n & !7;
        for at in (0..rest).step_by(8) {
            $( let $of = &$of.as_chunks::<8>().0[at / 8]; )*
            $( let $to = &mut $to.as_chunks_mut::<8>().0[at / 8]; )?
            $body;
        }
        if rest < n {
            $( let $of = &of_last(&$of[rest..n]); )*
            $( let (last, $to) = (&mut $to[rest..n], &mut [0.0; 8]); )?
            $body;
            $( last.copy_from_slice(&$to[..n - rest]); )?
        }
    };
}

/// Compiles functions for what [`crate::Width::Avx512`] has.
macro_rules! avx512 {
    ($($item:item)*) => { $(#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl,popcnt")] $item)* };
}

/// The last few of a column, and zeros.
fn of_last<T: Copy + Default>(last: &[T]) -> [T; 8] {
    let mut eight = [T::default(); 8];
    eight[..last.len()].copy_from_slice(last);
    eight
}

avx512! {
    #[inline]
    fn floats(column: &[f64; 8]) -> __m512d {
        // SAFETY: eight are there
        unsafe { _mm512_loadu_pd(column.as_ptr()) }
    }

    #[inline]
    fn whole(column: &[u64; 8]) -> __m512i {
        // SAFETY: as above
        unsafe { _mm512_loadu_si512(column.as_ptr().cast::<__m512i>()) }
    }

    /// As numbers of 64 bits.
    #[inline]
    fn half(column: &[u32; 8]) -> __m512i {
        // SAFETY: as above
        _mm512_cvtepu32_epi64(unsafe { _mm256_loadu_si256(column.as_ptr().cast::<__m256i>()) })
    }

    #[inline]
    fn store(column: &mut [f64; 8], value: __m512d) {
        // SAFETY: there is room for eight
        unsafe { _mm512_storeu_pd(column.as_mut_ptr(), value) }
    }

    #[inline]
    fn all(x: f64) -> __m512d {
        _mm512_set1_pd(x)
    }

    #[inline]
    fn every(x: u64) -> __m512i {
        _mm512_set1_epi64(x.cast_signed())
    }

    /// Sixteen numbers in two registers.
    #[inline]
    fn sixteen(of: &[f64; 16]) -> [__m512d; 2] {
        // SAFETY: twice eight
        unsafe { [_mm512_loadu_pd(of.as_ptr()), _mm512_loadu_pd(of.as_ptr().add(8))] }
    }

    /// The number of each class, of which four bits count.
    #[inline]
    fn pick(sixteen: [__m512d; 2], class: __m512i) -> __m512d {
        _mm512_permutex2var_pd(sixteen[0], class, sixteen[1])
    }

    /// Places below 2^16 one by one: two words for all eight, which is less to hand over than a place each.
    #[inline]
    fn one_by_one(places: __m512i) -> [usize; 8] {
        let places = _mm512_cvtepi64_epi16(places);
        let words = [_mm_cvtsi128_si64(places), _mm_extract_epi64::<1>(places)].map(i64::cast_unsigned);
        std::array::from_fn(|i| low(words[i / 4] >> (16 * (i % 4))) & 0xFFFF)
    }

    #[inline]
    fn floor(x: __m512d) -> __m512d {
        _mm512_roundscale_pd::<{ _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC }>(x)
    }

    /// [`crate::share_of`].
    #[inline]
    fn share_of(amount: __m512d, millionths: __m512d) -> __m512d {
        let exact = _mm512_add_pd(_mm512_mul_pd(amount, millionths), all(0.5));
        let whole = all(TWO_TO_52);
        _mm512_sub_pd(_mm512_add_pd(_mm512_mul_pd(exact, all(1e-6)), whole), whole)
    }

    /// What is paid above a deductible.
    #[inline]
    fn paid(amount: __m512d, deductible: __m512d, ratio: __m512d) -> __m512d {
        share_of(_mm512_max_pd(_mm512_sub_pd(amount, deductible), _mm512_setzero_pd()), ratio)
    }

    /// Intercepts and slopes of bins, by sixteenths of a bin.
    #[inline]
    fn lines(sixteenths: __m512i, bins: &[[f64; 2]; AMOUNT_BINS]) -> [__m512d; 2] {
        // the first bytes, as there are sixteen to a bin
        let first = one_by_one(_mm512_and_si512(sixteenths, every(16 * (AMOUNT_BINS as u64 - 1))));
        // SAFETY: all first bytes of a bin are below `16 * AMOUNT_BINS`
        let pair = |i: usize| unsafe { _mm_loadu_pd(bins.as_ptr().byte_add(first[i]).cast::<f64>()) };
        let every_other = |i: usize| {
            let lines = _mm512_zextpd128_pd512(pair(i));
            let lines = _mm512_mask_broadcast_f64x2(lines, 0b1100, pair(i + 2));
            let lines = _mm512_mask_broadcast_f64x2(lines, 0b11_0000, pair(i + 4));
            _mm512_mask_broadcast_f64x2(lines, 0b1100_0000, pair(i + 6))
        };
        let (even, odd) = (every_other(0), every_other(1));
        [_mm512_unpacklo_pd(even, odd), _mm512_unpackhi_pd(even, odd)]
    }

    /// [`crate::draw::draw`].
    pub(crate) fn draw(words: &[u64], bins: &[[f64; 2]; AMOUNT_BINS], out: &mut [f64]) -> f64 {
        let mut least = all(1.0);
        steps!(words; out => {
            let fraction = _mm512_srli_epi64::<12>(whole(words));
            let above_one = _mm512_or_si512(fraction, every(0x3FF0_0000_0000_0001));
            let v = _mm512_sub_pd(all(2.0), _mm512_castsi512_pd(above_one));
            least = _mm512_min_pd(v, least);
            let bin = _mm512_sub_epi64(_mm512_srli_epi64::<42>(_mm512_castpd_si512(v)), every(FIRST << 4));
            let [intercept, slope] = lines(bin, bins);
            store(out, _mm512_add_pd(intercept, _mm512_mul_pd(slope, v)));
        });
        _mm512_reduce_min_pd(least)
    }

    /// [`crate::bills`].
    pub(crate) fn bills(
        relatives: &[f64],
        classes: &[u32],
        means: &[f64; 16],
        most: f64,
        out: &mut [f64],
    ) -> bool {
        let (means, mut large) = (sixteen(means), 0);
        steps!(relatives, classes; out => {
            let exact = _mm512_mul_pd(floats(relatives), pick(means, half(classes)));
            let bill = _mm512_min_pd(floor(_mm512_add_pd(exact, all(0.5))), all(most));
            large |= _mm512_cmp_pd_mask::<_CMP_GT_OQ>(bill, all(MOST_FEN));
            store(out, bill);
        });
        large != 0
    }

    /// [`crate::shares`].
    pub(crate) fn shares<const SHIFT: u32>(
        amounts: &[f64],
        words: &[u64],
        table: &[u32; SHARES],
        out: &mut [f64],
    ) {
        steps!(amounts, words; out => {
            let mut drawn = [0; 8];
            for (drawn, word) in drawn.iter_mut().zip(words) {
                *drawn = table[low(alone(word) >> SHIFT) & (SHARES - 1)];
            }
            // SAFETY: eight numbers
            let drawn = unsafe { _mm256_loadu_si256(drawn.as_ptr().cast::<__m256i>()) };
            store(out, share_of(floats(amounts), _mm512_cvtepi32_pd(drawn)));
        });
    }

    /// [`crate::share_by_class`].
    pub(crate) fn share_by_class(amounts: &[f64], classes: &[u32], shares: &[f64; 16], out: &mut [f64]) {
        let shares = sixteen(shares);
        steps!(amounts, classes; out => {
            store(out, share_of(floats(amounts), pick(shares, half(classes))));
        });
    }

    /// [`crate::pay_above`].
    pub(crate) fn pay_above(
        amounts: &[f64],
        classes: &[u32],
        deductibles: &[f64; 16],
        ratios: &[f64; 16],
        out: &mut [f64],
    ) {
        let (deductibles, ratios) = (sixteen(deductibles), sixteen(ratios));
        steps!(amounts, classes; out => {
            let class = half(classes);
            store(out, paid(floats(amounts), pick(deductibles, class), pick(ratios, class)));
        });
    }

    /// [`crate::pay_above_repeated`].
    pub(crate) fn pay_above_repeated(
        amounts: &[f64],
        (classes, repeats): (&[u32], &[u32]),
        deductibles: &[f64; 32],
        ratios: &[f64; 16],
        out: &mut [f64],
    ) {
        let (deductibles, _) = deductibles.as_chunks();
        let (once, again, ratios) = (sixteen(&deductibles[0]), sixteen(&deductibles[1]), sixteen(ratios));
        steps!(amounts, classes, repeats; out => {
            let repeat = half(repeats);
            let repeated = _mm512_test_epi64_mask(repeat, every(16));
            let deductible = _mm512_mask_blend_pd(repeated, pick(once, repeat), pick(again, repeat));
            store(out, paid(floats(amounts), deductible, pick(ratios, half(classes))));
        });
    }

    /// [`crate::sum`].
    pub(crate) fn sum(amounts: &[f64]) -> f64 {
        let mut sum = _mm512_setzero_pd();
        steps!(amounts; => sum = _mm512_add_pd(sum, floats(amounts)));
        _mm512_reduce_add_pd(sum)
    }

    /// [`crate::above`].
    pub(crate) fn above(a: &[f64], b: &[f64], steps: [f64; 3]) -> [u64; 3] {
        let mut n_above = [0; 3];
        steps!(a, b; => {
            let difference = _mm512_sub_pd(floats(a), floats(b));
            for (n, limit) in n_above.iter_mut().zip(steps) {
                let above = _mm512_cmp_pd_mask::<_CMP_GT_OQ>(difference, all(limit));
                *n += u64::from(above.count_ones());
            }
        });
        n_above
    }
}
