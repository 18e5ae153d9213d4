//! What was simulated: the scenario, the seed, the trials. The report of every verb that simulates begins with it.

use super::numbers;
use crate::scenario::load::Loaded;
use crate::wording::{Bilingual, Lang, tables};

/// What was simulated.
#[derive(Debug, Clone)]
pub struct Simulated<'a> {
    /// The name by which the scenario was loaded.
    pub scenario: &'a str,
    /// What people call it.
    pub title: &'a Bilingual,
    /// The seed of every draw.
    pub seed: u64,
    /// The number of trials.
    pub trials: u64,
    /// The dotted paths of what was made up.
    pub synthetic: Vec<String>,
}

impl Simulated<'_> {
    /// So many trials of a scenario under a seed.
    pub fn new(scenario: &Loaded, seed: u64, trials: u64) -> Simulated<'_> {
        let (title, synthetic) = (&scenario.base().title, scenario.synthetic_blocks());
        Simulated { scenario: &scenario.name, title, seed, trials, synthetic }
    }

    /// The first lines of a report: the title; trials, seed and units; what was made up.
    pub(super) fn lines(&self, lang: Lang) -> Vec<String> {
        let mut lines = vec![
            format!("{}  [{}]", self.title.get(lang), self.scenario),
            tables::run_line(&numbers::grouped(self.trials as f64, 0), self.seed, lang),
        ];
        if !self.synthetic.is_empty() {
            lines.push(tables::synthetic_line(&self.synthetic, lang));
        }
        lines
    }
}
