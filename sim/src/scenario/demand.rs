//! How care reacts to what patients pay of it, as a scenario states it: an elasticity with its interval.

use super::load::Loaded;
use super::node::Node;
use super::problem::{ProblemKind, Problems};
use super::record::record;

record! {
    /// How often people are admitted when they pay another share of their bills: by so many per cent more for 1%
    /// more of the share. `compare` alone asks for it, and without it care does not react. Its `source` says who
    /// measured it.
    pub struct DemandDoc {
        /// The elasticity of the frequency of care with respect to the share that patients pay.
        share_elasticity: f64 [-3.0..=0.0],
        /// The lower end of its interval.
        low: f64 [-3.0..=0.0],
        /// The upper end.
        high: f64 [-3.0..=0.0],
    }
    check lies_in_its_interval
}

fn lies_in_its_interval(demand: &DemandDoc, node: &Node, problems: &mut Problems) {
    let DemandDoc { share_elasticity, low, high, .. } = demand;
    if !(low..=high).contains(&share_elasticity) {
        let [found, low, high] = [share_elasticity, low, high].map(ToString::to_string);
        problems.report(&node.place_of("share_elasticity"), ProblemKind::OutOfRange { found, low, high });
    }
}

/// How care reacts in a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    /// The elasticity, and the ends of its interval.
    pub elasticities: [f64; 3],
    /// Who measured it, where the scenario says.
    pub source: Option<String>,
    /// Whether it is made up.
    pub synthetic: bool,
}

impl Loaded {
    /// How care reacts to what patients pay; `None` where it does not.
    pub fn demand(&self) -> Option<Demand> {
        let doc = self.base().demand.as_ref()?;
        let said = |key: &str| self.root().at(&["demand", key]).and_then(Node::as_text);
        Some(Demand {
            elasticities: [doc.share_elasticity, doc.low, doc.high],
            source: said("source").map(str::to_owned),
            synthetic: self.synthetic_blocks().iter().any(|block| block == "demand"),
        })
    }
}
