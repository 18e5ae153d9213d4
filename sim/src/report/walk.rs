//! A walk from one price to another for people (table), spreadsheets (CSV) and programs (JSON).

use std::path::Path;

use serde_json::{Value, json};

use crate::decide::metrics::Kind;
use crate::decide::{Priced, Walked, total};
use crate::scenario::steps::Change;
use crate::scenario::walk::{Walk, WalkStage};
use crate::stats::Estimate;
use crate::units::Fen;
use crate::wording::Lang;
use crate::wording::tables::{self, Word};
use crate::wording::walk::{self, StepKind, WalkWord as It};

use super::csv;
use super::numbers;
use super::summary_json::estimate_json;
use super::table::aligned;

/// A walk with its prices.
#[derive(Debug, Clone)]
pub struct WalkReport<'a> {
    /// The document, by its path.
    pub name: &'a str,
    /// What it says, and its scenarios.
    pub walk: &'a Walk,
    /// The price of each of them.
    pub prices: &'a [Priced],
    /// The file in which each is written.
    pub files: &'a [String],
    /// The folder in which they are written, where they are.
    pub folder: Option<&'a Path>,
    /// The seed of every draw.
    pub seed: u64,
    /// The number of trials.
    pub trials: u64,
    /// The dotted paths of what was made up, in any of the scenarios.
    pub synthetic: &'a [String],
}

/// One row: from a price to a price.
struct Row<'a> {
    key: &'a str,
    name: String,
    kind: &'a str,
    changes: &'a [Change],
    after: Fen,
    /// The price that the model found, with its error; none of one that people chose.
    price: Option<Estimate>,
    by: Option<Fen>,
    effect: Option<Estimate>,
}

impl WalkReport<'_> {
    fn first(&self) -> Fen {
        self.walk.doc.filed_yuan.unwrap_or_else(|| self.prices[0].fen())
    }

    fn last(&self) -> Fen {
        self.walk.doc.charged_yuan.unwrap_or_else(|| self.prices[self.prices.len() - 1].fen())
    }

    /// What every scenario is priced at, and the steps between, with those at either end that no scenario makes.
    fn rows(&self, lang: Lang) -> Vec<Row<'_>> {
        let doc = &self.walk.doc;
        let mut rows = Vec::new();
        let row = |key, name: It, kind, after| {
            let name = name.text(lang).to_owned();
            Row { key, name, kind, changes: &[], after, price: None, by: None, effect: None }
        };
        let start = self.prices[0].fen();
        let price = Some(*self.prices[0].price());
        match doc.filed_yuan {
            Some(filed) => {
                rows.push(row("filed", It::Filed, "", filed));
                let by = Some(start - filed);
                let effect = price.map(|it| moved(it, filed));
                let found = row("model_version", It::ModelVersion, "model_version", start);
                rows.push(Row { price, by, effect, ..found });
            }
            None => rows.push(Row { price, ..row("from", It::From, "", start) }),
        }
        let steps = self.walk.stages.iter().skip(1).zip(self.prices.windows(2));
        rows.extend(steps.map(|(stage, pair)| {
            let Walked { after, effect, .. } = Priced::step(&pair[0], &pair[1]);
            let (name, kind) = (name(stage, lang), stage.kind.map_or("", StepKind::key));
            let (by, price) = (Some(after - pair[0].fen()), Some(*pair[1].price()));
            Row { key: &stage.key, name, kind, changes: &stage.changes, after, price, by, effect }
        }));
        if let Some(charged) = doc.charged_yuan {
            let last = &self.prices[self.prices.len() - 1];
            let (by, effect) = (Some(charged - last.fen()), Some(negative(moved(*last.price(), charged))));
            rows.push(Row { by, effect, ..row("rounding", It::Rounding, "rounding", charged) });
        }
        rows
    }

    /// The error of the whole difference; none where people chose both ends.
    fn total(&self) -> Option<Estimate> {
        let doc = &self.walk.doc;
        match (doc.filed_yuan, doc.charged_yuan) {
            (None, None) => total(self.prices)?.effect,
            (Some(filed), None) => Some(moved(*self.prices.last()?.price(), filed)),
            (None, Some(charged)) => Some(negative(moved(*self.prices[0].price(), charged))),
            (Some(_), Some(_)) => None,
        }
    }
}

/// How far a price lies above one that has no error.
fn moved(price: Estimate, from: Fen) -> Estimate {
    let from = from.as_yuan_f64();
    Estimate { value: price.value - from, low: price.low - from, high: price.high - from, ..price }
}

/// The same the other way round.
fn negative(of: Estimate) -> Estimate {
    Estimate { value: -of.value, low: -of.high, high: -of.low, ..of }
}

impl WalkReport<'_> {
    /// What runs the scenario of a row again, so that its price comes out; nothing where no scenario made it.
    fn again(&self, key: &str) -> Option<[String; 2]> {
        let place = self.walk.stages.iter().position(|stage| stage.key == key)?;
        Some([self.files[place].clone(), format!("--columns {}", self.walk.fund)])
    }

    /// The figure of a run that its price is.
    fn figure(&self) -> &str {
        &self.prices[0].figure
    }
}

/// What people call a step.
fn name(stage: &WalkStage, lang: Lang) -> String {
    match (&stage.title, stage.kind) {
        (Some(title), _) => title.get(lang).to_owned(),
        (None, Some(StepKind::Other)) if stage.key == "rest" => It::Rest.text(lang).to_owned(),
        (None, Some(kind)) => kind.text(lang).to_owned(),
        (None, None) => stage.key.clone(),
    }
}

/// The walk as text, with a newline at the end.
pub fn walk_console(report: &WalkReport<'_>, lang: Lang) -> String {
    let title = report.walk.doc.title.as_ref().map_or("", |title| title.get(lang));
    let mut head = vec![
        format!("{title}  [{}]", report.name).trim().to_owned(),
        tables::run_line(&numbers::grouped(report.trials as f64, 0), report.seed, lang),
    ];
    if !report.synthetic.is_empty() {
        head.push(tables::synthetic_line(report.synthetic, lang));
    }
    let columns = [It::Step, It::Changed, It::PriceAfter, It::Effect, It::Relative];
    let columns = columns.map(|word| word.text(lang).to_owned()).to_vec();
    let relative = |by: Fen| numbers::residual(by.as_yuan_f64() / report.first().as_yuan_f64());
    let mut rows: Vec<Vec<String>> = report
        .rows(lang)
        .into_iter()
        .map(|row| {
            vec![
                row.name,
                changed(row.changes),
                format!("{}{}", row.after, error(row.price.as_ref(), lang)),
                row.by.map_or_else(String::new, |by| signed(by, row.effect.as_ref(), lang)),
                row.by.map_or_else(String::new, relative),
            ]
        })
        .collect();
    let all = report.last() - report.first();
    let last = report.last().to_string();
    rows.push(vec![
        It::Total.text(lang).to_owned(),
        String::new(),
        last,
        signed(all, report.total().as_ref(), lang),
        relative(all),
    ]);
    let heading = walk::walk_heading(&report.walk.fund, lang);
    let table = aligned(&heading, columns, 2..5, rows);
    let mut blocks = vec![head.join("\n"), table, It::Note.text(lang).to_owned()];
    if let Some(folder) = report.folder {
        let again = report.walk.stages.iter().filter_map(|stage| report.again(&stage.key));
        let lines =
            again.map(|[file, columns]| format!("  huimin run {} {columns}", folder.join(file).display()));
        let heading = walk::again(report.figure(), lang);
        blocks.push(std::iter::once(heading).chain(lines).collect::<Vec<_>>().join("\n"));
    }
    blocks.join("\n\n") + "\n"
}

/// `+3.20 ±0.12`
fn signed(by: Fen, effect: Option<&Estimate>, lang: Lang) -> String {
    let sign = if by < Fen::ZERO { "" } else { "+" };
    format!("{sign}{by}{}", error(effect, lang))
}

/// ` ±0.12`
fn error(of: Option<&Estimate>, lang: Lang) -> String {
    of.map(|it| format!(" ±{}", numbers::error(Kind::MoneyPerHead, it, lang))).unwrap_or_default()
}

/// The first changes by their paths, and how many more there are.
fn changed(changes: &[Change]) -> String {
    const SHOWN: usize = 3;
    let mut lines: Vec<String> = changes.iter().take(SHOWN).map(|it| it.path.clone()).collect();
    if changes.len() > SHOWN {
        lines.push(format!("+{}", changes.len() - SHOWN));
    }
    lines.join("\n")
}

/// Every table: its file name and its bytes.
pub fn walk_csv(report: &WalkReport<'_>, lang: Lang) -> Vec<(&'static str, Vec<u8>)> {
    let words = [It::Step, It::Kind, It::PriceAfter, It::PriceError, It::Effect]
        .map(|word| word.text(lang).to_owned());
    let errors = [Word::StandardError, Word::Low, Word::High].map(|word| word.text(lang).to_owned());
    let mut head = vec![Word::Key.text(lang).to_owned()];
    head.extend(words);
    head.extend(errors);
    head.push(It::Again.text(lang).to_owned());
    let mut lines = vec![head];
    let mut changes =
        vec![[Word::Key.text(lang), It::Changed.text(lang), "from", "to"].map(str::to_owned).to_vec()];
    for row in report.rows(lang) {
        let mut cells = vec![row.key.to_owned(), row.name, row.kind.to_owned(), row.after.to_string()];
        let [_, error_of_price, ..] = csv::estimate_cells(row.price.as_ref());
        cells.push(error_of_price);
        cells.push(row.by.map_or_else(String::new, |by| by.to_string()));
        let [_, se, low, high] = csv::estimate_cells(row.effect.as_ref());
        cells.extend([se, low, high, again_of(report, row.key)]);
        lines.push(cells);
        for change in row.changes {
            let text = |value: &Option<String>| value.clone().unwrap_or_default();
            let key = row.key.to_owned();
            changes.push(vec![key, change.path.clone(), text(&change.from), text(&change.to)]);
        }
    }
    vec![("walk.csv", csv::bytes(&lines)), ("changes.csv", csv::bytes(&changes))]
}

/// The command that runs a step again, in the folder of the walk.
fn again_of(report: &WalkReport<'_>, key: &str) -> String {
    report.again(key).map_or_else(String::new, |[file, columns]| format!("huimin run {file} {columns}"))
}

/// The walk for programs.
pub fn walk_json(report: &WalkReport<'_>) -> Value {
    let steps: Vec<Value> = report
        .rows(Lang::En)
        .into_iter()
        .map(|row| {
            let changes: Vec<Value> = row
                .changes
                .iter()
                .map(|it| json!({ "path": it.path, "from": it.from, "to": it.to }))
                .collect();
            let place = report.walk.stages.iter().position(|stage| stage.key == row.key);
            json!({
                "key": row.key,
                "kind": row.kind,
                "price_yuan": row.after.to_string(),
                "effect_yuan": row.by.map(|by| by.to_string()),
                "effect": row.effect.as_ref().map(estimate_json),
                "changes": changes,
                "scenario": place.map(|at| report.files[at].as_str()),
                "run": place.map(|_| again_of(report, row.key)),
            })
        })
        .collect();
    json!({
        "fund": report.walk.fund,
        "figure": report.figure(),
        "seed": report.seed,
        "trials": report.trials,
        "synthetic": report.synthetic,
        "filed_by": report.walk.doc.filed_by,
        "first_price_yuan": report.first().to_string(),
        "last_price_yuan": report.last().to_string(),
        "difference_yuan": (report.last() - report.first()).to_string(),
        "prices": report.prices.iter().map(|it| estimate_json(it.price())).collect::<Vec<_>>(),
        "unit": Kind::MoneyPerHead.key(),
        "interval": "influence functions over trials, paired",
        "steps": steps,
    })
}
