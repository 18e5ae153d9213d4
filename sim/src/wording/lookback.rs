//! The words of a look back: methods, columns and sentences.

use super::{Lang, plural};

words! {
    /// A way to ultimate claims.
    pub enum Method {
        PaidLadder "chain_ladder_paid" "链梯法（已决赔款）" "chain ladder, paid"
        NotifiedLadder "chain_ladder_notified" "链梯法（已报案赔款）" "chain ladder, notified"
        BornhuetterFerguson "bornhuetter_ferguson" "BF法（模型预期）" "Bornhuetter-Ferguson on the model"
        CapeCod "cape_cod" "Cape Cod法（本年经验水平）" "Cape Cod, the year's own level"
        Credible "credibility" "BF法（可信度加权，选定）" "credibility-weighted BF (selected)"
    }
}

impl Method {
    /// The one by which a year is judged.
    pub const SELECTED: Method = Method::Credible;
}

words! {
    /// A column, a row or a sentence without data.
    pub enum LookbackWord {
        Year "保单年度" "policy year"
        Liability "责任" "liability"
        AllLiabilities "全部责任" "all liabilities"
        Group "责任/人群" "liability / cohort"
        Method "方法" "method"
        ExpectedToDate "预期赔付（元）" "expected (yuan)"
        ActualToDate "实际赔付（元）" "actual (yuan)"
        PersonsPaid "获赔人数" "persons paid"
        ActualExpected "A/E" "A/E"
        Credibility "可信度Z" "credibility Z"
        Adjustment "建议调整" "suggested adjustment"
        Hidden "获赔人数过少，不列示" "too few paid, not shown"
        ExpectedYear "全年预期赔付（元）" "expected of the year (yuan)"
        ExpectedOccurred "其中截至评估日应已发生" "of it due to have occurred"
        Paid "已决赔款（元）" "paid (yuan)"
        Notified "已报案赔款（元）" "notified (yuan)"
        Ultimate "最终赔付（元，95%区间）" "ultimate (yuan, 95% interval)"
        Process "过程误差" "process error"
        Parameter "参数误差" "parameter error"
        Development "进展误差" "development error"
        Disagreement "各方法最大分歧" "methods differ by"
        Written "保费收入（元）" "written premium (yuan)"
        Persons "参保人数" "members"
        EarnedShare "保费已赚比例" "premium earned"
        OccurredShare "赔付应已发生比例" "claims due to have occurred"
        PaidRatio "简单赔付率" "paid loss ratio"
        NotifiedRatio "已报案赔付率" "notified loss ratio"
        IncurredRatio "已赚赔付率（含IBNR）" "incurred loss ratio (with IBNR)"
        UltimateRatio "终极赔付率（95%区间）" "ultimate loss ratio (95% interval)"
        Open "未满期" "open"
        Closed "已满期" "over"
        State "状态" "cover"
        Borrowed "（借用全部责任的进展模式）" "(with the pattern of all liabilities)"
        NoValue "数据不足" "too little data"
        MethodsHeading "最终赔付：各方法及误差来源（元）" "Ultimate claims by method, and where the error comes from (yuan)"
        RatiosHeading "赔付率：各口径" "Loss ratios on their several bases"
        Unearned "未到期责任准备金（元）" "unearned premium (yuan)"
        Outstanding "已报案未决（元）" "outstanding (yuan)"
        Ibnr "IBNR（元）" "IBNR (yuan)"
        ToCome "未来赔款（元）" "claims still to come (yuan)"
        CostToCome "未来费用（元）" "cost still to come (yuan)"
        Deficiency "保费不足准备金（元）" "premium deficiency (yuan)"
        ReservesHeading "评估日的准备金" "Reserves at the day of valuation"
        ReservesNote
            "未到期责任准备金按1/365法；IBNR与未来赔款按选定方法；保费不足准备金＝max(0，未来赔款＋未来费用－未到期责任准备金)，未来费用以 --cost-to-come 给出。"
            "Unearned premium by the 1/365 method; IBNR and claims still to come by the selected method; premium deficiency = max(0, claims + cost still to come − unearned premium), the cost as stated by --cost-to-come."
        TenNote
            "预期赔付为模型对同一批参保人（按年龄、参保身份、既往症及在保月份）截至评估日应已支付的赔款：模型按条款逐月累计结算带日期的账单，年度起付线已在其中，再乘以各期赔款的已决比例；实际赔付为同期已支付的赔款。Z按有限波动可信度（90%概率误差不超过5%，含案均离散），建议调整＝Z×(A/E−1)。± 为标准误，含个案、进展模式与模型抽样误差，不含模型参数误差。"
            "Expected: what the model has the same members (by age, insurance status, pre-existing disease and months in force) paid by the day of valuation: dated bills settled month by month under the terms, so a yearly deductible is in it, times the part of each period's claims that is paid by now. Actual: what was paid. Z by limited fluctuation (within 5% nine times in ten, uneven claims allowed for); adjustment = Z (A/E − 1). ± is a standard error: the chance of persons, of the pattern and of the model's trials, not of the model's parameters."
        MethodsNote
            "三角形按就医时间（月或季）与赔付延迟编制；链梯法误差按Mack（1993），评估日以后的就医按模型的赔付发生模式外推；假定最早一期已全部进展完毕，无尾部因子。进展误差来自进展因子，参数误差来自预期水平，过程误差来自尚未支付的个案。BF法、Cape Cod法与选定方法只看已决赔款，未决案件的估损只进入已报案链梯法。区间按对数正态，“全部责任”单独进展，不等于各责任之和。"
            "Triangles are by time of care (months or quarters) and delay to payment. The chain ladder has Mack's error (1993); care after the day of valuation follows from the model's emergence. The oldest period is taken to be complete, without a tail. Development error is that of the factors, parameter error that of the expected level, process error that of what is still to be paid. All but the notified chain ladder look at what is paid; estimates of open cases are in that one alone. Intervals are lognormal. All liabilities are developed as one, which is not the sum of the others."
        RatiosNote
            "简单赔付率＝已决赔款÷保费收入，仅供参考；已赚赔付率＝（已决＋未决，含IBNR）÷已赚保费，已赚保费按1/365法。文件中没有再保险，故与综合赔付率同值。赔付因年度起付线集中在下半年，年中的已赚赔付率偏低：保费已赚比例与赔付应已发生比例之差即为偏低的原因，判断全年以终极赔付率为准。"
            "The paid loss ratio is paid over written premium and never the headline. Incurred: paid and outstanding with IBNR over earned premium (1/365 method); without reinsurance in the file it is also the regulator's composite ratio. A yearly deductible moves claims to the end of the year, so that the incurred ratio of half a year flatters: compare the part of the premium that is earned with the part of the claims due to have occurred, and judge the year by the ultimate loss ratio."
        SyntheticClaims
            "赔案文件标明为合成数据，不是任何保险公司的经验。"
            "The claims file says that it is synthetic: no insurer's own experience."
    }
}

/// What was looked at: the day of valuation, the period of development, the model's sample.
pub fn lookback_line(as_of: &str, grain: usize, trials: &str, every: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh if every == "1" => {
            format!("评估日{as_of}，进展期{grain}个月；模型预期取自{trials}次模拟，逐人考察全部人口")
        }
        Lang::En if every == "1" => {
            format!(
                "Valued at {as_of}, development by {}; expected from {} of everybody",
                plural(grain, "month"),
                plural(trials, "trial")
            )
        }
        Lang::Zh => format!("评估日{as_of}，进展期{grain}个月；模型预期取自{trials}次模拟，每{every}人取1人"),
        Lang::En => format!(
            "Valued at {as_of}, development by {}; expected from {} of one person in {every}",
            plural(grain, "month"),
            plural(trials, "trial")
        ),
    }
}

/// The heading of the table of actual over expected of a year (T10).
pub fn ten_heading(year: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("精算回溯表（A/E）：{year}保单年度，截至评估日"),
        Lang::En => format!("Actual over expected (A/E): policy year {year}, to the day of valuation"),
    }
}

/// What the year that is still open will bring.
pub fn reforecast_line(year: &str, share: &str, ratio: &str, parts: [&str; 3], lang: Lang) -> String {
    let [process, parameter, development] = parts;
    match lang {
        Lang::Zh => format!(
            "{year}年度未满期：按发生模式，全年赔付的{share}应已发生；全年终极赔付率重估为{ratio}，标准误中过程{process}、参数{parameter}、进展{development}。"
        ),
        Lang::En => format!(
            "{year} is open: {share} of the year's claims are due to have occurred; the loss ratio of the whole year is reforecast at {ratio}, its standard error being {process} of process, {parameter} of parameters and {development} of development."
        ),
    }
}

/// Exposure of which the model has nobody.
pub fn unexpected_line(year: &str, share: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{year}年度有{share}的在保人月在模型中没有对应人群，其预期赔付按零计。"),
        Lang::En => format!(
            "{year}: {share} of the member-months have nobody like them in the model, and nothing is expected of them."
        ),
    }
}

/// Why there is nothing to look back on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is documented by its two texts below")]
pub enum LookbackTrouble {
    NotReconciled { claims: String },
    NotADay { found: String },
    NotAMonthEnd { as_of: String },
    NotYet { as_of: String, valued_at: String },
    YearsNotExpected { missing: Vec<String>, known: Vec<String> },
    NoLiability { found: String, known: Vec<String> },
    NoPayer { liability: String, found: String, known: Vec<String> },
    NothingBegun,
    NothingExpected { year: String },
}

/// What is wrong, and what to do.
pub fn trouble(trouble: &LookbackTrouble, lang: Lang) -> String {
    let list = |words: &[String]| words.join(if lang == Lang::Zh { "、" } else { ", " });
    match lang {
        Lang::Zh => match trouble {
            LookbackTrouble::NotReconciled { claims } => {
                format!("{claims} 的对账不平，不能据以回溯：先用 huimin claims {claims} 查看并改正")
            }
            LookbackTrouble::NotADay { found } => {
                format!("--as-of 的“{found}”不是日期：写成 2025-06-30 的形式")
            }
            LookbackTrouble::NotAMonthEnd { as_of } => {
                format!("评估日{as_of}不是月末：进展按整月编制，用 --as-of 指定某月最后一天")
            }
            LookbackTrouble::NotYet { as_of, valued_at } => {
                format!("--as-of {as_of}晚于文件的评估日{valued_at}：不得晚于该日")
            }
            LookbackTrouble::YearsNotExpected { missing, known } => format!(
                "情景的年度（{}）不含保单年度{}：用 --set term.first_year=… 和 --set term.years=… 使其包含",
                list(known),
                list(missing)
            ),
            LookbackTrouble::NoLiability { found, known } => {
                format!("--map 的“{found}”应写成 责任=支付方+支付方；文件中的责任：{}", list(known))
            }
            LookbackTrouble::NoPayer { liability, found, known } => format!(
                "责任“{liability}”在情景中没有支付方“{found}”：用 --map {liability}=支付方 指定；可用的支付方：{}",
                list(known)
            ),
            LookbackTrouble::NothingBegun => {
                "截至评估日没有已开始的保单年度：用 --as-of 指定更晚的日期".to_owned()
            }
            LookbackTrouble::NothingExpected { year } => {
                format!(
                    "{year}年度在模型的全部模拟中没有任何赔付，无法比较：增加 --trials（至少2次）或 --persons"
                )
            }
        },
        Lang::En => match trouble {
            LookbackTrouble::NotReconciled { claims } => {
                format!(
                    "{claims} does not reconcile, so nothing is computed from it: see huimin claims {claims}"
                )
            }
            LookbackTrouble::NotADay { found } => {
                format!("--as-of: \"{found}\" is no date; write it as 2025-06-30")
            }
            LookbackTrouble::NotAMonthEnd { as_of } => format!(
                "{as_of} is not the last day of a month, and development is by whole months: name such a day with --as-of"
            ),
            LookbackTrouble::NotYet { as_of, valued_at } => {
                format!(
                    "--as-of {as_of} is after the day of valuation of the file, {valued_at}: at the latest that"
                )
            }
            LookbackTrouble::YearsNotExpected { missing, known } => format!(
                "the years of the scenario ({}) are without the policy years {}: --set term.first_year=... and --set term.years=... take them in",
                list(known),
                list(missing)
            ),
            LookbackTrouble::NoLiability { found, known } => {
                format!(
                    "--map: \"{found}\" should be LIABILITY=PAYER+PAYER; liabilities of the file: {}",
                    list(known)
                )
            }
            LookbackTrouble::NoPayer { liability, found, known } => format!(
                "the liability \"{liability}\" has no payer \"{found}\" in the scenario: name it by --map {liability}=PAYER; there are: {}",
                list(known)
            ),
            LookbackTrouble::NothingBegun => {
                "no policy year has begun by the day of valuation: name a later day with --as-of".to_owned()
            }
            LookbackTrouble::NothingExpected { year } => format!(
                "nothing is paid in {year} in any trial of the model, so there is nothing to compare: more --trials (2 at least) or --persons"
            ),
        },
    }
}
