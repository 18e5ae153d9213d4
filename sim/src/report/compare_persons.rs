//! Who gains and who loses, for people, spreadsheets and programs.

use serde_json::{Map, Value, json};

use crate::decide::metrics::Kind;
use crate::decide::{Gainers, GroupEffect};
use crate::stats::Estimate;
use crate::wording::Lang;
use crate::wording::contrast::{self, ContrastWord, Grouping};
use crate::wording::tables::Word;

use super::csv;
use super::numbers;
use super::summary_json::estimate_json;
use super::table::aligned;

/// A sample of persons under every design.
#[derive(Debug, Clone, Copy)]
pub struct PersonsReport<'a> {
    /// The trials of the sample.
    pub trials: u64,
    /// One member in so many was looked at.
    pub every: usize,
    /// Design by design; the base is not among them.
    pub designs: &'a [Gainers],
    /// Their names and titles, by place.
    pub names: &'a [(String, crate::wording::Bilingual)],
}

impl PersonsReport<'_> {
    fn title(&self, design: &Gainers, lang: Lang) -> String {
        let named = self.names.get(design.design as usize);
        named.map_or_else(String::new, |(name, title)| match title.get(lang) {
            "" => name.clone(),
            title => title.to_owned(),
        })
    }

    fn name(&self, design: &Gainers) -> &str {
        self.names.get(design.design as usize).map_or("", |(name, _)| name)
    }
}

/// One sentence a design: who gains and who loses, and how much.
pub(super) fn lines(report: &PersonsReport<'_>, lang: Lang) -> Vec<String> {
    let line = |design: &Gainers| {
        let all = design.groups.first()?;
        let share = |it: &Option<Estimate>| it.as_ref().map(|it| numbers::plus_minus(Kind::Ratio, it, lang));
        let change = numbers::difference(Kind::MoneyPerHead, all.per_billed.as_ref()?, lang);
        let (gain, lose) = (share(&all.gain)?, share(&all.lose)?);
        Some(contrast::persons_line(&report.title(design, lang), &gain, &lose, &change, lang))
    };
    report.designs.iter().filter_map(line).collect()
}

/// One table a design, the size of the sample, and what the figures mean.
pub(super) fn tables(report: &PersonsReport<'_>, years: &str, lang: Lang) -> Vec<String> {
    let mut blocks: Vec<String> =
        report.designs.iter().map(|design| table(report, design, years, lang)).collect();
    if let (Some(last), Some(design)) = (blocks.last_mut(), report.designs.first()) {
        let number = |it: f64| numbers::grouped(it, 0);
        let (heads, billed) = design.groups.first().map_or((0, 0), |all| (all.heads, all.billed));
        let [trials, every] = [report.trials as f64, report.every as f64].map(number);
        let (heads, billed) = (number(heads as f64), number(billed as f64));
        last.push('\n');
        last.push_str(&contrast::sample_line(&trials, &every, &heads, &billed, lang));
        last.push_str(if lang == Lang::En { " " } else { "" });
        last.push_str(ContrastWord::PersonsNote.text(lang));
    }
    blocks
}

const HEAD: [ContrastWord; 8] = [
    ContrastWord::Group,
    ContrastWord::YearsWithBills,
    ContrastWord::BorneBefore,
    ContrastWord::PerBilled,
    ContrastWord::PerHead,
    ContrastWord::Gain,
    ContrastWord::Lose,
    ContrastWord::Unchanged,
];

fn table(report: &PersonsReport<'_>, design: &Gainers, years: &str, lang: Lang) -> String {
    let heading = contrast::persons_heading(&report.title(design, lang), years, lang);
    if design.groups.iter().all(GroupEffect::is_still) {
        return format!("{heading}\n{}", ContrastWord::NobodyMoves.text(lang));
    }
    let fold = |word: ContrastWord| {
        word.text(lang).replace('（', "\n（").replace('，', "，\n").replace(", ", ",\n").replace(" (", "\n(")
    };
    let mut rows = Vec::new();
    let mut before = None;
    for effect in design.groups.iter().filter(|effect| effect.heads > 0) {
        let grouping = effect.group.grouping;
        if before != Some(grouping) && grouping != Grouping::All {
            rows.push(vec![format!("[{}]", grouping.text(lang))]);
        }
        before = Some(grouping);
        rows.push(row(effect, lang));
    }
    let width = HEAD.len();
    for row in &mut rows {
        row.resize(width, String::new());
    }
    aligned(&heading, HEAD.map(fold).to_vec(), 1..width, rows)
}

fn row(effect: &GroupEffect, lang: Lang) -> Vec<String> {
    let plain =
        |it: &Option<Estimate>| it.as_ref().map(|it| numbers::plain(Kind::MoneyPerHead, it.value, lang));
    let change =
        |it: &Option<Estimate>| it.as_ref().map(|it| numbers::difference(Kind::MoneyPerHead, it, lang));
    let share = |it: Option<f64>| it.map(|it| numbers::plain(Kind::SmallRatio, it, lang));
    let value = |it: &Option<Estimate>| it.as_ref().map(|it| it.value);
    let (gain, lose) = (value(&effect.gain), value(&effect.lose));
    let unchanged = gain.zip(lose).map(|(gain, lose)| 1.0 - gain - lose);
    let cells = [
        plain(&effect.base_per_billed),
        change(&effect.per_billed),
        change(&effect.per_head),
        share(gain),
        share(lose),
        share(unchanged),
    ];
    let mut row = vec![effect.group.title.get(lang).to_owned(), numbers::grouped(effect.billed as f64, 0)];
    row.extend(cells.map(Option::unwrap_or_default));
    row
}

/// One line a design and group.
pub(super) fn table_csv(report: &PersonsReport<'_>, lang: Lang) -> Vec<u8> {
    let error = Word::StandardError.text(lang);
    let mut head = vec![
        Word::Design.text(lang).to_owned(),
        Word::Key.text(lang).to_owned(),
        ContrastWord::Group.text(lang).to_owned(),
        "heads".to_owned(),
        "billed".to_owned(),
        "change_fen".to_owned(),
    ];
    for word in
        [HEAD[2], HEAD[3], HEAD[4], HEAD[5], HEAD[6]].map(|word: ContrastWord| word.text(lang).to_owned())
    {
        head.extend([word.clone(), format!("{word}: {error}")]);
    }
    let mut lines = vec![head];
    for design in report.designs {
        for it in &design.groups {
            let mut line = vec![report.name(design).to_owned(), it.group.key.clone()];
            line.push(it.group.title.get(lang).to_owned());
            line.extend([it.heads, it.billed, it.change_fen].map(|number| number.to_string()));
            for estimate in [&it.base_per_billed, &it.per_billed, &it.per_head, &it.gain, &it.lose] {
                let cells = estimate.as_ref().map(|it| [it.value, it.se].map(csv::number));
                line.extend(cells.unwrap_or_default());
            }
            lines.push(line);
        }
    }
    csv::bytes(&lines)
}

/// The sample for programs.
pub(super) fn persons_json(report: &PersonsReport<'_>) -> Value {
    let group = |it: &GroupEffect| {
        let estimate = |it: &Option<Estimate>| json!(it.as_ref().map(estimate_json));
        let fields = json!({
            "title": { "zh": it.group.title.zh, "en": it.group.title.en },
            "grouping": it.group.grouping.text(Lang::En),
            "person_years": it.heads,
            "person_years_with_bills": it.billed,
            "change_fen": it.change_fen,
            "borne_under_base_per_billed_yuan": estimate(&it.base_per_billed),
            "change_per_billed_yuan": estimate(&it.per_billed),
            "change_per_head_yuan": estimate(&it.per_head),
            "share_bearing_less": estimate(&it.gain),
            "share_bearing_more": estimate(&it.lose),
        });
        (it.group.key.clone(), fields)
    };
    let designs = report.designs.iter().map(|design| {
        let groups: Map<String, Value> = design.groups.iter().map(group).collect();
        (report.name(design).to_owned(), Value::Object(groups))
    });
    json!({
        "trials": report.trials,
        "one_member_in": report.every,
        "designs": designs.collect::<Map<String, Value>>(),
    })
}
