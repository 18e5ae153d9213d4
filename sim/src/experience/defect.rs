//! Defects found in files: where, what, and the shape of the value; never repaired, only named and counted.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::wording::Lang;
use crate::wording::claims::{self, Allowed, DefectKind};

/// So many of a kind are kept with their place; more are counted.
const KEPT: usize = 1_000;

/// Kinds whose range is an amount of the row itself.
const OF_ROWS: [DefectKind; 2] = [DefectKind::PayersAboveCost, DefectKind::PaymentAboveCost];

/// One defect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// What it is.
    pub kind: DefectKind,
    /// The file as the document names it.
    pub file: Arc<str>,
    /// The line of a text file, the row of a Parquet file, from 1; 0 for the whole file.
    pub line: u64,
    /// The column by the file's own name; empty where it is the whole row.
    pub column: String,
    /// What was found.
    pub value: String,
    /// What would have been right.
    pub allowed: Allowed,
}

impl Defect {
    /// The sentence about it. Where the rows are of real persons, values are shown by their [`shape`].
    pub fn sentence(&self, plainly: bool, lang: Lang) -> String {
        let value = if plainly { self.value.clone() } else { shape(&self.value) };
        let allowed = match &self.allowed {
            Allowed::Exactly(amount) if !plainly => Allowed::Exactly(shape(amount)),
            Allowed::Between(low, high) if !plainly && OF_ROWS.contains(&self.kind) => {
                Allowed::Between(shape(low), shape(high))
            }
            other => other.clone(),
        };
        claims::defect((&self.file, self.line, &self.column), (self.kind, &value, &allowed), lang)
    }
}

/// What a value looks like without saying it: digits become 9, letters x, everything else stays.
///
/// ```
/// use huimin::experience::shape;
/// assert_eq!(shape("2024-13-05"), "9999-99-99");
/// assert_eq!(shape("1,234.505"), "9,999.999");
/// assert_eq!(shape("张三A"), "xxx");
/// ```
pub fn shape(value: &str) -> String {
    value
        .chars()
        .map(|it| match it {
            '０'..='９' => '９',
            it if it.is_numeric() => '9',
            it if it.is_alphabetic() => 'x',
            other => other,
        })
        .collect()
}

/// All defects of a reading: the first thousand of each kind in full, the rest as numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Defects(BTreeMap<DefectKind, (u64, Vec<Defect>)>);

impl Defects {
    /// Adds one.
    pub fn push(&mut self, defect: Defect) {
        let (count, kept) = self.0.entry(defect.kind).or_default();
        *count += 1;
        if kept.len() < KEPT {
            kept.push(defect);
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Kind by kind: how many, and the first of them.
    pub fn by_kind(&self) -> impl Iterator<Item = (DefectKind, u64, &[Defect])> {
        self.0.iter().map(|(&kind, (count, kept))| (kind, *count, kept.as_slice()))
    }

    /// How many are of whole files or tables.
    pub fn of_files(&self) -> u64 {
        let of_rows: Vec<DefectKind> = DefectKind::of_rows().collect();
        self.by_kind().filter(|(kind, ..)| !of_rows.contains(kind)).map(|(_, count, _)| count).sum()
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.0.values().map(|(count, _)| count).sum()
    }
}
