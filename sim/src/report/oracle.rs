//! A run beside its exact answer, for people and spreadsheets. Neither belongs to the files whose bytes are promised.

use crate::decide::metrics::Kind;
use crate::decide::{OracleFigure, OracleRow};
use crate::wording::Lang;
use crate::wording::oracle::OracleWord;

use super::csv;
use super::numbers;
use super::table::aligned;

/// What stands over the columns; the last is in the file alone.
const HEAD: [OracleWord; 7] = [
    OracleWord::Payer,
    OracleWord::Figure,
    OracleWord::Exact,
    OracleWord::Simulated,
    OracleWord::Error,
    OracleWord::Score,
    OracleWord::Quantile,
];

/// The table, with a newline at the end.
pub fn oracle_table(rows: &[OracleRow], lang: Lang) -> String {
    let head = HEAD[..6].iter().map(|word| word.text(lang).to_owned()).collect();
    let cells = rows.iter().map(|row| {
        let kind = if row.figure == OracleFigure::BeyondQuantile { Kind::SmallRatio } else { Kind::Money };
        let figures = [row.exact, row.simulated, row.error].map(|it| numbers::plain(kind, it, lang));
        let mut line = vec![row.payer.clone(), row.figure.text(lang).to_owned()];
        line.extend(figures);
        line.push(numbers::grouped(row.z, 2));
        line
    });
    let table = aligned(OracleWord::Heading.text(lang), head, 2..6, cells.collect());
    format!("{table}\n{}\n", OracleWord::Method.text(lang))
}

/// `oracle.csv`.
pub fn oracle_csv(rows: &[OracleRow], lang: Lang) -> Vec<u8> {
    let mut lines = vec![HEAD.iter().map(|word| word.text(lang).to_owned()).collect::<Vec<_>>()];
    lines.extend(rows.iter().map(|row| {
        let mut line = vec![row.payer.clone(), row.figure.text(lang).to_owned()];
        line.extend([row.exact, row.simulated, row.error, row.z].map(csv::number));
        line.push(row.quantile.map_or_else(String::new, csv::number));
        line
    }));
    csv::bytes(&lines)
}
