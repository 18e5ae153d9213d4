//! The columns of the sample's table, and where those stand that formulas look at.

use crate::wording::book::Unit;
use crate::wording::sign_off::Word;

/// Columns before the tiers.
pub(super) const COLUMNS: [(Word, Unit); TIERS] = [
    (Word::Number, Unit::Count),
    (Word::Stratum, Unit::Text),
    (Word::Address, Unit::Text),
    (Word::StandsFor, Unit::Number),
    (Word::Bill, Unit::Count),
    (Word::Care, Unit::Text),
    (Word::BillTotal, Unit::Yuan),
    (Word::Payer, Unit::Text),
    (Word::Clause, Unit::Text),
    (Word::Eligible, Unit::Yuan),
    (Word::EligibleBefore, Unit::Yuan),
    (Word::CapOnCost, Unit::Yuan),
    (Word::Payable, Unit::Yuan),
    (Word::Deductible, Unit::Yuan),
    (Word::DeductibleBefore, Unit::Yuan),
    (Word::DeductibleTaken, Unit::Yuan),
    (Word::From, Unit::Yuan),
    (Word::To, Unit::Yuan),
    (Word::ExactBefore, Unit::AsWritten),
    (Word::Flat, Unit::Yuan),
];
/// Where the columns that formulas look at stand.
pub(super) const TOTAL: usize = 6;
pub(super) const ELIGIBLE: usize = 9;
pub(super) const ELIGIBLE_BEFORE: usize = 10;
pub(super) const CAP_ON_COST: usize = 11;
pub(super) const PAYABLE: usize = 12;
pub(super) const DEDUCTIBLE: usize = 13;
pub(super) const DEDUCTIBLE_BEFORE: usize = 14;
pub(super) const TAKEN: usize = 15;
pub(super) const FROM: usize = 16;
pub(super) const TO: usize = 17;
pub(super) const EXACT_BEFORE: usize = 18;
pub(super) const FLAT: usize = 19;
/// The first tier's end; its ratio stands beside it, and so on.
pub(super) const TIERS: usize = 20;
/// Columns after the tiers, from the first of them.
pub(super) const AFTER: [(Word, Unit); 10] = [
    (Word::Entitled, Unit::Yuan),
    (Word::Cap, Unit::Yuan),
    (Word::PaidBefore, Unit::Yuan),
    (Word::Limit, Unit::Yuan),
    (Word::LimitUsed, Unit::Yuan),
    (Word::Exact, Unit::Yuan),
    (Word::Recalculated, Unit::Yuan),
    (Word::Difference, Unit::Yuan),
    (Word::Written, Unit::Text),
    (Word::How, Unit::Text),
];
pub(super) const ENTITLED: usize = 0;
pub(super) const CAP: usize = 1;
pub(super) const PAID_BEFORE: usize = 2;
pub(super) const LIMIT: usize = 3;
pub(super) const LIMIT_USED: usize = 4;
pub(super) const EXACT: usize = 5;
pub(super) const RECALCULATED: usize = 6;
pub(super) const DIFFERENCE: usize = 7;
pub(super) const WRITTEN: usize = 8;
pub(super) const HOW: usize = 9;
