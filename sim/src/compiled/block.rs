//! A block of persons at once: columns of whole fen, each payer one pass.
//!
//! Amounts are whole numbers in `f64`, up to [`MOST_OF_A_BLOCK`], and the loops over them kernels, exact to the
//! fen whatever the width of the machine ([`huimin_kernel`]).

use huimin_kernel::{self as kernel, CostStretch};

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
    /// What is left of a shared cap.
    room: Vec<f64>,
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

    /// The terms for persons whose amounts of `part` are given as ones of `with`; `None` where some payer looks at
    /// one of them alone.
    #[must_use]
    pub fn pools_with(&self, with: Part, part: Part) -> Option<BlockTerms> {
        let alike = self.pools.iter().all(|pool| pool.contains(with) == pool.contains(part));
        let pools = self.pools.iter().map(|pool| pool.without(part)).collect();
        alike.then(|| BlockTerms { pools, ..self.clone() })
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
            if let Some(first) = columns.next() {
                eligible.copy_from_slice(first);
            }
            columns.for_each(|pool| kernel::add(eligible, pool));
            for &after in &row.after {
                kernel::take(eligible, &earlier[after]);
            }
            if let Some(share) = row.counted {
                kernel::count_share(eligible, share.millionths() as f64);
            }
            pay(&row.pay, eligible, paid);
            if !row.cap_after.is_empty() {
                out.room.clear();
                out.room.resize(n, bound(row.pay.cap()));
                for &with in &row.cap_after {
                    kernel::take(&mut out.room, &earlier[with]);
                }
                kernel::limit(paid, &out.room);
            }
        }
        self.settle_the_dearest(pools, out);
    }

    /// Settles those again whose year is beyond what the columns are exact for.
    fn settle_the_dearest(&self, pools: &[&[f64]], out: &mut BlockPaid) {
        let most = MOST_OF_A_BLOCK.0 as f64;
        let dear: f64 = pools.iter().map(|pool| kernel::largest(pool)).sum();
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
        whole(kernel::sum(&self.paid[row]))
    }

    /// How many persons a payer pays anything.
    pub fn persons_paid(&self, row: usize) -> usize {
        kernel::positive(&self.paid[row])
    }
}

/// Pays a column of eligible cost.
fn pay(pay: &YearPay, eligible: &[f64], paid: &mut [f64]) {
    let cap = bound(pay.cap());
    let mut steps = [CostStretch::default(); MOST_STEPS];
    for (stretch, step) in steps.iter_mut().zip(pay.steps()) {
        let width = if step.to == Fen(i64::MAX) { f64::INFINITY } else { (step.to - step.from).0 as f64 };
        *stretch = CostStretch { from: bound(step.from), width, ratio: step.millionths as f64 };
    }
    match pay.steps().len() {
        0 => paid.fill(0.0),
        1 => kernel::pay_stretches::<1>(eligible, &steps, cap, paid),
        2 => kernel::pay_stretches::<2>(eligible, &steps, cap, paid),
        3 => kernel::pay_stretches::<3>(eligible, &steps, cap, paid),
        4 => kernel::pay_stretches::<4>(eligible, &steps, cap, paid),
        5 | 6 => kernel::pay_stretches::<6>(eligible, &steps, cap, paid),
        _ => kernel::pay_stretches::<MOST_STEPS>(eligible, &steps, cap, paid),
    }
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
