//! Fixed benefits: a sum on an event, an allowance by the day. They are money to the patient beside
//! the bill and take nothing off it.

use super::bill::Claim;
use super::cover::Cover;
use super::error::{TermsError, check_amount};
use super::label::Label;
use crate::units::{Fen, keys};

keys! {
    /// How often the sum of one event is paid.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum Once {
        /// Once in all years: 首次确诊.
        #[default]
        Ever = "ever",
        /// Once in a year.
        Year = "year",
        /// Each time.
        EachTime = "each_time",
    }
}

keys! {
    /// Over what a cap on fixed benefits is kept.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum CapPeriod {
        /// The policy year.
        #[default]
        Year = "year",
        /// All years of the person.
        Lifetime = "lifetime",
    }
}

/// The rules of a fixed benefit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FixedRules {
    /// Which claims it goes with.
    pub cover: Cover,
    /// The sum paid on each event.
    pub sums: Vec<(Label, Fen)>,
    /// How often the sum of an event is paid.
    pub once: Once,
    /// The allowance for each hospital day.
    pub per_day: Fen,
    /// The most paid, sums and allowances together.
    pub cap: Option<Fen>,
    /// Over what the cap is kept.
    pub cap_period: CapPeriod,
}

impl FixedRules {
    /// Nothing yet: no sum, no allowance, no cap.
    pub const fn new(cover: Cover) -> FixedRules {
        FixedRules {
            cover,
            sums: Vec::new(),
            once: Once::Ever,
            per_day: Fen::ZERO,
            cap: None,
            cap_period: CapPeriod::Year,
        }
    }
}

/// Checked terms of a fixed benefit.
///
/// `paid = min(sum of the event + per_day * days, cap - paid before)`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FixedTerms {
    pub(super) rules: FixedRules,
}

impl FixedTerms {
    /// Checks the rules. Errors: an amount below zero or too large; nothing counted or nothing to pay.
    pub fn new(rules: FixedRules) -> Result<FixedTerms, TermsError> {
        check_amount("per_day", rules.per_day)?;
        if rules.per_day.0 > Fen::MAX_INPUT.0 / i64::from(u16::MAX) {
            return Err(TermsError::TooLarge { what: "per_day", amount: rules.per_day });
        }
        check_amount("cap", rules.cap.unwrap_or(Fen::ZERO))?;
        for &(_, sum) in &rules.sums {
            check_amount("sum", sum)?;
        }
        if rules.cover.counts.is_empty() || rules.sums.is_empty() && rules.per_day == Fen::ZERO {
            return Err(TermsError::NothingCounted);
        }
        Ok(FixedTerms { rules })
    }

    /// The rules as given.
    pub fn rules(&self) -> &FixedRules {
        &self.rules
    }

    /// The sum of the claim's event and the allowance for its days, before the cap; `None` where the
    /// payer does not count the claim. `seen` says whether the event has been paid before.
    pub(super) fn entitled(&self, claim: &Claim, seen: impl Fn(Label) -> bool) -> Option<(Fen, Fen)> {
        if !self.rules.cover.counts(claim) {
            return None;
        }
        let due = claim.event.filter(|&event| self.rules.once == Once::EachTime || !seen(event));
        let sums = self.rules.sums.iter().filter(|(event, _)| Some(*event) == due).map(|&(_, sum)| sum);
        Some((sums.sum(), Fen(self.rules.per_day.0 * i64::from(claim.days))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benefit::KindSet;

    #[test]
    fn a_fixed_benefit_of_nothing_or_of_absurd_amounts_is_refused() {
        let nothing = FixedRules::new(Cover::of(KindSet::ALL));
        assert_eq!(FixedTerms::new(nothing.clone()), Err(TermsError::NothingCounted));
        let absurd = FixedRules { per_day: Fen::MAX_INPUT, ..nothing.clone() };
        assert_eq!(
            FixedTerms::new(absurd),
            Err(TermsError::TooLarge { what: "per_day", amount: Fen::MAX_INPUT })
        );
        let negative = FixedRules { sums: vec![(Label::of("diagnosis"), Fen(-1))], ..nothing };
        assert_eq!(FixedTerms::new(negative), Err(TermsError::Negative { what: "sum", amount: Fen(-1) }));
    }
}
