//! What each subject has figures of: the tables of definitions, in the order in which reports list them.

use crate::units::Share;
use crate::wording::metrics::Metric;

use super::{Amount, Definition, Kind, Periods, Rule};

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
pub(super) const CITY: &[Definition] = &[
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

/// What the basic insurance pays of all bills.
pub(super) const FIRST_PAYER: &[Definition] =
    &[money(Metric::Paid, BMI), ratio(Metric::ShareOfCost, BMI, COST)];

/// What all payers leave.
pub(super) const PATIENTS: &[Definition] = &[money(Metric::Borne, "patient_fen"), PATIENT_PER_HEAD];

/// What all insured people of the city are left to pay of their bills, a head: by name only.
pub(super) const CITY_BY_NAME: &[Definition] = &[PATIENT_PER_HEAD];

const PATIENT_PER_HEAD: Definition =
    both(Metric::PatientPerHead, Kind::MoneyPerHead, Rule::Ratio(Amount("patient_fen"), Amount(HEADS)));

/// What one payer after basic insurance pays.
pub(super) const PAYER: &[Definition] = &[
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
pub(super) const CONTRACT: &[Definition] = &[
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

/// What a contract is given, a head: by name only.
pub(super) const CONTRACT_BY_NAME: &[Definition] =
    &[both(Metric::IncomePerHead, Kind::MoneyPerHead, Rule::Ratio(Amount("{}_income_fen"), Amount(HEADS)))];

/// Earned premium of a book after reinsurance.
const NET_EARNED: &str = "{}_earned_premium_fen - {}_ceded_premium_fen";
/// Its claims after reinsurance: incurred, since a closed year of a simulation has nothing outstanding.
const NET_CLAIMS: &str = "{}_claims_fen - {}_recoveries_fen";
/// Its cost after what reinsurers pay towards it; commission and levies are in it.
const NET_COST: &str = "{}_cost_fen - {}_ceding_commission_fen";
const EARNED: &str = "{}_earned_premium_fen";

/// An HMB book, by the definitions of domain 3.9: 综合成本率 is exactly 综合赔付率 + 费用率.
pub(super) const BOOK: &[Definition] = &[
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

/// What a member of a book costs, whoever pays it: by name only.
pub(super) const BOOK_BY_NAME: &[Definition] = &[both(
    Metric::PremiumPerMember,
    Kind::MoneyPerHead,
    Rule::Ratio(Amount("{}_premium_fen"), Amount("{}_members")),
)];

/// A plain ledger: basic insurance, medical aid, charity.
pub(super) const LEDGER: &[Definition] = &[
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
