//! The words of the exported tables of people: columns, groups of margins, what the tables are.

use super::{Lang, plural};

/// A column of the tables of persons and households.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is documented by its two texts below")]
pub enum Attribute {
    PersonId,
    HouseholdId,
    Year,
    BirthYear,
    Age,
    Sex,
    Scheme,
    Status,
    MedicalAid,
    District,
    Settlement,
    IncomeBand,
    HouseholdSize,
    NonfoodYuan,
    Adults,
    Minors,
    AidedMembers,
    HealthState,
    PreExisting,
}

impl Attribute {
    /// The key of the column.
    pub const fn key(self) -> &'static str {
        self.texts().0
    }

    /// The unit of its cells; `name` for a word, `number` for a number that only names, `flag` for yes or no.
    pub const fn unit(self) -> &'static str {
        self.texts().1
    }

    /// What it holds.
    pub const fn text(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.texts().2,
            Lang::En => self.texts().3,
        }
    }

    const fn texts(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Attribute::PersonId => {
                ("person_id", "number", "个人编号，各年不变", "number of the person, the same in every year")
            }
            Attribute::HouseholdId => (
                "household_id",
                "number",
                "家庭编号，各年不变",
                "number of the household, the same in every year",
            ),
            Attribute::Year => ("year", "year", "年度", "year"),
            Attribute::BirthYear => ("birth_year", "year", "出生年份", "year of birth"),
            Attribute::Age => ("age", "years", "年末年龄", "age at the end of the year"),
            Attribute::Sex => ("sex", "name", "性别：male 男，female 女", "sex: male, female"),
            Attribute::Scheme => (
                "scheme",
                "name",
                "参加的基本医保：employee 职工，resident 城乡居民",
                "basic scheme: employee, resident",
            ),
            Attribute::Status => (
                "status",
                "name",
                "参保身份：in_service 在职职工，retired 退休职工，resident_adult 成年居民，student_or_child 18岁以下居民（学生儿童）",
                "insurance status: in_service, retired, resident_adult, student_or_child (residents below 18)",
            ),
            Attribute::MedicalAid => (
                "medical_aid",
                "flag",
                "是否为医疗救助对象（与运行的第一次模拟相同）",
                "whether entitled to medical aid (as in the first trial of a run)",
            ),
            Attribute::District => ("district", "name", "所在区县", "district"),
            Attribute::Settlement => (
                "settlement",
                "name",
                "居住地：city 城市，town 镇，village 乡村",
                "where the household lives: city, town, village",
            ),
            Attribute::IncomeBand => (
                "income_band",
                "number",
                "收入五等份组，1为最低",
                "fifth of households by income, 1 the poorest",
            ),
            Attribute::HouseholdSize => {
                ("household_size", "persons", "家庭中的参保人数", "insured members of the household")
            }
            Attribute::NonfoodYuan => (
                "nonfood_yuan_per_year",
                "yuan",
                "家庭全年食品烟酒以外的消费支出",
                "consumption of the household a year other than food, tobacco and alcohol",
            ),
            Attribute::Adults => ("adults", "persons", "其中18岁及以上", "of them 18 or older"),
            Attribute::Minors => ("minors", "persons", "其中18岁以下", "of them below 18"),
            Attribute::HealthState => (
                "health_state",
                "name",
                "健康状态：healthy 为健康，其余为情景 illness.health 中的名称（与运行的第一次模拟相同）",
                "state of health: healthy, or a name of illness.health (as in the first trial of a run)",
            ),
            Attribute::PreExisting => (
                "pre_existing",
                "flag",
                "是否在模拟期开始前已患清单内的既往症",
                "whether a disease of the pre-existing list was there before the term",
            ),
            Attribute::AidedMembers => {
                ("aided_members", "persons", "其中医疗救助对象", "of them entitled to medical aid")
            }
        }
    }
}

/// A group of margins, or one of its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is documented by its two texts below")]
pub enum Margin<'a> {
    ByStatus,
    Employees,
    InService,
    Retired,
    RetiredOfEmployees,
    ResidentAdult,
    StudentOrChild,
    BySex,
    Male,
    Female,
    ByAge,
    /// From and to what age; without an end, and over.
    Ages(u8, Option<u8>),
    ByHealth,
    Healthy,
    /// By its key in the scenario.
    State(&'a str),
    ByHouseholdSize,
    /// So many persons; `true`: and more.
    Persons(usize, bool),
    ByDistrict,
    District(&'a str),
    BySettlement,
    City,
    Town,
    Village,
    ByIncome,
    /// From 1 on.
    Fifth(usize),
    BySpending,
    ByAid,
    AidedEmployees,
    AidedResidents,
}

impl Margin<'_> {
    /// What it is called.
    pub fn text(self, lang: Lang) -> String {
        let (zh, en) = match self {
            Margin::ByStatus => ("参保身份（人）", "insurance status (persons)"),
            Margin::Employees => ("职工医保参保人", "members of the employee scheme"),
            Margin::InService => ("在职职工", "employees in service"),
            Margin::Retired => ("退休职工", "retired employees"),
            Margin::RetiredOfEmployees => ("退休占职工医保", "the retired, of the employee scheme"),
            Margin::ResidentAdult => ("成年居民", "adult residents"),
            Margin::StudentOrChild => {
                ("学生儿童（18岁以下居民）", "students and children (residents below 18)")
            }
            Margin::BySex => ("性别（人）", "sex (persons)"),
            Margin::Male => ("男", "male"),
            Margin::Female => ("女", "female"),
            Margin::ByAge => ("年龄（人）", "age (persons)"),
            Margin::ByHealth => ("健康状态（人）", "state of health (persons)"),
            Margin::Healthy => ("健康", "healthy"),
            Margin::ByHouseholdSize => ("家庭规模（户）", "household size (households)"),
            Margin::ByDistrict => ("区县（户）", "district (households)"),
            Margin::State(name) | Margin::District(name) => return name.to_owned(),
            Margin::BySettlement => ("居住地（户）", "where they live (households)"),
            Margin::City => ("城市", "city"),
            Margin::Town => ("镇", "town"),
            Margin::Village => ("乡村", "village"),
            Margin::ByIncome => ("收入五等份（户）", "income band (households)"),
            Margin::BySpending => {
                ("食品烟酒以外的消费（人；人均元/年）", "consumption but food (persons; yuan a head)")
            }
            Margin::ByAid => ("医疗救助对象（人）", "entitled to medical aid (persons)"),
            Margin::AidedEmployees => ("职工中", "of employees"),
            Margin::AidedResidents => ("居民中", "of residents"),
            Margin::Ages(from, None) => return counted(usize::from(from), lang, ("岁及以上", " and over")),
            Margin::Ages(from, Some(to)) => {
                return match lang {
                    Lang::Zh => format!("{from}–{to}岁"),
                    Lang::En => format!("{from}–{to}"),
                };
            }
            Margin::Persons(size, true) => return counted(size, lang, ("人及以上", " and more")),
            Margin::Persons(size, false) => return counted(size, lang, ("人", "")),
            Margin::Fifth(1) => ("第1组（最低）", "1 (poorest)"),
            Margin::Fifth(band) => {
                return match lang {
                    Lang::Zh => format!("第{band}组"),
                    Lang::En => band.to_string(),
                };
            }
        };
        match lang {
            Lang::Zh => zh.to_owned(),
            Lang::En => en.to_owned(),
        }
    }
}

fn counted(number: usize, lang: Lang, (zh, en): (&str, &str)) -> String {
    let unit = match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    format!("{number}{unit}")
}

/// The heads of the table of margins.
pub const fn margin_head(lang: Lang) -> [&'static str; 5] {
    match lang {
        Lang::Zh => ["分布", "表中数", "占比", "情景占比", "抽样标准误"],
        Lang::En => ["margin", "in the table", "share", "the scenario's", "standard error"],
    }
}

/// Over the table of margins: persons and households as text, mean size in the table and of the scenario.
pub fn margin_title(
    persons: &str,
    households: &str,
    mean: &str,
    expected: Option<&str>,
    lang: Lang,
) -> String {
    let expected = match (expected, lang) {
        (None, _) => String::new(),
        (Some(expected), Lang::Zh) => format!("（情景{expected}）"),
        (Some(expected), Lang::En) => format!(" (scenario: {expected})"),
    };
    match lang {
        Lang::Zh => format!("{persons}人，{households}户，户均{mean}人{expected}"),
        Lang::En => {
            let (persons, households) = (plural(persons, "person"), plural(households, "household"));
            format!("{persons} in {households}, {mean} each on average{expected}")
        }
    }
}

/// Under the table of the first year: of when the stated shares of people are.
pub fn stated_at(year: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "参保身份、性别、年龄的情景占比为情景所定的{year}年末数；表中为当年平均在保人数，其间的增减与老龄化使两者略有差别"
        ),
        Lang::En => format!(
            "The scenario's shares of status, sex and age are as stated for the end of {year}; the table holds those covered over the year, so growth and ageing since then set the two apart a little"
        ),
    }
}

/// Under the table of a later year: why cells of the scenario are empty.
pub const fn later_year(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "情景占比留空：该年不是首年，情景未直接给出该项分布",
        Lang::En => {
            "Where the scenario's share is empty, the year is not the first, and no law of the scenario gives the share"
        }
    }
}

/// Title, year and seed of the exported people.
pub fn people_line(year: &str, seed: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{year}年参保人群，种子{seed}"),
        Lang::En => format!("People insured in {year}, seed {seed}"),
    }
}

/// What nobody may take the tables for.
pub const fn synthetic_people(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => {
            "合成人群：依公开统计的分布随机生成，不含任何真实个人的信息；谁与谁同住、住在哪里、收入多少均为模拟"
        }
        Lang::En => {
            "Synthetic people, drawn from the margins of public statistics: no real person is among them; who lives with whom, where, and on what income is simulated"
        }
    }
}

/// The table holds the first households alone.
pub fn limited(persons: &str, all: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("仅输出前{persons}人（全部{all}人）；家庭编号为随机次序，故为整户抽样"),
        Lang::En => format!(
            "Only the first {persons} of {}; households are numbered at random, so these are a sample of whole households",
            plural(all, "person")
        ),
    }
}
