//! Long runs: what is kept of one that was cut short, how long one took, and what one of many designs or few columns
//! leaves unsaid.

use super::trouble::listed;
use super::{Lang, plural};

/// What an unfinished run has left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Finished trials.
    pub done: u64,
    /// All trials.
    pub total: u64,
    /// Where they are.
    pub path: String,
    /// What goes on with them.
    pub command: String,
}

/// An unfinished run that stands beside the one that begins; `resumable` says whether the verb could go on with it.
pub fn left_alone(path: &str, resumable: bool, lang: Lang) -> String {
    match (lang, resumable) {
        (Lang::Zh, true) => format!("{path} 是一次未完成的模拟，未动它；用 --resume 接着做，或删除它"),
        (Lang::Zh, false) => format!("{path} 是此前未写完的结果，未动它；可以删除"),
        (Lang::En, true) => {
            format!("{path} is an unfinished run and is left alone; go on with it by --resume, or delete it")
        }
        (Lang::En, false) => format!("{path} was never finished and is left alone; it may be deleted"),
    }
}

/// An unfinished run goes on.
pub fn going_on(done: u64, total: u64, path: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("接着做 {path}：{total}次中已完成{done}次"),
        Lang::En => format!("going on with {path}: {done} of {} finished", plural(total, "trial")),
    }
}

/// What is kept of a run that failed.
pub fn kept(kept: &Kept, lang: Lang) -> String {
    let Kept { done, total, path, command } = kept;
    match lang {
        Lang::Zh => format!("已完成的{done}/{total}次保存在 {path}。排除故障后接着做：\n  {command}"),
        Lang::En => format!(
            "{done} of {} kept in {path}. When the cause is gone, go on with:\n  {command}",
            plural(total, "trial")
        ),
    }
}

/// There is nothing to go on with: the run is whole.
pub fn finished_already(path: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{path} 已是这次模拟的完整结果，未作改动"),
        Lang::En => format!("{path} is this run, finished; nothing was changed"),
    }
}

/// What a finished run has not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lacks {
    /// Options of now that it was not given.
    pub options: Vec<String>,
    /// Files that are not there.
    pub missing: Vec<String>,
    /// Files that are not as they were written.
    pub changed: Vec<String>,
}

/// The run that should go on is finished, but has not all that is asked for.
pub fn lacking(path: &str, lacks: &Lacks, lang: Lang) -> String {
    let all = [(&lacks.options, 0), (&lacks.missing, 1), (&lacks.changed, 2)];
    let said = all.into_iter().filter(|(names, _)| !names.is_empty()).map(|(names, what)| {
        let names = listed(names, lang);
        match (what, lang) {
            (0, Lang::Zh) => format!("当时未要求 {names}"),
            (0, Lang::En) => format!("it was made without {names}"),
            (1, Lang::Zh) => format!("{names} 已不在"),
            (1, Lang::En) => format!("{names} is not there any more"),
            (_, Lang::Zh) => format!("{names} 在写出之后改动过"),
            (_, Lang::En) => format!("{names} was changed since it was written"),
        }
    });
    let said: Vec<String> = said.collect();
    match lang {
        Lang::Zh => format!(
            "{path} 已是这次模拟的结果，但{}；请以 --force 重新模拟并替换它，或换一个名称",
            said.join("；")
        ),
        Lang::En => format!(
            "{path} is this run, finished, but {}; run it again with --force in its place, or choose another name",
            said.join("; ")
        ),
    }
}

/// How long a run took, in seconds: drawing and evaluation, summary, writing.
pub fn took([drawing, summary, writing]: [f64; 3], lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("抽取与结算{drawing:.1}秒，汇总{summary:.1}秒，写文件{writing:.1}秒"),
        Lang::En => {
            format!("{drawing:.1} s drawing and settling, {summary:.1} s summing up, {writing:.1} s writing")
        }
    }
}

/// That so many settlements of a person's year were not by compiled programs.
pub fn settled_by_rules(n: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("有{n}人次的年度结算超出编译程序的范围，按条款逐条结算（结果同样精确，只是较慢）")
        }
        Lang::En => format!(
            "{} of a person's year beyond compiled programs, made by the rules themselves (as exact, slower)",
            plural(n, "settlement")
        ),
    }
}

/// That a run keeps some columns alone, and the names in files of the figures that this costs.
pub fn figures_left_out(kept: usize, all: usize, names: &[String], lang: Lang) -> String {
    match lang {
        Lang::Zh if names.is_empty() => format!("只保留{all}列中的{kept}列（run.columns）"),
        Lang::Zh => format!(
            "只保留{all}列中的{kept}列（run.columns），因此不给出{}项指标：{}",
            names.len(),
            names.join("、")
        ),
        Lang::En if names.is_empty() => format!("{kept} of {all} columns are kept (run.columns)"),
        Lang::En => format!(
            "{kept} of {all} columns are kept (run.columns), which leaves out {}: {}",
            plural(names.len(), "figure"),
            names.join(", ")
        ),
    }
}

/// That small bills were not drawn.
pub fn only_reaching(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => {
            "没有一列需要小额账单：只住院一次且不可能触及基本医保之后各层的人未抽取，其余按条件分布抽取（分布相同，各次模拟的数值不同）"
        }
        Lang::En => {
            "no kept column asks for small bills: patients of one admission who cannot reach a payer after the basic insurance were not drawn, the others from the conditional law (equal in distribution, other numbers trial by trial)"
        }
    }
}

/// Where the figures of many designs are.
pub fn designs_elsewhere(designs: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "另有{designs}个候选方案，此处不逐一列出：其指标及与首个方案之差见 --out 文件夹中的 figures.csv 与 summary.json，或用 --json"
        ),
        Lang::En => format!(
            "{designs} candidate designs are not listed here: their figures and differences to the first design are in figures.csv and summary.json of the folder that --out names, or ask for --json"
        ),
    }
}
