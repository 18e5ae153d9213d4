//! What figures over a file's bills would tell of few of its persons: payers that pay few, counts of few, and designs
//! that differ for few, whose difference is theirs.

use super::as_if::Own;
use super::plan::Projection;
use super::totals::{CityYear, DesignYear};
use crate::units::{Fen, Trial, Unit};

/// Persons are thrown into so many groups for each person of the threshold: of few persons that differ, hardly two
/// share a group.
const GROUPS: u64 = 64;

/// What a design pays the persons of a file, group by group: a sum of digests, which no amount can be read from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Marks(Vec<u64>);

impl Marks {
    /// In how many groups of persons two designs pay somebody differently, `most` at most: for so many persons at
    /// least they differ.
    pub fn apart(&self, other: &Marks, most: u64) -> u64 {
        let differ = self.0.iter().zip(&other.0).filter(|(one, other)| one != other);
        differ.take(usize::try_from(most).unwrap_or(usize::MAX)).count() as u64
    }
}

impl Projection {
    /// The fewest persons, of those payers that pay anybody, whom a payer pays of the file itself under any design.
    pub fn fewest_paid(&self) -> Option<i64> {
        let mut scratch = self.scratch();
        self.run_trial(Trial(0), &mut scratch, |_, _, _| {});
        let sums = scratch.sums.iter().flatten();
        let persons = sums.flat_map(|sums| sums.persons_paid.iter().chain(&sums.claimants));
        persons.copied().filter(|&it| it > 0).min()
    }

    /// The columns that count fewer persons of the file than `least` under some design, or whose difference from
    /// another column does: those of one of two schemes go together, and of nested counts the smaller.
    pub fn columns_of_few(&self, least: u64) -> Vec<String> {
        let few = |count: i64| count > 0 && count.unsigned_abs() < least;
        let mut hidden = vec![false; self.columns().len()];
        let at = |key: &str| self.columns().iter().position(|it| it.key == key);
        self.run_trial(Trial(0), &mut self.scratch(), |_, _, values| {
            for (place, column) in self.columns().iter().enumerate() {
                hidden[place] |= column.unit == Unit::Heads && few(values[place]);
            }
            let steps = ["self_pay_above_20000", "self_pay_above_120000", "self_pay_above_278333"].map(at);
            let mut outer = at("persons_admitted").map(|at| values[at]);
            for place in steps.into_iter().flatten() {
                if outer.is_some_and(|outer| few(outer - values[place])) {
                    hidden[place] = true;
                } else {
                    outer = Some(values[place]);
                }
            }
        });
        let of_schemes = |key: &str| {
            ["employee", "resident", "in_service", "retired"].iter().any(|scheme| key.contains(scheme))
        };
        let any_scheme =
            self.columns().iter().zip(&hidden).any(|(column, &hidden)| hidden && of_schemes(&column.key));
        let columns = self.columns().iter().zip(hidden);
        let columns = columns.filter(|(it, hidden)| *hidden || any_scheme && of_schemes(&it.key));
        columns.map(|(column, _)| column.key.clone()).collect()
    }

    /// The marks of every design; none where bills are drawn.
    pub fn marks(&self) -> Vec<Marks> {
        let Some(own) = &self.own else { return Vec::new() };
        self.marks_over(own)
    }

    fn marks_over(&self, own: &Own) -> Vec<Marks> {
        let n_groups = (own.bills.least * GROUPS).max(1);
        let mut scratch = self.scratch();
        let groups = vec![0; usize::try_from(n_groups).unwrap_or(1)];
        let mut marks = vec![Marks(groups); scratch.sums.len()];
        for patient in &own.bills.patients {
            scratch.city.iter_mut().for_each(CityYear::clear);
            scratch.sums.iter_mut().flatten().for_each(DesignYear::clear);
            self.add_patient(own, patient, &mut scratch);
            let group = usize::try_from(mixed(patient.address, 1) % n_groups).unwrap_or(0);
            for (marks, sums) in marks.iter_mut().zip(&scratch.sums) {
                let mark = sums.iter().fold(patient.address, mark_of);
                marks.0[group] = marks.0[group].wrapping_add(mark);
            }
        }
        marks
    }
}

/// A digest of what a design pays.
fn mark_of(before: u64, sums: &DesignYear) -> u64 {
    let DesignYear { first_payer, first_payer_other, paid, base_claims, .. } = sums;
    let amounts = first_payer.iter().chain([first_payer_other]).chain(paid).chain(base_claims);
    amounts.fold(before, |mark, &Fen(amount)| mixed(mark, amount.cast_unsigned()))
}

/// A step of a 64-bit digest: the finaliser of `MurmurHash3` over the sum.
const fn mixed(before: u64, word: u64) -> u64 {
    let mut mixed = before.rotate_left(5) ^ word;
    mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    mixed ^ (mixed >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn designs_are_apart_by_the_groups_in_which_they_differ() {
        let one = Marks(vec![1, 2, 3, 4]);
        assert_eq!(one.apart(&one.clone(), 10), 0);
        assert_eq!(one.apart(&Marks(vec![1, 9, 3, 9]), 10), 2);
        assert_eq!(one.apart(&Marks(vec![9, 9, 9, 9]), 3), 3, "no more than was asked for");
    }
}
