//! What one payment comes to over persons who were counted in buckets before anybody asked for it.

use super::buckets::PaidOf;
use super::candidates::{Line, MILLION, POINT, RESIDUES};
use super::year_pay::YearPay;
use crate::units::Fen;

/// Persons whose eligible cost lies between two neighbouring breaks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bucket {
    /// How many.
    pub persons: i64,
    /// The sum of their eligible cost.
    pub eligible: Fen,
    /// The remainders of their eligible cost modulo 100 fen that occur, rising, each with how many have it.
    pub remainders: Vec<(u8, u32)>,
}

/// A payment, ready to be summed over buckets between certain breaks.
///
/// Between two breaks a person with eligible cost `H` is paid `round(A + m H)`, with the ratio `m` in whole
/// points. Over the `n` persons of a bucket that is
/// `(n A + m sum(H) + n / 2 - R) / 10^6`, with `R` what rounding drops, which depends on the remainders of
/// `H` modulo 100 fen alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Recount {
    pay: YearPay,
    stretches: Vec<Stretch>,
}

/// The payment in one bucket.
#[derive(Debug, Clone, PartialEq)]
struct Stretch {
    line: Line,
    /// Whether its persons are paid a fen or more.
    paid: bool,
    /// What rounding drops at each remainder, in millionths of a fen.
    dropped: [u32; RESIDUES],
}

/// Why a payment cannot be summed over buckets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotExact {
    /// It changes its line inside a bucket, at this cost.
    Bends(Fen),
    /// It begins at this cost, below all buckets.
    Below(Fen),
    /// Its ratio, in millionths, is finer than a point.
    Finer(i64),
}

impl Recount {
    /// Of a payment, in buckets between `breaks`, which rise. Whoever is at the last one or above it is paid by
    /// himself.
    ///
    /// # Errors
    /// [`NotExact`] where the sum would not be exact to the fen.
    pub fn new(pay: &YearPay, breaks: &[Fen]) -> Result<Recount, NotExact> {
        let stretches = breaks.windows(2).map(|two| Stretch::new(pay, two[0], Fen(two[1].0 - 1)));
        let stretches = stretches.collect::<Result<_, _>>()?;
        match (pay.reaches(Fen(1)), breaks.first()) {
            (Some(first), Some(&lowest)) if first < lowest => Err(NotExact::Below(first)),
            _ => Ok(Recount { pay: pay.clone(), stretches }),
        }
    }

    /// What the persons of the `nth` bucket are paid.
    #[expect(clippy::cast_possible_truncation, reason = "the sum of payments of one trial is money")]
    pub fn of_bucket(&self, nth: usize, bucket: &Bucket) -> PaidOf {
        let Stretch { line, paid, dropped } = &self.stretches[nth];
        if !paid {
            return PaidOf::default();
        }
        let lost = |&(remainder, persons): &(u8, u32)| {
            u64::from(persons) * u64::from(dropped[usize::from(remainder) % RESIDUES])
        };
        let lost: u64 = bucket.remainders.iter().map(lost).sum();
        let exact = (line.at_zero + i128::from(MILLION / 2)) * i128::from(bucket.persons)
            + i128::from(line.millionths) * i128::from(bucket.eligible.0)
            - i128::from(lost);
        PaidOf { paid: Fen((exact / i128::from(MILLION)) as i64), persons: bucket.persons }
    }

    /// What one person at the last break or above it is paid.
    pub fn of_one(&self, eligible: Fen) -> PaidOf {
        let paid = self.pay.pay(eligible);
        PaidOf { paid, persons: i64::from(paid > Fen::ZERO) }
    }
}

impl Stretch {
    /// The payment on costs from `first` to `last`.
    fn new(pay: &YearPay, first: Fen, last: Fen) -> Result<Stretch, NotExact> {
        let inside = |at: &Fen| first < *at && *at < last;
        if let Some(at) = pay.bounds().into_iter().find(inside) {
            return Err(NotExact::Bends(at));
        }
        let step = pay.steps().iter().find(|step| step.from <= first && last <= step.to);
        let millionths = step.map_or(0, |step| step.millionths);
        let mut line =
            Line { at_zero: pay.exact(first) - i128::from(millionths) * i128::from(first.0), millionths };
        let capped = if pay.cap() < Fen(i64::MAX) { pay.reaches(pay.cap()) } else { None };
        match capped {
            Some(capped) if capped <= first => {
                line = Line { at_zero: i128::from(pay.cap().0) * i128::from(MILLION), millionths: 0 };
            }
            // from where the cap is reached to the end of the bucket, rounding gives the cap itself
            Some(capped) if capped <= last && line.at(last) != pay.cap() => {
                return Err(NotExact::Bends(capped));
            }
            _ => {}
        }
        if line.millionths % POINT != 0 && first < last {
            return Err(NotExact::Finer(line.millionths));
        }
        let begins = pay.reaches(Fen(1));
        if let Some(at) = begins.filter(|at| first < *at && *at <= last) {
            return Err(NotExact::Bends(at));
        }
        let paid = begins.is_some_and(|at| at <= first);
        Ok(Stretch { line, paid, dropped: std::array::from_fn(|remainder| line.dropped(remainder)) })
    }
}

impl Line {
    /// The payment along the line.
    fn at(self, eligible: Fen) -> Fen {
        let exact = self.at_zero + i128::from(self.millionths) * i128::from(eligible.0);
        crate::units::round_millionths(exact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benefit::{RatioBy, Tier, TierBase, Tiers};
    use crate::units::Share;

    /// 2,000 yuan deductible, 55% up to 5,000, 81% above.
    fn pay(deductible: i64, cap: i64) -> YearPay {
        let tiers =
            vec![Tier::new(Some(Fen::yuan(5_000)), Share::percent(55)), Tier::new(None, Share::percent(81))];
        let tiers = Tiers::new(TierBase::EligibleTotal, Fen(deductible), tiers).unwrap();
        YearPay::new(&tiers, RatioBy::Tiers, Fen(i64::MAX), Fen::yuan(cap))
    }

    fn breaks() -> Vec<Fen> {
        (1..=8).map(|thousand| Fen(Fen::yuan(1000 * thousand).0 + 1)).collect()
    }

    fn bucket(costs: &[i64]) -> Bucket {
        let mut remainders = std::collections::BTreeMap::new();
        for cost in costs {
            *remainders.entry(u8::try_from(cost % 100).unwrap()).or_insert(0) += 1;
        }
        Bucket {
            persons: i64::try_from(costs.len()).unwrap(),
            eligible: costs.iter().map(|&cost| Fen(cost)).sum(),
            remainders: remainders.into_iter().collect(),
        }
    }

    #[test]
    fn every_cost_of_a_bucket_is_paid_to_the_fen_and_so_are_all_of_them_together() {
        // the cap binds from 4,000 yuan on: 2,000 yuan at 55%
        for pay in [pay(200_000, 90_000), pay(300_000, 90_000), pay(200_000, 1_100)] {
            let recount = Recount::new(&pay, &breaks()).unwrap();
            for (nth, two) in breaks().windows(2).enumerate() {
                let costs: Vec<i64> = (two[0].0..two[1].0).step_by(97).chain([two[1].0 - 1]).collect();
                let paid = |cost: &i64| pay.pay(Fen(*cost));
                for cost in &costs {
                    assert_eq!(recount.of_bucket(nth, &bucket(&[*cost])).paid, paid(cost), "{cost}");
                }
                let all = recount.of_bucket(nth, &bucket(&costs));
                assert_eq!(all.paid, costs.iter().map(paid).sum::<Fen>());
                assert_eq!(all.persons, costs.iter().filter(|cost| paid(cost) > Fen::ZERO).count() as i64);
            }
            assert_eq!(recount.of_one(Fen(1_234_567)).paid, pay.pay(Fen(1_234_567)));
        }
    }

    #[test]
    fn what_bends_inside_a_bucket_or_below_all_or_is_finer_than_a_point_is_refused() {
        let refused = |pay: &YearPay| Recount::new(pay, &breaks()).unwrap_err();
        assert_eq!(refused(&pay(250_000, 90_000)), NotExact::Bends(Fen::yuan(2_500)));
        assert_eq!(refused(&pay(200_000, 1_200)), NotExact::Bends(Fen(418_181)), "the cap binds there");
        assert_eq!(refused(&pay(90_000, 90_000)), NotExact::Below(Fen(90_001)));
        // at a tenth, five fen above the deductible give half a fen
        let tenth = |millionths| {
            let tiers = vec![Tier::new(None, Share::from_millionths(millionths).unwrap())];
            let tiers = Tiers::new(TierBase::EligibleTotal, Fen::yuan(2_000), tiers).unwrap();
            YearPay::new(&tiers, RatioBy::Tiers, Fen(i64::MAX), Fen(i64::MAX))
        };
        assert_eq!(refused(&tenth(100_000)), NotExact::Bends(Fen(200_005)));
        assert_eq!(refused(&tenth(555_000)), NotExact::Finer(555_000));
    }
}
