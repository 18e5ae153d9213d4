//! The words of a report's page: what stands around its tables, and what its sliders say.

use super::{Bilingual, Lang};

words! {
    /// A text of the page; the page's own program finds it under its key.
    pub enum PageText {
        Switch "switch" "English" "中文"
        Print "print" "打印" "Print"
        Question "question" "要回答的问题" "The question"
        Answer "answer" "结论" "The answer"
        Before "before" "阅读前须知" "Before you read"
        Tables "tables" "结果表" "Tables"
        Contents "contents" "目录" "Contents"
        Charts "charts" "图" "Charts"
        Assumptions "assumptions" "参数与口径" "Assumptions"
        LimitsHeading "limits" "模型局限与声明" "Limits of the model"
        Absent "absent" "本报告未列的表" "Tables that this report does not have"
        Provenance "provenance" "数据来源与复核" "Where the figures are from"
        Synthetic "synthetic" "以下部分为合成数据，不是公开统计：" "not from public figures: "
        SyntheticMark "synthetic_mark" "合成数据" "synthetic"
        Trials "trials" "模拟次数" "trials"
        Seed "seed" "随机种子" "seed"
        Scenario "scenario" "情景文件" "scenario"
        PlanDigest "plan_digest" "计划摘要" "plan digest"
        ScenarioDigest "scenario_digest" "情景摘要" "scenario digest"
        Engine "engine" "程序版本" "program"
        Started "started" "运行开始" "begun"
        Sign "sign" "签署" "Sign-off"
        Prepared "prepared" "编制人" "Prepared by"
        Reviewed "reviewed" "复核人" "Reviewed by"
        Approved "approved" "审定人" "Approved by"
        Name "name" "姓名" "name"
        Qualification "qualification" "执业资格" "qualification"
        Date "date" "日期" "date"
        Note "note" "（不适用时留空）" "(leave blank where it does not apply)"
        NoScript "no_script" "本页的试算需要启用浏览器脚本；不启用时，表格和图仍可阅读和打印。" "Trying other terms needs scripts; without them tables and charts can still be read and printed."
        Try "try" "条款试算" "Try other terms"
        TryAbout "try_about" "移动滑块，页面即用本次模拟逐次计数的数据重新结算每一次模拟；结果与按该条款重新运行完全一致，不是近似。滑块只停在结果精确到分的取值上。" "Move a slider and the page settles every trial again from what the run counted; the figures are those of a fresh run of these terms, not an approximation. Sliders stop only where the answer is exact to the fen."
        TryOff "try_off" "本报告不能试算：" "This report has no sliders: "
        Moved "moved" "试算方案" "your terms"
        Base "base" "本次模拟" "the run"
        Difference "difference" "变动" "change"
        Figure "figure" "指标" "figure"
        Reset "reset" "恢复原条款" "Back to the run's terms"
        Copy "copy" "复制为方案文件" "Copy as a design file"
        Copied "copied" "已复制。保存为 design.json，与模拟结果文件夹中的 scenario.resolved.json 一起运行：" "Copied. Save it as design.json and run it with the scenario.resolved.json of the run's folder:"
        CopyHere "copy_here" "请从下框复制，保存为 design.json，与模拟结果文件夹中的 scenario.resolved.json 一起运行：" "Copy it from the box, save it as design.json and run it with the scenario.resolved.json of the run's folder:"
        WholeTerm "whole_term" "全期" "whole term"
        Year "year" "年度" "Year"
        LossRatio "loss_ratio" "赔付率（已赚、终极赔付口径）" "loss ratio (earned, ultimate)"
        Quantiles "quantiles" "赔付率分位数 5% / 50% / 95%" "loss ratio, quantiles 5% / 50% / 95%"
        DeficitContract "deficit_contract" "基金收不抵支的概率" "deficit probability"
        DeficitBook "deficit_book" "综合成本率超过100%的概率" "P(combined ratio > 100%)"
        BreakEvenBid "break_even_bid" "盈亏平衡报价（元/人·年）" "break-even bid (yuan a head and year)"
        BreakEvenPremium "break_even_premium" "盈亏平衡保费（元/人·年）" "break-even premium (yuan a member and year)"
        NoBid "no_bid" "基准价以内无解" "none up to the benchmark"
        Claims "claims" "赔付支出（万元，均值）" "claims (10,000 yuan, mean)"
        Draw "draw" "准备金承担赤字（万元，均值）" "reserve draw (10,000 yuan, mean)"
        InsurerPart "insurer_part" "保险公司承担赤字（万元，均值）" "insurer's part of deficits (10,000 yuan, mean)"
        InsurerResult "insurer_result" "保险公司盈亏（万元，均值）" "insurer's result (10,000 yuan, mean)"
        BookResult "book_result" "承保盈亏（万元，均值）" "underwriting result (10,000 yuan, mean)"
        Below "below" "低于{}（95%）" "below {} (95%)"
        Above "above" "高于{}（95%）" "above {} (95%)"
        Points "points" "个百分点" " points"
        ErrorOnly "error_only" "±为标准误，括号内为95%置信区间，仅含抽样误差。" "± is the standard error, brackets a 95% interval, both of sampling alone."
        Deductible "deductible" "起付线（元）" "Deductible (yuan)"
        DeductibleHeld "deductible_held" "不变：各段比例、封顶线、参保人群、其他付款方的赔付。" "Held: ratios, cap, members, what other payers pay."
        RatioFrom "ratio_from" "支付比例：起付线以上" "Ratio above the deductible"
        RatioOf "ratio_of" "支付比例：{}元以上部分" "Ratio above {} yuan"
        RatioAbove "ratio_above" "支付比例：超过起付线{}元以上的部分" "Ratio of what is {} yuan above the deductible"
        RatioHeld "ratio_held" "不变：起付线、其他各段比例、封顶线、参保人群。" "Held: deductible, other ratios, cap, members."
        Cap "cap" "年度封顶线（元）" "Yearly cap (yuan)"
        CapHeld "cap_held" "不变：起付线、各段比例、参保人群。" "Held: deductible, ratios, members."
        CapRaised "cap_raised" "在这些起付线和比例下，低于{}元的封顶线不能精确结算，已取最近的精确值。" "With these terms a cap below {} yuan is not exact; the nearest exact one was taken."
        Bid "bid" "中标价（元/人·年）" "Bid (yuan a head and year)"
        BidHeld "bid_held" "基准价按同一比例变动，折扣率不变；参保人数与赔付不变。" "The benchmark moves in proportion, so that the discount stays; heads and claims are held."
        Premium "premium" "保费（元/人·年）" "Premium (yuan a member and year)"
        PremiumByAge "premium_by_age" "保费（元/人·年，最高年龄档）" "Premium (yuan a year, dearest ages)"
        PremiumHeld "premium_held" "不变：参保人群（价格不影响谁参保）、赔付。" "Held: who joins (the price does not move it), claims."
        AgesHeld "ages_held" "其他年龄档按同一比例变动；不变：参保人群（价格不影响谁参保）、赔付。" "Other ages in proportion. Held: who joins (the price does not move it), claims."
        Off "off" "不可调：" "Off: "
        OffMembers "off_members" "本情景中它会改变谁参保，本页不含其他价格下的参保人群；请用 huimin run 或 huimin curve 重新模拟。" "in this scenario it moves who joins, and the page has no other members than the run's; simulate again with huimin run or huimin curve."
        OffOther "off_other" "它会改变其他付款方的赔付或进入本付款方的费用；请用 huimin run 重新模拟。" "it would change what other payers pay, or what reaches this payer; simulate again with huimin run."
        OffNoCap "off_no_cap" "本方案不设封顶线。" "these terms have no cap."
        OffRead "off_read" "它在情景中不是单一数值，或随年度变化。" "in the scenario it is no single number, or it changes from year to year."
        OffFinest "off_finest" "本次模拟的计数网格上没有其他精确取值；用更密的 --bucket-grid 重新运行。" "the run's grid has no other exact value; run again with a finer --bucket-grid."
        NoBuckets "no_buckets" "该次模拟没有保存分档计数；请加 --buckets 付款方 重新运行。" "the run kept no counts; run it again with --buckets PAYER."
        SeveralTerms "several_terms" "该付款方对不同人群有不同条款。" "the payer has several sets of terms for different people."
        UnreadTerms "unread_terms" "该付款方的条款不是单一的起付线、比例和封顶线。" "the payer's terms are not one deductible, ratios and a cap."
        OtherSampling "other_sampling" "该次模拟采用了方差缩减抽样，各次模拟的权重或误差不同。" "the run sampled its futures in another way than plainly, so trials differ in weight or error."
        OtherFund "other_fund" "该付款方不属于单一的大病保险合同或惠民保账户。" "the payer is not one of a single contract or city product."
        OddAccount "odd_account" "页面按账户规则复算的结果与该次模拟不一致，因此不提供试算。" "the page's accounts do not give the run's own results, so it offers no terms to try."
        TooLarge "too_large" "计数太大，无法放入页面；请用更粗的 --bucket-grid 或更少的模拟次数重新运行。" "the counts are too large for a page; run again with a coarser --bucket-grid or fewer trials."
        Thinned "thinned" "为控制页面大小，起付线取{}个取值，支付比例以{}个百分点为步长；要更密的取值，请用 huimin recompute。" "To keep the page small, the deductible has {} values and ratios move in steps of {} points; for others use huimin recompute."
        Payer "payer" "试算对象：" "Terms of: "
        Histogram "histogram" "赔付率分布" "Loss ratios of the trials"
        HistogramAbout "histogram_about" "实心为试算方案，虚线轮廓为本次模拟；竖线为100%。" "Filled: your terms; dashed outline: the run; the upright line is 100%."
        TrialsAxis "trials_axis" "模拟次数" "trials"
        LossRatioAxis "loss_ratio_axis" "赔付率" "loss ratio"
        CurveBid "curve_bid" "中标价与收不抵支概率" "Deficit probability by bid"
        CurveBook "curve_book" "保费与综合成本率超过100%的概率" "P(combined ratio > 100%) by premium"
        CurveAbout "curve_about" "实线为试算方案，虚线为本次模拟的条款，圆点为所选价格；竖点线为盈亏平衡价格。" "Solid: your terms; dashed: the run's; the dot is your price; the dotted upright line is the break-even price."
        PriceAxis "price_axis" "元/人·年" "yuan a head and year"
        ProbabilityAxis "probability_axis" "概率" "probability"
        Opening "opening" "正在读取计数……" "Reading the counts …"
        SignNote "sign_note" "本报告由程序生成，签署人对所用参数、口径和结论的适用性负责。" "Made by a program; who signs answers for the fitness of parameters, readings and conclusions."
    }
}

impl PageText {
    /// The text in both.
    pub fn both(self) -> Bilingual {
        Bilingual { zh: self.text(Lang::Zh).to_owned(), en: self.text(Lang::En).to_owned() }
    }
}

/// A text with its places filled, in both languages.
pub fn filled(text: PageText, values: &[String]) -> Bilingual {
    let fill = |lang| {
        values.iter().fold(text.text(lang).to_owned(), |text: String, value| text.replacen("{}", value, 1))
    };
    Bilingual { zh: fill(Lang::Zh), en: fill(Lang::En) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_promises_and_every_key_is_one_of_its_kind() {
        let mut keys: Vec<&str> = PageText::ALL.iter().map(|text| text.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), PageText::ALL.len());
        for text in PageText::ALL {
            for word in ["保证", "必然", "稳赚"] {
                assert!(!text.text(Lang::Zh).contains(word), "{text:?}");
            }
        }
    }
}
