//! How the trials of a projection are taken, and the pilot that finds where the claims of a fund come from.

use std::ops::Range;

use crate::illness::{NamedCoordinate, World};
use crate::projection::plan::Projection;
use crate::random::special::normal_quantile;
use crate::random::{Coordinate, Sampling};
use crate::stats::Sampled;
use crate::units::Trial;

/// The trial whose bills a pilot draws, with the world pinned.
const PILOT: Trial = Trial(0);

/// Coordinates that move the claims by less than this part of the whole direction are not shifted.
const LEAST_PART: f64 = 0.05;

/// A normal this far out decides whatever can be decided: all but 1e-15.
const CERTAIN: f64 = 8.0;

impl Projection {
    /// The same projection with its world drawn in another way.
    #[must_use]
    pub fn with_sampling(&self, sampling: Sampling) -> Projection {
        let mut arranged = self.clone();
        arranged.parts.world.sampling = sampling;
        arranged
    }

    /// The same projection with what nobody knows (levels, slopes, tail, split, city) as it is in one trial, in all
    /// trials; everything else is drawn plainly, as before.
    #[must_use]
    pub fn with_unknowns_of(&self, trial: Trial) -> Projection {
        self.with_sampling(Sampling::Held { coordinates: World::lasting(), trial: trial.0 })
    }

    /// Whether the world leaves any of it open.
    pub fn leaves_open(&self) -> bool {
        self.parts.world.leaves_open()
    }

    /// How the world is drawn.
    pub fn sampling(&self) -> &Sampling {
        &self.parts.world.sampling
    }

    /// Every number that moves the world, the most important first.
    pub fn coordinates(&self) -> Vec<NamedCoordinate> {
        self.parts.world.coordinates(&self.parts.years)
    }

    /// How some trials are taken: their replicates and weights, from their numbers alone.
    pub fn sampled(&self, trials: Range<u64>) -> Sampled {
        self.parts.world.sampled(&self.parts.seeds, trials)
    }

    /// The direction in which the sum of some columns over the term grows in the base: one number a coordinate,
    /// squares adding up to 1; all 0 where nothing moves it.
    ///
    /// The bills of one trial are drawn again and again with the world pinned: each coordinate one standard
    /// deviation up and down, the others at 0; what a coordinate decides, with it and without. The slope is
    /// `E(x Z)`: `(x(1) - x(-1)) / 2`, and `(x(without) - x(with)) phi(z_p)` for an event of probability p.
    pub fn direction(&self, coordinates: &[NamedCoordinate], columns: &[usize]) -> Vec<f64> {
        let mut pilot = self.with_sampling(Sampling::Pinned { normals: Vec::new() });
        let slopes: Vec<f64> = coordinates
            .iter()
            .map(|it| {
                let (reach, scale) = match it.chance {
                    None => (1.0, 0.5),
                    Some(p) if p > 0.0 && p < 1.0 => (CERTAIN, normal_density(normal_quantile(p))),
                    Some(_) => return 0.0,
                };
                scale * pilot.rise(it.coordinate, reach, columns)
            })
            .collect();
        let length = |slopes: &[f64]| libm::sqrt(slopes.iter().map(|it| it * it).sum());
        let least = LEAST_PART * length(&slopes);
        let kept: Vec<f64> = slopes.iter().map(|&it| if it.abs() < least { 0.0 } else { it }).collect();
        let length = length(&kept);
        kept.iter().map(|it| if length > 0.0 { it / length } else { 0.0 }).collect()
    }

    /// By how much the columns rise between a coordinate far below and far above; 0 where the world is the same.
    fn rise(&mut self, coordinate: Coordinate, reach: f64, columns: &[usize]) -> f64 {
        let mut pin = |normal| {
            self.parts.world.sampling = Sampling::Pinned { normals: vec![(coordinate, normal)] };
            self.factors(PILOT)
        };
        if pin(-reach) == pin(reach) {
            return 0.0;
        }
        let mut total = |normal| {
            self.parts.world.sampling = Sampling::Pinned { normals: vec![(coordinate, normal)] };
            let mut sum = 0;
            self.run_trial(PILOT, &mut self.scratch(), |design, _, values| {
                if design == 0 {
                    sum += columns.iter().map(|&column| values[column]).sum::<i64>();
                }
            });
            sum as f64
        };
        total(reach) - total(-reach)
    }
}

/// The density of the standard normal.
fn normal_density(z: f64) -> f64 {
    libm::exp(-0.5 * z * z) / libm::sqrt(2.0 * std::f64::consts::PI)
}
