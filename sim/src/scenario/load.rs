//! From a name to a projection: read, merge, set, patch each design, check, build.

use super::document::{DEFAULT_TRIALS, ScenarioDoc, check_size};
use super::field::{Keyed, Patch};
use super::funds::{FundDoc, unknown_reference};
use super::library::Library;
use super::merge::{apply_settings, merge_patch};
use super::node::{Node, Place};
use super::payers::TermsDoc;
use super::problem::{Problem, ProblemKind, Problems};
use super::record::{Field, is_object};
use super::scheme::Reading;
use crate::benefit::Scheme;
use crate::projection::{Attributes, CiiFund, Design, HmbFund, Projection, ProjectionParts};
use crate::wording::Bilingual;

/// Blocks that no design may change: all designs settle the same drawn bills.
const SHARED_BLOCKS: [&str; 8] =
    ["city", "illness", "world", "term", "run", "comparison", "designs", "stresses"];

/// The name of the scenario as it stands, without any design's patch.
pub const BASE: &str = "base";

/// A candidate design, merged and decoded.
#[derive(Debug, Clone)]
pub struct LoadedDesign {
    /// Its key in the file, or [`BASE`].
    pub name: String,
    /// What people call it.
    pub title: Bilingual,
    /// The whole scenario under the design.
    pub doc: ScenarioDoc,
    root: Node,
}

/// A scenario without problems, with its designs; the first is the base.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The path or library name by which it was asked for.
    pub name: String,
    /// The base first, then the designs in the order of the file.
    pub designs: Vec<LoadedDesign>,
    /// What is odd but possible.
    pub warnings: Problems,
}

/// Reads a scenario with all it extends, applies the settings, and decodes it under every design.
///
/// # Errors
/// All problems at once in the order of the file, those of the designs with the design's name.
pub fn load(library: &Library, name: &str, settings: &[String]) -> Result<Loaded, Problems> {
    let root = library.read(name).map_err(Problems::sorted)?;
    let mut problems = Problems::new();
    if !is_object(&root, &mut problems) {
        return Err(problems);
    }
    checked(name, apply_settings(root, settings)?)
}

/// Decodes a tree that has been read, merged and set, alone and under every design and stress.
fn checked(name: &str, root: Node) -> Result<Loaded, Problems> {
    let mut problems = Problems::new();
    let Some(doc) = ScenarioDoc::decode(&root, None, &mut problems) else { return Err(problems.sorted()) };
    check_size(&doc, &root, &mut problems);
    let mut designs = decoded_designs(&doc, &root, &mut problems);
    let bare = without_variants(&root);
    for (stress, patch) in doc.stresses.iter() {
        let mut found = Problems::new();
        let _ = ScenarioDoc::decode(&merge_patch(bare.clone(), &patch.patch.0), None, &mut found);
        problems.extend_from_design(stress, found);
    }
    let problems = problems.sorted();
    if problems.has_errors() {
        return Err(problems);
    }
    let title = Bilingual { zh: "基准".into(), en: "base".into() };
    designs.insert(0, LoadedDesign { name: BASE.to_string(), title, doc, root });
    Ok(Loaded { name: name.to_string(), designs, warnings: problems })
}

/// The designs of a scenario, each merged and decoded; those that fail are left out and reported.
fn decoded_designs(base: &ScenarioDoc, root: &Node, problems: &mut Problems) -> Vec<LoadedDesign> {
    let bare_root = without_variants(root);
    let bare = ScenarioDoc { designs: Keyed::default(), stresses: Keyed::default(), ..base.clone() };
    let mut designs = Vec::new();
    for (name, design) in base.designs.iter() {
        let Patch(patch) = &design.patch;
        let place = root.at(&["designs", name]).map_or(&root.place, |node| &node.place);
        if name == BASE {
            problems.report(place, ProblemKind::ReservedName { found: name.to_string() });
        }
        for entry in patch.entries().iter().filter(|entry| SHARED_BLOCKS.contains(&&*entry.key)) {
            problems.report(&entry.place, ProblemKind::DesignChangesBills { block: entry.key.to_string() });
        }
        let allowed = patch.without(&SHARED_BLOCKS);
        let root = merge_patch(bare_root.clone(), &allowed);
        let mut found = Problems::new();
        let doc = ScenarioDoc::decode(&root, None, &mut found);
        problems.extend_from_design(name, found);
        let Some(doc) = doc else { continue };
        if doc == bare && allowed == *patch {
            problems.report(place, ProblemKind::DesignTouchesNothing);
        }
        if !same_shape(&doc, base) {
            problems.report(place, ProblemKind::DesignOfOtherShape);
        }
        let title = design.title.clone().unwrap_or_else(|| Bilingual { zh: name.into(), en: name.into() });
        designs.push(LoadedDesign { name: name.to_string(), title, doc, root });
    }
    designs
}

/// Whether two documents have the same payers in the same order and the same funds of them, so that
/// their rows have the same columns.
fn same_shape(one: &ScenarioDoc, other: &ScenarioDoc) -> bool {
    let fund = |(id, fund): (&str, &FundDoc)| {
        (id.to_string(), matches!(fund, FundDoc::HmbBook(_)), fund.payers().to_vec())
    };
    let per_admission = |doc: &ScenarioDoc| {
        doc.payers.iter().next().is_some_and(|(_, payer)| matches!(payer.terms, TermsDoc::PerAdmission(_)))
    };
    one.payers.names().eq(other.payers.names())
        && per_admission(one) == per_admission(other)
        && one.funds.iter().map(fund).eq(other.funds.iter().map(fund))
}

/// The scenario without the patches that it carries along.
fn without_variants(root: &Node) -> Node {
    root.without(&["designs", "stresses"])
}

impl Loaded {
    /// The scenario without a design.
    ///
    /// # Panics
    /// Never: a loaded scenario has its base.
    pub fn base(&self) -> &ScenarioDoc {
        &self.designs[0].doc
    }

    /// The tree that the base was decoded from.
    pub(super) fn root(&self) -> &Node {
        &self.designs[0].root
    }

    /// The scenario that another tree makes, under the same name.
    pub(super) fn with_root(&self, root: Node) -> Result<Loaded, Problems> {
        checked(&self.name, root)
    }

    /// The same scenario under one of its stresses, which may change anything.
    ///
    /// # Errors
    /// No such stress; or whatever the stressed scenario fails in.
    pub fn under_stress(&self, stress: &str) -> Result<Loaded, Problems> {
        let Some(patch) = self.base().stresses.get(stress) else {
            let kind = unknown_reference(stress, &self.base().stresses.names());
            return Err(vec![Problem::new(Place::whole(&self.name), kind)].into());
        };
        self.with_root(merge_patch(self.root().clone(), &patch.patch.0))
    }

    /// The design of that name; the base is called [`BASE`].
    ///
    /// # Errors
    /// No such design.
    pub fn design(&self, name: &str) -> Result<&LoadedDesign, Problems> {
        let known = self.designs.iter().map(|design| design.name.as_str());
        self.designs.iter().find(|design| design.name == name).ok_or_else(|| {
            vec![Problem::new(Place::whole(&self.name), unknown_reference(name, &known))].into()
        })
    }

    /// Every parameter as it is used, defaults written out: a scenario that gives the same bytes.
    pub fn resolved(&self) -> String {
        self.base().encode().map(|node| node.to_json()).unwrap_or_default()
    }

    /// The base with every default written out, without designs and stresses.
    pub(super) fn document(&self) -> Option<Node> {
        self.base().encode().map(|node| node.without(&["designs", "stresses"]))
    }

    /// [`Loaded::resolved`] with the number of trials at its default, for telling plans apart.
    pub(super) fn resolved_but_for_trials(&self) -> String {
        let mut document = self.base().clone();
        if let Some(run) = &mut document.run {
            run.trials = DEFAULT_TRIALS;
        }
        document.encode().map(|node| node.to_json()).unwrap_or_default()
    }

    /// The payers of the base alone, for settling bills.
    ///
    /// # Errors
    /// Every unknown cell.
    pub fn scheme(&self) -> Result<Scheme, Problems> {
        let mut problems = Problems::new();
        let built = self.designs[0].scheme(&mut problems);
        built.ok_or(problems)
    }

    /// The projection of all designs.
    ///
    /// # Errors
    /// Every missing block and every unknown cell that a run needs.
    pub fn projection(&self) -> Result<Projection, Problems> {
        let mut problems = Problems::new();
        let base = &self.designs[0];
        let doc = &base.doc;
        let blocks = [
            ("payers", !doc.payers.is_empty()),
            ("city", doc.city.is_some()),
            ("illness", doc.illness.is_some()),
            ("world", doc.world.is_some()),
            ("term", doc.term.is_some()),
            ("run", doc.run.is_some()),
        ];
        for (block, _) in blocks.iter().filter(|(_, there)| !there) {
            problems.report(&base.root.place, ProblemKind::MissingBlock { block: (*block).to_string() });
        }
        let designs: Vec<Option<Design>> = self
            .designs
            .iter()
            .enumerate()
            .map(|(i, design)| {
                let mut found = Problems::new();
                let built = design.design(&mut found);
                if i == 0 {
                    problems.extend(found);
                } else {
                    problems.extend_from_design(&design.name, found);
                }
                built
            })
            .collect();
        let (Some(city), Some(illness), Some(world), Some(term), Some(run)) =
            (&doc.city, &doc.illness, &doc.world, &doc.term, &doc.run)
        else {
            return Err(problems);
        };
        let years = term.years();
        let people = city.people();
        let world = world.world(term.first_year);
        let node = base.root.get("illness").unwrap_or(&base.root);
        let illness = illness.illness(&people, world.base, node, &mut problems);
        let (Some(illness), Some(designs), false) =
            (illness, designs.into_iter().collect::<Option<Vec<Design>>>(), problems.has_errors())
        else {
            return Err(problems);
        };
        let parts = ProjectionParts {
            seed: run.seed,
            years,
            people,
            illness,
            world,
            attributes: Attributes { topup_share: city.topup_share },
            designs,
        };
        Projection::new(parts).map_err(|error| {
            let place = base.root.place_of("designs");
            vec![Problem::new(place, ProblemKind::Refused { reason: error.to_string() })].into()
        })
    }
}

impl LoadedDesign {
    fn scheme(&self, problems: &mut Problems) -> Option<Scheme> {
        let place = self.root.place_of("payers");
        let reading = Reading { indices: &self.doc.indices, order: self.doc.payer_order, place: &place };
        reading.scheme(&self.doc.payers, problems)
    }

    /// What is paid and from which purse.
    fn design(&self, problems: &mut Problems) -> Option<Design> {
        let scheme = self.scheme(problems);
        let (mut cii, mut hmb) = (Vec::new(), Vec::new());
        for (id, fund) in self.doc.funds.iter() {
            match fund {
                FundDoc::CiiContract(doc) => {
                    let opening = doc.opening_balance_yuan.require(problems);
                    let contract = doc.contract(problems);
                    cii.push(contract.zip(opening).map(|(contract, opening_balance)| CiiFund {
                        id: id.to_string(),
                        payers: doc.payers.clone(),
                        contract,
                        opening_balance,
                    }));
                }
                FundDoc::HmbBook(doc) => {
                    let (terms, participation) = (doc.terms(problems), doc.participation.require(problems));
                    hmb.push(terms.zip(participation).map(|(terms, participation)| HmbFund {
                        id: id.to_string(),
                        payers: doc.payers.clone(),
                        terms,
                        participation,
                    }));
                }
            }
        }
        Some(Design {
            scheme: scheme?,
            cii: cii.into_iter().collect::<Option<_>>()?,
            hmb: hmb.into_iter().collect::<Option<_>>()?,
        })
    }

    /// Where the design's whole document stands.
    pub fn place(&self) -> &Place {
        &self.root.place
    }
}
