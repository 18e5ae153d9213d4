//! A scenario that is ready to run: what the engine is given.

use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::document::DEFAULT_SEED;
use super::load::Loaded;
use super::problem::Problems;
use super::sampling::{Arrangement, arranged};
use crate::engine::{Digest, Experiment, RowWriter};
use crate::projection::{AskedGrid, NotCounted, Projection, Scratch};
use crate::random::{Seeds, Source};
use crate::stats::Sampled;
use crate::units::{Column, Trial, Year};

/// A projection with the digest of everything that decides its numbers.
#[derive(Debug)]
pub struct Plan {
    projection: Projection,
    arrangement: Option<Arrangement>,
    digest: Digest,
    trials: NonZeroU64,
    seed: u64,
}

impl Plan {
    /// The plan of a scenario.
    ///
    /// # Errors
    /// Every missing block and every unknown cell that a run needs, and names that importance sampling does not
    /// know.
    pub fn new(scenario: &Loaded) -> Result<Plan, Problems> {
        let (projection, arrangement) = arranged(scenario, scenario.projection()?)?;
        let run = scenario.base().run.as_ref();
        let trials = run.and_then(|run| NonZeroU64::new(run.trials)).unwrap_or(NonZeroU64::MIN);
        let seed = run.map_or(DEFAULT_SEED, |run| run.seed);
        let digest = digest(scenario, arrangement.as_ref());
        Ok(Plan { projection, arrangement, digest, trials, seed })
    }

    /// How many trials the scenario asks for.
    pub fn trials(&self) -> NonZeroU64 {
        self.trials
    }

    /// The seed of every draw.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// How the world is drawn, where that is not plainly.
    pub fn arrangement(&self) -> Option<&Arrangement> {
        self.arrangement.as_ref()
    }

    /// The same plan under other seeds; its rows do not mix with those of this one.
    #[must_use]
    pub fn redrawn(&self, seeds: Seeds) -> Plan {
        let mut hash = Sha256::new();
        hash.update(self.digest.0);
        for source in Source::ALL {
            hash.update(seeds.of(source).to_le_bytes());
        }
        let digest = Digest(hash.finalize().into());
        let (projection, arrangement) = (self.projection.with_seeds(seeds), self.arrangement.clone());
        Plan { projection, arrangement, digest, ..*self }
    }

    /// The same plan with what nobody knows as it is in one trial, in all trials; its rows do not mix with those
    /// of this one.
    #[must_use]
    pub fn with_unknowns_of(&self, trial: Trial) -> Plan {
        let mut hash = Sha256::new();
        hash.update(self.digest.0);
        hash.update("unknowns of");
        hash.update(trial.0.to_le_bytes());
        let digest = Digest(hash.finalize().into());
        Plan { projection: self.projection.with_unknowns_of(trial), arrangement: None, digest, ..*self }
    }

    /// The same plan, which counts what a last payer pays of; its rows are the same.
    ///
    /// # Errors
    /// Why that payer cannot be counted.
    pub fn counting(self, payer: &str, grid: Option<AskedGrid>) -> Result<Plan, NotCounted> {
        Ok(Plan { projection: self.projection.counting(payer, grid)?, ..self })
    }

    /// The same plan, whose members are admitted so many times as often, by status; its rows do not mix with
    /// those of this one.
    #[must_use]
    pub fn with_frequency(&self, factors: [f64; 3]) -> Plan {
        let mut hash = Sha256::new();
        hash.update(self.digest.0);
        for factor in factors {
            hash.update(factor.to_le_bytes());
        }
        let digest = Digest(hash.finalize().into());
        let (projection, arrangement) =
            (self.projection.clone().with_frequency(factors), self.arrangement.clone());
        Plan { projection, arrangement, digest, ..*self }
    }

    /// The same plan, in which people decide on joining by the prices of one design; its rows do not mix with
    /// those of this one. With it the designs under which that makes a difference; `None` where there are none.
    pub fn with_prices_of(&self, base: usize) -> Option<(Plan, Vec<usize>)> {
        let (projection, moved) = self.projection.with_prices_of(base)?;
        let mut hash = Sha256::new();
        hash.update(self.digest.0);
        hash.update("prices of");
        hash.update(base.to_le_bytes());
        let (digest, arrangement) = (Digest(hash.finalize().into()), self.arrangement.clone());
        Some((Plan { projection, arrangement, digest, ..*self }, moved))
    }

    /// What the plan simulates.
    pub fn projection(&self) -> &Projection {
        &self.projection
    }
}

/// The SHA-256 digest of the program's version and the resolved scenario. The number of trials stands
/// at its default there: it decides how many rows there are, and no number in them. A shift that a pilot
/// found counts too.
fn digest(scenario: &Loaded, arrangement: Option<&Arrangement>) -> Digest {
    let mut hash = Sha256::new();
    hash.update(concat!("huimin ", env!("CARGO_PKG_VERSION"), "\n"));
    hash.update(scenario.resolved_but_for_trials());
    for (name, shift) in arrangement.iter().filter_map(|it| it.importance.as_ref()).flat_map(|(_, it)| it) {
        hash.update(name);
        hash.update(shift.to_le_bytes());
    }
    if let Some(own) = scenario.own_bills() {
        hash.update(&own.digest);
    }
    Digest(hash.finalize().into())
}

impl Experiment for Plan {
    type Scratch = Scratch;

    fn digest(&self) -> Digest {
        self.digest
    }

    fn columns(&self) -> &[Column] {
        self.projection.columns()
    }

    fn n_designs(&self) -> u32 {
        u32::try_from(self.projection.designs().len()).unwrap_or(u32::MAX)
    }

    fn years(&self) -> &[Year] {
        self.projection.years()
    }

    fn scratch(&self) -> Scratch {
        self.projection.scratch()
    }

    fn sampled(&self, trials: Range<u64>) -> Sampled {
        self.projection.sampled(trials)
    }

    fn run_trial(&self, trial: Trial, designs: Range<u32>, scratch: &mut Scratch, out: &mut RowWriter<'_>) {
        self.projection.run_trial(trial, scratch, |design, year_index, values| {
            if let Some(design) = u32::try_from(design).ok().filter(|design| designs.contains(design)) {
                out.row(design, year_index).copy_from_slice(values);
            }
        });
    }
}

/// A plan that counts, with what its trials have counted so far.
#[derive(Debug)]
pub struct Counted<'a> {
    plan: &'a Plan,
    counts: Mutex<BTreeMap<u64, Vec<u8>>>,
}

impl<'a> Counted<'a> {
    /// Of a plan that is [`Plan::counting`].
    pub fn new(plan: &'a Plan) -> Counted<'a> {
        Counted { plan, counts: Mutex::default() }
    }

    /// The counts of the trials below `end` that were not taken yet, in the order of the trials.
    pub fn take(&self, end: u64) -> Vec<Vec<u8>> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let later = counts.split_off(&end);
        std::mem::replace(&mut *counts, later).into_values().collect()
    }
}

impl Experiment for Counted<'_> {
    type Scratch = Scratch;

    fn digest(&self) -> Digest {
        self.plan.digest()
    }

    fn columns(&self) -> &[Column] {
        self.plan.columns()
    }

    fn n_designs(&self) -> u32 {
        self.plan.n_designs()
    }

    fn years(&self) -> &[Year] {
        self.plan.years()
    }

    fn scratch(&self) -> Scratch {
        self.plan.scratch()
    }

    fn sampled(&self, trials: Range<u64>) -> Sampled {
        self.plan.sampled(trials)
    }

    fn run_trial(&self, trial: Trial, designs: Range<u32>, scratch: &mut Scratch, out: &mut RowWriter<'_>) {
        self.plan.run_trial(trial, designs, scratch, out);
        if let Some(counts) = self.plan.projection.counted(scratch) {
            let mut all = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            all.insert(trial.0, counts.to_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::library::Library;
    use crate::scenario::load::load;

    fn digest_with(settings: &[&str]) -> Digest {
        let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
        Plan::new(&load(&Library::built_in(), "cii/quzhou-2016", &settings).unwrap()).unwrap().digest
    }

    #[test]
    fn the_digest_tells_plans_apart_by_all_that_decides_their_numbers() {
        let plain = digest_with(&[]);
        assert_eq!(digest_with(&["run.trials=7"]), plain, "the first trials of a longer run are the same");
        assert_eq!(digest_with(&["reserve.share=0.30"]), plain, "a default written out is the default");
        assert_eq!(digest_with(&["run.sampling=plain"]), plain, "nor is the reference another sampling");
        assert_ne!(digest_with(&["run.seed=7"]), plain);
        assert_ne!(digest_with(&["run.sampling=sobol"]), plain);
        assert_ne!(digest_with(&["payers.cii.deductible_yuan=20000.01"]), plain);
    }
}
