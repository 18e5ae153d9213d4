//! Who gains and who loses: the groups of a sample of persons over the term, each figure with its error.
//!
//! ```text
//! per head = sum of change / sum of heads        per person with bills = sum of change / sum of persons with bills
//! ```
//!
//! over the trials of the sample, as ratios of sums; a person's year counts as one. The errors are those between
//! trials. Groups with nobody have no figures.

use crate::engine::Outcome;
use crate::scenario::groups::{PersonGroup, PersonSample};
use crate::stats::Estimate;

use super::estimate::Estimated;
use super::metrics::{Amount, Scale};
use super::sample::Sample;

/// What a design does to one group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupEffect {
    /// Which.
    pub group: PersonGroup,
    /// Persons' years that were looked at, in all trials.
    pub heads: i64,
    /// Those of them with bills.
    pub billed: i64,
    /// What they bear, in fen, in all trials.
    pub borne_fen: i64,
    /// What they bear more than under the base, in fen, in all trials.
    pub change_fen: i64,
    /// What one with bills bears under the base, in yuan.
    pub base_per_billed: Option<Estimate>,
    /// The change for one with bills, in yuan.
    pub per_billed: Option<Estimate>,
    /// The change for one member, in yuan.
    pub per_head: Option<Estimate>,
    /// The share of those with bills who bear less.
    pub gain: Option<Estimate>,
    /// The share of those who bear more.
    pub lose: Option<Estimate>,
}

/// What a design does to all groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Gainers {
    /// The place of the design.
    pub design: u32,
    /// Group by group, the whole sample first.
    pub groups: Vec<GroupEffect>,
}

/// What every design but the base does to the groups of the sample.
pub fn gainers(outcome: &Outcome, sample: &PersonSample, base: u32) -> Vec<Gainers> {
    let others = outcome.designs().filter(|&design| design != base);
    others
        .map(|design| {
            let of = |group: &PersonGroup| GroupEffect::of(outcome, design, group);
            Gainers { design, groups: sample.groups().iter().map(of).collect() }
        })
        .collect()
}

impl GroupEffect {
    /// Whether nobody of the group bears more or less.
    pub fn is_still(&self) -> bool {
        let none = |it: &Option<Estimate>| it.is_none_or(|it| it.value == 0.0);
        none(&self.gain) && none(&self.lose)
    }

    fn of(outcome: &Outcome, design: u32, group: &PersonGroup) -> GroupEffect {
        let sample = Sample::new(outcome, design, 0..outcome.shape().years.len());
        let column = |measure: &str| -> Vec<i64> {
            sample.over_years(BY_NAME, &format!("{}.{measure}", group.key)).unwrap_or_default()
        };
        let [heads, billed, gain, lose] = ["heads", "billed", "gain", "lose"].map(column);
        let [borne, change] = ["borne_fen", "change_fen"].map(column);
        let before: Vec<i64> = borne.iter().zip(&change).map(|(borne, change)| borne - change).collect();
        let ratio = |x: &[i64], y: &[i64], scale| {
            Some(Estimated::ratio(x, y, sample.sampled())?.scaled(scale).estimate)
        };
        let yuan = Scale::Over(100.0);
        GroupEffect {
            group: group.clone(),
            heads: heads.iter().sum(),
            billed: billed.iter().sum(),
            borne_fen: borne.iter().sum(),
            change_fen: change.iter().sum(),
            base_per_billed: ratio(&before, &billed, yuan),
            per_billed: ratio(&change, &billed, yuan),
            per_head: ratio(&change, &heads, yuan),
            gain: ratio(&gain, &billed, Scale::Times(1.0)),
            lose: ratio(&lose, &billed, Scale::Times(1.0)),
        }
    }
}

/// A column by its whole name.
const BY_NAME: Amount = Amount("{}");
