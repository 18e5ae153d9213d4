//! Many designs at once: what one trial counts, and each design's sums from it.

use huimin_kernel as kernel;

use crate::benefit::{Part as BillPart, PartSet, Parts};
use crate::compiled::{BlockPaid, Buckets, FinishScratch, JointCounts, PaidOf, Way};
use crate::illness::whole;
use crate::population::OLDEST;
use crate::projection::classes::{AID, Class, ENROLLED};
use crate::projection::counted::Found;
use crate::projection::enrolment::{BlockWords, PersonWords};
use crate::projection::fan::{Claimants, Fan, Stem};
use crate::projection::patients::{PlainColumns, PlainEntrants};
use crate::projection::person::{PersonScratch, left_over};
use crate::projection::plan::{BlockPlan, Projection, scheme_index};
use crate::projection::totals::{DesignYear, FirstPaid};
use crate::units::{Age, Fen};

/// The sums of one trial that many designs share.
#[derive(Debug, Clone, Default)]
pub(super) struct FanSums {
    /// By year, then pattern, scheme and variant.
    first: Vec<Vec<[Vec<FirstPaid>; 2]>>,
    /// By year, then group of enrolment.
    joined: Vec<Vec<JoinedHeads>>,
    /// The distinct sets of persons who are counted apart.
    parts: Vec<Part>,
    /// Years of one admission that wait to be settled together.
    waiting: Vec<Waiting>,
    columns: Columns,
    /// Settlements in columns in this trial.
    pub(super) in_columns: u64,
    finish: Finish,
    /// Persons of the base whom a run counts.
    pub(super) found: Found,
}

/// Years of one admission of persons who are settled alike.
#[derive(Debug, Clone)]
struct Waiting {
    of: Alikeness,
    left: PlainColumns,
}

/// What persons of one admission must have in common to be settled together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Alikeness {
    year: usize,
    class: usize,
    care: usize,
    /// [`AID`] or nothing.
    mask: usize,
    groups: u64,
}

/// Memory for a block of persons.
#[derive(Debug, Clone, Default)]
struct Columns {
    pools: Vec<Vec<f64>>,
    paid: BlockPaid,
}

/// So many years of one admission are settled together.
const TOGETHER: usize = 512;

/// Members by scheme and age, and whom the product takes.
#[derive(Debug, Clone)]
struct JoinedHeads {
    eligible: i64,
    /// Entitled to medical aid, and others.
    heads: [Vec<(i64, i64)>; 2],
}

/// Persons of one year who are members in the same groups, settled as members or as non-members.
#[derive(Debug, Clone)]
struct Part {
    year: usize,
    enrolled: bool,
    /// The groups in which they are members.
    groups: u64,
    /// By list of designs: what all of them pay alike.
    alike: Vec<Alike>,
    /// By set; `None` where nobody has been counted.
    buckets: Vec<Option<Buckets>>,
    /// By joint.
    joints: Vec<Option<JointCounts>>,
}

/// What all designs of a list pay alike.
#[derive(Debug, Clone, Default)]
struct Alike {
    paid: Vec<Fen>,
    persons_paid: Vec<i64>,
    claimants: Vec<i64>,
}

/// Memory for the end of a trial.
#[derive(Debug, Clone, Default)]
struct Finish {
    scratch: FinishScratch,
    paid: Vec<PaidOf>,
}

impl FanSums {
    /// Forgets the trial before.
    pub(super) fn clear(&mut self, fan: &Fan) {
        let n_years = fan.group_of.len();
        self.found.clear();
        self.first.resize_with(n_years, Vec::new);
        self.joined.resize_with(n_years, Vec::new);
        for (y, (first, joined)) in self.first.iter_mut().zip(&mut self.joined).enumerate() {
            first.clear();
            first.resize_with(fan.patterns.len(), Default::default);
            joined.clear();
            let none = || vec![(0, 0); usize::from(OLDEST) + 1];
            joined.resize_with(fan.one_of[y].len(), || JoinedHeads { eligible: 0, heads: [none(), none()] });
        }
        for part in &mut self.parts {
            part.alike.iter_mut().for_each(Alike::clear);
            part.buckets.iter_mut().flatten().for_each(Buckets::clear);
            part.joints.iter_mut().flatten().for_each(JointCounts::clear);
        }
    }

    /// Adds what the first payers paid in a block's year.
    pub(super) fn add_first(&mut self, (y, pattern, s): (usize, usize, usize), firsts: &[FirstPaid]) {
        let sums = &mut self.first[y][pattern][s];
        sums.resize(sums.len().max(firsts.len()), FirstPaid::default());
        for (sum, first) in sums.iter_mut().zip(firsts) {
            sum.inpatient += first.inpatient;
            sum.other += first.other;
            sum.above.iter_mut().zip(first.above).for_each(|(sum, more)| *sum += more);
        }
    }

    /// Lets persons wait; where there are many of their kind, they are settled.
    fn put(
        &mut self,
        fan: &Fan,
        projection: &Projection,
        of: Alikeness,
        put: impl FnOnce(&mut PlainColumns),
    ) {
        let known = self.waiting.iter().position(|waiting| waiting.of == of);
        let place = known.unwrap_or_else(|| {
            self.waiting.push(Waiting { of, left: PlainColumns::default() });
            self.waiting.len() - 1
        });
        put(&mut self.waiting[place].left);
        if self.waiting[place].left.self_pay.len() >= TOGETHER {
            let mut left = std::mem::take(&mut self.waiting[place].left);
            projection.settle_waiting(fan, of, &left, self);
            left.all().into_iter().for_each(Vec::clear);
            self.waiting[place].left = left;
        }
    }

    /// Members in a year of the group of a design, by scheme and age: entitled to medical aid, and others.
    pub(super) fn members(&self, fan: &Fan, (y, design): (usize, usize)) -> &[Vec<(i64, i64)>; 2] {
        &self.joined[y][fan.group_of[y][design]].heads
    }

    fn part_of(&mut self, fan: &Fan, key: (usize, bool, u64)) -> usize {
        let known = self.parts.iter().position(|part| (part.year, part.enrolled, part.groups) == key);
        known.unwrap_or_else(|| {
            let (year, enrolled, groups) = key;
            self.parts.push(Part {
                year,
                enrolled,
                groups,
                alike: vec![Alike::default(); fan.lists.len()],
                buckets: vec![None; fan.sets.len()],
                joints: vec![None; fan.joints.len()],
            });
            self.parts.len() - 1
        })
    }
}

impl PlainColumns {
    /// The sum of the parts of a pool of each person.
    fn pool(&self, parts: PartSet, sums: &mut Vec<f64>) {
        sums.clear();
        sums.resize(self.self_pay.len(), 0.0);
        let own = [BillPart::ListedOwnExpense, BillPart::UnlistedOwnExpense].map(|part| parts.contains(part));
        let columns = [
            (parts.contains(BillPart::SelfPay), &self.self_pay),
            (parts.contains(BillPart::FirstSelfPay), &self.first_self_pay),
            (parts.contains(BillPart::OverLimit), &self.over_limit),
            (own[1], &self.own_expense),
        ];
        for (_, column) in columns.into_iter().filter(|(looks, _)| *looks) {
            kernel::add(sums, column);
        }
        match own {
            [true, false] => kernel::add(sums, &self.listed),
            [false, true] => kernel::take(sums, &self.listed),
            _ => {}
        }
    }
}

impl Alike {
    fn resize(&mut self, payers: usize, funds: usize) {
        self.paid.resize(payers, Fen::ZERO);
        self.persons_paid.resize(payers, 0);
        self.claimants.resize(funds, 0);
    }

    fn clear(&mut self) {
        self.paid.fill(Fen::ZERO);
        self.persons_paid.fill(0);
        self.claimants.fill(0);
    }
}

impl Projection {
    /// Who joins in a block's year, group by group.
    pub(super) fn join_at_once(
        &self,
        fan: &Fan,
        words: &mut BlockWords,
        (y, plan): (usize, &BlockPlan),
        sums: &mut FanSums,
    ) {
        for (group, &design) in fan.one_of[y].iter().enumerate() {
            let joined = &mut sums.joined[y][group];
            self.enrol(words, (design, y), plan, |_, enrolled| {
                let Age(age) = plan.person.age;
                let heads = &mut joined.heads[scheme_index(plan.status)][usize::from(age.min(OLDEST))];
                joined.eligible += plan.heads as i64;
                heads.0 += enrolled.subsidised;
                heads.1 += enrolled.paying;
            });
        }
    }

    /// Settles one person's year under all designs.
    pub(super) fn settle_at_once(
        &self,
        fan: &Fan,
        (class, of_class): (&Class, usize),
        (y, words): (usize, Option<(PersonWords, &BlockWords)>),
        person: &mut PersonScratch,
        (sums, designs): (&mut FanSums, &mut [Vec<DesignYear>]),
    ) {
        let aid = words.is_some_and(|(words, _)| words.aid);
        let groups = self.groups_of(fan, y, words);
        let all = u64::MAX >> (64 - fan.one_of[y].len());
        person.begin();
        for (enrolled, some) in [(true, groups != 0), (false, groups != all)] {
            if !some {
                continue;
            }
            let mask = if enrolled { ENROLLED } else { 0 } | if aid { AID } else { 0 };
            for &stem in &fan.stems_of[of_class][mask] {
                self.settle_stem(fan, class, (stem, y, enrolled, groups), person, (sums, &mut *designs));
            }
        }
    }

    /// The groups in which a person is a member, one bit each.
    pub(super) fn groups_of(&self, fan: &Fan, y: usize, words: Option<(PersonWords, &BlockWords)>) -> u64 {
        let Some((words, block)) = words else { return 0 };
        let groups = fan.one_of[y].iter().enumerate();
        groups
            .fold(0, |bits, (group, &design)| bits | u64::from(self.is_member(block, design, words)) << group)
    }

    /// Puts the years of one admission of a block with those that wait; `traits` of a patient are [`AID`] or
    /// nothing, and the groups in which he is a member.
    pub(super) fn wait(
        &self,
        fan: &Fan,
        (class, y): (usize, usize),
        plain: &PlainEntrants,
        traits: impl Fn(usize) -> (usize, u64),
        sums: &mut FanSums,
    ) {
        let Some(&first) = plain.cares.first() else { return };
        let of = |care: u32, mask, groups| Alikeness { year: y, class, care: care as usize, mask, groups };
        if !self.named && plain.cares.iter().all(|&care| care == first) {
            sums.put(fan, self, of(first, 0, 0), |left| left.extend(&plain.left));
            return;
        }
        for (i, (&number, &care)) in plain.numbers.iter().zip(&plain.cares).enumerate() {
            let (mask, groups) = traits(number);
            sums.put(fan, self, of(care, mask, groups), |left| left.push(&plain.left, i));
        }
    }

    /// Settles years that wait.
    fn settle_waiting(&self, fan: &Fan, of: Alikeness, left: &PlainColumns, sums: &mut FanSums) {
        let all = u64::MAX >> (64 - fan.one_of[of.year].len());
        for (enrolled, some) in [(true, of.groups != 0), (false, of.groups != all)] {
            let mask = of.mask | if enrolled { ENROLLED } else { 0 };
            for &stem in fan.stems_of[of.class][mask].iter().filter(|_| some) {
                let part = sums.part_of(fan, (of.year, enrolled, of.groups));
                let FanSums { parts, columns, in_columns, found, .. } = sums;
                let stem = &fan.stems[stem];
                *in_columns += left.self_pay.len() as u64;
                self.count_block(fan, (stem, of.care), left, columns, &mut parts[part]);
                if let (Some(counting), true) = (&self.counting, parts[part].holds(fan, 0)) {
                    let at = (stem, of.care, of.year);
                    counting.find_in_block((fan, self.first_later), at, &columns.paid, found);
                }
            }
        }
    }

    /// Counts the persons of a block, settled by a stem.
    fn count_block(
        &self,
        fan: &Fan,
        (stem, care): (&Stem, usize),
        left: &PlainColumns,
        columns: &mut Columns,
        part: &mut Part,
    ) {
        let Some(terms) = &stem.blocks[care] else { unreachable!("only plain cares wait") };
        let Columns { pools, paid } = columns;
        pools.resize_with(pools.len().max(terms.pools().len()), Vec::new);
        for (&parts, sums) in terms.pools().iter().zip(&mut *pools) {
            left.pool(parts, sums);
        }
        let pools: Vec<&[f64]> = pools[..terms.pools().len()].iter().map(Vec::as_slice).collect();
        terms.settle(&pools, paid);
        let alike = &mut part.alike[stem.list];
        alike.resize(self.later_payers.len(), self.fund_payers.len());
        let rows = |payers: &[usize]| -> Vec<usize> {
            let of_fund = |payer: usize| payers.contains(&(payer - self.first_later));
            terms.payers().enumerate().filter(|&(_, payer)| of_fund(payer)).map(|(row, _)| row).collect()
        };
        for (row, payer) in terms.payers().enumerate() {
            alike.paid[payer - self.first_later] += paid.sum(row);
            alike.persons_paid[payer - self.first_later] += paid.persons_paid(row) as i64;
        }
        let row_of = |layer| terms.layers().position(|row| row == layer);
        for end in &stem.ends {
            let Some(row) = row_of(end.layer) else { continue };
            let set = end.sets[terms.way_of(row)];
            let candidates = &fan.sets[set].candidates;
            let buckets = part.buckets[set].get_or_insert_with(|| candidates.buckets());
            candidates.add_column(paid.eligible(row), buckets);
        }
        for (f, (claimants, payers)) in stem.claimants.iter().zip(&self.fund_payers).enumerate() {
            let of_fund = rows(payers);
            let is_paid = |i: usize| of_fund.iter().any(|&row| paid.paid(row)[i] > 0.0);
            match (claimants, of_fund.as_slice()) {
                (Claimants::OfEnd, _) | (Claimants::Alike, []) => {}
                (Claimants::Alike, &[row]) => alike.claimants[f] += paid.persons_paid(row) as i64,
                (Claimants::Alike, _) => {
                    alike.claimants[f] += (0..left.self_pay.len()).filter(|&i| is_paid(i)).count() as i64;
                }
                (Claimants::Jointly { ends, joints }, _) => {
                    let of_ends: Vec<Option<usize>> =
                        ends.iter().map(|&e| row_of(stem.ends[e].layer)).collect();
                    let place = ends.iter().zip(&of_ends).fold(0, |place, (&e, row)| {
                        place * stem.ends[e].sets.len() + row.map_or(0, |row| terms.way_of(row))
                    });
                    let joint = joints[place];
                    let counts = part.joints[joint].get_or_insert_with(|| fan.joints[joint].counts.clone());
                    let mut eligible = [Fen::ZERO; 32];
                    for i in 0..left.self_pay.len() {
                        if is_paid(i) {
                            alike.claimants[f] += 1;
                            continue;
                        }
                        for (eligible, row) in eligible.iter_mut().zip(&of_ends) {
                            *eligible = row.map_or(Fen::ZERO, |row| whole(paid.eligible(row)[i]));
                        }
                        counts.add(&eligible[..of_ends.len()]);
                    }
                }
            }
        }
    }

    fn settle_stem(
        &self,
        fan: &Fan,
        class: &Class,
        (stem, y, enrolled, groups): (usize, usize, bool, u64),
        person: &mut PersonScratch,
        (sums, designs): (&mut FanSums, &mut [Vec<DesignYear>]),
    ) {
        let stem = &fan.stems[stem];
        let list = &fan.lists[stem.list];
        let left = left_over(&person.episodes, person.first[class.variant_of[list[0]]]);
        if left.total() <= stem.entry {
            return;
        }
        let ways = person.settle_program(&stem.program);
        let plain =
            ways == Way::Compiled && stem.ends.iter().all(|end| person.program().way_of(end.layer).is_some());
        let counting = self.counting.as_ref().filter(|_| (groups >> fan.group_of[y][0] & 1 == 1) == enrolled);
        if !plain {
            let cost = counting.and_then(|counting| Some((counting, counting.cost_of(stem, (ways, person))?)));
            self.settle_each(fan, (stem, y, enrolled, groups), &left, person, designs);
            if let Some((counting, cost)) = cost {
                let paid = self.settled(stem.terms[0], &left, person).map(|paid| person.paid_at(paid));
                counting.add_apart(y, cost, paid, &mut sums.found);
            }
            return;
        }
        if let Some(counting) = counting {
            counting.find_person((fan, self.first_later), (stem, y), person, &mut sums.found);
        }
        let part = sums.part_of(fan, (y, enrolled, groups));
        self.count(fan, stem, person, &mut sums.parts[part]);
    }

    /// Counts a person who has been settled by a stem's program.
    fn count(&self, fan: &Fan, stem: &Stem, person: &PersonScratch, part: &mut Part) {
        let paid = &person.all_paid()[self.first_later..];
        let alike = &mut part.alike[stem.list];
        alike.resize(paid.len(), self.fund_payers.len());
        for (p, &amount) in paid.iter().enumerate() {
            alike.paid[p] += amount;
            alike.persons_paid[p] += i64::from(amount > Fen::ZERO);
        }
        let program = person.program();
        for end in &stem.ends {
            let set = end.sets[program.way_of(end.layer).unwrap_or(0)];
            let candidates = &fan.sets[set].candidates;
            let buckets = part.buckets[set].get_or_insert_with(|| candidates.buckets());
            candidates.add(program.eligible(end.layer), buckets);
        }
        for (f, (claimants, payers)) in stem.claimants.iter().zip(&self.fund_payers).enumerate() {
            let is_paid = payers.iter().any(|&p| paid[p] > Fen::ZERO);
            match claimants {
                Claimants::OfEnd => {}
                _ if is_paid => alike.claimants[f] += 1,
                Claimants::Alike => {}
                Claimants::Jointly { ends, joints } => {
                    let (mut place, mut eligible) = (0, [Fen::ZERO; 32]);
                    for (&e, eligible) in ends.iter().zip(&mut eligible) {
                        let end = &stem.ends[e];
                        place = place * end.sets.len() + program.way_of(end.layer).unwrap_or(0);
                        *eligible = program.eligible(end.layer);
                    }
                    let joint = joints[place];
                    let counts = part.joints[joint].get_or_insert_with(|| fan.joints[joint].counts.clone());
                    counts.add(&eligible[..ends.len()]);
                }
            }
        }
    }

    /// Settles a person under each design of a stem by itself.
    fn settle_each(
        &self,
        fan: &Fan,
        (stem, y, enrolled, groups): (&Stem, usize, bool, u64),
        left: &Parts,
        person: &mut PersonScratch,
        designs: &mut [Vec<DesignYear>],
    ) {
        for (&design, &terms) in fan.lists[stem.list].iter().zip(&stem.terms) {
            if (groups >> fan.group_of[y][design] & 1 == 1) != enrolled {
                continue;
            }
            if let Some(paid) = self.settled(terms, left, person) {
                let paid = person.paid_at(paid);
                let sums = &mut designs[design][y];
                for (p, &amount) in paid.iter().enumerate() {
                    sums.paid[p] += amount;
                    sums.persons_paid[p] += i64::from(amount > Fen::ZERO);
                }
                for (f, payers) in self.fund_payers.iter().enumerate() {
                    sums.claimants[f] += i64::from(payers.iter().any(|&p| paid[p] > Fen::ZERO));
                }
            }
        }
    }

    /// Makes each design's sums of what was counted.
    pub(super) fn spread(&self, fan: &Fan, sums: &mut FanSums, designs: &mut [Vec<DesignYear>]) {
        for mut waiting in std::mem::take(&mut sums.waiting) {
            self.settle_waiting(fan, waiting.of, &waiting.left, sums);
            waiting.left.all().into_iter().for_each(Vec::clear);
            sums.waiting.push(waiting);
        }
        for (design, years) in designs.iter_mut().enumerate() {
            for (y, year) in years.iter_mut().enumerate() {
                for (pattern, schemes) in fan.patterns.iter().zip(&sums.first[y]) {
                    for (s, variants) in schemes.iter().enumerate() {
                        let Some(first) = variants.get(pattern[design]) else { continue };
                        year.first_payer[s] += first.inpatient;
                        year.first_payer_other += first.other;
                        year.above.iter_mut().zip(first.above).for_each(|(sum, more)| *sum += more);
                    }
                }
                self.spread_joined(design, y, &sums.joined[y][fan.group_of[y][design]], year);
            }
        }
        for part in &sums.parts {
            for (list, alike) in fan.lists.iter().zip(&part.alike) {
                for &design in list.iter().filter(|&&design| part.holds(fan, design)) {
                    alike.add_to(&mut designs[design][part.year]);
                }
            }
        }
        for y in 0..fan.one_of.len() {
            for group in 0..fan.one_of[y].len() {
                for set in 0..fan.sets.len() {
                    sums.spread_set(fan, (set, y, group), designs);
                }
                for joint in 0..fan.joints.len() {
                    sums.spread_joint(fan, (joint, y, group), designs);
                }
            }
        }
        for year in designs.iter_mut().flatten() {
            for (f, payers) in self.fund_payers.iter().enumerate() {
                year.base_claims[f] = payers.iter().map(|&p| year.paid[p]).sum();
            }
        }
    }

    fn spread_joined(&self, design: usize, y: usize, joined: &JoinedHeads, year: &mut DesignYear) {
        let Some(book) = self.parts.designs[design].in_year(self.parts.years[y]).hmb.first() else { return };
        year.eligible += joined.eligible;
        for (s, ages) in joined.heads.iter().enumerate() {
            for (age, &heads) in (0..).map(Age).zip(ages).filter(|(_, heads)| **heads != (0, 0)) {
                year.joined.add(s, heads, book.terms.premium.at(age));
            }
        }
    }
}

impl Part {
    /// Whether its persons are settled so under a design.
    fn holds(&self, fan: &Fan, design: usize) -> bool {
        self.holds_group(fan.group_of[self.year][design])
    }

    fn holds_group(&self, group: usize) -> bool {
        (self.groups >> group & 1 == 1) == self.enrolled
    }
}

impl Alike {
    fn add_to(&self, year: &mut DesignYear) {
        for (p, (&paid, &persons)) in self.paid.iter().zip(&self.persons_paid).enumerate() {
            year.paid[p] += paid;
            year.persons_paid[p] += persons;
        }
        for (sum, &more) in year.claimants.iter_mut().zip(&self.claimants) {
            *sum += more;
        }
    }
}

impl FanSums {
    /// Adds what the designs of a set and group pay.
    fn spread_set(
        &mut self,
        fan: &Fan,
        (set, y, group): (usize, usize, usize),
        designs: &mut [Vec<DesignYear>],
    ) {
        let mut counted = self.parts.iter().filter(|part| part.year == y && part.holds_group(group));
        let mut counted = std::iter::from_fn(|| counted.find_map(|part| part.buckets[set].as_ref()));
        let Some(first) = counted.next() else { return };
        let set = &fan.sets[set];
        let Finish { scratch, paid } = &mut self.finish;
        paid.resize(set.candidates.len(), PaidOf::default());
        let mut rest = counted.peekable();
        if rest.peek().is_some() {
            let mut all = first.clone();
            rest.for_each(|buckets| all.merge(buckets));
            set.candidates.finish(&all, scratch, paid);
        } else {
            set.candidates.finish(first, scratch, paid);
        }
        for (&design, &place) in fan.lists[set.list].iter().zip(&set.places) {
            if fan.group_of[y][design] == group {
                let year = &mut designs[design][y];
                year.paid[set.payer] += paid[place].paid;
                year.persons_paid[set.payer] += paid[place].persons;
                if let Some(fund) = set.fund {
                    year.claimants[fund] += paid[place].persons;
                }
            }
        }
    }

    /// Adds the claimants of the designs of a joint and group.
    fn spread_joint(
        &self,
        fan: &Fan,
        (joint, y, group): (usize, usize, usize),
        designs: &mut [Vec<DesignYear>],
    ) {
        let mut counted = self.parts.iter().filter(|part| part.year == y && part.holds_group(group));
        let mut counted = std::iter::from_fn(|| counted.find_map(|part| part.joints[joint].as_ref()));
        let Some(first) = counted.next() else { return };
        let mut all = first.clone();
        counted.for_each(|counts| all.merge(counts));
        let (joint, below) = (&fan.joints[joint], all.finish());
        for (&design, first_paid) in fan.lists[joint.list].iter().zip(&joint.first_paid) {
            if fan.group_of[y][design] == group {
                designs[design][y].claimants[joint.fund] += below.claimants(first_paid);
            }
        }
    }
}
