//! Payments, and sums of columns.

use huimin_kernel::{
    above, add, exceeding, fold, mark, pay_above, pay_above_at, pay_above_repeated, repeats, subtract, sum,
    take,
};

use crate::{LENGTHS, class_of, half_up, on_every_width, whole};

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
