//! Paths over rows written by hand, whose figures are known.

use super::*;
use crate::decide::toy::{contract, outcome_of};
use crate::decide::{Missing, Period};
use crate::fund::{
    CiiAccount, CiiContract, CiiYearInput, HmbBook, HmbTerms, HmbYearInput, Joined, LossRatio, Premium,
    PriceLimits, ReviewRule,
};
use crate::scenario::path_plan::{FundTerms, Rung};
use crate::stats::Estimate;
use crate::units::{Fen, Heads, Share, Year};
use crate::wording::Bilingual;
use crate::wording::paths::PathMetric;

/// 1,000 heads at one yuan: an income of 1,000 yuan a year.
const HEADS: Heads = Heads(1_000);

/// A contract at one yuan a head, without a discount, so without a reserve; the insurer's every gain and loss.
fn plain() -> CiiContract {
    CiiContract { benchmark: Fen::yuan(1), bid: Fen::yuan(1), ..contract() }
}

/// The rows of a run whose claims, in yuan, are `claims[design][year][trial]`.
fn contract_rows(contracts: &[CiiContract], claims: &[Vec<Vec<i64>>]) -> Outcome {
    let years = |of: &dyn Fn(usize, usize, usize) -> i64| -> Vec<Vec<Vec<i64>>> {
        let trials = |d: usize, y: usize| (0..claims[d][y].len()).map(|t| of(d, y, t)).collect();
        (0..claims.len()).map(|d| (0..claims[d].len()).map(|y| trials(d, y)).collect()).collect()
    };
    let result = |d: usize, y: usize, t: usize| {
        let mut account = CiiAccount::new(contracts[d], Fen::ZERO).unwrap();
        let settled = (0..=y).map(|year| {
            account.settle_year(&CiiYearInput {
                heads_prev_year_end: HEADS,
                claims: Fen::yuan(claims[d][year][t]),
                ..CiiYearInput::default()
            })
        });
        settled.last().unwrap().insurer_result.0
    };
    outcome_of(&[
        ("cii_heads_funded", years(&|_, _, _| HEADS.0)),
        ("cii_topup_income_fen", years(&|_, _, _| 0)),
        ("cii_claims_fen", years(&|d, y, t| 100 * claims[d][y][t])),
        ("cii_insurer_result_fen", years(&result)),
    ])
}

fn rung(design: u32, terms: FundTerms, n_years: usize) -> Rung {
    let name = format!("design-{design}");
    let title = Bilingual { zh: name.clone(), en: name.clone() };
    Rung { design, name, title, payers: vec!["l1".to_owned()], terms: vec![terms; n_years] }
}

fn of_contract(contract: CiiContract) -> FundTerms {
    FundTerms::Contract { contract, opening: Fen::ZERO }
}

/// A plan over one rung for each contract, reviewed each year at a target of 100%.
fn plan(moves: Moves, contracts: &[CiiContract], n_years: usize) -> PathPlan {
    let rungs = (0_u32..).zip(contracts).map(|(design, it)| rung(design, of_contract(*it), n_years));
    PathPlan {
        name: "path".to_owned(),
        title: Bilingual::default(),
        fund: "cii".to_owned(),
        moves,
        ladder: rungs.collect(),
        start: 0,
        without: Vec::new(),
        rule: ReviewRule {
            every: 1,
            first: 1,
            target: LossRatio(1_000_000),
            window: 1,
            lag: 0,
            credibility: Share::ONE,
            corridor: Share::ZERO,
            early: None,
        },
        limits: PriceLimits { max_change: Share::percent(10), floor: Fen(1), cap: Fen::yuan(1_000) },
        max_steps: 1,
        capital: Fen::ZERO,
    }
}

fn one(outcome: &Outcome, plan: &PathPlan) -> PathSummary {
    follow(outcome, std::slice::from_ref(plan)).unwrap().remove(0)
}

fn year(nth: u16) -> Period {
    Period::Year(Year(2016 + nth))
}

fn of_path(summary: &PathSummary, period: Period, metric: PathMetric) -> Estimate {
    summary.figure(period, metric).unwrap().path.unwrap()
}

fn of_frozen(summary: &PathSummary, period: Period, metric: PathMetric) -> Estimate {
    summary.figure(period, metric).unwrap().frozen.unwrap().unwrap()
}

/// The places on the ladder of one trial.
fn places(outcome: &Outcome, plan: &PathPlan, trial: usize) -> Vec<usize> {
    Followed::new(outcome, plan).unwrap().steps[trial].iter().map(|step| step.rung).collect()
}

fn prices(outcome: &Outcome, plan: &PathPlan, trial: usize) -> Vec<i64> {
    Followed::new(outcome, plan).unwrap().steps[trial].iter().map(|step| step.price.0).collect()
}

/// The loss ratios that the worked example J02 of the documents expects.
fn j02() -> Vec<f64> {
    let file: serde_json::Value =
        serde_json::from_str(include_str!("../../../tests/data/vectors.json")).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    let path = vectors.iter().find(|it| it["id"] == "J02").unwrap()["expected"]["path"].as_array().unwrap();
    path.iter().map(|ratio| ratio.as_str().unwrap().parse().unwrap()).collect()
}

#[test]
fn j02_three_frozen_years_take_the_loss_ratio_from_90_to_129_6_per_cent() {
    // 900, 1,080 and 1,296 yuan of claims on an income of 1,000: 20% more each year
    let run = contract_rows(&[plain()], &[vec![vec![900; 2], vec![1_080; 2], vec![1_296; 2]]]);
    let three = ReviewRule { every: 3, first: 3, ..plan(Moves::Price, &[plain()], 3).rule };
    let summary = one(&run, &PathPlan { rule: three, ..plan(Moves::Price, &[plain()], 3) });
    for (nth, expected) in (0..).zip(j02()) {
        let ratio = of_path(&summary, year(nth), PathMetric::LossRatio).value;
        assert!((ratio - expected).abs() < 1e-12, "{ratio}");
        assert_eq!(of_frozen(&summary, year(nth), PathMetric::LossRatio).value, ratio);
    }
    // deficits of 80 and 296 yuan, the first in the second year
    assert_eq!(of_path(&summary, Period::Term, PathMetric::Deficit).value, 376.0);
    assert_eq!(of_path(&summary, Period::Term, PathMetric::FirstDeficit).value, 2.0);
    assert!((of_path(&summary, Period::Term, PathMetric::LossRatio).value - 1.092).abs() < 1e-12);
}

#[test]
fn j02_with_a_review_each_year_the_price_follows_a_year_late() {
    let run = contract_rows(&[plain()], &[vec![vec![900; 2], vec![1_080; 2], vec![1_296; 2]]]);
    let target = ReviewRule { target: LossRatio(900_000), ..plan(Moves::Price, &[plain()], 3).rule };
    let free = PriceLimits { max_change: Share::percent(50), floor: Fen(1), cap: Fen::yuan(100) };
    let path = PathPlan { rule: target, limits: free, ..plan(Moves::Price, &[plain()], 3) };
    // 1.08 / 0.9 = 1.2 times the price, of which 1,296 are 108% again
    assert_eq!(prices(&run, &path, 0), [100, 100, 120]);
    let summary = one(&run, &path);
    assert!((of_path(&summary, year(2), PathMetric::LossRatio).value - 1.08).abs() < 1e-12);
    let bound = PathPlan { limits: PriceLimits { max_change: Share::percent(10), ..free }, ..path.clone() };
    assert_eq!(prices(&run, &bound, 0), [100, 100, 110]);
    let capped = PathPlan { limits: PriceLimits { cap: Fen(105), ..free }, ..path.clone() };
    assert_eq!(prices(&run, &capped, 0), [100, 100, 105]);
    let half = ReviewRule { credibility: Share::percent(50), ..path.rule };
    assert_eq!(prices(&run, &PathPlan { rule: half, ..path.clone() }, 0), [100, 100, 110]);
    let late = ReviewRule { lag: 1, ..path.rule };
    assert_eq!(prices(&run, &PathPlan { rule: late, ..path }, 0), [100, 100, 100], "1,080 is not known yet");
}

#[test]
fn a_rule_that_never_triggers_is_the_frozen_design_to_the_fen() {
    let claims = vec![vec![900, 1_500, 20], vec![1_300, 700, 1_400], vec![1_000, 800, 2_000]];
    let discount = CiiContract { bid: Fen(95), ..plain() };
    let run = contract_rows(&[discount; 3], &vec![claims; 3]);
    let wide = |plan: PathPlan| {
        let rule = ReviewRule { corridor: Share::ONE, target: LossRatio(1_500_000), ..plan.rule };
        PathPlan { rule, ..plan }
    };
    let never = [
        wide(plan(Moves::Price, &[discount], 3)),
        wide(PathPlan { start: 1, ..plan(Moves::Benefit, &[discount; 3], 3) }),
        PathPlan {
            rule: ReviewRule { first: 3, ..plan(Moves::Price, &[discount], 3).rule },
            ..plan(Moves::Price, &[discount], 3)
        },
    ];
    for path in never {
        let followed = Followed::new(&run, &path).unwrap();
        assert_eq!(followed.path, followed.frozen);
        for nth in 0..3 {
            let of_run = run.column_named(0, nth, "cii_insurer_result_fen").unwrap();
            assert_eq!(followed.path.kept[nth], of_run);
        }
        let summary = one(&run, &path);
        let all = summary.periods.iter().flat_map(|period| &period.figures);
        for difference in all.filter_map(|figure| figure.difference) {
            assert_eq!((difference.value, difference.se), (0.0, 0.0));
        }
    }
}

/// Claims of 800 or 1,200 yuan on 1,000, all sixteen ways of four years: a fair walk of 200 up or down.
fn walk() -> Outcome {
    let claims =
        |year: usize| (0..16).map(|trial| if trial >> year & 1 == 1 { 1_200 } else { 800 }).collect();
    contract_rows(&[plain()], &[(0..4).map(claims).collect()])
}

#[test]
fn the_ruin_probability_of_a_walk_is_that_of_the_enumerated_ways() {
    let frozen = ReviewRule { first: 4, ..plan(Moves::Price, &[plain()], 4).rule };
    let ruin = |capital| {
        let path = PathPlan { rule: frozen, capital, ..plan(Moves::Price, &[plain()], 4) };
        let summary = one(&walk(), &path);
        (0..4)
            .map(|nth| of_path(&summary, year(nth), PathMetric::RuinProbability).value * 16.0)
            .collect::<Vec<_>>()
    };
    // with 200 yuan the second step down ruins: by reflection 6 of 16 ways fall by two or more within four steps
    assert_eq!(ruin(Fen::yuan(200)), [0.0, 4.0, 4.0, 6.0]);
    // a fen less, and the first does: 10 of 16
    assert_eq!(ruin(Fen::yuan(200) - Fen(1)), [8.0, 8.0, 10.0, 10.0]);
    assert_eq!(ruin(Fen::yuan(800)), [0.0; 4]);
}

#[test]
fn a_price_that_follows_the_walk_ruins_fewer_of_its_ways() {
    let path = PathPlan { capital: Fen::yuan(200), ..plan(Moves::Price, &[plain()], 2) };
    let claims = vec![vec![800, 1_200, 800, 1_200], vec![800, 800, 1_200, 1_200]];
    let run = contract_rows(&[plain()], &[claims]);
    // after 1,200 the price is 1.10, so a second 1,200 loses 100 more: 300 in all; after 800 it is 0.90
    let summary = one(&run, &path);
    assert_eq!((prices(&run, &path, 3), prices(&run, &path, 2)), (vec![100, 110], vec![100, 90]));
    assert_eq!(of_path(&summary, year(1), PathMetric::RuinProbability).value, 0.25);
    let enough = PathPlan { capital: Fen::yuan(300), ..path };
    let summary = one(&run, &enough);
    assert_eq!(of_path(&summary, Period::Term, PathMetric::RuinProbability).value, 0.0);
    assert_eq!(of_frozen(&summary, Period::Term, PathMetric::RuinProbability).value, 0.25);
    let lowered = summary.figure(Period::Term, PathMetric::Lowered).unwrap().path.unwrap();
    assert_eq!(lowered.value, 0.5);
}

#[test]
fn a_reserve_must_be_used_up_too_before_a_path_is_ruined() {
    // a discount of 5% raises 50 yuan a year; a loss of 30% borne by it
    let discount = CiiContract { bid: Fen(95), ..plain() };
    let run = contract_rows(&[discount], &[vec![vec![1_000; 2], vec![1_000; 2], vec![1_000; 2]]]);
    let path = PathPlan {
        rule: ReviewRule { first: 3, ..plan(Moves::Price, &[discount], 3).rule },
        ..plan(Moves::Price, &[discount], 3)
    };
    let summary = one(&run, &path);
    // deficit 50: the reserve bears 15 and holds 35; the insurer loses 35: nothing is left, and nothing is missing
    assert_eq!(of_path(&summary, year(0), PathMetric::Held).value, 35.0);
    assert_eq!(of_path(&summary, Period::Term, PathMetric::RuinProbability).value, 0.0);
    let dearer = contract_rows(&[discount], &[vec![vec![1_001; 2]]]);
    let path = PathPlan { rule: path.rule, ..plan(Moves::Price, &[discount], 1) };
    assert_eq!(of_path(&one(&dearer, &path), Period::Term, PathMetric::RuinProbability).value, 1.0);
}

/// Three levels of benefits over the same bills: 90, 100 and 110% of the claims of the middle one.
fn levels(claims: &[i64]) -> (Outcome, PathPlan) {
    let of = |percent: i64| claims.iter().map(|it| vec![it * percent / 100; 2]).collect::<Vec<_>>();
    let contracts = [plain(); 3];
    let run = contract_rows(&contracts, &[of(90), of(100), of(110)]);
    (run, PathPlan { start: 1, ..plan(Moves::Benefit, &contracts, claims.len()) })
}

#[test]
fn benefits_move_to_the_most_generous_level_that_the_income_bears() {
    // 1,050: the middle is 5% too dear, 90% of it is 945
    assert_eq!(places(&levels(&[1_050, 1_050]).0, &levels(&[1_050, 1_050]).1, 0), [1, 0]);
    // 900: 110% of it is 990
    let (run, path) = levels(&[900, 900, 900]);
    assert_eq!(places(&run, &path, 0), [1, 2, 2]);
    // 950: better than expected, but 110% of it is 1,045
    let (run, path) = levels(&[950, 950]);
    assert_eq!(places(&run, &path, 0), [1, 1]);
    // there and back, and never off the ladder
    let (run, path) = levels(&[1_500, 1_500, 800, 800, 800]);
    assert_eq!(places(&run, &path, 0), [1, 0, 0, 1, 2]);
}

#[test]
fn a_review_moves_by_no_more_steps_than_it_may() {
    let (run, path) = levels(&[800, 800]);
    let from_below = |max_steps| PathPlan { start: 0, max_steps, ..path.clone() };
    assert_eq!(places(&run, &from_below(1), 0), [0, 1]);
    assert_eq!(places(&run, &from_below(2), 0), [0, 2]);
}

#[test]
fn a_corridor_and_a_freeze_keep_benefits_where_they_are() {
    let (run, path) = levels(&[1_050; 7]);
    let rule = ReviewRule { corridor: Share::percent(5), ..path.rule };
    assert_eq!(places(&run, &PathPlan { rule, ..path.clone() }, 0), [1; 7]);
    let rule = ReviewRule { every: 3, first: 3, window: 3, ..path.rule };
    assert_eq!(places(&run, &PathPlan { rule, ..path }, 0), [1, 1, 1, 0, 0, 0, 0]);
}

#[test]
fn an_early_review_comes_when_the_last_year_is_bad_enough_and_begins_the_freeze_anew() {
    let (run, path) = levels(&[1_000, 1_300, 900, 900, 800, 800, 800, 800]);
    let rule = ReviewRule { every: 4, first: 4, window: 1, ..path.rule };
    let steps = |early| places(&run, &PathPlan { rule: ReviewRule { early, ..rule }, ..path.clone() }, 0);
    assert_eq!(steps(None), [1, 1, 1, 1, 2, 2, 2, 2]);
    // after 1,300 the benefits fall at once, and the next review is due four years later
    assert_eq!(steps(Some(LossRatio(1_200_000))), [1, 1, 0, 0, 0, 0, 1, 1]);
    assert_eq!(steps(Some(LossRatio(1_300_000))), steps(None), "1.3 is not above 1.3");
}

#[test]
fn policy_caused_and_operating_deficit_add_up_to_the_deficit() {
    // with the decision 1,200 and 1,300 yuan, without it 1,050 and 900
    let with = vec![vec![1_200, 1_000], vec![1_300, 1_010]];
    let without = vec![vec![1_050, 990], vec![900, 1_010]];
    let run = contract_rows(&[plain(); 2], &[with, without]);
    let path = PathPlan {
        rule: ReviewRule { first: 2, ..plan(Moves::Price, &[plain()], 2).rule },
        without: vec![rung(1, of_contract(plain()), 2)],
        ..plan(Moves::Price, &[plain()], 2)
    };
    let summary = one(&run, &path);
    let mean = |period, metric| of_path(&summary, period, metric).value;
    // trial 1: deficits of 200 and 300, of which 50 and 0 without the decision; trial 2: 0 and 10, the same without
    assert_eq!(mean(year(0), PathMetric::PolicyDeficit), 75.0);
    assert_eq!(mean(year(1), PathMetric::PolicyDeficit), 150.0);
    assert_eq!(mean(Period::Term, PathMetric::OperatingDeficit), 30.0);
    for period in [year(0), year(1), Period::Term] {
        let parts = mean(period, PathMetric::PolicyDeficit) + mean(period, PathMetric::OperatingDeficit);
        assert_eq!(parts, mean(period, PathMetric::Deficit));
    }
}

#[test]
fn without_the_decision_the_path_takes_the_same_steps_at_prices_in_proportion() {
    // the decision also cut the bid from 2.00 to 1.00; after 1,200 yuan of claims the price rises by 10%
    let dearer = CiiContract { benchmark: Fen::yuan(2), bid: Fen::yuan(2), ..plain() };
    let claims = vec![vec![1_200; 2], vec![2_250; 2]];
    let run = contract_rows(&[plain(), dearer], &[claims.clone(), claims]);
    let path =
        PathPlan { without: vec![rung(1, of_contract(dearer), 2)], ..plan(Moves::Price, &[plain()], 2) };
    let summary = one(&run, &path);
    assert_eq!(prices(&run, &path, 0), [100, 110]);
    assert_eq!(of_path(&summary, year(1), PathMetric::Deficit).value, 1_150.0);
    assert_eq!(of_path(&summary, year(1), PathMetric::OperatingDeficit).value, 50.0);
}

/// Books at these prices with these members: claims a member rise as fewer join.
fn books(offers: &[(i64, i64, i64)], n_years: usize) -> (Outcome, PathPlan) {
    let terms =
        |price| HmbTerms { fixed_cost: Fen::yuan(1_000), ..HmbTerms::plain(Premium::one(Fen::yuan(price))) };
    let settled: Vec<Vec<crate::fund::HmbYear>> = offers
        .iter()
        .map(|&(price, members, claims)| {
            let mut book = HmbBook::new(terms(price)).unwrap();
            let residents = Joined { heads: Heads(members), premium: Fen::yuan(price) * Heads(members) };
            let input = HmbYearInput { residents, claims: Fen::yuan(claims), ..HmbYearInput::default() };
            (0..n_years).map(|_| book.settle_year(&input)).collect()
        })
        .collect();
    let column = |of: &dyn Fn(&crate::fund::HmbYear) -> Fen| -> Vec<Vec<Vec<i64>>> {
        settled.iter().map(|years| years.iter().map(|year| vec![of(year).0; 2]).collect()).collect()
    };
    let paid = offers.iter().map(|&(.., claims)| vec![vec![100 * claims; 2]; n_years]).collect();
    let run = outcome_of(&[
        ("hmb_members", column(&|it| Fen(it.members.0))),
        ("hmb_premium_fen", column(&|it| it.premium)),
        ("hmb_claims_fen", column(&|it| it.claims)),
        ("hmb_surplus_used_fen", column(&|it| it.surplus_used)),
        ("hmb_result_fen", column(&|it| it.result)),
        ("paid_l1_fen", paid),
    ]);
    let base = plan(Moves::Price, &[plain()], n_years);
    let rungs = (0_u32..)
        .zip(offers)
        .map(|(design, &(price, ..))| rung(design, FundTerms::Book(terms(price)), n_years));
    let rule = ReviewRule { target: LossRatio(800_000), ..base.rule };
    (run, PathPlan { fund: "hmb".to_owned(), ladder: rungs.collect(), rule, ..base })
}

/// 100 yuan and 1,000 members with claims of 85 each, 110 and 900 with 88, 120 and 800 with 91.
const OFFERS: [(i64, i64, i64); 3] = [(100, 1_000, 85_000), (110, 900, 79_200), (120, 800, 72_800)];

#[test]
fn a_book_s_price_goes_to_the_nearest_rung_and_takes_the_members_of_that_price() {
    let (run, path) = books(&OFFERS, 3);
    // 85 of 80 expected ask for 106.25: 110 is nearer than 100; there 88 of 88 are as expected
    assert_eq!(places(&run, &path, 0), [0, 1, 1]);
    let summary = one(&run, &path);
    let members =
        Followed::new(&run, &path).unwrap().path.income.iter().map(|year| year[0]).collect::<Vec<_>>();
    assert_eq!(members, [10_000_000, 9_900_000, 9_900_000]);
    assert_eq!(summary.rungs[1].shares[1].unwrap().value, 1.0);
    assert_eq!(of_path(&summary, year(2), PathMetric::Price).value, 110.0);
    // a surplus of 99,000 - 79,200 - 1,000 less 3% goes into the benefits of the third year
    let ratio = of_path(&summary, year(2), PathMetric::LossRatio).value;
    assert!(ratio > 0.8, "{ratio}");
    let tight = PathPlan { limits: PriceLimits { max_change: Share::percent(5), ..path.limits }, ..path };
    assert_eq!(places(&run, &tight, 0), [0, 0, 0], "no price within 5%");
}

#[test]
fn a_surplus_passed_on_moves_no_price() {
    // claims of 78 on 100, and all above the margin into the benefits of the next year: by the terms 97.5% of expected
    let (run, path) = books(&[(100, 1_000, 78_000), (110, 900, 79_200)], 3);
    let rule = ReviewRule { corridor: Share::percent(3), ..path.rule };
    let path = PathPlan { rule, ..path };
    assert_eq!(places(&run, &path, 0), [0, 0, 0]);
    let ratio = |nth| of_path(&one(&run, &path), year(nth), PathMetric::LossRatio).value;
    assert!(ratio(0) == 0.78 && ratio(1) > 0.9);
}

#[test]
fn rows_of_other_terms_are_refused_and_so_are_missing_columns() {
    let run = contract_rows(&[plain()], &[vec![vec![1_100; 2]]]);
    let other = CiiContract { benchmark: Fen(99), bid: Fen(99), ..plain() };
    let refused = follow(&run, &[plan(Moves::Price, &[other], 1)]);
    assert!(matches!(refused, Err(PathError::OtherResults { .. })), "{refused:?}");
    let elsewhere = PathPlan { fund: "other".to_owned(), ..plan(Moves::Price, &[plain()], 1) };
    assert_eq!(follow(&run, &[elsewhere]), Err(PathError::NoColumns { fund: "other".to_owned() }));
}

#[test]
fn a_ladder_in_the_wrong_order_is_noticed() {
    let (run, path) = levels(&[1_000, 1_000]);
    assert!(one(&run, &path).ascending);
    let mut ladder = path.ladder.clone();
    ladder.reverse();
    assert!(!one(&run, &PathPlan { ladder, ..path }).ascending);
}

#[test]
fn a_first_deficit_that_never_comes_has_no_year() {
    let run = contract_rows(&[plain()], &[vec![vec![500; 3]]]);
    let summary = one(&run, &plan(Moves::Price, &[plain()], 1));
    let first = summary.figure(Period::Term, PathMetric::FirstDeficit).unwrap();
    assert_eq!(
        (first.path, first.frozen),
        (Err(Missing::NothingToDivideBy), Some(Err(Missing::NothingToDivideBy)))
    );
}
