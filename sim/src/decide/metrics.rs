//! The one definition of every figure: what it adds up, what it divides by, in which unit.
//!
//! A definition is data: the published formula is the text that is computed, so the two cannot
//! differ. Amounts are signed sums of a run's columns, with `{}` for the fund or payer: over a year
//! they are that year's, over the term the sum of its years.

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
}

impl Kind {
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
            Kind::Ratio | Kind::SmallRatio | Kind::Probability | Kind::TimesPerHead | Kind::Persons => {
                Scale::Times(1.0)
            }
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
}

impl Subject {
    /// The id: `city`, or that of the payer or fund.
    pub fn id(&self) -> &str {
        match self {
            Subject::City => "city",
            Subject::Payer(id) | Subject::Contract(id) | Subject::Book(id) | Subject::Ledger(id) => id,
        }
    }

    /// The id of the fund, where the subject is one.
    pub fn fund(&self) -> Option<&str> {
        match self {
            Subject::Contract(id) | Subject::Book(id) | Subject::Ledger(id) => Some(id),
            Subject::City | Subject::Payer(_) => None,
        }
    }

    /// The name of one of its figures in files: `cii.loss_ratio`.
    pub fn key(&self, metric: Metric) -> String {
        format!("{}.{}", self.id(), metric.key())
    }

    /// Every figure of the subject, in the order of tables.
    pub const fn definitions(&self) -> &'static [Definition] {
        match self {
            Subject::City => CITY,
            Subject::Payer(_) => PAYER,
            Subject::Contract(_) => CONTRACT,
            Subject::Book(_) => BOOK,
            Subject::Ledger(_) => LEDGER,
        }
    }

    /// The definition of one of its figures.
    pub fn definition(&self, metric: Metric) -> Option<&'static Definition> {
        self.definitions().iter().find(|definition| definition.metric == metric)
    }
}

/// The figure that has a name in files, among those of `subjects`.
///
/// # Errors
/// Every name that there is.
pub fn find(key: &str, subjects: &[Subject]) -> Result<(Subject, &'static Definition), Vec<String>> {
    let all =
        || subjects.iter().flat_map(|subject| subject.definitions().iter().map(move |it| (subject, it)));
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

/// Every year and the term.
const fn both(metric: Metric, kind: Kind, rule: Rule) -> Definition {
    Definition { metric, kind, rule, periods: Periods::YearsAndTerm }
}

/// Every year.
const fn years(metric: Metric, kind: Kind, rule: Rule) -> Definition {
    Definition { metric, kind, rule, periods: Periods::Years }
}

/// The term alone.
const fn term(metric: Metric, kind: Kind, rule: Rule) -> Definition {
    Definition { metric, kind, rule, periods: Periods::Term }
}

/// The mean of an amount of money.
const fn money(metric: Metric, amount: &'static str) -> Definition {
    both(metric, Kind::Money, Rule::Mean(Amount(amount)))
}

/// A ratio of sums.
const fn ratio(metric: Metric, of: &'static str, per: &'static str) -> Definition {
    both(metric, Kind::Ratio, Rule::Ratio(Amount(of), Amount(per)))
}

/// A ratio of sums of a few in a thousand.
const fn small(metric: Metric, of: &'static str, per: &'static str) -> Definition {
    both(metric, Kind::SmallRatio, Rule::Ratio(Amount(of), Amount(per)))
}

/// A quantile of a ratio.
const fn quantile(metric: Metric, of: &'static str, per: &'static str, level: Share) -> Definition {
    both(metric, Kind::Ratio, Rule::Quantile(Amount(of), Amount(per), level))
}

/// All bills: admissions of both schemes, and the year's care outside them.
const COST: &str = "cost_employee_fen + cost_resident_fen + other_cost_fen";
/// What the basic insurance pays of all bills.
const BMI: &str = "bmi_employee_fen + bmi_resident_fen + bmi_other_fen";
/// What it pays of admissions, whose policy range is counted.
const BMI_ADMISSIONS: &str = "bmi_employee_fen + bmi_resident_fen";
const IN_POLICY: &str = "in_policy_employee_fen + in_policy_resident_fen";
const HEADS: &str = "heads_employee + heads_resident";

const P995: Share = match Share::from_millionths(995_000) {
    Some(level) => level,
    None => Share::ONE,
};

/// Bills and layers: domain conventions `T = payers + patient`.
const CITY: &[Definition] = &[
    money(Metric::Cost, COST),
    ratio(Metric::BmiActualRatio, BMI, COST),
    ratio(Metric::BmiInPolicyRatio, BMI_ADMISSIONS, IN_POLICY),
    ratio(Metric::ActualRatio, "cost_employee_fen + cost_resident_fen + other_cost_fen - patient_fen", COST),
    ratio(Metric::PatientShare, "patient_fen", COST),
    both(
        Metric::PatientPerAdmitted,
        Kind::MoneyPerHead,
        Rule::Ratio(Amount("patient_fen"), Amount("persons_admitted")),
    ),
    both(
        Metric::AdmissionsInService,
        Kind::TimesPerHead,
        Rule::Ratio(Amount("admissions_in_service"), Amount("heads_in_service")),
    ),
    both(
        Metric::AdmissionsRetired,
        Kind::TimesPerHead,
        Rule::Ratio(Amount("admissions_retired"), Amount("heads_retired")),
    ),
    both(
        Metric::SpecialOutpatientEmployee,
        Kind::MoneyPerHead,
        Rule::Ratio(Amount("special_outpatient_employee_fen"), Amount("heads_employee")),
    ),
    both(
        Metric::SpecialOutpatientResident,
        Kind::MoneyPerHead,
        Rule::Ratio(Amount("special_outpatient_resident_fen"), Amount("heads_resident")),
    ),
    ratio(Metric::TopTenthShare, "top_tenth_cost_fen", "adult_cost_fen"),
    ratio(Metric::SixtyPlusShare, "cost_60_plus_fen", "cost_employee_fen + cost_resident_fen"),
    small(Metric::SelfPayAbove20000, "self_pay_above_20000", HEADS),
    small(Metric::SelfPayAbove120000, "self_pay_above_120000", HEADS),
    small(Metric::SelfPayAbove278333, "self_pay_above_278333", HEADS),
];

/// What one payer after basic insurance pays.
const PAYER: &[Definition] = &[
    money(Metric::Paid, "paid_{}_fen"),
    years(Metric::PersonsPaid, Kind::Persons, Rule::Mean(Amount("persons_paid_{}"))),
    both(
        Metric::PaidPerPerson,
        Kind::MoneyPerHead,
        Rule::Ratio(Amount("paid_{}_fen"), Amount("persons_paid_{}")),
    ),
    ratio(Metric::ShareOfCost, "paid_{}_fen", COST),
];

/// A CII contract, after [S1] Art. 4, 8 and 10.
const CONTRACT: &[Definition] = &[
    money(Metric::Income, "{}_income_fen"),
    money(Metric::Premium, "{}_premium_fen"),
    money(Metric::Claims, "{}_claims_fen"),
    ratio(Metric::LossRatio, "{}_claims_fen", "{}_income_fen"),
    quantile(Metric::LossRatioP05, "{}_claims_fen", "{}_income_fen", Share::percent(5)),
    quantile(Metric::LossRatioP50, "{}_claims_fen", "{}_income_fen", Share::percent(50)),
    quantile(Metric::LossRatioP95, "{}_claims_fen", "{}_income_fen", Share::percent(95)),
    quantile(Metric::LossRatioP995, "{}_claims_fen", "{}_income_fen", P995),
    both(Metric::ClaimsPerHead, Kind::MoneyPerHead, Rule::Ratio(Amount("{}_claims_fen"), Amount(HEADS))),
    both(Metric::ClaimantsPer100, Kind::PerHundred, Rule::Ratio(Amount("{}_claimants"), Amount(HEADS))),
    ratio(Metric::BalanceRate, "{}_income_fen - {}_claims_fen", "{}_income_fen"),
    years(
        Metric::MonthsOfCover,
        Kind::Months,
        Rule::Ratio(Amount("{}_balance_fen"), Amount("{}_claims_fen")),
    ),
    both(Metric::DeficitProbability, Kind::Probability, Rule::AnyYear(Amount("{}_deficit_fen"))),
    term(
        Metric::TermShortfallProbability,
        Kind::Probability,
        Rule::Whole(Amount("{}_claims_fen - {}_income_fen")),
    ),
    money(Metric::Deficit, "{}_deficit_fen"),
    money(Metric::ReserveContribution, "{}_reserve_contribution_fen"),
    money(Metric::Draw, "{}_draw_fen"),
    both(
        Metric::DrawInDeficit,
        Kind::Money,
        Rule::MeanWhere(Amount("{}_draw_fen"), Amount("{}_deficit_fen")),
    ),
    ratio(Metric::DrawRate, "{}_draw_fen", "{}_reserve_contribution_fen"),
    both(Metric::ClosingBalance, Kind::Money, Rule::Closing(Amount("{}_balance_fen"))),
    both(
        Metric::ExhaustionProbability,
        Kind::Probability,
        Rule::AnyYearEmptied(Amount("{}_draw_fen"), Amount("{}_balance_fen + {}_released_fen")),
    ),
    money(Metric::InsurerPart, "{}_insurer_part_fen"),
    both(
        Metric::InsurerPartInDeficit,
        Kind::Money,
        Rule::MeanWhere(Amount("{}_insurer_part_fen"), Amount("{}_deficit_fen")),
    ),
    both(
        Metric::InsurerShareMean,
        Kind::Ratio,
        Rule::MeanOfRatios(Amount("{}_insurer_part_fen"), Amount("{}_deficit_fen")),
    ),
    ratio(Metric::InsurerShareOfSums, "{}_insurer_part_fen", "{}_deficit_fen"),
    money(Metric::OperatingCost, "{}_operating_cost_fen"),
    money(Metric::Surplus, "{}_surplus_fen"),
    money(Metric::SurplusReturned, "{}_surplus_returned_fen"),
    money(Metric::InsurerResult, "{}_insurer_result_fen"),
    both(Metric::InsurerLossProbability, Kind::Probability, Rule::Whole(Amount("- {}_insurer_result_fen"))),
    both(
        Metric::InsurerLossTvar99,
        Kind::Money,
        Rule::Tvar(Amount("- {}_insurer_result_fen"), Share::percent(99)),
    ),
    term(Metric::BreakEvenBid, Kind::MoneyPerHead, Rule::BreakEvenBid),
];

/// Earned premium of a book after reinsurance.
const NET_EARNED: &str = "{}_earned_premium_fen - {}_ceded_premium_fen";
/// Its claims after reinsurance: incurred, since a closed year of a simulation has nothing outstanding.
const NET_CLAIMS: &str = "{}_claims_fen - {}_recoveries_fen";
/// Its cost after what reinsurers pay towards it; commission and levies are in it.
const NET_COST: &str = "{}_cost_fen - {}_ceding_commission_fen";
const EARNED: &str = "{}_earned_premium_fen";

/// An HMB book, by the definitions of domain 3.9: 综合成本率 is exactly 综合赔付率 + 费用率.
const BOOK: &[Definition] = &[
    years(Metric::Members, Kind::Persons, Rule::Mean(Amount("{}_members"))),
    years(Metric::SubsidisedMembers, Kind::Persons, Rule::Mean(Amount("{}_subsidised_members"))),
    ratio(Metric::Participation, "{}_members", "{}_eligible"),
    ratio(Metric::RenewalRate, "{}_renewed", "{}_renewable"),
    money(Metric::Premium, "{}_premium_fen"),
    money(Metric::EarnedPremium, EARNED),
    money(Metric::Subsidy, "{}_subsidy_fen"),
    money(Metric::PersonalAccount, "{}_personal_account_fen"),
    money(Metric::Claims, "{}_claims_fen"),
    ratio(Metric::CompositeLossRatio, NET_CLAIMS, NET_EARNED),
    ratio(Metric::LossRatio, "{}_claims_fen", EARNED),
    quantile(Metric::LossRatioP05, "{}_claims_fen", EARNED, Share::percent(5)),
    quantile(Metric::LossRatioP50, "{}_claims_fen", EARNED, Share::percent(50)),
    quantile(Metric::LossRatioP95, "{}_claims_fen", EARNED, Share::percent(95)),
    quantile(Metric::LossRatioP995, "{}_claims_fen", EARNED, P995),
    ratio(Metric::PaidLossRatio, "{}_claims_fen", "{}_premium_fen"),
    both(
        Metric::ClaimsPerHead,
        Kind::MoneyPerHead,
        Rule::Ratio(Amount("{}_claims_fen"), Amount("{}_members")),
    ),
    both(Metric::ClaimsPerCase, Kind::MoneyPerHead, Rule::Ratio(Amount("{}_claims_fen"), Amount("{}_cases"))),
    both(
        Metric::ClaimantsPer100,
        Kind::PerHundred,
        Rule::Ratio(Amount("{}_claimants"), Amount("{}_members")),
    ),
    money(Metric::OperatingCost, "{}_cost_fen"),
    ratio(Metric::ExpenseRatio, NET_COST, NET_EARNED),
    ratio(
        Metric::CombinedRatio,
        "{}_claims_fen - {}_recoveries_fen + {}_cost_fen - {}_ceding_commission_fen",
        NET_EARNED,
    ),
    both(
        Metric::CombinedAbove100Probability,
        Kind::Probability,
        Rule::Whole(Amount(
            "{}_claims_fen - {}_recoveries_fen + {}_cost_fen - {}_ceding_commission_fen \
             - {}_earned_premium_fen + {}_ceded_premium_fen",
        )),
    ),
    money(Metric::CededPremium, "{}_ceded_premium_fen"),
    money(Metric::Recoveries, "{}_recoveries_fen"),
    money(Metric::Result, "{}_result_fen"),
    both(Metric::LossTvar99, Kind::Money, Rule::Tvar(Amount("- {}_result_fen"), Share::percent(99))),
    money(Metric::SurplusExcess, "{}_surplus_excess_fen"),
    money(Metric::SurplusUsed, "{}_surplus_used_fen"),
    both(Metric::SurplusBalance, Kind::Money, Rule::Closing(Amount("{}_surplus_balance_fen"))),
    both(Metric::BreakEvenPremium, Kind::MoneyPerHead, Rule::BreakEvenPremium { with_margin: false }),
    both(
        Metric::BreakEvenPremiumWithMargin,
        Kind::MoneyPerHead,
        Rule::BreakEvenPremium { with_margin: true },
    ),
];

/// A plain ledger: basic insurance, medical aid, charity.
const LEDGER: &[Definition] = &[
    money(Metric::Income, "{}_income_fen"),
    money(Metric::Claims, "{}_claims_fen"),
    money(Metric::Transfers, "{}_transfers_fen"),
    money(Metric::FundResult, "{}_result_fen"),
    ratio(Metric::BalanceRate, "{}_result_fen", "{}_income_fen"),
    both(Metric::FundBalance, Kind::Money, Rule::Closing(Amount("{}_balance_fen"))),
    years(
        Metric::FundMonthsOfCover,
        Kind::Months,
        Rule::Ratio(Amount("{}_balance_fen"), Amount("{}_claims_fen + {}_transfers_fen")),
    ),
    both(Metric::DeficitProbability, Kind::Probability, Rule::AnyYear(Amount("- {}_result_fen"))),
];

#[cfg(test)]
mod tests {
    use super::*;

    const SUBJECTS: fn() -> [Subject; 5] = || {
        [
            Subject::City,
            Subject::Payer("hmb-l1".into()),
            Subject::Contract("cii".into()),
            Subject::Book("hmb".into()),
            Subject::Ledger("bmi".into()),
        ]
    };

    #[test]
    fn a_subject_defines_each_of_its_figures_once() {
        for subject in SUBJECTS() {
            let mut seen: Vec<Metric> = subject.definitions().iter().map(|it| it.metric).collect();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), subject.definitions().len(), "{subject:?}");
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
