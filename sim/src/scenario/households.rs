//! Households, districts and incomes of a city, as a scenario writes them, and the register made of them.

use super::city::CityDoc;
use super::document::DEFAULT_SEED;
use super::health::health_of;
use super::load::Loaded;
use super::node::Node;
use super::problem::{Problem, ProblemKind, Problems};
use super::record::{all_defaults, choice, record};
use super::reference;
use crate::illness::{Health, HealthRoll};
use crate::population::{HouseholdSizes, Households, IncomeTerms, Incomes, Member, Register, RegisterTerms};
use crate::units::{Age, Sex, Year, keys};
use crate::wording::Bilingual;
use crate::wording::problems::ModelFault;

record! {
    /// A district of the city.
    pub struct DistrictDoc {
        /// What people call it.
        title: Option<Bilingual>,
        /// Share of the city's households that live there; all districts sum to 1.
        share: f64 [0.0..=1.0],
    }
}

keys! {
    /// A table of household sizes.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum SizeTable {
        /// Fujian, census of 2020.
        Fujian2020 = "fujian_2020",
        /// China, census of 2010.
        China2010 = "china_2010",
    }
}
choice! { SizeTable }

record! {
    /// The households of the exported people: how large they are and what they spend.
    pub struct HouseholdsDoc {
        /// The table whose shape the sizes have.
        size_table: SizeTable = SizeTable::Fujian2020,
        /// Mean number of insured members of a household; the table is tilted to it. China in 2020: 2.62.
        mean_size: f64 [1.0..=6.0] = 2.62,
        /// Consumption of a household per member other than food, tobacco and alcohol, on average over the
        /// income bands. China in 2022: 17,057.
        nonfood_yuan_per_head_per_year: f64 [1.0..=10_000_000.0] = 17_057.0,
        /// By how many per cent it rises with 1% more income; by default what tells the countryside from the
        /// towns in 2022: ln(30,391 / 16,632) / ln(49,283 / 20,133).
        nonfood_income_elasticity: f64 [0.0..=2.0] = 0.6734,
        /// Standard deviation of its logarithm within an income band; synthetic.
        nonfood_spread: f64 [0.0..=2.0] = 0.3,
    }
    check HouseholdsDoc::check
}

impl HouseholdsDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        if self.sizes().is_none() {
            let kind = ProblemKind::OutOfRange {
                found: self.mean_size.to_string(),
                low: "1".into(),
                high: "10".into(),
            };
            problems.report(&node.place_of("mean_size"), kind);
        }
    }

    fn sizes(&self) -> Option<HouseholdSizes> {
        HouseholdSizes::tilted(&reference::household_sizes(self.size_table.key()), self.mean_size)
    }
}

/// Checks that districts make up the whole city, where there are any.
pub(super) fn check_districts(city: &CityDoc, node: &Node, problems: &mut Problems) {
    let sum: f64 = city.districts.iter().map(|(_, district)| district.share).sum();
    if !city.districts.is_empty() && (sum - 1.0).abs() > 1e-9 {
        let place = node.place_of("districts");
        problems.report(&place, ProblemKind::SharesNotWhole { sum: format!("{sum:.6}") });
    }
}

impl CityDoc {
    /// The households of the city's people, by default the ones that an empty block stands for.
    fn household_doc(&self) -> Option<HouseholdsDoc> {
        self.households.clone().or_else(all_defaults)
    }

    /// City, town and village: the scenario's own, or as the census counted them in its area, or in China.
    fn incomes(&self, doc: &HouseholdsDoc) -> Incomes {
        let own = self.census.as_ref().and_then(super::census::CensusDoc::settlements);
        let mix = own.or_else(|| reference::china().mix()).unwrap_or([1.0, 0.0, 0.0]);
        Incomes::new(IncomeTerms {
            fifths: reference::income_fifths(),
            nonfood: doc.nonfood_yuan_per_head_per_year,
            elasticity: doc.nonfood_income_elasticity,
            spread: doc.nonfood_spread,
            mix,
        })
    }
}

impl Loaded {
    /// The register of the city's people in the years of the term; households hold for the first of them.
    ///
    /// # Errors
    /// No city or no term; more minors than the adults can house.
    pub fn register(&self) -> Result<Register, Problems> {
        let (doc, root) = (self.base(), self.root());
        let mut problems = Problems::new();
        for (block, there) in [("city", doc.city.is_some()), ("term", doc.term.is_some())] {
            if !there {
                problems.report(&root.place, ProblemKind::MissingBlock { block: block.to_owned() });
            }
        }
        let (Some(city), Some(term)) = (&doc.city, &doc.term) else { return Err(problems) };
        let households = city.household_doc().and_then(|doc| Some((doc.sizes()?, doc)));
        let (Some((sizes, household_doc)), years) = (households, term.years()) else { return Err(problems) };
        let (people, seed) = (city.people(), doc.run.as_ref().map_or(DEFAULT_SEED, |run| run.seed));
        let first = years.first().copied().unwrap_or(Year(term.first_year.0));
        let households = Households::new(&people, first, sizes, seed).map_err(|_| {
            let place = root.get("city").map_or(root.place.clone(), |city| city.place_of("households"));
            Problems::from(vec![Problem::new(place, ProblemKind::Model(ModelFault::TooFewAdults))])
        });
        Ok(Register::new(RegisterTerms {
            seed,
            people,
            years,
            households: households?,
            districts: city.districts.iter().map(|(_, district)| district.share).collect(),
            incomes: city.incomes(&household_doc),
            aid_share: [city.aid_share.employee, city.aid_share.resident],
        }))
    }

    /// The state of health of everybody who is covered in `year`; `None` where the scenario has no states.
    pub fn health_table(&self, register: &Register, year: Year) -> Option<HealthTable> {
        let RegisterTerms { people, years, seed, .. } = register.terms();
        let illness = |year: Year| self.designs.first()?.in_year(year).doc.illness.as_ref();
        let of_year = |&year: &Year| {
            let health = illness(year).and_then(|illness| health_of(&illness.health).ok().flatten());
            (year, health)
        };
        let states = illness(year)?.health.iter().map(|(name, state)| (name.to_owned(), state.listed));
        let states: Vec<(String, bool)> = states.collect();
        if states.is_empty() {
            return None;
        }
        let years: Vec<(Year, Option<Health>)> = years.iter().map(of_year).collect();
        let mut until = years.iter().filter(|(past, _)| *past <= year).map(|(_, health)| health);
        let law = until.next().filter(|&first| until.all(|health| health == first)).cloned().flatten();
        Some(HealthTable { states, law, roll: HealthRoll::new(people, *seed, &years, year) })
    }
}

/// The states of health of a year's members, by name.
#[derive(Debug, Clone)]
pub struct HealthTable {
    /// Their keys in the scenario, and whether they are on the lists of pre-existing diseases.
    states: Vec<(String, bool)>,
    /// The law of the states, where it is the same in every year up to this one.
    law: Option<Health>,
    roll: HealthRoll,
}

/// What a table says of who has no lasting state.
const HEALTHY: &str = "healthy";

impl HealthTable {
    /// The key of a member's state, `healthy` where he has none.
    pub fn state(&self, member: Member) -> &str {
        let nth = self.roll.of(member).state().checked_sub(1);
        nth.and_then(|nth| self.states.get(nth)).map_or(HEALTHY, |(name, _)| name)
    }

    /// The place of a member's state among [`HealthTable::names`].
    pub fn nth_state(&self, member: Member) -> usize {
        self.roll.of(member).state()
    }

    /// The keys of all states, the healthy first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(HEALTHY).chain(self.states.iter().map(|(name, _)| name.as_str()))
    }

    /// The part of the people of a sex and age in each state, the healthy first; `None` where a revision
    /// changed the states on the way to this year.
    pub fn prevalence(&self, sex: Sex, age: Age) -> Option<&[f64]> {
        self.law.as_ref().map(|law| law.prevalence(sex, age))
    }

    /// Whether a member had a disease of the pre-existing list before the term began.
    pub fn is_pre_existing(&self, member: Member) -> bool {
        let health = self.roll.of(member);
        let nth = health.state().checked_sub(1).filter(|_| health.was_there_before());
        nth.and_then(|nth| self.states.get(nth)).is_some_and(|(_, listed)| *listed)
    }
}
