//! Worked cases in one normal form: inputs, switches, and the figures that must come out.
//!
//! A case is a settlement of one person's year, a path of the risk reserve, a year of a contract, or
//! a split among co-insurers. This module reads them; who runs them is another's business.

use std::collections::BTreeMap;

use super::bill::{ClaimDoc, PersonDoc};
use super::case_fields::{Expected, Figures, Percent, Settings};
use super::node::{Node, Value, parse};
use super::problem::{JsonType, ProblemKind, Problems};
use super::record::{Field, is_object, known_keys, record, tagged};
use crate::units::{Fen, Heads, Share, Year};

/// A case that could be read, or its name and what is wrong with it.
pub type ReadCase = Result<Case, (String, Problems)>;

/// Reads a file of cases, `{"about": ..., "cases": [...]}`; `file` is its name in messages.
///
/// A case that is unknown, incomplete or out of range does not keep the others from being read.
///
/// # Errors
/// A file that is no strict JSON, or holds no list of cases, or an empty one.
pub fn read_cases(file: &str, bytes: &[u8]) -> Result<Vec<ReadCase>, Problems> {
    let root = parse(file, bytes)?;
    let mut problems = Problems::new();
    if is_object(&root, &mut problems) {
        known_keys(&root, &["about", "cases"], &mut problems);
    }
    let mut read = Vec::new();
    match root.get("cases") {
        None => problems.report(&root.place, ProblemKind::MissingKey { key: "cases".into() }),
        Some(Node { value: Value::List(cases), place }) => {
            if cases.is_empty() {
                problems.report(place, ProblemKind::NothingInside);
            }
            let mut first_lines = BTreeMap::new();
            read.extend(cases.iter().map(|case| read_case(case, &mut first_lines)));
        }
        Some(other) => {
            let kind = ProblemKind::WrongType { found: other.json_type(), expected: JsonType::List };
            problems.report(&other.place, kind);
        }
    }
    if problems.has_errors() { Err(problems) } else { Ok(read) }
}

/// Reads a case; `first_lines` holds where each id was first found.
fn read_case<'a>(node: &'a Node, first_lines: &mut BTreeMap<&'a str, u32>) -> ReadCase {
    let mut problems = Problems::new();
    if let Some(id) = node.get("id").and_then(Node::as_text) {
        let place = node.place_of("id");
        if let Some(&first_line) = first_lines.get(id) {
            problems.report(&place, ProblemKind::SameId { found: id.to_owned(), first_line });
        }
        first_lines.entry(id).or_insert(place.line);
    }
    match Case::decode(node, None, &mut problems) {
        Some(case) if !problems.has_errors() => Ok(case),
        _ => {
            let id =
                node.get("id").and_then(Node::as_text).map_or(node.place.pointer.to_string(), str::to_owned);
            Err((id, problems.sorted()))
        }
    }
}

tagged! {
    /// A worked case.
    pub enum Case {
        /// One person's year through a scheme of the library.
        Settle(SettleCase) = "settle",
        /// A path of the risk reserve over several years.
        Reserve(ReserveCase) = "reserve",
        /// One year of a CII contract.
        Contract(ContractCase) = "contract",
        /// One amount split among co-insurers.
        Coinsurers(CoinsurersCase) = "coinsurers",
    }
}

record! {
    /// One person's year through a scheme of the library.
    pub struct SettleCase {
        /// The name of the case.
        id: String,
        /// The scheme: a name in the library.
        scheme: String,
        /// Switches and their readings.
        set: Settings = Settings::default(),
        /// The policy year whose terms settle them; the first of the scheme where it is not said.
        year: Option<Year> [Year(1990)..=Year(2150)],
        /// Whose bills they are.
        person: Option<PersonDoc>,
        /// His claims, in date order.
        claims: Vec<ClaimDoc>,
        /// What must come out.
        expect: SettleExpect,
    }
}

record! {
    /// What a settlement must come to.
    pub struct SettleExpect {
        /// Whose payments: a payer, or a book of several; where it is not said, the only one after the basic insurance.
        payer: Option<String>,
        /// Its payment for each claim.
        by_claim_yuan: Option<Vec<Fen>>,
        /// Its payments of the year.
        year_yuan: Option<Fen>,
        /// What the patient bears of the year.
        patient_yuan: Option<Fen>,
    }
    check some_figure
}

/// Refuses to pass a case that expects nothing.
fn some_figure(expect: &SettleExpect, node: &Node, problems: &mut Problems) {
    if expect.by_claim_yuan.is_none() && expect.year_yuan.is_none() && expect.patient_yuan.is_none() {
        problems.report(&node.place, ProblemKind::NothingExpected);
    }
}

record! {
    /// A path of the risk reserve over several years.
    pub struct ReserveCase {
        /// The name of the case.
        id: String,
        /// Switches and their readings.
        set: Settings = Settings::default(),
        /// What the reserve holds at first.
        opening_yuan: Fen = Fen::ZERO,
        /// The years.
        years: Vec<ReserveYearCase>,
        /// What must come out.
        expect: Expected [RESERVE_FIGURES],
    }
}

record! {
    /// One year of a reserve.
    pub struct ReserveYearCase {
        /// The account's result: a surplus above zero, a deficit below.
        result_yuan: Fen [-Fen::MAX_INPUT..=Fen::MAX_INPUT],
        /// What the year's discount raises.
        contribution_yuan: Fen,
    }
}

record! {
    /// One year of a CII contract.
    pub struct ContractCase {
        /// The name of the case.
        id: String,
        /// The scheme whose contract it is: a name in the library.
        scheme: String,
        /// Switches and their readings.
        set: Settings = Settings::default(),
        /// The year.
        year: ContractYearCase,
        /// What must come out.
        expect: Expected [CONTRACT_FIGURES],
    }
}

record! {
    /// A year of a contract: its heads, prices and claims. Prices that are not given are the scheme's.
    pub struct ContractYearCase {
        /// Heads paid up at the end of last year.
        heads_prev_year_end: Heads,
        /// Heads paid up at the end of this year, for average exposure; as last year's where not given.
        heads_year_end: Option<Heads>,
        /// Employees among the heads at the end of last year.
        employees_prev_year_end: Heads = Heads(0),
        /// Employees' net increase in the year.
        employee_net_increase: Heads [Heads(-2_000_000_000)..=Heads(2_000_000_000)] = Heads(0),
        /// Employees who pay the top-up; all where not given.
        topup_payers: Option<Heads>,
        /// Benchmark per head.
        benchmark_yuan: Option<Fen>,
        /// Bid per head.
        bid_yuan: Option<Fen>,
        /// Top-up per payer and month.
        topup_yuan_per_month: Option<Fen>,
        /// Operating cost as a ratio of income.
        operating_cost_ratio: Option<Share>,
        /// What the reserve holds at first.
        opening_yuan: Fen = Fen::ZERO,
        /// All benefits of the year.
        claims_yuan: Fen,
        /// The part of them that Art. 6 alone would not pay.
        topup_benefits_yuan: Fen = Fen::ZERO,
    }
    check year_can_be
}

/// Refuses more leavers than heads, and a part of the claims above the claims.
fn year_can_be(year: &ContractYearCase, node: &Node, problems: &mut Problems) {
    if year.topup_benefits_yuan > year.claims_yuan {
        let kind = ProblemKind::NotBelow {
            key: "topup_benefits_yuan".into(),
            found: year.topup_benefits_yuan.to_string(),
            other_key: "claims_yuan".into(),
            other: year.claims_yuan.to_string(),
        };
        problems.report(&node.place_of("topup_benefits_yuan"), kind);
    }
    if year.heads_prev_year_end + year.employee_net_increase < Heads(0) {
        let kind = ProblemKind::OutOfRange {
            found: year.employee_net_increase.to_string(),
            low: format!("-{}", year.heads_prev_year_end),
            high: "2000000000".into(),
        };
        problems.report(&node.place_of("employee_net_increase"), kind);
    }
}

record! {
    /// One amount split among co-insurers.
    pub struct CoinsurersCase {
        /// The name of the case.
        id: String,
        /// The amount; below zero for a loss.
        payment_yuan: Fen [-Fen::MAX_INPUT..=Fen::MAX_INPUT],
        /// The shares in per cent, the lead first.
        shares_pct: Vec<Percent>,
        /// What must come out.
        expect: Expected [COINSURER_FIGURES],
    }
}

const RESERVE_FIGURES: Figures =
    Figures { amounts: &[], lists: &["draw_yuan", "insurer_yuan", "balance_yuan", "released_yuan"] };

const CONTRACT_FIGURES: Figures = Figures {
    amounts: &[
        "transfer_yuan",
        "true_up_yuan",
        "premium_yuan",
        "topup_income_yuan",
        "income_yuan",
        "claims_yuan",
        "operating_cost_yuan",
        "reserve_contribution_yuan",
        "deficit_yuan",
        "draw_yuan",
        "insurer_yuan",
        "balance_yuan",
        "released_yuan",
        "surplus_yuan",
        "surplus_returned_yuan",
        "insurer_result_yuan",
    ],
    lists: &[],
};

const COINSURER_FIGURES: Figures = Figures { amounts: &[], lists: &["split_yuan"] };
