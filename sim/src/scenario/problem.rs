//! What is wrong with a scenario: where it stands, and what kind of problem it is, as data.
//!
//! All problems of a scenario are collected and shown at once, in the order of the file. The
//! sentences about them are in `wording/problems`.

use super::node::{Place, Pointer};
pub use crate::wording::problems::{
    Breach, Context, Design, JsonFault, JsonType, PathFault, ProblemKind, Severity,
};
use crate::wording::{Lang, problems};

/// One problem: its place, the design it appears under, and its kind with all the values it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it stands.
    pub place: Place,
    /// The design that shows it, where the base scenario does not.
    pub design: Option<Design>,
    /// The revision that it appears with, where the scenario before it is free of it.
    pub revision: Option<String>,
    /// What it is.
    pub kind: ProblemKind,
}

impl Problem {
    /// A problem of the base scenario.
    pub fn new(place: Place, kind: ProblemKind) -> Problem {
        Problem { place, design: None, revision: None, kind }
    }

    /// Error or warning.
    pub fn severity(&self) -> Severity {
        self.kind.severity()
    }

    /// The whole message: `file:line:column: /pointer: error: what was found; what is allowed; what to do.`
    pub fn message(&self, lang: Lang) -> String {
        let Place { file, line, column, pointer } = &self.place;
        let position = if *line > 0 { format!(":{line}:{column}") } else { String::new() };
        let pointer = if *pointer == Pointer::default() { String::new() } else { format!(": {pointer}") };
        format!("{file}{position}{pointer}: {}", problems::sentence(&self.kind, self.context(), lang))
    }

    /// The design and the revision that show it.
    fn context(&self) -> Context<'_> {
        Context { design: self.design.as_ref(), revision: self.revision.as_deref() }
    }

    /// The same for programs.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({
            "file": &*self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "pointer": self.place.pointer.to_string(),
            "severity": match self.severity() { Severity::Error => "error", Severity::Warning => "warning" },
            "design": self.design.as_ref().map(|design| &design.0),
            "revision": self.revision,
            "message": {
                "zh": problems::sentence(&self.kind, self.context(), Lang::Zh),
                "en": problems::sentence(&self.kind, self.context(), Lang::En),
            },
        })
    }
}

/// The most problems that are collected; more say nothing new.
const MOST: usize = 1_000;

/// All problems found so far, at most a thousand.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(|problem| problem.message(Lang::En)).collect::<Vec<_>>().join("\n"))]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Nothing found yet.
    pub fn new() -> Problems {
        Problems::default()
    }

    /// Adds one, unless the very same is already there.
    pub fn push(&mut self, problem: Problem) {
        let same = |known: &Problem| known.place == problem.place && known.kind == problem.kind;
        if self.0.len() < MOST && !self.0.iter().any(same) {
            self.0.push(problem);
        }
    }

    /// Adds one by its place and kind.
    pub fn report(&mut self, place: &Place, kind: ProblemKind) {
        self.push(Problem::new(place.clone(), kind));
    }

    /// Adds all of another collection, as problems that only `design` shows where they are new.
    pub fn extend_from_design(&mut self, design: &str, problems: Problems) {
        for problem in problems.0 {
            self.push(Problem { design: Some(Design(design.to_string())), ..problem });
        }
    }

    /// Adds all of another collection, as problems that `revision` brings where they are new.
    pub fn extend_from_revision(&mut self, revision: &str, problems: Problems) {
        for problem in problems.0 {
            self.push(Problem { revision: Some(revision.to_string()), ..problem });
        }
    }

    /// Adds several.
    pub fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        problems.into_iter().for_each(|problem| self.push(problem));
    }

    /// The same; those that stand in no file stand in what was asked for.
    #[must_use]
    pub fn asked_by(mut self, asked: &str) -> Problems {
        for problem in self.0.iter_mut().filter(|problem| problem.place.file.is_empty()) {
            problem.place.file = asked.into();
        }
        self
    }

    /// The same; that `name` is no scenario is said of the place that names it.
    #[must_use]
    pub fn named_at(mut self, name: &str, place: &Place) -> Problems {
        let whole = Place::whole(name);
        let missing = |kind: &ProblemKind| {
            matches!(kind, ProblemKind::NotFound { .. } | ProblemKind::NoFile { .. } | ProblemKind::EmptyText)
        };
        for problem in self.0.iter_mut().filter(|it| it.place == whole && missing(&it.kind)) {
            problem.place = place.clone();
        }
        self
    }

    /// Whether any of them is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|problem| problem.severity() == Severity::Error)
    }

    /// Whether nothing was found at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The problems in the order of file, line and column.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// Puts them in the order of file, line and column.
    #[must_use]
    pub fn sorted(mut self) -> Problems {
        self.0.sort_by(|a, b| {
            let key = |p: &Problem| (p.place.file.clone(), p.place.line, p.place.column);
            key(a).cmp(&key(b))
        });
        self
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl From<Vec<Problem>> for Problems {
    fn from(list: Vec<Problem>) -> Problems {
        let mut problems = Problems::new();
        problems.extend(list);
        problems
    }
}

/// The known word nearest to a mistyped one, if any is near: at most a third of its letters differ.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let limit = word.chars().count().max(3) / 3;
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| {
            *distance <= limit || (candidate.len() > 3 && word.len() > 3 && candidate.starts_with(word))
        })
        .min()
        .map(|(_, candidate)| candidate.to_string())
}
