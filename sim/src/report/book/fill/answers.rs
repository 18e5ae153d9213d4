//! The answer in plain sentences: how likely a loss is, who bears it, at which price a fund breaks even.

use super::designs::{over_term, price};
use super::{with_designs, years};
use crate::decide::metrics::Kind;
use crate::report::finished::{Finished, KeptFigure, bilingual};
use crate::report::numbers::{chance, grouped, plus_minus};
use crate::report::sentences::who_bears;
use crate::scenario::funds::FundDoc;
use crate::stats::Estimate;
use crate::wording::Bilingual;
use crate::wording::Lang;
use crate::wording::book::{FundName, Unit, both, no_break_even};
use crate::wording::tables;

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
    sentences.push(both(|lang| tables::disclaimer(of_a_file, lang).to_owned()));
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
            sentences.extend(split(contract, &of, several));
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
            let (fund_name, present) = (named(fund, id, lang), present.text(Unit::YuanPerHead, lang));
            let even = plus_minus(Kind::MoneyPerHead, &even, lang);
            match fund {
                FundDoc::HmbBook(_) => tables::break_even_premium_sentence(&fund_name, &even, &present, lang),
                _ => tables::break_even_bid_sentence(&fund_name, &even, &present, lang),
            }
        })
    }));
    sentences
}

/// Who bears a deficit, where there is one.
fn split(
    contract: &crate::scenario::funds::CiiContractDoc,
    of: &impl Fn(&str) -> Option<Estimate>,
    several: bool,
) -> Option<Bilingual> {
    let [reserve, insurer, share] =
        ["draw_in_deficit", "insurer_part_in_deficit", "insurer_share_of_sums"].map(of);
    let (reserve, insurer, share) = (reserve?, insurer?, share?);
    let limits = (contract.reserve.share.known()?, contract.reserve.cap_by);
    Some(both(|lang| who_bears((&reserve, &insurer, &share), limits, several, lang)))
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
