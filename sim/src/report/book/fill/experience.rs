//! T10: an insurer's own policy years against what the model expected of the same members.

use super::super::{At, Cell, Column, ErrorShown, Formula, Row};
use super::Filled;
use super::checks::text;
use super::draft::{Draft, by, empty, figure, missing, note, number, row, texts, words};
use crate::report::finished::{Finished, Verb, bilingual, estimate, number as read};
use crate::scenario::node::Node;
use crate::wording::Bilingual;
use crate::wording::book::{Head, Note, Table, Unit, both, grouped_by};

/// Places of columns that formulas look at.
const EXPECTED: usize = 2;
const ACTUAL: usize = 3;
const EARNED: usize = 8;

pub(super) fn sheet(runs: &[Finished]) -> Filled {
    let mut columns = vec![Column::new(Head::Year, Unit::Year)];
    columns.extend(texts([Head::Group]));
    columns.extend([
        Column::new(Head::ExpectedToDate, Unit::TenThousandYuan),
        Column::new(Head::ActualToDate, Unit::TenThousandYuan),
        Column { error: ErrorShown::StandardError, ..Column::new(Head::ActualExpected, Unit::Ratio) },
        Column::new(Head::Credibility, Unit::Number),
        Column::new(Head::Adjustment, Unit::Ratio),
        Column::new(Head::PersonsPaid, Unit::Persons),
        Column::new(Head::EarnedPremium, Unit::TenThousandYuan),
        Column::new(Head::ExpectedRatio, Unit::Ratio),
        Column::new(Head::ActualRatioToDate, Unit::Ratio),
    ]);
    let mut draft = Draft::new(Table::Experience, Some(Unit::TenThousandYuan), columns, runs);
    for run in runs.iter().filter(|run| run.answer.verb == Verb::Lookback) {
        let mut rows = Vec::new();
        for year in run.answer.list("years") {
            for (name, actual, earned) in groups(run, year) {
                rows.push(cells(year, name, (actual, earned), rows.len()));
            }
        }
        draft.add(run, rows);
    }
    draft.finished(&[Note::ToDate, Note::AdjustmentIs], Note::NoExperience)
}

/// The liabilities of a year together and each, then its cohorts: name, what was found, earned premium.
fn groups<'a>(run: &Finished, year: &'a Node) -> Vec<(Bilingual, Option<&'a Node>, Option<f64>)> {
    let found = |it: &'a Node| it.get("actual_expected");
    let earned = year.get("earned_premium_yuan").and_then(read);
    let mut groups = vec![(Note::AllLiabilities.both(), year.get("all").and_then(found), earned)];
    for entry in year.get("liabilities").map(Node::entries).unwrap_or_default() {
        groups.push((name(run, "liabilities", &entry.key), found(&entry.node), None));
    }
    let is_nobody = |it: &Node| {
        ["expected_yuan", "actual_yuan"].iter().all(|key| it.get(key).and_then(read) == Some(0.0))
    };
    let cohorts = year.get("cohorts").map(Node::entries).unwrap_or_default();
    for entry in cohorts.iter().filter(|entry| !is_nobody(&entry.node)) {
        let earned = entry.node.get("earned_premium_yuan").and_then(read);
        let actual = Some(&entry.node).filter(|it| it.get("actual_yuan").is_some());
        groups.push((name(run, "cohorts", &entry.key), actual, earned));
    }
    groups
}

/// What people call a liability or a cohort; its key where the folder does not say.
pub(super) fn name(run: &Finished, kind: &str, key: &str) -> Bilingual {
    let Some(node) = run.answer.node.at(&["names", kind, key]) else { return both(|_| key.to_owned()) };
    let title = bilingual(node).unwrap_or_else(|| both(|_| key.to_owned()));
    match node.get("of").and_then(bilingual) {
        Some(of) => both(|lang| grouped_by(of.get(lang), title.get(lang), lang)),
        None => title,
    }
}

fn cells(year: &Node, name: Bilingual, (actual, earned): (Option<&Node>, Option<f64>), nth: usize) -> Row {
    let mut cells = vec![year.get("year").and_then(read).map_or_else(empty, number), words(name)];
    let Some(it) = actual else {
        cells.extend([empty(), note(Note::HiddenFew)]);
        cells.resize_with(EARNED + 3, empty);
        return row(cells);
    };
    let value = |key: &str| it.get(key).and_then(read);
    let plain = |value: Option<f64>| value.map_or_else(empty, number);
    let money = |value: Option<f64>| plain(value.map(|yuan| yuan * 1e-4));
    let at = |column| At { row: nth, column };
    let (expected, paid) = (value("expected_yuan"), value("actual_yuan"));
    let ratio = it.get("ratio").and_then(estimate);
    let over_earned = |of: Option<f64>, column| {
        let ratio = of.zip(earned.filter(|earned| *earned > 0.0)).map(|(of, earned)| of / earned);
        by(Formula::Over(at(column), at(EARNED)), plain(ratio))
    };
    let over_expected = match ratio {
        Some(ratio) => by(Formula::Over(at(ACTUAL), at(EXPECTED)), figure(Some(ratio), Unit::Ratio)),
        None => Cell::new(missing("nothing_to_divide_by")),
    };
    cells.extend([
        money(expected),
        money(paid),
        over_expected,
        plain(value("credibility")),
        plain(value("adjustment")),
        plain(value("persons_paid")),
        money(earned),
        over_earned(expected, EXPECTED),
        over_earned(paid, ACTUAL),
    ]);
    row(cells)
}

/// A year's ages, with expected and actual payments over earned premium.
pub(super) type RatiosByAge = (String, Vec<Bilingual>, [Vec<Option<f64>>; 2]);

/// By year: the ages, with expected and actual payments over earned premium.
pub(super) fn ratios_by_age(run: &Finished) -> Vec<RatiosByAge> {
    let of = |year: &Node| {
        let cohorts = year.get("cohorts").map(Node::entries).unwrap_or_default();
        let (mut names, mut ratios) = (Vec::new(), [Vec::new(), Vec::new()]);
        for entry in cohorts.iter().filter(|entry| entry.key.starts_with("age_")) {
            let earned = entry.node.get("earned_premium_yuan").and_then(read)?;
            if earned <= 0.0 {
                continue;
            }
            let title = run.answer.node.at(&["names", "cohorts", &entry.key]).and_then(bilingual);
            names.push(title.unwrap_or_else(|| both(|_| entry.key.to_string())));
            for (ratios, key) in ratios.iter_mut().zip(["expected_yuan", "actual_yuan"]) {
                ratios.push(entry.node.get(key).and_then(read).map(|yuan| yuan / earned));
            }
        }
        let name = year.get("year").and_then(read).map(|year| year.to_string());
        (!names.is_empty()).then_some((name.unwrap_or_else(|| text(year, "year")), names, ratios))
    };
    run.answer.list("years").iter().filter_map(of).collect()
}
