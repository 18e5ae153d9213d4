//! The care of one block in one year: admissions, and the yearly care of those who need it.
//!
//! A block's members of one state of health are exchangeable, so chance is spent on numbers before names.
//! `K_1` members are admitted at least once, `K_2` of them at least twice, and so on; each `K` is the inverse
//! distribution of one uniform, and the first `K_r` of a keyed permutation of the slots are those with at
//! least `r` admissions. A higher frequency therefore adds patients and moves none, and the `r`-th admission
//! of the `j`-th patient keeps its words whatever else changes.

use huimin_kernel::{LANES, mix};

use crate::benefit::{CareKind, Label, Place};
use crate::illness::LARGEST_BILL;
use crate::illness::health::{Health, MAX_STATES, SlotHealth};
use crate::illness::model::{CareTable, Illness, Repeats};
use crate::illness::rates::CellRates;
use crate::illness::small_bills::DearFirst;
use crate::illness::split::Parts;
use crate::illness::world::{TailShape, YearFactors};
use crate::population::Status;
use crate::random::{Address, ClaimantOrder, CountChain, CountLaw, Purpose, Uniforms, Words};
use crate::units::{Age, Fen, Sex, Trial, Year};

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
    /// In the city or elsewhere.
    pub place: Place,
    /// Whether a disease on the list of pre-existing conditions caused it.
    pub listed_cause: bool,
    /// Which drug it is.
    pub drug: Option<Label>,
    /// Which disease it treats.
    pub disease: Option<Label>,
    /// The event that it reports.
    pub event: Option<Label>,
    /// The day of the year on which it begins, 1 to 365, where a rule asks for it.
    pub day: Option<u16>,
}

/// The bits of a block's address from here on are free: they hold the state of health.
const STATE_BITS: u32 = 56;

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
    /// The same block's address for the members of one state of health; 0 is the block's own.
    const fn of_state(&self, state: usize) -> BlockAddress {
        BlockAddress { block: self.block | (state as u64) << STATE_BITS, ..*self }
    }

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
    /// Their sex.
    pub sex: Sex,
    /// Their age.
    pub age: Age,
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
    /// Only of those whose year may cost more than this; `None` for all. Patients of one admission who cannot
    /// are then not among the patients, nor their admissions among the admissions.
    pub above: Option<Fen>,
}

/// The patients of one state of health, in a year; exchangeable but for their slots.
#[derive(Debug, Default)]
pub(super) struct Patients {
    /// `K_1 >= K_2 >= ...`, without the zeros.
    pub(super) at_least: Vec<u32>,
    /// Where the words of each round of admissions (the `r`-th admission of everybody who has one) begin, whole
    /// groups of them, and where the last end.
    pub(super) starts: Vec<usize>,
    /// How dear each admission is, round by round.
    pub(super) severity: Words,
    /// How its bill splits; empty where no bill's parts depend on chance.
    pub(super) split: Words,
    /// Its level and place; empty where there is one of each, and nothing else asks for them.
    pub(super) place: Words,
    /// By yearly care: one word a patient; empty where the care is not for them.
    pub(super) care: Vec<Words>,
    /// One word a patient, from which the days of his care follow; empty where no rule asks for days.
    days: Words,
    /// Mean cost in fen by level, world factor included.
    pub(super) level_cost: [f64; 3],
    /// How many times the users of the tables special-disease outpatient care has among them.
    special_outpatients: f64,
}

impl Patients {
    /// How many times the users of the tables a care has among them.
    #[inline]
    pub(super) fn users(&self, care: &CareTable) -> f64 {
        if care.kind == CareKind::SpecialOutpatient { self.special_outpatients } else { 1.0 }
    }

    /// Lays out the words of the rounds one behind the other.
    fn lay_out(&mut self) {
        let mut end = 0;
        self.starts.clear();
        self.starts.push(0);
        self.starts.extend(self.at_least.iter().map(|&n| {
            end += (n as usize).next_multiple_of(LANES);
            end
        }));
    }

    fn count(&self) -> usize {
        self.at_least.first().map_or(0, |&n| n as usize)
    }
}

/// The care of one block and year; its memory is reused from block to block.
#[derive(Debug)]
pub struct BlockYear {
    /// By state of health; one where nobody has any.
    pub(super) states: Vec<Patients>,
    n_states: usize,
    /// By state: the slots of its patients; empty where they are not asked for.
    slots: Vec<Vec<u16>>,
    health: Vec<SlotHealth>,
    chain: CountChain,
    order: ClaimantOrder,
    pub(super) status: Status,
    pub(super) severity_factor: f64,
    pub(super) own_expense: f64,
    pub(super) tail: TailShape,
}

impl BlockYear {
    /// Memory for one block at a time.
    pub fn new() -> BlockYear {
        BlockYear {
            states: Vec::new(),
            n_states: 0,
            slots: Vec::new(),
            health: Vec::new(),
            chain: CountChain::default(),
            order: ClaimantOrder::new(),
            status: Status::Resident,
            severity_factor: 1.0,
            own_expense: 1.0,
            tail: TailShape::AS_IT_IS,
        }
    }

    /// Draws the numbers of patients and the words of their care, state by state of `health` (whose slots
    /// beyond `exposed.heads` are nobody; empty where the model has no states).
    ///
    /// Draws: one uniform a state and round of admissions, three words an admission, one word a patient and
    /// yearly care, half a word a named patient, a word a dated one.
    ///
    /// # Panics
    /// Never for a model that [`Illness::new`] accepted.
    pub fn draw(
        &mut self,
        illness: &Illness,
        at: &BlockAddress,
        exposed: &Exposed,
        health: &[SlotHealth],
        factors: YearFactors,
        asked: Asked,
    ) {
        self.status = exposed.status;
        let level = factors.of(exposed.status.scheme());
        self.severity_factor = level.severity;
        (self.own_expense, self.tail) = (factors.own_expense, factors.tail);
        self.health.clear();
        self.health.extend_from_slice(&health[..health.len().min(exposed.heads)]);
        let states = illness.health.as_ref().filter(|_| !health.is_empty());
        self.n_states = states.map_or(1, Health::n_states);
        if self.states.len() < self.n_states {
            self.states.resize_with(self.n_states, Patients::default);
        }
        let mut heads = [0_usize; MAX_STATES + 1];
        match states {
            Some(_) => self.health.iter().for_each(|slot| heads[slot.state()] += 1),
            None => heads[0] = exposed.heads,
        }
        for (k, &heads) in heads.iter().enumerate().take(self.n_states) {
            let (often, dear) = states.map_or((1.0, 1.0), |it| it.relative(exposed.sex, exposed.age)[k]);
            let mean = exposed.rates.admissions * level.frequency * often;
            self.states[k].level_cost = illness.statuses[exposed.status as usize]
                .level_cost
                .map(|relative| exposed.rates.cost * 100.0 * level.severity * relative * dear);
            // the tables give users among the patients of an ordinary year
            self.states[k].special_outpatients = level.special_outpatient.map_or(1.0, |users| {
                users * illness.repeats.any(mean / level.frequency) / illness.repeats.any(mean)
            });
            self.draw_state(illness, &at.of_state(k), k, (heads, mean), asked);
        }
        if asked.slots || states.is_some() {
            let mut counts = [0_usize; MAX_STATES + 1];
            for (count, state) in counts.iter_mut().zip(&self.states[..self.n_states]) {
                *count = state.count();
            }
            let order = at.of(Purpose::ClaimantOrder, 0);
            if self.n_states == 1 {
                self.slots.resize_with(1, Vec::new);
                self.slots[0].clear();
                self.slots[0].extend_from_slice(self.order.first(&order, counts[0], exposed.heads));
            } else {
                let group = |slot: usize| self.health[slot].state();
                let counts = &counts[..self.n_states];
                self.order.first_of_groups(&order, exposed.heads, group, counts, &mut self.slots);
            }
        }
    }

    fn draw_state(
        &mut self,
        illness: &Illness,
        at: &BlockAddress,
        k: usize,
        (heads, mean): (usize, f64),
        asked: Asked,
    ) {
        let law = match illness.repeats {
            Repeats::None => CountLaw::AtMostOne { probability: mean.min(1.0) },
            Repeats::Frailty { shape } => CountLaw::NegativeBinomial { mean: mean.min(100.0), shape },
        };
        self.chain.set(law).expect("a mean in [0, 100] and a shape checked on entry");
        let reaching = asked.above.and_then(|above| self.share_above(illness, k, above));
        let in_care = self.in_care(illness, k);
        let state = &mut self.states[k];
        #[expect(clippy::cast_possible_truncation, reason = "a block has 4,096 slots")]
        let heads = heads as u32;
        self.chain.draw(heads, &mut Uniforms::new(&at.of(Purpose::Claimants, 0)), &mut state.at_least);
        let twice = state.at_least.get(1).copied().unwrap_or(0);
        let dear_first = reaching.zip(state.at_least.first_mut()).map(|(reaching, patients)| {
            let mut uniforms = Uniforms::new(&at.of(Purpose::Claimants, 1));
            let dear_first = DearFirst::draw((twice, *patients), (in_care, reaching), &mut uniforms);
            *patients = dear_first.count();
            dear_first
        });
        state.lay_out();
        let tables = &illness.statuses[self.status as usize];
        let (split, place) = (tables.split.vary(), tables.only_level.is_none());
        for (words, purpose, asked) in [
            (&mut state.severity, Purpose::Severity, true),
            (&mut state.split, Purpose::Split, split),
            (&mut state.place, Purpose::Place, place),
        ] {
            words.draw_rounds(&at.of(purpose, 0), if asked { &state.starts } else { &[] });
        }
        if let Some(dear_first) = &dear_first {
            dear_first.place(&mut state.severity);
        }
        let patients = state.count();
        state.care.resize_with(illness.care.len(), Words::default);
        for (words, care) in state.care.iter_mut().zip(&illness.care) {
            let n = if care.state.is_none_or(|it| it == k) { patients } else { 0 };
            words.draw(&at.of(Purpose::YearlyCare, usize::from(care.words)), n);
        }
        if let Some(dear_first) = dear_first.filter(|_| in_care > 0.0) {
            state.concentrate_care(illness, self.status, dear_first.with_care());
        }
        state.days.draw(&at.of(Purpose::Day, 0), if asked.days { patients } else { 0 });
    }

    /// How many states of health there are.
    pub fn n_states(&self) -> usize {
        self.n_states
    }

    /// How many patients of state `k` are admitted at least once, twice and so on.
    pub fn at_least(&self, k: usize) -> &[u32] {
        &self.states[k].at_least
    }

    /// Members of the block who are admitted at least once.
    pub fn patients(&self) -> usize {
        self.states[..self.n_states].iter().map(Patients::count).sum()
    }

    /// All admissions of the block.
    pub fn admissions(&self) -> usize {
        self.states[..self.n_states].iter().flat_map(|state| &state.at_least).map(|&n| n as usize).sum()
    }

    /// The state of health of patient `j < patients()` and his place among its patients.
    #[inline]
    fn place_of(&self, mut j: usize) -> (usize, usize) {
        let mut k = 0;
        while k + 1 < self.n_states && j >= self.states[k].count() {
            j -= self.states[k].count();
            k += 1;
        }
        (k, j)
    }

    /// The slot of patient `j`; only after a named draw.
    #[inline]
    pub fn slot(&self, j: usize) -> usize {
        let (k, j) = self.place_of(j);
        usize::from(self.slots[k][j])
    }

    /// The year of patient `j < patients()` into `episodes`: admissions in order of their dates, then
    /// a year of each yearly care that he needs.
    #[inline]
    pub fn year_of(&self, illness: &Illness, j: usize, episodes: &mut Vec<Episode>) {
        episodes.clear();
        let (k, j) = self.place_of(j);
        let state = &self.states[k];
        for (&start, &n) in state.starts.iter().zip(&state.at_least) {
            if j >= n as usize {
                break;
            }
            episodes.push(self.admission(illness, k, start + j));
        }
        for (words, care) in state.care.iter().zip(&illness.care) {
            if let Some(&word) = words.get(j)
                && let Some(cost) = care.cost(self.status, word, state.users(care))
            {
                episodes.push(self.yearly(illness, care, cost, word));
            }
        }
        if let Some(&word) = state.days.get(j) {
            date(episodes, word);
        }
        if k > 0 {
            self.mark(illness, k, j, episodes);
        }
    }

    /// The admission whose words stand at a place.
    ///
    /// ```text
    /// cost = floor(level mean * place mean * tail(severity quantile / severity mean) + 1/2) fen
    /// ```
    #[inline]
    fn admission(&self, illness: &Illness, k: usize, at: usize) -> Episode {
        let (tables, state) = (&illness.statuses[self.status as usize], &self.states[k]);
        // where the words are not asked for, nothing depends on them
        let word = state.place.get(at).copied().unwrap_or(u64::MAX);
        let split_word = state.split.get(at).copied().unwrap_or(0);
        let level_word = (word >> 32) as u32;
        let level = tables.only_level.map_or_else(
            || {
                usize::from(level_word >= tables.level_thresholds[0])
                    + usize::from(level_word >= tables.level_thresholds[1])
            },
            |level| level as usize,
        );
        let (places, place_word) = (&tables.places[k], (mix(word) >> 32) as u32);
        let place = match place_word {
            word if word >= places.thresholds[1] => Place::Local,
            word if word >= places.thresholds[0] => Place::Unreferred,
            _ => Place::Referred,
        };
        let relative = self.tail.of(illness.severity.value(state.severity[at]) * illness.unit);
        let mean = state.level_cost[level] * places.cost[usize::from(place != Place::Local)];
        let total = whole_fen(relative * mean);
        Episode {
            kind: CareKind::Inpatient,
            total,
            parts: tables.split.split(total, relative, split_word, self.own_expense),
            level,
            place,
            #[expect(clippy::cast_possible_truncation, reason = "the low half of the word")]
            listed_cause: (word as u32) < tables.listed_cause_threshold,
            drug: None,
            disease: None,
            event: None,
            day: None,
        }
    }

    /// Which of the admissions of patient `j` of state `k` its disease caused, whether it was there before
    /// the policy, and that it is new; yearly care for a state is for its disease.
    #[inline]
    fn mark(&self, illness: &Illness, k: usize, j: usize, episodes: &mut [Episode]) {
        let Some(health) = &illness.health else { return };
        let marks = health.marks(k);
        let slot = self.health[usize::from(self.slots[k][j])];
        let before = marks.listed && slot.was_there_before();
        let (places, mut starts) = (&self.states[k].place, self.states[k].starts.iter());
        for episode in episodes.iter_mut() {
            let caused = if episode.kind == CareKind::Inpatient {
                #[expect(clippy::cast_possible_truncation, reason = "the low half of the word")]
                let word = starts.next().map_or(u32::MAX, |start| mix(!places[start + j]) as u32);
                word < marks.cause_threshold
            } else {
                episode.disease.is_some() && episode.disease == marks.disease
            };
            if caused {
                episode.disease = marks.disease;
                episode.listed_cause = before;
            }
        }
        if let (true, Some(event), [first, ..]) = (slot.is_new(), marks.onset_event, episodes) {
            first.event = Some(event);
        }
    }

    /// A year of care at `cost` yuan; its split takes the low bits of the word that decided on it.
    #[cold]
    fn yearly(&self, illness: &Illness, care: &CareTable, cost: f64, word: u64) -> Episode {
        const SECONDARY: usize = 1;
        let total = whole_fen(cost * 100.0 * self.severity_factor);
        let split = &illness.statuses[self.status as usize].split;
        let parts = match &care.parts {
            Some(parts) => parts.split(total),
            None => split.split(total, 1.0, mix(word), self.own_expense),
        };
        let &CareTable { kind, drug, disease, .. } = care;
        Episode {
            kind,
            total,
            parts,
            level: SECONDARY,
            place: Place::Local,
            listed_cause: false,
            drug,
            disease,
            event: None,
            day: None,
        }
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
    let mut days: Vec<u16> = (1..=episodes.len() as u64).map(|i| day_of(mix(word ^ mix(i)))).collect();
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
pub(super) fn whole_fen(amount: f64) -> Fen {
    Fen((amount + 0.5) as i64).min(LARGEST_BILL)
}
