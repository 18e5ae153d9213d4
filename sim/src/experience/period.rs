//! The policy years of a document: calendar years, or years that begin on another day.

use super::day::Day;
use crate::units::Year;
use crate::wording::claims::Allowed;

/// Policy years without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first policy year.
    pub first: Year,
    /// The last.
    pub last: Year,
    /// The month and day on which each begins; that day of each calendar year must exist.
    pub begins: (u8, u8),
}

impl Period {
    /// Calendar years.
    pub const fn calendar(first: Year, last: Year) -> Period {
        Period { first, last, begins: (1, 1) }
    }

    /// The first day of a policy year.
    pub fn first_of(&self, year: Year) -> Day {
        Day::from_civil(year.0, self.begins.0, self.begins.1).unwrap_or(Day::first_of(year))
    }

    /// The last day of a policy year.
    pub fn last_of(&self, year: Year) -> Day {
        self.first_of(Year(year.0 + 1)).plus(-1)
    }

    /// The policy year that holds a day.
    pub fn year_of(&self, day: Day) -> Year {
        let year = day.year();
        if day < self.first_of(year) { Year(year.0.saturating_sub(1)) } else { year }
    }

    /// Whether it is one of the years.
    pub fn holds(&self, year: Year) -> bool {
        (self.first..=self.last).contains(&year)
    }

    /// Which days are allowed.
    pub(super) fn allowed(self) -> Allowed {
        Allowed::Between(self.first_of(self.first).to_string(), self.last_of(self.last).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_year_may_begin_in_july() {
        let period = Period { first: Year(2023), last: Year(2024), begins: (7, 1) };
        let day = |year, month, day| Day::from_civil(year, month, day).unwrap();
        assert_eq!(period.last_of(Year(2024)), day(2025, 6, 30));
        assert_eq!(period.year_of(day(2024, 6, 30)), Year(2023));
        assert_eq!(period.year_of(day(2024, 7, 1)), Year(2024));
    }
}
