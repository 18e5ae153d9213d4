//! The factors of the world by name, each of which can be switched off alone.

use crate::illness::world::{Epidemic, ModelError, TailModel, World};

/// A factor of the world that can be switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WorldFactor {
    /// The growth of frequency and cost, and its error.
    Trend,
    /// The error of the growth alone.
    TrendError,
    /// What single years do around the trend.
    Year,
    /// The error of the levels of frequency and cost.
    Parameter,
    /// The error of the tail.
    Tail,
    /// The error of the split of bills.
    Split,
    /// Epidemic years.
    Epidemic,
    /// Events that may come.
    Events,
    /// What districts, villages and households do together.
    Clusters,
    /// How the city differs from the nation.
    Model,
    /// What happened: the trend runs from the base year.
    History,
}

impl WorldFactor {
    /// All of them.
    pub const ALL: [WorldFactor; 11] = [
        WorldFactor::Trend,
        WorldFactor::TrendError,
        WorldFactor::Year,
        WorldFactor::Parameter,
        WorldFactor::Tail,
        WorldFactor::Split,
        WorldFactor::Epidemic,
        WorldFactor::Events,
        WorldFactor::Clusters,
        WorldFactor::Model,
        WorldFactor::History,
    ];

    /// The word that stands for it in a scenario.
    pub const fn key(self) -> &'static str {
        match self {
            WorldFactor::Trend => "trend",
            WorldFactor::TrendError => "trend_error",
            WorldFactor::Year => "year",
            WorldFactor::Parameter => "parameter",
            WorldFactor::Tail => "tail",
            WorldFactor::Split => "split",
            WorldFactor::Epidemic => "epidemic",
            WorldFactor::Events => "events",
            WorldFactor::Clusters => "clusters",
            WorldFactor::Model => "model",
            WorldFactor::History => "history",
        }
    }
}

impl World {
    /// The world without a factor; every other draw stays, to the bit.
    #[must_use]
    pub fn without(mut self, factor: WorldFactor) -> World {
        let levels = [&mut self.frequency, &mut self.severity];
        match factor {
            WorldFactor::Trend => {
                for level in levels {
                    (level.trend, level.trend_sd) = (0.0, 0.0);
                }
            }
            WorldFactor::TrendError => levels.into_iter().for_each(|level| level.trend_sd = 0.0),
            WorldFactor::Year => levels.into_iter().for_each(|level| level.year_sd = 0.0),
            WorldFactor::Parameter => levels.into_iter().for_each(|level| level.parameter_sd = 0.0),
            WorldFactor::Tail => self.tail = TailModel::default(),
            WorldFactor::Split => self.split_sd = 0.0,
            WorldFactor::Epidemic => self.epidemic = Epidemic::default(),
            WorldFactor::Events => self.events.clear(),
            WorldFactor::Clusters => self.clusters.clear(),
            WorldFactor::Model => self.model = ModelError::default(),
            WorldFactor::History => self.history = None,
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::illness::world::{ChanceEvent, Clusters, FactorModel, History, KnownLevels, YearFactors};
    use crate::random::Seeds;
    use crate::units::{Trial, Year};

    const YEARS: [Year; 3] = [Year(2019), Year(2020), Year(2021)];

    /// Everything on, nothing known.
    fn world() -> World {
        let level = FactorModel {
            trend: 0.03,
            trend_sd: 0.01,
            year_sd: 0.02,
            autocorrelation: 0.4,
            parameter_sd: 0.05,
        };
        World {
            frequency: level,
            severity: FactorModel { trend: -0.01, ..level },
            epidemic: Epidemic { probability: 0.5, frequency_effect: -0.13 },
            tail: TailModel { parameter_sd: 0.1, above: 8.0 },
            split_sd: 0.1,
            model: ModelError { frequency_sd: 0.1, severity_sd: 0.08, own_expense_sd: 0.2 },
            events: vec![ChanceEvent {
                name: "new-drug".into(),
                from: Year(2020),
                to: Year(2021),
                probability: 0.5,
                frequency: 1.01,
                cost: 1.04,
                own_expense: 1.2,
            }],
            clusters: vec![Clusters { name: "districts".into(), number: 9.0, frequency_sd: 0.1 }],
            ..World::still(Year(2018))
        }
    }

    /// Frequency, severity, own expense of each year, and the exponent of the tail (0 where it is left alone).
    fn drawn(world: &World, trial: u64) -> Vec<f64> {
        let seeds = Seeds::all(5);
        let of = |it: &YearFactors| [it.levels[1].frequency, it.levels[1].severity, it.own_expense];
        let years = world.draw(&seeds, Trial(trial), &YEARS);
        let tail = world.tail_change(&seeds, Trial(trial)).map_or(0.0, |change| change.exponent);
        years.iter().flat_map(of).chain([tail]).collect()
    }

    /// The world with nothing but one factor, and what it is the error of.
    fn alone(factor: WorldFactor) -> World {
        let others = WorldFactor::ALL.into_iter().filter(|other| {
            let pair = [factor, *other];
            // the trend is not there without its error, nor the error without a trend
            *other != factor
                && pair != [WorldFactor::TrendError, WorldFactor::Trend]
                && pair != [WorldFactor::Trend, WorldFactor::TrendError]
        });
        others.fold(world(), World::without)
    }

    #[test]
    fn a_factor_takes_away_what_it_brings_alone_and_moves_no_draw_of_another() {
        for factor in WorldFactor::ALL.into_iter().filter(|it| *it != WorldFactor::History) {
            let (without, alone) = (world().without(factor), alone(factor));
            let still = alone.clone().without(factor);
            let mut moved = 0;
            for trial in 0..40 {
                let (on, off) = (drawn(&world(), trial), drawn(&without, trial));
                let (on_alone, off_alone) = (drawn(&alone, trial), drawn(&still, trial));
                for (place, (on, off)) in on.iter().zip(&off).enumerate() {
                    let alone = on_alone[place] - off_alone[place];
                    if alone == 0.0 {
                        assert_eq!(on.to_bits(), off.to_bits(), "{factor:?} moved number {place}");
                    } else {
                        moved += 1;
                        let ratio =
                            if *off == 0.0 { 1.0 } else { on / off * off_alone[place] / on_alone[place] };
                        assert!((ratio - 1.0).abs() < 1e-12, "{factor:?}, number {place}: {ratio}");
                    }
                }
            }
            assert!(moved > 0, "{factor:?} moves something");
        }
    }

    #[test]
    fn without_its_history_the_world_is_as_if_nothing_were_known() {
        let known = KnownLevels { first: Year(2018), levels: [vec![1.0, 1.1], vec![1.0, 1.2]] };
        let history = History { frequency: known.clone(), severity: known, special_outpatient: None };
        let with = World { history: Some(history), ..world() };
        for trial in 0..40 {
            let (on, off) = (drawn(&with, trial), drawn(&with.clone().without(WorldFactor::History), trial));
            assert_eq!(off, drawn(&world(), trial));
            assert_ne!(on, off);
            for place in [2, 5, 8, 9] {
                assert_eq!(on[place].to_bits(), off[place].to_bits(), "own expense and tail stay");
            }
        }
    }

    #[test]
    fn a_world_without_anything_stands_still() {
        let nothing = WorldFactor::ALL.into_iter().fold(world(), World::without);
        assert_eq!(drawn(&nothing, 7), [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0]);
    }
}
