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

/// Another word that depends on every bit of this one, each of which flips about half of its bits: the finaliser of
/// `SplitMix64` (Steele, Lea, Flood 2014, Stafford's variant 13). One-to-one.
#[inline(always)]
#[expect(clippy::inline_always, reason = "part of a loop over lanes")]
pub const fn mix(word: u64) -> u64 {
    let word = (word ^ word >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ word >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ word >> 31
}

/// The first 512 bits of the fraction of pi: numbers with nothing up their sleeve.
pub const PI_WORDS: [[u64; 4]; 2] = [
    [0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7344, 0xA409_3822_299F_31D0, 0x082E_FA98_EC4E_6C89],
    [0x4528_21E6_38D0_1377, 0xBE54_66CF_34E9_0C6C, 0xC0AC_29B7_C97C_50DD, 0x3F84_D5B5_B547_0917],
];

/// The key of four words: two sweeps of `w[i] += mix(w[i-1])`. Each step can be undone, so the whole is one-to-one;
/// after two sweeps each bit has reached every word of the key.
#[inline(always)]
#[expect(clippy::inline_always, reason = "part of a loop over lanes")]
pub const fn key(mut w: [u64; 4]) -> [u64; 4] {
    let mut sweep = 0;
    while sweep < 2 {
        // the constants part the steps: no two of them are the same function
        w[0] = w[0].wrapping_add(mix(w[3] ^ PI_WORDS[sweep][0]));
        w[1] = w[1].wrapping_add(mix(w[0] ^ PI_WORDS[sweep][1]));
        w[2] = w[2].wrapping_add(mix(w[1] ^ PI_WORDS[sweep][2]));
        w[3] = w[3].wrapping_add(mix(w[2] ^ PI_WORDS[sweep][3]));
        sweep += 1;
    }
    w
}

kernel! {
    /// The [`key`]s of words whose fourth grows by a step from lane to lane, a word of all of them at a time.
    pub fn keys(words: &[u64; 4], step: u64, out: &mut [[u64; LANES]; 4]) {
        let [a, b, c, d] = *words;
        let (mut w, mut lane) = ([[a; LANES], [b; LANES], [c; LANES], [d; LANES]], 0);
        for d in &mut w[3] {
            *d = d.wrapping_add(step.wrapping_mul(lane));
            lane += 1;
        }
        for constants in &PI_WORDS {
            for i in 0..4 {
                let before = w[(i + 3) % 4];
                for (word, before) in w[i].iter_mut().zip(before) {
                    *word = word.wrapping_add(mix(before ^ constants[i]));
                }
            }
        }
        *out = w;
    }
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
