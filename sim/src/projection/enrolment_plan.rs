//! Enrolment laid out for the inner loop: by design and year the words below which a propensity joins.
//!
//! A law's probability depends on scheme, age, health state and last year, never on the person's name; so
//! each design and year has a small table, and a slot is decided by one comparison.

use crate::benefit::{InsuranceScheme, Person};
use crate::fund::Premium;
use crate::population::{
    Alike, Block, Candidate, EnrolmentLaw, OLDEST, OutOfReach, cells, intercept, probability,
    stay_probability,
};
use crate::projection::ByYear;
use crate::projection::design::{Design, HmbFund};
use crate::projection::plan::{BlockPlan, Projection, ProjectionError, ProjectionParts, scheme_index};
use crate::units::{Age, Share, Year};

/// Who joins a city product by a law of age, health, history, account and price.
///
/// The book's participation is the mean over the heads of the first year that may join, those entitled to
/// medical aid apart, at the reference prices and without last year's traits; the intercept is solved for it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Enrolment {
    /// The coefficients.
    pub law: EnrolmentLaw,
    /// The prices at which the participation was observed; `None` where no price matters.
    pub reference: Option<Premium>,
    /// The prices by which people decide, where these are not the book's own.
    pub decided_on: Option<Premium>,
    /// Whether people change their minds from one year to the next; `None` for never.
    pub renewal: Option<Renewal>,
}

/// How lasting an inclination to join is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// So many members renew at unchanged terms ([S3] ch. 1 §2(三)).
    Rate(Share),
    /// So many people, members or not, keep their inclination from one year to the next.
    Stay(Share),
}

/// Bits of a slot's memory: insured this year, paid this year; shifted down by two for the year before.
pub(super) const INSURED: u8 = 4;
/// Paid this year.
pub(super) const CLAIMED: u8 = 8;

/// The words below which the propensity of a person joins in one year, by scheme, age, state and last year.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Thresholds {
    words: Vec<u64>,
    n_states: usize,
}

impl Thresholds {
    /// The row of a scheme and age: by state, then by last year (bit 0 insured, bit 1 paid).
    pub(super) fn row(&self, scheme: usize, age: Age) -> &[u64] {
        let length = 4 * self.n_states;
        let place = scheme * AGES + usize::from(age.0.min(OLDEST));
        &self.words[place * length..][..length]
    }
}

const AGES: usize = OLDEST as usize + 1;

/// Enrolment of every design and year.
#[derive(Debug, Clone, Default)]
pub(super) struct EnrolmentPlan {
    /// By design, then year; `None` where the participation alone decides.
    pub(super) thresholds: Vec<Vec<Option<Thresholds>>>,
    /// The distinct courses of inclination: by year the word below which one is kept; `None` for always.
    pub(super) courses: Vec<Vec<Option<u64>>>,
    /// The course of each design.
    pub(super) course_of: Vec<usize>,
    /// By design: an earlier one whose first year has the same law, prices and course.
    pub(super) first_alike: Vec<Option<usize>>,
    /// Whether some law knows several states or runs over several years, so that slots are remembered.
    pub(super) remembers: bool,
    /// Whether some law looks at states of health.
    pub(super) by_state: bool,
}

impl EnrolmentPlan {
    /// Solves intercepts and renewal of every design over the heads of the first year.
    pub(super) fn new(
        parts: &ProjectionParts,
        blocks: &[(Block, Vec<Option<BlockPlan>>)],
    ) -> Result<EnrolmentPlan, ProjectionError> {
        let mut plan = EnrolmentPlan::default();
        for design in &parts.designs {
            if design.versions().any(|version| version.hmb.len() > 1 && version.hmb.iter().any(has_law)) {
                return Err(ProjectionError::EnrolmentOfTwoBooks);
            }
            let solved = solve(design, parts, blocks)?;
            let course: Vec<Option<u64>> =
                solved.iter().map(|year| year.as_ref().and_then(|(_, stay)| *stay)).collect();
            let known = plan.courses.iter().position(|known| *known == course);
            plan.course_of.push(known.unwrap_or_else(|| {
                plan.courses.push(course);
                plan.courses.len() - 1
            }));
            plan.thresholds.push(solved.into_iter().map(|year| Some(year?.0)).collect());
        }
        let alike = |design: usize| {
            let of = |design: usize| (plan.course_of[design], plan.thresholds[design].first());
            (0..design).find(|&earlier| of(earlier) == of(design))
        };
        plan.first_alike = (0..parts.designs.len()).map(alike).collect();
        let laws = || plan.thresholds.iter().flatten().flatten();
        plan.by_state = laws().any(|law| law.n_states > 1);
        plan.remembers = plan.by_state || parts.years.len() > 1 && laws().next().is_some();
        Ok(plan)
    }
}

impl Projection {
    /// The share of people who keep their inclination to join from one year to the next, by the first terms of
    /// a design.
    pub fn inclination_kept(&self, design: usize) -> f64 {
        let course =
            self.enrolment.course_of.get(design).and_then(|&course| self.enrolment.courses.get(course));
        let word = course.and_then(|years| years.first().copied().flatten());
        word.map_or(1.0, |word| word as f64 / WORDS)
    }

    /// The same projection, in which people decide on joining by the prices of one design, whatever they pay;
    /// and the designs under which some decide otherwise by that. `None` where there are none.
    ///
    /// # Panics
    /// Never: what is checked of a projection does not ask by which prices people decide.
    pub fn with_prices_of(&self, base: usize) -> Option<(Projection, Vec<usize>)> {
        let mut parts = self.parts.clone();
        for design in &mut parts.designs {
            *design = decided_by(design, &self.designs()[base], &parts.years);
        }
        let held = Projection::new(parts).expect("the same designs, books and laws");
        let (own, others) = (&self.enrolment.thresholds, &held.enrolment.thresholds);
        let moved: Vec<usize> = (0..own.len()).filter(|&design| own[design] != others[design]).collect();
        (!moved.is_empty()).then_some((held, moved))
    }
}

/// A design whose members decide on joining by the prices of another, year by year.
fn decided_by(design: &ByYear<Design>, other: &ByYear<Design>, years: &[Year]) -> ByYear<Design> {
    let in_year = |year: Year| {
        let mut held = design.in_year(year).clone();
        for (book, priced) in held.hmb.iter_mut().zip(&other.in_year(year).hmb) {
            if let Some(enrolment) = &mut book.enrolment {
                enrolment.decided_on = Some(priced.terms.premium.clone());
            }
        }
        held
    };
    let mut held = ByYear::from(in_year(years[0]));
    for &year in &years[1..] {
        let version = in_year(year);
        if *held.last() != version {
            held = held.revised(year, version);
        }
    }
    held
}

/// How many words there are.
const WORDS: f64 = 18_446_744_073_709_551_616.0;

/// Whether a law decides who joins some version of some design, so that renewals are counted.
pub(super) fn follows_a_law(designs: &[ByYear<Design>]) -> bool {
    designs.iter().flat_map(ByYear::versions).flat_map(|version| &version.hmb).any(has_law)
}

fn has_law(book: &HmbFund) -> bool {
    book.enrolment.is_some()
}

/// By year the thresholds of a design, and the word below which an inclination is kept.
type Solved = Vec<Option<(Thresholds, Option<u64>)>>;

fn solve(
    design: &ByYear<Design>,
    parts: &ProjectionParts,
    blocks: &[(Block, Vec<Option<BlockPlan>>)],
) -> Result<Solved, ProjectionError> {
    let mut solved: Solved = Vec::new();
    // a year without a law, between years that have one, is remembered too
    let follows_a_law = design.versions().flat_map(|version| &version.hmb).any(has_law);
    let mut before: Option<&HmbFund> = None;
    for &year in &parts.years {
        let book = design.in_year(year).hmb.first().filter(|_| follows_a_law);
        solved.push(match (book, solved.last()) {
            (None, _) => None,
            // revisions of other blocks leave a book as it was
            (Some(_), Some(last)) if before == book => last.clone(),
            (Some(book), _) => {
                let enrolment = book.enrolment.clone().unwrap_or_default();
                Some(solve_book(book, &enrolment, parts, blocks)?)
            }
        });
        before = book;
    }
    Ok(solved)
}

fn solve_book(
    book: &HmbFund,
    enrolment: &Enrolment,
    parts: &ProjectionParts,
    blocks: &[(Block, Vec<Option<BlockPlan>>)],
) -> Result<(Thresholds, Option<u64>), ProjectionError> {
    let law = &enrolment.law;
    let people = first_year(book, law, parts, blocks);
    let a = intercept(&people, share(book.participation));
    let stay = match enrolment.renewal {
        None => None,
        Some(Renewal::Stay(stay)) => Some(share(stay)),
        Some(Renewal::Rate(rate)) => {
            Some(stay_probability(&people, a, share(rate)).map_err(|OutOfReach { least, most }| {
                ProjectionError::RenewalOutOfReach {
                    book: book.id.clone(),
                    rate,
                    least: millionths(least),
                    most: millionths(most),
                }
            })?)
        }
    };
    let n_states = law.states.len().max(1);
    let mut words = Vec::with_capacity(2 * AGES * n_states * 4);
    for scheme in [InsuranceScheme::Employee, InsuranceScheme::Resident] {
        for age in (0..=OLDEST).map(Age) {
            let price_ratio = price_ratio(book, enrolment, age);
            for state in 0..n_states {
                for last_year in 0..4 {
                    words.push(word_of(probability(
                        a + law.log_odds(&Candidate {
                            age,
                            scheme,
                            state,
                            insured_last_year: last_year & 1 != 0,
                            claim_last_year: last_year & 2 != 0,
                            price_ratio,
                        }),
                    )));
                }
            }
        }
    }
    let stay = stay.filter(|&stay| stay < 1.0).map(word_of);
    Ok((Thresholds { words, n_states }, stay))
}

/// The heads of the first year that may join and are not entitled to medical aid, at the reference prices.
fn first_year(
    book: &HmbFund,
    law: &EnrolmentLaw,
    parts: &ProjectionParts,
    blocks: &[(Block, Vec<Option<BlockPlan>>)],
) -> Vec<Alike> {
    let mut heads = vec![0_usize; 4 * AGES];
    for plan in blocks.iter().filter_map(|(_, plans)| plans.first()?.as_ref()) {
        let Person { sex, age, .. } = plan.person;
        if book.members.holds(&plan.person) {
            let cell = 2 * scheme_index(plan.status) + sex as usize;
            heads[cell * AGES + usize::from(age.0.min(OLDEST))] += plan.heads;
        }
    }
    let health = parts.years.first().and_then(|&year| parts.illness.in_year(year).health());
    let mut people = Vec::new();
    for (s, scheme) in [InsuranceScheme::Employee, InsuranceScheme::Resident].into_iter().enumerate() {
        let paying = 1.0 - parts.attributes.aid_share[s];
        for (sex, age) in cells() {
            let heads = heads[(2 * s + sex as usize) * AGES + usize::from(age.0)] as f64 * paying;
            // who joins knows the states of the year before; who is not yet born then is healthy
            let before = age.0.checked_sub(1).filter(|_| law.states.len() > 1).zip(health);
            let shares = before.map_or(&[1.0][..], |(before, health)| health.prevalence(sex, Age(before)));
            for (state, share) in shares.iter().enumerate() {
                let new = Candidate {
                    age,
                    scheme,
                    state,
                    insured_last_year: false,
                    claim_last_year: false,
                    price_ratio: 1.0,
                };
                let insured = Candidate { insured_last_year: true, ..new };
                let log_odds = [new, insured].map(|candidate| law.log_odds(&candidate));
                people.push(Alike { heads: heads * share, log_odds: log_odds[0], insured: log_odds[1] });
            }
        }
    }
    people
}

/// A member's price over the reference price; what costs nothing is taken as a fen.
fn price_ratio(book: &HmbFund, enrolment: &Enrolment, age: Age) -> f64 {
    let fen = |premium: &Premium| premium.at(age).0.max(1) as f64;
    let price = enrolment.decided_on.as_ref().unwrap_or(&book.terms.premium);
    enrolment.reference.as_ref().map_or(1.0, |reference| fen(price) / fen(reference))
}

fn share(share: Share) -> f64 {
    share.millionths() as f64 / 1e6
}

#[expect(clippy::cast_possible_truncation, reason = "a probability")]
fn millionths(probability: f64) -> Share {
    Share::from_millionths((probability * 1e6) as i64).unwrap_or(Share::ONE)
}

/// The word below which a uniform word falls with this probability.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates at the last word")]
fn word_of(probability: f64) -> u64 {
    (probability * WORDS) as u64
}
