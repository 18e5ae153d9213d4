//! The answer in plain sentences: how likely a loss is, who bears it, at which price a fund breaks even.

use super::super::Style;
use super::designs::{over_term, price};
use super::{with_designs, years};
use crate::report::finished::{Finished, KeptFigure, bilingual};
use crate::report::numbers::{chance, grouped};
use crate::scenario::funds::FundDoc;
use crate::stats::Estimate;
use crate::wording::Bilingual;
use crate::wording::Lang;
use crate::wording::book::{FundName, Unit, both, break_even, deficit_split, disclaimer, no_break_even};
use crate::wording::tables;
use rust_decimal::Decimal;

pub(super) fn answers(runs: &[Finished]) -> Vec<Bilingual> {
    let mut sentences = Vec::new();
    if let Some(run) = with_designs(runs).next() {
        for (id, fund) in run.scenario.base().funds.iter() {
            sentences.extend(on_fund(run, id, fund));
        }
    }
    // other verbs keep theirs in words
    sentences.extend(runs.iter().flat_map(|run| run.answer.list("answer")).filter_map(bilingual));
    let of_a_file = runs.iter().all(Finished::is_as_if);
    sentences.push(both(|lang| disclaimer(of_a_file, lang)));
    sentences
}

fn value(figure: Option<KeptFigure>) -> Option<Estimate> {
    figure.and_then(|it| it.estimate.ok())
}

fn on_fund(run: &Finished, id: &str, fund: &FundDoc) -> Vec<Bilingual> {
    let of = |name: &str| value(over_term(run, &format!("{id}.{name}")));
    let trials = grouped(run.counted("trials") as f64, 0);
    let span = span(run);
    let several = years(run).len() > 1;
    let mut sentences = Vec::new();
    let even = match fund {
        FundDoc::CiiContract(contract) => {
            sentences.extend(of("deficit_probability").and_then(|it| chance(&it)).map(|parts| {
                both(|lang| tables::deficit_sentence(&trials, &span, several, parts.as_chance(), lang))
            }));
            sentences.extend(split(contract, &of));
            of("break_even_bid")
        }
        FundDoc::HmbBook(_) => {
            sentences.extend(of("combined_above_100_probability").and_then(|it| chance(&it)).map(|parts| {
                both(|lang| tables::combined_ratio_sentence(&trials, &span, parts.as_chance(), lang))
            }));
            of("break_even_premium")
        }
        FundDoc::Ledger(_) => None,
    };
    let figure = over_term(run, &format!("{id}.break_even_bid")).map(|it| it.estimate);
    if let (FundDoc::CiiContract(contract), Some(Err(why))) = (fund, figure)
        && why == "no_bid_up_to_benchmark"
        && let Some(benchmark) = contract.benchmark_yuan_per_head.known()
    {
        sentences.push(both(|lang| no_break_even(&named(fund, id, lang), &benchmark.to_string(), lang)));
    }
    sentences.extend(even.map(|even| {
        let present = price(run.scenario.base(), id);
        both(|lang| {
            let price = Style::of(Unit::YuanPerHead).text(even.value);
            let present = present.text(Unit::YuanPerHead, lang);
            break_even(&named(fund, id, lang), (&price, &present), lang)
        })
    }));
    sentences
}

/// Who bears a deficit, where there is one.
fn split(
    contract: &crate::scenario::funds::CiiContractDoc,
    of: &impl Fn(&str) -> Option<Estimate>,
) -> Option<Bilingual> {
    let money = |name: &str| Some(Style::of(Unit::TenThousandYuan).text(of(name)?.value * 1e-4));
    let (reserve, insurer) = (money("draw_in_deficit")?, money("insurer_part_in_deficit")?);
    let share = Style::of(Unit::Ratio).text(of("insurer_share_of_sums")?.value);
    let ceiling = contract.reserve.share.known()?.to_decimal() * Decimal::ONE_HUNDRED;
    let ceiling = format!("{}%", ceiling.normalize());
    let by_balance = contract.reserve.cap_by == crate::fund::CapBy::Balance;
    Some(both(|lang| deficit_split((&reserve, &insurer, &share), (&ceiling, by_balance), lang)))
}

/// What people call a fund.
fn named(fund: &FundDoc, id: &str, lang: Lang) -> String {
    let kind = match fund {
        FundDoc::CiiContract(_) => FundName::Contract,
        FundDoc::HmbBook(_) => FundName::Book,
        FundDoc::Ledger(_) => FundName::Ledger,
    };
    kind.of(id, lang)
}

/// `2016`, or `2016–2018`.
fn span(run: &Finished) -> String {
    let years = years(run);
    match &years[..] {
        [] => String::new(),
        [(_, year)] => year.clone(),
        [(_, first), .., (_, last)] => format!("{first}–{last}"),
    }
}
