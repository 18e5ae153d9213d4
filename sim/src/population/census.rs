//! From the people whom a census counted to the members of the two schemes.

use crate::benefit::InsuranceScheme;
use crate::population::apportionment::apportioned;
use crate::units::{Age, Heads, Sex};

/// The two sexes in the order of all tables.
const SEXES: [Sex; 2] = [Sex::Male, Sex::Female];

/// A band of a head table: scheme, sex, from and to what age, heads.
pub type Band = (InsuranceScheme, Sex, Age, Age, Heads);

/// The people of an area by age band and sex; only proportions matter.
#[derive(Debug, Clone, PartialEq)]
pub struct Pyramid {
    /// From and to what age each band goes.
    bands: Vec<(Age, Age)>,
    /// By sex, then band.
    people: [Vec<f64>; 2],
}

/// The three kinds of settlement (城市、镇、乡村) in the order of all tables.
pub type ByKind<T> = [T; 3];

impl Pyramid {
    /// The people of each band, men and women; `None` unless there are some, and as many of each as bands.
    pub fn new(bands: Vec<(Age, Age)>, people: [Vec<f64>; 2]) -> Option<Pyramid> {
        let whole = people.iter().all(|sex| sex.len() == bands.len() && sex.iter().all(|&n| n >= 0.0));
        let pyramid = Pyramid { bands, people };
        (whole && pyramid.total() > 0.0).then_some(pyramid)
    }

    /// All people.
    pub fn total(&self) -> f64 {
        self.people.iter().flatten().sum()
    }

    /// The people of every band: sex, from and to what age, how many.
    pub fn cells(&self) -> impl Iterator<Item = (Sex, Age, Age, f64)> {
        let bands = || self.bands.iter().enumerate();
        SEXES
            .into_iter()
            .flat_map(move |sex| bands().map(move |(nth, &(from, to))| (sex, from, to, self.of(sex, nth))))
    }

    /// The people of a band.
    pub fn of(&self, sex: Sex, band: usize) -> f64 {
        self.people[sex as usize].get(band).copied().unwrap_or(0.0)
    }

    /// So many parts of each kind of settlement: `sum over k of mix_k * people_k / total_k`.
    #[must_use]
    pub fn mixed(kinds: ByKind<&Pyramid>, mix: ByKind<f64>) -> Pyramid {
        let of = |sex: Sex, band: usize| {
            kinds.iter().zip(mix).map(|(kind, share)| share * kind.of(sex, band) / kind.total()).sum()
        };
        kinds[0].mapped(of)
    }

    /// An area whose kinds of settlement are not counted, as if its people lived in this mix: each cell times
    /// what the mix makes of it in `nation`,
    ///
    /// ```text
    /// people(c) * sum over k of mix_k * (nation_k(c) / nation_k) / (nation(c) / nation)
    /// ```
    ///
    /// Derived, not counted: it takes the differences of age between the three kinds from the nation.
    #[must_use]
    pub fn as_if_mixed(&self, nation: &Pyramid, kinds: ByKind<&Pyramid>, mix: ByKind<f64>) -> Pyramid {
        let mixed = Pyramid::mixed(kinds, mix);
        self.mapped(|sex, band| {
            let nationwide = nation.of(sex, band) / nation.total();
            let relative = if nationwide > 0.0 { mixed.of(sex, band) / nationwide } else { 1.0 };
            self.of(sex, band) * relative
        })
    }

    fn mapped(&self, of: impl Fn(Sex, usize) -> f64) -> Pyramid {
        let people = SEXES.map(|sex| (0..self.bands.len()).map(|band| of(sex, band)).collect());
        Pyramid { bands: self.bands.clone(), people }
    }
}

/// Who of an area is insured where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Insured {
    /// Members of both schemes.
    pub total: Heads,
    /// Share of the employee scheme among them.
    pub employee_share: f64,
    /// Share of the retired in the employee scheme.
    pub retired_share: f64,
    /// The youngest age of an employee in service.
    pub in_service_from: Age,
    /// The age of retirement of men and women.
    pub retirement_age: [Age; 2],
}

/// More employees than people of their ages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{needed} employees ({}), but {people} people of their ages", if *retired { "retired" } else { "in service" })]
pub struct TooManyEmployees {
    /// The retired, or those in service.
    pub retired: bool,
    /// How many there would have to be.
    pub needed: i64,
    /// People of their ages among the insured.
    pub people: i64,
}

/// What part of a band's people can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    TooYoung,
    InService,
    Retired,
}

/// A part of a band of one sex whose people are all of one role.
#[derive(Debug, Clone, Copy)]
struct Cell {
    sex: Sex,
    from: Age,
    to: Age,
    people: f64,
    role: Role,
}

/// The members of the two schemes by age: all people are insured alike; employees in service stand in
/// proportion to the people of working ages, the retired to those from the age of retirement on, everybody
/// else is a member of the resident scheme.
///
/// ```text
/// insured(c)    = total * people(c) / people
/// in service(c) = total * e * (1 - r) * people(c) / people of working ages
/// retired(c)    = total * e * r * people(c) / people from the age of retirement on
/// ```
///
/// Each line is rounded by largest remainders, so that total, employees and retired are exact.
///
/// # Errors
/// Ages at which there would be more employees than people.
pub fn insured(pyramid: &Pyramid, who: &Insured) -> Result<Vec<Band>, TooManyEmployees> {
    let cells = cells(pyramid, who);
    let all = apportioned(who.total.0, &cells.iter().map(|cell| cell.people).collect::<Vec<_>>());
    #[expect(clippy::cast_possible_truncation, reason = "heads stay far below 2^53")]
    let part = |share: f64, of: i64| (share * of as f64 + 0.5).floor() as i64;
    let employees = part(who.employee_share, who.total.0);
    let retired = part(who.retired_share, employees);
    let mut employed = vec![0; cells.len()];
    for (role, needed) in [(Role::InService, employees - retired), (Role::Retired, retired)] {
        let weights: Vec<f64> =
            cells.iter().map(|cell| if cell.role == role { cell.people } else { 0.0 }).collect();
        let people = cells.iter().zip(&all).filter(|(cell, _)| cell.role == role).map(|(_, &n)| n).sum();
        let heads = apportioned(needed, &weights);
        if needed > people || heads.iter().zip(&all).any(|(some, all)| some > all) {
            return Err(TooManyEmployees { retired: role == Role::Retired, needed, people });
        }
        employed.iter_mut().zip(heads).for_each(|(sum, n)| *sum += n);
    }
    let bands = cells.iter().zip(all).zip(employed).flat_map(|((cell, all), employed)| {
        let band = |scheme, heads| (scheme, cell.sex, cell.from, cell.to, Heads(heads));
        [band(InsuranceScheme::Employee, employed), band(InsuranceScheme::Resident, all - employed)]
    });
    Ok(bands.collect())
}

/// The bands, cut where a role ends; the people of a band are spread evenly over its ages.
fn cells(pyramid: &Pyramid, who: &Insured) -> Vec<Cell> {
    let mut cells = Vec::new();
    for sex in SEXES {
        let retires = who.retirement_age[sex as usize];
        for (band, &(from, to)) in pyramid.bands.iter().enumerate() {
            let ages = f64::from(to.0) - f64::from(from.0) + 1.0;
            for (role, low, high) in [
                (Role::TooYoung, 0, who.in_service_from.0),
                (Role::InService, who.in_service_from.0, retires.0),
                (Role::Retired, retires.0, u8::MAX),
            ] {
                let (first, end) = (from.0.max(low), to.0.saturating_add(1).min(high));
                if first < end {
                    let people = pyramid.of(sex, band) * f64::from(end - first) / ages;
                    cells.push(Cell { sex, from: Age(first), to: Age(end - 1), people, role });
                }
            }
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use InsuranceScheme::{Employee, Resident};

    fn pyramid(men: [f64; 3], women: [f64; 3]) -> Pyramid {
        let bands = vec![(Age(0), Age(19)), (Age(20), Age(59)), (Age(60), Age(99))];
        Pyramid::new(bands, [men.to_vec(), women.to_vec()]).unwrap()
    }

    fn who(employee_share: f64, retired_share: f64) -> Insured {
        Insured {
            total: Heads(1_000),
            employee_share,
            retired_share,
            in_service_from: Age(20),
            retirement_age: [Age(60), Age(60)],
        }
    }

    fn heads(bands: &[Band], of: impl Fn(&Band) -> bool) -> i64 {
        bands.iter().filter(|band| of(band)).map(|band| band.4.0).sum()
    }

    #[test]
    fn totals_are_kept_to_the_person_and_employees_stand_where_people_do() {
        let bands = insured(&pyramid([1.0, 2.0, 1.0], [1.0, 1.0, 1.0]), &who(0.3, 0.4)).unwrap();
        assert_eq!(heads(&bands, |_| true), 1_000);
        assert_eq!(heads(&bands, |band| band.0 == Employee), 300);
        assert_eq!(heads(&bands, |band| band.0 == Employee && band.2 >= Age(60)), 120);
        // 180 in service, two men to a woman; 120 retired, half of them men
        let of = |sex, from| move |band: &Band| band.0 == Employee && band.1 == sex && band.2 == Age(from);
        assert_eq!(heads(&bands, of(Sex::Male, 20)), 120);
        assert_eq!(heads(&bands, of(Sex::Female, 20)), 60);
        assert_eq!(heads(&bands, of(Sex::Female, 60)), 60);
        assert_eq!(heads(&bands, of(Sex::Female, 0)), 0);
    }

    #[test]
    fn a_band_is_cut_where_its_people_retire() {
        let early = Insured { retirement_age: [Age(60), Age(50)], ..who(0.3, 0.5) };
        let bands = insured(&pyramid([0.0, 0.0, 0.0], [1.0, 4.0, 1.0]), &early).unwrap();
        // a quarter of the women of 20 to 59 are 50 or older: 166.7 beside 166.7 of the oldest band
        let retired = |from| heads(&bands, |band| band.0 == Employee && band.2 == Age(from));
        assert_eq!((retired(20), retired(50), retired(60)), (150, 75, 75));
        assert_eq!(heads(&bands, |band| band.0 == Resident), 700);
    }

    #[test]
    fn more_employees_than_people_of_their_ages_are_refused() {
        let young = pyramid([5.0, 1.0, 1.0], [5.0, 1.0, 1.0]);
        let refused = insured(&young, &who(0.9, 0.5)).unwrap_err();
        assert_eq!(refused, TooManyEmployees { retired: false, needed: 450, people: 143 });
    }

    #[test]
    fn a_mix_takes_its_parts_of_each_kind() {
        let (city, town, village) = (
            pyramid([0.0, 8.0, 0.0], [0.0, 2.0, 0.0]),
            pyramid([1.0; 3], [1.0; 3]),
            pyramid([0.0, 0.0, 1.0], [0.0; 3]),
        );
        let mixed = Pyramid::mixed([&city, &town, &village], [0.5, 0.0, 0.5]);
        assert!((mixed.of(Sex::Male, 1) - 0.4).abs() < 1e-12 && (mixed.of(Sex::Male, 2) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn an_area_with_the_ages_of_the_nation_in_its_own_mix_is_unchanged() {
        let (city, village) =
            (pyramid([1.0, 3.0, 1.0], [1.0, 3.0, 1.0]), pyramid([2.0, 1.0, 3.0], [2.0, 1.0, 3.0]));
        let nation = Pyramid::mixed([&city, &city, &village], [0.3, 0.3, 0.4]);
        let area = pyramid([7.0, 1.0, 3.0], [2.0, 2.0, 2.0]);
        let same = area.as_if_mixed(&nation, [&city, &city, &village], [0.3, 0.3, 0.4]);
        for (sex, band) in [(Sex::Male, 0), (Sex::Male, 2), (Sex::Female, 1)] {
            assert!((same.of(sex, band) - area.of(sex, band)).abs() < 1e-9);
        }
        let villages = area.as_if_mixed(&nation, [&city, &city, &village], [0.0, 0.0, 1.0]);
        // of the nation 0.172 are men of the oldest band, of its villages 0.25: 3 * 0.25 / 0.16
        let relative = (3.0 / 12.0) / nation.of(Sex::Male, 2);
        assert!((villages.of(Sex::Male, 2) - 3.0 * relative).abs() < 1e-9);
    }
}
