//! The charts of a report, as data: the native charts of Excel and the drawings of the page show the same numbers.

use crate::wording::Bilingual;
use crate::wording::book::{Table, Unit};

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What it shows.
    pub kind: ChartKind,
    /// A stable name, one of its kind in the book.
    pub key: String,
    /// The table beside which it stands.
    pub table: Table,
    /// Its title.
    pub title: Bilingual,
    /// What a reader learns who cannot see it.
    pub alternative: Bilingual,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// Where on the horizontal axis the values of every series stand.
    pub places: Places,
    /// The series.
    pub series: Vec<Series>,
    /// Lines that are no data: break-even, the own premium.
    pub guides: Vec<Guide>,
}

/// The kinds of chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChartKind {
    /// 赔付率分布图: trials by loss ratio; [`Places::Bins`], one series a design or year.
    LossRatios,
    /// 保费-赤字概率曲线: one value a premium, with the interval as two more series.
    DeficitByPremium,
    /// 参保率-盈亏平衡曲线.
    BreakEvenByParticipation,
    /// 保费-盈亏平衡曲线.
    ResultByPremium,
    /// 准备金余额扇形图: one series a quantile, from low to high.
    ReserveFan,
    /// 瀑布图: one bill through the layers; steps down from the bill to what the patient pays.
    Waterfall,
    /// 分年龄赔付率柱状图.
    LossRatioByCohort,
    /// 龙卷风图: two series (less, more), one place a parameter, the largest first.
    Tornado,
    /// 情景热力图: one series a stress, one place a figure.
    StressHeat,
    /// 大额费用尾部图 (log-log).
    CostTail,
    /// 方差分解堆叠条: one series a source, one place a figure.
    VarianceBars,
    /// Who gains and who loses: one place a group.
    GainAndLoss,
    /// Who bears the bills, year by year: one series a payer, stacked.
    LayerBars,
}

/// An axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// What it counts.
    pub title: Bilingual,
    /// In which unit.
    pub unit: Unit,
    /// Its scale.
    pub scale: Scale,
}

/// The scale of an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Equal steps.
    Linear,
    /// Equal ratios.
    Logarithmic,
}

/// Where the values of every series stand.
#[derive(Debug, Clone, PartialEq)]
pub enum Places {
    /// Under names.
    Names(Vec<Bilingual>),
    /// At numbers, which rise.
    Numbers(Vec<f64>),
    /// Between each number and the next: one number more than values.
    Bins(Vec<f64>),
}

/// A series of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name.
    pub name: Bilingual,
    /// A value a place; nothing where there is none.
    pub values: Vec<Option<f64>>,
}

/// A line that is no data.
#[derive(Debug, Clone, PartialEq)]
pub struct Guide {
    /// What it says.
    pub label: Bilingual,
    /// Where it stands on the horizontal axis, or on the vertical one.
    pub at: GuideAt,
}

/// Where a guide stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum GuideAt {
    /// Upright, at a number of the horizontal axis.
    X(f64),
    /// Level, at a number of the vertical axis.
    Y(f64),
}
