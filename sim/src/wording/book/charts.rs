//! Names and titles of a report's charts.

use super::super::{Lang, plural};

words! {
    /// A kind of chart, and its name.
    pub enum ChartKind {
        /// Trials by loss ratio; bins, one series a design or year.
        LossRatios "loss-ratios" "赔付率分布图" "Distribution of the loss ratio"
        /// One value a premium, with the interval as two more series.
        DeficitByPremium "deficit-by-premium" "保费-赤字概率曲线" "Deficit probability by premium"
        BreakEvenByParticipation "break-even-by-participation"
            "参保率-盈亏平衡曲线"
            "Break-even premium by participation"
        ResultByPremium "result-by-premium" "保费-盈亏平衡曲线" "Result by premium"
        /// One series a quantile, from low to high.
        ReserveFan "reserve-fan" "准备金余额扇形图" "Fan of the reserve"
        /// One bill through the layers; steps down from the bill to what the patient pays.
        Waterfall "waterfall" "一笔费用的逐层分担" "One bill through the layers"
        LossRatioByCohort "loss-ratio-by-cohort" "分年龄赔付率" "Loss ratio by age"
        /// Two series (less, more), one place a parameter, the largest first.
        Tornado "tornado" "龙卷风图：赔付率变化" "Tornado of the loss ratio"
        /// One series a stress, one place a figure.
        StressHeat "stress-heat" "情景热力图：较基准变化（百分点）" "Stresses: change against the base (points)"
        /// Log-log.
        CostTail "cost-tail" "大额费用尾部图" "Tail of large bills"
        /// One series a source, one place a figure.
        VarianceBars "variance-bars" "方差分解" "Where the variance is from"
        /// Who gains and who loses: one place a group.
        GainAndLoss "gain-and-loss" "各人群负担变化" "Who gains and who loses"
        /// Who bears the bills, year by year: one series a payer, stacked.
        LayerBars "layer-bars" "人均费用由谁负担" "Who bears a member's bills"
    }
}

/// The title of a chart of a subject.
pub fn chart_title(kind: ChartKind, subject: &str, lang: Lang) -> String {
    match (subject, lang) {
        ("", _) => kind.text(lang).to_owned(),
        (_, Lang::Zh) => format!("{}（{subject}）", kind.text(lang)),
        (_, Lang::En) => format!("{} ({subject})", kind.text(lang)),
    }
}

/// A title with the run behind it.
pub fn of_run(title: &str, run: &str, trials: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{title}，{run}，{trials}次模拟"),
        Lang::En => format!("{title}, {run}, {}", plural(trials, "trial")),
    }
}
