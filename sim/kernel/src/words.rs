//! Words: eight xoshiro256++ generators side by side (Blackman, Vigna 2021).
#![expect(clippy::many_single_char_names, reason = "the symbols of the paper")]
#![expect(clippy::cast_ptr_alignment, reason = "the instructions that load and store need no alignment")]
#![expect(unsafe_code, reason = "compilers do not find the vectors in a loop over eight generators")]

use crate::width::{Width, kernel, width};

/// Generators side by side; a group is one word of each.
pub const LANES: usize = 8;

/// The state of the eight generators: four words of each.
pub type WordState = [[u64; LANES]; 4];

/// How far the words of neighbouring generators lie apart before they are mixed: 2^64 divided by the golden ratio.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// Another word that depends on every bit of this one (Stafford's mix 13).
#[inline(always)]
#[expect(clippy::inline_always, reason = "part of a loop over lanes")]
fn mix(word: u64) -> u64 {
    let word = (word ^ word >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ word >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ word >> 31
}

kernel! {
    /// The generators' state by `SplitMix64` from a key, a word of it at a time: generator i takes the i-th output.
    pub fn seed(key: &[u64; 4], state: &mut WordState) {
        for (row, &word) in state.iter_mut().zip(key) {
            for (lane, s) in (1_u64..).zip(row) {
                *s = mix(word.wrapping_add(STEP.wrapping_mul(lane)));
            }
        }
    }
}

kernel! {
    /// The first word of each generator of a key, without the state behind it.
    fn first(key: &[u64; 4], out: &mut [u64; LANES]) {
        for (lane, out) in (1_u64..).zip(out) {
            let [a, d] = [key[0], key[3]].map(|word| mix(word.wrapping_add(STEP.wrapping_mul(lane))));
            *out = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        }
    }
}

/// The first groups of words of a key.
pub fn words(key: &[u64; 4], groups: &mut [[u64; LANES]]) {
    match groups {
        [] => {}
        [one] => first(key, one),
        _ => {
            let mut state = [[0; LANES]; 4];
            seed(key, &mut state);
            fill(&mut state, groups);
        }
    }
}

/// Steps all generators once a group: word n is step n / 8 of generator n mod 8.
pub fn fill(state: &mut WordState, words: &mut [[u64; LANES]]) {
    #[cfg(target_arch = "x86_64")]
    match width() {
        // SAFETY: `width` is never wider than what the processor was found to have
        Width::Avx512 => return unsafe { x86::fill_avx512(state, words) },
        // SAFETY: as above
        Width::Avx2 => return unsafe { x86::fill_avx2(state, words) },
        Width::Sse41 | Width::Least => {}
    }
    for out in words {
        step(state, out);
    }
}

/// One step of all generators: the scalar twin.
fn step([a, b, c, d]: &mut WordState, out: &mut [u64; LANES]) {
    for i in 0..LANES {
        out[i] = a[i].wrapping_add(d[i]).rotate_left(23).wrapping_add(a[i]);
        let t = b[i] << 17;
        c[i] ^= a[i];
        d[i] ^= b[i];
        b[i] ^= c[i];
        a[i] ^= d[i];
        c[i] ^= t;
        d[i] = d[i].rotate_left(45);
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m256i, __m512i, _mm256_add_epi64, _mm256_loadu_si256, _mm256_or_si256, _mm256_slli_epi64,
        _mm256_srli_epi64, _mm256_storeu_si256, _mm256_xor_si256, _mm512_add_epi64, _mm512_loadu_si512,
        _mm512_rol_epi64, _mm512_slli_epi64, _mm512_storeu_si512, _mm512_ternarylogic_epi64,
        _mm512_xor_si512,
    };

    use super::{LANES, WordState};

    /// [`super::step`] four generators at a time.
    #[target_feature(enable = "avx2")]
    pub(super) fn fill_avx2(state: &mut WordState, words: &mut [[u64; LANES]]) {
        // SAFETY: a row of a state or a group of words is eight words long, two halves of four
        let load = |row: &[u64; LANES], half: usize| unsafe {
            _mm256_loadu_si256(row.as_ptr().add(4 * half).cast::<__m256i>())
        };
        let store = |row: &mut [u64; LANES], half: usize, value: __m256i| {
            // SAFETY: as above
            unsafe { _mm256_storeu_si256(row.as_mut_ptr().add(4 * half).cast::<__m256i>(), value) }
        };
        let mut rows = [[load(&state[0], 0); 2]; 4];
        for (row, of) in rows.iter_mut().zip(&*state) {
            *row = [load(of, 0), load(of, 1)];
        }
        let [mut a, mut b, mut c, mut d] = rows;
        for out in words {
            for h in 0..2 {
                let sum = _mm256_add_epi64(a[h], d[h]);
                let turned = _mm256_or_si256(_mm256_slli_epi64::<23>(sum), _mm256_srli_epi64::<41>(sum));
                store(out, h, _mm256_add_epi64(turned, a[h]));
                let t = _mm256_slli_epi64::<17>(b[h]);
                c[h] = _mm256_xor_si256(c[h], a[h]);
                d[h] = _mm256_xor_si256(d[h], b[h]);
                b[h] = _mm256_xor_si256(b[h], c[h]);
                a[h] = _mm256_xor_si256(a[h], d[h]);
                c[h] = _mm256_xor_si256(c[h], t);
                d[h] = _mm256_or_si256(_mm256_slli_epi64::<45>(d[h]), _mm256_srli_epi64::<19>(d[h]));
            }
        }
        for (row, of) in [a, b, c, d].into_iter().zip(state) {
            store(of, 0, row[0]);
            store(of, 1, row[1]);
        }
    }

    /// [`super::step`] all eight generators at a time.
    #[target_feature(enable = "avx512f")]
    pub(super) fn fill_avx512(state: &mut WordState, words: &mut [[u64; LANES]]) {
        // SAFETY: a row of a state is eight words long
        let load = |row: &[u64; LANES]| unsafe { _mm512_loadu_si512(row.as_ptr().cast::<__m512i>()) };
        let store = |row: &mut [u64; LANES], value: __m512i| {
            // SAFETY: as above, and so is a group of words
            unsafe { _mm512_storeu_si512(row.as_mut_ptr().cast::<__m512i>(), value) }
        };
        let xor = |a, b, c| _mm512_ternarylogic_epi64::<0x96>(a, b, c);
        let [mut a, mut b, mut c, mut d] =
            [load(&state[0]), load(&state[1]), load(&state[2]), load(&state[3])];
        for out in words {
            store(out, _mm512_add_epi64(_mm512_rol_epi64::<23>(_mm512_add_epi64(a, d)), a));
            // what follows from one step's words alone, three of them at a time
            let t = _mm512_slli_epi64::<17>(b);
            let (of_a, of_b) = (xor(a, b, d), xor(a, b, c));
            (c, d) = (xor(a, c, t), _mm512_rol_epi64::<45>(_mm512_xor_si512(b, d)));
            (a, b) = (of_a, of_b);
        }
        for (row, of) in [a, b, c, d].into_iter().zip(state) {
            store(of, row);
        }
    }
}

kernel! {
    /// How many words are below a limit.
    pub fn count_below(words: &[u64], limit: u64) -> u64 {
        words.iter().map(|&word| u64::from(word < limit)).sum()
    }
}
