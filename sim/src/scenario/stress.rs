//! The stresses that a scenario can be held under, beside the scenario itself: its own, and the events of the
//! library.
//!
//! A dated event begins in the first year of the term, or in the year that is asked for, whenever it was written
//! for; an event with a state before it is held against the scenario in that state. A stress is a question, never
//! a forecast: it carries its source and what of it was made up.

use super::events::{Event, FOLDER};
use super::library::Library;
use super::load::Loaded;
use super::merge::merge_scenario;
use super::node::Node;
use super::problem::{ProblemKind, Problems};
use super::record::{Notes, Synthetic};
use crate::units::Year;
use crate::wording::Bilingual;

/// What a stress is, apart from the scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Its name in files, without the year.
    pub name: String,
    /// What people call it.
    pub title: Bilingual,
    /// Where its size comes from.
    pub source: Option<String>,
    /// What of it was made up.
    pub synthetic: Option<String>,
    /// Anything a reader should know.
    pub note: Option<String>,
    /// The stress that moves the same the other way, of which this is the low side.
    pub opposite: Option<String>,
    /// The first year in which it moves anything; the whole term where it has no date.
    pub from: Option<Year>,
}

/// A stress that a scenario can be held under.
#[derive(Debug, Clone)]
pub struct Stress {
    /// What it is.
    pub about: About,
    /// What it is held against, where that is not the scenario itself: the state before an event.
    pub before: Option<Loaded>,
    /// The scenario under it.
    pub stressed: Loaded,
}

/// Why a stress says nothing of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotHere {
    /// It changes a payer or a fund that the scenario has not.
    Without(String),
    /// It changes nothing that is not so already.
    NothingChanges,
    /// The scenario under it is none.
    Refused(Problems),
}

impl NotHere {
    /// Why a scenario cannot be changed as it was asked to be.
    pub fn of(problems: Problems) -> NotHere {
        let missing = problems.iter().find_map(|problem| match &problem.kind {
            ProblemKind::NoNumbers { path } => Some(path.clone()),
            _ => None,
        });
        missing.map_or(NotHere::Refused(problems), NotHere::Without)
    }
}

impl Loaded {
    /// The names of all stresses: the scenario's own, then the events of the library.
    pub fn stress_names(&self, library: &Library) -> Vec<String> {
        let own: Vec<String> = self.base().stresses.names().map(str::to_owned).collect();
        let events = library.events().into_iter();
        let events: Vec<String> = events
            .map(|name| name.trim_start_matches(FOLDER).to_owned())
            .filter(|name| !own.contains(name))
            .collect();
        own.into_iter().chain(events).collect()
    }

    /// The scenario's base under a stress of that name (`NAME` or `NAME@YEAR`), or why it says nothing of it.
    ///
    /// # Errors
    /// No such stress, or an event that is not sound.
    pub fn stress(
        &self,
        library: &Library,
        asked: &str,
    ) -> Result<(About, Result<Stress, NotHere>), Problems> {
        if let Some(own) = self.base().stresses.get(asked) {
            let about = About::new(asked, own.title.as_ref(), &own.notes, None);
            let stress = match self.without_what_it_names(&own.patch.0) {
                Some(missing) => Err(NotHere::Without(missing)),
                None => self.under(&about, None, |root| merge_scenario(root, &own.patch.0)),
            };
            return Ok((about, stress));
        }
        let mut event = Event::read(library, asked)?;
        let first = self.base().term.as_ref().map(|term| term.first_year);
        let dated = event.effective().is_some();
        event.begins = event.begins.or(first.filter(|_| dated));
        let from = event.begins;
        if let (Some(begins), Some(first), Some(effective)) =
            (event.begins, event.doc.begins(), event.effective())
        {
            event.begins = Some(Year((begins.0 + first.0).saturating_sub(effective.0)));
        }
        let mut about = About::new(&event.stem, event.doc.title.as_ref(), &event.doc.notes, from);
        about.opposite.clone_from(&event.doc.opposite);
        let stress = self.under_event(&about, &event);
        Ok((about, stress))
    }

    /// The base under an event whose year is settled.
    fn under_event(&self, about: &About, event: &Event) -> Result<Stress, NotHere> {
        let missing = event.patches().find_map(|patch| self.without_what_it_names(patch));
        if let Some(missing) = missing {
            return Err(NotHere::Without(missing));
        }
        let problems = event.numbers_not_in(self.root());
        if problems.has_errors() {
            return Err(NotHere::of(problems));
        }
        let before = event.doc.against.as_deref().map(|against| {
            let root = event.merged_where(self.root().clone(), |name| name == against);
            self.with_root(root)?.base_alone()
        });
        let before = before.transpose().map_err(NotHere::Refused)?;
        self.under(about, before, |root| event.merged(root))
    }

    fn under(
        &self,
        about: &About,
        before: Option<Loaded>,
        change: impl FnOnce(Node) -> Node,
    ) -> Result<Stress, NotHere> {
        let stressed = self.with_root(change(self.root().clone()));
        let stressed = stressed.and_then(|it| it.base_alone()).map_err(NotHere::Refused)?;
        let other = before.as_ref().map_or_else(|| self.base_alone(), |it| Ok(it.clone()));
        let other = other.map_err(NotHere::Refused)?;
        if stressed.resolved() == other.resolved() {
            return Err(NotHere::NothingChanges);
        }
        Ok(Stress { about: about.clone(), before, stressed })
    }

    /// The first payer or fund that a patch changes and the scenario has not: `payers.cii`.
    fn without_what_it_names(&self, patch: &Node) -> Option<String> {
        ["payers", "funds"].into_iter().find_map(|block| {
            let entries = patch.get(block).into_iter().flat_map(Node::entries);
            let there = |id: &str| self.root().at(&[block, id]).is_some();
            // what has a kind is whole, and comes with the stress
            let missing = entries.filter(|it| !there(&it.key) && it.node.get("kind").is_none());
            missing.map(|it| format!("{block}.{}", it.key)).next()
        })
    }
}

impl About {
    fn new(name: &str, title: Option<&Bilingual>, notes: &Notes, from: Option<Year>) -> About {
        let nameless = || Bilingual { zh: name.to_owned(), en: name.to_owned() };
        About {
            name: name.to_owned(),
            title: title.cloned().unwrap_or_else(nameless),
            source: notes.source.clone(),
            synthetic: match &notes.synthetic {
                Some(Synthetic::Words(words)) => Some(words.clone()),
                Some(Synthetic::Flag(true)) => Some(String::new()),
                Some(Synthetic::Flag(false)) | None => None,
            },
            note: notes.note.clone(),
            opposite: None,
            from,
        }
    }
}
