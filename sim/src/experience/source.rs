//! Files as rows of cells: text in its encoding, or Parquet, one row at a time.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use encoding_rs::GB18030;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field as ParquetField;

use super::day::Day;
use super::document::{FileFormat, FormDoc, Separator, TextEncoding};
use crate::wording::claims::DefectKind;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// One row.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// The line of a text file, the row of a Parquet file, from 1.
    pub(super) line: u64,
    /// The cells, without spaces at their ends.
    pub(super) cells: Vec<String>,
    /// The place of the first cell that the encoding does not have.
    pub(super) undecoded: Option<usize>,
}

/// Reads a file row by row. The first row handed out is the head.
///
/// # Errors
/// The file cannot be read, or is not of its format.
pub(super) fn rows(path: &Path, form: &FormDoc, each: impl FnMut(&Row)) -> io::Result<()> {
    match format_of(path, form) {
        FileFormat::Csv => text_rows(path, form, each),
        FileFormat::Parquet => parquet_rows(path, each),
    }
}

/// The stated format of a file, or the one of its ending.
fn format_of(path: &Path, form: &FormDoc) -> FileFormat {
    let is_parquet = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"));
    form.format.unwrap_or(if is_parquet { FileFormat::Parquet } else { FileFormat::Csv })
}

/// The first bytes of files that are no text of one of the stated encodings, and the defect that each is.
const NO_TEXT: [(&[u8], DefectKind); 4] = [
    (b"\xFF\xFE", DefectKind::Utf16),
    (b"\xFE\xFF", DefectKind::Utf16),
    (b"PK\x03\x04", DefectKind::Workbook),
    (b"\xD0\xCF\x11\xE0", DefectKind::Workbook),
];

/// What a file is that should be text and is none.
///
/// # Errors
/// The file cannot be read.
pub(super) fn no_text(path: &Path, form: &FormDoc) -> io::Result<Option<DefectKind>> {
    if format_of(path, form) != FileFormat::Csv {
        return Ok(None);
    }
    let mut begin = [0; 4];
    let n = read_up_to(&mut File::open(path)?, &mut begin)?;
    let found = NO_TEXT.iter().find(|(mark, _)| begin[..n].starts_with(mark));
    Ok(found.map(|&(_, kind)| kind))
}

fn text_rows(path: &Path, form: &FormDoc, mut each: impl FnMut(&Row)) -> io::Result<()> {
    let mut bytes = WithoutReturns(BufReader::with_capacity(1 << 16, File::open(path)?));
    // every trail byte of GB18030 is a digit or lies at 0x40 or above: no separator, quote or line end is among them
    let separator = match form.separator {
        Separator::Comma => b',',
        Separator::Semicolon => b';',
        Separator::Tab => b'\t',
    };
    let mut head = [0; 3];
    let n = read_up_to(&mut bytes, &mut head)?;
    let begin: &[u8] = if head[..n] == *BYTE_ORDER_MARK { &[] } else { &head[..n] };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(begin.chain(bytes));
    let mut record = csv::ByteRecord::new();
    let mut row = Row::default();
    while reader.read_byte_record(&mut record).map_err(io::Error::other)? {
        row.line = record.position().map_or(0, csv::Position::line);
        row.cells.clear();
        row.undecoded = None;
        for (place, cell) in record.iter().enumerate() {
            if let Some(text) = decoded(cell, form.encoding) {
                row.cells.push(text.trim().to_owned());
            } else {
                row.undecoded.get_or_insert(place);
                row.cells.push(String::from_utf8_lossy(cell).into_owned());
            }
        }
        each(&row);
    }
    Ok(())
}

/// Bytes without carriage returns, so that every line ends in one byte and lines are counted right.
struct WithoutReturns<R>(R);

impl<R: Read> Read for WithoutReturns<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let n = self.0.read(buffer)?;
            let mut kept = 0;
            for at in 0..n {
                if buffer[at] != b'\r' {
                    buffer[kept] = buffer[at];
                    kept += 1;
                }
            }
            if kept > 0 || n == 0 {
                return Ok(kept);
            }
        }
    }
}

fn decoded(cell: &[u8], encoding: TextEncoding) -> Option<Cow<'_, str>> {
    match encoding {
        TextEncoding::Utf8 => std::str::from_utf8(cell).ok().map(Cow::Borrowed),
        TextEncoding::Gb18030 => GB18030.decode_without_bom_handling_and_without_replacement(cell),
    }
}

fn read_up_to(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut n = 0;
    while n < buffer.len() {
        match from.read(&mut buffer[n..])? {
            0 => break,
            more => n += more,
        }
    }
    Ok(n)
}

fn parquet_rows(path: &Path, mut each: impl FnMut(&Row)) -> io::Result<()> {
    let reader = SerializedFileReader::new(File::open(path)?).map_err(io::Error::other)?;
    let schema = reader.metadata().file_metadata().schema();
    let head = schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
    each(&Row { line: 0, cells: head, undecoded: None });
    let mut row = Row::default();
    for (found, line) in reader.get_row_iter(None).map_err(io::Error::other)?.zip(1..) {
        let found = found.map_err(io::Error::other)?;
        row.line = line;
        row.cells.clear();
        row.cells.extend(found.get_column_iter().map(|(_, field)| as_text(field)));
        each(&row);
    }
    Ok(())
}

/// A value of a Parquet file as the text that a text file would have.
fn as_text(field: &ParquetField) -> String {
    const MS_PER_DAY: i64 = 86_400_000;
    let day = |days: i64| i32::try_from(days).map_or_else(|_| days.to_string(), |it| Day(it).to_string());
    match field {
        ParquetField::Null => String::new(),
        ParquetField::Str(text) => text.trim().to_owned(),
        ParquetField::Date(days) => Day(*days).to_string(),
        ParquetField::TimestampMillis(at) => day(at.div_euclid(MS_PER_DAY)),
        ParquetField::TimestampMicros(at) => day(at.div_euclid(MS_PER_DAY * 1_000)),
        // the shortest decimal that reads back as the same number
        ParquetField::Double(number) => number.to_string(),
        ParquetField::Float(number) => number.to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::record::all_defaults;

    fn read(bytes: &[u8], encoding: TextEncoding) -> Vec<(u64, Vec<String>, Option<usize>)> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let form = FormDoc { encoding, ..all_defaults::<FormDoc>().unwrap() };
        let mut found = Vec::new();
        rows(file.path(), &form, |row| found.push((row.line, row.cells.clone(), row.undecoded))).unwrap();
        found
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_name() {
        let plain = read("编号,b\n1,2\n".as_bytes(), TextEncoding::Utf8);
        assert_eq!(read("\u{FEFF}编号,b\n1,2\n".as_bytes(), TextEncoding::Utf8), plain);
        assert_eq!(plain[1], (2, vec!["1".to_owned(), "2".to_owned()], None));
    }

    #[test]
    fn gbk_reads_as_it_was_meant_and_a_cell_of_another_encoding_is_found() {
        // 编 is B1 E0, 号 is BA C5 in GB2312
        let bytes = b"\xB1\xE0\xBA\xC5,x\r\n\xE7\xBC\x96,\xFF\r\n";
        let found = read(bytes, TextEncoding::Gb18030);
        assert_eq!(found[0].1[0], "编号");
        assert_eq!(found[1].2, Some(0));
        assert_eq!(read(bytes, TextEncoding::Utf8)[0].2, Some(0));
    }
}
