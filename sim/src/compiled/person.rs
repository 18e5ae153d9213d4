//! One person's year through a program: claim by claim, nothing searched, nothing allocated.

use super::covers::Layers;
use super::program::{Layer, Program, Step, Year, counted_earlier, pays_each_time, places};
use super::takes::{Take, take_sum};
use crate::benefit::{
    AdmissionTerms, Amounts, CapScope, CareKind, Claim, DeductibleScope, FixedTerms, Label, LimitOn, Part,
    Parts, Per, TierBase,
};
use crate::units::Fen;

/// The most that a year may cost to be settled in 64 bits: ninety billion yuan, in fen. A millionfold
/// of it is an `i64`.
const MOST: Fen = Fen(9_000_000_000_000);

/// Which way a person was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By the program: the payments are those of [`crate::benefit::PersonTerms::settle`].
    Compiled,
    /// Not here, nothing has been written: a year beyond ninety billion yuan, or more than 32 layers.
    Exact,
}

/// Memory for one person's year that is used again.
#[derive(Debug, Clone, Default)]
pub struct PersonScratch {
    years: Vec<YearState>,
    admissions: [usize; 3],
    visits: usize,
    /// What each layer took of the claim, where a later one does not see it.
    taken: Vec<Parts>,
    /// Years of a drug or of a kind of care, where a deductible is borne so.
    units: Vec<(usize, Unit, YearState)>,
    sums: Vec<(usize, Kept, Fen)>,
    events: Vec<(usize, Label)>,
}

/// What a layer has counted and paid so far.
#[derive(Debug, Clone, Copy, Default)]
struct YearState {
    eligible: Fen,
    absorbed: Fen,
    /// What the ratios give, in exact millionths of a fen.
    exact: i64,
    paid: Fen,
    /// The sets of ratios by which its claims were paid, one bit each.
    ways: u32,
}

/// Over what a deductible is borne that is not the person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Drug(Option<Label>),
    Care(Part),
}

/// What a running sum is kept of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    Drug(Option<Label>),
    Sublimit(usize, Option<Label>),
    OutpatientDeductible,
    Outpatient,
}

impl Program {
    /// Settles a year's claims, in date order, and writes what each payer of the scheme pays of it.
    ///
    /// The payments are those of [`crate::benefit::PersonTerms::settle`], to the fen.
    ///
    /// # Panics
    /// When `paid` is not as long as the scheme has payers.
    pub fn settle(&self, claims: &[Claim], scratch: &mut PersonScratch, paid: &mut [Fen]) -> Way {
        let total: i64 = claims.iter().fold(0, |sum: i64, claim| sum.saturating_add(claim.amounts.total().0));
        if self.layers.is_empty() || Fen(total) > MOST {
            return Way::Exact;
        }
        scratch.begin(self);
        for claim in claims {
            self.settle_claim(claim, scratch);
        }
        paid.fill(Fen::ZERO);
        assert_eq!(paid.len(), self.n_payers, "a payment for each payer");
        for (layer, year) in self.layers.iter().zip(&scratch.years) {
            paid[layer.payer] += year.paid;
        }
        // visits have a cap of their own, so that they stand beside the year of admissions
        paid[self.layers[0].payer] += scratch.sum(0, Kept::Outpatient);
        Way::Compiled
    }

    fn settle_claim(&self, claim: &Claim, scratch: &mut PersonScratch) {
        let mut left = match &claim.amounts {
            Amounts::Bill(bill) => {
                let mut left = bill.outside_policy();
                left[Part::SelfPay] = bill.in_policy();
                left
            }
            Amounts::Split(parts) => *parts,
        };
        if self.parallel {
            scratch.taken.fill(Parts::NONE);
        }
        let treatment = self.covers.treat(claim);
        let counted = treatment.counted;
        let takes = if left[Part::TeleConsult] == Fen::ZERO { &self.usual_takes } else { &self.takes };
        let pro_rata = takes.pro_rata(counted);
        if let Some(Layer { step: Step::Admission(terms), .. }) = self.layers.first() {
            pay_admission(terms, claim, &mut left, scratch);
        }
        for at in places(counted) {
            let layer = &self.layers[at];
            let paid = match &layer.step {
                Step::Year(year) => {
                    let before = treatment.before & 1 << at != 0;
                    let take = takes.of(at, counted, pro_rata);
                    pay_year(year, layer, (at, before), claim, (&mut left, take), scratch)
                }
                Step::Fixed(terms) => pay_fixed(terms, layer, at, claim, scratch),
                Step::Admission(_) => Fen::ZERO,
            };
            scratch.years[at].paid += paid;
        }
        match claim.kind {
            CareKind::Inpatient => scratch.admissions[claim.level as usize] += 1,
            CareKind::Outpatient => scratch.visits += 1,
            CareKind::SpecialOutpatient | CareKind::SpecialDrug | CareKind::RareDrug => {}
        }
    }
}

/// The basic insurance, as [`crate::benefit::AdmissionTerms`] says.
fn pay_admission(terms: &AdmissionTerms, claim: &Claim, left: &mut Parts, scratch: &mut PersonScratch) {
    let Amounts::Bill(bill) = &claim.amounts else { return };
    let rules = terms.rules();
    let (place, level) = (claim.place, claim.level);
    let in_policy = rules.counted_by_place[place].of(bill.in_policy());
    if let (CareKind::Outpatient, Some(visits)) = (claim.kind, &rules.outpatient) {
        let borne = scratch.sum(0, Kept::OutpatientDeductible);
        let admission = terms.deductible(level, 0);
        let deductible = visits.deductible(scratch.visits, level, admission, borne);
        let ratio = rules.ratio_by_place[place].unwrap_or(visits.ratio()[level]);
        let entitled = ratio.of((in_policy - deductible).positive_part());
        let used = scratch.sum(0, Kept::Outpatient);
        let paid = visits.cap().map_or(entitled, |cap| entitled.min((cap - used).positive_part()));
        left[Part::SelfPay] -= paid;
        scratch.add(0, Kept::OutpatientDeductible, in_policy.min(deductible));
        scratch.add(0, Kept::Outpatient, paid);
        return;
    }
    let nth = terms.nth(level, &scratch.admissions);
    let Some(deductible) = terms.deductible_of(claim.kind, level, nth) else { return };
    let used = scratch.years[0].paid;
    let payment = terms.pay_above(deductible, in_policy, terms.ratio_at(level, place), used);
    left[Part::SelfPay] -= payment.paid + payment.above_cap;
    left[Part::AboveBmiCap] += payment.above_cap;
    scratch.years[0].paid += payment.paid;
}

/// What a layer that works on the cumulative year pays of a claim that it counts.
#[inline]
fn pay_year(
    year: &Year,
    layer: &Layer,
    (at, before): (usize, bool),
    claim: &Claim,
    (left, take): (&mut Parts, Take),
    scratch: &mut PersonScratch,
) -> Fen {
    let mut base = year.looks_at(left);
    let mut flat = if year.flat { left[Part::TeleConsult] } else { Fen::ZERO };
    for earlier in places(year.unseen) {
        let taken = &scratch.taken[earlier];
        base += year.looks_at(taken);
        flat += if year.flat { taken[Part::TeleConsult] } else { Fen::ZERO };
    }
    let seen = year.counted[claim.place as usize].of(base);
    let eligible =
        if year.limits_cost() { scratch.within_cost_limits(year, at, before, claim, seen) } else { seen };
    let entitled = scratch.entitle(year, (at, before), claim, eligible, flat);
    if entitled == Fen::ZERO {
        return Fen::ZERO;
    }
    let flat_left = if year.flat { left[Part::TeleConsult] } else { Fen::ZERO };
    let mut most = entitled;
    if year.unseen != 0 {
        // who sees every payment before his own is never entitled to more than is left
        most = most.min(year.looks_at(left) + flat_left);
    }
    if year.cap_on_payment < Fen(i64::MAX) {
        let paid_before = match year.cap_scope {
            CapScope::Person => places(layer.cap_with).map(|with| scratch.years[with].paid).sum(),
            CapScope::Drug => scratch.sum(at, Kept::Drug(claim.drug)),
        };
        most = most.min((year.cap_on_payment - paid_before).positive_part());
    }
    for (number, limit) in limits_on(year, LimitOn::Payment, before) {
        let used =
            limit.kept_for(claim).map_or(Fen::ZERO, |label| scratch.sum(at, Kept::Sublimit(number, label)));
        let earlier = if limit.per == Per::Lifetime { layer.paid_earlier } else { Fen::ZERO };
        most = most.min((limit.of(claim) - used - earlier).positive_part());
    }
    let paid = most;
    scratch.keep_paid(year, at, before, claim, paid);
    let stood = *left;
    let flat_paid = paid.min(flat_left);
    left[Part::TeleConsult] -= flat_paid;
    match take {
        Take::Nothing => {}
        Take::Sum => take_sum(left, year.set, paid - flat_paid),
        Take::ProRata => left.take(year.set, paid - flat_paid),
    }
    if let Some(taken) = scratch.taken.get_mut(at) {
        *taken = stood - *left;
    }
    paid
}

/// The sublimits of one kind that hold for a claim, with their places.
fn limits_on(
    year: &Year,
    on: LimitOn,
    before: bool,
) -> impl Iterator<Item = (usize, &crate::benefit::Sublimit)> {
    let holds =
        move |limit: &crate::benefit::Sublimit| limit.on == on && (before || limit.per != Per::PreExisting);
    year.limits.iter().enumerate().filter(move |(_, limit)| holds(limit))
}

/// What a fixed benefit pays with a claim that it counts.
fn pay_fixed(
    terms: &FixedTerms,
    layer: &Layer,
    at: usize,
    claim: &Claim,
    scratch: &mut PersonScratch,
) -> Fen {
    let rules = terms.rules();
    let seen = |event| scratch.events.contains(&(at, event));
    let due = claim.event.filter(|&event| pays_each_time(terms) || !seen(event));
    let sums: Fen = rules.sums.iter().filter(|(event, _)| Some(*event) == due).map(|&(_, sum)| sum).sum();
    let entitled = sums + Fen(rules.per_day.0 * i64::from(claim.days));
    if entitled == Fen::ZERO {
        return Fen::ZERO;
    }
    if let Some(event) = claim.event.filter(|&event| !seen(event)) {
        scratch.events.push((at, event));
    }
    let Some(cap) = rules.cap else { return entitled };
    let paid_before: Fen = places(layer.cap_with).map(|with| scratch.years[with].paid).sum();
    entitled.min((cap - paid_before - counted_earlier(terms, layer.paid_earlier)).positive_part())
}

impl PersonScratch {
    /// The year's eligible cost of a layer, by its place in [`crate::benefit::PersonTerms::layers`], of
    /// the person settled last: the input of [`super::YearPay`].
    pub fn eligible(&self, layer: usize) -> Fen {
        self.years[layer].eligible
    }

    /// The sets of ratios by which a layer's claims were paid, one bit each.
    pub(super) fn ways_of(&self, layer: usize) -> u32 {
        self.years[layer].ways
    }

    fn begin(&mut self, program: &Program) {
        self.years.clear();
        self.years.resize(program.layers.len(), YearState::default());
        self.taken.clear();
        if program.parallel {
            self.taken.resize(program.layers.len(), Parts::NONE);
        }
        (self.admissions, self.visits) = ([0; 3], 0);
        self.units.clear();
        self.sums.clear();
        self.events.clear();
        self.events.extend_from_slice(&program.earlier);
    }

    /// Adds eligible cost to a layer's year; returns what deductible and ratios give for it, to the fen,
    /// before any limit on payment.
    #[inline]
    fn entitle(
        &mut self,
        year: &Year,
        (at, before): (usize, bool),
        claim: &Claim,
        eligible: Fen,
        flat: Fen,
    ) -> Fen {
        let unit = match year.deductible_scope {
            DeductibleScope::Person | DeductibleScope::Claim => None,
            DeductibleScope::Drug => Some(Unit::Drug(claim.drug)),
            DeductibleScope::Care => Some(Unit::Care(claim.kind.natural_part())),
        };
        let person = year.deductible_scope == DeductibleScope::Person;
        let mut state = if person { self.years[at] } else { self.of_unit(at, unit) };
        let counted_before = state.eligible.min(year.cap_on_eligible);
        state.eligible += eligible;
        let payable = state.eligible.min(year.cap_on_eligible) - counted_before;
        let absorbed_before = if person { self.absorbed_with(year.deductible_with) } else { state.absorbed };
        let absorbed = payable.min((year.deductible - absorbed_before).positive_part());
        let from = match year.base {
            TierBase::EligibleTotal => counted_before + absorbed,
            TierBase::AboveDeductible => counted_before - state.absorbed,
        };
        let to = from + payable - absorbed;
        state.absorbed += absorbed;
        let mut entitled = Fen::ZERO;
        let way = year.ratios_at(before, claim.place, claim.level);
        state.ways |= if eligible > Fen::ZERO { 1 << way } else { 0 };
        if to > from || flat > Fen::ZERO {
            let ratios = &year.ratios[way];
            let rounded = round(state.exact);
            state.exact += ratios.exact_between(from, to) + flat.0 * 1_000_000;
            entitled = round(state.exact) - rounded;
        }
        if person {
            self.years[at] = state;
        } else if let Some(unit) = unit {
            self.keep_unit(at, unit, state);
        }
        entitled
    }

    fn absorbed_with(&self, layers: Layers) -> Fen {
        places(layers).map(|with| self.years[with].absorbed).sum()
    }

    fn of_unit(&self, at: usize, unit: Option<Unit>) -> YearState {
        let found = self.units.iter().find(|(of, known, _)| *of == at && Some(*known) == unit);
        found.map_or(YearState::default(), |&(_, _, state)| state)
    }

    fn keep_unit(&mut self, at: usize, unit: Unit, state: YearState) {
        match self.units.iter_mut().find(|(of, known, _)| *of == at && *known == unit) {
            Some((_, _, kept)) => *kept = state,
            None => self.units.push((at, unit, state)),
        }
    }

    /// The eligible cost that limits on cost leave of a claim.
    fn within_cost_limits(&mut self, year: &Year, at: usize, before: bool, claim: &Claim, seen: Fen) -> Fen {
        let mut eligible = seen;
        for (number, limit) in limits_on(year, LimitOn::Cost, before) {
            let used =
                limit.kept_for(claim).map_or(Fen::ZERO, |label| self.sum(at, Kept::Sublimit(number, label)));
            eligible = eligible.min((limit.of(claim) - used).positive_part());
        }
        for (number, limit) in limits_on(year, LimitOn::Cost, before) {
            if let Some(label) = limit.kept_for(claim) {
                self.add(at, Kept::Sublimit(number, label), eligible);
            }
        }
        eligible
    }

    /// Notes a payment where a cap or limit keeps a sum of its own.
    fn keep_paid(&mut self, year: &Year, at: usize, before: bool, claim: &Claim, paid: Fen) {
        if year.cap_scope == CapScope::Drug {
            self.add(at, Kept::Drug(claim.drug), paid);
        }
        for (number, limit) in limits_on(year, LimitOn::Payment, before) {
            if let Some(label) = limit.kept_for(claim) {
                self.add(at, Kept::Sublimit(number, label), paid);
            }
        }
    }

    fn sum(&self, at: usize, kept: Kept) -> Fen {
        self.sums.iter().find(|(of, what, _)| *of == at && *what == kept).map_or(Fen::ZERO, |sum| sum.2)
    }

    fn add(&mut self, at: usize, kept: Kept, amount: Fen) {
        match self.sums.iter_mut().find(|(of, what, _)| *of == at && *what == kept) {
            Some((_, _, sum)) => *sum += amount,
            None => self.sums.push((at, kept, amount)),
        }
    }
}

/// Half up to the fen, of millionths that are not below zero.
const fn round(exact: i64) -> Fen {
    Fen((exact + 500_000) / 1_000_000)
}
