//! How the cost of a year concentrates on few patients: their costs by class, 32 classes to the octave.

use crate::illness::whole;
use crate::units::Fen;

/// Classes to the octave: two costs of one class differ by 3.1% at most.
const CLASSES: usize = 32;
/// Octaves of a cost in fen, up to the largest bill of the largest number of admissions.
const OCTAVES: usize = 56;

/// Patients and their cost by class of cost.
#[derive(Debug, Clone)]
pub(super) struct Concentration {
    /// Persons and fen, by class, ascending.
    classes: Vec<(i64, Fen)>,
    persons: i64,
    total: Fen,
}

impl Default for Concentration {
    fn default() -> Concentration {
        Concentration { classes: vec![(0, Fen::ZERO); CLASSES * OCTAVES], persons: 0, total: Fen::ZERO }
    }
}

impl Concentration {
    /// Forgets everybody.
    pub(super) fn clear(&mut self) {
        self.classes.fill((0, Fen::ZERO));
        (self.persons, self.total) = (0, Fen::ZERO);
    }

    /// Adds a patient's year.
    #[inline]
    pub(super) fn add(&mut self, cost: Fen) {
        let class = &mut self.classes[class_of(cost)];
        class.0 += 1;
        class.1 += cost;
        self.persons += 1;
        self.total += cost;
    }

    /// Adds the years of patients, in whole fen.
    pub(super) fn add_all(&mut self, costs: &[f64]) {
        for &cost in costs {
            // the octave of a float and the five bits below its leading one
            let class = (cost.max(1.0).to_bits() >> 47) - (1023 << 5);
            let class = &mut self.classes[usize::try_from(class).unwrap_or(0).min(CLASSES * OCTAVES - 1)];
            class.0 += 1;
            class.1 += whole(cost);
        }
        self.persons += costs.len() as i64;
        self.total += whole(huimin_kernel::sum(costs));
    }

    /// The cost of everybody.
    pub(super) fn total(&self) -> Fen {
        self.total
    }

    /// The cost of the dearest tenth of the patients, `floor(n / 10)` of them. Those of the class in which
    /// the tenth ends count at the mean cost of their class, half up: an error below 3.1% of that class.
    pub(super) fn top_tenth(&self) -> Fen {
        let mut left = self.persons / 10;
        let mut cost = Fen::ZERO;
        for &(persons, sum) in self.classes.iter().rev() {
            if persons >= left {
                let part = if persons > 0 { (sum.0 * 2 * left + persons) / (2 * persons) } else { 0 };
                return cost + Fen(part);
            }
            left -= persons;
            cost += sum;
        }
        cost
    }
}

/// The octave of a cost and the five bits below its leading one.
#[inline]
fn class_of(cost: Fen) -> usize {
    let cost = cost.0.max(1).unsigned_abs();
    let octave = cost.ilog2();
    let below = (cost << (63 - octave)) >> 58 & 31;
    let class = octave as usize * CLASSES + usize::try_from(below).unwrap_or(0);
    class.min(CLASSES * OCTAVES - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dearest_tenth_of_a_hundred_patients_is_ten_of_them() {
        let mut city = Concentration::default();
        (1..=100).for_each(|yuan| city.add(Fen::yuan(1 << (yuan / 10))));
        // 100 costs 1,024, 90 to 99 cost 512: the tenth is the one of 1,024 and nine of 512
        assert_eq!(city.top_tenth(), Fen::yuan(1_024 + 9 * 512));
        assert_eq!(city.total(), Fen::yuan(9 + 10 * (2 + 4 + 8 + 16 + 32 + 64 + 128 + 256 + 512) + 1_024));
    }

    #[test]
    fn nine_patients_have_no_tenth_and_ten_have_one() {
        let mut city = Concentration::default();
        (1..=9).for_each(|yuan| city.add(Fen::yuan(yuan)));
        assert_eq!(city.top_tenth(), Fen::ZERO);
        city.add(Fen::yuan(100));
        assert_eq!(city.top_tenth(), Fen::yuan(100));
    }

    #[test]
    fn a_class_is_narrower_than_one_part_in_thirty_two() {
        for cost in [1, 31, 32, 33, 63, 64, 65, 1_000, 1_031, 1_032, 123_456_789] {
            let next = cost + cost / 31 + 1;
            assert_ne!(class_of(Fen(cost)), class_of(Fen(next)), "{cost}");
            assert!(class_of(Fen(cost)) <= class_of(Fen(cost + 1)));
        }
    }
}
