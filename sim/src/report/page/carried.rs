//! The counts of a run as a page carries them: few buckets, few remainders, one stream of bits.
//!
//! Between two breaks a person with eligible cost `H` fen is paid `round((a + p H) / 100)` fen, with the ratio in `p`
//! points. Over the `n` persons of a bucket that is
//! `(n (a + 50) + p sum(H) - sum over persons of (a + p H + 50) mod 100) / 100`. Where every ratio on offer is a
//! multiple of `g` points, the last term depends on `H` modulo `100 / g` alone, so that fewer remainders are enough.
//! Buckets of the run between two amounts at which no offered term bends are one here.

use super::bits::Writer;
use crate::projection::TrialCounts;
use crate::stats::Proportion;
use crate::units::Fen;

/// Between which amounts persons stand together, and how many remainders are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grid {
    /// The breaks, rising; whoever has the last or more stands by himself.
    pub(super) breaks: Vec<Fen>,
    /// Remainders are those modulo so many fen.
    pub(super) modulus: i64,
}

/// A year of a trial.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct OfYear {
    /// What the other payers of the fund pay.
    pub(super) others: Fen,
    /// What the fund's account needs besides, in the order of the page.
    pub(super) account: Vec<i64>,
    /// By bucket: how many persons, the sum of their cost, how many have which remainder.
    pub(super) buckets: Vec<(i64, i64, Vec<i64>)>,
    /// The cost of each of the others, rising.
    pub(super) above: Vec<i64>,
}

impl Grid {
    /// The counts of one trial in this grid, year by year, without `others` and `account`. Each break that lies
    /// within the run's own breaks is one of them.
    pub(super) fn gather(&self, counts: &TrialCounts, run: &[Fen]) -> Vec<OfYear> {
        let modulus = usize::try_from(self.modulus).unwrap_or(1);
        let empty = || vec![(0, 0, vec![0; modulus]); self.breaks.len() - 1];
        let mut years = Vec::with_capacity(counts.years.len());
        for counts in &counts.years {
            let mut year = OfYear { buckets: empty(), ..OfYear::default() };
            for group in &counts.groups {
                for (nth, bucket) in &group.buckets {
                    let Some(at) = self.place(run[*nth]) else { continue };
                    let (persons, sum, remainders) = &mut year.buckets[at];
                    *persons += bucket.persons;
                    *sum += bucket.eligible.0;
                    for &(remainder, persons) in &bucket.remainders {
                        remainders[usize::from(remainder) % modulus] += i64::from(persons);
                    }
                }
                for &cost in &group.above {
                    let at = self.place(cost).unwrap_or(0);
                    let Some((persons, sum, remainders)) = year.buckets.get_mut(at) else {
                        year.above.push(cost.0);
                        continue;
                    };
                    *persons += 1;
                    *sum += cost.0;
                    remainders[usize::try_from(cost.0).unwrap_or(0) % modulus] += 1;
                }
            }
            year.above.sort_unstable();
            years.push(year);
        }
        years
    }

    /// The bucket of an amount; one past the last for what stands by itself, nothing below the first.
    fn place(&self, cost: Fen) -> Option<usize> {
        self.breaks.partition_point(|&from| from <= cost).checked_sub(1)
    }
}

/// The stream that the page reads, with the mean cost of each bucket, by which sums are coded.
pub(super) fn stream(trials: &[Vec<OfYear>], grid: &Grid) -> (Writer, Vec<i64>) {
    let n_years = trials.first().map_or(0, Vec::len);
    let means: Vec<i64> = (0..grid.breaks.len() - 1).map(|at| mean_cost(trials, at)).collect();
    let mut writer = Writer::default();
    for y in 0..n_years {
        let mut column = |of: &dyn Fn(&OfYear) -> i64| {
            writer.column(&trials.iter().map(|it| of(&it[y])).collect::<Vec<_>>());
        };
        column(&|year| year.others.0);
        let n_account = trials.first().map_or(0, |it| it[y].account.len());
        (0..n_account).for_each(|nth| column(&|year| year.account[nth]));
        for (at, mean) in means.iter().enumerate() {
            column(&|year| year.buckets[at].0);
            column(&|year| year.buckets[at].1 - year.buckets[at].0 * mean);
            // how many have remainder 0 follows from the others
            for remainder in 1..usize::try_from(grid.modulus).unwrap_or(1) {
                column(&|year| year.buckets[at].2[remainder] - year.buckets[at].0 / grid.modulus);
            }
        }
        column(&|year| i64::try_from(year.above.len()).unwrap_or(i64::MAX));
        let last = grid.breaks[grid.breaks.len() - 1].0;
        let steps = trials.iter().flat_map(|it| {
            let above = &it[y].above;
            above
                .iter()
                .enumerate()
                .map(move |(nth, cost)| cost - if nth == 0 { last } else { above[nth - 1] })
        });
        writer.column(&steps.collect::<Vec<_>>());
    }
    intervals(&mut writer, trials.len() as u64);
    (writer, means)
}

/// The 95% interval of a probability for each possible number of events, off their share, in millionths.
fn intervals(writer: &mut Writer, n: u64) {
    #[expect(clippy::cast_possible_truncation, reason = "a share in millionths")]
    let millionths = |share: f64| (share * 1e6 + 0.5).floor() as i64;
    for end in [0, 1] {
        let ends = (0..=n).filter_map(|events| {
            let estimate = Proportion::new(events, n)?.estimate();
            Some(millionths([estimate.low, estimate.high][end]) - millionths(estimate.value))
        });
        writer.column(&ends.collect::<Vec<_>>());
    }
}

fn mean_cost(trials: &[Vec<OfYear>], at: usize) -> i64 {
    let (mut persons, mut sum) = (0_i128, 0_i128);
    for year in trials.iter().flatten() {
        persons += i128::from(year.buckets[at].0);
        sum += i128::from(year.buckets[at].1);
    }
    i64::try_from(sum / persons.max(1)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::bits::tests::Reader;
    use super::super::terms::Terms;
    use super::*;
    use crate::benefit::TierBase;
    use crate::compiled::Bucket;
    use crate::projection::{GroupCounts, YearCounts};

    fn fen(yuan: i64) -> Fen {
        Fen(Fen::yuan(yuan).0 + 1)
    }

    /// Costs that fill the run's buckets, from a multiplicative generator.
    fn costs(seed: u64) -> Vec<i64> {
        let mut state = seed;
        let next = |_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            200_001 + i64::try_from(state >> 40).unwrap() % 1_700_000
        };
        (0..3_000).map(next).collect()
    }

    /// The counts of a run with breaks at every thousand yuan from 2,000 to 8,000.
    fn counted(costs: &[i64], run: &[Fen]) -> TrialCounts {
        let mut group = GroupCounts::default();
        for nth in 0..run.len() - 1 {
            let of_bucket: Vec<i64> =
                costs.iter().copied().filter(|&it| run[nth].0 <= it && it < run[nth + 1].0).collect();
            let with = |remainder: u8| {
                let persons = of_bucket.iter().filter(|&&it| it % 100 == i64::from(remainder)).count();
                (remainder, u32::try_from(persons).unwrap())
            };
            group.buckets.push((
                nth,
                Bucket {
                    persons: i64::try_from(of_bucket.len()).unwrap(),
                    eligible: Fen(of_bucket.iter().sum()),
                    remainders: (0..100).map(with).filter(|it| it.1 > 0).collect(),
                },
            ));
        }
        group.above = costs.iter().copied().filter(|&it| it >= run[run.len() - 1].0).map(Fen).collect();
        group.above.sort_unstable();
        TrialCounts { years: vec![YearCounts { groups: vec![group], ..YearCounts::default() }] }
    }

    fn run() -> Vec<Fen> {
        (2..=8).map(|thousand| fen(1_000 * thousand)).collect()
    }

    #[test]
    fn a_page_reads_back_what_was_counted() {
        let grid = Grid { breaks: [2, 5, 8, 12].map(|it| fen(1_000 * it)).to_vec(), modulus: 20 };
        let trials: Vec<Vec<OfYear>> =
            (1..40).map(|seed| grid.gather(&counted(&costs(seed), &run()), &run())).collect();
        assert_eq!(trials[0][0].buckets.len(), 3, "the run's open end is cut where nothing bends");
        let (writer, means) = stream(&trials, &grid);
        let mut reader = Reader::new(&writer.base64());
        assert_eq!(reader.column(39), vec![0; 39], "other payers of the fund");
        for (at, mean) in means.iter().enumerate() {
            let persons = reader.column(39);
            let sums = reader.column(39);
            let remainders: Vec<Vec<i64>> = (1..20).map(|_| reader.column(39)).collect();
            for (trial, of_trial) in trials.iter().enumerate() {
                let (n, sum, of_remainders) = &of_trial[0].buckets[at];
                assert_eq!((persons[trial], sums[trial] + n * mean), (*n, *sum));
                let read: Vec<i64> = remainders.iter().map(|it| it[trial] + n / 20).collect();
                assert_eq!(read, of_remainders[1..]);
                assert_eq!(n - read.iter().sum::<i64>(), of_remainders[0]);
            }
        }
        let counts = reader.column(39);
        let steps = reader.column(usize::try_from(counts.iter().sum::<i64>()).unwrap());
        let mut steps = steps.into_iter();
        for (trial, count) in counts.into_iter().enumerate() {
            let mut cost = fen(12_000).0;
            let read: Vec<i64> = (0..count)
                .map(|_| {
                    cost += steps.next().unwrap();
                    cost
                })
                .collect();
            assert_eq!(read, trials[trial][0].above);
        }
        // no event in 39 trials: below 3/39
        assert_eq!(reader.column(40)[0], 0);
        assert_eq!(reader.column(40)[0], 76_923);
    }

    /// The sum of model.js in a bucket.
    fn paid(line: (i64, i64), bucket: &(i64, i64, Vec<i64>)) -> i64 {
        let ((a, points), (n, sum, remainders)) = (line, bucket);
        let dropped = |(r, n): (i64, &i64)| n * (a + points * r + 50).rem_euclid(100);
        (n * (a + 50) + points * sum - (0..).zip(remainders).map(dropped).sum::<i64>()) / 100
    }

    #[test]
    fn ratios_in_steps_of_five_points_are_exact_with_twenty_remainders_and_others_are_not() {
        let grid = Grid { breaks: vec![fen(3_000), fen(8_000)], modulus: 20 };
        let costs = costs(7);
        let gathered = grid.gather(&counted(&costs, &run()), &run());
        let wrong = |points: i64| {
            let tiers = vec![("all".to_owned(), None, points)];
            let (base, deductible) = (TierBase::EligibleTotal, Fen::yuan(3_000));
            let pay = Terms { base, deductible, tiers, cap: None, caps_cost: false }.pay().unwrap();
            let within = costs.iter().filter(|it| fen(3_000).0 <= **it && **it < fen(8_000).0);
            let exact: i64 = within.map(|&it| pay.pay(Fen(it)).0).sum();
            exact - paid((-points * deductible.0, points), &gathered[0].buckets[0])
        };
        (1..=20).for_each(|fives| assert_eq!(wrong(5 * fives), 0, "{}%", 5 * fives));
        assert_ne!(wrong(37), 0);
    }
}
