//! Patients of one admission each, on whose cost, parts and first payment one word decides: a stretch of them in
//! one pass.
//!
//! [`super::patients`] is the general form, one step after another, and the oracle of this one; where an amount
//! is beyond the table or the columns, it takes the stretch.

use huimin_kernel::{self as kernel, PlainBills};

use crate::illness::{CHUNK, whole};
use crate::projection::patients::{OLD, PlainColumns, PlainEntrants};
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
    bills: [f64; CHUNK + kernel::SPARE],
    left: [f64; CHUNK + kernel::SPARE],
    /// Of those whom a later payer may reach.
    places: [u32; CHUNK + kernel::SPARE],
    /// Patients taken so far.
    pub(super) taken: usize,
}

impl Default for OneWord {
    fn default() -> OneWord {
        let column = [0.0; CHUNK + kernel::SPARE];
        OneWord { bills: column, left: column, places: [0; CHUNK + kernel::SPARE], taken: 0 }
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
        let OneWord { bills, left, places, taken } = self;
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
        let mut above = &mut places[..sums.above];
        if sums.capped {
            let mut n = 0;
            for i in 0..above.len() {
                let place = above[i];
                above[n] = place;
                if way.bills.is_capped(bills[place as usize]) {
                    entrants.push(before + place as usize);
                } else {
                    n += 1;
                }
            }
            above = &mut above[..n];
        }
        plain.numbers.extend(above.iter().map(|&place| before + place as usize));
        plain.cares.resize(plain.cares.len() + above.len(), way.care);
        // what is left of all has been counted: its place is free for the bills of these
        let left = &mut left[..above.len()];
        for (bill, &mut place) in left.iter_mut().zip(above) {
            *bill = bills[place as usize];
        }
        add_parts(left, (&way.bills, listed_share), &mut plain.left);
        true
    }
}

/// Adds what the payer leaves of bills, part by part.
fn add_parts(bills: &[f64], (of, listed_share): (&PlainBills<'_>, f64), left: &mut PlainColumns) {
    let before = left.self_pay.len();
    left.all().into_iter().for_each(|column| column.resize(before + bills.len(), 0.0));
    let PlainColumns { self_pay, own_expense, listed, .. } = left;
    kernel::plain_parts(bills, of, &mut own_expense[before..], &mut self_pay[before..]);
    kernel::fixed_share(&own_expense[before..], listed_share, &mut listed[before..]);
}
