//! What tests in other folders came to: a row a gate check, a group of a back-test, a step of a walk.

use crate::report::book::{Cell, Row, Sheet};
use crate::report::finished::{EvidenceVerb, Verb, estimate, items, number as number_of};
use crate::scenario::node::{Node, Value};
use crate::wording::book::{Table, Unit, both};
use crate::wording::metrics::Metric;
use crate::wording::sign_off::{SignOffTable, Word, checks as said, with_error};
use crate::wording::tables::Word as TableWord;
use crate::wording::{Bilingual, Lang};

use super::figures::{Amount, in_words};
use super::{PackParts, column, empty, plain, row, text, words};

/// A folder that tells of a test.
#[derive(Debug, Clone, Copy)]
struct Folder<'a> {
    name: &'a str,
    verb: &'static str,
    answer: &'a Node,
}

/// The tests of a pack.
#[derive(Debug, Default)]
pub(super) struct Checks {
    rows: Vec<Row>,
    /// What the opinion says of them, a sentence a folder.
    pub(super) said: Vec<Bilingual>,
}

impl Checks {
    /// What the folders beside the run say.
    pub(super) fn of(parts: &PackParts<'_>) -> Checks {
        let mut checks = Checks::default();
        for folder in parts.folders.iter().skip(1) {
            let it =
                Folder { name: &folder.name, verb: folder.answer.verb.name(), answer: &folder.answer.node };
            match folder.answer.verb {
                Verb::Walk => checks.walk(it),
                Verb::Lookback => {
                    let as_of = word(it.answer, "as_of");
                    checks.said.push(both(|lang| said::look_back(it.name, &as_of, lang)));
                }
                _ => {}
            }
        }
        for folder in parts.evidence {
            let it = Folder { name: &folder.name, verb: folder.verb.name(), answer: &folder.answer };
            match folder.verb {
                EvidenceVerb::Gate => checks.gates(it),
                EvidenceVerb::Backtest => checks.back_tests(it),
                EvidenceVerb::Fit | EvidenceVerb::Claims => {
                    checks.said.push(both(|lang| said::taken_in(it.verb, it.name, lang)));
                }
            }
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

    fn add(&mut self, folder: Folder<'_>, [item, asked, found]: [Bilingual; 3], verdict: Cell) {
        let of = [plain(folder.name), plain(folder.verb)];
        self.rows.push(row(of.into_iter().chain([text(item), text(asked), text(found), verdict]).collect()));
    }

    fn gates(&mut self, folder: Folder<'_>) {
        let mut counts = [0; 4];
        for gate in items(folder.answer) {
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
        self.said.push(both(|lang| said::gates(folder.name, counts, lang)));
    }

    fn back_tests(&mut self, folder: Folder<'_>) {
        let mut all = [0; 2];
        for group in list(folder.answer, "groups") {
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
        self.said.push(both(|lang| said::back_tests(folder.name, all, lang)));
    }

    fn walk(&mut self, folder: Folder<'_>) {
        for step in list(folder.answer, "steps") {
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
        let ends = ["first_price_yuan", "last_price_yuan"].map(|key| word(folder.answer, key));
        self.said.push(both(|lang| said::walk(folder.name, [&ends[0], &ends[1]], lang)));
    }
}

/// Name, figure, design and period of a check.
fn item_of(check: &Node) -> Bilingual {
    let [name, metric, design, period] = ["name", "metric", "design", "period"].map(|key| word(check, key));
    let (subject, key) = metric.split_once('.').unwrap_or(("", &metric));
    both(|lang| {
        let term = if period == "term" { TableWord::Term.text(lang) } else { &period };
        let label = Metric::ALL.into_iter().find(|it| it.key() == key).map_or(key, |it| it.text(lang));
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
