//! What a run's outcome says: figures, differences between designs, break-even, public figures, gates,
//! back-tests.
//!
//! Every figure has one definition ([`metrics`]) and comes with its error; a difference between two
//! designs is paired, because both settle the same bills. This module knows funds and columns; it
//! does not know formats of reports, nor in which language they are read.

pub mod audit;
pub mod backtest;
mod beside;
mod break_even;
mod calibration;
mod comparison;
mod contrast;
mod convergence;
mod curve;
mod estimate;
pub mod fit;
mod gainers;
pub mod gate;
pub mod lookback;
mod looks;
mod membership;
pub mod metrics;
mod oracle;
mod reaction;
pub mod paths;
mod readings;
mod reverse;
mod sample;
mod shares;
pub mod solve;
mod stress;
mod summary;
pub mod until;
pub mod sweep;
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
mod walk;

pub use beside::{BesideFigure, Sources, beside};
pub use break_even::{Coinsurer, Fund};
pub use calibration::{Calibration, Fit, FittedParameter, NamedIdentification};
pub use comparison::{Measure, Row, Target, Tolerance, compare};
pub use contrast::{DesignEffects, Effects, StepEffect, compared, effects, headline};
pub use convergence::{Converging, convergence};
pub use curve::{
    CURVE_METRICS, Crossing, Curve, CurveBook, CurvePoint, SpiralVerdict, SpiralYear, next_price,
};
pub use gainers::{Gainers, GroupEffect, gainers};
pub use gate::baseline::{Allowed, BaselineCheck, Compared, Moved};
pub use gate::judged::{Judged, Taken};
pub use gate::threshold::{Check, Checked, Looked};
pub use gate::{Before, Checks, Gate};
pub use looks::{LEAST_TRIALS, Look, Looks};
pub use membership::Membership;
pub use oracle::{NotExact, OracleFigure, OracleRow, oracle};
pub use reaction::{Reaction, use_factors};
pub use readings::{ReadingEffect, reading_effects};
pub use reverse::{Breaks, Level, Reverse, Tried, reverse};
pub use shares::{BookShares, Carrier, CarrierShare};
pub use stress::{Effect, Unstressed, figure_over_term, headlines};
pub use summary::{Design, DesignSummary, Figure, Missing, Period, PeriodSummary, Summary};
pub use variance::{Headlines, Redrawn, VarianceSplit, variance_splits};
pub use verdict::Verdict;
pub use walk::{Priced, Walked, total};
