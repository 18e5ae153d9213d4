//! What a folder says of the file whose bills its figures are over.

use serde_json::{Value, json};

use crate::projection::OwnBills;

/// For the manifest: which file and year, at what trend, how many persons and patients, and the threshold under
/// which nothing is told. Counts below the threshold are left out.
pub fn as_if_json(own: &OwnBills) -> Value {
    let persons: i64 = own.cells.iter().map(|cell| cell.heads.0).sum();
    let told = |count: u64| (count >= own.least).then_some(count);
    json!({
        "title": { "zh": own.source.title.zh, "en": own.source.title.en },
        "synthetic": own.source.synthetic,
        "year": own.source.year.0,
        "trend": own.source.trend as f64 / 1e6,
        "persons": told(persons.unsigned_abs()),
        "patients": told(own.patients.len() as u64),
        "least_persons": own.least,
        "digest": own.digest,
    })
}
