//! The words of as-if: a file's own bills settled under every design.

use super::{Bilingual, Lang};
use crate::units::Year;

/// What a scenario over a file's bills is called.
pub fn title(of: &Bilingual, year: Year) -> Bilingual {
    Bilingual {
        zh: format!("{}（按{year}年实际账单重算）", of.zh),
        en: format!("{} (as-if: the bills of {year})", of.en),
    }
}

/// What the trials are, and what was done to the bills.
pub fn trials(file: &str, year: Year, [persons, patients]: [i64; 2], trend: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "按实际账单重算：{file}，{year}年度，参保{persons}人，有结算{patients}人，费用趋势系数{trend}；第一次模拟即文件本身，其余各次按人有放回抽样（误差为抽样误差），人数与保费不变"
        ),
        Lang::En => format!(
            "as-if: {file}, policy year {year}, {persons} insured, {patients} with bills, cost trend {trend}; the first trial is the file itself, the others resample its persons (errors are those of the sample), heads and premium unchanged"
        ),
    }
}

/// What stands beside heads whose small cells were joined.
pub fn joined_heads(least: u64) -> String {
    format!(
        "Heads of a file: ages are joined, and cells left out, so that none holds fewer than {least} persons, and fewer than {least} who are entitled to medical aid are not told of. 文件中的参保人数：不足{least}人的年龄组已合并或不列示，医疗救助对象不足{least}人的亦不列示。"
    )
}

/// What is left out of a file's figures.
pub fn small_cells(least: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "不足{least}人的人数及由此可推知的指标不列示；只对不足{least}人赔付不同的两个方案不同时计算"
        ),
        Lang::En => format!(
            "counts of fewer than {least} persons, and what gives them away, are left out; two designs that pay fewer than {least} persons differently are not settled together"
        ),
    }
}

/// What is said where a comparison cannot be taken apart.
pub const fn steps_of_few(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "方案的某一步变动只涉及少数人，不作逐项分解",
        Lang::En => {
            "some step between the designs concerns few persons alone: the effects of single changes are left out"
        }
    }
}

/// Why bills cannot stand in place of drawn ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AsIfTrouble {
    /// The reconciliation does not hold.
    NotReconciled(String),
    /// The file does not have the year, or nobody insured in it.
    NoYear {
        /// Which was asked for.
        year: String,
        /// Those that the file has.
        known: Vec<String>,
    },
    /// Too few persons for any figure to be shown.
    TooFew {
        /// The threshold.
        least: u64,
    },
    /// Two designs differ for too few persons.
    FewApart {
        /// The threshold.
        least: u64,
        /// Their names.
        designs: [String; 2],
    },
    /// A verb or option that knows drawn bills alone.
    DrawnOnly(String),
}

/// The sentence about it: what, and what to do.
pub fn trouble(trouble: &AsIfTrouble, lang: Lang) -> String {
    match (trouble, lang) {
        (AsIfTrouble::NotReconciled(file), Lang::Zh) => {
            format!("{file} 核对未通过，不作任何计算；先用 huimin claims {file} 查看并改正")
        }
        (AsIfTrouble::NotReconciled(file), Lang::En) => {
            format!("{file} does not reconcile, so nothing is computed from it; see huimin claims {file}")
        }
        (AsIfTrouble::NoYear { year, known }, Lang::Zh) => {
            format!("文件中没有{year}年度的参保人；可用：{}", known.join("、"))
        }
        (AsIfTrouble::NoYear { year, known }, Lang::En) => {
            format!("nobody is insured in {year} in the file; --claims-year takes {}", known.join(", "))
        }
        (AsIfTrouble::TooFew { least }, Lang::Zh) => format!(
            "某支付方在某方案下赔付的人数少于{least}人，结果会泄露个人；合并责任或放宽条款，虚构数据可用 --suppress 0"
        ),
        (AsIfTrouble::TooFew { least }, Lang::En) => format!(
            "some payer pays fewer than {least} persons under some design, and its figures would give them away; join liabilities or widen the terms (synthetic data: --suppress 0)"
        ),
        (AsIfTrouble::FewApart { least, designs: [one, other] }, Lang::Zh) => format!(
            "方案“{one}”与“{other}”只对不足{least}人的赔付不同，两者之差会泄露这些人的金额；二者只算其一，或把条款差距拉大，虚构数据可用 --suppress 0"
        ),
        (AsIfTrouble::FewApart { least, designs: [one, other] }, Lang::En) => format!(
            "designs {one} and {other} pay fewer than {least} persons differently, and their difference would give those persons away; take one of the two, or terms further apart (synthetic data: --suppress 0)"
        ),
        (AsIfTrouble::DrawnOnly(what), Lang::Zh) => {
            format!("{what} 只适用于模型抽取的账单，不能与 --claims 同用")
        }
        (AsIfTrouble::DrawnOnly(what), Lang::En) => {
            format!("{what} knows drawn bills alone and does not go with --claims")
        }
    }
}
