//! The public figures that a run is held against, as a scenario writes them: what `run` compares, and
//! what `calibrate` fits its free parameters to.

use super::node::Node;
use super::problem::{ProblemKind, Problems};
use super::record::{choice, record};
use crate::units::Year;
use crate::wording::Bilingual;
use crate::wording::quantities::Quantity;

choice! { Quantity }

record! {
    /// A public figure to hold the run against; its `source` says where it was printed.
    pub struct TargetDoc {
        /// What people call it; by its quantity or metric where left out.
        title: Option<Bilingual>,
        /// What it measures, where public statistics have a word for it.
        quantity: Option<Quantity>,
        /// What it measures, as `summary.json` names a figure: `hmb.claimants_per_100`.
        metric: Option<String>,
        /// The design under which it is read; the base where left out.
        design: Option<String>,
        /// The year of the run that stands against it; the first where left out.
        year: Option<Year>,
        /// The figure, in the unit of its quantity or metric: a count, yuan, or a ratio.
        value: f64 [0.000_000_001..=1e9],
        /// How far the model may lie from it: 0.05 is 5% of the figure.
        tolerance: f64 [0.0..=1.0] = 0.05,
        /// How far the model may lie from it, in percentage points, in place of `tolerance`; for ratios
        /// and for persons per hundred.
        tolerance_points: Option<f64> [0.0..=100.0],
        /// Whether the model was set to meet it; otherwise it is only shown.
        fitted: bool = true,
        /// How much its square counts in a fit, beside the others measured in their tolerances; 1 where
        /// left out.
        weight: Option<f64> [0.000_001..=1e6],
    }
    check measures_one_thing
}

/// Exactly one of the two names.
fn measures_one_thing(target: &TargetDoc, node: &Node, problems: &mut Problems) {
    let keys = ["quantity", "metric"];
    let both = target.quantity.is_some() && target.metric.is_some();
    let place = if both { node.place_of("metric") } else { node.place.clone() };
    if both || (target.quantity.is_none() && target.metric.is_none()) {
        problems.report(&place, ProblemKind::OneOfTwo { keys, both });
    }
}
