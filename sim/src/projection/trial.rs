//! One trial: draw once, settle under every design.

pub(super) mod persons;

use crate::benefit::Person;
use crate::illness::{Asked, BlockAddress, BlockYear, Exposed, SlotHealth, YearFactors};
use crate::population::{Block, SLOTS, Status};
use crate::projection::enrolment::BlockWords;
use crate::projection::fan_sums::FanSums;
use crate::projection::one_by_one;
use crate::projection::patients::{Patients, PlainEntrants};
use crate::projection::person::{PersonScratch, settle_first};
use crate::projection::plan::{BlockPlan, Projection, scheme_index};
use crate::projection::settled::Ways;
use crate::projection::totals::{CityYear, DesignYear, FirstPaid};
use crate::random::{Address, Purpose, Source, Words};
use crate::units::{Age, Trial};

/// Memory that one thread reuses from trial to trial.
#[derive(Debug)]
pub struct Scratch {
    block: BlockYear,
    /// The state of health of the block's slots, year after year; empty where the model has none.
    health: Vec<SlotHealth>,
    health_words: Words,
    pub(super) city: Vec<CityYear>,
    /// By design, then year.
    pub(super) sums: Vec<Vec<DesignYear>>,
    people: BlockWords,
    /// By design and slot of the block: the year of the term (from 1) in which a city product paid last, 0
    /// where it never did; empty where no terms ask for it.
    last_paid: Vec<Vec<u8>>,
    patients: Patients,
    /// The numbers of the patients whom a later payer may reach.
    entrants: Vec<usize>,
    pub(super) person: PersonScratch,
    fan: FanSums,
    pub(super) first_payer: Vec<FirstPaid>,
    line: Vec<i64>,
}

impl Scratch {
    /// How many patients were taken in one pass so far.
    #[cfg(test)]
    pub(super) fn in_one_pass(&self) -> usize {
        self.patients.of_one_word.taken
    }

    /// What the designs share of the trial that was run last.
    pub(super) fn shared(&mut self) -> &mut FanSums {
        &mut self.fan
    }
}

impl Projection {
    /// Fresh memory for one thread.
    pub fn scratch(&self) -> Scratch {
        let (n_years, n_designs) = (self.parts.years.len(), self.parts.designs.len());
        let sums = DesignYear::new(self.later_payers.len(), self.fund_payers.len());
        Scratch {
            block: BlockYear::new(),
            health: Vec::new(),
            health_words: Words::default(),
            city: vec![CityYear::default(); n_years],
            sums: vec![vec![sums; n_years]; n_designs],
            people: BlockWords::default(),
            last_paid: if self.remembers { vec![vec![0; SLOTS]; n_designs] } else { Vec::new() },
            patients: Patients::new(self.needs),
            entrants: Vec::new(),
            person: PersonScratch::default(),
            fan: FanSums::default(),
            first_payer: Vec::new(),
            line: Vec::new(),
        }
    }

    /// Runs one trial and hands out each design's rows: `row(design, year index, values)`.
    ///
    /// The values depend on the seed and the trial's number alone, not on what the scratch held.
    pub fn run_trial(&self, trial: Trial, scratch: &mut Scratch, mut row: impl FnMut(usize, usize, &[i64])) {
        scratch.city.iter_mut().for_each(CityYear::clear);
        scratch.sums.iter_mut().flatten().for_each(DesignYear::clear);
        if let Some(fan) = &self.fan {
            scratch.fan.clear(fan);
        }
        if let Some(own) = &self.own {
            self.add_own(own, trial, scratch);
        } else {
            self.add_drawn(trial, scratch);
        }
        let Scratch { city, sums, line, person, fan: of_fan, .. } = scratch;
        for year in city.iter_mut() {
            year.top_tenth = year.adults.top_tenth();
        }
        if let Some(fan) = &self.fan {
            self.spread(fan, of_fan, sums);
        }
        let in_columns = std::mem::take(&mut of_fan.in_columns);
        self.settled.add(Ways { in_columns, ..std::mem::take(&mut person.ways) });
        for (design, sums) in sums.iter().enumerate() {
            self.settle_funds(design, city, sums, |y, values| row(design, y, values), line);
        }
    }

    /// Draws the city and adds up its members and bills.
    fn add_drawn(&self, trial: Trial, scratch: &mut Scratch) {
        let factors = self.factors(trial);
        for (block, plans) in &self.blocks {
            if self.named {
                self.draw_attributes(trial, *block, plans, &mut scratch.people);
            }
            scratch.last_paid.iter_mut().for_each(|slots| slots.fill(0));
            scratch.health.clear();
            for (y, plan) in plans.iter().enumerate() {
                if self.named {
                    self.renew_propensities(trial, *block, y, &mut scratch.people);
                }
                if let Some(plan) = plan {
                    self.follow_health(trial, *block, plans, (y, plan), scratch);
                    self.run_block_year(trial, *block, y, plan, factors[y], scratch);
                } else {
                    scratch.people.pass_a_year();
                }
            }
        }
    }

    /// What moves the whole city in each year of a trial.
    pub(super) fn factors(&self, trial: Trial) -> Vec<YearFactors> {
        let parts = &self.parts;
        let mut factors = parts.world.draw(&parts.seeds, trial, &parts.years);
        if let Some(change) = parts.world.tail_change(&parts.seeds, trial) {
            for (factors, &year) in factors.iter_mut().zip(&parts.years) {
                factors.tail = parts.illness.in_year(year).tail(change);
            }
        }
        factors
    }

    /// Moves the block's people to their states of health in year `y`; before their first year of the term
    /// they have those of the year before.
    fn follow_health(
        &self,
        trial: Trial,
        block: Block,
        plans: &[Option<BlockPlan>],
        (y, plan): (usize, &BlockPlan),
        scratch: &mut Scratch,
    ) {
        let year = self.parts.years[y];
        let Some(health) = self.parts.illness.in_year(year).health() else { return };
        let Scratch { health: slots, health_words: words, people, .. } = scratch;
        let (sex, age) = (plan.person.sex, plan.person.age);
        let seed = self.parts.seeds.of(Source::Process);
        let at = |purpose: Purpose, year: u16| Address {
            seed,
            purpose,
            trial: trial.0,
            year,
            block: block.address(),
            round: 0,
        };
        if slots.is_empty() {
            let heads = plans.iter().flatten().map(|plan| plan.heads).max().unwrap_or(0);
            words.draw(&at(Purpose::Health, 0), heads);
            match age.0.checked_sub(1) {
                Some(before) => health.begin(sex, Age(before), words, slots),
                None => slots.resize(heads, SlotHealth::default()),
            }
        }
        people.know_health(slots, self.enrolment.by_state);
        words.draw(&at(Purpose::ChronicState, year.0), slots.len());
        health.advance(sex, age, words, slots);
    }

    fn run_block_year(
        &self,
        trial: Trial,
        block: Block,
        y: usize,
        plan: &BlockPlan,
        factors: YearFactors,
        scratch: &mut Scratch,
    ) {
        let year = self.parts.years[y];
        let seed = self.parts.seeds.of(Source::Process);
        let at = BlockAddress { seed, trial, year, block: block.address() };
        let Person { sex, age, .. } = plan.person;
        let exposed = Exposed { heads: plan.heads, status: plan.status, sex, age, rates: plan.rates };
        let illness = self.parts.illness.in_year(year);
        let class = &self.classes.all[plan.class];
        // no output shows the others, and no later payer pays them
        let above = (!self.needs.all_bills).then_some(class.entry);
        let asked = Asked { slots: self.named, days: self.dated, above };
        scratch.block.draw(illness, &at, &exposed, &scratch.health, factors, asked);
        let drawn = &scratch.block;
        let s = scheme_index(plan.status);

        if let (Some(fan), true) = (&self.fan, self.named) {
            self.join_at_once(fan, &mut scratch.people, (y, plan), &mut scratch.fan);
        }
        let one_by_one = self.named && self.fan.is_none();
        if one_by_one && self.enrolment.remembers {
            scratch.people.ask_for_law(plan.heads, self.parts.attributes.aid_share[s]);
        }
        for (design, sums) in scratch.sums.iter_mut().enumerate().filter(|_| one_by_one) {
            let sums = &mut sums[y];
            self.enrol(&mut scratch.people, (design, y), plan, |book, enrolled| {
                sums.eligible += plan.heads as i64;
                let price = book.terms.premium.at(plan.person.age);
                sums.joined.add(s, (enrolled.subsidised, enrolled.paying), price);
                sums.renewable += enrolled.renewable;
                sums.renewed += enrolled.renewed;
            });
        }

        let city = &mut scratch.city[y];
        city.persons_admitted += drawn.patients() as i64;
        city.admissions[s] += drawn.admissions() as i64;
        if let Some(e) = employee_index(plan.status) {
            city.employees[e] += plan.heads as i64;
            city.employee_admissions[e] += drawn.admissions() as i64;
        }
        self.settle_patients(y, plan, scratch);
        self.add_first_payers(y, plan, scratch);
    }

    /// Takes the patients of the block's year, and settles with the later payers of every design those whom
    /// one may reach.
    fn settle_patients(&self, y: usize, plan: &BlockPlan, scratch: &mut Scratch) {
        let illness = self.parts.illness.in_year(self.parts.years[y]);
        let class = &self.classes.all[plan.class];
        let aid_share = self.parts.attributes.aid_share[scheme_index(plan.status)];
        let Scratch {
            block: drawn,
            city,
            patients,
            person,
            entrants,
            sums,
            people,
            last_paid,
            first_payer,
            fan: of_fan,
            ..
        } = scratch;
        first_payer.clear();
        first_payer.resize(class.variants.len(), FirstPaid::default());
        let seen = self.parts.seen_days;
        let to = (&mut city[y], &mut first_payer[..]);
        if seen.is_some() || self.one_by_one {
            one_by_one::take((drawn, illness, seen), (plan, class), to, person, entrants);
        } else {
            let plain_cares =
                self.fan.as_ref().filter(|_| !self.dated).map(|fan| &fan.plain_cares[plan.class]);
            let traits = |j| {
                let words = self.named.then(|| people.of(drawn.slot(j), aid_share));
                let of_fan = |fan| self.groups_of(fan, y, words.map(|words| (words, &*people)));
                (self.attributes_of(plan, words), self.fan.as_ref().map_or(0, of_fan))
            };
            let put = |plain: &PlainEntrants<'_>| {
                if let Some(fan) = &self.fan {
                    self.wait(fan, (plan.class, y), plain, traits, of_fan);
                }
            };
            patients.take((drawn, illness), (plan, class, plain_cares), to, (&mut *entrants, put));
        }
        for &mut j in entrants {
            person.draw(drawn, illness, j, seen);
            settle_first(class, person);
            let words = self.named.then(|| people.of(drawn.slot(j), aid_share));
            if let Some(fan) = &self.fan {
                let groups = self.groups_of(fan, y, words.map(|words| (words, &*people)));
                let traits = (y, self.attributes_of(plan, words), groups);
                self.settle_at_once(fan, (class, plan.class), traits, person, (of_fan, &mut *sums));
            } else {
                self.settle_later(class, (plan, y, words), person, sums, (&mut last_paid[..], &mut *people));
            }
        }
    }

    /// Adds what the first payers paid in the block's year.
    pub(super) fn add_first_payers(&self, y: usize, plan: &BlockPlan, scratch: &mut Scratch) {
        let s = scheme_index(plan.status);
        if let Some(fan) = &self.fan {
            scratch.fan.add_first((y, fan.pattern_of[plan.class], s), &scratch.first_payer);
            return;
        }
        for (design, &variant) in self.classes.all[plan.class].variant_of.iter().enumerate() {
            let sums = &mut scratch.sums[design][y];
            sums.first_payer[s] += scratch.first_payer[variant].inpatient;
            sums.first_payer_other += scratch.first_payer[variant].other;
            for (sum, above) in sums.above.iter_mut().zip(scratch.first_payer[variant].above) {
                *sum += above;
            }
        }
    }
}

/// The place of employees in service and retired in pairs; `None` for residents.
const fn employee_index(status: Status) -> Option<usize> {
    match status {
        Status::InService => Some(0),
        Status::Retired => Some(1),
        Status::Resident => None,
    }
}
