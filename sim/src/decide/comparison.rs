//! The model against public figures: every target, every residual, whatever it shows.
//!
//! The simulated values come from the run's own columns under the base design, so a frequency moved
//! by 5% moves its row by 5%.

use crate::engine::Outcome;
use crate::scenario::comparison::TargetDoc;
use crate::stats::Estimate;
use crate::units::Year;
use crate::wording::quantities::Quantity;

use super::estimate::Estimated;
use super::metrics::{Amount, Kind};
use super::sample::Sample;
use super::summary::Missing;
use super::verdict::Verdict;

/// A public figure to hold the model against.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// What it measures.
    pub quantity: Quantity,
    /// The year of the run that stands against it; the first one by default.
    pub year: Option<Year>,
    /// The figure, in the unit of its quantity: a count, yuan, or a ratio.
    pub value: f64,
    /// How far the model may lie from it: 0.05 is 5% of the figure.
    pub tolerance: f64,
    /// Whether the model was set to meet it, or it is only shown.
    pub fitted: bool,
    /// Where it was printed.
    pub source: String,
}

impl From<&TargetDoc> for Target {
    fn from(doc: &TargetDoc) -> Target {
        Target {
            quantity: doc.quantity,
            year: doc.year,
            value: doc.value,
            tolerance: doc.tolerance,
            fitted: doc.fitted,
            source: doc.notes.source.clone().unwrap_or_default(),
        }
    }
}

/// One public figure and what the model says.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The public figure.
    pub target: Target,
    /// The year of the run that was taken.
    pub year: Year,
    /// The model's figure.
    pub simulated: Result<Estimate, Missing>,
    /// `simulated / target - 1`.
    pub residual: Option<f64>,
    /// Whether the interval lies within the tolerance.
    pub verdict: Verdict,
}

/// The public figures against the base design of a run whose CII contract is the fund `cii`; targets
/// whose year or columns the run does not have are left out.
pub fn compare(outcome: &Outcome, cii: &str, targets: &[Target]) -> Vec<Row> {
    targets.iter().filter_map(|target| row(outcome, cii, target)).collect()
}

impl Row {
    /// The unit of its figures.
    pub const fn kind(&self) -> Kind {
        kind(self.target.quantity)
    }
}

/// The unit of a quantity.
const fn kind(quantity: Quantity) -> Kind {
    match quantity {
        Quantity::AdmissionsPerHeadEmployee | Quantity::AdmissionsPerHeadResident => Kind::TimesPerHead,
        Quantity::CostPerAdmissionEmployee
        | Quantity::CostPerAdmissionResident
        | Quantity::CiiCostPerHead => Kind::MoneyPerHead,
        Quantity::BmiInPolicyRatioEmployee
        | Quantity::BmiInPolicyRatioResident
        | Quantity::BmiActualRatioEmployee
        | Quantity::BmiActualRatioResident => Kind::Ratio,
        Quantity::CiiTriggerRate => Kind::SmallRatio,
    }
}

/// What a quantity adds up and what it divides by. Under [S1] Art. 6 alone for the CII, as the public
/// figures know no employee top-up.
const fn amounts(quantity: Quantity) -> (Amount, Amount) {
    const HEADS: &str = "heads_employee + heads_resident";
    let (of, per) = match quantity {
        Quantity::AdmissionsPerHeadEmployee => ("admissions_employee", "heads_employee"),
        Quantity::AdmissionsPerHeadResident => ("admissions_resident", "heads_resident"),
        Quantity::CostPerAdmissionEmployee => ("cost_employee_fen", "admissions_employee"),
        Quantity::CostPerAdmissionResident => ("cost_resident_fen", "admissions_resident"),
        Quantity::BmiInPolicyRatioEmployee => ("bmi_employee_fen", "in_policy_employee_fen"),
        Quantity::BmiInPolicyRatioResident => ("bmi_resident_fen", "in_policy_resident_fen"),
        Quantity::BmiActualRatioEmployee => ("bmi_employee_fen", "cost_employee_fen"),
        Quantity::BmiActualRatioResident => ("bmi_resident_fen", "cost_resident_fen"),
        Quantity::CiiTriggerRate => ("{}_claimants", HEADS),
        Quantity::CiiCostPerHead => ("{}_base_claims_fen", HEADS),
    };
    (Amount(of), Amount(per))
}

fn row(outcome: &Outcome, cii: &str, target: &Target) -> Option<Row> {
    let year = target.year.or(outcome.shape().years.first().copied())?;
    let year_index = outcome.shape().year_index(year)?;
    let sample = Sample::new(outcome, outcome.designs().start, year_index..year_index + 1);
    let (of, per) = amounts(target.quantity);
    let (of, per) = (sample.over_years(of, cii)?, sample.over_years(per, cii)?);
    let simulated = Estimated::ratio(&of, &per)
        .map(|it| it.scaled(kind(target.quantity).scale()).estimate)
        .ok_or(Missing::TooFewTrials);
    let half_width = target.tolerance * target.value.abs();
    let verdict = match &simulated {
        Ok(estimate) => Verdict::within(estimate, target.value - half_width, target.value + half_width),
        Err(_) => Verdict::Undecided,
    };
    let residual =
        simulated.as_ref().ok().map(|it| it.value / target.value - 1.0).filter(|it| it.is_finite());
    Some(Row { target: target.clone(), year, simulated, residual, verdict })
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::super::toy::outcome;
    use super::*;

    fn target(quantity: Quantity, value: f64) -> Target {
        Target { quantity, year: None, value, tolerance: 0.05, fitted: true, source: String::new() }
    }

    #[test]
    fn the_simulated_value_is_the_run_s_own_and_moves_with_it() {
        let compared = |admissions: [i64; 3]| {
            let run = outcome(&[
                ("heads_employee", &[&[&[1000, 1000, 1000]]]),
                ("admissions_employee", &[&[&admissions]]),
            ]);
            compare(&run, "cii", &[target(Quantity::AdmissionsPerHeadEmployee, 0.2)]).remove(0)
        };
        let row = compared([200, 201, 199]);
        assert_eq!((row.simulated.unwrap().value, row.verdict), (0.2, Verdict::Pass));
        assert_eq!(row.residual, Some(0.0));
        let moved = compared([220, 221, 219]);
        assert!((moved.residual.unwrap() - 0.1).abs() < 1e-12);
        assert_eq!(moved.verdict, Verdict::Fail);
        assert_eq!(compared([230, 190, 190]).verdict, Verdict::Undecided);
    }

    #[test]
    fn the_cii_is_held_against_public_figures_without_the_top_up() {
        let run = outcome(&[
            ("heads_employee", &[&[&[600, 600]]]),
            ("heads_resident", &[&[&[1400, 1400]]]),
            ("cii_claimants", &[&[&[4, 4]]]),
            ("cii_base_claims_fen", &[&[&[5_000_000, 5_000_000]]]),
        ]);
        let targets = [target(Quantity::CiiTriggerRate, 0.002), target(Quantity::CiiCostPerHead, 25.0)];
        let rows = compare(&run, "cii", &targets);
        assert_eq!(rows[0].simulated.unwrap().value, 0.002);
        assert_eq!(rows[1].simulated.unwrap().value, 25.0); // 50,000 yuan on 2,000 heads
    }

    #[test]
    fn a_year_or_column_that_the_run_does_not_have_leaves_no_row() {
        let run = outcome(&[("heads_employee", &[&[&[1, 1]]])]);
        let of_2020 = Target { year: Some(Year(2020)), ..target(Quantity::AdmissionsPerHeadEmployee, 0.2) };
        assert_eq!(compare(&run, "cii", &[of_2020, target(Quantity::CiiTriggerRate, 0.1)]), []);
    }
}
