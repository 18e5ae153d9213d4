//! What a price does by itself, and what it does because other people join.

use super::summary::DesignSummary;

/// A design whose prices decide who joins, beside the same design with the members of the base.
#[derive(Debug, Clone, PartialEq)]
pub struct Membership {
    /// The figures with the members of the base, with their differences to the base.
    pub fixed: DesignSummary,
    /// The figures of the design, with their differences to those with the members of the base.
    pub joining: DesignSummary,
}
