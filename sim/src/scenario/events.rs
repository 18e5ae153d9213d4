//! Events: a new drug, a price cut, an epidemic, as files that any scenario can be run with.
//!
//! An event is merged into a scenario before anything is drawn: as a patch of all years, or as dated
//! revisions, which may be shifted to another year.

use std::path::Path;

use super::document::StressDoc;
use super::field::{Keyed, Patch};
use super::library::Library;
use super::load::{Loaded, load};
use super::merge::merge_scenario;
use super::node::{Node, Value};
use super::problem::{ProblemKind, Problems};
use super::record::{Field, record};
use super::revisions::RevisionDoc;
use crate::units::Year;
use crate::wording::Bilingual;

record! {
    /// An event: what changes, and from when on.
    pub struct EventDoc {
        /// What people call it.
        title: Option<Bilingual>,
        /// What it is for.
        purpose: Option<Bilingual>,
        /// The scenario on which it is checked.
        on: String = "cii/quzhou-2016".to_string(),
        /// The first policy year in which `patch` holds; all years where it is not said.
        from: Option<Year> [Year(1990)..=Year(2100)],
        /// What it changes.
        patch: Option<Patch>,
        /// What it changes at several dates.
        revisions: Keyed<RevisionDoc> = Keyed::default(),
    }
    check something_changes
}

fn something_changes(event: &EventDoc, node: &Node, problems: &mut Problems) {
    if event.patch.is_none() && event.revisions.is_empty() {
        problems.report(&node.place, ProblemKind::MissingKey { key: "patch".into() });
    }
}

impl EventDoc {
    /// The first year in which something changes; `None` where it holds for all years.
    fn begins(&self) -> Option<Year> {
        self.revisions.iter().map(|(_, revision)| revision.from).chain(self.from).min()
    }
}

/// An event that has been read, and the year in which it is to begin.
#[derive(Debug, Clone)]
struct Event {
    /// The name of its file without folder and ending.
    stem: String,
    begins: Option<Year>,
    doc: EventDoc,
    node: Node,
}

impl Event {
    /// Reads an event by the path of its file, its library name, or that name without `events/`; a year
    /// after `@` shifts it.
    fn read(library: &Library, asked: &str) -> Result<Event, Problems> {
        let dated = asked.rsplit_once('@').and_then(|(name, year)| Some((name, Year(year.parse().ok()?))));
        let (name, begins) = dated.map_or((asked, None), |(name, year)| (name, Some(year)));
        let short = format!("{FOLDER}{name}");
        let known = library.events().contains(&short);
        let bare = !name.contains(['/', '\\', '.']);
        // a bare name that is not there is looked for among the events, whose nearest is then suggested
        let node = if known { library.read(&short) } else { library.read(name) };
        let node = node.or_else(|problems| if bare { library.read(&short) } else { Err(problems) })?;
        let mut problems = Problems::new();
        let doc = EventDoc::decode(&node, None, &mut problems);
        let stem = Path::new(name).file_stem().map_or(name.into(), |stem| stem.to_string_lossy());
        match doc {
            Some(doc) if !problems.has_errors() => Ok(Event { stem: stem.to_string(), begins, doc, node }),
            _ => Err(problems.sorted()),
        }
    }

    /// A year of the event when it begins as it was asked to; a year out of range stays out of range.
    fn shifted(&self, year: Year) -> Year {
        let (Some(begins), Some(first)) = (self.begins, self.doc.begins()) else { return year };
        Year((year.0 + begins.0).saturating_sub(first.0))
    }

    /// The scenario with the event in it.
    fn merged(&self, scenario: Node) -> Node {
        let mut revisions = Vec::new();
        let mut scenario = scenario;
        if let Some(Patch(patch)) = &self.doc.patch {
            match self.doc.from.map(|from| self.shifted(from)).or(self.begins) {
                None => scenario = merge_scenario(scenario, patch),
                Some(from) => {
                    let entries = self.node.entries().iter().filter(|entry| KEPT.contains(&&*entry.key));
                    let entries = entries.map(|entry| (entry.key.to_string(), entry.node.clone())).collect();
                    revisions.push((format!("{}-{from}", self.stem), dated(Node::object(entries), from)));
                }
            }
        }
        for (name, revision) in self.doc.revisions.iter() {
            let (from, written) = (self.shifted(revision.from), self.node.at(&["revisions", name]));
            let written = written.cloned().unwrap_or_else(|| Node::object(Vec::new()));
            revisions.push((format!("{}-{name}-{from}", self.stem), dated(written, from)));
        }
        if revisions.is_empty() {
            return scenario;
        }
        merge_scenario(scenario, &Node::object(vec![("revisions".into(), Node::object(revisions))]))
    }
}

/// The library's folder of events.
pub const FOLDER: &str = "events/";
/// What a revision takes over from an event.
const KEPT: [&str; 5] = ["title", "source", "note", "synthetic", "patch"];

/// A revision that begins in another year.
fn dated(revision: Node, from: Year) -> Node {
    let kept = revision.without(&["from"]);
    let mut entries = vec![("from".to_string(), Node::number(from))];
    entries.extend(kept.entries().iter().map(|entry| (entry.key.to_string(), entry.node.clone())));
    Node { place: revision.place, value: Node::object(entries).value }
}

/// Whether a file is an event and no scenario: it holds a patch, or revisions of nothing.
pub fn is_event(node: &Node) -> bool {
    let has = |key: &str| node.get(key).is_some();
    matches!(node.value, Value::Object(_))
        && (has("patch") || has("revisions") && !["payers", "city", "illness"].into_iter().any(has))
}

/// Checks an event by itself and on the scenario that it names, over ten years from its first.
pub(super) fn check(library: &Library, name: &str) -> Problems {
    let checked = || -> Result<Loaded, Problems> {
        let event = Event::read(library, name)?;
        let term = event.doc.begins().map(|year| [format!("term.first_year={year}"), "term.years=10".into()]);
        load(library, &event.doc.on, &term.map(Vec::from).unwrap_or_default())?.with_event(library, name)
    };
    checked().map_or_else(|problems| problems, |loaded| loaded.warnings)
}

impl Loaded {
    /// The same scenario with an event, `NAME` or `NAME@YEAR`.
    ///
    /// # Errors
    /// An event that is not there or is not sound; whatever the scenario fails in with it.
    pub fn with_event(&self, library: &Library, asked: &str) -> Result<Loaded, Problems> {
        let event = Event::read(library, asked)?;
        self.with_root(event.merged(self.root().clone()))
    }

    /// The same scenario under a stress: one of its own by its name, or an event.
    ///
    /// # Errors
    /// Neither; or whatever the stressed scenario fails in.
    pub fn under_any_stress(&self, library: &Library, stress: &str) -> Result<Loaded, Problems> {
        match self.base().stresses.get(stress) {
            Some(StressDoc { .. }) => self.under_stress(stress),
            None => self.with_event(library, stress).or_else(|problems| {
                let missing =
                    |problem: &super::problem::Problem| matches!(problem.kind, ProblemKind::NotFound { .. });
                if problems.iter().all(missing) { self.under_stress(stress) } else { Err(problems) }
            }),
        }
    }
}
