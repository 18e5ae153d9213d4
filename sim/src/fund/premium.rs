//! What a member of a 惠民保 product pays a year: one price, or one by age, [S2] 二(二), 三(三).

use std::fmt;

use super::FundError;
use crate::units::{Age, Fen, Heads};

/// The oldest age of a price scale; it stands for itself and over.
const OLDEST: u8 = 100;

/// One price of a scale by age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceBand {
    /// Youngest age.
    pub from: Age,
    /// Oldest age, itself included; 100 stands for 100 and over.
    pub to: Age,
    /// Price per member and year.
    pub price: Fen,
}

/// The price of a member and year: one for all, or one for each age band.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Premium {
    /// Ascending, without gap, from age 0 to 100.
    bands: Vec<PriceBand>,
}

impl Premium {
    /// One price for all ages ([S2] 二(二): unlinked to personal risk).
    pub fn one(price: Fen) -> Premium {
        Premium { bands: vec![PriceBand { from: Age(0), to: Age(OLDEST), price }] }
    }

    /// A price for each age band, in any order. Refuses bands that leave an age without a price or give
    /// it two.
    ///
    /// ```
    /// use huimin::fund::{Premium, PriceBand};
    /// use huimin::units::{Age, Fen};
    /// let band = |from, to, yuan| PriceBand { from: Age(from), to: Age(to), price: Fen::yuan(yuan) };
    /// let premium = Premium::by_age(vec![band(18, 100, 100), band(0, 17, 50)]).unwrap();
    /// assert_eq!((premium.at(Age(17)), premium.at(Age(18))), (Fen::yuan(50), Fen::yuan(100)));
    /// ```
    pub fn by_age(mut bands: Vec<PriceBand>) -> Result<Premium, FundError> {
        bands.sort_by_key(|band| band.from);
        let mut next = 0;
        for band in &bands {
            if band.from.0 != next || band.to < band.from {
                return Err(FundError::AgeWithoutOnePrice { age: band.from.0.min(next) });
            }
            next = band.to.0.saturating_add(1);
        }
        if next <= OLDEST {
            return Err(FundError::AgeWithoutOnePrice { age: next });
        }
        Ok(Premium { bands })
    }

    /// The price at an age.
    pub fn at(&self, age: Age) -> Fen {
        let band = self.bands.iter().rev().find(|band| band.from <= age);
        band.map_or(Fen::ZERO, |band| band.price)
    }

    /// The bands, from the youngest.
    pub fn bands(&self) -> &[PriceBand] {
        &self.bands
    }

    /// The same scale where the dearest age pays `highest`; the prices of other ages move in proportion, half up to the
    /// fen.
    #[must_use]
    pub fn at_highest(&self, highest: Fen) -> Premium {
        let from = self.highest();
        let moved =
            |band: &PriceBand| PriceBand { price: band.price.in_proportion(highest.0, from.0), ..*band };
        Premium { bands: self.bands.iter().map(moved).collect() }
    }

    /// The lowest price of all ages.
    pub fn lowest(&self) -> Fen {
        self.bands.iter().map(|band| band.price).min().unwrap_or(Fen::ZERO)
    }

    /// The highest price of all ages.
    pub fn highest(&self) -> Fen {
        self.bands.iter().map(|band| band.price).max().unwrap_or(Fen::ZERO)
    }
}

impl fmt::Display for Premium {
    /// The one price in yuan, or the lowest and the highest: `50.00–100.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = (self.lowest(), self.highest());
        if low == high { write!(f, "{low}") } else { write!(f, "{low}–{high}") }
    }
}

/// An amount for each of so many heads (or person-times), half up; `None` without any.
///
/// G02: 14,000,000,000 yuan of 298,000,000 person-times are 46.98. An amount below zero rounds as its
/// mirror image.
pub fn per_head(amount: Fen, heads: Heads) -> Option<Fen> {
    let heads = i128::from(heads.0);
    if heads <= 0 {
        return None;
    }
    let rounded = (2 * i128::from(amount.0.unsigned_abs()) + heads) / (2 * heads);
    i64::try_from(rounded).ok().map(|size| Fen(size * amount.0.signum()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(bands: &[(u8, u8, i64)]) -> Result<Premium, FundError> {
        let band = |&(from, to, price): &(u8, u8, i64)| PriceBand {
            from: Age(from),
            to: Age(to),
            price: Fen(price),
        };
        Premium::by_age(bands.iter().map(band).collect())
    }

    #[test]
    fn every_age_has_exactly_one_price() {
        let good = scale(&[(18, 59, 100), (0, 17, 50), (60, 100, 120)]).unwrap();
        assert_eq!([0, 17, 18, 59, 60, 100].map(|age| good.at(Age(age)).0), [50, 50, 100, 100, 120, 120]);
        assert_eq!((good.lowest(), good.highest()), (Fen(50), Fen(120)));
        assert_eq!(
            (good.to_string(), Premium::one(Fen(50)).to_string()),
            ("0.50–1.20".into(), "0.50".into())
        );
        for (bands, age) in [
            (&[(0, 17, 50), (19, 100, 1)][..], 18),
            (&[(0, 17, 50), (17, 100, 1)], 17),
            (&[(1, 100, 1)], 0),
            (&[(0, 99, 1)], 100),
            (&[(5, 3, 1)], 0),
            (&[], 0),
        ] {
            assert_eq!(scale(bands), Err(FundError::AgeWithoutOnePrice { age }), "{bands:?}");
        }
    }

    #[test]
    fn an_amount_per_head_is_half_up_on_both_sides_of_zero() {
        assert_eq!(per_head(Fen(3), Heads(2)), Some(Fen(2)));
        assert_eq!(per_head(Fen(-3), Heads(2)), Some(Fen(-2)));
        assert_eq!(per_head(Fen(3), Heads(0)), None);
    }
}
