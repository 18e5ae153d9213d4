//! The terms that a worked case names: a scheme of the library with its switches set, a contract with
//! the prices of the case, a reserve.

use super::cases::ContractCase;
use super::document::ScenarioDoc;
use super::funds::FundDoc;
use super::library::Library;
use super::load::load;
use super::merge::{apply_settings, merge_patch};
use super::node::{Node, Place, parse};
use super::problem::{Problem, ProblemKind, Problems};
use super::record::{Field, Record, known_keys};
use crate::benefit::Scheme;
use crate::fund::{CiiContract, ReserveTerms};
use crate::units::Year;

/// The contract of a case whose scheme has none, or that names no scheme: every default of [S1] Art. 10.
const CONTRACT: &str = r#"{"funds": {"cii": {
    "kind": "cii_contract", "payers": ["cii"], "benchmark_yuan_per_head": 0, "bid_yuan_per_head": 0,
    "reserve": {}, "surplus_owner": "insurer"
}}}"#;

/// The scheme of that name in the library, with settings, in a policy year: the first where none is given.
///
/// # Errors
/// A scheme that is not there or is not sound, a setting that the scheme does not have, and every
/// unknown cell.
pub fn scheme_of(
    library: &Library,
    name: &str,
    settings: &[String],
    year: Option<Year>,
) -> Result<Scheme, Problems> {
    load(library, name, settings)?.scheme_in(year)
}

/// The contract of a case: that of its scheme, with settings and with the prices of the year.
///
/// # Errors
/// As [`scheme_of`]; and a bid above the benchmark.
pub fn contract_of(library: &Library, case: &ContractCase) -> Result<CiiContract, Problems> {
    let scheme = library.read(&case.scheme)?;
    let root =
        if scheme.at(&["funds", "cii"]).is_some() { scheme } else { merge_patch(standard()?, &scheme) };
    let year = &case.year;
    let prices = [
        ("benchmark_yuan_per_head", year.benchmark_yuan.map(Node::number)),
        ("bid_yuan_per_head", year.bid_yuan.map(Node::number)),
        ("topup_yuan_per_month", year.topup_yuan_per_month.map(Node::number)),
        ("operating_cost_ratio", year.operating_cost_ratio.map(Node::number)),
    ];
    let given = prices.into_iter().filter_map(|(key, price)| Some((key.to_owned(), price?))).collect();
    let patch = ["cii", "funds"]
        .into_iter()
        .fold(Node::object(given), |node, key| Node::object(vec![(key.to_owned(), node)]));
    contract(&merge_patch(set(root, &case.set.0)?, &patch))
}

/// The terms of a reserve with settings, every other of which is the literal reading of [S1] Art. 10.
///
/// # Errors
/// A setting that a contract does not have, or a share above 30%.
pub fn reserve_terms_of(settings: &[String]) -> Result<ReserveTerms, Problems> {
    Ok(contract(&set(standard()?, settings)?)?.reserve)
}

fn standard() -> Result<Node, Problems> {
    Ok(parse("", CONTRACT.as_bytes())?)
}

/// The scenario with settings, none of which may add a block that scenarios do not have.
fn set(root: Node, settings: &[String]) -> Result<Node, Problems> {
    let root = apply_settings(root, settings)?;
    let mut problems = Problems::new();
    known_keys(&root, ScenarioDoc::KEYS, &mut problems);
    if problems.has_errors() { Err(problems) } else { Ok(root) }
}

fn contract(root: &Node) -> Result<CiiContract, Problems> {
    let mut problems = Problems::new();
    let Some(node) = root.at(&["funds", "cii"]) else {
        return Err(one(&root.place, ProblemKind::MissingKey { key: "funds.cii".into() }));
    };
    let contract = match FundDoc::decode(node, None, &mut problems) {
        Some(FundDoc::CiiContract(doc)) => doc.contract(&mut problems),
        Some(FundDoc::HmbBook(_) | FundDoc::Ledger(_)) | None => None,
    };
    contract.filter(|_| !problems.has_errors()).ok_or(problems)
}

fn one(place: &Place, kind: ProblemKind) -> Problems {
    vec![Problem::new(place.clone(), kind)].into()
}
