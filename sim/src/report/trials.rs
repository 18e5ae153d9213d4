//! `trials.parquet`: every row of a run, for whoever wants to compute his own figures.
//!
//! Columns `design` (INT32), `year` (INT32), `trial` (INT64), every amount and count of the run
//! (INT64, whole fen or heads) and `plan_digest` (text: some engines drop the metadata of a file).
//! Parts (row groups) of 256 trials, or fewer where a trial has more than 8,192 numbers, rows in (design, year,
//! trial) order within each, whatever the batch, so that the bytes depend on the plan alone.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::column::writer::ColumnWriterImpl;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type};
use serde_json::{Map, Value};

use crate::engine::{Block, EngineError, Outcome, Pieces, PiecesError, Shape};

/// The version of the file's layout, under `huimin.schema_version` in its metadata.
const SCHEMA_VERSION: &str = "1";

/// Why `trials.parquet` could not be written.
#[derive(Debug, thiserror::Error)]
pub enum TrialsError {
    /// The file could not be written.
    #[error(transparent)]
    Parquet(#[from] ParquetError),
    /// The trials could not be read.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<PiecesError> for TrialsError {
    fn from(error: PiecesError) -> TrialsError {
        TrialsError::Engine(error.into())
    }
}

/// Writes the file of a run in which design `i` is called `designs[i]`; hands back what it was written to. Memory:
/// one part.
///
/// # Errors
/// [`crate::engine::MergeError::Missing`] when trials of the run are not finished.
pub fn write_trials<W: Write + Send>(out: W, pieces: &Pieces, designs: &[String]) -> Result<W, TrialsError> {
    let (shape, n_trials) = (pieces.shape(), pieces.n_trials());
    let properties = Arc::new(properties(shape, designs));
    let mut writer = SerializedFileWriter::new(out, schema(shape)?, properties)?;
    let mut start = 0;
    while start < n_trials {
        let end = n_trials.min(start + shape.trials_per_part());
        let part = pieces.outcome(Block { designs: 0..shape.n_designs, trials: start..end })?;
        write_part(writer.next_row_group()?, &part)?;
        start = end;
    }
    Ok(writer.into_inner()?)
}

fn schema(shape: &Shape) -> Result<Arc<Type>, ParquetError> {
    let column = |name: &str, physical, logical| {
        let column = Type::primitive_type_builder(name, physical).with_repetition(Repetition::REQUIRED);
        column.with_logical_type(logical).build().map(Arc::new)
    };
    let mut fields = vec![
        column("design", PhysicalType::INT32, None)?,
        column("year", PhysicalType::INT32, None)?,
        column("trial", PhysicalType::INT64, None)?,
    ];
    for amount in &shape.columns {
        fields.push(column(&amount.key, PhysicalType::INT64, None)?);
    }
    fields.push(column("plan_digest", PhysicalType::BYTE_ARRAY, Some(LogicalType::String))?);
    Type::group_type_builder("trials").with_fields(fields).build().map(Arc::new)
}

/// Nothing of the machine or the build: the same rows give the same bytes everywhere.
fn properties(shape: &Shape, designs: &[String]) -> WriterProperties {
    let units: Map<String, Value> =
        shape.columns.iter().map(|column| (column.key.clone(), column.unit.key().into())).collect();
    let metadata = [
        ("huimin.schema_version", SCHEMA_VERSION.to_owned()),
        ("huimin.plan_digest", shape.digest.to_string()),
        ("huimin.designs", Value::from(designs).to_string()),
        ("huimin.units", Value::Object(units).to_string()),
    ];
    let mut properties = WriterProperties::builder()
        .set_created_by("huimin".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_dictionary_enabled(false)
        .set_key_value_metadata(Some(
            metadata.map(|(key, value)| KeyValue::new(key.to_owned(), value)).into(),
        ));
    for repetitive in ["design", "year", "plan_digest"] {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(repetitive), true);
    }
    properties.build()
}

fn write_part<W: Write + Send>(
    mut group: SerializedRowGroupWriter<'_, W>,
    part: &Outcome,
) -> Result<(), TrialsError> {
    let Shape { columns, years, digest, .. } = part.shape();
    let slots: Vec<(u32, usize)> = part
        .designs()
        .flat_map(|design| (0..years.len()).map(move |year_index| (design, year_index)))
        .collect();
    let n_trials = part.n_trials();
    let each_slot = |value: &dyn Fn(u32, usize) -> i32| -> Vec<i32> {
        slots.iter().flat_map(|&(design, year_index)| vec![value(design, year_index); n_trials]).collect()
    };
    write_column::<Int32Type, W>(&mut group, &each_slot(&|design, _| design.cast_signed()))?;
    write_column::<Int32Type, W>(&mut group, &each_slot(&|_, year_index| i32::from(years[year_index].0)))?;
    let trials: Vec<i64> = slots.iter().flat_map(|_| part.trials().map(u64::cast_signed)).collect();
    write_column::<Int64Type, W>(&mut group, &trials)?;
    for column_index in 0..columns.len() {
        let of_slot = |&(design, year_index): &(u32, usize)| part.column(design, year_index, column_index);
        let values: Vec<i64> = slots.iter().flat_map(of_slot).copied().collect();
        write_column::<Int64Type, W>(&mut group, &values)?;
    }
    let digest = ByteArray::from(digest.to_string().into_bytes());
    write_column::<ByteArrayType, W>(&mut group, &vec![digest; slots.len() * n_trials])?;
    group.close()?;
    Ok(())
}

/// Writes the next column of a part.
fn write_column<D: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[D::T],
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General("more columns than the schema has".to_owned()));
    };
    let writer: &mut ColumnWriterImpl<'_, D> = column.typed::<D>();
    writer.write_batch(values, None, None)?;
    column.close()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::ops::Range;

    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    use super::*;
    use crate::engine::{Digest, MergeError, RowKey, Rows};
    use crate::units::{Column, Trial, Unit, Year};

    fn shape() -> Shape {
        let column = |key: &str, unit| Column { key: key.to_owned(), unit };
        Shape {
            digest: Digest([0xab; 32]),
            columns: vec![column("cii_claims_fen", Unit::Fen), column("cii_claimants", Unit::Heads)],
            n_designs: 2,
            years: vec![Year(2016), Year(2017)],
        }
    }

    fn rows(trials: Range<u64>) -> Rows {
        let mut rows = Rows::with_capacity(shape().digest, 2, 0);
        for design in 0..2 {
            for year in shape().years {
                for trial in trials.clone() {
                    let amount =
                        i64::try_from(trial).unwrap() * 1000 + i64::from(year.0) * 10 + i64::from(design);
                    rows.push(RowKey { design, year, trial: Trial(trial) }, &[-amount, amount % 7]);
                }
            }
        }
        rows
    }

    /// The file of a run of 300 trials whose rows come in batches, each from and to a trial.
    fn file_of(batches: &[(u64, u64)]) -> Result<Vec<u8>, TrialsError> {
        let mut pieces = Pieces::passing(shape(), 300);
        for &(start, end) in batches {
            pieces.push(&rows(start..end))?;
        }
        write_trials(Vec::new(), &pieces, &["base".to_owned(), "cheaper".to_owned()])
    }

    #[test]
    fn a_reader_finds_every_row_with_its_units_and_its_plan() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&file_of(&[(0, 300)]).unwrap()).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let metadata = reader.metadata().file_metadata();
        let pairs = metadata.key_value_metadata().unwrap().iter();
        let pairs: BTreeMap<_, _> = pairs.map(|kv| (kv.key.as_str(), kv.value.as_deref().unwrap())).collect();
        assert_eq!(pairs["huimin.plan_digest"], "ab".repeat(32));
        assert_eq!(pairs["huimin.designs"], r#"["base","cheaper"]"#);
        assert_eq!(pairs["huimin.units"], r#"{"cii_claims_fen":"fen","cii_claimants":"persons"}"#);
        assert_eq!(metadata.created_by(), Some("huimin"));

        let (first, second) = (rows(0..256), rows(256..300));
        let expected: Vec<_> = first.iter().chain(second.iter()).collect();
        let found: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
        assert_eq!((found.len(), reader.num_row_groups()), (expected.len(), 2));
        for (row, (key, values)) in found.iter().zip(expected) {
            assert_eq!(row.get_int(0).unwrap(), key.design.cast_signed());
            assert_eq!(row.get_int(1).unwrap(), i32::from(key.year.0));
            assert_eq!(row.get_long(2).unwrap(), key.trial.0.cast_signed());
            assert_eq!([row.get_long(3).unwrap(), row.get_long(4).unwrap()], values);
            assert_eq!(row.get_string(5).unwrap(), &"ab".repeat(32));
        }
    }

    #[test]
    fn the_batch_changes_no_byte() {
        let reference = file_of(&[(0, 300)]).unwrap();
        assert_eq!(file_of(&[(0, 100), (100, 200), (200, 300)]).unwrap(), reference);
        let one_by_one: Vec<_> = (0..300).map(|trial| (trial, trial + 1)).collect();
        assert_eq!(file_of(&one_by_one).unwrap(), reference);
    }

    #[test]
    fn a_file_without_all_its_trials_is_refused() {
        for (batch, missing) in [((0, 299), 4), ((0, 256), 4 * 44)] {
            let Err(TrialsError::Engine(EngineError::Merge(MergeError::Missing { n_rows, .. }))) =
                file_of(&[batch])
            else {
                panic!("a file with {missing} rows too few was finished")
            };
            assert_eq!(n_rows, missing);
        }
    }
}
