//! The words of tables and of the sentences under them.
//!
//! Figures come ready-made as text, in the units that [`money_unit`] states; nothing is computed here.

use super::{Lang, plural};

words! {
    /// A word of a table's head, or of a cell without a figure.
    pub enum Word {
        Figure "指标" "figure"
        Design "方案" "design"
        Period "期间" "period"
        Subject "对象" "subject"
        Term "全期" "term"
        Key "编码" "key"
        Formula "计算公式" "formula"
        Basis "口径" "basis"
        Unit "单位" "unit"
        Value "取值" "value"
        StandardError "标准误" "standard error"
        Low "95%区间下限" "95% interval, low"
        High "95%区间上限" "95% interval, high"
        Trials "模拟次数" "trials"
        FirstTrials "前若干次模拟" "first trials"
        Difference "与首个方案之差" "difference to the first design"
        Missing "无值的原因" "why there is no value"
        Public "公开数" "public figure"
        Year "年度" "year"
        Simulated "模拟值" "simulated"
        Residual "偏差" "residual"
        Tolerance "容许偏差" "tolerance"
        Verdict "结论" "verdict"
        Use "用途" "use"
        Source "来源" "source"
        Fitted "拟合目标" "fitted"
        Shown "仅作对照" "shown"
        Within "一致" "within"
        Outside "不一致" "outside"
        Undecided "待定" "undecided"
        Check "检查" "check"
        Threshold "门槛" "threshold"
        Baseline "基准值" "baseline"
        GateFile "门槛文件" "gate file"
        FiguresCompared "比较的指标数" "figures compared"
        TooFar "超出允许范围" "too far"
        Now "本次" "now"
        Moved "变动" "moved by"
        InStandardErrors "折合标准误（倍）" "standard errors"
        Carrier "承保方" "carrier"
        Share "份额" "share"
        Premium "保费" "premium"
        ClaimsBorne "赔款" "claims"
        Cost "费用" "cost"
        UnderwritingResult "承保结果" "result"
        Reinsurers "再保险人" "reinsurers"
        Whole "合计" "whole book"
        Pass "通过" "pass"
        Fail "未通过" "fail"
        TooFewTrials "次数不足" "too few trials"
        NeverOccurs "未发生" "never occurs"
        NoMembersLastYear "无上年参保人" "no members last year"
        NotApplicable "不适用" "not applicable"
        Switch "口径" "switch"
        Used "本次采用" "reading used"
        Other "另一读法" "other reading"
        Article "条文出处" "article"
        StandardDeviation "标准差" "standard deviation"
        Variance "方差" "variance"
        ProcessRisk "过程" "process"
        ParameterRisk "参数" "parameter"
        TrendRisk "趋势" "trend"
        EventRisk "事件" "event"
        EnrolmentRisk "参保" "enrolment"
        ModelRisk "模型（城市间）" "model (between cities)"
        Interaction "交互" "interaction"
    }
}

/// The heading of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading<'a> {
    /// Income, claims, reserve and insurer of a CII contract: its id, bid and benchmark.
    Contract(&'a str, &'a str, &'a str),
    /// Premium, claims and cost of an HMB book: its id and premium.
    Book(&'a str, &'a str),
    /// Income and outgo of a plain ledger: its id.
    Ledger(&'a str),
    /// How the insurers of a book share it: its id.
    Shares(&'a str),
    /// Who bears the bills.
    Layers,
    /// Designs side by side, over the period.
    Designs(&'a str),
    /// What other readings of the documents would do, over the period.
    Readings(&'a str),
    /// Where the variance of the headline comes from, over the period.
    Variance(&'a str),
    /// The model against public figures.
    Comparison,
}

impl Heading<'_> {
    /// The heading in one language.
    pub fn text(self, lang: Lang) -> String {
        match (self, lang) {
            (Heading::Contract(id, bid, benchmark), Lang::Zh) => {
                format!("大病保险基金与承办合同（{id}）：中标价{bid}元，基准价{benchmark}元")
            }
            (Heading::Contract(id, bid, benchmark), Lang::En) => {
                format!("CII fund and contract ({id}): bid {bid}, benchmark {benchmark} yuan a head")
            }
            (Heading::Book(id, premium), Lang::Zh) => format!("惠民保业务（{id}）：保费每人每年{premium}元"),
            (Heading::Book(id, premium), Lang::En) => {
                format!("HMB book ({id}): premium {premium} yuan a member and year")
            }
            (Heading::Ledger(id), Lang::Zh) => format!("基金收支（{id}）"),
            (Heading::Ledger(id), Lang::En) => format!("Fund ledger ({id})"),
            (Heading::Shares(id), Lang::Zh) => {
                format!(
                    "共保与再保分摊（{id}，全期均值；保费为已赚保费加结转盈余，承保方为再保后，各行合计为再保前）"
                )
            }
            (Heading::Shares(id), Lang::En) => format!(
                "Co-insurance and reinsurance ({id}, means over the term; premium: earned, with surplus carried in; insurers net, the rows add up to gross)"
            ),
            (Heading::Layers, Lang::Zh) => "医疗费用由谁负担".to_owned(),
            (Heading::Layers, Lang::En) => "Who bears the bills".to_owned(),
            (Heading::Designs(period), Lang::Zh) => {
                format!("方案对比，{period}（Δ为同一批账单下与首个方案之差 ± 标准误，pp为百分点）")
            }
            (Heading::Designs(period), Lang::En) => format!(
                "Designs side by side, {period} (Δ: paired difference to the first design ± standard error, pp: points)"
            ),
            (Heading::Readings(period), Lang::Zh) => {
                format!(
                    "条文另作他解的影响，{period}（Δ为同一批账单下与首个方案之差 ± 标准误，pp为百分点；0为毫无影响）"
                )
            }
            (Heading::Readings(period), Lang::En) => format!(
                "What another reading of the documents would change, {period} (Δ: paired difference to the first design ± standard error, pp: points; 0: nothing at all)"
            ),
            (Heading::Variance(period), Lang::Zh) => {
                format!(
                    "方差来源，{period}（首个方案；各来源占方差的一阶份额 ± 标准误；标准差为各次模拟之间）"
                )
            }
            (Heading::Variance(period), Lang::En) => format!(
                "Where the variance comes from, {period} (first design; first-order share of each source ± standard error; the deviation is between trials)"
            ),
            (Heading::Comparison, Lang::Zh) => "模型与公开数据核对（首个方案）".to_owned(),
            (Heading::Comparison, Lang::En) => "Model against public figures (first design)".to_owned(),
        }
    }
}

/// What the shares of a variance mean.
pub const fn variance_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => {
            "一阶份额：若只知道该来源的结果，方差可减少的比例；各份额之和不必为100%，余下为多个来源共同作用（交互）。0表示该来源在本情景中没有不确定性，或其事件在各次模拟中均未发生。估计值可因抽样误差略小于0。"
        }
        Lang::En => {
            "First order: the part of the variance that knowing this source alone would take away. The shares need not sum to 100%; the rest is what sources do together. 0: the source has no chance in this scenario, or none of its events came in any trial. By sampling error an estimate may fall below 0."
        }
    }
}

/// What payer bears a part of the bills: `大病保险 占医疗总费用`.
pub fn share_of_payer(payer: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{payer} 占医疗总费用"),
        Lang::En => format!("{payer}, share of total cost"),
    }
}

/// The unit that follows a label whose figures are not in the table's own: `人均赔付（元）`.
pub fn in_yuan(label: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{label}（元）"),
        Lang::En => format!("{label} (yuan)"),
    }
}

/// The label of a chance over several years: `赤字概率（至少一年）`.
pub fn in_any_year(label: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{label}（至少一年）"),
        Lang::En => format!("{label}, any year"),
    }
}

/// The money unit of tables.
pub const fn money_unit(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "万元",
        Lang::En => "million yuan",
    }
}

/// The unit of amounts a head.
pub const fn yuan(lang: Lang) -> &'static str {
    lang.of("元", "yuan")
}

/// The second line of a report: trials, seed, units, what the errors mean.
pub fn run_line(trials: &str, seed: u64, lang: Lang) -> String {
    let unit = money_unit(lang);
    match lang {
        Lang::Zh => format!(
            "{trials}次模拟，种子{seed}；金额单位{unit}（注明“元”者除外）；±为标准误，括号内为95%区间，仅含抽样误差"
        ),
        Lang::En => format!(
            "{}, seed {seed}; money in {unit} unless marked yuan; ± is the standard error, brackets a 95% interval, both of sampling alone",
            plural(trials, "trial")
        ),
    }
}

/// A switch that does not stand at its default.
pub fn switch_line(name: &str, reading: &str, default: &str, article: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("按口径 {name} = {reading} 计算（默认 {default}，{article}）"),
        Lang::En => format!("Reading {name} = {reading} (default {default}, {article})"),
    }
}

/// What of the input was made up.
pub fn synthetic_line(blocks: &[String], lang: Lang) -> String {
    let blocks = blocks_listed(blocks, lang);
    match lang {
        Lang::Zh => format!("合成数据（非公开统计）：{blocks}"),
        Lang::En => format!("Synthetic, not from public figures: {blocks}"),
    }
}

/// Blocks of a scenario in a row.
pub fn blocks_listed(blocks: &[String], lang: Lang) -> String {
    blocks.join(lang.of("、", ", "))
}

/// No bid up to the benchmark breaks even.
pub fn no_bid_up_to(benchmark: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("无（{benchmark}元仍亏）"),
        Lang::En => format!("none up to {benchmark}"),
    }
}

/// A probability of which no event was seen: never a plain 0.
pub fn below(bound: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("低于{bound}（95%）"),
        Lang::En => format!("below {bound} (95%)"),
    }
}

/// A probability of which no trial was without the event: never a plain 100%.
pub fn above(bound: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("高于{bound}（95%）"),
        Lang::En => format!("above {bound} (95%)"),
    }
}

/// A probability of which no event was seen, or nothing else: below or above the limit that was compared.
pub fn limit(limit: &str, below: bool, lang: Lang) -> String {
    match (lang, below) {
        (Lang::Zh, true) => format!("低于{limit}"),
        (Lang::Zh, false) => format!("高于{limit}"),
        (Lang::En, true) => format!("below {limit}"),
        (Lang::En, false) => format!("above {limit}"),
    }
}

/// How often a fund ran into a deficit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chance<'a> {
    /// In no trial: the bound of its probability.
    Never(&'a str),
    /// In every trial: the bound of its probability.
    Always(&'a str),
    /// Its probability, and the interval.
    Between(&'a str, &'a str, &'a str),
}

/// The sentence on the chance of a deficit. `years` is `2016` or `2016–2018`.
pub fn deficit_sentence(trials: &str, years: &str, several: bool, chance: Chance<'_>, lang: Lang) -> String {
    let event = match (lang, several) {
        (Lang::Zh, false) => format!("{years}年基金收不抵支"),
        (Lang::Zh, true) => format!("{years}年基金至少一年收不抵支"),
        (Lang::En, false) => format!("the fund's income does not cover its outgo in {years}"),
        (Lang::En, true) => {
            format!("the fund's income does not cover its outgo in at least one year of {years}")
        }
    };
    chance_sentence(trials, &event, chance, lang)
}

/// The sentence on the chance that a book loses.
pub fn combined_ratio_sentence(trials: &str, years: &str, chance: Chance<'_>, lang: Lang) -> String {
    let event = match lang {
        Lang::Zh => format!("{years}年综合成本率超过100%"),
        Lang::En => format!("the combined ratio of {years} exceeds 100%"),
    };
    chance_sentence(trials, &event, chance, lang)
}

fn chance_sentence(trials: &str, event: &str, chance: Chance<'_>, lang: Lang) -> String {
    match (lang, chance) {
        (Lang::Zh, Chance::Between(p, low, high)) => {
            format!("在{trials}次模拟中，{event}的概率为{p}（95%置信区间{low}–{high}，仅含抽样误差）。")
        }
        (Lang::Zh, Chance::Never(bound)) => {
            format!("在{trials}次模拟中未出现{event}，其概率低于{bound}（95%，仅含抽样误差）。")
        }
        (Lang::Zh, Chance::Always(bound)) => {
            format!("在{trials}次模拟中次次{event}，其概率高于{bound}（95%，仅含抽样误差）。")
        }
        (Lang::En, Chance::Between(p, low, high)) => format!(
            "In {} {event} with probability {p} (95% interval {low}–{high}, sampling error only).",
            plural(trials, "simulation")
        ),
        (Lang::En, Chance::Never(bound)) => format!(
            "It never occurred in {} that {event}: its probability is below {bound} (95%, sampling error only).",
            plural(trials, "simulation")
        ),
        (Lang::En, Chance::Always(bound)) => format!(
            "In every one of {} {event}: its probability is above {bound} (95%, sampling error only).",
            plural(trials, "simulation")
        ),
    }
}

/// What caps the reserve's part of a deficit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DrawCap {
    /// What was raised in the year.
    YearContribution,
    /// The whole balance.
    Balance,
}

/// What `±` is in a sentence that may stand alone.
const fn plus_minus_is(lang: Lang) -> &'static str {
    lang.of("（±为标准误，仅含抽样误差）", " (± is the standard error, of sampling alone)")
}

/// The sentence on who bears a deficit: the reserve's mean part (at most `ceiling` of it), the insurer's,
/// and its share, each with its error; summed over the term where it has `several` years.
pub fn deficit_split_sentence(
    (reserve, insurer, share): (&str, &str, &str),
    (ceiling, cap): (&str, DrawCap),
    several: bool,
    lang: Lang,
) -> String {
    let (unit, error) = (money_unit(lang), plus_minus_is(lang));
    let cap = match (cap, lang) {
        (DrawCap::YearContribution, Lang::Zh) => "当年筹集额",
        (DrawCap::Balance, Lang::Zh) => "准备金余额",
        (DrawCap::YearContribution, Lang::En) => "what the year raised",
        (DrawCap::Balance, Lang::En) => "its balance",
    };
    let over_term = match (several, lang) {
        (false, _) => "",
        (true, Lang::Zh) => "全期",
        (true, Lang::En) => " over the term",
    };
    match lang {
        Lang::Zh => format!(
            "若发生赤字，风险准备金{over_term}平均承担{reserve}{unit}（不高于赤字的{ceiling}，且不高于{cap}），保险公司{over_term}平均承担{insurer}{unit}，占{share}{error}。"
        ),
        Lang::En => format!(
            "Where there is a deficit, the risk reserve bears {reserve} {unit} of it{over_term} on average (at most {ceiling}, and at most {cap}) and the insurer {insurer} {unit}, which is {share}{error}."
        ),
    }
}

/// The sentence on the price at which a contract breaks even, with its error.
pub fn break_even_bid_sentence(fund: &str, break_even: &str, bid: &str, lang: Lang) -> String {
    let error = plus_minus_is(lang);
    match lang {
        Lang::Zh => format!(
            "{fund}的承办保险公司全期盈亏平衡的报价为每人每年{break_even}元，中标价为{bid}元{error}。"
        ),
        Lang::En => {
            format!(
                "{fund}: its insurer breaks even over the term at a bid of {break_even} yuan a head and year; the bid is {bid}{error}."
            )
        }
    }
}

/// The sentence on the price at which a book breaks even, with its error.
pub fn break_even_premium_sentence(fund: &str, break_even: &str, premium: &str, lang: Lang) -> String {
    let error = plus_minus_is(lang);
    match lang {
        Lang::Zh => {
            format!(
                "在参保人群不变的前提下，{fund}的盈亏平衡保费为人均每年{break_even}元，现行保费为{premium}元{error}。"
            )
        }
        Lang::En => format!(
            "{fund} breaks even at a mean premium of {break_even} yuan a member and year, with the same members; it charges {premium}{error}."
        ),
    }
}

/// What no report may lack.
pub const fn disclaimer(of_a_file: bool, lang: Lang) -> &'static str {
    match lang {
        Lang::Zh if of_a_file => "本结果基于所列文件的参保人与账单和所列假设，不构成对未来赔付的承诺。",
        Lang::En if of_a_file => {
            "These results rest on the members and bills of the file and the assumptions listed; they promise nothing about future claims."
        }
        Lang::Zh => "本结果基于合成人群和所列假设，不构成对未来赔付的承诺。",
        Lang::En => {
            "These results rest on a synthetic population and the assumptions listed; they promise nothing about future claims."
        }
    }
}
