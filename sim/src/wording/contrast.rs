//! The words of designs held against a base: who bears the bills, what each parameter does, who gains.

use super::Lang;

/// A column, a row or a sentence without data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is documented by its two texts below")]
pub enum ContrastWord {
    Parameter,
    Way,
    Alone,
    InOrder,
    Interaction,
    WholeDesign,
    NotAlone,
    Changes,
    AllBills,
    PatientsBear,
    NothingThere,
    TakenAway,
    SameAsBase,
    EffectsNote,
    PairedNote,
}

impl ContrastWord {
    /// The text in one language.
    pub const fn text(self, lang: Lang) -> &'static str {
        let (zh, en) = self.both();
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    const fn both(self) -> (&'static str, &'static str) {
        match self {
            ContrastWord::Parameter => ("参数", "parameter"),
            ContrastWord::Way => ("方式", "changed"),
            ContrastWord::Alone => ("单独调整", "alone"),
            ContrastWord::InOrder => ("依次调整", "in order"),
            ContrastWord::Interaction => ("交互作用", "interaction"),
            ContrastWord::WholeDesign => ("整个方案", "whole design"),
            ContrastWord::NotAlone => ("不能单独成立", "cannot stand alone"),
            ContrastWord::Changes => ("各方案改动的参数：", "What each design changes:"),
            ContrastWord::AllBills => ("医疗总费用", "total cost of bills"),
            ContrastWord::PatientsBear => ("个人负担", "patients"),
            ContrastWord::NothingThere => ("（无）", "(none)"),
            ContrastWord::TakenAway => ("（删除）", "(taken away)"),
            ContrastWord::SameAsBase => ("与基准相同", "the same as the base"),
            ContrastWord::EffectsNote => (
                "单独调整：在基准上只改这一项；依次调整：按条款次序在前面各项之上再改这一项，各行相加即整个方案的影响；交互作用：整个方案的影响减去各项单独影响之和。",
                "Alone: this parameter only, on the base. In order: on top of all before it, so that these rows add up to the whole design. Interaction: the whole design less the sum of the effects alone.",
            ),
            ContrastWord::PairedNote => (
                "各方案结算同一批账单，参保与就医均不随待遇改变（价格影响参保的，以情景所定为准）；差异的标准误只含抽样误差，0表示逐次逐年毫无差别。",
                "All designs settle the same bills: care does not react to benefits, and members react to the price only where the scenario has a law for it. The error of a difference is of sampling alone; 0: no difference in any trial or year.",
            ),
        }
    }
}

/// Against what designs are held, and how many they are.
pub fn base_line(base: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("以“{base}”为基准"),
        Lang::En => format!("Held against the base “{base}”"),
    }
}

/// The heading of the headline.
pub fn headline_heading(years: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("主要结果，{years}（Δ为同一批账单下与基准之差 ± 标准误，pp为百分点）"),
        Lang::En => format!(
            "Headline, {years} (Δ: paired difference to the base ± standard error, pp: percentage points)"
        ),
    }
}

/// The heading of who bears the bills.
pub fn layers_heading(years: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("医疗费用由谁负担，{years}合计"),
        Lang::En => format!("Who bears the bills, {years} together"),
    }
}

/// The heading of a design's differences year by year.
pub fn years_heading(design: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("逐年变化：{design}（与基准之差 ± 标准误）"),
        Lang::En => format!("Year by year: {design} (difference to the base ± standard error)"),
    }
}

/// The heading of what a design's parameters do.
pub fn effects_heading(design: &str, years: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("各项参数的影响：{design}，{years}（与基准之差 ± 标准误）"),
        Lang::En => {
            format!("Effect of each parameter: {design}, {years} (difference to the base ± standard error)")
        }
    }
}
