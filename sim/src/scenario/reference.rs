//! The project's own public data: census, mortality, household sizes, incomes, members of the two schemes.
//!
//! The files lie under `scenarios/data/`, each with its source, and are built into the program.

use std::sync::LazyLock;

use serde_json::Value;

use super::library::built_in;
use crate::population::{BANDS, ByKind, LARGEST, OLDEST, Pyramid};
use crate::units::{Age, Year};

/// The folder of the data, below the scenarios; what lies in it is no scenario.
pub(super) const DATA_FOLDER: &str = "data";

const AGES: usize = OLDEST as usize + 1;

static CENSUS: LazyLock<Vec<Area>> = LazyLock::new(areas);

/// An area of the census of 2020.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Its name in letters: `zhejiang`.
    pub name: String,
    /// Its name in Chinese: 浙江.
    pub zh: String,
    /// Its people.
    pub people: Pyramid,
    /// Those in cities, towns and villages, where the census tells them apart.
    pub kinds: Option<ByKind<Pyramid>>,
}

impl Area {
    /// The shares of city, town and village, where the census tells them apart.
    pub fn mix(&self) -> Option<ByKind<f64>> {
        self.kinds.as_ref().map(|kinds| kinds.each_ref().map(|kind| kind.total() / self.people.total()))
    }

    /// Whether people call it so: 浙江, 浙江省, Zhejiang.
    fn is_called(&self, name: &str) -> bool {
        const ENDINGS: [&str; 6] = ["", "省", "市", "自治区", "壮族自治区", "维吾尔自治区"];
        let whole = |ending: &&str| name.strip_suffix(*ending) == Some(self.zh.as_str());
        name.eq_ignore_ascii_case(&self.name)
            || ENDINGS.iter().any(whole)
            || name == "宁夏回族自治区" && self.zh == "宁夏"
    }
}

/// All areas, China first.
pub fn census() -> &'static [Area] {
    &CENSUS
}

/// China as a whole.
///
/// # Panics
/// Never: the census has it.
pub fn china() -> &'static Area {
    CENSUS.first().expect("the census begins with China")
}

/// The area that is called so, in Chinese or in letters.
pub fn area(name: &str) -> Option<&'static Area> {
    CENSUS.iter().find(|area| area.is_called(name.trim()))
}

/// The share of the employee scheme in the members of both at the end of a year, China; `None` outside the
/// years in which both schemes were whole (2018 to 2025).
pub fn employee_share(year: Year) -> Option<f64> {
    const WHOLE_FROM: u64 = 2018;
    let data = file("insured");
    let at = data["years"].as_array()?.iter().position(|it| it.as_u64() == Some(u64::from(year.0)))?;
    let members = |scheme: &str| data[scheme][at].as_f64();
    let (employee, resident) = (members("employee")?, members("resident")?);
    (u64::from(year.0) >= WHOLE_FROM).then_some(employee / (employee + resident))
}

/// Deaths per person-year by sex and age in 2020.
pub fn mortality() -> [[f64; AGES]; 2] {
    let data = file("mortality-2020");
    ["male", "female"].map(|sex| {
        let mut rates = [0.0; AGES];
        for (rate, per_mille) in rates.iter_mut().zip(numbers(&data[sex])) {
            *rate = per_mille / 1000.0;
        }
        rates
    })
}

/// Shares of households of 1, 2, ... 10 and more persons.
pub fn household_sizes(table: &str) -> [f64; LARGEST] {
    let mut shares = [0.0; LARGEST];
    for (share, percent) in
        shares.iter_mut().zip(numbers(&file("household-size")["tables"][table]["percent"]))
    {
        *share = percent / 100.0;
    }
    shares
}

/// Income per head of each fifth of households in 2022, yuan a year.
pub fn income_fifths() -> [f64; BANDS] {
    let mut fifths = [0.0; BANDS];
    for (fifth, yuan) in fifths.iter_mut().zip(numbers(&file("income")["quintiles"]["2022"])) {
        *fifth = yuan;
    }
    fifths
}

fn areas() -> Vec<Area> {
    let data = file("census-2020");
    let ages = |key: &str| {
        let ages = data[key].as_array().into_iter().flatten().filter_map(Value::as_u64);
        ages.map(|age| Age(u8::try_from(age).unwrap_or(OLDEST))).collect::<Vec<_>>()
    };
    let bands: Vec<(Age, Age)> = ages("from_age").into_iter().zip(ages("to_age")).collect();
    let pyramid = |it: &Value| Pyramid::new(bands.clone(), [numbers(&it["male"]), numbers(&it["female"])]);
    let area = |(name, it): (&String, &Value)| {
        let kinds = || -> Option<ByKind<Pyramid>> {
            let kinds = &it["kinds"];
            Some([pyramid(&kinds["city"])?, pyramid(&kinds["town"])?, pyramid(&kinds["village"])?])
        };
        let zh = it["zh"].as_str()?.to_owned();
        Some(Area { name: name.clone(), zh, people: pyramid(it)?, kinds: kinds() })
    };
    data["areas"].as_object().into_iter().flatten().filter_map(area).collect()
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

/// A data file, as it was built in.
fn file(name: &str) -> Value {
    let bytes = built_in(&format!("{DATA_FOLDER}/{name}.json")).unwrap_or_default();
    serde_json::from_slice(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_census_adds_up_to_what_its_bulletin_prints() {
        // [D] D-pop and D-zj-pop, and the bulletin's shares of ages
        assert!((china().people.total() - 1_409_778_724.0).abs() < 0.5);
        assert!((area("浙江").unwrap().people.total() - 64_567_588.0).abs() < 0.5);
        assert_eq!(census().len(), 32);
        let sum: f64 = census()[1..].iter().map(|area| area.people.total()).sum();
        assert!((sum - china().people.total()).abs() < 0.5);
        for area in [china(), area("zhejiang").unwrap()] {
            let kinds = area.kinds.as_ref().unwrap();
            let sum: f64 = kinds.iter().map(Pyramid::total).sum();
            assert!((sum - area.people.total()).abs() < 0.5);
        }
        assert!(census().iter().filter(|area| area.kinds.is_some()).count() == 2);
    }

    #[test]
    fn an_area_has_its_name_in_chinese_and_in_letters() {
        for name in ["浙江", "浙江省", "Zhejiang", "ZHEJIANG"] {
            assert_eq!(area(name).unwrap().zh, "浙江");
        }
        for (name, zh) in [
            ("广西壮族自治区", "广西"),
            ("宁夏回族自治区", "宁夏"),
            ("shaanxi", "陕西"),
            ("全国", "全国"),
            ("北京市", "北京"),
        ] {
            assert_eq!(area(name).unwrap().zh, zh);
        }
        assert_eq!(area("浙"), None);
        assert_eq!(area("北京自治"), None);
    }

    #[test]
    fn every_table_is_whole() {
        assert!(mortality().iter().flatten().all(|&rate| rate > 0.0 && rate < 0.3));
        assert!((mortality()[0][65] - 0.01278).abs() < 1e-12 && (mortality()[1][0] - 0.00138).abs() < 1e-12);
        for table in ["fujian_2020", "china_2010"] {
            assert!((household_sizes(table).iter().sum::<f64>() - 1.0).abs() < 0.001);
        }
        assert!(income_fifths().is_sorted() && income_fifths()[0] > 0.0);
        // 31,680.8 of 134,458.6 万 at the end of 2018
        assert!((employee_share(Year(2018)).unwrap() - 0.235_617_5).abs() < 1e-6);
        assert_eq!(employee_share(Year(2016)), None);
    }
}
