//! The price at which nobody gains or loses, with the claims of the run kept.
//!
//! A CII bid moves premium, reserve and deficits but no claim, so the account of every trial is run
//! again at another bid; the premium of an HMB book has a closed form. Neither moves membership.

use crate::fund::{CiiAccount, CiiContract, CiiYearInput, Exposure, HmbTerms};
use crate::stats::Sampled;
use crate::units::{Fen, Heads, Share};
use crate::wording::Bilingual;

use super::estimate::Estimated;
use super::metrics::{Amount, Scale};
use super::sample::Sample;

/// The terms of a design's fund, which a break-even price varies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fund {
    /// A CII contract, and the reserve that it opens with.
    Contract {
        /// Its terms.
        contract: CiiContract,
        /// The reserve before the first year.
        opening: Fen,
    },
    /// An HMB book.
    Book {
        /// Its terms.
        terms: HmbTerms,
        /// The insurers that carry it together, the lead first; none where there is one.
        coinsurers: Vec<Coinsurer>,
    },
    /// A plain ledger.
    Ledger,
}

/// One of the insurers that carry a book together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coinsurer {
    /// What people call it; its name in the file where the scenario says nothing else.
    pub title: Bilingual,
    /// Its part of everything.
    pub share: Share,
}

/// Why there is no break-even price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoBreakEven {
    /// The insurer's mean result is below zero even at the benchmark.
    BelowBenchmark(Fen),
    /// Around the root the result does not rise with the bid: the surplus is not the insurer's, or it
    /// has the result of every bid.
    Flat,
    /// Cost and margin eat the whole premium.
    NothingLeftForClaims,
    /// Fewer than two trials.
    TooFewTrials,
    /// The columns do not belong to this contract.
    OtherColumns,
}

/// How far from the root the slope is measured: wide enough to average over the kinks of single
/// trials, narrow against any price.
const SLOPE_STEP: Fen = Fen(10);

/// The lowest bid in whole fen, at most the benchmark, at which the mean over the trials of the
/// insurer's result over the term is not below zero, while one fen less leaves it below.
///
/// Found by bisection on the exact sum over all trials. A higher bid is a higher premium but a smaller
/// reserve: where the year's reserve caps the draw in every trial, the result no longer rises with the
/// bid. The standard error is that of the mean result over its slope (delta method). In fen.
pub(super) fn break_even_bid(
    sample: Sample<'_>,
    id: &str,
    contract: CiiContract,
    opening: Fen,
) -> Result<Estimated, NoBreakEven> {
    let kept = KeptClaims::read(sample, id, contract, opening).ok_or(NoBreakEven::OtherColumns)?;
    if sample.n_trials() < 2 {
        return Err(NoBreakEven::TooFewTrials);
    }
    let bid = kept.lowest_bid_without_loss().ok_or(NoBreakEven::BelowBenchmark(contract.benchmark))?;
    let slope = kept.slope(bid);
    if slope <= 0.0 {
        return Err(NoBreakEven::Flat);
    }
    let mean = Estimated::mean(&kept.results(bid), sample.sampled()).ok_or(NoBreakEven::TooFewTrials)?;
    Ok(mean.root_of(bid.0 as f64, slope))
}

/// The mean premium per member and year at which premiums cover claims and cost over the period:
/// `(claims per head + fixed cost / heads + cost per head) / (1 - cost ratios [- margin])`, in fen, before
/// reinsurance; what last year's surplus pays needs no premium.
///
/// Members and claims are those of the run: the price does not move who joins. Source: [S2] 三(三)1
/// (以收定支、收支平衡、保本微利). With 62.40 a head, 8,000,000 fixed on 1,000,000 heads, 8% and 3%: 79.10.
pub(super) fn break_even_premium(
    sample: Sample<'_>,
    id: &str,
    terms: &HmbTerms,
    with_margin: bool,
) -> Result<Estimated, NoBreakEven> {
    let left = terms.left_millionths(with_margin);
    if left <= 0 {
        return Err(NoBreakEven::NothingLeftForClaims);
    }
    let claims = sample
        .over_years(Amount("{}_claims_fen - {}_surplus_used_fen"), id)
        .ok_or(NoBreakEven::OtherColumns)?;
    let members = sample.over_years(Amount("{}_members"), id).ok_or(NoBreakEven::OtherColumns)?;
    let fixed: i64 = sample.years().map(|_| terms.fixed_cost.0).sum();
    let outgo: Vec<i64> = claims
        .iter()
        .zip(&members)
        .map(|(claims, members)| claims + fixed + (terms.cost_per_head * Heads(*members)).0)
        .collect();
    let per_head = Estimated::ratio(&outgo, &members, sample.sampled()).ok_or(NoBreakEven::TooFewTrials)?;
    Ok(per_head.scaled(Scale::Over(left as f64 / 1e6)))
}

/// Everything of a run's accounts but the bid: heads, top-up contributions and claims of each year.
struct KeptClaims<'a> {
    sampled: &'a Sampled,
    contract: CiiContract,
    opening: Fen,
    n_years: usize,
    /// `[trial][year]`
    years: Vec<CiiYearInput>,
}

impl<'a> KeptClaims<'a> {
    /// Reads the run's columns; `None` when one is missing, or when the account run again at its own
    /// bid does not give the results of the run.
    fn read(sample: Sample<'a>, id: &str, contract: CiiContract, opening: Fen) -> Option<KeptClaims<'a>> {
        let n_years = sample.years().len();
        let mut years = vec![CiiYearInput::default(); sample.n_trials() * n_years];
        for (nth, year_index) in sample.years().enumerate() {
            let column = |name: &str| sample.column(year_index, &format!("{id}_{name}"));
            let heads = column("heads_funded")?;
            let topup_income = column("topup_income_fen")?;
            let claims = column("claims_fen")?;
            for trial in 0..sample.n_trials() {
                let topup_payers = match contract.topup_per_month {
                    Fen::ZERO => 0,
                    per_month => topup_income[trial] / (12 * per_month.0),
                };
                years[trial * n_years + nth] = CiiYearInput {
                    heads_prev_year_end: Heads(heads[trial]),
                    topup_payers: Heads(topup_payers),
                    claims: Fen(claims[trial]),
                    ..CiiYearInput::default()
                };
            }
        }
        // the columns hold the funded heads, with every true-up in them
        let contract = CiiContract { exposure: Exposure::PriorYearEnd, ..contract };
        let kept = KeptClaims { sampled: sample.sampled(), contract, opening, n_years, years };
        let of_run = sample.over_years(Amount("{}_insurer_result_fen"), id)?;
        (kept.results(contract.bid) == of_run).then_some(kept)
    }

    /// The insurer's result over the term in each trial at another bid, in fen.
    fn results(&self, bid: Fen) -> Vec<i64> {
        let contract = CiiContract { bid, ..self.contract };
        let result = |years: &[CiiYearInput]| {
            let mut account = CiiAccount::new(contract, self.opening).ok()?;
            Some(years.iter().map(|year| account.settle_year(year).insurer_result.0).sum())
        };
        self.years.chunks_exact(self.n_years.max(1)).filter_map(result).collect()
    }

    /// The sum over all trials, each times its weight, in fen.
    fn total(&self, bid: Fen) -> i128 {
        self.sampled.sum(&self.results(bid))
    }

    /// By bisection between no price at all and the benchmark; `None` when even the benchmark loses.
    fn lowest_bid_without_loss(&self) -> Option<Fen> {
        let (mut losing, mut bid) = (Fen::ZERO, self.contract.benchmark);
        if self.total(bid) < 0 {
            return None;
        }
        if self.total(losing) >= 0 {
            return Some(losing);
        }
        while bid.0 - losing.0 > 1 {
            let middle = Fen(losing.0 + (bid.0 - losing.0) / 2);
            if self.total(middle) < 0 { losing = middle } else { bid = middle }
        }
        Some(bid)
    }

    /// By how many fen the mean result rises with a fen of bid, around `bid`.
    fn slope(&self, bid: Fen) -> f64 {
        let low = (bid - SLOPE_STEP).max(Fen::ZERO);
        let high = (bid + SLOPE_STEP).min(self.contract.benchmark);
        if low == high {
            return 0.0;
        }
        let n_trials = self.years.len() / self.n_years.max(1);
        let rise = (self.total(high) - self.total(low)) as f64;
        rise / (high - low).0 as f64 / self.sampled.total_weight(n_trials) as f64
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::super::toy::{contract, contract_run, outcome};
    use super::*;
    use crate::fund::{Premium, SurplusOwner};
    use crate::units::Share;

    fn bid(contract: CiiContract, claims: &[&[i64]]) -> Result<Estimated, NoBreakEven> {
        let run = contract_run(&[contract], claims);
        break_even_bid(Sample::new(&run, 0, 0..claims.len()), "cii", contract, Fen::ZERO)
    }

    #[test]
    fn without_a_deficit_the_bid_breaks_even_at_claims_per_head() {
        // the same claims in both trials: 62,500,000 on 2,500,000 heads is 25.00 a head
        assert_eq!(bid(contract(), &[&[62_500_000, 62_500_000]]).unwrap().estimate.value, 2500.0);
    }

    #[test]
    fn on_paper_the_reserve_s_draw_lowers_the_break_even_bid() {
        // Claims 60 or 70 million, so 24 or 28 a head, and a bid b between: the first trial gains
        // (b - 24), the second loses (28 - b) less the draw of 0.3 (28 - b), which is below the
        // year's contribution (30 - b). (b - 24) = 0.7 (28 - b), so b = 43.6 / 1.7 = 25.647.
        let estimated = bid(contract(), &[&[60_000_000, 70_000_000]]).unwrap();
        assert_eq!(estimated.estimate.value, 2565.0);
        // slope (1 + 0.7) / 2 a head; results 1.65 and -1.645 a head, so se = 1.65 / 0.85 yuan
        let paper = 1.6475 / 0.85;
        assert!((estimated.estimate.se / 100.0 - paper).abs() < 1e-3, "{}", estimated.estimate.se);
    }

    #[test]
    fn the_term_counts_as_one_and_years_are_settled_one_by_one() {
        // 24 a head in one year and 28 in the next, in every trial: the same equation, no error
        let estimated = bid(contract(), &[&[60_000_000, 60_000_000], &[70_000_000, 70_000_000]]).unwrap();
        assert_eq!((estimated.estimate.value, estimated.estimate.se), (2565.0, 0.0));
    }

    #[test]
    fn operating_cost_raises_it() {
        // b (1 - 0.03) = 25.00, so b = 25.7732, and the first whole fen that does not lose is 25.78
        let with_cost = CiiContract { operating_cost: Share::percent(3), ..contract() };
        assert_eq!(bid(with_cost, &[&[62_500_000, 62_500_000]]).unwrap().estimate.value, 2578.0);
    }

    #[test]
    fn the_found_bid_does_not_lose_and_one_fen_less_does() {
        let claims: Vec<i64> = (0..200).map(|nth| 50_000_000 + nth * nth * 700).collect();
        let run = contract_run(&[contract()], &[&claims, &claims]);
        let kept = KeptClaims::read(Sample::new(&run, 0, 0..2), "cii", contract(), Fen::ZERO).unwrap();
        let bid = kept.lowest_bid_without_loss().unwrap();
        assert!(kept.total(bid) >= 0 && kept.total(bid - Fen(1)) < 0);
    }

    #[test]
    fn claims_above_the_benchmark_have_no_break_even_bid() {
        let refused = bid(contract(), &[&[80_000_000, 90_000_000]]);
        assert_eq!(refused, Err(NoBreakEven::BelowBenchmark(Fen::yuan(30))));
    }

    #[test]
    fn where_the_fund_takes_every_surplus_the_insurer_can_only_lose() {
        let owned = CiiContract { surplus_owner: SurplusOwner::Fund, ..contract() };
        let refused = bid(owned, &[&[60_000_000, 80_000_000]]);
        assert_eq!(refused, Err(NoBreakEven::BelowBenchmark(Fen::yuan(30))));
    }

    #[test]
    fn an_account_that_does_not_give_the_run_s_results_is_refused() {
        let run = contract_run(&[contract()], &[&[60_000_000, 80_000_000]]);
        let sample = Sample::new(&run, 0, 0..1);
        let other = CiiContract { surplus_owner: SurplusOwner::Fund, ..contract() };
        assert_eq!(break_even_bid(sample, "cii", other, Fen::ZERO), Err(NoBreakEven::OtherColumns));
    }

    #[test]
    fn h01_the_premium_carries_claims_fixed_cost_and_margin() {
        let run = outcome(&[
            ("hmb_members", &[&[&[1_000_000, 1_000_000]]]),
            ("hmb_claims_fen", &[&[&[6_200_000_000, 6_290_000_000]]]),
            ("hmb_surplus_used_fen", &[&[&[0, 10_000_000]]]),
        ]);
        let terms = HmbTerms {
            fixed_cost: Fen::yuan(8_000_000),
            cost_ratio: Share::percent(5),
            commission_ratio: Share::percent(2),
            levy_ratio: Share::percent(1),
            ..HmbTerms::plain(Premium::one(Fen::yuan(79)))
        };
        let premium = |with_margin| {
            break_even_premium(Sample::new(&run, 0, 0..1), "hmb", &terms, with_margin).unwrap().estimate
        };
        assert!((premium(true).value / 100.0 - 79.101_123_595_5).abs() < 1e-9);
        assert!((premium(false).value / 100.0 - 70.4 / 0.92).abs() < 1e-9);
        // claims per head of 62.00 and 62.80 have a standard error of 0.40
        assert!((premium(true).se / 100.0 - 0.4 / 0.89).abs() < 1e-9);
        let hopeless = HmbTerms { cost_ratio: Share::percent(98), ..terms.clone() };
        let refused = break_even_premium(Sample::new(&run, 0, 0..1), "hmb", &hopeless, true);
        assert_eq!(refused, Err(NoBreakEven::NothingLeftForClaims));
    }
}
