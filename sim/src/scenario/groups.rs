//! Who gains and who loses under the designs of a scenario: a sample of persons, settled one by one, and added up
//! by group.
//!
//! A trial of this experiment looks at one member in so many of the city, in the order of their addresses, from
//! another one on in every trial. Its rows hold, for each group, heads, persons with bills, who bears less and more
//! than under the base, and fen; every grouping parts the same persons, so its groups add up to the whole.

use std::num::NonZeroU64;
use std::ops::Range;

use sha2::{Digest as _, Sha256};

use super::load::Loaded;
use super::problem::Problems;
use crate::engine::{Digest, Experiment, RowWriter};
use crate::population::{ADULT, BANDS, Register, RegisterTerms, Status};
use crate::projection::{OneIn, PersonYear, Projection, Scratch};
use crate::units::{Age, Column, Trial, Unit, Year};
use crate::wording::Bilingual;
use crate::wording::contrast::{Grouping, group_name};

/// The first age of each band but the first.
const AGE_BANDS: [u8; 4] = [18, 45, 60, 75];
/// The tails of spenders: up to so many per thousand of the persons with bills, the dearest first.
const TAILS: [usize; 4] = [10, 100, 500, 1_000];

/// What is known of each group, in the order of its columns.
pub const MEASURES: [(&str, Unit); 7] = [
    ("heads", Unit::Heads),
    ("billed", Unit::Heads),
    ("gain", Unit::Heads),
    ("lose", Unit::Heads),
    ("cost_fen", Unit::Fen),
    ("borne_fen", Unit::Fen),
    ("change_fen", Unit::Fen),
];

/// A group of persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonGroup {
    /// By what persons are parted.
    pub grouping: Grouping,
    /// Its key in files: `age_18_44`.
    pub key: String,
    /// What people call it.
    pub title: Bilingual,
}

/// A sample of persons under every design of a scenario.
pub struct PersonSample {
    projection: Projection,
    register: RegisterTerms,
    base: usize,
    every: usize,
    listed: Vec<bool>,
    groups: Vec<PersonGroup>,
    /// Where each grouping begins among the groups; `None` where the scenario does not know it.
    starts: Vec<(Grouping, usize)>,
    columns: Vec<Column>,
    digest: Digest,
}

impl PersonSample {
    /// A sample of about `persons` members a trial, held against the design at `base`.
    ///
    /// # Errors
    /// What a run or a register of the scenario fails in.
    pub fn new(scenario: &Loaded, base: usize, persons: NonZeroU64) -> Result<PersonSample, Problems> {
        let projection = scenario.projection()?.person_by_person();
        let register = scenario.register()?.terms().clone();
        let members = crate::population::Roll::of(&register.people, &register.years).total();
        let every = usize::try_from(members.div_ceil(persons.get())).unwrap_or(usize::MAX).max(1);
        let listed = listed_states(scenario);
        let (mut groups, mut starts) = (Vec::new(), Vec::new());
        for (grouping, of) in groupings(scenario, &register, !listed.is_empty()) {
            starts.push((grouping, groups.len()));
            groups.extend(of);
        }
        let mut columns = Vec::new();
        for group in &groups {
            columns.extend(
                MEASURES.map(|(measure, unit)| Column { key: format!("{}.{measure}", group.key), unit }),
            );
        }
        let mut hash = Sha256::new();
        hash.update(scenario.resolved());
        hash.update(format!("persons {every} {base}"));
        let digest = Digest(hash.finalize().into());
        Ok(PersonSample { projection, register, base, every, listed, groups, starts, columns, digest })
    }

    /// The groups, in order.
    pub fn groups(&self) -> &[PersonGroup] {
        &self.groups
    }

    /// One member in so many is looked at.
    pub fn every(&self) -> usize {
        self.every
    }

    /// The places of a person's groups; that of his cost is not among them.
    fn places(&self, person: &PersonYear<'_>, home: Option<(usize, usize)>, places: &mut Vec<usize>) {
        places.clear();
        for &(grouping, start) in &self.starts {
            let (district, band) = home.unwrap_or_default();
            let nth = match grouping {
                Grouping::All => 0,
                Grouping::Age => age_band(person.age),
                Grouping::Status => status_place(person.status, person.age),
                Grouping::Income => band,
                Grouping::District => district,
                Grouping::PreExisting => {
                    let state = person.health.state().checked_sub(1);
                    let listed = state.is_some_and(|state| self.listed[state]);
                    usize::from(!(listed && person.health.was_there_before()))
                }
                Grouping::Aid => usize::from(!person.aid),
                Grouping::Spender => continue,
            };
            places.push(start + nth);
        }
    }

    /// Where the tails of spenders begin.
    fn spenders(&self) -> usize {
        self.starts.iter().find(|(it, _)| *it == Grouping::Spender).map_or(0, |(_, start)| *start)
    }
}

/// Whether each state of health is on the list of pre-existing diseases.
pub(super) fn listed_states(scenario: &Loaded) -> Vec<bool> {
    let illness = scenario.base().illness.iter();
    illness.flat_map(|illness| illness.health.iter().map(|(_, state)| state.listed)).collect()
}

/// By what the scenario's people can be parted, and into which groups.
fn groupings(scenario: &Loaded, register: &RegisterTerms, states: bool) -> Vec<(Grouping, Vec<PersonGroup>)> {
    let districts: Vec<(String, Bilingual)> = scenario
        .base()
        .city
        .iter()
        .flat_map(|city| city.districts.iter())
        .map(|(key, it)| {
            let named = || Bilingual { zh: key.to_owned(), en: key.to_owned() };
            (key.to_owned(), it.title.clone().unwrap_or_else(named))
        })
        .collect();
    let aided = register.aid_share.iter().any(|&share| share > 0.0);
    let n_groups = |grouping| match grouping {
        Grouping::All => 1,
        Grouping::Age => AGE_BANDS.len() + 1,
        Grouping::Status => 4,
        Grouping::Income => BANDS,
        Grouping::District => districts.len(),
        Grouping::PreExisting => 2 * usize::from(states),
        Grouping::Aid => 2 * usize::from(aided),
        Grouping::Spender => TAILS.len() + 1,
    };
    let of = |grouping: Grouping| {
        let groups = (0..n_groups(grouping)).map(|nth| {
            let (key, title) = match grouping {
                Grouping::District => (format!("district_{}", districts[nth].0), districts[nth].1.clone()),
                _ => group_name(grouping, nth),
            };
            PersonGroup { grouping, key, title }
        });
        (grouping, groups.collect::<Vec<_>>())
    };
    Grouping::ALL.into_iter().map(of).filter(|(_, groups)| !groups.is_empty()).collect()
}

fn age_band(age: Age) -> usize {
    AGE_BANDS.partition_point(|&from| from <= age.0)
}

/// Employee in service, retired, resident adult, student or child.
pub(super) fn status_place(status: Status, age: Age) -> usize {
    match status {
        Status::InService => 0,
        Status::Retired => 1,
        Status::Resident if age.0 >= ADULT => 2,
        Status::Resident => 3,
    }
}

/// Adds a person's year to a group.
fn add(row: &mut [i64], group: usize, (cost, borne, base): (i64, i64, i64)) {
    let sums = &mut row[group * MEASURES.len()..][..MEASURES.len()];
    let change = borne - base;
    let more = [1, i64::from(cost > 0), i64::from(change < 0), i64::from(change > 0), cost, borne, change];
    sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

impl Experiment for PersonSample {
    type Scratch = Scratch;

    fn digest(&self) -> Digest {
        self.digest
    }

    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_designs(&self) -> u32 {
        u32::try_from(self.projection.designs().len()).unwrap_or(u32::MAX)
    }

    fn years(&self) -> &[Year] {
        self.projection.years()
    }

    fn scratch(&self) -> Scratch {
        self.projection.scratch()
    }

    fn run_trial(&self, trial: Trial, designs: Range<u32>, scratch: &mut Scratch, out: &mut RowWriter<'_>) {
        let years = self.projection.years();
        let register = Register::in_trial(self.register.clone(), trial.0);
        let homes: Vec<_> = years.iter().map(|&year| register.homes(year)).collect();
        let from = usize::try_from(trial.0 % self.every as u64).unwrap_or(0);
        let mut places = Vec::new();
        // by year: cost, and what is borne by design
        let mut spenders: Vec<Vec<(i64, Vec<i64>)>> = vec![Vec::new(); years.len()];
        self.projection.visit_persons(trial, OneIn { every: self.every, from }, scratch, |person| {
            let y = person.year_index;
            self.places(&person, homes[y].district_and_band(person.member), &mut places);
            let base = person.borne[self.base].0;
            for design in designs.clone() {
                let amounts = (person.cost.0, person.borne[design as usize].0, base);
                let row = out.row(design, y);
                for &group in &places {
                    add(row, group, amounts);
                }
            }
            let borne =
                if person.cost.0 > 0 { person.borne.iter().map(|it| it.0).collect() } else { Vec::new() };
            spenders[y].push((person.cost.0, borne));
        });
        let start = self.spenders();
        for (y, mut persons) in spenders.into_iter().enumerate() {
            // stable: who costs the same stays in the order of addresses
            persons.sort_by_key(|(cost, _)| std::cmp::Reverse(*cost));
            let billed = persons.partition_point(|(cost, _)| *cost > 0);
            for (rank, (cost, borne)) in persons.iter().enumerate() {
                let tail = TAILS.iter().position(|&tail| rank * 1_000 < billed * tail);
                let group = start + tail.filter(|_| rank < billed).unwrap_or(TAILS.len());
                for design in designs.clone() {
                    let of = |design: usize| borne.get(design).copied().unwrap_or(0);
                    add(out.row(design, y), group, (*cost, of(design as usize), of(self.base)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{self, RunPlan};
    use crate::scenario::library::Library;
    use crate::scenario::load::load;

    #[test]
    fn every_grouping_adds_up_to_the_whole_sample_to_the_fen() {
        let settings = [
            r#"city.districts={"east": {"share": 0.3}, "west": {"share": 0.7}}"#,
            "city.heads=null",
            r#"city.heads={"young": {"from_age": 0, "to_age": 39, "employee_male": 200, "employee_female": 180,
                "resident_male": 600, "resident_female": 590}, "old": {"from_age": 40, "to_age": 85,
                "employee_male": 300, "employee_female": 290, "resident_male": 900, "resident_female": 920}}"#,
            "designs.deductible-15000.patch.payers.cii.deductible_yuan=2000",
            r#"city.aid_share={"employee": 0.02, "resident": 0.1}"#,
            "term.years=2",
        ];
        let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
        let scenario = load(&Library::built_in(), "cii/quzhou-2016", &settings).unwrap();
        let sample = PersonSample::new(&scenario, 0, NonZeroU64::new(900).unwrap()).unwrap();
        assert!(sample.every() >= 2);
        let two = NonZeroU64::new(2).unwrap();
        let run = RunPlan { trials: two, batch: two, threads: None };
        let outcome = engine::run(&sample, &run, &crate::engine::Unwatched, &mut |_| Ok(())).unwrap();
        let (mut moved, n) = (0, MEASURES.len());
        for (design, year) in (0..sample.n_designs()).flat_map(|it| (0..2).map(move |year| (it, year))) {
            for (nth, (measure, _)) in MEASURES.iter().enumerate() {
                let of = |group: usize| outcome.column(design, year, group * n + nth);
                for (at, &(grouping, start)) in sample.starts.iter().enumerate() {
                    let end = sample.starts.get(at + 1).map_or(sample.groups.len(), |(_, end)| *end);
                    for trial in 0..2 {
                        let sum: i64 = (start..end).map(|group| of(group)[trial]).sum();
                        assert_eq!(sum, of(0)[trial], "{grouping:?} {measure}");
                        moved += i64::from(design > 0 && *measure == "change_fen" && sum != 0);
                    }
                }
            }
        }
        assert!(moved > 0, "no design changed anything");
        let base_moves = outcome.column_named(0, 0, "all.change_fen").unwrap();
        assert_eq!(base_moves, [0, 0], "the base held against itself");
    }
}
