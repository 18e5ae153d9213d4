//! How the few numbers that move a whole trial are drawn: plainly, as Sobol points, or shifted towards a tail.
//!
//! Each of these numbers is a coordinate. Plainly it is the uniform of its own address. As a scrambled Sobol
//! point, trial `k` is point `k / R` (rounded down) of replicate `k mod R`, and each coordinate is scrambled at
//! its own address with the replicate in place of the trial: replicates are independent, and the first trials
//! of a longer run are a run. Under importance sampling a trial draws from the nominal law or, with the rest of
//! the probability, from one whose coordinates are shifted in standard deviations; its weight is the density of
//! the nominal law over that of the mixture. All of this follows from the trial's number.

use super::address::{Address, Purpose};
use super::seeds::{Seeds, Source};
use super::single;
use super::sobol;
use super::special::{normal_cdf, normal_quantile};

/// Replicates of a run whose trials are Sobol points: their spread is the error of every figure.
pub const REPLICATES: u64 = 16;

/// A number that moves a whole trial: its address but for seed and trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coordinate {
    /// Whose seed it has.
    pub source: Source,
    /// What it is for.
    pub purpose: Purpose,
    /// The year, or 0.
    pub year: u16,
    /// The hash of a name, or 0.
    pub block: u64,
}

impl Coordinate {
    /// A coordinate without a name.
    pub const fn new(source: Source, purpose: Purpose, year: u16) -> Coordinate {
        Coordinate { source, purpose, year, block: 0 }
    }

    /// Which law a trial draws from, the nominal or the shifted one.
    const LAW: Coordinate = Coordinate::new(Source::Process, Purpose::SamplingLaw, 0);

    const fn at(&self, seeds: &Seeds, trial: u64) -> Address {
        let address = Address::world(seeds.of(self.source), self.purpose, trial, self.year);
        Address { block: self.block, ..address }
    }
}

/// A shifted law beside the nominal one.
#[derive(Debug, Clone, PartialEq)]
pub struct Tilt {
    /// The share of trials, in (0, 1], that draw from the nominal law: no weight exceeds one over it.
    pub nominal: f64,
    /// By how many standard deviations of its normal each coordinate is shifted, in their order.
    pub shift: Vec<f64>,
}

/// How the coordinates of a trial are drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Sampling {
    /// Each at its own address.
    #[default]
    Plain,
    /// Better than that.
    Arranged {
        /// The coordinates, the most important first.
        coordinates: Vec<Coordinate>,
        /// Whether they are those of scrambled Sobol points, as far as there are dimensions.
        sobol: bool,
        /// The shifted law, where there is one.
        tilt: Option<Tilt>,
    },
    /// Each at its own address, but some as they are in one trial, in all trials: what nobody knows, at one of the
    /// states that it might be in.
    Held {
        /// The coordinates that hold.
        coordinates: Vec<Coordinate>,
        /// The trial whose numbers they have.
        trial: u64,
    },
    /// The same numbers in every trial, each as a standard normal: a pilot.
    Pinned {
        /// Each coordinate with its value; others are 0.
        normals: Vec<(Coordinate, f64)>,
    },
}

impl Sampling {
    /// The coordinates of one trial.
    pub fn draws<'a>(&'a self, seeds: &'a Seeds, trial: u64) -> Draws<'a> {
        let draws = Draws { sampling: self, seeds, trial, shifted: false };
        let shifted = match self.tilt() {
            Some(tilt) => draws.unshifted(&Coordinate::LAW, Some(0)) >= tilt.nominal,
            None => false,
        };
        Draws { shifted, ..draws }
    }

    /// The shifted law, where there is one.
    pub fn tilt(&self) -> Option<&Tilt> {
        match self {
            Sampling::Arranged { tilt, .. } => tilt.as_ref(),
            Sampling::Plain | Sampling::Held { .. } | Sampling::Pinned { .. } => None,
        }
    }

    /// How many replicates the trials belong to, trial `k` to that of `k` modulo their number; `None` where
    /// every trial stands for itself.
    pub fn replicates(&self) -> Option<u64> {
        matches!(self, Sampling::Arranged { sobol: true, .. }).then_some(REPLICATES)
    }
}

/// The coordinates of one trial.
#[derive(Debug, Clone, Copy)]
pub struct Draws<'a> {
    sampling: &'a Sampling,
    seeds: &'a Seeds,
    trial: u64,
    shifted: bool,
}

impl Draws<'_> {
    /// The number of a coordinate as a uniform in [0, 1].
    pub fn uniform(&self, coordinate: &Coordinate) -> f64 {
        match self.place(coordinate) {
            Ok(place) => {
                let uniform = self.unshifted(coordinate, place);
                let shift = self.shift(place);
                if shift == 0.0 { uniform } else { normal_cdf(normal_quantile(uniform) + shift) }
            }
            Err(pinned) => normal_cdf(pinned),
        }
    }

    /// The same number as a standard normal.
    pub fn normal(&self, coordinate: &Coordinate) -> f64 {
        match self.place(coordinate) {
            Ok(place) => {
                let normal = normal_quantile(self.unshifted(coordinate, place));
                let shift = self.shift(place);
                if shift == 0.0 { normal } else { normal + shift }
            }
            Err(pinned) => pinned,
        }
    }

    /// The density of the nominal law over that of the mixture `a nominal + (1 - a) shifted`:
    /// `1 / (a + (1 - a) exp(s . z - |s|^2 / 2))`, at most `1 / a`; 1 without a shifted law.
    pub fn weight(&self) -> f64 {
        let (Some(tilt), Sampling::Arranged { coordinates, .. }) = (self.sampling.tilt(), self.sampling)
        else {
            return 1.0;
        };
        let shifted = coordinates.iter().zip(&tilt.shift).filter(|(_, shift)| **shift != 0.0);
        let exponent: f64 = shifted.map(|(it, s)| s * self.normal(it) - 0.5 * s * s).sum();
        1.0 / (tilt.nominal + (1.0 - tilt.nominal) * libm::exp(exponent))
    }

    /// Where a coordinate stands; `Ok(None)` where it stands nowhere, its value where it is pinned.
    fn place(&self, coordinate: &Coordinate) -> Result<Option<usize>, f64> {
        match self.sampling {
            Sampling::Plain | Sampling::Held { .. } => Ok(None),
            // the first dimension is that of the law
            Sampling::Arranged { coordinates, .. } => {
                Ok(coordinates.iter().position(|it| it == coordinate).map(|place| place + 1))
            }
            Sampling::Pinned { normals } => {
                Err(normals.iter().find(|(it, _)| it == coordinate).map_or(0.0, |&(_, normal)| normal))
            }
        }
    }

    /// By how much this trial shifts what stands at a place.
    fn shift(&self, place: Option<usize>) -> f64 {
        let (Some(tilt), Some(place)) = (self.sampling.tilt().filter(|_| self.shifted), place) else {
            return 0.0;
        };
        place.checked_sub(1).and_then(|nth| tilt.shift.get(nth)).copied().unwrap_or(0.0)
    }

    /// The uniform in (0, 1) under the nominal law.
    fn unshifted(&self, coordinate: &Coordinate, place: Option<usize>) -> f64 {
        let dimension = place.filter(|&place| place < sobol::DIMENSIONS);
        match (self.sampling, dimension) {
            (Sampling::Arranged { sobol: true, .. }, Some(dimension)) => {
                // a run has fewer than 2^36 trials; beyond them the points would begin again
                #[expect(clippy::cast_possible_truncation, reason = "modulo 2^32")]
                let index = (self.trial / REPLICATES) as u32;
                let at = coordinate.at(self.seeds, self.trial % REPLICATES).with_round(SCRAMBLING);
                single::unit_interval(sobol::scrambled(dimension, index, &at))
            }
            (Sampling::Held { coordinates, trial }, _) if coordinates.contains(coordinate) => {
                single::uniform(&coordinate.at(self.seeds, *trial))
            }
            _ => single::uniform(&coordinate.at(self.seeds, self.trial)),
        }
    }
}

/// The round of a coordinate's address at which it is scrambled; its plain draws stand at round 0.
const SCRAMBLING: u16 = 1;
