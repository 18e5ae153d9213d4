//! The co-insurers (联共保) of one product and the split of an amount among them, [S2] 三(六).

use super::FundError;
use crate::units::{Fen, Share};

/// Co-insurers' shares of one product, the lead first; they add up to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coinsurers {
    shares: Vec<Share>,
}

impl Coinsurers {
    /// Refuses shares that do not add up to 100%, and an empty list.
    pub fn new(shares: Vec<Share>) -> Result<Coinsurers, FundError> {
        let sum_millionths = shares.iter().map(|share| share.millionths()).sum();
        if sum_millionths != Share::ONE.millionths() {
            return Err(FundError::SharesNotWhole { sum_millionths });
        }
        Ok(Coinsurers { shares })
    }

    /// The shares, the lead first.
    pub fn shares(&self) -> &[Share] {
        &self.shares
    }

    /// Splits an amount to the fen, so that the parts add up to it: everyone gets the whole fen of his
    /// share, and the fen that are left go one each to the largest remainders, the earlier first.
    ///
    /// A negative amount (a loss) splits as its mirror image. Source: [S2] 三(六)3; the method is an
    /// assumption, the plan states none.
    ///
    /// ```
    /// use huimin::fund::Coinsurers;
    /// use huimin::units::{Fen, Share};
    /// let two = Coinsurers::new(vec![Share::percent(50), Share::percent(50)]).unwrap();
    /// assert_eq!(two.split(Fen(3)), [Fen(2), Fen(1)]);
    /// ```
    pub fn split(&self, amount: Fen) -> Vec<Fen> {
        const WHOLE: i128 = 1_000_000;
        let exact: Vec<i128> = self
            .shares
            .iter()
            .map(|share| i128::from(share.millionths()) * i128::from(amount.0.unsigned_abs()))
            .collect();
        let mut order: Vec<usize> = (0..exact.len()).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(exact[i] % WHOLE)); // stable: the earlier wins a tie
        let left = exact.iter().map(|part| part % WHOLE).sum::<i128>() / WHOLE;

        let mut parts: Vec<i128> = exact.iter().map(|part| part / WHOLE).collect();
        for (&i, _) in order.iter().zip(0..left) {
            parts[i] += 1;
        }
        let sign = i128::from(amount.0.signum());
        let parts: Vec<Fen> =
            parts.into_iter().map(|part| crate::units::round_millionths(sign * part * WHOLE)).collect();
        debug_assert_eq!(parts.iter().copied().sum::<Fen>(), amount);
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn percents(points: &[i64]) -> Coinsurers {
        Coinsurers::new(points.iter().map(|&p| Share::percent(p)).collect()).unwrap()
    }

    fn split(points: &[i64], amount: &str) -> Vec<String> {
        percents(points).split(Fen::parse_yuan(amount).unwrap()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn b07_the_odd_fen_goes_to_the_largest_remainder() {
        assert_eq!(split(&[30, 25, 20, 15, 10], "100.01"), ["30.01", "25.00", "20.00", "15.00", "10.00"]);
    }

    #[test]
    fn equal_remainders_go_to_the_earlier_insurer() {
        // case I028: .92 .92 .44 .44 .28 leave three fen
        assert_eq!(
            split(&[19, 19, 8, 8, 46], "748824.68"),
            ["142276.69", "142276.69", "59905.98", "59905.97", "344459.35"]
        );
    }

    #[test]
    fn a_loss_splits_as_the_mirror_image_of_a_gain() {
        assert_eq!(split(&[50, 50], "-0.03"), ["-0.02", "-0.01"]);
    }

    #[test]
    fn shares_that_are_not_whole_are_refused() {
        let shares = vec![Share::percent(60), Share::percent(39)];
        assert_eq!(Coinsurers::new(shares), Err(FundError::SharesNotWhole { sum_millionths: 990_000 }));
        assert_eq!(Coinsurers::new(vec![]), Err(FundError::SharesNotWhole { sum_millionths: 0 }));
    }

    proptest! {
        /// Invariant 9 of the domain; and nobody is more than one fen away from his exact share.
        #[test]
        fn the_parts_add_up_and_nobody_is_a_fen_away_from_his_share(
            cuts in prop::collection::vec(0..=1_000_000_i64, 0..6),
            amount in -10_i64.pow(15)..10_i64.pow(15),
        ) {
            let mut bounds = cuts;
            bounds.extend([0, 1_000_000]);
            bounds.sort_unstable();
            let shares: Vec<Share> = bounds.windows(2).map(|w| Share::from_millionths(w[1] - w[0]).unwrap()).collect();
            let parts = Coinsurers::new(shares.clone()).unwrap().split(Fen(amount));
            prop_assert_eq!(parts.iter().copied().sum::<Fen>(), Fen(amount));
            for (part, share) in parts.iter().zip(shares) {
                let exact = i128::from(share.millionths()) * i128::from(amount);
                prop_assert!((i128::from(part.0) * 1_000_000 - exact).abs() < 1_000_000);
            }
        }
    }
}
