//! Every kernel beside the obvious loop over one person at a time, on every width that the machine has: the
//! same bits.
#![expect(clippy::float_cmp, reason = "whole by construction, or the same operations")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small or whole by construction"
)]

use huimin_kernel::{
    AMOUNT_BINS, CostStretch, MOST_FEN, PlainBills, PlainParts, PlainSums, SHARES, SPARE, Width, above, add,
    amounts, band_shares, beyond, bills, bills_at, classes, count_below, count_share, exceeding, fill,
    fixed_share, fold, key, keys, largest, limit, mark, mix, pay_above, pay_above_at, pay_above_repeated,
    pay_stretches, plain_bills, plain_parts, positive, repeats, seed, share_by_class, shares, stretch,
    subtract, sum, take, up_to, widest, with_width,
};

/// All lengths up to five of the widest vectors, and a stretch of patients.
const LENGTHS: [usize; 43] = {
    let mut lengths = [256; 43];
    let mut n = 0;
    while n < 42 {
        lengths[n] = if n < 41 { n } else { 64 };
        n += 1;
    }
    lengths
};

/// Words enough for every test: xorshift (Marsaglia 2003).
fn words(n: usize, seed: u64) -> Vec<u64> {
    let mut x = seed | 1;
    let mut next = || {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        x
    };
    (0..20 + n).map(|_| next()).skip(20).collect()
}

/// Whole amounts, most of them like bills, some nothing, some at the bound.
fn whole(n: usize, seed: u64) -> Vec<f64> {
    let of = |word: u64| match word % 16 {
        0 => 0.0,
        1 => MOST_FEN,
        2 => (word >> 33) as f64 % 100.0,
        _ => (word >> 40) as f64 * 13.0,
    };
    words(n, seed).into_iter().map(of).collect()
}

fn class_of(n: usize, seed: u64) -> Vec<u32> {
    words(n, seed).into_iter().map(|word| (word % 16) as u32).collect()
}

/// Runs a test on every width, one after another: the width is the whole program's.
fn on_every_width(test: impl Fn(Width)) {
    static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock();
    for width in Width::ALL.into_iter().filter(|&width| width <= widest()) {
        assert_eq!(with_width(width), width);
        test(width);
    }
    with_width(Width::Avx512);
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// `floor((amount * millionths + 500,000) / 1,000,000)` on integers.
fn half_up(amount: f64, millionths: f64) -> f64 {
    ((amount as i128 * millionths as i128 + 500_000) / 1_000_000) as f64
}

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

/// The exponent of two at or below a positive number.
fn octave(x: f64) -> i32 {
    (x.to_bits() >> 52) as i32 - 1023
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

#[test]
fn shares_are_those_of_whole_numbers_half_up() {
    let table: Vec<u32> = (0..8 * SHARES).map(|i| u32::try_from(i * 30).unwrap()).collect();
    let one: &[u32; SHARES] = table[..SHARES].try_into().unwrap();
    let bands: &[u32; 8 * SHARES] = table.as_slice().try_into().unwrap();
    on_every_width(|width| {
        for n in LENGTHS {
            let (bills, words) = (whole(n, 2), words(n, 6));
            let relatives: Vec<f64> = words.iter().map(|word| (word >> 50) as f64 / 1_000.0 + 1e-9).collect();
            let mut found = vec![0.0; n];
            for millionths in [0.0, 1.0, 55_000.0, 333_333.0, 999_999.0, 1e6] {
                fixed_share(&bills, millionths, &mut found);
                assert!(bills.iter().zip(&found).all(|(&x, &y)| y == half_up(x, millionths)), "{width:?}");
            }
            shares::<20>(&bills, &words, one, &mut found);
            for i in 0..n {
                let drawn = one[(words[i] >> 20) as usize % SHARES];
                assert!(found[i] == half_up(bills[i], f64::from(drawn)), "{width:?}");
            }
            band_shares(&bills, &relatives, &words, bands, 1.5, &mut found);
            for i in 0..n {
                let band = (octave(relatives[i]) + 4).clamp(0, 7) as usize;
                let drawn = f64::from(bands[band * SHARES + (words[i] as u16 >> 4) as usize]);
                let millionths = (drawn * 1.5 + 0.5).min(1e6).floor();
                assert!(found[i] == half_up(bills[i], millionths), "{width:?}");
            }
            let classes = class_of(n, 5);
            let by_class: [f64; 16] = std::array::from_fn(|i| 60_001.0 * i as f64);
            share_by_class(&bills, &classes, &by_class, &mut found);
            assert!(
                (0..n).all(|i| found[i] == half_up(bills[i], by_class[classes[i] as usize])),
                "{width:?}"
            );
        }
    });
}

/// Ties and their neighbours are where a rounding goes wrong: ratios in points on amounts up to the bound.
#[test]
fn a_tie_goes_up_and_a_hair_less_goes_down() {
    let mut worst: Vec<(f64, f64)> = Vec::new();
    for millionths in [500_000.0, 50_000.0, 10_000.0, 5_000.0, 500.0, 50.0, 999_999.0, 123_457.0] {
        for base in [0.0, 1e3, 1e6, 1e8, MOST_FEN - 400.0] {
            worst.extend((0..400).map(|i| (base + f64::from(i), millionths)));
        }
    }
    on_every_width(|width| {
        for &(amount, millionths) in &worst {
            let mut found = [0.0; 4];
            fixed_share(&[amount; 4], millionths, &mut found);
            assert!(found == [half_up(amount, millionths); 4], "{width:?}: {amount} {millionths}");
        }
    });
}

#[test]
fn what_is_above_a_deductible_is_paid() {
    let deductibles: [f64; 16] = std::array::from_fn(|i| 30_000.0 * i as f64);
    let both: [f64; 32] = std::array::from_fn(|i| 11_000.0 * i as f64);
    let ratios: [f64; 16] = std::array::from_fn(|i| 650_000.0 + 7_000.0 * i as f64);
    on_every_width(|width| {
        for n in LENGTHS {
            let (costs, classes) = (whole(n, 12), class_of(n, 13));
            let paid = |i: usize, deductible: f64| {
                half_up((costs[i] - deductible).max(0.0), ratios[classes[i] as usize])
            };
            let mut found = vec![0.0; n];
            pay_above(&costs, &classes, &deductibles, &ratios, &mut found);
            assert!((0..n).all(|i| found[i] == paid(i, deductibles[classes[i] as usize])), "{width:?}");
            pay_above_at(&costs, 5_000.0, 700_000.0, &mut found);
            assert!((0..n).all(|i| found[i] == half_up((costs[i] - 5_000.0).max(0.0), 700_000.0)));

            let mut seen = class_of(n, 15);
            let before = seen.clone();
            let mut again = vec![0; n];
            repeats(&classes, &seen, &mut again);
            mark(&classes, &mut seen);
            for i in 0..n {
                let level = classes[i] % 3;
                assert_eq!(again[i], classes[i] + 16 * (before[i] >> level & 1));
                assert_eq!(seen[i], before[i] | 1 << level);
            }
            pay_above_repeated(&costs, (&classes, &again), &both, &ratios, &mut found);
            assert!((0..n).all(|i| found[i] == paid(i, both[again[i] as usize])), "{width:?}");
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

#[test]
fn columns_add_up() {
    on_every_width(|width| {
        for n in LENGTHS {
            let (a, b) = (whole(n, 21), whole(n, 22));
            assert!(sum(&a) == a.iter().sum::<f64>(), "{width:?}: whole numbers, whatever the order");
            let (mut plus, mut minus, mut less) = (a.clone(), a.clone(), vec![0.0; n]);
            add(&mut plus, &b);
            take(&mut minus, &b);
            subtract(&a, &b, &mut less);
            let mut most = b.clone();
            exceeding(&mut most, &a, &b);
            for i in 0..n {
                assert!(plus[i] == a[i] + b[i] && minus[i] == a[i] - b[i] && less[i] == minus[i]);
                assert!(most[i] == b[i].max(a[i] - b[i]));
            }
            let steps = [0.0, 1e6, 5e7];
            let expected = steps.map(|step| (0..n).filter(|&i| a[i] - b[i] > step).count() as u64);
            assert_eq!(above(&a, &b, steps), expected, "{width:?}");
        }
    });
}

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
fn later_rounds_are_added_to_the_first() {
    // behind each round nothing, up to the next group of eight
    let rounds_of = |lengths: &[usize]| {
        let mut end = 0_usize;
        let round = |&n: &usize| {
            let from = end.next_multiple_of(8);
            end = from + n;
            from..end
        };
        let rounds: Vec<_> = lengths.iter().map(round).collect();
        rounds
    };
    on_every_width(|width| {
        for lengths in [&[][..], &[1], &[8], &[9, 9], &[300, 70, 17, 8, 1, 1], &[64, 64, 3]] {
            let rounds = rounds_of(lengths);
            let n = rounds.last().map_or(0, |last| last.end.next_multiple_of(8));
            let mut column = whole(n, 23);
            (0..n).filter(|i| !rounds.iter().any(|round| round.contains(i))).for_each(|i| column[i] = 0.0);
            let before = column.clone();
            fold(&mut column, &rounds);
            for (i, &found) in column.iter().enumerate().take(lengths.first().copied().unwrap_or(0)) {
                let of_round = |round: &std::ops::Range<usize>| before[round.clone()].get(i).copied();
                let expected: f64 = rounds.iter().filter_map(of_round).sum();
                assert!(found == expected, "{width:?} {lengths:?} {i}");
            }
            fold(&mut [], &rounds);
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

/// What single kernels make of words, one after another.
struct StepByStep {
    bills: Vec<f64>,
    outside: Vec<f64>,
    rest: Vec<f64>,
    /// Whether somebody would be paid more than the cap.
    capped: Vec<bool>,
    places: Vec<u32>,
    /// `None` where an amount or a bill is beyond the columns.
    sums: Option<PlainSums>,
}

fn step_by_step(words: &[u64], of: &PlainBills<'_>, limit: f64) -> StepByStep {
    let n = words.len();
    let (mut drawn, mut bills, mut outside) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
    let (mut in_policy, mut uncapped, mut left) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
    let far = amounts(words, of.bins, &mut drawn);
    stretch(&mut drawn, of.unit, 1.0, f64::INFINITY);
    let large = bills_at(&drawn, of.mean, 1e12, &mut bills);
    fixed_share(&bills, of.outside, &mut outside);
    subtract(&bills, &outside, &mut in_policy);
    pay_above_at(&in_policy, of.deductible, of.ratio, &mut uncapped);
    let paid: Vec<f64> = uncapped.iter().map(|paid| paid.min(of.cap)).collect();
    subtract(&bills, &paid, &mut left);
    let mut places = vec![0; n + SPARE];
    let above = beyond(&left, limit, &mut places);
    places.truncate(above);
    let capped: Vec<bool> = uncapped.iter().map(|&paid| paid > of.cap).collect();
    let sums = PlainSums {
        total: sum(&bills),
        outside: sum(&outside),
        paid: sum(&paid),
        above,
        capped: capped.contains(&true),
    };
    let rest = in_policy.iter().zip(&paid).map(|(of, paid)| of - paid).collect();
    StepByStep { bills, outside, rest, capped, places, sums: (!far && !large).then_some(sums) }
}

#[test]
fn one_pass_over_plain_bills_gives_what_the_kernels_give_one_after_another() {
    // quantiles of a Pareto law of index 2 and scale 1, by the bin's ends
    let quantile = |bin: usize| {
        // the bins from 2^-16 on, 64 to the octave, as bits of a double
        1.0 / f64::from_bits(((1023 - 16) * 64 + bin as u64) << 46).sqrt()
    };
    let survival = |bin: usize| 1.0 / (quantile(bin) * quantile(bin));
    let bin = |i: usize| {
        let slope = (quantile(i + 1) - quantile(i)) / (survival(i + 1) - survival(i));
        [quantile(i) - slope * survival(i), slope]
    };
    let bins: Vec<[f64; 2]> = (0..AMOUNT_BINS).map(bin).collect();
    let bins: Box<[[f64; 2]; AMOUNT_BINS]> = bins.into_boxed_slice().try_into().unwrap();
    let usual = PlainBills {
        bins: &bins,
        unit: 0.5,
        mean: 1_000_003.0,
        outside: 150_000.0,
        deductible: 80_000.0,
        ratio: 700_000.0,
        cap: f64::INFINITY,
    };
    let all = [
        usual,
        PlainBills { cap: 700_000.0, ..usual },
        PlainBills { outside: 0.0, deductible: 0.0, ..usual },
        PlainBills { mean: 4e8, ..usual }, // some above twenty million yuan
    ];
    let mut refused = 0;
    on_every_width(|width| {
        for (of, n) in all.iter().flat_map(|of| LENGTHS.map(|n| (of, n))) {
            for (far, limit) in [(false, -1.0), (false, 6e5), (false, 3e6), (true, 6e5)] {
                let mut words = words(n, 77 + n as u64);
                if let (true, Some(word)) = (far, words.get_mut(n / 2)) {
                    *word = u64::MAX - 5;
                }
                let expected = step_by_step(&words, of, limit);
                let mut places = vec![0; n + SPARE];
                let (mut bills, mut left) = (vec![1e9; n + SPARE], vec![1e9; n + SPARE]);
                let sums = plain_bills(&words, of, limit, &mut bills, &mut left, &mut places);
                assert_eq!(sums, expected.sums, "{width:?} {n} {limit}");
                let Some(sums) = sums else { continue };
                assert_eq!(bits(&bills[..n]), bits(&expected.bills), "{width:?} {n}");
                assert_eq!(places[..sums.above], expected.places, "{width:?} {n} {limit}");
                assert!((0..n).all(|i| of.is_capped(bills[i]) == expected.capped[i]), "{width:?} {n}");
                let mut parts = [vec![0.0; n + SPARE], vec![0.0; n + SPARE], vec![0.0; n + SPARE]];
                let [outside, listed, rest] = &mut parts;
                let steps = sums.above.next_multiple_of(SPARE);
                let mut to = PlainParts { outside, listed, rest };
                plain_parts(&bills, &places[..steps], of, 123_457.0, &mut to);
                for (nth, &place) in expected.places.iter().enumerate() {
                    let (found, place) = ([0, 1, 2].map(|part: usize| parts[part][nth]), place as usize);
                    let outside = expected.outside[place];
                    assert_eq!(
                        found,
                        [outside, half_up(outside, 123_457.0), expected.rest[place]],
                        "{width:?}"
                    );
                }
            }
        }
    });
    for of in &all {
        refused += usize::from(step_by_step(&words(256, 333), of, 0.0).sums.is_none());
    }
    assert!((1..4).contains(&refused), "bills above the bound, and bills below it");
}

/// Whole millionths of a fen around every place where rounding turns, from the first fen to twenty million yuan.
fn around_the_turns() -> Vec<f64> {
    let fen = (0..31).flat_map(|power| [(1_i64 << power) - 1, 1 << power, (1 << power) / 3 * 2]);
    let fen = fen.filter(|&fen| fen < MOST_FEN as i64).chain([MOST_FEN as i64 - 1]);
    fen.flat_map(|fen| (-2..=2).map(move |by| (fen * 1_000_000 + 500_000 + by).max(0) as f64)).collect()
}

#[test]
fn a_year_is_paid_stretch_by_stretch_and_rounded_once() {
    let stretch = |from: f64, width: f64, ratio: f64| CostStretch { from, width, ratio };
    let three =
        [stretch(3e5, 2e6, 550_000.0), stretch(2.3e6, 7e6, 601_234.0), stretch(9.3e6, f64::INFINITY, 7e5)];
    let one = [stretch(0.0, f64::INFINITY, 1.0)];
    let turns = around_the_turns();
    on_every_width(|width| {
        for n in LENGTHS {
            let costs = whole(n, 41);
            let exact = |cost: f64| {
                let of = |it: &CostStretch| (cost - it.from).clamp(0.0, it.width) as i128 * it.ratio as i128;
                three.iter().map(of).sum::<i128>()
            };
            let paid = |cost: f64| ((exact(cost) + 500_000) / 1_000_000) as f64;
            let mut found = vec![0.0; n];
            for cap in [5e7, f64::INFINITY] {
                pay_stretches::<3>(&costs, &three, cap, &mut found);
                assert!((0..n).all(|i| found[i] == paid(costs[i]).min(cap)), "{width:?} {n} {cap}");
            }
        }
        // a cost of so many millionths' worth of fen stands for the sum of several stretches
        let mut found = vec![0.0; turns.len()];
        pay_stretches::<1>(&turns, &one, f64::INFINITY, &mut found);
        assert!(turns.iter().zip(&found).all(|(&cost, &paid)| paid == half_up(cost, 1.0)), "{width:?}");
    });
}

#[test]
fn rounding_that_sends_ties_to_even_would_be_noticed() {
    let even = |exact: f64| (exact * 1e-6 + 4_503_599_627_370_496.0) - 4_503_599_627_370_496.0;
    assert!(around_the_turns().iter().filter(|&&exact| even(exact) != half_up(exact, 1.0)).count() > 20);
}

#[test]
fn shares_that_count_limits_and_counts_of_columns_leave_nobody_out() {
    on_every_width(|width| {
        for n in LENGTHS {
            let (costs, others) = (whole(n, 51), whole(n, 52));
            let mut counted = costs.clone();
            count_share(&mut counted, 123_457.0);
            assert!((0..n).all(|i| counted[i] == half_up(costs[i], 123_457.0)), "{width:?} {n}");
            let rooms: Vec<f64> = others.iter().map(|room| room - 1e6).collect();
            let mut limited = costs.clone();
            limit(&mut limited, &rooms);
            assert!((0..n).all(|i| limited[i] == costs[i].min(rooms[i].max(0.0))), "{width:?} {n}");
            assert_eq!(positive(&costs), costs.iter().filter(|&&cost| cost > 0.0).count(), "{width:?} {n}");
            for largest_at in [0, n / 2, n.saturating_sub(1)] {
                let mut costs = vec![1.0; n];
                costs.get_mut(largest_at).into_iter().for_each(|cost| *cost = 2.0);
                assert!(largest(&costs) == if n > 0 { 2.0 } else { 0.0 }, "{width:?} {n} {largest_at}");
            }
        }
    });
}
