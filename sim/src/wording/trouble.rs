//! What went wrong on the command line.

use super::long_runs::{Kept, Lacks, lacking};
use super::{Lang, plural};

/// What was wrong with the command line itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misuse {
    /// No such option or argument.
    UnknownArgument {
        /// What was typed.
        argument: String,
        /// What may have been meant.
        suggestion: Option<String>,
    },
    /// No such verb.
    UnknownVerb {
        /// What was typed.
        verb: String,
        /// What may have been meant.
        suggestion: Option<String>,
    },
    /// No verb at all.
    NoVerb,
    /// A value for an option that takes none.
    UnwantedValue {
        /// The option.
        argument: String,
    },
    /// A value that the option does not take.
    BadValue {
        /// The option.
        argument: String,
        /// What was typed.
        value: String,
        /// What it takes.
        allowed: Allowed,
    },
    /// An option without its value.
    NoValue {
        /// The option.
        argument: String,
    },
    /// An argument that is needed.
    Missing {
        /// Which.
        arguments: String,
    },
    /// An argument that came more often, or together with another, than it may.
    Conflict {
        /// Which.
        argument: String,
    },
    /// An argument that is not text.
    NotUtf8,
    /// Anything else, in the parser's words.
    Other(String),
}

/// What an option takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// A whole number in a range.
    WholeNumber,
    /// A whole number in this range.
    WholeNumbers {
        /// The least.
        least: u64,
        /// The most; `u64::MAX` for no bound.
        most: u64,
    },
    /// One of these words.
    Words(Vec<String>),
}

/// The sentence about a misuse.
pub fn misuse(misuse: &Misuse, lang: Lang) -> String {
    let perhaps = |suggestion: &Option<String>| match (suggestion, lang) {
        (None, _) => String::new(),
        (Some(word), Lang::Zh) => format!("；是否想写 {word}？"),
        (Some(word), Lang::En) => format!("; did you mean {word}?"),
    };
    match (misuse, lang) {
        (Misuse::UnknownArgument { argument, suggestion }, Lang::Zh) => {
            format!("没有 {argument} 这个选项或参数{}", perhaps(suggestion))
        }
        (Misuse::UnknownArgument { argument, suggestion }, Lang::En) => {
            format!("there is no option or argument {argument}{}", perhaps(suggestion))
        }
        (Misuse::UnknownVerb { verb, suggestion }, Lang::Zh) => {
            format!("没有 {verb} 这个命令{}", perhaps(suggestion))
        }
        (Misuse::UnknownVerb { verb, suggestion }, Lang::En) => {
            format!("there is no command {verb}{}", perhaps(suggestion))
        }
        (Misuse::NoVerb, Lang::Zh) => "请写出命令，如 huimin run".to_owned(),
        (Misuse::NoVerb, Lang::En) => "a command is missing, such as huimin run".to_owned(),
        (Misuse::UnwantedValue { argument }, Lang::Zh) => format!("{argument} 不带值"),
        (Misuse::UnwantedValue { argument }, Lang::En) => format!("{argument} takes no value"),
        (Misuse::BadValue { argument, value, allowed }, Lang::Zh) => {
            format!("{argument} 不接受 {value:?}，应为：{}", allowed_text(allowed, lang))
        }
        (Misuse::BadValue { argument, value, allowed }, Lang::En) => {
            format!("{argument} does not take {value:?}: it takes {}", allowed_text(allowed, lang))
        }
        (Misuse::NoValue { argument }, Lang::Zh) => format!("{argument} 缺少值"),
        (Misuse::NoValue { argument }, Lang::En) => format!("{argument} needs a value"),
        (Misuse::Missing { arguments }, Lang::Zh) => format!("缺少 {arguments}"),
        (Misuse::Missing { arguments }, Lang::En) => format!("{arguments} is missing"),
        (Misuse::Conflict { argument }, Lang::Zh) => format!("{argument} 重复，或不能与其他选项同用"),
        (Misuse::Conflict { argument }, Lang::En) => {
            format!("{argument} is there twice, or together with what excludes it")
        }
        (Misuse::NotUtf8, Lang::Zh) => "有参数不是 UTF-8 文本".to_owned(),
        (Misuse::NotUtf8, Lang::En) => "an argument is not text in UTF-8".to_owned(),
        (Misuse::Other(words), _) => words.clone(),
    }
}

fn allowed_text(allowed: &Allowed, lang: Lang) -> String {
    match (allowed, lang) {
        (Allowed::WholeNumber, Lang::Zh) => "允许范围内的正整数".to_owned(),
        (Allowed::WholeNumber, Lang::En) => "a whole number within its range".to_owned(),
        (Allowed::WholeNumbers { least, most: u64::MAX }, Lang::Zh) => format!("不小于{least}的整数"),
        (Allowed::WholeNumbers { least, most: u64::MAX }, Lang::En) => {
            format!("a whole number of {least} or more")
        }
        (Allowed::WholeNumbers { least, most }, Lang::Zh) => format!("{least}至{most}的整数"),
        (Allowed::WholeNumbers { least, most }, Lang::En) => {
            format!("a whole number from {least} to {most}")
        }
        (Allowed::Words(words), Lang::Zh) => words.join(" 或 "),
        (Allowed::Words(words), Lang::En) => words.join(" or "),
    }
}

/// Where to look after a misuse.
pub const fn see_help(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "详见 huimin --help，或 huimin 命令 --help",
        Lang::En => "See huimin --help, or huimin COMMAND --help",
    }
}

/// What went wrong outside the scenario: files, folders, threads, memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The folder exists already.
    FolderExists(String),
    /// Something is there that is no run folder.
    NotARunFolder(String),
    /// The folder that should be replaced is another verb's.
    OfAnotherVerb {
        /// Which.
        path: String,
        /// Whose.
        verb: String,
    },
    /// The folder that should be replaced holds what would be lost.
    Touched {
        /// Which.
        path: String,
        /// What the program did not write.
        foreign: Vec<String>,
        /// What was changed since.
        changed: Vec<String>,
    },
    /// The path does not end in a name.
    NoFolderName(String),
    /// The parent of the folder does not exist.
    NoParent(String),
    /// A file could not be read.
    Unreadable {
        /// Which.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// Something that knows independent trials alone, of a scenario that draws its futures in another way.
    OnlyPlain {
        /// The verb or option.
        what: String,
        /// The sampling of the scenario.
        found: String,
    },
    /// A run that should stop when it knows enough, of a scenario whose errors come from a few replicates.
    NotByPoints(String),
    /// The folders that were named hold no file.
    NoFiles,
    /// What a JUnit report should replace is none.
    NotJunit(String),
    /// The library that was named is no folder.
    NoLibrary(String),
    /// The value of an option is not between two others.
    NotBetween {
        /// The option, without its dashes.
        option: String,
        /// What was given.
        found: String,
        /// The least.
        low: String,
        /// The most.
        high: String,
    },
    /// The value of an option is no range, or no number in its range.
    BadRange {
        /// The option.
        option: String,
        /// What was typed.
        found: String,
    },
    /// What a reverse stress should move is neither a driver nor a path with a range.
    BadDriver(String),
    /// What should break a fund is no condition.
    BadCondition(String),
    /// A stress that was named says nothing of the scenario.
    NoStress {
        /// Which.
        name: String,
        /// Why.
        why: String,
    },
    /// A file or folder could not be written.
    Unwritable {
        /// Which.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// Another process is writing a folder of that name.
    Busy {
        /// Where.
        path: String,
        /// Its number.
        process: String,
    },
    /// The unfinished run is one of another plan.
    OtherRun(String),
    /// The run that should go on is finished, but lacks something.
    Lacking(String, Lacks),
    /// The run was interrupted, and its finished trials are kept.
    Paused(Kept),
    /// The rows do not fit in memory.
    TooLarge,
    /// The run was interrupted.
    Interrupted,
    /// What cannot happen by anything that a user does.
    Internal(String),
}

/// The sentence about a trouble: what, and what to do.
pub fn trouble(trouble: &Trouble, lang: Lang) -> String {
    match (trouble, lang) {
        (Trouble::FolderExists(path), Lang::Zh) => format!("{path} 已存在；换一个名称，或用 --force 替换"),
        (Trouble::FolderExists(path), Lang::En) => {
            format!("{path} exists; choose another name, or replace it with --force")
        }
        (Trouble::NotARunFolder(path), Lang::Zh) => {
            format!("{path} 不是结果文件夹，不会被替换；换一个名称")
        }
        (Trouble::NotARunFolder(path), Lang::En) => {
            format!("{path} is not a run folder and is never replaced; choose another name")
        }
        (Trouble::OfAnotherVerb { path, verb }, lang) => of_another_verb(path, verb, lang),
        (Trouble::Touched { path, foreign, changed }, lang) => touched(path, foreign, changed, lang),
        (Trouble::NoFolderName(path), Lang::Zh) => format!("{path} 不是文件夹的名称；请写出新文件夹的名称"),
        (Trouble::NoFolderName(path), Lang::En) => {
            format!("{path} does not end in a name; name a new folder")
        }
        (Trouble::NoParent(path), Lang::Zh) => format!("文件夹 {path} 不存在；请先建立它"),
        (Trouble::NoParent(path), Lang::En) => format!("there is no folder {path}; create it first"),
        (Trouble::Unreadable { path, reason }, Lang::Zh) => format!("无法读取 {path}：{reason}"),
        (Trouble::Unreadable { path, reason }, Lang::En) => format!("{path} cannot be read: {reason}"),
        (Trouble::NotBetween { option, found, low, high }, Lang::Zh) => {
            format!("--{option} 的取值 {found} 有误：应在 {low} 至 {high} 之间")
        }
        (Trouble::NotBetween { option, found, low, high }, Lang::En) => {
            format!("--{option} does not take {found}: write a value from {low} to {high}")
        }
        (Trouble::BadRange { option, found }, Lang::Zh) => format!(
            "--{option} 的取值 {found} 有误：--premium 与 --participation 写作 20..400（前小后大，均大于0，参保率不超过1）；其余为大于0的数（--max-change 小于1）"
        ),
        (Trouble::BadRange { option, found }, Lang::En) => format!(
            "--{option} does not take {found}: write --premium and --participation as 20..400 (rising, above 0, a participation at most 1), the others as a number above 0 (--max-change below 1)"
        ),
        (Trouble::BadDriver(found), Lang::Zh) => format!(
            "--reverse 的取值 {found} 有误：写作 all、驱动因素名称，或 路径=起..止（两数不同），如 payers.cii.deductible_yuan=20000..5000"
        ),
        (Trouble::BadDriver(found), Lang::En) => format!(
            "--reverse does not take {found}: write all, the name of a driver, or PATH=FROM..TO with two different numbers, such as payers.cii.deductible_yuan=20000..5000"
        ),
        (Trouble::BadCondition(found), Lang::Zh) => {
            format!("--breaks 的取值 {found} 有误：写作 指标>数值 或 指标<数值，如 cii.loss_ratio>1")
        }
        (Trouble::BadCondition(found), Lang::En) => format!(
            "--breaks does not take {found}: write FIGURE>NUMBER or FIGURE<NUMBER, such as cii.loss_ratio>1"
        ),
        (Trouble::NoStress { name, why }, lang) => super::stress::does_not_apply(name, why, lang),
        (Trouble::OnlyPlain { what, found }, Lang::Zh) => {
            format!("{what} 只适用于普通抽样，而情景的抽样方式为 {found}；请加上 --set run.sampling=plain")
        }
        (Trouble::OnlyPlain { what, found }, Lang::En) => format!(
            "{what} works with plain sampling alone, and the scenario's is {found}; add --set run.sampling=plain"
        ),
        (Trouble::NotByPoints(found), lang) => super::until::not_by_points(found, lang),
        (Trouble::NoFiles, Lang::Zh) => "没有找到 .json 文件".to_owned(),
        (Trouble::NoFiles, Lang::En) => "no .json file found".to_owned(),
        (Trouble::NotJunit(path), lang) => not_junit(path, lang),
        (Trouble::NoLibrary(path), lang) => no_library(path, lang),
        (Trouble::Unwritable { path, reason }, Lang::Zh) => format!("无法写入 {path}：{reason}"),
        (Trouble::Unwritable { path, reason }, Lang::En) => format!("{path} cannot be written: {reason}"),
        (Trouble::Busy { path, process }, Lang::Zh) => {
            format!("进程{process}正在写入 {path}；等它结束，或换一个名称")
        }
        (Trouble::Busy { path, process }, Lang::En) => {
            format!("process {process} is writing into {path}; wait for its end, or choose another name")
        }
        (Trouble::OtherRun(path), Lang::Zh) => format!(
            "{path} 是另一次未完成的模拟（情景、种子、次数、列或程序版本不同），不能接着做；去掉 --resume 重新开始，或换一个名称"
        ),
        (Trouble::OtherRun(path), Lang::En) => format!(
            "{path} is an unfinished run of another plan (scenario, seed, trials, columns or version of the program); begin anew without --resume, or choose another name"
        ),
        (Trouble::Lacking(path, lacks), lang) => lacking(path, lacks, lang),
        (Trouble::Paused(Kept { done, total, path, command }), Lang::Zh) => {
            format!("已中断；已完成的{done}/{total}次保存在 {path}。接着做：\n  {command}")
        }
        (Trouble::Paused(Kept { done, total, path, command }), Lang::En) => {
            format!(
                "interrupted; {done} of {} kept in {path}. Go on with:\n  {command}",
                plural(total, "trial")
            )
        }
        (Trouble::TooLarge, Lang::Zh) => "内存放不下全部结果；请减少次数或候选方案".to_owned(),
        (Trouble::TooLarge, Lang::En) => {
            "the results do not fit in memory; ask for fewer trials or designs".to_owned()
        }
        (Trouble::Interrupted, Lang::Zh) => "已中断，未写入任何内容".to_owned(),
        (Trouble::Interrupted, Lang::En) => "interrupted; nothing was written".to_owned(),
        (Trouble::Internal(reason), Lang::Zh) => format!("程序错误，请报告：{reason}"),
        (Trouble::Internal(reason), Lang::En) => {
            format!("a fault of the program, please report it: {reason}")
        }
    }
}

/// That no verb replaces the folder of another.
fn of_another_verb(path: &str, verb: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{path} 是 huimin {verb} 的结果，其他命令不会替换它；换一个名称，或先自行删除"),
        Lang::En => format!(
            "{path} was written by huimin {verb}, and no other verb replaces it; choose another name, or delete it yourself"
        ),
    }
}

/// That a JUnit report replaces nothing else.
fn not_junit(path: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("--junit：{path} 不是 JUnit 报告，不会被替换；换一个名称"),
        Lang::En => format!("--junit: {path} is no JUnit report and is not replaced; choose another name"),
    }
}

/// That the library is no folder.
fn no_library(path: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("--library：没有 {path} 这个文件夹；请写出自备情景所在的文件夹"),
        Lang::En => {
            format!("--library: there is no folder {path}; name the folder that holds your own scenarios")
        }
    }
}

/// The most names of files that a sentence lists.
const MOST_NAMES: usize = 8;

/// That a folder is not replaced because of what would be lost, and what to do.
fn touched(path: &str, foreign: &[String], changed: &[String], lang: Lang) -> String {
    let both = [
        match lang {
            Lang::Zh => ("不是程序写的", foreign),
            Lang::En => ("not written by the program", foreign),
        },
        match lang {
            Lang::Zh => ("写出之后改动过", changed),
            Lang::En => ("changed since it was written", changed),
        },
    ];
    let said = both.into_iter().filter(|(_, names)| !names.is_empty());
    let said = said.map(|(what, names)| match lang {
        Lang::Zh => format!("{what}：{}", listed(names, lang)),
        Lang::En => format!("{what}: {}", listed(names, lang)),
    });
    let said: Vec<String> = said.collect();
    match lang {
        Lang::Zh => format!(
            "{path} 不会被替换，以免其中的内容丢失（{}）；请把它们移到别处后重试，或换一个名称",
            said.join("；")
        ),
        Lang::En => format!(
            "{path} is not replaced, since work in it would be lost ({}); move these files elsewhere and try again, or choose another name",
            said.join("; ")
        ),
    }
}

/// Names in a sentence, the first few of many.
pub(super) fn listed(names: &[String], lang: Lang) -> String {
    let shown = &names[..names.len().min(MOST_NAMES)];
    match (names.len() - shown.len(), lang) {
        (0, Lang::Zh) => shown.join("、"),
        (0, Lang::En) => shown.join(", "),
        (_, Lang::Zh) => format!("{}等{}项", shown.join("、"), names.len()),
        (more, Lang::En) => format!("{} and {more} more", shown.join(", ")),
    }
}
