//! The worked example of docs/model.md, number by number.
//!
//! Every figure is typed by hand from the arithmetic of the page, computed by the library, and must
//! stand on the page as it is written here: page, hand and program cannot drift apart.

use huimin::benefit::{
    AdmissionRules, AdmissionTerms, Amounts, AnnualRules, AnnualTerms, Bill, ByLevel, CareKind, Claim,
    HospitalLevel, Part, PartSet, Payer, Person, Scheme, Settlement, Terms, Tier, TierBase, Tiers,
};
use huimin::fund::{CiiAccount, CiiContract, CiiYear, CiiYearInput, SurplusOwner};
use huimin::units::{Fen, Heads, Share};

const PAGE: &str = include_str!("../../docs/model.md");

/// The amount in fen of a figure as the page writes it: `109,620,000.00`; the page must hold it.
#[track_caller]
fn figure(text: &str) -> Fen {
    let example = PAGE.split("## 7. ").nth(1).expect("section 7 of the page").split("\n## ").next();
    let bounded = example.expect("its text").split(|c: char| !c.is_ascii_digit() && c != ',' && c != '.');
    assert!(
        bounded.map(|word| word.trim_end_matches(['.', ','])).any(|word| word == text),
        "docs/model.md, section 7, does not say {text}"
    );
    Fen::parse_yuan(&text.replace(',', "")).expect("an amount")
}

/// The basic insurance of the example (synthetic), CII by [S1] Art. 6, and two liabilities (synthetic).
fn scheme() -> Scheme {
    let deductible =
        ByLevel { primary: Fen::yuan(300), secondary: Fen::yuan(600), tertiary: Fen::yuan(1_000) };
    let ratio =
        ByLevel { primary: Share::percent(85), secondary: Share::percent(75), tertiary: Share::percent(65) };
    let bmi = AdmissionTerms::new(AdmissionRules {
        repeat_deductible_ratio: Share::percent(50),
        ..AdmissionRules::new(deductible, ratio, Some(Fen::yuan(250_000)))
    });
    let cii = AnnualRules {
        cap: Some(Fen::yuan(150_000)),
        ..AnnualRules::new(
            PartSet::of(&[Part::SelfPay, Part::AboveBmiCap, Part::SpecialDrug]),
            Tiers::new(
                TierBase::EligibleTotal,
                Fen::yuan(20_000),
                vec![
                    Tier::new(Some(Fen::yuan(120_000)), Share::percent(55)),
                    Tier::new(None, Share::percent(60)),
                ],
            )
            .expect("rising tiers"),
        )
    };
    let liability = |parts: &[Part], deductible, ratio| {
        let tiers = Tiers::flat(Fen::yuan(deductible), Share::percent(ratio)).expect("one tier");
        AnnualRules { cap: Some(Fen::yuan(1_000_000)), ..AnnualRules::new(PartSet::of(parts), tiers) }
    };
    let per_year = |id, source, rules| {
        Payer::new(id, source, Terms::PerYear(AnnualTerms::new(rules).expect("terms that can stand")))
    };
    Scheme::new(vec![
        Payer::new("bmi", "synthetic", Terms::PerAdmission(bmi.expect("terms that can stand"))),
        per_year("cii", "[S1] Art. 5-6", cii),
        per_year(
            "hmb-l1",
            "synthetic",
            liability(&[Part::SelfPay, Part::AboveBmiCap, Part::FirstSelfPay], 15_000, 80),
        ),
        per_year("hmb-l2", "synthetic", liability(&[Part::ListedOwnExpense, Part::OverLimit], 20_000, 70)),
    ])
    .expect("a scheme that can stand")
}

fn bills() -> [Bill; 2] {
    [
        Bill {
            class_a: figure("60,000.00"),
            class_b: figure("30,000.00"),
            first_self_pay: figure("3,000.00"),
            over_limit: figure("1,000.00"),
            listed_own_expense: figure("8,000.00"),
            unlisted_own_expense: figure("1,000.00"),
            ..Bill::default()
        },
        Bill {
            class_a: figure("90,000.00"),
            class_b: figure("60,000.00"),
            first_self_pay: figure("6,000.00"),
            over_limit: figure("3,000.00"),
            listed_own_expense: figure("24,000.00"),
            unlisted_own_expense: figure("3,000.00"),
            ..Bill::default()
        },
    ]
}

fn settled() -> Settlement {
    let [first, second] = bills();
    let tertiary = Claim::inpatient(first);
    let secondary =
        Claim { level: HospitalLevel::Secondary, ..Claim::new(CareKind::Inpatient, Amounts::Bill(second)) };
    scheme().terms_for(&Person::default()).settle(&[tertiary, secondary])
}

#[test]
fn the_bills_add_up_and_the_policy_range_is_what_shares() {
    let [first, second] = bills();
    assert_eq!((first.total(), second.total()), (figure("100,000.00"), figure("180,000.00")));
    assert_eq!((first.in_policy(), second.in_policy()), (figure("87,000.00"), figure("144,000.00")));
}

#[test]
fn each_payer_pays_what_the_page_says_claim_by_claim() {
    let year = settled();
    let paid = |payer| [year.paid_of(0, payer), year.paid_of(1, payer)];
    assert_eq!(paid(0), [figure("55,900.00"), figure("107,775.00")]);
    assert_eq!(paid(1), [figure("6,105.00"), figure("19,923.75")]);
    assert_eq!(paid(2), [figure("10,396.00"), figure("17,841.00")]);
    assert_eq!(paid(3), [Fen::ZERO, figure("11,200.00")]);
}

#[test]
fn payers_and_patient_make_up_the_bill() {
    let year = settled();
    let payers = ["163,675.00", "26,028.75", "28,237.00", "11,200.00"].map(figure);
    assert_eq!(year.paid_by_payer(), payers);
    assert_eq!(year.patient(), figure("50,859.25"));
    assert_eq!(payers.into_iter().sum::<Fen>() + year.patient(), figure("280,000.00"));
}

/// The two years of the example's account.
fn account_years() -> [CiiYear; 2] {
    let contract = CiiContract {
        topup_per_month: figure("5.00"),
        operating_cost: Share::percent(3),
        surplus_owner: SurplusOwner::SplitAboveMargin { margin: Share::percent(2) },
        ..CiiContract::plain(figure("30.00"), figure("28.50"))
    };
    let mut account = CiiAccount::new(contract, Fen::ZERO).expect("a contract that can stand");
    let year = |heads, net_increase, payers, claims| CiiYearInput {
        heads_prev_year_end: Heads(heads),
        employee_net_increase: Heads(net_increase),
        topup_payers: Heads(payers),
        claims,
        ..CiiYearInput::default()
    };
    [
        account.settle_year(&year(2_500_000, 12_000, 620_000, figure("100,000,000.00"))),
        account.settle_year(&year(2_520_000, -3_000, 630_000, figure("125,000,000.00"))),
    ]
}

#[test]
fn a_good_year_builds_the_reserve_and_returns_what_lies_above_the_margin() {
    let [year, _] = account_years();
    assert_eq!(year.transfer, figure("75,000,000.00"));
    assert_eq!(year.true_up, figure("360,000.00"));
    assert_eq!(year.premium, figure("71,592,000.00"));
    assert_eq!(year.reserve_contribution, figure("3,768,000.00"));
    assert_eq!(year.topup_income, figure("37,200,000.00"));
    assert_eq!(year.income, figure("108,792,000.00"));
    assert_eq!(year.operating_cost, figure("3,263,760.00"));
    assert_eq!(year.surplus, figure("5,528,240.00"));
    assert_eq!(year.surplus_returned, figure("3,352,400.00"));
    assert_eq!(year.insurer_result, figure("2,175,840.00"));
    assert_eq!(
        (year.deficit, year.draw, year.balance_closing),
        (Fen::ZERO, Fen::ZERO, year.reserve_contribution)
    );
}

#[test]
fn a_bad_year_draws_no_more_than_was_raised_in_it() {
    let [_, year] = account_years();
    assert_eq!(year.true_up_received, figure("360,000.00"));
    assert_eq!(year.true_up, Fen::ZERO);
    assert_eq!(year.income, figure("109,620,000.00"));
    assert_eq!(year.deficit, figure("15,380,000.00"));
    assert_eq!(Share::percent(30).of(year.deficit), figure("4,614,000.00"));
    assert_eq!(year.balance_opening + year.reserve_contribution, figure("7,548,000.00"));
    assert_eq!(year.draw, figure("3,780,000.00"));
    assert_eq!(year.insurer_part, figure("11,600,000.00"));
    assert_eq!(year.balance_closing, figure("3,768,000.00"));
    assert_eq!(year.operating_cost, figure("3,288,600.00"));
    assert_eq!(-year.insurer_result, figure("14,888,600.00"));
}
