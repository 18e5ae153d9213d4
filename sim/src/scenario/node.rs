//! A JSON tree that remembers where every key and value stands in its file.
//!
//! Numbers stay decimal text (0.55 never becomes a float). The syntax is strict JSON: no comments,
//! no trailing commas, no repeated keys. Limits on size and depth are checked before parsing, so no
//! text can exhaust the stack. This module knows nothing of insurance.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jsonc_parser::ast;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::problem::{JsonFault, JsonType, Problem, ProblemKind};

/// The largest file that is read: 32 MiB.
pub const MAX_BYTES: usize = 32 << 20;
/// The deepest nesting of objects and lists.
pub const MAX_DEPTH: usize = 64;
/// The most values that one file may hold.
pub const MAX_VALUES: usize = 1_000_000;

/// The way from the root to a value: a JSON pointer that shares its beginning with its siblings.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Pointer(Option<Arc<Step>>);

#[derive(PartialEq, Eq)]
struct Step {
    before: Pointer,
    name: Box<str>,
}

impl Pointer {
    /// The pointer one step further down.
    #[must_use]
    pub fn then(&self, name: &str) -> Pointer {
        Pointer(Some(Arc::new(Step { before: self.clone(), name: name.into() })))
    }

    /// The names on the way, from the root.
    pub fn names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        let mut here = self;
        while let Some(step) = &here.0 {
            names.push(&*step.name);
            here = &step.before;
        }
        names.reverse();
        names
    }
}

impl fmt::Display for Pointer {
    /// RFC 6901: `/payers/cii/tiers`, with `~` written `~0` and `/` written `~1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.names().iter().try_for_each(|name| write!(f, "/{}", name.replace('~', "~0").replace('/', "~1")))
    }
}

impl fmt::Debug for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Where a value or a key stands: file, line and column from 1 (0 where there is no line), pointer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file as the user would name it.
    pub file: Arc<str>,
    /// From 1; 0 for what stands in no file.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// The pointer inside that file.
    pub pointer: Pointer,
}

impl Place {
    /// The whole of a file, or of something that is not a file.
    pub fn whole(file: &str) -> Place {
        Place { file: file.into(), line: 0, column: 0, pointer: Pointer::default() }
    }
}

/// A JSON value and its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it was written.
    pub place: Place,
    /// What was written.
    pub value: Value,
}

/// What JSON can hold.
#[derive(Debug, Clone)]
pub enum Value {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, as its text.
    Number(Box<str>),
    /// A string.
    Text(Box<str>),
    /// A list.
    List(Vec<Node>),
    /// An object, in file order.
    Object(Vec<Entry>),
}

/// A key of an object, its place, and its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key.
    pub key: Box<str>,
    /// Where the key stands.
    pub place: Place,
    /// What it holds.
    pub node: Node,
}

/// Two nodes are equal when they hold the same, wherever they stand.
impl PartialEq for Node {
    fn eq(&self, other: &Node) -> bool {
        match (&self.value, &other.value) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Number(a), Value::Number(b)) | (Value::Text(a), Value::Text(b)) => a == b,
            (Value::List(a), Value::List(b)) => a == b,
            (Value::Object(a), Value::Object(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && a.node == b.node)
            }
            _ => false,
        }
    }
}

impl Node {
    /// A value that stands in no file.
    pub fn made(value: Value) -> Node {
        Node { place: Place::whole(""), value }
    }

    /// A string that stands in no file.
    pub fn text(text: impl Into<Box<str>>) -> Node {
        Node::made(Value::Text(text.into()))
    }

    /// A number, given as its text, that stands in no file.
    pub fn number(number: impl fmt::Display) -> Node {
        Node::made(Value::Number(number.to_string().into()))
    }

    /// An object that stands in no file.
    pub fn object(entries: Vec<(String, Node)>) -> Node {
        let entry = |(key, node): (String, Node)| Entry { key: key.into(), place: Place::whole(""), node };
        Node::made(Value::Object(entries.into_iter().map(entry).collect()))
    }

    /// What kind of JSON value this is.
    pub fn json_type(&self) -> JsonType {
        match self.value {
            Value::Null => JsonType::Null,
            Value::Bool(_) => JsonType::Bool,
            Value::Number(_) => JsonType::Number,
            Value::Text(_) => JsonType::Text,
            Value::List(_) => JsonType::List,
            Value::Object(_) => JsonType::Object,
        }
    }

    /// The entries of an object; nothing for any other value.
    pub fn entries(&self) -> &[Entry] {
        if let Value::Object(entries) = &self.value { entries } else { &[] }
    }

    /// The entry under a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| &*entry.key == key)
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The string, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// The place of the value under a key, or else this place: where a sentence about the key points.
    pub fn place_of(&self, key: &str) -> Place {
        self.get(key).map_or_else(|| self.place.clone(), |node| node.place.clone())
    }

    /// The same object without some of its keys.
    #[must_use]
    pub fn without(&self, keys: &[&str]) -> Node {
        let kept = self.entries().iter().filter(|entry| !keys.contains(&&*entry.key)).cloned().collect();
        Node { place: self.place.clone(), value: Value::Object(kept) }
    }

    /// The value as JSON text, indented by two spaces, ending in a line feed; numbers as they were written.
    pub fn to_json(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, 0);
        text.push('\n');
        text
    }

    fn write(&self, text: &mut String, depth: usize) {
        let open_line = |text: &mut String, depth: usize| {
            text.push('\n');
            text.extend(std::iter::repeat_n("  ", depth));
        };
        match &self.value {
            Value::Null => text.push_str("null"),
            Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
            Value::Number(number) => text.push_str(number),
            Value::Text(string) => text.push_str(&quoted(string)),
            Value::List(nodes) if nodes.is_empty() => text.push_str("[]"),
            Value::Object(entries) if entries.is_empty() => text.push_str("{}"),
            Value::List(nodes) => {
                text.push('[');
                for (i, node) in nodes.iter().enumerate() {
                    text.push_str(if i > 0 { "," } else { "" });
                    open_line(text, depth + 1);
                    node.write(text, depth + 1);
                }
                open_line(text, depth);
                text.push(']');
            }
            Value::Object(entries) => {
                text.push('{');
                for (i, entry) in entries.iter().enumerate() {
                    text.push_str(if i > 0 { "," } else { "" });
                    open_line(text, depth + 1);
                    text.push_str(&quoted(&entry.key));
                    text.push_str(": ");
                    entry.node.write(text, depth + 1);
                }
                open_line(text, depth);
                text.push('}');
            }
        }
    }
}

/// A JSON string with its quotes.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Reads the bytes of a file as one JSON value. `file` is its name in messages.
///
/// # Errors
/// The first thing that makes it no strict JSON, or goes beyond [`MAX_BYTES`], [`MAX_DEPTH`] or
/// [`MAX_VALUES`]; or every repeated key.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Node, Vec<Problem>> {
    let file: Arc<str> = file.into();
    let whole = |kind| vec![Problem::new(Place::whole(&file), kind)];
    if bytes.len() > MAX_BYTES {
        return Err(whole(ProblemKind::TooLarge { bytes: bytes.len() as u64, limit: MAX_BYTES as u64 }));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let good = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
            let place = Lines::new(&file, good).place(good.len(), Pointer::default());
            let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
            return Err(vec![Problem::new(place, ProblemKind::NotUtf8 { byte })]);
        }
    };
    let lines = Lines::new(&file, text);
    let fault = |at: usize, kind| vec![Problem::new(lines.place(at, Pointer::default()), kind)];
    scan(text).map_err(|(at, kind)| fault(at, kind))?;
    let parsed = parse_to_ast(text, &CollectOptions::default(), &strict())
        .map_err(|error| fault(error.range().start, ProblemKind::BadJson(fault_of(error.kind()))))?;
    let Some(value) = parsed.value else { return Err(whole(ProblemKind::EmptyFile)) };
    let mut builder = Builder { lines, problems: Vec::new() };
    let node = builder.node(value, &Pointer::default());
    if builder.problems.is_empty() { Ok(node) } else { Err(builder.problems) }
}

const fn strict() -> ParseOptions {
    ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

/// One pass over the text before it is parsed: depth, number of values, and what the parser would
/// tolerate although JSON does not (control characters in strings, odd white space between values).
fn scan(text: &str) -> Result<(), (usize, ProblemKind)> {
    let (mut depth, mut values, mut in_string, mut escaped) = (0_usize, 1_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                0..=0x1f => return Err((at, ProblemKind::BadJson(JsonFault::ControlCharacter))),
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            0..=0x1f if !matches!(byte, b'\t' | b'\n' | b'\r') => {
                return Err((at, ProblemKind::BadJson(JsonFault::ControlCharacter)));
            }
            0x80.. => return Err((at, ProblemKind::BadJson(JsonFault::UnexpectedText))),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err((at, ProblemKind::TooDeep { limit: MAX_DEPTH as u64 }));
        }
        if values > MAX_VALUES {
            return Err((at, ProblemKind::TooManyValues { limit: MAX_VALUES as u64 }));
        }
    }
    Ok(())
}

/// The parser's words for a fault, as our own.
fn fault_of(kind: &ParseErrorKind) -> JsonFault {
    use ParseErrorKind as K;
    match kind {
        K::CommentsNotAllowed | K::UnterminatedCommentBlock => JsonFault::Comment,
        K::TrailingCommasNotAllowed => JsonFault::TrailingComma,
        K::ExpectedComma => JsonFault::MissingComma,
        K::ExpectedColonAfterObjectKey => JsonFault::MissingColon,
        K::ExpectedObjectValue => JsonFault::MissingValue,
        K::ExpectedStringObjectProperty => JsonFault::KeyWithoutQuotes,
        K::SingleQuotedStringsNotAllowed => JsonFault::SingleQuotes,
        K::NonFiniteNumbersNotAllowed => JsonFault::NotFinite,
        K::BareDecimalPointNumbersNotAllowed
        | K::ExpectedDigit
        | K::ExpectedDigitFollowingNegativeSign
        | K::ExpectedPlusMinusOrDigitInNumberLiteral
        | K::HexadecimalNumbersNotAllowed
        | K::UnaryPlusNumbersNotAllowed => JsonFault::BadNumber,
        K::String(_) => JsonFault::BadString,
        K::UnterminatedObject => JsonFault::UnclosedObject,
        K::UnterminatedArray => JsonFault::UnclosedList,
        K::MultipleRootJsonValues => JsonFault::TextAfterEnd,
        _ => JsonFault::UnexpectedText,
    }
}

/// Turns offsets into lines and columns.
struct Lines<'a> {
    file: &'a Arc<str>,
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(file: &'a Arc<str>, text: &'a str) -> Lines<'a> {
        let feeds = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Lines { file, text, starts: std::iter::once(0).chain(feeds).collect() }
    }

    fn place(&self, at: usize, pointer: Pointer) -> Place {
        let line = self.starts.partition_point(|start| *start <= at);
        let before = self.starts.get(line.wrapping_sub(1)).and_then(|start| self.text.get(*start..at));
        // a column beyond a thousand characters is counted in bytes, so that one huge line stays cheap
        let column = before.map_or(0, |t| if t.len() > 1_000 { t.len() } else { t.chars().count() }) + 1;
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Place { file: self.file.clone(), line: small(line), column: small(column), pointer }
    }
}

struct Builder<'a> {
    lines: Lines<'a>,
    problems: Vec<Problem>,
}

impl Builder<'_> {
    fn node(&mut self, value: ast::Value<'_>, pointer: &Pointer) -> Node {
        let at = match &value {
            ast::Value::StringLit(v) => v.range.start,
            ast::Value::NumberLit(v) => v.range.start,
            ast::Value::BooleanLit(v) => v.range.start,
            ast::Value::Object(v) => v.range.start,
            ast::Value::Array(v) => v.range.start,
            ast::Value::NullKeyword(v) => v.range.start,
        };
        let place = self.lines.place(at, pointer.clone());
        let value = match value {
            ast::Value::StringLit(text) => Value::Text(text.value.into_owned().into()),
            ast::Value::NumberLit(number) => Value::Number(number.value.into()),
            ast::Value::BooleanLit(bool) => Value::Bool(bool.value),
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::Array(list) => {
                let nodes = list.elements.into_iter().enumerate();
                Value::List(nodes.map(|(i, value)| self.node(value, &pointer.then(&i.to_string()))).collect())
            }
            ast::Value::Object(object) => Value::Object(self.entries(object.properties, pointer)),
        };
        Node { place, value }
    }

    fn entries(&mut self, properties: Vec<ast::ObjectProp<'_>>, pointer: &Pointer) -> Vec<Entry> {
        let mut seen: BTreeMap<Box<str>, u32> = BTreeMap::new();
        let mut entries = Vec::with_capacity(properties.len());
        for property in properties {
            let key: Box<str> = property.name.as_str().into();
            let below = pointer.then(&key);
            let place = self.lines.place(property.range.start, below.clone());
            if let Some(first_line) = seen.get(&key) {
                let kind = ProblemKind::DuplicateKey { key: key.into(), first_line: *first_line };
                self.problems.push(Problem::new(place, kind));
                continue;
            }
            seen.insert(key.clone(), place.line);
            let node = self.node(property.value, &below);
            entries.push(Entry { key, place, node });
        }
        entries
    }
}
