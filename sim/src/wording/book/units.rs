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

/// The unit of a number of a scenario by its path, as people write it: that of its own key, or of the first block around
/// it whose key says one (`deductible_yuan_by_level.primary`).
pub fn unit_of_path(path: &str, lang: Lang) -> &'static str {
    let of_an_age = |(around, key): (&str, &str)| around.contains("premium_by_age.") && key == "yuan";
    if path.rsplit_once('.').is_some_and(of_an_age) {
        return unit_of_key("premium_yuan_per_year", lang);
    }
    path.rsplit('.').map(|key| unit_of_key(key, lang)).find(|unit| !unit.is_empty()).unwrap_or_default()
}

/// The unit that a key of a scenario says, as people write it.
pub fn unit_of_key(key: &str, lang: Lang) -> &'static str {
    let key = key.split_once("_by_").map_or(key, |(before, _)| before);
    let has = |word: &str| key.split('_').any(|it| it == word);
    let ends = |ending: &str| key.ends_with(ending);
    if has("yuan") {
        unit_of_money(key, lang)
    } else if ends("admissions_per_1000_years") {
        lang.of("人次/千人·年", "admissions per 1,000 person-years")
    } else if ends("per_1000_years") {
        lang.of("人/千人·年", "persons per 1,000 person-years")
    } else if ends("per_100000_years") {
        lang.of("人/10万人·年", "persons per 100,000 person-years")
    } else if ends("_per_head") {
        lang.of("人次/人·年", "times a head and year")
    } else if ends("_per_year") {
        lang.of("每年比例（1=100%）", "ratio a year (1 = 100%)")
    } else if ["ratio", "share", "probability", "participation"].into_iter().any(has) {
        lang.of("比例（1=100%）", "ratio (1 = 100%)")
    } else if key == "year" || ends("_year") {
        lang.of("年度", "calendar year")
    } else if has("age") {
        lang.of("岁", "years of age")
    } else if has("days") {
        lang.of("天", "days")
    } else if has("years") {
        lang.of("年", "years")
    } else if ends("_male") || ends("_female") {
        lang.of("人", "persons")
    } else {
        ""
    }
}

/// The unit of an amount of money: what of, and for how long.
fn unit_of_money(key: &str, lang: Lang) -> &'static str {
    let has = |words: &str| key.contains(words);
    if has("per_admission") {
        lang.of("元/人次", "yuan an admission")
    } else if has("per_visit") {
        lang.of("元/次", "yuan a visit")
    } else if has("per_day") {
        lang.of("元/天", "yuan a day")
    } else if has("per_month") {
        lang.of("元/人·月", "yuan a head and month")
    } else if has("cost_yuan_per_year") || has("budget_yuan_per_year") {
        lang.of("元/年", "yuan a year")
    } else if ["per_head", "per_employee", "per_resident", "per_user", "per_year"].into_iter().any(has) {
        lang.of("元/人·年", "yuan a head and year")
    } else {
        lang.of("元", "yuan")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_has_the_unit_of_its_key_or_of_the_block_around_it() {
        for (path, unit) in [
            ("world.frequency.trend_per_year", "每年比例（1=100%）"),
            ("city.growth_per_year.employee", "每年比例（1=100%）"),
            ("world.epidemic.probability_per_year", "每年比例（1=100%）"),
            ("funds.hmb.premium_yuan_per_year", "元/人·年"),
            ("funds.hmb.premium_by_age.adults.yuan", "元/人·年"),
            ("funds.hmb.premium_by_age.adults.from_age", "岁"),
            ("funds.hmb.fixed_cost_yuan_per_year", "元/年"),
            ("funds.hmb.participation", "比例（1=100%）"),
            ("funds.cii.bid_yuan_per_head", "元/人·年"),
            ("funds.cii.topup_yuan_per_month", "元/人·月"),
            ("funds.cii.reserve.share", "比例（1=100%）"),
            ("payers.bmi.cap_yuan_per_year", "元/人·年"),
            ("payers.bmi.deductible_yuan_by_level.primary", "元"),
            ("payers.bmi.ratio_by_level.tertiary", "比例（1=100%）"),
            ("payers.cii.tiers.to-120000.up_to_yuan", "元"),
            ("illness.yearly_care.special-drugs.cost_yuan_per_user_year.in_service", "元/人·年"),
            ("illness.yearly_care.special-drugs.users_per_1000_years.retired", "人/千人·年"),
            ("illness.statuses.resident.admissions_per_1000_years", "人次/千人·年"),
            ("illness.statuses.resident.cost_per_admission_yuan", "元/人次"),
            ("illness.severity.law.sigma", ""),
            ("illness.ages.from-0.frequency", ""),
            ("world.frequency.year_sd", ""),
            ("city.retirement_age.female", "岁"),
            ("city.heads.all.resident_male", "人"),
            ("term.first_year", "年度"),
            ("term.years", "年"),
            ("payers.hmb.groups.first-year.order", ""),
            ("payers.hmb.waiting_days", "天"),
        ] {
            assert_eq!(unit_of_path(path, Lang::Zh), unit, "{path}");
        }
    }
}
