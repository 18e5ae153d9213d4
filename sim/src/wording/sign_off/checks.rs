//! What tests in other folders came to, in words.

use super::super::backtest::Measure;
use super::super::clauses::name_of;
use super::super::{Lang, plural};

/// A gate: its checks, of which passed, failed, undecided.
pub fn gates(folder: &str, [all, passed, failed, undecided]: [usize; 4], lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "门槛检验（{folder}）：共{all}项，通过{passed}项，未通过{failed}项，待定{undecided}项，逐项见 S7"
        ),
        Lang::En => format!(
            "Gates ({folder}): {}, {passed} passed, {failed} failed, {undecided} undecided; each in S7",
            plural(all, "check")
        ),
    }
}

/// A back-test: how many published figures count, and how many of them fell into the 95% interval.
pub fn back_tests(folder: &str, [published, within]: [u64; 2], lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "回测（{folder}）：以已公布的产品年度结果检验模型，可计分的公布值{published}个，其中{within}个落在模拟的95%区间内，分组见 S7"
        ),
        Lang::En => format!(
            "Back-test ({folder}): of {} of product-years that count, {within} fell into the simulated 95% interval; by group in S7",
            plural(published, "published figure")
        ),
    }
}

/// A group of a back-test: line of business and figure.
pub fn group(line: &str, measure: &str, lang: Lang) -> String {
    let label = Measure::ALL.into_iter().find(|it| it.key() == measure);
    format!("{} · {}", name_of(line, lang), label.map_or(measure, |it| it.text(lang)))
}

/// What is asked of a group.
pub const fn covers(lang: Lang) -> &'static str {
    lang.of(
        "公布值应有约90%、95%落在模拟的相应区间内",
        "about 90% and 95% of published figures within the simulated intervals",
    )
}

/// How many of a group's figures fell where.
pub fn within([within_90, within_95, of]: [u64; 3], lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{of}个中{within_90}个在90%区间内，{within_95}个在95%区间内"),
        Lang::En => format!("of {of}, {within_90} within 90% and {within_95} within 95%"),
    }
}

/// A baseline: how many figures were compared, how many moved.
pub fn compared([figures, moved]: [u64; 2], lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("比较{figures}个指标，{moved}个有变动"),
        Lang::En => format!("{} compared, {moved} moved", plural(figures, "figure")),
    }
}

/// The baseline that figures are held against.
pub fn baseline(file: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("与基准 {file} 比较"),
        Lang::En => format!("against {file}"),
    }
}

/// A look-back and its day of valuation.
pub fn look_back(folder: &str, as_of: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("精算回溯（{folder}）：评估日{as_of}，逐责任、逐人群的实际与预期之比见 T10"),
        Lang::En => format!(
            "Look-back ({folder}): valued at {as_of}; actual over expected by liability and cohort in T10"
        ),
    }
}

/// A premium walk: from one price to another.
pub fn walk(folder: &str, [first, last]: [&str; 2], lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("保费推导（{folder}）：由{first}元/人至{last}元/人，逐步见 S7，每一步的情景可重新模拟")
        }
        Lang::En => format!(
            "Premium walk ({folder}): from {first} to {last} yuan a head, step by step in S7; the scenario of each step runs again"
        ),
    }
}

/// A step of a walk: the price after it.
pub fn price_after(price: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("此后{price}元/人"),
        Lang::En => format!("{price} yuan a head after it"),
    }
}

/// The effect of a step.
pub fn effect(by: &str, error: Option<&str>, lang: Lang) -> String {
    match (lang, error) {
        (Lang::Zh, None) => format!("影响{by}元/人"),
        (Lang::Zh, Some(se)) => format!("影响{by}元/人（标准误{se}）"),
        (Lang::En, None) => format!("effect {by} yuan a head"),
        (Lang::En, Some(se)) => format!("effect {by} yuan a head (standard error {se})"),
    }
}

/// Own claims, reconciled or fitted, whose tables are taken in.
pub fn taken_in(verb: &str, folder: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => match verb {
            "fit" => format!("经验拟合（{folder}）：拟合参数与误差见所附各表"),
            _ => format!("理赔数据核对（{folder}）：见所附各表"),
        },
        Lang::En => match verb {
            "fit" => format!("Fit to own claims ({folder}): parameters and errors in the tables taken in"),
            _ => format!("Reconciliation of claims ({folder}): in the tables taken in"),
        },
    }
}
