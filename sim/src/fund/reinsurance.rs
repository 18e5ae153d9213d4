//! What a book cedes to reinsurers and recovers from them (再保险), domain section 3.10.
//!
//! Order of work: the excess of each person first, on gross claims; then the quota share, on what is
//! left of claims and on the earned premium; then the stop loss, on what is left of both. Co-insurance
//! (共保) is a split among direct insurers and no reinsurance: see [`super::Coinsurers`].

use std::fmt;

use super::FundError;
use crate::units::{Fen, Share, round_millionths};

/// A loss ratio in whole millionths of the premium, 0 or more: 120% is `LossRatio(1_200_000)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LossRatio(pub i64);

impl LossRatio {
    /// Claims of so many times the premium, to the fen, half up.
    #[must_use]
    pub const fn of(self, premium: Fen) -> Fen {
        round_millionths(self.0 as i128 * premium.0 as i128)
    }
}

impl fmt::Display for LossRatio {
    /// A decimal: `1.2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&rust_decimal::Decimal::new(self.0, 6).normalize().to_string())
    }
}

/// Cover for the part of one person's claims of a year above a retention (单人超赔), CAR-T for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonExcess {
    /// What the book keeps of a person's year.
    pub retention: Fen,
    /// The most that is recovered for a person and year.
    pub limit: Fen,
    /// Its price, in parts of the earned premium.
    pub premium: Share,
}

impl PersonExcess {
    /// What is recovered of one person's year: `min(max(0, claims - retention), limit)`.
    ///
    /// Above a retention of 300,000 up to 500,000 more: of 1,000,000 yuan, 500,000 are recovered.
    pub fn recovery(&self, claims: Fen) -> Fen {
        (claims - self.retention).positive_part().min(self.limit)
    }
}

/// A fixed part of premium and claims goes to the reinsurer (成数分保).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotaShare {
    /// The part that is ceded.
    pub share: Share,
    /// What the reinsurer pays towards cost, in parts of the premium that he gets (分保佣金).
    pub commission: Share,
}

/// Cover for claims between two loss ratios (赔付率超赔).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StopLoss {
    /// It pays what lies above this loss ratio,
    pub attach: LossRatio,
    /// up to this one.
    pub up_to: LossRatio,
    /// Its price, in parts of the earned premium.
    pub premium: Share,
}

impl StopLoss {
    /// What is recovered: `max(0, min(claims, up_to * premium) - attach * premium)`.
    ///
    /// H07: on a premium of 71,250,000, 100% to 120% give 10,750,000 of claims of 82,000,000.
    pub fn recovery(&self, claims: Fen, premium: Fen) -> Fen {
        (claims.min(self.up_to.of(premium)) - self.attach.of(premium)).positive_part()
    }
}

/// The reinsurance of a book; what is `None` is not bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reinsurance {
    /// Per person, first.
    pub person_excess: Option<PersonExcess>,
    /// Of everything left, second.
    pub quota_share: Option<QuotaShare>,
    /// On the loss ratio of what is left, third.
    pub stop_loss: Option<StopLoss>,
}

/// What a year cedes and recovers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ceded {
    /// Earned premium that goes to the reinsurers (分出保费).
    pub premium: Fen,
    /// What they pay towards cost (摊回分保费用).
    pub commission: Fen,
    /// Recovered above the retention of persons.
    pub person_excess: Fen,
    /// Recovered by the quota share.
    pub quota_share: Fen,
    /// Recovered by the stop loss.
    pub stop_loss: Fen,
}

impl Ceded {
    /// All that is recovered of claims (摊回赔付支出).
    pub fn recoveries(&self) -> Fen {
        self.person_excess + self.quota_share + self.stop_loss
    }
}

impl Reinsurance {
    /// Refuses amounts below zero, a stop loss that ends below its beginning, and prices that leave
    /// nothing of the premium.
    pub fn check(&self) -> Result<(), FundError> {
        if let Some(excess) = self.person_excess {
            FundError::refuse_negative(excess.retention)?;
            FundError::refuse_negative(excess.limit)?;
        }
        if let Some(StopLoss { attach, up_to, .. }) = self.stop_loss
            && (attach.0 < 0 || up_to < attach)
        {
            return Err(FundError::StopLossEndsBelowBeginning { attach, up_to });
        }
        let prices = [
            self.person_excess.map_or(Share::ZERO, |excess| excess.premium),
            self.quota_share.map_or(Share::ZERO, |quota| quota.share),
            self.stop_loss.map_or(Share::ZERO, |stop| stop.premium),
        ];
        let ceded: i64 = prices.iter().map(|price| price.millionths()).sum();
        if ceded > Share::ONE.millionths() {
            return Err(FundError::MoreCededThanWhole { millionths: ceded });
        }
        Ok(())
    }

    /// What is ceded and recovered of a year with this earned premium (0 or more) and these claims, of
    /// which `above_retention` are recovered person by person.
    ///
    /// The stop loss looks at `claims - person excess - quota share` over `premium - quota share's part`.
    pub fn cede(&self, earned: Fen, claims: Fen, above_retention: Fen) -> Ceded {
        let part = |price: Option<Share>| price.map_or(Fen::ZERO, |price| price.of(earned));
        let person_excess = self.person_excess.map_or(Fen::ZERO, |_| above_retention);
        let left = claims - person_excess;
        let quota_premium = part(self.quota_share.map(|quota| quota.share));
        let quota_share = self.quota_share.map_or(Fen::ZERO, |quota| quota.share.of(left));
        let stop_loss = self
            .stop_loss
            .map_or(Fen::ZERO, |stop| stop.recovery(left - quota_share, earned - quota_premium));
        // each price rounds half up, so their sum may pass the premium by a fen
        let premium = quota_premium
            + part(self.person_excess.map(|excess| excess.premium))
            + part(self.stop_loss.map(|stop| stop.premium));
        Ceded {
            premium: premium.min(earned),
            commission: self.quota_share.map_or(Fen::ZERO, |quota| quota.commission.of(quota_premium)),
            person_excess,
            quota_share,
            stop_loss,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stop_loss() -> StopLoss {
        StopLoss { attach: LossRatio(1_000_000), up_to: LossRatio(1_200_000), premium: Share::ZERO }
    }

    fn quota(points: i64) -> QuotaShare {
        QuotaShare { share: Share::percent(points), commission: Share::percent(10) }
    }

    #[test]
    fn a_quota_share_takes_its_part_of_premium_and_claims_and_pays_towards_cost() {
        let bought = Reinsurance { quota_share: Some(quota(30)), ..Reinsurance::default() };
        let ceded = bought.cede(Fen::yuan(100), Fen::yuan(80), Fen::ZERO);
        assert_eq!((ceded.premium, ceded.quota_share), (Fen::yuan(30), Fen::yuan(24)));
        assert_eq!(ceded.commission, Fen::yuan(3));
    }

    #[test]
    fn persons_come_first_then_the_quota_share_and_the_stop_loss_sees_what_is_left() {
        let excess =
            PersonExcess { retention: Fen::yuan(10), limit: Fen::yuan(50), premium: Share::percent(2) };
        let bought = Reinsurance {
            person_excess: Some(excess),
            quota_share: Some(quota(50)),
            stop_loss: Some(StopLoss { premium: Share::percent(1), ..stop_loss() }),
        };
        // 150 - 20 = 130; half of it 65; left 65 on a premium of 50: above 100% and up to 120% lie 10
        let ceded = bought.cede(Fen::yuan(100), Fen::yuan(150), Fen::yuan(20));
        assert_eq!(ceded.person_excess, Fen::yuan(20));
        assert_eq!(ceded.quota_share, Fen::yuan(65));
        assert_eq!(ceded.stop_loss, Fen::yuan(10));
        assert_eq!((ceded.premium, ceded.recoveries()), (Fen::yuan(53), Fen::yuan(95)));
    }

    #[test]
    fn a_persons_year_is_recovered_between_retention_and_limit() {
        let excess = PersonExcess { retention: Fen::yuan(300), limit: Fen::yuan(500), premium: Share::ZERO };
        let recovered = |claims| excess.recovery(Fen::yuan(claims));
        assert_eq!([0, 300, 301, 800, 900].map(recovered), [0, 0, 1, 500, 500].map(Fen::yuan));
    }

    #[test]
    fn impossible_cover_is_refused() {
        let upside_down = StopLoss { up_to: LossRatio(900_000), ..stop_loss() };
        let bought = Reinsurance { stop_loss: Some(upside_down), ..Reinsurance::default() };
        assert!(matches!(bought.check(), Err(FundError::StopLossEndsBelowBeginning { .. })));
        let dear = StopLoss { premium: Share::percent(80), ..stop_loss() };
        let bought =
            Reinsurance { stop_loss: Some(dear), quota_share: Some(quota(30)), ..Reinsurance::default() };
        assert_eq!(bought.check(), Err(FundError::MoreCededThanWhole { millionths: 1_100_000 }));
        assert_eq!(Reinsurance::default().check(), Ok(()));
    }

    proptest! {
        /// Net is never above gross and never below zero, whatever is bought.
        #[test]
        fn net_premium_and_net_claims_lie_between_nothing_and_gross(
            earned in 0..10_i64.pow(12), persons in prop::collection::vec(0..10_i64.pow(9), 0..20),
            (retention, limit, price) in (0..10_i64.pow(9), 0..10_i64.pow(9), 0..200_000_i64),
            (share, commission) in (0..=600_000_i64, 0..=1_000_000_i64),
            (attach, width, stop_price) in (0..2_000_000_i64, 0..2_000_000_i64, 0..200_000_i64),
            bought in (any::<bool>(), any::<bool>(), any::<bool>()),
        ) {
            let part = |millionths| Share::from_millionths(millionths).unwrap();
            let excess = PersonExcess { retention: Fen(retention), limit: Fen(limit), premium: part(price) };
            let stop = StopLoss { attach: LossRatio(attach), up_to: LossRatio(attach + width), premium: part(stop_price) };
            let bought = Reinsurance {
                person_excess: bought.0.then_some(excess),
                quota_share: bought.1.then_some(QuotaShare { share: part(share), commission: part(commission) }),
                stop_loss: bought.2.then_some(stop),
            };
            prop_assert_eq!(bought.check(), Ok(()));
            let claims: Fen = persons.iter().map(|&claims| Fen(claims)).sum();
            let above: Fen = persons.iter().map(|&claims| excess.recovery(Fen(claims))).sum();
            let ceded = bought.cede(Fen(earned), claims, above);
            for recovered in [ceded.person_excess, ceded.quota_share, ceded.stop_loss, ceded.premium, ceded.commission] {
                prop_assert!(recovered >= Fen::ZERO);
            }
            prop_assert!(ceded.recoveries() <= claims);
            prop_assert!(ceded.premium <= Fen(earned) && ceded.commission <= ceded.premium);
        }
    }
}
