//! `buckets.parquet` and `members.parquet`: what a run counted of one payer, for whoever wants to work out other
//! terms of it.
//!
//! A row of `buckets.parquet` is what one bucket of a trial and year holds: the persons, the sum of their eligible
//! cost, and how many of them have which remainder of it modulo 100 fen. Empty buckets have no row. The last bucket
//! is open: in place of remainders its row lists the eligible cost of each person. A row of `members.parquet` is a
//! band of ages that pay one price. Parts (row groups) have 64 trials, so that the bytes depend on the plan alone.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, Encoding, Repetition, Type as PhysicalType};
use parquet::column::writer::ColumnWriterImpl;
use parquet::data_type::{DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type};
use serde_json::{Map, Value, json};

use super::trials::TrialsError;
use crate::engine::{PiecesError, Records};
use crate::projection::{Counting, TrialCounts, YearCounts};
use crate::units::{Fen, Year};

/// The version of the files' layout, under `huimin.schema_version` in their metadata.
pub(super) const SCHEMA_VERSION: &str = "1";
/// The trials of a part.
const TRIALS_PER_PART: u64 = 64;

/// Columns of `buckets.parquet` with their units; those of several values a row stand last.
pub(super) const BUCKET_COLUMNS: [(&str, &str); 10] = [
    ("trial", "number"),
    ("year", "year"),
    ("terms", "number"),
    ("paid_beside", "flag"),
    ("from_fen", "fen"),
    ("persons", "persons"),
    ("eligible_fen", "fen"),
    ("remainders", "fen"),
    ("remainder_persons", "persons"),
    ("above_fen", "fen"),
];
/// Columns with one value a row.
pub(super) const ONE_A_ROW: usize = 7;

/// Columns of `members.parquet` with their units.
pub(super) const MEMBER_COLUMNS: [(&str, &str); 6] = [
    ("trial", "number"),
    ("year", "year"),
    ("age_from", "years of age"),
    ("subsidised", "persons"),
    ("employees", "persons"),
    ("residents", "persons"),
];

/// Of which run the counts are.
#[derive(Debug, Clone, Copy)]
pub struct CountedRun<'a> {
    /// What was counted.
    pub counting: &'a Counting,
    /// The digest of the plan.
    pub digest: &'a str,
    /// The years of a trial.
    pub years: &'a [Year],
}

/// Writes `buckets.parquet`; hands back what it was written to, and how many persons are in no bucket although the
/// payer pays them. Memory: one part.
pub fn write_buckets<W: Write + Send>(
    out: W,
    run: CountedRun<'_>,
    records: &Records,
) -> Result<(W, u64), TrialsError> {
    let mut apart = 0;
    let mut writer = writer(out, "buckets", &BUCKET_COLUMNS, run)?;
    let breaks = run.counting.grid.breaks();
    each_part(records, |trials| {
        let mut part = Part::default();
        for (trial, counts) in trials {
            for (year, counts) in run.years.iter().zip(&counts.years) {
                apart += counts.apart;
                part.add(*trial, *year, counts, breaks);
            }
        }
        Ok(part.write(writer.next_row_group()?)?)
    })?;
    writer.append_key_value_metadata(KeyValue::new("huimin.persons_apart".to_owned(), apart.to_string()));
    Ok((writer.into_inner()?, apart))
}

/// Writes `members.parquet`, the members of the city product by what they pay.
pub fn write_members<W: Write + Send>(
    out: W,
    run: CountedRun<'_>,
    records: &Records,
) -> Result<W, TrialsError> {
    let mut writer = writer(out, "members", &MEMBER_COLUMNS, run)?;
    each_part(records, |trials| {
        let mut columns = vec![Vec::new(); MEMBER_COLUMNS.len()];
        for (trial, counts) in trials {
            for (year, counts) in run.years.iter().zip(&counts.years) {
                for (from, heads) in run.counting.bands.iter().zip(&counts.members) {
                    let place = [trial.cast_signed(), i64::from(year.0), i64::from(from.0)];
                    let row = place.iter().chain(heads);
                    columns.iter_mut().zip(row).for_each(|(column, &value)| column.push(value));
                }
            }
        }
        let mut group = writer.next_row_group()?;
        for column in columns {
            write_column::<Int64Type, W>(&mut group, &column, None)?;
        }
        group.close()?;
        Ok(())
    })?;
    Ok(writer.into_inner()?)
}

/// Hands on the counts of so many trials at a time.
fn each_part(
    records: &Records,
    mut take: impl FnMut(&[(u64, TrialCounts)]) -> Result<(), TrialsError>,
) -> Result<(), TrialsError> {
    let mut part = Vec::new();
    records.each(|trial, bytes| {
        part.push((trial, TrialCounts::from_bytes(&bytes).ok_or(PiecesError::OtherRun)?));
        if (trial + 1) % TRIALS_PER_PART == 0 || trial + 1 == records.n_done() {
            take(&part)?;
            part.clear();
        }
        Ok(())
    })
}

/// The columns of a part.
#[derive(Debug, Default)]
struct Part {
    trials: Vec<i64>,
    years: Vec<i32>,
    terms: Vec<i32>,
    beside: Vec<i32>,
    from: Vec<i64>,
    persons: Vec<i32>,
    eligible: Vec<i64>,
    remainders: Lists<i32>,
    remainder_persons: Lists<i32>,
    above: Lists<i64>,
}

/// Several values a row, with the levels that say to which row each belongs.
#[derive(Debug, Default)]
struct Lists<T> {
    values: Vec<T>,
    /// 1 for a value, 0 for a row without one.
    definition: Vec<i16>,
    /// 0 where a row begins.
    repetition: Vec<i16>,
}

impl<T> Lists<T> {
    fn push(&mut self, row: impl IntoIterator<Item = T>) {
        let before = self.values.len();
        self.values.extend(row);
        let n = self.values.len() - before;
        self.definition.extend((0..n.max(1)).map(|_| i16::from(n > 0)));
        self.repetition.extend((0..n.max(1)).map(|nth| i16::from(nth > 0)));
    }
}

impl Part {
    fn add(&mut self, trial: u64, year: Year, counts: &YearCounts, breaks: &[Fen]) {
        for group in &counts.groups {
            let mut row = |from: Fen, persons: i64, eligible: Fen| {
                self.trials.push(trial.cast_signed());
                self.years.push(i32::from(year.0));
                self.terms.push(i32::from(group.terms));
                self.beside.push(i32::from(group.beside));
                self.from.push(from.0);
                self.persons.push(i32::try_from(persons).unwrap_or(i32::MAX));
                self.eligible.push(eligible.0);
            };
            for (nth, bucket) in &group.buckets {
                row(breaks[*nth], bucket.persons, bucket.eligible);
                self.remainders.push(bucket.remainders.iter().map(|&(remainder, _)| i32::from(remainder)));
                let persons = bucket.remainders.iter().map(|&(_, persons)| persons.cast_signed());
                self.remainder_persons.push(persons);
                self.above.push([]);
            }
            if let (Some(&last), false) = (breaks.last(), group.above.is_empty()) {
                row(last, group.above.len() as i64, group.above.iter().copied().sum());
                self.remainders.push([]);
                self.remainder_persons.push([]);
                self.above.push(group.above.iter().map(|cost| cost.0));
            }
        }
    }

    fn write<W: Write + Send>(&self, mut group: SerializedRowGroupWriter<'_, W>) -> Result<(), ParquetError> {
        write_column::<Int64Type, W>(&mut group, &self.trials, None)?;
        for column in [&self.years, &self.terms, &self.beside] {
            write_column::<Int32Type, W>(&mut group, column, None)?;
        }
        write_column::<Int64Type, W>(&mut group, &self.from, None)?;
        write_column::<Int32Type, W>(&mut group, &self.persons, None)?;
        write_column::<Int64Type, W>(&mut group, &self.eligible, None)?;
        for lists in [&self.remainders, &self.remainder_persons] {
            write_column::<Int32Type, W>(&mut group, &lists.values, Some(lists.levels()))?;
        }
        write_column::<Int64Type, W>(&mut group, &self.above.values, Some(self.above.levels()))?;
        group.close()?;
        Ok(())
    }
}

impl<T> Lists<T> {
    fn levels(&self) -> (&[i16], &[i16]) {
        (&self.definition, &self.repetition)
    }
}

fn write_column<D: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[D::T],
    levels: Option<(&[i16], &[i16])>,
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General("more columns than the schema has".to_owned()));
    };
    let writer: &mut ColumnWriterImpl<'_, D> = column.typed::<D>();
    writer.write_batch(values, levels.map(|it| it.0), levels.map(|it| it.1))?;
    column.close()
}

fn writer<W: Write + Send>(
    out: W,
    name: &str,
    columns: &[(&str, &str)],
    run: CountedRun<'_>,
) -> Result<SerializedFileWriter<W>, ParquetError> {
    let narrow = ["year", "terms", "paid_beside", "persons", "remainders", "remainder_persons"];
    let field = |(nth, &(key, _)): (usize, &(&str, &str))| {
        let physical = if name == "buckets" && narrow.contains(&key) {
            PhysicalType::INT32
        } else {
            PhysicalType::INT64
        };
        let repetition = if nth < ONE_A_ROW { Repetition::REQUIRED } else { Repetition::REPEATED };
        Type::primitive_type_builder(key, physical).with_repetition(repetition).build().map(Arc::new)
    };
    let fields = columns.iter().enumerate().map(field).collect::<Result<Vec<_>, _>>()?;
    let schema = Arc::new(Type::group_type_builder(name).with_fields(fields).build()?);
    SerializedFileWriter::new(out, schema, Arc::new(properties(columns, run)))
}

/// Nothing of the machine or the build: the same counts give the same bytes everywhere.
fn properties(columns: &[(&str, &str)], run: CountedRun<'_>) -> WriterProperties {
    let units: Map<String, Value> =
        columns.iter().map(|&(key, unit)| (key.to_owned(), unit.into())).collect();
    let metadata = [
        ("huimin.schema_version", SCHEMA_VERSION.to_owned()),
        ("huimin.plan_digest", run.digest.to_owned()),
        ("huimin.counting", counting_json(run.counting).to_string()),
        ("huimin.units", Value::Object(units).to_string()),
    ];
    let mut properties = WriterProperties::builder()
        .set_created_by("huimin".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_key_value_metadata(Some(
            metadata.map(|(key, value)| KeyValue::new(key.to_owned(), value)).into(),
        ));
    for amounts in ["eligible_fen", "above_fen"] {
        properties = properties
            .set_column_dictionary_enabled(ColumnPath::from(amounts), false)
            .set_column_encoding(ColumnPath::from(amounts), Encoding::DELTA_BINARY_PACKED);
    }
    properties.build()
}

/// The payer, the grid and the terms, for readers of the file.
fn counting_json(counting: &Counting) -> Value {
    let amounts = |amounts: &[Fen]| amounts.iter().map(|amount| amount.0).collect::<Vec<_>>();
    let open = |amount: Fen| (amount < Fen(i64::MAX)).then_some(amount.0);
    let terms = counting.terms.iter().map(|pay| {
        let stretches = pay.stretches().map(|(from, to, millionths)| {
            json!({ "from_fen": from.0, "to_fen": open(to), "ratio_millionths": millionths })
        });
        json!({ "stretches": stretches.collect::<Vec<_>>(), "cap_fen": open(pay.cap()) })
    });
    json!({
        "payer": counting.payer,
        "points_fen": amounts(counting.grid.points()),
        "breaks_fen": amounts(counting.grid.breaks()),
        "terms": terms.collect::<Vec<_>>(),
        "ages_from": counting.bands.iter().map(|age| age.0).collect::<Vec<_>>(),
    })
}
