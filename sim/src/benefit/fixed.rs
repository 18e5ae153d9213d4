//! Fixed benefits: a sum on an event, an allowance by the day. They are money to the patient beside
//! the bill and take nothing off it.

use super::bill::{Claim, KindSet};
use super::error::{TermsError, check_amount};
use crate::units::Fen;

/// An event on which a product of [S3] ch. 3 pays a fixed sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// 确诊: the first diagnosis of a listed disease.
    Diagnosis,
    /// 原位癌: the diagnosis of a carcinoma in situ.
    CarcinomaInSitu,
    /// 复发
    Recurrence,
    /// 转移
    Metastasis,
    /// 乳房重建
    Reconstruction,
    /// 严重药物不良反应
    DrugReaction,
    /// 疾病身故
    DeathByIllness,
    /// 意外身故
    DeathByAccident,
    /// 伤残
    Disability,
    /// 意外伤害
    Accident,
}

impl Event {
    /// All events.
    pub const ALL: [Event; 10] = [
        Event::Diagnosis,
        Event::CarcinomaInSitu,
        Event::Recurrence,
        Event::Metastasis,
        Event::Reconstruction,
        Event::DrugReaction,
        Event::DeathByIllness,
        Event::DeathByAccident,
        Event::Disability,
        Event::Accident,
    ];

    /// The name in scenario and bill files.
    pub const fn key(self) -> &'static str {
        match self {
            Event::Diagnosis => "diagnosis",
            Event::CarcinomaInSitu => "carcinoma_in_situ",
            Event::Recurrence => "recurrence",
            Event::Metastasis => "metastasis",
            Event::Reconstruction => "reconstruction",
            Event::DrugReaction => "drug_reaction",
            Event::DeathByIllness => "death_by_illness",
            Event::DeathByAccident => "death_by_accident",
            Event::Disability => "disability",
            Event::Accident => "accident",
        }
    }
}

/// The rules of a fixed benefit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FixedRules {
    /// Which care it goes with.
    pub counts: KindSet,
    /// The sum paid on each event.
    pub sums: Vec<(Event, Fen)>,
    /// Whether each event is paid once in the year (首次) or each time.
    pub once: bool,
    /// The allowance for each hospital day.
    pub per_day: Fen,
    /// The most paid in a year, sums and allowances together.
    pub cap: Option<Fen>,
    /// Whether nothing is paid for what a disease of the pre-existing list caused.
    pub excludes_listed_causes: bool,
}

/// Checked terms of a fixed benefit.
///
/// `paid = min(sum of the event + per_day * days, cap - paid in the year)`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FixedTerms {
    rules: FixedRules,
}

impl FixedTerms {
    /// Checks the rules. Errors: an amount below zero or too large; nothing counted or nothing to pay.
    pub fn new(rules: FixedRules) -> Result<FixedTerms, TermsError> {
        check_amount("per_day", rules.per_day)?;
        if rules.per_day.0 > Fen::MAX_INPUT.0 / i64::from(u16::MAX) {
            return Err(TermsError::TooLarge { what: "per_day", amount: rules.per_day });
        }
        check_amount("cap", rules.cap.unwrap_or(Fen::ZERO))?;
        for &(event, sum) in &rules.sums {
            check_amount(event.key(), sum)?;
        }
        if rules.counts.is_empty() || rules.sums.is_empty() && rules.per_day == Fen::ZERO {
            return Err(TermsError::NothingCounted);
        }
        Ok(FixedTerms { rules })
    }

    /// The rules as given.
    pub fn rules(&self) -> &FixedRules {
        &self.rules
    }

    /// The sum of the claim's event and the allowance for its days, before the cap; `None` where the
    /// payer does not count the claim. `seen` says whether the event has been paid in the year.
    pub(super) fn entitled(&self, claim: &Claim, seen: impl Fn(Event) -> bool) -> Option<(Fen, Fen)> {
        let excluded = self.rules.excludes_listed_causes && claim.caused_by_listed_disease;
        if excluded || !self.rules.counts.contains(claim.kind) {
            return None;
        }
        let due = claim.event.filter(|&event| !(self.rules.once && seen(event)));
        let sums = self.rules.sums.iter().filter(|(event, _)| Some(*event) == due).map(|&(_, sum)| sum);
        Some((sums.sum(), Fen(self.rules.per_day.0 * i64::from(claim.days))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_benefit_of_nothing_or_of_absurd_amounts_is_refused() {
        let nothing = FixedRules {
            counts: KindSet::ALL,
            sums: Vec::new(),
            once: true,
            per_day: Fen::ZERO,
            cap: None,
            excludes_listed_causes: false,
        };
        assert_eq!(FixedTerms::new(nothing.clone()), Err(TermsError::NothingCounted));
        let absurd = FixedRules { per_day: Fen::MAX_INPUT, ..nothing.clone() };
        assert_eq!(
            FixedTerms::new(absurd),
            Err(TermsError::TooLarge { what: "per_day", amount: Fen::MAX_INPUT })
        );
        let negative = FixedRules { sums: vec![(Event::Diagnosis, Fen(-1))], ..nothing };
        assert_eq!(
            FixedTerms::new(negative),
            Err(TermsError::Negative { what: "diagnosis", amount: Fen(-1) })
        );
    }
}
