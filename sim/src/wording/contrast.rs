//! The words of designs held against a base: who bears the bills, what each parameter does, who gains.

use super::{Bilingual, Lang, plural};

words! {
    /// A column, a row or a sentence without data.
    pub enum ContrastWord {
        Parameter "参数" "parameter"
        Way "方式" "changed"
        Alone "单独调整" "alone"
        InOrder "依次调整" "in order"
        Interaction "交互作用" "interaction"
        WholeDesign "整个方案" "whole design"
        NotAlone "不能单独成立" "cannot stand alone"
        Changes "各方案改动的参数：" "What each design changes:"
        AllBills "医疗总费用" "total cost of bills"
        PatientsBear "个人负担" "patients"
        NothingThere "（无）" "(none)"
        TakenAway "（删除）" "(taken away)"
        SameAsBase "与基准相同" "the same as the base"
        EffectsNote
            "单独调整：在基准上只改这一项；依次调整：按条款次序在前面各项之上再改这一项，各行相加即整个方案的影响；交互作用：整个方案的影响减去各项单独影响之和。"
            "Alone: this parameter only, on the base. In order: on top of all before it, so that these rows add up to the whole design. Interaction: the whole design less the sum of the effects alone."
        PairedNote
            "各方案结算同一批账单：就医不随待遇改变（情景给出弹性的，另表列示），参保只按情景所定的规律随价格变化；差异的标准误只含抽样误差，0表示逐次逐年毫无差别。"
            "All designs settle the same bills: care does not react to benefits (where the scenario has an elasticity, a table of its own shows it), and members react to the price only where the scenario has a law for it. The error of a difference is of sampling alone; 0: no difference in any trial or year."
        Group "人群" "group"
        YearsWithBills "样本中有费用的人年" "person-years with bills in the sample"
        BorneBefore "基准下人均负担（元，有费用者）" "borne under the base, per person with bills (yuan)"
        PerBilled "Δ人均（元，有费用者）" "Δ per person with bills (yuan)"
        PerHead "Δ人均（元，全体参保人）" "Δ per insured head (yuan)"
        Gain "负担减轻者占比" "bear less"
        Lose "负担加重者占比" "bear more"
        Unchanged "不变者占比" "no change"
        NobodyMoves "样本中没有人的负担发生变化" "nobody in the sample bears more or less"
        PersonsNote
            "负担指医疗费用中各支付方都不支付的部分，不含保费；人年指一人一年，占比以有费用的人年为分母；费用排位在样本内逐年确定；误差为各次模拟之间的误差。每种分组下各组相加，恰等于样本合计。"
            "What a person bears is what no payer pays of his bills; premiums are not in it. Shares are of person-years with bills; ranks by cost are within the sample of a year; errors are those between trials. The groups of every kind add up exactly to the whole sample."
        FixedUse "Δ 就医不变" "Δ care as it was"
        LowEnd "Δ 弹性区间下限" "Δ at the lower end"
        HighEnd "Δ 弹性区间上限" "Δ at the upper end"
        Reacting "Δ 就医随自付变化" "Δ care that reacts"
        ReactionNote
            "就医反应：住院频率乘以（本方案个人负担占比 ÷ 基准个人负担占比）的弹性次幂，按参保身份分别计算，个人负担占比取自逐人样本；同一随机数下频率升高只增加患者、不更换患者，故差异仍逐次配对。次均费用不随之变化；误差不含弹性本身与样本占比的误差。"
            "Reaction: admissions are as many times as often as (the share patients pay under the design over that under the base) to the power of the elasticity, by status, with the shares of the sample of persons. On the same numbers a higher frequency adds patients and moves none, so the differences stay paired. The cost of a stay does not react. The errors hold neither that of the elasticity nor that of the shares."
        SameMembers "Δ 参保人不变" "Δ same members"
        WhoJoins "其余：参保人变化所致" "the rest: by who joins"
        Together "Δ 合计" "Δ together"
        MembershipNote
            "参保反应：前一列按本方案的待遇与价格结算，但参保意愿仍按基准的价格形成（参保人与基准同为一批人）；后一列为按本方案价格参保与之相比的差异。两列均在同一批账单上逐次配对，相加即为合计。一年以上的情景中，上年是否获赔仍随本方案待遇变化。"
            "Membership: the first column settles the design at its own prices, with people who decide on joining by the prices of the base (so the same people join); the second is what joining by the design's own prices adds. Both are paired on the same bills and add up to the third. Over several years, whom the product paid last year still follows the design."
    }
}

/// Against what designs are held: a design, or the scenario itself.
pub fn base_line(base: Option<&str>, lang: Lang) -> String {
    match (base, lang) {
        (None, Lang::Zh) => "各方案均与情景本身（基准）相比".to_owned(),
        (None, Lang::En) => "Designs are held against the scenario itself (the base)".to_owned(),
        (Some(base), Lang::Zh) => format!("各方案均与“{base}”（基准）相比"),
        (Some(base), Lang::En) => format!("Designs are held against “{base}” (the base)"),
    }
}

/// The heading of the headline.
pub fn headline_heading(years: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("主要结果，{years}（Δ为同一批账单下与基准之差 ± 标准误，pp为百分点）"),
        Lang::En => format!(
            "Headline, {years} (Δ: paired difference to the base ± standard error, pp: percentage points)"
        ),
    }
}

/// The heading of who bears the bills.
pub fn layers_heading(years: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("医疗费用由谁负担，{years}合计"),
        Lang::En => format!("Who bears the bills, {years} together"),
    }
}

/// The heading of a design's differences year by year.
pub fn years_heading(design: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("逐年变化：{design}（与基准之差 ± 标准误）"),
        Lang::En => format!("Year by year: {design} (difference to the base ± standard error)"),
    }
}

/// The heading of what a design's parameters do.
pub fn effects_heading(design: &str, years: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("各项参数的影响：{design}，{years}（与基准之差 ± 标准误）"),
        Lang::En => {
            format!("Effect of each parameter: {design}, {years} (difference to the base ± standard error)")
        }
    }
}

/// By what persons are parted into groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grouping {
    /// Not at all.
    All,
    /// By age.
    Age,
    /// By insurance status.
    Status,
    /// By fifths of household income.
    Income,
    /// By district.
    District,
    /// By whether a disease of the pre-existing list was there before the term.
    PreExisting,
    /// By entitlement to medical aid.
    Aid,
    /// By the cost of the year, dearest first.
    Spender,
}

impl Grouping {
    /// All, in the order of tables.
    pub const ALL: [Grouping; 8] = [
        Grouping::All,
        Grouping::Age,
        Grouping::Status,
        Grouping::Income,
        Grouping::District,
        Grouping::PreExisting,
        Grouping::Aid,
        Grouping::Spender,
    ];

    /// What the groups are groups of.
    pub const fn text(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Grouping::All => ("全部", "all"),
            Grouping::Age => ("年龄", "age"),
            Grouping::Status => ("参保身份", "insurance status"),
            Grouping::Income => ("家庭收入五等份", "fifth of household income"),
            Grouping::District => ("区县", "district"),
            Grouping::PreExisting => ("既往症", "pre-existing disease"),
            Grouping::Aid => ("医疗救助", "medical aid"),
            Grouping::Spender => ("费用排位（有费用者）", "rank by cost (of those with bills)"),
        };
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// The key and the title of a group by its place; districts have names of their own.
pub fn group_name(grouping: Grouping, nth: usize) -> (String, Bilingual) {
    let names: &[(&str, &str, &str)] = match grouping {
        Grouping::All => &[("all", "样本合计", "whole sample")],
        Grouping::Age => &[
            ("age_0_17", "0–17岁", "0–17"),
            ("age_18_44", "18–44岁", "18–44"),
            ("age_45_59", "45–59岁", "45–59"),
            ("age_60_74", "60–74岁", "60–74"),
            ("age_75", "75岁及以上", "75 and over"),
        ],
        Grouping::Status => &[
            ("in_service", "在职职工", "employee in service"),
            ("retired", "退休职工", "retired employee"),
            ("resident_adult", "成年居民", "resident adult"),
            ("student_or_child", "学生儿童", "student or child"),
        ],
        Grouping::Income => &[
            ("income_1", "最低五分之一", "lowest fifth"),
            ("income_2", "次低五分之一", "second fifth"),
            ("income_3", "中间五分之一", "middle fifth"),
            ("income_4", "次高五分之一", "fourth fifth"),
            ("income_5", "最高五分之一", "highest fifth"),
        ],
        Grouping::PreExisting => {
            &[("pre_existing", "有既往症", "pre-existing disease"), ("not_pre_existing", "无既往症", "none")]
        }
        Grouping::Aid => {
            &[("aided", "救助对象", "entitled to aid"), ("not_aided", "非救助对象", "not entitled")]
        }
        Grouping::Spender => &[
            ("top_1", "费用最高的1%", "dearest 1%"),
            ("top_1_10", "其后至10%", "next, to 10%"),
            ("top_10_50", "其后至50%", "next, to 50%"),
            ("lower_50", "费用较低的一半", "cheaper half"),
            ("no_bills", "无费用者", "without bills"),
        ],
        Grouping::District => &[],
    };
    let (key, zh, en) = names.get(nth).copied().unwrap_or(("other", "其他", "other"));
    (key.to_owned(), Bilingual { zh: zh.to_owned(), en: en.to_owned() })
}

/// The heading of who gains and who loses under a design.
pub fn persons_heading(design: &str, years: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("谁受益、谁受损：{design}，{years}（与基准相比，每人每年 ± 标准误）"),
        Lang::En => format!(
            "Who gains and who loses: {design}, {years} (against the base, a person and year, ± standard error)"
        ),
    }
}

/// How large the sample of persons is.
pub fn sample_line(trials: &str, every: &str, persons: &str, billed: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "样本：{trials}次模拟，每次在全部人群中每{every}人取1人（各次取不同的人），共{persons}人年，其中{billed}人年有医疗费用；逐人按条款结算。"
        ),
        Lang::En => format!(
            "Sample: {}, one member in {every} of the whole city (other members in each trial), {}, {billed} of them with bills; settled person by person by the rules.",
            plural(trials, "trial"),
            plural(persons, "person-year")
        ),
    }
}

/// How many gain and lose, of those with bills, and what changes for them on average.
pub fn persons_line(design: &str, gain: &str, lose: &str, change: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "  {design}：有费用者中{gain}负担减轻，{lose}负担加重；人均负担变化{change}元（每人每年）"
        ),
        Lang::En => format!(
            "  {design}: of those with bills {gain} bear less and {lose} bear more; on average {change} yuan a person and year"
        ),
    }
}

/// The heading of what the members who join at a design's prices add to it.
pub fn membership_heading(design: &str, years: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("参保变化的影响：{design}，{years}（与基准之差 ± 标准误）"),
        Lang::En => {
            format!(
                "What those who join or leave add: {design}, {years} (difference to the base ± standard error)"
            )
        }
    }
}

/// The heading of what care that reacts adds to a design.
pub fn reaction_heading(design: &str, years: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("就医行为的影响：{design}，{years}（与基准之差 ± 标准误）"),
        Lang::En => {
            format!("What care that reacts adds: {design}, {years} (difference to the base ± standard error)")
        }
    }
}

/// The elasticity with its interval and source, and how much oftener members of each status are admitted.
pub fn reaction_line(
    [elasticity, low, high]: [&str; 3],
    source: &str,
    [in_service, retired, resident]: [&str; 3],
    lang: Lang,
) -> String {
    match lang {
        Lang::Zh => format!(
            "弹性{elasticity}（{low}至{high}，{source}）：住院频率变化 在职{in_service}、退休{retired}、居民{resident}"
        ),
        Lang::En => format!(
            "Elasticity {elasticity} ({low} to {high}, {source}): admissions of employees in service {in_service}, retired {retired}, residents {resident}"
        ),
    }
}

/// Where the elasticity comes from when the scenario does not say, or says that it is made up.
pub fn no_source(synthetic: bool, lang: Lang) -> &'static str {
    match (synthetic, lang) {
        (true, Lang::Zh) => "合成数据",
        (true, Lang::En) => "synthetic",
        (false, Lang::Zh) => "情景未注明来源",
        (false, Lang::En) => "the scenario names no source",
    }
}
