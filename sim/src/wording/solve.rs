//! The words of a search: what is varied, at which value the target holds, and how sure that is.

use super::{Lang, plural};

words! {
    /// What a search moves, and what moves with it.
    pub enum Varying {
        /// The premium of the dearest age of a city product.
        Premium "premium"
            "保费（分年龄定价时为最高年龄档，其他年龄档按比例变动）"
            "premium (by age: of the dearest age, others in proportion)"
        /// How many join it.
        Participation "participation" "参保率" "participation"
        /// The bid of a CII contract.
        Bid "bid" "中标价（每人）" "bid per head"
        /// The deductible of a payer.
        Deductible "deductible" "起付标准" "deductible"
        /// The cap of a payer.
        Cap "cap" "封顶线" "cap"
        /// The ratio of a tier.
        Ratio "ratio" "报销比例" "ratio"
        /// The part of every ratio that is paid.
        Benefit "benefit"
            "待遇系数（各报销比例统一乘以该数）"
            "benefit level (the part of every ratio that is paid)"
        /// Any other number, by its path.
        Path "path" "参数" "parameter"
    }
}

impl Varying {
    /// The quantity of a word; a path is none.
    pub fn of_word(word: &str) -> Option<Varying> {
        Varying::ALL.into_iter().find(|it| it.key() == word && *it != Varying::Path)
    }

    /// Whether it is one of a payer.
    pub const fn is_of_payer(self) -> bool {
        matches!(self, Varying::Deductible | Varying::Cap | Varying::Ratio | Varying::Benefit)
    }
}

/// The unit of what is varied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueUnit {
    /// Yuan.
    Yuan,
    /// A ratio, written in per cent.
    Share,
    /// A plain number.
    Number,
}

impl ValueUnit {
    /// A number with its unit.
    pub fn with(self, number: &str, lang: Lang) -> String {
        match (self, lang) {
            (ValueUnit::Yuan, Lang::Zh) => format!("{number}元"),
            (ValueUnit::Yuan, Lang::En) => format!("{number} yuan"),
            (ValueUnit::Share, _) => format!("{number}%"),
            (ValueUnit::Number, _) => number.to_owned(),
        }
    }

    /// An error with its unit: that of a ratio is in points.
    pub fn error(self, number: &str, lang: Lang) -> String {
        match (self, lang) {
            (ValueUnit::Share, Lang::Zh) => format!("{number}个百分点"),
            (ValueUnit::Share, Lang::En) => format!("{number} points"),
            _ => self.with(number, lang),
        }
    }
}

words! {
    /// A heading, a column or a sentence without data.
    pub enum SolveWord {
        Value "取值" "value"
        Status "目标" "target"
        Kept "满足" "holds"
        KeptNotTold "满足，抽样误差内不能断定" "holds, not told from missed"
        MissedNotTold "不满足，抽样误差内不能断定" "missed, not told from holding"
        Missed "不满足" "missed"
        Answer "解" "the answer"
        Neighbour "解的邻值" "its neighbour"
        Present "现行" "present"
        NotTold
            "存疑：在这个解的一侧或两侧，抽样误差内不能断定目标满足还是不满足；请增加 --trials 或放宽 --within。"
            "In doubt: on one side of this solution or both, sampling does not tell whether the target holds; raise --trials, or widen --within."
        Flat
            "指标不随所变动的数而变：请检查是否选对了参数，或该参数是否被 revisions 覆盖。"
            "The figure does not move with what is varied: check that it is the right parameter, and that no revision overrides it."
        Several
            "解不止一个，全部列出（相距小于首轮一档的成对的解可能漏列）："
            "There are several solutions, all listed (a pair closer than one interval of the first round may be missed):"
        Method
            "各取值结算同一批账单（共同随机数）；先均匀取值，再在目标由不满足变为满足的区间内逐轮加密，直到网格上的相邻两值。抽样区间 = 指标的95%区间含目标值的全部取值；标准误 = 指标的标准误 ÷ 指标对取值的斜率（delta 法）。指标本身已对未知参数取平均；参数误差是未知参数若为某一组时解会在哪里，两者是不同的误差，只看其一不足以说明解有多准。两者都不含模型形式的误差。"
            "All values settle the same bills (common random numbers). An even round of values, then rounds inside each bracket in which the target begins or ceases to hold, down to neighbours on the grid. The sampling interval is the set of values at which the 95% interval of the figure holds the bound; the standard error is that of the figure over its slope (delta method). The figure itself is averaged over what nobody knows; the parameter error is where the solution would lie if the unknown were one of its draws. They are different errors, and neither alone says how sure the solution is. Neither contains that the model may be of the wrong form."
        NothingOpen
            "参数误差：情景未设（world 中没有水平、趋势斜率、尾部、结构或城市差异的误差），故此处为零并不表示参数已知。"
            "Parameter error: the scenario states none (no error of levels, trend slope, tail, split or city in `world`); that it is not there does not mean that the parameters are known."
        NotDrawn
            "参数误差：未计算（--draws 0）；上面的抽样误差不是解的全部误差。"
            "Parameter error: not computed (--draws 0); the sampling error above is not the whole error of the solution."
        Draw "参数组" "draw"
        Solution "解" "solution"
        HoldsThroughout "范围内处处满足" "holds throughout"
        HoldsNowhere "范围内没有这样的解" "no such solution in the range"
        PlainParticipation
            "该产品未设 enrolment：谁参保不随保费、健康变动，解不含逆选择。"
            "The product has no `enrolment`: who joins moves with neither price nor health, so the solution knows no selection."
        SomeWithout
            "有些取值处指标没有数值（从未发生），其附近的解无从求得。"
            "At some values the figure has no value (it never occurs); a solution beside them cannot be found."
    }
}

/// The target: figure, sign with bound, period.
pub fn target_line(figure: &str, bound: &str, period: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("目标：{figure} {bound}（{period}）"),
        Lang::En => format!("Target: {figure} {bound} ({period})"),
    }
}

/// What is varied: words, where it stands, its present value, its range and the step of its grid.
pub fn varied_line(
    words: &str,
    paths: &str,
    present: Option<&str>,
    (low, high, step): (&str, &str, &str),
    lang: Lang,
) -> String {
    match lang {
        Lang::Zh => {
            let present = present.map_or_else(String::new, |it| format!("，现为{it}"));
            format!("变动：{words}（{paths}{present}），在{low}至{high}之间，每档{step}")
        }
        Lang::En => {
            let present = present.map_or_else(String::new, |it| format!(", now {it}"));
            format!("Varied: {words} ({paths}{present}), between {low} and {high} in steps of {step}")
        }
    }
}

/// One solution: the value at which the target holds, and its neighbour at which it does not.
pub fn root_line(above: bool, at: &str, beside: &str, lang: Lang) -> String {
    match (above, lang) {
        (true, Lang::Zh) => format!("{at}起满足目标；{beside}不满足。"),
        (true, Lang::En) => format!("The target holds from {at} on; at {beside} it does not."),
        (false, Lang::Zh) => format!("不超过{at}时满足目标；{beside}不满足。"),
        (false, Lang::En) => format!("The target holds up to {at}; at {beside} it does not."),
    }
}

/// No solution: the target holds everywhere in the range, or nowhere, with the figure at its two ends.
pub fn no_root_line(
    holds: bool,
    told: bool,
    (low, at_low): (&str, &str),
    (high, at_high): (&str, &str),
    lang: Lang,
) -> String {
    match lang {
        Lang::Zh => {
            let what = if holds { "处处满足目标" } else { "处处不满足目标" };
            let doubt = if told { "" } else { "（部分取值在抽样误差内不能断定）" };
            format!(
                "无解：范围内{what}{doubt}。{low}处为{at_low}，{high}处为{at_high}。可用 --within 换一个范围，或更改目标。"
            )
        }
        Lang::En => {
            let what = if holds { "holds everywhere" } else { "is missed everywhere" };
            let doubt = if told { "" } else { " (at some values sampling does not tell)" };
            format!(
                "No solution: within the range the target {what}{doubt}. At {low} the figure is {at_low}, at {high} {at_high}. Choose another range with --within, or another target."
            )
        }
    }
}

/// What sampling leaves open of a solution: trials, its interval, whether that goes on beyond the range, the standard
/// error, and from where on the target is sure to hold.
pub struct SamplingError<'a> {
    /// The number of trials.
    pub trials: &'a str,
    /// The lowest and the highest value that is not told.
    pub interval: (&'a str, &'a str),
    /// Whether the interval may go on beyond the lower, the upper end of the range.
    pub open: (bool, bool),
    /// The standard error.
    pub se: Option<&'a str>,
    /// The nearest value that keeps the target by its whole interval.
    pub sure: Option<&'a str>,
    /// Whether the target holds above.
    pub above: bool,
}

/// The sentence about it.
pub fn sampling_line(it: &SamplingError<'_>, lang: Lang) -> String {
    let SamplingError { trials, interval: (low, high), open, se, sure, above } = it;
    match lang {
        Lang::Zh => {
            let beyond = match open {
                (false, false) => "",
                (true, false) => "，下端可能超出所给范围",
                (false, true) => "，上端可能超出所给范围",
                (true, true) => "，两端都可能超出所给范围",
            };
            let se = se.map_or_else(String::new, |it| format!("；标准误{it}"));
            let sure = sure.map_or_else(
                || "；范围内没有可断定满足的取值".to_owned(),
                |it| format!("；{it}{}可断定满足", if *above { "起" } else { "及以下" }),
            );
            format!("抽样误差（{trials}次）：{low}至{high}（95%{beyond}）{se}{sure}。")
        }
        Lang::En => {
            let beyond = match open {
                (false, false) => "",
                (true, false) => ", perhaps beyond the range below",
                (false, true) => ", perhaps beyond the range above",
                (true, true) => ", perhaps beyond the range on both sides",
            };
            let se = se.map_or_else(String::new, |it| format!("; standard error {it}"));
            let sure = sure.map_or_else(
                || "; nowhere in the range is it sure to hold".to_owned(),
                |it| format!("; sure to hold {} {it}", if *above { "from" } else { "up to" }),
            );
            let trials = plural(trials, "trial");
            format!("Sampling error ({trials}): {low} to {high} (95%{beyond}){se}{sure}.")
        }
    }
}

/// What parameter error makes of a solution.
pub struct ParameterError<'a> {
    /// The number of draws.
    pub draws: usize,
    /// Trials of each.
    pub trials: &'a str,
    /// The standard deviation of the solutions with its error.
    pub deviation: Option<(&'a str, &'a str)>,
    /// The lowest and the highest, around the answer.
    pub range: Option<(&'a str, &'a str)>,
    /// The probability that another draw lies between them.
    pub coverage: &'a str,
    /// Draws under which the target holds throughout, and under which there is no such solution.
    pub outside: (usize, usize),
}

/// The sentence about it.
pub fn parameter_line(it: &ParameterError<'_>, lang: Lang) -> String {
    let ParameterError { draws, trials, deviation, range, coverage, outside } = it;
    let (holds, misses) = outside;
    match lang {
        Lang::Zh => {
            let mut parts = Vec::new();
            if let Some((sd, se)) = deviation {
                parts.push(format!("解的标准差{sd} ±{se}"));
            }
            if let Some((low, high)) = range {
                let among = if (*holds, *misses) == (0, 0) {
                    format!("再抽一组落在其间的概率为{coverage}")
                } else {
                    "仅指有解的各组".to_owned()
                };
                parts.push(format!("最低{low}、最高{high}（{among}）"));
            }
            if *holds > 0 {
                parts.push(format!("{holds}组下范围内处处满足"));
            }
            if *misses > 0 {
                parts.push(format!("{misses}组下范围内没有这样的解"));
            }
            let found = parts.join("；");
            format!(
                "参数误差（频率与费用水平、趋势斜率、尾部、费用结构、城市差异，抽{draws}组，每组{trials}次）：{found}。"
            )
        }
        Lang::En => {
            let mut parts = Vec::new();
            if let Some((sd, se)) = deviation {
                parts.push(format!("standard deviation of the solution {sd} ±{se}"));
            }
            if let Some((low, high)) = range {
                let among = if (*holds, *misses) == (0, 0) {
                    format!("another draw lies between with {coverage}")
                } else {
                    "of the draws that have one".to_owned()
                };
                parts.push(format!("lowest {low}, highest {high} ({among})"));
            }
            if *holds > 0 {
                parts.push(format!("under {} the target holds throughout the range", plural(holds, "draw")));
            }
            if *misses > 0 {
                parts
                    .push(format!("under {} there is no such solution in the range", plural(misses, "draw")));
            }
            let found = parts.join("; ");
            format!(
                "Parameter error (levels of frequency and cost, slopes of the trend, tail, split, city; {} of {} each): {found}.",
                plural(draws, "draw"),
                plural(trials, "trial")
            )
        }
    }
}

/// The heading of the table of values.
pub fn table_heading(tried: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("首轮取值与各个解（共试了{tried}个取值，--out 时全部写入 solve.csv；括号内为95%区间）")
        }
        Lang::En => {
            format!(
                "Values of the first round and the solutions ({} tried, all in solve.csv with --out; 95% intervals)",
                plural(tried, "value")
            )
        }
    }
}

/// Which draw of the unknown parameters begins.
pub fn drawing_unknowns(draws: u64, trials: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("参数误差：{draws}组未知参数，每组{trials}次"),
        Lang::En => format!(
            "parameter error: {} of the unknown parameters, {} each",
            plural(draws, "draw"),
            plural(trials, "trial")
        ),
    }
}

/// How a run of the answer is asked for.
pub fn again_line(command: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("按解重新模拟：{command}"),
        Lang::En => format!("Run the answer: {command}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_a_ratio_is_in_points() {
        assert_eq!(ValueUnit::Share.error("0.7", Lang::Zh), "0.7个百分点");
        assert_eq!(ValueUnit::Share.error("0.7", Lang::En), "0.7 points");
        assert_eq!(ValueUnit::Yuan.error("0.7", Lang::Zh), "0.7元");
    }
}
