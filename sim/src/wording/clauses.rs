//! Why a payer pays what it pays of a claim: the sentences of a settlement.
//!
//! Each takes figures and makes none; money is written with separators and two decimals.

use super::Lang;
use crate::units::{Fen, Share};

/// One clause of the explanation of an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// The payer does not count the claim, or nothing is left that it looks at.
    NotCounted,
    /// The claim came split; the basic insurance was settled elsewhere.
    SettledElsewhere,
    /// The in-policy cost of an admission does not exceed its deductible.
    AdmissionBelow {
        /// 政策范围内费用
        in_policy: Fen,
        /// 起付标准
        deductible: Fen,
    },
    /// The ratio above the deductible of an admission.
    AdmissionRatio {
        /// 政策范围内费用
        in_policy: Fen,
        /// 起付标准
        deductible: Fen,
        /// 支付比例
        ratio: Share,
    },
    /// In-policy cost that stands above the yearly cap of the basic insurance.
    AboveCap {
        /// The cost.
        cost: Fen,
    },
    /// Care elsewhere counts in part.
    CountedShare {
        /// Where: the name in bill files.
        place: &'static str,
        /// The share that counts.
        share: Share,
    },
    /// The year's eligible cost, before and after the claim.
    Accumulated {
        /// Before the claim.
        before: Fen,
        /// The claim's.
        claim: Fen,
        /// After it.
        after: Fen,
    },
    /// The part of the claim that the yearly deductible takes.
    Deductible {
        /// The part.
        borne: Fen,
        /// The whole deductible of the year.
        of: Fen,
    },
    /// The cost beyond a cap on cost does not count.
    CapOnCost {
        /// The cap.
        cap: Fen,
    },
    /// What the ratios give.
    Ratios {
        /// Cost and ratio of each tier that sees some of the claim.
        steps: Vec<(Fen, Share)>,
        /// Paid in full beside the tiers.
        flat: Fen,
        /// The sum, to the fen.
        entitled: Fen,
        /// Whether the rounding of the year's sum moved it off the rounded sum of the claim alone.
        by_difference: bool,
    },
    /// A fixed benefit, paid beside the bill.
    Fixed {
        /// The sum on an event.
        sum: Fen,
        /// The allowance by the day.
        allowance: Fen,
    },
    /// A cap on payments bound.
    Limited {
        /// Which cap.
        limit: Limit,
        /// The cap.
        cap: Fen,
        /// What had been paid under it before.
        used: Fen,
        /// What is paid.
        paid: Fen,
    },
    /// A limit on cost bound.
    LimitedCost {
        /// Which limit.
        limit: Limit,
        /// The limit.
        cap: Fen,
        /// The cost of the claim.
        cost: Fen,
        /// What of it counts.
        counted: Fen,
    },
    /// Other payers left less than the entitlement.
    NothingLeft {
        /// What is paid.
        paid: Fen,
    },
}

/// Over what a cap on payments is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// The year.
    Year,
    /// One drug in the year.
    Drug,
    /// One claim.
    Claim,
    /// One day in hospital.
    Day,
    /// One item in the year.
    Item,
    /// One disease in the year.
    Disease,
    /// All years of the person.
    Lifetime,
    /// The year's claims with a pre-existing cause.
    PreExisting,
}

impl Clause {
    /// The clause as a sentence, without a full stop.
    pub fn say(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.zh(),
            Lang::En => self.en(),
        }
    }

    fn zh(&self) -> String {
        match self {
            Clause::NotCounted => "本笔费用不在其支付范围内".to_owned(),
            Clause::SettledElsewhere => "本笔为已拆分金额，基本医保另行结算".to_owned(),
            Clause::AdmissionBelow { in_policy, deductible } => {
                format!("政策范围内费用 {} 未超过起付标准 {}", money(*in_policy), money(*deductible))
            }
            Clause::AdmissionRatio { in_policy, deductible, ratio } => {
                let (cost, deductible, ratio) = (money(*in_policy), money(*deductible), percent(*ratio));
                format!("（政策范围内费用 {cost} − 起付标准 {deductible}）× {ratio}")
            }
            Clause::AboveCap { cost } => format!("封顶线以上费用 {}", money(*cost)),
            Clause::CountedShare { place, share } => {
                format!("{}费用按 {} 计入", name_of(place, Lang::Zh), percent(*share))
            }
            Clause::Accumulated { before, claim, after } => {
                format!("年度累计 {} + 本笔 {} = {}", money(*before), money(*claim), money(*after))
            }
            Clause::Deductible { borne, of } => format!("起付线 {} 扣除 {}", money(*of), money(*borne)),
            Clause::CapOnCost { cap } => format!("累计费用超过 {} 的部分不计", money(*cap)),
            Clause::Ratios { steps, flat, entitled, by_difference } => {
                let note = if *by_difference { "（累计取整之差）" } else { "" };
                format!("{} = {}{note}", sum_of(steps, *flat, "全额"), money(*entitled))
            }
            Clause::Fixed { sum, allowance } => {
                format!("账单之外的定额给付：{} + 津贴 {}", money(*sum), money(*allowance))
            }
            Clause::Limited { limit, cap, used, paid } => {
                let (cap, used, paid) = (money(*cap), money(*used), money(*paid));
                match limit {
                    Limit::Year => format!("年度封顶 {cap}，此前已付 {used}，本笔付 {paid}"),
                    Limit::Drug => format!("单药封顶 {cap}，此前已付 {used}，本笔付 {paid}"),
                    Limit::Claim => format!("每次限额 {cap}，本笔付 {paid}"),
                    Limit::Day => format!("按日限额合计 {cap}，本笔付 {paid}"),
                    Limit::Item => format!("单项限额 {cap}，此前已付 {used}，本笔付 {paid}"),
                    Limit::Disease => format!("单病种限额 {cap}，此前已付 {used}，本笔付 {paid}"),
                    Limit::Lifetime => format!("终身限额 {cap}，此前已付 {used}，本笔付 {paid}"),
                    Limit::PreExisting => format!("既往症限额 {cap}，此前已付 {used}，本笔付 {paid}"),
                }
            }
            Clause::LimitedCost { limit, cap, cost, counted } => {
                let name = match limit {
                    Limit::Year => "年度",
                    Limit::Drug => "单药",
                    Limit::Claim => "每次",
                    Limit::Day => "按日",
                    Limit::Item => "单项",
                    Limit::Disease => "单病种",
                    Limit::Lifetime => "终身",
                    Limit::PreExisting => "既往症",
                };
                let (cap, cost, counted) = (money(*cap), money(*cost), money(*counted));
                format!("{name}费用限额 {cap}，本笔费用 {cost} 计入 {counted}")
            }
            Clause::NothingLeft { paid } => format!("不超过剩余费用，付 {}", money(*paid)),
        }
    }

    fn en(&self) -> String {
        match self {
            Clause::NotCounted => "does not count this claim".to_owned(),
            Clause::SettledElsewhere => {
                "the claim came split; the basic insurance was settled elsewhere".to_owned()
            }
            Clause::AdmissionBelow { in_policy, deductible } => {
                format!(
                    "in-policy cost {} does not exceed the deductible {}",
                    money(*in_policy),
                    money(*deductible)
                )
            }
            Clause::AdmissionRatio { in_policy, deductible, ratio } => {
                let (cost, deductible, ratio) = (money(*in_policy), money(*deductible), percent(*ratio));
                format!("(in-policy cost {cost} − deductible {deductible}) × {ratio}")
            }
            Clause::AboveCap { cost } => format!("cost above the cap {}", money(*cost)),
            Clause::CountedShare { place, share } => {
                format!("{} of the cost counts ({})", percent(*share), name_of(place, Lang::En))
            }
            Clause::Accumulated { before, claim, after } => {
                format!("year so far {} + this claim {} = {}", money(*before), money(*claim), money(*after))
            }
            Clause::Deductible { borne, of } => format!("deductible {} takes {}", money(*of), money(*borne)),
            Clause::CapOnCost { cap } => format!("cost beyond {} does not count", money(*cap)),
            Clause::Ratios { steps, flat, entitled, by_difference } => {
                let note = if *by_difference { " (difference of rounded sums)" } else { "" };
                format!("{} = {}{note}", sum_of(steps, *flat, "in full"), money(*entitled))
            }
            Clause::Fixed { sum, allowance } => {
                format!("fixed benefit beside the bill: {} + allowance {}", money(*sum), money(*allowance))
            }
            Clause::Limited { limit, cap, used, paid } => {
                let (cap, used, paid) = (money(*cap), money(*used), money(*paid));
                match limit {
                    Limit::Year => format!("cap of the year {cap}, paid before {used}, pays {paid}"),
                    Limit::Drug => format!("cap per drug {cap}, paid before {used}, pays {paid}"),
                    Limit::Claim => format!("limit per claim {cap}, pays {paid}"),
                    Limit::Day => format!("limit for the days {cap}, pays {paid}"),
                    Limit::Item => format!("limit per item {cap}, paid before {used}, pays {paid}"),
                    Limit::Disease => format!("limit per disease {cap}, paid before {used}, pays {paid}"),
                    Limit::Lifetime => format!("limit of all years {cap}, paid before {used}, pays {paid}"),
                    Limit::PreExisting => {
                        format!("limit for pre-existing causes {cap}, paid before {used}, pays {paid}")
                    }
                }
            }
            Clause::LimitedCost { limit, cap, cost, counted } => {
                let name = match limit {
                    Limit::Year => "of the year",
                    Limit::Drug => "per drug",
                    Limit::Claim => "per claim",
                    Limit::Day => "for the days",
                    Limit::Item => "per item",
                    Limit::Disease => "per disease",
                    Limit::Lifetime => "of all years",
                    Limit::PreExisting => "for pre-existing causes",
                };
                let (cap, cost, counted) = (money(*cap), money(*cost), money(*counted));
                format!("limit on cost {name} {cap}: of {cost}, {counted} counts")
            }
            Clause::NothingLeft { paid } => format!("no more is left than {}", money(*paid)),
        }
    }
}

/// `100,000.00 × 55% + 30,000.00 × 60% + 300.00 in full`.
fn sum_of(steps: &[(Fen, Share)], flat: Fen, in_full: &str) -> String {
    let mut terms: Vec<String> =
        steps.iter().map(|(cost, ratio)| format!("{} × {}", money(*cost), percent(*ratio))).collect();
    if flat > Fen::ZERO || terms.is_empty() {
        terms.push(format!("{} {in_full}", money(flat)));
    }
    terms.join(" + ")
}

/// A heading of the settlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    /// One claim by its number, from 1.
    Claim(usize),
    /// 总费用
    Total,
    /// What the patient bears.
    Patient,
    /// The whole year.
    Year,
    /// A payer that does not cover the person.
    NotInForce,
}

impl Heading {
    /// The heading.
    pub fn say(self, lang: Lang) -> String {
        match (self, lang) {
            (Heading::Claim(number), Lang::Zh) => format!("第 {number} 笔"),
            (Heading::Claim(number), Lang::En) => format!("Claim {number}"),
            (Heading::Total, Lang::Zh) => "总费用".to_owned(),
            (Heading::Total, Lang::En) => "total cost".to_owned(),
            (Heading::Patient, Lang::Zh) => "个人负担".to_owned(),
            (Heading::Patient, Lang::En) => "patient".to_owned(),
            (Heading::Year, Lang::Zh) => "全年（元）".to_owned(),
            (Heading::Year, Lang::En) => "The year (yuan)".to_owned(),
            (Heading::NotInForce, Lang::Zh) => "不适用于此人".to_owned(),
            (Heading::NotInForce, Lang::En) => "does not cover this person".to_owned(),
        }
    }
}

/// What people call a payer, a part of a bill, a kind of care or a hospital level by its name in files;
/// the name itself where it is not one of the field's own.
pub fn name_of(key: &str, lang: Lang) -> &str {
    let (zh, en) = match key {
        "bmi" => ("基本医保", "basic insurance"),
        "cii" => ("大病保险", "critical illness insurance"),
        "aid" => ("医疗救助", "medical aid"),
        "hmb" => ("惠民保", "city product"),
        "hmb-l1" => ("惠民保·合规费用", "city product, compliant cost"),
        "hmb-l2" => ("惠民保·合理费用", "city product, reasonable cost"),
        "hmb-l3" => ("惠民保·特药", "city product, special drugs"),
        "enterprise" => ("企业援助", "enterprise aid"),
        "charity" => ("慈善帮扶", "charity"),
        "self_pay" => ("自付", "self-pay"),
        "above_bmi_cap" => ("封顶线以上", "above the cap of the basic insurance"),
        "first_self_pay" => ("乙类先行自付", "first self-pay of class B"),
        "over_limit" => ("超限价", "over the price limit"),
        "listed_own_expense" => ("目录外合理费用", "listed own expense"),
        "unlisted_own_expense" => ("其他自费", "unlisted own expense"),
        "special_drug" => ("特药", "special drug"),
        "rare_drug" => ("罕见病用药", "rare-disease drug"),
        "tele_consult" => ("远程会诊", "tele-consultation"),
        "inpatient" => ("住院", "inpatient"),
        "special_outpatient" => ("特殊病种门诊", "special-disease outpatient"),
        "outpatient" => ("普通门诊", "outpatient"),
        "local" => ("本地", "in the city"),
        "referred" => ("转外就医", "elsewhere on referral"),
        "unreferred" => ("未经转诊的异地就医", "elsewhere without referral"),
        "primary" => ("一级及以下医院", "primary hospital"),
        "secondary" => ("二级医院", "secondary hospital"),
        "tertiary" => ("三级医院", "tertiary hospital"),
        other => (other, other),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// A payer with the group whose terms of its own it settles by; a group of a scenario's own has its key.
pub fn payer_of_group(payer: &str, group: &str, lang: Lang) -> String {
    let (zh, en) = match group {
        "employee" => ("职工", "employees"),
        "resident" => ("居民", "residents"),
        "topup" => ("补充", "top-up"),
        "poor" => ("困难群众", "people in need"),
        "destitute" => ("特困人员", "destitute"),
        "near-poor" => ("低保边缘家庭", "near poverty"),
        "poor-by-illness" => ("因病致贫", "poor by illness"),
        "rural" => ("农村", "rural"),
        "renewal" => ("续保", "renewal"),
        "continuous" => ("连续参保", "insured without a gap"),
        "first-year" => ("首年参保", "first year"),
        "second-year" => ("第二年参保", "second year"),
        "third-year" => ("第三年参保", "third year"),
        other => (other, other),
    };
    match lang {
        Lang::Zh => format!("{payer}（{zh}）"),
        Lang::En => format!("{payer} ({en})"),
    }
}

/// Several statements in one line.
pub fn listed(statements: &[String], lang: Lang) -> String {
    statements.join(match lang {
        Lang::Zh => "；",
        Lang::En => "; ",
    })
}

/// Yuan with separators and two decimals: `-1,234.50`.
pub fn money(amount: Fen) -> String {
    let plain = amount.to_string();
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |digits| ("-", digits));
    let whole = digits.len() - 3;
    let mut text = sign.to_owned();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && place < whole && (whole - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A ratio in per cent: `62.5%`.
pub fn percent(share: Share) -> String {
    let mut text = (share.to_decimal() * rust_decimal::Decimal::ONE_HUNDRED).normalize().to_string();
    text.push('%');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_separators_every_three_digits() {
        let written = [0, 5, 99_999, 100_000, 12_345_678, -123_456_789].map(|fen| money(Fen(fen)));
        assert_eq!(written, ["0.00", "0.05", "999.99", "1,000.00", "123,456.78", "-1,234,567.89"]);
    }

    #[test]
    fn a_ratio_is_written_with_the_decimals_it_has() {
        assert_eq!(percent(Share::percent(55)), "55%");
        assert_eq!(percent(Share::parse("0.625").unwrap()), "62.5%");
        assert_eq!(percent(Share::ONE), "100%");
    }

    #[test]
    fn the_ratios_are_written_as_a_sum() {
        let steps = vec![(Fen::yuan(100_000), Share::percent(55)), (Fen::yuan(7_900), Share::percent(60))];
        let clause =
            Clause::Ratios { steps, flat: Fen::yuan(300), entitled: Fen::yuan(60_040), by_difference: false };
        assert_eq!(clause.say(Lang::Zh), "100,000.00 × 55% + 7,900.00 × 60% + 300.00 全额 = 60,040.00");
        assert_eq!(clause.say(Lang::En), "100,000.00 × 55% + 7,900.00 × 60% + 300.00 in full = 60,040.00");
    }
}
