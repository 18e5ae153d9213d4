//! The margins of an exported city beside those of its scenario.

use std::collections::BTreeMap;

use super::numbers;
use super::table::aligned;
use crate::benefit::InsuranceScheme;
use crate::population::{
    ADULT, BANDS, HouseholdEntry, LARGEST, PersonEntry, Register, Roll, Settlement, Status,
};
use crate::scenario::households::HealthTable;
use crate::scenario::stated::StatedPeople;
use crate::units::{Age, Sex, Year};
use crate::wording::Lang;
use crate::wording::people::{Margin, later_year, margin_head, margin_title, stated_at};

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
    /// By place among the states of health.
    states: BTreeMap<usize, u64>,
    /// By income band.
    spent: [Spent; BANDS],
}

/// What the margins are held against.
#[derive(Debug, Clone, Copy)]
pub struct MarginSource<'a> {
    /// The city.
    pub register: &'a Register,
    /// The year of the table.
    pub year: Year,
    /// The keys of its districts.
    pub districts: &'a [String],
    /// Whether the table holds everybody, so that shares of persons and sizes have no error of chance.
    pub whole: bool,
    /// What the scenario says of its people.
    pub stated: Option<&'a StatedPeople>,
    /// Their states of health.
    pub health: Option<&'a HealthTable>,
}

impl MarginSource<'_> {
    /// Whether the table is of the first year, for which households are made and people are stated.
    fn is_first(&self) -> bool {
        self.year == self.register.terms().households.reference()
    }

    fn in_first(&self, share: f64) -> Option<f64> {
        self.is_first().then_some(share)
    }

    /// The shares of persons: in the first year those that are stated; later those of the year's heads where
    /// each scheme only grows, and none where cohorts age.
    fn of_persons(
        &self,
        stated: impl Fn(&StatedPeople) -> Option<f64>,
        of: impl Fn(&PersonKey) -> bool,
    ) -> Option<f64> {
        if self.is_first() {
            return stated(self.stated?);
        }
        if !self.register.terms().people.stands_still() {
            return None;
        }
        let heads = heads(self.register, self.year);
        let some: u64 = heads.iter().filter(|(key, _)| of(key)).map(|(_, n)| n).sum();
        Some(some as f64 / (heads.values().sum::<u64>() as f64).max(1.0))
    }
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
    /// The share that the scenario says, if it says one of the year.
    pub expected: Option<f64>,
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
        let p = self.expected.filter(|_| self.drawn && self.of > 0)?;
        Some(libm::sqrt(p * (1.0 - p) / self.of as f64))
    }

    fn cells(&self, lang: Lang) -> Vec<String> {
        let error = self.standard_error().map(|se| format!("±{}", percent(se)));
        vec![
            format!("  {}", self.margin.text(lang)),
            numbers::grouped(self.count as f64, 0),
            percent(self.share()),
            self.expected.map(percent).unwrap_or_default(),
            error.unwrap_or_default(),
        ]
    }
}

impl Margins {
    /// Counts a household and its members.
    pub fn add(&mut self, household: &HouseholdEntry, members: &[PersonEntry], health: Option<&HealthTable>) {
        for person in members {
            *self.persons.entry(key_of(person)).or_default() += 1;
            if let Some(health) = health {
                *self.states.entry(health.nth_state(person.member)).or_default() += 1;
            }
        }
        self.sizes[household.size.clamp(1, LARGEST) - 1] += 1;
        *self.districts.entry(household.district).or_default() += 1;
        self.settlements[household.settlement as usize] += 1;
        self.bands[household.band] += 1;
        self.spent[household.band].add(household);
    }

    /// All persons.
    pub fn n_persons(&self) -> u64 {
        self.persons.values().sum()
    }

    /// All households.
    pub fn n_households(&self) -> u64 {
        self.bands.iter().sum()
    }

    /// Every line of a count, by group: the group's name, then its lines.
    pub fn rows<'a>(&self, source: &MarginSource<'a>) -> Vec<(Margin<'a>, Vec<MarginRow<'a>>)> {
        let groups = vec![
            (Margin::ByStatus, self.by_status(source)),
            (Margin::BySex, self.by_sex(source)),
            (Margin::ByAge, self.by_age(source)),
            (Margin::ByHealth, self.by_health(source)),
            (Margin::ByHouseholdSize, self.by_size(source)),
            (Margin::ByDistrict, self.by_district(source)),
            (Margin::BySettlement, self.by_settlement(source)),
            (Margin::ByIncome, self.by_income(source)),
            (Margin::ByAid, self.by_aid(source)),
        ];
        groups.into_iter().filter(|(_, rows): &(_, Vec<_>)| !rows.is_empty()).collect()
    }

    fn count(&self, of: impl Fn(&PersonKey) -> bool) -> u64 {
        self.persons.iter().filter(|(key, _)| of(key)).map(|(_, n)| n).sum()
    }

    fn persons<'a>(
        &self,
        margin: Margin<'a>,
        source: &MarginSource<'a>,
        stated: impl Fn(&StatedPeople) -> Option<f64>,
        of: impl Fn(&PersonKey) -> bool,
    ) -> MarginRow<'a> {
        let expected = source.of_persons(stated, &of);
        MarginRow { margin, count: self.count(of), of: self.n_persons(), expected, drawn: !source.whole }
    }

    fn households<'a>(&self, margin: Margin<'a>, count: u64, expected: Option<f64>) -> MarginRow<'a> {
        MarginRow { margin, count, of: self.n_households(), expected, drawn: true }
    }

    fn by_status<'a>(&self, source: &MarginSource<'a>) -> Vec<MarginRow<'a>> {
        let row = |margin, nth: usize, stated: &dyn Fn(&StatedPeople) -> Option<f64>| {
            self.persons(margin, source, stated, |key| key.0 == nth)
        };
        let mut rows = vec![
            self.persons(Margin::Employees, source, |it| Some(it.employees), |key| key.0 < 2),
            row(Margin::InService, 0, &|it| Some(it.employees * (1.0 - it.retired))),
            row(Margin::Retired, 1, &|it| Some(it.employees * it.retired)),
            row(Margin::ResidentAdult, 2, &|it| Some(1.0 - it.employees - it.minor_residents)),
            row(Margin::StudentOrChild, 3, &|it| Some(it.minor_residents)),
        ];
        let (employees, retired) = (self.count(|key| key.0 < 2), self.count(|key| key.0 == 1));
        let of_all = rows[0].expected.zip(rows[2].expected).filter(|(all, _)| *all > 0.0);
        let expected = of_all.map(|(all, retired)| retired / all);
        let margin = Margin::RetiredOfEmployees;
        rows.push(MarginRow { margin, count: retired, of: employees, expected, drawn: !source.whole });
        rows
    }

    fn by_sex<'a>(&self, source: &MarginSource<'a>) -> Vec<MarginRow<'a>> {
        let of = |margin, sex: Sex| {
            self.persons(margin, source, |it| Some(it.of_sex(sex)), |key| key.1 == sex as usize)
        };
        vec![of(Margin::Male, Sex::Male), of(Margin::Female, Sex::Female)]
    }

    fn by_age<'a>(&self, source: &MarginSource<'a>) -> Vec<MarginRow<'a>> {
        let of = |nth: usize| {
            let (from, to) = (AGES[nth], AGES.get(nth + 1).map(|next| next - 1));
            let stated = |it: &StatedPeople| Some(it.of_ages(Age(from), Age(to.unwrap_or(u8::MAX))));
            self.persons(Margin::Ages(from, to), source, stated, |key| key.2 == nth)
        };
        (0..AGES.len()).map(of).collect()
    }

    /// The states of health, the healthy first; expected are the prevalences of each sex and age over the
    /// heads of the year.
    fn by_health<'a>(&self, source: &MarginSource<'a>) -> Vec<MarginRow<'a>> {
        let Some(health) = source.health else { return Vec::new() };
        let expected = prevalence(source.register, source.year, health);
        let row = |(nth, name): (usize, &'a str)| MarginRow {
            margin: if nth == 0 { Margin::Healthy } else { Margin::State(name) },
            count: self.states.get(&nth).copied().unwrap_or(0),
            of: self.n_persons(),
            expected: expected.as_ref().and_then(|shares| shares.get(nth).copied()),
            drawn: true,
        };
        health.names().enumerate().map(row).collect()
    }

    fn by_size<'a>(&self, source: &MarginSource<'a>) -> Vec<MarginRow<'a>> {
        let law = source.register.terms().households.sizes().shares();
        let of = |size: usize| {
            let end = if size == MANY { LARGEST } else { size };
            let (count, share) = (self.sizes[size - 1..end].iter().sum(), law[size - 1..end].iter().sum());
            let row = self.households(Margin::Persons(size, size == MANY), count, source.in_first(share));
            MarginRow { drawn: !source.whole, ..row }
        };
        (1..=MANY).map(of).collect()
    }

    fn by_district<'a>(&self, source: &MarginSource<'a>) -> Vec<MarginRow<'a>> {
        let districts = source.districts.iter().zip(&source.register.terms().districts).enumerate();
        let row = |(nth, (name, share)): (usize, (&'a String, &f64))| {
            let count = self.districts.get(&nth).copied().unwrap_or(0);
            self.households(Margin::District(name), count, Some(*share))
        };
        districts.map(row).collect()
    }

    fn by_settlement<'a>(&self, source: &MarginSource<'a>) -> Vec<MarginRow<'a>> {
        let mix = source.register.terms().incomes.terms().mix;
        let kinds = [Margin::City, Margin::Town, Margin::Village].into_iter().zip(Settlement::ALL);
        kinds
            .map(|(margin, at)| {
                let share = source.in_first(mix[at as usize]);
                self.households(margin, self.settlements[at as usize], share)
            })
            .collect()
    }

    fn by_income<'a>(&self, source: &MarginSource<'a>) -> Vec<MarginRow<'a>> {
        let fifth = source.in_first(1.0 / BANDS as f64);
        (0..BANDS).map(|nth| self.households(Margin::Fifth(nth + 1), self.bands[nth], fifth)).collect()
    }

    fn by_aid<'a>(&self, source: &MarginSource<'a>) -> Vec<MarginRow<'a>> {
        let schemes = [(Margin::AidedEmployees, true), (Margin::AidedResidents, false)];
        let shares = source.register.terms().aid_share;
        let rows = schemes.into_iter().zip(shares).filter(|(_, share)| *share > 0.0);
        rows.map(|((margin, employee), expected)| {
            let count = self.count(|key| (key.0 < 2) == employee && key.3);
            let of = self.count(|key| (key.0 < 2) == employee);
            MarginRow { margin, count, of, expected: Some(expected), drawn: true }
        })
        .collect()
    }

    /// What households spend for each member, by income band, in yuan a year: persons, mean in the table, that
    /// of the scenario, and its error.
    fn spending_lines(&self, source: &MarginSource<'_>, lang: Lang) -> Vec<Vec<String>> {
        let incomes = &source.register.terms().incomes;
        let yuan = |it: f64| numbers::grouped(it, 0);
        let line = |(nth, spent): (usize, &Spent)| {
            let expected = incomes.nonfood_per_head(nth);
            let error =
                spent.relative_error(incomes.terms().spread).map(|it| format!("±{}", yuan(it * expected)));
            vec![
                format!("  {}", Margin::Fifth(nth + 1).text(lang)),
                numbers::grouped(spent.persons as f64, 0),
                spent.per_head().map(yuan).unwrap_or_default(),
                yuan(expected),
                error.unwrap_or_default(),
            ]
        };
        self.spent.iter().enumerate().map(line).collect()
    }

    /// The table for people.
    pub fn table(&self, source: &MarginSource<'_>, lang: Lang) -> String {
        let heading = |margin: Margin<'_>| {
            [margin.text(lang)].into_iter().chain((0..4).map(|_| String::new())).collect::<Vec<_>>()
        };
        let mut lines = Vec::new();
        for (group, rows) in self.rows(source) {
            lines.push(heading(group));
            lines.extend(rows.iter().map(|row| row.cells(lang)));
        }
        lines.push(heading(Margin::BySpending));
        lines.extend(self.spending_lines(source, lang));
        let mean = self.n_persons() as f64 / (self.n_households() as f64).max(1.0);
        let expected = source.in_first(source.register.terms().households.sizes().mean());
        let grouped = |n: u64| numbers::grouped(n as f64, 0);
        let title = margin_title(
            &grouped(self.n_persons()),
            &grouped(self.n_households()),
            &format!("{mean:.3}"),
            expected.map(|it| format!("{it:.3}")).as_deref(),
            lang,
        );
        let table = aligned(&title, margin_head(lang).map(str::to_owned).to_vec(), 1..5, lines);
        let note = match source.stated.filter(|_| source.is_first()) {
            Some(stated) => stated_at(&stated.year.to_string(), lang),
            None => later_year(lang).to_owned(),
        };
        format!("{table}\n{note}")
    }
}

/// The consumption of the households of a band.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Spent {
    yuan: i64,
    persons: u64,
    /// The sum of the squares of the sizes.
    squares: u64,
}

impl Spent {
    fn add(&mut self, household: &HouseholdEntry) {
        let size = household.size as u64;
        self.yuan += household.nonfood_yuan;
        self.persons += size;
        self.squares += size * size;
    }

    fn per_head(&self) -> Option<f64> {
        (self.persons > 0).then(|| self.yuan as f64 / self.persons as f64)
    }

    /// The standard error of the mean in parts of it, of households with sizes `n` that are lognormal with a
    /// deviation `s`: `sqrt((exp(s^2) - 1) * sum n^2) / sum n`.
    fn relative_error(&self, s: f64) -> Option<f64> {
        let variance = libm::expm1(s * s) * self.squares as f64;
        (self.persons > 0).then(|| libm::sqrt(variance) / self.persons as f64)
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

/// The part of the heads of `year` in each state of health; `None` where its law changed on the way.
fn prevalence(register: &Register, year: Year, health: &HealthTable) -> Option<Vec<f64>> {
    let (mut shares, mut all) = (vec![0.0; health.names().count()], 0.0);
    for &(cohort, heads) in Roll::of(&register.terms().people, &[year]).cohorts() {
        let Some(age) = cohort.age_in(year) else { continue };
        let of_age = health.prevalence(cohort.sex, age)?;
        all += f64::from(heads);
        shares.iter_mut().zip(of_age).for_each(|(share, part)| *share += part * f64::from(heads));
    }
    (all > 0.0).then(|| shares.iter().map(|share| share / all).collect())
}

/// The heads that are covered in `year`.
fn heads(register: &Register, year: Year) -> BTreeMap<PersonKey, u64> {
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
