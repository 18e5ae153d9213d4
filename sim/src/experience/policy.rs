//! Who was insured, when, and for how much.

use super::day::Day;
use crate::benefit::InsuranceScheme;
use crate::units::{Age, Fen, Sex, Year};

/// The number of a person in an [`super::Experience`], from 0, in the order of the file; the file's own id is
/// forgotten when it has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonIndex(pub u32);

/// A person's cover of one policy year (保单年度).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Whose.
    pub person: PersonIndex,
    /// The policy year.
    pub year: Year,
    /// His completed years of life in it.
    pub age: Age,
    /// Sex.
    pub sex: Sex,
    /// 职工 or 居民.
    pub scheme: InsuranceScheme,
    /// 退休
    pub retired: bool,
    /// Whether he has a disease of the product's pre-existing list.
    pub pre_existing: bool,
    /// Whether he is entitled to medical aid.
    pub aid: bool,
    /// What was paid for the cover.
    pub premium: Fen,
    /// The first day of cover.
    pub from: Day,
    /// The last day of cover.
    pub to: Day,
}

impl Policy {
    /// The days of cover, both ends included.
    pub fn days(&self) -> i64 {
        i64::from(self.to - self.from) + 1
    }

    /// Whether a day is covered.
    pub fn covers(&self, day: Day) -> bool {
        (self.from..=self.to).contains(&day)
    }
}
