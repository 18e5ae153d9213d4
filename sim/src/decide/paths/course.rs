//! Which terms each year of a trial has: those of the years before, until a review moves them.

use std::ops::{Range, RangeInclusive};

use crate::fund::Experience;
use crate::scenario::path_plan::PathPlan;
use crate::scenario::paths::Moves;
use crate::units::Fen;

use super::rows::RungRows;

/// The terms of one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    /// Which rung of the ladder.
    pub(super) rung: usize,
    /// The price.
    pub(super) price: Fen,
    /// Whether a review came before the year.
    pub(super) reviewed: bool,
    /// -1 where it lowered price or benefits, 1 where it raised them, else 0.
    pub(super) change: i64,
}

impl Step {
    /// Terms that nobody reviewed.
    pub(super) fn at(rung: usize, price: Fen) -> Step {
        Step { rung, price, reviewed: false, change: 0 }
    }

    /// Terms to which a review moved.
    fn moved_to(rung: usize, price: Fen, change: std::cmp::Ordering) -> Step {
        Step { rung, price, reviewed: true, change: change as i64 }
    }
}

/// How a path goes on from what has happened.
pub(super) struct Course<'a> {
    plan: &'a PathPlan,
    ladder: &'a [RungRows],
}

impl<'a> Course<'a> {
    pub(super) fn new(plan: &'a PathPlan, ladder: &'a [RungRows]) -> Course<'a> {
        Course { plan, ladder }
    }

    /// The start all along.
    pub(super) fn frozen(&self) -> Vec<Step> {
        let start = self.plan.start;
        (0..self.ladder[start].years.len())
            .map(|year| Step::at(start, self.ladder[start].price(year)))
            .collect()
    }

    /// The years of one trial: a year's terms look at the years before it alone.
    pub(super) fn of_trial(&self, trial: usize) -> Vec<Step> {
        let rule = &self.plan.rule;
        let mut due = rule.first;
        let mut steps: Vec<Step> = Vec::new();
        for year in 0..self.ladder[self.plan.start].years.len() {
            let Some(last) = steps.last() else {
                steps.push(Step::at(self.plan.start, self.ladder[self.plan.start].price(0)));
                continue;
            };
            let kept = self.kept(last, year);
            let past = Past { course: self, steps: &steps, now: kept, year, trial };
            let step = if year == due || past.calls_early() {
                due = year + rule.every;
                past.reviewed()
            } else {
                kept
            };
            steps.push(step);
        }
        steps
    }

    /// The terms of the year before, in `year`: dated revisions of the rung hold all the same.
    fn kept(&self, last: &Step, year: usize) -> Step {
        let price = match self.plan.moves {
            Moves::Benefit => self.ladder[last.rung].price(year),
            Moves::Price => last.price,
        };
        Step::at(last.rung, price)
    }
}

/// What a review knows.
struct Past<'a> {
    course: &'a Course<'a>,
    steps: &'a [Step],
    /// The terms that hold if nothing changes.
    now: Step,
    year: usize,
    trial: usize,
}

impl Past<'_> {
    /// Claims of some years under the rung, on the income of the same years at the present price.
    ///
    /// Where benefits move all years are settled as under the rung, over the same bills and members. Where prices move
    /// the members of each year are those who joined at its price, and the premium that they would pay now is counted.
    fn claims_and_income(&self, rung: usize, years: Range<usize>) -> (Fen, Fen) {
        let Course { plan, ladder } = self.course;
        let (mut claims, mut income) = (Fen::ZERO, Fen::ZERO);
        for year in years {
            let joined = match plan.moves {
                Moves::Benefit => rung,
                Moves::Price => self.steps[year].rung,
            };
            let row = &ladder[joined].years[year][self.trial];
            claims += row.claims;
            income += row.income_at(self.now.price, ladder[joined].price(year));
        }
        (claims, income)
    }

    /// Whether the last known year calls for a review before its time.
    fn calls_early(&self) -> bool {
        let rule = &self.course.plan.rule;
        let seen = rule.seen(self.year);
        if rule.early.is_none() || seen.is_empty() {
            return false;
        }
        let (claims, income) = self.claims_and_income(self.now.rung, seen.end - 1..seen.end);
        rule.comes_early(claims, income)
    }

    fn reviewed(&self) -> Step {
        let rule = &self.course.plan.rule;
        let same = Step { reviewed: true, ..self.now };
        let (claims, income) = self.claims_and_income(self.now.rung, rule.seen(self.year));
        match rule.experience(claims, income) {
            Some(experience) if rule.calls_for_change(experience) => match self.course.plan.moves {
                Moves::Benefit => self.other_benefits(experience, claims),
                Moves::Price => self.other_price(experience),
            },
            _ => same,
        }
    }

    /// The most generous rung within reach whose experience over the same bills is as expected or better; the leanest
    /// within reach where none is.
    fn other_benefits(&self, experience: Experience, claims: Fen) -> Step {
        let Course { plan, ladder } = self.course;
        let (now, steps) = (self.now.rung, plan.max_steps);
        let reach = now.saturating_sub(steps)..=now.saturating_add(steps).min(ladder.len() - 1);
        let bearable = |&rung: &usize| {
            let (others, _) = self.claims_and_income(rung, plan.rule.seen(self.year));
            experience.with_claims(claims, others) <= Experience::AS_EXPECTED
        };
        let rung = reach.clone().rev().find(bearable).unwrap_or(*reach.start());
        Step::moved_to(rung, ladder[rung].price(self.year), rung.cmp(&now))
    }

    /// The price that brings experience back to what was expected, within the limits; on a ladder the rung whose price
    /// is nearest to it, the lower of two.
    fn other_price(&self, experience: Experience) -> Step {
        let Course { plan, ladder } = self.course;
        let (now, limits) = (self.now, &plan.limits);
        let wanted = limits.next(now.price, experience);
        if ladder.len() == 1 {
            return Step::moved_to(0, wanted, wanted.cmp(&now.price));
        }
        let within: RangeInclusive<Fen> = limits.after(now.price);
        let price = |rung: usize| ladder[rung].price(self.year);
        let rungs = (0..ladder.len()).filter(|&rung| within.contains(&price(rung)));
        let rung = rungs.min_by_key(|&rung| (price(rung).0 - wanted.0).abs()).unwrap_or(now.rung);
        Step::moved_to(rung, price(rung), price(rung).cmp(&now.price))
    }
}
