//! What the base scenario expects of each insured person.

use crate::benefit::{HospitalLevel, InsuranceScheme};
use crate::experience::Policy;
use crate::illness::{Health, Illness};
use crate::population::{OLDEST, People, Status};
use crate::scenario::document::ScenarioDoc;
use crate::scenario::illness::{IllnessDoc, StatusDoc};
use crate::scenario::load::Loaded;
use crate::scenario::node::{Node, Value};
use crate::scenario::problem::{Problem, ProblemKind, Problems};
use crate::scenario::world::{SchemeLevelDoc, WorldDoc};
use crate::units::{Age, Sex, Year};

/// The scenario that claims are compared with, at its own levels.
#[derive(Debug, Clone)]
pub struct Base<'a> {
    doc: &'a ScenarioDoc,
    illness_doc: &'a IllnessDoc,
    world: &'a WorldDoc,
    people: People,
    illness: Illness,
    levels_of: Year,
}

impl<'a> Base<'a> {
    /// The base of a scenario that has people, illness, a world and a term.
    ///
    /// # Errors
    /// Blocks that are missing.
    pub(super) fn new(scenario: &'a Loaded) -> Result<Base<'a>, Problems> {
        let doc = scenario.base();
        let (Some(city), Some(illness_doc), Some(world), Some(term)) =
            (&doc.city, &doc.illness, &doc.world, &doc.term)
        else {
            let blocks = [
                ("city", doc.city.is_some()),
                ("illness", doc.illness.is_some()),
                ("world", doc.world.is_some()),
                ("term", doc.term.is_some()),
            ];
            let missing = blocks.iter().filter(|(_, there)| !there).map(|(block, _)| {
                Problem::new(scenario.place_of(&[]), ProblemKind::MissingBlock { block: (*block).to_owned() })
            });
            return Err(Problems::from(missing.collect::<Vec<_>>()));
        };
        let people = city.people();
        let levels_of = world.base_year.unwrap_or(term.first_year);
        let mut problems = Problems::new();
        let illness = illness_doc.illness(&people, levels_of, &Node::made(Value::Null), &mut problems);
        let illness = illness.ok_or(problems)?;
        Ok(Base { doc, illness_doc, world, people, illness, levels_of })
    }

    /// The scenario.
    pub(super) fn doc(&self) -> &ScenarioDoc {
        self.doc
    }

    /// What its people suffer, as written.
    pub(super) fn illness(&self) -> &IllnessDoc {
        self.illness_doc
    }

    /// What moves its city, as written.
    pub(super) fn world(&self) -> &WorldDoc {
        self.world
    }

    /// Its states of health, where it has some.
    pub(super) fn health(&self) -> Option<&Health> {
        self.illness.health()
    }

    /// Its people in force.
    pub(super) fn heads(&self, scheme: InsuranceScheme, sex: Sex, age: Age, year: Year) -> f64 {
        self.people.in_force(scheme, sex, age, year).0 as f64
    }

    /// The level of a status, as written.
    pub(super) fn status(&self, status: Status) -> &StatusDoc {
        let statuses = &self.illness_doc.statuses;
        match status {
            Status::InService => &statuses.in_service,
            Status::Retired => &statuses.retired,
            Status::Resident => &statuses.resident,
        }
    }

    /// Admissions a year and cost of an admission expected of a status, sex and age in a year.
    pub(super) fn expected(&self, status: Status, sex: Sex, age: Age, year: Year) -> (f64, f64) {
        let cell = self.illness.rates().of(status, sex, Age(age.0.min(OLDEST)));
        let (often, dear) = self.moved(scheme_of(status), year);
        (cell.admissions * often, cell.cost * dear)
    }

    /// The mean over the scenario's heads of a status of its admissions, each sex and age multiplied.
    pub(super) fn mean_admissions(&self, status: Status, factor: impl Fn(Sex, Age) -> f64) -> f64 {
        self.illness.rates().mean_over_heads(status, |cell, sex, age| cell.admissions * factor(sex, age))
    }

    /// How the levels of frequency and cost moved from the base year to another: by the history where both are
    /// known, else by the trend.
    pub(super) fn moved(&self, scheme: InsuranceScheme, year: Year) -> (f64, f64) {
        let of = |year: Year| {
            let known = self.world.history.get(&year.to_string())?;
            Some(match scheme {
                InsuranceScheme::Employee => &known.employee,
                InsuranceScheme::Resident => &known.resident,
            })
        };
        if let (Some(then), Some(now)) = (of(self.levels_of), of(year)) {
            let ratio = |of: fn(&SchemeLevelDoc) -> f64| of(now) / of(then);
            return (ratio(|it| it.admissions_per_head), ratio(|it| it.cost_per_admission_yuan));
        }
        let years = f64::from(year.0) - f64::from(self.levels_of.0);
        let grown = |trend: f64| libm::pow(1.0 + trend, years);
        (grown(self.world.frequency.trend_per_year), grown(self.world.severity.trend_per_year))
    }

    /// Whether the base year of the levels may be moved to this one with the history as it is.
    pub(super) fn knows(&self, year: Year) -> bool {
        self.world.history.is_empty() || self.world.history.get(&year.to_string()).is_some()
    }
}

/// Whose levels a status follows.
pub(super) fn scheme_of(status: Status) -> InsuranceScheme {
    match status {
        Status::InService | Status::Retired => InsuranceScheme::Employee,
        Status::Resident => InsuranceScheme::Resident,
    }
}

/// The status of a policy.
pub(super) fn status_of(policy: &Policy) -> Status {
    match (policy.scheme, policy.retired) {
        (InsuranceScheme::Resident, _) => Status::Resident,
        (InsuranceScheme::Employee, true) => Status::Retired,
        (InsuranceScheme::Employee, false) => Status::InService,
    }
}

/// The relative cost of each hospital level, their mean over the admissions of the status 1.
pub(super) fn level_costs(status: &StatusDoc) -> [f64; 3] {
    let levels = [&status.levels.primary, &status.levels.secondary, &status.levels.tertiary];
    let mean: f64 = levels.iter().map(|level| level.share * level.cost_relativity).sum();
    levels.map(|level| level.cost_relativity / mean)
}

/// The place of a hospital level.
pub(super) fn level_at(level: HospitalLevel) -> usize {
    match level {
        HospitalLevel::Primary => 0,
        HospitalLevel::Secondary => 1,
        HospitalLevel::Tertiary => 2,
    }
}
