//! Many designs at once: what one trial counts, and each design's sums from it.

mod spread;

use huimin_kernel as kernel;

use crate::benefit::{Part as BillPart, PartSet, Parts};
use crate::compiled::{BlockPaid, Buckets, FinishScratch, JointCounts, PaidOf, Way};
use crate::illness::whole;
use crate::population::OLDEST;
use crate::projection::classes::{Class, ENROLLED, TOPUP};
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
    /// Years that wait to be settled together, by year and class of their persons.
    waiting: Vec<Vec<Waiting>>,
    kinds: Kinds,
    columns: Columns,
    /// Settlements in columns in this trial.
    pub(super) in_columns: u64,
    finish: Finish,
    /// Persons of the base whom a run counts.
    pub(super) found: Found,
}

/// Years of persons who are settled alike.
#[derive(Debug, Clone)]
struct Waiting {
    of: Alikeness,
    left: PlainColumns,
}

/// Persons of a block's year by care, mask and groups of enrolment ([`Alikeness`]).
#[derive(Debug, Clone, Default)]
struct Kinds {
    /// Care and mask in one word, and the groups.
    of_person: Vec<[u64; 2]>,
    rest: Vec<u32>,
    alike: Vec<u32>,
}

impl Kinds {
    /// The word of a care and mask.
    fn word_of(care: u32, mask: usize) -> u64 {
        u64::from(care) << 32 | mask as u64
    }

    /// Hands out care, mask and groups of each kind with its persons, in order.
    #[expect(clippy::cast_possible_truncation, reason = "what was put into the word")]
    fn take_apart(&mut self, mut take: impl FnMut((u32, usize, u64), &[u32])) {
        let Kinds { of_person, rest, alike } = self;
        rest.clear();
        rest.extend((0..).take(of_person.len()));
        alike.resize(rest.len().max(alike.len()), 0);
        while let Some(&first) = rest.first() {
            let kind = of_person[first as usize];
            let (mut n, mut others) = (0, 0);
            // written in any case and kept where it belongs: no branch to mispredict
            for i in 0..rest.len() {
                let person = rest[i];
                let [word, groups] = of_person[person as usize];
                let is_alike = (word ^ kind[0]) | (groups ^ kind[1]) == 0;
                (alike[n], rest[others]) = (person, person);
                n += usize::from(is_alike);
                others += usize::from(!is_alike);
            }
            rest.truncate(others);
            take(((kind[0] >> 32) as u32, kind[0] as u32 as usize, kind[1]), &alike[..n]);
        }
    }
}

/// What persons must have in common to be settled together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Alikeness {
    year: usize,
    class: usize,
    care: usize,
    /// [`AID`] and [`TOPUP`], as they hold.
    mask: usize,
    groups: u64,
}

/// What the payments of persons are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CountedIn {
    /// What is paid, and what would be without the top-up, which changes nothing for them.
    Both,
    /// What is paid to those who paid the top-up.
    Paid,
    /// What would be paid to them had they not.
    Base,
}

impl CountedIn {
    const ALL: [CountedIn; 3] = [CountedIn::Both, CountedIn::Paid, CountedIn::Base];
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
    counted_in: CountedIn,
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
        let cell = of.year * fan.plain_cares.len() + of.class;
        self.waiting.resize_with(self.waiting.len().max(cell + 1), Vec::new);
        let waiting = &mut self.waiting[cell];
        let known = waiting.iter().position(|waiting| waiting.of == of);
        let place = known.unwrap_or_else(|| {
            waiting.push(Waiting { of, left: PlainColumns::default() });
            waiting.len() - 1
        });
        put(&mut waiting[place].left);
        if waiting[place].left.self_pay.len() >= TOGETHER {
            let mut left = std::mem::take(&mut waiting[place].left);
            projection.settle_waiting(fan, of, &left, self);
            left.all().into_iter().for_each(Vec::clear);
            self.waiting[cell][place].left = left;
        }
    }

    /// Members in a year of the group of a design, by scheme and age: entitled to medical aid, and others.
    pub(super) fn members(&self, fan: &Fan, (y, design): (usize, usize)) -> &[Vec<(i64, i64)>; 2] {
        &self.joined[y][fan.group_of[y][design]].heads
    }

    fn part_of(&mut self, fan: &Fan, key: (usize, bool, u64, CountedIn)) -> usize {
        let of = |part: &Part| (part.year, part.enrolled, part.groups, part.counted_in);
        let known = self.parts.iter().position(|part| of(part) == key);
        known.unwrap_or_else(|| {
            let (year, enrolled, groups, counted_in) = key;
            self.parts.push(Part {
                year,
                enrolled,
                groups,
                counted_in,
                alike: vec![Alike::default(); fan.lists.len()],
                buckets: vec![None; fan.sets.len()],
                joints: vec![None; fan.joints.len()],
            });
            self.parts.len() - 1
        })
    }
}

impl Fan {
    /// As what persons of a class are settled, members in `groups` in some designs and not in others, and what it
    /// is counted in; `mask` is [`AID`] and [`TOPUP`], as they hold.
    fn masks(
        &self,
        class: usize,
        y: usize,
        mask: usize,
        groups: u64,
    ) -> impl Iterator<Item = (usize, CountedIn)> + use<> {
        let all = u64::MAX >> (64 - self.one_of[y].len());
        let stems = &self.stems_of[class];
        let ways = [(ENROLLED, groups != 0), (0, groups != all)].map(|(enrolled, some)| {
            let (with, without) = (mask | enrolled, mask & !TOPUP | enrolled);
            let counted = if stems[with] == stems[without] {
                [Some((without, CountedIn::Both)), None]
            } else {
                [Some((with, CountedIn::Paid)), Some((without, CountedIn::Base))]
            };
            if some { counted } else { [None, None] }
        });
        ways.into_iter().flatten().flatten()
    }
}

impl PlainColumns {
    /// The sum of the parts of a pool of each person; `sums` is memory for it.
    fn pool<'a>(&'a self, parts: PartSet, sums: &'a mut Vec<f64>) -> &'a [f64] {
        let own = [BillPart::ListedOwnExpense, BillPart::UnlistedOwnExpense].map(|part| parts.contains(part));
        let columns = [
            (parts.contains(BillPart::SelfPay), &self.self_pay),
            (parts.contains(BillPart::FirstSelfPay), &self.first_self_pay),
            (parts.contains(BillPart::OverLimit), &self.over_limit),
            (own[1], &self.own_expense),
            (own == [true, false], &self.listed),
        ];
        let mut columns =
            columns.into_iter().filter_map(|(looks, column)| looks.then_some(column)).peekable();
        let first = columns.next();
        if let (Some(first), None, true) = (first, columns.peek(), own != [false, true]) {
            return first;
        }
        sums.clear();
        match first {
            Some(first) => sums.extend_from_slice(first),
            None => sums.resize(self.self_pay.len(), 0.0),
        }
        columns.for_each(|column| kernel::add(sums, column));
        if own == [false, true] {
            kernel::take(sums, &self.listed);
        }
        sums
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

    /// Settles one person's year under all designs; `mask` is [`AID`] and [`TOPUP`], as they hold.
    pub(super) fn settle_at_once(
        &self,
        fan: &Fan,
        (class, of_class): (&Class, usize),
        (y, mask, groups): (usize, usize, u64),
        person: &mut PersonScratch,
        (sums, designs): (&mut FanSums, &mut [Vec<DesignYear>]),
    ) {
        person.begin();
        for (mask, counted_in) in fan.masks(of_class, y, mask, groups) {
            for &stem in &fan.stems_of[of_class][mask] {
                let of = (y, mask & ENROLLED != 0, groups, counted_in);
                self.settle_stem(fan, class, (stem, of), person, (sums, &mut *designs));
            }
        }
    }

    /// The groups in which a person is a member, one bit each.
    #[inline]
    pub(super) fn groups_of(&self, fan: &Fan, y: usize, words: Option<(PersonWords, &BlockWords)>) -> u64 {
        let Some((words, block)) = words else { return 0 };
        let groups = fan.one_of[y].iter().enumerate();
        groups
            .fold(0, |bits, (group, &design)| bits | u64::from(self.is_member(block, design, words)) << group)
    }

    /// Puts the plain years of a stretch with those that wait; `traits` of a patient are [`AID`] and
    /// [`TOPUP`], as they hold, and the groups in which he is a member.
    pub(super) fn wait(
        &self,
        fan: &Fan,
        (class, y): (usize, usize),
        plain: &PlainEntrants<'_>,
        traits: impl Fn(usize) -> (usize, u64),
        sums: &mut FanSums,
    ) {
        let Some(&first) = plain.cares.first() else { return };
        let of = |care: u32, mask, groups| Alikeness { year: y, class, care: care as usize, mask, groups };
        if !self.named && plain.cares.iter().all(|&care| care == first) {
            sums.put(fan, self, of(first, 0, 0), |left| left.extend(plain));
            return;
        }
        let mut kinds = std::mem::take(&mut sums.kinds);
        kinds.of_person.clear();
        kinds.of_person.extend(plain.numbers.iter().zip(plain.cares).map(|(&number, &care)| {
            let (mask, groups) = traits(number);
            [Kinds::word_of(care, mask), groups]
        }));
        kinds.take_apart(|(care, mask, groups), persons| {
            sums.put(fan, self, of(care, mask, groups), |left| left.extend_by(plain, persons));
        });
        sums.kinds = kinds;
    }

    /// Settles years that wait.
    fn settle_waiting(&self, fan: &Fan, of: Alikeness, left: &PlainColumns, sums: &mut FanSums) {
        for (mask, counted_in) in fan.masks(of.class, of.year, of.mask, of.groups) {
            for &stem in &fan.stems_of[of.class][mask] {
                let part = sums.part_of(fan, (of.year, mask & ENROLLED != 0, of.groups, counted_in));
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
        let pools: Vec<&[f64]> =
            terms.pools().iter().zip(pools).map(|(&parts, sums)| left.pool(parts, sums)).collect();
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
        (stem, of): (usize, (usize, bool, u64, CountedIn)),
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
        let (y, enrolled, groups, _) = of;
        let counting = self.counting.as_ref().filter(|_| (groups >> fan.group_of[y][0] & 1 == 1) == enrolled);
        if !plain {
            let cost =
                counting.and_then(|counting| Some((counting, counting.cost_of(stem, (ways, person))?)));
            self.settle_each(fan, (stem, of), &left, person, designs);
            if let Some((counting, cost)) = cost {
                let paid = self.settled(stem.terms[0], &left, person).map(|paid| person.paid_at(paid));
                counting.add_apart(y, cost, paid, &mut sums.found);
            }
            return;
        }
        if let Some(counting) = counting {
            counting.find_person((fan, self.first_later), (stem, y), person, &mut sums.found);
        }
        let part = sums.part_of(fan, of);
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
        (stem, (y, enrolled, groups, counted_in)): (&Stem, (usize, bool, u64, CountedIn)),
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
                    self.add_paid(counted_in, p, (amount, i64::from(amount > Fen::ZERO)), sums);
                }
                if counted_in != CountedIn::Base {
                    for (f, payers) in self.fund_payers.iter().enumerate() {
                        sums.claimants[f] += i64::from(payers.iter().any(|&p| paid[p] > Fen::ZERO));
                    }
                }
            }
        }
    }
}
