//! What a run's outcome says: figures, differences between designs, break-even, public figures, gates,
//! back-tests.
//!
//! Every figure has one definition ([`metrics`]) and comes with its error; a difference between two
//! designs is paired, because both settle the same bills. This module knows funds and columns; it
//! does not know formats of reports, nor in which language they are read.

pub mod backtest;
mod break_even;
mod calibration;
mod comparison;
mod curve;
mod estimate;
pub mod gate;
pub mod metrics;
pub mod paths;
mod readings;
mod sample;
mod shares;
mod summary;
mod variance;
#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests;
#[cfg(test)]
mod sampling_tests;
#[cfg(test)]
pub(crate) mod toy;
pub mod vectors;
mod verdict;

pub use break_even::{Coinsurer, Fund};
pub use calibration::{Calibration, Fit, FittedParameter, NamedIdentification};
pub use comparison::{Measure, Row, Target, Tolerance, compare};
pub use curve::{
    CURVE_METRICS, Crossing, Curve, CurveBook, CurvePoint, SpiralVerdict, SpiralYear, next_price,
};
pub use gate::{Check, Checked, Gate};
pub use readings::{ReadingEffect, reading_effects};
pub use shares::{BookShares, Carrier, CarrierShare};
pub use summary::{Design, DesignSummary, Figure, Missing, Period, PeriodSummary, Summary};
pub use variance::{Headlines, Redrawn, VarianceSplit, variance_splits};
pub use verdict::Verdict;
