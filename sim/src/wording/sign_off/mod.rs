//! The words of the pack that an appointed actuary signs: its tables, their heads and notes.

pub mod checks;
mod opinion;
mod words;

pub use opinion::{Opinion, OpinionFigure, OpinionReading, opinion, with_error};
pub use words::Word;

use super::{Lang, plural};

words! {
    /// A table of the pack.
    pub enum SignOffTable {
        Cover "s1-cover" "S1 签字材料封面" "S1 Cover"
        Figures "s2-figures" "S2 意见书数据" "S2 Figures of the opinion"
        Register "s3-register" "S3 参数与假设登记" "S3 Register of assumptions"
        Strata "s4-strata" "S4 抽样分层" "S4 Strata of the sample"
        Bills "s5-bills" "S5 逐笔核对" "S5 Sample bill by bill"
        Digests "s6-digests" "S6 文件摘要" "S6 Digests"
        Checks "s7-checks" "S7 检验、回测与保费推导" "S7 Tests and premium walk"
    }
}

/// What the pack says on a screen when it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is named in the sentence below")]
pub struct Made {
    pub assumptions: usize,
    pub flawed: usize,
    pub persons: usize,
    pub bills: usize,
    pub formulas: usize,
    pub without: usize,
    pub different: usize,
    pub missing: usize,
}

impl Made {
    /// The sentences.
    pub fn text(&self, lang: Lang) -> String {
        let Made { assumptions, flawed, persons, bills, formulas, without, different, missing } = self;
        match lang {
            Lang::Zh => format!(
                "参数与假设 {assumptions} 项，其中未批准、已过期或合成 {flawed} 项。\n抽样 {persons} 人、账单 {bills} 笔（均为合成人员）：{formulas} 个金额写成公式，与程序精确值不一致 {different} 个；无法写成公式 {without} 个。\n缺少的标准表 {missing} 张，列于封面。\n意见书为草稿，结论由签字精算师选定。\n"
            ),
            Lang::En => format!(
                "{}; not approved, expired or synthetic: {flawed}.\nSample: {}, {}, all synthetic: {} written as formulas; {different} of them not the exact settlement; {without} cannot be written so.\n{} missing; the cover lists what is.\nThe opinion is a draft: its conclusion is the signatory's choice.\n",
                plural(assumptions, "assumption"),
                plural(persons, "person"),
                plural(bills, "bill"),
                plural(formulas, "amount"),
                plural(missing, "standard table")
            ),
        }
    }
}

/// Where a person of the sample stands: trial, year, number, age.
pub fn address((trial, year, member, age): (u64, u16, u64, u8), lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("合成人员 · 第{trial}次模拟 · {year}年 · 编号{member} · {age}岁"),
        Lang::En => format!("synthetic · trial {trial} · {year} · member {member} · age {age}"),
    }
}

/// A stratum: who pays last, and what decides it.
pub fn stratum(payer: Option<&str>, decided: Word, lang: Lang) -> String {
    let decided = decided.text(lang);
    match (payer, lang) {
        (None, Lang::Zh) => format!("各方均不赔付 · {decided}"),
        (None, Lang::En) => format!("nobody pays · {decided}"),
        (Some(payer), Lang::Zh) => format!("{payer}赔付 · {decided}"),
        (Some(payer), Lang::En) => format!("{payer} pays · {decided}"),
    }
}

/// What the cover says of a sample: persons, members looked at, one in so many, trial, year.
pub fn sample(
    (persons, looked_at, every, trial, year): (usize, usize, usize, u64, u16),
    lang: Lang,
) -> String {
    match lang {
        Lang::Zh => format!(
            "第{trial}次模拟{year}年度，按编号每{every}人取1人，共查看{looked_at}人；有账单者按最后赔付方与决定因素分层，各层轮流分配名额，层内按费用由低到高等距抽取，共{persons}人"
        ),
        Lang::En => format!(
            "trial {trial}, {year}: one member in {every} in the order of their numbers, {looked_at} in all; those with bills are parted by the last payer and what decides it, places go to the strata in turn, and within a stratum persons are taken evenly by rising cost: {}",
            plural(persons, "person")
        ),
    }
}

/// How to get the effect of other readings, where the run does not have it.
pub const fn how_to_get_readings(lang: Lang) -> &'static str {
    lang.of(
        "本次模拟未带 --readings，无口径影响数据；请以 huimin run 情景 --readings --out 文件夹 重新模拟后再制作",
        "the run was made without --readings, so it does not tell what other readings do: run again with huimin run SCENARIO --readings --out DIR",
    )
}

/// What a price or rate of a scenario is called.
pub fn input(key: &str, lang: Lang) -> String {
    match key {
        "bid_yuan_per_head" => lang.of("中标价（每人每年）", "bid a head and year"),
        "benchmark_yuan_per_head" => lang.of("基准价（每人每年）", "benchmark a head and year"),
        "premium_yuan_per_year" => lang.of("保费（每人每年）", "premium a head and year"),
        other => other,
    }
    .to_owned()
}

/// Why there is no pack.
pub fn no_figures(folder: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "{folder} 不是 run、recompute 或 compare 的结果文件夹，没有可供签字的指标；其他命令的结果请用 --with 列入"
        ),
        Lang::En => format!(
            "{folder} is no folder of run, recompute or compare, so it has no figures to sign; name folders of other verbs with --with"
        ),
    }
}
