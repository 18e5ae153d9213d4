//! The words of a walk from one price to another.

use super::Lang;

words! {
    /// Why a price moves.
    pub enum StepKind {
        Mix "mix" "人群结构" "mix"
        Experience "experience" "经验调整" "experience"
        Trend "trend" "医疗费用趋势" "trend"
        Benefits "benefits" "待遇调整" "benefits"
        Catalogue "catalogue" "医保目录调整" "catalogue"
        Expenses "expenses" "费用" "expenses"
        Margin "margin" "利润" "margin"
        Other "other" "其他" "other"
    }
}

words! {
    /// A column, a row or a sentence without data.
    pub enum WalkWord {
        Step "步骤" "step"
        Kind "原因" "why"
        Changed "改动的参数" "what changes"
        PriceAfter "此后价格（元/人）" "price after it (yuan a head)"
        PriceError "此后价格的标准误（元/人）" "standard error of the price (yuan a head)"
        Effect "影响（元/人）" "effect (yuan a head)"
        Relative "影响占期初价格" "effect over the first price"
        From "期初情景" "first scenario"
        Filed "上年报备价格" "last year's price as filed"
        ModelVersion "模型版本" "model version"
        Rest "步骤之外的其余差异" "what the steps leave out"
        Rounding "取整与商业判断" "rounding and judgement"
        Total "合计" "total"
        File "情景文件" "scenario file"
        Again "重算命令（在结果文件夹中）" "run again (in the folder of the walk)"
        Note
            "价格：惠民保为覆盖赔付、费用与利润的人均保费（参保人不变），大病保险为不亏损的人均价格；每一步用同一模型、同一批随机数重新定价，差异逐次配对，± 为标准误，只含模拟误差；报备价格与执行价格由人确定，没有误差。价格取整到分，各步影响相加恰等于首末价格之差。步骤的次序影响各步的大小，不影响合计；移动年度的步骤抽取另一年的账单，其误差相当于两次独立模拟。"
            "Price: of a city product the premium per member that covers claims, cost and margin, members kept; of a contract the bid per head at which it does not lose. Every step is priced anew by the same engine on the same draws, and differences are paired; ± is a standard error of simulation alone; a price as filed or as charged was chosen and has none. Prices are whole fen, so that the effects add up exactly to the difference of first and last. The order of the steps moves their sizes and not their total; a step that moves the year draws the bills of another one, so that its error is that of two independent runs."
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
