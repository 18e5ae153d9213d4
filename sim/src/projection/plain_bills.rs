//! Patients of one admission each, on whose cost, parts and first payment one word decides: a stretch of them in
//! one pass.
//!
//! [`super::patients`] is the general form, one step after another, and the oracle of this one; where an amount
//! is beyond the table or the columns, it takes the stretch.

use huimin_kernel::{self as kernel, PlainBills, PlainParts};

use crate::illness::{CHUNK, whole};
use crate::projection::fan::PlainCare;
use crate::projection::patients::{OLD, PlainEntrants};
use crate::projection::plan::{BlockPlan, scheme_index};
use crate::projection::totals::{CityYear, FirstPaid};
use crate::units::Fen;

/// How such patients are drawn, paid first, and settled later.
#[derive(Debug)]
pub(super) struct OneWordWay<'a> {
    pub(super) bills: PlainBills<'a>,
    /// How they are settled.
    pub(super) care: PlainCare,
    /// Who is left with no more is paid by no later payer.
    pub(super) entry: Fen,
}

/// Memory for a stretch.
#[derive(Debug)]
pub(super) struct OneWord {
    bills: [f64; CHUNK + kernel::SPARE],
    left: [f64; CHUNK + kernel::SPARE],
    outside: [f64; CHUNK + kernel::SPARE],
    listed: [f64; CHUNK + kernel::SPARE],
    /// Of those whom a later payer may reach.
    places: [u32; CHUNK + kernel::SPARE],
    numbers: Vec<usize>,
    cares: Vec<u32>,
    /// Patients taken so far.
    pub(super) taken: usize,
}

impl Default for OneWord {
    fn default() -> OneWord {
        let column = [0.0; CHUNK + kernel::SPARE];
        let places = [0; CHUNK + kernel::SPARE];
        OneWord {
            bills: column,
            left: column,
            outside: column,
            listed: column,
            places,
            numbers: Vec::new(),
            cares: Vec::new(),
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
        (city, first, entrants, put): (
            &mut CityYear,
            &mut FirstPaid,
            &mut Vec<usize>,
            &mut impl FnMut(&PlainEntrants<'_>),
        ),
    ) -> bool {
        let OneWord { bills, left, outside, listed, places, numbers, cares, taken } = self;
        let sums = kernel::plain_bills(words, &way.bills, way.entry.0 as f64, bills, left, places);
        let Some(sums) = sums else { return false };
        *taken += words.len();
        let s = scheme_index(plan.status);
        city.cost[s] += whole(sums.total);
        city.in_policy[s] += whole(sums.total - sums.outside);
        if plan.person.age >= OLD {
            city.cost_60_plus += whole(sums.total);
        }
        first.inpatient += whole(sums.paid);
        let mut n = sums.above;
        if sums.capped && !way.care.above_cap {
            let all = std::mem::take(&mut n);
            for i in 0..all {
                let place = places[i];
                if way.bills.is_capped(bills[place as usize]) {
                    entrants.push(before + place as usize);
                } else {
                    places[n] = place;
                    n += 1;
                }
            }
        }
        if n == 0 {
            return true;
        }
        numbers.clear();
        numbers.extend(places[..n].iter().map(|&place| before + place as usize));
        cares.clear();
        cares.resize(n, way.care.like);
        // what is left of everybody has been counted: its memory is free for the rest of these
        let mut parts = PlainParts { outside, listed, rest: left };
        let steps = n.next_multiple_of(kernel::SPARE);
        kernel::plain_parts(bills, &places[..steps], &way.bills, listed_share, &mut parts);
        put(&PlainEntrants { numbers, cares, places: None, left: [left, &[], &[], outside, listed] });
        true
    }
}
