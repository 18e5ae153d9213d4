//! Looking back (精算回溯): what an insurer's policy years have brought so far, against what the model expected of
//! the same members, and what they will bring.
//!
//! ```text
//! E_o   expected claims of origin o: members in force x what the model pays them for the care of its months
//! q_o   part of an origin's claims that is paid by now (chain ladder over all years)
//! A/E   = sum of paid / sum of E_o q_o
//! Z     = min(1, sqrt(persons paid / 1,082.41 (1 + cv^2)))          suggested adjustment: Z (A/E - 1)
//! ```
//!
//! Nothing here leaves with a person in it: sums over many alone.

mod developed;
mod expected;
mod observed;
mod reserves;
#[cfg(test)]
mod tests;

use crate::experience::{Day, Experience, Month, Suppression};
use crate::fund::reserving::{composite_loss_ratio, paid_loss_ratio};
use crate::scenario::expected::{Cell, MONTHS};
use crate::units::{Fen, Heads, Year};
use crate::wording::Bilingual;
use crate::wording::contrast::{Grouping, group_name};

use self::developed::Developed;
pub use self::developed::{ActualExpected, Ultimate, YearDeveloped};
pub use self::expected::Rates;
use self::observed::ObservedYear;
pub use self::observed::ends_a_month;
pub use self::reserves::Reserves;
use self::reserves::fen;

/// The groupings by which cohorts are shown.
const COHORTS: [Grouping; 3] = [Grouping::Age, Grouping::Status, Grouping::PreExisting];

/// A look back on all policy years that have begun.
#[derive(Debug, Clone, PartialEq)]
pub struct Lookback {
    /// The day of valuation (评估日).
    pub as_of: Day,
    /// Months in a development period.
    pub grain: usize,
    /// Year by year.
    pub years: Vec<YearLookedAt>,
}

/// A policy year that was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct YearLookedAt {
    /// Which.
    pub year: Year,
    /// Whether cover goes on after the day of valuation.
    pub open: bool,
    /// Persons with a policy.
    pub persons: Heads,
    /// What they paid.
    pub written: Fen,
    /// What of it is earned, in yuan (1/365 method).
    pub earned: f64,
    /// All liabilities together: developed as one, so that it is not the sum of the others.
    pub all: YearDeveloped,
    /// By liability, in the order of the file.
    pub liabilities: Vec<YearDeveloped>,
    /// By cohort, all liabilities together.
    pub cohorts: Vec<Cohort>,
    /// The ratios of the year.
    pub ratios: Ratios,
    /// Its reserves.
    pub reserves: Reserves,
    /// Part of the exposure of which the model has nobody, so that nothing is expected of it.
    pub unexpected_exposure: f64,
}

/// A cohort of members.
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort {
    /// By what members are parted.
    pub grouping: Grouping,
    /// Its key in files.
    pub key: String,
    /// What people call it.
    pub title: Bilingual,
    /// What of its members' premium is earned by the day of valuation, in yuan.
    pub earned: f64,
    /// `None` where too few real persons were paid to be shown.
    pub actual: Option<ActualExpected>,
}

/// Ratios on their several bases.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Ratios {
    /// 简单赔付率: paid / written premium.
    pub paid: Option<f64>,
    /// Notified / earned premium.
    pub notified: Option<f64>,
    /// 已赚赔付率, and 综合赔付率 of a book without reinsurance: paid and outstanding of the care up to the day of
    /// valuation, IBNR in it / earned premium.
    pub incurred: Option<f64>,
    /// Selected ultimate claims of the year / written premium, with its error and interval.
    pub ultimate: Option<crate::stats::Estimate>,
    /// The part of the premium that is earned.
    pub earned_share: Option<f64>,
    /// The part of the year's claims that is expected to have occurred.
    pub occurred_share: Option<f64>,
}

impl Lookback {
    /// Looks at the years of a file up to `as_of`, the last day of a month. `rates` must hold every year that has
    /// begun; `known` says whether the model tells members by what they had before they joined. Cohorts and
    /// liabilities of too few persons who were paid are hidden by `suppression`.
    ///
    /// `None` where no year has begun.
    pub fn new(
        file: &Experience,
        as_of: Day,
        rates: &[Rates],
        (known, suppression): (bool, Suppression),
    ) -> Option<Lookback> {
        let years = ObservedYear::all(file, as_of, known);
        let of = |year: &ObservedYear| rates.iter().find(|it| it.year == year.year).cloned();
        let rates = years.iter().map(of).collect::<Option<Vec<Rates>>>()?;
        let end = Month(as_of.month().0 + 1);
        let grain = grain(&years, end);
        let developed = |liability| Developed::new((&years, &rates), liability, (grain, end));
        let whole = developed(None);
        let parts: Vec<Developed<'_>> = (0..file.liabilities().len()).map(|at| developed(Some(at))).collect();
        let looked_at = years.iter().enumerate().map(|(nth, year)| {
            let mut all = whole.year(nth, &whole);
            let mut liabilities: Vec<YearDeveloped> = parts.iter().map(|it| it.year(nth, &whole)).collect();
            hide(suppression, &mut all, &mut liabilities);
            YearLookedAt {
                year: year.year,
                open: end - year.start < 12,
                persons: year.persons,
                written: year.written,
                earned: rust_decimal::prelude::ToPrimitive::to_f64(&year.earned).unwrap_or(0.0),
                ratios: ratios(year, &all),
                reserves: Reserves::of(year, &all),
                all,
                liabilities,
                cohorts: cohorts(&whole, (nth, year), (suppression, known)),
                unexpected_exposure: unexpected(year, &rates[nth]),
            }
        });
        let years: Vec<YearLookedAt> = looked_at.collect();
        (!years.is_empty()).then_some(Lookback { as_of, grain, years })
    }

    /// With the cost of the cover still to come, which the last open year bears.
    #[must_use]
    pub fn with_cost_to_come(mut self, cost: Fen) -> Lookback {
        if let Some(year) = self.years.iter_mut().rev().find(|year| year.open) {
            year.reserves = year.reserves.with_cost(cost);
        }
        self
    }
}

/// The years of a file that have begun by a day: those that the model must know.
pub fn years_begun(file: &Experience, as_of: Day) -> Vec<Year> {
    let begun = |year: &Year| file.policies_in(*year).any(|policy| policy.from <= as_of);
    file.years().iter().copied().filter(begun).collect()
}

/// Hides what would tell of too few persons: a liability, and with it another or the whole that would give it away.
fn hide(suppression: Suppression, all: &mut YearDeveloped, liabilities: &mut [YearDeveloped]) {
    let persons: Vec<u64> = liabilities.iter().map(|it| it.actual.persons).collect();
    let (shown, total) = suppression.shown(&persons);
    all.hidden = !total || suppression.hides(all.actual.persons);
    for (liability, shown) in liabilities.iter_mut().zip(shown) {
        liability.hidden = !shown || all.hidden;
    }
}

/// Quarters, where the day of valuation ends one of every year; months otherwise.
fn grain(years: &[ObservedYear], end: Month) -> usize {
    if years.iter().all(|year| (end - year.start) % 3 == 0) { 3 } else { 1 }
}

fn cohorts(
    whole: &Developed<'_>,
    (nth, year): (usize, &ObservedYear),
    (suppression, known): (Suppression, bool),
) -> Vec<Cohort> {
    let mut cohorts = Vec::new();
    for grouping in COHORTS {
        if grouping == Grouping::PreExisting && !known {
            continue;
        }
        let n = Cell::all().filter_map(|cell| cell.group(grouping)).max().map_or(0, |last| last + 1);
        let found: Vec<(usize, ActualExpected)> = (0..n)
            .filter_map(|at| Some((at, whole.cohort(nth, |cell| cell.group(grouping) == Some(at))?)))
            .collect();
        let persons: Vec<u64> = found.iter().map(|(_, actual)| actual.persons).collect();
        let (shown, total) = suppression.shown(&persons);
        for ((at, actual), shown) in found.into_iter().zip(shown) {
            let (key, title) = group_name(grouping, at);
            let of_cohort = |cell: &Cell| cell.group(grouping) == Some(at);
            let earned = Cell::all().filter(of_cohort).map(|cell| year.earned_by_cell[cell.place()]).sum();
            let actual = (shown && total).then_some(actual);
            cohorts.push(Cohort { grouping, key, title, earned, actual });
        }
    }
    cohorts
}

/// The part of the member-months for which the model has nobody.
fn unexpected(year: &ObservedYear, rates: &Rates) -> f64 {
    let months = |of: &[f64; MONTHS]| of.iter().sum::<f64>();
    let all: f64 = year.exposure.iter().map(months).sum();
    let without = year.exposure.iter().zip(&rates.all.months).filter(|(_, rates)| rates.is_none());
    let without: f64 = without.map(|(of, _)| months(of)).sum();
    if all > 0.0 { without / all } else { 0.0 }
}

fn ratios(year: &ObservedYear, all: &YearDeveloped) -> Ratios {
    let number = |it: Option<rust_decimal::Decimal>| rust_decimal::prelude::ToPrimitive::to_f64(&it?);
    let (paid, written) = (fen(all.paid), year.written.as_yuan_f64());
    let of_earned = |outstanding: f64| composite_loss_ratio(paid, Fen::ZERO, fen(outstanding), year.earned);
    let earned: Option<f64> = number(Some(year.earned));
    let part = |of: f64, whole: f64| (whole > 0.0).then(|| of / whole);
    if all.hidden {
        return Ratios::default();
    }
    let selected = all.selected().and_then(|it| it.estimate);
    Ratios {
        paid: number(paid_loss_ratio(paid, year.written)),
        notified: number(of_earned(all.notified - all.paid)),
        incurred: all.incurred.and_then(|incurred| number(of_earned(incurred - all.paid))),
        ultimate: selected.filter(|_| written > 0.0).map(|it| it.scaled(1.0 / written)),
        earned_share: earned.and_then(|earned| part(earned, written)),
        occurred_share: part(all.expected_occurred, all.expected),
    }
}
