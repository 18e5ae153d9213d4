//! `huimin sweep`: many designs over the same bills, and the few of them that are worth discussing.

use std::path::Path;

use clap::{ArgMatches, Command};

use super::simulation::{Simulation, only_plain, read_as_candidate};
use super::unfinished::{quoted, run_again};
use super::{CliError, Exit, Session, clock, options, output, published};
use crate::decide::metrics::Subject;
use crate::decide::solve::Target;
use crate::decide::sweep::{Chosen, Objective, Plan, Role, Search, Sweep, columns, main_fund};
use crate::decide::{Period, Summary};
use crate::engine::{Experiment, Pieces, RunPlan, Shape};
use crate::report::{self, Simulated, SweepReport};
use crate::scenario::axes::Axis;
use crate::scenario::load::Loaded;
use crate::scenario::varied::settings_of;
use crate::wording::Lang;
use crate::wording::shell::Text;

/// The most designs that are settled, by default.
const BUDGET: u64 = 10_000;

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let mut arguments =
        vec![options::operand("scenario", Text::ScenarioName, Text::Scenario, lang).required(true)];
    arguments.extend(options::sweep(lang));
    arguments.extend(options::how_much(lang));
    arguments.extend(options::claims(lang));
    arguments.extend(options::changes_of_one(lang));
    arguments.extend(options::where_to(lang));
    arguments.push(options::json(lang));
    options::verb("sweep", Text::SweepAbout, arguments, lang).after_help(Text::SweepExamples.text(lang))
}

/// Settles the designs of the grid, or of a search on it, and judges them.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let scenario = read_as_candidate(matches, session)?;
    only_plain(&scenario, "sweep")?;
    session.warn(&scenario);
    session.warn_of(&scenario.run_warnings());
    let asked = Asked::new(matches, &scenario)?;
    let folder = options::folder(matches, session)?;
    let started = clock::now();
    let begun = clock::instant();

    let swept = asked.sweep(matches, session)?;
    let feasibility = swept.sweep.feasibility();
    let standings = swept.sweep.standings(&feasibility)?;
    let chosen = swept.sweep.chosen(&feasibility, &standings, |id| asked.distance(&swept.points[id]));
    let mut report = SweepReport {
        run: Simulated::new(&scenario, asked.base.plan.seed(), asked.run.trials.get()),
        axes: &asked.axes,
        points: &swept.points,
        sweep: &swept.sweep,
        feasibility: &feasibility,
        standings: &standings,
        chosen: &chosen,
        search: &swept.search,
        rounds: swept.rounds,
        columns: &asked.columns,
        all_bills: !asked.base.plan.projection().draws_only_reaching(),
        by_law: scenario.product().ok().map(|(_, book, _)| book.enrolment.is_some()),
        again: None,
    };
    report.again = again(matches, &report);
    if let Some(mut folder) = folder {
        let made = (started, report::milliseconds(begun.elapsed()));
        let manifest = published::manifest(&scenario, &asked.base, &asked.run, made);
        let answer = ("sweep.json", &report::sweep_json(&report));
        published::write(&mut folder, &scenario, answer, report::sweep_csv(&report, session.lang))?;
        for (name, file) in report.chosen.iter().flat_map(|chosen| report.design_files(chosen)) {
            folder.write(&format!("designs/{name}.json"), file.to_json().as_bytes())?;
        }
        published::publish(&mut folder, &manifest, session)?;
    }
    output::print_result(
        matches,
        || report::sweep_json(&report),
        || report::sweep_console(&report, session.lang),
    )?;
    Ok(Exit::Done)
}

/// What is asked for, all of it checked.
struct Asked {
    /// The scenario with the columns that are read alone.
    scenario: Loaded,
    base: Simulation,
    objectives: Vec<Objective>,
    constraints: Vec<Target>,
    columns: Vec<String>,
    axes: Vec<Axis>,
    run: RunPlan,
}

/// What was settled.
struct Swept {
    sweep: Sweep,
    points: Vec<Vec<usize>>,
    search: Search,
    rounds: usize,
}

impl Asked {
    fn new(matches: &ArgMatches, scenario: &Loaded) -> Result<Asked, CliError> {
        let whole = Simulation::new(scenario.base_alone()?.keeping(None)?)?;
        let subjects = Summary::subjects(whole.plan.columns(), &whole.designs, &whole.payers);
        let years = whole.plan.years();
        let period = options::text_of(matches, "period").unwrap_or("term");
        let constraints = options::texts_of(matches, "subject");
        let constraints =
            constraints.iter().map(|it| Target::read_of("--subject", it, period, &subjects, years));
        let constraints = constraints.collect::<Result<Vec<Target>, _>>()?;
        // a period that is none is refused with the figure that every scenario has
        let text = options::text_of(matches, "objectives");
        let mut objectives =
            Objective::read(text.unwrap_or("city.patient_per_head:min"), period, &subjects, years)?;
        if text.is_none() {
            objectives = Objective::usual(&subjects, objectives.first().map_or(Period::Term, |it| it.period));
        }
        let columns = columns(&objectives, &constraints);
        let about = main_fund(&subjects).map_or("city", Subject::id);
        let grid = options::text_of(matches, "grid");
        let axes = scenario.axes(&options::texts_of(matches, "vary"), grid, about)?;
        let scenario = scenario.keeping(Some(&columns))?;
        let base = Simulation::new(scenario.base_alone()?)?;
        let batch = Shape::of(&base.plan).trials_per_batch();
        let run = options::run_plan(matches, base.plan.trials(), batch);
        Ok(Asked { scenario, base, objectives, constraints, columns, axes, run })
    }

    /// Pass after pass over the same trials, until the grid or the search is at its end.
    fn sweep(&self, matches: &ArgMatches, session: &Session) -> Result<Swept, CliError> {
        let lengths: Vec<usize> = self.axes.iter().map(|axis| axis.points.len()).collect();
        let mut search = Search::new(&lengths, options::number(matches, "budget").unwrap_or(BUDGET));
        let mut sweep = Sweep::new(self.objectives.clone(), self.constraints.clone(), self.run.threads);
        let (mut points, mut rounds) = (Vec::new(), 0);
        let mut next = search.next_round(&[]);
        while !next.is_empty() {
            let simulation = Simulation::new(self.scenario.at_points(&self.axes, &next, points.len())?)?;
            let mut pieces = Pieces::passing(Shape::of(&simulation.plan), self.run.trials.get());
            let batch = Shape::of(&simulation.plan).trials_per_batch();
            let run = options::run_plan(matches, self.run.trials, batch);
            simulation.draw(&run, &mut pieces, session)?;
            sweep.add(pieces, simulation.designs)?;
            points.append(&mut next);
            rounds += 1;
            if search.plan() != Plan::Whole {
                let front = sweep.around(&sweep.feasibility());
                let around: Vec<Vec<usize>> = front.into_iter().map(|id| points[id].clone()).collect();
                next = search.next_round(&around);
            }
        }
        Ok(Swept { sweep, points, search, rounds })
    }

    /// How far a design lies from the scenario as it stands: the root of the sum of the squares by axis.
    fn distance(&self, point: &[usize]) -> Option<f64> {
        let each = self.axes.iter().zip(point).map(|(axis, &nth)| axis.distance(nth));
        each.map(|it| it.map(|it| it * it)).sum::<Option<f64>>().map(libm::sqrt)
    }
}

/// The command that runs the knee, with the changes of this one: from its file where there is a folder, by settings
/// where there is none.
fn again(matches: &ArgMatches, report: &SweepReport<'_>) -> Option<String> {
    let is_knee = |it: &&Chosen| it.roles.contains(&Role::Knee);
    let mut files = report.design_files(report.chosen.iter().find(is_knee)?).into_iter();
    let (name, file) = files.find(|(name, _)| name == "knee")?;
    let under = options::text_of(matches, "design");
    let mut words = run_again(matches);
    if !report.all_bills {
        words.extend(["--columns".to_owned(), report.columns.join(",")]);
    }
    match (options::path(matches, "out"), under) {
        (Some(folder), _) => {
            let path = Path::new(folder).join("designs").join(format!("{name}.json"));
            let path = path.display().to_string();
            words.extend([
                "--design".to_owned(),
                under.map_or(path.clone(), |under| format!("{under}+{path}")),
            ]);
        }
        (None, None) => {
            let settings = settings_of(file.get("patch")?);
            words.extend(settings.into_iter().flat_map(|it| ["--set".to_owned(), it]));
        }
        (None, Some(_)) => return None,
    }
    Some(words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "))
}
