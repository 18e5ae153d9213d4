//! The numbers that move a world, in the order of their weight: what better sampling arranges.

use std::ops::Range;

use crate::illness::world::World;
use crate::random::{Coordinate, Purpose, Seeds, Source};
use crate::stats::Sampled;
use crate::units::Year;

/// A coordinate with its name in files.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedCoordinate {
    /// `parameter_frequency`, `year_severity_2019`, `event_new-drug` ...
    pub name: String,
    /// Where it is drawn.
    pub coordinate: Coordinate,
    /// The probability of what it decides; `None` where it is a normal.
    pub chance: Option<f64>,
}

impl World {
    /// How some trials are taken: their replicates and weights, from their numbers alone.
    pub fn sampled(&self, seeds: &Seeds, trials: Range<u64>) -> Sampled {
        let sampled = match self.sampling.replicates() {
            Some(replicates) => Sampled::in_replicates(replicates, trials.start),
            None => Sampled::plain(),
        };
        match self.sampling.tilt() {
            Some(tilt) => {
                let weight = |trial| self.sampling.draws(seeds, trial).weight();
                sampled.weighted(trials.map(weight), 1.0 / tilt.nominal)
            }
            None => sampled,
        }
    }

    /// The numbers that hold in all years, and stand for what nobody knows: levels, slopes of the trend, tail,
    /// split, and how the city differs from the nation.
    pub fn lasting() -> Vec<Coordinate> {
        LASTING.iter().map(|&(_, source, purpose, year)| Coordinate::new(source, purpose, year)).collect()
    }

    /// Whether any of them moves anything.
    pub fn leaves_open(&self) -> bool {
        let slopes = [&self.frequency, &self.severity].iter().any(|it| it.trend_sd > 0.0);
        slopes || self.moves(Source::Parameter) || self.moves(Source::Model)
    }

    /// Every number that [`World::draw`] and [`World::tail_change`] draw for these years (consecutive,
    /// ascending), whether it moves anything or not: levels that hold in all years first, then year by year,
    /// then years before the term, events and clusters.
    pub fn coordinates(&self, years: &[Year]) -> Vec<NamedCoordinate> {
        let mut all: Vec<NamedCoordinate> = LASTING.iter().map(|it| normal(it.0, it.1, it.2, it.3)).collect();
        for &year in years {
            all.extend(shocks(year));
            let coordinate = Coordinate::new(Source::Event, Purpose::Epidemic, year.0);
            let chance = Some(self.epidemic.probability);
            all.push(NamedCoordinate { name: format!("epidemic_{year}"), coordinate, chance });
        }
        // after a history the residual runs from its last year to the term
        if let (Some(history), Some(first)) = (&self.history, years.first()) {
            all.extend((history.frequency.last().0 + 1..first.0).map(Year).flat_map(shocks));
        }
        for event in &self.events {
            let (name, coordinate) = (format!("event_{}", event.name), event.coordinate());
            all.push(NamedCoordinate { name, coordinate, chance: Some(event.probability) });
        }
        for (clusters, &year) in self.clusters.iter().flat_map(|it| years.iter().map(move |year| (it, year)))
        {
            let name = format!("cluster_{}_{year}", clusters.name);
            all.push(NamedCoordinate { name, coordinate: clusters.coordinate(year), chance: None });
        }
        all
    }
}

/// What holds in all years.
const LASTING: [(&str, Source, Purpose, u16); 9] = [
    ("parameter_frequency", Source::Parameter, Purpose::ParameterFrequency, 0),
    ("parameter_severity", Source::Parameter, Purpose::ParameterSeverity, 0),
    ("model_frequency", Source::Model, Purpose::ModelFrequency, 0),
    ("model_severity", Source::Model, Purpose::ModelSeverity, 0),
    ("trend_frequency", Source::Trend, Purpose::ParameterFrequency, 1),
    ("trend_severity", Source::Trend, Purpose::ParameterSeverity, 1),
    ("tail", Source::Parameter, Purpose::ParameterTail, 0),
    ("split", Source::Parameter, Purpose::ParameterSplit, 0),
    ("model_own_expense", Source::Model, Purpose::ModelOwnExpense, 0),
];

fn normal(name: &str, source: Source, purpose: Purpose, year: u16) -> NamedCoordinate {
    let coordinate = Coordinate::new(source, purpose, year);
    NamedCoordinate { name: name.to_owned(), coordinate, chance: None }
}

/// What a year does around the trend.
fn shocks(year: Year) -> [NamedCoordinate; 2] {
    let of = |name, purpose| normal(&format!("{name}_{year}"), Source::Trend, purpose, year.0);
    [of("year_frequency", Purpose::WorldFrequency), of("year_severity", Purpose::WorldSeverity)]
}
