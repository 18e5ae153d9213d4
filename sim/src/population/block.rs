//! Entry cohorts and their blocks of 4,096 slots: the addresses of chance.

use crate::benefit::InsuranceScheme;
use crate::population::people::{OLDEST, People};
use crate::units::{Age, Heads, Sex, Year};

/// Persons in one block. Decided for ever: it is part of every person's address.
pub const SLOTS: usize = 4_096;

/// Persons who entered together: same birth year, sex and entry scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cohort {
    /// Calendar year of birth.
    pub birth_year: Year,
    /// Sex.
    pub sex: Sex,
    /// Scheme at entry.
    pub scheme: InsuranceScheme,
}

impl Cohort {
    /// The cohort's age in a calendar year, `None` before birth or past the oldest age.
    pub fn age_in(&self, year: Year) -> Option<Age> {
        let age = u8::try_from(year.0.checked_sub(self.birth_year.0)?).ok()?;
        (age <= OLDEST).then_some(Age(age))
    }
}

/// One block of a cohort: slots `4096 * part ..  4096 * (part + 1)` of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Whose block it is.
    pub cohort: Cohort,
    /// Which of the cohort's blocks.
    pub part: u32,
}

impl Block {
    /// The number by which random streams know the block; the same in every scenario.
    ///
    /// Bits, high to low: birth year, sex, entry scheme, part (32).
    pub fn address(&self) -> u64 {
        let Cohort { birth_year, sex, scheme } = self.cohort;
        ((u64::from(birth_year.0) << 2 | (sex as u64) << 1 | scheme as u64) << 32) | u64::from(self.part)
    }

    /// How many of the block's slots are covered in `year`.
    pub fn heads_in(&self, people: &People, year: Year) -> usize {
        let Some(age) = self.cohort.age_in(year) else { return 0 };
        let Heads(heads) = people.in_force(self.cohort.scheme, self.cohort.sex, age, year);
        let first = i64::from(self.part) * SLOTS as i64;
        usize::try_from((heads - first).clamp(0, SLOTS as i64)).unwrap_or(0)
    }

    /// Every block in which somebody is covered in one of `years`, in the order of their addresses.
    pub fn all(people: &People, years: &[Year]) -> Vec<Block> {
        let (Some(&first), Some(&last)) = (years.first(), years.last()) else { return Vec::new() };
        let mut blocks = Vec::new();
        for birth_year in first.0.saturating_sub(u16::from(OLDEST))..=last.0 {
            for sex in [Sex::Male, Sex::Female] {
                for scheme in [InsuranceScheme::Employee, InsuranceScheme::Resident] {
                    let cohort = Cohort { birth_year: Year(birth_year), sex, scheme };
                    let in_use =
                        |part| years.iter().any(|&year| Block { cohort, part }.heads_in(people, year) > 0);
                    blocks.extend((0..).take_while(|&part| in_use(part)).map(|part| Block { cohort, part }));
                }
            }
        }
        blocks.sort_by_key(Block::address);
        blocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::Growth;
    use InsuranceScheme::{Employee, Resident};

    fn village() -> People {
        People::new(
            Year(2015),
            &[
                (Resident, Sex::Female, Age(30), Age(30), Heads(9_000)),
                (Employee, Sex::Male, Age(40), Age(41), Heads(200)),
            ],
            Growth { employee: 0.0, resident: 0.0 },
            [Age(60), Age(55)],
        )
        .unwrap()
    }

    #[test]
    fn blocks_cover_everybody_exactly_once_in_every_year() {
        let people = village();
        let years = [Year(2016), Year(2017)];
        let blocks = Block::all(&people, &years);
        for year in years {
            let heads: usize = blocks.iter().map(|block| block.heads_in(&people, year)).sum();
            assert_eq!(heads, 9_200);
        }
    }

    #[test]
    fn a_cohort_ages_with_the_calendar_and_keeps_its_address() {
        let block =
            Block { cohort: Cohort { birth_year: Year(1986), sex: Sex::Female, scheme: Resident }, part: 1 };
        assert_eq!(block.cohort.age_in(Year(2016)), Some(Age(30)));
        assert_eq!(block.heads_in(&village(), Year(2016)), 4_096);
        assert_eq!(block.heads_in(&village(), Year(2017)), 0);
        assert_eq!(block.cohort.age_in(Year(1985)), None);
        assert_ne!(block.address(), Block { part: 2, ..block }.address());
    }
}
