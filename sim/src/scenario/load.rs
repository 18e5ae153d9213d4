//! From a name to a projection: read, merge, set, patch each design, check, build.

use super::calibration::check_calibration;
use super::designs::decoded_designs;
use super::document::{DEFAULT_TRIALS, ScenarioDoc, TermDoc, VARIANTS, check_columns, check_size};
use super::field::Keyed;
use super::funds::{FundDoc, unknown_reference};
use super::library::Library;
use super::merge::{apply_settings, merge_scenario};
use super::node::{Node, Place, Pointer};
use super::own_bills::OnFile;
use super::paths::check_paths;
use super::problem::{Problem, ProblemKind, Problems};
use super::record::{Field, is_object};
use super::revisions::{Stage, stages};
use super::scheme::Reading;
use super::undrawn::undrawn_payers;
use crate::benefit::{InsuranceScheme, Scheme};
use crate::illness::Illness;
use crate::population::People;
use crate::projection::{
    Attributes, ByYear, CiiFund, Design, HmbFund, LedgerFund, Projection, ProjectionParts,
};
use crate::random::Seeds;
use crate::units::Year;
use crate::wording::Bilingual;

/// The name of the scenario as it stands, without any design's patch.
pub const BASE: &str = "base";

/// A candidate design, merged and decoded.
#[derive(Debug, Clone)]
pub struct LoadedDesign {
    /// Its key in the file, or [`BASE`].
    pub name: String,
    /// What people call it.
    pub title: Bilingual,
    /// The whole scenario under the design, before any revision.
    pub doc: ScenarioDoc,
    /// The tree that it was decoded from; of designs beside the base, its outline.
    pub(super) root: Node,
    /// What it becomes by its revisions.
    pub(super) stages: Vec<Stage>,
}

/// A scenario without problems, with its designs; the first is the base.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The path or library name by which it was asked for.
    pub name: String,
    /// The base first, then the designs in the order of the file, then those of its grids.
    pub designs: Vec<LoadedDesign>,
    /// What is odd but possible.
    pub warnings: Problems,
    /// Bills of a file in place of drawn ones.
    pub(super) own: Option<OnFile>,
}

/// Reads a scenario with all it extends, applies the settings, and decodes it under every design.
///
/// # Errors
/// All problems at once in the order of the file, those of the designs with the design's name.
pub fn load(library: &Library, name: &str, settings: &[String]) -> Result<Loaded, Problems> {
    let root = library.read(name).map_err(Problems::sorted)?;
    load_tree(name, root, settings)
}

/// Applies the settings to a tree that has been read and merged, and decodes it under every design.
pub(super) fn load_tree(name: &str, root: Node, settings: &[String]) -> Result<Loaded, Problems> {
    let mut problems = Problems::new();
    if !is_object(&root, &mut problems) {
        return Err(problems);
    }
    checked(name, apply_settings(root, settings)?)
}

/// Decodes a tree that has been read, merged and set, alone and under every design and stress.
fn checked(name: &str, root: Node) -> Result<Loaded, Problems> {
    let mut problems = Problems::new();
    let Some(doc) = ScenarioDoc::read_whole(&root, &mut problems) else { return Err(problems.sorted()) };
    check_size(&doc, &root, &mut problems);
    check_columns(&doc, &root, &mut problems);
    check_calibration(&doc, &root, &mut problems);
    let stages = stages(&doc, &root, &mut problems);
    let title = Bilingual { zh: "基准".into(), en: "base".into() };
    let base = LoadedDesign { name: BASE.to_string(), title, doc, root, stages };
    let mut designs = decoded_designs(&base, &mut problems);
    if !problems.has_errors() {
        let names: Vec<&str> =
            [BASE].into_iter().chain(designs.iter().map(|design| design.name.as_str())).collect();
        check_paths(&base.doc, &names, &base.root, &mut problems);
    }
    let bare = without_variants(&base.root);
    for (stress, patch) in base.doc.stresses.iter() {
        let mut found = Problems::new();
        let root = merge_scenario(bare.clone(), &patch.patch.0);
        if let Some(doc) = ScenarioDoc::read_whole(&root, &mut found) {
            self::stages(&doc, &root, &mut found);
        }
        problems.extend_from_design(stress, found);
    }
    let problems = problems.sorted();
    if problems.has_errors() {
        return Err(problems);
    }
    designs.insert(0, base);
    Ok(Loaded { name: name.to_string(), designs, warnings: problems, own: None })
}

/// The scenario without the patches that it carries along.
fn without_variants(root: &Node) -> Node {
    root.without(&VARIANTS)
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
        Ok(Loaded { own: self.own.clone(), ..checked(&self.name, root)? })
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
        self.with_root(merge_scenario(self.root().clone(), &patch.patch.0))
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

    /// Every parameter as it is used, defaults written out: a scenario that gives the same bytes. Of a file's members
    /// no small cell is written.
    pub fn resolved(&self) -> String {
        self.base().encode().map(|node| self.without_small_cells(node).to_json()).unwrap_or_default()
    }

    /// The base with every default written out, without designs and stresses.
    pub(super) fn document(&self) -> Option<Node> {
        self.base().encode().map(|node| node.without(&VARIANTS))
    }

    /// [`Loaded::resolved`] with the number of trials at its default, for telling plans apart.
    pub(super) fn resolved_but_for_trials(&self) -> String {
        let mut document = self.base().clone();
        if let Some(run) = &mut document.run {
            run.trials = DEFAULT_TRIALS;
        }
        document.encode().map(|node| node.to_json()).unwrap_or_default()
    }

    /// The payers of the base alone, for settling bills of the first policy year.
    ///
    /// # Errors
    /// Every unknown cell.
    pub fn scheme(&self) -> Result<Scheme, Problems> {
        self.scheme_in(None)
    }

    /// The payers of the base in a policy year; where none is named, in the first of the term, and
    /// without a term as the file stands, before any revision and with every payer in force.
    ///
    /// # Errors
    /// Every unknown cell.
    pub fn scheme_in(&self, year: Option<Year>) -> Result<Scheme, Problems> {
        let mut problems = Problems::new();
        let base = &self.designs[0];
        let year = year.or(base.doc.term.as_ref().map(|term| term.first_year));
        let built = match year {
            Some(year) => base.in_year(year).scheme(Some(year), &mut problems),
            None => base.as_written().scheme(None, &mut problems),
        };
        built.ok_or(problems)
    }

    /// What is odd about settling bills of a year that is not simulated; `file` is the bill's name.
    pub fn outside_term(&self, year: Option<Year>, file: &str) -> Problems {
        let mut problems = Problems::new();
        let years = self.base().term.as_ref().map(TermDoc::years).unwrap_or_default();
        if let (Some(year), Some(first), Some(last)) = (year, years.first(), years.last())
            && !years.contains(&year)
        {
            let place = Place { pointer: Pointer::default().then("year"), ..Place::whole(file) };
            let (first, last) = (first.to_string(), last.to_string());
            problems.report(&place, ProblemKind::YearOutsideTerm { year: year.to_string(), first, last });
        }
        problems
    }

    /// The scenario without its other designs and stresses.
    ///
    /// # Errors
    /// None that the scenario itself has not.
    pub fn base_alone(&self) -> Result<Loaded, Problems> {
        self.with_root(without_variants(self.root()))
    }

    /// What the rules themselves refuse, which no check of the document sees; unknown cells are none of it.
    pub(super) fn refusals(&self) -> Problems {
        let mut problems = Problems::new();
        for (nth, design) in self.designs.iter().enumerate() {
            let mut found = Problems::new();
            for (stage, doc, root) in design.versions() {
                InYear { stage, doc, root }.scheme(None, &mut found);
            }
            let refused = |problem: &Problem| !matches!(problem.kind, ProblemKind::UnknownValue { .. });
            let found: Problems =
                found.iter().filter(|problem| refused(problem)).cloned().collect::<Vec<_>>().into();
            if nth == 0 {
                problems.extend(found);
            } else {
                problems.extend_from_design(&design.name, found);
            }
        }
        problems
    }

    /// What is odd about a run of the scenario, though its bills can be settled: payers that no drawn bill
    /// can reach.
    pub fn run_warnings(&self) -> Problems {
        let docs = self.designs.iter().flat_map(LoadedDesign::versions).map(|(_, doc, _)| doc);
        let root = self.root();
        undrawn_payers(&docs.collect::<Vec<_>>(), root.get("payers").unwrap_or(root))
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
        let years = doc.term.as_ref().map(TermDoc::years).unwrap_or_default();
        let designs: Vec<Option<ByYear<Design>>> = self
            .designs
            .iter()
            .enumerate()
            .map(|(i, design)| {
                let mut found = Problems::new();
                let built = design.by_year(&years, &mut found);
                if i == 0 {
                    problems.extend(found);
                } else {
                    problems.extend_from_design(&design.name, found);
                }
                built
            })
            .collect();
        let (Some(city), Some(_), Some(world), Some(term), Some(run)) =
            (&doc.city, &doc.illness, &doc.world, &doc.term, &doc.run)
        else {
            return Err(problems);
        };
        let people = city.people();
        let heads = [InsuranceScheme::Employee, InsuranceScheme::Resident]
            .map(|scheme| people.scheme_in_force(scheme, term.first_year));
        let world = world.world(term.first_year, heads.into_iter().sum());
        let illness = base.illness(&people, world.base, &years, &mut problems);
        let (Some(illness), Some(designs), false) =
            (illness, designs.into_iter().collect::<Option<Vec<ByYear<Design>>>>(), problems.has_errors())
        else {
            return Err(problems);
        };
        let parts = ProjectionParts {
            seeds: Seeds::all(run.seed),
            years,
            people,
            illness,
            world,
            attributes: Attributes {
                topup_share: city.topup_share,
                aid_share: [city.aid_share.employee, city.aid_share.resident],
                years_insured_before: u8::try_from(city.years_insured_before).unwrap_or(u8::MAX),
            },
            designs,
            seen_days: term.seen_days.and_then(|days| u16::try_from(days).ok()),
        };
        let projection = Projection::new(parts).map_err(|error| {
            let place = base.root.place_of("designs");
            Problems::from(vec![Problem::new(place, ProblemKind::Refused { reason: error.to_string() })])
        })?;
        let projection = match &self.own {
            None => projection,
            Some(own) => projection.over(&own.bills).ok_or_else(|| {
                let reason = "a member of the file has no block".to_owned();
                vec![Problem::new(base.root.place.clone(), ProblemKind::Refused { reason })]
            })?,
        };
        Ok(match &run.columns {
            None => projection,
            Some(words) => projection.keeping(words),
        })
    }
}

impl LoadedDesign {
    /// The scenario before any revision, and after each.
    fn versions(&self) -> impl Iterator<Item = (Option<&str>, &ScenarioDoc, &Node)> {
        let stages = self.stages.iter().map(|stage| (Some(stage.name.as_str()), &stage.doc, &stage.root));
        std::iter::once((None, &self.doc, &self.root)).chain(stages)
    }

    /// The scenario before any revision.
    fn as_written(&self) -> InYear<'_> {
        InYear { stage: None, doc: &self.doc, root: &self.root }
    }

    /// The scenario as it stands in a policy year.
    pub fn in_year(&self, year: Year) -> InYear<'_> {
        let stage = self.stages.iter().rev().find(|stage| stage.from <= year);
        stage.map_or(self.as_written(), |stage| InYear {
            stage: Some(&stage.name),
            doc: &stage.doc,
            root: &stage.root,
        })
    }

    /// What is paid and from which purse, year by year; years that are alike share one version.
    pub(super) fn by_year(&self, years: &[Year], problems: &mut Problems) -> Option<ByYear<Design>> {
        let mut built: Vec<Option<(Year, Design)>> = Vec::new();
        let mut before = None;
        for &year in years {
            let here = self.in_year(year);
            let in_force: Vec<bool> = here.doc.payers.iter().map(|(_, payer)| payer.pays_in(year)).collect();
            let version = Some((here.stage, in_force));
            if version != before {
                let mut found = Problems::new();
                built.push(here.design(year, &mut found).map(|design| (year, design)));
                here.report(found, problems);
            }
            before = version;
        }
        let mut built = built.into_iter().collect::<Option<Vec<_>>>()?.into_iter();
        let (_, first) = built.next()?;
        Some(built.fold(ByYear::from(first), |design, (year, version)| design.revised(year, version)))
    }

    /// What people suffer, year by year; the years between two revisions of it share one table.
    fn illness(
        &self,
        people: &People,
        base: Year,
        years: &[Year],
        problems: &mut Problems,
    ) -> Option<ByYear<Illness>> {
        let mut built: Option<ByYear<Illness>> = None;
        let mut before = None;
        for &year in years {
            let here = self.in_year(year);
            let doc = here.doc.illness.as_ref()?;
            if before != Some(doc) {
                let mut found = Problems::new();
                let node = here.root.get("illness").unwrap_or(here.root);
                let illness = doc.illness(people, base, node, &mut found);
                here.report(found, problems);
                let illness = illness?;
                built = Some(match built {
                    None => ByYear::from(illness),
                    Some(built) => built.revised(year, illness),
                });
            }
            before = Some(doc);
        }
        built
    }

    /// Where the design's whole document stands.
    pub fn place(&self) -> &Place {
        &self.root.place
    }
}

/// A scenario as it stands in one policy year.
#[derive(Debug, Clone, Copy)]
pub struct InYear<'a> {
    /// The revision that holds last; `None` before the first.
    pub stage: Option<&'a str>,
    /// The whole scenario.
    pub doc: &'a ScenarioDoc,
    root: &'a Node,
}

impl InYear<'_> {
    /// Reports problems, by the name of the revision that shows them.
    fn report(&self, found: Problems, problems: &mut Problems) {
        match self.stage {
            None => problems.extend(found),
            Some(revision) => problems.extend_from_revision(revision, found),
        }
    }

    fn scheme(&self, year: Option<Year>, problems: &mut Problems) -> Option<Scheme> {
        let place = self.root.place_of("payers");
        let reading = Reading { indices: &self.doc.indices, order: self.doc.payer_order, place: &place };
        let scheme = reading.scheme(&self.doc.payers, problems)?;
        let pays = |year, id: &str| self.doc.payers.get(id).is_none_or(|payer| payer.pays_in(year));
        Some(match year {
            None => scheme,
            Some(year) => scheme.with_in_force(|id| pays(year, id)),
        })
    }

    /// What is paid and from which purse.
    fn design(&self, year: Year, problems: &mut Problems) -> Option<Design> {
        let scheme = self.scheme(Some(year), problems);
        let (mut cii, mut hmb, mut ledgers) = (Vec::new(), Vec::new(), Vec::new());
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
                    let known = terms.zip(participation).zip(doc.hindsight(problems));
                    let states = self.doc.illness.as_ref().map(|illness| &illness.health);
                    let enrolment = doc.enrolment(states.unwrap_or(&Keyed::default()), problems);
                    hmb.push(known.zip(enrolment).map(|(((terms, participation), hindsight), enrolment)| {
                        HmbFund {
                            id: id.to_string(),
                            payers: doc.payers.clone(),
                            terms,
                            members: doc.members(),
                            participation,
                            enrolment,
                            hindsight,
                        }
                    }));
                }
                FundDoc::Ledger(doc) => {
                    let (terms, opening) = (doc.terms(problems), doc.opening_balance_yuan.require(problems));
                    ledgers.push(terms.zip(opening).map(|(terms, opening_balance)| LedgerFund {
                        id: id.to_string(),
                        payers: doc.payers.clone(),
                        transfers_to: doc.transfers_to.clone(),
                        terms,
                        opening_balance,
                    }));
                }
            }
        }
        Some(Design {
            scheme: scheme?,
            cii: cii.into_iter().collect::<Option<_>>()?,
            hmb: hmb.into_iter().collect::<Option<_>>()?,
            ledgers: ledgers.into_iter().collect::<Option<_>>()?,
        })
    }
}
