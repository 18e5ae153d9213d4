//! Who is covered when: cohorts with their heads, and the members that they stand for.

use crate::benefit::InsuranceScheme;
use crate::population::block::{Block, Cohort, SLOTS};
use crate::population::people::{OLDEST, People};
use crate::units::{Sex, Year};

/// The age from which a member counts as an adult of his household.
pub const ADULT: u8 = 18;
/// The age from which he counts as old.
pub const OLD: u8 = 60;

/// One member, by his address: he keeps it through all years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// With whom he entered.
    pub cohort: Cohort,
    /// His number in the cohort, from 0: slot `number % 4096` of block `number / 4096`.
    pub number: u32,
}

impl Member {
    /// A number that names him in every year and every scenario: as [`Block::address`], with his number in
    /// the cohort in place of the block's. Below 2^45, so that spreadsheets keep it.
    pub fn id(&self) -> u64 {
        Block { cohort: self.cohort, part: self.number }.address()
    }

    /// His block and his slot in it: where all that is drawn for him stands.
    pub fn place(&self) -> (Block, usize) {
        let slots = u32::try_from(SLOTS).unwrap_or(u32::MAX);
        let slot = usize::try_from(self.number % slots).unwrap_or(0);
        (Block { cohort: self.cohort, part: self.number / slots }, slot)
    }
}

/// The heads of every cohort: those covered in a year, or those covered in any of several.
#[derive(Debug, Clone, PartialEq)]
pub struct Roll {
    /// The cohorts with heads, in their order.
    cohorts: Vec<(Cohort, u32)>,
}

impl Roll {
    /// Who is covered in one of `years`: a cohort has the most heads of any of them.
    pub fn of(people: &People, years: &[Year]) -> Roll {
        let (Some(first), Some(last)) = (years.iter().min(), years.iter().max()) else {
            return Roll { cohorts: Vec::new() };
        };
        let mut cohorts = Vec::new();
        for birth_year in first.0.saturating_sub(u16::from(OLDEST))..=last.0 {
            for sex in [Sex::Male, Sex::Female] {
                for scheme in InsuranceScheme::ALL {
                    let cohort = Cohort { birth_year: Year(birth_year), sex, scheme };
                    let heads = |&year: &Year| {
                        let age = cohort.age_in(year)?;
                        u32::try_from(people.in_force(scheme, sex, age, year).0).ok()
                    };
                    let most = years.iter().filter_map(heads).max().unwrap_or(0);
                    if most > 0 {
                        cohorts.push((cohort, most));
                    }
                }
            }
        }
        cohorts.sort_unstable();
        Roll { cohorts }
    }

    /// The cohorts and their heads, in order.
    pub fn cohorts(&self) -> &[(Cohort, u32)] {
        &self.cohorts
    }

    /// The heads of a cohort.
    pub fn heads(&self, cohort: Cohort) -> u32 {
        let found = self.cohorts.binary_search_by_key(&cohort, |(cohort, _)| *cohort);
        found.map_or(0, |at| self.cohorts[at].1)
    }

    /// Whether a member is on the roll.
    pub fn has(&self, member: Member) -> bool {
        member.number < self.heads(member.cohort)
    }

    /// All heads.
    pub fn total(&self) -> u64 {
        self.cohorts.iter().map(|(_, heads)| u64::from(*heads)).sum()
    }
}

/// A bit for each member of a roll.
#[derive(Debug, Clone)]
pub(super) struct Marks {
    /// Where the bits of each cohort begin.
    first: Vec<(Cohort, u64)>,
    bits: Vec<u64>,
}

impl Marks {
    /// Nobody is marked.
    pub(super) fn new(roll: &Roll) -> Marks {
        let mut next = 0;
        let mut first = Vec::with_capacity(roll.cohorts.len());
        for &(cohort, heads) in &roll.cohorts {
            first.push((cohort, next));
            next += u64::from(heads);
        }
        Marks { first, bits: zeros(next) }
    }

    /// Marks a member of the roll.
    pub(super) fn mark(&mut self, member: Member) {
        if let Some(bit) = self.bit(member) {
            set(&mut self.bits, bit);
        }
    }

    /// Whether he is marked.
    pub(super) fn has(&self, member: Member) -> bool {
        self.bit(member).is_some_and(|bit| is_set(&self.bits, bit))
    }

    fn bit(&self, member: Member) -> Option<u64> {
        let at = self.first.binary_search_by_key(&member.cohort, |(cohort, _)| *cohort).ok()?;
        Some(self.first[at].1 + u64::from(member.number))
    }
}

/// So many bits, none of them set.
pub(super) fn zeros(bits: u64) -> Vec<u64> {
    vec![0; usize::try_from(bits.div_ceil(64)).unwrap_or(0)]
}

/// Sets a bit, where there is one.
pub(super) fn set(bits: &mut [u64], bit: u64) {
    if let Some(word) = usize::try_from(bit / 64).ok().and_then(|at| bits.get_mut(at)) {
        *word |= 1 << (bit % 64);
    }
}

/// Whether a bit is set.
pub(super) fn is_set(bits: &[u64], bit: u64) -> bool {
    usize::try_from(bit / 64).ok().and_then(|at| bits.get(at)).is_some_and(|word| word >> (bit % 64) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::Growth;
    use crate::units::{Age, Heads};
    use InsuranceScheme::{Employee, Resident};

    fn people() -> People {
        let bands = [
            (Resident, Sex::Female, Age(30), Age(30), Heads(9_000)),
            (Employee, Sex::Male, Age(40), Age(41), Heads(201)),
        ];
        let growth = Growth { employee: 0.0, resident: 0.0 };
        People::new(Year(2015), &bands, growth, [Age(60), Age(55)]).unwrap()
    }

    #[test]
    fn a_roll_holds_the_heads_in_force_and_over_years_the_most_of_them() {
        let one = Roll::of(&people(), &[Year(2016)]);
        assert_eq!(one.total(), 9_201);
        let two = Roll::of(&people(), &[Year(2016), Year(2017)]);
        // those of 30 and 31, 40 to 42: the 31-year-olds of 2017 are nobody, but were there in 2016
        assert_eq!(two.total(), 9_000 + 9_000 + 100 + 101 + 101);
    }

    #[test]
    fn a_member_has_a_number_of_his_own_and_lives_in_a_block() {
        let cohort = Cohort { birth_year: Year(1986), sex: Sex::Female, scheme: Resident };
        let member = Member { cohort, number: 5_000 };
        let (block, slot) = member.place();
        assert_eq!((block.part, slot), (1, 904));
        assert_eq!(member.id(), ((1986 * 4 + 2 + 1) << 32) + 5_000);
        assert!(member.id() < 1 << 45);
        let roll = Roll::of(&people(), &[Year(2016)]);
        assert!(roll.has(member) && !roll.has(Member { number: 9_000, ..member }));
    }

    #[test]
    fn marks_belong_to_one_member_each() {
        let roll = Roll::of(&people(), &[Year(2016)]);
        let mut marks = Marks::new(&roll);
        let all = || {
            let of =
                |&(cohort, heads): &(Cohort, u32)| (0..heads).map(move |number| Member { cohort, number });
            roll.cohorts().iter().flat_map(of)
        };
        all().filter(|member| member.number % 7 == 3).for_each(|member| marks.mark(member));
        assert!(all().all(|member| marks.has(member) == (member.number % 7 == 3)));
    }
}
