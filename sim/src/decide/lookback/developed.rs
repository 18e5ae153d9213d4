//! Ultimate claims of policy years, by several methods.
//!
//! Origins are months or quarters of care, because the care of one time is reported and paid with one delay; a policy
//! year is the sum of its origins, also of those that have not begun. What each origin is expected to bring follows
//! from the dated bills of the model, so a deductible of the year is in it.

use super::expected::{LiabilityRates, Rates};
use super::observed::{Line, ObservedYear, Paid};
use crate::experience::Month;
use crate::scenario::expected::{Cell, MONTHS};
use crate::stats::development::{
    ChainLadder, Predicted, Prior, Triangle, bornhuetter_ferguson, cape_cod_level,
};
use crate::stats::{Estimate, FullCredibility};
use crate::wording::lookback::Method;

/// The data that are believed in full: within 5% nine times in ten (J06).
fn standard() -> Option<FullCredibility> {
    FullCredibility::new(1.645, 0.05)
}

/// The origins of all years under one liability, or under all, with what is known of how they grow.
pub(super) struct Developed<'a> {
    years: &'a [ObservedYear],
    rates: &'a [Rates],
    /// `None` for all liabilities together.
    pub(super) liability: Option<usize>,
    /// Months in an origin.
    grain: usize,
    /// The month after the day of valuation.
    end: Month,
    paid: Option<ChainLadder>,
    notified: Option<ChainLadder>,
}

/// What one method says of a policy year.
#[derive(Debug, Clone, PartialEq)]
pub struct Ultimate {
    /// Which.
    pub method: Method,
    /// In yuan, with where its error comes from; `None` where the method has nothing to go by.
    pub predicted: Option<Predicted>,
    /// The same with its 95% interval.
    pub estimate: Option<Estimate>,
}

/// A policy year under one liability, or under all.
#[derive(Debug, Clone, PartialEq)]
pub struct YearDeveloped {
    /// Its place; `None` for all liabilities together.
    pub liability: Option<usize>,
    /// Expected claims of the whole year at the exposure that is known, in yuan.
    pub expected: f64,
    /// Expected claims of the care up to the day of valuation.
    pub expected_occurred: f64,
    /// The ultimate of that care, as selected.
    pub incurred: Option<f64>,
    /// Paid by then.
    pub paid: f64,
    /// Notified by then, paid or open.
    pub notified: f64,
    /// Method by method, [`Method::ALL`].
    pub ultimates: Vec<Ultimate>,
    /// Actual over expected of what is paid.
    pub actual: ActualExpected,
    /// Whether too few persons were paid for it to be shown.
    pub hidden: bool,
    /// Whether the pattern is that of all liabilities, because its own triangle tells none.
    pub borrowed: bool,
}

/// Actual over expected (A/E) of a liability or cohort.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ActualExpected {
    /// What was expected to be paid by the day of valuation, in yuan.
    pub expected: f64,
    /// What was paid by then.
    pub actual: f64,
    /// Persons who were paid.
    pub persons: u64,
    /// Actual over expected, with the chance of persons, of the pattern and of the model's trials in its error.
    pub ratio: Option<Estimate>,
    /// 可信度 Z: the weight of the ratio against 1.
    pub credibility: f64,
    /// 建议调整: `Z (A/E - 1)`.
    pub adjustment: Option<f64>,
}

impl ActualExpected {
    /// What was paid, where nothing tells how much of it was due.
    fn without_pattern(paid: Paid) -> ActualExpected {
        ActualExpected {
            expected: 0.0,
            actual: paid.sum,
            persons: paid.persons,
            ratio: None,
            credibility: 0.0,
            adjustment: None,
        }
    }
}

impl YearDeveloped {
    /// What a method says.
    pub fn of(&self, method: Method) -> Option<&Ultimate> {
        self.ultimates.iter().find(|it| it.method == method && it.predicted.is_some())
    }

    /// The claims by which a year is judged: by [`Method::SELECTED`].
    pub fn selected(&self) -> Option<&Ultimate> {
        self.of(Method::SELECTED)
    }

    /// The largest difference between two methods over the selected ultimate.
    pub fn disagreement(&self) -> Option<f64> {
        let values: Vec<f64> = self.ultimates.iter().filter_map(|it| Some(it.predicted?.ultimate)).collect();
        let highest = values.iter().copied().reduce(f64::max)?;
        let lowest = values.iter().copied().reduce(f64::min)?;
        let selected = self.selected()?.predicted?.ultimate;
        (selected > 0.0).then(|| (highest - lowest) / selected)
    }
}

/// Whether a line belongs to a liability, or to all.
fn is_of(line: &Line, liability: Option<usize>) -> bool {
    liability.is_none_or(|at| line.liability == at)
}

impl<'a> Developed<'a> {
    pub(super) fn new(
        (years, rates): (&'a [ObservedYear], &'a [Rates]),
        liability: Option<usize>,
        (grain, end): (usize, Month),
    ) -> Developed<'a> {
        let mut developed = Developed { years, rates, liability, grain, end, paid: None, notified: None };
        let ladder = |month: fn(&Line) -> Option<Month>| {
            developed.triangle(month).and_then(|triangle| ChainLadder::new(&triangle))
        };
        let (paid, notified) = (ladder(|line| line.paid), ladder(|line| Some(line.notified)));
        (developed.paid, developed.notified) = (paid, notified);
        developed
    }

    /// Every origin that has ended: its year, its place in the year and its first month.
    fn origins(&self) -> impl Iterator<Item = (&'a ObservedYear, usize, Month)> {
        let (grain, end) = (self.grain, self.end);
        self.years
            .iter()
            .flat_map(move |year| {
                (0..MONTHS / grain).map(move |nth| (year, nth, first_month(year, nth * grain)))
            })
            .filter(move |(_, _, first)| end - *first >= i32::try_from(grain).unwrap_or(i32::MAX))
    }

    /// The ages at which an origin is known.
    fn n_ages(&self, first: Month) -> usize {
        usize::try_from(self.end - first).unwrap_or(0) / self.grain
    }

    fn triangle(&self, month: fn(&Line) -> Option<Month>) -> Option<Triangle> {
        Triangle::new(self.origins().map(|(year, nth, first)| self.row(year, (nth, first), month)).collect())
    }

    /// The cumulative amounts of an origin.
    fn row(
        &self,
        year: &ObservedYear,
        (nth, first): (usize, Month),
        month: fn(&Line) -> Option<Month>,
    ) -> Vec<f64> {
        let mut row = vec![0.0; self.n_ages(first)];
        let own = |line: &&Line| line.service / self.grain == nth && is_of(line, self.liability);
        for line in year.lines.iter().filter(own) {
            let Some(month) = month(line) else { continue };
            let age = usize::try_from(month - first).unwrap_or(0) / self.grain;
            if let Some(sum) = row.get_mut(age) {
                *sum += line.amount;
            }
        }
        for age in 1..row.len() {
            row[age] += row[age - 1];
        }
        row
    }

    /// A year under every method. `whole` gives the pattern where the liability's own triangle tells none.
    pub(super) fn year(&self, nth: usize, whole: &Developed<'_>) -> YearDeveloped {
        let (year, rates) = (&self.years[nth], self.rates[nth].of(self.liability));
        let by_month = rates.expected(&year.exposure, |_| true);
        let of = |line: &Line| is_of(line, self.liability);
        let pattern = self.paid.as_ref().or(whole.paid.as_ref());
        let origins = self.priors(year, &by_month, pattern);
        let actual = match pattern {
            Some(_) => Developed::actual(year, rates, &origins, of),
            None => ActualExpected::without_pattern(year.paid(of)),
        };
        let level = actual.ratio.map(|ratio| 1.0 + actual.credibility * (ratio.value - 1.0));
        let begun = || origins.iter().filter(|it| it.begun);
        let to_come = |it: &Origin, level: f64| level * it.prior.expected * (1.0 - it.prior.completion);
        let notified = year.notified(of);
        let view = View { year, rates, origins: &origins, actual, level };
        let n = self.origins().count() as u64;
        let ultimates = Method::ALL.map(|method| {
            let predicted = self.ultimate(method, &view);
            let known = if method == Method::NotifiedLadder { notified } else { actual.actual };
            Ultimate { method, predicted, estimate: predicted.map(|it| it.above(known, n)) }
        });
        YearDeveloped {
            liability: self.liability,
            expected: view.expected(),
            expected_occurred: view.occurred(),
            incurred: level.map(|level| begun().map(|it| it.prior.known + to_come(it, level)).sum()),
            paid: actual.actual,
            notified,
            ultimates: ultimates.into(),
            actual,
            hidden: false,
            borrowed: self.paid.is_none() && pattern.is_some(),
        }
    }

    /// What a method says of a year; `None` where it has nothing to go by.
    fn ultimate(&self, method: Method, it: &View<'_>) -> Option<Predicted> {
        let dispersion = it.rates.dispersion;
        match method {
            Method::PaidLadder => self.by_ladder(self.paid.as_ref()?, |line| line.paid, it),
            Method::NotifiedLadder => self.by_ladder(self.notified.as_ref()?, |line| Some(line.notified), it),
            Method::BornhuetterFerguson => {
                it.actual.ratio?;
                Some(bornhuetter_ferguson(&it.at(1.0), dispersion, model_variance(it.rates)))
            }
            Method::CapeCod => {
                it.actual.ratio?;
                let (level, variance) = cape_cod_level(&it.at(1.0), dispersion)?;
                Some(bornhuetter_ferguson(&it.at(level), dispersion, variance))
            }
            Method::Credible => {
                let (z, ratio, level) = (it.actual.credibility, it.actual.ratio?, it.level?);
                let (own, model) = (z * ratio.se / level, (1.0 - z) / level);
                let variance = own * own + model * model * model_variance(it.rates);
                Some(bornhuetter_ferguson(&it.at(level), dispersion, variance))
            }
        }
    }

    /// A cohort of a year under all methods' pattern: what was expected of it to be paid by now, and what was.
    pub(super) fn cohort(&self, nth: usize, cells: impl Fn(Cell) -> bool) -> Option<ActualExpected> {
        let (year, rates) = (&self.years[nth], self.rates[nth].of(self.liability));
        let by_month = rates.expected(&year.exposure, &cells);
        let origins = self.priors(year, &by_month, self.paid.as_ref());
        Some(Developed::actual(year, rates, &origins, |line| is_of(line, self.liability) && cells(line.cell)))
            .filter(|_| self.paid.is_some())
    }

    /// The origins of a year, those to come among them, with what is expected of them.
    fn priors(
        &self,
        year: &ObservedYear,
        by_month: &[f64; MONTHS],
        pattern: Option<&ChainLadder>,
    ) -> Vec<Origin> {
        let (completion, variance) =
            pattern.map(|it| (it.completion(), it.completion_variance())).unwrap_or_default();
        let origin = |nth: usize| {
            let first = first_month(year, nth * self.grain);
            let age = self.n_ages(first).min(completion.len());
            let at = |of: &[f64]| age.checked_sub(1).map_or(0.0, |last| of[last]);
            let row = self.row(year, (nth, first), |line| line.paid);
            Origin {
                begun: self.n_ages(first) > 0,
                prior: Prior {
                    expected: by_month[nth * self.grain..][..self.grain].iter().sum(),
                    known: row.last().copied().unwrap_or(0.0),
                    completion: at(&completion),
                    completion_variance: at(&variance),
                },
            }
        };
        (0..MONTHS / self.grain).map(origin).collect()
    }

    /// Actual over expected of the lines that `of` takes.
    fn actual(
        year: &ObservedYear,
        rates: &LiabilityRates,
        origins: &[Origin],
        of: impl Fn(&Line) -> bool,
    ) -> ActualExpected {
        let expected: f64 = origins.iter().map(|it| it.prior.expected * it.prior.completion).sum();
        let shared: f64 =
            origins.iter().map(|it| it.prior.expected * libm::sqrt(it.prior.completion_variance)).sum();
        let paid = year.paid(of);
        let ratio = (expected > 0.0).then(|| {
            let value = paid.sum / expected;
            // by the model's dispersion: a year without a large claim does not know that there are any
            let process = rates.dispersion * paid.sum.max(expected) / (expected * expected);
            let pattern = shared / expected;
            let relative = pattern * pattern + rates.sampling_variance;
            normal(value, libm::sqrt(process + value * value * relative), paid.persons)
        });
        let believed = standard().and_then(|it| it.partial(paid.persons, paid.cv()));
        let credibility = believed.unwrap_or(0.0);
        let adjustment = ratio.map(|it| credibility * (it.value - 1.0));
        ActualExpected { expected, actual: paid.sum, persons: paid.persons, ratio, credibility, adjustment }
    }

    /// The chain ladder over the origins that have ended, and for the rest of the year as much as they show.
    ///
    /// ```text
    /// ultimate = C E / E_occurred,  C the chain ladder's of the origins that have ended
    /// ```
    fn by_ladder(
        &self,
        ladder: &ChainLadder,
        month: fn(&Line) -> Option<Month>,
        it: &View<'_>,
    ) -> Option<Predicted> {
        let rows = self.origins().filter(|(of, ..)| of.year == it.year.year);
        let rows = rows.map(|(_, nth, first)| self.row(it.year, (nth, first), month));
        let ended = ladder.ultimate(rows.filter_map(|row| Some((*row.last()?, row.len()))));
        let (occurred, dispersion) = (it.occurred(), it.rates.dispersion);
        if occurred <= 0.0 {
            return None;
        }
        let times = it.expected() / occurred;
        let rest = ended.ultimate * (times - 1.0);
        let sampling = (times - 1.0) * (times - 1.0) * dispersion * ended.ultimate;
        Some(Predicted {
            ultimate: ended.ultimate + rest,
            process: ended.process + dispersion * rest.max(0.0),
            parameter: sampling.max(0.0),
            development: ended.development * times * times,
        })
    }
}

/// What the methods see of a year.
struct View<'a> {
    year: &'a ObservedYear,
    rates: &'a LiabilityRates,
    origins: &'a [Origin],
    actual: ActualExpected,
    /// The level that is believed: `1 + Z (A/E - 1)`.
    level: Option<f64>,
}

impl View<'_> {
    /// Expected claims of the whole year.
    fn expected(&self) -> f64 {
        self.origins.iter().map(|it| it.prior.expected).sum()
    }

    /// Expected claims of the origins that have ended.
    fn occurred(&self) -> f64 {
        self.origins.iter().filter(|it| it.begun).map(|it| it.prior.expected).sum()
    }

    /// The origins at a level times what was expected.
    fn at(&self, level: f64) -> Vec<Prior> {
        let at = |it: &Origin| Prior { expected: it.prior.expected * level, ..it.prior };
        self.origins.iter().map(at).collect()
    }
}

/// One origin of a year.
struct Origin {
    begun: bool,
    prior: Prior,
}

/// How far the world may lie from what the model expects, and how far that is known.
fn model_variance(rates: &LiabilityRates) -> f64 {
    rates.level_variance + rates.sampling_variance
}

fn normal(value: f64, se: f64, n: u64) -> Estimate {
    Estimate { value, se, low: (value - 1.96 * se).max(0.0), high: value + 1.96 * se, n }
}

fn first_month(year: &ObservedYear, nth: usize) -> Month {
    Month(year.start.0 + i32::try_from(nth).unwrap_or(0))
}
