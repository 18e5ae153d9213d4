//! Terms that hold until they are revised: laws, contracts and price lists change on a date.

use crate::units::Year;

/// What holds at first, and what holds from a policy year on.
#[derive(Debug, Clone, PartialEq)]
pub struct ByYear<T> {
    first: T,
    /// Ascending by year.
    revised: Vec<(Year, T)>,
}

impl<T> ByYear<T> {
    /// What holds before the first revision.
    pub const fn first(&self) -> &T {
        &self.first
    }

    /// The same with another version, which holds from `from` on until a later one does.
    #[must_use]
    pub fn revised(mut self, from: Year, version: T) -> ByYear<T> {
        let place = self.revised.partition_point(|(year, _)| *year <= from);
        self.revised.insert(place, (from, version));
        self
    }

    /// The last version, to compare the next one with.
    pub fn last(&self) -> &T {
        self.revised.last().map_or(&self.first, |(_, version)| version)
    }

    /// What holds in a policy year: of several versions from the same year the last.
    pub fn in_year(&self, year: Year) -> &T {
        let held = self.revised.iter().rev().find(|(from, _)| *from <= year);
        held.map_or(&self.first, |(_, version)| version)
    }

    /// Every version, in order.
    pub fn versions(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.first).chain(self.revised.iter().map(|(_, version)| version))
    }
}

impl<T> From<T> for ByYear<T> {
    /// What never changes.
    fn from(first: T) -> ByYear<T> {
        ByYear { first, revised: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_holds_from_its_year_until_the_next() {
        let price = ByYear::from(30).revised(Year(2020), 40).revised(Year(2018), 35).revised(Year(2020), 41);
        let held = [2016, 2017, 2018, 2019, 2020, 2030].map(|year| *price.in_year(Year(year)));
        assert_eq!(held, [30, 30, 35, 35, 41, 41]);
        assert_eq!((*price.first(), *price.last()), (30, 41));
        assert_eq!(price.versions().copied().collect::<Vec<_>>(), [30, 35, 40, 41]);
    }
}
