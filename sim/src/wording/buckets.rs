//! The bucket file of a run, and what is worked out from it.

use super::Lang;

/// Why a payer cannot be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNotCounted {
    /// There is no such payer.
    Unknown,
    /// It pays admission by admission, or fixed sums.
    NotYearly,
    /// It has limits, or a deductible or cap of another scope than the person's year.
    Limited,
    /// It shares a deductible or a cap.
    Shared,
    /// Some payer is computed on what stood before another paid.
    Parallel,
    /// A later payer looks at what it pays of.
    LookedAt,
    /// A group's terms stack on its own.
    Stacked,
    /// Its ratio depends on cause, place or level.
    SeveralRatios,
    /// A ratio is finer than a point.
    Finer,
    /// Two funds of several payers pay it.
    SeveralFunds,
    /// It pays nobody.
    PaysNobody,
    /// Designs share nothing in this scenario.
    NotAtOnce,
    /// The run keeps some columns alone.
    SomeColumns,
}

/// What is wrong with counting or with working out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BucketTrouble {
    /// A payer cannot be counted.
    NotCounted {
        /// Which.
        payer: String,
        /// Why.
        why: WhyNotCounted,
        /// Those that can.
        known: Vec<String>,
    },
    /// The grid that is asked for is none.
    BadGrid(String),
    /// A payment changes where no grid point is.
    OffGrid {
        /// The eligible cost, in yuan.
        at: String,
        /// The exact amounts below and above.
        nearest: [Option<String>; 2],
    },
    /// A ratio is finer than a point.
    Finer {
        /// The ratio in points.
        points: String,
        /// The whole points below and above.
        nearest: [i64; 2],
    },
    /// What others pay, or what reaches the payer, would change.
    OtherPayments {
        /// The payer that was counted.
        payer: String,
    },
    /// Who joins would change.
    OtherMembers,
    /// Persons who were counted together would be paid in different ways.
    ComesApart,
    /// Members who were counted together would pay different prices.
    PricesComeApart,
    /// So many persons are in no bucket.
    Apart(u64),
    /// The counts do not give what the base pays.
    Disagrees(String),
    /// A file is not there.
    Missing(String),
    /// A file cannot be read.
    Unreadable {
        /// Which.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// The files are not of one run of this program.
    OtherPlan(String),
}

/// The sentence about it: what, and what to do.
pub fn trouble(trouble: &BucketTrouble, lang: Lang) -> String {
    match lang {
        Lang::Zh => in_chinese(trouble),
        Lang::En => in_english(trouble),
    }
}

fn in_chinese(trouble: &BucketTrouble) -> String {
    match trouble {
        BucketTrouble::NotCounted { payer, why, known } => {
            let known = if known.is_empty() {
                "这个情景中没有可以计数的支付方".to_owned()
            } else {
                format!("可以计数的支付方：{}", known.join("、"))
            };
            format!("--buckets {payer}：{}；{known}", why_in_chinese(*why))
        }
        BucketTrouble::BadGrid(found) => format!(
            "--bucket-grid 的取值 {found} 有误：写作 起..止/步长（元），如 5000..50000/1000，起不小于0、小于止，至多500步"
        ),
        BucketTrouble::OffGrid { at, nearest } => format!(
            "按新条款，赔付在合规费用{at}元处转折，而该处不在网格上，不能精确到分；最近的精确值：{}。改用这些值，或用 --bucket-grid 重新模拟",
            nearest.iter().flatten().map(|it| format!("{it}元")).collect::<Vec<_>>().join("、")
        ),
        BucketTrouble::Finer { points, nearest: [below, above] } => format!(
            "支付比例{points}%不是整数百分点，不能精确到分；最近的精确值：{below}%、{above}%。其他比例请用 huimin run"
        ),
        BucketTrouble::OtherPayments { payer } => format!(
            "这项改动会影响 {payer} 以外的赔付，或影响到达 {payer} 的费用，分桶文件不含这些；只能改动 {payer} 的免赔额、分段、比例、封顶与各基金的条款。请用 huimin run"
        ),
        BucketTrouble::OtherMembers => {
            "这项改动会影响谁参保，分桶文件中的参保人是固定的；请用 huimin run 或 huimin curve".to_owned()
        }
        BucketTrouble::ComesApart => {
            "按新条款，原来待遇相同而合在一起计数的人会有不同的待遇；请用 huimin run".to_owned()
        }
        BucketTrouble::PricesComeApart => {
            "新保费在原来同价的年龄段内有不同价格，参保人是按原年龄段计数的；请保持年龄段，或用 huimin run"
                .to_owned()
        }
        BucketTrouble::Apart(n) => {
            format!("有{n}人次的赔付不能只凭全年合规费用确定，不在分桶文件中；请用 huimin run")
        }
        BucketTrouble::Disagrees(path) => {
            format!("{path} 的分桶文件与 trials.parquet 对不上，可能已损坏；请重新模拟")
        }
        BucketTrouble::Missing(path) => {
            format!("没有 {path}；请先用 huimin run 情景 --buckets 支付方 --out 文件夹 模拟")
        }
        BucketTrouble::Unreadable { path, reason } => {
            format!("无法读取 {path}（{reason}）：不是本程序写的，版本不同，或已损坏；请重新模拟")
        }
        BucketTrouble::OtherPlan(path) => {
            format!("{path} 中的文件不属于同一次模拟，或由其他版本的程序写成；请重新模拟")
        }
    }
}

fn in_english(trouble: &BucketTrouble) -> String {
    match trouble {
        BucketTrouble::NotCounted { payer, why, known } => {
            let known = if known.is_empty() {
                "no payer of this scenario can be counted".to_owned()
            } else {
                format!("these payers can be counted: {}", known.join(", "))
            };
            format!("--buckets {payer}: {}; {known}", why_in_english(*why))
        }
        BucketTrouble::BadGrid(found) => format!(
            "--bucket-grid does not take {found}: write FROM..TO/STEP in yuan, such as 5000..50000/1000, rising from 0 or more, at most 500 steps"
        ),
        BucketTrouble::OffGrid { at, nearest } => format!(
            "under these terms payment changes at an eligible cost of {at} yuan, which is not on the grid, so that it cannot be given to the fen; the nearest exact amounts: {} yuan. Use them, or run again with another --bucket-grid",
            nearest.iter().flatten().cloned().collect::<Vec<_>>().join(" and ")
        ),
        BucketTrouble::Finer { points, nearest: [below, above] } => format!(
            "a ratio of {points}% is no whole point, so that payments cannot be given to the fen; the nearest exact ratios: {below}% and {above}%. For others use huimin run"
        ),
        BucketTrouble::OtherPayments { payer } => format!(
            "this changes what others than {payer} pay, or what reaches {payer}, which the bucket file does not hold; deductible, tiers, ratios and cap of {payer} may change, and the terms of funds. Use huimin run"
        ),
        BucketTrouble::OtherMembers => {
            "this moves who joins, and the members of the bucket file are fixed; use huimin run or huimin curve"
                .to_owned()
        }
        BucketTrouble::ComesApart => {
            "persons who had the same terms and were counted together would have different ones; use huimin run"
                .to_owned()
        }
        BucketTrouble::PricesComeApart => {
            "ages that paid one price, and were counted together, would pay different ones; keep the age bands, or use huimin run"
                .to_owned()
        }
        BucketTrouble::Apart(n) => format!(
            "what {n} persons were paid cannot be told from their eligible cost of the year, and they are not in the bucket file; use huimin run"
        ),
        BucketTrouble::Disagrees(path) => format!(
            "the bucket file in {path} does not agree with trials.parquet and may be damaged; run again"
        ),
        BucketTrouble::Missing(path) => format!(
            "there is no {path}; first simulate with huimin run SCENARIO --buckets PAYER --out FOLDER"
        ),
        BucketTrouble::Unreadable { path, reason } => format!(
            "{path} cannot be read ({reason}): not written by this program, of another version, or damaged; run again"
        ),
        BucketTrouble::OtherPlan(path) => format!(
            "the files in {path} are not of one run, or were written by another version of the program; run again"
        ),
    }
}

const fn why_in_chinese(why: WhyNotCounted) -> &'static str {
    match why {
        WhyNotCounted::Unknown => "没有这个支付方",
        WhyNotCounted::NotYearly => "它逐次住院支付或给付定额，不按全年合规费用支付",
        WhyNotCounted::Limited => "它有单项限额，或免赔额、封顶不按人按年计，赔付不只取决于全年合规费用",
        WhyNotCounted::Shared => "它与其他责任共用免赔额或封顶",
        WhyNotCounted::Parallel => "有支付方按另一方支付之前的费用计算",
        WhyNotCounted::LookedAt => "后面的支付方要看它赔付之后剩下的费用，它一改，后面的也变",
        WhyNotCounted::Stacked => "部分人群在它的待遇之上另有叠加的待遇",
        WhyNotCounted::SeveralRatios => "它的支付比例随病因、就医地或医院等级而不同，一个人可能适用几种",
        WhyNotCounted::Finer => "它有不是整数百分点的支付比例，余数不足以还原到分",
        WhyNotCounted::SeveralFunds => "有两个基金同时由它和其他责任组成",
        WhyNotCounted::PaysNobody => "模拟期内它不赔付任何人",
        WhyNotCounted::NotAtOnce => {
            "情景的待遇取决于以往赔付、个别日期、加缴或个人超赔分保，各方案不能共用一次结算"
        }
        WhyNotCounted::SomeColumns => "只保留了部分列（run.columns），重算需要全部列",
    }
}

const fn why_in_english(why: WhyNotCounted) -> &'static str {
    match why {
        WhyNotCounted::Unknown => "there is no such payer",
        WhyNotCounted::NotYearly => {
            "it pays admission by admission, or fixed sums, not by the year's eligible cost"
        }
        WhyNotCounted::Limited => {
            "it has limits, or a deductible or cap that is not of a person's year, so that the year's eligible cost alone does not decide"
        }
        WhyNotCounted::Shared => "it shares a deductible or a cap with another liability",
        WhyNotCounted::Parallel => "some payer is computed on what stood before another paid",
        WhyNotCounted::LookedAt => {
            "a later payer looks at what it leaves, and would pay otherwise when it does"
        }
        WhyNotCounted::Stacked => "the terms of some group stack on its own",
        WhyNotCounted::SeveralRatios => {
            "its ratio depends on cause, place or level, and one person may be paid under several"
        }
        WhyNotCounted::Finer => "it has a ratio finer than a point, for which remainders do not suffice",
        WhyNotCounted::SeveralFunds => "two funds are made of it and of other liabilities",
        WhyNotCounted::PaysNobody => "it pays nobody within the term",
        WhyNotCounted::NotAtOnce => {
            "terms of this scenario depend on what was paid before, on single days, on a top-up or on an excess per person, so that designs share no settlement"
        }
        WhyNotCounted::SomeColumns => {
            "some columns alone are kept (run.columns), and all are needed to work out others"
        }
    }
}

/// That figures were worked out from a run, and what is held fixed.
pub fn recomputed(path: &str, payer: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "由 {path} 的分桶文件重算，未抽取任何账单；固定不变：各次模拟的账单、参保人、{payer} 以外各方的赔付"
        ),
        Lang::En => format!(
            "worked out from the bucket file in {path}, no bill drawn; held fixed: the bills of each trial, who joins, what all payers but {payer} pay"
        ),
    }
}

/// That some persons are in no bucket.
pub fn apart(n: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("有{n}人次的赔付不能只凭全年合规费用确定，未计入分桶文件，因此不能由它重算")
        }
        Lang::En => format!(
            "what {n} persons were paid cannot be told from their eligible cost of the year; they are in no bucket, so nothing can be worked out from the file"
        ),
    }
}
