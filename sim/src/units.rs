//! Amounts that cannot be confused: money, ratios, ages, years, heads.
//!
//! Money is whole fen in an `i64`; a ratio is a whole number of millionths. A product of the two is
//! rounded half up (四舍五入, away from zero) exactly once. No float is known here.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Declares an enum whose variants are words in files: `keys! { pub enum CapOn { Payment = "payment", ... } }`.
macro_rules! keys {
    ($(#[$attribute:meta])* $vis:vis enum $name:ident {
        $($(#[$about:meta])* $variant:ident = $key:literal),* $(,)?
    }) => {
        $(#[$attribute])*
        $vis enum $name { $($(#[$about])* $variant),* }

        impl $name {
            /// All, in their order.
            $vis const ALL: [$name; [$($key),*].len()] = [$($name::$variant),*];

            /// The word in files.
            $vis const fn key(self) -> &'static str {
                match self { $($name::$variant => $key),* }
            }
        }
    };
}

pub(crate) use keys;

/// Why a text is not the amount it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    /// Not a decimal number.
    #[error("not a decimal number")]
    NotANumber,
    /// More decimals than the unit has: a fen is the smallest amount of money, a millionth of a ratio.
    #[error("more than {0} decimals")]
    TooPrecise(u32),
    /// Outside the range in which the arithmetic is exact.
    #[error("out of range")]
    OutOfRange,
}

/// An amount of money in whole fen (分, a hundredth of a yuan). May be negative in ledgers.
///
/// ```
/// use huimin::units::Fen;
/// assert_eq!(Fen::parse_yuan("150000.01").unwrap(), Fen(15_000_001));
/// assert_eq!(Fen(-5).to_string(), "-0.05");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Fen(pub i64);

impl Fen {
    /// Nothing.
    pub const ZERO: Fen = Fen(0);
    /// More than any amount that a scheme may name: a hundred trillion yuan.
    pub const MAX_INPUT: Fen = Fen(10_000_000_000_000_000);

    /// A whole number of yuan.
    pub const fn yuan(yuan: i64) -> Fen {
        Fen(yuan * 100)
    }

    /// Reads yuan with at most two decimals, exactly.
    pub fn parse_yuan(text: &str) -> Result<Fen, UnitError> {
        Ok(Fen(parse_scaled(text, 2, Fen::MAX_INPUT.0)?))
    }

    /// The amount in yuan, exact.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// The amount in yuan, for statistics only.
    pub fn as_yuan_f64(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// The amount, or nothing where it is negative: `max(0, self)`.
    #[must_use]
    pub const fn positive_part(self) -> Fen {
        if self.0 > 0 { self } else { Fen(0) }
    }

    /// `self * to / from`, half up (away from zero); as it is where both are equal, or `from` is not above 0.
    ///
    /// # Panics
    /// When the result leaves the range of `i64`.
    #[must_use]
    pub fn in_proportion(self, to: i64, from: i64) -> Fen {
        if to == from || from <= 0 {
            return self;
        }
        let (product, from) = (i128::from(self.0) * i128::from(to), i128::from(from));
        let half = if product < 0 { -from } else { from };
        Fen(i64::try_from((2 * product + half) / (2 * from)).expect("an amount in range"))
    }
}

impl fmt::Display for Fen {
    /// Yuan with two decimals and no separators: `-1234.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let abs = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        f.pad(&format!("{sign}{}.{:02}", abs / 100, abs % 100))
    }
}

impl Add for Fen {
    type Output = Fen;
    fn add(self, other: Fen) -> Fen {
        Fen(self.0 + other.0)
    }
}
impl Sub for Fen {
    type Output = Fen;
    fn sub(self, other: Fen) -> Fen {
        Fen(self.0 - other.0)
    }
}
impl Neg for Fen {
    type Output = Fen;
    fn neg(self) -> Fen {
        Fen(-self.0)
    }
}
impl AddAssign for Fen {
    fn add_assign(&mut self, other: Fen) {
        self.0 += other.0;
    }
}
impl SubAssign for Fen {
    fn sub_assign(&mut self, other: Fen) {
        self.0 -= other.0;
    }
}
impl Sum for Fen {
    fn sum<I: Iterator<Item = Fen>>(amounts: I) -> Fen {
        amounts.fold(Fen::ZERO, Add::add)
    }
}
/// An amount for each of so many heads.
impl Mul<Heads> for Fen {
    type Output = Fen;
    fn mul(self, heads: Heads) -> Fen {
        Fen(self.0 * heads.0)
    }
}

/// A ratio in whole millionths: 55% is `Share(550_000)`.
///
/// ```
/// use huimin::units::{Fen, Share};
/// let ratio = Share::parse("0.55").unwrap();
/// assert_eq!(ratio.of(Fen(30)), Fen(17)); // 16.5 fen, half up (domain vector A03)
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Share(i64);

impl Share {
    /// Nothing of it.
    pub const ZERO: Share = Share(0);
    /// All of it.
    pub const ONE: Share = Share(1_000_000);

    /// A share of so many millionths; `None` below 0 or above 1.
    pub const fn from_millionths(millionths: i64) -> Option<Share> {
        if millionths >= 0 && millionths <= 1_000_000 { Some(Share(millionths)) } else { None }
    }

    /// A share of so many whole points, for constants.
    ///
    /// # Panics
    /// Above 100.
    pub const fn percent(points: i64) -> Share {
        assert!(points >= 0 && points <= 100, "a share lies in [0, 1]");
        Share(points * 10_000)
    }

    /// Reads a decimal in [0, 1] with at most six decimals, exactly.
    pub fn parse(text: &str) -> Result<Share, UnitError> {
        Share::from_millionths(parse_scaled(text, 6, 1_000_000)?).ok_or(UnitError::OutOfRange)
    }

    /// The whole number of millionths.
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// The share as an exact decimal.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 6).normalize()
    }

    /// What is left of one: `1 - self`.
    #[must_use]
    pub const fn complement(self) -> Share {
        Share(1_000_000 - self.0)
    }

    /// `self * amount`, rounded half up (away from zero) to the fen, exact for every amount.
    #[must_use]
    pub const fn of(self, amount: Fen) -> Fen {
        // below 9.2e12 fen (92 billion yuan) the product fits in 64 bits, which is several times faster
        const NARROW: i64 = 9_000_000_000_000;
        if amount.0 <= NARROW && amount.0 >= -NARROW {
            let product = self.0 * amount.0;
            Fen((product + if product < 0 { -500_000 } else { 500_000 }) / 1_000_000)
        } else {
            round_millionths(self.0 as i128 * amount.0 as i128)
        }
    }
}

impl fmt::Display for Share {
    /// A decimal: `0.55`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_decimal().to_string())
    }
}

/// Rounds an exact number of millionths of a fen half up (away from zero) to whole fen.
///
/// # Panics
/// When the result leaves the range of `i64`, which amounts below [`Fen::MAX_INPUT`] cannot reach.
#[expect(clippy::cast_possible_truncation, reason = "amounts are checked against Fen::MAX_INPUT on entry")]
pub const fn round_millionths(exact: i128) -> Fen {
    // below ninety billion yuan 64 bits are enough, and several times faster
    const NARROW: i128 = 9_000_000_000_000_000_000;
    if -NARROW <= exact && exact <= NARROW {
        let exact = exact as i64;
        return Fen((exact + if exact < 0 { -500_000 } else { 500_000 }) / 1_000_000);
    }
    let half = if exact < 0 { -500_000 } else { 500_000 };
    let fen = (exact + half) / 1_000_000;
    assert!(fen <= i64::MAX as i128 && fen >= i64::MIN as i128, "amount out of range");
    Fen(fen as i64)
}

/// A number of persons (人), not of person-times (人次).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Heads(pub i64);

impl Add for Heads {
    type Output = Heads;
    fn add(self, other: Heads) -> Heads {
        Heads(self.0 + other.0)
    }
}
impl Sub for Heads {
    type Output = Heads;
    fn sub(self, other: Heads) -> Heads {
        Heads(self.0 - other.0)
    }
}
impl Sum for Heads {
    fn sum<I: Iterator<Item = Heads>>(heads: I) -> Heads {
        heads.fold(Heads(0), Add::add)
    }
}
impl fmt::Display for Heads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// A calendar year, which is also the settlement year (结算年度).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year(pub u16);

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Completed years of life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Age(pub u8);

keys! {
    /// Sex as the census counts it.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Sex {
        /// 男
        Male = "male",
        /// 女
        Female = "female",
    }
}

/// The number of a trial (模拟次数), from 0; it never changes with batches, shards or resumes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Trial(pub u64);

/// What a column of whole numbers counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Money in whole fen.
    Fen,
    /// Persons (人).
    Heads,
    /// Person-times (人次): admissions, payments.
    Times,
    /// Person-days (人日): cover.
    Days,
}

impl Unit {
    /// The word that stands for the unit in files.
    pub const fn key(self) -> &'static str {
        match self {
            Unit::Fen => "fen",
            Unit::Heads => "persons",
            Unit::Times => "person_times",
            Unit::Days => "person_days",
        }
    }
}

/// One column of a run's rows: what is counted, and in what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name in files: `cii_claims_fen`.
    pub key: String,
    /// The unit of the whole numbers in it.
    pub unit: Unit,
}

/// Parses `text` as a decimal and returns it times `10^decimals`, exactly, with `|value| <= limit`.
pub(crate) fn parse_scaled(text: &str, decimals: u32, limit: i64) -> Result<i64, UnitError> {
    let value: Decimal = if text.contains(['e', 'E']) {
        Decimal::from_scientific(text).map_err(|_| UnitError::NotANumber)?
    } else {
        Decimal::from_str_exact(text).map_err(|_| UnitError::NotANumber)?
    };
    let value = value.normalize();
    if value.scale() > decimals {
        return Err(UnitError::TooPrecise(decimals));
    }
    let scaled = value
        .checked_mul(Decimal::from(10_i64.pow(decimals)))
        .and_then(|v| v.to_i64())
        .ok_or(UnitError::OutOfRange)?;
    if scaled.abs() > limit { Err(UnitError::OutOfRange) } else { Ok(scaled) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::RoundingStrategy;

    #[test]
    fn a_third_decimal_of_a_yuan_is_refused() {
        assert_eq!(Fen::parse_yuan("1.005"), Err(UnitError::TooPrecise(2)));
        assert_eq!(Fen::parse_yuan("1.500"), Ok(Fen(150)));
        assert_eq!(Fen::parse_yuan("1e3"), Ok(Fen(100_000)));
        assert_eq!(Fen::parse_yuan("one"), Err(UnitError::NotANumber));
        assert_eq!(Fen::parse_yuan("99999999999999999"), Err(UnitError::OutOfRange));
    }

    #[test]
    fn a_share_above_one_is_refused() {
        assert_eq!(Share::parse("1.000001"), Err(UnitError::OutOfRange));
        assert_eq!(Share::parse("-0.1"), Err(UnitError::OutOfRange));
        assert_eq!(Share::parse("1").unwrap(), Share::ONE);
    }

    proptest! {
        /// The statutory arithmetic is decimal with 四舍五入; the integer kernel must never differ.
        #[test]
        fn whole_fen_arithmetic_equals_the_decimal_one(fen in -10_i64.pow(15)..10_i64.pow(15), millionths in 0..=1_000_000_i64) {
            let share = Share::from_millionths(millionths).unwrap();
            let decimal = (Fen(fen).to_decimal() * share.to_decimal())
                .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
            prop_assert_eq!(share.of(Fen(fen)).to_decimal(), decimal);
        }

        #[test]
        fn millionths_round_the_same_in_64_and_in_128_bits(
            exact in prop_oneof![-10_i128.pow(8)..10_i128.pow(8), -10_i128.pow(19)..10_i128.pow(19)],
        ) {
            let away_from_zero = (exact.abs() + 500_000) / 1_000_000 * exact.signum();
            prop_assert_eq!(i128::from(round_millionths(exact).0), away_from_zero);
        }

        #[test]
        fn an_amount_reads_back_as_it_was_written(fen in -10_i64.pow(15)..10_i64.pow(15)) {
            prop_assert_eq!(Fen::parse_yuan(&Fen(fen).to_string()), Ok(Fen(fen)));
        }
    }
}
