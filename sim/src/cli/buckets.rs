//! What `run --buckets` keeps beside the rows: counts of one last payer, from the first trial to the file.

use clap::ArgMatches;
use sha2::{Digest as _, Sha256};

use super::progress::Progress;
use super::simulation::Simulation;
use super::unfinished::Begun;
use super::{CliError, Session, options, output};
use crate::engine::{self, EngineError, Experiment, PiecesError, Records, RunPlan};
use crate::projection::{AskedGrid, NotCounted};
use crate::report::{self, CountedRun, RunFolder, Times};
use crate::scenario::plan::{Counted, Plan};
use crate::units::Fen;
use crate::wording::buckets::{self, BucketTrouble, WhyNotCounted};

/// The counts of the finished trials, in the hidden sibling of the run folder.
const RECORDS: &str = "buckets.records";

/// The simulation that counts what was asked for.
pub(super) fn counting(matches: &ArgMatches, simulation: Simulation) -> Result<Simulation, CliError> {
    let Some(payer) = options::text_of(matches, "buckets") else { return Ok(simulation) };
    let grid = options::text_of(matches, "bucket-grid")
        .map(|found| grid(found).ok_or_else(|| CliError::Buckets(BucketTrouble::BadGrid(found.to_owned()))));
    let grid = grid.transpose()?;
    let countable = simulation.plan.projection().countable();
    let known: Vec<String> = countable.into_iter().map(str::to_owned).collect();
    let plan = simulation.plan.counting(payer, grid).map_err(|why| {
        CliError::Buckets(BucketTrouble::NotCounted { payer: payer.to_owned(), why: why_not(why), known })
    })?;
    Ok(Simulation { plan, ..simulation })
}

/// `FROM..TO/STEP` in yuan.
fn grid(text: &str) -> Option<AskedGrid> {
    let (ends, step) = text.split_once('/')?;
    let (from, to) = ends.split_once("..")?;
    let yuan = |text: &str| Fen::parse_yuan(text.trim()).ok().filter(|amount| *amount >= Fen::ZERO);
    let (from, to, step) = (yuan(from)?, yuan(to)?, yuan(step)?);
    let fits = from < to && step > Fen::ZERO && (to - from).0 / step.0 <= AskedGrid::MOST;
    fits.then_some(AskedGrid { from, to, step })
}

/// Why a payer is not counted, in words.
pub(super) fn why_not(why: NotCounted) -> WhyNotCounted {
    use crate::compiled::NotAnEnd;
    match why {
        NotCounted::Unknown => WhyNotCounted::Unknown,
        NotCounted::NoEnd(NotAnEnd::NotYearly) => WhyNotCounted::NotYearly,
        NotCounted::NoEnd(NotAnEnd::Limited) => WhyNotCounted::Limited,
        NotCounted::NoEnd(NotAnEnd::Shared) => WhyNotCounted::Shared,
        NotCounted::NoEnd(NotAnEnd::Parallel) => WhyNotCounted::Parallel,
        NotCounted::NoEnd(NotAnEnd::LookedAt) => WhyNotCounted::LookedAt,
        NotCounted::Stacked => WhyNotCounted::Stacked,
        NotCounted::SeveralRatios => WhyNotCounted::SeveralRatios,
        NotCounted::Finer => WhyNotCounted::Finer,
        NotCounted::SeveralFunds => WhyNotCounted::SeveralFunds,
        NotCounted::PaysNobody => WhyNotCounted::PaysNobody,
        NotCounted::NotAtOnce => WhyNotCounted::NotAtOnce,
        NotCounted::SomeColumns => WhyNotCounted::SomeColumns,
    }
}

/// The records of a run that counts: those of its finished trials, and no others.
pub(super) fn records(plan: &Plan, begun: &Begun) -> Result<Option<Records>, CliError> {
    let (Some(counting), Some(folder)) = (plan.projection().is_counting(), &begun.folder) else {
        return Ok(None);
    };
    let mut hash = Sha256::new();
    hash.update(concat!("huimin records 1 ", env!("CARGO_PKG_VERSION"), "\n"));
    hash.update(option_env!("HUIMIN_COMMIT").unwrap_or_default());
    hash.update(plan.digest().0);
    hash.update(&counting.payer);
    counting.grid.breaks().iter().for_each(|at| hash.update(at.0.to_le_bytes()));
    let other = || CliError::OtherRun(folder.aside().to_owned());
    let mut records = match Records::open(folder.open_beside(RECORDS)?, hash.finalize().into()) {
        Err(PiecesError::OtherRun) => return Err(other()),
        records => records.map_err(EngineError::from)?,
    };
    let done = begun.pieces.n_done();
    if records.n_done() < done {
        return Err(other());
    }
    records.keep_first(done).map_err(EngineError::from)?;
    Ok(Some(records))
}

/// Draws the trials that are not finished yet, and keeps what they count before their rows.
pub(super) fn draw(
    plan: &Plan,
    run: &RunPlan,
    (begun, records): (&mut Begun, &mut Records),
    session: &Session,
) -> Result<Times, CliError> {
    let counted = Counted::new(plan);
    let progress = Progress::start(run.trials.get(), begun.pieces.n_done(), session);
    let done = engine::run_beside(&counted, run, &progress, &mut begun.pieces, &mut |end| {
        Ok(records.push(counted.take(end))?)
    });
    let times = progress.finish();
    done?;
    Ok(times)
}

/// Writes the files of what was counted.
pub(super) fn write(
    folder: &mut RunFolder,
    plan: &Plan,
    records: &Records,
    session: &Session,
) -> Result<(), CliError> {
    let Some(counting) = plan.projection().is_counting() else { return Ok(()) };
    let digest = plan.digest().to_string();
    let run = CountedRun { counting, digest: &digest, years: plan.years() };
    let (file, apart) = report::write_buckets(folder.open("buckets.parquet")?, run, records)?;
    folder.close(file)?;
    if !counting.bands.is_empty() {
        let file = report::write_members(folder.open("members.parquet")?, run, records)?;
        folder.close(file)?;
    }
    if apart > 0 {
        output::say(&buckets::apart(apart, session.lang));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_is_written_as_from_to_and_step_in_yuan() {
        let yuan = Fen::yuan;
        let whole = AskedGrid { from: yuan(5_000), to: yuan(50_000), step: yuan(1_000) };
        assert_eq!(grid("5000..50000/1000"), Some(whole));
        assert_eq!(grid(" 0..1.50 / 0.5").map(|it| it.step), Some(Fen(50)));
        for wrong in ["5000", "5000..50000", "5..5/1", "9..5/1", "0..10/0", "0..1000/1", "-1..5/1", "a..b/c"]
        {
            assert_eq!(grid(wrong), None, "{wrong}");
        }
    }
}
