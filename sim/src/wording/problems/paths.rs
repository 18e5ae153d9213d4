//! What keeps a path from being followed, and the sentence for it.

use super::super::{Lang, plural};

/// What keeps a path from being followed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is named in the sentence of its variant below")]
pub enum PathFault {
    /// A plain ledger, whose terms nobody reviews.
    Ledger { fund: String },
    /// A ladder without a step.
    NoStep,
    /// Designs without the decision that do not match those with it.
    Twins { found: usize, needed: usize },
    /// Terms that depend on claim-free years, which differ from rung to rung.
    History { design: String },
    /// A law of enrolment that knows last year's members or claims, which differ from rung to rung.
    Memory { design: String },
    /// Inclinations that last longer under one rung than under another.
    Renewal { design: String },
    /// Cover of single persons, which rows do not hold.
    PersonExcess { design: String },
    /// Rungs of benefits at two prices.
    OtherPrice { design: String },
    /// Rungs of prices with two sets of benefits.
    OtherBenefits { design: String },
    /// A price that is not above that of the rung before.
    PriceNotRising { price: String, before: String },
    /// A price that a review moves and a revision too.
    PriceRevised { design: String },
    /// A first price outside floor and cap.
    StartPrice { price: String, low: String, high: String },
    /// A price that moves freely where who joins depends on it.
    PriceByLaw,
}

impl PathFault {
    pub(super) fn sentence(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.zh(),
            Lang::En => self.en(),
        }
    }

    fn zh(&self) -> String {
        match self {
            PathFault::Ledger { fund } => {
                format!("\"{fund}\" 是普通账户，没有可评审的条款；请写大病保险合同或惠民保账户")
            }
            PathFault::NoStep => {
                "阶梯上没有可走的台阶；调整待遇（moves 为 benefit）至少需要两个方案，由低到高排列".into()
            }
            PathFault::Twins { found, needed } => {
                format!("有 {found} 个方案，阶梯有 {needed} 个；请为阶梯上每个方案依次写出其“无该政策”的方案")
            }
            PathFault::History { design } => format!(
                "方案 \"{design}\" 的条款看连续未理赔年数，路径换方案后各人的年数与任何单一方案都不同，结果将不准确；请去掉这类条款（claim_free_years）后再用阶梯"
            ),
            PathFault::Memory { design } => format!(
                "方案 \"{design}\" 的参保模型看上年是否参保或理赔，路径换方案后上年情况与任何单一方案都不同，结果将不准确；请将 insured_last_year_log_odds 与 claim_last_year_log_odds 设为 0"
            ),
            PathFault::Renewal { design } => format!(
                "方案 \"{design}\" 下保持意愿的人数比例与阶梯首个方案不同，路径换方案时无法衔接；请把 renewal 写成 {{\"kind\": \"inclination\", \"ratio\": ...}}，各方案相同"
            ),
            PathFault::PersonExcess { design } => format!(
                "方案 \"{design}\" 有单人超赔再保，各年合计数里没有其摊回额，路径无法重算账户；请去掉 reinsurance.per_person_excess"
            ),
            PathFault::OtherPrice { design } => {
                format!("方案 \"{design}\" 的价格与阶梯首个方案不同；调整待遇时各方案价格须相同，调整价格请写 moves: price")
            }
            PathFault::OtherBenefits { design } => {
                format!("方案 \"{design}\" 的待遇与阶梯首个方案不同；调整价格时各方案待遇须相同，调整待遇请写 moves: benefit")
            }
            PathFault::PriceNotRising { price, before } => {
                format!("价格 {price} 元不高于前一方案的 {before} 元；价格阶梯请由低到高排列")
            }
            PathFault::PriceRevised { design } => {
                format!("方案 \"{design}\" 的价格已随日期变动（revisions）；价格由路径调整时请去掉这些变动")
            }
            PathFault::StartPrice { price, low, high } => {
                format!("起始价格 {price} 元不在 {low} 至 {high} 元之间；请放宽上下限")
            }
            PathFault::PriceByLaw => {
                "参保人数随价格变动，价格不能自由调整；请用一组不同价格的方案作阶梯（ladder），每档各有其参保人数".into()
            }
        }
    }

    fn en(&self) -> String {
        match self {
            PathFault::Ledger { fund } => {
                format!("\"{fund}\" is a plain ledger without terms to review; name a contract or a city product")
            }
            PathFault::NoStep => {
                "the ladder has no step; a path of benefits needs two designs or more, from the leanest to the most generous".into()
            }
            PathFault::Twins { found, needed } => {
                format!("{} for a ladder of {needed}; write for each design of the ladder, in its order, the one without the decision", plural(found, "design"))
            }
            PathFault::History { design } => format!(
                "terms of design \"{design}\" depend on claim-free years, which no single design has as the path would; the result would be inexact; remove those terms (claim_free_years) to use a ladder"
            ),
            PathFault::Memory { design } => format!(
                "the law of enrolment of design \"{design}\" looks at last year's members or claims, which no single design has as the path would; the result would be inexact; set insured_last_year_log_odds and claim_last_year_log_odds to 0"
            ),
            PathFault::Renewal { design } => format!(
                "under design \"{design}\" not as many keep their inclination as under the first of the ladder, so that years of the two cannot follow each other; write renewal as {{\"kind\": \"inclination\", \"ratio\": ...}}, the same in all"
            ),
            PathFault::PersonExcess { design } => format!(
                "design \"{design}\" reinsures single persons, of which the sums of a year know nothing; remove reinsurance.per_person_excess"
            ),
            PathFault::OtherPrice { design } => format!(
                "design \"{design}\" has another price than the first of the ladder; benefits are moved at one price; for prices write moves: price"
            ),
            PathFault::OtherBenefits { design } => format!(
                "design \"{design}\" has other benefits than the first of the ladder; prices are moved at one set of benefits; for benefits write moves: benefit"
            ),
            PathFault::PriceNotRising { price, before } => format!(
                "a price of {price} yuan is not above the {before} yuan of the design before it; order a ladder of prices from low to high"
            ),
            PathFault::PriceRevised { design } => format!(
                "the price of design \"{design}\" changes by date (revisions); remove that where a path moves the price"
            ),
            PathFault::StartPrice { price, low, high } => {
                format!("the first price of {price} yuan is not within {low} and {high}; widen floor and cap")
            }
            PathFault::PriceByLaw => {
                "who joins depends on the price, so it cannot move freely; give a ladder of designs at several prices, each with its own members".into()
            }
        }
    }
}
