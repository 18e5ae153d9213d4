//! Ordinary outpatient care under the basic insurance (普通门诊, 门诊共济), [S3] ch. 1 §2, table 2.

use super::bill::{ByLevel, HospitalLevel};
use super::error::{TermsError, check_amount};
use crate::units::{Fen, Share};

/// What the patient bears before the basic insurance pays for outpatient visits; the kinds of
/// [S3] table 2. Other amounts for the retired are a group of the payer; a share of an index is an
/// amount once the index is known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum OutpatientDeductible {
    /// Once a year: Hebei 100, Shanghai 500.
    PerYear(Fen),
    /// At each visit, by hospital level: Yunnan 30, 60, 90.
    PerVisit(ByLevel<Fen>),
    /// At each visit a share of the admission deductible of the level, less at each visit: Xinjiang
    /// 10%, a point less each time, at least 5%.
    Declining {
        /// The share at the first visit of the year.
        first: Share,
        /// By how much it falls with each visit.
        step: Share,
        /// The least share.
        floor: Share,
    },
}

/// Checked terms of outpatient care: `paid = min(round((P - deductible)+ * ratio), cap - used)`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OutpatientTerms {
    deductible: OutpatientDeductible,
    ratio: ByLevel<Share>,
    cap: Option<Fen>,
}

impl OutpatientTerms {
    /// Checks the terms. Errors: an amount below zero or too large; a share that does not fall to its floor.
    pub fn new(
        deductible: OutpatientDeductible,
        ratio: ByLevel<Share>,
        cap: Option<Fen>,
    ) -> Result<OutpatientTerms, TermsError> {
        match &deductible {
            OutpatientDeductible::PerYear(amount) => check_amount("deductible", *amount)?,
            OutpatientDeductible::PerVisit(amounts) => {
                for amount in amounts.to_array() {
                    check_amount("deductible", amount)?;
                }
            }
            OutpatientDeductible::Declining { first, floor, .. } if floor > first => {
                return Err(TermsError::OutpatientDeductibleRises);
            }
            OutpatientDeductible::Declining { .. } => {}
        }
        check_amount("cap", cap.unwrap_or(Fen::ZERO))?;
        Ok(OutpatientTerms { deductible, ratio, cap })
    }

    /// The ratio above the deductible, by hospital level.
    pub fn ratio(&self) -> ByLevel<Share> {
        self.ratio
    }

    /// The most paid in a year.
    pub fn cap(&self) -> Option<Fen> {
        self.cap
    }

    /// What the patient bears of the `nth` visit of the year (from 0) to a hospital of the level, where the admission deductible of
    /// the level is `admission` and the visits before have borne `borne`.
    ///
    /// Xinjiang, with an admission deductible of 1,000: 100, 90, 80, 70, 60, 50, 50 ...
    pub(crate) fn deductible(&self, nth: usize, level: HospitalLevel, admission: Fen, borne: Fen) -> Fen {
        match &self.deductible {
            OutpatientDeductible::PerYear(amount) => (*amount - borne).positive_part(),
            OutpatientDeductible::PerVisit(amounts) => amounts[level],
            OutpatientDeductible::Declining { first, step, floor } => {
                let visits = i64::try_from(nth).unwrap_or(i64::MAX);
                let fallen = first.millionths().saturating_sub(step.millionths().saturating_mul(visits));
                Share::from_millionths(fallen.max(floor.millionths())).unwrap_or(*floor).of(admission)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(deductible: OutpatientDeductible) -> OutpatientTerms {
        OutpatientTerms::new(deductible, ByLevel::all(Share::percent(50)), None).unwrap()
    }

    fn of_visit(terms: &OutpatientTerms, nth: usize, borne: i64) -> Fen {
        terms.deductible(nth, HospitalLevel::Secondary, Fen::yuan(1_000), Fen::yuan(borne))
    }

    #[test]
    fn m04_xinjiang_asks_a_tenth_of_the_admission_deductible_and_a_point_less_each_visit() {
        let (first, step, floor) = (Share::percent(10), Share::percent(1), Share::percent(5));
        let xinjiang = terms(OutpatientDeductible::Declining { first, step, floor });
        let borne: Vec<Fen> = (0..8).map(|nth| of_visit(&xinjiang, nth, 0)).collect();
        assert_eq!(borne, [100, 90, 80, 70, 60, 50, 50, 50].map(Fen::yuan));
    }

    #[test]
    fn m04_a_yearly_deductible_is_borne_once_and_one_per_visit_at_each() {
        let hebei = terms(OutpatientDeductible::PerYear(Fen::yuan(100)));
        assert_eq!([0, 60, 100].map(|borne| of_visit(&hebei, 3, borne)), [100, 40, 0].map(Fen::yuan));
        let levels = ByLevel { primary: Fen::yuan(30), secondary: Fen::yuan(60), tertiary: Fen::yuan(90) };
        let yunnan = terms(OutpatientDeductible::PerVisit(levels));
        assert_eq!([0, 1].map(|nth| of_visit(&yunnan, nth, 60)), [60, 60].map(Fen::yuan));
    }

    #[test]
    fn a_declining_deductible_that_rises_is_refused() {
        let (first, floor) = (Share::percent(5), Share::percent(10));
        let rising = OutpatientDeductible::Declining { first, step: Share::ZERO, floor };
        let refused = OutpatientTerms::new(rising, ByLevel::all(Share::ONE), None);
        assert_eq!(refused, Err(TermsError::OutpatientDeductibleRises));
    }
}
