//! Terms that change in the course of time: dated merge patches, and the scenario of each stage.
//!
//! From its policy year on a revision holds together with all earlier ones. Each stage is a whole
//! scenario, decoded and checked like any other, so that nothing of a later year is found out late.

use super::document::{ScenarioDoc, VARIANTS, same_shape};
use super::field::{Cell, Keyed, Patch};
use super::funds::FundDoc;
use super::merge::merge_patch;
use super::node::{Entry, Node, Place};
use super::problem::{ProblemKind, Problems};
use super::record::record;
use crate::units::{Fen, Year};
use crate::wording::Bilingual;

/// The blocks that may change from year to year: people, the world's path and the run are one whole.
const REVISED_BLOCKS: [&str; 5] = ["payers", "payer_order", "indices", "funds", "illness"];
/// The most revisions of one scenario.
const MAX_REVISIONS: u64 = 200;

record! {
    /// A change of terms, prices or illness from a policy year on: a merge patch of the scenario.
    pub struct RevisionDoc {
        /// What people call it.
        title: Option<Bilingual>,
        /// The first policy year in which it holds.
        from: Year [Year(1990)..=Year(2100)],
        /// What it changes; levels of illness are in the money of the scenario's base year.
        patch: Patch,
    }
}

/// The scenario from one revision on until the next.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The first policy year in which it holds.
    pub from: Year,
    /// The name of the revision that begins it.
    pub name: String,
    /// The scenario with this and all earlier revisions.
    pub doc: ScenarioDoc,
    pub(super) root: Node,
}

/// The stages of the scenario `base`, whose tree is `root`, in the order in which they begin.
///
/// Those that fail are left out, and reported by the name of their revision.
pub(super) fn stages(base: &ScenarioDoc, root: &Node, problems: &mut Problems) -> Vec<Stage> {
    let found = base.revisions.len() as u64;
    if found > MAX_REVISIONS {
        let kind = ProblemKind::TooMany { found, limit: MAX_REVISIONS };
        problems.report(&root.place_of("revisions"), kind);
        return Vec::new();
    }
    let mut revisions: Vec<(&str, &RevisionDoc)> = base.revisions.iter().collect();
    revisions.sort_by_key(|(_, revision)| revision.from);
    let mut tree = root.without(&["revisions"]).without(&VARIANTS);
    let bare = ScenarioDoc { revisions: Keyed::default(), ..base.without_variants() };
    let mut stages = Vec::<Stage>::new();
    for (name, revision) in revisions {
        let place = root.at(&["revisions", name]).map_or(&root.place, |node| &node.place);
        tree = merge_patch(tree, &allowed(&revision.patch.0, problems));
        let mut found = Problems::new();
        let doc = ScenarioDoc::read_whole(&tree, &mut found);
        problems.extend_from_revision(name, found);
        let Some(doc) = doc else { continue };
        let before = stages.last().map_or(&bare, |stage| &stage.doc);
        check(&doc, before, revision, place, problems);
        stages.push(Stage { from: revision.from, name: name.to_string(), doc, root: tree.clone() });
    }
    stages
}

/// What a revision changes of the blocks that may change; every other block is reported.
fn allowed(patch: &Node, problems: &mut Problems) -> Node {
    let refused = patch.entries().iter().filter(|entry| !may_change(entry));
    let refused: Vec<&str> = refused.map(|entry| &*entry.key).collect();
    for block in &refused {
        let kind = ProblemKind::RevisionOfBlock {
            block: (*block).to_string(),
            allowed: REVISED_BLOCKS.map(str::to_string).to_vec(),
        };
        problems.report(&patch.place_of(block), kind);
    }
    patch.without(&refused)
}

/// Whether the block may change from year to year.
fn may_change(entry: &Entry) -> bool {
    REVISED_BLOCKS.contains(&&*entry.key)
}

/// Checks one stage against the one before it.
fn check(
    doc: &ScenarioDoc,
    before: &ScenarioDoc,
    revision: &RevisionDoc,
    place: &Place,
    problems: &mut Problems,
) {
    if !same_shape(doc, before) {
        problems.report(place, ProblemKind::RevisionOfOtherShape);
    } else if !openings(doc).eq(openings(before)) {
        problems.report(place, ProblemKind::RevisionOfOpening);
    }
    let last = doc.term.as_ref().and_then(|term| term.years().last().copied());
    if let Some(last) = last.filter(|last| revision.from > *last) {
        let kind = ProblemKind::RevisionAfterTerm { from: revision.from.to_string(), last: last.to_string() };
        problems.report(place, kind);
    } else if doc == before && revision.patch.0.entries().iter().all(may_change) {
        problems.report(place, ProblemKind::RevisionTouchesNothing);
    }
}

/// The reserves at the start of the term, which no later year can change.
fn openings(doc: &ScenarioDoc) -> impl Iterator<Item = Option<&Cell<Fen>>> {
    doc.funds.iter().map(|(_, fund)| match fund {
        FundDoc::CiiContract(contract) => Some(&contract.opening_balance_yuan),
        FundDoc::Ledger(ledger) => Some(&ledger.opening_balance_yuan),
        FundDoc::HmbBook(_) => None,
    })
}

/// Where a design's patch makes bills of its own by way of a revision.
pub(super) fn place_of_bills<'a>(patch: &'a Node, otherwise: &'a Place) -> Place {
    let Some(revisions) = patch.get("revisions") else { return otherwise.clone() };
    let illness = |revision: &Node| revision.at(&["patch", "illness"]).map(|node| node.place.clone());
    let found = revisions.entries().iter().find_map(|entry| illness(&entry.node));
    found.unwrap_or_else(|| revisions.place.clone())
}
