//! Rows of policies, read and held against each other.

use std::collections::BTreeMap;

use super::cell;
use super::columns::PolicyField;
use super::day::Day;
use super::document::PolicyFilesDoc;
use super::period::Period;
use super::policy::{PersonIndex, Policy};
use super::rows::{Place, Refused};
use super::sheet::{Cells, Sheet};
use crate::benefit::InsuranceScheme;
use crate::units::{Age, Fen, Sex};
use crate::wording::claims::{Allowed, DefectKind};

/// A policy and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PolicyRow {
    pub(super) place: Place,
    pub(super) policy: Policy,
}

const SEXES: [(Sex, &[&str]); 2] =
    [(Sex::Male, &["male", "1", "男", "M"]), (Sex::Female, &["female", "2", "女", "F"])];
const SCHEMES: [(InsuranceScheme, &[&str]); 2] = [
    (InsuranceScheme::Employee, &["employee", "310", "职工", "职工医保", "职工基本医疗保险"]),
    (InsuranceScheme::Resident, &["resident", "390", "居民", "居民医保", "城乡居民基本医疗保险"]),
];

/// What is needed of a file besides its needed columns: the age or the date of birth, the year or the cover.
pub(super) fn missing(sheet: &Sheet<PolicyField>) -> Vec<&'static str> {
    use PolicyField::{Age, Birth, From, Year};
    let either = [(Age, Birth, "age"), (Year, From, "year")];
    let missing = either.into_iter().filter(|&(one, other, _)| !sheet.has(one) && !sheet.has(other));
    missing.map(|(_, _, name)| name).collect()
}

/// What is read of a row.
pub(super) struct ReadPolicy<'a> {
    pub(super) id: Option<&'a str>,
    pub(super) person: &'a str,
    pub(super) policy: Policy,
}

/// Reads a row; what is wrong with it is noted in `cells`, and its premium stands beside.
pub(super) fn read<'a>(
    cells: &mut Cells<'a, PolicyField>,
    doc: &PolicyFilesDoc,
    period: Period,
) -> (Option<ReadPolicy<'a>>, Option<Fen>) {
    use PolicyField as Of;
    let id = cells.id_or_none(Of::Policy);
    let person = cells.id(Of::Person);
    let sex = cells.code(Of::Sex, &doc.codes.sex, &SEXES, None);
    let scheme = cells.code(Of::Scheme, &doc.codes.scheme, &SCHEMES, None);
    let retired = cells.flag(Of::Retired);
    let (pre_existing, aid) = (cells.flag(Of::PreExisting), cells.flag(Of::MedicalAid));
    let premium = cells.amount(Of::Premium);
    if premium.is_some_and(|it| it < Fen::ZERO) {
        cells.blame(Of::Premium, (DefectKind::NegativeAmount, Allowed::Plain));
    }
    let (stated, from, to) = (cells.year(Of::Year), cells.day(Of::From), cells.day(Of::To));
    let cover = cover(cells, (stated, from, to), period);
    let age = match (cells.text(Of::Age), cells.day(Of::Birth), cover) {
        (Some(text), ..) => cell::age(text).map_err(|fault| cells.blame(Of::Age, fault)).ok(),
        (None, Some(birth), Some((_, from, _))) => {
            cell::age_on(birth, from).map_err(|fault| cells.blame(Of::Birth, fault)).ok()
        }
        (None, None, _) => {
            cells.blame(Of::Age, (DefectKind::EmptyCell, Allowed::Plain));
            None
        }
        _ => None,
    };
    let read = || {
        let (year, from, to) = cover?;
        let policy = Policy {
            person: PersonIndex(0),
            year,
            age: age?,
            sex: sex?,
            scheme: scheme?,
            retired,
            pre_existing,
            aid,
            premium: premium.unwrap_or_default(),
            from,
            to,
        };
        Some(ReadPolicy { id, person: person?, policy })
    };
    (read(), premium)
}

/// The policy year and the cover within it.
fn cover(
    cells: &mut Cells<'_, PolicyField>,
    (stated, from, to): (Option<crate::units::Year>, Option<Day>, Option<Day>),
    period: Period,
) -> Option<(crate::units::Year, Day, Day)> {
    use PolicyField as Of;
    let Some(year) = stated.or_else(|| from.map(|from| period.year_of(from))) else {
        if cells.faults.is_empty() {
            cells.blame(Of::Year, (DefectKind::EmptyCell, Allowed::Plain));
        }
        return None;
    };
    if !period.holds(year) {
        let field = if stated.is_some() { Of::Year } else { Of::From };
        cells.blame(field, (DefectKind::DateOutOfRange, period.allowed()));
        return None;
    }
    let (first, last) = (period.first_of(year), period.last_of(year));
    let (from, to) = (from.unwrap_or(first), to.unwrap_or(last));
    let allowed = || Allowed::Between(first.to_string(), last.to_string());
    if to < from {
        cells.blame(Of::To, (DefectKind::CoverReversed, Allowed::Plain));
    } else {
        for (field, day) in [(Of::From, from), (Of::To, to)] {
            if !(first..=last).contains(&day) {
                cells.blame(field, (DefectKind::DateOutOfRange, allowed()));
            }
        }
    }
    Some((year, from, to))
}

/// Policies of one person that contradict each other: the later row is refused.
pub(super) fn contradictions(rows: &[PolicyRow]) -> Vec<Refused> {
    let mut by_person: BTreeMap<PersonIndex, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        by_person.entry(row.policy.person).or_default().push(at);
    }
    let mut refused = Vec::new();
    for mut places in by_person.into_values().filter(|places| places.len() > 1) {
        places.sort_by_key(|&at| (rows[at].policy.from, rows[at].policy.to, at));
        let mut kept = places[0];
        for &at in &places[1..] {
            let (before, now) = (&rows[kept].policy, &rows[at].policy);
            let years = i32::from(now.year.0) - i32::from(before.year.0);
            let Age(old) = before.age;
            let aged = i32::from(now.age.0) - i32::from(old);
            let see = Allowed::Line(rows[kept].place.line);
            if now.from <= before.to {
                refused.push((at, DefectKind::OverlappingPolicies, "from", now.from.to_string(), see));
            } else if now.sex != before.sex {
                refused.push((at, DefectKind::OtherPerson, "sex", String::new(), see));
            } else if (aged - years).abs() > 1 {
                refused.push((at, DefectKind::OtherPerson, "age", now.age.0.to_string(), see));
            } else {
                kept = at;
            }
        }
    }
    refused
}
