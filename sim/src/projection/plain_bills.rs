//! Patients of one admission each, on whose cost, parts and first payment one word decides: a stretch of them in
//! one pass.
//!
//! [`super::patients`] is the general form, one step after another, and the oracle of this one; where an amount
//! is beyond the table or the columns, it takes the stretch.

use huimin_kernel::{self as kernel, Kept, PlainBills};

use crate::illness::{CHUNK, whole};
use crate::projection::patients::{OLD, PlainEntrants};
use crate::projection::plan::{BlockPlan, scheme_index};
use crate::projection::totals::{CityYear, FirstPaid};
use crate::units::Fen;

/// How such patients are drawn, paid first, and settled later.
#[derive(Debug)]
pub(super) struct OneWordWay<'a> {
    pub(super) bills: PlainBills<'a>,
    /// As which level and place they are settled.
    pub(super) care: u32,
    /// Who is left with no more is paid by no later payer.
    pub(super) entry: Fen,
}

/// Memory for a stretch.
#[derive(Debug)]
pub(super) struct OneWord {
    outside: [f64; CHUNK],
    rest: [f64; CHUNK],
    uncapped: [f64; CHUNK],
    places: [u32; CHUNK + kernel::SPARE],
    kept_outside: [f64; CHUNK + kernel::SPARE],
    kept_rest: [f64; CHUNK + kernel::SPARE],
    /// Patients taken so far.
    pub(super) taken: usize,
}

impl Default for OneWord {
    fn default() -> OneWord {
        let (columns, kept) = ([0.0; CHUNK], [0.0; CHUNK + kernel::SPARE]);
        OneWord {
            outside: columns,
            rest: columns,
            uncapped: columns,
            places: [0; CHUNK + kernel::SPARE],
            kept_outside: kept,
            kept_rest: kept,
            taken: 0,
        }
    }
}

impl OneWord {
    /// Takes a stretch of at most [`CHUNK`] patients, of whom so many came `before`, as
    /// [`super::patients::Patients::take`] does; whether it could.
    pub(super) fn take(
        &mut self,
        (way, words, listed_share): (&OneWordWay<'_>, &[u64], f64),
        plan: &BlockPlan,
        before: usize,
        (city, first, entrants, plain): (&mut CityYear, &mut FirstPaid, &mut Vec<usize>, &mut PlainEntrants),
    ) -> bool {
        let OneWord { outside, rest, uncapped, places, kept_outside, kept_rest, taken } = self;
        let sums = kernel::plain_bills(words, &way.bills, &mut *outside, &mut *rest, &mut *uncapped);
        let Some(sums) = sums else { return false };
        *taken += words.len();
        let s = scheme_index(plan.status);
        city.cost[s] += whole(sums.total);
        city.in_policy[s] += whole(sums.total - sums.outside);
        if plan.person.age >= OLD {
            city.cost_60_plus += whole(sums.total);
        }
        first.inpatient += whole(sums.paid);
        let (outside, rest) = (&outside[..words.len()], &rest[..words.len()]);
        let mut kept = Kept { places: &mut *places, a: &mut *kept_outside, b: &mut *kept_rest };
        let mut n = kernel::keep_above(outside, rest, way.entry.0 as f64, &mut kept);
        if sums.capped {
            let all = std::mem::take(&mut n);
            for i in 0..all {
                let place = places[i] as usize;
                if uncapped[place] > way.bills.cap {
                    entrants.push(before + place);
                } else {
                    (places[n], kept_outside[n], kept_rest[n]) = (places[i], kept_outside[i], kept_rest[i]);
                    n += 1;
                }
            }
        }
        plain.numbers.extend(places[..n].iter().map(|&place| before + place as usize));
        plain.cares.resize(plain.cares.len() + n, way.care);
        let left = &mut plain.left;
        left.self_pay.extend_from_slice(&kept_rest[..n]);
        left.own_expense.extend_from_slice(&kept_outside[..n]);
        for nothing in [&mut left.first_self_pay, &mut left.over_limit] {
            nothing.resize(nothing.len() + n, 0.0);
        }
        let listed = kept_outside[..n].iter().map(|&outside| kernel::share_of(outside, listed_share));
        left.listed.extend(listed);
        true
    }
}
