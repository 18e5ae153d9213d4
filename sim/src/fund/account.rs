//! The account of one 大病保险 contract, year by year, [S1] Art. 4, 8, 10.

use super::contract::{CiiContract, DeficitBasis, IncurredBasis, SurplusOwner, TestPeriod, TopupPool};
use super::{FundError, Reserve};
use crate::units::{Fen, Heads};

/// What a settlement year brings to the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CiiYearInput {
    /// Heads paid up at the end of last year, 0 or more.
    pub heads_prev_year_end: Heads,
    /// Heads paid up at the end of this year; looked at under average exposure only.
    pub heads_year_end: Heads,
    /// Employees' net increase in the year; negative where they became fewer, by at most all heads.
    pub employee_net_increase: Heads,
    /// Employees who pay the contribution of Art. 8, 0 or more.
    pub topup_payers: Heads,
    /// All benefits of the year, those of Art. 8 included, 0 or more.
    pub claims: Fen,
    /// The part of `claims` that Art. 6 alone would not have paid, in [0, claims].
    pub topup_benefits: Fen,
    /// Whether the contract's term ends with this year; looked at where deficits are tested over the term.
    pub closes_term: bool,
}

/// One year of a contract's account, in whole fen.
///
/// ```text
/// transfer + true_up = premium + reserve_contribution
/// income             = premium + topup_income
/// counted            = claims, or those paid by the cut-off
/// deficit            = max(0, counted [+ operating_cost] - income) = draw + insurer_part
/// surplus            = max(0, income - counted - operating_cost)
/// balance_closing    = balance_opening + reserve_contribution + reserve_refill - draw - released
/// insurer_result     = income - claims - operating_cost + draw - surplus_returned
/// ```
/// Where deficits are tested over the term, `deficit` and `surplus` are sums of its years, and fall due
/// in the last. The insurer's result is on ultimate claims on every basis.
/// Deficit and surplus are never both above zero; under `claims_only` both may be zero, where
/// operating cost eats what the claims left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CiiYear {
    /// Heads that the year is paid for, true-up included.
    pub heads_funded: Heads,
    /// Moved from the basic funds by 31 March, at the benchmark.
    pub transfer: Fen,
    /// For the year's net increase of employees, at the benchmark: earned this year, received by next
    /// 31 March.
    pub true_up: Fen,
    /// Last year's true-up, received this year.
    pub true_up_received: Fen,
    /// The insurer's premium for all funded heads, at the bid.
    pub premium: Fen,
    /// Employees' contributions that enter the account; 0 with a separate pool.
    pub topup_income: Fen,
    /// Contributions less benefits of a separate top-up pool; 0 when pooled.
    pub topup_pool_result: Fen,
    /// What stands against claims: `premium + topup_income`.
    pub income: Fen,
    /// Benefits borne by the account; without those of Art. 8 when their pool is separate.
    pub claims: Fen,
    /// What of the year's claims, and of those before, is not counted by the cut-off; 0 on ultimate claims.
    pub uncounted: Fen,
    /// The insurer's operating cost: its ratio of `income`.
    pub operating_cost: Fen,
    /// What the bid saved on the benchmark this year (当年筹集的风险准备金).
    pub reserve_contribution: Fen,
    /// Surplus put into the reserve where the contract says so.
    pub reserve_refill: Fen,
    /// 赤字额, 0 or more.
    pub deficit: Fen,
    /// What the reserve bears of the deficit.
    pub draw: Fen,
    /// What the insurer bears of it.
    pub insurer_part: Fen,
    /// Reserve brought forward.
    pub balance_opening: Fen,
    /// Reserve carried forward.
    pub balance_closing: Fen,
    /// Reserve given back to the fund.
    pub released: Fen,
    /// What the year leaves after claims and operating cost, 0 or more.
    pub surplus: Fen,
    /// What of it leaves the insurer, for the fund or for the reserve.
    pub surplus_returned: Fen,
    /// The insurer's gain or loss of the year.
    pub insurer_result: Fen,
}

/// The account of one contract: its terms, its reserve, and the true-up that it waits for.
#[derive(Debug, Clone)]
pub struct CiiAccount {
    contract: CiiContract,
    reserve: Reserve,
    true_up_due: Fen,
    /// Claims of earlier years that were not paid by their cut-off.
    uncounted: Fen,
    open: Open,
}

/// What has come together since a deficit was last tested.
#[derive(Debug, Clone, Copy, Default)]
struct Open {
    /// What stands against income, less income.
    shortfall: Fen,
    /// Income less counted claims and operating cost.
    gain: Fen,
    income: Fen,
    /// What the bid's discount raised.
    raised: Fen,
}

impl CiiAccount {
    /// An account with an opening reserve of 0 or more and no true-up outstanding.
    pub fn new(contract: CiiContract, opening: Fen) -> Result<CiiAccount, FundError> {
        contract.check()?;
        let reserve = Reserve::new(contract.reserve, opening)?;
        let (true_up_due, uncounted) = (Fen::ZERO, Fen::ZERO);
        Ok(CiiAccount { contract, reserve, true_up_due, uncounted, open: Open::default() })
    }

    /// The contract's terms.
    pub const fn contract(&self) -> &CiiContract {
        &self.contract
    }

    /// Goes on under other terms: the reserve keeps its balance, a true-up outstanding is still due at
    /// the old price.
    ///
    /// # Errors
    /// As for a new contract.
    pub fn revise(&mut self, contract: CiiContract) -> Result<(), FundError> {
        contract.check()?;
        self.reserve.revise(contract.reserve)?;
        self.contract = contract;
        Ok(())
    }

    /// Settles one year: income, claims, deficit or surplus, reserve, insurer. Source: [S1] Art. 4, 8, 10.
    ///
    /// B08: 2,500,000 heads at 28.50, 620,000 payers of 60.00 a year and claims of 112,000,000 leave a
    /// deficit of 3,550,000; the reserve bears 1,065,000 and the insurer 2,485,000.
    pub fn settle_year(&mut self, input: &CiiYearInput) -> CiiYear {
        let contract = &self.contract;
        let heads = contract.funding_heads(
            input.heads_prev_year_end,
            input.heads_year_end,
            input.employee_net_increase,
        );
        let (main, late) = (contract.funding(heads.at_transfer), contract.funding(heads.trued_up));
        let premium = main.premium + late.premium;

        let contributions = contract.topup_contributions(input.topup_payers);
        let (topup_income, claims, topup_pool_result) = match contract.topup_pool {
            TopupPool::Pooled => (contributions, input.claims, Fen::ZERO),
            TopupPool::Separate => {
                (Fen::ZERO, input.claims - input.topup_benefits, contributions - input.topup_benefits)
            }
        };

        let income = premium + topup_income;
        let operating_cost = contract.operating_cost.of(income);
        let counted = match contract.incurred_basis {
            IncurredBasis::Ultimate => claims + std::mem::take(&mut self.uncounted),
            IncurredBasis::PaidAtCutoff { paid } => {
                let paid = paid.of(claims);
                paid + std::mem::replace(&mut self.uncounted, claims - paid)
            }
        };
        let outgo = match contract.deficit_basis {
            DeficitBasis::ClaimsOnly => counted,
            DeficitBasis::WithExpense => counted + operating_cost,
        };
        let contribution = main.reserve + late.reserve;
        self.open.shortfall += outgo - income;
        self.open.gain += income - counted - operating_cost;
        self.open.income += income;
        self.open.raised += contribution;
        let tested = contract.test_period == TestPeriod::Year || input.closes_term;
        let due = if tested { std::mem::take(&mut self.open) } else { Open::default() };
        let surplus = due.gain.positive_part();
        let surplus_returned = contract.surplus_owner.returned(surplus, due.income);
        let refill = match contract.surplus_owner {
            SurplusOwner::RefillReserve => surplus_returned,
            SurplusOwner::Insurer | SurplusOwner::Fund | SurplusOwner::SplitAboveMargin { .. } => Fen::ZERO,
        };
        let reserve = self.reserve.settle(due.shortfall, contribution, refill, due.raised, tested);

        let year = CiiYear {
            heads_funded: heads.at_transfer + heads.trued_up,
            transfer: main.transfer,
            true_up: late.transfer,
            true_up_received: std::mem::replace(&mut self.true_up_due, late.transfer),
            premium,
            topup_income,
            topup_pool_result,
            income,
            claims,
            uncounted: self.uncounted,
            operating_cost,
            reserve_contribution: reserve.contribution,
            reserve_refill: reserve.refill,
            deficit: reserve.deficit,
            draw: reserve.draw,
            insurer_part: reserve.insurer_part,
            balance_opening: reserve.opening,
            balance_closing: reserve.closing,
            released: reserve.released,
            surplus,
            surplus_returned,
            insurer_result: income - claims - operating_cost + reserve.draw - surplus_returned,
        };
        debug_assert!(year.balances(), "an account that does not balance: {year:?}");
        year
    }
}

impl CiiYear {
    /// Whether the identities in the type's documentation hold.
    fn balances(&self) -> bool {
        self.transfer + self.true_up == self.premium + self.reserve_contribution
            && self.income == self.premium + self.topup_income
            && self.deficit == self.draw + self.insurer_part
            && self.balance_closing
                == self.balance_opening + self.reserve_contribution + self.reserve_refill
                    - self.draw
                    - self.released
            && (self.deficit == Fen::ZERO || self.surplus == Fen::ZERO)
            && self.surplus_returned <= self.surplus
    }
}

#[cfg(test)]
mod tests {
    use super::super::contract::tests::contract;
    use super::*;
    use crate::fund::{CapBy, CarryOver, Exposure, ReserveTerms, TrueUp};
    use crate::units::Share;
    use proptest::prelude::*;

    fn yuan(text: &str) -> Fen {
        Fen::parse_yuan(text).unwrap()
    }

    fn settle(contract: CiiContract, input: &CiiYearInput) -> CiiYear {
        CiiAccount::new(contract, Fen::ZERO).unwrap().settle_year(input)
    }

    fn b08() -> CiiYearInput {
        CiiYearInput {
            heads_prev_year_end: Heads(2_500_000),
            topup_payers: Heads(620_000),
            claims: yuan("112000000.00"),
            ..CiiYearInput::default()
        }
    }

    #[test]
    fn b01_a_true_up_is_earned_in_its_year_and_received_in_the_next() {
        let mut account = CiiAccount::new(contract(), Fen::ZERO).unwrap();
        let input = CiiYearInput {
            heads_prev_year_end: Heads(2_500_000),
            employee_net_increase: Heads(12_000),
            topup_payers: Heads(620_000),
            ..CiiYearInput::default()
        };
        let first = account.settle_year(&input);
        assert_eq!(first.transfer.to_string(), "75000000.00");
        assert_eq!(first.true_up.to_string(), "360000.00");
        assert_eq!(first.topup_income.to_string(), "37200000.00");
        assert_eq!(first.true_up_received, Fen::ZERO);
        // earned: 12,000 more heads at the bid, and at the saving
        assert_eq!(first.premium.to_string(), "71592000.00");
        assert_eq!(first.reserve_contribution.to_string(), "3768000.00");
        let second = account.settle_year(&CiiYearInput { employee_net_increase: Heads(0), ..input });
        assert_eq!(second.true_up_received.to_string(), "360000.00");
        assert_eq!(second.premium.to_string(), "71250000.00");
    }

    #[test]
    fn b04_a_bid_without_discount_leaves_the_whole_deficit_to_the_insurer() {
        let year = settle(
            CiiContract { bid: Fen::yuan(30), topup_per_month: Fen::ZERO, ..contract() },
            &CiiYearInput { claims: yuan("80000000.00"), ..b08() },
        );
        assert_eq!(year.deficit.to_string(), "5000000.00");
        assert_eq!(year.draw, Fen::ZERO);
        assert_eq!(year.insurer_part.to_string(), "5000000.00");
    }

    #[test]
    fn b05_operating_cost_enlarges_the_deficit_only_where_the_contract_counts_it() {
        let input = CiiYearInput { topup_payers: Heads(0), claims: yuan("72000000.00"), ..b08() };
        let with_cost = CiiContract { operating_cost: Share::percent(3), ..contract() };
        let literal = settle(with_cost, &input);
        assert_eq!(literal.operating_cost.to_string(), "2137500.00");
        assert_eq!(
            (literal.deficit.to_string(), literal.draw.to_string()),
            ("750000.00".into(), "225000.00".into())
        );
        let wide = settle(CiiContract { deficit_basis: DeficitBasis::WithExpense, ..with_cost }, &input);
        assert_eq!(
            (wide.deficit.to_string(), wide.draw.to_string()),
            ("2887500.00".into(), "866250.00".into())
        );
        // the insurer bears the cost either way; a wider deficit brings a larger draw
        assert_eq!(literal.insurer_result.to_string(), "-2662500.00");
        assert_eq!(wide.insurer_result.to_string(), "-2021250.00");
    }

    #[test]
    fn b08_pooled_contributions_are_income_where_their_benefits_are_claims() {
        let year = settle(contract(), &b08());
        assert_eq!(year.income.to_string(), "108450000.00");
        assert_eq!(year.reserve_contribution.to_string(), "3750000.00");
        assert_eq!(year.deficit.to_string(), "3550000.00");
        assert_eq!(year.draw.to_string(), "1065000.00");
        assert_eq!(year.insurer_part.to_string(), "2485000.00");
    }

    #[test]
    fn with_a_separate_pool_contributions_and_the_benefits_above_art_6_both_leave_the_account() {
        let input = CiiYearInput { topup_benefits: yuan("39000000.00"), ..b08() };
        let year = settle(CiiContract { topup_pool: TopupPool::Separate, ..contract() }, &input);
        assert_eq!(year.income.to_string(), "71250000.00");
        assert_eq!(year.claims.to_string(), "73000000.00");
        assert_eq!(year.deficit.to_string(), "1750000.00");
        assert_eq!((year.topup_income, year.topup_pool_result), (Fen::ZERO, Fen::yuan(-1_800_000)));
        let pooled = settle(contract(), &input);
        assert_eq!(pooled.topup_pool_result, Fen::ZERO);
    }

    #[test]
    fn a_surplus_above_the_margin_goes_back_to_the_fund() {
        let input = CiiYearInput { topup_payers: Heads(0), claims: yuan("60000000.00"), ..b08() };
        let terms = CiiContract { operating_cost: Share::percent(3), ..contract() };
        let owned_by = |surplus_owner| settle(CiiContract { surplus_owner, ..terms }, &input);
        // 71,250,000 - 60,000,000 - 2,137,500 = 9,112,500; margin 2% of income = 1,425,000
        let split = owned_by(SurplusOwner::SplitAboveMargin { margin: Share::percent(2) });
        assert_eq!(split.surplus.to_string(), "9112500.00");
        assert_eq!(split.surplus_returned.to_string(), "7687500.00");
        assert_eq!(split.insurer_result.to_string(), "1425000.00");
        assert_eq!(owned_by(SurplusOwner::Insurer).insurer_result.to_string(), "9112500.00");
        assert_eq!(owned_by(SurplusOwner::Fund).insurer_result, Fen::ZERO);
        let refill = owned_by(SurplusOwner::RefillReserve);
        assert_eq!(refill.insurer_result, Fen::ZERO);
        assert_eq!(refill.balance_closing.to_string(), "12862500.00");
    }

    #[test]
    fn cost_may_eat_what_the_claims_left_so_that_there_is_neither_deficit_nor_surplus() {
        let input = CiiYearInput { topup_payers: Heads(0), claims: yuan("71000000.00"), ..b08() };
        let year = settle(CiiContract { operating_cost: Share::percent(3), ..contract() }, &input);
        assert_eq!((year.deficit, year.surplus), (Fen::ZERO, Fen::ZERO));
        assert_eq!(year.insurer_result.to_string(), "-1887500.00");
    }

    #[test]
    fn q15_the_surplus_of_one_lot_never_meets_the_deficit_of_another() {
        let lot = |bid, heads, claims: &str| {
            let input = CiiYearInput {
                heads_prev_year_end: Heads(heads),
                claims: yuan(claims),
                ..CiiYearInput::default()
            };
            settle(CiiContract { bid: Fen(bid), ..contract() }, &input)
        };
        let (good, bad) = (lot(2850, 1_500_000, "41000000.00"), lot(2900, 1_000_000, "31000000.00"));
        assert_eq!(good.surplus.to_string(), "1750000.00");
        assert_eq!(
            (bad.deficit.to_string(), bad.draw.to_string()),
            ("2000000.00".into(), "600000.00".into())
        );
    }

    fn any_contract() -> impl Strategy<Value = CiiContract> {
        let prices = (0..=10_000_i64, 0..=10_000_i64, 0..=1_000_i64);
        let ratios = (0..=300_000_i64, 0..=200_000_i64, 0..=100_000_i64);
        let switches = (any::<[bool; 7]>(), 0..4_u8, prop::option::of(0..=1_000_000_i64));
        (prices, ratios, switches).prop_map(|((a, b, topup), (share, cost, margin), (bits, owner, paid))| {
            let ratio = |millionths| Share::from_millionths(millionths).unwrap();
            CiiContract {
                benchmark: Fen(a.max(b)),
                bid: Fen(a.min(b)),
                topup_per_month: Fen(topup),
                topup_pool: if bits[0] { TopupPool::Pooled } else { TopupPool::Separate },
                true_up: if bits[1] { TrueUp::NetIncreaseOnly } else { TrueUp::BothWays },
                exposure: if bits[2] { Exposure::PriorYearEnd } else { Exposure::Average },
                deficit_basis: if bits[3] { DeficitBasis::ClaimsOnly } else { DeficitBasis::WithExpense },
                incurred_basis: paid.map_or(IncurredBasis::Ultimate, |paid| IncurredBasis::PaidAtCutoff {
                    paid: ratio(paid),
                }),
                test_period: if bits[6] { TestPeriod::Year } else { TestPeriod::Term },
                operating_cost: ratio(cost),
                surplus_owner: match owner {
                    0 => SurplusOwner::Insurer,
                    1 => SurplusOwner::Fund,
                    2 => SurplusOwner::SplitAboveMargin { margin: ratio(margin) },
                    _ => SurplusOwner::RefillReserve,
                },
                reserve: ReserveTerms {
                    share: ratio(share),
                    cap_by: if bits[4] { CapBy::YearContribution } else { CapBy::Balance },
                    carry_over: if bits[5] { CarryOver::Carry } else { CarryOver::Release },
                },
            }
        })
    }

    fn any_year() -> impl Strategy<Value = CiiYearInput> {
        let heads = (10_000..5_000_000_i64, 10_000..5_000_000_i64, -9_999..100_000_i64, 0..1_000_000_i64);
        let claims = (0..10_i64.pow(11), 0..=1_000_000_i64);
        (heads, claims, any::<bool>()).prop_map(|((prev, end, net, payers), (claims, topup), closes_term)| {
            CiiYearInput {
                heads_prev_year_end: Heads(prev),
                heads_year_end: Heads(end),
                employee_net_increase: Heads(net),
                topup_payers: Heads(payers),
                claims: Fen(claims),
                topup_benefits: Share::from_millionths(topup).unwrap().of(Fen(claims)),
                closes_term,
            }
        })
    }

    /// A good and a bad year: 4,000,000 over and 5,000,000 short, with 3,750,000 raised in each.
    fn good_then_bad(contract: CiiContract) -> [CiiYear; 2] {
        let mut account = CiiAccount::new(contract, Fen::ZERO).unwrap();
        let input = |claims: &str, closes_term| CiiYearInput {
            topup_payers: Heads(0),
            claims: yuan(claims),
            closes_term,
            ..b08()
        };
        [("67250000.00", false), ("76250000.00", true)].map(|(x, last)| account.settle_year(&input(x, last)))
    }

    #[test]
    fn a_deficit_tested_over_the_term_is_what_the_good_years_leave_of_it_within_all_that_was_raised() {
        let by_year = good_then_bad(contract());
        assert_eq!(by_year.map(|year| year.deficit), [Fen::ZERO, Fen::yuan(5_000_000)]);
        assert_eq!(by_year[1].draw, Fen::yuan(1_500_000));
        let term = CiiContract { test_period: TestPeriod::Term, ..contract() };
        let by_term = good_then_bad(term);
        assert_eq!(
            by_term.map(|year| (year.deficit, year.surplus)),
            [(Fen::ZERO, Fen::ZERO), (Fen::yuan(1_000_000), Fen::ZERO)]
        );
        assert_eq!(by_term[1].draw, Fen::yuan(300_000));
        // 76,250,000 in the second year alone is 25,000,000 more: the draw stops at 7,500,000 raised
        let mut account = CiiAccount::new(term, Fen::ZERO).unwrap();
        let bad = CiiYearInput { topup_payers: Heads(0), claims: yuan("90000000.00"), ..b08() };
        account.settle_year(&bad);
        let last = account.settle_year(&CiiYearInput { closes_term: true, ..bad });
        assert_eq!((last.deficit, last.draw), (Fen::yuan(37_500_000), Fen::yuan(7_500_000)));
    }

    #[test]
    fn claims_that_are_paid_after_the_cut_off_count_a_year_later() {
        let paid = IncurredBasis::PaidAtCutoff { paid: Share::percent(80) };
        let years = good_then_bad(CiiContract { incurred_basis: paid, ..contract() });
        // first: 80% of 67.25 m; second: the other 13.45 m and 80% of 76.25 m, 74.45 m against 71.25 m
        assert_eq!(years.map(|year| year.uncounted), [Fen::yuan(13_450_000), Fen::yuan(15_250_000)]);
        assert_eq!(years.map(|year| year.deficit), [Fen::ZERO, Fen::yuan(3_200_000)]);
        assert_eq!(years.map(|year| year.claims), [Fen::yuan(67_250_000), Fen::yuan(76_250_000)]);
        let all = IncurredBasis::PaidAtCutoff { paid: Share::ONE };
        assert_eq!(
            good_then_bad(CiiContract { incurred_basis: all, ..contract() }),
            good_then_bad(contract())
        );
    }

    proptest! {
        /// What comes in goes out or stays, whatever the switches: nothing leaks between insurer, fund and reserve.
        #[test]
        fn every_fen_that_comes_in_is_accounted_for(contract in any_contract(), years in prop::collection::vec(any_year(), 1..5)) {
            let mut account = CiiAccount::new(contract, Fen(7)).unwrap();
            let mut opening = Fen(7);
            let mut due = Fen::ZERO;
            for input in &years {
                let year = account.settle_year(input);
                prop_assert!(year.balances());
                prop_assert_eq!(year.balance_opening, opening);
                prop_assert_eq!(year.true_up_received, due);
                let paid_in = year.transfer + year.true_up + year.topup_income;
                let to_fund = year.surplus_returned - year.reserve_refill + year.released;
                let kept = year.balance_closing - year.balance_opening;
                prop_assert_eq!(paid_in, year.claims + year.operating_cost + year.insurer_result + to_fund + kept);
                prop_assert_eq!(year.claims - year.topup_pool_result + contract.topup_contributions(input.topup_payers) - year.topup_income, input.claims);
                (opening, due) = (year.balance_closing, year.true_up);
            }
        }
    }
}
