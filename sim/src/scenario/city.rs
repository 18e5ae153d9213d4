//! The people of a city, as a scenario writes them.

use super::census::{CensusDoc, Dynamics, VitalityDoc};
use super::field::Keyed;
use super::households::{DistrictDoc, HouseholdsDoc, check_districts};
use super::node::Node;
use super::problem::{ProblemKind, Problems};
use super::record::{all_defaults, record};
use crate::benefit::InsuranceScheme;
use crate::population::{Band, Growth, OLDEST, People, PeopleError};
use crate::units::{Age, Heads, Sex, Year};
use crate::wording::problems::ModelFault;

record! {
    /// Heads of one age band at the end of the base year.
    pub struct BandDoc {
        /// Youngest age of the band.
        from_age: u32 [0..=100],
        /// Oldest age of the band; 100 stands for 100 and over.
        to_age: u32 [0..=100],
        /// Men in the employee scheme.
        employee_male: Heads,
        /// Women in the employee scheme.
        employee_female: Heads,
        /// Men in the resident scheme.
        resident_male: Heads,
        /// Women in the resident scheme.
        resident_female: Heads,
    }
    check BandDoc::check
}

impl BandDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        if self.to_age < self.from_age {
            let kind =
                ProblemKind::NotRising { found: self.to_age.to_string(), before: self.from_age.to_string() };
            problems.report(&node.place_of("to_age"), kind);
        }
    }
}

record! {
    /// Growth of the heads of each scheme, a year: 0.02 for 2%.
    pub struct GrowthDoc {
        /// Employee scheme.
        employee: f64 [-0.5..=0.5] = 0.0,
        /// Resident scheme.
        resident: f64 [-0.5..=0.5] = 0.0,
    }
}

record! {
    /// Age from which a member of the employee scheme is retired.
    pub struct RetirementDoc {
        /// Men.
        male: u32 [40..=80] = 60_u32,
        /// Women.
        female: u32 [40..=80] = 55_u32,
    }
}

record! {
    /// Who is entitled to medical aid, as 低保对象: the parts of each scheme's members.
    pub struct AidShareDoc {
        /// Of the employee scheme.
        employee: f64 [0.0..=1.0] = 0.0,
        /// Of the resident scheme.
        resident: f64 [0.0..=1.0] = 0.0,
    }
}

record! {
    /// The insured people of a city.
    pub struct CityDoc {
        /// The heads hold at the end (31 December) of this year.
        base_year: Year,
        /// Heads by age band; or a census in their place.
        heads: Option<Keyed<BandDoc>>,
        /// The census from which the heads are made; or the heads themselves in its place.
        census: Option<CensusDoc>,
        /// Whether the age structure stands still (`stationary`) or cohorts age (`cohort`).
        dynamics: Dynamics,
        /// Births and deaths where cohorts age.
        vitality: Option<VitalityDoc>,
        /// Its districts; the city is one where there are none.
        districts: Keyed<DistrictDoc> = Keyed::default(),
        /// The households of its people, for the table that `huimin population` exports.
        households: Option<HouseholdsDoc>,
        /// How the heads of each scheme grow.
        growth_per_year: GrowthDoc,
        /// When employees retire.
        retirement_age: RetirementDoc,
        /// Share of employees who pay the top-up contribution of [S1] Art. 8.
        topup_share: f64 [0.0..=1.0] = 1.0,
        /// Share of each scheme's members who are entitled to medical aid; all of them join the city product.
        aid_share: AidShareDoc,
        /// Unbroken years, without a claim, for which members have been insured when the term begins.
        years_insured_before: u32 [0..=50] = 0_u32,
    }
    check CityDoc::check
}

impl CityDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        check_districts(self, node, problems);
        if self.dynamics == Dynamics::Stationary && self.vitality.is_some() {
            let [key, other_key] = ["vitality", "dynamics"].map(String::from);
            let kind = ProblemKind::NotTogether {
                key,
                value: "{ ... }".into(),
                other_key,
                other: "stationary".into(),
            };
            problems.report(&node.place_of("vitality"), kind);
        }
        if self.heads.is_some() == self.census.is_some() {
            let kind = ProblemKind::OneOfTwo { keys: ["heads", "census"], both: self.heads.is_some() };
            let place = if self.heads.is_some() { node.place_of("census") } else { node.place.clone() };
            problems.report(&place, kind);
            return;
        }
        if let (Some(census), Some(node)) = (&self.census, node.get("census")) {
            return census.check_in(self.base_year, self.retirement(), node, problems);
        }
        let bands = self.heads.iter().flat_map(Keyed::iter);
        let mut bands: Vec<(u32, u32)> = bands.map(|(_, band)| (band.from_age, band.to_age)).collect();
        bands.sort_unstable();
        if bands.windows(2).any(|pair| pair[1].0 <= pair[0].1) {
            problems.report(&node.place_of("heads"), ProblemKind::Model(ModelFault::BandsOverlap));
        }
        if let Err(error) = self.build() {
            let fault = match error {
                PeopleError::Empty | PeopleError::Negative(_) => ModelFault::EmptyPopulation,
                PeopleError::Absurd => ModelFault::AbsurdPopulation,
            };
            problems.report(&node.place_of("heads"), ProblemKind::Model(fault));
        }
    }

    fn build(&self) -> Result<People, PeopleError> {
        let bands = match &self.census {
            Some(census) => census.bands(self.base_year, self.retirement()).unwrap_or_default(),
            None => self.counted(),
        };
        let growth =
            Growth { employee: self.growth_per_year.employee, resident: self.growth_per_year.resident };
        let people = People::new(self.base_year, &bands, growth, self.retirement())?;
        let vitality = self.vitality.clone().or_else(all_defaults);
        Ok(match vitality.filter(|_| self.dynamics == Dynamics::Cohort) {
            Some(vitality) => people.with_cohorts(&vitality.vitality()),
            None => people,
        })
    }

    /// The bands that the scenario lists.
    pub(super) fn counted(&self) -> Vec<Band> {
        use InsuranceScheme::{Employee, Resident};
        let mut bands = Vec::new();
        for (_, band) in self.heads.iter().flat_map(Keyed::iter) {
            let (from, to) = (age(band.from_age), age(band.to_age.max(band.from_age)));
            bands.extend([
                (Employee, Sex::Male, from, to, band.employee_male),
                (Employee, Sex::Female, from, to, band.employee_female),
                (Resident, Sex::Male, from, to, band.resident_male),
                (Resident, Sex::Female, from, to, band.resident_female),
            ]);
        }
        bands
    }

    pub(super) fn retirement(&self) -> [Age; 2] {
        [age(self.retirement_age.male), age(self.retirement_age.female)]
    }

    /// The population.
    ///
    /// # Panics
    /// Never for a document that was decoded without problems.
    pub fn people(&self) -> People {
        self.build().expect("checked when the document was read")
    }
}

/// An age from a number whose range the table has checked.
pub(super) fn age(years: u32) -> Age {
    Age(u8::try_from(years).unwrap_or(OLDEST).min(OLDEST))
}
