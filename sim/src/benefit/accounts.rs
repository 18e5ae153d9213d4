//! What is carried from claim to claim within a person's year, payer by payer.

use super::annual::{AnnualState, DeductibleScope};
use super::bill::Claim;
use super::label::Label;
use super::parts::{Part, Parts};
use super::scheme::Earlier;
use crate::units::Fen;

/// What a running sum is kept of, besides a payer's own year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// Payments for one drug, where the cap is kept per drug.
    Drug(Option<Label>),
    /// What a sublimit limits, by its place in the rules.
    Sublimit(usize, Option<Label>),
    /// The deductible that ordinary outpatient visits of the year have borne.
    OutpatientDeductible,
    /// Payments for ordinary outpatient visits.
    Outpatient,
}

/// Over what a layer bears a deductible that is not the person's year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Drug(Option<Label>),
    Care(Part),
}

impl Unit {
    /// The unit of a claim; `None` where every claim starts anew or the year is the unit.
    fn of(scope: DeductibleScope, claim: &Claim) -> Option<Unit> {
        match scope {
            DeductibleScope::Person | DeductibleScope::Claim => None,
            DeductibleScope::Drug => Some(Unit::Drug(claim.drug)),
            DeductibleScope::Care => Some(Unit::Care(claim.kind.natural_part())),
        }
    }
}

/// Everything that is carried from claim to claim within the year.
#[derive(Debug, Clone, Default)]
pub(super) struct Accounts {
    /// Inpatient claims so far, by hospital level.
    pub(super) admissions: [usize; 3],
    /// Ordinary outpatient visits so far.
    pub(super) visits: usize,
    /// By layer.
    pub(super) years: Vec<AnnualState>,
    /// By layer and unit, where a deductible is borne per drug or kind of care.
    units: Vec<(usize, Unit, AnnualState)>,
    /// Running sums by layer.
    sums: Vec<(usize, Kept, Fen)>,
    /// Events that have been paid, by layer.
    events: Vec<(usize, Label)>,
    /// What was left before each layer of the current claim.
    pub(super) before: Vec<Parts>,
}

impl Accounts {
    /// What an earlier layer took of the current claim.
    pub(super) fn taken(&self, layer: usize) -> Parts {
        self.before[layer] - self.before[layer + 1]
    }

    /// The beginning of a year, with what was paid in earlier ones.
    pub(super) fn begin(&mut self, n_layers: usize, earlier: &[(usize, Earlier)]) {
        self.admissions = [0; 3];
        self.visits = 0;
        self.years.clear();
        self.years.resize(n_layers, AnnualState::default());
        self.units.clear();
        self.sums.clear();
        self.events.clear();
        for (layer, earlier) in earlier {
            self.events.extend(earlier.events.iter().map(|&event| (*layer, event)));
        }
    }

    pub(super) fn paid_with(&self, layers: &[usize]) -> Fen {
        layers.iter().map(|&layer| self.years[layer].paid).sum()
    }

    pub(super) fn absorbed_with(&self, layers: &[usize]) -> Fen {
        layers.iter().map(|&layer| self.years[layer].absorbed).sum()
    }

    /// The state of the year, unit or claim over which a layer bears its deductible.
    pub(super) fn state(&self, layer: usize, scope: DeductibleScope, claim: &Claim) -> AnnualState {
        if scope == DeductibleScope::Person {
            return self.years[layer];
        }
        let unit = Unit::of(scope, claim);
        let found = self.units.iter().find(|(of, known, _)| *of == layer && Some(*known) == unit);
        found.map_or(AnnualState::default(), |&(_, _, state)| state)
    }

    /// Puts a state back after a claim.
    pub(super) fn keep(&mut self, layer: usize, scope: DeductibleScope, claim: &Claim, state: AnnualState) {
        if scope == DeductibleScope::Person {
            self.years[layer] = AnnualState { paid: self.years[layer].paid, ..state };
        }
        let Some(unit) = Unit::of(scope, claim) else { return };
        match self.units.iter_mut().find(|(of, known, _)| *of == layer && *known == unit) {
            Some((_, _, kept)) => *kept = state,
            None => self.units.push((layer, unit, state)),
        }
    }

    /// A running sum so far.
    pub(super) fn sum(&self, layer: usize, kept: Kept) -> Fen {
        self.sums.iter().find(|(of, what, _)| *of == layer && *what == kept).map_or(Fen::ZERO, |sum| sum.2)
    }

    /// Adds to a running sum, opened when it is new.
    pub(super) fn add(&mut self, layer: usize, kept: Kept, amount: Fen) {
        match self.sums.iter_mut().find(|(of, what, _)| *of == layer && *what == kept) {
            Some((_, _, sum)) => *sum += amount,
            None => self.sums.push((layer, kept, amount)),
        }
    }

    /// Whether a layer has paid for an event.
    pub(super) fn has_paid(&self, layer: usize, event: Label) -> bool {
        self.events.contains(&(layer, event))
    }

    /// Notes that a layer has paid for an event.
    pub(super) fn pay_event(&mut self, layer: usize, event: Label) {
        if !self.has_paid(layer, event) {
            self.events.push((layer, event));
        }
    }
}
