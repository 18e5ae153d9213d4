//! Many designs at once: what they share, worked out before the first trial.
//!
//! Under each class of members and mask of attributes the designs fall into stems: those whose programs
//! differ only in what their ends pay. A stem settles a person once; each end counts his eligible cost in
//! buckets between the breakpoints of all its designs. Designs with equal rules of enrolment form a group,
//! and persons are counted apart by the set of groups in which they are members.

use crate::benefit::{Amounts, Bill, CareKind, Claim, HospitalLevel, Part, PartSet, Place};
use crate::compiled::{BlockTerms, Candidates, JointCounts, Program, YearPay};
use crate::illness::level_and_place;
use crate::projection::ByYear;
use crate::projection::classes::{Class, Classes, MASKS};
use crate::projection::plan::{Projection, ProjectionParts};
use crate::units::Fen;

/// The most groups of enrolment that are told apart.
const MOST_GROUPS: usize = 64;

/// What many designs share.
#[derive(Debug, Clone)]
pub(super) struct Fan {
    /// By year, then design: its group of enrolment.
    pub(super) group_of: Vec<Vec<usize>>,
    /// By year, then group: a design of it.
    pub(super) one_of: Vec<Vec<usize>>,
    /// By class, then mask: its stems.
    pub(super) stems_of: Vec<[Vec<usize>; MASKS]>,
    /// By class: how years are settled in columns, where they can be.
    pub(super) plain_cares: Vec<PlainCares>,
    pub(super) stems: Vec<Stem>,
    /// The distinct lists of designs that stems have.
    pub(super) lists: Vec<Vec<usize>>,
    pub(super) sets: Vec<Set>,
    pub(super) joints: Vec<Joint>,
    /// By class: its place in `patterns`.
    pub(super) pattern_of: Vec<usize>,
    /// The distinct ways in which designs share first payers: by design the variant.
    pub(super) patterns: Vec<Vec<usize>>,
}

/// By level and place of admissions, and at [`SPECIAL`].
pub(super) type PlainCares = [Option<PlainCare>; SPECIAL + 1];

/// The place of special-disease outpatient care after the levels and places of admissions.
pub(super) const SPECIAL: usize = 9;

/// How years of care of one kind, at one level and place, are settled in columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PlainCare {
    /// The first level and place whose years are settled alike.
    pub(super) like: u32,
    /// Whether the care of a year is settled as one claim of its sums.
    pub(super) several: bool,
    /// Whether what is above the first payer's cap is settled as what it leaves below.
    pub(super) above_cap: bool,
}

/// Designs that settle a person alike but for what their ends pay.
#[derive(Debug, Clone)]
pub(super) struct Stem {
    pub(super) program: Program,
    /// Index into [`Fan::lists`].
    pub(super) list: usize,
    /// The terms of each design of the list, for those whom an end pays in several ways.
    pub(super) terms: Vec<usize>,
    /// A year that leaves this or less is paid nothing by any of the designs.
    pub(super) entry: Fen,
    pub(super) ends: Vec<End>,
    /// As [`PlainCares`]: the terms of years of one claim, where they can be settled in columns.
    pub(super) blocks: [Option<BlockTerms>; SPECIAL + 1],
    /// By fund.
    pub(super) claimants: Vec<Claimants>,
}

/// A layer on whose payment nothing else depends.
#[derive(Debug, Clone)]
pub(super) struct End {
    pub(super) layer: usize,
    /// Index into the later payers.
    pub(super) payer: usize,
    /// By way of paying: index into [`Fan::sets`].
    pub(super) sets: Vec<usize>,
}

/// How the persons whom a fund pays are counted.
#[derive(Debug, Clone)]
pub(super) enum Claimants {
    /// No payer of the fund is an end: all designs have the same.
    Alike,
    /// Its only payer is an end: they are the persons whom that one pays.
    OfEnd,
    /// By the eligible cost in several ends, or in one beside other payers; by the ways of the ends, the
    /// first the slowest to change: index into [`Fan::joints`].
    Jointly {
        /// Places in [`Stem::ends`].
        ends: Vec<usize>,
        joints: Vec<usize>,
    },
}

/// What the designs of a stem pay in one end, in one way.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Set {
    pub(super) payer: usize,
    /// The fund that has this payer alone.
    pub(super) fund: Option<usize>,
    /// Index into [`Fan::lists`].
    pub(super) list: usize,
    /// By design of the list: its place among the candidates.
    pub(super) places: Vec<usize>,
    pub(super) candidates: Candidates,
}

/// How often each combination of eligible costs in a fund's ends occurs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Joint {
    pub(super) fund: usize,
    pub(super) list: usize,
    /// By design of the list, then end.
    pub(super) first_paid: Vec<Vec<Option<Fen>>>,
    /// With nobody in it.
    pub(super) counts: JointCounts,
}

impl Projection {
    /// Sees whether the designs can be settled at once, and how.
    pub(super) fn with_fan(mut self) -> Projection {
        if self.settles_at_once() {
            self.fan = Fan::new(&self);
        }
        self
    }

    /// Whether no year's terms depend on what a design paid before, and no fund looks at single persons.
    fn settles_at_once(&self) -> bool {
        let versions = || self.parts.designs.iter().flat_map(ByYear::versions);
        !self.remembers
            && !self.enrolment.remembers
            && self.parts.seen_days.is_none()
            && versions().all(|design| {
                let simple = design
                    .hmb
                    .iter()
                    .all(|book| book.hindsight.days == 0 && book.terms.reinsurance.person_excess.is_none());
                simple && design.hmb.len() <= 1
            })
    }
}

impl Fan {
    /// `None` where there are too many groups, or claimants who cannot be counted jointly.
    fn new(projection: &Projection) -> Option<Fan> {
        let Projection { parts, classes, .. } = projection;
        let mut fan = Fan {
            group_of: Vec::new(),
            one_of: Vec::new(),
            stems_of: Vec::new(),
            plain_cares: Vec::new(),
            stems: Vec::new(),
            lists: Vec::new(),
            sets: Vec::new(),
            joints: Vec::new(),
            pattern_of: Vec::new(),
            patterns: Vec::new(),
        };
        for y in 0..parts.years.len() {
            let (group_of, one_of) = groups(projection, parts, y);
            if one_of.len() > MOST_GROUPS {
                return None;
            }
            fan.group_of.push(group_of);
            fan.one_of.push(one_of);
        }
        for class in &classes.all {
            fan.add_class(projection, classes, class)?;
        }
        Some(fan)
    }

    fn add_class(&mut self, projection: &Projection, classes: &Classes, class: &Class) -> Option<()> {
        self.pattern_of.push(placed(&mut self.patterns, class.variant_of.clone()));
        let mut stems_of: [Vec<usize>; MASKS] = Default::default();
        for (row, stems_of) in class.terms[0].iter().zip(&mut stems_of) {
            let mut stems: Vec<(Program, Vec<usize>)> = Vec::new();
            for (design, &terms) in row.iter().enumerate() {
                let of_first = |(stem, designs): &mut (Program, Vec<usize>)| {
                    (row[designs[0]] == terms || *stem == classes.programs[terms].stem())
                        .then(|| designs.push(design))
                };
                if stems.iter_mut().find_map(of_first).is_none() {
                    stems.push((classes.programs[terms].stem(), vec![design]));
                }
            }
            for (program, designs) in stems {
                stems_of.push(self.stem(projection, classes, (row, program, designs))?);
            }
        }
        self.plain_cares.push(std::array::from_fn(|care| self.plain_care(&stems_of, care)));
        self.stems_of.push(stems_of);
        Some(())
    }

    /// How all stems of a class settle years of one kind of care in columns.
    fn plain_care(&self, stems_of: &[Vec<usize>; MASKS], care: usize) -> Option<PlainCare> {
        let blocks = || stems_of.iter().flatten().map(|&stem| &self.stems[stem].blocks);
        let alike = |one: &usize| blocks().all(|blocks| blocks[*one] == blocks[care]);
        let (mut several, mut above_cap) = (true, true);
        for stem in stems_of.iter().flatten().map(|&stem| &self.stems[stem]) {
            let block = stem.blocks[care].as_ref()?;
            several &= block.takes_several_claims();
            let with_part = block_of(&stem.program, care, PartSet::of(&[Part::AboveBmiCap]));
            let as_self_pay = with_part.and_then(|it| it.pools_with(Part::SelfPay, Part::AboveBmiCap));
            above_cap &= as_self_pay.as_ref() == Some(block);
        }
        let like = (0..care).find(alike).unwrap_or(care);
        Some(PlainCare { like: u32::try_from(like).ok()?, several, above_cap })
    }

    fn stem(
        &mut self,
        projection: &Projection,
        classes: &Classes,
        (row, program, designs): (&[usize], Program, Vec<usize>),
    ) -> Option<usize> {
        let terms: Vec<usize> = designs.iter().map(|&design| row[design]).collect();
        let entry = terms.iter().map(|&t| classes.entries[t]).min().unwrap_or(Fen::ZERO);
        let list = placed(&mut self.lists, designs);
        if let Some(known) = self.stems.iter().position(|stem| stem.list == list && stem.terms == terms) {
            return Some(known);
        }
        let mut ends = Vec::new();
        for layer in program.ends() {
            let Some(payer) = program.payer_of(layer).checked_sub(projection.first_later) else { continue };
            let of_payer = |fund: &&Vec<usize>| fund.as_slice() == [payer];
            let fund = projection.fund_payers.iter().position(|fund| of_payer(&fund));
            let n_ways = program.year_pays(layer).count();
            let sets = (0..n_ways).map(|way| {
                let pay = |&t: &usize| classes.programs[t].year_pays(layer).nth(way).cloned();
                let pays: Vec<YearPay> = terms.iter().filter_map(pay).collect();
                placed(&mut self.sets, Set::new(payer, fund, list, &pays))
            });
            ends.push(End { layer, payer, sets: sets.collect() });
        }
        let funds = 0..projection.fund_payers.len();
        let claimants = funds.map(|f| self.claimants(&projection.fund_payers[f], f, list, &ends));
        let claimants = claimants.collect::<Option<_>>()?;
        let blocks = std::array::from_fn(|care| block_of(&program, care, PartSet::EMPTY));
        self.stems.push(Stem { program, list, terms, entry, ends, blocks, claimants });
        Some(self.stems.len() - 1)
    }

    /// How a fund's claimants are counted; `None` where there are too many combinations.
    fn claimants(&mut self, payers: &[usize], fund: usize, list: usize, ends: &[End]) -> Option<Claimants> {
        let of_fund: Vec<usize> = (0..ends.len()).filter(|&e| payers.contains(&ends[e].payer)).collect();
        if of_fund.is_empty() {
            return Some(Claimants::Alike);
        }
        if payers.len() == 1 {
            return Some(Claimants::OfEnd);
        }
        let n_ways: usize = of_fund.iter().map(|&e| ends[e].sets.len()).product();
        let mut joints = Vec::with_capacity(n_ways);
        for mut ways in 0..n_ways {
            let mut sets = Vec::with_capacity(of_fund.len());
            for &e in of_fund.iter().rev() {
                let n = ends[e].sets.len();
                sets.push(ends[e].sets[ways % n]);
                ways /= n;
            }
            sets.reverse();
            let first_paid = (0..self.lists[list].len()).map(|nth| {
                let of_set = |&set: &usize| self.sets[set].candidates.first_paid(self.sets[set].places[nth]);
                sets.iter().map(of_set).collect::<Vec<_>>()
            });
            let first_paid: Vec<Vec<Option<Fen>>> = first_paid.collect();
            let of_end = |e: usize| first_paid.iter().filter_map(|design| design[e]).collect();
            let counts = JointCounts::new((0..sets.len()).map(of_end).collect())?;
            joints.push(placed(&mut self.joints, Joint { fund, list, first_paid, counts }));
        }
        Some(Claimants::Jointly { ends: of_fund, joints })
    }
}

impl Set {
    fn new(payer: usize, fund: Option<usize>, list: usize, pays: &[YearPay]) -> Set {
        let mut distinct: Vec<&YearPay> = pays.iter().collect();
        distinct.sort_unstable();
        distinct.dedup();
        let place = |pay: &YearPay| distinct.binary_search(&pay).unwrap_or_default();
        let places = pays.iter().map(place).collect();
        let distinct: Vec<YearPay> = distinct.into_iter().cloned().collect();
        Set { payer, fund, list, places, candidates: Candidates::new(&distinct) }
    }
}

/// How a program settles years of one claim of [`PlainCares`] with the parts of bills and these `besides`, whatever
/// caused it; `None` where that cannot be in columns, or depends on the cause, or a payer pays in two layers.
fn block_of(program: &Program, care: usize, besides: PartSet) -> Option<BlockTerms> {
    let (kind, (level, place)) = match care {
        SPECIAL => (CareKind::SpecialOutpatient, (1, Place::Local)),
        _ => (CareKind::Inpatient, level_and_place(care)),
    };
    let own = [Part::ListedOwnExpense, Part::UnlistedOwnExpense];
    let of_bills =
        PartSet::of(&[Part::SelfPay, Part::FirstSelfPay, Part::OverLimit]).union(PartSet::of(&own));
    let of_cause = |caused_by_listed_disease| {
        let level = HospitalLevel::ALL[level];
        let claim = Claim::new(kind, Amounts::Bill(Bill::default()));
        program.block(&Claim { level, place, caused_by_listed_disease, ..claim }, of_bills.union(besides))
    };
    // the persons whom a payer of two layers pays are not those of one layer and those of the other
    let once = |block: &BlockTerms| {
        let payers: Vec<usize> = block.payers().collect();
        payers.windows(2).all(|two| two[0] != two[1])
    };
    of_cause(false).filter(|block| once(block) && of_cause(true).as_ref() == Some(block))
}

/// The place of an item, put at the end where it is new.
fn placed<T: PartialEq>(items: &mut Vec<T>, item: T) -> usize {
    items.iter().position(|known| *known == item).unwrap_or_else(|| {
        items.push(item);
        items.len() - 1
    })
}

/// The groups of designs with equal rules of enrolment in a year: by design its group, by group a design.
fn groups(projection: &Projection, parts: &ProjectionParts, y: usize) -> (Vec<usize>, Vec<usize>) {
    let plan = &projection.enrolment;
    let alike = |one: usize, other: usize| {
        let book = |design: usize| {
            let book = parts.designs[design].in_year(parts.years[y]).hmb.first();
            book.map(|book| (&book.members, book.participation))
        };
        book(one) == book(other)
            && plan.course_of[one] == plan.course_of[other]
            && plan.thresholds[one][y] == plan.thresholds[other][y]
    };
    let (mut group_of, mut one_of): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for design in 0..parts.designs.len() {
        let known = one_of.iter().position(|&one| alike(one, design));
        group_of.push(known.unwrap_or_else(|| {
            one_of.push(design);
            one_of.len() - 1
        }));
    }
    (group_of, one_of)
}
