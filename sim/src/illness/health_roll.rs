//! The state of health of every member in a year, as a run's first trial has it: for tables of people.

use crate::illness::health::{Health, SlotHealth};
use crate::population::{Block, Cohort, Member, People, Roll, SLOTS};
use crate::random::{Address, Purpose, Words};
use crate::units::{Age, Year};

/// One byte for each member who is covered in the year.
#[derive(Debug, Clone)]
pub struct HealthRoll {
    /// Where the members of each cohort begin.
    first: Vec<(Cohort, usize)>,
    states: Vec<SlotHealth>,
}

impl HealthRoll {
    /// Takes every block through `years`, with the states of health of each, up to `year`.
    pub fn new(people: &People, seed: u64, years: &[(Year, Option<Health>)], year: Year) -> HealthRoll {
        let roll = Roll::of(people, &[year]);
        let (mut first, mut states) = (Vec::new(), Vec::new());
        let (mut slots, mut words) = (Vec::new(), Words::default());
        for &(cohort, heads) in roll.cohorts() {
            first.push((cohort, states.len()));
            let heads = usize::try_from(heads).unwrap_or(0);
            for part in 0..u32::try_from(heads.div_ceil(SLOTS)).unwrap_or(0) {
                let block = Block { cohort, part };
                let here = (heads + first[first.len() - 1].1 - states.len()).min(SLOTS); // not yet placed
                slots.clear();
                for (past, health) in years.iter().filter(|(past, _)| *past <= year) {
                    let age = cohort.age_in(*past).filter(|_| block.heads_in(people, *past) > 0);
                    let (Some(age), Some(health)) = (age, health) else { continue };
                    if slots.is_empty() {
                        words_at(seed, Purpose::Health, 0, block, here, &mut words);
                        match age.0.checked_sub(1) {
                            Some(before) => health.begin(cohort.sex, Age(before), &words, &mut slots),
                            None => slots.resize(here, SlotHealth::default()),
                        }
                    }
                    words_at(seed, Purpose::ChronicState, past.0, block, here, &mut words);
                    health.advance(cohort.sex, age, &words, &mut slots);
                }
                slots.resize(here, SlotHealth::default());
                states.extend_from_slice(&slots);
            }
        }
        HealthRoll { first, states }
    }

    /// The state of a member; healthy where he is not covered.
    pub fn of(&self, member: Member) -> SlotHealth {
        let at = self.first.binary_search_by_key(&member.cohort, |(cohort, _)| *cohort).ok();
        let number = usize::try_from(member.number).ok();
        let found = at.zip(number).and_then(|(at, number)| self.states.get(self.first[at].1 + number));
        found.copied().unwrap_or_default()
    }
}

/// The first `n` words of a block for a purpose, in the first trial.
fn words_at(seed: u64, purpose: Purpose, year: u16, block: Block, n: usize, words: &mut Words) {
    words.draw(&Address { block: block.address(), ..Address::world(seed, purpose, 0, year) }, n);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benefit::InsuranceScheme::Resident;
    use crate::illness::{AgeTable, Course, HealthState};
    use crate::population::Growth;
    use crate::units::{Heads, Sex};

    fn health() -> Health {
        let share = || AgeTable::fractions(vec![(Age(0), 0.1), (Age(60), 0.4)]).unwrap();
        let state = HealthState {
            course: Course::Prevalence([share(), share()]),
            years: 10.0,
            frequency: 4.0,
            cost: 1.5,
            elsewhere: 1.0,
            cause_share: 0.5,
            disease: None,
            onset_event: None,
            listed: true,
        };
        Health::new(&[state]).unwrap()
    }

    #[test]
    fn the_roll_is_slot_by_slot_what_a_run_draws_in_its_first_trial() {
        let bands = [(Resident, Sex::Female, Age(40), Age(49), Heads(60_000))];
        let growth = Growth { employee: 0.0, resident: 0.0 };
        let people = People::new(Year(2015), &bands, growth, [Age(60), Age(55)]).unwrap();
        let years = [2016, 2017, 2018].map(|year| (Year(year), Some(health())));
        let roll = HealthRoll::new(&people, 7, &years, Year(2017));

        let cohort = Cohort { birth_year: Year(1972), sex: Sex::Female, scheme: Resident };
        let block = Block { cohort, part: 1 };
        // 6,000 of 45 years: the second block has 1,904; a run begins them at 43, before the term
        let (mut words, mut slots) = (Words::default(), Vec::new());
        words_at(7, Purpose::Health, 0, block, SLOTS, &mut words);
        health().begin(Sex::Female, Age(43), &words, &mut slots);
        for (year, age) in [(2016, 44), (2017, 45)] {
            words_at(7, Purpose::ChronicState, year, block, SLOTS, &mut words);
            health().advance(Sex::Female, Age(age), &words, &mut slots);
        }
        for slot in 0..1_904_u32 {
            let member = Member { cohort, number: 4_096 + slot };
            assert_eq!(roll.of(member), slots[usize::try_from(slot).unwrap()]);
        }
        let ill = (0..6_000).filter(|&number| roll.of(Member { cohort, number }).state() == 1).count();
        // 10% of 6,000: standard error 23; 4.4 of them are a false alarm of 1e-5, and 12% would be caught
        assert!((500..=700).contains(&ill), "{ill}");
    }
}
