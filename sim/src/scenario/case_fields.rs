//! What the keys of a worked case can hold besides amounts: expected figures, settings, per cents.

use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::node::{Node, Value};
use super::problem::{JsonType, ProblemKind, Problems};
use super::record::{Definitions, Field, is_object, known_keys};
use crate::units::{Fen, Share};

/// The figures of a kind of case.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    /// Those with one amount.
    pub amounts: &'static [&'static str],
    /// Those with an amount for each year, claim or insurer.
    pub lists: &'static [&'static str],
}

/// The figures that a case expects: any part of those that its kind has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected(pub Vec<(String, Vec<Fen>)>);

impl Field for Expected {
    type Limits = Figures;

    fn decode(node: &Node, limits: Option<&Figures>, problems: &mut Problems) -> Option<Expected> {
        let Figures { amounts, lists } = limits.copied().unwrap_or(Figures { amounts: &[], lists: &[] });
        if !is_object(node, problems) {
            return None;
        }
        known_keys(node, &[amounts, lists].concat(), problems);
        let any = -Fen::MAX_INPUT..=Fen::MAX_INPUT;
        let mut expected = Vec::new();
        for name in amounts {
            if let Some(value) = node.get(name) {
                expected.push(((*name).to_owned(), vec![Fen::decode(value, Some(&any), problems)?]));
            }
        }
        for name in lists {
            if let Some(value) = node.get(name) {
                expected.push(((*name).to_owned(), Vec::decode(value, Some(&any), problems)?));
            }
        }
        if expected.is_empty() {
            problems.report(&node.place, ProblemKind::NothingExpected);
        }
        Some(Expected(expected))
    }

    fn encode(&self) -> Option<Node> {
        let list = |amounts: &[Fen]| Node::made(Value::List(amounts.iter().map(Node::number).collect()));
        Some(Node::object(self.0.iter().map(|(name, amounts)| (name.clone(), list(amounts))).collect()))
    }

    fn schema(_: Option<&Figures>, _: &mut Definitions) -> Json {
        json!({ "type": "object" })
    }
}

/// Settings by name: switches, or dotted paths of the scenario.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings(pub Vec<String>);

impl Field for Settings {
    type Limits = ();

    fn decode(node: &Node, _: Option<&()>, problems: &mut Problems) -> Option<Settings> {
        if !is_object(node, problems) {
            return None;
        }
        let mut settings = Vec::new();
        for entry in node.entries() {
            let value = match &entry.node.value {
                Value::Text(text) | Value::Number(text) => text.to_string(),
                Value::Bool(value) => value.to_string(),
                Value::Null | Value::List(_) | Value::Object(_) => {
                    let found = entry.node.json_type();
                    let kind = ProblemKind::WrongType { found, expected: JsonType::Text };
                    problems.report(&entry.node.place, kind);
                    continue;
                }
            };
            settings.push(format!("{}={value}", entry.key));
        }
        Some(Settings(settings))
    }

    fn encode(&self) -> Option<Node> {
        let pairs = self.0.iter().filter_map(|setting| setting.split_once('='));
        Some(Node::object(pairs.map(|(name, value)| (name.to_owned(), Node::text(value))).collect()))
    }

    fn schema(_: Option<&()>, _: &mut Definitions) -> Json {
        json!({ "type": "object" })
    }
}

/// A share given in per cent, with at most four decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent(pub Share);

impl Field for Percent {
    type Limits = ();

    fn decode(node: &Node, _: Option<&()>, problems: &mut Problems) -> Option<Percent> {
        let (Value::Text(text) | Value::Number(text)) = &node.value else {
            let kind = ProblemKind::WrongType { found: node.json_type(), expected: JsonType::Number };
            problems.report(&node.place, kind);
            return None;
        };
        let share = Decimal::from_str_exact(text)
            .ok()
            .and_then(|points| Share::parse(&(points / Decimal::ONE_HUNDRED).to_string()).ok());
        if share.is_none() {
            let (found, low, high) = (text.to_string(), "0".to_owned(), "100".to_owned());
            problems.report(&node.place, ProblemKind::OutOfRange { found, low, high });
        }
        share.map(Percent)
    }

    fn encode(&self) -> Option<Node> {
        Some(Node::number(self.0.to_decimal() * Decimal::ONE_HUNDRED))
    }

    fn schema(_: Option<&()>, _: &mut Definitions) -> Json {
        json!({ "type": ["number", "string"] })
    }
}
