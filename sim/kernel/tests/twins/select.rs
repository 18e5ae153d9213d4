//! Who is above a limit.

use huimin_kernel::{MOST_FEN, SPARE, beyond, up_to};

use crate::{LENGTHS, on_every_width, whole};

#[test]
fn the_places_beyond_a_limit_stand_in_order() {
    on_every_width(|width| {
        for n in LENGTHS {
            let costs = whole(n, 31);
            for limit in [-1.0, 0.0, 1e6, 9e7, MOST_FEN] {
                let mut places = vec![u32::MAX; n + SPARE];
                let found = beyond(&costs, limit, &mut places);
                let expected: Vec<u32> =
                    (0_u32..).zip(&costs).filter(|&(_, &cost)| cost > limit).map(|(i, _)| i).collect();
                assert_eq!(places[..found], expected, "{width:?} {n} {limit}");
            }
        }
    });
}

#[test]
fn the_places_of_words_up_to_a_limit_stand_in_order() {
    let words: Vec<u64> = (0..300_u64).map(|i| i.wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect();
    on_every_width(|width| {
        for n in LENGTHS {
            for limit in [0, words[7], u64::MAX / 3, (1 << 63) - 1, 1 << 63, u64::MAX] {
                let words = &words[..n];
                let mut places = vec![0; n + SPARE];
                let found = up_to(words, limit, &mut places);
                let among: Vec<u32> =
                    (0_u32..).zip(words).filter(|&(_, &word)| word <= limit).map(|(i, _)| i).collect();
                assert_eq!(places[..found], among, "{width:?}: {n} up to {limit}");
            }
        }
    });
}
