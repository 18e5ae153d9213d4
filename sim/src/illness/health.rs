//! Lasting states of health: who is chronically ill, who has a disease of a list, and for how long.
//!
//! The states stand in one order, the healthy first and the gravest last, and nobody is in two of them.
//! From one year to the next a person falls into a graver state at the rate of its onsets, or recovers
//! and is healthy again, or stays. A state belongs to a slot of a block and follows from addresses
//! alone, so the same person is ill in every design, in every run.

use crate::benefit::Label;
use crate::illness::model::IllnessError;
use crate::illness::rates::AgeTable;
use crate::population::OLDEST;
use crate::units::{Age, Sex};

/// States besides the healthy that a model may have.
pub const MAX_STATES: usize = 14;

/// How many people are in a state of health, and for how long.
#[derive(Debug, Clone, PartialEq)]
pub enum Course {
    /// The part of the people of an age who are in the state, by sex; its onsets follow.
    Prevalence([AgeTable; 2]),
    /// Onsets per person-year at an age, by sex; its prevalence follows.
    Onsets([AgeTable; 2]),
}

/// One lasting state of health.
#[derive(Debug, Clone, PartialEq)]
pub struct HealthState {
    /// How many are in it.
    pub course: Course,
    /// Mean years from onset to recovery (or death), at least 1: a year ends it with probability
    /// `1 / years`.
    pub years: f64,
    /// Admissions relative to the healthy of the same age.
    pub frequency: f64,
    /// Cost of an admission relative to theirs.
    pub cost: f64,
    /// Care outside the city relative to theirs.
    pub elsewhere: f64,
    /// Part of the admissions of those in the state that its disease causes.
    pub cause_share: f64,
    /// The disease, for payers that look at diseases.
    pub disease: Option<Label>,
    /// The event that the first claim after the onset reports.
    pub onset_event: Option<Label>,
    /// Whether it is on the lists of pre-existing diseases.
    pub listed: bool,
}

/// What the inner loop knows of a state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Marks {
    pub(super) cause_threshold: u32,
    pub(super) disease: Option<Label>,
    pub(super) onset_event: Option<Label>,
    pub(super) listed: bool,
    pub(super) elsewhere: f64,
}

impl Marks {
    /// Of the healthy.
    const NONE: Marks =
        Marks { cause_threshold: 0, disease: None, onset_event: None, listed: false, elsewhere: 1.0 };
}

/// The people of one sex and age: how they spread over the states and how they move between them.
#[derive(Debug, Clone, Default, PartialEq)]
struct Stratum {
    /// Part in each state, the healthy first; sums to 1.
    prevalence: Vec<f64>,
    /// Admissions and cost relative to the mean of the sex and age, by state.
    relative: Vec<(f64, f64)>,
    /// Cumulative prevalence in 2^32nds: a word below the k-th is in state k or a lighter one.
    initial: Vec<u32>,
    /// By state before, in 2^32nds: cumulative chance of each graver state, the gravest first, then of
    /// recovery.
    moves: Vec<Vec<u32>>,
}

/// The states of health of a city, ready to be drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct Health {
    marks: Vec<Marks>,
    /// By sex and age.
    strata: [Vec<Stratum>; 2],
}

/// Bits of a slot's state: which one, whether it began this year, whether it was there before the term.
const STATE: u8 = 0x0F;
const NEW: u8 = 0x40;
const BEFORE: u8 = 0x80;

/// The state of one slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SlotHealth(u8);

impl SlotHealth {
    /// Which state: 0 for the healthy, else its place among [`HealthState`]s, from 1.
    #[inline]
    pub const fn state(self) -> usize {
        (self.0 & STATE) as usize
    }

    /// Whether the state began this year.
    #[inline]
    pub const fn is_new(self) -> bool {
        self.0 & NEW != 0
    }

    /// Whether the present state was there before the term began.
    #[inline]
    pub const fn was_there_before(self) -> bool {
        self.0 & BEFORE != 0
    }
}

impl Health {
    /// Works out prevalence, onsets and relativities at every age.
    ///
    /// Going from age to age, the gravest state first: of state `k` at age `a`
    ///
    /// ```text
    /// stay_k(a)       = prevalence_k(a-1) (1 - sum over graver j of rate_j(a)) (1 - 1 / years_k)
    /// onsets_k(a)     as stated, or max(0, prevalence_k(a) - stay_k(a))
    /// prevalence_k(a) = onsets_k(a) + stay_k(a)
    /// rate_k(a)       = onsets_k(a) / (part of the people of age a-1 in a lighter state)
    /// ```
    ///
    /// Admissions and costs of the states are relative to the mean of their sex and age, so that the
    /// level of an age is what the age table and the status say.
    ///
    /// # Errors
    /// Too many states, a year, relativity or share out of range, or more people in the states than
    /// there are.
    pub fn new(states: &[HealthState]) -> Result<Health, IllnessError> {
        let good = |state: &HealthState| {
            let relative = [state.frequency, state.cost, state.elsewhere];
            state.years >= 1.0
                && relative.iter().all(|&x| x > 0.0 && x.is_finite())
                && (0.0..=1.0).contains(&state.cause_share)
        };
        if states.len() > MAX_STATES || !states.iter().all(good) {
            return Err(IllnessError::Health);
        }
        let marks = std::iter::once(Marks::NONE).chain(states.iter().map(|state| Marks {
            cause_threshold: word_of(state.cause_share),
            disease: state.disease,
            onset_event: state.onset_event,
            listed: state.listed,
            elsewhere: state.elsewhere,
        }));
        let [men, women] = [Sex::Male, Sex::Female].map(|sex| strata(states, sex));
        Ok(Health { marks: marks.collect(), strata: [men?, women?] })
    }

    /// How many states there are, the healthy among them.
    pub fn n_states(&self) -> usize {
        self.marks.len()
    }

    pub(super) fn marks(&self, state: usize) -> &Marks {
        &self.marks[state]
    }

    /// The part of the people of this sex and age in each state, the healthy first.
    pub fn prevalence(&self, sex: Sex, age: Age) -> &[f64] {
        &self.at(sex, age).prevalence
    }

    /// Admissions per person and cost per admission of each state relative to the mean of the sex and age.
    pub fn relative(&self, sex: Sex, age: Age) -> &[(f64, f64)] {
        &self.at(sex, age).relative
    }

    fn at(&self, sex: Sex, age: Age) -> &Stratum {
        &self.strata[sex as usize][usize::from(age.0.min(OLDEST))]
    }

    /// Puts people of this sex and age, the year before the term begins, into their states: one word each.
    pub fn begin(&self, sex: Sex, age: Age, words: &[u64], slots: &mut Vec<SlotHealth>) {
        let initial = &self.at(sex, age).initial;
        slots.clear();
        slots.extend(words.iter().map(|&word| {
            let word = (word >> 32) as u32;
            let state = initial.iter().take_while(|&&bound| word >= bound).count();
            SlotHealth(u8::try_from(state).unwrap_or(0) | BEFORE)
        }));
    }

    /// Moves people to the year in which they are of this age: one word each.
    pub fn advance(&self, sex: Sex, age: Age, words: &[u64], slots: &mut [SlotHealth]) {
        let moves = &self.at(sex, age).moves;
        let gravest = moves.len() - 1;
        for (slot, &word) in slots.iter_mut().zip(words) {
            let (word, state) = ((word >> 32) as u32, slot.state());
            let bounds = &moves[state];
            if bounds.last().is_none_or(|&last| word >= last) {
                slot.0 &= !NEW;
                continue;
            }
            let nth = bounds.iter().take_while(|&&bound| word >= bound).count();
            let to = gravest - nth; // beyond the graver states stands recovery
            slot.0 = if to > state { u8::try_from(to).unwrap_or(0) | NEW } else { 0 };
        }
    }
}

/// The people of one sex at every age.
fn strata(states: &[HealthState], sex: Sex) -> Result<Vec<Stratum>, IllnessError> {
    let mut all: Vec<Stratum> = Vec::with_capacity(usize::from(OLDEST) + 1);
    for age in (0..=OLDEST).map(Age) {
        let stratum = Stratum::after(all.last(), states, sex, age).ok_or(IllnessError::Health)?;
        all.push(stratum);
    }
    Ok(all)
}

impl Stratum {
    /// The people a year older than `before`; `None` where the states hold more people than there are.
    fn after(before: Option<&Stratum>, states: &[HealthState], sex: Sex, age: Age) -> Option<Stratum> {
        let n = states.len() + 1;
        let mut last = vec![0.0; n];
        last[0] = 1.0;
        let last = before.map_or(&last, |before| &before.prevalence);
        let (mut prevalence, mut rates) = (vec![0.0; n], vec![0.0; n]);
        for k in (1..n).rev() {
            let state = &states[k - 1];
            let graver: f64 = rates[k + 1..].iter().sum();
            let stay = last[k] * (1.0 - graver) * (1.0 - 1.0 / state.years);
            let onsets = match &state.course {
                Course::Onsets(tables) => tables[sex as usize].at(age),
                Course::Prevalence(tables) => (tables[sex as usize].at(age) - stay).max(0.0),
            };
            let lighter: f64 = last[..k].iter().sum();
            prevalence[k] = onsets + stay;
            rates[k] = if lighter > 0.0 { onsets / lighter } else { 0.0 };
        }
        let ill: f64 = prevalence[1..].iter().sum();
        prevalence[0] = 1.0 - ill;
        let of = |k: usize| if k == 0 { (1.0, 1.0) } else { (states[k - 1].frequency, states[k - 1].cost) };
        let mean: f64 = (0..n).map(|k| prevalence[k] * of(k).0).sum();
        let cost: f64 = (0..n).map(|k| prevalence[k] * of(k).0 * of(k).1).sum::<f64>() / mean;
        let moves = (0..n)
            .map(|from| {
                let mut sum = 0.0;
                let graver = (from + 1..n).rev().map(|k| rates[k]);
                let recovery = (from > 0).then(|| {
                    let stays: f64 = 1.0 - rates[from + 1..].iter().sum::<f64>();
                    stays / states[from - 1].years
                });
                let chances = graver.chain(recovery);
                chances
                    .map(|chance| {
                        sum += chance;
                        word_of(sum)
                    })
                    .collect()
            })
            .collect();
        let possible = rates.iter().sum::<f64>() <= 1.0 && prevalence[0] > 0.0;
        let mut sum = 0.0;
        let initial = prevalence[..n - 1]
            .iter()
            .map(|part| {
                sum += part;
                word_of(sum)
            })
            .collect();
        let relative = (0..n).map(|k| (of(k).0 / mean, of(k).1 / cost)).collect();
        possible.then_some(Stratum { prevalence, relative, initial, moves })
    }
}

/// The 32-bit word below which a uniform word falls with this probability.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of u32")]
fn word_of(probability: f64) -> u32 {
    (probability * 4_294_967_296.0).clamp(0.0, 4_294_967_295.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Address, BlockStream, Purpose};

    fn level(value: f64) -> [AgeTable; 2] {
        [(); 2].map(|()| AgeTable::fractions(vec![(Age(0), value)]).unwrap())
    }

    fn state(course: Course, years: f64) -> HealthState {
        HealthState {
            course,
            years,
            frequency: 4.0,
            cost: 1.5,
            elsewhere: 1.0,
            cause_share: 0.5,
            disease: None,
            onset_event: None,
            listed: false,
        }
    }

    fn words(purpose: Purpose, year: u16, n: usize) -> Vec<u64> {
        let mut words = vec![0; n];
        BlockStream::new(&Address::world(5, purpose, 0, year)).fill(&mut words);
        words
    }

    fn model() -> Health {
        let by_age = AgeTable::fractions(vec![(Age(0), 0.02), (Age(40), 0.10), (Age(60), 0.30)]).unwrap();
        let chronic = state(Course::Prevalence([by_age.clone(), by_age]), 10.0);
        let cancer = state(Course::Onsets(level(0.004)), 5.0);
        Health::new(&[chronic, cancer]).unwrap()
    }

    #[test]
    fn the_stated_prevalence_holds_at_every_age_and_the_other_follows_from_its_onsets() {
        let health = model();
        for (age, chronic) in [(0, 0.02), (39, 0.02), (40, 0.10), (60, 0.30), (90, 0.30)] {
            let found = health.prevalence(Sex::Female, Age(age));
            assert!((found[1] - chronic).abs() < 1e-12, "{age}: {found:?}");
            assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
        // 0.004 a year, of whom 4 in 5 are still there a year later: 0.004 (1 + 0.8 + 0.64 + ...) = 0.02
        assert!((health.prevalence(Sex::Male, Age(0))[2] - 0.004).abs() < 1e-15);
        assert!((health.prevalence(Sex::Male, Age(1))[2] - 0.0072).abs() < 1e-15);
        assert!((health.prevalence(Sex::Male, Age(90))[2] - 0.02).abs() < 1e-9);
    }

    #[test]
    fn the_states_spread_the_level_of_an_age_and_do_not_move_it() {
        let health = model();
        for age in [0, 45, 70].map(Age) {
            let (parts, relative) = (health.prevalence(Sex::Male, age), health.relative(Sex::Male, age));
            let admissions: f64 = parts.iter().zip(relative).map(|(p, r)| p * r.0).sum();
            let cost: f64 = parts.iter().zip(relative).map(|(p, r)| p * r.0 * r.1).sum();
            assert!((admissions - 1.0).abs() < 1e-12 && (cost - 1.0).abs() < 1e-12);
            assert!((relative[1].0 / relative[0].0 - 4.0).abs() < 1e-12);
        }
    }

    /// 400,000 persons over three years: a part of 30% has a standard error of 0.07%, so 5 of them are a
    /// false alarm of 6e-7; a prevalence that were 2% (0.6 points) wrong stands at 8.
    #[test]
    fn persons_move_as_the_rates_say_and_the_prevalence_follows_them() {
        let (health, n) = (model(), 400_000);
        let mut slots = Vec::new();
        health.begin(Sex::Male, Age(70), &words(Purpose::Attribute, 0, n), &mut slots);
        let share = |slots: &[SlotHealth], of: fn(&SlotHealth) -> bool| {
            slots.iter().filter(|slot| of(slot)).count() as f64 / n as f64
        };
        for age in 71..74 {
            let before = slots.clone();
            health.advance(Sex::Male, Age(age), &words(Purpose::ChronicState, u16::from(age), n), &mut slots);
            assert!((share(&slots, |slot| slot.state() == 1) - 0.30).abs() < 5.0 * 0.000_73);
            assert!(
                (share(&slots, |slot| slot.state() == 1) - 0.306).abs() > 5.0 * 0.000_73,
                "2% would show"
            );
            // 0.4% a year: standard error 0.01%
            assert!((share(&slots, |slot| slot.state() == 2 && slot.is_new()) - 0.004).abs() < 5.0 * 0.000_1);
            let chronic = before.iter().zip(&slots).filter(|(was, _)| was.state() == 1);
            let (stayed, all) = chronic
                .fold((0.0, 0.0), |(s, a), (_, is)| (s + f64::from(u8::from(is.state() == 1)), a + 1.0));
            // nine in ten of those who do not get cancer (0.4% of those without it)
            assert!((stayed / all - 0.9 * (1.0 - 0.004 / 0.98)).abs() < 5.0 * 0.000_9, "{}", stayed / all);
        }
    }

    #[test]
    fn a_state_that_begins_in_the_term_was_not_there_before() {
        let health = model();
        let mut slots = Vec::new();
        health.begin(Sex::Female, Age(50), &words(Purpose::Attribute, 0, 10_000), &mut slots);
        assert!(slots.iter().all(|slot| slot.was_there_before() && !slot.is_new()));
        let before = slots.clone();
        health.advance(Sex::Female, Age(51), &words(Purpose::ChronicState, 1, 10_000), &mut slots);
        for (was, is) in before.iter().zip(&slots) {
            assert_eq!(is.was_there_before(), was.state() == is.state());
            assert_eq!(is.is_new(), is.state() > was.state());
        }
        assert!(slots.iter().any(|slot| slot.is_new()));
    }

    #[test]
    fn more_ill_than_there_are_people_is_refused() {
        let half = || state(Course::Prevalence(level(0.6)), 5.0);
        assert_eq!(Health::new(&[half(), half()]), Err(IllnessError::Health));
        assert_eq!(
            Health::new(&[HealthState { frequency: 0.0, ..state(Course::Onsets(level(0.1)), 2.0) }]),
            Err(IllnessError::Health)
        );
        assert_eq!(Health::new(&[state(Course::Onsets(level(0.1)), 0.5)]), Err(IllnessError::Health));
    }
}
