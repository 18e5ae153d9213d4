//! One trial: draw once, settle under every design.

use crate::benefit::{Amounts, Bill, CareKind, Claim, HospitalLevel, Part, Parts, Person, Settlement};
use crate::illness::{Asked, BlockAddress, BlockYear, Episode, Exposed, SlotHealth, YearFactors};
use crate::population::{Block, SLOTS, Status};
use crate::projection::classes::{AID, Class, ENROLLED, TOPUP};
use crate::projection::enrolment::{BlockWords, PersonWords, is_known, knows, word_below};
use crate::projection::plan::{BlockPlan, Design, HmbFund, Projection, scheme_index};
use crate::projection::totals::{CityYear, DesignYear, SELF_PAY_STEPS};
use crate::random::{Address, BlockStream, Purpose, Source};
use crate::units::{Age, Fen, Trial};

/// From this age on a patient is an adult.
const ADULT: Age = Age(18);
/// From this age on a patient is among the old.
const OLD: Age = Age(60);

/// Memory that one thread reuses from trial to trial.
#[derive(Debug)]
pub struct Scratch {
    block: BlockYear,
    /// The state of health of the block's slots, year after year; empty where the model has none.
    health: Vec<SlotHealth>,
    health_words: Vec<u64>,
    city: Vec<CityYear>,
    /// By design, then year.
    sums: Vec<Vec<DesignYear>>,
    people: BlockWords,
    /// By design and slot of the block: the year of the term (from 1) in which a city product paid last, 0
    /// where it never did; empty where no terms ask for it.
    last_paid: Vec<Vec<u8>>,
    person: PersonScratch,
    first_payer: Vec<FirstPayer>,
    line: Vec<i64>,
}

/// What the per-admission first payer makes of a year.
#[derive(Debug, Clone, Copy, Default)]
struct FirstPayer {
    /// Persons whose self-pay after it is above each of [`SELF_PAY_STEPS`].
    above: [i64; 3],
    /// Paid for admissions.
    inpatient: Fen,
    /// Paid for other care.
    other: Fen,
    /// Cost above its cap.
    above_cap: Fen,
}

/// Memory for one person.
#[derive(Debug, Default)]
struct PersonScratch {
    episodes: Vec<Episode>,
    claims: Vec<Claim>,
    /// By variant of the first payer.
    first: Vec<FirstPayer>,
    settlement: Settlement,
    /// By pool index: the settlement's payments of the later payers, for designs that share terms.
    settled: Vec<(usize, Vec<Fen>)>,
}

impl Projection {
    /// Fresh memory for one thread.
    pub fn scratch(&self) -> Scratch {
        let (n_years, n_designs) = (self.parts.years.len(), self.parts.designs.len());
        let sums = DesignYear::new(self.later_payers.len(), self.fund_payers.len());
        Scratch {
            block: BlockYear::new(),
            health: Vec::new(),
            health_words: Vec::new(),
            city: vec![CityYear::default(); n_years],
            sums: vec![vec![sums; n_years]; n_designs],
            people: BlockWords::default(),
            last_paid: if self.remembers { vec![vec![0; SLOTS]; n_designs] } else { Vec::new() },
            person: PersonScratch::default(),
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
        let Scratch { city, sums, line, .. } = scratch;
        for (design, sums) in sums.iter().enumerate() {
            self.settle_funds(design, city, sums, |y, values| row(design, y, values), line);
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
        let fill = |words: &mut Vec<u64>, n: usize, purpose: Purpose, year: u16| {
            let at = Address { seed, purpose, trial: trial.0, year, block: block.address(), round: 0 };
            words.resize(n, 0);
            BlockStream::new(&at).fill(words);
        };
        if slots.is_empty() {
            let heads = plans.iter().flatten().map(|plan| plan.heads).max().unwrap_or(0);
            fill(words, heads, Purpose::Health, 0);
            match age.0.checked_sub(1) {
                Some(before) => health.begin(sex, Age(before), words, slots),
                None => slots.resize(heads, SlotHealth::default()),
            }
        }
        people.know_health(slots, self.enrolment.by_state);
        fill(words, slots.len(), Purpose::ChronicState, year.0);
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
        let asked = Asked { slots: self.named, days: self.dated };
        scratch.block.draw(illness, &at, &exposed, &scratch.health, factors, asked);
        let drawn = &scratch.block;
        let s = scheme_index(plan.status);
        let class = &self.classes.all[plan.class];

        let aid_share = self.parts.attributes.aid_share[s];
        for (design, sums) in scratch.sums.iter_mut().enumerate().filter(|_| self.named) {
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
        let (adult, old) = (plan.person.age >= ADULT, plan.person.age >= OLD);
        scratch.first_payer.clear();
        scratch.first_payer.resize(class.variants.len(), FirstPayer::default());
        for j in 0..drawn.patients() {
            let person = &mut scratch.person;
            drawn.year_of(illness, j, &mut person.episodes);
            if let Some(last) = self.parts.seen_days {
                person.episodes.retain(|episode| episode.day.is_none_or(|day| day <= last));
            }
            let (mut total, mut inpatient, mut in_policy) = (Fen::ZERO, Fen::ZERO, Fen::ZERO);
            for episode in &person.episodes {
                total += episode.total;
                in_policy += episode.parts.in_policy;
                if episode.kind == CareKind::Inpatient {
                    inpatient += episode.total;
                    city.in_policy[s] += episode.parts.in_policy;
                } else {
                    city.other_cost += episode.total;
                    if episode.kind == CareKind::SpecialOutpatient {
                        city.special_outpatient[s] += episode.total;
                    }
                }
            }
            city.cost[s] += inpatient;
            if adult {
                city.adults.add(inpatient);
            }
            if old {
                city.cost_60_plus += inpatient;
            }
            settle_first(class, person);
            let mut most_left = Fen::ZERO;
            for (sum, first) in scratch.first_payer.iter_mut().zip(&person.first) {
                sum.inpatient += first.inpatient;
                sum.other += first.other;
                let self_pay = in_policy - first.inpatient - first.other;
                if self_pay > SELF_PAY_STEPS[0] {
                    for (above, step) in sum.above.iter_mut().zip(SELF_PAY_STEPS) {
                        *above += i64::from(self_pay > step);
                    }
                }
                most_left = most_left.max(total - first.inpatient - first.other);
            }
            if most_left > class.entry {
                let words = self.named.then(|| scratch.people.of(drawn.slot(j), aid_share));
                let at = (plan, y, words);
                let memory = (&mut scratch.last_paid[..], &mut scratch.people);
                self.settle_later(class, at, person, &mut scratch.sums, memory);
            }
        }
        for (design, &variant) in class.variant_of.iter().enumerate() {
            let sums = &mut scratch.sums[design][y];
            sums.first_payer[s] += scratch.first_payer[variant].inpatient;
            sums.first_payer_other += scratch.first_payer[variant].other;
            for (sum, above) in sums.above.iter_mut().zip(scratch.first_payer[variant].above) {
                *sum += above;
            }
        }
    }

    /// Settles one person's year with every later payer, under every design.
    fn settle_later(
        &self,
        class: &Class,
        (plan, y, words): (&BlockPlan, usize, Option<PersonWords>),
        person: &mut PersonScratch,
        sums: &mut [Vec<DesignYear>],
        (last_paid, people): (&mut [Vec<u8>], &mut BlockWords),
    ) {
        let (year, employee) = (self.parts.years[y], scheme_index(plan.status) == 0);
        let topup = employee
            && words.map_or(self.parts.attributes.topup_share >= 1.0, |words| {
                word_below(words.topup, self.parts.attributes.topup_share)
            });
        let aid = words.is_some_and(|words| words.aid);
        person.settled.clear();
        person.claims.clear();
        for (design, (parts, sums)) in self.parts.designs.iter().zip(sums).enumerate() {
            let parts = parts.in_year(year);
            let taken = || parts.hmb.iter().filter(|book| book.members.holds(&plan.person));
            let enrolled = words.is_some_and(|words| self.is_member(people, design, words));
            let last = words.and_then(|words| last_paid.get_mut(design)?.get_mut(words.slot));
            let terms = &class.terms[self.claim_free_years(y, last.as_deref()).min(class.terms.len() - 1)];
            let mask = if topup { TOPUP } else { 0 }
                | if enrolled { ENROLLED } else { 0 }
                | if aid { AID } else { 0 };
            let left = left_over(&person.episodes, person.first[class.variant_of[design]]);
            let sums = &mut sums[y];
            let mask = match words.filter(|_| y == 0 && self.dated && !enrolled) {
                Some(words) => {
                    let late = taken().find(|book| knows(book, words, &person.episodes));
                    let joins = late.filter(|book| {
                        let paid = self.known_payments(terms[mask | ENROLLED][design], book, person);
                        self.of_books(parts, paid) > Fen::ZERO
                    });
                    if let Some(book) = joins {
                        let price = book.terms.premium.at(plan.person.age);
                        sums.joined.add(scheme_index(plan.status), (0, 1), price);
                        people.note_late(design, words.slot);
                    }
                    mask | if joins.is_some() { ENROLLED } else { 0 }
                }
                None => mask,
            };
            let paid = self.settled(terms[mask][design], &left, person);
            let Some(paid) = paid else { continue };
            if let Some(words) = words
                && self.remembers_claims()
                && self.of_books(parts, &person.settled[paid].1) > Fen::ZERO
            {
                if let Some(last) = last {
                    *last = u8::try_from(y + 1).unwrap_or(u8::MAX);
                }
                people.note_claim(design, words.slot);
            }
            let paid = &person.settled[paid].1;
            for (p, &amount) in paid.iter().enumerate() {
                sums.paid[p] += amount;
                sums.persons_paid[p] += i64::from(amount > Fen::ZERO);
            }
            for (f, payers) in self.fund_payers.iter().enumerate() {
                let claim: Fen = payers.iter().map(|&p| paid[p]).sum();
                sums.claimants[f] += i64::from(claim > Fen::ZERO);
                if let Some(excess) = parts.person_excess(f) {
                    sums.above_retention[f] += excess.recovery(claim);
                }
            }
            // what the contract would have paid had the employee not paid his top-up
            let base = if topup {
                self.settled(terms[mask & !TOPUP][design], &left, person)
            } else {
                self.settled(terms[mask][design], &left, person)
            };
            if let Some(base) = base {
                for (f, payers) in self.fund_payers.iter().enumerate() {
                    sums.base_claims[f] += payers.iter().map(|&p| person.settled[base].1[p]).sum();
                }
            }
        }
    }

    /// Whether what a city product paid matters in later years.
    fn remembers_claims(&self) -> bool {
        self.remembers || self.enrolment.remembers
    }

    /// How many unbroken years before year `y` of the term a member went without a claim, when a city
    /// product paid him last in year `last` (from 1; 0 for never) of it.
    fn claim_free_years(&self, y: usize, last: Option<&u8>) -> usize {
        match last {
            None => 0,
            Some(0) => y + usize::from(self.parts.attributes.years_insured_before),
            Some(&last) => y - usize::from(last),
        }
    }

    /// What the later payers of the books pay.
    fn of_books(&self, design: &Design, paid: &[Fen]) -> Fen {
        let first = design.cii.len();
        let payers = self.fund_payers[first..first + design.hmb.len()].iter().flatten();
        payers.map(|&payer| paid[payer]).sum()
    }

    /// What the later payers pay under these terms for the bills that are known before enrolment closes.
    fn known_payments<'a>(&self, terms: usize, book: &HmbFund, person: &'a mut PersonScratch) -> &'a [Fen] {
        let known = person.episodes.iter().filter(|episode| is_known(book, episode));
        let claims: Vec<Claim> = known.map(claim_of).collect();
        self.classes.terms[terms].settle_into(&claims, &mut person.settlement);
        &person.settlement.paid_by_payer()[self.first_later..]
    }

    /// Where in `person.settled` the payments under these terms stand; `None` when nothing is paid.
    fn settled(&self, terms: usize, left: &Parts, person: &mut PersonScratch) -> Option<usize> {
        if let Some(known) = person.settled.iter().position(|(t, _)| *t == terms) {
            return Some(known);
        }
        let rules = &self.classes.terms[terms];
        if !rules.may_pay_after_bmi(left) {
            return None;
        }
        if person.claims.is_empty() {
            person.claims.extend(person.episodes.iter().map(claim_of));
        }
        rules.settle_into(&person.claims, &mut person.settlement);
        let (first, later) = person.settlement.paid_by_payer().split_at(self.first_later);
        debug_assert_eq!(
            person.settlement.total() - first.iter().copied().sum::<Fen>(),
            left.total(),
            "later payers see what the first payer's ledger leaves"
        );
        let paid = later.to_vec();
        person.settled.push((terms, paid));
        Some(person.settled.len() - 1)
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

/// Settles the person's care with each distinct first payer.
#[inline]
fn settle_first(class: &Class, person: &mut PersonScratch) {
    person.first.clear();
    for terms in &class.variants {
        let mut first = FirstPayer::default();
        if let Some(terms) = terms {
            let mut before = [0; 3];
            for episode in &person.episodes {
                let (&Episode { place, kind, .. }, in_policy) = (episode, episode.parts.in_policy);
                let level = HospitalLevel::ALL[episode.level];
                let (nth, used) = (terms.nth(level, &before), first.inpatient + first.other);
                let Some(payment) = terms.pay_at(place, kind, in_policy, level, nth, used) else { continue };
                if episode.kind == CareKind::Inpatient {
                    before[level as usize] += 1;
                    first.inpatient += payment.paid;
                } else {
                    first.other += payment.paid;
                }
                first.above_cap += payment.above_cap;
            }
        }
        person.first.push(first);
    }
}

/// What the first payer leaves of the year, part by part.
fn left_over(episodes: &[Episode], first: FirstPayer) -> Parts {
    let mut left = Parts::default();
    for Episode { parts, .. } in episodes {
        left[Part::SelfPay] += parts.in_policy;
        left[Part::FirstSelfPay] += parts.first_self_pay;
        left[Part::OverLimit] += parts.over_limit;
        left[Part::ListedOwnExpense] += parts.listed_own_expense;
        left[Part::UnlistedOwnExpense] += parts.unlisted_own_expense;
        left[Part::SpecialDrug] += parts.special_drug;
        left[Part::RareDrug] += parts.rare_drug;
    }
    left[Part::SelfPay] -= first.inpatient + first.other + first.above_cap;
    left[Part::AboveBmiCap] += first.above_cap;
    left
}

/// The claim that an episode makes.
pub(super) fn claim_of(episode: &Episode) -> Claim {
    let parts = &episode.parts;
    let bill = Bill {
        class_a: parts.class_a,
        class_b: parts.in_policy - parts.class_a + parts.first_self_pay,
        first_self_pay: parts.first_self_pay,
        over_limit: parts.over_limit,
        listed_own_expense: parts.listed_own_expense,
        unlisted_own_expense: parts.unlisted_own_expense,
        special_drug: parts.special_drug,
        rare_drug: parts.rare_drug,
        ..Bill::default()
    };
    Claim {
        level: HospitalLevel::ALL[episode.level],
        place: episode.place,
        event: episode.event,
        day: episode.day,
        caused_by_listed_disease: episode.listed_cause,
        drug: episode.drug,
        disease: episode.disease,
        ..Claim::new(episode.kind, Amounts::Bill(bill))
    }
}
