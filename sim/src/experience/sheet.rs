//! Which column of a file holds what, and the cells of a row by our names.

use std::marker::PhantomData;

use super::cell::{self, Fault};
use super::columns::{Field, Holds};
use super::day::Day;
use super::document::{FormDoc, Glossary, Names};
use super::source::Row;
use crate::units::{Fen, Year};
use crate::wording::claims::{Allowed, DefectKind};

/// The columns of a file.
#[derive(Debug)]
pub(super) struct Sheet<F> {
    /// By field: the places of its columns.
    places: Vec<Vec<usize>>,
    /// By field: what all rows share.
    constants: Vec<Option<String>>,
    head: Vec<String>,
    fields: PhantomData<F>,
}

/// The names of a field's columns, each with those that stand in for it: one column of each list at most is there.
fn alternatives<'a, F: Field>(field: F, mapped: Option<&'a Names>, head: &[String]) -> Vec<Vec<&'a str>> {
    let own = field.key();
    match (mapped, field.holds()) {
        (Some(Names(names)), _) => names.iter().map(|name| vec![name.as_str()]).collect(),
        (None, Holds::Sum) if !head.iter().any(|cell| cell == own) => {
            field.known_as().iter().map(|&name| vec![name]).collect()
        }
        (None, _) => vec![field.known_as().to_vec()],
    }
}

/// What is wrong with a row: the column by its own name, the value, and why.
pub(super) type RowFault = (String, String, Fault);

impl<F: Field> Sheet<F> {
    /// Finds the columns by the head of a file.
    ///
    /// # Errors
    /// Every column that the document names, or that is needed, and is not there; every one of which there are two.
    pub(super) fn find(
        head: &Row,
        mapped: &[Option<&Names>],
        constants: &Glossary,
    ) -> Result<Sheet<F>, Vec<RowFault>> {
        let mut faults = Vec::new();
        let mut places = Vec::new();
        for (field, mapped) in F::ALL.iter().zip(mapped) {
            let mut found = Vec::new();
            for names in alternatives(*field, *mapped, &head.cells) {
                let columns =
                    head.cells.iter().enumerate().filter(|(_, cell)| names.contains(&cell.as_str()));
                let columns: Vec<(usize, &String)> = columns.collect();
                if columns.is_empty() && mapped.is_some() {
                    let fault = (DefectKind::MissingColumn, Allowed::Words(head.cells.clone()));
                    faults.push((field.key().to_owned(), names.concat(), fault));
                }
                if columns.len() > 1 {
                    let columns = columns.iter().map(|&(place, name)| (name.clone(), place + 1)).collect();
                    let fault = (DefectKind::TwoColumns, Allowed::Columns(columns));
                    faults.push((field.key().to_owned(), String::new(), fault));
                }
                found.extend(columns.first().map(|&(place, _)| place));
            }
            if found.is_empty()
                && mapped.is_none()
                && field.is_needed()
                && constants.get(field.key()).is_none()
            {
                let fault = (DefectKind::MissingColumn, cell::words(field.known_as()));
                faults.push((field.key().to_owned(), String::new(), fault));
            }
            places.push(found);
        }
        let constants = F::ALL.iter().map(|field| constants.get(field.key()).map(str::to_owned)).collect();
        let sheet = Sheet { places, constants, head: head.cells.clone(), fields: PhantomData };
        if faults.is_empty() { Ok(sheet) } else { Err(faults) }
    }

    /// Whether rows say anything of a field.
    pub(super) fn has(&self, field: F) -> bool {
        !self.places[field.place()].is_empty() || self.constants[field.place()].is_some()
    }

    /// The fields of which no row says anything.
    pub(super) fn absent(&self) -> impl Iterator<Item = F> + '_ {
        F::ALL.iter().copied().filter(|&field| !self.has(field))
    }

    /// The name of a field's column.
    fn name(&self, field: F) -> String {
        let names = self.places[field.place()].iter().map(|&place| self.head[place].as_str());
        let names: Vec<&str> = names.collect();
        if names.is_empty() { field.key().to_owned() } else { names.join(" + ") }
    }

    /// Reads the cells of a row.
    pub(super) fn cells<'a>(&'a self, row: &'a Row, form: &'a FormDoc) -> Cells<'a, F> {
        let mut cells = Cells { sheet: self, row, form, faults: Vec::new() };
        if row.cells.len() != self.head.len() {
            let expected = Allowed::Exactly(self.head.len().to_string());
            let fault = (DefectKind::BrokenRow, expected);
            cells.faults.push((String::new(), row.cells.len().to_string(), fault));
        }
        if let Some(place) = row.undecoded {
            let column = self.head.get(place).cloned().unwrap_or_default();
            cells.faults.push((column, String::new(), (DefectKind::BadEncoding, Allowed::Plain)));
        }
        cells
    }
}

/// The cells of one row, with everything that is wrong with them so far.
pub(super) struct Cells<'a, F> {
    sheet: &'a Sheet<F>,
    row: &'a Row,
    form: &'a FormDoc,
    pub(super) faults: Vec<RowFault>,
}

impl<'a, F: Field> Cells<'a, F> {
    /// The text of a cell; `None` where no row says anything of the field, or the cell is empty.
    pub(super) fn text(&self, field: F) -> Option<&'a str> {
        let constant = self.sheet.constants[field.place()].as_deref();
        let place = self.sheet.places[field.place()].first();
        let cell = place.and_then(|&place| self.row.cells.get(place)).map(String::as_str);
        cell.or(constant).filter(|text| !text.is_empty())
    }

    /// Whether rows say anything of a field.
    pub(super) fn knows(&self, field: F) -> bool {
        self.sheet.has(field)
    }

    /// Notes that a field is wrong.
    pub(super) fn blame(&mut self, field: F, fault: Fault) {
        let value = self.text(field).unwrap_or_default().to_owned();
        self.faults.push((self.sheet.name(field), value, fault));
    }

    fn read<T>(&mut self, field: F, parse: impl FnOnce(&'a str) -> Result<T, Fault>) -> Option<T> {
        parse(self.text(field)?).map_err(|fault| self.blame(field, fault)).ok()
    }

    /// Notes that a cell is empty where its column is there.
    fn must(&mut self, field: F) {
        if self.sheet.has(field) && self.text(field).is_none() {
            self.blame(field, (DefectKind::EmptyCell, Allowed::Plain));
        }
    }

    /// An id that must be there.
    pub(super) fn id(&mut self, field: F) -> Option<&'a str> {
        self.must(field);
        self.read(field, cell::id)
    }

    /// An id that may be left out.
    pub(super) fn id_or_none(&mut self, field: F) -> Option<&'a str> {
        self.read(field, cell::id)
    }

    /// A date that may be left out.
    pub(super) fn day(&mut self, field: F) -> Option<Day> {
        let form = self.form.dates;
        self.read(field, |text| cell::day(text, form))
    }

    /// A date that must be there.
    pub(super) fn needed_day(&mut self, field: F) -> Option<Day> {
        self.must(field);
        self.day(field)
    }

    /// A year that may be left out.
    pub(super) fn year(&mut self, field: F) -> Option<Year> {
        self.read(field, cell::year)
    }

    /// Yes or no; no where nothing is said.
    pub(super) fn flag(&mut self, field: F) -> bool {
        self.read(field, cell::flag).unwrap_or(false)
    }

    /// An amount; an empty cell of a column that is there is a defect where the field is needed, and nothing is
    /// said otherwise.
    pub(super) fn amount(&mut self, field: F) -> Option<Fen> {
        if field.is_needed() {
            self.must(field);
        }
        let unit = self.form.unit;
        let places = &self.sheet.places[field.place()];
        if places.len() < 2 {
            return self.read(field, |text| cell::amount(text, unit));
        }
        let mut sum = Fen::ZERO;
        for &place in places {
            let text = self.row.cells.get(place).map_or("", String::as_str);
            match cell::amount(text, unit) {
                _ if text.is_empty() => {}
                Ok(amount) => sum += amount,
                Err(fault) => {
                    self.faults.push((self.sheet.head[place].clone(), text.to_owned(), fault));
                    return None;
                }
            }
        }
        Some(sum)
    }

    /// What a code means, by the document or by its common words; `default` where no row says anything.
    pub(super) fn code<T: Copy>(
        &mut self,
        field: F,
        glossary: &Glossary,
        meanings: &[(T, &[&str])],
        default: Option<T>,
    ) -> Option<T> {
        if !self.sheet.has(field) {
            return default;
        }
        self.must(field);
        self.read(field, |text| {
            let word = glossary.get(text).unwrap_or(text);
            let known = meanings.iter().find(|(_, words)| words.contains(&word)).map(|(meaning, _)| *meaning);
            known.ok_or_else(|| {
                let own = glossary.0.iter().map(|(text, _)| text.clone());
                let common = meanings.iter().flat_map(|(_, words)| words.iter().map(|&it| it.to_owned()));
                (DefectKind::UnknownCode, Allowed::Words(own.chain(common).collect()))
            })
        })
    }
}
