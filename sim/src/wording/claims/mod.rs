//! What is wrong with rows of an insurer's claims, and the words of the reconciliation (数据核对).

mod defects;

pub use defects::DefectKind;

use super::{Lang, plural};

/// What would have been right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// The kind says it all.
    Plain,
    /// From one to another, both allowed.
    Between(String, String),
    /// One of these words.
    Words(Vec<String>),
    /// One of these columns: its name and its place, from 1.
    Columns(Vec<(String, usize)>),
    /// What the document states.
    Stated(&'static str),
    /// What stands at another line.
    Line(u64),
    /// This amount or number.
    Exactly(String),
}

/// What is allowed, in words; nothing where the kind says it all.
pub fn allowed(it: &Allowed, lang: Lang) -> Option<String> {
    Some(match (it, lang) {
        (Allowed::Plain, _) => return None,
        (Allowed::Between(low, high), Lang::Zh) => format!("允许 {low} 至 {high}"),
        (Allowed::Between(low, high), Lang::En) => format!("allowed: {low} to {high}"),
        (Allowed::Words(words), Lang::Zh) => format!("已知：{}", words.join("、")),
        (Allowed::Words(words), Lang::En) => format!("known: {}", words.join(", ")),
        (Allowed::Columns(columns), Lang::Zh) => {
            let columns: Vec<String> =
                columns.iter().map(|(name, place)| format!("{name}（第{place}列）")).collect();
            format!("找到 {}", columns.join("、"))
        }
        (Allowed::Columns(columns), Lang::En) => {
            let columns: Vec<String> =
                columns.iter().map(|(name, place)| format!("{name} (column {place})")).collect();
            format!("found: {}", columns.join(", "))
        }
        (Allowed::Stated(stated), Lang::Zh) => format!("所声明的是 {stated}"),
        (Allowed::Stated(stated), Lang::En) => format!("stated: {stated}"),
        (Allowed::Line(line), Lang::Zh) => format!("另见第{line}行"),
        (Allowed::Line(line), Lang::En) => format!("see line {line}"),
        (Allowed::Exactly(amount), Lang::Zh) => format!("应为 {amount}"),
        (Allowed::Exactly(amount), Lang::En) => format!("expected {amount}"),
    })
}

/// One defect in a line: where, what, the value found, what is allowed, what to do.
pub fn defect(
    (file, line, column): (&str, u64, &str),
    (kind, value, it): (DefectKind, &str, &Allowed),
    lang: Lang,
) -> String {
    let place = if line > 0 { format!("{file}:{line}") } else { file.to_owned() };
    let column = if column.is_empty() { String::new() } else { format!(" [{column}]") };
    let value = match (value.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Zh) => format!("“{value}”"),
        (false, Lang::En) => format!(" \"{value}\""),
    };
    let (text, remedy) = (kind.text(lang), kind.remedy(lang));
    let allowed = allowed(it, lang);
    match lang {
        Lang::Zh => {
            let allowed = allowed.map(|it| format!("；{it}")).unwrap_or_default();
            format!("{place}{column}：{text}{value}{allowed}；{remedy}")
        }
        Lang::En => {
            let allowed = allowed.map(|it| format!("; {it}")).unwrap_or_default();
            format!("{place}{column}: {text}{value}{allowed}; {remedy}")
        }
    }
}

words! {
    /// A heading, a column or a sentence of the reconciliation without data.
    pub enum ClaimsWord {
        Synthetic "虚构数据：人员与账单均由模型生成" "synthetic: persons and bills are made up"
        Holds "核对平衡：可供后续计算使用" "the reconciliation holds: the claims can be used"
        Fails
            "核对未通过：在改正或声明剔除之前不作任何计算"
            "the reconciliation fails: nothing is computed until the rows are corrected, or the document lets them drop"
        Policies "保单" "policies"
        Claims "赔案与结算" "claims"
        Rows "行数" "rows"
        Read "读入" "read"
        Kept "保留" "kept"
        Dropped "按声明剔除" "dropped as stated"
        InError "有误" "in error"
        Hidden "不列示" "not shown"
        Balances
            "读入 = 保留 + 剔除 + 有误，行数与各列金额均到分相符"
            "read = kept + dropped + in error, in rows and to the fen in every column"
        DoesNotBalance "读入与去向不符" "what was read is not what became of it"
        Controls "控制总数" "control totals"
        Stated "声明" "stated"
        Found "实际" "found"
        Agreement "核对" "check"
        Agrees "相符" "agrees"
        Differs "不符" "differs"
        Years "各保单年度（冲销已对销）" "policy years, without what was taken back"
        Year "保单年度" "policy year"
        Persons "参保人数" "insured"
        Premium "保费（元）" "premium (yuan)"
        Bills "结算次数" "bills"
        Patients "有结算人数" "patients"
        Total "医疗费总额（元）" "whole cost (yuan)"
        Paid "已赔付（元）" "paid (yuan)"
        Open "已报案未赔付（元）" "notified, not paid (yuan)"
        File "文件" "file"
        Line "行" "line"
        Column "列" "column"
        Key "代码" "key"
        Part "内容" "what"
        Remedy "处理" "remedy"
    }
}

/// What the files of a synthetic insurer are.
pub const fn synthetic_insurer(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "虚构：人员、账单、日期与冲销均由模型按种子生成，与任何真实个人无关",
        Lang::En => {
            "synthetic: persons, bills, days and reversals are made by the model from a seed; nobody is in them"
        }
    }
}

/// Below how many persons nothing is shown.
pub fn suppression(least: u64, lang: Lang) -> String {
    match (least, lang) {
        (0, Lang::Zh) => "未作小单元抑制".to_owned(),
        (0, Lang::En) => "small cells are shown".to_owned(),
        (n, Lang::Zh) => {
            format!("少于{n}人的单元不列示，并作互补抑制；缺陷的取值只示其形状（9为数字，x为文字）")
        }
        (n, Lang::En) => format!(
            "cells of fewer than {n} persons are not shown, nor what would give them away; values of defects by their shape (9 a digit, x a letter)"
        ),
    }
}

/// How many pairs take each other back; `None` where they are too few to be told.
pub fn reversed(pairs: Option<u64>, least: u64, net: &str, lang: Lang) -> String {
    let pairs = pairs.map_or_else(|| format!("<{least}"), |it| it.to_string());
    match lang {
        Lang::Zh => format!("冲销：{pairs}对，两两相抵，净额 {net} 元"),
        Lang::En => format!(
            "reversals: {}, each of which brings another to zero; net {net} yuan",
            plural(pairs, "row")
        ),
    }
}

/// Columns that no file has.
pub fn assumed(columns: &[&str], lang: Lang) -> String {
    let of = |key: &str| {
        let (zh, en) = assumption(key);
        match lang {
            Lang::Zh => format!("  {key}：{zh}"),
            Lang::En => format!("  {key}: {en}"),
        }
    };
    let lines: Vec<String> = columns.iter().map(|key| of(key)).collect();
    let head = match lang {
        Lang::Zh => "文件中没有的列，按下述处理：",
        Lang::En => "columns that no file has, and what is taken instead:",
    };
    format!("{head}\n{}", lines.join("\n"))
}

fn assumption(key: &str) -> (&'static str, &'static str) {
    match key {
        "policy" => ("以人员编号与起期识别保单", "a policy is known by person and first day"),
        "year" => ("由日期推定保单年度", "the policy year follows from the day"),
        "age" => ("由出生日期推算", "from the date of birth"),
        "birth" => ("以年龄为准", "the age stands"),
        "retired" => ("均不作退休", "nobody is retired"),
        "pre_existing" => ("均无既往症", "nobody has a pre-existing condition"),
        "medical_aid" => ("均非救助对象", "nobody is entitled to medical aid"),
        "premium" => ("保费为零", "no premium"),
        "from" | "to" => ("以保单年度为保障期", "cover lasts the policy year"),
        "bill" => ("每行自成一单", "every row is a bill of its own"),
        "notified" => ("以出险日为报案日", "notice on the day of service"),
        "paid" => ("以报案日为赔付日，无未决", "payment on the day of notice, nothing open"),
        "reversal_of" => ("无冲销", "nothing is taken back"),
        "liability" => ("唯一责任", "the only liability"),
        "level" => ("三级医院", "tertiary hospital"),
        "place" => ("参保地", "in the city"),
        "listed_cause" => ("均非既往症所致", "no pre-existing cause"),
        "listed" => ("全自费均非合理费用", "no own expense is on the list"),
        "payment" => ("产品未赔付", "the product paid nothing"),
        _ => ("未说明", "not said"),
    }
}

/// The heading of a column of amounts.
pub fn column_yuan(column: &str, lang: Lang) -> String {
    let (zh, en) = match column {
        "premium" => ("保费", "premium"),
        "total" => ("医疗费总额", "whole cost"),
        "payment" => ("赔付", "payment"),
        other => (other, other),
    };
    match lang {
        Lang::Zh => format!("{zh}（元）"),
        Lang::En => format!("{en} (yuan)"),
    }
}

/// What became of rows with a defect.
pub fn fate(word: ClaimsWord, kind: DefectKind, lang: Lang) -> String {
    let (word, kind) = (word.text(lang), kind.text(lang));
    match lang {
        Lang::Zh => format!("{word}：{kind}"),
        Lang::En => format!("{word}: {kind}"),
    }
}

/// What stands over the defects of a kind.
pub fn kind_heading(kind: DefectKind, fate: ClaimsWord, count: u64, lang: Lang) -> String {
    let (kind, fate) = (kind.text(lang), fate.text(lang));
    match lang {
        Lang::Zh => format!("{kind}（{fate}{count}处）"),
        Lang::En => format!("{kind} ({fate}: {count})"),
    }
}

/// How many defects of how many kinds.
pub fn defects(count: u64, kinds: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("缺陷：{count}处，{kinds}类"),
        Lang::En => format!("defects: {count}, of {}", plural(kinds, "kind")),
    }
}

/// What is not listed.
pub fn and_more(count: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("……另有{count}处"),
        Lang::En => format!("... and {count} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_defect_is_told_with_its_remedy_in_both_languages() {
        for kind in DefectKind::ALL {
            for lang in [Lang::Zh, Lang::En] {
                let text = defect(("a.csv", 7, "保费"), (kind, "1,2", &Allowed::Line(3)), lang);
                assert!(text.starts_with("a.csv:7 [保费]") && text.contains("1,2"), "{text}");
                assert!(text.contains(kind.text(lang)) && text.contains(kind.remedy(lang)), "{text}");
            }
            let chinese = |text: &str| text.chars().any(|it| ('\u{4e00}'..='\u{9fff}').contains(&it));
            assert!(chinese(kind.text(Lang::Zh)) && !chinese(kind.text(Lang::En)), "{kind:?}");
        }
        let mut keys = DefectKind::ALL.map(DefectKind::key).to_vec();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), DefectKind::ALL.len());
    }
}
