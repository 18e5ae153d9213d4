//! Numbers of a scenario that are changed where they stand, by a path with `*` for every key.

use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};

use super::node::{Entry, Node, Value};

/// Decimals of money, of which a fen is the least.
const OF_MONEY: u32 = 2;
/// Decimals of everything else: ratios are whole millionths.
const OF_RATIOS: u32 = 6;

/// The tree with every number on a dotted path changed; `None` where there is none. What is money by its key
/// (`yuan`) is rounded half up to the fen, everything else to the millionth. Revisions of the tree are changed at
/// the same path of their patches.
pub(super) fn change_numbers(root: &Node, path: &str, change: &dyn Fn(Decimal) -> Decimal) -> Option<Node> {
    let steps: Vec<&str> = path.split('.').collect();
    let decimals = if path.contains("yuan") { OF_MONEY } else { OF_RATIOS };
    let in_revisions: Vec<&str> = ["revisions", "*", "patch"].into_iter().chain(steps.clone()).collect();
    let rounded = |number: Decimal| {
        change(number).round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero).normalize()
    };
    let (mut root, mut found) = (root.clone(), false);
    for way in [&steps, &in_revisions] {
        found |= change_at(&mut root, way, &rounded);
    }
    found.then_some(root)
}

/// Changes in place; whether there was any number.
fn change_at(node: &mut Node, way: &[&str], change: &dyn Fn(Decimal) -> Decimal) -> bool {
    let Some((step, rest)) = way.split_first() else { return change_here(node, change) };
    let Value::Object(entries) = &mut node.value else { return false };
    let on_the_way = |entry: &&mut Entry| *step == "*" || &*entry.key == *step;
    entries.iter_mut().filter(on_the_way).fold(false, |found, entry| {
        let here = change_at(&mut entry.node, rest, change);
        found || here
    })
}

fn change_here(node: &mut Node, change: &dyn Fn(Decimal) -> Decimal) -> bool {
    let (Value::Number(text) | Value::Text(text)) = &node.value else { return false };
    let Ok(number) = Decimal::from_str(text).or_else(|_| Decimal::from_scientific(text)) else {
        return false;
    };
    node.value = Value::Number(change(number).to_string().into());
    true
}

#[cfg(test)]
mod tests {
    use super::super::node::parse;
    use super::*;

    fn changed(text: &str, path: &str, factor: &str) -> Option<String> {
        let root = parse("t.json", text.as_bytes()).unwrap();
        let factor = Decimal::from_str(factor).unwrap();
        change_numbers(&root, path, &|it| it * factor)
            .map(|it| it.to_json().split_whitespace().collect::<String>())
    }

    #[test]
    fn numbers_are_multiplied_where_they_stand_and_in_revisions() {
        let text = r#"{"funds":{"a":{"participation":0.5881},"b":{"bid_yuan":"18.55"}},
            "revisions":{"r":{"patch":{"funds":{"a":{"participation":0.6}}}}}}"#;
        assert_eq!(
            changed(text, "funds.*.participation", "0.7").unwrap(),
            r#"{"funds":{"a":{"participation":0.41167},"b":{"bid_yuan":"18.55"}},"revisions":{"r":{"patch":{"funds":{"a":{"participation":0.42}}}}}}"#
        );
        // 18.55 x 1.1 = 20.405, half up to the fen
        assert!(changed(text, "funds.b.bid_yuan", "1.1").unwrap().contains(r#""bid_yuan":20.41"#));
    }

    #[test]
    fn a_path_without_a_number_changes_nothing() {
        assert_eq!(
            changed(r#"{"funds":{"a":{"participation":"unknown"}}}"#, "funds.*.participation", "2"),
            None
        );
        assert_eq!(changed(r#"{"funds":{"a":{}}}"#, "funds.*.participation", "2"), None);
    }
}
