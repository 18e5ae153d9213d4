//! What one table gives: reading, ranges, defaults, suggestions, schema, and writing back.

use serde_json::json;

use super::field::{Amount, Cell, Keyed, Number, Ratio};
use super::node::{Node, parse};
use super::problem::{ProblemKind, Problems};
use super::record::{Definitions, Field, choice, record, tagged};
use crate::units::{Fen, Heads, Share, UnitError, keys};
use crate::wording::{Bilingual, Lang};

keys! {
    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Colour {
        Red = "red",
        Blue = "blue",
    }
}
choice! { Colour }

record! {
    /// A tier.
    struct Step {
        /// Its end.
        up_to_yuan: Option<Amount>,
        /// What is paid.
        ratio: Ratio,
        /// Where it stands.
        order: Option<i64>,
    }
}

record! {
    /// A box.
    struct Crate {
        /// How heavy.
        weight: f64 [0.5..=2.0],
        /// How many.
        count: u32 [1..=10] = 3_u32,
        /// What colour.
        colour: Colour = Colour::Red,
        /// Its steps.
        steps: Keyed<Step> = Keyed::default(),
        /// Its name.
        title: Option<Bilingual>,
        /// Numbers.
        list: Option<Vec<Heads>> [Heads(1)..=Heads(5)],
    }
    check light_boxes_are_few
}

fn light_boxes_are_few(it: &Crate, node: &Node, problems: &mut Problems) {
    if it.weight < 1.0 && it.count > 5 {
        problems
            .report(&node.place_of("count"), ProblemKind::TooMany { found: u64::from(it.count), limit: 5 });
    }
}

tagged! {
    /// A thing.
    enum Thing {
        /// A step.
        Step(Step) = "step",
        /// A box.
        Crate(Crate) = "box",
    }
}

fn read<F: Field>(text: &str) -> (Option<F>, Vec<(u32, String, ProblemKind)>) {
    let mut problems = Problems::new();
    let node = parse("t.json", text.as_bytes()).unwrap();
    let value = F::decode(&node, None, &mut problems);
    let seen = problems.sorted().into_iter();
    (value, seen.map(|p| (p.place.line, p.place.pointer.to_string(), p.kind)).collect())
}

fn good<F: Field>(text: &str) -> F {
    let (value, problems) = read(text);
    assert_eq!(problems, []);
    value.unwrap()
}

fn only_problem<F: Field>(text: &str) -> (String, ProblemKind) {
    let (_, mut problems) = read::<F>(text);
    assert_eq!(problems.len(), 1, "{problems:?}");
    let (_, pointer, kind) = problems.remove(0);
    (pointer, kind)
}

#[test]
fn a_record_is_read_with_its_defaults() {
    let it: Crate = good(r#"{"weight": 1.5, "source": "[S1]", "synthetic": true}"#);
    assert_eq!((it.weight, it.count, it.colour), (1.5, 3, Colour::Red));
    assert_eq!(it.notes.source.as_deref(), Some("[S1]"));
}

#[test]
fn what_is_written_back_reads_the_same_and_writes_the_same() {
    let text = r#"{"weight": "0.75", "colour": "blue", "title": "甲", "list": [1, 2],
        "steps": {"b": {"ratio": 0.55, "up_to_yuan": "12.50"}, "a": {"ratio": "unknown"}}, "note": "n"}"#;
    let it: Crate = good(text);
    let written = it.encode().unwrap().to_json();
    let again: Crate = good(&written);
    assert_eq!(it, again);
    assert_eq!(again.encode().unwrap().to_json(), written);
    assert!(written.contains("\"count\": 3"), "a default is written out: {written}");
    assert!(written.contains("\"up_to_yuan\": 12.50"), "{written}");
}

#[test]
fn entries_stand_in_file_order_or_all_by_their_own() {
    let names = |text| good::<Keyed<Step>>(text).names().map(str::to_string).collect::<Vec<_>>();
    assert_eq!(names(r#"{"z": {"ratio": 1}, "y": {"ratio": 1}}"#), ["z", "y"]);
    assert_eq!(names(r#"{"z": {"ratio": 1, "order": 2}, "y": {"ratio": 1, "order": 1}}"#), ["y", "z"]);
    let (pointer, kind) =
        only_problem::<Keyed<Step>>(r#"{"z": {"ratio": 1}, "y": {"ratio": 1, "order": 1}}"#);
    assert_eq!((pointer.as_str(), kind), ("/z", ProblemKind::MissingKey { key: "order".into() }));
}

#[test]
fn all_problems_of_an_object_are_found_at_once() {
    let (value, problems) =
        read::<Crate>("{\n\"weight\": 3,\n\"count\": 1.5,\n\"color\": \"red\",\n\"note\": 1\n}");
    assert!(value.is_none());
    assert_eq!(problems.iter().map(|p| p.0).collect::<Vec<_>>(), [2, 3, 4, 5]);
    let low_high = ProblemKind::OutOfRange { found: "3".into(), low: "0.5".into(), high: "2".into() };
    assert_eq!(problems[0].2, low_high);
    assert_eq!(problems[1].2, ProblemKind::TooPrecise { found: "1.5".into(), decimals: 0 });
    assert!(matches!(&problems[2].2, ProblemKind::UnknownKey { suggestion: Some(s), .. } if s == "colour"));
}

#[test]
fn a_check_sees_the_whole_record_and_its_places() {
    let (pointer, kind) = only_problem::<Crate>(r#"{"weight": 0.6, "count": 6}"#);
    assert_eq!((pointer.as_str(), kind), ("/count", ProblemKind::TooMany { found: 6, limit: 5 }));
}

#[test]
fn a_key_in_another_unit_is_told_its_right_name() {
    let (pointer, kind) = only_problem::<Step>(r#"{"ratio": 1, "up_to_wan": 12}"#);
    assert_eq!(pointer, "/up_to_wan");
    assert_eq!(kind, ProblemKind::WrongUnit { key: "up_to_wan".into(), right: "up_to_yuan".into() });
}

#[test]
fn limits_of_a_list_are_those_of_its_elements() {
    let (pointer, kind) = only_problem::<Crate>(r#"{"weight": 1, "list": [1, 6]}"#);
    assert_eq!(pointer, "/list/1");
    assert!(matches!(kind, ProblemKind::OutOfRange { .. }));
}

#[test]
fn a_tagged_object_needs_its_kind_and_only_its_own_keys() {
    assert!(matches!(good::<Thing>(r#"{"kind": "step", "ratio": 0.5}"#), Thing::Step(_)));
    assert_eq!(only_problem::<Thing>("{}").1, ProblemKind::MissingKey { key: "kind".into() });
    assert_eq!(only_problem::<Thing>(r#"{"kind": "stop", "ratio": "0.5"}"#).0, "/kind");
    assert_eq!(only_problem::<Thing>(r#"{"kind": "step", "ratio": 0, "weight": 1}"#).0, "/weight");
}

#[test]
fn an_unknown_ratio_validates_and_names_its_cell_when_needed() {
    let step: Step = good(r#"{"ratio": "unknown"}"#);
    let mut problems = Problems::new();
    assert_eq!(step.ratio.require(&mut problems), None);
    let message = problems.iter().next().unwrap().message(Lang::En);
    assert!(message.starts_with("t.json:1:11: /ratio: error: ") && message.contains("--set"), "{message}");
}

#[test]
fn numbers_are_read_exactly_at_any_size() {
    assert_eq!(Fen::read("1e3"), Ok(Fen(100_000)));
    assert_eq!(Fen::read("-0.010"), Ok(Fen(-1)));
    assert_eq!(Fen::read("0.005"), Err(UnitError::TooPrecise(2)));
    assert_eq!(Fen::read("1e999999999999999999999"), Err(UnitError::OutOfRange));
    assert_eq!(Fen::read("1e-999999999999999999999"), Err(UnitError::TooPrecise(2)));
    assert_eq!(Fen::read("0e999999999999999999999"), Ok(Fen::ZERO));
    assert_eq!(Share::read("0.5500000000"), Share::from_millionths(550_000).ok_or(UnitError::OutOfRange));
    for text in ["", "-", ".5", "5.", "+1", "0x10", "NaN", "inf", "1e", "1 ", "１"] {
        assert_eq!(Fen::read(text), Err(UnitError::NotANumber), "{text}");
        assert_eq!(f64::read(text), Err(UnitError::NotANumber), "{text}");
    }
}

#[test]
fn the_schema_carries_ranges_choices_defaults_and_sentences() {
    let mut definitions = Definitions::new();
    assert_eq!(Crate::schema(None, &mut definitions), json!({ "$ref": "#/$defs/Crate" }));
    let schema = &definitions["Crate"];
    assert_eq!(schema["required"], json!(["weight"]));
    assert_eq!(schema["additionalProperties"], json!(false));
    let properties = &schema["properties"];
    assert_eq!(properties["count"]["default"], json!(3));
    assert_eq!((&properties["count"]["minimum"], &properties["count"]["maximum"]), (&json!(1), &json!(10)));
    assert_eq!(properties["colour"]["enum"], json!(["red", "blue"]));
    assert_eq!(properties["weight"]["description"], json!("How heavy."));
    let pattern = definitions["Step"]["properties"]["ratio"]["pattern"].as_str().unwrap();
    assert!(pattern.contains("unknown"), "{pattern}");
}

#[test]
fn a_cell_is_equal_by_what_it_holds() {
    assert_eq!(Ratio::from(Share::ONE), Cell::Known(Share::ONE));
    assert_ne!(good::<Step>(r#"{"ratio": "unknown"}"#).ratio, Cell::Known(Share::ONE));
}
