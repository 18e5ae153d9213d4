//! T7: what a change of terms does to groups of people, where persons were compared.

use super::super::Column;
use super::Filled;
use super::draft::{Draft, figure, number, plain, row, texts, words};
use crate::report::finished::{Finished, Verb, bilingual, estimate, number as read};
use crate::scenario::node::Node;
use crate::wording::book::{Head, Note, Table, Unit};

pub(super) fn sheet(runs: &[Finished]) -> Filled {
    let mut columns = texts([Head::Design, Head::People]);
    columns.extend([
        Column::new(Head::PersonYears, Unit::Count),
        Column::new(Head::Billed, Unit::Count),
        Column::figures(Head::Borne, Unit::YuanPerHead),
        Column::figures(Head::ChangeBilled, Unit::YuanPerHead),
        Column::figures(Head::ChangeHead, Unit::YuanPerHead),
        Column::figures(Head::BearingLess, Unit::Ratio),
        Column::figures(Head::BearingMore, Unit::Ratio),
    ]);
    let mut draft = Draft::new(Table::Fairness, None, columns, runs);
    for run in runs.iter().filter(|run| run.answer.verb == Verb::Compare) {
        let designs = run.answer.node.at(&["persons", "designs"]).map(Node::entries).unwrap_or_default();
        let mut rows = Vec::new();
        for design in designs {
            let title = run.scenario.design(&design.key).map(|it| it.title.clone());
            for group in design.node.entries() {
                let of = |key| group.node.get(key);
                let count = |key| of(key).and_then(read).map_or_else(super::draft::empty, number);
                let mean = |key, unit| figure(of(key).and_then(estimate), unit);
                rows.push(row(vec![
                    title.as_ref().map_or_else(|_| plain(&design.key), |title| words(title.clone())),
                    of("title").and_then(bilingual).map_or_else(|| plain(&group.key), words),
                    count("person_years"),
                    count("person_years_with_bills"),
                    mean("borne_under_base_per_billed_yuan", Unit::YuanPerHead),
                    mean("change_per_billed_yuan", Unit::YuanPerHead),
                    mean("change_per_head_yuan", Unit::YuanPerHead),
                    mean("share_bearing_less", Unit::Ratio),
                    mean("share_bearing_more", Unit::Ratio),
                ]));
            }
        }
        draft.add(run, rows);
    }
    draft.finished(&[Note::SampleOfPersons, Note::SamplingErrorOnly], Note::NoFairness)
}
