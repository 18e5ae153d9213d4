//! The solution of a search for people (sentences and a table), spreadsheets (CSV) and programs (JSON).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::decide::solve::{Answer, Bound, DrawnSolution, Root, Spread, Target, Tried};
use crate::decide::{Period, Verdict};
use crate::scenario::varied::Varied;
use crate::wording::Lang;
use crate::wording::solve::{self, ParameterError, SamplingError, SolveWord, ValueUnit, Varying};
use crate::wording::tables::Word;

use super::csv;
use super::numbers;
use super::sentences::said;
use super::simulated::Simulated;
use super::summary_json::{estimate_json, missing_key};
use super::table::{aligned, label};

/// What a search has found, and where.
#[derive(Debug, Clone)]
pub struct SolveReport<'a> {
    /// What was simulated.
    pub run: Simulated<'a>,
    /// What must hold.
    pub target: &'a Target,
    /// What is varied.
    pub varied: &'a Varied,
    /// The range, in steps.
    pub range: (i64, i64),
    /// The values of the first round, in steps.
    pub first_round: &'a [i64],
    /// What was found.
    pub answer: &'a Answer,
    /// What parameter error makes of it.
    pub unknowns: &'a Unknowns,
    /// Whether a law decides who joins the product whose price or participation is varied; `None` where it is
    /// neither.
    pub by_law: Option<bool>,
    /// The command that runs the first solution.
    pub again: Option<String>,
}

/// What was done about what nobody knows.
#[derive(Debug, Clone, PartialEq)]
pub enum Unknowns {
    /// The scenario states no error of it.
    NothingOpen,
    /// It was not asked for, or there is no solution to spread.
    NotDrawn,
    /// The spread of each solution.
    Drawn {
        /// Trials of each draw.
        trials: u64,
        /// One a solution.
        spreads: Vec<Spread>,
    },
}

/// The report as text, with a newline at the end.
pub fn solve_console(report: &SolveReport<'_>, lang: Lang) -> String {
    let mut asked = vec![target_line(report.target, lang), varied_line(report, lang)];
    if report.by_law == Some(false) {
        asked.push(SolveWord::PlainParticipation.text(lang).to_owned());
    }
    let mut blocks = vec![
        report.run.lines(lang).join("\n"),
        asked.join("\n"),
        solution(report, lang),
        table(report, lang),
    ];
    blocks.extend(report.again.as_ref().map(|command| solve::again_line(command, lang)));
    blocks.push(SolveWord::Method.text(lang).to_owned());
    blocks.join("\n\n") + "\n"
}

fn target_line(target: &Target, lang: Lang) -> String {
    let figure = format!("{} {}", target.subject.id(), label(target.definition, lang));
    let period = match target.period {
        Period::Year(year) => year.to_string(),
        Period::Term => Word::Term.text(lang).to_owned(),
    };
    solve::target_line(&figure, &bound(target, lang), &period, lang)
}

fn bound(target: &Target, lang: Lang) -> String {
    let sign = match target.bound {
        Bound::AtMost(_) => "≤",
        Bound::AtLeast(_) => "≥",
    };
    format!("{sign} {}", numbers::plain(target.definition.kind, target.bound.value(), lang))
}

fn varied_line(report: &SolveReport<'_>, lang: Lang) -> String {
    let varied = report.varied;
    let step = Values { varied, lang };
    let present = varied.present.map(|it| step.decimal(it));
    let words = varied.what.text(lang);
    let range = (step.at(report.range.0), step.at(report.range.1));
    let per = step.decimal(varied.step);
    solve::varied_line(words, &varied.paths.join(", "), present.as_deref(), (&range.0, &range.1, &per), lang)
}

/// The solutions one after the other, or why there is none.
fn solution(report: &SolveReport<'_>, lang: Lang) -> String {
    let answer = report.answer;
    let mut lines = Vec::new();
    if answer.roots.is_empty() {
        lines.extend(no_root(report, lang));
    }
    if answer.roots.len() > 1 {
        lines.push(SolveWord::Several.text(lang).to_owned());
    }
    for (nth, it) in answer.roots.iter().enumerate() {
        lines.extend(root(report, it, nth, lang));
    }
    if answer.is_flat() {
        lines.push(SolveWord::Flat.text(lang).to_owned());
    }
    if !answer.without.is_empty() {
        lines.push(SolveWord::SomeWithout.text(lang).to_owned());
    }
    lines.join("\n")
}

fn no_root(report: &SolveReport<'_>, lang: Lang) -> Option<String> {
    let (tried, values) = (&report.answer.tried, Values { varied: report.varied, lang });
    let (first, last) = (tried.first()?, tried.last()?);
    let told = tried.iter().all(|it| it.verdict != Verdict::Undecided);
    let end = |it: &Tried| (values.at(it.at), figure(report, it, lang));
    let (low, high) = (end(first), end(last));
    Some(solve::no_root_line(first.holds, told, (&low.0, &low.1), (&high.0, &high.1), lang))
}

fn root(report: &SolveReport<'_>, root: &Root, nth: usize, lang: Lang) -> Vec<String> {
    let values = Values { varied: report.varied, lang };
    let trials = numbers::grouped(report.run.trials as f64, 0);
    let ends = (values.bare(root.interval.low), values.at(root.interval.high));
    let se = root.se.map(|se| values.error(se));
    let sure = root.sure.map(|it| values.at(it));
    let mut lines = vec![
        solve::root_line(root.holds_above(), &values.at(root.at), &values.at(root.beside), lang),
        solve::sampling_line(
            &SamplingError {
                trials: &trials,
                interval: (&ends.0, &ends.1),
                open: (root.interval.open_low, root.interval.open_high),
                se: se.as_deref(),
                sure: sure.as_deref(),
                above: root.holds_above(),
            },
            lang,
        ),
        match report.unknowns {
            Unknowns::NothingOpen => SolveWord::NothingOpen.text(lang).to_owned(),
            Unknowns::NotDrawn => SolveWord::NotDrawn.text(lang).to_owned(),
            Unknowns::Drawn { trials, spreads } => {
                spreads.get(nth).map_or_else(String::new, |it| spread(it, *trials, values, lang))
            }
        },
    ];
    if !root.told {
        lines.push(SolveWord::NotTold.text(lang).to_owned());
    }
    lines
}

fn spread(spread: &Spread, trials: u64, values: Values<'_>, lang: Lang) -> String {
    let deviation = spread.deviation.map(|(sd, se)| (values.error(sd), values.error_bare(se)));
    let range = spread.range.map(|(low, high)| (values.near(low), values.near(high)));
    let percent = format!("{}%", numbers::grouped(100.0 * spread.coverage(), 0));
    solve::parameter_line(
        &ParameterError {
            draws: spread.solutions.len(),
            trials: &numbers::grouped(trials as f64, 0),
            deviation: deviation.as_ref().map(|(a, b)| (a.as_str(), b.as_str())),
            range: range.as_ref().map(|(a, b)| (a.as_str(), b.as_str())),
            coverage: &percent,
            outside: spread.outside(),
        },
        lang,
    )
}

/// The values of the first round, and the neighbours of each solution.
fn table(report: &SolveReport<'_>, lang: Lang) -> String {
    let (answer, values) = (report.answer, Values { varied: report.varied, lang });
    let mut shown: BTreeSet<i64> = report.first_round.iter().copied().collect();
    shown.extend(answer.roots.iter().flat_map(|it| [it.at, it.beside]));
    let mark = |at: i64| {
        let word = if answer.roots.iter().any(|it| it.at == at) {
            SolveWord::Answer
        } else if answer.roots.iter().any(|it| it.beside == at) {
            SolveWord::Neighbour
        } else if report.varied.present == Some(report.varied.value(at)) {
            SolveWord::Present
        } else {
            return String::new();
        };
        word.text(lang).to_owned()
    };
    let rows = shown.iter().filter_map(|&at| answer.at(at)).map(|it| {
        vec![values.at(it.at), figure(report, it, lang), status(it).text(lang).to_owned(), mark(it.at)]
    });
    let heading = solve::table_heading(answer.tried.len() + answer.without.len(), lang);
    let words = [SolveWord::Value.text(lang), &label(report.target.definition, lang)].map(str::to_owned);
    let head = words.into_iter().chain([SolveWord::Status.text(lang).to_owned(), String::new()]);
    aligned(&heading, head.collect(), 0..2, rows.collect())
}

fn figure(report: &SolveReport<'_>, tried: &Tried, lang: Lang) -> String {
    numbers::with_interval(report.target.definition, &tried.estimate, lang)
}

const fn status(tried: &Tried) -> SolveWord {
    match (tried.verdict, tried.holds) {
        (Verdict::Pass, _) => SolveWord::Kept,
        (Verdict::Fail, _) => SolveWord::Missed,
        (Verdict::Undecided, true) => SolveWord::KeptNotTold,
        (Verdict::Undecided, false) => SolveWord::MissedNotTold,
    }
}

/// How values of what is varied are written.
#[derive(Clone, Copy)]
struct Values<'a> {
    varied: &'a Varied,
    lang: Lang,
}

impl Values<'_> {
    /// A value of the grid with its unit.
    fn at(self, steps: i64) -> String {
        self.varied.unit.with(&self.bare(steps), self.lang)
    }

    /// A value of the grid without its unit.
    fn bare(self, steps: i64) -> String {
        self.number(steps as f64, 0)
    }

    /// Any value, to the decimals of the grid.
    fn near(self, steps: f64) -> String {
        self.varied.unit.with(&self.number(steps, 0), self.lang)
    }

    /// An error, with its unit and a decimal more than the grid has where it is small.
    fn error(self, steps: f64) -> String {
        self.varied.unit.error(&self.error_bare(steps), self.lang)
    }

    fn error_bare(self, steps: f64) -> String {
        self.number(steps, u32::from(steps < 10.0))
    }

    fn decimal(self, value: rust_decimal::Decimal) -> String {
        use rust_decimal::prelude::ToPrimitive;
        let steps = (value / self.varied.step).to_f64().unwrap_or_default();
        let more = value.normalize().scale().saturating_sub(self.varied.step.normalize().scale());
        self.varied.unit.with(&self.number(steps, more), self.lang)
    }

    fn number(self, steps: f64, more_decimals: u32) -> String {
        use rust_decimal::prelude::ToPrimitive;
        let step = self.varied.step.normalize();
        let (scale, shift) = match self.varied.unit {
            ValueUnit::Share => (step.scale().saturating_sub(2), 100.0),
            ValueUnit::Yuan | ValueUnit::Number => (step.scale(), 1.0),
        };
        let value = steps * step.to_f64().unwrap_or(1.0) * shift;
        numbers::grouped(value, (scale + more_decimals) as usize)
    }
}

/// A number of steps in the unit of what is varied.
fn in_unit(varied: &Varied, steps: f64) -> f64 {
    use rust_decimal::prelude::ToPrimitive;
    // a value of the grid is the nearest number to its decimal text
    #[expect(clippy::cast_possible_truncation, reason = "a whole number of steps")]
    let whole = (steps.fract() == 0.0 && steps.abs() < 1e15).then(|| varied.value(steps as i64).to_f64());
    whole.flatten().unwrap_or_else(|| steps * varied.step.to_f64().unwrap_or(1.0))
}

/// Every table: its file name and its bytes.
pub fn solve_csv(report: &SolveReport<'_>, lang: Lang) -> Vec<(&'static str, Vec<u8>)> {
    let varied = report.varied;
    let mut head = vec![SolveWord::Value.text(lang).to_owned(), report.target.key()];
    head.extend([Word::StandardError, Word::Low, Word::High].map(|word| word.text(lang).to_owned()));
    head.push(SolveWord::Status.text(lang).to_owned());
    let mut lines = vec![head];
    lines.extend(report.answer.tried.iter().map(|it| {
        let estimate = it.estimate;
        let numbers =
            [in_unit(varied, it.at as f64), estimate.value, estimate.se, estimate.low, estimate.high];
        let mut line: Vec<String> = numbers.map(csv::number).to_vec();
        line.push(status(it).text(lang).to_owned());
        line
    }));
    let mut files = vec![("solve.csv", csv::bytes(&lines))];
    if let Unknowns::Drawn { spreads, .. } = report.unknowns {
        let draw = SolveWord::Draw.text(lang);
        let solutions = (1..=spreads.len()).map(|nth| format!("{} {nth}", SolveWord::Solution.text(lang)));
        let mut lines = vec![std::iter::once(draw.to_owned()).chain(solutions).collect::<Vec<_>>()];
        let draws = spreads.first().map_or(0, |it| it.solutions.len());
        let cell = |it: DrawnSolution| match it {
            DrawnSolution::At(steps) => csv::number(in_unit(varied, steps)),
            DrawnSolution::Holds => SolveWord::HoldsThroughout.text(lang).to_owned(),
            DrawnSolution::Misses => SolveWord::HoldsNowhere.text(lang).to_owned(),
        };
        lines.extend((0..draws).map(|draw| {
            let cells = spreads.iter().map(|it| cell(it.solutions[draw]));
            std::iter::once((draw + 1).to_string()).chain(cells).collect()
        }));
        files.push(("parameter_draws.csv", csv::bytes(&lines)));
    }
    files
}

/// The report for programs.
pub fn solve_json(report: &SolveReport<'_>) -> Value {
    let (varied, answer, target) = (report.varied, report.answer, report.target);
    let at = |steps: i64| in_unit(varied, steps as f64);
    let tried = |it: &Tried| {
        json!({
            "value": at(it.at),
            "figure": estimate_json(&it.estimate),
            "holds": it.holds,
            "verdict": it.verdict.key(),
        })
    };
    let roots: Vec<Value> =
        answer.roots.iter().enumerate().map(|(nth, it)| root_json(report, it, nth)).collect();
    let (at_most, at_least) = match target.bound {
        Bound::AtMost(most) => (Some(most), None),
        Bound::AtLeast(least) => (None, Some(least)),
    };
    json!({
        "title": { "zh": report.run.title.zh, "en": report.run.title.en },
        "seed": report.run.seed,
        "trials": report.run.trials,
        "synthetic": report.run.synthetic,
        "answer": said(|lang| {
            [target_line(target, lang), varied_line(report, lang), solution(report, lang)].join("\n")
        }),
        "target": {
            "metric": target.key(),
            "unit": target.definition.kind.key(),
            "period": target.period.key(),
            "at_most": at_most,
            "at_least": at_least,
        },
        "varied": {
            "what": varied.what.key(),
            "paths": varied.paths,
            "unit": match varied.unit {
                ValueUnit::Yuan => "yuan",
                ValueUnit::Share => "ratio",
                ValueUnit::Number => "number",
            },
            "step": varied.step.normalize().to_string(),
            "present": varied.present.map(|it| it.normalize().to_string()),
            "from": at(report.range.0),
            "to": at(report.range.1),
            "selection": report.by_law,
        },
        "outcome": match (answer.roots.len(), answer.tried.first().is_some_and(|it| it.holds)) {
            (0, true) => "holds_throughout",
            (0, false) => "holds_nowhere",
            (1, _) => "one_solution",
            _ => "several_solutions",
        },
        "solutions": roots,
        "parameter_error": match report.unknowns {
            Unknowns::NothingOpen => json!({ "stated": false }),
            Unknowns::NotDrawn => json!({ "drawn": false }),
            Unknowns::Drawn { trials, spreads } => json!({
                "draws": spreads.first().map_or(0, |it| it.solutions.len()),
                "trials_of_each": trials,
            }),
        },
        "values_without_a_figure": answer.without.iter().map(|it| missing_key(*it)).collect::<Vec<_>>(),
        "values": answer.tried.iter().map(tried).collect::<Vec<_>>(),
    })
}

fn root_json(report: &SolveReport<'_>, root: &Root, nth: usize) -> Value {
    let varied = report.varied;
    let at = |steps: i64| in_unit(varied, steps as f64);
    let by_parameters = match report.unknowns {
        Unknowns::Drawn { spreads, .. } => spreads.get(nth).map(|it| {
            let (holds, misses) = it.outside();
            json!({
                "standard_deviation": it.deviation.map(|(sd, _)| in_unit(varied, sd)),
                "standard_deviation_se": it.deviation.map(|(_, se)| in_unit(varied, se)),
                "low": it.range.map(|(low, _)| in_unit(varied, low)),
                "high": it.range.map(|(_, high)| in_unit(varied, high)),
                "coverage": it.coverage(),
                "draws_that_hold_throughout": holds,
                "draws_without_such_a_solution": misses,
                "solutions": it.solutions.iter().map(|it| match it {
                    DrawnSolution::At(steps) => json!(in_unit(varied, *steps)),
                    DrawnSolution::Holds => json!("holds_throughout"),
                    DrawnSolution::Misses => json!("none"),
                }).collect::<Vec<_>>(),
            })
        }),
        Unknowns::NothingOpen | Unknowns::NotDrawn => None,
    };
    json!({
        "value": at(root.at),
        "neighbour": at(root.beside),
        "direction": if root.holds_above() { "holds_above" } else { "holds_below" },
        "figure": estimate_json(&root.figure),
        "figure_at_neighbour": estimate_json(&root.beside_figure),
        "sampling_error": {
            "se": root.se.map(|se| in_unit(varied, se)),
            "low": at(root.interval.low),
            "high": at(root.interval.high),
            "open_below": root.interval.open_low,
            "open_above": root.interval.open_high,
            "method": "inversion of the pointwise 95% interval, common random numbers; se by the delta method",
        },
        "sure_from": root.sure.map(at),
        "told": root.told,
        "parameter_error": by_parameters,
    })
}

/// Whether a book's enrolment says how people join, where a price or a participation is varied.
pub fn asks_for_selection(varied: &Varied) -> bool {
    matches!(varied.what, Varying::Premium | Varying::Participation)
}
