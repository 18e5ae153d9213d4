//! The tables of a report: their numbers, names and titles.

use std::borrow::Cow;

use super::super::Lang;
use super::Unit;
use crate::wording::sign_off::SignOffTable;

/// A table of a report, in the order in which they stand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// 目录: which tables there are, and why others are not.
    Contents,
    /// 模拟说明: the runs.
    Runs,
    /// T1 参数与口径表
    Parameters,
    /// T2 方案对比表
    Designs,
    /// T3 分责任赔付表
    Liabilities,
    /// T4 大病保险基金收支表
    Fund,
    /// T5 风险准备金与赤字分担表
    Reserve,
    /// T6 多层次保障分解表
    Layers,
    /// T7 公平性表
    Fairness,
    /// T8 情景与压力测试表
    Stress,
    /// T9 不确定性分解表
    Uncertainty,
    /// T10 精算回溯表
    Experience,
    /// T11 共保与再保分摊表
    Carriers,
    /// T12 多年路径表
    Paths,
    /// T13 校准核对表
    Calibration,
    /// T14 口径歧义影响表
    Readings,
    /// T15 模型局限与声明
    Limits,
    /// A table of the pack that an appointed actuary signs.
    SignOff(SignOffTable),
    /// Another table that a run folder keeps: the name of its file, without its ending.
    Kept(String),
}

impl Table {
    /// The fifteen of a report.
    pub const NUMBERED: [Table; 15] = [
        Table::Parameters,
        Table::Designs,
        Table::Liabilities,
        Table::Fund,
        Table::Reserve,
        Table::Layers,
        Table::Fairness,
        Table::Stress,
        Table::Uncertainty,
        Table::Experience,
        Table::Carriers,
        Table::Paths,
        Table::Calibration,
        Table::Readings,
        Table::Limits,
    ];

    /// `T1` to `T15`; nothing for the others.
    pub fn number(&self) -> Option<String> {
        let nth = Table::NUMBERED.iter().position(|it| it == self)?;
        Some(format!("T{}", nth + 1))
    }

    /// Whether a folder keeps it for programs, so that people see it on demand alone: not what its verb is asked for.
    pub fn is_for_programs(&self) -> bool {
        let shown = ["one_bill", "cost_tail", "break_even", "spiral", "walk"];
        matches!(self, Table::Kept(name) if !shown.contains(&name.split('@').next().unwrap_or_default()))
    }

    /// The word that stands for it in files, which begins with its number so that names sort.
    pub fn key(&self) -> String {
        let name = match self {
            Table::Contents => return "00-contents".to_owned(),
            Table::Runs => return "00-runs".to_owned(),
            Table::SignOff(table) => return table.key().to_owned(),
            Table::Kept(name) => return format!("kept-{}", name.replace('@', "-")),
            Table::Parameters => "parameters",
            Table::Designs => "designs",
            Table::Liabilities => "liabilities",
            Table::Fund => "fund",
            Table::Reserve => "reserve",
            Table::Layers => "layers",
            Table::Fairness => "fairness",
            Table::Stress => "stress",
            Table::Uncertainty => "uncertainty",
            Table::Experience => "actual-expected",
            Table::Carriers => "carriers",
            Table::Paths => "paths",
            Table::Calibration => "calibration",
            Table::Readings => "readings",
            Table::Limits => "limits",
        };
        let nth = Table::NUMBERED.iter().position(|it| it == self).unwrap_or_default();
        format!("t{:02}-{name}", nth + 1)
    }

    /// Its name, short enough for the tab of a sheet.
    pub fn name(&self, lang: Lang) -> Cow<'static, str> {
        let name = match self {
            Table::Contents => lang.of("目录", "Contents"),
            Table::Runs => lang.of("模拟说明", "Runs"),
            Table::Parameters => lang.of("参数与口径表", "Parameters and readings"),
            Table::Designs => lang.of("方案对比表", "Designs compared"),
            Table::Liabilities => lang.of("分责任赔付表", "Claims by liability"),
            Table::Fund => lang.of("大病保险基金收支表", "Fund income and outgo"),
            Table::Reserve => lang.of("风险准备金与赤字分担表", "Reserve and deficits"),
            Table::Layers => lang.of("多层次保障分解表", "Layers of protection"),
            Table::Fairness => lang.of("公平性表", "Fairness"),
            Table::Stress => lang.of("情景与压力测试表", "Stress tests"),
            Table::Uncertainty => lang.of("不确定性分解表", "Where the variance is from"),
            Table::Experience => lang.of("精算回溯表（A-E）", "Actual over expected"),
            Table::Carriers => lang.of("共保与再保分摊表", "Co- and reinsurance"),
            Table::Paths => lang.of("多年路径表", "Paths over the years"),
            Table::Calibration => lang.of("校准核对表", "Check against targets"),
            Table::Readings => lang.of("口径歧义影响表", "Other readings"),
            Table::Limits => lang.of("模型局限与声明", "Limits of the model"),
            Table::SignOff(table) => table.text(lang),
            Table::Kept(name) => return super::kept_title(name, lang).into(),
        };
        name.into()
    }

    /// Its title: number, name and, where it has money, the unit of that.
    pub fn title(&self, money: Option<Unit>, lang: Lang) -> String {
        let number = self.number().map_or_else(String::new, |number| format!("{number} "));
        let name = match self {
            Table::Experience => lang.of("精算回溯表（A/E）", "Actual over expected").into(),
            Table::Layers => lang.of("多层次保障分解表（梯次减负）", "Layers of protection").into(),
            other => other.name(lang),
        };
        match (money, lang) {
            (None, _) => format!("{number}{name}"),
            (Some(unit), Lang::Zh) => format!("{number}{name}（金额单位：{}）", unit.text(lang)),
            (Some(unit), Lang::En) => format!("{number}{name} (money in {})", unit.text(lang)),
        }
    }
}
