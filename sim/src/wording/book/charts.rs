//! Names and titles of a report's charts.

use super::super::{Lang, plural};

/// The name of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is documented by its two texts below")]
pub enum ChartName {
    LossRatios,
    DeficitByPremium,
    BreakEvenByParticipation,
    ResultByPremium,
    ReserveFan,
    Waterfall,
    LossRatioByCohort,
    Tornado,
    StressHeat,
    CostTail,
    VarianceBars,
    GainAndLoss,
    LayerBars,
}

impl ChartName {
    /// The word that stands for it in files.
    pub const fn key(self) -> &'static str {
        match self {
            ChartName::LossRatios => "loss-ratios",
            ChartName::DeficitByPremium => "deficit-by-premium",
            ChartName::BreakEvenByParticipation => "break-even-by-participation",
            ChartName::ResultByPremium => "result-by-premium",
            ChartName::ReserveFan => "reserve-fan",
            ChartName::Waterfall => "waterfall",
            ChartName::LossRatioByCohort => "loss-ratio-by-cohort",
            ChartName::Tornado => "tornado",
            ChartName::StressHeat => "stress-heat",
            ChartName::CostTail => "cost-tail",
            ChartName::VarianceBars => "variance-bars",
            ChartName::GainAndLoss => "gain-and-loss",
            ChartName::LayerBars => "layer-bars",
        }
    }

    /// The name in one language.
    pub const fn text(self, lang: Lang) -> &'static str {
        match self {
            ChartName::LossRatios => lang.of("赔付率分布图", "Distribution of the loss ratio"),
            ChartName::DeficitByPremium => lang.of("保费-赤字概率曲线", "Deficit probability by premium"),
            ChartName::BreakEvenByParticipation => {
                lang.of("参保率-盈亏平衡曲线", "Break-even premium by participation")
            }
            ChartName::ResultByPremium => lang.of("保费-盈亏平衡曲线", "Result by premium"),
            ChartName::ReserveFan => lang.of("准备金余额扇形图", "Fan of the reserve"),
            ChartName::Waterfall => lang.of("一笔费用的逐层分担", "One bill through the layers"),
            ChartName::LossRatioByCohort => lang.of("分年龄赔付率", "Loss ratio by age"),
            ChartName::Tornado => lang.of("龙卷风图：赔付率变化", "Tornado of the loss ratio"),
            ChartName::StressHeat => {
                lang.of("情景热力图：较基准变化（百分点）", "Stresses: change against the base (points)")
            }
            ChartName::CostTail => lang.of("大额费用尾部图", "Tail of large bills"),
            ChartName::VarianceBars => lang.of("方差分解", "Where the variance is from"),
            ChartName::GainAndLoss => lang.of("各人群负担变化", "Who gains and who loses"),
            ChartName::LayerBars => lang.of("人均费用由谁负担", "Who bears a member's bills"),
        }
    }
}

/// The title of a chart of a subject.
pub fn chart_title(name: ChartName, subject: &str, lang: Lang) -> String {
    match (subject, lang) {
        ("", _) => name.text(lang).to_owned(),
        (_, Lang::Zh) => format!("{}（{subject}）", name.text(lang)),
        (_, Lang::En) => format!("{} ({subject})", name.text(lang)),
    }
}

/// A title with the run behind it.
pub fn of_run(title: &str, run: &str, trials: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{title}，{run}，{trials}次模拟"),
        Lang::En => format!("{title}, {run}, {}", plural(trials, "trial")),
    }
}
