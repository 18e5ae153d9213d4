//! Days of the calendar and the months that hold them.

use std::fmt;
use std::ops::Sub;

use crate::units::Year;

/// A day of the Gregorian calendar, as days since 1 January 1970.
///
/// ```
/// use huimin::experience::Day;
/// let day = Day::from_civil(2024, 2, 29).unwrap();
/// assert_eq!(day.to_string(), "2024-02-29");
/// assert_eq!(Day::from_civil(2025, 1, 1).unwrap() - Day::from_civil(2024, 1, 1).unwrap(), 366);
/// assert!(Day::from_civil(2023, 2, 29).is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// A month, as months since January of the year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

impl Day {
    /// The day of this date; `None` where the calendar has none. Years 1 to 9999.
    pub fn from_civil(year: u16, month: u8, day: u8) -> Option<Day> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || day < 1 || day > days_in(year, month)
        {
            return None;
        }
        // a year that begins in March puts the leap day last: Howard Hinnant, "chrono-compatible low-level
        // date algorithms", days_from_civil
        let (year, month) = (i32::from(year), i32::from(month));
        let shifted = if month > 2 { year } else { year - 1 };
        let (era, of_era) = (shifted.div_euclid(400), shifted.rem_euclid(400));
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + i32::from(day) - 1;
        Some(Day(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468))
    }

    /// Reads `2024-02-29`.
    pub fn parse(text: &str) -> Option<Day> {
        let mut parts = text.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        Day::from_civil(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// Year, month and day.
    pub fn civil(self) -> (Year, u8, u8) {
        let days = self.0 + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let shifted = (5 * of_year + 2) / 153;
        let (day, month) = (of_year - (153 * shifted + 2) / 5 + 1, (shifted + 2) % 12 + 1);
        let year = era * 400 + year + i32::from(month <= 2);
        let narrow = |n: i32| u8::try_from(n).unwrap_or(0);
        (Year(u16::try_from(year).unwrap_or(0)), narrow(month), narrow(day))
    }

    /// The first day of a calendar year.
    pub fn first_of(year: Year) -> Day {
        Day::from_civil(year.0, 1, 1).unwrap_or(Day(0))
    }

    /// The last day of a calendar year.
    pub fn last_of(year: Year) -> Day {
        Day::from_civil(year.0, 12, 31).unwrap_or(Day(0))
    }

    /// The calendar year that holds it.
    pub fn year(self) -> Year {
        self.civil().0
    }

    /// The month that holds it.
    pub fn month(self) -> Month {
        let (year, month, _) = self.civil();
        Month(i32::from(year.0) * 12 + i32::from(month) - 1)
    }

    /// Which day of its calendar year it is, 1 for the first.
    pub fn of_year(self) -> u16 {
        u16::try_from(self - Day::first_of(self.year()) + 1).unwrap_or(u16::MAX)
    }

    /// The day so many days later.
    #[must_use]
    pub fn plus(self, days: i32) -> Day {
        Day(self.0 + days)
    }
}

impl Sub for Day {
    type Output = i32;
    /// How many days lie between.
    fn sub(self, other: Day) -> i32 {
        self.0 - other.0
    }
}

impl fmt::Display for Day {
    /// `2024-02-29`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        f.pad(&format!("{:04}-{month:02}-{day:02}", year.0))
    }
}

impl Month {
    /// January of a year.
    pub fn first_of(year: Year) -> Month {
        Month(i32::from(year.0) * 12)
    }

    /// The calendar year that holds it.
    pub fn year(self) -> Year {
        Year(u16::try_from(self.0.div_euclid(12)).unwrap_or(0))
    }
}

impl Sub for Month {
    type Output = i32;
    /// How many months lie between.
    fn sub(self, other: Month) -> i32 {
        self.0 - other.0
    }
}

impl fmt::Display for Month {
    /// `2024-02`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1))
    }
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_on_from_known_dates() {
        assert_eq!(Day::from_civil(1970, 1, 1), Some(Day(0)));
        assert_eq!(Day::from_civil(2000, 3, 1), Some(Day(11_017))); // 30 years, 7 leap days, 31 + 29 days
        assert_eq!(Day::from_civil(1900, 2, 29), None);
        assert_eq!(Day::from_civil(2024, 13, 1), None);
    }

    #[test]
    fn every_day_of_three_centuries_reads_back() {
        let (first, last) = (Day::first_of(Year(1850)), Day::last_of(Year(2150)));
        for number in first.0..=last.0 {
            let (year, month, day) = Day(number).civil();
            assert_eq!(Day::from_civil(year.0, month, day), Some(Day(number)));
        }
        assert_eq!(last.of_year(), 365);
    }

    #[test]
    fn months_are_counted_across_years() {
        let month = |year, month| Day::from_civil(year, month, 15).unwrap().month();
        assert_eq!(month(2025, 2) - month(2024, 11), 3);
        assert_eq!(month(2024, 12).to_string(), "2024-12");
        assert_eq!(month(2024, 12).year(), Year(2024));
    }
}
