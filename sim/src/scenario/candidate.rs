//! Candidate designs that are named when a scenario is run: reforms that stack, `a.json+b.json`.

use std::path::Path;

use super::document::{DesignDoc, VARIANTS};
use super::library::Library;
use super::load::Loaded;
use super::merge::{difference, merge_scenario};
use super::node::{Entry, Node, Place, Value};
use super::problem::{Problem, ProblemKind, Problems};
use super::record::Field;
use crate::wording::Bilingual;

impl Loaded {
    /// The same scenario with one more design, whose patches are applied one after the other: each is a
    /// design of the scenario by its name, or a file that is written like one (`title`, `patch`).
    ///
    /// # Errors
    /// A file that is missing or is no design; whatever the scenario fails in under the design; a design of the
    /// same name with other terms, which would be lost.
    pub fn with_candidate(&self, library: &Library, parts: &str) -> Result<Loaded, Problems> {
        let (name, with) = self.with_reforms(library, parts)?;
        match (self.design(&name), with.design(&name)) {
            (Ok(there), Ok(new)) if there.doc != new.doc => {
                Err(vec![Problem::new(Place::whole(parts), ProblemKind::DesignOfTheSameName { name })].into())
            }
            _ => Ok(with),
        }
    }

    /// The name of a candidate, and the scenario with it, in place of a design of that name.
    pub(super) fn with_reforms(&self, library: &Library, parts: &str) -> Result<(String, Loaded), Problems> {
        let (mut names, mut titles) = (Vec::new(), Vec::new());
        for part in parts_of(parts) {
            let design = self.part(library, part)?;
            let name = Path::new(part).file_stem().map_or(part.into(), |stem| stem.to_string_lossy());
            titles.push(
                design.title.unwrap_or_else(|| Bilingual { zh: name.to_string(), en: name.to_string() }),
            );
            names.push(name.to_string());
        }
        let join = |words: Vec<&str>| words.join(" + ");
        let title = Node::object(vec![
            ("zh".into(), Node::text(join(titles.iter().map(|title| title.zh.as_str()).collect()))),
            ("en".into(), Node::text(join(titles.iter().map(|title| title.en.as_str()).collect()))),
        ]);
        let patch = difference(&self.root().without(&VARIANTS), &self.changed_by(library, parts)?);
        let design = Node::object(vec![("title".into(), title), ("patch".into(), patch)]);
        let name = names.join("-");
        let with = self.with_root(with_design(self.root().clone(), &name, design))?;
        Ok((name, with))
    }

    /// The scenario without designs and stresses, with the patches of a candidate applied one after the other.
    pub(super) fn changed_by(&self, library: &Library, parts: &str) -> Result<Node, Problems> {
        let bare = self.root().without(&VARIANTS);
        parts_of(parts)
            .try_fold(bare, |changed, part| Ok(merge_scenario(changed, &self.part(library, part)?.patch.0)))
    }

    /// One of the reforms of a candidate.
    fn part(&self, library: &Library, part: &str) -> Result<DesignDoc, Problems> {
        if let Some(design) = self.base().designs.get(part) {
            return Ok(design.clone());
        }
        let mut problems = Problems::new();
        let design = DesignDoc::decode(&library.read(part)?, None, &mut problems);
        design.filter(|_| !problems.has_errors()).ok_or(problems)
    }
}

/// The reforms of a candidate, in order.
fn parts_of(parts: &str) -> impl Iterator<Item = &str> {
    parts.split('+').map(str::trim)
}

/// The scenario with an entry under `designs`, in place of one of the same name.
pub(super) fn with_design(root: Node, name: &str, design: Node) -> Node {
    let mut designs = root.get("designs").cloned().unwrap_or_else(|| Node::object(Vec::new()));
    // no file holds the entry: it stands where it was asked for
    let place = Place::whole("");
    let set = |node: &mut Node, key: &str, value: Node| {
        if let Value::Object(entries) = &mut node.value {
            match entries.iter_mut().find(|entry| &*entry.key == key) {
                Some(entry) => entry.node = value,
                None => entries.push(Entry { key: key.into(), place: place.clone(), node: value }),
            }
        }
    };
    set(&mut designs, name, design);
    let mut root = root;
    set(&mut root, "designs", designs);
    root
}
