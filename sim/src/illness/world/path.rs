//! How a level moves over the years: what is known of it, then a trend with autocorrelated years.

use crate::random::{Coordinate, Draws, Purpose, Source};
use crate::units::Year;

/// One systemic factor: how the level of frequency or of cost per admission moves over the years.
///
/// ```text
/// ln factor(y) = ln(1 + trend) (y - base) + trend_sd (y - base) Z_1
///              + parameter_sd Z_2 - parameter_sd^2 / 2      (Z_2 of cost may be correlated with that of frequency)
///              + e_y - var(e_y) / 2,      e_y = rho e_(y-1) + year_sd sqrt(1 - rho^2) Z_y
/// ```
/// with `Z` standard normal. Without a history `e` is stationary, with variance `year_sd^2`; after the last
/// known year `K` the base is `K`, the level is that of `K`, and `e_K = 0`, so that
/// `var(e_(K+h)) = year_sd^2 (1 - rho^(2h))`. Either way the mean factor without trend error is
/// `(1 + trend)^(y - base)` times what is known.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FactorModel {
    /// Growth a year, 0.03 for 3%.
    pub trend: f64,
    /// Standard deviation between trials of the trend's logarithm, a year.
    pub trend_sd: f64,
    /// Standard deviation of a single year's level around the trend.
    pub year_sd: f64,
    /// Correlation of one year's level with the next, in [0, 1).
    pub autocorrelation: f64,
    /// Standard deviation of the level that we do not know (parameter error).
    pub parameter_sd: f64,
}

/// Known levels of consecutive years relative to the base year, by scheme: employee, resident.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownLevels {
    /// The first known year.
    pub first: Year,
    /// One level a year; both schemes have equally many, at least one.
    pub levels: [Vec<f64>; 2],
}

impl KnownLevels {
    /// The last known year.
    pub fn last(&self) -> Year {
        let years = u16::try_from(self.levels[0].len()).unwrap_or(u16::MAX);
        Year(self.first.0.saturating_add(years.saturating_sub(1)))
    }

    /// The levels of a year; those of the nearest known year where it is not known.
    pub(super) fn at(&self, year: Year) -> [f64; 2] {
        let nearest = year.clamp(self.first, self.last());
        self.levels.each_ref().map(|levels| levels[usize::from(nearest.0 - self.first.0)])
    }

    /// Whether a year is known.
    pub fn holds(&self, year: Year) -> bool {
        (self.first..=self.last()).contains(&year)
    }
}

/// The purposes under which one factor draws.
pub(super) struct Purposes {
    pub(super) year: Purpose,
    pub(super) parameter: Purpose,
}

/// The level of each of `years` (consecutive, ascending) of one trial, by scheme: employee, resident.
///
/// `unknown` is the normal of the level that we do not know. Draws: one for the slope, one a year from the first that is
/// drawn.
pub(super) fn path(
    (model, unknown): (&FactorModel, f64),
    base: Year,
    known: Option<&KnownLevels>,
    purposes: &Purposes,
    draws: &Draws<'_>,
    years: &[Year],
) -> Vec<[f64; 2]> {
    let normal = |source, purpose, year| draws.normal(&Coordinate::new(source, purpose, year));
    let slope = normal(Source::Trend, purposes.parameter, 1);
    let shock = |year: Year| normal(Source::Trend, purposes.year, year.0);
    let fixed = model.parameter_sd * unknown - model.parameter_sd * model.parameter_sd / 2.0;
    let drift = libm::log1p(model.trend) + model.trend_sd * slope;
    let moved = |from: Year, to: Year, (e, variance): (f64, f64)| {
        let elapsed = f64::from(to.0) - f64::from(from.0);
        libm::exp(drift * elapsed + fixed + e - variance / 2.0)
    };
    let mut residual = Residual::stationary(model);
    let Some(known) = known else {
        return years.iter().map(|&year| [moved(base, year, residual.next(shock(year))); 2]).collect();
    };
    let (first, last) = (known.first, known.last());
    let mut paths = Vec::with_capacity(years.len());
    for &year in years.iter().filter(|year| **year <= last) {
        let e = if year < first { residual.next(shock(year)) } else { (0.0, 0.0) };
        let from = if year < first { first } else { year };
        paths.push(known.at(year).map(|level| level * moved(from, year, e)));
    }
    if let (Some(&begin), Some(&end)) = (years.first(), years.last()) {
        let mut residual = Residual::known(model);
        for year in (last.0 + 1..=end.0).map(Year) {
            let e = residual.next(shock(year));
            if begin <= year {
                paths.push(known.at(year).map(|level| level * moved(last, year, e)));
            }
        }
    }
    paths
}

/// The residual of an autocorrelated year, with its variance: `e_y = rho e_(y-1) + innovation Z_y`.
struct Residual {
    rho: f64,
    year_sd: f64,
    innovation: f64,
    /// Residual and variance of the year before; `None`: of no year, so that the next is stationary.
    before: Option<(f64, f64)>,
}

impl Residual {
    fn stationary(model: &FactorModel) -> Residual {
        let (rho, year_sd) = (model.autocorrelation, model.year_sd);
        Residual { rho, year_sd, innovation: year_sd * (1.0 - rho * rho).sqrt(), before: None }
    }

    /// After a year whose level is known.
    fn known(model: &FactorModel) -> Residual {
        Residual { before: Some((0.0, 0.0)), ..Residual::stationary(model) }
    }

    fn next(&mut self, shock: f64) -> (f64, f64) {
        let stationary = self.year_sd * self.year_sd;
        let next = match self.before {
            None => (self.year_sd * shock, stationary),
            Some((e, variance)) => {
                let next = self.rho * e + self.innovation * shock;
                let grown = if variance < stationary {
                    self.rho * self.rho * variance + self.innovation * self.innovation
                } else {
                    stationary
                };
                (next, grown)
            }
        };
        self.before = Some(next);
        next
    }
}
