//! Admissions per person and cost per admission of every cell of the population.

use crate::benefit::InsuranceScheme;
use crate::illness::model::{IllnessError, StatusIllness};
use crate::population::{OLDEST, People, Status};
use crate::units::{Age, Sex, Year};

/// A relativity by age: steps, each holding from its age on.
#[derive(Debug, Clone, PartialEq)]
pub struct AgeTable(Vec<(Age, f64)>);

impl AgeTable {
    /// A table of `(from age, value)`, ascending and starting at age 0, every value positive.
    pub fn new(steps: Vec<(Age, f64)>) -> Result<AgeTable, IllnessError> {
        let positive = steps.iter().all(|step| step.1 > 0.0 && step.1.is_finite());
        if positive && ascends(&steps) { Ok(AgeTable(steps)) } else { Err(IllnessError::AgeTable) }
    }

    /// A table of parts of a whole or rates of few: values from 0 to 1, 0 among them.
    pub fn fractions(steps: Vec<(Age, f64)>) -> Result<AgeTable, IllnessError> {
        let parts = steps.iter().all(|step| (0.0..=1.0).contains(&step.1));
        if parts && ascends(&steps) { Ok(AgeTable(steps)) } else { Err(IllnessError::AgeTable) }
    }

    /// The value at an age.
    pub fn at(&self, age: Age) -> f64 {
        self.0.iter().rev().find(|step| step.0 <= age).map_or(0.0, |step| step.1)
    }
}

/// Whether the steps start at birth and ascend.
fn ascends(steps: &[(Age, f64)]) -> bool {
    steps.first().is_some_and(|step| step.0 == Age(0)) && steps.windows(2).all(|pair| pair[0].0 < pair[1].0)
}

/// The level of illness of one cell: one status, sex and age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellRates {
    /// Mean admissions a person-year.
    pub admissions: f64,
    /// Mean cost of one admission, yuan.
    pub cost: f64,
}

/// The rates of every cell, scaled so that each status has its stated means.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    frequency: AgeTable,
    /// Admissions of women relative to men of their age.
    women: AgeTable,
    cost: AgeTable,
    admissions_scale: [f64; 3],
    cost_scale: [f64; 3],
    /// Heads in force in the year of calibration, by status, sex and age.
    heads: [[Vec<f64>; 2]; 3],
    /// What multiplies the level of some ages, each on its own.
    factors: Vec<Factor>,
}

/// A change of the level of illness at some ages: a new way to pay hospitals, an epidemic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Factor {
    /// On admissions per person, above 0.
    pub frequency: f64,
    /// On cost per admission, above 0.
    pub cost: f64,
    /// From this age on.
    pub from_age: Age,
    /// Up to this age.
    pub to_age: Age,
}

impl Factor {
    fn holds_at(&self, age: Age) -> bool {
        self.from_age <= age && age <= self.to_age
    }
}

impl Rates {
    /// Scales the age shapes so that, over the heads in force in `year`, each status has its stated
    /// admissions per person and cost per admission.
    ///
    /// ```text
    /// admissions(age) = a_s f(age) / (sum N f / sum N)
    /// cost(age)       = c_s g(age) / (sum N f g / sum N f)
    /// ```
    /// with `N` heads, `f` and `g` the two age tables, `a_s` and `c_s` the means of the status; `f` of women
    /// is that of men times `women`.
    pub fn new(
        people: &People,
        year: Year,
        (frequency, women): (AgeTable, AgeTable),
        cost: AgeTable,
        statuses: &[StatusIllness; 3],
    ) -> Rates {
        let (mut heads, mut weight, mut dear) = ([0.0; 3], [0.0; 3], [0.0; 3]);
        let ages = || vec![0.0; usize::from(OLDEST) + 1];
        let mut by_age: [[Vec<f64>; 2]; 3] = std::array::from_fn(|_| [ages(), ages()]);
        for scheme in [InsuranceScheme::Employee, InsuranceScheme::Resident] {
            for (sex, age) in crate::population::cells() {
                let n = people.in_force(scheme, sex, age, year).0 as f64;
                let s = people.status(scheme, sex, age) as usize;
                heads[s] += n;
                by_age[s][sex as usize][usize::from(age.0)] += n;
                let often = frequency_of(&frequency, &women, sex, age);
                weight[s] += n * often;
                dear[s] += n * often * cost.at(age);
            }
        }
        let ratio = |top: f64, bottom: f64| if bottom > 0.0 { top / bottom } else { 0.0 };
        let scale = |s: usize| {
            let mean = &statuses[s];
            (mean.admissions * ratio(heads[s], weight[s]), mean.cost * ratio(weight[s], dear[s]))
        };
        let [a, b, c] = [scale(0), scale(1), scale(2)];
        Rates {
            frequency,
            women,
            cost,
            admissions_scale: [a.0, b.0, c.0],
            cost_scale: [a.1, b.1, c.1],
            heads: by_age,
            factors: Vec::new(),
        }
    }

    /// The same with factors on the level of some ages, which multiply where several hold.
    #[must_use]
    pub fn with_factors(self, factors: Vec<Factor>) -> Rates {
        Rates { factors, ..self }
    }

    /// The rates of one cell.
    pub fn cell(&self, people: &People, scheme: InsuranceScheme, sex: Sex, age: Age) -> CellRates {
        self.of(people.status(scheme, sex, age), sex, age)
    }

    /// The mean of a figure of the cells of a status, weighted by the heads of the year of calibration.
    pub fn mean_over_heads(&self, status: Status, figure: impl Fn(CellRates, Sex, Age) -> f64) -> f64 {
        let (mut sum, mut heads) = (0.0, 0.0);
        // by age, then sex: the order in which floats were added before sexes were told apart
        for age in (0..=OLDEST).map(Age) {
            for sex in [Sex::Male, Sex::Female] {
                let n = self.heads[status as usize][sex as usize][usize::from(age.0)];
                if n > 0.0 {
                    sum += n * figure(self.of(status, sex, age), sex, age);
                    heads += n;
                }
            }
        }
        if heads > 0.0 { sum / heads } else { 0.0 }
    }

    /// The rates of one status, sex and age.
    pub fn of(&self, status: Status, sex: Sex, age: Age) -> CellRates {
        let holding = || self.factors.iter().filter(|factor| factor.holds_at(age));
        let frequency: f64 = holding().map(|factor| factor.frequency).product();
        let cost: f64 = holding().map(|factor| factor.cost).product();
        let often = frequency_of(&self.frequency, &self.women, sex, age);
        CellRates {
            admissions: self.admissions_scale[status as usize] * often * frequency,
            cost: self.cost_scale[status as usize] * self.cost.at(age) * cost,
        }
    }
}

/// The relative frequency of a sex at an age.
fn frequency_of(frequency: &AgeTable, women: &AgeTable, sex: Sex, age: Age) -> f64 {
    match sex {
        Sex::Male => frequency.at(age),
        Sex::Female => frequency.at(age) * women.at(age),
    }
}
