//! A run beside the exact answer, where there is one: what each payer pays in the first year, when every person has
//! at most one admission, whose bill splits by fixed shares, in a world without chance.
//!
//! The bills are split, and settled through the contracts, here once more and not by the run's own code of drawing;
//! a run that is right lies within a few errors of the answer.

use std::cell::RefCell;

use crate::benefit::{
    Amounts, Bill, CareKind, Claim, HospitalLevel, InsuranceScheme, Person, PersonTerms, Scheme, Settlement,
    Terms, When,
};
use crate::engine::Outcome;
use crate::illness::YearFactors;
use crate::population::{Status, cells};
use crate::random::{Family, Source};
use crate::scenario::document::ScenarioDoc;
use crate::scenario::illness::{IllnessDoc, LevelDoc, RepeatLaw, SplitDoc, StatusDoc};
use crate::scenario::load::Loaded;
use crate::scenario::node::Node;
use crate::scenario::plan::Plan;
use crate::scenario::problem::Problems;
use crate::scenario::sampling::SamplingKind;
use crate::stats::{ClaimLaw, Compound, Group, Moments};
use crate::units::{Age, Fen, Sex, Share, Trial, Year};
pub use crate::wording::oracle::{NotExact, OracleFigure};

/// The quantile that is held against the run.
const LEVEL: Share = match Share::from_millionths(995_000) {
    Some(level) => level,
    None => Share::ONE,
};
/// With more kinds of persons than these the distribution is left out.
const MOST_KINDS: usize = 64;
/// So many trials beyond the exact quantile are expected at least, or their number says nothing.
const EXPECTED_BEYOND: f64 = 5.0;

/// One figure of a payer, exact and simulated.
#[derive(Debug, Clone, PartialEq)]
pub struct OracleRow {
    /// The payer.
    pub payer: String,
    /// Which figure.
    pub figure: OracleFigure,
    /// The exact answer; of the quantile 0.5%.
    pub exact: f64,
    /// The exact quantile itself, in yuan.
    pub quantile: Option<f64>,
    /// What the trials say.
    pub simulated: f64,
    /// The error that the exact law gives to that many trials.
    pub error: f64,
    /// `(simulated - exact) / error`.
    pub z: f64,
}

/// What each payer of the base pays in the first year, against its exact law.
///
/// ```text
/// z of the mean      = (mean - m) / (sigma / sqrt(n))
/// z of the deviation = (s - sigma) / (sigma / sqrt(2 (n - 1)))     the sum of a city is all but normal
/// z of the quantile  = (trials above q - 0.005 n) / sqrt(0.005 * 0.995 n)
/// ```
///
/// # Errors
/// Why there is no exact answer.
pub fn oracle(scenario: &Loaded, plan: &Plan, outcome: &Outcome) -> Result<Vec<OracleRow>, NotExact> {
    let year = *outcome.shape().years.first().ok_or(NotExact::TooLittle)?;
    let model = Model::new(scenario, plan, year)?;
    let kinds = model.kinds()?;
    let mut rows = Vec::new();
    for (place, id) in model.payers.iter().enumerate() {
        let paid = paid(outcome, model.first_is_basic && place == 0, id)?;
        rows.extend(figures(&kinds, place, id, &paid)?);
    }
    Ok(rows)
}

/// What a payer pays in the first year, a number a trial.
fn paid(outcome: &Outcome, basic: bool, id: &str) -> Result<Vec<i64>, NotExact> {
    let number = outcome.designs().start;
    let column = |key: &str| outcome.column_named(number, 0, key).ok_or(NotExact::TooLittle);
    if !basic {
        return Ok(column(&format!("paid_{id}_fen"))?.to_vec());
    }
    let (employees, residents) = (column("bmi_employee_fen")?, column("bmi_resident_fen")?);
    Ok(employees.iter().zip(residents).map(|(a, b)| a + b).collect())
}

/// Everything that decides what is paid.
struct Model<'a> {
    plan: &'a Plan,
    illness: &'a IllnessDoc,
    base: Year,
    year: Year,
    factors: YearFactors,
    family: Family,
    scheme: Scheme,
    topup: bool,
    payers: Vec<String>,
    first_is_basic: bool,
}

/// Persons alike.
struct Kind {
    persons: u64,
    probability: f64,
    /// The hospital levels: share of the admissions, cost.
    levels: Vec<(HospitalLevel, f64, Family)>,
    split: SplitDoc,
    terms: PersonTerms,
    key: Key,
}

/// What tells kinds apart: status, sex and age where the contracts ask for them, probability and cost.
type Key = (Status, Option<(Sex, Age)>, [u64; 2]);

impl<'a> Model<'a> {
    fn new(scenario: &'a Loaded, plan: &'a Plan, year: Year) -> Result<Model<'a>, NotExact> {
        let doc: &ScenarioDoc = scenario.base();
        let (Some(illness), Some(world), Some(term), Some(city)) =
            (&doc.illness, &doc.world, &doc.term, &doc.city)
        else {
            return Err(NotExact::TooLittle);
        };
        check(scenario, plan, illness)?;
        let scheme = scenario.scheme_in(Some(year)).map_err(|_| NotExact::TooLittle)?;
        if scheme.payers().iter().any(|payer| matches!(payer.terms, Terms::Fixed(_))) {
            return Err(NotExact::FixedBenefits);
        }
        let asked_of_the_cell = |when: &When| {
            let whoever =
                When { scheme: None, retired: None, sex: None, age_from: None, age_to: None, ..when.clone() };
            whoever == When::default()
        };
        let aid = [city.aid_share.employee, city.aid_share.resident];
        if !scheme.conditions().all(asked_of_the_cell) || aid.iter().any(|share| *share > 0.0) {
            return Err(NotExact::Persons);
        }
        let people = plan.projection().people();
        let heads = [InsuranceScheme::Employee, InsuranceScheme::Resident]
            .map(|scheme| people.scheme_in_force(scheme, term.first_year));
        let world = world.world(term.first_year, heads.into_iter().sum());
        let factors = world.draw(&plan.projection().seeds(), Trial(0), &[year]);
        let factors = *factors.first().ok_or(NotExact::TooLittle)?;
        let family = illness.severity.family().map_err(|_| NotExact::TooLittle)?;
        let first_is_basic =
            scheme.payers().first().is_some_and(|payer| matches!(payer.terms, Terms::PerAdmission(_)));
        let payers = scheme.payers().iter().map(|payer| payer.id.clone()).collect();
        let topup = city.topup_share >= 1.0;
        Ok(Model {
            plan,
            illness,
            base: world.base,
            year,
            factors,
            family,
            scheme,
            topup,
            payers,
            first_is_basic,
        })
    }

    /// The kinds of persons of the year, alike ones together.
    fn kinds(&self) -> Result<Vec<Kind>, NotExact> {
        let people = self.plan.projection().people();
        let mut problems = Problems::new();
        let nowhere = Node::object(Vec::new());
        let illness = self.illness.illness(people, self.base, &nowhere, &mut problems);
        let illness = illness.ok_or(NotExact::TooLittle)?;
        let asks_cell = self.scheme.conditions().any(|when| *when != When::default());
        let mut kinds: Vec<Kind> = Vec::new();
        for scheme in [InsuranceScheme::Employee, InsuranceScheme::Resident] {
            for (sex, age) in cells() {
                let persons = people.in_force(scheme, sex, age, self.year).0.unsigned_abs();
                if persons == 0 {
                    continue;
                }
                let status = people.status(scheme, sex, age);
                let rates = illness.rates().cell(people, scheme, sex, age);
                let level = self.factors.of(scheme);
                let probability = (rates.admissions * level.frequency).min(1.0);
                let cost = rates.cost * level.severity;
                let key = (status, asks_cell.then_some((sex, age)), [probability, cost].map(f64::to_bits));
                if let Some(known) = kinds.iter_mut().find(|it| it.key == key) {
                    known.persons += persons;
                    continue;
                }
                let topup_paid = self.topup && scheme == InsuranceScheme::Employee;
                let retired = status == Status::Retired;
                let person = Person { scheme, retired, topup_paid, age, sex, ..Person::default() };
                let doc = self.status(status);
                kinds.push(Kind {
                    persons,
                    probability,
                    levels: self.levels(doc, cost)?,
                    split: doc.split.clone(),
                    terms: self.scheme.terms_for(&person),
                    key,
                });
            }
        }
        Ok(kinds)
    }

    /// The hospital levels of a status whose admissions cost so much on average.
    fn levels(&self, doc: &StatusDoc, cost: f64) -> Result<Vec<(HospitalLevel, f64, Family)>, NotExact> {
        let levels = [&doc.levels.primary, &doc.levels.secondary, &doc.levels.tertiary];
        let mean: f64 = levels.iter().map(|it| it.share * it.cost_relativity).sum();
        let used = HospitalLevel::ALL.into_iter().zip(levels).filter(|(_, it)| it.share > 0.0);
        let of = |(level, it): (HospitalLevel, &LevelDoc)| {
            let law = self.family.law().scaled(cost * it.cost_relativity / mean / self.family.mean());
            Ok((level, it.share, Family::new(law).map_err(|_| NotExact::TooLittle)?))
        };
        used.map(of).collect()
    }

    fn status(&self, status: Status) -> &StatusDoc {
        let statuses = &self.illness.statuses;
        match status {
            Status::InService => &statuses.in_service,
            Status::Retired => &statuses.retired,
            Status::Resident => &statuses.resident,
        }
    }
}

/// The figures of one payer.
fn figures(kinds: &[Kind], place: usize, id: &str, paid: &[i64]) -> Result<Vec<OracleRow>, NotExact> {
    if paid.len() < 2 {
        return Err(NotExact::TooLittle);
    }
    let laws: Vec<ClaimLaw> = kinds.iter().map(|kind| kind.claim(place)).collect();
    let groups = kinds.iter().zip(&laws).map(|(kind, claim)| Group {
        persons: kind.persons,
        probability: kind.probability,
        claim,
    });
    let groups: Vec<Group<'_>> = groups.collect();
    let sum = Compound::new(&groups);
    let (mean, deviation, n) = (sum.mean(), sum.deviation(), paid.len() as f64);
    let moments = paid.iter().copied().collect::<Moments>();
    let simulated = moments.mean().ok_or(NotExact::TooLittle)? / 100.0;
    let spread = libm::sqrt(moments.variance().ok_or(NotExact::TooLittle)?) / 100.0;
    let row = |figure, exact: f64, simulated: f64, error: f64, quantile| OracleRow {
        payer: id.to_owned(),
        figure,
        exact,
        quantile,
        simulated,
        error,
        z: if error > 0.0 { (simulated - exact) / error } else { 0.0 },
    };
    let mut rows = vec![
        row(OracleFigure::Mean, mean, simulated, deviation / libm::sqrt(n), None),
        row(OracleFigure::Deviation, deviation, spread, deviation / libm::sqrt(2.0 * (n - 1.0)), None),
    ];
    let beyond = LEVEL.complement().millionths() as f64 / 1e6;
    if kinds.len() <= MOST_KINDS && beyond * n >= EXPECTED_BEYOND {
        let quantile = sum.distribution().quantile(LEVEL);
        let above = paid.iter().filter(|fen| **fen as f64 / 100.0 > quantile).count() as f64 / n;
        let error = libm::sqrt(beyond * (1.0 - beyond) / n);
        rows.push(row(OracleFigure::BeyondQuantile, beyond, above, error, Some(quantile)));
    }
    Ok(rows)
}

/// Refuses what has no exact answer here.
fn check(scenario: &Loaded, plan: &Plan, illness: &IllnessDoc) -> Result<(), NotExact> {
    let doc = scenario.base();
    let moving = |source: &Source| !matches!(source, Source::Process | Source::Enrolment);
    let moves = Source::ALL.into_iter().filter(moving).any(|source| plan.projection().moves(source));
    let statuses = [&illness.statuses.in_service, &illness.statuses.retired, &illness.statuses.resident];
    let splits = |it: &&&StatusDoc| {
        let split = &it.split;
        let none =
            split.own_expense_share == 0.0 && split.class_b_share == 0.0 && split.over_limit_share == 0.0;
        let bends = split.own_expense_elasticity != 0.0 && split.own_expense_share > 0.0;
        !(none || split.concentration.is_fixed()) || bends
    };
    let refused = [
        (NotExact::Sampling, scenario.sampling() != SamplingKind::Plain),
        (NotExact::World, moves),
        (NotExact::SeveralAdmissions, illness.repeats.law != RepeatLaw::None),
        (NotExact::OtherCare, !illness.yearly_care.is_empty() || !illness.health.is_empty()),
        (NotExact::Split, statuses.iter().any(|it| splits(&it)) || !illness.factors.is_empty()),
        (NotExact::Places, statuses.iter().any(|it| it.elsewhere.is_some() || it.listed_cause_share > 0.0)),
        (NotExact::Persons, plan.projection().moves(Source::Enrolment)),
        (
            NotExact::Dates,
            !doc.revisions.is_empty() || doc.term.as_ref().is_some_and(|it| it.seen_days.is_some()),
        ),
    ];
    refused.into_iter().find(|(_, is)| *is).map_or(Ok(()), |(why, _)| Err(why))
}

impl Kind {
    /// What a payer pays of one admission.
    fn claim(&self, place: usize) -> ClaimLaw {
        let settlement = RefCell::new(Settlement::default());
        let at = |level: HospitalLevel, yuan: f64| {
            let amounts = Amounts::Bill(bill(yuan, &self.split));
            let claim = Claim { level, ..Claim::new(CareKind::Inpatient, amounts) };
            let mut settlement = settlement.borrow_mut();
            self.terms.settle_into(&[claim], &mut settlement);
            settlement.paid(place).as_yuan_f64()
        };
        let levels = self.levels.iter();
        let laws = levels.map(|(level, share, cost)| (*share, ClaimLaw::new(cost, |yuan| at(*level, yuan))));
        ClaimLaw::mixed(laws.collect())
    }
}

/// An admission of a cost in yuan, split by fixed shares, every part half up to the fen.
fn bill(yuan: f64, split: &SplitDoc) -> Bill {
    #[expect(clippy::cast_possible_truncation, reason = "a cost in fen")]
    let fen = |amount: f64| Fen((amount + 0.5).floor() as i64);
    let part = |of: Fen, share: f64| fen(of.0 as f64 * share);
    let total = fen(yuan * 100.0);
    let own = part(total, split.own_expense_share);
    let over_limit = part(total - own, split.over_limit_share);
    let catalogue = total - own - over_limit;
    let class_b = part(catalogue, split.class_b_share);
    let listed = part(own, split.listed_own_expense_share);
    Bill {
        class_a: catalogue - class_b,
        class_b,
        first_self_pay: part(class_b, split.first_self_pay_share),
        over_limit,
        listed_own_expense: listed,
        unlisted_own_expense: own - listed,
        ..Bill::default()
    }
}
