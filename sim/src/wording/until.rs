//! Runs that stop when they know enough, and how figures settle.

use super::{Lang, plural};

/// One precision that was asked for, as the run found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It holds: as it was asked for, and what was reached.
    Reached(String, String),
    /// It does not: as it was asked for, what was reached, and about how many trials would do where anybody can say.
    Short(String, String, Option<String>),
    /// The figure has no value, or did not move.
    Unknown(String),
}

/// Why a run stopped, after how many of at most how many trials.
pub fn stopped(trials: &str, most: &str, precise: bool, found: &[Found], lang: Lang) -> String {
    let found: Vec<String> = found.iter().map(|it| clause(it, lang)).collect();
    match (lang, precise) {
        (Lang::Zh, true) => {
            format!("已达到所要求的精度，模拟{trials}次后停止（至多{most}次）：{}", found.join("；"))
        }
        (Lang::Zh, false) => format!("{most}次模拟已全部用完，仍未达到所要求的精度：{}", found.join("；")),
        (Lang::En, true) => {
            format!(
                "Stopped after {trials} of at most {}, precise enough: {}",
                plural(most, "trial"),
                found.join("; ")
            )
        }
        (Lang::En, false) => {
            format!(
                "All of {} spent, and the run is not as precise as was asked for: {}",
                plural(most, "trial"),
                found.join("; ")
            )
        }
    }
}

fn clause(found: &Found, lang: Lang) -> String {
    match (lang, found) {
        (Lang::Zh, Found::Reached(asked, reached)) => format!("{asked}，已达{reached}"),
        (Lang::Zh, Found::Short(asked, reached, Some(needed))) => {
            format!("{asked}，现为{reached}，共需约{needed}次")
        }
        (Lang::Zh, Found::Short(asked, reached, None)) => format!("{asked}，现为{reached}"),
        (Lang::Zh, Found::Unknown(asked)) => {
            format!("{asked}，指标尚无取值或各次模拟完全相同，误差无从估计")
        }
        (Lang::En, Found::Reached(asked, reached)) => format!("{asked}, it is {reached}"),
        (Lang::En, Found::Short(asked, reached, Some(needed))) => {
            format!("{asked}, it is {reached}; about {} in all would do", plural(needed, "trial"))
        }
        (Lang::En, Found::Short(asked, reached, None)) => format!("{asked}, so far it is {reached}"),
        (Lang::En, Found::Unknown(asked)) => {
            format!(
                "{asked}, but the figure has no value yet or is the same in every trial, so nobody knows its error"
            )
        }
    }
}

/// The heading of the table of growing subsets.
pub fn convergence_heading(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "收敛情况：只取前若干次模拟时的主要指标（后一列包含前一列，各列并不独立）",
        Lang::En => {
            "Convergence: the headline figures of the first trials alone (each column holds those before it, so columns are not independent)"
        }
    }
}

/// What `--until` says of points whose errors come from few replicates.
pub fn not_by_points(found: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "--until 不适用于抽样方式 {found}：其标准误只来自16个重复，反复查看会偏向碰巧偏小的一次；请用 --sampling plain 或 importance，或给定 --trials"
        ),
        Lang::En => format!(
            "--until does not work with the sampling {found}: its errors come from 16 replicates, and looking again and again picks one that is small by chance; use --sampling plain or importance, or a fixed --trials"
        ),
    }
}
