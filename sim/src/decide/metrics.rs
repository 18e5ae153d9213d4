//! The one definition of every figure: what it adds up, what it divides by, in which unit.
//!
//! A definition is data: the published formula is the text that is computed, so the two cannot
//! differ. Amounts are signed sums of a run's columns, with `{}` for the fund or payer: over a year
//! they are that year's, over the term the sum of its years.

mod tables;

use crate::scenario::problem::ProblemKind;
use crate::units::Share;
use crate::wording::metrics::Metric;

/// What a figure is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Money in yuan.
    Money,
    /// Money in yuan for each head (and year).
    MoneyPerHead,
    /// A ratio: 0.9 is 90%.
    Ratio,
    /// A ratio of a few in a thousand.
    SmallRatio,
    /// A probability, estimated by the share of trials.
    Probability,
    /// Person-times for each head (and year).
    TimesPerHead,
    /// Persons (人).
    Persons,
    /// Persons for each 100 persons.
    PerHundred,
    /// Months of a yearly amount.
    Months,
    /// A number of years.
    Years,
}

impl Kind {
    /// Why a figure of this kind is not held against a bound: a probability above 1, or a ratio beyond 5, can only be
    /// meant in per cent, and a bound that nothing reaches would pass whatever happens.
    pub fn refuses(self, bound: f64) -> Option<ProblemKind> {
        let (low, high) = match self {
            Kind::Probability => (0.0, 1.0),
            Kind::Ratio | Kind::SmallRatio => (-5.0, 5.0),
            _ => return None,
        };
        let [found, low_word, high_word] = [bound, low, high].map(|it: f64| it.to_string());
        let kind = ProblemKind::BoundOutOfRange { found, low: low_word, high: high_word };
        (!(low..=high).contains(&bound)).then_some(kind)
    }

    /// The word that stands for the unit in files.
    pub const fn key(self) -> &'static str {
        match self {
            Kind::Money => "yuan",
            Kind::MoneyPerHead => "yuan_per_head",
            Kind::Ratio | Kind::SmallRatio => "ratio",
            Kind::Probability => "probability",
            Kind::TimesPerHead => "times_per_head",
            Kind::Persons => "persons",
            Kind::PerHundred => "persons_per_100",
            Kind::Months => "months",
            Kind::Years => "years",
        }
    }

    /// Whether a percentage point means something: ratios, and persons per hundred.
    pub const fn has_points(self) -> bool {
        matches!(self, Kind::Ratio | Kind::SmallRatio | Kind::Probability | Kind::PerHundred)
    }

    /// A percentage point in the figure's own unit; 0 where it has none.
    pub const fn point(self) -> f64 {
        match self {
            Kind::PerHundred => 1.0,
            Kind::Ratio | Kind::SmallRatio | Kind::Probability => 0.01,
            _ => 0.0,
        }
    }

    /// What a figure in the columns' own unit (fen, persons) is multiplied by.
    pub const fn scale(self) -> Scale {
        match self {
            Kind::Money | Kind::MoneyPerHead => Scale::Over(100.0),
            Kind::PerHundred => Scale::Times(100.0),
            Kind::Months => Scale::Times(12.0),
            Kind::Ratio
            | Kind::SmallRatio
            | Kind::Probability
            | Kind::TimesPerHead
            | Kind::Persons
            | Kind::Years => Scale::Times(1.0),
        }
    }
}

/// A change of unit; division by a whole number is rounded once where a decimal factor would be twice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scale {
    /// So many times.
    Times(f64),
    /// Divided by so many.
    Over(f64),
}

impl Scale {
    /// The figure in the other unit.
    pub fn of(self, value: f64) -> f64 {
        match self {
            Scale::Times(factor) => value * factor,
            Scale::Over(divisor) => value / divisor,
        }
    }
}

/// What a figure is about, with the id that stands for `{}` in its amounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// All bills of the city.
    City,
    /// A payer after basic insurance, by its id.
    Payer(String),
    /// A CII contract, by the id of its fund.
    Contract(String),
    /// An HMB book, by the id of its fund.
    Book(String),
    /// A plain ledger, by the id of its fund.
    Ledger(String),
    /// The per-admission payer before all others, by its id; where designs are compared.
    FirstPayer(String),
    /// Those who bear what no payer pays; where designs are compared.
    Patients,
}

impl Subject {
    /// The id: `city`, `patients`, or that of the payer or fund.
    pub fn id(&self) -> &str {
        match self {
            Subject::City => "city",
            Subject::Patients => "patients",
            Subject::Payer(id)
            | Subject::FirstPayer(id)
            | Subject::Contract(id)
            | Subject::Book(id)
            | Subject::Ledger(id) => id,
        }
    }

    /// The id of the fund, where the subject is one.
    pub fn fund(&self) -> Option<&str> {
        match self {
            Subject::Contract(id) | Subject::Book(id) | Subject::Ledger(id) => Some(id),
            Subject::City | Subject::Payer(_) | Subject::FirstPayer(_) | Subject::Patients => None,
        }
    }

    /// The name of one of its figures in files: `cii.loss_ratio`.
    pub fn key(&self, metric: Metric) -> String {
        format!("{}.{}", self.id(), metric.key())
    }

    /// Every figure of the subject, in the order of tables.
    pub const fn definitions(&self) -> &'static [Definition] {
        match self {
            Subject::City => tables::CITY,
            Subject::Payer(_) => tables::PAYER,
            Subject::Contract(_) => tables::CONTRACT,
            Subject::Book(_) => tables::BOOK,
            Subject::Ledger(_) => tables::LEDGER,
            Subject::FirstPayer(_) => tables::FIRST_PAYER,
            Subject::Patients => tables::PATIENTS,
        }
    }

    /// Figures that no table of a run lists, and that can be asked for by name.
    pub const fn by_name(&self) -> &'static [Definition] {
        match self {
            Subject::City => tables::CITY_BY_NAME,
            Subject::Contract(_) => tables::CONTRACT_BY_NAME,
            Subject::Book(_) => tables::BOOK_BY_NAME,
            Subject::Payer(_) | Subject::Ledger(_) | Subject::FirstPayer(_) | Subject::Patients => &[],
        }
    }

    /// The definition of one of its figures.
    pub fn definition(&self, metric: Metric) -> Option<&'static Definition> {
        self.definitions().iter().chain(self.by_name()).find(|definition| definition.metric == metric)
    }
}

/// The figure that has a name in files, among those that the tables of a run list of `subjects`.
///
/// # Errors
/// Every name that there is.
pub fn find(key: &str, subjects: &[Subject]) -> Result<(Subject, &'static Definition), Vec<String>> {
    found(key, || {
        subjects.iter().flat_map(|subject| subject.definitions().iter().map(move |it| (subject, it)))
    })
}

/// The figure that has a name, among all of `subjects`.
///
/// # Errors
/// Every name that there is.
pub fn find_by_name(key: &str, subjects: &[Subject]) -> Result<(Subject, &'static Definition), Vec<String>> {
    found(key, || {
        subjects.iter().flat_map(|subject| {
            subject.definitions().iter().chain(subject.by_name()).map(move |it| (subject, it))
        })
    })
}

fn found<'a, I: Iterator<Item = (&'a Subject, &'static Definition)>>(
    key: &str,
    all: impl Fn() -> I,
) -> Result<(Subject, &'static Definition), Vec<String>> {
    let found = all().find(|(subject, definition)| subject.key(definition.metric) == key);
    found
        .map(|(subject, definition)| (subject.clone(), definition))
        .ok_or_else(|| all().map(|(subject, definition)| subject.key(definition.metric)).collect())
}

/// A signed sum of columns: `{}_income_fen - {}_claims_fen`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount(pub &'static str);

impl Amount {
    /// Each column with its sign.
    pub fn columns(self, id: &str) -> impl Iterator<Item = (i64, String)> {
        let mut sign = 1;
        self.0.split_whitespace().filter_map(move |word| match word {
            "+" => {
                sign = 1;
                None
            }
            "-" => {
                sign = -1;
                None
            }
            column => Some((sign, column.replace("{}", id))),
        })
    }

    /// The sum as text, in brackets where it has several columns.
    fn formula(self, id: &str) -> String {
        let text = self.0.replace("{}", id);
        if text.contains(' ') { format!("({text})") } else { text }
    }
}

/// How a figure comes from the trials. `x` and `y` stand for amounts of one trial.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// The mean of `x` over the trials.
    Mean(Amount),
    /// The mean of `x` at the end of the period: a balance, not a flow.
    Closing(Amount),
    /// `sum of x / sum of y` over the trials. A ratio of sums, not a mean of ratios: it is
    /// what a payer of all the trials' bills would see, and it exists when some trial's `y` is 0.
    Ratio(Amount, Amount),
    /// The mean of `x` over the trials with `y > 0`.
    MeanWhere(Amount, Amount),
    /// The mean of `x / y` over the trials with `y > 0`.
    MeanOfRatios(Amount, Amount),
    /// A quantile of the trials' `x / y`: the order statistic `ceil(q n)`.
    Quantile(Amount, Amount, Share),
    /// The mean of the highest `1 - q` of the trials' `x`.
    Tvar(Amount, Share),
    /// The probability that `x > 0` in at least one year of the period.
    AnyYear(Amount),
    /// The probability that in at least one year of the period `x > 0` and `y = 0`.
    AnyYearEmptied(Amount, Amount),
    /// The probability that `x > 0` over the whole period.
    Whole(Amount),
    /// The bid at which the mean of the insurer's result over the term is zero.
    BreakEvenBid,
    /// The premium at which a book's premiums cover claims and cost, with the margin or without.
    BreakEvenPremium {
        /// Whether the book earns its margin too.
        with_margin: bool,
    },
}

impl Rule {
    /// The amounts that it reads.
    pub fn amounts(self) -> Vec<Amount> {
        match self {
            Rule::Mean(x) | Rule::Closing(x) | Rule::Tvar(x, _) | Rule::AnyYear(x) | Rule::Whole(x) => {
                vec![x]
            }
            Rule::Ratio(x, y)
            | Rule::MeanWhere(x, y)
            | Rule::MeanOfRatios(x, y)
            | Rule::Quantile(x, y, _)
            | Rule::AnyYearEmptied(x, y) => vec![x, y],
            Rule::BreakEvenBid | Rule::BreakEvenPremium { .. } => Vec::new(),
        }
    }

    /// The formula in the columns of the run.
    pub fn formula(self, id: &str) -> String {
        match self {
            Rule::Mean(x) => format!("mean({})", x.formula(id)),
            Rule::Closing(x) => format!("mean({} at the end)", x.formula(id)),
            Rule::Ratio(x, y) => format!("sum({}) / sum({})", x.formula(id), y.formula(id)),
            Rule::MeanWhere(x, y) => format!("mean({} where {} > 0)", x.formula(id), y.formula(id)),
            Rule::MeanOfRatios(x, y) => {
                format!("mean({} / {} where {} > 0)", x.formula(id), y.formula(id), y.formula(id))
            }
            Rule::Quantile(x, y, q) => {
                format!("order statistic ceil({q} n) of {} / {}", x.formula(id), y.formula(id))
            }
            Rule::Tvar(x, q) => format!("tail mean({}, {q})", x.formula(id)),
            Rule::AnyYear(x) => format!("P({} > 0 in any year)", x.formula(id)),
            Rule::AnyYearEmptied(x, y) => {
                format!("P({} > 0 and {} = 0 in any year)", x.formula(id), y.formula(id))
            }
            Rule::Whole(x) => format!("P({} > 0)", x.formula(id)),
            Rule::BreakEvenBid => format!("bid with mean({id}_insurer_result_fen) = 0, claims kept"),
            Rule::BreakEvenPremium { with_margin } => format!(
                "(sum({id}_claims_fen - {id}_surplus_used_fen) + fixed cost + cost per head * sum({id}_members)) / \
                 (sum({id}_members) * (1 - cost, commission and levy ratios{})), members kept",
                if with_margin { " - margin ratio" } else { "" }
            ),
        }
    }
}

/// For which periods a figure means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Periods {
    /// Every year, and the term.
    YearsAndTerm,
    /// Every year, not the term.
    Years,
    /// The term alone.
    Term,
}

/// On what a figure stands, which must be said with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Ultimate incurred claims of the settlement year, which is the policy year; nothing outstanding.
    UltimateIncurred,
    /// The position at the end of the period.
    AtEnd,
    /// The share of the run's trials: sampling error only.
    ShareOfTrials,
    /// The run's claims kept while the price moves.
    ClaimsKept,
}

impl Basis {
    /// The word that stands for the basis in files.
    pub const fn key(self) -> &'static str {
        match self {
            Basis::UltimateIncurred => "ultimate_incurred",
            Basis::AtEnd => "at_end",
            Basis::ShareOfTrials => "share_of_trials",
            Basis::ClaimsKept => "claims_kept",
        }
    }
}

/// What a figure of a subject means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Definition {
    /// Its name.
    pub metric: Metric,
    /// Its unit.
    pub kind: Kind,
    /// How it comes from the trials.
    pub rule: Rule,
    /// When it means something.
    pub periods: Periods,
}

impl Definition {
    /// On what the figure stands.
    pub const fn basis(&self) -> Basis {
        match self.rule {
            Rule::Closing(_) => Basis::AtEnd,
            Rule::AnyYear(_) | Rule::AnyYearEmptied(..) | Rule::Whole(_) => Basis::ShareOfTrials,
            Rule::BreakEvenBid | Rule::BreakEvenPremium { .. } => Basis::ClaimsKept,
            _ => Basis::UltimateIncurred,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUBJECTS: fn() -> [Subject; 7] = || {
        [
            Subject::City,
            Subject::Payer("hmb-l1".into()),
            Subject::Contract("cii".into()),
            Subject::Book("hmb".into()),
            Subject::Ledger("bmi".into()),
            Subject::FirstPayer("bmi".into()),
            Subject::Patients,
        ]
    };

    #[test]
    fn a_subject_defines_each_of_its_figures_once() {
        for subject in SUBJECTS() {
            let all = || subject.definitions().iter().chain(subject.by_name());
            let mut seen: Vec<Metric> = all().map(|it| it.metric).collect();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), all().count(), "{subject:?}");
        }
    }

    #[test]
    fn every_name_is_a_figure_of_some_subject() {
        let defined = |metric| SUBJECTS().iter().any(|subject| subject.definition(metric).is_some());
        assert_eq!(Metric::ALL.into_iter().filter(|&metric| !defined(metric)).collect::<Vec<_>>(), []);
    }

    #[test]
    fn the_published_formula_is_the_text_that_is_computed() {
        let contract = Subject::Contract("cii".into());
        let formula = |metric| contract.definition(metric).unwrap().rule.formula(contract.id());
        assert_eq!(formula(Metric::LossRatio), "sum(cii_claims_fen) / sum(cii_income_fen)");
        assert_eq!(
            formula(Metric::ClaimsPerHead),
            "sum(cii_claims_fen) / sum((heads_employee + heads_resident))"
        );
        assert_eq!(formula(Metric::DeficitProbability), "P(cii_deficit_fen > 0 in any year)");
        assert_eq!(formula(Metric::MonthsOfCover), "sum(cii_balance_fen) / sum(cii_claims_fen)");
        let columns: Vec<(i64, String)> = Amount("{}_income_fen - {}_claims_fen").columns("cii").collect();
        assert_eq!(columns, [(1, "cii_income_fen".to_owned()), (-1, "cii_claims_fen".to_owned())]);
        let loss: Vec<(i64, String)> = Amount("- {}_insurer_result_fen").columns("cii").collect();
        assert_eq!(loss, [(-1, "cii_insurer_result_fen".to_owned())]);
    }
}
