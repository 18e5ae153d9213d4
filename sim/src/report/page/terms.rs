//! The terms of the payer that a run has counted, as its scenario writes them and as the page moves them.

use serde_json::{Value, json};

use crate::benefit::{RatioBy, Tier, TierBase, Tiers};
use crate::compiled::YearPay;
use crate::units::{Fen, Share};

/// Deductible, tiers and cap of a payer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Terms {
    /// On which scale the tiers end.
    pub(super) base: TierBase,
    /// The deductible.
    pub(super) deductible: Fen,
    /// The tiers: key in the scenario, end, ratio in points.
    pub(super) tiers: Vec<(String, Option<Fen>, i64)>,
    /// The cap, where there is one.
    pub(super) cap: Option<Fen>,
    /// Whether it is one on eligible cost instead of payment.
    pub(super) caps_cost: bool,
}

impl Terms {
    /// Of a payer in a resolved scenario; `None` where its terms are no plain numbers.
    pub(super) fn read(payer: &Value) -> Option<Terms> {
        let tiers = payer["tiers"].as_object()?.iter().map(|(key, tier)| {
            let ratio = tier["ratio"].as_f64()? * 100.0;
            #[expect(clippy::cast_possible_truncation, reason = "a ratio of at most 100 points")]
            let points = (ratio + 0.5).floor() as i64;
            let up_to = if tier["up_to_yuan"].is_null() { None } else { Some(amount(&tier["up_to_yuan"])?) };
            ((ratio - points as f64).abs() < 1e-9).then(|| (key.clone(), up_to, points))
        });
        Some(Terms {
            base: match payer["tier_base"].as_str()? {
                "eligible_total" => TierBase::EligibleTotal,
                "above_deductible" => TierBase::AboveDeductible,
                _ => return None,
            },
            deductible: amount(&payer["deductible_yuan"])?,
            tiers: tiers.collect::<Option<_>>()?,
            cap: if payer["cap_yuan"].is_null() { None } else { Some(amount(&payer["cap_yuan"])?) },
            caps_cost: payer["cap_on"] == "eligible",
        })
    }

    /// What it pays of a year's eligible cost.
    pub(super) fn pay(&self) -> Option<YearPay> {
        let tiers = self.tiers.iter().map(|(_, up_to, points)| Tier::new(*up_to, Share::percent(*points)));
        let tiers = Tiers::new(self.base, self.deductible, tiers.collect()).ok()?;
        let cap = self.cap.unwrap_or(Fen(i64::MAX));
        let none = Fen(i64::MAX);
        let (on_cost, on_payment) = if self.caps_cost { (cap, none) } else { (none, cap) };
        Some(YearPay::new(&tiers, RatioBy::Tiers, on_cost, on_payment))
    }

    /// For the page, in fen and points.
    pub(super) fn json(&self) -> Value {
        let tiers = self.tiers.iter().map(
            |(key, up_to, points)| json!({ "key": key, "end": up_to.map(|end| end.0), "points": points }),
        );
        json!({
            "above": self.base == TierBase::AboveDeductible,
            "deductible": self.deductible.0,
            "tiers": tiers.collect::<Vec<_>>(),
            "cap": self.cap.map(|cap| cap.0),
            "capsCost": self.caps_cost,
        })
    }
}

/// An amount in yuan, as a number or as text.
pub(super) fn amount(value: &Value) -> Option<Fen> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    Fen::parse_yuan(&text).ok()
}
