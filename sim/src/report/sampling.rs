//! In which way the futures of a run were drawn: for the console, the summary and a table.

use serde_json::{Map, Value, json};

use crate::engine::Experiment;
use crate::scenario::plan::Plan;
use crate::scenario::sampling::Arrangement;
use crate::wording::{Lang, sampling};

use super::csv::{bytes, number};
use super::numbers::grouped;

/// A sampling that is not plain, and what it was worth.
#[derive(Debug, Clone, PartialEq)]
pub struct SamplingUsed {
    /// How the world was drawn.
    pub arrangement: Arrangement,
    /// Independent replicates; `None` where every trial stands for itself.
    pub replicates: Option<u64>,
    /// The effective number of trials, `(sum w)^2 / sum w^2`; `None` where all count alike.
    pub effective: Option<f64>,
}

impl SamplingUsed {
    /// That of the first trials of a plan; `None` where it is plain.
    pub fn of(plan: &Plan, trials: u64) -> Option<SamplingUsed> {
        let arrangement = plan.arrangement()?.clone();
        let sampled = plan.sampled(0..trials);
        let n = usize::try_from(trials).unwrap_or(usize::MAX);
        let effective = arrangement.importance.is_some().then(|| sampled.effective(n));
        let replicates = sampled.replicates().map(|most| most.min(trials));
        Some(SamplingUsed { arrangement, replicates, effective })
    }

    /// How the world was drawn, and where the errors come from.
    pub(super) fn sentences(&self, lang: Lang) -> Vec<String> {
        let mut sentences = Vec::new();
        if let Some(replicates) = self.replicates {
            sentences.push(sampling::sobol(replicates, lang));
        }
        if let (Some((nominal, shifts)), Some(effective)) = (&self.arrangement.importance, self.effective) {
            let shifts: Vec<(String, String)> =
                shifts.iter().map(|(name, shift)| (name.clone(), format!("{shift:+.2}"))).collect();
            let nominal = format!("{}%", grouped(100.0 * nominal, 0));
            sentences.push(sampling::importance(&nominal, &shifts, &grouped(effective, 0), lang));
        }
        sentences.push(self.errors(lang));
        sentences
    }

    fn errors(&self, lang: Lang) -> String {
        match self.replicates {
            Some(replicates) => sampling::errors_of_replicates(replicates.saturating_sub(1), lang),
            None => sampling::errors_of_weights(lang),
        }
    }

    /// The same for programs.
    pub(super) fn json(&self) -> Value {
        let mut fields = Map::new();
        fields.insert("kind".to_owned(), json!(self.arrangement.kind.key()));
        fields
            .insert("errors".to_owned(), json!({ "zh": self.errors(Lang::Zh), "en": self.errors(Lang::En) }));
        if let Some(replicates) = self.replicates {
            fields.insert("replicates".to_owned(), json!(replicates));
        }
        if let Some((nominal, shifts)) = &self.arrangement.importance {
            let shifts: Map<String, Value> =
                shifts.iter().map(|(name, shift)| (name.clone(), json!(shift))).collect();
            fields.insert("nominal_share".to_owned(), json!(nominal));
            fields.insert("shift_sd".to_owned(), Value::Object(shifts));
        }
        if let Some(effective) = self.effective {
            fields.insert("effective_trials".to_owned(), json!(effective));
        }
        Value::Object(fields)
    }

    /// `sampling.csv`: one line an item.
    pub(super) fn csv(&self, lang: Lang) -> Vec<u8> {
        let mut lines = vec![sampling::heading(lang).map(str::to_owned).to_vec()];
        let mut line = |item: String, value: String| lines.push(vec![item, value]);
        line("kind".to_owned(), self.arrangement.kind.key().to_owned());
        line("errors".to_owned(), self.errors(lang));
        if let Some(replicates) = self.replicates {
            line("replicates".to_owned(), replicates.to_string());
        }
        if let Some((nominal, shifts)) = &self.arrangement.importance {
            line("nominal_share".to_owned(), number(*nominal));
            for (name, shift) in shifts {
                line(format!("shift_sd.{name}"), number(*shift));
            }
        }
        if let Some(effective) = self.effective {
            line("effective_trials".to_owned(), number(effective));
        }
        bytes(&lines)
    }
}
