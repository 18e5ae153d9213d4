//! How often people are admitted, how dear a stay is, how its bill splits, and what moves all of
//! it at once.
//!
//! Floats live here; a bill leaves as whole fen. This module knows no benefits and no funds.

mod block_year;
mod care;
mod column;
mod columns;
mod health;
mod health_roll;
mod model;
mod rates;
mod small_bills;
mod split;
mod world;

use crate::units::Fen;

/// The dearest bill that is drawn: ten billion yuan, far beyond any, so that shares of it stay exact.
pub const LARGEST_BILL: Fen = Fen::yuan(10_000_000_000);

pub use block_year::{Asked, BlockAddress, BlockYear, Episode, Exposed};
pub use care::{CareParts, YearlyCare, words_of};
pub use column::Column;
pub use columns::{AdmissionColumns, CHUNK, CareColumns, CareColumnsOf, class_of, level_and_place, whole};
pub use health::{Course, Health, HealthState, MAX_STATES, SlotHealth};
pub use health_roll::HealthRoll;
pub use model::{Elsewhere, Illness, IllnessError, LevelMix, Repeats, StatusIllness};
pub use rates::{AgeTable, CellRates, Factor, Rates};
pub use split::{Parts, SplitMeans, SplitTables};
pub use world::{
    ChanceEvent, Clusters, Epidemic, FactorModel, History, KnownLevels, Level, ModelError, NamedCoordinate,
    TailChange, TailModel, TailShape, World, WorldFactor, YearFactors,
};
