//! Members who settle alike: the terms of every design, resolved once and shared.
//!
//! A member's terms depend on his status, sex, age and on three attributes of his own: whether he
//! paid the employee top-up, whether he is enrolled in the city product and whether he is entitled to
//! medical aid; and perhaps on how many years he went without a claim. Cells whose terms are
//! the same in every design form one class, so the inner loop never looks a group up.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::benefit::{AidClass, Part, Parts, Person, PersonTerms, Scheme, When};
use crate::compiled::Program;
use crate::projection::first_payer::FirstPayer;
use crate::projection::plan::ProjectionError;
use crate::units::Fen;

/// The member paid the employee top-up.
pub(super) const TOPUP: usize = 1;
/// The member is enrolled in the city product.
pub(super) const ENROLLED: usize = 2;
/// The member is entitled to medical aid.
pub(super) const AID: usize = 4;
/// Combinations of the three.
pub(super) const MASKS: usize = 8;

/// Members whose terms are the same in every design.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Class {
    /// Index into [`Classes::terms`] by claim-free years (0 alone where no terms ask for them), attribute
    /// mask and design.
    pub(super) terms: Vec<[Vec<usize>; MASKS]>,
    /// The distinct first payers of the designs; `None` where a scheme has no per-admission payer.
    pub(super) variants: Vec<Option<FirstPayer>>,
    /// Which of `variants` each design uses.
    pub(super) variant_of: Vec<usize>,
    /// Nobody whose year leaves this much or less is paid by a later payer of any design.
    pub(super) entry: Fen,
}

/// Every class and the pool of their terms.
#[derive(Debug, Clone, Default)]
pub(super) struct Classes {
    pub(super) terms: Vec<PersonTerms>,
    /// By place in `terms`: the same, compiled.
    pub(super) programs: Vec<Program>,
    /// By place in `terms`: what [`entry_amount`] makes of them.
    pub(super) entries: Vec<Fen>,
    pub(super) all: Vec<Class>,
    /// By hash: the places in `terms` of the terms that have it.
    places: BTreeMap<u64, Vec<usize>>,
    /// The class of members to whom every condition of a year's schemes applies alike.
    known: BTreeMap<Alike, usize>,
}

/// What decides a member's class: the year, what each condition says of him under every mask and history,
/// and whether he has waited.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Alike {
    year: usize,
    histories: usize,
    insured_before: bool,
    holds: Vec<bool>,
}

impl Classes {
    /// The class of `person` (whose attributes are set here) in the `year`-th year, whose schemes ask for
    /// `conditions`; made where it is new. Where nobody is entitled to medical aid, `with_aid` is false and
    /// the terms of such members are not resolved; `histories` says how many numbers of claim-free years,
    /// from 0, have terms of their own.
    pub(super) fn class_of(
        &mut self,
        (year, schemes, conditions): (usize, &[&Scheme], &[&When]),
        person: &Person,
        with_aid: bool,
        histories: usize,
    ) -> Result<usize, ProjectionError> {
        let histories = histories.max(1);
        let members = (0..histories).flat_map(|years| {
            let past = Person { claim_free_years: u8::try_from(years).unwrap_or(u8::MAX), ..*person };
            (0..MASKS).map(move |mask| masked(&past, mask))
        });
        let holds = members.flat_map(|member| conditions.iter().map(move |when| when.holds(&member)));
        let alike =
            Alike { year, histories, insured_before: person.years_insured > 1, holds: holds.collect() };
        if let Some(&class) = self.known.get(&alike) {
            return Ok(class);
        }
        let class = self.new_class(schemes, person, with_aid, histories)?;
        self.known.insert(alike, class);
        Ok(class)
    }

    fn new_class(
        &mut self,
        schemes: &[&Scheme],
        person: &Person,
        with_aid: bool,
        histories: usize,
    ) -> Result<usize, ProjectionError> {
        let terms: Vec<[Vec<usize>; MASKS]> = (0..histories)
            .map(|years| {
                let claim_free_years = u8::try_from(years).unwrap_or(u8::MAX);
                self.resolve(schemes, &Person { claim_free_years, ..*person }, with_aid)
            })
            .collect();
        let rows = || terms.iter().flatten();
        let mut variants: Vec<Option<FirstPayer>> = Vec::new();
        let mut variant_of = Vec::new();
        for (design, &first) in terms[0][0].iter().enumerate() {
            let admission = self.terms[first].admission_payer();
            if rows().any(|row| self.terms[row[design]].admission_payer() != admission) {
                return Err(ProjectionError::FirstPayerDependsOnAttribute);
            }
            let known = variants.iter().position(|known| known.as_ref().map(FirstPayer::terms) == admission);
            variant_of.push(known.unwrap_or_else(|| {
                variants.push(admission.map(FirstPayer::new));
                variants.len() - 1
            }));
        }
        let entry = rows().flatten().map(|&t| self.entries[t]).min().unwrap_or(Fen::ZERO);
        let class = Class { terms, variants, variant_of, entry };
        Ok(self.all.iter().position(|known| *known == class).unwrap_or_else(|| {
            self.all.push(class);
            self.all.len() - 1
        }))
    }

    /// The terms of every attribute mask and design.
    fn resolve(&mut self, schemes: &[&Scheme], person: &Person, with_aid: bool) -> [Vec<usize>; MASKS] {
        let mut terms: [Vec<usize>; MASKS] = Default::default();
        for mask in 0..MASKS {
            if mask & AID != 0 && !with_aid {
                let same = terms[mask & !AID].clone();
                terms[mask] = same;
                continue;
            }
            let member = masked(person, mask);
            for scheme in schemes {
                let resolved = scheme.terms_for(&member);
                terms[mask].push(self.intern(resolved));
            }
        }
        terms
    }

    fn intern(&mut self, terms: PersonTerms) -> usize {
        let mut hasher = DefaultHasher::new();
        terms.hash(&mut hasher);
        let places = self.places.entry(hasher.finish()).or_default();
        if let Some(&place) = places.iter().find(|&&place| self.terms[place] == terms) {
            return place;
        }
        places.push(self.terms.len());
        self.entries.push(entry_amount(&terms));
        self.programs.push(Program::compile(&terms));
        self.terms.push(terms);
        self.terms.len() - 1
    }
}

/// The person with the attributes of a mask.
fn masked(person: &Person, mask: usize) -> Person {
    Person {
        topup_paid: mask & TOPUP != 0,
        enrolled_hmb: mask & ENROLLED != 0,
        aid: (mask & AID != 0).then_some(AidClass::Subsistence),
        ..*person
    }
}

/// The largest amount that may be left of a year without any later payer paying: the least entry
/// over the parts, each found by bisection on the payers' own screen.
///
/// The screen looks at sums of parts, so a year whose whole remainder is no more than the least
/// entry of a single part cannot pass it.
fn entry_amount(terms: &PersonTerms) -> Fen {
    Part::ALL
        .iter()
        .map(|&part| {
            let pays = |amount: Fen| {
                let mut parts = Parts::default();
                parts[part] = amount;
                terms.may_pay_after_bmi(&parts)
            };
            if !pays(Fen::MAX_INPUT) {
                return Fen::MAX_INPUT;
            }
            let (mut low, mut high) = (Fen(-1), Fen::MAX_INPUT);
            while high.0 - low.0 > 1 {
                let middle = Fen(low.0 + (high.0 - low.0) / 2);
                if pays(middle) { high = middle } else { low = middle }
            }
            low
        })
        .min()
        .unwrap_or(Fen::ZERO)
}
