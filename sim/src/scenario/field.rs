//! What a key can hold: numbers with their unit and range, amounts that may be unknown, texts,
//! lists, and keyed entries.
//!
//! Numbers are read from decimal text exactly; a string that holds a decimal is accepted where a
//! number is. `"unknown"` is legal for a [`Cell`]: it validates, and blocks a run that needs it.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::node::{Node, Place, Value};
use super::problem::{JsonType, ProblemKind, Problems};
use super::record::{Definitions, Field};
use crate::fund::LossRatio;
use crate::units::{Fen, Heads, Share, UnitError, Year};
use crate::wording::Bilingual;

/// An amount of money, or `"unknown"`.
pub type Amount = Cell<Fen>;
/// A ratio in [0, 1], or `"unknown"`.
pub type Ratio = Cell<Share>;

/// The word for a value that the documents do not print.
pub const UNKNOWN: &str = "unknown";

/// A number with a unit, read from decimal text.
pub trait Number: Copy + PartialOrd + fmt::Display {
    /// The range of the type where the table names none.
    const WIDEST: RangeInclusive<Self>;

    /// Reads it exactly; floats to the nearest.
    fn read(text: &str) -> Result<Self, UnitError>;
}

macro_rules! exact_numbers {
    ($($type:ty: $decimals:literal, $low:expr, $high:expr, $make:expr;)*) => {$(
        impl Number for $type {
            const WIDEST: RangeInclusive<$type> = $low..=$high;
            fn read(text: &str) -> Result<$type, UnitError> {
                let make: fn(i64) -> Option<$type> = $make;
                make(scaled(text, $decimals)?).ok_or(UnitError::OutOfRange)
            }
        }
        number_field!($type);
    )*};
}

macro_rules! number_field {
    ($type:ty) => {
        impl Field for $type {
            type Limits = RangeInclusive<$type>;
            fn decode(node: &Node, limits: Option<&Self::Limits>, problems: &mut Problems) -> Option<$type> {
                number(node, limits, problems)
            }
            fn encode(&self) -> Option<Node> {
                Some(written(self))
            }
            fn schema(limits: Option<&Self::Limits>, _: &mut Definitions) -> Json {
                number_schema(limits, "")
            }
        }
    };
}

exact_numbers! {
    Fen: 2, Fen::ZERO, Fen::MAX_INPUT, |n| Some(Fen(n));
    Share: 6, Share::ZERO, Share::ONE, Share::from_millionths;
    LossRatio: 6, LossRatio(0), LossRatio(100_000_000), |n| Some(LossRatio(n));
    Heads: 0, Heads(0), Heads(2_000_000_000), |n| Some(Heads(n));
    Year: 0, Year(1950), Year(2150), |n| u16::try_from(n).ok().map(Year);
    u32: 0, 0, u32::MAX, |n| u32::try_from(n).ok();
    u64: 0, 0, i64::MAX as u64, |n| u64::try_from(n).ok();
    i64: 0, i64::MIN, i64::MAX, |n| Some(n);
}

impl Number for f64 {
    const WIDEST: RangeInclusive<f64> = -1e300..=1e300;
    fn read(text: &str) -> Result<f64, UnitError> {
        Decimal::read(text).ok_or(UnitError::NotANumber)?;
        text.parse().map_err(|_| UnitError::NotANumber)
    }
}
number_field!(f64);

/// A number, or `"unknown"` at a place that a message can name.
#[derive(Debug, Clone)]
pub enum Cell<T> {
    /// The number.
    Known(T),
    /// Not printed in the documents; the cell.
    Unknown(Place),
}

impl<T: Copy> Cell<T> {
    /// The number, if it is known.
    pub fn known(&self) -> Option<T> {
        if let Cell::Known(value) = self { Some(*value) } else { None }
    }

    /// The number that a run needs; where it is unknown, a problem that names the cell.
    pub fn require(&self, problems: &mut Problems) -> Option<T> {
        if let Cell::Unknown(place) = self {
            problems.report(place, unknown_value(place));
        }
        self.known()
    }
}

/// Two unknown cells are equal wherever they stand.
impl<T: PartialEq> PartialEq for Cell<T> {
    fn eq(&self, other: &Cell<T>) -> bool {
        match (self, other) {
            (Cell::Known(a), Cell::Known(b)) => a == b,
            (Cell::Unknown(_), Cell::Unknown(_)) => true,
            _ => false,
        }
    }
}

impl<T> From<T> for Cell<T> {
    fn from(value: T) -> Cell<T> {
        Cell::Known(value)
    }
}

impl<T: Number> Field for Cell<T> {
    type Limits = RangeInclusive<T>;

    fn decode(node: &Node, limits: Option<&Self::Limits>, problems: &mut Problems) -> Option<Cell<T>> {
        if node.as_text() == Some(UNKNOWN) {
            return Some(Cell::Unknown(node.place.clone()));
        }
        number(node, limits, problems).map(Cell::Known)
    }

    fn encode(&self) -> Option<Node> {
        Some(match self {
            Cell::Known(value) => written(value),
            Cell::Unknown(_) => Node::text(UNKNOWN),
        })
    }

    fn schema(limits: Option<&Self::Limits>, _: &mut Definitions) -> Json {
        number_schema(limits, "unknown|")
    }
}

/// The problem of a cell that nobody knows, with the path by which it can be set.
fn unknown_value(place: &Place) -> ProblemKind {
    ProblemKind::UnknownValue { path: place.pointer.names().join(".") }
}

/// Reads a number, or a string that holds one, and checks its range.
fn number<T: Number>(node: &Node, limits: Option<&RangeInclusive<T>>, problems: &mut Problems) -> Option<T> {
    let limits = limits.cloned().unwrap_or(T::WIDEST);
    let text = match &node.value {
        Value::Text(text) if &**text == UNKNOWN => {
            problems.report(&node.place, unknown_value(&node.place));
            return None;
        }
        Value::Number(text) | Value::Text(text) => text,
        _ => {
            let kind = ProblemKind::WrongType { found: node.json_type(), expected: JsonType::Number };
            problems.report(&node.place, kind);
            return None;
        }
    };
    let found = text.to_string();
    let kind = match T::read(text) {
        Ok(value) if limits.contains(&value) => return Some(value),
        Err(UnitError::NotANumber) => ProblemKind::NotANumber { found },
        Err(UnitError::TooPrecise(decimals)) => ProblemKind::TooPrecise { found, decimals },
        Ok(_) | Err(UnitError::OutOfRange) => {
            ProblemKind::OutOfRange { found, low: plain(limits.start()), high: plain(limits.end()) }
        }
    };
    problems.report(&node.place, kind);
    None
}

/// A number as text, without decimals that say nothing.
fn plain(number: &impl fmt::Display) -> String {
    let text = number.to_string();
    text.strip_suffix(".00").map_or(text.clone(), str::to_string)
}

fn written(number: &impl fmt::Display) -> Node {
    Node::number(plain(number))
}

/// The schema of a number in its range, or a string that holds a decimal or one of `words`.
fn number_schema<T: Number>(limits: Option<&RangeInclusive<T>>, words: &str) -> Json {
    let limits = limits.cloned().unwrap_or(T::WIDEST);
    let bound = |bound: &T| serde_json::from_str::<Json>(&plain(bound)).unwrap_or_default();
    json!({
        "type": ["number", "string"],
        "minimum": bound(limits.start()),
        "maximum": bound(limits.end()),
        "pattern": format!("^({words}-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?)$"),
    })
}

/// A decimal taken apart: `digits * 10^exponent`, digits without zeros at either end.
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Reads what JSON calls a number, of any size.
    fn read(text: &str) -> Option<Decimal> {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(m, e)| (m, Some(e)));
        let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits(whole) || !fraction.is_none_or(is_digits) {
            return None;
        }
        let exponent = match exponent {
            None => 0,
            Some(text) => {
                let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
                if !is_digits(digits) {
                    return None;
                }
                // an exponent beyond 64 bits is as good as the largest
                let size = digits.parse().unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
                if text.starts_with('-') { -size } else { size }
            }
        };
        let fraction = fraction.unwrap_or("");
        let all = format!("{whole}{fraction}");
        let kept = all.trim_end_matches('0');
        let dropped = i64::try_from(all.len() - kept.len()).ok()?;
        let decimals = i64::try_from(fraction.len()).ok()?;
        let digits = kept.trim_start_matches('0').to_string();
        Some(Decimal { negative, digits, exponent: exponent - decimals + dropped })
    }
}

/// The longest decimal that is written out.
const LONGEST: i64 = 40;

/// A number in plain digits, each written in one way only: `0.45` for 0.450 and 4.5e-1. `None` where that
/// would be endless.
pub(super) fn plain_decimal(text: &str) -> Option<String> {
    let Decimal { negative, digits, exponent } = Decimal::read(text)?;
    if digits.is_empty() {
        return Some("0".to_string());
    }
    if exponent.abs() > LONGEST {
        return None;
    }
    let decimals = usize::try_from(-exponent).unwrap_or(0);
    let zeros = "0".repeat(usize::try_from(exponent).unwrap_or(0));
    let digits = format!("{digits:0>width$}{zeros}", width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let point = if decimals > 0 { "." } else { "" };
    Some(format!("{}{whole}{point}{fraction}", if negative { "-" } else { "" }))
}

/// A decimal text times `10^decimals`, exactly.
fn scaled(text: &str, decimals: u32) -> Result<i64, UnitError> {
    let decimal = Decimal::read(text).ok_or(UnitError::NotANumber)?;
    if decimal.digits.is_empty() {
        return Ok(0);
    }
    let exponent = decimal.exponent + i64::from(decimals);
    if exponent < 0 {
        return Err(UnitError::TooPrecise(decimals));
    }
    let exponent = u32::try_from(exponent).map_err(|_| UnitError::OutOfRange)?;
    let digits: i64 = decimal.digits.parse().map_err(|_| UnitError::OutOfRange)?;
    let value = 10_i64.checked_pow(exponent).and_then(|power| digits.checked_mul(power));
    let value = value.ok_or(UnitError::OutOfRange)?;
    Ok(if decimal.negative { -value } else { value })
}

impl Field for bool {
    type Limits = ();

    fn decode(node: &Node, _: Option<&()>, problems: &mut Problems) -> Option<bool> {
        if let Value::Bool(value) = node.value {
            return Some(value);
        }
        let kind = ProblemKind::WrongType { found: node.json_type(), expected: JsonType::Bool };
        problems.report(&node.place, kind);
        None
    }

    fn encode(&self) -> Option<Node> {
        Some(Node::made(Value::Bool(*self)))
    }

    fn schema(_: Option<&()>, _: &mut Definitions) -> Json {
        json!({ "type": "boolean" })
    }
}

impl Field for String {
    type Limits = ();

    fn decode(node: &Node, _: Option<&()>, problems: &mut Problems) -> Option<String> {
        match node.as_text() {
            Some(text) if !text.trim().is_empty() => return Some(text.to_string()),
            Some(_) => problems.report(&node.place, ProblemKind::EmptyText),
            None => {
                let kind = ProblemKind::WrongType { found: node.json_type(), expected: JsonType::Text };
                problems.report(&node.place, kind);
            }
        }
        None
    }

    fn encode(&self) -> Option<Node> {
        Some(Node::text(self.as_str()))
    }

    fn schema(_: Option<&()>, _: &mut Definitions) -> Json {
        json!({ "type": "string", "minLength": 1 })
    }
}

/// A text in both languages; a plain string stands for both.
impl Field for Bilingual {
    type Limits = ();

    fn decode(node: &Node, _: Option<&()>, problems: &mut Problems) -> Option<Bilingual> {
        match &node.value {
            Value::Text(_) => {
                String::decode(node, None, problems).map(|text| Bilingual { zh: text.clone(), en: text })
            }
            Value::Object(_) => {
                super::record::known_keys(node, &["zh", "en"], problems);
                let mut text = |key| super::record::read_field::<String>(node, key, None, None, problems);
                let (zh, en) = (text("zh"), text("en"));
                Some(Bilingual { zh: zh?, en: en? })
            }
            _ => {
                let kind = ProblemKind::WrongType { found: node.json_type(), expected: JsonType::Bilingual };
                problems.report(&node.place, kind);
                None
            }
        }
    }

    fn encode(&self) -> Option<Node> {
        let text = |text: &str| Node::text(text);
        Some(Node::object(vec![("zh".into(), text(&self.zh)), ("en".into(), text(&self.en))]))
    }

    fn schema(_: Option<&()>, definitions: &mut Definitions) -> Json {
        let text = json!({ "type": "string", "minLength": 1 });
        let both = json!({
            "type": "object",
            "properties": { "zh": text, "en": text },
            "required": ["zh", "en"],
            "additionalProperties": false,
        });
        definitions.insert("Bilingual".into(), json!({ "anyOf": [text, both] }));
        json!({ "$ref": "#/$defs/Bilingual" })
    }
}

/// A key that may be left out.
impl<F: Field> Field for Option<F> {
    type Limits = F::Limits;

    fn decode(node: &Node, limits: Option<&F::Limits>, problems: &mut Problems) -> Option<Option<F>> {
        F::decode(node, limits, problems).map(Some)
    }

    fn encode(&self) -> Option<Node> {
        self.as_ref().and_then(Field::encode)
    }

    fn schema(limits: Option<&F::Limits>, definitions: &mut Definitions) -> Json {
        F::schema(limits, definitions)
    }

    fn absent() -> Option<Option<F>> {
        Some(None)
    }
}

/// A value that several documents share.
impl<F: Field> Field for Arc<F> {
    type Limits = F::Limits;

    fn decode(node: &Node, limits: Option<&F::Limits>, problems: &mut Problems) -> Option<Arc<F>> {
        F::decode(node, limits, problems).map(Arc::new)
    }

    fn encode(&self) -> Option<Node> {
        F::encode(self)
    }

    fn schema(limits: Option<&F::Limits>, definitions: &mut Definitions) -> Json {
        F::schema(limits, definitions)
    }

    fn absent() -> Option<Arc<F>> {
        F::absent().map(Arc::new)
    }
}

/// A list; limits are those of its elements.
impl<F: Field> Field for Vec<F> {
    type Limits = F::Limits;

    fn decode(node: &Node, limits: Option<&F::Limits>, problems: &mut Problems) -> Option<Vec<F>> {
        let Value::List(nodes) = &node.value else {
            let kind = ProblemKind::WrongType { found: node.json_type(), expected: JsonType::List };
            problems.report(&node.place, kind);
            return None;
        };
        let decoded: Vec<Option<F>> = nodes.iter().map(|node| F::decode(node, limits, problems)).collect();
        decoded.into_iter().collect()
    }

    fn encode(&self) -> Option<Node> {
        Some(Node::made(Value::List(self.iter().filter_map(Field::encode).collect())))
    }

    fn schema(limits: Option<&F::Limits>, definitions: &mut Definitions) -> Json {
        json!({ "type": "array", "items": F::schema(limits, definitions) })
    }
}

/// Entries by name, so that a patch can touch one of them.
///
/// They stand in the order of the file; or, where one of them has a key `order`, all have it and
/// stand by it.
#[derive(Debug, Clone, PartialEq)]
pub struct Keyed<F>(pub Vec<(String, F)>);

impl<F> Default for Keyed<F> {
    fn default() -> Keyed<F> {
        Keyed(Vec::new())
    }
}

impl<F> Keyed<F> {
    /// The entry of that name.
    pub fn get(&self, name: &str) -> Option<&F> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, entry)| entry)
    }

    /// Names and entries, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &F)> + ExactSizeIterator + Clone {
        self.0.iter().map(|(name, entry)| (name.as_str(), entry))
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.iter().map(|(name, _)| name)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether a name can stand in file names and columns.
pub(super) fn is_name(name: &str) -> bool {
    let first = name.bytes().next().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let rest = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    first && name.len() <= 64 && name.bytes().all(rest)
}

/// The explicit order of an entry, where it names one that can be read.
fn order_of(node: &Node) -> Option<i64> {
    match &node.get("order")?.value {
        Value::Number(text) | Value::Text(text) => i64::read(text).ok(),
        _ => None,
    }
}

impl<F: Field> Field for Keyed<F> {
    type Limits = F::Limits;

    fn decode(node: &Node, limits: Option<&F::Limits>, problems: &mut Problems) -> Option<Keyed<F>> {
        if !super::record::is_object(node, problems) {
            return None;
        }
        let ordered = node.entries().iter().any(|entry| entry.node.get("order").is_some());
        let mut decoded = Vec::with_capacity(node.entries().len());
        let mut all_good = true;
        for entry in node.entries() {
            if !is_name(&entry.key) {
                problems.report(&entry.place, ProblemKind::BadName { found: entry.key.to_string() });
                all_good = false;
            }
            let order = order_of(&entry.node);
            if ordered && order.is_none() && entry.node.get("order").is_none() {
                problems.report(&entry.node.place, ProblemKind::MissingKey { key: "order".into() });
                all_good = false;
            }
            match F::decode(&entry.node, limits, problems) {
                Some(field) => decoded.push((order, entry.key.to_string(), field)),
                None => all_good = false,
            }
        }
        decoded.sort_by_key(|(order, _, _)| *order);
        all_good.then(|| Keyed(decoded.into_iter().map(|(_, name, field)| (name, field)).collect()))
    }

    fn encode(&self) -> Option<Node> {
        let entries = self.0.iter().filter_map(|(name, field)| Some((name.clone(), field.encode()?)));
        if self.is_empty() { None } else { Some(Node::object(entries.collect())) }
    }

    fn schema(limits: Option<&F::Limits>, definitions: &mut Definitions) -> Json {
        json!({
            "type": "object",
            "propertyNames": { "pattern": "^[a-z0-9][a-z0-9_-]{0,63}$" },
            "additionalProperties": F::schema(limits, definitions),
        })
    }
}

/// A merge patch of the whole document, which is read when it has been applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch(pub Node);

impl Field for Patch {
    type Limits = ();

    fn decode(node: &Node, _: Option<&()>, problems: &mut Problems) -> Option<Patch> {
        super::record::is_object(node, problems).then(|| Patch(node.clone()))
    }

    fn encode(&self) -> Option<Node> {
        Some(self.0.clone())
    }

    fn schema(_: Option<&()>, _: &mut Definitions) -> Json {
        json!({ "$ref": super::schema::PATCH_OF_ROOT })
    }
}
