//! What many designs share: programs that differ only in what their ends pay.

use super::person::PersonScratch;
use super::program::{Program, Step};
use super::year_pay::YearPay;

impl Program {
    /// The ends: yearly layers on which no other depends, and which pay by the year's eligible cost alone.
    /// Nobody looks later at what they pay of, they share neither deductible nor cap, and have no limits.
    pub fn ends(&self) -> Vec<usize> {
        let alone = |at: usize| {
            let others = self.layers.iter().enumerate().filter(|&(other, _)| other != at);
            let mut shared = others.map(|(_, layer)| match &layer.step {
                Step::Year(year) => layer.cap_with | year.deductible_with,
                Step::Admission(_) | Step::Fixed(_) => layer.cap_with,
            });
            shared.all(|with| with & 1 << at == 0)
        };
        let is_end = |&at: &usize| match &self.layers[at].step {
            Step::Year(year) => {
                let own = self.layers[at].cap_with | year.deductible_with;
                year.is_plain() && own & !(1 << at) == 0 && alone(at)
            }
            Step::Admission(_) | Step::Fixed(_) => false,
        };
        let nobody_looks = |&at: &usize| self.takes.is_looked_at_by_nobody(at);
        let places = (0..self.layers.len()).filter(|_| !self.parallel);
        places.filter(is_end).filter(nobody_looks).collect()
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
