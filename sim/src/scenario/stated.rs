//! What a scenario itself says of who is insured, before any year has passed and whatever is made of it.

use super::city::CityDoc;
use super::load::Loaded;
use crate::benefit::InsuranceScheme;
use crate::population::ADULT;
use crate::units::{Age, Sex, Year};

/// The insured people at the end of the base year, by the shares of the scenario or by its table of heads.
#[derive(Debug, Clone, PartialEq)]
pub struct StatedPeople {
    /// The base year.
    pub year: Year,
    /// Share of the employee scheme among all.
    pub employees: f64,
    /// Share of the retired in the employee scheme.
    pub retired: f64,
    /// Share of the members of the resident scheme below 18 (学生儿童) among all.
    pub minor_residents: f64,
    /// People by sex, from and to what age; only proportions matter. They spread evenly over the ages.
    pub cells: Vec<(Sex, Age, Age, f64)>,
}

impl StatedPeople {
    /// The share of the people of a sex.
    pub fn of_sex(&self, sex: Sex) -> f64 {
        self.share(|its, _, _| if its == sex { 1.0 } else { 0.0 })
    }

    /// The share of the people between two ages, both included.
    pub fn of_ages(&self, from: Age, to: Age) -> f64 {
        self.share(|_, low, high| part_of(low, high, from, to))
    }

    /// The share of the people from an age on to their retirement.
    pub(super) fn of_working_ages(&self, from: Age, retirement: [Age; 2]) -> f64 {
        self.share(|sex, low, high| {
            part_of(low, high, from, Age(retirement[sex as usize].0.saturating_sub(1)))
        })
    }

    /// The share of the people of whom so large a part of each cell is looked for.
    fn share(&self, part: impl Fn(Sex, Age, Age) -> f64) -> f64 {
        let all: f64 = self.cells.iter().map(|(.., people)| people).sum();
        let some: f64 = self.cells.iter().map(|&(sex, from, to, people)| part(sex, from, to) * people).sum();
        if all > 0.0 { some / all } else { 0.0 }
    }
}

/// The part of the ages from `low` to `high` that lies between `from` and `to`.
fn part_of(low: Age, high: Age, from: Age, to: Age) -> f64 {
    let ages = |from: Age, to: Age| f64::from((i16::from(to.0) - i16::from(from.0) + 1).max(0));
    ages(low.max(from), high.min(to)) / ages(low, high).max(1.0)
}

impl CityDoc {
    fn stated(&self) -> Option<StatedPeople> {
        let Some(census) = &self.census else { return Some(self.stated_by_heads()) };
        census.stated(self.base_year, self.retirement())
    }

    /// The shares that follow from the table of heads.
    fn stated_by_heads(&self) -> StatedPeople {
        let (mut all, mut employees, mut retired, mut minors, mut cells) = (0.0, 0.0, 0.0, 0.0, Vec::new());
        for (scheme, sex, from, to, heads) in self.counted() {
            let heads = heads.0 as f64;
            all += heads;
            cells.push((sex, from, to, heads));
            if scheme == InsuranceScheme::Employee {
                employees += heads;
                retired += heads * part_of(from, to, self.retirement()[sex as usize], Age(u8::MAX));
            } else {
                minors += heads * part_of(from, to, Age(0), Age(ADULT - 1));
            }
        }
        let part = |of: f64, all: f64| if all > 0.0 { of / all } else { 0.0 };
        StatedPeople {
            year: self.base_year,
            employees: part(employees, all),
            retired: part(retired, employees),
            minor_residents: part(minors, all),
            cells,
        }
    }
}

impl Loaded {
    /// What the scenario says of its insured people; `None` without a city.
    pub fn stated_people(&self) -> Option<StatedPeople> {
        self.base().city.as_ref()?.stated()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::library::Library;
    use crate::scenario::load::load;

    fn stated(settings: &[&str]) -> StatedPeople {
        let settings: Vec<String> = settings.iter().map(|&it| it.to_owned()).collect();
        load(&Library::built_in(), "cities/national", &settings).unwrap().stated_people().unwrap()
    }

    #[test]
    fn a_census_says_what_its_block_says() {
        let census = r#"city.census={"area":"全国","insured":1000,"employee_share":0.4,"retired_share":0.3}"#;
        let stated = stated(&["city.heads=null", census]);
        assert_eq!((stated.year, stated.employees, stated.retired), (Year(2018), 0.4, 0.3));
        // census of 2020 without servicemen: 51.17% are men, 17.97% below 15
        assert!((stated.of_sex(Sex::Male) - 0.5117).abs() < 0.0001, "{}", stated.of_sex(Sex::Male));
        let young = stated.of_ages(Age(0), Age(14));
        assert!((young - 0.1797).abs() < 0.0001, "{young}");
        // nobody below 20 is an employee; from 16 on, two of the years up to 60 and 55 are a minor's
        assert!((stated.minor_residents - stated.of_ages(Age(0), Age(17))).abs() < 1e-12);
        let early = census.replace("0.3}", r#"0.3,"in_service_from_age":16}"#);
        let early = self::stated(&["city.heads=null", &early]);
        let minors_in_service = 0.4 * 0.7 * early.of_ages(Age(16), Age(17))
            / (early.of_ages(Age(16), Age(54)) + 0.5117 * men_of(&early, 55, 59));
        assert!((stated.minor_residents - early.minor_residents - minors_in_service).abs() < 1e-4);
    }

    /// The part of the men who are between two ages.
    fn men_of(stated: &StatedPeople, from: u8, to: u8) -> f64 {
        let men = stated.cells.iter().filter(|(sex, ..)| *sex == Sex::Male).copied().collect();
        StatedPeople { cells: men, ..stated.clone() }.of_ages(Age(from), Age(to))
    }

    #[test]
    fn a_table_of_heads_says_what_its_rows_add_up_to() {
        let heads = r#"city.heads={
            "young": {"from_age":0,"to_age":19,"employee_male":0,"employee_female":0,"resident_male":300,"resident_female":100},
            "old": {"from_age":50,"to_age":69,"employee_male":400,"employee_female":0,"resident_male":0,"resident_female":200}
        }"#;
        let stated = stated(&["city.heads=null", heads]);
        // 400 of 1,000, half of them from 60 on; of the first 20 years the upper half is from 10 on
        assert_eq!((stated.employees, stated.retired, stated.of_sex(Sex::Female)), (0.4, 0.5, 0.3));
        // 18 of the 20 years of 400 children
        assert!((stated.minor_residents - 0.36).abs() < 1e-12);
        assert!((stated.of_ages(Age(10), Age(59)) - 0.5).abs() < 1e-12);
    }
}
