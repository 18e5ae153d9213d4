//! Stresses for people (tables and a tornado of text), spreadsheets (CSV) and programs (JSON).

use serde_json::{Map, Value, json};

use crate::decide::metrics::{Definition, Kind, Subject};
use crate::decide::{Effect, Missing, headlines};
use crate::scenario::problem::Severity;
use crate::scenario::stress::{About, NotHere};
use crate::stats::Estimate;
use crate::wording::Lang;
use crate::wording::stress::{self, StressWord};
use crate::wording::tables::Word;

use super::csv;
use super::numbers;
use super::simulated::Simulated;
use super::summary_json::{estimate_json, missing_key};
use super::table::aligned;

/// Characters of a tornado on either side of its axis.
const REACH: usize = 20;

/// What the stresses of a library do to a scenario.
#[derive(Debug, Clone)]
pub struct StressReport<'a> {
    /// What was simulated.
    pub run: Simulated<'a>,
    /// The years of the term: `2016–2018`.
    pub years: String,
    /// The figures without stress.
    pub base: Vec<(Subject, &'static Definition, Result<Estimate, Missing>)>,
    /// The stresses, in the order in which they were asked for.
    pub stresses: Vec<Stressed>,
    /// Those that say nothing of the scenario, and why.
    pub not_here: Vec<(About, NotHere)>,
}

/// A stress and what it does.
#[derive(Debug, Clone)]
pub struct Stressed {
    /// What it is.
    pub about: About,
    /// Whether it is held against the state before an event.
    pub own_base: bool,
    /// Figure by figure.
    pub effects: Vec<Effect>,
}

impl Stressed {
    fn effect(&self, key: &str) -> Option<&Effect> {
        self.effects.iter().find(|effect| effect.key() == key)
    }

    fn moves_nothing(&self) -> bool {
        self.effects.iter().all(|effect| effect.is_nothing() || effect.difference.is_none())
    }

    fn title(&self, lang: Lang) -> String {
        format!("{}{}", self.about.title.get(lang), if self.own_base { " *" } else { "" })
    }
}

/// A row of a tornado: one stress, or the two sides of one driver.
struct Bar<'a> {
    low: Option<(&'a Stressed, &'a Effect)>,
    high: Option<(&'a Stressed, &'a Effect)>,
}

impl<'a> Bar<'a> {
    fn sides(&self) -> impl Iterator<Item = (&'a Stressed, &'a Effect)> {
        self.low.into_iter().chain(self.high)
    }

    fn size(&self) -> f64 {
        self.sides().map(|(_, effect)| effect.size()).fold(0.0, f64::max)
    }
}

impl StressReport<'_> {
    /// The subjects that have headline figures, in order.
    fn subjects(&self) -> Vec<&Subject> {
        let mut subjects: Vec<&Subject> = Vec::new();
        for (subject, _, _) in &self.base {
            if !subjects.contains(&subject) {
                subjects.push(subject);
            }
        }
        subjects.sort_by_key(|subject| **subject == Subject::City);
        subjects
    }

    /// The bars of a figure's tornado, the longest first.
    fn bars(&self, key: &str) -> Vec<Bar<'_>> {
        let with = |it: &'_ &Stressed| it.effect(key).is_some_and(|effect| effect.difference.is_some());
        let shown: Vec<&Stressed> = self.stresses.iter().filter(with).collect();
        let named = |name: &str| shown.iter().copied().find(|it| it.about.name == name);
        let side = |it: &'_ &Stressed| it.about.opposite.as_deref().and_then(named).is_some();
        let of = |it| -> Option<(&Stressed, &Effect)> {
            let it: &Stressed = it;
            Some((it, it.effect(key)?))
        };
        let low_of = |high: &Stressed| {
            let low = |it: &&Stressed| it.about.opposite.as_deref() == Some(high.about.name.as_str());
            shown.iter().copied().find(low)
        };
        let bars = shown.iter().filter(|it| !side(it));
        let mut bars: Vec<Bar<'_>> =
            bars.map(|it| Bar { low: low_of(it).and_then(of), high: of(it) }).collect();
        bars.retain(|bar| bar.size() > 0.0);
        bars.sort_by(|a, b| b.size().total_cmp(&a.size()));
        bars
    }
}

/// The whole report as text, with a newline at the end.
pub fn stress_console(report: &StressReport<'_>, lang: Lang) -> String {
    let mut head = report.run.lines(lang);
    head.push(StressWord::NoForecast.text(lang).to_owned());
    let mut blocks = vec![head.join("\n")];
    if report.stresses.is_empty() {
        blocks.push(StressWord::NothingToRun.text(lang).to_owned());
    }
    for subject in report.subjects() {
        blocks.push(table(report, subject, lang));
        blocks.extend(tornado(report, subject, lang));
    }
    let own_base = report.stresses.iter().any(|it| it.own_base);
    let own_base = own_base.then(|| StressWord::OwnBase.text(lang));
    let below = own_base.into_iter().chain([StressWord::Basis, StressWord::Method].map(|it| it.text(lang)));
    blocks.push(below.collect::<Vec<_>>().join("\n"));
    blocks.push(sources(report, lang));
    blocks.push(not_here(report, lang));
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n") + "\n"
}

/// The differences of one subject's figures: a stress a row, the largest effect on the first figure first.
fn table(report: &StressReport<'_>, subject: &Subject, lang: Lang) -> String {
    let figures: Vec<_> = report.base.iter().filter(|(of, _, _)| of == subject).collect();
    let keys: Vec<String> = figures.iter().map(|(of, it, _)| of.key(it.metric)).collect();
    let mut head = vec![StressWord::Stress.text(lang).to_owned()];
    head.extend(figures.iter().map(|(_, it, _)| stress::short(it.metric, lang).to_owned()));
    let mut first = vec![StressWord::NoStress.text(lang).to_owned()];
    first.extend(figures.iter().map(|(_, it, value)| figure(it, value, lang)));
    let size = |it: &&Stressed| keys.first().and_then(|key| it.effect(key)).map_or(0.0, Effect::size);
    let moved = |effect: &Effect| effect.difference.is_some() && !effect.is_nothing();
    let moves = |it: &&Stressed| keys.iter().filter_map(|key| it.effect(key)).any(moved);
    let mut shown: Vec<&Stressed> = report.stresses.iter().filter(moves).collect();
    shown.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let rows = shown.iter().map(|stressed| {
        let cells = keys.iter().map(|key| {
            let effect = stressed.effect(key)?;
            Some(match (&effect.difference, effect.stressed) {
                (Some(it), _) => numbers::difference(effect.definition.kind, it, lang),
                (None, Err(missing)) => numbers::why_missing(missing, lang),
                (None, Ok(_)) => String::new(),
            })
        });
        let cells = cells.map(Option::unwrap_or_default);
        [stressed.title(lang)].into_iter().chain(cells).collect()
    });
    let rows = [first].into_iter().chain(rows).collect();
    let of = (*subject != Subject::City).then(|| subject.id());
    aligned(&stress::table_heading(of, &report.years, lang), head.clone(), 1..head.len(), rows)
}

fn figure(definition: &Definition, value: &Result<Estimate, Missing>, lang: Lang) -> String {
    match value {
        Ok(estimate) if definition.kind == Kind::Probability => numbers::probability(estimate, lang),
        Ok(estimate) => numbers::plus_minus(definition.kind, estimate, lang),
        Err(missing) => numbers::why_missing(*missing, lang),
    }
}

/// The tornado of a subject's first figure.
fn tornado(report: &StressReport<'_>, subject: &Subject, lang: Lang) -> Option<String> {
    let metric = *headlines(subject).first()?;
    let (_, definition, base) =
        report.base.iter().find(|(of, it, _)| of == subject && it.metric == metric)?;
    let bars = report.bars(&subject.key(metric));
    let longest = bars.first()?.size();
    let words = [StressWord::Stress, StressWord::Picture, StressWord::LowSide, StressWord::HighSide];
    let head = words.iter().map(|word| word.text(lang).to_owned()).collect();
    let rows = bars.iter().map(|bar| {
        let titles: Vec<String> = bar.sides().map(|(it, _)| it.title(lang)).collect();
        let side = |side: Option<(&Stressed, &Effect)>| {
            let difference = side.and_then(|(_, effect)| effect.difference);
            difference.map_or_else(String::new, |it| interval(definition.kind, &it, lang))
        };
        vec![titles.join(" / "), picture(bar, longest), side(bar.low), side(bar.high)]
    });
    let name = format!("{} ({})", stress::short(metric, lang), subject.id());
    let heading = stress::tornado_heading(&name, &figure(definition, base, lang), lang);
    Some(aligned(&heading, head, 2..4, rows.collect()))
}

/// A difference with its interval: `+12.3pp (12.0–12.6)`.
fn interval(kind: Kind, estimate: &Estimate, lang: Lang) -> String {
    let text = numbers::difference(kind, estimate, lang);
    let value = text.split(" ±").next().unwrap_or(&text).to_owned();
    if estimate.low >= estimate.high {
        return value;
    }
    let bound = |it: f64| numbers::plain(kind, it, lang).trim_end_matches('%').to_owned();
    format!("{value} ({}, {})", bound(estimate.low), bound(estimate.high))
}

/// Both sides of a bar around the axis; where they lie on one side the shorter lies over the longer.
fn picture(bar: &Bar<'_>, longest: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most the reach")]
    let cells = |value: f64| ((value.abs() / longest * REACH as f64).round() as usize).clamp(1, REACH);
    let mut drawn: Vec<char> = vec![' '; 2 * REACH + 1];
    drawn[REACH] = '│';
    let mut sides: Vec<(f64, char)> = [(bar.low, '▒'), (bar.high, '█')]
        .into_iter()
        .filter_map(|(side, shade)| Some((side?.1.difference?.value, shade)))
        .filter(|(value, _)| *value != 0.0)
        .collect();
    sides.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    for (value, shade) in sides {
        for step in 1..=cells(value) {
            drawn[if value > 0.0 { REACH + step } else { REACH - step }] = shade;
        }
    }
    drawn.into_iter().collect()
}

fn sources(report: &StressReport<'_>, lang: Lang) -> String {
    if report.stresses.is_empty() {
        return String::new();
    }
    let lines = report.stresses.iter().map(|it| {
        let about = &it.about;
        let source = about.source.as_deref().unwrap_or(StressWord::NoSource.text(lang));
        stress::source_line(&about.name, about.title.get(lang), source, about.synthetic.as_deref(), lang)
    });
    [StressWord::Sources.text(lang).to_owned()].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}

/// Stresses that say nothing of the scenario, and those whose runs moved nothing.
fn not_here(report: &StressReport<'_>, lang: Lang) -> String {
    let line =
        |about: &About, why: &str| stress::not_here_line(&about.name, about.title.get(lang), why, lang);
    let unmoved = report.stresses.iter().filter(|it| it.moves_nothing());
    let unmoved = unmoved.map(|it| line(&it.about, StressWord::NothingMoves.text(lang)));
    let lines: Vec<String> =
        report.not_here.iter().map(|(about, why)| line(about, &why_not(why, lang))).chain(unmoved).collect();
    if lines.is_empty() {
        return String::new();
    }
    format!("{}\n{}", stress::not_here_heading(lang), lines.join("\n"))
}

/// Why a stress says nothing of the scenario.
pub fn why_not(why: &NotHere, lang: Lang) -> String {
    match why {
        NotHere::Without(path) => stress::without(path, lang),
        NotHere::NothingChanges => StressWord::NothingChanges.text(lang).to_owned(),
        NotHere::Refused(problems) => problems
            .iter()
            .find(|it| it.severity() == Severity::Error)
            .map_or_else(String::new, |it| it.message(lang)),
    }
}

/// Every table: its file name and its bytes.
pub fn stress_csv(report: &StressReport<'_>, lang: Lang) -> Vec<(&'static str, Vec<u8>)> {
    vec![("stress.csv", effects_csv(report, lang)), ("tornado.csv", tornado_csv(report, lang))]
}

/// A line a stress and figure.
fn effects_csv(report: &StressReport<'_>, lang: Lang) -> Vec<u8> {
    let parts = [Word::Value, Word::StandardError, Word::Low, Word::High];
    let mut head: Vec<String> =
        [StressWord::Name, StressWord::Stress].map(|it| it.text(lang).to_owned()).to_vec();
    head.extend([Word::Key, Word::Figure, Word::Unit].map(|it| it.text(lang).to_owned()));
    for of in [StressWord::Base, StressWord::Under, StressWord::Difference] {
        head.extend(parts.map(|it| format!("{}: {}", of.text(lang), it.text(lang))));
    }
    let last = [StressWord::HeldAgainst, StressWord::Begins, StressWord::Source, StressWord::Synthetic];
    head.extend(last.map(|it| it.text(lang).to_owned()));
    let mut lines = vec![head];
    for stressed in &report.stresses {
        let about = &stressed.about;
        for effect in &stressed.effects {
            let mut line = vec![about.name.clone(), about.title.get(lang).to_owned(), effect.key()];
            line.push(effect.definition.metric.text(lang).to_owned());
            line.push(effect.definition.kind.key().to_owned());
            for figure in
                [effect.base.as_ref().ok(), effect.stressed.as_ref().ok(), effect.difference.as_ref()]
            {
                line.extend(csv::estimate_cells(figure));
            }
            let against =
                if stressed.own_base { StressWord::TheStateBefore } else { StressWord::TheScenario };
            line.push(against.text(lang).to_owned());
            let always = || StressWord::AllYears.text(lang).to_owned();
            line.push(about.from.map_or_else(always, |year| year.to_string()));
            line.push(about.source.clone().unwrap_or_default());
            line.push(about.synthetic.clone().unwrap_or_default());
            lines.push(line);
        }
    }
    csv::bytes(&lines)
}

/// A line a bar of every figure, the longest first.
fn tornado_csv(report: &StressReport<'_>, lang: Lang) -> Vec<u8> {
    let parts = [Word::Value, Word::StandardError, Word::Low, Word::High];
    let mut head = vec![Word::Key.text(lang).to_owned(), Word::Unit.text(lang).to_owned()];
    for side in [StressWord::LowSide, StressWord::HighSide] {
        head.push(format!("{}: {}", side.text(lang), StressWord::Name.text(lang)));
        head.extend(parts.map(|it| format!("{}: {}", side.text(lang), it.text(lang))));
    }
    let mut lines = vec![head];
    for (subject, definition, _) in &report.base {
        let key = subject.key(definition.metric);
        for bar in report.bars(&key) {
            let mut line = vec![key.clone(), definition.kind.key().to_owned()];
            for side in [bar.low, bar.high] {
                line.push(side.map_or_else(String::new, |(it, _)| it.about.name.clone()));
                line.extend(csv::estimate_cells(side.and_then(|(_, effect)| effect.difference).as_ref()));
            }
            lines.push(line);
        }
    }
    csv::bytes(&lines)
}

/// The stresses for programs.
pub fn stress_json(report: &StressReport<'_>) -> Value {
    let base = report.base.iter().map(|(subject, it, value)| (subject.key(it.metric), figure_json(value)));
    let tornado = report.base.iter().map(|(subject, it, _)| {
        let key = subject.key(it.metric);
        let side = |side: Option<(&Stressed, &Effect)>| {
            let shown = side.and_then(|(it, effect)| Some((it, effect.difference?)));
            shown.map(|(it, by)| json!({ "stress": it.about.name, "difference": estimate_json(&by) }))
        };
        let bars = report.bars(&key);
        let bars: Vec<Value> =
            bars.iter().map(|bar| json!({ "low": side(bar.low), "high": side(bar.high) })).collect();
        (key, Value::from(bars))
    });
    json!({
        "scenario": report.run.scenario,
        "title": { "zh": report.run.title.zh, "en": report.run.title.en },
        "seed": report.run.seed,
        "trials": report.run.trials,
        "years": report.years,
        "synthetic": report.run.synthetic,
        "is_a_forecast": false,
        "differences": "paired, trial by trial, same seed and addresses",
        "base": base.collect::<Map<_, _>>(),
        "stresses": report.stresses.iter().map(stressed_json).collect::<Vec<_>>(),
        "tornado": tornado.collect::<Map<_, _>>(),
        "not_applicable": report.not_here.iter().map(|(about, why)| json!({
            "name": about.name,
            "title": { "zh": about.title.zh, "en": about.title.en },
            "why": { "zh": why_not(why, Lang::Zh), "en": why_not(why, Lang::En) },
        })).collect::<Vec<_>>(),
    })
}

fn figure_json(value: &Result<Estimate, Missing>) -> Value {
    match value {
        Ok(estimate) => estimate_json(estimate),
        Err(missing) => json!({ "value": null, "missing": missing_key(*missing) }),
    }
}

fn stressed_json(stressed: &Stressed) -> Value {
    let about = &stressed.about;
    let effects = stressed.effects.iter().map(|effect| {
        let figures = json!({
            "unit": effect.definition.kind.key(),
            "base": figure_json(&effect.base),
            "stressed": figure_json(&effect.stressed),
            "difference": effect.difference.as_ref().map(estimate_json),
        });
        (effect.key(), figures)
    });
    json!({
        "name": about.name,
        "title": { "zh": about.title.zh, "en": about.title.en },
        "source": about.source,
        "synthetic": about.synthetic,
        "note": about.note,
        "opposite": about.opposite,
        "from": about.from.map(|year| year.0),
        "held_against": if stressed.own_base { "state_before" } else { "scenario" },
        "effects": effects.collect::<Map<_, _>>(),
    })
}
