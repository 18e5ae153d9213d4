//! T2: the designs of every folder, a row for each fund.

use super::super::{Cell, Column, Row};
use super::draft::{Draft, empty, figure, input, kept, note, number, row, subject, texts, words};
use super::layers::payer_title;
use super::{Filled, base_name, with_designs};
use crate::report::finished::{Finished, KeptFigure};
use crate::report::numbers::grouped;
use crate::scenario::document::ScenarioDoc;
use crate::scenario::field::{Amount, Cell as Stated};
use crate::scenario::funds::FundDoc;
use crate::scenario::load::LoadedDesign;
use crate::scenario::payers::TermsDoc;
use crate::scenario::terms::PerYearDoc;
use crate::units::Share;
use crate::wording::Lang;
use crate::wording::book::{Head, Note, Table, Unit, both, by_age, listed, tier};

/// The most designs whose rows stand in the table; those of more are among all figures.
const MOST: usize = 200;

pub(super) fn sheet(runs: &[Finished]) -> Filled {
    let mut columns = texts([Head::Fund, Head::Design]);
    columns.extend([
        Column::new(Head::Price, Unit::YuanPerHead),
        Column::new(Head::Deductible, Unit::Count),
        Column::new(Head::Ratios, Unit::Text),
        Column::new(Head::Cap, Unit::Count),
        Column::figures(Head::Participation, Unit::Ratio),
        Column::figures(Head::ClaimsPerHead, Unit::YuanPerHead),
        Column::figures(Head::LossRatio, Unit::Ratio),
        Column::new(Head::LossRatioLow, Unit::Ratio),
        Column::new(Head::LossRatioHigh, Unit::Ratio),
        Column::figures(Head::LossRatioP05, Unit::Ratio),
        Column::figures(Head::LossRatioP95, Unit::Ratio),
        Column::figures(Head::LossRatioChange, Unit::Points),
        Column::figures(Head::DeficitProbability, Unit::Probability),
        Column::figures(Head::CombinedAbove100, Unit::Probability),
        Column::figures(Head::BreakEvenPremium, Unit::YuanPerHead),
        Column::figures(Head::Tvar99, Unit::TenThousandYuan),
    ]);
    let mut draft = Draft::new(Table::Designs, Some(Unit::TenThousandYuan), columns, runs);
    for run in with_designs(runs) {
        let designs = run.scenario.designs.iter().take(MOST);
        let rows =
            run.scenario.base().funds.iter().flat_map(|(id, fund)| {
                designs.clone().filter_map(move |design| of_fund(run, design, id, fund))
            });
        draft.add(run, rows.collect());
    }
    let notes =
        [Note::OverTerm, Note::MainTermsOnly, Note::SamplingErrorOnly, Note::NoBreakEvenParticipation];
    draft.finished(&notes, Note::NoDesigns)
}

/// A design's row of a fund; `None` where the folder has no figures of either.
fn of_fund(run: &Finished, design: &LoadedDesign, id: &str, kind: &FundDoc) -> Option<Row> {
    let of = |name: &str| run.answer.figure(&design.name, "term", &format!("{id}.{name}"));
    let (lost, even, tail) = match kind {
        FundDoc::CiiContract(_) => ("deficit_probability", "break_even_bid", "insurer_loss_tvar99"),
        FundDoc::HmbBook(_) => ("", "break_even_premium", "loss_tvar99"),
        FundDoc::Ledger(_) => return None,
    };
    let ratio = of("loss_ratio")?;
    let mean = ratio.estimate.as_ref().ok();
    let change = ratio.difference.filter(|_| design.name != base_name(run));
    let end = |end: Option<f64>| end.map_or_else(empty, number);
    let (deductible, ratios, cap) = terms(&design.doc, id);
    Some(row(vec![
        subject(id),
        words(design.title.clone()),
        input(price(&design.doc, id)),
        input(deductible),
        input(ratios),
        input(cap),
        kept(of("participation"), Unit::Ratio),
        kept(of("claims_per_head"), Unit::YuanPerHead),
        kept(Some(ratio.clone()), Unit::Ratio),
        end(mean.map(|it| it.low)),
        end(mean.map(|it| it.high)),
        kept(of("loss_ratio_p05"), Unit::Ratio),
        kept(of("loss_ratio_p95"), Unit::Ratio),
        figure(change, Unit::Points),
        kept(of(lost), Unit::Probability),
        kept(of("combined_above_100_probability"), Unit::Probability),
        kept(of(even), Unit::YuanPerHead),
        kept(of(tail), Unit::TenThousandYuan),
    ]))
}

/// What a head costs a year.
pub(super) fn price(doc: &ScenarioDoc, id: &str) -> Cell {
    match doc.funds.get(id) {
        Some(FundDoc::CiiContract(contract)) => amount(Some(&contract.bid_yuan_per_head)),
        Some(FundDoc::HmbBook(book)) => match &book.premium_by_age {
            None => amount(book.premium_yuan_per_year.as_ref()),
            Some(bands) => {
                let prices: Vec<_> = bands.iter().filter_map(|(_, band)| band.yuan.known()).collect();
                let (Some(least), Some(most)) = (prices.iter().min(), prices.iter().max()) else {
                    return empty();
                };
                words(both(|lang| by_age(&least.to_string(), &most.to_string(), lang)))
            }
        },
        _ => empty(),
    }
}

/// Deductible, ratios and cap of a fund's payers; a number where there is one payer.
fn terms(doc: &ScenarioDoc, id: &str) -> (Cell, Cell, Cell) {
    let named: &[String] = match doc.funds.get(id) {
        Some(FundDoc::CiiContract(contract)) => &contract.payers,
        Some(FundDoc::HmbBook(book)) => &book.payers,
        _ => &[],
    };
    let mut terms: Vec<(&str, &PerYearDoc)> = Vec::new();
    for name in named {
        if let Some(TermsDoc::PerYear(of_payer)) = doc.payers.get(name).map(|payer| &payer.terms) {
            terms.push((name, of_payer));
        }
    }
    if let [(_, only)] = terms[..] {
        let ratios = words(both(|lang| tiers(only, lang)));
        let cap = only.cap_yuan.as_ref().map_or_else(|| note(Note::NoCap), |cap| amount(Some(cap)));
        return (amount(only.deductible_yuan.as_ref()), ratios, cap);
    }
    let joined = |text: &dyn Fn(&PerYearDoc, Lang) -> String| {
        if terms.is_empty() {
            return empty();
        }
        let each = |lang| {
            let named = |(id, it): &(&str, &PerYearDoc)| {
                format!("{} {}", payer_title(doc, id).get(lang), text(it, lang))
            };
            terms.iter().map(named).collect()
        };
        words(both(|lang| listed(&Vec::from_iter::<Vec<String>>(each(lang)), lang)))
    };
    let yuan = |amount: Option<&Amount>, lang: Lang| {
        let known = amount.and_then(Stated::known);
        known.map_or_else(|| Note::NoCap.text(lang).to_owned(), |it| grouped(it.as_yuan_f64(), 0))
    };
    (
        joined(&|it, lang| yuan(it.deductible_yuan.as_ref(), lang)),
        joined(&tiers),
        joined(&|it, lang| yuan(it.cap_yuan.as_ref(), lang)),
    )
}

fn amount(amount: Option<&Amount>) -> Cell {
    amount.and_then(Stated::known).map_or_else(empty, |it| number(it.as_yuan_f64()))
}

/// The tiers of a payer in words.
fn tiers(terms: &PerYearDoc, lang: Lang) -> String {
    let percent = |share: Option<Share>| {
        share.map_or_else(String::new, |it| format!("{}%", it.millionths() as f64 / 10_000.0))
    };
    let tiers = terms.tiers.iter().flat_map(crate::scenario::field::Keyed::iter);
    let words = tiers.map(|(_, it)| {
        let ratio = percent(it.ratio.known());
        match it.up_to_yuan.as_ref().and_then(Stated::known) {
            Some(end) => tier(Some(&grouped(end.as_yuan_f64(), 0)), &ratio, lang),
            None if terms.tiers.as_ref().is_some_and(|all| all.len() == 1) => ratio,
            None => tier(None, &ratio, lang),
        }
    });
    listed(&words.collect::<Vec<_>>(), lang)
}

/// The figure that a folder keeps of its base over the term.
pub(super) fn over_term(run: &Finished, key: &str) -> Option<KeptFigure> {
    run.answer.figure(base_name(run), "term", key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::book::Content;
    use crate::scenario::library::Library;
    use crate::scenario::load::load;

    #[test]
    fn liabilities_have_the_names_of_their_scenario() {
        let loaded = load(&Library::built_in(), "hmb/wenzhou", &[]).unwrap();
        let base = loaded.base();
        let (deductible, ..) = terms(base, "hmb");
        let Content::Text(said) = deductible.content else { panic!("{deductible:?}") };
        assert_eq!(
            said.zh,
            "保障一：医保目录内外个人负担 13,000；保障二：特定高额药品 10,000；保障二：罕见病药品 10,000"
        );
        // what has no title is called as usual
        assert_eq!(payer_title(base, "aid").zh, "医疗救助");
    }
}
