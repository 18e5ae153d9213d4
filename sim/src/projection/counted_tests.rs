//! What was counted gives every other design of a last payer to the fen, and refuses what it cannot give.

use super::tests::{design, parts, rows};
use super::*;
use crate::benefit::{
    AnnualRules, AnnualTerms, Part, PartSet, Payer, Scheme, Terms, Tier, TierBase, Tiers, When,
};
use crate::fund::Premium;
use crate::units::{Fen, Share, Trial};

/// One liability: deductible, end of the first tier, ratios below and above it, cap; in whole yuan and points.
#[derive(Clone, Copy)]
struct Liability {
    deductible: i64,
    to: i64,
    points: [i64; 2],
    cap: i64,
}

const USUAL: Liability = Liability { deductible: 4_000, to: 20_000, points: [60, 67], cap: 1_000_000 };

fn payer(id: &str, eligible: &[Part], it: Liability) -> Payer {
    let tiers = vec![
        Tier::new(Some(Fen::yuan(it.to)), Share::percent(it.points[0])),
        Tier::new(None, Share::percent(it.points[1])),
    ];
    let tiers = Tiers::new(TierBase::EligibleTotal, Fen::yuan(it.deductible), tiers).unwrap();
    let rules =
        AnnualRules { cap: Some(Fen::yuan(it.cap)), ..AnnualRules::new(PartSet::of(eligible), tiers) };
    let mut payer = Payer::new(id, "synthetic", Terms::PerYear(AnnualTerms::new(rules).unwrap()));
    payer.book = "hmb".into();
    payer.when = When { enrolled: Some(true), ..When::default() };
    payer
}

/// A product of two liabilities behind a contract: what the patient bears in the policy range, and his own expense.
fn product(first: Liability, own_expense: i64) -> Design {
    let mut product = design(20_000);
    let mut payers: Vec<Payer> = product.scheme.payers().to_vec();
    payers.truncate(2);
    let second = Liability { deductible: own_expense, to: 50_000, points: [40, 40], cap: 500_000 };
    payers.push(payer("hmb-l1", &[Part::SelfPay, Part::AboveBmiCap, Part::FirstSelfPay], first));
    payers.push(payer("hmb-l2", &[Part::ListedOwnExpense, Part::UnlistedOwnExpense], second));
    product.scheme = Scheme::new(payers).unwrap();
    product.hmb[0].payers = vec!["hmb-l1".into(), "hmb-l2".into()];
    product
}

fn projected(designs: Vec<Design>) -> Projection {
    let mut parts = parts(40_000, 1.5, 0.0, designs);
    parts.attributes.aid_share = [0.02, 0.05];
    Projection::new(parts).unwrap()
}

const GRID: AskedGrid = AskedGrid { from: Fen::yuan(2_000), to: Fen::yuan(30_000), step: Fen::yuan(1_000) };

/// What a base did and counted of `id`, trial by trial.
struct Kept {
    base: Design,
    id: &'static str,
    grid: CostGrid,
    trials: Vec<(Vec<Vec<i64>>, TrialCounts)>,
}

impl Kept {
    fn of(base: &Design, id: &'static str) -> Kept {
        let counting = projected(vec![base.clone()]).counting(id, Some(GRID)).unwrap();
        let (plain, mut scratch) = (projected(vec![base.clone()]), counting.scratch());
        let trials = (0..2).map(|trial| {
            let mut of_base = Vec::new();
            counting.run_trial(Trial(trial), &mut scratch, |_, _, row| of_base.push(row.to_vec()));
            assert_eq!(of_base, rows(&plain, trial)[0], "counting moves no value");
            let counts = counting.counted(&mut scratch).unwrap();
            assert_eq!(TrialCounts::from_bytes(&counts.to_bytes()).as_ref(), Some(&counts));
            (of_base, counts)
        });
        let (trials, grid) = (trials.collect(), counting.is_counting().unwrap().grid.clone());
        Kept { base: base.clone(), id, grid, trials }
    }

    /// The rows of another design as they follow from that, trial by trial.
    fn recounted(&self, other: &Design) -> Result<Vec<Vec<Vec<i64>>>, NotRecounted> {
        let both = projected(vec![self.base.clone(), other.clone()]);
        let how = both.recounting(self.id, self.grid.clone())?;
        let of_trial = |(base, counts): &(Vec<Vec<i64>>, TrialCounts)| {
            let base: Vec<&[i64]> = base.iter().map(Vec::as_slice).collect();
            let mut of_other = Vec::new();
            both.recount(&how, (&base, counts), |_, row| of_other.push(row.to_vec()))?;
            Ok(of_other)
        };
        self.trials.iter().map(of_trial).collect()
    }

    /// Holds what follows against a run of the other design.
    fn agrees(&self, other: &Design) {
        let found = self.recounted(other).unwrap();
        let fresh = projected(vec![other.clone()]);
        for (trial, found) in (0..).zip(&found) {
            for (y, (found, expected)) in found.iter().zip(&rows(&fresh, trial)[0]).enumerate() {
                for (column, (found, expected)) in fresh.columns().iter().zip(found.iter().zip(expected)) {
                    assert_eq!(found, expected, "{} of year {y} and trial {trial}", column.key);
                }
            }
        }
    }
}

#[test]
fn other_terms_of_a_liability_follow_to_the_fen_from_what_was_counted() {
    let base = product(USUAL, 3_000);
    let others = [
        USUAL,
        Liability { deductible: 2_000, ..USUAL },
        Liability { deductible: 9_000, points: [80, 31], ..USUAL },
        Liability { to: 12_000, points: [7, 93], ..USUAL },
        // the cap binds at 29,000 yuan: below the last point
        Liability { to: 25_000, points: [50, 50], cap: 12_500, ..USUAL },
        // and above it, at whatever cost
        Liability { to: 77_777, points: [61, 68], cap: 40_321, ..USUAL },
    ];
    let kept = Kept::of(&base, "hmb-l1");
    for other in others {
        let mut other = product(other, 3_000);
        other.hmb[0].terms.premium = Premium::one(Fen(12_345));
        kept.agrees(&other);
    }
    Kept::of(&base, "hmb-l2").agrees(&product(USUAL, 7_000));
}

#[test]
fn a_contract_on_which_nobody_depends_follows_with_all_its_account() {
    let mut other = design(9_000);
    other.cii[0].contract.bid = Fen(other.cii[0].contract.bid.0 + 123);
    let alone = |mut design: Design| {
        let payers = design.scheme.payers()[..2].to_vec();
        design.scheme = Scheme::new(payers).unwrap();
        design.hmb.clear();
        design
    };
    Kept::of(&alone(design(20_000)), "cii").agrees(&alone(other));
}

#[test]
fn what_does_not_follow_is_refused_with_the_next_exact_amounts() {
    let base = product(USUAL, 3_000);
    let mut kept = Kept::of(&base, "hmb-l1");
    let refused = |other: &Design| kept.recounted(other).unwrap_err();
    let off_grid = |at, below: Option<i64>, above: Option<i64>| NotRecounted::OffGrid {
        at: Fen(at),
        below: below.map(Fen::yuan),
        above: above.map(Fen::yuan),
    };
    let deductible = |deductible| product(Liability { deductible, ..USUAL }, 3_000);
    assert_eq!(refused(&deductible(4_300)), off_grid(430_000, Some(4_000), Some(5_000)));
    assert_eq!(refused(&deductible(1_900)), off_grid(190_001, None, Some(2_000)));
    let capped = product(Liability { to: 25_000, points: [50, 50], cap: 12_600, ..USUAL }, 3_000);
    assert_eq!(refused(&capped), off_grid(2_919_999, Some(29_000), Some(30_000)));
    assert_eq!(refused(&product(USUAL, 4_000)), NotRecounted::OtherPayments, "the other liability moves");
    let mut fewer = base.clone();
    fewer.hmb[0].participation = Share::percent(30);
    assert_eq!(refused(&fewer), NotRecounted::OtherMembers);
    let (_, counts) = &mut kept.trials[1];
    // the last bucket lies above the deductible of the base
    counts.years[0].groups[0].buckets.last_mut().unwrap().1.eligible += Fen(10_000);
    assert_eq!(kept.recounted(&deductible(5_000)), Err(NotRecounted::Disagrees));
}

#[test]
fn only_a_last_payer_is_counted() {
    let counted =
        |id: &str, parts| Projection::new(parts).unwrap().counting(id, None).map(|_| ()).unwrap_err();
    let base = || vec![product(USUAL, 3_000)];
    let of_base = |id| counted(id, parts(2_000, 1.5, 0.0, base()));
    assert_eq!(of_base("hmb"), NotCounted::Unknown);
    assert_eq!(of_base("bmi"), NotCounted::NoEnd(crate::compiled::NotAnEnd::NotYearly));
    assert_eq!(of_base("cii"), NotCounted::NoEnd(crate::compiled::NotAnEnd::LookedAt));
    assert_eq!(projected(base()).countable(), ["hmb-l1", "hmb-l2"]);
    let some = projected(base()).keeping(&["hmb".into()]);
    assert_eq!(some.counting("hmb-l1", None).unwrap_err(), NotCounted::SomeColumns);
}

#[test]
fn a_grid_that_nobody_asks_for_spans_deductibles_and_tiers_in_round_steps() {
    let points = |it: Liability| {
        let counting = projected(vec![product(it, 3_000)]).counting("hmb-l1", None).unwrap();
        counting.is_counting().unwrap().grid.points().to_vec()
    };
    let usual = points(USUAL);
    assert_eq!(
        (usual[0], usual[1], *usual.last().unwrap()),
        (Fen::yuan(2_000), Fen::yuan(3_000), Fen::yuan(20_000))
    );
    let high = points(Liability { to: 300_000, deductible: 20_500, ..USUAL });
    assert_eq!(
        (high[0], high[1], *high.last().unwrap()),
        (Fen::yuan(10_000), Fen::yuan(15_000), Fen::yuan(300_000))
    );
    assert!(high.contains(&Fen::yuan(20_500)) && high.len() <= 102);
}
