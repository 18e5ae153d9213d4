//! The amounts of eligible cost between which persons are counted.

use crate::compiled::YearPay;
use crate::units::Fen;

/// Regular amounts that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskedGrid {
    /// The least.
    pub from: Fen,
    /// The largest; dearer persons stand by themselves.
    pub to: Fen,
    /// The step.
    pub step: Fen,
}

impl AskedGrid {
    /// The most regular amounts.
    pub const MOST: i64 = 500;

    /// So many steps from the least to the largest.
    fn points(self) -> impl Iterator<Item = Fen> {
        let AskedGrid { from, to, step } = self;
        (0..=(to.0 - from.0) / step.0.max(1)).map(move |nth| Fen(from.0 + nth * step.0))
    }
}

/// Points at which deductibles and ends of tiers may lie, and the breaks between which persons are counted.
///
/// A deductible `d` and a ratio of `p` points pay a fen from `d + ceil(50 / p)` fen on. So the breaks are
/// `point + k` for each such `k`: every deductible at a point is exact, persons paid included, with every ratio
/// in whole points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostGrid {
    points: Vec<Fen>,
    breaks: Vec<Fen>,
}

/// The least step of a grid that nobody asks for, and the most points that it has.
const LEAST_STEP: i64 = 100_000;
const POINTS: i64 = 100;

impl CostGrid {
    /// The regular points that are asked for, or some from half the lowest deductible to the highest end of a
    /// tier and twice the highest deductible; with all amounts at which some of `pays` changes its line, and
    /// none of them below the first point.
    pub(super) fn new(asked: Option<AskedGrid>, pays: &[&YearPay]) -> CostGrid {
        let regular = asked.unwrap_or_else(|| AskedGrid::usual(pays));
        let bounds = || pays.iter().flat_map(|pay| pay.bounds());
        let mut points: Vec<Fen> = regular.points().chain([regular.to]).collect();
        points.extend(bounds().filter(|&at| at <= regular.to));
        sorted(&mut points);
        let last = Fen(regular.to.0 + 1);
        let mut breaks: Vec<Fen> = points.iter().flat_map(|&point| beginnings(point)).collect();
        breaks.extend(pays.iter().flat_map(|pay| pay.thresholds()).filter(|at| points[0] < *at));
        breaks.retain(|&at| at <= last);
        sorted(&mut breaks);
        CostGrid { points, breaks }
    }

    /// A grid that was kept.
    pub fn kept(points: Vec<Fen>, breaks: Vec<Fen>) -> Option<CostGrid> {
        let rises = |amounts: &[Fen]| amounts.windows(2).all(|two| two[0] < two[1]);
        let sound = !points.is_empty() && breaks.len() > 1 && rises(&points) && rises(&breaks);
        sound.then_some(CostGrid { points, breaks })
    }

    /// Amounts at which a deductible or the end of a tier is exact, rising. Above the last every amount is.
    pub fn points(&self) -> &[Fen] {
        &self.points
    }

    /// The breaks, rising: bucket `i` holds who has at least the `i`-th and less than the next. Whoever has the
    /// last one or more stands by himself.
    pub fn breaks(&self) -> &[Fen] {
        &self.breaks
    }

    /// The exact amounts next to one, below and above it.
    pub fn nearest(&self, at: Fen) -> (Option<Fen>, Option<Fen>) {
        let above = self.points.partition_point(|&point| point < at);
        (self.points[..above].last().copied(), self.points.get(above).copied())
    }
}

impl AskedGrid {
    fn usual(pays: &[&YearPay]) -> AskedGrid {
        let begins = || pays.iter().filter_map(|pay| pay.bounds().first().copied());
        let (lowest, highest) = (begins().min().unwrap_or(Fen::ZERO), begins().max().unwrap_or(Fen::ZERO));
        let ends = pays.iter().flat_map(|pay| pay.bounds()).max().unwrap_or(Fen::ZERO);
        let (from, to) = (lowest.0 / 2, ends.0.max(2 * highest.0).max(2 * LEAST_STEP));
        let steps = (0..12).flat_map(|power| [1, 2, 5].map(|times| times * LEAST_STEP * 10_i64.pow(power)));
        let step = steps.into_iter().find(|step| (to - from) / step <= POINTS).unwrap_or(LEAST_STEP);
        let (from, to) = (from / step * step, (to + step - 1) / step * step);
        AskedGrid { from: Fen(from), to: Fen(to), step: Fen(step) }
    }
}

/// Where payments begin that have their deductible at a point, for all ratios in whole points.
fn beginnings(point: Fen) -> impl Iterator<Item = Fen> {
    (1..=100).map(move |ratio: i64| Fen(point.0 + (50 + ratio - 1) / ratio))
}

fn sorted(amounts: &mut Vec<Fen>) {
    amounts.sort_unstable();
    amounts.dedup();
}
