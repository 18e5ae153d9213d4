//! One number of a scenario at many values: designs made in memory, over the same bills.

use super::candidate::with_design;
use super::document::VARIANTS;
use super::library::Library;
use super::load::Loaded;
use super::merge::{apply_settings, difference, merge_scenario};
use super::node::{Node, Place, Pointer, Value, parse};
use super::problem::Problems;

/// The grid that holds the designs.
const GRID: &str = "at";
/// Its only axis.
const AXIS: &str = "value";

impl Loaded {
    /// The scenario without its own designs, grids and stresses, with one design a value, in their order: in each
    /// the value stands at all of these paths, which are written as `--set` writes them.
    ///
    /// A value is JSON (`12000`, `0.45`, `null` to take the key away) or a word. Paths that lead through something
    /// that is not there, or into what decides the bills, and values that are named twice are refused as in `grids`.
    /// `asked_by` is who asks, for the place of problems: `--vary`.
    ///
    /// # Errors
    /// All problems of the paths, and whatever the scenario fails in under a value.
    pub fn with_values(
        &self,
        asked_by: &str,
        paths: &[String],
        values: &[String],
    ) -> Result<Loaded, Problems> {
        let place = |pointer: Pointer| Place { pointer, ..Place::whole(asked_by) };
        let whole = place(Pointer::default());
        let path = |path: &String| {
            let pointer = path.split('.').fold(Pointer::default(), |pointer, step| pointer.then(step));
            Node { place: place(pointer), value: Value::Text(path.as_str().into()) }
        };
        let value = |text: &String| match parse(asked_by, text.trim().as_bytes()) {
            Ok(node) => Node { place: whole.clone(), value: node.value },
            Err(_) => Node { place: whole.clone(), value: Value::Text(text.trim().into()) },
        };
        let list = |nodes| Node { place: whole.clone(), value: Value::List(nodes) };
        let title = Node::text(paths.join(", "));
        let axis = vec![
            ("title".to_owned(), Node::object(vec![("zh".into(), title.clone()), ("en".into(), title)])),
            ("paths".to_owned(), list(paths.iter().map(path).collect())),
            ("values".to_owned(), list(values.iter().map(value).collect())),
        ];
        let nested = [AXIS, "axes", GRID, "grids"]
            .into_iter()
            .fold(Node::object(axis), |inner, key| Node::object(vec![(key.to_owned(), inner)]));
        let root = self.root().without(&VARIANTS);
        self.with_root(if values.is_empty() { root } else { merge_scenario(root, &nested) })
    }

    /// The scenario without its own designs, grids and stresses, with one design that changes it as `--set` would.
    ///
    /// # Errors
    /// What the settings refuse, and whatever the scenario fails in under the design.
    pub fn with_design_of(&self, name: &str, settings: &[String]) -> Result<Loaded, Problems> {
        let bare = self.root().without(&VARIANTS);
        let changed = apply_settings(bare.clone(), settings)?;
        let words = || Node::text(settings.join(", "));
        let title = Node::object(vec![("zh".into(), words()), ("en".into(), words())]);
        let patch = difference(&bare, &changed);
        let design = Node::object(vec![("title".into(), title), ("patch".into(), patch)]);
        self.with_root(with_design(bare, name, design))
    }

    /// The scenario that a candidate makes of this one, without other designs and stresses: `a.json+b.json`, each a
    /// design of the scenario by its name, or a file that is written like one.
    ///
    /// # Errors
    /// What [`Loaded::with_candidate`] refuses, but for the name: the other designs are left out.
    pub fn as_candidate(&self, library: &Library, parts: &str) -> Result<Loaded, Problems> {
        // a candidate may not change the bills: checked as a design first
        self.with_reforms(library, parts)?;
        self.with_root(self.changed_by(library, parts)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load::{BASE, load};
    use crate::units::Fen;
    use crate::wording::Lang;

    fn wenzhou() -> Loaded {
        load(&Library::built_in(), "hmb/wenzhou", &[]).unwrap()
    }

    fn owned(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn each_value_stands_at_all_paths_and_the_designs_of_the_file_are_left_out() {
        let paths = owned(&["payers.hmb-l2.deductible_yuan", "payers.hmb-l2-rare.deductible_yuan"]);
        let varied = wenzhou().with_values("--vary", &paths, &owned(&["8000", "12000.50"])).unwrap();
        let names: Vec<&str> = varied.designs.iter().map(|design| &*design.name).collect();
        assert_eq!(names, [BASE, "at-8000", "at-12000_5"]);
        let by_hand = |set: [String; 2]| load(&Library::built_in(), "hmb/wenzhou", &set).unwrap();
        for (nth, yuan) in [(1, "8000"), (2, "12000.5")] {
            let same = by_hand([0, 1].map(|path| format!("{}={yuan}", paths[path])));
            assert_eq!(varied.designs[nth].doc.payers, same.base().payers);
        }
        assert_eq!(wenzhou().with_values("--vary", &paths, &[]).unwrap().designs.len(), 1);
    }

    #[test]
    fn a_path_that_is_not_there_or_moves_the_bills_is_named_as_it_was_asked_for() {
        let refused = |path: &str, value: &str| {
            let problems = wenzhou().with_values("--vary", &owned(&[path]), &owned(&[value])).unwrap_err();
            problems.iter().map(|it| it.message(Lang::En)).collect::<Vec<_>>().join("\n")
        };
        let unknown = refused("payers.hmb-l3.deductible_yuan", "1");
        assert!(unknown.starts_with("--vary: /payers/hmb-l3/deductible_yuan"), "{unknown}");
        assert!(unknown.contains("hmb-l1"), "{unknown}");
        assert!(refused("world.frequency.trend", "0.1").contains("world"));
        let out = refused("payers.hmb-l1.tiers.to-30000.ratio", "1.5");
        assert!(out.contains("--vary") && out.contains("1.5"), "{out}");
        assert!(refused("payers.hmb-l1.deductible", "1").contains("deductible_yuan"));
    }

    #[test]
    fn a_candidate_becomes_the_scenario_that_is_varied() {
        let library = Library::built_in();
        let dearer = wenzhou().as_candidate(&library, "premium-120+deductible-20000").unwrap();
        let (_, _, dearest) = dearer.product().unwrap();
        assert_eq!((dearest, dearer.designs.len()), (Fen::yuan(120), 1));
        assert!(wenzhou().as_candidate(&library, "premium-130").is_err());
    }
}
