//! Payments of a year.

use huimin_kernel::{CostStretch, MOST_FEN, count_share, largest, limit, pay_stretches, positive};

use crate::{LENGTHS, half_up, on_every_width, whole};

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
