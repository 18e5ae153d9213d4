//! One table per JSON object: decoding, ranges, defaults, suggestions, schema and writing back all
//! come from it.
//!
//! `record!` declares a plain struct whose fields are the keys of a JSON object; `choice!` takes an
//! enum whose variants are words; `tagged!` an enum whose variants are objects told apart by
//! `"kind"`. What a field may hold is in its type (see `field.rs`).
//!
//! ```text
//! record! {
//!     /// One tier of a marginal scale.
//!     pub struct TierDoc {
//!         /// The tier ends at this amount; without it the tier has no end.
//!         up_to_yuan: Option<Amount>,
//!         /// What is paid of the cost inside the tier.
//!         ratio: Ratio,
//!         /// How often a simulation is repeated: a range in brackets, a default after `=`.
//!         trials: u64 [1..=10_000_000] = 1_000_u64,
//!     }
//!     check TierDoc::check // optional: fn(&TierDoc, &Node, &mut Problems), run when all fields are good
//! }
//! ```
//!
//! Every record also accepts `source`, `note` and `synthetic` (see [`Notes`]), kept in `notes`.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::node::{Node, Value};
use super::problem::{JsonType, ProblemKind, Problems, nearest};

/// Anything that a key can hold.
pub trait Field: Sized {
    /// How its range is written in a table: `1..=100`.
    type Limits;

    /// Reads it; `None` when at least one problem was reported.
    fn decode(node: &Node, limits: Option<&Self::Limits>, problems: &mut Problems) -> Option<Self>;

    /// Writes it, with all defaults; `None` where the key is to be left out.
    fn encode(&self) -> Option<Node>;

    /// Its JSON Schema; named parts go to `definitions`.
    fn schema(limits: Option<&Self::Limits>, definitions: &mut Definitions) -> Json;

    /// What a missing key means; `None` where the key is required.
    fn absent() -> Option<Self> {
        None
    }
}

/// The named parts of a JSON Schema (`$defs`).
pub type Definitions = BTreeMap<String, Json>;

/// One row of a record's table.
pub struct Row {
    /// The key.
    pub key: &'static str,
    /// What it holds, in a sentence.
    pub doc: String,
    /// Whether the key may not be left out.
    pub required: bool,
    /// The schema of its value.
    pub schema: Json,
}

/// A JSON object with known keys.
pub trait Record: Sized {
    /// The name in the schema.
    const NAME: &'static str;
    /// The keys, without those of [`Notes`].
    const KEYS: &'static [&'static str];

    /// What the object is, in a sentence.
    fn doc() -> String;

    /// The table.
    fn rows(definitions: &mut Definitions) -> Vec<Row>;

    /// Reads every field (keys that it does not know are another question: [`known_keys`]).
    fn read(node: &Node, problems: &mut Problems) -> Option<Self>;

    /// Writes every field.
    fn write(&self) -> Vec<(String, Node)>;
}

/// Reports a node that is no object. True when it is one.
pub fn is_object(node: &Node, problems: &mut Problems) -> bool {
    let found = node.json_type();
    if found != JsonType::Object {
        problems.report(&node.place, ProblemKind::WrongType { found, expected: JsonType::Object });
    }
    found == JsonType::Object
}

/// Reports every key that is neither in `allowed` nor one of [`Notes`], with the nearest known one.
pub fn known_keys(node: &Node, allowed: &[&str], problems: &mut Problems) {
    for entry in node.entries() {
        if allowed.contains(&&*entry.key) || Notes::KEYS.contains(&&*entry.key) {
            continue;
        }
        let kind = match allowed.iter().find(|right| differ_in_unit(&entry.key, right)) {
            Some(right) => ProblemKind::WrongUnit { key: entry.key.to_string(), right: (*right).to_string() },
            None => ProblemKind::UnknownKey {
                key: entry.key.to_string(),
                suggestion: nearest(&entry.key, allowed.iter().copied()),
                allowed: allowed.iter().map(|key| (*key).to_string()).collect(),
            },
        };
        problems.report(&entry.place, kind);
    }
}

/// The units that end a key.
const UNITS: [&str; 14] = [
    "_yuan",
    "_fen",
    "_wan",
    "_percent",
    "_ratio",
    "_share",
    "_years",
    "_year",
    "_months",
    "_month",
    "_days",
    "_per_year",
    "_per_month",
    "_per_head",
];

/// Whether two keys say the same in different units: `cap`, `cap_fen` and `cap_yuan`.
fn differ_in_unit(key: &str, right: &str) -> bool {
    let stem = |key: &str| {
        let mut stem = key.to_string();
        while let Some(shorter) = UNITS.iter().find_map(|unit| stem.strip_suffix(unit)) {
            stem = shorter.to_string();
        }
        stem
    };
    key != right && !stem(key).is_empty() && stem(key) == stem(right)
}

/// Reads one field of an object: its value, or what its absence means, or a problem.
pub fn read_field<F: Field>(
    node: &Node,
    key: &str,
    limits: Option<&F::Limits>,
    default: Option<F>,
    problems: &mut Problems,
) -> Option<F> {
    match node.get(key) {
        Some(value) => F::decode(value, limits, problems),
        None => default.or_else(F::absent).or_else(|| {
            problems.report(&node.place, ProblemKind::MissingKey { key: key.to_string() });
            None
        }),
    }
}

/// The record of an empty object; `None` where a key is required. So an object all of whose keys may be
/// left out may itself be left out.
pub fn all_defaults<R: Record>() -> Option<R> {
    let mut problems = Problems::new();
    R::read(&Node::object(Vec::new()), &mut problems).filter(|_| problems.is_empty())
}

/// The schema of an object with these rows; `kind` names its variant in a tagged union.
pub fn object_schema(doc: &str, rows: Vec<Row>, kind: Option<&str>) -> Json {
    let mut properties = serde_json::Map::new();
    let mut required = Vec::new();
    if let Some(kind) = kind {
        properties.insert("kind".into(), json!({ "const": kind }));
        required.push("kind");
    }
    for row in rows {
        let mut schema = row.schema;
        // a $ref may stand beside other keywords since draft 2019-09, so the sentence goes in either way
        if let Json::Object(schema) = &mut schema {
            schema.insert("description".into(), Json::from(row.doc));
        }
        properties.insert(row.key.into(), schema);
        if row.required {
            required.push(row.key);
        }
    }
    for (key, doc) in Notes::KEYS.iter().zip(Notes::DOCS) {
        properties.insert((*key).into(), json!({ "type": Notes::json_types(key), "description": doc }));
    }
    json!({
        "type": "object",
        "description": doc,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// A reference to a record's definition, which is made on the way.
pub fn record_schema<R: Record>(definitions: &mut Definitions) -> Json {
    debug_assert!(
        definitions.get(R::NAME).is_none_or(|it| it.is_null() || it["description"] == R::doc().as_str()),
        "two records are called {}",
        R::NAME
    );
    if !definitions.contains_key(R::NAME) {
        definitions.insert(R::NAME.into(), Json::Null); // ends a recursion
        let rows = R::rows(definitions);
        definitions.insert(R::NAME.into(), object_schema(&R::doc(), rows, None));
    }
    json!({ "$ref": format!("#/$defs/{}", R::NAME) })
}

/// What any object may say about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// Where its figures come from: `[S1] Art. 6`.
    pub source: Option<String>,
    /// Anything a reader should know.
    pub note: Option<String>,
    /// Whether figures were made up, and which: `true` or a text.
    pub synthetic: Option<Synthetic>,
}

/// The mark of made-up figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Synthetic {
    /// All of the block, or none of it.
    Flag(bool),
    /// Which of them, in words.
    Words(String),
}

impl Notes {
    /// The keys that every object accepts.
    pub const KEYS: [&'static str; 3] = ["source", "note", "synthetic"];
    const DOCS: [&'static str; 3] = [
        "Document and article that the figures come from.",
        "Anything a reader should know.",
        "Whether figures were made up, or which of them.",
    ];

    fn json_types(key: &str) -> Json {
        if key == "synthetic" { json!(["boolean", "string"]) } else { json!("string") }
    }

    /// Reads them; a wrong type is a problem.
    pub fn read(node: &Node, problems: &mut Problems) -> Option<Notes> {
        let mut text = |key: &str| -> Option<Option<String>> {
            let Some(value) = node.get(key) else { return Some(None) };
            String::decode(value, None, problems).map(Some)
        };
        let (source, note) = (text("source"), text("note"));
        let synthetic = match node.get("synthetic") {
            None => Some(None),
            Some(Node { value: Value::Bool(flag), .. }) => Some(Some(Synthetic::Flag(*flag))),
            Some(value) => String::decode(value, None, problems).map(|words| Some(Synthetic::Words(words))),
        };
        Some(Notes { source: source?, note: note?, synthetic: synthetic? })
    }

    /// Writes those that are there.
    pub fn write(&self) -> Vec<(String, Node)> {
        let synthetic = self.synthetic.as_ref().map(|mark| match mark {
            Synthetic::Flag(flag) => Node::made(Value::Bool(*flag)),
            Synthetic::Words(words) => Node::text(words.as_str()),
        });
        let text = |text: &Option<String>| text.as_deref().map(Node::text);
        let values = [text(&self.source), text(&self.note), synthetic];
        let written =
            Notes::KEYS.iter().zip(values).filter_map(|(key, node)| Some(((*key).to_string(), node?)));
        written.collect()
    }
}

/// Declares a struct and the table of the JSON object that it is read from; see the module.
macro_rules! record {
    (
        $(#[doc = $doc:literal])*
        $vis:vis struct $name:ident {
            $(
                $(#[doc = $field_doc:literal])*
                $field:ident : $type:ty $([ $limits:expr ])? $(= $default:expr)?
            ),* $(,)?
        }
        $(check $check:path)?
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq)]
        $vis struct $name {
            $( $(#[doc = $field_doc])* $vis $field: $type, )*
            /// What the block says about itself.
            $vis notes: $crate::scenario::record::Notes,
        }

        impl $crate::scenario::record::Record for $name {
            const NAME: &'static str = stringify!($name);
            const KEYS: &'static [&'static str] = &[$(stringify!($field)),*];

            fn doc() -> String {
                concat!($($doc, "\n"),*).trim().to_string()
            }

            fn rows(definitions: &mut $crate::scenario::record::Definitions) -> Vec<$crate::scenario::record::Row> {
                use $crate::scenario::record::{Field, Row};
                let mut rows = Vec::new();
                $({
                    let limits: Option<<$type as Field>::Limits> = record!(@optional $($limits)?);
                    let default: Option<$type> = record!(@default $type $(, $default)?);
                    let mut schema = <$type as Field>::schema(limits.as_ref(), definitions);
                    let written = default.as_ref().and_then(Field::encode);
                    if let (Some(node), serde_json::Value::Object(schema)) = (written, &mut schema) {
                        let json = serde_json::from_str(&node.to_json()).unwrap_or_default();
                        schema.insert("default".into(), json);
                    }
                    rows.push(Row {
                        key: stringify!($field),
                        doc: concat!($($field_doc, "\n"),*).trim().to_string(),
                        required: default.is_none() && <$type as Field>::absent().is_none(),
                        schema,
                    });
                })*
                rows
            }

            fn read(
                node: &$crate::scenario::node::Node,
                problems: &mut $crate::scenario::problem::Problems,
            ) -> Option<$name> {
                use $crate::scenario::record::{Field, Notes, read_field};
                $(
                    let limits: Option<<$type as Field>::Limits> = record!(@optional $($limits)?);
                    let default: Option<$type> = record!(@default $type $(, $default)?);
                    let $field: Option<$type> =
                        read_field(node, stringify!($field), limits.as_ref(), default, problems);
                )*
                let notes = Notes::read(node, problems);
                let record = $name { $($field: $field?,)* notes: notes? };
                $( $check(&record, node, problems); )?
                Some(record)
            }

            fn write(&self) -> Vec<(String, $crate::scenario::node::Node)> {
                let mut written = Vec::new();
                $(
                    if let Some(node) = $crate::scenario::record::Field::encode(&self.$field) {
                        written.push((stringify!($field).to_string(), node));
                    }
                )*
                written.extend(self.notes.write());
                written
            }
        }

        impl $crate::scenario::record::Field for $name {
            type Limits = ();

            fn decode(
                node: &$crate::scenario::node::Node,
                _: Option<&()>,
                problems: &mut $crate::scenario::problem::Problems,
            ) -> Option<$name> {
                use $crate::scenario::record::{Record, is_object, known_keys};
                if !is_object(node, problems) {
                    return None;
                }
                known_keys(node, <$name as Record>::KEYS, problems);
                <$name as Record>::read(node, problems)
            }

            fn encode(&self) -> Option<$crate::scenario::node::Node> {
                Some($crate::scenario::node::Node::object($crate::scenario::record::Record::write(self)))
            }

            fn absent() -> Option<$name> {
                $crate::scenario::record::all_defaults()
            }

            fn schema(
                _: Option<&()>,
                definitions: &mut $crate::scenario::record::Definitions,
            ) -> serde_json::Value {
                $crate::scenario::record::record_schema::<$name>(definitions)
            }
        }
    };
    (@optional) => { None };
    (@optional $value:expr) => { Some($value) };
    (@default $type:ty) => { None };
    (@default $type:ty, $value:expr) => { Some(<$type>::from($value)) };
}

/// Lets enums that have `ALL` and `key()` (see `keys!`) stand in a scenario: `choice! { CapOn, TierBase }`.
macro_rules! choice {
    ($($name:ty),+ $(,)?) => {$(
        impl $crate::scenario::record::Field for $name {
            type Limits = ();

            fn decode(
                node: &$crate::scenario::node::Node,
                _: Option<&()>,
                problems: &mut $crate::scenario::problem::Problems,
            ) -> Option<$name> {
                let words = <$name>::ALL.map(|variant| variant.key());
                let word = $crate::scenario::record::chosen(node, &words, problems)?;
                <$name>::ALL.into_iter().find(|variant| variant.key() == word)
            }

            fn encode(&self) -> Option<$crate::scenario::node::Node> {
                Some($crate::scenario::node::Node::text(self.key()))
            }

            fn schema(
                _: Option<&()>,
                _: &mut $crate::scenario::record::Definitions,
            ) -> serde_json::Value {
                serde_json::json!({ "enum": <$name>::ALL.map(|variant| variant.key()).as_slice() })
            }
        }
    )+};
}

/// The word that a node holds, if it is one of `choices`.
pub fn chosen<'a>(node: &'a Node, choices: &[&str], problems: &mut Problems) -> Option<&'a str> {
    let Some(word) = node.as_text() else {
        let kind = ProblemKind::WrongType { found: node.json_type(), expected: JsonType::Text };
        problems.report(&node.place, kind);
        return None;
    };
    if !choices.contains(&word) {
        let kind = ProblemKind::NotAChoice {
            found: word.to_string(),
            suggestion: nearest(word, choices.iter().copied()),
            choices: choices.iter().map(|choice| (*choice).to_string()).collect(),
        };
        problems.report(&node.place, kind);
        return None;
    }
    Some(word)
}

/// Declares an enum of records told apart by `"kind"`:
/// `tagged! { /// doc
///            pub enum TermsDoc { PerYear(PerYearDoc) = "per_year", ... } }`.
macro_rules! tagged {
    (
        $(#[doc = $doc:literal])*
        $vis:vis enum $name:ident {
            $( $(#[doc = $variant_doc:literal])* $variant:ident($record:ty) = $word:literal ),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq)]
        #[allow(clippy::large_enum_variant, reason = "documents are few and read once")]
        $vis enum $name {
            $( $(#[doc = $variant_doc])* $variant($record), )*
        }

        impl $name {
            /// The kinds and the keys of each.
            $vis const KINDS: &'static [(&'static str, &'static [&'static str])] =
                &[$(($word, <$record as $crate::scenario::record::Record>::KEYS)),*];

            /// Reads the fields of the variant that `kind` names; `kind` has been checked.
            $vis fn read(
                kind: &str,
                node: &$crate::scenario::node::Node,
                problems: &mut $crate::scenario::problem::Problems,
            ) -> Option<$name> {
                use $crate::scenario::record::Record;
                match kind {
                    $($word => <$record as Record>::read(node, problems).map($name::$variant),)*
                    _ => None,
                }
            }

            /// Writes the kind and the fields.
            $vis fn write(&self) -> Vec<(String, $crate::scenario::node::Node)> {
                use $crate::scenario::record::Record;
                let (kind, fields) = match self { $($name::$variant(record) => ($word, record.write()),)* };
                let mut written = vec![("kind".to_string(), $crate::scenario::node::Node::text(kind))];
                written.extend(fields);
                written
            }

            /// The rows of each kind's table, for a schema.
            $vis fn tables(
                definitions: &mut $crate::scenario::record::Definitions,
            ) -> Vec<(&'static str, String, Vec<$crate::scenario::record::Row>)> {
                use $crate::scenario::record::Record;
                vec![$(($word, <$record as Record>::doc(), <$record as Record>::rows(definitions))),*]
            }
        }

        impl $crate::scenario::record::Field for $name {
            type Limits = ();

            fn decode(
                node: &$crate::scenario::node::Node,
                _: Option<&()>,
                problems: &mut $crate::scenario::problem::Problems,
            ) -> Option<$name> {
                use $crate::scenario::record::{kind_of, known_keys};
                let (kind, keys) = kind_of(node, $name::KINDS, problems)?;
                let keys: Vec<&str> = std::iter::once("kind").chain(keys.iter().copied()).collect();
                known_keys(node, &keys, problems);
                $name::read(kind, node, problems)
            }

            fn encode(&self) -> Option<$crate::scenario::node::Node> {
                Some($crate::scenario::node::Node::object(self.write()))
            }

            fn schema(
                _: Option<&()>,
                definitions: &mut $crate::scenario::record::Definitions,
            ) -> serde_json::Value {
                use $crate::scenario::record::object_schema;
                let tables = $name::tables(definitions);
                let variants: Vec<serde_json::Value> =
                    tables.into_iter().map(|(kind, doc, rows)| object_schema(&doc, rows, Some(kind))).collect();
                serde_json::json!({ "oneOf": variants })
            }
        }
    };
}

/// The kind of a tagged object and its keys, or a problem; of a mistyped kind the nearest, so that what stands under it
/// is looked at all the same.
pub fn kind_of<'a>(
    node: &Node,
    kinds: &'a [(&'static str, &'static [&'static str])],
    problems: &mut Problems,
) -> Option<(&'a str, &'a [&'static str])> {
    if !is_object(node, problems) {
        return None;
    }
    let Some(kind) = node.get("kind") else {
        problems.report(&node.place, ProblemKind::MissingKey { key: "kind".into() });
        return None;
    };
    let words: Vec<&str> = kinds.iter().map(|(word, _)| *word).collect();
    let meant = || nearest(kind.as_text()?, words.iter().copied());
    let word = chosen(kind, &words, problems).map(str::to_owned).or_else(meant)?;
    kinds.iter().find(|(known, _)| *known == word).map(|(known, keys)| (*known, *keys))
}

pub(crate) use {choice, record, tagged};
