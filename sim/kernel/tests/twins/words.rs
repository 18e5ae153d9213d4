//! Words, their keys and seeds.

use huimin_kernel::{count_below, fill, key, keys, seed};

use crate::{LENGTHS, on_every_width, words};

#[test]
fn words_step_as_the_authors_print_xoshiro() {
    on_every_width(|width| {
        for groups in [0, 1, 2, 33] {
            let start = words(32, 5);
            let mut state: [[u64; 8]; 4] = std::array::from_fn(|r| std::array::from_fn(|i| start[8 * r + i]));
            let mut lanes: Vec<[u64; 4]> = (0..8).map(|i| std::array::from_fn(|r| state[r][i])).collect();
            let mut found = vec![[0; 8]; groups];
            fill(&mut state, &mut found);
            for group in found {
                for (s, word) in lanes.iter_mut().zip(group) {
                    assert_eq!(word, s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]), "{width:?}");
                    let t = s[1] << 17;
                    s[2] ^= s[0];
                    s[3] ^= s[1];
                    s[1] ^= s[2];
                    s[0] ^= s[3];
                    s[2] ^= t;
                    s[3] = s[3].rotate_left(45);
                }
            }
            assert!(
                lanes.iter().enumerate().all(|(i, s)| (0..4).all(|r| state[r][i] == s[r])),
                "the state too"
            );
        }
    });
}

#[test]
fn words_below_a_limit_are_counted() {
    on_every_width(|width| {
        for n in LENGTHS {
            let words = words(n, 9);
            for limit in [0, 1, 1 << 62, 1 << 63, u64::MAX] {
                let expected = words.iter().filter(|&&word| word < limit).count() as u64;
                assert_eq!(count_below(&words, limit), expected, "{width:?} {n} {limit}");
            }
        }
    });
}

#[test]
fn the_first_groups_of_a_key_are_those_of_its_seeded_generators() {
    on_every_width(|width| {
        for key in [[0; 4], [1, 2, 3, 4], [u64::MAX, 0, 1 << 63, 7]] {
            let (mut state, mut expected) = ([[0; 8]; 4], [[0; 8]; 5]);
            seed(&key, &mut state);
            fill(&mut state, &mut expected);
            for n in 0..=expected.len() {
                let mut found = vec![[0; 8]; n];
                huimin_kernel::words(&key, &mut found);
                assert_eq!(found[..], expected[..n], "{width:?}");
            }
        }
    });
}

#[test]
fn keys_of_neighbours_are_those_of_one_word_after_another() {
    on_every_width(|width| {
        for (at, step) in [([3, 5, 7, 11], 1), ([u64::MAX, 0, 1, u64::MAX - 3], 1), ([1, 2, 3, 4], 1 << 32)] {
            let mut found = [[0; 8]; 4];
            keys(&at, step, &mut found);
            for lane in 0..8 {
                let [a, b, c, d] = at;
                let expected = key([a, b, c, d.wrapping_add(step.wrapping_mul(lane))]);
                assert_eq!(found.map(|words| words[lane as usize]), expected, "{width:?} {lane}");
            }
        }
    });
}

#[test]
fn generators_are_seeded_by_the_outputs_of_splitmix64() {
    // Steele, Lea, Flood 2014, as its reference implementation prints it: the first outputs of seed 0
    let first = [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F, 0xF88B_B8A8_724C_81EC];
    on_every_width(|width| {
        let mut state = [[0; 8]; 4];
        seed(&[0, 1, 2, 3], &mut state);
        assert_eq!(state[0][..4], first, "{width:?}");
        for (row, key) in state.iter().zip(0_u64..) {
            for (i, &s) in (1_u64..).zip(row) {
                let z = key.wrapping_add(i.wrapping_mul(0x9E37_79B9_7F4A_7C15));
                let z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                let z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
                assert_eq!(s, z ^ z >> 31, "{width:?}");
            }
        }
    });
}
