//! The funds of a scenario: 大病保险 contracts, plain ledgers and, with `hmb_book`, 惠民保 books; their checks.

use super::field::{Amount, Cell, Keyed, Ratio};
use super::hmb_book::HmbBookDoc;
use super::node::Node;
use super::payers::{PayerDoc, TermsDoc};
use super::problem::{ProblemKind, Problems, nearest};
use super::record::{choice, record, tagged};
use crate::fund::{
    CapBy, CarryOver, CiiContract, DeficitBasis, Exposure, IncurredBasis, LedgerTerms, ReserveTerms,
    SurplusOwner, TestPeriod, TopupPool, TrueUp,
};
use crate::units::{Fen, Share, keys};

choice! { CapBy, CarryOver, DeficitBasis, Exposure, IncurredWord, SurplusWord, TestPeriod, TopupPool, TrueUp }

keys! {
    /// Which claims count; the share of those paid stands in `paid_at_cutoff_ratio`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum IncurredWord {
        /// All.
        Ultimate = "ultimate",
        /// Those paid by the cut-off.
        PaidAtCutoff = "paid_at_cutoff",
    }
}

keys! {
    /// Who owns a surplus; the margin of a split stands in `margin_ratio`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum SurplusWord {
        /// The insurer.
        Insurer = "insurer",
        /// The fund.
        Fund = "fund",
        /// The insurer up to a margin, the fund above it.
        SplitAboveMargin = "split_above_margin",
        /// The risk reserve.
        RefillReserve = "refill_reserve",
    }
}

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
        /// Which claims of a year count: all, or those paid by the cut-off.
        incurred_basis: IncurredWord = IncurredWord::Ultimate,
        /// The share of a year's claims that is paid by its cut-off, required under `paid_at_cutoff`.
        paid_at_cutoff_ratio: Option<Ratio>,
        /// Whether a deficit is tested each year or over the term.
        test_period: TestPeriod = TestPeriod::Year,
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
    if doc.incurred_basis == IncurredWord::PaidAtCutoff && doc.paid_at_cutoff_ratio.is_none() {
        problems.report(&node.place, ProblemKind::MissingKey { key: "paid_at_cutoff_ratio".into() });
    }
}

record! {
    /// The ledger of basic insurance, medical aid or charity: income, what it pays, its balance.
    pub struct LedgerDoc {
        /// The payers whose payments are its claims; the payer per admission may be one of them.
        payers: Vec<String>,
        /// The contracts whose transfer it pays ([S1] Art. 4).
        transfers_to: Vec<String> = Vec::new(),
        /// Income for each member of the employee scheme and year.
        income_yuan_per_employee: Amount = Fen::ZERO,
        /// Income for each member of the resident scheme and year.
        income_yuan_per_resident: Amount = Fen::ZERO,
        /// Income of a year whatever the heads.
        budget_yuan_per_year: Amount = Fen::ZERO,
        /// The balance at the start of the term.
        opening_balance_yuan: Amount = Fen::ZERO,
    }
}

tagged! {
    /// A fund: whose money the payers of a book spend.
    pub enum FundDoc {
        /// A 大病保险 contract.
        CiiContract(CiiContractDoc) = "cii_contract",
        /// A 惠民保 book.
        HmbBook(HmbBookDoc) = "hmb_book",
        /// A plain ledger.
        Ledger(LedgerDoc) = "ledger",
    }
}

impl FundDoc {
    /// The book of a city product, where it is one.
    pub fn book(&self) -> Option<&HmbBookDoc> {
        match self {
            FundDoc::HmbBook(book) => Some(book),
            FundDoc::CiiContract(_) | FundDoc::Ledger(_) => None,
        }
    }

    /// The payers whose payments are its claims.
    pub fn payers(&self) -> &[String] {
        match self {
            FundDoc::CiiContract(doc) => &doc.payers,
            FundDoc::HmbBook(doc) => &doc.payers,
            FundDoc::Ledger(doc) => &doc.payers,
        }
    }

    /// The contracts whose transfer it pays.
    pub fn transfers_to(&self) -> &[String] {
        if let FundDoc::Ledger(doc) = self { &doc.transfers_to } else { &[] }
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
                Some(payer)
                    if matches!(payer.terms, TermsDoc::PerAdmission(_))
                        && !matches!(fund, FundDoc::Ledger(_)) =>
                {
                    problems.report(place, ProblemKind::FundOfFirstPayer { payer: name.clone() });
                }
                Some(_) => {}
            }
            if let Some((_, fund)) = taken.iter().find(|(payer, _)| payer == name) {
                let kind = ProblemKind::PaidTwice { payer: name.clone(), fund: (*fund).to_string() };
                problems.report(place, kind);
            } else if matches!(fund, FundDoc::HmbBook(_)) && payers.get(name).is_some_and(pays_for_all) {
                problems.report(place, ProblemKind::BookPaysForAll { payer: name.clone() });
            }
            taken.push((name, id));
        }
    }
    check_transfers(funds, node, problems);
}

/// Whether a payer asks for no membership of the city product.
fn pays_for_all(payer: &PayerDoc) -> bool {
    payer.head.when.enrolled != Some(true)
}

/// Checks that ledgers transfer to contracts, to each of them once.
fn check_transfers(funds: &Keyed<FundDoc>, node: &Node, problems: &mut Problems) {
    let contracts =
        funds.iter().filter(|(_, fund)| matches!(fund, FundDoc::CiiContract(_))).map(|(id, _)| id);
    let mut taken: Vec<(&str, &str)> = Vec::new();
    for (id, fund) in funds.iter() {
        let Some(super::node::Value::List(names)) =
            node.at(&[id, "transfers_to"]).map(|written| &written.value)
        else {
            continue;
        };
        for (contract, place) in fund.transfers_to().iter().zip(names.iter().map(|node| &node.place)) {
            if !contracts.clone().any(|known| known == contract) {
                problems.report(place, unknown_reference(contract, &contracts));
            }
            if let Some((_, ledger)) = taken.iter().find(|(known, _)| known == contract) {
                let kind = ProblemKind::TransferredTwice {
                    contract: contract.clone(),
                    ledger: (*ledger).to_string(),
                };
                problems.report(place, kind);
            }
            taken.push((contract, id));
        }
    }
}

/// The problem of a name that refers to nothing.
pub fn unknown_reference<'a>(found: &str, known: &(impl Iterator<Item = &'a str> + Clone)) -> ProblemKind {
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
        let incurred_basis = match self.incurred_basis {
            IncurredWord::Ultimate => Some(IncurredBasis::Ultimate),
            IncurredWord::PaidAtCutoff => {
                let paid = self.paid_at_cutoff_ratio.as_ref().and_then(|ratio| ratio.require(problems));
                paid.map(|paid| IncurredBasis::PaidAtCutoff { paid })
            }
        };
        Some(CiiContract {
            incurred_basis: incurred_basis?,
            test_period: self.test_period,
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

impl LedgerDoc {
    /// Its income, if every cell is known; the unknown ones become problems.
    pub fn terms(&self, problems: &mut Problems) -> Option<LedgerTerms> {
        let per_employee = self.income_yuan_per_employee.require(problems);
        let per_resident = self.income_yuan_per_resident.require(problems);
        let budget = self.budget_yuan_per_year.require(problems);
        Some(LedgerTerms { per_employee: per_employee?, per_resident: per_resident?, budget: budget? })
    }
}
