//! People who fall ill together in a year: the districts of a city, its villages, its households.

use crate::illness::world::lognormal;
use crate::random::{Coordinate, Draws, Purpose, Source};
use crate::units::Year;

/// Groups of members who share a factor of the year on the frequency of their admissions.
///
/// Each of `K` equal clusters has a lognormal factor of mean 1 and logarithmic deviation `s`, anew each
/// year. Bills are drawn for the city, not by cluster: what the clusters make of its totals is their mean,
/// taken as lognormal too,
///
/// ```text
/// factor = exp(t Z - t^2 / 2),    t^2 = ln( 1 + (e^(s^2) - 1) / K )
/// ```
///
/// 9 districts of 3% each move a city by 1% a year; 380,000 households of 50% by 0.09%, and the 3,800 of a
/// city of 10,000 by 0.9%. The few more members of one cluster among the patients of one trial are left
/// out. It is a part of the process: it fades as the city grows, where its clusters become more.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters {
    /// Their name, which is the address of their draw.
    pub name: String,
    /// How many there are; of clusters of unequal size, members over the mean size that a member sees.
    pub number: f64,
    /// Standard deviation of the logarithm of the factor of one of them.
    pub frequency_sd: f64,
}

impl Clusters {
    /// What they make of the city's frequency in a year: one draw.
    pub fn factor(&self, draws: &Draws<'_>, year: Year) -> f64 {
        let variance = libm::expm1(self.frequency_sd * self.frequency_sd) / self.number.max(1.0);
        lognormal(libm::log1p(variance).sqrt(), draws, &self.coordinate(year))
    }

    /// Where they are drawn in a year.
    pub(super) fn coordinate(&self, year: Year) -> Coordinate {
        let block = super::events::hash(&self.name);
        Coordinate { block, ..Coordinate::new(Source::Process, Purpose::Cluster, year.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Sampling, Seeds};

    fn clusters(number: f64, frequency_sd: f64) -> Clusters {
        Clusters { name: "districts".into(), number, frequency_sd }
    }

    /// 40,000 trials: a standard deviation of 10% is known to 0.035 points; 5 of them are a false alarm of
    /// 6e-7, and 2% of it (0.2 points) would be caught. The expected value is that of the mean of nine
    /// independent lognormal factors, `sqrt((e^(s^2) - 1) / 9)`.
    #[test]
    fn the_city_moves_as_the_mean_of_its_clusters() {
        let (nine, s) = (clusters(9.0, 0.3), 0.3_f64);
        let n = 40_000;
        let seeds = Seeds::all(3);
        let drawn: Vec<f64> =
            (0..n).map(|trial| nine.factor(&Sampling::Plain.draws(&seeds, trial), Year(2020))).collect();
        let mean = drawn.iter().sum::<f64>() / n as f64;
        let deviation = (drawn.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n as f64).sqrt();
        let expected = (libm::expm1(s * s) / 9.0).sqrt();
        assert!((mean - 1.0).abs() < 5.0 * expected / (n as f64).sqrt(), "{mean}");
        let error = expected * (1.0 / (2.0 * n as f64)).sqrt();
        assert!((deviation - expected).abs() < 5.0 * error, "{deviation} for {expected}");
        assert!((deviation - 1.02 * expected).abs() > 5.0 * error, "2% would be caught");
    }

    #[test]
    fn clusters_without_a_deviation_move_nothing_and_each_name_draws_for_itself() {
        let seeds = Seeds::all(3);
        let at = |clusters: &Clusters| clusters.factor(&Sampling::Plain.draws(&seeds, 1), Year(2020));
        assert!((at(&clusters(9.0, 0.0)) - 1.0).abs() < f64::EPSILON);
        let villages = Clusters { name: "villages".into(), ..clusters(9.0, 0.3) };
        assert!((at(&villages) - at(&clusters(9.0, 0.3))).abs() > 1e-6);
    }
}
