//! Whole bills through all layers, and group products: the worked examples E and F, typed by hand.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use huimin::benefit::{
    AdmissionRules, AdmissionTerms, AidClass, Amounts, AnnualRules, AnnualTerms, Bill, Bound, ByLevel,
    CareKind, Claim, Cover, Earlier, FixedRules, FixedTerms, Group, GroupMode, InsuranceScheme, KindSet,
    Label, LayerName, LimitOn, Once, Part, PartSet, Parts, Payer, PayerOrder, Per, Person, PreExisting,
    Scheme, Settlement, Sublimit, TeleConsult, Terms, TermsError, Tier, TierBase, Tiers, When,
};
use huimin::units::{Fen, Share};

const DIAGNOSIS: Label = Label::of("diagnosis");

fn yuan(text: &str) -> Fen {
    Fen::parse_yuan(text).unwrap()
}

fn rules(parts: &[Part], deductible: i64, points: i64, cap: i64) -> AnnualRules {
    let tiers = Tiers::flat(Fen::yuan(deductible), Share::percent(points)).unwrap();
    AnnualRules {
        cover: Cover::of(KindSet::ALL),
        cap: (cap > 0).then_some(Fen::yuan(cap)),
        ..AnnualRules::new(PartSet::of(parts), tiers)
    }
}

/// The rules with a ratio of its own for pre-existing causes.
fn with_pre_existing(points: i64, rules: AnnualRules) -> AnnualRules {
    AnnualRules {
        ratio_pre_existing: Some(Share::percent(points)),
        cover: Cover { pre_existing: PreExisting::Ratio, ..rules.cover },
        ..rules
    }
}

fn yearly(rules: AnnualRules) -> Terms {
    Terms::PerYear(AnnualTerms::new(rules).unwrap())
}

fn payer(id: &str, rules: AnnualRules) -> Payer {
    Payer::new(id, "", yearly(rules))
}

fn group(name: &str, when: When, terms: Terms) -> Group {
    Group { name: name.to_owned(), when, mode: GroupMode::Replace, source: String::new(), terms }
}

fn settle(payers: Vec<Payer>, person: &Person, claims: &[Claim]) -> Settlement {
    Scheme::new(payers).unwrap().terms_for(person).settle(claims)
}

/// What one payer pays of one amount of one part, in any care.
fn one(payers: Vec<Payer>, person: &Person, part: Part, amount: &str) -> Fen {
    let claim = Claim::new(CareKind::Inpatient, Amounts::Split(Parts::only(part, yuan(amount))));
    settle(payers, person, &[claim]).paid(0)
}

// ---- E: group products ([S3] ch. 3) ----

/// A product whose ratio rises by five points after a negative screening.
fn screened(deductible: i64, points: i64) -> Vec<Payer> {
    let terms = |points| rules(&[Part::UnlistedOwnExpense], deductible, points, 1_000_000);
    let negative = When { screened_negative: Some(true), ..When::default() };
    let bonus = group("screened_negative", negative, yearly(terms(points + 5)));
    vec![Payer { groups: vec![bonus], ..payer("inpatient", terms(points)) }]
}

#[test]
fn e01_a_negative_screening_adds_five_points_and_multiplies_nothing() {
    let negative = Person { screened_negative: true, ..Person::default() };
    let paid = |deductible, points, person: &Person| {
        one(screened(deductible, points), person, Part::UnlistedOwnExpense, "120000.00")
    };
    assert_eq!(paid(20_000, 60, &Person::default()), yuan("60000.00"));
    assert_eq!(paid(20_000, 60, &negative), yuan("65000.00"));
    assert_eq!(paid(15_000, 65, &Person::default()), yuan("68250.00"));
    assert_eq!(paid(15_000, 65, &negative), yuan("73500.00"));
}

/// A sum once on the diagnosis, nothing for what a listed disease caused.
fn on_diagnosis(yuan: i64) -> Payer {
    let rules = FixedRules {
        sums: vec![(DIAGNOSIS, Fen::yuan(yuan))],
        ..FixedRules::new(Cover { pre_existing: PreExisting::ExcludeSameDisease, ..Cover::of(KindSet::ALL) })
    };
    Payer::new("diagnosis", "", Terms::Fixed(FixedTerms::new(rules).unwrap()))
}

#[test]
fn e02_inpatient_drug_and_diagnosis_benefits_and_nothing_for_the_same_cancer_before() {
    let excluded = |rules: AnnualRules| {
        let pre_existing = PreExisting::ExcludeSameDisease;
        AnnualRules { cover: Cover { pre_existing, ..rules.cover }, ..rules }
    };
    let payers = || {
        vec![
            payer("inpatient", excluded(rules(&[Part::UnlistedOwnExpense], 15_000, 65, 1_000_000))),
            payer("drug", excluded(rules(&[Part::SpecialDrug], 0, 90, 1_000_000))),
            on_diagnosis(10_000),
        ]
    };
    let stay = Amounts::Split(Parts::only(Part::UnlistedOwnExpense, yuan("120000.00")));
    let first = Claim { event: Some(DIAGNOSIS), ..Claim::new(CareKind::Inpatient, stay) };
    let drug = Claim::eligible(CareKind::SpecialDrug, yuan("200000.00"));
    let settlement = settle(payers(), &Person::default(), &[first, drug]);
    assert_eq!(settlement.paid_by_payer(), [yuan("68250.00"), yuan("180000.00"), yuan("10000.00")]);
    assert_eq!(settlement.fixed(), yuan("10000.00"));
    assert_eq!(settlement.patient(), yuan("71750.00")); // 320,000 - 248,250: the sum is beside the bill
    let listed = [first, drug].map(|claim| Claim { caused_by_listed_disease: true, ..claim });
    assert_eq!(settle(payers(), &Person::default(), &listed).paid_by_payer(), [Fen::ZERO; 3]);
}

#[test]
fn e03_a_limit_per_time_and_a_limit_per_year_both_bind() {
    let per_time = Sublimit { per: Per::Claim, on: LimitOn::Payment, amount: Fen::yuan(500) };
    let asthma = AnnualRules { limits: vec![per_time], ..rules(&[Part::SpecialDrug], 0, 100, 5_000) };
    let claims = [Claim::eligible(CareKind::SpecialDrug, yuan("620.00")); 12];
    let settlement = settle(vec![payer("drugs", asthma)], &Person::default(), &claims);
    assert_eq!(settlement.paid(0), yuan("5000.00"));
    let bounds: Vec<Bound> = settlement.lines().iter().map(|line| line.bound).collect();
    assert_eq!(bounds[..10], [Bound::Sublimit(Per::Claim); 10]);
    assert_eq!(bounds[10..], [Bound::Cap; 2]);
}

#[test]
fn e04_three_liabilities_each_with_a_cap_of_its_own() {
    let payers = vec![
        payer("medical", rules(&[Part::UnlistedOwnExpense], 0, 90, 200_000)),
        payer("drugs", rules(&[Part::SpecialDrug], 0, 90, 300_000)),
        on_diagnosis(10_000),
    ];
    let parts = Parts::only(Part::UnlistedOwnExpense, yuan("250000"))
        + Parts::only(Part::SpecialDrug, yuan("300000"));
    let claim = Claim { event: Some(DIAGNOSIS), ..Claim::new(CareKind::Inpatient, Amounts::Split(parts)) };
    let settlement = settle(payers, &Person::default(), &[claim]);
    assert_eq!(settlement.paid_by_payer(), [200_000, 270_000, 10_000].map(Fen::yuan));
}

#[test]
fn e05_a_ratio_of_40_per_cent_stops_at_2000() {
    let drugs = || vec![payer("drugs", rules(&[Part::SpecialDrug], 0, 40, 2_000))];
    assert_eq!(one(drugs(), &Person::default(), Part::SpecialDrug, "4000.00"), yuan("1600.00"));
    assert_eq!(one(drugs(), &Person::default(), Part::SpecialDrug, "6000.00"), yuan("2000.00"));
}

/// What a fixed benefit pays of claims without cost.
fn fixed(rules: FixedRules, claims: &[Claim]) -> Fen {
    settle(
        vec![Payer::new("fixed", "", Terms::Fixed(FixedTerms::new(rules).unwrap()))],
        &Person::default(),
        claims,
    )
    .fixed()
}

#[test]
fn e06_recurrence_and_metastasis_together_stop_at_the_sum_assured() {
    let rules = |cap: Option<i64>| FixedRules {
        sums: vec![
            (Label::of("recurrence"), Fen::yuan(150_000)),
            (Label::of("metastasis"), Fen::yuan(300_000)),
        ],
        cap: cap.map(Fen::yuan),
        ..FixedRules::new(Cover::of(KindSet::ALL))
    };
    let on = |event| Claim { event: Some(event), ..Claim::eligible(CareKind::Inpatient, Fen::ZERO) };
    let (recurrence, metastasis) = (on(Label::of("recurrence")), on(Label::of("metastasis")));
    assert_eq!(fixed(rules(Some(300_000)), &[recurrence]), Fen::yuan(150_000));
    assert_eq!(fixed(rules(Some(300_000)), &[metastasis]), Fen::yuan(300_000));
    assert_eq!(fixed(rules(Some(300_000)), &[recurrence, metastasis]), Fen::yuan(300_000));
    assert_eq!(fixed(rules(None), &[recurrence, metastasis]), Fen::yuan(450_000));
    assert_eq!(fixed(rules(None), &[recurrence, recurrence]), Fen::yuan(150_000));
}

#[test]
fn e08_an_allowance_of_300_a_day_stops_at_180_days() {
    let rules = FixedRules {
        once: Once::EachTime,
        per_day: Fen::yuan(300),
        cap: Some(Fen::yuan(54_000)),
        ..FixedRules::new(Cover::of(KindSet::HOSPITAL))
    };
    let stay = |days| Claim { days, ..Claim::eligible(CareKind::Inpatient, Fen::ZERO) };
    assert_eq!(fixed(rules.clone(), &[stay(30)]), Fen::yuan(9_000));
    assert_eq!(fixed(rules.clone(), &[stay(200)]), Fen::yuan(54_000));
    assert_eq!(fixed(rules, &[stay(100), stay(100)]), Fen::yuan(54_000));
}

#[test]
fn what_was_paid_in_an_earlier_year_stops_a_sum_that_is_paid_once_ever_alone() {
    let paid = |once| {
        let rules = FixedRules {
            sums: vec![(DIAGNOSIS, Fen::yuan(10_000))],
            once,
            ..FixedRules::new(Cover::of(KindSet::ALL))
        };
        let payer = Payer::new("sum", "", Terms::Fixed(FixedTerms::new(rules).unwrap()));
        let earlier = Earlier { paid: Fen::yuan(10_000), events: vec![DIAGNOSIS] };
        let terms = Scheme::new(vec![payer]).unwrap().terms_for(&Person::default()).after(0, &earlier);
        let claim = Claim { event: Some(DIAGNOSIS), ..Claim::eligible(CareKind::Inpatient, Fen::ZERO) };
        terms.settle(&[claim, claim]).paid(0)
    };
    assert_eq!(Once::ALL.map(paid), [0, 10_000, 20_000].map(Fen::yuan));
}

#[test]
fn a_pre_existing_cause_without_a_ratio_of_its_own_is_paid_as_any_other() {
    let by_level = AnnualRules {
        ratio_by_level: Some(ByLevel::all(Share::percent(60))),
        ..rules(&[Part::SelfPay], 0, 100, 0)
    };
    let cover = Cover { pre_existing: PreExisting::Ratio, ..by_level.cover.clone() };
    let claim = Claim::eligible(CareKind::Inpatient, Fen::yuan(100));
    let listed = Claim { pre_existing_cause: true, ..claim };
    let payer = payer("hmb", AnnualRules { cover, ..by_level });
    let paid = [claim, listed].map(|claim| settle(vec![payer.clone()], &Person::default(), &[claim]).paid(0));
    assert_eq!(paid, [Fen::yuan(60); 2]);
}

/// Aid of 60% and a product of 80% with 50% stacked on what it leaves, on 10,000 of self-pay.
#[test]
fn beside_aid_a_product_sees_what_its_own_payments_leave_and_no_payment_of_any_aid() {
    let mut product = payer("hmb", rules(&[Part::SelfPay], 0, 80, 0));
    let more = group("more", When::default(), yearly(rules(&[Part::SelfPay], 0, 50, 0)));
    product.groups.push(Group { mode: GroupMode::Stack, ..more });
    let aid_of = |id: &str, class| Payer {
        when: When { aid: vec![class], ..When::default() },
        layer: Some(LayerName::Aid),
        ..payer(id, rules(&[Part::SelfPay], 0, 10, 0))
    };
    let first = aid_of("aid", AidClass::Destitute);
    let second = aid_of("aid-b", AidClass::Subsistence);
    let payers = vec![first, second, Payer { layer: Some(LayerName::Hmb), ..product }];
    let scheme = Scheme::ordered(payers, PayerOrder::ParallelIndemnity).unwrap();
    let claim = [Claim::eligible(CareKind::Inpatient, Fen::yuan(10_000))];
    for (class, aid) in [(AidClass::Destitute, 0), (AidClass::Subsistence, 1)] {
        let person = Person { aid: Some(class), ..Person::default() };
        let settlement = scheme.terms_for(&person).settle(&claim);
        // 80% of 10,000, then 50% of the 2,000 that this leaves; aid's 1,000 is not seen
        assert_eq!((settlement.paid(aid), settlement.paid(2)), (Fen::yuan(1_000), Fen::yuan(9_000)));
    }
}

#[test]
fn e07_a_listed_cause_has_a_ratio_of_its_own() {
    let device = with_pre_existing(30, rules(&[Part::UnlistedOwnExpense], 0, 70, 0));
    let parts = Parts::only(Part::UnlistedOwnExpense, yuan("150000.00"));
    let claim = Claim::new(CareKind::Inpatient, Amounts::Split(parts));
    let listed = Claim { caused_by_listed_disease: true, ..claim };
    let paid = |claim| settle(vec![payer("device", device.clone())], &Person::default(), &[claim]).paid(0);
    assert_eq!((paid(claim), paid(listed)), (yuan("105000.00"), yuan("45000.00")));
    let xihu = vec![payer("device", rules(&[Part::UnlistedOwnExpense], 0, 60, 0))];
    assert_eq!(one(xihu, &Person::default(), Part::UnlistedOwnExpense, "150000.00"), yuan("90000.00"));
}

#[test]
fn a_listed_cause_counts_for_the_claim_and_not_for_the_person() {
    let device = with_pre_existing(30, rules(&[Part::UnlistedOwnExpense], 100, 70, 0));
    let parts = Parts::only(Part::UnlistedOwnExpense, Fen::yuan(300));
    let claim = Claim::new(CareKind::Inpatient, Amounts::Split(parts));
    let listed = Claim { caused_by_listed_disease: true, ..claim };
    let settlement = settle(vec![payer("device", device)], &Person::default(), &[listed, claim]);
    assert_eq!([settlement.paid_of(0, 0), settlement.paid_of(1, 0)], [Fen::yuan(60), Fen::yuan(210)]);
}

/// Two liabilities of one product that bear one deductible of 20,000 together (synthetic).
fn one_deductible_for_two(first: Part, second: Part) -> Vec<Payer> {
    let pooled = |id, part| Payer {
        deductible_pool: Some("hmb".to_owned()),
        ..payer(id, rules(&[part], 20_000, 50, 0))
    };
    vec![pooled("first", first), pooled("second", second)]
}

#[test]
fn a_shared_deductible_is_borne_once_by_both_liabilities() {
    let payers = one_deductible_for_two(Part::SelfPay, Part::ListedOwnExpense);
    let parts =
        Parts::only(Part::SelfPay, Fen::yuan(15_000)) + Parts::only(Part::ListedOwnExpense, Fen::yuan(6_000));
    let claim = Claim::new(CareKind::Inpatient, Amounts::Split(parts));
    let terms = Scheme::new(payers).unwrap().terms_for(&Person::default());
    assert_eq!(terms.settle(&[claim]).paid_by_payer(), [Fen::ZERO, Fen::yuan(500)]);
    assert_eq!(terms.settle(&[claim, claim]).paid_by_payer(), [7_500, 3_500].map(Fen::yuan));
    assert!(terms.may_pay_after_bmi(&parts));
}

#[test]
fn payers_that_look_at_the_same_cost_cannot_share_a_deductible() {
    let error = Scheme::new(one_deductible_for_two(Part::SelfPay, Part::SelfPay)).unwrap_err();
    assert_eq!(
        error,
        TermsError::SharedDeductibleOverlap { id: "second".to_owned(), other: "first".to_owned() }
    );
}

// ---- F: whole bills; the basic insurance and the city product are synthetic ----

fn bmi(deductible: i64, points: i64, cap: i64) -> Payer {
    let terms = AdmissionTerms::new(AdmissionRules {
        repeat_deductible_ratio: Share::percent(50),
        ..AdmissionRules::new(
            ByLevel::all(Fen::yuan(deductible)),
            ByLevel::all(Share::percent(points)),
            Some(Fen::yuan(cap)),
        )
    });
    Payer::new("bmi", "", Terms::PerAdmission(terms.unwrap()))
}

fn cii() -> Payer {
    let tier = |up_to, points| Tier::new(up_to, Share::percent(points));
    let base = vec![tier(Some(Fen::yuan(120_000)), 55), tier(None, 60)];
    let terms = |steps: Vec<Tier>, cap| {
        let tiers = Tiers::new(TierBase::EligibleTotal, Fen::yuan(20_000), steps).unwrap();
        let parts = PartSet::of(&[Part::SelfPay, Part::AboveBmiCap, Part::SpecialDrug]);
        yearly(AnnualRules {
            cap: Some(Fen::yuan(cap)),
            tele_consult: TeleConsult::Accumulate,
            ..AnnualRules::new(parts, tiers)
        })
    };
    let topped_up = When { topup_paid: Some(true), ..When::default() };
    let topup = group("topup", topped_up, terms(vec![tier(None, 90)], 350_000));
    Payer { groups: vec![topup], ..Payer::new("cii", "[S1] Art. 6", terms(base, 150_000)) }
}

fn aid() -> Payer {
    let parts = [Part::SelfPay, Part::AboveBmiCap, Part::FirstSelfPay, Part::OverLimit];
    let poor = When { poor: Some(true), ..When::default() };
    Payer { when: poor, ..payer("aid", rules(&parts, 0, 70, 50_000)) }
}

fn hmb(parallel_to: Option<&str>) -> [Payer; 2] {
    let liability = |id, parts: &[Part], deductible, points, listed| Payer {
        book: "hmb".to_owned(),
        parallel_to: parallel_to.map(str::to_owned),
        ..payer(id, with_pre_existing(listed, rules(parts, deductible, points, 1_000_000)))
    };
    let inside = [Part::SelfPay, Part::AboveBmiCap, Part::FirstSelfPay];
    let outside = [Part::ListedOwnExpense, Part::OverLimit];
    [liability("hmb-l1", &inside, 15_000, 80, 40), liability("hmb-l2", &outside, 20_000, 70, 35)]
}

fn f01_bill() -> Bill {
    Bill {
        class_a: yuan("90000"),
        class_b: yuan("50000"),
        first_self_pay: yuan("5000"),
        over_limit: yuan("4000"),
        listed_own_expense: yuan("30000"),
        unlisted_own_expense: yuan("6000"),
        ..Bill::default()
    }
}

fn amounts(settlement: &Settlement) -> Vec<String> {
    settlement.paid_by_payer().iter().map(Fen::to_string).collect()
}

#[test]
fn f01_one_tertiary_admission_through_four_layers() {
    let [l1, l2] = hmb(None);
    let settlement = settle(
        vec![bmi(1_000, 65, 250_000), cii(), l1, l2],
        &Person::default(),
        &[Claim::inpatient(f01_bill())],
    );
    assert_eq!(settlement.total(), yuan("180000.00"));
    assert_eq!(amounts(&settlement), ["87100.00", "15345.00", "18044.00", "9800.00"]);
    assert_eq!(settlement.patient(), yuan("49711.00"));
    assert_eq!(settlement.patient_parts().total(), yuan("49711.00"));
}

#[test]
fn f02_a_pre_existing_cause_lowers_the_ratio_and_refuses_nothing() {
    let [l1, l2] = hmb(None);
    let claim = Claim { caused_by_listed_disease: true, ..Claim::inpatient(f01_bill()) };
    let settlement = settle(vec![bmi(1_000, 65, 250_000), cii(), l1, l2], &Person::default(), &[claim]);
    assert_eq!(amounts(&settlement), ["87100.00", "15345.00", "9022.00", "4900.00"]);
    assert_eq!(settlement.patient(), yuan("63633.00"));
}

#[test]
fn f03_the_order_of_aid_and_city_product_moves_what_the_patient_bears() {
    let poor = Person { aid: Some(AidClass::Subsistence), ..Person::default() };
    let claim = [Claim::inpatient(f01_bill())];
    let settled_in = |order, payers: Vec<Payer>| {
        let payers = [vec![bmi(1_000, 65, 250_000), cii()], payers].concat();
        let settlement = Scheme::ordered(payers, order).unwrap().terms_for(&poor).settle(&claim);
        (amounts(&settlement)[2..].to_vec(), settlement.patient().to_string())
    };
    let settled = |payers| settled_in(PayerOrder::AidThenHmb, payers);
    let [l1, l2] = hmb(None);
    let (aid_then_hmb, patient) = settled(vec![aid(), l1.clone(), l2.clone()]);
    assert_eq!(
        (aid_then_hmb, patient.as_str()),
        (vec!["29088.50".into(), "0.00".into(), "7840.00".into()], "40626.50")
    );
    let late_aid = vec![l1.clone(), l2.clone(), aid()];
    let (whatever_the_place, _) = settled(late_aid.clone());
    assert_eq!(whatever_the_place, ["0.00", "7840.00", "29088.50"]);
    let (hmb_then_aid, patient) = settled_in(PayerOrder::HmbThenAid, late_aid);
    assert_eq!(
        (hmb_then_aid, patient.as_str()),
        (vec!["18044.00".into(), "9800.00".into(), "15650.64".into()], "34060.36")
    );
    let [l1, l2] = hmb(Some("aid"));
    let (parallel, patient) = settled(vec![aid(), l1, l2]);
    assert_eq!(
        (parallel, patient.as_str()),
        (vec!["29088.50".into(), "11266.50".into(), "9800.00".into()], "27400.00")
    );
}

#[test]
fn f04_an_employee_with_top_up_two_admissions_and_special_outpatient_care() {
    let [l1, l2] = hmb(None);
    let bill = |a, b, first, over, c| Bill {
        class_a: Fen::yuan(a),
        class_b: Fen::yuan(b),
        first_self_pay: Fen::yuan(first),
        over_limit: Fen::yuan(over),
        listed_own_expense: Fen::yuan(c),
        ..Bill::default()
    };
    let claims = [
        Claim::inpatient(bill(40_000, 16_000, 800, 0, 4_000)),
        Claim::inpatient(bill(80_000, 50_000, 5_000, 2_000, 18_000)),
        Claim::new(CareKind::SpecialOutpatient, Amounts::Bill(bill(20_000, 8_000, 400, 0, 2_000))),
    ];
    let person = Person { scheme: InsuranceScheme::Employee, topup_paid: true, ..Person::default() };
    let settlement = settle(vec![bmi(1_000, 85, 400_000), cii(), l1, l2], &person, &claims);
    let of = |payer: usize| [0, 1, 2].map(|claim| settlement.paid_of(claim, payer).to_string());
    assert_eq!(of(0), ["46070.00", "105825.00", "23460.00"]);
    assert_eq!(of(1), ["0.00", "7474.50", "3726.00"]);
    assert_eq!((settlement.paid(2), settlement.paid(3)), (yuan("9955.60"), yuan("4200.00")));
    assert_eq!(settlement.total(), yuan("240000.00"));
    assert_eq!(settlement.patient(), yuan("39288.90"));
}

#[test]
fn f05_the_cost_above_the_cap_of_the_basic_insurance_is_eligible_or_not() {
    let bill = Bill { class_a: yuan("420000.00"), ..Bill::default() };
    let without = |payer: Payer| {
        let Terms::PerYear(terms) = &payer.terms else { unreachable!("CII works per year") };
        let eligible = terms.rules().eligible.without(Part::AboveBmiCap);
        Payer { terms: yearly(AnnualRules { eligible, ..terms.rules().clone() }), ..payer }
    };
    let paid = |cii| {
        amounts(&settle(vec![bmi(1_000, 65, 250_000), cii], &Person::default(), &[Claim::inpatient(bill)]))
    };
    assert_eq!(paid(cii()), ["250000.00", "85000.00"]); // 55,000 + 50,000 * 60%
    assert_eq!(paid(without(cii())), ["250000.00", "64369.23"]); // 55,000 + 15,615.38 * 60%
}

#[test]
fn whoever_does_not_hold_the_product_gets_nothing_from_it() {
    let [l1, l2] = hmb(None);
    let enrolled = When { enrolled: Some(true), ..When::default() };
    let payers = vec![bmi(1_000, 65, 250_000), cii(), Payer { when: enrolled, ..l1 }, l2];
    let person = Person { enrolled_hmb: false, ..Person::default() };
    let settlement = settle(payers, &person, &[Claim::inpatient(f01_bill())]);
    assert_eq!(amounts(&settlement), ["87100.00", "15345.00", "0.00", "9800.00"]);
}

#[test]
fn a_claim_that_comes_split_was_settled_by_the_basic_insurance_elsewhere() {
    let claim = Claim::eligible(CareKind::Inpatient, yuan("150000.00"));
    let settlement = settle(vec![bmi(1_000, 65, 250_000), cii()], &Person::default(), &[claim]);
    assert_eq!(amounts(&settlement), ["0.00", "73000.00"]);
    assert_eq!(settlement.lines_of(0)[0].bound, Bound::SettledElsewhere);
}
