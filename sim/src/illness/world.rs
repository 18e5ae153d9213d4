//! What moves the whole city at once: trend, autocorrelated years, epidemic, parameter error.
//!
//! Drawn once per trial and year, frequency and severity apart. Every draw has an address of its
//! own, so a factor that is switched off (its deviation set to zero) changes no other draw.

use crate::random::single::{normal, uniform};
use crate::random::{Address, Purpose};
use crate::units::{Trial, Year};

/// One systemic factor: how the level of frequency or of cost per admission moves over the years.
///
/// ```text
/// ln factor(y) = ln(1 + trend) (y - base) + trend_sd (y - base) Z_1
///              + parameter_sd Z_2 - parameter_sd^2 / 2
///              + e_y - year_sd^2 / 2,      e_y = rho e_(y-1) + year_sd sqrt(1 - rho^2) Z_y
/// ```
/// with `Z` standard normal and `e` stationary, so that without trend error the mean factor of a
/// year is `(1 + trend)^(y - base)`.
#[derive(Debug, Clone, Copy, PartialEq)]
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

/// An epidemic year: hospitals are emptier, or fuller.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Epidemic {
    /// Probability that a given year is one.
    pub probability: f64,
    /// Relative change of the frequency of admissions in such a year, -0.13 for 13% fewer.
    pub frequency_effect: f64,
}

/// Everything that moves the whole city.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct World {
    /// Year in which the levels of the illness tables hold.
    pub base: Year,
    /// Admissions per person.
    pub frequency: FactorModel,
    /// Cost per admission.
    pub severity: FactorModel,
    /// Epidemic years.
    pub epidemic: Epidemic,
}

/// The factors of one trial and year; 1 is the level of the illness tables.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearFactors {
    /// On admissions per person.
    pub frequency: f64,
    /// On cost per admission.
    pub severity: f64,
}

/// The purposes under which one factor draws.
struct Purposes {
    year: Purpose,
    parameter: Purpose,
}

impl World {
    /// Draws the factors of each of `years` (consecutive, ascending) of one trial.
    ///
    /// Draws per call: two per factor, one per factor and year, one per year.
    pub fn draw(&self, seed: u64, trial: Trial, years: &[Year]) -> Vec<YearFactors> {
        let frequency = self.path(
            &self.frequency,
            &Purposes { year: Purpose::WorldFrequency, parameter: Purpose::ParameterFrequency },
            seed,
            trial,
            years,
        );
        let severity = self.path(
            &self.severity,
            &Purposes { year: Purpose::WorldSeverity, parameter: Purpose::ParameterSeverity },
            seed,
            trial,
            years,
        );
        years
            .iter()
            .zip(frequency.into_iter().zip(severity))
            .map(|(&year, (frequency, severity))| {
                let at = world_address(seed, Purpose::Epidemic, trial, year.0);
                let epidemic = uniform(&at) < self.epidemic.probability;
                let effect = if epidemic { 1.0 + self.epidemic.frequency_effect } else { 1.0 };
                YearFactors { frequency: frequency * effect, severity }
            })
            .collect()
    }

    fn path(
        &self,
        model: &FactorModel,
        purposes: &Purposes,
        seed: u64,
        trial: Trial,
        years: &[Year],
    ) -> Vec<f64> {
        let level = normal(&world_address(seed, purposes.parameter, trial, 0));
        let slope = normal(&world_address(seed, purposes.parameter, trial, 1));
        let shock = |year: Year| normal(&world_address(seed, purposes.year, trial, year.0));
        let innovation = model.year_sd * (1.0 - model.autocorrelation * model.autocorrelation).sqrt();
        let fixed = model.parameter_sd * level - model.parameter_sd * model.parameter_sd / 2.0;
        let drift = libm::log1p(model.trend) + model.trend_sd * slope;
        let mut residual = None;
        years
            .iter()
            .map(|&year| {
                let e = match residual {
                    None => model.year_sd * shock(year),
                    Some(last) => model.autocorrelation * last + innovation * shock(year),
                };
                residual = Some(e);
                let elapsed = f64::from(year.0) - f64::from(self.base.0);
                libm::exp(drift * elapsed + fixed + e - model.year_sd * model.year_sd / 2.0)
            })
            .collect()
    }
}

fn world_address(seed: u64, purpose: Purpose, trial: Trial, year: u16) -> Address {
    Address { seed, purpose, trial: trial.0, year, block: 0, round: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world() -> World {
        World {
            base: Year(2016),
            frequency: FactorModel {
                trend: 0.03,
                trend_sd: 0.0,
                year_sd: 0.02,
                autocorrelation: 0.5,
                parameter_sd: 0.05,
            },
            severity: FactorModel {
                trend: 0.02,
                trend_sd: 0.01,
                year_sd: 0.02,
                autocorrelation: 0.5,
                parameter_sd: 0.05,
            },
            epidemic: Epidemic { probability: 0.0, frequency_effect: -0.13 },
        }
    }

    const YEARS: [Year; 3] = [Year(2016), Year(2017), Year(2018)];

    #[test]
    fn without_chance_the_factors_are_the_trend() {
        let still =
            FactorModel { trend: 0.10, trend_sd: 0.0, year_sd: 0.0, autocorrelation: 0.5, parameter_sd: 0.0 };
        let world = World { frequency: still, severity: still, ..world() };
        let factors = world.draw(1, Trial(7), &YEARS);
        for (factor, expected) in factors.iter().zip([1.0, 1.1, 1.21]) {
            assert!((factor.frequency - expected).abs() < 1e-14);
            assert!((factor.severity - expected).abs() < 1e-14);
        }
    }

    #[test]
    fn switching_one_factor_off_moves_no_draw_of_another() {
        let with = world().draw(1, Trial(3), &YEARS);
        let off = FactorModel { parameter_sd: 0.0, year_sd: 0.0, trend_sd: 0.0, ..world().frequency };
        let without = World { frequency: off, ..world() }.draw(1, Trial(3), &YEARS);
        for (a, b) in with.iter().zip(&without) {
            assert_eq!(a.severity.to_bits(), b.severity.to_bits());
            assert_ne!(a.frequency.to_bits(), b.frequency.to_bits());
        }
    }

    #[test]
    fn a_longer_path_begins_as_the_shorter_one() {
        let long = world().draw(5, Trial(9), &YEARS);
        let short = world().draw(5, Trial(9), &YEARS[..1]);
        assert_eq!(long[0], short[0]);
    }

    /// 20,000 trials: the mean of year 2018 has standard error 0.054 / sqrt(20,000) = 0.0004, so a
    /// false alarm beyond 5 errors is a 6e-7 event, and a missing variance correction
    /// (exp(0.0029/2) = +0.15%) shows at 3.7 errors; a trend of 3.2% at 10.
    #[test]
    fn the_mean_factor_is_the_trend_and_neighbouring_years_correlate() {
        let n = 20_000;
        let paths: Vec<_> = (0..n).map(|t| world().draw(11, Trial(t), &YEARS)).collect();
        let mean = |i: usize| paths.iter().map(|p| p[i].frequency).sum::<f64>() / n as f64;
        assert!((mean(2) - 1.03 * 1.03).abs() < 0.002, "{}", mean(2));
        assert!((mean(2) - 1.032 * 1.032).abs() > 0.002, "a trend of 3.2% would be noticed");
        // cov of logs: 0.05^2 + 0.5 * 0.02^2 = 0.0027 against a variance of 0.0029
        let logs = |i: usize| paths.iter().map(|p| libm::log(p[i].frequency)).collect::<Vec<_>>();
        let (x, y) = (logs(1), logs(2));
        let (mx, my) = (x.iter().sum::<f64>() / n as f64, y.iter().sum::<f64>() / n as f64);
        let cov = x.iter().zip(&y).map(|(a, b)| (a - mx) * (b - my)).sum::<f64>() / n as f64;
        assert!((cov - 0.0027).abs() < 0.000_12, "{cov}");
    }

    #[test]
    fn an_epidemic_year_has_fewer_admissions_and_no_cheaper_ones() {
        let sick = World { epidemic: Epidemic { probability: 1.0, frequency_effect: -0.13 }, ..world() };
        let calm = world().draw(2, Trial(0), &YEARS);
        for (a, b) in sick.draw(2, Trial(0), &YEARS).iter().zip(&calm) {
            assert!((a.frequency / b.frequency - 0.87).abs() < 1e-12);
            assert_eq!(a.severity.to_bits(), b.severity.to_bits());
        }
    }
}
