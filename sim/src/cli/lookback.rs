//! `huimin lookback`: an insurer's policy years against what the model expects of the same members.

use std::num::NonZeroU64;
use std::path::Path;

use clap::{ArgMatches, Command};

use super::claims::{read, suppression};
use super::simulation::{only_plain, read_by, run_through};
use super::{CliError, Exit, Session, clock, options, output, published};
use crate::decide::lookback::{Lookback, Rates, ends_a_month, years_begun};
use crate::engine::{Experiment, Outcome};
use crate::experience::{Day, Experience};
use crate::report::{self, LookbackReport, Manifest};
use crate::scenario::document::TermDoc;
use crate::scenario::expected::{ExpectedClaims, UnknownPayer};
use crate::scenario::load::{BASE, Loaded};
use crate::scenario::plan::Plan;
use crate::units::{Fen, Year};
use crate::wording::lookback::LookbackTrouble as Trouble;
use crate::wording::shell::Text;
use crate::wording::{Bilingual, Lang};

/// Persons of the city that are looked at in a trial, where nobody asks for another number.
const PERSONS: u64 = 200_000;
/// Trials, where nobody asks for another number.
const TRIALS: u64 = 20;

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let mut arguments = vec![
        options::operand("claims", Text::ClaimsName, Text::ClaimsFile, lang).required(true),
        options::operand("scenario", Text::ScenarioName, Text::LookbackScenario, lang).required(true),
    ];
    arguments.extend(options::lookback(lang));
    arguments.extend(options::how_much(lang));
    arguments.extend(options::changes_of_one(lang));
    arguments.push(options::suppress(lang));
    arguments.extend(options::where_to(lang));
    arguments.push(options::json(lang));
    options::verb("lookback", Text::Lookback, arguments, lang).after_help(Text::LookbackExamples.text(lang))
}

/// Reads the claims, runs the model for the same years, and holds one against the other.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let claims = read(options::operand_of(matches, "claims"))?;
    let scenario = scenario(matches, session)?;
    only_plain(&scenario, "lookback")?;
    session.warn(&scenario);
    let Some(file) = &claims.experience else {
        return Err(CliError::Lookback(vec![Trouble::NotReconciled { claims: claims.name.clone() }]));
    };
    let asked = Asked::read(matches, file, &scenario).map_err(CliError::Lookback)?;
    let cost = cost_to_come(matches)?;
    let persons = options::number(matches, "persons").and_then(NonZeroU64::new);
    let persons = persons.or(NonZeroU64::new(PERSONS)).unwrap_or(NonZeroU64::MIN);
    let expected = ExpectedClaims::new(&scenario, &asked.payers(), persons)?
        .map_err(|unknown| CliError::Lookback(asked.unknown(&unknown)))?;
    let seed = Plan::new(&scenario)?.seed();
    let mut folder = options::folder(matches, session)?;
    let started = clock::now();
    let trials = options::number(matches, "trials").and_then(NonZeroU64::new);
    let trials = trials.or(NonZeroU64::new(TRIALS)).unwrap_or(NonZeroU64::MIN);
    let run = options::run_plan(matches, trials, trials);
    let (outcome, took) = run_through(&expected, &run, session)?;
    let rates = rates(&outcome, asked.liabilities.len()).map_err(CliError::Lookback)?;
    let suppression = suppression(matches, &claims);
    let lookback = Lookback::new(file, asked.as_of, &rates, (expected.knows_pre_existing(), suppression))
        .ok_or_else(|| CliError::Lookback(vec![Trouble::NothingBegun]))?
        .with_cost_to_come(cost);
    let titles: Vec<(String, Bilingual)> =
        file.liabilities().iter().map(|it| (it.key.clone(), it.title.clone())).collect();
    let report = LookbackReport {
        claims: &claims.name,
        title: file.title(),
        synthetic_claims: file.is_synthetic(),
        scenario: &scenario.name,
        synthetic: &scenario.synthetic_blocks(),
        seed,
        trials: trials.get(),
        every: expected.every(),
        liabilities: &titles,
        fund: scenario.product().ok().map(|(id, ..)| id),
        lookback: &lookback,
    };
    if let Some(mut folder) = folder.take() {
        let answer = ("lookback.json", &report::lookback_json(&report));
        published::write(&mut folder, &scenario, answer, report::lookback_csv(&report, session.lang))?;
        let manifest = Manifest {
            scenario: scenario.name.clone(),
            plan_digest: expected.digest().to_string(),
            scenario_digest: report::sha256(scenario.resolved().as_bytes()),
            seed,
            trials: trials.get(),
            designs: vec![BASE.to_owned()],
            command: published::typed(),
            started,
            milliseconds: report::milliseconds(took),
            threads: run.threads.map(Into::into),
            batch: run.batch.get(),
            ..Manifest::default()
        };
        published::publish(&mut folder, &manifest, session)?;
    }
    output::print_result(
        matches,
        || report::lookback_json(&report),
        || report::lookback_console(&report, session.lang),
    )?;
    Ok(Exit::Done)
}

/// The cost of the cover still to come.
fn cost_to_come(matches: &ArgMatches) -> Result<Fen, CliError> {
    let Some(found) = options::text_of(matches, "cost-to-come") else { return Ok(Fen::ZERO) };
    let cost = Fen::parse_yuan(found).ok().filter(|it| (Fen::ZERO..=Fen::MAX_INPUT).contains(it));
    cost.ok_or_else(|| CliError::NotBetween {
        option: "cost-to-come",
        found: found.to_owned(),
        low: "0".to_owned(),
        high: Fen::MAX_INPUT.to_string(),
    })
}

/// The scenario that is named, or the one that a finished run was made of.
fn scenario(matches: &ArgMatches, session: &Session) -> Result<Loaded, CliError> {
    let name = options::operand_of(matches, "scenario");
    let resolved = Path::new(name).join("scenario.resolved.json");
    let path = if resolved.is_file() { resolved.to_str().unwrap_or(name) } else { name };
    // the trials are those of the expectation, not of a run
    let mut settings = options::settings(matches);
    settings.retain(|setting| !setting.starts_with("run.trials="));
    settings.extend(["designs=null".to_owned(), "grids=null".to_owned()]);
    read_by(path, matches, &settings, session)
}

/// What is asked for.
struct Asked {
    as_of: Day,
    /// By liability of the file: its key, and the ids of the payers that stand for it.
    liabilities: Vec<(String, Vec<String>)>,
}

impl Asked {
    /// Every problem of what was asked for at once.
    fn read(matches: &ArgMatches, file: &Experience, scenario: &Loaded) -> Result<Asked, Vec<Trouble>> {
        let mut troubles = Vec::new();
        let as_of = match options::text_of(matches, "as-of") {
            None => Some(file.valued_at()),
            Some(found) => {
                let day = day(found);
                if day.is_none() {
                    troubles.push(Trouble::NotADay { found: found.to_owned() });
                }
                day
            }
        };
        let as_of = as_of.unwrap_or(file.valued_at());
        if !ends_a_month(as_of) {
            troubles.push(Trouble::NotAMonthEnd { as_of: as_of.to_string() });
        }
        if as_of > file.valued_at() {
            let valued_at = file.valued_at().to_string();
            troubles.push(Trouble::NotYet { as_of: as_of.to_string(), valued_at });
        }
        let years: Vec<Year> = scenario.base().term.iter().flat_map(TermDoc::years).collect();
        let missing: Vec<String> = years_begun(file, as_of)
            .into_iter()
            .filter(|year| !years.contains(year))
            .map(|year| year.to_string())
            .collect();
        if !missing.is_empty() {
            let known = years.iter().map(ToString::to_string).collect();
            troubles.push(Trouble::YearsNotExpected { missing, known });
        }
        let keys: Vec<String> = file.liabilities().iter().map(|it| it.key.clone()).collect();
        let mut liabilities: Vec<(String, Vec<String>)> =
            keys.iter().map(|key| (key.clone(), vec![key.clone()])).collect();
        for map in options::texts_of(matches, "map") {
            let found = map.split_once('=');
            let own = found.and_then(|(key, _)| liabilities.iter_mut().find(|(known, _)| known == key));
            match (found, own) {
                (Some((_, payers)), Some((_, own))) => {
                    *own = payers.split('+').map(str::to_owned).collect();
                }
                _ => troubles.push(Trouble::NoLiability { found: map.clone(), known: keys.clone() }),
            }
        }
        if troubles.is_empty() { Ok(Asked { as_of, liabilities }) } else { Err(troubles) }
    }

    fn payers(&self) -> Vec<Vec<String>> {
        self.liabilities.iter().map(|(_, payers)| payers.clone()).collect()
    }

    /// Every liability without a payer of its own.
    fn unknown(&self, UnknownPayer { found: first, known }: &UnknownPayer) -> Vec<Trouble> {
        let is_unknown = |payers: &&(String, Vec<String>)| payers.1.iter().any(|id| !known.contains(id));
        let trouble = |(key, payers): &(String, Vec<String>)| Trouble::NoPayer {
            liability: key.clone(),
            found: payers.iter().find(|id| !known.contains(id)).unwrap_or(first).clone(),
            known: known.clone(),
        };
        self.liabilities.iter().filter(is_unknown).map(trouble).collect()
    }
}

/// `2025-06-30`.
fn day(text: &str) -> Option<Day> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Day::from_civil(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// What the model expects in each of its years.
fn rates(outcome: &Outcome, liabilities: usize) -> Result<Vec<Rates>, Vec<Trouble>> {
    let years = &outcome.shape().years;
    let of = |y: usize| {
        let year = years[y].to_string();
        Rates::new(outcome, y, liabilities).ok_or(Trouble::NothingExpected { year })
    };
    let (mut rates, mut troubles) = (Vec::new(), Vec::new());
    for found in (0..years.len()).map(of) {
        match found {
            Ok(it) => rates.push(it),
            Err(trouble) => troubles.push(trouble),
        }
    }
    if troubles.is_empty() { Ok(rates) } else { Err(troubles) }
}
