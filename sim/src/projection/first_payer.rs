//! The per-admission first payer (the basic insurance) on columns of admissions.
//!
//! [`AdmissionTerms::pay_at`] is the rule, one admission at a time. Here all admissions of a stretch of patients are
//! paid at once, as if there were no cap; whom it binds and what is above twenty million yuan goes through the rule.

use huimin_kernel::{self as kernel, LANES, PlainBills};

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
    counted: Column<f64>,
    places: Column<u32>,
    /// The level and place of one round of admissions, the level as that of a later admission where the patient
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

    /// Pays the admissions of a stretch of patients.
    pub(super) fn pay_admissions(&self, admissions: &AdmissionColumns, first: &mut FirstColumns) {
        if !self.terms.rules().counts.contains(CareKind::Inpatient) {
            return;
        }
        let FirstColumns { inpatient, counted, again, seen, .. } = first;
        let (rounds, n) = (admissions.rounds(), admissions.total.len());
        let amounts = match &self.counted {
            None => admissions.in_policy(),
            Some(shares) => {
                counted.begin(n);
                kernel::share_by_class(admissions.in_policy(), &admissions.classes, shares, counted);
                counted
            }
        };
        inpatient.begin(n);
        let patients = rounds[0].end;
        let (amounts, later_amounts) = amounts.split_at(patients.next_multiple_of(LANES));
        let (classes, later_classes) = admissions.classes.split_at(amounts.len());
        let (paid, paid_later) = inpatient.split_at_mut(amounts.len());
        let [deductible, later_deductible] = &self.deductible;
        if let Some(class) = admissions.only.map(|class| class as usize) {
            kernel::pay_above_at(amounts, deductible[class], self.ratio[class], paid);
        } else {
            kernel::pay_above(amounts, classes, deductible, &self.ratio, paid);
        }
        if self.by_level() {
            seen.clear();
            seen.resize(amounts.len(), 0);
            kernel::mark(classes, seen);
            let deductible = std::array::from_fn(|i| self.deductible[i / 16][i % 16]);
            for round in &rounds[1..] {
                let round = round.start - amounts.len()..round.end.next_multiple_of(LANES) - amounts.len();
                let (amounts, classes) = (&later_amounts[round.clone()], &later_classes[round.clone()]);
                kernel::repeats(classes, seen, again.begin(classes.len()));
                let paid = &mut paid_later[round];
                kernel::pay_above_repeated(amounts, (classes, again), &deductible, &self.ratio, paid);
                kernel::mark(classes, seen);
            }
        } else {
            kernel::pay_above(later_amounts, later_classes, later_deductible, &self.ratio, paid_later);
        }
        kernel::fold(inpatient, rounds);
        inpatient.truncate(patients);
        if admissions.large || kernel::largest(inpatient) > self.cap {
            self.pay_the_dear(admissions, first);
        }
    }

    /// Whether the deductible of a later admission is that of the level at which there was one before.
    fn by_level(&self) -> bool {
        self.terms.rules().repeat_counts == RepeatCounts::SameLevel
    }

    /// Pays by the rule to whom the cap binds, or whose cost is beyond what columns are exact for.
    #[cold]
    fn pay_the_dear(&self, admissions: &AdmissionColumns, first: &mut FirstColumns) {
        let FirstColumns { inpatient, capped_at, places, .. } = first;
        let n = inpatient.len();
        capped_at.resize(n, false);
        places.begin(n + kernel::SPARE);
        // where no bill is beyond the columns, few need be looked at
        let few = if admissions.large {
            places.iter_mut().zip(0..).for_each(|(place, i)| *place = i);
            n
        } else {
            kernel::beyond(inpatient, self.cap, places)
        };
        for &place in &places[..few] {
            let i = place as usize;
            let of_patient = || {
                let all = admissions.rounds().iter().map(|round| round.start + i..round.end);
                all.filter_map(|mut lanes| lanes.next())
            };
            if inpatient[i] <= self.cap && of_patient().all(|at| admissions.total[at] <= kernel::MOST_FEN) {
                continue;
            }
            let (mut used, mut seen) = (Fen::ZERO, 0);
            for (nth, at) in of_patient().enumerate() {
                let (level, place) = level_and_place(admissions.classes[at] as usize);
                let later = nth > 0 && (!self.by_level() || seen >> level & 1 == 1);
                seen |= 1 << level;
                let payment = self.terms.pay_at(
                    place,
                    CareKind::Inpatient,
                    whole(admissions.in_policy()[at]),
                    HospitalLevel::ALL[level],
                    usize::from(later),
                    used,
                );
                if let Some(payment) = payment {
                    used += payment.paid;
                    capped_at[i] |= payment.above_cap > Fen::ZERO;
                }
            }
            inpatient[i] = used.0 as f64;
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
    }

    /// Makes room for care besides admissions, which are over.
    pub(super) fn go_on(&mut self) {
        self.other.resize(self.inpatient.len(), 0.0);
        self.all.clear();
        self.all.extend_from_slice(&self.inpatient);
    }
}
