//! The public figures that a run is held against, as a scenario writes them.

use super::record::{choice, record};
use crate::units::Year;
use crate::wording::quantities::Quantity;

choice! { Quantity }

record! {
    /// A public figure to hold the run against; its `source` says where it was printed.
    pub struct TargetDoc {
        /// What it measures.
        quantity: Quantity,
        /// The year of the run that stands against it; the first where left out.
        year: Option<Year>,
        /// The figure, in the unit of its quantity: a count, yuan, or a ratio.
        value: f64 [0.000_000_001..=1e9],
        /// How far the model may lie from it: 0.05 is 5% of the figure.
        tolerance: f64 [0.0..=1.0] = 0.05,
        /// Whether the model was set to meet it; otherwise it is only shown.
        fitted: bool = true,
    }
}
