//! A gate's checks as a table and as JSON.

use serde_json::{Value, json};

use crate::decide::{Checked, Period, Verdict};
use crate::wording::Lang;
use crate::wording::tables::{self, Word};

use super::numbers;
use super::summary_json::{estimate_json, missing_key};
use super::table::{aligned, label};

/// The checks of a gate file, one a line, and the verdict on all of them.
pub fn gate_table(file: &str, checks: &[Checked], lang: Lang) -> String {
    let words = [
        Word::Check,
        Word::Figure,
        Word::Design,
        Word::Period,
        Word::Threshold,
        Word::Simulated,
        Word::Verdict,
    ];
    let head = words.iter().map(|word| word.text(lang).to_owned()).collect();
    let rows = checks.iter().map(|checked| line(checked, lang)).collect();
    let count = |verdict| checks.iter().filter(|it| it.verdict == verdict).count();
    let (passed, failed) = (count(Verdict::Pass), count(Verdict::Fail));
    let verdict = word(Verdict::worst(checks.iter().map(|it| it.verdict)));
    let last = tables::gate_line(verdict, passed, failed, count(Verdict::Undecided), lang);
    format!("{}\n{last}\n", aligned(&tables::gate_heading(file, lang), head, 4..6, rows))
}

/// The checks of a gate for programs.
pub fn gate_json(checks: &[Checked]) -> Value {
    let verdict = Verdict::worst(checks.iter().map(|it| it.verdict));
    let checks: Vec<Value> = checks
        .iter()
        .map(|checked| {
            let check = &checked.check;
            let estimate = match &checked.estimate {
                Ok(estimate) => estimate_json(estimate),
                Err(missing) => json!({ "value": null, "missing": missing_key(*missing) }),
            };
            json!({
                "name": check.name,
                "metric": check.subject.key(check.definition.metric),
                "unit": check.definition.kind.key(),
                "design": check.design,
                "period": check.period.key(),
                "at_most": check.at_most,
                "at_least": check.at_least,
                "estimate": estimate,
                "verdict": checked.verdict.key(),
            })
        })
        .collect();
    json!({ "verdict": verdict.key(), "checks": checks })
}

fn line(checked: &Checked, lang: Lang) -> Vec<String> {
    let check = &checked.check;
    let bound = |sign: &str, bound: Option<f64>| {
        bound.map(|bound| format!("{sign}{}", numbers::plain(check.definition.kind, bound, lang)))
    };
    let bounds: Vec<String> =
        [bound("≥", check.at_least), bound("≤", check.at_most)].into_iter().flatten().collect();
    let period = match check.period {
        Period::Year(year) => year.to_string(),
        Period::Term => Word::Term.text(lang).to_owned(),
    };
    let estimate = match &checked.estimate {
        Ok(estimate) => numbers::with_interval(check.definition, estimate, lang),
        Err(missing) => numbers::why_missing_of(check.definition.metric, *missing, lang),
    };
    vec![
        check.name.clone(),
        format!("{} {}", check.subject.id(), label(check.definition, lang)),
        check.design.clone(),
        period,
        bounds.join(" "),
        estimate,
        word(checked.verdict).text(lang).to_owned(),
    ]
}

const fn word(verdict: Verdict) -> Word {
    match verdict {
        Verdict::Pass => Word::Pass,
        Verdict::Undecided => Word::Undecided,
        Verdict::Fail => Word::Fail,
    }
}
