//! The formulas of a sample as a spreadsheet reads them, worked out by a small reader of their text.

use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};

use super::*;
use crate::scenario::library::Library;
use crate::scenario::load::{Loaded, load};
use crate::units::{Fen, Trial};

/// A city of a few thousand, so that a sample takes no time.
const SMALL: [&str; 4] = [
    "city.districts=null",
    "city.heads=null",
    r#"city.heads={"young": {"from_age": 0, "to_age": 39, "employee_male": 200, "employee_female": 180,
        "resident_male": 600, "resident_female": 590}, "old": {"from_age": 40, "to_age": 85,
        "employee_male": 300, "employee_female": 290, "resident_male": 900, "resident_female": 920}}"#,
    r#"city.aid_share={"employee": 0.02, "resident": 0.1}"#,
];

fn small(name: &str, settings: &[&str]) -> Loaded {
    let settings: Vec<String> = SMALL.iter().chain(settings).map(ToString::to_string).collect();
    load(&Library::built_in(), name, &settings).unwrap()
}

fn bills_of(scenario: &Loaded) -> (Audit, Sheet, Recalculated) {
    let audit = Audit::draw(scenario, Trial(0), 60, 100_000).unwrap();
    let scheme = scenario.scheme_in(Some(audit.year)).unwrap();
    let strata: Vec<Bilingual> = audit.strata.iter().map(|_| both(|_| "stratum".to_owned())).collect();
    let (sheet, said) = bills::sheet(&audit, &scheme, &strata);
    (audit, sheet, said)
}

/// A sheet as a spreadsheet holds it.
struct Grid(Vec<Vec<String>>);

impl Grid {
    fn of(sheet: &Sheet) -> Grid {
        let bytes = live_csv(sheet, Lang::En);
        let text = bytes.strip_prefix(csv::BYTE_ORDER_MARK).unwrap();
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text);
        Grid(reader.records().map(|it| it.unwrap().iter().map(str::to_owned).collect()).collect())
    }

    /// What stands in a cell: `B3`.
    fn cell(&self, name: &str) -> Option<Decimal> {
        let digits = name.find(|c: char| c.is_ascii_digit()).unwrap();
        let column = name[..digits].bytes().fold(0, |sum, it| sum * 26 + usize::from(it - b'A') + 1) - 1;
        self.at(name[digits..].parse::<usize>().unwrap() - 1, column)
    }

    fn at(&self, row: usize, column: usize) -> Option<Decimal> {
        let text = &self.0[row][column];
        match text.strip_prefix('=') {
            Some(formula) => {
                let mut reader = Reader { grid: self, rest: formula };
                let value = reader.difference();
                assert_eq!(reader.rest, "", "{formula}");
                Some(value)
            }
            None => Decimal::from_str(text).ok(),
        }
    }
}

/// Reads a formula from left to right: differences of products of functions, cells and numbers.
struct Reader<'a> {
    grid: &'a Grid,
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn take(&mut self, sign: char) -> bool {
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn word(&mut self) -> &'a str {
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn difference(&mut self) -> Decimal {
        let mut value = self.product();
        while self.take('-') {
            value -= self.product();
        }
        value
    }

    fn product(&mut self) -> Decimal {
        let mut value = self.single();
        while self.take('*') {
            value *= self.single();
        }
        value
    }

    fn single(&mut self) -> Decimal {
        if self.take('(') {
            let value = self.difference();
            assert!(self.take(')'));
            return value;
        }
        let word = self.word();
        if let Ok(number) = Decimal::from_str(word) {
            return number;
        }
        if !self.take('(') {
            return self.grid.cell(word).unwrap_or_default();
        }
        let mut values = Vec::new();
        loop {
            self.argument(&mut values);
            if !self.take(',') {
                break;
            }
        }
        assert!(self.take(')'), "{}", self.rest);
        match word {
            "SUM" => values.into_iter().sum(),
            "MIN" => values.into_iter().min().unwrap_or_default(),
            "MAX" => values.into_iter().max().unwrap_or_default(),
            // an empty cell, which is none, is 0 to a spreadsheet
            "ROUND" if values.len() == 1 => Decimal::ZERO,
            "ROUND" => values[0].round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero),
            other => panic!("no function {other}"),
        }
    }

    /// One argument: a cell that is empty is none, a range is many.
    fn argument(&mut self, values: &mut Vec<Decimal>) {
        let before = self.rest;
        let word = self.word();
        let is_cell = word.ends_with(|c: char| c.is_ascii_digit())
            && word.starts_with(|c: char| c.is_ascii_uppercase());
        if is_cell && self.take(':') {
            let last = self.word();
            let split = |name: &str| {
                let digits = name.find(|c: char| c.is_ascii_digit()).unwrap();
                (name[..digits].to_owned(), name[digits..].parse::<usize>().unwrap())
            };
            let ((column, from), (_, to)) = (split(word), split(last));
            values.extend((from..=to).filter_map(|row| self.grid.cell(&format!("{column}{row}"))));
        } else if is_cell && self.rest.starts_with([',', ')']) {
            values.extend(self.grid.cell(word));
        } else {
            self.rest = before;
            values.push(self.difference());
        }
    }
}

fn place(sheet: &Sheet, key: &str) -> usize {
    sheet.columns.iter().position(|column| column.key == key).unwrap()
}

/// Every formula of the sample as a spreadsheet reads it is the exact settlement to the fen.
fn all_agree(scenario: &Loaded) -> Recalculated {
    let (audit, sheet, said) = bills_of(scenario);
    let grid = Grid::of(&sheet);
    let (exact, recalculated) = (place(&sheet, "exact"), place(&sheet, "recalculated"));
    let mut total = Decimal::ZERO;
    for row in 1..grid.0.len() - 1 {
        assert_eq!(grid.at(row, exact), grid.at(row, recalculated), "{:?}", grid.0[row]);
        total += grid.at(row, exact).unwrap();
    }
    let last = grid.0.len() - 1;
    assert_eq!(grid.at(last, recalculated), Some(total));
    // payers and patients make up the bills, and fixed benefits stand beside them
    let settled = audit.persons.iter().map(|person| person.terms.settle(&person.claims));
    let bills: Fen = settled.map(|it| it.total() + it.fixed()).sum();
    assert_eq!(total, bills.to_decimal());
    assert_eq!(said.different, 0);
    said
}

#[test]
fn every_formula_of_a_sample_of_critical_illness_insurance_is_the_settlement_to_the_fen() {
    let capped = ["payers.cii.deductible_yuan=2000", "payers.cii.cap_yuan=9000"];
    let above = ["payers.cii.deductible_yuan=2000", "payers.cii.tier_base=above_deductible"];
    for settings in [capped, above] {
        let said = all_agree(&small("cii/quzhou-2016", &settings));
        assert!(said.formulas > 100 && said.without == 0, "{said:?}");
    }
}

#[test]
fn every_formula_of_a_sample_of_a_city_product_is_the_settlement_to_the_fen() {
    let said = all_agree(&small("hmb/wenzhou", &[]));
    assert!(said.formulas > 100, "{said:?}");
}

#[test]
fn a_ratio_that_is_slightly_wrong_shows_in_the_difference() {
    let (_, sheet, _) = bills_of(&small("cii/quzhou-2016", &["payers.cii.deductible_yuan=2000"]));
    let mut grid = Grid::of(&sheet);
    let (ratio, difference) = (place(&sheet, "tier_ratio_1"), place(&sheet, "difference"));
    for line in &mut grid.0[1..] {
        if let Ok(wrong) = Decimal::from_str(&line[ratio]) {
            line[ratio] = (wrong + Decimal::new(1, 3)).to_string();
        }
    }
    let wrong = (1..grid.0.len() - 1).filter(|&row| grid.at(row, difference) != Some(Decimal::ZERO));
    assert!(wrong.count() > 50);
}

#[test]
fn what_the_persons_drawn_stand_for_adds_up_to_those_who_have_bills() {
    let (audit, sheet, _) = bills_of(&small("cii/quzhou-2016", &[]));
    let (person, weight) = (place(&sheet, "number"), place(&sheet, "stands_for"));
    let mut seen = std::collections::BTreeMap::new();
    for row in &sheet.rows {
        if let (Some(person), Some(weight)) = (row.cells[person].value(), row.cells[weight].value()) {
            seen.insert(person.to_bits(), weight);
        }
    }
    let sum: f64 = seen.values().sum();
    let sizes: usize = audit.strata.iter().map(|stratum| stratum.persons).sum();
    assert!((sum - (sizes * audit.every) as f64).abs() < 1e-6 * sum, "{sum} {sizes}");
}

#[test]
fn every_person_of_the_sample_is_said_to_be_synthetic() {
    let (_, sheet, _) = bills_of(&small("cii/quzhou-2016", &[]));
    let address = place(&sheet, "address");
    for row in sheet.rows.iter().filter(|row| !row.is_total) {
        assert!(row.cells[address].text(Unit::Text, Lang::Zh).starts_with("合成人员"));
        assert!(row.cells[address].text(Unit::Text, Lang::En).starts_with("synthetic"));
    }
}

#[test]
fn columns_are_called_as_spreadsheets_call_them() {
    assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
}
