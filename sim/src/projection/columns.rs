//! The columns of a trial's rows, declared once and filled in the same order.

use crate::projection::plan::Design;
use crate::units::{Column, Unit};

/// Columns that every scenario has: the city and its basic insurance.
pub(super) const CITY: [(&str, Unit); 26] = [
    ("heads_employee", Unit::Heads),
    ("heads_resident", Unit::Heads),
    ("admissions_employee", Unit::Times),
    ("admissions_resident", Unit::Times),
    ("persons_admitted", Unit::Heads),
    ("cost_employee_fen", Unit::Fen),
    ("cost_resident_fen", Unit::Fen),
    ("in_policy_employee_fen", Unit::Fen),
    ("in_policy_resident_fen", Unit::Fen),
    ("bmi_employee_fen", Unit::Fen),
    ("bmi_resident_fen", Unit::Fen),
    ("other_cost_fen", Unit::Fen),
    ("bmi_other_fen", Unit::Fen),
    ("patient_fen", Unit::Fen),
    ("heads_in_service", Unit::Heads),
    ("heads_retired", Unit::Heads),
    ("admissions_in_service", Unit::Times),
    ("admissions_retired", Unit::Times),
    ("cost_60_plus_fen", Unit::Fen),
    ("adult_cost_fen", Unit::Fen),
    ("top_tenth_cost_fen", Unit::Fen),
    ("self_pay_above_20000", Unit::Heads),
    ("self_pay_above_120000", Unit::Heads),
    ("self_pay_above_278333", Unit::Heads),
    ("special_outpatient_employee_fen", Unit::Fen),
    ("special_outpatient_resident_fen", Unit::Fen),
];

/// Columns of a 大病保险 contract, after its id and an underscore.
pub(super) const CII: [(&str, Unit); 21] = [
    ("heads_funded", Unit::Heads),
    ("transfer_fen", Unit::Fen),
    ("premium_fen", Unit::Fen),
    ("true_up_fen", Unit::Fen),
    ("topup_income_fen", Unit::Fen),
    ("income_fen", Unit::Fen),
    ("claims_fen", Unit::Fen),
    ("base_claims_fen", Unit::Fen),
    ("claimants", Unit::Heads),
    ("operating_cost_fen", Unit::Fen),
    ("reserve_contribution_fen", Unit::Fen),
    ("deficit_fen", Unit::Fen),
    ("draw_fen", Unit::Fen),
    ("insurer_part_fen", Unit::Fen),
    ("balance_fen", Unit::Fen),
    ("released_fen", Unit::Fen),
    ("surplus_fen", Unit::Fen),
    ("surplus_returned_fen", Unit::Fen),
    ("insurer_result_fen", Unit::Fen),
    ("reserve_refill_fen", Unit::Fen),
    ("topup_pool_result_fen", Unit::Fen),
];

/// Columns of a city product's book, after its id and an underscore.
pub(super) const HMB: [(&str, Unit); 22] = [
    ("members", Unit::Heads),
    ("premium_fen", Unit::Fen),
    ("claims_fen", Unit::Fen),
    ("claimants", Unit::Heads),
    ("cost_fen", Unit::Fen),
    ("result_fen", Unit::Fen),
    ("earned_premium_fen", Unit::Fen),
    ("unearned_premium_fen", Unit::Fen),
    ("member_days", Unit::Days),
    ("subsidised_members", Unit::Heads),
    ("subsidy_fen", Unit::Fen),
    ("personal_account_fen", Unit::Fen),
    ("commission_fen", Unit::Fen),
    ("levy_fen", Unit::Fen),
    ("cases", Unit::Times),
    ("ceded_premium_fen", Unit::Fen),
    ("ceding_commission_fen", Unit::Fen),
    ("recoveries_fen", Unit::Fen),
    ("surplus_used_fen", Unit::Fen),
    ("surplus_excess_fen", Unit::Fen),
    ("surplus_balance_fen", Unit::Fen),
    ("eligible", Unit::Heads),
];

/// Columns of a book whose members join by a law, after the others of the book.
pub(super) const HMB_BY_LAW: [(&str, Unit); 2] = [("renewable", Unit::Heads), ("renewed", Unit::Heads)];

/// Columns of a plain ledger, after its id and an underscore.
pub(super) const LEDGER: [(&str, Unit); 5] = [
    ("income_fen", Unit::Fen),
    ("claims_fen", Unit::Fen),
    ("transfers_fen", Unit::Fen),
    ("result_fen", Unit::Fen),
    ("balance_fen", Unit::Fen),
];

/// All columns: the city, each later payer's payments and persons, each contract, book and ledger; `by_law`
/// says whether a law decides in some design who joins a book.
pub(super) fn of(base: &Design, later_payers: &[String], by_law: bool) -> Vec<Column> {
    let mut columns: Vec<Column> =
        CITY.iter().map(|&(key, unit)| Column { key: key.to_owned(), unit }).collect();
    for payer in later_payers {
        columns.push(Column { key: format!("paid_{payer}_fen"), unit: Unit::Fen });
        columns.push(Column { key: format!("persons_paid_{payer}"), unit: Unit::Heads });
    }
    let mut fund = |id: &str, keys: &[(&str, Unit)]| {
        columns.extend(keys.iter().map(|&(key, unit)| Column { key: format!("{id}_{key}"), unit }));
    };
    base.cii.iter().for_each(|contract| fund(&contract.id, &CII));
    for book in &base.hmb {
        fund(&book.id, &HMB);
        fund(&book.id, if by_law { &HMB_BY_LAW } else { &[] });
    }
    base.ledgers.iter().for_each(|ledger| fund(&ledger.id, &LEDGER));
    columns
}
