//! Many designs at once pay what each of them pays by itself, and columns of patients what each patient is.

use super::tests::{design, parts, rows};
use super::*;
use crate::benefit::{
    AdmissionRules, AdmissionTerms, AnnualRules, AnnualTerms, ByPlace, Group, GroupMode, InsuranceScheme,
    Part, PartSet, Payer, PreExisting, RepeatCounts, Scheme, Terms, Tier, TierBase, Tiers, When,
};
use crate::fund::Premium;
use crate::illness::Repeats;
use crate::population::{Effect, EnrolmentLaw};
use crate::units::{Age, Fen, Share};

/// How a product treats a claim of a pre-existing cause.
#[derive(Clone, Copy)]
enum Causes {
    /// Like any other, so that years of one admission are settled in columns.
    Alike,
    /// By a ratio of its own, which parts the persons who have claims of both kinds.
    Apart,
}

/// A product with two liabilities: what the patient bears in the policy range, and his own expense.
fn product(causes: Causes, deductible: i64, points: i64, cap: i64, own_expense: i64) -> Design {
    let mut product = design(20_000);
    let annual = |eligible: &[Part], deductible: i64, tiers: &[(Option<i64>, Share)], cap: i64| {
        let tiers = tiers.iter().map(|&(up_to, ratio)| Tier::new(up_to.map(Fen::yuan), ratio)).collect();
        let tiers = Tiers::new(TierBase::EligibleTotal, Fen::yuan(deductible), tiers).unwrap();
        AnnualRules {
            cap: Some(Fen::yuan(cap)),
            counted_by_place: ByPlace { unreferred: Share::percent(60), ..ByPlace::all(Share::ONE) },
            ..AnnualRules::new(PartSet::of(eligible), tiers)
        }
    };
    let in_range = [Part::SelfPay, Part::AboveBmiCap, Part::FirstSelfPay];
    let two = [(Some(deductible + 10_000), Share::percent(points)), (None, Share::percent(points + 7))];
    let mut l1 = annual(&in_range, deductible, &two, cap);
    if matches!(causes, Causes::Apart) {
        l1.cover.pre_existing = PreExisting::Ratio;
        l1.ratio_pre_existing = Some(Share::percent(points - 10));
    }
    let own = [Part::ListedOwnExpense, Part::UnlistedOwnExpense];
    let l2 = annual(&own, own_expense, &[(None, Share::from_millionths(401_000).unwrap())], cap);
    let payer = |id: &str, rules: AnnualRules| {
        let mut payer = Payer::new(id, "synthetic", Terms::PerYear(AnnualTerms::new(rules).unwrap()));
        payer.book = "hmb".into();
        payer.when = When { enrolled: Some(true), ..When::default() };
        payer
    };
    let mut payers: Vec<Payer> = product.scheme.payers().to_vec();
    payers.truncate(2);
    payers.extend([payer("hmb-l1", l1), payer("hmb-l2", l2)]);
    product.scheme = Scheme::new(payers).unwrap();
    product.hmb[0].payers = vec!["hmb-l1".into(), "hmb-l2".into()];
    product
}

fn designs(causes: Causes) -> Vec<Design> {
    let mut designs: Vec<Design> = Vec::new();
    for deductible in [4_000, 9_000, 9_500] {
        for (points, cap) in [(60, 1_000_000), (45, 12_000)] {
            for own_expense in [2_000, 5_000] {
                designs.push(product(causes, deductible, points, cap, own_expense));
            }
        }
    }
    designs[3].hmb[0].participation = Share::percent(30);
    designs[5].hmb[0].participation = Share::percent(60);
    designs[5].hmb[0].terms.premium = Premium::one(Fen::yuan(80));
    let cii = design(8_000).scheme.payers()[1].clone();
    let mut payers = designs[7].scheme.payers().to_vec();
    payers[1] = cii;
    designs[7].scheme = Scheme::new(payers).unwrap();
    designs
}

/// The rows of some trials, in every way in which they can be made.
fn agree(parts: ProjectionParts) -> Projection {
    let at_once = Projection::new(parts).unwrap();
    let each = Projection { fan: None, ..at_once.clone() };
    let one_by_one = Projection { one_by_one: true, ..each.clone() };
    for trial in 0..3 {
        let expected = rows(&one_by_one, trial);
        assert_eq!(rows(&each, trial), expected, "columns of patients, trial {trial}");
        let found = rows(&at_once, trial);
        for (design, (found, expected)) in found.iter().zip(&expected).enumerate() {
            for (column, (found, expected)) in
                at_once.columns().iter().zip(found.iter().flatten().zip(expected.iter().flatten()))
            {
                assert_eq!(found, expected, "{} of design {design}, trial {trial}", column.key);
            }
            assert_eq!(found, expected, "design {design}, trial {trial}");
        }
    }
    at_once
}

#[test]
fn many_designs_at_once_pay_to_the_fen_what_each_pays_by_itself() {
    for causes in [Causes::Alike, Causes::Apart] {
        let mut parts = parts(60_000, 1.5, 0.0, designs(causes));
        parts.attributes.aid_share = [0.02, 0.05];
        let projection = agree(parts);
        let in_columns = projection.ways_of_settling().in_columns;
        assert_eq!(in_columns > 0, matches!(causes, Causes::Alike), "{in_columns} settlements in columns");
        let fan = projection.fan.expect("twelve designs are settled at once");
        assert_eq!(fan.one_of[0].len(), 3, "participations of 45%, 30% and 60%");
        assert!(fan.sets.iter().any(|set| set.candidates.len() > 3), "an end with several designs");
    }
}

/// Two layers of one payer that both pay one person are one person paid.
#[test]
fn a_payer_whose_terms_stack_counts_each_person_once() {
    let stacked = |own_expense: i64| {
        let mut product = product(Causes::Alike, 4_000, 60, 1_000_000, own_expense);
        let mut payers = product.scheme.payers().to_vec();
        let terms = payers[1].terms.clone();
        payers[1].groups.push(Group {
            name: "residents".into(),
            when: When { scheme: Some(InsuranceScheme::Resident), ..When::default() },
            mode: GroupMode::Stack,
            source: "synthetic".into(),
            terms,
        });
        product.scheme = Scheme::new(payers).unwrap();
        product
    };
    let mut parts = parts(60_000, 1.5, 0.0, vec![stacked(2_000), stacked(5_000)]);
    parts.illness = super::tests::admissions_alone(&parts.people).into();
    assert!(agree(parts).fan.is_some());
}

#[test]
fn the_settlements_of_a_trial_are_all_told_when_it_ends() {
    let mut parts = parts(20_000, 1.5, 0.0, designs(Causes::Alike)[..2].to_vec());
    parts.illness = super::tests::admissions_alone(&parts.people).into();
    let projection = Projection::new(parts).unwrap();
    let mut scratch = projection.scratch();
    let mut told = || {
        projection.run_trial(crate::units::Trial(0), &mut scratch, |_, _, _| ());
        projection.ways_of_settling()
    };
    // nothing waits for the next trial, which settles as many
    let (one, two) = (told(), told());
    assert!(one.in_columns > 0 && one.by_program > 0 && one.by_rules == 0);
    assert_eq!((two.in_columns, two.by_program), (2 * one.in_columns, 2 * one.by_program));
}

#[test]
fn a_price_that_moves_enrolment_parts_the_designs_into_groups_and_changes_no_payment() {
    let law = EnrolmentLaw {
        ages: vec![(Age(60), Age(100), Effect { log_odds: 0.7, price: 0.2 })],
        price: 0.6,
        ..EnrolmentLaw::default()
    };
    let mut designs = designs(Causes::Alike);
    for (design, yuan) in designs.iter_mut().zip([80, 100, 120].into_iter().cycle()) {
        design.hmb[0].participation = Share::percent(45);
        design.hmb[0].terms.premium = Premium::one(Fen::yuan(yuan));
        let reference = Some(Premium::one(Fen::yuan(100)));
        design.hmb[0].enrolment = Some(Enrolment { law: law.clone(), reference, ..Enrolment::default() });
    }
    let mut parts = parts(60_000, 1.5, 0.0, designs);
    parts.years.truncate(1);
    let projection = Projection::new(parts).unwrap();
    let each = Projection { fan: None, ..projection.clone() };
    let fan = projection.fan.as_ref().expect("one year: nobody is remembered");
    assert_eq!(fan.one_of[0].len(), 3);
    let values = |projection: &Projection| {
        let mut values = Vec::new();
        projection.run_trial(crate::units::Trial(4), &mut projection.scratch(), |_, _, row| {
            values.extend_from_slice(row);
        });
        values
    };
    assert_eq!(values(&projection), values(&each));
}

/// 200 trials with every bill and 200 with those alone that can reach a payer: mean and deviation of what is
/// paid, and of the persons who are paid. The difference of two means stays within 4.5 of its standard errors
/// but for 7e-6; so does that of the logarithms of two deviations, each with an error of `1/sqrt(400)` and, for
/// sums of a few hundred skew bills, half as much again.
#[test]
fn what_can_reach_a_payer_is_paid_alike_whether_or_not_the_rest_is_drawn() {
    let with_care = parts(10_000, 1.5, 0.0, designs(Causes::Alike)[..2].to_vec());
    let illness = super::tests::admissions_alone(&with_care.people).into();
    let without = ProjectionParts { illness, ..with_care.clone() };
    for parts in [without, with_care] {
        small_bills_change_nothing(parts);
    }
}

fn small_bills_change_nothing(parts: ProjectionParts) {
    let whole = Projection::new(parts).unwrap();
    let keys = ["paid_cii_fen", "paid_hmb-l1_fen", "paid_hmb-l2_fen", "persons_paid_hmb-l1", "hmb_claimants"];
    let some = whole.clone().keeping(&keys.map(String::from));
    assert!(some.draws_only_reaching() && !whole.draws_only_reaching());
    alone_and_beside_others(&some, &keys.map(String::from));
    let n = 200.0;
    let moments = |projection: &Projection| {
        let places = keys.map(|key| projection.columns().iter().position(|it| it.key == key).unwrap());
        let mut scratch = projection.scratch();
        let mut values = vec![Vec::new(); keys.len()];
        for trial in 0..200 {
            projection.run_trial(crate::units::Trial(trial), &mut scratch, |design, y, row| {
                if (design, y) == (1, 1) {
                    values.iter_mut().zip(places).for_each(|(values, place)| values.push(row[place] as f64));
                }
            });
        }
        values.into_iter().map(|values| {
            let mean = values.iter().sum::<f64>() / n;
            let var = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
            (mean, var.sqrt())
        })
    };
    for (key, (all, few)) in keys.iter().zip(moments(&whole).zip(moments(&some))) {
        let error = ((all.1 * all.1 + few.1 * few.1) / n).sqrt();
        assert!((all.0 - few.0).abs() < 4.5 * error, "{key}: {all:?} {few:?}");
        assert!(libm::log(all.1 / few.1).abs() < 4.5 * 1.5 / n.sqrt(), "{key}: {all:?} {few:?}");
        // persons are many: five in a hundred would show
        let wrong = 1.05 * few.0;
        assert!(!key.starts_with("persons") || (all.0 - wrong).abs() > 4.5 * error, "{key}: {all:?} {few:?}");
    }
}

/// What a design pays does not depend on which designs decide how small a bill is drawn.
fn alone_and_beside_others(both: &Projection, keys: &[String]) {
    let parts = ProjectionParts { designs: both.parts.designs[1..2].to_vec(), ..both.parts.clone() };
    let alone = Projection::new(parts).unwrap().keeping(keys);
    let entries = |of: &Projection| of.classes.all.iter().map(|class| class.entry).min();
    assert!(entries(&alone) > entries(both), "the other design asks for small bills");
    for trial in 0..3 {
        assert_eq!(rows(&alone, trial)[0], rows(both, trial)[1]);
    }
}

/// Who paid the top-up is paid by other terms, and what the others' terms would have paid him is told apart.
#[test]
fn who_paid_the_top_up_is_settled_at_once_under_his_terms_and_without_them() {
    for share in [0.5, 1.0] {
        let mut parts = parts(60_000, 1.5, share, designs(Causes::Alike));
        parts.attributes.aid_share = [0.02, 0.05];
        let projection = agree(parts);
        let fan = projection.fan.as_ref().expect("the top-up parts persons, not designs");
        let place = |key: &str| projection.columns().iter().position(|it| it.key == key).unwrap();
        assert!(fan.stems_of.iter().any(|of| of[0] != of[super::classes::TOPUP]));
        let rows = rows(&projection, 0);
        let [paid, base] = [place("cii_claims_fen"), place("cii_base_claims_fen")].map(|it| rows[0][0][it]);
        assert!(paid > base && base > 0, "{paid} with the top-up, {base} without");
    }
}

#[test]
fn several_admissions_are_settled_as_one_of_their_sums_where_that_is_the_same() {
    let mut parts = parts(60_000, 1.5, 0.5, designs(Causes::Alike));
    parts.illness = super::tests::admissions_alone(&parts.people).into();
    agree(parts.clone());
    let projection = Projection::new(parts).unwrap();
    let fan = projection.fan.as_ref().expect("settled at once");
    // at home all levels are alike; of what is paid elsewhere without a referral a part counts, bill by bill
    let cares = fan.plain_cares[0].map(|care| care.map(|it| (it.like, it.several)));
    assert_eq!(cares[..3], [Some((0, true)); 3]);
    assert_eq!(cares[3..6], [Some((3, false)); 3]);
    assert_eq!(cares[6..9], [Some((0, true)); 3]);
    assert_eq!(
        cares[super::fan::SPECIAL],
        Some((0, true)),
        "chronic outpatient care counts like an admission"
    );
    rows(&projection, 0);
    let ways = projection.ways_of_settling();
    assert!(ways.in_columns > 20 * ways.by_program, "{ways:?}");
}

/// Runs designs in one pass and step by step, patient by patient, and tells of the first way.
///
/// The columns that ask for every bill but not for the patients one by one: a deductible so dear that it is rarely
/// met, a cap of the basic insurance that binds for some, and amounts beyond the table of quantiles.
fn agree_in_one_pass((designs, people): (Vec<Design>, i64), repeats: Repeats) -> Projection {
    let mut parts = parts(people, 1.5, 0.5, designs);
    parts.illness = super::tests::one_word_an_admission(&parts.people, repeats).into();
    parts.attributes.aid_share = [0.02, 0.05];
    let all = Projection::new(parts).unwrap();
    let one_by_one = Projection { one_by_one: true, fan: None, ..all.clone() };
    let apart = |key: &str| key.starts_with("self_pay_above") || key.ends_with("tenth_cost_fen");
    let keys: Vec<String> = all.columns().iter().map(|it| it.key.clone()).collect();
    let asked: Vec<String> = keys.into_iter().filter(|key| !apart(key) && key != "adult_cost_fen").collect();
    let [at_once, oracle] = [all, one_by_one].map(|it| it.keeping(&asked));
    let mut scratch = at_once.scratch();
    for trial in 0..2 {
        let mut found = Vec::new();
        at_once.run_trial(crate::units::Trial(trial), &mut scratch, |_, _, row| {
            found.extend_from_slice(row);
        });
        assert_eq!(found, rows(&oracle, trial).concat().concat(), "{repeats:?}, trial {trial}");
    }
    assert!(scratch.in_one_pass() > 1_000, "stretches that are taken in one pass");
    at_once
}

/// How admissions to a tertiary hospital in the city are settled in columns.
fn tertiary(projection: &Projection) -> super::fan::PlainCare {
    projection.fan.as_ref().expect("settled at once").plain_cares[0][2].expect("settled in columns")
}

#[test]
fn patients_on_whom_one_word_decides_are_paid_in_one_pass_what_they_are_paid_step_by_step() {
    for (repeats, people) in [(Repeats::None, 120_000), (Repeats::Frailty { shape: 0.3 }, 700_000)] {
        let at_once = agree_in_one_pass((designs(Causes::Alike)[..2].to_vec(), people), repeats);
        assert!(tertiary(&at_once).above_cap, "all payers look at what is above the cap");
        let ways = at_once.ways_of_settling();
        assert!(ways.in_columns > 0, "{ways:?}");
    }
}

#[test]
fn who_reached_the_cap_is_settled_by_himself_where_a_payer_looks_at_what_is_below_alone() {
    let below = |design: &Design| {
        let mut payers = design.scheme.payers().to_vec();
        let Terms::PerYear(terms) = &payers[2].terms else { panic!("a liability by the year") };
        let mut rules = terms.rules().clone();
        rules.eligible = rules.eligible.without(Part::AboveBmiCap);
        payers[2].terms = Terms::PerYear(AnnualTerms::new(rules).unwrap());
        Design { scheme: Scheme::new(payers).unwrap(), ..design.clone() }
    };
    let designs: Vec<Design> = designs(Causes::Alike)[..2].iter().map(below).collect();
    let at_once = agree_in_one_pass((designs, 120_000), Repeats::None);
    assert!(!tertiary(&at_once).above_cap);
    let ways = at_once.ways_of_settling();
    assert!(ways.in_columns > 0 && ways.by_program > 0, "some reach the cap: {ways:?}");
}

#[test]
fn caps_later_deductibles_and_bills_beyond_the_columns_are_paid_in_columns_as_one_by_one() {
    let paid = |repeat_counts, cap: Option<i64>, dearer| {
        let of_bmi = |design: &Design| {
            let mut payers = design.scheme.payers().to_vec();
            let Terms::PerAdmission(terms) = &payers[0].terms else { panic!("paid by the admission") };
            let rules = AdmissionRules { repeat_counts, cap: cap.map(Fen::yuan), ..terms.rules().clone() };
            payers[0].terms = Terms::PerAdmission(AdmissionTerms::new(rules).unwrap());
            Design { scheme: Scheme::new(payers).unwrap(), ..design.clone() }
        };
        let designs: Vec<Design> = designs(Causes::Alike)[..2].iter().map(of_bmi).collect();
        let mut parts = parts(60_000, 1.5, 0.0, designs);
        parts.illness = super::tests::dearer(&parts.people, dearer).into();
        let projection = agree(parts);
        let bmi = super::tests::column(&projection, &rows(&projection, 0)[0][0], "bmi_resident_fen");
        (bmi, projection.ways_of_settling().by_program)
    };
    let (all, same_level) = (RepeatCounts::All, RepeatCounts::SameLevel);
    let ((free, few), (capped, _)) = (paid(same_level, None, 1.0), paid(same_level, Some(20_000), 1.0));
    let ((later, _), (later_capped, _)) = (paid(all, None, 1.0), paid(all, Some(20_000), 1.0));
    assert!(capped < free && later_capped < later, "the cap binds");
    assert!(
        free < later && capped < later_capped,
        "a first admission at another level has its own deductible"
    );
    // bills above twenty million yuan leave the columns
    let ((_, dear), (_, dear_capped)) = (paid(all, None, 500.0), paid(same_level, Some(9_000_000), 500.0));
    assert!(dear > 2 * few && dear_capped > 2 * few, "{few} {dear} {dear_capped}");
}
