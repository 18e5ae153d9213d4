//! What many designs are paid, from what one trial counted.

use super::{Alike, CountedIn, FanSums, Finish, JoinedHeads, Part};
use crate::compiled::PaidOf;
use crate::fund::Premium;
use crate::projection::fan::Fan;
use crate::projection::plan::Projection;
use crate::projection::totals::{DesignYear, JoinedYear};
use crate::units::{Age, Fen};

impl Projection {
    /// Adds what a later payer pays so many persons to the sums of a design.
    pub(super) fn add_paid(
        &self,
        counted_in: CountedIn,
        p: usize,
        (paid, persons): (Fen, i64),
        sums: &mut DesignYear,
    ) {
        if counted_in != CountedIn::Base {
            sums.paid[p] += paid;
            sums.persons_paid[p] += persons;
        }
        if counted_in != CountedIn::Paid {
            for (sum, _) in
                sums.base_claims.iter_mut().zip(&self.fund_payers).filter(|(_, of)| of.contains(&p))
            {
                *sum += paid;
            }
        }
    }

    /// Makes each design's sums of what was counted.
    pub(in crate::projection) fn spread(
        &self,
        fan: &Fan,
        sums: &mut FanSums,
        designs: &mut [Vec<DesignYear>],
    ) {
        let mut waiting = std::mem::take(&mut sums.waiting);
        for waiting in waiting.iter_mut().flatten().filter(|it| !it.left.self_pay.is_empty()) {
            self.settle_waiting(fan, waiting.of, &waiting.left, sums);
            waiting.left.all().into_iter().for_each(Vec::clear);
        }
        sums.waiting = waiting;
        // by year and group: who joined, at the prices of the design before
        let mut priced: Vec<Vec<Option<(&Premium, JoinedYear)>>> =
            fan.one_of.iter().map(|groups| vec![None; groups.len()]).collect();
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
                let group = fan.group_of[y][design];
                self.spread_joined(design, y, (&sums.joined[y][group], &mut priced[y][group]), year);
            }
        }
        for part in &sums.parts {
            for (list, alike) in fan.lists.iter().zip(&part.alike) {
                for &design in list.iter().filter(|&&design| part.holds(fan, design)) {
                    self.add_alike(part.counted_in, alike, &mut designs[design][part.year]);
                }
            }
        }
        for y in 0..fan.one_of.len() {
            for group in 0..fan.one_of[y].len() {
                for (set, counted_in) in
                    (0..fan.sets.len()).flat_map(|set| CountedIn::ALL.map(|it| (set, it)))
                {
                    self.spread_set(fan, (set, counted_in, y, group), sums, designs);
                }
                for joint in 0..fan.joints.len() {
                    sums.spread_joint(fan, (joint, y, group), designs);
                }
            }
        }
    }

    /// Adds what all designs of a list pay alike to the sums of one of them.
    fn add_alike(&self, counted_in: CountedIn, alike: &Alike, year: &mut DesignYear) {
        for (p, (&paid, &persons)) in alike.paid.iter().zip(&alike.persons_paid).enumerate() {
            self.add_paid(counted_in, p, (paid, persons), year);
        }
        if counted_in != CountedIn::Base {
            year.claimants.iter_mut().zip(&alike.claimants).for_each(|(sum, &more)| *sum += more);
        }
    }

    /// Adds what the designs of a set and group pay.
    fn spread_set(
        &self,
        fan: &Fan,
        (set, counted_in, y, group): (usize, CountedIn, usize, usize),
        sums: &mut FanSums,
        designs: &mut [Vec<DesignYear>],
    ) {
        let FanSums { parts, finish: Finish { scratch, paid }, .. } = sums;
        let mut counted = parts.iter().filter(|part| part.is(y, group, counted_in));
        let mut counted = std::iter::from_fn(|| counted.find_map(|part| part.buckets[set].as_ref()));
        let Some(first) = counted.next() else { return };
        let set = &fan.sets[set];
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
                let (year, PaidOf { paid, persons }) = (&mut designs[design][y], paid[place]);
                self.add_paid(counted_in, set.payer, (paid, persons), year);
                if let (Some(fund), true) = (set.fund, counted_in != CountedIn::Base) {
                    year.claimants[fund] += persons;
                }
            }
        }
    }

    fn spread_joined<'a>(
        &'a self,
        design: usize,
        y: usize,
        (joined, priced): (&JoinedHeads, &mut Option<(&'a Premium, JoinedYear)>),
        year: &mut DesignYear,
    ) {
        let Some(book) = self.parts.designs[design].in_year(self.parts.years[y]).hmb.first() else { return };
        year.eligible += joined.eligible;
        let premium = &book.terms.premium;
        let at_its_prices = match *priced {
            Some((known, joined)) if known == premium => joined,
            _ => joined.at(premium),
        };
        *priced = Some((premium, at_its_prices));
        year.joined.merge(&at_its_prices);
    }
}

impl JoinedHeads {
    /// Members at the prices of a design.
    fn at(&self, premium: &Premium) -> JoinedYear {
        let mut sum = JoinedYear::default();
        for (s, ages) in self.heads.iter().enumerate() {
            for (age, &heads) in (0..).map(Age).zip(ages).filter(|(_, heads)| **heads != (0, 0)) {
                sum.add(s, heads, premium.at(age));
            }
        }
        sum
    }
}

impl Part {
    /// Whether its persons are settled so under a design.
    pub(super) fn holds(&self, fan: &Fan, design: usize) -> bool {
        self.holds_group(fan.group_of[self.year][design])
    }

    fn holds_group(&self, group: usize) -> bool {
        (self.groups >> group & 1 == 1) == self.enrolled
    }

    /// Whether it is one of a year and a group of designs, and counted so.
    fn is(&self, y: usize, group: usize, counted_in: CountedIn) -> bool {
        self.year == y && self.holds_group(group) && self.counted_in == counted_in
    }
}

impl FanSums {
    /// Adds the claimants of the designs of a joint and group.
    fn spread_joint(
        &self,
        fan: &Fan,
        (joint, y, group): (usize, usize, usize),
        designs: &mut [Vec<DesignYear>],
    ) {
        let parts = self.parts.iter().filter(|part| part.counted_in != CountedIn::Base);
        let mut counted = parts.filter(|part| part.year == y && part.holds_group(group));
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
