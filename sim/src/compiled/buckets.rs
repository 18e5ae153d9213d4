//! Persons counted between the breakpoints of many designs: what each design pays, to the fen.

use super::candidates::{Candidates, RESIDUES};
use crate::units::Fen;

/// The persons of one trial (or part of one), by bucket of their eligible cost.
///
/// It holds, for each bucket, the sum of eligible cost and the number of persons at each remainder modulo
/// 100 fen: 408 bytes a bucket, whatever the number of persons. Those of two threads add up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Buckets {
    sums: Vec<i64>,
    /// By bucket and remainder.
    persons: Vec<u32>,
    /// Sum and persons of each payment that is made person by person.
    fine: Vec<PaidOf>,
}

/// What a design pays, and to how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PaidOf {
    /// The sum of the payments.
    pub paid: Fen,
    /// The persons who are paid a fen or more.
    pub persons: i64,
}

/// Memory of [`Candidates::finish`] that is used again.
#[derive(Debug, Clone, Default)]
pub struct FinishScratch {
    /// Persons and eligible cost below each break.
    below: Vec<(i64, i64)>,
    /// What rounding drops below each break that is asked for.
    dropped: Vec<u64>,
}

impl Candidates {
    /// Buckets with nobody in them.
    pub fn buckets(&self) -> Buckets {
        Buckets {
            sums: vec![0; self.n_buckets()],
            persons: vec![0; self.n_buckets() * RESIDUES],
            fine: vec![PaidOf::default(); self.fine.len()],
        }
    }

    /// Counts a person with this eligible cost, `0 <= eligible < 2^52` fen.
    #[inline]
    pub fn add(&self, eligible: Fen, buckets: &mut Buckets) {
        if eligible >= self.lowest() {
            self.add_above(eligible, buckets);
        }
    }

    /// Counts the persons of a column of whole fen.
    pub fn add_column(&self, eligible: &[f64], buckets: &mut Buckets) {
        let lowest = self.lowest().0 as f64;
        let counted = || eligible.iter().copied().filter(|&eligible| eligible >= lowest);
        let Buckets { sums, persons, .. } = &mut *buckets;
        let (sums, persons) = (sums.as_mut_slice(), persons.as_chunks_mut::<RESIDUES>().0);
        for eligible in counted() {
            let (bucket, fen) = (self.finder.bucket(eligible), whole(eligible));
            sums[bucket] += fen.cast_signed();
            persons[bucket][usize::try_from(fen % RESIDUES as u64).unwrap_or_default()] += 1;
        }
        if !self.fine.is_empty() {
            counted().for_each(|eligible| self.pay_fine(Fen(whole(eligible).cast_signed()), buckets));
        }
    }

    #[inline]
    #[expect(
        clippy::cast_sign_loss,
        clippy::cast_possible_truncation,
        reason = "an amount that is not below zero"
    )]
    fn add_above(&self, eligible: Fen, buckets: &mut Buckets) {
        let bucket = self.finder.bucket(eligible.0 as f64);
        buckets.sums[bucket] += eligible.0;
        buckets.persons[bucket * RESIDUES + (eligible.0 as u64 % RESIDUES as u64) as usize] += 1;
        self.pay_fine(eligible, buckets);
    }

    /// Pays a person what is paid person by person.
    #[inline]
    fn pay_fine(&self, eligible: Fen, buckets: &mut Buckets) {
        for (sum, &number) in buckets.fine.iter_mut().zip(&self.fine) {
            let paid = self.pays[number].year.pay(eligible);
            sum.paid += paid;
            sum.persons += i64::from(paid > Fen::ZERO);
        }
    }

    /// What each payment comes to over the persons counted: equal, to the fen, to the sum of
    /// [`super::YearPay::pay`] person by person. `out` is as long as there are payments.
    pub fn finish(&self, buckets: &Buckets, scratch: &mut FinishScratch, out: &mut [PaidOf]) {
        self.add_up(buckets, scratch);
        let (all, _) = scratch.below.last().copied().unwrap_or_default();
        for (out, pay) in out.iter_mut().zip(&self.pays) {
            let persons = if pay.first_paid.is_some() { all - scratch.below[pay.first_bucket].0 } else { 0 };
            let (mut exact, mut whole) = (0_i128, 0_i64);
            for segment in &pay.segments {
                let (from, to) = (scratch.below[segment.from], scratch.below[segment.to]);
                let (persons, eligible) = (to.0 - from.0, to.1 - from.1);
                let Some((first, last)) = segment.asked else {
                    whole += persons * segment.line.constant().0;
                    continue;
                };
                let dropped = scratch.dropped[last] - scratch.dropped[first];
                exact += (segment.line.at_zero + 500_000) * i128::from(persons)
                    + i128::from(segment.line.millionths) * i128::from(eligible)
                    - i128::from(dropped);
            }
            *out = PaidOf { paid: Fen(whole + whole_fen(exact)), persons };
        }
        for (&number, &sum) in self.fine.iter().zip(&buckets.fine) {
            out[number] = sum;
        }
    }

    /// Sums from the lowest bucket up, and at each break what the rows that are asked for there drop.
    fn add_up(&self, buckets: &Buckets, scratch: &mut FinishScratch) {
        let FinishScratch { below, dropped } = scratch;
        below.clear();
        dropped.clear();
        let (mut at, mut residues) = ((0, 0), [0_u32; RESIDUES]);
        let mut asked = self.asked.iter().peekable();
        for bucket in 0..=self.n_buckets() {
            below.push(at);
            while let Some((_, row)) = asked.next_if(|(asked_at, _)| *asked_at == bucket) {
                dropped.push(weighed(&residues, &self.dropped[*row]));
            }
            if bucket < self.n_buckets() {
                at.0 += add_row(&mut residues, &buckets.persons[bucket * RESIDUES..][..RESIDUES]);
                at.1 += buckets.sums[bucket];
            }
        }
    }
}

impl Buckets {
    /// Adds the persons that other buckets of the same candidates have counted.
    pub fn merge(&mut self, other: &Buckets) {
        debug_assert_eq!(self.sums.len(), other.sums.len(), "buckets of one set of candidates");
        self.sums.iter_mut().zip(&other.sums).for_each(|(mine, theirs)| *mine += theirs);
        self.persons.iter_mut().zip(&other.persons).for_each(|(mine, theirs)| *mine += theirs);
        for (mine, theirs) in self.fine.iter_mut().zip(&other.fine) {
            mine.paid += theirs.paid;
            mine.persons += theirs.persons;
        }
    }

    /// Forgets everybody.
    pub fn clear(&mut self) {
        self.sums.fill(0);
        self.persons.fill(0);
        self.fine.fill(PaidOf::default());
    }

    /// The whole numbers that it holds: sums of eligible cost, persons by bucket and remainder, and the
    /// payments that were made person by person (sum, persons).
    pub fn to_parts(&self) -> (Vec<i64>, Vec<u32>, Vec<[i64; 2]>) {
        let fine = self.fine.iter().map(|sum| [sum.paid.0, sum.persons]).collect();
        (self.sums.clone(), self.persons.clone(), fine)
    }

    /// The buckets that [`Buckets::to_parts`] took apart; `None` where they are not those of the candidates.
    pub fn from_parts(
        candidates: &Candidates,
        sums: Vec<i64>,
        persons: Vec<u32>,
        fine: &[[i64; 2]],
    ) -> Option<Buckets> {
        let n = candidates.n_buckets();
        let fits = sums.len() == n && persons.len() == n * RESIDUES && fine.len() == candidates.fine.len();
        let fine = fine.iter().map(|&[paid, persons]| PaidOf { paid: Fen(paid), persons }).collect();
        fits.then_some(Buckets { sums, persons, fine })
    }
}

/// A whole number below 2^52 in the low bits of its sum with 2^52, where the doubles are the whole numbers.
#[inline]
fn whole(amount: f64) -> u64 {
    const TWO_TO_52: f64 = 4_503_599_627_370_496.0;
    (amount + TWO_TO_52).to_bits() & ((1 << 52) - 1)
}

/// Adds a bucket's persons by remainder; returns how many they are.
fn add_row(residues: &mut [u32; RESIDUES], row: &[u32]) -> i64 {
    let mut persons = 0;
    for (sum, &more) in residues.iter_mut().zip(row) {
        *sum += more;
        persons += more;
    }
    i64::from(persons)
}

/// The sum of what each person loses by rounding.
fn weighed(residues: &[u32; RESIDUES], dropped: &[u32; RESIDUES]) -> u64 {
    residues.iter().zip(dropped).map(|(&persons, &dropped)| u64::from(persons) * u64::from(dropped)).sum()
}

/// A whole number of fen, given in millionths.
#[expect(clippy::cast_possible_truncation, reason = "the sum of payments of one trial is money")]
fn whole_fen(millionths: i128) -> i64 {
    debug_assert_eq!(millionths % 1_000_000, 0, "what rounding drops has been taken off");
    // 64 bits are enough for payments of nine trillion fen, and several times faster
    match i64::try_from(millionths) {
        Ok(narrow) => narrow / 1_000_000,
        Err(_) => (millionths / 1_000_000) as i64,
    }
}
