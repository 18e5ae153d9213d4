//! What the program says beside its results: how far it is, how an error begins, where the results are.

use super::{Lang, plural};

/// How many scenarios were checked, and how many of them are bad.
pub fn validated(checked: usize, bad: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh if bad == 0 => format!("检查了{checked}个情景，均可用"),
        Lang::Zh => format!("检查了{checked}个情景，{bad}个有误"),
        Lang::En => {
            let state = match (checked, bad) {
                (1, 0) => "valid".to_owned(),
                (1, _) => "invalid".to_owned(),
                (_, 0) => "all valid".to_owned(),
                (_, bad) => format!("{bad} invalid"),
            };
            format!("{} checked, {state}", plural(checked, "scenario"))
        }
    }
}

/// How an error line begins.
pub const fn error_prefix(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "错误：",
        Lang::En => "error: ",
    }
}

/// The progress bar: placeholders of the bar's template in words.
pub const fn progress_template(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "模拟 {bar:30} {pos}/{len} 次  {per_sec}  剩余 {eta}",
        Lang::En => "simulating {bar:30} {pos}/{len} trials  {per_sec}  {eta} left",
    }
}

/// One line of progress: trials done and to do, trials a second, seconds left.
pub fn progress_line(done: u64, total: u64, per_second: f64, seconds_left: f64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("模拟 {done}/{total} 次，每秒 {per_second:.1} 次，剩余约 {seconds_left:.0} 秒"),
        Lang::En => {
            format!(
                "{done} of {}, {per_second:.1} a second, about {seconds_left:.0} s left",
                plural(total, "trial")
            )
        }
    }
}

/// Which of several runs begins.
pub fn now_at(name: &str, nth: usize, of: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("第{nth}/{of}个案例：{name}"),
        Lang::En => format!("case {nth} of {of}: {name}"),
    }
}

/// Where the results are.
pub fn written_to(path: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("结果已写入 {path}"),
        Lang::En => format!("results written to {path}"),
    }
}
