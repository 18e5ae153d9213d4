//! The names of the figures: one key for files, one label in each language.
//!
//! What a figure means (its formula, unit and basis) is defined once, in `decide::metrics`; here it
//! only gets its name, so that the whole program says the same word for the same thing.

use super::Lang;

/// The name of a figure of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// 总医疗费用
    Cost,
    /// 基本医保实际补偿比
    BmiActualRatio,
    /// 政策范围内补偿比
    BmiInPolicyRatio,
    /// 实际补偿比（全部支付方）
    ActualRatio,
    /// 个人负担占比
    PatientShare,
    /// 住院患者人均个人负担
    PatientPerAdmitted,
    /// 全部参保人人均个人负担
    PatientPerHead,
    /// 在职职工人均住院次数
    AdmissionsInService,
    /// 退休职工人均住院次数
    AdmissionsRetired,
    /// 职工人均门诊慢特病费用
    SpecialOutpatientEmployee,
    /// 居民人均门诊慢特病费用
    SpecialOutpatientResident,
    /// 成年住院患者费用最高十分之一所占份额
    TopTenthShare,
    /// 60岁及以上住院费用占比
    SixtyPlusShare,
    /// 年度自付超过2万元者占比
    SelfPayAbove20000,
    /// 年度自付超过12万元者占比
    SelfPayAbove120000,
    /// 年度自付超过278,333元者占比
    SelfPayAbove278333,
    /// 赔付金额
    Paid,
    /// 获赔人数
    PersonsPaid,
    /// 人均获赔金额
    PaidPerPerson,
    /// 占总费用比例
    ShareOfCost,
    /// 个人负担金额
    Borne,
    /// 收入
    Income,
    /// 保费
    Premium,
    /// 已赚保费
    EarnedPremium,
    /// 地方财政代缴保费
    Subsidy,
    /// 个人账户缴纳保费
    PersonalAccount,
    /// 赔付支出
    Claims,
    /// 划转大病保险资金
    Transfers,
    /// 综合赔付率
    CompositeLossRatio,
    /// 赔付率
    LossRatio,
    /// 赔付率 5% 分位
    LossRatioP05,
    /// 赔付率中位数
    LossRatioP50,
    /// 赔付率 95% 分位
    LossRatioP95,
    /// 赔付率 99.5% 分位
    LossRatioP995,
    /// 简单赔付率
    PaidLossRatio,
    /// 人均筹资
    IncomePerHead,
    /// 每名参保人保费
    PremiumPerMember,
    /// 人均赔付
    ClaimsPerHead,
    /// 件均赔付
    ClaimsPerCase,
    /// 获赔率
    ClaimantsPer100,
    /// 基金当期结余率
    BalanceRate,
    /// 累计结余可支付月数
    MonthsOfCover,
    /// 当期结余
    FundResult,
    /// 累计结余
    FundBalance,
    /// 累计结余可支付月数
    FundMonthsOfCover,
    /// 赤字概率
    DeficitProbability,
    /// 全期累计赤字概率
    TermShortfallProbability,
    /// 赤字额
    Deficit,
    /// 准备金筹集额
    ReserveContribution,
    /// 准备金承担额
    Draw,
    /// 发生赤字时准备金平均承担额
    DrawInDeficit,
    /// 准备金动用率
    DrawRate,
    /// 准备金期末余额
    ClosingBalance,
    /// 准备金耗尽概率
    ExhaustionProbability,
    /// 保险公司承担赤字
    InsurerPart,
    /// 发生赤字时保险公司平均承担额
    InsurerPartInDeficit,
    /// 保险公司承担比例（逐次平均）
    InsurerShareMean,
    /// 保险公司承担比例（合计）
    InsurerShareOfSums,
    /// 运营成本
    OperatingCost,
    /// 当期结余
    Surplus,
    /// 结余返还
    SurplusReturned,
    /// 保险公司盈亏
    InsurerResult,
    /// 保险公司亏损概率
    InsurerLossProbability,
    /// 保险公司亏损尾部均值（99%）
    InsurerLossTvar99,
    /// 盈亏平衡报价
    BreakEvenBid,
    /// 参保人数
    Members,
    /// 财政代缴人数
    SubsidisedMembers,
    /// 参保率
    Participation,
    /// Members of last year who join again, of those who may.
    RenewalRate,
    /// 费用率
    ExpenseRatio,
    /// 综合成本率
    CombinedRatio,
    /// 综合成本率超过 100% 的概率
    CombinedAbove100Probability,
    /// 分出保费
    CededPremium,
    /// 摊回赔付支出
    Recoveries,
    /// 承保盈亏
    Result,
    /// 承保亏损尾部均值（99%）
    LossTvar99,
    /// 超额结余
    SurplusExcess,
    /// 动用上年超额结余
    SurplusUsed,
    /// 超额结余期末余额
    SurplusBalance,
    /// 盈亏平衡保费
    BreakEvenPremium,
    /// 含利润率的盈亏平衡保费
    BreakEvenPremiumWithMargin,
}

impl Metric {
    /// Every figure, in the order in which tables list them.
    pub const ALL: [Metric; 81] = {
        #[allow(clippy::enum_glob_use, reason = "the list names every variant")]
        use Metric::*;
        [
            Cost,
            BmiActualRatio,
            BmiInPolicyRatio,
            ActualRatio,
            PatientShare,
            PatientPerAdmitted,
            PatientPerHead,
            AdmissionsInService,
            AdmissionsRetired,
            SpecialOutpatientEmployee,
            SpecialOutpatientResident,
            TopTenthShare,
            SixtyPlusShare,
            SelfPayAbove20000,
            SelfPayAbove120000,
            SelfPayAbove278333,
            Paid,
            PersonsPaid,
            PaidPerPerson,
            ShareOfCost,
            Borne,
            Income,
            Premium,
            EarnedPremium,
            Subsidy,
            PersonalAccount,
            Claims,
            Transfers,
            CompositeLossRatio,
            LossRatio,
            LossRatioP05,
            LossRatioP50,
            LossRatioP95,
            LossRatioP995,
            PaidLossRatio,
            IncomePerHead,
            PremiumPerMember,
            ClaimsPerHead,
            ClaimsPerCase,
            ClaimantsPer100,
            BalanceRate,
            MonthsOfCover,
            FundResult,
            FundBalance,
            FundMonthsOfCover,
            DeficitProbability,
            TermShortfallProbability,
            Deficit,
            ReserveContribution,
            Draw,
            DrawInDeficit,
            DrawRate,
            ClosingBalance,
            ExhaustionProbability,
            InsurerPart,
            InsurerPartInDeficit,
            InsurerShareMean,
            InsurerShareOfSums,
            OperatingCost,
            Surplus,
            SurplusReturned,
            InsurerResult,
            InsurerLossProbability,
            InsurerLossTvar99,
            BreakEvenBid,
            Members,
            SubsidisedMembers,
            Participation,
            RenewalRate,
            ExpenseRatio,
            CombinedRatio,
            CombinedAbove100Probability,
            CededPremium,
            Recoveries,
            Result,
            LossTvar99,
            SurplusExcess,
            SurplusUsed,
            SurplusBalance,
            BreakEvenPremium,
            BreakEvenPremiumWithMargin,
        ]
    };

    /// The word that stands for the figure in files: `loss_ratio`.
    pub const fn key(self) -> &'static str {
        self.names().0
    }

    /// The label in tables.
    pub const fn label(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.names().1,
            Lang::En => self.names().2,
        }
    }

    /// Key, Chinese label, English label.
    #[expect(clippy::too_many_lines, reason = "one line a figure")]
    const fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Metric::Cost => ("cost", "医疗总费用", "total cost of bills"),
            Metric::BmiActualRatio => ("bmi_actual_ratio", "基本医保实际补偿比", "BMI share of total cost"),
            Metric::BmiInPolicyRatio => {
                ("bmi_in_policy_ratio", "基本医保政策范围内补偿比", "BMI share of in-policy cost")
            }
            Metric::ActualRatio => (
                "actual_ratio",
                "各方合计实际补偿比（当年12月31日，最终赔付口径）",
                "all payers' share of total cost, at 31 December, ultimate basis",
            ),
            Metric::PatientShare => ("patient_share", "个人负担占比", "patients' share of total cost"),
            Metric::PatientPerAdmitted => {
                ("patient_per_admitted", "住院患者人均个人负担", "patient burden per person admitted")
            }
            Metric::PatientPerHead => (
                "patient_per_head",
                "人均个人负担（全部基本医保参保人）",
                "patients' burden per insured head",
            ),
            Metric::AdmissionsInService => {
                ("admissions_in_service", "在职职工人均住院次数", "admissions per employee in service")
            }
            Metric::AdmissionsRetired => {
                ("admissions_retired", "退休职工人均住院次数", "admissions per retired employee")
            }
            Metric::SpecialOutpatientEmployee => (
                "special_outpatient_employee",
                "职工人均门诊慢特病费用",
                "special-disease outpatient care per employee",
            ),
            Metric::SpecialOutpatientResident => (
                "special_outpatient_resident",
                "居民人均门诊慢特病费用",
                "special-disease outpatient care per resident",
            ),
            Metric::TopTenthShare => (
                "top_tenth_share",
                "费用最高的10%成年住院患者所占住院费用",
                "dearest tenth of adult inpatients, share of cost",
            ),
            Metric::SixtyPlusShare => {
                ("sixty_plus_share", "60岁及以上占住院费用", "share of inpatient cost at ages 60 and over")
            }
            Metric::SelfPayAbove20000 => (
                "self_pay_above_20000",
                "基本医保报销后年度自付超过2万元的参保人占比",
                "members with self-pay after BMI above 20,000",
            ),
            Metric::SelfPayAbove120000 => (
                "self_pay_above_120000",
                "基本医保报销后年度自付超过12万元的参保人占比",
                "members with self-pay after BMI above 120,000",
            ),
            Metric::SelfPayAbove278333 => (
                "self_pay_above_278333",
                "基本医保报销后年度自付超过278,333元的参保人占比",
                "members with self-pay after BMI above 278,333",
            ),
            Metric::Paid => ("paid", "赔付金额", "amount paid"),
            Metric::PersonsPaid => ("persons_paid", "获赔人数", "persons paid"),
            Metric::PaidPerPerson => ("paid_per_person", "获赔者人均金额", "paid per person paid"),
            Metric::ShareOfCost => ("share_of_cost", "占医疗总费用", "share of total cost"),
            Metric::Borne => ("borne", "个人负担金额", "borne by patients"),
            Metric::Income => ("income", "收入", "income"),
            Metric::Premium => ("premium", "保费收入（签单）", "premium, written"),
            Metric::EarnedPremium => (
                "earned_premium",
                "已赚保费（再保前，当年12月31日）",
                "earned premium, gross, at 31 December",
            ),
            Metric::Subsidy => ("subsidy", "地方财政代缴保费", "premium paid by local finance"),
            Metric::PersonalAccount => {
                ("personal_account", "个人账户缴纳保费", "premium paid from personal accounts")
            }
            Metric::Claims => ("claims", "赔付支出", "claims"),
            Metric::Transfers => ("transfers", "划转大病保险资金", "transferred to CII"),
            Metric::CompositeLossRatio => (
                "composite_loss_ratio",
                "综合赔付率（再保后，已赚，截至当年12月31日，最终赔付口径）",
                "composite loss ratio, net, earned, at 31 December, ultimate basis",
            ),
            Metric::LossRatio => (
                "loss_ratio",
                "赔付率（再保前，已赚，截至当年12月31日，最终赔付口径）",
                "loss ratio, gross, earned, at 31 December, ultimate basis",
            ),
            Metric::LossRatioP05 => ("loss_ratio_p05", "赔付率5%分位", "loss ratio, 5% quantile"),
            Metric::LossRatioP50 => ("loss_ratio_p50", "赔付率中位数", "loss ratio, median"),
            Metric::LossRatioP95 => ("loss_ratio_p95", "赔付率95%分位", "loss ratio, 95% quantile"),
            Metric::LossRatioP995 => ("loss_ratio_p995", "赔付率99.5%分位", "loss ratio, 99.5% quantile"),
            Metric::PaidLossRatio => (
                "paid_loss_ratio",
                "简单赔付率（再保前，赔款/签单保费，截至当年12月31日，仅供参考）",
                "paid loss ratio, gross, on written premium, at 31 December, for reference only",
            ),
            Metric::IncomePerHead => ("income_per_head", "人均筹资", "income per head"),
            Metric::PremiumPerMember => ("premium_per_member", "每名参保人保费", "premium per member"),
            Metric::ClaimsPerHead => ("claims_per_head", "人均赔付", "claims per head"),
            Metric::ClaimsPerCase => (
                "claims_per_case",
                "件均赔付（一人一年一项责任为一件）",
                "claims per case (a person, a year, a liability)",
            ),
            Metric::ClaimantsPer100 => ("claimants_per_100", "每百人获赔人数", "claimants per 100 heads"),
            Metric::BalanceRate => (
                "balance_rate",
                "基金当期结余率（截至当年12月31日，最终赔付口径）",
                "balance of the year over income, at 31 December, ultimate basis",
            ),
            Metric::MonthsOfCover => (
                "months_of_cover",
                "准备金可支付月数（截至当年12月31日）",
                "months of claims in reserve, at 31 December",
            ),
            Metric::FundResult => ("fund_result", "当期结余", "balance of the year"),
            Metric::FundBalance => ("fund_balance", "累计结余（期末）", "accumulated balance at the end"),
            Metric::FundMonthsOfCover => (
                "fund_months_of_cover",
                "累计结余可支付月数（截至当年12月31日）",
                "months of outgo in the accumulated balance, at 31 December",
            ),
            Metric::DeficitProbability => ("deficit_probability", "赤字概率", "deficit probability"),
            Metric::TermShortfallProbability => {
                ("term_shortfall_probability", "全期累计赤字概率", "P(deficit over the whole term)")
            }
            Metric::Deficit => ("deficit", "赤字额", "deficit"),
            Metric::ReserveContribution => ("reserve_contribution", "准备金筹集额", "reserve contribution"),
            Metric::Draw => ("draw", "准备金承担额", "reserve draw"),
            Metric::DrawInDeficit => {
                ("draw_in_deficit", "发生赤字时准备金平均承担额", "reserve draw where there is a deficit")
            }
            Metric::DrawRate => ("draw_rate", "准备金动用率", "draw rate"),
            Metric::ClosingBalance => ("closing_balance", "准备金期末余额", "reserve at the end"),
            Metric::ExhaustionProbability => {
                ("exhaustion_probability", "准备金耗尽概率", "P(reserve exhausted)")
            }
            Metric::InsurerPart => ("insurer_part", "保险公司承担赤字额", "insurer's part of deficits"),
            Metric::InsurerPartInDeficit => (
                "insurer_part_in_deficit",
                "发生赤字时保险公司平均承担额",
                "insurer's part where there is a deficit",
            ),
            Metric::InsurerShareMean => {
                ("insurer_share_mean", "保险公司承担比例（逐次平均）", "insurer's share, mean over deficits")
            }
            Metric::InsurerShareOfSums => {
                ("insurer_share_of_sums", "保险公司承担比例（合计）", "insurer's share, ratio of sums")
            }
            Metric::OperatingCost => ("operating_cost", "运营成本", "operating cost"),
            Metric::Surplus => ("surplus", "当期结余", "surplus"),
            Metric::SurplusReturned => ("surplus_returned", "结余返还基金", "surplus returned to the fund"),
            Metric::InsurerResult => ("insurer_result", "保险公司盈亏", "insurer's result"),
            Metric::InsurerLossProbability => {
                ("insurer_loss_probability", "保险公司亏损概率", "P(insurer loses)")
            }
            Metric::InsurerLossTvar99 => {
                ("insurer_loss_tvar99", "保险公司亏损TVaR99", "TVaR99 of the insurer's loss")
            }
            Metric::BreakEvenBid => ("break_even_bid", "盈亏平衡报价", "break-even bid"),
            Metric::Members => ("members", "参保人数", "members"),
            Metric::SubsidisedMembers => {
                ("subsidised_members", "财政代缴人数", "members paid for by local finance")
            }
            Metric::RenewalRate => (
                "renewal_rate",
                "续保率（上年自费参保且仍可参保者）",
                "renewal rate (paying members of last year who may join)",
            ),
            Metric::Participation => ("participation", "参保率", "participation"),
            Metric::ExpenseRatio => (
                "expense_ratio",
                "费用率（再保后，已赚，截至当年12月31日）",
                "expense ratio, net, earned, at 31 December",
            ),
            Metric::CombinedRatio => (
                "combined_ratio",
                "综合成本率（再保后，已赚，截至当年12月31日，最终赔付口径）",
                "combined ratio, net, earned, at 31 December, ultimate basis",
            ),
            Metric::CombinedAbove100Probability => {
                ("combined_above_100_probability", "综合成本率超100%概率", "P(combined ratio > 100%)")
            }
            Metric::CededPremium => ("ceded_premium", "分出保费（已赚）", "ceded premium, earned"),
            Metric::Recoveries => ("recoveries", "摊回赔付支出", "recoveries from reinsurers"),
            Metric::Result => ("result", "承保盈亏", "underwriting result"),
            Metric::LossTvar99 => ("loss_tvar99", "承保亏损TVaR99", "TVaR99 of the underwriting loss"),
            Metric::SurplusExcess => ("surplus_excess", "超额结余", "surplus above the margin"),
            Metric::SurplusUsed => ("surplus_used", "动用上年超额结余", "last year's surplus used"),
            Metric::SurplusBalance => ("surplus_balance", "超额结余期末余额", "carried surplus at the end"),
            Metric::BreakEvenPremium => ("break_even_premium", "盈亏平衡保费", "break-even premium"),
            Metric::BreakEvenPremiumWithMargin => {
                ("break_even_premium_with_margin", "含利润率的盈亏平衡保费", "break-even premium with margin")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_its_own_key() {
        let mut keys: Vec<&str> = Metric::ALL.iter().map(|metric| metric.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), Metric::ALL.len());
    }

    #[test]
    fn figures_are_listed_in_the_order_of_their_declaration() {
        assert!(Metric::ALL.is_sorted());
    }
}
