//! How large households are, and how many of their members are children.

use crate::population::apportionment::apportioned;

/// The largest household; it stands for "so many and more".
pub const LARGEST: usize = 10;

/// Share of the seats beside the first that minors may take in a household of two: most pairs are couples.
const MINORS_OF_PAIRS: f64 = 0.1;

/// The law of household sizes 1, 2, ... 10.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HouseholdSizes([f64; LARGEST]);

impl HouseholdSizes {
    /// The law nearest to a table of shares (in the sense of relative entropy) that has the mean `mean`:
    ///
    /// ```text
    /// p(k) = table(k) e^(theta k) / sum over j of table(j) e^(theta j),   theta by bisection
    /// ```
    ///
    /// `None` unless the table has shares on either side of the mean (or on the mean alone).
    pub fn tilted(table: &[f64; LARGEST], mean: f64) -> Option<HouseholdSizes> {
        let sound = table.iter().all(|&share| share >= 0.0 && share.is_finite());
        let sizes: Vec<f64> = (1..=LARGEST).filter(|&k| table[k - 1] > 0.0).map(|k| k as f64).collect();
        let (&least, &most) = (sizes.first()?, sizes.last()?);
        if !sound || !(least..=most).contains(&mean) {
            return None;
        }
        let (mut low, mut high) = (-40.0, 40.0);
        for _ in 0..200 {
            let middle = f64::midpoint(low, high);
            if mean_of(&tilt(table, middle)) < mean { low = middle } else { high = middle }
        }
        Some(HouseholdSizes(tilt(table, f64::midpoint(low, high))))
    }

    /// The share of each size from 1 on.
    pub fn shares(&self) -> &[f64; LARGEST] {
        &self.0
    }

    /// Persons a household, on average.
    pub fn mean(&self) -> f64 {
        mean_of(&self.0)
    }

    /// How many households of each size from 1 on `persons` make up: largest remainders of `persons / mean`
    /// households, then as few as possible a person larger or smaller, so that all are housed.
    pub(super) fn households(&self, persons: i64) -> [i64; LARGEST] {
        #[expect(clippy::cast_possible_truncation, reason = "heads stay far below 2^53")]
        let households =
            ((persons as f64 / self.mean() + 0.5).floor() as i64).clamp(i64::from(persons > 0), persons);
        let mut counts = [0; LARGEST];
        counts.copy_from_slice(&apportioned(households, &self.0));
        loop {
            let housed: i64 = counts.iter().zip(1..).map(|(&n, k): (&i64, i64)| n * k).sum();
            let step = (persons - housed).signum();
            if step == 0 {
                return counts;
            }
            // the most frequent size that can grow, or shrink, by one person
            let (low, high) = if step > 0 { (0, LARGEST - 1) } else { (1, LARGEST) };
            let from = (low..high).filter(|&i| counts[i] > 0).max_by_key(|&i| counts[i]);
            let Some(from) = from else { return counts };
            counts[from] -= 1;
            counts[if step > 0 { from + 1 } else { from - 1 }] += 1;
        }
    }
}

fn tilt(table: &[f64; LARGEST], theta: f64) -> [f64; LARGEST] {
    // relative to the largest exponent, so that nothing overflows
    let top = if theta > 0.0 { LARGEST as f64 } else { 1.0 };
    let mut shares = [0.0; LARGEST];
    for (i, share) in shares.iter_mut().enumerate() {
        *share = table[i] * libm::exp(theta * ((i + 1) as f64 - top));
    }
    let sum: f64 = shares.iter().sum();
    shares.map(|share| share / sum)
}

fn mean_of(shares: &[f64; LARGEST]) -> f64 {
    let sum: f64 = shares.iter().sum();
    shares.iter().zip(1..).map(|(share, k)| share * f64::from(k)).sum::<f64>() / sum
}

/// How `children` minors spread over households of each size: none alone, and at least one adult with them;
/// beyond that in proportion to the seats of a household that a couple leaves free (a tenth of a seat in a
/// household of two). `None` where there are more minors than seats beside an adult.
pub(super) fn children_by_size(households: &[i64; LARGEST], children: i64) -> Option<[i64; LARGEST]> {
    let weight = |i: usize| match i {
        0 => 0.0,
        1 => MINORS_OF_PAIRS,
        _ => (i - 1) as f64,
    };
    let most = |i: usize| i as i64 * households[i];
    let seated = |scale: f64, i: usize| (scale * weight(i)).min(i as f64) * households[i] as f64;
    if (0..LARGEST).map(most).sum::<i64>() < children {
        return None;
    }
    let (mut low, mut high) = (0.0, LARGEST as f64 / MINORS_OF_PAIRS);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        let all: f64 = (0..LARGEST).map(|i| seated(middle, i)).sum();
        if all < children as f64 { low = middle } else { high = middle }
    }
    let mut counts = [0; LARGEST];
    for (i, count) in counts.iter_mut().enumerate() {
        #[expect(clippy::cast_possible_truncation, reason = "heads stay far below 2^53")]
        let whole = seated(low, i).floor() as i64;
        *count = whole.min(most(i));
    }
    let mut left = children - counts.iter().sum::<i64>();
    while left > 0 {
        for i in (1..LARGEST).rev() {
            let one = i64::from(left > 0 && counts[i] < most(i));
            counts[i] += one;
            left -= one;
        }
    }
    Some(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fujian 2020, in per cent.
    const FUJIAN: [f64; LARGEST] = [27.3, 26.3, 19.4, 14.2, 6.9, 4.0, 1.1, 0.4, 0.2, 0.2];

    #[test]
    fn a_table_with_the_mean_already_stays_as_it_is() {
        // 1 27.3 + 2 26.3 + ... + 10 0.2 = 268.1
        let sizes = HouseholdSizes::tilted(&FUJIAN, 2.681).unwrap();
        for (share, percent) in sizes.shares().iter().zip(FUJIAN) {
            assert!((share - percent / 100.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_tilt_moves_the_mean_and_keeps_the_odds_of_neighbours_in_step() {
        let sizes = HouseholdSizes::tilted(&FUJIAN, 2.33).unwrap();
        assert!((sizes.mean() - 2.33).abs() < 1e-9);
        let odds = |k: usize| sizes.shares()[k] / sizes.shares()[k - 1] / (FUJIAN[k] / FUJIAN[k - 1]);
        assert!((1..LARGEST).all(|k| (odds(k) - odds(1)).abs() < 1e-9) && odds(1) < 1.0);
        assert_eq!(HouseholdSizes::tilted(&FUJIAN, 0.9), None);
    }

    #[test]
    fn households_house_everybody_and_keep_the_law() {
        let sizes = HouseholdSizes::tilted(&FUJIAN, 2.62).unwrap();
        for persons in [1, 2, 3, 10, 101, 12_345, 1_000_000] {
            let counts = sizes.households(persons);
            assert_eq!(counts.iter().zip(1..).map(|(n, k): (&i64, i64)| n * k).sum::<i64>(), persons);
            let all = counts.iter().sum::<i64>() as f64;
            for (count, share) in counts.iter().zip(sizes.shares()) {
                assert!((*count as f64 - share * all).abs() < 8.0, "{counts:?}");
            }
        }
    }

    #[test]
    fn minors_live_with_an_adult_and_mostly_with_two() {
        let sizes = HouseholdSizes::tilted(&FUJIAN, 2.62).unwrap();
        let households = sizes.households(100_000);
        let children = children_by_size(&households, 19_000).unwrap();
        assert_eq!(children.iter().sum::<i64>(), 19_000);
        assert_eq!(children[0], 0);
        assert!(children.iter().zip(households).enumerate().all(|(i, (&c, n))| c <= i as i64 * n));
        // per household of two a tenth of those of a household of three
        let each = |k: usize| children[k - 1] as f64 / households[k - 1] as f64;
        assert!((each(3) / each(2) - 10.0).abs() < 0.05 && (each(4) / each(3) - 2.0).abs() < 0.01);
    }

    #[test]
    fn more_minors_than_seats_beside_an_adult_are_refused() {
        let pairs = [0, 10, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(children_by_size(&pairs, 10).map(|it| it[1]), Some(10));
        assert_eq!(children_by_size(&pairs, 11), None);
    }
}
