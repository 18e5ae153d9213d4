//! How often people are admitted, cell by cell, and how unevenly.

use super::base::Base;
use super::persons::{PersonYear, Persons};
use crate::experience::Experience;
use crate::population::Status;
use crate::stats::BuhlmannStraub;
use crate::stats::overdispersion::{Counted, frailty};
use crate::units::{Age, Sex};

/// The first ages of the bands; of the scenario's age steps each belongs to the band of its first age.
pub const BANDS: [u8; 7] = [0, 20, 40, 50, 60, 70, 80];

/// Fewer persons than these are told of nobody (小样本抑制).
pub const FEWEST: u64 = 10;

/// A cell of the insured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Status.
    pub status: Status,
    /// Sex.
    pub sex: Sex,
    /// The place of the age band in [`BANDS`].
    pub band: usize,
    /// Whether with a disease of the pre-existing list.
    pub pre_existing: bool,
    /// How many persons were in it.
    pub persons: u64,
    /// Their years of cover.
    pub years: f64,
    /// Admissions that came.
    pub admissions: f64,
    /// Admissions expected: by the base, times the portfolio's own level with or without such a disease.
    pub expected: f64,
    /// Came over expected.
    pub own: f64,
    /// How far that is believed.
    pub credibility: f64,
    /// The ratio that is used.
    pub credible: f64,
    /// The root of its mean squared error.
    pub se: f64,
}

/// The frequency of the insured beside the base.
#[derive(Debug, Clone, PartialEq)]
pub struct Frequency {
    /// Cells with somebody in them, by status, band, sex and list.
    pub cells: Vec<Cell>,
    /// What came over what the base expects, without and with a disease of the list.
    pub levels: [f64; 2],
    /// The variance of a ratio of weight 1 within a cell: 1 where counts are Poisson.
    pub within: f64,
    /// The variance between cells, cut at 0, and before the cut.
    pub between: [f64; 2],
    /// The mean ratio that cells are drawn to.
    pub collective: f64,
    /// The factor on the base's rates of each status, and of each band and sex.
    pub factors: Factors,
    /// The shape of the gamma frailty with its coordinate's error; `None` where nobody came twice.
    pub frailty: Option<Frailty>,
}

/// How a status and an age and sex multiply the base's rates.
#[derive(Debug, Clone, PartialEq)]
pub struct Factors {
    /// Of each status.
    pub status: [f64; 3],
    /// Of each band, men and women.
    pub band: [[f64; 2]; BANDS.len()],
}

/// How unevenly admissions fall on persons of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frailty {
    /// The shape of all unevenness together.
    pub total: f64,
    /// What of it the base's states of health leave to the yearly frailty; `None` where they are more uneven
    /// than the claims.
    pub shape: Option<f64>,
    /// The standard error of its logarithm.
    pub ln_se: Option<f64>,
    /// How many persons had two admissions in a year.
    pub repeated: u64,
}

/// The band of an age.
pub(super) fn band_of(age: Age) -> usize {
    BANDS.iter().rposition(|&from| from <= age.0).unwrap_or(0)
}

impl Factors {
    /// The factor of a status, sex and age.
    pub fn of(&self, status: Status, sex: Sex, age: Age) -> f64 {
        self.status[status as usize] * self.band[band_of(age)][sex as usize]
    }
}

impl Frequency {
    /// The frequency of all person-years; `None` without any admission.
    pub fn new(persons: &Persons, experience: &Experience, base: &Base<'_>) -> Option<Frequency> {
        let level = |listed: bool| {
            let years = persons.years.iter().filter(|it| it.pre_existing == listed);
            let (came, expected) =
                years.fold((0.0, 0.0), |sum, it| (sum.0 + f64::from(it.admissions), sum.1 + it.expected));
            if came > 0.0 && expected > 0.0 { came / expected } else { 0.0 }
        };
        let levels = [level(false), level(true)];
        if levels.iter().all(|&level| level <= 0.0) {
            return None;
        }
        let mut groups = Groups::new(experience.years().len());
        for it in &persons.years {
            let year = usize::from(it.year.0 - experience.years()[0].0);
            groups.add(it, year, it.expected * levels[usize::from(it.pre_existing)]);
        }
        let structure = BuhlmannStraub::new(&groups.periods(), groups.one_year().then_some(1.0));
        let mut cells = groups.cells();
        let (mut within, mut between, mut collective) = (1.0, [0.0; 2], 1.0);
        if let Some(found) = structure {
            (within, collective) = (found.within, found.collective);
            between = [found.between, found.between_uncut];
            for (cell, credible) in cells.iter_mut().zip(&found.cells) {
                (cell.own, cell.credibility) = (credible.own, credible.credibility);
                (cell.credible, cell.se) = (credible.credible, credible.se);
            }
        }
        let factors = factors(&cells, &levels);
        let frailty = uneven(persons, &cells, &levels, base);
        Some(Frequency { cells, levels, within, between, collective, factors, frailty })
    }
}

/// A cell, the last person in it, and by year what came and what was expected.
type Group = (Cell, u32, Vec<(f64, f64)>);

/// Person-years by cell and year.
struct Groups {
    cells: Vec<Option<Group>>,
    years: usize,
}

impl Groups {
    fn new(years: usize) -> Groups {
        Groups { cells: vec![None; 3 * BANDS.len() * 4], years }
    }

    fn add(&mut self, it: &PersonYear, year: usize, expected: f64) {
        let band = band_of(it.age);
        let group = &mut self.cells[place(it.status, band, it.sex, it.pre_existing)];
        let (cell, last, sums) = group.get_or_insert_with(|| {
            let (status, sex, pre_existing) = (it.status, it.sex, it.pre_existing);
            let cell = Cell {
                status,
                sex,
                band,
                pre_existing,
                persons: 0,
                years: 0.0,
                admissions: 0.0,
                expected: 0.0,
                own: 0.0,
                credibility: 0.0,
                credible: 1.0,
                se: 0.0,
            };
            (cell, u32::MAX, vec![(0.0, 0.0); self.years])
        });
        cell.persons += u64::from(*last != it.person);
        *last = it.person;
        cell.years += it.covered;
        cell.admissions += f64::from(it.admissions);
        cell.expected += expected;
        sums[year].0 += f64::from(it.admissions);
        sums[year].1 += expected;
    }

    fn there(&self) -> impl Iterator<Item = &Group> {
        self.cells.iter().flatten()
    }

    fn cells(&self) -> Vec<Cell> {
        let own = |cell: &Cell| if cell.expected > 0.0 { cell.admissions / cell.expected } else { 0.0 };
        self.there().map(|(cell, _, _)| Cell { own: own(cell), ..*cell }).collect()
    }

    fn periods(&self) -> Vec<Vec<(f64, f64)>> {
        let periods = |sums: &Vec<(f64, f64)>| {
            let seen = sums.iter().filter(|(_, expected)| *expected > 0.0);
            seen.map(|&(came, expected)| (expected, came / expected)).collect()
        };
        self.there().map(|(_, _, sums)| periods(sums)).collect()
    }

    fn one_year(&self) -> bool {
        self.years < 2
    }
}

fn place(status: Status, band: usize, sex: Sex, pre_existing: bool) -> usize {
    ((status as usize * BANDS.len() + band) * 2 + sex as usize) * 2 + usize::from(pre_existing)
}

/// What multiplies the base's rates: a factor of the status times one of age and sex, such that the credible
/// admissions of every status, and of every age and sex, come out (minimum bias of Bailey and Simon 1960 with
/// Poisson weights).
fn factors(cells: &[Cell], levels: &[f64; 2]) -> Factors {
    let mut factors = Factors { status: [1.0; 3], band: [[1.0; 2]; BANDS.len()] };
    // expected by the base alone, and credible
    let sums = |of: &dyn Fn(&Cell) -> bool, by: &dyn Fn(&Cell) -> f64| {
        cells.iter().filter(|cell| of(cell)).fold((0.0, 0.0), |sum, cell| {
            let level = levels[usize::from(cell.pre_existing)].max(f64::MIN_POSITIVE);
            (sum.0 + cell.expected * cell.credible, sum.1 + cell.expected / level * by(cell))
        })
    };
    let ratio = |(credible, expected): (f64, f64)| if expected > 0.0 { credible / expected } else { 1.0 };
    for _ in 0..50 {
        for status in Status::ALL {
            let band = factors.band;
            let of = |cell: &Cell| cell.status == status;
            factors.status[status as usize] = ratio(sums(&of, &|cell| band[cell.band][cell.sex as usize]));
        }
        for band in 0..BANDS.len() {
            for sex in [Sex::Male, Sex::Female] {
                let status = factors.status;
                let of = |cell: &Cell| cell.band == band && cell.sex == sex;
                factors.band[band][sex as usize] = ratio(sums(&of, &|cell| status[cell.status as usize]));
            }
        }
    }
    factors
}

/// The frailty of admissions within cells, and what the base's states of health leave of it.
///
/// With `r` the relativity of a person's state and a yearly gamma frailty of shape `k`, the counts of a cell have
/// `1 + 1/total = E[r^2] (1 + 1/k)`.
fn uneven(persons: &Persons, cells: &[Cell], levels: &[f64; 2], base: &Base<'_>) -> Option<Frailty> {
    let mut credible = vec![1.0; 3 * BANDS.len() * 4];
    for cell in cells {
        credible[place(cell.status, cell.band, cell.sex, cell.pre_existing)] = cell.credible;
    }
    let (mut counts, mut repeated) = (std::collections::BTreeMap::new(), 0);
    let (mut squares, mut weight) = (0.0, 0.0);
    for it in persons.years.iter().filter(|it| it.expected > 0.0) {
        let listed = it.pre_existing;
        let ratio = credible[place(it.status, band_of(it.age), it.sex, listed)] * levels[usize::from(listed)];
        // expected admissions to two digits of a step of 5%: cells of a like mean are one
        let expected = it.expected * ratio.max(1e-9);
        let step = libm::round(libm::log(expected) / 0.05);
        *counts.entry((step.to_bits(), it.admissions)).or_insert(0.0) += 1.0;
        repeated += u64::from(it.admissions > 1);
        squares += expected * spread_of_states(base, it.sex, it.age);
        weight += expected;
    }
    let counts: Vec<Counted> = counts
        .into_iter()
        .map(|((step, events), persons)| Counted {
            expected: libm::exp(0.05 * f64::from_bits(step)),
            events,
            persons,
        })
        .collect();
    let found = frailty(&counts)?;
    let total = libm::exp(found.at[1]);
    let states = squares / weight;
    let left = (1.0 + 1.0 / total) / states - 1.0;
    let shape = (left > 1e-3).then(|| 1.0 / left);
    // d ln k / d ln total = k / (total E[r^2])
    let ln_se = found.covariance.map(|it| {
        let slope = shape.map_or(1.0, |shape| shape / (total * states));
        slope * libm::sqrt(it[1][1])
    });
    Some(Frailty { total, shape, ln_se, repeated })
}

/// `E[r^2]` over the states of health of a sex and age.
fn spread_of_states(base: &Base<'_>, sex: Sex, age: Age) -> f64 {
    let Some(health) = base.health() else { return 1.0 };
    let states = health.prevalence(sex, age).iter().zip(health.relative(sex, age));
    states.map(|(part, (often, _))| part * often * often).sum()
}
