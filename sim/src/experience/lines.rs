//! Rows of claims and settlements, read one by one.

use super::bill::Cost;
use super::columns::ClaimField;
use super::day::Day;
use super::document::{ClaimFilesDoc, Glossary};
use super::period::Period;
use super::rows::Place as RowPlace;
use super::sheet::{Cells, Sheet};
use crate::benefit::{CareKind, HospitalLevel, Place};
use crate::units::{Fen, Year};
use crate::wording::claims::{Allowed, DefectKind};

/// A claim line and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LineRow {
    pub(super) place: RowPlace,
    pub(super) said: Line,
}

/// What a row says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) id: Box<str>,
    pub(super) bill: Option<Box<str>>,
    pub(super) reversal_of: Option<Box<str>>,
    /// The person's number, given when his id was read.
    pub(super) person: u32,
    pub(super) year: Year,
    pub(super) service: Day,
    pub(super) notified: Day,
    pub(super) paid: Option<Day>,
    pub(super) liability: Option<u16>,
    pub(super) kind: CareKind,
    pub(super) level: HospitalLevel,
    pub(super) care_place: Place,
    pub(super) listed_cause: bool,
    pub(super) cost: Cost,
    pub(super) payment: Option<Fen>,
}

const KINDS: [(CareKind, &[&str]); 5] = [
    (CareKind::Inpatient, &["inpatient", "21", "住院", "普通住院"]),
    (CareKind::SpecialOutpatient, &["special_outpatient", "14", "门诊慢特病", "特殊病种门诊"]),
    (CareKind::Outpatient, &["outpatient", "11", "普通门诊"]),
    (CareKind::SpecialDrug, &["special_drug", "特药"]),
    (CareKind::RareDrug, &["rare_drug", "罕见病用药"]),
];
const LEVELS: [(HospitalLevel, &[&str]); 3] = [
    (HospitalLevel::Primary, &["primary", "一级", "一级及以下"]),
    (HospitalLevel::Secondary, &["secondary", "二级"]),
    (HospitalLevel::Tertiary, &["tertiary", "三级"]),
];
const PLACES: [(Place, &[&str]); 3] = [
    (Place::Local, &["local", "本地", "参保地"]),
    (Place::Referred, &["referred", "转外就医"]),
    (Place::Unreferred, &["unreferred", "异地就医未转诊"]),
];

/// The amounts of a line, in the order of the tally.
pub(super) const AMOUNTS: [ClaimField; 9] = [
    ClaimField::Total,
    ClaimField::InScope,
    ClaimField::FirstSelfPay,
    ClaimField::OverLimit,
    ClaimField::OwnExpense,
    ClaimField::Bmi,
    ClaimField::Cii,
    ClaimField::Aid,
    ClaimField::Payment,
];

/// What lines are held against.
pub(super) struct Rules<'a> {
    pub(super) doc: &'a ClaimFilesDoc,
    pub(super) period: Period,
    pub(super) valued_at: Day,
    /// The keys of the liabilities, in order.
    pub(super) liabilities: Vec<&'a str>,
}

/// What is needed of a file besides its needed columns: the liability of payments, where there are several.
pub(super) fn missing(sheet: &Sheet<ClaimField>, rules: &Rules<'_>) -> Vec<&'static str> {
    let pays = sheet.has(ClaimField::Payment);
    let unsaid = pays && !sheet.has(ClaimField::Liability) && rules.liabilities.len() != 1;
    if unsaid { vec!["liability"] } else { Vec::new() }
}

/// Reads a row; the person's number is still to be given. What is wrong with it is noted in `cells`; its amounts
/// stand beside, in the order of [`AMOUNTS`].
pub(super) fn read<'a>(
    cells: &mut Cells<'a, ClaimField>,
    rules: &Rules<'_>,
) -> (Option<(Line, &'a str)>, [Option<Fen>; 9]) {
    use ClaimField as Of;
    let codes = &rules.doc.codes;
    let (id, bill, person) = (cells.id(Of::Id), cells.id_or_none(Of::Bill), cells.id(Of::Person));
    let reversal_of = cells.id_or_none(Of::ReversalOf);
    let kind = cells.code(Of::Kind, &codes.kind, &KINDS, None);
    let level = cells.code(Of::Level, &codes.level, &LEVELS, Some(HospitalLevel::Tertiary));
    let care_place = cells.code(Of::Place, &codes.place, &PLACES, Some(Place::Local));
    let listed_cause = cells.flag(Of::ListedCause);
    let amounts = AMOUNTS.map(|field| cells.amount(field));
    let listed = cells.amount(Of::Listed).unwrap_or_default();
    let payment = amounts[8];
    let liability = payment.and_then(|_| liability(cells, &codes.liability, rules));
    let dates = dates(cells, rules);
    let [total, in_scope, first_self_pay, over_limit, own_expense, bmi, cii, aid, _] = amounts;
    let cost = || {
        let (total, in_scope, own_expense) = (total?, in_scope?, own_expense?);
        let (first_self_pay, over_limit) = (first_self_pay?, over_limit?);
        Some(Cost {
            total,
            in_scope,
            first_self_pay,
            over_limit,
            own_expense,
            listed,
            bmi: bmi?,
            cii: cii?,
            aid: aid?,
        })
    };
    let cost = cost();
    if let Some(cost) = &cost {
        check_amounts(cells, cost, payment, reversal_of.is_some());
    }
    let line = || {
        let (year, service, notified, paid) = dates?;
        let line = Line {
            id: id?.into(),
            bill: bill.map(Into::into),
            reversal_of: reversal_of.map(Into::into),
            person: 0,
            year,
            service,
            notified,
            paid,
            liability,
            kind: kind?,
            level: level?,
            care_place: care_place?,
            listed_cause,
            cost: cost?,
            payment,
        };
        Some((line, person?))
    };
    (line(), amounts)
}

/// Under which liability a payment was made: the only one, where the file does not say.
fn liability(cells: &mut Cells<'_, ClaimField>, glossary: &Glossary, rules: &Rules<'_>) -> Option<u16> {
    let words: Vec<[&str; 1]> = rules.liabilities.iter().map(|&key| [key]).collect();
    let meanings: Vec<(u16, &[&str])> = (0..).zip(words.iter().map(<[&str; 1]>::as_slice)).collect();
    cells.code(ClaimField::Liability, glossary, &meanings, Some(0))
}

/// Policy year, service, notice and payment.
fn dates(cells: &mut Cells<'_, ClaimField>, rules: &Rules<'_>) -> Option<(Year, Day, Day, Option<Day>)> {
    use ClaimField as Of;
    let period = &rules.period;
    let (service, stated) = (cells.needed_day(Of::Service), cells.year(Of::Year));
    let (notified, paid) = (cells.day(Of::Notified), cells.day(Of::Paid));
    let service = service?;
    let year = stated.unwrap_or_else(|| period.year_of(service));
    if !period.holds(year) || period.year_of(service) != year {
        let allowed = if period.holds(year) {
            Allowed::Between(period.first_of(year).to_string(), period.last_of(year).to_string())
        } else {
            period.allowed()
        };
        cells.blame(Of::Service, (DefectKind::DateOutOfRange, allowed));
        return None;
    }
    for (field, day) in [(Of::Service, Some(service)), (Of::Notified, notified), (Of::Paid, paid)] {
        if day.is_some_and(|day| day > rules.valued_at) {
            let allowed =
                Allowed::Between(period.first_of(period.first).to_string(), rules.valued_at.to_string());
            cells.blame(field, (DefectKind::DateOutOfRange, allowed));
        }
    }
    let learned = notified.unwrap_or(service);
    let ordered = [(Of::Notified, notified, service), (Of::Paid, paid, learned)];
    for (field, day, before) in ordered {
        if day.is_some_and(|day| day < before) {
            cells.blame(field, (DefectKind::DatesOutOfOrder, Allowed::Plain));
        }
    }
    // a file that says nothing of days of payment holds payments that were made
    let paid = if cells.knows(Of::Paid) { paid } else { Some(learned) };
    Some((year, service, learned, paid))
}

/// Signs, the parts of the total, and what the public payers may pay at most.
fn check_amounts(cells: &mut Cells<'_, ClaimField>, cost: &Cost, payment: Option<Fen>, reverses: bool) {
    use ClaimField as Of;
    let sign = if reverses { -1 } else { 1 };
    let amounts = [
        (Of::Total, cost.total),
        (Of::InScope, cost.in_scope),
        (Of::FirstSelfPay, cost.first_self_pay),
        (Of::OverLimit, cost.over_limit),
        (Of::OwnExpense, cost.own_expense),
        (Of::Bmi, cost.bmi),
        (Of::Cii, cost.cii),
        (Of::Aid, cost.aid),
        (Of::Payment, payment.unwrap_or_default()),
    ];
    for (field, amount) in amounts {
        if amount.0 * sign < 0 {
            let kind = if reverses { DefectKind::ReversalDiffers } else { DefectKind::NegativeAmount };
            cells.blame(field, (kind, Allowed::Plain));
        }
    }
    let parts = cost.in_scope + cost.first_self_pay + cost.over_limit + cost.own_expense;
    if parts != cost.total {
        cells.blame(Of::Total, (DefectKind::PartsDiffer, Allowed::Exactly(parts.to_string())));
    }
    if cost.listed.0.abs() > cost.own_expense.0.abs() {
        cells.blame(Of::Listed, (DefectKind::PartsDiffer, Allowed::Exactly(cost.own_expense.to_string())));
    }
    let payers = cost.bmi + cost.cii + cost.aid;
    if payers.0.abs() > cost.total.0.abs() {
        let allowed = Allowed::Between("0".to_owned(), cost.total.to_string());
        cells.blame(Of::Bmi, (DefectKind::PayersAboveCost, allowed));
    }
}
