//! What a run keeps of one last payer where it is asked to: how many persons had which eligible cost, so that
//! other terms of that payer can be worked out from the file of the run alone.
//!
//! Counted are the persons of the base, year by year, apart by the terms under which the payer pays them and by
//! whether another payer of its fund pays them too; and the members by what they pay. Eligible cost `H` is
//! counted between breaks; above the last break each person stands by himself. Nothing that is counted moves a
//! value of the run.

use crate::benefit::Terms;
use crate::compiled::{BlockPaid, NotAnEnd, NotExact, Recount, Way, YearPay};
use crate::illness::whole;
use crate::population::OLDEST;
use crate::projection::classes::{MASKS, TOPUP};
use crate::projection::cost_grid::{AskedGrid, CostGrid};
use crate::projection::fan::{Fan, Stem};
use crate::projection::person::PersonScratch;
use crate::projection::plan::Projection;
use crate::units::{Age, Fen};

/// What is counted of which payer.
#[derive(Debug, Clone, PartialEq)]
pub struct Counting {
    /// The payer's id.
    pub payer: String,
    /// Between which amounts.
    pub grid: CostGrid,
    /// The different ways in which the base pays, in order: what is counted under one of them stands together.
    pub terms: Vec<YearPay>,
    /// Where each band of ages that pay one price begins, rising from 0; empty without a city product.
    pub bands: Vec<Age>,
    /// Index into the later payers.
    pub(super) place: usize,
    /// The other payers of its fund.
    others: Vec<usize>,
    /// By set of the fan: the place in `terms`.
    terms_of: Vec<Option<usize>>,
}

/// Why a payer cannot be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotCounted {
    /// There is no such payer.
    Unknown,
    /// Others depend on what it pays, or its payment depends on more than the year's eligible cost.
    NoEnd(NotAnEnd),
    /// It has terms for a group that stack on its own.
    Stacked,
    /// Its ratio depends on the cause, the place or the level, so that one person may be paid under several.
    SeveralRatios,
    /// A ratio of the base is finer than a point.
    Finer,
    /// The payments of two funds of several payers depend on it.
    SeveralFunds,
    /// It pays nobody.
    PaysNobody,
    /// Terms depend on what was paid before, on a single day or on a top-up, so that designs share nothing.
    NotAtOnce,
    /// The run keeps some of its columns alone.
    SomeColumns,
}

/// Who was found in a trial.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    persons: Vec<FoundPerson>,
    /// By year: persons whom the payer pays in a way that one eligible cost does not tell.
    apart: Vec<u64>,
}

/// A person, by year, terms, whether another payer of the fund pays him, and eligible cost.
type FoundPerson = (u16, u16, bool, Fen);

impl Found {
    pub(super) fn clear(&mut self) {
        self.persons.clear();
        self.apart.clear();
    }

    pub(super) fn persons(&mut self) -> &mut Vec<FoundPerson> {
        self.persons.sort_unstable();
        &mut self.persons
    }

    pub(super) fn apart(&self, year: usize) -> u64 {
        self.apart.get(year).copied().unwrap_or(0)
    }

    fn add_apart(&mut self, year: usize) {
        self.apart.resize(self.apart.len().max(year + 1), 0);
        self.apart[year] += 1;
    }
}

impl Projection {
    /// The same projection, which counts what a payer pays of; its values stay the same.
    ///
    /// # Errors
    /// Why that cannot be.
    pub fn counting(mut self, payer: &str, asked: Option<AskedGrid>) -> Result<Projection, NotCounted> {
        let mut fan = self.fan.take().ok_or(NotCounted::NotAtOnce)?;
        let counting = Counting::new(&self, &fan, payer, asked)?;
        // whoever may have cost above the lowest break has to be settled
        let lowest = Fen(counting.grid.breaks()[0].0 - 1);
        fan.stems.iter_mut().for_each(|stem| stem.entry = stem.entry.min(lowest));
        self.classes.all.iter_mut().for_each(|class| class.entry = class.entry.min(lowest));
        (self.fan, self.counting) = (Some(fan), Some(counting));
        Ok(self)
    }

    /// What is counted, where something is.
    pub fn is_counting(&self) -> Option<&Counting> {
        self.counting.as_ref()
    }

    /// The payers of the base that [`Projection::counting`] takes, by id.
    pub fn countable(&self) -> Vec<&str> {
        let Some(fan) = &self.fan else { return Vec::new() };
        let takes = |payer: &&String| Counting::new(self, fan, payer, None).is_ok();
        self.later_payers.iter().filter(takes).map(String::as_str).collect()
    }
}

impl Counting {
    pub(super) fn new(
        projection: &Projection,
        fan: &Fan,
        id: &str,
        asked: Option<AskedGrid>,
    ) -> Result<Counting, NotCounted> {
        let place = projection.later_payers.iter().position(|known| known == id);
        let place = place.ok_or_else(|| projection.why_unknown(id))?;
        if projection.kept.is_some() {
            return Err(NotCounted::SomeColumns);
        }
        let matters =
            |stems: &[Vec<usize>; MASKS]| (0..MASKS).any(|mask| stems[mask] != stems[mask & !TOPUP]);
        if projection.parts.attributes.topup_share > 0.0 && fan.stems_of.iter().any(matters) {
            // what would be paid without the top-up would have to be counted too
            return Err(NotCounted::NotAtOnce);
        }
        let mut terms = Vec::new();
        for stem in fan.stems.iter().filter(|stem| fan.has_base(stem)) {
            let mut layers = stem.program.layers_of(projection.first_later + place);
            let Some(layer) = layers.next() else { continue };
            if let Some(reason) = stem.program.why_not_an_end(layer) {
                return Err(NotCounted::NoEnd(reason));
            }
            let end = stem.ends.iter().find(|end| end.layer == layer).ok_or(NotCounted::PaysNobody)?;
            match (layers.next(), end.sets.as_slice()) {
                (Some(_), _) => return Err(NotCounted::Stacked),
                (None, &[set]) => terms.push(fan.base_pay(set).clone()),
                (None, _) => return Err(NotCounted::SeveralRatios),
            }
        }
        terms.retain(|pay| pay.pay(Fen(1 << 52)) > Fen::ZERO);
        terms.sort_unstable();
        terms.dedup();
        if terms.is_empty() {
            return Err(NotCounted::PaysNobody);
        }
        let several = projection.fund_payers.iter().filter(|fund| fund.len() > 1 && fund.contains(&place));
        let several: Vec<&Vec<usize>> = several.collect();
        if several.len() > 1 {
            return Err(NotCounted::SeveralFunds);
        }
        let others = several.first().map_or(Vec::new(), |fund| {
            fund.iter().copied().filter(|&other| other != place).collect::<Vec<_>>()
        });
        let of_payer = fan.sets.iter().filter(|set| set.payer == place);
        let pays: Vec<&YearPay> = of_payer.flat_map(|set| set.candidates.pays()).collect();
        let grid = CostGrid::new(asked, &pays);
        for pay in &terms {
            if let Err(NotExact::Finer(_)) = Recount::new(pay, grid.breaks()) {
                return Err(NotCounted::Finer);
            }
        }
        Ok(Counting::known(projection, fan, (id, place, others), (grid, terms)))
    }

    fn known(
        projection: &Projection,
        fan: &Fan,
        (id, place, others): (&str, usize, Vec<usize>),
        (grid, terms): (CostGrid, Vec<YearPay>),
    ) -> Counting {
        let terms_of = fan.sets.iter().enumerate().map(|(nth, set)| {
            let counts = set.payer == place && fan.lists[set.list].first() == Some(&0);
            counts.then(|| terms.iter().position(|known| known == fan.base_pay(nth))).flatten()
        });
        let terms_of = terms_of.collect();
        let bands = price_bands(projection);
        Counting { payer: id.to_owned(), grid, terms, bands, place, others, terms_of }
    }

    /// The same counting, of a run that had another grid.
    pub(super) fn with_grid(self, grid: CostGrid) -> Counting {
        Counting { grid, ..self }
    }

    /// Finds those of the base in a block that a stem has settled.
    pub(super) fn find_in_block(
        &self,
        (fan, first_later): (&Fan, usize),
        (stem, care, y): (&Stem, usize, usize),
        paid: &BlockPaid,
        found: &mut Found,
    ) {
        let (Some(terms), Some((layer, of_terms))) = (&stem.blocks[care], self.end_of(stem)) else {
            return;
        };
        let row_of = |layer| terms.layers().position(|row| row == layer);
        let Some(row) = row_of(layer) else { return };
        let is_other = |payer: usize| payer >= first_later && self.others.contains(&(payer - first_later));
        let rows: Vec<usize> =
            (0..).zip(terms.payers()).filter(|(_, it)| is_other(*it)).map(|it| it.0).collect();
        let ends = stem.ends.iter().filter(|end| self.others.contains(&end.payer));
        let ends = ends.filter_map(|end| row_of(end.layer).map(|row| (row, end.sets[terms.way_of(row)])));
        let ends: Vec<(usize, &YearPay)> = ends.map(|(row, set)| (row, fan.base_pay(set))).collect();
        for (i, &eligible) in paid.eligible(row).iter().enumerate() {
            let eligible = whole(eligible);
            if self.counts(eligible) {
                let by_end =
                    |&(row, pay): &(usize, &YearPay)| pay.pay(whole(paid.eligible(row)[i])) > Fen::ZERO;
                let beside = rows.iter().any(|&row| paid.paid(row)[i] > 0.0) || ends.iter().any(by_end);
                found.persons.push((place_of(y), of_terms, beside, eligible));
            }
        }
    }

    /// Finds a person of the base whom a stem's program has settled.
    pub(super) fn find_person(
        &self,
        (fan, first_later): (&Fan, usize),
        (stem, y): (&Stem, usize),
        person: &PersonScratch,
        found: &mut Found,
    ) {
        let Some((layer, of_terms)) = self.end_of(stem) else { return };
        let program = person.program();
        let eligible = program.eligible(layer);
        if !self.counts(eligible) {
            return;
        }
        let paid = &person.all_paid()[first_later..];
        let mut ends = stem.ends.iter().filter(|end| self.others.contains(&end.payer));
        let beside = self.others.iter().any(|&other| paid[other] > Fen::ZERO)
            || ends.any(|end| {
                let set = end.sets[program.way_of(end.layer).unwrap_or(0)];
                fan.base_pay(set).pay(program.eligible(end.layer)) > Fen::ZERO
            });
        found.persons.push((place_of(y), of_terms, beside, eligible));
    }

    /// The terms and the eligible cost of a person of the base whom a stem's program has settled, though others
    /// pay him in several ways: `None` where the payer does not look at him, the cost `None` where it cannot be told.
    pub(super) fn cost_of(
        &self,
        stem: &Stem,
        (way, person): (Way, &PersonScratch),
    ) -> Option<(u16, Option<Fen>)> {
        let (layer, of_terms) = self.end_of(stem)?;
        let known = way == Way::Compiled && person.program().way_of(layer).is_some();
        Some((of_terms, known.then(|| person.program().eligible(layer))))
    }

    /// Adds such a person; `paid` is what the later payers pay him under the base.
    pub(super) fn add_apart(
        &self,
        y: usize,
        (of_terms, eligible): (u16, Option<Fen>),
        paid: Option<&[Fen]>,
        found: &mut Found,
    ) {
        match eligible {
            None => found.add_apart(y),
            Some(eligible) if self.counts(eligible) => {
                let pays = |paid: &[Fen]| self.others.iter().any(|&other| paid[other] > Fen::ZERO);
                found.persons.push((place_of(y), of_terms, paid.is_some_and(pays), eligible));
            }
            Some(_) => {}
        }
    }

    fn counts(&self, eligible: Fen) -> bool {
        eligible >= self.grid.breaks()[0]
    }

    /// The layer that is counted, and the terms under which its persons are.
    fn end_of(&self, stem: &Stem) -> Option<(usize, u16)> {
        let end = stem.ends.iter().find(|end| end.payer == self.place)?;
        let terms = self.terms_of[*end.sets.first()?]?;
        Some((end.layer, u16::try_from(terms).ok()?))
    }
}

impl Projection {
    /// Why a word names no later payer.
    fn why_unknown(&self, id: &str) -> NotCounted {
        let base = self.parts.designs[0].first();
        let known = base.scheme.payers().iter().find(|payer| payer.id == id);
        match known.map(|payer| &payer.terms) {
            Some(Terms::PerAdmission(_) | Terms::Fixed(_)) => NotCounted::NoEnd(NotAnEnd::NotYearly),
            Some(Terms::PerYear(_)) | None => NotCounted::Unknown,
        }
    }
}

impl Fan {
    /// Whether a stem is one of the base.
    pub(super) fn has_base(&self, stem: &Stem) -> bool {
        self.lists[stem.list].first() == Some(&0)
    }

    /// How the base pays in a set of which it is the first design.
    pub(super) fn base_pay(&self, set: usize) -> &YearPay {
        let set = &self.sets[set];
        set.candidates.pay(set.places[0])
    }
}

/// A year's place in the term.
fn place_of(y: usize) -> u16 {
    u16::try_from(y).unwrap_or(u16::MAX)
}

/// Where each band of ages begins that pay one price in every year of the base.
fn price_bands(projection: &Projection) -> Vec<Age> {
    let base = &projection.parts.designs[0];
    let prices = |age: u8| -> Vec<Fen> {
        let years = projection.parts.years.iter().map(|&year| base.in_year(year));
        years.flat_map(|design| design.hmb.iter().map(move |book| book.terms.premium.at(Age(age)))).collect()
    };
    let ages = 0..=OLDEST;
    ages.filter(|&age| !prices(age).is_empty() && (age == 0 || prices(age) != prices(age - 1)))
        .map(Age)
        .collect()
}
