//! A table as CSV: UTF-8 with a byte order mark, commas, CRLF, no thousands separators, full precision; the heads in
//! one language, then a line of keys.

use super::flat::{FlatCell, columns};
use crate::report::book::Sheet;
use crate::report::csv;
use crate::wording::Lang;

/// The bytes of a table.
pub fn sheet_csv(sheet: &Sheet, lang: Lang) -> Vec<u8> {
    let columns = columns(sheet);
    let heads = columns.iter().map(|column| column.head(sheet, lang)).collect();
    let keys = columns.iter().map(|column| column.key(sheet)).collect();
    let mut lines: Vec<Vec<String>> = vec![heads, keys];
    for row in 0..sheet.rows.len() {
        lines.push(columns.iter().map(|column| text(&column.cell(sheet, row), lang)).collect());
    }
    csv::bytes(&lines)
}

/// A cell as text; a bound as other tables of the program write it: `<0.003`.
fn text(cell: &FlatCell<'_>, lang: Lang) -> String {
    match cell {
        FlatCell::Empty => String::new(),
        FlatCell::Number(value) => csv::number(*value),
        FlatCell::Words(words) => words.get(lang).to_owned(),
        FlatCell::Bound(cell, never) => {
            let estimate = cell.estimate();
            let limit = |it: &crate::stats::Estimate| if *never { it.high } else { it.low };
            let limit = estimate.map_or_else(String::new, |it| csv::number(limit(it)));
            format!("{}{limit}", if *never { '<' } else { '>' })
        }
    }
}
