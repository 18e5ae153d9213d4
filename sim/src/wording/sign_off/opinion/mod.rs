//! The draft of an actuarial opinion (精算意见书), with the figures in place; every number names its row.
//!
//! The text is Markdown of few forms, one to a line: headings, `>` notices, `-` items, tables, paragraphs, and words
//! in `**` or backquotes within them. The Word document is made from the same lines.

mod en;
mod zh;

use super::super::book::Table;
use super::super::{Bilingual, Lang, plural};

/// A figure that the opinion states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpinionFigure {
    /// Its row among the figures: `F7`.
    pub key: String,
    /// Whose it is, by id; nothing for the city.
    pub fund: String,
    /// Its word: `loss_ratio`.
    pub metric: String,
    /// What it is called.
    pub label: Bilingual,
    /// Its value, as people read it.
    pub value: Bilingual,
    /// Its standard error and interval, where it has one.
    pub error: Option<[Bilingual; 3]>,
}

/// What another reading does to a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpinionReading {
    /// The switch, the reading used and the other.
    pub switch: [String; 3],
    /// The article that leaves it open.
    pub article: String,
    /// The difference that it makes.
    pub figure: OpinionFigure,
}

/// What the opinion rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is named in the text that uses it")]
pub struct Opinion {
    pub title: Bilingual,
    pub purpose: Bilingual,
    pub run: String,
    pub trials: u64,
    pub seed: u64,
    pub years: [u16; 2],
    pub engine: String,
    pub scenario_digest: String,
    pub as_of: String,
    /// Documents and articles that the terms name.
    pub sources: Vec<String>,
    /// Blocks that are made up.
    pub synthetic: Vec<String>,
    /// Assumptions: all, expired, not approved, synthetic.
    pub assumptions: [usize; 4],
    /// The funds and books, by id, with the kind of each.
    pub funds: Vec<(String, Bilingual)>,
    pub figures: Vec<OpinionFigure>,
    /// The readings that matter most; nothing where the run does not tell.
    pub readings: Option<Vec<OpinionReading>>,
    pub omissions: Vec<Bilingual>,
    /// Whether the figures are those of a file's own bills.
    pub own_bills: bool,
    /// What tests in other folders came to.
    pub checks: Vec<Bilingual>,
    /// The standard tables that are there.
    pub included: Vec<Table>,
    /// The standard tables that are missing.
    pub missing: Vec<Bilingual>,
    /// The sample: persons, bills, formulas, of them different.
    pub sample: [usize; 4],
}

/// The groups of a fund's figures: what each is called, and which words belong to it.
const GROUPS: [(&str, &str, &[&str]); 5] = [
    (
        "保费与收入",
        "Premium and income",
        &[
            "bid_yuan_per_head",
            "benchmark_yuan_per_head",
            "premium_yuan_per_year",
            "income",
            "premium",
            "earned_premium",
            "premium_per_head",
            "members",
            "participation",
        ],
    ),
    (
        "赔付",
        "Claims",
        &[
            "claims",
            "claims_per_head",
            "loss_ratio",
            "loss_ratio_p05",
            "loss_ratio_p50",
            "loss_ratio_p95",
            "combined_ratio",
            "composite_loss_ratio",
        ],
    ),
    (
        "赤字",
        "Deficit",
        &[
            "deficit_probability",
            "term_shortfall_probability",
            "deficit",
            "combined_above_100_probability",
            "insurer_loss_probability",
        ],
    ),
    (
        "风险准备金与赤字分担",
        "Risk reserve and who bears a deficit",
        &[
            "reserve_contribution",
            "draw",
            "draw_in_deficit",
            "closing_balance",
            "exhaustion_probability",
            "insurer_part",
            "insurer_part_in_deficit",
            "insurer_share_of_sums",
        ],
    ),
    (
        "经营结果",
        "Result",
        &[
            "operating_cost",
            "cost",
            "insurer_result",
            "result",
            "break_even_bid",
            "break_even_premium",
            "insurer_loss_tvar99",
            "expense_ratio",
            "loss_tvar99",
        ],
    ),
];

impl Opinion {
    /// Whether a figure of a fund is stated in the opinion.
    pub fn states(metric: &str) -> bool {
        GROUPS.iter().any(|(.., metrics)| metrics.contains(&metric))
    }
}

/// The opinion as Markdown.
pub fn opinion(it: &Opinion, lang: Lang) -> String {
    match lang {
        Lang::Zh => zh::text(it),
        Lang::En => en::text(it),
    }
}

/// A value with its error.
pub fn with_error(value: &Bilingual, error: Option<&[Bilingual; 3]>, lang: Lang) -> String {
    let value = value.get(lang);
    match (error.map(|error| error.each_ref().map(|part| part.get(lang))), lang) {
        (None, _) => value.to_owned(),
        (Some([se, low, high]), Lang::Zh) => {
            format!("{value}（标准误{se}，95%置信区间{low}至{high}）")
        }
        (Some([se, low, high]), Lang::En) => {
            format!("{value} (standard error {se}, 95% interval {low} to {high})")
        }
    }
}

/// A figure with its error and row.
fn said(figure: &OpinionFigure, lang: Lang) -> String {
    let (label, key) = (figure.label.get(lang), &figure.key);
    let value = with_error(&figure.value, figure.error.as_ref(), lang);
    // a bound needs no verb: 低于5.0%
    let is = if value.starts_with(|it: char| it.is_ascii_digit() || it == '-') { "为" } else { "" };
    match lang {
        Lang::Zh => format!("{label}{is}{value}〔{key}〕"),
        Lang::En => format!("{label}: {value} [{key}]"),
    }
}

/// The results of every fund: what they say of a deficit in sentences, then all of them in a table.
fn results(it: &Opinion, lang: Lang) -> String {
    let mut text = String::new();
    for (id, kind) in &it.funds {
        let of =
            |metric: &str| it.figures.iter().find(|figure| figure.fund == *id && figure.metric == metric);
        let heading = match lang {
            Lang::Zh => format!("\n### {}（{id}）\n\n", kind.get(lang)),
            Lang::En => format!("\n### {} ({id})\n\n", kind.get(lang)),
        };
        text.push_str(&heading);
        let chances = ["deficit_probability", "term_shortfall_probability", "insurer_loss_probability"];
        for figure in chances.iter().filter_map(|metric| of(metric)) {
            let said = said(figure, lang);
            let line = match lang {
                Lang::Zh => format!("- 在{}次模拟中，{said}。\n", it.trials),
                Lang::En => format!("- Of {}, {said}.\n", plural(it.trials, "trial")),
            };
            text.push_str(&line);
        }
        if let (Some(drawn), Some(insurer)) = (of("draw_in_deficit"), of("insurer_part_in_deficit")) {
            let [a, b] = [drawn, insurer].map(|figure| (figure.value.get(lang), &figure.key));
            let line = match lang {
                Lang::Zh => format!(
                    "- 若发生赤字，风险准备金平均承担{}〔{}〕，保险公司平均承担{}〔{}〕。\n",
                    a.0, a.1, b.0, b.1
                ),
                Lang::En => format!(
                    "- In a deficit the reserve bears {} [{}] and the insurer {} [{}] on average.\n",
                    a.0, a.1, b.0, b.1
                ),
            };
            text.push_str(&line);
        }
        text.push('\n');
        text.push_str(&table(&of, lang));
    }
    text
}

/// The figures of a fund, group by group.
fn table<'a>(of: &impl Fn(&str) -> Option<&'a OpinionFigure>, lang: Lang) -> String {
    let mut text = lang
        .of(
            "| 指标 | 结果 | 标准误 | 95%置信区间 | 编号 |\n",
            "| figure | value | standard error | 95% interval | row |\n",
        )
        .to_owned();
    text.push_str("|---|---:|---:|---:|---|\n");
    for (zh, en, metrics) in GROUPS {
        let stated: Vec<&OpinionFigure> = metrics.iter().filter_map(|metric| of(metric)).collect();
        if !stated.is_empty() {
            text = text + "| **" + lang.of(zh, en) + "** | | | | |\n";
        }
        for figure in stated {
            let (se, interval) = match (&figure.error, lang) {
                (None, _) => ("–".to_owned(), "–".to_owned()),
                (Some([se, low, high]), Lang::Zh) => (se.zh.clone(), format!("{} 至 {}", low.zh, high.zh)),
                (Some([se, low, high]), Lang::En) => (se.en.clone(), format!("{} to {}", low.en, high.en)),
            };
            let key =
                if lang == Lang::Zh { format!("〔{}〕", figure.key) } else { format!("[{}]", figure.key) };
            let cells = [figure.label.get(lang), figure.value.get(lang), &se, &interval, &key];
            text = text + "| " + &cells.map(one_cell).join(" | ") + " |\n";
        }
    }
    text
}

/// A text that does not part a row.
fn one_cell(text: &str) -> String {
    text.replace('|', "／").replace('\n', " ")
}

/// The years of an opinion.
fn period(it: &Opinion, lang: Lang) -> String {
    match (it.years, lang) {
        ([first, last], Lang::Zh) if first == last => format!("{first}年"),
        ([first, last], Lang::Zh) => format!("{first}年至{last}年"),
        ([first, last], Lang::En) if first == last => first.to_string(),
        ([first, last], Lang::En) => format!("{first} to {last}"),
    }
}

/// What the opinion is on: the groups of which it states a figure.
fn subjects(it: &Opinion, lang: Lang) -> String {
    let stated = |metrics: &[&str]| it.figures.iter().any(|figure| metrics.contains(&figure.metric.as_str()));
    let named = GROUPS.iter().filter(|(.., metrics)| stated(metrics));
    let named: Vec<String> = named.map(|(zh, en, _)| lang.of(zh, &en.to_lowercase()).to_owned()).collect();
    named.join(if lang == Lang::Zh { "、" } else { ", " })
}

/// Whether a risk reserve is among what it is on.
fn has_reserve(it: &Opinion) -> bool {
    it.figures.iter().any(|figure| figure.metric == "reserve_contribution")
}

/// What is tested, and in which table; what is not, said so.
fn tested(it: &Opinion, lang: Lang) -> String {
    let mut text = String::new();
    for (table, zh, en) in TESTS {
        let number = table.number().unwrap_or_default();
        let there = it.included.contains(&table);
        let line = match (there, lang) {
            (true, Lang::Zh) => format!("- {zh}：见 {number}。\n"),
            (true, Lang::En) => format!("- {en}: {number}.\n"),
            (false, Lang::Zh) => format!("- {zh}：**本册未作**。\n"),
            (false, Lang::En) => format!("- {en}: **not done in this pack**.\n"),
        };
        text.push_str(&line);
    }
    for said in &it.checks {
        let end = if lang == Lang::Zh { "。" } else { "." };
        text = text + "- " + said.get(lang) + end + "\n";
    }
    if it.checks.is_empty() {
        text.push_str(lang.of(
            "- 回测与门槛检验：**本册未作**。\n",
            "- Back-tests and gates: **not done in this pack**.\n",
        ));
    }
    text
}

/// The tests that have a standard table.
const TESTS: [(Table, &str, &str); 4] = [
    (Table::Stress, "情景与压力测试", "Stress tests"),
    (Table::Uncertainty, "不确定性来源分解", "Where the variance is from"),
    (Table::Experience, "精算回溯（A/E）", "Look-back, actual over expected"),
    (Table::Calibration, "对公开数据的校准核对", "Check against public figures"),
];

fn readings(it: &Opinion, lang: Lang) -> String {
    let Some(readings) = &it.readings else {
        return format!("{}\n", super::how_to_get_readings(lang));
    };
    let mut text = String::new();
    for OpinionReading { switch: [switch, used, other], article, figure } in readings {
        let line = match lang {
            Lang::Zh => format!(
                "- {switch}（{article}）：本次采用 {used}；若改为 {other}，{}。\n",
                said(figure, lang)
            ),
            Lang::En => {
                format!("- {switch} ({article}): {used} was used; with {other}, {}.\n", said(figure, lang))
            }
        };
        text.push_str(&line);
    }
    text
}

/// The articles that the terms name, after the documents that they are in.
fn sources(it: &Opinion, lang: Lang) -> String {
    let named = |mark: &str| it.sources.iter().any(|source| source.contains(mark));
    let documents = DOCUMENTS.iter().filter(|(mark, ..)| named(mark));
    let documents: String = documents
        .fold(String::new(), |text, (mark, zh, en)| text + "- " + mark + " " + lang.of(zh, en) + "\n");
    let between = if lang == Lang::Zh { "；" } else { "; " };
    format!("{documents}- {}{}\n", lang.of("条款：", "Articles: "), it.sources.join(between))
}

/// The documents by their marks in scenarios (docs/sources.md).
const DOCUMENTS: [(&str, &str, &str); 6] = [
    ("[S0]", "《温州市城乡居民大病保险问题及对策研究》", "a study of Wenzhou's critical illness insurance"),
    (
        "[S1]",
        "《衢州市大病保险办法》（自2016年1月1日起施行）",
        "Quzhou's Measure on critical illness insurance (in force from 2016-01-01)",
    ),
    (
        "[S2]",
        "《温州市全民商业补充医疗保险实施方案》（温医保联发〔2021〕1号）",
        "Wenzhou's plan of a commercial supplementary medical insurance for all (2021, no. 1)",
    ),
    ("[S3]", "《多层次医疗保障创新案例集》（2022—2023）", "Cases of multi-layer medical security, 2022-2023"),
    ("[S4]", "《互联网健康险保障指数》（2019）", "Index of Internet health insurance, 2019"),
    (
        "[D]",
        "公开数据与产品公告（出处见程序文档 docs/sources.md）",
        "public data and product notices (see docs/sources.md)",
    ),
];

fn bullets<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    lines.fold(String::new(), |text, line| text + "- " + line + "\n")
}
