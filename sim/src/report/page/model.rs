//! What a page needs to work out other terms: the counts of a run, the terms that may be moved, the fund's accounts.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::carried::{Grid, OfYear, stream};
use super::sliders::{Price, Slider, sliders};
use super::terms::Terms;
use crate::compiled::YearPay;
use crate::engine::Experiment as _;
use crate::fund::{CapBy, CarryOver};
use crate::fund::{
    CiiContract, DeficitBasis, HmbTerms, IncurredBasis, SurplusForm, SurplusOwner, TestPeriod,
};
use crate::projection::{CiiFund, Design, HmbFund};
use crate::report::kept_run::KeptRun;
use crate::scenario::load::Loaded;
use crate::scenario::plan::Plan;
use crate::units::{Age, Fen, Share};
use crate::wording::Bilingual;
use crate::wording::page::{PageText, filled};

/// The most bytes of counts that a page carries; base 64 makes four of three.
const MOST_BYTES: usize = 1_650_000;
/// How many deductibles a page offers, and in which steps its ratios move, from fine to coarse.
const THINNINGS: [(usize, i64); 8] =
    [(60, 1), (40, 1), (40, 2), (40, 5), (24, 5), (16, 5), (12, 10), (6, 10)];

/// The model in the page.
#[derive(Debug)]
pub struct Model {
    /// What the program of the page reads.
    pub(super) data: Value,
    /// The counts, in base 64.
    pub(super) counts: String,
    /// The title of the payer whose terms are moved.
    pub(super) payer: Bilingual,
    /// What was left out to keep the page small.
    pub(super) thinned: Option<Bilingual>,
}

/// The fund of the payer, in the base, by year of the term.
pub(super) enum Fund<'a> {
    /// A contract.
    Contract(Vec<&'a CiiFund>),
    /// A city product.
    Book(Vec<&'a HmbFund>),
}

/// What is read of a run.
pub(super) struct Source<'a> {
    pub(super) loaded: &'a Loaded,
    pub(super) plan: &'a Plan,
    pub(super) kept: &'a KeptRun,
    /// The resolved scenario.
    pub(super) resolved: Value,
    pub(super) terms: Terms,
    /// Their place among those of the run; nobody is paid under the others.
    pub(super) place: usize,
    pub(super) fund: Fund<'a>,
}

impl Model {
    /// The model of a run folder, whose scenario was loaded from it.
    ///
    /// # Errors
    /// Why the page cannot work out other terms.
    pub fn of_folder(folder: &Path, loaded: &Loaded) -> Result<Model, Bilingual> {
        let unread = |_| PageText::NoBuckets.both();
        let plan = Plan::new(loaded).map_err(|_| PageText::UnreadTerms.both())?;
        let kept = KeptRun::read(folder, plan.years()).map_err(unread)?;
        let digest = plan.digest().to_string();
        let whole =
            kept.n_trials == plan.trials().get() && kept.digests.iter().all(|of_file| *of_file == digest);
        if whole { Model::new(loaded, &plan, &kept) } else { Err(PageText::NoBuckets.both()) }
    }

    /// The model of a run that kept counts: the base of its scenario, its plan, and what its folder keeps.
    ///
    /// # Errors
    /// Why this run cannot be worked out again in a page.
    pub fn new(loaded: &Loaded, plan: &Plan, kept: &KeptRun) -> Result<Model, Bilingual> {
        let source = Source::new(loaded, plan, kept).map_err(PageText::both)?;
        let mut smallest = None;
        for (n_deductibles, step) in THINNINGS {
            if source.terms.tiers.iter().any(|(_, _, points)| points % step != 0) {
                continue;
            }
            let deductibles = source.deductibles(n_deductibles);
            if smallest == Some((deductibles.len(), step)) {
                continue;
            }
            smallest = Some((deductibles.len(), step));
            let grid = source.grid(&deductibles, step);
            let trials = source.trials(&grid).ok_or_else(|| PageText::OddAccount.both())?;
            let (writer, means) = stream(&trials, &grid);
            if writer.len() > MOST_BYTES {
                continue;
            }
            let sliders = sliders(&source, &deductibles, (step, grid.breaks[grid.breaks.len() - 1]));
            let thinned = (n_deductibles, step) != THINNINGS[0];
            let how = [deductibles.len().to_string(), step.to_string()];
            return Ok(Model {
                data: source.data(&grid, &means, &sliders),
                counts: writer.base64(),
                payer: source.payer_title(),
                thinned: thinned.then(|| filled(PageText::Thinned, &how)),
            });
        }
        Err(PageText::TooLarge.both())
    }
}

impl<'a> Source<'a> {
    fn new(loaded: &'a Loaded, plan: &'a Plan, kept: &'a KeptRun) -> Result<Source<'a>, PageText> {
        if plan.arrangement().is_some() {
            return Err(PageText::OtherSampling);
        }
        let groups = kept.counts.iter().flat_map(|trial| &trial.years).flat_map(|year| &year.groups);
        let mut used: Vec<usize> = groups.map(|group| usize::from(group.terms)).collect();
        used.sort_unstable();
        used.dedup();
        let &[place] = used.as_slice() else { return Err(PageText::SeveralTerms) };
        if kept.apart > 0 {
            return Err(PageText::SeveralTerms);
        }
        let resolved: Value = serde_json::from_str(&loaded.resolved()).map_err(|_| PageText::UnreadTerms)?;
        let terms = Terms::read(&resolved["payers"][&kept.payer]).ok_or(PageText::UnreadTerms)?;
        let is_of = |pay| kept.terms.get(place).is_some_and(|kept| kept.is_of(&pay));
        if !terms.pay().is_some_and(is_of) {
            return Err(PageText::UnreadTerms);
        }
        let years = plan.projection().years().iter();
        let designs: Vec<&Design> = years.map(|&year| plan.projection().designs()[0].in_year(year)).collect();
        let fund = fund_of(&designs, &kept.payer).ok_or(PageText::OtherFund)?;
        Ok(Source { loaded, plan, kept, resolved, terms, place, fund })
    }

    fn payer_title(&self) -> Bilingual {
        let title = &self.resolved["payers"][&self.kept.payer]["title"];
        let of = |lang: &str| title[lang].as_str().unwrap_or(&self.kept.payer).to_owned();
        Bilingual { zh: of("zh"), en: of("en") }
    }

    /// Deductibles of the run's grid from half the own one to two and a half times it, at most so many; under each
    /// of them every bend lies on the grid.
    fn deductibles(&self, most: usize) -> Vec<Fen> {
        let own = self.terms.deductible;
        let first_end = self.terms.tiers.first().and_then(|tier| tier.1).filter(|_| !self.terms.above());
        let highest = Fen(own.0 * 5 / 2).min(first_end.unwrap_or(Fen(i64::MAX)));
        let points = self.kept.grid.points();
        let top = points[points.len() - 1];
        let fits = |&deductible: &Fen| {
            let pay = Terms { deductible, ..self.terms.clone() }.pay();
            let on_grid = |at: &Fen| *at > top || points.binary_search(at).is_ok();
            deductible < highest && pay.is_some_and(|pay| pay.bounds().iter().all(on_grid))
        };
        let all: Vec<Fen> = points.iter().copied().filter(fits).collect();
        let every = all.len().div_ceil(most.max(1)).max(1);
        let from = all.iter().position(|it| *it == own).unwrap_or(0) % every;
        let mut kept: Vec<Fen> = all.iter().skip(from).step_by(every).copied().collect();
        if !kept.contains(&own) {
            kept.push(own);
            kept.sort_unstable();
        }
        kept
    }

    /// Breaks where the terms on offer bend, up to where no cap from half the own one on binds.
    fn grid(&self, deductibles: &[Fen], step: i64) -> Grid {
        let run = self.kept.grid.breaks();
        let run_top = run[run.len() - 1];
        let pays: Vec<YearPay> = deductibles
            .iter()
            .filter_map(|&deductible| Terms { deductible, ..self.terms.clone() }.pay())
            .collect();
        let bounds = || pays.iter().flat_map(YearPay::bounds);
        let highest = bounds().max().unwrap_or(run_top);
        let uncapped = match self.terms.cap {
            Some(cap) if !self.terms.caps_cost => deductibles[0] + Fen(cap.0 / 2),
            _ => highest,
        };
        let top = Fen(uncapped.0 / 100 * 100 + 1).max(run_top);
        // the run's own break at which its base reaches its cap, where that lies within the grid
        let capped = self.terms.pay().map(|pay| pay.thresholds()).unwrap_or_default();
        let capped = capped.into_iter().skip(1).filter(|at| run.binary_search(at).is_ok());
        let mut breaks: Vec<Fen> = bounds().map(|at| Fen(at.0 + 1)).chain(capped).collect();
        breaks.retain(|at| *at < top);
        breaks.push(top);
        breaks.sort_unstable();
        breaks.dedup();
        Grid { breaks, modulus: 100 / step }
    }

    /// Every trial in a grid; `None` where columns are missing.
    fn trials(&self, grid: &Grid) -> Option<Vec<Vec<OfYear>>> {
        let columns = self.plan.columns();
        let place = |key: String| columns.iter().position(|column| column.key == key);
        let paid = |payer: &String| place(format!("paid_{payer}_fen"));
        let (others, account) = match &self.fund {
            Fund::Contract(funds) => (
                &funds[0].payers,
                vec![
                    place(format!("{}_heads_funded", funds[0].id))?,
                    place(format!("{}_topup_income_fen", funds[0].id))?,
                ],
            ),
            Fund::Book(funds) => (&funds[0].payers, Vec::new()),
        };
        let others = others.iter().filter(|payer| **payer != self.kept.payer);
        let others: Vec<usize> = others.map(paid).collect::<Option<_>>()?;
        let mut trials = Vec::with_capacity(self.kept.counts.len());
        for (counts, rows) in self.kept.counts.iter().zip(&self.kept.rows) {
            let mut years = grid.gather(counts, self.kept.grid.breaks());
            for ((year, counts), row) in years.iter_mut().zip(&counts.years).zip(rows) {
                year.others = others.iter().map(|&at| Fen(row[at])).sum();
                year.account = account.iter().map(|&at| row[at]).collect();
                if let Fund::Book(_) = self.fund {
                    year.account.extend(counts.members.iter().flatten());
                }
            }
            trials.push(years);
        }
        Some(trials)
    }

    fn data(&self, grid: &Grid, means: &[i64], sliders: &[Slider]) -> Value {
        let words = PageText::ALL.iter().map(|text| (text.key().to_owned(), pair(&text.both())));
        let breaks: Vec<i64> = grid.breaks.iter().map(|at| at.0).collect();
        let years: Vec<u16> = self.plan.projection().years().iter().map(|year| year.0).collect();
        let (kind, accounts) = match &self.fund {
            Fund::Contract(funds) => ("contract", funds.iter().map(|it| contract(&it.contract)).collect()),
            Fund::Book(funds) => ("book", funds.iter().map(|it| self.book(&it.terms)).collect::<Vec<_>>()),
        };
        json!({
            "trials": self.kept.n_trials,
            "years": years,
            "payer": self.kept.payer,
            "scenario": "scenario.resolved.json",
            "breaks": breaks,
            "modulus": grid.modulus,
            "means": means,
            "terms": self.terms.json(),
            "kind": kind,
            "accounts": accounts,
            "opening": match &self.fund {
                Fund::Contract(funds) => funds[0].opening_balance.0,
                Fund::Book(_) => 0,
            },
            "fund": self.fund_id(),
            "bands": if let Fund::Book(_) = self.fund { self.bands().len() } else { 0 },
            "sliders": sliders.iter().map(Slider::json).collect::<Vec<_>>(),
            "prices": self.prices().iter().map(|price| json!([price.path, price.amount.0])).collect::<Vec<_>>(),
            "words": Value::Object(words.collect::<Map<_, _>>()),
        })
    }

    pub(super) fn fund_id(&self) -> &str {
        match &self.fund {
            Fund::Contract(funds) => &funds[0].id,
            Fund::Book(funds) => &funds[0].id,
        }
    }

    /// Where each band of ages begins whose members were counted together.
    fn bands(&self) -> Vec<Age> {
        self.kept.ages_from.clone()
    }

    /// The prices in the scenario that a price slider moves, the dearest first.
    pub(super) fn prices(&self) -> Vec<Price> {
        let fund = self.fund_id();
        let in_file = &self.resolved["funds"][fund];
        let own = |key: &str| {
            let path = ["funds", fund, key].map(str::to_owned).to_vec();
            super::terms::amount(&in_file[key]).map(|amount| Price { path, amount })
        };
        if let Fund::Contract(_) = self.fund {
            let both = ["bid_yuan_per_head", "benchmark_yuan_per_head"].map(own);
            return both.into_iter().flatten().collect();
        }
        let mut prices: Vec<Price> = own("premium_yuan_per_year").into_iter().collect();
        for (key, band) in in_file["premium_by_age"].as_object().into_iter().flatten() {
            let path = ["funds", fund, "premium_by_age", key, "yuan"].map(str::to_owned).to_vec();
            prices.extend(super::terms::amount(&band["yuan"]).map(|amount| Price { path, amount }));
        }
        prices.sort_by_key(|price| std::cmp::Reverse(price.amount));
        prices
    }

    fn book(&self, terms: &HmbTerms) -> Value {
        let share = |share: Share| share.millionths();
        let prices: Vec<i64> = self.bands().iter().map(|&from| terms.premium.at(from).0).collect();
        json!({
            "prices": prices,
            "lowest": terms.premium.lowest().0,
            "fixed": terms.fixed_cost.0,
            "perHead": terms.cost_per_head.0,
            "cost": share(terms.cost_ratio),
            "commission": share(terms.commission_ratio),
            "levy": share(terms.levy_ratio),
            "margin": share(terms.margin),
            "late": share(terms.late_joiners.share),
            "elapsed": terms.late_joiners.days_elapsed(),
            "asPremium": terms.surplus_form == SurplusForm::Premium,
            "quota": terms.reinsurance.quota_share.map(|it| [share(it.share), share(it.commission)]),
            "stop": terms.reinsurance.stop_loss.map(|it| [it.attach.0, it.up_to.0, share(it.premium)]),
        })
    }
}

fn contract(terms: &CiiContract) -> Value {
    let (owner, margin) = match terms.surplus_owner {
        SurplusOwner::Insurer => ("insurer", 0),
        SurplusOwner::Fund => ("fund", 0),
        SurplusOwner::RefillReserve => ("refill", 0),
        SurplusOwner::SplitAboveMargin { margin } => ("split", margin.millionths()),
    };
    json!({
        "benchmark": terms.benchmark.0,
        "bid": terms.bid.0,
        "cost": terms.operating_cost.millionths(),
        "withCost": terms.deficit_basis == DeficitBasis::WithExpense,
        "paid": match terms.incurred_basis {
            IncurredBasis::Ultimate => None,
            IncurredBasis::PaidAtCutoff { paid } => Some(paid.millionths()),
        },
        "overTerm": terms.test_period == TestPeriod::Term,
        "owner": owner,
        "margin": margin,
        "share": terms.reserve.share.millionths(),
        "capByBalance": terms.reserve.cap_by == CapBy::Balance,
        "release": terms.reserve.carry_over == CarryOver::Release,
    })
}

/// The one fund that pays for a payer, by year.
fn fund_of<'a>(designs: &[&'a Design], payer: &str) -> Option<Fund<'a>> {
    let takes = |payers: &[String]| payers.iter().any(|it| it == payer);
    let first = designs.first()?;
    let contract = first.cii.iter().position(|fund| takes(&fund.payers));
    let book = first.hmb.iter().position(|fund| takes(&fund.payers));
    let whole = |n: usize| n == designs.len();
    match (contract, book) {
        (Some(at), None) => {
            let funds: Vec<&CiiFund> = designs.iter().filter_map(|design| design.cii.get(at)).collect();
            whole(funds.len()).then_some(Fund::Contract(funds))
        }
        // members were counted of the first product
        (None, Some(0)) if first.hmb.len() == 1 => {
            let funds: Vec<&HmbFund> = designs.iter().filter_map(|design| design.hmb.first()).collect();
            let excess = funds.iter().any(|fund| fund.terms.reinsurance.person_excess.is_some());
            (whole(funds.len()) && !excess).then_some(Fund::Book(funds))
        }
        _ => None,
    }
}

/// A text as the page's program reads it.
pub(super) fn pair(text: &Bilingual) -> Value {
    json!([text.zh, text.en])
}
