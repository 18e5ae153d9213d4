//! Bases, settings and designs: JSON merge patches (RFC 7396) on trees whose values keep their places.

use std::collections::BTreeMap;

use super::node::{Entry, Node, Place, Pointer, Value, parse};
use super::problem::{Problem, ProblemKind};
use super::switches::{self, Switch};

/// The blocks whose entries are patches themselves: an entry of a base is replaced, not merged.
const PATCH_BLOCKS: [&str; 2] = ["designs", "stresses"];
/// The block whose entries hold dated patches, which merge as patches.
const REVISIONS: &str = "revisions";

/// Applies a merge patch: objects merge key by key, `null` removes, anything else replaces.
///
/// What the patch brings keeps its place, so that a message points at the line that made the value;
/// an object that both have takes the place of the patch. New keys follow the old ones.
pub fn merge_patch(target: Node, patch: &Node) -> Node {
    merge(target, patch, &|_, target, patch| merge_patch(target, patch))
}

/// Applies a merge patch to a scenario: as [`merge_patch`], except that the patches inside its
/// revisions are laid one over the other with their `null`s, which are still to be applied.
pub fn merge_scenario(scenario: Node, patch: &Node) -> Node {
    merge(scenario, patch, &|block, target, patch| match block {
        REVISIONS => merge_revisions(target, patch),
        _ => merge_patch(target, patch),
    })
}

/// Merges a scenario onto its base: as [`merge_scenario`], except that designs and stresses of the
/// same name replace each other (their `null`s, too, are still to be applied).
pub fn extend(base: Node, scenario: &Node) -> Node {
    merge(base, scenario, &|block, target, patch| match block {
        REVISIONS => merge_revisions(target, patch),
        _ if PATCH_BLOCKS.contains(&block) => merge(target, patch, &|_, _, patch| patch.clone()),
        _ => merge_patch(target, patch),
    })
}

/// Merges the revisions of two scenarios, name by name.
fn merge_revisions(target: Node, patch: &Node) -> Node {
    merge(target, patch, &|_, target, revision| {
        merge(target, revision, &|key, target, patch| match key {
            "patch" => lay_over(target, patch),
            _ => merge_patch(target, patch),
        })
    })
}

/// The patch that does what `under` and then `over` would do.
pub(super) fn lay_over(under: Node, over: &Node) -> Node {
    let (Value::Object(below), Value::Object(changes)) = (under.value, &over.value) else {
        return over.clone();
    };
    let mut entries = below;
    for change in changes {
        match entries.iter_mut().find(|entry| entry.key == change.key) {
            Some(entry) => {
                let old = std::mem::replace(&mut entry.node, Node::made(Value::Null));
                *entry = Entry { node: lay_over(old, &change.node), ..change.clone() };
            }
            None => entries.push(change.clone()),
        }
    }
    Node { place: over.place.clone(), value: Value::Object(entries) }
}

/// One level of a merge patch; `below` merges what stands under a key, by the key.
fn merge(target: Node, patch: &Node, below: &dyn Fn(&str, Node, &Node) -> Node) -> Node {
    let Value::Object(changes) = &patch.value else { return patch.clone() };
    let mut entries = if let Value::Object(entries) = target.value { entries } else { Vec::new() };
    let index: BTreeMap<Box<str>, usize> =
        entries.iter().enumerate().map(|(i, entry)| (entry.key.clone(), i)).collect();
    let mut removed = vec![false; entries.len()];
    for change in changes {
        match (index.get(&change.key), &change.node.value) {
            (Some(at), Value::Null) => removed[*at] = true,
            (None, Value::Null) => {}
            (Some(at), _) => {
                let old = std::mem::replace(&mut entries[*at].node, Node::made(Value::Null));
                entries[*at].node = below(&change.key, old, &change.node);
                entries[*at].place = change.place.clone();
            }
            (None, _) => {
                let empty = Node { place: change.node.place.clone(), value: Value::Null };
                let node = below(&change.key, empty, &change.node);
                entries.push(Entry { key: change.key.clone(), place: change.place.clone(), node });
                removed.push(false);
            }
        }
    }
    let mut removed = removed.into_iter();
    entries.retain(|_| !removed.next().unwrap_or(false));
    Node { place: patch.place.clone(), value: Value::Object(entries) }
}

/// The merge patch that makes `to` of `from`, apart from the order of keys.
pub fn difference(from: &Node, to: &Node) -> Node {
    if !matches!((&from.value, &to.value), (Value::Object(_), Value::Object(_))) {
        return to.clone();
    }
    let gone = from.entries().iter().filter(|entry| to.get(&entry.key).is_none());
    let gone = gone.map(|entry| {
        let null = Node { place: entry.place.clone(), value: Value::Null };
        Entry { node: null, ..entry.clone() }
    });
    let changed = to.entries().iter().filter_map(|entry| match from.get(&entry.key) {
        None => Some(entry.clone()),
        Some(old) if *old == entry.node => None,
        Some(old) => Some(Entry { node: difference(old, &entry.node), ..entry.clone() }),
    });
    Node { place: to.place.clone(), value: Value::Object(gone.chain(changed).collect()) }
}

/// Applies settings in turn, each `path=value`: the path is dotted from the root, or a switch's name
/// ([`switches`]); the value is JSON, or else taken as a word. `null` takes a key away.
///
/// # Errors
/// A setting without `=`, or with a path through something that is no object.
pub fn apply_settings(mut root: Node, settings: &[String]) -> Result<Node, Vec<Problem>> {
    let mut problems = Vec::new();
    for setting in settings {
        let (name, value) = setting.split_once('=').unwrap_or((setting, ""));
        if let Some(assumed) = switches::assumed(name.trim()) {
            if value.trim() != assumed.reading {
                let choices = vec![assumed.reading.to_string()];
                let kind = ProblemKind::NotAChoice { found: value.to_string(), suggestion: None, choices };
                problems.push(Problem::new(Place::whole(&format!("--set {setting}")), kind));
            }
        } else if let Some(switch) = switches::find(name.trim()) {
            match switched(&root, switch, setting, value.trim()) {
                Ok(set) => root = set,
                Err(problem) => problems.push(*problem),
            }
        } else if let Some(patch) = setting_patch(&root, name.trim(), value, setting) {
            root = merge_scenario(root, &patch);
        } else {
            problems.push(bad_setting(setting));
        }
    }
    if problems.is_empty() { Ok(root) } else { Err(problems) }
}

fn bad_setting(setting: &str) -> Problem {
    Problem::new(Place::whole("--set"), ProblemKind::BadSetting { text: setting.to_string() })
}

/// The tree with a switch at a reading; `setting` is how it was written.
fn switched(root: &Node, switch: &Switch, setting: &str, reading: &str) -> Result<Node, Box<Problem>> {
    let Some(settings) = switch.settings(root, reading) else {
        let choices = switch.readings.iter().map(ToString::to_string).collect();
        let kind = ProblemKind::NotAChoice { found: reading.to_string(), suggestion: None, choices };
        return Err(Box::new(Problem::new(Place::whole(&format!("--set {setting}")), kind)));
    };
    // a reading that changes nothing here is no mistake, a switch of something that is not there is
    if settings.is_empty() && switch.default != Some(reading) {
        return Err(Box::new(bad_setting(setting)));
    }
    let mut root = root.clone();
    for (path, value) in settings {
        let patch = setting_patch(&root, &path, &value, setting);
        root = merge_patch(root, &patch.ok_or_else(|| Box::new(bad_setting(setting)))?);
    }
    Ok(root)
}

/// The tree with a number at a dotted path, whether or not there was one; `None` where the path leads through
/// something that is no object.
pub(super) fn set_number(root: &Node, path: &str, number: f64) -> Option<Node> {
    let steps: Vec<&str> = path.split('.').collect();
    let value = Value::Number(number.to_string().into());
    Some(merge_scenario(root.clone(), &patch_at(root, &steps, value, path)?))
}

/// The patch that sets a dotted path; `setting` is how the user wrote it.
fn setting_patch(root: &Node, path: &str, text: &str, setting: &str) -> Option<Node> {
    if !setting.contains('=') {
        return None;
    }
    let file = format!("--set {setting}");
    let value = match parse(&file, text.trim().as_bytes()) {
        Ok(node) => node.value,
        Err(_) => Value::Text(text.trim().into()),
    };
    let steps: Vec<&str> = path.split('.').collect();
    patch_at(root, &steps, value, &file)
}

/// The patch that sets one value; its parts stand in the setting.
fn patch_at(root: &Node, path: &[&str], value: Value, file: &str) -> Option<Node> {
    let mut here = Some(root);
    let mut pointer = Pointer::default();
    let mut pointers = vec![pointer.clone()];
    for key in path {
        if key.is_empty() || here.is_some_and(|node| !matches!(node.value, Value::Object(_))) {
            return None;
        }
        here = here.and_then(|node| node.get(key));
        pointer = pointer.then(key);
        pointers.push(pointer.clone());
    }
    let place = |pointer: &Pointer| Place { pointer: pointer.clone(), ..Place::whole(file) };
    let leaf = Node { place: place(&pointer), value };
    let wrapped = path.iter().enumerate().rev().fold(leaf, |node, (depth, key)| {
        let entry = Entry { key: (*key).into(), place: place(&pointers[depth + 1]), node };
        Node { place: place(&pointers[depth]), value: Value::Object(vec![entry]) }
    });
    Some(wrapped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(text: &str) -> Node {
        parse("t.json", text.as_bytes()).unwrap()
    }

    #[test]
    fn the_examples_of_rfc_7396_hold() {
        for (target, patch, result) in [
            (r#"{"a":"b"}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"b":"c"}"#, r#"{"a":"b","b":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"a":null}"#, "{}"),
            (r#"{"a":"b","b":"c"}"#, r#"{"a":null}"#, r#"{"b":"c"}"#),
            (r#"{"a":["b"]}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"c"}"#, r#"{"a":["b"]}"#, r#"{"a":["b"]}"#),
            (r#"{"a":{"b":"c"}}"#, r#"{"a":{"b":"d","c":null}}"#, r#"{"a":{"b":"d"}}"#),
            (r#"{"a":[{"b":"c"}]}"#, r#"{"a":[1]}"#, r#"{"a":[1]}"#),
            (r#"["a","b"]"#, r#"["c","d"]"#, r#"["c","d"]"#),
            (r#"{"a":"b"}"#, r#"["c"]"#, r#"["c"]"#),
            (r#"{"a":"foo"}"#, "null", "null"),
            (r#"{"a":"foo"}"#, r#""bar""#, r#""bar""#),
            (r#"{"e":null}"#, r#"{"a":1}"#, r#"{"e":null,"a":1}"#),
            ("[1,2]", r#"{"a":"b","c":null}"#, r#"{"a":"b"}"#),
            ("{}", r#"{"a":{"bb":{"ccc":null}}}"#, r#"{"a":{"bb":{}}}"#),
        ] {
            assert_eq!(merge_patch(node(target), &node(patch)), node(result), "{target} {patch}");
        }
    }

    #[test]
    fn a_difference_makes_the_one_of_the_other() {
        let texts = [
            r#"{"a":1,"b":{"c":[1,2],"d":{"e":"f"}},"g":2}"#,
            r#"{"a":2,"b":{"c":[1],"d":{"h":{}}},"i":{"j":3}}"#,
            r#"{"a":{"k":1},"b":7}"#,
            "{}",
        ];
        for (from, to) in texts.iter().flat_map(|from| texts.iter().map(move |to| (node(from), node(to)))) {
            let patch = difference(&from, &to);
            assert_eq!(merge_patch(from.clone(), &patch), to, "{patch:?}");
            assert!(from != to || patch.entries().is_empty());
        }
        // a reform that takes a tier away and one that writes it anew stack: nothing of the old is left
        let base = node(r#"{"tiers":{"a":{"x":1,"y":2}}}"#);
        let without = merge_patch(base.clone(), &node(r#"{"tiers":{"a":null}}"#));
        let anew = merge_patch(without, &node(r#"{"tiers":{"a":{"x":3}}}"#));
        assert_eq!(difference(&base, &anew), node(r#"{"tiers":{"a":{"y":null,"x":3}}}"#));
    }

    #[test]
    fn a_patched_value_points_at_the_patch() {
        let merged = merge_patch(node(r#"{"a":{"b":1,"c":2}}"#), &node("{\"a\":\n{\"b\":3}}"));
        assert_eq!(merged.at(&["a", "b"]).unwrap().place.line, 2);
        assert_eq!(merged.at(&["a", "c"]).unwrap().place.line, 1);
    }

    #[test]
    fn a_base_keeps_the_nulls_of_its_designs() {
        let base = node(r#"{"designs":{"x":{"patch":{"a":1}},"y":{"patch":{"b":null}}}}"#);
        let merged = extend(base, &node(r#"{"designs":{"x":{"patch":{"c":null}}}}"#));
        assert_eq!(merged, node(r#"{"designs":{"x":{"patch":{"c":null}},"y":{"patch":{"b":null}}}}"#));
    }

    #[test]
    fn a_setting_is_json_or_a_word() {
        let settings = ["a.b=0.30".to_string(), "c=word".to_string(), "d=null".to_string()];
        let set = apply_settings(node(r#"{"a":{"b":1},"d":1}"#), &settings).unwrap();
        assert_eq!(set, node(r#"{"a":{"b":0.30},"c":"word"}"#));
        assert_eq!(set.at(&["a", "b"]).unwrap().place.pointer.to_string(), "/a/b");
    }

    #[test]
    fn a_question_with_one_reading_may_be_answered_with_it_only() {
        let set = |setting: &str| apply_settings(node("{}"), &[setting.to_string()]);
        assert_eq!(set("rounding=half_up"), Ok(node("{}")));
        let problems = set("trend.apply=after").unwrap_err();
        assert!(
            matches!(&problems[0].kind, ProblemKind::NotAChoice { choices, .. } if choices == &["before"])
        );
    }

    #[test]
    fn a_setting_through_a_number_is_refused() {
        assert!(apply_settings(node(r#"{"a":1}"#), &["a.b=2".to_string()]).is_err());
        assert!(apply_settings(node("{}"), &["a".to_string()]).is_err());
    }
}
