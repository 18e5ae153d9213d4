//! A walk from one price to another: two scenarios, and the patches that lead from the first to the second.

use std::path::Path;

use super::document::VARIANTS;
use super::field::{Keyed, Patch};
use super::funds::{FundDoc, unknown_reference};
use super::library::Library;
use super::load::{Loaded, load};
use super::merge::{difference, merge_scenario};
use super::node::{Node, Place};
use super::problem::{ProblemKind, Problems};
use super::record::{Field, choice, record};
use super::steps::{Change, changes};
use crate::units::Fen;
use crate::wording::Bilingual;
use crate::wording::walk::StepKind;

choice! { StepKind }

record! {
    /// A walk from last year's price to this year's.
    pub struct WalkDoc {
        /// What people call it.
        title: Option<Bilingual>,
        /// Last year's scenario: its path beside this file, or its library name.
        from: String,
        /// This year's scenario; what the steps leave of the way to it is a last step of its own. The end of the steps where left out.
        to: Option<String>,
        /// The fund whose price it is; the city product, else the contract, where left out.
        fund: Option<String>,
        /// Last year's price as it was filed: what this version of the program makes of last year's scenario is then a first step, the model's version.
        filed_yuan: Option<Fen> [Fen(1)..=Fen(100_000_000)],
        /// The version by which it was filed, and who says so.
        filed_by: Option<String>,
        /// This year's price as it is charged: rounding and judgement are then a last step.
        charged_yuan: Option<Fen> [Fen(1)..=Fen(100_000_000)],
        /// What changes, in order.
        steps: Keyed<WalkStepDoc> = Keyed::default(),
    }
}

record! {
    /// What changes in one step of a walk.
    pub struct WalkStepDoc {
        /// What people call it; the name of its kind where left out.
        title: Option<Bilingual>,
        /// Why the price moves.
        kind: StepKind,
        /// What changes of the scenario as the steps before have left it.
        patch: Patch,
    }
}

/// A scenario on the way.
#[derive(Debug, Clone)]
pub struct WalkStage {
    /// Its key: `from`, the step's, or `rest`.
    pub key: String,
    /// Why the price moves; `None` where the walk begins.
    pub kind: Option<StepKind>,
    /// What people call the step, where the document says.
    pub title: Option<Bilingual>,
    /// What it changes, defaults written out.
    pub changes: Vec<Change>,
    /// The scenario after it.
    pub scenario: Loaded,
}

/// A walk whose every scenario can be run.
#[derive(Debug, Clone)]
pub struct Walk {
    /// What the document says.
    pub doc: WalkDoc,
    /// The scenarios, from the first to the last.
    pub stages: Vec<WalkStage>,
    /// The fund whose price it is.
    pub fund: String,
}

impl Walk {
    /// Reads a walk with all its scenarios, each under the settings.
    ///
    /// # Errors
    /// Every problem of the document; of the scenarios those of every step, each on the steps before it that hold.
    pub fn read(library: &Library, path: &str, settings: &[String]) -> Result<Walk, Problems> {
        let root = library.read(path).map_err(Problems::sorted)?;
        let mut problems = Problems::new();
        let doc = WalkDoc::decode(&root, None, &mut problems);
        let Some(doc) = doc.filter(|_| !problems.has_errors()) else { return Err(problems.sorted()) };
        let named = |key: &str, name: &str| {
            let name = beside(path, name);
            let loaded = load(library, &name, settings);
            loaded.map_err(|problems| problems.named_at(&name, &root.place_of(key)))?.bare()
        };
        let first = named("from", &doc.from)?;
        let key = "from".to_owned();
        let mut stages =
            vec![WalkStage { key, kind: None, title: None, changes: Vec::new(), scenario: first }];
        for (key, step) in doc.steps.iter() {
            let before = &stages[stages.len() - 1].scenario;
            let scenario = match before.patched(&step.patch.0) {
                Ok(scenario) => scenario,
                Err(found) => {
                    problems.extend(found);
                    continue;
                }
            };
            let changes = before.changes_to(&scenario);
            if changes.is_empty() {
                let place = root.at(&["steps", key]).map_or(&root.place, |node| &node.place);
                problems.report(place, ProblemKind::StepChangesNothing);
            }
            let (title, kind) = (step.title.clone(), Some(step.kind));
            stages.push(WalkStage { key: key.to_owned(), kind, title, changes, scenario });
        }
        if let Some(to) = doc.to.as_ref().filter(|_| !problems.has_errors()) {
            let before = &stages[stages.len() - 1].scenario;
            let scenario = named("to", to)?.run_as(before)?;
            let changes = before.changes_to(&scenario);
            if !changes.is_empty() {
                let (key, kind) = ("rest".to_owned(), Some(StepKind::Other));
                stages.push(WalkStage { key, kind, title: None, changes, scenario });
            }
        }
        let fund = fund(&doc, &root, &stages, &mut problems);
        let fund = fund.filter(|_| !problems.has_errors()).ok_or_else(|| problems.sorted())?;
        Ok(Walk { doc, stages, fund })
    }
}

/// The fund that is asked for, or the first that has a price, which must be there all the way.
fn fund(doc: &WalkDoc, root: &Node, stages: &[WalkStage], problems: &mut Problems) -> Option<String> {
    let place = || -> Place { root.place_of("fund") };
    let funds = |stage: &WalkStage| -> Vec<(String, bool)> {
        let all = stage.scenario.base().funds.iter();
        let priced = all.filter(|(_, fund)| !matches!(fund, FundDoc::Ledger(_)));
        priced.map(|(id, fund)| (id.to_owned(), matches!(fund, FundDoc::HmbBook(_)))).collect()
    };
    let first = funds(&stages[0]);
    let usual = first.iter().find(|(_, book)| *book).or(first.first()).map(|(id, _)| id.clone());
    let Some(asked) = doc.fund.clone().or(usual) else {
        problems.report(&place(), ProblemKind::NoBook);
        return None;
    };
    for stage in stages {
        let known = funds(stage);
        if known.iter().all(|(id, _)| *id != asked) {
            let names: Vec<&str> = known.iter().map(|(id, _)| id.as_str()).collect();
            problems.report(&place(), unknown_reference(&asked, &names.iter().copied()));
            return None;
        }
    }
    Some(asked)
}

/// A path beside the document where there is one, else the name as written.
fn beside(document: &str, name: &str) -> String {
    let found = Path::new(document).parent().map(|directory| directory.join(name));
    let found = found.filter(|path| path.is_file()).and_then(|path| path.to_str().map(str::to_owned));
    found.unwrap_or_else(|| name.to_owned())
}

impl Loaded {
    /// The scenario without its designs and stresses.
    fn bare(&self) -> Result<Loaded, Problems> {
        self.with_root(self.root().without(&VARIANTS))
    }

    /// The scenario with a patch.
    fn patched(&self, patch: &Node) -> Result<Loaded, Problems> {
        self.with_root(merge_scenario(self.root().clone(), patch))
    }

    /// The scenario over the trials and seed of another.
    fn run_as(&self, other: &Loaded) -> Result<Loaded, Problems> {
        let root = self.root().without(&["run"]);
        let run = other.root().get("run").cloned();
        match run {
            Some(run) => self.with_root(merge_scenario(root, &Node::object(vec![("run".into(), run)]))),
            None => self.with_root(root),
        }
    }

    /// What another scenario has otherwise, remarks and the number of trials apart.
    fn changes_to(&self, other: &Loaded) -> Vec<Change> {
        match (self.document(), other.document()) {
            (Some(from), Some(to)) => {
                changes(&difference(&from.without(&["run"]), &to.without(&["run"])), &from)
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::Lang;

    fn read(text: &str) -> Result<Walk, Vec<String>> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("walk.json");
        std::fs::write(&path, text).unwrap();
        Walk::read(&Library::built_in(), path.to_str().unwrap(), &["run.trials=2".to_owned()])
            .map_err(|problems| problems.iter().map(|problem| problem.message(Lang::En)).collect())
    }

    #[test]
    fn a_walk_ends_at_its_second_scenario_whatever_its_steps_leave_out() {
        let walk = read(
            r#"{"from": "hmb/wenzhou", "to": "hmb/wenzhou", "steps": {
                "dearer": {"kind": "margin", "patch": {"funds": {"hmb": {"margin_ratio": 0.05}}}}}}"#,
        )
        .unwrap();
        let keys: Vec<&str> = walk.stages.iter().map(|stage| stage.key.as_str()).collect();
        assert_eq!((keys.as_slice(), walk.fund.as_str()), (["from", "dearer", "rest"].as_slice(), "hmb"));
        let [_, dearer, rest] = &walk.stages[..] else { panic!("three stages") };
        assert_eq!(dearer.changes.len(), 1);
        assert_eq!(dearer.changes[0].path, "funds.hmb.margin_ratio");
        assert_eq!(
            (rest.changes[0].from.as_deref(), rest.changes[0].to.as_deref()),
            (Some("0.05"), Some("0.03"))
        );
    }

    #[test]
    fn steps_that_reach_the_second_scenario_leave_no_rest_and_one_that_changes_nothing_is_a_problem() {
        let step = |margin: &str| {
            format!(
                r#"{{"from": "hmb/wenzhou", "to": "hmb/wenzhou", "steps": {{
                    "dearer": {{"kind": "margin", "patch": {{"funds": {{"hmb": {{"margin_ratio": {margin}}}}}}}}},
                    "back": {{"kind": "margin", "patch": {{"funds": {{"hmb": {{"margin_ratio": 0.03}}}}}}}}}}}}"#
            )
        };
        let walk = read(&step("0.05")).unwrap();
        assert_eq!(walk.stages.len(), 3);
        let problems = read(&step("0.03")).unwrap_err();
        assert!(problems.iter().any(|it| it.contains("/steps/dearer")), "{problems:?}");
        let fund = read(r#"{"from": "hmb/wenzhou", "fund": "hbm", "steps": {}}"#).unwrap_err();
        assert!(fund[0].contains("/fund") && fund[0].contains("hmb"), "{fund:?}");
    }

    #[test]
    fn the_example_of_the_documents_can_be_walked() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/examples/walk.json");
        let walk = Walk::read(&Library::built_in(), path, &[]).unwrap();
        let kinds: Vec<&str> = walk.stages.iter().filter_map(|stage| stage.kind).map(StepKind::key).collect();
        assert_eq!(
            kinds,
            ["mix", "experience", "trend", "benefits", "catalogue", "expenses", "margin"],
            "every kind once"
        );
    }
}
