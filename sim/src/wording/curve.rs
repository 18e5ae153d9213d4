//! The words of the curves of a city product: premium, participation, and the years of a spiral.

use super::Lang;

words! {
    /// A heading, a column or a sentence without data.
    pub enum CurveWord {
        Premium "保费（元，分年龄定价时为最高年龄档）" "premium (yuan, by age: of the dearest age)"
        PremiumPerMember "人均保费（元）" "premium per member (yuan)"
        Target "目标参保率" "target participation"
        Participation "参保率" "participation"
        Members "参保人数（年均）" "members (a year)"
        ClaimsPerMember "人均赔付（元）" "claims per member (yuan)"
        LossRatio "赔付率" "loss ratio"
        CombinedRatio "综合成本率" "combined ratio"
        ResultPerMember "人均损益（元）" "result per member (yuan)"
        BreakEvenPremium "人均盈亏平衡保费（元）" "break-even premium per member (yuan)"
        BreakEvenPremiumWithMargin "人均盈亏平衡保费（含利润，元）" "break-even premium per member with margin (yuan)"
        RenewalRate "续保率" "renewal rate"
        Kind "平衡点" "break-even point"
        LowerPremium
            "盈亏平衡保费（低于此亏损，高于此盈利；分年龄定价时为最高年龄档）"
            "break-even premium (loses below, gains above; by age: of the dearest age)"
        UpperPremium
            "盈亏平衡保费上限（高于此因退保而亏损；分年龄定价时为最高年龄档）"
            "upper break-even premium (above it members leave and the book loses; by age: of the dearest age)"
        BreakEvenParticipation "现行保费下的盈亏平衡参保率" "break-even participation at the present premium"
        UpperParticipation
            "现行保费下的参保率上限（高于此亏损）"
            "upper break-even participation at the present premium (loses above)"
        NoPremium
            "在所列保费范围内，平均损益不变号：没有盈亏平衡保费。"
            "Within these premiums the mean result does not change its sign: there is no break-even premium."
        NoParticipation
            "现行保费下，所列参保率范围内平均损益不变号：没有盈亏平衡参保率。"
            "At the present premium the mean result does not change its sign within these participations: there is no break-even participation."
        NotTold "与零的差别未超出抽样误差，该平衡点存疑" "not told from zero by more than chance: in doubt"
        PlainParticipation
            "该产品未设 enrolment：参保率不随保费、健康变动，曲线不含逆选择。"
            "The product has no `enrolment`: participation moves with neither price nor health, so the curves show no selection."
        Method
            "各点结算同一批账单（共同随机数），低价时的参保人包含高价时的参保人；赔付、保费与两项比率按条款计算：赔付不含动用上年超额结余增加的待遇，保费为动用结余减收之前的数额；平衡点取相邻两点间平均损益的线性零点，标准误 = 平均损益的标准误 ÷ 曲线斜率（delta 法，按次配对），括号内为95%区间，仅含抽样误差。"
            "All points settle the same bills (common random numbers) and whoever joins at a price joins at every lower one. Claims, premium and both ratios are by the terms: without benefits out of last year's surplus, before what it takes off the prices. A break-even is the zero of the mean result, linear between neighbouring points; its standard error is that of the mean result over the slope of the curve (delta method, paired by trial); brackets are 95% intervals of sampling alone."
        Spirals "螺旋：参保率已跌破首年的一半" "a spiral: participation has fallen below half of the first year's"
        Settles
            "趋于稳定：末年保费与参保率的变动均不超过2%"
            "settling: in the last year neither price nor participation moves by more than 2%"
        Moves
            "仍在变动：尚未稳定，也未跌破首年参保率的一半"
            "still moving: neither at rest nor below half of the first participation"
        TooShort "年数太少，无法判断" "too few years to tell"
    }
}

/// The heading of the premium curve of a book.
pub fn premium_heading(book: &str, present: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("保费曲线（{book}，现行保费{present}元；其他年龄档按比例变动；±为标准误）"),
        Lang::En => {
            format!(
                "Premium curve ({book}, present premium {present} yuan; other ages in proportion; ± is the standard error)"
            )
        }
    }
}

/// The heading of the curve over participations.
pub fn participation_heading(book: &str, present: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "参保率与盈亏平衡保费（{book}，保费{present}元；每档重新求解截距；平衡保费按该档参保结构）"
        ),
        Lang::En => format!(
            "Participation and break-even premium ({book}, at {present} yuan; the intercept is solved anew for each target; break-even at that mix of members)"
        ),
    }
}

/// The heading of the years of repricing: target loss ratio, largest change of a year.
pub fn spiral_heading(book: &str, target: &str, most: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "逐年调价（{book}：次年保费按目标赔付率{target}、本年按条款的平均人均赔付确定，每年最多变动{most}，进位到元）"
        ),
        Lang::En => format!(
            "Priced anew each year ({book}: next year's premium from this year's mean claims per member by the terms at a target loss ratio of {target}, changed by at most {most} a year, rounded up to the yuan)"
        ),
    }
}

/// The line that says where a product is going.
pub fn spiral_line(verdict: CurveWord, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("走向：{}。", verdict.text(lang)),
        Lang::En => format!("Outcome: {}.", verdict.text(lang)),
    }
}

/// One break-even point: its name, its value with interval, and a doubt where there is one.
pub fn crossing_line(name: CurveWord, value: &str, told: bool, lang: Lang) -> String {
    let doubt = CurveWord::NotTold.text(lang);
    match (told, lang) {
        (true, Lang::Zh) => format!("{}：{value}", name.text(lang)),
        (true, Lang::En) => format!("{}: {value}", name.text(lang)),
        (false, Lang::Zh) => format!("{}：{value}（{doubt}）", name.text(lang)),
        (false, Lang::En) => format!("{}: {value} ({doubt})", name.text(lang)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_break_even_premium_says_whose_it_is() {
        for word in [CurveWord::LowerPremium, CurveWord::UpperPremium, CurveWord::Premium] {
            assert!(
                word.text(Lang::Zh).contains("最高年龄档") && word.text(Lang::En).contains("dearest age")
            );
        }
        for word in [CurveWord::BreakEvenPremium, CurveWord::BreakEvenPremiumWithMargin] {
            assert!(word.text(Lang::Zh).starts_with("人均") && word.text(Lang::En).contains("per member"));
        }
    }
}
