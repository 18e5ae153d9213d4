//! The draft of an actuarial opinion (精算意见书), with the figures in place; every number names its row.

use super::super::{Bilingual, Lang};

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
        Lang::Zh => zh(it),
        Lang::En => en(it),
    }
}

/// A figure with its error and row.
fn said(figure: &OpinionFigure, lang: Lang) -> String {
    let (label, value, key) = (figure.label.get(lang), figure.value.get(lang), &figure.key);
    match (&figure.error, lang) {
        (None, Lang::Zh) => format!("{label}为{value}〔{key}〕"),
        (None, Lang::En) => format!("{label}: {value} [{key}]"),
        (Some(error), Lang::Zh) => {
            let [se, low, high] = error.each_ref().map(|part| part.get(lang));
            format!("{label}为{value}（标准误{se}，95%置信区间{low}至{high}）〔{key}〕")
        }
        (Some(error), Lang::En) => {
            let [se, low, high] = error.each_ref().map(|part| part.get(lang));
            format!("{label}: {value} (standard error {se}, 95% interval {low} to {high}) [{key}]")
        }
    }
}

/// The results of every fund, group by group.
fn results(it: &Opinion, lang: Lang) -> String {
    let mut text = String::new();
    for (id, kind) in &it.funds {
        let heading = match lang {
            Lang::Zh => format!("\n**{}（{id}）**\n\n", kind.get(lang)),
            Lang::En => format!("\n**{} ({id})**\n\n", kind.get(lang)),
        };
        text.push_str(&heading);
        for (zh, en, metrics) in GROUPS {
            let of = |metric: &&str| {
                it.figures.iter().find(|figure| figure.fund == *id && figure.metric == **metric)
            };
            let stated: Vec<String> =
                metrics.iter().filter_map(of).map(|figure| said(figure, lang)).collect();
            if stated.is_empty() {
                continue;
            }
            let line = match lang {
                Lang::Zh => format!("- {zh}：{}。\n", stated.join("；")),
                Lang::En => format!("- {en}. {}.\n", stated.join("; ")),
            };
            text.push_str(&line);
        }
    }
    text
}

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

fn zh(it: &Opinion) -> String {
    let Opinion { run, trials, seed, years: [first, last], engine, scenario_digest, as_of, .. } = it;
    let [all, expired, open, synthetic] = it.assumptions;
    let [persons, bills, formulas, different] = it.sample;
    let zh = Lang::Zh;
    let title = it.title.get(zh);
    let sources = sources(it, zh);
    let made_up = if it.synthetic.is_empty() {
        "情景未标记合成的参数块。\n".to_owned()
    } else {
        format!("情景中标记为合成的参数块：{}。\n", it.synthetic.join("、"))
    };
    let omissions = bullets(it.omissions.iter().map(|it| it.get(zh)));
    let missing = bullets(it.missing.iter().map(|it| it.get(zh)));
    let missing = if missing.is_empty() { "无。\n".to_owned() } else { missing };
    format!(
        "# 精算意见书（草稿）

> 本文件由程序依据结果文件夹 `{run}` 生成，供签字精算师审阅、修改。未经签字不构成精算意见。
> 文中〔F…〕为本册 S2 意见书数据的编号，S、T 开头者为本册各表。

**关于：{title}**

致：＿＿＿＿＿＿＿＿（委托方）

## 一、委托事项与范围

{purpose}

本意见针对{first}年至{last}年保单年度的基准方案，就保费与筹资水平、赔付率、赤字概率、风险准备金动用及保险公司分担作出说明。候选方案、压力情景与其他分析的结果见本册 T2、T8 等表，不在本意见结论之内。

## 二、依据的条款与法规

待遇条款、筹资与赤字分担按下列文件及条款编制（逐项出处见 S3 与 T1）：

{sources}
## 三、数据及其局限

人群、费用与参保由情景文件给定，逐项来源见 S3。{made_up}
本次模拟的人员与账单均为合成，不含任何真实个人的理赔记录；结果与实际经验的吻合程度须以公开数据核对（T13）和精算回溯（T10）判断，缺少时不得以本次模拟代替。

## 四、方法

采用个体蒙特卡洛模拟：逐年抽取参保人群的就医与费用，按基本医保、大病保险、医疗救助、惠民保的支付顺序逐笔结算到分，再汇总为基金与业务收支。模拟{trials}次，随机种子{seed}，各方案结算同一批账单。程序版本 {engine}；完整情景的 SHA-256 摘要为 `{scenario_digest}`（S6）。

结算由抽样逐笔核对：按赔付层次与费用分层抽取合成人员{persons}人、账单{bills}笔，{formulas}个金额写成电子表格公式重算，与程序结果不一致的有{different}个（S4、S5）。

## 五、主要假设

参数与假设共{all}项；按{as_of}判断，已过期{expired}项，未批准{open}项，合成{synthetic}项（一项可兼有数种情况）。责任人、证据等级、批准与有效期逐项列于 S3，上述各项排在前面。签字精算师应就这些假设逐项确认，或说明保留意见。

## 六、结果

以下为{first}年至{last}年全期的结果；标准误与95%置信区间仅反映模拟次数有限带来的抽样误差，不含参数误差与模型误差。
{results}
## 七、口径敏感性

条文可作不同理解之处，改用另一读法对结果的影响如下（按影响由大到小；为同一批账单下的配对差，全部见 T14）：

{readings}
## 八、依赖与限制

本意见依赖委托方提供的条款、筹资标准与参保信息的真实、完整，依赖 S3 所列来源；编制人未对原始数据作独立审计。模型未包含下列因素：

{omissions}
本册缺少下列标准表，相应事项未经检验：

{missing}
实际结果将不同于模拟结果，差异可能重大。本意见不构成对未来赔付、盈亏或基金结余的承诺。

## 九、结论（由签字精算师选定一项，删去其余）

- □ 本人认为，在上述范围与假设下，该方案的筹资水平与风险准备金安排**合理**。
- □ 本人认为，在下列条件满足时，该方案的筹资水平与风险准备金安排**合理**：＿＿＿＿＿＿＿＿
- □ 本人认为，该方案的筹资水平或风险准备金安排**不充足**，理由：＿＿＿＿＿＿＿＿
- □ 因数据或假设不足，本人**无法发表意见**，理由：＿＿＿＿＿＿＿＿

## 十、签署

| | |
|---|---|
| 精算责任人（签字） | ＿＿＿＿＿＿＿＿ |
| 资格证书编号 | ＿＿＿＿＿＿＿＿ |
| 所在机构（盖章） | ＿＿＿＿＿＿＿＿ |
| 复核人（签字） | ＿＿＿＿＿＿＿＿ |
| 日期 | ＿＿＿＿年＿＿月＿＿日 |
| SHA256SUMS 的 SHA-256 | ＿＿＿＿＿＿＿＿ |
",
        purpose = it.purpose.get(zh),
        results = results(it, zh),
        readings = readings(it, zh),
    )
}

fn en(it: &Opinion) -> String {
    let Opinion { run, trials, seed, years: [first, last], engine, scenario_digest, as_of, .. } = it;
    let [all, expired, open, synthetic] = it.assumptions;
    let [persons, bills, formulas, different] = it.sample;
    let lang = Lang::En;
    let title = it.title.get(lang);
    let sources = sources(it, lang);
    let made_up = if it.synthetic.is_empty() {
        "The scenario marks no block as synthetic.\n".to_owned()
    } else {
        format!("Blocks that the scenario marks as synthetic: {}.\n", it.synthetic.join(", "))
    };
    let omissions = bullets(it.omissions.iter().map(|it| it.get(lang)));
    let missing = bullets(it.missing.iter().map(|it| it.get(lang)));
    let missing = if missing.is_empty() { "None.\n".to_owned() } else { missing };
    format!(
        "# Actuarial opinion (draft)

> Made by the program from the run folder `{run}`, for the signatory to review and change. It is no opinion before it is signed.
> [F...] names a row of S2, the figures of the opinion; S and T name tables of this pack.

**Concerning: {title}**

To: ________________

## 1. Engagement and scope

{purpose}

The opinion is on the base design in the policy years {first} to {last}: premium and funding, loss ratio, probability of a deficit, use of the risk reserve, and the insurer's part. Candidate designs, stresses and other analyses stand in T2, T8 and further tables and are outside its conclusion.

## 2. Terms and regulations

Benefits, funding and the split of deficits follow these documents and articles (item by item in S3 and T1):

{sources}
## 3. Data and their limits

People, cost and enrolment are those of the scenario; S3 gives the source of each item. {made_up}
All persons and bills of the simulation are synthetic; there is no claim of a real person among them. How close they come to experience is judged by public figures (T13) and by the look-back (T10); where these are missing, the simulation does not stand in for them.

## 4. Method

Monte Carlo simulation of individuals: the care and cost of the members are drawn year by year, settled bill by bill to the fen in the order basic insurance, critical illness insurance, medical aid, city product, and added up to the accounts of funds and books. {trials} trials, seed {seed}; all designs settle the same bills. Program {engine}; the SHA-256 of the resolved scenario is `{scenario_digest}` (S6).

The settlement is checked bill by bill: {persons} synthetic persons with {bills} bills, drawn by stratum of payer and cost; {formulas} amounts are recalculated by spreadsheet formulas, of which {different} differ (S4, S5).

## 5. Assumptions

{all} assumptions; judged on {as_of}, {expired} have expired, {open} are not approved, {synthetic} are synthetic (one may be several of these). Owner, evidence grade, approval and expiry stand in S3, these first. The signatory confirms each of them or states a reservation.

## 6. Results

Of the whole term {first} to {last}. Standard errors and 95% intervals hold the sampling error of a finite number of trials alone, not errors of parameters and model.
{results}
## 7. Sensitivity to readings

Where the documents can be read in another way, the other reading does this (the largest effects first; paired over the same bills; all of them in T14):

{readings}
## 8. Reliance and limitations

The opinion relies on the terms, funding and enrolment that the principal gave being true and complete, and on the sources in S3; the data were not audited. The model leaves out:

{omissions}
These standard tables are missing from the pack, and what they would test was not tested:

{missing}
What happens will differ from the simulation, perhaps by much. The opinion is no promise of future claims, results or balances.

## 9. Conclusion (the signatory chooses one and deletes the others)

- [ ] In my opinion, within this scope and under these assumptions, funding and risk reserve are **reasonable**.
- [ ] In my opinion they are **reasonable** if: ________________
- [ ] In my opinion funding or risk reserve is **not adequate**, because: ________________
- [ ] I **cannot give an opinion**, because data or assumptions do not suffice: ________________

## 10. Signature

| | |
|---|---|
| Appointed actuary | ________________ |
| Certificate | ________________ |
| Institution | ________________ |
| Reviewer | ________________ |
| Date | ________________ |
| SHA-256 of SHA256SUMS | ________________ |
",
        purpose = it.purpose.get(lang),
        results = results(it, lang),
        readings = readings(it, lang),
    )
}
