//! The reserves of a policy year at the day of valuation (domain 3.5): what is unearned, open, not yet notified, and
//! whether the premium still to be earned is enough.

use rust_decimal::prelude::{Decimal, ToPrimitive};

use super::developed::YearDeveloped;
use super::observed::ObservedYear;
use crate::fund::reserving::premium_deficiency;
use crate::units::Fen;

/// The reserves of a policy year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reserves {
    /// 未到期责任准备金 by the 1/365 method.
    pub unearned: Fen,
    /// Notified, and not paid.
    pub outstanding: Option<Fen>,
    /// 已发生未报告: claims of the care so far by the selected method, less those that are notified.
    pub ibnr: Option<Fen>,
    /// Claims of the care still to come, by the selected method.
    pub to_come: Option<Fen>,
    /// The cost of the cover still to come, as it was stated.
    pub cost: Fen,
    /// 保费不足准备金.
    pub deficiency: Option<Fen>,
}

impl Reserves {
    /// Of a year: nothing of its claims is told where they are hidden.
    pub(super) fn of(year: &ObservedYear, all: &YearDeveloped) -> Reserves {
        let unearned = (year.written.to_decimal() - year.earned) * Decimal::ONE_HUNDRED;
        // half up; nothing is below zero
        let unearned = (unearned + Decimal::new(5, 1)).floor().to_i64().map_or(Fen::ZERO, Fen);
        let selected = all.selected().and_then(|it| it.predicted).map(|it| it.ultimate);
        let shown = (!all.hidden).then_some(());
        let incurred = shown.and(all.incurred);
        Reserves {
            unearned,
            outstanding: shown.map(|()| fen(all.notified - all.paid)),
            ibnr: incurred.map(|incurred| fen(incurred - all.notified)),
            to_come: selected.zip(incurred).map(|(ultimate, incurred)| fen(ultimate - incurred)),
            ..Reserves::default()
        }
        .with_cost(Fen::ZERO)
    }

    /// With so much cost of the cover still to come.
    #[must_use]
    pub(super) fn with_cost(self, cost: Fen) -> Reserves {
        let deficiency = self.to_come.map(|claims| premium_deficiency(self.unearned, claims, cost));
        Reserves { cost, deficiency, ..self }
    }
}

/// Yuan to whole fen.
#[expect(clippy::cast_possible_truncation, reason = "yuan to whole fen")]
pub(super) fn fen(yuan: f64) -> Fen {
    Fen(libm::round(yuan * 100.0) as i64)
}
