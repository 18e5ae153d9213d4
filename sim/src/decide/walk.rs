//! A walk from one price to another: the price of each scenario on the way over the same draws.
//!
//! ```text
//! effect(i) = P(i) - P(i-1)        sum of effects = P(n) - P(0), in whole fen
//! ```
//!
//! The price of a city product is the premium per member at which its claims, cost and margin are covered; that of a
//! contract the bid at which it does not lose.

use crate::engine::Outcome;
use crate::stats::Estimate;
use crate::units::Fen;
use crate::wording::metrics::Metric;

use super::break_even::Fund;
use super::estimate::Estimated;
use super::metrics::Subject;
use super::sample::Sample;
use super::summary::{Design, Missing, estimate};

/// The price of one scenario, with the influence of each trial on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Priced {
    /// The figure of a run that it is: `hmb.break_even_premium_with_margin`.
    pub figure: String,
    estimated: Estimated,
}

/// What a step does to the price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Walked {
    /// The price before it, to the fen.
    pub before: Fen,
    /// The price after it.
    pub after: Fen,
    /// The difference with its error over the same draws, in yuan; `None` of fewer than two trials.
    pub effect: Option<Estimate>,
}

impl Walked {
    /// The difference to the fen.
    pub fn by(&self) -> Fen {
        self.after - self.before
    }
}

impl Priced {
    /// The price of a fund in the base of a run, over its term.
    ///
    /// # Errors
    /// Why it has none.
    pub fn of(outcome: &Outcome, design: &Design, fund: &str) -> Result<Priced, Missing> {
        let found = design.funds.iter().find(|(id, _)| id == fund).map(|(_, fund)| fund);
        let (subject, metric) = match found {
            Some(Fund::Book { .. }) => (Subject::Book(fund.to_owned()), Metric::BreakEvenPremiumWithMargin),
            Some(Fund::Contract { .. }) => (Subject::Contract(fund.to_owned()), Metric::BreakEvenBid),
            _ => return Err(Missing::PriceWithoutEffect),
        };
        let definition = subject.definition(metric).ok_or(Missing::PriceWithoutEffect)?;
        let sample = Sample::new(outcome, outcome.designs().start, 0..outcome.shape().years.len());
        let found = estimate(sample, design, fund, definition.rule).ok_or(Missing::PriceWithoutEffect)?;
        Ok(Priced { figure: subject.key(metric), estimated: found?.scaled(definition.kind.scale()) })
    }

    /// The price with its error, in yuan.
    pub fn price(&self) -> &Estimate {
        &self.estimated.estimate
    }

    /// The price in whole fen.
    #[expect(clippy::cast_possible_truncation, reason = "a price in fen")]
    pub fn fen(&self) -> Fen {
        Fen(libm::round(self.estimated.estimate.value * 100.0) as i64)
    }

    /// The step from one price to another.
    pub fn step(before: &Priced, after: &Priced) -> Walked {
        let effect = after.estimated.less(&before.estimated, before == after);
        Walked { before: before.fen(), after: after.fen(), effect }
    }
}

/// The total of steps: from the first price to the last.
pub fn total(prices: &[Priced]) -> Option<Walked> {
    Some(Priced::step(prices.first()?, prices.last()?))
}
