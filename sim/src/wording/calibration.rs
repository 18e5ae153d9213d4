//! The words of a calibration: its table (校准核对表), its parameters, and what cannot be told apart.

use super::{Lang, plural};

words! {
    /// A word of the tables that no other table has.
    pub enum Word {
        Parameter "参数" "parameter"
        Paths "路径" "paths"
        Start "初值" "start"
        Fitted "拟合值" "fitted"
        Low "下限" "low"
        High "上限" "high"
        Remark "备注" "remark"
        OnBound "落在界上" "on its bound"
        Idle "不影响任何目标" "moves no figure"
        Weight "权重" "weight"
        Difference "差异" "difference"
        Name "名称" "name"
        Why "设为自由参数的理由" "why it is free"
    }
}

/// The heading of the table of targets (T13).
pub fn heading(scenario: &str, trials: &str, seed: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!(
                "校准核对表：{scenario}（{trials}次模拟，种子{seed}；±为标准误，仅含抽样误差；pp为百分点）"
            )
        }
        Lang::En => format!(
            "Calibration check: {scenario} ({}, seed {seed}; ± is the standard error, of sampling alone; pp: points)",
            plural(trials, "trial")
        ),
    }
}

/// The heading of the table of parameters.
pub const fn parameters_heading(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "自由参数（±为模拟抽样误差传递到参数的标准误，不含目标数据自身的误差）",
        Lang::En => {
            "Free parameters (± is the standard error by the sampling of the simulation; that of the figures themselves is not in it)"
        }
    }
}

/// How many of the fitted figures lie within, outside and across their tolerance; how many are only shown.
pub fn count(
    fitted: usize,
    within: usize,
    outside: usize,
    undecided: usize,
    shown: usize,
    lang: Lang,
) -> String {
    match lang {
        Lang::Zh => format!(
            "拟合目标{fitted}项：一致{within}项，不一致{outside}项，待定{undecided}项（95%区间跨过容许界限）；另有{shown}项仅作对照。"
        ),
        Lang::En => {
            let are = if shown == 1 { "is" } else { "are" };
            format!(
                "{}: {within} within their tolerance, {outside} outside, {undecided} undecided (the 95% interval lies across the edge); {shown} more {are} only shown.",
                plural(fitted, "fitted figure")
            )
        }
    }
}

/// The sum of squares before and after, and the simulations that it took.
pub fn misfit(before: &str, after: &str, runs: u32, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!(
                "加权偏差平方和（以容许偏差为单位）由{before}降至{after}，共{runs}轮模拟，用同一组随机数。"
            )
        }
        Lang::En => format!(
            "The weighted sum of squared differences, each in its tolerance, went from {before} to {after} in {} on the same random numbers.",
            plural(runs, "simulation")
        ),
    }
}

/// The search came to its end before it came to rest.
pub const fn not_converged(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "搜索在收敛前到达轮数上限：拟合值还会移动，请从 fitted.json 继续。",
        Lang::En => {
            "The search ran out of rounds before it came to rest: the values would still move; go on from fitted.json."
        }
    }
}

/// A parameter lies on a bound of its range.
pub fn on_bound(parameter: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("参数 {parameter} 落在允许范围的界上：目标要求它越界，或此范围取得过窄。"),
        Lang::En => {
            format!(
                "Parameter {parameter} lies on a bound: the figures would have it beyond, or its range is too narrow."
            )
        }
    }
}

/// A parameter that moves no fitted figure.
pub fn idle(parameter: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("参数 {parameter} 不影响任何拟合目标：它未被确定，保持初值。"),
        Lang::En => {
            format!(
                "Parameter {parameter} moves no fitted figure: it is not determined and stays where it was."
            )
        }
    }
}

/// Parameters of which only a combination is determined.
pub fn alike(parameters: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("参数 {parameters} 无法区分：目标只确定它们的某种组合。"),
        Lang::En => {
            format!(
                "Parameters {parameters} cannot be told apart: the figures determine only a combination of them."
            )
        }
    }
}

/// The condition number of the derivatives.
pub fn condition(number: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("条件数{number}（各列归一；大于50视为不可区分）。"),
        Lang::En => {
            format!("Condition number {number} (columns scaled to 1; above 50 a direction counts as flat).")
        }
    }
}

/// What stands for a condition number that has no end.
pub const fn infinite(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "无穷大",
        Lang::En => "infinite",
    }
}

/// How far a fit is: simulations done, and the sum of squares of the last.
pub fn progress(runs: u32, misfit: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("第{runs}轮模拟，偏差平方和{misfit}"),
        Lang::En => format!("simulation {runs}: sum of squared differences {misfit}"),
    }
}

/// How a fitted value came about, for the note of the parameter in the fitted scenario, which is written
/// in English as every note of the library is.
pub fn note(value: &str, se: Option<&str>, start: &str, trials: u64, seed: u64, figures: usize) -> String {
    let se = se.map_or(String::new(), |se| format!(" ± {se}"));
    format!(
        "Fitted by huimin calibrate: {value}{se}, from {start}; weighted least squares on {}, {}, seed {seed}.",
        plural(figures, "public figure"),
        plural(trials, "trial")
    )
}
