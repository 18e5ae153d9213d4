//! The words of a walk from one price to another.

use super::Lang;

/// A column, a row or a sentence without data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is documented by its two texts below")]
pub enum WalkWord {
    Step,
    Kind,
    Changed,
    PriceAfter,
    PriceError,
    Effect,
    Relative,
    From,
    Filed,
    ModelVersion,
    Mix,
    Experience,
    Trend,
    Benefits,
    Catalogue,
    Expenses,
    Margin,
    Other,
    Rest,
    Charged,
    Rounding,
    Total,
    File,
    Exact,
    Again,
    Note,
}

impl WalkWord {
    /// The text in one language.
    pub const fn text(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            WalkWord::Step => ("步骤", "step"),
            WalkWord::Kind => ("原因", "why"),
            WalkWord::Changed => ("改动的参数", "what changes"),
            WalkWord::PriceAfter => ("此后价格（元/人）", "price after it (yuan a head)"),
            WalkWord::PriceError => {
                ("此后价格的标准误（元/人）", "standard error of the price (yuan a head)")
            }
            WalkWord::Effect => ("影响（元/人）", "effect (yuan a head)"),
            WalkWord::Relative => ("影响占期初价格", "effect over the first price"),
            WalkWord::From => ("期初情景", "first scenario"),
            WalkWord::Filed => ("上年报备价格", "last year's price as filed"),
            WalkWord::ModelVersion => ("模型版本", "model version"),
            WalkWord::Mix => ("人群结构", "mix"),
            WalkWord::Experience => ("经验调整", "experience"),
            WalkWord::Trend => ("医疗费用趋势", "trend"),
            WalkWord::Benefits => ("待遇调整", "benefits"),
            WalkWord::Catalogue => ("医保目录调整", "catalogue"),
            WalkWord::Expenses => ("费用", "expenses"),
            WalkWord::Margin => ("利润", "margin"),
            WalkWord::Other => ("其他", "other"),
            WalkWord::Rest => ("步骤之外的其余差异", "what the steps leave out"),
            WalkWord::Charged => ("执行价格", "price as charged"),
            WalkWord::Rounding => ("取整与商业判断", "rounding and judgement"),
            WalkWord::Total => ("合计", "total"),
            WalkWord::File => ("情景文件", "scenario file"),
            WalkWord::Exact => ("精确", "exact"),
            WalkWord::Again => ("重算命令（在结果文件夹中）", "run again (in the folder of the walk)"),
            WalkWord::Note => (
                "价格：惠民保为覆盖赔付、费用与利润的人均保费（参保人不变），大病保险为不亏损的人均价格；每一步用同一模型、同一批随机数重新定价，差异逐次配对，± 为标准误，只含模拟误差；报备价格与执行价格由人确定，没有误差。价格取整到分，各步影响相加恰等于首末价格之差。步骤的次序影响各步的大小，不影响合计；移动年度的步骤抽取另一年的账单，其误差相当于两次独立模拟。",
                "Price: of a city product the premium per member that covers claims, cost and margin, members kept; of a contract the bid per head at which it does not lose. Every step is priced anew by the same engine on the same draws, and differences are paired; ± is a standard error of simulation alone; a price as filed or as charged was chosen and has none. Prices are whole fen, so that the effects add up exactly to the difference of first and last. The order of the steps moves their sizes and not their total; a step that moves the year draws the bills of another one, so that its error is that of two independent runs.",
            ),
        };
        lang.of(zh, en)
    }
}

/// The heading of the walk.
pub fn walk_heading(fund: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("价格变动分解：{fund}"),
        Lang::En => format!("From last year's price to this year's: {fund}"),
    }
}

/// What stands over the commands that run the steps again.
pub fn again(figure: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("重算任一步，指标 {figure} 即其价格："),
        Lang::En => format!("To run a step again; {figure} is its price:"),
    }
}

/// Why a scenario of the walk has no price.
pub fn no_price(stage: &str, fund: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "步骤“{stage}”之后的情景中，{fund}没有盈亏平衡价格：至少两次模拟（--trials），且有参保人和赔付"
        ),
        Lang::En => format!(
            "in the scenario after the step \"{stage}\", {fund} has no break-even price: two trials at least (--trials), with members and claims"
        ),
    }
}
