//! The words of a sweep: many designs, what is feasible of them, what no other is better than, and the few to discuss.

use super::{Lang, plural};

words! {
    /// A heading, a column or a sentence without data.
    pub enum SweepWord {
        Design "方案" "design"
        Base "现行" "as it stands"
        Constraints "约束" "constraints"
        Feasible "可行" "feasible"
        Undecided "未定" "undecided"
        Infeasible "不可行" "infeasible"
        Together "全部方案同时95%" "95% for all designs together"
        Alone "逐个方案95%" "95% for each alone"
        Front "前沿" "front"
        Near "前沿附近（误差内）" "near (within error)"
        Dominated "被支配" "dominated"
        NoValue "指标无值" "no value"
        Standing "位置" "standing"
        By "支配它的方案" "dominated by"
        Knee "折中点" "knee"
        Nearest "改动最小" "changes least"
        Chosen "值得讨论的方案" "Designs worth discussing"
        NoneChosen
            "没有可讨论的方案：所有方案都断定违反某项约束，或目标指标没有数值。请放宽约束或扩大取值范围。"
            "No design to discuss: every one is told to break a constraint, or has no value of an objective. Loosen a constraint, or widen the values."
        NoneTold
            "前沿上没有一个方案可在全部方案同时95%的水平上断定可行；以下方案未定，请增加 --trials 再确认。"
            "No design of the front is told to be feasible at 95% for all designs together; those below are undecided: confirm them with more --trials."
        Region "可行域" "Feasible region"
        Legend
            "* 前沿且可行  + 可行  ? 未定  - 不可行  空白 未结算"
            "* front and feasible  + feasible  ? undecided  - infeasible  blank: not settled"
        Method
            "所有方案结算同一批账单（共同随机数）。约束：整个区间在界限内为可行，有一项整个在界限外为不可行，否则未定；“全部方案同时”用 Bonferroni 区间，全部判断（方案 × 约束）都对的概率不低于95%；“逐个方案”用普通95%区间，成千上万个方案中必有一些判错，挑出的方案尤其如此。前沿：不可行的方案除外，点估计上没有别的方案在各目标上都不差且至少一项更好；被支配：有一个方案在每个目标上，配对差的95%区间都在更好一侧（或每次模拟都相同），且至少一项更好；介于其间为前沿附近。折中点：各目标在前沿上由最好到最差折成0至1，离全部最好的点最近。误差仅为抽样误差，不含参数与模型误差。"
            "All designs settle the same bills (common random numbers). Constraints: feasible where every interval keeps its bound, infeasible where one lies wholly beyond, undecided otherwise. Together: Bonferroni intervals, so that all verdicts (designs x constraints) are right with at least 95%. Alone: plain 95% intervals, of which some are wrong among thousands, above all those of designs that are picked. Front: of designs not told infeasible, those that no other dominates by its figures (no worse by any objective, better by one). Dominated: another is better by the whole 95% interval of the paired difference, or the same in every trial, objective by objective, and better by one at least; in between, near. Knee: nearest to the best by all objectives, each counted from 0, its best on the front, to 1, its worst. Errors are of sampling alone, not of parameters or of the model."
        Breadth
            "获赔率衡量受益面：每100名参保人中有多少人得到赔付，越高则待遇越分散。运行的列不含逐人明细，故不能说明受益者是穷是富、是老是少，也不能说明最高1%费用者分得多少。"
            "Claimants per 100 is how widely benefits spread: how many of 100 members are paid anything. A run's columns know no persons, so it does not say whether they are poor or old, nor what share goes to the dearest 1%."
        PlainParticipation
            "该产品未设 enrolment：谁参保不随保费、待遇、健康变动，故保费越高总是越不易亏损。"
            "The product has no `enrolment`: who joins moves with neither price, benefits nor health, so that a higher premium always carries more."
        FewerBills
            "所需指标不涉及全市账单，触及不到后续支付方的小额账单未抽取；重新模拟须带同样的 --columns 才得到相同数字。"
            "No figure needs every bill of the city, so bills that cannot reach a later payer were not drawn; a run gives the same numbers with the same --columns."
    }
}

/// One axis: its name, where it stands, from the lowest to the highest of so many values, and its present one.
pub fn axis_line(
    name: &str,
    (low, high): (&str, &str),
    values: usize,
    present: Option<&str>,
    lang: Lang,
) -> String {
    match lang {
        Lang::Zh => {
            let present = present.map_or_else(String::new, |it| format!("，现为{it}"));
            format!("变动：{name}，{low}至{high}，{values}个值{present}")
        }
        Lang::En => {
            let present = present.map_or_else(String::new, |it| format!(", now {it}"));
            format!("Varied: {name}, {low} to {high}, {}{present}", plural(values, "value"))
        }
    }
}

/// The designs of a grid that was settled whole.
pub fn whole_line(designs: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("方案：{designs}个，全网格"),
        Lang::En => format!("Designs: {designs}, the whole grid"),
    }
}

/// Those of a grid that was searched: how many of how many, in so many rounds, from which step to which, and whether
/// every neighbour of the front was settled.
pub fn searched_line(
    (designs, of): (&str, &str),
    rounds: usize,
    (first, last): (usize, usize),
    closed: bool,
    lang: Lang,
) -> String {
    match lang {
        Lang::Zh => {
            let end = if closed {
                "前沿的所有相邻方案均已结算；离前沿较远、首轮未碰到的另一段前沿仍可能漏掉"
            } else {
                "预算已用完，前沿的相邻方案未全部结算：前沿不完整，请增大 --budget 或缩小范围"
            };
            format!(
                "方案：{of}个中结算了{designs}个，{rounds}轮，步长由{first}格减至{last}格，在前沿附近加密；{end}"
            )
        }
        Lang::En => {
            let end = if closed {
                "every neighbour of the front has been settled; another part of the front that the first round did not touch may be missed"
            } else {
                "the budget is spent before every neighbour of the front was settled: the front is not whole; raise --budget or narrow the values"
            };
            format!(
                "Designs: {designs} of {of} in {}, from every {} to every {last} around the front; {end}",
                plural(rounds, "round"),
                plural(first, "value")
            )
        }
    }
}

/// The objectives, each with its label and whether it should be low.
pub fn objectives_line(objectives: &[(String, bool)], lang: Lang) -> String {
    let each = objectives.iter().map(|(label, lowest)| match (lowest, lang) {
        (true, Lang::Zh) => format!("{label}最低"),
        (false, Lang::Zh) => format!("{label}最高"),
        (true, Lang::En) => format!("lowest {label}"),
        (false, Lang::En) => format!("highest {label}"),
    });
    let each: Vec<String> = each.collect();
    match lang {
        Lang::Zh => format!("目标：{}", each.join("；")),
        Lang::En => format!("Objectives: {}", each.join("; ")),
    }
}

/// The constraints; none is said too.
pub fn constraints_line(constraints: &[String], period: &str, lang: Lang) -> String {
    match (constraints.is_empty(), lang) {
        (true, Lang::Zh) => format!("约束：无（{period}）"),
        (true, Lang::En) => format!("Subject to: nothing ({period})"),
        (false, Lang::Zh) => format!("约束：{}（{period}）", constraints.join("；")),
        (false, Lang::En) => format!("Subject to: {} ({period})", constraints.join("; ")),
    }
}

/// Between which values of an axis some design is feasible; `None` where none is.
pub fn extent_line(name: &str, ends: Option<(&str, &str)>, lang: Lang) -> String {
    match (ends, lang) {
        (Some((low, high)), Lang::Zh) => format!("{name}：{low}至{high}之间有可行方案"),
        (Some((low, high)), Lang::En) => format!("{name}: some design is feasible from {low} to {high}"),
        (None, Lang::Zh) => format!("{name}：没有可断定可行的方案"),
        (None, Lang::En) => format!("{name}: no design is told to be feasible"),
    }
}

/// How many designs the front has, how many are near it, and how many are dominated.
pub fn front_line(front: &str, near: &str, dominated: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("帕累托前沿：{front}个方案；误差内不能断定被支配的{near}个；断定被支配的{dominated}个")
        }
        Lang::En => {
            format!(
                "Pareto front: {}; {near} not told from it; {dominated} told to be dominated",
                plural(front, "design")
            )
        }
    }
}

/// Why a design is worth discussing: the best by an objective.
pub fn best(label: &str, lowest: bool, lang: Lang) -> String {
    match (lowest, lang) {
        (true, Lang::Zh) => format!("{label}最低"),
        (false, Lang::Zh) => format!("{label}最高"),
        (true, Lang::En) => format!("lowest {label}"),
        (false, Lang::En) => format!("highest {label}"),
    }
}

/// A design with the reasons why it is discussed.
pub fn why_line(design: &str, whys: &[String], lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{design}：{}", whys.join("、")),
        Lang::En => format!("{design}: {}", whys.join(", ")),
    }
}

/// What the map of the region shows: one axis down, the other across, from its first value to its last.
pub fn map_heading(down: &str, across: &str, (first, last): (&str, &str), lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("可行域图：纵轴{down}，横轴{across}（{first}至{last}）"),
        Lang::En => format!("Map of the region: {down} down, {across} across ({first} to {last})"),
    }
}

/// The command that runs one of the designs.
pub fn again_line(command: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("重新模拟其中一个方案：{command}"),
        Lang::En => format!("Run one of them: {command}"),
    }
}
