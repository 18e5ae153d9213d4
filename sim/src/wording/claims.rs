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
    /// Public payers pay more than the cost in scope.
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
                ("医保、大病与救助支付超过政策范围内费用", "public payers pay more than the cost in scope"),
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
