//! The admissions of many patients side by side: the same bills as one by one, column by column.
//!
//! [`BlockYear::year_of`] is the readable form, one patient at a time, and the oracle of this one. Here all
//! admissions of a stretch of patients, round by round, are columns of whole fen in `f64`, on which the kernels
//! work; whatever is rare (beyond 2^-16, above twenty million yuan, in a changed tail) is done one by one.

use std::ops::Range;

use huimin_kernel::{self as kernel, LANES, PlainBills, mix};

use crate::benefit::{CareKind, Place};
use crate::illness::LARGEST_BILL;
use crate::illness::block_year::{BlockYear, Patients, whole_fen};
use crate::illness::column::Column;
use crate::illness::model::Illness;
use crate::illness::split::PartColumns;
use crate::illness::world::TailShape;
use crate::units::Fen;

/// Patients whose years are worked on together: most blocks have fewer, and their columns stay in the near caches.
pub const CHUNK: usize = 512;

/// All admissions of a stretch of patients: the first of each, then the second of those who have one, and so on. Each
/// round fills whole groups of lanes, behind its admissions with such as cost nothing.
#[derive(Debug, Default)]
pub struct AdmissionColumns {
    /// Where the admissions of each round stand; there are patients, so there is a first.
    rounds: Vec<Range<usize>>,
    relatives: Column<f64>,
    /// The bills.
    pub total: Column<f64>,
    parts: PartColumns,
    /// Level and place of each: [`class_of`].
    pub classes: Column<u32>,
    /// The one that all of them have, where there is no other.
    pub only: Option<u32>,
    /// Whether some bill is above [`kernel::MOST_FEN`].
    pub large: bool,
    /// Of cost, split and place, where they do not stand side by side.
    words: [Vec<u64>; 3],
}

impl AdmissionColumns {
    /// Where the admissions of each round stand.
    pub fn rounds(&self) -> &[Range<usize>] {
        &self.rounds
    }

    /// First self-pay, what is over the limit, and own expense.
    pub fn outside(&self) -> [&[f64]; 3] {
        [&self.parts.first_self_pay, &self.parts.over_limit, &self.parts.own_expense]
    }

    /// Adds the later admissions to the first of each patient, and hands the bills and policy-range costs over to
    /// the columns of the year, whose memory it takes.
    pub fn hand_over(&mut self, total: &mut Column<f64>, in_policy: &mut Column<f64>) {
        let AdmissionColumns { rounds, total: totals, parts, .. } = self;
        kernel::fold(totals, rounds);
        parts.fold(rounds);
        for (column, of_year) in [(totals, total), (&mut parts.in_policy, in_policy)] {
            std::mem::swap(column, of_year);
            of_year.truncate(rounds[0].end);
        }
    }

    /// Adds the parts outside the policy range of one year of other care to those of patient `i`; whether there are
    /// columns for them.
    pub fn add_outside_of(&mut self, i: usize, (care, of): (&CareColumns, usize)) -> bool {
        self.parts.add_outside_of(i, (&care.parts, of))
    }

    /// The policy-range costs.
    pub fn in_policy(&self) -> &[f64] {
        &self.parts.in_policy
    }

    /// Lays out the rounds of the patients from one to another, of whom so many have at least one admission, two,
    /// and so on; how many lanes they fill.
    fn lay_out(&mut self, at_least: &[u32], (from, to): (usize, usize)) -> usize {
        self.rounds.clear();
        let mut end = 0;
        for &n in at_least {
            let n = to.min(n as usize).saturating_sub(from);
            if n == 0 {
                break;
            }
            self.rounds.push(end..end + n);
            end = (end + n).next_multiple_of(LANES);
        }
        end
    }
}

/// The years of one kind of care besides admissions, of those of a stretch of patients who need it.
#[derive(Debug, Default)]
pub struct CareColumns {
    /// Their places in the stretch.
    pub places: Vec<u32>,
    /// The bills.
    pub total: Vec<f64>,
    /// What of own expense is on the list of reasonable cost.
    pub listed: Column<f64>,
    parts: PartColumns,
    words: Vec<u64>,
    relatives: Vec<f64>,
    found: Column<u32>,
}

/// A kind of care besides admissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CareColumnsOf {
    /// Which it is.
    pub kind: CareKind,
    /// Whether it is for no disease in particular, and its bills have no parts but those of admissions.
    pub plain: bool,
}

impl CareColumns {
    /// The policy-range costs.
    pub fn in_policy(&self) -> &[f64] {
        &self.parts.in_policy
    }
}

/// The number of a level (0 primary, 1 secondary, 2 tertiary) and place.
pub const fn class_of(level: usize, place: Place) -> usize {
    let place = match place {
        Place::Local => 0,
        Place::Unreferred => 1,
        Place::Referred => 2,
    };
    level + 3 * place
}

/// The level and place of a number below 9.
pub const fn level_and_place(class: usize) -> (usize, Place) {
    let place = match class / 3 {
        0 => Place::Local,
        1 => Place::Unreferred,
        _ => Place::Referred,
    };
    (class % 3, place)
}

impl BlockYear {
    /// All admissions of the patients of state `k` from one, a whole number of groups of [`LANES`], to another.
    pub fn admissions_of(
        &self,
        illness: &Illness,
        k: usize,
        (from, to): (usize, usize),
        columns: &mut AdmissionColumns,
    ) {
        let (state, tables) = (&self.states[k], &illness.statuses[self.status as usize]);
        let n = columns.lay_out(&state.at_least, (from, to));
        let AdmissionColumns { rounds, relatives, total, parts, classes, only, large, words } = columns;
        let [severity, split, place] = state.words_of((from, n), rounds, words);
        for column in [&mut *relatives, &mut *total] {
            column.begin(n);
        }
        classes.begin(n);
        illness.severity.fill(severity, relatives);
        for (round, next) in rounds.iter().zip(rounds.iter().skip(1).map(|next| next.start).chain([n])) {
            relatives[round.end..next].fill(0.0);
        }
        let (scale, above) = self.tail.line();
        if kernel::stretch(relatives, illness.unit, scale, above) {
            for (relative, &word) in relatives.iter_mut().zip(severity).filter(|(it, _)| it.is_nan()) {
                *relative = self.tail.of(illness.severity.value(word) * illness.unit);
            }
        }
        let places = &tables.places[k];
        *only = tables.only_level;
        let means: [f64; 16] = std::array::from_fn(|class| {
            let (level, place) = level_and_place(class);
            state.level_cost[level] * places.cost[usize::from(place != Place::Local)]
        });
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        let most = LARGEST_BILL.0 as f64;
        *large = if let Some(level) = *only {
            classes.fill(level);
            kernel::bills_at(relatives, means[level as usize], most, total)
        } else {
            kernel::classes(place, tables.level_thresholds, places.thresholds, classes);
            kernel::bills(relatives, classes, &means, most, total)
        };
        tables.split.split_columns(total, relatives, split, self.own_expense, parts);
        if *large {
            for i in (0..n).filter(|&i| total[i] > kernel::MOST_FEN) {
                let word = split.get(i).copied().unwrap_or(0);
                parts.set(i, &tables.split.split(whole(total[i]), relatives[i], word, self.own_expense));
            }
        }
    }

    /// How the admissions of state `k` come about, and at which level, where one word decides on each and nobody
    /// has care besides; the payer's terms are to be filled in.
    pub fn plain_bills<'a>(&self, illness: &'a Illness, k: usize) -> Option<(usize, PlainBills<'a>)> {
        let tables = &illness.statuses[self.status as usize];
        let level = tables.only_level.filter(|_| !illness.has_care(self.status))? as usize;
        let as_it_is = self.tail.line() == TailShape::AS_IT_IS.line();
        let outside = tables.split.only_own_expense(self.own_expense).filter(|_| as_it_is)?;
        let bills = PlainBills {
            bins: illness.severity.bins(),
            unit: illness.unit,
            mean: self.states[k].level_cost[level] * tables.places[k].cost[0],
            outside,
            deductible: 0.0,
            ratio: 0.0,
            cap: f64::INFINITY,
        };
        Some((level, bills))
    }

    /// The words of the first admissions of the patients of state `k`.
    pub fn words_of_cost(&self, k: usize) -> &[u64] {
        let state = &self.states[k];
        &state.severity[..state.at_least.first().map_or(0, |&n| n as usize)]
    }

    /// How many kinds of care there are besides admissions.
    pub fn n_care(&self, illness: &Illness) -> usize {
        illness.care.len()
    }

    /// The years of the `nth` kind of care of the patients of state `k` from one to another: the same as those of
    /// [`BlockYear::year_of`].
    pub fn care_of(
        &self,
        illness: &Illness,
        (k, nth): (usize, usize),
        (from, to): (usize, usize),
        columns: &mut CareColumns,
    ) -> CareColumnsOf {
        let (table, users) = (&illness.care[nth], self.states[k].users(&illness.care[nth]));
        let of_patients = self.states[k].care[nth].get(from..to).unwrap_or(&[]);
        let CareColumns { places, total, listed, parts, words, relatives, found } = columns;
        let n = kernel::up_to(
            of_patients,
            table.most_of_users(self.status, users),
            found.begin(of_patients.len() + kernel::SPARE),
        );
        places.clear();
        total.clear();
        words.clear();
        for &place in &found[..n] {
            let word = of_patients[place as usize];
            if let Some(cost) = table.cost(self.status, word, users) {
                places.push(place);
                total.push(whole_fen(cost * 100.0 * self.severity_factor).0 as f64);
                words.push(mix(word));
            }
        }
        let n = places.len();
        let split = &illness.statuses[self.status as usize].split;
        if let Some(shares) = &table.parts {
            parts.begin(n);
            listed.begin(n);
            for (i, &total) in total.iter().enumerate() {
                let of_bill = shares.split(whole(total));
                parts.set(i, &of_bill);
                listed[i] = of_bill.listed_own_expense.0 as f64;
            }
        } else if n > 0 {
            relatives.resize(n.max(relatives.len()), 1.0);
            split.split_columns(total, &relatives[..n], words, self.own_expense, parts);
            split.listed_columns(&parts.own_expense, listed);
            for i in (0..n).filter(|&i| total[i] > kernel::MOST_FEN) {
                let of_bill = split.split(whole(total[i]), 1.0, words[i], self.own_expense);
                parts.set(i, &of_bill);
                if let Some(listed) = listed.get_mut(i) {
                    *listed = of_bill.listed_own_expense.0 as f64;
                }
            }
        }
        let drugs = table.parts.is_some_and(|parts| parts.has_drugs());
        CareColumnsOf { kind: table.kind, plain: table.disease.is_none() && !drugs }
    }
}

impl Patients {
    /// The words of cost, split and place of the admissions from patient `from` on, which fill `n` lanes; `copies`
    /// is memory for those that do not stand side by side.
    fn words_of<'a>(
        &'a self,
        (from, n): (usize, usize),
        rounds: &[Range<usize>],
        copies: &'a mut [Vec<u64>; 3],
    ) -> [&'a [u64]; 3] {
        let all = [&self.severity, &self.split, &self.place];
        if rounds.len() == 1 || self.starts.last() == Some(&n) {
            return all.map(|words| words.get(from..from + n).unwrap_or(&[]));
        }
        for (copy, words) in copies.iter_mut().zip(all).filter(|(_, words)| !words.is_empty()) {
            copy.clear();
            for (round, start) in rounds.iter().zip(&self.starts) {
                let groups = round.len().next_multiple_of(LANES);
                copy.extend_from_slice(&words[start + from..start + from + groups]);
            }
        }
        let copies = copies.each_ref();
        std::array::from_fn(|i| if all[i].is_empty() { &[][..] } else { &copies[i][..] })
    }
}

/// A whole amount of a column as money.
#[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
pub fn whole(amount: f64) -> Fen {
    Fen(amount as i64)
}
