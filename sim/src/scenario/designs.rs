//! The designs of a scenario, each merged and decoded: those that the file names, and the points of its grids.
//!
//! A design settles the bills of the base, so what decides them is read once and shared by all.

use super::document::{MAX_DESIGNS, ScenarioDoc, same_shape};
use super::field::{Keyed, Patch};
use super::grids::check_grids;
use super::load::{BASE, LoadedDesign};
use super::merge::merge_scenario;
use super::node::{Entry, Node, Place, Value};
use super::problem::{ProblemKind, Problems};
use super::record::Field;
use super::revisions::{place_of_bills, stages};
use crate::wording::Bilingual;

/// Blocks that no design may change: all designs settle the same drawn bills.
const SHARED_BLOCKS: [&str; 12] = [
    "city",
    "illness",
    "world",
    "term",
    "run",
    "demand",
    "comparison",
    "calibration",
    "designs",
    "grids",
    "paths",
    "stresses",
];

/// A design before it is merged.
struct Candidate<'a> {
    name: &'a str,
    title: Bilingual,
    patch: &'a Node,
    place: &'a Place,
    /// Whether it was made by a grid, whose axes may pass through the base.
    of_grid: bool,
}

/// What the designs of a base have in common.
struct Common<'a> {
    base: &'a LoadedDesign,
    /// The blocks of the base that designs may change.
    open: Node,
    /// The same, decoded.
    open_doc: ScenarioDoc,
}

/// The designs of a scenario; those that fail are left out and reported.
pub(super) fn decoded_designs(base: &LoadedDesign, problems: &mut Problems) -> Vec<LoadedDesign> {
    let mut found = Problems::new();
    check_grids(&base.doc, &base.root, &SHARED_BLOCKS, &mut found);
    // a grid that is wrong itself, or too large, is not walked
    let walk = !found.has_errors() && base.doc.n_designs() <= MAX_DESIGNS;
    problems.extend(found);
    let common = Common {
        base,
        open: base.root.without(&SHARED_BLOCKS),
        open_doc: ScenarioDoc {
            city: None,
            illness: None,
            world: None,
            term: None,
            run: None,
            demand: None,
            comparison: Keyed::default().into(),
            calibration: None,
            ..base.doc.without_variants()
        },
    };
    let mut designs = Vec::new();
    for (name, design) in base.doc.designs.iter() {
        let Patch(patch) = &design.patch;
        let place = base.root.at(&["designs", name]).map_or(&base.root.place, |node| &node.place);
        let title = design.title.clone().unwrap_or_else(|| Bilingual { zh: name.into(), en: name.into() });
        let candidate = Candidate { name, title, patch, place, of_grid: false };
        designs.extend(common.decoded(candidate, problems));
    }
    for (name, grid) in base.doc.grids.iter().filter(|_| walk) {
        let Some(node) = base.root.at(&["grids", name]) else { continue };
        for point in grid.points(name, node) {
            let (patch, place) = (&point.patch, &node.place);
            let title = point.title.clone();
            let candidate = Candidate { name: &point.name, title, patch, place, of_grid: true };
            designs.extend(common.decoded(candidate, problems));
        }
    }
    designs
}

impl Common<'_> {
    fn decoded(&self, it: Candidate<'_>, problems: &mut Problems) -> Option<LoadedDesign> {
        let (base, patch) = (self.base, it.patch);
        if it.name == BASE {
            problems.report(it.place, ProblemKind::ReservedName { found: it.name.to_string() });
        }
        for entry in patch.entries().iter().filter(|entry| SHARED_BLOCKS.contains(&&*entry.key)) {
            problems.report(&entry.place, ProblemKind::DesignChangesBills { block: entry.key.to_string() });
        }
        let allowed = patch.without(&SHARED_BLOCKS);
        let root = merge_scenario(self.open.clone(), &allowed);
        let mut found = Problems::new();
        let doc = ScenarioDoc::decode(&root, None, &mut found);
        let same = doc.as_ref() == Some(&self.open_doc);
        let doc = doc.map(|doc| doc.with_bills_of(&base.doc));
        let mut later = Vec::new();
        if let Some(doc) = &doc {
            doc.check(&root, &mut found);
            if !doc.revisions.is_empty() {
                later = stages(doc, &merge_scenario(base.root.clone(), &allowed), &mut found);
            }
        }
        let sound = !found.has_errors();
        problems.extend_from_design(it.name, found);
        let doc = doc?;
        if same && allowed == *patch && !it.of_grid {
            problems.report(it.place, ProblemKind::DesignTouchesNothing);
        }
        if !same_shape(&doc, &base.doc) {
            problems.report(it.place, ProblemKind::DesignOfOtherShape);
        }
        let design = LoadedDesign {
            name: it.name.to_string(),
            title: it.title,
            doc,
            root: outline(&root),
            stages: later,
        };
        if sound && !same_bills(&design, base) {
            let kind = ProblemKind::DesignChangesBills { block: "illness".into() };
            problems.report(&place_of_bills(patch, it.place), kind);
        }
        Some(design)
    }
}

/// The blocks of a tree without what is inside them: where they stand.
fn outline(root: &Node) -> Node {
    let block = |entry: &Entry| {
        let node = Node { place: entry.node.place.clone(), value: Value::Null };
        Entry { node, ..entry.clone() }
    };
    Node { place: root.place.clone(), value: Value::Object(root.entries().iter().map(block).collect()) }
}

/// Whether a design draws the bills of the base in every year, which its revisions might change.
fn same_bills(design: &LoadedDesign, base: &LoadedDesign) -> bool {
    let years = design.stages.iter().chain(&base.stages).map(|stage| stage.from);
    years.into_iter().all(|year| design.in_year(year).doc.illness == base.in_year(year).doc.illness)
}
