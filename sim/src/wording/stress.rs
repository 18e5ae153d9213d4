//! The words of stresses: what they do to the figures, and which driver breaks a fund.

use super::Lang;
use super::metrics::Metric;

words! {
    /// A heading, a column or a sentence without data.
    pub enum StressWord {
        Stress "压力情景" "stress"
        Name "名称" "name"
        NoStress "基准（不加压力）" "no stress"
        LowSide "低侧" "low side"
        HighSide "高侧" "high side"
        Picture "变动" "change"
        Under "压力下" "under the stress"
        Difference "与基准之差" "difference to no stress"
        Base "基准" "without it"
        HeldAgainst "对照" "held against"
        TheScenario "情景本身" "the scenario"
        TheStateBefore "事件发生前的状态" "the state before the event"
        Begins "起始年度" "begins"
        Source "依据" "source"
        Synthetic "合成部分" "synthetic"
        AllYears "各年" "all years"
        NoForecast
            "压力情景只回答“假如发生会怎样”，不是预测，也不附带发生的概率；每项依据列于下方。"
            "A stress answers \"what if\": none is a forecast, and none comes with a probability. The source of each stands below."
        Method
            "各压力情景与基准使用同一种子、同一地址的随机数，逐次模拟配对相减；标准误与95%区间是配对差的，仅含抽样误差。"
            "Every stress is drawn with the seed and at the addresses of the run without stress, and compared with it trial by trial: errors and 95% intervals are those of paired differences, of sampling alone."
        Basis
            "口径：全期合计；赔付率、综合成本率为已赚口径、最终赔付、截至各年12月31日；综合成本率为再保后，其余为再保前；概率为全期内任一年发生（综合成本率超过100%为全期合计）；TVaR99为亏损额的尾部均值，负数为盈利。"
            "Basis: the whole term; ratios on earned premium and ultimate claims at 31 December of each year, the combined ratio net and the others gross of reinsurance; a deficit in any year of the term (a combined ratio above 100% over the term as one); TVaR99 is the tail mean of the loss, negative where it is a gain."
        Legend "█ 高侧或单侧，▒ 低侧" "█ high side or single stress, ▒ low side"
        OwnBase
            "* 与事件发生前的状态相比，而非与情景本身相比"
            "* held against the state before the event, not against the scenario as it is"
        Sources "依据（合成部分另行注明）" "Sources, and what of each was made up"
        MadeUp "合成" "synthetic"
        NoSource "情景文件未注明依据" "the file names no source"
        NothingMoves "对所列各项指标没有任何影响" "moves none of the figures listed in any trial"
        NothingChanges "与情景现状相同" "changes nothing that is not so already"
        Driver "驱动因素" "driver"
        Condition "突破条件" "broken when"
        AsItIs "基准指标" "figure as it is"
        BreaksAt "临界值（95%区间）" "breaks at (95% interval)"
        LookedAt "搜索范围" "range tried"
        Runs "运行次数" "runs"
        Already "基准下已突破" "broken as it is"
        NotWithin "范围内未突破" "not within the range tried"
        NoFigure "无此指标" "no such figure"
        ReverseMethod
            "反向压力测试：每个取值都以同一种子单独运行；先由现状向外成倍扩大，首次突破后在该区间内收窄；临界值为指标均值达到条件之处，其误差由该处指标的标准误除以斜率（δ方法），仅含抽样误差。仅表明首次突破发生在所试取值之间。不是预测。"
            "Reverse stress: each value is a run of its own with the same seed; the range is walked outwards from what is, in doubling steps, and the first step that breaks is narrowed. The driver breaks where the mean figure meets the condition; its error is the figure's error there over the slope (delta method), of sampling alone. First means first among the values tried. It is no forecast."
        Bracket "临界区间" "bracket"
        NothingToRun "没有适用于该情景的压力情景" "no stress applies to this scenario"
        Outcome "结论" "outcome"
        At "取值" "at"
    }
}

/// The heading of the table of one fund, or of the patients.
pub fn table_heading(subject: Option<&str>, years: &str, lang: Lang) -> String {
    match (subject, lang) {
        (Some(id), Lang::Zh) => {
            format!("压力情景：{id}，{years}（与基准之差 ±标准误，pp为百分点；按首列影响大小排列）")
        }
        (Some(id), Lang::En) => {
            format!(
                "Stresses: {id}, {years} (difference to no stress ± standard error, pp: points; sorted by the first column)"
            )
        }
        (None, Lang::Zh) => {
            format!("压力情景：参保人负担，{years}（与基准之差 ±标准误；按首列影响大小排列）")
        }
        (None, Lang::En) => {
            format!(
                "Stresses: what patients bear, {years} (difference to no stress ± standard error; sorted by the first column)"
            )
        }
    }
}

/// The heading of a reverse stress.
pub fn reverse_heading(years: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("反向压力测试：{years}，使基金（或产品）突破条件的最小变动"),
        Lang::En => format!("Reverse stress, {years}: the smallest change that breaks a fund or product"),
    }
}

/// The heading of a tornado.
pub fn tornado_heading(figure: &str, base: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("龙卷风图：{figure}，基准{base}（{}）", StressWord::Legend.text(lang)),
        Lang::En => format!("Tornado: {figure}, {base} without stress ({})", StressWord::Legend.text(lang)),
    }
}

/// A headline figure in few words, for the head of a column; the basis stands below the tables.
pub const fn short(metric: Metric, lang: Lang) -> &'static str {
    let (zh, en) = match metric {
        Metric::LossRatio => ("赔付率", "loss ratio"),
        Metric::CombinedRatio => ("综合成本率", "combined ratio"),
        Metric::DeficitProbability => ("赤字概率", "P(deficit)"),
        Metric::CombinedAbove100Probability => ("综合成本率超100%概率", "P(combined > 100%)"),
        Metric::InsurerResult | Metric::Result => ("保险公司盈亏", "insurer's result"),
        Metric::InsurerLossTvar99 | Metric::LossTvar99 => ("亏损TVaR99", "TVaR99 of loss"),
        Metric::ClosingBalance => ("准备金期末余额", "reserve at the end"),
        Metric::SurplusBalance => ("超额结余期末余额", "carried surplus at the end"),
        Metric::FundResult => ("基金当期结余", "balance of the fund"),
        Metric::FundBalance => ("基金累计结余（期末）", "accumulated balance"),
        Metric::PatientPerAdmitted => ("住院患者人均负担（元）", "burden per person admitted (yuan)"),
        Metric::PatientShare => ("个人负担占比", "patients' share of cost"),
        other => return other.text(lang),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// One stress with where it comes from.
pub fn source_line(name: &str, title: &str, source: &str, synthetic: Option<&str>, lang: Lang) -> String {
    let made_up = StressWord::MadeUp.text(lang);
    match (synthetic, lang) {
        (None, Lang::Zh) => format!("  {name}  {title}：{source}"),
        (None, Lang::En) => format!("  {name}  {title}: {source}"),
        (Some(""), Lang::Zh) => format!("  {name}  {title}：{source}（{made_up}）"),
        (Some(""), Lang::En) => format!("  {name}  {title}: {source} ({made_up})"),
        (Some(what), Lang::Zh) => format!("  {name}  {title}：{source}（{made_up}：{what}）"),
        (Some(what), Lang::En) => format!("  {name}  {title}: {source} ({made_up}: {what})"),
    }
}

/// The heading of the stresses that say nothing of the scenario.
pub const fn not_here_heading(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "不适用于本情景",
        Lang::En => "Do not apply to this scenario",
    }
}

/// A stress that says nothing of the scenario, and why.
pub fn not_here_line(name: &str, title: &str, why: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("  {name}  {title}：{why}"),
        Lang::En => format!("  {name}  {title}: {why}"),
    }
}

/// Why: the scenario has not what the stress changes.
pub fn without(path: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("情景中没有 {path}"),
        Lang::En => format!("the scenario has no {path}"),
    }
}

/// A stress that was asked for by name and says nothing of the scenario.
pub fn does_not_apply(name: &str, why: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("压力情景 {name} 不适用于本情景：{why}；请改用其他压力情景"),
        Lang::En => format!("stress {name} does not apply to this scenario: {why}; name another"),
    }
}

/// Which run is under way.
pub fn running(number: usize, of: usize, what: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("第{number}/{of}次运行：{what}"),
        Lang::En => format!("run {number} of {of}: {what}"),
    }
}

/// Which value of a driver is being run.
pub fn trying(driver: &str, at: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{driver} {at}"),
        Lang::En => format!("{driver} at {at}"),
    }
}

/// What a driver is called, and how its values are read: by its name; a path of the scenario stands for itself.
pub fn driver(name: &str, lang: Lang) -> &str {
    let (zh, en) = match name {
        "cost-trend" => ("次均费用年增长率", "yearly growth of the cost of a stay"),
        "frequency" => ("住院率（倍）", "admissions (times)"),
        "cost-level" => ("次均费用（倍）", "cost of a stay (times)"),
        "participation" => ("参保率（倍）", "participation (times)"),
        "tail" => ("大额费用的超额部分（倍，次均费用不变）", "excess of large costs (times, same mean)"),
        "drug-price" => ("特药价格（倍）", "price of special drugs (times)"),
        path => return path,
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sentence_calls_a_stress_a_forecast() {
        for word in [StressWord::NoForecast, StressWord::ReverseMethod] {
            assert!(word.text(Lang::Zh).contains("不是预测"), "{word:?}");
            assert!(word.text(Lang::En).contains("forecast"), "{word:?}");
        }
    }
}
