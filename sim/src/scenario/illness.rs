//! The illness of a city as a scenario writes it.

use std::ops::RangeInclusive;

use serde_json::{Value as Json, json};

use super::city::age;
use super::field::Keyed;
use super::health::{HealthStateDoc, health_of};
use super::node::Node;
use super::problem::{ProblemKind, Problems};
use super::record::{Definitions, Field, choice, record};
use super::severity::SeverityDoc;
use crate::benefit::{CareKind, Label};
use crate::illness::{
    AgeTable, CareParts, Elsewhere, Factor, Illness, IllnessError, LevelMix, Rates, Repeats, SplitMeans,
    StatusIllness, YearlyCare, words_of,
};
use crate::population::{People, Status};
use crate::units::{Age, Share, Year, keys};
use crate::wording::problems::ModelFault;

record! {
    /// Frequency and cost from an age on, relative to other ages; the level comes from the status.
    pub struct AgeStepDoc {
        /// The step holds from this age on.
        from_age: u32 [0..=100],
        /// Relative admissions per person (of men, where women's are given apart).
        frequency: f64 [0.0001..=1000.0],
        /// Admissions of women relative to men.
        women: f64 [0.001..=1000.0] = 1.0,
        /// Relative cost per admission.
        cost: f64 [0.0001..=1000.0],
    }
}

record! {
    /// One hospital level's part in the admissions of a status.
    pub struct LevelDoc {
        /// Share of admissions; the three levels sum to 1.
        share: f64 [0.0..=1.0],
        /// Cost of a stay relative to the other levels; only proportions matter.
        cost_relativity: f64 [0.0001..=1_000_000.0],
    }
}

record! {
    /// The hospital levels.
    pub struct LevelsDoc {
        /// Primary (一级及以下).
        primary: LevelDoc,
        /// Secondary (二级).
        secondary: LevelDoc,
        /// Tertiary (三级).
        tertiary: LevelDoc,
    }
    check LevelsDoc::check
}

impl LevelsDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        let sum = self.primary.share + self.secondary.share + self.tertiary.share;
        if (sum - 1.0).abs() > 1e-9 {
            problems.report(&node.place, ProblemKind::SharesNotWhole { sum: format!("{sum:.6}") });
        }
    }
}

record! {
    /// How a bill splits, on average.
    pub struct SplitDoc {
        /// 乙类 as a share of the cost inside the catalogue.
        class_b_share: f64 [0.0..=0.99] = 0.0,
        /// First self-pay (先行自付) as a share of 乙类.
        first_self_pay_share: f64 [0.0..=0.99] = 0.0,
        /// 超限价 as a share of the cost less own expense.
        over_limit_share: f64 [0.0..=0.5] = 0.0,
        /// 丙类 as a share of all cost.
        own_expense_share: f64 [0.0..=0.5] = 0.0,
        /// The own-expense share of a bill is proportional to this power of its cost.
        own_expense_elasticity: f64 [-0.5..=0.5] = 0.0,
        /// Share of 丙类 on the list of reasonable cost (合理费用).
        listed_own_expense_share: f64 [0.0..=1.0] = 0.5,
        /// Concentration of the Beta laws: the larger, the more alike the bills. `fixed`: every bill splits
        /// by the mean shares.
        concentration: Concentration [0.5..=10_000.0] = 20.0,
    }
}

/// The concentration `a + b` of the Beta laws of shares: a number, or `fixed`, which is an infinite one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concentration(f64);

impl Concentration {
    const FIXED: &str = "fixed";

    /// Whether every bill splits by the mean shares.
    pub fn is_fixed(self) -> bool {
        self.0.is_infinite()
    }
}

impl From<f64> for Concentration {
    fn from(concentration: f64) -> Concentration {
        Concentration(concentration)
    }
}

impl Field for Concentration {
    type Limits = RangeInclusive<f64>;

    fn decode(node: &Node, limits: Option<&Self::Limits>, problems: &mut Problems) -> Option<Concentration> {
        if node.as_text() == Some(Concentration::FIXED) {
            return Some(Concentration(f64::INFINITY));
        }
        f64::decode(node, limits, problems).map(Concentration)
    }

    fn encode(&self) -> Option<Node> {
        if self.0.is_infinite() { Some(Node::text(Concentration::FIXED)) } else { self.0.encode() }
    }

    fn schema(limits: Option<&Self::Limits>, definitions: &mut Definitions) -> Json {
        json!({ "anyOf": [f64::schema(limits, definitions), { "const": Concentration::FIXED }] })
    }
}

record! {
    /// Care outside the city (异地就医) of a status.
    pub struct ElsewhereDoc {
        /// Share of admissions on referral (转诊).
        referred_share: f64 [0.0..=0.9] = 0.0,
        /// Share of admissions without referral.
        unreferred_share: f64 [0.0..=0.9] = 0.0,
        /// Cost of a stay elsewhere relative to one in the city; the mean of the status holds.
        cost_relativity: f64 [0.01..=100.0] = 1.0,
    }
}

record! {
    /// What the members of one status suffer on average.
    pub struct StatusDoc {
        /// Admissions per 1,000 person-years (episodes, not persons).
        admissions_per_1000_years: f64 [0.0..=10_000.0],
        /// Mean cost of one admission.
        cost_per_admission_yuan: f64 [0.01..=100_000_000.0],
        /// Where they are admitted.
        levels: LevelsDoc,
        /// How their bills split.
        split: SplitDoc,
        /// Share of admissions caused by a listed pre-existing disease, beside those of `health`.
        listed_cause_share: f64 [0.0..=1.0] = 0.0,
        /// Care outside the city; none where absent.
        elsewhere: Option<ElsewhereDoc>,
    }
}

record! {
    /// The three statuses.
    pub struct StatusesDoc {
        /// Employees in service (在职职工).
        in_service: StatusDoc,
        /// Retired employees (退休职工).
        retired: StatusDoc,
        /// Members of the resident scheme (城乡居民).
        resident: StatusDoc,
    }
}

record! {
    /// Which admissions follow the first.
    pub struct RepeatsDoc {
        /// `frailty`: negative binomial over persons; `none`: nobody is admitted twice in a year.
        law: RepeatLaw = RepeatLaw::Frailty,
        /// Shape of the gamma frailty: the smaller, the more the sick come again.
        shape: f64 [0.02..=1000.0] = 1.0,
    }
}

keys! {
    /// The law of admissions in a person's year.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum RepeatLaw {
        /// Poisson given a gamma frailty.
        Frailty = "frailty",
        /// At most one.
        None = "none",
    }
}
choice! { RepeatLaw }

keys! {
    /// Kinds of care that go on over a year.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum YearlyKind {
        /// 特殊病种门诊.
        SpecialOutpatient = "special_outpatient",
        /// 特药.
        SpecialDrug = "special_drug",
        /// 罕见病用药.
        RareDrug = "rare_drug",
    }
}
choice! { YearlyKind }

impl YearlyKind {
    /// The kind of care on a bill.
    pub const fn kind(self) -> CareKind {
        match self {
            YearlyKind::SpecialOutpatient => CareKind::SpecialOutpatient,
            YearlyKind::SpecialDrug => CareKind::SpecialDrug,
            YearlyKind::RareDrug => CareKind::RareDrug,
        }
    }
}

record! {
    /// One number for each status.
    pub struct ByStatusDoc {
        /// Employees in service.
        in_service: f64 [0.0..=100_000_000.0],
        /// Retired employees.
        retired: f64 [0.0..=100_000_000.0],
        /// Members of the resident scheme.
        resident: f64 [0.0..=100_000_000.0],
    }
}

impl ByStatusDoc {
    /// The number of a status.
    pub const fn of(&self, status: Status) -> f64 {
        match status {
            Status::InService => self.in_service,
            Status::Retired => self.retired,
            Status::Resident => self.resident,
        }
    }

    fn map(&self, f: impl Fn(f64) -> f64) -> [f64; 3] {
        [f(self.in_service), f(self.retired), f(self.resident)]
    }
}

record! {
    /// Which parts of the bill the cost of a yearly care is: shares of it that make up the whole.
    pub struct CarePartsDoc {
        /// 甲类.
        class_a_share: Share = Share::ZERO,
        /// 乙类, its first self-pay included.
        class_b_share: Share = Share::ZERO,
        /// First self-pay (先行自付) as a share of 乙类.
        first_self_pay_share: Share = Share::ZERO,
        /// 丙类 on the list of reasonable cost (合理费用).
        listed_own_expense_share: Share = Share::ZERO,
        /// 丙类 on no list.
        unlisted_own_expense_share: Share = Share::ZERO,
        /// 特药.
        special_drug_share: Share = Share::ZERO,
        /// 罕见病用药.
        rare_drug_share: Share = Share::ZERO,
    }
    check parts_make_up_the_whole
}

impl CarePartsDoc {
    const fn parts(&self) -> CareParts {
        CareParts {
            class_a: self.class_a_share,
            class_b: self.class_b_share,
            first_self_pay: self.first_self_pay_share,
            listed_own_expense: self.listed_own_expense_share,
            unlisted_own_expense: self.unlisted_own_expense_share,
            special_drug: self.special_drug_share,
            rare_drug: self.rare_drug_share,
        }
    }
}

fn parts_make_up_the_whole(doc: &CarePartsDoc, node: &Node, problems: &mut Problems) {
    if !doc.parts().is_whole() {
        let sum = rust_decimal::Decimal::new(doc.parts().millionths(), 6).normalize().to_string();
        problems.report(&node.place, ProblemKind::SharesNotWhole { sum });
    }
}

record! {
    /// A change of the level of illness at some ages; several multiply each other.
    pub struct FactorDoc {
        /// On admissions per person.
        frequency: f64 [0.0001..=1000.0] = 1.0,
        /// On the cost of an admission.
        cost: f64 [0.0001..=1000.0] = 1.0,
        /// On the share of own expense (丙类) in the cost of admissions, at every age.
        own_expense: f64 [0.0..=100.0] = 1.0,
        /// From this age on.
        from_age: u32 [0..=120] = 0_u32,
        /// Up to this age.
        to_age: u32 [0..=120] = 120_u32,
    }
}

record! {
    /// Care that some of the admitted need over the year beside their admissions.
    pub struct YearlyCareDoc {
        /// Which care.
        care: YearlyKind,
        /// Users per 1,000 person-years.
        users_per_1000_years: ByStatusDoc,
        /// Mean cost of a user's year.
        cost_yuan_per_user_year: ByStatusDoc,
        /// The shape of that cost.
        severity: SeverityDoc,
        /// Which parts of the bill it is; by its kind where it is not said: the drug of the kind, or split
        /// as an admission is.
        parts: Option<CarePartsDoc>,
        /// Which drug it is, for payers that look at drugs.
        drug: Option<String>,
        /// Which disease it treats, for payers that look at diseases.
        disease: Option<String>,
        /// The state of `health` whose patients alone need it; all patients where absent.
        state: Option<String>,
    }
}

record! {
    /// How often people are admitted, how dear a stay is, and how its bill splits.
    pub struct IllnessDoc {
        /// Frequency and cost by age.
        ages: Keyed<AgeStepDoc>,
        /// Level of each status.
        statuses: StatusesDoc,
        /// Which admissions follow the first.
        repeats: RepeatsDoc,
        /// The shape of the cost of one admission; its level is divided out.
        severity: SeverityDoc,
        /// Yearly care, each with random words of its own by its name.
        yearly_care: Keyed<YearlyCareDoc> = Keyed::default(),
        /// Lasting states of health, lighter ones first; nobody is in two of them.
        health: Keyed<HealthStateDoc> = Keyed::default(),
        /// Changes of the level of admissions and of their cost.
        factors: Keyed<FactorDoc> = Keyed::default(),
    }
}

impl IllnessDoc {
    /// The illness of `people`, whose levels hold in `base`. Problems are reported at `node`.
    pub fn illness(
        &self,
        people: &People,
        base: Year,
        node: &Node,
        problems: &mut Problems,
    ) -> Option<Illness> {
        let built = self.build(people, base);
        if let Err(error) = &built {
            let (key, fault) = match error {
                IllnessError::AgeTable => ("ages", ModelFault::AgeTable),
                IllnessError::LevelShares | IllnessError::Split => ("statuses", ModelFault::Split),
                IllnessError::YearlyCare => ("yearly_care", ModelFault::YearlyCare),
                IllnessError::InfiniteMean => ("severity", ModelFault::Severity),
                IllnessError::Health => ("health", ModelFault::Health),
            };
            problems.report(&node.place_of(key), ProblemKind::Model(fault));
        }
        built.ok()
    }

    fn build(&self, people: &People, base: Year) -> Result<Illness, IllnessError> {
        let steps = |of: fn(&AgeStepDoc) -> f64| -> Result<AgeTable, IllnessError> {
            AgeTable::new(
                self.ages.iter().map(|(_, step)| (age(step.from_age), of(step))).collect::<Vec<(Age, f64)>>(),
            )
        };
        let own_expense: f64 = self.factors.iter().map(|(_, factor)| factor.own_expense).product();
        let statuses = [&self.statuses.in_service, &self.statuses.retired, &self.statuses.resident]
            .map(|doc| status(doc, own_expense));
        let factors = self.factors.iter().map(|(_, factor)| factor.factor()).collect();
        let often = (steps(|s| s.frequency)?, steps(|s| s.women)?);
        let rates = Rates::new(people, base, often, steps(|s| s.cost)?, &statuses).with_factors(factors);
        let repeats = match self.repeats.law {
            RepeatLaw::None => Repeats::None,
            RepeatLaw::Frailty => Repeats::Frailty { shape: self.repeats.shape },
        };
        let family = |doc: &SeverityDoc| doc.family().map_err(|_| IllnessError::InfiniteMean);
        let mut care = Vec::new();
        for (name, doc) in self.yearly_care.iter() {
            let kind = doc.care.kind();
            care.push(YearlyCare {
                kind,
                words: words_of(name),
                users: doc.users_per_1000_years.map(|users| users / 1000.0),
                cost: doc.cost_yuan_per_user_year.map(|cost| cost),
                family: family(&doc.severity)?,
                parts: doc.parts.as_ref().map(CarePartsDoc::parts).or(CareParts::of_kind(kind)),
                drug: doc.drug.as_deref().map(Label::of),
                disease: doc.disease.as_deref().map(Label::of),
                state: doc.state.as_deref().map(|name| self.state(name)).transpose()?,
            });
        }
        Illness::new(rates, repeats, &family(&self.severity)?, &statuses, &care, health_of(&self.health)?)
    }

    /// The place of a state of health by its name, the healthy being 0.
    fn state(&self, name: &str) -> Result<usize, IllnessError> {
        let place = self.health.names().position(|known| known == name);
        place.map(|place| place + 1).ok_or(IllnessError::Health)
    }
}

impl FactorDoc {
    fn factor(&self) -> Factor {
        let (from_age, to_age) = (age(self.from_age), age(self.to_age));
        Factor { frequency: self.frequency, cost: self.cost, from_age, to_age }
    }
}

/// The illness of a status, its own-expense share multiplied by `own_expense`.
fn status(doc: &StatusDoc, own_expense: f64) -> StatusIllness {
    let level = |doc: &LevelDoc| LevelMix { share: doc.share, cost_relativity: doc.cost_relativity };
    StatusIllness {
        admissions: doc.admissions_per_1000_years / 1000.0,
        cost: doc.cost_per_admission_yuan,
        levels: [level(&doc.levels.primary), level(&doc.levels.secondary), level(&doc.levels.tertiary)],
        split: SplitMeans {
            class_b: doc.split.class_b_share,
            first_self_pay: doc.split.first_self_pay_share,
            over_limit: doc.split.over_limit_share,
            own_expense: doc.split.own_expense_share * own_expense,
            own_expense_elasticity: doc.split.own_expense_elasticity,
            listed_own_expense: doc.split.listed_own_expense_share,
            concentration: doc.split.concentration.0,
        },
        listed_cause: doc.listed_cause_share,
        elsewhere: doc.elsewhere.as_ref().map_or(Elsewhere::default(), |doc| Elsewhere {
            referred: doc.referred_share,
            unreferred: doc.unreferred_share,
            cost_relativity: doc.cost_relativity,
        }),
    }
}
