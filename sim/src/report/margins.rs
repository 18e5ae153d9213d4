//! The margins of an exported city beside those of its scenario.

use std::collections::BTreeMap;

use super::numbers;
use super::table::aligned;
use crate::benefit::InsuranceScheme;
use crate::population::{
    ADULT, BANDS, HouseholdEntry, LARGEST, PersonEntry, Register, Roll, Settlement, Status,
};
use crate::units::{Sex, Year};
use crate::wording::Lang;
use crate::wording::people::{Margin, margin_head, margin_title};

/// The first age of each group of the table.
const AGES: [u8; 9] = [0, 18, 30, 40, 50, 60, 70, 80, 90];
/// Households from this size on share a line.
const MANY: usize = 6;

/// What a person counts as: status, sex, age group, aid.
type PersonKey = (usize, usize, usize, bool);

/// The persons and households of a table, counted as they pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Margins {
    persons: BTreeMap<PersonKey, u64>,
    sizes: [u64; LARGEST],
    districts: BTreeMap<usize, u64>,
    settlements: [u64; 3],
    bands: [u64; BANDS],
}

/// One line of the table: how many, of how many, what the scenario has, and the error of chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarginRow<'a> {
    /// What is counted.
    pub margin: Margin<'a>,
    /// Persons or households of the table.
    pub count: u64,
    /// All persons or households that it is a part of.
    pub of: u64,
    /// The share that the scenario says.
    pub expected: f64,
    /// Whether the share is drawn, so that it has an error, or made exactly.
    pub drawn: bool,
}

impl MarginRow<'_> {
    /// The share in the table.
    pub fn share(&self) -> f64 {
        if self.of == 0 { 0.0 } else { self.count as f64 / self.of as f64 }
    }

    /// The standard error of a drawn share: `sqrt(p (1 - p) / n)`.
    pub fn standard_error(&self) -> Option<f64> {
        let p = self.expected;
        (self.drawn && self.of > 0).then(|| libm::sqrt(p * (1.0 - p) / self.of as f64))
    }
}

impl Margins {
    /// Counts a household and its members.
    pub fn add(&mut self, household: &HouseholdEntry, members: &[PersonEntry]) {
        for person in members {
            *self.persons.entry(key_of(person)).or_default() += 1;
        }
        self.sizes[household.size.clamp(1, LARGEST) - 1] += 1;
        *self.districts.entry(household.district).or_default() += 1;
        self.settlements[household.settlement as usize] += 1;
        self.bands[household.band] += 1;
    }

    /// All persons.
    pub fn n_persons(&self) -> u64 {
        self.persons.values().sum()
    }

    /// All households.
    pub fn n_households(&self) -> u64 {
        self.bands.iter().sum()
    }

    /// Every line, by group: the group's name, then its lines. `whole`: the table holds everybody, so that
    /// its shares of persons are the scenario's to the person.
    pub fn rows<'a>(
        &self,
        register: &Register,
        year: Year,
        districts: &'a [String],
        whole: bool,
    ) -> Vec<(Margin<'a>, Vec<MarginRow<'a>>)> {
        let expected = expected(register, year);
        let of_persons = |margin, of: &dyn Fn(&PersonKey) -> bool| {
            let count = |counts: &BTreeMap<PersonKey, u64>| -> u64 {
                counts.iter().filter(|(key, _)| of(key)).map(|(_, n)| n).sum()
            };
            let all: u64 = expected.values().sum();
            let expected = count(&expected) as f64 / (all as f64).max(1.0);
            MarginRow { margin, count: count(&self.persons), of: self.n_persons(), expected, drawn: !whole }
        };
        let statuses = [Margin::InService, Margin::Retired, Margin::ResidentAdult, Margin::StudentOrChild];
        let statuses = statuses.into_iter().enumerate();
        let by_status = statuses.map(|(i, margin)| of_persons(margin, &|key| key.0 == i)).collect();
        let by_sex = [(Margin::Male, Sex::Male), (Margin::Female, Sex::Female)];
        let by_sex = by_sex.map(|(margin, sex)| of_persons(margin, &|key| key.1 == sex as usize)).to_vec();
        let by_age = (0..AGES.len()).map(|i| {
            let margin = Margin::Ages(AGES[i], AGES.get(i + 1).map(|next| next - 1));
            of_persons(margin, &|key| key.2 == i)
        });
        let households = |margin, count, expected: f64, drawn| MarginRow {
            margin,
            count,
            of: self.n_households(),
            expected,
            drawn,
        };
        let law = register.terms().households.sizes().shares();
        let by_size = (1..=MANY).map(|size| {
            let end = if size == MANY { LARGEST } else { size };
            let (count, share) = (self.sizes[size - 1..end].iter().sum(), law[size - 1..end].iter().sum());
            households(Margin::Persons(size, size == MANY), count, share, !whole)
        });
        let by_district =
            districts.iter().zip(&register.terms().districts).enumerate().map(|(i, (name, share))| {
                let count = self.districts.get(&i).copied().unwrap_or(0);
                households(Margin::District(name), count, *share, true)
            });
        let mix = register.terms().incomes.terms().mix;
        let by_settlement = [Margin::City, Margin::Town, Margin::Village].into_iter().zip(Settlement::ALL);
        let by_settlement = by_settlement
            .map(|(margin, at)| households(margin, self.settlements[at as usize], mix[at as usize], true));
        let by_income =
            (0..BANDS).map(|i| households(Margin::Fifth(i + 1), self.bands[i], 1.0 / BANDS as f64, true));
        let groups = vec![
            (Margin::ByStatus, by_status),
            (Margin::BySex, by_sex),
            (Margin::ByAge, by_age.collect()),
            (Margin::ByHouseholdSize, by_size.collect()),
            (Margin::ByDistrict, by_district.collect()),
            (Margin::BySettlement, by_settlement.collect()),
            (Margin::ByIncome, by_income.collect()),
            (Margin::ByAid, self.by_aid(register)),
        ];
        groups.into_iter().filter(|(_, rows): &(_, Vec<_>)| !rows.is_empty()).collect()
    }

    fn by_aid<'a>(&self, register: &Register) -> Vec<MarginRow<'a>> {
        let count = |employee: bool, aid: bool| -> u64 {
            let of = |key: &&PersonKey| (key.0 < 2) == employee && (key.3 || !aid);
            self.persons.iter().filter(|(key, _)| of(key)).map(|(_, n)| n).sum()
        };
        let schemes = [(Margin::AidedEmployees, true), (Margin::AidedResidents, false)];
        let shares = register.terms().aid_share;
        let rows = schemes.into_iter().zip(shares).filter(|(_, share)| *share > 0.0);
        rows.map(|((margin, employee), expected)| {
            let (count, of) = (count(employee, true), count(employee, false));
            MarginRow { margin, count, of, expected, drawn: true }
        })
        .collect()
    }

    /// The table for people.
    pub fn table(
        &self,
        register: &Register,
        year: Year,
        districts: &[String],
        whole: bool,
        lang: Lang,
    ) -> String {
        let mut lines = Vec::new();
        for (group, rows) in self.rows(register, year, districts, whole) {
            lines.push(vec![group.text(lang), String::new(), String::new(), String::new(), String::new()]);
            for row in rows {
                let error = row.standard_error().map(|se| format!("±{}", percent(se))).unwrap_or_default();
                lines.push(vec![
                    format!("  {}", row.margin.text(lang)),
                    numbers::grouped(row.count as f64, 0),
                    percent(row.share()),
                    percent(row.expected),
                    error,
                ]);
            }
        }
        let mean = self.n_persons() as f64 / (self.n_households() as f64).max(1.0);
        let expected = register.terms().households.sizes().mean();
        let grouped = |n: u64| numbers::grouped(n as f64, 0);
        let title = margin_title(
            &grouped(self.n_persons()),
            &grouped(self.n_households()),
            &format!("{mean:.3}"),
            &format!("{expected:.3}"),
            lang,
        );
        aligned(&title, margin_head(lang).map(str::to_owned).to_vec(), 1..5, lines)
    }
}

fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

fn key_of(person: &PersonEntry) -> PersonKey {
    let status = match person.status {
        Status::InService => 0,
        Status::Retired => 1,
        Status::Resident if !person.is_minor_resident() => 2,
        Status::Resident => 3,
    };
    let group = AGES.partition_point(|&from| from <= person.age.0) - 1;
    (status, person.member.cohort.sex as usize, group, person.aid)
}

/// The heads that the scenario says are covered in `year`.
fn expected(register: &Register, year: Year) -> BTreeMap<PersonKey, u64> {
    let people = &register.terms().people;
    let mut counts = BTreeMap::new();
    for &(cohort, heads) in Roll::of(people, &[year]).cohorts() {
        let Some(age) = cohort.age_in(year) else { continue };
        let status = match people.status(cohort.scheme, cohort.sex, age) {
            Status::InService => 0,
            Status::Retired => 1,
            Status::Resident if cohort.scheme == InsuranceScheme::Resident && age.0 >= ADULT => 2,
            Status::Resident => 3,
        };
        let group = AGES.partition_point(|&from| from <= age.0) - 1;
        *counts.entry((status, cohort.sex as usize, group, false)).or_default() += u64::from(heads);
    }
    counts
}
