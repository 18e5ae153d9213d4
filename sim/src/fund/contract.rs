//! The terms of a 大病保险 contract between the city and one insurer, [S1] Art. 4, 8-10.

use super::{FundError, ReserveTerms};
use crate::units::{Fen, Heads, Share, keys};

keys! {
    /// Where the employees' contributions of [S1] Art. 8 go: `cii.topup_pool`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum TopupPool {
        /// Into the account, and so do the benefits that they buy: 纳入大病保险统一管理 (default).
        #[default]
        Pooled = "pooled",
        /// Into a pool of their own: contributions and the benefits above Art. 6 both leave the account.
        Separate = "separate",
    }
}

keys! {
    /// What the year's change in employees settles next March: `premium.employee_true_up`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum TrueUp {
        /// A net increase is paid, a net decrease is not refunded: 按照当年净增人数 (default).
        #[default]
        NetIncreaseOnly = "net_increase_only",
        /// A net decrease is refunded too.
        BothWays = "both_ways",
    }
}

keys! {
    /// The heads that fund a year: `premium.exposure`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum Exposure {
        /// Heads paid up at the end of last year, to the letter of Art. 4; employees are trued up (default).
        #[default]
        PriorYearEnd = "prior_year_end",
        /// The mean of both year ends, which already holds the year's joiners: no true-up.
        Average = "average",
    }
}

keys! {
    /// What 基金收不抵支 compares with income: `fund.deficit_basis`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum DeficitBasis {
        /// Claims (default: the text speaks of the fund).
        #[default]
        ClaimsOnly = "claims_only",
        /// Claims and the insurer's operating cost.
        WithExpense = "with_expense",
    }
}

/// Which claims of a year count against its income: `fund.incurred_basis`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IncurredBasis {
    /// All that the year's care will ever cost (default: a simulation knows it).
    #[default]
    Ultimate,
    /// What is paid by the cut-off, the rest of the year before included; what is left counts a year later.
    PaidAtCutoff {
        /// The share of a year's claims that is paid by its own cut-off.
        paid: Share,
    },
}

keys! {
    /// Over what 基金收不抵支 is tested: `fund.test_period`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum TestPeriod {
        /// Each year (default: 当年筹集).
        #[default]
        Year = "year",
        /// The whole term: years of surplus make up for years of deficit, and deficit and surplus fall due
        /// when the term closes, within what the term raised.
        Term = "term",
    }
}

/// Who owns what a year leaves after claims and operating cost; [S1] is silent: `fund.surplus_owner`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SurplusOwner {
    /// The insurer keeps it.
    Insurer,
    /// The fund takes it back.
    Fund,
    /// The insurer keeps a contracted margin on income, the fund takes back what lies above it.
    SplitAboveMargin {
        /// The margin, in per cent of income.
        margin: Share,
    },
    /// It goes into the risk reserve.
    RefillReserve,
}

impl SurplusOwner {
    /// What leaves the insurer of a surplus, in whole fen; nothing where there is none.
    pub fn returned(self, surplus: Fen, income: Fen) -> Fen {
        let surplus = surplus.positive_part();
        match self {
            SurplusOwner::Insurer => Fen::ZERO,
            SurplusOwner::Fund | SurplusOwner::RefillReserve => surplus,
            SurplusOwner::SplitAboveMargin { margin } => {
                (surplus - margin.of(income.positive_part())).positive_part()
            }
        }
    }
}

/// A 大病保险 contract: what is paid for a head, and who bears and owns what is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CiiContract {
    /// Funding standard, also the tender's ceiling (基准价), fen per head and year.
    pub benchmark: Fen,
    /// Price of the winning bid (中标价), fen per head and year, at most the benchmark.
    pub bid: Fen,
    /// Employees' own contribution of Art. 8, fen per payer and month.
    pub topup_per_month: Fen,
    /// Where those contributions go.
    pub topup_pool: TopupPool,
    /// What the year's change in employees settles.
    pub true_up: TrueUp,
    /// The heads that fund a year.
    pub exposure: Exposure,
    /// What counts against income.
    pub deficit_basis: DeficitBasis,
    /// Which claims count in a year.
    pub incurred_basis: IncurredBasis,
    /// Over what a deficit is tested.
    pub test_period: TestPeriod,
    /// The insurer's operating cost, in per cent of the account's income.
    pub operating_cost: Share,
    /// Who owns a surplus.
    pub surplus_owner: SurplusOwner,
    /// How deficits are shared.
    pub reserve: ReserveTerms,
}

/// The heads of one settlement year, as the ledger needs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FundingHeads {
    /// Heads paid for by 31 March.
    pub at_transfer: Heads,
    /// Employees settled by the next 31 March; negative where a net decrease is refunded.
    pub trued_up: Heads,
}

/// What a number of heads brings in at the contract's prices: `transfer = premium + reserve`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Funding {
    /// From the basic funds, at the benchmark (划转).
    pub transfer: Fen,
    /// The insurer's premium, at the bid.
    pub premium: Fen,
    /// What the bid saves on the benchmark: it builds the risk reserve.
    pub reserve: Fen,
}

impl CiiContract {
    /// A contract at these prices without top-up and operating cost, every surplus the insurer's, all else by default.
    pub fn plain(benchmark: Fen, bid: Fen) -> CiiContract {
        CiiContract {
            benchmark,
            bid,
            topup_per_month: Fen::ZERO,
            topup_pool: TopupPool::default(),
            true_up: TrueUp::default(),
            exposure: Exposure::default(),
            deficit_basis: DeficitBasis::default(),
            incurred_basis: IncurredBasis::default(),
            test_period: TestPeriod::default(),
            operating_cost: Share::ZERO,
            surplus_owner: SurplusOwner::Insurer,
            reserve: ReserveTerms::default(),
        }
    }

    /// Refuses a bid above the benchmark, a reserve share above 30%, and prices below zero.
    pub fn check(&self) -> Result<(), FundError> {
        for price in [self.benchmark, self.bid, self.topup_per_month] {
            FundError::refuse_negative(price)?;
        }
        if self.bid > self.benchmark {
            return Err(FundError::BidAboveBenchmark { bid: self.bid, benchmark: self.benchmark });
        }
        self.reserve.check()
    }

    /// The same contract at another bid; the benchmark moves in proportion, half up to the fen, so that the discount
    /// stays.
    #[must_use]
    pub fn at_bid(self, bid: Fen) -> CiiContract {
        CiiContract { benchmark: self.benchmark.in_proportion(bid.0, self.bid.0), bid, ..self }
    }

    /// What so many heads bring in: the transfer is at the benchmark, and the bid splits it between
    /// insurer and risk reserve. Source: [S1] Art. 4, 10.
    ///
    /// At 30.00 and 28.50 yuan, 2,500,000 heads bring 75,000,000: 71,250,000 premium, 3,750,000 reserve.
    pub fn funding(&self, heads: Heads) -> Funding {
        Funding {
            transfer: self.benchmark * heads,
            premium: self.bid * heads,
            reserve: (self.benchmark - self.bid) * heads,
        }
    }

    /// The heads that a year is paid for: those of last year's end, and the employees' net increase
    /// settled a year later (Q03, Q04); or the mean of both year ends, half up, without a true-up.
    pub fn funding_heads(
        &self,
        prev_year_end: Heads,
        year_end: Heads,
        employee_net_increase: Heads,
    ) -> FundingHeads {
        match self.exposure {
            Exposure::PriorYearEnd => FundingHeads {
                at_transfer: prev_year_end,
                trued_up: match self.true_up {
                    TrueUp::NetIncreaseOnly => employee_net_increase.max(Heads(0)),
                    TrueUp::BothWays => employee_net_increase,
                },
            },
            Exposure::Average => FundingHeads {
                at_transfer: Heads((prev_year_end.0 + year_end.0 + 1) / 2),
                trued_up: Heads(0),
            },
        }
    }

    /// A year of employees' contributions: 12 months for every payer, whenever he began. [S1] Art. 8.
    pub fn topup_contributions(&self, payers: Heads) -> Fen {
        self.topup_per_month * Heads(payers.0 * 12)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The synthetic contract of the worked examples (group B): benchmark 30.00, bid 28.50, top-up 5.00.
    pub(in crate::fund) fn contract() -> CiiContract {
        CiiContract { topup_per_month: Fen::yuan(5), ..CiiContract::plain(Fen::yuan(30), Fen(2850)) }
    }

    #[test]
    fn b01_the_transfer_is_at_the_benchmark_and_the_bid_splits_it() {
        let funding = contract().funding(Heads(2_500_000));
        assert_eq!(funding.transfer.to_string(), "75000000.00");
        assert_eq!(funding.premium.to_string(), "71250000.00");
        assert_eq!(funding.reserve.to_string(), "3750000.00");
        assert_eq!(contract().funding(Heads(12_000)).transfer.to_string(), "360000.00");
        assert_eq!(contract().topup_contributions(Heads(620_000)).to_string(), "37200000.00");
    }

    #[test]
    fn q15_two_lots_build_two_reserves() {
        let lot = |bid| CiiContract { bid, ..contract() };
        let first = lot(Fen(2850)).funding(Heads(1_500_000));
        let second = lot(Fen(2900)).funding(Heads(1_000_000));
        assert_eq!(
            (first.premium.to_string(), first.reserve.to_string()),
            ("42750000.00".into(), "2250000.00".into())
        );
        assert_eq!(
            (second.premium.to_string(), second.reserve.to_string()),
            ("29000000.00".into(), "1000000.00".into())
        );
    }

    #[test]
    fn a_net_decrease_of_employees_is_not_refunded_unless_the_switch_says_so() {
        let heads = |true_up, net| {
            CiiContract { true_up, ..contract() }.funding_heads(Heads(100), Heads(0), Heads(net)).trued_up
        };
        assert_eq!(heads(TrueUp::NetIncreaseOnly, -7), Heads(0));
        assert_eq!(heads(TrueUp::NetIncreaseOnly, 7), Heads(7));
        assert_eq!(heads(TrueUp::BothWays, -7), Heads(-7));
    }

    #[test]
    fn average_exposure_takes_the_mean_of_both_year_ends_and_no_true_up() {
        let average = CiiContract { exposure: Exposure::Average, ..contract() };
        assert_eq!(
            average.funding_heads(Heads(100), Heads(105), Heads(3)),
            FundingHeads { at_transfer: Heads(103), trued_up: Heads(0) }
        );
    }

    #[test]
    fn a_bid_above_the_benchmark_is_refused() {
        let greedy = CiiContract { bid: Fen(3001), ..contract() };
        assert_eq!(
            greedy.check(),
            Err(FundError::BidAboveBenchmark { bid: Fen(3001), benchmark: Fen(3000) })
        );
        assert_eq!(CiiContract { bid: Fen(3000), ..contract() }.check(), Ok(()));
        assert_eq!(
            CiiContract { topup_per_month: Fen(-1), ..contract() }.check(),
            Err(FundError::Negative { amount: Fen(-1) })
        );
    }

    #[test]
    fn the_owner_of_a_surplus_decides_what_leaves_the_insurer() {
        let returned = |owner: SurplusOwner, surplus| owner.returned(Fen(surplus), Fen(10_000));
        let split = SurplusOwner::SplitAboveMargin { margin: Share::percent(2) };
        assert_eq!(returned(SurplusOwner::Insurer, 900), Fen::ZERO);
        assert_eq!(returned(SurplusOwner::Fund, 900), Fen(900));
        assert_eq!(returned(SurplusOwner::RefillReserve, 900), Fen(900));
        assert_eq!(returned(split, 900), Fen(700));
        assert_eq!(returned(split, 150), Fen::ZERO);
        assert_eq!(returned(SurplusOwner::Fund, -900), Fen::ZERO);
    }
}
