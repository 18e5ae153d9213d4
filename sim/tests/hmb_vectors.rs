//! The worked examples of the 惠民保 book and of its accounts (groups G and H, B07, B08): inputs are typed
//! here, expected figures are read from `tests/data/vectors.json`.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use huimin::fund::reserving::{
    bornhuetter_ferguson, completed, composite_loss_ratio, earned, earned_365_exact, paid_loss_ratio,
    premium_deficiency, unearned_365,
};
use huimin::fund::{
    CiiAccount, CiiContract, CiiYearInput, Cohort, Coinsurers, HmbBook, HmbTerms, HmbYearInput, Joined,
    LossRatio, Premium, QuotaShare, Reinsurance, StopLoss, community_rating, per_head,
};
use huimin::units::{Fen, Heads, Share};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

/// The expected figures of an example.
struct Expected(Value);

impl Expected {
    fn of(id: &str) -> Expected {
        let file: Value = serde_json::from_str(include_str!("data/vectors.json")).unwrap();
        let vectors = file["vectors"].as_array().or_else(|| file.as_array()).unwrap();
        let vector = vectors.iter().find(|vector| vector["id"] == id).unwrap();
        Expected(vector["expected"].clone())
    }

    fn text(&self, key: &str) -> String {
        self.0[key].as_str().unwrap().to_owned()
    }

    /// An amount of money comes out to the fen, printed with two decimals.
    fn is_yuan(&self, key: &str, found: Fen) {
        assert_eq!(found.to_string(), self.text(key), "{key}");
    }

    /// A ratio comes out to the printed digits, half up.
    fn is_decimal(&self, key: &str, found: Decimal) {
        assert_eq!(printed(found), self.text(key), "{key}");
    }
}

/// Ten decimals, half up.
fn printed(ratio: Decimal) -> String {
    format!("{:.10}", ratio.round_dp_with_strategy(10, RoundingStrategy::MidpointAwayFromZero))
}

fn yuan(text: &str) -> Fen {
    Fen::parse_yuan(text).unwrap()
}

fn share(text: &str) -> Share {
    Share::parse(text).unwrap()
}

/// H01 and H02: 8% of premium and 8,000,000 a year.
fn costs() -> HmbTerms {
    HmbTerms {
        fixed_cost: Fen::yuan(8_000_000),
        cost_ratio: Share::percent(8),
        ..HmbTerms::plain(Premium::one(Fen::yuan(79)))
    }
}

#[test]
fn b07_five_co_insurers_split_a_payment_to_the_fen() {
    let expected = Expected::of("B07");
    let five = Coinsurers::new([30, 25, 20, 15, 10].map(Share::percent).to_vec()).unwrap();
    let parts = five.split(yuan("100.01"));
    let printed: Vec<Value> = parts.iter().map(|part| part.to_string().into()).collect();
    assert_eq!(Value::from(printed), expected.0["split"]);
    expected.is_yuan("sum", parts.into_iter().sum());
}

#[test]
fn b08_pooled_contributions_are_income_where_their_benefits_are_claims() {
    let expected = Expected::of("B08");
    let contract =
        CiiContract { topup_per_month: yuan("5.00"), ..CiiContract::plain(yuan("30.00"), yuan("28.50")) };
    let year = CiiAccount::new(contract, Fen::ZERO).unwrap().settle_year(&CiiYearInput {
        heads_prev_year_end: Heads(2_500_000),
        topup_payers: Heads(620_000),
        claims: yuan("112000000.00"),
        ..CiiYearInput::default()
    });
    expected.is_yuan("income", year.income);
    expected.is_yuan("deficit", year.deficit);
    expected.is_yuan("draw", year.draw);
    expected.is_yuan("insurer", year.insurer_part);
    expected.is_yuan("wrong_deficit_without_topup", year.claims - year.premium);
}

#[test]
fn g02_the_national_average_premium_is_47_yuan_a_person_time() {
    let expected = Expected::of("G02");
    expected.is_yuan("avg", per_head(Fen::yuan(14_000_000_000), Heads(298_000_000)).unwrap());
}

#[test]
fn g04_the_counties_pay_for_the_subsidised() {
    let expected = Expected::of("G04");
    let mut book = HmbBook::new(HmbTerms::plain(Premium::one(Fen::yuan(100)))).unwrap();
    let subsidised = Joined { heads: Heads(222_000), premium: Fen::yuan(100) * Heads(222_000) };
    let year = book.settle_year(&HmbYearInput { subsidised, ..HmbYearInput::default() });
    expected.is_yuan("subsidy", year.subsidy);
}

#[test]
fn g05_the_surplus_above_the_margin_goes_into_next_years_benefits() {
    let expected = Expected::of("G05");
    let terms =
        HmbTerms { fixed_cost: Fen::yuan(8_000_000), ..HmbTerms::plain(Premium::one(Fen::yuan(100))) };
    let mut book = HmbBook::new(terms).unwrap();
    let residents = |heads| Joined { heads: Heads(heads), premium: Fen::yuan(100) * Heads(heads) };
    let input = HmbYearInput {
        residents: residents(1_000_000),
        claims: Fen::yuan(70_000_000),
        ..HmbYearInput::default()
    };
    let year = book.settle_year(&input);
    expected.is_yuan("surplus", year.result);
    expected.is_yuan("excess", year.surplus_excess);
    expected.is_yuan("per_head_next_year", year.excess_per_head(Heads(1_200_000)).unwrap());
    let next = book.settle_year(&HmbYearInput { residents: residents(1_200_000), ..input });
    expected.is_yuan("excess", next.claims - input.claims);
    assert_eq!(next.surplus_opening, next.surplus_used);
}

#[test]
fn h01_the_break_even_premium_carries_claims_cost_and_margin() {
    let expected = Expected::of("H01");
    let (members, claims) = (Heads(1_000_000), yuan("62.40") * Heads(1_000_000));
    let found = costs().break_even_premium(members, claims).unwrap();
    expected.is_yuan("up_to_fen", found);
    assert_eq!(((found.0 + 99) / 100).to_string(), expected.text("up_to_yuan"));
    let left = Decimal::new(costs().left_millionths(true), 6);
    expected.is_decimal("exact", (yuan("62.40") + Fen::yuan(8)).to_decimal() / left);
}

#[test]
fn h02_the_break_even_membership_spreads_the_fixed_cost() {
    let expected = Expected::of("H02");
    let found = costs().break_even_members(Fen::yuan(79), yuan("62.40")).unwrap();
    assert_eq!(found.to_string(), expected.text("heads"));
    let per_member =
        Decimal::from(79) * Decimal::new(costs().left_millionths(false), 6) - yuan("62.40").to_decimal();
    expected.is_decimal("exact", Decimal::from(8_000_000) / per_member);
}

#[test]
fn h04_half_a_year_is_measured_on_earned_premium_with_what_is_outstanding() {
    let expected = Expected::of("H04");
    let written = Fen::yuan(100_000_000);
    let unearned = unearned_365(written, 181, 365);
    let earned = earned(written, Fen::ZERO, unearned);
    let paid = Fen::yuan(30_000_000);
    expected.is_yuan("upr", unearned);
    expected.is_yuan("earned", earned);
    let ratio =
        composite_loss_ratio(paid, Fen::ZERO, Fen::yuan(12_000_000), earned_365_exact(written, 181, 365))
            .unwrap();
    expected.is_decimal("ratio", ratio);
    expected.is_decimal("naive", paid_loss_ratio(paid, written).unwrap());
}

#[test]
fn h05_two_methods_see_different_claims_to_come() {
    let expected = Expected::of("H05");
    let paid = Fen::yuan(40_000_000);
    let chain = completed(paid, share("0.55")).unwrap();
    expected.is_yuan("cl_ultimate", chain.ultimate);
    expected.is_yuan("cl_ibnr", chain.ibnr);
    let bf = bornhuetter_ferguson(paid, share("0.55"), Fen::yuan(100_000_000), LossRatio(800_000));
    expected.is_yuan("bf_ultimate", bf.ultimate);
    expected.is_yuan("bf_ibnr", bf.ibnr);
}

#[test]
fn h06_an_unearned_premium_that_is_too_small_needs_a_deficiency_reserve() {
    let expected = Expected::of("H06");
    let found = premium_deficiency(yuan("50410958.90"), Fen::yuan(55_000_000), Fen::yuan(3_000_000));
    expected.is_yuan("pdr", found);
    assert_eq!(premium_deficiency(Fen::yuan(9), Fen::yuan(5), Fen::yuan(3)), Fen::ZERO);
}

#[test]
fn h07_a_stop_loss_pays_between_two_loss_ratios_and_a_quota_share_its_part() {
    let expected = Expected::of("H07");
    let premium = Fen::yuan(71_250_000);
    let stop = StopLoss { attach: LossRatio(1_000_000), up_to: LossRatio(1_200_000), premium: Share::ZERO };
    let stop = Reinsurance { stop_loss: Some(stop), ..Reinsurance::default() };
    let recovered = |claims| stop.cede(premium, Fen::yuan(claims), Fen::ZERO).stop_loss;
    expected.is_yuan("sl70", recovered(70_000_000));
    expected.is_yuan("sl82", recovered(82_000_000));
    expected.is_yuan("sl90", recovered(90_000_000));
    let quota = QuotaShare { share: share("0.30"), commission: Share::ZERO };
    let quota = Reinsurance { quota_share: Some(quota), ..Reinsurance::default() };
    let ceded = quota.cede(premium, Fen::yuan(82_000_000), Fen::ZERO);
    expected.is_yuan("qs82", ceded.quota_share);
    assert_eq!(ceded.premium, Fen::yuan(21_375_000));
}

#[test]
fn h08_one_price_for_all_makes_the_young_pay_for_the_old_until_they_leave() {
    let expected = Expected::of("H08");
    let cohort = |points, claims, stay| Cohort {
        share: Share::percent(points),
        claims: Fen::yuan(claims),
        retention: Share::percent(stay),
    };
    let cohorts = [cohort(20, 20, 90), cohort(55, 45, 80), cohort(25, 190, 100)];
    let rated = community_rating(Fen::yuan(100), &cohorts).unwrap();
    expected.is_decimal("lr_before", rated.before);
    expected.is_decimal("lr_after", rated.after);
    expected.is_decimal("enrolment_after", rated.enrolment_after);
    let found: Vec<Value> = rated.cohorts.iter().map(|ratio| printed(*ratio).into()).collect();
    assert_eq!(Value::from(found), expected.0["cohort_lr"]);
}
