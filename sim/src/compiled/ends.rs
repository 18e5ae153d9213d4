//! What many designs share: programs that differ only in what their ends pay.

use super::person::PersonScratch;
use super::program::{Program, Step};
use super::year_pay::YearPay;

/// Why a layer is no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotAnEnd {
    /// It pays admission by admission, or fixed sums.
    NotYearly,
    /// It has limits, or a deductible or cap of another scope than the person's year.
    Limited,
    /// It shares a deductible or a cap with another.
    Shared,
    /// Some layer is computed on what stood before another paid.
    Parallel,
    /// A later layer looks at what it pays of.
    LookedAt,
}

impl Program {
    /// The ends: yearly layers on which no other depends, and which pay by the year's eligible cost alone.
    /// Nobody looks later at what they pay of, they share neither deductible nor cap, and have no limits.
    pub fn ends(&self) -> Vec<usize> {
        (0..self.layers.len()).filter(|&at| self.why_not_an_end(at).is_none()).collect()
    }

    /// Why a layer is none of [`Program::ends`]; `None` where it is one.
    pub fn why_not_an_end(&self, at: usize) -> Option<NotAnEnd> {
        let Step::Year(year) = &self.layers[at].step else { return Some(NotAnEnd::NotYearly) };
        let own = self.layers[at].cap_with | year.deductible_with;
        let others = self.layers.iter().enumerate().filter(|&(other, _)| other != at);
        let mut shared = others.map(|(_, layer)| match &layer.step {
            Step::Year(year) => layer.cap_with | year.deductible_with,
            Step::Admission(_) | Step::Fixed(_) => layer.cap_with,
        });
        if !year.is_plain() {
            return Some(NotAnEnd::Limited);
        }
        if own & !(1 << at) != 0 || shared.any(|with| with & 1 << at != 0) {
            return Some(NotAnEnd::Shared);
        }
        if self.parallel {
            return Some(NotAnEnd::Parallel);
        }
        (!self.takes.is_looked_at_by_nobody(at)).then_some(NotAnEnd::LookedAt)
    }

    /// The layers of a payer, by its place in the scheme.
    pub fn layers_of(&self, payer: usize) -> impl Iterator<Item = usize> {
        (0..self.layers.len()).filter(move |&at| self.layers[at].payer == payer)
    }

    /// The program without what its ends pay. Programs with equal stems find the same eligible cost in each
    /// end of every person, and pay the same in every other layer.
    #[must_use]
    pub fn stem(&self) -> Program {
        let mut stem = self.clone();
        for at in self.ends() {
            if let Step::Year(year) = &mut stem.layers[at].step {
                year.pay_nothing();
            }
        }
        stem
    }

    /// The payer of a layer, by its place in the scheme.
    pub fn payer_of(&self, layer: usize) -> usize {
        self.layers[layer].payer
    }

    /// The ways in which a yearly layer pays a year's eligible cost: one for each rule for the ratio.
    pub fn year_pays(&self, layer: usize) -> impl Iterator<Item = &YearPay> {
        let year = match &self.layers[layer].step {
            Step::Year(year) => Some(year),
            Step::Admission(_) | Step::Fixed(_) => None,
        };
        year.into_iter().flat_map(|year| year.ratios.iter().map(|ratios| &ratios.year))
    }
}

impl PersonScratch {
    /// By which of [`Program::year_pays`] a layer pays the person settled last; `None` where its claims are
    /// paid by several.
    #[inline]
    pub fn way_of(&self, layer: usize) -> Option<usize> {
        match self.ways_of(layer) {
            0 => Some(0),
            ways if ways.is_power_of_two() => Some(ways.trailing_zeros() as usize),
            _ => None,
        }
    }
}
