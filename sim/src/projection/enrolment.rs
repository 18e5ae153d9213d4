//! Who joins the city product: the words that a block's slots draw for all years, and what they decide.

use crate::fund::Joined;
use crate::illness::Episode;
use crate::population::{Block, SLOTS};
use crate::projection::funds::share_threshold;
use crate::projection::plan::{BlockPlan, HmbFund, Projection};
use crate::projection::totals::JoinedYear;
use crate::random::{Address, BlockStream, Purpose};
use crate::units::{Fen, Heads, Trial};

/// What the slots of a block draw for themselves, for all years; one word a slot.
#[derive(Debug, Default)]
pub(super) struct BlockWords {
    topup: Vec<u64>,
    propensity: Vec<u64>,
    /// Empty where nobody is entitled to medical aid.
    aid: Vec<u64>,
    /// Empty where nobody joins because he knows his bills.
    hindsight: Vec<u64>,
}

/// What a person draws for himself, for all years.
#[derive(Debug, Clone, Copy)]
pub(super) struct PersonWords {
    /// His place in the block.
    pub(super) slot: usize,
    pub(super) hindsight: u64,
    pub(super) topup: u64,
    pub(super) propensity: u64,
    /// Whether he is entitled to medical aid.
    pub(super) aid: bool,
}

impl BlockWords {
    /// What the person in a slot has drawn.
    pub(super) fn of(&self, slot: usize, aid_share: f64) -> PersonWords {
        PersonWords {
            slot,
            hindsight: self.hindsight.get(slot).copied().unwrap_or(u64::MAX),
            topup: self.topup[slot],
            propensity: self.propensity[slot],
            aid: self.aid.get(slot).is_some_and(|&word| word_below(word, aid_share)),
        }
    }

    /// How many of the block's first `heads` slots join a book: those entitled to medical aid, all of whom
    /// join, and others.
    pub(super) fn joined(&self, book: &HmbFund, heads: usize, aid_share: f64) -> (i64, i64) {
        let limit = share_threshold(book.participation);
        let propensity = &self.propensity[..heads];
        if self.aid.is_empty() {
            return (0, propensity.iter().filter(|&&word| word < limit).count() as i64);
        }
        propensity.iter().zip(&self.aid).fold((0, 0), |(aided, others), (&word, &aid)| {
            let entitled = word_below(aid, aid_share);
            (aided + i64::from(entitled), others + i64::from(!entitled && word < limit))
        })
    }
}

impl Projection {
    /// Draws the words behind top-up, enrolment, medical aid and hindsight of a block's slots, once for all
    /// years.
    pub(super) fn draw_attributes(
        &self,
        trial: Trial,
        block: Block,
        plans: &[Option<BlockPlan>],
        words: &mut BlockWords,
    ) {
        let heads = plans.iter().flatten().map(|plan| plan.heads).max().unwrap_or(0).min(SLOTS);
        let aided = if self.parts.attributes.with_aid() { heads } else { 0 };
        for (drawn, heads, purpose) in [
            (&mut words.topup, heads, Purpose::Attribute),
            (&mut words.propensity, heads, Purpose::Propensity),
            (&mut words.aid, aided, Purpose::MedicalAid),
            (&mut words.hindsight, if self.dated { heads } else { 0 }, Purpose::Hindsight),
        ] {
            drawn.resize(heads, 0);
            let at = Address {
                seed: self.parts.seed,
                purpose,
                trial: trial.0,
                year: 0,
                block: block.address(),
                round: 0,
            };
            BlockStream::new(&at).fill(drawn);
        }
    }
}

impl JoinedYear {
    /// Adds members of one scheme (0 employee, 1 resident) at their price: the subsidised, and others.
    pub(super) fn add(&mut self, scheme: usize, (subsidised, paying): (i64, i64), price: Fen) {
        for (group, heads) in [(&mut self.subsidised, subsidised), (&mut self.paying[scheme], paying)] {
            let Joined { heads: before, premium } = *group;
            *group = Joined { heads: before + Heads(heads), premium: premium + price * Heads(heads) };
        }
    }
}

/// Whether a person knows bills of the first days of the year and is inclined to join for them.
pub(super) fn knows(book: &HmbFund, words: PersonWords, episodes: &[Episode]) -> bool {
    let inclined = words.hindsight < share_threshold(book.hindsight.take_up);
    inclined && episodes.iter().any(|episode| is_known(book, episode))
}

/// Whether the bill is known before enrolment closes.
pub(super) fn is_known(book: &HmbFund, episode: &Episode) -> bool {
    episode.day.is_some_and(|day| day <= book.hindsight.days)
}

/// Whether a uniform word falls below a probability.
pub(super) fn word_below(word: u64, probability: f64) -> bool {
    ((word >> 11) as f64) < probability * 9_007_199_254_740_992.0
}
