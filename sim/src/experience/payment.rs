//! What the product paid, and when.

use super::day::Day;
use super::liability::LiabilityIndex;
use crate::units::Fen;

/// One line of payment (赔付) of a bill under one liability.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment {
    /// The place of its bill in [`super::Experience::bills`].
    pub bill: u32,
    /// Under which liability.
    pub liability: LiabilityIndex,
    /// The day on which the insurer learned of it (报案).
    pub notified: Day,
    /// The day of payment (赔付); `None` while it is open.
    pub paid: Option<Day>,
    /// How much; an estimate while it is open, negative where it takes back another payment (冲销).
    pub amount: Fen,
    /// The payment that it takes back, by its place in [`super::Experience::payments`].
    pub reverses: Option<u32>,
    /// Whether it stands: neither taken back, nor taking one back.
    pub stands: bool,
}
