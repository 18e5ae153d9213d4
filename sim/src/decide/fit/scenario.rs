//! The fitted scenario: what extends the base, with the fitted values and their errors alone.

use serde_json::{Map, Value, json};

use super::base::scheme_of;
use super::errors::tail_begins;
use super::frequency::{BANDS, band_of};
use super::{ClaimsFit, Subject, key_of};
use crate::population::Status;
use crate::random::Law;
use crate::scenario::field::Keyed;
use crate::scenario::severity::SeverityDoc;
use crate::stats::Candidate;
use crate::units::Age;
use crate::wording::fit::{self as words, Quantity};

/// A scenario that extends the base.
pub type FittedScenario = Value;

/// Where a fit comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The base, as the fitted file names it.
    pub extends: String,
    /// What people call the claims, in both languages.
    pub title: [String; 2],
    /// The day of valuation.
    pub day: String,
    /// The digest of the claims.
    pub digest: String,
    /// Whether the persons are made up.
    pub synthetic: bool,
}

impl ClaimsFit<'_> {
    /// The scenario of a fit; it holds what has a path, and moves what it does not fit to the year of the levels.
    pub fn scenario(&self, origin: &Origin) -> FittedScenario {
        let mut root = json!({ "extends": origin.extends });
        let source = words::source(&origin.title[1], &origin.day, &origin.digest);
        set(&mut root, "title.zh", json!(format!("由自有理赔拟合：{}", origin.title[0])));
        set(&mut root, "title.en", json!(format!("fitted to own claims: {}", origin.title[1])));
        if self.frequency.is_some() {
            self.write_levels(&mut root);
            self.write_ages(&mut root);
            self.write_law(&mut root);
            let mark = if origin.synthetic { json!(words::SYNTHETIC) } else { Value::Null };
            for block in ["illness", "world"] {
                set(&mut root, &format!("{block}.source"), json!(source));
                set(&mut root, &format!("{block}.synthetic"), mark.clone());
            }
        }
        self.write_joins(&mut root, &source);
        let first = self.base.doc().term.as_ref().map_or(self.next, |term| term.first_year.max(self.next));
        set(&mut root, "term.first_year", json!(first.0));
        // public figures of other years are no targets of this one
        set(&mut root, "comparison", Value::Null);
        set(&mut root, "calibration", Value::Null);
        root
    }

    fn write_levels(&self, root: &mut Value) {
        for it in &self.parameters {
            let written = !matches!(it.quantity, Quantity::Law | Quantity::Renewal | Quantity::AgeJoins)
                && it.quantity != Quantity::Participation;
            let Some(path) = it.path.as_ref().filter(|_| written) else { continue };
            let value = number(within(it.quantity, it.value));
            if path.contains('*') {
                for status in Status::ALL {
                    set(root, &path.replace('*', key_of(status)), value.clone());
                }
            } else {
                set(root, path, value);
            }
        }
        self.whole_shares(root);
        set(root, "world.base_year", json!(self.year.0));
        set(root, "world.parameter_correlation", number(self.correlation.unwrap_or(0.0)));
        for key in ["frequency_sd", "severity_sd", "own_expense_sd"] {
            set(root, &format!("world.model.{key}"), json!(0));
        }
        if !self.base.knows(self.year) {
            set(root, "world.history", Value::Null);
            set(root, "world.known_to", Value::Null);
        }
        self.write_unfitted_care(root);
    }

    /// The shares of the three levels sum to 1, to the last digit that is written.
    fn whole_shares(&self, root: &mut Value) {
        for status in Status::ALL {
            let levels = format!("/illness/statuses/{}/levels", key_of(status));
            let doc = self.base.status(status);
            let usual = [doc.levels.primary.share, doc.levels.secondary.share, doc.levels.tertiary.share];
            let names = ["primary", "secondary", "tertiary"];
            let share = |at: usize| {
                let found = root.pointer(&format!("{levels}/{}/share", names[at]));
                found.and_then(Value::as_f64)
            };
            let shares: Vec<Option<f64>> = (0..3).map(share).collect();
            if shares.iter().all(Option::is_none) {
                continue;
            }
            // a level with too few admissions keeps none of them where others are known
            let known: f64 = shares.iter().flatten().sum();
            let rest: f64 = (0..3).filter(|&at| shares[at].is_none()).map(|at| usual[at]).sum();
            let left = (1.0 - known).max(0.0);
            let mut written: Vec<f64> = (0..3)
                .map(|at| shares[at].unwrap_or(if rest > 0.0 { left * usual[at] / rest } else { 0.0 }))
                .map(|share| libm::round(share * 1e6) / 1e6)
                .collect();
            let others: f64 = written[..2].iter().sum();
            written[2] = libm::round((1.0 - others) * 1e6) / 1e6;
            for (name, share) in names.iter().zip(written) {
                set(root, &format!("illness.statuses.{}.levels.{name}.share", key_of(status)), json!(share));
            }
        }
    }

    /// Yearly care that was not fitted moves with the trend from the base year to that of the levels.
    fn write_unfitted_care(&self, root: &mut Value) {
        for (name, doc) in self.base.illness().yearly_care.iter() {
            for status in Status::ALL {
                let (often, dear) = self.base.moved(scheme_of(status), self.year);
                let key = key_of(status);
                let moved = [
                    ("users_per_1000_years", doc.users_per_1000_years.of(status) * often),
                    ("cost_yuan_per_user_year", doc.cost_yuan_per_user_year.of(status) * dear),
                ];
                for (end, value) in moved {
                    let path = format!("illness.yearly_care.{name}.{end}.{key}");
                    if root.pointer(&format!("/{}", path.replace('.', "/"))).is_none() {
                        set(root, &path, number(value));
                    }
                }
            }
        }
        for (care, &kind) in super::CARE.iter().enumerate() {
            if let (Some((name, doc)), Some(law)) =
                (self.only_block(kind), self.severity(&Subject::Care(care)))
            {
                set(
                    root,
                    &format!("illness.yearly_care.{name}.severity"),
                    severity(law.best(), &doc.severity),
                );
            }
        }
    }

    /// Frequency by age and sex: the base's steps, each times the factor of its band.
    fn write_ages(&self, root: &mut Value) {
        let Some(frequency) = &self.frequency else { return };
        for (name, step) in self.base.illness().ages.iter() {
            let band = band_of(Age(u8::try_from(step.from_age).unwrap_or(u8::MAX)));
            let [men, women] = frequency.factors.band[band];
            set(root, &format!("illness.ages.{name}.frequency"), number((step.frequency * men).max(1e-4)));
            let ratio = if men > 0.0 { women / men } else { 1.0 };
            set(root, &format!("illness.ages.{name}.women"), number((step.women * ratio).max(1e-3)));
        }
    }

    fn write_law(&self, root: &mut Value) {
        let Some(law) = self.severity(&Subject::Admission) else { return };
        set(root, "illness.severity", severity(law.best(), &self.base.illness().severity));
        let mean = law.best().family.mean();
        let begins = (tail_begins(law.best()) / mean).clamp(1.0, 1000.0);
        set(root, "world.tail.above_relative_cost", number(begins));
    }

    fn write_joins(&self, root: &mut Value, source: &str) {
        let Some(fund) = &self.asked.fund else { return };
        let of = |quantity: Quantity| self.parameters.iter().filter(move |it| it.quantity == quantity);
        let participation = of(Quantity::Participation).next().map(|it| it.value);
        if let Some(value) = participation {
            set(root, &format!("funds.{fund}.participation"), share(value));
            for it in of(Quantity::AgeJoins) {
                let Some(band) = it.of.band else { continue };
                let to = BANDS.get(band + 1).map_or(100, |next| next - 1);
                let path = format!("funds.{fund}.enrolment.ages.from-{}", BANDS[band]);
                set(
                    root,
                    &path,
                    json!({ "from_age": BANDS[band], "to_age": to, "log_odds": number(it.value) }),
                );
            }
        }
        // members cannot renew less often than people join
        let renewal = of(Quantity::Renewal).next().map(|it| it.value);
        if let Some(rate) = renewal.filter(|&rate| participation.is_none_or(|joined| rate >= joined)) {
            let path = format!("funds.{fund}.enrolment.renewal");
            set(root, &path, json!({ "kind": "rate", "ratio": share(rate) }));
        }
        if participation.or(renewal).is_some() {
            set(root, &format!("funds.{fund}.enrolment.source"), json!(source));
        }
    }
}

/// A value within what scenarios take.
fn within(quantity: Quantity, value: f64) -> f64 {
    match quantity {
        Quantity::OverLimit | Quantity::OwnExpense => value.clamp(0.0, 0.5),
        Quantity::FirstSelfPay => value.clamp(0.0, 0.99),
        Quantity::OwnExpenseElasticity => value.clamp(-0.5, 0.5),
        Quantity::Concentration => value.clamp(0.5, 10_000.0),
        Quantity::Frailty => value.clamp(0.02, 1000.0),
        _ => value,
    }
}

/// A law as scenarios write it, a body and a tail, in place of the base's.
fn severity(law: &Candidate, base: &SeverityDoc) -> Value {
    let (body, tail) = match law.family.law() {
        Law::Splice { body, threshold, tail_probability, tail_scale, tail_shape } => {
            let tail = json!({
                "probability": number(*tail_probability),
                "scale": number(tail_scale / threshold),
                "shape": number(tail_shape.clamp(-0.9, 0.95)),
            });
            (body.as_ref(), tail)
        }
        other => (other, Value::Null),
    };
    let gone = |names: &mut dyn Iterator<Item = &str>| -> Map<String, Value> {
        names.map(|name| (name.to_owned(), Value::Null)).collect()
    };
    let mut components = gone(&mut base.mixture.iter().flat_map(Keyed::names));
    if let Law::Mixture { parts } = body {
        for (name, (weight, law)) in ["first", "second"].iter().zip(parts) {
            components.insert((*name).to_owned(), json!({ "weight": number(*weight), "law": single(law) }));
        }
        return json!({ "law": null, "mixture": components, "tail": tail });
    }
    let mut whole = gone(&mut LAW_KEYS.into_iter());
    if let Value::Object(fields) = single(body) {
        whole.extend(fields);
    }
    json!({ "law": whole, "mixture": null, "tail": tail })
}

/// Every key of a law in scenarios: those of the base's law that the fitted one has not are taken away.
const LAW_KEYS: [&str; 9] = ["kind", "mu", "sigma", "shape", "scale", "c", "k", "threshold", "points"];

fn single(law: &Law) -> Value {
    match *law {
        Law::LogNormal { mu, sigma } => {
            json!({ "kind": "lognormal", "mu": number(mu), "sigma": number(sigma) })
        }
        Law::Gamma { shape, scale } => {
            json!({ "kind": "gamma", "shape": number(shape), "scale": number(scale) })
        }
        Law::Weibull { shape, scale } => {
            json!({ "kind": "weibull", "shape": number(shape), "scale": number(scale) })
        }
        Law::BurrXii { c, k, scale } => {
            json!({ "kind": "burr_xii", "c": number(c), "k": number(k), "scale": number(scale) })
        }
        Law::GeneralisedPareto { threshold, scale, shape } => json!({
            "kind": "generalised_pareto",
            "threshold": number(threshold),
            "scale": number(scale),
            "shape": number(shape),
        }),
        Law::Pareto { scale, shape } => {
            json!({ "kind": "pareto", "scale": number(scale), "shape": number(shape) })
        }
        Law::Empirical { .. } | Law::Mixture { .. } | Law::Splice { .. } => Value::Null,
    }
}

/// A number to six digits.
fn number(value: f64) -> Value {
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    json!(rounded)
}

/// A share to the millionth, as scenarios hold them: one at least of what is above nothing.
fn share(value: f64) -> Value {
    let millionths = libm::round(value * 1e6);
    json!(if value > 0.0 { millionths.max(1.0) / 1e6 } else { 0.0 })
}

/// Puts a value at a dotted path.
fn set(root: &mut Value, path: &str, value: Value) {
    let mut at = root;
    for step in path.split('.') {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = &mut at[step];
    }
    *at = value;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_has_no_more_decimals_than_a_scenario_takes() {
        assert_eq!(share(0.002_947_77), json!(0.002_948));
        assert_eq!(share(1.0 / 3.0), json!(0.333_333));
        assert_eq!(share(1e-9), json!(0.000_001), "few join, not nobody");
        assert_eq!(share(0.0), json!(0.0));
    }
}
