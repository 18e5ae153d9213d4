//! Three plain sentences a fund: how likely a deficit is and who bears it, and what nobody may forget.

use serde_json::{Value, json};

use crate::decide::metrics::{Kind, Subject};
use crate::decide::{DesignSummary, Period};
use crate::fund::CapBy;
use crate::stats::Estimate;
use crate::units::Share;
use crate::wording::Lang;
use crate::wording::book::FundName;
use crate::wording::metrics::Metric;
use crate::wording::tables::{self, DrawCap};

use super::numbers;
use super::run::RunReport;

/// Sentences, a line each, as a folder keeps them for its report: both languages side by side.
pub(super) fn said(lines: impl Fn(Lang) -> String) -> Value {
    let (zh, en) = (lines(Lang::Zh), lines(Lang::En));
    zh.lines().zip(en.lines()).map(|(zh, en)| json!({ "zh": zh, "en": en })).collect()
}

/// The sentences on each fund of the base design, then the disclaimer.
pub(super) fn all(report: &RunReport<'_>, lang: Lang) -> Vec<String> {
    let mut sentences = Vec::new();
    if let Some(base) = report.summary.base() {
        for subject in &report.summary.subjects {
            match subject {
                Subject::Contract(id) => sentences.extend(on_contract(report, base, subject, id, lang)),
                Subject::Book(id) => sentences.extend(on_book(report, base, subject, id, lang)),
                _ => {}
            }
        }
    }
    sentences.push(tables::disclaimer(report.of_a_file, lang).to_owned());
    sentences
}

fn over_term(base: &DesignSummary, subject: &Subject, metric: Metric) -> Option<Estimate> {
    base.figure(Period::Term, subject, metric)?.estimate.as_ref().ok().copied()
}

fn trials(report: &RunReport<'_>) -> String {
    numbers::grouped(report.summary.n_trials as f64, 0)
}

/// The chance of a deficit; then who bears it, or the break-even bid where there never was one.
fn on_contract(
    report: &RunReport<'_>,
    base: &DesignSummary,
    subject: &Subject,
    id: &str,
    lang: Lang,
) -> Vec<String> {
    let figure = |metric| over_term(base, subject, metric);
    let chance = figure(Metric::DeficitProbability).and_then(|it| numbers::chance(&it)).map(|chance| {
        let several = report.summary.years.len() > 1;
        tables::deficit_sentence(&trials(report), &report.years(), several, chance.as_chance(), lang)
    });
    let second = split(report, base, subject, id, lang).or_else(|| {
        let contract = report.contract(id)?;
        let fund = FundName::Contract.of(id, lang);
        let break_even = numbers::plus_minus(Kind::MoneyPerHead, &figure(Metric::BreakEvenBid)?, lang);
        Some(tables::break_even_bid_sentence(&fund, &break_even, &contract.bid.to_string(), lang))
    });
    chance.into_iter().chain(second).collect()
}

/// Who bears a deficit, where there is one.
fn split(
    report: &RunReport<'_>,
    base: &DesignSummary,
    subject: &Subject,
    id: &str,
    lang: Lang,
) -> Option<String> {
    let figure = |metric| over_term(base, subject, metric);
    let terms = report.contract(id)?.reserve;
    let parts = [Metric::DrawInDeficit, Metric::InsurerPartInDeficit, Metric::InsurerShareOfSums].map(figure);
    let [Some(reserve), Some(insurer), Some(share)] = parts else { return None };
    let several = report.summary.years.len() > 1;
    Some(who_bears((&reserve, &insurer, &share), (terms.share, terms.cap_by), several, lang))
}

/// Who bears a deficit: the reserve's part, at most a share of it and at most what `cap_by` says, the insurer's, and
/// the insurer's share.
pub(super) fn who_bears(
    (reserve, insurer, share): (&Estimate, &Estimate, &Estimate),
    (ceiling, cap_by): (Share, CapBy),
    several: bool,
    lang: Lang,
) -> String {
    let cap = match cap_by {
        CapBy::YearContribution => DrawCap::YearContribution,
        CapBy::Balance => DrawCap::Balance,
    };
    let ceiling = (ceiling.to_decimal() * rust_decimal::Decimal::ONE_HUNDRED).normalize();
    let [reserve, insurer] = [reserve, insurer].map(|it| numbers::plus_minus(Kind::Money, it, lang));
    let share = numbers::plus_minus(Kind::Ratio, share, lang);
    let limits = (&*format!("{ceiling}%"), cap);
    tables::deficit_split_sentence((&reserve, &insurer, &share), limits, several, lang)
}

/// The chance of a combined ratio above 100%, and the break-even premium.
fn on_book(
    report: &RunReport<'_>,
    base: &DesignSummary,
    subject: &Subject,
    id: &str,
    lang: Lang,
) -> Vec<String> {
    let figure = |metric| over_term(base, subject, metric);
    let chance = figure(Metric::CombinedAbove100Probability)
        .and_then(|it| numbers::chance(&it))
        .map(|it| tables::combined_ratio_sentence(&trials(report), &report.years(), it.as_chance(), lang));
    let premium = figure(Metric::BreakEvenPremium).zip(report.book(id)).map(|(break_even, terms)| {
        let fund = FundName::Book.of(id, lang);
        let break_even = numbers::plus_minus(Kind::MoneyPerHead, &break_even, lang);
        tables::break_even_premium_sentence(&fund, &break_even, &terms.premium.to_string(), lang)
    });
    chance.into_iter().chain(premium).collect()
}
