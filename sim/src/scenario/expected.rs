//! What a scenario expects its payers to pay for a member, by kind of member, and when in the year.
//!
//! A trial of this experiment looks at one person in so many of the city, in the order of their addresses, from
//! another one on in every trial, and settles the dated care of each that is paid anything month by month under the
//! terms of the base: what has been paid by the end of a month is what the terms make of the care up to its last
//! day. So a deductible of the year is passed when it is passed, and the pattern is no assumption.

use std::num::NonZeroU64;
use std::ops::Range;

use sha2::{Digest as _, Sha256};

use super::groups::{listed_states, status_place};
use super::load::Loaded;
use super::problem::Problems;
use crate::engine::{Digest, Experiment, RowWriter};
use crate::population::Roll;
use crate::projection::{OneIn, PaidYear, Projection, Scratch};
use crate::units::{Age, Column, Trial, Unit, Year};
use crate::wording::contrast::Grouping;

/// The first age of each band but the first.
const AGE_BANDS: [u8; 4] = [18, 45, 60, 75];
const N_AGES: usize = AGE_BANDS.len() + 1;
const N_STATUSES: usize = 4;

/// The months of a policy year.
pub const MONTHS: usize = 12;
/// The last day of each month of an ordinary year.
const MONTH_ENDS: [u16; MONTHS] = [31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

/// Members of one age band, insurance status and state at entry: what an insurer knows of all of his.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell(usize);

impl Cell {
    /// How many there are.
    pub const COUNT: usize = N_AGES * N_STATUSES * 2;

    /// The cell of a member: `status` 0 employee in service, 1 retired, 2 resident adult, 3 student or child.
    pub fn of(age: Age, status: usize, pre_existing: bool) -> Cell {
        let band = AGE_BANDS.partition_point(|&from| from <= age.0);
        Cell((band * N_STATUSES + status.min(N_STATUSES - 1)) * 2 + usize::from(!pre_existing))
    }

    /// All of them, in order.
    pub fn all() -> impl Iterator<Item = Cell> {
        (0..Cell::COUNT).map(Cell)
    }

    /// Its place among all.
    pub const fn place(self) -> usize {
        self.0
    }

    /// The place of its members in a grouping; `None` where the cell does not tell.
    pub const fn group(self, grouping: Grouping) -> Option<usize> {
        match grouping {
            Grouping::All => Some(0),
            Grouping::Age => Some(self.0 / (2 * N_STATUSES)),
            Grouping::Status => Some(self.0 / 2 % N_STATUSES),
            Grouping::PreExisting => Some(self.0 % 2),
            _ => None,
        }
    }
}

/// The payments of a scenario's base to its members, as an experiment.
///
/// Columns, cell by cell: heads; by liability the payments of each month in fen. Then by liability the sum of the
/// squares of a member's year, in yuan squared.
pub struct ExpectedClaims {
    projection: Projection,
    /// By liability: the places of its payers among those after the first.
    liabilities: Vec<Vec<usize>>,
    every: usize,
    /// Whether there is a city product, so that not everybody is a member.
    books: bool,
    /// Whether each state of health is on the list of pre-existing diseases; empty where there are none.
    listed: Vec<bool>,
    columns: Vec<Column>,
    digest: Digest,
}

impl ExpectedClaims {
    /// A sample of about `persons` of the city a trial. Each liability is paid by the payers whose ids `names` gives.
    ///
    /// # Errors
    /// What a run of the scenario fails in; the id of a payer that it does not have after the first.
    pub fn new(
        scenario: &Loaded,
        names: &[Vec<String>],
        persons: NonZeroU64,
    ) -> Result<Result<ExpectedClaims, UnknownPayer>, Problems> {
        let projection = scenario.projection()?.day_by_day();
        let mut liabilities = Vec::new();
        for ids in names {
            let place = |id: &String| projection.later_payers().iter().position(|known| known == id);
            if let Some(found) = ids.iter().find(|id| place(id).is_none()) {
                let known = projection.later_payers().to_vec();
                return Ok(Err(UnknownPayer { found: found.clone(), known }));
            }
            liabilities.push(ids.iter().filter_map(place).collect::<Vec<usize>>());
        }
        let members = Roll::of(projection.people(), projection.years()).total();
        let every = usize::try_from(members.div_ceil(persons.get())).unwrap_or(usize::MAX).max(1);
        let mut hash = Sha256::new();
        hash.update(scenario.resolved());
        hash.update(format!("expected {every} {liabilities:?}"));
        let books = projection.designs()[0].versions().any(|version| !version.hmb.is_empty());
        Ok(Ok(ExpectedClaims {
            columns: columns(liabilities.len()),
            listed: listed_states(scenario),
            books,
            digest: Digest(hash.finalize().into()),
            projection,
            liabilities,
            every,
        }))
    }

    /// Whether members differ by the diseases that they had before.
    pub fn knows_pre_existing(&self) -> bool {
        self.listed.contains(&true)
    }

    /// One person in so many is looked at.
    pub fn every(&self) -> usize {
        self.every
    }

    fn cell_of(&self, person: &PaidYear<'_>) -> Cell {
        let state = person.health.state().checked_sub(1);
        let listed = state.is_some_and(|state| self.listed[state]) && person.health.was_there_before();
        Cell::of(person.age, status_place(person.status, person.age), listed)
    }
}

/// A liability that no payer of the scenario pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPayer {
    /// What was asked for.
    pub found: String,
    /// What there is.
    pub known: Vec<String>,
}

/// The place of the heads of a cell.
pub const fn heads_column(cell: Cell, liabilities: usize) -> usize {
    cell.0 * (1 + liabilities * MONTHS)
}

/// The place of what a liability pays a cell in the first month; the others follow.
pub const fn paid_column(cell: Cell, liability: usize, liabilities: usize) -> usize {
    heads_column(cell, liabilities) + 1 + liability * MONTHS
}

/// The place of the squares of a liability.
pub const fn squares_column(liability: usize, liabilities: usize) -> usize {
    Cell::COUNT * (1 + liabilities * MONTHS) + liability
}

fn columns(liabilities: usize) -> Vec<Column> {
    let mut columns = Vec::new();
    let mut add = |key: String, unit| columns.push(Column { key, unit });
    for Cell(cell) in Cell::all() {
        add(format!("cell_{cell}.heads"), Unit::Heads);
        for (liability, month) in (0..liabilities).flat_map(|it| (1..=MONTHS).map(move |month| (it, month))) {
            add(format!("cell_{cell}.liability_{liability}.month_{month}_fen"), Unit::Fen);
        }
    }
    for liability in 0..liabilities {
        add(format!("liability_{liability}.squares"), Unit::Heads);
    }
    columns
}

impl Experiment for ExpectedClaims {
    type Scratch = Scratch;

    fn digest(&self) -> Digest {
        self.digest
    }

    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_designs(&self) -> u32 {
        1
    }

    fn years(&self) -> &[Year] {
        self.projection.years()
    }

    fn scratch(&self) -> Scratch {
        self.projection.scratch()
    }

    fn run_trial(&self, trial: Trial, designs: Range<u32>, scratch: &mut Scratch, out: &mut RowWriter<'_>) {
        if !designs.contains(&0) {
            return;
        }
        let from = usize::try_from(trial.0 % self.every as u64).unwrap_or(0);
        let n_payers = self.projection.later_payers().len();
        let n = self.liabilities.len();
        let sample = OneIn { every: self.every, from };
        self.projection.visit_payments(trial, sample, &MONTH_ENDS, scratch, |person| {
            if self.books && !person.member {
                return;
            }
            let cell = self.cell_of(&person);
            let row = out.row(0, person.year_index);
            row[heads_column(cell, n)] += 1;
            for (l, payers) in self.liabilities.iter().enumerate() {
                let mut before = 0;
                let months = person.paid.chunks_exact(n_payers);
                let sums = &mut row[paid_column(cell, l, n)..][..MONTHS];
                for (sum, paid) in sums.iter_mut().zip(months) {
                    let so_far: i64 = payers.iter().map(|&payer| paid[payer].0).sum();
                    *sum += so_far - before;
                    before = so_far;
                }
                let yuan = before / 100;
                row[squares_column(l, n)] += yuan * yuan;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{self, RunPlan, Unwatched};
    use crate::scenario::library::Library;
    use crate::scenario::load::load;

    #[test]
    fn a_cell_stands_in_one_group_of_every_grouping() {
        let cell = Cell::of(Age(61), 1, true);
        assert_eq!(
            [Grouping::All, Grouping::Age, Grouping::Status, Grouping::PreExisting].map(|it| cell.group(it)),
            [Some(0), Some(3), Some(1), Some(0)]
        );
        assert_eq!(cell.group(Grouping::Income), None);
        let mut places: Vec<usize> = Cell::all().map(Cell::place).collect();
        places.dedup();
        assert_eq!(places.len(), Cell::COUNT);
    }

    /// Days are uniform: without a deductible a twelfth falls in each month; with one, much less in the first.
    #[test]
    fn a_deductible_of_the_year_moves_payments_to_its_end_and_takes_none_away() {
        let shares = |deductible: &str| {
            let settings = [
                "city.heads=null",
                r#"city.heads={"all": {"from_age": 0, "to_age": 85, "employee_male": 3000, "employee_female": 3000,
                    "resident_male": 6000, "resident_female": 6000}}"#,
                &format!("payers.cii.deductible_yuan={deductible}"),
                "designs=null",
                "term.years=1",
            ]
            .map(ToString::to_string);
            let scenario = load(&Library::built_in(), "cii/quzhou-2016", &settings).unwrap();
            let all = NonZeroU64::new(1_000_000).unwrap();
            let expected = ExpectedClaims::new(&scenario, &[vec!["cii".into()]], all).unwrap().unwrap();
            let two = NonZeroU64::new(2).unwrap();
            let run = RunPlan { trials: two, batch: two, threads: None };
            let outcome = engine::run(&expected, &run, &Unwatched, &mut |_| Ok(())).unwrap();
            let month = |month: usize| -> i64 {
                let of = |cell| outcome.column(0, 0, paid_column(cell, 0, 1) + month).iter().sum::<i64>();
                Cell::all().map(of).sum()
            };
            let months: Vec<i64> = (0..MONTHS).map(month).collect();
            let whole = months.iter().sum::<i64>() as f64;
            (months[0] as f64 / whole, months[11] as f64 / whole)
        };
        // about 1,000 payments without a deductible: a share of 1/12 has a standard error below two points
        let (first, last) = shares("0");
        assert!((first - 1.0 / 12.0).abs() < 0.06 && (last - 1.0 / 12.0).abs() < 0.06, "{first} {last}");
        let (first, last) = shares("40000");
        assert!(first < last && first < 1.0 / 12.0, "{first} {last}");
    }
}
