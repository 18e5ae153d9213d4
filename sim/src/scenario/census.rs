//! The insured people of a city taken from a census, and how its cohorts move, as a scenario writes them.

use super::city::age;
use super::node::{Node, Value};
use super::problem::{ProblemKind, Problems, nearest};
use super::record::{Definitions, Field, chosen, record};
use super::reference::{self, Area, china, employee_share};
use super::stated::StatedPeople;
use crate::population::{ADULT, Band, ByKind, Insured, Pyramid, TooManyEmployees, Vitality, insured};
use crate::units::{Age, Heads, Year};

record! {
    /// How many of the people live in cities, towns and villages: shares that make up the whole.
    pub struct MixDoc {
        /// 城市.
        city: f64 [0.0..=1.0],
        /// 镇.
        town: f64 [0.0..=1.0],
        /// 乡村.
        village: f64 [0.0..=1.0],
    }
    check MixDoc::check
}

impl MixDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        let sum: f64 = self.shares().iter().sum();
        if (sum - 1.0).abs() > 1e-9 {
            problems.report(&node.place, ProblemKind::SharesNotWhole { sum: format!("{sum:.6}") });
        }
    }

    fn shares(&self) -> ByKind<f64> {
        [self.city, self.town, self.village]
    }
}

record! {
    /// The insured people by the census of 2020: ages and sexes of an area, members of the two schemes by their
    /// totals. Employees in service stand in proportion to the people of working ages, the retired to those
    /// from the age of retirement on; everybody else is a member of the resident scheme.
    pub struct CensusDoc {
        /// 全国 or one of the 31 provinces, in Chinese or in letters: 浙江, zhejiang.
        area: String,
        /// How many live in cities, towns and villages; as counted where absent. Where the census does not tell
        /// them apart in the area, their differences are taken from China (derived).
        mix: Option<MixDoc>,
        /// Members of both schemes at the end of the base year.
        insured: Heads [Heads(1)..=Heads(2_000_000_000)],
        /// Share of the employee scheme among them; China's at the end of the base year where absent.
        employee_share: Option<f64> [0.0..=1.0],
        /// Share of the retired in the employee scheme; China's of 2023 where absent.
        retired_share: f64 [0.0..=1.0] = 0.269,
        /// The youngest age of an employee in service.
        in_service_from_age: u32 [15..=40] = 20_u32,
    }
    check CensusDoc::check
}

impl CensusDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        let Some(area) = self.area() else {
            let names: Vec<&str> = reference::census().iter().flat_map(|it| [&*it.zh, &*it.name]).collect();
            let known = reference::census().iter().map(|it| it.zh.clone()).collect();
            let suggestion = nearest(&self.area.to_lowercase(), names.iter().copied());
            let kind = ProblemKind::UnknownReference { found: self.area.clone(), suggestion, known };
            problems.report(&node.place_of("area"), kind);
            return;
        };
        if self.mix.is_some() && area.kinds.is_none() {
            problems.report(&node.place_of("mix"), ProblemKind::MixIsDerived { area: area.zh.clone() });
        }
    }

    /// The area of the census.
    fn area(&self) -> Option<&'static Area> {
        reference::area(&self.area)
    }

    /// Reports what only the whole city can tell.
    pub(super) fn check_in(
        &self,
        base: Year,
        retirement_age: [Age; 2],
        node: &Node,
        problems: &mut Problems,
    ) {
        if self.area().is_none() {
            return;
        }
        if self.employee_share(base).is_none() {
            let key = "employee_share".to_owned();
            problems.report(&node.place, ProblemKind::MissingKey { key });
        } else if let Err(TooManyEmployees { retired, needed, people }) = self.bands(base, retirement_age) {
            let kind = ProblemKind::MoreEmployeesThanPeople { retired, needed, people };
            problems.report(&node.place, kind);
        }
    }

    fn employee_share(&self, base: Year) -> Option<f64> {
        self.employee_share.or_else(|| employee_share(base))
    }

    /// The heads of the two schemes at the end of `base`; nobody where the area or the share is not known.
    pub(super) fn bands(&self, base: Year, retirement_age: [Age; 2]) -> Result<Vec<Band>, TooManyEmployees> {
        let (Some(people), Some(employee_share)) = (self.people(), self.employee_share(base)) else {
            return Ok(Vec::new());
        };
        let who = Insured {
            total: self.insured,
            employee_share,
            retired_share: self.retired_share,
            in_service_from: age(self.in_service_from_age),
            retirement_age,
        };
        insured(&people, &who)
    }

    /// The people of the area in the mix of the scenario.
    fn people(&self) -> Option<Pyramid> {
        let area = self.area()?;
        let Some(mix) = &self.mix else { return Some(area.people.clone()) };
        Some(match (&area.kinds, &china().kinds) {
            (Some([city, town, village]), _) => Pyramid::mixed([city, town, village], mix.shares()),
            (None, Some([city, town, village])) => {
                area.people.as_if_mixed(&china().people, [city, town, village], mix.shares())
            }
            (None, None) => area.people.clone(),
        })
    }

    /// What it says of the insured at the end of `base`.
    pub(super) fn stated(&self, base: Year, retirement_age: [Age; 2]) -> Option<StatedPeople> {
        let people = StatedPeople {
            year: base,
            employees: self.employee_share(base)?,
            retired: self.retired_share,
            minor_residents: 0.0,
            cells: self.people()?.cells().collect(),
        };
        let from = age(self.in_service_from_age);
        let minors = people.of_ages(Age(0), Age(ADULT - 1));
        let working = people.of_working_ages(from, retirement_age);
        let minors_in_service = match people.of_ages(from, Age(ADULT - 1)) {
            workers if workers > 0.0 => people.employees * (1.0 - people.retired) * workers / working,
            _ => 0.0,
        };
        Some(StatedPeople { minor_residents: minors - minors_in_service, ..people })
    }

    /// The shares of city, town and village: those of the scenario, or as counted; `None` where neither says.
    pub(super) fn settlements(&self) -> Option<ByKind<f64>> {
        self.mix.as_ref().map(MixDoc::shares).or_else(|| self.area()?.mix())
    }
}

/// What becomes of the age structure from year to year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dynamics {
    /// It stands still, and each scheme grows.
    Stationary,
    /// Cohorts age: births, deaths, entries.
    Cohort,
}

impl Dynamics {
    const WORDS: [&'static str; 2] = ["stationary", "cohort"];
}

/// The default is not written back, so that a scenario of earlier versions resolves to what it did.
impl Field for Dynamics {
    type Limits = ();

    fn decode(node: &Node, _: Option<&()>, problems: &mut Problems) -> Option<Dynamics> {
        let word = chosen(node, &Dynamics::WORDS, problems)?;
        Some(if word == Dynamics::WORDS[0] { Dynamics::Stationary } else { Dynamics::Cohort })
    }

    fn encode(&self) -> Option<Node> {
        (*self == Dynamics::Cohort).then(|| Node::made(Value::Text(Dynamics::WORDS[1].into())))
    }

    fn schema(_: Option<&()>, _: &mut Definitions) -> serde_json::Value {
        serde_json::json!({ "enum": Dynamics::WORDS, "default": Dynamics::WORDS[0] })
    }

    fn absent() -> Option<Dynamics> {
        Some(Dynamics::Stationary)
    }
}

record! {
    /// How people are born and die where cohorts age (`"dynamics": "cohort"`).
    pub struct VitalityDoc {
        /// Live births a year per 1,000 insured at the end of the year before; by default those below 1 of the
        /// census of 2020 per 1,000 people.
        births_per_1000_years: f64 [0.0..=100.0] = 8.5,
        /// Share of boys among them; by default that of those below 1 in the census of 2020.
        boys_share_of_births: f64 [0.0..=1.0] = 0.5266,
        /// Mortality relative to that of China in 2020.
        mortality_factor: f64 [0.0..=10.0] = 1.0,
    }
}

impl VitalityDoc {
    /// The rates.
    pub(super) fn vitality(&self) -> Vitality {
        Vitality {
            mortality: reference::mortality().map(|rates| rates.map(|rate| rate * self.mortality_factor)),
            births: self.births_per_1000_years / 1000.0,
            boys: self.boys_share_of_births,
        }
    }
}
