//! Paths: years in which the terms of a fund follow from what happened in the years before, trial by trial.

use super::document::{ScenarioDoc, TermDoc};
use super::field::Keyed;
use super::funds::{FundDoc, unknown_reference};
use super::node::{Node, Place, Value};
use super::problem::{PathFault, ProblemKind, Problems};
use super::record::{choice, record};
use crate::fund::LossRatio;
use crate::units::{Fen, Share, Year, keys};
use crate::wording::Bilingual;

keys! {
    /// What a review moves.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Moves {
        /// The benefits: from design to design of the ladder, at one price.
        Benefit = "benefit",
        /// The price: along the ladder where there is one, freely to the fen where there is none.
        Price = "price",
    }
}

keys! {
    /// Whether a review may come before its time: `review.early_trigger`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum EarlyTrigger {
        /// Never.
        Off = "off",
        /// When actual over expected claims of the last known year are above `early_trigger_ratio`.
        On = "on",
    }
}
choice! { EarlyTrigger, Moves }

record! {
    /// When terms are reviewed ([S1] Art. 12), what is looked at, and how far a review may go.
    pub struct ReviewDoc {
        /// For how many years terms stay after a review.
        every_years: u32 [1..=50] = 3_u32,
        /// The first policy year that a regular review may change; `every_years` after the first of the term where left out.
        first_year: Option<Year>,
        /// The claims over income for which terms are made. Actual over expected claims are the loss ratio, at present terms, over this.
        target_loss_ratio: LossRatio [LossRatio(10_000)..=LossRatio(10_000_000)],
        /// How many of the known years are looked at; `every_years` where left out.
        window_years: Option<u32> [1..=50],
        /// How many years before the reviewed one are not known yet.
        lag_years: u32 [0..=5] = 0_u32,
        /// How far experience is believed; the rest counts as expected.
        credibility: Share = Share::ONE,
        /// How far from 1 actual over expected may lie without any change.
        corridor: Share = Share::ZERO,
        /// Whether a review may come before its time.
        early_trigger: EarlyTrigger = EarlyTrigger::Off,
        /// Actual over expected claims of the last known year above which it does, required under `on`.
        early_trigger_ratio: Option<LossRatio> [LossRatio(10_000)..=LossRatio(10_000_000)],
        /// The most steps of the ladder that benefits move at one review.
        max_steps: u32 [1..=20_000] = 1_u32,
        /// The largest change of the price at one review, up or down, in parts of it.
        max_change_ratio: Share = Share::percent(10),
        /// The lowest price: the bid per head, or what the dearest age pays.
        floor_yuan: Option<Fen>,
        /// The highest price.
        cap_yuan: Option<Fen>,
    }
    check ReviewDoc::check
}

record! {
    /// A path of one fund over the years of the term: in each trial its terms follow from that trial's own past.
    pub struct PathDoc {
        /// What people call it.
        title: Option<Bilingual>,
        /// The fund that is followed: a contract or a city product.
        fund: String,
        /// What a review moves.
        moves: Moves,
        /// The designs between which it moves: of benefits from the leanest to the most generous, of prices from the lowest to the highest. The base alone where left out.
        ladder: Vec<String> = vec![super::load::BASE.to_string()],
        /// The design with which it begins.
        start: String = super::load::BASE.to_string(),
        /// For each design of the ladder the design without what the authority decided: what the decision costs of the deficit is then told apart.
        without: Vec<String> = Vec::new(),
        /// When terms are reviewed, and how far a review may go.
        review: ReviewDoc,
        /// Capital beside reserve and gains, which a ruin must use up.
        capital_yuan: Fen = Fen::ZERO,
    }
}

impl ReviewDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        if self.early_trigger == EarlyTrigger::On && self.early_trigger_ratio.is_none() {
            problems.report(&node.place, ProblemKind::MissingKey { key: "early_trigger_ratio".into() });
        }
        if let (Some(floor), Some(cap)) = (self.floor_yuan, self.cap_yuan)
            && floor > cap
        {
            let [key, other_key] = ["floor_yuan", "cap_yuan"].map(str::to_owned);
            let kind =
                ProblemKind::NotBelow { key, found: floor.to_string(), other_key, other: cap.to_string() };
            problems.report(&node.place_of("floor_yuan"), kind);
        }
    }
}

/// Checks that paths follow funds of the scenario over its designs, by their names.
pub(super) fn check_paths(doc: &ScenarioDoc, designs: &[&str], root: &Node, problems: &mut Problems) {
    let Some(paths) = root.get("paths") else { return };
    for (name, path) in doc.paths.iter() {
        let Some(node) = paths.get(name) else { continue };
        path.check_fund(&doc.funds, node, problems);
        path.check_designs(designs, node, problems);
        path.check_review(doc.term.as_ref(), node, problems);
    }
}

impl PathDoc {
    fn check_fund(&self, funds: &Keyed<FundDoc>, node: &Node, problems: &mut Problems) {
        let kind = match funds.get(&self.fund) {
            None => unknown_reference(&self.fund, &funds.names()),
            Some(FundDoc::Ledger(_)) => ProblemKind::Path(PathFault::Ledger { fund: self.fund.clone() }),
            Some(FundDoc::CiiContract(_) | FundDoc::HmbBook(_)) => return,
        };
        problems.report(&node.place_of("fund"), kind);
    }

    fn check_designs(&self, designs: &[&str], node: &Node, problems: &mut Problems) {
        for (key, names) in [("ladder", &self.ladder), ("without", &self.without)] {
            let mut taken: Vec<&str> = Vec::new();
            for (nth, name) in names.iter().enumerate() {
                let place = place_in_list(node, key, nth);
                if !designs.contains(&name.as_str()) {
                    problems.report(&place, unknown_reference(name, &designs.iter().copied()));
                } else if key == "ladder" && taken.contains(&name.as_str()) {
                    problems.report(&place, ProblemKind::SameName { found: name.clone() });
                }
                taken.push(name);
            }
        }
        if self.ladder.is_empty() || self.moves == Moves::Benefit && self.ladder.len() < 2 {
            problems.report(&node.place_of("ladder"), ProblemKind::Path(PathFault::NoStep));
        } else if !self.ladder.contains(&self.start) {
            let known = self.ladder.iter().map(String::as_str);
            problems.report(&node.place_of("start"), unknown_reference(&self.start, &known));
        }
        if !self.without.is_empty() && self.without.len() != self.ladder.len() {
            let (found, needed) = (self.without.len(), self.ladder.len());
            problems.report(&node.place_of("without"), ProblemKind::Path(PathFault::Twins { found, needed }));
        }
    }

    fn check_review(&self, term: Option<&TermDoc>, node: &Node, problems: &mut Problems) {
        let place = |key| node.get("review").unwrap_or(node).place_of(key);
        if let (Some(first), Some(term)) = (self.review.first_year, term)
            && first <= term.first_year
        {
            let low = Year(term.first_year.0 + 1).to_string();
            let kind = ProblemKind::OutOfRange { found: first.to_string(), low, high: "2150".into() };
            problems.report(&place("first_year"), kind);
        }
        let bounds = [("floor_yuan", self.review.floor_yuan), ("cap_yuan", self.review.cap_yuan)];
        for (other_key, bound) in bounds {
            if let (Moves::Benefit, Some(bound)) = (self.moves, bound) {
                let kind = ProblemKind::NotTogether {
                    key: "moves".into(),
                    value: "benefit".into(),
                    other_key: other_key.into(),
                    other: bound.to_string(),
                };
                problems.report(&place(other_key), kind);
            }
        }
    }
}

/// Where the `nth` entry of a list stands.
pub(super) fn place_in_list(node: &Node, key: &str, nth: usize) -> Place {
    match node.get(key) {
        Some(Node { value: Value::List(entries), .. }) if nth < entries.len() => entries[nth].place.clone(),
        _ => node.place_of(key),
    }
}
