//! Paths ready to be followed: the terms of every rung in every year, and what would make a path inexact refused.

use super::load::Loaded;
use super::merge::merge_scenario;
use super::node::{Node, Place, Value};
use super::paths::{EarlyTrigger, Moves, PathDoc, place_in_list};
use super::problem::{PathFault, ProblemKind, Problems};
use crate::benefit::Scheme;
use crate::fund::{CiiContract, HmbTerms, PriceLimits, ReviewRule};
use crate::projection::{ByYear, Design, HmbFund, Projection, Renewal};
use crate::units::{Fen, Year};
use crate::wording::Bilingual;

/// A path of a fund, with all that it needs beside the rows of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct PathPlan {
    /// Its key in the file.
    pub name: String,
    /// What people call it.
    pub title: Bilingual,
    /// The fund that it follows.
    pub fund: String,
    /// What a review moves.
    pub moves: Moves,
    /// The designs between which it moves.
    pub ladder: Vec<Rung>,
    /// The rung with which it begins.
    pub start: usize,
    /// Each rung without what the authority decided; empty where that is not asked for.
    pub without: Vec<Rung>,
    /// When terms are reviewed.
    pub rule: ReviewRule,
    /// How far a price may move.
    pub limits: PriceLimits,
    /// How many rungs benefits may move at one review.
    pub max_steps: usize,
    /// Capital beside reserve and gains.
    pub capital: Fen,
}

/// One design of a ladder.
#[derive(Debug, Clone, PartialEq)]
pub struct Rung {
    /// Its place among the designs of the run.
    pub design: u32,
    /// Its name.
    pub name: String,
    /// What people call it.
    pub title: Bilingual,
    /// The payers whose payments are the fund's claims.
    pub payers: Vec<String>,
    /// The terms of the fund, by year of the term.
    pub terms: Vec<FundTerms>,
}

/// The terms of the fund that a path follows, in one year.
#[derive(Debug, Clone, PartialEq)]
pub enum FundTerms {
    /// A CII contract, and the reserve with which the term opens.
    Contract {
        /// The contract.
        contract: CiiContract,
        /// The reserve before the first year.
        opening: Fen,
    },
    /// The book of a city product.
    Book(HmbTerms),
}

impl FundTerms {
    /// The price that a review moves: the bid per head, or what the dearest age pays.
    pub fn price(&self) -> Fen {
        match self {
            FundTerms::Contract { contract, .. } => contract.bid,
            FundTerms::Book(terms) => terms.premium.highest(),
        }
    }
}

impl PathPlan {
    /// The columns of a run that the path reads.
    pub fn columns(&self) -> Vec<String> {
        let (id, rungs) = (&self.fund, self.ladder.first().into_iter());
        let of_book = rungs.filter(|rung| matches!(rung.terms.first(), Some(FundTerms::Book(_))));
        let paid: Vec<String> = of_book.flat_map(|it| it.payers.iter().map(|id| paid_column(id))).collect();
        let own: &[&str] = if paid.is_empty() { &CONTRACT_COLUMNS } else { &BOOK_COLUMNS };
        own.iter().map(|column| format!("{id}_{column}")).chain(paid).collect()
    }
}

/// What is read of a contract, after its id.
pub const CONTRACT_COLUMNS: [&str; 4] =
    ["heads_funded", "topup_income_fen", "claims_fen", "insurer_result_fen"];
/// What is read of a book, after its id, beside what its payers pay.
pub const BOOK_COLUMNS: [&str; 5] =
    ["members", "premium_fen", "claims_fen", "surplus_used_fen", "result_fen"];

/// The column of what a payer pays.
pub fn paid_column(payer: &str) -> String {
    format!("paid_{payer}_fen")
}

impl Loaded {
    /// The same scenario keeping no more columns than these.
    ///
    /// # Errors
    /// A column that a run of the scenario does not have.
    pub fn keeping_columns(&self, columns: &[String]) -> Result<Loaded, Problems> {
        let columns = columns.iter().map(|column| Node::text(column.as_str())).collect();
        let columns = Node::made(Value::List(columns));
        let run = Node::object(vec![("columns".to_owned(), columns)]);
        let patch = Node::object(vec![("run".to_owned(), run)]);
        self.with_root(merge_scenario(self.root().clone(), &patch))
    }

    /// The paths of the scenario over a projection of it.
    ///
    /// # Errors
    /// No path at all; every path that the rows of its designs would not give exactly, or whose designs do not make a
    /// ladder.
    pub fn path_plans(&self, projection: &Projection) -> Result<Vec<PathPlan>, Problems> {
        let (mut problems, mut plans) = (Problems::new(), Vec::new());
        if self.base().paths.is_empty() {
            let kind = ProblemKind::MissingBlock { block: "paths".into() };
            problems.report(&self.root().place, kind);
        }
        for (name, path) in self.base().paths.iter() {
            let node = self.root().at(&["paths", name]).unwrap_or(self.root());
            let Some(plan) = self.path_plan(name, path, projection) else { continue };
            check_exact(&plan, projection, node, &mut problems);
            check_ladder(&plan, projection, node, &mut problems);
            plans.push(plan);
        }
        if problems.is_empty() { Ok(plans) } else { Err(problems) }
    }

    /// `None` where a design or the fund is not there, which the document's own check has refused.
    fn path_plan(&self, name: &str, path: &PathDoc, projection: &Projection) -> Option<PathPlan> {
        let rungs = |names: &[String]| {
            names.iter().map(|name| self.rung(name, &path.fund, projection)).collect::<Option<Vec<Rung>>>()
        };
        let years = |years: u32| usize::try_from(years).unwrap_or(usize::MAX);
        let first_year = self.base().term.as_ref()?.first_year;
        let review = &path.review;
        let every = years(review.every_years);
        Some(PathPlan {
            name: name.to_owned(),
            title: path.title.clone().unwrap_or_else(|| Bilingual { zh: name.into(), en: name.into() }),
            fund: path.fund.clone(),
            moves: path.moves,
            ladder: rungs(&path.ladder)?,
            start: path.ladder.iter().position(|rung| *rung == path.start)?,
            without: rungs(&path.without)?,
            rule: ReviewRule {
                every,
                first: review.first_year.map_or(every, |Year(year)| usize::from(year - first_year.0)),
                target: review.target_loss_ratio,
                window: review.window_years.map_or(every, years),
                lag: years(review.lag_years),
                credibility: review.credibility,
                corridor: review.corridor,
                early: review.early_trigger_ratio.filter(|_| review.early_trigger == EarlyTrigger::On),
            },
            limits: PriceLimits {
                max_change: review.max_change_ratio,
                floor: review.floor_yuan.unwrap_or(Fen(1)),
                cap: review.cap_yuan.unwrap_or(Fen::MAX_INPUT),
            },
            max_steps: years(review.max_steps),
            capital: path.capital_yuan,
        })
    }

    fn rung(&self, name: &str, fund: &str, projection: &Projection) -> Option<Rung> {
        let place = self.designs.iter().position(|design| design.name == name)?;
        let by_year = projection.designs().get(place)?;
        let contract = by_year.first().cii.iter().position(|it| it.id == fund);
        let book = by_year.first().hmb.iter().position(|it| it.id == fund);
        let in_year = |year: &Year| {
            let design = by_year.in_year(*year);
            match (contract.and_then(|c| design.cii.get(c)), book.and_then(|b| design.hmb.get(b))) {
                (Some(it), _) => Some((
                    &it.payers,
                    FundTerms::Contract { contract: it.contract, opening: it.opening_balance },
                )),
                (None, Some(it)) => Some((&it.payers, FundTerms::Book(it.terms.clone()))),
                (None, None) => None,
            }
        };
        let (payers, terms): (Vec<_>, Vec<_>) =
            projection.years().iter().map(in_year).collect::<Option<Vec<_>>>()?.into_iter().unzip();
        Some(Rung {
            design: u32::try_from(place).ok()?,
            name: name.to_owned(),
            title: self.designs[place].title.clone(),
            payers: (*payers.first()?).clone(),
            terms,
        })
    }
}

/// Refuses a path that the rows of its designs do not give: those of a year must not depend on the years before.
fn check_exact(plan: &PathPlan, projection: &Projection, node: &Node, problems: &mut Problems) {
    for (key, rungs) in [("ladder", &plan.ladder), ("without", &plan.without)] {
        for (nth, rung) in rungs.iter().enumerate() {
            let mut report = |fault: fn(String) -> PathFault| {
                problems.report(&place_in_list(node, key, nth), ProblemKind::Path(fault(rung.name.clone())));
            };
            let excess = |terms: &FundTerms| matches!(terms, FundTerms::Book(it) if it.reinsurance.person_excess.is_some());
            if rung.terms.iter().any(excess) {
                report(|design| PathFault::PersonExcess { design });
            }
            // one design all along is one design of the run
            if rungs.len() > 1 {
                let (own, first) = (by_year(projection, rung), by_year(projection, &rungs[0]));
                if own.versions().any(|design| asks_for_the_past(design, plan)) {
                    report(|design| PathFault::History { design });
                }
                if own.versions().filter_map(|it| book(it, plan)).any(|it| remembers(it, plan.moves)) {
                    report(|design| PathFault::Memory { design });
                }
                if !projection
                    .years()
                    .iter()
                    .all(|&year| same_minds(book(own.in_year(year), plan), book(first.in_year(year), plan)))
                {
                    report(|design| PathFault::Renewal { design });
                }
            }
        }
    }
}

/// Refuses designs that make no ladder of what the path moves.
fn check_ladder(plan: &PathPlan, projection: &Projection, node: &Node, problems: &mut Problems) {
    let mut before: Option<&Rung> = None;
    for (nth, rung) in plan.ladder.iter().enumerate() {
        let place = place_in_list(node, "ladder", nth);
        let mut report = |kind| problems.report(&place, kind);
        let design = || rung.name.clone();
        let (first, price) = (&plan.ladder[0], rung.terms[0].price());
        match plan.moves {
            Moves::Benefit => {
                if rung.terms.iter().zip(&first.terms).any(|(own, its)| own.price() != its.price()) {
                    report(ProblemKind::Path(PathFault::OtherPrice { design: design() }));
                }
            }
            Moves::Price => {
                if rung.terms.iter().any(|it| it.price() != price) {
                    report(ProblemKind::Path(PathFault::PriceRevised { design: design() }));
                }
                let (own, its) = (by_year(projection, rung), by_year(projection, first));
                let same = |&year: &Year| own.in_year(year).scheme == its.in_year(year).scheme;
                if !projection.years().iter().all(same) {
                    report(ProblemKind::Path(PathFault::OtherBenefits { design: design() }));
                }
                let lower = before.map(|it| it.terms[0].price()).filter(|before| *before >= price);
                if let Some(lower) = lower {
                    let (price, before) = (price.to_string(), lower.to_string());
                    report(ProblemKind::Path(PathFault::PriceNotRising { price, before }));
                }
            }
        }
        before = Some(rung);
    }
    if plan.moves == Moves::Price {
        check_price(plan, projection, node, problems);
    }
}

fn check_price(plan: &PathPlan, projection: &Projection, node: &Node, problems: &mut Problems) {
    let start = &plan.ladder[plan.start];
    let price = start.terms[0].price();
    let review = |key: &str| -> Place { node.get("review").unwrap_or(node).place_of(key) };
    if price < plan.limits.floor || price > plan.limits.cap {
        let (low, high) = (plan.limits.floor.to_string(), plan.limits.cap.to_string());
        let key = if price < plan.limits.floor { "floor_yuan" } else { "cap_yuan" };
        problems.report(
            &review(key),
            ProblemKind::Path(PathFault::StartPrice { price: price.to_string(), low, high }),
        );
    }
    let by_law = |design: &Design| book(design, plan).is_some_and(|it| it.enrolment.is_some());
    if plan.ladder.len() == 1 && by_year(projection, start).versions().any(by_law) {
        problems.report(&node.place_of("moves"), ProblemKind::Path(PathFault::PriceByLaw));
    }
}

fn by_year<'a>(projection: &'a Projection, rung: &Rung) -> &'a ByYear<Design> {
    &projection.designs()[rung.design as usize]
}

fn book<'a>(design: &'a Design, plan: &PathPlan) -> Option<&'a HmbFund> {
    design.hmb.iter().find(|it| it.id == plan.fund)
}

/// Whether what the fund pays in a year depends on what was paid before: terms of its payers, or of payers before
/// them, by claim-free years.
fn asks_for_the_past(design: &Design, plan: &PathPlan) -> bool {
    let scheme: &Scheme = &design.scheme;
    if !scheme.asks_for_claim_free_years() {
        return false;
    }
    let Some(contract) = design.cii.iter().find(|it| it.id == plan.fund) else { return true };
    let last = scheme.payers().iter().rposition(|payer| contract.payers.contains(&payer.id));
    let asks = |when: &crate::benefit::When| {
        when.claim_free_years_from.is_some() || when.claim_free_years_to.is_some()
    };
    scheme
        .payers()
        .iter()
        .take(last.map_or(0, |last| last + 1))
        .any(|payer| asks(&payer.when) || payer.groups.iter().any(|group| asks(&group.when)))
}

/// Whether who joins depends on who was insured, or paid, before, in a way that the ladder moves.
fn remembers(book: &HmbFund, moves: Moves) -> bool {
    book.enrolment.as_ref().is_some_and(|enrolment| {
        enrolment.law.claim_last_year != 0.0
            || moves == Moves::Price && enrolment.law.insured_last_year != 0.0
    })
}

/// Whether as many people keep their inclination from one year to the next under both, so that a person's inclination
/// of a year is the same.
fn same_minds(one: Option<&HmbFund>, other: Option<&HmbFund>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return true };
    let renewal = |book: &HmbFund| book.enrolment.as_ref().and_then(|it| it.renewal);
    match (renewal(one), renewal(other)) {
        (Some(Renewal::Rate(_)), _) | (_, Some(Renewal::Rate(_))) => {
            one.enrolment == other.enrolment
                && one.participation == other.participation
                && one.members == other.members
                && one.terms.premium == other.terms.premium
        }
        (one, other) => one == other,
    }
}
