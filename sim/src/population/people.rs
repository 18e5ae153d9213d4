//! Heads by scheme, sex and single age at the end of a base year, and how they grow.

use crate::benefit::InsuranceScheme;
use crate::population::dynamics::{Cohorts, Vitality};
use crate::units::{Age, Heads, Sex, Year};

/// The oldest age that is counted apart; it stands for "this age and over".
pub const OLDEST: u8 = 100;

const AGES: usize = OLDEST as usize + 1;

/// One value for each cell, by scheme, sex and age.
pub(super) type Grid<T> = [[[T; AGES]; 2]; 2];

/// How a member stands in his scheme; frequency and cost are given by status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// 在职职工: employee in service.
    InService,
    /// 退休职工: retired employee.
    Retired,
    /// 城乡居民: member of the resident scheme, students and children among them.
    Resident,
}

impl Status {
    /// All of them, in file order.
    pub const ALL: [Status; 3] = [Status::InService, Status::Retired, Status::Resident];

    /// The scheme to which the status belongs.
    pub const fn scheme(self) -> InsuranceScheme {
        match self {
            Status::InService | Status::Retired => InsuranceScheme::Employee,
            Status::Resident => InsuranceScheme::Resident,
        }
    }
}

/// Yearly growth of the heads of each scheme: heads at the end of year `y` are
/// `base * (1 + growth)^(y - base year)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    /// Growth of the employee scheme, a year.
    pub employee: f64,
    /// Growth of the resident scheme, a year.
    pub resident: f64,
}

/// Why a head table is not a population.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeopleError {
    /// Nobody is insured.
    #[error("the population is empty")]
    Empty,
    /// A band has fewer than no heads.
    #[error("negative heads at age {0}")]
    Negative(u8),
    /// More heads than any city, or country, has.
    #[error("more than two billion heads")]
    Absurd,
}

/// The insured people of a city.
///
/// The age structure of each scheme stays as it was at the base year end and only grows: a cohort
/// of birth year `b` has in year `y` the heads of age `y - b`. Births, deaths and moves are thus
/// implied by the table, not drawn. [`People::with_cohorts`] lets cohorts age instead.
#[derive(Debug, Clone, PartialEq)]
pub struct People {
    base: Year,
    heads: Grid<i64>,
    growth: Growth,
    retirement_age: [Age; 2],
    /// `None` where the age structure stands still.
    cohorts: Option<Cohorts>,
}

impl People {
    /// A population from bands `(scheme, sex, from age, to age, heads at the end of `base`)`.
    ///
    /// The heads of a band are spread evenly over its ages, the youngest ages taking the remainder.
    /// Members of the employee scheme from `retirement_age` (male, female) on are retired.
    pub fn new(
        base: Year,
        bands: &[(InsuranceScheme, Sex, Age, Age, Heads)],
        growth: Growth,
        retirement_age: [Age; 2],
    ) -> Result<People, PeopleError> {
        let mut heads = [[[0_i64; AGES]; 2]; 2];
        let mut total = 0_i64;
        for &(scheme, sex, from, to, Heads(n)) in bands {
            if n < 0 {
                return Err(PeopleError::Negative(from.0));
            }
            total = total.saturating_add(n);
            let ages = i64::from(to.0) - i64::from(from.0) + 1;
            for (i, age) in (i64::from(from.0)..=i64::from(to.0)).enumerate() {
                let share = n / ages + i64::from((i as i64) < n % ages);
                let age = usize::try_from(age).unwrap_or(0).min(AGES - 1);
                heads[scheme as usize][sex as usize][age] += share;
            }
        }
        match total {
            0 => Err(PeopleError::Empty),
            2_000_000_001.. => Err(PeopleError::Absurd),
            _ => Ok(People { base, heads, growth, retirement_age, cohorts: None }),
        }
    }

    /// The same people, whose cohorts age after the base year end: members die, children are born, and
    /// growth enters at working ages.
    #[must_use]
    pub fn with_cohorts(self, vitality: &Vitality) -> People {
        let growth = [self.growth.employee, self.growth.resident];
        let cohorts = Cohorts::new(self.base, &self.heads, growth, vitality, self.retirement_age);
        People { cohorts: Some(cohorts), ..self }
    }

    /// The status of a member of `scheme` at `age`.
    pub fn status(&self, scheme: InsuranceScheme, sex: Sex, age: Age) -> Status {
        match scheme {
            InsuranceScheme::Resident => Status::Resident,
            InsuranceScheme::Employee if age >= self.retirement_age[sex as usize] => Status::Retired,
            InsuranceScheme::Employee => Status::InService,
        }
    }

    /// Heads of one cell at the end of `year` (31 December).
    pub fn at_year_end(&self, scheme: InsuranceScheme, sex: Sex, age: Age, year: Year) -> Heads {
        if let Some(cohorts) = self.ageing_in(year) {
            return rounded(cohorts.at_year_end(year.0 - self.base.0, scheme, sex, age));
        }
        let base = self.heads[scheme as usize][sex as usize][usize::from(age.0.min(OLDEST))];
        let rate = match scheme {
            InsuranceScheme::Employee => self.growth.employee,
            InsuranceScheme::Resident => self.growth.resident,
        };
        let mut heads = base as f64;
        for _ in self.base.0..year.0 {
            heads *= 1.0 + rate;
        }
        for _ in year.0..self.base.0 {
            heads /= 1.0 + rate;
        }
        rounded(heads)
    }

    /// Heads of one cell that are covered in `year`: the mean of its two year ends, half up. Where cohorts
    /// age, those of `age` at the end of the year were a year younger at its beginning, or not yet born.
    pub fn in_force(&self, scheme: InsuranceScheme, sex: Sex, age: Age, year: Year) -> Heads {
        let before = Year(year.0 - 1);
        let opening = match (self.ageing_in(year), age.0.checked_sub(1)) {
            (None, _) => self.at_year_end(scheme, sex, age, before),
            (Some(_), Some(younger)) => self.at_year_end(scheme, sex, Age(younger), before),
            (Some(_), None) => Heads(0),
        };
        let closing = self.at_year_end(scheme, sex, age, year);
        Heads((opening.0 + closing.0 + 1) / 2)
    }

    /// Whether the ages of each scheme stand still from year to year.
    pub fn stands_still(&self) -> bool {
        self.cohorts.is_none()
    }

    /// The cohorts, where they age in `year`.
    fn ageing_in(&self, year: Year) -> Option<&Cohorts> {
        self.cohorts.as_ref().filter(|_| year > self.base)
    }

    /// All heads of a scheme at the end of `year`.
    pub fn scheme_at_year_end(&self, scheme: InsuranceScheme, year: Year) -> Heads {
        cells().map(|(sex, age)| self.at_year_end(scheme, sex, age, year)).sum()
    }

    /// All heads of a scheme that are covered in `year`.
    pub fn scheme_in_force(&self, scheme: InsuranceScheme, year: Year) -> Heads {
        cells().map(|(sex, age)| self.in_force(scheme, sex, age, year)).sum()
    }
}

/// Half up.
#[expect(clippy::cast_possible_truncation, reason = "heads stay far below 2^53")]
fn rounded(heads: f64) -> Heads {
    Heads((heads + 0.5).floor() as i64)
}

/// Every sex and single age.
pub fn cells() -> impl Iterator<Item = (Sex, Age)> {
    [Sex::Male, Sex::Female].into_iter().flat_map(|sex| (0..=OLDEST).map(move |age| (sex, Age(age))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use InsuranceScheme::{Employee, Resident};

    fn town() -> People {
        People::new(
            Year(2015),
            &[
                (Employee, Sex::Male, Age(20), Age(59), Heads(4_001)),
                (Employee, Sex::Male, Age(60), Age(79), Heads(1_000)),
                (Resident, Sex::Female, Age(0), Age(4), Heads(12)),
            ],
            Growth { employee: 0.10, resident: 0.0 },
            [Age(60), Age(55)],
        )
        .unwrap()
    }

    #[test]
    fn a_band_is_spread_over_its_ages_and_loses_nobody() {
        let town = town();
        assert_eq!(town.at_year_end(Resident, Sex::Female, Age(0), Year(2015)), Heads(3));
        assert_eq!(town.at_year_end(Resident, Sex::Female, Age(4), Year(2015)), Heads(2));
        assert_eq!(town.scheme_at_year_end(Resident, Year(2015)), Heads(12));
        assert_eq!(town.scheme_at_year_end(Employee, Year(2015)), Heads(5_001));
    }

    #[test]
    fn growth_compounds_and_cover_is_the_mean_of_two_year_ends() {
        let town = town();
        // age 70: 50 heads; 55 a year later; 60.5 -> 61 after two
        assert_eq!(town.at_year_end(Employee, Sex::Male, Age(70), Year(2016)), Heads(55));
        assert_eq!(town.at_year_end(Employee, Sex::Male, Age(70), Year(2017)), Heads(61));
        assert_eq!(town.in_force(Employee, Sex::Male, Age(70), Year(2016)), Heads(53));
    }

    #[test]
    fn employees_retire_at_the_age_of_their_sex() {
        let town = town();
        assert_eq!(town.status(Employee, Sex::Male, Age(59)), Status::InService);
        assert_eq!(town.status(Employee, Sex::Female, Age(55)), Status::Retired);
        assert_eq!(town.status(Resident, Sex::Female, Age(90)), Status::Resident);
    }

    #[test]
    fn an_empty_or_negative_city_is_refused() {
        let growth = Growth { employee: 0.0, resident: 0.0 };
        let ages = [Age(60), Age(55)];
        assert_eq!(People::new(Year(2015), &[], growth, ages), Err(PeopleError::Empty));
        let negative = [(Resident, Sex::Male, Age(3), Age(4), Heads(-1))];
        assert_eq!(People::new(Year(2015), &negative, growth, ages), Err(PeopleError::Negative(3)));
    }
}
