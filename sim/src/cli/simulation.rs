//! A scenario on its way through the engine: what `run` and `gate` share.

use std::num::NonZeroUsize;
use std::time::Duration;

use clap::ArgMatches;

use super::as_if::over_claims;
use super::progress::Progress;
use super::{CliError, Session, options};
use crate::decide::{Coinsurer, Design, Fund, Summary};
use crate::engine::{self, Experiment, Outcome, Pieces, RunPlan};
use crate::projection::{self, ByYear};
use crate::report::Times;
use crate::scenario::field::Keyed;
use crate::scenario::funds::FundDoc;
use crate::scenario::load::{Loaded, LoadedDesign};
use crate::scenario::own_bills::Disclosing;
use crate::scenario::plan::Plan;
use crate::scenario::problem::Problems;
use crate::scenario::sampling::SamplingKind;
use crate::wording::Bilingual;
use crate::wording::as_if::AsIfTrouble;

/// The scenario of that name, with every change that is asked for on the command line.
pub(super) fn changed(name: &str, matches: &ArgMatches, session: &Session) -> Result<Loaded, CliError> {
    changed_by(name, matches, &options::settings(matches), session)
}

/// [`changed`] by other settings than those of the command line.
pub(super) fn changed_by(
    name: &str,
    matches: &ArgMatches,
    settings: &[String],
    session: &Session,
) -> Result<Loaded, CliError> {
    let mut problems = Problems::new();
    let loaded = session.load(name, settings).or_else(|error| match (error, session.load(name, &[])) {
        // settings that are wrong do not hide what else is
        (CliError::Scenario(found), Ok(unset)) => {
            problems.extend(found);
            Ok(unset)
        }
        (error, _) => Err(error),
    })?;
    let scenario = if problems.has_errors() { loaded } else { over_claims(loaded, matches, session)? };
    let library = session.library();
    let mut changes = Changes { scenario, problems };
    changes.each("event", matches, |scenario, event| scenario.with_event(&library, event));
    changes.each("design", matches, |scenario, candidate| scenario.with_candidate(&library, candidate));
    changes.each("stress", matches, |scenario, stress| scenario.under_any_stress(&library, stress));
    changes.done()
}

/// A scenario that options change one after the other, with the problems of all that cannot change it.
struct Changes {
    scenario: Loaded,
    problems: Problems,
}

impl Changes {
    /// Makes the changes of an option, one a value.
    fn each(
        &mut self,
        option: &str,
        matches: &ArgMatches,
        change: impl Fn(&Loaded, &str) -> Result<Loaded, Problems>,
    ) {
        for value in options::texts_of(matches, option) {
            match asked(option, &value, change(&self.scenario, &value)) {
                Ok(changed) => self.scenario = changed,
                Err(found) => self.problems.extend(found),
            }
        }
    }

    fn done(self) -> Result<Loaded, CliError> {
        if self.problems.has_errors() { Err(self.problems.into()) } else { Ok(self.scenario) }
    }
}

/// What an option made of a scenario; problems that stand in no file stand in the option.
pub(super) fn asked(option: &str, value: &str, made: Result<Loaded, Problems>) -> Result<Loaded, Problems> {
    made.map_err(|problems| problems.asked_by(&format!("--{option} {value}")))
}

/// A scenario that is ready to run, with all that its figures have to know.
pub(super) struct Simulation {
    /// The scenario.
    pub(super) scenario: Loaded,
    /// What the engine is given.
    pub(super) plan: Plan,
    /// The designs, the base first.
    pub(super) designs: Vec<Design>,
    /// The ids of the payers, in order.
    pub(super) payers: Vec<String>,
}

impl Simulation {
    /// Everything that can be wrong with the scenario is found out here.
    pub(super) fn new(scenario: Loaded) -> Result<Simulation, CliError> {
        let mut plan = Plan::new(&scenario)?;
        let mut scenario = scenario;
        if let Some(least) = scenario.own_bills().map(|own| own.least).filter(|least| *least > 0) {
            scenario.may_tell(plan.projection()).map_err(|why| disclosing(least, why))?;
            let hidden = plan.projection().columns_of_few(least);
            if !hidden.is_empty() {
                let columns = plan.projection().columns().iter().map(|it| it.key.clone());
                let told: Vec<String> = columns.filter(|key| !hidden.contains(key)).collect();
                scenario = scenario.keeping(Some(&told))?;
                plan = Plan::new(&scenario)?;
            }
        }
        let projected = plan.projection().designs();
        let designs = scenario.designs.iter().zip(projected).map(|(loaded, it)| design(loaded, it)).collect();
        let payers = projected.iter().take(1).flat_map(|base| base.first().scheme.payers());
        let payers = payers.map(|payer| payer.id.clone()).collect();
        Ok(Simulation { scenario, plan, designs, payers })
    }

    /// The names of the designs.
    pub(super) fn names(&self) -> Vec<String> {
        self.designs.iter().map(|design| design.name.clone()).collect()
    }

    /// What people call the payers, by id, where the scenario says.
    pub(super) fn payer_titles(&self) -> Vec<(String, Bilingual)> {
        let base = self.plan.projection().designs().first();
        let payers = base.into_iter().flat_map(|base| base.first().scheme.payers());
        payers.filter_map(|payer| Some((payer.id.clone(), payer.title.clone()?))).collect()
    }

    /// The id of the per-admission payer before all others.
    pub(super) fn first_payer(&self) -> Option<&str> {
        self.plan.projection().first_payer()
    }

    /// Draws the trials that `pieces` does not have yet and settles them under every design, with progress.
    pub(super) fn draw(
        &self,
        run: &RunPlan,
        pieces: &mut Pieces,
        session: &Session,
    ) -> Result<Times, CliError> {
        draw(&self.plan, run, pieces, session)
    }

    /// Runs every design over every trial, with progress. Also how long it took.
    pub(super) fn run(&self, run: &RunPlan, session: &Session) -> Result<(Outcome, Duration), CliError> {
        run_through(&self.plan, run, session)
    }

    /// Every figure of the pieces.
    pub(super) fn summary(
        &self,
        pieces: &Pieces,
        threads: Option<NonZeroUsize>,
    ) -> Result<Summary, CliError> {
        Ok(Summary::of(pieces, &self.designs, &self.payers, threads)?)
    }
}

fn disclosing(least: u64, why: Disclosing) -> CliError {
    CliError::AsIf(match why {
        Disclosing::FewPaid => AsIfTrouble::TooFew { least },
        Disclosing::FewApart(one, other) => AsIfTrouble::FewApart { least, designs: [one, other] },
    })
}

/// Runs an experiment to its end, with progress. Also how long it took.
pub(super) fn run_through<E: Experiment>(
    experiment: &E,
    run: &RunPlan,
    session: &Session,
) -> Result<(Outcome, Duration), CliError> {
    let progress = Progress::start(run.trials.get(), 0, session);
    let outcome = engine::run(experiment, run, &progress, &mut |_| Ok(()));
    let took = progress.finish().total();
    Ok((outcome?, took))
}

/// The scenario that is named, with the settings, events and stress of the command line.
pub(super) fn read(matches: &ArgMatches, session: &Session) -> Result<Loaded, CliError> {
    let loaded = session.load(options::operand_of(matches, "scenario"), &options::settings(matches))?;
    moved(over_claims(loaded, matches, session)?, matches, session)
}

/// [`read`] under another name and by other settings than those of the command line, over drawn bills.
pub(super) fn read_by(
    name: &str,
    matches: &ArgMatches,
    settings: &[String],
    session: &Session,
) -> Result<Loaded, CliError> {
    moved(session.load(name, settings)?, matches, session)
}

/// The scenario with the events and under the stress of the command line.
fn moved(scenario: Loaded, matches: &ArgMatches, session: &Session) -> Result<Loaded, CliError> {
    let library = session.library();
    let mut changes = Changes { scenario, problems: Problems::new() };
    changes.each("event", matches, |scenario, event| scenario.with_event(&library, event));
    changes.each("stress", matches, |scenario, stress| scenario.under_any_stress(&library, stress));
    changes.done()
}

/// [`read`], as one of its candidates.
pub(super) fn read_as_candidate(matches: &ArgMatches, session: &Session) -> Result<Loaded, CliError> {
    let scenario = read(matches, session)?;
    match options::text_of(matches, "design") {
        Some(parts) => Ok(asked("design", parts, scenario.as_candidate(&session.library(), parts))?),
        None => Ok(scenario),
    }
}

/// Draws the trials of a plan that `pieces` does not have yet, with progress. Also how long that took.
pub(super) fn draw(
    plan: &Plan,
    run: &RunPlan,
    pieces: &mut Pieces,
    session: &Session,
) -> Result<Times, CliError> {
    let progress = Progress::start(run.trials.get(), pieces.n_done(), session);
    let done = engine::run_into(plan, run, &progress, pieces);
    let times = progress.finish();
    done?;
    Ok(times)
}

/// Refuses what knows independent trials alone where the scenario draws its futures in another way.
pub(super) fn only_plain(scenario: &Loaded, what: &'static str) -> Result<(), CliError> {
    match scenario.sampling() {
        SamplingKind::Plain => Ok(()),
        other => Err(CliError::OnlyPlain { what, found: other.key() }),
    }
}

/// The design as the figures know it: the terms of the first year, and which of them change later.
fn design(loaded: &LoadedDesign, by_year: &ByYear<projection::Design>) -> Design {
    let projected = by_year.first();
    let contracts = projected
        .cii
        .iter()
        .map(|cii| (cii.id.clone(), Fund::Contract { contract: cii.contract, opening: cii.opening_balance }));
    let books = projected.hmb.iter().map(|hmb| {
        let coinsurers = coinsurers(loaded, &hmb.id);
        (hmb.id.clone(), Fund::Book { terms: hmb.terms.clone(), coinsurers })
    });
    let ledgers = projected.ledgers.iter().map(|ledger| (ledger.id.clone(), Fund::Ledger));
    let funds = contracts.chain(books).chain(ledgers).collect();
    let mut revised = Vec::new();
    for (c, fund) in projected.cii.iter().enumerate() {
        if by_year.versions().any(|version| version.cii[c] != *fund) {
            revised.push(fund.id.clone());
        }
    }
    for (h, fund) in projected.hmb.iter().enumerate() {
        if by_year.versions().any(|version| version.hmb[h] != *fund) {
            revised.push(fund.id.clone());
        }
    }
    for (l, fund) in projected.ledgers.iter().enumerate() {
        if by_year.versions().any(|version| version.ledgers[l] != *fund) {
            revised.push(fund.id.clone());
        }
    }
    Design { name: loaded.name.clone(), title: loaded.title.clone(), funds, revised }
}

/// The insurers of a book, as the scenario names them.
fn coinsurers(loaded: &LoadedDesign, id: &str) -> Vec<Coinsurer> {
    let Some(FundDoc::HmbBook(book)) = loaded.doc.funds.get(id) else { return Vec::new() };
    let insurers = book.coinsurers.iter().flat_map(Keyed::iter);
    let title = |name: &str| Bilingual { zh: name.into(), en: name.into() };
    insurers
        .map(|(name, insurer)| Coinsurer {
            title: insurer.title.clone().unwrap_or_else(|| title(name)),
            share: insurer.share,
        })
        .collect()
}
