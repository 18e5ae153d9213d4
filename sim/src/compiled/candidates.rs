//! Many ways to pay one eligible cost, and where each of them bends.

use super::year_pay::YearPay;
use crate::units::{Fen, round_millionths};

/// The number of remainders by which persons are counted: with ratios in whole points, what rounding adds
/// to a payment depends on the last two digits of the eligible cost in fen.
pub(super) const RESIDUES: usize = 100;
/// A ratio of one point, in millionths.
pub(super) const POINT: i64 = 10_000;
pub(super) const MILLION: i64 = 1_000_000;

/// The yearly payments of many designs on one eligible cost `H`.
///
/// Between neighbours of the union of all breakpoints every design pays `round(A + m H)`. The sum over
/// persons is `(n A + m sum(H) + n / 2 - R) / 10^6` with `R` the sum of what rounding drops, which for `m`
/// in whole points depends on how many of the `n` persons have each remainder of `H` modulo 100 fen: so
/// counts, sums and remainders in the buckets between breakpoints give every design's payments to the fen.
/// A design with a finer ratio is paid person by person.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidates {
    pub(super) pays: Vec<Pay>,
    /// The breakpoints, rising, with one beyond all amounts at the end.
    pub(super) breaks: Vec<Fen>,
    pub(super) finder: Finder,
    /// What rounding drops at each remainder, in millionths of a fen; one row for each distinct one.
    pub(super) dropped: Vec<[u32; RESIDUES]>,
    /// Which rows of `dropped` are asked for at which break, by break.
    pub(super) asked: Vec<(usize, usize)>,
    /// The pays that are paid person by person.
    pub(super) fine: Vec<usize>,
}

/// One design's payment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pay {
    pub(super) year: YearPay,
    /// The least cost of which a fen is paid.
    pub(super) first_paid: Option<Fen>,
    /// The bucket with which payment begins.
    pub(super) first_bucket: usize,
    pub(super) segments: Vec<Segment>,
}

/// A stretch of cost between breakpoints of one design.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Segment {
    /// Buckets.
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) line: Line,
    /// Places in [`Candidates::asked`]; none for a constant.
    pub(super) asked: Option<(usize, usize)>,
}

/// A payment `round(at_zero + millionths * H)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line {
    /// In millionths of a fen.
    pub(super) at_zero: i128,
    pub(super) millionths: i64,
}

impl Candidates {
    /// Of these payments, which keep their order.
    pub fn new(pays: &[YearPay]) -> Candidates {
        let bends: Vec<Vec<(Fen, Line)>> = pays.iter().map(bends).collect();
        let by_buckets = |bends: &[(Fen, Line)]| bends.iter().all(|(_, line)| line.millionths % POINT == 0);
        let mut breaks: Vec<Fen> =
            bends.iter().filter_map(|bends| bends.first()).map(|&(from, _)| from).collect();
        breaks.extend(bends.iter().filter(|bends| by_buckets(bends)).flatten().map(|&(from, _)| from));
        breaks.sort_unstable();
        breaks.dedup();
        let finder = Finder::new(&breaks);
        breaks.push(Fen(i64::MAX));

        let mut candidates = Candidates {
            pays: Vec::new(),
            breaks,
            finder,
            dropped: Vec::new(),
            asked: Vec::new(),
            fine: Vec::new(),
        };
        let mut asked = Asked::default();
        for (number, (year, bends)) in pays.iter().zip(&bends).enumerate() {
            if !by_buckets(bends) {
                candidates.fine.push(number);
            }
            let segments =
                if by_buckets(bends) { candidates.segments(bends, &mut asked) } else { Vec::new() };
            let first_paid = bends.first().map(|&(from, _)| from);
            let first_bucket = first_paid.map_or(0, |first| candidates.bucket_from(first));
            candidates.pays.push(Pay { year: year.clone(), first_paid, first_bucket, segments });
        }
        asked.put_in_order(&mut candidates);
        candidates
    }

    /// One of the payments.
    pub fn pay(&self, number: usize) -> &YearPay {
        &self.pays[number].year
    }

    /// All payments, in order.
    pub fn pays(&self) -> impl Iterator<Item = &YearPay> {
        self.pays.iter().map(|pay| &pay.year)
    }

    /// How many payments there are.
    pub fn len(&self) -> usize {
        self.pays.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pays.is_empty()
    }

    /// Whether a payment is summed from buckets; else it is paid person by person, which costs time for each
    /// person above the lowest breakpoint.
    pub fn exact_by_buckets(&self, number: usize) -> bool {
        !self.fine.contains(&number)
    }

    /// The least eligible cost of which a payment is a fen or more.
    pub fn first_paid(&self, number: usize) -> Option<Fen> {
        self.pays[number].first_paid
    }

    /// The least eligible cost of which any payment is a fen or more; the largest amount where none ever is.
    pub fn lowest(&self) -> Fen {
        self.breaks[0]
    }

    /// How many buckets persons are counted in; a bucket takes 408 bytes.
    pub fn n_buckets(&self) -> usize {
        self.breaks.len() - 1
    }

    /// The bucket that begins at a breakpoint.
    fn bucket_from(&self, from: Fen) -> usize {
        self.breaks.partition_point(|&known| known < from)
    }

    fn segments(&mut self, bends: &[(Fen, Line)], asked: &mut Asked) -> Vec<Segment> {
        let mut segments = Vec::with_capacity(bends.len());
        for (number, &(from, line)) in bends.iter().enumerate() {
            let end = bends.get(number + 1).map_or(self.n_buckets(), |&(to, _)| self.bucket_from(to));
            let from = self.bucket_from(from);
            let asked = (line.millionths > 0).then(|| {
                let row = self.row_of(line);
                (asked.number(from, row), asked.number(end, row))
            });
            segments.push(Segment { from, to: end, line, asked });
        }
        segments
    }

    /// The row of what rounding drops on a line.
    fn row_of(&mut self, line: Line) -> usize {
        let dropped = std::array::from_fn(|residue| line.dropped(residue));
        self.dropped.iter().position(|known| *known == dropped).unwrap_or_else(|| {
            self.dropped.push(dropped);
            self.dropped.len() - 1
        })
    }
}

/// Where a payment bends, from the first fen paid on, and the line that it follows from there.
fn bends(pay: &YearPay) -> Vec<(Fen, Line)> {
    let Some(first) = pay.reaches(Fen(1)) else { return Vec::new() };
    let capped = if pay.cap() < Fen(i64::MAX) { pay.reaches(pay.cap()) } else { None };
    let ends = pay.steps().iter().flat_map(|step| [step.from, step.to]);
    let inside = |at: &Fen| *at > first && capped.is_none_or(|capped| *at < capped) && *at < Fen(1 << 52);
    let mut from: Vec<Fen> = ends.filter(inside).collect();
    from.push(first);
    from.sort_unstable();
    from.dedup();
    from.retain(|&at| capped.is_none_or(|capped| at < capped));
    let line = |at: Fen| {
        let millionths = pay.steps().iter().find(|step| step.from <= at && at < step.to);
        let millionths = millionths.map_or(0, |step| step.millionths);
        Line { at_zero: pay.exact(at) - i128::from(millionths) * i128::from(at.0), millionths }
    };
    let mut bends: Vec<(Fen, Line)> = from.into_iter().map(|at| (at, line(at))).collect();
    let at_cap = Line { at_zero: i128::from(pay.cap().0) * i128::from(MILLION), millionths: 0 };
    bends.extend(capped.map(|capped| (capped, at_cap)));
    bends
}

impl Line {
    /// What rounding drops of `at_zero + millionths * H + 1/2` fen, for `H` with this remainder.
    #[expect(clippy::cast_possible_truncation, reason = "a remainder below a million")]
    pub(super) fn dropped(self, residue: usize) -> u32 {
        let exact = self.at_zero + i128::from(self.millionths) * residue as i128 + i128::from(MILLION / 2);
        exact.rem_euclid(i128::from(MILLION)) as u32
    }

    /// What is paid along a line without slope.
    pub(super) fn constant(self) -> Fen {
        round_millionths(self.at_zero)
    }
}

/// The pairs of a break and a row of [`Candidates::dropped`], each asked for once.
#[derive(Debug, Default)]
struct Asked {
    pairs: std::collections::BTreeMap<(usize, usize), usize>,
}

impl Asked {
    /// The number of a pair, in the order of asking.
    fn number(&mut self, bucket: usize, row: usize) -> usize {
        let next = self.pairs.len();
        *self.pairs.entry((bucket, row)).or_insert(next)
    }

    /// Numbers the pairs by break, so that one pass over the buckets answers them all.
    fn put_in_order(self, candidates: &mut Candidates) {
        let mut place = vec![0; self.pairs.len()];
        for (pair, number) in self.pairs {
            place[number] = candidates.asked.len();
            candidates.asked.push(pair);
        }
        let segments = candidates.pays.iter_mut().flat_map(|pay| &mut pay.segments);
        for (from, to) in segments.filter_map(|segment| segment.asked.as_mut()) {
            (*from, *to) = (place[*from], place[*to]);
        }
    }
}

/// Finds the bucket of an amount: the leading bits of its double, then a step or two.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Finder {
    /// The breakpoints as doubles, with one beyond all at the end.
    breaks: Vec<f64>,
    shift: u32,
    base: u64,
    /// The bucket of the least amount with these leading bits.
    first: Vec<u32>,
}

/// The bits of a double's fraction.
const FRACTION_BITS: u32 = 52;

impl Finder {
    fn new(breaks: &[Fen]) -> Finder {
        let (Some(&lowest), Some(&highest)) = (breaks.first(), breaks.last()) else {
            return Finder { breaks: vec![f64::INFINITY; 2], shift: FRACTION_BITS, base: 0, first: vec![0] };
        };
        let octaves = (double(highest) >> FRACTION_BITS) - (double(lowest) >> FRACTION_BITS) + 1;
        let cells = (breaks.len() as u64 * 4).div_ceil(octaves).next_power_of_two().clamp(16, 1 << 12);
        let shift = FRACTION_BITS - cells.trailing_zeros();
        let base = double(lowest) >> shift;
        let n = (double(highest) >> shift) - base + 1;
        let bucket_of = |cell: u64| {
            let least = f64::from_bits((base + cell) << shift);
            u32::try_from(breaks.partition_point(|known| known.0 as f64 <= least).saturating_sub(1))
        };
        let first = (0..n).map(|cell| bucket_of(cell).unwrap_or(u32::MAX)).collect();
        let breaks = breaks.iter().map(|known| known.0 as f64).chain([f64::INFINITY]).collect();
        Finder { breaks, shift, base, first }
    }

    /// The bucket of a whole amount that is at least the lowest break.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the number of cells is small")]
    pub(super) fn bucket(&self, amount: f64) -> usize {
        let (first, ends) = (self.first.as_slice(), &self.breaks[1..]);
        let cell = (amount.to_bits() >> self.shift).wrapping_sub(self.base) as usize;
        let mut bucket = first[cell.min(first.len() - 1)] as usize;
        while ends[bucket] <= amount {
            bucket += 1;
        }
        bucket
    }
}

fn double(amount: Fen) -> u64 {
    (amount.0 as f64).to_bits()
}
