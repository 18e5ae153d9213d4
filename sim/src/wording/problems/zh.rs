//! The sentence of each problem in Chinese.

use super::super::Lang;
use super::{JsonFault, JsonType, ModelFault, ProblemKind, did_you_mean, list, short};

#[expect(clippy::too_many_lines, reason = "one sentence a kind of problem")]
pub(super) fn sentence(kind: &ProblemKind) -> String {
    use ProblemKind as K;
    match kind {
        K::NotFound { name, suggestion } => {
            format!("没有这个情景：{}{}", short(name), did_you_mean(suggestion.as_ref(), Lang::Zh))
        }
        K::NoFile { name } => format!("{} 是文件夹、管道或失效的链接，不是文件；请写明一个文件", short(name)),
        K::Unreadable { reason } => format!("文件无法读取：{reason}"),
        K::NotUtf8 { byte } => format!("字节 0x{byte:02x} 不是 UTF-8；请以 UTF-8 编码保存文件"),
        K::TooLarge { bytes, limit } => format!("文件有 {bytes} 字节；最多读取 {limit} 字节"),
        K::TooDeep { limit } => format!("嵌套超过 {limit} 层；请减少层数"),
        K::TooManyValues { limit } => format!("一个文件中的值超过 {limit} 个；请拆分文件"),
        K::EmptyFile => "文件里没有 JSON 值；请写一个对象 { ... }".into(),
        K::BadJson(fault) => format!("不是合法的 JSON：{}", json_fault(*fault)),
        K::DuplicateKey { key, first_line } => {
            format!("键 \"{}\" 重复出现（首次在第 {first_line} 行）；请只保留一个", short(key))
        }
        K::DesignOfTheSameName { name } => format!(
            "已有名为 \"{}\" 的方案，且条款不同（情景自带，或由前面的 --design 加入）；方案以文件名为名，请改换文件名",
            short(name)
        ),
        K::CircularExtends { circle } => format!("extends 循环引用：{}；请断开", circle.join(" -> ")),
        K::BadSetting { text } => {
            format!("设置 \"{}\" 不是 路径=值（路径须经过对象），例如 run.trials=100", short(text))
        }
        K::WrongType { found, expected } => format!("这里是{}，应为{}", json_type(*found), json_type(*expected)),
        K::NotANumber { found } => format!("\"{}\" 不是十进制数；请写成如 0.55", short(found)),
        K::TooPrecise { found, decimals } => format!("{} 小数位过多；最多 {decimals} 位", short(found)),
        K::OutOfRange { found, low, high } => format!("{} 超出范围；允许 {low} 至 {high}", short(found)),
        K::BoundOutOfRange { found, low, high } => {
            format!("{} 超出范围；允许 {low} 至 {high}，其中 0.9 即 90%", short(found))
        }
        K::UnknownKey { key, suggestion, allowed } => format!(
            "未知的键 \"{}\"{}；此处允许：{}",
            short(key),
            did_you_mean(suggestion.as_ref(), Lang::Zh),
            allowed.join("、")
        ),
        K::WrongUnit { key, right } => {
            format!("键 \"{}\" 的单位不对；请写 \"{right}\" 并按该单位给值", short(key))
        }
        K::MissingKey { key } => format!("缺少键 \"{key}\"；请补上"),
        K::NotAChoice { found, suggestion, choices } => format!(
            "\"{}\" 不是可选值{}；可选：{}",
            short(found),
            did_you_mean(suggestion.as_ref(), Lang::Zh),
            choices.join("、")
        ),
        K::BadName { found } => {
            format!("\"{}\" 不能作名称；请用至多 64 个 a-z、0-9、- 和 _，以字母或数字开头", short(found))
        }
        K::ReservedName { found } => format!("\"{found}\" 指不带任何方案的情景本身；请另取名称"),
        K::SameName { found } => format!("有两个方案都叫 \"{}\"；请改名称或取值", short(found)),
        K::SameId { found, first_line } => {
            format!("有两个算例的编号都是 \"{}\"（首次在第 {first_line} 行）；请改其一", short(found))
        }
        K::NothingExpected => "没有写明任何应得的数额，等于没有检验；至少写明一项".into(),
        K::EmptyText => "文字为空；请填写或去掉此键".into(),
        K::NothingInside => "里面是空的；至少需要一项".into(),
        K::UnknownValue { path } => {
            format!("值为 \"unknown\"（未知），但此处需要它；请填写，或用 --set {path}=数值 给出")
        }
        K::MissingBlock { block } => format!("缺少运行所需的部分 \"{block}\"；请补上"),
        K::NotRising { found, before } => format!("{found} 不高于前一段的 {before}；各段上限必须递增"),
        K::OpenTierBeforeLast => "没有 \"up_to_yuan\" 的分段必须是最后一段；请给出上限或移到最后".into(),
        K::BidAboveBenchmark { bid, benchmark } => {
            format!("中标价 {bid} 高于基准价 {benchmark}；中标价不得高于基准价")
        }
        K::SharesNotWhole { sum } => format!("份额合计 {sum}；必须恰好等于 1"),
        K::SameOrder { order, other } => {
            format!("次序 {order} 与支付方 \"{other}\" 相同；每个支付方须有自己的次序")
        }
        K::UnknownReference { found, suggestion, known } => format!(
            "\"{}\" 不存在{}；已有：{}",
            short(found),
            did_you_mean(suggestion.as_ref(), Lang::Zh),
            list(known)
        ),
        K::DesignChangesBills { block } => {
            format!("方案不得改变 \"{block}\"，因为所有方案结算同一批账单；请改作压力情景或另写情景")
        }
        K::PaidTwice { payer, fund } => {
            format!("支付方 \"{payer}\" 的支付已计入基金 \"{fund}\"；请只列一次")
        }
        K::FundOfFirstPayer { payer } => {
            format!("\"{payer}\" 按次支付，由基本医保基金承担；此处只能列按年支付的支付方")
        }
        K::SecondBook { first } => {
            format!("已有惠民保账本 \"{first}\"；请只保留一个账本，各项责任都列入其中")
        }
        K::TransferredTwice { contract, ledger } => {
            format!("向 \"{contract}\" 的划转已由收支账 \"{ledger}\" 承担；请只列一次")
        }
        K::AgeWithoutOnePrice { age } => {
            format!("{age} 岁没有保费或有两档保费；各年龄段须不重不漏地覆盖 0 至 100 岁")
        }
        K::CommissionTakenAsZero => {
            "账本没有 \"commission_ratio\"（手续费及佣金、平台和销售费用，占保费比例），按零计算；请填写，为零也请写明".into()
        }
        K::DesignOfOtherShape => "方案的支付方或基金与情景不同，无法并列比较；请只改条款，或另写情景".into(),
        K::StepChangesNothing => "这一步没有改变任何内容；请删去，或写出它要改的参数".into(),
        K::DesignTouchesNothing => "方案没有改变任何内容；差异将为零".into(),
        K::NobodyDrawn { payer } => {
            format!("模拟的账单不含 \"{payer}\" 在此要求的内容，运行时不会赔付；用账单文件结算不受影响")
        }
        K::GroupTakesEverybody { next } => {
            format!("此组适用于所有人，其后的组 \"{next}\" 永远不会适用；请给出条件，或把它移到最后")
        }
        K::OrderOverruled { product } => format!(
            "\"payer_order\" 为 \"aid_then_hmb\"，医疗救助先于 \"{product}\" 支付，与此次序不符；请改用 \"hmb_then_aid\"，或调小次序"
        ),
        K::PaysInNoYear { payer, first, last } => {
            format!("支付方 \"{payer}\" 在模拟期 {first}—{last} 年内从不支付；请检查 from_year、to_year 与模拟期")
        }
        K::BookPaysForAll { payer } => format!(
            "此产品的支付方 \"{payer}\" 也为未参保（未交保费）者支付；请加上 \"when\": {{\"enrolled\": true}}"
        ),
        K::NotADate { found } => {
            format!("\"{}\" 不是日期；请写成 2026-01-31 的形式", short(found))
        }
        K::StatedTwice { at } => format!("\"{}\" 登记了两次；请合并为一条", short(at)),
        K::DayBeforeEarlier { day, earlier } => {
            format!("第{day}天早于上一笔的第{earlier}天；请按日期先后排列各笔费用")
        }
        K::PayerMustKnow { payer, key } => {
            format!("支付方 \"{payer}\" 须知道本笔的 \"{key}\"，文件中没有；请补上")
        }
        K::YearOutsideTerm { year, first, last } => {
            format!("{year}年不在情景的模拟期 {first}—{last} 年内；按时间上最近的条款结算")
        }
        K::SharedDeductibleOverlap { payer, other } => format!(
            "支付方 \"{payer}\" 与 \"{other}\" 共用免赔额，却计入同一笔费用，免赔额会被重复计算；请使两者的就医类别或费用部分互不重叠"
        ),
        K::NobodyKnows { found, suggestion } => {
            let hint = suggestion.as_ref().map(|word| format!("；是否应为 \"{word}\"？")).unwrap_or_default();
            format!("没有支付方的清单包含 \"{found}\"，按清单支付的责任不会赔付{hint}")
        }
        K::Breach(breach) => breach.say(Lang::Zh).into(),
        K::NoNumbers { path } => {
            format!("情景在 \"{}\" 处没有可改变的数值，该事件对它不适用；请改用其他情景，或改正路径", short(path))
        }
        K::RevisionOfBlock { block, allowed } => {
            format!("调整不得改变 \"{block}\"，它对各年是一个整体；可调整的有：{}", allowed.join("、"))
        }
        K::RevisionOfOtherShape => "调整后的支付方或基金与情景不同；请把全部支付方和基金写入情景本身，\
                                    中途开始或终止的支付方用 from_year 或 to_year 表示"
            .into(),
        K::RevisionOfOpening => {
            "opening_balance_yuan 是合同期初的准备金；请从调整中去掉，并写在情景本身".into()
        }
        K::NoBook => "情景中没有惠民保业务（kind 为 hmb_book 的基金）；换一个有惠民保的情景".into(),
        K::PricesRevised { book } => {
            format!("{book} 的保费由 revisions 按年改动，无法再逐档变动保费；先去掉这些改动")
        }
        K::RevisionTouchesNothing => "该调整没有改变任何内容".into(),
        K::RevisionAfterTerm { from, last } => {
            format!("该调整自 {from} 年起生效，晚于最后一个模拟年 {last}，不影响任何结果")
        }
        K::NotBelow { key, found, other_key, other } => {
            format!("{key} {found} 高于 {other_key} {other}；不得高于")
        }
        K::TooMany { found, limit } => format!("{found} 过多；最多 {limit}"),
        K::TooManyRows { rows, limit } => {
            format!("模拟次数 x 方案 x 年数共 {rows} 行；最多 {limit} 行：请调低其一")
        }
        K::OneOfTwo { keys: [one, other], both: true } => {
            format!("\"{one}\" 与 \"{other}\" 只能二选一；请保留其一，从基础情景继承的另一个请设为 null")
        }
        K::OneOfTwo { keys: [one, other], both: false } => {
            format!("缺少 \"{one}\" 或 \"{other}\"；请补上其中之一")
        }
        K::MixIsDerived { area } => format!(
            "普查资料未分列{area}的城市、镇、乡村；其年龄性别结构按全国三类地区与全国的比值推算（推算值，非普查数）"
        ),
        K::MoreEmployeesThanPeople { retired, needed, people } => {
            let (who, ages) = if *retired { ("退休职工", "达到退休年龄的人") } else { ("在职职工", "劳动年龄的人") };
            format!("需要{who}{needed}人，而参保人中{ages}只有{people}人；请调整 employee_share 或 retired_share")
        }
        K::NotAYearOfTheTerm { year, first, last } => {
            format!("{year}年不在模拟期 {first}—{last} 年内；请改用其中一年，或加长 term.years")
        }
        K::NoNumberAt { path } => {
            format!("\"{}\" 处没有数；请按 --set 的写法给出路径", short(path))
        }
        K::SeveralToVary { word, choices } => format!(
            "\"{}\" 在此情景中不止一处；请写明其一，或用逗号一并变动其中几处：{}",
            short(word),
            choices.join("、")
        ),
        K::NothingToVary { word } => {
            format!("此情景中没有可变动的 \"{}\"；请按 --set 的写法给出参数的路径", short(word))
        }
        K::NotARange { found, step } => format!(
            "\"{}\" 不是取值范围；请写成 A..B（前小后大，如 60..200 或 10%..90%），其间至少有两个{step}的整数倍",
            short(found)
        ),
        K::NoValues { found } => format!(
            "\"{}\" 没有列出取值；请写成“参数=A..B:N”（A至B均匀取N个值，N不小于2）或“参数=a,b,c”，如 premium=80..150:8",
            short(found)
        ),
        K::NoAxes { grids } if grids.is_empty() => {
            "没有要变动的参数：请至少给出一个“--vary 参数=A..B:N”；该情景自身没有 grids".into()
        }
        K::NoAxes { grids } => {
            format!("该情景有几个 grids，请用 --grid 指明一个，或给出 --vary：{}", grids.join("、"))
        }
        K::NotAnObjective { found } => format!(
            "\"{}\" 不是目标指标；请写成“指标:min”或“指标:max”，多个之间用逗号，如 --objectives hmb.combined_ratio:min,city.patient_per_head:min",
            short(found)
        ),
        K::NotATarget { found, option } => format!(
            "\"{}\" 不是目标；请写成“指标<=数值”或“指标>=数值”并加引号，如 {option} \"hmb.combined_ratio<=1\"",
            short(found)
        ),
        K::NotAPrecision { found } => format!(
            "\"{}\" 不是精度要求；请写成“指标.se<数值”并加引号（.se 标准误，另有 .half_width 区间半宽、.relative_se、.relative_half_width；数值须大于0），如 --until \"cii.loss_ratio.se<0.001\"；其他方案或年度在 < 前加 @方案、@年度",
            short(found)
        ),
        K::RangeNeeded { word } => {
            format!("\"{}\" 没有现行数值可据以定范围；请给出 --within A..B", short(word))
        }
        K::NoFigureToSolve { metric, trials } => format!(
            "{trials}次模拟下，\"{metric}\" 在任何取值处都没有数值（次数太少，或从未发生）；请增加 --trials，或换一个指标"
        ),
        K::MovedTwice { path } => {
            format!("\"{}\" 已由另一个参数调整；请只列一次", short(path))
        }
        K::NotTogether { key, value, other_key, other } => {
            format!("{key} \"{value}\" 不能与 {other_key} \"{other}\" 同用；请更改其一")
        }
        K::AdmissionPayerNotFirst => "按次支付的支付方必须排在最前；请给它最小的次序".into(),
        K::NotBefore { other } => format!("此支付方必须排在 \"{other}\" 之后；请给它更大的次序"),
        K::NotABaseline { path } => {
            format!("{path} 中没有可比的指标；请指明结果文件夹，或其中的 summary.json 或 figures.csv")
        }
        K::BaselineChanged { path } => {
            format!("{path} 与同一文件夹 manifest.json 中的摘要不符：已被改动或损坏；请恢复原文件，或重新模拟基准")
        }
        K::BaselineOfOtherRun { found: [trials, seed], ours: [own_trials, own_seed] } => format!(
            "基准模拟{trials}次、种子为{seed}，本检查模拟{own_trials}次、种子为{own_seed}，两者不可能完全相同；\
             请把 trials 与 seed 改为与基准一致，或加上 within_standard_errors"
        ),
        K::Path(fault) => fault.sentence(Lang::Zh),
        K::Refused { reason } => format!("条款不成立：{reason}"),
        K::Model(fault) => model_fault(*fault).into(),
    }
}

fn json_fault(fault: JsonFault) -> &'static str {
    match fault {
        JsonFault::Comment => "不允许注释；请用 \"note\"",
        JsonFault::TrailingComma => "右括号前有多余的逗号；请去掉",
        JsonFault::MissingComma => "此处之前缺少逗号",
        JsonFault::MissingColon => "键后缺少冒号",
        JsonFault::MissingValue => "冒号后缺少值",
        JsonFault::KeyWithoutQuotes => "键必须用双引号",
        JsonFault::SingleQuotes => "字符串用双引号，不用单引号",
        JsonFault::NotFinite => "NaN 和 Infinity 不是数；请写十进制数",
        JsonFault::BadNumber => "不是 JSON 数；请写成如 -12.5 或 1e6",
        JsonFault::BadString => "字符串没有结束，或其中的转义有误",
        JsonFault::ControlCharacter => "有控制字符；请写成转义如 \\n",
        JsonFault::UnclosedObject => "这个 { 没有闭合；请补上 }",
        JsonFault::UnclosedList => "这个 [ 没有闭合；请补上 ]",
        JsonFault::TextAfterEnd => "值结束之后还有文字；请去掉",
        JsonFault::UnexpectedText => "此处不应有这样的内容",
    }
}

fn json_type(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Null => "空值 null",
        JsonType::Bool => "true 或 false",
        JsonType::Number => "数",
        JsonType::Text => "文字",
        JsonType::List => "列表 [ ... ]",
        JsonType::Object => "对象 { ... }",
        JsonType::Bilingual => "文字或 {\"zh\": ..., \"en\": ...}",
    }
}

fn model_fault(fault: ModelFault) -> &'static str {
    match fault {
        ModelFault::EmptyPopulation => "参保人数为零；请至少给一个年龄组填写大于0的人数",
        ModelFault::AbsurdPopulation => "总人数超过20亿；人数应以人为单位，不是分，也不是人次",
        ModelFault::BandsOverlap => {
            "两个年龄组包含同一年龄，人数会重复计入；每个年龄只应属于一个组，从基础情景继承的多余年龄组请设为 null"
        }
        ModelFault::AgeTable => "分年龄系数须从0岁起、年龄递增且不重复；请排序并补齐",
        ModelFault::Split => {
            "账单各部分之和使目录内费用为零；丙类与超限价合计须小于1（按丙类弹性放大后的高额账单亦然）"
        }
        ModelFault::YearlyCare => {
            "年度诊疗的使用人数不得多于住院人数；两项的名称也不得对应同一组随机数；请调低 users_per_1000_years、调高住院率，或另取名称"
        }
        ModelFault::TooFewAdults => {
            "未成年人过多，按此户均人数无法使每户都有成年人；请调高 city.households.mean_size"
        }
        ModelFault::Severity => {
            "不是均值有限的分布；`law` 与 `mixture` 须恰给其一且参数在范围内（广义帕累托形状小于1，帕累托形状大于1，\
             Burr XII 满足 c k > 1，经验分布的概率须从0升至1）"
        }
        ModelFault::HealthState => {
            "健康状态须在 `prevalence`（患病率）与 `onsets`（发病率）中恰给其一，且年龄从0岁起递增、每年发病不超过总人数"
        }
        ModelFault::Health => {
            "各健康状态的人数合计不得达到或超过总人数，最多14种；请降低患病率、发病率或患病年数，             并检查 `yearly_care` 所写的 `state` 是否在 `health` 中"
        }
        ModelFault::HistoryGap => "历史年份不连续；请补齐缺少的年份，或删去断点一侧的年份",
    }
}
