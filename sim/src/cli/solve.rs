//! `huimin solve`: the number at which a target holds.

use std::collections::BTreeSet;
use std::num::NonZeroU64;

use clap::{ArgMatches, Command};

use super::progress::Progress;
use super::simulation::{Simulation, only_plain, read_as_candidate};
use super::unfinished::{quoted, run_again};
use super::{CliError, Exit, Session, clock, options, output, published};
use crate::decide::solve::{Answer, DrawnSolution, Search, Spread, Target, crossing_near};
use crate::decide::{Missing, Summary};
use crate::engine::{self, Experiment, Pieces, RunPlan, Shape};
use crate::report::{self, Simulated, SolveReport, Unknowns};
use crate::scenario::load::Loaded;
use crate::scenario::node::{Node, Place};
use crate::scenario::problem::{Problem, ProblemKind, Problems};
use crate::scenario::varied::{Varied, settings_of};
use crate::stats::Estimate;
use crate::units::Trial;
use crate::wording::Lang;
use crate::wording::shell::Text;
use crate::wording::solve::drawing_unknowns;

/// Values of the first round.
const POINTS: u64 = 25;
/// Draws of what nobody knows, by default: the lowest and the highest of 39 hold another draw with 95%.
const DRAWS: u64 = 39;
/// Each draw has this part of the run's trials, and at least so many: all draws have the same trials, so that
/// their solutions differ by what nobody knows and hardly by chance.
const PART_OF_TRIALS: u64 = 20;
const LEAST_TRIALS: u64 = 20;

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let mut arguments =
        vec![options::operand("scenario", Text::ScenarioName, Text::Scenario, lang).required(true)];
    arguments.extend(options::solve(lang));
    arguments.extend(options::how_much(lang));
    arguments.extend(options::claims(lang));
    arguments.extend(options::changes_of_one(lang));
    arguments.extend(options::where_to(lang));
    arguments.push(options::json(lang));
    options::verb("solve", Text::SolveAbout, arguments, lang).after_help(Text::SolveExamples.text(lang))
}

/// Looks for the values at which the target begins or ceases to hold, and says how sure they are.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let scenario = read_as_candidate(matches, session)?;
    only_plain(&scenario, "solve")?;
    let asked = Asked::new(matches, &scenario)?;
    session.warn(&asked.base.scenario);
    session.warn_of(&asked.base.scenario.run_warnings());
    let folder = options::folder(matches, session)?;
    let started = clock::now();
    let begun = clock::instant();

    let (first_round, answer) = asked.search(session)?;
    let unknowns = asked.unknowns(&answer, session)?;
    let solutions = answer.roots.iter().map(|root| scenario.design_at(&asked.varied, root.at));
    let solutions = solutions.collect::<Result<Vec<Node>, Problems>>()?;
    let report = SolveReport {
        run: Simulated::new(&scenario, asked.base.plan.seed(), asked.run.trials.get()),
        target: &asked.target,
        varied: &asked.varied,
        range: asked.range,
        first_round: &first_round,
        answer: &answer,
        unknowns: &unknowns,
        by_law: report::asks_for_selection(&asked.varied).then(|| asked.follows_a_law()),
        again: solutions.first().and_then(|solution| again(matches, solution)),
    };
    if let Some(mut folder) = folder {
        let made = (started, report::milliseconds(begun.elapsed()));
        let manifest = published::manifest(&scenario, &asked.base, &asked.run, made);
        let answer = ("solve.json", &report::solve_json(&report));
        published::write(&mut folder, &scenario, answer, report::solve_csv(&report, session.lang))?;
        for (nth, solution) in solutions.iter().enumerate() {
            let name =
                if nth == 0 { "solution.json".to_owned() } else { format!("solution-{}.json", nth + 1) };
            folder.write(&name, solution.to_json().as_bytes())?;
        }
        published::publish(&mut folder, &manifest, session)?;
    }
    output::print_result(
        matches,
        || report::solve_json(&report),
        || report::solve_console(&report, session.lang),
    )?;
    Ok(Exit::Done)
}

/// What is asked for, all of it checked.
struct Asked<'a> {
    scenario: &'a Loaded,
    base: Simulation,
    target: Target,
    varied: Varied,
    /// In steps of the grid.
    range: (i64, i64),
    draws: u64,
    run: RunPlan,
}

impl Asked<'_> {
    fn new<'a>(matches: &ArgMatches, scenario: &'a Loaded) -> Result<Asked<'a>, CliError> {
        let base = Simulation::new(scenario.base_alone()?)?;
        let subjects = Summary::subjects(base.plan.columns(), &base.designs, &base.payers);
        let words = |id| options::operand_of(matches, id);
        let period = options::text_of(matches, "period").unwrap_or("term");
        let target = Target::read(words("target"), period, &subjects, base.plan.years())?;
        let mut varied = scenario.varied(words("vary"), target.subject.id())?;
        if let Some(step) = options::text_of(matches, "step") {
            varied = varied.on_multiples_of(step)?;
        }
        let range = varied.range(options::text_of(matches, "within"))?;
        // whatever a value breaks, its ends break it before the first trial
        Simulation::new(scenario.at_steps(&varied, &[range.0, range.1])?)?;
        // a file's bills do not depend on what nobody knows of the model
        let usual = if scenario.own_bills().is_some() { 0 } else { DRAWS };
        let draws = options::number(matches, "draws").unwrap_or(usual);
        let batch = Shape::of(&base.plan).trials_per_batch();
        let run = options::run_plan(matches, base.plan.trials(), batch);
        Ok(Asked { scenario, base, target, varied, range, draws, run })
    }

    /// Round after round, until the brackets are neighbours; the values of the first round beside.
    fn search(&self, session: &Session) -> Result<(Vec<i64>, Answer), CliError> {
        let mut search = Search::new(self.target.bound, self.range, POINTS);
        let first_round = search.next_round();
        let mut values = first_round.clone();
        while !values.is_empty() {
            let simulation = Simulation::new(self.scenario.at_steps(&self.varied, &values)?)?;
            let mut pieces = Pieces::passing(Shape::of(&simulation.plan), self.run.trials.get());
            simulation.draw(&self.run, &mut pieces, session)?;
            let figures = self.figures(&simulation, &pieces)?;
            for (at, figure) in values.into_iter().zip(figures) {
                search.add(at, figure);
            }
            values = search.next_round();
        }
        let answer = search.answer();
        if answer.tried.is_empty() {
            let (metric, trials) = (self.target.key(), self.run.trials.get());
            let kind = ProblemKind::NoFigureToSolve { metric, trials };
            return Err(Problems::from(vec![Problem::new(Place::whole("--target"), kind)]).into());
        }
        Ok((first_round, answer))
    }

    /// The figure of each design beside the base.
    fn figures(
        &self,
        simulation: &Simulation,
        pieces: &Pieces,
    ) -> Result<Vec<Result<Estimate, Missing>>, CliError> {
        let n_designs = pieces.shape().n_designs;
        Ok(pieces.each_design(1..n_designs, self.run.threads, |outcome| {
            let number = outcome.designs().start;
            let figure = self.target.figure(outcome, number, &simulation.designs[number as usize]);
            figure.unwrap_or(Err(Missing::TooFewTrials))
        })?)
    }

    /// The solutions under draws of what nobody knows, each over the same first trials.
    fn unknowns(&self, answer: &Answer, session: &Session) -> Result<Unknowns, CliError> {
        if !self.base.plan.projection().leaves_open() {
            return Ok(Unknowns::NothingOpen);
        }
        if self.draws == 0 || answer.roots.is_empty() {
            return Ok(Unknowns::NotDrawn);
        }
        let all = self.run.trials.get();
        let part = if self.target.asks_for_the_tail() { all } else { all / PART_OF_TRIALS };
        let trials = NonZeroU64::new(part.max(LEAST_TRIALS).min(all)).unwrap_or(NonZeroU64::MIN);
        let values = self.around(answer);
        let simulation = Simulation::new(self.scenario.at_steps(&self.varied, &values)?)?;
        if !session.quiet {
            output::say(&drawing_unknowns(self.draws, trials.get(), session.lang));
        }
        let run = RunPlan { trials, ..self.run };
        let progress = Progress::start(self.draws * trials.get(), 0, session);
        let mut solutions: Vec<Vec<DrawnSolution>> = vec![Vec::new(); answer.roots.len()];
        let mut draw = |nth: u64| -> Result<(), CliError> {
            let plan = simulation.plan.with_unknowns_of(Trial(nth));
            let mut pieces = Pieces::passing(Shape::of(&plan), trials.get());
            engine::run_into(&plan, &run, &progress, &mut pieces)?;
            let figures = self.figures(&simulation, &pieces)?;
            let known = values.iter().zip(figures).filter_map(|(&at, it)| Some((at, it.ok()?.value)));
            let points: Vec<(i64, f64)> = known.collect();
            for (root, solutions) in answer.roots.iter().zip(&mut solutions) {
                solutions.push(crossing_near(&points, self.target.bound, root));
            }
            Ok(())
        };
        let done = (0..self.draws).try_for_each(&mut draw);
        progress.finish();
        done?;
        let spreads = solutions.into_iter().zip(&answer.roots).map(|(all, root)| Spread::new(all, root));
        Ok(Unknowns::Drawn { trials: trials.get(), spreads: spreads.collect() })
    }

    /// Values over the range, closer around the solutions: what chords between them tell is enough for a spread.
    fn around(&self, answer: &Answer) -> Vec<i64> {
        let (from, to) = self.range;
        let mut values: BTreeSet<i64> =
            Search::new(self.target.bound, self.range, POINTS).next_round().into_iter().collect();
        for root in &answer.roots {
            let mut reach = ((root.interval.high - root.interval.low) / 2).max(1);
            values.insert(root.at);
            while reach < to - from {
                values.extend(
                    [root.at - reach, root.at + reach].into_iter().filter(|it| (from..=to).contains(it)),
                );
                reach *= 2;
            }
        }
        values.into_iter().collect()
    }

    /// Whether a law decides who joins a product of the base.
    fn follows_a_law(&self) -> bool {
        self.scenario.product().is_ok_and(|(_, book, _)| book.enrolment.is_some())
    }
}

/// The command that runs a solution, with the changes of this one; `None` where a candidate is the base, which
/// settings cannot stand for.
fn again(matches: &ArgMatches, solution: &Node) -> Option<String> {
    if options::text_of(matches, "design").is_some() {
        return None;
    }
    let mut words = run_again(matches);
    let settings = settings_of(solution.get("patch")?);
    words.extend(settings.into_iter().flat_map(|it| ["--set".to_owned(), it]));
    Some(words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "))
}
