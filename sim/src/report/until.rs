//! Why a run stopped, and how its figures settled: for the console, the summary and `convergence.csv`.

use serde_json::{Value, json};

use crate::decide::until::{Reached, Stopped};
use crate::decide::{Converging, Period};
use crate::wording::Lang;
use crate::wording::tables::Word;
use crate::wording::until::{self, Found};

use super::csv::{bytes, figure_cells, figure_head};
use super::gate::about;
use super::numbers::{self, grouped};
use super::summary_json::{estimate_json, missing_key};
use super::table::{label, titled};

/// The line that says why a run stopped, and after how many trials.
pub(super) fn line(stopped: &Stopped, lang: Lang) -> String {
    let found: Vec<Found> = stopped.reached.iter().map(found).collect();
    let [trials, most] = [stopped.trials, stopped.most].map(|it| grouped(it as f64, 0));
    until::stopped(&trials, &most, stopped.is_precise(), &found, lang)
}

fn found(reached: &Reached) -> Found {
    let asked = reached.wanted.text.clone();
    let Some(width) = reached.width else { return Found::Unknown(asked) };
    let width = three_digits(width);
    if reached.holds() {
        Found::Reached(asked, width)
    } else {
        Found::Short(asked, width, reached.needed.map(about))
    }
}

/// A positive number with three digits that mean something, so that it can be held against one that was typed.
fn three_digits(number: f64) -> String {
    let magnitude = libm::floor(libm::log10(number));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 12")]
    let decimals = (2.0 - magnitude).clamp(0.0, 12.0) as usize;
    grouped(number, decimals)
}

/// The same for programs.
pub(super) fn json(stopped: &Stopped) -> Value {
    let conditions = stopped.reached.iter().map(|it| {
        json!({
            "condition": it.wanted.text,
            "metric": it.wanted.key(),
            "design": it.wanted.design,
            "period": it.wanted.period.key(),
            "width": it.wanted.width.key(),
            "relative": it.wanted.relative,
            "below": it.wanted.below,
            "reached": it.width,
            "holds": it.holds(),
            "trials_needed": it.needed,
        })
    });
    json!({
        "reason": { "zh": line(stopped, Lang::Zh), "en": line(stopped, Lang::En) },
        "precise": stopped.is_precise(),
        "trials": stopped.trials,
        "max_trials": stopped.most,
        "conditions": conditions.collect::<Vec<_>>(),
    })
}

/// `convergence.csv`: one line a figure and subset, the smallest first.
pub fn convergence_csv(rows: &[Converging], lang: Lang) -> Vec<u8> {
    // without the four columns of a difference
    let mut head = figure_head(&[Word::Design, Word::Period, Word::FirstTrials], lang);
    head.truncate(head.len() - 4);
    let mut lines = vec![head];
    lines.extend(rows.iter().map(|row| {
        let mut line = vec![row.design.clone(), row.period.key(), row.trials.to_string()];
        line.extend(figure_cells(&row.figure, lang));
        line.truncate(line.len() - 4);
        line
    }));
    bytes(&lines)
}

/// The table of the console: one line a figure, one column a subset; `None` without any.
pub(super) fn convergence_table(rows: &[Converging], lang: Lang) -> Option<String> {
    let first = rows.first()?;
    let same = |one: &Converging, other: &Converging| {
        (&one.design, one.period, one.figure.key()) == (&other.design, other.period, other.figure.key())
    };
    let figures: Vec<&[Converging]> = rows.chunk_by(same).collect();
    let head = figures[0].iter().map(|it| grouped(it.trials as f64, 0));
    let head: Vec<String> = [Word::Figure.text(lang).to_owned()].into_iter().chain(head).collect();
    let lines = figures.iter().map(|figure| {
        let name = whose(&figure[0], &first.design, lang);
        [name].into_iter().chain(figure.iter().map(|it| numbers::cell(&it.figure, lang))).collect()
    });
    Some(titled(until::convergence_heading(lang), head, lines.collect()))
}

/// The label of a figure behind its subject, with design and period where they are not the base and the term.
fn whose(row: &Converging, base: &str, lang: Lang) -> String {
    let mut name = format!("{} {}", row.figure.subject.id(), label(row.figure.definition, lang));
    if row.design != base {
        name.push_str(" @");
        name.push_str(&row.design);
    }
    if row.period != Period::Term {
        name.push_str(" @");
        name.push_str(&row.period.key());
    }
    name
}

/// The table for programs.
pub(super) fn convergence_json(rows: &[Converging]) -> Value {
    let row = |row: &Converging| {
        let estimate = match &row.figure.estimate {
            Ok(estimate) => estimate_json(estimate),
            Err(missing) => json!({ "value": null, "missing": missing_key(*missing) }),
        };
        json!({
            "metric": row.figure.key(),
            "design": row.design,
            "period": row.period.key(),
            "first_trials": row.trials,
            "estimate": estimate,
        })
    };
    rows.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::three_digits;

    #[test]
    fn a_width_has_three_digits() {
        let shown = [0.000_987_6, 0.0123, 1.5, 123_456.0].map(three_digits);
        assert_eq!(shown, ["0.000988", "0.0123", "1.50", "123,456"]);
    }
}
