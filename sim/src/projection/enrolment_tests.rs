//! Who joins by a law: nested in price to the person, renewing at the stated rate, plain without effects.

use super::enrolment::BlockWords;
use super::plan::scheme_index;
use super::tests::{YEARS, column, design, parts, rows};
use super::*;
use crate::fund::Premium;
use crate::population::{Effect, EnrolmentLaw};
use crate::random::{Address, Purpose, Uniforms};
use crate::units::{Age, Fen, Share, Trial};

/// The design at a price in yuan, joined by a law.
fn joined_by(enrolment: Enrolment, yuan: i64) -> Design {
    let mut design = design(20_000);
    design.hmb[0].terms.premium = Premium::one(Fen::yuan(yuan));
    design.hmb[0].enrolment = Some(enrolment);
    design
}

fn law() -> EnrolmentLaw {
    EnrolmentLaw {
        ages: vec![
            (Age(0), Age(39), Effect { log_odds: -0.6, price: 0.3 }),
            (Age(60), Age(100), Effect { log_odds: 0.7, price: 0.0 }),
        ],
        states: Vec::new(),
        insured_last_year: 0.9,
        claim_last_year: 0.6,
        account: 0.25,
        promotion: 0.0,
        price: 0.5,
    }
}

fn at_100(law: EnrolmentLaw, renewal: Option<Renewal>) -> Enrolment {
    Enrolment { law, reference: Some(Premium::one(Fen::yuan(100))), renewal, decided_on: None }
}

/// The sum of each year's column over some trials.
fn sums(parts: ProjectionParts, trials: u64, keys: &[&str]) -> Vec<Vec<i64>> {
    let projection = Projection::new(parts).unwrap();
    let mut sums = vec![vec![0; keys.len()]; YEARS.len()];
    for trial in 0..trials {
        for (sums, row) in sums.iter_mut().zip(&rows(&projection, trial)[0]) {
            for (sum, key) in sums.iter_mut().zip(keys) {
                *sum += column(&projection, row, key);
            }
        }
    }
    sums
}

#[test]
fn a_law_without_effects_is_the_plain_participation_in_every_column() {
    let laws = [
        Enrolment::default(),
        at_100(EnrolmentLaw::default(), None),
        at_100(EnrolmentLaw::default(), Some(Renewal::Stay(Share::ONE))),
    ];
    let mut of_plain = parts(60_000, 1.0, 0.5, vec![design(20_000)]);
    of_plain.attributes.aid_share = [0.02, 0.05];
    let plain = Projection::new(of_plain.clone()).unwrap();
    for law in laws {
        let mut parts = of_plain.clone();
        parts.designs = vec![joined_by(law, 100).into()];
        let with_law = Projection::new(parts).unwrap();
        for trial in 0..2 {
            for (expected, row) in rows(&plain, trial)[0].iter().zip(&rows(&with_law, trial)[0]) {
                for it in plain.columns() {
                    let both = (column(&plain, expected, &it.key), column(&with_law, row, &it.key));
                    assert_eq!(both.0, both.1, "{}", it.key);
                }
            }
        }
    }
    assert!(!plain.columns().iter().any(|column| column.key.contains("renew")));
}

#[test]
fn members_at_a_price_are_members_at_every_lower_one_to_the_person_and_year() {
    #[expect(clippy::cast_possible_truncation, reason = "a price in yuan")]
    let price = |chance: &mut Uniforms| 20 + (chance.uniform() * 400.0) as i64;
    let mut chance = Uniforms::new(&Address::world(18, Purpose::Resample, 0, 0));
    for repetition in 0..4 {
        let mut prices: Vec<i64> = (0..6).map(|_| price(&mut chance)).collect();
        prices.sort_unstable();
        let renewal = [None, Some(Renewal::Stay(Share::percent(70)))][repetition % 2];
        let designs = prices.iter().map(|&yuan| joined_by(at_100(law(), renewal), yuan)).collect();
        let mut parts = parts(30_000, 1.0, 0.5, designs);
        parts.attributes.aid_share = [0.0, 0.03];
        let projection = Projection::new(parts).unwrap();
        assert_eq!(projection.enrolment.courses.len(), 1, "all prices share one course of inclination");
        let mut words = BlockWords::default();
        let (mut members, mut differ) = (0, 0);
        for (block, plans) in &projection.blocks {
            projection.draw_attributes(Trial(0), *block, plans, &mut words);
            for (y, plan) in plans.iter().enumerate() {
                projection.renew_propensities(Trial(0), *block, y, &mut words);
                let Some(plan) = plan else { continue };
                let aid_share = projection.parts.attributes.aid_share[scheme_index(plan.status)];
                words.ask_for_law(plan.heads, aid_share);
                for design in 0..prices.len() {
                    projection.enrol(&mut words, (design, y), plan, |_, _| {});
                }
                for slot in 0..plan.heads {
                    let who = words.of(slot, projection.parts.attributes.aid_share[1]);
                    let joined: Vec<bool> =
                        (0..prices.len()).map(|it| projection.is_member(&words, it, who)).collect();
                    assert!(joined.is_sorted_by(|cheaper, dearer| cheaper >= dearer), "{joined:?}");
                    members += usize::from(joined[0]);
                    differ += usize::from(joined[0] != joined[prices.len() - 1]);
                    // some members of the cheapest design had a claim in both
                    if joined[prices.len() - 1] && slot % 7 == 0 {
                        (0..prices.len()).for_each(|it| words.note_claim(it, slot));
                    } else if joined[0] && slot % 7 == 0 {
                        words.note_claim(0, slot);
                    }
                }
            }
        }
        assert!(members > 10_000 && differ > 2_000, "{members} {differ}");
    }
}

#[test]
fn a_law_that_pushes_members_out_is_known_not_to_be_nested_over_years() {
    assert!(law().is_nested_over_years());
    assert!(!EnrolmentLaw { claim_last_year: -1.0, ..law() }.is_nested_over_years());
}

/// 4 standard errors have a false-alarm rate of 6e-5; some 240,000 heads find a shift of half a point.
#[test]
fn the_mean_participation_of_the_first_year_is_the_target_whatever_the_effects() {
    let keys = ["hmb_members", "hmb_eligible", "hmb_subsidised_members"];
    let mut parts = parts(60_000, 0.2, 0.0, vec![joined_by(at_100(law(), None), 100)]);
    parts.attributes.aid_share = [0.01, 0.04];
    let first = sums(parts, 4, &keys)[0].clone();
    let (joined, could) = ((first[0] - first[2]) as f64, (first[1] - first[2]) as f64);
    let se = (0.45 * 0.55 / could).sqrt();
    assert!((joined / could - 0.45).abs() < 4.0 * se, "{}", joined / could);
    assert!(0.005 > 4.0 * se, "a shift of half a point would be seen");
}

/// 4 standard errors (false-alarm rate 6e-5) of some 100,000 members are 0.5 points; a rate 2% off is 1.6.
#[test]
fn members_renew_at_the_stated_rate_and_participation_stays() {
    let keys = ["hmb_members", "hmb_eligible", "hmb_renewable", "hmb_renewed"];
    let lasting = EnrolmentLaw { insured_last_year: 0.0, claim_last_year: 0.0, ..law() };
    for (law, seen) in [(EnrolmentLaw::default(), "plain"), (lasting, "by age and account")] {
        // ages stand still so that the terms are constant
        let of = |rate: i64| {
            let renewal = Some(Renewal::Rate(Share::from_millionths(rate).unwrap()));
            sums(parts(60_000, 0.2, 0.0, vec![joined_by(at_100(law.clone(), renewal), 100)]), 4, &keys)
        };
        let years = of(805_000);
        let (members, could) = (years[1][2] as f64, years[1][1] as f64);
        let se = (0.805 * 0.195 / members).sqrt();
        let rate = years[1][3] as f64 / members;
        assert!((rate - 0.805).abs() < 4.0 * se, "{seen}: {rate} of {members}");
        let participation = years[1][0] as f64 / could;
        let of_heads = (0.45 * 0.55 / could).sqrt();
        assert!((participation - 0.45).abs() < 4.0 * of_heads, "{seen}: {participation}");
        let off = of(821_100);
        let rate = off[1][3] as f64 / off[1][2] as f64;
        assert!((rate - 0.805).abs() > 4.0 * se, "{seen}: a rate 2% off must be seen, {rate}");
        assert_eq!(years[0][2..], [0, 0], "nobody renews in a first year");
    }
}

#[test]
fn a_renewal_rate_below_that_of_chance_is_refused() {
    let design = joined_by(at_100(law(), Some(Renewal::Rate(Share::percent(30)))), 100);
    let refused = Projection::new(parts(20_000, 1.0, 0.0, vec![design])).unwrap_err();
    assert!(matches!(refused, ProjectionError::RenewalOutOfReach { .. }), "{refused}");
}

#[test]
fn the_insured_and_the_paid_come_back_more_often_and_dearer_prices_drive_out_the_young() {
    let keys = ["hmb_members", "hmb_eligible", "hmb_claims_fen"];
    let of = |law: EnrolmentLaw, yuan| {
        // where nobody changes his mind and no price moves, who is in stays in and nobody else comes
        let renewal = Some(Renewal::Stay(Share::percent(60)));
        sums(parts(60_000, 1.0, 0.0, vec![joined_by(at_100(law, renewal), yuan)]), 2, &keys)
    };
    let participation = |years: &[Vec<i64>], y: usize| years[y][0] as f64 / years[y][1] as f64;
    let bound = of(law(), 100);
    let free = of(EnrolmentLaw { insured_last_year: 0.0, claim_last_year: 0.0, ..law() }, 100);
    assert_eq!(bound[0], free[0], "last year's traits are none in the first year");
    assert!(participation(&bound, 1) > participation(&free, 1) + 0.02);
    let dear = of(law(), 300);
    assert!(participation(&dear, 0) < participation(&bound, 0) - 0.05);
    let per_member = |years: &[Vec<i64>]| years[0][2] as f64 / years[0][0] as f64;
    assert!(per_member(&dear) > per_member(&bound));
}

#[test]
fn designs_with_one_law_and_price_are_joined_as_each_is_alone() {
    let designs: Vec<Design> = [(100, 20_000), (120, 20_000), (100, 8_000), (120, 8_000), (100, 12_000)]
        .into_iter()
        .map(|(yuan, deductible)| {
            let joined = joined_by(at_100(law(), Some(Renewal::Stay(Share::percent(80)))), yuan);
            Design { scheme: design(deductible).scheme, ..joined }
        })
        .collect();
    let of = |designs: Vec<Design>| {
        let mut parts = parts(20_000, 1.0, 0.5, designs);
        parts.attributes.aid_share = [0.02, 0.05];
        Projection::new(parts).unwrap()
    };
    let together = of(designs.clone());
    assert_eq!(together.enrolment.first_alike, [None, None, Some(0), Some(1), Some(0)]);
    for (d, alone) in designs.into_iter().enumerate() {
        assert_eq!(rows(&together, 1)[d], rows(&of(vec![alone]), 1)[0], "design {d}");
    }
}
