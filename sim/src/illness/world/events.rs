//! Events that may come or not: a new drug, a new way to pay hospitals.

use crate::random::{Coordinate, Draws, Purpose, Source};
use crate::units::Year;

/// Something that happens in a trial with a stated probability, and then holds over a range of years.
#[derive(Debug, Clone, PartialEq)]
pub struct ChanceEvent {
    /// Its name, which is the address of its draw: a change of the name draws it anew.
    pub name: String,
    /// The first year in which it holds.
    pub from: Year,
    /// The last one.
    pub to: Year,
    /// Probability that it happens.
    pub probability: f64,
    /// On admissions per person.
    pub frequency: f64,
    /// On cost per admission.
    pub cost: f64,
    /// On the share of own expense.
    pub own_expense: f64,
}

impl ChanceEvent {
    /// Whether it happens in a trial: one uniform at its own address, so that events do not depend on each
    /// other, and a more probable one happens in all trials in which a less probable one did.
    pub fn happens(&self, draws: &Draws<'_>) -> bool {
        draws.uniform(&self.coordinate()) < self.probability
    }

    /// Where it is drawn.
    pub(super) fn coordinate(&self) -> Coordinate {
        Coordinate { block: hash(&self.name), ..Coordinate::new(Source::Event, Purpose::Event, 0) }
    }

    /// Whether it holds in a year, if it happens.
    pub fn holds_in(&self, year: Year) -> bool {
        self.from <= year && year <= self.to
    }
}

/// FNV-1a of 64 bits (Fowler, Noll, Vo).
pub(super) fn hash(name: &str) -> u64 {
    name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Sampling, Seeds};

    fn event(name: &str, probability: f64) -> ChanceEvent {
        let (from, to) = (Year(2020), Year(2021));
        ChanceEvent { name: name.into(), from, to, probability, frequency: 1.1, cost: 1.0, own_expense: 1.0 }
    }

    #[test]
    fn the_hash_of_a_name_is_the_published_one() {
        // test vectors of FNV-1a, 64 bits (Noll's test suite)
        assert_eq!(hash(""), 0xCBF2_9CE4_8422_2325);
        assert_eq!(hash("a"), 0xAF63_DC4C_8601_EC8C);
        assert_eq!(hash("foobar"), 0x8594_4171_F739_67E8);
    }

    /// 20,000 trials: the share of 0.3 has standard error 0.0032, that of 0.09 0.0020; 4.5 of them is
    /// exceeded in 7 of a million. A probability of 0.32 lies at six errors.
    #[test]
    fn an_event_happens_as_often_as_it_says_and_independently_of_another() {
        let (seeds, n) = (Seeds::all(3), 20_000);
        let happens = |name: &str, p: f64, t: u64| event(name, p).happens(&Sampling::Plain.draws(&seeds, t));
        let share = |it: &dyn Fn(u64) -> bool| (0..n).filter(|&t| it(t)).count() as f64 / n as f64;
        let one = share(&|t| happens("new-drug", 0.3, t));
        assert!((one - 0.3).abs() < 0.0146, "{one}");
        assert!((one - 0.32).abs() > 0.0146, "0.32 would be noticed");
        let both = share(&|t| happens("new-drug", 0.3, t) && happens("catalogue", 0.3, t));
        assert!((both - 0.09).abs() < 0.0091, "{both}");
        assert!((0..n).all(|t| !happens("new-drug", 0.3, t) || happens("new-drug", 0.4, t)), "coupled");
    }
}
