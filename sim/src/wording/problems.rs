//! What a scenario's problems are, and the sentence for each: found, allowed, what to do.

pub use super::regulations::Breach;

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
    /// A payer that asks for words which no bill of a run carries.
    NobodyDrawn { payer: String },
    /// A word of a bill that no payer of the scheme knows.
    NobodyKnows { found: String, suggestion: Option<String> },
    /// Terms that break a rule under which the scenario says it is.
    Breach(Breach),
    /// A revision of a block that is one whole over all years.
    RevisionOfBlock { block: String, allowed: Vec<String> },
    /// A revision that makes other payers or funds than the scenario has.
    RevisionOfOtherShape,
    /// A revision of the reserve at the start of the term.
    RevisionOfOpening,
    /// A revision that leaves the scenario as it is.
    RevisionTouchesNothing,
    /// A revision after the last simulated year.
    RevisionAfterTerm { from: String, last: String },
    /// More years than the calendar of the model has.
    TermTooLong { last: String, limit: String },
    /// Two values of which the first must not be above the second.
    NotBelow { key: String, found: String, other_key: String, other: String },
    /// Too many designs, years or cells for what a machine can hold.
    TooMany { found: u64, limit: u64 },
    /// Trials times designs times years beyond what can be kept.
    TooManyRows { rows: u64, limit: u64 },
    /// Two settings that exclude each other.
    NotTogether { key: String, value: String, other_key: String, other: String },
    /// A payer per admission that is not the first.
    AdmissionPayerNotFirst,
    /// A payer that must come after another.
    NotBefore { other: String },
    /// A contract that the rules themselves refuse.
    Refused { reason: String },
    /// People or illness that cannot be.
    Model(ModelFault),
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
}

impl ProblemKind {
    /// Warnings are odd but possible; all else is impossible.
    pub fn severity(&self) -> Severity {
        match self {
            ProblemKind::DesignTouchesNothing
            | ProblemKind::CommissionTakenAsZero
            | ProblemKind::Breach(_)
            | ProblemKind::NobodyKnows { .. }
            | ProblemKind::NobodyDrawn { .. }
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
        Lang::Zh => format!("{severity}{}：{}", context.brackets(lang), zh(kind)),
        Lang::En => format!("{severity}{}: {}", context.brackets(lang), en(kind)),
    }
}

#[expect(clippy::too_many_lines, reason = "one sentence a kind of problem")]
fn en(kind: &ProblemKind) -> String {
    use ProblemKind as K;
    match kind {
        K::NotFound { name, suggestion } => {
            format!("no such scenario: {}{}", short(name), did_you_mean(suggestion.as_ref(), Lang::En))
        }
        K::Unreadable { reason } => format!("the file cannot be read: {reason}"),
        K::NotUtf8 { byte } => format!("byte 0x{byte:02x} is not UTF-8; save the file as UTF-8"),
        K::TooLarge { bytes, limit } => format!("the file has {bytes} bytes; at most {limit} are read"),
        K::TooDeep { limit } => format!("nested deeper than {limit} levels; flatten it"),
        K::TooManyValues { limit } => format!("more than {limit} values in one file; split it"),
        K::EmptyFile => "the file holds no JSON value; write an object { ... }".into(),
        K::BadJson(fault) => format!("not valid JSON: {}", fault_en(*fault)),
        K::DuplicateKey { key, first_line } => {
            format!("key \"{}\" appears twice (first on line {first_line}); keep one", short(key))
        }
        K::CircularExtends { circle } => {
            format!("\"extends\" goes in a circle: {}; break it", circle.join(" -> "))
        }
        K::BadSetting { text } => {
            format!(
                "setting \"{}\" is not path=value with a path through objects, such as run.trials=100",
                short(text)
            )
        }
        K::WrongType { found, expected } => {
            format!("found {}, expected {}", type_en(*found), type_en(*expected))
        }
        K::NotANumber { found } => {
            format!("\"{}\" is not a decimal number; write one such as 0.55", short(found))
        }
        K::TooPrecise { found, decimals } => {
            format!("{} has too many decimals; at most {decimals} are allowed", short(found))
        }
        K::OutOfRange { found, low, high } => {
            format!("{} is out of range; allowed is {low} to {high}", short(found))
        }
        K::UnknownKey { key, suggestion, allowed } => format!(
            "unknown key \"{}\"{}; allowed here: {}",
            short(key),
            did_you_mean(suggestion.as_ref(), Lang::En),
            allowed.join(", ")
        ),
        K::WrongUnit { key, right } => {
            format!(
                "key \"{}\" has the wrong unit; write \"{right}\" and give the value in that unit",
                short(key)
            )
        }
        K::MissingKey { key } => format!("key \"{key}\" is missing; add it"),
        K::NotAChoice { found, suggestion, choices } => format!(
            "\"{}\" is none of the choices{}; allowed: {}",
            short(found),
            did_you_mean(suggestion.as_ref(), Lang::En),
            choices.join(", ")
        ),
        K::BadName { found } => format!(
            "\"{}\" cannot be a name; use up to 64 of a-z, 0-9, - and _, beginning with a letter or digit",
            short(found)
        ),
        K::ReservedName { found } => {
            format!("\"{found}\" is the scenario without any design; choose another name")
        }
        K::EmptyText => "the text is empty; write something or leave the key out".into(),
        K::NothingInside => "nothing inside; at least one entry is needed".into(),
        K::UnknownValue { path } => {
            format!("the value is \"unknown\", but it is needed here; fill it in or use --set {path}=VALUE")
        }
        K::MissingBlock { block } => format!("block \"{block}\" is missing, but a run needs it; add it"),
        K::NotRising { found, before } => {
            format!("{found} is not above {before} before it; bounds of tiers must rise")
        }
        K::OpenTierBeforeLast => {
            "a tier without \"up_to_yuan\" must be the last; give it a bound or move it to the end".into()
        }
        K::BidAboveBenchmark { bid, benchmark } => {
            format!("bid {bid} is above the benchmark {benchmark}; a bid is at most the benchmark")
        }
        K::SharesNotWhole { sum } => format!("the shares add up to {sum}; they must add up to exactly 1"),
        K::SameOrder { order, other } => {
            format!("order {order} is also that of payer \"{other}\"; give each payer its own")
        }
        K::UnknownReference { found, suggestion, known } => format!(
            "\"{}\" does not exist{}; known: {}",
            short(found),
            did_you_mean(suggestion.as_ref(), Lang::En),
            list(known)
        ),
        K::DesignChangesBills { block } => format!(
            "a design must not change \"{block}\", because all designs settle the same bills; make it a stress or another scenario"
        ),
        K::PaidTwice { payer, fund } => {
            format!("the payments of \"{payer}\" are claims of fund \"{fund}\" already; name it once")
        }
        K::FundOfFirstPayer { payer } => {
            format!("\"{payer}\" pays per admission, from the basic funds; a fund takes payers per year")
        }
        K::SecondBook { first } => {
            format!("\"{first}\" is a book of a city product already; keep one book, with all liabilities")
        }
        K::TransferredTwice { contract, ledger } => {
            format!("ledger \"{ledger}\" pays the transfer to \"{contract}\" already; name it once")
        }
        K::AgeWithoutOnePrice { age } => {
            format!("age {age} has no price, or two; let the bands cover 0 to 100, each age once")
        }
        K::CommissionTakenAsZero => {
            "the book has no \"commission_ratio\" (commission, platform and sales fees, in parts of premium), so it is taken as zero; write it, even where it is 0"
                .into()
        }
        K::DesignOfOtherShape => {
            "the design has other payers or funds than the scenario, so they cannot stand side by side; change terms only, or write another scenario".into()
        }
        K::DesignTouchesNothing => "the design changes nothing; its differences will be zero".into(),
        K::NobodyDrawn { payer } => format!(
            "no bill of a run names what \"{payer}\" asks for here, so it pays nothing in a run; it settles bills from a file"
        ),
        K::NobodyKnows { found, suggestion } => {
            let hint = suggestion.as_ref().map(|word| format!("; did you mean \"{word}\"?")).unwrap_or_default();
            format!("no payer of the scheme has \"{found}\" in its lists, so no liability that asks for a list pays it{hint}")
        }
        K::Breach(breach) => breach.say(Lang::En).into(),
        K::RevisionOfBlock { block, allowed } => format!(
            "a revision may not change \"{block}\", which holds for all years as one; it may change {}",
            allowed.join(", ")
        ),
        K::RevisionOfOtherShape => "the revision makes other payers or funds than the scenario has; write all of them \
                                    in the scenario, and give from_year or to_year to a payer that begins or ends"
            .into(),
        K::RevisionOfOpening => "opening_balance_yuan is the reserve at the start of the term; leave it out of the \
                                 revision and set it in the scenario"
            .into(),
        K::RevisionTouchesNothing => "the revision changes nothing".into(),
        K::RevisionAfterTerm { from, last } => {
            format!("the revision holds from {from}, after the last simulated year {last}, so it changes no figure")
        }
        K::TermTooLong { last, limit } => format!("the last year {last} is after {limit}; shorten the term"),
        K::NotBelow { key, found, other_key, other } => {
            format!("{key} {found} is above {other_key} {other}; it must not be")
        }
        K::TooMany { found, limit } => format!("{found} are too many; at most {limit} are allowed"),
        K::TooManyRows { rows, limit } => {
            format!("trials x designs x years make {rows} rows; at most {limit} are kept: lower one of them")
        }
        K::NotTogether { key, value, other_key, other } => {
            format!("{key} \"{value}\" cannot go with {other_key} \"{other}\"; change one of them")
        }
        K::AdmissionPayerNotFirst => {
            "a payer per admission must be the first of all; give it the lowest order".into()
        }
        K::NotBefore { other } => format!("this payer must come after \"{other}\"; give it a higher order"),
        K::Refused { reason } => format!("these terms cannot be: {reason}"),
        K::Model(fault) => model_fault_en(*fault).into(),
    }
}

#[expect(clippy::too_many_lines, reason = "one sentence a kind of problem")]
fn zh(kind: &ProblemKind) -> String {
    use ProblemKind as K;
    match kind {
        K::NotFound { name, suggestion } => {
            format!("没有这个情景：{}{}", short(name), did_you_mean(suggestion.as_ref(), Lang::Zh))
        }
        K::Unreadable { reason } => format!("文件无法读取：{reason}"),
        K::NotUtf8 { byte } => format!("字节 0x{byte:02x} 不是 UTF-8；请以 UTF-8 编码保存文件"),
        K::TooLarge { bytes, limit } => format!("文件有 {bytes} 字节；最多读取 {limit} 字节"),
        K::TooDeep { limit } => format!("嵌套超过 {limit} 层；请减少层数"),
        K::TooManyValues { limit } => format!("一个文件中的值超过 {limit} 个；请拆分文件"),
        K::EmptyFile => "文件里没有 JSON 值；请写一个对象 { ... }".into(),
        K::BadJson(fault) => format!("不是合法的 JSON：{}", fault_zh(*fault)),
        K::DuplicateKey { key, first_line } => {
            format!("键 \"{}\" 重复出现（首次在第 {first_line} 行）；请只保留一个", short(key))
        }
        K::CircularExtends { circle } => format!("extends 循环引用：{}；请断开", circle.join(" -> ")),
        K::BadSetting { text } => {
            format!("设置 \"{}\" 不是 路径=值（路径须经过对象），例如 run.trials=100", short(text))
        }
        K::WrongType { found, expected } => format!("这里是{}，应为{}", type_zh(*found), type_zh(*expected)),
        K::NotANumber { found } => format!("\"{}\" 不是十进制数；请写成如 0.55", short(found)),
        K::TooPrecise { found, decimals } => format!("{} 小数位过多；最多 {decimals} 位", short(found)),
        K::OutOfRange { found, low, high } => format!("{} 超出范围；允许 {low} 至 {high}", short(found)),
        K::UnknownKey { key, suggestion, allowed } => format!(
            "未知的键 \"{}\"{}；此处允许：{}",
            short(key),
            did_you_mean(suggestion.as_ref(), Lang::Zh),
            allowed.join("、")
        ),
        K::WrongUnit { key, right } => {
            format!("键 \"{}\" 的单位不对；请写 \"{right}\" 并按该单位给值", short(key))
        }
        K::MissingKey { key } => format!("缺少键 \"{key}\"；请补上"),
        K::NotAChoice { found, suggestion, choices } => format!(
            "\"{}\" 不是可选值{}；可选：{}",
            short(found),
            did_you_mean(suggestion.as_ref(), Lang::Zh),
            choices.join("、")
        ),
        K::BadName { found } => {
            format!("\"{}\" 不能作名称；请用至多 64 个 a-z、0-9、- 和 _，以字母或数字开头", short(found))
        }
        K::ReservedName { found } => format!("\"{found}\" 指不带任何方案的情景本身；请另取名称"),
        K::EmptyText => "文字为空；请填写或去掉此键".into(),
        K::NothingInside => "里面是空的；至少需要一项".into(),
        K::UnknownValue { path } => {
            format!("值为 \"unknown\"（未知），但此处需要它；请填写，或用 --set {path}=数值 给出")
        }
        K::MissingBlock { block } => format!("缺少运行所需的部分 \"{block}\"；请补上"),
        K::NotRising { found, before } => format!("{found} 不高于前一段的 {before}；各段上限必须递增"),
        K::OpenTierBeforeLast => "没有 \"up_to_yuan\" 的分段必须是最后一段；请给出上限或移到最后".into(),
        K::BidAboveBenchmark { bid, benchmark } => {
            format!("中标价 {bid} 高于基准价 {benchmark}；中标价不得高于基准价")
        }
        K::SharesNotWhole { sum } => format!("份额合计 {sum}；必须恰好等于 1"),
        K::SameOrder { order, other } => {
            format!("次序 {order} 与支付方 \"{other}\" 相同；每个支付方须有自己的次序")
        }
        K::UnknownReference { found, suggestion, known } => format!(
            "\"{}\" 不存在{}；已有：{}",
            short(found),
            did_you_mean(suggestion.as_ref(), Lang::Zh),
            list(known)
        ),
        K::DesignChangesBills { block } => {
            format!("方案不得改变 \"{block}\"，因为所有方案结算同一批账单；请改作压力情景或另写情景")
        }
        K::PaidTwice { payer, fund } => {
            format!("支付方 \"{payer}\" 的支付已计入基金 \"{fund}\"；请只列一次")
        }
        K::FundOfFirstPayer { payer } => {
            format!("\"{payer}\" 按次支付，由基本医保基金承担；此处只能列按年支付的支付方")
        }
        K::SecondBook { first } => {
            format!("已有惠民保账本 \"{first}\"；请只保留一个账本，各项责任都列入其中")
        }
        K::TransferredTwice { contract, ledger } => {
            format!("向 \"{contract}\" 的划转已由收支账 \"{ledger}\" 承担；请只列一次")
        }
        K::AgeWithoutOnePrice { age } => {
            format!("{age} 岁没有保费或有两档保费；各年龄段须不重不漏地覆盖 0 至 100 岁")
        }
        K::CommissionTakenAsZero => {
            "账本没有 \"commission_ratio\"（手续费及佣金、平台和销售费用，占保费比例），按零计算；请填写，为零也请写明".into()
        }
        K::DesignOfOtherShape => "方案的支付方或基金与情景不同，无法并列比较；请只改条款，或另写情景".into(),
        K::DesignTouchesNothing => "方案没有改变任何内容；差异将为零".into(),
        K::NobodyDrawn { payer } => {
            format!("模拟的账单不含 \"{payer}\" 在此要求的内容，运行时不会赔付；用账单文件结算不受影响")
        }
        K::NobodyKnows { found, suggestion } => {
            let hint = suggestion.as_ref().map(|word| format!("；是否应为 \"{word}\"？")).unwrap_or_default();
            format!("没有支付方的清单包含 \"{found}\"，按清单支付的责任不会赔付{hint}")
        }
        K::Breach(breach) => breach.say(Lang::Zh).into(),
        K::RevisionOfBlock { block, allowed } => {
            format!("调整不得改变 \"{block}\"，它对各年是一个整体；可调整的有：{}", allowed.join("、"))
        }
        K::RevisionOfOtherShape => "调整后的支付方或基金与情景不同；请把全部支付方和基金写入情景本身，\
                                    中途开始或终止的支付方用 from_year 或 to_year 表示"
            .into(),
        K::RevisionOfOpening => {
            "opening_balance_yuan 是合同期初的准备金；请从调整中去掉，并写在情景本身".into()
        }
        K::RevisionTouchesNothing => "该调整没有改变任何内容".into(),
        K::RevisionAfterTerm { from, last } => {
            format!("该调整自 {from} 年起生效，晚于最后一个模拟年 {last}，不影响任何结果")
        }
        K::TermTooLong { last, limit } => format!("最后一年 {last} 晚于 {limit}；请缩短期限"),
        K::NotBelow { key, found, other_key, other } => {
            format!("{key} {found} 高于 {other_key} {other}；不得高于")
        }
        K::TooMany { found, limit } => format!("{found} 过多；最多 {limit}"),
        K::TooManyRows { rows, limit } => {
            format!("模拟次数 x 方案 x 年数共 {rows} 行；最多 {limit} 行：请调低其一")
        }
        K::NotTogether { key, value, other_key, other } => {
            format!("{key} \"{value}\" 不能与 {other_key} \"{other}\" 同用；请更改其一")
        }
        K::AdmissionPayerNotFirst => "按次支付的支付方必须排在最前；请给它最小的次序".into(),
        K::NotBefore { other } => format!("此支付方必须排在 \"{other}\" 之后；请给它更大的次序"),
        K::Refused { reason } => format!("条款不成立：{reason}"),
        K::Model(fault) => model_fault_zh(*fault).into(),
    }
}

fn fault_en(fault: JsonFault) -> &'static str {
    match fault {
        JsonFault::Comment => "comments are not allowed; use a \"note\"",
        JsonFault::TrailingComma => "a comma before a closing bracket; remove it",
        JsonFault::MissingComma => "a comma is missing before this",
        JsonFault::MissingColon => "a colon is missing after the key",
        JsonFault::MissingValue => "a value is missing after the colon",
        JsonFault::KeyWithoutQuotes => "a key must stand in double quotes",
        JsonFault::SingleQuotes => "strings stand in double quotes, not in single ones",
        JsonFault::NotFinite => "NaN and Infinity are no numbers; write a decimal",
        JsonFault::BadNumber => "not a JSON number; write it like -12.5 or 1e6",
        JsonFault::BadString => "a string that does not end, or a wrong escape in it",
        JsonFault::ControlCharacter => "a control character; write it as an escape such as \\n",
        JsonFault::UnclosedObject => "this { is never closed; add }",
        JsonFault::UnclosedList => "this [ is never closed; add ]",
        JsonFault::TextAfterEnd => "text after the end of the value; remove it",
        JsonFault::UnexpectedText => "this does not belong here",
    }
}

fn fault_zh(fault: JsonFault) -> &'static str {
    match fault {
        JsonFault::Comment => "不允许注释；请用 \"note\"",
        JsonFault::TrailingComma => "右括号前有多余的逗号；请去掉",
        JsonFault::MissingComma => "此处之前缺少逗号",
        JsonFault::MissingColon => "键后缺少冒号",
        JsonFault::MissingValue => "冒号后缺少值",
        JsonFault::KeyWithoutQuotes => "键必须用双引号",
        JsonFault::SingleQuotes => "字符串用双引号，不用单引号",
        JsonFault::NotFinite => "NaN 和 Infinity 不是数；请写十进制数",
        JsonFault::BadNumber => "不是 JSON 数；请写成如 -12.5 或 1e6",
        JsonFault::BadString => "字符串没有结束，或其中的转义有误",
        JsonFault::ControlCharacter => "有控制字符；请写成转义如 \\n",
        JsonFault::UnclosedObject => "这个 { 没有闭合；请补上 }",
        JsonFault::UnclosedList => "这个 [ 没有闭合；请补上 ]",
        JsonFault::TextAfterEnd => "值结束之后还有文字；请去掉",
        JsonFault::UnexpectedText => "此处不应有这样的内容",
    }
}

fn type_en(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Null => "null",
        JsonType::Bool => "true or false",
        JsonType::Number => "a number",
        JsonType::Text => "a text",
        JsonType::List => "a list [ ... ]",
        JsonType::Object => "an object { ... }",
        JsonType::Bilingual => "a text or {\"zh\": ..., \"en\": ...}",
    }
}

fn type_zh(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Null => "空值 null",
        JsonType::Bool => "true 或 false",
        JsonType::Number => "数",
        JsonType::Text => "文字",
        JsonType::List => "列表 [ ... ]",
        JsonType::Object => "对象 { ... }",
        JsonType::Bilingual => "文字或 {\"zh\": ..., \"en\": ...}",
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

fn model_fault_en(fault: ModelFault) -> &'static str {
    match fault {
        ModelFault::EmptyPopulation => "nobody is insured; give at least one band heads above 0",
        ModelFault::AbsurdPopulation => {
            "more than 2,000,000,000 heads in all; give heads as persons, not as fen or 人次"
        }
        ModelFault::BandsOverlap => {
            "two age bands share an age, so its heads would count twice; give every age to one band, and set bands \
             taken over from a base to null"
        }
        ModelFault::AgeTable => {
            "the steps by age must start at age 0 and ascend without repeating an age; sort and complete them"
        }
        ModelFault::Split => {
            "the parts of a bill leave nothing inside the catalogue; keep own expense and over-limit together below 1, \
             also after the own-expense elasticity has raised the dearest bills"
        }
        ModelFault::YearlyCare => {
            "a yearly care cannot have more users than there are patients, nor share its random words with another; lower \
             users_per_1000_years, raise admissions, or give it another name"
        }
        ModelFault::Severity => {
            "not a distribution with a finite mean; give exactly one of `law` and `mixture` with parameters in range \
             (generalised Pareto shape below 1, Pareto shape above 1, Burr XII with c k > 1, empirical points rising \
             from probability 0 to 1)"
        }
    }
}

fn model_fault_zh(fault: ModelFault) -> &'static str {
    match fault {
        ModelFault::EmptyPopulation => "参保人数为零；请至少给一个年龄组填写大于0的人数",
        ModelFault::AbsurdPopulation => "总人数超过20亿；人数应以人为单位，不是分，也不是人次",
        ModelFault::BandsOverlap => {
            "两个年龄组包含同一年龄，人数会重复计入；每个年龄只应属于一个组，从基础情景继承的多余年龄组请设为 null"
        }
        ModelFault::AgeTable => "分年龄系数须从0岁起、年龄递增且不重复；请排序并补齐",
        ModelFault::Split => {
            "账单各部分之和使目录内费用为零；丙类与超限价合计须小于1（按丙类弹性放大后的高额账单亦然）"
        }
        ModelFault::YearlyCare => {
            "年度诊疗的使用人数不得多于住院人数；两项的名称也不得对应同一组随机数；请调低 users_per_1000_years、调高住院率，或另取名称"
        }
        ModelFault::Severity => {
            "不是均值有限的分布；`law` 与 `mixture` 须恰给其一且参数在范围内（广义帕累托形状小于1，帕累托形状大于1，\
             Burr XII 满足 c k > 1，经验分布的概率须从0升至1）"
        }
    }
}
