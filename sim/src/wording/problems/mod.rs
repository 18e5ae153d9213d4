//! What a scenario's problems are, and the sentence for each: found, allowed, what to do.

mod en;
mod paths;
mod zh;

pub use super::regulations::Breach;
pub use paths::PathFault;

use super::Lang;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Impossible: nothing runs.
    Error,
    /// Odd but possible: it runs.
    Warning,
}

/// The name of a design under which a problem appears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design(pub String);

/// What shows a problem, where the scenario itself does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context<'a> {
    /// The design or stress.
    pub design: Option<&'a Design>,
    /// The revision.
    pub revision: Option<&'a str>,
}

impl Context<'_> {
    /// In brackets: ` (design x, revision y)`; nothing where the scenario itself shows it.
    fn brackets(self, lang: Lang) -> String {
        let (design, revision, comma) = match lang {
            Lang::Zh => ("方案", "调整", "，"),
            Lang::En => ("design", "revision", ", "),
        };
        let named = [(design, self.design.map(|design| &*design.0)), (revision, self.revision)];
        let named: Vec<String> =
            named.into_iter().filter_map(|(word, name)| Some(format!("{word} {}", name?))).collect();
        match (named.is_empty(), lang) {
            (true, _) => String::new(),
            (false, Lang::Zh) => format!("（{}）", named.join(comma)),
            (false, Lang::En) => format!(" ({})", named.join(comma)),
        }
    }
}

/// The kinds of JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonType {
    /// `null`
    Null,
    /// `true`, `false`
    Bool,
    /// A number.
    Number,
    /// A string.
    Text,
    /// A list.
    List,
    /// An object.
    Object,
    /// A text in two languages: `{"zh": ..., "en": ...}`.
    Bilingual,
}

/// What makes a text no strict JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonFault {
    /// A comment.
    Comment,
    /// A comma before a closing bracket.
    TrailingComma,
    /// No comma between two values.
    MissingComma,
    /// No colon after a key.
    MissingColon,
    /// No value after a colon.
    MissingValue,
    /// A key without quotes.
    KeyWithoutQuotes,
    /// A string in single quotes.
    SingleQuotes,
    /// NaN or Infinity.
    NotFinite,
    /// A number that JSON does not know: 0x10, +1, .5, 5., -, 1e.
    BadNumber,
    /// A string that does not end, or a wrong escape in it.
    BadString,
    /// A raw control character.
    ControlCharacter,
    /// An object that is not closed.
    UnclosedObject,
    /// A list that is not closed.
    UnclosedList,
    /// More text after the value.
    TextAfterEnd,
    /// Anything else that does not belong there.
    UnexpectedText,
}

/// What kind of problem it is, with every value that the sentence names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is named in the sentence of its variant below")]
pub enum ProblemKind {
    /// A scenario, a base or a file that is not there.
    NotFound { name: String, suggestion: Option<String> },
    /// A folder, a pipe or a link to nothing where a file is named.
    NoFile { name: String },
    /// A file that cannot be read.
    Unreadable { reason: String },
    /// Bytes that are not UTF-8.
    NotUtf8 { byte: u8 },
    /// A file beyond the limit.
    TooLarge { bytes: u64, limit: u64 },
    /// Nesting beyond the limit.
    TooDeep { limit: u64 },
    /// More values than the limit.
    TooManyValues { limit: u64 },
    /// Nothing in the file.
    EmptyFile,
    /// Not strict JSON.
    BadJson(JsonFault),
    /// A key twice in one object.
    DuplicateKey { key: String, first_line: u32 },
    /// A design that is added under the name of one with other terms.
    DesignOfTheSameName { name: String },
    /// A scenario that extends itself by way of others.
    CircularExtends { circle: Vec<String> },
    /// A setting that is not `path=value`, or whose path leads through something that is no object.
    BadSetting { text: String },
    /// A value of another type.
    WrongType { found: JsonType, expected: JsonType },
    /// Text where a number must stand.
    NotANumber { found: String },
    /// More decimals than the unit has.
    TooPrecise { found: String, decimals: u32 },
    /// Outside the allowed range.
    OutOfRange { found: String, low: String, high: String },
    /// A bound on a probability or a ratio that only per cent would make one.
    BoundOutOfRange { found: String, low: String, high: String },
    /// A key that the object does not have.
    UnknownKey { key: String, suggestion: Option<String>, allowed: Vec<String> },
    /// A key whose unit is wrong or missing: `deductible` for `deductible_yuan`.
    WrongUnit { key: String, right: String },
    /// A key that the object must have.
    MissingKey { key: String },
    /// A word that is none of the choices.
    NotAChoice { found: String, suggestion: Option<String>, choices: Vec<String> },
    /// A name that cannot be used in file names and columns.
    BadName { found: String },
    /// A name that means something else.
    ReservedName { found: String },
    /// Two designs of one name.
    SameName { found: String },
    /// Two worked cases of one id.
    SameId { found: String, first_line: u32 },
    /// A worked case without any figure that must come out.
    NothingExpected,
    /// A text without a word in it.
    EmptyText,
    /// A list or an object that needs at least one entry.
    NothingInside,
    /// `"unknown"` where a run must know the value.
    UnknownValue {
        /// What `--set` calls it.
        path: String,
    },
    /// A block that a run needs.
    MissingBlock { block: String },
    /// A bound that is not above the one before it.
    NotRising { found: String, before: String },
    /// A tier without upper bound that is not the last.
    OpenTierBeforeLast,
    /// A bid above the benchmark.
    BidAboveBenchmark { bid: String, benchmark: String },
    /// Shares that do not make up the whole.
    SharesNotWhole { sum: String },
    /// Two payers at the same place in the order.
    SameOrder { order: i64, other: String },
    /// A name that refers to nothing.
    UnknownReference { found: String, suggestion: Option<String>, known: Vec<String> },
    /// A design that changes what happens to people, not what is paid.
    DesignChangesBills { block: String },
    /// A payer whose payments two funds, or one fund twice, would count.
    PaidTwice { payer: String, fund: String },
    /// A fund that pays for the payer per admission.
    FundOfFirstPayer { payer: String },
    /// A second book of a city product.
    SecondBook { first: String },
    /// A contract to which two ledgers, or one ledger twice, would transfer.
    TransferredTwice { contract: String, ledger: String },
    /// A price scale that leaves an age without a price, or gives it two.
    AgeWithoutOnePrice { age: u8 },
    /// A book that says nothing of commission, which is most of the cost of many a product.
    CommissionTakenAsZero,
    /// A design with other payers or funds than the scenario.
    DesignOfOtherShape,
    /// A design that leaves the scenario as it is.
    DesignTouchesNothing,
    /// A step of a walk that changes nothing.
    StepChangesNothing,
    /// A payer that asks for words which no bill of a run carries.
    NobodyDrawn { payer: String },
    /// A group after which others wait in vain.
    GroupTakesEverybody { next: String },
    /// Medical aid that pays before the city product, though its order says after.
    OrderOverruled { product: String },
    /// A payer whose years lie outside the term.
    PaysInNoYear { payer: String, first: String, last: String },
    /// A payer of a book that pays for people who are no members of the product.
    BookPaysForAll { payer: String },
    /// A text that is no day of the calendar.
    NotADate { found: String },
    /// A pointer of which a register speaks twice.
    StatedTwice { at: String },
    /// A claim before the one above it.
    DayBeforeEarlier { day: String, earlier: String },
    /// A claim that does not say what a payer must know of it.
    PayerMustKnow { payer: String, key: String },
    /// A bill of a year that the scenario does not simulate.
    YearOutsideTerm { year: String, first: String, last: String },
    /// Payers that bear one deductible together and look at the same cost, which would fill it twice.
    SharedDeductibleOverlap { payer: String, other: String },
    /// A word of a bill that no payer of the scheme knows.
    NobodyKnows { found: String, suggestion: Option<String> },
    /// Terms that break a rule under which the scenario says it is.
    Breach(Breach),
    /// An event that changes numbers which the scenario does not hold.
    NoNumbers { path: String },
    /// A revision of a block that is one whole over all years.
    RevisionOfBlock { block: String, allowed: Vec<String> },
    /// A revision that makes other payers or funds than the scenario has.
    RevisionOfOtherShape,
    /// A revision of the reserve at the start of the term.
    RevisionOfOpening,
    /// No book of a city product, where one is asked for.
    NoBook,
    /// Prices that a revision changes, where they are to be varied.
    PricesRevised { book: String },
    /// A revision that leaves the scenario as it is.
    RevisionTouchesNothing,
    /// A revision after the last simulated year.
    RevisionAfterTerm { from: String, last: String },
    /// Two values of which the first must not be above the second.
    NotBelow { key: String, found: String, other_key: String, other: String },
    /// Too many designs, years or cells for what a machine can hold.
    TooMany { found: u64, limit: u64 },
    /// Trials times designs times years beyond what can be kept.
    TooManyRows { rows: u64, limit: u64 },
    /// Two keys of which exactly one must be there: both are, or neither.
    OneOfTwo { keys: [&'static str; 2], both: bool },
    /// A mix of city, town and village in an area whose census does not tell them apart.
    MixIsDerived { area: String },
    /// More employees than people of their ages.
    MoreEmployeesThanPeople { retired: bool, needed: i64, people: i64 },
    /// A year that the scenario does not simulate, asked for on the command line.
    NotAYearOfTheTerm { year: String, first: String, last: String },
    /// A path of a free parameter that leads to no number.
    NoNumberAt { path: String },
    /// A quantity that stands at several places, where one is to be varied.
    SeveralToVary { word: String, choices: Vec<String> },
    /// A quantity that the scenario does not have.
    NothingToVary { word: String },
    /// What is no range of numbers, or none that holds two values of its grid.
    NotARange { found: String, step: String },
    /// What lists no values of what is varied.
    NoValues { found: String },
    /// Nothing to vary: no axis was named, and the scenario has no grid, or several of which none was named.
    NoAxes { grids: Vec<String> },
    /// What is no list of objectives.
    NotAnObjective { found: String },
    /// What is no target.
    NotATarget { found: String, option: String },
    /// What is no precision of a figure.
    NotAPrecision { found: String },
    /// A quantity whose present value suggests no range.
    RangeNeeded { word: String },
    /// A figure that has no value for any value of what is varied.
    NoFigureToSolve { metric: String, trials: u64 },
    /// A path that two free parameters would move.
    MovedTwice { path: String },
    /// Two settings that exclude each other.
    NotTogether { key: String, value: String, other_key: String, other: String },
    /// A payer per admission that is not the first.
    AdmissionPayerNotFirst,
    /// A payer that must come after another.
    NotBefore { other: String },
    /// A file that was named as the baseline of a check and holds no figures.
    NotABaseline { path: String },
    /// A file of a baseline's folder that is not as it was written.
    BaselineChanged { path: String },
    /// A baseline of other trials or another seed than the run that is to equal it: trials and seed of either.
    BaselineOfOtherRun { found: [u64; 2], ours: [u64; 2] },
    /// A contract that the rules themselves refuse.
    Refused { reason: String },
    /// People or illness that cannot be.
    Model(ModelFault),
    /// A path that cannot be followed.
    Path(PathFault),
}

/// What makes people or illness impossible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelFault {
    /// Nobody is insured.
    EmptyPopulation,
    /// More heads than any country has.
    AbsurdPopulation,
    /// Two age bands that share an age, whose heads would count twice.
    BandsOverlap,
    /// A table by age that does not start at 0 or does not ascend.
    AgeTable,
    /// Parts of a bill that leave nothing inside the catalogue.
    Split,
    /// More users of yearly care than patients, or two cares whose names share their random words.
    YearlyCare,
    /// A severity that is no distribution with a finite mean.
    Severity,
    /// A state of health without a table by age, with two, or with one that is none.
    HealthState,
    /// States of health that hold more people than there are, or a care for one that is not there.
    Health,
    /// Years of a history that leave one out.
    HistoryGap,
    /// More minors than the adults can house in households of the mean size.
    TooFewAdults,
}

impl ProblemKind {
    /// Warnings are odd but possible; all else is impossible.
    pub fn severity(&self) -> Severity {
        match self {
            ProblemKind::DesignTouchesNothing
            | ProblemKind::CommissionTakenAsZero
            | ProblemKind::MixIsDerived { .. }
            | ProblemKind::Breach(_)
            | ProblemKind::NobodyKnows { .. }
            | ProblemKind::NobodyDrawn { .. }
            | ProblemKind::GroupTakesEverybody { .. }
            | ProblemKind::OrderOverruled { .. }
            | ProblemKind::PaysInNoYear { .. }
            | ProblemKind::BookPaysForAll { .. }
            | ProblemKind::YearOutsideTerm { .. }
            | ProblemKind::RevisionTouchesNothing
            | ProblemKind::RevisionAfterTerm { .. } => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

/// The sentence: severity, what was found, what is allowed, what to do.
pub fn sentence(kind: &ProblemKind, context: Context<'_>, lang: Lang) -> String {
    let severity = match (kind.severity(), lang) {
        (Severity::Error, Lang::Zh) => "错误",
        (Severity::Error, Lang::En) => "error",
        (Severity::Warning, Lang::Zh) => "警告",
        (Severity::Warning, Lang::En) => "warning",
    };
    match lang {
        Lang::Zh => format!("{severity}{}：{}", context.brackets(lang), zh::sentence(kind)),
        Lang::En => format!("{severity}{}: {}", context.brackets(lang), en::sentence(kind)),
    }
}

fn did_you_mean(suggestion: Option<&String>, lang: Lang) -> String {
    match (suggestion, lang) {
        (None, _) => String::new(),
        (Some(word), Lang::Zh) => format!("；是否想写 \"{word}\"？"),
        (Some(word), Lang::En) => format!("; did you mean \"{word}\"?"),
    }
}

/// What the user wrote, cut where it would fill the screen.
fn short(found: &str) -> String {
    const MOST: usize = 60;
    if found.chars().count() <= MOST {
        found.to_string()
    } else {
        format!("{}...", found.chars().take(MOST).collect::<String>())
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "-".into() } else { names.join(", ") }
}
