//! The model against public figures: every target, every residual, whatever it shows.
//!
//! The simulated values come from the run's own columns, so a frequency moved by 5% moves its row by
//! 5%. What a run compares is what a calibration fits ([`super::calibration`]).

use crate::engine::{EngineError, Outcome, Pieces};
use crate::scenario::comparison::TargetDoc;
use crate::scenario::field::Keyed;
use crate::scenario::load::BASE;
use crate::stats::Estimate;
use crate::units::Year;
use crate::wording::quantities::Quantity;
use crate::wording::{Bilingual, Lang};

use super::estimate::Estimated;
use super::metrics::{Amount, Kind, Rule, Subject, find};
use super::sample::Sample;
use super::summary::{Design, Missing, Summary, estimate};
use super::verdict::Verdict;

/// How far the model may lie from a public figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tolerance {
    /// A part of the figure: 0.05 is 5% of it.
    Relative(f64),
    /// Percentage points.
    Points(f64),
}

/// A public figure to hold the model against.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Its name in the scenario.
    pub name: String,
    /// What people call it, where the scenario says.
    pub title: Option<Bilingual>,
    /// What it measures.
    pub measure: Measure,
    /// The design under which it is read; the base by default.
    pub design: Option<String>,
    /// The year of the run that stands against it; the first one by default.
    pub year: Option<Year>,
    /// The figure, in the unit of its measure: a count, yuan, or a ratio.
    pub value: f64,
    /// How far the model may lie from it.
    pub tolerance: Tolerance,
    /// Whether the model was set to meet it, or it is only shown.
    pub fitted: bool,
    /// How much its square counts in a fit.
    pub weight: f64,
    /// Where it was printed.
    pub source: String,
}

/// What a target measures.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// A quantity of public statistics.
    Quantity(Quantity),
    /// A figure of the run, by its name in files.
    Metric(String),
}

impl Measure {
    /// The word that stands for it in files.
    pub fn key(&self) -> &str {
        match self {
            Measure::Quantity(quantity) => quantity.key(),
            Measure::Metric(key) => key,
        }
    }
}

impl Target {
    /// The targets of a scenario, in its order.
    pub fn of(comparison: &Keyed<TargetDoc>) -> Vec<Target> {
        comparison.iter().filter_map(|(name, doc)| Target::named(name, doc)).collect()
    }

    /// `None` for a document that measures nothing, which no scenario without problems holds.
    fn named(name: &str, doc: &TargetDoc) -> Option<Target> {
        Some(Target {
            name: name.to_owned(),
            title: doc.title.clone(),
            measure: match (doc.quantity, &doc.metric) {
                (Some(quantity), _) => Measure::Quantity(quantity),
                (None, Some(metric)) => Measure::Metric(metric.clone()),
                (None, None) => return None,
            },
            design: doc.design.clone(),
            year: doc.year,
            value: doc.value,
            tolerance: doc.tolerance_points.map_or(Tolerance::Relative(doc.tolerance), Tolerance::Points),
            fitted: doc.fitted,
            weight: doc.weight.unwrap_or(1.0),
            source: doc.notes.source.clone().unwrap_or_default(),
        })
    }

    /// How far the model may lie from it, in its own unit, which is that of `kind`.
    pub fn half_width(&self, kind: Kind) -> f64 {
        match self.tolerance {
            Tolerance::Relative(part) => part * self.value.abs(),
            Tolerance::Points(points) => points * kind.point(),
        }
    }
}

/// One public figure and what the model says.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The public figure.
    pub target: Target,
    /// The unit of its figures.
    pub kind: Kind,
    /// Its label in tables: the scenario's title, else that of the quantity or metric.
    pub label: Bilingual,
    /// The year of the run that was taken.
    pub year: Year,
    /// The model's figure.
    pub simulated: Result<Estimate, Missing>,
    /// `simulated / target - 1`.
    pub residual: Option<f64>,
    /// Whether the interval lies within the tolerance.
    pub verdict: Verdict,
}

impl Row {
    /// The tolerance as a part of the figure.
    pub fn relative_tolerance(&self) -> f64 {
        match self.target.tolerance {
            Tolerance::Relative(part) => part,
            Tolerance::Points(_) => self.target.half_width(self.kind) / self.target.value.abs(),
        }
    }

    /// `simulated - target` in the unit of the figure.
    pub fn difference(&self) -> Option<f64> {
        self.simulated.as_ref().ok().map(|it| it.value - self.target.value)
    }
}

/// The public figures against a run of these designs and payers; targets whose year, design or columns
/// the run does not have are left out. Memory: one design.
pub fn compare(
    pieces: &Pieces,
    designs: &[Design],
    payers: &[String],
    targets: &[Target],
) -> Result<Vec<Row>, EngineError> {
    let subjects = Summary::subjects(&pieces.shape().columns, designs, payers);
    let mut rows = Vec::new();
    let mut at_hand: Option<Outcome> = None;
    for target in targets {
        let Some(measured) = Measured::of(target, &subjects) else { continue };
        let Some(number) = measured.design(designs) else { continue };
        let outcome = match at_hand.take().filter(|outcome| outcome.designs().contains(&number)) {
            Some(outcome) => outcome,
            None => pieces.design(number)?,
        };
        if let Some((year, estimated)) = measured.estimate(&outcome, designs) {
            rows.push(row(&measured, year, estimated.map(|it| it.estimate)));
        }
        at_hand = Some(outcome);
    }
    Ok(rows)
}

/// A target with the rule by which a run gives its figure.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measured {
    pub(super) target: Target,
    pub(super) kind: Kind,
    label: Bilingual,
    /// What stands for `{}` in the columns.
    id: String,
    rule: Rule,
}

impl Measured {
    /// `None` where the run has figures of no such name.
    pub(super) fn of(target: &Target, subjects: &[Subject]) -> Option<Measured> {
        let (kind, id, rule, label) = match &target.measure {
            Measure::Quantity(quantity) => {
                let contract = subjects.iter().find(|subject| matches!(subject, Subject::Contract(_)));
                let label = [Lang::Zh, Lang::En].map(|lang| quantity.text(lang));
                (kind(*quantity), contract.map_or("cii", Subject::id).to_owned(), rule(*quantity), label)
            }
            Measure::Metric(key) => {
                let (subject, definition) = find(key, subjects).ok()?;
                let label = [Lang::Zh, Lang::En].map(|lang| definition.metric.text(lang));
                (definition.kind, subject.id().to_owned(), definition.rule, label)
            }
        };
        let label = target
            .title
            .clone()
            .unwrap_or_else(|| Bilingual { zh: label[0].to_owned(), en: label[1].to_owned() });
        Some(Measured { target: target.clone(), kind, label, id, rule })
    }

    /// The columns that it reads.
    pub(super) fn columns(&self) -> impl Iterator<Item = String> {
        let amounts = self.rule.amounts().into_iter();
        amounts.flat_map(|amount| amount.columns(&self.id).map(|(_, key)| key))
    }

    /// The number of its design among `designs`.
    fn design(&self, designs: &[Design]) -> Option<u32> {
        let wanted = self.target.design.as_deref().unwrap_or(BASE);
        u32::try_from(designs.iter().position(|design| design.name == wanted)?).ok()
    }

    /// The run's figure, in the target's unit, and the year that was taken; `None` where the run has not
    /// the year, design or columns.
    pub(super) fn estimate(
        &self,
        outcome: &Outcome,
        designs: &[Design],
    ) -> Option<(Year, Result<Estimated, Missing>)> {
        let year = self.target.year.or(outcome.shape().years.first().copied())?;
        let year_index = outcome.shape().year_index(year)?;
        let number = self.design(designs).filter(|number| outcome.designs().contains(number))?;
        let sample = Sample::new(outcome, number, year_index..year_index + 1);
        let estimated = estimate(sample, &designs[number as usize], &self.id, self.rule)?;
        Some((year, estimated.map(|it| it.scaled(self.kind.scale()))))
    }
}

/// The row of a target and what the run says.
pub(super) fn row(measured: &Measured, year: Year, simulated: Result<Estimate, Missing>) -> Row {
    let Measured { target, kind, label, .. } = measured;
    let half_width = target.half_width(*kind);
    let verdict = match &simulated {
        Ok(estimate) => Verdict::within(estimate, target.value - half_width, target.value + half_width),
        Err(_) => Verdict::Undecided,
    };
    let residual =
        simulated.as_ref().ok().map(|it| it.value / target.value - 1.0).filter(|it| it.is_finite());
    Row { target: target.clone(), kind: *kind, label: label.clone(), year, simulated, residual, verdict }
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
        Quantity::CiiTriggerRate | Quantity::CiiTriggerRateResident => Kind::SmallRatio,
    }
}

/// What a quantity adds up and what it divides by. Under [S1] Art. 6 alone for the CII, as the public
/// figures know no employee top-up.
const fn rule(quantity: Quantity) -> Rule {
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
        Quantity::CiiTriggerRateResident => ("{}_claimants", "heads_resident"),
    };
    Rule::Ratio(Amount(of), Amount(per))
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::super::toy::{contract, designs, outcome};
    use super::*;

    fn target(quantity: Quantity, value: f64) -> Target {
        let measure = Measure::Quantity(quantity);
        Target {
            name: quantity.key().to_owned(),
            title: None,
            measure,
            design: None,
            year: None,
            value,
            tolerance: Tolerance::Relative(0.05),
            fitted: true,
            weight: 1.0,
            source: String::new(),
        }
    }

    fn compared(run: &Outcome, targets: &[Target]) -> Vec<Row> {
        let mut pieces = Pieces::passing(run.shape().clone(), run.n_trials() as u64);
        pieces.push(&run.rows()).unwrap();
        compare(&pieces, &designs(&[contract()]), &[], targets).unwrap()
    }

    #[test]
    fn the_simulated_value_is_the_run_s_own_and_moves_with_it() {
        let compared = |admissions: [i64; 3]| {
            let run = outcome(&[
                ("heads_employee", &[&[&[1000, 1000, 1000]]]),
                ("admissions_employee", &[&[&admissions]]),
            ]);
            compared(&run, &[target(Quantity::AdmissionsPerHeadEmployee, 0.2)]).remove(0)
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
        let targets = [
            target(Quantity::CiiTriggerRate, 0.002),
            target(Quantity::CiiCostPerHead, 25.0),
            target(Quantity::CiiTriggerRateResident, 0.003),
        ];
        let values: Vec<f64> =
            compared(&run, &targets).iter().map(|row| row.simulated.unwrap().value).collect();
        assert_eq!(values, [0.002, 25.0, 4.0 / 1400.0]); // 50,000 yuan and 4 persons on 2,000 heads, 1,400 of them residents
    }

    #[test]
    fn a_year_or_column_that_the_run_does_not_have_leaves_no_row() {
        let run = outcome(&[("heads_employee", &[&[&[1, 1]]])]);
        let of_2020 = Target { year: Some(Year(2020)), ..target(Quantity::AdmissionsPerHeadEmployee, 0.2) };
        let of_other =
            Target { design: Some("other".to_owned()), ..target(Quantity::AdmissionsPerHeadEmployee, 0.2) };
        assert_eq!(compared(&run, &[of_2020, of_other, target(Quantity::CiiTriggerRate, 0.1)]), []);
    }

    #[test]
    fn a_figure_of_the_run_is_compared_by_its_name_in_files() {
        let run = outcome(&[
            ("cii_claims_fen", &[&[&[90, 90]]]),
            ("cii_income_fen", &[&[&[100, 100]]]),
            ("cost_employee_fen", &[&[&[1, 1]]]),
        ]);
        let named = |metric: &str| Target {
            measure: Measure::Metric(metric.to_owned()),
            tolerance: Tolerance::Points(1.0),
            ..target(Quantity::CiiTriggerRate, 0.905)
        };
        let rows = compared(&run, &[named("cii.loss_ratio"), named("cii.no_such_figure")]);
        assert_eq!((rows.len(), rows[0].simulated.unwrap().value, rows[0].verdict), (1, 0.9, Verdict::Pass));
        assert!(rows[0].label.zh.starts_with("赔付率"));
    }

    /// Exact figures at the edge of their tolerance: 2% of 50 and a point of a ratio.
    #[test]
    fn the_edge_of_a_tolerance_is_within_and_beyond_it_is_not() {
        let verdict = |heads: i64, admissions: i64, tolerance: Tolerance, value: f64| {
            let run = outcome(&[
                ("heads_resident", &[&[&[heads, heads]]]),
                ("admissions_resident", &[&[&[admissions, admissions]]]),
            ]);
            let target = Target { tolerance, ..target(Quantity::AdmissionsPerHeadResident, value) };
            compared(&run, &[target]).remove(0).verdict
        };
        assert_eq!(verdict(1, 51, Tolerance::Relative(0.02), 50.0), Verdict::Pass);
        assert_eq!(verdict(100, 5101, Tolerance::Relative(0.02), 50.0), Verdict::Fail);
        assert_eq!(verdict(100, 4899, Tolerance::Relative(0.02), 50.0), Verdict::Fail);
        assert_eq!(verdict(4, 3, Tolerance::Relative(0.0), 0.75), Verdict::Pass);
    }

    #[test]
    fn a_point_is_a_hundredth_of_a_ratio_and_one_of_a_hundred_persons() {
        let of = |points: f64| Target {
            tolerance: Tolerance::Points(points),
            ..target(Quantity::CiiTriggerRate, 0.49)
        };
        assert_eq!(of(2.0).half_width(Kind::Ratio), 0.02);
        assert_eq!(of(0.3).half_width(Kind::PerHundred), 0.3);
    }
}
