//! The words of back-tests: figures, what a case says of itself, heads and sentences of the table.

use super::{Lang, plural};

words! {
    /// A figure that was published of a product-year and comes out of a run.
    pub enum Measure {
        ClaimsPerMember "claims_yuan_per_member" "人均赔付（元）" "claims per member (yuan)"
        ClaimantsPer100 "claimants_per_100_members" "每百名参保人获赔人数" "claimants per 100 members"
        LossRatio "loss_ratio" "赔付率" "loss ratio"
        ClaimsPerClaimant "claims_yuan_per_claimant" "获赔者人均赔付（元）" "claims per claimant (yuan)"
        Claims "claims_yuan" "赔付总额（元）" "claims in all (yuan)"
    }
}

words! {
    /// What a case is used for.
    pub enum Role {
        Development "development" "拟合" "development"
        Holdout "holdout" "留出" "holdout"
    }
}

words! {
    /// How sure a published figure is.
    pub enum Sureness {
        /// 高：官方，或两个来源一致
        High "high" "高" "high"
        /// 中：一家媒体或转载
        Medium "medium" "中" "medium"
        /// 低：无署名网页
        Low "low" "低" "low"
    }
}

words! {
    /// How a published figure came to be.
    pub enum Making {
        Printed "printed" "载明" "printed"
        Derived "derived" "推算" "derived"
    }
}

crate::units::keys! {
    /// What a published figure counts.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Counting {
        /// 人数
        Persons = "persons",
        /// 人次
        PersonTimes = "person_times",
    }
}

words! {
    /// Which products a group of figures is of.
    pub enum Line {
        Hmb "hmb" "惠民保" "city products (HMB)"
        Cii "cii" "大病保险" "critical-illness insurance (CII)"
    }
}

words! {
    /// A word of a head of the back-test's tables.
    pub enum Head {
        Case "案例" "case"
        Title "名称" "title"
        Line "险种" "line"
        Figure "指标" "figure"
        Years "保单年度" "policy years"
        MonthsSeen "已观察月数" "months seen"
        Role "用途" "use"
        Place "地区" "place"
        Published "公布数" "published"
        Sure "可靠程度" "how sure"
        Made "载明或推算" "printed or derived"
        Counts "计数口径" "counts"
        Simulated "模拟均值" "simulated mean"
        StandardError "标准误" "standard error"
        Low95 "95%区间下限" "95% interval, low"
        High95 "95%区间上限" "95% interval, high"
        Low90 "90%区间下限" "90% interval, low"
        High90 "90%区间上限" "90% interval, high"
        Interval95 "95%区间" "95% interval"
        Width90 "90%区间宽度/均值" "90% width / mean"
        Fell "公布数所处分位" "P(simulated ≤ published)"
        LogRatio "ln(公布/模拟)" "ln(published/mean)"
        Crps "CRPS" "CRPS"
        CrpsError "CRPS标准误" "CRPS, standard error"
        ConstantPoint "常数预测（单点）CRPS" "CRPS of a constant"
        ConstantSpread "常数预测（他例分布）CRPS" "CRPS of the others' spread"
        Skill "相对单点的技巧" "skill over the constant"
        SkillSpread "相对他例分布的技巧" "skill over the spread"
        OwnDeviation "模拟对数标准差" "sd of ln(simulated)"
        Scored "是否计分" "scored"
        Source "来源" "source"
        Missing "缺什么" "what is missing"
        Filled "如何补" "how it was filled"
        Gap "缺口" "gap"
        Trials "模拟次数" "trials"
        Cases "案例数" "cases"
        Within90 "落入90%区间" "within 90%"
        Within95 "落入95%区间" "within 95%"
        ShareLow "占比95%区间下限" "share, 95% low"
        ShareHigh "占比95%区间上限" "share, 95% high"
        MeanLogRatio "ln(公布/模拟)均值" "mean ln(published/mean)"
        BetweenCities "城市间误差（围绕均值）" "between cities, about the mean"
        AboutZero "城市间误差（围绕零）" "between cities, about 0"
    }
}

const fn pick(zh: &'static str, en: &'static str, lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// The first lines of the report.
pub fn opening(cases: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "回测：{cases}个产品年度，按当时的条款与城市模拟，与公布的结果对照；±为标准误（仅含抽样误差），区间为顺序统计量"
        ),
        Lang::En => format!(
            "Back-test: {}, simulated under the terms and city of the time, against what was published; ± is the standard error of sampling, intervals are order statistics",
            plural(cases, "product-year")
        ),
    }
}

/// The heading of a group's table.
pub fn group(line: Line, measure: Measure, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}：{}", line.text(lang), measure.text(lang)),
        Lang::En => format!("{}: {}", line.text(lang), measure.text(lang)),
    }
}

/// How a case's policy years and the months of them that are seen are written: `2021`, `2021–2023`, `2022 (9/12)`.
pub fn period(first: &str, last: &str, months: u32, lang: Lang) -> String {
    let years = if first == last { first.to_owned() } else { format!("{first}–{last}") };
    match (months, lang) {
        (12, _) => years,
        (_, Lang::Zh) => format!("{years}（前{months}个月）"),
        (_, Lang::En) => format!("{years} ({})", plural(months, "month")),
    }
}

/// The mark behind a published figure that is not scored: it counts payments and not persons.
pub const fn person_times(lang: Lang) -> &'static str {
    pick("（人次）", " (payments)", lang)
}

/// How many published values fell into the intervals.
pub fn coverage(level: &str, within: u64, cases: u64, share: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("落入{level}区间：{cases}例中{within}例（占比的95%区间 {share}）"),
        Lang::En => {
            format!("within the {level} interval: {within} of {cases} (95% interval of the share: {share})")
        }
    }
}

/// The mean scores of a group: the model's, the constant's, that of the others' spread, and the skills.
pub fn scores(model: &str, point: (&str, &str), spread: (&str, &str), lang: Lang) -> String {
    let ((point, over_point), (spread, over_spread)) = (point, spread);
    match lang {
        Lang::Zh => format!(
            "平均CRPS：模型{model}；常数（其余案例的均值）{point}，技巧{over_point}；其余案例的经验分布{spread}，技巧{over_spread}"
        ),
        Lang::En => format!(
            "mean CRPS: model {model}; constant (mean of the other cases) {point}, skill {over_point}; the other cases as a distribution {spread}, skill {over_spread}"
        ),
    }
}

/// Why a group has no score of a constant.
pub const fn no_constant(lang: Lang) -> &'static str {
    pick("只有一个案例，没有可比的常数预测", "one case alone: there is no constant to compare with", lang)
}

/// What lies between cities beyond what each case's own chance explains.
pub fn between(places: u64, mean: &str, about_mean: &str, about_zero: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "拟合案例{places}个地区：ln(公布/模拟)均值{mean}；过程、参数与趋势之外的标准差，围绕均值{about_mean}，围绕零{about_zero}"
        ),
        Lang::En => format!(
            "{} of development: mean ln(published/mean) {mean}; standard deviation beyond process, parameter and trend {about_mean} about that mean, {about_zero} about 0",
            plural(places, "place")
        ),
    }
}

/// Why there is no error between cities.
pub const fn too_few_places(lang: Lang) -> &'static str {
    pick(
        "拟合案例不足两个地区，无法估计城市间误差",
        "fewer than two places of development: no error between cities",
        lang,
    )
}

/// The heading over the gaps.
pub const fn gaps(lang: Lang) -> &'static str {
    pick(
        "公开资料未载明之处与补法（均为合成）",
        "What no document prints, and how it was filled (all synthetic)",
        lang,
    )
}

/// One gap.
pub fn gap(case: &str, missing: &str, filled: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{case}：{missing}——{filled}"),
        Lang::En => format!("{case}: {missing} - {filled}"),
    }
}

/// What must stand under every table of a back-test.
pub const fn closing(lang: Lang) -> &'static str {
    pick(
        "部分年度的公布数与同样月数的模拟比较：只计当年前若干日发生的账单，保费为全年。所有案例用同一全国基准与同一补缺规则，未对任何产品调参。",
        "Figures of part of a year stand against the same months of the simulation: bills of its first days, over the premium of the whole year. All cases stand on one base and one rule for gaps; nothing is tuned on a product.",
        lang,
    )
}

/// A yes or no.
pub const fn yes(yes: bool, lang: Lang) -> &'static str {
    if yes { pick("是", "yes", lang) } else { pick("否", "no", lang) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_its_own_key_and_is_listed_in_order() {
        let mut keys = Measure::ALL.map(Measure::key).to_vec();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), Measure::ALL.len());
        assert!(Measure::ALL.is_sorted());
    }

    #[test]
    fn a_part_of_a_year_is_written_with_its_months() {
        assert_eq!(period("2022", "2022", 9, Lang::Zh), "2022（前9个月）");
        assert_eq!(period("2021", "2023", 12, Lang::En), "2021–2023");
    }
}
