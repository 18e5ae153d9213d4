//! The words of paths: their figures, tables and sentences.

use super::Lang;

/// The name of a figure of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathMetric {
    /// 价格
    Price,
    /// 上调
    Raised,
    /// 下调
    Lowered,
    /// 赔付率
    LossRatio,
    /// 赤字概率
    DeficitProbability,
    /// 赤字
    Deficit,
    /// 政策性赤字
    PolicyDeficit,
    /// 经营性赤字
    OperatingDeficit,
    /// 累计赤字尾部均值
    DeficitTail,
    /// 首次赤字的年份序号
    FirstDeficit,
    /// 承办方盈亏
    Kept,
    /// 准备金或未用结余
    Held,
    /// 破产概率
    RuinProbability,
}

impl PathMetric {
    /// Every figure, in the order of tables.
    pub const ALL: [PathMetric; 13] = [
        PathMetric::Price,
        PathMetric::Raised,
        PathMetric::Lowered,
        PathMetric::LossRatio,
        PathMetric::DeficitProbability,
        PathMetric::Deficit,
        PathMetric::PolicyDeficit,
        PathMetric::OperatingDeficit,
        PathMetric::DeficitTail,
        PathMetric::FirstDeficit,
        PathMetric::Kept,
        PathMetric::Held,
        PathMetric::RuinProbability,
    ];

    /// The name in files.
    pub const fn key(self) -> &'static str {
        match self {
            PathMetric::Price => "price",
            PathMetric::Raised => "raised",
            PathMetric::Lowered => "lowered",
            PathMetric::LossRatio => "loss_ratio",
            PathMetric::DeficitProbability => "deficit_probability",
            PathMetric::Deficit => "deficit",
            PathMetric::PolicyDeficit => "policy_deficit",
            PathMetric::OperatingDeficit => "operating_deficit",
            PathMetric::DeficitTail => "deficit_tail",
            PathMetric::FirstDeficit => "first_deficit",
            PathMetric::Kept => "kept",
            PathMetric::Held => "held",
            PathMetric::RuinProbability => "ruin_probability",
        }
    }

    /// The name in the head of a table of years.
    pub const fn of_year(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            PathMetric::Price => ("价格（元/人）", "price (yuan a head)"),
            PathMetric::Raised => ("上调", "raised"),
            PathMetric::Lowered => ("下调", "lowered"),
            PathMetric::LossRatio => ("赔付率", "loss ratio"),
            PathMetric::DeficitProbability => ("赤字概率", "P(deficit)"),
            PathMetric::Deficit => ("赤字", "deficit"),
            PathMetric::PolicyDeficit => ("其中政策性", "of it by policy"),
            PathMetric::OperatingDeficit => ("其中经营性", "of it operating"),
            PathMetric::DeficitTail => ("最差5%的平均赤字", "mean of the worst 5%"),
            PathMetric::FirstDeficit => ("首次赤字（第几年）", "first deficit (year of the term)"),
            PathMetric::Kept => ("承办方盈亏", "insurer's result"),
            PathMetric::Held => ("年末准备金", "reserve at the end"),
            PathMetric::RuinProbability => ("至年末破产概率", "P(ruin so far)"),
        };
        lang.of(zh, en)
    }

    /// The name in the table of the term.
    pub const fn of_term(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            PathMetric::Raised => ("至少一次上调", "raised at least once"),
            PathMetric::Lowered => ("至少一次下调", "lowered at least once"),
            PathMetric::LossRatio => ("全期赔付率", "loss ratio of the term"),
            PathMetric::DeficitProbability => ("至少一年赤字的概率", "P(deficit in some year)"),
            PathMetric::Deficit => ("累计赤字", "cumulative deficit"),
            PathMetric::PolicyDeficit => ("其中政策性", "of it by policy"),
            PathMetric::OperatingDeficit => ("其中经营性", "of it operating"),
            PathMetric::DeficitTail => ("累计赤字，最差5%的平均", "cumulative deficit, mean of the worst 5%"),
            PathMetric::Kept => ("承办方累计盈亏", "insurer's result over the term"),
            PathMetric::Held => ("期末准备金", "reserve at the end of the term"),
            PathMetric::RuinProbability => ("全期破产概率", "P(ruin within the term)"),
            other => return other.of_year(lang),
        };
        lang.of(zh, en)
    }
}

words! {
    /// A heading, a column or a sentence without data.
    pub enum PathWord {
        Path "按评审规则" "under the rule"
        Frozen "条款始终不变" "terms frozen"
        Difference "差额" "difference"
        FrozenLossRatio "赔付率（条款不变）" "loss ratio, frozen"
        FrozenRuin "至年末破产概率（条款不变）" "P(ruin so far), frozen"
        Rungs "各年处于各方案的模拟占比" "Share of trials on each design of the ladder"
        Term "全期" "The whole term"
        Method
            "每次模拟只看本次模拟自身已发生的年份；同一批账单。破产指自有资金、准备金余额与累计盈亏之和降至零以下。± 为标准误，括号内为95%区间，只含模拟误差。"
            "Each trial looks at its own past alone; all over the same bills. Ruin: capital, reserve and results so far add up to less than nothing. ± is a standard error, brackets a 95% interval, of simulation alone."
        NotAscending
            "阶梯未按待遇由低到高排列：平均赔付应逐档增加"
            "the ladder does not go from the leanest to the most generous: mean claims should rise from design to design"
    }
}

/// A figure of the term of a path, and with the terms frozen.
pub fn end_line(path: &str, figure: &str, (found, frozen): (&str, Option<&str>), lang: Lang) -> String {
    match (frozen, lang) {
        (None, Lang::Zh) => format!("{path}：{figure}{found}。"),
        (None, Lang::En) => format!("{path}: {figure} {found}."),
        (Some(frozen), Lang::Zh) => format!("{path}：{figure}{found}；条款始终不变时{frozen}。"),
        (Some(frozen), Lang::En) => format!("{path}: {figure} {found}; with the terms frozen {frozen}."),
    }
}

/// What the heading of a path says of its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathRule<'a> {
    /// The fund.
    pub fund: &'a str,
    /// Whether it moves the price, else the benefits.
    pub price: bool,
    /// Years between reviews.
    pub every: usize,
    /// The first year that a review may change.
    pub first: &'a str,
    /// The target loss ratio.
    pub target: &'a str,
    /// How far experience is believed.
    pub credibility: &'a str,
    /// The corridor.
    pub corridor: &'a str,
    /// The largest change: a share of the price, or steps of the ladder.
    pub most: &'a str,
    /// The trigger of an early review.
    pub early: Option<&'a str>,
}

/// The line under a path's title.
pub fn rule_line(it: &PathRule<'_>, lang: Lang) -> String {
    let PathRule { fund, every, first, target, credibility, corridor, most, .. } = it;
    let moved = match (it.price, lang) {
        (true, Lang::Zh) => format!("价格，每次至多{most}"),
        (false, Lang::Zh) => format!("待遇，每次至多{most}档"),
        (true, Lang::En) => format!("the price by at most {most}"),
        (false, Lang::En) => format!("the benefits by at most {most} step(s)"),
    };
    let early = match (it.early, lang) {
        (None, Lang::Zh) => "不提前评审".to_owned(),
        (Some(above), Lang::Zh) => format!("最近一年实际/预期高于{above}即提前评审"),
        (None, Lang::En) => "never before its time".to_owned(),
        (Some(above), Lang::En) => format!("at once when A/E of the last year is above {above}"),
    };
    match lang {
        Lang::Zh => format!(
            "{fund}：自{first}年起每{every}年评审，目标赔付率{target}，信度{credibility}，实际/预期偏离不超过{corridor}不调整；调整{moved}；{early}。"
        ),
        Lang::En => format!(
            "{fund}: reviewed every {every} year(s) from {first} on, {early}; target loss ratio {target}, credibility {credibility}, nothing changes while A/E is within {corridor} of 1; a review moves {moved}."
        ),
    }
}

/// The heading of the table of years.
pub fn years_heading(title: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("路径：{title}"),
        Lang::En => format!("Path: {title}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_a_key_of_its_own_and_two_texts() {
        let mut keys: Vec<&str> = PathMetric::ALL.iter().map(|it| it.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), PathMetric::ALL.len());
        for metric in PathMetric::ALL {
            assert_ne!(metric.of_year(Lang::Zh), metric.of_year(Lang::En));
            assert_ne!(metric.of_term(Lang::Zh), metric.of_term(Lang::En));
        }
    }
}
