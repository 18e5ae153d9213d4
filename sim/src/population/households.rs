//! Who lives with whom: a partition of a city's members into households, from addresses alone.
//!
//! Households hold for one reference year and are never listed: they stand in a fixed order by shape (size,
//! minors), and a keyed permutation of each group of members says who takes which seat. So the household of
//! a member, and the members of a household, are known in constant time, whatever the size of the city.

use crate::population::block::Cohort;
use crate::population::household_size::{HouseholdSizes, LARGEST, children_by_size};
use crate::population::people::People;
use crate::population::roll::{ADULT, Member, OLD, Roll};
use crate::random::{Address, KeyedPermutation, Purpose};
use crate::units::{Sex, Year};

/// A city whose minors have not enough adults to live with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{minors} minors, but {seats} seats beside an adult in households of that mean size")]
pub struct TooFewAdults {
    /// Minors of the reference year.
    pub minors: u64,
    /// Seats beside the first of each household.
    pub seats: u64,
}

/// A group of members that takes one kind of seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Women,
    Men,
    Old,
    Minors,
}

const GROUPS: [Group; 4] = [Group::Women, Group::Men, Group::Old, Group::Minors];
/// The order of the free seats; the rounds before it are those of the groups.
const FREE: u16 = 4;
/// The order of the households' numbers.
const NUMBERS: u16 = 5;
/// The households that take in newcomers; the year of birth and its group follow.
const HOSTS: u16 = 6;

/// The members of a group in a random order.
#[derive(Debug, Clone)]
struct Pool {
    /// The cohorts, and how many members stand before each.
    cohorts: Vec<(Cohort, u64)>,
    order: KeyedPermutation,
}

impl Pool {
    fn new(roll: &Roll, year: Year, group: Group, seed: u64) -> Pool {
        let (mut cohorts, mut size) = (Vec::new(), 0);
        for &(cohort, heads) in roll.cohorts().iter().filter(|(cohort, _)| group_of(*cohort, year) == group) {
            cohorts.push((cohort, size));
            size += u64::from(heads);
        }
        Pool { cohorts, order: KeyedPermutation::new(&address(seed, group as u16), size) }
    }

    fn len(&self) -> u64 {
        self.order.len()
    }

    /// Who has the `place`-th seat of the group.
    fn at(&self, place: u64) -> Member {
        let index = self.order.at(place);
        let after = self.cohorts.partition_point(|(_, first)| *first <= index);
        let (cohort, first) = self.cohorts[after - 1];
        Member { cohort, number: u32::try_from(index - first).unwrap_or(u32::MAX) }
    }

    /// Which seat of the group a member has.
    fn place_of(&self, member: Member) -> Option<u64> {
        let at = self.cohorts.binary_search_by_key(&member.cohort, |(cohort, _)| *cohort).ok()?;
        Some(self.order.place_of(self.cohorts[at].1 + u64::from(member.number)))
    }
}

/// The households of one size with as many minors each; they follow each other, and so do their seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    first: u64,
    count: u64,
    minors: u64,
    /// Seats that anybody of age may take.
    free: u64,
    /// Whether a woman, and a man, of working age are among those who live with minors.
    woman: bool,
    man: bool,
    first_woman: u64,
    first_man: u64,
    first_minor: u64,
    first_free: u64,
}

impl Shape {
    fn size(&self) -> u64 {
        self.minors + self.free + u64::from(self.woman) + u64::from(self.man)
    }
}

/// The households of a city in its reference year.
///
/// - The number of households of each size is that of [`HouseholdSizes`], to the household.
/// - Minors (below 18) live with at least one adult, in households of more than two with two adults where there
///   are enough; a woman of 18 to 59 and a man of 18 to 59 have the first seats there.
/// - Everybody else is mixed at random. Generations within a household, and marriages, are not modelled.
#[derive(Debug, Clone)]
pub struct Households {
    reference: Year,
    seed: u64,
    roll: Roll,
    sizes: HouseholdSizes,
    pools: [Pool; 4],
    /// The order of the free seats.
    free: KeyedPermutation,
    /// How many seats of women and men are not free.
    taken: [u64; 2],
    /// By falling size.
    shapes: Vec<Shape>,
    /// Households of more than one.
    hosts: u64,
    numbers: KeyedPermutation,
}

impl Households {
    /// The households of the members who are covered in `reference`.
    ///
    /// # Errors
    /// More minors than seats beside an adult.
    pub fn new(
        people: &People,
        reference: Year,
        sizes: HouseholdSizes,
        seed: u64,
    ) -> Result<Households, TooFewAdults> {
        let roll = Roll::of(people, &[reference]);
        let pools = GROUPS.map(|group| Pool::new(&roll, reference, group, seed));
        let total = i64::try_from(roll.total()).unwrap_or(i64::MAX);
        let counts = sizes.households(total);
        let minors = pools[Group::Minors as usize].len();
        let seats = total.unsigned_abs() - counts.iter().sum::<i64>().unsigned_abs();
        let children = children_by_size(&counts, i64::try_from(minors).unwrap_or(i64::MAX))
            .ok_or(TooFewAdults { minors, seats })?;
        let limits = [pools[0].len(), pools[1].len()];
        let shapes = shapes(&counts, &children, limits);
        let count =
            |of: fn(&Shape) -> bool| shapes.iter().filter(|it| of(it)).map(|it| it.count).sum::<u64>();
        let free = shapes.iter().map(|shape| shape.count * shape.free).sum();
        Ok(Households {
            reference,
            seed,
            roll,
            sizes,
            free: KeyedPermutation::new(&address(seed, FREE), free),
            taken: [count(|it| it.woman), count(|it| it.man)],
            hosts: count(|it| it.size() > 1),
            numbers: KeyedPermutation::new(&address(seed, NUMBERS), count(|_| true)),
            pools,
            shapes,
        })
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        self.numbers.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The year for which they hold.
    pub fn reference(&self) -> Year {
        self.reference
    }

    /// The law of their sizes.
    pub fn sizes(&self) -> &HouseholdSizes {
        &self.sizes
    }

    /// The members of the reference year.
    pub fn roll(&self) -> &Roll {
        &self.roll
    }

    /// The place of the household of that number (from 1) in the order by shape.
    pub(super) fn place_of_number(&self, number: u64) -> u64 {
        self.numbers.place_of(number - 1)
    }

    /// The number (from 1) of the household at a place in the order by shape.
    pub(super) fn number_at(&self, place: u64) -> u64 {
        self.numbers.at(place) + 1
    }

    /// Adds the members of the reference year of the household at `place`.
    pub(super) fn seated(&self, place: u64, members: &mut Vec<Member>) {
        let after = self.shapes.partition_point(|shape| shape.first <= place);
        let shape = &self.shapes[after - 1];
        let nth = place - shape.first;
        let [women, men, _, minors] = &self.pools;
        members.extend(shape.woman.then(|| women.at(shape.first_woman + nth)));
        members.extend(shape.man.then(|| men.at(shape.first_man + nth)));
        members
            .extend((0..shape.free).map(|seat| self.free_seat(shape.first_free + nth * shape.free + seat)));
        members
            .extend((0..shape.minors).map(|seat| minors.at(shape.first_minor + nth * shape.minors + seat)));
    }

    /// Where a member of the reference year lives: the place of his household in the order by shape.
    pub(super) fn seat_of(&self, member: Member) -> Option<u64> {
        if !self.roll.has(member) {
            return None;
        }
        let group = group_of(member.cohort, self.reference);
        let place = self.pools[group as usize].place_of(member)?;
        let free_before = |group: Group| match group {
            Group::Women => 0,
            Group::Men => self.pools[0].len() - self.taken[0],
            Group::Old | Group::Minors => {
                self.pools[0].len() - self.taken[0] + self.pools[1].len() - self.taken[1]
            }
        };
        let household = |first: fn(&Shape) -> u64, each: fn(&Shape) -> u64, seat: u64| {
            let at = self.shapes.iter().find(|it| {
                let seats = it.count * each(it);
                (first(it)..first(it) + seats).contains(&seat)
            })?;
            Some(at.first + (seat - first(at)) / each(at))
        };
        match group {
            Group::Minors => household(|it| it.first_minor, |it| it.minors, place),
            Group::Women if place < self.taken[0] => {
                household(|it| it.first_woman, |it| u64::from(it.woman), place)
            }
            Group::Men if place < self.taken[1] => {
                household(|it| it.first_man, |it| u64::from(it.man), place)
            }
            Group::Women | Group::Men | Group::Old => {
                let taken = self.taken.get(group as usize).copied().unwrap_or(0);
                let seat = self.free.place_of(free_before(group) + place - taken);
                household(|it| it.first_free, |it| it.free, seat)
            }
        }
    }

    /// Who has the `seat`-th of the free seats: women, men and the old whom no other seat took.
    fn free_seat(&self, seat: u64) -> Member {
        let place = self.free.at(seat);
        let [women, men, old, _] = &self.pools;
        let left = [women.len() - self.taken[0], men.len() - self.taken[1]];
        match place {
            place if place < left[0] => women.at(self.taken[0] + place),
            place if place < left[0] + left[1] => men.at(self.taken[1] + place - left[0]),
            place => old.at(place - left[0] - left[1]),
        }
    }

    /// Whether a member who came after the reference year is taken in by a household: who was below 18 in the
    /// reference year, or not yet born.
    pub(super) fn is_taken_in(&self, cohort: Cohort) -> bool {
        cohort.birth_year.0 + u16::from(ADULT) > self.reference.0
    }

    /// Who of `roll` has come since the reference year and is taken in.
    pub(super) fn newcomers(&self, roll: &Roll) -> Newcomers {
        let mut cohorts = Vec::new();
        for &(cohort, heads) in roll.cohorts().iter().filter(|(cohort, _)| self.is_taken_in(*cohort)) {
            let before = self.roll.heads(cohort);
            if heads > before {
                cohorts.push(Newcoming { cohort, before, heads, hosts: self.hosts_of(cohort) });
            }
        }
        Newcomers(cohorts)
    }

    /// Adds the newcomers whom the household at `place` has taken in.
    pub(super) fn taken_in(&self, place: u64, newcomers: &Newcomers, members: &mut Vec<Member>) {
        let hosts = self.n_hosts();
        if place >= hosts {
            return;
        }
        for Newcoming { cohort, before, heads, hosts: order } in &newcomers.0 {
            let mut nth = order.place_of(place);
            while nth < u64::from(heads - before) {
                members.push(Member {
                    cohort: *cohort,
                    number: before + u32::try_from(nth).unwrap_or(u32::MAX),
                });
                nth += hosts;
            }
        }
    }

    /// The place of the household that takes in a newcomer of [`Households::is_taken_in`].
    pub(super) fn host_of(&self, member: Member) -> Option<u64> {
        let nth = u64::from(member.number.checked_sub(self.roll.heads(member.cohort))?);
        let hosts = self.n_hosts();
        (hosts > 0).then(|| self.hosts_of(member.cohort).at(nth % hosts))
    }

    fn n_hosts(&self) -> u64 {
        if self.hosts > 0 { self.hosts } else { self.len() }
    }

    /// In which order households take in the newcomers of a cohort.
    fn hosts_of(&self, cohort: Cohort) -> KeyedPermutation {
        let of_cohort = (cohort.sex as u16) << 1 | cohort.scheme as u16;
        let at = Address { year: cohort.birth_year.0, ..address(self.seed, HOSTS + of_cohort) };
        KeyedPermutation::new(&at, self.n_hosts())
    }
}

/// Those who are taken in by households after the reference year.
#[derive(Debug, Clone)]
pub(super) struct Newcomers(Vec<Newcoming>);

/// The newcomers of a cohort.
#[derive(Debug, Clone)]
struct Newcoming {
    cohort: Cohort,
    /// Its members of the reference year.
    before: u32,
    /// All its members.
    heads: u32,
    /// In which order households take them in.
    hosts: KeyedPermutation,
}

fn address(seed: u64, round: u16) -> Address {
    Address { round, ..Address::world(seed, Purpose::HouseholdSeat, 0, 0) }
}

fn group_of(cohort: Cohort, year: Year) -> Group {
    let age = year.0.saturating_sub(cohort.birth_year.0);
    match cohort.sex {
        _ if age < u16::from(ADULT) => Group::Minors,
        _ if age >= u16::from(OLD) => Group::Old,
        Sex::Female => Group::Women,
        Sex::Male => Group::Men,
    }
}

/// Lays out the households: the largest first, those of a size with more minors first.
fn shapes(counts: &[i64; LARGEST], children: &[i64; LARGEST], limits: [u64; 2]) -> Vec<Shape> {
    let mut sorts: Vec<(u64, u64, u64)> = Vec::new(); // size, minors, households
    for (i, (&count, &children)) in counts.iter().zip(children).enumerate().rev() {
        let (count, children) = (count.unsigned_abs(), children.unsigned_abs());
        if let Some(each) = children.checked_div(count) {
            let more = children - each * count;
            let size = i as u64 + 1;
            sorts.extend([(size, each + 1, more), (size, each, count - more)]);
        }
    }
    sorts.retain(|&(_, _, count)| count > 0);
    let households = |of: fn(u64, u64) -> bool| -> u64 {
        sorts.iter().filter(|(size, minors, _)| of(*size, *minors)).map(|(_, _, count)| count).sum()
    };
    // seats are kept for women and men as long as there are enough of them
    let with_women = households(|_, minors| minors > 0) <= limits[0];
    let with_men = with_women && households(|size, minors| minors > 0 && size - minors > 1) <= limits[1];
    let mut shapes: Vec<Shape> = Vec::new();
    for (size, minors, count) in sorts {
        let woman = with_women && minors > 0;
        let man = with_men && minors > 0 && size - minors > 1;
        let free = size - minors - u64::from(woman) - u64::from(man);
        let last = shapes.last();
        let after = |of: fn(&Shape) -> (u64, u64)| {
            last.map_or(0, |it| {
                let (first, each) = of(it);
                first + it.count * each
            })
        };
        shapes.push(Shape {
            first: after(|it| (it.first, 1)),
            first_woman: after(|it| (it.first_woman, u64::from(it.woman))),
            first_man: after(|it| (it.first_man, u64::from(it.man))),
            first_minor: after(|it| (it.first_minor, it.minors)),
            first_free: after(|it| (it.first_free, it.free)),
            count,
            minors,
            free,
            woman,
            man,
        });
    }
    shapes
}
