//! A run folder read back: the rows of its base from `trials.parquet`, and what it counted from `buckets.parquet`
//! and `members.parquet`.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::column::reader::get_typed_column_reader;
use parquet::data_type::{DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use serde_json::Value;

use super::bucket_file::{BUCKET_COLUMNS, MEMBER_COLUMNS, ONE_A_ROW, SCHEMA_VERSION};
use crate::compiled::{Bucket, YearPay};
use crate::projection::{CostGrid, GroupCounts, TrialCounts, YearCounts};
use crate::units::{Age, Fen, Year};

/// Why a run folder cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// The file is not there.
    #[error("{0} is not there")]
    Missing(PathBuf),
    /// It is none of ours, of another version, or damaged.
    #[error("{path}: {reason}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

/// What a run folder keeps of its base.
#[derive(Debug)]
pub struct KeptRun {
    /// The digest of the plan, as every file carries it.
    pub digests: Vec<String>,
    /// The number of trials.
    pub n_trials: u64,
    /// The payer that was counted.
    pub payer: String,
    /// Between which amounts.
    pub grid: CostGrid,
    /// How the base pays those who were counted.
    pub terms: Vec<KeptTerms>,
    /// Where each band of ages begins whose members were counted together.
    pub ages_from: Vec<Age>,
    /// By trial, then year: the row of the base.
    pub rows: Vec<Vec<Vec<i64>>>,
    /// By trial: what it counted.
    pub counts: Vec<TrialCounts>,
    /// Persons who were paid and are in no bucket.
    pub apart: u64,
}

/// A payment, as the file of counts describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptTerms {
    /// From, to (the largest amount where it has no end), ratio in millionths.
    stretches: Vec<(Fen, Fen, i64)>,
    /// The most that is paid; the largest amount where nothing limits it.
    cap: Fen,
}

impl KeptTerms {
    /// Whether they are those of a payment.
    pub fn is_of(&self, pay: &YearPay) -> bool {
        self.cap == pay.cap() && pay.stretches().eq(self.stretches.iter().copied())
    }

    fn read(terms: &Value) -> Option<KeptTerms> {
        let end = |value: &Value| if value.is_null() { Some(Fen(i64::MAX)) } else { value.as_i64().map(Fen) };
        let stretch =
            |it: &Value| Some((end(&it["from_fen"])?, end(&it["to_fen"])?, it["ratio_millionths"].as_i64()?));
        let stretches = terms["stretches"].as_array()?.iter().map(stretch).collect::<Option<_>>()?;
        Some(KeptTerms { stretches, cap: end(&terms["cap_fen"])? })
    }
}

impl KeptRun {
    /// Reads the folder of a run over these years.
    ///
    /// # Errors
    /// [`KeptError`], with the file.
    pub fn read(folder: &Path, years: &[Year]) -> Result<KeptRun, KeptError> {
        let trials = KeptFile::open(folder.join("trials.parquet"))?;
        let buckets = KeptFile::open(folder.join("buckets.parquet"))?;
        let rows = trials.base_rows(years.len())?;
        let mut counts = vec![TrialCounts { years: vec![YearCounts::default(); years.len()] }; rows.len()];
        let counting: Value = buckets.json("huimin.counting")?;
        let amounts = |key: &str| -> Vec<Fen> {
            let amounts = counting[key].as_array().into_iter().flatten();
            amounts.filter_map(Value::as_i64).map(Fen).collect()
        };
        let grid = CostGrid::kept(amounts("points_fen"), amounts("breaks_fen"));
        let grid = grid.ok_or_else(|| buckets.unreadable("grid"))?;
        let list = |key: &str| counting[key].as_array().into_iter().flatten();
        let terms = list("terms").map(KeptTerms::read).collect::<Option<_>>();
        let ages = list("ages_from").filter_map(Value::as_u64).filter_map(|age| age.try_into().ok());
        let ages_from: Vec<Age> = ages.map(Age).collect();
        buckets.read_buckets(&grid, years, &mut counts)?;
        let mut digests = vec![trials.text("huimin.plan_digest")?, buckets.text("huimin.plan_digest")?];
        if !ages_from.is_empty() {
            let members = KeptFile::open(folder.join("members.parquet"))?;
            members.read_members(years, &mut counts)?;
            digests.push(members.text("huimin.plan_digest")?);
        }
        let apart = buckets.text("huimin.persons_apart")?.parse();
        Ok(KeptRun {
            digests,
            n_trials: rows.len() as u64,
            payer: counting["payer"].as_str().unwrap_or_default().to_owned(),
            grid,
            terms: terms.ok_or_else(|| buckets.unreadable("terms"))?,
            ages_from,
            rows,
            counts,
            apart: apart.map_err(|_| buckets.unreadable("huimin.persons_apart"))?,
        })
    }
}

/// A file of the folder.
pub(super) struct KeptFile {
    path: PathBuf,
    reader: SerializedFileReader<File>,
    metadata: BTreeMap<String, String>,
}

impl std::fmt::Debug for KeptFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptFile").field("path", &self.path).finish_non_exhaustive()
    }
}

impl KeptFile {
    pub(super) fn open(path: PathBuf) -> Result<KeptFile, KeptError> {
        let unreadable = |reason: String| KeptError::Unreadable { path: path.clone(), reason };
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(KeptError::Missing(path));
            }
            Err(error) => return Err(unreadable(error.to_string())),
        };
        let reader = SerializedFileReader::new(file).map_err(|error| unreadable(error.to_string()))?;
        let pairs = reader.metadata().file_metadata().key_value_metadata().into_iter().flatten();
        let metadata: BTreeMap<String, String> =
            pairs.map(|pair| (pair.key.clone(), pair.value.clone().unwrap_or_default())).collect();
        if metadata.get("huimin.schema_version").map(String::as_str) != Some(SCHEMA_VERSION) {
            return Err(unreadable("huimin.schema_version".to_owned()));
        }
        Ok(KeptFile { path, reader, metadata })
    }

    fn unreadable(&self, reason: &str) -> KeptError {
        KeptError::Unreadable { path: self.path.clone(), reason: reason.to_owned() }
    }

    pub(super) fn text(&self, key: &str) -> Result<String, KeptError> {
        self.metadata.get(key).cloned().ok_or_else(|| self.unreadable(key))
    }

    pub(super) fn json(&self, key: &str) -> Result<Value, KeptError> {
        serde_json::from_str(&self.text(key)?).map_err(|error| self.unreadable(&error.to_string()))
    }

    /// The keys of its columns.
    pub(super) fn columns(&self) -> Vec<String> {
        let schema = self.reader.metadata().file_metadata().schema_descr();
        schema.columns().iter().map(|column| column.name().to_owned()).collect()
    }

    /// Does something with each part.
    pub(super) fn each_part(
        &self,
        mut look: impl FnMut(&dyn RowGroupReader) -> Result<Option<()>, ParquetError>,
    ) -> Result<(), KeptError> {
        for nth in 0..self.reader.num_row_groups() {
            let part = self.reader.get_row_group(nth).and_then(|part| look(&*part));
            part.map_err(|error| self.unreadable(&error.to_string()))?
                .ok_or_else(|| self.unreadable("rows that do not belong to this run"))?;
        }
        Ok(())
    }

    /// The rows of the first design, by trial and year.
    fn base_rows(&self, n_years: usize) -> Result<Vec<Vec<Vec<i64>>>, KeptError> {
        let n_designs = self.json("huimin.designs")?.as_array().map_or(1, Vec::len).max(1);
        let mut rows: Vec<Vec<Vec<i64>>> = Vec::new();
        self.each_part(|part| {
            let n_trials = whole(part.metadata().num_rows()) / (n_designs * n_years);
            let first = rows.len();
            rows.resize(first + n_trials, vec![Vec::new(); n_years]);
            // after design, year and trial; the last is the digest
            for column in 3..part.num_columns() - 1 {
                let values = values::<Int64Type>(part, column, n_trials * n_years)?;
                for (nth, value) in values.into_iter().enumerate() {
                    rows[first + nth % n_trials][nth / n_trials].push(value);
                }
            }
            Ok(Some(()))
        })?;
        Ok(rows)
    }

    fn read_buckets(
        &self,
        grid: &CostGrid,
        years: &[Year],
        counts: &mut [TrialCounts],
    ) -> Result<(), KeptError> {
        let breaks = grid.breaks();
        self.each_part(|part| {
            let n = whole(part.metadata().num_rows());
            let wide = |column| values::<Int64Type>(part, column, n);
            let narrow = |column| values::<Int32Type>(part, column, n);
            let (trials, of_year, terms, beside) = (wide(0)?, narrow(1)?, narrow(2)?, narrow(3)?);
            let (from, persons, eligible) = (wide(4)?, narrow(5)?, wide(6)?);
            debug_assert_eq!(BUCKET_COLUMNS.len(), ONE_A_ROW + 3);
            let mut remainders = lists::<Int32Type>(part, 7, n)?.into_iter();
            let mut remainder_persons = lists::<Int32Type>(part, 8, n)?.into_iter();
            let mut above = lists::<Int64Type>(part, 9, n)?.into_iter();
            for row in 0..n {
                let (Some(remainders), Some(of_remainders), Some(above)) =
                    (remainders.next(), remainder_persons.next(), above.next())
                else {
                    return Ok(None);
                };
                let Some(year) = year_of(counts, years, (trials[row], of_year[row].into())) else {
                    return Ok(None);
                };
                let key = (u16::try_from(terms[row]).unwrap_or(u16::MAX), beside[row] == 1);
                if year.groups.last().is_none_or(|last| (last.terms, last.beside) != key) {
                    let (terms, beside) = key;
                    year.groups.push(GroupCounts { terms, beside, ..GroupCounts::default() });
                }
                let (Some(group), Ok(bucket)) =
                    (year.groups.last_mut(), breaks.binary_search(&Fen(from[row])))
                else {
                    return Ok(None);
                };
                if bucket + 1 == breaks.len() {
                    group.above = above.into_iter().map(Fen).collect();
                    continue;
                }
                let pairs = remainders.into_iter().zip(of_remainders);
                let pairs =
                    pairs.map(|(it, persons)| Some((u8::try_from(it).ok()?, u32::try_from(persons).ok()?)));
                let Some(remainders) = pairs.collect() else { return Ok(None) };
                let (persons, eligible) = (i64::from(persons[row]), Fen(eligible[row]));
                group.buckets.push((bucket, Bucket { persons, eligible, remainders }));
            }
            Ok(Some(()))
        })
    }

    fn read_members(&self, years: &[Year], counts: &mut [TrialCounts]) -> Result<(), KeptError> {
        self.each_part(|part| {
            let n = whole(part.metadata().num_rows());
            let columns = (0..MEMBER_COLUMNS.len()).map(|column| values::<Int64Type>(part, column, n));
            let columns = columns.collect::<Result<Vec<_>, _>>()?;
            let heads = columns[3].iter().zip(&columns[4]).zip(&columns[5]);
            for ((&trial, &year), ((&subsidised, &employees), &residents)) in
                columns[0].iter().zip(&columns[1]).zip(heads)
            {
                let Some(year) = year_of(counts, years, (trial, year)) else { return Ok(None) };
                year.members.push([subsidised, employees, residents]);
            }
            Ok(Some(()))
        })
    }
}

/// The counts of a trial's year.
fn year_of<'a>(
    counts: &'a mut [TrialCounts],
    years: &[Year],
    (trial, year): (i64, i64),
) -> Option<&'a mut YearCounts> {
    let y = years.iter().position(|known| i64::from(known.0) == year)?;
    counts.get_mut(usize::try_from(trial).ok()?)?.years.get_mut(y)
}

pub(super) fn whole(rows: i64) -> usize {
    usize::try_from(rows).unwrap_or(0)
}

/// The first values of a column with one value a row.
pub(super) fn values<D: DataType>(
    part: &dyn RowGroupReader,
    column: usize,
    n: usize,
) -> Result<Vec<D::T>, ParquetError> {
    let mut values = Vec::with_capacity(n);
    let mut reader = get_typed_column_reader::<D>(part.get_column_reader(column)?);
    reader.read_records(n, None, None, &mut values)?;
    if values.len() < n {
        return Err(ParquetError::General("a column that is too short".to_owned()));
    }
    Ok(values)
}

/// The values of each row of a column with several.
pub(super) fn lists<D: DataType>(
    part: &dyn RowGroupReader,
    column: usize,
    n: usize,
) -> Result<Vec<Vec<D::T>>, ParquetError> {
    let (mut values, mut definition, mut repetition) = (Vec::new(), Vec::new(), Vec::new());
    let mut reader = get_typed_column_reader::<D>(part.get_column_reader(column)?);
    reader.read_records(n, Some(&mut definition), Some(&mut repetition), &mut values)?;
    let (mut rows, mut values) = (Vec::with_capacity(n), values.into_iter());
    for (definition, repetition) in definition.into_iter().zip(repetition) {
        if repetition == 0 {
            rows.push(Vec::new());
        }
        if let (1, Some(row), Some(value)) =
            (definition, rows.last_mut(), if definition == 1 { values.next() } else { None })
        {
            row.push(value);
        }
    }
    Ok(rows)
}
