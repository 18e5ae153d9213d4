//! A block of persons at once: columns of whole fen, each payer one pass.
//!
//! Amounts are whole numbers in `f64`, and every operation on them is exact but one product with
//! [`MILLIONTH`], whose error cannot reach the next fen (see [`rounded`]); so the order of operations, the
//! width of the machine and a compiler's taste change no bit. The loops are plain, over slices, without
//! branches, so that they become vector instructions of whatever width there is.

use super::covers::Layers;
use super::program::{Program, Step, Year, places};
use super::takes::Takes;
use super::year_pay::YearPay;
use crate::benefit::{Claim, Part, PartSet};
use crate::units::{Fen, Share};

/// The most that a person's year may cost to be settled in columns: twenty million yuan, in fen. Dearer
/// years are settled one by one.
pub const MOST_OF_A_BLOCK: Fen = Fen(2_000_000_000);

/// The most stretches of cost with a ratio of their own that one pass takes.
const MOST_STEPS: usize = 8;

/// The terms of later payers for persons whose claims are all treated alike.
///
/// Blocks of one program that are equal settle the same persons, so that a caller needs one for each
/// distinct treatment.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockTerms {
    pools: Vec<PartSet>,
    rows: Vec<Row>,
    several_claims: bool,
}

/// One payer in the block.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    layer: usize,
    payer: usize,
    /// The pools that it looks at.
    pools: Vec<usize>,
    /// The rows whose payments it finds taken from them.
    after: Vec<usize>,
    /// The share that counts, where it is not all.
    counted: Option<Share>,
    pay: YearPay,
    /// Which of the layer's ways of paying it is.
    way: usize,
    /// The rows whose payments count against its cap.
    cap_after: Vec<usize>,
}

/// What a block of persons is paid, in columns.
#[derive(Debug, Clone, Default)]
pub struct BlockPaid {
    n: usize,
    eligible: Vec<Vec<f64>>,
    paid: Vec<Vec<f64>>,
    one: OnePaid,
}

/// What one person of a block is paid.
#[derive(Debug, Clone, Default)]
struct OnePaid {
    pools: Vec<Fen>,
    eligible: Vec<Fen>,
    paid: Vec<Fen>,
}

impl Program {
    /// The terms for persons all of whose claims are treated like this one (its amounts do not matter) and
    /// have no parts but the `present`.
    ///
    /// `None` where a payment depends on more than the year's sums: a payer with limits, with a deductible
    /// or cap of narrower or wider scope, with a fixed benefit, or whose payment must be split over parts to
    /// the fen.
    pub fn block(&self, claim: &Claim, present: PartSet) -> Option<BlockTerms> {
        let treatment = self.covers.treat(claim);
        let (counted, years) = self.plain_years(treatment.counted, present)?;
        let takes = Takes::new(&self.looks_at, present, self.parallel);
        if takes.pro_rata(counted) & counted != 0 {
            return None;
        }
        let mut block = BlockTerms { pools: pools(&years, present), rows: Vec::new(), several_claims: true };
        for (at, year) in years {
            let layer = &self.layers[at];
            let share = year.counted[claim.place as usize];
            let row_of = |layer| block.rows.iter().position(|row| row.layer == layer);
            let cap_with = if year.cap_on_payment < Fen(i64::MAX) { layer.cap_with & !(1 << at) } else { 0 };
            let ratios = year.ratios_at(treatment.before & 1 << at != 0, claim.place, claim.level);
            let row = Row {
                layer: at,
                payer: layer.payer,
                pools: (0..block.pools.len()).filter(|&p| block.pools[p].overlaps(year.set)).collect(),
                after: places(takes.seen_by(at, counted)).filter_map(row_of).collect(),
                counted: (share != Share::ONE).then_some(share),
                pay: year.ratios[ratios].year.clone(),
                way: ratios,
                cap_after: places(cap_with).filter_map(row_of).collect(),
            };
            let admission = places(cap_with).any(|with| matches!(self.layers[with].step, Step::Admission(_)));
            if admission || row.pay.steps().len() > MOST_STEPS {
                return None;
            }
            block.several_claims &= row.counted.is_none() && cap_with & counted == 0;
            block.rows.push(row);
        }
        Some(block)
    }

    /// Of layers that count a claim, those that find something in it, all of which must be plain.
    fn plain_years(&self, counted: Layers, present: PartSet) -> Option<(Layers, Vec<(usize, &Year)>)> {
        let mut years = Vec::new();
        for at in places(counted) {
            let Step::Year(year) = &self.layers[at].step else { return None };
            let flat = year.flat && present.contains(Part::TeleConsult);
            if year.set.overlaps(present) || flat {
                if flat || !year.is_plain() {
                    return None;
                }
                years.push((at, year));
            }
        }
        let counted = years.iter().fold(0, |all, (at, _)| all | 1 << at);
        let shares = |&(at, year): &(usize, &Year)| year.deductible_with & counted != 1 << at;
        (!years.iter().any(shares)).then_some((counted, years))
    }
}

/// The parts that the payers look at, those that are always looked at together as one.
fn pools(years: &[(usize, &Year)], present: PartSet) -> Vec<PartSet> {
    let mut pools: Vec<(u32, PartSet)> = Vec::new();
    for part in present.iter() {
        let looks = |&(at, year): &(usize, &Year)| if year.set.contains(part) { 1 << at } else { 0 };
        let seen_by = years.iter().map(looks).fold(0, |all, bit: u32| all | bit);
        match pools.iter_mut().find(|(known, _)| *known == seen_by) {
            _ if seen_by == 0 => {}
            Some((_, pool)) => *pool = pool.with(part),
            None => pools.push((seen_by, PartSet::EMPTY.with(part))),
        }
    }
    pools.into_iter().map(|(_, pool)| pool).collect()
}

impl BlockTerms {
    /// What must be given of each person: the sum of these parts, as the first payer leaves them.
    pub fn pools(&self) -> &[PartSet] {
        &self.pools
    }

    /// Whether the sums of several claims of one person may be given; else of persons with one claim only.
    pub fn takes_several_claims(&self) -> bool {
        self.several_claims
    }

    /// The payers, in the order of the columns of [`BlockPaid`], by place in the scheme.
    pub fn payers(&self) -> impl Iterator<Item = usize> {
        self.rows.iter().map(|row| row.payer)
    }

    /// The layers, in the order of the columns of [`BlockPaid`].
    pub fn layers(&self) -> impl Iterator<Item = usize> {
        self.rows.iter().map(|row| row.layer)
    }

    /// By which of [`Program::year_pays`] a row pays.
    pub fn way_of(&self, row: usize) -> usize {
        self.rows[row].way
    }

    /// Settles a block: a column of whole fen for each of [`BlockTerms::pools`], all of one length.
    ///
    /// The payments are those of [`crate::benefit::PersonTerms::settle`], to the fen.
    pub fn settle(&self, pools: &[&[f64]], out: &mut BlockPaid) {
        let n = pools.first().map_or(0, |pool| pool.len());
        out.begin(n, self.rows.len());
        for (at, row) in self.rows.iter().enumerate() {
            let (earlier, rest) = out.paid.split_at_mut(at);
            let (eligible, paid) = (&mut out.eligible[at][..], &mut rest[0][..]);
            let mut columns = row.pools.iter().map(|&pool| &pools[pool][..n]);
            copy_to(eligible, columns.next().unwrap_or(&[]));
            columns.for_each(|pool| add_to(eligible, pool));
            row.after.iter().for_each(|&after| take_from(eligible, &earlier[after]));
            if let Some(share) = row.counted {
                share_of(eligible, share);
            }
            pay(&row.pay, eligible, paid);
            if !row.cap_after.is_empty() {
                let mut room = vec![bound(row.pay.cap()); n];
                row.cap_after.iter().for_each(|&with| take_from(&mut room, &earlier[with]));
                limit_to(paid, &room);
            }
        }
        self.settle_the_dearest(pools, out);
    }

    /// Settles those again whose year is beyond what the columns are exact for.
    fn settle_the_dearest(&self, pools: &[&[f64]], out: &mut BlockPaid) {
        let most = MOST_OF_A_BLOCK.0 as f64;
        let dear: f64 = pools.iter().map(|pool| largest(pool)).sum();
        if dear <= most {
            return;
        }
        let mut one = std::mem::take(&mut out.one);
        for i in 0..out.n {
            if pools.iter().map(|pool| pool[i]).sum::<f64>() > most {
                one.pools.clear();
                one.pools.extend(pools.iter().map(|pool| whole(pool[i])));
                self.settle_one(&mut one);
                for (at, (&eligible, &paid)) in one.eligible.iter().zip(&one.paid).enumerate() {
                    (out.eligible[at][i], out.paid[at][i]) = (eligible.0 as f64, paid.0 as f64);
                }
            }
        }
        out.one = one;
    }

    /// The scalar twin of [`BlockTerms::settle`], in whole numbers.
    fn settle_one(&self, one: &mut OnePaid) {
        one.eligible.clear();
        one.paid.clear();
        for row in &self.rows {
            let before: Fen = row.pools.iter().map(|&pool| one.pools[pool]).sum();
            let taken: Fen = row.after.iter().map(|&after| one.paid[after]).sum();
            let eligible = row.counted.unwrap_or(Share::ONE).of(before - taken);
            let used: Fen = row.cap_after.iter().map(|&with| one.paid[with]).sum();
            let paid = row.pay.pay(eligible).min((row.pay.cap() - used).positive_part());
            one.eligible.push(eligible);
            one.paid.push(paid);
        }
    }
}

impl BlockPaid {
    fn begin(&mut self, n: usize, n_rows: usize) {
        self.n = n;
        for columns in [&mut self.eligible, &mut self.paid] {
            columns.resize(n_rows, Vec::new());
            for column in columns {
                column.resize(n, 0.0);
            }
        }
    }

    /// A payer's payments, person by person, in whole fen.
    pub fn paid(&self, row: usize) -> &[f64] {
        &self.paid[row]
    }

    /// The eligible cost that a payer found, person by person, in whole fen: the input of its
    /// [`YearPay`].
    pub fn eligible(&self, row: usize) -> &[f64] {
        &self.eligible[row]
    }

    /// The sum of a payer's payments.
    pub fn sum(&self, row: usize) -> Fen {
        whole(sum(&self.paid[row]))
    }

    /// How many persons a payer pays anything.
    pub fn persons_paid(&self, row: usize) -> usize {
        above_zero(&self.paid[row])
    }
}

// ---- the loops ----

/// A stretch of cost in columns.
#[derive(Clone, Copy)]
struct Stretch {
    from: f64,
    width: f64,
    millionths: f64,
}

const MILLIONTH: f64 = 1e-6;
/// Above it the doubles are the whole numbers.
const TWO_TO_52: f64 = 4_503_599_627_370_496.0;
/// Running sums beside each other, so that adding needs not wait.
const SUMS: usize = 8;

/// Half up to the fen, of `exact` whole millionths and a half, `0 <= exact <= 2e15`.
///
/// With the half no value stands on a tie: the nearest is 5e-7 fen away. The constant and the product are
/// each off by one part in 2^53 at most, together by less than 4.5e-7 fen below 2e9. So the nearest whole
/// number, which adding 2^52 leaves, is the one that half up gives.
#[inline(always)]
#[expect(clippy::inline_always, reason = "it stands in loops that must become vector instructions")]
fn rounded(exact_and_half: f64) -> f64 {
    (exact_and_half * MILLIONTH + TWO_TO_52) - TWO_TO_52
}

/// The lesser, without a thought for what is not a number.
#[inline(always)]
#[expect(clippy::inline_always, reason = "it stands in loops that must become vector instructions")]
fn lesser(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The larger, without a thought for what is not a number.
#[inline(always)]
#[expect(clippy::inline_always, reason = "it stands in loops that must become vector instructions")]
fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

fn pay(pay: &YearPay, eligible: &[f64], paid: &mut [f64]) {
    let cap = bound(pay.cap());
    let mut steps = [Stretch { from: 0.0, width: 0.0, millionths: 0.0 }; MOST_STEPS];
    for (stretch, step) in steps.iter_mut().zip(pay.steps()) {
        let width = if step.to == Fen(i64::MAX) { f64::INFINITY } else { (step.to - step.from).0 as f64 };
        *stretch = Stretch { from: bound(step.from), width, millionths: step.millionths as f64 };
    }
    match pay.steps().len() {
        0 => paid.fill(0.0),
        1 => pay_steps::<1>(eligible, &steps, cap, paid),
        2 => pay_steps::<2>(eligible, &steps, cap, paid),
        3 => pay_steps::<3>(eligible, &steps, cap, paid),
        4 => pay_steps::<4>(eligible, &steps, cap, paid),
        5 | 6 => pay_steps::<6>(eligible, &steps, cap, paid),
        _ => pay_steps::<MOST_STEPS>(eligible, &steps, cap, paid),
    }
}

/// What the first `N` stretches pay, rounded, up to a cap.
fn pay_steps<const N: usize>(eligible: &[f64], steps: &[Stretch; MOST_STEPS], cap: f64, paid: &mut [f64]) {
    for (paid, &eligible) in paid.iter_mut().zip(eligible) {
        let mut exact = 0.5;
        for step in &steps[..N] {
            exact += lesser(larger(eligible - step.from, 0.0), step.width) * step.millionths;
        }
        *paid = lesser(rounded(exact), cap);
    }
}

/// The share of each amount that counts, half up.
fn share_of(amounts: &mut [f64], share: Share) {
    let millionths = share.millionths() as f64;
    for amount in amounts {
        *amount = rounded(*amount * millionths + 0.5);
    }
}

fn copy_to(column: &mut [f64], from: &[f64]) {
    for (amount, &from) in column.iter_mut().zip(from) {
        *amount = from;
    }
}

fn add_to(column: &mut [f64], more: &[f64]) {
    for (amount, &more) in column.iter_mut().zip(more) {
        *amount += more;
    }
}

fn take_from(column: &mut [f64], paid: &[f64]) {
    for (amount, &paid) in column.iter_mut().zip(paid) {
        *amount -= paid;
    }
}

/// No payment above what is left of its cap.
fn limit_to(paid: &mut [f64], room: &[f64]) {
    for (paid, &room) in paid.iter_mut().zip(room) {
        *paid = lesser(*paid, larger(room, 0.0));
    }
}

/// The sum of whole fen, exact below 2^53.
fn sum(column: &[f64]) -> f64 {
    let mut sums = [0.0; SUMS];
    let chunks = column.chunks_exact(SUMS);
    let rest: f64 = chunks.remainder().iter().sum();
    for chunk in chunks {
        for (sum, &amount) in sums.iter_mut().zip(chunk) {
            *sum += amount;
        }
    }
    sums.iter().sum::<f64>() + rest
}

fn above_zero(column: &[f64]) -> usize {
    column.iter().map(|&amount| usize::from(amount > 0.0)).sum()
}

fn largest(column: &[f64]) -> f64 {
    let mut most = [0.0; SUMS];
    let chunks = column.chunks_exact(SUMS);
    let rest = chunks.remainder().iter().fold(0.0, |most, &amount| larger(amount, most));
    for chunk in chunks {
        for (most, &amount) in most.iter_mut().zip(chunk) {
            *most = larger(amount, *most);
        }
    }
    most.iter().fold(rest, |most, &amount| larger(amount, most))
}

/// An amount as a bound of columns; none where it is beyond them.
fn bound(amount: Fen) -> f64 {
    if amount > Fen(1 << 52) { f64::INFINITY } else { amount.0 as f64 }
}

/// A whole amount as money.
#[expect(clippy::cast_possible_truncation, reason = "whole fen below 2^53")]
fn whole(amount: f64) -> Fen {
    Fen(amount as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::round_millionths;

    /// Millionths around every place where rounding turns, from the first fen to twenty million yuan.
    fn around_the_turns() -> impl Iterator<Item = i64> {
        let fen = (0..31).flat_map(|power| [(1 << power) - 1, 1 << power, (1 << power) / 3 * 2]);
        let fen = fen.filter(|&fen| fen < MOST_OF_A_BLOCK.0).chain([MOST_OF_A_BLOCK.0 - 1]);
        fen.flat_map(|fen| (-2..=2).map(move |by| (fen * 1_000_000 + 500_000 + by).max(0)))
    }

    #[test]
    fn columns_round_half_up_up_to_twenty_million_yuan() {
        for exact in around_the_turns() {
            let expected = round_millionths(i128::from(exact));
            assert_eq!(whole(rounded(exact as f64 + 0.5)), expected, "{exact} millionths");
        }
    }

    #[test]
    fn rounding_that_sends_ties_to_even_would_be_noticed() {
        let wrong = |exact: &i64| whole(rounded(*exact as f64)) != round_millionths(i128::from(*exact));
        assert!(around_the_turns().filter(wrong).count() > 20);
    }

    #[test]
    fn sums_and_largest_amounts_of_columns_leave_nobody_out() {
        for n in [0, 1, 7, 8, 9, 64, 100] {
            let column: Vec<f64> = (1..=n).map(f64::from).collect();
            assert_eq!(whole(sum(&column)), Fen(i64::from(n * (n + 1) / 2)));
            assert_eq!(whole(largest(&column)), Fen(i64::from(n)));
            assert_eq!(above_zero(&column), column.len());
        }
    }
}
