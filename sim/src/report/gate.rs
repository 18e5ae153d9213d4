//! A gate as a table, as JSON, as JUnit XML and as annotations of its file.

use std::io;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use serde_json::{Value, json};

use crate::decide::metrics::{Definition, Kind};
use crate::decide::{Allowed, Checked, Compared, Judged, Looked, Moved, Period, Taken, Verdict};
use crate::stats::Estimate;
use crate::wording::Lang;
use crate::wording::gate::{self as words, Nearness};
use crate::wording::tables::{self, Word};

use super::csv;
use super::numbers;
use super::summary_json::{estimate_json, missing_key};
use super::table::{aligned, label};

/// The most figures that the console shows of those that moved.
const MOVED_SHOWN: usize = 20;

/// The checks of a gate file, one a line, and the verdict on all of them.
pub fn gate_table(file: &str, judged: &Judged, lang: Lang) -> String {
    let mut out = thresholds_table(&words::gate_heading(file, lang), judged, lang);
    out.push('\n');
    out += &moved_table(judged, lang);
    for compared in &judged.baselines {
        out += &baseline_line(compared, lang);
        out.push('\n');
    }
    for checked in judged.thresholds.iter().filter(|it| it.verdict == Verdict::Undecided) {
        if let Some(look) = checked.look {
            let needed = look.needed.map(about);
            let trials = numbers::grouped(look.trials as f64, 0);
            out += &words::needed_line(&checked.check.name, &trials, needed.as_deref(), lang);
            out.push('\n');
        }
    }
    let verdict = word(judged.verdict());
    let counts = [Verdict::Pass, Verdict::Fail, Verdict::Undecided].map(|it| judged.count(it));
    out += &match &judged.taken {
        None => words::gate_line(verdict, counts[0], counts[1], counts[2], lang),
        Some(taken) => {
            let looks: Vec<String> = taken.trials.iter().map(|&it| numbers::grouped(it as f64, 0)).collect();
            let most = numbers::grouped(taken.most as f64, 0);
            words::looks_line(verdict, counts, &percent(taken.error_rate), &looks, &most, lang)
        }
    };
    out.push('\n');
    out
}

/// The thresholds, one a line; without any, the heading alone.
fn thresholds_table(heading: &str, judged: &Judged, lang: Lang) -> String {
    if judged.thresholds.is_empty() {
        return heading.to_owned();
    }
    let mut head = vec![
        Word::Check,
        Word::Figure,
        Word::Design,
        Word::Period,
        Word::Threshold,
        Word::Simulated,
        Word::Verdict,
    ];
    if judged.taken.is_some() {
        head.insert(6, Word::Trials);
    }
    let figures = 4..head.len() - 1;
    let head = head.iter().map(|word| word.text(lang).to_owned()).collect();
    let rows = judged.thresholds.iter().map(|checked| line(checked, lang)).collect();
    aligned(heading, head, figures, rows)
}

/// The last line of all: the worst verdict of several gates, and how many of their checks passed.
pub fn gate_verdict_line<'a>(all: impl IntoIterator<Item = &'a Judged>, lang: Lang) -> String {
    let verdicts: Vec<Verdict> = all.into_iter().flat_map(Judged::verdicts).collect();
    let passed = verdicts.iter().filter(|&&it| it == Verdict::Pass).count();
    let n_checks = verdicts.len();
    words::verdict_line(word(Verdict::worst(verdicts)), passed, n_checks, lang)
}

/// The checks of a gate for programs.
pub fn gate_json(judged: &Judged) -> Value {
    let checks: Vec<Value> = judged.thresholds.iter().map(threshold_json).collect();
    let mut gate = json!({ "verdict": judged.verdict().key(), "checks": checks });
    if let Value::Object(fields) = &mut gate {
        if !judged.baselines.is_empty() {
            fields.insert("baselines".to_owned(), judged.baselines.iter().map(compared_json).collect());
        }
        if let Some(Taken { trials, most, error_rate }) = &judged.taken {
            let looks = json!({ "trials": trials, "max_trials": most, "error_rate": error_rate });
            fields.insert("looks".to_owned(), looks);
        }
    }
    gate
}

/// Tables of all gates: their thresholds, and the baselines that figures were held against; the file name and bytes
/// of each.
pub fn gate_csv(gates: &[(String, Judged)], lang: Lang) -> Vec<(&'static str, Vec<u8>)> {
    let head = |words: &[Word]| -> Vec<String> { words.iter().map(|it| it.text(lang).to_owned()).collect() };
    let mut thresholds = vec![head(&THRESHOLDS)];
    let mut baselines = vec![head(&BASELINES)];
    for (gate, judged) in gates {
        thresholds.extend(judged.thresholds.iter().map(|it| threshold_cells(gate, it, lang)));
        baselines.extend(judged.baselines.iter().map(|it| {
            let counts = [it.n_figures, it.moved.len(), it.moved.iter().filter(|it| it.too_far).count()];
            let mut cells = vec![gate.clone(), it.check.name.clone(), it.check.baseline.clone()];
            cells.extend(counts.map(|it| it.to_string()));
            cells.push(word(it.verdict).text(lang).to_owned());
            cells
        }));
    }
    let mut files = vec![("checks.csv", csv::bytes(&thresholds))];
    if baselines.len() > 1 {
        files.push(("baselines.csv", csv::bytes(&baselines)));
    }
    files
}

const THRESHOLDS: [Word; 13] = [
    Word::GateFile,
    Word::Check,
    Word::Key,
    Word::Figure,
    Word::Unit,
    Word::Design,
    Word::Period,
    Word::Threshold,
    Word::Value,
    Word::StandardError,
    Word::Low,
    Word::High,
    Word::Verdict,
];
const BASELINES: [Word; 7] = [
    Word::GateFile,
    Word::Check,
    Word::Baseline,
    Word::FiguresCompared,
    Word::Moved,
    Word::TooFar,
    Word::Verdict,
];

fn threshold_cells(gate: &str, checked: &Checked, lang: Lang) -> Vec<String> {
    let check = &checked.check;
    let mut cells = vec![
        gate.to_owned(),
        check.name.clone(),
        check.subject.key(check.definition.metric),
        label(check.definition, lang),
        check.definition.kind.key().to_owned(),
        check.design.clone(),
        period(check.period, lang),
        bounds(checked, lang),
    ];
    let estimate = checked.estimate.as_ref().ok();
    let [value, rest @ ..] = csv::estimate_cells(estimate);
    let is_share = check.definition.kind == Kind::Probability;
    cells.push(estimate.filter(|_| is_share).and_then(csv::never_or_always).unwrap_or(value));
    cells.extend(rest);
    cells.push(word(checked.verdict).text(lang).to_owned());
    cells
}

/// All gates as a JUnit report: a suite a gate file, a case a check. What is undecided is an error, not a failure.
/// All of it has gone through `out` at the end.
///
/// # Errors
/// None but those of `out`.
pub fn gate_junit(gates: &[(String, Judged)], lang: Lang, mut out: impl io::Write) -> io::Result<()> {
    let mut report = Report::new("huimin gate");
    for (file, judged) in gates {
        let mut suite = TestSuite::new(file.as_str());
        for (name, line, verdict, sentence) in sentences(judged, lang) {
            let status = match verdict {
                Verdict::Pass => TestCaseStatus::success(),
                Verdict::Fail => TestCaseStatus::non_success(NonSuccessKind::Failure),
                Verdict::Undecided => TestCaseStatus::non_success(NonSuccessKind::Error),
            };
            let passed = verdict == Verdict::Pass;
            let mut case = TestCase::new(name, status);
            case.set_classname(file.as_str());
            case.extra.insert("file".into(), file.as_str().into());
            case.extra.insert("line".into(), line.to_string().into());
            if passed {
                case.set_system_out(sentence);
            } else {
                case.status.set_type(verdict.key()).set_message(sentence);
            }
            suite.add_test_case(case);
        }
        report.add_test_suite(suite);
    }
    report.serialize(&mut out).map_err(io::Error::other)?;
    out.flush()
}

/// What did not pass as workflow commands of GitHub, each at the line of the gate file where its check stands.
pub fn gate_annotations(gates: &[(String, Judged)], lang: Lang) -> String {
    let mut out = String::new();
    for (_, judged) in gates {
        let places = judged.thresholds.iter().map(|it| &it.check.place);
        let places = places.chain(judged.baselines.iter().map(|it| &it.check.place));
        for (place, (name, _, verdict, sentence)) in places.zip(sentences(judged, lang)) {
            let level = match verdict {
                Verdict::Pass => continue,
                Verdict::Fail => "error",
                Verdict::Undecided => "warning",
            };
            let properties = [
                ("file", place.file.to_string()),
                ("line", place.line.to_string()),
                ("col", place.column.to_string()),
                ("title", name),
            ];
            let properties = properties.map(|(key, value)| format!("{key}={}", escaped(&value, true)));
            let command = [&properties.join(","), "::", &escaped(&sentence, false), "\n"].concat();
            out.extend(["::", level, " ", &command]);
        }
    }
    out
}

/// As workflow commands want it: `%`, line ends, and in properties the signs that part them.
fn escaped(text: &str, property: bool) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    if property { text.replace(':', "%3A").replace(',', "%2C") } else { text }
}

/// Every check with its name, line, verdict and a sentence, thresholds first.
fn sentences(judged: &Judged, lang: Lang) -> Vec<(String, u32, Verdict, String)> {
    let thresholds = judged.thresholds.iter().map(|checked| {
        let check = &checked.check;
        let key = check.subject.key(check.definition.metric);
        let key = match check.definition.kind {
            Kind::Money => words::in_unit(&key, tables::money_unit(lang), lang),
            Kind::MoneyPerHead => words::in_unit(&key, tables::yuan(lang), lang),
            _ => key,
        };
        let figure = format!("{key} {} {}", check.design, period(check.period, lang));
        let sentence = words::check_sentence(
            &figure,
            &bounds(checked, lang),
            &found(checked, lang),
            word(checked.verdict),
            lang,
        );
        (check.name.clone(), check.place.line, checked.verdict, sentence)
    });
    let baselines = judged.baselines.iter().map(|it| {
        let mut sentence = baseline_line(it, lang);
        if let Some(worst) = it.moved.first() {
            let cells = moved_cells(worst, it.check.design(), lang);
            sentence = format!("{sentence}\n{}", cells.join("  "));
        }
        (it.check.name.clone(), it.check.place.line, it.verdict, sentence)
    });
    thresholds.chain(baselines).collect()
}

fn threshold_json(checked: &Checked) -> Value {
    let check = &checked.check;
    let estimate = match &checked.estimate {
        Ok(estimate) => estimate_json(estimate),
        Err(missing) => json!({ "value": null, "missing": missing_key(*missing) }),
    };
    let mut value = json!({
        "name": check.name,
        "metric": check.subject.key(check.definition.metric),
        "unit": check.definition.kind.key(),
        "design": check.design,
        "period": check.period.key(),
        "at_most": check.at_most,
        "at_least": check.at_least,
        "estimate": estimate,
        "verdict": checked.verdict.key(),
    });
    if let (Some(look), Value::Object(fields)) = (checked.look, &mut value) {
        let Looked { trials, tail, low, high, needed } = look;
        let look = json!({
            "trials": trials, "tail": tail, "low": finite(low), "high": finite(high), "trials_needed": needed,
        });
        fields.insert("look".to_owned(), look);
    }
    value
}

fn compared_json(compared: &Compared) -> Value {
    let check = &compared.check;
    let allowed = match check.allowed {
        Allowed::Nothing => json!("equal"),
        Allowed::Amount(amount) => json!({ "within": amount }),
        Allowed::StandardErrors(errors) => json!({ "within_standard_errors": errors }),
    };
    let moved = |it: &Moved| {
        json!({
            "metric": it.key,
            "design": check.design(),
            "period": it.period,
            "before": it.before.map(|kept| json!({ "value": kept.value, "se": kept.se })),
            "now": match &it.now {
                Ok(estimate) => estimate_json(estimate),
                Err(missing) => json!({ "value": null, "missing": missing_key(*missing) }),
            },
            "by": it.by,
            "standard_errors": finite(it.errors),
            "too_far": it.too_far,
        })
    };
    json!({
        "name": check.name,
        "baseline": check.baseline,
        "trials": check.trials,
        "allowed": allowed,
        "figures": compared.n_figures,
        "moved": compared.moved.iter().map(moved).collect::<Vec<_>>(),
        "verdict": compared.verdict.key(),
    })
}

/// JSON has no infinity: null, no limit.
fn finite(number: f64) -> Option<f64> {
    Some(number).filter(|number| number.is_finite())
}

fn line(checked: &Checked, lang: Lang) -> Vec<String> {
    let check = &checked.check;
    let mut cells = vec![
        check.name.clone(),
        format!("{} {}", check.subject.id(), label(check.definition, lang)),
        check.design.clone(),
        period(check.period, lang),
        bounds(checked, lang),
        found(checked, lang),
    ];
    cells.extend(checked.look.map(|look| numbers::grouped(look.trials as f64, 0)));
    cells.push(word(checked.verdict).text(lang).to_owned());
    cells
}

fn bounds(checked: &Checked, lang: Lang) -> String {
    let check = &checked.check;
    let bound = |sign: &str, bound: Option<f64>| {
        bound.map(|bound| format!("{sign}{}", numbers::plain(check.definition.kind, bound, lang)))
    };
    let bounds: Vec<String> =
        [bound("≥", check.at_least), bound("≤", check.at_most)].into_iter().flatten().collect();
    bounds.join(" ")
}

fn period(period: Period, lang: Lang) -> String {
    match period {
        Period::Year(year) => year.to_string(),
        Period::Term => Word::Term.text(lang).to_owned(),
    }
}

/// The figure with what was compared: its 95% interval, or the limits of the look.
fn found(checked: &Checked, lang: Lang) -> String {
    let definition = checked.check.definition;
    match (&checked.estimate, checked.look) {
        (Ok(estimate), None) => numbers::with_interval(definition, estimate, lang),
        (Ok(estimate), Some(look)) => {
            numbers::with_limits(definition.kind, estimate.value, look.low, look.high, lang)
        }
        (Err(missing), _) => numbers::why_missing_of(definition.metric, *missing, lang),
    }
}

fn baseline_line(compared: &Compared, lang: Lang) -> String {
    let check = &compared.check;
    let too_far = compared.moved.iter().filter(|it| it.too_far).count();
    let counts = [compared.n_figures, compared.moved.len(), too_far];
    let amount = match check.allowed {
        Allowed::Nothing => String::new(),
        Allowed::Amount(amount) | Allowed::StandardErrors(amount) => amount.to_string(),
    };
    let nearness = match check.allowed {
        Allowed::Nothing => Nearness::Equal,
        Allowed::Amount(_) => Nearness::Amount(&amount),
        Allowed::StandardErrors(_) => Nearness::StandardErrors(&amount),
    };
    let trials = [check.kept_trials, check.trials].map(|it| numbers::grouped(it as f64, 0));
    let trials = Some(&trials).filter(|[kept, ours]| kept != ours);
    let names = (&*check.name, &*check.baseline);
    words::baseline_line(names, trials, counts, nearness, word(compared.verdict), lang)
}

/// The figures that moved, of all baselines, the largest move first; nothing where none did.
fn moved_table(judged: &Judged, lang: Lang) -> String {
    let mut moved: Vec<(&Compared, &Moved)> =
        judged.baselines.iter().flat_map(|it| it.moved.iter().map(move |moved| (it, moved))).collect();
    if moved.is_empty() {
        return String::new();
    }
    moved.sort_by(|a, b| b.1.errors.total_cmp(&a.1.errors));
    let head = [
        Word::Check,
        Word::Figure,
        Word::Design,
        Word::Period,
        Word::Baseline,
        Word::Now,
        Word::Moved,
        Word::InStandardErrors,
    ];
    let head = head.iter().map(|word| word.text(lang).to_owned()).collect();
    let rows = moved.iter().take(MOVED_SHOWN).map(|(compared, it)| {
        let mut cells = vec![compared.check.name.clone()];
        cells.extend(moved_cells(it, compared.check.design(), lang));
        cells
    });
    let mut out = aligned(&words::moved_heading(lang), head, 4..8, rows.collect());
    out.push('\n');
    if moved.len() > MOVED_SHOWN {
        out += &words::more_moved(moved.len() - MOVED_SHOWN, lang);
        out.push('\n');
    }
    out
}

/// Figure, design, period, before, now, difference, standard errors.
fn moved_cells(moved: &Moved, design: &str, lang: Lang) -> Vec<String> {
    let definition = moved.figure.as_ref().map(|(_, definition)| *definition);
    let value = |value: f64| written(definition, value, lang);
    let none = || "–".to_owned();
    let period = if moved.period == "term" { Word::Term.text(lang).to_owned() } else { moved.period.clone() };
    let now = match (&moved.now, definition) {
        (Ok(Estimate { value: now, .. }), _) => value(*now),
        (Err(missing), Some(definition)) => numbers::why_missing_of(definition.metric, *missing, lang),
        (Err(_), None) => none(),
    };
    let errors = if moved.errors.is_finite() { in_errors(moved.errors) } else { none() };
    vec![
        match &moved.figure {
            Some((subject, definition)) => format!("{} {}", subject.id(), label(definition, lang)),
            None => moved.key.clone(),
        },
        design.to_owned(),
        period,
        moved.before.map_or_else(none, |kept| value(kept.value)),
        now,
        moved.by.map_or_else(none, |by| numbers::change(definition.map(|it| it.kind), by, lang)),
        errors,
    ]
}

fn written(definition: Option<&Definition>, value: f64, lang: Lang) -> String {
    definition.map_or_else(|| value.to_string(), |definition| numbers::plain(definition.kind, value, lang))
}

/// So many trials, rounded up to two digits.
pub(super) fn about(trials: f64) -> String {
    let mut unit = 1.0;
    while trials / unit > 99.0 {
        unit *= 10.0;
    }
    numbers::grouped(libm::ceil(trials / unit) * unit, 0)
}

/// So many standard errors.
fn in_errors(errors: f64) -> String {
    if errors < 0.005 { "<0.01".to_owned() } else { numbers::grouped(errors, 2) }
}

fn percent(ratio: f64) -> String {
    format!("{}%", ratio * 100.0)
}

const fn word(verdict: Verdict) -> Word {
    match verdict {
        Verdict::Pass => Word::Pass,
        Verdict::Undecided => Word::Undecided,
        Verdict::Fail => Word::Fail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk without room.
    struct Full;

    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_report_that_does_not_fit_on_the_disk_is_an_error_though_it_fits_into_memory() {
        assert!(gate_junit(&[], Lang::En, io::BufWriter::with_capacity(1 << 20, Full)).is_err());
    }
}
