//! A scenario on its way through the engine: what `run` and `gate` share.

use std::time::Duration;

use super::progress::Progress;
use super::{CliError, Session};
use crate::decide::{Coinsurer, Design, Fund, Summary};
use crate::engine::{self, Outcome, RunPlan, Shape};
use crate::projection::{self, ByYear};
use crate::report::{RunFolder, TrialsFile};
use crate::scenario::field::Keyed;
use crate::scenario::funds::FundDoc;
use crate::scenario::load::{Loaded, LoadedDesign};
use crate::scenario::plan::Plan;
use crate::scenario::sampling::SamplingKind;
use crate::wording::Bilingual;

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
        let plan = Plan::new(&scenario)?;
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

    /// Runs every design over every trial, with progress; the rows go into `trials.parquet` of the
    /// folder as they come. Also how long it took.
    pub(super) fn run(
        &self,
        run: &RunPlan,
        folder: Option<&mut RunFolder>,
        session: &Session,
    ) -> Result<(Outcome, Duration), CliError> {
        let trials = run.trials.get();
        let mut file = match &folder {
            None => None,
            Some(folder) => {
                let shape = Shape::of(&self.plan);
                Some(TrialsFile::new(folder.open("trials.parquet")?, &shape, &self.names(), trials)?)
            }
        };
        let progress = Progress::start(trials, session.lang, session.quiet);
        let outcome = engine::run(&self.plan, run, &progress, &mut |rows| match &mut file {
            Some(file) => Ok(file.push(rows)?),
            None => Ok(()),
        });
        let took = progress.finish();
        let outcome = outcome?;
        if let (Some(folder), Some(file)) = (folder, file) {
            folder.close(file.finish()?)?;
        }
        Ok((outcome, took))
    }

    /// Every figure of the outcome.
    pub(super) fn summary(&self, outcome: &Outcome) -> Summary {
        Summary::new(outcome, &self.designs, &self.payers)
    }
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
