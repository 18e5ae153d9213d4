//! Persons one at a time, as a trial draws them: what each of them bears under every design.
//!
//! The same bills, attributes and rules as [`Projection::run_trial`]; everybody of every block together bears
//! what its rows say, to the fen.

use std::iter::StepBy;
use std::ops::Range;

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

/// What the payers after the first paid of one person's year, as the year went on.
#[derive(Debug, Clone, Copy)]
pub struct PaidYear<'a> {
    /// The place of the year in the term.
    pub year_index: usize,
    /// His age at its end.
    pub age: Age,
    /// His status in it.
    pub status: Status,
    /// His state of health; the healthy one where the model has none.
    pub health: SlotHealth,
    /// Whether he is a member of a city product of the base.
    pub member: bool,
    /// By day that is asked for, then payer after the first: what the base paid of the care up to that day.
    pub paid: &'a [Fen],
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

    /// The same projection, ready to look at single persons and at the days of their care.
    #[must_use]
    pub fn day_by_day(self) -> Projection {
        Projection { dated: true, ..self.person_by_person() }
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
        self.visit_slots(trial, sample, scratch, |slots, at, scratch| {
            self.look_at(slots, at, scratch, &mut visit);
        });
    }

    /// Hands out what the base paid some persons of a trial up to each of some days of a year, ascending: their care
    /// until then, settled under the terms as if the year ended there. Only of a projection that is
    /// [`Projection::day_by_day`].
    pub fn visit_payments(
        &self,
        trial: Trial,
        sample: OneIn,
        days: &[u16],
        scratch: &mut Scratch,
        mut visit: impl FnMut(PaidYear<'_>),
    ) {
        debug_assert!(self.dated && self.fan.is_none(), "a projection that is day by day");
        let mut paid = vec![Fen::ZERO; days.len() * self.later_payers.len()];
        self.visit_slots(trial, sample, scratch, |slots, (_, y, plan), scratch| {
            let patient_in = patients_by_slot(scratch);
            let aid_share = self.parts.attributes.aid_share[scheme_index(plan.status)];
            for slot in slots {
                paid.fill(Fen::ZERO);
                if let Some(j) = patient_in[slot] {
                    self.pay_up_to(days, j, (slot, y, plan), scratch, &mut paid);
                }
                let words = scratch.people.of(slot, aid_share);
                visit(PaidYear {
                    year_index: y,
                    age: plan.person.age,
                    status: plan.status,
                    health: scratch.health.get(slot).copied().unwrap_or_default(),
                    member: self.is_member(&scratch.people, 0, words),
                    paid: &paid,
                });
            }
        });
    }

    /// Draws the blocks of a trial year by year, and hands out the slots of each that are looked at.
    fn visit_slots(
        &self,
        trial: Trial,
        sample: OneIn,
        scratch: &mut Scratch,
        mut look: impl FnMut(StepBy<Range<usize>>, (Block, usize, &BlockPlan), &mut Scratch),
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
                look(slots, (*block, y, plan), scratch);
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
        let patient_in = patients_by_slot(scratch);
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
                Some(j) => self.borne_by(j, (slot, y, plan), scratch, &mut borne),
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
    fn borne_by(
        &self,
        j: usize,
        at: (usize, usize, &BlockPlan),
        scratch: &mut Scratch,
        borne: &mut [Fen],
    ) -> Fen {
        self.settle_one(j, at, self.parts.seen_days, scratch);
        let (_, y, plan) = at;
        let Scratch { person, sums, .. } = scratch;
        let (class, cost) = (&self.classes.all[plan.class], person.episodes.iter().map(|it| it.total).sum());
        for (design, borne) in borne.iter_mut().enumerate() {
            let first = person.first[class.variant_of[design]];
            *borne = cost - first.inpatient - first.other - self.off_the_bills(&sums[design][y]);
        }
        cost
    }

    /// Settles the year of patient `j`, who lives in `slot`, up to the day `seen`.
    fn settle_one(
        &self,
        j: usize,
        (slot, y, plan): (usize, usize, &BlockPlan),
        seen: Option<u16>,
        scratch: &mut Scratch,
    ) {
        let Scratch { block, person, people, last_paid, sums, .. } = scratch;
        let (illness, class) =
            (self.parts.illness.in_year(self.parts.years[y]), &self.classes.all[plan.class]);
        let aid_share = self.parts.attributes.aid_share[scheme_index(plan.status)];
        person.draw(block, illness, j, seen);
        settle_first(class, person);
        for years in sums.iter_mut() {
            years[y].clear();
        }
        let words = Some(people.of(slot, aid_share));
        self.settle_later(class, (plan, y, words), person, sums, (&mut last_paid[..], &mut *people));
    }

    /// What the base pays patient `j` up to each day. Years without a payment are settled once.
    fn pay_up_to(
        &self,
        days: &[u16],
        j: usize,
        at: (usize, usize, &BlockPlan),
        scratch: &mut Scratch,
        paid: &mut [Fen],
    ) {
        let (slot, y, _) = at;
        let before: Vec<u8> = scratch.last_paid.iter().map(|slots| slots[slot]).collect();
        self.settle_one(j, at, self.parts.seen_days, scratch);
        if scratch.sums[0][y].paid.iter().all(|&it| it == Fen::ZERO) {
            return;
        }
        let after: Vec<u8> = scratch.last_paid.iter().map(|slots| slots[slot]).collect();
        for (day, paid) in days.iter().zip(paid.chunks_exact_mut(self.later_payers.len())) {
            // each time as the year began: whom it has paid already is no one's claim of the year before
            scratch.last_paid.iter_mut().zip(&before).for_each(|(slots, &it)| slots[slot] = it);
            self.settle_one(j, at, Some(*day), scratch);
            paid.copy_from_slice(&scratch.sums[0][y].paid);
        }
        scratch.last_paid.iter_mut().zip(after).for_each(|(slots, it)| slots[slot] = it);
    }

    /// What the later payers take off the bills: fixed benefits stand beside them.
    fn off_the_bills(&self, sums: &DesignYear) -> Fen {
        let of_bills = sums.paid.iter().zip(&self.fixed).filter(|(_, fixed)| !**fixed);
        of_bills.map(|(paid, _)| *paid).sum()
    }
}

/// The patient who lives in each slot of the block that was drawn last.
fn patients_by_slot(scratch: &Scratch) -> Vec<Option<usize>> {
    let mut patient_in = vec![None; SLOTS];
    for j in 0..scratch.block.patients() {
        patient_in[scratch.block.slot(j)] = Some(j);
    }
    patient_in
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

    /// The last payer of the rows, by day: of half a year the run that sees half of it, of the whole the whole.
    #[test]
    fn what_is_paid_up_to_a_day_is_what_a_run_that_sees_so_far_pays() {
        let parts = |seen: Option<u16>| {
            let mut parts = parts(2_000, 1.5, 0.4, vec![design(8_000)]);
            parts.seen_days = seen;
            parts
        };
        let days = [90, 182, 365];
        let of = |seen: u16| {
            let projection = Projection::new(parts(Some(seen))).unwrap();
            let key = format!("paid_{}_fen", projection.later_payers[0]);
            let paid = projection.columns().iter().position(|it| it.key == key).unwrap();
            let mut rows = Vec::new();
            let mut scratch = projection.scratch();
            projection.run_trial(Trial(3), &mut scratch, |_, _, values| rows.push(values[paid]));
            rows
        };
        let projection = Projection::new(parts(None)).unwrap().day_by_day();
        let n = projection.later_payers.len();
        let mut sums = vec![vec![0; projection.years().len()]; days.len()];
        let mut scratch = projection.scratch();
        let all = OneIn { every: 1, from: 0 };
        projection.visit_payments(Trial(3), all, &days, &mut scratch, |person| {
            for (sums, paid) in sums.iter_mut().zip(person.paid.chunks_exact(n)) {
                sums[person.year_index] += paid[0].0;
            }
        });
        assert_eq!(sums, days.map(of).to_vec());
        assert!(sums[0][0] > 0 && sums[0][0] < sums[2][0] / 4, "a deductible of the year is passed late");
    }
}
