//! The words of the exact oracle: a run beside the answer that is known.

use super::Lang;

words! {
    /// A figure with an exact answer.
    pub enum OracleFigure {
        /// The mean of what is paid, in yuan.
        Mean "赔付总额均值" "mean of what is paid"
        /// Its standard deviation between trials, in yuan.
        Deviation "赔付总额标准差" "standard deviation of what is paid"
        /// The share of trials above the exact 99.5% quantile.
        BeyondQuantile "超过精确99.5%分位的模拟占比" "share of trials above the exact 99.5% quantile"
    }
}

words! {
    /// Why a run has no exact answer.
    pub enum NotExact {
        /// Something moves the whole city.
        World "有影响全体的随机因素" "something random moves the whole city"
        /// Somebody may be admitted twice in a year.
        SeveralAdmissions "一年内可多次住院" "a person may be admitted twice in a year"
        /// Yearly care, or states of health.
        OtherCare "有住院以外的就医或健康状态" "there is care besides admissions, or states of health"
        /// The parts of a bill are drawn.
        Split "账单的费用构成是随机的" "the parts of a bill are drawn"
        /// Care outside the city, or causes by list.
        Places "有异地就医或既往症病因" "there is care elsewhere, or causes by list"
        /// What is paid depends on more than scheme, sex and age: who joins, aid, the top-up.
        Persons
            "赔付取决于险种、性别、年龄以外的个人情况（参保、救助、补充缴费等）"
            "what is paid depends on more of a person than scheme, sex and age (who joins, aid, top-up)"
        /// Fixed benefits.
        FixedBenefits "有定额给付" "there are fixed benefits"
        /// Terms or illness change, or bills count up to a day.
        Dates "条款或疾病模型逐年变化，或只计至某日" "terms or illness change, or bills count up to a day"
        /// Trials with weights, or in replicates.
        Sampling "抽样方式不是普通抽样" "the sampling is not plain"
        /// The run keeps too few columns, or trials.
        TooLittle "模拟次数或保留的列不足" "too few trials, or columns kept"
        /// Bills of a file.
        OwnBills "账单来自文件，不是抽取的" "the bills are those of a file"
    }
}

words! {
    /// A heading, a column or a sentence without data.
    pub enum OracleWord {
        Heading "模拟值与精确值（首个保单年度）" "Simulated against exact (first policy year)"
        Payer "支付方" "payer"
        Figure "指标" "figure"
        Exact "精确值" "exact"
        Simulated "模拟值" "simulated"
        Error "抽样误差" "sampling error"
        Score "z值" "z"
        Quantile "精确99.5%分位（元）" "exact 99.5% quantile (yuan)"
        Method
            "精确值由数值积分与快速傅里叶变换得出（每人每年至多住院一次、费用构成固定、无系统性因素）；抽样误差由精确分布得出；|z|超过3约每370次一次。"
            "Exact by quadrature and Fourier transform (at most one admission a year, bills split by fixed shares, no common factor); errors are those of the exact law; |z| above 3 is chance once in 370."
    }
}

/// Why there is no exact answer, in one line.
pub fn no_oracle(why: NotExact, lang: Lang) -> String {
    let why = why.text(lang);
    match lang {
        Lang::Zh => format!("本情景没有精确值可供核对：{why}。"),
        Lang::En => format!("No exact answer stands beside this scenario: {why}."),
    }
}
