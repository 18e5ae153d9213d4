//! The reconciliation of an insurer's claims, for people (text), spreadsheets (CSV) and programs (JSON).

use serde_json::{Map, Value, json};

use super::csv;
use super::numbers;
use super::table::aligned;
use crate::experience::{Claims, Control, Defect, Suppression, Tally, YearTotals};
use crate::units::Fen;
use crate::wording::Lang;
use crate::wording::claims::{self, ClaimsWord, DefectKind};

/// So many defects of a kind stand on the console.
const SHOWN: usize = 5;

/// The reconciliation and how much of it may be shown.
#[derive(Debug, Clone, Copy)]
pub struct ClaimsReport<'a> {
    /// What was read.
    pub claims: &'a Claims,
    /// Which cells are too small.
    pub suppression: Suppression,
    /// Whether values of defects are shown as they are.
    pub plainly: bool,
}

/// One line of a table of rows and amounts: what, how many rows, their amounts; `None` where it is not shown.
type Fate = (String, Option<u64>, Option<Vec<Fen>>);

impl ClaimsReport<'_> {
    /// What became of the rows, in the order of the table.
    fn fates(&self, tally: &Tally, word: impl Fn(Part) -> String) -> Vec<Fate> {
        let mut parts = vec![(Part::Kept, &tally.kept)];
        parts.extend(tally.dropped.iter().map(|(&kind, sum)| (Part::Dropped(kind), sum)));
        parts.extend(tally.in_error.iter().map(|(&kind, sum)| (Part::InError(kind), sum)));
        let persons: Vec<u64> = parts.iter().map(|(_, sum)| sum.persons()).collect();
        let (shown, total) = self.suppression.shown(&persons);
        let fate = |part, sum: &crate::experience::Sum, shown: bool| {
            (word(part), shown.then_some(sum.rows), shown.then(|| sum.amounts.clone()))
        };
        let mut fates = vec![fate(Part::Read, &tally.read, total)];
        fates.extend(parts.into_iter().zip(shown).map(|((part, sum), shown)| fate(part, sum, shown)));
        fates
    }

    fn tallies(&self) -> impl Iterator<Item = (ClaimsWord, &Tally)> {
        let of = &self.claims.reconciliation;
        let policies = of.policies.iter().map(|it| (ClaimsWord::Policies, it));
        policies.chain(of.claims.iter().map(|it| (ClaimsWord::Claims, it)))
    }

    /// Whether a year's figures are shown.
    fn shows(&self, year: &YearTotals) -> [bool; 2] {
        [year.persons, year.patients].map(|it| !self.suppression.hides(it.unsigned_abs()))
    }
}

/// What a sum of rows is.
#[derive(Debug, Clone, Copy)]
enum Part {
    Read,
    Kept,
    Dropped(DefectKind),
    InError(DefectKind),
}

impl Part {
    fn text(self, lang: Lang) -> String {
        let of = |word: ClaimsWord, kind: DefectKind| claims::fate(word, kind, lang);
        match self {
            Part::Read => ClaimsWord::Read.text(lang).to_owned(),
            Part::Kept => ClaimsWord::Kept.text(lang).to_owned(),
            Part::Dropped(kind) => of(ClaimsWord::Dropped, kind),
            Part::InError(kind) => of(ClaimsWord::InError, kind),
        }
    }

    fn key(self) -> String {
        match self {
            Part::Read => "read".to_owned(),
            Part::Kept => "kept".to_owned(),
            Part::Dropped(kind) => format!("dropped.{}", kind.key()),
            Part::InError(kind) => format!("in_error.{}", kind.key()),
        }
    }
}

/// The reconciliation as text, with a newline at the end.
pub fn claims_console(report: &ClaimsReport<'_>, lang: Lang) -> String {
    let of = &report.claims.reconciliation;
    let mut head = vec![format!("{}  [{}]", report.claims.doc.title.get(lang), report.claims.name)];
    if report.claims.is_synthetic() {
        head.push(ClaimsWord::Synthetic.text(lang).to_owned());
    }
    let verdict = if of.holds() { ClaimsWord::Holds } else { ClaimsWord::Fails };
    head.push(verdict.text(lang).to_owned());
    head.push(claims::suppression(report.suppression.0, lang));
    let mut blocks = vec![head.join("\n")];
    blocks.extend(report.tallies().map(|(word, tally)| tally_table(report, word, tally, lang)));
    if of.reversed_pairs > 0 {
        let net = of.reversed_net.to_string();
        let pairs = of.reversed_pairs;
        let pairs = if report.suppression.hides(pairs) { None } else { Some(pairs) };
        blocks.push(claims::reversed(pairs, report.suppression.0, &net, lang));
    }
    if !of.controls.is_empty() {
        blocks.push(control_table(&of.controls, lang));
    }
    if !of.years.is_empty() {
        blocks.push(year_table(report, lang));
    }
    if !of.assumed.is_empty() {
        blocks.push(claims::assumed(&of.assumed, lang));
    }
    if !of.defects.is_empty() {
        blocks.push(defect_lines(report, lang));
    }
    blocks.join("\n\n") + "\n"
}

fn yuan(amount: Fen) -> String {
    numbers::grouped(amount.as_yuan_f64(), 2)
}

fn tally_table(report: &ClaimsReport<'_>, word: ClaimsWord, tally: &Tally, lang: Lang) -> String {
    // the whole table of nine amounts is in the files
    let shown: Vec<usize> = (0..tally.columns.len())
        .filter(|&at| ["premium", "total", "payment"].contains(&tally.columns[at]))
        .collect();
    let mut head = vec![word.text(lang).to_owned(), ClaimsWord::Rows.text(lang).to_owned()];
    head.extend(shown.iter().map(|&at| claims::column_yuan(tally.columns[at], lang)));
    let hidden = || ClaimsWord::Hidden.text(lang).to_owned();
    let rows = report.fates(tally, |part| part.text(lang)).into_iter().map(|(name, rows, amounts)| {
        let mut row = vec![name, rows.map_or_else(hidden, |it| numbers::grouped(it as f64, 0))];
        row.extend(shown.iter().map(|&at| amounts.as_ref().map_or_else(hidden, |it| yuan(it[at]))));
        row
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let balance = if tally.balances() { ClaimsWord::Balances } else { ClaimsWord::DoesNotBalance };
    let figures = 1..head.len();
    format!("{}\n{}", aligned(word.text(lang), head, figures, rows), balance.text(lang))
}

fn control_table(controls: &[Control], lang: Lang) -> String {
    let words = [ClaimsWord::Controls, ClaimsWord::Stated, ClaimsWord::Found, ClaimsWord::Agreement];
    let head = words.map(|word| word.text(lang).to_owned()).to_vec();
    let text =
        |it: &Control, value| if it.is_amount { yuan(Fen(value)) } else { numbers::grouped(value as f64, 0) };
    let row = |it: &Control| {
        let agrees = if it.agrees() { ClaimsWord::Agrees } else { ClaimsWord::Differs };
        vec![it.key.to_owned(), text(it, it.stated), text(it, it.found), agrees.text(lang).to_owned()]
    };
    aligned(ClaimsWord::Controls.text(lang), head, 1..3, controls.iter().map(row).collect())
}

const YEAR_WORDS: [ClaimsWord; 8] = [
    ClaimsWord::Year,
    ClaimsWord::Persons,
    ClaimsWord::Premium,
    ClaimsWord::Bills,
    ClaimsWord::Patients,
    ClaimsWord::Total,
    ClaimsWord::Paid,
    ClaimsWord::Open,
];

fn year_cells(
    report: &ClaimsReport<'_>,
    it: &YearTotals,
    text: impl Fn(i64, bool) -> String,
    hidden: &str,
) -> Vec<String> {
    let [insured, ill] = report.shows(it);
    let cells = [
        (insured, it.persons, false),
        (insured, it.premium.0, true),
        (ill, it.bills, false),
        (ill, it.patients, false),
        (ill, it.total.0, true),
        (ill, it.paid.0, true),
        (ill, it.open.0, true),
    ];
    let year = it.year.to_string();
    let cell = |(shown, value, is_amount)| if shown { text(value, is_amount) } else { hidden.to_owned() };
    std::iter::once(year).chain(cells.into_iter().map(cell)).collect()
}

fn year_table(report: &ClaimsReport<'_>, lang: Lang) -> String {
    let head = YEAR_WORDS.map(|word| word.text(lang).to_owned()).to_vec();
    let text = |value: i64, is_amount: bool| {
        if is_amount { yuan(Fen(value)) } else { numbers::grouped(value as f64, 0) }
    };
    let hidden = ClaimsWord::Hidden.text(lang);
    let rows = report.claims.reconciliation.years.iter().map(|it| year_cells(report, it, text, hidden));
    aligned(ClaimsWord::Years.text(lang), head, 1..8, rows.collect())
}

/// The first defects of each kind, the rest as a number.
fn defect_lines(report: &ClaimsReport<'_>, lang: Lang) -> String {
    let defects = &report.claims.reconciliation.defects;
    let mut lines = vec![claims::defects(defects.count(), defects.by_kind().count() as u64, lang)];
    for (kind, count, kept) in defects.by_kind() {
        let fate = if report.claims.doc.drops(kind) { ClaimsWord::Dropped } else { ClaimsWord::InError };
        lines.push(claims::kind_heading(kind, fate, count, lang));
        let shown = kept.iter().take(SHOWN).map(|it| format!("  {}", it.sentence(report.plainly, lang)));
        lines.extend(shown);
        if count > SHOWN as u64 {
            lines.push(format!("  {}", claims::and_more(count - SHOWN as u64, lang)));
        }
    }
    lines.join("\n")
}

/// The reconciliation for programs.
pub fn claims_json(report: &ClaimsReport<'_>) -> Value {
    let of = &report.claims.reconciliation;
    let tally = |tally: &Tally| {
        let fates = report.fates(tally, Part::key).into_iter().map(|(key, rows, amounts)| {
            let amounts = amounts.map(|amounts| {
                let named = tally.columns.iter().zip(amounts);
                named.map(|(column, it)| (format!("{column}_fen"), it.0.into())).collect::<Map<_, _>>()
            });
            (key, json!({ "rows": rows, "amounts": amounts }))
        });
        json!({ "balances": tally.balances(), "rows": fates.collect::<Map<_, _>>() })
    };
    let year = |it: &YearTotals| {
        let [insured, ill] = report.shows(it);
        json!({
            "year": it.year.0,
            "persons": insured.then_some(it.persons),
            "premium_fen": insured.then_some(it.premium.0),
            "bills": ill.then_some(it.bills),
            "patients": ill.then_some(it.patients),
            "total_fen": ill.then_some(it.total.0),
            "paid_fen": ill.then_some(it.paid.0),
            "open_fen": ill.then_some(it.open.0),
        })
    };
    let control = |it: &Control| json!({ "key": it.key, "stated": it.stated, "found": it.found, "agrees": it.agrees() });
    let defects = of.defects.by_kind().map(|(kind, count, _)| (kind.key().to_owned(), count.into()));
    json!({
        "claims": report.claims.name,
        "title": { "zh": report.claims.doc.title.zh, "en": report.claims.doc.title.en },
        "synthetic": report.claims.is_synthetic(),
        "holds": of.holds(),
        "suppressed_below": report.suppression.0,
        "files": of.files.iter().map(|(name, digest)| json!({ "name": name, "sha256": digest })).collect::<Vec<_>>(),
        "policies": of.policies.as_ref().map(tally),
        "rows_of_claims": of.claims.as_ref().map(tally),
        "reversed_pairs": Some(of.reversed_pairs).filter(|&it| !report.suppression.hides(it)),
        "reversed_net_fen": of.reversed_net.0,
        "controls": of.controls.iter().map(control).collect::<Vec<_>>(),
        "years": of.years.iter().map(year).collect::<Vec<_>>(),
        "not_in_the_files": of.assumed,
        "defects": defects.collect::<Map<String, Value>>(),
    })
}

/// The tables of a folder: what became of the rows, the years, the defects.
pub fn claims_csv(report: &ClaimsReport<'_>, lang: Lang) -> Vec<(&'static str, Vec<u8>)> {
    let word = |word: ClaimsWord| word.text(lang).to_owned();
    let mut rows = vec![vec![
        word(ClaimsWord::File),
        word(ClaimsWord::Key),
        word(ClaimsWord::Part),
        word(ClaimsWord::Rows),
    ]];
    rows[0].extend(["column", "yuan"].map(str::to_owned));
    for (name, tally) in report.tallies() {
        let keys = report.fates(tally, Part::key);
        for ((text, n, amounts), (key, ..)) in
            report.fates(tally, |part| part.text(lang)).into_iter().zip(keys)
        {
            for (at, column) in tally.columns.iter().enumerate() {
                let amount = amounts.as_ref().map(|it| it[at].to_string()).unwrap_or_default();
                let n = n.map(|it| it.to_string()).unwrap_or_default();
                rows.push(vec![word(name), key.clone(), text.clone(), n, (*column).to_owned(), amount]);
            }
        }
    }
    let mut years = vec![YEAR_WORDS.map(word).to_vec()];
    let text =
        |value: i64, is_amount: bool| if is_amount { Fen(value).to_string() } else { value.to_string() };
    years.extend(report.claims.reconciliation.years.iter().map(|it| year_cells(report, it, text, "")));
    let words = [
        ClaimsWord::Key,
        ClaimsWord::File,
        ClaimsWord::Line,
        ClaimsWord::Column,
        ClaimsWord::Part,
        ClaimsWord::Remedy,
    ];
    let mut defects = vec![words.map(word).to_vec()];
    let kept = report.claims.reconciliation.defects.by_kind().flat_map(|(_, _, kept)| kept);
    // no value of a row goes into a folder
    defects.extend(kept.map(|it: &Defect| {
        let (text, remedy) = (it.kind.text(lang).to_owned(), it.kind.remedy(lang).to_owned());
        vec![
            it.kind.key().to_owned(),
            it.file.to_string(),
            it.line.to_string(),
            it.column.clone(),
            text,
            remedy,
        ]
    }));
    vec![
        ("reconciliation.csv", csv::bytes(&rows)),
        ("years.csv", csv::bytes(&years)),
        ("defects.csv", csv::bytes(&defects)),
    ]
}
