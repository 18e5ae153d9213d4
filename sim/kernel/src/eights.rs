//! Kernels on AVX-512, eight persons a step, and the last few as four, two and one: a processor hands on fast what
//! one kernel stored and the next loads as it was stored, and slowly what was stored by a mask or lane by lane.
//!
//! Sixteen numbers by class stay in two registers, and from larger tables numbers are taken one by one; compilers
//! make gathers of both, which are slower. Each function is that kernel of the same name, the twin of its plain
//! loop.
#![expect(unsafe_code, reason = "loads and stores of vectors")]
#![expect(clippy::cast_ptr_alignment, reason = "the instructions that load and store need no alignment")]

use std::arch::x86_64::{
    __m128i, __m256i, __m512d, __m512i, __mmask8, _CMP_GT_OQ, _CMP_LE_OQ, _MM_FROUND_NO_EXC,
    _MM_FROUND_TO_NEG_INF, _mm_cvtsi32_si128, _mm_cvtsi128_si32, _mm_cvtsi128_si64, _mm_extract_epi64,
    _mm_load_sd, _mm_loadl_epi64, _mm_loadu_pd, _mm_loadu_si128, _mm_store_sd, _mm_storel_epi64,
    _mm_storeu_pd, _mm_storeu_si128, _mm256_castsi256_si128, _mm256_loadu_pd, _mm256_loadu_si256,
    _mm256_storeu_pd, _mm256_storeu_si256, _mm256_zextsi128_si256, _mm512_add_pd, _mm512_and_si512,
    _mm512_castpd_si512, _mm512_castpd512_pd128, _mm512_castpd512_pd256, _mm512_castsi512_pd,
    _mm512_cmp_pd_mask, _mm512_cmpge_epu64_mask, _mm512_cmplt_epu64_mask, _mm512_cvtepi32_pd,
    _mm512_cvtepi64_epi16, _mm512_cvtepi64_epi32, _mm512_cvtepu32_epi64, _mm512_loadu_pd, _mm512_loadu_si512,
    _mm512_mask_add_epi64, _mm512_mask_blend_pd, _mm512_mask_broadcast_f64x2, _mm512_max_pd, _mm512_min_pd,
    _mm512_mul_pd, _mm512_mullo_epi64, _mm512_or_si512, _mm512_permutex2var_pd, _mm512_reduce_add_pd,
    _mm512_reduce_min_pd, _mm512_roundscale_pd, _mm512_set1_epi64, _mm512_set1_pd, _mm512_setzero_pd,
    _mm512_setzero_si512, _mm512_srli_epi64, _mm512_storeu_pd, _mm512_sub_epi64, _mm512_sub_pd,
    _mm512_test_epi64_mask, _mm512_unpackhi_pd, _mm512_unpacklo_pd, _mm512_xor_si512, _mm512_zextpd128_pd512,
    _mm512_zextpd256_pd512, _mm512_zextsi128_si512, _mm512_zextsi256_si512,
};

use crate::draw::{AMOUNT_BINS, FIRST};
use crate::share::{MOST_FEN, SHARES, TWO_TO_52, alone, low};

/// Does the same for all who are in every column that is named, step by step, where the columns are arrays of as
/// many as the step takes. They are read; the one behind them may be written.
macro_rules! steps {
    ($($of:ident),*; $($to:ident)? => $body:expr) => {
        let n = [$($of.len(),)* $($to.len())?].into_iter().fold(usize::MAX, usize::min);
        let mut at = 0;
        while at < n & !7 {
            steps!(@ 8 at; $($of),*; $($to)? => $body);
            at += 8;
        }
        if n & 4 != 0 {
            steps!(@ 4 at; $($of),*; $($to)? => $body);
            at += 4;
        }
        if n & 2 != 0 {
            steps!(@ 2 at; $($of),*; $($to)? => $body);
            at += 2;
        }
        if n & 1 != 0 {
            steps!(@ 1 at; $($of),*; $($to)? => $body);
        }
    };
    (@ $n:literal $at:ident; $($of:ident),*; $($to:ident)? => $body:expr) => {{
        // SAFETY: so many are left of each
        $( let $of = unsafe { &*$of.as_ptr().add($at).cast::<[_; $n]>() }; )*
        // SAFETY: as above
        $( let $to = unsafe { &mut *$to.as_mut_ptr().add($at).cast::<[_; $n]>() }; )?
        $body;
    }};
}

/// Compiles functions for what [`crate::Width::Avx512`] has.
macro_rules! avx512 {
    ($($item:item)*) => { $(#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl,popcnt")] $item)* };
}

avx512! {
    #[inline]
    fn floats<const N: usize>(column: &[f64; N]) -> __m512d {
        let from = column.as_ptr();
        // SAFETY: so many are there
        unsafe {
            match N {
                8 => _mm512_loadu_pd(from),
                4 => _mm512_zextpd256_pd512(_mm256_loadu_pd(from)),
                2 => _mm512_zextpd128_pd512(_mm_loadu_pd(from)),
                _ => _mm512_zextpd128_pd512(_mm_load_sd(from)),
            }
        }
    }

    #[inline]
    fn whole<const N: usize>(column: &[u64; N]) -> __m512i {
        let from = column.as_ptr();
        // SAFETY: so many are there
        unsafe {
            match N {
                8 => _mm512_loadu_si512(from.cast::<__m512i>()),
                4 => _mm512_zextsi256_si512(_mm256_loadu_si256(from.cast::<__m256i>())),
                2 => _mm512_zextsi128_si512(_mm_loadu_si128(from.cast::<__m128i>())),
                _ => _mm512_zextsi128_si512(_mm_loadl_epi64(from.cast::<__m128i>())),
            }
        }
    }

    /// As numbers of 64 bits.
    #[inline]
    fn half<const N: usize>(column: &[u32; N]) -> __m512i {
        let from = column.as_ptr();
        // SAFETY: so many are there
        let column = unsafe {
            match N {
                8 => _mm256_loadu_si256(from.cast::<__m256i>()),
                4 => _mm256_zextsi128_si256(_mm_loadu_si128(from.cast::<__m128i>())),
                2 => _mm256_zextsi128_si256(_mm_loadl_epi64(from.cast::<__m128i>())),
                _ => _mm256_zextsi128_si256(_mm_cvtsi32_si128((*from).cast_signed())),
            }
        };
        _mm512_cvtepu32_epi64(column)
    }

    #[inline]
    fn store<const N: usize>(column: &mut [f64; N], value: __m512d) {
        let to = column.as_mut_ptr();
        // SAFETY: there is room for so many
        unsafe {
            match N {
                8 => _mm512_storeu_pd(to, value),
                4 => _mm256_storeu_pd(to, _mm512_castpd512_pd256(value)),
                2 => _mm_storeu_pd(to, _mm512_castpd512_pd128(value)),
                _ => _mm_store_sd(to, _mm512_castpd512_pd128(value)),
            }
        }
    }

    #[inline]
    fn store_half<const N: usize>(column: &mut [u32; N], value: __m512i) {
        let to = column.as_mut_ptr();
        let value = _mm512_cvtepi64_epi32(value);
        let low = _mm256_castsi256_si128(value);
        // SAFETY: there is room for so many
        unsafe {
            match N {
                8 => _mm256_storeu_si256(to.cast::<__m256i>(), value),
                4 => _mm_storeu_si128(to.cast::<__m128i>(), low),
                2 => _mm_storel_epi64(to.cast::<__m128i>(), low),
                _ => *to = _mm_cvtsi128_si32(low).cast_unsigned(),
            }
        }
    }

    /// Those of a mask who are in the column: the lanes behind them are zero, and not persons.
    #[inline]
    fn there<const N: usize>(_: &[f64; N], mask: __mmask8) -> u32 {
        u32::from(mask) & ((1 << N) - 1)
    }

    #[inline]
    fn above<const N: usize>(of: &[f64; N], a: __m512d, b: __m512d) -> u32 {
        there(of, _mm512_cmp_pd_mask::<_CMP_GT_OQ>(a, b))
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
        let words = [_mm_cvtsi128_si64(places), _mm_extract_epi64::<1>(places)];
        let mut apart = [0; 8];
        for (i, place) in apart.iter_mut().enumerate() {
            *place = low(words[i / 4].cast_unsigned() >> (16 * (i % 4))) & 0xFFFF;
        }
        apart
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
    fn lines<const N: usize>(
        _: &[u64; N],
        sixteenths: __m512i,
        bins: &[[f64; 2]; AMOUNT_BINS],
    ) -> [__m512d; 2] {
        // the first bytes, as there are sixteen to a bin
        let first = one_by_one(_mm512_and_si512(sixteenths, every(16 * (AMOUNT_BINS as u64 - 1))));
        // SAFETY: all first bytes of a bin are below `16 * AMOUNT_BINS`
        let pair = |i: usize| unsafe { _mm_loadu_pd(bins.as_ptr().byte_add(first[i]).cast::<f64>()) };
        let every_other = |i: usize| {
            let mut lines = _mm512_setzero_pd();
            if i < N {
                lines = _mm512_zextpd128_pd512(pair(i));
            }
            if i + 2 < N {
                lines = _mm512_mask_broadcast_f64x2(lines, 0b1100, pair(i + 2));
            }
            if i + 4 < N {
                lines = _mm512_mask_broadcast_f64x2(lines, 0b11_0000, pair(i + 4));
            }
            if i + 6 < N {
                lines = _mm512_mask_broadcast_f64x2(lines, 0b1100_0000, pair(i + 6));
            }
            lines
        };
        let (even, odd) = (every_other(0), every_other(1));
        [_mm512_unpacklo_pd(even, odd), _mm512_unpackhi_pd(even, odd)]
    }

    /// What a table holds at some places.
    #[inline]
    fn taken<const N: usize>(_: &[u64; N], from: impl Fn(usize) -> u32) -> __m512d {
        let mut taken = [0; 8];
        for (i, number) in taken.iter_mut().enumerate().take(N) {
            *number = from(i).cast_signed();
        }
        // SAFETY: eight numbers
        _mm512_cvtepi32_pd(unsafe { _mm256_loadu_si256(taken.as_ptr().cast::<__m256i>()) })
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
            let [intercept, slope] = lines(words, bin, bins);
            store(out, _mm512_add_pd(intercept, _mm512_mul_pd(slope, v)));
        });
        _mm512_reduce_min_pd(least)
    }

    /// [`crate::stretch`].
    pub(crate) fn stretch(amounts: &mut [f64], unit: f64, scale: f64, above: f64) -> bool {
        let mut far = 0;
        steps!(; amounts => {
            let relative = _mm512_mul_pd(floats(amounts), all(unit));
            let within = _mm512_cmp_pd_mask::<_CMP_LE_OQ>(relative, all(above));
            far |= there(amounts, !within);
            let stretched = _mm512_mul_pd(all(scale), relative);
            store(amounts, _mm512_mask_blend_pd(within, all(f64::NAN), stretched));
        });
        far != 0
    }

    /// [`crate::classes`].
    pub(crate) fn classes(words: &[u64], levels: [u32; 2], elsewhere: [u32; 2], out: &mut [u32]) {
        let somewhere = elsewhere != [0, 0];
        let every_of = |limits: [u32; 2]| limits.map(|limit| every(u64::from(limit)));
        let (levels, elsewhere) = (every_of(levels), every_of(elsewhere));
        steps!(words; out => {
            let word = whole(words);
            let upper = _mm512_srli_epi64::<32>(word);
            let mut class = _mm512_setzero_si512();
            for level in levels {
                class = _mm512_mask_add_epi64(class, _mm512_cmpge_epu64_mask(upper, level), class, every(1));
            }
            if somewhere {
                let mixed = _mm512_xor_si512(word, _mm512_srli_epi64::<30>(word));
                let mixed = _mm512_mullo_epi64(mixed, every(0xBF58_476D_1CE4_E5B9));
                let mixed = _mm512_xor_si512(mixed, _mm512_srli_epi64::<27>(mixed));
                let mixed = _mm512_mullo_epi64(mixed, every(0x94D0_49BB_1331_11EB));
                let mixed = _mm512_xor_si512(mixed, _mm512_srli_epi64::<31>(mixed));
                let mixed = _mm512_srli_epi64::<32>(mixed);
                for limit in elsewhere {
                    let below = _mm512_cmplt_epu64_mask(mixed, limit);
                    class = _mm512_mask_add_epi64(class, below, class, every(3));
                }
            }
            store_half(out, class);
        });
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
            large |= above(out, bill, all(MOST_FEN));
            store(out, bill);
        });
        large != 0
    }

    /// [`crate::bills_at`].
    pub(crate) fn bills_at(relatives: &[f64], mean: f64, most: f64, out: &mut [f64]) -> bool {
        let mut large = 0;
        steps!(relatives; out => {
            let exact = _mm512_mul_pd(floats(relatives), all(mean));
            let bill = _mm512_min_pd(floor(_mm512_add_pd(exact, all(0.5))), all(most));
            large |= above(out, bill, all(MOST_FEN));
            store(out, bill);
        });
        large != 0
    }

    /// [`crate::fixed_share`].
    pub(crate) fn fixed_share(amounts: &[f64], millionths: f64, out: &mut [f64]) {
        steps!(amounts; out => {
            store(out, share_of(floats(amounts), all(millionths)));
        });
    }

    /// [`crate::shares`].
    pub(crate) fn shares<const SHIFT: u32>(
        amounts: &[f64],
        words: &[u64],
        table: &[u32; SHARES],
        out: &mut [f64],
    ) {
        steps!(amounts, words; out => {
            let drawn = taken(words, |i| table[low(alone(&words[i]) >> SHIFT) & (SHARES - 1)]);
            store(out, share_of(floats(amounts), drawn));
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
        rooms: &[f64],
        out: &mut [f64],
    ) -> bool {
        let (deductibles, ratios, mut capped) = (sixteen(deductibles), sixteen(ratios), 0);
        steps!(amounts, classes, rooms; out => {
            let class = half(classes);
            let paid = paid(floats(amounts), pick(deductibles, class), pick(ratios, class));
            capped |= above(out, paid, floats(rooms));
            store(out, paid);
        });
        capped != 0
    }

    /// [`crate::pay_above_at`].
    pub(crate) fn pay_above_at(
        amounts: &[f64],
        deductible: f64,
        ratio: f64,
        room: f64,
        out: &mut [f64],
    ) -> bool {
        let mut capped = 0;
        steps!(amounts; out => {
            let paid = paid(floats(amounts), all(deductible), all(ratio));
            capped |= above(out, paid, all(room));
            store(out, paid);
        });
        capped != 0
    }

    /// [`crate::pay_above_repeated`].
    pub(crate) fn pay_above_repeated(
        amounts: &[f64],
        (classes, repeats): (&[u32], &[u32]),
        deductibles: &[f64; 32],
        ratios: &[f64; 16],
        rooms: &[f64],
        out: &mut [f64],
    ) -> bool {
        let (deductibles, _) = deductibles.as_chunks();
        let (once, again) = (sixteen(&deductibles[0]), sixteen(&deductibles[1]));
        let (ratios, mut capped) = (sixteen(ratios), 0);
        steps!(amounts, classes, repeats, rooms; out => {
            let repeat = half(repeats);
            let repeated = _mm512_test_epi64_mask(repeat, every(16));
            let deductible = _mm512_mask_blend_pd(repeated, pick(once, repeat), pick(again, repeat));
            let paid = paid(floats(amounts), deductible, pick(ratios, half(classes)));
            capped |= above(out, paid, floats(rooms));
            store(out, paid);
        });
        capped != 0
    }

    /// [`crate::subtract`].
    pub(crate) fn subtract(a: &[f64], b: &[f64], out: &mut [f64]) {
        steps!(a, b; out => {
            store(out, _mm512_sub_pd(floats(a), floats(b)));
        });
    }

    /// [`crate::take`].
    pub(crate) fn take(from: &mut [f64], amounts: &[f64]) {
        steps!(amounts; from => {
            store(from, _mm512_sub_pd(floats(from), floats(amounts)));
        });
    }

    /// [`crate::add`].
    pub(crate) fn add(to: &mut [f64], amounts: &[f64]) {
        steps!(amounts; to => {
            store(to, _mm512_add_pd(floats(to), floats(amounts)));
        });
    }

    /// [`crate::exceeding`].
    pub(crate) fn exceeding(most: &mut [f64], a: &[f64], b: &[f64]) {
        steps!(a, b; most => {
            let difference = _mm512_sub_pd(floats(a), floats(b));
            store(most, _mm512_max_pd(floats(most), difference));
        });
    }

    /// [`crate::sum`].
    pub(crate) fn sum(amounts: &[f64]) -> f64 {
        let mut sum = _mm512_setzero_pd();
        steps!(amounts; => sum = _mm512_add_pd(sum, floats(amounts)));
        _mm512_reduce_add_pd(sum)
    }

    /// [`crate::above`].
    pub(crate) fn above_steps(a: &[f64], b: &[f64], steps: [f64; 3]) -> [u64; 3] {
        let mut n_above = [0; 3];
        steps!(a, b; => {
            let difference = _mm512_sub_pd(floats(a), floats(b));
            for (n, limit) in n_above.iter_mut().zip(steps) {
                *n += u64::from(above(a, difference, all(limit)).count_ones());
            }
        });
        n_above
    }
}
