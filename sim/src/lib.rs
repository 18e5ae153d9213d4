//! # huimin (惠民)
//!
//! An actuarial Monte Carlo simulator for medical-insurance schemes in China. A trial draws a
//! city's bills once and settles the same bills under every candidate design; see `docs/model.md`.
//!
//! The modules stand in the order in which they may import each other: a module knows only those
//! above it (`tests/layering.rs` holds the table).

pub mod units;
pub mod wording;
pub mod random;
pub mod stats;
pub mod benefit;
pub mod compiled;
pub mod population;
pub mod illness;
pub mod fund;
pub mod projection;
pub mod engine;
pub mod scenario;
pub mod experience;
pub mod decide;
pub mod report;
pub mod cli;
