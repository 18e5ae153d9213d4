//! Every quantity that claims tell, as a parameter with its error.

use super::base::{self, scheme_of};
use super::persons::Persons;
use super::{CARE, ClaimsFit, FEWEST, Of, Parameter, Subject, joint, key_of};
use crate::benefit::CareKind;
use crate::population::Status;
use crate::scenario::illness::YearlyCareDoc;
use crate::stats::{Candidate, Observation};
use crate::wording::fit::{Quantity, Remark};

/// The normal quantile of 97.5%.
pub(super) const REACH: f64 = 1.959_963_984_540_054;

impl ClaimsFit<'_> {
    /// One ratio as a parameter of the scenario: `factor` times it. Too few persons, or nothing to divide by: none.
    pub(super) fn ratio(
        &mut self,
        quantity: Quantity,
        of: Of,
        base: Option<f64>,
        factor: f64,
        path: Option<String>,
    ) {
        let Some(at) = self.joint.place(quantity, of) else { return };
        let persons = self.joint.joint.units[at];
        // of care, as many users as of everything else persons
        let of_users =
            self.joint.place(Quantity::CareCost, of).map_or(persons, |at| self.joint.joint.units[at]);
        let enough = if quantity == Quantity::CareUsers { of_users } else { persons } >= FEWEST;
        let Some((ratio, se)) = self.joint.joint.of(at).filter(|_| enough) else { return };
        let (value, se) = (ratio * factor, se * factor);
        let interval = Some(if value > 0.0 && factor > 0.0 {
            // an amount or a share lies above 0: the interval is that of its logarithm
            let reach = libm::exp(REACH * se / value);
            [value / reach, value * reach]
        } else {
            [value - REACH * se, value + REACH * se]
        });
        let joint = Some((at, factor));
        let se = Some(se);
        self.parameters.push(Parameter {
            quantity,
            of,
            name: None,
            base,
            value,
            se,
            interval,
            persons,
            joint,
            path,
        });
    }

    /// Levels of frequency and cost, by status and hospital level.
    pub(super) fn levels(&mut self) {
        for status in Status::ALL {
            let (of, key) = (Of::status(status), key_of(status));
            let (often, dear) = self.base.moved(scheme_of(status), self.year);
            let doc = self.base.status(status);
            let written = [doc.admissions_per_1000_years, doc.cost_per_admission_yuan];
            let costs = base::level_costs(doc);
            let shares =
                [&doc.levels.primary, &doc.levels.secondary, &doc.levels.tertiary].map(|it| it.share);
            let factor = self.mean_admissions(status).map_or(written[0] * often, |mean| {
                // the status's mean over the city's heads, per unit of the ratio of the insured
                let ratio = self.joint.of(Quantity::Admissions, of).map_or(1.0, |it| it.0);
                if ratio > 0.0 { mean / ratio } else { written[0] * often }
            });
            let path = |end: &str| Some(format!("illness.statuses.{key}.{end}"));
            let moved = [written[0] * often, written[1] * dear];
            self.ratio(Quantity::Admissions, of, Some(moved[0]), factor, path("admissions_per_1000_years"));
            self.ratio(Quantity::Cost, of, Some(moved[1]), moved[1], path("cost_per_admission_yuan"));
            let own = self.joint.of(Quantity::Cost, of).map_or(1.0, |it| it.0);
            for (level, name) in ["primary", "secondary", "tertiary"].into_iter().enumerate() {
                let of = Of { level: Some(level), ..of };
                let share = path(&format!("levels.{name}.share"));
                self.ratio(Quantity::LevelShare, of, Some(shares[level]), 1.0, share);
                let cost = path(&format!("levels.{name}.cost_relativity"));
                self.ratio(Quantity::LevelCost, of, Some(costs[level]), 1.0 / own, cost);
                self.over_own_cost(of);
            }
        }
    }

    /// The error of the cost of a level over that of its status, which it is a part of: with `r = R / S`,
    /// `Var(ln r) = Var(ln R) + Var(ln S) - 2 Cov(ln R, ln S)`.
    pub(super) fn over_own_cost(&mut self, of: Of) {
        let places = [of, Of { level: None, ..of }];
        let quantities = [Quantity::LevelCost, Quantity::Cost];
        let [Some(i), Some(j)] = [0, 1].map(|nth| self.joint.place(quantities[nth], places[nth])) else {
            return;
        };
        let joint = &self.joint.joint;
        let (Some(r), Some(s)) = (joint.values[i], joint.values[j]) else { return };
        let cov = &joint.covariance;
        let ln_variance = cov[i][i] / (r * r) + cov[j][j] / (s * s) - 2.0 * cov[i][j] / (r * s);
        let ln_se = libm::sqrt(ln_variance.max(0.0));
        let last = self.parameters.last_mut();
        if let Some(it) = last.filter(|it| (it.quantity, it.of) == (Quantity::LevelCost, of)) {
            let reach = libm::exp(REACH * ln_se);
            it.se = Some(it.value * ln_se);
            it.interval = Some([it.value / reach, it.value * reach]);
            it.joint = None;
        }
    }

    /// The mean admissions of a status over the city's heads at the fitted factors, per 1,000 years.
    pub(super) fn mean_admissions(&self, status: Status) -> Option<f64> {
        let factors = &self.frequency.as_ref()?.factors;
        let (often, _) = self.base.moved(scheme_of(status), self.year);
        let mean = self.base.mean_admissions(status, |sex, age| factors.of(status, sex, age));
        Some(1000.0 * often * mean)
    }

    /// How bills split.
    pub(super) fn splits(&mut self, persons: &Persons) {
        for status in Status::ALL {
            let (of, key) = (Of::status(status), key_of(status));
            let doc = self.base.status(status).clone();
            let split = |end: &str| Some(format!("illness.statuses.{key}.split.{end}"));
            let shares = [
                (Quantity::FirstSelfPay, doc.split.first_self_pay_share),
                (Quantity::OverLimit, doc.split.over_limit_share),
                (Quantity::OwnExpense, doc.split.own_expense_share),
            ];
            for (quantity, base) in shares {
                self.ratio(quantity, of, Some(base), 1.0, split(quantity.key()));
            }
            // with states of health their diseases cause listed admissions too: no one number of the scenario
            let alone = self.base.health().is_none();
            let path = alone.then(|| format!("illness.statuses.{key}.listed_cause_share"));
            self.ratio(Quantity::ListedCause, of, Some(doc.listed_cause_share), 1.0, path);
            let elsewhere = doc.elsewhere.as_ref();
            for (quantity, base) in [
                (Quantity::Referred, elsewhere.map(|it| it.referred_share)),
                (Quantity::Unreferred, elsewhere.map(|it| it.unreferred_share)),
            ] {
                let elsewhere = self.joint.of(quantity, of).is_some_and(|(share, _)| share > 0.0);
                if elsewhere || base.is_some() {
                    self.ratio(quantity, of, base, 1.0, None);
                }
            }
        }
        let relative = joint::relative_cost(&self.joint, &self.base);
        let Some([elasticity, concentration]) = joint::own_expense(persons, &self.joint, relative) else {
            return;
        };
        let base = &self.base.status(Status::Resident).split;
        let elastic = base.own_expense_elasticity;
        self.plain(Quantity::OwnExpenseElasticity, Some(elastic), elasticity, "split.own_expense_elasticity");
        self.plain(Quantity::Concentration, None, concentration, "split.concentration");
    }

    /// A parameter of all statuses alike.
    pub(super) fn plain(
        &mut self,
        quantity: Quantity,
        base: Option<f64>,
        (value, se): (f64, f64),
        end: &str,
    ) {
        let persons = self.counted.2;
        let interval = Some([value - REACH * se, value + REACH * se]);
        let path = Some(format!("illness.statuses.*.{end}"));
        let (of, se) = (Of::default(), Some(se));
        let parameter =
            Parameter { quantity, of, name: None, base, value, se, interval, persons, joint: None, path };
        self.parameters.push(parameter);
    }

    /// Who comes again, in the year and in the next.
    pub(super) fn repeats(&mut self) {
        self.ratio(Quantity::Lasting, Of::default(), Some(self.lasting_in_base()), 1.0, None);
        if let Some(lasting) = self.parameters.last_mut().filter(|it| it.quantity == Quantity::Lasting) {
            // the ratio of products is 1 where years are independent
            lasting.value -= 1.0;
            let reach = REACH * lasting.se.unwrap_or(0.0);
            lasting.interval = Some([lasting.value - reach, lasting.value + reach]);
            let [claims, base] = [lasting.value, lasting.base.unwrap_or(0.0)].map(|it| format!("{it:.2}"));
            self.remarks.push(Remark::LastingInBase { claims, base });
        }
        let Some(frequency) = &self.frequency else { return };
        if frequency.between[1] < 0.0 {
            self.remarks.push(Remark::NoBetween { uncut: format!("{:.4}", frequency.between[1]) });
        }
        let Some(frailty) = frequency.frailty.filter(|it| it.repeated >= FEWEST) else { return };
        let Some(shape) = frailty.shape else {
            self.remarks.push(Remark::StatesTooUneven);
            return;
        };
        let repeats = &self.base.illness().repeats;
        let interval = frailty.ln_se.map(|se| [-REACH * se, REACH * se].map(|by| shape * libm::exp(by)));
        self.parameters.push(Parameter {
            quantity: Quantity::Frailty,
            of: Of::default(),
            name: None,
            base: Some(repeats.shape),
            value: shape,
            se: frailty.ln_se.map(|se| se * shape),
            interval,
            persons: frailty.repeated,
            joint: None,
            path: Some("illness.repeats.shape".to_owned()),
        });
    }

    /// `E[r_t r_(t+1)] - 1` of the base's states of health, over ages and sexes of the city: with prevalence `p`,
    /// relativity `r`, and a state that lasts with probability `1 - 1 / years`; those who leave it are taken as
    /// healthy.
    pub(super) fn lasting_in_base(&self) -> f64 {
        let Some(health) = self.base.health() else { return 0.0 };
        let stays: Vec<f64> =
            self.base.illness().health.iter().map(|(_, state)| 1.0 - 1.0 / state.years).collect();
        let (mut sum, mut weight) = (0.0, 0.0);
        for (sex, age) in crate::population::cells() {
            let relative = health.relative(sex, age);
            let healthy = relative[0].0;
            let covariance: f64 = health.prevalence(sex, age)[1..]
                .iter()
                .zip(&relative[1..])
                .zip(&stays)
                .map(|((part, (often, _)), stay)| part * stay * (often - healthy) * (often - 1.0))
                .sum();
            for status in Status::ALL {
                let heads = self.base.heads(scheme_of(status), sex, age, self.year);
                let (often, _) = self.base.expected(status, sex, age, self.year);
                sum += heads * often * often * covariance;
                weight += heads * often * often;
            }
        }
        if weight > 0.0 { sum / weight } else { 0.0 }
    }

    /// Yearly care: users, cost, and its law.
    pub(super) fn care(&mut self, persons: &Persons) {
        for (care, kind) in CARE.iter().enumerate() {
            let block = self.only_block(*kind);
            let before = self.parameters.len();
            for status in Status::ALL {
                let (often, dear) = self.base.moved(scheme_of(status), self.year);
                let of = Of { care: Some(care), ..Of::status(status) };
                let written = block.as_ref().map(|(name, doc)| {
                    let [users, cost] =
                        [&doc.users_per_1000_years, &doc.cost_yuan_per_user_year].map(|it| it.of(status));
                    let path = |end: &str| format!("illness.yearly_care.{name}.{end}.{}", key_of(status));
                    let paths = [path("users_per_1000_years"), path("cost_yuan_per_user_year")];
                    ([users * often, cost * dear], paths)
                });
                let [users, cost] = match written {
                    Some(([users, cost], [a, b])) => [(Some(users), Some(a)), (Some(cost), Some(b))],
                    None => [(None, None), (None, None)],
                };
                self.ratio(Quantity::CareUsers, of, users.0, 1000.0, users.1);
                self.ratio(Quantity::CareCost, of, cost.0, 1.0, cost.1);
            }
            if self.parameters.len() > before && block.is_none() {
                let care = kind.key().to_owned();
                self.remarks.push(Remark::CareNotWritten { care });
            }
            let costs: Vec<Observation> = (persons.years.iter())
                .filter(|it| it.care[care] > 0.0)
                .map(|it| Observation::exactly(it.care[care]))
                .collect();
            self.law(Subject::Care(care), &costs);
        }
    }

    /// The block of a kind of yearly care in the base; `None` where it has none, or several.
    pub(super) fn only_block(&self, kind: CareKind) -> Option<(String, YearlyCareDoc)> {
        let mut same = self.base.illness().yearly_care.iter().filter(|(_, doc)| doc.care.kind() == kind);
        match (same.next(), same.next()) {
            (Some((name, doc)), None) => Some((name.to_owned(), doc.clone())),
            _ => None,
        }
    }

    /// The parameters of the law of the cost of an admission.
    pub(super) fn law_parameters(&mut self) {
        let Some(severity) = self.severity(&Subject::Admission) else { return };
        let parameters = law_rows(severity.best(), severity.count);
        let tail = severity.best().tail.clone();
        if parameters.iter().any(|it| it.se.is_none()) {
            self.remarks.push(Remark::NoError);
        }
        if let Some(tail) = tail {
            let (threshold, above) = (format!("{:.2}", tail.threshold), format!("{:.0}", tail.above));
            self.remarks.push(Remark::TailAt { threshold, above });
        }
        self.parameters.extend(parameters);
    }
}

/// The parameters of a law.
fn law_rows(law: &Candidate, count: f64) -> Vec<Parameter> {
    let parts = [Some(&law.body), law.tail.as_ref().map(|tail| &tail.fitted)];
    let mut rows = Vec::new();
    for (part, fitted) in parts.into_iter().flatten().enumerate() {
        for (nth, name) in fitted.form.parameters().iter().enumerate() {
            let (value, interval) = fitted.parameter(nth);
            let se = fitted.natural_error(nth);
            let name = if part == 0 { (*name).to_owned() } else { format!("tail.{name}") };
            rows.push(Parameter {
                quantity: Quantity::Law,
                of: Of::default(),
                name: Some(name),
                base: None,
                value,
                se,
                interval,
                persons: whole(count),
                joint: None,
                path: Some("illness.severity".to_owned()),
            });
        }
    }
    rows
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
fn whole(count: f64) -> u64 {
    count as u64
}
