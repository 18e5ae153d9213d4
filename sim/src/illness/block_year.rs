//! The care of one block in one year: admissions, and the yearly care of those who need it.
//!
//! The block's members are exchangeable, so chance is spent on numbers before names. `K_1` members
//! are admitted at least once, `K_2` of them at least twice, and so on; each `K` is the inverse
//! distribution of one uniform, and the first `K_r` of a keyed permutation of the slots are those
//! with at least `r` admissions. A higher frequency therefore adds patients and moves none, and the
//! `r`-th admission of the `j`-th patient keeps its words whatever else changes.

use crate::benefit::{CareKind, Label};
use crate::illness::LARGEST_BILL;
use crate::illness::model::{CareTable, Illness, Repeats};
use crate::illness::rates::CellRates;
use crate::illness::split::Parts;
use crate::illness::world::YearFactors;
use crate::population::Status;
use crate::random::{Address, BlockStream, ClaimantOrder, CountChain, CountLaw, Purpose, Uniforms};
use crate::units::{Fen, Trial, Year};

/// One claim as illness sees it, in whole fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Episode {
    /// An admission, a year of special-disease outpatient care, a year of a drug.
    pub kind: CareKind,
    /// The whole bill.
    pub total: Fen,
    /// Its parts.
    pub parts: Parts,
    /// 0 primary, 1 secondary, 2 tertiary hospital.
    pub level: usize,
    /// Whether a disease on the list of pre-existing conditions caused it.
    pub listed_cause: bool,
    /// Which drug it is.
    pub drug: Option<Label>,
    /// Which disease it treats.
    pub disease: Option<Label>,
    /// The day of the year on which it begins, 1 to 365, where a rule asks for it.
    pub day: Option<u16>,
}

/// Where a block's year stands in the space of random numbers.
#[derive(Debug, Clone, Copy)]
pub struct BlockAddress {
    /// Master seed.
    pub seed: u64,
    /// Trial.
    pub trial: Trial,
    /// Settlement year.
    pub year: Year,
    /// [`crate::population::Block::address`].
    pub block: u64,
}

impl BlockAddress {
    fn of(&self, purpose: Purpose, round: usize) -> Address {
        #[expect(clippy::cast_possible_truncation, reason = "nobody is admitted 65,536 times a year")]
        let round = round as u16;
        let BlockAddress { seed, trial, year, block } = *self;
        Address { seed, purpose, trial: trial.0, year: year.0, block, round }
    }
}

/// The members of one block who can fall ill, and how ill.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exposed {
    /// Slots of the block that are covered.
    pub heads: usize,
    /// Their status.
    pub status: Status,
    /// Their rates.
    pub rates: CellRates,
}

/// What is asked of the patients of a block besides their care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    /// Their slots.
    pub slots: bool,
    /// The days of their care.
    pub days: bool,
}

/// The words of one round of admissions: the `r`-th admission of everybody who has one.
#[derive(Debug, Default)]
struct Round {
    severity: Vec<u64>,
    split: Vec<u64>,
    place: Vec<u64>,
}

/// The care of one block and year; its memory is reused from block to block.
#[derive(Debug)]
pub struct BlockYear {
    /// `K_1 >= K_2 >= ...`, without the zeros.
    at_least: Vec<u32>,
    rounds: Vec<Round>,
    /// By yearly care: one word a patient.
    care: Vec<Vec<u64>>,
    /// One word a patient, from which the days of his care follow; empty where no rule asks for days.
    days: Vec<u64>,
    slots: Vec<u16>,
    chain: CountChain,
    order: ClaimantOrder,
    status: Status,
    severity_factor: f64,
    /// Mean cost in fen by level, world factor included.
    level_cost: [f64; 3],
}

impl BlockYear {
    /// Memory for one block at a time.
    pub fn new() -> BlockYear {
        BlockYear {
            at_least: Vec::new(),
            rounds: Vec::new(),
            care: Vec::new(),
            days: Vec::new(),
            slots: Vec::new(),
            chain: CountChain::default(),
            order: ClaimantOrder::new(),
            status: Status::Resident,
            severity_factor: 1.0,
            level_cost: [0.0; 3],
        }
    }

    /// Draws the numbers of patients and the words of their care.
    ///
    /// Draws: one uniform a round of admissions, three words an admission, one word a patient and
    /// yearly care, half a word a named patient, a word a dated one.
    ///
    /// # Panics
    /// Never for a model that [`Illness::new`] accepted.
    pub fn draw(
        &mut self,
        illness: &Illness,
        at: &BlockAddress,
        exposed: &Exposed,
        factors: YearFactors,
        asked: Asked,
    ) {
        let mean = exposed.rates.admissions * factors.frequency;
        let law = match illness.repeats {
            Repeats::None => CountLaw::AtMostOne { probability: mean.min(1.0) },
            Repeats::Frailty { shape } => CountLaw::NegativeBinomial { mean: mean.min(100.0), shape },
        };
        self.chain.set(law).expect("a mean in [0, 100] and a shape checked on entry");
        #[expect(clippy::cast_possible_truncation, reason = "a block has 4,096 slots")]
        let heads = exposed.heads as u32;
        self.chain.draw(heads, &mut Uniforms::new(&at.of(Purpose::Claimants, 0)), &mut self.at_least);

        if self.rounds.len() < self.at_least.len() {
            self.rounds.resize_with(self.at_least.len(), Round::default);
        }
        for (r, (&n, round)) in self.at_least.iter().zip(&mut self.rounds).enumerate() {
            for (words, purpose) in [
                (&mut round.severity, Purpose::Severity),
                (&mut round.split, Purpose::Split),
                (&mut round.place, Purpose::Place),
            ] {
                fill(words, n as usize, &at.of(purpose, r));
            }
        }
        let patients = self.patients();
        self.care.resize_with(illness.care.len(), Vec::new);
        for (words, care) in self.care.iter_mut().zip(&illness.care) {
            fill(words, patients, &at.of(Purpose::YearlyCare, usize::from(care.words)));
        }
        fill(&mut self.days, if asked.days { patients } else { 0 }, &at.of(Purpose::Day, 0));
        if asked.slots {
            let slots = self.order.first(&at.of(Purpose::ClaimantOrder, 0), patients, exposed.heads);
            self.slots.clear();
            self.slots.extend_from_slice(slots);
        }
        self.status = exposed.status;
        self.severity_factor = factors.severity;
        self.level_cost = illness.statuses[exposed.status as usize]
            .level_cost
            .map(|level| exposed.rates.cost * 100.0 * factors.severity * level);
    }

    /// Members of the block who are admitted at least once.
    pub fn patients(&self) -> usize {
        self.at_least.first().map_or(0, |&n| n as usize)
    }

    /// All admissions of the block.
    pub fn admissions(&self) -> usize {
        self.at_least.iter().map(|&n| n as usize).sum()
    }

    /// The slot of patient `j`; only after a named draw.
    #[inline]
    pub fn slot(&self, j: usize) -> usize {
        usize::from(self.slots[j])
    }

    /// The year of patient `j < patients()` into `episodes`: admissions in order of their dates, then
    /// a year of each yearly care that he needs.
    #[inline]
    pub fn year_of(&self, illness: &Illness, j: usize, episodes: &mut Vec<Episode>) {
        episodes.clear();
        for (round, &n) in self.rounds.iter().zip(&self.at_least) {
            if j >= n as usize {
                break;
            }
            episodes.push(self.admission(illness, round, j));
        }
        for (words, care) in self.care.iter().zip(&illness.care) {
            if let Some(cost) = care.cost(self.status, words[j]) {
                episodes.push(self.yearly(illness, care, cost, words[j]));
            }
        }
        if let Some(&word) = self.days.get(j) {
            date(episodes, word);
        }
    }

    /// ```text
    /// cost = floor(level mean * severity quantile / severity mean + 1/2) fen
    /// ```
    #[inline]
    fn admission(&self, illness: &Illness, round: &Round, j: usize) -> Episode {
        let tables = &illness.statuses[self.status as usize];
        let place = round.place[j];
        let level_word = (place >> 32) as u32;
        let level = usize::from(level_word >= tables.level_thresholds[0])
            + usize::from(level_word >= tables.level_thresholds[1]);
        let relative = illness.severity.value(round.severity[j]) * illness.unit;
        let total = whole_fen(relative * self.level_cost[level]);
        Episode {
            kind: CareKind::Inpatient,
            total,
            parts: tables.split.split(total, relative, round.split[j]),
            level,
            #[expect(clippy::cast_possible_truncation, reason = "the low half of the word")]
            listed_cause: (place as u32) < tables.listed_cause_threshold,
            drug: None,
            disease: None,
            day: None,
        }
    }

    /// A year of care at `cost` yuan; its split takes the low bits of the word that decided on it.
    #[cold]
    fn yearly(&self, illness: &Illness, care: &CareTable, cost: f64, word: u64) -> Episode {
        const SECONDARY: usize = 1;
        let total = whole_fen(cost * 100.0 * self.severity_factor);
        let parts = match &care.parts {
            Some(parts) => parts.split(total),
            None => illness.statuses[self.status as usize].split.split(total, 1.0, scramble(word)),
        };
        let &CareTable { kind, drug, disease, .. } = care;
        Episode { kind, total, parts, level: SECONDARY, listed_cause: false, drug, disease, day: None }
    }
}

impl Default for BlockYear {
    fn default() -> Self {
        Self::new()
    }
}

/// Gives each of a patient's episodes a day, uniform over the year and independent of the others;
/// admissions come in the order of their dates.
#[cold]
fn date(episodes: &mut [Episode], word: u64) {
    let mut days: Vec<u16> =
        (1..=episodes.len() as u64).map(|i| day_of(scramble(word ^ scramble(i)))).collect();
    let admissions = episodes.iter().filter(|episode| episode.kind == CareKind::Inpatient).count();
    days[..admissions].sort_unstable();
    for (episode, day) in episodes.iter_mut().zip(days) {
        episode.day = Some(day);
    }
}

/// The day of the year that a word stands for: `1 + floor(365 word / 2^64)`.
fn day_of(word: u64) -> u16 {
    u16::try_from(1 + ((u128::from(word) * 365) >> 64)).unwrap_or(365)
}

/// Half up to the fen, for amounts of at least 0 and at most [`LARGEST_BILL`].
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "bounded")]
fn whole_fen(amount: f64) -> Fen {
    Fen((amount + 0.5) as i64).min(LARGEST_BILL)
}

/// Fills `words` with the first `n` words at an address.
fn fill(words: &mut Vec<u64>, n: usize, at: &Address) {
    words.resize(n, 0);
    BlockStream::new(at).fill(words);
}

/// Another word that depends on every bit of this one (Stafford's mix 13).
fn scramble(word: u64) -> u64 {
    let word = (word ^ word >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ word >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ word >> 31
}
