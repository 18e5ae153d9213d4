//! Gates: tables, verdicts, and what an undecided one would need.

use super::tables::{Word, money_unit};
use super::{Lang, plural};

/// The heading of a gate's table: its file, and the unit of money.
pub fn gate_heading(file: &str, lang: Lang) -> String {
    let unit = money_unit(lang);
    match lang {
        Lang::Zh => format!("门槛检查：{file}（金额单位{unit}，注明“元”者除外）"),
        Lang::En => format!("Gate: {file} (money in {unit} unless marked yuan)"),
    }
}

/// The line that ends a gate: how many of its checks passed, failed and stay undecided.
pub fn gate_line(verdict: Word, passed: usize, failed: usize, undecided: usize, lang: Lang) -> String {
    let verdict = verdict.text(lang);
    match lang {
        Lang::Zh => format!(
            "结论：{verdict}（通过{passed}项，未通过{failed}项，待定{undecided}项；以95%区间而非点估计与门槛比较）"
        ),
        Lang::En => format!(
            "Verdict: {verdict} ({passed} passed, {failed} failed, {undecided} undecided; the 95% interval is compared, not the point)"
        ),
    }
}

/// The line that ends a gate which looked more than once: counts of checks, the error rate of all looks together,
/// the trials of each look and the most there could have been.
pub fn looks_line(
    verdict: Word,
    [passed, failed, undecided]: [usize; 3],
    error_rate: &str,
    looks: &[String],
    most: &str,
    lang: Lang,
) -> String {
    let verdict = verdict.text(lang);
    match lang {
        Lang::Zh => format!(
            "结论：{verdict}（通过{passed}项，未通过{failed}项，待定{undecided}项；至多模拟{most}次，在{}次时检验，\
             任一门槛误判的概率不超过{error_rate}，括号内为与门槛比较的置信限）",
            looks.join("、")
        ),
        Lang::En => format!(
            "Verdict: {verdict} ({passed} passed, {failed} failed, {undecided} undecided; looked at {} of at most {most} \
             trials; any threshold is decided wrongly with probability {error_rate} at most; in brackets the limits \
             that were compared)",
            looks.join(", ")
        ),
    }
}

/// What an undecided threshold would need: so many trials in all, about, where anybody can say.
pub fn needed_line(check: &str, trials: &str, needed: Option<&str>, lang: Lang) -> String {
    match (lang, needed) {
        (Lang::Zh, Some(needed)) => {
            format!("{check}：模拟{trials}次后仍待定；若真值就在现估计处，共需约{needed}次（max_trials）")
        }
        (Lang::Zh, None) => {
            format!("{check}：模拟{trials}次后仍待定；估计值紧贴门槛或无值，所需次数无从估计")
        }
        (Lang::En, Some(needed)) => format!(
            "{check}: undecided after {}; were the truth where the estimate is, about {needed} in all would decide it (max_trials)",
            plural(trials, "trial")
        ),
        (Lang::En, None) => format!(
            "{check}: undecided after {}; the estimate lies on the threshold or has no value, so nobody can say how many it needs",
            plural(trials, "trial")
        ),
    }
}

/// A figure with the unit of the amounts behind it: they stand in no table whose head names one.
pub fn in_unit(figure: &str, unit: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{figure}（{unit}）"),
        Lang::En => format!("{figure} ({unit})"),
    }
}

/// How far the figures of a check may be from its baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nearness<'a> {
    /// Not at all.
    Equal,
    /// So much.
    Amount(&'a str),
    /// So many standard errors.
    StandardErrors(&'a str),
}

/// How a check against a baseline ended: figures compared, moved, and moved too far; the trials of the baseline and of
/// the run, where they are not as many.
pub fn baseline_line(
    (check, baseline): (&str, &str),
    trials: Option<&[String; 2]>,
    [compared, moved, too_far]: [usize; 3],
    nearness: Nearness<'_>,
    verdict: Word,
    lang: Lang,
) -> String {
    let verdict = verdict.text(lang);
    match lang {
        Lang::Zh => {
            let nearness = match nearness {
                Nearness::Equal => "须完全相同".to_owned(),
                Nearness::Amount(amount) => format!("允许变动{amount}"),
                Nearness::StandardErrors(errors) => format!("允许变动{errors}倍标准误"),
            };
            let trials = trials
                .map(|[kept, ours]| format!("（基准{kept}次模拟，本次{ours}次；次数不足的指标不比较）"))
                .unwrap_or_default();
            format!(
                "{check}：与基准 {baseline}{trials} 比较{compared}项指标（{nearness}），变动{moved}项，超限{too_far}项：{verdict}"
            )
        }
        Lang::En => {
            let nearness = match nearness {
                Nearness::Equal => "equal".to_owned(),
                Nearness::Amount(amount) => format!("within {amount}"),
                Nearness::StandardErrors(errors) => format!("within {}", plural(errors, "standard error")),
            };
            let trials = trials
                .map(|[kept, ours]| {
                    format!(" of {kept} trials (this run: {ours}; figures that need more are not compared)")
                })
                .unwrap_or_default();
            format!(
                "{check}: {} against {baseline}{trials} ({nearness}); {moved} moved, {too_far} too far: {verdict}",
                plural(compared, "figure")
            )
        }
    }
}

/// The heading of the figures that are not those of their baseline.
pub fn moved_heading(lang: Lang) -> String {
    let unit = money_unit(lang);
    match lang {
        Lang::Zh => format!("与基准相比有变动的指标（由大到小；金额单位{unit}，注明“元”者除外）"),
        Lang::En => {
            format!("What moved from the baseline, largest first (money in {unit} unless marked yuan)")
        }
    }
}

/// How many more figures moved than are shown.
pub fn more_moved(n: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("……另有{n}项变动，见 --json"),
        Lang::En => format!("... and {n} more; --json has them all"),
    }
}

/// The last line of all gates: the worst verdict, and how many checks passed.
pub fn verdict_line(verdict: Word, passed: usize, all: usize, lang: Lang) -> String {
    let verdict = verdict.text(lang);
    match lang {
        Lang::Zh => format!("门槛检查：{verdict}，{all}项中通过{passed}项"),
        Lang::En => format!("gate: {verdict}, {passed} of {}", plural(all, "check")),
    }
}

/// A check in one sentence: the figure, what is asked of it, what the run gives, the verdict.
pub fn check_sentence(figure: &str, threshold: &str, found: &str, verdict: Word, lang: Lang) -> String {
    let verdict = verdict.text(lang);
    match lang {
        Lang::Zh => format!("{figure}：门槛{threshold}，模拟值{found}：{verdict}"),
        Lang::En => format!("{figure}: asked {threshold}, simulated {found}: {verdict}"),
    }
}
