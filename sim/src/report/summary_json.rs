//! `summary.json`: the definition of every figure, and its estimate per design and period.
//!
//! Figures are in the unit of their definition (yuan, ratio, ...), at full precision: the shortest
//! decimal that reads back as the same number. The file depends on the scenario's content, seed and trials
//! alone, not on the path that it was read from: the resolved scenario gives the same bytes.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value, json};

use crate::decide::metrics::{Definition, Subject};
use crate::decide::{BookShares, DesignSummary, Figure, Missing, ReadingEffect, Row};
use crate::stats::Estimate;
use crate::wording::Lang;
use crate::wording::omission::Omission;

use super::run::RunReport;
use super::table::carrier_name;
use super::until;
use super::variance::split_json;

/// The version of this file's form; it changes when a reader would have to.
pub const SCHEMA_VERSION: u32 = 1;

/// The whole file, which is made bit by bit as it is written: designs may be many.
#[derive(Debug, Clone, Copy)]
pub struct SummaryJson<'a>(pub &'a RunReport<'a>);

impl Serialize for SummaryJson<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let report = self.0;
        let switches: Map<String, Value> = report
            .switches
            .iter()
            .map(|it| {
                let reading = json!({ "reading": it.reading, "default": it.default, "article": it.article });
                (it.name.clone(), reading)
            })
            .collect();
        let mut fields = out.serialize_map(None)?;
        fields.serialize_entry("schema_version", &SCHEMA_VERSION)?;
        fields.serialize_entry("title", &json!({ "zh": report.title.zh, "en": report.title.en }))?;
        fields.serialize_entry("seed", &report.seed)?;
        fields.serialize_entry("trials", &report.summary.n_trials)?;
        let years: Vec<u16> = report.summary.years.iter().map(|year| year.0).collect();
        fields.serialize_entry("years", &years)?;
        fields.serialize_entry("switches_not_at_default", &switches)?;
        fields.serialize_entry("synthetic", report.synthetic)?;
        fields.serialize_entry("metrics", &metrics(report))?;
        if !report.left_out.is_empty() {
            let names = report.left_out.iter().map(|(subject, it)| subject.key(it.metric));
            fields.serialize_entry("metrics_left_out", &names.collect::<Vec<_>>())?;
        }
        if report.only_reaching {
            fields.serialize_entry("bills_drawn", "reaching")?;
        }
        let carriers: Map<String, Value> = report.summary.shares.iter().map(carriers).collect();
        fields.serialize_entry("carriers", &carriers)?;
        fields.serialize_entry("designs", &Each(&report.summary.designs))?;
        let comparison: Vec<Value> = report.comparison.iter().map(comparison).collect();
        fields.serialize_entry("comparison", &comparison)?;
        fields.serialize_entry("not_in_model", &omissions(report))?;
        if let Some(used) = report.sampling {
            fields.serialize_entry("sampling", &used.json())?;
        }
        if !report.readings.is_empty() {
            fields.serialize_entry("readings", &report.readings.iter().map(reading).collect::<Value>())?;
        }
        if !report.variance.is_empty() {
            fields.serialize_entry("variance", &report.variance.iter().map(split_json).collect::<Value>())?;
        }
        if !report.beside.is_empty() {
            let figures = report.beside.iter().map(|it| super::beside::figure_json(report, it));
            fields.serialize_entry("beside", &figures.collect::<Value>())?;
        }
        if let Some(stopped) = report.until {
            fields.serialize_entry("until", &until::json(stopped))?;
        }
        if !report.convergence.is_empty() {
            fields.serialize_entry("convergence", &until::convergence_json(report.convergence))?;
        }
        fields.end()
    }
}

/// The designs, one after the other.
struct Each<'a>(&'a [DesignSummary]);

impl Serialize for Each<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_seq(self.0.iter().map(design))
    }
}

/// Another reading of a switch: its headline over the term, each figure with its difference.
fn reading(effect: &ReadingEffect) -> Value {
    let figures: Map<String, Value> = effect.figures.iter().map(|it| (it.key(), figure(it))).collect();
    json!({
        "switch": effect.reading.switch.name,
        "article": effect.reading.switch.article,
        "used": effect.reading.used,
        "other": effect.reading.other,
        "headline": figures,
    })
}

/// What every figure of the run means: label, formula, unit, basis.
fn metrics(report: &RunReport<'_>) -> Map<String, Value> {
    metrics_of(report.definitions())
}

/// What these figures mean.
pub(super) fn metrics_of<'a>(
    all: impl Iterator<Item = (&'a Subject, &'static Definition)>,
) -> Map<String, Value> {
    let text = |(subject, definition): (&Subject, &'static Definition)| {
        let text = json!({
            "label": {
                "zh": definition.metric.text(Lang::Zh),
                "en": definition.metric.text(Lang::En),
            },
            "formula": definition.rule.formula(subject.id()),
            "unit": definition.kind.key(),
            "basis": definition.basis().key(),
        });
        (subject.key(definition.metric), text)
    };
    all.map(text).collect()
}

/// How the insurers of a book share it over the term, in yuan.
fn carriers(book: &BookShares) -> (String, Value) {
    let rows = book.carriers.iter().map(|it| {
        json!({
            "carrier": { "zh": carrier_name(&it.carrier, Lang::Zh), "en": carrier_name(&it.carrier, Lang::En) },
            "share": it.share.map(|share| share.millionths() as f64 / 1e6),
            "premium": estimate_json(&it.premium),
            "claims": estimate_json(&it.claims),
            "cost": estimate_json(&it.cost),
            "result": estimate_json(&it.result),
        })
    });
    (book.id.clone(), rows.collect())
}

/// A design: its figures, period by period.
pub(super) fn design(design: &DesignSummary) -> Value {
    let periods: Map<String, Value> = design
        .periods
        .iter()
        .map(|period| {
            let figures: Map<String, Value> =
                period.figures.iter().map(|it| (it.key(), figure(it))).collect();
            (period.period.key(), Value::Object(figures))
        })
        .collect();
    json!({
        "name": design.name,
        "title": { "zh": design.title.zh, "en": design.title.en },
        "periods": periods,
    })
}

/// An estimate with its difference, or the reason why there is none.
fn figure(figure: &Figure) -> Value {
    let mut value = match &figure.estimate {
        Ok(estimate) => estimate_json(estimate),
        Err(missing) => json!({ "value": null, "missing": missing_key(*missing) }),
    };
    if let (Some(difference), Value::Object(fields)) = (&figure.difference, &mut value) {
        fields.insert("difference".to_owned(), estimate_json(difference));
    }
    value
}

pub(super) fn estimate_json(estimate: &Estimate) -> Value {
    let Estimate { value, se, low, high, n } = *estimate;
    json!({
        "value": number(value), "se": number(se), "low": number(low), "high": number(high), "n": n,
    })
}

/// Why a figure has no value, as a word.
pub(super) const fn missing_key(missing: Missing) -> &'static str {
    match missing {
        Missing::TooFewTrials => "too_few_trials",
        Missing::NothingToDivideBy => "nothing_to_divide_by",
        Missing::NoBidUpTo(_) => "no_bid_up_to_benchmark",
        Missing::PriceWithoutEffect => "price_without_effect",
        Missing::TermsChange => "terms_change",
    }
}

/// A number without a negative zero; what is not finite has no place in JSON.
fn number(value: f64) -> Value {
    if value == 0.0 { json!(0.0) } else { json!(value) }
}

pub(super) fn comparison(row: &Row) -> Value {
    let simulated = match &row.simulated {
        Ok(estimate) => estimate_json(estimate),
        Err(missing) => json!({ "value": null, "missing": missing_key(*missing) }),
    };
    json!({
        "quantity": row.target.measure.key(),
        "label": { "zh": row.label.zh, "en": row.label.en },
        "unit": row.kind.key(),
        "target": number(row.target.value),
        "tolerance": number(row.relative_tolerance()),
        "use": if row.target.fitted { "fitted" } else { "shown" },
        "source": row.target.source,
        "year": row.year.0,
        "simulated": simulated,
        "residual": row.residual.map(number),
        "verdict": row.verdict.key(),
    })
}

/// What the model of the run leaves out, in both languages.
fn omissions(report: &RunReport<'_>) -> Value {
    let text = |it: &Omission| json!({ "zh": it.text(Lang::Zh), "en": it.text(Lang::En) });
    report.omissions.iter().map(text).collect()
}
