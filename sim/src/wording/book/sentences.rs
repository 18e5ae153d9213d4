//! Sentences and notes of a report.

use super::super::omission::Omission;
use super::super::{Bilingual, Lang};
use super::both;

macro_rules! notes {
    ($($name:ident $zh:literal $en:literal)*) => {
        /// A sentence without data: under a table, or why there is none.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each variant is documented by its two texts below")]
        pub enum Note { $($name,)* }

        impl Note {
            /// The sentence in one language.
            pub const fn text(self, lang: Lang) -> &'static str {
                match self { $(Note::$name => lang.of($zh, $en),)* }
            }

            /// The sentence in both.
            pub fn both(self) -> Bilingual {
                both(|lang| self.text(lang).to_owned())
            }
        }
    };
}

notes! {
    SamplingErrorOnly
        "标准误与95%区间仅含抽样误差，不含参数与模型误差。"
        "Standard errors and 95% intervals hold sampling error alone, not errors of parameters and model."
    InputsColoured
        "浅黄底色为可在情景文件中修改的输入；其余为模拟或条文所定。"
        "Cells with a pale yellow ground are inputs that the scenario file may change."
    AsInScenario
        "参数取自 scenario.resolved.json，即本次模拟实际使用的全部取值；比例1为100%。"
        "Parameters are those of scenario.resolved.json: all values that the run used; a ratio of 1 is 100%."
    MainTermsOnly
        "起付线、报销比例、封顶线为主条款首年取值；人群附加条款见参数与口径表。"
        "Deductible, ratios and cap are the main terms of the first year; terms for groups stand in the table of parameters."
    OverTerm
        "各指标为全期合计或全期概率。"
        "Figures are those of the whole term."
    NoBreakEvenParticipation
        "盈亏平衡参保率须另算参保率曲线（huimin curve）。"
        "The break-even participation needs the curve of participation (huimin curve)."
    NoPreExisting
        "结果文件未按既往症保存赔付，故不列既往症占比。"
        "The folder does not keep claims by pre-existing disease, so their share is not shown."
    PerPerson
        "一人一年一项责任为一件；人均获赔金额=赔付金额÷获赔人数。"
        "A person, year and liability is one case; paid a person paid = amount paid / persons paid."
    AccountIdentity
        "合同账户当期收入=划转收入+净增人数结算+职工个人缴费（合并核算时）−计提风险准备金；当期结余=当期收入−补助支出；累计结余为风险准备金期末余额。"
        "Income of a contract's account = transfer + true-up for the net increase of employees + their own contribution where pooled - what is set aside for the reserve; balance of the year = income less claims; balance carried = the reserve at the end."
    DeficitSplit
        "准备金承担不高于赤字的规定比例，且受当年筹集额（或余额）限制；其余由保险公司承担，二者之和等于赤字额。"
        "The reserve bears at most its share of a deficit, within what was raised (or the balance); the insurer bears the rest, and the two make up the deficit."
    PerHead
        "人均为全部参保人人均；各方支付与个人负担之和等于人均总费用。"
        "Amounts are for each member; what payers and patients bear makes up the cost."
    WholeCityOnly
        "结果文件未分人群保存各方支付，仅列全体参保人。"
        "The folder keeps what payers bear for all members together, not by group."
    SampleOfPersons
        "按合成人群样本逐人比较各方案与基准；正值为负担上升。"
        "Each person of a synthetic sample under the design and under the base; above 0 he bears more."
    StressNoForecast
        "压力情景不是预测，只回答“若发生则影响多大”；变化为同一批账单下的配对差。"
        "A stress is no forecast: it says how much would move if it came; changes are paired, over the same bills."
    VarianceShares
        "各来源为方差的一阶份额；各份额之和不必为100%，余为多个来源共同作用（交互）。"
        "Shares are first-order shares of the variance; they need not sum to 100%, the rest is what sources do together."
    CarriersNet
        "全期均值；承保方为再保后，各行合计为再保前。"
        "Means over the term; carriers are net of reinsurance, and the rows add up to the gross book."
    PathFromRun
        "条款按情景既定安排，不随经验调整；累计赤字概率为自首年至该年至少一年出现赤字的概率。"
        "Terms are those of the scenario and follow no experience; the cumulative probability is that of a deficit in at least one year up to then."
    PathReviewed
        "条款逐次模拟按实际/预期调整；概率按模拟次数计。"
        "Terms follow each trial's own actual over expected claims."
    TargetsShown
        "“拟合”为校准所用目标，“对照”未用于校准。"
        "Fitted targets were used to calibrate; the others are only held beside."
    ReadingsPaired
        "影响为备选口径减默认口径，同一批账单下的配对差；0为毫无影响。"
        "Effects are the other reading less the one used, paired over the same bills; 0 is nothing at all."
    KeptAsIs
        "本表为结果文件夹所存附表，取值同原文件；表中名称与说明为生成该文件夹时所用的语言（--lang）。"
        "This table is one that the folder keeps, with the values of its file; names and sentences in it are in the language in which the folder was made (--lang)."
    AllFigures
        "全部方案、期间与指标；金额换算为表题所列单位。"
        "Every design, period and figure; money in the unit of the title."
    RunsDiffer
        "所列模拟的随机种子、模拟次数或人群与疾病参数不尽相同：各模拟之间的差异不是配对差，须结合各自标准误判断。"
        "The runs differ in seed, trials, people or illness: differences between them are not paired and are to be judged by the errors of both."
    NoAssumptions
        "结果文件夹中没有情景。"
        "The folder has no scenario."
    NoDesigns
        "结果文件夹中没有方案指标；由 huimin run 或 huimin compare 产生。"
        "The folder has no figures of designs; huimin run and huimin compare make them."
    NoTrials
        "结果文件夹中没有逐次模拟数据，或抽样带权，不能由此计算。"
        "The folder has no trials, or weighted ones, from which this could be worked out."
    NoContract
        "情景中没有大病保险承办合同或基金台账。"
        "The scenario has no critical-illness contract and no ledger."
    NoReserve
        "情景中没有大病保险承办合同，故没有风险准备金。"
        "The scenario has no critical-illness contract, hence no risk reserve."
    NoLiabilities
        "结果文件夹未保存各责任的赔付。"
        "The folder keeps no claims by liability."
    NoFairness
        "未按人群比较；huimin compare 产生逐人比较。"
        "Nobody was compared by group; huimin compare does that."
    NoStress
        "未做压力测试；huimin stress 产生此表。"
        "No stress was run; huimin stress makes this table."
    NoVariance
        "未做方差分解；huimin run --variance 产生此表。"
        "The variance was not split; huimin run --variance does that."
    NoExperience
        "没有实际赔付数据可供回溯；huimin lookback 用本公司赔案产生此表。"
        "There are no actual claims to look back on; huimin lookback makes this table of your own claims."
    ToDate
        "截至评估日，已支付口径：预期赔付为模型对同一批参保人至评估日应已支付的赔款，实际赔付为同期已支付的赔款；未决与IBNR不在其中。"
        "To the day of valuation, on payments: what the model has the same members paid by then, and what was paid; open claims and IBNR are not in it."
    AdjustmentIs
        "A/E=实际赔付÷预期赔付；建议调整=Z×(A/E−1)，Z按有限波动可信度。人群的赔付率=赔付÷已赚保费，仅比较各人群，不是终极赔付率。"
        "A/E = actual / expected; suggested adjustment = Z (A/E - 1), Z by limited fluctuation. Loss ratios of cohorts are payments over earned premium: they compare cohorts and are not ultimate."
    LossRatio
        "赔付率"
        "loss ratio"
    Left
        "其下余额"
        "left below"
    PaidOverEarned
        "已支付赔款/已赚保费"
        "payments over earned premium"
    RatioMoved
        "较基准变化"
        "change against the base"
    HiddenFew
        "获赔人数过少，不列示"
        "too few paid, not shown"
    AllLiabilities
        "全部责任"
        "all liabilities"
    OneBill
        "示例：成年居民在本地三级医院住院一次，合成账单，各项金额为假定；按情景首年条款逐层结算。各方支付与个人负担之和等于总费用。"
        "An example: an adult resident's one stay in a local tertiary hospital, a made-up bill, settled through all layers under the terms of the first year. What payers and the patient bear makes up the bill."
    Bill
        "总费用"
        "the bill"
    TailIs
        "每年年度合规费用超过该金额的人数，取各次模拟平均；低于最小金额者不在计数之内。双对数坐标上近似直线表示厚尾。"
        "Persons a year whose yearly eligible cost is above so much, mean of the trials; whoever is below the least amount was not counted. Nearly straight on two logarithmic axes: a heavy tail."
    NoCarriers
        "情景中没有共保或再保安排。"
        "The scenario has no co-insurers and no reinsurance."
    NoPaths
        "只模拟了一个年度，也未做多年路径；huimin path 产生此表。"
        "One year was simulated and no path; huimin path makes this table."
    NoTargets
        "情景未列公开数据目标。"
        "The scenario names no public figures."
    NoReadings
        "未测算备选口径；huimin run --readings 产生此表。各口径的取值见参数与口径表。"
        "Other readings were not run; huimin run --readings does that. The readings used stand in the table of parameters."
    AllMembers
        "全体参保人"
        "all members"
    WholeTerm
        "全期"
        "term"
    Total
        "合计"
        "total"
    Included
        "已列示"
        "in this book"
    Fitted
        "拟合"
        "fitted"
    Held
        "对照"
        "shown"
    Pass
        "通过"
        "pass"
    Fail
        "未通过"
        "fail"
    Undecided
        "待定"
        "undecided"
    NoEffect
        "无影响"
        "no effect"
    Worse
        "不利"
        "worse"
    Better
        "有利"
        "better"
    NotSignificant
        "差异不显著"
        "not significant"
    SyntheticMark
        "合成"
        "synthetic"
    SyntheticData
        "合成数据"
        "Synthetic data"
    NoCap
        "不设"
        "none"
    Less
        "下侧"
        "low side"
    More
        "上侧"
        "high side"
    BreakEven
        "盈亏平衡（100%）"
        "break-even (100%)"
    Patients
        "个人负担"
        "patients"
    ResultPerMember
        "每名参保人承保盈亏"
        "result a member"
    BreakEvenAtZero
        "盈亏平衡"
        "break-even"
    OfPresentPrice
        "保费（现行保费=100%，赔付与参保不变）"
        "price (present one = 100%; claims and members kept)"
    PresentPrice
        "现行价格"
        "present price"
    ChartData
        "图表数据"
        "Chart data"
    UpToBreakEven
        "赔付率低于100%（盈亏平衡线以左）"
        "loss ratio below 100% (left of break-even)"
    AboveBreakEven
        "赔付率100%及以上（盈亏平衡线以右）"
        "loss ratio of 100% and above (right of break-even)"
    TrialsAxis
        "模拟次数"
        "trials"
}

/// Why a figure has no value, by the word of the file that it stands in.
pub fn why_missing(key: &str, lang: Lang) -> String {
    match key {
        "too_few_trials" => lang.of("次数不足", "too few trials"),
        "nothing_to_divide_by" => lang.of("未发生", "never occurs"),
        "no_bid_up_to_benchmark" => lang.of("基准价以内无解", "none up to the benchmark"),
        "price_without_effect" | "terms_change" => lang.of("不适用", "not applicable"),
        _ => lang.of("无", "none"),
    }
    .to_owned()
}

/// A tier: `至120,000元 55%`, `以上 60%`.
pub fn tier(up_to: Option<&str>, ratio: &str, lang: Lang) -> String {
    match (up_to, lang) {
        (Some(up_to), Lang::Zh) => format!("至{up_to}元 {ratio}"),
        (Some(up_to), Lang::En) => format!("to {up_to} {ratio}"),
        (None, Lang::Zh) => format!("以上 {ratio}"),
        (None, Lang::En) => format!("above {ratio}"),
    }
}

/// Several things in a row.
pub fn listed(parts: &[String], lang: Lang) -> String {
    parts.join(lang.of("；", "; "))
}

/// A price for each age.
pub fn by_age(from: &str, to: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("分年龄{from}–{to}"),
        Lang::En => format!("by age, {from}–{to}"),
    }
}

/// What a fund is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FundName {
    /// 大病保险基金
    Contract,
    /// 惠民保业务
    Book,
    /// 基金
    Ledger,
}

impl FundName {
    /// What people call it, with its id, at the beginning of a sentence.
    pub fn of(self, id: &str, lang: Lang) -> String {
        let kind = match self {
            FundName::Contract => lang.of("大病保险基金", "The critical-illness fund"),
            FundName::Book => lang.of("惠民保业务", "The city product"),
            FundName::Ledger => lang.of("基金", "The fund"),
        };
        match lang {
            Lang::Zh => format!("{kind}（{id}）"),
            Lang::En => format!("{kind} ({id})"),
        }
    }
}

/// That no bid up to the benchmark breaks even.
pub fn no_break_even(fund: &str, benchmark: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{fund}的承办保险公司在基准价每人每年{benchmark}元以内没有盈亏平衡的报价。"),
        Lang::En => {
            format!(
                "{fund}: its insurer breaks even at no bid up to the benchmark of {benchmark} yuan a head and year."
            )
        }
    }
}

/// What an omission means for the figures, and what is done about it.
pub fn omission(omission: Omission, lang: Lang) -> (&'static str, &'static str) {
    match omission {
        Omission::InducedDemand => (
            lang.of("提高待遇时可能低估赔付", "claims may be too low where benefits rise"),
            lang.of(
                "另以压力情景或 huimin compare 的就医反应测算",
                "a stress, or the reaction of huimin compare",
            ),
        ),
        Omission::ReportingDelay => (
            lang.of("年末赔付口径与账面已付数不同", "claims differ from those paid by the year's end"),
            lang.of(
                "一律按最终赔付计；对账时须加未决赔款",
                "all claims are ultimate; add outstanding claims to the books",
            ),
        ),
        Omission::RuleChanges => (
            lang.of("期内政策调整的影响未计入", "effects of changes within the term are missing"),
            lang.of("以 revisions 或压力情景写明后重算", "state them as revisions or stresses and run again"),
        ),
        Omission::Selection => (
            lang.of(
                "提价或健康人群退保时可能低估赔付率",
                "loss ratios may be too low where the healthy leave",
            ),
            lang.of(
                "以参保规律（enrolment）情景或逆选择压力情景核对",
                "a law of enrolment, or the stress of adverse selection",
            ),
        ),
        Omission::Persistence => (
            lang.of("同一人连年高额费用的集中度偏低", "dear years follow each other too seldom"),
            lang.of("以健康状态（health）情景核对", "states of health"),
        ),
        Omission::Households => (
            lang.of("家庭层面的灾难性支出偏低", "catastrophic spending of households is too low"),
            lang.of("家庭指标仅作参考", "figures of households are indications"),
        ),
        Omission::ModelError => (
            lang.of(
                "区间偏窄，未含城市间差异",
                "intervals are too narrow: they hold no difference between cities",
            ),
            lang.of(
                "以 world.model 计入，或用回溯检验的误差核对",
                "world.model, or the errors of the back-tests",
            ),
        ),
        Omission::UndrawnCare => (
            lang.of("赔付率与盈亏平衡保费偏低", "the loss ratio and the break-even premium are too low"),
            lang.of(
                "以 illness.yearly_care 补充该类费用，或另行估计后相加",
                "state that care under illness.yearly_care, or add an estimate of your own",
            ),
        ),
    }
}

/// A block that is made up: what follows, and what to do.
pub fn synthetic_block(block: &str, lang: Lang) -> (String, &'static str, &'static str) {
    let matter = match lang {
        Lang::Zh => format!("{block} 为合成假设，非公开数据"),
        Lang::En => format!("{block} is synthetic, not from public figures"),
    };
    (
        matter,
        lang.of("结果随该假设变化", "results follow this assumption"),
        lang.of("取得当地数据后替换并重算", "replace it by local data and run again"),
    )
}

/// Synthetic people.
pub fn synthetic_people(lang: Lang) -> (&'static str, &'static str, &'static str) {
    (
        lang.of("人群与账单为合成", "people and bills are synthetic"),
        lang.of("不对应任何真实个人，也不等于任何城市的实际赔付", "nobody real, and no city's own claims"),
        lang.of("以公开数据校准核对（见校准核对表）", "held against public figures (table of calibration)"),
    )
}

/// People and bills of a file.
pub fn people_of_a_file(lang: Lang) -> (&'static str, &'static str, &'static str) {
    (
        lang.of("人群与账单取自文件，按人重抽样", "people and bills are those of a file, resampled by person"),
        lang.of(
            "只反映该保单年度的经验；人数与保费不变，文件未载明的事项不在其内",
            "one policy year's experience; heads and premium stay, and what the file does not say is not in it",
        ),
        lang.of("与模型对同一方案的结果并列比较", "read beside the model's answer for the same designs"),
    )
}

/// Sampling error alone.
pub fn sampling_error(lang: Lang) -> (&'static str, &'static str, &'static str) {
    (
        lang.of("95%区间仅含抽样误差", "95% intervals hold sampling error alone"),
        lang.of("真实不确定性大于所列区间", "the true uncertainty is larger"),
        lang.of("结合不确定性分解表与压力测试判断", "read with the split of the variance and the stresses"),
    )
}

/// What a reader learns of a histogram who cannot see it.
pub fn histogram(share_above: &str, (low, middle, high): (&str, &str, &str), lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("赔付率5%、50%、95%分位分别为{low}、{middle}、{high}；{share_above}的模拟高于100%。")
        }
        Lang::En => format!(
            "The 5%, 50% and 95% quantiles of the loss ratio are {low}, {middle} and {high}; {share_above} of the trials lie above 100%."
        ),
    }
}

/// What a reader learns of any other chart: its data stand in a table.
pub fn see_table(title: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("数据见{title}。"),
        Lang::En => format!("The data stand in {title}."),
    }
}

/// The title of a table that a folder keeps beside the fifteen; of one of several folders its name stands behind `@`.
pub fn kept_title(name: &str, lang: Lang) -> String {
    match (name.split_once('@'), lang) {
        (None, _) => kept_table(name, lang).to_owned(),
        (Some((name, run)), Lang::Zh) => format!("{}（{run}）", kept_table(name, lang)),
        (Some((name, run)), Lang::En) => format!("{} ({run})", kept_table(name, lang)),
    }
}

/// A table of a folder that is too long to be shown, and where it is.
pub fn too_long(rows: &str, most: &str, file: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{rows}行，超过本报告的上限{most}行，未列入；全表见结果文件夹的{file}。"),
        Lang::En => format!(
            "{rows} rows, above the {most} that a report shows; the whole is in {file} of the folder."
        ),
    }
}

/// Whose loss ratio is drawn, group by group.
pub fn grouped_by(of: &str, group: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{of}：{group}"),
        Lang::En => format!("{of}: {group}"),
    }
}

/// A figure of one policy year.
pub fn of_year(name: &str, year: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{year}年{name}"),
        Lang::En => format!("{name}, {year}"),
    }
}

/// What people call such a table.
fn kept_table(name: &str, lang: Lang) -> &str {
    match name {
        "figures" => lang.of("全部指标", "All figures"),
        "definitions" => lang.of("指标定义", "Definitions"),
        "effects" => lang.of("参数逐项影响", "Effects of parameters"),
        "premium_curve" => lang.of("保费曲线", "Curve of the premium"),
        "participation_curve" => lang.of("参保率曲线", "Curve of participation"),
        "break_even" => lang.of("盈亏平衡点", "Break-even points"),
        "path_designs" => lang.of("路径各年方案", "Designs along the path"),
        "convergence" => lang.of("收敛情况", "Convergence"),
        "sampling" => lang.of("抽样方式", "Sampling"),
        "parameters" => lang.of("拟合参数", "Fitted parameters"),
        "calibration" => lang.of("校准明细", "Calibration in detail"),
        "spiral" => lang.of("价格螺旋", "Spiral of prices"),
        "one_bill" => lang.of("示例账单逐层分担", "One bill through the layers"),
        "cost_tail" => lang.of("大额费用人数", "Persons of large costs"),
        "ratios" => lang.of("赔付率各口径", "Loss ratios on their bases"),
        "ultimates" => lang.of("最终赔付各方法", "Ultimate claims by method"),
        "walk" => lang.of("保费变动分解", "Walk from price to price"),
        "changes" => lang.of("各步变动的参数", "What each step changes"),
        "solve" => lang.of("求解结果", "What was solved"),
        "parameter_draws" => lang.of("参数抽样下的解", "Solutions over parameter draws"),
        "sweep" => lang.of("参数网格全部方案", "All designs of the grid"),
        "front" => lang.of("有效前沿方案", "Designs on the front"),
        other => other,
    }
}
