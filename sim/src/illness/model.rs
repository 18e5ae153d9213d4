//! The illness of a city as data: rates, repeats, severity, hospital levels, splits.

use crate::benefit::{CareKind, Label};
use crate::illness::care::{CareParts, YearlyCare};
use crate::illness::health::Health;
use crate::illness::rates::Rates;
use crate::illness::split::{SplitMeans, SplitTables};
use crate::illness::world::{TailChange, TailShape};
use crate::population::Status;
use crate::random::{Family, QuantileTable};

/// Which admissions a person has after the first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Repeats {
    /// Nobody is admitted twice in a year.
    None,
    /// Admissions are Poisson given a gamma frailty of this shape and mean 1, hence negative
    /// binomial; the smaller the shape, the more the sick are admitted again.
    Frailty {
        /// Shape of the gamma frailty, above 0.
        shape: f64,
    },
}

impl Repeats {
    /// The probability that a person with so many admissions on average has at least one.
    pub(super) fn any(self, mean: f64) -> f64 {
        match self {
            Repeats::None => mean.min(1.0),
            Repeats::Frailty { shape } => -libm::expm1(-shape * libm::log1p(mean.min(100.0) / shape)),
        }
    }
}

/// One hospital level's part in the admissions of a status.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LevelMix {
    /// Share of admissions; the three levels sum to 1.
    pub share: f64,
    /// Cost of a stay relative to the others; only proportions matter.
    pub cost_relativity: f64,
}

/// Care outside the city.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Elsewhere {
    /// Share of admissions elsewhere on referral.
    pub referred: f64,
    /// Share of admissions elsewhere without referral.
    pub unreferred: f64,
    /// Cost of a stay elsewhere relative to one in the city.
    pub cost_relativity: f64,
}

/// What the members of one status suffer on average.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StatusIllness {
    /// Mean admissions a person-year.
    pub admissions: f64,
    /// Mean cost of one admission, yuan.
    pub cost: f64,
    /// Primary, secondary, tertiary hospitals.
    pub levels: [LevelMix; 3],
    /// How a bill splits.
    pub split: SplitMeans,
    /// Probability that an admission is caused by a disease on the list of pre-existing conditions
    /// that the patient had before his policy began.
    pub listed_cause: f64,
    /// Care outside the city.
    pub elsewhere: Elsewhere,
}

/// Why an illness model is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IllnessError {
    /// A table by age must start at age 0, ascend and be positive.
    #[error("the age table must start at age 0, ascend, and hold positive values")]
    AgeTable,
    /// The shares of the hospital levels do not sum to 1.
    #[error("the shares of the hospital levels must sum to 1")]
    LevelShares,
    /// The parts of a bill leave nothing, or less, for the catalogue.
    #[error("the parts of a bill must lie in (0, 1) and leave a part inside the catalogue")]
    Split,
    /// More users of a yearly care than patients, parts that do not make up its cost, or two cares with
    /// the same words.
    #[error("a yearly care has more users than there are patients, parts that are no whole, or comes twice")]
    YearlyCare,
    /// A state of health with parameters out of range, more people in the states than there are, or a care
    /// for a state that is not there.
    #[error("the states of health must be possible, and hold no more people than there are")]
    Health,
    /// The severity family has no finite mean.
    #[error("the severity family must have a finite, positive mean")]
    InfiniteMean,
}

/// The illness of a city, ready to be drawn from.
#[derive(Debug, Clone)]
pub struct Illness {
    pub(super) rates: Rates,
    pub(super) repeats: Repeats,
    pub(super) severity: QuantileTable,
    /// One over the mean of `severity`.
    pub(super) unit: f64,
    pub(super) statuses: [StatusTables; 3],
    pub(super) care: Vec<CareTable>,
    pub(super) health: Option<Health>,
}

/// One yearly care in the inner loop.
#[derive(Debug, Clone)]
pub(super) struct CareTable {
    pub(super) kind: CareKind,
    pub(super) words: u16,
    pub(super) parts: Option<CareParts>,
    pub(super) drug: Option<Label>,
    pub(super) disease: Option<Label>,
    /// The state of health of its users; `None` for all.
    pub(super) state: Option<usize>,
    /// Probability that a patient (of that state) is a user, by status.
    probability: [f64; 3],
    /// Mean cost over the mean of `shape`, by status.
    scale: [f64; 3],
    shape: QuantileTable,
}

impl CareTable {
    /// Whether somebody of a status needs it.
    pub(super) fn is_used_by(&self, status: Status) -> bool {
        self.probability[status as usize] > 0.0
    }

    /// The probability that a patient of a status is a user, where there are `users` times as many as the tables say.
    pub(super) fn users_among(&self, status: Status, users: f64) -> f64 {
        (self.probability[status as usize] * users).min(1.0)
    }

    /// A word above this one is not that of a user.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most the largest word")]
    pub(super) fn most_of_users(&self, status: Status, users: f64) -> u64 {
        // a word becomes a float to one part in 2^53
        let share = self.probability[status as usize] * users * (1.0 + 4.0 * f64::EPSILON);
        (share * 18_446_744_073_709_551_616.0) as u64
    }

    /// The yearly cost in yuan of the patient with this word; `None` for those who do not use it. There are
    /// `users` times as many users as the tables say.
    ///
    /// The word decides on both: given that it is below the probability, the part of it that is
    /// left over is uniform again.
    #[inline]
    pub(super) fn cost(&self, status: Status, word: u64, users: f64) -> Option<f64> {
        let (s, u) = (status as usize, word as f64 * (1.0 / 18_446_744_073_709_551_616.0));
        let probability = self.probability[s] * users;
        if u >= probability {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a fraction of 2^64")]
        let conditional = (u / probability * 18_446_744_073_709_551_616.0) as u64;
        Some(self.shape.value(conditional) * self.scale[s])
    }
}

/// What one status needs in the inner loop.
#[derive(Debug, Clone)]
pub(super) struct StatusTables {
    /// A word below the first threshold is a primary hospital, below the second a secondary one.
    pub(super) level_thresholds: [u32; 2],
    /// The level of every admission, where there is one only and nothing else depends on the word of place.
    pub(super) only_level: Option<u32>,
    /// Cost relativity by level, admission-weighted mean 1.
    pub(super) level_cost: [f64; 3],
    pub(super) listed_cause_threshold: u32,
    /// By state of health.
    pub(super) places: Vec<PlaceTable>,
    pub(super) split: SplitTables,
}

/// Where those of one status and state of health are admitted.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlaceTable {
    /// A word below the first threshold is care on referral, below the second care without.
    pub(super) thresholds: [u32; 2],
    /// Cost in the city, and elsewhere, relative to the mean.
    pub(super) cost: [f64; 2],
}

/// The most of the admissions of a state of health that may be elsewhere.
const MOST_ELSEWHERE: f64 = 0.95;

impl PlaceTable {
    fn new(elsewhere: &Elsewhere, relative: f64) -> PlaceTable {
        let all = elsewhere.referred + elsewhere.unreferred;
        let share = (all * relative).min(MOST_ELSEWHERE);
        let referred = if all > 0.0 { share * elsewhere.referred / all } else { 0.0 };
        let dear = if share > 0.0 { elsewhere.cost_relativity } else { 1.0 };
        let mean = 1.0 + share * (dear - 1.0);
        PlaceTable { thresholds: [threshold(referred), threshold(share)], cost: [1.0 / mean, dear / mean] }
    }
}

impl Illness {
    /// Checks the model and builds its tables.
    ///
    /// The severity `family` gives the shape of the cost of one admission; its level comes from
    /// `rates`: a family of any scale is divided by its mean.
    pub fn new(
        rates: Rates,
        repeats: Repeats,
        family: &Family,
        statuses: &[StatusIllness; 3],
        care: &[YearlyCare],
        health: Option<Health>,
    ) -> Result<Illness, IllnessError> {
        let mean = family.mean();
        if !(mean.is_finite() && mean > 0.0) {
            return Err(IllnessError::InfiniteMean);
        }
        let severity = QuantileTable::new(family);
        let unit = 1.0 / mean;
        let tables = |status: &StatusIllness| -> Result<StatusTables, IllnessError> {
            let [p, s, t] = status.levels;
            if (p.share + s.share + t.share - 1.0).abs() > 1e-9 {
                return Err(IllnessError::LevelShares);
            }
            let mean: f64 = status.levels.iter().map(|level| level.share * level.cost_relativity).sum();
            Ok(StatusTables {
                level_thresholds: [threshold(p.share), threshold(p.share + s.share)],
                only_level: only_level(status).filter(|_| health.is_none()),
                level_cost: status.levels.map(|level| level.cost_relativity / mean),
                listed_cause_threshold: threshold(status.listed_cause),
                places: (0..health.as_ref().map_or(1, Health::n_states))
                    .map(|k| {
                        let relative = health.as_ref().map_or(1.0, |health| health.marks(k).elsewhere);
                        PlaceTable::new(&status.elsewhere, relative)
                    })
                    .collect(),
                split: SplitTables::new(&status.split, &severity, unit)?,
            })
        };
        let [a, b, c] = statuses;
        let statuses = [tables(a)?, tables(b)?, tables(c)?];
        let health_of = health.as_ref();
        let care = care
            .iter()
            .map(|care| care_table(&rates, repeats, health_of, care))
            .collect::<Result<Vec<_>, _>>()?;
        let twice = care.iter().enumerate().any(|(i, x)| care[..i].iter().any(|y| y.words == x.words));
        if twice {
            Err(IllnessError::YearlyCare)
        } else {
            Ok(Illness { rates, repeats, severity, unit, statuses, care, health })
        }
    }

    /// The rates of every cell.
    pub fn rates(&self) -> &Rates {
        &self.rates
    }

    /// The share of the own expense of a status that is on the list of reasonable cost, in millionths.
    pub fn listed_own_expense(&self, status: Status) -> f64 {
        self.statuses[status as usize].split.listed_millionths()
    }

    /// Whether members of a status have yearly care besides admissions.
    pub fn has_care(&self, status: Status) -> bool {
        self.care.iter().any(|care| care.is_used_by(status))
    }

    /// The lasting states of health, where there are any.
    pub fn health(&self) -> Option<&Health> {
        self.health.as_ref()
    }

    /// The shape that a change of the tail gives to the cost of admissions, their mean kept.
    pub fn tail(&self, change: TailChange) -> TailShape {
        TailShape::new(change, &self.severity, self.unit)
    }
}

/// The level of every admission in the city, where all are and none has a listed cause.
fn only_level(status: &StatusIllness) -> Option<u32> {
    let elsewhere = status.elsewhere.referred + status.elsewhere.unreferred;
    let certain = |share: f64| share >= 1.0;
    let level = (0..).zip(&status.levels).find(|(_, level)| certain(level.share));
    level.filter(|_| elsewhere <= 0.0 && status.listed_cause <= 0.0).map(|(number, _)| number)
}

/// Spreads the users of a yearly care over the patients of each status.
fn care_table(
    rates: &Rates,
    repeats: Repeats,
    health: Option<&Health>,
    care: &YearlyCare,
) -> Result<CareTable, IllnessError> {
    if care.state.is_some_and(|state| state >= health.map_or(1, Health::n_states)) {
        return Err(IllnessError::Health);
    }
    let mean = care.family.mean();
    if !(mean.is_finite() && mean > 0.0) {
        return Err(IllnessError::InfiniteMean);
    }
    let mut probability = [0.0; 3];
    for status in Status::ALL {
        let s = status as usize;
        let patients = rates.mean_over_heads(status, |cell, sex, age| match health {
            None => repeats.any(cell.admissions),
            Some(health) => {
                let states = health.prevalence(sex, age).iter().zip(health.relative(sex, age)).enumerate();
                let users = states.filter(|(k, _)| care.state.is_none_or(|state| state == *k));
                users.map(|(_, (part, relative))| part * repeats.any(cell.admissions * relative.0)).sum()
            }
        });
        if care.users[s] > 0.0 {
            probability[s] = care.users[s] / patients;
        }
        if !(0.0..=1.0).contains(&probability[s]) {
            return Err(IllnessError::YearlyCare);
        }
    }
    if care.parts.is_some_and(|parts| !parts.is_whole()) {
        return Err(IllnessError::YearlyCare);
    }
    Ok(CareTable {
        kind: care.kind,
        words: care.words,
        parts: care.parts,
        drug: care.drug,
        disease: care.disease,
        state: care.state,
        probability,
        scale: care.cost.map(|cost| cost / mean),
        shape: QuantileTable::new(&care.family),
    })
}

/// The 32-bit word below which a uniform word falls with probability `p`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of u32")]
fn threshold(p: f64) -> u32 {
    (p * 4_294_967_296.0).clamp(0.0, 4_294_967_295.0) as u32
}
