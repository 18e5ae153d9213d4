//! Bills that one word each decides on: drawn, split, paid and added up together.

use crate::draw::{AMOUNT_BINS, BEYOND, draw};
use crate::select::{SPARE, beyond};
use crate::share::{MOST_FEN, larger, lesser, share_of};
use crate::width::{STEP, kernel};

/// How bills of one level and place come about, whose only part outside the policy range is a fixed share, and
/// what a payer with one deductible and ratio pays of the rest.
#[derive(Debug, Clone, Copy)]
pub struct PlainBills<'a> {
    /// As of [`crate::amounts`].
    pub bins: &'a [[f64; 2]; AMOUNT_BINS],
    /// The bill is `half up (mean (amount unit))`.
    pub unit: f64,
    /// In fen.
    pub mean: f64,
    /// What is outside the policy range, in millionths of the bill.
    pub outside: f64,
    /// In fen.
    pub deductible: f64,
    /// In millionths.
    pub ratio: f64,
    /// The most that is paid, in fen.
    pub cap: f64,
}

/// What [`plain_bills`] add up to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PlainSums {
    /// Of the bills.
    pub total: f64,
    /// Of what is outside the policy range.
    pub outside: f64,
    /// Of what is paid.
    pub paid: f64,
    /// How many are left more than the limit.
    pub above: usize,
    /// Whether somebody would be paid more than the cap.
    pub capped: bool,
}

/// The parts of a bill.
struct Parts {
    outside: f64,
    in_policy: f64,
}

impl PlainBills<'_> {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "part of a loop over columns")]
    fn bill(&self, amount: f64) -> f64 {
        (amount * self.unit * self.mean + 0.5).floor()
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "part of a loop over columns")]
    fn parts(&self, bill: f64) -> Parts {
        let outside = share_of(bill, self.outside);
        Parts { outside, in_policy: bill - outside }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "part of a loop over columns")]
    fn uncapped(&self, in_policy: f64) -> f64 {
        share_of(larger(in_policy - self.deductible, 0.0), self.ratio)
    }

    /// Whether more would be paid of a bill than the cap. Who has the larger bill is paid no less, so that the
    /// largest tells of all.
    #[inline]
    pub fn is_capped(&self, bill: f64) -> bool {
        self.uncapped(self.parts(bill).in_policy) > self.cap
    }
}

/// The sum of lanes; apart, or the compiler lays out the loop before it for this one addition.
#[inline(never)]
fn sum(lanes: &[f64; STEP]) -> f64 {
    let pairs: [f64; STEP / 2] = std::array::from_fn(|i| lanes[i] + lanes[i + STEP / 2]);
    (pairs[0] + pairs[2]) + (pairs[1] + pairs[3])
}

/// The largest of lanes; apart as [`sum`].
#[inline(never)]
fn most(lanes: &[f64; STEP]) -> f64 {
    lanes.iter().copied().fold(0.0, larger)
}

/// Turns amounts into bills, and gives what is in the policy range; the sums of bills and of what is outside, and
/// the largest bill.
#[inline(always)]
#[expect(clippy::inline_always, reason = "part of a kernel")]
fn split(of: &PlainBills<'_>, amounts: &mut [[f64; STEP]], in_policy: &mut [[f64; STEP]]) -> [f64; 3] {
    let (mut total, mut outside, mut largest) = ([0.0; STEP], [0.0; STEP], [0.0; STEP]);
    for (amounts, in_policy) in amounts.iter_mut().zip(in_policy) {
        for i in 0..STEP {
            let bill = of.bill(amounts[i]);
            let parts = of.parts(bill);
            (amounts[i], in_policy[i]) = (bill, parts.in_policy);
            total[i] += bill;
            outside[i] += parts.outside;
            largest[i] = larger(bill, largest[i]);
        }
    }
    [sum(&total), sum(&outside), most(&largest)]
}

/// Turns what is in the policy range into what is left of the bill; the sum of what is paid.
#[inline(always)]
#[expect(clippy::inline_always, reason = "part of a kernel")]
fn pay(of: &PlainBills<'_>, bills: &[[f64; STEP]], left: &mut [[f64; STEP]]) -> f64 {
    let mut sums = [0.0; STEP];
    for (bills, left) in bills.iter().zip(left) {
        for i in 0..STEP {
            let paid = lesser(of.uncapped(left[i]), of.cap);
            left[i] = bills[i] - paid;
            sums[i] += paid;
        }
    }
    sum(&sums)
}

kernel! {
    /// The `bills` that words draw, what the payer leaves of each, and the places of those whom it leaves more
    /// than a limit, in order, as [`crate::amounts`], [`crate::stretch`], [`crate::bills_at`],
    /// [`crate::fixed_share`], [`crate::pay_above_at`] and [`crate::beyond`] give them one after another. All
    /// columns have room for [`SPARE`] more.
    ///
    /// Several loops, because the steps from a word to what is left of its bill are too many for a processor to
    /// have several persons in work at once.
    ///
    /// `None`, and nothing that counts in the columns, where an amount is beyond the bins or a bill above
    /// [`MOST_FEN`].
    ///
    /// # Panics
    /// When there is no room for them.
    pub fn plain_bills(
        words: &[u64],
        of: &PlainBills<'_>,
        limit: f64,
        bills: &mut [f64],
        left: &mut [f64],
        places: &mut [u32],
    ) -> Option<PlainSums> {
        let n = words.len();
        let room = bills.len().min(left.len()).min(places.len());
        assert!(room >= n + SPARE, "room for all and some more");
        if draw(words, of.bins, &mut bills[..n]) < BEYOND {
            return None;
        }
        // the last few beside bills of nothing
        bills[n..n + SPARE].fill(0.0);
        let (in_steps, _) = bills[..n + SPARE - 1].as_chunks_mut::<STEP>();
        let (left_in_steps, _) = left[..n + SPARE - 1].as_chunks_mut::<STEP>();
        let [total, outside, largest] = split(of, in_steps, left_in_steps);
        if largest > MOST_FEN {
            return None;
        }
        let paid = pay(of, in_steps, left_in_steps);
        let above = beyond(&left[..n], limit, places);
        Some(PlainSums { total, outside, paid, above, capped: of.is_capped(largest) })
    }
}

/// Columns of what becomes of bills.
#[derive(Debug)]
pub struct PlainParts<'a> {
    /// What is outside the policy range.
    pub outside: &'a mut [f64],
    /// A share of it.
    pub listed: &'a mut [f64],
    /// What the payer leaves of what is within.
    pub rest: &'a mut [f64],
}

kernel! {
    /// The parts of those of the `bills` that stand at these places, `listed` in millionths. It works in whole steps
    /// of [`SPARE`]: the columns have room for them, and the places of the last step behind those that are meant
    /// are any.
    pub fn plain_parts(bills: &[f64], places: &[u32], of: &PlainBills<'_>, listed: f64, to: &mut PlainParts<'_>) {
        let (places, _) = places.as_chunks::<STEP>();
        let (outside, _) = to.outside.as_chunks_mut::<STEP>();
        let (listed_of, _) = to.listed.as_chunks_mut::<STEP>();
        let (rest, _) = to.rest.as_chunks_mut::<STEP>();
        for (((places, outside), listed_of), rest) in places.iter().zip(outside).zip(listed_of).zip(rest) {
            // loops of one result each, and into memory of their own, are what the compiler makes vectors of
            let (mut these, mut outside_of, mut rest_of) = ([0.0; STEP], [0.0; STEP], [0.0; STEP]);
            for i in 0..STEP {
                these[i] = bills[places[i] as usize];
            }
            for i in 0..STEP {
                outside_of[i] = of.parts(these[i]).outside;
            }
            for i in 0..STEP {
                let in_policy = these[i] - outside_of[i];
                rest_of[i] = in_policy - lesser(of.uncapped(in_policy), of.cap);
            }
            for i in 0..STEP {
                listed_of[i] = share_of(outside_of[i], listed);
            }
            (*outside, *rest) = (outside_of, rest_of);
        }
    }
}
