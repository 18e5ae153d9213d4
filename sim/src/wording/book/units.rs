//! The units of a report's columns.

use super::super::Lang;

/// What the numbers of a column count. Money is in one of three units, which the title of the table says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// 元
    Yuan,
    /// 万元
    TenThousandYuan,
    /// 亿元
    HundredMillionYuan,
    /// 元/人
    YuanPerHead,
    /// 元/人次
    YuanPerAdmission,
    /// A ratio: 0.9 is 90%.
    Ratio,
    /// A ratio of a few in a thousand.
    SmallRatio,
    /// A difference of ratios in percentage points: from 0.90 to 0.91 is 1.
    Points,
    /// A probability, estimated by the share of trials.
    Probability,
    /// 人
    Persons,
    /// 人/百人
    PersonsPerHundred,
    /// 人次/人
    TimesPerHead,
    /// 月
    Months,
    /// A number of years.
    Years,
    /// A calendar year.
    Year,
    /// Trials, ranks and other whole numbers.
    Count,
    /// A number without a unit.
    Number,
    /// A number as a file writes it.
    AsWritten,
    /// Words.
    Text,
    /// Each cell has its own; a column of the table names it.
    Mixed,
}

impl Unit {
    /// The unit in which a table shows what files keep in another: yuan are shown in ten thousands.
    pub fn shown_for(kept: &str) -> Unit {
        match kept {
            "yuan" => Unit::TenThousandYuan,
            "yuan_per_head" => Unit::YuanPerHead,
            "ratio" => Unit::Ratio,
            "probability" => Unit::Probability,
            "persons" => Unit::Persons,
            "persons_per_100" => Unit::PersonsPerHundred,
            "times_per_head" => Unit::TimesPerHead,
            "months" => Unit::Months,
            "years" => Unit::Years,
            _ => Unit::AsWritten,
        }
    }

    /// The word that stands for the unit in files.
    pub const fn key(self) -> &'static str {
        match self {
            Unit::Yuan => "yuan",
            Unit::TenThousandYuan => "10000_yuan",
            Unit::HundredMillionYuan => "100000000_yuan",
            Unit::YuanPerHead => "yuan_per_head",
            Unit::YuanPerAdmission => "yuan_per_admission",
            Unit::Ratio | Unit::SmallRatio => "ratio",
            Unit::Points => "percentage_points",
            Unit::Probability => "probability",
            Unit::Persons => "persons",
            Unit::PersonsPerHundred => "persons_per_100",
            Unit::TimesPerHead => "times_per_head",
            Unit::Months => "months",
            Unit::Years => "years",
            Unit::Year => "calendar_year",
            Unit::Count => "count",
            Unit::Number | Unit::AsWritten => "number",
            Unit::Text => "text",
            Unit::Mixed => "mixed",
        }
    }

    /// The unit as people write it; nothing where a word would only disturb.
    pub const fn text(self, lang: Lang) -> &'static str {
        match self {
            Unit::Yuan => lang.of("元", "yuan"),
            Unit::TenThousandYuan => lang.of("万元", "10,000 yuan"),
            Unit::HundredMillionYuan => lang.of("亿元", "100 million yuan"),
            Unit::YuanPerHead => lang.of("元/人", "yuan a head"),
            Unit::YuanPerAdmission => lang.of("元/人次", "yuan an admission"),
            Unit::Ratio | Unit::SmallRatio | Unit::Probability => "%",
            Unit::Points => lang.of("个百分点", "points"),
            Unit::Persons => lang.of("人", "persons"),
            Unit::PersonsPerHundred => lang.of("人/百人", "per 100 persons"),
            Unit::TimesPerHead => lang.of("人次/人", "times a head"),
            Unit::Months => lang.of("个月", "months"),
            Unit::Years => lang.of("年", "years"),
            Unit::Year | Unit::Count | Unit::Number | Unit::AsWritten | Unit::Text | Unit::Mixed => "",
        }
    }

    /// [`Unit::text`] of a row with a figure and its change.
    pub const fn text_with_change(self, lang: Lang) -> &'static str {
        match self {
            Unit::Ratio | Unit::SmallRatio | Unit::Probability => {
                lang.of("%（变化为百分点）", "% (change in points)")
            }
            _ => self.text(lang),
        }
    }
}

/// The unit that the ending of a scenario's key says, as people write it.
pub fn unit_of_key(key: &str, lang: Lang) -> &'static str {
    let has = |ending: &str| key.ends_with(ending);
    if has("yuan_per_head") || has("yuan_per_employee") || has("yuan_per_resident") {
        lang.of("元/人·年", "yuan a head and year")
    } else if has("yuan_per_month") {
        lang.of("元/月", "yuan a month")
    } else if has("yuan_per_year") {
        lang.of("元/年", "yuan a year")
    } else if key.contains("yuan") {
        lang.of("元", "yuan")
    } else if has("ratio") || has("share") || has("probability") {
        lang.of("比例（1=100%）", "ratio (1 = 100%)")
    } else if has("year") {
        lang.of("年度", "calendar year")
    } else if has("age") {
        lang.of("岁", "years of age")
    } else if has("days") || has("day") {
        lang.of("天", "days")
    } else if has("years") {
        lang.of("年", "years")
    } else if has("_male") || has("_female") {
        lang.of("人", "persons")
    } else {
        ""
    }
}
