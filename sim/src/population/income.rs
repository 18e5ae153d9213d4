//! Income of a household: its band, where such households live, and what they spend beside food.

use crate::population::census::ByKind;

/// Income bands: five groups of equally many households, from the poorest on.
pub const BANDS: usize = 5;

/// By how much the log odds of living in a village fall from one band to the next.
///
/// Chosen so that at China's own mix (36.16% in villages) the mean income of villagers is to that of all
/// others as 20,133 to 49,283 ([D] D-income-2022), with the fifths of 2022. Derived; another city keeps it.
const VILLAGE_SLOPE: f64 = 1.069_14;

/// Where a household lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Settlement {
    /// 城市
    City,
    /// 镇
    Town,
    /// 乡村
    Village,
}

impl Settlement {
    /// All of them, in the order of all tables.
    pub const ALL: [Settlement; 3] = [Settlement::City, Settlement::Town, Settlement::Village];
}

/// What the incomes of a city look like.
#[derive(Debug, Clone, PartialEq)]
pub struct IncomeTerms {
    /// Income per head of each fifth of households, from the poorest on, yuan a year; only proportions matter.
    pub fifths: [f64; BANDS],
    /// Consumption per head other than food, tobacco and alcohol, on average over the fifths, yuan a year.
    pub nonfood: f64,
    /// By how many per cent it rises with 1% more income.
    pub elasticity: f64,
    /// Standard deviation of its logarithm within a band.
    pub spread: f64,
    /// City, town and village: shares of all households.
    pub mix: ByKind<f64>,
}

/// The incomes of a city, ready to be drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct Incomes {
    terms: IncomeTerms,
    /// Log odds of a village below the poorest band.
    level: f64,
}

impl Incomes {
    /// Finds the level at which `mix` of the households live in villages.
    pub fn new(terms: IncomeTerms) -> Incomes {
        let village = terms.mix[2] / terms.mix.iter().sum::<f64>();
        let (mut low, mut high) = (-60.0, 60.0);
        for _ in 0..200 {
            let level = f64::midpoint(low, high);
            let mean = (0..BANDS).map(|band| village_share(level, band)).sum::<f64>() / BANDS as f64;
            if mean < village { low = level } else { high = level }
        }
        Incomes { terms, level: f64::midpoint(low, high) }
    }

    /// What they were made from.
    pub fn terms(&self) -> &IncomeTerms {
        &self.terms
    }

    /// The band of a household at this rank in (0, 1) of the order of incomes, from 0 on: `floor(5 rank)`.
    pub fn band(rank: f64) -> usize {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 5")]
        let band = (rank * BANDS as f64) as usize;
        band.min(BANDS - 1)
    }

    /// Where a household of a band lives, from a uniform `u`; the poorer, the more often in a village:
    ///
    /// ```text
    /// log odds of a village = level - 1.06914 * band
    /// ```
    ///
    /// The rest divides between city and town as the mix does, whatever the band.
    pub fn settlement(&self, band: usize, u: f64) -> Settlement {
        let village = if self.terms.mix[2] > 0.0 { village_share(self.level, band) } else { 0.0 };
        let [city, town, _] = self.terms.mix;
        let urban = city + town;
        let in_city = if urban > 0.0 { city / urban } else { 0.0 };
        match u {
            u if u < village || urban <= 0.0 => Settlement::Village,
            u if (u - village) / (1.0 - village) < in_city => Settlement::City,
            _ => Settlement::Town,
        }
    }

    /// What households of a band spend a year beside food, tobacco and alcohol on average, for each member.
    pub fn nonfood_per_head(&self, band: usize) -> f64 {
        let power = |income: f64| libm::pow(income, self.terms.elasticity);
        let mean = self.terms.fifths.iter().map(|&income| power(income)).sum::<f64>() / BANDS as f64;
        self.terms.nonfood * power(self.terms.fifths[band]) / mean
    }

    /// What a household of `size` spends a year beside food, tobacco and alcohol, in whole yuan, from a
    /// standard normal `z`:
    ///
    /// ```text
    /// size * nonfood * (income_band / mean income)^e / mean over bands of (income / mean income)^e
    ///      * exp(s z - s^2 / 2)
    /// ```
    pub fn nonfood(&self, band: usize, size: usize, z: f64) -> i64 {
        let IncomeTerms { fifths, nonfood, elasticity, spread, .. } = &self.terms;
        let power = |income: f64| libm::pow(income, *elasticity);
        let mean = fifths.iter().map(|&income| power(income)).sum::<f64>() / BANDS as f64;
        let own = libm::exp(spread * z - spread * spread / 2.0);
        #[expect(clippy::cast_possible_truncation, reason = "consumption stays far below 2^53")]
        let yuan = (size as f64 * nonfood * power(fifths[band]) / mean * own + 0.5).floor() as i64;
        yuan
    }
}

/// The share of a band's households that live in villages.
fn village_share(level: f64, band: usize) -> f64 {
    1.0 / (1.0 + libm::exp(VILLAGE_SLOPE * band as f64 - level))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// China 2022.
    const FIFTHS: [f64; BANDS] = [8601.0, 19_303.0, 30_598.0, 47_397.0, 90_116.0];

    fn incomes(mix: ByKind<f64>) -> Incomes {
        let terms = IncomeTerms { fifths: FIFTHS, nonfood: 17_057.0, elasticity: 0.673, spread: 0.3, mix };
        Incomes::new(terms)
    }

    /// Mean income in villages and elsewhere, and the share in villages, over a fine grid of uniforms.
    fn by_settlement(incomes: &Incomes) -> (f64, f64, f64) {
        let (mut sums, mut counts) = ([0.0; 2], [0.0; 2]);
        for (band, income) in FIFTHS.iter().enumerate() {
            for i in 0..20_000 {
                let u = (f64::from(i) + 0.5) / 20_000.0;
                let village = usize::from(incomes.settlement(band, u) == Settlement::Village);
                sums[village] += income;
                counts[village] += 1.0;
            }
        }
        (sums[1] / counts[1], sums[0] / counts[0], counts[1] / 100_000.0)
    }

    #[test]
    fn villagers_earn_what_they_earn_in_china() {
        let (village, elsewhere, share) = by_settlement(&incomes([0.40799, 0.23040, 0.36161]));
        assert!((share - 0.36161).abs() < 1e-4, "{share}");
        assert!((village / elsewhere - 20_133.0 / 49_283.0).abs() < 1e-3, "{}", village / elsewhere);
    }

    #[test]
    fn any_mix_is_met_and_nobody_lives_where_there_is_nothing() {
        for (mix, village) in [([0.0, 0.0, 1.0], 1.0), ([0.6, 0.4, 0.0], 0.0), ([0.1, 0.0, 0.9], 0.9)] {
            let incomes = incomes(mix);
            let found = (0..10_000)
                .filter(|i| {
                    incomes.settlement(i % 5, ((i / 5) as f64 + 0.5) / 2_000.0) == Settlement::Village
                })
                .count();
            assert!((found as f64 / 10_000.0 - village).abs() < 0.001, "{found}");
        }
    }

    #[test]
    fn consumption_is_seventeen_thousand_a_head_and_rises_less_than_income() {
        let incomes = incomes([0.4, 0.2, 0.4]);
        // at z = s/2 the factor of the household is 1
        let each: Vec<i64> = (0..BANDS).map(|band| incomes.nonfood(band, 1, 0.15)).collect();
        let mean = each.iter().sum::<i64>() as f64 / 5.0;
        assert!((mean - 17_057.0).abs() < 1.0, "{each:?}");
        // 90,116 / 8,601 = 10.4774; 10.4774^0.673 = 4.86
        assert!((each[4] as f64 / each[0] as f64 - 4.861).abs() < 0.005, "{each:?}");
        assert!((incomes.nonfood(2, 3, 0.15) - 3 * each[2]).abs() <= 2);
    }

    #[test]
    fn bands_are_fifths() {
        assert_eq!([0.0, 0.19, 0.2, 0.5, 0.999_999].map(Incomes::band), [0, 0, 1, 2, 4]);
    }
}
