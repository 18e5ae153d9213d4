//! What tests in other folders came to: a row a gate check, a group of a back-test, a step of a walk; and the
//! look-back as the table that a report numbers T10.

use crate::report::book::{Cell, Column, ErrorShown, Row, Sheet};
use crate::report::finished::{Evidence, EvidenceVerb, estimate, items, number as number_of};
use crate::scenario::node::{Node, Value};
use crate::wording::book::{Table, Unit, both};
use crate::wording::lookback::LookbackWord;
use crate::wording::metrics::Metric;
use crate::wording::sign_off::{SignOffTable, Word, checks as said, with_error};
use crate::wording::tables::Word as TableWord;
use crate::wording::{Bilingual, Lang};

use super::figures::{Amount, in_words};
use super::{column, empty, number, plain, row, text, words};

/// The tests of a pack.
#[derive(Debug, Default)]
pub(super) struct Checks {
    rows: Vec<Row>,
    /// What the opinion says of them, a sentence a folder.
    pub(super) said: Vec<Bilingual>,
}

impl Checks {
    pub(super) fn of(all: &[Evidence]) -> Checks {
        let mut checks = Checks::default();
        for folder in all {
            let sentence = match folder.verb {
                EvidenceVerb::Gate => checks.gates(folder),
                EvidenceVerb::Backtest => checks.back_tests(folder),
                EvidenceVerb::Walk => checks.walk(folder),
                EvidenceVerb::Lookback => {
                    let as_of = word(&folder.answer, "as_of");
                    both(|lang| said::look_back(&folder.name, &as_of, lang))
                }
                EvidenceVerb::Fit | EvidenceVerb::Claims => {
                    both(|lang| said::taken_in(folder.verb.name(), &folder.name, lang))
                }
            };
            checks.said.push(sentence);
        }
        checks
    }

    /// The table; nothing where no folder has rows of it.
    pub(super) fn sheet(self) -> Option<Sheet> {
        let heads = [Word::DigestOf, Word::Verb, Word::Checked, Word::Asked, Word::Found, Word::Verdict];
        (!self.rows.is_empty()).then(|| Sheet {
            table: Table::SignOff(SignOffTable::Checks),
            money: Some(Unit::TenThousandYuan),
            columns: heads.map(|word| column(word, Unit::Text)).to_vec(),
            rows: self.rows,
            notes: vec![words(Word::ChecksNote)],
        })
    }

    fn add(&mut self, folder: &Evidence, [item, asked, found]: [Bilingual; 3], verdict: Cell) {
        let of = [plain(&folder.name), plain(folder.verb.name())];
        self.rows.push(row(of.into_iter().chain([text(item), text(asked), text(found), verdict]).collect()));
    }

    fn gates(&mut self, folder: &Evidence) -> Bilingual {
        let mut counts = [0; 4];
        for gate in items(&folder.answer) {
            let Some(result) = gate.get("result") else { continue };
            for check in list(result, "checks") {
                let found = found(check);
                self.add(folder, [item_of(check), bounds(check), found], verdict(check, &mut counts));
            }
            for check in list(result, "baselines") {
                let (name, file) = (word(check, "name"), word(check, "baseline"));
                let moved = [whole(check, "figures"), list(check, "moved").len() as u64];
                let said = [
                    both(|_| name.clone()),
                    both(|lang| said::baseline(&file, lang)),
                    both(|lang| said::compared(moved, lang)),
                ];
                self.add(folder, said, verdict(check, &mut counts));
            }
        }
        both(|lang| said::gates(&folder.name, counts, lang))
    }

    fn back_tests(&mut self, folder: &Evidence) -> Bilingual {
        let mut all = [0; 2];
        for group in list(&folder.answer, "groups") {
            let within =
                |key: &str, part: &str| group.at(&["summary", key]).map_or(0, |within| whole(within, part));
            let of = within("within_95", "cases");
            if of == 0 {
                continue;
            }
            let counts = [within("within_90", "within"), within("within_95", "within"), of];
            let names = [word(group, "line"), word(group, "figure")];
            let said = [
                both(|lang| said::group(&names[0], &names[1], lang)),
                both(|lang| said::covers(lang).to_owned()),
                both(|lang| said::within(counts, lang)),
            ];
            self.add(folder, said, empty());
            all = [all[0] + of, all[1] + counts[1]];
        }
        both(|lang| said::back_tests(&folder.name, all, lang))
    }

    fn walk(&mut self, folder: &Evidence) -> Bilingual {
        for step in list(&folder.answer, "steps") {
            let [key, price, by] = ["key", "price_yuan", "effect_yuan"].map(|key| word(step, key));
            let se = step.get("effect").and_then(estimate).map(|it| format!("{:.2}", it.se));
            let found =
                both(
                    |lang| if by.is_empty() { String::new() } else { said::effect(&by, se.as_deref(), lang) },
                );
            self.add(
                folder,
                [both(|_| key.clone()), both(|lang| said::price_after(&price, lang)), found],
                empty(),
            );
        }
        let ends = ["first_price_yuan", "last_price_yuan"].map(|key| word(&folder.answer, key));
        both(|lang| said::walk(&folder.name, [&ends[0], &ends[1]], lang))
    }
}

/// The look-backs as one table; nothing where there is none, or in another form.
pub(super) fn look_back(all: &[Evidence]) -> Option<Sheet> {
    use LookbackWord as It;
    let mut rows = Vec::new();
    for (folder, lines) in all.iter().filter_map(|it| Some((it, actual_expected(it)?))) {
        for line in lines.iter().skip(1) {
            let cell = |at: usize, scale: f64| {
                line[at].parse::<f64>().map_or_else(|_| plain(&line[at]), |value| number(value * scale))
            };
            let mut cells = vec![plain(&folder.name), plain(&line[0]), plain(&line[1])];
            cells.extend([cell(2, 1e-4), cell(3, 1e-4), cell(4, 1.0), cell(8, 1.0)]);
            cells.extend([cell(5, 1.0), cell(6, 1.0), cell(7, 1.0)]);
            rows.push(row(cells));
        }
    }
    let head = |key: &str, it: It, unit: Unit| Column {
        key: key.to_owned(),
        head: both(|lang| it.text(lang).to_owned()),
        unit,
        error: ErrorShown::None,
    };
    let columns = vec![
        column(Word::DigestOf, Unit::Text),
        head("year", It::Year, Unit::Text),
        head("group", It::Group, Unit::Text),
        head("expected", It::ExpectedToDate, Unit::TenThousandYuan),
        head("actual", It::ActualToDate, Unit::TenThousandYuan),
        head("actual_expected", It::ActualExpected, Unit::Ratio),
        column(Word::StandardError, Unit::Ratio),
        head("credibility", It::Credibility, Unit::Number),
        head("adjustment", It::Adjustment, Unit::Ratio),
        head("persons_paid", It::PersonsPaid, Unit::Persons),
    ];
    let notes = vec![both(|lang| It::TenNote.text(lang).to_owned())];
    let money = Some(Unit::TenThousandYuan);
    (!rows.is_empty()).then_some(Sheet { table: Table::Experience, money, columns, rows, notes })
}

/// The lines of a look-back's own table.
fn actual_expected(folder: &Evidence) -> Option<&Vec<Vec<String>>> {
    let lines = folder.tables.get(ACTUAL_EXPECTED)?;
    lines.iter().all(|line| line.len() == 9).then_some(lines)
}

/// The tables that other sheets do not show.
pub(super) fn kept(folder: &Evidence) -> impl Iterator<Item = (&String, &Vec<Vec<String>>)> {
    let shown = actual_expected(folder).is_some();
    folder.tables.iter().filter(move |(name, _)| !(shown && *name == ACTUAL_EXPECTED))
}

const ACTUAL_EXPECTED: &str = "actual_expected";

/// Name, figure, design and period of a check.
fn item_of(check: &Node) -> Bilingual {
    let [name, metric, design, period] = ["name", "metric", "design", "period"].map(|key| word(check, key));
    let (subject, key) = metric.split_once('.').unwrap_or(("", &metric));
    both(|lang| {
        let term = if period == "term" { TableWord::Term.text(lang) } else { &period };
        let label = Metric::ALL.into_iter().find(|it| it.key() == key).map_or(key, |it| it.label(lang));
        format!("{name}：{subject} {label} · {design} · {term}").replace('：', lang_colon(lang))
    })
}

const fn lang_colon(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "：",
        Lang::En => ": ",
    }
}

/// `≥ 75% ≤ 95%`
fn bounds(check: &Node) -> Bilingual {
    let unit = Unit::shown_for(&word(check, "unit"));
    let bound = |sign: &str, key: &str, lang: Lang| {
        let value = number_of(check.get(key)?)?;
        Some(format!("{sign} {}", in_words(Amount::Input(value * scale(unit)), unit).0.get(lang)))
    };
    both(|lang| {
        let both = [bound("≥", "at_least", lang), bound("≤", "at_most", lang)];
        both.into_iter().flatten().collect::<Vec<_>>().join(" ")
    })
}

/// The figure of a check with its error, or why there is none.
fn found(check: &Node) -> Bilingual {
    let unit = Unit::shown_for(&word(check, "unit"));
    let Some(kept) = check.get("estimate") else { return Bilingual::default() };
    let Some(estimate) = estimate(kept) else {
        let why = word(kept, "missing");
        return both(|lang| crate::wording::book::why_missing(&why, lang));
    };
    let (value, error) = in_words(Amount::Estimate(estimate.scaled(scale(unit))), unit);
    both(|lang| with_error(&value, error.as_ref(), lang))
}

fn scale(unit: Unit) -> f64 {
    if unit == Unit::TenThousandYuan { 1e-4 } else { 1.0 }
}

fn verdict(check: &Node, [all, passed, failed, undecided]: &mut [usize; 4]) -> Cell {
    *all += 1;
    let (count, said) = match check.get("verdict").and_then(Node::as_text) {
        Some("pass") => (passed, TableWord::Pass),
        Some("fail") => (failed, TableWord::Fail),
        _ => (undecided, TableWord::Undecided),
    };
    *count += 1;
    text(both(|lang| said.text(lang).to_owned()))
}

fn list<'a>(node: &'a Node, key: &str) -> &'a [Node] {
    node.get(key).map(items).unwrap_or_default()
}

fn word(node: &Node, key: &str) -> String {
    node.get(key).and_then(Node::as_text).unwrap_or_default().to_owned()
}

fn whole(node: &Node, key: &str) -> u64 {
    let Some(Value::Number(number)) = node.get(key).map(|node| &node.value) else { return 0 };
    number.parse().unwrap_or_default()
}
