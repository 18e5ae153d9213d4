//! Events: a new drug, a price cut, an epidemic, as files that any scenario can be run with.
//!
//! An event is merged into a scenario before anything is drawn: as a patch of all years, or as dated
//! revisions, which may be shifted to another year.

use std::ops::RangeInclusive;
use std::path::Path;

use rust_decimal::Decimal;

use super::document::StressDoc;
use super::field::{Keyed, Patch};
use super::funds::unknown_reference;
use super::library::Library;
use super::load::{Loaded, load};
use super::merge::{difference, lay_over, merge_scenario};
use super::node::{Node, Place, Value};
use super::numbers::change_numbers;
use super::problem::{Problem, ProblemKind, Problems};
use super::record::{Field, record};
use super::revisions::RevisionDoc;
use crate::units::Year;
use crate::wording::Bilingual;

/// The years in which an event may begin.
const YEARS: RangeInclusive<Year> = Year(1990)..=Year(2100);

record! {
    /// A change of numbers that the scenario holds, wherever it holds them: multiplied, or replaced.
    pub struct NumbersDoc {
        /// Their dotted path from the root; `*` stands for every key.
        path: String,
        /// What they are multiplied by.
        times: Option<f64> [0.0001..=1000.0],
        /// What they become.
        becomes: Option<f64> [-1_000_000_000.0..=1_000_000_000.0],
    }
    check one_change
}

fn one_change(numbers: &NumbersDoc, node: &Node, problems: &mut Problems) {
    if numbers.times.is_some() == numbers.becomes.is_some() {
        problems.report(
            &node.place,
            ProblemKind::OneOfTwo { keys: ["times", "becomes"], both: numbers.times.is_some() },
        );
    }
}

impl NumbersDoc {
    /// The scenario with them changed; `None` where it holds none.
    fn changed(&self, scenario: &Node) -> Option<Node> {
        let [times, becomes] = [self.times, self.becomes].map(|it| it.and_then(Decimal::from_f64_retain));
        change_numbers(scenario, &self.path, &|old| becomes.unwrap_or(old * times.unwrap_or(Decimal::ONE)))
    }
}

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
        from: Option<Year> [YEARS],
        /// What it changes.
        patch: Option<Patch>,
        /// Numbers of the scenario that it changes in all years, whatever they are.
        numbers: Keyed<NumbersDoc> = Keyed::default(),
        /// What it changes at several dates.
        revisions: Keyed<RevisionDoc> = Keyed::default(),
        /// The revision that stands for what was before: as a stress the event is held against the scenario with
        /// it, and begins with the next.
        against: Option<String>,
        /// The event that moves the same the other way: its low side is this one, and both stand in one row of a
        /// tornado.
        opposite: Option<String>,
    }
    check something_changes
}

fn something_changes(event: &EventDoc, node: &Node, problems: &mut Problems) {
    if let Some(against) = event.against.as_ref().filter(|name| event.revisions.get(name).is_none()) {
        let kind = unknown_reference(against, &event.revisions.names());
        problems.report(&node.place_of("against"), kind);
    }
    if event.patch.is_none() && event.revisions.is_empty() && event.numbers.is_empty() {
        problems.report(&node.place, ProblemKind::MissingKey { key: "patch".into() });
    }
}

impl EventDoc {
    /// The first year in which something changes; `None` where it holds for all years.
    pub(super) fn begins(&self) -> Option<Year> {
        self.revisions.iter().map(|(_, revision)| revision.from).chain(self.from).min()
    }
}

/// An event that has been read, and the year in which it is to begin.
#[derive(Debug, Clone)]
pub(super) struct Event {
    /// The name of its file without folder and ending.
    pub(super) stem: String,
    pub(super) begins: Option<Year>,
    pub(super) doc: EventDoc,
    node: Node,
}

impl Event {
    /// Reads an event by the path of its file, its library name, or that name without `events/`; a year
    /// after `@` shifts it.
    pub(super) fn read(library: &Library, asked: &str) -> Result<Event, Problems> {
        let dated = asked.rsplit_once('@').and_then(|(name, year)| Some((name, Year(year.parse().ok()?))));
        let (name, begins) = dated.map_or((asked, None), |(name, year)| (name, Some(year)));
        if let Some(year) = begins.filter(|year| !YEARS.contains(year)) {
            let (low, high) = (YEARS.start().to_string(), YEARS.end().to_string());
            let kind = ProblemKind::OutOfRange { found: year.to_string(), low, high };
            return Err(vec![Problem::new(Place::whole(asked), kind)].into());
        }
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
    pub(super) fn merged(&self, scenario: Node) -> Node {
        self.merged_where(scenario, |_| true)
    }

    /// The scenario with the event in it, but only those of its revisions that are wanted.
    pub(super) fn merged_where(&self, scenario: Node, wanted: impl Fn(&str) -> bool) -> Node {
        let mut revisions = Vec::new();
        let nothing = Node::object(Vec::new());
        let patch = self.doc.patch.as_ref().map_or(&nothing, |Patch(patch)| patch);
        let changed = self.with_numbers(&scenario);
        let mut scenario = scenario;
        match self.doc.from.map(|from| self.shifted(from)).or(self.begins) {
            None => scenario = merge_scenario(changed, patch),
            Some(from) if self.doc.patch.is_some() || !self.doc.numbers.is_empty() => {
                let numbers = difference(&scenario, &changed).without(&["revisions"]);
                let entries = self.node.entries().iter().filter(|entry| KEPT.contains(&&*entry.key));
                let entries = entries.map(|entry| (entry.key.to_string(), entry.node.clone()));
                let whole = [("patch".to_owned(), lay_over(numbers, patch))];
                let revision = dated(Node::object(entries.chain(whole).collect()), from);
                revisions.push((format!("{}-{from}", self.stem), revision));
            }
            Some(_) => {}
        }
        for (name, revision) in self.doc.revisions.iter().filter(|(name, _)| wanted(name)) {
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

impl Event {
    /// The scenario with the event's numbers changed.
    fn with_numbers(&self, scenario: &Node) -> Node {
        let numbers = self.doc.numbers.iter();
        numbers.fold(scenario.clone(), |scenario, (_, it)| it.changed(&scenario).unwrap_or(scenario))
    }

    /// The year in which it begins to move anything, as it is written; `None` where it holds for all years.
    pub(super) fn effective(&self) -> Option<Year> {
        let before = self.doc.against.as_deref();
        let revisions = self.doc.revisions.iter().filter(|(name, _)| Some(*name) != before);
        revisions.map(|(_, revision)| revision.from).chain(self.doc.from).min()
    }

    /// Everything that it lays over a scenario.
    pub(super) fn patches(&self) -> impl Iterator<Item = &Node> {
        let revisions = self.doc.revisions.iter().map(|(_, revision)| &revision.patch);
        self.doc.patch.iter().chain(revisions).map(|Patch(patch)| patch)
    }

    /// The numbers that the scenario does not hold, each at its place in the event.
    pub(super) fn numbers_not_in(&self, scenario: &Node) -> Problems {
        let mut problems = Problems::new();
        for (name, numbers) in self.doc.numbers.iter().filter(|(_, it)| it.changed(scenario).is_none()) {
            let written = self.node.at(&["numbers", name]).unwrap_or(&self.node);
            problems.report(&written.place_of("path"), ProblemKind::NoNumbers { path: numbers.path.clone() });
        }
        problems
    }
}

/// The library's folder of events.
pub const FOLDER: &str = "events/";
/// What a revision takes over from an event.
const KEPT: [&str; 4] = ["title", "source", "note", "synthetic"];

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
        && (has("patch")
            || has("numbers")
            || has("revisions") && !["payers", "city", "illness"].into_iter().any(has))
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
        self.with(&Event::read(library, asked)?)
    }

    /// The same scenario with an event that has been read.
    pub(super) fn with(&self, event: &Event) -> Result<Loaded, Problems> {
        let missing = event.numbers_not_in(self.root());
        if missing.has_errors() {
            return Err(missing);
        }
        self.with_root(event.merged(self.root().clone()))
    }

    /// The same scenario under a stress: one of its own by its name, or an event.
    ///
    /// # Errors
    /// Neither; or whatever the stressed scenario fails in.
    pub fn under_any_stress(&self, library: &Library, stress: &str) -> Result<Loaded, Problems> {
        match self.base().stresses.get(stress) {
            Some(StressDoc { .. }) => self.under_stress(stress),
            None => self.with_event(library, stress).map_err(|problems| {
                let missing = |problem: &Problem| matches!(problem.kind, ProblemKind::NotFound { .. });
                if !problems.iter().all(missing) {
                    return problems;
                }
                let events = library.events();
                let events = events.iter().map(|name| name.strip_prefix(FOLDER).unwrap_or(name));
                let kind = unknown_reference(stress, &self.base().stresses.names().chain(events));
                // in no file: where it was asked for
                vec![Problem::new(Place::whole(""), kind)].into()
            }),
        }
    }
}
