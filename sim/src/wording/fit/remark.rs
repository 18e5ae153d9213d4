//! What a reader of a fit must know.

use super::super::{Bilingual, Lang};
use super::care as care_word;

/// What a reader of a fit must know.
#[derive(Debug, Clone, PartialEq)]
pub enum Remark {
    /// The persons are made up.
    Synthetic,
    /// The file has no bills below a deductible.
    Truncated {
        /// The liability.
        liability: Bilingual,
    },
    /// The between variance came out below 0.
    NoBetween {
        /// Its value.
        uncut: String,
    },
    /// The base's states of health are more uneven than the claims.
    StatesTooUneven,
    /// Persistence in the base.
    LastingInBase {
        /// Of the claims.
        claims: String,
        /// Of the base.
        base: String,
    },
    /// The history of the base does not know the year of the levels.
    HistoryDropped {
        /// The year.
        year: String,
    },
    /// The levels hold in another year.
    LevelsOf {
        /// The year.
        year: String,
    },
    /// Frequency and cost are estimated with a correlated error, and drawn so.
    Correlated {
        /// The correlation.
        correlation: String,
    },
    /// The law of the cost has no known error.
    NoError,
    /// More members than people.
    MoreMembersThanPeople,
    /// Nothing of a fund is written without its name.
    NoFund,
    /// Yearly care that has no block of its own in the scenario.
    CareNotWritten {
        /// Which.
        care: String,
    },
    /// What is taken from the base.
    FromBase,
    /// Where the tail begins.
    TailAt {
        /// The threshold.
        threshold: String,
        /// Amounts above.
        above: String,
    },
}

/// The sentence of a remark.
pub fn remark(remark: &Remark, lang: Lang) -> String {
    match lang {
        Lang::Zh => remark_zh(remark),
        Lang::En => remark_en(remark),
    }
}

fn remark_zh(remark: &Remark) -> String {
    match remark {
        Remark::Synthetic => "该理赔文件为合成数据，不是任何真实参保人的记录。".to_owned(),
        Remark::Truncated { liability } => format!(
            "责任“{}”的文件不含起付线以下的账单：住院率、次均费用与费用拆分不能由此拟合，只给出年合规费用在起付线以上的分布。",
            liability.zh
        ),
        Remark::NoBetween { uncut } => {
            format!("组间方差的无偏估计为负（{uncut}），按0处理：各组均取集体均值，不采用自身经验。")
        }
        Remark::StatesTooUneven => {
            "基准情景的健康状态已比理赔更不均匀，脆弱度形状参数保留基准值。".to_owned()
        }
        Remark::LastingInBase { claims, base } => format!(
            "持续性：理赔为{claims}，基准情景的健康状态所含为{base}；拟合情景不改动健康状态。"
        ),
        Remark::HistoryDropped { year } => {
            format!("基准情景的历史水平不含{year}年，拟合情景去掉历史，只按趋势外推。")
        }
        Remark::LevelsOf { year } => {
            format!("拟合水平为{year}年的水平（world.base_year），以基准趋势折算各年经验。")
        }
        Remark::Correlated { correlation } => format!(
            "住院率与次均费用水平的误差相关系数为{correlation}，运行时按此抽取（world.parameter_correlation）；全部协方差见 covariance.csv。"
        ),
        Remark::NoError => "所选分布的似然在某一方向上是平的，其参数没有可用的误差。".to_owned(),
        Remark::MoreMembersThanPeople => {
            "参保人数不少于情景城市人数，参保率未写入情景：请换用本地人口。".to_owned()
        }
        Remark::NoFund => "未用 --fund 指明基金，参保率与续保率只列示、不写入情景。".to_owned(),
        Remark::CareNotWritten { care } => {
            format!("基准情景中没有（或不止一个）“{}”，该项只列示、不写入情景。", care_word(care, Lang::Zh))
        }
        Remark::FromBase => {
            "取自基准情景、未由理赔拟合：各年龄费用相对值、合理费用清单占比、乙类占比、健康状态、趋势与流行病。"
                .to_owned()
        }
        Remark::TailAt { threshold, above } => {
            format!("尾部自{threshold}起（{above}笔）：这是没有被任何更高阈值否定的最低阈值（Hausman检验，误报率5%）。")
        }
    }
}

fn remark_en(remark: &Remark) -> String {
    match remark {
        Remark::Synthetic => "The claims are synthetic: no record of any real person.".to_owned(),
        Remark::Truncated { liability } => format!(
            "The file has no bills below the deductible of liability “{}”: admissions, their cost and its split cannot be fitted from it; printed is the law of yearly eligible cost above the deductible.",
            liability.en
        ),
        Remark::NoBetween { uncut } => format!(
            "The unbiased estimate of the variance between cells is negative ({uncut}) and taken as 0: all cells take the collective mean."
        ),
        Remark::StatesTooUneven => {
            "The base's states of health are more uneven than the claims; its frailty is kept.".to_owned()
        }
        Remark::LastingInBase { claims, base } => format!(
            "Persistence: {claims} in the claims, {base} in the base's states of health, which the fitted scenario leaves as they are."
        ),
        Remark::HistoryDropped { year } => format!(
            "The base's history does not know {year}; the fitted scenario drops it and follows the trend alone."
        ),
        Remark::LevelsOf { year } => format!(
            "The fitted levels are those of {year} (world.base_year); all years were brought there by the base's trend."
        ),
        Remark::Correlated { correlation } => format!(
            "The errors of the levels of admissions and cost have the correlation {correlation}, and a run draws them so (world.parameter_correlation). All covariances: covariance.csv."
        ),
        Remark::NoError => {
            "The likelihood of the law is flat in some direction: its parameters have no error that could be used."
                .to_owned()
        }
        Remark::MoreMembersThanPeople => {
            "There are at least as many members as the scenario's city has people; participation is not written: take a base with the local people."
                .to_owned()
        }
        Remark::NoFund => {
            "No fund is named (--fund): who joins and renews is printed and not written into the scenario.".to_owned()
        }
        Remark::CareNotWritten { care } => format!(
            "The base has no {}, or several: printed and not written into the scenario.",
            care_word(care, Lang::En)
        ),
        Remark::FromBase => {
            "Taken from the base and not fitted: cost by age, listed share of own expense, share of class B, states of health, trend, epidemics."
                .to_owned()
        }
        Remark::TailAt { threshold, above } => format!(
            "The tail begins at {threshold} ({above} amounts above): the lowest threshold that no higher one contradicts (Hausman's test, 5% false alarms)."
        ),
    }
}
