//! A book filled from finished folders: every table that they have something for, and why the others are not there.
//!
//! Figures are those that the folders keep; what they do not keep is worked out from their trials by the estimators
//! of `stats`, or left out. This module knows which figure belongs into which column; it does not know formats.

mod answers;
mod checks;
mod cost_tail;
mod designs;
mod draft;
mod experience;
mod fairness;
mod funds;
mod kept;
mod layers;
mod limits;
mod one_bill;
mod parameters;
mod paths;
mod pictures;
mod price_curve;
mod stresses;

use super::{Absent, Book, BookRun, Sheet};
use crate::report::finished::{Finished, Verb, items};
use crate::scenario::node::Node;
use crate::wording::Bilingual;
use crate::wording::book::{Note, Table};

/// A table, or why there is none.
type Filled = Result<Sheet, Note>;

impl Book {
    /// The book of finished folders, in their order.
    ///
    /// # Panics
    /// Without a folder.
    pub fn of(runs: &[Finished]) -> Book {
        let first = &runs[0].scenario.base();
        let (mut sheets, mut absent) = (Vec::new(), Vec::new());
        for table in Table::NUMBERED {
            match filled(&table, runs) {
                Ok(sheet) => sheets.push(sheet),
                Err(why) => absent.push(Absent { table, why: why.both() }),
            }
        }
        let (kept, too_long) = kept::sheets(runs);
        sheets.extend(kept);
        absent.extend(too_long);
        let charts = pictures::charts(runs, &sheets);
        Book {
            title: first.title.clone(),
            question: first.purpose.clone(),
            answers: answers::answers(runs),
            runs: runs.iter().map(run).collect(),
            warnings: warnings(runs),
            sheets,
            absent,
            charts,
        }
    }
}

impl Book {
    /// Adds a table of another folder as it is; one with too many rows is absent.
    pub fn keep(&mut self, name: &str, lines: &[Vec<String>]) {
        match kept::of_file(Table::Kept(name.to_owned()), name, lines) {
            Some(Ok(sheet)) => self.sheets.push(sheet),
            Some(Err(absent)) => self.absent.push(absent),
            None => {}
        }
    }
}

fn filled(table: &Table, runs: &[Finished]) -> Filled {
    match table {
        Table::Parameters => parameters::sheet(runs),
        Table::Designs => designs::sheet(runs),
        Table::Liabilities => layers::liabilities(runs),
        Table::Fund => funds::accounts(runs),
        Table::Reserve => funds::reserves(runs),
        Table::Layers => layers::sheet(runs),
        Table::Fairness => fairness::sheet(runs),
        Table::Stress => stresses::sheet(runs),
        Table::Uncertainty => checks::variance(runs),
        Table::Carriers => checks::carriers(runs),
        Table::Paths => paths::sheet(runs),
        Table::Calibration => checks::targets(runs),
        Table::Readings => checks::readings(runs),
        Table::Limits => limits::sheet(runs),
        _ => experience::sheet(runs),
    }
}

fn run(run: &Finished) -> BookRun {
    let years =
        run.scenario.base().term.as_ref().map(crate::scenario::document::TermDoc::years).unwrap_or_default();
    let named = |design: &crate::scenario::load::LoadedDesign| (design.name.clone(), design.title.clone());
    let commit = Some(run.stated("commit")).filter(|commit| !commit.is_empty());
    BookRun {
        name: run.name.clone(),
        verb: run.answer.verb.name().to_owned(),
        title: run.scenario.base().title.clone(),
        scenario: run.stated("scenario"),
        plan_digest: run.stated("plan_digest"),
        scenario_digest: run.stated("scenario_digest"),
        seed: run.counted("seed"),
        trials: run.counted("trials"),
        years: years.into_iter().map(|year| year.0).collect(),
        designs: run.scenario.designs.iter().map(named).collect(),
        engine: (run.stated("version"), commit),
        started: run.stated("started"),
        synthetic: run.scenario.synthetic_blocks(),
    }
}

/// Whether differences between runs would be those of chance too.
fn warnings(runs: &[Finished]) -> Vec<Bilingual> {
    let world = |run: &Finished| {
        let base = run.scenario.base();
        let numbers = ["seed", "trials"].map(|key| run.counted(key));
        (numbers, format!("{:?}{:?}{:?}", base.city, base.illness, base.world))
    };
    let differ = runs.windows(2).any(|two| world(&two[0]) != world(&two[1]));
    if differ { vec![Note::RunsDiffer.both()] } else { Vec::new() }
}

/// The folders that have figures of designs.
fn with_designs(runs: &[Finished]) -> impl Iterator<Item = &Finished> {
    runs.iter().filter(|run| matches!(run.answer.verb, Verb::Run | Verb::Compare))
}

/// The name of the first design of a folder's figures.
fn base_name(run: &Finished) -> &str {
    let first = run.answer.list("designs").first();
    first.and_then(|it| it.get("name")).and_then(Node::as_text).unwrap_or("base")
}

/// The years of a folder's figures: the place of each, and its name.
fn years(run: &Finished) -> Vec<(usize, String)> {
    let years = run.answer.get("years").map(items).unwrap_or_default();
    let name = |node: &Node| crate::report::finished::number(node).map(|year| year.to_string());
    years.iter().filter_map(name).enumerate().collect()
}
