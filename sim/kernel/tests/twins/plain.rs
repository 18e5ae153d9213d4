//! Plain bills in one pass, beside the kernels one after another.

use huimin_kernel::{
    AMOUNT_BINS, PlainBills, PlainParts, PlainSums, SPARE, amounts, beyond, bills_at, fixed_share,
    pay_above_at, plain_bills, plain_parts, stretch, subtract, sum,
};

use crate::{LENGTHS, bits, half_up, on_every_width, words};

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
