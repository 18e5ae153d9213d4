//! The kinds of defects of rows, files and tables by band: one row a kind.

use crate::wording::Lang;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $kind:ident {
        $key:literal, $zh:literal, $en:literal, $remedy_zh:literal, $remedy_en:literal $(,)?
    })*) => {
        /// A kind of defect of a row, a file or a table by band.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum DefectKind { $($(#[doc = $doc])* $kind),* }

        impl DefectKind {
            /// All kinds.
            pub const ALL: [DefectKind; [$($key),*].len()] = [$(DefectKind::$kind),*];

            /// The word for it in documents and files.
            pub const fn key(self) -> &'static str {
                match self { $(DefectKind::$kind => $key),* }
            }

            /// What is wrong.
            pub const fn text(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((DefectKind::$kind, Lang::Zh) => $zh, (DefectKind::$kind, Lang::En) => $en),*
                }
            }

            /// What to do.
            pub const fn remedy(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((DefectKind::$kind, Lang::Zh) => $remedy_zh, (DefectKind::$kind, Lang::En) => $remedy_en),*
                }
            }
        }
    };
}

// its word; what is wrong; what to do: each in both languages
kinds! {
    /// A column that is needed is not in the file.
    MissingColumn {
        "missing_column",
        "文件中没有这一列", "this column is not in the file",
        "在 columns 中写明它的列名，或在 constants 中给出全文件同一取值",
        "name it in `columns`, or state one value for all rows in `constants`",
    }
    /// Several columns of a file are found as one.
    TwoColumns {
        "two_columns",
        "文件中不止一列可作此项", "more than one column of the file could be this one",
        "在 columns 中写明取哪一列；列名相同的，改名或删去其余各列",
        "name the right one in `columns`; of columns with the same name, rename or remove all but one",
    }
    /// A row has more or fewer cells than the head.
    BrokenRow {
        "broken_row",
        "这一行的单元格数与表头不同", "the row has another number of cells than the head",
        "检查分隔符与引号；含逗号的文本须加引号",
        "check separators and quotes; a text with commas needs quotes",
    }
    /// Bytes that the stated encoding does not have.
    BadEncoding {
        "bad_encoding",
        "字节不属于所声明的编码", "bytes that the stated encoding does not have",
        "改正 encoding（utf-8、gb18030），或把混用编码的文件统一转码后再读",
        "correct `encoding` (utf-8, gb18030), or convert a file of mixed encodings first",
    }
    /// A head with bytes that the stated encoding does not have.
    HeadEncoding {
        "head_encoding",
        "表头的字节不属于所声明的编码", "the head has bytes that the stated encoding does not have",
        "改正 form 中的 encoding（utf-8、gb18030；Excel 存出的中文 CSV 一般为 gb18030），或另存为“CSV UTF-8”",
        "correct `encoding` in `form` (utf-8, gb18030; Excel in China saves CSV as gb18030), or save the file as CSV UTF-8",
    }
    /// Text of two bytes a letter.
    Utf16 {
        "utf_16",
        "文件是 UTF-16 文本", "the file is text in UTF-16",
        "另存为“CSV UTF-8”，并核对 separator",
        "save it as CSV UTF-8, and check `separator`",
    }
    /// A workbook where text is expected.
    Workbook {
        "workbook",
        "文件是 Excel 工作簿（或其他压缩文件），不是文本", "the file is an Excel workbook (or another archive), no text",
        "在 Excel 中另存为“CSV UTF-8”，并在 files 中写明该文件",
        "save it as CSV UTF-8 from Excel, and name that file in `files`",
    }
    /// A file of no bytes, or of empty lines.
    EmptyFile {
        "empty_file",
        "文件是空的", "the file is empty",
        "重新导出，表头也须在文件中",
        "export it again; the head belongs into it, too",
    }
    /// Files with a head and no row.
    NoRows {
        "no_rows",
        "只有表头，没有数据行", "the file has a head and no rows",
        "核对导出的条件；确无赔案的，在 control 中写 \"claims\": 0",
        "check what was exported; where there are truly no claims, state `\"claims\": 0` in `control`",
    }
    /// A needed cell is empty.
    EmptyCell {
        "empty_cell",
        "必填项为空", "a needed cell is empty",
        "补齐，或删去这一行",
        "fill it in, or drop the row",
    }
    /// An id that a spreadsheet has turned into a number: `1.23E+17`.
    MangledId {
        "mangled_id",
        "编号已被电子表格改成科学计数", "a spreadsheet has turned the id into a number",
        "从业务系统按文本重新导出",
        "export it again as text from the system",
    }
    /// Separators of thousands.
    Thousands {
        "thousands",
        "金额带千分位分隔符", "separators of thousands in an amount",
        "导出时去掉千分位",
        "export plain digits",
    }
    /// Full-width digits or signs.
    FullWidth {
        "full_width",
        "全角字符", "full-width characters",
        "改为半角",
        "write them half-width",
    }
    /// No number.
    NotANumber {
        "not_a_number",
        "不是数值", "no number",
        "改正，或删去这一行",
        "correct it, or drop the row",
    }
    /// Fractions of a fen.
    FractionOfFen {
        "fraction_of_fen",
        "金额不是整分", "an amount with fractions of a fen",
        "检查 unit（yuan、fen）；按分四舍五入须在导出前由业务系统完成",
        "check `unit` (yuan, fen); rounding belongs into the system that exports",
    }
    /// More than any amount can be.
    TooLarge {
        "too_large",
        "金额超出可能范围", "more than any amount can be",
        "检查 unit（yuan、fen）",
        "check `unit` (yuan, fen)",
    }
    /// No date of the stated form.
    NotADate {
        "not_a_date",
        "不是所声明格式的日期", "no date of the stated form",
        "改正日期，或改正 dates（iso、compact、slash、chinese）",
        "correct it, or correct `dates` (iso, compact, slash, chinese)",
    }
    /// A date outside the years of the document, or after the day of valuation.
    DateOutOfRange {
        "date_out_of_range",
        "日期超出文件的保单年度或评估日", "a date outside the policy years, or after the day of valuation",
        "改正日期，或改正 years、valued_at",
        "correct it, or correct `years` or `valued_at`",
    }
    /// Notice before service, or payment before notice.
    DatesOutOfOrder {
        "dates_out_of_order",
        "日期次序不对：应为出险、报案、赔付", "dates in the wrong order: service, notice, payment",
        "改正日期，或对调映射的列",
        "correct them, or swap the mapped columns",
    }
    /// Cover that ends before it begins.
    CoverReversed {
        "cover_reversed",
        "保障止期早于起期", "cover ends before it begins",
        "改正起止日期",
        "correct the dates",
    }
    /// A code that nobody has explained.
    UnknownCode {
        "unknown_code",
        "代码未说明", "a code that nobody has explained",
        "在 codes 中写明它的含义",
        "say what it means in `codes`",
    }
    /// An age that nobody has.
    ImpossibleAge {
        "impossible_age",
        "年龄不可能", "an age that nobody has",
        "改正年龄或出生日期",
        "correct the age or the date of birth",
    }
    /// A row that is there already.
    Duplicates {
        "duplicates",
        "整行重复", "the row is there already",
        "核对导出；确系重复的可写 drop: [\"duplicates\"]",
        "check the export; state `drop: [\"duplicates\"]` where it is one",
    }
    /// An id that is there already, with other content.
    SameId {
        "same_id",
        "编号重复而内容不同", "the id is there already, with other content",
        "核对业务系统，只留有效的一行",
        "check the system and keep the valid row",
    }
    /// Two policies of a person cover the same day.
    OverlappingPolicies {
        "overlapping_policies",
        "同一人的两份保单保障期重叠", "two policies of a person cover the same day",
        "核对退保与重复投保",
        "check cancellations and double sales",
    }
    /// A person whose sex, or year of birth by age, differs between policies.
    OtherPerson {
        "other_person",
        "同一人员编号下性别或年龄前后矛盾", "sex or age of a person contradicts another of his policies",
        "核对人员编号是否混用",
        "check whether the id stands for two persons",
    }
    /// A claim of a person without any policy.
    NoPolicy {
        "no_policy",
        "该人没有任何保单", "the person has no policy",
        "补齐保单文件，或核对人员编号",
        "complete the policies, or check the person's id",
    }
    /// A claim of a day on which the person was not covered.
    NotCovered {
        "not_covered",
        "出险日不在保障期内", "the person was not covered on that day",
        "核对保障起止日期与出险日",
        "check the cover and the day of service",
    }
    /// A negative amount that takes nothing back.
    NegativeAmount {
        "negative_amount",
        "非冲销行出现负金额", "a negative amount that takes nothing back",
        "冲销行须写明所冲销的编号（reversal_of）",
        "a reversal names what it takes back (`reversal_of`)",
    }
    /// A reversal of a claim that is not there.
    UnmatchedReversal {
        "unmatched_reversal",
        "冲销的原单不在文件中", "it takes back a claim that is not there",
        "补齐原单，或核对编号",
        "add what it takes back, or check the id",
    }
    /// A reversal that does not bring what it reverses to zero.
    ReversalDiffers {
        "reversal_differs",
        "冲销与原单金额相加不为零", "the reversal does not bring the claim to zero",
        "核对两行金额；部分冲销须先全额冲销再重新结算",
        "check both rows; a part is taken back by reversing all and settling anew",
    }
    /// A claim that is taken back twice, or a reversal that is taken back.
    ReversedTwice {
        "reversed_twice",
        "同一单被冲销两次，或冲销行又被冲销", "a claim is taken back twice, or a reversal is taken back",
        "核对冲销记录",
        "check the reversals",
    }
    /// The parts of a cost are not its total.
    PartsDiffer {
        "parts_differ",
        "费用各部分之和不等于医疗费总额", "the parts of the cost are not its total",
        "核对列的映射：总额 = 政策范围内 + 先行自付 + 超限价 + 全自费",
        "check the mapping: total = in scope + first self-pay + over limit + own expense",
    }
    /// Public payers pay more than the whole cost.
    PayersAboveCost {
        "payers_above_cost",
        "医保、大病与救助支付超过医疗费总额", "public payers pay more than the whole cost",
        "核对列的映射与金额",
        "check the mapping and the amounts",
    }
    /// The product pays more than is left of the bill.
    PaymentAboveCost {
        "payment_above_cost",
        "产品赔付超过个人负担", "the product pays more than is left of the bill",
        "核对赔付金额；定额给付不在此类文件中",
        "check the payment; fixed benefits do not belong into this file",
    }
    /// Lines of one bill state different amounts of it.
    BillDiffers {
        "bill_differs",
        "同一结算单的各行费用不同", "lines of one bill state different amounts of it",
        "各行写同样的费用，或只在一行写",
        "state the same amounts in all of its lines, or in one alone",
    }
    /// A control total that the file does not have.
    ControlTotal {
        "control_total",
        "与所声明的控制总数不符", "a control total that the file does not have",
        "核对文件是否完整、是否重复导出",
        "check whether the file is whole, and exported once",
    }
    /// A band that does not follow on the one before.
    BandGap {
        "band_gap",
        "费用段不连续", "the band does not follow on the one before",
        "各段由低到高首尾相接",
        "let bands rise and follow on each other",
    }
    /// A band whose amount its persons cannot have.
    BandAmount {
        "band_amount",
        "该段人数不可能合计出这个金额", "the persons of the band cannot have this amount",
        "核对单位与金额：人数×下限 ≤ 金额 ≤ 人数×上限",
        "check unit and amount: persons x from <= amount <= persons x to",
    }
    /// More persons in bands than are insured.
    BandPersons {
        "band_persons",
        "各段人数之和超过参保人数", "more persons in bands than are insured",
        "核对 exposed",
        "check `exposed`",
    }
}

impl DefectKind {
    /// Those of single rows, which a document may drop.
    pub fn of_rows() -> impl Iterator<Item = DefectKind> {
        let of_files = [
            DefectKind::MissingColumn,
            DefectKind::TwoColumns,
            DefectKind::HeadEncoding,
            DefectKind::Utf16,
            DefectKind::Workbook,
            DefectKind::EmptyFile,
            DefectKind::NoRows,
            DefectKind::ControlTotal,
            DefectKind::BandGap,
            DefectKind::BandAmount,
            DefectKind::BandPersons,
        ];
        DefectKind::ALL.into_iter().filter(move |kind| !of_files.contains(kind))
    }
}
