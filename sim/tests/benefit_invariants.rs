//! What holds for every scheme and every year of bills, on random schemes and random bills.
//!
//! The numbers in the names are those of the list of invariants that the vectors come with:
//! 1 the bill adds up; 2 caps hold and no payment is negative; 3 more cost is never paid less;
//! 4 better terms never pay less; 5 splitting and 6 reordering claims move no yearly total;
//! 10 a listed cause is never paid more.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod schemes;

use huimin::benefit::{
    AdmissionTerms, Amounts, AnnualRules, AnnualTerms, CapOn, CapScope, CareKind, Claim, Cover,
    HospitalLevel, Label, LimitOn, OutpatientTerms, Part, PartSet, Parts, Payer, Per, PersonTerms, Place,
    PreExisting, Scheme, Settlement, TeleConsult, Terms, Tier, Tiers,
};
use huimin::units::{Fen, Share};
use proptest::prelude::*;
use schemes::{admission_rules, amount, any_scheme, bmi, ordinary, plain_rules, share, year, yearly};

fn alone(rules: AnnualRules) -> PersonTerms {
    ordinary(&Scheme::new(vec![yearly("p", rules)]).unwrap())
}

/// What a single payer pays of eligible amounts in a year.
fn paid_alone(rules: &AnnualRules, amounts: &[Fen]) -> Fen {
    let claims: Vec<Claim> =
        amounts.iter().map(|&amount| Claim::eligible(CareKind::Inpatient, amount)).collect();
    alone(rules.clone()).settle(&claims).paid(0)
}

/// What the basic insurance leaves of a year, before any later payer.
fn left_by_bmi(terms: &PersonTerms, claims: &[Claim]) -> Parts {
    let Some(bmi) = terms.admission_payer() else {
        let none = Scheme::new(vec![yearly(
            "none",
            AnnualRules::new(PartSet::of(&Part::ALL), Tiers::flat(Fen::ZERO, Share::ZERO).unwrap()),
        )]);
        return ordinary(&none.unwrap()).settle(claims).patient_parts();
    };
    let payer = Payer::new("bmi", "", Terms::PerAdmission(bmi.clone()));
    ordinary(&Scheme::new(vec![payer]).unwrap()).settle(claims).patient_parts()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn i1_payers_and_patient_add_up_to_the_bill(scheme in any_scheme(), claims in year()) {
        let settlement = ordinary(&scheme).settle(&claims);
        for (number, claim) in claims.iter().enumerate() {
            let of_the_bill = settlement.lines_of(number).iter().filter(|line| line.of_the_bill());
            let paid: Fen = of_the_bill.map(|line| line.paid).sum();
            prop_assert_eq!(paid + settlement.left(number).total(), claim.amounts.total());
            for part in Part::ALL {
                prop_assert!(settlement.left(number)[part] >= Fen::ZERO);
            }
        }
        let paid: Fen = settlement.paid_by_payer().iter().copied().sum();
        prop_assert_eq!(paid - settlement.fixed() + settlement.patient(), settlement.total());
        prop_assert_eq!(settlement.patient_parts().total(), settlement.patient());
    }

    #[test]
    fn i2_no_payment_is_negative_and_every_cap_on_payment_holds(scheme in any_scheme(), claims in year()) {
        let settlement = ordinary(&scheme).settle(&claims);
        prop_assert!(settlement.lines().iter().all(|line| line.paid >= Fen::ZERO));
        for (place, payer) in scheme.payers().iter().enumerate() {
            let (cap, per_drug) = match &payer.terms {
                Terms::PerAdmission(terms) => {
                    // ordinary outpatient care has a cap of its own
                    let of = |visits: bool| -> Fen {
                        let some = claims.iter().enumerate().filter(|(_, c)| (c.kind == CareKind::Outpatient) == visits);
                        some.map(|(number, _)| settlement.paid_of(number, place)).sum()
                    };
                    prop_assert!(terms.rules().cap.is_none_or(|cap| of(false) <= cap));
                    let visits = terms.rules().outpatient.as_ref().and_then(OutpatientTerms::cap);
                    prop_assert!(visits.is_none_or(|cap| of(true) <= cap));
                    (None, false)
                }
                Terms::Fixed(terms) => (terms.rules().cap, false),
                Terms::PerYear(terms) => {
                    for limit in terms.rules().limits.iter().filter(|limit| limit.on == LimitOn::Payment) {
                        for (number, claim) in claims.iter().enumerate() {
                            let most = match limit.per {
                                Per::Day => Fen(limit.amount.0 * i64::from(claim.days)),
                                Per::PreExisting if !claim.pre_existing_cause => continue,
                                _ => limit.amount,
                            };
                            let restricted = limit.per != Per::PreExisting || terms.rules().cover.pre_existing_list.is_empty();
                            prop_assert!(!restricted || settlement.paid_of(number, place) <= most);
                        }
                    }
                    (terms.rules().cap, terms.rules().cap_scope == CapScope::Drug)
                }
            };
            let Some(cap) = cap else { continue };
            if per_drug {
                for drug in [None, Some(Label::of("a")), Some(Label::of("b")), Some(Label::of("c"))] {
                    let of_drug = claims.iter().enumerate().filter(|(_, claim)| claim.drug == drug);
                    prop_assert!(of_drug.map(|(number, _)| settlement.paid_of(number, place)).sum::<Fen>() <= cap);
                }
            } else if !matches!(&payer.terms, Terms::PerYear(terms) if terms.rules().cap_on == CapOn::Eligible && terms.rules().tele_consult == TeleConsult::Flat) {
                prop_assert!(settlement.paid(place) <= cap);
            }
        }
    }

    #[test]
    fn i3_more_cost_is_never_paid_less_nor_more_than_the_highest_ratio_of_it(
        rules in plain_rules(), eligible in amount(), more in amount(),
    ) {
        let rise = paid_alone(&rules, &[eligible + more]) - paid_alone(&rules, &[eligible]);
        let highest = rules.tiers.tiers().iter().map(|tier| tier.ratio).max().unwrap();
        prop_assert!(rise >= Fen::ZERO);
        prop_assert!(rise <= highest.of(more) + Fen(1));
    }

    #[test]
    fn i3_a_dearer_admission_is_never_paid_less_and_never_leaves_the_patient_less(
        rules in admission_rules(), in_policy in amount(), more in amount(), nth in 0..3_usize,
    ) {
        let terms = AdmissionTerms::new(rules).unwrap();
        let pay = |cost| terms.pay(cost, HospitalLevel::Primary, nth, Fen::ZERO);
        let (low, high) = (pay(in_policy), pay(in_policy + more));
        prop_assert!(high.paid >= low.paid);
        prop_assert!(in_policy + more - high.paid >= in_policy - low.paid);
        prop_assert!(high.above_cap >= low.above_cap);
    }

    #[test]
    fn i4_better_terms_never_pay_less(
        rules in plain_rules(), amounts in prop::collection::vec(amount(), 1..5), better in share(), factor in share(),
    ) {
        let paid = paid_alone(&rules, &amounts);
        let rebuilt = |deductible: Fen, ratio: &dyn Fn(Share) -> Share| {
            let steps = rules.tiers.tiers().iter().map(|tier| Tier { ratio: ratio(tier.ratio), ..*tier }).collect();
            Tiers::new(rules.tiers.base(), deductible, steps).unwrap()
        };
        let deductible = rules.tiers.deductible();
        let ratios = AnnualRules { tiers: rebuilt(deductible, &|ratio| ratio.max(better)), ..rules.clone() };
        prop_assert!(paid_alone(&ratios, &amounts) >= paid);
        let cap = AnnualRules { cap: rules.cap.map(|cap| cap + better.of(cap)), ..rules.clone() };
        prop_assert!(paid_alone(&cap, &amounts) >= paid);
        let lower = AnnualRules { tiers: rebuilt(factor.of(deductible), &|ratio| ratio), ..rules.clone() };
        prop_assert!(paid_alone(&lower, &amounts) >= paid);
    }

    #[test]
    fn i4_better_terms_of_one_payer_leave_the_patient_no_more_than_a_fen_worse(
        first in admission_rules(), second in plain_rules(), third in plain_rules(), claims in year(), better in share(),
    ) {
        let everything = |rules: AnnualRules| AnnualRules { eligible: PartSet::of(&Part::ALL), tele_consult: TeleConsult::Accumulate, ..rules };
        let patient = |second: AnnualRules| {
            let payers = vec![bmi(first.clone()), yearly("second", everything(second)), yearly("third", everything(third.clone()))];
            ordinary(&Scheme::new(payers).unwrap()).settle(&claims).patient()
        };
        let steps = second.tiers.tiers().iter().map(|tier| Tier { ratio: tier.ratio.max(better), ..*tier }).collect();
        let tiers = Tiers::new(second.tiers.base(), second.tiers.deductible(), steps).unwrap();
        let after = patient(AnnualRules { tiers, ..second.clone() });
        prop_assert!(after <= patient(second) + Fen(2));
    }

    #[test]
    fn i5_i6_splitting_and_reordering_move_no_yearly_total(
        rules in plain_rules(), mut amounts in prop::collection::vec(amount(), 1..5), cut in share(), turn in 0..5_usize,
    ) {
        let whole = paid_alone(&rules, &amounts);
        let terms = AnnualTerms::new(rules.clone()).unwrap();
        prop_assert_eq!(whole, terms.pay_year(amounts.iter().copied().sum()));
        let last = amounts.pop().unwrap();
        amounts.extend([cut.of(last), last - cut.of(last)]);
        prop_assert_eq!(paid_alone(&rules, &amounts), whole);
        let n = amounts.len();
        amounts.rotate_left(turn % n);
        prop_assert_eq!(paid_alone(&rules, &amounts), whole);
    }

    #[test]
    fn i10_a_listed_cause_with_a_lower_ratio_is_never_paid_more(
        rules in plain_rules(), listed in share(), amounts in prop::collection::vec(amount(), 1..5),
    ) {
        let lowest = rules.tiers.tiers().iter().map(|tier| tier.ratio).min().unwrap();
        let cover = Cover { pre_existing: PreExisting::Ratio, ..rules.cover.clone() };
        let terms = alone(AnnualRules { ratio_pre_existing: Some(listed.min(lowest)), cover, ..rules });
        let paid = |caused_by_listed_disease| {
            let claim = |&amount| Claim { caused_by_listed_disease, ..Claim::eligible(CareKind::Inpatient, amount) };
            terms.settle(&amounts.iter().map(claim).collect::<Vec<_>>()).paid(0)
        };
        prop_assert!(paid(true) <= paid(false));
    }

    #[test]
    fn the_screen_never_passes_over_a_person_who_is_paid(scheme in any_scheme(), claims in year()) {
        let terms = ordinary(&scheme);
        let settlement = terms.settle(&claims);
        let after_bmi = usize::from(terms.admission_payer().is_some());
        let paid: Fen = settlement.paid_by_payer()[after_bmi..].iter().copied().sum();
        let may_pay = terms.may_pay_after_bmi(&left_by_bmi(&terms, &claims));
        prop_assert!(may_pay || paid == Fen::ZERO, "paid {} unseen", paid);
    }

    #[test]
    fn the_fast_admission_equals_the_settlement(rules in admission_rules(), mut claims in year()) {
        // the fast path is for care in the city; nobody draws ordinary outpatient care
        claims.retain(|claim| claim.kind != CareKind::Outpatient);
        for claim in &mut claims {
            claim.place = Place::Local;
        }
        let terms = ordinary(&Scheme::new(vec![bmi(rules.clone())]).unwrap());
        let settlement = terms.settle(&claims);
        let fast = AdmissionTerms::new(rules).unwrap();
        let (mut used, mut before) = (Fen::ZERO, [0; 3]);
        for (number, claim) in claims.iter().enumerate() {
            if let Amounts::Bill(bill) = &claim.amounts {
                let nth = fast.nth(claim.level, &before);
                let payment = fast.pay_at(claim.place, claim.kind, bill.in_policy(), claim.level, nth, used).unwrap_or_default();
                used += payment.paid;
                prop_assert_eq!(payment.paid, settlement.paid_of(number, 0));
                prop_assert_eq!(payment.above_cap, settlement.left(number)[Part::AboveBmiCap]);
            }
            before[claim.level as usize] += usize::from(claim.kind == CareKind::Inpatient);
        }
    }

    #[test]
    fn memory_that_is_used_again_changes_nothing(scheme in any_scheme(), first in year(), second in year()) {
        let terms = ordinary(&scheme);
        let mut used = Settlement::default();
        terms.settle_into(&first, &mut used);
        terms.settle_into(&second, &mut used);
        let fresh = terms.settle(&second);
        prop_assert_eq!(used.lines(), fresh.lines());
        prop_assert_eq!(used.patient_parts(), fresh.patient_parts());
    }
}

/// The screen must also screen: below the deductible it says no.
#[test]
fn the_screen_passes_over_those_below_the_deductible() {
    let tiers = Tiers::flat(Fen::yuan(20_000), Share::percent(55)).unwrap();
    let terms = alone(AnnualRules::new(PartSet::of(&[Part::SelfPay]), tiers));
    assert!(!terms.may_pay_after_bmi(&Parts::only(Part::SelfPay, Fen::yuan(20_000))));
    assert!(!terms.may_pay_after_bmi(&Parts::only(Part::UnlistedOwnExpense, Fen::yuan(900_000))));
    assert!(terms.may_pay_after_bmi(&Parts::only(Part::SelfPay, Fen(2_000_001))));
}
