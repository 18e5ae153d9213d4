//! How one bill splits into 甲类, 乙类 and its first self-pay, 超限价, and 丙类.

use std::ops::Range;

use huimin_kernel::{self as kernel, SHARES};

use crate::illness::column::Column;
use crate::illness::model::IllnessError;
use crate::random::{QuantileTable, ShareTable};
use crate::units::Fen;

/// Cost bands of the own-expense share: octaves around the mean cost.
const BANDS: usize = 8;

/// Mean shares of the parts of a bill.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SplitMeans {
    /// 乙类 as a share of the cost inside the catalogue.
    pub class_b: f64,
    /// First self-pay (先行自付) as a share of 乙类.
    pub first_self_pay: f64,
    /// 超限价 as a share of the bill.
    pub over_limit: f64,
    /// 丙类 as a share of the cost of all bills together (cost-weighted).
    pub own_expense: f64,
    /// How the own-expense share moves with cost: it is proportional to `cost^elasticity` by octave.
    pub own_expense_elasticity: f64,
    /// Share of 丙类 that is on the list of reasonable cost (合理费用) of the city's product.
    pub listed_own_expense: f64,
    /// Concentration `a + b` of the Beta laws: the larger, the more alike the bills; infinite where every
    /// bill has the mean shares.
    pub concentration: f64,
}

/// The parts of one bill, in whole fen; what is neither over the limit, nor own expense, nor first
/// self-pay is inside the policy range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parts {
    /// `P = A + B - first`, the policy-range cost.
    pub in_policy: Fen,
    /// 甲类.
    pub class_a: Fen,
    /// 先行自付.
    pub first_self_pay: Fen,
    /// 超限价.
    pub over_limit: Fen,
    /// Listed part of 丙类.
    pub listed_own_expense: Fen,
    /// The rest of 丙类.
    pub unlisted_own_expense: Fen,
    /// A drug of the special list (特药), outside all of these.
    pub special_drug: Fen,
    /// A drug of the rare-disease list, outside all of these.
    pub rare_drug: Fen,
}

/// A part's share of an amount: none, the same of all, or drawn from a table.
#[derive(Debug, Clone)]
enum Drawn {
    Nothing,
    /// In millionths.
    Fixed(u32),
    Table(ShareTable),
}

impl Drawn {
    fn of(table: ShareTable) -> Drawn {
        match table.entries() {
            [first, .., last] if first == last => Drawn::Fixed(*first),
            _ => Drawn::Table(table),
        }
    }

    #[inline]
    fn part(&self, amount: Fen, bits: u16) -> Fen {
        match self {
            Drawn::Nothing => Fen::ZERO,
            Drawn::Fixed(millionths) => part(amount, *millionths),
            Drawn::Table(table) => part(amount, table.millionths(bits)),
        }
    }

    /// The part of each amount, drawn by twelve bits of its word; no column where there is none.
    fn column<const SHIFT: u32>(&self, amounts: &[f64], words: &[u64], out: &mut Column<f64>) {
        out.begin(if matches!(self, Drawn::Nothing) { 0 } else { amounts.len() });
        match self {
            Drawn::Nothing => {}
            Drawn::Fixed(millionths) => kernel::fixed_share(amounts, f64::from(*millionths), out),
            Drawn::Table(table) => kernel::shares::<SHIFT>(amounts, words, table.entries(), out),
        }
    }
}

/// The share of 丙类.
#[derive(Debug, Clone)]
enum OwnExpense {
    Nothing,
    /// The same of every bill, in millionths.
    Fixed(u32),
    /// The tables of the bands, one after another.
    Bands(Box<[u32; BANDS * SHARES]>),
}

/// Beta quantile tables for the parts of a bill.
#[derive(Debug, Clone)]
pub struct SplitTables {
    class_b: Drawn,
    first_self_pay: Drawn,
    over_limit: Drawn,
    own_expense: OwnExpense,
    /// Millionths of 丙类 on the list.
    listed: u32,
}

impl SplitTables {
    /// Builds the tables. A mean of exactly 0 leaves the part out; a mean of 1 is refused.
    ///
    /// The own-expense share of a bill has a Beta law whose mean is proportional to
    /// `2^(elasticity * octave)`, octaves counted from the mean cost, and is scaled so that the
    /// cost-weighted mean over the severity table is `means.own_expense`.
    pub fn new(means: &SplitMeans, severity: &QuantileTable, unit: f64) -> Result<SplitTables, IllnessError> {
        let beta = |mean: f64| -> Result<Drawn, IllnessError> {
            if mean == 0.0 {
                return Ok(Drawn::Nothing);
            }
            ShareTable::new(mean, means.concentration).map(Drawn::of).map_err(|_| IllnessError::Split)
        };
        let own_expense = if means.own_expense == 0.0 {
            OwnExpense::Nothing
        } else {
            let weights = cost_weights(severity, unit);
            let lift = |band: usize| libm::exp2(means.own_expense_elasticity * (band as f64 - 3.5));
            let mean_lift: f64 = (0..BANDS).map(|band| weights[band] * lift(band)).sum();
            let mut tables = Vec::with_capacity(BANDS * SHARES);
            for band in 0..BANDS {
                let mean = means.own_expense * lift(band) / mean_lift;
                let table = ShareTable::new(mean, means.concentration).map_err(|_| IllnessError::Split)?;
                tables.extend_from_slice(table.entries());
            }
            if tables.iter().all(|millionths| *millionths == tables[0]) {
                OwnExpense::Fixed(tables[0])
            } else {
                OwnExpense::Bands(tables.into_boxed_slice().try_into().map_err(|_| IllnessError::Split)?)
            }
        };
        if means.over_limit + means.own_expense >= 1.0 {
            return Err(IllnessError::Split);
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 0 to 1")]
        let listed = (means.listed_own_expense.clamp(0.0, 1.0) * 1e6 + 0.5) as u32;
        Ok(SplitTables {
            class_b: beta(means.class_b)?,
            first_self_pay: beta(means.first_self_pay)?,
            over_limit: beta(means.over_limit)?,
            own_expense,
            listed,
        })
    }

    /// Splits a bill whose cost is `relative` times the mean, by the four 16-bit parts of one word.
    /// Every part is a share in whole millionths, rounded half up to the fen; the parts sum to the bill.
    ///
    /// `own_expense` multiplies the share of 丙类, which stays a share: it ends at the whole bill.
    #[inline]
    pub fn split(&self, total: Fen, relative: f64, word: u64, own_expense: f64) -> Parts {
        #[expect(clippy::cast_possible_truncation, reason = "a quarter of the word")]
        let bits = |quarter: u32| (word >> (16 * quarter)) as u16;
        let own = match &self.own_expense {
            OwnExpense::Nothing => Fen::ZERO,
            OwnExpense::Fixed(millionths) => part(total, times(*millionths, own_expense)),
            OwnExpense::Bands(tables) => {
                let place = band(relative) * SHARES + usize::from(bits(0) >> 4);
                part(total, times(tables[place], own_expense))
            }
        };
        let over_limit = self.over_limit.part(total - own, bits(1));
        let catalogue = total - own - over_limit;
        let class_b = self.class_b.part(catalogue, bits(2));
        let first_self_pay = self.first_self_pay.part(class_b, bits(3));
        let listed = self.listed(own);
        Parts {
            in_policy: catalogue - first_self_pay,
            class_a: catalogue - class_b,
            first_self_pay,
            over_limit,
            listed_own_expense: listed,
            unlisted_own_expense: own - listed,
            special_drug: Fen::ZERO,
            rare_drug: Fen::ZERO,
        }
    }
}

/// The parts of a column of bills, in whole fen; each as long as the bills, or empty where there is none.
#[derive(Debug, Default)]
pub(super) struct PartColumns {
    /// 丙类, listed or not.
    pub(super) own_expense: Column<f64>,
    /// 超限价.
    pub(super) over_limit: Column<f64>,
    /// 先行自付.
    pub(super) first_self_pay: Column<f64>,
    /// The policy-range cost.
    pub(super) in_policy: Column<f64>,
    /// 乙类.
    class_b: Column<f64>,
}

impl PartColumns {
    /// Adds what is outside the policy range of one of other bills to that of bill `i`; whether there are columns for
    /// it, else nothing is done.
    pub(super) fn add_outside_of(&mut self, i: usize, (others, of): (&PartColumns, usize)) -> bool {
        let columns = [
            (&mut self.own_expense, &others.own_expense),
            (&mut self.over_limit, &others.over_limit),
            (&mut self.first_self_pay, &others.first_self_pay),
        ];
        let fits = |(column, other): &(&mut Column<f64>, &Column<f64>)| {
            i < column.len() || other.get(of).is_none_or(|&amount| amount == 0.0)
        };
        if !columns.iter().all(fits) {
            return false;
        }
        for (column, other) in columns {
            if let (Some(sum), Some(amount)) = (column.get_mut(i), other.get(of)) {
                *sum += amount;
            }
        }
        true
    }

    /// Begins columns of `n` bills that have parts of every kind.
    pub(super) fn begin(&mut self, n: usize) {
        let PartColumns { own_expense, over_limit, first_self_pay, in_policy, class_b: _ } = self;
        for column in [own_expense, over_limit, first_self_pay, in_policy] {
            column.begin(n);
        }
    }

    /// Adds those of the later rounds of admissions to those of the first.
    pub(super) fn fold(&mut self, rounds: &[Range<usize>]) {
        let PartColumns { own_expense, over_limit, first_self_pay, in_policy, class_b: _ } = self;
        for column in [own_expense, over_limit, first_self_pay, in_policy] {
            kernel::fold(column, rounds);
        }
    }

    /// Puts one bill's parts in their places.
    pub(super) fn set(&mut self, i: usize, parts: &Parts) {
        let own_expense = parts.listed_own_expense + parts.unlisted_own_expense;
        for (column, amount) in [
            (&mut self.own_expense, own_expense),
            (&mut self.over_limit, parts.over_limit),
            (&mut self.first_self_pay, parts.first_self_pay),
            (&mut self.in_policy, parts.in_policy),
        ] {
            if let Some(place) = column.get_mut(i) {
                *place = amount.0 as f64;
            }
        }
    }
}

impl SplitTables {
    /// Whether a bill's parts depend on its word.
    pub(super) fn vary(&self) -> bool {
        let drawn = |share: &Drawn| matches!(share, Drawn::Table(_));
        matches!(self.own_expense, OwnExpense::Bands(_))
            || [&self.over_limit, &self.class_b, &self.first_self_pay].into_iter().any(drawn)
    }

    /// The fixed share of own expense, in millionths, where nothing else is outside the policy range.
    pub(super) fn only_own_expense(&self, factor: f64) -> Option<f64> {
        if !matches!((&self.over_limit, &self.first_self_pay), (Drawn::Nothing, Drawn::Nothing)) {
            return None;
        }
        match self.own_expense {
            OwnExpense::Nothing => Some(0.0),
            OwnExpense::Fixed(millionths) => Some(f64::from(times(millionths, factor))),
            OwnExpense::Bands(_) => None,
        }
    }

    /// [`SplitTables::split`] of many bills, none above [`kernel::MOST_FEN`].
    pub(super) fn split_columns(
        &self,
        totals: &[f64],
        relatives: &[f64],
        words: &[u64],
        own_expense: f64,
        parts: &mut PartColumns,
    ) {
        let n = totals.len();
        let PartColumns { own_expense: own, over_limit, first_self_pay, in_policy, class_b } = parts;
        in_policy.begin(n);
        match &self.own_expense {
            OwnExpense::Nothing => _ = own.begin(0),
            OwnExpense::Fixed(millionths) => {
                kernel::fixed_share(totals, f64::from(times(*millionths, own_expense)), own.begin(n));
            }
            OwnExpense::Bands(tables) => {
                kernel::band_shares(totals, relatives, words, tables, own_expense, own.begin(n));
            }
        }
        if own.is_empty() {
            in_policy.copy_from_slice(totals);
        } else {
            kernel::subtract(totals, own, in_policy);
        }
        self.over_limit.column::<20>(in_policy, words, over_limit);
        kernel::take(in_policy, over_limit);
        self.class_b.column::<36>(in_policy, words, class_b);
        self.first_self_pay.column::<52>(class_b, words, first_self_pay);
        kernel::take(in_policy, first_self_pay);
    }

    /// What of each 丙类 is on the list, half up; a column as long as that one.
    pub(super) fn listed_columns(&self, own_expense: &[f64], listed: &mut Column<f64>) {
        let out = listed.begin(own_expense.len());
        kernel::fixed_share(own_expense, self.listed_millionths(), out);
    }

    /// The share of 丙类 that is on the list, in millionths.
    pub(super) fn listed_millionths(&self) -> f64 {
        f64::from(self.listed)
    }

    /// What of 丙类 is on the list, half up.
    #[inline]
    pub(super) fn listed(&self, own_expense: Fen) -> Fen {
        part(own_expense, self.listed)
    }
}

/// A share in millionths times a factor of at least 0, half up, at most the whole.
#[inline]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 to a million")]
fn times(millionths: u32, factor: f64) -> u32 {
    (f64::from(millionths) * factor + 0.5).min(1e6) as u32
}

/// So many millionths of a bill, half up; a bill is at most [`super::LARGEST_BILL`].
#[inline]
fn part(amount: Fen, millionths: u32) -> Fen {
    Fen((amount.0 * i64::from(millionths) + 500_000) / 1_000_000)
}

/// The octave of a relative cost: band 3 is [1/2, 1), band 4 is [1, 2); the ends are open.
#[inline]
fn band(relative: f64) -> usize {
    let exponent = (relative.to_bits() >> 52) as i64 - 1023;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..8")]
    let band = (exponent + 4).clamp(0, BANDS as i64 - 1) as usize;
    band
}

/// Share of all cost that lies in each band.
fn cost_weights(severity: &QuantileTable, unit: f64) -> [f64; BANDS] {
    const GRID: u64 = 1 << 16;
    let mut weights = [0.0; BANDS];
    for i in 0..GRID {
        let cost = severity.value((i << 48) | (1 << 47)) * unit;
        weights[band(cost)] += cost;
    }
    let total: f64 = weights.iter().sum();
    weights.map(|weight| weight / total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::illness::whole;
    use crate::random::Family;

    fn means() -> SplitMeans {
        SplitMeans {
            class_b: 0.40,
            first_self_pay: 0.10,
            over_limit: 0.01,
            own_expense: 0.08,
            own_expense_elasticity: 0.15,
            listed_own_expense: 0.5,
            concentration: 20.0,
        }
    }

    fn tables(means: &SplitMeans) -> (SplitTables, QuantileTable, f64) {
        let family = Family::new(crate::random::Law::LogNormal { mu: 0.0, sigma: 1.2 }).unwrap();
        let severity = QuantileTable::new(&family);
        let unit = 1.0 / family.mean();
        (SplitTables::new(means, &severity, unit).unwrap(), severity, unit)
    }

    #[test]
    fn the_parts_of_a_bill_sum_to_the_bill() {
        let (tables, ..) = tables(&means());
        let mut word = 0x9E37_79B9_7F4A_7C15_u64;
        for total in 0..20_000_i64 {
            word = word.wrapping_mul(0xD134_2543_DE82_EF95).wrapping_add(1);
            let parts = tables.split(Fen(total), 1.3, word, 1.0);
            let sum = parts.in_policy
                + parts.first_self_pay
                + parts.over_limit
                + parts.listed_own_expense
                + parts.unlisted_own_expense;
            assert_eq!(sum, Fen(total));
            assert!(parts.class_a >= Fen::ZERO && parts.in_policy >= parts.class_a);
        }
    }

    /// 400,000 bills: the cost-weighted own-expense share has a standard error near 0.0003, so the
    /// bound is 4 errors; a share that is 2% wrong (0.0016) is far outside.
    #[test]
    fn the_cost_weighted_own_expense_share_is_the_stated_mean() {
        let (tables, severity, unit) = tables(&means());
        let (mut own, mut all) = (0_i64, 0_i64);
        let mut word = 1_u64;
        let mut next = || {
            word = word.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let mixed = (word ^ word >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed ^ mixed >> 32
        };
        for _ in 0..400_000 {
            let relative = severity.value(next()) * unit;
            #[expect(clippy::cast_possible_truncation, reason = "whole fen")]
            let total = Fen((relative * 1_000_000.0) as i64);
            let parts = tables.split(total, relative, next(), 1.0);
            own += (parts.listed_own_expense + parts.unlisted_own_expense).0;
            all += total.0;
        }
        let share = own as f64 / all as f64;
        assert!((share - 0.08).abs() < 0.001_2, "{share}");
    }

    #[test]
    fn a_factor_on_own_expense_moves_its_share_and_leaves_parts_that_sum_to_the_bill() {
        let (tables, ..) = tables(&means());
        let mut word = 7_u64;
        for _ in 0..2_000 {
            word = word.wrapping_mul(0xD134_2543_DE82_EF95).wrapping_add(1);
            let split = |factor: f64| tables.split(Fen(10_000_000), 1.3, word, factor);
            let own = |parts: Parts| (parts.listed_own_expense + parts.unlisted_own_expense).0;
            let (plain, more, all) = (split(1.0), split(1.2), split(1e9));
            // half a millionth of the bill either way: 5 fen, and a rounding to the fen
            assert!((own(more) as f64 - 1.2 * own(plain) as f64).abs() <= 6.6);
            let rest = more.in_policy + more.first_self_pay + more.over_limit;
            assert_eq!(rest + Fen(own(more)), Fen(10_000_000));
            assert_eq!((own(all), all.in_policy), (10_000_000, Fen::ZERO));
        }
    }

    #[test]
    fn fixed_shares_are_the_means_of_every_bill_half_up_to_the_fen() {
        let fixed = SplitMeans {
            class_b: 0.0,
            over_limit: 0.0,
            own_expense: 0.15,
            own_expense_elasticity: 0.0,
            listed_own_expense: 0.0,
            concentration: f64::INFINITY,
            ..means()
        };
        let (tables, ..) = tables(&fixed);
        let mut word = 3_u64;
        for total in 0..20_000_i64 {
            word = word.wrapping_mul(0xD134_2543_DE82_EF95).wrapping_add(1);
            let relative = (word >> 40) as f64 / 1e5;
            let parts = tables.split(Fen(total), relative, word, 1.0);
            let own = (15 * total + 50) / 100;
            assert_eq!((parts.unlisted_own_expense, parts.in_policy), (Fen(own), Fen(total - own)));
        }
    }

    #[test]
    fn columns_of_bills_split_as_bills_do_one_by_one() {
        for (elasticity, factor) in [(0.0, 1.0), (0.0, 1.2), (0.15, 1.0), (0.15, 0.9)] {
            let (tables, severity, unit) =
                tables(&SplitMeans { own_expense_elasticity: elasticity, ..means() });
            let words: Vec<u64> = (1..=500_u64).map(kernel::mix).collect();
            let relatives: Vec<f64> = words.iter().map(|&word| severity.value(word) * unit).collect();
            let totals: Vec<f64> = relatives.iter().map(|relative| (1e6 * relative).floor()).collect();
            let words: Vec<u64> = words.into_iter().map(kernel::mix).collect();
            let mut columns = PartColumns::default();
            tables.split_columns(&totals, &relatives, &words, factor, &mut columns);
            for (i, &word) in words.iter().enumerate() {
                let parts = tables.split(whole(totals[i]), relatives[i], word, factor);
                let own = parts.listed_own_expense + parts.unlisted_own_expense;
                let of_columns =
                    [&columns.in_policy, &columns.first_self_pay, &columns.over_limit, &columns.own_expense]
                        .map(|column| whole(column[i]));
                let one = [parts.in_policy, parts.first_self_pay, parts.over_limit, own];
                assert_eq!(of_columns, one, "bill {i} at elasticity {elasticity} and factor {factor}");
            }
        }
    }

    #[test]
    fn a_bill_without_a_catalogue_part_is_refused() {
        let (_, severity, unit) = tables(&means());
        let bad = SplitMeans { own_expense: 0.6, over_limit: 0.5, own_expense_elasticity: 0.0, ..means() };
        assert!(SplitTables::new(&bad, &severity, unit).is_err());
    }

    #[test]
    fn a_mean_of_zero_leaves_the_part_out() {
        let all_class_a =
            SplitMeans { class_b: 0.0, first_self_pay: 0.0, over_limit: 0.0, own_expense: 0.0, ..means() };
        let (tables, ..) = tables(&all_class_a);
        let parts = tables.split(Fen(123_456), 2.0, u64::MAX, 1.0);
        assert_eq!((parts.in_policy, parts.class_a), (Fen(123_456), Fen(123_456)));
    }
}
