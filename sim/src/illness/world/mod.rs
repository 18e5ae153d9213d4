//! What moves the whole city at once: known levels, trend, autocorrelated years, epidemic, dated events,
//! and what we do not know of it: parameters, tail, split, and how the city differs from the nation.
//!
//! Drawn once per trial and year, frequency and severity apart. Every draw has an address of its
//! own, so a factor that is switched off changes no other draw.

mod clusters;
mod coordinates;
mod events;
mod path;
mod switch;
mod tail;

use crate::benefit::InsuranceScheme;
use crate::random::{Coordinate, Draws, Purpose, Sampling, Seeds, Source};
use crate::units::{Trial, Year};

pub use clusters::Clusters;
pub use coordinates::NamedCoordinate;
pub use events::ChanceEvent;
pub use path::{FactorModel, KnownLevels};
pub use switch::WorldFactor;
pub use tail::{TailChange, TailModel, TailShape};

use path::{Purposes, path};

/// An epidemic year: hospitals are emptier, or fuller.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Epidemic {
    /// Probability that a given year is one.
    pub probability: f64,
    /// Relative change of the frequency of admissions in such a year, -0.13 for 13% fewer.
    pub frequency_effect: f64,
}

/// How one city differs from the nation whose tables it borrows: standard deviations of logarithms.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ModelError {
    /// Of admissions per person.
    pub frequency_sd: f64,
    /// Of cost per admission.
    pub severity_sd: f64,
    /// Of the share of own expense.
    pub own_expense_sd: f64,
}

/// What happened: levels relative to the base year.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// Admissions per person.
    pub frequency: KnownLevels,
    /// Cost per admission, over the same years.
    pub severity: KnownLevels,
    /// Cost of special-disease outpatient care per member, over the same years, where it is known.
    pub special_outpatient: Option<KnownLevels>,
}

/// Everything that moves the whole city.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    /// Year in which the levels of the illness tables hold.
    pub base: Year,
    /// Admissions per person.
    pub frequency: FactorModel,
    /// Cost per admission.
    pub severity: FactorModel,
    /// Correlation of what we do not know of the two levels, in [-1, 1].
    pub parameter_correlation: f64,
    /// What happened, as far as it is known: a known year takes its level from here, with no trend, no
    /// shock and no epidemic of its own.
    pub history: Option<History>,
    /// Epidemic years.
    pub epidemic: Epidemic,
    /// What we do not know of the tail.
    pub tail: TailModel,
    /// Standard deviation of the logarithm of the share of own expense: what we do not know of the split.
    pub split_sd: f64,
    /// How the city differs from the nation.
    pub model: ModelError,
    /// What may come, each once.
    pub events: Vec<ChanceEvent>,
    /// People who fall ill together.
    pub clusters: Vec<Clusters>,
    /// How all of these are drawn.
    pub sampling: Sampling,
}

/// The level of one scheme in one year; 1 is that of the illness tables.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// On admissions per person.
    pub frequency: f64,
    /// On cost per admission.
    pub severity: f64,
    /// On the users of special-disease outpatient care per member; `None` where they go with the patients.
    pub special_outpatient: Option<f64>,
}

/// The factors of one trial and year; 1 is the level of the illness tables.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearFactors {
    /// Levels of the employee and of the resident scheme.
    pub levels: [Level; 2],
    /// On the share of own expense in a bill.
    pub own_expense: f64,
    /// What becomes of dear admissions; the illness of the year fills it in ([`crate::illness::Illness::tail`]).
    pub tail: TailShape,
}

impl YearFactors {
    /// The level of a scheme.
    pub fn of(&self, scheme: InsuranceScheme) -> Level {
        match scheme {
            InsuranceScheme::Employee => self.levels[0],
            InsuranceScheme::Resident => self.levels[1],
        }
    }
}

impl World {
    /// A world in which nothing moves, at the levels of `base`.
    pub fn still(base: Year) -> World {
        World {
            base,
            frequency: FactorModel::default(),
            severity: FactorModel::default(),
            parameter_correlation: 0.0,
            history: None,
            epidemic: Epidemic::default(),
            tail: TailModel::default(),
            split_sd: 0.0,
            model: ModelError::default(),
            events: Vec::new(),
            clusters: Vec::new(),
            sampling: Sampling::Plain,
        }
    }

    /// Draws the factors of each of `years` (consecutive, ascending) of one trial; the tail is left as it is.
    ///
    /// Draws per call: two per factor, one per factor and year, one per year, four for split and model, one
    /// per event.
    pub fn draw(&self, seeds: &Seeds, trial: Trial, years: &[Year]) -> Vec<YearFactors> {
        let draws = &self.sampling.draws(seeds, trial.0);
        let history = self.history.as_ref();
        let paths = |model, known, year, parameter| {
            path(model, self.base, known, &Purposes { year, parameter }, draws, years)
        };
        let [often, dear] = self.unknown_levels(draws);
        let frequency = paths(
            (&self.frequency, often),
            history.map(|it| &it.frequency),
            Purpose::WorldFrequency,
            Purpose::ParameterFrequency,
        );
        let severity = paths(
            (&self.severity, dear),
            history.map(|it| &it.severity),
            Purpose::WorldSeverity,
            Purpose::ParameterSeverity,
        );
        let error = |sd: f64, source, purpose| lognormal(sd, draws, &Coordinate::new(source, purpose, 0));
        let city_frequency = error(self.model.frequency_sd, Source::Model, Purpose::ModelFrequency);
        let city_severity = error(self.model.severity_sd, Source::Model, Purpose::ModelSeverity);
        let own_expense = error(self.split_sd, Source::Parameter, Purpose::ParameterSplit)
            * error(self.model.own_expense_sd, Source::Model, Purpose::ModelOwnExpense);
        // what one of them costs moves with the severity already
        let users = |year, scheme: usize| {
            let known = history?.special_outpatient.as_ref()?;
            Some(known.at(year)[scheme] / history?.severity.at(year)[scheme])
        };
        let happened: Vec<&ChanceEvent> = self.events.iter().filter(|event| event.happens(draws)).collect();
        years
            .iter()
            .zip(frequency.into_iter().zip(severity))
            .map(|(&year, (frequency, severity))| {
                let effect = self.epidemic_effect(draws, year);
                let together: f64 = self.clusters.iter().map(|it| it.factor(draws, year)).product();
                let mut on = [city_frequency, city_severity, own_expense];
                for event in happened.iter().filter(|event| event.holds_in(year)) {
                    on[0] *= event.frequency;
                    on[1] *= event.cost;
                    on[2] *= event.own_expense;
                }
                let level = |scheme: usize| Level {
                    frequency: frequency[scheme] * effect * on[0] * together,
                    severity: severity[scheme] * on[1],
                    special_outpatient: users(year, scheme),
                };
                YearFactors { levels: [level(0), level(1)], own_expense: on[2], tail: TailShape::AS_IT_IS }
            })
            .collect()
    }

    /// The normals of the two levels that we do not know, frequency and cost: `Z_2' = r Z_1 + sqrt(1 - r^2) Z_2`.
    fn unknown_levels(&self, draws: &Draws<'_>) -> [f64; 2] {
        let normal = |purpose| draws.normal(&Coordinate::new(Source::Parameter, purpose, 0));
        let [often, own] = [Purpose::ParameterFrequency, Purpose::ParameterSeverity].map(normal);
        let r = self.parameter_correlation;
        [often, r * often + libm::sqrt(1.0 - r * r) * own]
    }

    /// What an epidemic makes of the frequency of a year; a known year has none of its own.
    fn epidemic_effect(&self, draws: &Draws<'_>, year: Year) -> f64 {
        let known = self.history.as_ref().is_some_and(|history| history.frequency.holds(year));
        let at = Coordinate::new(Source::Event, Purpose::Epidemic, year.0);
        if !known && draws.uniform(&at) < self.epidemic.probability {
            1.0 + self.epidemic.frequency_effect
        } else {
            1.0
        }
    }

    /// What a trial makes of the tail; `None` where nothing of it is left open. One draw.
    pub fn tail_change(&self, seeds: &Seeds, trial: Trial) -> Option<TailChange> {
        let at = Coordinate::new(Source::Parameter, Purpose::ParameterTail, 0);
        let (sd, draws) = (self.tail.parameter_sd, self.sampling.draws(seeds, trial.0));
        (sd > 0.0).then(|| TailChange { above: self.tail.above, exponent: lognormal(sd, &draws, &at) })
    }

    /// Whether a source has any chance in this world; process and enrolment always may.
    pub fn moves(&self, source: Source) -> bool {
        let factors = [&self.frequency, &self.severity];
        match source {
            Source::Process | Source::Enrolment => true,
            Source::Parameter => {
                factors.iter().any(|it| it.parameter_sd > 0.0)
                    || self.tail.parameter_sd > 0.0
                    || self.split_sd > 0.0
            }
            Source::Trend => factors.iter().any(|it| it.trend_sd > 0.0 || it.year_sd > 0.0),
            Source::Event => {
                let open = |p: f64| p > 0.0 && p < 1.0;
                open(self.epidemic.probability) || self.events.iter().any(|event| open(event.probability))
            }
            Source::Model => self.model != ModelError::default(),
        }
    }
}

/// `exp(sd Z - sd^2/2)`, of mean 1; exactly 1 where `sd` is 0.
fn lognormal(sd: f64, draws: &Draws<'_>, at: &Coordinate) -> f64 {
    if sd == 0.0 { 1.0 } else { libm::exp(sd * draws.normal(at) - sd * sd / 2.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world() -> World {
        let level = FactorModel {
            trend: 0.03,
            trend_sd: 0.0,
            year_sd: 0.02,
            autocorrelation: 0.5,
            parameter_sd: 0.05,
        };
        World {
            frequency: level,
            severity: FactorModel { trend: 0.02, trend_sd: 0.01, ..level },
            epidemic: Epidemic { probability: 0.0, frequency_effect: -0.13 },
            ..World::still(Year(2016))
        }
    }

    /// Levels of 2016 to 2018 that went up by 10% and down again, of residents twice as far.
    fn history() -> History {
        let known = |up: [f64; 2]| KnownLevels { first: Year(2016), levels: up.map(|up| vec![1.0, up, 1.0]) };
        History {
            frequency: known([1.1, 1.2]),
            severity: known([0.9, 0.8]),
            special_outpatient: Some(known([1.35, 1.2])),
        }
    }

    const SEEDS: Seeds = Seeds::all(1);
    const YEARS: [Year; 3] = [Year(2016), Year(2017), Year(2018)];

    fn frequency(factors: &YearFactors) -> f64 {
        factors.of(InsuranceScheme::Employee).frequency
    }

    fn severity(factors: &YearFactors) -> f64 {
        factors.of(InsuranceScheme::Employee).severity
    }

    #[test]
    fn without_chance_the_factors_are_the_trend() {
        let still = FactorModel { trend: 0.10, autocorrelation: 0.5, ..FactorModel::default() };
        let world = World { frequency: still, severity: still, ..world() };
        let factors = world.draw(&SEEDS, Trial(7), &YEARS);
        for (factor, expected) in factors.iter().zip([1.0, 1.1, 1.21]) {
            assert!((frequency(factor) - expected).abs() < 1e-14);
            assert!((severity(factor) - expected).abs() < 1e-14);
        }
    }

    #[test]
    fn a_still_world_is_that_of_the_tables_to_the_bit() {
        for factors in World::still(Year(2016)).draw(&SEEDS, Trial(3), &YEARS) {
            let level = Level { frequency: 1.0, severity: 1.0, special_outpatient: None };
            assert_eq!((factors.levels, factors.own_expense), ([level; 2], 1.0));
            assert_eq!(factors.tail, TailShape::AS_IT_IS);
        }
        assert_eq!(World::still(Year(2016)).tail_change(&SEEDS, Trial(3)), None);
    }

    #[test]
    fn a_longer_path_begins_as_the_shorter_one() {
        let long = world().draw(&SEEDS, Trial(9), &YEARS);
        let short = world().draw(&SEEDS, Trial(9), &YEARS[..1]);
        assert_eq!(long[0], short[0]);
    }

    /// 20,000 trials: the mean of year 2018 has standard error 0.054 / sqrt(20,000) = 0.0004, so a
    /// false alarm beyond 5 errors is a 6e-7 event, and a missing variance correction
    /// (exp(0.0029/2) = +0.15%) shows at 3.7 errors; a trend of 3.2% at 10.
    #[test]
    fn the_mean_factor_is_the_trend_and_neighbouring_years_correlate() {
        let n = 20_000;
        let paths: Vec<_> = (0..n).map(|t| world().draw(&Seeds::all(11), Trial(t), &YEARS)).collect();
        let mean = |i: usize| paths.iter().map(|p| frequency(&p[i])).sum::<f64>() / n as f64;
        assert!((mean(2) - 1.03 * 1.03).abs() < 0.002, "{}", mean(2));
        assert!((mean(2) - 1.032 * 1.032).abs() > 0.002, "a trend of 3.2% would be noticed");
        // cov of logs: 0.05^2 + 0.5 * 0.02^2 = 0.0027 against a variance of 0.0029
        let logs = |i: usize| paths.iter().map(|p| libm::log(frequency(&p[i]))).collect::<Vec<_>>();
        let (x, y) = (logs(1), logs(2));
        let (mx, my) = (x.iter().sum::<f64>() / n as f64, y.iter().sum::<f64>() / n as f64);
        let cov = x.iter().zip(&y).map(|(a, b)| (a - mx) * (b - my)).sum::<f64>() / n as f64;
        assert!((cov - 0.0027).abs() < 0.000_12, "{cov}");
    }

    /// Logarithms of the levels of the first year, frequency and cost, over 20,000 trials: their correlation has the
    /// error `(1 - r^2) / sqrt(n)`, 0.0045 at 0.6; five of them. Uncorrelated levels are far outside.
    #[test]
    fn what_is_not_known_of_frequency_and_cost_is_correlated_as_it_says() {
        let level = FactorModel { parameter_sd: 0.1, ..FactorModel::default() };
        let still = World { frequency: level, severity: level, ..World::still(Year(2016)) };
        let correlation = |r: f64| {
            let world = World { parameter_correlation: r, ..still.clone() };
            let levels = (0..20_000).map(|trial| {
                let drawn = world.draw(&Seeds::all(5), Trial(trial), &[Year(2016)])[0];
                [frequency(&drawn), severity(&drawn)].map(|it| (libm::log(it) + 0.005) / 0.1)
            });
            let sums = levels.fold([0.0; 3], |[a, b, c], [x, y]| [a + x * y, b + x * x, c + y * y]);
            sums[0] / libm::sqrt(sums[1] * sums[2])
        };
        for r in [0.6, -0.6, 0.0] {
            assert!((correlation(r) - r).abs() < 0.036, "{r}: {}", correlation(r));
        }
        assert!(correlation(0.6) > 0.5);
        let independent = still.draw(&Seeds::all(5), Trial(3), &[Year(2016)]);
        let none = World { parameter_correlation: 0.0, ..still.clone() };
        assert_eq!(independent, none.draw(&Seeds::all(5), Trial(3), &[Year(2016)]));
    }

    #[test]
    fn an_epidemic_year_has_fewer_admissions_and_no_cheaper_ones() {
        let sick = World { epidemic: Epidemic { probability: 1.0, frequency_effect: -0.13 }, ..world() };
        let calm = world().draw(&Seeds::all(2), Trial(0), &YEARS);
        for (a, b) in sick.draw(&Seeds::all(2), Trial(0), &YEARS).iter().zip(&calm) {
            assert!((frequency(a) / frequency(b) - 0.87).abs() < 1e-12);
            assert_eq!(severity(a).to_bits(), severity(b).to_bits());
        }
    }

    #[test]
    fn a_known_year_has_its_level_with_no_trend_no_shock_and_no_epidemic() {
        let certain = FactorModel { parameter_sd: 0.0, ..world().frequency };
        let epidemic = Epidemic { probability: 1.0, frequency_effect: -0.5 };
        let world =
            World { frequency: certain, severity: certain, epidemic, history: Some(history()), ..world() };
        let factors = world.draw(&SEEDS, Trial(4), &YEARS);
        let levels = both(&factors);
        assert_eq!(levels, [[1.0, 1.0, 1.0, 1.0], [1.1, 0.9, 1.2, 0.8], [1.0, 1.0, 1.0, 1.0]]);
        let users = |scheme: usize| factors[1].levels[scheme].special_outpatient.unwrap();
        assert!((users(0) - 1.5).abs() < 1e-12 && (users(1) - 1.5).abs() < 1e-12, "1.35 / 0.9, 1.2 / 0.8");
        assert_eq!(both(&world.draw(&Seeds::all(99), Trial(0), &YEARS)), levels);
        let later = world.draw(&SEEDS, Trial(4), &[Year(2018), Year(2019)]);
        assert!(later[1].of(InsuranceScheme::Resident).frequency < 0.6, "the next may have an epidemic");
    }

    /// Frequency and severity of employees, then of residents, year by year.
    fn both(factors: &[YearFactors]) -> Vec<[f64; 4]> {
        let of = |it: &YearFactors| {
            let [a, b] = it.levels;
            [a.frequency, a.severity, b.frequency, b.severity]
        };
        factors.iter().map(of).collect()
    }

    /// After the last known year the residual grows from 0: `var e_(K+h) = sd^2 (1 - rho^(2h))`. With sd 0.02
    /// and rho 0.5: 0.0003 and 0.000375; the standard error of a variance over 20,000 trials is 1% of it, and
    /// 5 of them are 1.5e-5 and 1.9e-5. The stationary variance, 0.0004, is not that of the first year.
    #[test]
    fn after_the_last_known_year_trend_and_residual_start_from_what_is_known() {
        let level = FactorModel { parameter_sd: 0.0, ..world().frequency };
        let known = World { frequency: level, history: Some(history()), ..world() };
        let years = [Year(2019), Year(2020)];
        let n = 20_000;
        let paths: Vec<_> = (0..n).map(|t| known.draw(&Seeds::all(12), Trial(t), &years)).collect();
        for (h, expected) in [0.0003, 0.000_375].into_iter().enumerate() {
            let factors: Vec<f64> = paths.iter().map(|path| frequency(&path[h])).collect();
            let mean = factors.iter().sum::<f64>() / n as f64;
            let trend = libm::pow(1.03, h as f64 + 1.0);
            assert!((mean / trend - 1.0).abs() < 5.0 * 0.02 / 20_000_f64.sqrt(), "{mean}");
            let log_mean = libm::log(trend) - expected / 2.0;
            let square = |it: &f64| (libm::log(*it) - log_mean) * (libm::log(*it) - log_mean);
            let variance = factors.iter().map(square).sum::<f64>() / n as f64;
            assert!((variance - expected).abs() < 0.05 * expected, "{variance}");
            assert!(
                h > 0 || (variance - 0.0004).abs() > 0.05 * 0.0004,
                "the stationary one would be noticed"
            );
        }
        // the path does not depend on where the term begins
        let late = known.draw(&Seeds::all(12), Trial(5), &[Year(2020)]);
        assert_eq!(late[0], paths[5][1]);
    }

    #[test]
    fn before_the_first_known_year_the_trend_runs_backwards_from_it() {
        let calm = FactorModel { trend: 0.10, ..FactorModel::default() };
        let world = World { frequency: calm, severity: calm, history: Some(history()), ..world() };
        let factors = world.draw(&SEEDS, Trial(0), &[Year(2014), Year(2015), Year(2016), Year(2017)]);
        for (it, expected) in factors.iter().zip([1.0 / 1.21, 1.0 / 1.1, 1.0, 1.1]) {
            assert!((frequency(it) - expected).abs() < 1e-14);
        }
    }

    #[test]
    fn an_event_acts_from_its_first_year_to_its_last() {
        let event = ChanceEvent {
            name: "new-drug".into(),
            from: Year(2017),
            to: Year(2017),
            probability: 1.0,
            frequency: 1.02,
            cost: 1.10,
            own_expense: 1.5,
        };
        let world = World { events: vec![event], ..World::still(Year(2016)) };
        let factors = world.draw(&SEEDS, Trial(0), &YEARS);
        let all = factors.iter().map(|it| (frequency(it), severity(it), it.own_expense));
        assert_eq!(all.collect::<Vec<_>>(), [(1.0, 1.0, 1.0), (1.02, 1.10, 1.5), (1.0, 1.0, 1.0)]);
    }

    /// One uniform a trial of each: 40,000 of them, standard error of a mean of the lognormal 0.05 is 0.00025.
    #[test]
    fn split_and_model_errors_have_mean_one() {
        let model = ModelError { frequency_sd: 0.05, severity_sd: 0.05, own_expense_sd: 0.0 };
        let world = World { model, split_sd: 0.05, ..World::still(Year(2016)) };
        let n = 40_000;
        let drawn: Vec<_> = (0..n).map(|t| world.draw(&SEEDS, Trial(t), &YEARS[..1])[0]).collect();
        let means = [frequency, severity, |it: &YearFactors| it.own_expense];
        for of in means {
            let mean = drawn.iter().map(of).sum::<f64>() / n as f64;
            assert!((mean - 1.0).abs() < 0.001_25, "{mean}: exp(0.05^2 / 2) would be 1.00125");
        }
    }
}
