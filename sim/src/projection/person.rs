//! One person's year through all payers, under every design.

use crate::benefit::{Amounts, Bill, CareKind, Claim, HospitalLevel, Part, Parts, Settlement};
use crate::compiled::{self, Program, Way};
use crate::illness::{BlockYear, Episode, Illness};
use crate::projection::classes::{AID, Class, ENROLLED, TOPUP};
use crate::projection::design::{Design, HmbFund};
use crate::projection::enrolment::{BlockWords, PersonWords, is_known, knows, word_below};
use crate::projection::first_payer::FirstPayer;
use crate::projection::plan::{BlockPlan, Projection, scheme_index};
use crate::projection::settled::Ways;
use crate::projection::totals::DesignYear;
use crate::units::Fen;

/// What the per-admission first payer makes of a year.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct FirstYear {
    /// Paid for admissions.
    pub(super) inpatient: Fen,
    /// Paid for other care.
    pub(super) other: Fen,
    /// Cost above its cap.
    above_cap: Fen,
}

/// Memory for one person.
#[derive(Debug, Default)]
pub(super) struct PersonScratch {
    pub(super) episodes: Vec<Episode>,
    claims: Vec<Claim>,
    /// By variant of the first payer.
    pub(super) first: Vec<FirstYear>,
    settlement: Settlement,
    program: compiled::PersonScratch,
    all_paid: Vec<Fen>,
    /// The terms under which the year has been settled, by pool index, for designs that share them.
    settled: Vec<usize>,
    /// What the later payers pay under each of them, one after another.
    paid: Vec<Fen>,
    /// The terms of the base that hold for the person, by pool index.
    pub(super) of_base: usize,
    /// The settlements of this trial.
    pub(super) ways: Ways,
}

impl PersonScratch {
    /// Takes the year of patient `j`, up to the day `seen`.
    pub(super) fn draw(&mut self, drawn: &BlockYear, illness: &Illness, j: usize, seen: Option<u16>) {
        drawn.year_of(illness, j, &mut self.episodes);
        if let Some(last) = seen {
            self.episodes.retain(|episode| episode.day.is_none_or(|day| day <= last));
        }
    }

    /// Takes a year of care.
    pub(super) fn take(&mut self, care: &[Episode]) {
        self.episodes.clear();
        self.episodes.extend_from_slice(care);
    }

    /// Forgets what the person before was paid.
    pub(super) fn begin(&mut self) {
        self.settled.clear();
        self.paid.clear();
        self.claims.clear();
    }

    /// Settles the year by a program: what every payer pays stands in [`PersonScratch::all_paid`].
    pub(super) fn settle_program(&mut self, program: &Program) -> Way {
        if self.claims.is_empty() {
            self.claims.extend(self.episodes.iter().map(claim_of));
        }
        self.all_paid.resize(program.n_payers(), Fen::ZERO);
        let way = program.settle(&self.claims, &mut self.program, &mut self.all_paid);
        match way {
            Way::Compiled => self.ways.by_program += 1,
            Way::Exact => self.ways.by_rules += 1,
        }
        way
    }

    /// What the program found of the year that it settled last.
    pub(super) fn program(&self) -> &compiled::PersonScratch {
        &self.program
    }

    /// What every payer pays of the year that was settled last.
    pub(super) fn all_paid(&self) -> &[Fen] {
        &self.all_paid
    }

    /// What the later payers pay under the terms settled at this place.
    pub(super) fn paid_at(&self, place: usize) -> &[Fen] {
        let n = self.paid.len() / self.settled.len();
        &self.paid[place * n..][..n]
    }
}

impl Projection {
    /// Settles one person's year with every later payer, under every design.
    pub(super) fn settle_later(
        &self,
        class: &Class,
        (plan, y, words): (&BlockPlan, usize, Option<PersonWords>),
        person: &mut PersonScratch,
        sums: &mut [Vec<DesignYear>],
        (last_paid, people): (&mut [Vec<u8>], &mut BlockWords),
    ) {
        let year = self.parts.years[y];
        let attributes = self.attributes_of(plan, words);
        let topup = attributes & TOPUP != 0;
        person.begin();
        for (design, (parts, sums)) in self.parts.designs.iter().zip(sums).enumerate() {
            let parts = parts.in_year(year);
            let taken = || parts.hmb.iter().filter(|book| book.members.holds(&plan.person));
            let enrolled = words.is_some_and(|words| self.is_member(people, design, words));
            let last = words.and_then(|words| last_paid.get_mut(design)?.get_mut(words.slot));
            let terms = &class.terms[self.claim_free_years(y, last.as_deref()).min(class.terms.len() - 1)];
            let mask = attributes + usize::from(enrolled) * ENROLLED;
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
            if design == 0 {
                person.of_base = terms[mask][0];
            }
            let paid = self.settled(terms[mask][design], &left, person);
            let Some(paid) = paid else { continue };
            if let Some(words) = words
                && self.remembers_claims()
                && self.of_books(parts, person.paid_at(paid)) > Fen::ZERO
            {
                if let Some(last) = last {
                    *last = u8::try_from(y + 1).unwrap_or(u8::MAX);
                }
                people.note_claim(design, words.slot);
            }
            self.add_payments(parts, paid, person, sums);
            // what the contract would have paid had the employee not paid his top-up
            let base = if topup {
                self.settled(terms[mask & !TOPUP][design], &left, person)
            } else {
                self.settled(terms[mask][design], &left, person)
            };
            self.add_base_claims(base, person, sums);
        }
    }

    /// Adds what the later payers pay of a year settled at this place.
    pub(super) fn add_payments(
        &self,
        parts: &Design,
        paid: usize,
        person: &PersonScratch,
        sums: &mut DesignYear,
    ) {
        let paid = person.paid_at(paid);
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
    }

    /// Adds what the contracts would have paid of a year had nobody paid a top-up, settled at this place.
    pub(super) fn add_base_claims(&self, base: Option<usize>, person: &PersonScratch, sums: &mut DesignYear) {
        let Some(base) = base else { return };
        for (f, payers) in self.fund_payers.iter().enumerate() {
            sums.base_claims[f] += payers.iter().map(|&p| person.paid_at(base)[p]).sum();
        }
    }

    /// Whether a person paid the top-up and is entitled to medical aid: [`TOPUP`] and [`AID`], as they hold.
    #[inline]
    pub(super) fn attributes_of(&self, plan: &BlockPlan, words: Option<PersonWords>) -> usize {
        let share = self.parts.attributes.topup_share;
        let pays = words.map_or(share >= 1.0, |words| word_below(words.topup, share));
        let topup = scheme_index(plan.status) == 0 && pays;
        let aid = words.is_some_and(|words| words.aid);
        usize::from(topup) * TOPUP + usize::from(aid) * AID
    }

    /// Whether what a city product paid matters in later years.
    fn remembers_claims(&self) -> bool {
        self.remembers || self.enrolment.remembers
    }

    /// How many unbroken years before year `y` of the term a member went without a claim, when a city
    /// product paid him last in year `last` (from 1; 0 for never) of it.
    pub(super) fn claim_free_years(&self, y: usize, last: Option<&u8>) -> usize {
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

    /// The place, for [`PersonScratch::paid_at`], of what the later payers pay under these terms; `None` when
    /// nothing is paid.
    pub(super) fn settled(&self, terms: usize, left: &Parts, person: &mut PersonScratch) -> Option<usize> {
        let known = person.settled.iter().position(|&known| known == terms);
        if known.is_some() || !self.classes.terms[terms].may_pay_after_bmi(left) {
            return known;
        }
        if person.settle_program(&self.classes.programs[terms]) == Way::Exact {
            self.classes.terms[terms].settle_into(&person.claims, &mut person.settlement);
            person.all_paid.copy_from_slice(person.settlement.paid_by_payer());
        }
        let later = &person.all_paid[self.first_later..];
        person.paid.extend_from_slice(later);
        person.settled.push(terms);
        Some(person.settled.len() - 1)
    }
}

/// Settles the person's care with each distinct first payer.
#[inline]
pub(super) fn settle_first(class: &Class, person: &mut PersonScratch) {
    person.first.clear();
    for payer in &class.variants {
        let mut first = FirstYear::default();
        if let Some(terms) = payer.as_ref().map(FirstPayer::terms) {
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
pub(super) fn left_over(episodes: &[Episode], first: FirstYear) -> Parts {
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
