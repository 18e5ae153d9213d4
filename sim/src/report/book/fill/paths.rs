//! T12: the years of a term or of a path one after the other.

use super::super::{Column, Row};
use super::designs::price;
use super::draft::{Draft, empty, figure, input, kept, note, plain, row, subject, texts, words};
use super::funds::year_cell;
use super::{Filled, base_name, with_designs, years};
use crate::report::finished::{Finished, KeptFigure, Verb, bilingual};
use crate::scenario::funds::FundDoc;
use crate::scenario::node::Node;
use crate::units::Year;
use crate::wording::book::{Head, Note, Table, Unit};

pub(super) fn sheet(runs: &[Finished]) -> Filled {
    let mut columns = texts([Head::Path, Head::Fund]);
    columns.extend([
        Column::new(Head::Year, Unit::Year),
        Column::figures(Head::Price, Unit::YuanPerHead),
        Column::figures(Head::Raised, Unit::Probability),
        Column::figures(Head::Lowered, Unit::Probability),
        Column::figures(Head::Participation, Unit::Ratio),
        Column::figures(Head::LossRatio, Unit::Ratio),
        Column::figures(Head::LossRatioP05, Unit::Ratio),
        Column::figures(Head::LossRatioP50, Unit::Ratio),
        Column::figures(Head::LossRatioP95, Unit::Ratio),
        Column::figures(Head::ReserveEnd, Unit::TenThousandYuan),
        Column::figures(Head::DeficitProbability, Unit::Probability),
        Column::figures(Head::CumulativeDeficit, Unit::Probability),
        Column::figures(Head::Ruin, Unit::Probability),
    ]);
    let mut draft = Draft::new(Table::Paths, Some(Unit::TenThousandYuan), columns, runs);
    let reviewed = runs.iter().any(|run| run.answer.verb == Verb::Path);
    for run in with_designs(runs).filter(|run| years(run).len() > 1) {
        let rows = run.scenario.base().funds.iter().flat_map(|(id, fund)| {
            let of = move |(nth, year): (usize, String)| of_run(run, (id, fund), nth, &year);
            years(run).into_iter().filter_map(of)
        });
        draft.add(run, rows.collect());
    }
    for run in runs.iter().filter(|run| run.answer.verb == Verb::Path) {
        let paths = run.answer.get("paths").map(Node::entries).unwrap_or_default();
        let rows = paths.iter().flat_map(|path| {
            let periods = path.node.get("periods").map(crate::report::finished::items).unwrap_or_default();
            periods.iter().map(|period| of_path(&path.node, &path.key, period))
        });
        draft.add(run, rows.collect());
    }
    let from = if reviewed { Note::PathReviewed } else { Note::PathFromRun };
    draft.finished(&[from, Note::SamplingErrorOnly], Note::NoPaths)
}

/// A year of a run whose terms follow no experience.
fn of_run(run: &Finished, (id, fund): (&str, &FundDoc), nth: usize, year: &str) -> Option<Row> {
    let of = |name: &str, unit| kept(run.answer.figure(base_name(run), year, &format!("{id}.{name}")), unit);
    let lost = match fund {
        FundDoc::CiiContract(_) => format!("{id}_deficit_fen"),
        FundDoc::HmbBook(_) => format!("- {id}_result_fen"),
        FundDoc::Ledger(_) => return None,
    };
    let held = if matches!(fund, FundDoc::CiiContract(_)) { "closing_balance" } else { "surplus_balance" };
    let doc = run.scenario.designs.first()?.in_year(Year(year.parse().ok()?)).doc;
    let cumulative = run.trials.as_ref().and_then(|it| it.any(&lost, 0..nth + 1));
    Some(row(vec![
        empty(),
        subject(id),
        year_cell(year),
        input(price(doc, id)),
        empty(),
        empty(),
        of("participation", Unit::Ratio),
        of("loss_ratio", Unit::Ratio),
        of("loss_ratio_p05", Unit::Ratio),
        of("loss_ratio_p50", Unit::Ratio),
        of("loss_ratio_p95", Unit::Ratio),
        of(held, Unit::TenThousandYuan),
        of("deficit_probability", Unit::Probability),
        figure(cumulative, Unit::Probability),
        empty(),
    ]))
}

/// A period of a path on which terms follow experience.
fn of_path(path: &Node, key: &str, period: &Node) -> Row {
    let name = period.get("period").and_then(Node::as_text).unwrap_or_default();
    let of =
        |figure: &str, unit| kept(period.at(&["figures", figure, "path"]).and_then(KeptFigure::of), unit);
    let fund = path.get("fund").and_then(Node::as_text).unwrap_or_default();
    let is_total = name == "term";
    let cells = vec![
        path.get("title").and_then(bilingual).map_or_else(|| plain(key), words),
        subject(fund),
        if is_total { note(Note::WholeTerm) } else { year_cell(name) },
        of("price", Unit::YuanPerHead),
        of("raised", Unit::Probability),
        of("lowered", Unit::Probability),
        empty(),
        of("loss_ratio", Unit::Ratio),
        empty(),
        empty(),
        empty(),
        of("held", Unit::TenThousandYuan),
        of("deficit_probability", Unit::Probability),
        empty(),
        of("ruin_probability", Unit::Probability),
    ];
    Row { cells, is_total }
}
