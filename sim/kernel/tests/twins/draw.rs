//! Amounts, bills, and where care takes place.

use huimin_kernel::{AMOUNT_BINS, MOST_FEN, above, amounts, bills, bills_at, classes, mix, stretch};

use crate::{LENGTHS, bits, class_of, octave, on_every_width, whole, words};

#[test]
fn amounts_come_from_the_bin_of_their_survival_probability_and_the_far_ones_are_told() {
    let bins: Vec<[f64; 2]> = (0..AMOUNT_BINS).map(|i| [1e6 / (i + 1) as f64, -3.0 * i as f64]).collect();
    let bins: Box<[[f64; 2]; AMOUNT_BINS]> = bins.into_boxed_slice().try_into().unwrap();
    on_every_width(|width| {
        for n in LENGTHS {
            let mut words = words(n, 3);
            if let Some(word) = words.get_mut(n / 2) {
                *word = u64::MAX - 5; // a survival probability of 2^-52
            }
            let mut found = vec![0.0; n];
            assert_eq!(amounts(&words, &bins, &mut found), n > 0, "{width:?}");
            for (&word, &found) in words.iter().zip(&found) {
                let v = 2.0 - f64::from_bits((word >> 12) | 0x3FF0_0000_0000_0001);
                if v < 1.0 / 65_536.0 {
                    assert!(found.is_nan());
                    continue;
                }
                let low = f64::from_bits(v.to_bits() >> 52 << 52); // the power of two below v
                let within = ((v / low - 1.0) * 64.0).floor() as usize;
                let bin = (octave(v) + 16) as usize * 64 + within;
                assert_eq!(found.to_bits(), (bins[bin][0] + bins[bin][1] * v).to_bits(), "{width:?}");
            }
        }
    });
}

/// A word beyond the bins in every place of a short column, and nobody else's amount is touched by it.
#[test]
fn a_far_word_is_found_wherever_it_stands() {
    let bins: Box<[[f64; 2]; AMOUNT_BINS]> = Box::new(std::array::from_fn(|i| [i as f64, 0.5]));
    on_every_width(|width| {
        for (n, far) in (0..=40).flat_map(|n| (0..n).map(move |far| (n, far))) {
            let mut words = words(n, 3);
            let mut near = vec![0.0; n];
            assert!(!amounts(&words, &bins, &mut near), "{width:?} {n}");
            words[far] = u64::MAX - (u64::MAX >> 16); // the first beyond: just below 2^-16
            let mut found = vec![0.0; n];
            assert!(amounts(&words, &bins, &mut found), "{width:?} {n} {far}");
            assert!(
                (0..n).all(|i| if i == far { found[i].is_nan() } else { found[i] == near[i] }),
                "{n} {far}"
            );
            words[far] -= 1 << 13; // the last within
            assert!(!amounts(&words, &bins, &mut found), "{width:?} {n} {far}");
            assert!(found[far] < 1.0, "the first bin");
        }
    });
}

#[test]
fn amounts_are_stretched_up_to_where_the_tail_begins() {
    on_every_width(|width| {
        for n in LENGTHS {
            let start = whole(n, 7);
            let mut found = start.clone();
            let far = stretch(&mut found, 1e-6, 0.9, 1_000.0);
            assert_eq!(far, start.iter().any(|x| x * 1e-6 > 1_000.0), "{width:?}");
            for (x, y) in start.iter().zip(&found) {
                let relative = x * 1e-6;
                assert!(if relative > 1_000.0 {
                    y.is_nan()
                } else {
                    y.to_bits() == (0.9 * relative).to_bits()
                });
            }
        }
    });
}

#[test]
fn a_word_chooses_level_and_place() {
    on_every_width(|width| {
        for (elsewhere, n) in [[0, 0], [1 << 28, 1 << 30]].into_iter().flat_map(|it| LENGTHS.map(|n| (it, n)))
        {
            let (words, levels) = (words(n, 1), [1 << 30, 3 << 30]);
            let mut found = vec![0; n];
            classes(&words, levels, elsewhere, &mut found);
            for (&word, &found) in words.iter().zip(&found) {
                let level = levels.iter().filter(|&&limit| (word >> 32) as u32 >= limit).count();
                let place = elsewhere.iter().filter(|&&limit| ((mix(word) >> 32) as u32) < limit).count();
                assert_eq!(found as usize, level + 3 * place, "{width:?}");
            }
        }
    });
}

#[test]
fn bills_are_whole_and_the_large_are_told() {
    let means: [f64; 16] = std::array::from_fn(|i| 1e5 * (i + 1) as f64);
    on_every_width(|width| {
        for n in LENGTHS {
            let relatives: Vec<f64> = words(n, 4).iter().map(|word| (word >> 44) as f64 / 65_536.0).collect();
            let classes = class_of(n, 8);
            let mut found = vec![0.0; n];
            let large = bills(&relatives, &classes, &means, 4e6, &mut found);
            let of = |(x, class): (&f64, &u32)| (x * means[*class as usize] + 0.5).floor().min(4e6);
            let expected: Vec<f64> = relatives.iter().zip(&classes).map(of).collect();
            assert_eq!(bits(&found), bits(&expected), "{width:?}");
            assert!(!large);
            assert_eq!(
                bills_at(&relatives, 1e9, 1e12, &mut found),
                relatives.iter().any(|x| x * 1e9 > MOST_FEN)
            );
            assert!(
                relatives.iter().zip(&found).all(|(x, y)| (x * 1e9 + 0.5).floor().to_bits() == y.to_bits())
            );
        }
    });
}

/// A bill that is large, or far in the tail, is told wherever it stands, and lanes where nobody stands never are.
#[test]
fn one_above_a_bound_is_told_wherever_he_stands() {
    let classes: Vec<u32> = (0..40).map(|i| i % 16).collect();
    on_every_width(|width| {
        let tell = |costs: &[f64]| {
            let (classes, out) = (&classes[..costs.len()], &mut vec![0.0; costs.len()]);
            let told = [
                bills(costs, classes, &[1.0; 16], f64::INFINITY, out),
                bills_at(costs, 1.0, f64::INFINITY, out),
                stretch(&mut costs.to_vec(), 1.0, 1.0, 100.0),
            ];
            (told, above(costs, &vec![0.0; costs.len()], [0.0, 99.0, 100.0]))
        };
        for n in 0..=40 {
            let all = n as u64;
            assert_eq!(tell(&vec![100.0; n]), ([false; 3], [all, all, 0]), "{width:?} {n}");
            for place in 0..n {
                let mut costs = vec![100.0; n];
                costs[place] = MOST_FEN + 1.0;
                assert_eq!(tell(&costs), ([true; 3], [all, all, 1]), "{width:?} {n} {place}");
            }
        }
    });
}
