//! Cohorts that age: deaths by the table of 2020, births, and entries at working ages.

use crate::benefit::InsuranceScheme;
use crate::population::people::{Grid, OLDEST, cells};
use crate::units::{Age, Sex, Year};

/// Ages of a table, 0 to 100 and over.
const AGES: usize = OLDEST as usize + 1;

/// The age from which people enter a scheme.
const WORKING_FROM: u8 = 20;

/// The last calendar year of a scenario.
const LAST_YEAR: u16 = 2150;

/// How people are born and die.
#[derive(Debug, Clone, PartialEq)]
pub struct Vitality {
    /// Deaths per person-year by sex and age, 0 to 100 and over.
    pub mortality: [[f64; AGES]; 2],
    /// Births of a year per head at the end of the year before.
    pub births: f64,
    /// Share of boys among them.
    pub boys: f64,
}

/// The heads of every cohort at the year ends after the base year.
///
/// ```text
/// h(y, b) = h(y-1, b) exp(-(m(x) + m(x+1)) / 2) + entries      x = y - 1 - b, the age a year before
/// h(y, y) = births of y * exp(-m(0) / 2)                       members of the resident scheme
/// entries of a scheme in y = growth * its heads at the end of y-1, by its heads at each working age at the base
/// ```
///
/// A cohort leaves after age 100. Nobody moves from one scheme to the other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cohorts {
    /// By year after the base year.
    closing: Vec<Grid<f64>>,
}

impl Cohorts {
    /// The years after `base` until the calendar ends. `growth` is that of (employee, resident) heads.
    pub(super) fn new(
        base: Year,
        opening: &Grid<i64>,
        growth: [f64; 2],
        vitality: &Vitality,
        retirement_age: [Age; 2],
    ) -> Cohorts {
        let survival = survival(&vitality.mortality);
        let entries = [0, 1].map(|scheme| entry_profile(&opening[scheme], retirement_age));
        let resident = InsuranceScheme::Resident as usize;
        let with_births = opening[resident].iter().flatten().any(|&heads| heads > 0);
        let mut heads: Grid<f64> = opening.map(|sexes| sexes.map(|ages| ages.map(|n| n as f64)));
        let mut closing = Vec::new();
        for _ in base.0..LAST_YEAR {
            let totals = heads.map(|sexes| sexes.iter().flatten().sum::<f64>());
            let births = if with_births { vitality.births * (totals[0] + totals[1]) } else { 0.0 };
            let mut next: Grid<f64> = [[[0.0; AGES]; 2]; 2];
            for (scheme, sexes) in next.iter_mut().enumerate() {
                for (sex, ages) in sexes.iter_mut().enumerate() {
                    for age in 1..AGES {
                        ages[age] = heads[scheme][sex][age - 1] * survival[sex][age - 1];
                    }
                    if scheme == resident {
                        let share =
                            if sex == Sex::Male as usize { vitality.boys } else { 1.0 - vitality.boys };
                        ages[0] = births * share * libm::exp(-vitality.mortality[sex][0] / 2.0);
                    }
                    for age in 0..AGES {
                        let entering = growth[scheme] * totals[scheme] * entries[scheme][sex][age];
                        ages[age] = (ages[age] + entering).max(0.0);
                    }
                }
            }
            closing.push(next);
            heads = next;
        }
        Cohorts { closing }
    }

    /// Heads of a cell at the end of `year`, of which `after` lie between the base year and it.
    pub(super) fn at_year_end(&self, after: u16, scheme: InsuranceScheme, sex: Sex, age: Age) -> f64 {
        let year = usize::from(after).saturating_sub(1).min(self.closing.len().saturating_sub(1));
        let grid = self.closing.get(year);
        grid.map_or(0.0, |grid| grid[scheme as usize][sex as usize][usize::from(age.0.min(OLDEST))])
    }
}

/// The part of those aged `x` at a year end who are alive a year later: half of the year at each of two ages.
fn survival(mortality: &[[f64; AGES]; 2]) -> [[f64; AGES]; 2] {
    mortality.map(|rates| {
        let mut alive = [0.0; AGES];
        for (age, alive) in alive.iter_mut().enumerate() {
            let next = rates[(age + 1).min(AGES - 1)];
            *alive = libm::exp(-(rates[age] + next) / 2.0);
        }
        alive
    })
}

/// How entries spread: as the scheme's heads at working ages; as all its heads where nobody is of that age.
fn entry_profile(heads: &[[i64; AGES]; 2], retirement_age: [Age; 2]) -> [[f64; AGES]; 2] {
    let working = |sex: Sex, age: Age| {
        (WORKING_FROM..retirement_age[sex as usize].0.max(WORKING_FROM)).contains(&age.0)
    };
    let of = |sex: Sex, age: Age| heads[sex as usize][usize::from(age.0)];
    let at_work: i64 = cells().filter(|&(sex, age)| working(sex, age)).map(|(sex, age)| of(sex, age)).sum();
    let all: i64 = cells().map(|(sex, age)| of(sex, age)).sum();
    let mut profile = [[0.0; AGES]; 2];
    for (sex, age) in cells().filter(|_| all > 0) {
        let share = match at_work {
            0 => of(sex, age) as f64 / all as f64,
            _ if working(sex, age) => of(sex, age) as f64 / at_work as f64,
            _ => 0.0,
        };
        profile[sex as usize][usize::from(age.0)] = share;
    }
    profile
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::{Growth, People};
    use crate::units::Heads;
    use InsuranceScheme::{Employee, Resident};

    const NO_DEATHS: [[f64; AGES]; 2] = [[0.0; AGES]; 2];

    fn town(growth: Growth, vitality: &Vitality) -> People {
        let bands = [
            (Employee, Sex::Male, Age(30), Age(30), Heads(1_000)),
            (Employee, Sex::Male, Age(59), Age(59), Heads(200)),
            (Resident, Sex::Female, Age(40), Age(40), Heads(10_000)),
            (Resident, Sex::Female, Age(99), Age(99), Heads(50)),
        ];
        let people = People::new(Year(2020), &bands, growth, [Age(60), Age(55)]).unwrap();
        people.with_cohorts(vitality)
    }

    const STILL: Growth = Growth { employee: 0.0, resident: 0.0 };

    #[test]
    fn a_cohort_grows_a_year_older_a_year_and_loses_its_dead() {
        let mut mortality = NO_DEATHS;
        mortality[Sex::Female as usize][40] = 0.01;
        mortality[Sex::Female as usize][41] = 0.03;
        let town = town(STILL, &Vitality { mortality, births: 0.0, boys: 0.5 });
        let women = |age, year| town.at_year_end(Resident, Sex::Female, Age(age), Year(year)).0;
        // 10,000 exp(-0.02) = 9,801.99; a year later half a year at 41 and half at 42: exp(-0.015)
        assert_eq!((women(40, 2020), women(41, 2021), women(42, 2022)), (10_000, 9_802, 9_656));
        assert_eq!((women(40, 2021), women(41, 2022)), (0, 0));
        // covered in 2021 are those of the cohort at either end of the year: (10,000 + 9,802) / 2
        assert_eq!(town.in_force(Resident, Sex::Female, Age(41), Year(2021)), Heads(9_901));
        assert_eq!(women(100, 2021), 50);
        assert_eq!(
            town.scheme_at_year_end(Resident, Year(2022)),
            Heads(9_656),
            "nobody is counted after 100"
        );
    }

    #[test]
    fn the_retirement_age_turns_members_in_service_into_retired() {
        let town = town(STILL, &Vitality { mortality: NO_DEATHS, births: 0.0, boys: 0.5 });
        assert_eq!(town.at_year_end(Employee, Sex::Male, Age(60), Year(2021)), Heads(200));
        assert_eq!(town.status(Employee, Sex::Male, Age(60)), crate::population::Status::Retired);
    }

    #[test]
    fn newborns_are_residents_and_are_covered_for_half_of_their_first_year() {
        let town = town(STILL, &Vitality { mortality: NO_DEATHS, births: 0.01, boys: 0.6 });
        // 1% of 11,250 heads is 112.5: 67.5 boys and 45 girls
        assert_eq!(town.at_year_end(Resident, Sex::Male, Age(0), Year(2021)), Heads(68));
        assert_eq!(town.at_year_end(Resident, Sex::Female, Age(0), Year(2021)), Heads(45));
        assert_eq!(town.in_force(Resident, Sex::Female, Age(0), Year(2021)), Heads(23));
        assert_eq!(town.at_year_end(Employee, Sex::Male, Age(0), Year(2021)), Heads(0));
    }

    #[test]
    fn growth_enters_at_working_ages_as_the_base_year_stood() {
        let growth = Growth { employee: 0.10, resident: 0.0 };
        let town = town(growth, &Vitality { mortality: NO_DEATHS, births: 0.0, boys: 0.5 });
        // 10% of 1,200 heads: 100 at 30 and 20 at 59, where 5 in 6 and 1 in 6 stood
        assert_eq!(town.at_year_end(Employee, Sex::Male, Age(30), Year(2021)), Heads(100));
        assert_eq!(town.at_year_end(Employee, Sex::Male, Age(59), Year(2021)), Heads(20));
        assert_eq!(town.at_year_end(Employee, Sex::Male, Age(31), Year(2021)), Heads(1_000));
        assert_eq!(town.scheme_at_year_end(Employee, Year(2021)), Heads(1_320));
    }

    #[test]
    fn until_the_base_year_end_the_structure_stands_still() {
        let vitality = Vitality { mortality: NO_DEATHS, births: 0.0, boys: 0.5 };
        let (moving, still) = (town(STILL, &vitality), {
            let bands = [(Employee, Sex::Male, Age(30), Age(30), Heads(1_000))];
            People::new(Year(2020), &bands, STILL, [Age(60), Age(55)]).unwrap()
        });
        for year in [2018, 2020] {
            let heads = |people: &People| people.in_force(Employee, Sex::Male, Age(30), Year(year));
            assert_eq!(heads(&moving), heads(&still));
        }
    }
}
