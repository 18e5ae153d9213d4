//! Many designs for people (counts, a map, the few to discuss), spreadsheets (every design) and programs (JSON).

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::decide::metrics::{Definition, Subject};
use crate::decide::solve::{Bound, Target};
use crate::decide::sweep::{
    Chosen, Feasibility, Figures, MISS, Objective, Plan, Role, Search, Standing, Sweep,
};
use crate::decide::{Missing, Period, Verdict};
use crate::scenario::axes::{Axis, name_of};
use crate::scenario::load::Loaded;
use crate::scenario::node::Node;
use crate::scenario::varied::settings_of;
use crate::stats::Estimate;
use crate::wording::metrics::Metric;
use crate::wording::solve::ValueUnit;
use crate::wording::sweep::{self, SweepWord};
use crate::wording::tables::Word;
use crate::wording::{Bilingual, Lang};

use super::csv;
use super::numbers;
use super::sentences::said;
use super::simulated::Simulated;
use super::summary_json::{estimate_json, missing_key};
use super::table::{aligned, label};

/// The most rows and columns of the map.
const MAP: (usize, usize) = (30, 72);

/// What a sweep has found, and where.
#[derive(Debug)]
pub struct SweepReport<'a> {
    /// What was simulated.
    pub run: Simulated<'a>,
    /// What was varied.
    pub axes: &'a [Axis],
    /// The designs: by axis the place of its value.
    pub points: &'a [Vec<usize>],
    /// Their figures.
    pub sweep: &'a Sweep,
    /// What the constraints say of each.
    pub feasibility: &'a [Feasibility],
    /// Where each stands.
    pub standings: &'a [Standing],
    /// Those worth discussing.
    pub chosen: &'a [Chosen],
    /// How the grid was gone through.
    pub search: &'a Search,
    /// In how many passes.
    pub rounds: usize,
    /// The columns that were kept.
    pub columns: &'a [String],
    /// Whether every bill of the city was drawn.
    pub all_bills: bool,
    /// Whether a law decides who joins; `None` where there is no product.
    pub by_law: Option<bool>,
    /// The command that runs one of the designs.
    pub again: Option<String>,
}

/// A figure that a table has a column of.
#[derive(Clone, Copy)]
struct Column<'a> {
    subject: &'a Subject,
    definition: &'static Definition,
    /// Its place among the objectives, or else among the constraints.
    at: (bool, usize),
}

impl SweepReport<'_> {
    /// The figures of all objectives, and of constraints that are no objectives, each once.
    fn figures(&self) -> Vec<Column<'_>> {
        let mut keys: Vec<String> = self.sweep.objectives.iter().map(Objective::key).collect();
        let mut all: Vec<Column<'_>> = (self.sweep.objectives.iter().enumerate())
            .map(|(k, it)| Column { subject: &it.subject, definition: it.definition, at: (true, k) })
            .collect();
        for (k, it) in self.sweep.constraints.iter().enumerate() {
            if !keys.contains(&it.key()) {
                keys.push(it.key());
                all.push(Column { subject: &it.subject, definition: it.definition, at: (false, k) });
            }
        }
        all
    }

    fn count(&self, is: impl Fn(&usize) -> bool) -> String {
        numbers::grouped((0..self.points.len()).filter(is).count() as f64, 0)
    }

    /// A design as files, one for each reason why it is discussed, by which they are named.
    pub fn design_files(&self, chosen: &Chosen) -> Vec<(String, Node)> {
        let point = &self.points[chosen.design];
        let values = Loaded::title_at(self.axes, point);
        let file = |&role: &Role| {
            let text =
                |lang: Lang, values: &str, colon: &str| format!("{}{colon}{values}", why(self, role, lang));
            let title =
                Bilingual { zh: text(Lang::Zh, &values.zh, "："), en: text(Lang::En, &values.en, ": ") };
            (self.role_key(role), Loaded::design_of(self.axes, point, title))
        };
        chosen.roles.iter().map(file).collect()
    }

    fn role_key(&self, role: Role) -> String {
        match role {
            Role::Knee => "knee".to_owned(),
            Role::Nearest => "nearest".to_owned(),
            Role::Best(k) => format!("best-{}", self.sweep.objectives[k].key().replace(['.', '_'], "-")),
        }
    }
}

impl Column<'_> {
    fn of<'a>(&self, figures: &'a Figures) -> &'a Result<Estimate, Missing> {
        let (is_objective, k) = self.at;
        if is_objective { &figures.objectives[k] } else { &figures.constraints[k] }
    }

    fn key(&self) -> String {
        self.subject.key(self.definition.metric)
    }

    fn label(&self, lang: Lang) -> String {
        labelled(self.subject, self.definition, lang)
    }
}

fn labelled(subject: &Subject, definition: &Definition, lang: Lang) -> String {
    match subject {
        Subject::City => label(definition, lang),
        _ => format!("{} {}", subject.id(), label(definition, lang)),
    }
}

/// The report as text, with a newline at the end.
pub fn sweep_console(report: &SweepReport<'_>, lang: Lang) -> String {
    let mut blocks = vec![report.run.lines(lang).join("\n"), asked(report, lang), region(report, lang)];
    blocks.extend(map(report, lang));
    blocks.push(discussed(report, lang));
    blocks.extend(report.again.as_ref().map(|command| sweep::again_line(command, lang)));
    let mut notes = Vec::new();
    if report.sweep.objectives.iter().any(|it| it.definition.metric == Metric::ClaimantsPer100) {
        notes.push(SweepWord::Breadth.text(lang));
    }
    if report.by_law == Some(false) {
        notes.push(SweepWord::PlainParticipation.text(lang));
    }
    if !report.all_bills {
        notes.push(SweepWord::FewerBills.text(lang));
    }
    notes.push(SweepWord::Method.text(lang));
    blocks.push(notes.join("\n"));
    blocks.join("\n\n") + "\n"
}

/// What was varied, over how many designs, for which objectives under which constraints.
fn asked(report: &SweepReport<'_>, lang: Lang) -> String {
    let mut lines = Vec::new();
    for axis in report.axes {
        let ends = (value(axis, 0, lang), value(axis, axis.points.len() - 1, lang));
        let present = axis.present.map(|it| in_unit(axis.unit, it, lang));
        let name = named(axis, lang);
        lines.push(sweep::axis_line(&name, (&ends.0, &ends.1), axis.points.len(), present.as_deref(), lang));
    }
    let designs = report.count(|_| true);
    lines.push(match report.search.plan() {
        Plan::Whole => sweep::whole_line(&designs, lang),
        Plan::Refined { first_step } => {
            let of = report.axes.iter().map(|axis| axis.points.len() as f64).product();
            let steps = (first_step, report.search.step());
            let of = numbers::grouped(of, 0);
            sweep::searched_line((&designs, &of), report.rounds, steps, report.search.is_closed(), lang)
        }
    });
    lines.extend(wanted(report, lang));
    lines.join("\n")
}

/// The objectives and the constraints.
fn wanted(report: &SweepReport<'_>, lang: Lang) -> Vec<String> {
    let objectives: Vec<(String, bool)> = (report.sweep.objectives.iter())
        .map(|it| (labelled(&it.subject, it.definition, lang), it.lowest))
        .collect();
    let constraints: Vec<String> = report.sweep.constraints.iter().map(|it| constraint(it, lang)).collect();
    let period = report.sweep.objectives.first().map_or(Period::Term, |it| it.period);
    let period = match period {
        Period::Year(year) => year.to_string(),
        Period::Term => Word::Term.text(lang).to_owned(),
    };
    vec![sweep::objectives_line(&objectives, lang), sweep::constraints_line(&constraints, &period, lang)]
}

fn constraint(target: &Target, lang: Lang) -> String {
    let sign = match target.bound {
        Bound::AtMost(_) => "≤",
        Bound::AtLeast(_) => "≥",
    };
    let bound = numbers::plain(target.definition.kind, target.bound.value(), lang);
    format!("{} {sign} {bound}", labelled(&target.subject, target.definition, lang))
}

/// How many designs are feasible, and between which values; how many stand on the front.
fn region(report: &SweepReport<'_>, lang: Lang) -> String {
    if report.sweep.constraints.is_empty() {
        return told(report, lang).join("\n");
    }
    let verdicts = [
        (Verdict::Pass, SweepWord::Feasible),
        (Verdict::Undecided, SweepWord::Undecided),
        (Verdict::Fail, SweepWord::Infeasible),
    ];
    let counts = |word: SweepWord, of: &dyn Fn(&Feasibility) -> Verdict| {
        let each =
            verdicts.iter().map(|(verdict, _)| report.count(|&id| of(&report.feasibility[id]) == *verdict));
        std::iter::once(word.text(lang).to_owned()).chain(each).collect::<Vec<String>>()
    };
    let head = std::iter::once(String::new()).chain(verdicts.iter().map(|it| it.1.text(lang).to_owned()));
    let rows = vec![
        counts(SweepWord::Together, &Feasibility::all),
        counts(SweepWord::Alone, &Feasibility::all_pointwise),
    ];
    let table = aligned(SweepWord::Region.text(lang), head.collect(), 1..4, rows);
    std::iter::once(table).chain(told(report, lang)).collect::<Vec<_>>().join("\n")
}

/// Between which values designs are feasible, where something is asked of them; how many stand on the front.
fn told(report: &SweepReport<'_>, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    let asked = !report.sweep.constraints.is_empty();
    for (a, axis) in report.axes.iter().enumerate().filter(|_| asked) {
        let feasible = (0..report.points.len()).filter(|&id| report.feasibility[id].all() == Verdict::Pass);
        let places: Vec<usize> = feasible.map(|id| report.points[id][a]).collect();
        let ends = places.iter().min().zip(places.iter().max());
        let ends = ends.map(|(&low, &high)| (value(axis, low, lang), value(axis, high, lang)));
        let ends = ends.as_ref().map(|(low, high)| (low.as_str(), high.as_str()));
        lines.push(sweep::extent_line(&named(axis, lang), ends, lang));
    }
    let front = |key: &str| report.count(|&id| report.standings[id].key() == key);
    lines.push(sweep::front_line(&front("front"), &front("near"), &front("dominated"), lang));
    lines
}

/// Two axes as a map, every so many values where there are many.
fn map(report: &SweepReport<'_>, lang: Lang) -> Option<String> {
    let [down, across] = report.axes else { return None };
    let every = |n: usize, most: usize| n.div_ceil(most).max(1);
    let steps = (every(down.points.len(), MAP.0), every(across.points.len(), MAP.1));
    let mut cells = vec![vec![' '; across.points.len()]; down.points.len()];
    for (id, point) in report.points.iter().enumerate() {
        cells[point[0]][point[1]] = match (report.feasibility[id].all(), report.standings[id]) {
            (Verdict::Pass, Standing::Front) => '*',
            (Verdict::Pass, _) => '+',
            (Verdict::Undecided, _) => '?',
            (Verdict::Fail, _) => '-',
        };
    }
    let ends = (value(across, 0, lang), value(across, across.points.len() - 1, lang));
    let heading = sweep::map_heading(&named(down, lang), &named(across, lang), (&ends.0, &ends.1), lang);
    let rows = (0..down.points.len()).step_by(steps.0).map(|y| {
        let line: String = cells[y].iter().step_by(steps.1).collect();
        vec![value(down, y, lang), line]
    });
    let head = vec![named(down, lang), SweepWord::Legend.text(lang).to_owned()];
    Some(aligned(&heading, head, 0..1, rows.collect()))
}

/// The few designs with all their figures beside the scenario as it stands, a column each, and why each is there.
fn discussed(report: &SweepReport<'_>, lang: Lang) -> String {
    if report.chosen.is_empty() {
        return SweepWord::NoneChosen.text(lang).to_owned();
    }
    let base = report.sweep.base();
    let figures: Vec<&Figures> =
        report.chosen.iter().map(|it| &report.sweep.figures()[it.design]).chain(base).collect();
    let present = |axis: &Axis| axis.present.map_or_else(String::new, |it| in_unit(axis.unit, it, lang));
    let axis = |(a, axis): (usize, &Axis)| {
        let values = report.chosen.iter().map(|it| value(axis, report.points[it.design][a], lang));
        let row = std::iter::once(named(axis, lang)).chain(values);
        row.chain(base.map(|_| present(axis))).collect::<Vec<String>>()
    };
    let mut rows: Vec<Vec<String>> = report.axes.iter().enumerate().map(axis).collect();
    for column in report.figures() {
        let cell = |figures: &&Figures| match column.of(figures) {
            Ok(estimate) => numbers::with_error(column.definition, estimate, lang),
            Err(missing) => numbers::why_missing_of(column.definition.metric, *missing, lang),
        };
        rows.push(std::iter::once(column.label(lang)).chain(figures.iter().map(cell)).collect());
    }
    if !report.sweep.constraints.is_empty() {
        let all = |it: &&Figures| verdict(report.sweep.feasibility_of(it).all()).text(lang).to_owned();
        let row = std::iter::once(SweepWord::Constraints.text(lang).to_owned());
        rows.push(row.chain(figures.iter().map(all)).collect());
    }
    let mut head = vec![SweepWord::Design.text(lang).to_owned()];
    head.extend(report.chosen.iter().map(|it| name_of(it.design)));
    head.extend(base.map(|_| SweepWord::Base.text(lang).to_owned()));
    let right = 1..head.len();
    let mut lines = vec![aligned(SweepWord::Chosen.text(lang), head, right, rows)];
    if !report.chosen.iter().any(|it| report.feasibility[it.design].all() == Verdict::Pass) {
        lines.insert(0, SweepWord::NoneTold.text(lang).to_owned());
    }
    for chosen in report.chosen {
        let whys: Vec<String> = chosen.roles.iter().map(|&role| why(report, role, lang)).collect();
        lines.push(sweep::why_line(&name_of(chosen.design), &whys, lang));
    }
    lines.join("\n")
}

/// Why a design is worth discussing.
fn why(report: &SweepReport<'_>, role: Role, lang: Lang) -> String {
    match role {
        Role::Knee => SweepWord::Knee.text(lang).to_owned(),
        Role::Nearest => SweepWord::Nearest.text(lang).to_owned(),
        Role::Best(k) => {
            let objective = &report.sweep.objectives[k];
            sweep::best(&labelled(&objective.subject, objective.definition, lang), objective.lowest, lang)
        }
    }
}

const fn verdict(verdict: Verdict) -> SweepWord {
    match verdict {
        Verdict::Pass => SweepWord::Feasible,
        Verdict::Undecided => SweepWord::Undecided,
        Verdict::Fail => SweepWord::Infeasible,
    }
}

const fn standing(standing: Standing) -> SweepWord {
    match standing {
        Standing::Front => SweepWord::Front,
        Standing::Near(_) => SweepWord::Near,
        Standing::Dominated(_) => SweepWord::Dominated,
        Standing::Infeasible => SweepWord::Infeasible,
        Standing::NoValue => SweepWord::NoValue,
    }
}

fn named(axis: &Axis, lang: Lang) -> String {
    axis.title.as_ref().map_or(axis.name.as_str(), |title| title.get(lang)).to_owned()
}

/// A value of an axis with its unit.
fn value(axis: &Axis, nth: usize, lang: Lang) -> String {
    let point = &axis.points[nth];
    point.number.map_or_else(|| point.label.clone(), |it| in_unit(axis.unit, it, lang))
}

fn in_unit(unit: ValueUnit, number: Decimal, lang: Lang) -> String {
    use rust_decimal::prelude::ToPrimitive as _;
    let number = if unit == ValueUnit::Share { number * Decimal::ONE_HUNDRED } else { number }.normalize();
    let text = numbers::grouped(number.to_f64().unwrap_or_default(), number.scale() as usize);
    unit.with(&text, lang)
}

/// Every table: its file name and its bytes.
pub fn sweep_csv(report: &SweepReport<'_>, lang: Lang) -> Vec<(&'static str, Vec<u8>)> {
    let columns = report.figures();
    let mut head = vec![SweepWord::Design.text(lang).to_owned()];
    head.extend(report.axes.iter().map(|axis| axis.name.clone()));
    for column in &columns {
        let words = [Word::StandardError, Word::Low, Word::High];
        head.push(column.key());
        head.extend(words.map(|word| format!("{} {}", column.key(), word.text(lang))));
    }
    for target in &report.sweep.constraints {
        let (sign, bound) = match target.bound {
            Bound::AtMost(most) => ("<=", most),
            Bound::AtLeast(least) => (">=", least),
        };
        head.push(format!("{}{sign}{}", target.key(), csv::number(bound)));
    }
    head.extend(
        [SweepWord::Together, SweepWord::Alone, SweepWord::Standing, SweepWord::By]
            .map(|it| it.text(lang).to_owned()),
    );
    let line = |id: usize| {
        let figures = &report.sweep.figures()[id];
        let (feasibility, place) = (&report.feasibility[id], report.standings[id]);
        let mut line = vec![name_of(id)];
        let values = report.axes.iter().zip(&report.points[id]);
        line.extend(values.map(|(axis, &nth)| axis.points[nth].label.clone()));
        line.extend(columns.iter().flat_map(|it| csv::estimate_cells(it.of(figures).as_ref().ok())));
        line.extend(feasibility.each.iter().map(|it| verdict(*it).text(lang).to_owned()));
        line.push(verdict(feasibility.all()).text(lang).to_owned());
        line.push(verdict(feasibility.all_pointwise()).text(lang).to_owned());
        line.push(standing(place).text(lang).to_owned());
        line.push(place.by().map_or_else(String::new, name_of));
        line
    };
    let table = |ids: &dyn Fn(&usize) -> bool| {
        let lines = (0..report.points.len()).filter(ids).map(line);
        csv::bytes(&std::iter::once(head.clone()).chain(lines).collect::<Vec<_>>())
    };
    let on_front = |&id: &usize| matches!(report.standings[id], Standing::Front | Standing::Near(_));
    vec![("sweep.csv", table(&|_| true)), ("front.csv", table(&on_front))]
}

/// The report for programs; every design is in `sweep.csv`.
pub fn sweep_json(report: &SweepReport<'_>) -> Value {
    let sweep = report.sweep;
    let counts = |of: &dyn Fn(&Feasibility) -> Verdict| {
        let count = |verdict| report.feasibility.iter().filter(|it| of(it) == verdict).count();
        json!({
            "feasible": count(Verdict::Pass),
            "undecided": count(Verdict::Undecided),
            "infeasible": count(Verdict::Fail),
        })
    };
    let chosen = |it: &Chosen| {
        let files = report.design_files(it);
        let mut value = design_json(report, it.design);
        if let Value::Object(fields) = &mut value {
            let paths = files.iter().map(|(name, _)| json!(format!("designs/{name}.json")));
            fields.insert("files".to_owned(), paths.collect());
            let settings = files.first().and_then(|(_, file)| file.get("patch")).map(settings_of);
            fields.insert("settings".to_owned(), json!(settings.unwrap_or_default()));
        }
        value
    };
    let on_front = |key: &str| -> Vec<Value> {
        let ids = (0..report.points.len()).filter(|&id| report.standings[id].key() == key);
        ids.map(|id| design_json(report, id)).collect()
    };
    let (plan, first_step) = match report.search.plan() {
        Plan::Whole => ("whole", 1),
        Plan::Refined { first_step } => ("refined", first_step),
    };
    json!({
        "title": { "zh": report.run.title.zh, "en": report.run.title.en },
        "seed": report.run.seed,
        "trials": report.run.trials,
        "synthetic": report.run.synthetic,
        "answer": said(|lang| [wanted(report, lang), told(report, lang)].concat().join("\n")),
        "columns": report.columns,
        "all_bills_drawn": report.all_bills,
        "selection": report.by_law,
        "axes": report.axes.iter().map(axis_json).collect::<Vec<_>>(),
        "grid": {
            "designs": report.axes.iter().map(|it| it.points.len() as u64).fold(1, u64::saturating_mul),
            "settled": report.points.len(),
            "plan": plan,
            "passes": report.rounds,
            "first_step": first_step,
            "last_step": report.search.step(),
            "every_neighbour_of_the_front_settled": report.search.is_closed(),
        },
        "objectives": sweep.objectives.iter().map(objective_json).collect::<Vec<_>>(),
        "constraints": sweep.constraints.iter().map(constraint_json).collect::<Vec<_>>(),
        "levels": {
            "together": 1.0 - MISS,
            "each_interval_together": 1.0 - sweep.miss_of_each(),
            "alone": 0.95,
            "dominated": "0.95, each paired difference alone",
        },
        "together": counts(&Feasibility::all),
        "alone": counts(&Feasibility::all_pointwise),
        "base": sweep.base().map(|it| figures_json(report, it)),
        "discussed": report.chosen.iter().map(chosen).collect::<Vec<_>>(),
        "front": on_front("front"),
        "near": on_front("near"),
        "dominated": report.standings.iter().filter(|it| matches!(it, Standing::Dominated(_))).count(),
    })
}

fn axis_json(axis: &Axis) -> Value {
    json!({
        "name": axis.name,
        "paths": axis.paths,
        "present": axis.present.map(|it| it.normalize().to_string()),
        "values": axis.points.iter().map(|it| it.label.as_str()).collect::<Vec<_>>(),
    })
}

fn objective_json(it: &Objective) -> Value {
    json!({
        "metric": it.key(),
        "unit": it.definition.kind.key(),
        "formula": it.definition.rule.formula(it.subject.id()),
        "period": it.period.key(),
        "sense": if it.lowest { "min" } else { "max" },
    })
}

fn constraint_json(it: &Target) -> Value {
    let (at_most, at_least) = match it.bound {
        Bound::AtMost(most) => (Some(most), None),
        Bound::AtLeast(least) => (None, Some(least)),
    };
    json!({
        "metric": it.key(),
        "unit": it.definition.kind.key(),
        "formula": it.definition.rule.formula(it.subject.id()),
        "period": it.period.key(),
        "at_most": at_most,
        "at_least": at_least,
    })
}

fn design_json(report: &SweepReport<'_>, id: usize) -> Value {
    let values: serde_json::Map<String, Value> = (report.axes.iter().zip(&report.points[id]))
        .map(|(axis, &nth)| (axis.name.clone(), json!(axis.points[nth].label)))
        .collect();
    json!({
        "design": name_of(id),
        "values": values,
        "figures": figures_json(report, &report.sweep.figures()[id]),
        "together": report.feasibility[id].all().key(),
        "alone": report.feasibility[id].all_pointwise().key(),
        "dominated_by": report.standings[id].by().map(name_of),
    })
}

fn figures_json(report: &SweepReport<'_>, figures: &Figures) -> Value {
    let each = report.figures().into_iter().map(|column| {
        let value = match column.of(figures) {
            Ok(estimate) => estimate_json(estimate),
            Err(missing) => json!({ "missing": missing_key(*missing) }),
        };
        (column.key(), value)
    });
    Value::Object(each.collect())
}
