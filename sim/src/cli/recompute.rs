//! `huimin recompute`: the figures of other terms from the bucket file of a run, without drawing a bill.

use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

use clap::{ArgMatches, Command};

use super::run::{Running, Trials};
use super::simulation::Simulation;
use super::unfinished::Begun;
use super::{CliError, Exit, Session, buckets, clock, options, output};
use crate::engine::{self, Digest, Experiment, Pieces, RowWriter, RunPlan, Shape, Unwatched};
use crate::projection::{NotRecounted, Recounting};
use crate::report::finished::Finished;
use crate::report::{KeptError, KeptRun, Times};
use crate::scenario::load::Loaded;
use crate::scenario::plan::Plan;
use crate::stats::Sampled;
use crate::units::{Column, Trial, Year};
use crate::wording::Lang;
use crate::wording::buckets::{self as words, BucketTrouble};
use crate::wording::shell::Text;

/// The name of the design that is worked out.
const DESIGN: &str = "recomputed";

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let mut arguments = vec![
        options::operand("folder", Text::RunFolderName, Text::RunFolder, lang).required(true),
        options::set(lang).required(true),
    ];
    arguments.extend(options::where_to(lang));
    arguments.push(options::json(lang));
    options::verb("recompute", Text::Recompute, arguments, lang)
        .after_help(Text::RecomputeExamples.text(lang))
}

/// Reads the folder, works out the design beside the base, and prints and writes it like a run of both.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let folder = Path::new(options::operand_of(matches, "folder"));
    let started = clock::now();
    let (base, kept) = kept_run(folder, session)?;
    let scenario = base.with_design_of(DESIGN, &options::settings(matches))?;
    session.warn(&scenario);
    let simulation = Simulation::new(scenario.clone())?;
    let (refused, payer) = (|why| CliError::Buckets(trouble(why, folder, &kept.payer)), kept.payer.clone());
    if kept.apart > 0 {
        return Err(refused(NotRecounted::Apart(kept.apart)));
    }
    let how = simulation.plan.projection().recounting(&kept.payer, kept.grid.clone()).map_err(refused)?;
    let shape = Shape::of(&simulation.plan);
    let batch = shape.trials_per_batch();
    let run = RunPlan { trials: simulation.plan.trials(), batch, threads: None };
    let out = options::folder(matches, session)?;
    let mut begun = Begun { folder: out, pieces: Pieces::passing(shape, run.trials.get()) };
    let trials = Trials::Kept { kept: &kept, how: &how, folder };
    let (readings, until) = (Vec::new(), None);
    let mut running =
        Running { matches, session, scenario, simulation, readings, run, until, started, trials };
    let report = running.results(&mut begun, None)?;
    output::print(&report)?;
    if !session.quiet {
        output::say(&words::recomputed(&folder.display().to_string(), &payer, session.lang));
    }
    Ok(Exit::Done)
}

/// The base of a run folder, and what it keeps.
fn kept_run(folder: &Path, session: &Session) -> Result<(Loaded, KeptRun), CliError> {
    let shown = |path: &Path| path.display().to_string();
    let resolved = folder.join("scenario.resolved.json");
    if !resolved.exists() {
        return Err(CliError::Buckets(BucketTrouble::Missing(shown(&resolved))));
    }
    Finished::check(folder).map_err(|troubles| CliError::Report(troubles, None))?;
    let scenario = session.load(&shown(&resolved), &[])?;
    let plan = Plan::new(&scenario)?;
    let kept = KeptRun::read(folder, plan.years()).map_err(|error| {
        CliError::Buckets(match error {
            KeptError::Missing(path) => BucketTrouble::Missing(shown(&path)),
            KeptError::Unreadable { path, reason } => {
                BucketTrouble::Unreadable { path: shown(&path), reason }
            }
        })
    })?;
    let digest = plan.digest().to_string();
    let whole = kept.n_trials == plan.trials().get();
    if !whole || kept.digests.iter().any(|of_file| *of_file != digest) {
        return Err(CliError::Buckets(BucketTrouble::OtherPlan(shown(folder))));
    }
    Ok((scenario, kept))
}

/// Works out all trials of both designs.
pub(super) fn fill(
    plan: &Plan,
    run: &RunPlan,
    (kept, how, folder): (&KeptRun, &Recounting, &Path),
    pieces: &mut Pieces,
) -> Result<Times, CliError> {
    let began = clock::instant();
    let recomputed = Recomputed { plan, kept, how, refused: OnceLock::new() };
    engine::run_into(&recomputed, run, &Unwatched, pieces)?;
    match recomputed.refused.into_inner() {
        Some(why) => Err(CliError::Buckets(trouble(why, folder, &kept.payer))),
        None => Ok(Times { drawing: began.elapsed(), ..Times::default() }),
    }
}

/// The base and the design as an experiment whose trials are read and worked out, not drawn.
struct Recomputed<'a> {
    plan: &'a Plan,
    kept: &'a KeptRun,
    how: &'a Recounting,
    refused: OnceLock<NotRecounted>,
}

impl Experiment for Recomputed<'_> {
    type Scratch = ();

    fn digest(&self) -> Digest {
        self.plan.digest()
    }

    fn columns(&self) -> &[Column] {
        self.plan.columns()
    }

    fn n_designs(&self) -> u32 {
        self.plan.n_designs()
    }

    fn years(&self) -> &[Year] {
        self.plan.years()
    }

    fn scratch(&self) {}

    fn sampled(&self, trials: Range<u64>) -> Sampled {
        self.plan.sampled(trials)
    }

    fn run_trial(&self, Trial(trial): Trial, _: Range<u32>, (): &mut (), out: &mut RowWriter<'_>) {
        let nth = usize::try_from(trial).unwrap_or(usize::MAX);
        let (Some(rows), Some(counts)) = (self.kept.rows.get(nth), self.kept.counts.get(nth)) else {
            let _ = self.refused.set(NotRecounted::Disagrees);
            return;
        };
        if rows.iter().any(|row| row.len() != self.plan.columns().len()) {
            let _ = self.refused.set(NotRecounted::Disagrees);
            return;
        }
        let base: Vec<&[i64]> = rows.iter().map(Vec::as_slice).collect();
        base.iter().enumerate().for_each(|(y, row)| out.row(0, y).copy_from_slice(row));
        let done = self.plan.projection().recount(self.how, (&base, counts), |y, row| {
            out.row(1, y).copy_from_slice(row);
        });
        if let Err(why) = done {
            let _ = self.refused.set(why);
        }
    }
}

/// Why a design cannot be worked out, in words.
fn trouble(why: NotRecounted, folder: &Path, payer: &str) -> BucketTrouble {
    match why {
        NotRecounted::NotCounted(why) => BucketTrouble::NotCounted {
            payer: payer.to_owned(),
            why: buckets::why_not(why),
            known: Vec::new(),
        },
        NotRecounted::OffGrid { at, below, above } => BucketTrouble::OffGrid {
            at: at.to_string(),
            nearest: [below, above].map(|amount| amount.map(|it| it.to_string())),
        },
        NotRecounted::Finer(millionths) => {
            let below = millionths / 10_000;
            let points = format!("{}", millionths as f64 / 10_000.0);
            BucketTrouble::Finer { points, nearest: [below, below + 1] }
        }
        NotRecounted::OtherPayments => BucketTrouble::OtherPayments { payer: payer.to_owned() },
        NotRecounted::OtherMembers => BucketTrouble::OtherMembers,
        NotRecounted::ComesApart => BucketTrouble::ComesApart,
        NotRecounted::PricesComeApart => BucketTrouble::PricesComeApart,
        NotRecounted::Apart(n) => BucketTrouble::Apart(n),
        NotRecounted::Disagrees => BucketTrouble::Disagrees(folder.display().to_string()),
    }
}
