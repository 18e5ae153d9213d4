//! The patients of one block and year, one at a time: the readable form of [`super::patients`] and its
//! oracle, and the way of a year that is seen before its end.

use crate::benefit::CareKind;
use crate::illness::{BlockYear, Illness};
use crate::projection::classes::Class;
use crate::projection::patients::{ADULT, OLD};
use crate::projection::person::{PersonScratch, settle_first};
use crate::projection::plan::{BlockPlan, scheme_index};
use crate::projection::totals::{CityYear, FirstPaid, SELF_PAY_STEPS};
use crate::units::Fen;

/// Takes all patients of a block's year as [`super::patients::Patients::take`] does, with the bills up to the
/// day `seen`.
pub(super) fn take(
    (drawn, illness, seen): (&BlockYear, &Illness, Option<u16>),
    (plan, class): (&BlockPlan, &Class),
    (city, firsts): (&mut CityYear, &mut [FirstPaid]),
    person: &mut PersonScratch,
    entrants: &mut Vec<usize>,
) {
    entrants.clear();
    for j in 0..drawn.patients() {
        person.draw(drawn, illness, j, seen);
        if count((plan, class), (city, firsts), person) > class.entry {
            entrants.push(j);
        }
    }
}

/// Adds a person's year to the city and to what the first payers pay; the most that one of them leaves of it.
pub(super) fn count(
    (plan, class): (&BlockPlan, &Class),
    (city, firsts): (&mut CityYear, &mut [FirstPaid]),
    person: &mut PersonScratch,
) -> Fen {
    let s = scheme_index(plan.status);
    let (mut total, mut inpatient, mut in_policy) = (Fen::ZERO, Fen::ZERO, Fen::ZERO);
    for episode in &person.episodes {
        total += episode.total;
        in_policy += episode.parts.in_policy;
        if episode.kind == CareKind::Inpatient {
            inpatient += episode.total;
            city.in_policy[s] += episode.parts.in_policy;
        } else {
            city.other_cost += episode.total;
            if episode.kind == CareKind::SpecialOutpatient {
                city.special_outpatient[s] += episode.total;
            }
        }
    }
    city.cost[s] += inpatient;
    if plan.person.age >= ADULT {
        city.adults.add(inpatient);
    }
    if plan.person.age >= OLD {
        city.cost_60_plus += inpatient;
    }
    settle_first(class, person);
    let mut most_left = Fen::ZERO;
    for (sum, first) in firsts.iter_mut().zip(&person.first) {
        sum.inpatient += first.inpatient;
        sum.other += first.other;
        let self_pay = in_policy - first.inpatient - first.other;
        for (above, step) in sum.above.iter_mut().zip(SELF_PAY_STEPS) {
            *above += i64::from(self_pay > step);
        }
        most_left = most_left.max(total - first.inpatient - first.other);
    }
    most_left
}
