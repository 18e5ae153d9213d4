//! What is wrong with rows of an insurer's claims, and the words of the reconciliation (数据核对).

use super::Lang;

/// A kind of defect of a row, a file or a table by band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DefectKind {
    /// A column that is needed is not in the file.
    MissingColumn,
    /// A row has more or fewer cells than the head.
    BrokenRow,
    /// Bytes that the stated encoding does not have.
    BadEncoding,
    /// A needed cell is empty.
    EmptyCell,
    /// An id that a spreadsheet has turned into a number: `1.23E+17`.
    MangledId,
    /// Separators of thousands.
    Thousands,
    /// Full-width digits or signs.
    FullWidth,
    /// No number.
    NotANumber,
    /// Fractions of a fen.
    FractionOfFen,
    /// More than any amount can be.
    TooLarge,
    /// No date of the stated form.
    NotADate,
    /// A date outside the years of the document, or after the day of valuation.
    DateOutOfRange,
    /// Notice before service, or payment before notice.
    DatesOutOfOrder,
    /// Cover that ends before it begins.
    CoverReversed,
    /// A code that nobody has explained.
    UnknownCode,
    /// An age that nobody has.
    ImpossibleAge,
    /// A row that is there already.
    Duplicates,
    /// An id that is there already, with other content.
    SameId,
    /// Two policies of a person cover the same day.
    OverlappingPolicies,
    /// A person whose sex, or year of birth by age, differs between policies.
    OtherPerson,
    /// A claim of a person without any policy.
    NoPolicy,
    /// A claim of a day on which the person was not covered.
    NotCovered,
    /// A negative amount that takes nothing back.
    NegativeAmount,
    /// A reversal of a claim that is not there.
    UnmatchedReversal,
    /// A reversal that does not bring what it reverses to zero.
    ReversalDiffers,
    /// A claim that is taken back twice, or a reversal that is taken back.
    ReversedTwice,
    /// The parts of a cost are not its total.
    PartsDiffer,
    /// Public payers pay more than the whole cost.
    PayersAboveCost,
    /// The product pays more than is left of the bill.
    PaymentAboveCost,
    /// Lines of one bill state different amounts of it.
    BillDiffers,
    /// A control total that the file does not have.
    ControlTotal,
    /// A band that does not follow on the one before.
    BandGap,
    /// A band whose amount its persons cannot have.
    BandAmount,
    /// More persons in bands than are insured.
    BandPersons,
}

use DefectKind::{
    BadEncoding, BandAmount, BandGap, BandPersons, BillDiffers, BrokenRow, ControlTotal, CoverReversed,
    DateOutOfRange, DatesOutOfOrder, Duplicates, EmptyCell, FractionOfFen, FullWidth, ImpossibleAge,
    MangledId, MissingColumn, NegativeAmount, NoPolicy, NotADate, NotANumber, NotCovered, OtherPerson,
    OverlappingPolicies, PartsDiffer, PayersAboveCost, PaymentAboveCost, ReversalDiffers, ReversedTwice,
    SameId, Thousands, TooLarge, UnknownCode, UnmatchedReversal,
};

impl DefectKind {
    /// All kinds.
    pub const ALL: [DefectKind; 34] = [
        MissingColumn,
        BrokenRow,
        BadEncoding,
        EmptyCell,
        MangledId,
        Thousands,
        FullWidth,
        NotANumber,
        FractionOfFen,
        TooLarge,
        NotADate,
        DateOutOfRange,
        DatesOutOfOrder,
        CoverReversed,
        UnknownCode,
        ImpossibleAge,
        Duplicates,
        SameId,
        OverlappingPolicies,
        OtherPerson,
        NoPolicy,
        NotCovered,
        NegativeAmount,
        UnmatchedReversal,
        ReversalDiffers,
        ReversedTwice,
        PartsDiffer,
        PayersAboveCost,
        PaymentAboveCost,
        BillDiffers,
        ControlTotal,
        BandGap,
        BandAmount,
        BandPersons,
    ];

    /// Those of single rows, which a document may drop.
    pub fn of_rows() -> impl Iterator<Item = DefectKind> {
        let of_files = [MissingColumn, ControlTotal, BandGap, BandAmount, BandPersons];
        DefectKind::ALL.into_iter().filter(move |kind| !of_files.contains(kind))
    }

    /// The word for it in documents and files.
    pub const fn key(self) -> &'static str {
        match self {
            MissingColumn => "missing_column",
            BrokenRow => "broken_row",
            BadEncoding => "bad_encoding",
            EmptyCell => "empty_cell",
            MangledId => "mangled_id",
            Thousands => "thousands",
            FullWidth => "full_width",
            NotANumber => "not_a_number",
            FractionOfFen => "fraction_of_fen",
            TooLarge => "too_large",
            NotADate => "not_a_date",
            DateOutOfRange => "date_out_of_range",
            DatesOutOfOrder => "dates_out_of_order",
            CoverReversed => "cover_reversed",
            UnknownCode => "unknown_code",
            ImpossibleAge => "impossible_age",
            Duplicates => "duplicates",
            SameId => "same_id",
            OverlappingPolicies => "overlapping_policies",
            OtherPerson => "other_person",
            NoPolicy => "no_policy",
            NotCovered => "not_covered",
            NegativeAmount => "negative_amount",
            UnmatchedReversal => "unmatched_reversal",
            ReversalDiffers => "reversal_differs",
            ReversedTwice => "reversed_twice",
            PartsDiffer => "parts_differ",
            PayersAboveCost => "payers_above_cost",
            PaymentAboveCost => "payment_above_cost",
            BillDiffers => "bill_differs",
            ControlTotal => "control_total",
            BandGap => "band_gap",
            BandAmount => "band_amount",
            BandPersons => "band_persons",
        }
    }

    /// What is wrong.
    pub const fn text(self, lang: Lang) -> &'static str {
        let (zh, en) = self.both().0;
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// What to do.
    pub const fn remedy(self, lang: Lang) -> &'static str {
        let (zh, en) = self.both().1;
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    #[expect(clippy::too_many_lines, reason = "one row a kind: a table")]
    const fn both(self) -> ((&'static str, &'static str), (&'static str, &'static str)) {
        match self {
            MissingColumn => (
                ("文件中没有这一列", "this column is not in the file"),
                (
                    "在 columns 中写明它的列名，或在 constants 中给出全文件同一取值",
                    "name it in `columns`, or state one value for all rows in `constants`",
                ),
            ),
            BrokenRow => (
                ("这一行的单元格数与表头不同", "the row has another number of cells than the head"),
                (
                    "检查分隔符与引号；含逗号的文本须加引号",
                    "check separators and quotes; a text with commas needs quotes",
                ),
            ),
            BadEncoding => (
                ("字节不属于所声明的编码", "bytes that the stated encoding does not have"),
                (
                    "改正 encoding（utf-8、gb18030），或把混用编码的文件统一转码后再读",
                    "correct `encoding` (utf-8, gb18030), or convert a file of mixed encodings first",
                ),
            ),
            EmptyCell => (
                ("必填项为空", "a needed cell is empty"),
                ("补齐，或删去这一行", "fill it in, or drop the row"),
            ),
            MangledId => (
                ("编号已被电子表格改成科学计数", "a spreadsheet has turned the id into a number"),
                ("从业务系统按文本重新导出", "export it again as text from the system"),
            ),
            Thousands => (
                ("金额带千分位分隔符", "separators of thousands in an amount"),
                ("导出时去掉千分位", "export plain digits"),
            ),
            FullWidth => (("全角字符", "full-width characters"), ("改为半角", "write them half-width")),
            NotANumber => (("不是数值", "no number"), ("改正，或删去这一行", "correct it, or drop the row")),
            FractionOfFen => (
                ("金额不是整分", "an amount with fractions of a fen"),
                (
                    "检查 unit（yuan、fen）；按分四舍五入须在导出前由业务系统完成",
                    "check `unit` (yuan, fen); rounding belongs into the system that exports",
                ),
            ),
            TooLarge => (
                ("金额超出可能范围", "more than any amount can be"),
                ("检查 unit（yuan、fen）", "check `unit` (yuan, fen)"),
            ),
            NotADate => (
                ("不是所声明格式的日期", "no date of the stated form"),
                (
                    "改正日期，或改正 dates（iso、compact、slash、chinese）",
                    "correct it, or correct `dates` (iso, compact, slash, chinese)",
                ),
            ),
            DateOutOfRange => (
                (
                    "日期超出文件的保单年度或评估日",
                    "a date outside the policy years, or after the day of valuation",
                ),
                ("改正日期，或改正 years、valued_at", "correct it, or correct `years` or `valued_at`"),
            ),
            DatesOutOfOrder => (
                ("日期次序不对：应为出险、报案、赔付", "dates in the wrong order: service, notice, payment"),
                ("改正日期，或对调映射的列", "correct them, or swap the mapped columns"),
            ),
            CoverReversed => {
                (("保障止期早于起期", "cover ends before it begins"), ("改正起止日期", "correct the dates"))
            }
            UnknownCode => (
                ("代码未说明", "a code that nobody has explained"),
                ("在 codes 中写明它的含义", "say what it means in `codes`"),
            ),
            ImpossibleAge => (
                ("年龄不可能", "an age that nobody has"),
                ("改正年龄或出生日期", "correct the age or the date of birth"),
            ),
            Duplicates => (
                ("整行重复", "the row is there already"),
                (
                    "核对导出；确系重复的可写 drop: [\"duplicates\"]",
                    "check the export; state `drop: [\"duplicates\"]` where it is one",
                ),
            ),
            SameId => (
                ("编号重复而内容不同", "the id is there already, with other content"),
                ("核对业务系统，只留有效的一行", "check the system and keep the valid row"),
            ),
            OverlappingPolicies => (
                ("同一人的两份保单保障期重叠", "two policies of a person cover the same day"),
                ("核对退保与重复投保", "check cancellations and double sales"),
            ),
            OtherPerson => (
                (
                    "同一人员编号下性别或年龄前后矛盾",
                    "sex or age of a person contradicts another of his policies",
                ),
                ("核对人员编号是否混用", "check whether the id stands for two persons"),
            ),
            NoPolicy => (
                ("该人没有任何保单", "the person has no policy"),
                ("补齐保单文件，或核对人员编号", "complete the policies, or check the person's id"),
            ),
            NotCovered => (
                ("出险日不在保障期内", "the person was not covered on that day"),
                ("核对保障起止日期与出险日", "check the cover and the day of service"),
            ),
            NegativeAmount => (
                ("非冲销行出现负金额", "a negative amount that takes nothing back"),
                (
                    "冲销行须写明所冲销的编号（reversal_of）",
                    "a reversal names what it takes back (`reversal_of`)",
                ),
            ),
            UnmatchedReversal => (
                ("冲销的原单不在文件中", "it takes back a claim that is not there"),
                ("补齐原单，或核对编号", "add what it takes back, or check the id"),
            ),
            ReversalDiffers => (
                ("冲销与原单金额相加不为零", "the reversal does not bring the claim to zero"),
                (
                    "核对两行金额；部分冲销须先全额冲销再重新结算",
                    "check both rows; a part is taken back by reversing all and settling anew",
                ),
            ),
            ReversedTwice => (
                (
                    "同一单被冲销两次，或冲销行又被冲销",
                    "a claim is taken back twice, or a reversal is taken back",
                ),
                ("核对冲销记录", "check the reversals"),
            ),
            PartsDiffer => (
                ("费用各部分之和不等于医疗费总额", "the parts of the cost are not its total"),
                (
                    "核对列的映射：总额 = 政策范围内 + 先行自付 + 超限价 + 全自费",
                    "check the mapping: total = in scope + first self-pay + over limit + own expense",
                ),
            ),
            PayersAboveCost => (
                ("医保、大病与救助支付超过医疗费总额", "public payers pay more than the whole cost"),
                ("核对列的映射与金额", "check the mapping and the amounts"),
            ),
            PaymentAboveCost => (
                ("产品赔付超过个人负担", "the product pays more than is left of the bill"),
                (
                    "核对赔付金额；定额给付不在此类文件中",
                    "check the payment; fixed benefits do not belong into this file",
                ),
            ),
            BillDiffers => (
                ("同一结算单的各行费用不同", "lines of one bill state different amounts of it"),
                (
                    "各行写同样的费用，或只在一行写",
                    "state the same amounts in all of its lines, or in one alone",
                ),
            ),
            ControlTotal => (
                ("与所声明的控制总数不符", "a control total that the file does not have"),
                ("核对文件是否完整、是否重复导出", "check whether the file is whole, and exported once"),
            ),
            BandGap => (
                ("费用段不连续", "the band does not follow on the one before"),
                ("各段由低到高首尾相接", "let bands rise and follow on each other"),
            ),
            BandAmount => (
                ("该段人数不可能合计出这个金额", "the persons of the band cannot have this amount"),
                (
                    "核对单位与金额：人数×下限 ≤ 金额 ≤ 人数×上限",
                    "check unit and amount: persons x from <= amount <= persons x to",
                ),
            ),
            BandPersons => (
                ("各段人数之和超过参保人数", "more persons in bands than are insured"),
                ("核对 exposed", "check `exposed`"),
            ),
        }
    }
}

/// What would have been right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// The kind says it all.
    Plain,
    /// From one to another, both allowed.
    Between(String, String),
    /// One of these words.
    Words(Vec<String>),
    /// What stands at another line.
    Line(u64),
    /// This amount or number.
    Exactly(String),
}

/// What is allowed, in words; nothing where the kind says it all.
pub fn allowed(it: &Allowed, lang: Lang) -> Option<String> {
    Some(match (it, lang) {
        (Allowed::Plain, _) => return None,
        (Allowed::Between(low, high), Lang::Zh) => format!("允许 {low} 至 {high}"),
        (Allowed::Between(low, high), Lang::En) => format!("allowed: {low} to {high}"),
        (Allowed::Words(words), Lang::Zh) => format!("已知：{}", words.join("、")),
        (Allowed::Words(words), Lang::En) => format!("known: {}", words.join(", ")),
        (Allowed::Line(line), Lang::Zh) => format!("另见第{line}行"),
        (Allowed::Line(line), Lang::En) => format!("see line {line}"),
        (Allowed::Exactly(amount), Lang::Zh) => format!("应为 {amount}"),
        (Allowed::Exactly(amount), Lang::En) => format!("expected {amount}"),
    })
}

/// One defect in a line: where, what, the value found, what is allowed, what to do.
pub fn defect(
    (file, line, column): (&str, u64, &str),
    (kind, value, it): (DefectKind, &str, &Allowed),
    lang: Lang,
) -> String {
    let place = if line > 0 { format!("{file}:{line}") } else { file.to_owned() };
    let column = if column.is_empty() { String::new() } else { format!(" [{column}]") };
    let value = match (value.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Zh) => format!("“{value}”"),
        (false, Lang::En) => format!(" \"{value}\""),
    };
    let (text, remedy) = (kind.text(lang), kind.remedy(lang));
    let allowed = allowed(it, lang);
    match lang {
        Lang::Zh => {
            let allowed = allowed.map(|it| format!("；{it}")).unwrap_or_default();
            format!("{place}{column}：{text}{value}{allowed}；{remedy}")
        }
        Lang::En => {
            let allowed = allowed.map(|it| format!("; {it}")).unwrap_or_default();
            format!("{place}{column}: {text}{value}{allowed}; {remedy}")
        }
    }
}

/// A heading, a column or a sentence of the reconciliation without data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is documented by its two texts below")]
pub enum ClaimsWord {
    Synthetic,
    Holds,
    Fails,
    Policies,
    Claims,
    Rows,
    Read,
    Kept,
    Dropped,
    InError,
    Hidden,
    Balances,
    DoesNotBalance,
    Controls,
    Stated,
    Found,
    Agreement,
    Agrees,
    Differs,
    Years,
    Year,
    Persons,
    Premium,
    Bills,
    Patients,
    Total,
    Paid,
    Open,
    File,
    Line,
    Column,
    Key,
    Part,
    Remedy,
}

impl ClaimsWord {
    /// The text in one language.
    pub const fn text(self, lang: Lang) -> &'static str {
        let (zh, en) = self.both();
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    const fn both(self) -> (&'static str, &'static str) {
        match self {
            ClaimsWord::Synthetic => {
                ("虚构数据：人员与账单均由模型生成", "synthetic: persons and bills are made up")
            }
            ClaimsWord::Holds => {
                ("核对平衡：可供后续计算使用", "the reconciliation holds: the claims can be used")
            }
            ClaimsWord::Fails => (
                "核对未通过：在改正或声明剔除之前不作任何计算",
                "the reconciliation fails: nothing is computed until the rows are corrected, or the document lets them drop",
            ),
            ClaimsWord::Policies => ("保单", "policies"),
            ClaimsWord::Claims => ("赔案与结算", "claims"),
            ClaimsWord::Rows => ("行数", "rows"),
            ClaimsWord::Read => ("读入", "read"),
            ClaimsWord::Kept => ("保留", "kept"),
            ClaimsWord::Dropped => ("按声明剔除", "dropped as stated"),
            ClaimsWord::InError => ("有误", "in error"),
            ClaimsWord::Hidden => ("不列示", "not shown"),
            ClaimsWord::Balances => (
                "读入 = 保留 + 剔除 + 有误，行数与各列金额均到分相符",
                "read = kept + dropped + in error, in rows and to the fen in every column",
            ),
            ClaimsWord::DoesNotBalance => ("读入与去向不符", "what was read is not what became of it"),
            ClaimsWord::Controls => ("控制总数", "control totals"),
            ClaimsWord::Stated => ("声明", "stated"),
            ClaimsWord::Found => ("实际", "found"),
            ClaimsWord::Agreement => ("核对", "check"),
            ClaimsWord::Agrees => ("相符", "agrees"),
            ClaimsWord::Differs => ("不符", "differs"),
            ClaimsWord::Years => ("各保单年度（冲销已对销）", "policy years, without what was taken back"),
            ClaimsWord::Year => ("保单年度", "policy year"),
            ClaimsWord::Persons => ("参保人数", "insured"),
            ClaimsWord::Premium => ("保费（元）", "premium (yuan)"),
            ClaimsWord::Bills => ("结算次数", "bills"),
            ClaimsWord::Patients => ("有结算人数", "patients"),
            ClaimsWord::Total => ("医疗费总额（元）", "whole cost (yuan)"),
            ClaimsWord::Paid => ("已赔付（元）", "paid (yuan)"),
            ClaimsWord::Open => ("已报案未赔付（元）", "notified, not paid (yuan)"),
            ClaimsWord::File => ("文件", "file"),
            ClaimsWord::Line => ("行", "line"),
            ClaimsWord::Column => ("列", "column"),
            ClaimsWord::Key => ("代码", "key"),
            ClaimsWord::Part => ("内容", "what"),
            ClaimsWord::Remedy => ("处理", "remedy"),
        }
    }
}

/// What the files of a synthetic insurer are.
pub const fn synthetic_insurer(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "虚构：人员、账单、日期与冲销均由模型按种子生成，与任何真实个人无关",
        Lang::En => {
            "synthetic: persons, bills, days and reversals are made by the model from a seed; nobody is in them"
        }
    }
}

/// Below how many persons nothing is shown.
pub fn suppression(least: u64, lang: Lang) -> String {
    match (least, lang) {
        (0, Lang::Zh) => "未作小单元抑制".to_owned(),
        (0, Lang::En) => "small cells are shown".to_owned(),
        (n, Lang::Zh) => {
            format!("少于{n}人的单元不列示，并作互补抑制；缺陷的取值只示其形状（9为数字，x为文字）")
        }
        (n, Lang::En) => format!(
            "cells of fewer than {n} persons are not shown, nor what would give them away; values of defects by their shape (9 a digit, x a letter)"
        ),
    }
}

/// How many pairs take each other back; `None` where they are too few to be told.
pub fn reversed(pairs: Option<u64>, least: u64, net: &str, lang: Lang) -> String {
    let pairs = pairs.map_or_else(|| format!("<{least}"), |it| it.to_string());
    match lang {
        Lang::Zh => format!("冲销：{pairs}对，两两相抵，净额 {net} 元"),
        Lang::En => format!("reversals: {pairs} rows, each of which brings another to zero; net {net} yuan"),
    }
}

/// Columns that no file has.
pub fn assumed(columns: &[&str], lang: Lang) -> String {
    let of = |key: &str| {
        let (zh, en) = assumption(key);
        match lang {
            Lang::Zh => format!("  {key}：{zh}"),
            Lang::En => format!("  {key}: {en}"),
        }
    };
    let lines: Vec<String> = columns.iter().map(|key| of(key)).collect();
    let head = match lang {
        Lang::Zh => "文件中没有的列，按下述处理：",
        Lang::En => "columns that no file has, and what is taken instead:",
    };
    format!("{head}\n{}", lines.join("\n"))
}

fn assumption(key: &str) -> (&'static str, &'static str) {
    match key {
        "policy" => ("以人员编号与起期识别保单", "a policy is known by person and first day"),
        "year" => ("由日期推定保单年度", "the policy year follows from the day"),
        "age" => ("由出生日期推算", "from the date of birth"),
        "birth" => ("以年龄为准", "the age stands"),
        "retired" => ("均不作退休", "nobody is retired"),
        "pre_existing" => ("均无既往症", "nobody has a pre-existing condition"),
        "medical_aid" => ("均非救助对象", "nobody is entitled to medical aid"),
        "premium" => ("保费为零", "no premium"),
        "from" | "to" => ("以保单年度为保障期", "cover lasts the policy year"),
        "bill" => ("每行自成一单", "every row is a bill of its own"),
        "notified" => ("以出险日为报案日", "notice on the day of service"),
        "paid" => ("以报案日为赔付日，无未决", "payment on the day of notice, nothing open"),
        "reversal_of" => ("无冲销", "nothing is taken back"),
        "liability" => ("唯一责任", "the only liability"),
        "level" => ("三级医院", "tertiary hospital"),
        "place" => ("参保地", "in the city"),
        "listed_cause" => ("均非既往症所致", "no pre-existing cause"),
        "listed" => ("全自费均非合理费用", "no own expense is on the list"),
        "payment" => ("产品未赔付", "the product paid nothing"),
        _ => ("未说明", "not said"),
    }
}

/// The heading of a column of amounts.
pub fn column_yuan(column: &str, lang: Lang) -> String {
    let (zh, en) = match column {
        "premium" => ("保费", "premium"),
        "total" => ("医疗费总额", "whole cost"),
        "payment" => ("赔付", "payment"),
        other => (other, other),
    };
    match lang {
        Lang::Zh => format!("{zh}（元）"),
        Lang::En => format!("{en} (yuan)"),
    }
}

/// What became of rows with a defect.
pub fn fate(word: ClaimsWord, kind: DefectKind, lang: Lang) -> String {
    let (word, kind) = (word.text(lang), kind.text(lang));
    match lang {
        Lang::Zh => format!("{word}：{kind}"),
        Lang::En => format!("{word}: {kind}"),
    }
}

/// What stands over the defects of a kind.
pub fn kind_heading(kind: DefectKind, fate: ClaimsWord, count: u64, lang: Lang) -> String {
    let (kind, fate) = (kind.text(lang), fate.text(lang));
    match lang {
        Lang::Zh => format!("{kind}（{fate}{count}处）"),
        Lang::En => format!("{kind} ({fate}: {count})"),
    }
}

/// How many defects of how many kinds.
pub fn defects(count: u64, kinds: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("缺陷：{count}处，{kinds}类"),
        Lang::En => format!("defects: {count}, of {kinds} kinds"),
    }
}

/// What is not listed.
pub fn and_more(count: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("……另有{count}处"),
        Lang::En => format!("... and {count} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_defect_is_told_with_its_remedy_in_both_languages() {
        for kind in DefectKind::ALL {
            for lang in [Lang::Zh, Lang::En] {
                let text = defect(("a.csv", 7, "保费"), (kind, "1,2", &Allowed::Line(3)), lang);
                assert!(text.starts_with("a.csv:7 [保费]") && text.contains("1,2"), "{text}");
                assert!(text.contains(kind.text(lang)) && text.contains(kind.remedy(lang)), "{text}");
            }
            let chinese = |text: &str| text.chars().any(|it| ('\u{4e00}'..='\u{9fff}').contains(&it));
            assert!(chinese(kind.text(Lang::Zh)) && !chinese(kind.text(Lang::En)), "{kind:?}");
        }
        let mut keys = DefectKind::ALL.map(DefectKind::key).to_vec();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), DefectKind::ALL.len());
    }
}
