//! The columns of a trial's rows, declared once and filled in the same order.

use crate::projection::design::Design;
use crate::units::{Column, Unit};

/// Columns that every scenario has: the city and its basic insurance.
pub(super) const CITY: [(&str, Unit); 26] = [
    ("heads_employee", Unit::Heads),
    ("heads_resident", Unit::Heads),
    ("admissions_employee", Unit::Times),
    ("admissions_resident", Unit::Times),
    ("persons_admitted", Unit::Heads),
    ("cost_employee_fen", Unit::Fen),
    ("cost_resident_fen", Unit::Fen),
    ("in_policy_employee_fen", Unit::Fen),
    ("in_policy_resident_fen", Unit::Fen),
    ("bmi_employee_fen", Unit::Fen),
    ("bmi_resident_fen", Unit::Fen),
    ("other_cost_fen", Unit::Fen),
    ("bmi_other_fen", Unit::Fen),
    ("patient_fen", Unit::Fen),
    ("heads_in_service", Unit::Heads),
    ("heads_retired", Unit::Heads),
    ("admissions_in_service", Unit::Times),
    ("admissions_retired", Unit::Times),
    ("cost_60_plus_fen", Unit::Fen),
    ("adult_cost_fen", Unit::Fen),
    ("top_tenth_cost_fen", Unit::Fen),
    ("self_pay_above_20000", Unit::Heads),
    ("self_pay_above_120000", Unit::Heads),
    ("self_pay_above_278333", Unit::Heads),
    ("special_outpatient_employee_fen", Unit::Fen),
    ("special_outpatient_resident_fen", Unit::Fen),
];

/// Columns of a 大病保险 contract, after its id and an underscore.
pub(super) const CII: [(&str, Unit); 21] = [
    ("heads_funded", Unit::Heads),
    ("transfer_fen", Unit::Fen),
    ("premium_fen", Unit::Fen),
    ("true_up_fen", Unit::Fen),
    ("topup_income_fen", Unit::Fen),
    ("income_fen", Unit::Fen),
    ("claims_fen", Unit::Fen),
    ("base_claims_fen", Unit::Fen),
    ("claimants", Unit::Heads),
    ("operating_cost_fen", Unit::Fen),
    ("reserve_contribution_fen", Unit::Fen),
    ("deficit_fen", Unit::Fen),
    ("draw_fen", Unit::Fen),
    ("insurer_part_fen", Unit::Fen),
    ("balance_fen", Unit::Fen),
    ("released_fen", Unit::Fen),
    ("surplus_fen", Unit::Fen),
    ("surplus_returned_fen", Unit::Fen),
    ("insurer_result_fen", Unit::Fen),
    ("reserve_refill_fen", Unit::Fen),
    ("topup_pool_result_fen", Unit::Fen),
];

/// Columns of a city product's book, after its id and an underscore.
pub(super) const HMB: [(&str, Unit); 22] = [
    ("members", Unit::Heads),
    ("premium_fen", Unit::Fen),
    ("claims_fen", Unit::Fen),
    ("claimants", Unit::Heads),
    ("cost_fen", Unit::Fen),
    ("result_fen", Unit::Fen),
    ("earned_premium_fen", Unit::Fen),
    ("unearned_premium_fen", Unit::Fen),
    ("member_days", Unit::Days),
    ("subsidised_members", Unit::Heads),
    ("subsidy_fen", Unit::Fen),
    ("personal_account_fen", Unit::Fen),
    ("commission_fen", Unit::Fen),
    ("levy_fen", Unit::Fen),
    ("cases", Unit::Times),
    ("ceded_premium_fen", Unit::Fen),
    ("ceding_commission_fen", Unit::Fen),
    ("recoveries_fen", Unit::Fen),
    ("surplus_used_fen", Unit::Fen),
    ("surplus_excess_fen", Unit::Fen),
    ("surplus_balance_fen", Unit::Fen),
    ("eligible", Unit::Heads),
];

/// Columns of a book whose members join by a law, after the others of the book.
pub(super) const HMB_BY_LAW: [(&str, Unit); 2] = [("renewable", Unit::Heads), ("renewed", Unit::Heads)];

/// Columns of a plain ledger, after its id and an underscore.
pub(super) const LEDGER: [(&str, Unit); 5] = [
    ("income_fen", Unit::Fen),
    ("claims_fen", Unit::Fen),
    ("transfers_fen", Unit::Fen),
    ("result_fen", Unit::Fen),
    ("balance_fen", Unit::Fen),
];

/// The word for the columns of the city and its basic insurance.
const CITY_WORD: &str = "city";

/// Columns of the city that are known before any bill is drawn.
const HEADS: [&str; 4] = ["heads_employee", "heads_resident", "heads_in_service", "heads_retired"];

/// Columns that the per-admission payer can be asked for by its id.
const FIRST_PAYER: [&str; 3] = ["bmi_employee_fen", "bmi_resident_fen", "bmi_other_fen"];

/// What columns are named after.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnNames<'a> {
    /// The per-admission payer, where there is one.
    pub first_payer: Option<&'a str>,
    /// The payers after it.
    pub later_payers: Vec<&'a str>,
    /// 大病保险 contracts.
    pub contracts: Vec<&'a str>,
    /// City products.
    pub books: Vec<&'a str>,
    /// Ledgers.
    pub ledgers: Vec<&'a str>,
    /// Whether a law decides in some design who joins a book.
    pub by_law: bool,
}

impl<'a> ColumnNames<'a> {
    pub(super) fn of(base: &'a Design, first_later: usize, by_law: bool) -> ColumnNames<'a> {
        let mut payers = base.scheme.payers().iter().map(|payer| payer.id.as_str());
        ColumnNames {
            first_payer: payers.by_ref().take(first_later).last(),
            later_payers: payers.collect(),
            contracts: base.cii.iter().map(|contract| contract.id.as_str()).collect(),
            books: base.hmb.iter().map(|book| book.id.as_str()).collect(),
            ledgers: base.ledgers.iter().map(|ledger| ledger.id.as_str()).collect(),
            by_law,
        }
    }

    /// All columns in order, each with the word by which the others of its owner can be asked for too: the city,
    /// each later payer's payments and persons, each contract, book and ledger.
    fn with_words(&self) -> Vec<(&'a str, Column)> {
        let mut columns: Vec<(&str, Column)> = Vec::new();
        let mut add = |word: &'a str, key: String, unit| columns.push((word, Column { key, unit }));
        for (key, unit) in CITY {
            add(CITY_WORD, key.to_owned(), unit);
        }
        for &payer in &self.later_payers {
            add(payer, format!("paid_{payer}_fen"), Unit::Fen);
            add(payer, format!("persons_paid_{payer}"), Unit::Heads);
        }
        let mut fund = |id: &'a str, keys: &[(&str, Unit)]| {
            for &(key, unit) in keys {
                add(id, format!("{id}_{key}"), unit);
            }
        };
        self.contracts.iter().for_each(|id| fund(id, &CII));
        for id in &self.books {
            fund(id, &HMB);
            fund(id, if self.by_law { &HMB_BY_LAW } else { &[] });
        }
        self.ledgers.iter().for_each(|id| fund(id, &LEDGER));
        columns
    }

    /// All columns in order.
    pub(super) fn columns(&self) -> Vec<Column> {
        self.with_words().into_iter().map(|(_, column)| column).collect()
    }

    /// Whether each column, in order, is asked for: by its key, by its owner, or because nobody asks for any.
    pub(super) fn asked_for(&self, words: &[String]) -> Vec<bool> {
        let asked = |word: &str| words.iter().any(|asked| asked == word);
        let of_first = self.first_payer.is_some_and(asked);
        let columns = self.with_words().into_iter();
        columns
            .map(|(word, Column { key, .. })| {
                asked(word) || asked(&key) || of_first && FIRST_PAYER.contains(&key.as_str())
            })
            .collect()
    }

    /// Every word that asks for columns.
    pub fn words(&self) -> Vec<String> {
        let columns = self.with_words();
        let owners =
            [CITY_WORD].into_iter().chain(self.first_payer).chain(columns.iter().map(|(word, _)| *word));
        let mut words: Vec<String> = Vec::new();
        for word in owners.chain(columns.iter().map(|(_, column)| column.key.as_str())) {
            if words.last().is_none_or(|last| last != word) && !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        words
    }
}

/// What the kept columns ask of a trial besides what the payers pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Needs {
    /// Every bill, also of those whom no later payer can reach.
    pub(super) all_bills: bool,
    /// How the cost concentrates on few patients.
    pub(super) concentration: bool,
    /// How many patients bear more than certain amounts.
    pub(super) self_pay: bool,
}

impl Default for Needs {
    fn default() -> Needs {
        Needs { all_bills: true, concentration: true, self_pay: true }
    }
}

impl Needs {
    /// Of these columns; `basic` as for [`needs_all_bills`].
    pub(super) fn of(columns: &[Column], basic: &[&str]) -> Needs {
        let any = |asks: &dyn Fn(&str) -> bool| columns.iter().any(|column| asks(&column.key));
        Needs {
            all_bills: any(&|key| needs_all_bills(key, basic)),
            concentration: any(&|key| ["adult_cost_fen", "top_tenth_cost_fen"].contains(&key)),
            self_pay: any(&|key| key.starts_with("self_pay_above_")),
        }
    }
}

/// Whether a column can be filled only when every bill of the city is known; `basic` are the ledgers that are the
/// purse of the per-admission payer.
pub(super) fn needs_all_bills(key: &str, basic: &[&str]) -> bool {
    let of_city = CITY.iter().any(|&(city, _)| city == key) && !HEADS.contains(&key);
    let of_ledger = |id: &&str| {
        let rest = key.strip_prefix(id).and_then(|rest| rest.strip_prefix('_'));
        matches!(rest, Some("claims_fen" | "result_fen" | "balance_fen"))
    };
    of_city || basic.iter().any(of_ledger)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> ColumnNames<'static> {
        ColumnNames {
            first_payer: Some("bmi"),
            later_payers: vec!["cii", "hmb"],
            contracts: vec!["cii"],
            books: vec!["hmb"],
            ledgers: vec!["bmi"],
            by_law: false,
        }
    }

    fn kept(words: &[&str]) -> Vec<String> {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        let asked = names().asked_for(&words);
        let columns = names().columns().into_iter().zip(asked);
        columns.filter(|(_, asked)| *asked).map(|(column, _)| column.key).collect()
    }

    #[test]
    fn an_owner_asks_for_all_of_its_columns_and_a_key_for_its_own() {
        assert_eq!(names().columns().len(), 26 + 2 * 2 + 21 + 22 + 5);
        assert_eq!(kept(&["city"]).len(), 26);
        assert_eq!(kept(&["cii"]).len(), 2 + 21);
        assert_eq!(kept(&["hmb", "city"]).len(), 26 + 2 + 22);
        assert_eq!(
            kept(&["bmi"])[..4],
            ["bmi_employee_fen", "bmi_resident_fen", "bmi_other_fen", "bmi_income_fen"]
        );
        assert_eq!(kept(&["hmb_claims_fen", "heads_employee"]), ["heads_employee", "hmb_claims_fen"]);
    }

    #[test]
    fn every_word_asks_for_something_and_stands_once() {
        let words = names().words();
        assert_eq!(words[..4], ["city", "bmi", "cii", "hmb"]);
        for (nth, word) in words.iter().enumerate() {
            assert!(!kept(&[word]).is_empty() && !words[..nth].contains(word), "{word}");
        }
    }

    #[test]
    fn heads_and_what_later_payers_pay_need_no_small_bill_and_the_basic_insurance_needs_all() {
        let needs = |key| needs_all_bills(key, &["bmi"]);
        for key in ["heads_employee", "heads_retired", "paid_cii_fen", "cii_claims_fen", "bmi_income_fen"] {
            assert!(!needs(key), "{key}");
        }
        for key in
            ["admissions_employee", "patient_fen", "bmi_employee_fen", "bmi_claims_fen", "bmi_balance_fen"]
        {
            assert!(needs(key), "{key}");
        }
        assert!(!needs_all_bills("aid_claims_fen", &["bmi"]));
    }
}
