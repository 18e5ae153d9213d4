//! Random schemes and random years of bills, for the tests of what holds for all of them.

#![allow(dead_code, reason = "each test file that has this module uses some of it")]

use huimin::benefit::{
    AdmissionRules, AdmissionTerms, Amounts, AnnualRules, AnnualTerms, Bill, BonusMode, ByLevel, ByPlace,
    CapOn, CapPeriod, CapScope, CareKind, Claim, Cover, DeductibleScope, FixedRules, FixedTerms,
    HospitalLevel, KindSet, Label, LimitOn, Once, OutpatientDeductible, OutpatientTerms, Part, PartSet,
    Parts, Payer, Per, Person, PersonTerms, Place, PreExisting, RepeatCounts, Scheme, ScreeningBonus,
    Sublimit, TeleConsult, Terms, Tier, TierBase, Tiers, WaitingEnds,
};
use huimin::units::{Fen, Share};
use proptest::prelude::*;

/// Amounts from nothing to three million yuan, small ones often, in odd fen.
pub(crate) fn amount() -> impl Strategy<Value = Fen> {
    prop_oneof![Just(0), 0..100_i64, 0..1_000_000_i64, 0..300_000_000_i64].prop_map(Fen)
}

pub(crate) fn share() -> impl Strategy<Value = Share> {
    prop_oneof![(0..=100_i64).prop_map(|points| points * 10_000), 0..=1_000_000_i64]
        .prop_map(|millionths| Share::from_millionths(millionths).unwrap())
}

pub(crate) fn part_set() -> impl Strategy<Value = PartSet> {
    prop::sample::subsequence(Part::ALL.to_vec(), 1..=9).prop_map(|parts| PartSet::of(&parts))
}

pub(crate) fn tiers() -> impl Strategy<Value = Tiers> {
    let base = prop::sample::select(TierBase::ALL.to_vec());
    let steps = prop::collection::vec((1..20_000_000_i64, share()), 1..5);
    (base, amount(), steps, any::<bool>()).prop_map(|(base, deductible, steps, open)| {
        let last = steps.len() - 1;
        let mut end = 0;
        let tier = |(index, (width, ratio)): (usize, (i64, Share))| {
            end += width;
            Tier::new((index < last || !open).then_some(Fen(end)), ratio)
        };
        let steps = steps.into_iter().enumerate().map(tier).collect();
        Tiers::new(base, deductible, steps).unwrap()
    })
}

/// Rules with nothing but tiers and a cap on the year, as most schemes have.
pub(crate) fn plain_rules() -> impl Strategy<Value = AnnualRules> {
    let cap_on = prop::sample::select(CapOn::ALL.to_vec());
    (tiers(), prop::option::of(amount()), cap_on).prop_map(|(tiers, cap, cap_on)| AnnualRules {
        cover: Cover::of(KindSet::ALL),
        cap,
        cap_on,
        ..AnnualRules::new(PartSet::of(&[Part::SelfPay]), tiers)
    })
}

/// A few names, so that lists and claims meet.
pub(crate) fn label() -> impl Strategy<Value = Label> {
    prop::sample::select(["a", "b", "c"].map(Label::of).to_vec())
}

pub(crate) fn labels() -> impl Strategy<Value = Vec<Label>> {
    prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(label(), 1..3)]
}

pub(crate) fn cover() -> BoxedStrategy<Cover> {
    let kinds =
        prop::sample::subsequence(CareKind::ALL.to_vec(), 1..=5).prop_map(|kinds| KindSet::of(&kinds));
    let pre_existing = prop::sample::select(PreExisting::ALL.to_vec());
    let ends = prop::sample::select(WaitingEnds::ALL.to_vec());
    let lists = [labels(), labels(), labels(), labels(), labels()];
    (kinds, lists, any::<bool>(), pre_existing, 0..100_u16, ends)
        .prop_map(
            |(
                counts,
                [diseases, drugs, items, events, before],
                listed_causes_only,
                pre_existing,
                waiting_days,
                waiting_ends,
            )| {
                Cover {
                    diseases,
                    drugs,
                    items,
                    events,
                    listed_causes_only,
                    pre_existing,
                    pre_existing_list: before,
                    waiting_days,
                    waiting_ends,
                    ..Cover::of(counts)
                }
            },
        )
        .boxed()
}

pub(crate) fn sublimit() -> impl Strategy<Value = Sublimit> {
    let per = prop::sample::select(Per::ALL.to_vec());
    (per, prop::sample::select(LimitOn::ALL.to_vec()), amount()).prop_map(|(per, on, amount)| {
        let on = if per == Per::Lifetime { LimitOn::Payment } else { on };
        Sublimit { per, on, amount }
    })
}

pub(crate) fn by_place() -> impl Strategy<Value = ByPlace<Share>> {
    [share(), share(), share()].prop_map(|[local, referred, unreferred]| ByPlace {
        local,
        referred,
        unreferred,
    })
}

pub(crate) fn some_by_place() -> impl Strategy<Value = ByPlace<Option<Share>>> {
    let one = || prop::option::of(share());
    [one(), one(), one()].prop_map(|[local, referred, unreferred]| ByPlace { local, referred, unreferred })
}

/// Rules with everything that the language has.
pub(crate) fn any_rules() -> BoxedStrategy<AnnualRules> {
    let tele = prop::sample::select(TeleConsult::ALL.to_vec());
    let levels = prop::option::of([share(), share(), share()]);
    let scope = prop::sample::select(DeductibleScope::ALL.to_vec());
    let bonus = prop::option::of((share(), prop::sample::select(BonusMode::ALL.to_vec())));
    let limits = prop::collection::vec(sublimit(), 0..3);
    let shares = (levels, prop::option::of(share()), by_place(), some_by_place(), share());
    (plain_rules(), cover(), part_set(), tele, any::<bool>(), limits, scope, bonus, shares)
        .prop_map(|(plain, cover, eligible, tele_consult, drug, limits, deductible_scope, bonus, shares)| {
            let cap_scope =
                if drug && plain.cap_on == CapOn::Payment { CapScope::Drug } else { CapScope::Person };
            let (levels, ratio_pre_existing, counted_by_place, ratio_by_place, benefit_share) = shares;
            AnnualRules {
                cover,
                eligible,
                tele_consult,
                cap_scope,
                limits,
                deductible_scope,
                counted_by_place,
                ratio_by_place,
                ratio_by_level: levels.map(|[primary, secondary, tertiary]| ByLevel {
                    primary,
                    secondary,
                    tertiary,
                }),
                ratio_pre_existing,
                screening: bonus.map(|(bonus, mode)| ScreeningBonus { bonus, mode }),
                benefit_share,
                ..plain
            }
        })
        .prop_filter("looks at something", |rules| AnnualTerms::new(rules.clone()).is_ok())
        .boxed()
}

pub(crate) fn fixed_rules() -> BoxedStrategy<FixedRules> {
    let sums = prop::collection::vec((label(), amount()), 1..4);
    let once = prop::sample::select(Once::ALL.to_vec());
    let period = prop::sample::select(CapPeriod::ALL.to_vec());
    (cover(), sums, amount(), prop::option::of(amount()), once, period)
        .prop_map(|(cover, sums, per_day, cap, once, cap_period)| FixedRules {
            cover,
            sums,
            once,
            per_day,
            cap,
            cap_period,
        })
        .boxed()
}

pub(crate) fn outpatient() -> BoxedStrategy<OutpatientTerms> {
    let declining = (share(), share(), share()).prop_map(|(first, step, floor)| {
        OutpatientDeductible::Declining { first, step, floor: floor.min(first) }
    });
    let visits = [amount(), amount(), amount()].prop_map(|[primary, secondary, tertiary]| {
        OutpatientDeductible::PerVisit(ByLevel { primary, secondary, tertiary })
    });
    let deductible = prop_oneof![amount().prop_map(OutpatientDeductible::PerYear), visits, declining];
    (deductible, share(), prop::option::of(amount()))
        .prop_map(|(deductible, ratio, cap)| {
            OutpatientTerms::new(deductible, ByLevel::all(ratio), cap).unwrap()
        })
        .boxed()
}

pub(crate) fn admission_rules() -> BoxedStrategy<AdmissionRules> {
    let deductibles = [amount(), amount(), amount()];
    let special = (by_place(), some_by_place(), prop::option::of(outpatient()), any::<bool>());
    (deductibles, share(), amount(), [share(), share(), share()], prop::option::of(amount()), special)
        .prop_map(
            |(
                [primary, secondary, tertiary],
                repeat,
                special_outpatient,
                [low, middle, high],
                cap,
                special,
            )| {
                let (counted_by_place, ratio_by_place, outpatient, same_level) = special;
                AdmissionRules {
                    counts: KindSet::HOSPITAL,
                    deductible: ByLevel { primary, secondary, tertiary },
                    repeat_deductible_ratio: repeat,
                    special_outpatient_deductible: special_outpatient,
                    ratio: ByLevel { primary: low, secondary: middle, tertiary: high },
                    cap,
                    repeat_counts: if same_level { RepeatCounts::SameLevel } else { RepeatCounts::All },
                    counted_by_place,
                    ratio_by_place,
                    outpatient,
                }
            },
        )
        .boxed()
}

pub(crate) fn bmi(rules: AdmissionRules) -> Payer {
    Payer::new("bmi", "", Terms::PerAdmission(AdmissionTerms::new(rules).unwrap()))
}

pub(crate) fn yearly(id: &str, rules: AnnualRules) -> Payer {
    Payer::new(id, "", Terms::PerYear(AnnualTerms::new(rules).unwrap()))
}

/// A basic insurance or none, one to five payers with pools and parallel settlement, and perhaps a
/// fixed benefit.
pub(crate) fn any_scheme() -> BoxedStrategy<Scheme> {
    let later = prop::collection::vec((any_rules(), any::<[bool; 3]>()), 1..=5);
    (prop::option::of(admission_rules()), later, prop::option::of(fixed_rules()))
        .prop_map(|(first, later, fixed)| {
            let mut payers: Vec<Payer> = first.into_iter().map(bmi).collect();
            for (index, (rules, [cap_pool, share_deductible, parallel])) in later.into_iter().enumerate() {
                let cap_pool = (cap_pool && rules.cap_on == CapOn::Payment).then(|| "caps".to_owned());
                let earlier = payers.iter().find(|payer| payer.id != "bmi").map(|payer| payer.id.clone());
                let parallel_to = earlier.filter(|_| parallel);
                let payer = Payer { cap_pool, parallel_to, ..yearly(&format!("p{index}"), rules) };
                let sharing = Payer { deductible_pool: Some("deductible".to_owned()), ..payer.clone() };
                payers.push(sharing);
                if !share_deductible || Scheme::new(payers.clone()).is_err() {
                    payers.pop();
                    payers.push(payer);
                }
            }
            payers.extend(
                fixed.map(|rules| Payer::new("fixed", "", Terms::Fixed(FixedTerms::new(rules).unwrap()))),
            );
            Scheme::new(payers).unwrap()
        })
        .boxed()
}

pub(crate) fn bill() -> impl Strategy<Value = Bill> {
    let rest = [amount(), amount(), amount(), amount(), amount(), amount()];
    (amount(), amount(), share(), rest).prop_map(
        |(class_a, class_b, first, [over, listed, unlisted, special, rare, tele])| Bill {
            class_a,
            class_b,
            first_self_pay: first.of(class_b),
            over_limit: over,
            listed_own_expense: listed,
            unlisted_own_expense: unlisted,
            special_drug: special,
            rare_drug: rare,
            tele_consult: tele,
        },
    )
}

pub(crate) fn claim() -> BoxedStrategy<Claim> {
    let split =
        prop::collection::vec((prop::sample::select(Part::ALL.to_vec()), amount()), 0..4).prop_map(|parts| {
            parts.into_iter().fold(Parts::NONE, |sum, (part, amount)| sum + Parts::only(part, amount))
        });
    let amounts = prop_oneof![3 => bill().prop_map(Amounts::Bill), 1 => split.prop_map(Amounts::Split)];
    let kind = prop::sample::select(CareKind::ALL.to_vec());
    let level = prop::sample::select(HospitalLevel::ALL.to_vec());
    let place = prop::sample::select(Place::ALL.to_vec());
    let name = || prop::option::of(label());
    let names = [name(), name(), name(), name()];
    (amounts, kind, level, place, any::<[bool; 2]>(), names, 0..30_u16, prop::option::of(1..366_u16))
        .prop_map(
            |(amounts, kind, level, place, [listed, before], [disease, drug, item, event], days, day)| {
                Claim {
                    kind,
                    level,
                    place,
                    amounts,
                    caused_by_listed_disease: listed,
                    pre_existing_cause: before,
                    disease,
                    drug,
                    item,
                    event,
                    days,
                    day,
                }
            },
        )
        .boxed()
}

pub(crate) fn year() -> impl Strategy<Value = Vec<Claim>> {
    prop::collection::vec(claim(), 0..6)
}

pub(crate) fn ordinary(scheme: &Scheme) -> PersonTerms {
    scheme.terms_for(&Person::default())
}

/// What payers look at as a rule: inside the catalogue, outside it, a list of drugs, everything.
fn usual_parts() -> impl Strategy<Value = PartSet> {
    let inside = [Part::SelfPay, Part::AboveBmiCap];
    let sets = [
        PartSet::of(&inside),
        PartSet::of(&inside).with(Part::FirstSelfPay),
        PartSet::of(&[Part::ListedOwnExpense]),
        PartSet::of(&[Part::SpecialDrug]),
        PartSet::of(&Part::ALL).without(Part::SpecialDrug).without(Part::RareDrug),
        PartSet::of(&Part::ALL),
    ];
    prop::sample::select(sets.to_vec())
}

/// Rules of the kind that most products have: parts, tiers, a cap, ratios by place, level and cause, kinds
/// of care; nothing that is kept per claim, drug or disease.
pub(crate) fn usual_rules() -> BoxedStrategy<AnnualRules> {
    let kinds =
        prop::sample::subsequence(CareKind::ALL.to_vec(), 1..=5).prop_map(|kinds| KindSet::of(&kinds));
    let kinds = prop_oneof![2 => Just(KindSet::ALL), 1 => Just(KindSet::HOSPITAL), 1 => kinds];
    let counted = prop_oneof![3 => Just(ByPlace::all(Share::ONE)), 1 => by_place()];
    let levels = prop::option::weighted(0.3, [share(), share(), share()]);
    let cause = prop::option::weighted(0.3, share());
    let rare = (levels, cause, prop_oneof![3 => Just(ByPlace::all(None)), 1 => some_by_place()], counted);
    (plain_rules(), kinds, prop_oneof![2 => usual_parts(), 1 => part_set()], any::<bool>(), rare)
        .prop_map(
            |(
                plain,
                counts,
                eligible,
                listed,
                (levels, ratio_pre_existing, ratio_by_place, counted_by_place),
            )| {
                let pre_existing =
                    if ratio_pre_existing.is_some() { PreExisting::Ratio } else { PreExisting::None };
                let listed_causes_only = listed && ratio_pre_existing.is_none();
                AnnualRules {
                    cover: Cover { pre_existing, listed_causes_only, ..Cover::of(counts) },
                    eligible,
                    tele_consult: if listed { TeleConsult::Accumulate } else { TeleConsult::Out },
                    counted_by_place,
                    ratio_by_place,
                    ratio_by_level: levels.map(|[primary, secondary, tertiary]| ByLevel {
                        primary,
                        secondary,
                        tertiary,
                    }),
                    ratio_pre_existing,
                    ..plain
                }
            },
        )
        .prop_filter("looks at something", |rules| AnnualTerms::new(rules.clone()).is_ok())
        .boxed()
}

/// A basic insurance or none and one to four payers of usual rules, some of whose caps count together.
pub(crate) fn usual_scheme() -> BoxedStrategy<Scheme> {
    let later = prop::collection::vec((usual_rules(), prop::bool::weighted(0.2)), 1..=4);
    (prop::option::of(admission_rules()), later)
        .prop_map(|(first, later)| {
            let mut payers: Vec<Payer> = first.into_iter().map(bmi).collect();
            for (index, (rules, pooled)) in later.into_iter().enumerate() {
                let cap_pool = (pooled && rules.cap_on == CapOn::Payment).then(|| "caps".to_owned());
                payers.push(Payer { cap_pool, ..yearly(&format!("p{index}"), rules) });
            }
            Scheme::new(payers).unwrap()
        })
        .boxed()
}
