//! The compiled scheme pays what the readable one pays: on random schemes and bills, to the fen.
//!
//! A few thousand cases of each kind as a rule; `HUIMIN_CASES=1000000 cargo test --release --test
//! compiled` tries as many as it says.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod schemes;

use huimin::benefit::{
    Amounts, AnnualRules, AnnualTerms, CareKind, Claim, Part, PartSet, Parts, Payer, PersonTerms, RatioBy,
    Scheme, Terms, Tiers, When,
};
use huimin::compiled::{
    BlockPaid, BlockTerms, Buckets, Candidates, FinishScratch, JointCounts, PaidOf, PersonScratch, Program,
    Way, YearPay,
};
use huimin::units::{Fen, Share};
use proptest::prelude::*;
use schemes::{amount, any_scheme, claim, ordinary, part_set, plain_rules, share, tiers, usual_scheme, year};

/// How many cases of each kind are tried.
fn cases(usually: u32) -> u32 {
    std::env::var("HUIMIN_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usually)
}

/// What a program pays, by payer.
fn compiled(terms: &PersonTerms, claims: &[Claim]) -> (Way, Vec<Fen>) {
    let mut paid = vec![Fen::ZERO; terms.n_payers()];
    let way = Program::compile(terms).settle(claims, &mut PersonScratch::default(), &mut paid);
    (way, paid)
}

/// What is left of a claim by the first payer.
fn split() -> impl Strategy<Value = Parts> {
    prop::collection::vec(prop_oneof![1 => Just(Fen::ZERO), 3 => amount()], 9).prop_map(|amounts| {
        Part::ALL
            .into_iter()
            .zip(amounts)
            .fold(Parts::NONE, |sum, (part, amount)| sum + Parts::only(part, amount))
    })
}

/// Persons whose claims are all of one kind, each with the parts of his claims.
fn like_persons() -> impl Strategy<Value = Vec<Vec<Parts>>> {
    prop::collection::vec(prop::collection::vec(split(), 1..4), 1..20)
}

/// The columns of a block: each person's sum over the claims, pool by pool.
fn columns(block: &BlockTerms, persons: &[Vec<Parts>]) -> Vec<Vec<f64>> {
    let of_person =
        |claims: &Vec<Parts>, pool| claims.iter().map(|parts| parts.within(pool)).sum::<Fen>().0 as f64;
    block.pools().iter().map(|&pool| persons.iter().map(|claims| of_person(claims, pool)).collect()).collect()
}

/// Payments on one eligible cost: many in whole points, some finer; often one deductible or ratio twice.
fn year_pays() -> impl Strategy<Value = Vec<YearPay>> {
    let cap = || prop_oneof![Just(Fen(i64::MAX)), amount()];
    let pay = (tiers(), prop::option::of(share()), cap(), cap()).prop_map(
        |(tiers, instead, on_eligible, on_payment)| {
            YearPay::new(&tiers, instead.map_or(RatioBy::Tiers, RatioBy::Instead), on_eligible, on_payment)
        },
    );
    prop::collection::vec(pay, 1..12)
}

/// Eligible costs of persons, some of them at or beside a place where a payment bends.
fn costs(pays: &[YearPay], amounts: &[Fen], beside: &[i64]) -> Vec<Fen> {
    let first = |pay: &YearPay| {
        (0..4).map(|power| Fen(10_i64.pow(power * 2))).find(|&fen| pay.pay(Fen(1 << 40)) >= fen)
    };
    let candidates = Candidates::new(pays);
    let bends =
        (0..pays.len()).filter_map(|number| candidates.first_paid(number).or_else(|| first(&pays[number])));
    let near = bends.flat_map(|bend| beside.iter().map(move |by| Fen((bend.0 + by).max(0))));
    near.chain(amounts.iter().copied()).collect()
}

fn counted(candidates: &Candidates, costs: &[Fen]) -> Buckets {
    let mut buckets = candidates.buckets();
    for &cost in costs {
        candidates.add(cost, &mut buckets);
    }
    buckets
}

fn finished(candidates: &Candidates, buckets: &Buckets) -> Vec<PaidOf> {
    let mut paid = vec![PaidOf::default(); candidates.len()];
    candidates.finish(buckets, &mut FinishScratch::default(), &mut paid);
    paid
}

/// A scheme with other deductibles, tiers and caps of some payers, a design each.
fn usual_designs() -> impl Strategy<Value = Vec<Program>> {
    let change = prop::collection::vec((prop::bool::weighted(0.4), plain_rules()), 5);
    (usual_scheme(), prop::collection::vec(change, 1..6)).prop_map(|(scheme, changes)| {
        let changed = |change: Vec<(bool, AnnualRules)>| {
            let mut payers = scheme.payers().to_vec();
            for (payer, (is_changed, plain)) in payers.iter_mut().zip(change) {
                if let (Terms::PerYear(terms), true, None) = (&payer.terms, is_changed, &payer.cap_pool) {
                    let AnnualRules { tiers, cap, cap_on, .. } = plain;
                    let rules = AnnualRules { tiers, cap, cap_on, ..terms.rules().clone() };
                    payer.terms = Terms::PerYear(AnnualTerms::new(rules).unwrap());
                }
            }
            Program::compile(&ordinary(&Scheme::new(payers).unwrap()))
        };
        changes.into_iter().map(changed).collect()
    })
}

/// The payments person by person.
fn one_by_one(pays: &[YearPay], costs: &[Fen]) -> Vec<PaidOf> {
    let of = |pay: &YearPay| {
        let each = costs.iter().map(|&cost| pay.pay(cost));
        PaidOf { paid: each.clone().sum(), persons: each.filter(|&paid| paid > Fen::ZERO).count() as i64 }
    };
    pays.iter().map(of).collect()
}

/// A program settles by itself, and as the terms do.
fn pays_what_the_terms_say(scheme: &Scheme, claims: &[Claim]) -> Result<(), TestCaseError> {
    let terms = ordinary(scheme);
    let (way, paid) = compiled(&terms, claims);
    prop_assert_eq!(way, Way::Compiled);
    let settlement = terms.settle(claims);
    prop_assert_eq!(&paid[..], settlement.paid_by_payer());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { max_local_rejects: u32::MAX, ..ProptestConfig::with_cases(cases(1_000)) })]

    #[test]
    fn a_program_pays_what_the_terms_say_whatever_the_language_allows(scheme in any_scheme(), claims in year()) {
        pays_what_the_terms_say(&scheme, &claims)?;
    }

    #[test]
    fn a_program_pays_what_the_terms_say_under_usual_schemes(scheme in usual_scheme(), claims in year()) {
        pays_what_the_terms_say(&scheme, &claims)?;
    }

    #[test]
    fn a_block_pays_what_the_terms_say(
        scheme in usual_scheme(), like in claim(), mut persons in like_persons(), present in part_set(),
    ) {
        let terms = ordinary(&scheme);
        let present = if like.days % 2 == 0 { PartSet::of(&Part::ALL) } else { present };
        for parts in persons.iter_mut().flatten() {
            let missing = Part::ALL.into_iter().filter(|&part| !present.contains(part));
            for part in missing {
                parts[part] = Fen::ZERO;
            }
        }
        let Some(block) = Program::compile(&terms).block(&like, present) else { return Ok(()) };
        if !block.takes_several_claims() {
            for claims in &mut persons {
                claims.truncate(1);
            }
        }
        let columns = columns(&block, &persons);
        let mut out = BlockPaid::default();
        block.settle(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>(), &mut out);
        let payers: Vec<usize> = block.payers().collect();
        let mut sums = vec![Fen::ZERO; payers.len()];
        for (i, parts) in persons.iter().enumerate() {
            let claims: Vec<Claim> = parts.iter().map(|&parts| Claim { amounts: Amounts::Split(parts), ..like }).collect();
            let settlement = terms.settle(&claims);
            let mut rest: Fen = settlement.paid_by_payer().iter().copied().sum();
            for (row, &payer) in payers.iter().enumerate() {
                prop_assert_eq!(out.paid(row)[i].to_bits(), (settlement.paid(payer).0 as f64).to_bits());
                sums[row] += settlement.paid(payer);
                rest -= settlement.paid(payer);
            }
            prop_assert_eq!(rest, Fen::ZERO, "somebody else paid");
        }
        for (row, sum) in sums.into_iter().enumerate().filter(|_| !columns.is_empty()) {
            prop_assert_eq!(out.sum(row), sum);
        }
    }

    #[test]
    fn buckets_give_the_sum_of_the_rounded_payments(
        pays in year_pays(), amounts in prop::collection::vec(amount(), 0..40), beside in prop::collection::vec(-200..400_i64, 1..6),
    ) {
        let costs = costs(&pays, &amounts, &beside);
        let candidates = Candidates::new(&pays);
        prop_assert_eq!(finished(&candidates, &counted(&candidates, &costs)), one_by_one(&pays, &costs));
    }

    #[test]
    fn buckets_of_two_threads_add_up_and_come_back_from_their_parts(
        pays in year_pays(), amounts in prop::collection::vec(amount(), 0..40), cut in 0..40_usize,
    ) {
        let candidates = Candidates::new(&pays);
        let (first, second) = amounts.split_at(cut.min(amounts.len()));
        let mut merged = counted(&candidates, first);
        merged.merge(&counted(&candidates, second));
        let whole = counted(&candidates, &amounts);
        prop_assert_eq!(&merged, &whole);
        let (sums, persons, fine) = whole.to_parts();
        prop_assert_eq!(Buckets::from_parts(&candidates, sums, persons, &fine), Some(merged));
        let column: Vec<f64> = amounts.iter().map(|amount| amount.0 as f64).collect();
        let mut by_column = candidates.buckets();
        candidates.add_column(&column, &mut by_column);
        prop_assert_eq!(by_column, whole);
    }

    #[test]
    fn a_stem_settles_a_person_for_every_design_that_shares_it(
        (programs, years) in (usual_designs(), prop::collection::vec(year(), 1..12)),
    ) {
        let n_payers = programs[0].n_payers();
        let (mut once, mut each) = (PersonScratch::default(), PersonScratch::default());
        let (mut shared, mut own) = (vec![Fen::ZERO; n_payers], vec![Fen::ZERO; n_payers]);
        for program in &programs {
            let ends = program.ends();
            let stem = program.stem();
            prop_assert_eq!(&stem.ends(), &ends);
            for claims in &years {
                let _ = stem.settle(claims, &mut once, &mut shared);
                let _ = program.settle(claims, &mut each, &mut own);
                if ends.iter().any(|&end| once.way_of(end).is_none()) {
                    continue;
                }
                let mut expected = shared.clone();
                for &end in &ends {
                    let pay = once.way_of(end).and_then(|way| program.year_pays(end).nth(way));
                    expected[program.payer_of(end)] += pay.unwrap().pay(once.eligible(end));
                }
                prop_assert_eq!(&own, &expected);
            }
        }
        // designs with equal stems differ in nothing but what their ends pay
        let stems: Vec<_> = programs.iter().map(huimin::compiled::Program::stem).collect();
        prop_assert!(stems.iter().all(|stem| stem.stem() == *stem));
    }

    #[test]
    fn joint_counts_give_the_persons_whom_some_payer_pays(
        both in [year_pays(), year_pays()], costs in prop::collection::vec([amount(), amount()], 0..40),
    ) {
        let candidates = [Candidates::new(&both[0]), Candidates::new(&both[1])];
        let firsts = |c: &Candidates| (0..c.len()).filter_map(|number| c.first_paid(number)).collect::<Vec<_>>();
        let mut joint = JointCounts::new(candidates.iter().map(firsts).collect()).unwrap();
        for both in &costs {
            joint.add(both);
        }
        let below = joint.finish();
        for (a, one) in both[0].iter().enumerate() {
            for (b, other) in both[1].iter().enumerate() {
                let paid = |cost: &&[Fen; 2]| one.pay(cost[0]) + other.pay(cost[1]) > Fen::ZERO;
                let first = [candidates[0].first_paid(a), candidates[1].first_paid(b)];
                prop_assert_eq!(below.claimants(&first), costs.iter().filter(paid).count() as i64);
            }
        }
    }
}

/// What the tests of buckets would miss if remainders were left out: a rounding that is a little wrong.
#[test]
fn a_sum_that_is_rounded_once_is_found_to_be_wrong() {
    let pay = YearPay::new(
        &Tiers::flat(Fen::yuan(100), Share::percent(55)).unwrap(),
        RatioBy::Tiers,
        Fen(i64::MAX),
        Fen(i64::MAX),
    );
    let costs: Vec<Fen> = (0..99).map(|more| Fen::yuan(100) + Fen(more)).collect();
    let candidates = Candidates::new(std::slice::from_ref(&pay));
    let exact = finished(&candidates, &counted(&candidates, &costs))[0].paid;
    let above: i64 = (0..99).sum();
    assert_eq!(exact, one_by_one(&[pay], &costs)[0].paid);
    assert_ne!(exact, Share::percent(55).of(Fen(above)));
}

#[test]
fn what_is_beyond_a_program_is_left_to_the_terms() {
    let everything = |id: &str| {
        let tiers = Tiers::flat(Fen::ZERO, Share::percent(1)).unwrap();
        schemes::yearly(id, AnnualRules::new(PartSet::of(&Part::ALL), tiers))
    };
    let of =
        |n: usize| ordinary(&Scheme::new((0..n).map(|i| everything(&format!("p{i}"))).collect()).unwrap());
    let costs = |yuan| [Claim::eligible(CareKind::Inpatient, Fen::yuan(yuan))];
    assert_eq!(compiled(&of(32), &costs(90_000_000_000)).0, Way::Compiled);
    assert_eq!(compiled(&of(33), &costs(1)).0, Way::Exact);
    assert_eq!(compiled(&of(1), &costs(90_000_000_001)), (Way::Exact, vec![Fen::ZERO]));
    // a person with no payer in force is paid nothing, and that is known
    let nobody = When { enrolled: Some(false), ..When::default() };
    let scheme = Scheme::new(vec![Payer { when: nobody, ..everything("p") }]).unwrap();
    assert_eq!(compiled(&ordinary(&scheme), &costs(1)), (Way::Compiled, vec![Fen::ZERO]));
}
