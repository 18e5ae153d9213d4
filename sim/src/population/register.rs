//! The register of a synthetic city: every member and every household of a year, with their attributes.
//!
//! Nothing of it is kept: a household is made from its number, a member from his address, so a city of any
//! size passes through a few kilobytes, and the same person comes back a year older in the next year.

use std::ops::ControlFlow;

use crate::population::block::SLOTS;
use crate::population::households::{Households, Newcomers};
use crate::population::income::{Incomes, Settlement};
use crate::population::people::{People, Status};
use crate::population::roll::{ADULT, Marks, Member, Roll, is_set, set, zeros};
use crate::random::{Address, BlockStream, Purpose, single};
use crate::units::{Age, Year};

/// What a register is made from.
#[derive(Debug, Clone)]
pub struct RegisterTerms {
    /// The seed of the city.
    pub seed: u64,
    /// Who is insured.
    pub people: People,
    /// The years that are looked at, ascending; households hold for the first.
    pub years: Vec<Year>,
    /// Who lives with whom.
    pub households: Households,
    /// Shares of the districts; empty where there are none.
    pub districts: Vec<f64>,
    /// Income, settlement and consumption.
    pub incomes: Incomes,
    /// Shares of (employee, resident) members who are entitled to medical aid.
    pub aid_share: [f64; 2],
}

/// One household of a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HouseholdEntry {
    /// Its number from 1, the same in every year; of a newcomer who lives alone, his [`Member::id`].
    pub id: u64,
    /// Members of the year.
    pub size: usize,
    /// Place among the districts; 0 where there are none.
    pub district: usize,
    /// City, town or village.
    pub settlement: Settlement,
    /// Income band, 0 for the poorest fifth of households.
    pub band: usize,
    /// Yuan a year beside food, tobacco and alcohol.
    pub nonfood_yuan: i64,
}

/// One member of a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PersonEntry {
    /// His address.
    pub member: Member,
    /// Age at the end of the year: year less year of birth.
    pub age: Age,
    /// How he is insured.
    pub status: Status,
    /// Whether he is entitled to medical aid.
    pub aid: bool,
}

impl PersonEntry {
    /// Whether he is a member of the resident scheme below 18 (学生儿童).
    pub fn is_minor_resident(&self) -> bool {
        self.status == Status::Resident && self.age.0 < ADULT
    }
}

/// Who is covered in a year.
struct Covered {
    year: Year,
    roll: Roll,
    /// Those of them who were not in the first year.
    newcomers: Newcomers,
}

/// Where the members of a year live.
pub struct Homes<'a> {
    register: &'a Register,
    covered: Covered,
}

impl Homes<'_> {
    /// The number of the household of a member; `None` where he is not covered.
    pub fn number_of(&self, member: Member) -> Option<u64> {
        let households = &self.register.terms.households;
        self.place_of(member)?.map_or(Some(member.id()), |place| Some(households.number_at(place)))
    }

    /// The places of a member's district and income band (0 for the poorest fifth of households); `None` where he
    /// is not covered.
    pub fn district_and_band(&self, member: Member) -> Option<(usize, usize)> {
        let register = self.register;
        let (id, poor) = match self.place_of(member)? {
            Some(place) => (register.terms.households.number_at(place), register.is_poor(place)),
            None => (member.id(), register.aided.has(member)),
        };
        let home = register.household(id, poor, 1);
        Some((home.district, home.band))
    }

    /// The place of a member's household; `Some(None)` for a newcomer who lives alone.
    #[expect(clippy::option_option, reason = "not covered, alone, at a place")]
    fn place_of(&self, member: Member) -> Option<Option<u64>> {
        let (register, households) = (self.register, &self.register.terms.households);
        if !self.covered.roll.has(member) {
            return None;
        }
        let own = match households.seat_of(member) {
            Some(place) => place,
            None if households.is_taken_in(member.cohort) => households.host_of(member)?,
            None => return Some(None),
        };
        let mut place = own;
        while !register.stands(place, &self.covered) || register.is_poor(place) != register.is_poor(own) {
            place = (place + 1) % households.len();
            if place == own {
                break;
            }
        }
        Some(Some(place))
    }
}

/// The members and households of a city.
#[derive(Debug, Clone)]
pub struct Register {
    terms: RegisterTerms,
    /// Who is entitled to medical aid, of everybody who is covered in any year.
    aided: Marks,
    /// By place: households with an aided member.
    poor: Vec<u64>,
    /// Their share in all households.
    poor_share: f64,
}

impl Register {
    /// Finds out who is entitled to medical aid, and so which households are poor: one pass over everybody.
    pub fn new(terms: RegisterTerms) -> Register {
        Register::in_trial(terms, 0)
    }

    /// The register of another trial of a run: the same households, and who is entitled to medical aid there.
    pub fn in_trial(terms: RegisterTerms, trial: u64) -> Register {
        let ever = Roll::of(&terms.people, &terms.years);
        let aided = aided(&terms, &ever, trial);
        let households = &terms.households;
        let mut poor = zeros(households.len());
        let (mut members, mut n_poor) = (Vec::new(), 0_u64);
        if terms.aid_share.iter().any(|&share| share > 0.0) {
            let newcomers = households.newcomers(&ever);
            for place in 0..households.len() {
                members.clear();
                households.seated(place, &mut members);
                households.taken_in(place, &newcomers, &mut members);
                if members.iter().any(|member| aided.has(*member)) {
                    set(&mut poor, place);
                    n_poor += 1;
                }
            }
        }
        let poor_share = if households.is_empty() { 0.0 } else { n_poor as f64 / households.len() as f64 };
        Register { terms, aided, poor, poor_share }
    }

    /// What it was made from.
    pub fn terms(&self) -> &RegisterTerms {
        &self.terms
    }

    /// Hands out every household of `year` with its members, in the order of their numbers, then the newcomers
    /// who live alone, until `visit` breaks off.
    ///
    /// A household that has lost all its adults is dissolved: its minors move to the next household (in the
    /// order by shape) that has an adult, and of those with a member on medical aid if their own has one.
    pub fn visit<B>(
        &self,
        year: Year,
        mut visit: impl FnMut(&HouseholdEntry, &[PersonEntry]) -> ControlFlow<B>,
    ) -> Option<B> {
        let households = &self.terms.households;
        let covered = self.covered(year);
        let (mut members, mut persons) = (Vec::new(), Vec::new());
        for number in 1..=households.len() {
            members.clear();
            let place = households.place_of_number(number);
            self.members_in(place, &covered, &mut members);
            if let Some(found) =
                self.hand_out(number, self.is_poor(place), year, &members, &mut persons, &mut visit)
            {
                return Some(found);
            }
        }
        for &(cohort, heads) in covered.roll.cohorts() {
            if households.is_taken_in(cohort) {
                continue;
            }
            for number in households.roll().heads(cohort)..heads {
                let member = Member { cohort, number };
                let aid = self.aided.has(member);
                let visited = self.hand_out(member.id(), aid, year, &[member], &mut persons, &mut visit);
                if visited.is_some() {
                    return visited;
                }
            }
        }
        None
    }

    fn covered(&self, year: Year) -> Covered {
        let roll = Roll::of(&self.terms.people, &[year]);
        let newcomers = self.terms.households.newcomers(&roll);
        Covered { year, roll, newcomers }
    }

    fn hand_out<B>(
        &self,
        id: u64,
        poor: bool,
        year: Year,
        members: &[Member],
        persons: &mut Vec<PersonEntry>,
        visit: &mut impl FnMut(&HouseholdEntry, &[PersonEntry]) -> ControlFlow<B>,
    ) -> Option<B> {
        persons.clear();
        persons.extend(members.iter().filter_map(|member| self.person(*member, year)));
        if persons.is_empty() {
            return None;
        }
        visit(&self.household(id, poor, persons.len()), persons).break_value()
    }

    /// The number of the household in which a member lives in `year`; `None` where he is not covered.
    pub fn household_of(&self, member: Member, year: Year) -> Option<u64> {
        self.homes(year).number_of(member)
    }

    /// Where members live in `year`, for whoever asks about many of them.
    pub fn homes(&self, year: Year) -> Homes<'_> {
        Homes { register: self, covered: self.covered(year) }
    }

    /// The members of a household in `year`: nobody where it is dissolved.
    fn members_in(&self, place: u64, covered: &Covered, members: &mut Vec<Member>) {
        let households = &self.terms.households;
        if covered.year == households.reference() {
            households.seated(place, members);
            return;
        }
        self.own_members(place, covered, members);
        if !members.iter().any(|member| is_adult(*member, covered.year)) {
            if !members.is_empty() && self.stays_alone(place, covered) {
                return;
            }
            members.clear();
            return;
        }
        let mut before = place;
        loop {
            before = before.checked_sub(1).unwrap_or(households.len() - 1);
            if before == place {
                return;
            }
            if self.is_poor(before) != self.is_poor(place) {
                continue;
            }
            let others = members.len();
            self.own_members(before, covered, members);
            if members[others..].iter().any(|member| is_adult(*member, covered.year)) {
                members.truncate(others);
                return;
            }
        }
    }

    /// Whether a household without adults finds none of its kind to move to: then it stays.
    fn stays_alone(&self, place: u64, covered: &Covered) -> bool {
        let others =
            (1..self.terms.households.len()).map(|step| (place + step) % self.terms.households.len());
        let mut alike = others.filter(|&other| self.is_poor(other) == self.is_poor(place));
        !alike.any(|other| self.stands(other, covered))
    }

    /// Those who belong to a household and are covered, wherever they live.
    fn own_members(&self, place: u64, covered: &Covered, members: &mut Vec<Member>) {
        let first = members.len();
        self.terms.households.seated(place, members);
        let mut kept = first;
        for at in first..members.len() {
            if covered.roll.has(members[at]) {
                members.swap(kept, at);
                kept += 1;
            }
        }
        members.truncate(kept);
        self.terms.households.taken_in(place, &covered.newcomers, members);
    }

    /// Whether a household has an adult.
    fn stands(&self, place: u64, covered: &Covered) -> bool {
        if covered.year == self.terms.households.reference() {
            return true;
        }
        let mut members = Vec::new();
        self.own_members(place, covered, &mut members);
        members.iter().any(|member| is_adult(*member, covered.year))
    }

    fn is_poor(&self, place: u64) -> bool {
        is_set(&self.poor, place)
    }

    /// The attributes that follow from a household's number. Its place in the order of incomes is uniform below
    /// the share of poor households where it is one of them, and above where not, so that all places are taken:
    ///
    /// ```text
    /// rank = a u  (poor),   a + (1 - a) u  (not),   a = share of households with a member on medical aid
    /// ```
    pub(super) fn household(&self, id: u64, poor: bool, size: usize) -> HouseholdEntry {
        let at = |purpose| Address { block: id, ..Address::world(self.terms.seed, purpose, 0, 0) };
        let u = single::uniform(&at(Purpose::Income));
        let share = self.poor_share;
        let rank = if poor { share * u } else { share + (1.0 - share) * u };
        let band = Incomes::band(rank);
        let incomes = &self.terms.incomes;
        HouseholdEntry {
            id,
            size,
            district: district(&self.terms.districts, single::uniform(&at(Purpose::District))),
            settlement: incomes.settlement(band, single::uniform(&at(Purpose::Settlement))),
            band,
            nonfood_yuan: incomes.nonfood(band, size, single::normal(&at(Purpose::Consumption))),
        }
    }

    fn person(&self, member: Member, year: Year) -> Option<PersonEntry> {
        let age = member.cohort.age_in(year)?;
        let status = self.terms.people.status(member.cohort.scheme, member.cohort.sex, age);
        Some(PersonEntry { member, age, status, aid: self.aided.has(member) })
    }
}

fn is_adult(member: Member, year: Year) -> bool {
    member.cohort.age_in(year).is_some_and(|age| age.0 >= ADULT)
}

/// The district at `u` of the shares one after the other.
fn district(shares: &[f64], u: f64) -> usize {
    let mut sum = 0.0;
    let at = shares.iter().position(|share| {
        sum += share;
        u < sum
    });
    at.unwrap_or(shares.len().saturating_sub(1))
}

/// Whether a uniform word falls below a probability.
#[inline]
pub fn word_below(word: u64, probability: f64) -> bool {
    ((word >> 11) as f64) < probability * 9_007_199_254_740_992.0
}

/// Who is entitled to medical aid: as in that trial of a run, slot by slot of each block.
fn aided(terms: &RegisterTerms, ever: &Roll, trial: u64) -> Marks {
    let mut marks = Marks::new(ever);
    let mut words = vec![0; SLOTS];
    for &(cohort, heads) in ever.cohorts() {
        let share = terms.aid_share[cohort.scheme as usize];
        if share <= 0.0 {
            continue;
        }
        let mut number = 0;
        while number < heads {
            let (block, _) = Member { cohort, number }.place();
            let at = Address {
                block: block.address(),
                ..Address::world(terms.seed, Purpose::MedicalAid, trial, 0)
            };
            let here = usize::try_from(heads - number).unwrap_or(SLOTS).min(SLOTS);
            BlockStream::new(&at).fill(&mut words[..here]);
            for &word in &words[..here] {
                if word_below(word, share) {
                    marks.mark(Member { cohort, number });
                }
                number += 1;
            }
        }
    }
    marks
}
