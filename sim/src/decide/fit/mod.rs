//! A cost model from an insurer's own claims: frequency, severity, how bills split, repeats, yearly care, who
//! renews; each with its error, and as a scenario that an ordinary run draws.

mod base;
mod frequency;
mod joint;
mod persons;
mod scenario;
mod severity;

pub use frequency::{BANDS, Cell, FEWEST, Frailty, Frequency};
pub use joint::{Joint, Of};
pub use persons::CARE;
pub use scenario::{FittedScenario, Origin};
pub use severity::{FALSE_ALARM, FORMS, Severity};

use crate::benefit::CareKind;
use crate::experience::{Experience, LiabilityIndex};
use crate::population::Status;
use crate::random::Family;
use crate::scenario::illness::YearlyCareDoc;
use crate::scenario::load::Loaded;
use crate::scenario::problem::Problems;
use crate::stats::{Candidate, Form, Observation};
use crate::units::{Age, Sex, Year};
use crate::wording::fit::{Quantity, Remark};

use base::{Base, scheme_of};
use persons::Persons;

/// A quantity as it came out.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// What it is.
    pub quantity: Quantity,
    /// Of whom or what.
    pub of: Of,
    /// A parameter of a law: its name.
    pub name: Option<String>,
    /// What the base scenario has, where it has it.
    pub base: Option<f64>,
    /// The value.
    pub value: f64,
    /// Its standard error; `None` where none is known.
    pub se: Option<f64>,
    /// The ends of its 95% interval.
    pub interval: Option<[f64; 2]>,
    /// How many persons (of a law: amounts) it rests on.
    pub persons: u64,
    /// Its place in the covariance, with what multiplies the ratio there.
    pub joint: Option<(usize, f64)>,
    /// The path in the scenario; `None` where it is printed alone.
    pub path: Option<String>,
}

/// The laws of one kind of amount.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// What was fitted.
    pub subject: Subject,
    /// The laws.
    pub severity: Severity,
}

/// A kind of amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The cost of an admission over the mean of its cell.
    Admission,
    /// The yearly cost of the users of a care, by its place in [`CARE`].
    Care(usize),
    /// The yearly eligible cost of a liability.
    Liability(LiabilityIndex),
    /// A table by band, by its place.
    Bands(usize),
}

/// How a fit is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The forms that are tried.
    pub forms: Vec<Form>,
    /// The fund whose members the insured are, where who joins is to be written into the scenario.
    pub fund: Option<String>,
}

/// A fit to claims.
#[derive(Debug)]
pub struct ClaimsFit<'a> {
    base: Base<'a>,
    asked: Asked,
    /// How many persons, years of cover and admissions it rests on.
    pub counted: (u64, f64, u64),
    /// The year in which the fitted levels hold: the middle one of the claims.
    pub year: Year,
    /// The year after the last.
    pub next: Year,
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// Frequency by cell; `None` where the file has no bills below a deductible, or no admission.
    pub frequency: Option<Frequency>,
    /// The laws.
    pub laws: Vec<Fitted>,
    /// The ratios with their covariance.
    pub joint: Joint,
    /// What a reader must know.
    pub remarks: Vec<Remark>,
}

impl<'a> ClaimsFit<'a> {
    /// Fits claims, with a scenario for what they do not tell.
    ///
    /// # Errors
    /// A scenario without people, illness, world or term.
    pub fn new(
        experience: &Experience,
        scenario: &'a Loaded,
        asked: Asked,
    ) -> Result<ClaimsFit<'a>, Problems> {
        let base = Base::new(scenario)?;
        let persons = Persons::new(experience, &base);
        let truncated: Vec<_> =
            experience.liabilities().iter().filter(|it| it.truncated_at.is_some()).collect();
        let complete = truncated.is_empty();
        let frequency = complete.then(|| Frequency::new(&persons, experience, &base)).flatten();
        let joint = Joint::new(&persons, experience, &base, frequency.as_ref());
        let years = experience.years();
        let middle = years.get(years.len() / 2).copied().unwrap_or(Year(0));
        let years_of_cover = persons.years.iter().map(|it| it.covered).sum();
        let mut fit = ClaimsFit {
            counted: (persons.n, years_of_cover, persons.admissions.len() as u64),
            year: middle,
            next: Year(years.last().map_or(0, |it| it.0 + 1)),
            parameters: Vec::new(),
            frequency,
            laws: Vec::new(),
            joint,
            remarks: Vec::new(),
            base,
            asked,
        };
        if experience.is_synthetic() {
            fit.remarks.push(Remark::Synthetic);
        }
        let named = truncated.iter().map(|it| Remark::Truncated { liability: it.title.zh.clone() });
        fit.remarks.extend(named);
        if complete && !persons.admissions.is_empty() {
            fit.levels();
            fit.splits(&persons);
            fit.repeats();
            fit.care(&persons);
            let relative = joint::relative_cost(&fit.joint, &fit.base);
            let amounts: Vec<Observation> =
                persons.admissions.iter().map(|it| Observation::exactly(relative(it))).collect();
            fit.law(Subject::Admission, &amounts);
            fit.law_parameters();
        }
        fit.joins(&persons, experience);
        for liability in experience.liability_indices() {
            fit.law(Subject::Liability(liability), &severity::eligible(experience, liability));
        }
        for (nth, table) in experience.bands().iter().enumerate() {
            fit.law(Subject::Bands(nth), &severity::banded(table));
        }
        if complete && !persons.admissions.is_empty() {
            fit.world(experience);
        }
        Ok(fit)
    }

    /// The base scenario.
    pub fn base_title(&self) -> &crate::wording::Bilingual {
        &self.base.doc().title
    }

    /// The laws of one kind of amount.
    pub fn severity(&self, subject: &Subject) -> Option<&Severity> {
        self.laws.iter().find(|it| it.subject == *subject).map(|it| &it.severity)
    }

    /// A parameter.
    pub fn parameter(&self, quantity: Quantity, of: Of) -> Option<&Parameter> {
        self.parameters.iter().find(|it| (it.quantity, it.of) == (quantity, of))
    }

    fn law(&mut self, subject: Subject, amounts: &[Observation]) {
        if let Some(severity) = Severity::new(amounts, &self.asked.forms) {
            self.laws.push(Fitted { subject, severity });
        }
    }

    /// One ratio as a parameter of the scenario: `factor` times it. Too few persons, or nothing to divide by: none.
    fn ratio(&mut self, quantity: Quantity, of: Of, base: Option<f64>, factor: f64, path: Option<String>) {
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
            let reach = libm::exp(1.959_963_984_540_054 * se / value);
            [value / reach, value * reach]
        } else {
            [value - 1.96 * se, value + 1.96 * se]
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
    fn levels(&mut self) {
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
    fn over_own_cost(&mut self, of: Of) {
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
            let reach = libm::exp(1.959_963_984_540_054 * ln_se);
            it.se = Some(it.value * ln_se);
            it.interval = Some([it.value / reach, it.value * reach]);
            it.joint = None;
        }
    }

    /// The mean admissions of a status over the city's heads at the fitted factors, per 1,000 years.
    fn mean_admissions(&self, status: Status) -> Option<f64> {
        let factors = &self.frequency.as_ref()?.factors;
        let (often, _) = self.base.moved(scheme_of(status), self.year);
        let mean = self.base.mean_admissions(status, |sex, age| factors.of(status, sex, age));
        Some(1000.0 * often * mean)
    }

    /// How bills split.
    fn splits(&mut self, persons: &Persons) {
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
    fn plain(&mut self, quantity: Quantity, base: Option<f64>, (value, se): (f64, f64), end: &str) {
        let persons = self.counted.2;
        let interval = Some([value - 1.96 * se, value + 1.96 * se]);
        let path = Some(format!("illness.statuses.*.{end}"));
        let (of, se) = (Of::default(), Some(se));
        let parameter =
            Parameter { quantity, of, name: None, base, value, se, interval, persons, joint: None, path };
        self.parameters.push(parameter);
    }

    /// Who comes again, in the year and in the next.
    fn repeats(&mut self) {
        self.ratio(Quantity::Lasting, Of::default(), Some(self.lasting_in_base()), 1.0, None);
        if let Some(lasting) = self.parameters.last_mut().filter(|it| it.quantity == Quantity::Lasting) {
            // the ratio of products is 1 where years are independent
            lasting.value -= 1.0;
            let reach = 1.96 * lasting.se.unwrap_or(0.0);
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
        let interval = frailty.ln_se.map(|se| [-1.96 * se, 1.96 * se].map(|by| shape * libm::exp(by)));
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
    fn lasting_in_base(&self) -> f64 {
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
    fn care(&mut self, persons: &Persons) {
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
    fn only_block(&self, kind: CareKind) -> Option<(String, YearlyCareDoc)> {
        let mut same = self.base.illness().yearly_care.iter().filter(|(_, doc)| doc.care.kind() == kind);
        match (same.next(), same.next()) {
            (Some((name, doc)), None) => Some((name.to_owned(), doc.clone())),
            _ => None,
        }
    }

    /// Who joins and renews.
    fn joins(&mut self, persons: &Persons, experience: &Experience) {
        let fund = self.asked.fund.clone();
        let path = fund.as_ref().map(|fund| format!("funds.{fund}.enrolment.renewal"));
        self.ratio(Quantity::Renewal, Of::default(), None, 1.0, path);
        self.ratio(Quantity::RenewalPaid, Of::default(), None, 1.0, None);
        self.ratio(Quantity::RenewalUnpaid, Of::default(), None, 1.0, None);
        let Some(&last) = experience.years().last() else { return };
        let mut members = [0_u64; BANDS.len()];
        for it in persons.years.iter().filter(|it| it.year == last) {
            members[frequency::band_of(it.age)] += 1;
        }
        let mut people = [0.0; BANDS.len()];
        for (sex, age) in crate::population::cells() {
            people[frequency::band_of(age)] += self.people(sex, age, last);
        }
        let (joined, all) = (members.iter().sum::<u64>(), people.iter().sum::<f64>());
        let participation = joined as f64 / all;
        let Some(fund) = fund else {
            self.remarks.push(Remark::NoFund);
            return;
        };
        if participation.is_nan() || participation >= 1.0 {
            self.remarks.push(Remark::MoreMembersThanPeople);
            return;
        }
        let log_odds = |share: f64| libm::log(share / (1.0 - share));
        let error = |share: f64, n: f64| libm::sqrt(share * (1.0 - share) / n);
        self.join(Quantity::Participation, None, (participation, error(participation, all)), joined, {
            format!("funds.{fund}.participation")
        });
        for band in 0..BANDS.len() {
            let share = members[band] as f64 / people[band];
            if members[band] < FEWEST || share.is_nan() || share >= 1.0 {
                continue;
            }
            let se = 1.0 / libm::sqrt(people[band] * share * (1.0 - share));
            let effect = log_odds(share) - log_odds(participation);
            let path = format!("funds.{fund}.enrolment.ages.from-{}.log_odds", BANDS[band]);
            self.join(Quantity::AgeJoins, Some(band), (effect, se), members[band], path);
        }
    }

    fn people(&self, sex: Sex, age: Age, year: Year) -> f64 {
        let schemes = [crate::benefit::InsuranceScheme::Employee, crate::benefit::InsuranceScheme::Resident];
        schemes.iter().map(|&scheme| self.base.heads(scheme, sex, age, year)).sum()
    }

    fn join(
        &mut self,
        quantity: Quantity,
        band: Option<usize>,
        (value, se): (f64, f64),
        persons: u64,
        path: String,
    ) {
        let interval = Some([value - 1.96 * se, value + 1.96 * se]);
        let (of, se, path) = (Of { band, ..Of::default() }, Some(se), Some(path));
        let parameter = Parameter {
            quantity,
            of,
            name: None,
            base: None,
            value,
            se,
            interval,
            persons,
            joint: None,
            path,
        };
        self.parameters.push(parameter);
    }

    /// The parameters of the law of the cost of an admission.
    fn law_parameters(&mut self) {
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

    /// The errors that a run draws.
    fn world(&mut self, experience: &Experience) {
        let n = experience.years().len();
        let world = self.base.world().clone();
        let of_years = |path: &crate::scenario::world::LevelPathDoc| {
            let lags = (0..n).flat_map(|i| (0..n).map(move |j| i.abs_diff(j)));
            let sum: f64 = lags
                .map(|lag| {
                    let lag = i32::try_from(lag).unwrap_or(i32::MAX);
                    libm::pow(path.autocorrelation, f64::from(lag))
                })
                .sum();
            path.year_sd * path.year_sd * sum / (n * n) as f64
        };
        let error = |quantity: Quantity, years: f64| {
            let own = self.joint.ln_covariance(quantity, quantity)?;
            Some(libm::sqrt(own + years).min(0.5))
        };
        let frequency = error(Quantity::Admissions, of_years(&world.frequency));
        let severity = error(Quantity::Cost, of_years(&world.severity));
        let split = error(Quantity::OwnExpense, 0.0);
        let tail = self.tail_error();
        let correlation = [Quantity::Admissions, Quantity::Cost].map(|it| self.joint.ln_error(it));
        if let ([Some(a), Some(b)], Some(both)) =
            (correlation, self.joint.ln_covariance(Quantity::Admissions, Quantity::Cost))
            && a * b > 0.0
        {
            self.remarks.push(Remark::Correlated { correlation: format!("{:.2}", both / (a * b)) });
        }
        let errors = [
            (Quantity::FrequencySd, "world.frequency.parameter_sd", world.frequency.parameter_sd, frequency),
            (Quantity::SeveritySd, "world.severity.parameter_sd", world.severity.parameter_sd, severity),
            (Quantity::TailSd, "world.tail.parameter_sd", world.tail.parameter_sd, tail),
            (Quantity::SplitSd, "world.split.parameter_sd", world.split.parameter_sd, split),
        ];
        for (quantity, path, base, value) in errors {
            let Some(value) = value else { continue };
            let persons = self.counted.0;
            self.parameters.push(Parameter {
                quantity,
                of: Of::default(),
                name: None,
                base: Some(base),
                value,
                se: None,
                interval: None,
                persons,
                joint: None,
                path: Some(path.to_owned()),
            });
        }
        self.remarks.push(Remark::LevelsOf { year: self.year.to_string() });
        if !self.base.knows(self.year) {
            self.remarks.push(Remark::HistoryDropped { year: self.year.to_string() });
        }
        self.remarks.push(Remark::FromBase);
    }

    /// The error of `ln k`, where amounts above `u` are `u (x/u)^k`: of `ln ln ( Q / u )`, with `Q` what one in a
    /// hundred of the amounts above `u` exceeds.
    fn tail_error(&self) -> Option<f64> {
        let best = self.severity(&Subject::Admission)?.best();
        let above = tail_begins(best);
        let far = best.family.survival(above) / 100.0;
        let figure = |law: &Family| libm::log(libm::log(law.quantile(far) / above));
        Some(best.error_of(figure)?.min(0.5))
    }
}

/// Where the tail begins whose error is drawn: at the threshold of the law, or at ten times its mean.
fn tail_begins(law: &Candidate) -> f64 {
    law.tail.as_ref().map_or(10.0 * law.family.mean(), |tail| tail.threshold)
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

fn key_of(status: Status) -> &'static str {
    match status {
        Status::InService => "in_service",
        Status::Retired => "retired",
        Status::Resident => "resident",
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
fn whole(count: f64) -> u64 {
    count as u64
}

#[cfg(test)]
mod tests;
