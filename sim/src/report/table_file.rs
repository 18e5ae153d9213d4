//! A long table as Parquet or CSV, written part by part: neither the rows nor the file are ever in memory.
//!
//! Parts of 65,536 rows, so that the bytes depend on the rows alone. Parquet: every column required, its unit
//! in the metadata (`huimin.units`). CSV: UTF-8 with a byte order mark, commas, CRLF, the keys as head.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::column::writer::ColumnWriterImpl;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type};
use serde_json::{Map, Value};

use super::csv::BYTE_ORDER_MARK;

/// Rows of a part.
const ROWS_PER_PART: usize = 65_536;

/// The version of the layout, under `huimin.schema_version` in the metadata.
const SCHEMA_VERSION: &str = "1";

/// Which kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Apache Parquet.
    Parquet,
    /// Comma-separated text.
    Csv,
}

impl Format {
    /// All of them; the first is the default.
    pub const ALL: [Format; 2] = [Format::Parquet, Format::Csv];

    /// The ending of its files, which is also its name.
    pub const fn ending(self) -> &'static str {
        match self {
            Format::Parquet => "parquet",
            Format::Csv => "csv",
        }
    }
}

/// A column: what it holds, and in which unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// Its key.
    pub key: &'static str,
    /// Its unit: `persons`, `years`; `name` for a word and `flag` for yes or no.
    pub unit: &'static str,
    /// What kind of cell it has.
    pub kind: CellKind,
}

/// The kinds of cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// A whole number.
    Number,
    /// A word.
    Text,
    /// Yes or no.
    Flag,
}

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    /// A whole number.
    Number(i64),
    /// A word.
    Text(&'a str),
    /// Yes or no.
    Flag(bool),
}

/// Why a table could not be written.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// As Parquet.
    #[error(transparent)]
    Parquet(#[from] ParquetError),
    /// As CSV.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// The end of a CSV file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// A column of the part that is being filled.
#[derive(Debug)]
enum Cells {
    Numbers(Vec<i64>),
    Texts(Vec<ByteArray>),
    Flags(Vec<bool>),
}

/// A table that is being written.
pub struct TableFile<W: Write + Send>(Output<W>);

enum Output<W: Write + Send> {
    Parquet { writer: SerializedFileWriter<W>, part: Vec<Cells>, n_rows: usize },
    Csv { writer: csv::Writer<W>, line: Vec<String> },
}

impl<W: Write + Send> TableFile<W> {
    /// Starts the table; `metadata` are further pairs for the file's own description (Parquet only).
    pub fn new(
        mut out: W,
        format: Format,
        columns: &[TableColumn],
        metadata: &[(&str, String)],
    ) -> Result<TableFile<W>, TableError> {
        Ok(TableFile(match format {
            Format::Parquet => {
                let properties = Arc::new(properties(columns, metadata));
                let writer = SerializedFileWriter::new(out, schema(columns)?, properties)?;
                Output::Parquet { writer, part: empty_part(columns), n_rows: 0 }
            }
            Format::Csv => {
                out.write_all(BYTE_ORDER_MARK)?;
                let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
                writer.write_record(columns.iter().map(|column| column.key))?;
                Output::Csv { writer, line: Vec::new() }
            }
        }))
    }

    /// Adds a row, which has a cell of its kind for every column.
    pub fn push(&mut self, row: &[Cell<'_>]) -> Result<(), TableError> {
        match &mut self.0 {
            Output::Csv { writer, line } => {
                line.clear();
                line.extend(row.iter().map(|cell| match cell {
                    Cell::Number(number) => number.to_string(),
                    Cell::Text(text) => (*text).to_owned(),
                    Cell::Flag(flag) => flag.to_string(),
                }));
                writer.write_record(line.iter())?;
            }
            Output::Parquet { writer, part, n_rows } => {
                for (cells, cell) in part.iter_mut().zip(row) {
                    match (cells, cell) {
                        (Cells::Numbers(cells), Cell::Number(number)) => cells.push(*number),
                        (Cells::Texts(cells), Cell::Text(text)) => cells.push(ByteArray::from(*text)),
                        (Cells::Flags(cells), Cell::Flag(flag)) => cells.push(*flag),
                        (cells, cell) => {
                            let reason = format!("{cell:?} in a column of {cells:?}");
                            return Err(ParquetError::General(reason).into());
                        }
                    }
                }
                *n_rows += 1;
                if *n_rows == ROWS_PER_PART {
                    write_part(writer.next_row_group()?, part)?;
                    *n_rows = 0;
                }
            }
        }
        Ok(())
    }

    /// Ends the file and hands back what it was written to.
    pub fn finish(self) -> Result<W, TableError> {
        match self.0 {
            Output::Csv { writer, .. } => Ok(writer.into_inner().map_err(csv::IntoInnerError::into_error)?),
            Output::Parquet { mut writer, mut part, n_rows } => {
                if n_rows > 0 {
                    write_part(writer.next_row_group()?, &mut part)?;
                }
                Ok(writer.into_inner()?)
            }
        }
    }
}

fn empty_part(columns: &[TableColumn]) -> Vec<Cells> {
    let of = |column: &TableColumn| match column.kind {
        CellKind::Number => Cells::Numbers(Vec::new()),
        CellKind::Text => Cells::Texts(Vec::new()),
        CellKind::Flag => Cells::Flags(Vec::new()),
    };
    columns.iter().map(of).collect()
}

fn schema(columns: &[TableColumn]) -> Result<Arc<Type>, ParquetError> {
    let field = |column: &TableColumn| {
        let (physical, logical) = match column.kind {
            CellKind::Number => (PhysicalType::INT64, None),
            CellKind::Text => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
            CellKind::Flag => (PhysicalType::BOOLEAN, None),
        };
        let field = Type::primitive_type_builder(column.key, physical).with_repetition(Repetition::REQUIRED);
        field.with_logical_type(logical).build().map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<_, _>>()?;
    Type::group_type_builder("table").with_fields(fields).build().map(Arc::new)
}

/// Nothing of the machine or the build: the same rows give the same bytes everywhere.
fn properties(columns: &[TableColumn], metadata: &[(&str, String)]) -> WriterProperties {
    let units: Map<String, Value> =
        columns.iter().map(|column| (column.key.to_owned(), column.unit.into())).collect();
    let own = [
        ("huimin.schema_version", SCHEMA_VERSION.to_owned()),
        ("huimin.units", Value::Object(units).to_string()),
    ];
    let pairs = own.iter().chain(metadata);
    let pairs = pairs.map(|(key, value)| KeyValue::new((*key).to_owned(), value.clone())).collect();
    let mut properties = WriterProperties::builder()
        .set_created_by("huimin".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_dictionary_enabled(false)
        .set_key_value_metadata(Some(pairs));
    for column in columns.iter().filter(|column| column.kind == CellKind::Text) {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(column.key), true);
    }
    properties.build()
}

/// Writes a part and empties it.
fn write_part<W: Write + Send>(
    mut group: SerializedRowGroupWriter<'_, W>,
    part: &mut [Cells],
) -> Result<(), ParquetError> {
    for cells in part {
        match cells {
            Cells::Numbers(cells) => write_column::<Int64Type, W>(&mut group, cells)?,
            Cells::Texts(cells) => write_column::<ByteArrayType, W>(&mut group, cells)?,
            Cells::Flags(cells) => write_column::<BoolType, W>(&mut group, cells)?,
        }
    }
    group.close()?;
    Ok(())
}

fn write_column<D: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    cells: &mut Vec<D::T>,
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General("more columns than the schema has".to_owned()));
    };
    let writer: &mut ColumnWriterImpl<'_, D> = column.typed::<D>();
    writer.write_batch(cells, None, None)?;
    cells.clear();
    column.close()
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    use super::*;

    const COLUMNS: [TableColumn; 3] = [
        TableColumn { key: "person_id", unit: "number", kind: CellKind::Number },
        TableColumn { key: "district", unit: "name", kind: CellKind::Text },
        TableColumn { key: "medical_aid", unit: "flag", kind: CellKind::Flag },
    ];

    fn row(i: usize) -> (i64, String, bool) {
        (i as i64 * 7 - 3, format!("区{}，\"{}\"", i % 3, i % 5), i.is_multiple_of(7))
    }

    fn written(format: Format, n_rows: usize) -> Vec<u8> {
        let mut file = TableFile::new(Vec::new(), format, &COLUMNS, &[("huimin.x", "y".to_owned())]).unwrap();
        for i in 0..n_rows {
            let (number, text, flag) = row(i);
            file.push(&[Cell::Number(number), Cell::Text(&text), Cell::Flag(flag)]).unwrap();
        }
        file.finish().unwrap()
    }

    #[test]
    fn parquet_reads_back_what_was_written_with_its_units() {
        let mut file: File = tempfile::tempfile().unwrap();
        file.write_all(&written(Format::Parquet, 70_000)).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let pairs = reader.metadata().file_metadata().key_value_metadata().unwrap();
        let units = pairs.iter().find(|pair| pair.key == "huimin.units").unwrap().value.as_deref();
        assert_eq!(units, Some(r#"{"person_id":"number","district":"name","medical_aid":"flag"}"#));
        assert_eq!(reader.num_row_groups(), 2);
        let mut n_rows = 0;
        for (i, found) in reader.get_row_iter(None).unwrap().enumerate() {
            let (found, (number, text, flag)) = (found.unwrap(), row(i));
            assert_eq!(found.get_long(0).unwrap(), number);
            assert_eq!(found.get_string(1).unwrap(), &text);
            assert_eq!(found.get_bool(2).unwrap(), flag);
            n_rows += 1;
        }
        assert_eq!(n_rows, 70_000);
    }

    #[test]
    fn csv_reads_back_what_was_written() {
        let bytes = written(Format::Csv, 1_000);
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap();
        let mut reader = csv::Reader::from_reader(text);
        assert_eq!(reader.headers().unwrap(), vec!["person_id", "district", "medical_aid"]);
        for (i, found) in reader.records().enumerate() {
            let (number, text, flag) = row(i);
            assert_eq!(found.unwrap(), vec![number.to_string(), text, flag.to_string()]);
        }
    }

    #[test]
    fn an_empty_table_is_a_table() {
        assert!(written(Format::Parquet, 0).starts_with(b"PAR1"));
        assert_eq!(written(Format::Csv, 0), b"\xEF\xBB\xBFperson_id,district,medical_aid\r\n");
    }
}
