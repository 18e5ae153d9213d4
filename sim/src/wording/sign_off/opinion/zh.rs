//! The draft in Chinese.

use super::{Opinion, bullets, has_reserve, period, readings, results, sources, subjects, tested};
use crate::wording::Lang;

const ZH: Lang = Lang::Zh;

pub(super) fn text(it: &Opinion) -> String {
    let title = it.title.get(ZH);
    let head = format!(
        "# 精算意见书（草稿）

> 本文件由程序依据结果文件夹 `{run}` 生成，供签字精算师审阅、修改；未经签字，不构成精算意见。
> 文中〔F…〕为本册 S2《意见书数据》的编号；S、T 开头者为本册 signoff.xlsx 中的各表。

**事由：{title}**

致：＿＿＿＿＿＿＿＿（委托方）

",
        run = it.run,
    );
    [head, engagement(it), data(it), method(it), found(it), limits(it), conclusion(it)].concat()
}

/// 委托、依据
fn engagement(it: &Opinion) -> String {
    format!(
        "## 一、委托与目的

受委托方委托，就下列事项出具精算意见：

{purpose}

意见的对象为{years}保单年度的基准方案，内容包括{subjects}。候选方案、压力情景及其他分析列于本册各表，仅供参考，不在结论之内。

## 二、依据

待遇、筹资与赤字分担按下列文件及条款编制，逐项出处见 S3 与 T1：

{sources}- 适用的监管规定与精算实务标准：＿＿＿＿＿＿＿＿（由签字精算师填写）

",
        purpose = it.purpose.get(ZH),
        years = period(it, ZH),
        subjects = subjects(it, ZH),
        sources = sources(it, ZH),
    )
}

/// 数据
fn data(it: &Opinion) -> String {
    let made_up = if it.synthetic.is_empty() {
        "情景未标记合成的参数块。".to_owned()
    } else {
        format!("其中情景标记为合成、不取自任何实际数据的参数块有：{}。", it.synthetic.join("、"))
    };
    let persons = if it.own_bills {
        "本次结果以委托方提供的实际参保与结算数据重新结算得出，数据已先行核对，行数与金额平衡。\
         本册不含任何真实个人的记录：抽样核对所列人员均为合成，由情景的模型抽取，不取自该数据；\
         人数不足阈值的单元不列示。"
    } else {
        "本次模拟的人员与账单均为合成，不含任何真实个人的理赔记录。"
    };
    format!(
        "## 三、数据

人口、医疗费用与参保情况取自情景文件，逐项来源见 S3。{made_up}

{persons}

程序只核对结果文件与其摘要一致，未对数据作审计；数据的完整性与合理性由签字精算师判断：＿＿＿＿＿＿＿＿

模拟与实际经验的吻合程度，须以校准核对（T13）、回测（S7）与精算回溯（T10）判断；缺少这些检验时，不得以模拟结果代替经验。

",
    )
}

/// 方法、假设
fn method(it: &Opinion) -> String {
    let [all, expired, open, synthetic] = it.assumptions;
    let [persons, bills, formulas, different] = it.sample;
    format!(
        "## 四、方法

采用个体蒙特卡洛模拟：逐年抽取参保人的就医与费用，按支付顺序（基本医保、大病保险、医疗救助、惠民保，以情景所列为准）逐笔结算到分，再汇总为各基金与业务的收支。共模拟{trials}次，随机种子{seed}，各方案结算同一批账单。程序版本 {engine}；完整情景的 SHA-256 摘要为 `{digest}`（S6）。

结算另经抽样逐笔核对：按赔付层次与决定因素分层，抽取合成人员{persons}人、账单{bills}笔，{formulas}个金额以电子表格公式重算，与程序结果不一致的有{different}个（S4、S5）。

## 五、假设

参数与假设共{all}项。以{as_of}为判断日：未批准{open}项，已过期{expired}项，合成{synthetic}项（同一项可兼有数种情况）。{open_note}责任人、证据等级、批准与有效期逐项列于 S3。签字精算师应逐项确认，或在结论中说明保留。

",
        trials = it.trials,
        seed = it.seed,
        engine = it.engine,
        digest = it.scenario_digest,
        as_of = it.as_of,
        open_note = if open + expired > 0 { "**上述未批准与已过期的假设，在批准之前不宜作为签字依据。**" } else { "" },
    )
}

/// 结果、敏感性、检验
fn found(it: &Opinion) -> String {
    format!(
        "## 六、结果

下列为{years}全期的结果。标准误与95%置信区间仅反映模拟次数有限造成的抽样误差，不含参数误差与模型误差。
{results}
## 七、敏感性

条文可作不同理解之处，改用另一读法对结果的影响如下（由大到小，为同一批账单下的配对差；全部见 T14）：

{readings}
## 八、检验

{tested}
",
        years = period(it, ZH),
        results = results(it, ZH),
        readings = readings(it, ZH),
        tested = tested(it, ZH),
    )
}

/// 局限、声明
fn limits(it: &Opinion) -> String {
    let omissions = bullets(it.omissions.iter().map(|it| it.get(ZH)));
    let missing = bullets(it.missing.iter().map(|it| it.get(ZH)));
    let missing = if missing.is_empty() { "- 无。\n".to_owned() } else { missing };
    format!(
        "## 九、依赖与局限

本意见依赖委托方提供的条款、筹资标准与参保信息真实、完整，并依赖 S3 所列来源。模型未包含下列因素：

{omissions}
本册未含下列标准表，所涉事项未经本册检验：

{missing}
实际结果将与模拟结果不同，差异可能重大。本意见以所列假设为前提，不构成对未来赔付、盈亏或基金结余的承诺。

## 十、声明（由签字精算师确认或改写）

- 本人具备签署本意见所需的资格与经验：＿＿＿＿＿＿＿＿
- 本人及所在机构与委托事项的利害关系：＿＿＿＿＿＿＿＿
- 本意见仅供委托方就上述事项使用；引用应连同依赖与局限一并引用。

",
    )
}

/// 结论、签署
fn conclusion(it: &Opinion) -> String {
    let subject =
        if has_reserve(it) { "筹资水平与风险准备金安排" } else { "保费（筹资）水平" };
    format!(
        "## 十一、结论（择一保留，删去其余）

- □ 在上述范围、数据与假设之下，本人认为{subject}**合理**。
- □ 在下列条件得到满足时，本人认为{subject}**合理**：＿＿＿＿＿＿＿＿
- □ 本人认为{subject}**不足**，理由：＿＿＿＿＿＿＿＿
- □ 因数据或假设不足，本人**无法发表意见**，理由：＿＿＿＿＿＿＿＿

## 十二、签署

| | |
|---|---|
| 精算责任人（签字） | ＿＿＿＿＿＿＿＿ |
| 资格证书编号 | ＿＿＿＿＿＿＿＿ |
| 所在机构（盖章） | ＿＿＿＿＿＿＿＿ |
| 复核人（签字） | ＿＿＿＿＿＿＿＿ |
| 日期 | ＿＿＿＿年＿＿月＿＿日 |
| SHA256SUMS 文件的 SHA-256 | ＿＿＿＿＿＿＿＿ |
",
    )
}
