//! The deficit probability of a fund at other prices, its claims kept: who joins and what is paid stays as it was.
//!
//! A contract at bid `b` has the income `premium b / bid + top-up`; a book at `k` times its prices earns `k earned` and
//! has the cost `cost + (k - 1) rate premium`, `rate` being what it spends of the premium. Where terms are not of that
//! form (reinsurance, a law of enrolment, other tests of a deficit, prices that change) there is no curve.

use std::ops::Range;

use crate::fund::{DeficitBasis, TestPeriod, TopupPool};
use crate::report::finished::{Finished, KeptTrials};
use crate::scenario::field::{Cell as Stated, Ratio};
use crate::scenario::funds::{CiiContractDoc, FundDoc, IncurredWord};
use crate::scenario::hmb_book::HmbBookDoc;
use crate::stats::{Estimate, Proportion};

/// The most points of a curve.
const POINTS: i64 = 30;

/// Prices in yuan or as multiples of the present ones, the probability at each, and the present price.
pub(super) struct PriceCurve {
    pub(super) prices: Vec<f64>,
    pub(super) chances: Vec<Estimate>,
    pub(super) present: f64,
    /// Whether prices are multiples.
    pub(super) is_relative: bool,
}

pub(super) fn price_curve(run: &Finished, id: &str, fund: &FundDoc) -> Option<PriceCurve> {
    let trials = run.trials.as_ref().filter(|it| it.is_plain)?;
    let base = run.scenario.designs.first()?;
    let constant = trials.years().iter().all(|year| base.in_year(*year).doc.funds.get(id) == Some(fund));
    let years = 0..trials.years().len();
    match fund {
        _ if !constant => None,
        FundDoc::CiiContract(contract) => of_contract(trials, id, contract, years),
        FundDoc::HmbBook(book) => of_book(trials, id, book, years),
        FundDoc::Ledger(_) => None,
    }
}

fn of_contract(
    trials: &KeptTrials,
    id: &str,
    contract: &CiiContractDoc,
    years: Range<usize>,
) -> Option<PriceCurve> {
    let plain = contract.deficit_basis == DeficitBasis::ClaimsOnly
        && contract.test_period == TestPeriod::Year
        && contract.topup_pool == TopupPool::Pooled
        && contract.incurred_basis == IncurredWord::Ultimate;
    let (bid, benchmark) = (contract.bid_yuan_per_head.known()?, contract.benchmark_yuan_per_head.known()?);
    if !plain || bid.0 <= 0 {
        return None;
    }
    // in fen, a round number of jiao apart
    let (low, high) = (bid.0 * 7 / 10, (bid.0 * 13 / 10).min(benchmark.0));
    let step =
        [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000].into_iter().find(|it| (high - low) / it < POINTS)?;
    let mut prices: Vec<i64> = ((low + step - 1) / step..=high / step).map(|nth| nth * step).collect();
    if !prices.contains(&bid.0) {
        prices.push(bid.0);
        prices.sort_unstable();
    }
    let short = format!("{id}_claims_fen - {id}_topup_income_fen");
    let premium = format!("{id}_premium_fen");
    let by_year = years
        .map(|year| Some((trials.amount(&short, year..year + 1)?, trials.amount(&premium, year..year + 1)?)))
        .collect::<Option<Vec<_>>>()?;
    let at = |price: &i64| {
        let factor = *price as f64 / bid.0 as f64;
        let n = by_year.first().map_or(0, |(short, _)| short.len());
        let lost = |trial: usize| {
            by_year.iter().any(|(short, premium)| short[trial] as f64 > factor * premium[trial] as f64)
        };
        Some(Proportion::count((0..n).map(lost))?.estimate())
    };
    Some(PriceCurve {
        chances: prices.iter().map(at).collect::<Option<_>>()?,
        prices: prices.iter().map(|fen| *fen as f64 / 100.0).collect(),
        present: bid.as_yuan_f64(),
        is_relative: false,
    })
}

fn of_book(trials: &KeptTrials, id: &str, book: &HmbBookDoc, years: Range<usize>) -> Option<PriceCurve> {
    if book.reinsurance.is_some() || book.enrolment.is_some() {
        return None;
    }
    let known = |ratio: &Ratio| Some(ratio.known()?.millionths() as f64 / 1e6);
    let commission = book.commission_ratio.as_ref().map_or(Some(0.0), known)?;
    let rate = known(&book.cost_ratio)? + commission + known(&book.levy_ratio)?;
    let sum = |name: &str| trials.amount(&format!("{id}_{name}_fen"), years.clone());
    let (earned, premium, claims, cost) =
        (sum("earned_premium")?, sum("premium")?, sum("claims")?, sum("cost")?);
    let percents: Vec<u32> =
        (50..=150).step_by(4).chain([100]).collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    let at = |percent: &u32| {
        let k = f64::from(*percent) / 100.0;
        let lost = |t: usize| {
            let cost = cost[t] as f64 + (k - 1.0) * rate * premium[t] as f64;
            claims[t] as f64 + cost > k * earned[t] as f64
        };
        Some(Proportion::count((0..earned.len()).map(lost))?.estimate())
    };
    let chances = percents.iter().map(at).collect::<Option<_>>()?;
    let single =
        book.premium_by_age.is_none().then(|| book.premium_yuan_per_year.as_ref().and_then(Stated::known));
    let unit = single.flatten().map(crate::units::Fen::as_yuan_f64);
    Some(PriceCurve {
        chances,
        prices: percents.iter().map(|it| f64::from(*it) / 100.0 * unit.unwrap_or(1.0)).collect(),
        present: unit.unwrap_or(1.0),
        is_relative: unit.is_none(),
    })
}
