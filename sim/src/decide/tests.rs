//! Figures of runs written by hand, against answers known on paper.

use super::metrics::Subject;
use super::toy::{contract, contract_run, designs, outcome};
use super::*;
use crate::fund::{CiiContract, HmbTerms, Premium};
use crate::stats::Estimate;
use crate::units::{Fen, Share, Year};
use crate::wording::Bilingual;
use crate::wording::metrics::Metric;

const Y2016: Period = Period::Year(Year(2016));

fn cii() -> Subject {
    Subject::Contract("cii".to_owned())
}

fn value(design: &DesignSummary, period: Period, subject: &Subject, metric: Metric) -> f64 {
    design.figure(period, subject, metric).unwrap().estimate.unwrap().value
}

/// Premium 71,250,000 and reserve 3,750,000 a year; the years of B02 and B03: surplus 4,000,000,
/// deficits of 20,000,000 and 8,000,000 in the first trial; no deficit in the second.
fn b03() -> Summary {
    let claims: [&[i64]; 3] =
        [&[67_250_000, 71_250_000], &[91_250_000, 71_250_000], &[79_250_000, 57_000_000]];
    Summary::new(&contract_run(&[contract()], &claims), &designs(&[contract()]), &[])
}

#[test]
fn figures_of_a_contract_follow_their_definitions() {
    let summary = b03();
    let base = summary.base().unwrap();
    let y2017 = Period::Year(Year(2017));
    let in_2017 = |metric| value(base, y2017, &cii(), metric);
    assert_eq!(in_2017(Metric::Claims), 81_250_000.0); // mean of 91.25 and 71.25 million
    assert_eq!(in_2017(Metric::Income), 71_250_000.0);
    assert_eq!(in_2017(Metric::LossRatio), 81.25 / 71.25);
    assert_eq!(in_2017(Metric::BalanceRate), -10.0 / 71.25);
    assert_eq!(in_2017(Metric::Deficit), 10_000_000.0);
    assert_eq!(in_2017(Metric::DeficitProbability), 0.5);
    assert_eq!(in_2017(Metric::ReserveContribution), 3_750_000.0);
    assert_eq!(in_2017(Metric::Draw), 1_875_000.0); // 3,750,000 and 0: the year's contribution caps it
    assert_eq!(in_2017(Metric::DrawRate), 0.5);
    assert_eq!(in_2017(Metric::InsurerPart), 8_125_000.0);
    // a single deficit says nothing of the error of its ratio
    assert!(base.figure(y2017, &cii(), Metric::InsurerShareOfSums).unwrap().estimate.is_err());
    assert_eq!(in_2017(Metric::ClosingBalance), 5_625_000.0); // 3.75 and 7.5 million
    assert_eq!(in_2017(Metric::MonthsOfCover), 12.0 * 11.25 / 162.5);
    assert_eq!(in_2017(Metric::InsurerLossProbability), 0.5);
}

#[test]
fn over_the_term_flows_add_up_balances_are_the_last_and_one_bad_year_is_a_deficit() {
    let summary = b03();
    let base = summary.base().unwrap();
    let over_term = |metric| value(base, Period::Term, &cii(), metric);
    assert_eq!(over_term(Metric::Claims), f64::midpoint(237_750_000.0, 199_500_000.0));
    assert_eq!(over_term(Metric::LossRatio), 437.25 / 427.5);
    assert_eq!(over_term(Metric::DeficitProbability), 0.5);
    assert_eq!(over_term(Metric::TermShortfallProbability), 0.5); // 237.75 against 213.75; 199.5
    assert_eq!(over_term(Metric::Draw), f64::midpoint(3_750_000.0, 2_400_000.0));
    assert_eq!(over_term(Metric::ClosingBalance), f64::midpoint(5_100_000.0, 11_250_000.0)); // B03: 5.1m
    assert_eq!(over_term(Metric::InsurerResult), f64::midpoint(-17_850_000.0, 14_250_000.0));
}

#[test]
fn the_insurer_s_mean_share_weighs_deficits_alike_and_the_ratio_of_sums_by_their_size() {
    // B02.2 and B02.4: the insurer bears 70% of 5,000,000 and 81.25% of 20,000,000
    let run = contract_run(&[contract()], &[&[76_250_000, 91_250_000, 60_000_000]]);
    let summary = Summary::new(&run, &designs(&[contract()]), &[]);
    let base = summary.base().unwrap();
    let mean = base.figure(Y2016, &cii(), Metric::InsurerShareMean).unwrap().estimate.unwrap();
    assert_eq!((mean.value, mean.n), (f64::midpoint(0.7, 0.8125), 2));
    assert_eq!(value(base, Y2016, &cii(), Metric::InsurerShareOfSums), 19.75 / 25.0);
    assert_eq!(value(base, Y2016, &cii(), Metric::DrawInDeficit), 2_625_000.0); // 1.5 and 3.75 million
    assert_eq!(value(base, Y2016, &cii(), Metric::InsurerPartInDeficit), 9_875_000.0);
}

#[test]
fn a_reserve_is_exhausted_when_a_draw_leaves_nothing_of_it() {
    // 12,500,000 draws 3,750,000 of 3,750,000 (B02.3); 5,000,000 draws 1,500,000
    let run = contract_run(&[contract()], &[&[83_750_000, 76_250_000, 50_000_000, 50_000_000]]);
    let summary = Summary::new(&run, &designs(&[contract()]), &[]);
    assert_eq!(value(summary.base().unwrap(), Y2016, &cii(), Metric::ExhaustionProbability), 0.25);
}

#[test]
fn what_never_occurs_has_no_share_and_one_trial_has_no_error() {
    let calm = contract_run(&[contract()], &[&[60_000_000, 61_000_000, 62_000_000]]);
    let calm = Summary::new(&calm, &designs(&[contract()]), &[]);
    let figure =
        |summary: &Summary, metric| summary.base().unwrap().figure(Y2016, &cii(), metric).cloned().unwrap();
    let nothing = Err(Missing::NothingToDivideBy);
    assert_eq!(figure(&calm, Metric::InsurerShareMean).estimate, nothing);
    assert_eq!(figure(&calm, Metric::InsurerShareOfSums).estimate, nothing);
    assert_eq!(figure(&calm, Metric::LossRatioP995).estimate, Err(Missing::TooFewTrials));
    assert_eq!(figure(&calm, Metric::InsurerLossTvar99).estimate, Err(Missing::TooFewTrials));
    let alone = contract_run(&[contract()], &[&[60_000_000]]);
    let alone = Summary::new(&alone, &designs(&[contract()]), &[]);
    assert_eq!(figure(&alone, Metric::Claims).estimate, Err(Missing::TooFewTrials));
    let all = alone.designs[0].periods.iter().flat_map(|it| &it.figures);
    assert!(all.filter_map(|it| it.estimate.ok()).all(|it| it.se.is_finite() && it.value.is_finite()));
}

#[test]
fn a_deficit_that_never_happened_differs_by_nothing_where_the_whole_ledger_is_the_same() {
    let rule = Subject::Contract("cii".into()).definition(Metric::DeficitProbability).unwrap().rule;
    let same = |claims_of_other: &[i64]| {
        let outcome = outcome(&[
            ("cii_claims_fen", &[&[&[3, 5, 4]], &[claims_of_other]]),
            ("cii_deficit_fen", &[&[&[0, 0, 0]], &[&[0, 0, 0]]]),
            ("hmb_claims_fen", &[&[&[7, 8, 9]], &[&[6, 8, 9]]]),
        ]);
        rule.reads_the_same("cii", (&outcome, 0), (&outcome, 1))
    };
    assert!(same(&[3, 5, 4]));
    // one trial has other claims: in some other trial they may bring a deficit
    assert!(!same(&[3, 6, 4]));
}

#[test]
fn a_null_design_differs_by_exactly_nothing_in_every_figure() {
    let both = [contract(), contract()];
    let claims: Vec<i64> = (0..2000).map(|nth| 60_000_000 + nth * nth % 30_011 * 1_000).collect();
    let summary = Summary::new(&contract_run(&both, &[&claims, &claims]), &designs(&both), &[]);
    let mut n_compared = 0;
    for figure in summary.designs[1].periods.iter().flat_map(|period| &period.figures) {
        let Ok(estimate) = figure.estimate else { panic!("{} has no value", figure.key()) };
        let zero = Estimate { value: 0.0, se: 0.0, low: 0.0, high: 0.0, n: estimate.n.max(2000) };
        assert_eq!(figure.difference, Some(zero), "{}", figure.key());
        n_compared += 1;
    }
    assert!(n_compared > 60, "{n_compared}");
}

#[test]
fn a_paired_difference_knows_that_both_designs_settle_the_same_bills() {
    // the bid one yuan lower: 2,500,000 less premium in every trial without a deficit, so the error
    // of the difference is 0 though that of either result is not
    let cheaper = CiiContract { bid: Fen(2750), ..contract() };
    let both = [contract(), cheaper];
    let run = contract_run(&both, &[&[60_000_000, 55_000_000, 50_000_000]]);
    let summary = Summary::new(&run, &designs(&both), &[]);
    let figure = summary.designs[1].figure(Y2016, &cii(), Metric::InsurerResult).unwrap();
    let difference = figure.difference.unwrap();
    assert_eq!((difference.value, difference.se), (-2_500_000.0, 0.0));
    assert!(figure.estimate.unwrap().se > 2_000_000.0);
    // no deficit in either: the probabilities differ by less than 3/n, not by nothing
    let deficit = summary.designs[1].figure(Y2016, &cii(), Metric::DeficitProbability).unwrap();
    let difference = deficit.difference.unwrap();
    assert_eq!((difference.value, difference.low, difference.high), (0.0, -1.0, 1.0));
}

#[test]
fn figures_of_a_book_follow_their_definitions() {
    let run = outcome(&[
        ("heads_employee", &[&[&[400, 400]]]),
        ("heads_resident", &[&[&[600, 600]]]),
        ("hmb_members", &[&[&[500, 500]]]),
        ("hmb_eligible", &[&[&[1_000, 1_000]]]),
        ("hmb_premium_fen", &[&[&[8_000_000, 8_000_000]]]),
        ("hmb_earned_premium_fen", &[&[&[5_000_000, 5_000_000]]]),
        ("hmb_ceded_premium_fen", &[&[&[1_000_000, 1_000_000]]]),
        ("hmb_recoveries_fen", &[&[&[1_000_000, 2_000_000]]]),
        ("hmb_ceding_commission_fen", &[&[&[100_000, 100_000]]]),
        ("hmb_surplus_used_fen", &[&[&[0, 0]]]),
        ("hmb_cases", &[&[&[8, 10]]]),
        ("hmb_claims_fen", &[&[&[4_000_000, 5_000_000]]]),
        ("hmb_claimants", &[&[&[4, 6]]]),
        ("hmb_cost_fen", &[&[&[400_000, 400_000]]]),
        ("hmb_result_fen", &[&[&[600_000, -400_000]]]),
    ]);
    let terms = HmbTerms { cost_ratio: Share::percent(8), ..HmbTerms::plain(Premium::one(Fen::yuan(100))) };
    let design = Design {
        name: "base".into(),
        title: Bilingual::default(),
        funds: vec![("hmb".into(), Fund::Book { terms, coinsurers: vec![] })],
        revised: Vec::new(),
    };
    let summary = Summary::new(&run, &[design], &[]);
    let hmb = Subject::Book("hmb".into());
    let of_book = |metric| value(summary.base().unwrap(), Y2016, &hmb, metric);
    assert_eq!(of_book(Metric::Members), 500.0);
    assert_eq!(of_book(Metric::Participation), 0.5);
    assert_eq!(of_book(Metric::LossRatio), 0.9);
    assert_eq!(of_book(Metric::PaidLossRatio), 9.0 / 16.0);
    // net: claims 3,000,000 on 4,000,000, cost 400,000 less 100,000
    assert_eq!(of_book(Metric::CompositeLossRatio), 0.75);
    assert_eq!(of_book(Metric::ExpenseRatio), 0.075);
    assert_eq!(of_book(Metric::CombinedRatio), 0.825);
    assert_eq!(of_book(Metric::CombinedAbove100Probability), 0.0);
    assert_eq!(of_book(Metric::ClaimsPerCase), 5_000.0);
    assert_eq!(of_book(Metric::Result), 1_000.0);
    assert_eq!(of_book(Metric::ClaimsPerHead), 90.0);
    assert_eq!(of_book(Metric::ClaimantsPer100), 1.0);
    assert!((of_book(Metric::BreakEvenPremium) - 90.0 / 0.92).abs() < 1e-9);
    assert!((of_book(Metric::BreakEvenPremiumWithMargin) - 90.0 / 0.89).abs() < 1e-9);
}

#[test]
fn bills_and_layers_are_measured_against_the_whole_bill() {
    let run = outcome(&[
        ("cost_employee_fen", &[&[&[60_000, 60_000]]]),
        ("cost_resident_fen", &[&[&[40_000, 40_000]]]),
        ("in_policy_employee_fen", &[&[&[50_000, 50_000]]]),
        ("in_policy_resident_fen", &[&[&[30_000, 30_000]]]),
        ("bmi_employee_fen", &[&[&[35_000, 35_000]]]),
        ("bmi_resident_fen", &[&[&[17_000, 17_000]]]),
        ("other_cost_fen", &[&[&[100_000, 100_000]]]),
        ("bmi_other_fen", &[&[&[60_000, 60_000]]]),
        ("patient_fen", &[&[&[86_000, 86_000]]]),
        ("persons_admitted", &[&[&[2, 2]]]),
        ("paid_hmb-l1_fen", &[&[&[2_000, 2_000]]]),
        ("persons_paid_hmb-l1", &[&[&[1, 1]]]),
    ]);
    let design = Design { name: "base".into(), title: Bilingual::default(), funds: vec![], revised: vec![] };
    let payers = ["hmb-l1".to_owned(), "never".to_owned()];
    let summary = Summary::new(&run, &[design], &payers);
    let l1 = Subject::Payer("hmb-l1".into());
    assert_eq!(summary.subjects, [Subject::City, l1.clone()]);
    let base = summary.base().unwrap();
    // payers and patient make up the whole: 0.56 + 0.01 + 0.43
    assert_eq!(value(base, Y2016, &Subject::City, Metric::Cost), 2_000.0);
    assert_eq!(value(base, Y2016, &Subject::City, Metric::BmiActualRatio), 0.56);
    assert_eq!(value(base, Y2016, &Subject::City, Metric::BmiInPolicyRatio), 0.65);
    assert_eq!(value(base, Y2016, &Subject::City, Metric::PatientShare), 0.43);
    assert_eq!(value(base, Y2016, &Subject::City, Metric::PatientPerAdmitted), 430.0);
    assert_eq!(value(base, Y2016, &l1, Metric::Paid), 20.0);
    assert_eq!(value(base, Y2016, &l1, Metric::PaidPerPerson), 20.0);
    assert_eq!(value(base, Y2016, &l1, Metric::ShareOfCost), 0.01);
}
