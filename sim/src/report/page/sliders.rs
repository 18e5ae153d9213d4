//! The sliders of a page: what each moves, on which values, and what keeps some of them still.

use serde_json::{Value, json};

use super::model::{Fund, Source, pair};
use super::terms::Terms;
use crate::projection::NotRecounted;
use crate::scenario::plan::Plan;
use crate::units::Fen;
use crate::wording::Bilingual;
use crate::wording::page::{PageText, filled};

/// A price of the scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Price {
    /// Where it stands.
    pub(super) path: Vec<String>,
    /// What it is.
    pub(super) amount: Fen,
}

/// A slider.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slider {
    /// Which: `deductible`, `ratio`, `cap`, `price`.
    kind: &'static str,
    /// Of which tier.
    tier: Option<usize>,
    label: Bilingual,
    held: Bilingual,
    /// Where in the scenario, and whether as points or as an amount.
    path: Vec<String>,
    /// In fen, or points; rising.
    values: Vec<i64>,
    /// The value of the run.
    own: i64,
    /// Why it does not move.
    off: Option<Bilingual>,
}

impl Slider {
    pub(super) fn json(&self) -> Value {
        json!({
            "kind": self.kind, "tier": self.tier, "label": pair(&self.label), "held": pair(&self.held),
            "path": self.path, "values": self.values, "own": self.own,
            "off": self.off.as_ref().map(pair),
        })
    }
}

/// The sliders over these deductibles, with ratios in such steps and caps that bind from `top` on.
pub(super) fn sliders(source: &Source<'_>, deductibles: &[Fen], (step, top): (i64, Fen)) -> Vec<Slider> {
    let terms = &source.terms;
    let payer = |rest: &[&str]| {
        let path = ["payers", &source.kept.payer].into_iter().chain(rest.iter().copied());
        path.map(str::to_owned).collect::<Vec<String>>()
    };
    let mut sliders = vec![Slider {
        kind: "deductible",
        tier: None,
        label: PageText::Deductible.both(),
        held: PageText::DeductibleHeld.both(),
        path: payer(&["deductible_yuan"]),
        values: deductibles.iter().map(|it| it.0).collect(),
        own: terms.deductible.0,
        off: None,
    }];
    let mut start = None;
    for (nth, (key, end, points)) in terms.tiers.iter().enumerate() {
        let label = match start {
            None => PageText::RatioFrom.both(),
            Some(start) if terms.above() => filled(PageText::RatioAbove, &[yuan(start)]),
            Some(start) => filled(PageText::RatioOf, &[yuan(start)]),
        };
        start = *end;
        sliders.push(Slider {
            kind: "ratio",
            tier: Some(nth),
            label,
            held: PageText::RatioHeld.both(),
            path: payer(&["tiers", key, "ratio"]),
            values: (1..=100 / step).map(|nth| nth * step).collect(),
            own: *points,
            off: None,
        });
    }
    sliders.push(cap(source, payer(&["cap_yuan"]), top));
    sliders.extend(price(source));
    for slider in &mut sliders {
        if slider.off.is_none() {
            slider.off = tried(source, slider).err().map(PageText::both);
        }
    }
    sliders
}

fn cap(source: &Source<'_>, path: Vec<String>, top: Fen) -> Slider {
    let own = source.terms.cap.unwrap_or(Fen::ZERO);
    let step = round_step(own.0 / 25);
    let mut values: Vec<i64> = (own.0 / 2 / step..=2 * own.0 / step).map(|nth| nth * step).collect();
    if source.terms.caps_cost {
        values.retain(|&at| at >= top.0);
    }
    values.push(own.0);
    values.sort_unstable();
    values.dedup();
    let off = match source.terms.cap {
        None => Some(PageText::OffNoCap.both()),
        Some(_) => None,
    };
    let (label, held) = (PageText::Cap.both(), PageText::CapHeld.both());
    Slider { kind: "cap", tier: None, label, held, path, values, own: own.0, off }
}

fn price(source: &Source<'_>) -> Option<Slider> {
    let prices = source.prices();
    let own = prices.first()?.amount;
    let contract = matches!(source.fund, Fund::Contract(_));
    let (label, held) = match (contract, prices.len()) {
        (true, _) => (PageText::Bid, PageText::BidHeld),
        (false, 1) => (PageText::Premium, PageText::PremiumHeld),
        (false, _) => (PageText::PremiumByAge, PageText::AgesHeld),
    };
    let step = round_step(own.0 / 60);
    let mut values: Vec<i64> = (own.0 / 2 / step..=2 * own.0 / step).map(|nth| nth * step).collect();
    values.push(own.0);
    values.sort_unstable();
    values.dedup();
    Some(Slider {
        kind: "price",
        tier: None,
        label: label.both(),
        held: held.both(),
        path: prices[0].path.clone(),
        values,
        own: own.0,
        off: None,
    })
}

/// Whether another value does to the scenario what the page takes it to do: tried on the program itself.
fn tried(source: &Source<'_>, slider: &Slider) -> Result<(), PageText> {
    let other = slider.values.iter().rev().find(|value| **value != slider.own).ok_or(PageText::OffFinest)?;
    let settings: Vec<String> = match slider.kind {
        "price" => {
            let moved = |price: &Price| price.amount.in_proportion(*other, slider.own);
            source.prices().iter().map(|it| format!("{}={}", it.path.join("."), moved(it))).collect()
        }
        // points of a ratio are written like fen: 55 is 0.55
        _ => vec![format!("{}={}", slider.path.join("."), Fen(*other))],
    };
    let mut terms = source.terms.clone();
    match slider.kind {
        "deductible" => terms.deductible = Fen(*other),
        "ratio" => {
            if let Some(tier) = slider.tier.and_then(|nth| terms.tiers.get_mut(nth)) {
                tier.2 = *other;
            }
        }
        "cap" => terms.cap = Some(Fen(*other)),
        _ => {}
    }
    let moved = source.loaded.with_design_of("tried", &settings).map_err(|_| PageText::OffRead)?;
    let plan = Plan::new(&moved).map_err(|_| PageText::OffRead)?;
    match plan.projection().recounted_pays(&source.kept.payer) {
        Ok(pays) if terms.pay().as_ref() == pays.get(source.place) => {}
        Ok(_) => return Err(PageText::OffRead),
        Err(NotRecounted::OtherMembers | NotRecounted::PricesComeApart) => return Err(PageText::OffMembers),
        Err(_) => return Err(PageText::OffOther),
    }
    if slider.kind == "price" { same_prices(source, &plan, *other) } else { Ok(()) }
}

/// Whether the moved prices are those that the page works out, in every year.
fn same_prices(source: &Source<'_>, plan: &Plan, other: i64) -> Result<(), PageText> {
    let years = plan.projection().years().iter().enumerate();
    let same = years.map(|(y, &year)| {
        let moved = plan.projection().designs()[1].in_year(year);
        match &source.fund {
            Fund::Contract(funds) => {
                let found = moved.cii.iter().find(|fund| fund.id == funds[y].id);
                found.is_some_and(|it| it.contract == funds[y].contract.at_bid(Fen(other)))
            }
            Fund::Book(funds) => {
                let premium = funds[y].terms.premium.at_highest(Fen(other));
                moved.hmb.first().is_some_and(|it| it.terms.premium == premium)
            }
        }
    });
    if same.into_iter().all(|it| it) { Ok(()) } else { Err(PageText::OffRead) }
}

/// The next of 1, 2, 5, 10 fen ... that is no less.
fn round_step(least: i64) -> i64 {
    let steps = (0..14).flat_map(|power| [1, 2, 5].map(|times| times * 10_i64.pow(power)));
    steps.into_iter().find(|step| *step >= least).unwrap_or(1)
}

/// Yuan as people read them: `120,000`.
fn yuan(amount: Fen) -> String {
    crate::report::numbers::grouped(amount.as_yuan_f64(), usize::from(amount.0 % 100 != 0) * 2)
}

impl Terms {
    /// Whether its tiers are measured above the deductible.
    pub(super) fn above(&self) -> bool {
        self.base == crate::benefit::TierBase::AboveDeductible
    }
}
