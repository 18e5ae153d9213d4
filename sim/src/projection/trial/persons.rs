//! Persons one at a time, as a trial draws them: what each of them bears under every design.
//!
//! The same bills, attributes and rules as [`Projection::run_trial`]; everybody of every block together bears
//! what its rows say, to the fen.

use super::Scratch;
use crate::benefit::{Claim, PersonTerms};
use crate::illness::{Asked, BlockAddress, Episode, Exposed, SlotHealth};
use crate::population::{Block, Member, SLOTS, Status};
use crate::projection::classes::ENROLLED;
use crate::projection::person::{claim_of, settle_first};
use crate::projection::plan::{BlockPlan, Projection, scheme_index};
use crate::projection::totals::DesignYear;
use crate::random::Source;
use crate::units::{Age, Fen, Trial};

/// One person's year.
#[derive(Debug, Clone, Copy)]
pub struct PersonYear<'a> {
    /// Where he stands.
    pub member: Member,
    /// The place of the year in the term.
    pub year_index: usize,
    /// His age at its end.
    pub age: Age,
    /// His status in it.
    pub status: Status,
    /// Whether he is entitled to medical aid.
    pub aid: bool,
    /// His state of health; the healthy one where the model has none.
    pub health: SlotHealth,
    /// All of his bills.
    pub cost: Fen,
    /// What no payer pays of them, by design.
    pub borne: &'a [Fen],
    /// Whether he holds the city product of the base.
    pub enrolled: bool,
    /// The terms of the base under which his bills are settled.
    pub terms: &'a PersonTerms,
    /// His care.
    pub care: &'a [Episode],
}

impl PersonYear<'_> {
    /// The claims that his care makes.
    pub fn claims(&self) -> Vec<Claim> {
        self.care.iter().map(claim_of).collect()
    }
}

/// Which persons are looked at: one of so many, in the order of blocks and slots, from one of them on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OneIn {
    /// So many.
    pub every: usize,
    /// The first; below `every`.
    pub from: usize,
}

impl OneIn {
    /// The first slot of a block that is looked at, when `before` slots stand before it.
    fn first(self, before: usize) -> usize {
        (self.from + self.every - before % self.every) % self.every
    }
}

impl Projection {
    /// The same projection, ready to look at single persons.
    #[must_use]
    pub fn person_by_person(mut self) -> Projection {
        (self.fan, self.named) = (None, true);
        self
    }

    /// Hands out the years of some persons of a trial: block by block, year by year. Only of a projection that is
    /// [`Projection::person_by_person`].
    pub fn visit_persons(
        &self,
        trial: Trial,
        sample: OneIn,
        scratch: &mut Scratch,
        mut visit: impl FnMut(PersonYear<'_>),
    ) {
        let factors = self.factors(trial);
        let mut before = 0;
        for (block, plans) in &self.blocks {
            let first = sample.first(before);
            before += plans.iter().flatten().map(|plan| plan.heads).max().unwrap_or(0);
            self.draw_attributes(trial, *block, plans, &mut scratch.people);
            scratch.last_paid.iter_mut().for_each(|slots| slots.fill(0));
            scratch.health.clear();
            for (y, plan) in plans.iter().enumerate() {
                self.renew_propensities(trial, *block, y, &mut scratch.people);
                let Some(plan) = plan else {
                    scratch.people.pass_a_year();
                    continue;
                };
                self.follow_health(trial, *block, plans, (y, plan), scratch);
                let illness = self.parts.illness.in_year(self.parts.years[y]);
                let (at, exposed) = self.of_block_year(trial, *block, y, plan);
                let asked = Asked { slots: true, days: self.dated, above: None };
                scratch.block.draw(illness, &at, &exposed, &scratch.health, factors[y], asked);
                for design in 0..self.parts.designs.len() {
                    self.enrol(&mut scratch.people, (design, y), plan, |_, _| {});
                }
                let slots = (first..plan.heads).step_by(sample.every);
                self.look_at(slots, (*block, y, plan), scratch, &mut visit);
            }
        }
    }

    fn of_block_year(
        &self,
        trial: Trial,
        block: Block,
        y: usize,
        plan: &BlockPlan,
    ) -> (BlockAddress, Exposed) {
        let (seed, year) = (self.parts.seeds.of(Source::Process), self.parts.years[y]);
        let at = BlockAddress { seed, trial, year, block: block.address() };
        let (sex, age) = (plan.person.sex, plan.person.age);
        (at, Exposed { heads: plan.heads, status: plan.status, sex, age, rates: plan.rates })
    }

    /// Settles the drawn year of some slots of a block.
    fn look_at(
        &self,
        slots: impl Iterator<Item = usize>,
        (block, y, plan): (Block, usize, &BlockPlan),
        scratch: &mut Scratch,
        visit: &mut impl FnMut(PersonYear<'_>),
    ) {
        let aid_share = self.parts.attributes.aid_share[scheme_index(plan.status)];
        let mut patient_in = vec![None; SLOTS];
        for j in 0..scratch.block.patients() {
            patient_in[scratch.block.slot(j)] = Some(j);
        }
        let class = &self.classes.all[plan.class];
        let first = block.part * u32::try_from(SLOTS).unwrap_or(u32::MAX);
        let mut borne = vec![Fen::ZERO; self.parts.designs.len()];
        for slot in slots {
            let words = scratch.people.of(slot, aid_share);
            let last = scratch.last_paid.first().and_then(|slots| slots.get(slot)).copied();
            let past = self.claim_free_years(y, last.as_ref()).min(class.terms.len() - 1);
            let cost = match patient_in[slot] {
                None => {
                    borne.fill(Fen::ZERO);
                    Fen::ZERO
                }
                Some(j) => self.settle_one(j, (slot, y, plan), scratch, &mut borne),
            };
            let enrolled = self.is_member(&scratch.people, 0, words);
            let mask = self.attributes_of(plan, Some(words)) + if enrolled { ENROLLED } else { 0 };
            let care: &[Episode] = if patient_in[slot].is_some() { &scratch.person.episodes } else { &[] };
            let number = first + u32::try_from(slot).unwrap_or(u32::MAX);
            visit(PersonYear {
                member: Member { cohort: block.cohort, number },
                year_index: y,
                age: plan.person.age,
                status: plan.status,
                aid: words.aid,
                health: scratch.health.get(slot).copied().unwrap_or_default(),
                cost,
                borne: &borne,
                enrolled,
                terms: &self.classes.terms[class.terms[past][mask][0]],
                care,
            });
        }
    }

    /// The cost of patient `j`, who lives in `slot`, and what he bears of it by design.
    fn settle_one(
        &self,
        j: usize,
        (slot, y, plan): (usize, usize, &BlockPlan),
        scratch: &mut Scratch,
        borne: &mut [Fen],
    ) -> Fen {
        let Scratch { block, person, people, last_paid, sums, .. } = scratch;
        let (illness, class) =
            (self.parts.illness.in_year(self.parts.years[y]), &self.classes.all[plan.class]);
        let aid_share = self.parts.attributes.aid_share[scheme_index(plan.status)];
        person.draw(block, illness, j, self.parts.seen_days);
        let cost: Fen = person.episodes.iter().map(|episode| episode.total).sum();
        settle_first(class, person);
        for years in sums.iter_mut() {
            years[y].clear();
        }
        let words = Some(people.of(slot, aid_share));
        self.settle_later(class, (plan, y, words), person, sums, (&mut last_paid[..], &mut *people));
        for (design, borne) in borne.iter_mut().enumerate() {
            let first = person.first[class.variant_of[design]];
            *borne = cost - first.inpatient - first.other - self.off_the_bills(&sums[design][y]);
        }
        cost
    }

    /// What the later payers take off the bills: fixed benefits stand beside them.
    fn off_the_bills(&self, sums: &DesignYear) -> Fen {
        let of_bills = sums.paid.iter().zip(&self.fixed).filter(|(_, fixed)| !**fixed);
        of_bills.map(|(paid, _)| *paid).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projection::tests::{design, parts};

    #[test]
    fn everybody_together_bears_what_the_rows_of_the_trial_say() {
        let plain = parts(2_000, 1.5, 0.0, vec![design(20_000), design(5_000), design(20_000)]);
        let mut named = parts(2_000, 1.5, 0.4, vec![design(20_000), design(8_000)]);
        named.attributes.aid_share = [0.02, 0.1];
        for parts in [plain, named] {
            let projection = Projection::new(parts).unwrap();
            let one_by_one = projection.clone().person_by_person();
            let patient = projection.columns().iter().position(|it| it.key == "patient_fen").unwrap();
            let trial = Trial(3);
            {
                let mut rows = Vec::new();
                let mut scratch = projection.scratch();
                projection.run_trial(trial, &mut scratch, |_, _, values| rows.push(values[patient]));
                let years = projection.years().len();
                for every in [1, 3] {
                    let mut sums = vec![0; rows.len()];
                    let mut scratch = one_by_one.scratch();
                    for from in 0..every {
                        one_by_one.visit_persons(trial, OneIn { every, from }, &mut scratch, |person| {
                            for (design, borne) in person.borne.iter().enumerate() {
                                sums[design * years + person.year_index] += borne.0;
                            }
                        });
                    }
                    assert_eq!(sums, rows, "one in {every}, all of whom are looked at");
                }
            }
        }
    }
}
