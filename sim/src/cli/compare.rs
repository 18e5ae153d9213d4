//! `huimin compare`: designs against a base over the same bills.

use std::num::NonZeroU64;

use clap::{ArgMatches, Command};

use super::simulation::{Simulation, changed, draw, run_through};
use super::{CliError, Exit, Session, clock, options, output, published};
use crate::decide::metrics::Subject;
use crate::decide::{Gainers, Membership, Reaction, Summary, compared, effects, gainers, use_factors};
use crate::engine::{Experiment, Pieces, RunPlan, Shape};
use crate::report::{self, CompareReport, Manifest, PersonsReport, SamplingUsed, Simulated, Times};
use crate::scenario::groups::PersonSample;
use crate::scenario::load::{BASE, Loaded};
use crate::scenario::steps::Steps;
use crate::wording::as_if::{self, AsIfTrouble};
use crate::wording::shell::Text;
use crate::wording::{Bilingual, Lang};

/// Members that the sample of persons looks at in a trial, where nobody asks for another number.
const PERSONS: u64 = 20_000;
/// The most trials of that sample.
const SAMPLE_TRIALS: NonZeroU64 = NonZeroU64::new(20).expect("a sample has trials");
/// The most designs under which persons are settled one by one.
const DESIGNS_OF_PERSONS: usize = 13;

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let mut arguments =
        vec![options::operand("scenario", Text::ScenarioName, Text::Scenario, lang).required(true)];
    arguments.extend(options::how_much(lang));
    arguments.extend(options::claims(lang));
    arguments.push(options::sampling(lang));
    arguments.extend(options::changes(lang));
    arguments.push(options::against(lang));
    arguments.push(options::persons(lang));
    arguments.extend(options::where_to(lang));
    arguments.push(options::json(lang));
    options::verb("compare", Text::Compare, arguments, lang).after_help(Text::CompareExamples.text(lang))
}

/// Settles the bills under every design and every step on the way to it, and holds all against the base.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let scenario = changed(options::operand_of(matches, "scenario"), matches, session)?;
    let base = options::text_of(matches, "base").unwrap_or(BASE);
    let number = number_of(&scenario, base)?;
    let sample = sample(matches, &scenario, number)?;
    let (simulation, steps) = stepped(&scenario, base, session)?;
    session.warn(&scenario);
    session.warn_of(&scenario.run_warnings());
    let folder = options::folder(matches, session)?;
    let started = clock::now();
    let shape = Shape::of(&simulation.plan);
    let run = options::run_plan(matches, simulation.plan.trials(), shape.trials_per_batch());
    let mut pieces = Pieces::passing(shape, run.trials.get());
    let mut times = simulation.draw(&run, &mut pieces, session)?;

    let summing_up = clock::instant();
    let designs = &simulation.designs[..scenario.designs.len()];
    let subjects = Summary::subjects(simulation.plan.columns(), designs, &simulation.payers);
    let subjects = compared(&subjects, simulation.first_payer());
    let summary = Summary::against(&pieces, number, designs, subjects.clone(), run.threads)?;
    let effects = effects(&pieces, (&simulation.designs, number), &steps, &subjects)?;
    times.summary = summing_up.elapsed();
    let sampled = match &sample {
        Some(sample) => {
            let plan = RunPlan { trials: run.trials.min(SAMPLE_TRIALS), ..run };
            let (outcome, took) = run_through(sample, &plan, session)?;
            times.drawing += took;
            Some((sample, plan.trials.get(), gainers(&outcome, sample, number)))
        }
        None => None,
    };
    let reacting = Reacting { simulation: &simulation, pieces: &pieces, base: number, run, session };
    let membership = reacting.membership(designs.len(), &subjects, &mut times)?;
    let demand = scenario.demand();
    let mut reactions = Vec::new();
    if let (Some(demand), Some((_, _, found))) = (&demand, &sampled) {
        for design in found {
            reactions.push(reacting.at(design, demand.elasticities, &subjects, &mut times)?);
        }
    }
    let names: Vec<(String, Bilingual)> =
        designs.iter().map(|design| (design.name.clone(), design.title.clone())).collect();
    let persons = sampled.as_ref().map(|(sample, trials, found)| PersonsReport {
        trials: *trials,
        every: sample.every(),
        designs: found,
        names: &names,
    });
    let sampling = SamplingUsed::of(&simulation.plan, run.trials.get());
    let report = CompareReport {
        run: Simulated::new(&scenario, simulation.plan.seed(), summary.n_trials),
        sampling: sampling.as_ref(),
        payers: &simulation.payer_titles(),
        summary: &summary,
        steps: &steps,
        effects: &effects,
        membership: &membership,
        reactions: demand.as_ref().map(|demand| (demand, &reactions[..])),
        persons,
    };
    if let Some(mut folder) = folder {
        let manifest = manifest(&scenario, &simulation, &run, (started, times));
        let answer = ("compare.json", &report::compare_json(&report));
        published::write(&mut folder, &scenario, answer, report::compare_csv(&report, session.lang))?;
        published::publish(&mut folder, &manifest, session)?;
    }
    output::print_result(
        matches,
        || report::compare_json(&report),
        || report::compare_console(&report, session.lang),
    )?;
    Ok(Exit::Done)
}

/// The scenario with every step on the way to its designs; without the steps where those would tell of few persons
/// of a file what the designs do not.
fn stepped(scenario: &Loaded, base: &str, session: &Session) -> Result<(Simulation, Vec<Steps>), CliError> {
    let (stepped, steps) = scenario.with_steps(base)?;
    match Simulation::new(stepped) {
        Err(CliError::AsIf(AsIfTrouble::FewApart { .. } | AsIfTrouble::TooFew { .. })) => {
            let simulation = Simulation::new(scenario.clone())?;
            if !session.quiet {
                output::say(as_if::steps_of_few(session.lang));
            }
            Ok((simulation, Vec::new()))
        }
        simulation => Ok((simulation?, steps)),
    }
}

/// The sample of persons that is asked for; none of too many designs.
fn sample(matches: &ArgMatches, scenario: &Loaded, base: u32) -> Result<Option<PersonSample>, CliError> {
    let asked = options::number(matches, "persons").unwrap_or(PERSONS);
    // without a sample nobody knows which share patients pay
    let persons = if scenario.demand().is_some() && asked == 0 { PERSONS } else { asked };
    // the sample is one of drawn persons
    let drawn = scenario.own_bills().is_none();
    let few = scenario.designs.len() <= DESIGNS_OF_PERSONS;
    let wanted = NonZeroU64::new(persons).filter(|_| few && drawn);
    Ok(wanted.map(|persons| PersonSample::new(scenario, base as usize, persons)).transpose()?)
}

/// A run whose care, or whose members, are to react.
struct Reacting<'a> {
    simulation: &'a Simulation,
    pieces: &'a Pieces,
    base: u32,
    run: RunPlan,
    session: &'a Session,
}

impl Reacting<'_> {
    /// Draws the trials anew with the members of the base under every design, where prices decide who joins.
    fn membership(
        &self,
        n_designs: usize,
        subjects: &[Subject],
        times: &mut Times,
    ) -> Result<Vec<Membership>, CliError> {
        let prices = self.simulation.plan.with_prices_of(self.base as usize);
        let Some((plan, moved)) = prices else { return Ok(Vec::new()) };
        let moved: Vec<usize> = moved.into_iter().filter(|&design| design < n_designs).collect();
        if moved.is_empty() {
            return Ok(Vec::new());
        }
        let mut held = Pieces::passing(Shape::of(&plan), self.run.trials.get());
        times.drawing += draw(&plan, &self.run, &mut held, self.session)?.drawing;
        let designs = &self.simulation.designs;
        let of_base = self.pieces.design(self.base)?;
        let mut found = Vec::new();
        for number in moved {
            let Ok(column) = u32::try_from(number) else { continue };
            let (own, fixed) = (self.pieces.design(column)?, held.design(column)?);
            let design = &designs[number];
            let base = (&of_base, &designs[self.base as usize]);
            found.push(Membership {
                fixed: Summary::across(base, (&fixed, design), subjects),
                joining: Summary::across((&fixed, design), (&own, design), subjects),
            });
        }
        Ok(found)
    }

    /// Draws the trials of a design anew for each elasticity, with the frequency that follows from what its
    /// patients pay, and holds it against the base as it was.
    fn at(
        &self,
        design: &Gainers,
        elasticities: [f64; 3],
        subjects: &[Subject],
        times: &mut Times,
    ) -> Result<[Reaction; 3], CliError> {
        let designs = &self.simulation.designs;
        let base = (&self.pieces.design(self.base)?, &designs[self.base as usize]);
        let mut at = |elasticity: f64| -> Result<Reaction, CliError> {
            let factors = use_factors(design, elasticity);
            let plan = self.simulation.plan.with_frequency(factors);
            let mut pieces = Pieces::passing(Shape::of(&plan), self.run.trials.get());
            times.drawing += draw(&plan, &self.run, &mut pieces, self.session)?.drawing;
            let outcome = pieces.design(design.design)?;
            let held = (&outcome, &designs[design.design as usize]);
            Ok(Reaction { elasticity, factors, summary: Summary::across(base, held, subjects) })
        };
        let [own, low, high] = elasticities;
        Ok([at(own)?, at(low)?, at(high)?])
    }
}

/// The place of the design by whose name the base was asked for.
fn number_of(scenario: &Loaded, base: &str) -> Result<u32, CliError> {
    let found = scenario.design(base)?;
    let number = scenario.designs.iter().position(|design| design.name == found.name);
    Ok(number.and_then(|number| u32::try_from(number).ok()).unwrap_or(0))
}

fn manifest(
    scenario: &Loaded,
    simulation: &Simulation,
    run: &RunPlan,
    (started, times): (String, Times),
) -> Manifest {
    let ways = simulation.plan.projection().ways_of_settling();
    Manifest {
        designs: scenario.designs.iter().map(|design| design.name.clone()).collect(),
        times: Some(times),
        settlements: Some([ways.in_columns, ways.by_program, ways.by_rules]),
        ..published::manifest(scenario, simulation, run, (started, report::milliseconds(times.total())))
    }
}
