//! The tables of persons and households of a synthetic city, row by row as they are made.

use std::io::Write;

use super::table_file::{Cell, CellKind, Format, TableColumn, TableError, TableFile};
use crate::benefit::InsuranceScheme;
use crate::population::{ADULT, HouseholdEntry, PersonEntry, Settlement, Status};
use crate::units::{Sex, Year};
use crate::wording::Lang;
use crate::wording::people::{Attribute, synthetic_people};

/// The columns of the table of persons.
pub const PERSON_COLUMNS: [Attribute; 14] = [
    Attribute::PersonId,
    Attribute::Year,
    Attribute::HouseholdId,
    Attribute::BirthYear,
    Attribute::Age,
    Attribute::Sex,
    Attribute::Scheme,
    Attribute::Status,
    Attribute::MedicalAid,
    Attribute::District,
    Attribute::Settlement,
    Attribute::IncomeBand,
    Attribute::HouseholdSize,
    Attribute::NonfoodYuan,
];

/// The columns of the table of households.
pub const HOUSEHOLD_COLUMNS: [Attribute; 10] = [
    Attribute::HouseholdId,
    Attribute::Year,
    Attribute::HouseholdSize,
    Attribute::Adults,
    Attribute::Minors,
    Attribute::AidedMembers,
    Attribute::District,
    Attribute::Settlement,
    Attribute::IncomeBand,
    Attribute::NonfoodYuan,
];

/// A further column of the table of persons, made by whoever knows more of them: what it holds, and its cell.
pub struct FurtherColumn<'a> {
    /// Key and unit.
    pub column: TableColumn,
    /// What it holds, in both languages.
    pub text: fn(Lang) -> &'static str,
    /// The cell of a person.
    pub cell: Box<dyn Fn(&PersonEntry) -> Cell<'a> + 'a>,
}

/// The two tables of a year, being written.
pub struct PeopleTables<'a, 'b, W: Write + Send> {
    year: Year,
    districts: &'a [String],
    further: &'a [FurtherColumn<'b>],
    persons: TableFile<W>,
    households: TableFile<W>,
}

impl<'a, 'b, W: Write + Send> PeopleTables<'a, 'b, W> {
    /// Starts the tables of `year` in a persons' and a households' file.
    pub fn new(
        [persons, households]: [W; 2],
        format: Format,
        year: Year,
        districts: &'a [String],
        further: &'a [FurtherColumn<'b>],
    ) -> Result<PeopleTables<'a, 'b, W>, TableError> {
        let metadata = [("huimin.synthetic", synthetic_people(Lang::En).to_owned())];
        let mut columns: Vec<TableColumn> = PERSON_COLUMNS.map(column).to_vec();
        columns.extend(further.iter().map(|further| further.column.clone()));
        Ok(PeopleTables {
            year,
            districts,
            further,
            persons: TableFile::new(persons, format, &columns, &metadata)?,
            households: TableFile::new(households, format, &HOUSEHOLD_COLUMNS.map(column), &metadata)?,
        })
    }

    /// Writes a household and its members.
    pub fn push(&mut self, household: &HouseholdEntry, members: &[PersonEntry]) -> Result<(), TableError> {
        let count = |of: &dyn Fn(&PersonEntry) -> bool| members.iter().filter(|it| of(it)).count() as i64;
        let of_household = |attribute| match attribute {
            Attribute::HouseholdId => Cell::Number(household.id.cast_signed()),
            Attribute::Year => Cell::Number(i64::from(self.year.0)),
            Attribute::HouseholdSize => Cell::Number(household.size as i64),
            Attribute::Adults => Cell::Number(count(&|it| it.age.0 >= ADULT)),
            Attribute::Minors => Cell::Number(count(&|it| it.age.0 < ADULT)),
            Attribute::AidedMembers => Cell::Number(count(&|it| it.aid)),
            Attribute::District => Cell::Text(self.districts.get(household.district).map_or("all", |it| it)),
            Attribute::Settlement => Cell::Text(settlement(household.settlement)),
            Attribute::IncomeBand => Cell::Number(household.band as i64 + 1),
            Attribute::NonfoodYuan => Cell::Number(household.nonfood_yuan),
            // of persons alone
            Attribute::PersonId
            | Attribute::BirthYear
            | Attribute::Age
            | Attribute::Sex
            | Attribute::Scheme
            | Attribute::Status
            | Attribute::MedicalAid
            | Attribute::HealthState
            | Attribute::PreExisting => Cell::Text(""),
        };
        self.households.push(&HOUSEHOLD_COLUMNS.map(of_household))?;
        let mut row = Vec::with_capacity(PERSON_COLUMNS.len() + self.further.len());
        for person in members {
            let cohort = &person.member.cohort;
            row.clear();
            row.extend(PERSON_COLUMNS.map(|attribute| match attribute {
                Attribute::PersonId => Cell::Number(person.member.id().cast_signed()),
                Attribute::BirthYear => Cell::Number(i64::from(cohort.birth_year.0)),
                Attribute::Age => Cell::Number(i64::from(person.age.0)),
                Attribute::Sex => Cell::Text(sex(cohort.sex)),
                Attribute::Scheme => Cell::Text(scheme(cohort.scheme)),
                Attribute::Status => Cell::Text(status(person)),
                Attribute::MedicalAid => Cell::Flag(person.aid),
                of_household_alone => of_household(of_household_alone),
            }));
            row.extend(self.further.iter().map(|further| (further.cell)(person)));
            self.persons.push(&row)?;
        }
        Ok(())
    }

    /// Ends both files and hands them back.
    pub fn finish(self) -> Result<[W; 2], TableError> {
        Ok([self.persons.finish()?, self.households.finish()?])
    }
}

fn column(attribute: Attribute) -> TableColumn {
    let kind = match attribute {
        Attribute::Sex
        | Attribute::Scheme
        | Attribute::Status
        | Attribute::District
        | Attribute::Settlement
        | Attribute::HealthState => CellKind::Text,
        Attribute::MedicalAid | Attribute::PreExisting => CellKind::Flag,
        Attribute::PersonId
        | Attribute::HouseholdId
        | Attribute::Year
        | Attribute::BirthYear
        | Attribute::Age
        | Attribute::IncomeBand
        | Attribute::HouseholdSize
        | Attribute::NonfoodYuan
        | Attribute::Adults
        | Attribute::Minors
        | Attribute::AidedMembers => CellKind::Number,
    };
    TableColumn { key: attribute.key(), unit: attribute.unit(), kind }
}

const fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    }
}

const fn scheme(scheme: InsuranceScheme) -> &'static str {
    match scheme {
        InsuranceScheme::Employee => "employee",
        InsuranceScheme::Resident => "resident",
    }
}

fn status(person: &PersonEntry) -> &'static str {
    match person.status {
        Status::InService => "in_service",
        Status::Retired => "retired",
        Status::Resident if person.is_minor_resident() => "student_or_child",
        Status::Resident => "resident_adult",
    }
}

const fn settlement(settlement: Settlement) -> &'static str {
    match settlement {
        Settlement::City => "city",
        Settlement::Town => "town",
        Settlement::Village => "village",
    }
}
