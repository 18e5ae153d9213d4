//! `huimin population`: a year's synthetic persons and households, and their margins.

use std::ops::ControlFlow;

use clap::{ArgMatches, Command};

use super::{CliError, Exit, Session, clock, interrupt, options, output, published};
use crate::population::{HouseholdEntry, PersonEntry, Register};
use crate::report::{
    self, Cell, CellKind, FolderFile, Format, FurtherColumn, HOUSEHOLD_COLUMNS, MarginSource, Margins,
    PERSON_COLUMNS, PeopleManifest, PeopleTables, RunFolder, TableColumn,
};
use crate::scenario::households::HealthTable;
use crate::scenario::load::Loaded;
use crate::scenario::problem::{Problem, ProblemKind, Problems};
use crate::units::Year;
use crate::wording::Lang;
use crate::wording::people::{Attribute, limited, people_line, synthetic_people};
use crate::wording::shell::Text;

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let mut arguments =
        vec![options::operand("scenario", Text::ScenarioName, Text::Scenario, lang).required(true)];
    arguments.extend(options::which_people(lang));
    arguments.push(options::seed(lang));
    arguments.push(options::set(lang));
    arguments.extend(options::where_to(lang));
    options::verb("population", Text::Population, arguments, lang)
}

/// What is exported.
struct Export<'a> {
    scenario: &'a Loaded,
    register: Register,
    year: Year,
    /// The keys of the districts.
    districts: Vec<String>,
    limit: Option<u64>,
    health: Option<HealthTable>,
}

/// Makes the people of the year household by household, writes them where a folder is asked for, and prints
/// their margins.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let name = options::operand_of(matches, "scenario");
    let scenario = session.load(name, &options::settings(matches))?;
    session.warn(&scenario);
    let register = scenario.register()?;
    let year = year(matches, &register, name)?;
    let export = Export {
        year,
        health: scenario.health_table(&register, year),
        districts: districts(&scenario),
        limit: options::number(matches, "limit"),
        scenario: &scenario,
        register,
    };
    let format = options::text_of(matches, "format").unwrap_or_default();
    let format = Format::ALL.into_iter().find(|it| it.ending() == format).unwrap_or(Format::ALL[0]);
    let margins = match options::folder(matches, session)? {
        Some(folder) => export.publish(folder, format, session)?,
        None => export.counted()?,
    };
    output::print(&export.text(&margins, session.lang))?;
    Ok(Exit::Done)
}

/// The year that is asked for, which must be one of the term.
fn year(matches: &ArgMatches, register: &Register, name: &str) -> Result<Year, Problems> {
    let years = &register.terms().years;
    let first = register.terms().households.reference();
    let asked = matches.get_one::<u16>("year").map_or(first, |&year| Year(year));
    if years.contains(&asked) {
        return Ok(asked);
    }
    let last = years.last().copied().unwrap_or(first).to_string();
    let kind = ProblemKind::NotAYearOfTheTerm { year: asked.to_string(), first: first.to_string(), last };
    Err(vec![Problem::new(crate::scenario::node::Place::whole(name), kind)].into())
}

fn districts(scenario: &Loaded) -> Vec<String> {
    let city = scenario.base().city.iter();
    city.flat_map(|city| city.districts.names()).map(str::to_owned).collect()
}

impl Export<'_> {
    /// Hands out whole households up to the limit, the first even if it is larger.
    fn visit<E: Into<CliError>>(
        &self,
        mut each: impl FnMut(&HouseholdEntry, &[PersonEntry]) -> Result<(), E>,
    ) -> Result<(), CliError> {
        let limit = self.limit.unwrap_or(u64::MAX);
        let mut handed_out = 0;
        let stopped = self.register.visit(self.year, |household, members| {
            let after = handed_out + members.len() as u64;
            if handed_out > 0 && after > limit {
                return ControlFlow::Break(Ok(()));
            }
            handed_out = after;
            if interrupt::asked() {
                return ControlFlow::Break(Err(CliError::Interrupted));
            }
            match each(household, members) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => ControlFlow::Break(Err(error.into())),
            }
        });
        stopped.unwrap_or(Ok(()))
    }

    /// The margins alone.
    fn counted(&self) -> Result<Margins, CliError> {
        let mut margins = Margins::default();
        self.visit(|household, members| {
            margins.add(household, members, self.health.as_ref());
            Ok::<(), CliError>(())
        })?;
        Ok(margins)
    }

    /// Writes both tables, the resolved scenario and the manifest.
    fn publish(&self, mut folder: RunFolder, format: Format, session: &Session) -> Result<Margins, CliError> {
        let started = clock::now();
        let name = |table: &str| format!("{table}.{}", format.ending());
        let files = [folder.open(&name("persons"))?, folder.open(&name("households"))?];
        let further = further_columns(self.health.as_ref());
        let mut tables: PeopleTables<'_, '_, FolderFile> =
            PeopleTables::new(files, format, self.year, &self.districts, &further)?;
        let mut margins = Margins::default();
        self.visit(|household, members| {
            margins.add(household, members, self.health.as_ref());
            tables.push(household, members)
        })?;
        for file in tables.finish()? {
            folder.close(file)?;
        }
        let resolved = self.scenario.resolved();
        folder.write("scenario.resolved.json", resolved.as_bytes())?;
        let manifest = PeopleManifest {
            scenario: self.scenario.name.clone(),
            scenario_digest: report::sha256(resolved.as_bytes()),
            seed: self.register.terms().seed,
            year: self.year.0,
            persons: margins.n_persons(),
            households: margins.n_households(),
            whole: self.is_whole(&margins),
            columns: columns(&further),
            command: published::typed(),
            started,
        };
        let manifest = manifest.to_json(folder.files());
        published::put_in_place(&mut folder, &manifest, session)?;
        Ok(margins)
    }

    fn all_persons(&self) -> u64 {
        crate::population::Roll::of(&self.register.terms().people, &[self.year]).total()
    }

    fn is_whole(&self, margins: &Margins) -> bool {
        margins.n_persons() == self.all_persons()
    }

    /// What the tables are, then their margins.
    fn text(&self, margins: &Margins, lang: Lang) -> String {
        let mut lines = vec![
            format!("{}  [{}]", self.scenario.base().title.get(lang), self.scenario.name),
            people_line(&self.year.to_string(), self.register.terms().seed, lang),
            synthetic_people(lang).to_owned(),
        ];
        let whole = self.is_whole(margins);
        if !whole {
            let (some, all) = (margins.n_persons().to_string(), self.all_persons().to_string());
            lines.push(limited(&some, &all, lang));
        }
        let stated = self.scenario.stated_people();
        let source = MarginSource {
            register: &self.register,
            year: self.year,
            districts: &self.districts,
            whole,
            stated: stated.as_ref(),
            health: self.health.as_ref(),
        };
        let table = margins.table(&source, lang);
        format!("{}\n\n{table}\n", lines.join("\n"))
    }
}

/// What illness knows of a person, where the scenario has states of health.
fn further_columns(health: Option<&HealthTable>) -> Vec<FurtherColumn<'_>> {
    let Some(health) = health else { return Vec::new() };
    let column =
        |attribute: Attribute, kind| TableColumn { key: attribute.key(), unit: attribute.unit(), kind };
    vec![
        FurtherColumn {
            column: column(Attribute::HealthState, CellKind::Text),
            text: |lang| Attribute::HealthState.text(lang),
            cell: Box::new(|person| Cell::Text(health.state(person.member))),
        },
        FurtherColumn {
            column: column(Attribute::PreExisting, CellKind::Flag),
            text: |lang| Attribute::PreExisting.text(lang),
            cell: Box::new(|person| Cell::Flag(health.is_pre_existing(person.member))),
        },
    ]
}

/// Key, unit and meaning of every column of both tables.
fn columns(further: &[FurtherColumn<'_>]) -> Vec<(String, [String; 3])> {
    let mut columns: Vec<(String, [String; 3])> = Vec::new();
    for attribute in PERSON_COLUMNS.into_iter().chain(HOUSEHOLD_COLUMNS) {
        if !columns.iter().any(|(key, _)| key == attribute.key()) {
            let texts = [attribute.unit(), attribute.text(Lang::Zh), attribute.text(Lang::En)];
            columns.push((attribute.key().to_owned(), texts.map(str::to_owned)));
        }
    }
    for FurtherColumn { column, text, .. } in further {
        let texts = [column.unit, text(Lang::Zh), text(Lang::En)];
        columns.push((column.key.to_owned(), texts.map(str::to_owned)));
    }
    columns
}
