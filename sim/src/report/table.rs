//! The console report: one or two screens, each figure with its error, all units stated.

use std::ops::Range;

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};

use crate::decide::metrics::{Definition, Kind, Rule, Subject};
use crate::decide::{BookShares, Carrier, DesignSummary, Figure, Period, Row, Verdict};
use crate::wording::metrics::Metric;
use crate::wording::omission;
use crate::wording::tables::{self, Heading, Word};
use crate::wording::{Bilingual, Lang, long_runs};

use super::beside;
use super::numbers;
use super::readings;
use super::run::RunReport;
use super::sentences;
use super::until;
use super::variance;

/// The figures of a CII contract that a reader of the console sees, year by year.
const CONTRACT: &[Metric] = &[
    Metric::Income,
    Metric::Claims,
    Metric::ClaimsPerHead,
    Metric::LossRatio,
    Metric::LossRatioP05,
    Metric::LossRatioP50,
    Metric::LossRatioP95,
    Metric::LossRatioP995,
    Metric::DeficitProbability,
    Metric::ReserveContribution,
    Metric::Draw,
    Metric::DrawRate,
    Metric::ClosingBalance,
    Metric::InsurerPart,
    Metric::InsurerShareMean,
    Metric::InsurerShareOfSums,
    Metric::InsurerResult,
    Metric::InsurerLossTvar99,
    Metric::BreakEvenBid,
];

/// The figures of an HMB book.
const BOOK: &[Metric] = &[
    Metric::Members,
    Metric::SubsidisedMembers,
    Metric::EarnedPremium,
    Metric::Subsidy,
    Metric::Claims,
    Metric::ClaimantsPer100,
    Metric::CompositeLossRatio,
    Metric::LossRatio,
    Metric::LossRatioP05,
    Metric::LossRatioP50,
    Metric::LossRatioP95,
    Metric::LossRatioP995,
    Metric::ExpenseRatio,
    Metric::CombinedRatio,
    Metric::CombinedAbove100Probability,
    Metric::Result,
    Metric::LossTvar99,
    Metric::SurplusExcess,
    Metric::SurplusBalance,
    Metric::BreakEvenPremium,
    Metric::BreakEvenPremiumWithMargin,
];

/// The figures of a plain ledger.
const LEDGER: &[Metric] = &[
    Metric::Income,
    Metric::Claims,
    Metric::Transfers,
    Metric::FundResult,
    Metric::BalanceRate,
    Metric::FundBalance,
    Metric::FundMonthsOfCover,
    Metric::DeficitProbability,
];

/// Who bears the bills.
const CITY: &[Metric] = &[
    Metric::BmiInPolicyRatio,
    Metric::BmiActualRatio,
    Metric::PatientShare,
    Metric::TopTenthShare,
    Metric::SelfPayAbove20000,
    Metric::SelfPayAbove120000,
    Metric::SelfPayAbove278333,
];

/// What designs are compared by.
const CONTRACT_DESIGNS: &[Metric] = &[
    Metric::LossRatio,
    Metric::DeficitProbability,
    Metric::Draw,
    Metric::InsurerPart,
    Metric::InsurerResult,
    Metric::BreakEvenBid,
];
const BOOK_DESIGNS: &[Metric] = &[
    Metric::CompositeLossRatio,
    Metric::CombinedRatio,
    Metric::CombinedAbove100Probability,
    Metric::Result,
    Metric::BreakEvenPremium,
];
const CITY_DESIGNS: &[Metric] = &[Metric::PatientPerAdmitted];
const LEDGER_DESIGNS: &[Metric] = &[Metric::Claims, Metric::FundResult];

/// The most designs that stand beside the base in one table.
const DESIGNS_BESIDE: usize = 3;

/// The most designs whose figures are shown at all; those of more are in files.
const DESIGNS_SHOWN: usize = 24;

/// How wide a source may be in the comparison.
pub(super) const SOURCE_WIDTH: usize = 36;

/// The whole report as text, with a newline at the end.
pub fn console(report: &RunReport<'_>, lang: Lang) -> String {
    let mut blocks = vec![header(report, lang)];
    if let Some(base) = report.summary.base() {
        for subject in &report.summary.subjects {
            blocks.extend(fund(report, base, subject, lang));
            if let Subject::Book(id) = subject {
                blocks.extend(
                    report.summary.shares.iter().filter(|it| it.id == *id).map(|it| carriers(it, lang)),
                );
            }
        }
        blocks.push(layers(report, base, lang));
    }
    blocks.extend(designs(report, lang));
    blocks.extend(readings::table(report, lang));
    blocks.extend(variance::table(report, lang));
    blocks.push(beside::table(report, lang));
    blocks.extend(until::convergence_table(report.convergence, lang));
    if !report.comparison.is_empty() {
        blocks.push(comparison(report.comparison, lang));
    }
    blocks.push(sentences::all(report, lang).join("\n"));
    blocks.push(omission::not_in_model(report.omissions, lang));
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n") + "\n"
}

/// Title, trials, seed, units; readings that differ from the default; what is made up.
fn header(report: &RunReport<'_>, lang: Lang) -> String {
    let mut lines = vec![
        format!("{}  [{}]", report.title.get(lang), report.scenario),
        tables::run_line(&numbers::grouped(report.summary.n_trials as f64, 0), report.seed, lang),
    ];
    lines.extend(report.until.map(|stopped| until::line(stopped, lang)));
    lines.extend(report.sampling.iter().flat_map(|used| used.sentences(lang)));
    let switches = report.switches.iter();
    lines.extend(
        switches.map(|it| tables::switch_line(&it.name, &it.reading, &it.default, &it.article, lang)),
    );
    if !report.synthetic.is_empty() {
        lines.push(tables::synthetic_line(report.synthetic, lang));
    }
    if report.columns[0] < report.columns[1] {
        let names: Vec<String> = report.left_out.iter().map(|(of, it)| of.key(it.metric)).collect();
        lines.push(long_runs::figures_left_out(report.columns[0], report.columns[1], &names, lang));
    }
    if report.only_reaching {
        lines.push(long_runs::only_reaching(lang).to_owned());
    }
    lines.join("\n")
}

/// One fund of the base design, year by year and over the term.
fn fund(report: &RunReport<'_>, base: &DesignSummary, subject: &Subject, lang: Lang) -> Option<String> {
    let (heading, metrics) = match subject {
        Subject::Contract(id) => {
            let contract = report.contract(id)?;
            let (bid, benchmark) = (contract.bid.to_string(), contract.benchmark.to_string());
            (Heading::Contract(id, &bid, &benchmark).text(lang), CONTRACT)
        }
        Subject::Book(id) => {
            let premium = report.book(id)?.premium.to_string();
            (Heading::Book(id, &premium).text(lang), BOOK)
        }
        Subject::Ledger(id) => (Heading::Ledger(id).text(lang), LEDGER),
        Subject::City | Subject::Payer(_) | Subject::FirstPayer(_) | Subject::Patients => return None,
    };
    let rows: Vec<Vec<String>> =
        metrics.iter().filter_map(|&metric| figure_row(base, subject, metric, lang)).collect();
    if rows.is_empty() {
        return None;
    }
    Some(titled(&heading, period_head(base, lang), rows))
}

/// How a book's insurers and reinsurers share it over the term (T11).
fn carriers(book: &BookShares, lang: Lang) -> String {
    let words =
        [Word::Carrier, Word::Share, Word::Premium, Word::ClaimsBorne, Word::Cost, Word::UnderwritingResult];
    let head = words.iter().map(|word| word.text(lang).to_owned()).collect();
    let rows = book.carriers.iter().map(|it| {
        let share = it.share.map(|share| numbers::plain(Kind::Ratio, share.millionths() as f64 / 1e6, lang));
        let mut row = vec![carrier_name(&it.carrier, lang).to_owned(), share.unwrap_or_default()];
        let amounts = [&it.premium, &it.claims, &it.cost, &it.result];
        row.extend(amounts.map(|estimate| numbers::plus_minus(Kind::Money, estimate, lang)));
        row
    });
    titled(&Heading::Shares(&book.id).text(lang), head, rows.collect())
}

/// What a carrier is called.
pub(super) fn carrier_name(carrier: &Carrier, lang: Lang) -> &str {
    match carrier {
        Carrier::Insurer(title) => title.get(lang),
        Carrier::Reinsurers => Word::Reinsurers.text(lang),
        Carrier::Whole => Word::Whole.text(lang),
    }
}

/// Who bears the bills, in the base design.
fn layers(report: &RunReport<'_>, base: &DesignSummary, lang: Lang) -> String {
    let mut rows: Vec<Vec<String>> =
        CITY.iter().filter_map(|&metric| figure_row(base, &Subject::City, metric, lang)).collect();
    for subject in &report.summary.subjects {
        if let Subject::Payer(id) = subject
            && let Some(mut row) = figure_row(base, subject, Metric::ShareOfCost, lang)
        {
            row[0] = tables::share_of_payer(report.payer(id, lang), lang);
            rows.push(row);
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    titled(&Heading::Layers.text(lang), period_head(base, lang), rows)
}

/// A label, then one cell a period.
fn figure_row(base: &DesignSummary, subject: &Subject, metric: Metric, lang: Lang) -> Option<Vec<String>> {
    let mut row = vec![label(subject.definition(metric)?, lang)];
    for periods in columns(base) {
        let figure = periods.iter().find_map(|&period| base.figure(period, subject, metric));
        row.push(figure.map(|figure| numbers::cell(figure, lang)).unwrap_or_default());
    }
    row[1..].iter().any(|cell| !cell.is_empty()).then_some(row)
}

/// The label of a figure, with its unit where that is not the table's.
pub(super) fn label(definition: &Definition, lang: Lang) -> String {
    let text = definition.metric.text(lang);
    if definition.kind == Kind::MoneyPerHead { tables::in_yuan(text, lang) } else { text.to_owned() }
}

/// The periods of each column: the years and the term, or a single year that is the term.
pub(super) fn columns(base: &DesignSummary) -> Vec<Vec<Period>> {
    match base.periods[..] {
        [ref year, ref term] => vec![vec![year.period, term.period]],
        ref periods => periods.iter().map(|it| vec![it.period]).collect(),
    }
}

/// The head of a table of periods.
pub(super) fn period_head(base: &DesignSummary, lang: Lang) -> Vec<String> {
    let name = |periods: &Vec<Period>| match periods[0] {
        Period::Year(year) => year.to_string(),
        Period::Term => Word::Term.text(lang).to_owned(),
    };
    let first = Word::Figure.text(lang).to_owned();
    [first].into_iter().chain(columns(base).iter().map(name)).collect()
}

/// Designs beside the base, a few at a time: each figure over the term, and below it the paired difference.
fn designs(report: &RunReport<'_>, lang: Lang) -> Vec<String> {
    let Some((base, others)) = report.summary.designs.split_first() else { return Vec::new() };
    let heading = Heading::Designs(&report.years()).text(lang);
    if others.len() > DESIGNS_SHOWN {
        let designs = numbers::grouped(others.len() as f64, 0);
        return vec![format!("{heading}\n{}", long_runs::designs_elsewhere(&designs, lang))];
    }
    let most = others.len().div_ceil(others.len().div_ceil(DESIGNS_BESIDE).max(1)).max(1);
    let (cities, funds): (Vec<&Subject>, Vec<&Subject>) =
        report.summary.subjects.iter().partition(|it| **it == Subject::City);
    let tables = others.chunks(most).map(|some| {
        let shown: Vec<&DesignSummary> = [base].into_iter().chain(some).collect();
        let head = [Word::Figure.text(lang).to_owned()]
            .into_iter()
            .chain(shown.iter().map(|design| design_title(design, lang)))
            .collect();
        let rows = funds.iter().chain(&cities).flat_map(|subject| {
            let metrics = match subject {
                Subject::Contract(_) => CONTRACT_DESIGNS,
                Subject::Book(_) => BOOK_DESIGNS,
                Subject::City => CITY_DESIGNS,
                Subject::Ledger(_) => LEDGER_DESIGNS,
                Subject::Payer(_) | Subject::FirstPayer(_) | Subject::Patients => &[],
            };
            metrics.iter().flat_map(|&metric| design_rows(&shown, subject, metric, lang)).collect::<Vec<_>>()
        });
        titled(&heading, head, rows.collect())
    });
    tables.collect()
}

/// The figure of each design, and the line of differences where there are any.
pub(super) fn design_rows(
    shown: &[&DesignSummary],
    subject: &Subject,
    metric: Metric,
    lang: Lang,
) -> Vec<Vec<String>> {
    let figures: Vec<Option<&Figure>> =
        shown.iter().map(|design| design.figure(Period::Term, subject, metric)).collect();
    let Some(definition) = subject.definition(metric) else { return Vec::new() };
    let label = term_label(definition, shown.iter().any(|design| design.periods.len() > 2), lang);
    if figures.iter().all(Option::is_none) {
        return Vec::new();
    }
    let cells = figures.iter().map(|it| it.map(|figure| numbers::cell(figure, lang)).unwrap_or_default());
    let values = [label].into_iter().chain(cells).collect();
    let differences = figures.iter().map(|it| {
        let with_difference = it.and_then(|figure| Some((figure.definition.kind, figure.difference?)));
        with_difference.map(|(kind, it)| numbers::difference(kind, &it, lang)).unwrap_or_default()
    });
    let differences: Vec<String> = ["  Δ".to_owned()].into_iter().chain(differences).collect();
    let mut rows = vec![values];
    if differences[1..].iter().any(|it| !it.is_empty()) {
        rows.push(differences);
    }
    rows
}

/// The label of a figure over the term, which has `several` years or one.
pub(super) fn term_label(definition: &Definition, several: bool, lang: Lang) -> String {
    match definition.rule {
        Rule::AnyYear(_) | Rule::AnyYearEmptied(..) if several => {
            tables::in_any_year(&label(definition, lang), lang)
        }
        _ => label(definition, lang),
    }
}

/// The title of a design, or its name.
pub(super) fn design_title(design: &DesignSummary, lang: Lang) -> String {
    let Bilingual { zh, en } = &design.title;
    match lang {
        Lang::Zh if !zh.is_empty() => zh.clone(),
        Lang::En if !en.is_empty() => en.clone(),
        Lang::Zh | Lang::En => design.name.clone(),
    }
}

/// Every public figure, with whatever residual it has.
fn comparison(rows: &[Row], lang: Lang) -> String {
    let words = [
        Word::Figure,
        Word::Public,
        Word::Year,
        Word::Simulated,
        Word::Residual,
        Word::Verdict,
        Word::Use,
        Word::Source,
    ];
    let head = words.iter().map(|word| word.text(lang).to_owned()).collect();
    let rows = rows.iter().map(|row| {
        let kind = row.kind;
        let simulated = match &row.simulated {
            Ok(estimate) => numbers::plus_minus(kind, estimate, lang),
            Err(missing) => numbers::why_missing(*missing, lang),
        };
        let residual = row.residual.map(numbers::residual).unwrap_or_default();
        vec![
            row.label.get(lang).to_owned(),
            numbers::plain(kind, row.target.value, lang),
            row.year.to_string(),
            simulated,
            residual,
            verdict(row.verdict).text(lang).to_owned(),
            if row.target.fitted { Word::Fitted } else { Word::Shown }.text(lang).to_owned(),
            shortened(&row.target.source, SOURCE_WIDTH),
        ]
    });
    aligned(&Heading::Comparison.text(lang), head, 1..5, rows.collect())
}

/// How a comparison calls a verdict.
pub(super) const fn verdict(verdict: Verdict) -> Word {
    match verdict {
        Verdict::Pass => Word::Within,
        Verdict::Undecided => Word::Undecided,
        Verdict::Fail => Word::Outside,
    }
}

/// A text cut to a width of so many letters; files hold it whole.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut width = 0;
    for character in text.chars() {
        width += if character.is_ascii() { 1 } else { 2 };
        if width > most {
            out.push('…');
            break;
        }
        out.push(character);
    }
    out
}

/// A heading and a table under it, everything but the labels aligned on the right.
pub(super) fn titled(heading: &str, head: Vec<String>, rows: Vec<Vec<String>>) -> String {
    let figures = 1..head.len();
    aligned(heading, head, figures, rows)
}

/// A heading and a table under it; the columns of figures are aligned on the right.
pub(super) fn aligned(
    heading: &str,
    head: Vec<String>,
    figures: Range<usize>,
    rows: Vec<Vec<String>>,
) -> String {
    const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::new('─', '─', '─', '─'));
    let mut table = Table::new();
    table.load_style(STYLE).set_header(head);
    for row in rows {
        table.add_row(row);
    }
    for column in figures {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    format!("{heading}\n{}", lines.join("\n"))
}
