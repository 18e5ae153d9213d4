//! The heads of a report's columns.

use super::super::Lang;

macro_rules! heads {
    ($($name:ident $key:literal $zh:literal $en:literal)*) => {
        /// What stands over a column, in the order of the tables.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Head {
            $(#[doc = concat!("`", $zh, "`")] $name,)*
        }

        impl Head {
            /// Every head.
            pub const ALL: &[Head] = &[$(Head::$name,)*];

            /// The word that stands for the column in files.
            pub const fn key(self) -> &'static str {
                match self { $(Head::$name => $key,)* }
            }

            /// The head in one language.
            pub const fn text(self, lang: Lang) -> &'static str {
                match self { $(Head::$name => lang.of($zh, $en),)* }
            }
        }
    };
}

heads! {
    Run "run" "模拟" "run"
    Number "number" "编号" "number"
    TableName "table" "表名" "table"
    State "state" "说明" "remark"
    Parameter "parameter" "参数" "parameter"
    Value "value" "取值" "value"
    UnitOf "unit" "单位" "unit"
    Source "source" "来源（文号/条款）" "source (document, article)"
    Synthetic "synthetic" "合成假设" "synthetic"
    Switch "switch" "口径开关" "switch"
    FromYear "from_year" "生效年度" "in force from"
    Fund "fund" "基金/业务" "fund or book"
    Design "design" "方案" "design"
    Price "price" "保费（元/人）" "premium (yuan a head)"
    Deductible "deductible" "起付线（元）" "deductible (yuan)"
    Ratios "ratios" "报销比例" "ratios"
    Cap "cap" "封顶线（元）" "cap (yuan)"
    Participation "participation" "参保率" "participation"
    ClaimsPerHead "claims_per_head" "人均赔付（元）" "claims a head (yuan)"
    LossRatio "loss_ratio" "赔付率均值" "mean loss ratio"
    LossRatioLow "loss_ratio_low" "均值95%区间下限" "mean, 95% interval, low"
    LossRatioHigh "loss_ratio_high" "均值95%区间上限" "mean, 95% interval, high"
    LossRatioP05 "loss_ratio_p05" "赔付率P5" "loss ratio, P5"
    LossRatioP50 "loss_ratio_p50" "赔付率P50" "loss ratio, P50"
    LossRatioP95 "loss_ratio_p95" "赔付率P95" "loss ratio, P95"
    LossRatioChange "loss_ratio_change" "赔付率较基准变化（百分点）" "loss ratio against the base (points)"
    DeficitProbability "deficit_probability" "赤字概率" "deficit probability"
    CombinedAbove100 "combined_above_100" "综合成本率超100%概率" "P(combined ratio above 100%)"
    BreakEvenPremium "break_even_premium" "盈亏平衡保费（元/人）" "break-even premium (yuan a head)"
    Tvar99 "tvar99" "亏损TVaR99" "TVaR99 of the loss"
    Year "year" "年度" "year"
    Liability "liability" "责任" "liability"
    PersonsPaid "persons_paid" "获赔人数" "persons paid"
    ShareOfPersons "share_of_persons" "获赔率" "persons paid over persons insured"
    PaidPerPerson "paid_per_person" "人均获赔金额（元）" "paid a person paid (yuan)"
    Paid "paid" "赔付金额" "amount paid"
    ShareOfPaid "share_of_paid" "占比" "share of claims"
    Heads "heads" "参保人数" "members"
    Standard "standard" "筹资标准（元/人）" "funding standard (yuan a head)"
    Transfer "transfer" "划转收入" "transfer from basic insurance"
    TrueUp "true_up" "净增人数结算" "true-up for the net increase"
    Topup "topup" "职工个人缴费" "employees' own contribution"
    ToReserve "to_reserve" "其中：计提风险准备金" "of which set aside for the reserve"
    Income "income" "当期收入" "income"
    Claims "claims" "补助支出" "claims"
    TransferOut "transfer_out" "划转大病保险" "transfer to critical-illness insurance"
    YearBalance "year_balance" "当期结余" "balance of the year"
    Balance "balance" "累计结余" "balance carried"
    Months "months" "可支付月数" "months of claims"
    Benchmark "benchmark" "基准价（元/人）" "benchmark (yuan a head)"
    Bid "bid" "中标价（元/人）" "bid (yuan a head)"
    Contribution "contribution" "当年筹集" "raised in the year"
    Deficit "deficit" "赤字额" "deficit"
    Draw "draw" "准备金承担" "borne by the reserve"
    InsurerPart "insurer_part" "保险公司承担" "borne by the insurer"
    InsurerShare "insurer_share" "保险公司承担比例（合计）" "insurer's share (ratio of sums)"
    InsurerShareMean "insurer_share_mean" "保险公司承担比例（逐次平均）" "insurer's share (mean over deficits)"
    ReserveEnd "reserve_end" "期末余额" "reserve at the end"
    People "people" "人群" "people"
    Cost "cost" "人均总费用（元）" "cost a head (yuan)"
    Bmi "bmi" "基本医保（元/人）" "basic insurance (yuan a head)"
    Patient "patient" "个人负担（元/人）" "borne by patients (yuan a head)"
    ActualRatio "actual_ratio" "实际补偿比" "share that payers bear"
    PersonYears "person_years" "样本人年" "person-years of the sample"
    Billed "person_years_with_bills" "有医疗费用的人年" "person-years with bills"
    Borne "borne" "有费用者人均个人负担（元）" "borne by a patient, base (yuan)"
    ChangeBilled "change_billed" "有费用者人均变化（元）" "change for a patient (yuan)"
    ChangeHead "change_head" "全部参保人人均变化（元）" "change a head (yuan)"
    BearingLess "bearing_less" "负担下降者占比" "share bearing less"
    BearingMore "bearing_more" "负担上升者占比" "share bearing more"
    Scenario "scenario" "情景" "scenario"
    Figure "figure" "指标" "figure"
    Base "base" "基准" "base"
    Stressed "stressed" "情景下" "under the stress"
    Change "change" "变化" "change"
    Verdict "verdict" "结论" "conclusion"
    Deviation "deviation" "合计标准差" "standard deviation in all"
    Process "process" "过程" "process"
    ParameterRisk "parameter_risk" "参数" "parameter"
    Trend "trend" "趋势" "trend"
    Event "event" "事件" "event"
    Enrolment "enrolment" "参保" "enrolment"
    Model "model" "模型（城市间）" "model (between cities)"
    Interaction "interaction" "交互" "interaction"
    Group "group" "责任/人群" "liability or cohort"
    ExpectedToDate "expected_to_date" "预期赔付" "expected"
    ActualToDate "actual_to_date" "实际赔付" "actual"
    ActualExpected "actual_over_expected" "A/E" "A/E"
    Credibility "credibility" "可信度Z" "credibility Z"
    Adjustment "adjustment" "建议调整" "suggested adjustment"
    EarnedPremium "earned_premium" "已赚保费" "earned premium"
    ExpectedRatio "expected_ratio" "预期赔付率" "expected loss ratio"
    ActualRatioToDate "actual_ratio_to_date" "实际赔付率" "actual loss ratio"
    Carrier "carrier" "承保方" "carrier"
    Share "share" "份额" "share"
    Premium "premium" "保费" "premium"
    ClaimsBorne "claims_borne" "赔款" "claims"
    CostBorne "cost_borne" "费用" "cost"
    Result "result" "承保结果" "underwriting result"
    Path "path" "路径" "path"
    Raised "raised" "上调概率" "P(raised)"
    Lowered "lowered" "下调概率" "P(lowered)"
    CumulativeDeficit "cumulative_deficit_probability" "累计赤字概率" "P(deficit up to the year)"
    Ruin "ruin_probability" "破产概率" "ruin probability"
    Target "target" "目标值" "target"
    TargetSource "target_source" "目标来源" "source of the target"
    Simulated "simulated" "模拟值" "simulated"
    Residual "residual" "差异" "difference"
    Tolerance "tolerance" "容许差异" "tolerance"
    Use "use" "用途" "use"
    Passed "passed" "是否通过" "passed"
    Used "used" "默认" "reading used"
    Other "other" "备选" "other reading"
    Effect "effect" "对指标的影响" "effect on the figure"
    Article "article" "条文出处" "article"
    Matter "matter" "事项" "matter"
    Impact "impact" "影响" "impact"
    Treatment "treatment" "处理" "treatment"
    Period "period" "期间" "period"
    Key "key" "编码" "key"
    Formula "formula" "计算公式" "formula"
    Basis "basis" "口径" "basis"
    Title "title" "名称" "title"
    Seed "seed" "随机种子" "seed"
    Trials "trials" "模拟次数" "trials"
    Digest "digest" "模拟摘要" "digest of the plan"
    Engine "engine" "程序版本" "version of the program"
    Started "started" "模拟时间（UTC）" "simulated at (UTC)"
    Verb "verb" "命令" "verb"
    Payer "payer" "支付方" "payer"
    Amount "amount" "金额（元）" "amount (yuan)"
    CostAbove "cost_above" "年度合规费用超过（元）" "yearly eligible cost above (yuan)"
    PersonsAYear "persons_a_year" "年均人数" "persons a year"
}

/// What every head gets where its column shows an error of its own.
pub fn error_head(head: &str, part: ErrorPart, lang: Lang) -> String {
    let part = part.text(lang);
    match lang {
        Lang::Zh => format!("{head}·{part}"),
        Lang::En => format!("{head}: {part}"),
    }
}

/// A part of an error that has a column of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorPart {
    /// 标准误
    StandardError,
    /// 95%区间下限
    Low,
    /// 95%区间上限
    High,
}

impl ErrorPart {
    /// The word for it.
    pub const fn text(self, lang: Lang) -> &'static str {
        match self {
            ErrorPart::StandardError => lang.of("标准误", "standard error"),
            ErrorPart::Low => lang.of("95%区间下限", "95% interval, low"),
            ErrorPart::High => lang.of("95%区间上限", "95% interval, high"),
        }
    }
}

/// A head with the folder whose values stand below it.
pub fn of_folder(head: Head, folder: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}（{folder}）", head.text(lang)),
        Lang::En => format!("{} ({folder})", head.text(lang)),
    }
}

/// The head of what a payer pays of a head's bills.
pub fn paid_a_head(payer: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{payer}（元/人）"),
        Lang::En => format!("{payer} (yuan a head)"),
    }
}
