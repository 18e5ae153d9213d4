//! A fit to own claims as people and programs read it: parameters, cells, laws, thresholds, and the points behind
//! the plots.

use serde_json::{Value, json};

use crate::decide::fit::{BANDS, CARE, Cell, ClaimsFit, Fitted, Of, Parameter, Severity, Subject};
use crate::experience::{Experience, Suppression};
use crate::population::Status;
use crate::stats::Candidate;
use crate::stats::likelihood::QuantilePoint;
use crate::units::Sex;
use crate::wording::Lang;
use crate::wording::fit::{self as words, Quantity, Word};

use super::csv::{bytes, number};
use super::numbers::grouped;
use super::table::aligned;

/// All that a report of a fit says.
#[derive(Debug)]
pub struct FitReport<'a> {
    /// The fit.
    pub fit: &'a ClaimsFit<'a>,
    /// The claims.
    pub experience: &'a Experience,
    /// Below how many persons nothing is shown.
    pub suppression: Suppression,
}

const LEVELS: [&str; 3] = ["primary", "secondary", "tertiary"];

/// The whole report as text, with a newline at the end.
pub fn fit_text(report: &FitReport<'_>, lang: Lang) -> String {
    let fit = report.fit;
    let (persons, years, admissions) = fit.counted;
    let [persons, years, admissions] = [persons as f64, years, admissions as f64].map(|it| grouped(it, 0));
    let (title, base) = (report.experience.title().get(lang), fit.base_title().get(lang));
    let mut blocks = vec![words::heading(title, &persons, &years, &admissions, base, lang)];
    blocks.push(parameters(report, lang));
    if fit.frequency.is_some() {
        blocks.push(cells(report, lang));
    }
    blocks.extend(fit.laws.iter().map(|it| laws(report, it, lang)));
    let remarks: Vec<String> = fit.remarks.iter().map(|it| words::remark(it, lang)).collect();
    blocks.push(remarks.join("\n"));
    format!("{}\n", blocks.join("\n\n"))
}

fn texts(words: &[Word], lang: Lang) -> Vec<String> {
    words.iter().map(|word| word.text(lang).to_owned()).collect()
}

fn parameters(report: &FitReport<'_>, lang: Lang) -> String {
    let head =
        [Word::Quantity, Word::Of, Word::Base, Word::Fitted, Word::Error, Word::Interval, Word::Persons];
    let rows = report.fit.parameters.iter().map(|it| {
        let ends = it.interval.map(|[low, high]| format!("{} – {}", plain(low), plain(high)));
        vec![
            it.quantity.text(lang).to_owned(),
            of_whom(it, lang),
            it.base.map(plain).unwrap_or_default(),
            plain(it.value),
            it.se.map(plain).unwrap_or_default(),
            ends.unwrap_or_default(),
            grouped(it.persons as f64, 0),
        ]
    });
    aligned(Word::Parameters.text(lang), texts(&head, lang), 2..7, rows.collect())
}

/// Whom or what a parameter is of.
fn of_whom(it: &Parameter, lang: Lang) -> String {
    let mut said: Vec<String> = Vec::new();
    if let Some(care) = it.of.care {
        said.push(words::care(CARE[care].key(), lang).to_owned());
    }
    said.extend(it.of.status.map(|status| words::status(key_of(status), lang).to_owned()));
    said.extend(it.of.level.map(|level| words::level(LEVELS[level], lang).to_owned()));
    said.extend(it.of.band.map(ages));
    said.extend(it.name.clone());
    if said.is_empty() {
        words::everybody(lang).to_owned()
    } else {
        said.join(if lang == Lang::Zh { "·" } else { ", " })
    }
}

fn key_of(status: Status) -> &'static str {
    match status {
        Status::InService => "in_service",
        Status::Retired => "retired",
        Status::Resident => "resident",
    }
}

fn ages(band: usize) -> String {
    BANDS
        .get(band + 1)
        .map_or_else(|| format!("{}+", BANDS[band]), |to| format!("{}-{}", BANDS[band], to - 1))
}

/// The cells, each with whether it is shown.
fn shown_cells<'a>(report: &'a FitReport<'_>) -> Vec<(&'a Cell, bool)> {
    let Some(frequency) = &report.fit.frequency else { return Vec::new() };
    let persons: Vec<u64> = frequency.cells.iter().map(|cell| cell.persons).collect();
    let (shown, _) = report.suppression.shown(&persons);
    frequency.cells.iter().zip(shown).collect()
}

const CELL_WORDS: [Word; 12] = [
    Word::Status,
    Word::Ages,
    Word::Sex,
    Word::Listed,
    Word::Persons,
    Word::Years,
    Word::Admissions,
    Word::Expected,
    Word::Own,
    Word::Credibility,
    Word::Credible,
    Word::Error,
];

fn cell_cells(cell: &Cell, shown: bool, lang: Lang, figure: impl Fn(f64, usize) -> String) -> Vec<String> {
    let sex = if cell.sex == Sex::Male { Word::Male } else { Word::Female };
    let listed = if cell.pre_existing { Word::Yes } else { Word::No };
    let mut line = vec![
        words::status(key_of(cell.status), lang).to_owned(),
        ages(cell.band),
        sex.text(lang).to_owned(),
        listed.text(lang).to_owned(),
    ];
    if shown {
        line.extend([
            figure(cell.persons as f64, 0),
            figure(cell.years, 0),
            figure(cell.admissions, 0),
            figure(cell.expected, 1),
            figure(cell.own, 3),
            figure(cell.credibility, 3),
            figure(cell.credible, 3),
            figure(cell.se, 3),
        ]);
    } else {
        line.push(Word::Hidden.text(lang).to_owned());
        line.extend(vec![String::new(); 7]);
    }
    line
}

fn cells(report: &FitReport<'_>, lang: Lang) -> String {
    let rows = shown_cells(report).into_iter();
    let rows = rows.map(|(cell, shown)| cell_cells(cell, shown, lang, grouped)).collect();
    let table = aligned(Word::Cells.text(lang), texts(&CELL_WORDS, lang), 4..12, rows);
    let Some(frequency) = &report.fit.frequency else { return table };
    let [within, between, collective] =
        [frequency.within, frequency.between[0], frequency.collective].map(|it| format!("{it:.4}"));
    format!("{table}\n{}", words::structure(&within, &between, &collective, lang))
}

/// What was fitted, in words.
pub(super) fn subject(report: &FitReport<'_>, subject: &Subject, lang: Lang) -> String {
    match *subject {
        Subject::Admission => Word::Admission.text(lang).to_owned(),
        Subject::Care(care) => words::yearly_cost(words::care(CARE[care].key(), lang), lang),
        Subject::Liability(at) => words::liability(report.experience.liability(at).title.get(lang), lang),
        Subject::Bands(at) => words::band_table(&report.experience.bands()[at].key, lang),
    }
}

pub(super) fn subject_key(report: &FitReport<'_>, subject: &Subject) -> String {
    match *subject {
        Subject::Admission => "admission".to_owned(),
        Subject::Care(care) => format!("care.{}", CARE[care].key()),
        Subject::Liability(at) => format!("liability.{}", report.experience.liability(at).key),
        Subject::Bands(at) => format!("bands.{}", report.experience.bands()[at].key),
    }
}

/// What stands over the columns of a law.
const LAW_WORDS: [Word; 7] = [
    Word::Law,
    Word::ItsParameters,
    Word::LnLikelihood,
    Word::Aic,
    Word::Kolmogorov,
    Word::Anderson,
    Word::Mean,
];

fn laws(report: &FitReport<'_>, it: &Fitted, lang: Lang) -> String {
    let severity = &it.severity;
    let from = (severity.from > 0.0).then(|| plain(severity.from));
    let amounts =
        words::amounts(&grouped(severity.count, 0), &grouped(severity.censored, 0), from.as_deref(), lang);
    let heading = format!("{} — {} ({amounts})", Word::Laws.text(lang), subject(report, &it.subject, lang));
    let head = [&LAW_WORDS[..], &[Word::Taken]].concat();
    let rows = (0..severity.laws.len()).map(|nth| {
        let law = &severity.laws[nth];
        vec![
            law_name(law, lang),
            law_parameters(law),
            grouped(law.ln_likelihood, 1),
            grouped(law.aic(), 1),
            format!("{:.4}", severity.distances[nth]),
            severity.anderson[nth].map(|it| format!("{it:.2}")).unwrap_or_default(),
            plain(law.family.mean()),
            if law == severity.best() { "◀".to_owned() } else { String::new() },
        ]
    });
    let table = aligned(&heading, texts(&head, lang), 2..7, rows.collect());
    match thresholds(severity, lang) {
        Some(tail) => format!("{table}\n\n{tail}"),
        None => table,
    }
}

fn law_name(law: &Candidate, lang: Lang) -> String {
    words::law(law.body.form.key(), law.tail.is_some(), lang)
}

/// `mu 8.51 ± 0.02, sigma 1.20 ± 0.01`.
fn law_parameters(law: &Candidate) -> String {
    let said = law_values(law).into_iter().map(|(name, value, se)| match se {
        Some(se) => format!("{name} {} ± {}", plain(value), plain(se)),
        None => format!("{name} {}", plain(value)),
    });
    said.collect::<Vec<_>>().join(", ")
}

/// The parameters of a law with their errors.
fn law_values(law: &Candidate) -> Vec<(String, f64, Option<f64>)> {
    let tail = law.tail.as_ref().map(|tail| ("tail.", &tail.fitted));
    let mut values = Vec::new();
    for (before, fitted) in [("", &law.body)].into_iter().chain(tail) {
        for (nth, name) in fitted.form.parameters().iter().enumerate() {
            let value = fitted.parameter(nth).0;
            values.push((format!("{before}{name}"), value, fitted.natural_error(nth)));
        }
    }
    if let Some(tail) = &law.tail {
        values.push(("tail.threshold".to_owned(), tail.threshold, None));
    }
    values
}

fn thresholds(severity: &Severity, lang: Lang) -> Option<String> {
    let choice = severity.tail.as_ref()?;
    let head = [Word::Threshold, Word::Above, Word::Scale, Word::TailIndex, Word::Agreement, Word::Taken];
    let rows = choice.candidates.iter().enumerate().map(|(nth, it)| {
        let [scale, shape] = [0, 1].map(|nth| {
            let se = it.fitted.natural_error(nth).map(|se| format!(" ± {}", plain(se))).unwrap_or_default();
            format!("{}{se}", plain(it.fitted.parameter(nth).0))
        });
        vec![
            plain(it.threshold),
            grouped(it.above, 0),
            scale,
            shape,
            it.agreement.map(|it| format!("{it:.4}")).unwrap_or_default(),
            if nth == choice.chosen { "◀".to_owned() } else { String::new() },
        ]
    });
    Some(aligned(Word::Thresholds.text(lang), texts(&head, lang), 0..5, rows.collect()))
}

/// The tables of a folder: their file names and contents.
pub fn fit_csv(report: &FitReport<'_>, lang: Lang) -> Vec<(&'static str, Vec<u8>)> {
    let mut files =
        vec![("parameters.csv", parameter_lines(report, lang)), ("laws.csv", law_lines(report, lang))];
    if report.fit.frequency.is_some() {
        files.push(("cells.csv", cell_lines(report, lang)));
    }
    files.push(("covariance.csv", covariance_lines(report, lang)));
    files.push(("thresholds.csv", threshold_lines(report, lang)));
    files.push(("quantiles.csv", quantile_lines(report, lang)));
    files.push(("mean-excess.csv", excess_lines(report, lang)));
    files
}

fn optional(value: Option<f64>) -> String {
    value.map(number).unwrap_or_default()
}

fn parameter_lines(report: &FitReport<'_>, lang: Lang) -> Vec<u8> {
    let head = [
        Word::Quantity,
        Word::Of,
        Word::Base,
        Word::Fitted,
        Word::Error,
        Word::Interval,
        Word::Interval,
        Word::Persons,
        Word::Path,
    ];
    let mut first = vec!["key".to_owned()];
    first.extend(texts(&head, lang));
    let mut lines = vec![first];
    for it in &report.fit.parameters {
        lines.push(vec![
            key(it.quantity, it.of, it.name.as_deref()),
            it.quantity.text(lang).to_owned(),
            of_whom(it, lang),
            optional(it.base),
            number(it.value),
            optional(it.se),
            optional(it.interval.map(|it| it[0])),
            optional(it.interval.map(|it| it[1])),
            it.persons.to_string(),
            it.path.clone().unwrap_or_default(),
        ]);
    }
    bytes(&lines)
}

/// The name of a parameter in files: `cost_per_admission_yuan.resident.tertiary`.
fn key(quantity: Quantity, of: Of, name: Option<&str>) -> String {
    let mut said = vec![quantity.key().to_owned()];
    said.extend(of.care.map(|care| CARE[care].key().to_owned()));
    said.extend(of.status.map(|status| key_of(status).to_owned()));
    said.extend(of.level.map(|level| LEVELS[level].to_owned()));
    said.extend(of.band.map(|band| format!("from-{}", BANDS[band])));
    said.extend(name.map(str::to_owned));
    said.join(".")
}

fn cell_lines(report: &FitReport<'_>, lang: Lang) -> Vec<u8> {
    let mut lines = vec![texts(&CELL_WORDS, lang)];
    let rows = shown_cells(report).into_iter();
    lines.extend(rows.map(|(cell, shown)| cell_cells(cell, shown, lang, |value, _| number(value))));
    bytes(&lines)
}

/// Every pair of parameters with a covariance that is not 0: ratios over persons, and the coordinates of the law.
fn covariance_lines(report: &FitReport<'_>, lang: Lang) -> Vec<u8> {
    let head = [Word::Quantity, Word::Other, Word::Covariance, Word::Correlation];
    let mut lines = vec![texts(&head, lang)];
    let mut line = |one: String, other: String, covariance: f64, [a, b]: [f64; 2]| {
        let correlation = if a * b > 0.0 { covariance / (a * b) } else { 0.0 };
        lines.push(vec![one, other, number(covariance), number(correlation)]);
    };
    let joint = &report.fit.joint.joint.covariance;
    let ratios: Vec<_> = report.fit.parameters.iter().filter_map(|it| Some((it, it.joint?))).collect();
    for (nth, (one, (i, by))) in ratios.iter().enumerate() {
        for (other, (j, times)) in &ratios[nth..] {
            let covariance = joint[*i][*j] * by * times;
            if covariance.abs() > 0.0 {
                let errors = [libm::sqrt(joint[*i][*i]) * by, libm::sqrt(joint[*j][*j]) * times];
                line(
                    key(one.quantity, one.of, None),
                    key(other.quantity, other.of, None),
                    covariance,
                    errors,
                );
            }
        }
    }
    if let Some(severity) = report.fit.severity(&Subject::Admission) {
        let best = severity.best();
        let tail = best.tail.as_ref().map(|tail| ("severity.tail", &tail.fitted));
        for (before, fitted) in [("severity", &best.body)].into_iter().chain(tail) {
            let Some(covariance) = &fitted.maximum.covariance else { continue };
            let names = fitted.form.coordinates();
            for i in 0..names.len() {
                for j in i..names.len() {
                    let errors = [libm::sqrt(covariance[i][i]), libm::sqrt(covariance[j][j])];
                    let name = |at: usize| format!("{before}.{}", names[at]);
                    line(name(i), name(j), covariance[i][j], errors);
                }
            }
        }
    }
    bytes(&lines)
}

/// A table over all laws: each line is led by what the amounts are of.
fn lines_by_law(
    report: &FitReport<'_>,
    head: &[Word],
    lines_of: impl Fn(&Severity) -> Vec<Vec<String>>,
    lang: Lang,
) -> Vec<u8> {
    let mut lines = vec![texts(&[&[Word::Amounts], head].concat(), lang)];
    for it in &report.fit.laws {
        let of = subject_key(report, &it.subject);
        lines.extend(lines_of(&it.severity).into_iter().map(|line| [vec![of.clone()], line].concat()));
    }
    bytes(&lines)
}

fn law_lines(report: &FitReport<'_>, lang: Lang) -> Vec<u8> {
    let lines_of = |severity: &Severity| {
        let line = |(nth, law): (usize, &Candidate)| {
            vec![
                law_name(law, lang),
                law_parameters(law),
                number(law.ln_likelihood),
                number(law.aic()),
                number(severity.distances[nth]),
                optional(severity.anderson[nth]),
                number(law.family.mean()),
            ]
        };
        severity.laws.iter().enumerate().map(line).collect()
    };
    lines_by_law(report, &LAW_WORDS, lines_of, lang)
}

fn threshold_lines(report: &FitReport<'_>, lang: Lang) -> Vec<u8> {
    let head = [
        Word::Threshold,
        Word::Above,
        Word::Scale,
        Word::Error,
        Word::TailIndex,
        Word::Error,
        Word::Agreement,
        Word::Taken,
    ];
    let lines_of = |severity: &Severity| {
        let Some(choice) = &severity.tail else { return Vec::new() };
        let candidates = choice.candidates.iter().enumerate().map(|(nth, candidate)| {
            let taken = if nth == choice.chosen { Word::Yes } else { Word::No };
            let fitted = &candidate.fitted;
            vec![
                number(candidate.threshold),
                number(candidate.above),
                number(fitted.parameter(0).0),
                optional(fitted.natural_error(0)),
                number(fitted.parameter(1).0),
                optional(fitted.natural_error(1)),
                optional(candidate.agreement),
                taken.text(lang).to_owned(),
            ]
        });
        candidates.collect()
    };
    lines_by_law(report, &head, lines_of, lang)
}

fn quantile_lines(report: &FitReport<'_>, lang: Lang) -> Vec<u8> {
    let lines_of = |severity: &Severity| {
        let line = |it: &QuantilePoint| [it.above, it.observed, it.fitted].map(number).to_vec();
        severity.quantiles.iter().map(line).collect()
    };
    lines_by_law(report, &[Word::ShareAbove, Word::Observed, Word::Fitted], lines_of, lang)
}

fn excess_lines(report: &FitReport<'_>, lang: Lang) -> Vec<u8> {
    let head = [Word::Threshold, Word::MeanExcess, Word::Error, Word::Above];
    let lines_of = |severity: &Severity| {
        let points = severity.excess.iter();
        points
            .map(|it| vec![number(it.threshold), number(it.excess), optional(it.se), number(it.above)])
            .collect()
    };
    lines_by_law(report, &head, lines_of, lang)
}

/// The fit for programs.
pub fn fit_json(report: &FitReport<'_>, lang: Lang) -> Value {
    let fit = report.fit;
    let (persons, years, admissions) = fit.counted;
    let parameters: Vec<Value> = fit
        .parameters
        .iter()
        .map(|it| {
            json!({
                "key": key(it.quantity, it.of, it.name.as_deref()),
                "base": it.base,
                "value": it.value,
                "se": it.se,
                "interval": it.interval,
                "persons": it.persons,
                "path": it.path,
            })
        })
        .collect();
    let laws: Vec<Value> = fit.laws.iter().map(|it| law_json(report, it)).collect();
    let remarks: Vec<String> = fit.remarks.iter().map(|it| words::remark(it, lang)).collect();
    json!({
        "schema_version": 1,
        "title": report.experience.title().get(lang),
        "synthetic": report.experience.is_synthetic(),
        "persons": persons,
        "person_years": years,
        "admissions": admissions,
        "levels_of_year": fit.year.0,
        "suppressed_below_persons": report.suppression.0,
        "parameters": parameters,
        "frequency": frequency_json(report),
        "laws": laws,
        "remarks": remarks,
    })
}

fn frequency_json(report: &FitReport<'_>) -> Option<Value> {
    let frequency = report.fit.frequency.as_ref()?;
    let cells = shown_cells(report).into_iter().map(|(cell, shown)| {
        let mut whole = json!({
            "status": key_of(cell.status),
            "ages": ages(cell.band),
            "sex": if cell.sex == Sex::Male { "male" } else { "female" },
            "pre_existing": cell.pre_existing,
            "shown": shown,
        });
        if let (true, Value::Object(fields)) = (shown, &mut whole) {
            for (key, value) in [
                ("persons", cell.persons as f64),
                ("person_years", cell.years),
                ("admissions", cell.admissions),
                ("expected", cell.expected),
                ("own_ratio", cell.own),
                ("credibility", cell.credibility),
                ("credible_ratio", cell.credible),
                ("se", cell.se),
            ] {
                fields.insert(key.to_owned(), json!(value));
            }
        }
        whole
    });
    Some(json!({
        "variance_within": frequency.within,
        "variance_between": frequency.between[0],
        "variance_between_uncut": frequency.between[1],
        "collective": frequency.collective,
        "cells": cells.collect::<Vec<_>>(),
    }))
}

fn law_json(report: &FitReport<'_>, it: &Fitted) -> Value {
    let severity = &it.severity;
    let laws = severity.laws.iter().enumerate().map(|(nth, law)| {
        let parameters = law_values(law).into_iter();
        let parameters =
            parameters.map(|(name, value, se)| json!({ "name": name, "value": value, "se": se }));
        json!({
            "family": law.body.form.key(),
            "tail": law.tail.is_some(),
            "parameters": parameters.collect::<Vec<_>>(),
            "ln_likelihood": law.ln_likelihood,
            "aic": law.aic(),
            "kolmogorov": severity.distances[nth],
            "anderson_darling": severity.anderson[nth],
            "mean": law.family.mean(),
            "taken": law == severity.best(),
        })
    });
    json!({
        "of": subject_key(report, &it.subject),
        "amounts": severity.count,
        "censored": severity.censored,
        "seen_above": severity.from,
        "laws": laws.collect::<Vec<_>>(),
        "threshold": severity.tail.as_ref().map(|choice| choice.tail().threshold),
    })
}

/// A number with four digits that say something.
fn plain(value: f64) -> String {
    let size = value.abs();
    let decimals = match size {
        _ if size >= 1000.0 => 0,
        _ if size >= 100.0 => 1,
        _ if size >= 10.0 => 2,
        _ if size >= 0.1 => 3,
        _ if size >= 0.01 => 4,
        _ => 5,
    };
    grouped(value, decimals)
}
