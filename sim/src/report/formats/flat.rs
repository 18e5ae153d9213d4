//! A table laid flat: a column for each number, so the parts of an error stand beside their figure.

use crate::report::book::{Cell, Content, ErrorShown, Sheet};
use crate::wording::Lang;
use crate::wording::book::{ErrorPart, Unit, error_head};

/// A column of a table laid flat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FlatColumn {
    /// The column of the table.
    pub(super) column: usize,
    /// Its figure, or a part of that figure's error.
    pub(super) part: Option<ErrorPart>,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum FlatCell<'a> {
    /// Nothing.
    Empty,
    /// A number.
    Number(f64),
    /// Words.
    Words(&'a crate::wording::Bilingual),
    /// A bound in place of a probability of 0 (`true`) or 1.
    Bound(&'a Cell, bool),
}

/// The columns of a table laid flat: each with its error, where it shows one.
pub(super) fn columns(sheet: &Sheet) -> Vec<FlatColumn> {
    let of = |(column, of): (usize, &crate::report::book::Column)| {
        let parts: &[ErrorPart] = match of.error {
            ErrorShown::None => &[],
            ErrorShown::StandardError => &[ErrorPart::StandardError],
            ErrorShown::Interval => &[ErrorPart::Low, ErrorPart::High],
        };
        let own = FlatColumn { column, part: None };
        std::iter::once(own).chain(parts.iter().map(move |part| FlatColumn { column, part: Some(*part) }))
    };
    sheet.columns.iter().enumerate().flat_map(of).collect()
}

impl FlatColumn {
    /// Its name in files.
    pub(super) fn key(self, sheet: &Sheet) -> String {
        let key = &sheet.columns[self.column].key;
        match self.part {
            None => key.clone(),
            Some(ErrorPart::StandardError) => format!("{key}_se"),
            Some(ErrorPart::Low) => format!("{key}_low"),
            Some(ErrorPart::High) => format!("{key}_high"),
        }
    }

    /// What stands over it.
    pub(super) fn head(self, sheet: &Sheet, lang: Lang) -> String {
        let head = sheet.columns[self.column].head.get(lang);
        self.part.map_or_else(|| head.to_owned(), |part| error_head(head, part, lang))
    }

    /// The unit of its cell in a row.
    pub(super) fn unit(self, sheet: &Sheet, row: usize) -> Unit {
        sheet.unit(row, self.column)
    }

    /// What stands in its cell of a row.
    pub(super) fn cell(self, sheet: &Sheet, row: usize) -> FlatCell<'_> {
        let cell = &sheet.rows[row].cells[self.column];
        let estimate = cell.estimate();
        match (self.part, &cell.content) {
            (None, Content::Empty) => FlatCell::Empty,
            (None, Content::Text(text) | Content::Missing(text)) => FlatCell::Words(text),
            (None, Content::Number(value)) => FlatCell::Number(*value),
            (None, Content::Figure(estimate)) => FlatCell::Number(estimate.value),
            (None, Content::Never(_)) => FlatCell::Bound(cell, true),
            (None, Content::Always(_)) => FlatCell::Bound(cell, false),
            (Some(part), _) => estimate.map_or(FlatCell::Empty, |estimate| {
                FlatCell::Number(match part {
                    ErrorPart::StandardError => estimate.se,
                    ErrorPart::Low => estimate.low,
                    ErrorPart::High => estimate.high,
                })
            }),
        }
    }
}
