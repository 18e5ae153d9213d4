//! Designs that differ only in what last payers make of one and the same eligible cost.

use std::collections::BTreeMap;

use super::block::{BlockPaid, BlockTerms};
use super::buckets::{Buckets, FinishScratch, PaidOf};
use super::candidates::Candidates;
use super::joint::JointCounts;
use super::person::PersonScratch;
use super::program::{Layer, Program, Step, Year};
use super::year_pay::YearPay;
use crate::benefit::{Claim, PartSet, TierBase};
use crate::units::Fen;

/// Designs under which every payer but the last ones pays every person the same, and each last payer finds
/// the same eligible cost.
///
/// A last payer is one after whom nobody looks at what he pays of, and with whom nobody shares cap or
/// deductible. Its deductible, tiers, ratios and cap may differ from design to design: a person is settled
/// once, by [`Family::program`], and counted in buckets.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    designs: Vec<usize>,
    program: Program,
    lasts: Vec<Last>,
}

/// A last payer.
#[derive(Debug, Clone, PartialEq)]
struct Last {
    layer: usize,
    payer: usize,
    /// By set of ratios (one where a claim's place, level and cause do not matter).
    groups: Vec<Group>,
}

/// What the designs pay where one set of ratios holds.
#[derive(Debug, Clone, PartialEq)]
struct Group {
    candidates: Candidates,
    /// By design of the family.
    number: Vec<usize>,
}

/// The persons of one trial, as far as the last payers ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyCounts {
    /// By last payer and group.
    buckets: Vec<Vec<Buckets>>,
}

/// Memory of [`Family::finish`] that is used again.
#[derive(Debug, Clone, Default)]
pub struct FamilyScratch {
    finish: FinishScratch,
    paid: Vec<PaidOf>,
    /// By design of the family.
    sums: Vec<PaidOf>,
}

impl Family {
    /// The families among the designs with these programs, each design in one.
    pub fn all(programs: &[Program]) -> Vec<Family> {
        let mut members: Vec<(Program, Vec<usize>)> = Vec::new();
        for (design, program) in programs.iter().enumerate() {
            let bones = program.bones();
            match members.iter_mut().find(|(known, _)| *known == bones) {
                Some((_, designs)) => designs.push(design),
                None => members.push((bones, vec![design])),
            }
        }
        members.into_iter().map(|(_, designs)| Family::of(programs, designs)).collect()
    }

    fn of(programs: &[Program], designs: Vec<usize>) -> Family {
        let program = programs[designs[0]].clone();
        let lasts = (0..program.layers.len()).filter(|&layer| program.is_last(layer));
        let last = |layer: usize| {
            let years: Vec<&Year> =
                designs.iter().filter_map(|&d| programs[d].layers[layer].year()).collect();
            let groups = (0..years[0].ratios.len()).map(|group| Group::new(&years, group)).collect();
            Last { layer, payer: program.layers[layer].payer, groups }
        };
        let lasts = lasts.map(last).collect();
        Family { designs, program, lasts }
    }

    /// The designs, by their places in the list that the families were made of.
    pub fn designs(&self) -> &[usize] {
        &self.designs
    }

    /// The program that settles a person once for all designs; what it pays for the last payers is what
    /// the family's first design pays.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The last payers, by place in the scheme.
    pub fn last_payers(&self) -> impl Iterator<Item = usize> {
        self.lasts.iter().map(|last| last.payer)
    }

    /// [`Program::block`] for a block whose last payers are not paid but counted, by [`Family::add_block`].
    pub fn block(&self, claim: &Claim, present: PartSet) -> Option<BlockTerms> {
        let is_last = |layer| self.lasts.iter().any(|last| last.layer == layer);
        Some(self.program.block(claim, present)?.with_eligible_only(is_last))
    }

    /// Whether the persons of both families may be counted together, in the counts of either: the same designs
    /// pay the same of the same eligible cost.
    pub fn counts_with(&self, other: &Family) -> bool {
        let alike =
            |(mine, theirs): (&Last, &Last)| mine.payer == theirs.payer && mine.groups == theirs.groups;
        self.designs == other.designs
            && self.lasts.len() == other.lasts.len()
            && self.lasts.iter().zip(&other.lasts).all(alike)
    }

    /// Counts of nobody.
    pub fn counts(&self) -> FamilyCounts {
        let of = |last: &Last| last.groups.iter().map(|group| group.candidates.buckets()).collect();
        FamilyCounts { buckets: self.lasts.iter().map(of).collect() }
    }

    /// Counts the persons of a block that was settled by the terms of [`Family::block`].
    pub fn add_block(&self, terms: &BlockTerms, paid: &BlockPaid, counts: &mut FamilyCounts) {
        for (row, (layer, ratios)) in terms.layers().zip(terms.ratios()).enumerate() {
            if let Some(at) = self.lasts.iter().position(|last| last.layer == layer) {
                let candidates = &self.lasts[at].groups[ratios].candidates;
                candidates.add_column(paid.eligible(row), &mut counts.buckets[at][ratios]);
            }
        }
    }

    /// Counts the person whom [`Family::program`] settled last. Returns false, and counts nothing, where his
    /// claims come under several sets of ratios of one last payer: he must be settled under each design.
    #[must_use]
    pub fn add_person(&self, person: &PersonScratch, counts: &mut FamilyCounts) -> bool {
        if self.lasts.iter().any(|last| person.is_under_several_ratios(last.layer)) {
            return false;
        }
        for (last, buckets) in self.lasts.iter().zip(&mut counts.buckets) {
            let ratios = person.ratios(last.layer);
            last.groups[ratios].candidates.add(person.eligible(last.layer), &mut buckets[ratios]);
        }
        true
    }

    /// Hands out what each design's last payers pay the persons counted: `paid(design, payer, sum)`.
    pub fn finish(
        &self,
        counts: &FamilyCounts,
        scratch: &mut FamilyScratch,
        mut paid: impl FnMut(usize, usize, PaidOf),
    ) {
        let FamilyScratch { finish, paid: of_group, sums } = scratch;
        for (last, buckets) in self.lasts.iter().zip(&counts.buckets) {
            sums.clear();
            sums.resize(self.designs.len(), PaidOf::default());
            for (group, buckets) in last.groups.iter().zip(buckets) {
                of_group.resize(group.candidates.len(), PaidOf::default());
                group.candidates.finish(buckets, finish, of_group);
                for (sum, &number) in sums.iter_mut().zip(&group.number) {
                    sum.paid += of_group[number].paid;
                    sum.persons += of_group[number].persons;
                }
            }
            for (&design, &sum) in self.designs.iter().zip(sums.iter()) {
                paid(design, last.payer, sum);
            }
        }
    }

    /// A table of joint ranks for some last payers, in this order, by which a fund's claimants are counted
    /// under every design; `None` where one is not among the last, has several sets of ratios, or the table
    /// would be too large.
    pub fn joint(&self, payers: &[usize]) -> Option<JointCounts> {
        let first_paid = |payer: &usize| {
            let last = self.lasts.iter().find(|last| last.payer == *payer)?;
            let [group] = &last.groups[..] else { return None };
            let candidates = &group.candidates;
            Some((0..candidates.len()).filter_map(|number| candidates.first_paid(number)).collect())
        };
        JointCounts::new(payers.iter().map(first_paid).collect::<Option<_>>()?)
    }

    /// The eligible cost from which on a last payer with one set of ratios pays under a design (by its place
    /// in [`Family::designs`]); `None` where it never does.
    pub fn first_paid(&self, design: usize, payer: usize) -> Option<Fen> {
        let last = self.lasts.iter().find(|last| last.payer == payer)?;
        let group = last.groups.first()?;
        group.candidates.first_paid(group.number[design])
    }
}

impl FamilyCounts {
    /// Adds the persons that another thread has counted.
    pub fn merge(&mut self, other: &FamilyCounts) {
        let theirs = other.buckets.iter().flatten();
        self.buckets.iter_mut().flatten().zip(theirs).for_each(|(mine, theirs)| mine.merge(theirs));
    }

    /// Forgets everybody.
    pub fn clear(&mut self) {
        self.buckets.iter_mut().flatten().for_each(Buckets::clear);
    }
}

impl Group {
    fn new(years: &[&Year], group: usize) -> Group {
        let mut distinct: BTreeMap<&YearPay, usize> = BTreeMap::new();
        let mut pays: Vec<YearPay> = Vec::new();
        let number = years.iter().map(|year| {
            let pay = &year.ratios[group].year;
            *distinct.entry(pay).or_insert_with(|| {
                pays.push(pay.clone());
                pays.len() - 1
            })
        });
        let number = number.collect();
        Group { candidates: Candidates::new(&pays), number }
    }
}

impl Layer {
    fn year(&self) -> Option<&Year> {
        match &self.step {
            Step::Year(year) => Some(year),
            Step::Admission(_) | Step::Fixed(_) => None,
        }
    }
}

impl Program {
    /// Whether a layer's payment depends on its own year alone and no other payment depends on it.
    fn is_last(&self, layer: usize) -> bool {
        let own = 1 << layer;
        let shared =
            self.layers.iter().enumerate().any(|(at, other)| at != layer && other.cap_with & own != 0);
        let alone = |year: &Year| year.is_plain() && !year.flat && year.deductible_with == own;
        !self.parallel
            && self.layers[layer].cap_with == own
            && !shared
            && self.takes.is_looked_at_by_nobody(layer)
            && self.layers[layer].year().is_some_and(alone)
    }

    /// The program without what may differ within a family.
    fn bones(&self) -> Program {
        let mut bones = self.clone();
        for layer in (0..self.layers.len()).filter(|&layer| self.is_last(layer)) {
            if let Step::Year(year) = &mut bones.layers[layer].step {
                year.ratios.clear();
                (year.base, year.deductible) = (TierBase::default(), Fen::ZERO);
                (year.cap_on_eligible, year.cap_on_payment) = (Fen(i64::MAX), Fen(i64::MAX));
            }
        }
        bones
    }
}
