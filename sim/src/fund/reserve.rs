//! The risk reserve (风险准备金) of a 大病保险 contract and the split of a deficit, [S1] Art. 10.

use super::FundError;
use crate::units::{Fen, Share, keys};

keys! {
    /// What limits a draw besides the share of the deficit: `reserve.cap_by`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum CapBy {
        /// What was raised this year: 承担总额不高于当年筹集的风险准备金总额, to the letter (default).
        #[default]
        YearContribution = "year_contribution",
        /// All that the reserve holds.
        Balance = "balance",
    }
}

keys! {
    /// What becomes of a reserve that the year did not use: `reserve.carry_over`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum CarryOver {
        /// It stays and grows: it is a 准备金 (default).
        #[default]
        Carry = "carry",
        /// It goes back to the fund at the year's end.
        Release = "release",
    }
}

/// How the risk reserve shares deficits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReserveTerms {
    /// The part `s` of a deficit that the reserve bears at most, in [0, 0.30].
    pub share: Share,
    /// What limits a draw besides.
    pub cap_by: CapBy,
    /// What becomes of the rest at the year's end.
    pub carry_over: CarryOver,
}

impl Default for ReserveTerms {
    /// The literal reading of [S1] Art. 10: 30%, capped by the year's contribution, carried over.
    fn default() -> ReserveTerms {
        ReserveTerms {
            share: ReserveTerms::SHARE_CEILING,
            cap_by: CapBy::default(),
            carry_over: CarryOver::default(),
        }
    }
}

impl ReserveTerms {
    /// 不高于赤字额的30%, [S1] Art. 10.
    pub const SHARE_CEILING: Share = Share::percent(30);

    /// Refuses a share above 30%.
    pub fn check(&self) -> Result<(), FundError> {
        if self.share > ReserveTerms::SHARE_CEILING {
            return Err(FundError::ReserveShareAboveCeiling { share: self.share });
        }
        Ok(())
    }

    /// What the reserve bears of a deficit: `min(round(s * D), limit, available)`, in whole fen.
    ///
    /// `limit` is the year's contribution or nothing further, by [`CapBy`]. `s * D` is rounded half up
    /// like every amount here, so a draw may exceed 30% of the deficit by less than half a fen.
    /// Draws nothing where there is no deficit. Source: [S1] Art. 10.
    ///
    /// ```
    /// use huimin::fund::ReserveTerms;
    /// use huimin::units::Fen;
    /// let terms = ReserveTerms::default();
    /// let raised = Fen::yuan(3_750_000);
    /// assert_eq!(terms.draw(Fen::yuan(5_000_000), raised, raised), Fen::yuan(1_500_000));
    /// assert_eq!(terms.draw(Fen::yuan(20_000_000), raised, raised), raised);
    /// ```
    pub fn draw(&self, deficit: Fen, contribution: Fen, available: Fen) -> Fen {
        let limit = match self.cap_by {
            CapBy::YearContribution => contribution.min(available),
            CapBy::Balance => available,
        };
        self.share.of(deficit.positive_part()).min(limit).positive_part()
    }
}

/// A risk reserve with its balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reserve {
    terms: ReserveTerms,
    balance: Fen,
}

/// One year of a reserve: `opening + contribution + refill - draw - released = closing`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReserveYear {
    /// Balance brought forward.
    pub opening: Fen,
    /// Raised this year by the bid's discount on the benchmark (当年筹集).
    pub contribution: Fen,
    /// Put in from the year's surplus, where the contract says so; never part of 当年筹集.
    pub refill: Fen,
    /// The year's deficit, not below zero (赤字额).
    pub deficit: Fen,
    /// What the reserve bears of the deficit.
    pub draw: Fen,
    /// What the insurer bears of it: `deficit - draw`.
    pub insurer_part: Fen,
    /// Given back to the fund at the year's end.
    pub released: Fen,
    /// Balance carried forward, never below zero.
    pub closing: Fen,
}

impl Reserve {
    /// A reserve with an opening balance of 0 or more.
    pub fn new(terms: ReserveTerms, opening: Fen) -> Result<Reserve, FundError> {
        terms.check()?;
        FundError::refuse_negative(opening)?;
        Ok(Reserve { terms, balance: opening })
    }

    /// What the reserve holds now.
    pub const fn balance(&self) -> Fen {
        self.balance
    }

    /// Goes on under other terms with the balance that it has.
    ///
    /// # Errors
    /// A share of deficits above the ceiling.
    pub fn revise(&mut self, terms: ReserveTerms) -> Result<(), FundError> {
        terms.check()?;
        self.terms = terms;
        Ok(())
    }

    /// Takes in the year's contribution and refill, bears its part of the year's deficit, and carries
    /// over or releases the rest.
    ///
    /// `contribution` and `refill` are 0 or more; a `deficit` below zero is a surplus and draws nothing.
    pub fn settle_year(&mut self, deficit: Fen, contribution: Fen, refill: Fen) -> ReserveYear {
        self.settle(deficit, contribution, refill, contribution, true)
    }

    /// As [`Reserve::settle_year`], where a draw is limited by what was `raised` over a longer period, and
    /// nothing is released before it `closes`.
    pub(super) fn settle(
        &mut self,
        deficit: Fen,
        contribution: Fen,
        refill: Fen,
        raised: Fen,
        closes: bool,
    ) -> ReserveYear {
        let opening = self.balance;
        debug_assert!(
            contribution >= Fen::ZERO && refill >= Fen::ZERO,
            "a reserve is never raised by less than 0"
        );
        let deficit = deficit.positive_part();
        let available = opening + contribution;
        let draw = self.terms.draw(deficit, raised, available);
        let kept = available - draw + refill;
        let (released, closing) = match self.terms.carry_over {
            CarryOver::Release if closes => (kept, Fen::ZERO),
            CarryOver::Carry | CarryOver::Release => (Fen::ZERO, kept),
        };
        self.balance = closing;
        let year = ReserveYear {
            opening,
            contribution,
            refill,
            deficit,
            draw,
            insurer_part: deficit - draw,
            released,
            closing,
        };
        debug_assert!(year.balances(), "a reserve that does not balance: {year:?}");
        year
    }
}

impl ReserveYear {
    /// Whether the identities of a year hold.
    fn balances(&self) -> bool {
        self.opening + self.contribution + self.refill - self.draw - self.released == self.closing
            && self.draw + self.insurer_part == self.deficit
            && self.closing >= Fen::ZERO
            && self.draw >= Fen::ZERO
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn yuan(text: &str) -> Fen {
        Fen::parse_yuan(text).unwrap()
    }

    fn terms(share: &str, cap_by: CapBy, carry_over: CarryOver) -> ReserveTerms {
        ReserveTerms { share: Share::parse(share).unwrap(), cap_by, carry_over }
    }

    /// Follows (result, contribution) by year; gives (draw, insurer, balance, released).
    fn path(terms: ReserveTerms, years: &[(&str, &str)]) -> Vec<[String; 4]> {
        let mut reserve = Reserve::new(terms, Fen::ZERO).unwrap();
        years
            .iter()
            .map(|(result, contribution)| {
                let year = reserve.settle_year(-yuan(result), yuan(contribution), Fen::ZERO);
                [year.draw, year.insurer_part, year.closing, year.released].map(|fen| fen.to_string())
            })
            .collect()
    }

    /// One year with a contribution of 3,750,000 yuan: (draw, insurer's part, reserve after).
    fn one_year(deficit: &str) -> (String, String, String) {
        let [draw, insurer, after, _] =
            path(ReserveTerms::default(), &[(&minus(deficit), "3750000.00")])[0].clone();
        (draw, insurer, after)
    }

    fn minus(amount: &str) -> String {
        amount.strip_prefix('-').map_or_else(|| format!("-{amount}"), str::to_owned)
    }

    fn triple(draw: &str, insurer: &str, after: &str) -> (String, String, String) {
        (draw.into(), insurer.into(), after.into())
    }

    #[test]
    fn b02_the_reserve_bears_thirty_per_cent_until_the_years_contribution_is_spent() {
        assert_eq!(one_year("0"), triple("0.00", "0.00", "3750000.00"));
        assert_eq!(one_year("5000000"), triple("1500000.00", "3500000.00", "2250000.00"));
        assert_eq!(one_year("12500000"), triple("3750000.00", "8750000.00", "0.00"));
        assert_eq!(one_year("20000000"), triple("3750000.00", "16250000.00", "0.00"));
        assert_eq!(one_year("-4000000"), triple("0.00", "0.00", "3750000.00"));
    }

    #[test]
    fn b02_4_a_deficit_beyond_the_cap_leaves_the_insurer_more_than_seventy_per_cent() {
        let year = Reserve::new(ReserveTerms::default(), Fen::ZERO).unwrap().settle_year(
            Fen::yuan(20_000_000),
            Fen::yuan(3_750_000),
            Fen::ZERO,
        );
        assert_eq!(year.insurer_part, Share::parse("0.8125").unwrap().of(year.deficit));
    }

    const B03: [(&str, &str); 3] =
        [("4000000", "3750000"), ("-20000000", "3750000"), ("-8000000", "3750000")];

    #[test]
    fn b03_a_carried_reserve_grows_while_each_draw_stays_within_the_years_contribution() {
        let years = path(ReserveTerms::default(), &B03);
        assert_eq!(years[0], ["0.00", "0.00", "3750000.00", "0.00"]);
        assert_eq!(years[1], ["3750000.00", "16250000.00", "3750000.00", "0.00"]);
        assert_eq!(years[2], ["2400000.00", "5600000.00", "5100000.00", "0.00"]);
    }

    #[test]
    fn b03_a_draw_capped_by_the_balance_may_use_what_earlier_years_left() {
        let years = path(terms("0.30", CapBy::Balance, CarryOver::Carry), &B03);
        assert_eq!(years[0][2], "3750000.00");
        assert_eq!(years[1], ["6000000.00", "14000000.00", "1500000.00", "0.00"]);
        assert_eq!(years[2], ["2400000.00", "5600000.00", "2850000.00", "0.00"]);
    }

    #[test]
    fn b03_a_released_reserve_ends_every_year_at_zero() {
        let years = path(terms("0.30", CapBy::YearContribution, CarryOver::Release), &B03);
        assert_eq!(years[0], ["0.00", "0.00", "0.00", "3750000.00"]);
        assert_eq!(years[1], ["3750000.00", "16250000.00", "0.00", "0.00"]);
        assert_eq!(years[2], ["2400000.00", "5600000.00", "0.00", "1350000.00"]);
        // released in all: 3,750,000 + 1,350,000 = 5,100,000
    }

    #[test]
    fn b06_a_negotiated_share_may_lie_below_thirty_per_cent() {
        let agreed = terms("0.20", CapBy::YearContribution, CarryOver::Carry);
        let years = path(agreed, &[("-5000000", "3750000")]);
        assert_eq!(years[0][..2], ["1000000.00".to_owned(), "4000000.00".to_owned()]);
    }

    #[test]
    fn a_share_of_a_deficit_is_rounded_half_up_and_may_pass_thirty_per_cent_by_less_than_half_a_fen() {
        // case K019: 0.30 * 1,923,306.96 = 576,992.088
        let draw = ReserveTerms::default().draw(yuan("1923306.96"), yuan("583087.95"), yuan("583087.95"));
        assert_eq!(draw.to_string(), "576992.09");
    }

    #[test]
    fn a_share_above_thirty_per_cent_is_refused() {
        let greedy = terms("0.300001", CapBy::Balance, CarryOver::Carry);
        assert_eq!(
            Reserve::new(greedy, Fen::ZERO),
            Err(FundError::ReserveShareAboveCeiling { share: greedy.share })
        );
        assert_eq!(
            Reserve::new(ReserveTerms::default(), Fen(-1)),
            Err(FundError::Negative { amount: Fen(-1) })
        );
    }

    #[test]
    fn a_refill_stays_out_of_the_years_contribution_and_of_its_draw() {
        let mut reserve = Reserve::new(ReserveTerms::default(), Fen::ZERO).unwrap();
        let good = reserve.settle_year(Fen::ZERO, Fen::yuan(10), Fen::yuan(90));
        assert_eq!((good.contribution, good.closing), (Fen::yuan(10), Fen::yuan(100)));
        let bad = reserve.settle_year(Fen::yuan(1_000), Fen::yuan(10), Fen::ZERO);
        assert_eq!((bad.draw, bad.closing), (Fen::yuan(10), Fen::yuan(100)));
    }

    fn any_terms() -> impl Strategy<Value = ReserveTerms> {
        (0..=300_000_i64, any::<bool>(), any::<bool>()).prop_map(|(share, by_year, carry)| ReserveTerms {
            share: Share::from_millionths(share).unwrap(),
            cap_by: if by_year { CapBy::YearContribution } else { CapBy::Balance },
            carry_over: if carry { CarryOver::Carry } else { CarryOver::Release },
        })
    }

    proptest! {
        /// Invariants 7 and 8 of the domain, on any terms and any path of years.
        #[test]
        fn every_draw_keeps_within_its_limits_and_every_year_balances(
            terms in any_terms(),
            opening in 0..10_i64.pow(12),
            years in prop::collection::vec((-10_i64.pow(12)..10_i64.pow(12), 0..10_i64.pow(11), 0..10_i64.pow(11)), 1..8),
        ) {
            let mut reserve = Reserve::new(terms, Fen(opening)).unwrap();
            let (mut paid_in, mut paid_out) = (Fen(opening), Fen::ZERO);
            for (result, contribution, refill) in years {
                let year = reserve.settle_year(Fen(-result), Fen(contribution), Fen(refill));
                let exact_share = i128::from(terms.share.millionths()) * i128::from(year.deficit.0);
                prop_assert!(i128::from(year.draw.0) * 1_000_000 <= exact_share + 500_000);
                prop_assert!(year.draw <= year.opening + year.contribution);
                if terms.cap_by == CapBy::YearContribution {
                    prop_assert!(year.draw <= year.contribution);
                }
                prop_assert_eq!(year.draw + year.insurer_part, year.deficit);
                prop_assert!(year.deficit > Fen::ZERO || year.draw == Fen::ZERO);
                paid_in += year.contribution + year.refill;
                paid_out += year.draw + year.released;
                prop_assert_eq!(year.closing, paid_in - paid_out);
                prop_assert!(year.closing >= Fen::ZERO);
            }
        }

        /// A larger deficit never lowers the draw or the insurer's part.
        #[test]
        fn both_parts_of_a_deficit_grow_with_it(terms in any_terms(), deficit in 0..10_i64.pow(12), more in 0..10_i64.pow(9), raised in 0..10_i64.pow(11)) {
            let draw = |d| terms.draw(Fen(d), Fen(raised), Fen(raised));
            prop_assert!(draw(deficit + more) >= draw(deficit));
            prop_assert!(Fen(deficit + more) - draw(deficit + more) >= Fen(deficit) - draw(deficit));
        }
    }
}
