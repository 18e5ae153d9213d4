//! The per-admission first payer (the basic insurance) on columns of admissions.
//!
//! [`AdmissionTerms::pay_at`] is the rule, one admission at a time. Here the same admission of a stretch of
//! patients is paid at once; what a cap binds and what is above twenty million yuan goes through the rule.

use huimin_kernel::{self as kernel, PlainBills};

use crate::benefit::{AdmissionTerms, CareKind, HospitalLevel, Place, RepeatCounts};
use crate::illness::{AdmissionColumns, Column, class_of, level_and_place, whole};
use crate::units::{Fen, Share};

/// A first payer with its terms laid out by [`class_of`] level and place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FirstPayer {
    terms: AdmissionTerms,
    /// Of the first admission and of a later one, in fen.
    deductible: [[f64; 16]; 2],
    /// In millionths.
    ratio: [f64; 16],
    /// What counts of the cost, in millionths; `None` where all of it does everywhere.
    counted: Option<[f64; 16]>,
    cap: f64,
}

/// What a first payer makes of the years of a stretch of patients.
#[derive(Debug, Default)]
pub(super) struct FirstColumns {
    /// Paid for admissions.
    pub(super) inpatient: Column<f64>,
    /// Paid for other care.
    pub(super) other: Vec<f64>,
    /// Paid for all care, where there is other care than admissions.
    all: Vec<f64>,
    /// By patient: whether the cap has bound; empty where it has for nobody.
    capped_at: Vec<bool>,
    /// What the cap leaves, where it is not the same of all.
    rooms: Vec<f64>,
    /// Paid for one admission each.
    paid: Column<f64>,
    counted: Column<f64>,
    /// Paid above what the cap leaves.
    over: Column<f64>,
    places: Column<u32>,
    /// The level and place of one admission each, the level as that of a later admission where the patient
    /// was at one of that level before.
    again: Column<u32>,
    /// By patient: the levels at which he was, one bit each.
    seen: Vec<u32>,
}

impl FirstPayer {
    pub(super) fn new(terms: &AdmissionTerms) -> FirstPayer {
        let (mut deductible, mut ratio, mut counted) = ([[0.0; 16]; 2], [0.0; 16], [0.0; 16]);
        for class in 0..=class_of(2, Place::Referred) {
            let (number, place) = level_and_place(class);
            let level = HospitalLevel::ALL[number];
            for (nth, deductible) in deductible.iter_mut().enumerate() {
                deductible[class] = terms.deductible(level, nth).0 as f64;
            }
            ratio[class] = terms.ratio_at(level, place).millionths() as f64;
            counted[class] = terms.rules().counted_by_place[place].millionths() as f64;
        }
        let all = Place::ALL.into_iter().all(|place| terms.rules().counted_by_place[place] == Share::ONE);
        FirstPayer {
            terms: terms.clone(),
            deductible,
            ratio,
            counted: (!all).then_some(counted),
            cap: terms.rules().cap.map_or(f64::INFINITY, |cap| cap.0 as f64),
        }
    }

    /// The rule for one admission.
    pub(super) fn terms(&self) -> &AdmissionTerms {
        &self.terms
    }

    /// Puts the terms of a first admission in the city, at a level, into those of plain bills; `None` where they
    /// are not of this form.
    pub(super) fn of_plain<'a>(&self, level: usize, bills: PlainBills<'a>) -> Option<PlainBills<'a>> {
        let pays = self.counted.is_none() && self.terms.rules().counts.contains(CareKind::Inpatient);
        let (deductible, ratio) = (self.deductible[0][level], self.ratio[level]);
        pays.then_some(PlainBills { deductible, ratio, cap: self.cap, ..bills })
    }

    /// Pays the `nth` admissions (from 0) of the first of the patients.
    pub(super) fn pay_admissions(&self, nth: usize, admissions: &AdmissionColumns, first: &mut FirstColumns) {
        if !self.terms.rules().counts.contains(CareKind::Inpatient) {
            return;
        }
        let n = admissions.total.len();
        let FirstColumns { inpatient, rooms, paid, counted, again, seen, .. } = first;
        paid.begin(n);
        let classes = &admissions.classes[..n];
        let amounts = match &self.counted {
            None => admissions.in_policy(),
            Some(shares) => {
                counted.begin(n);
                kernel::share_by_class(admissions.in_policy(), classes, shares, counted);
                counted
            }
        };
        let only = admissions.only.map(|class| class as usize).filter(|_| nth == 0);
        if nth == 0 && only.is_none() {
            rooms.clear();
            rooms.resize(n, self.cap);
        } else if nth == 1 {
            rooms.clear();
            rooms.extend(inpatient.iter().map(|used| self.cap - used));
        }
        let by_level = self.terms.rules().repeat_counts == RepeatCounts::SameLevel;
        let capped = if by_level && nth > 0 {
            again.begin(n);
            let mut deductible = [0.0; 32];
            for later in 0..2 {
                deductible[16 * later..][..16].copy_from_slice(&self.deductible[later]);
            }
            kernel::repeats(classes, seen, again);
            kernel::pay_above_repeated(amounts, (classes, again), &deductible, &self.ratio, rooms, paid)
        } else if let Some(class) = only {
            kernel::pay_above_at(amounts, self.deductible[0][class], self.ratio[class], self.cap, paid)
        } else {
            kernel::pay_above(amounts, classes, &self.deductible[nth.min(1)], &self.ratio, rooms, paid)
        };
        if by_level {
            kernel::mark(classes, seen);
        }
        if capped || admissions.large {
            self.pay_the_dear(nth, admissions, first);
        }
        first.add(nth);
    }

    /// Pays by the rule where the cap binds, or the cost is beyond what columns are exact for.
    #[cold]
    fn pay_the_dear(&self, nth: usize, admissions: &AdmissionColumns, first: &mut FirstColumns) {
        let n = admissions.total.len();
        let FirstColumns { inpatient, rooms, paid, again, capped_at, over, places, .. } = first;
        capped_at.resize(capped_at.len().max(n), false);
        let by_level = self.terms.rules().repeat_counts == RepeatCounts::SameLevel;
        places.begin(n + kernel::SPARE);
        // where no bill is beyond the columns, few need be looked at
        let few = if admissions.large {
            places.iter_mut().zip(0..).for_each(|(place, i)| *place = i);
            n
        } else if rooms.is_empty() {
            kernel::beyond(paid, self.cap, places)
        } else {
            kernel::subtract(paid, rooms, over.begin(n));
            kernel::beyond(over, 0.0, places)
        };
        for &place in &places[..few] {
            let i = place as usize;
            let is_capped = paid[i] > if rooms.is_empty() { self.cap } else { rooms[i] };
            if !is_capped && admissions.total[i] <= kernel::MOST_FEN {
                continue;
            }
            capped_at[i] |= is_capped;
            let (level, place) = level_and_place(admissions.classes[i] as usize);
            let later = nth > 0 && (!by_level || again[i] >= 16);
            let used = if nth == 0 { Fen::ZERO } else { whole(inpatient[i]) };
            let payment = self.terms.pay_at(
                place,
                CareKind::Inpatient,
                whole(admissions.in_policy()[i]),
                HospitalLevel::ALL[level],
                usize::from(later),
                used,
            );
            paid[i] = payment.map_or(0.0, |payment| payment.paid.0 as f64);
        }
    }

    /// Pays other care of one patient, after his admissions.
    pub(super) fn pay_other(&self, i: usize, kind: CareKind, in_policy: Fen, first: &mut FirstColumns) {
        const SECONDARY: HospitalLevel = HospitalLevel::Secondary;
        let used = whole(first.inpatient[i] + first.other[i]);
        if let Some(payment) = self.terms.pay_at(Place::Local, kind, in_policy, SECONDARY, 0, used) {
            if payment.above_cap > Fen::ZERO {
                first.capped_at.resize(first.inpatient.len(), false);
                first.capped_at[i] = true;
            }
            first.other[i] += payment.paid.0 as f64;
            first.all[i] += payment.paid.0 as f64;
        }
    }
}

impl FirstColumns {
    /// Paid for all care of each patient.
    pub(super) fn paid(&self) -> &[f64] {
        if self.all.is_empty() { &self.inpatient } else { &self.all }
    }

    /// Whether the cap has bound for somebody.
    pub(super) fn is_capped(&self) -> bool {
        !self.capped_at.is_empty()
    }

    /// Whether the cap has bound for a patient.
    pub(super) fn was_capped(&self, i: usize) -> bool {
        self.capped_at.get(i).is_some_and(|&capped| capped)
    }

    /// Begins the years of `n` patients under `payer`.
    pub(super) fn begin(&mut self, n: usize, payer: Option<&FirstPayer>) {
        self.other.clear();
        self.all.clear();
        self.capped_at.clear();
        let pays = payer.is_some_and(|payer| payer.terms.rules().counts.contains(CareKind::Inpatient));
        if !pays {
            self.inpatient.begin(n).fill(0.0);
        }
        self.rooms.clear();
        if payer.is_some_and(|payer| payer.terms.rules().repeat_counts == RepeatCounts::SameLevel) {
            self.seen.clear();
            self.seen.resize(n, 0);
        }
    }

    /// Adds what was paid for the `nth` admissions to the year.
    fn add(&mut self, nth: usize) {
        if nth == 0 {
            std::mem::swap(&mut self.inpatient, &mut self.paid);
        } else {
            kernel::take(&mut self.rooms, &self.paid);
            kernel::add(&mut self.inpatient, &self.paid);
        }
    }

    /// Makes room for care besides admissions, which are over.
    pub(super) fn go_on(&mut self) {
        self.other.resize(self.inpatient.len(), 0.0);
        self.all.clear();
        self.all.extend_from_slice(&self.inpatient);
    }
}
