//! What a design changes against a base, parameter by parameter: designs that change one of them alone, and
//! designs that change them one after the other.

use super::candidate::with_design;
use super::document::{TermDoc, VARIANTS};
use super::load::{BASE, Loaded, LoadedDesign};
use super::merge::{difference, lay_over, merge_scenario};
use super::node::{Node, Value};
use super::problem::Problems;
use super::record::Field;

/// Keys that say something and decide nothing.
const REMARKS: [&str; 5] = ["source", "note", "synthetic", "title", "purpose"];

/// A parameter that a design changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it stands, as `--set` writes it.
    pub path: String,
    /// What it was, defaults written out; `None` where nothing was there.
    pub from: Option<String>,
    /// What it becomes; `None` where it is taken away.
    pub to: Option<String>,
}

/// Parameters that change together, because the scenario cannot stand between them: mostly one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What changes.
    pub changes: Vec<Change>,
    /// The design that changes these alone; `None` where the base cannot take them alone.
    pub alone: Option<String>,
    /// The design that changes these and those of all steps before.
    pub until: String,
}

/// The steps from a base to a design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    /// The design.
    pub design: String,
    /// In the order of the document; the last ends at the design itself.
    pub steps: Vec<Step>,
}

/// A changed value with the path to it.
struct Leaf {
    path: Vec<Box<str>>,
    value: Node,
}

impl Loaded {
    /// The scenario with the designs between `base` and each of its other named designs, behind all of its own,
    /// and what each of them changes. Points of grids are not taken apart.
    ///
    /// # Errors
    /// More rows than a run may have.
    pub fn with_steps(&self, base: &str) -> Result<(Loaded, Vec<Steps>), Problems> {
        let bare = self.root().without(&VARIANTS);
        let Some(from) = self.tree_of(base) else { return Ok((self.clone(), Vec::new())) };
        let mut between = Between { scenario: self, bare, root: self.root().clone(), base, from, made: 0 };
        let mut all = Vec::new();
        for design in self.designs.iter().filter(|design| design.name != base) {
            let Some(to) = self.tree_of(&design.name) else { continue };
            all.push(between.steps(&design.name, &to));
        }
        let mut stepped = self.with_root(between.root)?;
        stepped.warnings = self.warnings.clone();
        Ok((stepped, all))
    }

    /// The whole scenario under a named design; `None` for points of grids.
    fn tree_of(&self, design: &str) -> Option<Node> {
        let bare = self.root().without(&VARIANTS);
        if design == BASE {
            return Some(bare);
        }
        let patch = &self.base().designs.get(design)?.patch.0;
        Some(merge_scenario(bare, patch))
    }

    /// The scenario with one design alone beside the base, where it can be paid and funded under it.
    pub(super) fn alone_with(&self, bare: &Node, name: &str, design: &Node) -> Option<Loaded> {
        let alone = self.with_root(with_design(bare.clone(), name, design.clone())).ok()?;
        let years = alone.base().term.as_ref().map(TermDoc::years).unwrap_or_default();
        let whole = |design: &LoadedDesign| design.by_year(&years, &mut Problems::new()).is_some();
        alone.designs.iter().all(whole).then_some(alone)
    }
}

/// The designs between a base and others, as they are made.
struct Between<'a> {
    scenario: &'a Loaded,
    bare: Node,
    /// The scenario with the designs that were made so far.
    root: Node,
    base: &'a str,
    from: Node,
    made: usize,
}

impl Between<'_> {
    fn steps(&mut self, design: &str, to: &Node) -> Steps {
        let mut leaves = Vec::new();
        leaves_of(&difference(&self.from, to), &self.from, &mut Vec::new(), &mut leaves);
        let was = self.scenario.design(self.base).ok().and_then(|base| base.doc.encode());
        let (mut steps, mut together) = (Vec::new(), Vec::new());
        let (mut so_far, mut waiting): (Option<Node>, Option<Node>) = (None, None);
        let n_leaves = leaves.len();
        for (nth, leaf) in leaves.into_iter().enumerate() {
            together.push(leaf.change(was.as_ref(), &self.from));
            waiting = Some(joined(waiting, &leaf.patch()));
            let (Some(own), last) = (&waiting, nth + 1 == n_leaves) else { continue };
            let patch = joined(so_far.clone(), own);
            let until = if last { Some(design.to_owned()) } else { self.make(&patch) };
            let Some(until) = until else { continue };
            let alone = if steps.is_empty() { Some(until.clone()) } else { self.make(own) };
            steps.push(Step { changes: std::mem::take(&mut together), alone, until });
            (so_far, waiting) = (Some(patch), None);
        }
        Steps { design: design.to_owned(), steps }
    }

    /// Adds the design that a patch makes of the base; `None` where it cannot stand.
    fn make(&mut self, patch: &Node) -> Option<String> {
        let name = (self.made + 1..).map(|nth| format!("step-{nth}"));
        let name = name.into_iter().find(|name| self.root.at(&["designs", name]).is_none())?;
        let changed = difference(&self.bare, &merge_scenario(self.from.clone(), patch));
        let design = Node::object(vec![("patch".into(), changed)]);
        self.scenario.alone_with(&self.bare, &name, &design)?;
        self.root = with_design(self.root.clone(), &name, design);
        self.made += 1;
        Some(name)
    }
}

impl Leaf {
    /// The patch that changes it alone.
    fn patch(&self) -> Node {
        let wrap = |node: Node, key: &str| Node::object(vec![(key.to_owned(), node)]);
        self.path.iter().rev().map(|key| &**key).fold(self.value.clone(), wrap)
    }

    fn change(&self, was: Option<&Node>, written: &Node) -> Change {
        let path: Vec<&str> = self.path.iter().map(|key| &**key).collect();
        let old = written.at(&path).or_else(|| was?.at(&path));
        let to = (!matches!(self.value.value, Value::Null)).then(|| on_a_line(&self.value));
        Change { path: path.join("."), from: old.map(on_a_line), to }
    }
}

/// What a patch of `target` changes, remarks left out.
pub(super) fn changes(patch: &Node, target: &Node) -> Vec<Change> {
    let mut leaves = Vec::new();
    leaves_of(patch, target, &mut Vec::new(), &mut leaves);
    leaves.iter().map(|leaf| leaf.change(None, target)).collect()
}

/// The values that a patch of `target` changes: what it brings whole is one of them.
fn leaves_of(patch: &Node, target: &Node, path: &mut Vec<Box<str>>, leaves: &mut Vec<Leaf>) {
    for entry in patch.entries().iter().filter(|entry| !REMARKS.contains(&&*entry.key)) {
        path.push(entry.key.clone());
        let below = target.get(&entry.key).filter(|old| matches!(old.value, Value::Object(_)));
        match (below, &entry.node.value) {
            (Some(old), Value::Object(_)) => leaves_of(&entry.node, old, path, leaves),
            _ => leaves.push(Leaf { path: path.clone(), value: entry.node.clone() }),
        }
        path.pop();
    }
}

/// The patch that does both, one after the other.
fn joined(under: Option<Node>, over: &Node) -> Node {
    under.map_or_else(|| over.clone(), |under| lay_over(under, over))
}

/// A value as JSON on one line.
fn on_a_line(node: &Node) -> String {
    let text = node.to_json();
    text.lines().map(str::trim_start).collect::<Vec<_>>().join(" ").trim().trim_matches('"').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::library::Library;
    use crate::scenario::load::load;

    const REFORM: &str = r#"designs={"reform": {"patch": {"payers": {"cii": {
        "note": "as debated", "deductible_yuan": 15000, "cap_yuan": 200000,
        "tiers": {"to-120000": {"up_to_yuan": 100000}, "above-120000": {"ratio": 0.65}}}}}}}"#;

    fn stepped(settings: &[&str], base: &str) -> (Loaded, Vec<Steps>) {
        let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
        let scenario = load(&Library::built_in(), "cii/quzhou-2016", &settings).unwrap();
        scenario.with_steps(base).unwrap()
    }

    #[test]
    fn every_changed_value_is_a_step_and_the_last_ends_at_the_design() {
        let (loaded, all) = stepped(&[REFORM], BASE);
        let reform = all.iter().find(|it| it.design == "reform").unwrap();
        let paths: Vec<&str> = reform.steps.iter().map(|step| step.changes[0].path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "payers.cii.deductible_yuan",
                "payers.cii.tiers.to-120000.up_to_yuan",
                "payers.cii.tiers.above-120000.ratio",
                "payers.cii.cap_yuan",
            ],
            "in the order of the document, remarks left out"
        );
        let first = &reform.steps[0];
        assert_eq!(first.changes[0].from.as_deref(), Some("20000"));
        assert_eq!(first.changes[0].to.as_deref(), Some("15000"));
        assert_eq!(first.alone.as_ref(), Some(&first.until));
        assert_eq!(reform.steps.last().unwrap().until, "reform");
        let terms = |name: &str| loaded.design(name).unwrap().doc.payers.clone();
        assert!(reform.steps.iter().all(|step| step.alone.is_some()));
        assert_ne!(terms(reform.steps[2].alone.as_ref().unwrap()), terms(&reform.steps[2].until));
    }

    #[test]
    fn a_step_from_another_base_starts_there() {
        let (loaded, all) = stepped(&[REFORM], "reform");
        let base = all.iter().find(|it| it.design == BASE).unwrap();
        assert_eq!(base.steps[0].changes[0].from.as_deref(), Some("15000"));
        let alone = loaded.design(base.steps[0].alone.as_ref().unwrap()).unwrap();
        let cii = alone.doc.payers.get("cii").unwrap();
        let reform = loaded.design("reform").unwrap().doc.payers.get("cii").unwrap();
        assert_ne!(cii, reform, "the deductible is that of the base");
        assert_ne!(cii, loaded.base().payers.get("cii").unwrap(), "and all else that of the reform");
    }

    #[test]
    fn values_between_which_nothing_can_stand_change_together() {
        // the first tier may not end above the second
        let tiers = r#"payers.cii.tiers={"a": {"up_to_yuan": 120000, "ratio": 0.5},
            "b": {"up_to_yuan": 200000, "ratio": 0.6}, "c": {"ratio": 0.7}}"#;
        let higher = r#"designs={"higher": {"patch": {"payers": {"cii": {"tiers": {
            "a": {"up_to_yuan": 220000}, "b": {"up_to_yuan": 300000}}}}}}}"#;
        let (_, all) = stepped(&["designs=null", "payers.cii.tiers=null", tiers, higher], BASE);
        let steps = &all.iter().find(|it| it.design == "higher").unwrap().steps;
        assert_eq!(steps.len(), 1, "{steps:?}");
        assert_eq!(steps[0].changes.len(), 2);
        assert_eq!(steps[0].alone.as_deref(), Some("higher"));
    }

    #[test]
    fn a_design_that_changes_nothing_has_no_steps() {
        let null = r#"designs={"null": {"patch": {"payers": {"cii": {"deductible_yuan": 20000}}}}}"#;
        let (loaded, all) = stepped(&[null], BASE);
        let before = load(&Library::built_in(), "cii/quzhou-2016", &[null.to_owned()]).unwrap();
        assert!(all.iter().any(|it| it.design == "null" && it.steps.is_empty()));
        assert!(loaded.designs.len() > before.designs.len(), "only the other designs are taken apart");
    }
}
