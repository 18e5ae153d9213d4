//! The worked examples of the documents, typed by hand: the name says the example, the comment the sum.
//!
//! Letters and numbers are those of the worked cases in `tests/data`; figures that the documents do
//! not print are marked synthetic there and here.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use huimin::benefit::{
    AidClass, Amounts, AnnualRules, AnnualTerms, ByLevel, CapOn, CapScope, CareKind, Claim, Cover, Group,
    GroupMode, HospitalLevel, InsuranceScheme, KindSet, Label, Part, PartSet, Parts, Payer, Person,
    PersonTerms, Scheme, TeleConsult, Terms, Tier, TierBase, Tiers, When,
};
use huimin::units::{Fen, Share};

// ---- building blocks ----

fn yuan(text: &str) -> Fen {
    Fen::parse_yuan(text).unwrap()
}

/// Tiers as the documents print them: `(end in yuan, ratio in per cent)`, 0 for no end.
fn tiers(base: TierBase, deductible: i64, steps: &[(i64, i64)]) -> Tiers {
    let tier = |&(up_to, points): &(i64, i64)| {
        Tier::new((up_to > 0).then_some(Fen::yuan(up_to)), Share::percent(points))
    };
    Tiers::new(base, Fen::yuan(deductible), steps.iter().map(tier).collect()).unwrap()
}

fn total(deductible: i64, steps: &[(i64, i64)]) -> AnnualRules {
    AnnualRules::new(PartSet::of(&[Part::SelfPay]), tiers(TierBase::EligibleTotal, deductible, steps))
}

fn above(deductible: i64, steps: &[(i64, i64)]) -> AnnualRules {
    AnnualRules::new(PartSet::of(&[Part::SelfPay]), tiers(TierBase::AboveDeductible, deductible, steps))
}

/// A payer on one part, for every kind of care: a liability of a product.
fn liability(part: Part, deductible: i64, points: i64, cap: i64) -> AnnualRules {
    AnnualRules {
        cover: Cover::of(KindSet::ALL),
        cap: (cap > 0).then_some(Fen::yuan(cap)),
        ..AnnualRules::new(PartSet::of(&[part]), tiers(TierBase::EligibleTotal, deductible, &[(0, points)]))
    }
}

fn capped(cap: i64, rules: AnnualRules) -> AnnualRules {
    AnnualRules { cap: Some(Fen::yuan(cap)), ..rules }
}

fn yearly(rules: AnnualRules) -> Terms {
    Terms::PerYear(AnnualTerms::new(rules).unwrap())
}

fn payer(id: &str, rules: AnnualRules) -> Payer {
    Payer::new(id, "", yearly(rules))
}

fn scheme(payers: Vec<Payer>) -> Scheme {
    Scheme::new(payers).unwrap()
}

fn ordinary(payers: Vec<Payer>) -> PersonTerms {
    scheme(payers).terms_for(&Person::default())
}

/// What one payer pays of each claim.
fn by_claim(terms: &PersonTerms, claims: &[Claim]) -> Vec<String> {
    let settlement = terms.settle(claims);
    (0..claims.len()).map(|claim| settlement.paid_of(claim, 0).to_string()).collect()
}

/// What a single payer pays of eligible amounts of one kind, claim by claim.
fn pays(rules: AnnualRules, kind: CareKind, eligible: &[&str]) -> Vec<String> {
    let claims: Vec<Claim> = eligible.iter().map(|amount| Claim::eligible(kind, yuan(amount))).collect();
    by_claim(&ordinary(vec![payer("p", rules)]), &claims)
}

/// What a single payer pays of one inpatient amount.
fn pays_one(rules: AnnualRules, eligible: &str) -> String {
    pays(rules, CareKind::Inpatient, &[eligible]).remove(0)
}

// ---- A: Quzhou 2016, one person ([S1] Art. 5-8) ----

const QUZHOU: &[(i64, i64)] = &[(120_000, 55), (0, 60)];

fn quzhou() -> AnnualRules {
    AnnualRules {
        eligible: PartSet::of(&[Part::SelfPay, Part::AboveBmiCap, Part::SpecialDrug]),
        tele_consult: TeleConsult::Accumulate,
        ..capped(150_000, total(20_000, QUZHOU))
    }
}

fn quzhou_cii(mode: GroupMode) -> Payer {
    let topup = AnnualRules {
        tiers: tiers(TierBase::EligibleTotal, 20_000, &[(0, 90)]),
        cap: Some(Fen::yuan(350_000)),
        ..quzhou()
    };
    let group = Group {
        name: "topup".to_owned(),
        when: When { topup_paid: Some(true), ..When::default() },
        mode,
        source: "[S1] Art. 8".to_owned(),
        terms: yearly(topup),
    };
    Payer { groups: vec![group], ..payer("cii", quzhou()) }
}

fn employee_with_topup() -> Person {
    Person { scheme: InsuranceScheme::Employee, topup_paid: true, ..Person::default() }
}

fn quzhou_pays(person: Person, mode: GroupMode, eligible: &str) -> String {
    let terms = scheme(vec![quzhou_cii(mode)]).terms_for(&person);
    by_claim(&terms, &[Claim::eligible(CareKind::Inpatient, yuan(eligible))]).remove(0)
}

#[test]
fn a01_to_a04_nothing_up_to_the_deductible_then_half_up_to_the_fen() {
    assert_eq!(pays_one(quzhou(), "15000.00"), "0.00");
    assert_eq!(pays_one(quzhou(), "20000.00"), "0.00");
    assert_eq!(pays_one(quzhou(), "20000.30"), "0.17"); // 0.165
    assert_eq!(pays_one(quzhou(), "120000.00"), "55000.00");
}

#[test]
fn a05_the_break_at_120000_is_read_on_eligible_cost_or_above_the_deductible() {
    assert_eq!(pays_one(quzhou(), "150000.00"), "73000.00"); // 100,000 * 55% + 30,000 * 60%
    assert_eq!(pays_one(above(20_000, QUZHOU), "150000.00"), "72000.00"); // 120,000 * 55% + 10,000 * 60%
}

#[test]
fn a06_the_cap_on_payment_is_reached_at_278333_33() {
    let paid =
        ["278333.32", "278333.33", "278333.34", "280000.00"].map(|eligible| pays_one(quzhou(), eligible));
    assert_eq!(paid, ["149999.99", "150000.00", "150000.00", "150000.00"]);
    let other_base = capped(150_000, above(20_000, QUZHOU));
    assert_eq!(pays_one(other_base.clone(), "279999.99"), "149999.99");
    assert_eq!(pays_one(other_base, "280000.00"), "150000.00");
}

#[test]
fn a07_a_cap_on_cost_pays_less_than_a_cap_on_payment() {
    assert_eq!(pays_one(total(20_000, QUZHOU), "300000.00"), "163000.00");
    assert_eq!(pays_one(quzhou(), "300000.00"), "150000.00");
    let on_cost = AnnualRules { cap_on: CapOn::Eligible, ..quzhou() };
    assert_eq!(pays_one(on_cost, "300000.00"), "73000.00"); // 55,000 + 30,000 * 60%
}

#[test]
fn a08_the_top_up_replaces_the_tiers_by_90_per_cent_and_raises_the_cap() {
    let paid = |eligible| quzhou_pays(employee_with_topup(), GroupMode::Replace, eligible);
    assert_eq!(paid("150000.00"), "117000.00");
    assert_eq!(paid("408888.88"), "349999.99");
    assert_eq!(paid("420000.00"), "350000.00");
    assert_eq!(quzhou_pays(Person::default(), GroupMode::Replace, "150000.00"), "73000.00");
}

#[test]
fn a08b_the_top_up_read_as_stacking_pays_90_per_cent_of_what_article_6_leaves() {
    let paid = |eligible| quzhou_pays(employee_with_topup(), GroupMode::Stack, eligible);
    assert_eq!(paid("150000.00"), "124300.00"); // 73,000 + 90% * (130,000 - 73,000)
    assert_eq!(paid("900000.00"), "350000.00"); // the group's cap holds for both together
}

#[test]
fn a09_the_deductible_is_borne_once_a_year_not_once_a_claim() {
    let paid = pays(quzhou(), CareKind::Inpatient, &["12000.00", "9000.00", "110000.00"]);
    assert_eq!(paid, ["0.00", "550.00", "61050.00"]);
}

#[test]
fn a10_a_claim_gets_the_difference_of_two_rounded_sums() {
    let paid = pays(quzhou(), CareKind::Inpatient, &["20000.05", "0.05", "0.05"]);
    assert_eq!(paid, ["0.03", "0.03", "0.02"]);
}

#[test]
fn a11_self_pay_special_drugs_and_tele_consultation_count_and_own_expense_never() {
    let parts = Parts::only(Part::SelfPay, yuan("47900"))
        + Parts::only(Part::SpecialDrug, yuan("80000"))
        + Parts::only(Part::TeleConsult, yuan("300"))
        + Parts::only(Part::UnlistedOwnExpense, yuan("36000"));
    let paid = |tele_consult| {
        let terms = ordinary(vec![payer("cii", AnnualRules { tele_consult, ..quzhou() })]);
        by_claim(&terms, &[Claim::new(CareKind::Inpatient, Amounts::Split(parts))])
    };
    assert_eq!(paid(TeleConsult::Accumulate), ["59920.00"]); // 55,000 + 8,200 * 60%
    assert_eq!(paid(TeleConsult::Flat), ["60040.00"]); // 55,000 + 7,900 * 60% + 300
    assert_eq!(paid(TeleConsult::Out), ["59740.00"]);
}

#[test]
fn ordinary_outpatient_care_does_not_accumulate() {
    assert_eq!(pays(quzhou(), CareKind::Outpatient, &["150000.00"]), ["0.00"]);
    assert_eq!(pays(quzhou(), CareKind::SpecialOutpatient, &["150000.00"]), ["73000.00"]);
}

// ---- C: provinces ([S4] table B1) ----

#[test]
fn c01_zhejiang_caps_the_payment_or_the_cost() {
    let zhejiang = capped(450_000, total(30_000, &[(150_000, 60), (300_000, 70), (0, 80)]));
    assert_eq!(pays_one(zhejiang.clone(), "200000.00"), "107000.00");
    assert_eq!(pays_one(zhejiang.clone(), "900000.00"), "450000.00");
    let on_cost = AnnualRules { cap_on: CapOn::Eligible, ..zhejiang };
    assert_eq!(pays_one(on_cost, "900000.00"), "297000.00");
}

#[test]
fn c02_c03_beijing_and_chongqing() {
    assert_eq!(pays_one(total(22_310, &[(50_000, 60), (0, 70)]), "80000.00"), "37614.00");
    assert_eq!(pays_one(total(14_188, &[(200_000, 50), (0, 60)]), "250000.00"), "122906.00");
}

#[test]
fn c04_shandong_with_the_provincial_and_the_cities_deductible() {
    let steps = [(100_000, 50), (200_000, 60), (300_000, 70), (0, 75)];
    let paid =
        [20_000, 12_000].map(|deductible| pays_one(capped(400_000, total(deductible, &steps)), "350000.00"));
    assert_eq!(paid, ["207500.00", "211500.00"]);
}

#[test]
fn c05_ningxia_has_eight_tiers_and_a_lower_deductible_for_the_poor() {
    let steps = [
        (20_000, 50),
        (50_000, 52),
        (100_000, 54),
        (200_000, 57),
        (300_000, 60),
        (400_000, 63),
        (500_000, 66),
        (0, 70),
    ];
    let poor = Group {
        name: "poor".to_owned(),
        when: When { poor: Some(true), ..When::default() },
        mode: GroupMode::Replace,
        source: String::new(),
        terms: yearly(total(3_000, &steps)),
    };
    let ningxia = scheme(vec![Payer { groups: vec![poor], ..payer("cii", total(8_400, &steps)) }]);
    let claim = [Claim::eligible(CareKind::Inpatient, yuan("120000.00"))];
    assert_eq!(by_claim(&ningxia.terms_for(&Person::default()), &claim), ["59800.00"]);
    let poor = Person { aid: Some(AidClass::Subsistence), ..Person::default() };
    assert_eq!(by_claim(&ningxia.terms_for(&poor), &claim), ["62500.00"]);
}

#[test]
fn c06_harbin_measures_its_tiers_above_the_deductible() {
    let steps = [(50_000, 50), (100_000, 55), (150_000, 60), (200_000, 65), (0, 70)];
    assert_eq!(pays_one(above(14_000, &steps), "100000.00"), "44800.00");
    assert_eq!(pays_one(total(14_000, &steps), "100000.00"), "45500.00"); // the wrong base
}

#[test]
fn c07_guangzhou_pays_90_per_cent_above_the_cap_of_the_basic_insurance() {
    let below = liability(Part::SelfPay, 18_000, 60, 400_000);
    let above = liability(Part::AboveBmiCap, 0, 90, 400_000);
    let pooled =
        |id, rules| Payer { book: "cii".to_owned(), cap_pool: Some("cii".to_owned()), ..payer(id, rules) };
    let guangzhou = scheme(vec![pooled("cii-below", below), pooled("cii-above", above)]);
    let paid = |self_pay, above_cap| {
        let parts = Parts::only(Part::SelfPay, Fen::yuan(self_pay))
            + Parts::only(Part::AboveBmiCap, Fen::yuan(above_cap));
        let claim = Claim::new(CareKind::Inpatient, Amounts::Split(parts));
        let settlement = guangzhou.terms_for(&Person::default()).settle(&[claim]);
        guangzhou.payers_of("cii").map(|payer| settlement.paid(payer)).sum::<Fen>()
    };
    assert_eq!(paid(50_000, 100_000), Fen::yuan(109_200)); // 19,200 + 90,000
    assert_eq!(paid(50_000, 1_000_000), Fen::yuan(400_000)); // one cap for both segments
}

#[test]
fn c08_c09_tibet_and_inner_mongolia() {
    let tibet = capped(140_000, total(5_000, &[(10_000, 70), (20_000, 80), (40_000, 85), (0, 90)]));
    assert_eq!(pays_one(tibet, "100000.00"), "82500.00");
    let neimenggu = capped(100_000, total(30_000, &[(50_000, 60), (80_000, 70), (0, 90)]));
    assert_eq!(pays_one(neimenggu.clone(), "150000.00"), "96000.00");
    assert_eq!(pays_one(neimenggu, "160000.00"), "100000.00");
}

#[test]
fn c10_shanghai_pays_for_listed_diseases_only() {
    let shanghai = ordinary(vec![payer("cii", {
        let rules = total(0, &[(0, 55)]);
        AnnualRules { cover: Cover { listed_causes_only: true, ..rules.cover }, ..rules }
    })]);
    let claim = Claim::eligible(CareKind::Inpatient, yuan("36000.00"));
    let listed = Claim { caused_by_listed_disease: true, ..claim };
    assert_eq!(by_claim(&shanghai, &[claim, listed]), ["0.00", "19800.00"]);
}

#[test]
fn c11_guiyang_caps_the_cost_where_its_last_tier_ends() {
    let steps = [(60_000, 50), (90_000, 55), (120_000, 60)];
    let guiyang = AnnualRules { cap_on: CapOn::Eligible, ..capped(120_000, total(10_000, &steps)) };
    assert_eq!(pays_one(guiyang, "150000.00"), "59500.00");
    assert_eq!(pays_one(total(10_000, &steps), "150000.00"), "59500.00"); // the closed tier says the same
}

#[test]
fn a_ratio_by_hospital_level_takes_the_place_of_the_tiers() {
    let jiangxi =
        ByLevel { primary: Share::percent(90), secondary: Share::percent(85), tertiary: Share::percent(80) };
    let terms =
        ordinary(vec![payer("cii", AnnualRules { ratio_by_level: Some(jiangxi), ..total(0, &[(0, 0)]) })]);
    let claims = HospitalLevel::ALL
        .map(|level| Claim { level, ..Claim::eligible(CareKind::Inpatient, Fen::yuan(100)) });
    assert_eq!(by_claim(&terms, &claims), ["90.00", "85.00", "80.00"]);
}

// ---- D: rare diseases ([S3] ch. 3 §1) ----

fn shandong_rare() -> AnnualRules {
    let tiers = tiers(TierBase::EligibleTotal, 20_000, &[(400_000, 80), (0, 85)]);
    AnnualRules { tiers, ..liability(Part::RareDrug, 0, 0, 900_000) }
}

#[test]
fn d01_shandong_pays_rare_drugs_in_two_tiers_up_to_900000() {
    let paid = ["300000.00", "1000000.00", "1500000.00"]
        .map(|cost| pays(shandong_rare(), CareKind::RareDrug, &[cost]).remove(0));
    assert_eq!(paid, ["224000.00", "814000.00", "900000.00"]);
}

#[test]
fn d02_shandong_then_asks_enterprise_aid_medical_aid_and_charity_in_turn() {
    let terms = ordinary(vec![
        payer("cii", shandong_rare()),
        payer("enterprise", liability(Part::RareDrug, 0, 50, 0)), // synthetic ratio
        payer("aid", liability(Part::RareDrug, 0, 70, 50_000)),   // synthetic cap
        payer("charity", liability(Part::RareDrug, 0, 100, 20_000)),
    ]);
    let settlement = terms.settle(&[Claim::eligible(CareKind::RareDrug, yuan("1000000.00"))]);
    assert_eq!(settlement.paid_by_payer(), [814_000, 93_000, 50_000, 20_000].map(Fen::yuan));
    assert_eq!(settlement.patient(), yuan("23000.00"));
}

/// The sixteen city products of 2022: deductible, ratio in per cent, cap.
const SHANDONG_CITIES: [(&str, i64, i64, i64); 16] = [
    ("烟台", 10_000, 70, 300_000),
    ("泰安", 20_000, 60, 300_000),
    ("临沂", 10_000, 70, 300_000),
    ("青岛", 10_000, 70, 300_000),
    ("威海", 20_000, 60, 300_000),
    ("潍坊", 20_000, 70, 300_000),
    ("济宁", 10_000, 70, 300_000),
    ("淄博", 10_000, 70, 500_000),
    ("日照", 10_000, 70, 300_000),
    ("济南", 20_000, 60, 300_000),
    ("菏泽", 10_000, 70, 500_000),
    ("枣庄", 10_000, 70, 400_000),
    ("东营", 10_000, 80, 500_000),
    ("德州", 10_000, 60, 300_000),
    ("聊城", 10_000, 70, 300_000),
    ("滨州", 10_000, 70, 300_000),
];

#[test]
fn d03_the_sixteen_shandong_products_pay_for_one_drug() {
    let paid = SHANDONG_CITIES.map(|(city, deductible, points, cap)| {
        let scope = if city == "济宁" { CapScope::Drug } else { CapScope::Person };
        let rules = AnnualRules { cap_scope: scope, ..liability(Part::RareDrug, deductible, points, cap) };
        let cost = |cost| pays(rules.clone(), CareKind::RareDrug, &[cost]).remove(0);
        (city, cost("300000.00"), cost("600000.00"))
    });
    let expected = [
        ("烟台", "203000.00", "300000.00"),
        ("泰安", "168000.00", "300000.00"),
        ("临沂", "203000.00", "300000.00"),
        ("青岛", "203000.00", "300000.00"),
        ("威海", "168000.00", "300000.00"),
        ("潍坊", "196000.00", "300000.00"),
        ("济宁", "203000.00", "300000.00"),
        ("淄博", "203000.00", "413000.00"),
        ("日照", "203000.00", "300000.00"),
        ("济南", "168000.00", "300000.00"),
        ("菏泽", "203000.00", "413000.00"),
        ("枣庄", "203000.00", "400000.00"),
        ("东营", "232000.00", "472000.00"),
        ("德州", "174000.00", "300000.00"),
        ("聊城", "203000.00", "300000.00"),
        ("滨州", "203000.00", "300000.00"),
    ];
    assert_eq!(
        paid.map(|(city, a, b)| format!("{city} {a} {b}")),
        expected.map(|(c, a, b)| format!("{c} {a} {b}"))
    );
}

#[test]
fn d03_jining_keeps_its_cap_per_drug_and_its_deductible_per_person() {
    let rules = AnnualRules { cap_scope: CapScope::Drug, ..liability(Part::RareDrug, 10_000, 70, 300_000) };
    let drug = |drug, cost| Claim {
        drug: Some(Label::of(drug)),
        ..Claim::eligible(CareKind::RareDrug, Fen::yuan(cost))
    };
    let claims = [drug("a", 600_000), drug("b", 600_000), drug("a", 1_000), drug("c", 100)];
    let paid = by_claim(&ordinary(vec![payer("hmb", rules)]), &claims);
    assert_eq!(paid, ["300000.00", "300000.00", "0.00", "70.00"]);
}

#[test]
fn d03_taian_shares_one_cap_between_drugs_and_inpatient_care() {
    let pooled = |id, part| Payer {
        book: "hmb".to_owned(),
        cap_pool: Some("hmb".to_owned()),
        ..payer(id, liability(part, 20_000, 60, 300_000))
    };
    let terms = ordinary(vec![pooled("hmb-drug", Part::RareDrug), pooled("hmb-inpatient", Part::SelfPay)]);
    let settlement = terms.settle(&[
        Claim::eligible(CareKind::RareDrug, yuan("420000.00")),
        Claim::eligible(CareKind::Inpatient, yuan("220000.00")),
    ]);
    assert_eq!(settlement.paid_by_payer(), [240_000, 60_000].map(Fen::yuan));
}

#[test]
fn d04_five_of_the_sixteen_products_break_the_floor_of_may_2022() {
    let meets_floor = |(deductible, points, cap)| {
        let terms = AnnualTerms::new(liability(Part::RareDrug, deductible, points, cap)).unwrap();
        terms.meets_floor(Fen::yuan(10_000), Share::percent(70), Fen::yuan(300_000))
    };
    let broken: Vec<&str> = SHANDONG_CITIES
        .iter()
        .filter(|&&(_, d, r, c)| !meets_floor((d, r, c)))
        .map(|product| product.0)
        .collect();
    assert_eq!(broken, ["泰安", "威海", "潍坊", "济南", "德州"]);
}

#[test]
fn d05_xiamen_pays_60_per_cent_up_to_500000() {
    let xiamen = || liability(Part::RareDrug, 0, 60, 500_000);
    assert_eq!(pays(xiamen(), CareKind::RareDrug, &["500000.00"]), ["300000.00"]);
    assert_eq!(pays(xiamen(), CareKind::RareDrug, &["1000000.00"]), ["500000.00"]);
}
