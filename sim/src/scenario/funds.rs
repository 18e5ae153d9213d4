//! The funds of a scenario: 大病保险 contracts and 惠民保 books, and their checks.

use super::field::{Amount, Cell, Keyed, Ratio};
use super::node::Node;
use super::payers::{PayerDoc, TermsDoc};
use super::problem::{ProblemKind, Problems, nearest};
use super::record::{choice, record, tagged};
use crate::fund::{
    CapBy, CarryOver, CiiContract, Coinsurers, DeficitBasis, Exposure, HmbTerms, ReserveTerms, SurplusOwner,
    TopupPool, TrueUp,
};
use crate::units::{Fen, Share};
use crate::wording::Bilingual;

choice! { TopupPool { Pooled = "pooled", Separate = "separate" } }
choice! { TrueUp { NetIncreaseOnly = "net_increase_only", BothWays = "both_ways" } }
choice! { Exposure { PriorYearEnd = "prior_year_end", Average = "average" } }
choice! { DeficitBasis { ClaimsOnly = "claims_only", WithExpense = "with_expense" } }
choice! { CapBy { YearContribution = "year_contribution", Balance = "balance" } }
choice! { CarryOver { Carry = "carry", Release = "release" } }

/// Who owns a surplus; the margin of a split stands in `margin_ratio`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SurplusWord {
    /// The insurer.
    Insurer,
    /// The fund.
    Fund,
    /// The insurer up to a margin, the fund above it.
    SplitAboveMargin,
    /// The risk reserve.
    RefillReserve,
}
choice! { SurplusWord {
    Insurer = "insurer",
    Fund = "fund",
    SplitAboveMargin = "split_above_margin",
    RefillReserve = "refill_reserve",
} }

record! {
    /// How the risk reserve bears a part of a deficit ([S1] Art. 10).
    pub struct ReserveDoc {
        /// Its share of a deficit, at most 30%.
        share: Ratio [Share::ZERO..=ReserveTerms::SHARE_CEILING] = Share::percent(30),
        /// What a year's draw is limited by.
        cap_by: CapBy = CapBy::YearContribution,
        /// Whether what is not used is carried into the next year.
        carry_over: CarryOver = CarryOver::Carry,
    }
}

record! {
    /// A 大病保险 contract between the city and one insurer ([S1] Art. 4, 8-10).
    pub struct CiiContractDoc {
        /// The payers whose payments are its claims.
        payers: Vec<String>,
        /// 基准价: what the basic funds transfer for a head and year.
        benchmark_yuan_per_head: Amount,
        /// 中标价: the insurer's price for a head and year, at most the benchmark.
        bid_yuan_per_head: Amount,
        /// What an employee pays a month for the top-up benefits.
        topup_yuan_per_month: Amount = Fen::ZERO,
        /// Whether those contributions and their benefits belong to the account.
        topup_pool: TopupPool = TopupPool::Pooled,
        /// The risk reserve.
        reserve: ReserveDoc,
        /// What is held against income to find a deficit.
        deficit_basis: DeficitBasis = DeficitBasis::ClaimsOnly,
        /// The insurer's operating cost, in parts of the account's income.
        operating_cost_ratio: Ratio = Share::ZERO,
        /// Who owns a surplus.
        surplus_owner: SurplusWord = SurplusWord::SplitAboveMargin,
        /// The margin on income that the insurer keeps under `split_above_margin`, where it is required.
        margin_ratio: Option<Ratio>,
        /// What the year's change in employees settles.
        true_up: TrueUp = TrueUp::NetIncreaseOnly,
        /// The heads that fund a year.
        exposure: Exposure = Exposure::PriorYearEnd,
        /// The reserve at the start of the term.
        opening_balance_yuan: Amount = Fen::ZERO,
    }
    check prices_and_margin
}

fn prices_and_margin(doc: &CiiContractDoc, node: &Node, problems: &mut Problems) {
    if let (Cell::Known(benchmark), Cell::Known(bid)) = (&doc.benchmark_yuan_per_head, &doc.bid_yuan_per_head)
        && bid > benchmark
    {
        let kind = ProblemKind::BidAboveBenchmark { bid: bid.to_string(), benchmark: benchmark.to_string() };
        problems.report(&node.place_of("bid_yuan_per_head"), kind);
    }
    if doc.surplus_owner == SurplusWord::SplitAboveMargin && doc.margin_ratio.is_none() {
        problems.report(&node.place, ProblemKind::MissingKey { key: "margin_ratio".into() });
    }
}

record! {
    /// One of the insurers that carry a product together.
    pub struct CoinsurerDoc {
        /// What people call it.
        title: Option<Bilingual>,
        /// Its share of premium and claims.
        share: Share,
        /// Its place, which breaks ties of a fen, if not by the order of the file.
        order: Option<i64>,
    }
}

record! {
    /// The book of a 惠民保 product ([S2] 三, 四).
    pub struct HmbBookDoc {
        /// The payers whose payments are its claims: one liability each.
        payers: Vec<String>,
        /// One price for all, a member and year.
        premium_yuan_per_year: Amount,
        /// The share of those who may join that does.
        participation: Ratio,
        /// Operating cost of a year whatever the membership.
        fixed_cost_yuan_per_year: Amount = Fen::ZERO,
        /// Operating cost per member and year.
        cost_yuan_per_head: Amount = Fen::ZERO,
        /// Operating cost in parts of the premium.
        cost_ratio: Ratio = Share::ZERO,
        /// 保本微利: the margin that may be kept, in parts of the premium.
        margin_ratio: Ratio = Share::percent(3),
        /// The insurers that carry it together, with shares that make up the whole; one where left out.
        coinsurers: Option<Keyed<CoinsurerDoc>>,
    }
    check shares_make_up_the_whole
}

fn shares_make_up_the_whole(doc: &HmbBookDoc, node: &Node, problems: &mut Problems) {
    if let Some(coinsurers) = &doc.coinsurers {
        let sum: i64 = coinsurers.iter().map(|(_, insurer)| insurer.share.millionths()).sum();
        if sum != Share::ONE.millionths() {
            let sum = rust_decimal::Decimal::new(sum, 6).normalize().to_string();
            problems.report(&node.place_of("coinsurers"), ProblemKind::SharesNotWhole { sum });
        }
    }
    if let (Cell::Known(cost), Cell::Known(margin)) = (&doc.cost_ratio, &doc.margin_ratio)
        && cost.millionths() + margin.millionths() >= Share::ONE.millionths()
    {
        let kind = ProblemKind::NotBelow {
            key: "cost_ratio + margin_ratio".into(),
            found: rust_decimal::Decimal::new(cost.millionths() + margin.millionths(), 6)
                .normalize()
                .to_string(),
            other_key: "premium".into(),
            other: "1".into(),
        };
        problems.report(&node.place_of("cost_ratio"), kind);
    }
}

tagged! {
    /// A fund: whose money the payers of a book spend.
    pub enum FundDoc {
        /// A 大病保险 contract.
        CiiContract(CiiContractDoc) = "cii_contract",
        /// A 惠民保 book.
        HmbBook(HmbBookDoc) = "hmb_book",
    }
}

impl FundDoc {
    /// The payers whose payments are its claims.
    pub fn payers(&self) -> &[String] {
        match self {
            FundDoc::CiiContract(doc) => &doc.payers,
            FundDoc::HmbBook(doc) => &doc.payers,
        }
    }
}

/// Checks that every fund names payers of the scheme, each of which stands in one fund, once: a
/// payment that two funds count would be claimed twice. There is one city product at most, since a
/// member is enrolled or not.
pub(super) fn check_funds(
    funds: &Keyed<FundDoc>,
    payers: &Keyed<PayerDoc>,
    node: &Node,
    problems: &mut Problems,
) {
    let (mut taken, mut book): (Vec<(&str, &str)>, Option<&str>) = (Vec::new(), None);
    for (id, fund) in funds.iter() {
        if matches!(fund, FundDoc::HmbBook(_)) {
            if let Some(first) = book {
                problems.report(&node.place_of(id), ProblemKind::SecondBook { first: first.to_string() });
            }
            book = book.or(Some(id));
        }
        let Some(written) = node.at(&[id, "payers"]) else { continue };
        if fund.payers().is_empty() {
            problems.report(&written.place, ProblemKind::NothingInside);
        }
        let super::node::Value::List(names) = &written.value else { continue };
        for (name, place) in fund.payers().iter().zip(names.iter().map(|node| &node.place)) {
            match payers.get(name) {
                None => problems.report(place, unknown_reference(name, &payers.names())),
                Some(payer) if matches!(payer.terms, TermsDoc::PerAdmission(_)) => {
                    problems.report(place, ProblemKind::FundOfFirstPayer { payer: name.clone() });
                }
                Some(_) => {}
            }
            if let Some((_, fund)) = taken.iter().find(|(payer, _)| payer == name) {
                let kind = ProblemKind::PaidTwice { payer: name.clone(), fund: (*fund).to_string() };
                problems.report(place, kind);
            }
            taken.push((name, id));
        }
    }
}

/// The problem of a name that refers to nothing.
pub(super) fn unknown_reference<'a>(
    found: &str,
    known: &(impl Iterator<Item = &'a str> + Clone),
) -> ProblemKind {
    ProblemKind::UnknownReference {
        found: found.to_string(),
        suggestion: nearest(found, known.clone()),
        known: known.clone().map(str::to_string).collect(),
    }
}

impl CiiContractDoc {
    /// The contract, if every cell is known; the unknown ones become problems.
    pub fn contract(&self, problems: &mut Problems) -> Option<CiiContract> {
        let benchmark = self.benchmark_yuan_per_head.require(problems);
        let bid = self.bid_yuan_per_head.require(problems);
        let topup_per_month = self.topup_yuan_per_month.require(problems);
        let operating_cost = self.operating_cost_ratio.require(problems);
        let share = self.reserve.share.require(problems);
        let surplus_owner = match self.surplus_owner {
            SurplusWord::Insurer => Some(SurplusOwner::Insurer),
            SurplusWord::Fund => Some(SurplusOwner::Fund),
            SurplusWord::RefillReserve => Some(SurplusOwner::RefillReserve),
            SurplusWord::SplitAboveMargin => {
                let margin = self.margin_ratio.as_ref().and_then(|margin| margin.require(problems));
                margin.map(|margin| SurplusOwner::SplitAboveMargin { margin })
            }
        };
        Some(CiiContract {
            benchmark: benchmark?,
            bid: bid?,
            topup_per_month: topup_per_month?,
            topup_pool: self.topup_pool,
            true_up: self.true_up,
            exposure: self.exposure,
            deficit_basis: self.deficit_basis,
            operating_cost: operating_cost?,
            surplus_owner: surplus_owner?,
            reserve: ReserveTerms {
                share: share?,
                cap_by: self.reserve.cap_by,
                carry_over: self.reserve.carry_over,
            },
        })
    }
}

impl HmbBookDoc {
    /// The terms of the book, if every cell is known; the unknown ones become problems.
    pub fn terms(&self, problems: &mut Problems) -> Option<HmbTerms> {
        let premium = self.premium_yuan_per_year.require(problems);
        let fixed_cost = self.fixed_cost_yuan_per_year.require(problems);
        let cost_per_head = self.cost_yuan_per_head.require(problems);
        let cost_ratio = self.cost_ratio.require(problems);
        let margin = self.margin_ratio.require(problems);
        Some(HmbTerms {
            premium: premium?,
            fixed_cost: fixed_cost?,
            cost_per_head: cost_per_head?,
            cost_ratio: cost_ratio?,
            margin: margin?,
        })
    }

    /// The insurers that carry the book together; `None` where there is one.
    pub fn coinsurers(&self) -> Option<Coinsurers> {
        let insurers = self.coinsurers.as_ref()?;
        Coinsurers::new(insurers.iter().map(|(_, insurer)| insurer.share).collect()).ok()
    }
}
