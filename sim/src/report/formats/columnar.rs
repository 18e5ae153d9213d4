//! A table as Parquet: numbers as DOUBLE in the unit of their column, words as text, nothing where there is nothing;
//! units and heads in the metadata.
//!
//! A column with numbers and words has a second one for its words, `KEY_text`. A probability of which no trial or
//! every one is a case is empty, and its interval says what is known.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use serde_json::{Map, Value, json};

use super::flat::{FlatCell, FlatColumn, columns};
use crate::report::book::Sheet;
use crate::wording::Lang;
use crate::wording::book::Unit;

/// The version of the layout, under `huimin.schema_version` in the metadata.
const SCHEMA_VERSION: &str = "1";

/// A column of the file.
enum Values {
    Numbers(Vec<Option<f64>>),
    Texts(Vec<Option<String>>),
}

/// The bytes of a table; its words in one language.
///
/// # Errors
/// Where the file could not be made.
pub fn sheet_parquet(sheet: &Sheet, lang: Lang) -> Result<Vec<u8>, ParquetError> {
    let flat = columns(sheet);
    let parts: Vec<(String, &FlatColumn, Values)> =
        flat.iter().flat_map(|column| split(sheet, column, lang)).collect();
    let field = |(key, _, values): &(String, &FlatColumn, Values)| {
        let (physical, logical) = match values {
            Values::Numbers(_) => (PhysicalType::DOUBLE, None),
            Values::Texts(_) => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let field = Type::primitive_type_builder(key, physical).with_repetition(Repetition::OPTIONAL);
        field.with_logical_type(logical).build().map(Arc::new)
    };
    let fields = parts.iter().map(field).collect::<Result<_, _>>()?;
    let schema = Type::group_type_builder("table").with_fields(fields).build().map(Arc::new)?;
    let properties = Arc::new(properties(sheet, &parts));
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties)?;
    let mut group = writer.next_row_group()?;
    for (_, _, values) in &parts {
        match values {
            Values::Numbers(values) => write::<DoubleType>(&mut group, values.iter().copied())?,
            Values::Texts(values) => {
                let texts = values.iter().map(|it| it.as_deref().map(ByteArray::from));
                write::<ByteArrayType>(&mut group, texts)?;
            }
        }
    }
    group.close()?;
    writer.into_inner()
}

/// A column's numbers, its words, or both apart.
fn split<'a>(sheet: &Sheet, column: &'a FlatColumn, lang: Lang) -> Vec<(String, &'a FlatColumn, Values)> {
    let cells: Vec<FlatCell<'_>> = (0..sheet.rows.len()).map(|row| column.cell(sheet, row)).collect();
    let number = |cell: &FlatCell<'_>| if let FlatCell::Number(value) = cell { Some(*value) } else { None };
    let words = |cell: &FlatCell<'_>| match cell {
        FlatCell::Words(words) => Some(words.get(lang).to_owned()),
        _ => None,
    };
    let (key, is_text) = (column.key(sheet), sheet.columns[column.column].unit == Unit::Text);
    let has_words = cells.iter().any(|cell| matches!(cell, FlatCell::Words(_)));
    let has_numbers = cells.iter().any(|cell| matches!(cell, FlatCell::Number(_)));
    let numbers = || Values::Numbers(cells.iter().map(number).collect());
    let texts = || Values::Texts(cells.iter().map(words).collect());
    if is_text && column.part.is_none() && !has_numbers {
        vec![(key, column, texts())]
    } else if has_words {
        vec![(key.clone(), column, numbers()), (format!("{key}_text"), column, texts())]
    } else {
        vec![(key, column, numbers())]
    }
}

/// Nothing of the machine or the clock: the same table gives the same bytes everywhere.
fn properties(sheet: &Sheet, parts: &[(String, &FlatColumn, Values)]) -> WriterProperties {
    let of = |text: &dyn Fn(&FlatColumn, &Values) -> Value| -> Value {
        parts
            .iter()
            .map(|(key, column, values)| (key.clone(), text(column, values)))
            .collect::<Map<_, _>>()
            .into()
    };
    let units = of(&|column, values| match values {
        Values::Texts(_) => Unit::Text.key().into(),
        Values::Numbers(_) => sheet.columns[column.column].unit.key().into(),
    });
    let heads =
        of(&|column, _| json!({ "zh": column.head(sheet, Lang::Zh), "en": column.head(sheet, Lang::En) }));
    let title = sheet.title();
    let pairs = [
        ("huimin.schema_version", SCHEMA_VERSION.to_owned()),
        ("huimin.table", sheet.table.key()),
        ("huimin.title", json!({ "zh": title.zh, "en": title.en }).to_string()),
        ("huimin.units", units.to_string()),
        ("huimin.heads", heads.to_string()),
    ];
    let pairs = pairs.map(|(key, value)| KeyValue::new(key.to_owned(), value));
    WriterProperties::builder()
        .set_created_by("huimin".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(pairs.into()))
        .build()
}

fn write<D: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    values: impl Iterator<Item = Option<D::T>>,
) -> Result<(), ParquetError> {
    let values: Vec<Option<D::T>> = values.collect();
    let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
    let values: Vec<D::T> = values.into_iter().flatten().collect();
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General("more columns than the schema has".to_owned()));
    };
    column.typed::<D>().write_batch(&values, Some(&levels), None)?;
    column.close()
}
