//! `huimin stress`: what every stress does to a scenario, or which driver breaks its funds.

use std::collections::BTreeMap;
use std::time::Duration;

use clap::{ArgMatches, Command};
use serde_json::Value;

use super::simulation::{Simulation, asked, only_plain};
use super::{CliError, Exit, Session, clock, options, output, published};
use crate::decide::metrics::{Subject, find};
use crate::decide::{Design, Level, Summary, Unstressed, figure_over_term, reverse};
use crate::engine::{Experiment, Outcome};
use crate::report::{
    self, Condition, ReverseReport, ReverseSearch, RunFolder, Simulated, StressReport, Stressed, driver_value,
};
use crate::scenario::driver::Driver;
use crate::scenario::funds::unknown_reference;
use crate::scenario::load::Loaded;
use crate::scenario::node::Place;
use crate::scenario::plan::Plan;
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::stress::{About, NotHere, Stress};
use crate::stats::Estimate;
use crate::wording::Lang;
use crate::wording::metrics::Metric;
use crate::wording::shell::Text;
use crate::wording::stress;

/// Stresses that say nothing of the scenario, and why.
type NotApplying = Vec<(About, NotHere)>;

/// What stands for all drivers.
const ALL: &str = "all";

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let names = options::operand("stress", Text::StressName, Text::StressNames, lang).num_args(0..);
    let scenario = options::operand("scenario", Text::ScenarioName, Text::Scenario, lang).required(true);
    let mut arguments = vec![scenario, names];
    arguments.extend(options::reverse(lang));
    arguments.extend(options::how_much(lang));
    arguments.extend(options::changes_before_stress(lang));
    arguments.extend(options::where_to(lang));
    arguments.push(options::json(lang));
    options::verb("stress", Text::StressVerb, arguments, lang).after_help(Text::StressExamples.text(lang))
}

/// Runs the scenario as it is and under every stress with the same seed, or looks for what breaks it.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let mut scenario = session.load(options::operand_of(matches, "scenario"), &options::settings(matches))?;
    for event in options::texts_of(matches, "event") {
        scenario = asked("event", &event, scenario.with_event(&session.library(), &event))?;
    }
    only_plain(&scenario, "stress")?;
    session.warn_of(&scenario.run_warnings());
    let base = Simulation::new(scenario.base_alone()?)?;
    let mut runs = Runs { matches, session, started: clock::now(), took: Duration::ZERO, base };
    if options::texts_of(matches, "reverse").is_empty() { runs.stresses(&scenario) } else { runs.reverse() }
}

/// The runs of one call, with the scenario as it is.
struct Runs<'a> {
    matches: &'a ArgMatches,
    session: &'a Session,
    started: String,
    took: Duration,
    base: Simulation,
}

impl Runs<'_> {
    /// The table and the tornado.
    fn stresses(&mut self, scenario: &Loaded) -> Result<Exit, CliError> {
        let (stresses, not_here) = self.library(scenario)?;
        let mut folder = options::folder(self.matches, self.session)?;
        let bases = stresses.iter().filter(|it| it.before.is_some()).count();
        let of = 1 + stresses.len() + bases;
        let base = self.numbered(1, of, stress::StressWord::NoStress.text(self.session.lang), None)?;
        let subjects = self.subjects();
        let unstressed = Unstressed::new(&base, &self.base.designs[0], &subjects);
        let figures = unstressed.figures();
        let figures = figures.map(|(subject, it, value)| (subject.clone(), it, value)).collect();
        let (mut number, mut done) = (1, Vec::new());
        for Stress { about, before, stressed } in stresses {
            let title = about.title.get(self.session.lang).to_owned();
            let own_base = before.is_some();
            let design = self.base.designs[0].clone();
            let before = match before {
                Some(before) => {
                    number += 1;
                    Some(self.numbered(number, of, &title, Some(before))?)
                }
                None => None,
            };
            number += 1;
            let outcome = self.numbered(number, of, &title, Some(stressed))?;
            let effects = match &before {
                Some(before) => Unstressed::new(before, &design, &subjects).effects(&outcome, &design),
                None => unstressed.effects(&outcome, &design),
            };
            done.push(Stressed { about, own_base, effects });
        }
        let report = StressReport {
            run: self.simulated(),
            years: self.years(),
            base: figures,
            stresses: done,
            not_here,
        };
        if let Some(folder) = folder.take() {
            let answer = ("stress.json", &report::stress_json(&report));
            self.publish(folder, answer, report::stress_csv(&report, self.session.lang))?;
        }
        output::print_result(
            self.matches,
            || report::stress_json(&report),
            || report::stress_console(&report, self.session.lang),
        )?;
        Ok(Exit::Done)
    }

    /// The stresses that are asked for, each known to run, and those that say nothing of the scenario. One that
    /// was named must apply.
    fn library(&self, scenario: &Loaded) -> Result<(Vec<Stress>, NotApplying), CliError> {
        let named = options::texts_of(self.matches, "stress");
        let library = self.session.library();
        let names = if named.is_empty() { scenario.stress_names(&library) } else { named.clone() };
        let (mut apply, mut not_here) = (Vec::new(), Vec::new());
        for name in names {
            let (about, stress) = scenario.stress(&library, &name)?;
            let sound = stress.and_then(|stress| {
                let both = stress.before.iter().chain([&stress.stressed]);
                let first_bad = both.map(Plan::new).find_map(Result::err);
                first_bad.map_or(Ok(stress), |problems| Err(NotHere::Refused(problems)))
            });
            match sound {
                Ok(stress) => apply.push(stress),
                Err(why) if !named.is_empty() => return Err(CliError::NoStress(name, why)),
                Err(why) => not_here.push((about, why)),
            }
        }
        Ok((apply, not_here))
    }

    /// Which drivers break which funds.
    fn reverse(&mut self) -> Result<Exit, CliError> {
        let drivers = self.drivers()?;
        let conditions = self.conditions()?;
        let mut folder = options::folder(self.matches, self.session)?;
        let start = self.run(None)?;
        let designs = self.base.designs.clone();
        let mut searches = Vec::new();
        for driver in drivers {
            if let Err(problems) = self.reaches(&driver) {
                let why = NotHere::of(problems);
                let refused = |condition: &Condition| ReverseSearch {
                    driver: driver.clone(),
                    condition: condition.clone(),
                    found: Err(why.clone()),
                };
                searches.extend(conditions.iter().map(refused));
                continue;
            }
            // every run gives the figures of all conditions
            let mut known: BTreeMap<u64, Vec<Option<Estimate>>> = BTreeMap::new();
            if driver.starts_as_it_is {
                known.insert(driver.from.to_bits(), figures(&start, &designs[0], &conditions));
            }
            for (nth, condition) in conditions.iter().enumerate() {
                let found = reverse((driver.from, driver.to), condition.level, |at| {
                    if let Some(figures) = known.get(&at.to_bits()) {
                        return Ok(figures[nth]);
                    }
                    self.say_value(&driver, at);
                    let scenario = self.base.scenario.with_driver(&driver, at)?;
                    let outcome = self.run(Some(scenario))?;
                    let figures = figures(&outcome, &designs[0], &conditions);
                    let figure = figures[nth];
                    known.insert(at.to_bits(), figures);
                    Ok::<_, CliError>(figure)
                })?;
                let (driver, condition) = (driver.clone(), condition.clone());
                searches.push(ReverseSearch { driver, condition, found: Ok(found) });
            }
        }
        let report = ReverseReport { run: self.simulated(), years: self.years(), searches };
        if let Some(folder) = folder.take() {
            let answer = ("reverse.json", &report::reverse_json(&report));
            self.publish(folder, answer, report::reverse_csv(&report, self.session.lang))?;
        }
        output::print_result(
            self.matches,
            || report::reverse_json(&report),
            || report::reverse_console(&report, self.session.lang),
        )?;
        Ok(Exit::Done)
    }

    /// The drivers that are asked for.
    fn drivers(&self) -> Result<Vec<Driver>, CliError> {
        let asked = options::texts_of(self.matches, "reverse");
        let names = asked.iter().flat_map(|it| match it.as_str() {
            ALL => Driver::known().map(str::to_owned).to_vec(),
            other => vec![other.to_owned()],
        });
        names.map(|name| Driver::read(&name, &self.base.scenario).ok_or(CliError::BadDriver(name))).collect()
    }

    /// What breaks a fund: as asked for, or a contract's loss ratio and a product's combined ratio above 100%.
    fn conditions(&self) -> Result<Vec<Condition>, CliError> {
        let (subjects, asked) = (self.subjects(), options::texts_of(self.matches, "breaks"));
        if !asked.is_empty() {
            return asked.iter().map(|text| condition(text, &subjects)).collect();
        }
        let above_100 = |subject: &Subject| {
            let metric = match subject {
                Subject::Contract(_) => Metric::LossRatio,
                Subject::Book(_) => Metric::CombinedRatio,
                _ => return None,
            };
            let level = Level { value: 1.0, above: true };
            Some(Condition { subject: subject.clone(), definition: subject.definition(metric)?, level })
        };
        Ok(subjects.iter().filter_map(above_100).collect())
    }

    /// Whether the scenario can be run at both ends of a driver's range.
    fn reaches(&self, driver: &Driver) -> Result<(), Problems> {
        for at in [driver.from, driver.to] {
            Plan::new(&self.base.scenario.with_driver(driver, at)?)?;
        }
        Ok(())
    }

    fn say_value(&self, driver: &Driver, at: f64) {
        if !self.session.quiet {
            let name = stress::driver(&driver.name, self.session.lang);
            output::say(&stress::trying(name, &driver_value(driver, at), self.session.lang));
        }
    }

    /// What the scenario has figures about.
    fn subjects(&self) -> Vec<Subject> {
        Summary::subjects(self.base.plan.columns(), &self.base.designs, &self.base.payers)
    }

    /// The years of the term, as people write them.
    fn years(&self) -> String {
        match self.base.plan.years() {
            [first, .., last] => format!("{first}–{last}"),
            years => years.first().map(ToString::to_string).unwrap_or_default(),
        }
    }

    fn numbered(
        &mut self,
        number: usize,
        of: usize,
        what: &str,
        scenario: Option<Loaded>,
    ) -> Result<Outcome, CliError> {
        if !self.session.quiet {
            output::say(&stress::running(number, of, what, self.session.lang));
        }
        self.run(scenario)
    }

    /// One run: of the scenario as it is where no other is given.
    fn run(&mut self, scenario: Option<Loaded>) -> Result<Outcome, CliError> {
        let other = scenario.map(Simulation::new).transpose()?;
        let simulation = other.as_ref().unwrap_or(&self.base);
        let plan = options::run_plan(self.matches, simulation.plan.trials(), options::BATCH);
        let (outcome, took) = simulation.run(&plan, self.session)?;
        self.took += took;
        Ok(outcome)
    }

    /// The scenario as it is.
    fn simulated(&self) -> Simulated<'_> {
        let Simulation { scenario, plan, .. } = &self.base;
        let run = options::run_plan(self.matches, plan.trials(), options::BATCH);
        Simulated::new(scenario, plan.seed(), run.trials.get())
    }

    fn publish(
        &self,
        mut folder: RunFolder,
        answer: (&str, &Value),
        tables: Vec<(&str, Vec<u8>)>,
    ) -> Result<(), CliError> {
        let Simulation { scenario, plan, .. } = &self.base;
        let run = options::run_plan(self.matches, plan.trials(), options::BATCH);
        published::write(&mut folder, scenario, answer, tables)?;
        let made = (self.started.clone(), report::milliseconds(self.took));
        let manifest = published::manifest(scenario, &self.base, &run, made);
        published::publish(&mut folder, &manifest, self.session)
    }
}

/// The figure of each condition.
fn figures(outcome: &Outcome, design: &Design, conditions: &[Condition]) -> Vec<Option<Estimate>> {
    let figure = |it: &Condition| figure_over_term(outcome, design, &it.subject, it.definition)?.ok();
    conditions.iter().map(figure).collect()
}

/// Reads `cii.loss_ratio>1`.
fn condition(text: &str, subjects: &[Subject]) -> Result<Condition, CliError> {
    let bad = || CliError::BadCondition(text.to_owned());
    let sign = text.find(['>', '<']).ok_or_else(bad)?;
    let (key, above) = (text[..sign].trim(), text[sign..].starts_with('>'));
    let value: f64 =
        text[sign + 1..].trim().parse().ok().filter(|it: &f64| it.is_finite()).ok_or_else(bad)?;
    let (subject, definition) = find(key, subjects).map_err(|known| {
        let kind = unknown_reference(key, &known.iter().map(String::as_str));
        Problems::from(vec![Problem::new(Place::whole("--breaks"), kind)])
    })?;
    if let Some(refused) = definition.kind.refuses(value) {
        Err(Problems::from(vec![Problem::new(Place::whole("--breaks"), refused)]))?;
    }
    Ok(Condition { subject, definition, level: Level { value, above } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_a_figure_a_sign_and_a_number() {
        let subjects = [Subject::Contract("cii".to_owned())];
        let read = condition("cii.deficit_probability > 0.5", &subjects).unwrap();
        assert_eq!((read.key().as_str(), read.level.above), ("cii.deficit_probability>0.5", true));
        assert!(!condition("cii.closing_balance<0", &subjects).unwrap().level.above);
        for bad in ["cii.loss_ratio", "cii.loss_ratio>", "cii.loss_ratio>x", "cii.loss_ratio>inf"] {
            assert!(matches!(condition(bad, &subjects), Err(CliError::BadCondition(_))), "{bad}");
        }
        assert!(matches!(condition("cii.los_ratio>1", &subjects), Err(CliError::Scenario(_))));
    }
}
