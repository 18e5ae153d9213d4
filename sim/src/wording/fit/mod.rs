//! What a fit to own claims says.

mod remark;

pub use remark::{Remark, remark};

use super::{Lang, plural};

words! {
    /// A quantity that is estimated from claims.
    pub enum Quantity {
        /// Admissions per 1,000 person-years.
        Admissions "admissions_per_1000_years" "每千人年住院人次" "admissions per 1,000 person-years"
        /// Mean cost of an admission.
        Cost "cost_per_admission_yuan" "次均住院费用（元）" "cost per admission (yuan)"
        /// Share of admissions at a hospital level.
        LevelShare "level_share" "住院人次占比" "share of admissions"
        /// Cost of a stay at a hospital level, relative.
        LevelCost "level_cost" "次均费用相对值" "relative cost of a stay"
        /// First self-pay as a share of class B.
        FirstSelfPay "first_self_pay_share" "先行自付占乙类" "first self-pay over class B"
        /// Over-limit price as a share of the bill.
        OverLimit "over_limit_share" "超限价占（总费用-丙类）" "over-limit price over cost less own expense"
        /// Own expense as a share of the bill.
        OwnExpense "own_expense_share" "丙类（自费）占总费用" "own expense over the bill"
        /// Power of cost by which the share of own expense rises.
        OwnExpenseElasticity "own_expense_elasticity"
            "丙类占比对费用的弹性"
            "elasticity of the own-expense share to cost"
        /// Concentration of the Beta law of shares.
        Concentration "concentration" "拆分比例的集中度" "concentration of the shares"
        /// Admissions caused by a listed disease.
        ListedCause "listed_cause_share" "既往症清单所致住院占比" "share of admissions caused by a listed disease"
        /// Admissions elsewhere on referral.
        Referred "referred_share" "转诊异地住院占比" "share of admissions elsewhere, referred"
        /// Admissions elsewhere without.
        Unreferred "unreferred_share" "未转诊异地住院占比" "share of admissions elsewhere, not referred"
        /// Admissions of those with a listed disease over those without, at equal age, sex and status.
        Listed "listed_relativity" "有既往症者住院率相对无者" "admissions with a listed disease over without"
        /// Shape of the yearly frailty.
        Frailty "frailty_shape" "重复住院的脆弱度形状参数" "shape of the frailty of repeat admissions"
        /// Covariance of a person's admissions in two years over the product of what was expected.
        Lasting "lasting_variance"
            "相邻两年住院的持续性（协方差/期望之积）"
            "persistence: covariance of two years over the product of their means"
        /// Users of yearly care per 1,000 person-years.
        CareUsers "users_per_1000_years" "每千人年使用人数" "users per 1,000 person-years"
        /// Mean cost of a user's year.
        CareCost "cost_yuan_per_user_year" "使用者年人均费用（元）" "cost of a user's year (yuan)"
        /// A parameter of the law of the cost of an admission.
        Law "severity" "次均费用分布参数" "law of the cost of an admission"
        /// A parameter of the law of the yearly cost of yearly care.
        CareLaw "care_severity" "年费用分布参数" "law of the cost of a year"
        /// Members of a year who are members of the next.
        Renewal "renewal_rate" "续保率" "renewal rate"
        /// The same of those who were paid.
        RenewalPaid "renewal_rate_paid" "续保率：上年获赔者" "renewal rate of those who were paid"
        /// The same of those who were not.
        RenewalUnpaid "renewal_rate_unpaid" "续保率：上年未获赔者" "renewal rate of those who were not paid"
        /// Members over the people of the scenario's city.
        Participation "participation" "参保率（占情景城市人数）" "participation (of the scenario's people)"
        /// Log-odds of joining of an age band.
        AgeJoins "age_log_odds" "参保对数优势比（年龄）" "log-odds of joining by age"
        /// Error of the level of frequency.
        FrequencySd "world_frequency_sd"
            "住院率水平的参数误差（对数标准差）"
            "error of the level of admissions (sd of the logarithm)"
        /// Error of the level of cost.
        SeveritySd "world_severity_sd" "次均费用水平的参数误差（对数标准差）" "error of the level of cost (sd of the logarithm)"
        /// Error of the tail.
        TailSd "world_tail_sd" "尾部的参数误差（对数标准差）" "error of the tail (sd of the logarithm)"
        /// Error of the share of own expense.
        SplitSd "world_split_sd" "丙类占比的参数误差（对数标准差）" "error of the own-expense share (sd of the logarithm)"
    }
}

words! {
    /// A word of the tables.
    pub enum Word {
        Parameters "由自有理赔拟合的参数" "Parameters fitted to own claims"
        Cells "分组住院率与信度（Bühlmann-Straub）" "Admissions by cell with credibility (Bühlmann-Straub)"
        Laws "费用分布：各族的极大似然" "Laws of cost by maximum likelihood"
        Thresholds "尾部阈值的选取" "Where the tail begins"
        Quantity "参数" "parameter"
        Of "对象" "of"
        Base "基准情景" "base"
        Fitted "拟合值" "fitted"
        Error "标准误" "s.e."
        Interval "95%区间" "95% interval"
        Persons "人数" "persons"
        Path "情景中的位置" "place in the scenario"
        Credibility "信度Z" "Z"
        Years "人年" "person-years"
        Admissions "住院人次" "admissions"
        Expected "预期人次" "expected"
        Own "实际/预期" "actual/expected"
        Credible "信度估计" "credible"
        Status "身份" "status"
        Ages "年龄" "ages"
        Sex "性别" "sex"
        Listed "既往症" "listed disease"
        Law "分布" "law"
        ItsParameters "参数（±标准误）" "parameters (± s.e.)"
        LnLikelihood "对数似然" "ln likelihood"
        Aic "AIC" "AIC"
        Kolmogorov "K距离" "K distance"
        Anderson "A²距离" "A² distance"
        Threshold "阈值" "threshold"
        Above "超过阈值的笔数" "amounts above"
        TailIndex "尾部指数" "tail index"
        Scale "尺度" "scale"
        Agreement "与更高阈值相符的最小p值" "least p against higher ones"
        Taken "选取" "taken"
        ShareAbove "超过的比例" "share above"
        Observed "观察值" "observed"
        MeanExcess "平均超额" "mean excess"
        Male "男" "men"
        Female "女" "women"
        Yes "是" "yes"
        No "否" "no"
        Hidden "人数过少，不列示" "too few, not shown"
        Amounts "金额" "amounts"
        Admission "次均住院费用（相对于其组均值）" "cost of an admission over the mean of its cell"
        Mean "均值" "mean"
        Other "另一参数" "other parameter"
        Covariance "协方差" "covariance"
        Correlation "相关系数" "correlation"
    }
}

/// A family by its key, with the tail where it has one.
pub fn law(key: &str, tail: bool, lang: Lang) -> String {
    let name = match key {
        "lognormal" => lang.of("对数正态", "lognormal"),
        "gamma" => lang.of("伽马", "gamma"),
        "weibull" => lang.of("威布尔", "Weibull"),
        "burr_xii" => lang.of("Burr XII", "Burr XII"),
        "generalised_pareto" => lang.of("广义帕累托", "generalised Pareto"),
        "pareto" => lang.of("帕累托", "Pareto"),
        "two_lognormals" => lang.of("两个对数正态混合", "two lognormals"),
        other => other,
    };
    if tail { format!("{name}{}", lang.of("+广义帕累托尾", " + GPD tail")) } else { name.to_owned() }
}

/// The name of a status.
pub fn status(key: &str, lang: Lang) -> &'static str {
    match key {
        "in_service" => lang.of("在职职工", "in service"),
        "retired" => lang.of("退休职工", "retired"),
        _ => lang.of("居民", "resident"),
    }
}

/// The name of a hospital level.
pub fn level(key: &str, lang: Lang) -> &'static str {
    match key {
        "primary" => lang.of("一级及以下", "primary"),
        "secondary" => lang.of("二级", "secondary"),
        _ => lang.of("三级", "tertiary"),
    }
}

/// The name of a kind of yearly care.
pub fn care(key: &str, lang: Lang) -> &'static str {
    match key {
        "special_outpatient" => lang.of("特殊病种门诊", "special-disease outpatient"),
        "special_drug" => lang.of("特药", "special drugs"),
        _ => lang.of("罕见病用药", "rare-disease drugs"),
    }
}

/// All of them.
pub fn everybody(lang: Lang) -> &'static str {
    lang.of("全部", "all")
}

/// What was read, and what it was held against.
pub fn heading(title: &str, persons: &str, years: &str, admissions: &str, base: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{title}：{persons}人，{years}人年，住院{admissions}人次；基准情景 {base}"),
        Lang::En => format!(
            "{title}: {}, {}, {}; base scenario {base}",
            plural(persons, "person"),
            plural(years, "person-year"),
            plural(admissions, "admission")
        ),
    }
}

/// The yearly eligible cost of a liability.
pub fn liability(title: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("责任“{title}”的年合规费用（元）"),
        Lang::En => format!("yearly eligible cost of liability “{title}” (yuan)"),
    }
}

/// The yearly cost of a kind of care.
pub fn yearly_cost(care: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{care}使用者的年费用（元）"),
        Lang::En => format!("cost of a user's year, {care} (yuan)"),
    }
}

/// A table by band.
pub fn band_table(key: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("费用段表“{key}”（元）"),
        Lang::En => format!("table by band “{key}” (yuan)"),
    }
}

/// How many amounts, and what of them is hidden.
pub fn amounts(n: &str, censored: &str, from: Option<&str>, lang: Lang) -> String {
    let seen = from.map(|from| match lang {
        Lang::Zh => format!("，仅{from}以上可见"),
        Lang::En => format!(", seen above {from} alone"),
    });
    let seen = seen.unwrap_or_default();
    match lang {
        Lang::Zh => format!("{n}笔，其中{censored}笔在上限处截断{seen}"),
        Lang::En => format!("{}, {censored} of them cut at a limit{seen}", plural(n, "amount")),
    }
}

/// The structure of the cells.
pub fn structure(within: &str, between: &str, collective: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "组内方差 {within}（泊松时为1：其超出部分即过度离散），组间方差 {between}，集体均值 {collective}"
        ),
        Lang::En => format!(
            "variance within cells {within} (1 where counts are Poisson; what is above is overdispersion), between cells {between}, collective mean {collective}"
        ),
    }
}

/// The source of the fitted scenario.
pub fn source(title: &str, day: &str, digest: &str) -> String {
    format!("fitted to own claims: {title}, valued at {day}, sha256 {digest}")
}

/// What remains synthetic where the claims were.
pub const SYNTHETIC: &str = "fitted to claims that are themselves synthetic";
